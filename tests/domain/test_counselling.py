from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.counselling import LONGEST_TALK, CounsellingSession, SessionFact, checked_outcomes, rounded_to_five
from cdm_desk.domain.errors import TooManyOutcomesError
from tests.domain.tickets import DAY, TEN

FACT_ID = UUID(int=9)


def session(**more: object) -> CounsellingSession:
    begun = CounsellingSession(id=UUID(int=1), day=DAY, desk="4", theme_code="EMP", started_at=TEN, number="301")
    return replace(begun, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("minutes", "rounded"), [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10), (17, 15), (18, 20), (122, 120)]
)
def test_minutes_are_kept_to_the_nearest_five(minutes: int, rounded: int) -> None:
    assert rounded_to_five(minutes) == rounded
    assert session().closed(TEN + timedelta(minutes=minutes), ["OU1"]).fact(FACT_ID).minutes == rounded


def test_a_fact_has_neither_number_nor_desk_nor_hour() -> None:
    assert not {"number", "desk", "hour", "ticket_id", "started_at"} & set(SessionFact.__dataclass_fields__)


def test_a_break_does_not_count() -> None:
    on_break = session().paused(TEN + timedelta(minutes=5))
    assert on_break.seconds(TEN + timedelta(minutes=9)) == 300
    again = on_break.resumed(TEN + timedelta(minutes=15))
    assert again.seconds(TEN + timedelta(minutes=20)) == 600
    assert again.closed(TEN + timedelta(minutes=20), []).fact(FACT_ID).minutes == 10


def test_a_conversation_closed_on_break_ends_with_the_break() -> None:
    closed = session().paused(TEN + timedelta(minutes=5)).closed(TEN + timedelta(minutes=65), [])
    assert closed.seconds(TEN + timedelta(hours=5)) == 300
    assert closed.fact(FACT_ID).minutes == 5


@given(steps=st.lists(st.tuples(st.sampled_from(["pause", "resume"]), st.integers(0, 900)), max_size=6))
def test_breaks_never_make_more_of_a_conversation_than_it_lasted(steps: list[tuple[str, int]]) -> None:
    now, spoken = TEN, session()
    for act, seconds in steps:
        now += timedelta(seconds=seconds)
        spoken = spoken.paused(now) if act == "pause" else spoken.resumed(now)
        assert 0 <= spoken.seconds(now) <= (now - TEN).total_seconds()


def test_closing_and_reopening_keeps_the_beginning() -> None:
    reopened = session().closed(TEN + timedelta(minutes=9), ["OU1"]).reopened()
    assert (reopened.started_at, reopened.running, reopened.outcome_codes) == (TEN, True, ())


def test_outcomes_stand_once_each_in_the_order_pressed() -> None:
    assert checked_outcomes(["OU6", "OU1", "OU6"]) == ("OU6", "OU1")


def test_more_than_three_outcomes_are_refused() -> None:
    with pytest.raises(TooManyOutcomesError):
        session().closed(TEN, ["OU1", "OU2", "OU3", "OU4"])


def test_a_clock_that_jumped_makes_no_conversation_longer_than_a_day() -> None:
    ended = session().closed(TEN + timedelta(days=400), ["OU1"])
    fact = ended.fact(FACT_ID)

    assert fact.minutes == LONGEST_TALK
