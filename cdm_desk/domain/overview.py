"""What a manager looks at first: today and this week beside earlier ones, waits, who went uncalled, what is missing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from cdm_desk.domain.period_sums import ArrivalSum, PeriodSums, WaitCount, defined, whole_of
from cdm_desk.domain.reports import Figure, Period, weighted_percentile

SHOWN: Final = ("contacts", "advice_users", "multimedia_users", "activity_users", "visits")
YEAR: Final = timedelta(weeks=52)
WEEK: Final = timedelta(weeks=1)
THURSDAY: Final = 3
LATE: Final = 17
THURSDAYS: Final = 8
LANGUAGE_DAYS: Final = timedelta(days=28)
LONG_WAIT: Final = 30
"""Minutes after which a wait is told as a long one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A figure of now, of the same stretch last week and of the same one a year before."""

    id: str
    now: int
    week_before: int
    year_before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitsOf:
    """The waits of a stretch: percentiles of those called (None of fewer than five), how many were long or in vain."""

    called: int
    median: int | None
    ninety: int | None
    long: int
    in_vain: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageWait:
    """Visitors of one language who waited, and how many of them nobody has called."""

    language: str | None
    waited: int
    uncovered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LateHours:
    """What the late hours of Thursdays bring: people in an hour of them, and in an hour before, in tenths."""

    thursdays: int
    late_tenths: int
    usual_tenths: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything on the page of a manager; `to_complete` is what keeps the figures of the year provisional."""

    today: date
    day: tuple[Compared, ...]
    week: tuple[Compared, ...]
    waits: WaitsOf
    waits_before: WaitsOf
    languages: tuple[LanguageWait, ...]
    late: LateHours
    quality: tuple[Figure, ...]
    to_complete: tuple[Figure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretches:
    """The stretch of now and those that it is compared with: last week, and the same weekdays a year before."""

    now: Period
    week_before: Period
    year_before: Period


def stretches(first: date, last: date) -> Stretches:
    """Return a stretch of days with the same weekdays of last week and of a year before."""
    return Stretches(
        now=_stretch(first, last),
        week_before=_stretch(first - WEEK, last - WEEK),
        year_before=_stretch(first - YEAR, last - YEAR),
    )


def _stretch(first: date, last: date) -> Period:
    return Period(text=f"{first.isoformat()}/{last.isoformat()}", first=first, last=last)


def compared(now: PeriodSums, week_before: PeriodSums, year_before: PeriodSums) -> tuple[Compared, ...]:
    """Return the figures of a stretch, each counted by the definition of its own time."""
    values = [_figures(sums) for sums in (now, week_before, year_before)]
    return tuple(
        Compared(id=name, now=values[0][name], week_before=values[1][name], year_before=values[2][name])
        for name in SHOWN
    )


def _figures(sums: PeriodSums) -> dict[str, int]:
    numbers = whole_of(sums)
    return {**{name: numbers.get(name, 0) for name in SHOWN}, **defined(numbers, sums.indicator)}


def waits_of(waits: Sequence[WaitCount]) -> WaitsOf:
    """Return how long was waited, and how many went or were not called at all."""
    minutes, ended = Counter[int](), Counter[str]()
    for wait in waits:
        ended[wait.ended] += wait.number
        if wait.ended == "called":
            minutes[wait.minutes] += wait.number
    return WaitsOf(
        called=ended["called"],
        median=weighted_percentile(minutes, 50),
        ninety=weighted_percentile(minutes, 90),
        long=sum(number for length, number in minutes.items() if length > LONG_WAIT),
        in_vain=ended["left"] + ended["not_called"],
    )


def languages_of(waits: Iterable[tuple[str | None, str, int]]) -> tuple[LanguageWait, ...]:
    """Return the languages in which somebody waited in vain, the worst covered first; each is language, end, number."""
    waited, uncovered = Counter[str | None](), Counter[str | None]()
    for language, ended, number in waits:
        waited[language] += number
        if ended in {"left", "not_called"}:
            uncovered[language] += number
    found = [
        LanguageWait(language=language, waited=waited[language], uncovered=number)
        for language, number in uncovered.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.uncovered / each.waited, each.language or "")))


def late_hours(arrivals: Iterable[ArrivalSum]) -> LateHours:
    """Return how many people come in a late hour of a Thursday, and in an hour before."""
    days: set[date] = set()
    people = Counter[bool]()
    hours: dict[bool, set[tuple[date, int]]] = {False: set(), True: set()}
    for each in arrivals:
        if each.day.weekday() == THURSDAY:
            late = each.hour >= LATE
            days.add(each.day)
            people[late] += each.people
            hours[late].add((each.day, each.hour))
    # The doors are open for two late hours, whether anybody came in them or not.
    return LateHours(
        thursdays=len(days),
        late_tenths=_tenths(people[True], 2 * len(days)),
        usual_tenths=_tenths(people[False], len(hours[False])),
    )


def _tenths(number: int, hours: int) -> int:
    return (20 * number + hours) // (2 * hours) if hours else 0


def to_complete(*, uncounted: int, days_open: int, silent: int, unsent: int) -> tuple[Figure, ...]:
    """Return what has to be done before the figures of the year are final; nothing of what is done."""
    values = {"headcounts_missing": uncounted, "days_open": days_open, "silent": silent, "unsent": unsent}
    return tuple(Figure(id=name, value=value) for name, value in values.items() if value)
