"""Where a figure comes from: how many on each day, of special audiences in each quarter; never where or by whom."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from cdm_desk.domain.annual_report import SENSITIVE, annual_figures
from cdm_desk.domain.period_sums import PeriodSums, by_day, whole_of
from cdm_desk.domain.reports import Period

NEEDED: Final = frozenset({"visits", "talks", "pc", "activities", "quality"})
ADDED_UP: Final = frozenset(
    {
        "contacts", "multimedia_users", "pc_sessions", "advice_users", "activities", "activity_users", "outing_users",
        "school_visits", "pupils", "fairs", "info_sessions_and_workshops", "formtruck", "delegations", "visits",
        *SENSITIVE,
    }
)  # fmt: skip
"""The figures that are sums of days; a median or a share of a year is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The numbers that a figure is the sum of, by day or quarter, and what was corrected in its period.

    None stands for a number from 1 to 4 of people who could be known by it.
    """

    figure: str
    rows: tuple[tuple[str, int | None], ...]
    late: int
    voided: int


def traced(sums: PeriodSums, figure: str) -> Trace:
    """Return what a figure is made of; no rows for one that is no sum of days."""
    bucket = _quarter if figure in SENSITIVE else by_day
    rows = tuple((name, _value(part, figure)) for name, part in _parts(sums, bucket)) if figure in ADDED_UP else ()
    shown = tuple(row for row in rows if row[1] != 0)
    return Trace(figure=figure, rows=shown, late=sums.quality.late, voided=sums.quality.voided)


def _quarter(day: date) -> str:
    return Period.containing(day, "quarter").text


def _parts(sums: PeriodSums, bucket: Callable[[date], str]) -> list[tuple[str, PeriodSums]]:
    kinds = (sums.visits, sums.talks, sums.pc, sums.activities)
    names = sorted({bucket(each.day) for kind in kinds for each in kind})
    return [
        (
            name,
            replace(
                sums,
                visits=tuple(each for each in sums.visits if bucket(each.day) == name),
                talks=tuple(each for each in sums.talks if bucket(each.day) == name),
                pc=tuple(each for each in sums.pc if bucket(each.day) == name),
                activities=tuple(each for each in sums.activities if bucket(each.day) == name),
            ),
        )
        for name in names
    ]


def _value(part: PeriodSums, figure: str) -> int | None:
    if figure == "visits":
        return whole_of(part)["visits"]
    return next((each.value for each in annual_figures(part) if each.id == figure), 0)
