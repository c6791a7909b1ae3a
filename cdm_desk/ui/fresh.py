"""A page that is redrawn when something has changed and somebody looks at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from cdm_desk.domain.change import Department

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent


class FreshPage(QWidget):
    """Redraws itself for the departments that concern it: at once where it is seen, else when somebody comes back."""

    concerning: ClassVar[frozenset[Department]]

    def __init__(self) -> None:
        super().__init__()
        self._unseen: frozenset[Department] = frozenset()

    @Slot(frozenset)
    def refresh(self, departments: frozenset[Department]) -> None:
        """Redraw what has changed; what was begun, chosen or typed stays."""
        if not departments & self.concerning:
            return
        if not self.isVisible():
            # Nobody sees it: it is redrawn when somebody comes back, not at every key of the other tabs.
            self._unseen |= departments
            return
        self._reload(departments)

    def showEvent(self, event: QShowEvent) -> None:
        """Take in what has changed while nobody was looking."""
        super().showEvent(event)
        unseen, self._unseen = self._unseen, frozenset()
        if unseen:
            self._reload(unseen)

    def _reload(self, departments: frozenset[Department]) -> None:
        raise NotImplementedError
