"""What several packages do together: when the night runs."""

from datetime import time

import pytest

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.jobs import night_due, nightly
from cdm_desk.office import Office


@pytest.mark.parametrize(
    ("at", "hour", "minute", "due"),
    [
        (time(20, 30), 20, 29, False),
        (time(20, 30), 20, 30, True),
        (time(16), 16, 30, False),  # the doors are open still
        (time(16), 17, 30, True),
        (time(2), 11, 0, False),  # of the night before
        (time(2), 23, 0, False),
    ],
)
def test_the_night_runs_at_its_hour_once_the_day_is_over(
    office: Office, clock: StoppedClock, at: time, hour: int, minute: int, due: bool
) -> None:
    office.welcome.register("EMP")
    clock.moment = clock.moment.replace(hour=hour, minute=minute)

    assert night_due(office, at) is due


def test_a_night_after_midnight_closes_the_day_before(office: Office, clock: StoppedClock) -> None:
    office.welcome.register("EMP")
    clock.advance(minutes=16 * 60)

    assert night_due(office, time(2))
    nightly(office)
    assert not night_due(office, time(2))


def test_a_night_that_has_run_is_not_due_again(office: Office, clock: StoppedClock) -> None:
    clock.moment = clock.moment.replace(hour=20, minute=30)
    nightly(office)
    clock.advance(minutes=1)

    assert not night_due(office, time(20, 30))


@pytest.mark.parametrize(("hour", "kept_for_weeks"), [(10, False), (20, True)])
def test_no_copy_that_holds_a_board_outlives_its_day(
    office: Office, clock: StoppedClock, hour: int, kept_for_weeks: bool
) -> None:
    office.welcome.register("EMP")
    clock.moment = clock.moment.replace(hour=hour)

    assert nightly(office).backup.name.startswith("night-") is kept_for_weeks
