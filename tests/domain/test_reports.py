"""Periods, percentiles and sharing out: the arithmetic behind every page."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.reports import (
    Period,
    PeriodShapeError,
    contacts_indicator,
    largest_remainder,
    median,
    percent,
    percentile,
)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019-01-14", date(2019, 1, 14), date(2019, 1, 14)),
        ("2019-W03", date(2019, 1, 14), date(2019, 1, 20)),
        ("2020-W53", date(2020, 12, 28), date(2021, 1, 3)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2019-12", date(2019, 12, 1), date(2019, 12, 31)),
        ("2019-Q4", date(2019, 10, 1), date(2019, 12, 31)),
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
    ],
)
def test_a_period_is_read_from_its_text(text: str, first: date, last: date) -> None:
    period = Period.parse(text)

    assert (period.first, period.last) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "today",
        "2019-13",
        "2019-02-29",
        "2019-W54",
        "2019-Q5",
        "2019-00",
        "0000",
        "9999",
        "2019\n",
        "٢٠١٩",
        "2019-1-1",
    ],
)
def test_anything_else_is_no_period(text: str) -> None:
    with pytest.raises(PeriodShapeError):
        Period.parse(text)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([5, 1, 4, 2, 3], 50, 3),
        ([5, 1, 4, 2, 3], 90, 5),
        ([1, 2, 3, 4, 5, 6], 50, 3),
        (range(1, 11), 90, 9),
        (range(1, 101), 90, 90),
        ([7] * 5, 90, 7),
    ],
)
def test_percentiles_go_by_nearest_rank(values: list[int], share: int, expected: int) -> None:
    assert percentile(values, share) == expected


def test_a_percentile_of_fewer_than_five_is_not_given() -> None:
    assert percentile([1, 2, 3, 4], 50) is None


@given(st.lists(st.integers(0, 600), min_size=5), st.integers(1, 100))
def test_a_percentile_is_one_of_the_values_and_leaves_its_share_below(values: list[int], share: int) -> None:
    found = percentile(values, share)

    assert found in values
    assert sum(value <= found for value in values) * 100 >= share * len(values)
    assert sum(value < found for value in values) * 100 < share * len(values)


@pytest.mark.parametrize(("values", "middle"), [([], None), ([4], 4), ([1, 9], 1), ([3, 1, 2], 2)])
def test_the_median_of_a_few_days_needs_no_five(values: list[int], middle: int | None) -> None:
    assert median(values) == middle


@pytest.mark.parametrize(
    ("part", "whole", "expected"), [(1, 8, 13), (1, 200, 1), (0, 5, 0), (5, 5, 100), (3, 0, 0), (289, 500, 58)]
)
def test_percentages_round_half_up(part: int, whole: int, expected: int) -> None:
    assert percent(part, whole) == expected


def test_the_education_column_of_the_annual_report_adds_up_to_101() -> None:
    assert [percent(part, 500) for part in (158, 145, 134, 23, 40)] == [32, 29, 27, 5, 8]


@given(st.integers(0, 60_000), st.lists(st.floats(0.01, 100), min_size=1, max_size=60))
def test_sharing_out_by_largest_remainder_loses_nothing(total: int, weights: list[float]) -> None:
    parts = largest_remainder(total, weights)

    assert sum(parts) == total
    assert all(abs(part - total * weight / sum(weights)) < 1 for part, weight in zip(parts, weights, strict=True))


@pytest.mark.parametrize(("day", "version"), [(date(2019, 6, 3), 1), (date(2022, 12, 31), 1), (date(2023, 1, 1), 2)])
def test_a_day_is_counted_by_the_definition_of_its_own_year(day: date, version: int) -> None:
    assert contacts_indicator(day).version == version
