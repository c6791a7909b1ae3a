"""The page of a manager, from sums given by hand."""

from datetime import date, timedelta

from cdm_desk.domain.overview import languages_of, late_hours, stretches, to_complete, waits_of
from cdm_desk.domain.period_sums import ArrivalSum, WaitCount

THURSDAY = date(2019, 9, 5)


def wait(ended: str, minutes: int, number: int) -> WaitCount:
    return WaitCount(theme_code="EMP", ended=ended, minutes=minutes, number=number)


def test_a_week_is_compared_with_the_same_weekdays_of_last_week_and_last_year() -> None:
    found = stretches(THURSDAY - timedelta(days=3), THURSDAY)

    assert (found.week_before.first, found.week_before.last) == (date(2019, 8, 26), date(2019, 8, 29))
    assert [each.last.weekday() for each in (found.week_before, found.year_before)] == [3, 3]
    assert found.year_before.last == date(2018, 9, 6)


def test_waits_of_those_called_are_ranked_and_those_in_vain_are_counted() -> None:
    found = waits_of([wait("called", 5, 9), wait("called", 40, 1), wait("left", 50, 2), wait("not_called", 60, 1)])

    assert (found.called, found.median, found.ninety, found.long, found.in_vain) == (10, 5, 5, 1, 3)


def test_of_fewer_than_five_no_wait_is_told() -> None:
    assert waits_of([wait("called", 5, 4)]).median is None


def test_the_language_of_which_most_waited_in_vain_comes_first() -> None:
    found = languages_of([("FR", "called", 95), ("FR", "left", 5), ("NL", "called", 6), ("NL", "not_called", 4)])

    assert [(each.language, each.uncovered, each.waited) for each in found] == [("NL", 4, 10), ("FR", 5, 100)]


def test_a_language_in_which_everybody_was_called_is_not_told() -> None:
    assert languages_of([("NL", "called", 6)]) == ()


def test_a_late_hour_in_which_nobody_came_counts_all_the_same() -> None:
    found = late_hours(
        [
            ArrivalSum(day=THURSDAY, hour=10, people=20),
            ArrivalSum(day=THURSDAY, hour=17, people=6),
            ArrivalSum(day=THURSDAY + timedelta(days=1), hour=17, people=99),
        ]
    )

    assert (found.thursdays, found.late_tenths, found.usual_tenths) == (1, 30, 200)


def test_what_is_done_is_not_listed_as_to_do() -> None:
    assert [each.id for each in to_complete(uncounted=0, days_open=2, silent=0, unsent=1)] == ["days_open", "unsent"]
