"""The report of the library (R10) on paper: the stock, and what was found read, by theme and by week."""

from collections.abc import Sequence
from typing import Final

from cdm_desk import NAME, __version__
from cdm_desk.documents.chart import INK, Anchor, ChartSpec, Rect, Series, stacked
from cdm_desk.documents.legend import FIGURES, TABLES, Legend, _
from cdm_desk.documents.page import MARGIN, Column, Page, Row, measured, wrapped
from cdm_desk.domain.library_report import NO_THEME
from cdm_desk.domain.reports import Cell, Report, Table
from cdm_desk.language import Catalogue

SIZE: Final = 8.0
SMALL: Final = 7.0
GAP: Final = 8.0
CHART: Final = 120.0
FOOT: Final = 40.0
BOX: Final = 46.0
NUMBER: Final = 34.0
LANGUAGES: Final = ("fr", "nl", "other")


def library_report(report: Report, catalogues: Sequence[Catalogue]) -> bytes:
    """Return the PDF of the report in the languages given, on as many pages as its weeks need."""
    legend = Legend(report=report, catalogues=catalogues)
    # Drawn twice: only the first time tells how many pages there are.
    pages = _Sheet(legend, 0).drawn()[1]
    return _Sheet(legend, pages).drawn()[0]


def language_chart(legend: Legend, table_id: str) -> ChartSpec:
    """Return a chart of a table: French, Dutch and the rest, stacked for each theme or week."""
    table = legend.report.table(table_id)
    rows = [row for row in table.rows if row[0] != "total"]
    return ChartSpec(
        categories=tuple(_short(table, row[0]) for row in rows),
        series=tuple(
            Series(
                words=legend.head(language),
                values=tuple(int(row[table.columns.index(language)] or 0) for row in rows),
            )
            for language in LANGUAGES
        ),
        alt=legend.joined(TABLES[table_id]),
    )


def _short(table: Table, cell: Cell) -> str:
    if table.columns[0] == "week":
        # So many weeks stand side by side that each has room for its number, and not even each of them.
        week = int(str(cell).rpartition("W")[2])
        return str(week) if len(table.rows) <= 30 or week % 4 == 1 else ""
    return _digit(table, cell) or "–"


def _digit(table: Table, cell: Cell) -> str:
    """Return the digit of a theme, by which a bar and a row of the table below find each other."""
    themes = [row[0] for row in table.rows if row[0] not in {NO_THEME, "total"}]
    return str(themes.index(cell) + 1) if table.columns[0] == "theme" and cell in themes else ""


class _Sheet:
    def __init__(self, legend: Legend, pages: int) -> None:
        self._legend = legend
        self._pages = pages
        self._number = 1
        heading = " / ".join((*legend.title(), legend.report.period.text))
        self._page = Page(heading=heading, language=f"{legend.catalogues[0].language}-BE")
        self._y = MARGIN

    def drawn(self) -> tuple[bytes, int]:
        self._header()
        self._boxes()
        self._chart("uses_by_theme")
        self._table("uses_by_theme")
        self._table("stock")
        self._chart("uses_by_week")
        self._table("uses_by_week")
        self._table("most_read")
        self._footer()
        return self._page.finished(), self._number

    def _header(self) -> None:
        page, legend = self._page, self._legend
        y = self._y
        sides = ((page.left, Anchor.START), (page.right, Anchor.END))
        for (x, anchor), title, days in zip(sides, legend.title(), legend.days(), strict=False):
            page.text(x, y + 16, title, size=18, bold=True, anchor=anchor, room=page.across * 0.45)
            page.text(x, y + 31, days, size=10, anchor=anchor, room=page.across * 0.48)
        page.rule(page.left, y + 38, page.right, y + 38, width=1.2, colour=INK)
        if legend.report.provisional:
            page.text(page.width / 2, y + 16, legend.joined(_("provisional")), size=9, bold=True, anchor=Anchor.MIDDLE)
        self._y = y + 38 + GAP

    def _boxes(self) -> None:
        page, legend = self._page, self._legend
        figures = legend.report.figures
        wide = (page.across - GAP * (len(figures) - 1)) / len(figures)
        for place, figure in enumerate(figures):
            x = page.left + place * (wide + GAP)
            lines = [line for words in legend.each(FIGURES[figure.id]) for line in wrapped(words, 6.5, room=wide - 6)]
            page.box(Rect(x=x, y=self._y, width=wide, height=BOX + 18, stroke=INK))
            number = legend.number(figure.value)
            page.text(x + wide / 2, self._y + 20, number, size=16, bold=True, anchor=Anchor.MIDDLE)
            for line, words in enumerate(lines):
                page.text(x + wide / 2, self._y + 30 + 8 * line, words, size=6.5, anchor=Anchor.MIDDLE, room=wide - 4)
        self._y += BOX + 18 + GAP

    def _chart(self, table_id: str) -> None:
        self._room_for(CHART + 14)
        self._heading(table_id)
        marks = stacked(language_chart(self._legend, table_id), self._page.across, CHART)
        self._page.draw(marks, self._page.left, self._y)
        self._y += CHART + GAP

    def _table(self, table_id: str) -> None:
        legend, table = self._legend, self._legend.report.table(table_id)
        if not table.rows:
            return
        columns = self._columns(table)
        rows = [Row(cells=tuple(self._cells(table, row)), bold=row[0] == "total") for row in table.rows]
        line = SIZE * 1.42
        explained = [
            part for words in legend.explained(table_id) for part in wrapped(words, SMALL, room=self._page.across)
        ]
        if table_id not in {"uses_by_theme", "uses_by_week"}:
            self._room_for(60)
            self._heading(table_id)
        while rows:
            free = self._free() - 24 - 9 * len(explained)
            fits = max(0, int(free / line))
            if fits < min(3, len(rows)):
                self._turn()
                continue
            # A sum is not left alone on the next page.
            taken = fits if fits >= len(rows) else max(1, min(fits, len(rows) - 2))
            self._y = self._page.table(self._page.left, self._y - 2, columns, rows[:taken], size=SIZE) + 2
            rows = rows[taken:]
        for words in explained:
            self._y += 9
            self._page.text(self._page.left, self._y, words, size=SMALL)
        self._y += GAP

    def _cells(self, table: Table, row: Sequence[Cell]) -> list[str]:
        legend = self._legend
        digit = _digit(table, row[0])
        first = legend.row(row[0])
        return [
            f"{digit}  {first}" if digit else first,
            *(legend.row(each) if isinstance(each, str) else legend.number(each) for each in row[1:]),
        ]

    def _columns(self, table: Table) -> list[Column]:
        legend = self._legend
        heads = [legend.heads(column) for column in table.columns]
        wide = [
            max(NUMBER, *(measured(words, SIZE - 0.5, bold=True) + 6 for words in each)) if column != "theme" else 140.0
            for column, each in zip(table.columns[1:], heads[1:], strict=True)
        ]
        first = Column(heads=heads[0], width=self._page.across - sum(wide), anchor=Anchor.START)
        words = {"theme", "shelf_mark"}
        return [
            first,
            *(
                Column(heads=each, width=width, anchor=Anchor.START if column in words else Anchor.END)
                for column, each, width in zip(table.columns[1:], heads[1:], wide, strict=True)
            ),
        ]

    def _heading(self, table_id: str) -> None:
        self._y += 10
        self._page.text(self._page.left, self._y, self._legend.joined(TABLES[table_id]), size=10, bold=True)
        self._y += 5

    def _free(self) -> float:
        return self._page.height - MARGIN - FOOT - self._y

    def _room_for(self, height: float) -> None:
        if self._free() < height:
            self._turn()

    def _turn(self) -> None:
        self._footer()
        self._page.turn()
        self._number += 1
        self._y = MARGIN

    def _footer(self) -> None:
        page, report = self._page, self._legend.report
        y = page.height - MARGIN - FOOT + 12
        page.rule(page.left, y, page.right, y)
        forms = self._legend.each(_("{period}, {site} · sources: {sources}"))
        for sources, form in zip(self._legend.sources(), forms, strict=True):
            y += 8.2
            said = form.format(period=report.period.text, site=report.site, sources=sources)
            page.text(page.left, y, said, size=6.5)
        program = f"{NAME} {__version__} · schema {report.schema}"
        technical = f"{report.id} v{report.definition} · {program} · SHA-256 {report.sha256}"
        page.text(page.left, y + 8.2, technical, size=6.5, room=page.across - 24)
        if self._pages:
            page.text(page.right, y + 8.2, f"{self._number}/{self._pages}", size=6.5, anchor=Anchor.END)
