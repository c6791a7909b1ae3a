"""The past of a record: each value with its day and workstation, and one key to put an overruled one back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from cdm_desk.domain.errors import DeskError
from cdm_desk.language import _, in_use
from cdm_desk.services.history import HistoryService, Past, Trace
from cdm_desk.ui.appearance import em, tokens_of
from cdm_desk.ui.tables import Column, ListModel, ListTable
from cdm_desk.ui.undo import Undo
from cdm_desk.ui.widgets import FlowLayout, PlainLabel, name_widget
from cdm_desk.ui.words import book_field_name, sentence


class PastPage(QWidget):
    """The list of what was written, the newest first."""

    put_back = Signal()

    def __init__(
        self, history: HistoryService, undo: Undo, title_id: UUID, value_words: Callable[[str, Any], str]
    ) -> None:
        """`value_words` tells a value of a field, such as a code, in words."""
        super().__init__()
        self._history = history
        self._undo = undo
        self._title_id = title_id
        self._value_words = value_words
        self.hint_label = PlainLabel(kind="muted")
        self.hint_label.setWordWrap(True)
        self.model: ListModel[Trace] = ListModel(
            self._columns(), self._sentence, lambda each: (each.record_id, each.field, each.stamp, each.past), self
        )
        self.table: ListTable[Trace] = ListTable(self.model, "title.past")
        self.table.wrap_words()
        self.back_button = QPushButton()
        self.back_button.setObjectName("title.put_back")
        self.back_button.setAutoDefault(False)
        self.said_label = PlainLabel()
        self.said_label.setObjectName("title.past_said")
        self.said_label.setWordWrap(True)
        self.said_label.hide()
        row = FlowLayout(gap=em(self, 0.6))
        row.addWidget(self.back_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(em(self, 1.2), em(self, 1), em(self, 1.2), em(self, 0.4))
        column.setSpacing(em(self, 0.6))
        column.addWidget(self.hint_label)
        column.addWidget(self.table, 1)
        column.addLayout(row)
        column.addWidget(self.said_label)
        self.table.chosen.connect(self._follow)
        self.table.opened.connect(self._return)
        self.back_button.clicked.connect(self._return)
        self.retranslate()

    def refresh(self) -> None:
        """Show the past as it is known now."""
        traces = self._history.of(self._title_id)
        # First what somebody should look at, then the past as it went.
        self.table.show_values(sorted(traces, key=lambda each: not each.asks))
        if self.table.current() is None and self.model.values:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._follow()

    def retranslate(self) -> None:
        """Set the words again."""
        self.hint_label.setText(
            _("When and where each value was written; who wrote it is recorded nowhere. Ctrl+Z undoes a return.")
        )
        self.back_button.setText(_("Put this value &back"))
        name_widget(self.back_button, _("Put this value back"))
        name_widget(self.table, _("History of the record"))
        self.table.retranslate()

    @Slot()
    def _follow(self) -> None:
        trace = self.table.current()
        self.back_button.setEnabled(trace is not None and trace.can_return)

    @Slot()
    def _return(self) -> None:
        trace = self.table.current()
        if trace is None or not trace.can_return:
            return
        try:
            before = self._history.put_back(trace)
        except DeskError as error:
            self.said_label.set_kind("error")
            self.said_label.setText(sentence(error))
            self.said_label.show()
            return
        self.said_label.hide()
        field = book_field_name(trace.field)
        self._undo.keep(
            lambda: _("{field}: the earlier value is back.").format(field=field),
            lambda: self._history.put_back(before),
        )
        self.refresh()
        self.put_back.emit()

    def _columns(self) -> list[Column[Trace]]:
        return [
            Column(heading=lambda: _("Day"), text=_day, sort=lambda each: each.day, width=8),
            Column(heading=lambda: _("Field"), text=_field, width=12),
            Column(heading=lambda: _("Value"), text=self._value, tip=self._value, stretch=True),
            Column(heading=lambda: _("What became of it"), text=_fate, colour=self._colour, width=9.5),
            Column(heading=lambda: _("Workstation"), text=lambda each: each.workstation or "–", width=9, room=56),
        ]

    def _value(self, trace: Trace) -> str:
        if trace.past in (Past.TAKEN_IN, Past.JOINED):
            return str(trace.value)
        return self._value_words(trace.field, trace.value)

    def _colour(self, trace: Trace) -> str:
        return tokens_of(self).warn if trace.asks else tokens_of(self).text

    def _sentence(self, trace: Trace) -> str:
        return ", ".join(
            part for part in (_day(trace), _field(trace), self._value(trace), _fate(trace), trace.workstation) if part
        )


def _day(trace: Trace) -> str:
    return in_use().date(trace.day)


def _field(trace: Trace) -> str:
    if trace.past is Past.TAKEN_IN:
        return _("File")
    if trace.past is Past.JOINED:
        return _("Other record")
    name = book_field_name(trace.field)
    if trace.table == "copy":
        return _("Copy {barcode}: {field}").format(barcode=trace.record, field=name) if trace.record else name
    return name


def _fate(trace: Trace) -> str:
    if trace.past is Past.TAKEN_IN:
        return _("came in with it") if trace.open else _("was filled up from it")
    if trace.past is Past.JOINED:
        return _("became one with this one")
    if trace.past is Past.REPLACED:
        return _("replaced")
    if trace.past is Past.STANDS:
        return _("stands")
    return _("overruled, to be decided") if trace.open else _("overruled")
