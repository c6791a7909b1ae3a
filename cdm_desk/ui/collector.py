"""Garbage is collected on the screen's thread: on any other, Qt's timers would outlive what they belong to."""

import gc

from PySide6.QtCore import QObject, QTimer, Slot

EVERY_MS = 2_000


class Collector(QObject):
    """Takes over from Python, which collects cycles on whichever thread happens to make an object.

    A window that was closed can be part of a cycle; Qt stops its timers only on the thread that they run on, and a
    timer left behind brings the program down. Collected while the screen is at rest, it also never holds up a key.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        # What was loaded to open the window stays until the end: no use in looking at it again and again.
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    @Slot()
    def collect(self) -> None:
        """Collect as much as Python would have done by now."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due = [age for age in (2, 1, 0) if counts[age] > thresholds[age]]
        if due:
            gc.collect(due[0])
