"""The bag: opened before a laptop leaves, counted in without any network, closed when it is back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID, uuid4

from cdm_desk.domain.activities import ActivityFact
from cdm_desk.domain.bag import (
    LARGEST_BUNDLE,
    Bag,
    BagGoneError,
    BagOpenError,
    Entered,
    How,
    Known,
    Mode,
    NoBagError,
    Standing,
    Totals,
    checked_days,
)
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.counselling import LONGEST_TALK, SessionFact, checked_outcomes, rounded_to_five
from cdm_desk.domain.errors import AmountError, UnknownCodeError
from cdm_desk.domain.lists import NOT_ASKED, Entry, Kind
from cdm_desk.domain.staff import Action, Gate
from cdm_desk.domain.welcome import checked_people
from cdm_desk.store.bag import BAG, columns_of
from cdm_desk.store.unit import Store, Unit

MOST_TOGETHER: Final = 50
LATEST_SHOWN: Final = 6


class BagService:
    """Counts people met outside the house; nobody is named, and nothing is typed about anybody."""

    def __init__(self, store: Store, clock: Clock, gate: Gate) -> None:
        self._store = store
        self._clock = clock
        self._gate = gate

    def today(self) -> date:
        """Return the day that runs."""
        return self._clock.now().date()

    def places(self) -> list[Entry]:
        """Return where one can be: the places of the house's own list, then the communes."""
        today = self.today()
        with self._store.view() as unit:
            known = [*unit.lists.all(Kind.PLACE), *unit.lists.all(Kind.COMMUNE)]
        return [entry for entry in known if entry.in_use(today) and entry.code != NOT_ASKED]

    def place(self, code: str) -> Entry | None:
        """Return a place by its code, also one that is not in use any more."""
        with self._store.view() as unit:
            return unit.lists.find(Kind.PLACE, code) or unit.lists.find(Kind.COMMUNE, code)

    def here(self) -> Bag | None:
        """Return the bag that is open on this workstation."""
        with self._store.view() as unit:
            return unit.bags.open_at(unit.workstation)

    def known(self) -> list[Known]:
        """Return the bags that are not settled, wherever they are, the longest away first."""
        found = [each for each in self._all() if each.standing not in (Standing.IN, Standing.LOST)]
        return sorted(found, key=lambda each: (each.bag.first_day, each.bag.workstation))

    def settled(self) -> list[Known]:
        """Return the bags that are in, or lost, the latest first."""
        return [each for each in self._all() if each.standing in (Standing.IN, Standing.LOST)]

    def totals(self, bag_id: UUID) -> Totals:
        """Return what a bag has counted, as far as it was counted on this workstation; raises BagGoneError."""
        with self._store.view() as unit:
            return unit.bags.totals(_found(unit, bag_id))

    def latest(self) -> list[Entered]:
        """Return what was counted last today in the bag that is open here, the newest first."""
        with self._store.view() as unit:
            bag = unit.bags.open_at(unit.workstation)
            return [] if bag is None else unit.bags.latest(bag.id, LATEST_SHOWN)

    def open(self, mode: Mode, place: str, *, first_day: date | None = None, last_day: date | None = None) -> Bag:
        """Open a bag on this workstation, from today and for a day unless told.

        Days that are over are for what was counted on paper. Raises BagOpenError while another is open here,
        BagDaysError, UnknownCodeError or RetiredCodeError for a place.
        """
        self._gate.require(Action.COUNT_HEADS)
        today = self.today()
        first = first_day or today
        last = last_day or first
        checked_days(first, last, today)
        with self._store.unit() as unit:
            known = unit.bags.open_at(unit.workstation)
            if known is not None:
                raise BagOpenError
            bag = Bag(
                id=uuid4(),
                workstation=unit.workstation,
                mode=mode,
                place=_usable_place(unit, place, today),
                first_day=first,
                last_day=last,
            )
            unit.keep(BAG, bag.id.hex, columns_of(bag))
            return bag

    def click(self, theme_code: str | None = None, *, day: date | None = None) -> Entered:
        """Count one person, with a theme or without; return what was counted.

        Raises NoBagError, BagDayError, UnknownCodeError.
        """
        return self._heads(How.CLICK, theme_code, 1, day)

    def bundle(self, theme_code: str | None, people: int, *, day: date | None = None) -> Entered:
        """Count several people at once, as they were counted by hand; raises what `click` does, or AmountError."""
        return self._heads(How.BUNDLE, theme_code, people, day)

    def interview(
        self,
        theme_code: str,
        outcome_codes: Sequence[str] = (),
        *,
        sub_theme_codes: Sequence[str] = (),
        language: str | None = None,
        minutes: int | None = None,
        people: int = 1,
        day: date | None = None,
    ) -> Entered:
        """Note a conversation: a length that nobody noted is not relied upon.

        Raises NoBagError, BagDayError, TooManyOutcomesError, UnknownCodeError or AmountError.
        """
        self._gate.require(Action.ADVISE)
        checked_people(people, highest=MOST_TOGETHER)
        if minutes is not None and not 0 <= minutes <= LONGEST_TALK:
            raise AmountError(minutes, 0, LONGEST_TALK)
        with self._store.unit() as unit:
            bag = _open_here(unit)
            counted_on = bag.checked_day(day, self.today())
            unit.lists.usable(Kind.THEME, theme_code, counted_on)
            outcomes = checked_outcomes(outcome_codes)
            for kind, codes in ((Kind.OUTCOME, outcomes), (Kind.SUB_THEME, sub_theme_codes)):
                for code in codes:
                    unit.lists.usable(kind, code, counted_on)
            if language is not None:
                unit.lists.usable(Kind.LANGUAGE, language, counted_on)
            fact = SessionFact(
                id=uuid4(),
                day=counted_on,
                site=bag.place,
                channel=bag.mode.value,
                theme_code=theme_code,
                # Sub-themes belong to their theme.
                sub_theme_codes=tuple(code for code in sub_theme_codes if code.startswith(theme_code)),
                language=language,
                outcome_codes=outcomes,
                minutes=rounded_to_five(minutes or 0),
                people=people,
                reliable=minutes is not None,
            )
            return _counted(unit, bag, fact, How.INTERVIEW)

    def take_back(self, fact_id: UUID) -> None:
        """Take back something that was counted in the bag that is open here; raises NoBagError or BagGoneError."""
        self._gate.require(Action.COUNT_HEADS)
        with self._store.unit() as unit:
            bag = _open_here(unit)
            if not unit.bags.holds(bag.id, fact_id):
                raise BagGoneError
            unit.bags.forget(fact_id)
            unit.take_back(fact_id, reason="withdrawn", role="off_site")

    def close(self) -> Totals:
        """Close the bag that is open here; return what it has counted. Raises NoBagError."""
        self._gate.require(Action.COUNT_HEADS)
        with self._store.unit() as unit:
            bag = _open_here(unit)
            today = self.today()
            unit.keep(BAG, bag.id.hex, {"closed_on": today})
            return unit.bags.totals(replace(bag, closed_on=today))

    def reopen(self, bag_id: UUID) -> Bag:
        """Open a bag of this workstation again; raises BagGoneError, or BagOpenError while another is open."""
        self._gate.require(Action.COUNT_HEADS)
        with self._store.unit() as unit:
            bag = _found(unit, bag_id)
            if bag.workstation != unit.workstation:
                raise BagGoneError
            known = unit.bags.open_at(unit.workstation)
            if known is not None and known.id != bag_id:
                raise BagOpenError
            unit.keep(BAG, bag_id.hex, {"closed_on": None})
            return replace(bag, closed_on=None)

    def write_off(self, bag_id: UUID) -> Bag:
        """Note that a laptop will not come back with its bag; should it, all that it counted counts.

        Raises BagGoneError.
        """
        self._gate.require(Action.RELEASE_DESK)
        return self._noted(bag_id, lost=True)

    def bring_back(self, bag_id: UUID) -> Bag:
        """Take back that a bag was written off; raises BagGoneError."""
        self._gate.require(Action.RELEASE_DESK)
        return self._noted(bag_id, lost=False)

    def _noted(self, bag_id: UUID, *, lost: bool) -> Bag:
        with self._store.unit() as unit:
            bag = _found(unit, bag_id)
            unit.keep(BAG, bag_id.hex, {"lost": lost})
            return replace(bag, lost=lost)

    def _heads(self, how: How, theme_code: str | None, people: int, day: date | None) -> Entered:
        self._gate.require(Action.COUNT_HEADS)
        known = self.here()
        if known is not None and known.mode.sensitive:
            self._gate.require(Action.COUNT_AUDIENCE)
        checked_people(people, highest=LARGEST_BUNDLE)
        with self._store.unit() as unit:
            bag = _open_here(unit)
            counted_on = bag.checked_day(day, self.today())
            if theme_code is not None:
                unit.lists.usable(Kind.THEME, theme_code, counted_on)
            return _counted(unit, bag, bag.heads(uuid4(), counted_on, theme_code, people), how)

    def _all(self) -> list[Known]:
        today = self.today()
        with self._store.view() as unit:
            signs = {each.name: each for each in unit.journal.workstations()}
            waiting = sum(unit.journal.count_waiting())
            found = []
            for bag in unit.bags.all():
                here = bag.workstation == unit.workstation
                sign = signs.get(bag.workstation)
                heard_at = None if sign is None else sign.seen_at
                # Alone there is nobody to send anything to.
                unsent = (waiting if signs else 0) if here else 0 if sign is None else sign.unsent
                standing = bag.standing(today, heard_at, unsent)
                found.append(Known(bag=bag, standing=standing, heard_at=heard_at, unsent=unsent, here=here))
            return found


def _found(unit: Unit, bag_id: UUID) -> Bag:
    bag = unit.bags.find(bag_id)
    if bag is None:
        raise BagGoneError
    return bag


def _open_here(unit: Unit) -> Bag:
    bag = unit.bags.open_at(unit.workstation)
    if bag is None:
        raise NoBagError
    return bag


def _usable_place(unit: Unit, code: str, day: date) -> str:
    kind = Kind.PLACE if unit.lists.find(Kind.PLACE, code) is not None else Kind.COMMUNE
    if code == NOT_ASKED:
        raise UnknownCodeError(Kind.PLACE.value, code)
    return unit.lists.usable(kind, code, day).code


def _counted(unit: Unit, bag: Bag, fact: ActivityFact | SessionFact, how: How) -> Entered:
    unit.facts.add(fact)
    unit.bags.count(bag.id, fact.id, how)
    people = fact.present if isinstance(fact, ActivityFact) else fact.people
    return Entered(fact_id=fact.id, how=how, theme_code=fact.theme_code, people=people)
