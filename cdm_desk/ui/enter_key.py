"""Enter on a button of a dialog presses that button, whatever else the dialog does with Enter."""

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QPushButton

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class EnterKey(QObject):
    """Listens at the buttons that get the focus.

    A button that can be checked is a choice: there Enter goes on, as in a field. Outside of dialogs nothing changes:
    the Enter that ends a scan must not set off what a tab does.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        app.focusChanged.connect(self.follow)

    @Slot()
    def follow(self) -> None:
        """Listen at the button that has the focus now."""
        # Asked for anew: what lost the focus may be on its way out, and must not be taken hold of.
        now = QApplication.focusWidget()
        if isinstance(now, QPushButton):
            now.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Press the button."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _ENTER:
            held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if isinstance(watched, QPushButton) and not watched.isCheckable() and not held:
                if not isinstance(watched.window(), QDialog):
                    return super().eventFilter(watched, event)
                if not event.isAutoRepeat():
                    watched.click()
                return True
        return super().eventFilter(watched, event)
