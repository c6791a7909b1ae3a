"""What a forecast of waits is made of: today's line, and how long conversations have lasted on sixty days."""

from datetime import date, datetime

from sqlalchemy import exists, func, select

from cdm_desk.domain.clock import seconds_of
from cdm_desk.domain.queue import Act, Desk, Ticket, TicketState
from cdm_desk.domain.waiting import LEARNT_DAYS, UNKNOWN, Lengths, Line, learnt
from cdm_desk.domain.welcome import AT_THE_DESK
from cdm_desk.store.facts import table_of
from cdm_desk.store.rows import VoidRow
from cdm_desk.store.unit import Unit


class Foresight:
    """Puts the line of a moment together; what was learnt of conversations is read once a day."""

    def __init__(self) -> None:
        self._learnt: tuple[date, Lengths] | None = None

    def line(self, unit: Unit, now: datetime) -> Line:
        """Return the line as it stands, to be replayed."""
        today = now.date()
        states = (TicketState.WAITING, TicketState.PARKED, TicketState.CALLED, TicketState.SERVING)
        tickets = [ticket.as_of(now) for ticket in unit.tickets.of_day(today, states)]
        return Line(
            now=now,
            waiting=[ticket for ticket in tickets if ticket.state is TicketState.WAITING],
            desks=desks_of_today(unit, today),
            talks={
                ticket.desk: (ticket.theme_code, _seconds(ticket, now)) for ticket in tickets if ticket.desk is not None
            },
            lengths=self._lengths(unit, today),
            rule=unit.lists.rule(),
        )

    def announce(self, unit: Unit, ticket: Ticket) -> Ticket:
        """Note what is foreseen of the wait of a ticket, to be compared with what comes; return the ticket.

        Where no open desk can take the visitor there is nothing to note, and what was noted before no longer holds.
        """
        if ticket.state is not TicketState.WAITING:
            return ticket
        now = unit.clock.now()
        # Nobody foresees anything before a desk opens: the line is not even read.
        able = any(desk.open and desk.suits(ticket) for desk in desks_of_today(unit, now.date()))
        estimate = self.line(unit, now).estimate(ticket) if able else UNKNOWN
        known = ticket.waits[-1]
        if (known.range_low, known.range_high) == (estimate.low, estimate.high):
            return ticket
        return unit.happen(ticket.id, Act.ANNOUNCED, ticket.attempt, range_low=estimate.low, range_high=estimate.high)

    def _lengths(self, unit: Unit, today: date) -> Lengths:
        if self._learnt is None or self._learnt[0] != today:
            self._learnt = (today, lengths_before(unit, today))
        return self._learnt[1]


def lengths_before(unit: Unit, today: date) -> Lengths:
    """Return what the reliable conversations of the last sixty days on which there were any tell."""
    table = table_of("session")
    days = select(table.c.day).where(table.c.day < today).distinct().order_by(table.c.day.desc()).limit(LEARNT_DAYS)
    first = unit.db.execute(select(func.min(days.subquery().c.day))).scalar_one()
    if first is None:
        return Lengths()
    query = (
        select(table.c.theme_code, table.c.minutes, func.count())
        .where(table.c.day >= first, table.c.day < today, table.c.channel == AT_THE_DESK, table.c.reliable)
        .where(~exists().where(VoidRow.fact_id == table.c.id))
        .group_by(table.c.theme_code, table.c.minutes)
    )
    return learnt({(theme, minutes): count for theme, minutes, count in unit.db.execute(query)})


def desks_of_today(unit: Unit, today: date) -> list[Desk]:
    """Return the desks that were opened today: one that was left open on another day serves nobody."""
    return [desk for desk in unit.desks.all() if desk.opened_at.date() == today]


def _seconds(ticket: Ticket, now: datetime) -> int:
    return 0 if ticket.started_at is None else max(0, seconds_of(now) - seconds_of(ticket.started_at))
