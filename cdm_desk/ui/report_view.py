"""A report on the screen: one of its tables at a time, as a chart or as its numbers, with the sentence that it says."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QStackedWidget, QVBoxLayout, QWidget

from cdm_desk.documents.legend import TABLES
from cdm_desk.domain.reports import Cell
from cdm_desk.language import _, in_use
from cdm_desk.ui.chart_view import ChartView
from cdm_desk.ui.tables import Column, ListModel, ListTable, copied
from cdm_desk.ui.widgets import PlainLabel, name_widget
from cdm_desk.ui.words import after_colon

if TYPE_CHECKING:
    from cdm_desk.documents.legend import Legend
    from cdm_desk.domain.reports import Report, Table
    from cdm_desk.ui.report_errands import Shown

Line: TypeAlias = tuple[int, tuple[Cell, ...]]
FIGURES: Final = "figures"


class ReportView(QWidget):
    """Shows the chart of a table or the table itself; the box above chooses which table of the report."""

    rows_made = Signal(QWidget)

    def __init__(self) -> None:
        super().__init__()
        self._shown: Shown | None = None
        self._wants_table = False
        self.table_box = QComboBox()
        self.table_box.setObjectName("reports.table")
        self.sentence_label = PlainLabel()
        self.sentence_label.setObjectName("reports.sentence")
        self.sentence_label.setWordWrap(True)
        self.chart = ChartView("reports.chart")
        self.rows: ListTable[Line] | None = None
        self.stack = QStackedWidget()
        self.stack.addWidget(self.chart)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table_box)
        column.addWidget(self.sentence_label)
        column.addWidget(self.stack, 1)
        self.table_box.activated.connect(self._show_table)

    @property
    def shows_table(self) -> bool:
        """Whether the numbers are seen: they were asked for, or there is no chart of them."""
        return self.stack.currentWidget() is not self.chart

    def want_table(self, wanted: bool) -> None:
        """Show the numbers, or the chart where there is one."""
        self._wants_table = wanted
        self._show_table()

    def show_report(self, shown: Shown) -> None:
        """Show another report, the table of the same name if it has one."""
        before = self.table_box.currentData()
        self._shown = shown
        self.table_box.clear()
        for table in shown.report.tables:
            self.table_box.addItem(in_use().gettext(TABLES[table.id]), table.id)
        if not shown.report.tables:
            self.table_box.addItem(in_use().gettext(TABLES[FIGURES]), FIGURES)
        self._choose(before)
        self._show_table()

    def retranslate(self) -> None:
        """Set the words again; those of the report come with it."""
        name_widget(self.table_box, _("Table of the report"), _("Table of the report"))

    def focus(self) -> QWidget:
        """Return what is seen, where the keys go."""
        return self.stack.currentWidget() or self.chart

    def copy(self, released: Report) -> None:
        """Put the table on the clipboard with its headings, and the chart as a picture where it is seen.

        Of what may not leave the house nothing is copied.
        """
        table = next((each for each in released.tables if each.id == self.table_box.currentData()), None)
        columns = self._columns()
        lines = self._lines() if table is None and self._table() is None else enumerate(table.rows if table else ())
        rows = [[column.text(line) for column in columns] for line in lines]
        data = copied([column.heading() for column in columns], rows)
        if rows and not self.shows_table:
            data.setImageData(self.chart.grab().toImage())
        QGuiApplication.clipboard().setMimeData(data)

    def _choose(self, before: str | None) -> None:
        """Keep the table that was seen; of another report, show the first one, or the first that has a chart."""
        tables = [self.table_box.itemData(row) for row in range(self.table_box.count())]
        charts = self._shown.charts if self._shown is not None and not self._wants_table else {}
        drawn = [row for row, table in enumerate(tables) if table in charts]
        self.table_box.setCurrentIndex(tables.index(before) if before in tables else next(iter(drawn), 0))

    @Slot()
    def _show_table(self) -> None:
        if self._shown is None:
            return
        had_focus = self.focus().hasFocus()
        chart = self._shown.charts.get(self.table_box.currentData())
        drawn = chart is not None and not self._wants_table
        # Which takes a moment, and is for who looks at it.
        if not drawn:
            self._show_rows()
        if chart is not None:
            self.chart.show_chart(chart.spec, chart.marks)
        self.sentence_label.setText(" ".join(chart.sentences) if chart else _("No chart: these are read one by one."))
        seen: QWidget = self.chart if drawn or self.rows is None else self.rows
        self.stack.setCurrentWidget(seen)
        self.setFocusProxy(seen)
        if had_focus:
            seen.setFocus()

    def _show_rows(self) -> None:
        """Make the table anew: each has columns of its own."""
        if self.rows is not None:
            self.stack.removeWidget(self.rows)
            self.rows.deleteLater()
        columns = self._columns()
        model = ListModel(columns, partial(_spoken, columns), _identity, self)
        self.rows = ListTable(model, "reports.rows")
        model.setParent(self.rows)
        self.rows.setAccessibleName(self.table_box.currentText())
        self.rows.wrap_words()
        self.rows.show_values(self._lines())
        self.stack.addWidget(self.rows)
        self.rows_made.emit(self.rows)

    def _table(self) -> Table | None:
        tables = () if self._shown is None else self._shown.report.tables
        return next((table for table in tables if table.id == self.table_box.currentData()), None)

    def _lines(self) -> list[Line]:
        table = self._table()
        if table is not None:
            return list(enumerate(table.rows))
        figures = () if self._shown is None else self._shown.report.figures
        return list(enumerate((figure.id, figure.value) for figure in figures))

    def _columns(self) -> tuple[Column[Line], ...]:
        if self._shown is None:
            return ()
        table, legend = self._table(), self._shown.legend
        names = (_("Figure"), _("Value")) if table is None else tuple(legend.head(each) for each in table.columns)
        first: Column[Line] = Column(
            heading=partial(str, names[0]), text=partial(_first, legend), stretch=True, sort=_identity
        )
        return first, *(_column(legend, name, place) for place, name in enumerate(names[1:], start=1))


def _column(legend: Legend, name: str, place: int) -> Column[Line]:
    return Column(
        heading=partial(str, name),
        text=partial(_cell, legend, place),
        sort=partial(_sorted, place),
        number=True,
        width=max(4.4, 0.52 * max(map(len, name.split())) + 1.8),
    )


def _spoken(columns: tuple[Column[Line], ...], line: Line) -> str:
    told = [after_colon(column.heading(), column.text(line)) for column in columns[1:]]
    return ". ".join([columns[0].text(line), *told])


def _first(legend: Legend, line: Line) -> str:
    return legend.row(line[1][0])


def _cell(legend: Legend, place: int, line: Line) -> str:
    return legend.cell(line[1][place])


def _sorted(place: int, line: Line) -> tuple[int, str]:
    cell = line[1][place]
    return (cell, "") if isinstance(cell, int) else (-1, str(cell))


def _identity(line: Line) -> int:
    return line[0]
