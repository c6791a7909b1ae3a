"""A field that hears one key: the key itself is what is entered."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from cdm_desk.ui.keys import sign_of

LEAVE = {Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter}
EMPTY = {Qt.Key.Key_Backspace, Qt.Key.Key_Delete}


class KeyField(QLineEdit):
    """Shows the key in force; `heard` gives the one that was pressed, nothing for Delete, which takes it away."""

    heard = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a single key; Tab, Esc and whatever has Ctrl or Alt keep their meaning."""
        if event.key() in LEAVE or event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
        ):
            event.ignore()
        elif event.key() in EMPTY:
            self.heard.emit("")
        elif (event.text() or sign_of(event)) and not event.isAutoRepeat():
            # A key that cannot be used is told by what it types.
            self.heard.emit(sign_of(event) or event.text())
