"""The encrypted file: opened with its key, its promises asserted on every connection, its faults named."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2 as sqlcipher

from cdm_desk.domain.errors import (
    DiskError,
    EngineTooOldError,
    KeyWrongError,
    StoreBusyError,
    StoreDamagedError,
    StoreFullError,
)

KEY_BYTES: Final = 32
OLDEST_ENGINE: Final = (3, 51, 3)
"""SQLite before 3.51.3 could corrupt a store when its write-ahead log was reset (fixed in March 2026)."""

_BUSY_MILLISECONDS: Final = 10_000
_PROMISES: Final = (("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1"), ("secure_delete", "1"))


def engine_for(path: Path, key: bytes) -> Engine:
    """Return an engine on an existing or new file; the key is raw, 32 bytes.

    Raises EngineTooOldError where the SQLite inside is older than what the store relies on.
    """
    if sqlcipher.sqlite_version_info < OLDEST_ENGINE:
        raise EngineTooOldError(sqlcipher.sqlite_version)
    if len(key) != KEY_BYTES:
        raise KeyWrongError

    def connect() -> Any:  # noqa: ANN401 - the driver has no types
        return opened(path, key)

    engine = create_engine("sqlite://", module=sqlcipher, creator=connect, poolclass=QueuePool, pool_size=4)
    event.listen(engine, "begin", _begin)
    return engine


def opened(path: Path, key: bytes) -> Any:  # noqa: ANN401 - the driver has no types
    """Return a driver's connection that keeps the store's promises; raises a StoreError when it cannot."""
    with faults_named():
        connection = sqlcipher.connect(str(path), check_same_thread=False, isolation_level=None, cached_statements=256)
        try:
            # SQLCipher writes its complaints to standard error on its own; ours are errors with a sentence.
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
            _first_read(connection)
            for name, value in _PROMISES:
                connection.execute(f"PRAGMA {name} = {value}")
            connection.execute("PRAGMA temp_store = MEMORY")
            _assert_promises(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def _first_read(connection: Any) -> None:  # noqa: ANN401 - the driver has no types
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlcipher.DatabaseError as fault:
        if "not a database" in str(fault):
            raise KeyWrongError from fault
        raise


def _assert_promises(connection: Any) -> None:  # noqa: ANN401 - the driver has no types
    for name, value in _PROMISES:
        found = str(connection.execute(f"PRAGMA {name}").fetchone()[0])
        if found != value:
            raise StoreDamagedError(f"{name}={found}")


def _begin(connection: Connection) -> None:
    # The driver leaves transactions to us: a writer asks for the lock at once, so that it never fails half way.
    writes = connection.get_execution_options().get("writes", False)
    statement = "BEGIN IMMEDIATE" if writes else "BEGIN"
    connection.dialect.do_execute(connection.connection.cursor(), statement, (), None)


@contextmanager
def faults_named() -> Iterator[None]:
    """Turn what the engine and the disk complain about into a StoreError that a person understands."""
    try:
        yield
    except DBAPIError as fault:
        named = _named(fault.orig)
        if named is None:
            raise
        raise named from fault
    except sqlcipher.Error as fault:
        named = _named(fault)
        if named is None:
            raise
        raise named from fault
    except OSError as fault:
        raise DiskError(fault.strerror or "") from fault


def _named(fault: BaseException | None) -> Exception | None:
    code = getattr(fault, "sqlite_errorcode", None)
    text = str(fault).lower()
    if code == sqlite3.SQLITE_FULL or "full" in text:
        return StoreFullError()
    if "locked" in text or "busy" in text:
        return StoreBusyError()
    if any(word in text for word in ("malformed", "not a database", "corrupt", "hmac", "disk image")):
        return StoreDamagedError()
    if any(word in text for word in ("disk i/o", "unable to open", "readonly", "read-only")):
        return DiskError(text)
    return None
