from datetime import date, time, timedelta

import pytest

from cdm_desk.domain.opening import closes_at

MONDAY = date(2019, 1, 14)


@pytest.mark.parametrize("days", range(7))
def test_the_doors_close_at_seventeen_and_on_thursdays_at_nineteen(days: int) -> None:
    day = MONDAY + timedelta(days=days)
    assert closes_at(day) == (time(19) if day.weekday() == 3 else time(17))
