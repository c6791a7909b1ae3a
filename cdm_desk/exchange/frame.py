"""The format of one frame: operations sealed, signed and chained, and the scanner that finds frames in a log.

```
'CDM1' | u32 length | u64 no | nonce 12
AES-256-GCM-SIV( zlib( JSON [schema, hlc, ops] ) ) + tag 16
Ed25519 signature 64
```

The length is that of the whole frame. What is authenticated beside the text: site, log, run, header, and the hash of
the frame before, so that a frame read in another place, order or site is no frame. GCM-SIV, since a resumed copy of a
virtual machine repeats its nonces, which would give the key of a plain GCM away.
"""

import contextlib
import hashlib
import json
import secrets
import struct
import zlib
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NoReturn

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC: Final = b"CDM1"
LONGEST_FRAME: Final = 1 << 20
LONGEST_TEXT: Final = 8 << 20
DEEPEST: Final = 20
FIRST: Final = bytes(32)
"""The hash that stands for the frame before the first."""

_HEADER: Final = struct.Struct(">4sIQ12s")
_TAG: Final = 16
_SIGNATURE: Final = 64
_SHORTEST_FRAME: Final = _HEADER.size + _TAG + _SIGNATURE
_LONGEST_NUMBER: Final = 20
_TRIES: Final = 16
"""So many times the size of a piece is hashed or decrypted at most, whatever lengths its headers claim."""


class NotAFrameError(ValueError):
    """Bytes that do not authenticate: garbage, a torn write, or a frame from elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """All frames of one run of the program in one lane and period (a day for the queue, a month for the record)."""

    lane: str
    period: str
    run: bytes

    @property
    def name(self) -> str:
        """The name of its file in the shared folder."""
        return f"{self.lane}/{self.period}/{self.run.hex()}.log"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """How far a log is known: the number and the hash of its last frame."""

    no: int = 0
    hash: bytes = FIRST


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a frame says: the version of its words, the clock of its writer, the operations as JSON lists."""

    schema: int
    hlc: int
    ops: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A frame that authenticates, as it lay in the log."""

    no: int
    raw: bytes
    contents: Contents

    hash: bytes

    @property
    def head(self) -> Head:
        """The log as known once this frame is taken in."""
        return Head(no=self.no, hash=self.hash)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What was found in a piece of a log.

    `resume` is how many of its bytes need not be read again; `doubtful` says that bytes are left which are no frame,
    at least not yet; `forked` holds a second authentic frame under a number already taken.
    """

    frames: tuple[Found, ...]
    resume: int
    doubtful: bool
    forked: tuple[bytes, ...] = ()


def hash_of(raw: bytes) -> bytes:
    """Return the hash by which the next frame holds on to this one."""
    return hashlib.sha256(raw).digest()


def derived(secret: bytes, purpose: str, salt: bytes = b"") -> bytes:
    """Return a 32-byte key for one purpose only."""
    return HKDF(algorithm=SHA256(), length=32, salt=salt or None, info=purpose.encode()).derive(secret)


class FrameCodec:
    """Seals and opens the frames of one log."""

    def __init__(self, site_id: bytes, secret: bytes, log: Log, *, others: Sequence[bytes] = ()) -> None:
        """`others` are keys under which frames of this log may have been sealed too."""
        self._cipher, *self._other_ciphers = (
            AESGCMSIV(derived(each, f"frame{log.lane}")) for each in (secret, *others)
        )
        self._place = b"".join((site_id, f"{log.lane}/{log.period}".encode(), log.run))

    def seal(self, head: Head, contents: Contents, signer: Ed25519PrivateKey) -> bytes:
        """Return the frame that follows `head`; raises ValueError when it would be longer than a frame may be."""
        text = zlib.compress(_json([contents.schema, contents.hlc, contents.ops]))
        length = _SHORTEST_FRAME + len(text)
        if length > LONGEST_FRAME:
            raise ValueError(length)
        nonce = secrets.token_bytes(12)
        header = _HEADER.pack(MAGIC, length, head.no + 1, nonce)
        beside = self._beside(header, head.hash)
        sealed = self._cipher.encrypt(nonce, text, beside)
        return header + sealed + signer.sign(beside + sealed)

    def open(self, head: Head, raw: bytes) -> Contents:
        """Return what the frame that follows `head` says; raises NotAFrameError."""
        if not _SHORTEST_FRAME <= len(raw) <= LONGEST_FRAME:
            raise NotAFrameError
        magic, length, no, nonce = _HEADER.unpack_from(raw)
        if magic != MAGIC or length != len(raw) or no != head.no + 1:
            raise NotAFrameError
        header = raw[: _HEADER.size]
        beside = self._beside(header, head.hash)
        for cipher in (self._cipher, *self._other_ciphers):
            with contextlib.suppress(InvalidTag):
                return _contents(_inflated(cipher.decrypt(nonce, raw[_HEADER.size : -_SIGNATURE], beside)))
        raise NotAFrameError

    def signed_by(self, public_key: bytes, head: Head, raw: bytes) -> bool:
        """Whether the frame that follows `head` was signed by the holder of a key."""
        try:
            _verifying(public_key).verify(
                raw[-_SIGNATURE:],
                b"".join((self._place, raw[: _HEADER.size], head.hash, raw[_HEADER.size : -_SIGNATURE])),
            )
        except (InvalidSignature, ValueError):
            return False
        return True

    def _beside(self, header: bytes, previous: bytes) -> bytes:
        return self._place + header + previous


@lru_cache(maxsize=256)
def _verifying(public_key: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public_key)


Accept = Callable[[Head, bytes, Contents], bool]


def scan(codec: FrameCodec, data: bytes, known: Head, accept: Accept) -> Scan:
    """Find in a piece of a log the frames that follow `known`, whatever lies between and after them.

    Torn, damaged and repeated frames are passed over: what authenticates under the expected number is taken, wherever
    it lies, since a damaged frame is appended again later, by anybody. `accept` judges who signed.
    """
    places = _Places(data)
    frames: list[Found] = []
    forked: list[bytes] = []
    head, end = known, places.end_of_repeats(known.no)
    while (taken := _next(codec, places, head, accept)) is not None:
        found, stop, others = taken
        frames.append(found)
        forked += others
        head, end = found.head, max(end, stop)
        if others:  # who has written one number twice is believed no further
            break
    open_ends = [start for start in places.starts if places.after(start, head.no)]
    covered = sorted(places.covered)
    pending = [start for start in open_ends if not _within(start, covered)]
    resume = min([end, *pending])
    # Bytes after the last frame are read again: what looks like a hole today may be whole tomorrow.
    return Scan(frames=tuple(frames), resume=resume, doubtful=resume < len(data), forked=tuple(forked))


def frames_in(data: bytes) -> set[bytes]:
    """Return the hashes of all that looks like a frame in a log, to tell what is missing from it."""
    return {hash_of(raw) for _no, raw in _Places(data).affordable()}


def numbers_before(data: bytes, end: int) -> set[int]:
    """Return the numbers claimed by all that looks like a frame and begins before a place in a piece of a log."""
    return {no for start, (_length, no) in _Places(data).starts.items() if start < end}


def repeats_in(data: bytes, known: int | None = None) -> Iterator[tuple[int, bytes]]:
    """Yield all that looks like a whole frame, by its number; with `known` under a number that is known already."""
    for no, raw in _Places(data).affordable(known):
        if no > 0:
            yield no, raw


class _Places:
    """Where frames begin in a piece of a log, if they are frames."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.covered: list[tuple[int, int]] = []
        self.starts: dict[int, tuple[int, int]] = {}
        self._by_no: dict[int, list[int]] = {}
        self._left = _TRIES * len(data) + LONGEST_FRAME
        start = data.find(MAGIC)
        while start >= 0:
            if len(data) - start >= _HEADER.size:
                _magic, length, no, _nonce = _HEADER.unpack_from(data, start)
                if _SHORTEST_FRAME <= length <= LONGEST_FRAME:
                    self.starts[start] = (length, no)
                    self._by_no.setdefault(no, []).append(start)
            start = data.find(MAGIC, start + 1)

    def under(self, no: int) -> Iterator[tuple[int, bytes]]:
        """Give each complete frame that claims a number, in the order of the file."""
        for start in self._by_no.get(no, ()):
            length, _no = self.starts[start]
            if start + length <= len(self.data) and length <= self._left:
                self._left -= length
                yield start, self.data[start : start + length]

    def affordable(self, highest: int | None = None) -> Iterator[tuple[int, bytes]]:
        """Give what looks like a complete frame, in the order of the file, as far as looking takes no longer than due.

        The shortest go first: what is ours is short. `highest` is the highest number of interest.
        """
        chosen: list[int] = []
        for start, (length, no) in sorted(self.starts.items(), key=lambda each: each[1][0]):
            if length > self._left:
                break
            if start + length <= len(self.data) and (highest is None or no <= highest):
                self._left -= length
                chosen.append(start)
        for start in sorted(chosen):
            length, no = self.starts[start]
            yield no, self.data[start : start + length]

    def after(self, start: int, no: int) -> bool:
        """Whether what begins here claims a number that is still to come."""
        return self.starts[start][1] > no

    def end_of_repeats(self, no: int) -> int:
        """Return where the frames end that are known already and lie at the beginning, one after the other."""
        end = 0
        while end in self.starts and 0 < self.starts[end][1] <= no and end + self.starts[end][0] <= len(self.data):
            end += self.starts[end][0]
        return end


def _within(start: int, covered: Sequence[tuple[int, int]]) -> bool:
    """Whether a place lies inside one of these stretches, which do not overlap and come in order."""
    position = bisect_left(covered, (start,)) - 1
    return position >= 0 and covered[position][0] < start < covered[position][1]


def _next(codec: FrameCodec, places: _Places, head: Head, accept: Accept) -> tuple[Found, int, list[bytes]] | None:
    found: Found | None = None
    end = 0
    others: list[bytes] = []
    for start, raw in places.under(head.no + 1):
        if found is not None and raw == found.raw:
            # A frame that came twice is passed over only where it follows: what lies between may yet become whole.
            end = start + len(raw) if start == end else end
            places.covered.append((start, start + len(raw)))
            continue
        try:
            contents = codec.open(head, raw)
        except NotAFrameError:
            continue
        if not accept(head, raw, contents):
            continue
        places.covered.append((start, start + len(raw)))
        end = start + len(raw)
        if found is None:
            found = Found(no=head.no + 1, raw=raw, contents=contents, hash=hash_of(raw))
        else:
            others.append(raw)
    return None if found is None else (found, end, others)


def _inflated(text: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        plain = inflater.decompress(text, LONGEST_TEXT)
    except zlib.error as fault:
        raise NotAFrameError from fault
    if not inflater.eof or inflater.unconsumed_tail or inflater.unused_data:
        raise NotAFrameError
    return plain


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def strict_json(text: bytes) -> Any:  # noqa: ANN401 - any JSON
    """Return the value of a JSON text, or raise NotAFrameError for all that a careless reader would let pass.

    Refused: NaN, infinities, a name twice in one object, numbers beyond 64 bits, half a surrogate pair, depth over 20.
    """
    try:
        value = json.loads(
            text.decode(), parse_constant=_refuse, parse_float=_float, parse_int=_int, object_pairs_hook=_object
        )
        # What was written as it is cannot be half a surrogate pair, only what was written by its number.
        if b"\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
        # As many brackets as levels are allowed cannot make more of them.
        if text.count(b"[") + text.count(b"{") > DEEPEST and _is_too_deep(value):
            raise NotAFrameError
    except (ValueError, RecursionError) as fault:
        raise NotAFrameError from fault
    return value


def _contents(text: bytes) -> Contents:
    match strict_json(text):
        case [int(schema), int(hlc), list(ops)] if (
            schema > 0 and 0 <= hlc < 2**63 and not {type(schema), type(hlc)} - {int}
        ):
            return Contents(schema=schema, hlc=hlc, ops=tuple(ops))
        case _:
            raise NotAFrameError


def _is_too_deep(value: object) -> bool:
    """Whether a value lies deeper than is allowed; the levels are looked at one after the other."""
    level = [value]
    for _each in range(DEEPEST + 1):
        level = [
            part
            for each in level
            if isinstance(each, list | dict)
            for part in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return False
    return True


def _refuse(_text: str) -> NoReturn:
    raise NotAFrameError


def _int(text: str) -> int:
    if len(text) > _LONGEST_NUMBER or not -(2**63) <= (number := int(text)) < 2**63:
        raise NotAFrameError
    return number


def _float(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise NotAFrameError
    return number


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise NotAFrameError
    return made
