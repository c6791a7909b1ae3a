"""Which chart goes with which table of a report, drawn from the rows of that table."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cdm_desk.documents.chart import ChartSpec, Mark, Series, hbars, heat, lines, ranges, stacked
from cdm_desk.documents.legend import TABLES, Legend
from cdm_desk.domain.reports import Cell, Table

SUMS: Final = frozenset({"total", "conversations"})
_STRETCH: Final = re.compile(r"[0-9]{4}-W?([0-9]{2})(?:-([0-9]{2}))?")
DRAWINGS: Final = {"stacked": stacked, "hbars": hbars, "lines": lines, "heat": heat, "ranges": ranges}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """How a table is drawn: the kind of chart, the columns that are its series, how many points high."""

    kind: str
    columns: tuple[str, ...]
    height: float


_SERVICES: Final = ("advice_users", "multimedia_users", "activity_users", "outing_users")
_BOOK_LANGUAGES: Final = ("fr", "nl", "other")
CHARTS: Final = {
    "by_month": Drawn(kind="lines", columns=_SERVICES, height=140),
    "by_week": Drawn(kind="stacked", columns=_SERVICES, height=130),
    "by_day": Drawn(kind="stacked", columns=_SERVICES, height=130),
    "theme_report": Drawn(kind="hbars", columns=("advice_inside", "advice_outside"), height=100),
    "hours": Drawn(kind="heat", columns=tuple(f"h{hour:02}" for hour in range(9, 19)), height=110),
    "waits": Drawn(kind="ranges", columns=("p50", "p90"), height=110),
    "outcome_report": Drawn(kind="hbars", columns=("total",), height=225),
    "languages": Drawn(kind="hbars", columns=("FR", "NL", "BI", "not_recorded"), height=75),
    "pc_month": Drawn(kind="stacked", columns=("pc_sessions",), height=120),
    "pc_day": Drawn(kind="stacked", columns=("pc_sessions",), height=120),
    "uses_by_theme": Drawn(kind="hbars", columns=_BOOK_LANGUAGES, height=110),
    "uses_by_week": Drawn(kind="stacked", columns=_BOOK_LANGUAGES, height=120),
    "activity_kinds": Drawn(kind="hbars", columns=("people",), height=140),
}


def chart_of(legend: Legend, table: Table, width: float) -> tuple[Sequence[Mark], float] | None:
    """Return the marks of the chart of a table and how high it is; None for a table that needs none."""
    drawn = CHARTS.get(table.id)
    if drawn is None:
        return None
    spec = chart_spec(legend, table, drawn)
    if not spec.categories or not any(any(each.values) for each in spec.series):
        return None
    return DRAWINGS[drawn.kind](spec, width, drawn.height), drawn.height


def chart_spec(legend: Legend, table: Table, drawn: Drawn) -> ChartSpec:
    """Return what a chart shows: the rows of its table but the sums, and the columns that are its series."""
    rows = [row for row in table.rows if row[0] not in SUMS]
    columns = [column for column in drawn.columns if column in table.columns]
    series = tuple(
        Series(words=legend.head(column), values=tuple(_whole(row[table.columns.index(column)]) for row in rows))
        for column in columns
    )
    return ChartSpec(
        categories=tuple(_category(legend, row[0]) for row in rows),
        series=series,
        alt=legend.joined(TABLES[table.id]),
    )


def _category(legend: Legend, cell: Cell) -> str:
    """Return the name of a category, each language on a line of its own; of a stretch of time only its number."""
    if isinstance(cell, str) and (stretch := _STRETCH.fullmatch(cell)):
        month_or_week, day = stretch[1], stretch[2]
        return f"{day}/{month_or_week}" if day else month_or_week
    return "\n".join(dict.fromkeys(legend.names(cell)))


def _whole(cell: object) -> int:
    return cell if isinstance(cell, int) else 0
