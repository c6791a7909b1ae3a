"""Ctrl+Z in a line of text: what was typed comes back first, then the last act."""

from weakref import ReferenceType, ref

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit


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
        if not isinstance(now, QLineEdit):
            return
        now.installEventFilter(self)
        # Another window comes and goes between two keys: only from another line does one come back to it anew.
        if self._line is None or self._line() is not now:
            self._line, self._text = ref(now), now.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep Qt from taking the key for a line in which nothing was typed since one came to it.

        Whoever has just imported a file, or changed a title that was searched for, means that.
        """
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            line = watched if isinstance(watched, QLineEdit) else None
            as_found = line is not None and (not line.isUndoAvailable() or line.text() == self._text)
            if as_found and event.matches(QKeySequence.StandardKey.Undo):
                event.ignore()
                return True
        return super().eventFilter(watched, event)
