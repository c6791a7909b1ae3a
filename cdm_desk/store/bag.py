"""Bags: which laptops are away, and what this one has counted in its own."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, delete, exists, func, insert, or_, select, union_all
from sqlalchemy.engine import Connection

from cdm_desk.domain.bag import Bag, Counted, Entered, How, Mode, Totals
from cdm_desk.store.prepared import Prepared
from cdm_desk.store.rows import ActivityFactRow, BagHeldRow, BagRow, SessionFactRow, VoidRow

BAG: Final = "bag"
"""The table of records that bags travel in: they are written by the unit, field by field."""

_MODES: Final = frozenset(mode.value for mode in Mode)
_OPEN_HERE: Final = Prepared(
    select(BagRow.__table__).where(
        BagRow.workstation == bindparam("of_workstation"),
        BagRow.closed_on.is_(None),
        or_(BagRow.lost.is_(None), BagRow.lost.is_(False)),
    )
)
_HEADS: Final = (ActivityFactRow.id, ActivityFactRow.day, ActivityFactRow.theme_code, ActivityFactRow.present)
_TALKS: Final = (SessionFactRow.id, SessionFactRow.day, SessionFactRow.theme_code, SessionFactRow.people)


class BagTable:
    """Bags of every workstation, and the facts of those of this one."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def all(self) -> list[Bag]:
        """Return every bag, the latest first."""
        found = [_bag(row) for row in self._db.execute(select(BagRow.__table__)).mappings() if _whole(row)]
        return sorted(found, key=lambda bag: (bag.first_day, bag.workstation, bag.id.hex), reverse=True)

    def find(self, bag_id: UUID) -> Bag | None:
        """Return one bag."""
        row = self._db.execute(select(BagRow.__table__).where(BagRow.id == bag_id.hex)).mappings().one_or_none()
        return _bag(row) if row is not None and _whole(row) else None

    def open_at(self, workstation: str) -> Bag | None:
        """Return the bag that is open at a workstation; of several, which only copies of a store can open, one."""
        found = [_bag(row) for row in _OPEN_HERE.records(self._db, {"of_workstation": workstation}) if _whole(row)]
        return max(found, key=lambda bag: (bag.first_day, bag.id.hex), default=None)

    def away(self, workstation: str, day: date) -> bool:
        """Whether a workstation is outside with its bag on a day."""
        bag = self.open_at(workstation)
        return bag is not None and bag.away(day)

    def count(self, bag_id: UUID, fact_id: UUID, how: How) -> None:
        """Note that a fact was counted in a bag, after all others."""
        last = select(func.coalesce(func.max(BagHeldRow.number), 0)).where(BagHeldRow.bag_id == bag_id)
        number = self._db.execute(last).scalar_one() + 1
        self._db.execute(insert(BagHeldRow).values(fact_id=fact_id, bag_id=bag_id, how=how.value, number=number))

    def forget(self, fact_id: UUID) -> None:
        """Note that a fact is none of its bag any more."""
        self._db.execute(delete(BagHeldRow).where(BagHeldRow.fact_id == fact_id))

    def holds(self, bag_id: UUID, fact_id: UUID) -> bool:
        """Whether a fact was counted in a bag here."""
        held = exists().where(BagHeldRow.bag_id == bag_id, BagHeldRow.fact_id == fact_id)
        return bool(self._db.execute(select(held)).scalar_one())

    def latest(self, bag_id: UUID, limit: int) -> list[Entered]:
        """Return what was counted last, the newest first; nothing of a day that is closed."""
        held = select(BagHeldRow.fact_id).where(BagHeldRow.bag_id == bag_id, BagHeldRow.number > 0)
        newest = held.order_by(BagHeldRow.number.desc()).limit(limit)
        # Named one by one: as a query within the other it would be asked for every fact of the day.
        facts = self._facts(bag_id, BagHeldRow.fact_id.in_(self._db.execute(newest).scalars().all()))
        return [
            Entered(fact_id=row.id, how=How(row.how), theme_code=row.theme_code, people=row.people)
            for row in self._db.execute(select(facts).order_by(facts.c.number.desc()))
        ]

    def totals(self, bag: Bag) -> Totals:
        """Return what a bag of this workstation has counted; what was voided does not count."""
        facts = self._facts(bag.id)
        groups = (facts.c.day, facts.c.theme_code, facts.c.how)
        query = select(*groups, func.sum(facts.c.people).label("people"), func.count().label("times"))
        counted = [
            Counted(day=row.day, theme_code=row.theme_code, how=How(row.how), people=row.people, times=row.times)
            for row in self._db.execute(query.group_by(*groups))
        ]
        counted.sort(key=lambda each: (each.day, each.theme_code or "", each.how))
        return Totals(bag=bag, counted=tuple(counted))

    def _facts(self, bag_id: UUID, *conditions: ColumnElement[bool]) -> Any:  # noqa: ANN401 - a subquery
        parts = []
        for of_fact in (_HEADS, _TALKS):
            fact_id, day, theme_code, people = of_fact
            voided = exists().where(VoidRow.fact_id == fact_id)
            columns = (fact_id.label("id"), day.label("day"), theme_code.label("theme_code"), people.label("people"))
            joined = select(*columns, BagHeldRow.how, BagHeldRow.number).join(BagHeldRow, BagHeldRow.fact_id == fact_id)
            parts.append(joined.where(BagHeldRow.bag_id == bag_id, ~voided, *conditions))
        return union_all(*parts).subquery()


def columns_of(bag: Bag) -> dict[str, object]:
    """Return a bag as the fields of its record."""
    return {name: getattr(bag, name) for name in Bag.__dataclass_fields__ if name != "id"}


def _whole(row: Any) -> bool:  # noqa: ANN401 - a row of the driver
    """Whether all of a record has come, of a mode that this program knows."""
    return row["mode"] in _MODES and all(row[name] for name in ("workstation", "place", "first_day", "last_day"))


def _bag(row: Any) -> Bag:  # noqa: ANN401 - as above
    return Bag(
        id=UUID(hex=row["id"]),
        workstation=row["workstation"],
        mode=Mode(row["mode"]),
        place=row["place"],
        first_day=row["first_day"],
        last_day=row["last_day"],
        closed_on=row["closed_on"],
        lost=bool(row["lost"]),
    )
