"""Statements put together once: what runs with every visitor and every frame goes to the driver as it stands."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from sqlalchemy import Delete, Insert, Select, Update
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.engine import Connection
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

_DIALECT: Final = dialect()

Read = Callable[[Any], Any]


class Prepared:
    """One statement, whose values are written and read as its columns say.

    To hand a statement over takes SQLAlchemy ten times as long as SQLite takes to run it. The text, and how each value
    is written, are therefore kept; a list of values that grows (`IN`) cannot be.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]] | Insert | Update | Delete) -> None:
        keys = statement.table.columns.keys() if isinstance(statement, Insert) else None
        compiled = statement.compile(dialect=_DIALECT, column_keys=keys)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - what a statement of the Core becomes
        self._text = str(compiled)
        binds = [compiled.binds[name] for name in compiled.positiontup or ()]
        self._fixed = {bind.key: bind.value for bind in binds if not bind.required}
        self._binds = [(bind.key, _writes(bind.type)) for bind in binds]
        columns = statement.selected_columns if isinstance(statement, Select) else ()
        reads = [_reads(column.type) for column in columns]
        self._reads = reads if any(reads) else None
        self._names = [str(column.key) for column in columns]

    def run(self, db: Connection, values: Mapping[str, Any]) -> int:
        """Run it with these values, each under the name of its column or parameter; return how many rows it wrote."""
        return int(self._done(db, values).rowcount)

    def run_many(self, db: Connection, rows: Iterable[Mapping[str, Any]]) -> int:
        """Run it once for each of these rows; return how many rows it wrote in all."""
        cursor = _cursor(db)
        _dialect_of(db).do_executemany(cursor, self._text, [self._bound(row) for row in rows], None)
        return int(cursor.rowcount)

    def rows(self, db: Connection, values: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """Return the rows that it finds."""
        found: list[tuple[Any, ...]] = self._done(db, values or {}).fetchall()
        if self._reads is None:
            return found
        return [
            tuple([value if read is None else read(value) for value, read in zip(row, self._reads, strict=True)])
            for row in found
        ]

    def records(self, db: Connection, values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """Return the rows that it finds, each value under the name of its column."""
        return [dict(zip(self._names, row, strict=True)) for row in self.rows(db, values)]

    def row(self, db: Connection, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Return the first row that it finds, None when there is none."""
        found = self.rows(db, values)
        return found[0] if found else None

    def value(self, db: Connection, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - whatever the column holds
        """Return the first value of the first row, None when there is none."""
        found = self.rows(db, values)
        return found[0][0] if found else None

    def _done(self, db: Connection, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - the driver has no types
        cursor = _cursor(db)
        _dialect_of(db).do_execute(cursor, self._text, self._bound(values), None)
        return cursor

    def _bound(self, values: Mapping[str, Any]) -> list[Any]:
        told = {**self._fixed, **values} if self._fixed else values
        return [told[name] if write is None else write(told[name]) for name, write in self._binds]


def _writes(kind: TypeEngine[Any]) -> Read | None:
    return kind.dialect_impl(_DIALECT).bind_processor(_DIALECT)


def _reads(kind: TypeEngine[Any]) -> Read | None:
    return kind.dialect_impl(_DIALECT).result_processor(_DIALECT, None)


def _cursor(db: Connection) -> Any:  # noqa: ANN401 - the driver has no types
    return db.connection.cursor()


def _dialect_of(db: Connection) -> Any:  # noqa: ANN401 - its methods take any cursor
    return db.dialect
