"""The welcome desk: registers visitors as they come through the door."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID, uuid4

from cdm_desk.domain.activities import ActivityFact, Group
from cdm_desk.domain.bag import OutsideError
from cdm_desk.domain.clock import Clock, in_brussels
from cdm_desk.domain.errors import (
    AmendWindowClosedError,
    AmountError,
    DayClosedError,
    FutureMomentError,
    NothingToRepeatError,
    TicketGoneError,
    TicketStateError,
    UndoWindowClosedError,
)
from cdm_desk.domain.facts import HOURS
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.opening import doors_close
from cdm_desk.domain.queue import Act, Ticket, TicketState
from cdm_desk.domain.staff import Action, Gate, Role
from cdm_desk.domain.waiting import foretold
from cdm_desk.domain.welcome import (
    ADVICE,
    GROUP,
    WITHDRAW_WINDOW,
    DayCounts,
    HelperLanguageFact,
    ProofFact,
    Visit,
    checked_people,
)
from cdm_desk.store.reports import SumTable
from cdm_desk.store.unit import Store, Unit
from cdm_desk.store.waiting import Foresight
from cdm_desk.store.welcome import KeptVisit

MOST_REPEATS: Final = 99


class WelcomeService:
    """Registers, completes and withdraws visits; a visitor is never named."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        gate: Gate,
        alone: Callable[[], bool],
        role: Callable[[], Role | None] = lambda: None,
    ) -> None:
        """`alone` says that no folder is shared, so that numbers need nobody's leave; `role` who acts here now."""
        self._store = store
        self._clock = clock
        self._gate = gate
        self._alone = alone
        self._role = role
        self._foresight = Foresight()

    def now(self) -> datetime:
        """Return the time at the desk."""
        return self._clock.now()

    def register(self, theme_code: str, *, language: str | None = None, people: int = 1) -> Ticket:
        """Record a visitor who wants advice on a theme; return the ticket to hand over.

        Raises UnknownCodeError, RetiredCodeError, AmountError, or DayClosedError once today's board is wiped.
        """
        self._gate.require(Action.REGISTER)
        with self._store.unit() as unit:
            return self._registered(unit, theme_code, language, people)

    def visit(self, motive_code: str, *, people: int = 1) -> Visit:
        """Record a visitor who needs no ticket; return the visit. Raises as `register` does."""
        self._gate.require(Action.REGISTER)
        with self._store.unit() as unit:
            return self._visited(unit, motive_code, people)

    def group(self, group: Group) -> Visit:
        """Record a class or another group in one act: counted at the door, and as the activity it came for.

        A class is a school visit, its people pupils. Raises as `visit` does.
        """
        self._gate.require(Action.REGISTER)
        with self._store.unit() as unit:
            return self._grouped(unit, group)

    def count_proof(self) -> None:
        """Count a proof of visit that was printed: that there was one today, and nothing else."""
        self._gate.require(Action.REGISTER)
        with self._store.unit() as unit:
            unit.facts.add(ProofFact(id=uuid4(), day=self._clock.now().date()))

    def repeat(self, times: int) -> list[Visit]:
        """Record the last act again, some times over, all or none; return the new visits.

        Raises NothingToRepeatError, or AmountError above 99.
        """
        self._gate.require(Action.REGISTER)
        checked_people(times, highest=MOST_REPEATS)
        with self._store.unit() as unit:
            last = self._last(unit)
            if last is None:
                raise NothingToRepeatError
            return [self._again(unit, last) for _each in range(times)]

    def late(
        self,
        day: date,
        hour: int,
        *,
        motive_code: str,
        theme_code: str | None = None,
        people: int = 1,
        group: Group | None = None,
    ) -> Visit:
        """Record a visit of an earlier hour, also of a closed day; it is marked late and takes no ticket.

        Raises FutureMomentError for an hour that has not come, RetiredCodeError for a day on which the code was not
        in use, AmountError for an hour that no day has.
        """
        return self.late_again(
            1, day, hour, motive_code=motive_code, theme_code=theme_code, people=people, group=group
        )[0]

    def late_again(
        self,
        times: int,
        day: date,
        hour: int,
        *,
        motive_code: str,
        theme_code: str | None = None,
        people: int = 1,
        group: Group | None = None,
    ) -> list[Visit]:
        """Record as many visits of an earlier hour, all or none; raises what `late` does, or AmountError above 99.

        Of a `group` its activity is recorded besides, on that day.
        """
        self._gate.require(Action.LATE_ENTRY)
        checked_people(times, highest=MOST_REPEATS)
        if not 0 <= hour < HOURS:
            raise AmountError(hour, 0, HOURS - 1)
        moment = in_brussels(datetime.combine(day, time(hour)))
        now = self._clock.now()
        if moment > now:
            raise FutureMomentError
        role = self._role()
        with self._store.unit() as unit:
            unit.lists.usable(Kind.MOTIVE, motive_code, day)
            if theme_code is not None:
                unit.lists.usable(Kind.THEME, theme_code, day)
            if group is not None:
                _check_group(unit, group, day)
            return [
                unit.arrive(
                    Visit(
                        id=uuid4(),
                        day=day,
                        arrived_at=moment,
                        motive_code=motive_code,
                        theme_code=theme_code,
                        language=None if group is None else group.language,
                        people=checked_people(people),
                        late=True,
                        noted_by=None if role is None else role.value,
                        noted_on=now.date(),
                    ),
                    None if group is None else group.fact(uuid4(), day),
                )
                for _each in range(times)
            ]

    def amend(
        self,
        visit_id: UUID,
        *,
        language: str | None = None,
        helper_language: str | None = None,
        priority: str | None = None,
        in_person: bool | None = None,
    ) -> Visit:
        """Complete the arrival within its minute, a late entry at any time; what is None stays as it was.

        Raises AmendWindowClosedError, TicketGoneError, or UnknownCodeError for a language or a reason of priority
        that stands in no list.
        """
        self._may_mend(visit_id)
        with self._store.unit() as unit:
            kept = self._kept(unit, visit_id)
            if not kept.visit.late and not kept.visit.amendable(self._clock.now()):
                raise AmendWindowClosedError
            chosen = ((Kind.LANGUAGE, language), (Kind.HELPER_LANGUAGE, helper_language), (Kind.PRIORITY, priority))
            for kind, code in chosen:
                if code is not None:
                    unit.lists.usable(kind, code, kept.visit.day)
            visit = kept.visit.amended(
                language=language or kept.visit.language,
                helper_language=helper_language or kept.visit.helper_language,
            )
            self._amend_facts(unit, kept, visit)
            if visit.ticket_id is not None and (language, priority, in_person) != (None, None, None):
                self._amend_ticket(unit, visit.ticket_id, language=language, priority=priority, in_person=in_person)
            return visit

    def amend_back(self, before: Visit) -> Visit:
        """Take back what was added last: the arrival is again as it was `before`, within the two minutes of an undo.

        Of a late entry at any time. Raises UndoWindowClosedError, or TicketGoneError once the arrival itself was
        withdrawn.
        """
        self._may_mend(before.id)
        with self._store.unit() as unit:
            kept = self._kept(unit, before.id)
            if not kept.visit.late and not kept.visit.withdrawable(self._clock.now()):
                raise UndoWindowClosedError(int(WITHDRAW_WINDOW.total_seconds() // 60))
            # What helps in talking stands with the arrival alone, everything else with the ticket too.
            of_ticket = kept.visit.helper_language == before.helper_language
            self._amend_facts(unit, kept, before)
            if of_ticket and before.ticket_id is not None:
                self._amend_ticket_back(unit, before.ticket_id)
            return before

    def withdraw(self, visit_id: UUID) -> None:
        """Take back an arrival that was a mistake, within two minutes; its number is not used again today.

        A late entry may be taken back at any time, by whoever may note one.
        Raises UndoWindowClosedError, or TicketStateError once a desk has called the visitor.
        """
        self._may_mend(visit_id)
        with self._store.unit() as unit:
            kept = self._kept(unit, visit_id)
            if not kept.visit.late and not kept.visit.withdrawable(self._clock.now()):
                raise UndoWindowClosedError(int(WITHDRAW_WINDOW.total_seconds() // 60))
            ticket_id = kept.visit.ticket_id
            ticket = None if ticket_id is None else unit.tickets.find(ticket_id)
            if ticket is not None:
                if ticket.state is not TicketState.WAITING:
                    raise TicketStateError(ticket.number, ticket.state.value, Act.CANCELLED.value)
                # The facts of the visit go with the ticket, wherever it is cancelled.
                unit.happen(ticket.id, Act.CANCELLED, ticket.attempt)
                return
            unit.withdraw(kept, self._role_name())

    def called_after_closing(self, ticket: Ticket) -> bool:
        """Whether a visitor will more likely than not be called once the doors are closed."""
        now = self._clock.now()
        return foretold(ticket).called_after(ticket.issued_at, doors_close(ticket.day)) and now < doors_close(
            ticket.day
        )

    def fact_of(self, ticket_id: UUID) -> UUID:
        """Return the id of the fact that a ticket's arrival made, while the board stands: an acknowledgement."""
        with self._store.view() as unit:
            kept = unit.visits.of_ticket(ticket_id)
            if kept is None or kept.fact_id is None:
                raise TicketGoneError
            return kept.fact_id

    def fact_of_visit(self, visit_id: UUID) -> UUID:
        """Return the id of the fact that an arrival made, while the board stands: an acknowledgement."""
        with self._store.view() as unit:
            kept = unit.visits.find(visit_id)
            if kept is None or kept.fact_id is None:
                raise TicketGoneError
            return kept.fact_id

    def last(self) -> Visit | None:
        """Return the latest arrival of today at this workstation that was not withdrawn."""
        with self._store.view() as unit:
            return self._last(unit)

    def last_acts(self, limit: int = 6) -> list[Visit]:
        """Return the latest arrivals of today at this workstation, newest first."""
        with self._store.view() as unit:
            return unit.visits.latest(self._clock.now().date(), limit)

    def today(self) -> DayCounts:
        """Return what was counted today in the whole site, as far as it is known here."""
        today = self._clock.now().date()
        by_motive: dict[str, int] = {}
        by_theme: dict[str, int] = {}
        with self._store.view() as unit:
            # Summed where it lies: after each key, and on a day of thousands.
            for motive, theme, people in SumTable(unit.db).people(today):
                by_motive[motive] = by_motive.get(motive, 0) + people
                if theme is not None:
                    by_theme[theme] = by_theme.get(theme, 0) + people
            closed = unit.days.closed(today)
        visits = sum(by_motive.values())
        return DayCounts(
            visits=visits,
            advice=by_motive.pop(ADVICE, 0),
            pc=by_motive.pop("MV3", 0),
            documentation=by_motive.pop("MV4", 0),
            activity=by_motive.pop("MV5", 0),
            group=by_motive.pop("MV6", 0),
            quick=by_motive.pop("MV1", 0),
            other=sum(by_motive.values()),
            by_theme=by_theme,
            site_wide=not self._alone(),
            closed=closed,
        )

    def _last(self, unit: Unit) -> Visit | None:
        found = unit.visits.latest(self._clock.now().date(), 1)
        return found[0] if found else None

    def _again(self, unit: Unit, last: Visit) -> Visit:
        known = unit.visits.find(last.id)
        group = _group_of(unit, last, None if known is None else known.group_fact_id)
        if group is not None:
            return self._grouped(unit, group)
        if last.theme_code is None:
            return self._visited(unit, last.motive_code, last.people)
        ticket = self._registered(unit, last.theme_code, last.language, last.people)
        kept = unit.visits.of_ticket(ticket.id)
        assert kept is not None  # noqa: S101 - it was written a line above
        return kept.visit

    def _registered(self, unit: Unit, theme_code: str, language: str | None, people: int) -> Ticket:
        now = self._open_today(unit)
        theme = unit.lists.usable(Kind.THEME, theme_code, now.date())
        if language is not None:
            unit.lists.usable(Kind.LANGUAGE, language, now.date())
        number = unit.numbers.hand_out(now.date(), str(theme.digit), alone=self._alone(), name=unit.workstation)
        told: dict[str, Any] = {"day": now.date(), "number": number, "theme_code": theme_code, "language": language}
        ticket = unit.happen(uuid4(), Act.REGISTERED, 0, **told)
        people = checked_people(people)
        unit.arrive(Visit(id=uuid4(), arrived_at=now, motive_code=ADVICE, people=people, ticket_id=ticket.id, **told))
        return self._foresight.announce(unit, ticket)

    def _visited(self, unit: Unit, motive_code: str, people: int) -> Visit:
        now = self._open_today(unit)
        unit.lists.usable(Kind.MOTIVE, motive_code, now.date())
        visit = Visit(
            id=uuid4(), day=now.date(), arrived_at=now, motive_code=motive_code, people=checked_people(people)
        )
        return unit.arrive(visit)

    def _grouped(self, unit: Unit, group: Group) -> Visit:
        now = self._open_today(unit)
        _check_group(unit, group, now.date())
        visit = Visit(
            id=uuid4(),
            day=now.date(),
            arrived_at=now,
            motive_code=unit.lists.usable(Kind.MOTIVE, GROUP, now.date()).code,
            language=group.language,
            people=checked_people(group.people),
        )
        return unit.arrive(visit, group.fact(uuid4(), now.date()))

    def _open_today(self, unit: Unit) -> datetime:
        now = self._clock.now()
        if unit.days.closed(now.date()):
            raise DayClosedError(now.date())
        if unit.bags.away(unit.workstation, now.date()):
            raise OutsideError
        return now

    def _may_mend(self, visit_id: UUID) -> None:
        """Ask the gate: whoever may note a visit late may also complete it and take it back."""
        with self._store.view() as unit:
            kept = unit.visits.find(visit_id)
        self._gate.require(Action.LATE_ENTRY if kept is not None and kept.visit.late else Action.AMEND)

    def _role_name(self) -> str:
        role = self._role()
        return Role.RECEPTION.value if role is None else role.value

    def _kept(self, unit: Unit, visit_id: UUID) -> KeptVisit:
        kept = unit.visits.find(visit_id)
        if kept is None or kept.visit.withdrawn:
            raise TicketGoneError
        return kept

    def _amend_facts(self, unit: Unit, kept: KeptVisit, visit: Visit) -> None:
        fact_id, helper_id, group_id = kept.fact_id, kept.helper_fact_id, kept.group_fact_id
        if visit.language != kept.visit.language and fact_id is not None:
            unit.take_back(fact_id, reason="amended", role=self._role_name())
            fact_id = uuid4()
            unit.facts.add(visit.fact(fact_id))
            group_id = _in_language(unit, group_id, visit.language, self._role_name())
        if visit.helper_language != kept.visit.helper_language:
            if helper_id is not None:
                unit.take_back(helper_id, reason="amended", role=self._role_name())
            helper_id = None
        if visit.helper_language is not None and helper_id is None:
            helper_id = uuid4()
            unit.facts.add(HelperLanguageFact(id=helper_id, day=visit.day, helper_language=visit.helper_language))
        unit.visits.keep(visit, fact_id, helper_id, group_id)

    def _amend_ticket(
        self, unit: Unit, ticket_id: UUID, *, language: str | None, priority: str | None, in_person: bool | None
    ) -> None:
        ticket = unit.tickets.find(ticket_id)
        # A desk may have called the visitor within the minute: then the arrival alone is completed.
        if ticket is not None and ticket.allows(Act.AMENDED):
            ticket = unit.happen(
                ticket.id, Act.AMENDED, ticket.attempt, language=language, priority=priority, in_person=in_person
            )
            self._foresight.announce(unit, ticket)

    def _amend_ticket_back(self, unit: Unit, ticket_id: UUID) -> None:
        ticket = unit.tickets.find(ticket_id)
        events = unit.tickets.events(ticket_id)
        undone = {event.undo_of for event in events}
        added = [event for event in events if event.kind is Act.AMENDED and event.id not in undone]
        if ticket is not None and added and ticket.allows(Act.AMENDED):
            last = max(added, key=lambda event: event.rank)
            told = [event for event in events if event.kind is Act.ANNOUNCED and event.rank > last.rank]
            for event in (*told, last):
                unit.happen(ticket.id, Act.UNDONE, ticket.attempt, undo_of=event.id)


def _check_group(unit: Unit, group: Group, day: date) -> None:
    told = (
        (Kind.SCHOOL_LEVEL, group.level_code),
        (Kind.TEACHING, group.teaching_code),
        (Kind.LANGUAGE, group.language),
    )
    for kind, code in told:
        if code is not None:
            unit.lists.usable(kind, code, day)


def _group_of(unit: Unit, visit: Visit, group_id: UUID | None) -> Group | None:
    """Return the group that came with an arrival, as it is counted."""
    known = None if group_id is None else unit.facts.find("activity", group_id)
    if not isinstance(known, ActivityFact):
        return None
    return Group(
        people=visit.people,
        level_code=known.level_code,
        teaching_code=known.teaching_code,
        language=visit.language,
        accompanying=known.accompanying,
    )


def _in_language(unit: Unit, group_id: UUID | None, language: str | None, role: str) -> UUID | None:
    """Count a group in another language; return the id of its new fact."""
    known = None if group_id is None else unit.facts.find("activity", group_id)
    if not isinstance(known, ActivityFact):
        return None
    unit.take_back(known.id, reason="amended", role=role)
    group = replace(known, id=uuid4(), language=language)
    unit.facts.add(group)
    return group.id
