"""Charts as marks: no paper and no screen needed to check them."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from cdm_desk.documents.chart import (
    AXIS_HEIGHT,
    AXIS_WIDTH,
    FAINT,
    HEATS,
    INK,
    KEY_HEIGHT,
    LABEL_SIZE,
    ChartSpec,
    Line,
    Mark,
    Rect,
    Series,
    Text,
    dots,
    hbars,
    heat,
    lines,
    ranges,
    stacked,
)
from cdm_desk.documents.page import measured


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


def named(*columns: tuple[int, ...]) -> ChartSpec:
    made = spec(*columns)
    return replace(made, categories=tuple(f"Thème {place}\nThema {place}" for place in range(len(columns))))


def test_a_bar_across_is_in_proportion_and_tells_its_sum() -> None:
    marks = hbars(named((20, 10), (5, 0)), 400, 60)
    parts = [mark for mark in marks if isinstance(mark, Rect) and mark.y < 46]
    sums = [mark.words for mark in marks if isinstance(mark, Text) and mark.bold]

    assert parts[0].width == pytest.approx(2 * parts[1].width) == pytest.approx(4 * parts[2].width)
    assert parts[1].x == pytest.approx(parts[0].x + parts[0].width)
    assert sums == ["30", "5"]


@pytest.mark.parametrize("draw", [hbars, lines, heat, ranges, stacked])
@pytest.mark.parametrize("columns", [((0, 0),), ((1, 2), (3, 4)), ((123_456, 1),) * 12], ids=["none", "few", "many"])
def test_no_mark_leaves_the_room_of_the_chart(
    draw: Callable[[ChartSpec, float, float], list[Mark]], columns: tuple[tuple[int, ...], ...]
) -> None:
    for mark in draw(named(*columns), 480, 120):
        match mark:
            case Rect():
                assert mark.x >= -2.1
                assert mark.x + mark.width <= 482.1
                assert -LABEL_SIZE <= mark.y <= 122.1
            case Line():
                assert min(mark.x1, mark.x2) >= 0
                assert max(mark.x1, mark.x2) <= 480.1
            case Text():
                assert -LABEL_SIZE <= mark.y <= 120.1


def test_lines_differ_by_their_strokes() -> None:
    marks = lines(spec((1, 2, 3), (2, 3, 4)), 400, 120)
    drawn = {mark.dash for mark in marks if isinstance(mark, Line) and mark.width > 1}

    assert len(drawn) == 3


def test_the_fuller_an_hour_the_darker_its_field() -> None:
    fields = [mark for mark in heat(spec((0,), (5,), (50,)), 400, 90) if isinstance(mark, Rect)]

    assert [HEATS.index(field.fill or "") for field in fields] == sorted(
        HEATS.index(field.fill or "") for field in fields
    )
    assert fields[0].fill == HEATS[0]
    assert fields[-1].fill == HEATS[-1]


def test_a_range_goes_from_its_first_number_to_its_last() -> None:
    marks = ranges(spec((10, 30), (20, 20)), 400, 90)
    spans = [mark.x2 - mark.x1 for mark in marks if isinstance(mark, Line) and mark.width > 1]

    assert spans[0] > 0
    assert spans[1] == 0


@pytest.mark.parametrize("draw", [stacked, lines])
def test_the_weeks_of_a_year_do_not_touch_one_another(draw: Callable[[ChartSpec, float, float], list[Mark]]) -> None:
    marks = draw(spec(*((week,) for week in range(53))), 509, 120)
    floor = 120 - AXIS_HEIGHT - KEY_HEIGHT
    names = [mark for mark in marks if isinstance(mark, Text) and mark.x > AXIS_WIDTH and mark.y == floor + 9]

    assert len(names) > 20
    for left, right in pairwise(sorted(names, key=lambda mark: mark.x)):
        assert left.x + measured(left.words, LABEL_SIZE) / 2 + 1 < right.x - measured(right.words, LABEL_SIZE) / 2


@pytest.mark.parametrize("draw", [hbars, ranges, heat])
def test_a_number_that_is_not_given_is_a_dash_and_no_nought(
    draw: Callable[[ChartSpec, float, float], list[Mark]],
) -> None:
    chart = replace(spec((7,), (8,)), series=(Series(words="kind", values=(7, None)),))
    words = [mark.words for mark in draw(chart, 400, 120) if isinstance(mark, Text)]

    assert "–" in words


def test_a_line_is_broken_where_a_number_is_not_given() -> None:
    chart = replace(spec((1,), (2,), (3,), (4,)), series=(Series(words="kind", values=(1, 2, None, 4)),))
    drawn = [mark for mark in lines(chart, 400, 120) if isinstance(mark, Line) and mark.width > 1 and mark.y1 < 90]

    assert len(drawn) == 1


def test_a_share_is_a_dot_on_the_bar_of_its_interval_and_faint_where_few_answered() -> None:
    spec = ChartSpec(
        categories=("Many", "Few", "Hidden"),
        series=tuple(
            Series(words=name, values=values)
            for name, values in (
                ("share", (950, 957, None)), ("low", (927, 790, None)), ("high", (966, 992, None)),
                ("n", (500, 23, None)),
            )
        ),
        alt="",
    )  # fmt: skip
    marks = dots(spec, 500, 120)
    bars = [mark for mark in marks if isinstance(mark, Line) and mark.width == 1.2]
    points = [mark for mark in marks if isinstance(mark, Rect)]
    words = [mark.words for mark in marks if isinstance(mark, Text)]

    assert [bar.colour for bar in bars] == [INK, FAINT]
    for bar, point in zip(bars, points, strict=True):
        assert bar.x1 < point.x + 2 < bar.x2
        assert bar.y1 == pytest.approx(point.y + 2)
    assert "95,0  [92,7; 96,6]  n 500" in words
    assert spec.absent in words
