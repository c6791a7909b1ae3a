"""What a reader can infer of numbers that are hidden, from those printed of the same thing over nested periods.

The numbers of one shape over nested periods are a circulation: a sum runs from its period down into the parts of the
period, there into its columns, and back up along each column. So the bounds of a number that is not printed are found
exactly, as the most and the least that can flow through it.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from cdm_desk.domain.disclosure import NARROWEST, THRESHOLD
from cdm_desk.domain.reports import KINDS, Cell, Period

SMALL: Final = "small"
"""A number from 1 to below the threshold that is not printed."""
WITHHELD: Final = "withheld"
"""A number that is not printed so that no small one can be inferred from it."""
UNTOLD: Final = "untold"
"""A number that is not printed whatever it is."""
SUM: Final = "total"
_ENDLESS: Final = 10**9
_LENGTHS: Final = ("month", "quarter", "year")

Cells = Mapping[str, Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a reader can tell of a number that was not printed: it lies between two bounds; `low` is exact if pinned."""

    period: str
    column: str
    hidden: bool
    low: int
    high: int

    @property
    def pinned(self) -> bool:
        """Whether the bounds are so close that the number is as good as printed."""
        close = self.high - self.low < NARROWEST
        return close and (self.hidden or 0 < self.high < THRESHOLD)


@dataclass(slots=True)
class _Arc:
    """A number between two nodes: its bounds, and one value that fits them."""

    tail: int
    head: int
    low: int
    high: int
    flow: int = 0


@dataclass(slots=True)
class _Net:
    """Arcs, and by node those that touch it."""

    arcs: list[_Arc] = field(default_factory=list)
    touching: list[list[int]] = field(default_factory=list)

    def node(self) -> int:
        self.touching.append([])
        return len(self.touching) - 1

    def add(self, tail: int, head: int, low: int, high: int) -> int:
        self.arcs.append(_Arc(tail=tail, head=head, low=low, high=high, flow=low))
        for node in (tail, head):
            self.touching[node].append(len(self.arcs) - 1)
        return len(self.arcs) - 1

    def settle(self) -> bool:
        """Find one set of values that fits everything; return whether there is any."""
        excess = [0] * len(self.touching)
        for arc in self.arcs:
            excess[arc.head] += arc.flow
            excess[arc.tail] -= arc.flow
        source = next((node for node, more in enumerate(excess) if more > 0), None)
        while source is not None:
            sinks = frozenset(node for node, more in enumerate(excess) if more < 0)
            path = self._path(source, sinks, without=-1)
            if path is None:
                return False
            sink = path[-1][1]
            pushed = self._push(path, min(excess[source], -excess[sink]))
            excess[source] -= pushed
            excess[sink] += pushed
            source = next((node for node, more in enumerate(excess) if more > 0), None)
        return True

    def bounds(self, place: int) -> tuple[int, int]:
        """Return the least and the most of one number; no more is asked of either than to know that it is not pinned.

        The values are left as they were found: any that fit will do.
        """
        arc = self.arcs[place]
        low = high = arc.flow
        for upwards in (True, False):
            start, end = (arc.head, arc.tail) if upwards else (arc.tail, arc.head)
            while high - low < NARROWEST:
                room = arc.high - arc.flow if upwards else arc.flow - arc.low
                path = self._path(start, frozenset({end}), without=place) if room > 0 else None
                if path is None:
                    break
                pushed = self._push(path, room)
                arc.flow += pushed if upwards else -pushed
                low, high = min(low, arc.flow), max(high, arc.flow)
        return low, high

    def _path(self, start: int, ends: frozenset[int], *, without: int) -> list[tuple[int, int]] | None:
        """Return arcs along which more can go, each with the node that it leads to."""
        came: dict[int, tuple[int, int]] = {start: (-1, start)}
        waiting = deque([start])
        while waiting:
            node = waiting.popleft()
            if node in ends:
                return _traced(came, node)
            for place in self.touching[node]:
                arc = self.arcs[place]
                forward = arc.tail == node
                other = arc.head if forward else arc.tail
                room = arc.high - arc.flow if forward else arc.flow - arc.low
                if place != without and room > 0 and other not in came:
                    came[other] = (place, node)
                    waiting.append(other)
        return None

    def _push(self, path: Sequence[tuple[int, int]], most: int) -> int:
        for place, head in path:
            arc = self.arcs[place]
            most = min(most, arc.high - arc.flow if arc.head == head else arc.flow - arc.low)
        for place, head in path:
            arc = self.arcs[place]
            arc.flow += most if arc.head == head else -most
        return most


def _traced(came: Mapping[int, tuple[int, int]], end: int) -> list[tuple[int, int]]:
    path: list[tuple[int, int]] = []
    node = end
    while came[node][0] >= 0:
        place, before = came[node]
        path.append((place, node))
        node = before
    return path[::-1]


def inferred(printed: Mapping[str, Cells], finest: str) -> list[Known] | None:
    """Return what a reader can tell of each number of a shape that is not printed; None where the numbers disagree.

    `printed` are the cells of each period by its name, among them perhaps one called `total`; a column that is left
    out of a period is nothing there. `finest` is the kind of the shortest periods that are ever printed.
    """
    columns = sorted({column for cells in printed.values() for column in cells} - {SUM})
    found: list[Known] = []
    for root in _roots(printed):
        tree = _Tree(printed, columns, finest)
        tree.grow(root)
        if not tree.net.settle():
            return None
        found += tree.known()
    return found


def _roots(printed: Mapping[str, Cells]) -> list[Period]:
    """Return the longest periods printed: those that lie in no other."""
    periods = [Period.parse(text) for text in printed]
    return [each for each in periods if not any(_within(each, other) for other in periods)]


def _within(inner: Period, outer: Period) -> bool:
    longer = KINDS.index(inner.kind) < KINDS.index(outer.kind)
    return longer and outer.first <= inner.first and inner.last <= outer.last


class _Tree:
    """The periods within one that lies in no other, each down to the finest, as one circulation."""

    def __init__(self, printed: Mapping[str, Cells], columns: Sequence[str], finest: str) -> None:
        self.net = _Net()
        self._printed = printed
        self._columns = columns
        self._finest = finest
        self._asked: list[tuple[str, str, bool, int]] = []

    def grow(self, root: Period) -> None:
        turn = self.net.node()
        self._branch(root, turn, dict.fromkeys(self._columns, turn))

    def known(self) -> list[Known]:
        """Return the bounds of every number that is not printed."""
        return [
            Known(period=period, column=column, hidden=hidden, low=low, high=high)
            for period, column, hidden, place in self._asked
            for low, high in (self.net.bounds(place),)
        ]

    def _branch(self, period: Period, above: int, gathered: Mapping[str, int]) -> None:
        """Let the sum of a period come from a node above, and its columns gather in theirs."""
        inside = self.net.node()
        self._add(period, SUM, above, inside)
        parts = _parts(period, self._finest)
        if not parts:
            for column in self._columns:
                self._add(period, column, inside, gathered[column])
            return
        nodes = {column: self.net.node() for column in self._columns}
        for column in self._columns:
            self._add(period, column, nodes[column], gathered[column])
        for part in parts:
            self._branch(part, inside, nodes)

    def _add(self, period: Period, column: str, tail: int, head: int) -> None:
        cells = self._printed.get(period.text)
        if cells is None:
            # It was never printed: only what points at few is of interest in it.
            low, high, hidden = 0, _ENDLESS, False
        else:
            low, high, hidden = _bounds(cells.get(column, WITHHELD if column == SUM else 0), column)
        place = self.net.add(tail, head, low, high)
        if hidden or (cells is None and column != SUM):
            self._asked.append((period.text, column, hidden, place))


def _bounds(cell: Cell, column: str) -> tuple[int, int, bool]:
    """Return between what a reader who knows the rules sees a number, and whether it is hidden as one of people."""
    if isinstance(cell, int):
        return cell, cell, False
    if cell == SMALL:
        return 1, THRESHOLD - 1, True
    if column == SUM or cell == UNTOLD:
        return 0, _ENDLESS, False
    return THRESHOLD, _ENDLESS, True


def _parts(period: Period, finest: str) -> list[Period]:
    """Return the periods of the next shorter kind; none below the finest."""
    if period.kind not in _LENGTHS or finest not in _LENGTHS:
        return []
    place = _LENGTHS.index(period.kind)
    if place <= _LENGTHS.index(finest):
        return []
    shorter = _LENGTHS[place - 1]
    months = range(period.first.month, period.last.month + 1)
    parts = (Period.containing(date(period.first.year, month, 1), shorter) for month in months)
    return list({part.text: part for part in parts}.values())
