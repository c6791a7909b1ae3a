"""Errands off the screen's thread: one thread, one errand at a time."""

import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot
from shiboken6 import isValid

from cdm_desk.domain.errors import DeskError
from cdm_desk.ui.messages import Messages

TURN_S = 0.0001

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Errand:
    work: Callable[[], Any]
    done: Callable[[Any], object]
    refused: Callable[[DeskError], object]


class Background(QObject):
    """Runs what may wait (a PDF, a printer, a backup) while the desk goes on."""

    busy = Signal(bool)
    _handed_over = Signal(object)

    def __init__(self, messages: Messages) -> None:
        super().__init__()
        # The screen asks for the interpreter at each cell and event that it paints. At Python's own five milliseconds
        # a turn, an errand that reckons makes a repaint of some milliseconds last half a second.
        sys.setswitchinterval(TURN_S)
        self._messages = messages
        self._waiting: deque[_Errand] = deque()
        self._under_way: _Errand | None = None
        self._is_closed = False
        self._thread = QThread()
        self._thread.setObjectName("background")
        self._runner = _Runner()
        self._runner.moveToThread(self._thread)
        self._handed_over.connect(self._runner.work, Qt.ConnectionType.QueuedConnection)
        self._runner.finished.connect(self._finish, Qt.ConnectionType.QueuedConnection)
        self._runner.refused.connect(self._refuse, Qt.ConnectionType.QueuedConnection)
        self._runner.failed.connect(self._fail, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        errand: Callable[[], Answer],
        done: Callable[[Answer], object],
        refused: Callable[[DeskError], object] | None = None,
    ) -> None:
        """Run an errand, which touches no widget, then `done` with its answer on the screen's thread.

        A DeskError goes to `refused`, or is explained as any other; a bug goes to `sys.excepthook` on the errand's
        thread, and the next errand runs all the same. A part of the screen that is gone by then hears nothing.
        """
        self._waiting.append(_Errand(work=errand, done=done, refused=refused or self._messages.show_error))
        if self._under_way is None:
            self.busy.emit(True)
            self._next()

    def is_busy(self) -> bool:
        """Whether an errand is under way."""
        return self._under_way is not None

    def close(self) -> None:
        """Let the errand under way finish, drop its answer and the other errands, and end the thread."""
        self._is_closed = True
        self._waiting.clear()
        self._thread.quit()
        self._thread.wait()
        self._under_way = None

    def _next(self) -> None:
        if not self._waiting:
            self._under_way = None
            self.busy.emit(False)
            return
        if not self._thread.isRunning():
            self._thread.start()
        self._under_way = self._waiting.popleft()
        self._handed_over.emit(self._under_way)

    @Slot(object)
    def _finish(self, answer: object) -> None:
        errand = self._ended()
        if errand is not None and _is_there(errand.done):
            errand.done(answer)

    @Slot(object)
    def _refuse(self, error: DeskError) -> None:
        errand = self._ended()
        if errand is not None and _is_there(errand.refused):
            errand.refused(error)

    @Slot()
    def _fail(self) -> None:
        self._ended()

    def _ended(self) -> _Errand | None:
        """Begin the next errand; return the one that has ended, unless whoever asked is gone with the window."""
        errand = self._under_way
        if not self._is_closed:
            self._next()
        return None if self._is_closed else errand


class _Runner(QObject):
    """Lives on the errands' thread; what it raises Qt hands to `sys.excepthook` there."""

    finished = Signal(object)
    refused = Signal(object)
    failed = Signal()

    @Slot(object)
    def work(self, errand: _Errand) -> None:
        """Run one errand and report how it went."""
        report = self.failed.emit
        try:
            answer = errand.work()
            report = _later(self.finished.emit, answer)
        except DeskError as error:
            report = _later(self.refused.emit, error)
        finally:
            report()


def _later(emit: Callable[[Any], None], value: object) -> Callable[[], None]:
    return lambda: emit(value)


def _is_there(hearer: Callable[..., object]) -> bool:
    """Whether the object whose method this is, is still one of Qt's."""
    part = getattr(hearer.func if isinstance(hearer, partial) else hearer, "__self__", None)
    return not isinstance(part, QObject) or isValid(part)
