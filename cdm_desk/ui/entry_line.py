"""Numbers asked in place, by the keys of the pad itself: no dialog between a visitor and their ticket."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from cdm_desk.language import _
from cdm_desk.ui.appearance import em, sized
from cdm_desk.ui.widgets import Card, PlainLabel, announce, name_widget

MOST_DIGITS = 3


class EntryLine(Card):
    """Asks for a number; digits, Backspace, Enter and Esc come from the pad, whichever keyboard sends them."""

    entered = Signal(int)
    ended = Signal()

    def __init__(self, department: str = "welcome") -> None:
        super().__init__()
        self._question: Callable[[], str] = str
        self._digits = ""
        self.setObjectName(f"{department}.entry")
        self.question_label = PlainLabel(kind="subheading")
        self.digits_label = PlainLabel()
        self.digits_label.setObjectName(f"{department}.entry_number")
        self.enter_button = QPushButton()
        self.enter_button.setObjectName(f"{department}.entry_enter")
        self.enter_button.setProperty("kind", "primary")
        self.cancel_button = QPushButton()
        self.cancel_button.setObjectName(f"{department}.entry_cancel")
        for button in (self.enter_button, self.cancel_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

        row = self._row = QHBoxLayout(self)
        row.addWidget(self.question_label)
        row.addWidget(self.digits_label)
        row.addStretch(1)
        row.addWidget(self.enter_button)
        row.addWidget(self.cancel_button)

        self.hide()
        self.retranslate()
        self.enter_button.clicked.connect(self._enter)
        self.cancel_button.clicked.connect(self.end)

    def shrink(self) -> None:
        """Leave Enter and Esc to the keyboard: where the window is small, the question needs the room."""
        self.enter_button.hide()
        self.cancel_button.hide()
        self.question_label.setWordWrap(True)
        self._row.setContentsMargins(*4 * [em(self, 0.3)])

    def ask(self, question: Callable[[], str]) -> None:
        """Begin to ask."""
        self._question = question
        self._digits = ""
        self.retranslate()
        self.show()
        announce(self, question())

    def is_asking(self) -> bool:
        """Whether a number is being asked for."""
        return not self.isHidden()

    def take(self, sign: str) -> None:
        """Take a key of the pad; what is no part of a number is left aside."""
        if sign.isdigit() and len(self._digits) < MOST_DIGITS:
            self._digits += sign
        elif sign == "Backspace":
            self._digits = self._digits[:-1]
        elif sign == "Enter":
            self._enter()
            return
        elif sign == "Esc":
            self.end()
            return
        self._show_digits()

    @Slot()
    def end(self) -> None:
        """Ask no longer."""
        self.hide()
        self.ended.emit()

    def retranslate(self) -> None:
        """Set the words again; the digits stay."""
        self.question_label.setText(self._question())
        self.digits_label.setFont(sized(self.font(), 1.7, bold=True))
        self.digits_label.setMinimumWidth(em(self, 4))
        self.digits_label.setAccessibleName(self._question())
        self.enter_button.setText(_("Register"))
        self.cancel_button.setText(_("Cancel"))
        name_widget(self.enter_button, _("Register"), _("Register (Enter)"))
        name_widget(self.cancel_button, _("Cancel"), _("Cancel (Esc)"))
        self._show_digits()

    @Slot()
    def _enter(self) -> None:
        if not self._digits:
            return
        number = int(self._digits)
        self.hide()
        self.entered.emit(number)

    def _show_digits(self) -> None:
        self.digits_label.setText(f"{self._digits}_" if len(self._digits) < MOST_DIGITS else self._digits)
