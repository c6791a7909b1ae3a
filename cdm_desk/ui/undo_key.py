"""The keys of the window in a line of text: Ctrl+Z where nothing was typed, Ctrl+E and Ctrl+U always."""

from typing import Final
from weakref import ReferenceType, ref

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit

# On X11 a line takes these for itself, as a shell does; on Windows, and on every button, they are commands.
_OF_THE_WINDOW: Final = frozenset({Qt.Key.Key_E, Qt.Key.Key_U})


class UndoKey(QObject):
    """Listens at the line that has the focus: where it has nothing to take back, the key is the window's."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._line: ReferenceType[QLineEdit] | None = None
        self._text = ""
        app.focusChanged.connect(self.follow)

    @Slot()
    def follow(self) -> None:
        """Listen at the line that has the focus now."""
        # Asked for anew: what lost the focus may be on its way out, and must not be taken hold of.
        now = QApplication.focusWidget()
        if isinstance(now, QLineEdit | QAbstractSpinBox):
            now.installEventFilter(self)
        if not isinstance(now, QLineEdit):
            return
        # Another window comes and goes between two keys: only from another line does one come back to it anew.
        if self._line is None or self._line() is not now:
            self._line, self._text = ref(now), now.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep Qt from taking a command for the line, and Ctrl+Z where nothing was typed since one came to it.

        Whoever has just imported a file, or changed a title that was searched for, means that.
        """
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            line = watched if isinstance(watched, QLineEdit) else None
            as_found = line is not None and (not line.isUndoAvailable() or line.text() == self._text)
            taken_back = as_found and event.matches(QKeySequence.StandardKey.Undo)
            control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            if taken_back or (control and event.key() in _OF_THE_WINDOW):
                event.ignore()
                return True
        return super().eventFilter(watched, event)
