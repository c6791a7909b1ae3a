"""A short list in which several things are ticked: arrows and Space, letters go to what begins with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSizePolicy

from cdm_desk.ui.appearance import em

_CODE = Qt.ItemDataRole.UserRole
_LINES = 4.6


class ChoiceList(QListWidget):
    """What is ticked stays so when the words change; a code that is offered no more stays as long as it is ticked."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabKeyNavigation(False)
        self.setFixedHeight(em(self, 1.75 * _LINES))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer codes with their words."""
        ticked = self.chosen()
        self.clear()
        for code, words in choices:
            self._add(code, words)
        self.choose(ticked)

    def choose(self, codes: Iterable[str]) -> None:
        """Tick these codes and no other; what is ticked comes into sight."""
        wanted = list(codes)
        known = {self.item(row).data(_CODE): self.item(row) for row in range(self.count())}
        for code in wanted:
            if code not in known:
                known[code] = self._add(code, code)
        for code, item in known.items():
            item.setCheckState(Qt.CheckState.Checked if code in wanted else Qt.CheckState.Unchecked)
        if wanted:
            self.scrollToItem(known[wanted[0]])

    def chosen(self) -> list[str]:
        """Return the codes that are ticked, in the order of the list."""
        items = [self.item(row) for row in range(self.count())]
        return [str(item.data(_CODE)) for item in items if item.checkState() is Qt.CheckState.Checked]

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Have a line to tick, or to go on from."""
        super().focusInEvent(event)
        if self.currentRow() < 0 and self.count():
            self.setCurrentRow(0)

    def _add(self, code: str, words: str) -> QListWidgetItem:
        item = QListWidgetItem(words, self)
        item.setData(_CODE, code)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Unchecked)
        return item
