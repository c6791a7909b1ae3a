"""File calls on the shared folder, in a process of their own that knows only bytes and names.

A call on a dead server hangs for minutes and cannot be interrupted. Here it hangs in a small process that is watched,
killed and replaced, so that neither a screen nor the end of the program ever waits for it. The process runs this very
file, which therefore leans on the standard library alone; a bundled program starts itself with `--share-process`.
"""

import contextlib
import json
import os
import re
import shutil
import stat
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, Any, Final

ARGUMENT: Final = "--share-process"
MARKER: Final = "site"
LONGEST_READ: Final = 8 << 20
MOST_NAMES: Final = 20_000
MOST_OURS: Final = 100_000
NOT_A_FILE: Final = 40
NOT_OURS: Final = frozenset({6, 20, 21, NOT_A_FILE})
"""ELOOP: what the system answers for a symbolic link, used for folders and pipes in the place of a file too."""

_PREFIX: Final = struct.Struct(">II")
_NAME: Final = re.compile(r"[0-9a-z.-]{1,64}\Z")
# Logs, claims, results written once, keys and periods: what somebody else lays between them must not hide them.
_OURS: Final = re.compile(r"([0-9a-f]{32}(\.log)?|key(-[0-9a-f]{16})?|\d{6}|\d{8}|claim)\Z")
_DEEPEST: Final = 4
# Nothing is followed, and a pipe that somebody laid in the way holds nobody.
_BINARY: Final = (
    getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NONBLOCK", 0)
)
# An antivirus or an indexer holds a file for a moment: access denied, sharing violation, lock violation.
_HELD: Final = frozenset({5, 32, 33})
_PATIENCE_WHEN_HELD: Final = 2.5
_UNKNOWN_ERROR: Final = 5
# ENOENT, EINVAL: a name just linked is not there yet for whoever looked a second ago, and a Linux client of SMB that
# still holds the file under its first name cannot open it under the second.
_NOT_READ_YET: Final = frozenset({2, 22})
_PATIENCE_UNTIL_READ: Final = 1.5
_PAUSE_UNTIL_READ: Final = 0.1
_LOCAL: Final = frozenset(
    {"ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "jfs", "bcachefs", "tmpfs", "overlay"}
    | {"ntfs", "ntfs3", "fuseblk", "vfat", "exfat"}
)
_SERVED: Final = frozenset({"nfs", "nfs4", "cifs", "smb3"})
_DRIVE_REMOTE: Final = 4
_SYNCHRONISED: Final = frozenset(
    {"onedrive", "dropbox", "nextcloud", "owncloud", "google drive", "my drive", "icloud drive", "iclouddrive"}
)
_TRACES_OF_SYNC: Final = {
    ".dropbox": "Dropbox",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
    ".stfolder": "Syncthing",
    ".tmp.driveupload": "Google Drive",
    ".849c9593-d756-4e56-8d6e-42412f2a707b": "OneDrive",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a file call gave back: bytes, size and time of the file, names, the error of a put that may have worked.

    `numbered` says that the bytes are frames found by their number: they lie at no offset to go on from.
    """

    data: bytes = b""
    size: int = 0
    names: tuple[str, ...] = ()
    error: int = 0
    written_at: float = 0.0
    place: "Place | None" = None
    numbered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the folder lies: its kind of file system (`cifs`, `ext4` …), what is mounted there, the room in bytes.

    `here` says that it is a folder of this machine; `synchronised_by` names a service that copies it to and fro.
    """

    kind: str
    source: str
    here: bool
    free: int
    synchronised_by: str = ""


class FileCalls:
    """The calls themselves, made where they may hang; every name is below a root that is never created here."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, name: str, data: bytes, offset: int) -> tuple[dict[str, Any], bytes]:  # noqa: ARG002 - one signature
        """Return what an existing file holds from an offset on, and its size as opened."""
        with self._opened(name, os.O_RDONLY) as file:
            size = os.fstat(file).st_size
            if offset:
                os.lseek(file, offset, os.SEEK_SET)
            return {"size": size}, _all_of(file, LONGEST_READ)

    def append(self, name: str, data: bytes, offset: int) -> tuple[dict[str, Any], bytes]:  # noqa: ARG002
        """Add bytes at the end of a file, in one write, and wait until the server's disk has them."""
        with self._opened(name, os.O_WRONLY | os.O_APPEND | os.O_CREAT) as file:
            _whole_write(file, data)
            written_at = os.fstat(file).st_mtime
        return {"written_at": written_at}, b""

    def overwrite(self, name: str, data: bytes, offset: int) -> tuple[dict[str, Any], bytes]:  # noqa: ARG002
        """Write over the beginning of a file that exists; it is never replaced, so that readers see it at once."""
        with self._opened(name, os.O_WRONLY) as file:
            _whole_write(file, data)
            written_at = os.fstat(file).st_mtime
        return {"written_at": written_at}, b""

    def create(self, name: str, data: bytes, offset: int) -> tuple[dict[str, Any], bytes]:  # noqa: ARG002
        """Write a file that may or may not exist yet: the bell, when a site is founded."""
        with self._opened(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC) as file:
            _whole_write(file, data)
        return {}, b""

    def put(self, name: str, data: bytes, offset: int) -> tuple[dict[str, Any], bytes]:  # noqa: ARG002
        """Put a complete file under a name that nobody has taken; return what stands under the name afterwards.

        The reply of the file system is no judge (a request sent twice, a connection cut): only the bytes read back are.
        """
        target = self._path(name)
        error, patience = 0, _PATIENCE_UNTIL_READ
        try:
            self._link(target, data)
        except FileExistsError:
            pass
        except OSError as fault:
            error, patience = fault.errno or _UNKNOWN_ERROR, 0.0
        try:
            found, body = self._read_back(name, patience)
        except OSError as fault:
            return {"error": error or fault.errno or _UNKNOWN_ERROR}, b""
        return {**found, "error": 0 if body else error}, body

    def names(self, name: str, data: bytes, offset: int) -> tuple[dict[str, Any], bytes]:  # noqa: ARG002
        """Return the names in a folder; the empty name is the root. Of strange names no more than so many are told."""
        found: list[str] = []
        strange: list[str] = []
        path = self._path(name) if name else self._root
        if name:
            _check_no_link(path)
        with os.scandir(path) as entries:
            for entry in entries:
                kept, most = (found, MOST_OURS) if _OURS.match(entry.name) else (strange, MOST_NAMES)
                if len(kept) < most:
                    kept.append(entry.name)
        return {"names": sorted(found + strange)}, b""

    def expect(self, marker: str) -> None:
        """See that the marker stands as it should, in hex digits.

        A folder whose share is not mounted looks like an empty root: nothing may be made in it.
        """
        if marker and self.read(MARKER, b"", 0)[1].hex() != marker:
            raise FileNotFoundError(2, MARKER)

    def folder(self, name: str, data: bytes, offset: int) -> tuple[dict[str, Any], bytes]:  # noqa: ARG002
        """Make a folder below the root; never the root itself."""
        path = self._path(name)
        with contextlib.suppress(FileExistsError):
            path.mkdir()
        _check_no_link(path)
        return {}, b""

    def remove(self, name: str, data: bytes, offset: int) -> tuple[dict[str, Any], bytes]:  # noqa: ARG002
        """Remove a file of one's own, or an empty folder."""
        path = self._path(name)
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            _patiently(path.unlink)
        return {}, b""

    def place(self, name: str, data: bytes, offset: int) -> tuple[dict[str, Any], bytes]:  # noqa: ARG002
        """Say what kind of place the root is: `[kind, source, on this machine, bytes free, synchronised by]`."""
        kind, source, here = _windows_place(self._root) if sys.platform == "win32" else _mounted(self._root)
        return {"place": [kind, source, here, shutil.disk_usage(self._root).free, _synchronised_by(self._root)]}, b""

    def _read_back(self, name: str, patience: float) -> tuple[dict[str, Any], bytes]:
        """Read what stands under a name; one that is known to be taken may be unreadable for a moment."""
        until = time.monotonic() + patience
        while True:
            try:
                return self.read(name, b"", 0)
            except OSError as fault:
                if not patience or fault.errno not in _NOT_READ_YET:
                    raise
                if time.monotonic() > until:
                    # Neither is the name free, nor does this folder know no links.
                    raise OSError(_UNKNOWN_ERROR, name) from fault
            time.sleep(_PAUSE_UNTIL_READ)

    def _link(self, target: Path, data: bytes) -> None:
        # Not by `secrets`, which would bring OpenSSL into each of these processes: 5 MB.
        beside = target.with_name(f"{os.urandom(8).hex()}.tmp")
        file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
        try:
            try:
                _whole_write(file, data)
            finally:
                os.close(file)
            if sys.platform == "win32":  # pragma: no cover - a rename refuses a name in use only there
                _patiently(lambda: beside.rename(target))
            else:
                os.link(beside, target)
        finally:
            with contextlib.suppress(OSError):
                beside.unlink()

    @contextlib.contextmanager
    def _opened(self, name: str, flags: int) -> Iterator[int]:
        path = self._path(name)
        file = _patiently(lambda: os.open(path, flags | _BINARY, 0o666))
        try:
            _check_regular(file, name)
            yield file
        except BaseException:
            with contextlib.suppress(OSError):
                os.close(file)
            raise
        # Closing reports a full disk too; it must not be silenced.
        os.close(file)

    def _path(self, name: str) -> Path:
        parts = name.split("/")
        if len(parts) > _DEEPEST or not all(_NAME.match(part) and part not in (".", "..") for part in parts):
            raise ValueError(name)
        return self._root.joinpath(*parts)


def _check_no_link(path: Path) -> None:
    """Never leave the folder by a link that somebody has laid in the place of a folder of ours."""
    if path.is_symlink():
        raise OSError(NOT_A_FILE, path.name)


def _check_regular(file: int, name: str) -> None:
    if not stat.S_ISREG(os.fstat(file).st_mode):
        raise OSError(NOT_A_FILE, name)


def _whole_write(file: int, data: bytes) -> None:
    written = os.write(file, data)
    if written != len(data):  # the disk was full after so many bytes; readers skip the torn end
        raise OSError(28, "short write")
    os.fsync(file)


def _all_of(file: int, limit: int) -> bytes:
    parts = []
    while limit > 0 and (part := os.read(file, min(limit, 1 << 20))):
        parts.append(part)
        limit -= len(part)
    return b"".join(parts)


def _mounted(root: Path) -> tuple[str, str, bool]:
    """Return the kind of file system below a folder, what is mounted there, and whether it is one of this machine."""
    best = ("", "", "")
    path = os.path.realpath(root)
    with Path("/proc/self/mountinfo").open(encoding="utf-8", errors="surrogateescape") as lines:
        for line in lines:
            before, _, after = line.partition(" - ")
            point = re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), before.split()[4])
            within = path == point or path.startswith(point.rstrip("/") + "/")
            # Of two mounted on the same point the later one is seen.
            if within and len(point) >= len(best[0]):
                kind, source = after.split()[:2]
                best = (point, kind, source)
    point, kind, source = best
    return kind, source, kind in _LOCAL or (point == "/" and kind not in _SERVED)


def _windows_place(root: Path) -> tuple[str, str, bool]:  # pragma: no cover - exists there only
    import ctypes  # noqa: PLC0415

    drive = root.resolve().drive
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    name = ctypes.create_unicode_buffer(64)
    kernel.GetVolumeInformationW(f"{drive}\\", None, 0, None, None, None, name, 64)
    remote = drive.startswith("\\\\") or kernel.GetDriveTypeW(f"{drive}\\") == _DRIVE_REMOTE
    # A WebDAV folder bears the port or DavWWWRoot in its name; it knows no exclusive creation.
    dav = "davwwwroot" in str(root).lower() or "@ssl" in drive.lower()
    kind = "webdav" if dav else "smb" if remote else name.value.lower()
    return kind, drive, not remote


def _synchronised_by(root: Path) -> str:
    """Return the name of the service that copies this folder to and fro, empty when none shows itself."""
    for folder in (root, *root.parents):
        lower = folder.name.lower()
        if lower.startswith("onedrive - ") or lower in _SYNCHRONISED:
            return folder.name
        for trace, service in _TRACES_OF_SYNC.items():
            if (folder / trace).exists():
                return service
    return ""


def _patiently(call: Callable[[], Any]) -> Any:  # noqa: ANN401 - gives back what the call gives
    until = time.monotonic() + _PATIENCE_WHEN_HELD
    pause = 0.05
    while True:
        try:
            return call()
        except PermissionError as fault:
            if getattr(fault, "winerror", None) not in _HELD or time.monotonic() + pause > until:
                raise
        time.sleep(pause)
        pause *= 2


def serve(root: Path) -> None:
    """Answer the calls that come in on standard input until it is closed."""
    calls = FileCalls(root)
    incoming, outgoing = sys.stdin.fileno(), sys.stdout.fileno()
    if sys.platform == "win32":  # pragma: no cover
        import msvcrt  # noqa: PLC0415 - exists there only

        msvcrt.setmode(incoming, os.O_BINARY)
        msvcrt.setmode(outgoing, os.O_BINARY)
    while (request := _message(incoming)) is not None:
        header, data = request
        try:
            # Only the names written above are verbs.
            verb = getattr(calls, header["verb"])
            calls.expect(header["marker"])
            reply, body = verb(header["name"], data, header["offset"])
        except OSError as fault:
            reply, body = {"failed": fault.errno or _UNKNOWN_ERROR, "why": type(fault).__name__}, b""
        except ValueError as fault:
            reply, body = {"failed": 22, "why": type(fault).__name__}, b""
        _send(outgoing, reply, body)


def _message(file: int) -> tuple[dict[str, Any], bytes] | None:
    prefix = _exactly(file, _PREFIX.size)
    if prefix is None:
        return None
    header_size, data_size = _PREFIX.unpack(prefix)
    header, data = _exactly(file, header_size), _exactly(file, data_size)
    if header is None or data is None:
        return None
    return json.loads(header), data


def _exactly(file: int, size: int) -> bytes | None:
    parts = []
    while size > 0:
        part = os.read(file, size)
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _send(file: int, header: dict[str, Any], data: bytes) -> None:
    text = json.dumps(header).encode()
    rest = memoryview(_PREFIX.pack(len(text), len(data)) + text + data)
    while rest:
        rest = rest[os.write(file, rest) :]


def command() -> list[str]:
    """Return how the process is started: this file, alone, or the bundled program itself."""
    if getattr(sys, "frozen", False):
        return [sys.executable, ARGUMENT]
    return [sys.executable, "-I", "-S", __file__]


class ShareProcess:
    """The process seen from the program: one call at a time, each given a time, the process replaced when it hangs.

    Raises the OSError of the file call, or TimeoutError when the call hung.
    """

    def __init__(self, root: Path, *, patience: float = 8.0) -> None:
        self.root = root
        self.patience = patience
        self._turn = threading.Lock()
        self._child: _Child | None = None
        self._stopped = False

    @property
    def pid(self) -> int | None:
        """The number of the process now at work, if any."""
        return self._child.process.pid if self._child else None

    def read(self, name: str, offset: int = 0, *, marker: bytes = b"") -> Answer:
        """Return what an existing file holds from an offset on, if the marker is the one given."""
        return self._call("read", name, offset=offset, marker=marker)

    def append(self, name: str, data: bytes) -> Answer:
        """Add bytes at the end of a file and wait until they are on the server's disk; the answer says when."""
        return self._call("append", name, data)

    def overwrite(self, name: str, data: bytes) -> Answer:
        """Write over the beginning of a file that exists; the answer says when, by the server's clock."""
        return self._call("overwrite", name, data)

    def create(self, name: str, data: bytes) -> None:
        """Write a file that may not exist yet."""
        self._call("create", name, data)

    def put(self, name: str, data: bytes, *, marker: bytes = b"") -> Answer:
        """Put a complete file under a free name; the answer holds what stands there afterwards, or an error.

        Nothing is done where the marker is not the one given.
        """
        return self._call("put", name, data, marker=marker)

    def names(self, name: str = "") -> tuple[str, ...]:
        """Return the names in a folder."""
        return self._call("names", name).names

    def folder(self, name: str, marker: bytes = b"") -> None:
        """Make a folder below the root, if the marker is the one given."""
        self._call("folder", name, marker=marker)

    def remove(self, name: str) -> None:
        """Remove a file or an empty folder."""
        self._call("remove", name)

    def place(self) -> Place:
        """Return where the folder lies."""
        place = self._call("place", "").place
        if place is None:
            raise OSError(_UNKNOWN_ERROR, "place")
        return place

    def stop(self) -> None:
        """End the process, hung or not; calls under way fail, later ones are refused."""
        self._stopped = True
        child = self._child
        if child is not None:
            child.kill()

    def resume(self) -> None:
        """Allow calls again after a stop."""
        self._stopped = False

    def _call(self, verb: str, name: str, data: bytes = b"", *, offset: int = 0, marker: bytes = b"") -> Answer:
        until = time.monotonic() + self.patience
        if not self._turn.acquire(timeout=self.patience):
            raise TimeoutError(name)
        try:
            if self._stopped:
                raise BrokenPipeError(32, name)
            if self._child is None or not self._child.alive:
                self._child = _Child(self.root)
            child = self._child
            try:
                asked = {"verb": verb, "name": name, "offset": offset, "marker": marker.hex()}
                reply = child.ask(asked, data, until - time.monotonic())
            except Empty:
                self._give_up(child)
                raise TimeoutError(name) from None
            if reply is None:
                self._give_up(child)
                raise BrokenPipeError(32, name)
        finally:
            self._turn.release()
        header, body = reply
        if "failed" in header:
            raise OSError(header["failed"], name)
        return Answer(
            data=body,
            size=header.get("size", 0),
            names=tuple(header.get("names", ())),
            error=header.get("error", 0),
            written_at=header.get("written_at", 0.0),
            place=_place(header.get("place")),
        )

    def _give_up(self, child: "_Child") -> None:
        self._child = None
        child.kill()


def _place(told: list[Any] | None) -> Place | None:
    if told is None:
        return None
    kind, source, here, free, synchronised_by = told
    return Place(kind=kind, source=source, here=here, free=free, synchronised_by=synchronised_by)


class _Child:
    """One process and the thread that speaks with it, since even writing to it may hang."""

    def __init__(self, root: Path) -> None:
        # Not by terminal's Ctrl+C but by the end of its input does it stop.
        flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
        self.process = subprocess.Popen(
            [*command(), str(root)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=sys.platform != "win32",
            creationflags=flags,
        )
        self.alive = True
        self._asked: SimpleQueue[tuple[dict[str, Any], bytes] | None] = SimpleQueue()
        self._answered: SimpleQueue[tuple[dict[str, Any], bytes] | None] = SimpleQueue()
        threading.Thread(target=self._speak, name="share calls", daemon=True).start()

    def ask(self, header: dict[str, Any], data: bytes, seconds: float) -> tuple[dict[str, Any], bytes] | None:
        """Return the reply, or None when the process is gone; raises Empty when no reply came in time."""
        self._asked.put((header, data))
        return self._answered.get(timeout=max(seconds, 0.001))

    def kill(self) -> None:
        """End it. One that hangs in the kernel ends when the kernel lets it; nobody waits for that."""
        self.alive = False
        self._asked.put(None)
        with contextlib.suppress(OSError):
            self.process.kill()
        try:
            self.process.wait(0.2)
        except subprocess.TimeoutExpired:
            threading.Thread(target=self.process.wait, name="share calls, hung", daemon=True).start()

    def _speak(self) -> None:
        sending, receiving = _files(self.process)
        while (asked := self._asked.get()) is not None:
            try:
                _send(sending.fileno(), *asked)
                reply = _message(receiving.fileno())
            except (OSError, ValueError):
                reply = None
            self._answered.put(reply)
            if reply is None:
                self.alive = False
                break
        for file in (sending, receiving):
            with contextlib.suppress(OSError):
                file.close()


def _files(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    assert process.stdin is not None  # noqa: S101 - both were asked for
    assert process.stdout is not None  # noqa: S101
    return process.stdin, process.stdout


def main() -> int:
    """Serve the folder that the command line names, until there is nobody left to serve."""
    serve(Path(sys.argv[-1]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
