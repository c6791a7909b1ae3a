"""The write-ahead log looked at from outside: the engine drops what it cannot read there without a word.

The form is SQLite's: a header of 32 bytes, then frames of 24 bytes and a page, each with the salts of the log and a
checksum that goes on from the frame before. The engine replays frames up to the first that is wrong. After a kill that
frame is the last one, half written; if whole frames follow it, the log was damaged and acknowledged acts are behind.
"""

import struct
from itertools import pairwise
from pathlib import Path
from typing import Final

_HEADER: Final = struct.Struct(">8I")
_FRAME: Final = struct.Struct(">6I")
_MAGIC_LITTLE: Final = 0x377F0682
_MAGIC_BIG: Final = 0x377F0683
_WORD: Final = 0xFFFFFFFF

Sums = tuple[int, int]


def log_is_damaged(log: Path) -> bool:
    """Whether a write-ahead log holds frames that the engine will not reach."""
    raw = log.read_bytes()
    if len(raw) < _HEADER.size:
        return False  # cut to nothing by a checkpoint, or by a kill before the first frame
    magic, _version, page, _turn, *salts, one, two = _HEADER.unpack_from(raw)
    if magic not in {_MAGIC_LITTLE, _MAGIC_BIG} or _summed(raw[:24], (0, 0), magic) != (one, two):
        return True
    return _breaks(raw, page, (salts[0], salts[1]), (one, two), magic)


def _breaks(raw: bytes, page: int, salts: Sums, sums: Sums, magic: int) -> bool:
    size = _FRAME.size + page
    starts = range(_HEADER.size, len(raw) - size + 1, size)
    broken = False
    for start in starts:
        head = _FRAME.unpack_from(raw, start)
        if not _of_turn(head, salts):
            # Frames of an earlier turn of the log follow its live ones, and share neither salt with them.
            return broken or head[2] == salts[0] or head[3] == salts[1] or _more(raw, starts, start, salts)
        noted = (head[4], head[5])
        found = _summed(raw[start : start + 8], sums, magic)
        found = _summed(raw[start + _FRAME.size : start + size], found, magic)
        broken = broken or found != noted
        sums = noted
    return broken


def _of_turn(head: tuple[int, ...], salts: Sums) -> bool:
    return (head[2], head[3]) == salts


def _more(raw: bytes, starts: range, after: int, salts: Sums) -> bool:
    return any(_of_turn(_FRAME.unpack_from(raw, start), salts) for start in starts if start > after)


def _summed(data: bytes, sums: Sums, magic: int) -> Sums:
    order = ">" if magic == _MAGIC_BIG else "<"
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    one, two = sums
    for left, right in list(pairwise(words))[::2]:
        one = (one + left + two) & _WORD
        two = (two + right + one) & _WORD
    return one, two
