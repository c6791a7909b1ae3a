"""The page of a manager: counted from the same facts as the reports, for the days that are looked at now."""

from collections.abc import Callable
from datetime import date, timedelta

from cdm_desk.domain.clock import Clock
from cdm_desk.domain.overview import (
    LANGUAGE_DAYS,
    THURSDAYS,
    Compared,
    Overview,
    compared,
    languages_of,
    late_hours,
    stretches,
    to_complete,
    waits_of,
)
from cdm_desk.domain.period_tables import quality_figures
from cdm_desk.domain.reports import Missing, Period
from cdm_desk.domain.staff import Action, Gate
from cdm_desk.store.period_sums import PeriodTable
from cdm_desk.store.unit import Store

BLOCKS = frozenset({"visits", "talks", "pc", "activities"})
QUALITY = frozenset({"talks", "outcomes", "activities", "quality"})


class OverviewService:
    """Looks at the house as it is now; `missing` says what the exchange still waits for on a day."""

    def __init__(self, store: Store, clock: Clock, gate: Gate, missing: Callable[[date], Missing]) -> None:
        self._store = store
        self._clock = clock
        self._gate = gate
        self._missing = missing

    def overview(self) -> Overview:
        """Return today and this week beside earlier ones, waits, languages, late hours, and what is missing."""
        self._gate.require(Action.READ_REPORTS)
        today = self._clock.now().date()
        monday = today - timedelta(days=today.weekday())
        missing = self._missing(today)
        with self._store.view() as unit:
            table = PeriodTable(unit.db)
            week = stretches(monday, today)
            year = table.sums(Period.containing(today, "year"), QUALITY)
            thursdays = Period(text="", first=today - timedelta(weeks=THURSDAYS), last=today)
            recent = Period(text="", first=today - LANGUAGE_DAYS, last=today)
            return Overview(
                today=today,
                day=_compared(table, today, today),
                week=_compared(table, monday, today),
                waits=waits_of(table.sums(week.now, {"waits"}).waits),
                waits_before=waits_of(table.sums(week.week_before, {"waits"}).waits),
                languages=languages_of(table.language_waits(recent)),
                late=late_hours(table.sums(thursdays, {"arrivals"}).arrivals),
                quality=quality_figures(year),
                to_complete=to_complete(
                    uncounted=year.uncounted,
                    days_open=len(unit.days.still_open(today)),
                    silent=len(missing.names),
                    unsent=missing.not_exchanged,
                ),
            )


def _compared(table: PeriodTable, first: date, last: date) -> tuple[Compared, ...]:
    each = stretches(first, last)
    return compared(*(table.sums(period, BLOCKS) for period in (each.now, each.week_before, each.year_before)))
