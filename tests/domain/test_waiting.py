"""The wait estimate: a forecast by the very rule that calls, and what may be told of it."""

import math
import random
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdm_desk.domain.queue import DEFAULT_RULE, Desk, Rule, Ticket, calling_order
from cdm_desk.domain.waiting import (
    UNKNOWN,
    USUAL,
    Estimate,
    Foretold,
    Length,
    Lengths,
    Line,
    Quality,
    Replay,
    Told,
    learnt,
    quality,
)
from tests.domain.tickets import DAY, TEN, desk, waiting

SKILLS = [("EMP", "FR"), ("EMP FOR", "FR"), ("FOR ORI", "FR NL"), ("EMP ORI", "NL"), ("ORI", "FR NL")]


def crowd(seed: int, size: int = 14) -> list[Ticket]:
    """A full line: several themes and languages, who goes first, who came back, who waits for one desk; many ties."""
    chance = random.Random(seed)
    return [
        waiting(
            str(301 + place),
            issued_at=TEN - timedelta(seconds=chance.choice([0, 300, 300, 600, 900, 1800, 2640, 2699, 2700, 2760])),
            theme_code=chance.choice(["EMP", "EMP", "FOR", "ORI", "MOB"]),
            language=chance.choice([None, "FR", "FR", "NL", "BI"]),
            priority=chance.choice([None, None, None, "CHILD"]),
            head=chance.random() < 0.05,
            bonus_minutes=chance.choice([0, 0, 0, 5]),
            wanted_desk=chance.choice([None, None, None, None, "2", "9"]),
        )
        for place in range(size)
    ]


def floors() -> st.SearchStrategy[list[Desk]]:
    """Some desks, of which some are on break."""
    one = st.tuples(st.sampled_from(SKILLS), st.sampled_from([None, None, None, "BREAK"]))
    return st.lists(one, min_size=1, max_size=6).map(
        lambda drawn: [
            desk(str(place), themes, languages, paused=paused)
            for place, ((themes, languages), paused) in enumerate(drawn, start=1)
        ]
    )


@given(seed=st.integers(0, 2**32), desks=floors(), size=st.integers(1, 20))
@settings(max_examples=300)
def test_the_replay_calls_whom_the_rule_calls(seed: int, desks: list[Desk], size: int) -> None:
    chance = random.Random(seed)
    rule = chance.choice([DEFAULT_RULE, Rule(priority_percent=150, scarcity_minutes=7, overdue_minutes=20)])
    left, now = crowd(seed, size), TEN
    replay = Replay(Line(now=TEN, waiting=left, desks=desks, talks={}, rule=rule), left)
    open_desks = [each for each in desks if each.open]
    for _turn in range(size if open_desks else 0):
        now += timedelta(seconds=chance.choice([0, 1, 59, 60, 300]))
        at = chance.choice(open_desks)
        expected = calling_order(left, desks, now, desk=at, rule=rule)
        called = replay.choose(at.name, now)
        assert called == (expected[0].ticket.id if expected else None)
        left = [ticket for ticket in left if ticket.id != called]


def line(waiting_now: list[Ticket], desks: list[Desk], *, talks: int | None = 600, **more: object) -> Line:
    """A line in which every desk has had a visitor for so many seconds, or is free."""
    busy = {} if talks is None else {each.name: ("EMP", talks) for each in desks}
    return Line(now=TEN, waiting=waiting_now, desks=desks, talks=busy, **more)  # type: ignore[arg-type]


NEW = waiting("320")


def test_a_free_desk_that_can_take_the_visitor_is_now() -> None:
    estimate = line([], [desk("4")], talks=None).estimate(NEW)
    assert (estimate.told, estimate.ahead) == (Told.NOW, 0)


def test_what_is_promised_to_all_is_the_longest_wait_of_any_language_in_which_somebody_waits() -> None:
    desks = [desk("4", languages="FR"), desk("5", languages="NL")]
    for_all = Line(now=TEN, waiting=[waiting("301", language="NL")], desks=desks, talks={"5": ("EMP", 600)})
    assert for_all.newcomer("EMP").told is Told.NOW
    assert for_all.promised("EMP") == for_all.newcomer("EMP", "NL")


def test_nothing_is_promised_at_once_while_somebody_waits_whom_no_desk_can_help() -> None:
    waits = [waiting("301", language="NL")]
    idle = line(waits, [desk("4", languages="FR")], talks=None)
    busy = line(waits, [desk("4", languages="FR")])
    assert (idle.promised("EMP"), idle.promised("FOR")) == (UNKNOWN, UNKNOWN)
    assert busy.promised("EMP") == busy.newcomer("EMP")


def test_without_an_open_desk_for_them_no_number_is_told() -> None:
    desks = [desk("4", "FOR"), desk("5", "EMP", paused="MEAL"), desk("6", "EMP", "FR")]
    estimate = line([], desks).estimate(waiting("320", language="NL"))
    assert estimate == UNKNOWN
    assert estimate.told is Told.NOBODY


def test_the_same_line_and_ticket_give_the_same_answer() -> None:
    now = line([waiting(str(301 + place), waited=place) for place in range(9)], [desk("4"), desk("5")])
    assert now.estimate(NEW) == now.estimate(NEW)
    assert now.estimate(NEW, seed=1) == now.estimate(NEW, seed=1)


def test_who_comes_later_waits_longer() -> None:
    short = line([waiting("301")], [desk("4"), desk("5")]).estimate(NEW, seed=7)
    long = line([waiting(str(301 + place)) for place in range(8)], [desk("4"), desk("5")]).estimate(NEW, seed=7)
    assert short.high is not None
    assert long.low is not None
    assert short.high < long.low
    assert (short.ahead, long.ahead) == (1, 8)
    assert long.high is not None
    assert long.low < (long.middle or 0) < long.high


def test_who_goes_first_waits_less() -> None:
    before = [waiting(str(301 + place), waited=5) for place in range(8)]
    usual = line(before, [desk("4")]).estimate(NEW, seed=7)
    first = line(before, [desk("4")]).estimate(waiting("320", priority="CHILD", waited=4), seed=7)
    assert first.ahead < usual.ahead


def test_a_conversation_that_has_lasted_long_is_not_over_at_once() -> None:
    # Ninety minutes into a conversation of twenty-five on the mean, the rest is still some minutes.
    estimate = line([], [desk("4")], talks=90 * 60).estimate(NEW, seed=3)
    assert estimate.middle is not None
    assert 2 <= estimate.middle <= 40


def test_nobody_waits_for_the_visitor_s_own_place() -> None:
    here = [waiting("301"), NEW]
    assert line(here, [desk("4")]).estimate(NEW).ahead == 1


@pytest.mark.parametrize(
    ("low", "high", "told", "ends"),
    [
        (0, 0, Told.NOW, (0, 0)),
        (0, 3, Told.RANGE, (0, 5)),
        (12, 21, Told.RANGE, (10, 25)),
        (15, 25, Told.RANGE, (15, 25)),
        (11, 40, Told.RANGE, (10, 40)),
        (14, 41, Told.MORE, (10, 45)),
    ],
)
def test_the_range_is_rounded_outward_and_a_wide_one_is_more_than(
    low: int, high: int, told: Told, ends: tuple[int, int]
) -> None:
    estimate = Estimate(low=low, middle=low, high=high)
    assert (estimate.told, estimate.told_low, estimate.told_high) == (told, *ends)


def test_what_is_expected_after_the_doors_close_is_noticed() -> None:
    closing = TEN + timedelta(minutes=30)
    assert not Estimate(low=20, middle=30, high=45).called_after(TEN, closing)
    assert Estimate(low=20, middle=31, high=45).called_after(TEN, closing)
    assert not UNKNOWN.called_after(TEN, closing)


def test_where_nothing_was_learnt_conversations_last_as_usual() -> None:
    assert learnt({}) == Lengths(pool=USUAL)
    assert learnt({}).of("EMP") == USUAL


def test_a_theme_of_which_little_is_known_is_drawn_to_the_others() -> None:
    lengths = learnt({("EMP", 20): 500, ("MOB", 60): 1})
    assert lengths.of("EMP").mean == pytest.approx(20.2, abs=0.3)
    # One conversation of an hour among twenty that are assumed.
    assert lengths.of("MOB").mean == pytest.approx(20.2, abs=0.5)
    assert lengths.of("ENT") == lengths.pool


def test_a_theme_of_which_much_is_known_is_as_it_was_seen() -> None:
    lengths = learnt({("EMP", 20): 400, ("ORI", 30): 200, ("ORI", 40): 200})
    assert lengths.of("ORI").mean == pytest.approx(35, abs=0.6)
    assert lengths.of("ORI").spread < lengths.pool.spread


def test_a_conversation_that_nobody_closed_in_time_counts_as_the_longest_usual_one() -> None:
    with_stray = learnt({("EMP", 20): 499, ("EMP", 900): 1})
    assert with_stray.of("EMP").mean == pytest.approx(learnt({("EMP", 20): 500}).of("EMP").mean, abs=0.01)


def test_a_conversation_of_no_minutes_is_a_short_one() -> None:
    assert math.isfinite(learnt({("EMP", 0): 30}).of("EMP").centre)


def test_the_centre_of_a_length_gives_its_mean() -> None:
    length = Length(mean=25.0, spread=0.5)
    assert math.exp(length.centre + length.spread**2 / 2) == pytest.approx(25.0)


def test_an_id_is_seed_enough() -> None:
    one, other = waiting("320", id=UUID(int=1)), waiting("320", id=UUID(int=2**127))
    now = line([waiting(str(301 + place)) for place in range(5)], [desk("4"), desk("5")])
    assert now.estimate(one).ahead == now.estimate(other).ahead == 5


@given(seed=st.integers(0, 2**32), desks=floors())
def test_the_line_as_a_whole_is_foreseen_for_exactly_those_whom_a_desk_can_take(seed: int, desks: list[Desk]) -> None:
    line_now = crowd(seed)
    found = Line(now=TEN, waiting=line_now, desks=desks, talks={}).estimates()
    assert set(found) == {ticket.id for ticket in line_now}
    for ticket in line_now:
        able = any(each.open and each.suits(ticket) for each in desks)
        assert (found[ticket.id].told is not Told.NOBODY) == able
        if able:
            assert found[ticket.id].ahead < len(line_now)


def test_one_by_one_or_all_at_once_the_same_line_is_foreseen_alike() -> None:
    here = [waiting(str(301 + place), waited=20 - place) for place in range(12)]
    now = line(here, [desk("4"), desk("5")])
    together, alone = now.estimates()[here[-1].id], now.estimate(here[-1])
    assert together.ahead == alone.ahead == 11
    assert together.middle == pytest.approx(alone.middle, rel=0.15)


def judged(*minutes: int, low: int = 10, high: int = 20) -> Quality:
    found = quality(Foretold(day=DAY, low=low, high=high, minutes=each) for each in minutes)
    assert found is not None
    return found


def test_how_well_waits_were_foreseen_is_bias_error_and_share_in_range() -> None:
    found = judged(10, 15, 21, 30)
    assert (found.count, found.bias, found.error, found.held) == (4, -4.0, 6.5, 0.5)
    assert quality([]) is None


@pytest.mark.parametrize(
    ("minutes", "alarming"),
    [
        ([12, 15, 18, 22, 9] * 4, False),
        ([16, 20, 24, 28, 19] * 4, True),
        ([4, 9, 10, 16, 9] * 4, True),
        ([12, 15, 18, 22, 9] * 3, False),
        ([15] * 20, True),
        ([1, 30, 2, 28, 15] * 4, True),
    ],
    ids=["sound", "too short", "too long", "too few to judge", "ranges too wide", "ranges too narrow"],
)
def test_estimates_that_cannot_be_believed_raise_an_alarm(minutes: list[int], alarming: bool) -> None:
    assert judged(*minutes).alarming == alarming


def test_of_equal_scores_who_came_first_is_called_first_in_the_replay_too() -> None:
    first, urgent = waiting("301", waited=10), waiting("302", waited=5, priority="CHILD")
    here = desk("4")
    replay = Replay(Line(now=TEN, waiting=[urgent, first], desks=[here], talks={}), [urgent, first])
    assert calling_order([urgent, first], [here], TEN, desk=here)[0].ticket.id == first.id
    assert replay.choose("4", TEN) == first.id
