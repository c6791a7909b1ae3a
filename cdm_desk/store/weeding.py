"""What weeding asks of the consultations: how often each title was read, and since when that is counted."""

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.engine import Connection

from cdm_desk.store.merges import MergeTable, summed
from cdm_desk.store.rows import UseFactRow, VoidRow


class WeedingTable:
    """Sums of the facts of use."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def counted_since(self) -> date | None:
        """Return the first day on which the house has counted what was read; None if it never has."""
        return self._db.execute(select(func.min(UseFactRow.day)).where(_counts())).scalar_one()

    def uses_since(self, day: date) -> dict[UUID, int]:
        """Return how often each title was read from a day on; those never read are not there."""
        query = (
            select(UseFactRow.title_id, func.sum(UseFactRow.count))
            .where(UseFactRow.title_id.is_not(None), UseFactRow.day >= day, _counts())
            .group_by(UseFactRow.title_id)
        )
        times = {title_id: int(number) for title_id, number in self._db.execute(query) if title_id is not None}
        return summed(times, MergeTable(self._db).heirs())


def _counts() -> ColumnElement[bool]:
    return ~exists().where(VoidRow.fact_id == UseFactRow.id)
