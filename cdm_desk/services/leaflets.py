"""Brochures: piles kept, found low, ordered, refilled, taken away; every act has its inverse."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID, uuid4

from cdm_desk.domain.clock import Clock
from cdm_desk.domain.errors import AmountError, TextRefusedError, UnknownCodeError
from cdm_desk.domain.leaflets import (
    LANGUAGES,
    LARGEST_COUNT,
    Leaflet,
    LeafletMove,
    Move,
    Order,
    Pile,
    PileGoneError,
    TagTakenError,
    Taken,
    checked_tag,
    checked_valid,
    orders,
    tag_in,
    taken,
)
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.personal import found
from cdm_desk.domain.sheet_list import SheetLine
from cdm_desk.domain.staff import Action, Gate
from cdm_desk.store.leaflets import LEAFLET, LEAFLET_MOVE, columns_of_leaflet, columns_of_move
from cdm_desk.store.unit import Store, Unit

_LOWEST_TAG: Final = 100_000
_TAGS: Final = 900_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What was done to piles: as they were before, and the move that was counted, so that it can be taken back."""

    before: tuple[Leaflet, ...]
    after: tuple[Leaflet, ...]
    move: LeafletMove | None = None


class LeafletService:
    """Keeps the brochures that visitors take away."""

    def __init__(self, store: Store, clock: Clock, gate: Gate) -> None:
        self._store = store
        self._clock = clock
        self._gate = gate

    def today(self) -> date:
        """Return the day that runs."""
        return self._clock.now().date()

    def check_may_edit(self) -> None:
        """Return if who sits here may keep brochures, before a form is filled in; raise NotAllowedError."""
        self._gate.require(Action.EDIT_CATALOGUE)

    def leaflets(self) -> list[Leaflet]:
        """Return every pile by title."""
        with self._store.view() as unit:
            return unit.leaflets.all()

    def tagged(self, scanned: str) -> Leaflet | None:
        """Return the pile whose tag was scanned or typed, None if none bears it."""
        tag = tag_in(scanned)
        if not tag:
            return None
        with self._store.view() as unit:
            return next((each for each in unit.leaflets.all() if each.tag == tag), None)

    def orders(self) -> list[Order]:
        """Return what is to be ordered, one order for each partner."""
        with self._store.view() as unit:
            partners = [entry.code for entry in unit.lists.all(Kind.PARTNER)]
            return orders(unit.leaflets.all(), partners, self.today())

    def taken(self) -> list[Taken]:
        """Return what visitors took, per month, theme and language; piles that are gone count as they did."""
        with self._store.view() as unit:
            return taken(unit.leaflets.moves(), unit.leaflets.all(removed=True))

    def fresh(self) -> Leaflet:
        """Return a pile to be filled in, with a tag that no other bears."""
        with self._store.view() as unit:
            known = {each.tag for each in unit.leaflets.all(removed=True)}
        leaflet_id = uuid4()
        return Leaflet(id=leaflet_id, title="", tag=_free_tag(leaflet_id, known))

    def keep(self, leaflet: Leaflet, seen: Leaflet | None = None) -> Leaflet:
        """Add a pile, or write what was changed of one that was shown as `seen`.

        Raises what `Leaflet.checked` raises, UnknownCodeError, RetiredCodeError, ValidUntilError, TagTakenError,
        TextRefusedError or PileGoneError.
        """
        self._gate.require(Action.EDIT_CATALOGUE)
        today = self.today()
        wanted = leaflet.checked()
        if seen is None or seen.valid_until != wanted.valid_until:
            checked_valid(wanted.valid_until, today)
        for name in ("title", "place"):
            finding = found(getattr(wanted, name) or "")
            if finding is not None:
                raise TextRefusedError(name, finding)
        if wanted.language is not None and wanted.language not in LANGUAGES:
            raise UnknownCodeError(Kind.LANGUAGE.value, wanted.language, LANGUAGES)
        if seen is None:
            wanted = replace(wanted, pile_since=wanted.pile_since or today)
        with self._store.unit() as unit:
            for kind, name in ((Kind.PARTNER, "partner_code"), (Kind.THEME, "theme_code")):
                code = getattr(wanted, name)
                if code is not None and (seen is None or getattr(seen, name) != code):
                    unit.lists.usable(kind, code, today)
            _check_tag(unit, wanted)
            if seen is not None:
                _pile(unit, wanted.id)
            _write(unit, wanted, seen)
        return wanted

    def see(self, leaflet_id: UUID, pile: Pile) -> Act:
        """Note how high a pile was found; `take_back` is the inverse. Raises PileGoneError."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            before = _pile(unit, leaflet_id)
            after = before.seen(pile, self.today())
            _write(unit, after, before)
            return Act(before=(before,), after=(after,))

    def put(self, leaflet_id: UUID, bundles: int = 1) -> Act:
        """Note bundles that were put out: the pile is full again, and what was ordered has come.

        `take_back` is the inverse. Raises PileGoneError or AmountError.
        """
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            before = _pile(unit, leaflet_id)
            highest = max(1, LARGEST_COUNT // before.bundle)
            if not 1 <= bundles <= highest:
                raise AmountError(bundles, 1, highest)
            after = before.seen(Pile.FULL, self.today())
            _write(unit, after, before)
            return Act(
                before=(before,), after=(after,), move=self._move(unit, before, Move.PUT, bundles * before.bundle)
            )

    def remove(self, leaflet_id: UUID) -> Act:
        """Take a pile away with the rest that lies on it; `take_back` is the inverse. Raises PileGoneError."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            before = _pile(unit, leaflet_id)
            after = replace(before, removed=True)
            _write(unit, after, before)
            move = self._move(unit, before, Move.REMOVED, before.rest) if before.rest else None
            return Act(before=(before,), after=(after,), move=move)

    def order(self, leaflets: Iterable[Leaflet]) -> Act:
        """Note that brochures were ordered today; `take_back` is the inverse. Those gone meanwhile are passed over."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            known = [unit.leaflets.find(each.id) for each in leaflets]
            before = tuple(each for each in known if each is not None and not each.removed)
            after = tuple(replace(each, ordered_on=self.today()) for each in before)
            for was, now in zip(before, after, strict=True):
                _write(unit, now, was)
            return Act(before=before, after=after)

    def take_back(self, act: Act) -> None:
        """Put piles back as they were before an act, and its move out of the count."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            for was, now in zip(act.before, act.after, strict=True):
                _write(unit, was, now)
            if act.move is not None:
                unit.keep(LEAFLET_MOVE, act.move.id.hex, {"removed": True})

    def take_in(self, lines: Sequence[SheetLine], partner_code: str | None, theme_code: str | None) -> Act:
        """Add the sheets of a list, or write what it says of those that are here; `take_back` is the inverse.

        Lines with a lack are left out. Raises UnknownCodeError or RetiredCodeError.
        """
        self._gate.require(Action.EDIT_CATALOGUE)
        today = self.today()
        with self._store.unit() as unit:
            for kind, code in ((Kind.PARTNER, partner_code), (Kind.THEME, theme_code)):
                if code is not None:
                    unit.lists.usable(kind, code, today)
            known = {each.id: each for each in unit.leaflets.all(removed=True)}
            by_number = {(each.sheet_number, each.language): each for each in known.values() if not each.removed}
            tags = {each.tag for each in known.values()}
            before, rows = [], {}
            for line in lines:
                if line.lack is not None:
                    continue
                was = by_number.get((line.number, line.language)) or known.get(line.id)
                begun = was or Leaflet(id=line.id, title="", tag=_free_tag(line.id, tags), pile_since=today)
                now = replace(
                    _told(begun, line),
                    partner_code=partner_code or begun.partner_code,
                    theme_code=theme_code or begun.theme_code,
                )
                tags.add(now.tag)
                before.append(was or replace(now, removed=True))
                rows[now.id] = now
            unit.keep_all(LEAFLET, {key.hex: columns_of_leaflet(now) for key, now in rows.items()})
            return Act(before=tuple(before), after=tuple(rows.values()))

    def _move(self, unit: Unit, leaflet: Leaflet, kind: Move, count: int) -> LeafletMove:
        move = LeafletMove(id=uuid4(), leaflet_id=leaflet.id, day=self.today(), kind=kind, count=count)
        unit.keep(LEAFLET_MOVE, move.id.hex, columns_of_move(move))
        return move


def _told(leaflet: Leaflet, line: SheetLine) -> Leaflet:
    """Return a sheet with what a line of the list says of it."""
    return replace(
        leaflet,
        title=line.title,
        sheet_number=line.number,
        language=line.language,
        valid_until=line.valid_until or leaflet.valid_until,
        removed=False,
    )


def _write(unit: Unit, now: Leaflet, was: Leaflet | None) -> None:
    fields = columns_of_leaflet(now)
    if was is not None:
        before = columns_of_leaflet(was)
        fields = {name: value for name, value in fields.items() if before[name] != value}
    if fields:
        unit.keep(LEAFLET, now.id.hex, fields)


def _pile(unit: Unit, leaflet_id: UUID) -> Leaflet:
    leaflet = unit.leaflets.find(leaflet_id)
    if leaflet is None or leaflet.removed:
        raise PileGoneError
    return leaflet


def _check_tag(unit: Unit, wanted: Leaflet) -> None:
    for other in unit.leaflets.all():
        if other.id != wanted.id and other.tag == checked_tag(wanted.tag):
            raise TagTakenError(wanted.tag, other.title)


def _free_tag(leaflet_id: UUID, known: set[str]) -> str:
    """Six digits that follow from the id, so that two workstations seldom hand out the same ones."""
    number = leaflet_id.int % _TAGS
    while str(_LOWEST_TAG + number) in known:
        number = (number + 1) % _TAGS
    return str(_LOWEST_TAG + number)
