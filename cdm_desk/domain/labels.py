"""Labels: how a shelf mark is broken for the spine."""

from collections.abc import Iterable, Iterator
from typing import Final

SPINE_LINES: Final = 5
SPINE_LETTERS: Final = 8
CUT: Final = "…"


def spine_lines(mark: str) -> tuple[str, ...]:
    """Return a shelf mark on the lines of a spine label: at most five, of at most eight characters.

    A line ends at each blank; a part that is too long for one goes on before a dot, or else where the line is full.
    Only if five lines are not enough do parts share one; what still finds no room ends in an ellipsis.
    """
    lines = [line for part in mark.split() for line in _part_lines(part)]
    if len(lines) > SPINE_LINES:
        lines = list(_shared(lines))
    if len(lines) > SPINE_LINES:
        last = lines[SPINE_LINES - 1][: SPINE_LETTERS - 1] + CUT
        lines = [*lines[: SPINE_LINES - 1], last]
    return tuple(lines)


def _part_lines(part: str) -> Iterator[str]:
    line = ""
    for piece in _pieces(part):
        if line and len(line) + len(piece) > SPINE_LETTERS:
            yield line
            line = ""
        line += piece
        while len(line) > SPINE_LETTERS:
            yield line[:SPINE_LETTERS]
            line = line[SPINE_LETTERS:]
    yield line


def _pieces(part: str) -> Iterator[str]:
    """Cut a part before its dots, which begin the next line as in `371` `.42`."""
    first, *rest = part.split(".")
    if first:
        yield first
    for piece in rest:
        yield f".{piece}"


def _shared(lines: Iterable[str]) -> Iterator[str]:
    together = ""
    for line in lines:
        longer = f"{together} {line}" if together else line
        if together and len(longer) > SPINE_LETTERS:
            yield together
            together = line
        else:
            together = longer
    yield together
