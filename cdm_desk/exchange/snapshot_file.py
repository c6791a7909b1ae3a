"""The format of a snapshot: the shared state at a vector, in sealed pieces that are put once and never rewritten.

```
snap/20261121-<workstation>-<random>.0000 …   each piece: nonce 12 | AES-256-GCM-SIV( zlib( lines of JSON ) ) + tag 16

["head", {form, schema, workstation, day, hlc}]
["log", {period, run, no, hash, workstation}]                     one for each log: how far it is in the state
["rows", table, columns, rows]                                    in the order of the tables and of their keys
["foot", {tables: {name: [rows, hash]}, sha, signature}]          the last line of the last piece
```

What is authenticated beside the text of a piece: site, name, its number, and whether it is the last. The signature is
that of the workstation named in the head, over the hash of all lines before it. Facts lie in the order of their random
ids: neither their order nor the vector says when a visitor came.
"""

import hashlib
import json
import re
import secrets
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, Protocol

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from cdm_desk.exchange.frame import Log, NotAFrameError, derived, strict_json
from cdm_desk.exchange.share_process import NOT_A_FILE
from cdm_desk.exchange.site import Site
from cdm_desk.store.canonical import packed
from cdm_desk.store.shared import Tally, comparable

FORM: Final = 1
SNAPSHOTS: Final = "snap"
LONGEST_PIECE: Final = 4 << 20
MOST_PIECES: Final = 4096

_TEXT_IN_PIECE: Final = 2 << 20
_TEXT_IN_LINE: Final = 512 << 10
_LONGEST_TEXT: Final = 16 << 20
_NONCE: Final = 12
_LEVEL: Final = 3
_PIECE: Final = re.compile(r"(?P<name>(?P<day>\d{8})-[0-9a-f]{8}-[0-9a-f]{8})\.(?P<index>\d{4})\Z")
_HASH_DIGITS: Final = 64

PublicKey = Callable[[str], bytes | None]
Look = Callable[[str, list[str], list[list[Any]]], None]
"""What is shown the rows of a snapshot as they are read: a table, its columns, some of its rows."""


class Refusal(StrEnum):
    """Why a snapshot is not taken."""

    CUT = "cut"  # pieces are missing or half written
    FOREIGN = "foreign"  # a piece does not authenticate: damaged, or of another site
    FORGED = "forged"  # not signed by the enrolled workstation that it names
    MALFORMED = "malformed"  # its lines are not what such a file holds
    NEWER = "newer"  # of a form that only a newer program reads
    DIFFERS = "differs"  # a workstation that knew the same held something else


class SnapshotRefusedError(Exception):
    """A snapshot that cannot be used, and why."""

    def __init__(self, name: str, refusal: Refusal) -> None:
        super().__init__(name, refusal)
        self.name = name
        self.refusal = refusal


class Shelf(Protocol):
    """What snapshots ask of the medium: small things put once under a name, and which logs lie there."""

    def put_blob(self, name: str, data: bytes) -> bytes:
        """Put something where nothing is; return what stands there afterwards."""

    def read_blob(self, name: str, offset: int = 0) -> bytes:
        """Return what lies under a name; raises FileNotFoundError."""

    def blobs(self, folder: str) -> list[str]:
        """Return the names below a folder, without it."""

    def remove(self, name: str) -> None:
        """Remove what lies under a name."""

    def logs(self, lane: str, period: str) -> list[Log]:
        """Return the logs of a period."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Who made a snapshot, of which day, how late its clock was, and with a store of which schema."""

    workstation: str
    day: date
    hlc: int
    schema: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """How far a log of the record lane is in a state."""

    period: str
    run: str
    no: int
    hash: bytes
    workstation: str | None

    @property
    def key(self) -> tuple[str, str]:
        """What names the log within its lane."""
        return (self.period, self.run)


Vector = Mapping[tuple[str, str], Known]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A snapshot that was read whole: its pieces are in order and its signature is that of whom it names."""

    name: str
    head: Head
    vector: Vector
    tables: Mapping[str, tuple[int, str]]
    sha: str


def names_of(pieces: Iterable[str]) -> dict[str, int]:
    """Return the snapshots that pieces belong to, the newest day first, with the number of pieces of each."""
    found: dict[str, int] = {}
    for piece in pieces:
        if match := _PIECE.match(piece):
            found[match["name"]] = max(found.get(match["name"], 0), int(match["index"]) + 1)
    return dict(sorted(found.items(), reverse=True))


def day_of(name: str) -> date:
    """Return the day of a snapshot; raises ValueError for a day that is none."""
    return date(int(name[:4]), int(name[4:6]), int(name[6:8]))


def new_name(site: Site, workstation: str, day: date) -> str:
    """Return a name for a snapshot that nobody has used."""
    return f"{day:%Y%m%d}-{site.name_of(f'snapshots of {workstation}')[:8]}-{secrets.token_hex(4)}"


def piece_name(name: str, index: int) -> str:
    """Return the name of a piece in the medium."""
    return f"{SNAPSHOTS}/{name}.{index:04}"


class Writer:
    """Writes a snapshot piece by piece; it counts for nothing before its last piece stands."""

    def __init__(
        self, shelf: Shelf, site: Site, name: str, signer: Ed25519PrivateKey, on_step: Callable[[], None]
    ) -> None:
        """`on_step` is called after each piece."""
        self._shelf = shelf
        self._sealer = _Sealer(site, name)
        self._name = name
        self._signer = signer
        self._on_step = on_step
        self._lines: list[str] = []
        self._size = 0
        self._index = 0
        self._hash = hashlib.sha256()

    def head(self, head: Head, vector: Iterable[Known]) -> None:
        """Write who made it, and how far it knows each log."""
        told = {
            "form": FORM, "schema": head.schema, "workstation": head.workstation, "day": head.day.isoformat(),
            "hlc": head.hlc,
        }  # fmt: skip
        self._line(["head", told])
        for known in vector:
            self._line(["log", {
                "period": known.period, "run": known.run, "no": known.no, "hash": known.hash.hex(),
                "workstation": known.workstation,
            }])  # fmt: skip

    def rows(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Write rows of a table."""
        text = _json(["rows", table, columns, rows])
        if len(text) > _TEXT_IN_LINE and len(rows) > 1:
            half = len(rows) // 2
            self.rows(table, columns, rows[:half])
            self.rows(table, columns, rows[half:])
        elif rows:
            self._add(text)

    def foot(self, tables: Mapping[str, tuple[int, str]]) -> str:
        """Write the last line; return the hash of all."""
        sha = self._hash.hexdigest()
        told = {"tables": {name: list(each) for name, each in sorted(tables.items())}, "sha": sha}
        signature = self._signer.sign(_signed(self._sealer.place, told))
        self._line(["foot", told | {"signature": signature.hex()}])
        self._put(last=True)
        return sha

    def _line(self, line: list[Any]) -> None:
        self._add(_json(line))

    def _add(self, text: str) -> None:
        # The next line opens a new piece, so that the last one always holds the foot.
        if self._lines and self._size + len(text) > _TEXT_IN_PIECE:
            self._put(last=False)
        self._hash.update(text.encode())
        self._lines.append(text)
        self._size += len(text)

    def _put(self, *, last: bool) -> None:
        sealed = self._sealer.seal("\n".join(self._lines).encode(), self._index, last=last)
        name = piece_name(self._name, self._index)
        if self._shelf.put_blob(name, sealed) != sealed:
            raise OSError(5, name)
        self._on_step()
        self._lines, self._size = [], 0
        self._index += 1


class Reader:
    """Reads a snapshot, twice if need be: once to see that all of it is sound, once more to use it."""

    def __init__(self, shelf: Shelf, site: Site, name: str, pieces: int, on_step: Callable[[], None]) -> None:
        self._shelf = shelf
        self._sealer = _Sealer(site, name)
        self._name = name
        self._pieces = pieces
        self._on_step = on_step
        self._sound: list[bytes] = []

    def opened(self, public_key: PublicKey, begin: Callable[[Head, Vector], Look] | None = None) -> Snapshot:
        """Read all of it and return what it is.

        `begin` is given who made it and what it knows, and returns what is to look at its rows on the way, before
        anything is proved. Raises SnapshotRefusedError.
        """
        reading = _Reading(self._name, begin)
        hashes: list[bytes] = []
        try:
            for lines in self._lines(hashes):
                for line in lines:
                    reading.take(line)
        except (TypeError, ValueError, KeyError, AttributeError, OverflowError) as fault:
            raise self._refused(Refusal.MALFORMED) from fault
        snapshot, signature, told = reading.whole()
        key = public_key(snapshot.head.workstation)
        if key is None or not _is_signed(key, signature, _signed(self._sealer.place, told)):
            raise self._refused(Refusal.FORGED)
        self._sound = hashes
        return snapshot

    def again(self) -> Iterator[tuple[str, list[str], list[list[Any]]]]:
        """Yield the rows of a snapshot that was found sound, only as long as it is still the same."""
        hashes: list[bytes] = []
        for index, lines in enumerate(self._lines(hashes)):
            if hashes[index : index + 1] != self._sound[index : index + 1]:
                raise self._refused(Refusal.FOREIGN)
            for line in lines:
                kind, *rest = json.loads(line)
                if kind == "rows":
                    table, columns, rows = rest
                    yield table, columns, rows

    def ends(self) -> bool:
        """Whether the last piece that stands is the last of its snapshot."""
        index = self._pieces - 1
        try:
            return self._sealer.opens(self._piece(index), index, last=True)
        except SnapshotRefusedError:
            return False

    def _piece(self, index: int) -> bytes:
        try:
            return self._shelf.read_blob(piece_name(self._name, index))
        except FileNotFoundError as fault:
            raise self._refused(Refusal.CUT) from fault
        except OSError as fault:
            if fault.errno == NOT_A_FILE:  # laid there by somebody
                raise self._refused(Refusal.FOREIGN) from fault
            raise

    def _lines(self, hashes: list[bytes]) -> Iterator[list[str]]:
        if not 0 < self._pieces <= MOST_PIECES:
            raise self._refused(Refusal.CUT)
        for index in range(self._pieces):
            data = self._piece(index)
            self._on_step()
            hashes.append(hashlib.sha256(data).digest())
            last = index == self._pieces - 1
            try:
                text = self._sealer.open(data, index, last=last)
            except InvalidTag as fault:
                # The highest piece that stands is whole, but not the last of its snapshot.
                cut = last and self._sealer.opens(data, index, last=False)
                raise self._refused(Refusal.CUT if cut else Refusal.FOREIGN) from fault
            except ValueError as fault:
                raise self._refused(Refusal.MALFORMED) from fault
            yield text.split("\n")

    def _refused(self, refusal: Refusal) -> SnapshotRefusedError:
        return SnapshotRefusedError(self._name, refusal)


class _Reading:
    """What was read of a snapshot so far, line by line."""

    def __init__(self, name: str, begin: Callable[[Head, Vector], Look] | None) -> None:
        self._name = name
        self._begin = begin
        self._look: Look | None = None
        self._hash = hashlib.sha256()
        self._head: Head | None = None
        self._vector: dict[tuple[str, str], Known] = {}
        self._tables: dict[str, Tally] = {}
        self._foot: dict[str, Any] | None = None

    def take(self, text: str) -> None:
        """Take in the next line; raises ValueError or SnapshotRefusedError."""
        if self._foot is not None:
            raise ValueError(self._name)
        match _value(text):
            case ["foot", dict(told)] if self._head is not None:
                self._rows_begin(self._head)
                self._foot = told
                return
            case ["head", dict(told)] if self._head is None:
                if told["form"] != FORM:
                    raise SnapshotRefusedError(self._name, Refusal.NEWER)
                self._head = _head(told)
            case ["log", dict(told)] if self._head is not None:
                known = _known(told)
                self._vector[known.key] = known
            case ["rows", str(table), list(columns), list(rows)] if self._head is not None:
                if not all(isinstance(row, list) and len(row) == len(columns) for row in rows):
                    raise ValueError(table)
                self._tables.setdefault(table, Tally()).add(comparable(table, columns, rows))
                self._rows_begin(self._head)
                if self._look is not None:
                    self._look(table, columns, rows)
            case _:
                raise ValueError(self._name)
        self._hash.update(text.encode())

    def _rows_begin(self, head: Head) -> None:
        if self._begin is not None:
            self._look, self._begin = self._begin(head, self._vector), None

    def whole(self) -> tuple[Snapshot, bytes, dict[str, Any]]:
        """Return the snapshot, its signature and what was signed."""
        if self._head is None or self._foot is None:
            raise SnapshotRefusedError(self._name, Refusal.CUT)
        try:
            signature = bytes.fromhex(self._foot.pop("signature"))
            tables = {name: (int(count), str(sha)) for name, (count, sha) in self._foot["tables"].items()}
            sha = str(self._foot["sha"])
        except (TypeError, ValueError, KeyError, AttributeError) as fault:
            raise SnapshotRefusedError(self._name, Refusal.MALFORMED) from fault
        read = {name: tally.told for name, tally in self._tables.items()}
        filled = {name: told for name, told in tables.items() if told[0] or name in read}
        if sha != self._hash.hexdigest() or filled != read:
            raise SnapshotRefusedError(self._name, Refusal.MALFORMED)
        if self._head.day != day_of(self._name):
            raise SnapshotRefusedError(self._name, Refusal.FORGED)
        made = Snapshot(name=self._name, head=self._head, vector=self._vector, tables=tables, sha=sha)
        return made, signature, self._foot


class _Sealer:
    """Seals and opens the pieces of one snapshot."""

    def __init__(self, site: Site, name: str) -> None:
        self.place = b"snap" + site.id + name.encode()
        self._cipher = AESGCMSIV(derived(site.key, "snapshot"))

    def seal(self, text: bytes, index: int, *, last: bool) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, zlib.compress(text, _LEVEL), self._beside(index, last=last))

    def open(self, data: bytes, index: int, *, last: bool) -> str:
        """Return the text of a piece; raises InvalidTag, or ValueError for one that is too long."""
        if not _NONCE < len(data) <= LONGEST_PIECE:
            raise InvalidTag
        packed_text = self._cipher.decrypt(data[:_NONCE], data[_NONCE:], self._beside(index, last=last))
        inflater = zlib.decompressobj()
        try:
            text = inflater.decompress(packed_text, _LONGEST_TEXT)
        except zlib.error as fault:
            raise ValueError(index) from fault
        if not inflater.eof or inflater.unconsumed_tail or inflater.unused_data:
            raise ValueError(index)
        return text.decode()

    def opens(self, data: bytes, index: int, *, last: bool) -> bool:
        try:
            self.open(data, index, last=last)
        except InvalidTag:
            return False
        except ValueError:
            return True
        return True

    def _beside(self, index: int, *, last: bool) -> bytes:
        return self.place + index.to_bytes(4, "big") + bytes([last])


class Notes:
    """Small sealed results about snapshots, each written once: who makes one, and who agrees with it."""

    def __init__(self, shelf: Shelf, site: Site) -> None:
        self._shelf = shelf
        self._site = site
        self._cipher = AESGCMSIV(derived(site.key, "snapshot note"))

    def put(self, name: str, body: Mapping[str, Any]) -> dict[str, Any] | None:
        """Write a result once; return what stands there afterwards, None when it is not ours."""
        nonce = secrets.token_bytes(_NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, packed(body).encode(), self._site.id + name.encode())
        return self._opened(name, self._shelf.put_blob(name, sealed))

    def read(self, name: str) -> dict[str, Any] | None:
        """Return a result, None when there is none or it is not ours."""
        try:
            return self._opened(name, self._shelf.read_blob(name))
        except FileNotFoundError:
            return None
        except OSError as fault:
            if fault.errno == NOT_A_FILE:
                return None
            raise

    def _opened(self, name: str, sealed: bytes) -> dict[str, Any] | None:
        try:
            text = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], self._site.id + name.encode())
            body = strict_json(text)
        except (InvalidTag, NotAFrameError, ValueError):
            return None
        return body if isinstance(body, dict) else None


def _value(text: str) -> Any:  # noqa: ANN401 - any JSON
    try:
        return json.loads(text, parse_constant=_refuse)
    except RecursionError as fault:
        raise ValueError(text[:20]) from fault


def _refuse(text: str) -> None:
    raise ValueError(text)


def _head(told: Mapping[str, Any]) -> Head:
    schema, hlc = told["schema"], told["hlc"]
    if not (isinstance(schema, int) and isinstance(hlc, int) and 0 <= hlc < 2**63):
        raise ValueError(hlc)
    return Head(
        workstation=str(told["workstation"]),
        day=date.fromisoformat(told["day"]),
        hlc=hlc,
        schema=schema,
    )


def _known(told: Mapping[str, Any]) -> Known:
    no, digest = told["no"], bytes.fromhex(told["hash"])
    period, run = str(told["period"]), str(told["run"])
    if (
        not isinstance(no, int)
        or not 0 < no < 2**53
        or len(digest) * 2 != _HASH_DIGITS
        or not re.fullmatch(r"\d{6}", period)
    ):
        raise ValueError(no)
    if not re.fullmatch(r"[0-9a-f]{32}", run):
        raise ValueError(run)
    named = told["workstation"]
    return Known(period=period, run=run, no=no, hash=digest, workstation=None if named is None else str(named))


def _signed(place: bytes, told: Mapping[str, Any]) -> bytes:
    return place + packed(told).encode()


def _is_signed(key: bytes, signature: bytes, signed: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
