"""When a journal appears and what its numbers are called, foretold from its first one: no gap and no double."""

import re
from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Self

LARGEST_NUMBER: Final = 999_999


class Rhythm(StrEnum):
    """How often a journal appears."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    BIMONTHLY = "bimonthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"
    IRREGULAR = "irregular"

    @property
    def days(self) -> int:
        """About how many days lie between two numbers; 0 where nobody can tell."""
        return _WEEKS.get(self, 0) * 7 or _MONTHS.get(self, 0) * 365 // 12


_WEEKS: Final[Mapping[Rhythm, int]] = MappingProxyType({Rhythm.WEEKLY: 1, Rhythm.FORTNIGHTLY: 2})
_MONTHS: Final[Mapping[Rhythm, int]] = MappingProxyType(
    {Rhythm.MONTHLY: 1, Rhythm.BIMONTHLY: 2, Rhythm.QUARTERLY: 3, Rhythm.HALF_YEARLY: 6, Rhythm.YEARLY: 12}
)


def dates(rhythm: Rhythm, first_on: date, pauses: Collection[int], until: date) -> list[date]:
    """Return the days on which numbers are expected, from the first one up to and with a day.

    In the months of `pauses` none is. The day of the month stays that of the first one, or is the last of a shorter
    month: after 28 February comes 31 March again.
    """
    found = []
    for day in _steps(rhythm, first_on):
        if day > until:
            break
        if day.month not in pauses:
            found.append(day)
    return found


def _steps(rhythm: Rhythm, first_on: date) -> Iterator[date]:
    weeks, months = _WEEKS.get(rhythm, 0), _MONTHS.get(rhythm, 0)
    step = 0
    while weeks or months:
        try:
            yield first_on + timedelta(weeks=weeks * step) if weeks else _months_later(first_on, months * step)
        except (OverflowError, ValueError):
            # The calendar ends.
            return
        step += 1


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


class Way(StrEnum):
    """What the numbers of a journal are called by."""

    VOLUME = "volume"
    NUMBER = "number"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """How numbers are called, and what the first expected one is called.

    With volumes, a new one begins with each calendar year, or after `per_volume` numbers where that is told.
    """

    way: Way = Way.MONTH
    volume: int = 1
    number: int = 1
    per_volume: int = 0

    @classmethod
    def read(cls, text: str | None) -> Self:
        """Return what was kept of a numbering; what makes no sense is called by its month."""
        match = re.fullmatch(r"(volume|number):(\d{1,6}):(\d{1,6}):(\d{1,6})", text or "")
        if match is None:
            return cls()
        volume, number, per_volume = map(int, match.groups()[1:])
        return cls(way=Way(match[1]), volume=volume, number=number, per_volume=per_volume)

    @property
    def text(self) -> str:
        """The numbering as it is kept."""
        return "month" if self.way is Way.MONTH else f"{self.way}:{self.volume}:{self.number}:{self.per_volume}"

    def numbers(self, days: Sequence[date], rhythm: Rhythm) -> list[str]:
        """Return what the numbers expected on these days are called, the first one first.

        Where several appear in a month, it is the day that tells them apart.
        """
        match self.way:
            case Way.NUMBER:
                return [str(self.number + place) for place in range(len(days))]
            case Way.VOLUME:
                return [f"{volume}/{number}" for volume, number in self._volumes(days)]
            case Way.MONTH:
                return [day.isoformat() if rhythm in _WEEKS else f"{day:%Y-%m}" for day in days]

    def _volumes(self, days: Sequence[date]) -> Iterator[tuple[int, int]]:
        volume, number = self.volume, self.number
        before = days[0] if days else None
        for place, day in enumerate(days):
            full = number > self.per_volume if self.per_volume else before is not None and day.year != before.year
            if place and full:
                volume, number = volume + 1, 1
            yield volume, number
            before, number = day, number + 1
