"""Charts as a plain list of marks, the same for paper and for the screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

INK: Final = "#1B2733"
FAINT: Final = "#7A8692"
# From dark to light, so that a black-and-white print tells them apart as well.
FILLS: Final = ("#0B3F6E", "#FFFFFF", "#8FBCE4", "#FFFFFF", "#C9DFF3")
HATCHES: Final = ("", "diagonal", "", "dots", "")

MOST_LINES: Final = 5
LABEL_SIZE: Final = 7.0
AXIS_WIDTH: Final = 22.0
AXIS_HEIGHT: Final = 12.0
KEY_HEIGHT: Final = 13.0
BAR_SHARE: Final = 0.62


class Anchor(StrEnum):
    """Which end of a text stands at its place."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rect:
    """A filled or hatched rectangle; places are in points from the upper left corner."""

    x: float
    y: float
    width: float
    height: float
    fill: str | None = None
    stroke: str | None = None
    hatch: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str = FAINT
    width: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Words on one line; `y` is their baseline."""

    x: float
    y: float
    words: str
    size: float = LABEL_SIZE
    bold: bool = False
    anchor: Anchor = Anchor.START
    colour: str = INK


Mark: TypeAlias = Rect | Line | Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One kind of thing counted in every category."""

    words: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSpec:
    """What a chart shows: its categories, what is counted in each, and the sentence for who cannot see it."""

    categories: tuple[str, ...]
    series: tuple[Series, ...]
    alt: str

    @property
    def tops(self) -> list[int]:
        """The height of each stack."""
        return [sum(column) for column in zip(*(each.values for each in self.series), strict=True)]


def stacked(spec: ChartSpec, width: float, height: float) -> list[Mark]:
    """Draw stacked bars with their sums on top, a scale at the left and the key below the categories."""
    floor = height - AXIS_HEIGHT - KEY_HEIGHT
    roof = LABEL_SIZE + 3
    step = _step(max(spec.tops, default=0), lines=max(1, min(MOST_LINES, int((floor - roof) / (LABEL_SIZE * 1.3)))))
    top = max(step, -(-max(spec.tops, default=0) // step) * step)
    scale = (floor - roof) / top
    marks: list[Mark] = []
    for value in range(0, top + 1, step):
        y = floor - value * scale
        marks += [
            Line(x1=AXIS_WIDTH, y1=y, x2=width, y2=y, width=0.7 if value == 0 else 0.3),
            Text(x=AXIS_WIDTH - 4, y=y + LABEL_SIZE * 0.35, words=str(value), anchor=Anchor.END),
        ]
    column = (width - AXIS_WIDTH) / max(1, len(spec.categories))
    # Numbers that would lie over one another are left to the scale and to the table.
    told = column >= LABEL_SIZE * 0.62 * len(str(max(spec.tops, default=0)))
    for place, category in enumerate(spec.categories):
        left = AXIS_WIDTH + place * column + column * (1 - BAR_SHARE) / 2
        marks += _bar(spec, place, left=left, width=column * BAR_SHARE, floor=floor, scale=scale, told=told)
        middle = AXIS_WIDTH + (place + 0.5) * column
        marks.append(Text(x=middle, y=floor + AXIS_HEIGHT - 3, words=category, anchor=Anchor.MIDDLE))
    return marks + _key(spec.series, width, height)


def _bar(
    spec: ChartSpec, place: int, *, left: float, width: float, floor: float, scale: float, told: bool
) -> list[Mark]:
    marks: list[Mark] = []
    y = floor
    for look, series in enumerate(spec.series):
        tall = series.values[place] * scale
        if tall:
            y -= tall
            marks.append(_box(look, left, y, width, tall))
    if told and (top := spec.tops[place]):
        # The number stands clear of the lines of the scale.
        marks.append(Rect(x=left, y=y - LABEL_SIZE - 1.5, width=width, height=LABEL_SIZE + 0.5, fill="#FFFFFF"))
        marks.append(Text(x=left + width / 2, y=y - 2, words=str(top), bold=True, anchor=Anchor.MIDDLE))
    return marks


def _box(look: int, x: float, y: float, width: float, height: float) -> Rect:
    place = look % len(FILLS)
    return Rect(x=x, y=y, width=width, height=height, fill=FILLS[place], stroke=INK, hatch=HATCHES[place])


def _key(series: Sequence[Series], width: float, height: float) -> list[Mark]:
    marks: list[Mark] = []
    share = (width - AXIS_WIDTH) / max(1, len(series))
    for look, each in enumerate(series):
        x = AXIS_WIDTH + look * share
        marks += [_box(look, x, height - 8, 8, 7), Text(x=x + 11, y=height - 2, words=each.words)]
    return marks


def _step(highest: int, *, lines: int) -> int:
    """Return a round distance between the lines of the scale, giving at most so many of them."""
    for magnitude in (1, 10, 100, 1000, 10_000, 100_000):
        for digit in (1, 2, 5):
            if digit * magnitude * lines >= highest:
                return digit * magnitude
    return max(1, highest // lines)
