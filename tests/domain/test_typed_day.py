"""Days as they are typed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.typed_day import day_typed

TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    "text",
    ["30/11/2026", "30-11-2026", "30.11.26", "30112026", "301126", "2026-11-30", "30/11", "3011", "30", " 30/11/ "],
)
def test_yesterday_is_understood_however_it_is_typed(text: str) -> None:
    assert day_typed(text, near=TODAY, last=TODAY) == date(2026, 11, 30)


@pytest.mark.parametrize("text", ["", "30/02/2026", "99", "0", "12345", "30/11/202", "1/2/3/4", "demain", "٣٠/11"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert day_typed(text, near=TODAY) is None


def test_a_day_beyond_the_bounds_is_none() -> None:
    assert day_typed("02/12/2026", near=TODAY, last=TODAY) is None


def test_a_day_of_the_other_end_of_the_year_is_the_nearest() -> None:
    assert day_typed("30/12", near=date(2027, 1, 4), last=date(2027, 1, 4)) == date(2026, 12, 30)


@given(day=st.dates(date(2000, 1, 1), date(2099, 12, 31)), near=st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_whole_day_is_that_day_wherever_one_stands(day: date, near: date) -> None:
    assert all(day_typed(f"{day:{form}}", near=near) == day for form in ("%d/%m/%Y", "%d.%m.%y", "%d%m%Y", "%Y-%m-%d"))


@given(near=st.dates(date(2000, 1, 1), date(2099, 12, 31)), back=st.integers(0, 27))
def test_the_number_of_a_day_of_the_last_four_weeks_is_that_day_where_nothing_later_may_be_chosen(
    near: date, back: int
) -> None:
    assert day_typed(f"{near - timedelta(days=back):%d}", near=near, last=near) == near - timedelta(days=back)


@given(text=st.text(max_size=12))
def test_nothing_that_is_typed_brings_it_down(text: str) -> None:
    found = day_typed(text, near=TODAY, last=TODAY)
    assert found is None or found <= TODAY
