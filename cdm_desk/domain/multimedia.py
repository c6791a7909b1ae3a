"""The multimedia space: seats, who sits at one until when, whose turn is next, and what stays of it.

A session holds the moment at which it ends; nothing is counted down, so that a program that was closed, or killed,
knows at its next start what it knew before. Whose turn it is follows from what happened, in the order in which it
happened: every workstation reads the same offers from the same board, and nobody has to write them.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid5

from cdm_desk.domain.clock import in_brussels, seconds_of
from cdm_desk.domain.errors import SeatPromisedError, SpaceClosingError
from cdm_desk.domain.opening import closes_at

PC_MOTIVE: Final = "MV3"
TURN_SERIES: Final = "6"
HIGHEST_SEAT: Final = 99
SHIPPED_SEATS: Final = 45
SESSION: Final = timedelta(minutes=60)
NOTICE: Final = timedelta(minutes=5)
COURTESY: Final = timedelta(minutes=5)
BEFORE_CLOSING: Final = timedelta(minutes=5)
OFFER: Final = timedelta(minutes=3)
MOST_OFFERS: Final = 2
"""Who lets two offers pass is not there: the seat goes to others, and the number can still be served by hand."""
SEAT_UNDO_WINDOW: Final = timedelta(minutes=2)

_OF_SEAT: Final = UUID("5f2b0c52-8f0e-4d2f-9f0a-6a1d4d3b7c11")


class Device(StrEnum):
    """What stands at a seat."""

    PC = "pc"
    TABLET = "tablet"


class SeatState(StrEnum):
    """How a seat looks now; `soon` is the last five minutes, `courtesy` the five after them if nobody waits."""

    FREE = "free"
    OFFERED = "offered"
    RUNNING = "running"
    SOON = "soon"
    COURTESY = "courtesy"
    OVER = "over"
    OUT = "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A place in the multimedia space; `out_since` and `back_at` are the last time it was out of order."""

    number: int
    kind: Device = Device.PC
    out_since: datetime | None = None
    back_at: datetime | None = None

    @property
    def name(self) -> str:
        """The two digits on the seat, and on the keys."""
        return seat_name(self.number)

    @property
    def out_of_order(self) -> bool:
        """Whether nobody can work there."""
        return self.out_since is not None and (self.back_at is None or self.back_at < self.out_since)


@dataclass(frozen=True, slots=True, kw_only=True)
class PcFact:
    """Blocks of 60 minutes started on one device, in one hour of one day."""

    id: UUID
    day: date
    hour: int
    device: str
    blocks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PcSession:
    """A block of 60 minutes at one seat, today; who goes on has another, which `follows_id` this one.

    `attempt` counts what was given at the seat today, this one included. `counted` is False for the rest of a block
    that was moved from another seat, `accurate` for one that was still running when the day was closed; `offline` says
    that a person saw that the seat was free, while the shared folder could not be asked.
    """

    id: UUID
    day: date
    seat: int
    device: Device
    attempt: int
    started_at: datetime
    ends_at: datetime
    workstation: str
    follows_id: UUID | None = None
    group_id: UUID | None = None
    ended_at: datetime | None = None
    cancelled: bool = False
    counted: bool = True
    offline: bool = False
    accurate: bool = True

    @property
    def open(self) -> bool:
        """Whether it still holds its seat."""
        return not self.cancelled and self.ended_at is None

    @property
    def counts(self) -> bool:
        """Whether it is a session in the figures."""
        return self.counted and not self.cancelled

    def fact(self, fact_id: UUID) -> PcFact:
        """Return what stays of the block, under an id of its own."""
        return PcFact(id=fact_id, day=self.day, hour=self.started_at.hour, device=self.device.value, blocks=1)

    def undoable(self, now: datetime) -> bool:
        """Whether the two minutes in which it can be taken back still run."""
        return not self.cancelled and now - min(self.started_at, now) <= SEAT_UNDO_WINDOW


@dataclass(frozen=True, slots=True, kw_only=True)
class PcTurn:
    """A number of the series 600: somebody waits for a seat, today.

    `session_id` is the block that ended the wait; a wait that ended without one was given up, or cancelled.
    """

    id: UUID
    day: date
    number: str
    since: datetime
    workstation: str
    ended_at: datetime | None = None
    session_id: UUID | None = None
    cancelled: bool = False

    @property
    def waiting(self) -> bool:
        """Whether the person still waits, as far as anybody knows."""
        return self.ended_at is None and not self.cancelled

    @property
    def rank(self) -> tuple[datetime, int, str, str]:
        """The order of arrival; of two of one second the one with the lower number came first."""
        return (self.since, len(self.number), self.number, self.id.hex)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A free seat that is kept for one number until a moment, and then for the next."""

    seat: int
    turn: PcTurn
    since: datetime

    @property
    def until(self) -> datetime:
        """When the seat goes to the next number."""
        return self.since + OFFER


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Who waits for a seat: the offers by seat, the others in the order of their turns, who let two offers pass."""

    offers: Mapping[int, Offer] = field(default_factory=dict)
    waiting: tuple[PcTurn, ...] = ()
    absent: tuple[PcTurn, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """The open sessions of one seat: one person and the blocks they went on for, or, by mistake, two people."""

    seat: int
    sessions: tuple[PcSession, ...]

    @property
    def since(self) -> datetime:
        """When the first of them began."""
        return min(session.started_at for session in self.sessions)

    @property
    def ends_at(self) -> datetime:
        """When the last of them ends."""
        return self.last.ends_at

    @property
    def last(self) -> PcSession:
        """The block that ends last."""
        return max(self.sessions, key=lambda session: (session.ends_at, session.attempt, session.id.hex))

    @property
    def people(self) -> int:
        """How many were sent to this seat: two only if the shared folder was away, and each was told it was free."""
        known = {session.id for session in self.sessions}
        return sum(session.follows_id not in known for session in self.sessions)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatNow:
    """A seat as it is at a moment; `promised_to` is the number that waits for this seat to end."""

    seat: Seat
    state: SeatState
    stay: Stay | None = None
    offer: Offer | None = None
    minutes: int = 0
    promised_to: str | None = None

    @property
    def twice(self) -> bool:
        """Whether two people were sent here."""
        return self.stay is not None and self.stay.people > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """The multimedia space at a moment; `latest_end` is five minutes before the doors close."""

    now: datetime
    latest_end: datetime
    seats: tuple[SeatNow, ...]
    line: Line
    closed: bool = False

    def seat(self, number: int) -> SeatNow | None:
        """Return one seat, None for a number that stands on none."""
        return next((each for each in self.seats if each.seat.number == number), None)

    def free(self) -> list[Seat]:
        """Return the seats that nobody has and nobody is offered: PCs first, by number."""
        found = [each.seat for each in self.seats if each.state is SeatState.FREE]
        return sorted(found, key=lambda seat: (seat.kind is not Device.PC, seat.number))

    def count(self, *states: SeatState) -> int:
        """Return how many seats are in one of some states."""
        return sum(each.state in states for each in self.seats)

    @property
    def taken(self) -> int:
        """How many seats somebody holds."""
        return sum(each.stay is not None for each in self.seats)

    @property
    def people_waiting(self) -> int:
        """How many numbers wait, those included that are offered a seat."""
        return len(self.line.waiting) + len(self.line.offers)


def seat_name(number: int) -> str:
    """Return a seat's number in two digits."""
    return f"{number:02d}"


def seat_of_name(workstation: str) -> int | None:
    """Return the seat that a workstation's name ends with, such as 12 for `PC 12`; None where it names none."""
    digits = re.search(r"(?<![0-9])0*([1-9][0-9]?)\s*\Z", workstation)
    return None if digits is None else int(digits[1])


def seat_claim(day: date, number: int) -> UUID:
    """Return the name under which one seat is claimed on one day, the same at every workstation."""
    return uuid5(_OF_SEAT, f"{day.isoformat()} {number}")


def latest_end(day: date) -> datetime:
    """Return when the last session of a day ends: five minutes before the doors close."""
    return in_brussels(datetime.combine(day, closes_at(day))) - BEFORE_CLOSING


def session_end(start: datetime) -> datetime:
    """Return when a session that starts now ends; raises SpaceClosingError when no time is left before closing."""
    latest = latest_end(start.date())
    if start >= latest:
        raise SpaceClosingError(f"{latest + BEFORE_CLOSING:%H:%M}")
    return min(start + SESSION, latest)


def next_block(here: SeatNow, now: datetime) -> tuple[datetime, datetime]:
    """Return when another block of who sits here would begin and end: at the end of the last, or now if that is past.

    Raises SeatPromisedError where somebody waits for this very seat, SpaceClosingError when no time is left.
    """
    if here.stay is None:
        raise ValueError(here.seat.name)
    if here.promised_to is not None:
        raise SeatPromisedError(here.seat.name, here.promised_to)
    start = max(here.stay.ends_at, now)
    return start, session_end(start)


def line_of(seats: Iterable[Seat], sessions: Iterable[PcSession], turns: Sequence[PcTurn], now: datetime) -> Line:
    """Return who is offered which seat now, and who waits, from all that happened today.

    A seat that becomes free is offered to the first number for three minutes, then to the next; a number that let an
    offer pass comes after those that did not, and is offered no third one.
    """
    waiting = [turn for turn in turns if turn.waiting and turn.since <= now]
    if not waiting:
        return Line()
    history = _History(seats, sessions, turns, now)
    history.replay()
    offered = {offer.turn.id for offer in history.offers.values()}
    rest = sorted((turn for turn in waiting if turn.id not in offered), key=history.rank)
    return Line(
        offers=dict(history.offers),
        waiting=tuple(turn for turn in rest if history.misses[turn.id] < MOST_OFFERS),
        absent=tuple(turn for turn in rest if history.misses[turn.id] >= MOST_OFFERS),
    )


class _History:
    """The day so far, replayed: seats that become free and taken, numbers that come and go, offers that run out."""

    def __init__(
        self, seats: Iterable[Seat], sessions: Iterable[PcSession], turns: Sequence[PcTurn], now: datetime
    ) -> None:
        self._now = now
        self.offers: dict[int, Offer] = {}
        self.misses: dict[UUID, int] = {turn.id: 0 for turn in turns}
        self._held: dict[int, int] = {}
        self._free_since: dict[int, datetime] = {}
        self._waiting: dict[UUID, PcTurn] = {}
        self._steps: dict[datetime, list[tuple[int, int | PcTurn]]] = {}
        for seat in seats:
            self._held[seat.number] = 0
            self._free_since[seat.number] = datetime.min.replace(tzinfo=now.tzinfo)
            if seat.out_since is not None:
                until = seat.back_at if seat.back_at is not None and not seat.out_of_order else None
                self._hold(seat.number, seat.out_since, until)
        for session in sessions:
            if not session.cancelled:
                self._hold(session.seat, session.started_at, session.ended_at)
        for turn in turns:
            if not turn.cancelled:
                self._step(turn.since, +1, turn)
                if turn.ended_at is not None:
                    self._step(turn.ended_at, -1, turn)

    def rank(self, turn: PcTurn) -> tuple[int, tuple[datetime, int, str, str]]:
        """The order in which numbers are offered a seat."""
        return (self.misses[turn.id], turn.rank)

    def replay(self) -> None:
        """Let everything happen that has happened until now."""
        for moment in sorted(self._steps):
            self._run_out(moment)
            for by, what in self._steps[moment]:
                self._happen(moment, by, what)
            self._offer(moment)
        self._run_out(self._now)

    def _hold(self, number: int, since: datetime, until: datetime | None) -> None:
        if number in self._held:
            self._step(since, +1, number)
            if until is not None:
                self._step(max(since, until), -1, number)

    def _step(self, moment: datetime, by: int, what: int | PcTurn) -> None:
        # Another workstation's clock may be ahead: what it has told has happened.
        self._steps.setdefault(min(moment, self._now), []).append((by, what))

    def _happen(self, moment: datetime, by: int, what: int | PcTurn) -> None:
        if isinstance(what, PcTurn):
            if by > 0:
                self._waiting[what.id] = what
            else:
                self._waiting.pop(what.id, None)
                self._drop(lambda offer: offer.turn.id == what.id)
            return
        self._held[what] += by
        if not self._held[what]:
            self._free_since[what] = moment
        else:
            self._drop(lambda offer: offer.seat == what)

    def _drop(self, gone: Callable[[Offer], bool]) -> None:
        self.offers = {seat: offer for seat, offer in self.offers.items() if not gone(offer)}

    def _run_out(self, until: datetime) -> None:
        """Let offers run out one after the other, each seat going on to the next number at once."""
        while self.offers:
            first = min(self.offers.values(), key=lambda offer: (offer.until, offer.seat))
            if first.until > until:
                return
            del self.offers[first.seat]
            self.misses[first.turn.id] += 1
            self._offer(first.until)

    def _offer(self, moment: datetime) -> None:
        offered = {offer.turn.id for offer in self.offers.values()}
        takers = [
            turn for turn in self._waiting.values() if turn.id not in offered and self.misses[turn.id] < MOST_OFFERS
        ]
        if not takers:
            return
        free = [number for number, held in self._held.items() if not held and number not in self.offers]
        free.sort(key=lambda number: (self._free_since[number], number))
        for number, turn in zip(free, sorted(takers, key=self.rank), strict=False):
            self.offers[number] = Offer(seat=number, turn=turn, since=moment)


def space_at(
    seats: Sequence[Seat],
    sessions: Sequence[PcSession],
    turns: Sequence[PcTurn],
    now: datetime,
    *,
    closed: bool = False,
) -> Space:
    """Return the multimedia space as it is at a moment."""
    line = line_of(seats, sessions, turns, now)
    stays = _stays(sessions)
    promised = _promised(stays, line)
    somebody_waits = bool(line.waiting)
    return Space(
        now=now,
        latest_end=latest_end(now.date()),
        seats=tuple(
            _seat_now(
                seat,
                stays.get(seat.number),
                line.offers.get(seat.number),
                promised.get(seat.number),
                now,
                somebody_waits=somebody_waits,
            )
            for seat in sorted(seats, key=lambda seat: seat.number)
        ),
        line=line,
        closed=closed,
    )


def _stays(sessions: Iterable[PcSession]) -> dict[int, Stay]:
    found: dict[int, list[PcSession]] = {}
    for session in sessions:
        if session.open:
            found.setdefault(session.seat, []).append(session)
    return {seat: Stay(seat=seat, sessions=tuple(of_seat)) for seat, of_seat in found.items()}


def _promised(stays: Mapping[int, Stay], line: Line) -> dict[int, str]:
    """Return which seats have no more time to give: as many as people wait, those that end first."""
    ending = sorted(stays.values(), key=lambda stay: (stay.ends_at, stay.seat))
    return {stay.seat: turn.number for stay, turn in zip(ending, line.waiting, strict=False)}


def _seat_now(
    seat: Seat, stay: Stay | None, offer: Offer | None, promised_to: str | None, now: datetime, *, somebody_waits: bool
) -> SeatNow:
    if stay is None:
        state = SeatState.OUT if seat.out_of_order else SeatState.OFFERED if offer is not None else SeatState.FREE
        return SeatNow(seat=seat, state=state, offer=None if seat.out_of_order else offer)
    left = stay.ends_at - now
    if left > NOTICE:
        state = SeatState.RUNNING
    elif left > timedelta():
        state = SeatState.SOON
    elif left > -COURTESY and not somebody_waits:
        state = SeatState.COURTESY
    else:
        state = SeatState.OVER
    return SeatNow(seat=seat, state=state, stay=stay, minutes=_minutes(now, stay.ends_at), promised_to=promised_to)


def _minutes(now: datetime, end: datetime) -> int:
    """Return the minutes left, a begun one included: none is left only when the time is up."""
    return max(0, -(-(seconds_of(end) - seconds_of(now)) // 60))
