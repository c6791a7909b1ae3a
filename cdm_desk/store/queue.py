"""Today's tickets, as their events make them, and the desks that are open."""

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, false, func, or_, select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.engine import Connection

from cdm_desk.domain.facts import plain, value_from
from cdm_desk.domain.queue import Desk, Ticket, TicketEvent, TicketState, replay
from cdm_desk.store.canonical import packed, unpacked
from cdm_desk.store.prepared import Prepared
from cdm_desk.store.rows import Day, DeskRow, IdText, TicketEventRow, TicketRow, WaitHeldRow, replacing, table_named

_OF_TICKET: Final = bindparam("of_ticket", type_=IdText)
_TICKET: Final = Prepared(select(TicketRow.body).where(TicketRow.id == _OF_TICKET))
_EVENTS_OF: Final = Prepared(
    select(TicketEventRow.body, TicketEventRow.hlc, TicketEventRow.run).where(TicketEventRow.ticket_id == _OF_TICKET)
)
_HELD: Final = Prepared(
    select(TicketRow.body).where(
        or_(TicketRow.state == TicketState.CALLED.value, TicketRow.state == TicketState.SERVING.value)
    )
)
_OF_DAY: Final = TicketRow.day == bindparam("of_day", type_=Day)
_CALLED_AT: Final = func.json_extract(TicketRow.body, "$.called_at")
_CALLED_LAST: Final = Prepared(
    select(TicketRow.body)
    .where(_OF_DAY, _CALLED_AT.is_not(None), func.json_extract(TicketRow.body, "$.direct") == 0)
    .order_by(_CALLED_AT.desc(), TicketRow.number.desc())
    .limit(1)
)
_OUT_OF_TURN: Final = Prepared(
    select(func.count()).where(_OF_DAY, func.json_extract(TicketRow.body, "$.called_because").is_not(None))
)
_HELD_OF: Final = Prepared(select(WaitHeldRow.position, WaitHeldRow.fact_id).where(WaitHeldRow.ticket_id == _OF_TICKET))
_ADD_EVENT: Final = Prepared(upsert(table_named("ticket_event")).on_conflict_do_nothing())
_PUT_TICKET: Final = Prepared(replacing("ticket", "id"))
_DESK: Final = Prepared(select(table_named("desk")).where(DeskRow.id == bindparam("of_desk")))
_DESKS: Final = Prepared(select(table_named("desk")).order_by(DeskRow.id))
_HOLD: Final = Prepared(replacing("wait_held", "ticket_id", "position"))


@lru_cache(maxsize=64)
def _tickets_in(states: frozenset[TicketState] | None) -> Prepared:
    """Return the statement for the tickets of a day, or for those in some states."""
    query = select(TicketRow.body).where(_OF_DAY)
    if states is not None:
        query = query.where(or_(false(), *(TicketRow.state == state.value for state in sorted(states))))
    return Prepared(query)


class TicketTable:
    """Tickets of the board."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def find(self, ticket_id: UUID) -> Ticket | None:
        """Return one ticket."""
        body = _TICKET.value(self._db, {"of_ticket": ticket_id})
        return None if body is None else _ticket(body)

    def numbered(self, day: date, number: str) -> Ticket | None:
        """Return the ticket with a number."""
        query = select(TicketRow.body).where(TicketRow.day == day, TicketRow.number == number)
        body = self._db.execute(query).scalars().first()
        return None if body is None else _ticket(body)

    def of_day(self, day: date, states: Collection[TicketState] | None = None) -> list[Ticket]:
        """Return the tickets of a day, or those of some states, in order of arrival."""
        wanted = _tickets_in(None if states is None else frozenset(states))
        tickets = [_ticket(body) for (body,) in wanted.rows(self._db, {"of_day": day})]
        return sorted(tickets, key=lambda ticket: (ticket.issued_at, ticket.number))

    def called_last(self, day: date) -> Ticket | None:
        """Return the ticket of a day that was called last, those left out that were served without waiting."""
        body = _CALLED_LAST.value(self._db, {"of_day": day})
        return None if body is None else _ticket(body)

    def count_out_of_turn(self, day: date) -> int:
        """Return how many of a day were last called for a reason that was given: out of turn."""
        return int(_OUT_OF_TURN.value(self._db, {"of_day": day}))

    def held_by(self, desk: str, workstation: str) -> Ticket | None:
        """Return the ticket that the desk of a workstation has called or is serving."""
        return next((ticket for ticket in self.held_at(workstation) if ticket.desk == desk), None)

    def held_at(self, workstation: str) -> list[Ticket]:
        """Return the tickets that the desks of a workstation have called or are serving."""
        found = [_ticket(body) for (body,) in _HELD.rows(self._db)]
        return [ticket for ticket in found if ticket.desk_workstation == workstation]

    def open_until(self, day: date) -> list[Ticket]:
        """Return the tickets up to a day to which something can still happen."""
        states = [
            TicketState.WAITING.value,
            TicketState.CALLED.value,
            TicketState.SERVING.value,
            TicketState.PARKED.value,
        ]
        query = select(TicketRow.body).where(TicketRow.day <= day, TicketRow.state.in_(states))
        return [_ticket(body) for body in self._db.execute(query).scalars()]

    def counts(self, day: date) -> dict[str, int]:
        """Return how many tickets of a day stand in each state."""
        query = select(TicketRow.state, func.count()).where(TicketRow.day == day).group_by(TicketRow.state)
        return dict(self._db.execute(query).all())

    def conflicts(self, day: date) -> list[Ticket]:
        """Return the tickets to which something happened twice, such as two calls."""
        query = select(TicketRow.body).where(TicketRow.day == day, TicketRow.conflicts > 0)
        return [_ticket(body) for body in self._db.execute(query).scalars()]

    def events(self, ticket_id: UUID) -> list[TicketEvent]:
        """Return all that happened to a ticket, undone or not."""
        return [_event(*row) for row in _EVENTS_OF.rows(self._db, {"of_ticket": ticket_id})]

    def event(self, event_id: UUID) -> TicketEvent | None:
        """Return one event."""
        query = select(TicketEventRow.body, TicketEventRow.hlc, TicketEventRow.run)
        row = self._db.execute(query.where(TicketEventRow.id == event_id)).one_or_none()
        return None if row is None else _event(row.body, row.hlc, row.run)

    def apply(self, event: TicketEvent) -> Ticket | None:
        """Add an event, once, and return the ticket as it is now; None while its registration is not known."""
        body = plain(event)
        hlc, run = body.pop("hlc"), body.pop("run")
        row = {"id": event.id, "ticket_id": event.ticket_id, "hlc": hlc, "run": run, "body": packed(body)}
        _ADD_EVENT.run(self._db, row)
        ticket, conflicts = replay(self.events(event.ticket_id))
        if ticket is not None:
            self._write(ticket, len(conflicts))
        return ticket

    def held_waits(self, ticket_id: UUID) -> dict[int, UUID | None]:
        """Return the facts of the waits of a ticket that this workstation has ended, by position."""
        return dict(_HELD_OF.rows(self._db, {"of_ticket": ticket_id}))

    def hold_wait(self, ticket_id: UUID, position: int, fact_id: UUID | None) -> None:
        """Note which fact stands for a wait; None once it was taken back."""
        _HOLD.run(self._db, {"ticket_id": ticket_id, "position": position, "fact_id": fact_id})

    def _write(self, ticket: Ticket, conflicts: int) -> None:
        columns: dict[str, Any] = {
            "id": ticket.id,
            "day": ticket.day,
            "number": ticket.number,
            "state": ticket.state.value,
            "desk": ticket.desk,
            "conflicts": conflicts,
            "body": packed(plain(ticket)),
        }
        _PUT_TICKET.run(self._db, columns)


class DeskTable:
    """Desks open today, anywhere in the site; written as records through the unit."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def find(self, name: str) -> Desk | None:
        """Return a desk that was opened today, open or closed since."""
        found = _DESK.records(self._db, {"of_desk": name})
        return _desk(found[0]) if found else None

    def all(self) -> list[Desk]:
        """Return every desk that was opened today, by name."""
        return [desk for row in _DESKS.records(self._db) if (desk := _desk(row)) is not None]


# Tickets and events are values: the same text is the same ticket, and the board is read after every change.
@lru_cache(maxsize=4096)
def _ticket(body: str) -> Ticket:
    return value_from(Ticket, unpacked(body))


@lru_cache(maxsize=4096)
def _event(body: str, hlc: int, run: str) -> TicketEvent:
    return value_from(TicketEvent, unpacked(body) | {"hlc": hlc, "run": run})


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
        without_outcome=row["without_outcome"] or 0,
    )
