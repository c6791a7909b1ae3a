"""The conversation at a desk: begun, noted in a few keys, closed with what came out of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from cdm_desk.domain.bag import OutsideError
from cdm_desk.domain.change import Department
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.counselling import REOPEN_WINDOW, CounsellingSession, begun_with, checked_outcomes
from cdm_desk.domain.errors import (
    AlreadyUndoneError,
    DayClosedError,
    DeskBusyError,
    DeskNotOpenError,
    NobodyCalledError,
    NoSessionError,
    SessionBegunError,
    SessionGoneError,
    UndoWindowClosedError,
)
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.queue import CALL_UNDO_WINDOW, Act, Ticket, TicketState
from cdm_desk.domain.staff import Action, Gate
from cdm_desk.domain.welcome import ADVICE, Visit, checked_people
from cdm_desk.store.unit import Store, Unit

MOST_TOGETHER = 50


class CounsellingService:
    """Opens, notes, closes and corrects conversations; no name, no free text."""

    def __init__(self, store: Store, clock: Clock, gate: Gate, alone: Callable[[], bool]) -> None:
        """`alone` says that no folder is shared, so that numbers need nobody's leave."""
        self._store = store
        self._clock = clock
        self._gate = gate
        self._alone = alone

    def now(self) -> datetime:
        """Return the time at the desk."""
        return self._clock.now()

    def start(self, desk: str) -> CounsellingSession:
        """Begin the conversation with the visitor whom the desk has called.

        Raises NobodyCalledError, or SessionBegunError when it has begun with them already.
        """
        self._gate.require(Action.ADVISE)
        with self._store.unit() as unit:
            ticket = unit.tickets.held_by(desk, unit.workstation)
            if ticket is not None and ticket.state is TicketState.SERVING:
                raise SessionBegunError(desk, ticket.number)
            if ticket is None or ticket.state is not TicketState.CALLED:
                raise NobodyCalledError(desk)
            unit.happen(ticket.id, Act.STARTED, ticket.attempt, desk=desk)
            visit = unit.visits.of_ticket(ticket.id)
            return self._opened(unit, ticket, desk, visit.visit.people if visit else 1)

    def serve_now(self, theme_code: str, desk: str, *, language: str | None = None) -> CounsellingSession:
        """Register a visitor who stands at the desk and begin at once: no wait, marked direct.

        Raises DeskNotOpenError, DeskBusyError, or DayClosedError once today's board is wiped.
        """
        self._gate.require(Action.SERVE_NOW)
        with self._store.unit() as unit:
            now = self._clock.now()
            if unit.days.closed(now.date()):
                raise DayClosedError(now.date())
            if unit.bags.away(unit.workstation, now.date()):
                raise OutsideError
            theme = unit.lists.usable(Kind.THEME, theme_code, now.date())
            known = unit.desks.find(desk)
            if known is None or not known.open or known.workstation != unit.workstation:
                raise DeskNotOpenError(desk)
            self._desk_free(unit, desk)
            alone = self._alone()
            number = unit.numbers.hand_out(now.date(), str(theme.digit), alone=alone, name=unit.workstation)
            ticket_id = uuid4()
            told: dict[str, Any] = {"day": now.date(), "number": number, "theme_code": theme_code, "language": language}
            unit.happen(ticket_id, Act.REGISTERED, 0, direct=True, **told)
            unit.happen(ticket_id, Act.CALLED, 1, desk=desk)
            ticket = unit.happen(ticket_id, Act.STARTED, 1, desk=desk)
            unit.arrive(Visit(id=uuid4(), arrived_at=now, motive_code=ADVICE, ticket_id=ticket_id, **told))
            return self._opened(unit, ticket, desk, 1)

    def running(self, desk: str) -> CounsellingSession | None:
        """Return the conversation under way at a desk."""
        with self._store.view() as unit:
            kept = unit.sessions.running(desk)
            return None if kept is None else kept.session

    def note(self, session_id: UUID, **fields: Any) -> CounsellingSession:
        """Note theme_code, sub_theme_codes, language, channel or people of a conversation under way.

        Raises SessionGoneError, UnknownCodeError or AmountError.
        """
        self._gate.require(Action.ADVISE)
        with self._store.unit() as unit:
            session = self._session(unit, session_id)
            noted = self._noted(unit, session, fields)
            unit.keep_session(noted)
            return noted

    def pause(self, desk: str) -> CounsellingSession:
        """Stop the clock of the conversation at a desk."""
        self._gate.require(Action.ADVISE)
        with self._store.unit() as unit:
            paused = self._running(unit, desk).paused(self._clock.now())
            unit.keep_session(paused)
            return paused

    def resume(self, desk: str) -> CounsellingSession:
        """Let the clock of the conversation at a desk go on."""
        self._gate.require(Action.ADVISE)
        with self._store.unit() as unit:
            resumed = self._running(unit, desk).resumed(self._clock.now())
            unit.keep_session(resumed)
            return resumed

    def close(self, desk: str, outcome_codes: Sequence[str]) -> CounsellingSession:
        """Close the conversation with up to three outcomes; none is stored as not recorded.

        Raises NoSessionError, TooManyOutcomesError or UnknownCodeError.
        """
        self._gate.require(Action.ADVISE)
        with self._store.unit() as unit:
            session = self._running(unit, desk)
            self._check_outcomes(unit, outcome_codes)
            now = self._clock.now()
            ticket = None if session.ticket_id is None else unit.tickets.find(session.ticket_id)
            # Nobody noted on its day when it ended, or a manager has given the desk free: it is not relied upon.
            released = ticket is not None and ticket.state is TicketState.DONE
            closed = session.closed(now, outcome_codes, reliable=session.day == now.date() and not released)
            if ticket is not None and ticket.allows(Act.FINISHED):
                unit.happen(ticket.id, Act.FINISHED, ticket.attempt, desk=desk)
            unit.keep_session(closed)
            _tell_unnoted(unit, closed)
            return closed

    def today(self, desk: str | None = None) -> list[CounsellingSession]:
        """Return the conversations of today at this workstation, or at one desk of it, newest first."""
        with self._store.view() as unit:
            return unit.sessions.of_day(self._clock.now().date(), desk)

    def correct(self, session_id: UUID, **fields: Any) -> CounsellingSession:
        """Put right what was noted of a conversation of today: the fields of `note`, and outcome_codes."""
        self._gate.require(Action.ADVISE)
        with self._store.unit() as unit:
            session = self._session(unit, session_id)
            outcomes = fields.pop("outcome_codes", None)
            corrected = self._noted(unit, session, fields)
            if outcomes is not None:
                self._check_outcomes(unit, outcomes)
                corrected = replace(corrected, outcome_codes=checked_outcomes(outcomes))
            unit.keep_session(corrected)
            _tell_unnoted(unit, corrected)
            return corrected

    def reopen(self, session_id: UUID) -> CounsellingSession:
        """Take back the closing of a conversation within five minutes; it goes on from its own start.

        Raises UndoWindowClosedError, DeskBusyError once the desk has another visitor, or AlreadyUndoneError when the
        conversation ended because the visitor was sent on.
        """
        self._gate.require(Action.ADVISE)
        with self._store.unit() as unit:
            session = self._session(unit, session_id)
            if session.ended_at is None:
                return session
            if self._clock.now() - session.ended_at > REOPEN_WINDOW:
                raise UndoWindowClosedError(int(REOPEN_WINDOW.total_seconds() // 60))
            self._desk_free(unit, session.desk)
            if session.ticket_id is not None:
                self._unfinish(unit, session.ticket_id)
            reopened = session.reopened()
            unit.keep_session(reopened)
            _tell_unnoted(unit, reopened)
            return reopened

    def unstart(self, session_id: UUID) -> None:
        """Take back the beginning of a conversation within a minute: the visitor is called again, not yet there.

        Who was registered and served at once waits; who was set aside before has their conversation set aside again.
        """
        self._gate.require(Action.ADVISE)
        with self._store.unit() as unit:
            session = self._session(unit, session_id)
            if not session.running or session.ticket_id is None:
                raise SessionGoneError
            before = unit.tickets.find(session.ticket_id)
            begun_at = session.started_at if before is None or before.started_at is None else before.started_at
            if self._clock.now() - begun_at > CALL_UNDO_WINDOW:
                raise UndoWindowClosedError(int(CALL_UNDO_WINDOW.total_seconds() // 60))
            self._undo(unit, session.ticket_id, Act.STARTED)
            ticket = unit.tickets.find(session.ticket_id)
            if ticket is not None and ticket.direct and ticket.attempt == 1:
                self._undo(unit, session.ticket_id, Act.CALLED)
            if ticket is not None and ticket.served:
                unit.keep_session(session.set_aside(self._clock.now()))
                return
            unit.sessions.drop(session_id)
            unit.changed.add(Department.COUNSELLING)

    def _opened(self, unit: Unit, ticket: Ticket, desk: str, people: int) -> CounsellingSession:
        known = unit.sessions.of_ticket(ticket.id)
        if known is not None and known.session.running:
            # It was set aside here, and goes on.
            session = known.session.taken_up(self._clock.now(), desk)
            unit.keep_session(session)
            return session
        session = begun_with(ticket, desk, self._clock.now(), people=people)
        unit.sessions.add(session)
        unit.changed.add(Department.COUNSELLING)
        return session

    def _noted(self, unit: Unit, session: CounsellingSession, fields: dict[str, Any]) -> CounsellingSession:
        today = self._clock.now().date()
        noted = replace(session, **fields)
        if noted.theme_code != session.theme_code:
            unit.lists.usable(Kind.THEME, noted.theme_code, today)
            # Sub-themes belong to their theme.
            kept = tuple(code for code in noted.sub_theme_codes if code.startswith(noted.theme_code))
            noted = replace(noted, sub_theme_codes=kept)
        for code in noted.sub_theme_codes:
            unit.lists.usable(Kind.SUB_THEME, code, today)
        for kind, chosen in ((Kind.LANGUAGE, noted.language), (Kind.CHANNEL, noted.channel)):
            if chosen is not None:
                unit.lists.usable(kind, chosen, today)
        checked_people(noted.people, highest=MOST_TOGETHER)
        return noted

    def _check_outcomes(self, unit: Unit, codes: Sequence[str]) -> None:
        for code in checked_outcomes(codes):
            unit.lists.usable(Kind.OUTCOME, code, self._clock.now().date())

    def _session(self, unit: Unit, session_id: UUID) -> CounsellingSession:
        kept = unit.sessions.find(session_id)
        if kept is None:
            raise SessionGoneError
        return kept.session

    def _running(self, unit: Unit, desk: str) -> CounsellingSession:
        kept = unit.sessions.running(desk)
        if kept is None:
            raise NoSessionError(desk)
        return kept.session

    def _desk_free(self, unit: Unit, desk: str) -> None:
        held = unit.tickets.held_by(desk, unit.workstation)
        if held is not None:
            raise DeskBusyError(desk, held.number)

    def _unfinish(self, unit: Unit, ticket_id: UUID) -> None:
        ticket = unit.tickets.find(ticket_id)
        if ticket is not None and ticket.state is not TicketState.DONE:
            raise AlreadyUndoneError
        self._undo(unit, ticket_id, Act.FINISHED)

    def _undo(self, unit: Unit, ticket_id: UUID, kind: Act) -> None:
        ticket = unit.tickets.find(ticket_id)
        events = [event for event in unit.tickets.events(ticket_id) if event.kind is kind]
        if ticket is not None and events:
            last = max(events, key=lambda event: event.rank)
            # The desk may go by another number since.
            unit.desks_here.bring(unit.happen(ticket.id, Act.UNDONE, ticket.attempt, undo_of=last.id, desk=last.desk))


def _tell_unnoted(unit: Unit, session: CounsellingSession) -> None:
    """Tell the other workstations how many conversations of its desk lack an outcome: a number, and no more."""
    desk = unit.desks.find(session.desk)
    number = unit.sessions.without_outcome(session.day).get(session.desk, 0)
    if desk is not None and desk.workstation == unit.workstation and desk.without_outcome != number:
        unit.keep("desk", desk.name, {"without_outcome": number})
