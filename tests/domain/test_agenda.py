"""What an activity may be, when it is over, with what it clashes; the days of a series."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest

from cdm_desk.domain.agenda import (
    MOST_HEADS,
    Activity,
    ActivityDayError,
    ActivityDaysError,
    ActivityHoursError,
    ActivityTitleError,
    CalledOffError,
    Caution,
    HeadsTooSoonError,
    doubts_about,
)
from cdm_desk.domain.clock import BRUSSELS
from cdm_desk.domain.errors import AmountError, FieldTooLongError, TextRefusedError
from cdm_desk.domain.series import Rhythm, series_days

MONDAY = date(2019, 1, 14)
THURSDAY = date(2019, 1, 17)
TEN = datetime(2019, 1, 14, 10, tzinfo=BRUSSELS)
WORKSHOP = Activity(
    id=UUID(int=1),
    kind_code="AC2",
    day=MONDAY,
    title_fr="Atelier CV",
    begins=time(9),
    ends=time(11),
    room="Salle B",
)
OTHER = replace(WORKSHOP, id=UUID(int=2), begins=time(10), ends=time(12))


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"title_fr": "  "}, ActivityTitleError),
        ({"title_fr": "x" * 121}, FieldTooLongError),
        ({"title_nl": "Vraag aan jan@actiris.be"}, TextRefusedError),
        ({"summary_fr": "Registre 42.01.22-051.81"}, TextRefusedError),
        ({"begins": time(22), "ends": time(1)}, ActivityHoursError),
        ({"begins": time(10), "ends": time(10)}, ActivityHoursError),
        ({"begins": None}, ActivityHoursError),
        ({"day": date(2017, 12, 31)}, ActivityDayError),
        ({"day": date(2222, 1, 1)}, ActivityDayError),
        ({"last_day": date(2019, 1, 13)}, ActivityDaysError),
        ({"last_day": date(2019, 3, 1)}, ActivityDaysError),
        ({"seats": 0}, AmountError),
        ({"enrolled": -1}, AmountError),
        ({"present": MOST_HEADS + 1}, AmountError),
        ({"accompanying": 100}, AmountError),
    ],
)
def test_what_cannot_be_true_is_refused(wrong: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        replace(WORKSHOP, **wrong).checked(MONDAY)  # type: ignore[arg-type]


def test_a_title_in_one_language_is_enough_and_stands_for_the_other() -> None:
    kept = replace(WORKSHOP, title_fr=" Atelier   CV ").checked(MONDAY)
    assert (kept.title("fr"), kept.title("nl")) == ("Atelier CV", "Atelier CV")


def test_heads_are_counted_from_the_day_on_and_not_before() -> None:
    with pytest.raises(HeadsTooSoonError):
        replace(WORKSHOP, day=MONDAY + timedelta(days=1)).counted(15, None, None, TEN)
    assert WORKSHOP.counted(15, None, None, TEN).present == 15


def test_of_what_was_called_off_no_heads_are_counted() -> None:
    with pytest.raises(CalledOffError):
        replace(WORKSHOP, called_off=True).counted(15, None, None, TEN)


def test_heads_are_asked_for_once_it_is_over() -> None:
    assert not WORKSHOP.uncounted(TEN)
    assert WORKSHOP.uncounted(TEN + timedelta(hours=1))
    assert not replace(WORKSHOP, called_off=True).uncounted(TEN + timedelta(hours=1))
    assert not replace(WORKSHOP, present=0).uncounted(TEN + timedelta(hours=1))


def test_one_room_at_one_time_is_worth_a_look() -> None:
    [doubt] = doubts_about(WORKSHOP, [WORKSHOP, replace(OTHER, room=" SALLE B".strip())])
    assert (doubt.caution, doubt.other and doubt.other.id) == (Caution.ROOM, OTHER.id)


@pytest.mark.parametrize(
    "other",
    [
        replace(OTHER, room="Salle A"),
        replace(OTHER, begins=time(11), ends=time(12)),
        replace(OTHER, called_off=True),
        replace(OTHER, day=MONDAY + timedelta(days=1)),
        replace(OTHER, place="extra"),
    ],
)
def test_another_room_hour_or_day_is_no_clash(other: Activity) -> None:
    assert doubts_about(WORKSHOP, [other]) == []


@pytest.mark.parametrize(
    ("changed", "caution"),
    [
        ({"begins": time(8, 30)}, Caution.EARLY),
        ({"begins": time(16), "ends": time(17, 30)}, Caution.LATE),
        ({"day": date(2019, 4, 22)}, Caution.SHUT),
        ({"day": date(2019, 1, 13)}, Caution.SHUT),
        ({"seats": 12, "enrolled": 13}, Caution.FULL),
    ],
)
def test_what_is_outside_the_opening_hours_is_worth_a_look(changed: dict[str, object], caution: Caution) -> None:
    assert [each.caution for each in doubts_about(replace(WORKSHOP, **changed), [])] == [caution]  # type: ignore[arg-type]


def test_the_late_thursday_is_open_until_seven() -> None:
    assert doubts_about(replace(WORKSHOP, day=THURSDAY, begins=time(17), ends=time(19)), []) == []


def test_outside_the_house_no_hour_is_worth_a_look() -> None:
    assert doubts_about(replace(WORKSHOP, place="extra", begins=time(7), day=date(2019, 1, 13)), []) == []


def test_moved_it_is_as_long_as_before_but_ends_with_its_day() -> None:
    moved = WORKSHOP.moved(THURSDAY, time(13, 30))
    assert (moved.day, moved.begins, moved.ends) == (THURSDAY, time(13, 30), time(15, 30))
    assert WORKSHOP.moved(MONDAY, time(23)).ends == time(23, 59)


def test_a_week_of_days_is_moved_whole() -> None:
    week = replace(WORKSHOP, begins=None, ends=None, last_day=date(2019, 1, 18))
    assert week.moved(date(2019, 1, 21), None).last_day == date(2019, 1, 25)


def test_ten_stays_ten_when_the_clocks_change() -> None:
    planned = series_days(date(2019, 3, 27), Rhythm.WEEKLY, 2)
    first, second = (replace(WORKSHOP, day=day, begins=time(10), ends=None) for day in planned.days)
    at_ten = datetime(2019, 4, 3, 10, tzinfo=BRUSSELS)
    assert first.begins == second.begins
    assert second.begun(at_ten)
    assert not second.begun(at_ten - timedelta(minutes=1))


def test_a_weekly_series_passes_over_what_is_shut_and_still_has_all_its_times() -> None:
    planned = series_days(date(2019, 4, 15), Rhythm.WEEKLY, 3, [date(2019, 4, 29)])
    assert planned.days == (date(2019, 4, 15), date(2019, 5, 6), date(2019, 5, 13))
    assert planned.skipped == (date(2019, 4, 22), date(2019, 4, 29))


def test_monthly_is_the_same_weekday_of_the_month_the_fifth_being_the_last() -> None:
    second_tuesday = series_days(date(2019, 10, 8), Rhythm.MONTHLY, 3).days
    assert second_tuesday == (date(2019, 10, 8), date(2019, 11, 12), date(2019, 12, 10))
    fifth_thursday = series_days(date(2019, 1, 31), Rhythm.MONTHLY, 3).days
    assert fifth_thursday == (date(2019, 1, 31), date(2019, 2, 28), date(2019, 3, 28))


@pytest.mark.parametrize("times", [-1, 1, 61])
def test_a_series_has_two_to_sixty_times(times: int) -> None:
    with pytest.raises(AmountError):
        series_days(MONDAY, Rhythm.WEEKLY, times)
