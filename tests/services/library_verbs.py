"""Every verb of the services of the library with the action that it needs, and what of them anybody may ask."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final
from uuid import uuid4

from cdm_desk.domain.authors import AuthorForm
from cdm_desk.domain.intake import Work
from cdm_desk.domain.journals import Article, Issue, Journal
from cdm_desk.domain.label_sheets import SHEETS
from cdm_desk.domain.labels import LabelKind
from cdm_desk.domain.leaflets import Leaflet, Pile
from cdm_desk.domain.library import Title
from cdm_desk.domain.lookup import Waiting
from cdm_desk.domain.press import PressItem
from cdm_desk.domain.press_feeds import Feed, FeedEntry, Proposal
from cdm_desk.domain.reports import Period
from cdm_desk.domain.staff import Action
from cdm_desk.domain.weeding import Advice, Fate, LifeSpans
from cdm_desk.services import journals as of_journals
from cdm_desk.services import leaflets as of_leaflets
from cdm_desk.services.duplicates import Merged
from cdm_desk.services.history import Past, Trace
from cdm_desk.services.labels import LabelsBefore
from cdm_desk.services.weeding import WeedingBefore

DAY, LATER = date(2026, 11, 24), date(2030, 1, 1)
NOBODY = uuid4()
BOOK = Title(id=NOBODY, title="x")
YEAR = Period.parse("2019")
ADVICE = Advice(title=BOOK, copies=(), score=0, reasons=())
NUMBER = Waiting(number="9782070624560", wanted_on=DAY)
JOURNAL = Journal(id=NOBODY, title="x")
ISSUE = Issue(id=uuid4(), journal_id=NOBODY, number="1")
ARTICLE = Article(id=NOBODY, title="x")
PILE = Leaflet(id=NOBODY, title="x", tag="1")
NEWS = PressItem(id=NOBODY, title="x")
FEED = Feed(id=NOBODY, name="x", address="https://example.org/rss")
AUTHOR = AuthorForm(id=NOBODY, name="x")
PAST = Trace(past=Past.REPLACED, day=DAY, record_id=NOBODY.hex, field="publisher", value="x")
ONE = Merged(before=BOOK, after=BOOK, gone=Work(title=BOOK), took_cover=False)

Verb = Callable[[Any], object]

EDITING: Final[dict[str, Verb]] = {
    "labels.want": lambda desk: desk.labels.want((), LabelKind.SPINE),
    "labels.want_found": lambda desk: desk.labels.want_found("x", LabelKind.SPINE),
    "labels.want_signs": lambda desk: desk.labels.want_signs(()),
    "labels.again": lambda desk: desk.labels.again(()),
    "labels.drop": lambda desk: desk.labels.drop(()),
    "labels.mark_printed": lambda desk: desk.labels.mark_printed(()),
    "labels.put_back": lambda desk: desk.labels.put_back(LabelsBefore(jobs={})),
    "labels.keep_own": lambda desk: desk.labels.keep_own(SHEETS[0]),
    "weeding.check_may_edit": lambda desk: desk.weeding.check_may_edit(),
    "weeding.decide": lambda desk: desk.weeding.decide(ADVICE, Fate.PULP, ()),
    "weeding.note_letters": lambda desk: desk.weeding.note_letters(ADVICE, ()),
    "weeding.keep_until": lambda desk: desk.weeding.keep_until(ADVICE, LATER),
    "weeding.confirm": lambda desk: desk.weeding.confirm(()),
    "weeding.put_back": lambda desk: desk.weeding.put_back(WeedingBefore()),
    "weeding.keep_spans": lambda desk: desk.weeding.keep_spans(LifeSpans(of={}, usual=5)),
    "journals.check_may_edit": lambda desk: desk.journals.check_may_edit(),
    "journals.keep": lambda desk: desk.journals.keep(JOURNAL, JOURNAL),
    "journals.put_back": lambda desk: desk.journals.put_back(JOURNAL, JOURNAL),
    "journals.remove": lambda desk: desk.journals.remove(NOBODY),
    "journals.bring_back": lambda desk: desk.journals.bring_back(NOBODY),
    "journals.receive": lambda desk: desk.journals.receive(ISSUE),
    "journals.receive_extra": lambda desk: desk.journals.receive_extra(NOBODY, "x"),
    "journals.rename": lambda desk: desk.journals.rename(ISSUE, "x"),
    "journals.give_up": lambda desk: desk.journals.give_up(ISSUE),
    "journals.claim": lambda desk: desk.journals.claim([ISSUE]),
    "journals.take_back": lambda desk: desk.journals.take_back(of_journals.Act(before=(), after=())),
    "journals.keep_article": lambda desk: desk.journals.keep_article(ARTICLE, ARTICLE),
    "journals.put_back_article": lambda desk: desk.journals.put_back_article(ARTICLE, ARTICLE),
    "journals.remove_article": lambda desk: desk.journals.remove_article(NOBODY),
    "journals.bring_back_article": lambda desk: desk.journals.bring_back_article(NOBODY),
    "leaflets.check_may_edit": lambda desk: desk.leaflets.check_may_edit(),
    "leaflets.keep": lambda desk: desk.leaflets.keep(PILE, PILE),
    "leaflets.see": lambda desk: desk.leaflets.see(NOBODY, Pile.LOW),
    "leaflets.put": lambda desk: desk.leaflets.put(NOBODY),
    "leaflets.remove": lambda desk: desk.leaflets.remove(NOBODY),
    "leaflets.order": lambda desk: desk.leaflets.order(()),
    "leaflets.take_back": lambda desk: desk.leaflets.take_back(of_leaflets.Act(before=(), after=())),
    "leaflets.take_in": lambda desk: desk.leaflets.take_in((), None, None),
    "press.check_may_edit": lambda desk: desk.press.check_may_edit(),
    "press.add": lambda desk: desk.press.add(NEWS),
    "press.keep": lambda desk: desk.press.keep(NEWS, NEWS),
    "press.remove": lambda desk: desk.press.remove(uuid4()),
    "press.bring_back": lambda desk: desk.press.bring_back(NOBODY),
    "press.move": lambda desk: desk.press.move(uuid4(), 1),
    "press.close": lambda desk: desk.press.close(uuid4()),
    "press.reopen": lambda desk: desk.press.reopen(uuid4()),
    "press.count_on_from": lambda desk: desk.press.count_on_from(-1),
    "press.keep_licences": lambda desk: desk.press.keep_licences(()),
    "press.let_feeds_be_read": lambda desk: desk.press.let_feeds_be_read(False),
    "press.keep_feed": lambda desk: desk.press.keep_feed(FEED),
    "press.remove_feed": lambda desk: desk.press.remove_feed(NOBODY),
    "press.take": lambda desk: desk.press.take(Proposal(entry=FeedEntry(title="x"), feed=FEED)),
    "lookup.scan": lambda desk: desk.lookup.scan(NUMBER.number),
    "lookup.want": lambda desk: desk.lookup.want(NUMBER.number),
    "lookup.change": lambda desk: desk.lookup.change(NUMBER),
    "lookup.drop": lambda desk: desk.lookup.drop(NUMBER),
    "lookup.bring_back": lambda desk: desk.lookup.bring_back(NUMBER),
    "authors.check_may_edit": lambda desk: desk.authors.check_may_edit(),
    "authors.add": lambda desk: desk.authors.add(AUTHOR),
    "authors.keep": lambda desk: desk.authors.keep(AUTHOR, AUTHOR),
    "authors.remove": lambda desk: desk.authors.remove(uuid4()),
    "authors.bring_back": lambda desk: desk.authors.bring_back(NOBODY),
    "covers.put": lambda desk: desk.covers.put(NOBODY, None),
    "duplicates.merge": lambda desk: desk.duplicates.merge(NOBODY, NOBODY),
    "duplicates.part": lambda desk: desk.duplicates.part(ONE),
    "history.put_back": lambda desk: desk.history.put_back(PAST),
    "conflicts.keep": lambda desk: desk.conflicts.keep(NOBODY),
    "conflicts.take": lambda desk: desk.conflicts.take(NOBODY),
}
READING: Final[dict[str, Verb]] = {
    "boards.check_may_read": lambda desk: desk.boards.check_may_read(),
    "boards.consultations": lambda desk: desk.boards.consultations(YEAR),
    "boards.plurality": lambda desk: desk.boards.plurality(),
    "boards.health": lambda desk: desk.boards.health(),
    "boards.new_books": lambda desk: desk.boards.new_books(),
}
LIBRARY_VERBS: Final[dict[str, tuple[Action, Verb]]] = {
    **{name: (Action.EDIT_CATALOGUE, verb) for name, verb in EDITING.items()},
    **{name: (Action.READ_LIBRARY_REPORT, verb) for name, verb in READING.items()},
}
LIBRARY_OPEN: Final = {
    # On which sheets a PC prints is its own affair, and changes no record.
    "labels": {"choose_sheet", "next_cell", "own", "printed", "sheet", "sheets", "shelves", "waiting"},
    "weeding": {"gone", "proposals", "spans", "today"},
    "journals": {"articles", "bearers", "fresh_article", "journals", "new", "run", "runs", "today"},
    "leaflets": {"fresh", "leaflets", "orders", "tagged", "taken", "today"},
    "press": {
        "archive", "books_for", "feeds", "issues", "item", "items", "licences", "number_now", "proposals",
        "reads_feeds", "review", "running", "shelf", "today", "told_by",
    },
    # That nothing more is to be learned of a number is nobody's act.
    "lookup": {"answers", "end", "hang_up", "known", "scans", "search", "sources", "unanswered", "waiting"},
    "boards": {"concerned", "themes", "today"},
    "authors": {"all", "known"},
    "covers": {"cover"},
    "duplicates": {"perhaps"},
    "history": {"of"},
    "conflicts": {"of_title", "unsettled"},
    # Visitors look for books too.
    "finding": {"find", "shelves", "slip"},
    "baskets": {"all", "searches", "shelf", "today"},
}  # fmt: skip
