"""The page of a manager on a real store."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.errors import NotAllowedError
from cdm_desk.domain.overview import Overview
from cdm_desk.domain.reports import Missing
from cdm_desk.domain.staff import Action
from cdm_desk.services.overview import OverviewService
from cdm_desk.store.unit import Store
from tests.services.test_reports import TUESDAY, OpenGate, activity, conversation, keep, visit, wait


class ShutGate:
    """Lets nobody through."""

    def require(self, action: Action) -> None:
        raise NotAllowedError(action)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(datetime(2020, 1, 14, 18, 0))  # noqa: DTZ001 - Brussels time


@pytest.fixture
def store(make_store: Callable[[Path, StoppedClock], Store], tmp_path: Path, clock: StoppedClock) -> Store:
    return make_store(tmp_path / "desk.db", clock)


def overview(store: Store, missing: Missing = Missing()) -> Overview:  # noqa: B008 - a frozen value
    clock = StoppedClock(datetime(TUESDAY.year, TUESDAY.month, TUESDAY.day, 18))  # noqa: DTZ001 - Brussels time
    return OverviewService(store, clock, OpenGate(), lambda _day: missing).overview()


def test_today_stands_beside_the_same_day_last_week_and_last_year(store: Store) -> None:
    days = {
        TUESDAY: 4,
        TUESDAY - timedelta(weeks=1): 3,
        TUESDAY - timedelta(weeks=52): 2,
        TUESDAY - timedelta(days=1): 9,
    }
    keep(store, [visit("MV3", day=day, people=people) for day, people in days.items()])
    found = overview(store)
    contacts = found.day[0]

    assert (contacts.id, contacts.now, contacts.week_before, contacts.year_before) == ("contacts", 4, 3, 2)
    assert found.week[0].now == 13


def test_who_waited_in_dutch_and_was_not_called_is_told(store: Store) -> None:
    keep(store, [replace(wait(), language="NL", ended="left"), replace(wait(), language="NL"), wait()])

    assert [(each.language, each.uncovered, each.waited) for each in overview(store).languages] == [("NL", 1, 2)]


def test_a_head_count_that_is_missing_keeps_the_year_from_being_final(store: Store) -> None:
    keep(store, [replace(activity(present=0), enrolled=7), conversation("OU1")])
    found = overview(store, Missing(silent=("Conseil 2",)))

    assert {each.id: each.value for each in found.to_complete} == {"headcounts_missing": 1, "silent": 1}


def test_who_may_not_read_reports_sees_no_overview(store: Store, clock: StoppedClock) -> None:
    with pytest.raises(NotAllowedError):
        OverviewService(store, clock, ShutGate(), lambda _day: Missing()).overview()
