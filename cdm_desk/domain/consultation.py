"""Consultations: what was found read on the tables and put on the trolley, counted by title or by kind."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class UseFact:
    """Books or journals found read on a day: a title of the catalogue, or a kind of what is not catalogued.

    No hour: the trolley is counted when there is time, and says nothing of when somebody read. No reader either.
    """

    id: UUID
    day: date
    title_id: UUID | None = None
    kind_code: str | None = None
    theme_code: str | None = None
    language: str | None = None
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class UseSum:
    """How often was read in an ISO week, by theme and language; of what is not catalogued by kind as well."""

    year: int
    week: int
    theme_code: str | None = None
    language: str | None = None
    kind_code: str | None = None
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trolley:
    """What was counted on a day: by theme ("" for books without one), and by kind what is not catalogued."""

    day: date
    by_theme: Counter[str]
    by_kind: Counter[str]

    @property
    def total(self) -> int:
        """Everything that was counted."""
        return self.by_theme.total() + self.by_kind.total()


def weekly(sums: Iterable[tuple[date, UseSum]]) -> tuple[UseSum, ...]:
    """Return sums of days as those of their ISO weeks, in the order of time."""
    counted: Counter[tuple[int, int, str, str, str]] = Counter()
    for day, each in sums:
        year, week, _weekday = day.isocalendar()
        counted[year, week, each.theme_code or "", each.language or "", each.kind_code or ""] += each.count
    return tuple(
        UseSum(
            year=year,
            week=week,
            theme_code=theme or None,
            language=language or None,
            kind_code=kind or None,
            count=count,
        )
        for (year, week, theme, language, kind), count in sorted(counted.items())
    )
