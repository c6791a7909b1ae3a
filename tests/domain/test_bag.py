"""Where a bag is, on which days it counts, and what a head counted in it becomes."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from cdm_desk.domain.bag import Bag, BagDayError, BagDaysError, Counted, How, Mode, Standing, Totals, checked_days
from cdm_desk.domain.clock import BRUSSELS
from cdm_desk.domain.lists import SHIPPED, Kind
from cdm_desk.domain.reports import OUTING_CHANNELS, OUTINGS

MONDAY = date(2019, 1, 14)
WEDNESDAY = MONDAY + timedelta(days=2)
FACT = UUID(int=1)


def bag(**fields: object) -> Bag:
    told: dict[str, object] = {
        "id": UUID(int=7), "workstation": "Portable 1", "mode": Mode.FORMTRUCK, "place": "21015",
        "first_day": MONDAY, "last_day": WEDNESDAY,
    }  # fmt: skip
    return Bag(**(told | fields))  # type: ignore[arg-type]


def heard(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 17, tzinfo=BRUSSELS)


def test_every_mode_is_a_channel_and_an_outing_that_the_reports_know() -> None:
    assert {mode.value for mode in Mode} == OUTING_CHANNELS
    assert {mode.kind_code for mode in Mode} == OUTINGS
    channels = {entry.code for entry in SHIPPED[Kind.CHANNEL]}
    activities = {entry.code for entry in SHIPPED[Kind.ACTIVITY]}
    audiences = {entry.code for entry in SHIPPED[Kind.AUDIENCE]}
    for mode in Mode:
        assert mode.value in channels
        assert mode.kind_code in activities
        assert {*mode.audiences} <= audiences


def test_only_in_prison_a_head_counts_for_a_sensitive_audience() -> None:
    assert [mode for mode in Mode if mode.sensitive] == [Mode.PRISON]


def test_no_place_has_two_meanings() -> None:
    codes = [entry.code for kind in (Kind.PLACE, Kind.COMMUNE) for entry in SHIPPED[kind]]

    assert len(codes) == len(set(codes))


def test_a_head_bears_day_place_kind_and_theme_and_nobody_was_enrolled() -> None:
    fact = bag().heads(FACT, MONDAY, "EMP", 37)

    assert (fact.day, fact.kind_code, fact.place, fact.theme_code) == (MONDAY, "AC8", "21015", "EMP")
    assert (fact.present, fact.enrolled, fact.partners, fact.language) == (37, 0, (), None)


@pytest.mark.parametrize(
    ("fields", "today", "heard_at", "unsent", "standing"),
    [
        ({}, MONDAY - timedelta(days=1), None, 0, Standing.PREPARED),
        ({}, MONDAY, None, 0, Standing.OUT),
        ({}, WEDNESDAY, heard(MONDAY), 4, Standing.OUT),
        ({}, WEDNESDAY + timedelta(days=1), heard(WEDNESDAY), 0, Standing.DUE),
        ({}, WEDNESDAY + timedelta(days=1), None, 0, Standing.DUE),
        ({}, WEDNESDAY + timedelta(days=1), heard(WEDNESDAY + timedelta(days=1)), 0, Standing.BACK),
        ({"closed_on": WEDNESDAY}, WEDNESDAY, heard(WEDNESDAY), 4, Standing.BACK),
        ({"closed_on": WEDNESDAY}, WEDNESDAY, heard(WEDNESDAY), 0, Standing.IN),
        ({"lost": True}, MONDAY, None, 0, Standing.LOST),
    ],
)
def test_where_a_bag_is_follows_from_its_days_and_what_was_heard(
    fields: dict[str, object], today: date, heard_at: datetime | None, unsent: int, standing: Standing
) -> None:
    assert bag(**fields).standing(today, heard_at, unsent) is standing


@pytest.mark.parametrize(
    ("fields", "day", "away"),
    [
        ({}, MONDAY, True),
        ({}, WEDNESDAY, True),
        ({}, MONDAY - timedelta(days=1), False),
        ({}, WEDNESDAY + timedelta(days=1), False),
        ({"closed_on": MONDAY}, MONDAY, False),
        ({"lost": True}, MONDAY, False),
    ],
)
def test_a_laptop_is_away_on_the_days_of_its_bag_while_it_is_open(
    fields: dict[str, object], day: date, away: bool
) -> None:
    assert bag(**fields).away(day) is away


def test_it_counts_from_its_first_day_until_today_also_when_it_stays_longer() -> None:
    late = WEDNESDAY + timedelta(days=3)

    assert bag().checked_day(None, late) == late
    assert bag().checked_day(MONDAY, late) == MONDAY
    for day in (MONDAY - timedelta(days=1), late + timedelta(days=1)):
        with pytest.raises(BagDayError):
            bag().checked_day(day, late)


def test_days_that_no_bag_is_away_are_refused() -> None:
    checked_days(MONDAY, MONDAY + timedelta(days=31), MONDAY)
    with pytest.raises(BagDaysError):
        checked_days(MONDAY, MONDAY + timedelta(days=32), MONDAY)


def test_totals_add_up_however_they_are_cut() -> None:
    counted = (
        Counted(day=MONDAY, theme_code="EMP", how=How.CLICK, people=3, times=3),
        Counted(day=MONDAY, theme_code=None, how=How.BUNDLE, people=37, times=1),
        Counted(day=WEDNESDAY, theme_code="EMP", how=How.INTERVIEW, people=4, times=2),
    )
    totals = Totals(bag=bag(), counted=counted)

    assert totals.people == 44
    assert totals.interviews == 2
    assert sum(totals.of(theme_code=code) for code in ("EMP", None)) == 44
    assert sum(totals.counted_so(how) for how in How) == 44
    assert [totals.on(day) for day in totals.days()] == [40, 4]
