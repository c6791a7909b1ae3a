"""The desks of this workstation as it knows them itself, whatever others have written under their numbers meanwhile.

The record of a desk goes by its number, and the later stamp wins: a workstation that opened the same number without
knowing of it overrules the other. Each therefore remembers its own desks, and what it finds to be different it sets
right itself: who was first takes the number back, the other goes on under a free one with everybody who is there.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from cdm_desk.domain.change import Department
from cdm_desk.domain.clock import minutes_between
from cdm_desk.domain.desks import (
    CallElsewhere,
    DeskNews,
    Move,
    NewsKind,
    OwnDesks,
    keeps,
    next_free,
    number_in,
    proposed,
    taken_elsewhere,
)
from cdm_desk.domain.errors import DeskElsewhereError, DeskMovedError, DeskNotOpenError
from cdm_desk.domain.facts import MalformedError, plain, value_from
from cdm_desk.domain.queue import DESK_TAKEN, Act, Desk, Ticket, TicketState
from cdm_desk.store.canonical import packed, unpacked
from cdm_desk.store.meta import OWN_DESKS

if TYPE_CHECKING:
    from datetime import date

    from cdm_desk.store.unit import Unit

_DESK = "desk"
_FIELDS = ("workstation", "themes", "languages", "opened_at", "paused", "closed")


class DesksHere:
    """Opens, moves and closes the desks of this workstation within one unit, and settles what others wrote over."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    @property
    def _today(self) -> date:
        return self._unit.clock.now().date()

    def known(self) -> OwnDesks:
        """Return what is remembered of today's desks, and of those that are still open since another day."""
        text = self._unit.meta.get(OWN_DESKS)
        today = self._today
        try:
            known = OwnDesks(day=today) if text is None else value_from(OwnDesks, unpacked(text))
        except (MalformedError, ValueError):
            known = OwnDesks(day=today)  # of another version of the program: nothing that is lost is lost for long
        return known if known.day == today else OwnDesks(day=today, open=known.open)

    def keep(self, desk: Desk) -> None:
        """Write a desk of this workstation, whole: no part of it is ever mixed with another's of the same number."""
        # Counted anew, or a desk that opens today would be told to owe what it owed on another day.
        owing = self._unit.sessions.without_outcome(self._today).get(desk.name, 0)
        self._unit.keep(_DESK, desk.name, _values(desk) | {"without_outcome": owing})
        known = self.known()
        others = tuple(each for each in known.open if each.name != desk.name)
        if desk.closed:
            self._remember(replace(known, open=others))
            return
        # A number that was left and is taken again leads nowhere else.
        moves = tuple(each for each in known.moves if each.old != desk.name)
        self._remember(replace(known, open=(*others, desk), moves=moves))

    def open(self, desk: Desk) -> None:
        """Open a desk; it takes over the conversations of one that was given free meanwhile."""
        gone = [news for news in self.known().news if news.kind is NewsKind.GONE]
        for news in gone:
            self._unit.sessions.move(self._today, news.desk, desk.name)
            self.answer(news)
        self.keep(desk)

    def release(self, desk: Desk) -> None:
        """Close the desk of another workstation, which is told when it is heard of again."""
        self._unit.keep(_DESK, desk.name, _values(replace(desk, closed=True)))

    def move(self, own: Desk, number: str) -> Desk:
        """Let a desk go by another number, with its visitor, whoever is kept for it, and its conversations of today."""
        unit = self._unit
        record = unit.desks.find(own.name)
        ours = record is not None and record.workstation == unit.workstation
        if ours and not own.closed:
            self.keep(replace(own, closed=True))
        else:
            self._forget(own.name)
        moved = replace(own, name=number, opened_at=unit.clock.now(), closed=False)
        self.keep(moved)
        self._take_along(own.name, number, who_waits=ours)
        unit.sessions.move(self._today, own.name, number)
        known = self.known()
        self._remember(replace(known, moves=(*known.moves, Move(old=own.name, new=number))))
        return moved

    def called_elsewhere(self, ticket: Ticket, desk: str) -> None:
        """Remember a visitor who was called to a desk of another workstation, until it is known that they are there."""
        known = self.known()
        call = CallElsewhere(ticket_id=ticket.id, attempt=ticket.attempt, desk=desk)
        self._remember(replace(known, calls=(*known.calls, call)))

    def bring(self, ticket: Ticket) -> Ticket:
        """Let a visitor who came back to a desk of this workstation come to its number of now; return the ticket."""
        number = self.known().now(ticket.desk or "")
        if ticket.desk_workstation != self._unit.workstation or ticket.desk in (None, number):
            return ticket
        return self._unit.happen(ticket.id, Act.MOVED, ticket.attempt, desk=number)

    def tell(self, news: DeskNews) -> None:
        """Keep something to be told until it is answered."""
        known = self.known()
        if news not in known.news:
            self._remember(replace(known, news=(*known.news, news)))

    def answer(self, news: DeskNews) -> None:
        """Drop what was told."""
        known = self.known()
        self._remember(replace(known, news=tuple(each for each in known.news if each != news)))

    def free_number(self, wanted: str = "") -> str:
        """Return the number to open here: the one wanted, the one in the workstation's name, or the next free one."""
        taken = taken_elsewhere(self._unit.desks.all(), self._unit.workstation, self._today)
        return proposed(wanted, self._unit.workstation, taken, self._borne())

    def found(self, name: str) -> Desk:
        """Return a desk of this workstation; raises DeskNotOpenError, DeskElsewhereError, or DeskMovedError."""
        desk = self._unit.desks.find(name)
        if desk is None:
            raise DeskNotOpenError(name)
        if desk.workstation != self._unit.workstation:
            number = self.known().now(name)
            if number != name:
                raise DeskMovedError(name, desk.workstation, number)
            raise DeskElsewhereError(name, desk.workstation, self.free_number(name))
        return desk

    def minutes_silent(self, desk: Desk) -> int:
        """Return for how many minutes nothing was heard of the workstation of a desk; 0 for this one."""
        unit = self._unit
        if desk.workstation == unit.workstation:
            return 0
        signs = [each.seen_at for each in unit.journal.workstations() if each.name == desk.workstation and each.seen_at]
        return minutes_between(max([*signs, desk.opened_at]), unit.clock.now())

    def due(self) -> list[Callable[[], object]]:
        """Return what has to be set right, as acts to be done in a unit that writes; nothing, nearly always."""
        if self._unit.meta.get(OWN_DESKS) is None:
            return []
        known = self.known()
        acts = [act for own in known.open if (act := self._due_of(own)) is not None]
        return acts or [*self._due_of_calls_here(), *self._due_of_calls_elsewhere(known)]

    def _due_of(self, own: Desk) -> Callable[[], object] | None:
        """Return what becomes of a desk that is open here, by what its record says; None when all is well."""
        record = self._unit.desks.find(own.name)
        if record is None:  # the day was closed
            return partial(self._forget, own.name)
        if record.workstation != self._unit.workstation:
            return self._due_of_taken(own, record)
        if record.closed:
            return partial(self._insist if self._busy(own.name) else self._give_up, own)
        # One that was there first takes the number back itself.
        rivals = [desk for desk in self._overruled(own.name) if not desk.closed and desk.workstation != own.workstation]
        others = [desk.workstation for desk in rivals if keeps(own, desk, self._today)]
        return partial(self._share, own, others[-1]) if others else None

    def _due_of_taken(self, own: Desk, record: Desk) -> Callable[[], object]:
        """Return what becomes of a desk that is open here, and whose number is another workstation's."""
        unseen = any(desk.workstation == own.workstation for desk in self._overruled(own.name))
        if unseen and record.closed:
            return partial(self._insist, own)
        if unseen and keeps(own, record, self._today):
            return partial(self._insist, own, record.workstation)
        stands_back = not record.closed and own.opened_at.date() == self._today and keeps(record, own, self._today)
        if stands_back or self._busy(own.name):
            return partial(self._stand_back, own, record.workstation)
        return partial(self._give_up, own)

    def _overruled(self, name: str) -> list[Desk]:
        """Return the desks of this number that were overruled by somebody who did not know of them."""
        found = []
        for values in self._unit.conflicts.unseen(_DESK, name):
            body = {"name": name} | {field: value for field, value in values.items() if value is not None}
            with suppress(MalformedError):  # a part of it that an earlier program wrote
                found.append(value_from(Desk, body))
        return found

    def _insist(self, own: Desk, other: str = "") -> None:
        """Take the number back: it was opened here first, or nobody has it any more."""
        self.keep(own)
        if other:
            self._share(own, other)
        else:
            self._unit.conflicts.settle(_DESK, own.name)

    def _share(self, own: Desk, other: str) -> None:
        self._unit.conflicts.settle(_DESK, own.name)
        self.tell(DeskNews(kind=NewsKind.SHARED, desk=own.name, number=own.name, workstation=other))

    def _stand_back(self, own: Desk, other: str) -> None:
        """Leave the number to who opened it first, and go on under another one."""
        unit = self._unit
        held = unit.tickets.held_by(own.name, unit.workstation)
        taken = {*taken_elsewhere(unit.desks.all(), unit.workstation, self._today), own.name}
        taken |= {desk.name for desk in self.known().open} | self._borne()
        ours = number_in(unit.workstation)
        number = ours if ours and ours not in taken else next_free(taken, own.name)
        unit.conflicts.settle(_DESK, own.name)
        self.move(own, number)
        waiting_for = held.number if held is not None and held.state is TicketState.CALLED else ""
        news = DeskNews(kind=NewsKind.MOVED, desk=own.name, number=number, workstation=other, ticket=waiting_for)
        self.tell(news)

    def _give_up(self, own: Desk) -> None:
        """Note that the desk was given free while nothing was heard of this workstation."""
        self._unit.conflicts.settle(_DESK, own.name)
        self._forget(own.name)
        self.tell(DeskNews(kind=NewsKind.GONE, desk=own.name))

    def _due_of_calls_here(self) -> list[Callable[[], object]]:
        """See to visitors whom others called to a desk of this workstation that has one, or is no longer there."""
        unit = self._unit
        held = unit.tickets.held_at(unit.workstation)
        open_here = {desk.name for desk in unit.desks.all() if desk.workstation == unit.workstation and not desk.closed}
        places = [ticket.desk for ticket in held]
        if len(set(places)) == len(places) and open_here.issuperset(place for place in places if place):
            return []
        known = self.known()
        called = {ticket.id: self._called_by(ticket) for ticket in held}
        acts: list[Callable[[], object]] = []
        seated: dict[str, Ticket] = {}
        for ticket in sorted(held, key=lambda each: _precedence(each, called[each.id] != unit.workstation)):
            by_others = called[ticket.id] != unit.workstation
            place = ticket.desk or ""
            number = place if place in open_here or not by_others else known.now(place)
            if number not in seated and (number in open_here or not by_others):
                seated[number] = ticket
                if number != place:
                    acts.append(partial(self.bring, ticket))
            elif by_others and ticket.state is TicketState.CALLED:
                acts.append(partial(self._return, ticket, number))
        return acts

    def _return(self, ticket: Ticket, desk: str) -> None:
        self._unit.happen(ticket.id, Act.PUT_BACK, ticket.attempt, desk=ticket.desk, reason=DESK_TAKEN)
        self.tell(DeskNews(kind=NewsKind.RETURNED, desk=desk, number=desk, ticket=ticket.number))

    def _due_of_calls_elsewhere(self, known: OwnDesks) -> list[Callable[[], object]]:
        """See what became of visitors whom this workstation called to the desks of others."""
        acts: list[Callable[[], object]] = []
        for call in known.calls:
            ticket = self._unit.tickets.find(call.ticket_id)
            if ticket is None or ticket.attempt != call.attempt or ticket.state is not TicketState.CALLED:
                acts.append(partial(self._end_call, call))
        return acts

    def _end_call(self, call: CallElsewhere) -> None:
        unit = self._unit
        events = [event for event in unit.tickets.events(call.ticket_id) if event.attempt == call.attempt]
        back = next((event for event in events if event.kind is Act.PUT_BACK and event.reason == DESK_TAKEN), None)
        known = self.known()
        self._remember(replace(known, calls=tuple(each for each in known.calls if each != call)))
        ticket = unit.tickets.find(call.ticket_id)
        if back is not None and ticket is not None:
            news = DeskNews(kind=NewsKind.REFUSED, desk=call.desk, workstation=back.workstation, ticket=ticket.number)
            self.tell(news)

    def _take_along(self, old: str, number: str, *, who_waits: bool) -> None:
        """Let whoever is at a desk, or kept for it, follow it; who waits for that number, only if it is given up."""
        unit = self._unit
        states = (TicketState.CALLED, TicketState.SERVING, TicketState.PARKED, TicketState.WAITING)
        for ticket in unit.tickets.of_day(self._today, states):
            at_the_desk = ticket.desk == old and ticket.desk_workstation == unit.workstation
            kept = ticket.park_owner == old and self._last(ticket, Act.PARKED) == unit.workstation
            waits = who_waits and ticket.wanted_desk == old and ticket.state is TicketState.WAITING
            if at_the_desk or kept or waits:
                unit.happen(ticket.id, Act.MOVED, ticket.attempt, desk=number)

    def _called_by(self, ticket: Ticket) -> str:
        return self._last(ticket, Act.CALLED)

    def _last(self, ticket: Ticket, kind: Act) -> str:
        """Return the workstation that did an act on a ticket the last time."""
        events = [event for event in self._unit.tickets.events(ticket.id) if event.kind is kind]
        return max(events, key=lambda event: event.rank).workstation if events else ""

    def _busy(self, name: str) -> bool:
        unit = self._unit
        return unit.tickets.held_by(name, unit.workstation) is not None or unit.sessions.running(name) is not None

    def _borne(self) -> set[str]:
        """Return the numbers that other workstations bear in their names: their desks are there, open or not."""
        others = [each for each in self._unit.journal.workstations() if each.name != self._unit.workstation]
        names = [each.name for each in others if each.kind == "counselling"]
        return {number for name in names if (number := number_in(name)) is not None}

    def _forget(self, name: str) -> None:
        known = self.known()
        self._remember(replace(known, open=tuple(each for each in known.open if each.name != name)))

    def _remember(self, known: OwnDesks) -> None:
        self._unit.meta.put(OWN_DESKS, packed(plain(known)))
        self._unit.changed.add(Department.QUEUE)


def _values(desk: Desk) -> dict[str, Any]:
    return {name: getattr(desk, name) for name in _FIELDS}


def _precedence(ticket: Ticket, by_others: bool) -> tuple[bool, bool, float, str]:  # noqa: FBT001 - a key to sort by
    """Return who stays at a desk: who is served, then whom the desk itself called, then who was called first."""
    called = 0.0 if ticket.called_at is None else ticket.called_at.timestamp()
    return (ticket.state is not TicketState.SERVING, by_others, called, ticket.id.hex)
