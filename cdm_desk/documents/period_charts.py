"""Which chart goes with which table of a report, drawn from the rows of that table, with the sentence that it says."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cdm_desk.documents.chart import ChartSpec, Mark, Series, dots, hbars, heat, lines, ranges, stacked
from cdm_desk.documents.chart_words import Numbers, said
from cdm_desk.documents.legend import NOT_GIVEN, TABLES, Legend
from cdm_desk.domain.disclosure import MASKED
from cdm_desk.domain.reports import Cell, Table

SUMS: Final = frozenset({"total", "conversations", "last_week", "median_8"})
_STRETCH: Final = re.compile(r"[0-9]{4}-W?([0-9]{2})(?:-([0-9]{2}))?")
DRAWINGS: Final[Mapping[str, Callable[[ChartSpec, float, float], list[Mark]]]] = {
    "stacked": stacked,
    "hbars": hbars,
    "lines": lines,
    "heat": heat,
    "ranges": ranges,
    "dots": dots,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """How a table is drawn: the kind of chart, the columns that are its series, how many points high.

    Where the rows overlap they do not `add_up`, and no sum of them is told. On `paper` there is room for some only.
    """

    kind: str
    columns: tuple[str, ...]
    height: float
    adds_up: bool = True
    paper: bool = True


_SERVICES: Final = ("advice_users", "multimedia_users", "activity_users", "outing_users")
_BOOK_LANGUAGES: Final = ("fr", "nl", "other")
_LANGUAGES: Final = ("FR", "NL", "BI", "not_recorded")
_HOURS: Final = tuple(f"h{hour:02}" for hour in range(9, 19))
_SHARES: Final = ("satisfied_percent", "ci_low", "ci_high", "answered")
CHARTS: Final = {
    "survey_main": Drawn(kind="dots", columns=_SHARES, height=70, adds_up=False),
    "survey_face": Drawn(kind="dots", columns=_SHARES, height=260, adds_up=False),
    "survey_paper": Drawn(kind="dots", columns=_SHARES, height=260, adds_up=False),
    "survey_kiosk": Drawn(kind="dots", columns=_SHARES, height=85, adds_up=False),
    "survey_light": Drawn(kind="dots", columns=_SHARES, height=60, adds_up=False),
    **{
        f"survey_{item}": Drawn(kind="dots", columns=_SHARES, height=340, adds_up=False, paper=item in {"S1", "S3"})
        for item in ("S1", "S2", "S3", "D1", "D2", "D3", "D4", "D5", "D6", "D7")
    },
    "by_hour": Drawn(kind="stacked", columns=("advice", "pc", "activity", "info", "group"), height=150),
    "by_theme": Drawn(kind="ranges", columns=("p50", "p90"), height=110, paper=False),
    "outcomes": Drawn(kind="hbars", columns=("number",), height=225, adds_up=False, paper=False),
    "by_month": Drawn(kind="lines", columns=_SERVICES, height=140),
    "by_week": Drawn(kind="stacked", columns=_SERVICES, height=130),
    "by_day": Drawn(kind="stacked", columns=_SERVICES, height=130),
    "compared": Drawn(kind="hbars", columns=_SERVICES, height=70, adds_up=False, paper=False),
    "theme_modality": Drawn(
        kind="hbars", columns=("advice_inside", "advice_outside", "activity_users"), height=120, paper=False
    ),
    "theme_report": Drawn(kind="hbars", columns=("advice_inside", "advice_outside"), height=100),
    "theme_language": Drawn(kind="hbars", columns=_LANGUAGES, height=100, paper=False),
    "hours": Drawn(kind="heat", columns=_HOURS, height=110),
    "busiest": Drawn(kind="heat", columns=_HOURS, height=110, paper=False),
    "waits": Drawn(kind="ranges", columns=("p50", "p90"), height=110),
    "outcome_report": Drawn(kind="hbars", columns=("total",), height=225, adds_up=False),
    "languages": Drawn(kind="hbars", columns=_LANGUAGES, height=75),
    "helper_languages": Drawn(kind="hbars", columns=("number",), height=110, adds_up=False, paper=False),
    "pc_month": Drawn(kind="stacked", columns=("pc_sessions",), height=120),
    "pc_day": Drawn(kind="stacked", columns=("pc_sessions",), height=120),
    "stock": Drawn(kind="hbars", columns=_BOOK_LANGUAGES, height=110, paper=False),
    "uses_by_theme": Drawn(kind="hbars", columns=_BOOK_LANGUAGES, height=110),
    "uses_by_week": Drawn(kind="stacked", columns=_BOOK_LANGUAGES, height=120),
    "activity_kinds": Drawn(kind="hbars", columns=("people",), height=140),
    "audiences": Drawn(kind="hbars", columns=("people",), height=130, adds_up=False, paper=False),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart that shows something: what it is drawn from, how, and its sentence in each language of the page."""

    table_id: str
    drawn: Drawn
    spec: ChartSpec
    sentences: tuple[str, ...]

    def marks(self, width: float, height: float) -> list[Mark]:
        """Draw it in the room that there is."""
        return DRAWINGS[self.drawn.kind](self.spec, width, height)


def chart_of(legend: Legend, table: Table) -> Chart | None:
    """Return the chart of a table; None for a table that needs none, or that has nothing to draw."""
    drawn = CHARTS.get(table.id)
    if drawn is None:
        return None
    rows, columns = drawn_rows(table), drawn_columns(table, drawn)
    values = tuple(tuple(_whole(row[table.columns.index(column)]) for row in rows) for column in columns)
    if not any(any(each) for each in values):
        return None
    sentences = tuple(
        said(
            drawn.kind,
            Numbers(
                subject=legend.each(TABLES[table.id])[place],
                categories=tuple(_named(legend, row[0], place) for row in rows),
                series=tuple(legend.heads(column)[min(place, len(legend.heads(column)) - 1)] for column in columns),
                values=values,
                adds_up=drawn.adds_up,
            ),
            catalogue,
        )
        for place, catalogue in enumerate(legend.catalogues)
    )
    hidden = any(MASKED in row for row in rows)
    spec = ChartSpec(
        categories=tuple(_category(legend, row[0]) for row in rows),
        series=tuple(
            Series(words=legend.head(column), values=each) for column, each in zip(columns, values, strict=True)
        ),
        alt=" / ".join(dict.fromkeys(sentences)),
        absent=legend.row(MASKED) if hidden else NOT_GIVEN,
    )
    return Chart(table_id=table.id, drawn=drawn, spec=spec, sentences=sentences)


def drawn_rows(table: Table) -> list[tuple[Cell, ...]]:
    """Return the rows that are categories of a chart: all but the sums."""
    return [row for row in table.rows if row[0] not in SUMS]


def drawn_columns(table: Table, drawn: Drawn) -> list[str]:
    """Return the columns that are series of a chart, as far as this report has them."""
    return [column for column in drawn.columns if column in table.columns]


def _named(legend: Legend, cell: Cell, place: int) -> str:
    names: Sequence[str] = legend.names(cell)
    return names[min(place, len(names) - 1)]


def _category(legend: Legend, cell: Cell) -> str:
    """Return the name of a category, each language on a line of its own; of a stretch of time only its number."""
    if isinstance(cell, str) and (stretch := _STRETCH.fullmatch(cell)):
        month_or_week, day = stretch[1], stretch[2]
        return f"{day}/{month_or_week}" if day else month_or_week
    return "\n".join(dict.fromkeys(legend.names(cell)))


def _whole(cell: object) -> int | None:
    return cell if isinstance(cell, int) else None
