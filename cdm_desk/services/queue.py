"""The waiting line: who is called next, and what becomes of each number."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from cdm_desk.domain.change import Department
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.counselling import begun_with
from cdm_desk.domain.desks import desk_number
from cdm_desk.domain.errors import (
    AlreadyUndoneError,
    AmountError,
    CallUnconfirmedError,
    DayClosedError,
    DeskBusyError,
    DeskCannotServeError,
    DeskElsewhereError,
    DeskNotOpenError,
    DeskPresentError,
    NobodyCalledError,
    NoShowTooSoonError,
    OtherDeskError,
    RecallTooSoonError,
    ShareAwayError,
    TicketGoneError,
    TicketStateError,
    TicketTakenError,
    UndoWindowClosedError,
    UnknownCodeError,
)
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.opening import doors_close
from cdm_desk.domain.queue import (
    BACK_WINDOW,
    CALL_UNDO_WINDOW,
    CANCEL_WINDOW,
    DEFAULT_RULE,
    KNOWN_HERE,
    RULE_LIMITS,
    Act,
    ClaimResult,
    Claims,
    Desk,
    LocalClaims,
    Rule,
    Ticket,
    TicketEvent,
    TicketState,
    Turn,
    Unserved,
    better_desk,
    calling_order,
    people_ahead,
    replay,
    unserved,
)
from cdm_desk.domain.slip import Slip
from cdm_desk.domain.staff import Action, Gate
from cdm_desk.domain.waiting import UNKNOWN, Estimate
from cdm_desk.domain.welcome import LANGUAGES
from cdm_desk.store.lists import LIST_ENTRY, rule_id
from cdm_desk.store.unit import Store, Unit
from cdm_desk.store.waiting import Foresight, desks_of_today

RECALL_SECONDS: Final = 10
NO_SHOW_CALLS: Final = 2
NO_SHOW_SECONDS: Final = 60
BACK_SECONDS: Final = int(BACK_WINDOW.total_seconds())
ANOTHER_THEME: Final = "OU2"
ON_BREAK: Final = "BREAK"
LAST_HOURS: Final = timedelta(hours=3)
LONGEST_ASIDE: Final = 240
SILENT_MINUTES: Final = 5
OUT_OF_TURN: Final = "OUT_OF_TURN"
_NO_HAPPENING: Final = frozenset({Act.UNDONE, Act.ANNOUNCED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """The ticket that a desk was given, and why this one."""

    ticket: Ticket
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Who would be next for a desk, and the idle desk that can do less and should rather take them."""

    ticket: Ticket
    desk: Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentDesk:
    """A desk whose workstation has not been heard of for so many minutes, and the visitor it still holds."""

    desk: Desk
    minutes: int
    ticket: Ticket | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """When the doors close, and for which themes somebody who came now would be called only after that."""

    at: datetime
    theme_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Today's tickets as the screens show them; `waiting` in order of arrival; `closed` once the day is.

    `unserved` are those among the waiting whom no open desk can take.
    """

    waiting: tuple[Ticket, ...]
    called: tuple[Ticket, ...]
    serving: tuple[Ticket, ...]
    parked: tuple[Ticket, ...]
    absent: tuple[Ticket, ...]
    closed: bool
    unserved: tuple[Unserved, ...] = ()


class QueueService:
    """Calls, recalls, puts back, transfers; two desks are never given the same visitor."""

    def __init__(self, store: Store, clock: Clock, gate: Gate, claims: Callable[[], Claims]) -> None:
        """`claims` gives the judge of calls in force: the shared folder's, or this store's own."""
        self._store = store
        self._clock = clock
        self._gate = gate
        self._claims = claims
        self._foresight = Foresight()

    def now(self) -> datetime:
        """Return the time at the desk."""
        return self._clock.now()

    def alone(self) -> bool:
        """Whether a call needs nobody's leave: no folder is shared."""
        return isinstance(self._claims(), LocalClaims)

    def board(self) -> Board:
        """Return today's tickets by state."""
        states = (TicketState.WAITING, TicketState.CALLED, TicketState.SERVING, TicketState.PARKED, TicketState.NO_SHOW)
        with self._store.view() as unit:
            today = self._clock.now().date()
            tickets = self._tickets(unit, states)
            desks = desks_of_today(unit, today)
            closed = unit.days.closed(today)
        by_state = {state: tuple(ticket for ticket in tickets if ticket.state is state) for state in states}
        return Board(
            waiting=by_state[TicketState.WAITING],
            called=by_state[TicketState.CALLED],
            serving=by_state[TicketState.SERVING],
            parked=by_state[TicketState.PARKED],
            absent=by_state[TicketState.NO_SHOW],
            closed=closed,
            unserved=tuple(unserved(tickets, desks)),
        )

    def waiting(self, desk: str | None = None) -> list[Turn]:
        """Return who waits in calling order with the reason, for one desk or for all."""
        with self._store.view() as unit:
            desks = unit.desks.all()
            own = None if desk is None else unit.desks.find(desk)
            return self._order(unit, desks, own)

    def estimates(self) -> dict[UUID, Estimate]:
        """Return for each who waits how long it will still be."""
        with self._store.view() as unit:
            return self._foresight.line(unit, self._clock.now()).estimates()

    def outlook(self, theme_code: str, language: str | None = None) -> Estimate:
        """Return how long somebody would wait who came now."""
        with self._store.view() as unit:
            return self._foresight.line(unit, self._clock.now()).newcomer(theme_code, language)

    def closing(self) -> Closing | None:
        """Return for which themes it is too late today for whoever comes now; None when it is for none.

        It is looked at in the last hours only: no line that can be served is longer.
        """
        now = self._clock.now()
        at = doors_close(now.date())
        if not at - LAST_HOURS <= now < at:
            return None
        with self._store.view() as unit:
            line = self._foresight.line(unit, now)
            themes = [theme.code for theme in unit.lists.all(Kind.THEME) if theme.in_use(now.date())]
        late = tuple(code for code in themes if line.newcomer(code).called_after(now, at))
        return Closing(at=at, theme_codes=late) if late else None

    def last_wait(self) -> Ticket | None:
        """Return the ticket of today that was called last: how long it waited tells whether the estimate is sound."""
        with self._store.view() as unit:
            return unit.tickets.called_last(self._clock.now().date())

    def out_of_turn(self) -> int:
        """Return how many of today's visitors were last called out of turn; allowed, and seen by everybody."""
        with self._store.view() as unit:
            return unit.tickets.count_out_of_turn(self._clock.now().date())

    def advice(self, desk: str) -> Advice | None:
        """Return to which idle desk the next visitor of a desk is better left, if there is one; nothing is barred."""
        with self._store.view() as unit:
            own = unit.desks.find(desk)
            if own is None or not own.open or _held_at(unit, own) is not None:
                return None
            desks = desks_of_today(unit, self._clock.now().date())
            turns = self._order(unit, desks, own)
            idle = [other for other in desks if other.open and _held_at(unit, other) is None]
            better = better_desk(turns[0].ticket, own, idle) if turns else None
            return None if better is None else Advice(ticket=turns[0].ticket, desk=better)

    def slip(self, number: str) -> Slip:
        """Return what stands on the ticket of a number of today; raises TicketGoneError."""
        with self._store.view() as unit:
            now = self._clock.now()
            found = unit.tickets.numbered(now.date(), number)
            if found is None:
                raise TicketGoneError
            ticket = found.as_of(now)
            theme = unit.lists.find(Kind.THEME, ticket.theme_code)
            assert theme is not None  # noqa: S101 - a code is retired, never taken away
            line = self._foresight.line(unit, now)
        return Slip(
            ticket_id=ticket.id,
            number=ticket.number,
            theme_code=ticket.theme_code,
            theme=theme.label,
            issued_at=ticket.issued_at,
            language=ticket.language,
            ahead=people_ahead(ticket, line.waiting) if ticket in line.waiting else None,
            wait=line.estimate(ticket) if ticket in line.waiting else UNKNOWN,
            cancelled=ticket.state is TicketState.CANCELLED,
        )

    def rule(self) -> Rule:
        """Return the rule of who is called next, as the house has set it."""
        with self._store.view() as unit:
            return unit.lists.rule()

    def set_rule(self, name: str, value: int) -> Rule:
        """Set one number of the rule for all desks of the house; raises AmountError outside its limits.

        It travels with the lists: desks that ranked the same visitors differently would each be right and none trusted.
        """
        self._gate.require(Action.KEEP_LISTS)
        lowest, highest = RULE_LIMITS[name]
        if not lowest <= value <= highest:
            raise AmountError(value, lowest, highest)
        with self._store.unit() as unit:
            if getattr(unit.lists.rule(), name) != value:
                unit.keep(LIST_ENTRY, rule_id(name), {"rank": value})
            return unit.lists.rule()

    def conflicts(self) -> list[Ticket]:
        """Return today's tickets to which something happened twice, such as two calls."""
        with self._store.view() as unit:
            return unit.tickets.conflicts(self._clock.now().date())

    def desks(self) -> list[Desk]:
        """Return the desks that were opened today."""
        with self._store.view() as unit:
            return unit.desks.all()

    def desk_here(self) -> Desk | None:
        """Return the desk that is open, or on break, on this workstation."""
        with self._store.view() as unit:
            here = unit.workstation
            return next((desk for desk in unit.desks.all() if desk.workstation == here and not desk.closed), None)

    def open_desk(self, name: str, themes: Sequence[str], languages: Sequence[str]) -> Desk:
        """Open a desk on this workstation for some themes and languages.

        Raises DeskElsewhereError, with the next free number, when it is open on another workstation, DayClosedError
        once today's board is wiped, UnknownCodeError for a theme or language or without any theme, DeskNumberError for
        a number that is none.
        """
        self._gate.require(Action.OPEN_DESK)
        name = desk_number(name)
        with self._store.unit() as unit:
            now = self._clock.now()
            if unit.days.closed(now.date()):
                raise DayClosedError(now.date())
            known = unit.desks.find(name)
            # What was left open on another day, elsewhere, takes nobody's desk today.
            open_today = known is not None and not known.closed and known.opened_at.date() == now.date()
            if known is not None and open_today and known.workstation != unit.workstation:
                raise DeskElsewhereError(name, known.workstation, unit.desks_here.free_number(name))
            skills = self._skills(unit, themes, languages)
            # A desk that is opened once more, to change what it does, has been there since it was opened.
            since = known.opened_at if known is not None and open_today else now
            unit.desks_here.open(Desk(name=name, workstation=unit.workstation, opened_at=since, **skills))
            return unit.desks_here.found(name)

    def change_desk(self, name: str, themes: Sequence[str], languages: Sequence[str]) -> Desk:
        """Let a desk of this workstation serve other themes and languages."""
        return self._change(name, lambda unit: self._skills(unit, themes, languages))

    def pause(self, name: str, reason: str = ON_BREAK) -> Desk:
        """Take a desk off the line for a while; raises UnknownCodeError for a reason that stands in no list."""

        def values(unit: Unit) -> dict[str, Any]:
            return {"paused": unit.lists.usable(Kind.PAUSE_REASON, reason, self._clock.now().date()).code}

        return self._change(name, values)

    def resume_desk(self, name: str) -> Desk:
        """Put a desk back on the line."""
        return self._change(name, lambda _unit: {"paused": None})

    def close_desk(self, name: str) -> Desk:
        """Close a desk for today; raises DeskBusyError while it holds a visitor."""
        self._gate.require(Action.OPEN_DESK)
        with self._store.unit() as unit:
            desk = unit.desks_here.found(name)
            self._not_busy(unit, desk)
            unit.desks_here.keep(replace(desk, closed=True))
            return unit.desks_here.found(name)

    def call_next(self, desk: str) -> Called | None:
        """Give a desk the next visitor, or None when nobody waits for it.

        Raises DeskNotOpenError, DeskBusyError, CallUnconfirmedError (trying again is safe) or ShareAwayError.
        """
        self._gate.require(Action.CALL_NEXT)
        with self._store.view() as unit:
            own = self._ready(unit, desk)
            turns = self._order(unit, unit.desks.all(), own)
        away: Ticket | None = None
        for turn in turns:
            match self._claims().take(turn.ticket.id, turn.ticket.attempt + 1):
                case ClaimResult.WON | ClaimResult.UNSENT as result:
                    called = self._called(turn.ticket, desk, result=result)
                    if called is not None:
                        return Called(ticket=called, reason=turn.reason if away is None else KNOWN_HERE)
                case ClaimResult.UNKNOWN:
                    raise CallUnconfirmedError(turn.ticket.number)
                case ClaimResult.AWAY:
                    away = away or turn.ticket
                case _:
                    continue
        if away is not None:
            raise ShareAwayError(away.number)
        return None

    def call_this(self, ticket_id: UUID, desk: str, *, in_person_away: bool = False) -> Ticket:
        """Give a desk one chosen visitor, out of order.

        `in_person_away` is a person's own word, while the shared folder is away, that they called this visitor aloud.
        Raises TicketTakenError when another desk was first, and what `call_next` raises.
        """
        self._gate.require(Action.CALL_THIS)
        with self._store.view() as unit:
            own = self._ready(unit, desk)
            ticket = self._ticket(unit, ticket_id)
            self._possible(ticket, Act.CALLED)
            next_ones = self._order(unit, unit.desks.all(), own)[:1]
        in_turn = any(turn.ticket.id == ticket_id for turn in next_ones)
        return self._chosen(ticket, desk, None if in_turn else OUT_OF_TURN, in_person_away=in_person_away)

    def call_for(self, ticket_id: UUID, desk: str, reason: str) -> Ticket:
        """Call a visitor to a desk, of whatever workstation, from the reception; the reason is a code of the list.

        Raises DeskNotOpenError, DeskBusyError, UnknownCodeError, and what `call_this` raises.
        """
        self._gate.require(Action.CALL_THIS)
        with self._store.view() as unit:
            ticket = self._ticket(unit, ticket_id)
            self._possible(ticket, Act.CALLED)
            unit.lists.usable(Kind.PRIORITY, reason, self._clock.now().date())
            known = unit.desks.find(desk)
            if known is None or not known.open:
                raise DeskNotOpenError(desk)
            self._not_busy(unit, known)
            where = None if known.workstation == unit.workstation else known.workstation
        return self._chosen(ticket, desk, reason, for_workstation=where)

    def _chosen(
        self,
        ticket: Ticket,
        desk: str,
        reason: str | None,
        *,
        in_person_away: bool = False,
        for_workstation: str | None = None,
    ) -> Ticket:
        """Call a ticket chosen by hand, once it is certain that nobody else does."""
        attempt, result = self._granted(ticket, in_person_away=in_person_away)
        details = {"reason": reason, "for_workstation": for_workstation, "offline": result is ClaimResult.AWAY}
        called = self._called(ticket, desk, attempt=attempt, result=result, **details)
        if called is None:
            raise TicketTakenError(ticket.number, self._desk_of(ticket.id))
        return called

    def _granted(self, ticket: Ticket, *, in_person_away: bool = False) -> tuple[int, ClaimResult]:
        """Return the attempt that is ours, and by what: WON, UNSENT, or AWAY when a person's word stands for it."""
        attempt, result = self._claimed(ticket)
        if result is ClaimResult.UNKNOWN:
            raise CallUnconfirmedError(ticket.number)
        if result is ClaimResult.LOST:
            raise TicketTakenError(ticket.number, self._desk_of(ticket.id))
        if result is ClaimResult.AWAY and not in_person_away:
            raise ShareAwayError(ticket.number)
        return attempt, result

    def recall(self, desk: str) -> Ticket:
        """Call the same number again; raises NobodyCalledError, or RecallTooSoonError within ten seconds."""
        self._gate.require(Action.RECALL)
        with self._store.unit() as unit:
            ticket = self._held(unit, desk, TicketState.CALLED)
            since = self._seconds_since(ticket.last_called_at)
            if since < RECALL_SECONDS:
                raise RecallTooSoonError(RECALL_SECONDS - since)
            return unit.happen(ticket.id, Act.RECALLED, ticket.attempt, desk=desk)

    def no_show(self, desk: str) -> Ticket:
        """Note that the visitor did not come; raises NoShowTooSoonError before two calls and a minute."""
        self._gate.require(Action.NO_SHOW)
        with self._store.unit() as unit:
            ticket = self._held(unit, desk, TicketState.CALLED)
            calls = NO_SHOW_CALLS - ticket.call_count
            seconds = NO_SHOW_SECONDS - self._seconds_since(ticket.called_at)
            if calls > 0 or seconds > 0:
                raise NoShowTooSoonError(max(0, calls), max(0, seconds))
            return unit.happen(ticket.id, Act.NO_SHOW, ticket.attempt, desk=desk)

    def put_back(self, ticket_id: UUID) -> Ticket:
        """Put a called visitor back in the line, at the place of their arrival: their desk does, or the reception."""
        self._gate.require(Action.PUT_BACK)
        with self._store.view() as unit:
            ticket = self._ticket(unit, ticket_id)
            elsewhere = ticket.state is TicketState.CALLED and ticket.desk_workstation != unit.workstation
        if elsewhere:
            self._gate.require(Action.CHANGE_TICKET)
        return self._simple(Action.PUT_BACK, ticket_id, Act.PUT_BACK)

    def left(self, ticket_id: UUID) -> Ticket:
        """Note that a visitor went away before being served."""
        return self._simple(Action.LEFT, ticket_id, Act.LEFT)

    def back_from_absence(self, ticket_id: UUID) -> Ticket:
        """Take back an absence, within half an hour (the visitor comes next), or a leaving, on the same day.

        An absence is the reception's to take back, a leaving anybody's who may note one.
        """
        with self._store.view() as unit:
            known = unit.tickets.find(ticket_id)
        left = known is not None and known.state is TicketState.LEFT
        self._gate.require(Action.LEFT if left else Action.BACK_FROM_ABSENCE)
        with self._store.unit() as unit:
            ticket = self._ticket(unit, ticket_id)
            self._possible(ticket, Act.BACK)
            if ticket.state is TicketState.NO_SHOW and ticket.ended_at is not None:
                self._within(ticket.ended_at, BACK_WINDOW)
            return unit.happen(ticket.id, Act.BACK, ticket.attempt)

    def cancel(self, ticket_id: UUID) -> Ticket:
        """Cancel a ticket issued in error, within two minutes, where it was issued; it counts as no visitor."""
        self._gate.require(Action.CANCEL)
        with self._store.unit() as unit:
            ticket = self._ticket(unit, ticket_id)
            self._possible(ticket, Act.CANCELLED)
            if ticket.workstation != unit.workstation:
                raise OtherDeskError(ticket.number, ticket.workstation)
            self._within(ticket.issued_at, CANCEL_WINDOW)
            return unit.happen(ticket.id, Act.CANCELLED, ticket.attempt)

    def take_back_cancel(self, ticket_id: UUID) -> Ticket:
        """Take back a cancelling, within two minutes, where it was done: the visitor waits again and counts again.

        Raises UndoWindowClosedError, AlreadyUndoneError when the ticket is not cancelled, OtherDeskError elsewhere.
        """
        self._gate.require(Action.CANCEL)
        with self._store.unit() as unit:
            ticket = self._ticket(unit, ticket_id)
            events = unit.tickets.events(ticket_id)
            undone = {event.undo_of for event in events}
            last = max((event for event in events if event.id not in undone), key=lambda event: event.rank)
            if last.kind is not Act.CANCELLED:
                raise AlreadyUndoneError
            if last.workstation != unit.workstation:
                raise OtherDeskError(ticket.number, last.workstation)
            self._within(last.at, CANCEL_WINDOW)
            unit.restore(ticket.id)
            return unit.happen(ticket.id, Act.UNDONE, ticket.attempt, undo_of=last.id)

    def park(
        self, ticket_id: UUID, reason: str | None = None, *, owner: str | None = None, minutes: int | None = None
    ) -> Ticket:
        """Set a visitor aside: never called next until they are back, by themselves after so many minutes if told.

        With an `owner` only that desk takes them up again. From a conversation the desk is free meanwhile. Raises
        UnknownCodeError for a reason that stands in no list, AmountError for minutes that make no sense, or
        OtherDeskError for a conversation of another desk.
        """
        self._gate.require(Action.PARK)
        with self._store.unit() as unit:
            now = self._clock.now()
            if reason is not None:
                unit.lists.usable(Kind.PARK_REASON, reason, now.date())
            if minutes is not None and not 1 <= minutes <= LONGEST_ASIDE:
                raise AmountError(minutes, 1, LONGEST_ASIDE)
            ticket = self._ticket(unit, ticket_id)
            self._possible(ticket, Act.PARKED)
            until = None if minutes is None else now + timedelta(minutes=minutes)
            bonus = None if until is None else unit.lists.rule().transfer_bonus
            details = {"reason": reason, "owner": owner, "until": until, "bonus": bonus, "desk": ticket.desk}
            if ticket.state is TicketState.SERVING:
                self._own(unit, ticket)
                running = unit.sessions.running(ticket.desk or "")
                if running is not None:
                    unit.keep_session(running.session.set_aside(now))
            return unit.happen(ticket.id, Act.PARKED, ticket.attempt, **details)

    def take_up(self, ticket_id: UUID, desk: str) -> Ticket:
        """Go on at once, at this desk, with a visitor who was set aside: they are called and served in one.

        Raises OtherDeskError when another desk has kept them for itself, and what `call_this` raises.
        """
        self._gate.require(Action.ADVISE)
        with self._store.view() as unit:
            self._ready(unit, desk)
            ticket = self._ticket(unit, ticket_id)
            if ticket.state in (TicketState.CALLED, TicketState.SERVING):
                raise TicketTakenError(ticket.number, ticket.desk or "")
            if ticket.state is not TicketState.PARKED:
                raise TicketStateError(ticket.number, ticket.state.value, Act.STARTED.value)
            if ticket.park_owner not in (None, desk):
                raise OtherDeskError(ticket.number, ticket.park_owner or "")
        attempt, result = self._granted(ticket)
        with self._store.unit() as unit:
            self._still_ours(unit, ticket, result)
            current = self._ticket(unit, ticket_id)
            if current.state is not TicketState.PARKED or current.attempt != ticket.attempt:
                raise TicketTakenError(ticket.number, current.desk or "")
            self._free(unit, desk, unit.workstation)
            unit.happen(ticket_id, Act.CALLED, attempt, desk=desk)
            started = unit.happen(ticket_id, Act.STARTED, attempt, desk=desk)
            self._go_on(unit, started, desk)
            return started

    def take_up_back(self, ticket_id: UUID) -> Ticket:
        """Take back the taking up within a minute: the visitor is set aside again as they were.

        Raises UndoWindowClosedError, OtherDeskError, or AlreadyUndoneError once something else has happened.
        """
        self._gate.require(Action.ADVISE)
        with self._store.unit() as unit:
            ticket = self._ticket(unit, ticket_id)
            happened = self._happened(unit, ticket_id)
            if [event.kind for event in happened[-2:]] != [Act.CALLED, Act.STARTED]:
                raise AlreadyUndoneError
            self._own(unit, ticket)
            self._within(happened[-1].at, CALL_UNDO_WINDOW)
            before, _conflicts = replay(happened[:-2])
            if before is None or before.state is not TicketState.PARKED:
                raise AlreadyUndoneError
            kept = unit.sessions.of_ticket(ticket_id)
            for event in reversed(happened[-2:]):
                unit.happen(ticket_id, Act.UNDONE, ticket.attempt, undo_of=event.id)
            if kept is not None and before.served:
                unit.keep_session(kept.session.set_aside(self._clock.now()))
            elif kept is not None:
                unit.sessions.drop(kept.session.id)
                unit.changed.add(Department.COUNSELLING)
            return self._ticket(unit, ticket_id)

    def change(
        self,
        ticket_id: UUID,
        *,
        theme_code: str | None = None,
        language: str | None = None,
        priority: str | None = None,
        in_person: bool | None = None,
    ) -> Ticket:
        """Change what a visitor who waits came for, in place: theme, language, a coded priority, called in person.

        What is None stays as it was. Raises UnknownCodeError, RetiredCodeError, or TicketStateError once called.
        """
        self._gate.require(Action.CHANGE_TICKET)
        with self._store.unit() as unit:
            today = self._clock.now().date()
            ticket = self._ticket(unit, ticket_id)
            self._possible(ticket, Act.AMENDED)
            for kind, code in ((Kind.THEME, theme_code), (Kind.LANGUAGE, language), (Kind.PRIORITY, priority)):
                if code is not None:
                    unit.lists.usable(kind, code, today)
            changed = unit.happen(
                ticket_id,
                Act.AMENDED,
                ticket.attempt,
                theme_code=theme_code,
                language=language,
                priority=priority,
                in_person=in_person,
            )
            return self._foresight.announce(unit, changed)

    def take_back_change(self, ticket_id: UUID) -> Ticket:
        """Take back the last change in place, on the same day, while the visitor still waits.

        Raises AlreadyUndoneError when there is none left, TicketStateError once the visitor was called.
        """
        self._gate.require(Action.CHANGE_TICKET)
        with self._store.unit() as unit:
            ticket = self._ticket(unit, ticket_id)
            self._possible(ticket, Act.AMENDED)
            changes = [event for event in self._happened(unit, ticket_id) if event.kind is Act.AMENDED]
            if not changes:
                raise AlreadyUndoneError
            restored = unit.happen(ticket_id, Act.UNDONE, ticket.attempt, undo_of=changes[-1].id)
            return self._foresight.announce(unit, restored)

    def silent(self) -> list[SilentDesk]:
        """Return the desks whose workstation has not been heard of for five minutes, and whom they hold."""
        with self._store.view() as unit:
            found = [(desk, unit.desks_here.minutes_silent(desk)) for desk in unit.desks.all() if not desk.closed]
            return [
                SilentDesk(desk=desk, minutes=minutes, ticket=_held_at(unit, desk))
                for desk, minutes in found
                if minutes >= SILENT_MINUTES
            ]

    def release(self, name: str) -> Desk:
        """Give free the desk of a workstation that is gone: who was called waits again, who was served is done.

        Raises DeskNotOpenError, or DeskPresentError while the workstation is there.
        """
        self._gate.require(Action.RELEASE_DESK)
        with self._store.unit() as unit:
            desk = unit.desks.find(name)
            if desk is None or desk.closed:
                raise DeskNotOpenError(name)
            if unit.desks_here.minutes_silent(desk) < SILENT_MINUTES:
                raise DeskPresentError(name, SILENT_MINUTES)
            for held in unit.tickets.held_at(desk.workstation):
                if held.is_at(desk):
                    end = Act.FINISHED if held.state is TicketState.SERVING else Act.PUT_BACK
                    unit.happen(held.id, end, held.attempt, desk=name)
            unit.desks_here.release(desk)
            return replace(desk, closed=True)

    def resume(self, ticket_id: UUID) -> Ticket:
        """Put a visitor who was set aside back in the line, at the place of their arrival."""
        return self._simple(Action.RESUME, ticket_id, Act.RETURNED)

    def transfer(
        self, ticket_id: UUID, *, theme_code: str | None = None, language: str | None = None, desk: str | None = None
    ) -> Ticket:
        """Send a visitor to another theme, language or desk with the same number and arrival time.

        From a desk, its conversation ends with the outcome "another theme here".
        """
        self._gate.require(Action.TRANSFER)
        with self._store.unit() as unit:
            today = self._clock.now().date()
            ticket = self._ticket(unit, ticket_id)
            self._possible(ticket, Act.TRANSFERRED)
            if theme_code is not None:
                unit.lists.usable(Kind.THEME, theme_code, today)
            if language is not None:
                unit.lists.usable(Kind.LANGUAGE, language, today)
            if desk is not None:
                self._serves(unit, desk, theme_code or ticket.theme_code, language or ticket.language)
            if ticket.state is TicketState.SERVING:
                self._own(unit, ticket)
                running = unit.sessions.running(ticket.desk or "")
                if running is not None:
                    outcomes = running.session.outcome_codes or (ANOTHER_THEME,)
                    unit.keep_session(running.session.closed(self._clock.now(), outcomes))
            bonus = unit.lists.rule().transfer_bonus
            sent = unit.happen(
                ticket.id,
                Act.TRANSFERRED,
                ticket.attempt,
                theme_code=theme_code,
                language=language,
                wanted_desk=desk,
                # An earlier program knows no other.
                bonus=None if bonus == DEFAULT_RULE.transfer_bonus else bonus,
            )
            return self._foresight.announce(unit, sent)

    def take_back_transfer(self, ticket_id: UUID) -> Ticket:
        """Take back a transfer within a minute, while nothing else has happened: the visitor is where they were.

        A conversation that it ended goes on. Raises UndoWindowClosedError, AlreadyUndoneError once something else has
        happened, OtherDeskError or DeskBusyError where the visitor would come back to a desk.
        """
        self._gate.require(Action.TRANSFER)
        with self._store.unit() as unit:
            ticket = self._ticket(unit, ticket_id)
            events = unit.tickets.events(ticket_id)
            undone = {event.undo_of for event in events}
            happened = [event for event in events if event.id not in undone and event.kind is not Act.ANNOUNCED]
            last = max(happened, key=lambda event: event.rank)
            if last.kind is not Act.TRANSFERRED:
                raise AlreadyUndoneError
            self._within(last.at, CALL_UNDO_WINDOW)
            before, _conflicts = replay(event for event in events if event.rank < last.rank)
            if before is not None and before.desk is not None:
                self._own(unit, before)
                self._free(unit, unit.desks_here.known().now(before.desk), unit.workstation)
            if before is not None and before.state is TicketState.SERVING:
                ended = unit.sessions.of_ticket(ticket_id)
                if ended is not None:
                    unit.keep_session(ended.session.reopened())
            # What was told of the wait elsewhere goes with it.
            for told in (event for event in events if event.kind is Act.ANNOUNCED and event.rank > last.rank):
                unit.happen(ticket.id, Act.UNDONE, ticket.attempt, undo_of=told.id)
            return unit.desks_here.bring(unit.happen(ticket.id, Act.UNDONE, ticket.attempt, undo_of=last.id))

    def legal(self, ticket: Ticket, desk: Desk | None) -> frozenset[Act]:
        """Return the acts that would succeed on a ticket now, seen from a desk."""
        now = self._clock.now()
        held_here = desk is not None and ticket.is_at(desk)
        with self._store.view() as unit:
            here = unit.workstation
            free = desk is not None and desk.open and _held_at(unit, desk) is None
        rules = {
            Act.CALLED: free,
            Act.RECALLED: held_here,
            Act.STARTED: held_here,
            Act.FINISHED: held_here,
            Act.NO_SHOW: held_here
            and ticket.call_count >= NO_SHOW_CALLS
            and self._seconds_since(ticket.called_at) >= NO_SHOW_SECONDS,
            Act.TRANSFERRED: ticket.state is not TicketState.SERVING or held_here,
            Act.PARKED: ticket.state is not TicketState.SERVING or held_here,
            Act.CANCELLED: ticket.workstation == here and now - ticket.issued_at <= CANCEL_WINDOW,
            Act.BACK: ticket.state is not TicketState.NO_SHOW or self._seconds_since(ticket.ended_at) <= BACK_SECONDS,
            Act.EXPIRED: False,
            Act.ANNOUNCED: False,
            Act.MOVED: False,
        }
        return frozenset(act for act in Act if ticket.allows(act) and rules.get(act, True))

    def _order(self, unit: Unit, desks: Sequence[Desk], own: Desk | None) -> list[Turn]:
        now = self._clock.now()
        waiting = self._tickets(unit, [TicketState.WAITING])
        # A desk that was left open on another day makes no skill less rare, unless it is the one that calls.
        at_work = [desk for desk in desks if desk.opened_at.date() == now.date() or desk == own]
        return calling_order(waiting, at_work, now, desk=own, rule=unit.lists.rule())

    def _tickets(self, unit: Unit, states: Collection[TicketState]) -> list[Ticket]:
        """Return today's tickets in these states as they stand now, in order of arrival."""
        now = self._clock.now()
        stored = unit.tickets.of_day(now.date(), {*states, TicketState.PARKED})
        return [ticket for each in stored if (ticket := each.as_of(now)).state in states]

    def _claimed(self, ticket: Ticket) -> tuple[int, ClaimResult]:
        """Ask for a ticket chosen by hand, past the claims of desks that broke off before they called."""
        claims = self._claims()
        attempt = ticket.attempt + 1
        result = claims.take(ticket.id, attempt)
        while result is ClaimResult.LOST and claims.stalled(ticket.id, attempt):
            attempt += 1
            result = claims.take(ticket.id, attempt)
        return attempt, result

    def _called(
        self, ticket: Ticket, desk: str, *, result: ClaimResult, attempt: int | None = None, **details: Any
    ) -> Ticket | None:
        """Write the call that was granted so, unless the ticket has moved on since it was looked at."""
        with self._store.unit() as unit:
            self._still_ours(unit, ticket, result)
            current = self._ticket(unit, ticket.id)
            if not current.allows(Act.CALLED) or current.attempt != ticket.attempt:
                return None
            elsewhere = details.get("for_workstation")
            self._free(unit, desk, elsewhere or unit.workstation)
            called = unit.happen(ticket.id, Act.CALLED, attempt or current.attempt + 1, desk=desk, **details)
            if elsewhere is not None:
                unit.desks_here.called_elsewhere(called, desk)
            return called

    def _still_ours(self, unit: Unit, ticket: Ticket, result: ClaimResult) -> None:
        """Raise ShareAwayError when a ticket that nobody else knew has left since: others may be calling it."""
        if result is ClaimResult.UNSENT and not unit.journal.never_sent(ticket.id):
            raise ShareAwayError(ticket.number)

    def _go_on(self, unit: Unit, ticket: Ticket, desk: str) -> None:
        """Let the conversation that was set aside here go on at a desk, or begin another."""
        now = self._clock.now()
        kept = unit.sessions.of_ticket(ticket.id)
        if kept is not None and kept.session.running:
            unit.keep_session(kept.session.taken_up(now, desk))
            return
        visit = unit.visits.of_ticket(ticket.id)
        people = visit.visit.people if visit else 1
        unit.sessions.add(begun_with(ticket, desk, now, people=people))
        unit.changed.add(Department.COUNSELLING)

    def _happened(self, unit: Unit, ticket_id: UUID) -> list[TicketEvent]:
        """Return what happened to a ticket and was not undone, in its order; what was told is no happening."""
        events = unit.tickets.events(ticket_id)
        undone = {event.undo_of for event in events}
        happened = [event for event in events if event.id not in undone and event.kind not in _NO_HAPPENING]
        return sorted(happened, key=lambda event: event.rank)

    def _serves(self, unit: Unit, name: str, theme_code: str, language: str | None) -> None:
        desk = unit.desks.find(name)
        if desk is None or desk.closed:
            raise DeskNotOpenError(name)
        if not desk.serves(theme_code, language):
            raise DeskCannotServeError(name)

    def _change(self, name: str, values: Callable[[Unit], dict[str, Any]]) -> Desk:
        self._gate.require(Action.OPEN_DESK)
        with self._store.unit() as unit:
            unit.desks_here.keep(replace(unit.desks_here.found(name), **values(unit)))
            return unit.desks_here.found(name)

    def _skills(self, unit: Unit, themes: Sequence[str], languages: Sequence[str]) -> dict[str, Any]:
        today = self._clock.now().date()
        if not themes:
            raise UnknownCodeError(Kind.THEME.value, "")
        for theme in themes:
            unit.lists.usable(Kind.THEME, theme, today)
        for language in languages:
            unit.lists.usable(Kind.LANGUAGE, language, today)
        ordered = [language for language in LANGUAGES if language in languages]
        return {"themes": tuple(sorted(set(themes), key=themes.index)), "languages": tuple(ordered)}

    def _simple(self, action: Action, ticket_id: UUID, act: Act) -> Ticket:
        self._gate.require(action)
        with self._store.unit() as unit:
            ticket = self._ticket(unit, ticket_id)
            self._possible(ticket, act)
            return unit.happen(ticket.id, act, ticket.attempt)

    def _ticket(self, unit: Unit, ticket_id: UUID) -> Ticket:
        ticket = unit.tickets.find(ticket_id)
        if ticket is None:
            raise TicketGoneError
        return ticket.as_of(self._clock.now())

    def _desk_of(self, ticket_id: UUID) -> str:
        with self._store.view() as unit:
            ticket = unit.tickets.find(ticket_id)
            return (ticket.desk if ticket else None) or ""

    def _possible(self, ticket: Ticket, act: Act) -> None:
        if ticket.allows(act):
            return
        if act is Act.CALLED and ticket.desk is not None and ticket.open:
            raise TicketTakenError(ticket.number, ticket.desk)
        raise TicketStateError(ticket.number, ticket.state.value, act.value)

    def _own(self, unit: Unit, ticket: Ticket) -> None:
        if ticket.desk_workstation != unit.workstation:
            raise OtherDeskError(ticket.number, ticket.desk or "")

    def _ready(self, unit: Unit, name: str) -> Desk:
        desk = unit.desks_here.found(name)
        if not desk.open:
            raise DeskNotOpenError(name)
        self._not_busy(unit, desk)
        return desk

    def _not_busy(self, unit: Unit, desk: Desk) -> None:
        self._free(unit, desk.name, desk.workstation)

    def _free(self, unit: Unit, desk: str, workstation: str) -> None:
        held = unit.tickets.held_by(desk, workstation)
        if held is not None:
            raise DeskBusyError(desk, held.number)

    def _held(self, unit: Unit, desk: str, state: TicketState) -> Ticket:
        unit.desks_here.found(desk)
        ticket = unit.tickets.held_by(desk, unit.workstation)
        if ticket is None or ticket.state is not state:
            raise NobodyCalledError(desk)
        return ticket

    def _within(self, since: datetime, window: timedelta) -> None:
        if self._clock.now() - since > window:
            raise UndoWindowClosedError(int(window.total_seconds() // 60))

    def _seconds_since(self, moment: datetime | None) -> int:
        return 0 if moment is None else int((self._clock.now() - moment).total_seconds())


def _held_at(unit: Unit, desk: Desk) -> Ticket | None:
    return unit.tickets.held_by(desk.name, desk.workstation)
