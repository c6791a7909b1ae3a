"""A file of others read in a process of its own: it can be ended at any moment, and has only so much time and memory.

Parsers of spreadsheets and XML are large, and a file may be made to harm them. Here they hang, swell or break alone:
the desk is told so in a sentence and goes on. The process is this program with another argument, bundled or not.
"""

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from cdm_desk import paths
from cdm_desk.domain import errors
from cdm_desk.domain.library import Parcel, ParcelLine
from cdm_desk.domain.plain_form import MalformedError, plain, value_from
from cdm_desk.importers.parcel import LIMITS, Limits
from cdm_desk.importers.table import Profile

ARGUMENT: Final = "--reading-process"
# What the process may answer instead of rows.
_REFUSALS: Final[dict[str, Callable[..., errors.DeskError]]] = {
    refusal.__name__: refusal
    for refusal in (
        errors.FileEmptyError,
        errors.FileForbiddenError,
        errors.FileFormatError,
        errors.FileTooLargeError,
        errors.FileUnreadableError,
        errors.ImportTooSlowError,
        errors.MappingNeededError,
        errors.TooManyRowsError,
        errors.TooMuchMemoryError,
        errors.UnpacksTooLargeError,
    )
}


def command() -> list[str]:
    """Return how the process is started: the bundled program itself, or this Python with the program as a module."""
    if getattr(sys, "frozen", False):
        return [sys.executable, ARGUMENT]
    return [sys.executable, "-P", "-m", "cdm_desk", ARGUMENT]


@dataclass(slots=True)
class _Ending:
    """Why the process was ended, if it was."""

    stopped: bool = False
    overdue: bool = False


class ReadingProcess:
    """Reads one file at a time; `stop`, from any thread, ends the reading at once."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._ending = _Ending()

    @property
    def pid(self) -> int | None:
        """The number of the process now at work, if any."""
        return self._process.pid if self._process else None

    def read(self, path: Path, profile: Profile | None = None) -> Parcel:
        """Return what a file holds, every row of it.

        Raises what `parcel.read` raises, ImportStoppedError after `stop`, ImportTooSlowError when its time is over,
        TooMuchMemoryError, and ReadingBrokenError when the process broke down.
        """
        process = self._start()
        timer = threading.Timer(self._limits.seconds, self._end_overdue)
        timer.daemon = True
        timer.start()
        try:
            return self._conversed(process, self._asked(path, profile))
        finally:
            timer.cancel()
            self._end(process)

    def stop(self) -> None:
        """End the reading under way, or the one that is about to begin; nothing of it is kept."""
        with self._lock:
            self._ending.stopped = True
            if self._process is not None:
                self._process.kill()

    def resume(self) -> None:
        """Allow a reading again after a stop."""
        with self._lock:
            self._ending = _Ending()

    def _start(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._ending.stopped:
                raise errors.ImportStoppedError
            self._ending.overdue = False
            self._process = subprocess.Popen(
                command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_surroundings(),
                start_new_session=sys.platform != "win32",
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            return self._process

    def _asked(self, path: Path, profile: Profile | None) -> bytes:
        wish = {
            "path": str(path.absolute()),
            "profile": profile.to_json() if profile else None,
            "limits": plain(self._limits),
        }
        return json.dumps(wish).encode() + b"\n"

    def _conversed(self, process: subprocess.Popen[bytes], asked: bytes) -> Parcel:
        try:
            sending, receiving = _files(process)
            # One that broke down at once no longer listens; its silence says so below.
            with contextlib.suppress(OSError):
                sending.write(asked)
                sending.close()
            return _parcel(receiving)
        except (MalformedError, ValueError, OSError, KeyError, TypeError) as fault:
            with self._lock:
                ending = self._ending
            if ending.stopped:
                raise errors.ImportStoppedError from fault
            if ending.overdue:
                raise errors.ImportTooSlowError(self._limits.seconds) from fault
            raise errors.ReadingBrokenError from fault

    def _end_overdue(self) -> None:
        with self._lock:
            self._ending.overdue = True
            if self._process is not None:
                self._process.kill()

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        with self._lock:
            self._process = None
        process.kill()
        for file in (process.stdin, process.stdout):
            if file is not None:
                with contextlib.suppress(OSError):
                    file.close()
        # One that hangs on a dead server ends when the system lets it; nobody waits for that.
        try:
            process.wait(0.5)
        except subprocess.TimeoutExpired:
            threading.Thread(target=process.wait, name="reading, hung", daemon=True).start()


def _surroundings() -> dict[str, str]:
    """The process finds the same modules, wherever the program was started from."""
    places = [str(paths.PACKAGE.parent), *filter(None, sys.path)]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(dict.fromkeys(places))}


def _files(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    assert process.stdin is not None  # noqa: S101 - both were asked for
    assert process.stdout is not None  # noqa: S101
    return process.stdin, process.stdout


def _parcel(receiving: IO[bytes]) -> Parcel:
    """Return the parcel that is told line by line: head, rows, and their number as the last word."""
    head = _told(receiving.readline())
    if "refused" in head:
        raise _refusal(head)
    rows: list[ParcelLine] = []
    for line in receiving:
        told = _told(line)
        if "end" in told:
            if told["end"] != len(rows):
                raise MalformedError("end")
            return value_from(Parcel, head | {"rows": []}).with_rows(rows)
        rows.append(value_from(ParcelLine, told))
    raise MalformedError("end")


def _told(line: bytes) -> dict[str, Any]:
    told = json.loads(line)
    if not isinstance(told, dict):
        raise MalformedError("line")
    return told


def _refusal(told: dict[str, Any]) -> errors.DeskError:
    facts = [tuple(map(str, fact)) if isinstance(fact, list) else fact for fact in told["facts"]]
    return _REFUSALS[told["refused"]](*facts)
