"""Today's tickets, as their events make them, and the desks that are open."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.engine import Connection

from cdm_desk.domain.facts import plain, value_from
from cdm_desk.domain.queue import Desk, Ticket, TicketEvent, TicketState, replay
from cdm_desk.store.rows import DeskRow, TicketEventRow, TicketRow, WaitHeldRow


class TicketTable:
    """Tickets of the board."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def find(self, ticket_id: UUID) -> Ticket | None:
        """Return one ticket."""
        body = self._db.execute(select(TicketRow.body).where(TicketRow.id == ticket_id)).scalar_one_or_none()
        return None if body is None else value_from(Ticket, body)

    def numbered(self, day: date, number: str) -> Ticket | None:
        """Return the ticket with a number."""
        query = select(TicketRow.body).where(TicketRow.day == day, TicketRow.number == number)
        body = self._db.execute(query).scalars().first()
        return None if body is None else value_from(Ticket, body)

    def of_day(self, day: date, states: Collection[TicketState] | None = None) -> list[Ticket]:
        """Return the tickets of a day, or those of some states, in order of arrival."""
        query = select(TicketRow.body).where(TicketRow.day == day)
        if states is not None:
            query = query.where(TicketRow.state.in_([state.value for state in states]))
        tickets = [value_from(Ticket, body) for body in self._db.execute(query).scalars()]
        return sorted(tickets, key=lambda ticket: (ticket.issued_at, ticket.number))

    def held_by(self, desk: str) -> Ticket | None:
        """Return the ticket that a desk has called or is serving."""
        states = [TicketState.CALLED.value, TicketState.SERVING.value]
        query = select(TicketRow.body).where(TicketRow.desk == desk, TicketRow.state.in_(states))
        body = self._db.execute(query).scalars().first()
        return None if body is None else value_from(Ticket, body)

    def open_until(self, day: date) -> list[Ticket]:
        """Return the tickets up to a day to which something can still happen."""
        states = [
            TicketState.WAITING.value,
            TicketState.CALLED.value,
            TicketState.SERVING.value,
            TicketState.PARKED.value,
        ]
        query = select(TicketRow.body).where(TicketRow.day <= day, TicketRow.state.in_(states))
        return [value_from(Ticket, body) for body in self._db.execute(query).scalars()]

    def counts(self, day: date) -> dict[str, int]:
        """Return how many tickets of a day stand in each state."""
        query = select(TicketRow.state, func.count()).where(TicketRow.day == day).group_by(TicketRow.state)
        return dict(self._db.execute(query).all())

    def conflicts(self, day: date) -> list[Ticket]:
        """Return the tickets to which something happened twice, such as two calls."""
        query = select(TicketRow.body).where(TicketRow.day == day, TicketRow.conflicts > 0)
        return [value_from(Ticket, body) for body in self._db.execute(query).scalars()]

    def events(self, ticket_id: UUID) -> list[TicketEvent]:
        """Return all that happened to a ticket, undone or not."""
        query = select(TicketEventRow.body, TicketEventRow.hlc, TicketEventRow.run)
        rows = self._db.execute(query.where(TicketEventRow.ticket_id == ticket_id))
        return [value_from(TicketEvent, body | {"hlc": hlc, "run": run}) for body, hlc, run in rows]

    def event(self, event_id: UUID) -> TicketEvent | None:
        """Return one event."""
        query = select(TicketEventRow.body, TicketEventRow.hlc, TicketEventRow.run)
        row = self._db.execute(query.where(TicketEventRow.id == event_id)).one_or_none()
        return None if row is None else value_from(TicketEvent, row.body | {"hlc": row.hlc, "run": row.run})

    def apply(self, event: TicketEvent) -> Ticket | None:
        """Add an event, once, and return the ticket as it is now; None while its registration is not known."""
        body = plain(event)
        hlc, run = body.pop("hlc"), body.pop("run")
        self._db.execute(
            upsert(TicketEventRow)
            .values(id=event.id, ticket_id=event.ticket_id, hlc=hlc, run=run, body=body)
            .on_conflict_do_nothing()
        )
        ticket, conflicts = replay(self.events(event.ticket_id))
        if ticket is not None:
            self._write(ticket, len(conflicts))
        return ticket

    def held_waits(self, ticket_id: UUID) -> dict[int, UUID | None]:
        """Return the facts of the waits of a ticket that this workstation has ended, by position."""
        query = select(WaitHeldRow.position, WaitHeldRow.fact_id).where(WaitHeldRow.ticket_id == ticket_id)
        return dict(self._db.execute(query).all())

    def hold_wait(self, ticket_id: UUID, position: int, fact_id: UUID | None) -> None:
        """Note which fact stands for a wait; None once it was taken back."""
        query = upsert(WaitHeldRow).values(ticket_id=ticket_id, position=position, fact_id=fact_id)
        self._db.execute(
            query.on_conflict_do_update(index_elements=["ticket_id", "position"], set_={"fact_id": fact_id})
        )

    def _write(self, ticket: Ticket, conflicts: int) -> None:
        columns: dict[str, Any] = {
            "day": ticket.day,
            "number": ticket.number,
            "state": ticket.state.value,
            "desk": ticket.desk,
            "conflicts": conflicts,
            "body": plain(ticket),
        }
        query = upsert(TicketRow).values(id=ticket.id, **columns)
        self._db.execute(query.on_conflict_do_update(index_elements=["id"], set_=columns))


class DeskTable:
    """Desks open today, anywhere in the site; written as records through the unit."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def find(self, name: str) -> Desk | None:
        """Return a desk that was opened today, open or closed since."""
        row = self._db.execute(select(DeskRow.__table__).where(DeskRow.id == name)).mappings().one_or_none()
        return None if row is None else _desk(row)

    def all(self) -> list[Desk]:
        """Return every desk that was opened today, by name."""
        rows = self._db.execute(select(DeskRow.__table__).order_by(DeskRow.id)).mappings()
        return [desk for row in rows if (desk := _desk(row)) is not None]


def _desk(row: Any) -> Desk | None:  # noqa: ANN401 - a row of the driver
    if row["workstation"] is None or row["opened_at"] is None:
        return None  # a part of the record has come before the rest
    return Desk(
        name=row["id"],
        workstation=row["workstation"],
        themes=row["themes"] or (),
        languages=row["languages"] or (),
        opened_at=row["opened_at"],
        paused=row["paused"],
        closed=bool(row["closed"]),
    )
