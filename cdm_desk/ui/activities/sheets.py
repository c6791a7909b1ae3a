"""How activities are laid out: the hours of a week or a day, or the days of a month, each with what begins there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Final

from cdm_desk.domain.holidays import is_shut
from cdm_desk.domain.opening import OPENS, closes_at

if TYPE_CHECKING:
    from cdm_desk.domain.agenda import Activity

DAYS_SHOWN: Final = 6
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where an activity can be put: a day, and an hour where the sheet has hours; `shut` when the doors are closed."""

    day: date
    hour: int | None = None
    shut: bool = False
    outside: bool = False
    """Of another month than the one that is shown."""
    activities: tuple[Activity, ...] = ()

    @property
    def begins(self) -> time | None:
        """The hour at which something planned here begins."""
        return None if self.hour is None else time(self.hour)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Rows of spots, all of one length; `hours` are those of the rows, None for what takes the whole day."""

    rows: tuple[tuple[Spot, ...], ...]
    hours: tuple[int | None, ...] = ()

    @property
    def first(self) -> date:
        """The first day that is seen."""
        return min(spot.day for row in self.rows for spot in row)

    @property
    def last(self) -> date:
        """The last day that is seen."""
        return max(spot.day for row in self.rows for spot in row)


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def hours_sheet(days: Sequence[date], activities: Iterable[Activity], own_closed_days: Iterable[date] = ()) -> Sheet:
    """Return days side by side and the hours below each other: those of opening, and those that something needs."""
    known = [each for each in activities if any(each.on(day) for day in days)]
    begins = [each.begins.hour for each in known if each.begins is not None]
    last = max(*(closes_at(day).hour - 1 for day in days), *begins, 0)
    whole: list[int | None] = [None] if any(each.begins is None for each in known) else []
    hours = [*whole, *range(min([OPENS.hour, *begins]), last + 1)]
    own = frozenset(own_closed_days)
    return Sheet(
        hours=tuple(hours),
        rows=tuple(tuple(_spot(day, hour, known, own) for day in days) for hour in hours),
    )


def week_sheet(day: date, activities: Iterable[Activity], own_closed_days: Iterable[date] = ()) -> Sheet:
    """Return the week of a day from Monday to Saturday; a Sunday only where something is planned on it."""
    known = list(activities)
    monday = monday_of(day)
    number = DAYS_SHOWN + any(each.on(monday + timedelta(days=DAYS_SHOWN)) for each in known)
    return hours_sheet([monday + timedelta(days=after) for after in range(number)], known, own_closed_days)


def month_sheet(day: date, activities: Iterable[Activity], own_closed_days: Iterable[date] = ()) -> Sheet:
    """Return the weeks of a day's month below each other, from Monday to Sunday."""
    known, own = list(activities), frozenset(own_closed_days)
    first = monday_of(day.replace(day=1))
    weeks: list[tuple[Spot, ...]] = []
    while not weeks or (first.year, first.month) == (day.year, day.month):
        days = [first + timedelta(days=after) for after in range(7)]
        weeks.append(
            tuple(
                Spot(
                    day=each,
                    shut=is_shut(each, own),
                    outside=each.month != day.month,
                    activities=tuple(activity for activity in known if activity.on(each)),
                )
                for each in days
            )
        )
        first += _WEEK
    return Sheet(rows=tuple(weeks))


def _spot(day: date, hour: int | None, known: Iterable[Activity], own: frozenset[date]) -> Spot:
    return Spot(
        day=day,
        hour=hour,
        shut=is_shut(day, own) or (hour is not None and not OPENS.hour <= hour < closes_at(day).hour),
        activities=tuple(
            each for each in known if each.on(day) and (None if each.begins is None else each.begins.hour) == hour
        ),
    )
