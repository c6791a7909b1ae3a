"""The days on which the doors stay shut by law, and those that the house adds itself."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta
from typing import Final

OWN_CLOSED_DAYS: Final = "closed_days"
"""The setting of the house that holds its own closed days, as ISO texts."""
SUNDAY: Final = 6
_FIXED: Final = ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25))
# Easter Monday, Ascension and Whit Monday, in days after Easter Sunday.
_AFTER_EASTER: Final = (1, 39, 50)


def easter(year: int) -> date:
    """Return Easter Sunday (the Gregorian computus of Meeus, Jones and Butcher)."""
    century, rest = divmod(year, 100)
    leap, odd = divmod(century, 4)
    golden = year % 19
    epact = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * odd + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def holidays(year: int) -> frozenset[date]:
    """Return the ten legal holidays of Belgium."""
    sunday = easter(year)
    return frozenset({sunday + timedelta(days=after) for after in _AFTER_EASTER} | {date(year, *day) for day in _FIXED})


def closed_days_from(value: object) -> frozenset[date]:
    """Return the house's own closed days from its setting; what cannot be read is passed over."""
    found = set()
    for each in value if isinstance(value, list) else []:
        with suppress(TypeError, ValueError):
            found.add(date.fromisoformat(each))
    return frozenset(found)


def is_shut(day: date, own: Iterable[date] = ()) -> bool:
    """Whether nobody can come in on a day: a Sunday, a holiday, or a closed day of the house's own."""
    return day.weekday() == SUNDAY or day in holidays(day.year) or day in frozenset(own)
