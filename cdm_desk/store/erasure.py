"""Records that were erased: the tombstones, which stay, and everything that was kept of the records, which goes."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Text, bindparam, cast, delete, exists, insert, or_, select, update
from sqlalchemy.engine import Connection

from cdm_desk.domain.change import EraseOp
from cdm_desk.store.canonical import packed, unpacked
from cdm_desk.store.facts import ROWS
from cdm_desk.store.prepared import Prepared
from cdm_desk.store.rows import (
    CopyRow,
    ErasedRow,
    LostRow,
    OutboxRow,
    ParcelLineRow,
    ParkedRow,
    Row,
    SignInRow,
    table_named,
)

ERASED: Final = "erased"
_OWNER: Final = {"cover": "title"}
"""Records that lie under the id of another one and go with it."""

_IS_ERASED: Final = Prepared(select(exists().where(ErasedRow.id == bindparam("of_record"))))


class ErasureTable:
    """What was erased, for ever."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def is_erased(self, table: str, record_id: str) -> bool:
        """Whether nothing of a record may be taken in or written any more."""
        return bool(_IS_ERASED.value(self._db, {"of_record": _id(_OWNER.get(table, table), record_id)}))

    def any_of(self, table: str) -> set[str]:
        """Return the ids of all records of a table that were erased."""
        of_table = ErasedRow.table_name == _OWNER.get(table, table)
        return set(self._db.execute(select(ErasedRow.record_id).where(of_table)).scalars())

    def all(self) -> list[tuple[str, str, str, date]]:
        """Return table, id, reason and day of every erasure."""
        columns = (ErasedRow.table_name, ErasedRow.record_id, ErasedRow.reason, ErasedRow.day)
        rows = self._db.execute(select(*columns).order_by(ErasedRow.id))
        return [(table, record_id, reason, day) for table, record_id, reason, day in rows]

    def holds(self, table: str, record_id: str) -> bool:
        """Whether a record lies here."""
        found = table_named(table)
        return bool(self._db.execute(select(exists().where(found.c.id == record_id))).scalar_one())

    def copies_of(self, title_id: str) -> list[str]:
        """Return the ids of the copies of a title."""
        return list(self._db.execute(select(CopyRow.id).where(CopyRow.title_id == title_id)).scalars())

    def counted_by(self, code: str) -> bool:
        """Whether a fact stands under a code, in whatever column."""
        for row in ROWS.values():
            for column in row.__table__.c:
                text = cast(column, Text)
                if column.name != "id" and self._db.execute(select(exists().where(_names(text, code)))).scalar_one():
                    return True
        return False

    def apply(self, op: EraseOp) -> str | None:
        """Keep the tombstone and take away all that is known of the record, here and in what waits to leave.

        Of two tombstones the smaller reason, role and day stay. Returns the title whose index must be made again.
        """
        self._keep(op)
        title = op.id if op.table == "title" else self._title_of(op)
        self._drop(op)
        for owned, owner in _OWNER.items():
            if owner == op.table:
                self._drop(replace(op, table=owned))
        if op.table == "person":
            self._db.execute(delete(SignInRow).where(SignInRow.person_id == op.id))
        if op.table == "title":
            of_title = ParcelLineRow.title_id == UUID(hex=op.id)
            self._db.execute(update(ParcelLineRow).where(of_title).values(source="", before={}, after={}))
        return title

    def _drop(self, op: EraseOp) -> None:
        table = table_named(op.table)
        self._db.execute(delete(table).where(table.c.id == op.id))
        self._db.execute(delete(LostRow).where(LostRow.table_name == op.table, LostRow.record_id == op.id))
        # What a newer program wrote of it waits in full among the parked, what we wrote among the unsealed.
        self._drop_edits(ParkedRow, op)
        self._drop_edits(OutboxRow, op)

    def _keep(self, op: EraseOp) -> None:
        tombstone = _id(op.table, op.id)
        query = select(ErasedRow.reason, ErasedRow.role, ErasedRow.day).where(ErasedRow.id == tombstone)
        known = self._db.execute(query).one_or_none()
        if known is not None and tuple(known) <= (op.reason, op.role, op.day):
            return
        self._db.execute(delete(ErasedRow).where(ErasedRow.id == tombstone))
        values = {"table_name": op.table, "record_id": op.id, "reason": op.reason, "role": op.role, "day": op.day}
        self._db.execute(insert(ErasedRow).values(id=tombstone, **values))

    def _title_of(self, op: EraseOp) -> str | None:
        if op.table != "copy":
            return None
        return self._db.execute(select(CopyRow.title_id).where(CopyRow.id == op.id)).scalar_one_or_none()

    def _drop_edits(self, row: type[Row], op: EraseOp) -> None:
        columns = row.__table__.c
        query = select(columns.id, columns.body).where(columns.body.contains(packed(op.id), autoescape=True))
        gone = [each for each, body in self._db.execute(query).all() if edits(unpacked(body), op.table, {op.id})]
        for each in gone:
            self._db.execute(delete(row).where(columns.id == each))


def edits_of(body: object, table: str, record_id: str) -> bool:
    """Whether an operation in its plain form writes fields of a record, or of one that goes with it."""
    tables = [table, *(owned for owned, owner in _OWNER.items() if owner == table)]
    return any(edits(body, each, {record_id}) for each in tables)


def edits(body: object, table: str, record_ids: Collection[str]) -> bool:
    """Whether an operation in its plain form writes fields of one of these records."""
    match body:
        case ["set", _, _, str(found), str(record_id), *_rest]:
            return found == table and record_id in record_ids
        case _:
            return False


def _names(text: ColumnElement[str], code: str) -> ColumnElement[bool]:
    """Whether a column holds a code, alone or in a list."""
    return or_(text == code, text.contains(packed(code), autoescape=True))


def _id(table: str, record_id: str) -> str:
    return f"{table} {record_id}"
