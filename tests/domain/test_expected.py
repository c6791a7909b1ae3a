from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.expected import Numbering, Rhythm, Way, dates

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
REGULAR = [rhythm for rhythm in Rhythm if rhythm is not Rhythm.IRREGULAR]
BY_MONTH = {
    Rhythm.MONTHLY: 1,
    Rhythm.BIMONTHLY: 2,
    Rhythm.QUARTERLY: 3,
    Rhythm.HALF_YEARLY: 6,
    Rhythm.YEARLY: 12,
}
PAUSES = st.frozensets(st.integers(1, 12), max_size=11)


def months(day: date) -> int:
    return day.year * 12 + day.month - 1


@given(st.sampled_from(sorted(BY_MONTH)), DAYS, st.integers(0, 4_000))
def test_by_months_each_period_has_one_number_and_none_is_left_out(rhythm: Rhythm, first: date, ahead: int) -> None:
    days = dates(rhythm, first, (), first + timedelta(days=ahead))
    step = BY_MONTH[rhythm]
    assert [months(day) for day in days] == [months(first) + step * place for place in range(len(days))]
    # None is left out at the end: the next one would come after the last day.
    after = months(first) + step * len(days)
    assert date(after // 12, after % 12 + 1, 1) + timedelta(days=27) > first + timedelta(days=ahead) - timedelta(days=4)


@given(st.sampled_from(sorted(BY_MONTH)), DAYS, st.integers(0, 4_000))
def test_the_day_of_the_month_stays_or_is_its_last(rhythm: Rhythm, first: date, ahead: int) -> None:
    for day in dates(rhythm, first, (), first + timedelta(days=ahead)):
        is_last = (day + timedelta(days=1)).month != day.month
        assert day.day == first.day or (is_last and day.day < first.day)


@given(st.sampled_from([(Rhythm.WEEKLY, 7), (Rhythm.FORTNIGHTLY, 14)]), DAYS, st.integers(0, 800))
def test_by_weeks_the_days_lie_evenly_apart(rhythm: tuple[Rhythm, int], first: date, ahead: int) -> None:
    days = dates(rhythm[0], first, (), first + timedelta(days=ahead))
    assert days == [first + timedelta(days=rhythm[1] * place) for place in range(ahead // rhythm[1] + 1)]


@given(st.sampled_from(REGULAR), DAYS, PAUSES, st.integers(0, 3_000))
def test_a_pause_takes_out_its_months_and_nothing_else(
    rhythm: Rhythm, first: date, pauses: frozenset[int], ahead: int
) -> None:
    until = first + timedelta(days=ahead)
    whole = dates(rhythm, first, (), until)
    assert dates(rhythm, first, pauses, until) == [day for day in whole if day.month not in pauses]


@given(st.sampled_from(REGULAR), DAYS, PAUSES, st.integers(0, 2_000), st.integers(0, 2_000))
def test_looking_further_ahead_changes_nothing_of_what_was_expected(
    rhythm: Rhythm, first: date, pauses: frozenset[int], near: int, more: int
) -> None:
    short = dates(rhythm, first, pauses, first + timedelta(days=near))
    long = dates(rhythm, first, pauses, first + timedelta(days=near + more))
    assert long[: len(short)] == short
    assert len(set(long)) == len(long)


def test_nothing_is_expected_of_a_journal_without_rhythm() -> None:
    assert dates(Rhythm.IRREGULAR, date(2026, 1, 1), (), date(2030, 1, 1)) == []


def test_the_calendar_may_end() -> None:
    assert dates(Rhythm.YEARLY, date(9998, 3, 1), (), date.max) == [date(9998, 3, 1), date(9999, 3, 1)]


def test_a_journal_of_the_last_day_keeps_to_it_through_a_leap_year() -> None:
    found = dates(Rhythm.MONTHLY, date(2027, 12, 31), (), date(2028, 4, 30))
    assert found == [date(2027, 12, 31), date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31), date(2028, 4, 30)]


def test_a_yearly_one_of_29_february_comes_on_the_28th_in_other_years() -> None:
    found = dates(Rhythm.YEARLY, date(2024, 2, 29), (), date(2028, 12, 31))
    assert [f"{day:%d/%m}" for day in found] == ["29/02", "28/02", "28/02", "28/02", "29/02"]


@given(DAYS, st.integers(1, 9_999), st.integers(0, 60))
def test_plain_numbers_follow_one_another(first: date, number: int, count: int) -> None:
    days = [first + timedelta(weeks=place) for place in range(count)]
    called = Numbering(way=Way.NUMBER, number=number).numbers(days, Rhythm.WEEKLY)
    assert called == [str(number + place) for place in range(count)]


@given(DAYS, st.integers(1, 500), st.integers(1, 12), st.integers(1, 30), st.integers(0, 80))
def test_volumes_are_full_and_follow_one_another(
    first: date, volume: int, number: int, per_volume: int, count: int
) -> None:
    days = [first + timedelta(weeks=place) for place in range(count)]
    numbering = Numbering(way=Way.VOLUME, volume=volume, number=number, per_volume=per_volume)
    pairs = [tuple(map(int, each.split("/"))) for each in numbering.numbers(days, Rhythm.WEEKLY)]
    for (one, last), (other, begun) in pairwise(pairs):
        assert (other, begun) == ((one, last + 1) if last < per_volume else (one + 1, 1))


def test_a_volume_of_the_year_begins_with_it() -> None:
    days = dates(Rhythm.BIMONTHLY, date(2026, 9, 1), (), date(2027, 4, 1))
    called = Numbering(way=Way.VOLUME, volume=12, number=5).numbers(days, Rhythm.BIMONTHLY)
    assert called == ["12/5", "12/6", "13/1", "13/2"]


@pytest.mark.parametrize(
    ("rhythm", "called"), [(Rhythm.MONTHLY, ["2026-03", "2026-04"]), (Rhythm.FORTNIGHTLY, ["2026-03-09", "2026-03-23"])]
)
def test_where_several_come_in_a_month_the_day_tells_them_apart(rhythm: Rhythm, called: list[str]) -> None:
    days = dates(rhythm, date(2026, 3, 9), (), date(2026, 4, 9))[:2]
    assert Numbering().numbers(days, rhythm) == called


@given(st.sampled_from([Way.NUMBER, Way.VOLUME]), *3 * [st.integers(0, 999_999)])
def test_a_numbering_is_read_as_it_was_kept(way: Way, volume: int, number: int, per_volume: int) -> None:
    kept = Numbering(way=way, volume=volume, number=number, per_volume=per_volume)
    assert Numbering.read(kept.text) == kept


@given(st.none() | st.text(max_size=30))
def test_whatever_came_in_is_a_numbering(text: str | None) -> None:
    assert Numbering.read(Numbering.read(text).text) == Numbering.read(text)
