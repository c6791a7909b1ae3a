"""The stocktake: begun with a frozen list, scanned along the shelves over days and desks, ended with a signature."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from cdm_desk.domain.clock import Clock
from cdm_desk.domain.folding import clean, sort_key
from cdm_desk.domain.identifiers import Isbn
from cdm_desk.domain.library import Copy, State, Title
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.scanning import Code
from cdm_desk.domain.staff import Action, Gate, Role
from cdm_desk.domain.stocktake import (
    Known,
    Neighbour,
    Order,
    Progress,
    Seen,
    Stocktake,
    StocktakeEndedError,
    StocktakeGoneError,
    StocktakeOpenError,
    StocktakeReport,
    Verdict,
    Walk,
    Written,
    line_id,
    reported,
)
from cdm_desk.store.library import COPY
from cdm_desk.store.stocktake import STOCKTAKE, STOCKTAKE_LINE
from cdm_desk.store.unit import Store, Unit


class StocktakeService:
    """Says of each spine whether it stands in its place, and at the end what is missing."""

    def __init__(self, store: Store, clock: Clock, gate: Gate, role: Callable[[], Role | None]) -> None:
        """`role` is that of whoever is on duty: a stocktake is signed with it, never with a name."""
        self._store = store
        self._clock = clock
        self._gate = gate
        self._role = role

    def today(self) -> date:
        """Return the day that runs."""
        return self._clock.now().date()

    def all(self) -> list[Stocktake]:
        """Return every stocktake, the latest first."""
        with self._store.view() as unit:
            return unit.stocktakes.all()

    def report(self, stocktake_id: UUID) -> StocktakeReport:
        """Return the figures and lists as they stand; raises StocktakeGoneError."""
        with self._store.view() as unit:
            return reported(_found(unit, stocktake_id), unit.stocktakes.known(stocktake_id))

    def begin(self, theme_code: str | None = None) -> Stocktake:
        """Begin with the list of what should stand on the shelves of a theme, or of all; it does not change any more.

        `take_back` is the inverse. Raises UnknownCodeError or RetiredCodeError for a theme.
        """
        self._gate.require(Action.EDIT_CATALOGUE)
        today = self.today()
        stocktake = Stocktake(id=uuid4(), theme_code=theme_code, begun_on=today)
        with self._store.unit() as unit:
            if theme_code is not None:
                unit.lists.usable(Kind.THEME, theme_code, today)
            unit.keep(STOCKTAKE, stocktake.id.hex, {"theme_code": theme_code, "begun_on": today})
            unit.keep_all(STOCKTAKE_LINE, dict(_expected(unit, stocktake)))
        return stocktake

    def take_back(self, stocktake_id: UUID) -> None:
        """Take a stocktake off the list, begun by mistake; `bring_back` is the inverse."""
        self._remove(stocktake_id, removed=True)

    def bring_back(self, stocktake_id: UUID) -> None:
        """Put a stocktake back on the list."""
        self._remove(stocktake_id, removed=False)

    def walk(self, stocktake_id: UUID) -> Progress:
        """Begin to scan along the shelves; what others have seen is seen. Raises StocktakeGoneError."""
        with self._store.view() as unit:
            stocktake = _found(unit, stocktake_id)
            lines = unit.stocktakes.known(stocktake_id)
        order = Order(
            (known.line.copy_id, Neighbour(heading=known.heading, mark=known.mark))
            for known in lines
            if known.line.expected
        )
        return Progress(stocktake=stocktake, order=order, walk=Walk(order))

    def scan(self, progress: Progress, code: Code) -> Seen:
        """Judge a spine and note it; raises StocktakeGoneError or StocktakeEndedError.

        What was judged before may be judged anew: only the next spine shows which of two was misplaced.
        """
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            stocktake = _found(unit, progress.stocktake.id)
            if not stocktake.is_open:
                raise StocktakeEndedError
            found = _copy(unit, code, stocktake.id)
            scanning = _Scanning(unit, progress, self.today())
            return scanning.unknown(code.shown) if found is None else scanning.known(code.shown, *found)

    def undo(self, progress: Progress, seen: Seen) -> None:
        """Take a scan back; a field that somebody has written since stays as it is.

        Raises StocktakeGoneError or StocktakeEndedError.
        """
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            if not _found(unit, progress.stocktake.id).is_open:
                raise StocktakeEndedError
            for written in reversed(seen.written):
                now = _now(unit, written)
                back = {name: written.before[name] for name, value in written.after.items() if now.get(name) == value}
                if back:
                    unit.keep(written.table, written.record_id, back)
        progress.walk.forget(seen.line_id)
        progress.in_place.pop(seen.line_id, None)

    def end(self, stocktake_id: UUID) -> StocktakeReport:
        """End a stocktake: what was not seen is missing from today on. `reopen` is the inverse.

        Raises StocktakeGoneError or StocktakeEndedError.
        """
        self._gate.require(Action.EDIT_CATALOGUE)
        today = self.today()
        role = self._role()
        with self._store.unit() as unit:
            stocktake = _found(unit, stocktake_id)
            if not stocktake.is_open:
                raise StocktakeEndedError
            lines = unit.stocktakes.known(stocktake_id)
            missing = [known for known in lines if known.line.expected and not known.seen(stocktake.begun_on)]
            unit.keep_all(STOCKTAKE_LINE, {known.line.id.hex: {"verdict": Verdict.MISSING.value} for known in missing})
            copies = _ids(known for known in missing if known.counted)
            unit.keep_all(COPY, {copy_id.hex: {"missing_since": today} for copy_id in copies})
            unit.keep(
                STOCKTAKE, stocktake_id.hex, {"ended_on": today, "signed_as": None if role is None else role.value}
            )
        return self.report(stocktake_id)

    def reopen(self, stocktake_id: UUID) -> None:
        """Take the end of a stocktake back: what it made missing is missing no more.

        Raises StocktakeGoneError or StocktakeOpenError.
        """
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            stocktake = _found(unit, stocktake_id)
            if stocktake.ended_on is None:
                raise StocktakeOpenError
            missing = [known for known in unit.stocktakes.known(stocktake_id) if known.line.verdict is Verdict.MISSING]
            unit.keep_all(STOCKTAKE_LINE, {known.line.id.hex: {"verdict": None} for known in missing})
            copies = (unit.titles.copy(copy_id) for copy_id in _ids(missing))
            back = [copy for copy in copies if copy is not None and copy.missing_since == stocktake.ended_on]
            unit.keep_all(COPY, {copy.id.hex: {"missing_since": None} for copy in back})
            unit.keep(STOCKTAKE, stocktake_id.hex, {"ended_on": None, "signed_as": None})

    def _remove(self, stocktake_id: UUID, *, removed: bool) -> None:
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            unit.keep(STOCKTAKE, stocktake_id.hex, {"removed": removed})


class _Scanning:
    """One spine: judged, noted, and what it changes of those before it."""

    def __init__(self, unit: Unit, progress: Progress, today: date) -> None:
        self._unit = unit
        self._progress = progress
        self._stocktake = progress.stocktake
        self._today = today
        self._written: list[Written] = []

    def unknown(self, code: str) -> Seen:
        text = clean(code)
        of_code = line_id(self._stocktake.id, text)
        line = self._unit.stocktakes.line(of_code)
        again = line is not None and line.seen_on is not None
        if not again:
            self._note(of_code, code=text, verdict=Verdict.UNKNOWN.value, place=self._place(of_code))
        return self._seen(Verdict.AGAIN if again else Verdict.UNKNOWN, text, of_code)

    def known(self, code: str, title: Title, copy: Copy) -> Seen:
        of_copy = line_id(self._stocktake.id, copy.id)
        line = self._unit.stocktakes.line(of_copy)
        mark = (line.shelf_mark if line else None) or copy.shelf_mark or title.shelf_mark or ""
        if line is not None and line.seen_on is not None and line.verdict is not Verdict.MISPLACED:
            return self._seen(Verdict.AGAIN, code, of_copy, title=title, copy=copy, mark=mark)
        # One that was misplaced and is scanned once more has been put elsewhere meanwhile.
        self._progress.walk.forget(of_copy)
        judged = self._progress.walk.add(of_copy, mark)
        elsewhere = self._is_elsewhere(title)
        in_place = judged[of_copy] and not elsewhere
        lost = copy.missing_since is not None or copy.state is State.WITHDRAWN
        verdict = Verdict.THOUGHT_LOST if lost else Verdict.IN_PLACE if in_place else Verdict.MISPLACED
        self._progress.in_place[of_copy] = in_place
        self._note(
            of_copy, copy_id=copy.id.hex, shelf_mark=mark or None, verdict=verdict.value, place=self._place(of_copy)
        )
        self._write(
            COPY,
            copy.id.hex,
            {"seen_on": copy.seen_on, "missing_since": copy.missing_since},
            {"seen_on": self._today, "missing_since": None},
        )
        judged_anew = self._judge_anew({each: right for each, right in judged.items() if each != of_copy})
        after = None if in_place else self._progress.order.before(mark, copy.id)
        return self._seen(
            verdict,
            code,
            of_copy,
            title=title,
            copy=copy,
            mark=mark,
            after=after,
            elsewhere=elsewhere,
            judged_anew=judged_anew,
        )

    def _is_elsewhere(self, title: Title) -> bool:
        theme = self._stocktake.theme_code
        return theme is not None and title.theme_code != theme

    def _judge_anew(self, judged: Mapping[UUID, bool]) -> tuple[UUID, ...]:
        changed = []
        for each, right in judged.items():
            if self._progress.in_place.get(each, right) == right:
                continue
            line = self._unit.stocktakes.line(each)
            if line is None or line.verdict not in (Verdict.IN_PLACE, Verdict.MISPLACED):
                continue
            self._progress.in_place[each] = right
            verdict = Verdict.IN_PLACE if right else Verdict.MISPLACED
            self._write(STOCKTAKE_LINE, each.hex, {"verdict": line.verdict.value}, {"verdict": verdict.value})
            changed.append(each)
        return tuple(changed)

    def _place(self, of_line: UUID) -> str | None:
        walk = self._progress.walk
        return walk.sign or walk.before(of_line, self._progress.in_place) or None

    def _note(self, of_line: UUID, **told: Any) -> None:
        line = self._unit.stocktakes.line(of_line)
        after = {"stocktake_id": self._stocktake.id.hex, "seen_on": self._today, **told}
        before: dict[str, Any] = {
            "stocktake_id": self._stocktake.id.hex,
            "copy_id": told.get("copy_id"),
            "code": told.get("code"),
            "shelf_mark": told.get("shelf_mark"),
            "seen_on": line.seen_on if line else None,
            "place": line.place if line else None,
            "verdict": line.verdict.value if line and line.verdict else None,
        }
        self._write(STOCKTAKE_LINE, of_line.hex, {name: before[name] for name in after}, after, new=line is None)

    def _write(
        self, table: str, record_id: str, before: Mapping[str, Any], after: Mapping[str, Any], *, new: bool = False
    ) -> None:
        changes = {name: value for name, value in after.items() if new or before[name] != value}
        if changes:
            self._unit.keep(table, record_id, changes)
            undone = {name: value for name, value in changes.items() if before[name] != value}
            self._written.append(
                Written(table=table, record_id=record_id, before={name: before[name] for name in undone}, after=undone)
            )

    def _seen(self, verdict: Verdict, code: str, of_line: UUID, **told: Any) -> Seen:
        return Seen(verdict=verdict, code=code, line_id=of_line, written=tuple(self._written), **told)


def _found(unit: Unit, stocktake_id: UUID) -> Stocktake:
    stocktake = unit.stocktakes.find(stocktake_id)
    if stocktake is None:
        raise StocktakeGoneError
    return stocktake


def _expected(unit: Unit, stocktake: Stocktake) -> Iterable[tuple[str, dict[str, Any]]]:
    """Give a line for each copy that visitors should find now."""
    for title, copies in unit.titles.shelf():
        if stocktake.theme_code not in (None, title.theme_code):
            continue
        for copy in copies:
            if copy.counted and copy.missing_since is None:
                yield (
                    line_id(stocktake.id, copy.id).hex,
                    {
                        "stocktake_id": stocktake.id.hex,
                        "copy_id": copy.id.hex,
                        "code": copy.barcode,
                        "shelf_mark": copy.shelf_mark or title.shelf_mark,
                        "expected": True,
                    },
                )


def _copy(unit: Unit, code: Code, stocktake_id: UUID) -> tuple[Title, Copy] | None:
    """Return the copy that carries a code; an ISBN stands for the next copy with it that was not seen yet."""
    readings = [clean(each) for each in code.readings]
    holders = unit.titles.holders(readings)
    for reading in readings:
        copy = holders.get(reading)
        title = None if copy is None else unit.titles.find(copy.title_id)
        if copy is not None and title is not None:
            return title, copy
    numbers = [isbn.text for isbn in map(Isbn.read, readings) if isbn.valid]
    found = [
        (title, copy)
        for number in numbers
        for title in unit.titles.found_by_number(number)
        for copy in unit.titles.copies(title.id)
    ]
    return min(found, key=lambda each: _rank_of(unit, stocktake_id, *each), default=None)


def _rank_of(unit: Unit, stocktake_id: UUID, title: Title, copy: Copy) -> tuple[bool, bool, str, str]:
    line = unit.stocktakes.line(line_id(stocktake_id, copy.id))
    seen = line is not None and line.seen_on is not None
    return seen, not copy.counted, sort_key(copy.shelf_mark or title.shelf_mark or ""), copy.id.hex


def _ids(lines: Iterable[Known]) -> list[UUID]:
    return [known.line.copy_id for known in lines if known.line.copy_id is not None]


def _now(unit: Unit, written: Written) -> Mapping[str, Any]:
    """Return the fields of a record as they are now, in the form in which they were written."""
    if written.table == COPY:
        copy = unit.titles.copy(UUID(hex=written.record_id))
        return {} if copy is None else {name: getattr(copy, name) for name in written.after}
    line = unit.stocktakes.line(UUID(hex=written.record_id))
    if line is None:
        return {}
    fields = {name: getattr(line, name) for name in written.after if name != "verdict"}
    return fields | ({"verdict": line.verdict.value if line.verdict else None} if "verdict" in written.after else {})
