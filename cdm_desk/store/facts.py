"""Facts: added, taken out of the count, and read net of what was taken out."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Table,
    Text,
    bindparam,
    delete,
    exists,
    insert,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.engine import Connection

from cdm_desk.domain.change import FactOp, Op, VoidOp
from cdm_desk.domain.facts import FACT_KINDS, KIND_OF, Fact, plain
from cdm_desk.store.canonical import packed
from cdm_desk.store.prepared import Prepared
from cdm_desk.store.rows import (
    ActivityFactRow,
    DeskQualityFactRow,
    HelperLanguageFactRow,
    IdText,
    PcFactRow,
    ProofFactRow,
    Row,
    SessionFactRow,
    UseFactRow,
    VisitFactRow,
    VoidRow,
    WaitFactRow,
)

ROWS: Final[dict[str, type[Row]]] = {
    "visit": VisitFactRow,
    "wait": WaitFactRow,
    "session": SessionFactRow,
    "pc": PcFactRow,
    "activity": ActivityFactRow,
    "helper_language": HelperLanguageFactRow,
    "proof": ProofFactRow,
    "use": UseFactRow,
    "desk_quality": DeskQualityFactRow,
}

LONG: Final = timedelta(days=80)
"""From here on a period is read by going through a table: its share of ten years is then large enough."""


def table_of(kind: str) -> Table:
    """Return the table of one kind of fact."""
    return Row.metadata.tables[str(ROWS[kind].__tablename__)]


def of_days(table: Table, first: date, last: date) -> ColumnElement[bool]:
    """Return the condition that a fact is of these days, where the index of days does not hold what is asked for.

    Facts lie in the order of their random ids: to look up each of a year is to open nearly every page of the table,
    most of them several times. Of a long period the table is therefore read through once, as it lies.
    """
    if last - first < LONG:
        return table.c.day.between(first, last)
    # With the sign the day is a value and no key to look up by.
    return literal_column(f"+{table.name}.day", table.c.day.type).between(first, last)


_OF_FACT: Final = bindparam("of_fact", type_=IdText)
_ADD: Final = {kind: Prepared(insert(table_of(kind))) for kind in ROWS}
_FIND: Final = {kind: Prepared(select(table_of(kind)).where(table_of(kind).c.id == _OF_FACT)) for kind in ROWS}


class FactTable:
    """Facts of every kind; `write` is the unit's own, so that what is added here is told to the others."""

    def __init__(self, db: Connection, write: Callable[[Op], None]) -> None:
        self._db = db
        self._write = write

    def add(self, fact: Fact) -> None:
        """Add a fact of ours."""
        self._write(FactOp(fact))

    def void(self, fact_id: UUID, *, reason: str, role: str, day: date) -> None:
        """Take a fact out of the count, here and everywhere; reason and role are codes, `day` is today."""
        self._write(VoidOp(fact_id, reason, role, day))

    def insert(self, fact: Fact) -> None:
        """Add a fact whose id is new."""
        _ADD[KIND_OF[type(fact)]].run(self._db, columns(fact))

    def add_many(self, facts: Iterable[Fact]) -> None:
        """Add many facts of generated days: they stay in this store."""
        by_kind: dict[str, list[dict[str, object]]] = defaultdict(list)
        for fact in facts:
            by_kind[KIND_OF[type(fact)]].append(columns(fact))
        for kind, rows in by_kind.items():
            _ADD[kind].run_many(self._db, rows)

    def apply(self, op: FactOp) -> bool:
        """Add a fact once; return whether it was new. Of two bodies under one id the smaller text stays."""
        kind = KIND_OF[type(op.fact)]
        table = table_of(kind)
        known = self.find(kind, op.fact.id)
        if known is None:
            self.insert(op.fact)
            return True
        if packed(plain(op.fact)) < packed(plain(known)):
            self._db.execute(delete(table).where(table.c.id == known.id))
            self.insert(op.fact)
        return False

    def apply_void(self, op: VoidOp) -> bool:
        """Take a fact out of the count once; return whether that was new. Of two reasons the smaller text stays."""
        incoming = (op.reason, op.role, op.day)
        query = select(VoidRow.reason, VoidRow.role, VoidRow.day).where(VoidRow.fact_id == op.fact_id)
        row = self._db.execute(query).one_or_none()
        if row is not None and tuple(row) <= incoming:
            return False
        self._db.execute(delete(VoidRow).where(VoidRow.fact_id == op.fact_id))
        self._db.execute(insert(VoidRow).values(fact_id=op.fact_id, reason=op.reason, role=op.role, day=op.day))
        return row is None

    def drop(self, fact_id: UUID) -> None:
        """Delete a fact that nobody else has learnt of."""
        for kind in FACT_KINDS:
            table = table_of(kind)
            self._db.execute(delete(table).where(table.c.id == fact_id))

    def find(self, kind: str, fact_id: UUID) -> Fact | None:
        """Return one fact, whether it counts or not."""
        found = _FIND[kind].records(self._db, {"of_fact": fact_id})
        return FACT_KINDS[kind](**found[0]) if found else None

    def counting(self, fact_id: UUID) -> Fact | None:
        """Return a fact that counts, of whatever kind."""
        if self.is_void(fact_id):
            return None
        found = (self.find(kind, fact_id) for kind in FACT_KINDS)
        return next((fact for fact in found if fact is not None), None)

    def is_void(self, fact_id: UUID) -> bool:
        """Whether a fact has been taken out of the count."""
        return bool(self._db.execute(select(exists().where(VoidRow.fact_id == fact_id))).scalar_one())

    def between(self, first: date, last: date, kinds: Iterable[str] = tuple(FACT_KINDS)) -> Iterator[Fact]:
        """Yield the facts that count from one day to another, both included, in no order of time."""
        for kind in kinds:
            table = table_of(kind)
            voided = exists().where(VoidRow.fact_id == table.c.id)
            query = select(table).where(table.c.day.between(first, last), ~voided)
            for row in self._db.execute(query).mappings():
                yield FACT_KINDS[kind](**row)

    def lines(self, kind: str, first: date, last: date, without: Collection[str]) -> tuple[list[str], Iterator[Any]]:
        """Return the names of the columns of a kind of fact, and its rows as they are stored, sorted by content.

        Ids are left out, and the columns named; a list of codes comes as one text.
        """
        table = table_of(kind)
        columns = [column for column in table.c if column.name != "id" and column.name not in without]
        voided = exists().where(VoidRow.fact_id == table.c.id)
        # As the engine has them: a year has a hundred thousand, and each is only written down.
        raw = [type_coerce(column, Text) for column in columns]
        query = select(*raw).where(table.c.day.between(first, last), ~voided).order_by(*columns)
        return [column.name for column in columns], iter(self._db.execute(query))

    def voided(self, day: date) -> Iterator[tuple[Fact, VoidOp]]:
        """Yield the facts of a day that were taken out of the count, each with how."""
        told = select(VoidRow.fact_id, VoidRow.reason, VoidRow.role, VoidRow.day.label("on"))
        for kind in FACT_KINDS:
            table = table_of(kind)
            of_day = select(table.c.id).where(table.c.day == day)
            for fact_id, reason, role, on in self._db.execute(told.where(VoidRow.fact_id.in_(of_day))):
                fact = self.find(kind, fact_id)
                if fact is not None:
                    yield fact, VoidOp(fact_id, reason, role, on)

    def of_day(self, day: date) -> list[Fact]:
        """Return the facts of a day that count."""
        return list(self.between(day, day))


def columns(fact: Fact) -> dict[str, object]:
    """Return a fact as the columns of its row."""
    return {name: getattr(fact, name) for name in fact.__dataclass_fields__}
