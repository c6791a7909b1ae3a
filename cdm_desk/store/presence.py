"""Who has the store open: a mark of each running program, by which a broken end is noticed at the next start.

A mark is a file beside the store that its program keeps locked. A mark that nobody locks belongs to a program that was
killed or lost its power: then every page is looked over, and a write-ahead log that is missing is missed.
"""

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cdm_desk.store.database import faults_named

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


@contextmanager
def alone_at(store: Path) -> Iterator[None]:
    """Let one program at a time look a store over, replace it or open it; the others wait at the door."""
    with faults_named():
        descriptor = os.open(store.with_name(store.name + ".door"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        with faults_named():
            if sys.platform == "win32":
                msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
            else:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class Presence:
    """The mark of this program, and those of others, on one store."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self._mark: Path | None = None
        self._descriptor = -1

    def enter(self) -> None:
        """Say that the store is open here; call it once the engine has opened the file."""
        with faults_named():
            self._mark = self._store.with_name(f"{self._store.name}.open-{secrets.token_hex(8)}")
            self._descriptor = os.open(self._mark, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            if sys.platform != "win32":
                fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            os.fsync(self._descriptor)

    def leave(self) -> None:
        """Take the mark away; call it just before the engine closes the file."""
        if self._mark is None:
            return
        # The engine is about to fold the log of those that were killed, too, into the store.
        self.forget_dead()
        if sys.platform == "win32":
            os.close(self._descriptor)
            take_away(self._mark)
        else:
            take_away(self._mark)
            os.close(self._descriptor)
        self._mark = None

    def dead(self) -> list[Path]:
        """Return the marks of programs that ended without leaving."""
        return [mark for mark in self._others() if not _alive(mark)]

    def others_alive(self) -> bool:
        """Whether another program has the store open now."""
        return any(_alive(mark) for mark in self._others())

    def forget_dead(self) -> None:
        """Take away the marks of the dead, once the store was looked over."""
        for mark in self.dead():
            take_away(mark)

    def _others(self) -> list[Path]:
        return [mark for mark in self._store.parent.glob(f"{self._store.name}.open-*") if mark != self._mark]


def take_away(mark: Path) -> None:
    """Take a mark away; one that the disk keeps only has the next start look more closely than it need."""
    with suppress(OSError):
        mark.unlink()


def _alive(mark: Path) -> bool:
    if sys.platform == "win32":
        return not _unlinks(mark)  # an open file cannot be deleted there
    with faults_named():
        try:
            descriptor = os.open(mark, os.O_RDONLY)
        except FileNotFoundError:
            return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _unlinks(mark: Path) -> bool:
    trial = mark.with_name(mark.name + ".gone")
    try:
        mark.rename(trial)
    except OSError:
        return not mark.exists()
    trial.rename(mark)
    return True
