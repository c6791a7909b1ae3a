"""Days that are closed, and the wiping of their board."""

from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import and_, bindparam, delete, exists, func, insert, or_, select
from sqlalchemy.engine import Connection

from cdm_desk.domain.change import Lane, tick
from cdm_desk.domain.clock import in_brussels, seconds_of
from cdm_desk.store.rows import (
    Day,
    DayCloseRow,
    DeskRow,
    LostRow,
    NumberBlockRow,
    ParkedRow,
    SessionRow,
    SetAsideRow,
    TicketEventRow,
    TicketRow,
    VisitRow,
    WaitHeldRow,
)

_CLOSED: Final = select(exists().where(DayCloseRow.day == bindparam("of_day", type_=Day)))


class DayTable:
    """Which days are closed."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def closed(self, day: date) -> bool:
        """Whether the board of the day has been wiped here."""
        return bool(self._db.execute(_CLOSED, {"of_day": day}).scalar_one())

    def last_closed(self) -> date | None:
        """Return the latest closed day."""
        return self._db.execute(select(func.max(DayCloseRow.day))).scalar_one()

    def still_open(self, before: date) -> list[date]:
        """Return the days before one that left visits, tickets or conversations on the board and were not closed."""
        found: set[date] = set()
        for row in (VisitRow, TicketRow, SessionRow):
            query = select(row.day).distinct().where(row.day < before)
            found.update(self._db.execute(query).scalars())
        return sorted(day for day in found if not self.closed(day))

    def close(self, day: date, *, on: date) -> None:
        """Wipe the board of the day: visits, tickets, events, conversations, desks, numbers. The facts stay."""
        of_day = select(TicketRow.id).where(TicketRow.day <= day)
        kept = select(TicketRow.id).where(TicketRow.day > day)
        over = in_brussels(datetime.combine(day + timedelta(days=1), time()))
        # Events whose registration never came; a missed night is made up for while today's may still be on its way.
        strays = and_(TicketEventRow.ticket_id.not_in(kept), TicketEventRow.hlc < tick(0, seconds_of(over) * 1000))
        self._db.execute(delete(WaitHeldRow).where(WaitHeldRow.ticket_id.in_(of_day)))
        self._db.execute(delete(TicketEventRow).where(or_(TicketEventRow.ticket_id.in_(of_day), strays)))
        for row in (TicketRow, VisitRow, SessionRow, NumberBlockRow):
            self._db.execute(delete(row).where(row.__table__.c.day <= day))
        self._db.execute(delete(DeskRow).where(or_(DeskRow.opened_at.is_(None), DeskRow.opened_at < over)))
        self._db.execute(delete(ParkedRow).where(ParkedRow.lane == Lane.QUEUE, ParkedRow.day <= day))
        # Of a frame of the queue that could not be taken in nothing outlives its board either.
        aside = SetAsideRow.__table__.c
        self._db.execute(delete(SetAsideRow).where(aside.lane == Lane.QUEUE, aside.period <= f"{day:%Y%m%d}"))
        self._db.execute(delete(LostRow).where(LostRow.table_name == "desk"))
        if not self.closed(day):
            self._db.execute(insert(DayCloseRow).values(day=day, closed_on=on))
