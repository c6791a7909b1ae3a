"""Asking for a visitor or a seat: where a folder is shared its answer is waited for off the screen's thread."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from cdm_desk.domain.errors import DeskError

if TYPE_CHECKING:
    from collections.abc import Callable

Answer = TypeVar("Answer")


class Asked(Protocol):
    """What gives visitors, or seats: alone it answers at once."""

    def alone(self) -> bool:
        """Whether no folder is shared, so that nobody has to be asked."""
        ...


class Calling(QObject):
    """Makes one call at a time; a key pressed again meanwhile changes nothing, and no screen ever stands still."""

    _answered = Signal(object)

    def __init__(self, asked: Asked, parent: QObject) -> None:
        super().__init__(parent)
        self._asked = asked
        self._under_way = False
        self._answered.connect(self._finish, Qt.ConnectionType.QueuedConnection)

    def ask(
        self, call: Callable[[], Answer], done: Callable[[Answer], object], refused: Callable[[DeskError], object]
    ) -> None:
        """Make a call, then tell its answer or its refusal on the screen's thread."""
        if self._under_way:
            return
        if self._asked.alone():
            _answer(call, done, refused)()
            return
        self._under_way = True
        threading.Thread(target=self._work, args=(call, done, refused), name="calling", daemon=True).start()

    def is_under_way(self) -> bool:
        """Whether a call waits for its answer."""
        return self._under_way

    def _work(
        self, call: Callable[[], Any], done: Callable[[Any], object], refused: Callable[[DeskError], object]
    ) -> None:
        answer = None
        try:
            answer = _answer(call, done, refused)
        finally:
            # After a bug, too, the next call must be possible.
            self._answered.emit(answer)

    @Slot(object)
    def _finish(self, tell: Callable[[], object] | None) -> None:
        self._under_way = False
        if tell is not None:
            tell()


def _answer(
    call: Callable[[], Any], done: Callable[[Any], object], refused: Callable[[DeskError], object]
) -> Callable[[], object]:
    try:
        return partial(done, call())
    except DeskError as error:
        return partial(refused, error)
