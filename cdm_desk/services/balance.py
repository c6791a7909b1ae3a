"""What a manager sees before a day is closed, settles line by line, and puts right the next morning."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from cdm_desk.domain.activities import ActivityFact
from cdm_desk.domain.balance import (
    CORRECTABLE,
    OF_STATE,
    Counted,
    LooseEnd,
    Matter,
    Trace,
    Traced,
    gathered,
    traced,
    with_amount,
)
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.counselling import CounsellingSession
from cdm_desk.domain.errors import (
    AlreadyUndoneError,
    DayClosedError,
    DoorsOpenError,
    FactGoneError,
    SeatFreeError,
    SeatTakenError,
    SessionGoneError,
    TicketGoneError,
    TicketStateError,
    TurnGoneError,
)
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.multimedia import PcSession, seat_name
from cdm_desk.domain.opening import doors_close
from cdm_desk.domain.queue import OPEN_STATES, Act, Ticket, TicketState
from cdm_desk.domain.reports import Missing
from cdm_desk.domain.staff import Action, Gate, Role
from cdm_desk.domain.welcome import VisitFact
from cdm_desk.store.activities import keep_activity
from cdm_desk.store.multimedia import PC_SESSION, PC_TURN
from cdm_desk.store.unit import Store, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What was ended from the list, with what it takes to let it go on."""

    end: LooseEnd
    act_id: UUID | None = None
    talk: CounsellingSession | None = None
    blocks: tuple[PcSession, ...] = ()


class BalanceService:
    """Lists what is left over on a day, ends it, and tells what became of its count afterwards."""

    def __init__(self, store: Store, clock: Clock, gate: Gate, missing: Callable[[date], Missing]) -> None:
        """`missing` says what the exchange still waits for on a day."""
        self._store = store
        self._clock = clock
        self._gate = gate
        self._missing = missing

    def today(self) -> date:
        """Return the day that runs."""
        return self._clock.now().date()

    def loose_ends(self, day: date) -> list[LooseEnd]:
        """Return what is left over on the board of a day, and who was not heard of; nothing is left out."""
        missing = self._missing(day)
        with self._store.view() as unit:
            found = [
                *self._without_outcome(unit, day),
                *self._tickets(unit, day),
                *self._talks(unit, day),
                *self._seats(unit, day),
                *self._uncounted(unit, day),
                *self._late(unit, day),
            ]
        found += [LooseEnd(matter=Matter.SILENT, day=day, thing=name, name=name, here=False) for name in missing.silent]
        found += [
            LooseEnd(matter=Matter.HOLDING, day=day, thing=name, name=name, number=unsent, here=False)
            for name, unsent in missing.holding
        ]
        if missing.not_exchanged:
            found.append(LooseEnd(matter=Matter.UNSENT, day=day, thing="", number=missing.not_exchanged))
        return sorted(found, key=lambda end: end.rank)

    def settle(self, end: LooseEnd) -> Settled:
        """End one thing as the day close would, a little sooner; who waits has left.

        Raises DoorsOpenError before the doors have closed, DayClosedError after the day, or the error of what has
        ended meanwhile: TicketStateError, TicketGoneError, SessionGoneError, TurnGoneError, SeatFreeError.
        """
        self._gate.require(Action.SETTLE)
        with self._store.unit() as unit:
            self._may_settle(unit, end.day)
            match end.matter:
                case Matter.SEAT:
                    return Settled(end=end, blocks=self._free(unit, end))
                case Matter.TURN:
                    turn = unit.seats.turn(UUID(hex=end.thing))
                    if turn is None or not turn.waiting:
                        raise TurnGoneError(end.name)
                    unit.keep_pc(PC_TURN, turn.id, {"ended_at": self._clock.now()})
                    return Settled(end=end)
                case Matter.TALK:
                    return Settled(end=end, talk=self._ended(unit, UUID(hex=end.thing)))
                case _:
                    return self._ended_ticket(unit, end)

    def take_back(self, settled: Settled) -> None:
        """Let go on what was ended; raises DayClosedError, AlreadyUndoneError, or SeatTakenError."""
        self._gate.require(Action.SETTLE)
        end = settled.end
        with self._store.unit() as unit:
            if unit.days.closed(end.day):
                raise DayClosedError(end.day)
            if settled.act_id is not None:
                self._unend_ticket(unit, UUID(hex=end.thing), settled.act_id)
            if settled.talk is not None:
                unit.keep_session(settled.talk)
            if end.matter is Matter.TURN:
                unit.keep_pc(PC_TURN, UUID(hex=end.thing), {"ended_at": None})
            if settled.blocks and any(block.open for block in unit.seats.at_seat(end.day, int(end.thing))):
                raise SeatTakenError(end.name)
            for block in settled.blocks:
                before = {"ended_at": None, "accurate": block.accurate, "cancelled": block.cancelled}
                unit.keep_pc(PC_SESSION, block.id, before)

    def count_heads(self, fact_id: UUID, present: int) -> UUID:
        """Count who came to an activity, by the id of its plan or of its fact; return the id of its new fact.

        Raises FactGoneError when no such activity counts, AmountError for a number that cannot be true.
        """
        self._gate.require(Action.COUNT_HEADS)
        with self._store.view() as unit:
            planned = unit.activities.find(fact_id)
        if planned is not None and planned.sensitive:
            self._gate.require(Action.COUNT_AUDIENCE)
        with self._store.unit() as unit:
            planned = unit.activities.find(fact_id)
            if planned is not None:
                heads = planned.counted(present, None, None, self._clock.now())
                return keep_activity(unit, heads, role=Role.RECEPTION.value).fact_id or fact_id
            known = unit.facts.counting(fact_id)
            if not isinstance(known, ActivityFact):
                raise FactGoneError
            counted = with_amount(known, present, uuid4())
            unit.take_back(known.id, reason="amended", role="reception")
            unit.facts.add(counted)
            return counted.id

    def trace(self, day: date) -> list[Trace]:
        """Return what was noted late for a day, and what was taken out of its count: by which role, when and why."""
        self._gate.require(Action.READ_DAY_SHEET)
        with self._store.view() as unit:
            reasons = {entry.code for entry in unit.lists.all(Kind.VOID_REASON)}
            late = [
                Trace(what=Traced.LATE, fact=fact, role=fact.noted_by, on=fact.noted_on)
                for fact in unit.facts.between(day, day, ("visit",))
                if isinstance(fact, VisitFact) and fact.late
            ]
            voided = [
                Trace(what=Traced.VOIDED, fact=fact, role=void.role, on=void.day, reason=void.reason)
                for fact, void in unit.facts.voided(day)
                # What was mended at once, on the day itself, was never a figure of a closed day.
                if void.reason in reasons or void.day > day
            ]
        return traced([*late, *voided])

    def counted(self, day: date) -> list[Counted]:
        """Return the facts of a day that were noted by hand and count, alike ones as one."""
        self._gate.require(Action.READ_DAY_SHEET)
        with self._store.view() as unit:
            return [each for kind in CORRECTABLE for each in gathered(unit.facts.between(day, day, (kind,)))]

    def _may_settle(self, unit: Unit, day: date) -> None:
        if unit.days.closed(day):
            raise DayClosedError(day)
        if self._clock.now() < doors_close(day):
            raise DoorsOpenError(day)

    def _without_outcome(self, unit: Unit, day: date) -> Iterator[LooseEnd]:
        own = unit.sessions.without_outcome(day)
        told = {
            desk.name: desk.without_outcome
            for desk in unit.desks.all()
            if desk.workstation != unit.workstation and desk.opened_at.date() == day
        }
        for name, number in {**told, **own}.items():
            if number:
                yield LooseEnd(
                    matter=Matter.OUTCOME, day=day, thing=name, name=name, desk=name, number=number, here=name in own
                )

    def _tickets(self, unit: Unit, day: date) -> Iterator[LooseEnd]:
        for ticket in unit.tickets.of_day(day, OPEN_STATES):
            yield LooseEnd(
                matter=OF_STATE[ticket.state],
                day=day,
                thing=ticket.id.hex,
                name=ticket.number,
                theme_code=ticket.theme_code,
                desk=ticket.desk,
                since=ticket.issued_at,
                here=(ticket.desk_workstation or ticket.workstation) == unit.workstation,
            )

    def _talks(self, unit: Unit, day: date) -> Iterator[LooseEnd]:
        for kept in unit.sessions.all_running(day):
            session = kept.session
            ticket = None if session.ticket_id is None else unit.tickets.find(session.ticket_id)
            if session.day == day and (ticket is None or ticket.state not in OPEN_STATES):
                yield LooseEnd(
                    matter=Matter.TALK,
                    day=day,
                    thing=session.id.hex,
                    name=session.number or "–",
                    theme_code=session.theme_code,
                    desk=session.desk or None,
                    since=session.started_at,
                )

    def _seats(self, unit: Unit, day: date) -> Iterator[LooseEnd]:
        first: dict[int, PcSession] = {}
        for block in unit.seats.open_until(day):
            if block.day == day and block.seat not in first:
                first[block.seat] = block
        for number, block in first.items():
            yield LooseEnd(
                matter=Matter.SEAT,
                day=day,
                thing=str(number),
                name=seat_name(number),
                since=block.started_at,
                here=block.workstation == unit.workstation,
            )
        for turn in unit.seats.waiting_until(day):
            if turn.day == day:
                yield LooseEnd(matter=Matter.TURN, day=day, thing=turn.id.hex, name=turn.number, since=turn.since)

    def _uncounted(self, unit: Unit, day: date) -> Iterator[LooseEnd]:
        planned = unit.activities.between(day, day)
        for activity in planned:
            # Today's that are still to come are nobody's omission; once it is another day, all are over.
            if activity.ends_on == day and activity.uncounted(self._clock.now()):
                yield LooseEnd(
                    matter=Matter.HEADCOUNT,
                    day=day,
                    thing=activity.id.hex,
                    name=activity.title_fr or activity.title_nl,
                    theme_code=activity.theme_code,
                    number=activity.enrolled or 0,
                )
        counted = {activity.fact_id for activity in planned}
        for fact in unit.facts.between(day, day, ("activity",)):
            # Nobody came to an activity of the calendar whose count is nought: that was counted.
            if isinstance(fact, ActivityFact) and fact.enrolled and not fact.present and fact.id not in counted:
                yield LooseEnd(
                    matter=Matter.HEADCOUNT,
                    day=day,
                    thing=fact.id.hex,
                    name=fact.kind_code,
                    theme_code=fact.theme_code,
                    number=fact.enrolled,
                )

    def _late(self, unit: Unit, day: date) -> Iterator[LooseEnd]:
        late = [fact for fact in unit.facts.between(day, day, ("visit",)) if isinstance(fact, VisitFact) and fact.late]
        if late:
            yield LooseEnd(matter=Matter.LATE, day=day, thing="", number=sum(fact.people for fact in late))

    def _ended_ticket(self, unit: Unit, end: LooseEnd) -> Settled:
        ticket = unit.tickets.find(UUID(hex=end.thing))
        if ticket is None:
            raise TicketGoneError
        act = Act.LEFT if end.matter in (Matter.WAITING, Matter.PARKED) else Act.EXPIRED
        # Seen waiting and called meanwhile: whoever sits at the desk says what becomes of it.
        if OF_STATE.get(ticket.state) is not end.matter or not ticket.allows(act):
            raise TicketStateError(ticket.number, ticket.state.value, act.value)
        kept = unit.sessions.of_ticket(ticket.id)
        talk = None if kept is None or not kept.session.running else kept.session
        ended = unit.happen(ticket.id, act, ticket.attempt, desk=ticket.desk)
        if talk is not None and ticket.state is TicketState.SERVING:
            self._ended(unit, talk.id)
        return Settled(end=end, act_id=_last(unit, ended, act), talk=talk)

    def _ended(self, unit: Unit, session_id: UUID) -> CounsellingSession:
        """End a conversation whose length nobody noted; return it as it was."""
        kept = unit.sessions.find(session_id)
        if kept is None or not kept.session.running:
            raise SessionGoneError
        session = kept.session
        unit.keep_session(session.closed(self._clock.now(), session.outcome_codes, reliable=False))
        return session

    def _unend_ticket(self, unit: Unit, ticket_id: UUID, act_id: UUID) -> None:
        ticket = unit.tickets.find(ticket_id)
        event = unit.tickets.event(act_id)
        if ticket is None or event is None:
            raise TicketGoneError
        if _last(unit, ticket, event.kind) != act_id or ticket.state in OPEN_STATES:
            raise AlreadyUndoneError
        unit.happen(ticket.id, Act.UNDONE, ticket.attempt, undo_of=act_id, desk=event.desk)

    def _free(self, unit: Unit, end: LooseEnd) -> tuple[PcSession, ...]:
        now = self._clock.now()
        blocks = tuple(block for block in unit.seats.at_seat(end.day, int(end.thing)) if block.open)
        if not blocks:
            raise SeatFreeError(end.name)
        for block in blocks:
            not_begun = block.follows_id is not None and block.started_at > now
            # Nobody noted the end: the block counts as it began.
            unit.keep_pc(
                PC_SESSION, block.id, {"cancelled": True} if not_begun else {"ended_at": now, "accurate": False}
            )
        return blocks


def _last(unit: Unit, ticket: Ticket, kind: Act) -> UUID | None:
    """Return the id of the latest act of a kind that stands."""
    events = unit.tickets.events(ticket.id)
    undone = {event.undo_of for event in events}
    standing = [event for event in events if event.kind is kind and event.id not in undone]
    return max(standing, key=lambda event: event.rank).id if standing else None
