"""What is done with the catalogue: take a file in, take it back, search, write it out."""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cdm_desk import paths
from cdm_desk.commands import lookup
from cdm_desk.commands.answer import DONE, Say
from cdm_desk.commands.arguments import Commands
from cdm_desk.commands.brochures import add_brochures
from cdm_desk.commands.consultation import add_consultations
from cdm_desk.commands.workplace import open_workplace
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.errors import FileMissingError, ParcelGoneError
from cdm_desk.domain.lists import Entry, Kind
from cdm_desk.domain.staff import Role
from cdm_desk.language import _, _n

if TYPE_CHECKING:
    from cdm_desk.domain.library import Hit, Receipt

_WRITTEN: Final = ("mrc", "xml", "csv", "xlsx", "ris", "bib")
_NO_MARK: Final = "–"
_WIDEST_MARK: Final = 20


def add(commands: Commands) -> None:
    """Add the commands of the catalogue."""
    books = commands.add("books", _books_import, _("the catalogue: import, undo, search, export"))
    acts = Commands(books, required=True)
    one = acts.add(
        "import", _books_import, _("take a file of books in: CSV, XLSX, XLS, ODS, UNIMARC, MARC 21, MARCXML or RIS")
    )
    one.add_argument("file", type=Path, metavar=_("FILE"), help=_("the file to read"))
    one.add_argument(
        "--mapping", type=Path, metavar=_("FILE"), help=_("which column holds what, as kept by the window")
    )
    one.add_argument("--dry-run", action="store_true", help=_("say what would happen, change nothing"))
    one = acts.add("undo", _books_undo, _("take an import back"))
    one.add_argument("parcel", metavar=_("IMPORT"), help=_("the number that the import has printed"))
    one = acts.add("search", _books_search, _("search the catalogue"))
    one.add_argument("words", nargs="+", metavar=_("WORD"), help=_("a title, an author, a subject, an ISBN"))
    lookup.add(acts)
    one = acts.add("export", _books_export, _("write the catalogue to a file"))
    one.add_argument(
        "file", type=Path, metavar=_("FILE"), help=_("its name ends in {endings}").format(endings=_endings())
    )
    one.add_argument("--format", choices=("unimarc", "marc21", "dc"), default="unimarc", help=_("of .mrc and .xml"))
    one.add_argument("--search", metavar=_("WORDS"), help=_("only what these words find"))
    add_brochures(acts)
    add_consultations(acts)


def _books_import(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.importers import parcel
    from cdm_desk.importers.reading_process import ReadingProcess

    for named in (wanted.file, wanted.mapping):
        if named is not None and not named.exists():
            raise FileMissingError(str(named))
    profile = parcel.profile_from(wanted.mapping) if wanted.mapping else None
    with open_workplace(clock) as office, office.staff.command("books", Role.DOCUMENTALIST):
        receipt = office.library.receive(ReadingProcess().read(wanted.file, profile), dry_run=wanted.dry_run)
    say(receipt.plain(), "\n".join(_told(receipt)))
    return DONE


def _told(receipt: "Receipt") -> Iterator[str]:
    """Iterate over what a person reads: the rows that need somebody, then the sums, where the eye ends."""
    from cdm_desk.domain.library import Outcome
    from cdm_desk.ui.book_words import fate_sentence, outcome_name

    for fate in receipt.fates:
        if fate.outcome in (Outcome.DOUBTFUL, Outcome.REFUSED):
            cells = (str(fate.row), outcome_name(fate.outcome), fate_sentence(fate), fate.heading)
            yield "\t".join(cells).rstrip()
    sums = ", ".join(f"{outcome_name(outcome)} {number}" for outcome, number in receipt.sums.items() if number)
    words = _n("{number} row read: {sums}", "{number} rows read: {sums}", receipt.read)
    yield words.format(number=receipt.read, sums=sums or "–")
    doubtful = receipt.sums[Outcome.DOUBTFUL]
    if receipt.kept and doubtful:
        words = _n(
            "{number} title to check: in the window, tab Library (Ctrl+6), the button “To check” shows it and why.",
            "{number} titles to check: in the window, tab Library (Ctrl+6), the button “To check” shows them and why.",
            doubtful,
        )
        yield words.format(number=doubtful)
    if receipt.kept:
        yield _("To take it back: {command}").format(command=f"books undo {receipt.parcel_id.hex}")
    else:
        yield _("Nothing was kept: this was a trial.")


def _books_undo(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from uuid import UUID

    try:
        parcel_id = UUID(wanted.parcel)
    except ValueError:
        raise ParcelGoneError from None
    with open_workplace(clock) as office, office.staff.command("books", Role.DOCUMENTALIST):
        undone = office.library.undo(parcel_id).plain()
    say(undone, _("The import was undone."))
    return DONE


def _books_search(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    with open_workplace(clock) as office:
        found = office.library.found(" ".join(wanted.words))
        themes = {theme.code: theme for theme in office.lists.all(Kind.THEME)}
        states = {state.code: state for state in office.lists.all(Kind.COPY_STATE)}
    if not found and not say.as_json:
        print(_("No title is found for this."))
    wide = min(_WIDEST_MARK, max((len(hit.title.shelf_mark or _NO_MARK) for hit in found), default=0))
    for hit in found:
        say(hit.plain(), _shown(hit, themes, states, wide))
    return DONE


def _shown(hit: "Hit", themes: Mapping[str, Entry], states: Mapping[str, Entry], wide: int) -> str:
    """Return a title as one looks for it on the shelf: the mark first, beside it what it is, below it the rest."""
    from cdm_desk.domain.library import State
    from cdm_desk.ui.book_words import authors_line, language_marks
    from cdm_desk.ui.words import label_of

    title = hit.title
    theme, state = themes.get(title.theme_code or ""), states.get(title.state.value)
    details = [
        authors_line(title),
        title.edition or "",
        str(title.year or ""),
        label_of(theme) if theme else "",
        language_marks(title.languages),
        _n("{number} copy", "{number} copies", hit.copies).format(number=hit.copies),
        label_of(state) if state and title.state is not State.SHELF else "",
    ]
    below = " · ".join(part for part in details if part)
    return f"{title.shelf_mark or _NO_MARK:<{wide}}  {title.heading}\n{'':<{wide}}  {below}"


def _endings() -> str:
    return ", ".join(f".{ending}" for ending in _WRITTEN)


def _books_export(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.domain.library import Search
    from cdm_desk.domain.reports import FormUnknownError, ReportNotWrittenError
    from cdm_desk.importers import writing

    form = wanted.file.suffix.lower().removeprefix(".")
    if form not in _WRITTEN:
        raise FormUnknownError(form, ", ".join(_WRITTEN))
    if wanted.format == "dc" and form != "xml":
        raise FormUnknownError("dc", "xml")
    with open_workplace(clock) as office:
        shelf = office.library.shelf(Search(words=wanted.search) if wanted.search else None)
        content = writing.written(shelf, wanted.file.suffix, wanted.format, office.library.today())
    try:
        paths.write_whole(wanted.file, content, mode=0o644)
    except OSError as fault:
        raise ReportNotWrittenError(str(wanted.file), fault.strerror or "") from fault
    say({"titles": len(shelf), "out": str(wanted.file)}, _("Written: {file}").format(file=wanted.file))
    return DONE
