"""The way round while the others cannot be reached: a person's own word that they called this visitor aloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from cdm_desk.language import _
from cdm_desk.ui.tab_commands import KeyButton

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from cdm_desk.domain.errors import ShareAwayError
    from cdm_desk.domain.queue import Turn
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.tab_commands import TabCommands


class ByVoice(QObject):
    """A command and its button, which is seen from the refusal of a number until something else was done."""

    changed = Signal()

    def __init__(
        self, commands: TabCommands, department: str, messages: Messages, *, call: Callable[[], object]
    ) -> None:
        super().__init__()
        self.refused: UUID | None = None
        self.action = commands.add(
            "call_away", lambda: _("I called this person myself"), call, ["Ctrl+F8"], "hand-waving"
        )
        self.action.setEnabled(False)
        self.button = KeyButton(self.action, f"{department}.call_away", kind="primary")
        self.button.hide()
        # The error goes, since it is over: so does the way round that was offered with it.
        messages.settled.connect(self.withdraw)

    def offer(self, error: ShareAwayError, turns: Iterable[Turn]) -> None:
        """Offer it for the number that was refused, if that still waits."""
        self.refused = next((turn.ticket.id for turn in turns if turn.ticket.number == error.number), None)
        self.button.setVisible(self.refused is not None)
        self.changed.emit()

    @Slot()
    def withdraw(self) -> None:
        """Offer it no longer."""
        self.refused = None
        self.button.hide()
        self.changed.emit()
