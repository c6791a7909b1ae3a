"""`6` `1` `2` Enter: the digits of a seat, typed right after the key that gave the next free one."""

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

SOON_MS: Final = 1_500
# A whole number waits for its Enter, which may lie under the other hand; it is shown meanwhile.
ENTER_MS: Final = 3_000
SEAT_DIGITS: Final = 2


class SeatKeys(QObject):
    """Holds the digits that follow at once until it is clear what they are.

    Two digits and Enter are a seat: `chosen`. What is followed by anything else, or by nothing for a while, was meant
    for the next visitor: `released` gives each key back in its turn, so that none is lost. `changed` goes out with each
    digit held and at either end, so that the screen can say what is awaited.
    """

    chosen = Signal(int)
    released = Signal(str)
    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._digits = ""
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.release)

    def begin(self) -> None:
        """Listen for the digits of a seat."""
        self._digits = ""
        self._timer.start(SOON_MS)
        self.changed.emit()

    def is_on(self) -> bool:
        """Whether digits would be those of a seat."""
        return self._timer.isActive()

    def digits(self) -> str:
        """Return the digits held so far."""
        return self._digits

    def take(self, key: str) -> bool:
        """Take a key if it belongs to the number of a seat; else give back what was held, and return False."""
        if key.isdigit() and len(self._digits) < SEAT_DIGITS:
            self._digits += key
            self._timer.start(ENTER_MS if len(self._digits) == SEAT_DIGITS else SOON_MS)
            self.changed.emit()
            return True
        if key == "Enter" and len(self._digits) == SEAT_DIGITS:
            self.chosen.emit(int(self._end()))
            return True
        self.release()
        return False

    def drop(self) -> None:
        """Listen no longer, and forget the keys that were held: no hand has typed them."""
        self._end()

    @Slot()
    def release(self) -> None:
        """Listen no longer; give back the keys that were held."""
        for digit in self._end():
            self.released.emit(digit)

    def _end(self) -> str:
        digits, self._digits = self._digits, ""
        self._timer.stop()
        self.changed.emit()
        return digits
