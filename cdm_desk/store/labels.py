"""Labels: which have to be printed, which were, and where on a sheet this workstation has stopped."""

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import RowMapping, select
from sqlalchemy.engine import Connection

from cdm_desk.domain.labels import LabelJob, LabelKind
from cdm_desk.store.meta import MetaTable
from cdm_desk.store.records import batched
from cdm_desk.store.rows import LabelJobRow

LABEL_JOB: Final = "label_job"
"""The table of records that labels travel in: they are written by the unit, field by field."""

_CELL, _SHEET = "label_cell", "label_sheet"
_KINDS: Final = {kind.value: kind for kind in LabelKind}


class LabelTable:
    """Labels wanted and printed, by any workstation; the sheets that lie at this one."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._meta = MetaTable(db)

    def all(self) -> list[LabelJob]:
        """Return every label that is wanted or was printed."""
        query = select(LabelJobRow.__table__)
        return [job for row in self._db.execute(query).mappings() if (job := _job(row)) is not None and not job.removed]

    def some(self, job_ids: Iterable[UUID]) -> dict[UUID, LabelJob]:
        """Return these labels, those taken off the list too."""
        found: dict[UUID, LabelJob] = {}
        for chunk in batched(job_id.hex for job_id in job_ids):
            for row in self._db.execute(select(LabelJobRow.__table__).where(LabelJobRow.id.in_(chunk))).mappings():
                job = _job(row)
                if job is not None:
                    found[job.id] = job
        return found

    def twins(self, job: LabelJob) -> list[LabelJob]:
        """Return every record that asks for the same label as one, itself among them."""
        column, about = (
            (LabelJobRow.sign, job.sign) if job.kind is LabelKind.SIGN else (LabelJobRow.copy_id, job.copy_id)
        )
        told = about.hex if isinstance(about, UUID) else about
        query = select(LabelJobRow.__table__).where(column == told)
        found = (_job(row) for row in self._db.execute(query).mappings())
        return [each for each in found if each is not None and each.kind is job.kind and not each.removed]

    def fields(self, job_ids: Iterable[UUID], names: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Return fields of labels as they are, to be written back; those of a label that is not there as removed."""
        names = tuple(names)
        ids = [job_id.hex for job_id in job_ids]
        found: dict[str, dict[str, Any]] = {job_id: {"removed": True} for job_id in ids}
        for chunk in batched(ids):
            for row in self._db.execute(select(LabelJobRow.__table__).where(LabelJobRow.id.in_(chunk))).mappings():
                found[row["id"]] = {name: row[name] for name in names}
        return found

    def next_cell(self, sheet: str) -> int:
        """Return the first free cell of the sheet of a model that lies here."""
        text = self._meta.get(f"{_CELL} {sheet}") or ""
        return int(text) if text.isdecimal() else 0

    def keep_next_cell(self, sheet: str, cell: int) -> None:
        """Remember the first free cell of the sheet of a model that lies here."""
        self._meta.put(f"{_CELL} {sheet}", str(cell))

    def sheet(self, kind: LabelKind) -> str | None:
        """Return the code of the sheet on which labels of a kind were last printed here."""
        return self._meta.get(f"{_SHEET} {kind.value}")

    def keep_sheet(self, kind: LabelKind, sheet: str) -> None:
        """Remember on which sheet labels of a kind are printed here."""
        self._meta.put(f"{_SHEET} {kind.value}", sheet)


def _job(row: RowMapping | Mapping[str, Any]) -> LabelJob | None:
    """Return a label; none for one of which not all has come, or of a kind that only a newer program knows."""
    kind = _KINDS.get((row["kind"] or "").lower())
    if kind is None or (row["copy_id"] is None and (kind is not LabelKind.SIGN or not row["sign"])):
        return None
    return LabelJob(
        id=UUID(hex=row["id"]),
        kind=kind,
        copy_id=UUID(hex=row["copy_id"]) if row["copy_id"] else None,
        sign=row["sign"],
        wanted_on=row["wanted_on"],
        printed_on=row["printed_on"],
        removed=bool(row["removed"]),
    )
