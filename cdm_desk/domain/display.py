"""The public display: which numbers are called where, which of them is shown large, and what else the wall says.

Nothing of a visitor but the number is here. All of it derives from the board; nobody writes anything for the display.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, TypeAlias

from cdm_desk.domain.lists import Entry, Label
from cdm_desk.domain.multimedia import Line as SeatLine
from cdm_desk.domain.multimedia import seat_name
from cdm_desk.domain.queue import Ticket, TicketState
from cdm_desk.domain.waiting import Estimate

KEPT: Final = 6
"""How many calls stand on the display: the large one and five others."""
HELD: Final = timedelta(seconds=8)
"""How long a call is the large one at least, whatever comes after it."""
LEAVES_AFTER: Final = timedelta(minutes=10)
"""How long a call of somebody who has come stays, for whoever looks up late."""
BEHIND_AFTER: Final = timedelta(seconds=30)
MESSAGES_ONLY_AFTER: Final = timedelta(minutes=10)
_CAME: Final = frozenset({TicketState.SERVING, TicketState.DONE})
# The clock tells whole seconds.
_HELD: Final = HELD + timedelta(seconds=1)

Key: TypeAlias = tuple[str, str, int, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCall:
    """A number and where its visitor goes: a desk or, of the PC space, a seat.

    `awaited` while the visitor has not come yet; `made_at` is the workstation of the desk.
    """

    number: str
    place: str
    at: datetime
    times: int = 1
    seat: bool = False
    awaited: bool = True
    theme_code: str | None = None
    made_at: str = ""

    @property
    def key(self) -> Key:
        """What tells this call from others: another time, or the same number called again, is another call."""
        return (self.number, self.place, self.times, self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeWait:
    """How long somebody would wait who came now for a theme, whatever their language."""

    theme: Entry
    estimate: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """An activity as the wall announces it."""

    begins_at: datetime
    label: Label
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """Everything the display shows at a moment, the newest call first.

    `heard_at` is when the others were last heard of, None where nobody has to be heard.
    """

    now: datetime
    calls: tuple[ShownCall, ...] = ()
    waits: tuple[ThemeWait, ...] = ()
    turns: tuple[str, ...] = ()
    messages: tuple[Label, ...] = ()
    agenda: tuple[Happening, ...] = ()
    themes: tuple[Entry, ...] = ()
    heard_at: datetime | None = None

    @property
    def behind_since(self) -> datetime | None:
        """When the others were last heard of, if that is too long ago to be passed over in silence."""
        if self.heard_at is None or self.now - self.heard_at <= BEHIND_AFTER:
            return None
        return self.heard_at


def wall_of(wall: Wall, workstation: str) -> Wall:
    """Return what of a wall may still be shown: when nothing was heard for ten minutes, only what is sure."""
    heard_at = wall.behind_since
    if heard_at is None or wall.now - heard_at < MESSAGES_ONLY_AFTER:
        return wall
    # What is called at this very PC is known without anybody.
    calls = tuple(call for call in wall.calls if call.made_at == workstation)
    return Wall(
        now=wall.now,
        calls=calls,
        messages=wall.messages,
        agenda=wall.agenda,
        themes=wall.themes,
        heard_at=wall.heard_at,
    )


def calls_shown(tickets: Iterable[Ticket], line: SeatLine, now: datetime) -> tuple[ShownCall, ...]:
    """Return the calls in force, the newest first: of who has not come yet, and for a while of who has.

    A call that was taken back, or whose visitor was noted as absent, is none.
    """
    calls = [call for ticket in tickets if (call := _call(ticket, now)) is not None]
    calls += [
        ShownCall(number=offer.turn.number, place=seat_name(offer.seat), at=offer.since, seat=True)
        for offer in line.offers.values()
    ]
    return tuple(sorted(calls, key=lambda call: (call.at, len(call.number), call.number), reverse=True))


def _call(ticket: Ticket, now: datetime) -> ShownCall | None:
    at = ticket.last_called_at
    if at is None or ticket.desk is None or ticket.direct:
        return None
    awaited = ticket.state is TicketState.CALLED
    if not awaited and (ticket.state not in _CAME or now - at >= LEAVES_AFTER):
        return None
    return ShownCall(
        number=ticket.number,
        place=ticket.desk,
        at=at,
        # Called, put back and called again is another call, whatever the clock says.
        times=100 * ticket.attempt + ticket.call_count,
        awaited=awaited,
        theme_code=ticket.theme_code,
        made_at=ticket.desk_workstation or "",
    )


def dutch_first(day: date) -> bool:
    """Whether Dutch comes before French on a day: they take turns, in one size."""
    return bool(day.toordinal() % 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What stands on the display now; `announced` has just become the large one and is told aloud."""

    large: ShownCall | None
    others: tuple[ShownCall, ...]
    announced: ShownCall | None = None


@dataclass(slots=True)
class Stage:
    """Decides which call stands large: each new one in its order, for eight seconds at least; then the newest stays."""

    _day: date | None = None
    _known: set[Key] = field(default_factory=set)
    _pending: deque[Key] = field(default_factory=deque)
    _large: Key | None = None
    _since: datetime | None = None

    def look(self, calls: Sequence[ShownCall], now: datetime) -> Shown:
        """Take in the calls in force, the newest first, and return what is shown.

        At the first look of a day nothing is announced: what is there was announced before the display was opened.
        """
        by_key = {call.key: call for call in calls}
        if self._day != now.date():
            self._begin(now.date(), by_key)
        self._hear(calls)
        self._pending = deque(key for key in self._pending if key in by_key)
        if self._large not in by_key:
            self._large = None
        announced = None
        if self._pending and (self._large is None or self._since is None or now - self._since >= _HELD):
            self._large, self._since = self._pending.popleft(), now
            announced = by_key[self._large]
        elif self._large is None and calls:
            self._large, self._since = calls[0].key, None
        large = None if self._large is None else by_key[self._large]
        others = tuple(call for call in calls if call is not large)
        return Shown(large=large, others=others[: KEPT - 1], announced=announced)

    def _begin(self, day: date, by_key: Iterable[Key]) -> None:
        first = self._day is None
        self._day = day
        self._known = set(by_key) if first else set()
        self._pending.clear()
        self._large = self._since = None

    def _hear(self, calls: Sequence[ShownCall]) -> None:
        new = [call for call in reversed(calls) if call.key not in self._known]
        self._known.update(call.key for call in new)
        # Who is at the desk already need not be called any more.
        self._pending.extend(call.key for call in new if call.awaited)
