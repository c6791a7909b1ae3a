"""Who comes in for a PC: the next free seat by one key, another one by its two digits, one visitor after the other."""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from cdm_desk.domain.errors import SeatAwayError
from cdm_desk.ui.calling import Calling
from cdm_desk.ui.seat_keys import SeatKeys
from cdm_desk.ui.seat_words import stays_words
from cdm_desk.ui.words import sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction

    from cdm_desk.domain.errors import DeskError
    from cdm_desk.domain.multimedia import PcSession
    from cdm_desk.services.multimedia import Arrival, MultimediaService
    from cdm_desk.ui.messages import Messages


class PcArrivals(QObject):
    """Asks for seats, off the screen's thread where a folder is shared; nobody who came meanwhile is lost.

    `came` gives an arrival, `several_came` how many were wanted and those that came, `sat_elsewhere` an arrival and the
    other seat that was named for it. `refused` goes out when nothing was counted. `seen_action` is for whoever sees
    that a seat is free which nobody can confirm.
    """

    came = Signal(object)
    several_came = Signal(int, object)
    sat_elsewhere = Signal(object, object)
    refused = Signal()

    def __init__(
        self, multimedia: MultimediaService, messages: Messages, seen_action: QAction, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._multimedia = multimedia
        self._messages = messages
        self._seen_action = seen_action
        self._calling = Calling(multimedia, self)
        self._asks: deque[tuple[Callable[..., Any], Callable[..., Any], PcSession | None]] = deque()
        self._count = 0
        self._last: Arrival | None = None
        self._wanted: int | None = None
        self._seen: Callable[[], object] | None = None
        self.keys = SeatKeys(self)
        self.keys.chosen.connect(self._choose)
        seen_action.setEnabled(False)
        seen_action.triggered.connect(self._give_seen)

    def is_under_way(self) -> bool:
        """Whether somebody is being given a seat just now."""
        return self._calling.is_under_way()

    def begin(self) -> None:
        """Give the next free seat, or a number when there is none; two digits and Enter right after name another."""
        self._count += 1
        self._last = self._wanted = None
        self._ask(self._multimedia.arrive, partial(self._arrived, self._count))
        self.keys.begin()

    def repeat(self, times: int) -> None:
        """Give a seat or a number to several more."""
        self._ask(partial(self._multimedia.arrive_all, times), partial(self.several_came.emit, times))

    def _arrived(self, which: int, arrival: Arrival) -> None:
        self.came.emit(arrival)
        if which == self._count:
            self._last = arrival
            if self._wanted is not None:
                self._choose(self._wanted)

    @Slot(int)
    def _choose(self, number: int) -> None:
        last, self._wanted = self._last, number
        if last is None:
            return  # the folder has not answered yet
        self._wanted = None
        if last.session is not None and last.session.seat != number:
            move = partial(self._multimedia.move, last.session.seat, number)
            self._ask(move, partial(self._sits, last), stays=last.session)
        elif last.turn is not None:
            self._ask(partial(self._multimedia.serve, last.turn.id, number), partial(self._sits, last))

    def _sits(self, arrival: Arrival, session: PcSession) -> None:
        self.sat_elsewhere.emit(arrival, session)

    def _ask(self, call: Callable[..., Any], done: Callable[..., Any], *, stays: PcSession | None = None) -> None:
        self._offer(None)
        self._asks.append((call, done, stays))
        if not self._calling.is_under_way():
            self._ask_next()

    def _ask_next(self) -> None:
        if self._asks:
            call, done, stays = self._asks.popleft()
            self._calling.ask(call, partial(self._answer, done), partial(self._refuse, call, done, stays))

    def _answer(self, done: Callable[..., Any], answer: object) -> None:
        done(answer)
        self._ask_next()

    def _refuse(
        self, call: Callable[..., Any], done: Callable[..., Any], stays: PcSession | None, error: DeskError
    ) -> None:
        if isinstance(error, SeatAwayError):
            self._offer(partial(self._calling.ask, partial(call, seen=True), done, self._messages.show_error))
        self.refused.emit()
        if stays is None:
            self._messages.show_error(error)
        else:
            # The visitor was counted with the first key: whoever types it again counts them twice.
            self._messages.warn(f"{sentence(error)} {stays_words(stays)}")
        self._ask_next()

    def _offer(self, seen: Callable[[], object] | None) -> None:
        self._seen = seen
        self._seen_action.setEnabled(seen is not None)

    @Slot()
    def _give_seen(self) -> None:
        seen = self._seen
        self._offer(None)
        if seen is not None:
            seen()
