"""The line on which heads are counted: digits and Enter; what is enrolled and who accompanies beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout

from cdm_desk.domain.errors import DeskError
from cdm_desk.domain.typed_number import NumberTypedError, number_typed
from cdm_desk.language import _, _p
from cdm_desk.ui.activity_words import activity_title
from cdm_desk.ui.appearance import em
from cdm_desk.ui.keys import digit_of
from cdm_desk.ui.widgets import Card, FlowLayout, PlainLabel, name_widget, set_kind
from cdm_desk.ui.words import sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdm_desk.domain.agenda import Activity

    Keep = Callable[[int | None, int | None, int | None], None]


class DigitField(QLineEdit):
    """Takes the digit row of an AZERTY keyboard for digits, with Shift or without."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Type the digit that is meant."""
        digit = digit_of(event)
        if digit and event.text() != digit:
            self.insert(digit)
        else:
            super().keyPressEvent(event)


class HeadsBar(Card):
    """Asks how many came; what is refused is said in place and nothing typed is lost. Esc leaves it."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._keep: Keep | None = None
        self._activity: Activity | None = None
        self.heading_label = PlainLabel(kind="subheading")
        self.error_label = PlainLabel(kind="error")
        self.error_label.setWordWrap(True)
        self.fields: dict[str, QLineEdit] = {}
        self._labels: dict[str, PlainLabel] = {}
        row = FlowLayout(gap=em(self, 0.6))
        row.addWidget(self.heading_label)
        for name in ("present", "enrolled", "accompanying"):
            field = DigitField()
            field.setObjectName(f"activities.{name}")
            field.setMaxLength(12)
            field.setFixedWidth(em(self, 6))
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
            label = PlainLabel()
            label.setBuddy(field)
            self.fields[name], self._labels[name] = field, label
            row.addWidget(label)
            row.addWidget(field)
            field.returnPressed.connect(self.take)
        self.take_button = QPushButton()
        self.take_button.setObjectName("activities.count_heads")
        set_kind(self.take_button, "primary")
        row.addWidget(self.take_button)
        column = QVBoxLayout(self)
        column.addLayout(row)
        column.addWidget(self.error_label)
        self.take_button.clicked.connect(self.take)
        self.retranslate()
        self.hide()

    def ask(self, activity: Activity, keep: Keep, typed: str = "") -> None:
        """Ask for the heads of an activity; `typed` is the digit that has been pressed already."""
        self._activity, self._keep = activity, keep
        self.error_label.hide()
        for name, field in self.fields.items():
            number = getattr(activity, name)
            field.setText("" if number is None else str(number))
        schools = activity.kind_code == "AC5"
        self.fields["accompanying"].setVisible(schools)
        self._labels["accompanying"].setVisible(schools)
        self.retranslate()
        self.show()
        present = self.fields["present"]
        present.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if typed:
            present.setText(typed)
        else:
            present.selectAll()

    @Slot()
    def take(self) -> None:
        """Count what is typed."""
        if self._keep is None:
            return
        try:
            numbers = {name: number_typed(field.text()) for name, field in self.fields.items()}
            self._keep(numbers["present"], numbers["enrolled"], numbers["accompanying"])
        except DeskError as error:
            self.error_label.setText(sentence(error))
            self.error_label.show()
            at_fault = next((field for field in self.fields.values() if self._wrong(field)), self.fields["present"])
            at_fault.setFocus()
            at_fault.selectAll()
            return
        self.put_away()

    @Slot()
    def put_away(self) -> None:
        """Leave without counting anything."""
        self._keep = None
        self.hide()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc leave."""
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
            return
        super().keyPressEvent(event)

    def retranslate(self) -> None:
        """Set the words again; what is typed stays."""
        words = {
            "present": _p("heads", "Present"),
            "enrolled": _p("heads", "Enrolled"),
            "accompanying": _p("heads", "Accompanying"),
        }
        for name, label in self._labels.items():
            label.setText(words[name])
            name_widget(self.fields[name], words[name])
        if self._activity is not None:
            self.heading_label.setText(activity_title(self._activity))
        self.take_button.setText(_("Count"))
        name_widget(self.take_button, _("Count"), "", QKeySequence("Enter"))
        self.setAccessibleName(_("Count the heads"))

    @staticmethod
    def _wrong(field: QLineEdit) -> bool:
        try:
            number = number_typed(field.text())
        except NumberTypedError:
            return True
        return number is not None and number < 0
