"""A report of a period on as many pages as it needs: its figures in boxes, then each table with its chart."""

import re
from collections.abc import Sequence
from typing import Final

from cdm_desk.documents.chart import INK, Anchor, Rect
from cdm_desk.documents.foot import FOOT, draw_foot
from cdm_desk.documents.legend import FIGURES, TABLES, Legend, _
from cdm_desk.documents.page import MARGIN, BlankPage, Column, Page, Row, measured, wrapped
from cdm_desk.documents.period_charts import Chart, chart_of
from cdm_desk.domain.label_file import CHARTER, PRINCIPLES
from cdm_desk.domain.reports import Narrative, Report, Table
from cdm_desk.language import Catalogue

TITLE_SIZE: Final = 18.0
FIGURE_SIZE: Final = 14.0
HEADING_SIZE: Final = 10.0
TABLE_SIZE: Final = 7.5
TIGHT_SIZE: Final = 6.5
SMALL: Final = 7.0
TEXT_SIZE: Final = 9.0
GAP: Final = 8.0
BOXES_ACROSS: Final = 4
# The others stand in the first table.
MOST_BOXES: Final = 8
# Fewer rows than these at the foot of a page are no beginning of a table.
FEWEST_ROWS: Final = 3
NARROWEST: Final = 26.0
NAMES: Final = 0.30
SUMS: Final = frozenset({"total", "conversations", "contacts"})


def period_pages(report: Report, catalogues: Sequence[Catalogue]) -> bytes:
    """Return the PDF of a report of a period in the languages given, all of them the same size."""
    legends = [Legend(report=each, catalogues=catalogues) for each in (report, *report.parts)]
    # The foot of each page tells how many there are, which only laying them out once can tell.
    _page, total = _laid_out(legends, 0, BlankPage)
    page, _total = _laid_out(legends, total, Page)
    return page.finished()


def _laid_out(legends: Sequence[Legend], total: int, paper: type[Page]) -> tuple[Page, int]:
    """Draw one report after another, each on a page of its own; return the paper, and how many pages it took."""
    heading = " / ".join(dict.fromkeys((*legends[0].title(), *legends[0].days())))
    page = paper(heading=heading, language=f"{legends[0].catalogues[0].language}-BE")
    number = 0
    for legend in legends:
        if number:
            page.turn()
        number = _Pages(legend, page, number + 1, total).drawn()
    return page, number


class _Pages:
    """The pages on their way; `total` is the number printed at the foot."""

    def __init__(self, legend: Legend, page: Page, number: int, total: int) -> None:
        self._legend = legend
        self._report = legend.report
        self._total = total
        self._number = number
        self._page = page
        self._y = MARGIN

    def drawn(self) -> int:
        """Draw everything, and return the number of the last page."""
        self._draw()
        return self._number

    def _draw(self) -> None:
        self._header()
        self._boxes()
        for table in self._report.tables:
            self._table(table)
        for text in self._report.texts:
            self._text(text)
        self._notes()
        draw_foot(self._page, self._legend, f"{self._number}/{self._total}")

    @property
    def _floor(self) -> float:
        return self._page.height - MARGIN - FOOT

    def _header(self) -> None:
        page, legend = self._page, self._legend
        for place, anchor, title, days in zip(
            (page.left, page.right), (Anchor.START, Anchor.END), legend.title(), legend.days(), strict=False
        ):
            page.text(place, self._y + 16, title, size=TITLE_SIZE, bold=True, anchor=anchor, room=page.across * 0.48)
            page.text(place, self._y + 31, days, size=11, anchor=anchor, room=page.across * 0.48)
        if self._report.provisional:
            words = " / ".join(dict.fromkeys(each.upper() for each in legend.each(_("provisional"))))
            page.text(page.width / 2, self._y + 31, words, size=9, bold=True, anchor=Anchor.MIDDLE)
        page.rule(page.left, self._y + 38, page.right, self._y + 38, width=1.2, colour=INK)
        self._y += 38 + GAP

    def _boxes(self) -> None:
        figures = self._report.figures[:MOST_BOXES]
        wide = (self._page.across - GAP * (BOXES_ACROSS - 1)) / BOXES_ACROSS
        for start in range(0, len(figures), BOXES_ACROSS):
            row = figures[start : start + BOXES_ACROSS]
            words = [self._figure_lines(figure.id, wide - 8) for figure in row]
            height = 24 + 8.4 * max(len(lines) for lines in words)
            for place, (figure, lines) in enumerate(zip(row, words, strict=True)):
                x = self._page.left + place * (wide + GAP)
                self._page.box(Rect(x=x, y=self._y, width=wide, height=height, stroke=INK))
                number = self._legend.number(figure.value)
                middle = x + wide / 2
                self._page.text(middle, self._y + 17, number, size=FIGURE_SIZE, bold=True, anchor=Anchor.MIDDLE)
                for line, each in enumerate(lines):
                    self._page.text(middle, self._y + 26 + 8.4 * line, each, size=SMALL, anchor=Anchor.MIDDLE)
            self._y += height + GAP

    def _figure_lines(self, figure: str, room: float) -> list[str]:
        return [line for words in self._legend.each(FIGURES[figure]) for line in wrapped(words, SMALL, room=room)]

    def _table(self, table: Table) -> None:
        heads = PRINCIPLES if table.id == CHARTER else SUMS
        rows = [self._row(row, bold=row[0] in heads) for row in table.rows]
        size, columns = self._columns(table, rows)
        names = [dict.fromkeys(_short(name) for name in self._legend.names(row[0])) for row in table.rows]
        rows = [
            part
            for row, spoken in zip(rows, names, strict=True)
            for part in _parted(row, tuple(spoken), columns[0].width, size)
        ]
        head = max(len(column.heads) for column in columns) * size * 1.2 + 5
        chart = self._chart_of(table)
        told = self._chart_words(chart)
        explained = self._explanation(table.id)
        above = 26 + (chart.drawn.height + len(told) * 8 + GAP if chart else 0) + head
        self._make_room(above + min(len(rows), FEWEST_ROWS) * size * 1.42 + len(explained) * 8 + 4)
        self._heading(self._legend.each(TABLES[table.id]))
        if chart is not None:
            self._page.draw(chart.marks(self._page.across, chart.drawn.height), self._page.left, self._y)
            self._y += chart.drawn.height
            for line in told:
                self._y += 8
                self._page.text(self._page.left, self._y, line, size=TIGHT_SIZE)
            self._y += GAP
        self._rows(columns, rows, size, head)
        for line in explained:
            self._y += 8
            self._page.text(self._page.left, self._y, line, size=TIGHT_SIZE)
        self._y += GAP

    def _chart_of(self, table: Table) -> Chart | None:
        chart = chart_of(self._legend, table)
        return chart if chart is not None and chart.drawn.paper else None

    def _chart_words(self, chart: Chart | None) -> list[str]:
        said = dict.fromkeys(chart.sentences) if chart else ()
        return [line for words in said for line in wrapped(words, TIGHT_SIZE, room=self._page.across)]

    def _rows(self, columns: Sequence[Column], rows: Sequence[Row], size: float, head: float) -> None:
        left = list(rows)
        while left:
            here = max(1, int((self._floor - self._y - head - 4) / (size * 1.42)))
            self._y = self._page.table(self._page.left, self._y, columns, left[:here], size=size) + 1
            left = left[here:]
            if left:
                self._turn()

    def _row(self, row: Sequence[int | str | None], *, bold: bool) -> Row:
        cells = (self._legend.row(row[0]), *(self._legend.cell(cell) for cell in row[1:]))
        return Row(cells=cells, bold=bold)

    def _columns(self, table: Table, rows: Sequence[Row]) -> tuple[float, list[Column]]:
        """Return the columns, in smaller letters where they would not fit else; long heads go on several lines."""
        columns = self._columns_in(table, rows, TABLE_SIZE)
        if sum(column.width for column in columns) <= self._page.across + 1:
            return TABLE_SIZE, columns
        return TIGHT_SIZE, self._columns_in(table, rows, TIGHT_SIZE)

    def _columns_in(self, table: Table, rows: Sequence[Row], size: float) -> list[Column]:
        heads = [self._legend.heads(column) for column in table.columns]
        widths = [
            max(
                NARROWEST,
                *(measured(word, size - 0.5, bold=True) + 6 for words in each for word in words.split()),
                *(measured(row.cells[place], size, bold=row.bold) + 6 for row in rows),
            )
            for place, each in enumerate(heads[1:], start=1)
        ]
        longest = max((measured(row.cells[0], size, bold=row.bold) + 6 for row in rows), default=0.0)
        spare = self._page.across - sum(widths)
        first = max(self._page.across * NAMES, min(spare, longest)) if spare >= longest else max(spare, 60.0)
        # What is left over is shared out, so that numbers stand near the names that they belong to.
        more = max(0.0, (self._page.across - first - sum(widths)) / max(1, len(widths)))
        widths = [width + min(more, 24.0) for width in widths]
        columns = [Column(heads=_lines(heads[0], first, size), width=first, anchor=Anchor.START)]
        columns += [
            Column(heads=_lines(each, width, size), width=width) for each, width in zip(heads[1:], widths, strict=True)
        ]
        return _level(columns, len(self._legend.catalogues), heads, size)

    def _explanation(self, table_id: str) -> list[str]:
        said = self._legend.explained(table_id)
        return [line for words in dict.fromkeys(said) for line in wrapped(words, TIGHT_SIZE, room=self._page.across)]

    def _text(self, text: Narrative) -> None:
        """Write what is said in words, one language after the other; a page ends between two lines."""
        self._make_room(40)
        self._heading(self._legend.names(text.heading))
        for catalogue in self._legend.catalogues:
            for paragraph in text.spoken(catalogue.language).splitlines():
                for line in wrapped(paragraph, TEXT_SIZE, room=self._page.across):
                    self._make_room(TEXT_SIZE * 1.4)
                    self._y += TEXT_SIZE * 1.4
                    self._page.text(self._page.left, self._y, line, size=TEXT_SIZE)
            self._y += GAP / 2
        self._y += GAP

    def _notes(self) -> None:
        spoken = [self._legend.note(note) for note in self._report.notes]
        for sentences in zip(*spoken, strict=True):
            for line in wrapped(" ".join(sentences), SMALL, room=self._page.across):
                self._make_room(9)
                self._y += 9
                self._page.text(self._page.left, self._y, line, size=SMALL)

    def _heading(self, words: Sequence[str]) -> None:
        joined = " / ".join(dict.fromkeys(words))
        fits = measured(joined, HEADING_SIZE, bold=True) <= self._page.across
        for line in (joined,) if fits else words:
            self._y += HEADING_SIZE
            self._page.text(self._page.left, self._y, line, size=HEADING_SIZE, bold=True)
        self._y += 5

    def _make_room(self, height: float) -> None:
        if self._y + height > self._floor and self._y > MARGIN + 60:
            self._turn()

    def _turn(self) -> None:
        draw_foot(self._page, self._legend, f"{self._number}/{self._total}")
        self._page.turn()
        self._number += 1
        self._y = MARGIN
        page, legend = self._page, self._legend
        running = f"{self._report.id} · {' / '.join(dict.fromkeys(legend.title()))}"
        page.text(page.left, self._y + 8, running, size=SMALL)
        page.text(page.right, self._y + 8, " / ".join(dict.fromkeys(legend.days())), size=SMALL, anchor=Anchor.END)
        page.rule(page.left, self._y + 12, page.right, self._y + 12)
        self._y += 12 + GAP


def _parted(row: Row, names: Sequence[str], width: float, size: float) -> list[Row]:
    """Return a row whose name is too long for one line as one line for each language."""
    cells = row.cells[1:]
    joined = " / ".join(names)
    if len(names) == 1 or measured(joined, size, bold=row.bold) <= width - 4:
        return [Row(cells=(joined, *cells), bold=row.bold)]
    first, *others = names
    return [
        Row(cells=(first, *cells), bold=row.bold),
        *(Row(cells=(each, *("" for _cell in cells))) for each in others),
    ]


def _short(label: str) -> str:
    """Leave out the examples in brackets: a page has no room for them in two languages."""
    return re.sub(r"\s*\([^)]*\)", "", label) or label


def _lines(words: Sequence[str], width: float, size: float) -> tuple[str, ...]:
    """Return a head on the lines that it needs, each language after the other."""
    return tuple(line for each in dict.fromkeys(words) for line in wrapped(each, size - 0.5, room=width - 4, bold=True))


def _level(columns: Sequence[Column], languages: int, heads: Sequence[Sequence[str]], size: float) -> list[Column]:
    """Return the columns with each language of their heads beginning on the same line across the table."""
    wanted = [
        max(
            len(wrapped(words[language], size - 0.5, room=column.width - 4, bold=True)) if language < len(words) else 0
            for column, words in zip(columns, heads, strict=True)
        )
        for language in range(languages)
    ]
    return [
        Column(heads=_filled(words, column.width, size, wanted), width=column.width, anchor=column.anchor)
        for column, words in zip(columns, heads, strict=True)
    ]


def _filled(words: Sequence[str], width: float, size: float, wanted: Sequence[int]) -> tuple[str, ...]:
    filled: list[str] = []
    for language, number in enumerate(wanted):
        said = words[language] if language < len(words) else ""
        # A word that is the same in both languages stands once.
        repeated = language > 0 and said == words[0]
        lines = [] if repeated or not said else wrapped(said, size - 0.5, room=width - 4, bold=True)
        filled += [*lines, *[""] * (number - len(lines))]
    return tuple(filled)
