from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.clock import (
    BRUSSELS,
    StoppedClock,
    WallClock,
    at_seconds,
    day_from,
    in_brussels,
    minutes_between,
    seconds_of,
)

SPRING = date(2019, 3, 31)
AUTUMN = date(2019, 10, 27)
SECONDS = st.integers(0, 4_000_000_000)


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (date(2019, 1, 14), 24)])
def test_every_second_of_a_day_lies_in_that_day_and_in_no_other(day: date, hours: int) -> None:
    first = seconds_of(in_brussels(datetime(day.year, day.month, day.day)))  # noqa: DTZ001 - given its zone here
    after = first + hours * 3600
    minutes = range(first, after, 60)
    assert {at_seconds(moment).date() for moment in minutes} == {day}
    assert at_seconds(first - 1).date() == day - timedelta(days=1)
    assert at_seconds(after).date() == day + timedelta(days=1)


@given(seconds=SECONDS)
def test_a_moment_survives_the_store(seconds: int) -> None:
    assert seconds_of(at_seconds(seconds)) == seconds


@given(seconds=SECONDS)
def test_the_day_of_a_moment_is_the_day_in_brussels(seconds: int) -> None:
    elsewhere = datetime.fromtimestamp(seconds, tz=UTC)
    assert in_brussels(elsewhere) == at_seconds(seconds)
    assert in_brussels(elsewhere).date() == at_seconds(seconds).date()


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_three_minutes_stay_three_minutes_when_the_hour_changes(day: date) -> None:
    clock = StoppedClock(datetime(day.year, day.month, day.day, 1, 58))  # noqa: DTZ001 - the clock gives it its zone
    before = clock.now()
    for _step in range(60):
        clock.advance(minutes=3)
    assert minutes_between(before, clock.now()) == 180


def test_a_clock_that_was_set_back_gives_no_negative_wait() -> None:
    ten = datetime(2019, 1, 14, 10, tzinfo=BRUSSELS)
    assert minutes_between(ten, ten - timedelta(hours=1)) == 0


def test_the_running_clock_tells_whole_seconds_in_brussels_and_goes_on_from_where_it_was_set() -> None:
    clock = WallClock(datetime(2019, 3, 1, 18, 45))  # noqa: DTZ001 - the clock gives it its zone
    first = clock.now()
    assert (first.tzinfo, first.microsecond) == (BRUSSELS, 0)
    assert timedelta() <= clock.now() - datetime(2019, 3, 1, 18, 44, 59, tzinfo=BRUSSELS) < timedelta(minutes=1)


def test_a_day_is_read_from_its_text() -> None:
    assert day_from("2019-01-14") == date(2019, 1, 14)
