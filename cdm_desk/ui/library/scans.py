"""The numbers scanned in the room of new books: written down first, then asked for, then saved; none is ever lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from cdm_desk.domain.errors import DeskError
from cdm_desk.domain.library import Title, proposed_mark
from cdm_desk.domain.lookup import Answer, Known, Proposal, Waiting
from cdm_desk.language import _
from cdm_desk.ui.background import Background

if TYPE_CHECKING:
    from cdm_desk.domain.lookup import Accession
    from cdm_desk.services.library import LibraryService
    from cdm_desk.services.lists import ListsService
    from cdm_desk.services.lookup import LookupService
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.undo import Undo

MOST_DONE = 200
OFFLINE_MS = 60_000


class ScanState(Enum):
    """How far a scanned number is."""

    WAITING = "waiting"
    TO_COMPLETE = "to_complete"
    DONE = "done"


@dataclass(slots=True)
class Scan:
    """One scanned number: what was decided about it, what others say, the title that stands in the catalogue for it."""

    waiting: Waiting
    state: ScanState = ScanState.WAITING
    answers: tuple[Answer, ...] = ()
    is_asked: bool = False
    standing: Title | None = None
    found_heading: str = ""

    @property
    def number(self) -> str:
        """The number that was scanned."""
        return self.waiting.number

    @property
    def is_catalogued(self) -> bool:
        """Whether its title was made here by hand and waits for what others know."""
        return self.waiting.title_id is not None

    @property
    def heading(self) -> str:
        """What the book is called, as far as that is known."""
        return self.standing.heading if self.standing is not None else self.found_heading

    def proposal(self) -> Proposal | None:
        """Return what the answers come to: for a title of ours, what they could add to it."""
        if self.is_catalogued and self.standing is not None:
            return Proposal.completing(self.number, self.standing, self.answers)
        return Proposal.of(self.number, self.answers)

    def is_final(self, sources: Iterable[str]) -> bool:
        """Whether nothing more is to be learned: a title is known, or every catalogue knows nothing."""
        if any(answer.title is not None for answer in self.answers):
            return True
        silent = {answer.source for answer in self.answers if answer.is_final}
        return bool(silent) and silent >= set(sources)


class Scans(QObject):
    """Keeps the scans in their order, asks for one at a time, and saves what was settled before its answer came."""

    changed = Signal()
    answered = Signal(str)

    def __init__(
        self,
        lookup: LookupService,
        library: LibraryService,
        lists: ListsService,
        messages: Messages,
        undo: Undo,
        *,
        offline_ms: int = OFFLINE_MS,
    ) -> None:
        super().__init__()
        self._lookup = lookup
        self._library = library
        self._lists = lists
        self._messages = messages
        self._undo = undo
        self._background = Background(messages)
        self._scans: dict[str, Scan] = {}
        self._done: dict[str, Scan] = {}
        self._asking = ""
        self._is_looking = self._is_stale = False
        self._offline = QTimer(self, singleShot=True, interval=offline_ms)
        self._offline.timeout.connect(self.ask_next)
        self.take_up()

    def close(self) -> None:
        """Wait for nobody any longer; what is not done stays in the store."""
        self._lookup.hang_up()
        self._background.close()

    @Slot()
    def take_up(self) -> None:
        """Take up what waits in the store: from before the window was opened, or answered meanwhile."""
        # What is saved on the way is heard of here too: a second look at the same list would save it twice.
        self._is_stale = True
        if self._is_looking:
            return
        self._is_looking = True
        try:
            while self._is_stale:
                self._is_stale = False
                self._look_through()
        finally:
            self._is_looking = False
        self.changed.emit()
        self.ask_next()

    def _look_through(self) -> None:
        kept = {known.waiting.number: known for known in self._lookup.scans()}
        today = self._library.today()
        for number in [number for number in self._scans if number not in kept]:
            del self._scans[number]
        for number, known in kept.items():
            if known.waiting.title_id is not None and known.waiting.given_up(today):
                self._lookup.end(known.waiting)
                self._scans.pop(number, None)
            else:
                self._look_at(self._scans.setdefault(number, Scan(waiting=known.waiting)), known)

    def add(self, number: str) -> bool:
        """Write a number down; return whether it is new to the list. Raises what the store raises."""
        if number in self._scans:
            return False
        self._done.pop(number, None)
        known = self._lookup.scan(number)
        scan = self._scans[number] = Scan(waiting=known.waiting)
        self._look_at(scan, known)
        self.changed.emit()
        self.ask_next()
        return True

    def find(self, number: str) -> Scan | None:
        """Return a scan that is not done."""
        return self._scans.get(number)

    def all(self) -> list[Scan]:
        """Return every scan: those that wait, those to complete, then what was done, the latest first."""
        order = {ScanState.WAITING: 0, ScanState.TO_COMPLETE: 1}
        open_ones = sorted(self._scans.values(), key=lambda scan: order[scan.state])
        return [*open_ones, *reversed(self._done.values())]

    def next(self) -> Scan | None:
        """Return the first that somebody has to decide about."""
        undecided = (
            scan for scan in self._scans.values() if scan.state is ScanState.WAITING and not scan.waiting.settled
        )
        return next(undecided, None)

    def put_aside(self, scan: Scan) -> None:
        """Leave a scan for later: it stays in the list, to be completed."""
        scan.state = ScanState.TO_COMPLETE
        self.changed.emit()

    def drop(self, scan: Scan) -> None:
        """Let a number go."""
        waiting = scan.waiting
        self._lookup.drop(waiting)
        self._scans.pop(scan.number, None)
        self._undo.keep(
            lambda: _("{number} is taken off the list.").format(number=waiting.number),
            partial(self._restore, waiting),
        )
        self.changed.emit()

    def settle(self, scan: Scan, waiting: Waiting) -> None:
        """Save a book as soon as its answer is there; what was decided stands in the store until then."""
        settled = replace(waiting, settled=True)
        self._lookup.change(settled)
        scan.waiting = settled
        self.changed.emit()

    def decide(self, scan: Scan, waiting: Waiting) -> None:
        """Write down what was decided so far."""
        self._lookup.change(waiting)
        scan.waiting = waiting

    def save(self, scan: Scan, title: Title) -> None:
        """Catalogue the book with a copy and its label; raises what the rules refuse."""
        complete = scan.standing is not None or scan.is_final(self._lookup.sources())
        done = self._library.accede(title, scan.number, barcode=scan.waiting.barcode, complete=complete)
        if done.made:
            words = partial(_saved, done.title.heading, done.title.shelf_mark or "")
        else:
            words = partial(_copy_added, done.title.heading)
        self._finish(scan, done.title, complete=complete)
        self._undo.keep(words, partial(self._take_back, done))
        self.changed.emit()

    def complete(self, scan: Scan, title: Title) -> None:
        """Write into a title of ours what others knew of it."""
        seen = scan.standing
        if seen is None:
            return
        kept = self._library.complete(title, seen, scan.number)
        self._finish(scan, kept, complete=True)
        self._undo.keep(
            lambda: _("“{title}” is completed.").format(title=kept.title), lambda: self._library.keep(seen, kept)
        )
        self.changed.emit()

    def finished(self, title: Title, waiting: Waiting) -> Title:
        """Return a title with its theme, and the shelf mark that the house plan gives it."""
        isbns = tuple(dict.fromkeys([*title.isbns, waiting.number]))
        digit = next((each.digit for each in self._lists.themes_in_use() if each.code == waiting.theme_code), None)
        themed = replace(title, isbns=isbns, theme_code=waiting.theme_code, sub_theme_code=waiting.sub_theme_code)
        return replace(themed, shelf_mark=proposed_mark(themed, digit))

    @Slot()
    def ask_next(self) -> None:
        """Ask for the first number that was not asked for yet, unless somebody is being asked or nobody was there."""
        if self._asking or self._background.is_busy():
            return
        if not self._lookup.sources() or self._offline.isActive():
            self._go_without()
            return
        wanted = next((scan for scan in self._scans.values() if not scan.is_asked), None)
        if wanted is not None:
            self._asking = wanted.number
            self._background.run(
                partial(self._lookup.answers, wanted.number),
                partial(self._take_in, wanted.number),
                partial(self._fail, wanted.number),
            )

    def _go_without(self) -> None:
        for scan in list(self._scans.values()):
            if not scan.is_asked:
                self._hear(scan, self._lookup.known(scan.number))

    def _take_in(self, number: str, answers: tuple[Answer, ...]) -> None:
        self._asking = ""
        if answers and not any(answer.is_final for answer in answers):
            # Nobody was there: the next ones are not made to wait for nobody too.
            self._offline.start()
        scan = self._scans.get(number)
        if scan is not None:
            self._hear(scan, answers)
        self.ask_next()

    def _fail(self, number: str, error: DeskError) -> None:
        self._messages.show_error(error)
        self._take_in(number, ())

    def _hear(self, scan: Scan, answers: tuple[Answer, ...]) -> None:
        scan.answers = answers
        scan.is_asked = True
        # A list is painted often: what a book is called is put together once.
        proposal = scan.proposal()
        scan.found_heading = proposal.title().heading if proposal else ""
        if scan.waiting.settled:
            self._save_settled(scan)
        elif scan.is_catalogued and scan.is_final(self._lookup.sources()) and scan.proposal() is None:
            # Nobody knows more than stands there already.
            self._lookup.end(scan.waiting)
            self._finish(scan, scan.standing, complete=True)
        self.answered.emit(scan.number)
        self.changed.emit()

    def _save_settled(self, scan: Scan) -> None:
        proposal = scan.proposal()
        if proposal is None:
            scan.state = ScanState.TO_COMPLETE
            return
        try:
            self.save(scan, self.finished(proposal.title(), scan.waiting))
        except DeskError as error:
            scan.state = ScanState.TO_COMPLETE
            self._messages.show_error(error)

    def _look_at(self, scan: Scan, known: Known) -> None:
        """Take up what stands in the catalogue for a number, and what was answered meanwhile."""
        scan.waiting, scan.standing = known.waiting, known.standing
        if scan.is_catalogued:
            scan.state = ScanState.TO_COMPLETE
        elif scan.standing is not None:
            # Somebody has catalogued it meanwhile: whether this is one more copy, a person says.
            scan.is_asked = True
            scan.waiting = replace(scan.waiting, settled=False)
            return
        heard = {answer.source for answer in scan.answers if answer.is_final}
        is_news = {answer.source for answer in known.answers} > heard
        if is_news and (scan.is_asked or any(answer.title is not None for answer in known.answers)):
            self._hear(scan, known.answers)

    def _finish(self, scan: Scan, title: Title | None, *, complete: bool) -> None:
        if not complete and title is not None:
            scan.waiting = replace(scan.waiting, title_id=title.id, settled=False)
            scan.standing, scan.state = title, ScanState.TO_COMPLETE
            return
        self._scans.pop(scan.number, None)
        scan.state, scan.standing = ScanState.DONE, title
        self._done[scan.number] = scan
        while len(self._done) > MOST_DONE:
            del self._done[next(iter(self._done))]

    def _take_back(self, done: Accession) -> None:
        self._library.take_back(done)
        if done.waiting is not None:
            self._done.pop(done.waiting.number, None)
            self._scans.pop(done.waiting.number, None)
        self.take_up()

    def _restore(self, waiting: Waiting) -> None:
        self._lookup.bring_back(waiting)
        self.take_up()


def empty_title() -> Title:
    """Return a title of which nothing is known."""
    return Title(id=uuid4(), title="")


def _saved(heading: str, mark: str) -> str:
    if not mark:
        return _("“{title}” is saved, its label is queued.").format(title=heading)
    return _("“{title}” is saved under {mark}, its label is queued.").format(title=heading, mark=mark)


def _copy_added(heading: str) -> str:
    return _("One more copy of “{title}” is saved, its label is queued.").format(title=heading)
