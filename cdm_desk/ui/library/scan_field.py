"""The field where a scanner types: a code ends with Enter; a digit that stays alone was pressed by a hand."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from cdm_desk.ui.keys import digit_of, restored

ALONE_MS = 120
_ARROWS = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right})


class ScanField(QLineEdit):
    """Tells scans from single keys.

    A scanner sends a key every few milliseconds, a hand one in a tenth of a second: one of the `digits` that mean
    something just now, after which nothing comes, is a key and not the beginning of a number. Enter does not wait for
    that. Every other digit is typed.
    """

    scanned = Signal(str)
    digit = Signal(str)
    entered = Signal()
    arrow = Signal(object)
    rubbed = Signal()
    left = Signal()

    def __init__(self, object_name: str) -> None:
        super().__init__()
        self.setObjectName(object_name)
        self.setMaxLength(200)
        self.digits: frozenset[str] = frozenset()
        self._alone = ""
        self._wait = QTimer(self, singleShot=True, interval=ALONE_MS)
        # What has arrived meanwhile comes first: the program may have been busy for longer than the wait.
        self._last_look = QTimer(self, singleShot=True, interval=0)
        self._wait.timeout.connect(self._last_look.start)
        self._last_look.timeout.connect(self._tell_digit)
        self.returnPressed.connect(self._tell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that mean something while the field is empty; all others are typed."""
        key = Qt.Key(event.key())
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key == Qt.Key.Key_Escape and self.text():
            self._forget()
            self.clear()
            return
        if not self.text() and plain:
            if key in _ARROWS:
                self.arrow.emit(key)
                return
            if key == Qt.Key.Key_Backspace:
                self.rubbed.emit()
                return
            if key == Qt.Key.Key_Escape:
                self.left.emit()
                return
        digit = digit_of(event) if not self.text() else ""
        self._forget()
        super().keyPressEvent(event)
        if digit in self.digits and len(self.text()) == 1:
            self._alone = digit
            self._wait.start()

    def _forget(self) -> None:
        self._alone = ""
        self._wait.stop()
        self._last_look.stop()

    @Slot()
    def _tell_digit(self) -> None:
        digit = self._alone
        self._forget()
        if digit:
            self.clear()
            self.digit.emit(digit)

    @Slot()
    def _tell(self) -> None:
        # Enter itself has made the digit forgotten. No book has a code of one or two signs: they are keys.
        text = self.text().strip()
        self.clear()
        keys = [_digit(sign) for sign in text]
        if len(text) > 2 or not self.digits or not all(keys):
            if text:
                self.scanned.emit(restored(text).strip())
            else:
                self.entered.emit()
            return
        for key in keys:
            self.digit.emit(key)
        self.entered.emit()


def _digit(sign: str) -> str:
    """Return the digit that a sign of the digit row stands for, also on AZERTY; nothing for another."""
    # Eight times the same sign is what `restored` takes for a scan.
    digit = restored(sign * 8)[:1]
    return digit if digit.isdecimal() else ""
