"""Records that several workstations may edit: per field the later stamp wins, and the loser is not forgotten.

Nor is a value that somebody saw and replaced: heard of again, it must not look like a second edit; of the catalogue it
is the past that people look up.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any, Final, TypeAlias, get_args, get_type_hints
from uuid import UUID, uuid5

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped

from cdm_desk.domain.change import BOARD_TABLES, SetOp, Stamp, UnknownOperationError
from cdm_desk.domain.facts import MalformedError, field_from, plain_field
from cdm_desk.store.canonical import packed
from cdm_desk.store.prepared import Prepared
from cdm_desk.store.rows import LostRow, Row

Values: TypeAlias = Mapping[str, Any]

OWN_COLUMNS: Final = ("id", "stamps")
_OF_LOST: Final = UUID("9d3c5b1e-5a0f-4c5a-9a52-0f2f7c1d8e64")
_NAMED: Final = frozenset({"desk", "house_setting", "list_entry", "seat"})
"""Tables whose records go by a name or a code; all others by a random id."""
NEVER_TOLD: Final = (*sorted(BOARD_TABLES), "proposal", "seat", "bag", "cover")
"""Tables of which nobody is told that a field was edited twice.

What is about today goes with the day; a proposal is answered, whoever was first; a seat, or a bag, is what one sees of
it; of two pictures of a cover either will do.
"""
_WITH_A_PAST: Final = frozenset({"author_form", "copy", "title"})
"""Tables of which the values that were replaced can be looked up."""
_PASSING: Final = frozenset({"seen_on"})
"""Fields of theirs that say no more than when somebody passed."""


@cache
def shapes() -> dict[str, dict[str, Any]]:
    """Return the tables of records, each with the annotations of its fields."""
    return {
        mapper.local_table.name: _fields(mapper.class_)
        for mapper in Row.registry.mappers
        if "stamps" in mapper.local_table.columns and isinstance(mapper.local_table, Table)
    }


def _fields(row: type[Row]) -> dict[str, Any]:
    hints = get_type_hints(row)
    return {
        column.name: get_args(hints[column.name])[0]
        for column in row.__table__.columns
        if column.name not in OWN_COLUMNS and hints[column.name].__origin__ is Mapped
    }


def table_of(name: str) -> Table:
    """Return a table of records by its name."""
    return Row.metadata.tables[name]


def plain_values(values: Values) -> dict[str, Any]:
    """Return the fields of a record as JSON values, None included."""
    return {name: plain_field(value) for name, value in values.items()}


def apply(db: Connection, op: SetOp) -> None:
    """Write the fields whose stamp is later than what is there; keep what a concurrent edit overruled.

    Raises UnknownOperationError for a table or field of a newer program, MalformedError for a value of a wrong kind.
    """
    values = _read(op)
    table = table_of(op.table)
    row = db.execute(select(table).where(table.c.id == op.id)).mappings().one_or_none()
    if row is None:
        db.execute(insert(table).values(id=op.id, stamps=grouped(dict.fromkeys(values, op.stamp)), **values))
        _know_seen(db, op, {name: base for name, base in op.bases.items() if name in values})
        return
    stamps = stamps_of(row["stamps"])
    not_current = {name: base for name, base in op.bases.items() if name in values and stamps.get(name) != base}
    won: dict[str, Any] = {}
    replaced: list[dict[str, Any]] = []
    for name, value in values.items():
        current = stamps.get(name)
        if current is None or op.stamp > current:
            if current is not None and op.bases.get(name) != current:
                _keep_lost(db, op, name, row[name], current)
            elif current is not None and op.table not in NEVER_TOLD:
                replaced.append(_replaced(op, name, row[name], current))
            won[name] = value
            stamps[name] = op.stamp
        elif op.stamp != current:
            _keep_lost(db, op, name, value, op.stamp)
    if won:
        db.execute(update(table).where(table.c.id == op.id).values(stamps=grouped(stamps), **won))
    _know_seen(db, op, not_current)
    _keep_replaced(db, op.table, replaced)


def add_new(db: Connection, ops: Iterable[SetOp]) -> None:
    """Write records that are known to be new, many at once."""
    by_table: dict[str, list[dict[str, Any]]] = {}
    for op in ops:
        values = _read(op)
        # What nobody has said is nothing, so that one statement writes them all.
        row = dict.fromkeys(table_of(op.table).columns.keys()) | values
        by_table.setdefault(op.table, []).append(
            row | {"id": op.id, "stamps": grouped(dict.fromkeys(values, op.stamp))}
        )
    for table, rows in by_table.items():
        _insertion(table).run_many(db, rows)


@cache
def _insertion(table: str) -> Prepared:
    return Prepared(insert(table_of(table)))


def change_known(db: Connection, ops: Iterable[SetOp]) -> None:
    """Write fields of records that are there already, many at once; the stamps of ours are later than any known."""
    by_fields: dict[tuple[str, tuple[str, ...]], list[SetOp]] = {}
    for op in ops:
        by_fields.setdefault((op.table, tuple(sorted(op.values))), []).append(op)
    for (table_name, names), alike in by_fields.items():
        table = table_of(table_name)
        stored = stamps_of_many(db, table_name, [op.id for op in alike])
        if table_name not in NEVER_TOLD:
            _keep_replaced(db, table_name, _replaced_by(db, alike, names, stored))
        rows = [
            {
                "record_id": op.id,
                "stamps": grouped(stored[op.id] | dict.fromkeys(names, op.stamp)),
                **_read(op),
            }
            for op in alike
        ]
        db.execute(update(table).where(table.c.id == bindparam("record_id")), rows)


def stamps_of_many(db: Connection, table_name: str, record_ids: Iterable[str]) -> dict[str, dict[str, Stamp]]:
    """Return the stamps of each field of these records, those left out that are not there."""
    table = table_of(table_name)
    found: dict[str, dict[str, Stamp]] = {}
    for chunk in batched(record_ids):
        query = select(table.c.id, table.c.stamps).where(table.c.id.in_(chunk))
        found.update({record_id: stamps_of(stored) for record_id, stored in db.execute(query)})
    return found


def batched(record_ids: Iterable[str], size: int = 400) -> Iterator[list[str]]:
    """Cut ids into lists that a query can name."""
    rest = iter(record_ids)
    while chunk := list(islice(rest, size)):
        yield chunk


def bases_of(db: Connection, table_name: str, record_id: str, names: Iterable[str]) -> dict[str, Stamp]:
    """Return the stamps that an edit of these fields would be based on."""
    table = table_of(table_name)
    stored = db.execute(select(table.c.stamps).where(table.c.id == record_id)).scalar_one_or_none()
    stamps = stamps_of(stored or {})
    return {name: stamps[name] for name in names if name in stamps}


def stamps_of(stored: Mapping[str, list[str]]) -> dict[str, Stamp]:
    """Return the stamp of each field from the stored form, which groups the fields by stamp."""
    found: dict[str, Stamp] = {}
    for text, names in stored.items():
        hlc, run = text.split(" ")
        found.update(dict.fromkeys(names, Stamp(int(hlc), run)))
    return found


def grouped(stamps: Mapping[str, Stamp]) -> dict[str, list[str]]:
    """Return the stored form of the stamps of a record: the fields by their stamp."""
    groups: dict[str, list[str]] = {}
    for name in sorted(stamps):
        groups.setdefault(f"{stamps[name].hlc} {stamps[name].run}", []).append(name)
    return groups


def _read(op: SetOp) -> dict[str, Any]:
    fields = shapes().get(op.table)
    if fields is None or set(op.values) - set(fields):
        raise UnknownOperationError(op.table)
    try:
        values = {name: field_from(fields[name], value) for name, value in op.values.items()}
        ids = [str(value) for name, value in values.items() if name.endswith("_id") and value is not None]
        if any(UUID(hex=each).hex != each for each in (ids if op.table in _NAMED else [op.id, *ids])):
            raise MalformedError(op.table)
    except (TypeError, ValueError, OverflowError, OSError) as fault:
        raise MalformedError(op.table) from fault
    return values


def _keep_lost(db: Connection, op: SetOp, name: str, value: object, stamp: Stamp) -> None:
    """Keep a value that was overruled; whoever has seen it already, as far as known, overruled it knowingly."""
    lost_id = _lost_id(op, name, stamp)
    text = packed(plain_field(value))
    if db.execute(update(LostRow).where(LostRow.id == lost_id).values(value=text)).rowcount:
        return
    db.execute(insert(LostRow).values(**_lost(op, name, stamp), value=text, settled=False))


def _replaced_by(
    db: Connection, ops: Sequence[SetOp], names: Sequence[str], stored: Mapping[str, Mapping[str, Stamp]]
) -> list[dict[str, Any]]:
    """Return what is noted of the values that these edits replace, each of which has seen what it replaces."""
    table = table_of(ops[0].table)
    by_id = {op.id: op for op in ops}
    found: list[dict[str, Any]] = []
    for chunk in batched(by_id):
        query = select(table.c.id, *(table.c[name] for name in names)).where(table.c.id.in_(chunk))
        for row in db.execute(query).mappings():
            stamps = stored[row["id"]]
            found += (_replaced(by_id[row["id"]], name, row[name], stamps[name]) for name in names if name in stamps)
    return found


def _replaced(op: SetOp, name: str, value: object, stamp: Stamp) -> dict[str, Any]:
    kept = value if op.table in _WITH_A_PAST and name not in _PASSING else None
    return {**_lost(op, name, stamp), "value": packed(plain_field(kept)), "settled": True}


def _keep_replaced(db: Connection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Note values that somebody replaced knowingly, whatever was noted of them before."""
    if not rows:
        return
    statement = upsert(LostRow)
    known = {"settled": True} | ({"value": statement.excluded.value} if table in _WITH_A_PAST else {})
    db.execute(statement.on_conflict_do_update(index_elements=[LostRow.id], set_=known), rows)


def _know_seen(db: Connection, op: SetOp, bases: Mapping[str, Stamp]) -> None:
    """Note that somebody saw a value before changing it: it is no second edit, even if it becomes known only later."""
    for name, base in bases.items():
        lost_id = _lost_id(op, name, base)
        if not db.execute(update(LostRow).where(LostRow.id == lost_id).values(settled=True)).rowcount:
            db.execute(insert(LostRow).values(**_lost(op, name, base), value=packed(None), settled=True))


def _lost(op: SetOp, name: str, stamp: Stamp) -> dict[str, Any]:
    return {
        "id": _lost_id(op, name, stamp),
        "table_name": op.table,
        "record_id": op.id,
        "field": name,
        "hlc": stamp.hlc,
        "run": stamp.run,
    }


def _lost_id(op: SetOp, name: str, stamp: Stamp) -> UUID:
    # The same everywhere, in whatever order things become known.
    return uuid5(_OF_LOST, f"{op.table} {op.id} {name} {stamp.hlc} {stamp.run}")
