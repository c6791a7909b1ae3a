"""Activities and outings: planned, moved, called off, counted; every act has its inverse."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID, uuid4

from cdm_desk.domain.activities import IN_THE_HOUSE
from cdm_desk.domain.agenda import (
    OFF_SITE,
    Activity,
    ActivityGoneError,
    Doubt,
    doubts_about,
    usual_audiences,
)
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.holidays import OWN_CLOSED_DAYS, closed_days_from
from cdm_desk.domain.lists import NOT_ASKED, Entry, Kind
from cdm_desk.domain.series import Rhythm, series_days
from cdm_desk.domain.staff import Action, Gate, Role
from cdm_desk.store.activities import counted_otherwise, keep_activity
from cdm_desk.store.unit import Store, Unit

PURSUED: Final = timedelta(days=400)
"""How long a head count that is missing is asked for."""
DOUBTED: Final = timedelta(days=45)
"""How long after a count it is looked whether another one contradicts it: what was told elsewhere comes within days."""
_CODES: Final[Mapping[str, Kind]] = {
    "kind_code": Kind.ACTIVITY,
    "theme_code": Kind.THEME,
    "language": Kind.LANGUAGE,
    "level_code": Kind.SCHOOL_LEVEL,
    "teaching_code": Kind.TEACHING,
}
_CODES_OF_MANY: Final[Mapping[str, Kind]] = {"partners": Kind.PARTNER, "audiences": Kind.AUDIENCE}
# What of an activity is its own, whatever is changed of the others of its series.
_OWN: Final = frozenset({"id", "day", "last_day", "enrolled", "present", "accompanying", "counted_on", "fact_id"})


class Which(StrEnum):
    """What of a series is changed."""

    THIS = "this"
    REST = "rest"
    """This one, and those after it whose heads nobody has counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What was done to activities: as they were before and are now, so that it can be taken back.

    `skipped` are the days of a series on which the house is shut.
    """

    before: tuple[Activity, ...]
    after: tuple[Activity, ...]
    needs: Action = Action.PLAN_ACTIVITY
    skipped: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pursued:
    """An activity whose heads are asked for: nobody has counted, or two workstations did at once."""

    activity: Activity
    otherwise: bool = False


class ActivitiesService:
    """Keeps the calendar of the house."""

    def __init__(self, store: Store, clock: Clock, gate: Gate, role: Callable[[], Role | None] = lambda: None) -> None:
        """`role` tells who is on duty, for the trace of a count that was corrected."""
        self._store = store
        self._clock = clock
        self._gate = gate
        self._role = role

    def now(self) -> datetime:
        """Return the moment in Brussels."""
        return self._clock.now()

    def today(self) -> date:
        """Return the day that runs."""
        return self._clock.now().date()

    def check_may_plan(self) -> None:
        """Return if who sits here may plan, before a form is filled in; raise NotAllowedError."""
        self._gate.require(Action.PLAN_ACTIVITY)

    def between(self, first: date, last: date) -> list[Activity]:
        """Return the activities of some days, both ends included."""
        with self._store.view() as unit:
            return unit.activities.between(first, last)

    def find(self, activity_id: UUID) -> Activity:
        """Return one activity; raises ActivityGoneError."""
        with self._store.view() as unit:
            return _found(unit, activity_id)

    def closed_days(self) -> frozenset[date]:
        """Return the house's own closed days, beside Sundays and holidays."""
        with self._store.view() as unit:
            return _own_closed_days(unit)

    def rooms(self) -> list[str]:
        """Return the names of rooms that were given before, the most usual first."""
        with self._store.view() as unit:
            return unit.activities.rooms()

    def places(self) -> list[Entry]:
        """Return where one can be outside: the places of the house's list, then the communes."""
        today = self.today()
        with self._store.view() as unit:
            known = [*unit.lists.all(Kind.PLACE), *unit.lists.all(Kind.COMMUNE)]
        return [entry for entry in known if entry.in_use(today) and entry.code != NOT_ASKED]

    def pursued(self) -> list[Pursued]:
        """Return the activities whose heads are asked for, the latest first."""
        now = self._clock.now()
        with self._store.view() as unit:
            past = unit.activities.between(now.date() - PURSUED, now.date())
            missing = [Pursued(activity=each) for each in past if each.uncounted(now)]
            twice = [
                Pursued(activity=each, otherwise=True)
                for each in past
                if each.counted_on is not None
                and now.date() - each.counted_on <= DOUBTED
                and counted_otherwise(unit, each)
            ]
        return sorted([*missing, *twice], key=lambda each: each.activity.order, reverse=True)

    def doubts(self, activity: Activity) -> list[Doubt]:
        """Return what is worth a look before an activity is held; nothing of it forbids anything."""
        with self._store.view() as unit:
            others = unit.activities.between(activity.day, activity.ends_on)
            return doubts_about(activity, others, _own_closed_days(unit))

    def doubts_among(self, activities: Sequence[Activity]) -> Mapping[UUID, list[Doubt]]:
        """Return what is worth a look of each of some activities, which are all of their days."""
        closed = self.closed_days()
        return {each.id: doubts_about(each, activities, closed) for each in activities}

    def fresh(self, day: date, begins: time | None = None, kind_code: str = "AC1") -> Activity:
        """Return an activity to be filled in."""
        ends = None if begins is None else time(min(begins.hour + 2, 23), begins.minute)
        return Activity(
            id=uuid4(),
            kind_code=kind_code,
            day=day,
            begins=begins,
            ends=ends if ends is not None and begins is not None and ends > begins else None,
            audiences=usual_audiences(kind_code),
        )

    def plan(self, activity: Activity, rhythm: Rhythm | None = None, times: int = 1) -> Act:
        """Plan an activity, or a series of them; raises what `Activity.checked` does, UnknownCodeError, AmountError."""
        self._gate.require(Action.PLAN_ACTIVITY)
        today = self.today()
        first = activity.checked(today)
        with self._store.unit() as unit:
            _check_codes(unit, None, first)
            skipped: tuple[date, ...] = ()
            wanted = [first]
            if rhythm is not None:
                planned = series_days(first.day, rhythm, times, _own_closed_days(unit))
                skipped = planned.skipped
                series = replace(first, series_id=uuid4())
                wanted = [(series if day == first.day else _copy(series, day)).checked(today) for day in planned.days]
            kept = tuple(keep_activity(unit, each, role=self._role_name()) for each in wanted)
        return Act(before=tuple(replace(each, removed=True) for each in kept), after=kept, skipped=skipped)

    def change(self, activity: Activity, seen: Activity, which: Which = Which.THIS) -> Act:
        """Write what was changed of an activity that was shown as `seen`, and in a series of the rest of it.

        What somebody else has changed meanwhile stays. Raises what `plan` does, or ActivityGoneError.
        """
        self._gate.require(Action.PLAN_ACTIVITY)
        today = self.today()
        wanted = activity.checked(today)
        with self._store.unit() as unit:
            _check_codes(unit, seen, wanted)
            known = _found(unit, wanted.id)
            changed = _changed(seen, wanted)
            pairs = [(known, replace(known, **changed).checked(today))]
            if which is Which.REST:
                shift = wanted.day - seen.day
                common = {name: value for name, value in changed.items() if name not in _OWN}
                for other in self._rest(unit, known):
                    moved = other.moved(other.day + shift, other.begins)
                    pairs.append((other, replace(moved, **common).checked(today)))
            return self._written(unit, pairs)

    def move(self, activity_id: UUID, day: date, begins: time | None = None) -> Act:
        """Move an activity to another day, and to an hour if one is given, as long as it was.

        Raises ActivityGoneError, ActivityDayError or ActivityHoursError.
        """
        self._gate.require(Action.PLAN_ACTIVITY)
        with self._store.unit() as unit:
            known = _found(unit, activity_id)
            return self._written(unit, [(known, known.moved(day, begins or known.begins).checked(self.today()))])

    def duplicate(self, activity_id: UUID, day: date | None = None) -> Act:
        """Plan the same once more, a week later unless told: nobody is enrolled or counted in it."""
        self._gate.require(Action.PLAN_ACTIVITY)
        known = self.find(activity_id)
        copied = _copy(replace(known, series_id=None, called_off=False), day or known.day + timedelta(days=7))
        return self.plan(copied)

    def call_off(self, activity_id: UUID) -> Act:
        """Note that an activity is not held; it stays to be seen. A count of its heads counts no more."""
        return self._set(activity_id, called_off=True)

    def hold_after_all(self, activity_id: UUID) -> Act:
        """Note that an activity which was called off is held."""
        return self._set(activity_id, called_off=False)

    def remove(self, activity_id: UUID, which: Which = Which.THIS) -> Act:
        """Take an activity out of the calendar, and in a series the rest of it."""
        self._gate.require(Action.PLAN_ACTIVITY)
        with self._store.unit() as unit:
            known = _found(unit, activity_id)
            rest = self._rest(unit, known) if which is Which.REST else []
            return self._written(unit, [(each, replace(each, removed=True)) for each in (known, *rest)])

    def count(
        self, activity_id: UUID, present: int, *, enrolled: int | None = None, accompanying: int | None = None
    ) -> Act:
        """Note how many came, and how many were enrolled and who accompanied them if that is told.

        Raises ActivityGoneError, CalledOffError, HeadsTooSoonError or AmountError.
        """
        self._gate.require(Action.COUNT_HEADS)
        if self.find(activity_id).sensitive:
            self._gate.require(Action.COUNT_AUDIENCE)
        with self._store.unit() as unit:
            known = _found(unit, activity_id)
            counted = known.counted(present, enrolled, accompanying, self._clock.now())
            return replace(self._written(unit, [(known, counted)]), needs=Action.COUNT_HEADS)

    def enrol(self, activity_id: UUID, enrolled: int | None) -> Act:
        """Note how many are enrolled; raises ActivityGoneError or AmountError."""
        self._gate.require(Action.COUNT_HEADS)
        with self._store.unit() as unit:
            known = _found(unit, activity_id)
            wanted = replace(known, enrolled=enrolled).checked(self.today())
            return replace(self._written(unit, [(known, wanted)]), needs=Action.COUNT_HEADS)

    def take_back(self, act: Act) -> None:
        """Put activities back as they were before an act; what others have changed of them since stays."""
        self._gate.require(act.needs)
        with self._store.unit() as unit:
            for was, now in zip(act.before, act.after, strict=True):
                known = unit.activities.find(was.id)
                if known is None:
                    raise ActivityGoneError
                keep_activity(unit, replace(known, **_changed(now, was)), role=self._role_name())

    def _set(self, activity_id: UUID, *, called_off: bool) -> Act:
        self._gate.require(Action.PLAN_ACTIVITY)
        with self._store.unit() as unit:
            known = _found(unit, activity_id)
            return self._written(unit, [(known, replace(known, called_off=called_off))])

    def _written(self, unit: Unit, pairs: Iterable[tuple[Activity, Activity]]) -> Act:
        pairs = list(pairs)
        after = tuple(keep_activity(unit, wanted, role=self._role_name()) for _known, wanted in pairs)
        return Act(before=tuple(known for known, _wanted in pairs), after=after)

    def _rest(self, unit: Unit, activity: Activity) -> list[Activity]:
        if activity.series_id is None:
            return []
        return [
            each
            for each in unit.activities.of_series(activity.series_id)
            if each.order > activity.order and each.id != activity.id and each.present is None
        ]

    def _role_name(self) -> str:
        role = self._role()
        return Role.RECEPTION.value if role is None else role.value


def _found(unit: Unit, activity_id: UUID) -> Activity:
    activity = unit.activities.find(activity_id)
    if activity is None or activity.removed:
        raise ActivityGoneError
    return activity


def _copy(activity: Activity, day: date) -> Activity:
    return replace(
        activity.moved(day, activity.begins),
        id=uuid4(),
        enrolled=None,
        present=None,
        accompanying=None,
        counted_on=None,
        fact_id=None,
        uid=None,
    )


def _changed(before: Activity, after: Activity) -> dict[str, Any]:
    # Which fact stands follows from all the rest.
    names = (name for name in Activity.__dataclass_fields__ if name not in ("id", "fact_id"))
    return {name: getattr(after, name) for name in names if getattr(after, name) != getattr(before, name)}


def _check_codes(unit: Unit, seen: Activity | None, wanted: Activity) -> None:
    """Refuse what stands in no list; what was chosen once stays, whatever has been withdrawn since."""
    for name, kind in _CODES.items():
        code = getattr(wanted, name)
        if code is not None and (seen is None or getattr(seen, name) != code):
            unit.lists.usable(kind, code, wanted.day)
    for name, kind in _CODES_OF_MANY.items():
        for code in getattr(wanted, name):
            if seen is None or code not in getattr(seen, name):
                unit.lists.usable(kind, code, wanted.day)
    if wanted.place not in (IN_THE_HOUSE, OFF_SITE) and (seen is None or seen.place != wanted.place):
        known = unit.lists.find(Kind.PLACE, wanted.place) is not None
        unit.lists.usable(Kind.PLACE if known else Kind.COMMUNE, wanted.place, wanted.day)


def _own_closed_days(unit: Unit) -> frozenset[date]:
    return closed_days_from(unit.house.value(OWN_CLOSED_DAYS))
