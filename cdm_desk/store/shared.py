"""The state that all workstations share, in one plain form: read in a fixed order, hashed, joined with another's.

Facts and what took them out of the count, records, values that were overruled, operations of newer programs. The board
of today is no part of it, nor what a workstation knows of itself. Rows are plain JSON values, as operations carry them.
"""

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final, TypeAlias
from uuid import UUID

from sqlalchemy import Boolean, Column, ColumnElement, Integer, and_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.engine import Connection

from cdm_desk.domain.change import BOARD_TABLES, HIGHEST_HLC, Lane
from cdm_desk.domain.facts import HOURS, MOST_COUNTED, MalformedError, letters
from cdm_desk.store import records
from cdm_desk.store.canonical import packed, unpacked
from cdm_desk.store.erasure import ERASED, ErasureTable
from cdm_desk.store.facts import ROWS
from cdm_desk.store.rows import CodesText, Day, FrameRow, IdText, JsonText, LostRow, Moment, OutboxRow, table_named

Row: TypeAlias = Sequence[Any]

SIZE: Final = 500
_PARKED: Final = "parked"
_LOST: Final = "lost"
_VOID: Final = "void"
_NOTHING: Final = packed(None)
_ID_DIGITS: Final = 32
_ID: Final = re.compile(r"[0-9a-f]{32}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A shared table: the column that tells its rows apart, and all its columns, by name."""

    name: str
    key: str
    columns: tuple[str, ...]
    where: str = "1"


@cache
def shapes() -> dict[str, Shape]:
    """Return the shared tables, in the order in which they are read and taken in."""
    facts = {kind: str(row.__tablename__) for kind, row in ROWS.items()}
    # First what is parked: a record or fact that it names is not the same elsewhere.
    found = [Shape(name=_PARKED, key="body", columns=("body",), where=f"lane = '{Lane.RECORD.value}'")]
    found.append(_shape(ERASED, "id"))
    found += [_shape(name, "id") for name in sorted(facts.values())]
    found.append(_shape(_VOID, "fact_id"))
    # What is about today goes with the day.
    found += [_shape(name, "id") for name in sorted(records.shapes()) if name not in BOARD_TABLES]
    board = ", ".join(f"'{name}'" for name in sorted(BOARD_TABLES))
    found.append(_shape(_LOST, "id", where=f"table_name NOT IN ({board})"))
    return {shape.name: shape for shape in found}


class Tally:
    """The number and the hash of the rows of a table, which come in the order of its key."""

    def __init__(self) -> None:
        self.count = 0
        self._hash = hashlib.sha256()

    def add(self, rows: Sequence[Row]) -> None:
        """Add rows, in portions of any size."""
        if rows:
            self.count += len(rows)
            text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
            self._hash.update(f"{text[1:-1]},".encode())

    @property
    def told(self) -> tuple[int, str]:
        """The number of rows and their hash in hex digits."""
        return self.count, self._hash.hexdigest()


class SharedState:
    """The shared state in one transaction."""

    def __init__(self, db: Connection, receive: Callable[[str, Iterable[object]], list[object]]) -> None:
        """`receive` takes in operations, and parks those that only a newer program understands."""
        self._db = db
        self._receive = receive

    def rows(self, name: str, columns: Sequence[str] = ()) -> Iterator[list[list[Any]]]:
        """Yield the rows of a table in the order of its key, in portions; all columns unless some are named."""
        shape = shapes()[name]
        wanted = tuple(columns) or shape.columns
        listed = ", ".join(f'"{column}"' for column in wanted)
        distinct = "DISTINCT " if name == _PARKED else ""
        query = f'SELECT {distinct}{listed} FROM "{name}" WHERE {shape.where} ORDER BY "{shape.key}"'  # noqa: S608 - from the schema
        plainly = _to_plain(name, wanted)
        with self._db.exec_driver_sql(query) as found:
            while portion := found.fetchmany(SIZE):
                rows = [list(row) for row in portion]
                for position, plain in plainly:
                    for row in rows:
                        if row[position] is not None:
                            row[position] = plain(row[position])
                yield rows

    def digests(self) -> dict[str, tuple[int, str]]:
        """Return the number and the hash of the rows of each table, as far as they are the same everywhere."""
        found = {}
        for name, shape in shapes().items():
            tally = Tally()
            for rows in self.rows(name):
                tally.add(comparable(name, shape.columns, rows))
            found[name] = tally.told
        return found

    @property
    def schema(self) -> int:
        """The schema of the store: programs of the same one know the same operations."""
        return int(self._db.exec_driver_sql("PRAGMA user_version").scalar_one())

    def waiting(self) -> list[Any]:
        """Return the operations of ours that nobody can know yet, since they are not sealed."""
        query = select(OutboxRow.body).where(OutboxRow.lane == Lane.RECORD)
        return [unpacked(body) for body in self._db.execute(query).scalars()]

    def unconfirmed(self) -> list[tuple[tuple[str, str], int, bytes]]:
        """Return the frames of the record lane that were not seen in the medium: period and run, number, bytes."""
        columns = (FrameRow.period, FrameRow.run, FrameRow.no, FrameRow.raw)
        query = select(*columns).where(FrameRow.lane == Lane.RECORD, ~FrameRow.confirmed)
        rows = self._db.execute(query.order_by(FrameRow.period, FrameRow.run, FrameRow.no))
        return [((period, run), no, raw) for period, run, no, raw in rows]

    def frames_after(self, period: str, run: str, no: int) -> Iterator[tuple[int, bytes, bytes]]:
        """Yield the number, the bytes and the hash of each frame of a log of the record lane after one."""
        query = select(FrameRow.no, FrameRow.raw, FrameRow.hash).where(_of(period, run), FrameRow.no > no)
        for row in self._db.execute(query.order_by(FrameRow.no)):
            yield row.no, row.raw, row.hash

    def hash_of(self, period: str, run: str, no: int) -> bytes | None:
        """Return the hash of a frame of the record lane, None for one that is not kept here."""
        query = select(FrameRow.hash).where(_of(period, run), FrameRow.no == no)
        return self._db.execute(query).scalar_one_or_none()

    def join(
        self, name: str, columns: Sequence[str], rows: Sequence[Row], mine: Collection[tuple[str, str]] = ()
    ) -> list[str]:
        """Take in rows of another's state; return the keys of those that are new or changed here.

        `mine` are the tables and ids of records with edits of ours that nobody has seen: there the state of the others
        stands as if ours had never been, so that our operations, applied again, find what they meet. Raises
        MalformedError for rows that no store of ours could hold.
        """
        if name in records.shapes():
            return self._join_records(name, columns, rows, mine)
        if name not in shapes():
            self._park(name, columns, rows)
            return []
        match name:
            case "erased":
                self._receive(Lane.RECORD.value, [_as_op(name, columns, row) for row in rows])
                return []
            case "parked":
                return self._join_parked(columns, rows)
            case "lost":
                return self._join_lost(columns, rows)
            case _:
                return self._join_sets(name, columns, rows)

    def _join_sets(self, name: str, columns: Sequence[str], rows: Sequence[Row]) -> list[str]:
        """Facts and voids: new ones are added, of two bodies under one id the reducer keeps one."""
        if {column.name for column in table_named(name).c if not column.nullable} - {*columns}:
            # An older program does not have them: whatever stands for them is the reducer's to say.
            self._receive(Lane.RECORD.value, [_as_op(name, columns, row) for row in rows])
            return []
        strange = [at for at, column in enumerate(columns) if column not in shapes()[name].columns]
        if strange:
            newer = [row for row in rows if any(row[at] is not None for at in strange)]
            self._receive(Lane.RECORD.value, [_as_op(name, columns, row) for row in newer])
            rows = [row for row in rows if all(row[at] is None for at in strange)]
        shape = shapes()[name]
        place = list(columns).index(shape.key)
        checked = _checked(name, columns, rows)
        keys = [str(row[place]) for row in checked]
        known = self._known(name, shape.key, keys)
        wanted = [column for column in columns if column in shape.columns]
        fresh = [row for row, key in zip(checked, keys, strict=True) if key not in known]
        self._insert(name, columns, wanted, fresh)
        for row, key in zip(rows, keys, strict=True):
            if key in known:
                self._receive(Lane.RECORD.value, [_as_op(name, columns, row)])
        return [key for key in keys if key not in known]

    def _join_records(
        self, name: str, columns: Sequence[str], rows: Sequence[Row], mine: Collection[tuple[str, str]]
    ) -> list[str]:
        known_columns = {*shapes()[name].columns}
        erased, key = ErasureTable(self._db).any_of(name), list(columns).index("id")
        rows = [row for row in rows if row[key] not in erased]
        newer = [row for row in rows if _says_more(dict(zip(columns, row, strict=True)), known_columns)]
        for each in newer:
            self._receive(Lane.RECORD.value, _as_edits(name, dict(zip(columns, each, strict=True))))
        rows = [row for row in rows if row not in newer] if newer else rows
        checked = [dict(zip(columns, row, strict=True)) for row in _checked(name, columns, rows)]
        fitting = [{column: row[column] for column in row if column in known_columns} for row in checked]
        known = self._known(name, "id", [row["id"] for row in fitting])
        fresh = [row for row in fitting if row["id"] not in known]
        wanted = [column for column in columns if column in known_columns]
        self._insert(name, wanted, wanted, [[row[column] for column in wanted] for row in fresh])
        changed = [row["id"] for row in fresh]
        both = [row for row in fitting if row["id"] in known]
        return changed + [row["id"] for row in both if self._merge(name, row, mine=(name, row["id"]) in mine)]

    def _merge(self, name: str, row: Mapping[str, Any], *, mine: bool) -> bool:
        """Write the fields of a record that are later in another's state, or all of them under edits of ours."""
        theirs = records.stamps_of(unpacked(row["stamps"]))
        stored = self._db.exec_driver_sql(f'SELECT stamps FROM "{name}" WHERE id = ?', (row["id"],)).scalar_one()  # noqa: S608 - from the schema
        ours = records.stamps_of(unpacked(stored))
        later = [field for field, stamp in theirs.items() if mine or field not in ours or stamp > ours[field]]
        if not later:
            return False
        stamps = packed(records.grouped(ours | {field: theirs[field] for field in later}))
        setting = ", ".join(f'"{field}" = ?' for field in later)
        values = (*(row[field] for field in later), stamps, row["id"])
        self._db.exec_driver_sql(f'UPDATE "{name}" SET {setting}, stamps = ? WHERE id = ?', values)  # noqa: S608 - from the schema
        return True

    def _join_lost(self, columns: Sequence[str], rows: Sequence[Row]) -> list[str]:
        changed = []
        erasures = ErasureTable(self._db)
        for checked in _checked(_LOST, columns, rows):
            row = {name: value for name, value in zip(columns, checked, strict=True) if name in LostRow.__table__.c}
            if erasures.is_erased(row["table_name"], row["record_id"]):
                continue
            row |= {"id": UUID(hex=row["id"]), "settled": bool(row["settled"])}
            if self._db.execute(upsert(LostRow).values(row).on_conflict_do_nothing()).rowcount:
                changed.append(row["id"].hex)
                continue
            if row["settled"]:
                self._db.execute(update(LostRow).where(LostRow.id == row["id"]).values(settled=True))
            if row["value"] != _NOTHING:
                unheard = (LostRow.id == row["id"], LostRow.value == _NOTHING)
                self._db.execute(update(LostRow).where(*unheard).values(value=row["value"]))
        return changed

    def _join_parked(self, columns: Sequence[str], rows: Sequence[Row]) -> list[str]:
        place = list(columns).index("body")
        try:
            bodies = [unpacked(row[place]) for row in rows]
        except (TypeError, ValueError) as fault:
            raise MalformedError(_PARKED) from fault
        self._receive(Lane.RECORD.value, bodies)
        return [str(row[place]) for row in rows]

    def _park(self, name: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Keep rows of a table that only a newer program has, as the operations that made them."""
        if not name.endswith("_fact") and "stamps" not in columns:
            raise MalformedError(name)
        for row in rows:
            values = dict(zip(columns, row, strict=True))
            ops = _as_edits(name, values) if "stamps" in values else [_as_op(name, columns, row)]
            self._receive(Lane.RECORD.value, ops)

    def _known(self, name: str, key: str, keys: Sequence[str]) -> set[str]:
        found: set[str] = set()
        for chunk in records.batched(keys):
            marks = ", ".join("?" * len(chunk))
            query = f'SELECT "{key}" FROM "{name}" WHERE "{key}" IN ({marks})'  # noqa: S608 - from the schema
            found.update(self._db.exec_driver_sql(query, tuple(chunk)).scalars())
        return found

    def _insert(self, name: str, columns: Sequence[str], wanted: Sequence[str], rows: Sequence[Row]) -> None:
        if not rows:
            return
        places = [list(columns).index(column) for column in wanted]
        listed = ", ".join(f'"{column}"' for column in wanted)
        marks = ", ".join("?" * len(wanted))
        statement = f'INSERT INTO "{name}" ({listed}) VALUES ({marks})'  # noqa: S608 - from the schema
        self._db.exec_driver_sql(statement, [tuple(row[place] for place in places) for row in rows])


def comparable(name: str, columns: Sequence[str], rows: Sequence[Row]) -> Sequence[Row]:
    """Return the rows that are the same wherever the same is known.

    That an overruled value was seen by whoever overruled it is noted only where it was heard of in that order.
    """
    if name != _LOST:
        return rows
    place = list(columns).index("settled")
    return [row for row in rows if not row[place]]


def _of(period: str, run: str) -> ColumnElement[bool]:
    return and_(FrameRow.lane == Lane.RECORD, FrameRow.period == period, FrameRow.run == run)


def _shape(name: str, key: str, where: str = "1") -> Shape:
    return Shape(name=name, key=key, columns=tuple(sorted(column.name for column in table_named(name).c)), where=where)


def _to_plain(name: str, columns: Sequence[str]) -> list[tuple[int, Callable[[Any], Any]]]:
    table = table_named(name)
    found: list[tuple[int, Callable[[Any], Any]]] = []
    for position, column in enumerate(columns):
        match table.c[column].type:
            case Boolean():
                found.append((position, bool))
            case CodesText() | JsonText():
                found.append((position, unpacked))
    return found


def _as_op(name: str, columns: Sequence[str], row: Row) -> list[Any]:
    body = {column: value for column, value in zip(columns, row, strict=True) if value is not None}
    if name == _VOID:
        return [_VOID, body.pop("fact_id", ""), body]
    if name == ERASED:
        del body["id"]
        return ["erase", body.pop("table_name", ""), body.pop("record_id", ""), body]
    return ["fact", name.removesuffix("_fact"), body]


def _as_edits(name: str, row: Mapping[str, Any]) -> list[object]:
    """Return the edits that a record consists of, one for each stamp."""
    edits: list[object] = []
    for text, fields in _stamps(row["stamps"]).items():
        hlc, run = text.split(" ")
        edits.append(["set", int(hlc), run, name, row["id"], {field: row.get(field) for field in fields}, {}])
    return edits


def _says_more(row: Mapping[str, Any], known: Collection[str]) -> bool:
    fields = {field for named in _stamps(row["stamps"]).values() for field in named}
    return bool(fields - {*known})


def _stamps(stored: object) -> Mapping[str, list[str]]:
    """Return the stamps of a record from elsewhere, checked."""
    match stored:
        case dict() if all(isinstance(fields, list) for fields in stored.values()):
            for text, fields in stored.items():
                hlc, _, run = str(text).partition(" ")
                if not (hlc.isdecimal() and int(hlc) <= HIGHEST_HLC and run and len(run) <= _ID_DIGITS):
                    raise MalformedError("stamps")
                if not all(isinstance(field, str) for field in fields):
                    raise MalformedError("stamps")
            return stored
        case _:
            raise MalformedError("stamps")


def _checked(name: str, columns: Sequence[str], rows: Sequence[Row]) -> list[list[Any]]:
    """Return rows as the columns hold them; raises MalformedError for a value that is none of its column."""
    table = table_named(name)
    readers = [_reader(name, table.c[column]) if column in table.c else None for column in columns]
    if any(len(row) != len(columns) for row in rows):
        raise MalformedError(name)
    try:
        return [
            [value if reader is None else reader(value) for reader, value in zip(readers, row, strict=True)]
            for row in rows
        ]
    except (TypeError, ValueError, OverflowError) as fault:
        raise MalformedError(name) from fault


def _reader(name: str, column: Column[Any]) -> Callable[[Any], Any]:
    read = _reading(name, column)
    if not column.nullable:
        return read
    return lambda value: None if value is None else read(value)


def _reading(name: str, column: Column[Any]) -> Callable[[Any], Any]:  # noqa: PLR0911 - one line per kind of column
    match column.type:
        case IdText():
            return _id
        case Day():
            return _day
        case Boolean():
            return _truth
        case CodesText():
            return _codes
        case JsonText():
            return lambda value: packed(_stamps(value))
        case Integer() if name.endswith("_fact"):
            return _hour if column.name == "hour" else _count
        case Integer() | Moment():
            return _number
        case _ if column.name.endswith("id") and name not in (_LOST, ERASED, "list_entry", "seat"):
            return _id
        case _:
            return _text


def _id(value: Any) -> str:  # noqa: ANN401 - whatever came
    if not isinstance(value, str) or not _ID.match(value):
        raise MalformedError("id")
    return value


@cache
def _known_day(value: str) -> str:
    return date.fromisoformat(value).isoformat()


def _day(value: Any) -> str:  # noqa: ANN401 - whatever came
    if not isinstance(value, str) or _known_day(value) != value:
        raise MalformedError("day")
    return value


def _truth(value: Any) -> int:  # noqa: ANN401 - whatever came
    if not isinstance(value, bool):
        raise MalformedError("truth")
    return int(value)


def _codes(value: Any) -> str:  # noqa: ANN401 - whatever came
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise MalformedError("codes")
    return letters(packed(value))


def _number(value: Any, highest: int = HIGHEST_HLC) -> int:  # noqa: ANN401 - whatever came
    if isinstance(value, bool) or not isinstance(value, int) or not -HIGHEST_HLC <= value <= highest:
        raise MalformedError("number")
    return value


def _count(value: Any) -> int:  # noqa: ANN401 - whatever came
    if _number(value) < 0 or value > MOST_COUNTED:
        raise MalformedError("count")
    return int(value)


def _hour(value: Any) -> int:  # noqa: ANN401 - whatever came
    if _count(value) >= HOURS:
        raise MalformedError("hour")
    return int(value)


def _text(value: Any) -> str:  # noqa: ANN401 - whatever came
    if not isinstance(value, str):
        raise MalformedError("text")
    return letters(value)
