"""A shared folder that exists in memory only: one server, and what each client of it believes to see.

A client is asked exactly what `ShareProcess` is asked. What it answers is what real clients were measured to answer in
their worst hours: old listings, names that are said to be missing, lengths of a while ago, errors before or after the
effect, writes that were torn, doubled or filled with zeros.
"""

import errno
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final, Protocol

from cdm_desk.exchange.share_process import LONGEST_READ, MARKER, NOT_A_FILE, Answer, Place

# What a cut connection, a hung server, an antivirus and an exhausted machine say.
_ERRORS: Final = (errno.EIO, errno.EAGAIN, errno.EHOSTDOWN, errno.ETIMEDOUT, errno.ECONNRESET, errno.EPIPE)
_LONGEST_MEMORY: Final = 30.0


@dataclass(slots=True)
class File:
    """One file on the server; another file under the same name is another object."""

    data: bytes = b""
    written_at: float = 0.0


@dataclass(slots=True)
class Server:
    """The files of the shared folder."""

    files: dict[str, File] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    full: bool = False
    read_only: bool = False

    def copy(self) -> "Server":
        """Return the folder as it is now: a backup of the server."""
        return Server({name: File(file.data, file.written_at) for name, file in self.files.items()}, set(self.folders))

    def names(self, folder: str) -> tuple[str, ...]:
        """Return what lies in a folder."""
        prefix = f"{folder}/" if folder else ""
        found = {name[len(prefix) :] for name in (*self.files, *self.folders) if name.startswith(prefix)}
        return tuple(sorted(name for name in found if name and "/" not in name))


class Surroundings(Protocol):
    """What a client needs of the world around it."""

    chance: Random

    def now(self) -> float:
        """Return the true time, in seconds."""
        ...

    def server_time(self) -> float:
        """Return what the server writes beside its files: the true time in seconds since 1970."""
        ...

    def spend(self, seconds: float) -> None:
        """Let time pass."""
        ...

    def rate(self, fault: str) -> float:
        """Return how likely a fault is at one call."""
        ...

    def happens(self, fault: str, client: "Client") -> None:
        """Note that a fault was made."""
        ...


class Client:
    """The folder as one workstation sees it; it has the verbs of `ShareProcess`."""

    def __init__(self, server: Server, world: Surroundings, *, calm: bool = False) -> None:
        """`calm` is for whoever is no workstation: neither a full disk nor a protected one stops it."""
        self.root = Path("/nowhere")
        self.patience = 8.0
        self.server = server
        self.away: str | None = None
        """How the folder is missing: `error`, `empty` (nothing is mounted), `foreign` (something else is)."""
        self.elsewhere = Server()
        """What is seen in its place: nothing, or the folder of another site."""
        self.hung = 0.0
        """How long calls have hung since somebody began to count."""
        self.on_call: Callable[[], None] = _nothing
        """Called at each end of each call: the program may die there."""
        self._world = world
        self._calm = calm
        self._stopped = False
        self._missing: dict[str, float] = {}
        self._listings: dict[str, tuple[float, tuple[str, ...]]] = {}
        self._lengths: dict[str, tuple[float, int]] = {}
        self._held: dict[str, File] = {}

    @property
    def pid(self) -> int | None:
        """No process makes these calls."""
        return None

    @property
    def seen(self) -> Server:
        """The folder that calls reach now."""
        return self.elsewhere if self.away in {"empty", "foreign"} else self.server

    def lose(self, how: str | None, elsewhere: Server | None = None) -> None:
        """Reach another folder from now on, or none, or with None the right one again."""
        self.away = how
        self.elsewhere = elsewhere or Server()
        self.forget()

    def forget(self) -> None:
        """Believe nothing any more that was seen before: the machine was started again, or time has passed."""
        for memory in (self._missing, self._listings, self._lengths, self._held):
            memory.clear()

    def read(self, name: str, offset: int = 0, *, marker: bytes = b"") -> Answer:
        """Return what an existing file holds from an offset on, if the marker is the one given."""
        return self._call(name, lambda: self._read(name, offset), marker=marker)

    def append(self, name: str, data: bytes) -> Answer:
        """Add bytes at the end of a file."""
        return self._call(name, lambda: self._append(name, data), writes=True)

    def overwrite(self, name: str, data: bytes) -> Answer:
        """Write over the beginning of a file that exists."""
        return self._call(name, lambda: self._overwrite(name, data), writes=True)

    def create(self, name: str, data: bytes) -> None:
        """Write a file that may not exist yet."""
        self._call(name, lambda: self._create(name, data), writes=True)

    def put(self, name: str, data: bytes, *, marker: bytes = b"") -> Answer:
        """Put a complete file under a free name; the answer holds what stands there afterwards."""
        return self._call(name, lambda: self._put(name, data), writes=True, marker=marker)

    def names(self, name: str = "") -> tuple[str, ...]:
        """Return the names in a folder."""
        return self._call(name, lambda: self._names(name)).names

    def folder(self, name: str, marker: bytes = b"") -> None:
        """Make a folder below the root."""
        self._call(name, lambda: self._folder(name), writes=True, marker=marker)

    def remove(self, name: str) -> None:
        """Remove a file."""
        self._call(name, lambda: self._remove(name), writes=True)

    def place(self) -> Place:
        """Return where the folder lies."""
        return Place(kind="ext4", source="/dev/share", here=True, free=1 << 40)

    def stop(self) -> None:
        """Refuse calls from now on."""
        self._stopped = True

    def resume(self) -> None:
        """Allow calls again after a stop."""
        self._stopped = False

    def _call(self, name: str, act: Callable[[], Answer], *, writes: bool = False, marker: bytes = b"") -> Answer:
        if self._stopped:
            raise BrokenPipeError(errno.EPIPE, name)
        self._world.spend(self._world.chance.choice((0.002, 0.003, 0.02)))
        self.on_call()
        if self.away == "error":
            raise OSError(errno.EHOSTDOWN, name)
        if marker and self._content(MARKER) != marker:
            raise FileNotFoundError(errno.ENOENT, MARKER)
        if self._strikes("before"):
            raise self._error(name)
        if writes and not self._calm:
            self._check_writable(name)
        answer = act()
        if self._strikes("after"):
            raise self._error(name)
        self.on_call()
        return answer

    def _check_writable(self, name: str) -> None:
        if self.seen.read_only or self._strikes("denied"):
            raise PermissionError(errno.EACCES, name)
        if self.seen.full and name not in self.seen.files:
            raise OSError(errno.ENOSPC, name)

    def _strikes(self, fault: str) -> bool:
        rate = self._world.rate(fault)
        if rate and self._world.chance.random() < rate:
            self._world.happens(fault, self)
            return True
        return False

    def _error(self, name: str) -> OSError:
        number = self._world.chance.choice(_ERRORS)
        if number == errno.ETIMEDOUT:
            # Hung, and given up.
            self._world.spend(self.patience)
            self.hung += self.patience
        return OSError(number, name)

    def _content(self, name: str) -> bytes:
        file = self.seen.files.get(name)
        return b"" if file is None else file.data

    def _read(self, name: str, offset: int) -> Answer:
        now = self._world.now()
        file = self.seen.files.get(name)
        if file is None or self._missing.get(name, 0.0) > now:
            if name in self.seen.folders:
                raise OSError(NOT_A_FILE, name)
            if self._world.rate("negative"):
                self._missing.setdefault(name, now + self._world.chance.uniform(0, _LONGEST_MEMORY))
            raise FileNotFoundError(errno.ENOENT, name)
        self._missing.pop(name, None)
        held = self._held.setdefault(name, file)
        if held is not file and not self._strikes("replaced"):
            held = self._held[name] = file
        data = held.data[: self._length(name, held, now)]
        part = data[offset : offset + LONGEST_READ]
        if len(part) > 8 and self._strikes("hole"):
            start = self._world.chance.randrange(len(part))
            stop = min(len(part), start + self._world.chance.randrange(1, 200))
            part = part[:start] + bytes(stop - start) + part[stop:]
        return Answer(data=part, size=len(data))

    def _length(self, name: str, file: File, now: float) -> int:
        known_at, length = self._lengths.get(name, (now, len(file.data)))
        if length > len(file.data) or now - known_at > _LONGEST_MEMORY or not self._strikes("length"):
            known_at, length = now, len(file.data)
        self._lengths[name] = (known_at, length)
        return length

    def _append(self, name: str, data: bytes) -> Answer:
        if name.rpartition("/")[0] not in self.seen.folders:
            raise FileNotFoundError(errno.ENOENT, name)
        file = self.seen.files.setdefault(name, File())
        self._wrote(name)
        chance = self._world.chance
        cut = chance.randrange(len(data) + 1)
        if self._strikes("full"):
            file.data += data[:cut]
            raise OSError(errno.ENOSPC, name)
        if self._strikes("torn"):
            file.data += data[:cut]
            raise self._error(name)
        if self._strikes("zeros"):
            file.data += data[:cut] + bytes(len(data) - cut)
            raise self._error(name)
        if self.seen.full and not self._calm:
            raise OSError(errno.ENOSPC, name)
        file.data += data + (data if self._strikes("doubled") else b"")
        file.written_at = self._world.server_time()
        return Answer(written_at=file.written_at)

    def _overwrite(self, name: str, data: bytes) -> Answer:
        file = self.seen.files.get(name)
        if file is None:
            raise FileNotFoundError(errno.ENOENT, name)
        self._wrote(name)
        file.data = data + file.data[len(data) :]
        file.written_at = self._world.server_time()
        return Answer(written_at=file.written_at)

    def _create(self, name: str, data: bytes) -> Answer:
        self.seen.files[name] = File(data, self._world.server_time())
        self._wrote(name)
        return Answer()

    def _put(self, name: str, data: bytes) -> Answer:
        if name.rpartition("/")[0] not in self.seen.folders and "/" in name:
            raise FileNotFoundError(errno.ENOENT, name)
        if name not in self.seen.files:
            self.seen.files[name] = File(data, self._world.server_time())
        self._wrote(name)
        if self._strikes("unread"):
            # The link was made or refused; what stands there could not be read back.
            return Answer(error=errno.EIO)
        found = self.seen.files[name].data
        return Answer(data=found, size=len(found))

    def _names(self, name: str) -> Answer:
        now = self._world.now()
        if name and name not in self.seen.folders:
            raise FileNotFoundError(errno.ENOENT, name)
        known_at, listing = self._listings.get(name, (float("-inf"), ()))
        if now - known_at > _LONGEST_MEMORY or not self._strikes("listing"):
            listing = self.seen.names(name)
            self._listings[name] = (now, listing)
        return Answer(names=listing)

    def _folder(self, name: str) -> Answer:
        parent = name.rpartition("/")[0]
        if parent and parent not in self.seen.folders:
            raise FileNotFoundError(errno.ENOENT, name)
        self.seen.folders.add(name)
        return Answer()

    def _remove(self, name: str) -> Answer:
        if name in self.seen.folders:
            if self.seen.names(name):
                raise OSError(errno.ENOTEMPTY, name)
            self.seen.folders.discard(name)
        elif self.seen.files.pop(name, None) is None:
            raise FileNotFoundError(errno.ENOENT, name)
        return Answer()

    def _wrote(self, name: str) -> None:
        """A client knows what it wrote itself."""
        self._missing.pop(name, None)
        self._lengths.pop(name, None)
        self._held.pop(name, None)


class Calm:
    """Surroundings in which nothing ever goes wrong."""

    def __init__(self, now: Callable[[], float], server_time: Callable[[], float]) -> None:
        self.chance = Random(0)
        self.now = now
        self.server_time = server_time

    def spend(self, seconds: float) -> None:
        """Let no time pass."""

    def rate(self, fault: str) -> float:  # noqa: ARG002 - the port's signature
        """Return that no fault is ever made."""
        return 0.0

    def happens(self, fault: str, client: Client) -> None:
        """Note nothing."""


def _nothing() -> None:
    pass
