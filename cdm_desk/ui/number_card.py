"""The number to hand over, large; and for a minute, what may be added to it."""

from collections.abc import Mapping

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cdm_desk.language import _
from cdm_desk.ui.appearance import em, sized
from cdm_desk.ui.seat_keys import SEAT_DIGITS
from cdm_desk.ui.seat_words import typed_seat_words
from cdm_desk.ui.tab_commands import Chip
from cdm_desk.ui.widgets import Card, FlowLayout, PlainLabel, announce, name_widget

AMEND_SECONDS = 60
NO_NUMBER = "–"
ONE_NUMBER = 5


class NumberCard(Card):
    """Shows the newest record and counts down the minute in which it can be completed."""

    window_closed = Signal()

    def __init__(self, amendments: Mapping[str, QAction]) -> None:
        super().__init__()
        self._elapsed = QElapsedTimer()
        self._number = ""
        self._typed: str | None = None
        self.number_label = PlainLabel(NO_NUMBER)
        self.number_label.setObjectName("welcome.number")
        self.number_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.what_label = PlainLabel(kind="subheading")
        self.ahead_label = PlainLabel(kind="muted")
        self.paper_label = PlainLabel(kind="warn")
        self.paper_label.setObjectName("welcome.not_printed")
        self.paper_label.hide()
        self.undo_button = QPushButton()
        self.undo_button.setObjectName("welcome.undo")
        self.undo_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.amend_label = PlainLabel(kind="muted")
        self.amend_label.setObjectName("welcome.amend_seconds")
        self.chips = {key: Chip(action, f"welcome.amend_{key}") for key, action in amendments.items()}
        self._amend_panel = QWidget()

        head = QHBoxLayout()
        head.addWidget(self.number_label)
        beside = QVBoxLayout()
        beside.addStretch(1)
        beside.addWidget(self.what_label)
        beside.addWidget(self.ahead_label)
        beside.addWidget(self.paper_label)
        beside.addStretch(1)
        head.addLayout(beside, 1)
        head.addWidget(self.undo_button, 0, Qt.AlignmentFlag.AlignTop)
        chips = FlowLayout(gap=em(self, 0.4))
        for chip in self.chips.values():
            chips.addWidget(chip)
        amend = QVBoxLayout(self._amend_panel)
        amend.setContentsMargins(0, 0, 0, 0)
        amend.addWidget(self.amend_label)
        amend.addLayout(chips)
        column = QVBoxLayout(self)
        column.addLayout(head)
        column.addWidget(self._amend_panel)
        column.addStretch(1)
        for label in (self.what_label, self.ahead_label, self.paper_label, self.amend_label):
            label.setWordWrap(True)

        self._timer = QTimer(self, interval=1000)
        self.retranslate()
        self.close_window()
        self._timer.timeout.connect(self._count_down)

    def show_number(self, number: str, what: str, ahead: str) -> None:
        """Show a record: its number if it has one (no dash in its place), what it is, who is before it."""
        self._number = number
        self._say_number()
        self.what_label.setText(what)
        self.ahead_label.setText(ahead)
        self.ahead_label.setVisible(bool(ahead))

    def show_typed(self, digits: str | None) -> None:
        """Show the digits of another seat while they are awaited, in the place of the seat given; None ends it."""
        self._typed = digits
        self._say_number()
        if self.is_open():
            self._count_down()

    def mark_paper(self, *, missing: bool) -> None:
        """Mark a number whose ticket did not come out of the printer."""
        self.paper_label.setVisible(missing)

    def offer_undo(self, act: str) -> None:
        """Show the button that takes an act back; none where there is nothing to take back."""
        self.undo_button.setVisible(bool(act))
        words = _("Undo: {act}").format(act=act) if act else _("Undo the last act")
        name_widget(self.undo_button, words, shortcut=QKeySequence(QKeySequence.StandardKey.Undo))

    def speak(self) -> None:
        """Have a screen reader say what the card shows."""
        shown = (self.number_label, self.what_label, self.ahead_label)
        announce(self.number_label, ". ".join(label.text() for label in shown if not label.isHidden()))

    def open_window(self) -> None:
        """Begin the minute."""
        self._elapsed.start()
        self._amend_panel.setVisible(True)
        self._timer.start()
        self._count_down()

    @Slot()
    def close_window(self) -> None:
        """End the minute."""
        self._timer.stop()
        self._amend_panel.setVisible(False)
        for chip in self.chips.values():
            chip.action.setChecked(False)
        self.window_closed.emit()

    def is_open(self) -> bool:
        """Whether the minute runs."""
        return self._timer.isActive()

    def retranslate(self) -> None:
        """Set words and fonts again."""
        self.number_label.setAccessibleName(_("Last number handed out"))
        self.paper_label.setText(_("Ticket not printed"))
        self._size_number()
        self.number_label.setMinimumWidth(em(self, 6))
        self.undo_button.setText(_("Undo"))
        if self.is_open():
            self._count_down()

    def _say_number(self) -> None:
        shown = typed_seat_words(self._typed) if self._typed else self._number
        self.number_label.setText(shown or NO_NUMBER)
        self._size_number()
        self.number_label.setVisible(bool(shown))

    def _size_number(self) -> None:
        # The first and the last of several need the room of two.
        several = len(self.number_label.text()) > ONE_NUMBER
        self.number_label.setFont(sized(self.font(), 2.0 if several else 3.0, bold=True))

    @Slot()
    def _count_down(self) -> None:
        left = AMEND_SECONDS - self._elapsed.elapsed() // 1000
        if left <= 0:
            self.close_window()
            return
        self.amend_label.setText(self._amend_words(left))

    def _amend_words(self, left: int) -> str:
        if self._typed is None:
            return _("Optional, {seconds} s left").format(seconds=left)
        if len(self._typed) < SEAT_DIGITS:
            return _("Another seat: its two digits, then Enter")
        return _("Enter: the visitor gets this seat")
