"""Charts as marks: no paper and no screen needed to check them."""

from itertools import pairwise

import pytest

from cdm_desk.documents.chart import AXIS_WIDTH, LABEL_SIZE, ChartSpec, Line, Rect, Series, Text, stacked


def spec(*columns: tuple[int, ...]) -> ChartSpec:
    series = zip(*columns, strict=True)
    return ChartSpec(
        categories=tuple(f"{hour:02}" for hour in range(len(columns))),
        series=tuple(Series(words=f"kind {place}", values=values) for place, values in enumerate(series)),
        alt="",
    )


def bars(chart: ChartSpec) -> list[Rect]:
    return [mark for mark in stacked(chart, 400, 170) if isinstance(mark, Rect) and mark.stroke and mark.y < 150]


def test_heights_are_in_proportion_to_the_counts() -> None:
    tall, short = bars(spec((20,), (5,)))

    assert tall.height == pytest.approx(4 * short.height)


def test_the_parts_of_a_bar_stand_on_one_another() -> None:
    parts = bars(spec((3, 4, 5)))

    assert [part.y for part in parts] == sorted((part.y for part in parts), reverse=True)
    for below, above in pairwise(parts):
        assert above.y + above.height == pytest.approx(below.y)


def test_neighbouring_parts_differ_without_colour() -> None:
    parts = bars(spec((1, 1, 1, 1, 1)))

    looks = [(part.fill, part.hatch) for part in parts]
    assert len(set(looks)) == 5


def test_every_sum_is_written_on_its_bar_and_nothing_on_an_empty_hour() -> None:
    words = [mark.words for mark in stacked(spec((3, 4), (0, 0)), 400, 170) if isinstance(mark, Text) and mark.bold]

    assert words == ["7"]


@pytest.mark.parametrize("highest", [0, 1, 4, 9, 31, 99, 101, 4_999, 123_456])
def test_the_scale_has_few_round_lines_and_holds_the_highest(highest: int) -> None:
    marks = stacked(spec((highest,)), 400, 170)

    lines = [mark for mark in marks if isinstance(mark, Line)]
    scale = [int(mark.words) for mark in marks if isinstance(mark, Text) and mark.x < AXIS_WIDTH]
    assert 2 <= len(lines) <= 6
    assert max(scale) >= highest
    assert all(mark.y >= 0 for mark in marks if isinstance(mark, Rect))


def test_the_scale_of_a_low_chart_has_room_for_its_numbers() -> None:
    marks = stacked(spec((4936,)), 400, 62)

    places = sorted(mark.y for mark in marks if isinstance(mark, Text) and mark.x < AXIS_WIDTH)
    assert len(places) >= 2
    assert all(below - above >= LABEL_SIZE for above, below in pairwise(places))
