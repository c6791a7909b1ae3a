"""The catalogues of others asked from a terminal, for a number or for words of a title."""

import argparse
from typing import TYPE_CHECKING

from cdm_desk.commands.answer import DONE, Say
from cdm_desk.commands.arguments import Commands
from cdm_desk.commands.workplace import open_workplace
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.errors import IsbnWrongError, NoSourceError
from cdm_desk.domain.staff import Role
from cdm_desk.language import _

if TYPE_CHECKING:
    from cdm_desk.domain.library import Title
    from cdm_desk.domain.lookup import Answer


def add(acts: Commands) -> None:
    """Add the command among those of the catalogue."""
    one = acts.add("lookup", _books_lookup, _("ask the catalogues of others that are switched on here"))
    one.add_argument("isbn", metavar="ISBN", nargs="?", default="", help=_("the number of a book"))
    one.add_argument("--title", nargs="+", metavar=_("WORD"), help=_("words of a title instead of a number"))


def _books_lookup(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.domain.identifiers import Isbn

    number = Isbn.read(wanted.isbn)
    if not wanted.title and not number.valid:
        raise IsbnWrongError(wanted.isbn)
    with open_workplace(clock) as office, office.staff.command("books", Role.DOCUMENTALIST):
        if not office.lookup.sources():
            raise NoSourceError
        lookup = office.lookup
        answers = lookup.search(" ".join(wanted.title)) if wanted.title else lookup.answers(number.text)
    asked = {} if wanted.title else {"isbn": number.text}
    for answer in answers:
        say({**asked, **answer.plain()}, _told(answer))
    return DONE


def _told(answer: "Answer") -> str:
    from cdm_desk.ui.lookup_words import answer_sentence

    if answer.title is None:
        return answer_sentence(answer)
    return f"{answer_sentence(answer)}\n  {_details(answer.title)}".rstrip()


def _details(title: "Title") -> str:
    from cdm_desk.ui.book_words import authors_line, language_marks

    parts = (authors_line(title), title.publisher or "", str(title.year or ""), language_marks(title.languages))
    return " · ".join(part for part in parts if part)
