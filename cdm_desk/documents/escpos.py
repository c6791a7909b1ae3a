"""ESC/POS, the language of printers of receipts: the few words of it that a ticket needs.

A ticket goes out as one picture, in the fonts of the house: no code page of any maker has the letters of three
languages and the icons too, and what is drawn once looks the same on every make. What is left are four commands and
two questions, fewer than a library would bring along.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

START: Final = b"\x1b@"
"""Forget what an earlier job has set."""

PICTURE: Final = b"\x1dv0\x00"
CUT: Final = b"\x1dVB\x00"
"""Feed up to the knife and cut, leaving a bridge so that the ticket does not fall."""

ASK: Final = b"\x10\x04\x02\x10\x04\x04"
"""Why do you stand still, and have you paper? Answered at once with a byte each, also by a printer that prints."""

BAND: Final = 200
"""Rows sent at a time: small printers keep little in mind."""

_MARK, _MARKED = 0b1001_0011, 0b0001_0010
_COVER_OPEN, _FAULT = 0b0000_0100, 0b0100_0000
_PAPER_OUT: Final = 0b0110_0000
_STOPPED_BY_PAPER: Final = 0b0010_0000


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What a printer says of itself; one that answers nothing seems well."""

    paper_out: bool = False
    stopped: bool = False


def job(rows: Sequence[bytes]) -> bytes:
    """Return a picture as a whole job: what prints it and cuts it off."""
    bands = [rows[first : first + BAND] for first in range(0, len(rows), BAND)]
    return START + b"".join(_head(band) + b"".join(band) for band in bands) + CUT


def rows_in(content: bytes) -> list[bytes]:
    """Return the rows of dots that a job of ours holds: to look at one without a printer."""
    rows: list[bytes] = []
    place = len(START)
    while content.startswith(PICTURE, place):
        place += len(PICTURE)
        wide, tall = (int.from_bytes(content[at : at + 2], "little") for at in (place, place + 2))
        place += 4
        rows += [content[place + row * wide : place + (row + 1) * wide] for row in range(tall)]
        place += wide * tall
    return rows


def state_in(answer: bytes) -> State:
    """Return what the two bytes that answer ASK say; anything else says nothing."""
    if len(answer) != len(ASK) // 3 or any(byte & _MARK != _MARKED for byte in answer):
        return State()
    still, paper = answer
    return State(
        paper_out=bool(paper & _PAPER_OUT == _PAPER_OUT or still & _STOPPED_BY_PAPER),
        stopped=bool(still & (_COVER_OPEN | _FAULT)),
    )


def _head(band: Sequence[bytes]) -> bytes:
    return PICTURE + len(band[0]).to_bytes(2, "little") + len(band).to_bytes(2, "little")
