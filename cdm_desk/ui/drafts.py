"""What a person left open and half typed: kept for a quarter of an hour, under that person only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QDialog, QLineEdit, QPlainTextEdit
from shiboken6 import isValid

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtWidgets import QWidget

KEPT_MS = 15 * 60 * 1_000


@dataclass(slots=True)
class _Draft:
    timer: QTimer
    windows: list[QDialog] = field(default_factory=list)
    texts: list[tuple[QLineEdit | QPlainTextEdit, str]] = field(default_factory=list)


class Drafts(QObject):
    """Hides the windows and texts of whoever leaves, gives them back to the same person, and to nobody else.

    What is shown only once does not wait behind somebody else: it is torn up, and `torn` goes out.
    """

    torn = Signal()

    def __init__(self, desk: QWidget, kept_ms: int = KEPT_MS) -> None:
        super().__init__(desk)
        self._desk = desk
        self._kept_ms = kept_ms
        self._drafts: dict[UUID | None, _Draft] = {}

    def put_away(self, owner: UUID | None) -> None:
        """Hide the open windows of the person on duty; of nobody, where there are no accounts, without an end."""
        timer = QTimer(self, singleShot=True, interval=self._kept_ms)
        windows = [
            window
            for window in QApplication.topLevelWidgets()
            if isinstance(window, QDialog) and window.isVisible() and window is not self._desk.window()
        ]
        before = self._drafts.get(owner)
        if before is None:
            self._drafts[owner] = _Draft(timer=timer, windows=windows)
        else:
            # Signed in and gone again before the desk was shown: what was hidden then still waits.
            before.timer.stop()
            before.timer = timer
            before.windows += windows
        for window in windows:
            window.hide()
        if owner is not None:
            timer.timeout.connect(lambda: self._let_go(owner))
            timer.start()

    def give_back(self, owner: UUID | None) -> None:
        """Show a person again what they left, if that is not too long ago."""
        draft = self._drafts.pop(owner, None)
        if draft is None:
            return
        draft.timer.stop()
        for line, text in draft.texts:
            if isValid(line):
                _write(line, text)
        for window in draft.windows:
            if isValid(window):
                window.show()

    def hand_over(self, owner: UUID | None) -> None:
        """Take the half-typed texts of a person off the desk, before somebody else sees it."""
        draft = self._drafts.get(owner)
        self._tear(draft)
        taken = self._take_texts()
        if draft is not None:
            draft.texts = taken

    def _let_go(self, owner: UUID | None) -> None:
        draft = self._drafts.pop(owner, None)
        if draft is None:
            return
        self._tear(draft)
        if not draft.texts:
            # They still stand on the desk, which is locked.
            self._take_texts()
        for window in draft.windows:
            if isValid(window):
                window.close()

    def _tear(self, draft: _Draft | None) -> None:
        # With what opens such a sheet, long after the first paint.
        from cdm_desk.ui.dialogs.paper import KeptSheetDialog  # noqa: PLC0415

        for window in [] if draft is None else draft.windows:
            if isValid(window) and isinstance(window, KeptSheetDialog):
                window.tear_up()
                self.torn.emit()

    def _take_texts(self) -> list[tuple[QLineEdit | QPlainTextEdit, str]]:
        taken = [(line, _read(line)) for line in self._lines() if _is_typed(line)]
        for line, _text in taken:
            _write(line, "")
        return taken

    def _lines(self) -> list[QLineEdit | QPlainTextEdit]:
        lines: list[QLineEdit | QPlainTextEdit] = [
            line
            for line in self._desk.findChildren(QLineEdit)
            if not isinstance(line.parentWidget(), QAbstractSpinBox | QComboBox)
        ]
        return [*lines, *self._desk.findChildren(QPlainTextEdit)]


def _is_typed(line: QLineEdit | QPlainTextEdit) -> bool:
    by_hand = line.isModified() if isinstance(line, QLineEdit) else line.document().isModified()
    return by_hand and not line.isReadOnly() and bool(_read(line))


def _read(line: QLineEdit | QPlainTextEdit) -> str:
    return line.text() if isinstance(line, QLineEdit) else line.toPlainText()


def _write(line: QLineEdit | QPlainTextEdit, text: str) -> None:
    if isinstance(line, QLineEdit):
        line.setText(text)
        line.setModified(bool(text))
    else:
        line.setPlainText(text)
        line.document().setModified(bool(text))
