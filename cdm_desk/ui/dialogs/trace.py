"""Where a figure comes from: its days or quarters, one below the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cdm_desk.domain.reports import Period
from cdm_desk.language import _, in_use
from cdm_desk.ui.appearance import em
from cdm_desk.ui.tables import Column, ListModel, ListTable
from cdm_desk.ui.widgets import PlainLabel, name_widget
from cdm_desk.ui.words import after_colon

if TYPE_CHECKING:
    from cdm_desk.domain.trace import Trace

Part = tuple[str, int | None]


class TraceDialog(QDialog):
    """The days that a figure is the sum of; of special audiences only the quarters."""

    def __init__(self, name: str, trace: Trace, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("trace")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Where does this figure come from?"))
        self.heading_label = PlainLabel(name, kind="heading")
        self.heading_label.setWordWrap(True)
        self.model = ListModel(_columns(), _spoken, lambda part: part[0], self)
        self.table: ListTable[Part] = ListTable(self.model, "trace.table")
        name_widget(self.table, _("Days and numbers"))
        self.table.show_values(trace.rows)
        self.table.setVisible(bool(trace.rows))
        self.foot_label = PlainLabel(_foot(trace), kind="muted")
        self.foot_label.setObjectName("trace.foot")
        self.foot_label.setWordWrap(True)
        self.close_button = QPushButton(_("&Close"))
        self.close_button.setObjectName("trace.close")
        name_widget(self.close_button, _("Close"))
        keys = QHBoxLayout()
        keys.addStretch(1)
        keys.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(4 * [em(self, 1)]))
        column.setSpacing(em(self, 0.6))
        column.addWidget(self.heading_label)
        column.addWidget(self.table, 1)
        column.addWidget(self.foot_label)
        column.addLayout(keys)
        self.close_button.clicked.connect(self.accept)
        room = self.screen().availableSize()
        self.resize(min(em(self, 34), room.width() - 40), min(em(self, 34), room.height() - 60))
        (self.table if trace.rows else self.close_button).setFocus()


def _columns() -> list[Column[Part]]:
    return [
        Column(heading=lambda: _("Day or quarter"), text=_when, sort=lambda part: part[0], stretch=True),
        Column(
            heading=lambda: _("Number"),
            text=_number,
            sort=lambda part: -1 if part[1] is None else part[1],
            number=True,
            width=8,
        ),
    ]


def _when(part: Part) -> str:
    period = Period.parse(part[0])
    words = in_use()
    if period.one_day:
        return words.date(period.first, "weekday")
    return _("{first} to {last}").format(first=words.date(period.first), last=words.date(period.last))


def _number(part: Part) -> str:
    return "<5" if part[1] is None else in_use().number(part[1])


def _spoken(part: Part) -> str:
    return after_colon(_when(part), _number(part))


def _foot(trace: Trace) -> str:
    corrected = _("In this period: {late} visits noted late, {voided} records taken out of the count.").format(
        late=in_use().number(trace.late), voided=in_use().number(trace.voided)
    )
    if trace.rows:
        return corrected
    return " ".join([_("This figure is no sum of days: nothing can be laid out below it."), corrected])
