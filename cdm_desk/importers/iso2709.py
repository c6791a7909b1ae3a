"""ISO 2709, the exchange format of libraries: cut by its separators, since its lengths and directories often lie."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

RECORD_END: Final = b"\x1d"
FIELD_END: Final = b"\x1e"
SUBFIELD: Final = b"\x1f"
LEADER_LENGTH: Final = 24
LONGEST_RECORD: Final = 99_999
LONGEST_DATA: Final = 9_000
_ENTRY: Final = 12
# Length, five signs of status and type, "22", base address, three signs, "45": the same in UNIMARC and MARC 21.
# Status, type and level are never digits, or a stretch of a directory would look like a leader.
# Only looked at, never used up: a leader cut short may end with the first digits of the next one.
_LEADER = re.compile(rb"(?=\d{5}[ A-Za-z|#]{3}[\x20-\x7e]{2}22\d{5}[\x20-\x7e]{3}45[\x20-\x7e]{2})")
_BLANK = b" \t\r\n\x00\x1a"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """The bytes of one record as cut from the file, and whether they end as they should."""

    data: bytes
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a record, undecoded."""

    tag: str
    data: bytes

    @property
    def is_control(self) -> bool:
        """Whether the field has no subfields."""
        return self.tag.startswith("00")

    @property
    def value(self) -> bytes:
        """The whole content of a field without subfields."""
        return self.data

    def subfields(self) -> list[tuple[str, bytes]]:
        """Return code and content of each subfield, in order."""
        _indicators, *parts = self.data.split(SUBFIELD)
        return [(chr(part[0]), part[1:]) for part in parts if part]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRecord:
    """A record taken apart; `rebuilt` when its directory lied, `lost` when some fields could not be told."""

    leader: bytes
    fields: tuple[Field, ...]
    rebuilt: bool = False
    lost: bool = False


def looks_like_it(data: bytes) -> bool:
    """Say whether bytes are a file of this format, whatever its name says."""
    return has_leader(data) or (RECORD_END in data and FIELD_END in data)


def has_leader(data: bytes) -> bool:
    """Say whether a record begins near the start of a file."""
    return _LEADER.search(data[:4_000]) is not None


def pieces(data: bytes) -> Iterator[Piece]:
    """Cut a file into its records, so that a bad one never swallows a good one.

    A record ends at its terminator or where the next leader begins, whichever comes first; a false terminator
    within a record is passed over only when length and neighbour both say so.
    """
    leaders = [match.start() for match in _LEADER.finditer(data)]
    at, next_leader = 0, 0
    while at < len(data):
        if data[at : at + 1].strip(_BLANK) == b"":
            at += 1
            continue
        while next_leader < len(leaders) and leaders[next_leader] <= at:
            next_leader += 1
        border = leaders[next_leader] if next_leader < len(leaders) else len(data)
        stop = _end_of(data, at, border)
        piece = data[at:stop]
        yield Piece(data=piece.removesuffix(RECORD_END), closed=piece.endswith(RECORD_END))
        at = stop


def _end_of(data: bytes, at: int, border: int) -> int:
    end = data.find(RECORD_END, at, border)
    if end == -1:
        return border
    if _LEADER.match(data, at):
        declared = at + int(data[at : at + 5])
        # A terminator before the declared end, where another stands, is a letter that went wrong.
        if end + 1 < declared <= border and data[declared - 1 : declared] == RECORD_END:
            return declared
    return end + 1


def parse(piece: bytes) -> RawRecord | None:
    """Take a record apart; by its directory where that is true, else by its separators. None if it is no record."""
    head, separator, _rest = piece.partition(FIELD_END)
    if not separator or len(head) < LEADER_LENGTH + _ENTRY:
        return None
    leader, directory = head[:LEADER_LENGTH], head[LEADER_LENGTH:]
    body = piece[len(head) + 1 :]
    entries = [directory[at : at + _ENTRY] for at in range(0, len(directory) - _ENTRY + 1, _ENTRY)]
    by_directory = _by_directory(entries, body) if len(directory) % _ENTRY == 0 else None
    if by_directory is not None:
        return RawRecord(leader=leader, fields=tuple(by_directory))
    return _by_separators(leader, entries, body)


def _by_directory(entries: list[bytes], body: bytes) -> list[Field] | None:
    """The fields, if every entry points at a whole field and together they use up the record."""
    fields: list[Field] = []
    used = 0
    for entry in entries:
        if not entry[3:].isdigit() or not entry[:3].isalnum():
            return None
        length, start = int(entry[3:7]), int(entry[7:12])
        data = body[start : start + length]
        if len(data) != length or not data.endswith(FIELD_END) or FIELD_END in data[:-1]:
            return None
        fields.append(Field(tag=entry[:3].decode("ascii"), data=data[:-1]))
        used += length
    return fields if used == len(body) else None


def _by_separators(leader: bytes, entries: list[bytes], body: bytes) -> RawRecord:
    contents = body.split(FIELD_END)
    if contents and not contents[-1].strip(_BLANK):
        contents.pop()
    fits = len(contents) == len(entries)
    fields = [_field(entry, content) for entry, content in zip(entries, contents, strict=False)]
    if not fits:
        fields = [_field(entry, content) for entry, content in _aligned(entries, contents)]
    known = tuple(each for each in fields if each is not None)
    return RawRecord(leader=leader, fields=known, rebuilt=True, lost=not fits or len(known) < len(entries))


def _field(entry: bytes, content: bytes) -> Field | None:
    if len(entry) < _ENTRY or not entry[:3].isalnum():
        return None
    return Field(tag=entry[:3].decode("ascii"), data=content)


def _aligned(entries: list[bytes], contents: list[bytes]) -> list[tuple[bytes, bytes]]:
    """Pair tags with contents by the declared lengths, where a separator was lost or one too many appeared."""
    pairs: list[tuple[bytes, bytes]] = []
    at = 0
    for entry in entries:
        if at >= len(contents):
            break
        declared = int(entry[3:7]) - 1 if entry[3:7].isdigit() else None
        content = contents[at]
        at += 1
        while declared is not None and len(content) < declared and at < len(contents):
            longer = content + FIELD_END + contents[at]
            if len(longer) > declared:
                break
            content = longer
            at += 1
        if declared is not None and len(content) > declared + 1:
            # Two fields ran together: the second begins where the first was to end.
            contents.insert(at, content[declared + 1 :])
            content = content[:declared]
        pairs.append((entry, content.replace(FIELD_END, b" ")))
    return pairs


def write(leader_signs: bytes, fields: Iterable[tuple[str, bytes]]) -> bytes:
    """Return one record: `leader_signs` are the five after the length and the seven that close the leader.

    A field longer than a directory can say, or a record longer than a leader can, is left out from the end.
    """
    directory, body = b"", b""
    for tag, data in fields:
        content = data + FIELD_END
        entry = tag.encode("ascii") + b"%04d%05d" % (len(content), len(body))
        whole = LEADER_LENGTH + len(directory) + len(entry) + 1 + len(body) + len(content) + 1
        if len(content) > LONGEST_DATA or whole > LONGEST_RECORD:
            continue
        directory += entry
        body += content
    base = LEADER_LENGTH + len(directory) + 1
    length = base + len(body) + 1
    leader = b"%05d" % length + leader_signs[:5] + b"22" + b"%05d" % base + leader_signs[5:]
    return leader + directory + FIELD_END + body + RECORD_END
