"""Whether the estimates of waits can be believed: announced and real, day by day, and an alarm in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from cdm_desk.domain.waiting import FEWEST_HELD, MOST_BIAS, MOST_HELD, Quality
from cdm_desk.language import _, _n, in_use
from cdm_desk.ui.appearance import em
from cdm_desk.ui.widgets import Card, PlainLabel, clear_layout

if TYPE_CHECKING:
    from cdm_desk.services.reports import WaitQuality


class WaitQualityCard(Card):
    """The last five days: how many waits, how much too long, how wrong, how many within their range."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("reports.wait_quality")
        self._quality: WaitQuality | None = None
        self.heading_label = PlainLabel(kind="subheading")
        self.alarm_label = PlainLabel(kind="warn")
        self.alarm_label.setObjectName("reports.wait_alarm")
        self.sentence_label = PlainLabel(kind="muted")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(em(self, 0.6))
        column = QVBoxLayout(self)
        for label in (self.heading_label, self.alarm_label, self.sentence_label):
            label.setWordWrap(True)
            column.addWidget(label)
        column.addLayout(self._grid)
        self.hide()

    def show_quality(self, quality: WaitQuality | None) -> None:
        """Show what was found, or nothing to those who may not read it."""
        self._quality = quality
        self.setVisible(quality is not None)
        self.retranslate()

    def retranslate(self) -> None:
        """Set the words again."""
        self.heading_label.setText(_("Waits told and real, last five days"))
        clear_layout(self._grid)
        together = None if self._quality is None else self._quality.together
        self.alarm_label.setText(_alarm(together))
        self.alarm_label.setVisible(bool(self.alarm_label.text()))
        self.sentence_label.setText(_sentence(together))
        if self._quality is None or together is None:
            return
        self._add_row(0, (_("Day"), _("n"), _("too long"), _("wrong by"), _("in range")))
        for row, (day, found) in enumerate(self._quality.by_day, start=1):
            self._add_row(row, (f"{day:%d/%m}", *_cells(found)))

    def _add_row(self, row: int, cells: tuple[str, ...]) -> None:
        for column, text in enumerate(cells):
            label = PlainLabel(text, kind="muted" if row == 0 else "")
            if column:
                label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(label, row, column)


def _cells(found: Quality) -> tuple[str, ...]:
    number = in_use().number
    bias = number(abs(found.bias), decimals=1)
    return (
        number(found.count),
        f"−{bias}" if found.bias < 0 else f"+{bias}",
        number(found.error, decimals=1),
        f"{round(100 * found.held)} %",
    )


def _sentence(together: Quality | None) -> str:
    if together is None:
        return _("No wait has been told yet that ended with a call.")
    number = in_use().number
    words = _n(
        "{count} wait: {held} % within the range foreseen, wrong by {error} min.",
        "{count} waits: {held} % within the range foreseen, wrong by {error} min on the mean.",
        together.count,
    )
    return words.format(
        count=number(together.count), held=round(100 * together.held), error=number(together.error, decimals=1)
    )


def _alarm(together: Quality | None) -> str:
    if together is None or not together.alarming:
        return ""
    if together.bias > MOST_BIAS:
        return _("Waits are told too long. Are desks open that are not in the program?")
    if together.bias < -MOST_BIAS:
        return _("Waits are told too short. Are desks left open at which nobody sits?")
    if together.held < FEWEST_HELD:
        return _("Too few waits fall into their range: take what is told with care.")
    assert together.held > MOST_HELD  # noqa: S101 - the last way of being alarming
    return _("Nearly every wait falls into its range: the ranges are wider than they need be.")
