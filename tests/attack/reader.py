"""What a reader can infer: each hidden number between the least and the most that a linear program allows it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.optimize import linprog  # type: ignore[import-untyped]

from cdm_desk.domain.disclosure import NARROWEST, THRESHOLD
from cdm_desk.domain.inference import SMALL, SUM, WITHHELD, Cells

MONTHS = tuple(f"2019-{month:02}" for month in range(1, 13))
QUARTERS = tuple(f"2019-Q{quarter}" for quarter in range(1, 5))
PARTS = {
    "2019": QUARTERS,
    **{quarter: MONTHS[3 * place : 3 * place + 3] for place, quarter in enumerate(QUARTERS)},
}
EVERY = (*MONTHS, *QUARTERS, "2019")


@dataclass(frozen=True)
class Found:
    """A hidden number, and what a reader knows of it."""

    period: str
    column: str
    low: float
    high: float

    @property
    def pinned(self) -> bool:
        return self.high - self.low < NARROWEST - 0.5


def pinned(printed: Mapping[str, Cells]) -> list[Found]:
    """Return the hidden numbers of a year that are as good as printed, for who has all these tables."""
    return [found for found in bounds(printed) if found.pinned]


def bounds(printed: Mapping[str, Cells]) -> Iterator[Found]:
    """Yield each hidden number with the least and the most that it can be."""
    columns = sorted({column for cells in printed.values() for column in cells} | {SUM})
    place = {key: number for number, key in enumerate(product(EVERY, columns))}
    rows = []
    for period in EVERY:
        row = np.zeros(len(place))
        row[place[period, SUM]] = -1
        for column in columns:
            if column != SUM:
                row[place[period, column]] = 1
        rows.append(row)
    for whole, parts in PARTS.items():
        for column in columns:
            row = np.zeros(len(place))
            row[place[whole, column]] = -1
            for part in parts:
                row[place[part, column]] = 1
            rows.append(row)
    limits = [_limits(printed.get(period), column) for period, column in place]
    equal = np.array(rows)
    for (period, column), number in place.items():
        cell = printed.get(period, {}).get(column, 0)
        if cell not in {SMALL, WITHHELD} or column == SUM:
            continue
        aim = np.zeros(len(place))
        aim[number] = 1
        ends = [linprog(sign * aim, A_eq=equal, b_eq=np.zeros(len(rows)), bounds=limits) for sign in (1, -1)]
        low, high = (
            float("inf") if end.status == 3 else sign * end.fun for sign, end in zip((1, -1), ends, strict=True)
        )
        assert all(end.status in {0, 3} for end in ends), "no numbers fit what is printed"
        yield Found(period, column, low, high)


def _limits(cells: Cells | None, column: str) -> tuple[float, float | None]:
    """Return between what a reader sees a number who knows the rule, and which of the hidden numbers are the small."""
    if cells is None:
        return 0, None
    cell = cells.get(column, WITHHELD if column == SUM else 0)
    if isinstance(cell, int):
        return cell, cell
    if column == SUM:
        return 0, None
    return (1, THRESHOLD - 1) if cell == SMALL else (THRESHOLD, None)
