"""Consultations as they were counted, summed up by day, week, theme, language, kind and title."""

from collections import Counter
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.engine import Connection

from cdm_desk.domain.consultation import Trolley, UseSum, weekly
from cdm_desk.store.facts import table_of
from cdm_desk.store.merges import MergeTable, summed
from cdm_desk.store.rows import LabelJobRow, VoidRow

LABEL_JOB: Final = "label_job"
"""The table of records that labels wait in: written by the unit, field by field."""
SPINE: Final = "spine"

_USE: Final = table_of("use")
_TIMES: Final = func.sum(_USE.c["count"])


class ConsultationTable:
    """The facts of what was read; what was taken back never counts."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._merges = MergeTable(db)

    def trolley(self, day: date) -> Trolley:
        """Return what was counted on a day."""
        query = select(_USE.c.theme_code, _USE.c.kind_code, _TIMES).where(_USE.c.day == day, _counts())
        by_theme: Counter[str] = Counter()
        by_kind: Counter[str] = Counter()
        for theme, kind, times in self._db.execute(query.group_by(_USE.c.theme_code, _USE.c.kind_code)):
            if kind is None:
                by_theme[theme or ""] += times
            else:
                by_kind[kind] += times
        return Trolley(day=day, by_theme=by_theme, by_kind=by_kind)

    def times(self, title_id: UUID, day: date) -> int:
        """Return how often a title was counted on a day."""
        same = {title_id, *self._merges.forebears([title_id])}
        query = select(func.coalesce(_TIMES, 0)).where(_USE.c.title_id.in_(same), _USE.c.day == day, _counts())
        return int(self._db.execute(query).scalar_one())

    def label_waits(self, copy_id: UUID) -> bool:
        """Whether a label for the spine of a copy waits to be printed."""
        waits = exists().where(
            LabelJobRow.copy_id == copy_id.hex,
            LabelJobRow.kind == SPINE,
            LabelJobRow.printed_on.is_(None),
            # One that says what stands on the spine waits only until that is right again: see domain/labels.
            LabelJobRow.sign.is_(None),
            func.coalesce(LabelJobRow.removed, False).is_(False),
        )
        return bool(self._db.execute(select(waits)).scalar_one())

    def sums_by_week(self, first: date, last: date) -> tuple[UseSum, ...]:
        """Return the sums of the days from `first` to `last`, both included, by ISO week, theme, language and kind."""
        groups = (_USE.c.day, _USE.c.theme_code, _USE.c.language, _USE.c.kind_code)
        query = select(*groups, _TIMES).where(_USE.c.day.between(first, last), _counts()).group_by(*groups)
        return weekly(
            (
                day,
                UseSum(year=day.year, week=0, theme_code=theme, language=language, kind_code=kind, count=times),
            )
            for day, theme, language, kind, times in self._db.execute(query)
        )

    def by_title(self, first: date, last: date) -> dict[UUID, int]:
        """Return how often each title was read from one day to another, both included; the others are not there."""
        query = (
            select(_USE.c.title_id, _TIMES)
            .where(_USE.c.title_id.is_not(None), _USE.c.day.between(first, last), _counts())
            .group_by(_USE.c.title_id)
        )
        times = {title_id: number for title_id, number in self._db.execute(query)}  # noqa: C416 - rows are no pairs to mypy
        return summed(times, self._merges.heirs())

    def last_read(self) -> dict[UUID, date]:
        """Return the last day on which each title was found read."""
        query = (
            select(_USE.c.title_id, func.max(_USE.c.day))
            .where(_USE.c.title_id.is_not(None), _counts())
            .group_by(_USE.c.title_id)
        )
        heirs = self._merges.heirs()
        found: dict[UUID, date] = {}
        for title_id, day in self._db.execute(query):
            kept = heirs.get(title_id, title_id)
            found[kept] = max(day, found.get(kept, day))
        return found


def _counts() -> ColumnElement[bool]:
    return ~exists().where(VoidRow.fact_id == _USE.c.id)
