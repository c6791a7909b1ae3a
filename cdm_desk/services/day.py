"""The end of the day: the board is wiped, the facts stay; and corrections afterwards."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid4

from cdm_desk.domain.change import Department
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.errors import DayOpenError, FactGoneError, FutureMomentError, UnknownCodeError
from cdm_desk.domain.facts import Fact
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.opening import ready_to_close
from cdm_desk.domain.queue import Act, TicketState
from cdm_desk.domain.staff import Action, Gate
from cdm_desk.store.multimedia import PC_SESSION, PC_TURN
from cdm_desk.store.unit import Store, Unit

UNDONE: Final = "UNDONE"


class DayService:
    """Closes days and corrects closed ones."""

    def __init__(self, store: Store, clock: Clock, gate: Gate, alone: Callable[[], bool]) -> None:
        """`alone` says that no folder is shared, so that the queue of the day has nobody to be sent to."""
        self._store = store
        self._clock = clock
        self._gate = gate
        self._alone = alone

    def closed(self, day: date) -> bool:
        """Whether the day's board has been wiped here."""
        with self._store.view() as unit:
            return unit.days.closed(day)

    def closed_at(self, day: date) -> tuple[str, ...]:
        """Return the other workstations that have closed a day, or a later one, as far as they were heard of."""
        with self._store.view() as unit:
            return tuple(
                known.name
                for known in unit.journal.workstations()
                if known.name != unit.workstation and not known.revoked and known.done and known.done >= day
            )

    def still_open(self) -> list[date]:
        """Return earlier days whose board still lies here: a night was missed."""
        with self._store.view() as unit:
            return unit.days.still_open(self._clock.now().date())

    def last_act(self) -> datetime | None:
        """Return when something last happened on today's board, None when nothing did."""
        with self._store.view() as unit:
            return unit.days.last_act(self._clock.now().date())

    def in_use(self) -> bool:
        """Whether somebody waits, is at a desk or is set aside today, or a desk is open."""
        today = self._clock.now().date()
        with self._store.view() as unit:
            desks = any(not desk.closed and desk.opened_at.date() == today for desk in unit.desks.all())
            return desks or any(ticket.day == today for ticket in unit.tickets.open_until(today))

    def close(self, day: date) -> bool:
        """Close a day: what is open ends and is counted so, the board is wiped. Return False if it was closed already.

        Raises DayOpenError before half an hour after closing time, FutureMomentError for a day that has not come.
        """
        self._gate.require(Action.CLOSE_DAY)
        now = self._clock.now()
        if day > now.date():
            raise FutureMomentError
        with self._store.unit() as unit:
            if unit.days.closed(day):
                return False
            if now < ready_to_close(day):
                raise DayOpenError(day)
            self._expire(unit, day)
            unit.days.close(day, on=now.date())
            if self._alone():
                unit.drop_queue()
            # Also of a board that was empty: every screen says that the day is closed.
            unit.changed |= set(Department)
        self._store.forget_traces()
        return True

    def correct(self, fact_id: UUID, reason: str, replacement: Fact | None = None) -> None:
        """Take a fact out of the count, with a reason code, and put another in its place.

        Raises FactGoneError when no such fact counts, UnknownCodeError for a reason that stands in no list.
        """
        self._gate.require(Action.CORRECT)
        with self._store.unit() as unit:
            today = self._clock.now().date()
            if unit.lists.find(Kind.VOID_REASON, reason) is None:
                raise UnknownCodeError(Kind.VOID_REASON.value, reason)
            if unit.facts.counting(fact_id) is None:
                raise FactGoneError
            unit.facts.void(fact_id, reason=reason, role="manager", day=today)
            if replacement is not None:
                unit.facts.add(replacement)

    def take_back(self, fact: Fact, replacement_id: UUID | None = None) -> None:
        """Count a fact again that was taken out by mistake, as a new one, and what took its place no more.

        Raises FactGoneError when the replacement was corrected meanwhile.
        """
        self._gate.require(Action.CORRECT)
        with self._store.unit() as unit:
            if replacement_id is not None:
                if unit.facts.counting(replacement_id) is None:
                    raise FactGoneError
                unit.facts.void(replacement_id, reason=UNDONE, role="manager", day=self._clock.now().date())
            unit.facts.add(replace(fact, id=uuid4()))

    def _expire(self, unit: Unit, day: date) -> None:
        """End what this workstation owns: the waits of its tickets, its conversations, the seats it gave."""
        here = unit.workstation
        now = self._clock.now()
        for kept in unit.sessions.all_running(day):
            # Nobody noted the end: its length is not relied upon.
            ended_at = min(now, ready_to_close(kept.session.day))
            unit.keep_session(kept.session.closed(ended_at, kept.session.outcome_codes, reliable=False))
        for ticket in unit.tickets.open_until(day):
            held = ticket.state in (TicketState.CALLED, TicketState.SERVING)
            if (ticket.desk_workstation if held else ticket.workstation) != here:
                continue
            # A night that was missed adds nothing to the wait: the doors were closed.
            unit.happen(ticket.id, Act.EXPIRED, ticket.attempt, at=min(now, ready_to_close(ticket.day)))
        for block in unit.seats.open_until(day):
            if block.workstation == here:
                # Nobody noted the end: the block counts as it began.
                ended_at = min(now, ready_to_close(block.day))
                unit.keep_pc(PC_SESSION, block.id, {"ended_at": ended_at, "accurate": False})
        for turn in unit.seats.waiting_until(day):
            if turn.workstation == here:
                unit.keep_pc(PC_TURN, turn.id, {"ended_at": min(now, ready_to_close(turn.day))})
