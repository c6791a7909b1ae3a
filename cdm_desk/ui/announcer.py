"""News of changes, ours or received, for the open screens."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from cdm_desk.domain.change import Department


class Announcer(QObject):
    """Tells every open screen which departments have changed.

    The store calls `announce` after each commit, on whichever thread committed; screens hear it on their own.
    """

    changed = Signal(frozenset)

    def announce(self, departments: "Iterable[Department]") -> None:
        """Pass on that these departments have changed; nothing is said when there is none."""
        news = frozenset(departments)
        if news:
            self.changed.emit(news)
