"""Charts as a plain list of marks, the same for paper and for the screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final, TypeAlias

from cdm_desk.domain.survey_figures import INDICATIVE

INK: Final = "#1B2733"
FAINT: Final = "#7A8692"
# From dark to light, so that a black-and-white print tells them apart as well.
FILLS: Final = ("#0B3F6E", "#FFFFFF", "#8FBCE4", "#FFFFFF", "#C9DFF3")
HATCHES: Final = ("", "diagonal", "", "dots", "")

MOST_LINES: Final = 5
LABEL_SIZE: Final = 7.0
TWO_LINES: Final = 5.6
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
    """A straight line; `dash` gives the lengths of its strokes and gaps in points, none a whole line."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str = FAINT
    width: float = 0.5
    dash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Words on one line; `y` is their baseline, `room` how wide they may be before they are shortened."""

    x: float
    y: float
    words: str
    size: float = LABEL_SIZE
    bold: bool = False
    anchor: Anchor = Anchor.START
    colour: str = INK
    room: float | None = None


Mark: TypeAlias = Rect | Line | Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One kind of thing counted in every category."""

    words: str
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSpec:
    """What a chart shows: its categories, what is counted in each, and the sentence for who cannot see it.

    A category in two languages has each of them on a line of its own. A value that is None is not given: nothing is
    drawn for it, and `absent` stands where its number would.
    """

    categories: tuple[str, ...]
    series: tuple[Series, ...]
    alt: str
    absent: str = "–"

    @property
    def tops(self) -> list[int]:
        """The height of each stack."""
        return [sum(filter(None, column)) for column in zip(*(each.values for each in self.series), strict=True)]

    @property
    def highest(self) -> int:
        """The highest value of any series."""
        return max((value for each in self.series for value in each.values if value is not None), default=0)

    def told(self, place: int) -> str:
        """Return the sum of a category as it is written on the chart."""
        given = any(each.values[place] is not None for each in self.series)
        return str(self.tops[place]) if given else self.absent


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
    for place in range(len(spec.categories)):
        left = AXIS_WIDTH + place * column + column * (1 - BAR_SHARE) / 2
        marks += _bar(spec, place, left=left, width=column * BAR_SHARE, floor=floor, scale=scale, told=told)
    return marks + _below(spec.categories, column, floor + AXIS_HEIGHT - 3) + _key(spec.series, width, height)


def _below(categories: Sequence[str], column: float, y: float) -> list[Mark]:
    """Write the categories below their columns; where all would touch, only every second, third, fifth of them."""
    names = [category.replace("\n", " / ") for category in categories]
    needed = max((len(name) for name in names), default=0) * LABEL_SIZE * 0.6 + 3
    every = next((step for step in (1, 2, 3, 4, 5) if step * column >= needed), max(1, -(-int(needed) // int(column))))
    return [
        Text(x=AXIS_WIDTH + (place + 0.5) * column, y=y, words=name, anchor=Anchor.MIDDLE, room=every * column)
        for place, name in enumerate(names)
        if place % every == 0
    ]


def _bar(
    spec: ChartSpec, place: int, *, left: float, width: float, floor: float, scale: float, told: bool
) -> list[Mark]:
    marks: list[Mark] = []
    y = floor
    for look, series in enumerate(spec.series):
        tall = (series.values[place] or 0) * scale
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
        marks += [_box(look, x, height - 8, 8, 7), Text(x=x + 11, y=height - 2, words=each.words, room=share - 14)]
    return marks


def _step(highest: int, *, lines: int) -> int:
    """Return a round distance between the lines of the scale, giving at most so many of them."""
    for magnitude in (1, 10, 100, 1000, 10_000, 100_000):
        for digit in (1, 2, 5):
            if digit * magnitude * lines >= highest:
                return digit * magnitude
    return max(1, highest // lines)


def hbars(spec: ChartSpec, width: float, height: float) -> list[Mark]:
    """Draw bars from left to right, their parts end to end with the sum behind them: room for long names."""
    key = KEY_HEIGHT if len(spec.series) > 1 else 0.0
    names = _names_room(spec, width * 0.42)
    longest = max(spec.tops, default=0) or 1
    room = width - names - 30
    step = (height - key) / max(1, len(spec.categories))
    marks: list[Mark] = [Line(x1=names, y1=0, x2=names, y2=height - key, width=0.7)]
    for place, name in enumerate(spec.categories):
        y = place * step + step * (1 - BAR_SHARE) / 2
        tall = min(step * BAR_SHARE, 14.0)
        base = y + tall / 2 + LABEL_SIZE * 0.35
        marks += _named(name, names, y + tall / 2, step)
        x = names
        for look, series in enumerate(spec.series):
            wide = (series.values[place] or 0) / longest * room
            if wide:
                marks.append(_box(look, x, y, wide, tall))
                x += wide
        marks.append(Text(x=x + 3, y=base, words=spec.told(place), bold=True))
    return marks + (_key(spec.series, width, height) if key else [])


def _names_room(spec: ChartSpec, most: float) -> float:
    return min(most, max((len(name) for name in spec.categories), default=0) * LABEL_SIZE * 0.58 + 8)


def _named(name: str, room: float, middle: float, height: float) -> list[Mark]:
    """Write a name before its bar: on one line, or each language on a line of its own in smaller letters."""
    parts = name.split("\n")
    if (len(name) + 2) * LABEL_SIZE * 0.5 <= room or height < 2.2 * TWO_LINES:
        parts = [" / ".join(parts)]
    size = LABEL_SIZE if len(parts) == 1 else TWO_LINES
    top = middle + size * 0.35 - (len(parts) - 1) * size * 0.52
    return [
        Text(x=room - 4, y=top + place * size * 1.04, words=each, size=size, anchor=Anchor.END, room=room - 6)
        for place, each in enumerate(parts)
    ]


# Lines are told apart by their strokes and by their names at the end, not by colour.
DASHES: Final = ("", "6 2", "2 2", "8 2 2 2", "1 3")


def lines(spec: ChartSpec, width: float, height: float) -> list[Mark]:
    """Draw a line for each series through its categories, each told by its stroke and by the key below."""
    floor, roof = height - AXIS_HEIGHT - KEY_HEIGHT, LABEL_SIZE + 3
    highest = spec.highest
    step = _step(highest, lines=MOST_LINES)
    top = max(step, -(-highest // step) * step)
    scale = (floor - roof) / top
    marks: list[Mark] = []
    for value in range(0, top + 1, step):
        y = floor - value * scale
        marks += [
            Line(x1=AXIS_WIDTH, y1=y, x2=width, y2=y, width=0.7 if value == 0 else 0.3),
            Text(x=AXIS_WIDTH - 4, y=y + LABEL_SIZE * 0.35, words=str(value), anchor=Anchor.END),
        ]
    column = (width - AXIS_WIDTH) / max(1, len(spec.categories))
    places = [AXIS_WIDTH + (place + 0.5) * column for place in range(len(spec.categories))]
    marks += _below(spec.categories, column, floor + AXIS_HEIGHT - 3)
    for look, series in enumerate(spec.series):
        points = [
            None if value is None else (x, floor - value * scale)
            for x, value in zip(places, series.values, strict=True)
        ]
        marks += [
            Line(x1=left[0], y1=left[1], x2=right[0], y2=right[1], colour=INK, width=1.3, dash=_dash(look))
            for left, right in pairwise(points)
            if left is not None and right is not None
        ]
        marks += [_dot(*point, look) for point in points if point is not None]
    share = (width - AXIS_WIDTH) / max(1, len(spec.series))
    for look, series in enumerate(spec.series):
        x = AXIS_WIDTH + look * share
        marks += [
            Line(x1=x, y1=height - 4.5, x2=x + 18, y2=height - 4.5, colour=INK, width=1.3, dash=_dash(look)),
            _dot(x + 9, height - 4.5, look),
            Text(x=x + 22, y=height - 2, words=series.words, room=share - 24),
        ]
    return marks


def _dash(look: int) -> str:
    return DASHES[look % len(DASHES)]


def _dot(x: float, y: float, look: int) -> Rect:
    place = look % len(FILLS)
    return Rect(x=x - 2, y=y - 2, width=4, height=4, fill=FILLS[place], stroke=INK)


# Five steps from paper to ink: numbers stay readable on each, in grey too.
HEATS: Final = ("#FFFFFF", "#DCE9F5", "#B6D2EB", "#7FB0DC", "#3D7FB8")


def heat(spec: ChartSpec, width: float, height: float) -> list[Mark]:
    """Draw a field for each category and series, darker the higher its number, the number in it."""
    names = _names_room(spec, width * 0.3)
    column = (width - names) / max(1, len(spec.series))
    step = (height - AXIS_HEIGHT) / max(1, len(spec.categories))
    highest = spec.highest or 1
    marks: list[Mark] = []
    for place, name in enumerate(spec.categories):
        y = AXIS_HEIGHT + place * step
        base = y + step / 2 + LABEL_SIZE * 0.35
        marks += _named(name, names, y + step / 2, step)
        for at, series in enumerate(spec.series):
            value = series.values[place]
            shade = min(len(HEATS) - 1, value * len(HEATS) // (highest + 1)) if value else 0
            x = names + at * column
            marks += [
                Rect(x=x, y=y, width=column, height=step, fill=HEATS[shade], stroke=FAINT),
                Text(
                    x=x + column / 2,
                    y=base,
                    words=spec.absent if value is None else str(value),
                    anchor=Anchor.MIDDLE,
                    colour=_on(shade),
                ),
            ]
    marks += [
        Text(
            x=names + (at + 0.5) * column, y=AXIS_HEIGHT - 4, words=series.words, anchor=Anchor.MIDDLE, room=column - 2
        )
        for at, series in enumerate(spec.series)
    ]
    return marks


def _on(shade: int) -> str:
    return "#FFFFFF" if shade == len(HEATS) - 1 else INK


def ranges(spec: ChartSpec, width: float, height: float) -> list[Mark]:
    """Draw for each category a line from its first series to its last, a dot at both ends: means would mislead."""
    names = _names_room(spec, width * 0.42)
    highest = spec.highest or 1
    step = _step(highest, lines=MOST_LINES)
    top = -(-highest // step) * step
    floor = height - AXIS_HEIGHT - KEY_HEIGHT
    scale = (width - names - 20) / top
    marks: list[Mark] = []
    for value in range(0, top + 1, step):
        x = names + value * scale
        marks += [
            Line(x1=x, y1=0, x2=x, y2=floor, width=0.7 if value == 0 else 0.3),
            Text(x=x, y=floor + AXIS_HEIGHT - 3, words=str(value), anchor=Anchor.MIDDLE),
        ]
    row = floor / max(1, len(spec.categories))
    for place, name in enumerate(spec.categories):
        y = (place + 0.5) * row
        marks += _named(name, names, y, row)
        values = [series.values[place] for series in spec.series if series.values[place] is not None]
        marks += _range([value or 0 for value in values], names, y, scale) if values else [_absent(spec, names, y)]
    return marks + _key(spec.series, width, height)


def _absent(spec: ChartSpec, x: float, y: float) -> Text:
    return Text(x=x + 4, y=y + LABEL_SIZE * 0.35, words=spec.absent)


def _range(values: Sequence[int], left: float, y: float, scale: float) -> list[Mark]:
    """Draw a line from the lowest to the highest, a dot and its number for each; equal numbers stand once."""
    marks: list[Mark] = [Line(x1=left + min(values) * scale, y1=y, x2=left + max(values) * scale, y2=y, width=1.6)]
    for look, value in enumerate(values):
        x = left + value * scale
        marks.append(_dot(x, y, look))
        if value not in values[:look]:
            marks.append(Text(x=x, y=y - 4, words=str(value), anchor=Anchor.MIDDLE, bold=True))
    return marks


SHARE_ROOM: Final = 92.0


def dots(spec: ChartSpec, width: float, height: float) -> list[Mark]:
    """Draw for each category the dot of a share and the bar of its interval, on a line from 0 to 100 %.

    The series are the share, its lower and its upper bound in tenths of a percent, and the number of answers. Where
    these are few the share is drawn faint: it is an indication only.
    """
    names = min(width * 0.42, max((len(name) for name in spec.categories), default=0) * LABEL_SIZE * 0.5 + 6)
    floor = height - AXIS_HEIGHT
    scale = (width - names - SHARE_ROOM) / 1000
    marks: list[Mark] = []
    for value in range(0, 101, 20):
        x = names + value * 10 * scale
        marks += [
            Line(x1=x, y1=0, x2=x, y2=floor, width=0.7 if value == 0 else 0.3),
            Text(x=x, y=floor + AXIS_HEIGHT - 3, words=f"{value} %", anchor=Anchor.MIDDLE),
        ]
    row = floor / max(1, len(spec.categories))
    for place, name in enumerate(spec.categories):
        y = (place + 0.5) * row
        marks += _named(name, names, y, row)
        share, low, high, number = (series.values[place] for series in spec.series)
        if share is None or low is None or high is None:
            marks.append(_absent(spec, names, y))
            continue
        marks += _sure((share, low, high), number or 0, names, y, scale)
        told = f"{_decimal(share)}  [{_decimal(low)}; {_decimal(high)}]  n {number}"
        marks.append(Text(x=width, y=y + LABEL_SIZE * 0.35, words=told, anchor=Anchor.END, size=TWO_LINES + 0.6))
    return marks


def _sure(shares: tuple[int, int, int], number: int, left: float, y: float, scale: float) -> list[Mark]:
    colour = INK if number >= INDICATIVE else FAINT
    share, low, high = (left + value * scale for value in shares)
    bar: list[Mark] = [Line(x1=low, y1=y, x2=high, y2=y, colour=colour, width=1.2)]
    bar += [Line(x1=x, y1=y - 2, x2=x, y2=y + 2, colour=colour, width=0.8) for x in (low, high)]
    fill = FILLS[0] if number >= INDICATIVE else FILLS[1]
    return [*bar, Rect(x=share - 2, y=y - 2, width=4, height=4, fill=fill, stroke=colour)]


def _decimal(tenths: int) -> str:
    """Return tenths as they are written in French and Dutch."""
    return f"{tenths // 10},{tenths % 10}"
