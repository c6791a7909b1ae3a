"""What the exchange has set aside, for a manager: what came late is taken in by hand, the rest goes."""

from collections.abc import Callable
from typing import TypeAlias
from uuid import UUID

from cdm_desk.domain.staff import Action, Gate
from cdm_desk.store.journal import Aside

SetAside: TypeAlias = Aside


class AsideService:
    """Decides on what was set aside."""

    def __init__(self, gate: Gate, take_in: Callable[[UUID], None], put_away: Callable[[UUID], None]) -> None:
        """`take_in` and `put_away` are those of the exchange."""
        self._gate = gate
        self._take_in = take_in
        self._put_away = put_away

    def take_in(self, aside_id: UUID) -> None:
        """Take in, here and everywhere, what came after the end of its month: its figures change with it."""
        self._gate.require(Action.CORRECT)
        self._take_in(aside_id)

    def put_away(self, aside_id: UUID) -> None:
        """Keep it no longer."""
        self._gate.require(Action.CORRECT)
        self._put_away(aside_id)
