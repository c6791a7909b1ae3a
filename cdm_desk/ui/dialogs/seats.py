"""The list of the seats: which numbers there are, and whether a PC or a tablet stands there."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QPushButton, QSpinBox, QVBoxLayout, QWidget

from cdm_desk.domain.errors import DeskError
from cdm_desk.domain.multimedia import HIGHEST_SEAT, Device, seat_name
from cdm_desk.language import _
from cdm_desk.ui.appearance import em
from cdm_desk.ui.seat_words import device_name
from cdm_desk.ui.widgets import FlowLayout, PlainLabel, keep_off_edge, name_widget
from cdm_desk.ui.words import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cdm_desk.domain.multimedia import Seat
    from cdm_desk.services.multimedia import MultimediaService


class SeatsDialog(QDialog):
    """Puts seats into the list and takes them out, several numbers at a time."""

    def __init__(self, multimedia: MultimediaService, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._multimedia = multimedia
        self.setObjectName("seats.dialog")
        self.setWindowTitle(_("List of the seats"))
        self.list_label = PlainLabel(kind="subheading")
        self.list_label.setObjectName("seats.list")
        self.list_label.setWordWrap(True)
        self.first_box = _number_box("seats.first")
        self.last_box = _number_box("seats.last")
        self.kind_box = QComboBox()
        self.kind_box.setObjectName("seats.kind")
        for kind in Device:
            self.kind_box.addItem(device_name(kind), kind)
        self.add_button = _button("seats.add", _("Put into the list"))
        self.remove_button = _button("seats.remove", _("Take out of the list"))
        self.close_button = _button("seats.close", _("Close"))
        self.answer_label = PlainLabel()
        self.answer_label.setObjectName("seats.answer")
        self.answer_label.setWordWrap(True)

        self._lay_out()
        self._show_list()
        self.first_box.valueChanged.connect(self._follow)
        self.add_button.clicked.connect(self.add)
        self.remove_button.clicked.connect(self.remove)
        self.close_button.clicked.connect(self.accept)

    @Slot()
    def add(self) -> None:
        """Put these numbers into the list, or change what stands there."""
        kind = Device(self.kind_box.currentData())
        self._do(lambda: self._multimedia.add_seats(self.first_box.value(), self.last_box.value(), kind))

    @Slot()
    def remove(self) -> None:
        """Take these numbers out of the list."""
        self._do(lambda: self._multimedia.remove_seats(self.first_box.value(), self.last_box.value()))

    def _do(self, act: Callable[[], None]) -> None:
        try:
            act()
        except DeskError as error:
            self.answer_label.set_kind("error")
            self.answer_label.setText(sentence(error))
            return
        self.answer_label.set_kind("ok")
        self.answer_label.setText(_("The list is changed, at every workstation."))
        self._show_list()

    def _show_list(self) -> None:
        seats = [here.seat for here in self._multimedia.space().seats]
        told = [
            _("{device}: {numbers}").format(device=device_name(kind), numbers=_stretches(seats, kind))
            for kind in Device
            if any(seat.kind is kind for seat in seats)
        ]
        self.list_label.setText("\n".join(told) or _("There is no seat in the list yet."))

    @Slot(int)
    def _follow(self, first: int) -> None:
        self.last_box.setValue(max(first, self.last_box.value()))

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        fields: tuple[tuple[str, QWidget], ...] = (
            (_("From number"), self.first_box),
            (_("To number"), self.last_box),
            (_("What stands there"), self.kind_box),
        )
        for words, part in fields:
            label = PlainLabel(words)
            label.setBuddy(part)
            part.setAccessibleName(words)
            form.addRow(label, part)
        row = QWidget()
        buttons = FlowLayout(row, gap=em(self, 0.5))
        for button in (self.add_button, self.remove_button, self.close_button):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        for shown in (self.list_label, row, self.answer_label):
            column.addWidget(shown)
        column.insertLayout(1, form)
        self.setMinimumWidth(em(self, 26))


def _stretches(seats: Sequence[Seat], kind: Device) -> str:
    """Return the numbers of a kind as stretches: `01–45, 50`."""
    numbers = [seat.number for seat in seats if seat.kind is kind]
    starts = [numbers[0], *(after for before, after in pairwise(numbers) if after != before + 1)]
    ends = [*(before for before, after in pairwise(numbers) if after != before + 1), numbers[-1]]
    return ", ".join(
        seat_name(start) if start == end else f"{seat_name(start)}–{seat_name(end)}"
        for start, end in zip(starts, ends, strict=True)
    )


def _number_box(name: str) -> QSpinBox:
    box = QSpinBox()
    box.setObjectName(name)
    box.setRange(1, HIGHEST_SEAT)
    keep_off_edge(box)
    return box


def _button(name: str, words: str) -> QPushButton:
    button = QPushButton(words)
    button.setObjectName(name)
    button.setAutoDefault(False)
    name_widget(button, words)
    return button
