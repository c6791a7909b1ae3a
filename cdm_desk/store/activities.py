"""Activities as they are planned, and the fact that stands for the heads of each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from cdm_desk.domain.activities import IN_THE_HOUSE, ActivityFact
from cdm_desk.domain.agenda import Activity, hour_from, hour_text
from cdm_desk.store.rows import ActivityRow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy.engine import Connection

    from cdm_desk.store.unit import Unit

ACTIVITY: Final = "activity"
"""The table of records: they are written by the unit, field by field."""


class ActivityTable:
    """Activities; of a record that has come in part, what is there once its kind and its day are."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def between(self, first: date, last: date) -> list[Activity]:
        """Return the activities with a day from one to another, both included, in the order of their hours."""
        row = ActivityRow
        return self._kept(row.day <= last, func.coalesce(row.last_day, row.day) >= first)

    def of_series(self, series_id: UUID) -> list[Activity]:
        """Return what was planned in one act."""
        return self._kept(ActivityRow.series_id == series_id.hex)

    def from_calendar(self) -> Mapping[str, Activity]:
        """Return the activities that came from another calendar, by what it calls them; removed ones too."""
        query = select(ActivityRow.__table__).where(ActivityRow.uid.is_not(None), *_whole())
        return {row["uid"]: _activity(row) for row in self._db.execute(query).mappings()}

    def find(self, activity_id: UUID) -> Activity | None:
        """Return one activity, a removed one too."""
        query = select(ActivityRow.__table__).where(ActivityRow.id == activity_id.hex, *_whole())
        row = self._db.execute(query).mappings().one_or_none()
        return None if row is None else _activity(row)

    def rooms(self) -> list[str]:
        """Return the names of rooms that were ever given, the most usual first."""
        query = (
            select(ActivityRow.room)
            .where(ActivityRow.room.is_not(None), ActivityRow.room != "", _not_removed())
            .group_by(ActivityRow.room)
            .order_by(func.count().desc(), ActivityRow.room)
        )
        return [room for room in self._db.execute(query).scalars() if room]

    def _kept(self, *conditions: ColumnElement[bool]) -> list[Activity]:
        query = select(ActivityRow.__table__).where(*_whole(), _not_removed(), *conditions)
        found = [_activity(row) for row in self._db.execute(query).mappings()]
        return sorted(found, key=lambda activity: activity.order)


def columns_of(activity: Activity) -> dict[str, object]:
    """Return an activity as the fields of its record."""
    fields = {name: getattr(activity, name) for name in Activity.__dataclass_fields__ if name != "id"}
    return fields | {
        "begins": hour_text(activity.begins) or None,
        "ends": hour_text(activity.ends) or None,
        "fact_id": activity.fact_id.hex if activity.fact_id else None,
        "series_id": activity.series_id.hex if activity.series_id else None,
    }


def keep_activity(unit: Unit, wanted: Activity, *, role: str) -> Activity:
    """Write an activity, and keep its fact true to it; return it with the fact that stands for it.

    Its facts have ids that follow from its own, so that two workstations which count the same heads give one fact. A
    count that changes voids the fact that stood, wherever that was written, and takes the next id.
    """
    known = unit.activities.find(wanted.id)
    kept = replace(wanted, fact_id=_settled(unit, known, wanted, role))
    before = {} if known is None else columns_of(known)
    fields = {name: value for name, value in columns_of(kept).items() if name not in before or before[name] != value}
    if fields:
        unit.keep(ACTIVITY, kept.id.hex, fields)
    return kept


def counted_otherwise(unit: Unit, activity: Activity) -> bool:
    """Whether what is counted for good is not what the activity says: it was counted at two workstations at once.

    A fact that is still on its way here is none of that.
    """
    counting = _counting(unit, activity)
    due = activity.fact(activity.id)
    if due is None or activity.fact_id is None:
        return bool(counting)
    if not counting:
        return unit.facts.is_void(activity.fact_id)
    return [replace(fact, id=activity.id) for fact in counting] != [due]


def _settled(unit: Unit, known: Activity | None, wanted: Activity, role: str) -> UUID | None:
    """Void what does not count any more, add what counts now; return the id of what stands."""
    counting = _counting(unit, wanted)
    standing = next((fact.id for fact in counting if fact == wanted.fact(fact.id)), None)
    on_its_way = known is not None and known.fact_id is not None and not unit.facts.is_void(known.fact_id)
    if known is not None and not counting and on_its_way and known.same_count(wanted):
        return known.fact_id
    stale = {fact.id for fact in counting} - {standing}
    if known is not None and known.fact_id is not None and known.fact_id != standing and on_its_way:
        stale.add(known.fact_id)
    for fact_id in stale:
        unit.take_back(fact_id, reason="amended", role=role)
    if standing is not None:
        return standing
    free = next(each for each in wanted.fact_ids() if not unit.facts.is_void(each))
    due = wanted.fact(free)
    if due is None:
        return None
    unit.facts.add(due)
    return free


def _counting(unit: Unit, activity: Activity) -> list[ActivityFact]:
    """Return the facts of an activity that count, as far as they are here: one, unless it was counted twice at once."""
    found: list[ActivityFact] = []
    for fact_id in activity.fact_ids():
        known = unit.facts.find("activity", fact_id)
        void = unit.facts.is_void(fact_id)
        if known is None and not void:
            return found
        if isinstance(known, ActivityFact) and not void:
            found.append(known)
    return found


def _whole() -> tuple[ColumnElement[bool], ...]:
    return ActivityRow.day.is_not(None), ActivityRow.kind_code.is_not(None)


def _not_removed() -> ColumnElement[bool]:
    return or_(ActivityRow.removed.is_(None), ~ActivityRow.removed)


def _activity(row: Any) -> Activity:  # noqa: ANN401 - a row of the driver
    texts: dict[str, Any] = {
        name: row[name] or "" for name in ("title_fr", "title_nl", "summary_fr", "summary_nl", "room")
    }
    codes: dict[str, Any] = {name: row[name] or () for name in ("partners", "audiences", "projects")}
    as_they_are = {
        name: row[name]
        for name in (
            "kind_code",
            "day",
            "theme_code",
            "last_day",
            "language",
            "level_code",
            "teaching_code",
            "seats",
            "enrolled",
            "present",
            "accompanying",
            "counted_on",
            "uid",
        )
    }
    return Activity(
        id=UUID(hex=row["id"]),
        **as_they_are,
        **texts,
        **codes,
        begins=hour_from(row["begins"]),
        ends=hour_from(row["ends"]),
        place=row["place"] or IN_THE_HOUSE,
        fact_id=UUID(hex=row["fact_id"]) if row["fact_id"] else None,
        series_id=UUID(hex=row["series_id"]) if row["series_id"] else None,
        called_off=bool(row["called_off"]),
        announced=row["announced"] is not False,
        removed=bool(row["removed"]),
    )
