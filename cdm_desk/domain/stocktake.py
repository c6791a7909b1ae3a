"""The stocktake: a frozen list of what should stand on the shelves, spines scanned in order, and what comes of it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final
from uuid import UUID, uuid5

from cdm_desk.domain.errors import RuleError
from cdm_desk.domain.folding import sort_key
from cdm_desk.domain.library import Copy, Title

WINDOW: Final = 40
"""How many spines back an order is judged anew when the next one is scanned."""
JUMP: Final = 3
NEAR: Final = 12
"""So many spines in order, each so near to the one before, are another shelf and not so many misplaced books."""
NO_SHELF: Final = ""


class StocktakeGoneError(RuleError):
    """The stocktake was taken back, or never was."""


class StocktakeEndedError(RuleError):
    """The stocktake has ended: what is scanned now would change what was signed."""


class StocktakeOpenError(RuleError):
    """The stocktake has not ended yet: nothing can be opened again."""


class Verdict(StrEnum):
    """What is said of a spine, or at the end of a copy that was not seen."""

    IN_PLACE = "in_place"
    MISPLACED = "misplaced"
    UNKNOWN = "unknown"
    THOUGHT_LOST = "thought_lost"
    AGAIN = "again"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stocktake:
    """A walk along the whole library, or the shelves of one theme; signed with a role and a day, no name."""

    id: UUID
    theme_code: str | None = None
    begun_on: date
    ended_on: date | None = None
    signed_as: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether spines can still be scanned for it."""
        return self.ended_on is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One copy that was expected, or found; `place` is where it was found."""

    id: UUID
    stocktake_id: UUID
    copy_id: UUID | None = None
    code: str | None = None
    shelf_mark: str | None = None
    expected: bool = False
    seen_on: date | None = None
    place: str | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A line with what the catalogue says of its copy today."""

    line: Line
    heading: str = ""
    theme_code: str | None = None
    barcode: str | None = None
    shelf_mark: str | None = None
    counted: bool = True
    copy_seen_on: date | None = None

    def seen(self, begun_on: date) -> bool:
        """Whether it was seen in the stocktake, or since it began on a table or on a trolley."""
        return self.line.seen_on is not None or (self.copy_seen_on is not None and self.copy_seen_on >= begun_on)

    @property
    def mark(self) -> str:
        """The shelf mark of the frozen list, else that of the catalogue."""
        return self.line.shelf_mark or self.shelf_mark or ""


def line_id(stocktake_id: UUID, what: UUID | str) -> UUID:
    """Return the id of the line of a copy, or of a code that nothing carries: every workstation writes the same one."""
    return uuid5(stocktake_id, f"copy {what.hex}" if isinstance(what, UUID) else f"code {what}")


def shelf_of(mark: str | None) -> str:
    """Return the shelf that a mark belongs to: what stands before its first space, `3.1` of `3.1 DUP`."""
    return (mark or "").split(" ", 1)[0]


def stands_under(mark: str, sign: str) -> bool:
    """Whether a book with this mark belongs to the shelf with this sign: `3.1 DUP` under `3` and `3.1`."""
    book, shelf = mark.casefold(), sign.casefold()
    return book == shelf or (book.startswith(shelf) and not book[len(shelf)].isalnum())


@dataclass(frozen=True, slots=True, kw_only=True)
class Spine:
    """One spine of a walk: whose it is, its mark, and under which sign it was found."""

    line_id: UUID
    mark: str
    sign: str = NO_SHELF


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """The book after which one belongs."""

    heading: str
    mark: str


class Order:
    """The frozen list in the order of its marks: how far one stands from another, and after which one belongs."""

    def __init__(self, books: Iterable[tuple[UUID | None, Neighbour]]) -> None:
        """`books` are the copies that are expected."""
        keyed = [(sort_key(book.mark), book.heading, copy_id, book) for copy_id, book in books if book.mark]
        keyed.sort(key=lambda each: each[:2])
        self._keys = [key for key, _heading, _copy_id, _book in keyed]
        self._books = [(copy_id, book) for _key, _heading, copy_id, book in keyed]

    def rank(self, mark: str) -> int:
        """Return the place at which a mark stands, or would stand."""
        return bisect_left(self._keys, sort_key(mark))

    def before(self, mark: str, copy_id: UUID) -> Neighbour | None:
        """Return the book after which a copy with this mark belongs; none where it is the first."""
        for at in range(bisect_right(self._keys, sort_key(mark)) - 1, -1, -1):
            known, book = self._books[at]
            if known != copy_id:
                return book
        return None


def out_of_order(ranks: Sequence[int]) -> set[int]:
    """Return the places of the fewest spines that have to be taken out for the others to stand in order.

    Of two ways to do it with as few, the one that leaves neighbours side by side.
    """
    best: list[tuple[int, int]] = []
    before: list[int] = []
    for at, rank in enumerate(ranks):
        chosen, came_from = (1, 0), -1
        for earlier in range(at):
            if ranks[earlier] <= rank:
                length, gap = best[earlier]
                longer = (length + 1, gap - (rank - ranks[earlier]))
                if longer > chosen:
                    chosen, came_from = longer, earlier
        best.append(chosen)
        before.append(came_from)
    at = max(range(len(ranks)), key=best.__getitem__, default=-1)
    kept: set[int] = set()
    while at >= 0:
        kept.add(at)
        at = before[at]
    return set(range(len(ranks))) - kept


class Walk:
    """Spines in the order in which they were scanned at this workstation, from one sign of a shelf to the next."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._spines: list[Spine] = []
        self._begins = 0
        self.sign = NO_SHELF

    def begin_at(self, sign: str) -> None:
        """Go to another shelf: what is scanned next stands under this sign, or anywhere if there is none."""
        self.sign = sign
        self._begins = len(self._spines)

    def add(self, line_id: UUID, mark: str) -> Mapping[UUID, bool]:
        """Scan a spine; return which of the last spines stand in their place, this one among them.

        A mark of nothing has no place, and is nowhere wrong.
        """
        if not mark:
            return {line_id: True}
        self._spines.append(Spine(line_id=line_id, mark=mark, sign=self.sign))
        judged = self._judged(self._begins)
        if not self.sign and self._has_jumped(judged):
            left, self._begins = self._begins, len(self._spines) - JUMP
            judged = self._judged(left, self._begins) | self._judged(self._begins)
        return judged

    def forget(self, line_id: UUID) -> None:
        """Take the last spine of a copy out again."""
        for at in range(len(self._spines) - 1, -1, -1):
            if self._spines[at].line_id == line_id:
                del self._spines[at]
                self._begins = min(self._begins, len(self._spines)) if at >= self._begins else self._begins - 1
                return

    def before(self, line_id: UUID, in_place: Mapping[UUID, bool]) -> str:
        """Return the mark of the last spine that stands right before one: where that one was found."""
        marks = [
            spine.mark for spine in self._spines if spine.line_id != line_id and in_place.get(spine.line_id, False)
        ]
        return marks[-1] if marks else ""

    def _judged(self, begins: int, ends: int | None = None) -> dict[UUID, bool]:
        ends = len(self._spines) if ends is None else ends
        spines = self._spines[max(begins, ends - WINDOW) : ends]
        here = [spine for spine in spines if not spine.sign or stands_under(spine.mark, spine.sign)]
        wrong = out_of_order([self._order.rank(spine.mark) for spine in here])
        judged = {spine.line_id: False for spine in spines}
        judged.update({spine.line_id: at not in wrong for at, spine in enumerate(here)})
        return judged

    def _has_jumped(self, judged: Mapping[UUID, bool]) -> bool:
        last = self._spines[self._begins :][-JUMP:]
        if len(last) < JUMP or len(self._spines) - self._begins == JUMP or any(judged[each.line_id] for each in last):
            return False
        ranks = [self._order.rank(spine.mark) for spine in last]
        return all(0 <= after - rank <= NEAR for rank, after in pairwise(ranks))


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Fields of a record as they were before an act and after it."""

    table: str
    record_id: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Seen:
    """What is said of a spine, whose it is, where it belongs, and what was written."""

    verdict: Verdict
    code: str
    line_id: UUID
    title: Title | None = None
    copy: Copy | None = None
    mark: str = ""
    after: Neighbour | None = None
    elsewhere: bool = False
    judged_anew: tuple[UUID, ...] = ()
    written: tuple[Written, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """How far one shelf is."""

    name: str
    expected: int = 0
    seen: int = 0
    misplaced: int = 0

    @property
    def done(self) -> bool:
        """Whether everything that should stand there was seen."""
        return self.seen >= self.expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a stocktake has counted."""

    expected: int = 0
    seen: int = 0
    misplaced: int = 0
    missing: int = 0
    found: int = 0
    unknown: int = 0
    added: int = 0

    @property
    def left(self) -> int:
        """How many are still to be seen."""
        return self.expected - self.seen

    def __add__(self, other: "Figures") -> "Figures":
        """Return the sums."""
        return Figures(**{name: getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__})


@dataclass(frozen=True, slots=True, kw_only=True)
class StocktakeReport:
    """The figures of a stocktake, by theme ("" for none), and every book that somebody has to look at."""

    stocktake: Stocktake
    by_theme: Mapping[str, Figures]
    shelves: tuple[Shelf, ...] = ()
    missing: tuple[Known, ...] = ()
    misplaced: tuple[Known, ...] = ()
    found: tuple[Known, ...] = ()
    unknown: tuple[Known, ...] = ()
    lines: tuple[Known, ...] = ()

    @property
    def total(self) -> Figures:
        """The figures of all themes."""
        return sum(self.by_theme.values(), Figures())


def figures_of(known: Known, begun_on: date) -> Figures:
    """Return what one line adds to the figures."""
    line = known.line
    seen = known.seen(begun_on)
    return Figures(
        expected=int(line.expected),
        seen=int(line.expected and seen),
        misplaced=int(line.verdict is Verdict.MISPLACED),
        missing=int(line.expected and not seen),
        found=int(line.verdict is Verdict.THOUGHT_LOST),
        unknown=int(line.verdict is Verdict.UNKNOWN),
        added=int(not line.expected and line.verdict in (Verdict.IN_PLACE, Verdict.MISPLACED)),
    )


def reported(stocktake: Stocktake, lines: Sequence[Known]) -> StocktakeReport:
    """Return the report of a stocktake, books by shelf mark."""
    by_theme: dict[str, Figures] = {}
    shelves: dict[str, Shelf] = {}
    told: dict[str, list[Known]] = {"missing": [], "misplaced": [], "found": [], "unknown": []}
    # What was scanned and taken back has left a line that says nothing.
    said = [known for known in lines if known.line.expected or known.line.seen_on is not None]
    said.sort(key=lambda each: (sort_key(each.mark), each.heading, each.line.id.hex))
    for known in said:
        figures = figures_of(known, stocktake.begun_on)
        theme = known.theme_code or ""
        by_theme[theme] = by_theme.get(theme, Figures()) + figures
        for name, books in told.items():
            if getattr(figures, name):
                books.append(known)
        if known.line.expected:
            _add_to_shelf(shelves, known, figures)
    return StocktakeReport(
        stocktake=stocktake,
        by_theme=by_theme,
        shelves=tuple(shelves.values()),
        lines=tuple(said),
        **{name: tuple(books) for name, books in told.items()},
    )


def _add_to_shelf(shelves: dict[str, Shelf], known: Known, figures: Figures) -> None:
    name = shelf_of(known.mark)
    shelf = shelves.get(name, Shelf(name=name))
    shelves[name] = replace(
        shelf,
        expected=shelf.expected + 1,
        seen=shelf.seen + figures.seen,
        misplaced=shelf.misplaced + figures.misplaced,
    )


@dataclass(slots=True, kw_only=True)
class Progress:
    """Where a walk stands: the stocktake, its spines here, and whose line has which verdict."""

    stocktake: Stocktake
    order: Order
    walk: Walk
    in_place: dict[UUID, bool] = field(default_factory=dict)
