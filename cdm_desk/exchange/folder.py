"""The shared folder of one site: its marker and bell, the keys of its days, the logs of all runs."""

import contextlib
import re
import secrets
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from cdm_desk.domain.errors import SharedFolderForeignError
from cdm_desk.exchange.calls import Calls
from cdm_desk.exchange.doctor import Doctor, Finding
from cdm_desk.exchange.frame import FrameCodec, Log, derived, frames_in, hash_of
from cdm_desk.exchange.share_process import LONGEST_READ, MARKER, NOT_OURS, Answer, Place
from cdm_desk.exchange.site import (
    BELL,
    BELL_SIZE,
    FOLDERS,
    Site,
    Workstation,
    fault_named,
    put_once,
    read_enrolled,
    read_named,
    read_once,
    settle,
)

QUEUE: Final = "q"
RECORD: Final = "r"

_NONCE: Final = 12
_OTHER_KEY: Final = "key-"
_KEY_DIGITS: Final = 16
_MOST_KEYS: Final = 8
_LONGEST_LOG: Final = 64 << 20
_RING: Final = struct.Struct(">16sQ")
_OF_RECORD: Final = 1 << 63
_LOG_NAME: Final = re.compile(r"([0-9a-f]{32})\.log\Z")
_CLAIM: Final = re.compile(r"[0-9a-f]{32}\Z")
_LEFT: Final = re.compile(r"[0-9a-f]{16}\.tmp\Z")
# Held by somebody, a folder, not ours to remove: EPERM, EACCES, EBUSY, EISDIR, ENOTEMPTY and their like on Windows.
_NOT_REMOVED: Final = frozenset({1, 5, 13, 16, 21, 30, 32, 33, 39})
_PERIOD: Final = {QUEUE: re.compile(r"\d{8}\Z"), RECORD: re.compile(r"\d{6}\Z")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """Who published last: the run, and the number of its last frame in one of the lanes."""

    run: bytes
    lane: str
    no: int

    def written(self) -> bytes:
        """Return the 24 bytes of the bell."""
        return _RING.pack(self.run, self.no | (_OF_RECORD if self.lane == RECORD else 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Which frames were read back, from where on the log need not be read again, whether it was shorter than before."""

    confirmed: frozenset[bytes]
    resume: int
    shrunk: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What a log holds as a whole: the hashes of its frames, and where it has offsets its bytes."""

    hashes: frozenset[bytes]
    data: bytes = b""


@contextlib.contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise fault_named(fault) from fault


def ring_from(data: bytes) -> Ring | None:
    """Return what the bell says, None before anybody rang."""
    if len(data) < BELL_SIZE or not any(data[:16]):
        return None
    run, no = _RING.unpack_from(data)
    return Ring(run=run, lane=RECORD if no & _OF_RECORD else QUEUE, no=no & ~_OF_RECORD)


def day_period(day: date) -> str:
    """Return the folder of a day in the queue lane."""
    return f"{day:%Y%m%d}"


def month_period(day: date) -> str:
    """Return the folder of a month in the record lane."""
    return f"{day:%Y%m}"


class SharedFolder:
    """What one process does with the folder; every call may raise OSError, which `fault_named` explains."""

    def __init__(self, calls: Calls, site: Site) -> None:
        self.site = site
        self._calls = calls
        self.place: Place | None = None
        """Where it lies, known once it was found in order."""
        self._marker = b""
        self._bell = b""
        self._day_keys: dict[str, bytes] = {}
        self._sealed_keys: dict[str, bytes] = {}
        self._other_keys: dict[str, dict[str, bytes]] = {}
        self._made: set[str] = set()
        self._ended: set[str] = set()
        self._strays: dict[str, int] = {}
        self._no_keys: set[tuple[str, str]] = set()

    @property
    def caller(self) -> int | None:
        """The process that makes the calls, as the system numbers it."""
        return self._calls.pid

    @property
    def checked(self) -> bool:
        """Whether the folder was once found in order."""
        return bool(self._marker)

    @property
    def lacking(self) -> str:
        """Nothing: there is no second one that could be away."""
        return ""

    def check(self) -> None:
        """See that this is our folder, all there.

        Raises SharedFolderAwayError or SharedFolderForeignError; what is absent is away, never an empty site.
        """
        try:
            if self._is_as_it_was():
                return
            marker = self._calls.read(MARKER).data
            if not self.site.owns(marker):
                raise SharedFolderForeignError
            self._marker = marker
            self._bell = self._calls.read(BELL).data
            self.place = self.place or self._calls.place()
        except OSError as fault:
            self._made.clear()
            self.place = None
            raise fault_named(fault) from fault

    def _is_as_it_was(self) -> bool:
        """Whether the marker is the one we know and the bell lies there: one call, made twice a second everywhere."""
        if not self._marker or self.place is None:
            return False
        try:
            self._bell = self._calls.read(BELL, marker=self._marker).data
        except FileNotFoundError:  # one of the two is missing or another's: which one is looked at
            return False
        return True

    def begin_as(self, other: "SharedFolder") -> None:
        """Begin the site here that another medium holds, if it is not here yet; raises SharedFolderForeignError."""
        other.check()
        with _explained():
            for each in FOLDERS:
                self._calls.folder(each)
            try:
                self._calls.read(BELL)
            except FileNotFoundError:
                self._calls.create(BELL, bytes(BELL_SIZE))
            if not self.site.owns(settle(self._calls, MARKER, other.marker)):
                raise SharedFolderForeignError

    @property
    def marker(self) -> bytes:
        """The marker of the site, known once it was found in order."""
        return self._marker

    def prepare(self, lane: str, period: str) -> None:
        """Make the folder of a period where it is missing."""
        wanted = [lane, f"{lane}/{period}"] + ([f"{lane}/{period}/claim"] if lane == QUEUE else [])
        missing = [name for name in wanted if name not in self._made]
        for name in missing:
            self._calls.folder(name, self._marker)
            self._made.add(name)
        if missing and lane == QUEUE:
            self.put_key_back(period)

    def codec(self, log: Log) -> FrameCodec:
        """Return what seals and opens the frames of a log; the key of a day is made by whoever needs it first."""
        if log.lane == QUEUE:
            first, *others = self.day_keys(log.period)
            return FrameCodec(self.site.id, first, log, others=others)
        return FrameCodec(self.site.id, self.site.key, log)

    def day_key(self, period: str) -> bytes:
        """Return the key of a day, the same for everybody."""
        key = self._day_keys.get(period)
        if key is None and f"{QUEUE}/{period}" in self._ended:
            raise FileNotFoundError(2, period)
        if key is None:
            self.prepare(QUEUE, period)
            self._sealed_keys[period], key = self._agreed_key(period)
            self._day_keys[period] = key
        return key

    def day_keys(self, period: str) -> list[bytes]:
        """Return the key of a day, and those it had before the folder was set back."""
        return [self.day_key(period), *self._other_keys.get(period, {}).values()]

    def put_key_back(self, period: str) -> None:
        """See that the key with which a day was sealed here lies in the folder, beside another if need be.

        A folder set back to an older copy has lost it, and a program that starts then makes another.
        """
        sealed = self._sealed_keys.get(period)
        if sealed is not None:
            self.keep_key(period, sealed)

    def sealed_key(self, period: str) -> bytes:
        """Return the key of a day as it lies here."""
        self.day_key(period)
        return self._sealed_keys[period]

    def keep_key(self, period: str, sealed: bytes) -> None:
        """See that a key of a day lies here, beside another if need be."""
        for name in ("key", f"{_OTHER_KEY}{hash_of(sealed).hex()[:_KEY_DIGITS]}"):
            path = f"{QUEUE}/{period}/{name}"
            try:
                stands = self._calls.read(path).data
            except FileNotFoundError:
                stands = settle(self._calls, path, sealed, marker=self._marker)
            if stands == sealed:
                return
            # Somebody began the day anew meanwhile: what they have sealed since is read too.
            with contextlib.suppress(SharedFolderForeignError):
                self._other_keys.setdefault(period, {})[name] = self._opened_key(period, stands)

    def periods(self, lane: str) -> list[str]:
        """Return the days or months for which there are folders."""
        return [name for name in self._listed(lane) if _PERIOD[lane].match(name)]

    def logs(self, lane: str, period: str) -> list[Log]:
        """Return the logs of a period; names that are not ours are left out."""
        names = self._listed(f"{lane}/{period}")
        if lane == QUEUE:
            self._learn_keys(period, names)
        matches = [_LOG_NAME.match(name) for name in names]
        known = {"key", "claim"} if lane == QUEUE else set()
        self._strays[f"{lane}/{period}"] = sum(
            1
            for name, match in zip(names, matches, strict=True)
            if not match
            and name not in known
            and not (lane == QUEUE and name.startswith(_OTHER_KEY))
            and not _LEFT.match(name)
        )
        return [Log(lane=lane, period=period, run=bytes.fromhex(match[1])) for match in matches if match]

    def grown(self, known: Mapping[Log, int]) -> Iterable[Log]:
        """Return the logs that may have grown: nobody knows without reading them."""
        return list(known)

    def read(self, log: Log, offset: int, *, after: int = 0) -> Answer:
        """Return what a log holds from an offset on, at most a few megabytes; a log that is not there is empty."""
        del after  # a file knows bytes, no numbers
        try:
            return self._calls.read(log.name, offset)
        except FileNotFoundError:
            return Answer()
        except OSError as fault:
            if fault.errno in NOT_OURS:  # laid there by somebody: no log of ours
                return Answer()
            raise

    def stock(self, log: Log) -> Stock:
        """Return what a log holds as a whole."""
        data = self.read_whole(log)
        return Stock(hashes=frozenset(frames_in(data)), data=data)

    def put_blob(self, name: str, data: bytes) -> bytes:
        """Put something where nothing is, below a folder of the site; return what stands there afterwards."""
        return settle(self._calls, name, data)

    def read_blob(self, name: str, offset: int = 0) -> bytes:
        """Return what lies under a name from an offset on, a few megabytes at most; raises FileNotFoundError."""
        try:
            return self._calls.read(name, offset).data
        except OSError as fault:
            if fault.errno in NOT_OURS:
                return b""
            raise

    def blobs(self, folder: str) -> list[str]:
        """Return the names below a folder, without it."""
        return self._listed(folder)

    def remove(self, name: str) -> None:
        """Remove what lies under a name, if it is there."""
        with contextlib.suppress(FileNotFoundError):
            self._calls.remove(name)

    def read_whole(self, log: Log) -> bytes:
        """Return all that a log holds, as far as one can be of ours."""
        parts: list[bytes] = []
        offset = 0
        while offset < _LONGEST_LOG and (data := self.read(log, offset).data):
            parts.append(data)
            offset += len(data)
            if len(data) < LONGEST_READ:
                break
        return b"".join(parts)

    def publish(self, log: Log, frames: Sequence[bytes], offset: int, *, tried: bool) -> Published:
        """Append the frames that are not in the log from an offset on, and read them back.

        `tried` says that an earlier try ended without an answer: what it left is looked for first.
        """
        present = self.read(log, offset).data if tried else b""
        missing = [raw for raw in frames if raw not in present]
        if missing:
            self.prepare(log.lane, log.period)
            try:
                self._calls.append(log.name, b"".join(missing))
            except FileNotFoundError:
                # Somebody deleted a folder under us: it is made again, if the site itself is still there.
                self._made.clear()
                self.prepare(log.lane, log.period)
                self._calls.append(log.name, b"".join(missing))
        # Not that the write returned, but that it can be read makes a frame safe.
        answer = self.read(log, offset)
        places = {raw: answer.data.find(raw) for raw in frames}
        confirmed = frozenset(raw for raw, place in places.items() if place >= 0)
        whole = len(confirmed) == len(places)
        resume = offset + max(place + len(raw) for raw, place in places.items()) if whole else offset
        return Published(confirmed=confirmed, resume=resume, shrunk=answer.size < offset)

    def ring(self, ring: Ring) -> float:
        """Tell the others that there is something to read; return when that was, by the server's clock."""
        return self._calls.overwrite(BELL, ring.written()).written_at

    def bell(self) -> bytes:
        """Return the bell as it stands, or stood when the folder was found in order just now."""
        bell, self._bell = self._bell, b""
        return bell or self._calls.read(BELL).data

    def claim(self, period: str, purpose: str, body: bytes, *, weakly: bool = False) -> Answer:
        """Put a claim of the day under its opaque name; the answer holds the claim that stands.

        `weakly` is for folders where nothing can be put exclusively; what it gives is likely, not sure.
        """
        self.prepare(QUEUE, period)
        name = f"{QUEUE}/{period}/claim/{self.site.name_of(purpose)}"
        if weakly:
            return Answer(data=settle(self._calls, name, body, marker=self._marker))
        return self._calls.put(name, body, marker=self._marker)

    def doctor(self, workstation: str, on_finding: Callable[[Finding], None] = lambda _finding: None) -> Doctor:
        """Return a workstation's part in an examination of this folder; check the folder first."""
        return Doctor(self._calls, self.site, workstation, marker=self._marker, on_finding=on_finding)

    def once_names(self) -> list[str]:
        """Return the names of what was written once."""
        return [name for name in self._listed("once") if _CLAIM.match(name)]

    def once(self, name: str) -> dict[str, Any] | None:
        """Return what was written once under a name; None when nothing of ours was."""
        return read_named(self._calls, self.site, name)

    def read_once(self, purpose: str) -> dict[str, Any] | None:
        """Return what was written once for a purpose; None when nothing was."""
        return read_once(self._calls, self.site, purpose)

    def put_once(self, purpose: str, body: Mapping[str, Any]) -> dict[str, Any] | None:
        """Write something once; return what stands there afterwards, None when that is not ours."""
        return put_once(self._calls, self.site, purpose, body)

    def forget_once(self, purpose: str) -> None:
        """Take away what was written once and says nothing any more."""
        self.remove(f"once/{self.site.name_of(purpose)}")

    @property
    def strays(self) -> int:
        """How many names that are not ours were seen among the logs, as far as they were counted."""
        return sum(self._strays.values())

    def forget(self, lane: str, period: str) -> None:
        """Destroy the key of a day, then remove the claims and logs of the day or month.

        What somebody else has laid there stays, and the folder around it.
        """
        place = f"{lane}/{period}"
        self._drop_key(period)
        self._ended.add(place)
        names = self._listed(place)
        keys = [name for name in names if lane == QUEUE and (name == "key" or name.startswith(_OTHER_KEY))]
        for name in (*keys, *(name for name in names if _LOG_NAME.match(name) or _LEFT.match(name))):
            self._remove_ours(f"{place}/{name}")
        if lane == QUEUE:
            self._empty(f"{place}/claim")
        with contextlib.suppress(OSError):
            self.remove(place)
        self._made -= {place, f"{place}/claim"}

    def forget_keys(self, before: str) -> None:
        """Know the keys of earlier days no more; who still needs one reads it again, as long as it is there."""
        for kept in (self._day_keys, self._sealed_keys, self._other_keys):
            for period in [each for each in kept if each < before]:
                self._drop_key(period)

    def _drop_key(self, period: str) -> None:
        self._day_keys.pop(period, None)
        self._sealed_keys.pop(period, None)
        self._other_keys.pop(period, None)

    def _empty(self, place: str) -> None:
        # A listing holds no more than so many names at a time.
        while names := [name for name in self._listed(place) if _CLAIM.match(name) or _LEFT.match(name)]:
            if not sum([self._remove_ours(f"{place}/{name}") for name in names]):
                break
        with contextlib.suppress(OSError):
            self.remove(place)

    def _remove_ours(self, name: str) -> bool:
        """Remove a file; one that cannot be is left to the next night. Raises OSError when the folder is away."""
        try:
            self.remove(name)
        except OSError as fault:
            if fault.errno not in _NOT_REMOVED:
                raise
            return False
        return True

    def enrolled(self, name: str) -> Workstation | None:
        """Return the workstation whose enrolment lies under a name in `once/`."""
        return read_enrolled(self._calls, self.site, name)

    def stop(self) -> None:
        """End the process that makes the calls; calls under way fail."""
        self._calls.stop()

    def resume(self) -> None:
        """Allow calls again after a stop."""
        self._calls.resume()

    def _listed(self, name: str) -> list[str]:
        try:
            return list(self._calls.names(name))
        except FileNotFoundError:
            return []
        except OSError as fault:
            if fault.errno in NOT_OURS:
                return []
            raise

    def _agreed_key(self, period: str) -> tuple[bytes, bytes]:
        cipher = AESGCMSIV(derived(self.site.key, "day key"))
        nonce = secrets.token_bytes(_NONCE)
        sealed = settle(
            self._calls,
            f"{QUEUE}/{period}/key",
            nonce + cipher.encrypt(nonce, secrets.token_bytes(32), self._beside_key(period)),
            marker=self._marker,
        )
        return sealed, self._opened_key(period, sealed)

    def _learn_keys(self, period: str, names: Sequence[str]) -> None:
        known = self._other_keys.setdefault(period, {})
        new = [name for name in names if name.startswith(_OTHER_KEY) and name not in known]
        for name in [each for each in new if (period, each) not in self._no_keys][:_MOST_KEYS]:
            try:
                opened = self._opened_key(period, self._calls.read(f"{QUEUE}/{period}/{name}").data)
            except (SharedFolderForeignError, OSError) as fault:
                if isinstance(fault, OSError) and fault.errno not in NOT_OURS:
                    raise
                self._no_keys.add((period, name))
                continue
            if len(known) < _MOST_KEYS:
                known[name] = opened

    def _opened_key(self, period: str, sealed: bytes) -> bytes:
        try:
            cipher = AESGCMSIV(derived(self.site.key, "day key"))
            return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], self._beside_key(period))
        except (InvalidTag, ValueError) as fault:
            raise SharedFolderForeignError from fault

    def _beside_key(self, period: str) -> bytes:
        return self.site.id + period.encode()
