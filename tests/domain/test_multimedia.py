from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.clock import BRUSSELS
from cdm_desk.domain.errors import SeatPromisedError, SpaceClosingError
from cdm_desk.domain.multimedia import (
    MOST_OFFERS,
    OFFER,
    Device,
    PcSession,
    PcTurn,
    Seat,
    SeatState,
    Space,
    latest_end,
    line_of,
    next_block,
    seat_claim,
    session_end,
    space_at,
)

MONDAY = datetime(2019, 1, 14, 10, tzinfo=BRUSSELS)
THURSDAY = datetime(2019, 1, 17, 10, tzinfo=BRUSSELS)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def session(seat: int, start: float, length: float = 60, ended: float | None = None) -> PcSession:
    """A block at a seat, in minutes after ten."""
    begins = MONDAY + minutes(start)
    return PcSession(
        id=uuid4(), day=MONDAY.date(), seat=seat, device=Device.PC, attempt=1, started_at=begins,
        ends_at=begins + minutes(length), workstation="Multimédia 1",
        ended_at=None if ended is None else MONDAY + minutes(ended),
    )  # fmt: skip


def turn(number: str, since: float, ended: float | None = None) -> PcTurn:
    return PcTurn(
        id=uuid4(), day=MONDAY.date(), number=number, since=MONDAY + minutes(since), workstation="Accueil 1",
        ended_at=None if ended is None else MONDAY + minutes(ended),
    )  # fmt: skip


def seats(count: int) -> list[Seat]:
    return [Seat(number=number) for number in range(1, count + 1)]


def space(sessions: list[PcSession], turns: list[PcTurn], after: float, count: int = 2) -> Space:
    return space_at(seats(count), sessions, turns, MONDAY + minutes(after))


def offered(found: Space) -> dict[int, str]:
    return {seat: offer.turn.number for seat, offer in found.line.offers.items()}


def test_a_session_ends_an_hour_after_it_began() -> None:
    assert session_end(MONDAY) == MONDAY + minutes(60)


@pytest.mark.parametrize(("start", "end"), [(MONDAY, "16:55"), (THURSDAY, "18:55")])
def test_no_session_goes_beyond_five_minutes_before_closing(start: datetime, end: str) -> None:
    late = latest_end(start.date()) - minutes(20)
    assert f"{session_end(late):%H:%M}" == end


def test_no_session_begins_in_the_last_five_minutes() -> None:
    with pytest.raises(SpaceClosingError):
        session_end(latest_end(MONDAY.date()))


@pytest.mark.parametrize(
    ("after", "state", "left"),
    [
        (0, SeatState.RUNNING, 60),
        (54.9, SeatState.RUNNING, 6),
        (55, SeatState.SOON, 5),
        (59.5, SeatState.SOON, 1),
        (60, SeatState.COURTESY, 0),
        (64.9, SeatState.COURTESY, 0),
        (65, SeatState.OVER, 0),
    ],
)
def test_a_seat_says_five_minutes_before_and_at_the_end_what_is_left(after: float, state: SeatState, left: int) -> None:
    here = space([session(1, 0)], [], after).seats[0]
    assert (here.state, here.minutes) == (state, left)


def test_there_is_no_courtesy_while_somebody_waits() -> None:
    busy = [session(1, 0), session(2, 30)]
    assert space(busy, [turn("601", 50)], 61).seats[0].state is SeatState.OVER


def test_the_courtesy_is_given_once_since_the_end_never_moves() -> None:
    states = [space([session(1, 0)], [], after, 1).seats[0].state for after in range(60, 90)]
    assert Counter(states) == {SeatState.COURTESY: 5, SeatState.OVER: 25}


def test_a_seat_that_is_over_is_nobody_elses_until_it_is_freed() -> None:
    assert space([session(1, 0)], [], 300, 1).free() == []


def test_an_extension_begins_where_the_last_block_ends() -> None:
    here = space([session(1, 0)], [], 50).seats[0]
    assert next_block(here, MONDAY + minutes(50)) == (MONDAY + minutes(60), MONDAY + minutes(120))


def test_an_extension_of_a_seat_that_is_over_begins_now() -> None:
    here = space([session(1, 0)], [], 75).seats[0]
    assert next_block(here, MONDAY + minutes(75))[0] == MONDAY + minutes(75)


def test_an_extension_ends_five_minutes_before_closing() -> None:
    here = space([session(1, 330)], [], 380).seats[0]
    assert next_block(here, MONDAY + minutes(380))[1] == latest_end(MONDAY.date())


def test_the_seat_that_ends_first_is_promised_to_who_waits_and_not_extended() -> None:
    found = space([session(1, 10), session(2, 0)], [turn("601", 20)], 30)
    with pytest.raises(SeatPromisedError) as refused:
        next_block(found.seats[1], found.now)
    assert (refused.value.seat, refused.value.number) == ("02", "601")


def test_a_seat_that_ends_later_than_those_who_wait_need_may_be_extended() -> None:
    found = space([session(1, 10), session(2, 0)], [turn("601", 20)], 30)
    assert next_block(found.seats[0], found.now)[0] == MONDAY + minutes(70)


def test_a_freed_seat_is_offered_to_the_first_number() -> None:
    busy = [session(1, 0, ended=30), session(2, 0)]
    waiting = [turn("601", 10), turn("602", 20)]
    assert offered(space(busy, waiting, 32.9)) == {1: "601"}


def test_after_three_minutes_it_is_offered_to_the_next() -> None:
    busy = [session(1, 0, ended=30), session(2, 0)]
    waiting = [turn("601", 10), turn("602", 20)]
    assert offered(space(busy, waiting, 33)) == {1: "602"}


def test_all_busy_and_three_waiting_each_is_offered_in_turn_and_then_once_more() -> None:
    busy = [session(1, 0, ended=30), session(2, 0)]
    waiting = [turn("601", 10), turn("602", 20), turn("603", 25)]
    found = [offered(space(busy, waiting, 30 + after)).get(1) for after in range(0, 19, 3)]
    assert found == ["601", "602", "603", "601", "602", "603", None]


def test_who_let_two_offers_pass_is_absent_and_bars_nobody() -> None:
    busy = [session(1, 0, ended=30), session(2, 0)]
    found = space(busy, [turn("601", 10), turn("602", 35)], 40)
    assert [each.number for each in found.line.absent] == ["601"]
    assert offered(found) == {1: "602"}


def test_two_freed_seats_are_offered_to_two_people() -> None:
    busy = [session(1, 0, ended=30), session(2, 0, ended=31)]
    assert offered(space(busy, [turn("601", 10), turn("602", 20)], 32)) == {1: "601", 2: "602"}


def test_an_offer_does_not_change_hands_when_another_number_leaves() -> None:
    busy = [session(1, 0, ended=30), session(2, 0)]
    waiting = [turn("601", 10, ended=34), turn("602", 20), turn("603", 25)]
    assert offered(space(busy, waiting, 35)) == {1: "602"}


def test_a_seat_that_breaks_down_is_offered_to_nobody() -> None:
    broken = [Seat(number=1, out_since=MONDAY + minutes(31)), Seat(number=2)]
    found = line_of(broken, [session(1, 0, ended=30), session(2, 0)], [turn("601", 10)], MONDAY + minutes(32))
    assert (dict(found.offers), [each.number for each in found.waiting]) == ({}, ["601"])


def test_a_clock_that_is_ahead_elsewhere_does_not_let_a_seat_be_offered_that_was_just_given() -> None:
    busy = [session(1, 0, ended=30), session(2, 0), session(1, 33)]
    assert offered(space(busy, [turn("601", 10)], 31)) == {}


def test_two_people_at_one_seat_are_seen() -> None:
    assert space([session(1, 0), session(1, 0)], [], 10).seats[0].twice


def test_who_goes_on_at_a_seat_is_one_person() -> None:
    first = session(1, 0)
    more = replace(session(1, 60), follows_id=first.id)
    assert not space([first, more], [], 10).seats[0].twice


def test_a_block_counts_under_the_hour_in_which_it_began() -> None:
    fact = session(1, 90).fact(uuid4())
    assert (fact.day, fact.hour, fact.device, fact.blocks) == (MONDAY.date(), 11, "pc", 1)


def test_a_seat_is_claimed_under_one_name_at_every_workstation_and_another_each_day() -> None:
    assert seat_claim(MONDAY.date(), 12) == seat_claim(MONDAY.date(), 12)
    assert len({seat_claim(day.date(), number) for day in (MONDAY, THURSDAY) for number in (12, 13)}) == 4


# Whole days, in whole minutes after ten.
SPANS = st.tuples(st.integers(0, 120), st.integers(0, 60) | st.none())


@st.composite
def days(draw: st.DrawFn) -> tuple[list[Seat], list[PcSession], list[PcTurn], datetime]:
    count = draw(st.integers(1, 4))
    sessions = []
    for number in range(1, count + 1):
        at = 0
        for gap, length in draw(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 60)), max_size=3)):
            sessions.append(session(number, at + gap, ended=at + gap + length))
            at += gap + length
        if draw(st.booleans()):
            sessions.append(session(number, at))
    turns = []
    for place, (since, waited) in enumerate(draw(st.lists(SPANS, max_size=6))):
        turns.append(turn(f"60{place}", since, None if waited is None else since + waited))
    now = MONDAY + minutes(draw(st.integers(0, 200)))
    seen = [replace(each, ended_at=None) if each.ended_at and each.ended_at > now else each for each in sessions]
    known = [each for each in seen if each.started_at <= now]
    waiting = [replace(each, ended_at=None) if each.ended_at and each.ended_at > now else each for each in turns]
    return seats(count), known, [each for each in waiting if each.since <= now], now


@given(days())
def test_an_offer_is_of_a_free_seat_to_one_who_waits_and_lasts_three_minutes(
    day: tuple[list[Seat], list[PcSession], list[PcTurn], datetime],
) -> None:
    _seats, sessions, _turns, now = day
    line = line_of(*day)
    held = {each.seat for each in sessions if each.open}
    for seat, offer in line.offers.items():
        assert seat not in held
        assert offer.turn.waiting
        assert offer.since <= now < offer.since + OFFER


@given(days())
def test_everybody_who_waits_stands_in_exactly_one_place(
    day: tuple[list[Seat], list[PcSession], list[PcTurn], datetime],
) -> None:
    line = line_of(*day)
    placed: Counter[UUID] = Counter()
    placed.update(each.turn.id for each in line.offers.values())
    placed.update(each.id for each in (*line.waiting, *line.absent))
    assert placed == Counter(each.id for each in day[2] if each.waiting)


@given(days())
def test_no_seat_stays_free_while_somebody_present_waits(
    day: tuple[list[Seat], list[PcSession], list[PcTurn], datetime],
) -> None:
    all_seats, sessions, turns, now = day
    found = space_at(all_seats, sessions, turns, now)
    assert not (found.line.waiting and found.free())


@given(days(), st.randoms(use_true_random=False))
def test_the_offers_are_the_same_in_whatever_order_the_day_became_known(
    day: tuple[list[Seat], list[PcSession], list[PcTurn], datetime], chance: object
) -> None:
    all_seats, sessions, turns, now = day
    before = line_of(all_seats, sessions, turns, now)
    for each in (all_seats, sessions, turns):
        chance.shuffle(each)  # type: ignore[attr-defined]
    assert line_of(all_seats, sessions, turns, now) == before


@given(days(), st.integers(1, 400))
def test_offers_come_to_an_end_by_themselves(
    day: tuple[list[Seat], list[PcSession], list[PcTurn], datetime], later: int
) -> None:
    all_seats, sessions, turns, now = day
    much_later = now + OFFER * (MOST_OFFERS * len(turns) + 1) + minutes(later)
    free = {seat.number for seat in all_seats} - {each.seat for each in sessions if each.open}
    line = line_of(all_seats, sessions, turns, much_later)
    assert not line.offers
    assert not (free and line.waiting)


@given(st.integers(0, 8 * 60), st.integers(0, 90))
def test_no_block_ends_after_five_minutes_before_closing_nor_lasts_longer_than_an_hour(start: int, after: int) -> None:
    begun = MONDAY - minutes(60) + minutes(start)
    latest = latest_end(MONDAY.date())
    if begun >= latest:
        return
    first = session(1, 0)
    first = replace(first, started_at=begun, ends_at=session_end(begun))
    now = begun + minutes(after)
    here = space_at(seats(1), [first], [], now).seats[0]
    try:
        begins, ends = next_block(here, now)
    except SpaceClosingError:
        assert max(first.ends_at, now) >= latest
        return
    assert begins >= first.ends_at
    assert timedelta() < ends - begins <= minutes(60)
    assert ends <= latest
