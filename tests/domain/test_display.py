"""Which number stands large on the wall, for how long, and what may still be shown when nothing is heard."""

from datetime import datetime, timedelta

import pytest

from cdm_desk.domain.clock import BRUSSELS
from cdm_desk.domain.display import KEPT, ShownCall, Stage, Wall, dutch_first, wall_of
from cdm_desk.domain.lists import Label

TEN = datetime(2019, 1, 14, 10, tzinfo=BRUSSELS)
HERE, THERE = "Accueil 1", "Poste 4"


def call(number: str, place: str = "4", seconds: int = 0, *, times: int = 101, awaited: bool = True) -> ShownCall:
    at = TEN + timedelta(seconds=seconds)
    return ShownCall(number=number, place=place, at=at, times=times, awaited=awaited, made_at=THERE)


def after(seconds: int) -> datetime:
    return TEN + timedelta(seconds=seconds)


@pytest.fixture
def stage() -> Stage:
    """A wall that has been looked at before anybody was called."""
    made = Stage()
    made.look([], TEN)
    return made


def large(stage: Stage, calls: list[ShownCall], seconds: int) -> str | None:
    shown = stage.look(calls, after(seconds)).large
    return None if shown is None else shown.number


def test_a_new_call_is_the_large_one_and_is_announced_once(stage: Stage) -> None:
    calls = [call("301")]
    announced = [stage.look(calls, after(seconds)).announced for seconds in range(3)]
    assert announced == [calls[0], None, None]


def test_two_calls_of_one_second_are_announced_in_order_each_for_eight_seconds(stage: Stage) -> None:
    calls = [call("302", "5"), call("301")]
    assert [large(stage, calls, seconds) for seconds in (0, 8, 9)] == ["301", "301", "302"]


def test_a_call_that_waits_for_its_turn_is_shown_at_once_all_the_same(stage: Stage) -> None:
    calls = [call("302", "5"), call("301")]
    assert [each.number for each in stage.look(calls, TEN).others] == ["302"]


def test_a_call_that_is_taken_back_disappears_and_the_one_before_is_large(stage: Stage) -> None:
    before = call("301")
    stage.look([before], TEN)
    stage.look([call("302", "5", 20), before], after(20))
    shown = stage.look([before], after(22))
    assert (shown.large, shown.others, shown.announced) == (before, (), None)


def test_a_call_that_is_taken_back_before_its_turn_is_never_announced(stage: Stage) -> None:
    first = call("301")
    stage.look([call("302", "5"), first], TEN)
    assert stage.look([first], after(9)).announced is None


def test_a_number_called_again_is_announced_again(stage: Stage) -> None:
    stage.look([call("301")], TEN)
    again = call("301", seconds=20, times=102)
    assert stage.look([again], after(20)).announced == again


def test_six_calls_are_kept_the_newest_first(stage: Stage) -> None:
    calls = [call(f"3{no:02d}", str(no), no) for no in range(9, 0, -1)]
    for seconds in range(100):
        stage.look(calls, after(seconds))
    shown = stage.look(calls, after(100))
    assert [shown.large, *shown.others] == calls[:KEPT]


def test_what_was_called_before_the_display_was_opened_is_shown_and_not_announced() -> None:
    shown = Stage().look([call("302", "5", 5), call("301")], after(6))
    assert (shown.large, shown.announced) == (call("302", "5", 5), None)


def test_who_is_at_the_desk_already_is_not_announced_any_more(stage: Stage) -> None:
    shown = stage.look([call("301", awaited=False)], TEN)
    assert (shown.large, shown.announced) == (call("301", awaited=False), None)


def test_after_midnight_the_first_call_is_announced_though_its_number_was_known(stage: Stage) -> None:
    stage.look([call("301")], TEN)
    tomorrow = TEN + timedelta(days=1)
    stage.look([], tomorrow)
    again = ShownCall(number="301", place="4", at=tomorrow, times=101)
    assert stage.look([again], tomorrow + timedelta(seconds=5)).announced == again


def wall(minutes: int) -> Wall:
    calls = (call("302"), ShownCall(number="301", place="2", at=TEN, made_at=HERE))
    messages = (Label(fr="a", nl="b", en="c"),)
    heard_at = TEN - timedelta(minutes=minutes)
    return Wall(now=TEN, calls=calls, turns=("601",), messages=messages, heard_at=heard_at)


@pytest.mark.parametrize(("minutes", "since"), [(0, None), (1, TEN - timedelta(minutes=1))])
def test_the_age_is_told_once_nothing_was_heard_for_a_while(minutes: int, since: datetime | None) -> None:
    assert wall(minutes).behind_since == since


def test_for_ten_minutes_the_last_state_stays() -> None:
    assert wall_of(wall(9), HERE) == wall(9)


def test_after_ten_minutes_only_the_messages_and_what_is_called_at_this_very_pc_stay() -> None:
    left = wall_of(wall(10), HERE)
    assert ([each.number for each in left.calls], left.turns, left.messages) == (["301"], (), wall(10).messages)


def test_french_and_dutch_take_turns_by_day() -> None:
    assert dutch_first(TEN.date()) is not dutch_first(TEN.date() + timedelta(days=1))
