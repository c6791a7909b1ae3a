"""Copies of the store: each opened again and compared with the store before it counts, the old ones rotated.

For the night, the half-hour and the command line::

    backups = Backups(store_path, key)                  # in `backups/` beside the store
    backups.take(clock.now())                           # a copy of the working day, about every half-hour of activity
    backups.take(clock.now(), Kind.NIGHT)               # after day close; the copies of the working day go with it
    backups.newest_good()                               # the copy that a repair would take
    copy_to(store_path, key, folder, clock.now())       # `cdm-desk backup DIR`: with what `recover` needs beside it

`take` and `copy_to` raise BackupFailedError when the copy differs from the store, StoreFullError when the disk is full,
CopyFolderError when nothing can be put into the folder.
They take about a second for a million visits and never hold up a desk for longer than one comparison.
"""

import errno
import hashlib
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Final

from cdm_desk.domain.clock import BRUSSELS
from cdm_desk.domain.errors import BackupFailedError, CopyFolderError, StoreDamagedError, StoreError, StoreFullError
from cdm_desk.store.database import faults_named, opened
from cdm_desk.store.meta import WORKSTATION
from cdm_desk.store.recovery import KEY_FILE, RECOVERY_FILE

FOLDER: Final = "backups"
_NOTED: Final = ".copies"
_TRIES: Final = 3
_CHUNK: Final = 2_000
_STAMP: Final = "%Y-%m-%dT%H%M%S"
_NAME: Final = re.compile(r"(?P<kind>day|night)-(?P<taken>\d{4}-\d\d-\d\dT\d{6})\.db")
_TAKEN: Final = re.compile(r"(?P<taken>\d{4}-\d\d-\d\dT\d{6})\.db$")
_DAY_COPIES: Final = 6
_NIGHT_COPIES: Final = 14


class Kind(StrEnum):
    """A copy made while the board of the day stands, or one of the night, which holds no board."""

    DAY = "day"
    NIGHT = "night"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a store holds: its schema, and for each table the number of rows and a hash over all of them."""

    schema: int
    tables: Mapping[str, tuple[int, str]]

    def rows(self) -> int:
        """Return the number of rows of all tables."""
        return sum(count for count, _hash in self.tables.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A copy that was opened with the key and found equal to the store."""

    path: Path
    kind: Kind
    taken_at: datetime


class Backups:
    """The copies of one store, beside it."""

    def __init__(self, store: Path, key: bytes, folder: Path | None = None) -> None:
        self._store = store
        self._key = key
        self.folder = folder or store.parent / FOLDER

    def take(self, now: datetime, kind: Kind = Kind.DAY) -> Backup:
        """Make a copy, compare it, and let older ones go."""
        backup = Backup(
            path=self.folder / f"{kind.value}-{now.strftime(_STAMP)}.db",
            kind=kind,
            taken_at=now,
        )
        _ready(self.folder)
        copy_verified(self._store, self._key, backup.path)
        self._note_folder()
        self._rotate(backup)
        return backup

    def all(self) -> list[Backup]:
        """Return the copies at hand, the newest first."""
        return sorted(self._listed(), key=lambda backup: backup.taken_at, reverse=True)

    def newest_good(self) -> Backup | None:
        """Return the newest copy that opens with the key and whose every page is sound, in whatever folder it lies."""
        noted = _noted(self._store)
        elsewhere = [] if noted in {None, self.folder} else Backups(self._store, self._key, noted).all()
        for backup in sorted([*self.all(), *elsewhere], key=lambda each: each.taken_at, reverse=True):
            with suppress(StoreError):
                verify(backup.path, self._key)
                return backup
        return None

    def _listed(self) -> Iterator[Backup]:
        for path in self.folder.glob("*.db") if self.folder.is_dir() else ():
            if found := _NAME.fullmatch(path.name):
                taken = datetime.strptime(found["taken"], _STAMP).replace(tzinfo=BRUSSELS)
                yield Backup(path=path, kind=Kind(found["kind"]), taken_at=taken)

    def _note_folder(self) -> None:
        """Note beside the store where its copies lie, so that a repair finds them without any settings."""
        noted = self._store.with_name(self._store.name + _NOTED)
        if self.folder != self._store.parent / FOLDER and _noted(self._store) != self.folder:
            with faults_named():
                noted.write_text(str(self.folder), encoding="utf-8")

    def _rotate(self, latest: Backup) -> None:
        of_day = [backup for backup in self.all() if backup.kind is Kind.DAY]
        of_night = [backup for backup in self.all() if backup.kind is Kind.NIGHT]
        # A copy of the working day holds the board, which links tickets to facts: it ends with the day.
        old = of_day if latest.kind is Kind.NIGHT else of_day[_DAY_COPIES:]
        for backup in [*old, *of_night[_NIGHT_COPIES:]]:
            if backup.path != latest.path:
                backup.path.unlink(missing_ok=True)
        if latest.kind is Kind.NIGHT:
            forget_set_aside(self._store, latest.taken_at)


def _noted(store: Path) -> Path | None:
    try:
        return Path(store.with_name(store.name + _NOTED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def copy_to(store: Path, key: bytes, folder: Path, now: datetime) -> Path:
    """Make a verified copy in any folder, with the recovery file beside it; return its path."""
    copy = folder / f"cdm-desk-{now.strftime(_STAMP)}.db"
    _ready(folder)
    copy_verified(store, key, copy)
    with faults_named():
        for name in (KEY_FILE, RECOVERY_FILE):
            if (store.parent / name).exists():
                # Its rights too: only its owner can read it.
                shutil.copy(store.parent / name, folder / name)
    return copy


def _ready(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as fault:
        if fault.errno == errno.ENOSPC:
            raise StoreFullError from fault
        raise CopyFolderError(str(folder), fault.strerror or "") from fault


def copy_verified(store: Path, key: bytes, copy: Path) -> Contents:
    """Write a copy of a store; it appears under its name only once it was found equal."""
    part = copy.with_name(copy.name + ".part")
    with faults_named():
        copy.parent.mkdir(parents=True, exist_ok=True)
    try:
        contents = _equal_copy(store, key, part)
        with faults_named():
            _to_disk(part)
            part.replace(copy)
            _folder_to_disk(copy.parent)
    finally:
        for leftover in with_companions(part):
            leftover.unlink(missing_ok=True)
    return contents


def verify(copy: Path, key: bytes) -> Contents:
    """Open a copy, check the seal of every page, and return what it holds; raises a StoreError if it is not sound."""
    if not copy.is_file() or not copy.stat().st_size:
        raise StoreDamagedError
    with closing(opened(copy, key)) as db, faults_named():
        if db.execute("PRAGMA cipher_integrity_check").fetchone() is not None:
            raise StoreDamagedError
        if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise StoreDamagedError
        return contents_of(db)


def contents_of(db: Any) -> Contents:  # noqa: ANN401 - the driver has no types
    """Return what a connection sees."""
    schema = int(db.execute("PRAGMA user_version").fetchone()[0])
    names = db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' "
        "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    ).fetchall()
    return Contents(schema=schema, tables={name: _summed(db, name) for (name,) in names})


def with_companions(path: Path) -> tuple[Path, ...]:
    """Return the paths of a store and of the files that the engine keeps beside it."""
    return (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm"))


def owner(copy: Path, key: bytes) -> str | None:
    """Return the name of the workstation that a copy is of; None of one made before it had a name."""
    with closing(opened(copy, key)) as db, faults_named():
        found = db.execute("SELECT value FROM meta WHERE key = ?", (WORKSTATION,)).fetchone()
    return str(found[0]) if found else None


def taken_at(copy: Path) -> datetime:
    """Return when a copy was made: as its name says, else when the file was last written. Raises DiskError."""
    if found := _TAKEN.search(copy.name):
        return datetime.strptime(found["taken"], _STAMP).replace(tzinfo=BRUSSELS)
    with faults_named():
        return datetime.fromtimestamp(copy.stat().st_mtime, tz=BRUSSELS)


def set_aside_name(store: Path, now: datetime) -> Path:
    """Return a free name under which a damaged store is set aside."""
    name = f"{store.name}.damaged-{now.strftime(_STAMP)}"
    names = (name, *(f"{name}-{number}" for number in range(2, 1_000)))
    return next(path for path in map(store.with_name, names) if not path.exists())


def forget_set_aside(store: Path, now: datetime, days: int = 7) -> None:
    """Delete damaged files after a week, and copies from before an upgrade: they hold boards of days long closed."""
    for path in [*store.parent.glob(f"{store.name}.damaged-*"), *store.parent.glob(f"{store.name}.before-*")]:
        if datetime.fromtimestamp(path.stat().st_mtime, tz=BRUSSELS) < now - timedelta(days=days):
            path.unlink(missing_ok=True)


def _equal_copy(store: Path, key: bytes, part: Path) -> Contents:
    for attempt in range(_TRIES):
        for leftover in with_companions(part):
            leftover.unlink(missing_ok=True)
        with closing(opened(store, key)) as reader, closing(opened(store, key)) as copier, faults_named():
            # The last try keeps writers out, so that a difference can no longer be an act that came in between.
            reader.execute("BEGIN IMMEDIATE" if attempt == _TRIES - 1 else "BEGIN")
            reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
            copier.execute("VACUUM INTO ?", (str(part),))
            part.chmod(0o600)
            expected = contents_of(reader)
            reader.execute("ROLLBACK")
        if verify(part, key) == expected:
            return expected
    raise BackupFailedError


def _summed(db: Any, name: str) -> tuple[int, str]:  # noqa: ANN401 - the driver has no types
    digest, count = hashlib.sha256(), 0
    # A full scan goes by the primary key, which VACUUM keeps: equal rows come in equal order.
    rows = db.execute(f'SELECT * FROM "{name}" NOT INDEXED')  # noqa: S608 - a name from the schema
    while chunk := rows.fetchmany(_CHUNK):
        count += len(chunk)
        digest.update(repr(chunk).encode("utf-8", "surrogatepass"))
    return count, digest.hexdigest()


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _folder_to_disk(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows has no such call; the rename is written through
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
