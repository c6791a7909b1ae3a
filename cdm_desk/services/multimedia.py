"""The multimedia space: gives seats until a moment, keeps the line of those who wait for one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from cdm_desk.domain.bag import OutsideError
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.errors import (
    AmountError,
    DayClosedError,
    SeatAwayError,
    SeatFreeError,
    SeatOutError,
    SeatPromisedError,
    SeatsShortError,
    SeatTakenError,
    SeatUnconfirmedError,
    SeatUnknownError,
    SharedFolderError,
    SpaceClosingError,
    TicketGoneError,
    TurnGoneError,
    UndoWindowClosedError,
)
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.multimedia import (
    BEFORE_CLOSING,
    HIGHEST_SEAT,
    PC_MOTIVE,
    SEAT_UNDO_WINDOW,
    TURN_SERIES,
    Device,
    PcSession,
    PcTurn,
    Seat,
    SeatNow,
    SeatState,
    Space,
    next_block,
    seat_claim,
    seat_name,
    session_end,
    space_at,
)
from cdm_desk.domain.queue import ClaimResult, Claims, LocalClaims
from cdm_desk.domain.slip import Slip
from cdm_desk.domain.staff import Action, Gate
from cdm_desk.domain.welcome import Visit, checked_people
from cdm_desk.store.multimedia import PC_SESSION, PC_TURN, SEAT
from cdm_desk.store.unit import Store, Unit

SMALLEST_GROUP: Final = 2
_UNDO_MINUTES: Final = int(SEAT_UNDO_WINDOW.total_seconds() // 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Who came for a PC: the visit, and the seat they were given, or their turn; neither when there is no seat to give.

    `closing` says that it is too late in the day for a seat.
    """

    visit: Visit
    session: PcSession | None = None
    turn: PcTurn | None = None
    closing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnsShown:
    """What the public display shows: numbers only. `offered` are the numbers that have a seat, and its number."""

    offered: tuple[tuple[str, str], ...]
    waiting: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Right:
    """The right to one giving of a seat; `offline` where only somebody's eyes gave it."""

    seat: int
    attempt: int
    offline: bool = False


class MultimediaService:
    """Gives seats, extends and frees them; two workstations never give one seat to two people.

    Each giving of a seat on a day is claimed in the shared folder, under its number, as each call of a ticket is: the
    screen names the seat only once the claim is won. While the folder is away a seat is given by the word of somebody
    who sees that it is free.
    """

    def __init__(self, store: Store, clock: Clock, gate: Gate, claims: Callable[[], Claims]) -> None:
        """`claims` gives the judge in force: the shared folder's, or this store's own."""
        self._store = store
        self._clock = clock
        self._gate = gate
        self._claims = claims

    def now(self) -> datetime:
        """Return the time in the space."""
        return self._clock.now()

    def alone(self) -> bool:
        """Whether a seat needs nobody's leave: no folder is shared."""
        return isinstance(self._claims(), LocalClaims)

    def space(self) -> Space:
        """Return the space as it is now."""
        with self._store.view() as unit:
            return self._space(unit)

    def slip(self, number: str) -> Slip:
        """Return what stands on the ticket of a number of the series 600 of today; raises TicketGoneError."""
        with self._store.view() as unit:
            turns = unit.seats.turns(self._clock.now().date())
            turn = next((each for each in turns if each.number == number), None)
            if turn is None:
                raise TicketGoneError
            motive = unit.lists.find(Kind.MOTIVE, PC_MOTIVE)
            assert motive is not None  # noqa: S101 - a code is retired, never taken away
            line = [each.id for each in self._space(unit).line.waiting]
        return Slip(
            ticket_id=turn.id,
            number=turn.number,
            theme_code=motive.code,
            theme=motive.label,
            issued_at=turn.since,
            ahead=line.index(turn.id) if turn.id in line else None,
            cancelled=turn.cancelled,
        )

    def display(self) -> TurnsShown:
        """Return what the public may see: which number has which seat, and which numbers wait."""
        line = self.space().line
        offers = sorted(line.offers.values(), key=lambda offer: (offer.since, offer.turn.rank))
        return TurnsShown(
            offered=tuple((offer.turn.number, seat_name(offer.seat)) for offer in offers),
            waiting=tuple(turn.number for turn in line.waiting),
        )

    def arrive(self, seat: int | None = None, *, seen: bool = False) -> Arrival:
        """Count somebody who comes in for a PC, and give them the next free seat, or this one.

        When every seat is taken they are given a turn, which never waits for the shared folder. Raises SeatTakenError,
        SeatOutError, SeatUnknownError, SeatPromisedError, SpaceClosingError for a chosen seat; SeatUnconfirmedError
        (trying again is safe), or SeatAwayError unless somebody has `seen` that the seat is free. Then nothing was
        counted. Raises DayClosedError once today's board is wiped.
        """
        self._gate.require(Action.REGISTER)
        return self._arrived(seat, seen=seen)

    def arrive_all(self, people: int) -> list[Arrival]:
        """Do as `arrive` for several, each a visitor of their own; raises only if none could be helped.

        Raises AmountError above 99.
        """
        self._gate.require(Action.REGISTER)
        checked_people(people, highest=HIGHEST_SEAT)
        arrivals: list[Arrival] = []
        for _each in range(people):
            try:
                arrivals.append(self.arrive())
            except SharedFolderError:
                if not arrivals:
                    raise
                break
        return arrivals

    def take_turn(self) -> PcTurn:
        """Count somebody who comes in for a PC, and give them a turn even while seats are free: it is offered one then.

        Nobody is asked for a seat, so that it waits for nothing. Raises SpaceClosingError, SeatsShortError where the
        house has no seat, or DayClosedError; then nothing was counted.
        """
        self._gate.require(Action.REGISTER)
        space = self._open_space()
        session_end(space.now)
        if not space.seats:
            raise SeatsShortError(1, 0)
        turn = self._waits().turn
        assert turn is not None  # noqa: S101 - it was given a line above
        return turn

    def seat_of(self, given_id: UUID) -> PcSession | None:
        """Return the block at which an arrival sits now: given at once, or to its turn, or after a move."""
        with self._store.view() as unit:
            turn = unit.seats.turn(given_id)
            started = given_id if turn is None else turn.session_id
            blocks = [] if started is None else unit.seats.given_by(started)
        return max((block for block in blocks if block.open), key=lambda block: block.ends_at, default=None)

    def give(self, seat: int | None = None, *, seen: bool = False) -> Arrival:
        """Do as `arrive`, for somebody who comes straight to the space."""
        self._gate.require(Action.OPEN_SEAT)
        return self._arrived(seat, seen=seen)

    def group(self, people: int, *, seen: bool = False) -> tuple[PcSession, ...]:
        """Give a seat to each of a class at once, all or none; they are counted as one arrival of so many people.

        Raises SeatsShortError, AmountError, and what `arrive` raises.
        """
        self._gate.require(Action.OPEN_SEAT)
        space = self._open_space()
        free = space.free()
        if not SMALLEST_GROUP <= people <= HIGHEST_SEAT:
            raise AmountError(people, SMALLEST_GROUP, HIGHEST_SEAT)
        if people > len(free):
            raise SeatsShortError(people, len(free))
        session_end(space.now)
        rights = self._rights(free, people, seen=seen)
        with self._store.unit() as unit:
            group_id = uuid4()
            begun = [self._begun(unit, right, group_id=group_id) for right in rights]
            sessions = tuple(session for session in begun if session is not None)
            if len(sessions) < people:
                raise SeatsShortError(people, len(sessions))
            self._counted(unit, people=people, ticket_id=group_id)
            return sessions

    def serve(self, turn_id: UUID, seat: int | None = None, *, seen: bool = False) -> PcSession:
        """Give a number its seat: the one it is offered, or this one, or the next free one; it was counted already.

        Raises TurnGoneError, SeatTakenError when there is none, and what `arrive` raises.
        """
        self._gate.require(Action.OPEN_SEAT)
        space = self._open_space()
        turn = self._waiting_turn(space, turn_id)
        offered = next((offer.seat for offer in space.line.offers.values() if offer.turn.id == turn_id), None)
        wanted = seat if seat is not None else offered
        choices = [each.number for each in space.free()] if wanted is None else [wanted]
        for number in choices:
            self._may_have(space, number, turn)
            right = self._right(number, by_hand=wanted is not None, seen=seen)
            session = None if right is None else self._served(turn, right)
            if session is not None:
                return session
        raise SeatTakenError(seat_name(choices[0]) if choices else "")

    def extend(self, seat: int) -> PcSession:
        """Let whoever sits here go on for another hour, as far as the doors and those who wait allow.

        Raises SeatFreeError, SeatPromisedError, SpaceClosingError, SeatTakenError when it was extended elsewhere.
        """
        self._gate.require(Action.OPEN_SEAT)
        space = self._open_space()
        here = self._held(space, seat)
        assert here.stay is not None  # noqa: S101 - somebody sits here
        last = here.stay.last
        start, end = next_block(here, space.now)
        # Whoever sits here sits here: without the folder too.
        right = self._right(seat, by_hand=True, seen=True)
        if right is None:
            raise SeatTakenError(here.seat.name)
        with self._store.unit() as unit:
            known = unit.seats.session(last.id)
            if known is None or not known.open or self._next_attempt(unit, seat) > right.attempt:
                raise SeatTakenError(here.seat.name)
            block = PcSession(
                id=uuid4(),
                day=last.day,
                seat=seat,
                device=here.seat.kind,
                attempt=right.attempt,
                started_at=start,
                ends_at=end,
                workstation=unit.workstation,
                follows_id=last.id,
                offline=right.offline,
            )
            unit.add_pc(block)
            return block

    def shorten(self, session_id: UUID) -> None:
        """Take an extension back, within two minutes of its beginning."""
        self._gate.require(Action.OPEN_SEAT)
        self._cancel(session_id)

    def free(self, seat: int) -> tuple[PcSession, ...]:
        """Note that a seat was left; return the blocks that this ended.

        A block that had not begun counts no more. Raises SeatFreeError.
        """
        self._gate.require(Action.OPEN_SEAT)
        with self._store.unit() as unit:
            here = self._held(self._space(unit), seat)
            return self._freed(unit, [here])

    def free_over(self) -> tuple[PcSession, ...]:
        """Free every seat whose time is up; return the blocks that this ended."""
        self._gate.require(Action.OPEN_SEAT)
        with self._store.unit() as unit:
            over = (SeatState.OVER, SeatState.COURTESY)
            return self._freed(unit, [each for each in self._space(unit).seats if each.state in over])

    def reopen(self, blocks: Sequence[PcSession]) -> None:
        """Take back that seats were freed, within two minutes; raises SeatTakenError where somebody else sits now."""
        self._gate.require(Action.OPEN_SEAT)
        with self._store.unit() as unit:
            self._reopen(unit, blocks)

    def set_out(self, seat: int) -> tuple[PcSession, ...]:
        """Note that a seat is out of order; who sat there has left it. Return the blocks that this ended."""
        self._gate.require(Action.OPEN_SEAT)
        with self._store.unit() as unit:
            here = self._known(self._space(unit), seat)
            if here.seat.out_of_order:
                raise SeatOutError(here.seat.name)
            freed = self._freed(unit, [here])
            unit.keep(SEAT, here.seat.name, {"out_since": self._clock.now(), "back_at": None})
            return freed

    def set_right(self, seat: int, blocks: Sequence[PcSession] = ()) -> None:
        """Note that a seat works again; `blocks` are those to be reopened when the note itself was a mistake."""
        self._gate.require(Action.OPEN_SEAT)
        with self._store.unit() as unit:
            here = self._known(self._space(unit), seat)
            unit.keep(SEAT, here.seat.name, {"back_at": self._clock.now()})
            if blocks:
                self._reopen(unit, blocks)

    def move(self, seat: int, to: int | None = None) -> PcSession:
        """Let whoever sits here go on at another seat until the same moment; nothing is counted again.

        Of two people who were sent here the one who came last moves. Raises SeatFreeError, SeatTakenError when there
        is no free seat, and what `arrive` raises.
        """
        self._gate.require(Action.OPEN_SEAT)
        space = self._open_space()
        here = self._held(space, seat)
        free = [each.number for each in space.free()] if to is None else [to]
        for number in free:
            self._may_have(space, number)
            right = self._right(number, by_hand=to is not None, seen=True)
            moved = None if right is None else self._moved(here, right)
            if moved is not None:
                return moved
        raise SeatTakenError(seat_name(free[0]) if free else here.seat.name)

    def move_back(self, session_id: UUID) -> None:
        """Take a move back, within two minutes; raises SeatTakenError where somebody else sits now."""
        self._gate.require(Action.OPEN_SEAT)
        with self._store.unit() as unit:
            moved = self._undoable(unit, session_id)
            before = None if moved.follows_id is None else unit.seats.session(moved.follows_id)
            unit.keep_pc(PC_SESSION, moved.id, {"cancelled": True})
            if before is not None:
                self._reopen(unit, [before])

    def withdraw(self, given_id: UUID) -> None:
        """Take back, within two minutes, that somebody came for a PC: the arrival, and the seat or the turn it gave.

        `given_id` is the block, the turn or the group. Raises UndoWindowClosedError or TurnGoneError.
        """
        self._gate.require(Action.OPEN_SEAT)
        with self._store.unit() as unit:
            kept = unit.visits.of_ticket(given_id)
            if kept is None or kept.visit.withdrawn:
                raise TurnGoneError("")
            if not kept.visit.withdrawable(self._clock.now()):
                raise UndoWindowClosedError(_UNDO_MINUTES)
            unit.withdraw(kept)

    def unserve(self, session_id: UUID) -> None:
        """Take back, within two minutes, that a number was given its seat: it waits again, at its old place."""
        self._gate.require(Action.OPEN_SEAT)
        with self._store.unit() as unit:
            session = self._undoable(unit, session_id)
            for block in unit.seats.given_by(session.id):
                unit.keep_pc(PC_SESSION, block.id, {"cancelled": True})
            for turn in unit.seats.turns(session.day):
                if turn.session_id == session_id:
                    unit.keep_pc(PC_TURN, turn.id, {"ended_at": None, "session_id": None})

    def left(self, turn_id: UUID) -> PcTurn:
        """Note that somebody waits no longer; raises TurnGoneError."""
        self._gate.require(Action.OPEN_SEAT)
        with self._store.unit() as unit:
            turn = self._waiting_turn(self._space(unit), turn_id)
            unit.keep_pc(PC_TURN, turn.id, {"ended_at": self._clock.now()})
            return turn

    def back(self, turn_id: UUID) -> None:
        """Take back that somebody waits no longer; they keep their place."""
        self._gate.require(Action.OPEN_SEAT)
        with self._store.unit() as unit:
            turn = unit.seats.turn(turn_id)
            if turn is None or turn.cancelled or turn.session_id is not None:
                raise TurnGoneError("" if turn is None else turn.number)
            unit.keep_pc(PC_TURN, turn.id, {"ended_at": None})

    def add_seats(self, first: int, last: int, kind: Device) -> None:
        """Put seats of a kind into the list, or change what stands at them; raises AmountError."""
        self._gate.require(Action.KEEP_LISTS)
        with self._store.unit() as unit:
            for number in _numbers(first, last):
                unit.keep(SEAT, seat_name(number), {"kind": kind.value, "removed": False})

    def remove_seats(self, first: int, last: int) -> None:
        """Take seats out of the list; raises AmountError, or SeatTakenError where somebody sits."""
        self._gate.require(Action.KEEP_LISTS)
        with self._store.unit() as unit:
            space = self._space(unit)
            for number in _numbers(first, last):
                here = space.seat(number)
                if here is not None and here.stay is not None:
                    raise SeatTakenError(here.seat.name)
                if here is not None:
                    unit.keep(SEAT, here.seat.name, {"removed": True})

    def _space(self, unit: Unit) -> Space:
        now = self._clock.now()
        today = now.date()
        sessions, turns = unit.seats.sessions(today), unit.seats.turns(today)
        return space_at(unit.seats.all(), sessions, turns, now, closed=unit.days.closed(today))

    def _open_space(self) -> Space:
        space = self.space()
        if space.closed:
            raise DayClosedError(space.now.date())
        with self._store.view() as unit:
            if unit.bags.away(unit.workstation, space.now.date()):
                raise OutsideError
        return space

    def _arrived(self, seat: int | None, *, seen: bool) -> Arrival:
        space = self._open_space()
        closing = space.now >= space.latest_end
        if seat is not None:
            if closing:
                raise SpaceClosingError(f"{space.latest_end + BEFORE_CLOSING:%H:%M}")
            self._may_have(space, seat)
        if seat is None and (closing or not space.seats):
            with self._store.unit() as unit:
                return Arrival(visit=self._counted(unit), closing=closing)
        for number in [each.number for each in space.free()] if seat is None else [seat]:
            right = self._right(number, by_hand=seat is not None, seen=seen)
            arrival = None if right is None else self._seated(right)
            if arrival is not None:
                return arrival
        if seat is not None:
            raise SeatTakenError(seat_name(seat))
        return self._waits()

    def _right(self, number: int, *, by_hand: bool = False, seen: bool = False) -> _Right | None:
        """Ask for the right to give a seat; None when somebody else has it.

        A seat chosen by hand is had past the claim of a program that broke off before it gave it.
        """
        today = self._clock.now().date()
        with self._store.view() as view:
            attempt = self._next_attempt(view, number)
        claims, claim = self._claims(), seat_claim(today, number)
        result = claims.take(claim, attempt)
        while by_hand and result is ClaimResult.LOST and claims.stalled(claim, attempt):
            attempt += 1
            result = claims.take(claim, attempt)
        match result:
            case ClaimResult.WON:
                return _Right(number, attempt)
            case ClaimResult.LOST:
                return None
            case ClaimResult.AWAY | ClaimResult.UNSENT if seen:
                return _Right(number, attempt, offline=True)
            case ClaimResult.AWAY | ClaimResult.UNSENT:
                raise SeatAwayError(seat_name(number))
            case ClaimResult.UNKNOWN:
                raise SeatUnconfirmedError(seat_name(number))

    def _rights(self, free: Sequence[Seat], people: int, *, seen: bool) -> list[_Right]:
        """Ask for the right to so many seats, all or none."""
        rights: list[_Right] = []
        try:
            for seat in free:
                right = self._right(seat.number, seen=seen)
                if right is not None:
                    rights.append(right)
                if len(rights) == people:
                    return rights
        except SharedFolderError:
            self._spend(rights)
            raise
        self._spend(rights)
        raise SeatsShortError(people, len(rights))

    def _next_attempt(self, unit: Unit, number: int) -> int:
        given = unit.seats.at_seat(self._clock.now().date(), number)
        return 1 + max((session.attempt for session in given), default=0)

    def _spend(self, rights: Iterable[_Right]) -> None:
        """Let everybody know of rights that were won and came to nothing: the seats are free for the next."""
        with self._store.unit() as unit:
            for right in rights:
                session = self._begun(unit, right)
                if session is not None:
                    unit.keep_pc(PC_SESSION, session.id, {"cancelled": True})

    def _begun(
        self, unit: Unit, right: _Right, *, group_id: UUID | None = None, moved: PcSession | None = None
    ) -> PcSession | None:
        """Give a seat whose right was won, unless it was taken since it was looked at."""
        now = self._clock.now()
        seat = unit.seats.find(right.seat)
        sessions = unit.seats.at_seat(now.date(), right.seat)
        if seat is None or seat.out_of_order or any(each.open or each.attempt >= right.attempt for each in sessions):
            return None
        session = PcSession(
            id=uuid4(),
            day=now.date(),
            seat=right.seat,
            device=seat.kind,
            attempt=right.attempt,
            started_at=now,
            ends_at=session_end(now) if moved is None else moved.ends_at,
            workstation=unit.workstation,
            follows_id=None if moved is None else moved.id,
            group_id=group_id,
            counted=moved is None,
            offline=right.offline,
        )
        unit.add_pc(session)
        return session

    def _seated(self, right: _Right) -> Arrival | None:
        with self._store.unit() as unit:
            session = self._begun(unit, right)
            if session is None:
                return None
            return Arrival(visit=self._counted(unit, ticket_id=session.id), session=session)

    def _served(self, turn: PcTurn, right: _Right) -> PcSession | None:
        with self._store.unit() as unit:
            known = unit.seats.turn(turn.id)
            if known is None or not known.waiting:
                raise TurnGoneError(turn.number)
            session = self._begun(unit, right)
            if session is not None:
                unit.keep_pc(PC_TURN, turn.id, {"ended_at": session.started_at, "session_id": session.id})
            return session

    def _moved(self, here: SeatNow, right: _Right) -> PcSession | None:
        assert here.stay is not None  # noqa: S101 - somebody sits here
        last = here.stay.last
        with self._store.unit() as unit:
            session = self._begun(unit, right, moved=last)
            if session is None:
                return None
            alone = here.stay.people == 1
            self._freed(unit, [here], only=None if alone else last.id, moved=True)
            return session

    def _waits(self) -> Arrival:
        now = self._clock.now()
        with self._store.unit() as unit:
            number = unit.numbers.hand_out(now.date(), TURN_SERIES, alone=self.alone(), name=unit.workstation)
            turn = PcTurn(id=uuid4(), day=now.date(), number=number, since=now, workstation=unit.workstation)
            unit.add_pc(turn)
            return Arrival(visit=self._counted(unit, ticket_id=turn.id, number=number), turn=turn)

    def _counted(
        self, unit: Unit, *, people: int = 1, ticket_id: UUID | None = None, number: str | None = None
    ) -> Visit:
        now = self._clock.now()
        visit = Visit(
            id=uuid4(),
            day=now.date(),
            arrived_at=now,
            motive_code=PC_MOTIVE,
            people=people,
            ticket_id=ticket_id,
            number=number,
        )
        return unit.arrive(visit)

    def _freed(
        self, unit: Unit, seats: Iterable[SeatNow], *, only: UUID | None = None, moved: bool = False
    ) -> tuple[PcSession, ...]:
        now = self._clock.now()
        ended = []
        for here in seats:
            for block in () if here.stay is None else here.stay.sessions:
                if only is not None and block.id != only:
                    continue
                # What somebody else's clock has begun a little later than ours has begun all the same.
                not_begun = block.follows_id is not None and block.started_at > now and not moved
                unit.keep_pc(PC_SESSION, block.id, {"cancelled": True} if not_begun else {"ended_at": now})
                ended.append(block)
        return tuple(ended)

    def _reopen(self, unit: Unit, blocks: Iterable[PcSession]) -> None:
        now = self._clock.now()
        space = self._space(unit)
        for block in blocks:
            known = unit.seats.session(block.id)
            here = space.seat(block.seat)
            if known is None or known.open:
                continue
            if known.ended_at is not None and now - known.ended_at > SEAT_UNDO_WINDOW:
                raise UndoWindowClosedError(_UNDO_MINUTES)
            if here is None or here.stay is not None:
                raise SeatTakenError(seat_name(block.seat))
            unit.keep_pc(PC_SESSION, block.id, {"ended_at": None, "cancelled": False})

    def _cancel(self, session_id: UUID) -> None:
        with self._store.unit() as unit:
            session = self._undoable(unit, session_id)
            unit.keep_pc(PC_SESSION, session.id, {"cancelled": True})

    def _undoable(self, unit: Unit, session_id: UUID) -> PcSession:
        session = unit.seats.session(session_id)
        if session is None or not session.undoable(self._clock.now()):
            raise UndoWindowClosedError(_UNDO_MINUTES)
        return session

    def _known(self, space: Space, number: int) -> SeatNow:
        here = space.seat(number)
        if here is None:
            raise SeatUnknownError(seat_name(number))
        return here

    def _held(self, space: Space, number: int) -> SeatNow:
        here = self._known(space, number)
        if here.stay is None:
            raise SeatFreeError(here.seat.name)
        return here

    def _may_have(self, space: Space, number: int, turn: PcTurn | None = None) -> Seat:
        """Return a seat that can be given, to a number if one is named; raises what keeps it from being so."""
        here = self._known(space, number)
        if here.stay is not None:
            raise SeatTakenError(here.seat.name)
        if here.seat.out_of_order:
            raise SeatOutError(here.seat.name)
        if here.offer is not None and (turn is None or here.offer.turn.id != turn.id):
            raise SeatPromisedError(here.seat.name, here.offer.turn.number)
        return here.seat

    def _waiting_turn(self, space: Space, turn_id: UUID) -> PcTurn:
        line = space.line
        offered = (offer.turn for offer in line.offers.values())
        turn = next((turn for turn in (*offered, *line.waiting, *line.absent) if turn.id == turn_id), None)
        if turn is None:
            raise TurnGoneError("")
        return turn


def _numbers(first: int, last: int) -> range:
    for number in (first, last):
        if not 1 <= number <= HIGHEST_SEAT:
            raise AmountError(number, 1, HIGHEST_SEAT)
    return range(min(first, last), max(first, last) + 1)
