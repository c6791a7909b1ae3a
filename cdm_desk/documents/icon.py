"""The icons of the house as outlines for paper, read from the same SVG files as those of the screens."""

import math
import re
from collections.abc import Iterator
from functools import cache
from typing import Final, TypeAlias

from cdm_desk.paths import resource

SIDE: Final = 256.0
"""How wide and tall the drawing of every icon is."""

THEME_ICONS: Final = {
    "ORI": "compass",
    "FOR": "graduation-cap",
    "EMP": "briefcase",
    "MOB": "train",
    "ENT": "rocket-launch",
    "MV3": "desktop",
}
OTHER_ICON: Final = "queue"

Place: TypeAlias = tuple[float, float]
Stroke: TypeAlias = tuple[Place, ...]
"""One place: go there; two: a straight line to the second; four: a curve to the last; none: back to where it began."""

_PATH: Final = re.compile(r'<path[^>]*? d="([^"]+)"')
_SIGN: Final = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_TAKES: Final = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "A": 7, "Z": 0}
_QUARTER: Final = math.pi / 2


@cache
def outline(name: str) -> tuple[Stroke, ...]:
    """Return the strokes of an icon, y growing downwards."""
    text = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    return tuple(stroke for path in _PATH.findall(text) for stroke in _strokes(path))


def _strokes(path: str) -> Iterator[Stroke]:
    here = start = held = (0.0, 0.0)
    for sign, numbers in _commands(path):
        at = here if sign.islower() else (0.0, 0.0)
        match sign.upper():
            case "M":
                here = start = _moved(at, numbers)
                yield (here,)
            case "Z":
                here = start
                yield ()
            case "A":
                end = _moved(at, numbers[5:])
                yield from _arc(here, end, numbers)
                here = end
            case "C" | "S" as kind:
                # S goes on as the curve before it came in; after anything else it leaves from where it stands.
                first = _moved(at, numbers[:2]) if kind == "C" else (2 * here[0] - held[0], 2 * here[1] - held[1])
                held, end = _moved(at, numbers[-4:-2]), _moved(at, numbers[-2:])
                yield (here, first, held, end)
                here = end
                continue
            case "H":
                here, before = (at[0] + numbers[0], here[1]), here
                yield (before, here)
            case "V":
                here, before = (here[0], at[1] + numbers[0]), here
                yield (before, here)
            case _:
                here, before = _moved(at, numbers), here
                yield (before, here)
        held = here


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    """Split a path into its commands; numbers that go on after one repeat it, a move as a line."""
    signs: list[str] = _SIGN.findall(path)
    place = 0
    sign = ""
    while place < len(signs):
        if signs[place].isalpha():
            sign = signs[place]
            place += 1
        takes = _TAKES[sign.upper()]
        yield sign, [float(number) for number in signs[place : place + takes]]
        place += takes
        sign = {"M": "L", "m": "l"}.get(sign, sign)


def _moved(at: Place, by: list[float]) -> Place:
    return (at[0] + by[0], at[1] + by[1])


def _arc(start: Place, end: Place, numbers: list[float]) -> Iterator[Stroke]:
    """Yield the curves of an arc that is part of a circle, as every arc of these icons is."""
    radius, large, sweep = numbers[0], numbers[3] != 0, numbers[4] != 0
    wide, tall = (end[0] - start[0]) / 2, (end[1] - start[1]) / 2
    half = math.hypot(wide, tall)
    if not half:
        return
    radius = max(radius, half)
    aside = math.sqrt(max(0.0, radius**2 - half**2)) / half * (-1 if large == sweep else 1)
    centre = ((start[0] + end[0]) / 2 - aside * tall, (start[1] + end[1]) / 2 + aside * wide)
    first = math.atan2(start[1] - centre[1], start[0] - centre[0])
    turn = math.atan2(end[1] - centre[1], end[0] - centre[0]) - first
    if sweep and turn < 0:
        turn += 2 * math.pi
    elif not sweep and turn > 0:
        turn -= 2 * math.pi
    parts = max(1, math.ceil(abs(turn) / _QUARTER - 1e-9))
    step = turn / parts
    reach = radius * 4 / 3 * math.tan(step / 4)
    for part in range(parts):
        angle, next_angle = first + part * step, first + (part + 1) * step
        here, there = _on(centre, radius, angle), _on(centre, radius, next_angle)
        yield (
            here,
            (here[0] - reach * math.sin(angle), here[1] + reach * math.cos(angle)),
            (there[0] + reach * math.sin(next_angle), there[1] - reach * math.cos(next_angle)),
            there,
        )


def _on(centre: Place, radius: float, angle: float) -> Place:
    return (centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle))
