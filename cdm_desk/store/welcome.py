"""Today's arrivals at this workstation."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.engine import Connection

from cdm_desk.domain.welcome import Visit
from cdm_desk.store.prepared import Prepared
from cdm_desk.store.rows import Day, VisitRow, table_named


@dataclass(frozen=True, slots=True)
class KeptVisit:
    """A visit of the board and the facts that it made; the link dies with the board."""

    visit: Visit
    fact_id: UUID | None
    helper_fact_id: UUID | None
    group_fact_id: UUID | None


_BEFORE: Final = select(func.coalesce(func.max(VisitRow.arrival), 0)).where(
    VisitRow.day == bindparam("of_day", type_=Day)
)
_ADD: Final = Prepared(insert(table_named("visit")).values(arrival=_BEFORE.scalar_subquery() + 1))


class VisitTable:
    """Visits of the board."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def add(self, visit: Visit, fact_id: UUID, group_fact_id: UUID | None = None) -> None:
        """Put an arrival on the board, after all others of its day."""
        facts = {"fact_id": fact_id, "helper_fact_id": None, "group_fact_id": group_fact_id}
        _ADD.run(self._db, {"of_day": visit.day, **facts, **_columns(visit)})

    def keep(self, visit: Visit, fact_id: UUID | None, helper_fact_id: UUID | None, group_fact_id: UUID | None) -> None:
        """Write what has changed of an arrival."""
        facts = {"fact_id": fact_id, "helper_fact_id": helper_fact_id, "group_fact_id": group_fact_id}
        columns = _columns(visit) | facts
        self._db.execute(update(VisitRow).where(VisitRow.id == visit.id).values(**columns))

    def withdraw(self, visit_id: UUID) -> None:
        """Note that an arrival was a mistake."""
        self._db.execute(update(VisitRow).where(VisitRow.id == visit_id).values(withdrawn=True))

    def find(self, visit_id: UUID) -> KeptVisit | None:
        """Return one arrival of today."""
        row = self._db.execute(select(VisitRow.__table__).where(VisitRow.id == visit_id)).mappings().one_or_none()
        return None if row is None else _kept(row)

    def of_ticket(self, ticket_id: UUID) -> KeptVisit | None:
        """Return the arrival that took a ticket, if it came in at this workstation."""
        query = select(VisitRow.__table__).where(VisitRow.ticket_id == ticket_id)
        row = self._db.execute(query).mappings().first()
        return None if row is None else _kept(row)

    def latest(self, day: date, limit: int) -> list[Visit]:
        """Return the latest arrivals that were not withdrawn, newest first."""
        query = (
            select(VisitRow.__table__)
            .where(VisitRow.day == day, VisitRow.withdrawn.is_(False), VisitRow.late.is_(False))
            .order_by(VisitRow.arrival.desc())
            .limit(limit)
        )
        return [_kept(row).visit for row in self._db.execute(query).mappings()]


def _columns(visit: Visit) -> dict[str, object]:
    return {name: getattr(visit, name) for name in Visit.__dataclass_fields__}


def _kept(row: Any) -> KeptVisit:  # noqa: ANN401 - a row of the driver
    visit = Visit(**{name: row[name] for name in Visit.__dataclass_fields__})
    return KeptVisit(visit, row["fact_id"], row["helper_fact_id"], row["group_fact_id"])
