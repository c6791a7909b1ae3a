"""The box for the number of a desk; Enter in it takes the number."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSpinBox

from cdm_desk.domain.desks import HIGHEST_DESK
from cdm_desk.ui.widgets import keep_off_edge


class DeskNumberBox(QSpinBox):
    """Holds a number from 1 to 99."""

    entered = Signal()

    def __init__(self, object_name: str) -> None:
        super().__init__()
        self.setObjectName(object_name)
        self.setRange(1, HIGHEST_DESK)
        keep_off_edge(self)

    def show_number(self, name: str) -> None:
        """Show the number of a desk; a name that is none changes nothing."""
        if name.isdecimal():
            self.setValue(int(name))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take what was typed when Enter is pressed."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.interpretText()
            self.entered.emit()
            return
        super().keyPressEvent(event)
