"""Damage to the store: found before anybody works on it, put right from the last good copy, and told.

For the composition root, the command line and the screens::

    repair = before_opening(path, key, now)   # at each start, before the engine; None when all is well
    outcome = check(path, key, now)           # `cdm-desk check`: every page; SOUND, REPAIRED or UNREPAIRED
    mark_suspect(path)                        # when a read raised StoreDamagedError: the next start looks at every page
    restore(path, key, copy, now)             # `cdm-desk restore FILE`; also when there is no store here at all

A damaged file is never deleted: it is set aside under a name with the date, and what can still be read in it is carried
over into the copy, so that acts since the copy was made are lost only where the damage is.
`before_opening` and `restore` raise StoreUnrepairableError when no good copy is at hand, and StoreBusyError when
another program has the store open: nothing is replaced under its feet. Call them only where there was a store before
(`recovery.key_id_noted`): a store that was never made is not damaged.
"""

from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from cdm_desk.domain.errors import (
    CopyUnsoundError,
    KeyWrongError,
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreInUseError,
    StoreUnrepairableError,
)
from cdm_desk.store.backup import Backup, Backups, contents_of, copy_verified, set_aside_name, with_companions
from cdm_desk.store.database import faults_named, opened
from cdm_desk.store.presence import Presence, alone_at, take_away
from cdm_desk.store.wal import log_is_damaged

_PAGE: Final = 4096
_SUSPECT: Final = ".suspect"
_HLC: Final = "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'hlc'"


class Finding(StrEnum):
    """What was wrong with the store."""

    GONE = "gone"  # the file is missing or empty though there was a store
    FOREIGN = "foreign"  # not opened by its key: another file, or its head is damaged
    CUT = "cut"  # shorter or longer than it says
    PAGES = "pages"  # a page whose seal is broken
    LOG_GONE = "log_gone"  # the write-ahead log of a program that was killed is missing
    LOG_DAMAGED = "log_damaged"  # the write-ahead log breaks off in the middle


class Outcome(StrEnum):
    """How a look at the store ended."""

    SOUND = "sound"
    REPAIRED = "repaired"
    UNREPAIRED = "unrepaired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What was found and done.

    `copy_of` is when the copy that was restored had been made: none if the store itself was kept, because it was newer
    than any copy. `carried_over` counts the rows saved from the damaged file, `set_aside` is where that file lies.
    """

    finding: Finding
    copy_of: datetime | None
    carried_over: int = 0
    set_aside: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What `check` says: `rows` of a sound store, the repair of a damaged one, the finding that had no remedy."""

    outcome: Outcome
    rows: int = 0
    repair: Repair | None = None
    finding: Finding | None = None


def before_opening(store: Path, key: bytes, now: datetime) -> Repair | None:
    """Look the store over as closely as its last end asks for, and put right what is wrong.

    After a clean end that is the head, the size and the key; after a broken end, or a fault while reading, every page.
    """
    presence = Presence(store)
    suspect = bool(presence.dead()) or _suspect(store).exists()
    finding = find_damage(store, key, closely=suspect)
    repair = None if finding is None else _put_right(store, key, finding, now)
    take_away(_suspect(store))
    presence.forget_dead()
    return repair


def check(store: Path, key: bytes, now: datetime) -> CheckResult:
    """Look at every page, put right what is wrong, and say how it ended."""
    with alone_at(store):
        return _checked(store, key, now)


def _checked(store: Path, key: bytes, now: datetime) -> CheckResult:
    finding = find_damage(store, key, closely=True)
    try:
        repair = None if finding is None else _put_right(store, key, finding, now)
    except StoreBusyError:
        # The store is in use, perhaps by this very program: the next start puts it right.
        mark_suspect(store)
        return CheckResult(outcome=Outcome.UNREPAIRED, finding=finding)
    except StoreUnrepairableError:
        return CheckResult(outcome=Outcome.UNREPAIRED, finding=finding)
    with closing(opened(store, key)) as db, faults_named():
        if db.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            return CheckResult(outcome=Outcome.UNREPAIRED, finding=Finding.PAGES)
        rows = contents_of(db).rows()
    take_away(_suspect(store))
    Presence(store).forget_dead()
    return CheckResult(outcome=Outcome.SOUND if repair is None else Outcome.REPAIRED, rows=rows, repair=repair)


def mark_suspect(store: Path) -> None:
    """Have the next start look at every page."""
    with faults_named():
        _suspect(store).touch(mode=0o600)


def restore(store: Path, key: bytes, copy: Path, now: datetime) -> Path | None:
    """Put a copy in the place of the store; return where the file that lay there was set aside.

    The copy is opened and looked over first. Raises CopyUnsoundError if it is not sound.
    """
    with alone_at(store):
        if Presence(store).others_alive():
            raise StoreInUseError
        if not copy.is_file() or not copy.stat().st_size:
            # SQLite would take an empty file for an empty store.
            raise CopyUnsoundError(str(copy))
        fresh = store.with_name(store.name + ".restored")
        try:
            copy_verified(copy, key, fresh)
        except (StoreDamagedError, KeyWrongError) as unsound:
            raise CopyUnsoundError(str(copy)) from unsound
        return _swap(store, fresh, now)


def find_damage(store: Path, key: bytes, *, closely: bool) -> Finding | None:
    """Return the first thing that is wrong with the files of a store; `closely` looks at every page."""
    if not store.is_file() or not store.stat().st_size:
        return Finding.GONE
    log = with_companions(store)[1]
    presence = Presence(store)
    if not presence.others_alive():
        if presence.dead() and not log.exists():
            return Finding.LOG_GONE
        if log.exists() and log_is_damaged(log):
            return Finding.LOG_DAMAGED
    try:
        return _page_damage(store, key, closely=closely)
    except KeyWrongError:
        return Finding.FOREIGN
    except StoreDamagedError:
        return Finding.PAGES


def _page_damage(store: Path, key: bytes, *, closely: bool) -> Finding | None:
    with closing(opened(store, key)) as db, faults_named():
        _busy, log, done = db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        pages = int(db.execute("PRAGMA page_count").fetchone()[0])
        # Pages that are still in the log of a busy store are not in the file yet.
        if log == done and not Presence(store).others_alive() and store.stat().st_size != pages * _PAGE:
            return Finding.CUT
        if closely and db.execute("PRAGMA cipher_integrity_check").fetchone() is not None:
            return Finding.PAGES
    return None


def _put_right(store: Path, key: bytes, finding: Finding, now: datetime) -> Repair:
    if Presence(store).others_alive():
        raise StoreInUseError
    backup = Backups(store, key).newest_good()
    if finding in {Finding.LOG_GONE, Finding.LOG_DAMAGED} and _kept_is_newer(store, key, backup):
        # The store is whole up to its last checkpoint or the break in the log: going on loses least.
        return Repair(finding=finding, copy_of=None)
    if backup is None:
        raise StoreUnrepairableError
    fresh = store.with_name(store.name + ".restored")
    copy_verified(backup.path, key, fresh)
    carried = 0 if finding in {Finding.GONE, Finding.FOREIGN} else _carry_over(store, fresh, key)
    set_aside = _swap(store, fresh, now)
    return Repair(finding=finding, copy_of=backup.taken_at, carried_over=carried, set_aside=set_aside)


def _kept_is_newer(store: Path, key: bytes, copy: Backup | None) -> bool:
    if _page_finding(store, key) is not None:
        return False
    return copy is None or _last_act(store, key) >= _last_act(copy.path, key)


def _page_finding(store: Path, key: bytes) -> Finding | None:
    try:
        return _page_damage(store, key, closely=True)
    except StoreError:
        return Finding.PAGES


def _last_act(store: Path, key: bytes) -> int:
    with suppress(StoreError), closing(opened(store, key)) as db, faults_named():
        row = db.execute(_HLC).fetchone()
        return int(row[0]) if row else 0
    return 0


def _swap(store: Path, fresh: Path, now: datetime) -> Path | None:
    aside = set_aside_name(store, now)
    with faults_named():
        moved = None
        for old, new in zip(with_companions(store), with_companions(aside), strict=True):
            if old.exists():
                old.replace(new)
                moved = aside
        fresh.replace(store)
    return moved


def _carry_over(damaged: Path, fresh: Path, key: bytes) -> int:
    """Copy the rows that are still readable in a damaged store over the older ones of its copy."""
    carried = 0
    with closing(opened(fresh, key)) as into, faults_named():
        indexes = _search_indexes(into)
        # The parts of a search index fit only one another: it is built anew instead.
        tables = [name for name in contents_of(into).tables if not name.startswith(tuple(f"{i}_" for i in indexes))]
        into.execute("PRAGMA foreign_keys = OFF")
        into.execute("BEGIN IMMEDIATE")
        for name in tables:
            carried += _carry_table(damaged, key, into, name)
        for index in indexes:
            into.execute(f'INSERT INTO "{index}" ("{index}") VALUES (\'rebuild\')')  # noqa: S608 - from the schema
        into.execute("COMMIT")
        into.execute("PRAGMA foreign_keys = ON")
    return carried


def _search_indexes(db: Any) -> list[str]:  # noqa: ANN401 - the driver has no types
    query = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%USING fts5%'"
    return [str(name) for (name,) in db.execute(query).fetchall()]


def _carry_table(damaged: Path, key: bytes, into: Any, name: str) -> int:  # noqa: ANN401 - the driver has no types
    columns = [str(row[1]) for row in into.execute(f'PRAGMA table_info("{name}")')]
    known = into.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - a name from the schema
    # A line of the audit trail is never replaced; of everything else the damaged file holds the newer form.
    verb = "INSERT OR IGNORE" if name == "audit" else "INSERT OR REPLACE"
    marks = ", ".join("?" * len(columns))
    listed = ", ".join(f'"{column}"' for column in columns)
    for order in ("", " ORDER BY 1 DESC"):
        rows = _readable(damaged, key, f'SELECT {listed} FROM "{name}"{order}')  # noqa: S608 - names of the schema
        into.executemany(f'{verb} INTO "{name}" ({listed}) VALUES ({marks})', rows)
    return max(0, int(into.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) - int(known))  # noqa: S608


def _readable(damaged: Path, key: bytes, query: str) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    # A connection of its own: once a page was refused, the engine trusts nothing that this connection reads.
    with suppress(StoreError), closing(opened(damaged, key)) as db, faults_named():
        rows.extend(db.execute(query))
    return rows


def _suspect(store: Path) -> Path:
    return store.with_name(store.name + _SUSPECT)
