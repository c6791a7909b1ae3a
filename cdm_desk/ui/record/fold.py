"""A part of a form that is folded away under its heading, which tells in a line what stands in it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from cdm_desk.ui.appearance import em, themed_icon
from cdm_desk.ui.widgets import name_widget, set_kind, without_mnemonic


class Fold(QWidget):
    """A heading that Enter or Space opens and closes; closed it tells what is filled in."""

    def __init__(self, object_name: str, inside: QWidget) -> None:
        super().__init__()
        self.inside = inside
        self._words = ""
        self._summary = ""
        self.button = QPushButton()
        self.button.setObjectName(object_name)
        self.button.setCheckable(True)
        self.button.setAutoDefault(False)
        # The words are shortened to the room that there is.
        self.button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        set_kind(self.button, "fold")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(em(self, 0.5))
        column.addWidget(self.button)
        column.addWidget(inside)
        inside.hide()
        self.button.toggled.connect(self._follow)

    def say(self, words: str, summary: str) -> None:
        """Set the heading, and what of the part is filled in."""
        self._words, self._summary = words, summary
        self._write()

    def open(self) -> None:
        """Show the part."""
        self.button.setChecked(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the line to the new width."""
        super().resizeEvent(event)
        self._write()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._write()

    @Slot(bool)
    def _follow(self, is_open: bool) -> None:
        self.inside.setVisible(is_open)
        self._write()

    def _write(self) -> None:
        is_open = self.button.isChecked()
        self.button.setIcon(themed_icon("caret-down" if is_open else "caret-right", self))
        told = "" if is_open or not self._summary else f"   {self._summary}".replace("&", "&&")
        plain = without_mnemonic(self._words)
        room = self.width() - em(self, 3) - self.fontMetrics().horizontalAdvance(plain)
        cut = self.fontMetrics().elidedText(told, Qt.TextElideMode.ElideRight, max(0, room)) if told else ""
        self.button.setText(f" {self._words}{cut}")
        name_widget(self.button, f"{plain}: {self._summary}" if self._summary else plain, self._summary)
