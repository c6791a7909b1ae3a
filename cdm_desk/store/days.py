"""Days that are closed, the wiping of their board, and the sheets that were written of them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import and_, bindparam, delete, exists, func, insert, or_, select, update
from sqlalchemy.engine import Connection

from cdm_desk.domain.change import BOARD_TABLES, Lane, milliseconds_of, tick
from cdm_desk.domain.clock import at_seconds, in_brussels, seconds_of
from cdm_desk.store.meta import MetaTable
from cdm_desk.store.prepared import Prepared
from cdm_desk.store.rows import (
    ActivityFactRow,
    BagHeldRow,
    Day,
    DayCloseRow,
    DaySheetRow,
    DeskRow,
    LostRow,
    NumberBlockRow,
    ParkedRow,
    PcHeldRow,
    PcSessionRow,
    PcTurnRow,
    SessionFactRow,
    SessionRow,
    SetAsideRow,
    TicketEventRow,
    TicketRow,
    VisitRow,
    WaitHeldRow,
    replacing,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSheet:
    """What a day sheet was counted from: its facts by their fingerprint, and who had not been heard of."""

    day: date
    sha256: str
    missing: tuple[str, ...]
    printed: bool = False


_KEEP_SHEET: Final = replacing("day_sheet", "day")
_LATE: Final = "late"
_LAST_CLOSED: Final = Prepared(select(func.max(DayCloseRow.day)))
_CLOSED: Final = Prepared(select(exists().where(DayCloseRow.day == bindparam("of_day", type_=Day))))


class DayTable:
    """Which days are closed."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def closed(self, day: date) -> bool:
        """Whether the board of the day has been wiped here."""
        return bool(_CLOSED.value(self._db, {"of_day": day}))

    def last_closed(self) -> date | None:
        """Return the latest closed day."""
        found: date | None = _LAST_CLOSED.value(self._db, {})
        return found

    def still_open(self, before: date) -> list[date]:
        """Return the days before one that left something on the board and were not closed."""
        found: set[date] = set()
        for row in (VisitRow, TicketRow, SessionRow, PcSessionRow, PcTurnRow):
            query = select(row.__table__.c.day).distinct().where(row.__table__.c.day < before)
            found.update(self._db.execute(query).scalars())
        return sorted(day for day in found if not self.closed(day))

    def last_act(self, day: date) -> datetime | None:
        """Return when something last happened on the board of a day, anywhere as far as it is known here."""
        events = select(func.max(TicketEventRow.hlc)).join(TicketRow, TicketRow.id == TicketEventRow.ticket_id)
        stamp = self._db.execute(events.where(TicketRow.day == day)).scalar_one()
        queries = (
            select(func.max(VisitRow.arrived_at)).where(VisitRow.day == day),
            select(func.max(SessionRow.started_at)).where(SessionRow.day == day),
            select(func.max(SessionRow.ended_at)).where(SessionRow.day == day),
            select(func.max(PcSessionRow.ended_at)).where(PcSessionRow.day == day),
            select(func.max(PcTurnRow.since)).where(PcTurnRow.day == day),
            select(func.max(DeskRow.opened_at)),
        )
        moments = [self._db.execute(query).scalar_one() for query in queries]
        if stamp is not None:
            moments.append(at_seconds(milliseconds_of(stamp) // 1000))
        return max((moment for moment in moments if moment is not None and moment.date() == day), default=None)

    def sheet(self, day: date) -> KeptSheet | None:
        """Return what the sheet of a day was counted from, None when none was written here."""
        return next(iter(self.sheets(day, day)), None)

    def sheets(self, first: date, last: date) -> list[KeptSheet]:
        """Return what the sheets of some days were counted from, by day."""
        query = select(DaySheetRow.__table__).where(DaySheetRow.day.between(first, last)).order_by(DaySheetRow.day)
        return [KeptSheet(**row) for row in self._db.execute(query).mappings()]

    def keep_sheet(self, sheet: KeptSheet) -> None:
        """Note what a sheet was counted from."""
        columns = {name: getattr(sheet, name) for name in KeptSheet.__dataclass_fields__}
        self._db.execute(_KEEP_SHEET, columns)

    def close(self, day: date, *, on: date) -> None:
        """Wipe the board of the day: visits, tickets, events, conversations, desks, seats taken. The facts stay."""
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
        self._db.execute(
            delete(SetAsideRow).where(aside.lane == Lane.QUEUE, aside.period <= f"{day:%Y%m%d}", aside.why != _LATE)
        )
        for held in (PcSessionRow, PcTurnRow):
            self._db.execute(delete(held).where(or_(held.day.is_(None), held.day <= day)))
        sessions = select(PcSessionRow.id)
        self._db.execute(delete(PcHeldRow).where(PcHeldRow.session_id.not_in(sessions)))
        self._db.execute(delete(LostRow).where(LostRow.table_name.in_(BOARD_TABLES)))
        MetaTable(self._db).forget_day_keys(f"{day:%Y%m%d}")
        # Which of the people met outside came before which is nobody's business once the day is over.
        for fact in (ActivityFactRow, SessionFactRow):
            over_facts = select(fact.id).where(fact.day <= day)
            self._db.execute(update(BagHeldRow).where(BagHeldRow.fact_id.in_(over_facts)).values(number=0))
        if not self.closed(day):
            self._db.execute(insert(DayCloseRow).values(day=day, closed_on=on))
