"""Sheets of labels: what their makers publish fits on A4, and what somebody measured is checked."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.errors import LabelSheetError
from cdm_desk.domain.label_sheets import (
    PAPER_HEIGHT,
    PAPER_WIDTH,
    SHEETS,
    LabelSheet,
    as_setting,
    own_sheet,
    sheet_named,
)

NUMBERS = st.floats(-5, 60) | st.just(float("nan"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_published_sheet_lies_on_the_paper(sheet: LabelSheet) -> None:
    x, y = sheet.place(sheet.cells - 1)

    assert sheet.checked() == sheet
    assert x + sheet.width <= PAPER_WIDTH
    assert y + sheet.height <= PAPER_HEIGHT


@pytest.mark.parametrize(
    ("code", "labels", "first", "last"),
    [
        ("L4731", 189, (8.6, 13.5), (176.0, 273.5)),
        ("L7651", 65, (4.75, 10.7), (167.15, 265.1)),
        ("L7636", 48, (9.85, 21.3), (154.45, 254.5)),
        ("L7160", 21, (7.25, 15.15), (139.25, 243.75)),
        ("L7163", 14, (4.65, 15.15), (106.25, 243.75)),
    ],
)
def test_a_sheet_has_as_many_labels_as_its_maker_says_where_they_lie(
    code: str, labels: int, first: tuple[float, float], last: tuple[float, float]
) -> None:
    sheet = sheet_named(code)

    assert sheet.cells == labels
    assert sheet.place(0) == pytest.approx(first, abs=0.01)
    assert sheet.place(labels - 1) == pytest.approx(last, abs=0.01)


@pytest.mark.parametrize(
    ("change", "measure", "beyond"),
    [
        ({"across": 0}, "across", False),
        ({"down": 61}, "down", False),
        ({"width": 4.0}, "width", False),
        ({"left": -1.0}, "left", False),
        ({"step_x": 30.0}, "step_x", False),
        ({"across": 6}, "width", True),
        ({"top": 30.0}, "height", True),
        ({"height": float("nan")}, "height", False),
    ],
    ids=str,
)
def test_a_sheet_that_cannot_be_is_refused_with_the_measure_at_fault(
    change: dict[str, float], measure: str, beyond: bool
) -> None:
    with pytest.raises(LabelSheetError) as refused:
        replace(sheet_named("L7651"), **change).checked()  # type: ignore[arg-type]

    assert (refused.value.measure, refused.value.beyond) == (measure, beyond)


@given(st.integers(-1, 8), st.integers(-1, 12), st.lists(NUMBERS, min_size=6, max_size=6))
def test_what_passes_the_checks_can_be_printed(across: int, down: int, measures: list[float]) -> None:
    width, height, left, top, step_x, step_y = measures
    kept = {"across": across, "down": down, "width": width, "height": height}
    sheet = own_sheet(kept | {"left": left, "top": top, "step_x": step_x, "step_y": step_y})
    if sheet is None:
        return
    places = [sheet.place(cell) for cell in range(sheet.cells)]

    assert all(x >= 0 and x + width <= PAPER_WIDTH + 0.1 for x, _y in places)
    assert all(y >= 0 and y + height <= PAPER_HEIGHT + 0.1 for _x, y in places)
    assert len(set(places)) == sheet.cells


@pytest.mark.parametrize("kept", [None, 3, {}, {"across": "x"}, {"across": 5}, [1]], ids=str)
def test_a_setting_that_is_no_sheet_is_none(kept: object) -> None:
    assert own_sheet(kept) is None


def test_a_sheet_kept_comes_back_as_it_was() -> None:
    own = own_sheet(as_setting(sheet_named("L7651")))

    assert own is not None
    assert as_setting(own) == as_setting(sheet_named("L7651"))


@given(st.integers(0, 64), st.integers(0, 500))
def test_the_next_free_cell_follows_the_last_label(start: int, labels: int) -> None:
    sheet = sheet_named("L7651")

    assert sheet.next_free(start, labels) == (start + labels) % 65
