"""The legal holidays, and what else keeps the doors shut."""

from datetime import date

import pytest

from cdm_desk.domain.holidays import closed_days_from, easter, holidays, is_shut


@pytest.mark.parametrize(
    ("year", "day"), [(2019, date(2019, 4, 21)), (2024, date(2024, 3, 31)), (2038, date(2038, 4, 25))]
)
def test_easter(year: int, day: date) -> None:
    assert easter(year) == day


def test_a_year_has_its_ten_legal_holidays() -> None:
    moving = {date(2027, 3, 29), date(2027, 5, 6), date(2027, 5, 17)}
    fixed = {(1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)}
    assert holidays(2027) == moving | {date(2027, *day) for day in fixed}


@pytest.mark.parametrize("day", [date(2027, 1, 3), date(2027, 7, 21), date(2027, 12, 28)])
def test_the_doors_stay_shut_on_sundays_holidays_and_days_of_the_house(day: date) -> None:
    assert is_shut(day, [date(2027, 12, 28)])
    assert not is_shut(date(2027, 12, 29), [date(2027, 12, 28)])


def test_a_setting_that_cannot_be_read_closes_no_day() -> None:
    assert closed_days_from(["2027-12-28", "soon", 3, None]) == {date(2027, 12, 28)}
    assert closed_days_from("2027-12-28") == frozenset()
