"""The outlines of the icons: each one that the house has can be drawn on paper, within its square."""

from pathlib import Path

import pytest

from cdm_desk.documents.icon import OTHER_ICON, SIDE, THEME_ICONS, outline
from cdm_desk.domain.multimedia import PC_MOTIVE
from cdm_desk.paths import resource

NAMES = sorted(file.stem for file in Path(resource("icons")).glob("*.svg"))
WITHOUT_PATHS = {name for name in NAMES if "<path" not in resource("icons", f"{name}.svg").read_text()}


@pytest.mark.parametrize("name", [name for name in NAMES if name not in WITHOUT_PATHS])
def test_an_icon_is_drawn_within_its_square(name: str) -> None:
    strokes = outline(name)
    ends = [stroke[-1] for stroke in strokes if stroke]

    assert len(strokes) > 4
    assert all(0 <= x <= SIDE and 0 <= y <= SIDE for x, y in ends)


def test_a_quarter_of_a_circle_bulges_the_way_it_is_told() -> None:
    # The compass begins with a ring: from its top, clockwise, through its right edge.
    start, *curves = outline("compass")[:5]

    assert start == ((128.0, 24.0),)
    ends = [curve[-1] for curve in curves]
    assert (232.0, 128.0) in [(round(x, 6), round(y, 6)) for x, y in ends]
    assert max(x for curve in curves for x, _y in curve) < 233


def test_every_theme_and_the_pc_space_have_an_icon_and_so_has_what_is_none() -> None:
    assert set(THEME_ICONS) == {"ORI", "FOR", "EMP", "MOB", "ENT", PC_MOTIVE}
    for name in (*THEME_ICONS.values(), OTHER_ICON):
        assert outline(name)
