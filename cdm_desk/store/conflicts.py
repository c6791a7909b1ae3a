"""Fields that two people changed without seeing each other: what was overruled, until somebody has decided."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from cdm_desk.domain.change import Stamp
from cdm_desk.store.canonical import unpacked
from cdm_desk.store.merges import MERGED
from cdm_desk.store.records import NEVER_TOLD, plain_values, table_of
from cdm_desk.store.rows import LostRow

_OPEN: Final = (
    LostRow.settled.is_(False),
    LostRow.table_name.not_in(NEVER_TOLD),
    # Two merged one title into two others: the later one stands.
    ~LostRow.record_id.startswith(MERGED, autoescape=True),
    # Nobody could choose between two hashes: the later one stands.
    LostRow.field.not_in(("password", "recovery_codes")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overruled:
    """A value of a field that another edit has overruled, and the value that stands; both as plain JSON."""

    id: UUID
    table: str
    record_id: str
    field: str
    value: Any
    stands: Any
    stamp: Stamp


class ConflictTable:
    """What was overruled and is not settled."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def unsettled(self) -> list[Overruled]:
        """Return all that is not settled, by record and field."""
        query = select(LostRow.__table__).where(*_OPEN)
        rows = self._db.execute(query.order_by(LostRow.table_name, LostRow.record_id, LostRow.field)).all()
        told = [self._overruled(row) for row in rows]
        # Two who wrote the same have nothing to decide.
        return [each for each in told if each.value != each.stands]

    def unseen(self, table: str, record_id: str) -> list[dict[str, Any]]:
        """Return what somebody overruled of a record without having seen it: fields as plain JSON, one edit each."""
        query = select(LostRow.hlc, LostRow.run, LostRow.field, LostRow.value)
        of_record = (LostRow.table_name == table, LostRow.record_id == record_id, LostRow.settled.is_(False))
        edits: dict[tuple[int, str], dict[str, Any]] = {}
        for hlc, run, field, value in self._db.execute(query.where(*of_record).order_by(LostRow.hlc, LostRow.run)):
            edits.setdefault((hlc, run), {})[field] = unpacked(value)
        return list(edits.values())

    def settle(self, table: str, record_id: str) -> None:
        """Note that whatever was overruled of a record is seen to."""
        of_record = (LostRow.table_name == table, LostRow.record_id == record_id)
        self._db.execute(update(LostRow).where(*of_record).values(settled=True))

    def find(self, overruled_id: UUID) -> Overruled | None:
        """Return one that is not settled yet."""
        query = select(LostRow.__table__).where(LostRow.id == overruled_id, *_OPEN)
        row = self._db.execute(query).one_or_none()
        return None if row is None else self._overruled(row)

    def word(self, overruled: Overruled, column: str) -> str:
        """Return one column of the record in question as text, its id where there is nothing."""
        table = table_of(overruled.table)
        wanted = table.c[column if column in table.c else "id"]
        found = self._db.execute(select(wanted).where(table.c.id == overruled.record_id)).scalar_one_or_none()
        return str(found or overruled.record_id)

    def _overruled(self, row: Any) -> Overruled:  # noqa: ANN401 - a row of the query above
        table = table_of(row.table_name)
        record = self._db.execute(select(table).where(table.c.id == row.record_id)).mappings().one_or_none()
        stands = None if record is None else plain_values({row.field: record[row.field]})[row.field]
        return Overruled(
            id=row.id,
            table=row.table_name,
            record_id=row.record_id,
            field=row.field,
            value=unpacked(row.value),
            stands=stands,
            stamp=Stamp(row.hlc, row.run),
        )
