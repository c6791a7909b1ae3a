"""Ctrl+Z in a line of text: what was typed comes back first, then the last act."""

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit


class UndoKey(QObject):
    """Listens at the line that has the focus: where it has nothing to take back, the key is the window's."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        app.focusChanged.connect(self.follow)

    @Slot()
    def follow(self) -> None:
        """Listen at the line that has the focus now."""
        # Asked for anew: what lost the focus may be on its way out, and must not be taken hold of.
        now = QApplication.focusWidget()
        if isinstance(now, QLineEdit):
            now.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep Qt from taking the key for an empty history: whoever has just imported a file presses it in vain."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            empty = isinstance(watched, QLineEdit) and not watched.isUndoAvailable()
            if empty and event.matches(QKeySequence.StandardKey.Undo):
                event.ignore()
                return True
        return super().eventFilter(watched, event)
