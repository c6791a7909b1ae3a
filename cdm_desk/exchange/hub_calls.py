"""One line to a PostgreSQL server: every call ends in time, and what was asked is asked again when the line is cut.

A server that hangs holds a thread of ours and nothing else: the call is given up, the line is cut, and the next call
takes another one. What is asked here may always be asked twice, so that an answer lost at its commit is settled by
asking again.
"""

import contextlib
import re
import socket
import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any, Final, TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from cdm_desk.domain.errors import HubAddressError

Connection = psycopg.Connection[tuple[Any, ...]]
Result = TypeVar("Result")

SCHEMA: Final = "cdm_desk"

_LOCAL: Final = re.compile(r"(localhost|127(\.\d+){3}|::1|/.*|@.*|)\Z")
_LISTENING_SECONDS: Final = 5.0
_BACK_OFF_SECONDS: Final = 2.0
_WEAK: Final = ("off", "local")
_NO_RIGHT: Final = frozenset({"42501", "25006"})
_FULL: Final = frozenset({"53100", "53200"})
_NOT_THERE: Final = frozenset({"3D000", "3F000", "42P01"})
_CUT: Final = 104


def is_url(text: str) -> bool:
    """Whether a text names a hub, and no folder."""
    return text.startswith(("postgresql://", "postgres://"))


def conninfo(url: str, patience: float) -> str:
    """Return how the server is reached; raises HubAddressError.

    A server elsewhere has to prove who it is, unless the address says otherwise itself.
    """
    if not is_url(url):
        raise HubAddressError
    try:
        told: dict[str, Any] = dict(conninfo_to_dict(url))
    except psycopg.ProgrammingError:
        # What it says may hold the password.
        raise HubAddressError from None
    hosts = str(told.get("host") or "").split(",")
    if "sslmode" not in told and not all(_LOCAL.match(host) for host in hosts):
        told["sslmode"] = "verify-full"
        told.setdefault("sslrootcert", "system")
    told.setdefault("connect_timeout", max(2, round(patience)))
    told.setdefault("application_name", "cdm-desk")
    beats = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
    for name, value in (beats | {"tcp_user_timeout": round(patience * 1000)}).items():
        told.setdefault(name, value)
    return make_conninfo(**{name: str(value) for name, value in told.items() if value is not None})


def label(url: str) -> str:
    """Return where a hub lies, without its password."""
    told = conninfo_to_dict(url)
    return f"{told.get('host') or 'localhost'}:{told.get('port') or 5432}/{told.get('dbname') or ''}"


def connected(url: str, patience: float) -> Connection:
    """Return a new line; raises psycopg.Error."""
    line = psycopg.connect(conninfo(url, patience), autocommit=True)
    settings = {"statement_timeout": str(round(patience * 1000)), "search_path": SCHEMA}
    # What is acknowledged is on the disk of the server, and of its replica if it waits for one.
    line.execute(
        "SELECT set_config(key, value, false) FROM unnest(%s::text[], %s::text[]) AS wanted(key, value)"
        " UNION ALL SELECT set_config('synchronous_commit', 'on', false)"
        " WHERE current_setting('synchronous_commit') = ANY(%s)",
        (list(settings), list(settings.values()), list(_WEAK)),
    )
    return line


def as_os_error(fault: psycopg.Error) -> OSError:
    """Return a refusal of the server as the refusal of a folder that means the same."""
    state = fault.sqlstate or ""
    if state in _NO_RIGHT:
        return PermissionError(13, type(fault).__name__)
    if state in _FULL:
        return OSError(28, type(fault).__name__)
    if state in _NOT_THERE:
        return FileNotFoundError(2, type(fault).__name__)
    return ConnectionError(_CUT, type(fault).__name__)


def is_cut(fault: psycopg.Error) -> bool:
    """Whether the line went away, or the server is about to."""
    return fault.sqlstate is None or fault.sqlstate.startswith(("08", "57P"))


class HubLine:
    """Asks one thing after another of a server, each within a time. Raises OSError, or TimeoutError."""

    def __init__(self, url: str, *, patience: float) -> None:
        self._url = url
        self._patience = patience
        self._turn = threading.Lock()
        self._speaker: _Speaker | None = None
        self._stopped = False

    def ask(self, work: Callable[[Connection], Result]) -> Result:
        """Return what `work` finds out on a line; it may be done twice."""
        until = time.monotonic() + self._patience
        if not self._turn.acquire(timeout=self._patience):
            raise TimeoutError(work.__qualname__)
        try:
            # A line that was in use may have been cut since; one that is new tells the truth about the server.
            while True:
                if self._stopped:
                    raise BrokenPipeError(32, "stopped")
                fresh = self._speaker is None
                speaker = self._speaker = self._speaker or _Speaker(self._url, self._patience)
                try:
                    return speaker.ask(work, until - time.monotonic())
                except Empty:
                    self._give_up(speaker)
                    raise TimeoutError(work.__qualname__) from None
                except psycopg.Error as fault:
                    if is_cut(fault):
                        self._give_up(speaker)
                        if not fresh:
                            continue
                    raise as_os_error(fault) from fault
        finally:
            self._turn.release()

    def stop(self) -> None:
        """Cut the line; calls under way fail, later ones are refused."""
        self._stopped = True
        speaker, self._speaker = self._speaker, None
        if speaker is not None:
            speaker.end()

    def resume(self) -> None:
        """Allow calls again after a stop."""
        self._stopped = False

    def _give_up(self, speaker: "_Speaker") -> None:
        if self._speaker is speaker:
            self._speaker = None
        speaker.end()


class _Speaker:
    """One line and the thread that waits on it, since nobody else may."""

    def __init__(self, url: str, patience: float) -> None:
        self._url = url
        self._patience = patience
        self._line: Connection | None = None
        self._asked: SimpleQueue[Callable[[Connection], Any] | None] = SimpleQueue()
        self._answered: SimpleQueue[tuple[Any, psycopg.Error | OSError | None]] = SimpleQueue()
        threading.Thread(target=self._speak, name="hub calls", daemon=True).start()

    def ask(self, work: Callable[[Connection], Result], seconds: float) -> Result:
        """Return what was found; raises Empty when nothing came in time."""
        self._asked.put(work)
        found, fault = self._answered.get(timeout=max(seconds, 0.001))
        if fault is not None:
            raise fault
        result: Result = found
        return result

    def end(self) -> None:
        """End; a call that hangs fails at once."""
        self._asked.put(None)
        if self._line is not None:
            cut(self._line)

    def _speak(self) -> None:
        while (work := self._asked.get()) is not None:
            try:
                self._line = self._line or connected(self._url, self._patience)
                self._answered.put((work(self._line), None))
            except (psycopg.Error, OSError) as fault:
                self._answered.put((None, fault))
        if self._line is not None:
            with contextlib.suppress(psycopg.Error):
                self._line.close()


class Ear:
    """Hears the bell of a site on a line of its own, and comes back to it when it is cut."""

    def __init__(self, url: str, channel: str, on_ring: Callable[[bytes], None]) -> None:
        self._url = url
        self._channel = channel
        self._on_ring = on_ring
        self._stopped = threading.Event()
        self._line: Connection | None = None
        threading.Thread(target=self._listen, name="hub bell", daemon=True).start()

    def end(self) -> None:
        """Hear nothing any more."""
        self._stopped.set()
        line = self._line
        if line is not None:
            cut(line)

    def _listen(self) -> None:
        while not self._stopped.is_set():
            try:
                with connected(self._url, _LISTENING_SECONDS) as line:
                    self._line = line
                    line.execute(f'LISTEN "{self._channel}"')  # a name of ours: letters and digits
                    self._hear(line)
            except psycopg.Error:
                self._line = None
                self._stopped.wait(_BACK_OFF_SECONDS)

    def _hear(self, line: Connection) -> None:
        while not self._stopped.is_set():
            for rung in line.notifies(timeout=_LISTENING_SECONDS):
                with contextlib.suppress(ValueError):
                    self._on_ring(bytes.fromhex(rung.payload))


def cut(line: Connection) -> None:
    """Close the socket of a line under whoever waits on it."""
    with contextlib.suppress(OSError, psycopg.Error):
        held = socket.socket(fileno=line.fileno())
        try:
            held.shutdown(socket.SHUT_RDWR)
        finally:
            held.detach()
