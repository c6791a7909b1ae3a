"""The day on one sheet: contacts, the hours, waits, outcomes, and whether it all balances."""

import re
from collections.abc import Sequence
from typing import Final

from reportlab.lib.units import mm

from cdm_desk.documents.chart import INK, Anchor, Rect
from cdm_desk.documents.foot import FOOT, draw_foot
from cdm_desk.documents.legend import COLUMNS, FIGURES, TABLES, Legend, _
from cdm_desk.documents.page import MARGIN, Column, Page, Row, measured, wrapped
from cdm_desk.documents.period_charts import chart_of
from cdm_desk.domain.reports import Cell, Report, contacts_indicator
from cdm_desk.language import Catalogue

TALLEST_CHART: Final = 60 * mm
LOWEST_CHART: Final = 18 * mm
KEY_FIGURES: Final = ("contacts", "advice_users", "multimedia_users", "activity_users", "wait_p50")
BOX_HEIGHT: Final = 28.0
BOX_LINE: Final = 9.0
GAP: Final = 6.0
TABLE_SIZE: Final = 7.5
SMALL: Final = 7.0
OUTCOME_SIZE: Final = 6.5
EXPLAINED_LINE: Final = 8.0
SUM_LINE: Final = 8.8
OUTCOME_COLUMNS: Final = 3
HAND: Final = 26.0
FEW_IN_A_BOX: Final = {"wait_p50": _("wait: too few")}


def day_sheet(report: Report, catalogues: Sequence[Catalogue]) -> bytes:
    """Return the PDF of a day in the languages given, all of them the same size, on one page."""
    legend = Legend(report=report, catalogues=catalogues)
    return _Sheet(legend).drawn()


class _Sheet:
    """The page on its way: what stands at the foot is measured first, the chart takes what is left."""

    def __init__(self, legend: Legend) -> None:
        self._legend = legend
        self._report = legend.report
        heading = " / ".join((*legend.title(), legend.short_day(legend.report.period.first)))
        self._page = Page(heading=heading, language=f"{legend.catalogues[0].language}-BE")
        self._y = MARGIN

    def drawn(self) -> bytes:
        self._header()
        self._boxes()
        room = self._page.height - MARGIN - FOOT - self._y - self._below_the_chart()
        self._chart(max(LOWEST_CHART, min(TALLEST_CHART, room)))
        self._hours()
        self._waits()
        self._outcomes()
        self._balance()
        self._notes()
        self._by_hand()
        draw_foot(self._page, self._legend, "1/1")
        return self._page.finished()

    def _header(self) -> None:
        page, legend = self._page, self._legend
        titles, days = legend.title(), legend.days()
        y = self._y
        for place, anchor, title, day in zip(
            (page.left, page.right), (Anchor.START, Anchor.END), titles, days, strict=False
        ):
            page.text(place, y + 16, title, size=18, bold=True, anchor=anchor, room=page.across * 0.45)
            page.text(place, y + 31, day, size=11, anchor=anchor, room=page.across * 0.45)
        if self._report.provisional:
            self._provisional(y)
        page.rule(page.left, y + 38, page.right, y + 38, width=1.2, colour=INK)
        self._y = y + 38 + GAP

    def _provisional(self, y: float) -> None:
        page = self._page
        words = [each.upper() for each in self._legend.each(_("provisional"))]
        one_language = len(words) == 1
        x = page.right - 90 if one_language else page.width / 2 - 45
        page.box(Rect(x=x, y=y + 1, width=90, height=12.0 * len(words) + 6, stroke=INK))
        for place, word in enumerate(words):
            page.text(x + 45, y + 12 + 12 * place, word, size=9, bold=True, anchor=Anchor.MIDDLE)

    def _boxes(self) -> None:
        page, legend = self._page, self._legend
        wide = (page.across - GAP * (len(KEY_FIGURES) - 1)) / len(KEY_FIGURES)
        height = BOX_HEIGHT + BOX_LINE * len(legend.catalogues)
        for place, figure in enumerate(KEY_FIGURES):
            x = page.left + place * (wide + GAP)
            page.box(Rect(x=x, y=self._y, width=wide, height=height, stroke=INK))
            value = self._report.figure(figure)
            page.text(x + wide / 2, self._y + 20, legend.number(value), size=18, bold=True, anchor=Anchor.MIDDLE)
            named = FIGURES[figure] if value is not None else FEW_IN_A_BOX[figure]
            for line, words in enumerate(legend.each(named)):
                y = self._y + 31 + BOX_LINE * line
                page.text(x + wide / 2, y, words, size=SMALL, anchor=Anchor.MIDDLE, room=wide - 4)
        self._y += height + GAP

    def _chart(self, height: float) -> None:
        self._heading("by_hour")
        chart = chart_of(self._legend, self._report.table("by_hour"))
        said = dict.fromkeys(chart.sentences) if chart is not None else ()
        told = [line for words in said for line in wrapped(words, OUTCOME_SIZE, room=self._page.across)]
        # On the fullest of days there is room for the bars only; the table below them says the rest.
        told = told if height - len(told) * EXPLAINED_LINE >= LOWEST_CHART else []
        height -= len(told) * EXPLAINED_LINE
        if chart is not None:
            self._page.draw(chart.marks(self._page.across, height), self._page.left, self._y)
        self._y += height
        for line in told:
            self._y += EXPLAINED_LINE
            self._page.text(self._page.left, self._y, line, size=OUTCOME_SIZE)
        self._y += GAP

    def _hours(self) -> None:
        table, legend = self._report.table("by_hour"), self._legend
        digits = {theme: str(digit) for digit, theme in enumerate(self._themes(), start=1)}
        heads = [(digits[column],) if column in digits else legend.heads(column) for column in table.columns]
        rows = [Row(cells=(legend.row(row[0]), *self._numbers(row)), bold=row[0] == "total") for row in table.rows]
        columns = _columns(heads, rows, self._page.across, narrowest=22.0)
        self._y = self._page.table(self._page.left, self._y - GAP, columns, rows, size=TABLE_SIZE) + 1
        self._explain("by_hour")
        self._y += GAP

    def _explain(self, table_id: str) -> None:
        for line in self._explanation(table_id):
            self._y += EXPLAINED_LINE
            self._page.text(self._page.left, self._y, line, size=OUTCOME_SIZE)

    def _explanation(self, table_id: str) -> list[str]:
        said = self._legend.explained(table_id)
        return [line for words in said for line in wrapped(words, OUTCOME_SIZE, room=self._page.across)]

    def _numbers(self, row: Sequence[Cell]) -> list[str]:
        # What runs on through the hours ends with them.
        *numbers, running = row[1:]
        return [
            *(self._legend.number(each) for each in numbers),
            "" if running is None else self._legend.number(running),
        ]

    def _waits(self) -> None:
        table, legend = self._report.table("by_theme"), self._legend
        digits = {theme: f"{digit}  " for digit, theme in enumerate(self._themes(), start=1)}
        rows = [
            Row(
                cells=(
                    f"{digits.get(str(row[0]), '')}{legend.row(row[0])}",
                    *(legend.number(cell) for cell in row[1:]),
                ),
                bold=row[0] == "total",
            )
            for row in table.rows
        ]
        heads = [legend.heads(column) for column in table.columns]
        columns = _columns(heads, rows, self._page.across, narrowest=34.0)
        self._heading("by_theme")
        self._y = self._page.table(self._page.left, self._y - GAP + 2, columns, rows, size=TABLE_SIZE)
        self._explain("by_theme")
        self._y += GAP

    def _themes(self) -> list[str]:
        return [column for column in self._report.table("by_hour").columns if column not in COLUMNS]

    def _outcomes(self) -> None:
        self._heading("outcomes")
        page, legend = self._page, self._legend
        rows = self._report.table("outcomes").rows
        lines = -(-len(rows) // OUTCOME_COLUMNS)
        wide = page.across / OUTCOME_COLUMNS
        tall = self._outcome_height()
        for place, (code, number) in enumerate(rows):
            x = page.left + place // lines * wide
            y = self._y + place % lines * tall + OUTCOME_SIZE
            known = code == "not_recorded"
            labels = legend.each(_("Not recorded")) if known else legend.coded(str(code))
            page.text(x + 34, y, legend.number(number), size=TABLE_SIZE, bold=True, anchor=Anchor.END)
            page.text(x, y, "" if known else str(code), size=OUTCOME_SIZE)
            for line, label in enumerate(labels):
                page.text(x + 40, y + line * 7.4, _short(label), size=OUTCOME_SIZE, room=wide - 44)
        self._y += lines * tall + GAP

    def _outcome_height(self) -> float:
        return 8.6 * len(self._legend.catalogues) if len(self._legend.catalogues) == 1 else 16.4

    def _balance(self) -> None:
        for line in self._balance_lines():
            self._y += SUM_LINE
            self._page.text(self._page.left, self._y, line, size=SMALL)
        self._y += GAP

    def _balance_lines(self) -> list[str]:
        sentences = (sentence for spoken in balance(self._legend) for sentence in spoken)
        return [line for sentence in sentences for line in wrapped(sentence, SMALL, room=self._page.across)]

    def _notes(self) -> None:
        for line in self._note_lines():
            self._y += 8.8
            self._page.text(self._page.left, self._y, line, size=SMALL)
        self._y += GAP

    def _note_lines(self) -> list[str]:
        spoken = [self._legend.note(note) for note in self._report.notes]
        per_language = zip(*spoken, strict=True)
        return [
            line for sentences in per_language for line in wrapped(" ".join(sentences), SMALL, room=self._page.across)
        ]

    def _by_hand(self) -> None:
        page = self._page
        y = page.height - MARGIN - FOOT - 4
        middle = page.left + page.across * 0.56
        for words, start, end in (
            (self._legend.joined(_("Remarks")), page.left, middle - GAP * 2),
            (self._legend.joined(_("Seen by the manager")), middle, page.right),
        ):
            page.text(start, y, words, size=TABLE_SIZE)
            page.rule(start + measured(words, TABLE_SIZE) + GAP, y + 2, end, y + 2)

    def _heading(self, table_id: str) -> None:
        self._y += 9
        self._page.text(self._page.left, self._y, self._legend.joined(TABLES[table_id]), size=9, bold=True)
        self._y += 4

    def _below_the_chart(self) -> float:
        """Return how much room everything under the chart takes, its own heading included."""
        languages = len(self._legend.catalogues)
        line = TABLE_SIZE * 1.42
        head = languages * TABLE_SIZE * 1.2 + 4
        hours = len(self._report.table("by_hour").rows) * line + head + 1
        waits = len(self._report.table("by_theme").rows) * line + head + 15
        explained = sum(len(self._explanation(table)) for table in ("by_hour", "by_theme")) * EXPLAINED_LINE
        outcomes = -(-len(self._report.table("outcomes").rows) // OUTCOME_COLUMNS) * self._outcome_height() + 13
        said = len(self._balance_lines()) * SUM_LINE + len(self._note_lines()) * 8.8
        return 13 + hours + waits + explained + outcomes + said + HAND + 4 * GAP


def balance(legend: Legend) -> list[tuple[str, ...]]:
    """Return the sums of the day as sentences, in each language: contacts, every ticket and every call."""
    return [
        tuple(filter(None, (say(legend.report, catalogue) for say in (_contacts, _tickets, _calls, _besides))))
        for catalogue in legend.catalogues
    ]


def _contacts(report: Report, catalogue: Catalogue) -> str:
    visits = f"{catalogue.gettext(FIGURES['visits'])} {catalogue.number(report.figure('visits') or 0)}"
    return f"{_sum(report, catalogue, ['contacts'], contacts_indicator(report.period.first).blocks)} · {visits}"


def _tickets(report: Report, catalogue: Catalogue) -> str:
    always = ("called", "left", "no_show", "cancelled", "not_called")
    begun = ["issued", *_if_any(report, ("transferred",))]
    ended = [*always, *_if_any(report, ("still_waiting", "issued_difference"))]
    return _sum(report, catalogue, begun, ended)


def _calls(report: Report, catalogue: Catalogue) -> str:
    return _sum(report, catalogue, ["called"], ["done", *_if_any(report, ("still_serving", "called_difference"))])


def _besides(report: Report, catalogue: Catalogue) -> str:
    """Say what is part of a sum above, or no visitor at all; nothing on a day without any."""
    found = _if_any(report, ("school_visits", "pupils", "proofs"))
    said = " · ".join(
        f"{catalogue.gettext(FIGURES[figure])} {catalogue.number(report.figure(figure) or 0)}" for figure in found
    )
    return f"{said[:1].upper()}{said[1:]}"


def _if_any(report: Report, figures: Sequence[str]) -> list[str]:
    return [figure for figure in figures if report.figure(figure)]


def _sum(report: Report, catalogue: Catalogue, left: Sequence[str], right: Sequence[str]) -> str:
    def said(figures: Sequence[str]) -> str:
        return " + ".join(
            # The number stands behind its words, which then need not agree with it.
            f"{catalogue.gettext(FIGURES[figure])} {catalogue.number(report.figure(figure) or 0)}"
            for figure in figures
        )

    whole = f"{said(left)} = {said(right)}"
    return f"{whole[:1].upper()}{whole[1:]}"


def _columns(heads: Sequence[tuple[str, ...]], rows: Sequence[Row], across: float, *, narrowest: float) -> list[Column]:
    """Give each column of numbers the room that its head and its numbers need, and the first column the rest."""
    widths = [
        max(
            narrowest,
            *(measured(words, TABLE_SIZE - 0.5, bold=True) + 6 for words in each),
            *(measured(row.cells[place], TABLE_SIZE, bold=row.bold) + 5 for row in rows),
        )
        for place, each in enumerate(heads[1:], start=1)
    ]
    first = Column(heads=heads[0], width=across - sum(widths), anchor=Anchor.START)
    return [first, *(Column(heads=each, width=width) for each, width in zip(heads[1:], widths, strict=True))]


def _short(label: str) -> str:
    """Leave out the examples in brackets, so that both languages fit side by side in the same size."""
    return re.sub(r"\s*\([^)]*\)", "", label)
