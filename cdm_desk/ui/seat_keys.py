"""`6` `1` `2` Enter: the digits of a seat, typed right after the key that gave the next free one."""

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

SOON_MS: Final = 1_500
SEAT_DIGITS: Final = 2


class SeatKeys(QObject):
    """Holds the digits that follow at once until it is clear what they are.

    Two digits and Enter are a seat: `chosen`. What is followed by anything else, or by nothing for a second and a half,
    was meant for the next visitor: `released` gives each key back in its turn, so that none is lost.
    """

    chosen = Signal(int)
    released = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._digits = ""
        self._timer = QTimer(self, interval=SOON_MS, singleShot=True)
        self._timer.timeout.connect(self.release)

    def begin(self) -> None:
        """Listen for the digits of a seat."""
        self._digits = ""
        self._timer.start()

    def is_on(self) -> bool:
        """Whether digits would be those of a seat."""
        return self._timer.isActive()

    def take(self, key: str) -> bool:
        """Take a key if it belongs to the number of a seat; else give back what was held, and return False."""
        if key.isdigit() and len(self._digits) < SEAT_DIGITS:
            self._digits += key
            self._timer.start()
            return True
        if key == "Enter" and len(self._digits) == SEAT_DIGITS:
            number, self._digits = int(self._digits), ""
            self._timer.stop()
            self.chosen.emit(number)
            return True
        self.release()
        return False

    def drop(self) -> None:
        """Listen no longer, and forget the keys that were held: no hand has typed them."""
        self._digits = ""
        self._timer.stop()

    @Slot()
    def release(self) -> None:
        """Listen no longer; give back the keys that were held."""
        digits, self._digits = self._digits, ""
        self._timer.stop()
        for digit in digits:
            self.released.emit(digit)
