"""Asks again for the numbers that nobody has answered: after the start, and when the network is back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from cdm_desk.ui.background import Background

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cdm_desk.domain.lookup import Answer
    from cdm_desk.services.lookup import LookupService
    from cdm_desk.ui.messages import Messages

FIRST_MS = 15_000
LEAST_MS = 60_000
MOST_MS = 30 * 60_000


class LookupWatch(QObject):
    """Goes through the waiting numbers in rounds; while nobody can be reached it waits twice as long each time.

    What is answered is kept in the store, and the screens hear of it as of any other change.
    """

    def __init__(
        self,
        lookup: LookupService,
        messages: Messages,
        parent: QObject | None = None,
        *,
        first_ms: int = FIRST_MS,
        least_ms: int = LEAST_MS,
    ) -> None:
        super().__init__(parent)
        self._lookup = lookup
        self._messages = messages
        self._background = Background(messages)
        self._least_ms = self._pause_ms = least_ms
        self._round: list[str] = []
        self._timer = QTimer(self, singleShot=True, interval=first_ms)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @Slot()
    def close(self) -> None:
        """Ask nobody any more."""
        self._timer.stop()
        self._lookup.hang_up()
        self._background.close()

    @Slot()
    def look(self) -> None:
        """Begin a round."""
        with self._messages.explain():
            self._round = self._lookup.unanswered()
        self._ask()

    def _ask(self) -> None:
        if not self._round:
            self._timer.start(self._pause_ms)
            return
        number = self._round.pop(0)
        self._background.run(partial(self._lookup.answers, number), self._hear, self._fail)

    def _hear(self, answers: Sequence[Answer]) -> None:
        if any(answer.is_final for answer in answers):
            self._pause_ms = self._least_ms
        else:
            # Nobody is there: the others of this round would fare no better.
            self._round.clear()
            self._pause_ms = min(2 * self._pause_ms, MOST_MS)
        self._ask()

    def _fail(self, _error: object) -> None:
        # The store is in trouble: whoever works here is told at their next act.
        self._hear(())
