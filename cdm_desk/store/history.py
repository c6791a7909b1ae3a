"""What became of a record: who wrote each field last and when, and the values that others overruled."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.engine import Connection

from cdm_desk.domain.change import Stamp
from cdm_desk.store.canonical import unpacked
from cdm_desk.store.library import TITLE, ParcelHead
from cdm_desk.store.merges import MergeTable, merge_record
from cdm_desk.store.records import OWN_COLUMNS, plain_values, stamps_of, table_of
from cdm_desk.store.rows import CopyRow, LogRow, LostRow, ParcelLineRow, ParcelRow


@dataclass(frozen=True, slots=True, kw_only=True)
class LostValue:
    """A value that stands no more; `settled` if whoever wrote another saw it, or has looked at both since."""

    id: UUID
    field: str
    value: Any
    stamp: Stamp
    settled: bool


class HistoryTable:
    """The past of records, as far as the store can tell."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def standing(self, table: str, record_id: str) -> dict[str, tuple[Any, Stamp]]:
        """Return the value of each field that was ever written, as plain JSON, with its stamp."""
        found = table_of(table)
        row = self._db.execute(select(found).where(found.c.id == record_id)).mappings().one_or_none()
        if row is None:
            return {}
        stamps = stamps_of(row["stamps"])
        values = plain_values({name: row[name] for name in row if name not in OWN_COLUMNS})
        return {name: (values[name], stamp) for name, stamp in stamps.items() if name in values}

    def lost(self, table: str, record_id: str) -> list[LostValue]:
        """Return the values of a record that stand no more, the newest first."""
        query = select(LostRow.__table__).where(LostRow.table_name == table, LostRow.record_id == record_id)
        rows = self._db.execute(query.order_by(LostRow.hlc.desc(), LostRow.run, LostRow.field)).all()
        told = [
            LostValue(
                id=row.id,
                field=row.field,
                value=unpacked(row.value),
                stamp=Stamp(row.hlc, row.run),
                settled=bool(row.settled),
            )
            for row in rows
        ]
        # That somebody saw and changed a value is noted even before it is known here: that says nothing.
        return [each for each in told if each.value is not None or not each.settled]

    def copies(self, title_id: UUID) -> list[str]:
        """Return the ids of all copies of a title, those that were removed included."""
        query = select(CopyRow.id).where(CopyRow.title_id == title_id.hex).order_by(CopyRow.barcode, CopyRow.id)
        return list(self._db.execute(query).scalars())

    def merged(self, title_id: UUID) -> list[tuple[str, Stamp]]:
        """Return the titles that were merged into one: what each was called, and when and where that was done."""
        found = []
        for gone in MergeTable(self._db).forebears([title_id]):
            table, record_id, _fields = merge_record(gone, title_id)
            stamp = self.standing(table, record_id)["value"][1]
            found.append((self.standing(TITLE, gone.hex)["title"][0] or "", stamp))
        return found

    def parcels(self, title_id: UUID) -> list[tuple[ParcelHead, bool]]:
        """Return the files taken in here that touched a title, each with whether it made the title."""
        query = (
            select(ParcelRow.__table__, ParcelLineRow.made)
            .join(ParcelLineRow, ParcelLineRow.parcel_id == ParcelRow.id)
            .where(ParcelLineRow.title_id == title_id, ParcelRow.undone.is_(False))
            .order_by(ParcelRow.day.desc(), ParcelLineRow.line)
        )
        found = []
        for row in self._db.execute(query).mappings():
            fields = {name: row[name] for name in ParcelHead.__dataclass_fields__}
            found.append((ParcelHead(**fields), bool(row["made"])))
        return found

    def workstations(self) -> Mapping[str, str]:
        """Return the name of the workstation that wrote each run, as far as its log is known here."""
        query = select(LogRow.run, LogRow.workstation).where(LogRow.workstation.is_not(None)).distinct()
        return {run: workstation for run, workstation in self._db.execute(query) if workstation}
