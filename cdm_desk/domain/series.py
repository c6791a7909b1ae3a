"""A series of activities: each week, every second week or each month, so many times, past the days that are shut."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from cdm_desk.domain.errors import AmountError
from cdm_desk.domain.holidays import is_shut

MOST_TIMES: Final = 60
_WEEK: Final = 7


class Rhythm(StrEnum):
    """How often it comes back."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The days of a series, and those that it would have fallen on while the house is shut."""

    days: tuple[date, ...]
    skipped: tuple[date, ...] = ()


def series_days(first: date, rhythm: Rhythm, times: int, own_closed_days: Iterable[date] = ()) -> Planned:
    """Return the days of a series from its first one on, which is held whatever day it is.

    Monthly means the same weekday of the month, such as the second Tuesday; of a fifth one the last. A day on which
    the house is shut is passed over, and does not count. Raises AmountError.
    """
    if not 2 <= times <= MOST_TIMES:
        raise AmountError(times, 2, MOST_TIMES)
    own = frozenset(own_closed_days)
    days, number = [first], 0
    skipped: list[date] = []
    while len(days) < times:
        number += 1
        day = _after(first, rhythm, number)
        shut = is_shut(day, own) and not (day.weekday() == first.weekday() == 6)
        (skipped if shut else days).append(day)
    return Planned(days=tuple(days), skipped=tuple(skipped))


def _after(first: date, rhythm: Rhythm, number: int) -> date:
    if rhythm is not Rhythm.MONTHLY:
        return first + timedelta(days=_WEEK * number * (2 if rhythm is Rhythm.FORTNIGHTLY else 1))
    month = first.month - 1 + number
    begin = date(first.year + month // 12, month % 12 + 1, 1)
    nth = (first.day - 1) // _WEEK
    day = begin + timedelta(days=(first.weekday() - begin.weekday()) % _WEEK + _WEEK * nth)
    return day if day.month == begin.month else day - timedelta(days=_WEEK)
