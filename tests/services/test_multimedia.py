from collections import Counter
from pathlib import Path

import pytest

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.errors import (
    DayClosedError,
    SeatFreeError,
    SeatOutError,
    SeatPromisedError,
    SeatsShortError,
    SeatTakenError,
    SeatUnknownError,
    SpaceClosingError,
    TicketGoneError,
    TurnGoneError,
    UndoWindowClosedError,
)
from cdm_desk.domain.multimedia import Device, PcFact, PcSession, SeatState
from cdm_desk.office import Office, temporary_office
from cdm_desk.services.multimedia import Arrival
from cdm_desk.settings import Settings
from tests.services.house import MONDAY, carry, facts, visits


@pytest.fixture
def small(office: Office) -> Office:
    """A space of two PCs."""
    office.multimedia.remove_seats(3, 45)
    return office


@pytest.fixture
def full(small: Office) -> Office:
    """Both PCs are taken, since ten o'clock."""
    small.multimedia.arrive()
    small.multimedia.arrive()
    return small


def blocks(office: Office) -> int:
    return sum(fact.blocks for fact in facts(office, PcFact))


def people(office: Office) -> int:
    return sum(fact.people for fact in visits(office) if fact.motive_code == "MV3")


def state(office: Office, seat: int) -> SeatState:
    found = office.multimedia.space().seat(seat)
    assert found is not None
    return found.state


def sat(arrival: Arrival) -> PcSession:
    assert arrival.session is not None
    return arrival.session


def number(arrival: Arrival) -> str:
    assert arrival.turn is not None
    return arrival.turn.number


def test_forty_five_pcs_stand_in_the_list_as_shipped(office: Office) -> None:
    assert [each.seat.name for each in office.multimedia.space().seats] == [f"{place:02d}" for place in range(1, 46)]


def test_who_comes_for_a_pc_gets_the_next_free_seat_for_an_hour_and_counts_once(office: Office) -> None:
    session = sat(office.multimedia.arrive())
    assert (session.seat, f"{session.ends_at:%H:%M}") == (1, "11:00")
    assert (people(office), blocks(office)) == (1, 1)


def test_a_chosen_seat_is_given(office: Office) -> None:
    assert sat(office.multimedia.arrive(12)).seat == 12


def test_a_seat_that_somebody_has_is_not_given_and_nothing_is_counted(office: Office) -> None:
    office.multimedia.arrive(12)
    with pytest.raises(SeatTakenError):
        office.multimedia.give(12)
    assert (people(office), blocks(office)) == (1, 1)


@pytest.mark.parametrize("seat", [0, 46, 99])
def test_a_number_that_stands_on_no_seat_is_refused(office: Office, seat: int) -> None:
    with pytest.raises(SeatUnknownError):
        office.multimedia.arrive(seat)


def test_pcs_are_given_before_tablets(small: Office) -> None:
    small.multimedia.add_seats(1, 1, Device.TABLET)
    assert [sat(small.multimedia.arrive()).seat for _each in range(2)] == [2, 1]
    assert Counter(fact.device for fact in facts(small, PcFact)) == {"pc": 1, "tablet": 1}


def test_when_every_seat_is_taken_a_turn_of_the_series_600_is_handed_out(full: Office) -> None:
    assert [number(full.multimedia.arrive()) for _each in range(2)] == ["601", "602"]
    assert (people(full), blocks(full)) == (4, 2)


def test_the_ticket_of_a_turn_names_the_space_and_who_is_before(full: Office) -> None:
    numbers = [number(full.multimedia.arrive()) for _each in range(2)]
    slips = [full.multimedia.slip(each) for each in numbers]

    assert [(slip.number, slip.ahead, slip.theme.fr) for slip in slips] == [
        ("601", 0, "Ordinateur, tablette, impression"),
        ("602", 1, "Ordinateur, tablette, impression"),
    ]
    with pytest.raises(TicketGoneError):
        full.multimedia.slip("603")


def test_the_turn_stands_with_the_visit_that_took_it(full: Office) -> None:
    full.multimedia.arrive()
    last = full.welcome.last()
    assert last is not None
    assert (last.number, last.motive_code) == ("601", "MV3")


def test_a_freed_seat_is_offered_for_three_minutes_and_then_to_the_next_number(
    full: Office, clock: StoppedClock
) -> None:
    full.multimedia.arrive()
    full.multimedia.arrive()
    full.multimedia.free(2)
    shown = [full.multimedia.display()]
    clock.advance(minutes=3)
    shown.append(full.multimedia.display())
    assert [(each.offered, each.waiting) for each in shown] == [
        ((("601", "02"),), ("602",)),
        ((("602", "02"),), ("601",)),
    ]


def test_an_offered_seat_is_nobody_elses(full: Office) -> None:
    full.multimedia.arrive()
    full.multimedia.free(2)
    with pytest.raises(SeatPromisedError):
        full.multimedia.give(2)
    assert number(full.multimedia.arrive()) == "602"


def test_a_number_is_given_the_seat_it_is_offered_and_is_not_counted_again(full: Office) -> None:
    turn = full.multimedia.arrive().turn
    assert turn is not None
    full.multimedia.free(2)
    assert full.multimedia.serve(turn.id).seat == 2
    assert (people(full), blocks(full)) == (3, 3)
    assert full.multimedia.space().people_waiting == 0


def test_a_number_is_served_once(full: Office) -> None:
    turn = full.multimedia.arrive().turn
    assert turn is not None
    full.multimedia.free(1)
    full.multimedia.serve(turn.id)
    full.multimedia.free(2)
    with pytest.raises(TurnGoneError):
        full.multimedia.serve(turn.id)


def test_a_number_that_left_is_passed_over_and_may_come_back_to_its_place(full: Office) -> None:
    turn = full.multimedia.arrive().turn
    assert turn is not None
    full.multimedia.arrive()
    full.multimedia.left(turn.id)
    assert full.multimedia.display().waiting == ("602",)
    full.multimedia.back(turn.id)
    assert full.multimedia.display().waiting == ("601", "602")


def test_a_serving_taken_back_puts_the_number_back_at_its_place(full: Office) -> None:
    turn = full.multimedia.arrive().turn
    assert turn is not None
    full.multimedia.free(2)
    full.multimedia.unserve(full.multimedia.serve(turn.id).id)
    assert full.multimedia.display().offered == (("601", "02"),)
    assert blocks(full) == 2


def test_each_block_that_begins_counts_as_a_session_under_its_own_hour(office: Office, clock: StoppedClock) -> None:
    office.multimedia.arrive(1)
    clock.advance(minutes=50)
    office.multimedia.extend(1)
    assert sorted((fact.hour, fact.blocks) for fact in facts(office, PcFact)) == [(10, 1), (11, 1)]
    assert people(office) == 1


def test_a_block_that_had_not_begun_when_the_seat_was_left_is_no_session(office: Office, clock: StoppedClock) -> None:
    office.multimedia.arrive(1)
    clock.advance(minutes=50)
    office.multimedia.extend(1)
    office.multimedia.free(1)
    assert [fact.hour for fact in facts(office, PcFact)] == [10]


def test_an_extension_moves_the_end_by_an_hour(office: Office, clock: StoppedClock) -> None:
    office.multimedia.arrive(1)
    clock.advance(minutes=50)
    office.multimedia.extend(1)
    here = office.multimedia.space().seat(1)
    assert here is not None
    assert here.minutes == 70


def test_an_extension_taken_back_leaves_the_seat_as_it_was(office: Office, clock: StoppedClock) -> None:
    office.multimedia.arrive(1)
    clock.advance(minutes=50)
    office.multimedia.shorten(office.multimedia.extend(1).id)
    here = office.multimedia.space().seat(1)
    assert here is not None
    assert (here.minutes, blocks(office)) == (10, 1)


def test_no_seat_is_extended_that_a_number_waits_for(full: Office) -> None:
    full.multimedia.arrive()
    with pytest.raises(SeatPromisedError):
        full.multimedia.extend(1)


def test_the_last_session_of_the_day_ends_five_minutes_before_closing(office: Office, clock: StoppedClock) -> None:
    clock.moment = clock.moment.replace(hour=16, minute=20)
    assert f"{sat(office.multimedia.arrive()).ends_at:%H:%M}" == "16:55"
    with pytest.raises(SpaceClosingError):
        office.multimedia.extend(1)


def test_who_comes_in_the_last_five_minutes_is_counted_without_a_seat(office: Office, clock: StoppedClock) -> None:
    clock.moment = clock.moment.replace(hour=16, minute=56)
    arrival = office.multimedia.arrive()
    assert (arrival.session, arrival.turn, arrival.closing, people(office)) == (None, None, True, 1)


def test_without_any_seat_in_the_list_an_arrival_is_counted_as_before(office: Office) -> None:
    office.multimedia.remove_seats(1, 45)
    arrival = office.multimedia.arrive()
    assert (arrival.session, arrival.turn, people(office), blocks(office)) == (None, None, 1, 0)


def test_an_arrival_taken_back_gives_up_its_seat_and_is_counted_nowhere(office: Office) -> None:
    arrival = office.multimedia.arrive()
    office.welcome.withdraw(arrival.visit.id)
    assert state(office, 1) is SeatState.FREE
    assert (people(office), blocks(office)) == (0, 0)


def test_an_arrival_taken_back_gives_up_its_turn(full: Office) -> None:
    full.welcome.withdraw(full.multimedia.arrive().visit.id)
    assert full.multimedia.space().people_waiting == 0
    assert number(full.multimedia.arrive()) == "602"


def test_a_seat_given_is_taken_back_within_two_minutes_only(office: Office, clock: StoppedClock) -> None:
    session = sat(office.multimedia.give())
    clock.advance(minutes=3)
    with pytest.raises(UndoWindowClosedError):
        office.multimedia.withdraw(session.id)


def test_a_class_gets_its_seats_in_one_act_and_counts_once_for_all(office: Office) -> None:
    office.multimedia.arrive(2)
    given = office.multimedia.group(3)
    assert [each.seat for each in given] == [1, 3, 4]
    assert (people(office), blocks(office)) == (4, 4)


def test_a_class_taken_back_frees_all_its_seats(office: Office) -> None:
    given = office.multimedia.group(20)
    assert given[0].group_id is not None
    office.multimedia.withdraw(given[0].group_id)
    assert len(office.multimedia.space().free()) == 45
    assert (people(office), blocks(office)) == (0, 0)


def test_a_class_too_large_gets_no_seat_at_all(small: Office) -> None:
    with pytest.raises(SeatsShortError) as refused:
        small.multimedia.group(3)
    assert (refused.value.wanted, refused.value.free) == (3, 2)
    assert (people(small), blocks(small)) == (0, 0)


def test_a_freed_seat_reopened_goes_on_until_its_old_end(office: Office, clock: StoppedClock) -> None:
    office.multimedia.arrive(1)
    clock.advance(minutes=50)
    office.multimedia.extend(1)
    office.multimedia.reopen(office.multimedia.free(1))
    here = office.multimedia.space().seat(1)
    assert here is not None
    assert (here.minutes, blocks(office)) == (70, 2)


def test_a_freed_seat_that_somebody_else_has_is_not_reopened(office: Office) -> None:
    office.multimedia.arrive(1)
    freed = office.multimedia.free(1)
    office.multimedia.arrive(1)
    with pytest.raises(SeatTakenError):
        office.multimedia.reopen(freed)


def test_nobody_is_freed_from_an_empty_seat(office: Office) -> None:
    with pytest.raises(SeatFreeError):
        office.multimedia.free(7)


def test_every_seat_whose_time_is_up_is_freed_at_once(office: Office, clock: StoppedClock) -> None:
    office.multimedia.arrive(1)
    clock.advance(minutes=30)
    office.multimedia.arrive(2)
    clock.advance(minutes=32)
    office.multimedia.free_over()
    assert (state(office, 1), state(office, 2)) == (SeatState.FREE, SeatState.RUNNING)


def test_a_seat_out_of_order_ends_its_session_and_is_given_to_nobody(office: Office) -> None:
    office.multimedia.arrive(1)
    office.multimedia.set_out(1)
    with pytest.raises(SeatOutError):
        office.multimedia.arrive(1)
    assert sat(office.multimedia.arrive()).seat == 2


def test_out_of_order_taken_back_lets_the_session_go_on(office: Office) -> None:
    office.multimedia.arrive(1)
    office.multimedia.set_right(1, office.multimedia.set_out(1))
    assert state(office, 1) is SeatState.RUNNING


def test_a_seat_out_of_order_stays_so_the_next_day(office: Office, clock: StoppedClock) -> None:
    office.multimedia.set_out(6)
    clock.advance(days=1)
    assert state(office, 6) is SeatState.OUT


def test_who_moves_keeps_their_end_and_is_not_counted_again(office: Office, clock: StoppedClock) -> None:
    before = sat(office.multimedia.arrive(1))
    clock.advance(minutes=20)
    moved = office.multimedia.move(1)
    assert (moved.seat, moved.ends_at) == (2, before.ends_at)
    assert state(office, 1) is SeatState.FREE
    assert (people(office), blocks(office)) == (1, 1)


def test_a_move_taken_back_puts_the_person_where_they_were(office: Office) -> None:
    office.multimedia.arrive(1)
    office.multimedia.move_back(office.multimedia.move(1).id)
    assert (state(office, 1), state(office, 2)) == (SeatState.RUNNING, SeatState.FREE)
    assert blocks(office) == 1


def test_a_seat_in_use_is_not_taken_out_of_the_list(office: Office) -> None:
    office.multimedia.arrive(45)
    with pytest.raises(SeatTakenError):
        office.multimedia.remove_seats(40, 45)
    assert len(office.multimedia.space().seats) == 45


def test_day_close_ends_what_runs_wipes_the_board_and_keeps_what_was_counted(full: Office, clock: StoppedClock) -> None:
    full.multimedia.arrive()
    clock.moment = clock.moment.replace(hour=18)
    full.day.close(MONDAY)
    with full.store.view() as unit:
        left = [unit.db.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one() for name in BOARD]  # noqa: S608
    assert left == [0, 0, 0]
    assert (people(full), blocks(full)) == (3, 2)


BOARD = ("pc_session", "pc_turn", "pc_held")


def test_after_day_close_nobody_is_given_a_seat(office: Office, clock: StoppedClock) -> None:
    clock.moment = clock.moment.replace(hour=18)
    office.day.close(MONDAY)
    with pytest.raises(DayClosedError):
        office.multimedia.arrive()


@pytest.fixture
def second(tmp_path: Path, clock: StoppedClock) -> Office:
    folder = tmp_path / "second"
    folder.mkdir()
    return temporary_office(folder, clock, Settings(workstation="Multimédia 1", kind="multimedia"))


def test_a_seat_given_here_is_taken_there(office: Office, second: Office) -> None:
    office.multimedia.arrive(12)
    carry(office, second)
    assert state(second, 12) is SeatState.RUNNING
    second.close()


def test_a_block_is_counted_once_in_the_house_whoever_ends_it(
    office: Office, second: Office, clock: StoppedClock
) -> None:
    office.multimedia.arrive(12)
    clock.advance(minutes=50)
    office.multimedia.extend(12)
    carry(office, second)
    second.multimedia.free(12)
    carry(second, office)
    carry(office, second)
    assert (blocks(office), blocks(second)) == (1, 1)
    second.close()


def test_a_number_waits_at_every_workstation_in_the_same_order(full: Office, second: Office) -> None:
    for _each in range(3):
        full.multimedia.arrive()
    full.multimedia.free(1)
    carry(full, second)
    assert second.multimedia.display() == full.multimedia.display()
    second.close()


def test_seats_and_turns_survive_the_end_of_the_program(clock: StoppedClock, full: Office) -> None:
    full.multimedia.arrive()
    full.multimedia.free(2)
    before = full.multimedia.space()
    reopened = type(full)(full._opened, clock, full.vault, full.settings)  # noqa: SLF001 - another start on the same file
    assert reopened.multimedia.space() == before
