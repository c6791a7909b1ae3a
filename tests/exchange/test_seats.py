"""One seat, one person: two stewards at two PCs, on one shared folder."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from cdm_desk.domain.errors import SeatAwayError, SeatTakenError
from cdm_desk.domain.multimedia import PcFact, SeatState, seat_claim
from cdm_desk.domain.staff import Action
from cdm_desk.services.multimedia import MultimediaService
from tests.exchange.desks import TODAY, Desk, House


class Anybody:
    """A gate that lets everybody do everything."""

    def require(self, action: Action) -> None:
        """Allow."""


def service(desk: Desk) -> MultimediaService:
    return MultimediaService(desk.store, desk.clock, Anybody(), lambda: desk.exchange.claims)


@pytest.fixture
def stewards(site: House) -> tuple[Desk, Desk]:
    desks = site.desk("Multimédia 1", "multimedia"), site.desk("Multimédia 2", "multimedia")
    site.settle()
    return desks


def blocks(desk: Desk) -> int:
    with desk.store.view() as view:
        return sum(fact.blocks for fact in view.facts.of_day(TODAY) if isinstance(fact, PcFact))


def seats_given(desk: Desk) -> Counter[int]:
    with desk.store.view() as view:
        return Counter(session.seat for session in view.seats.sessions(TODAY) if session.open)


@pytest.mark.on_both_media
def test_two_stewards_who_press_at_the_same_moment_never_give_one_seat_twice(
    site: House, stewards: tuple[Desk, Desk]
) -> None:
    def press(desk: Desk) -> list[int]:
        at = service(desk)
        given = (at.give().session for _each in range(12))
        return [session.seat for session in given if session is not None]

    with ThreadPoolExecutor(2) as pool:
        mine, theirs = pool.map(press, stewards)
    site.settle()

    assert len(mine) == len(theirs) == 12
    assert not set(mine) & set(theirs)
    assert [seats_given(desk) for desk in stewards] == 2 * [Counter(dict.fromkeys([*mine, *theirs], 1))]
    assert [blocks(desk) for desk in stewards] == [24, 24]


@pytest.mark.on_both_media
def test_one_chosen_seat_goes_to_one_of_two_stewards(site: House, stewards: tuple[Desk, Desk]) -> None:
    first, second = stewards
    service(first).give(12)
    with pytest.raises(SeatTakenError):
        service(second).give(12)
    site.settle()
    assert [seats_given(desk) for desk in stewards] == 2 * [Counter({12: 1})]
    assert [blocks(desk) for desk in stewards] == [1, 1]


def test_a_seat_freed_here_is_given_there_once_that_is_known(site: House, stewards: tuple[Desk, Desk]) -> None:
    first, second = stewards
    service(first).give(12)
    service(first).free(12)
    site.settle()
    assert service(second).give(12).session is not None


def test_one_extension_is_won_by_one_of_two_stewards(site: House, stewards: tuple[Desk, Desk]) -> None:
    first, second = stewards
    service(first).give(12)
    site.settle()
    service(first).extend(12)
    with pytest.raises(SeatTakenError):
        service(second).extend(12)
    site.settle()
    assert [blocks(desk) for desk in stewards] == [2, 2]


def test_the_numbers_of_two_reception_desks_are_never_the_same(site: House) -> None:
    desks = [site.desk("Accueil 1"), site.desk("Accueil 2")]
    site.settle()
    service(desks[0]).remove_seats(2, 45)
    service(desks[0]).give()
    site.settle()
    numbers = [turn.number for desk in desks for _each in range(3) if (turn := service(desk).give().turn) is not None]
    assert len(set(numbers)) == len(numbers) == 6
    assert all(number.startswith("6") for number in numbers)


def test_without_the_folder_a_seat_is_given_only_by_who_sees_that_it_is_free(
    site: House, stewards: tuple[Desk, Desk]
) -> None:
    first, _second = stewards
    site.share.rename(site.root / "elsewhere")
    with pytest.raises(SeatAwayError):
        service(first).give()
    session = service(first).give(3, seen=True).session
    assert session is not None
    assert session.offline
    assert blocks(first) == 1


def test_two_people_sent_to_one_seat_without_the_folder_are_seen_at_both_pcs_and_one_moves(
    site: House, stewards: tuple[Desk, Desk]
) -> None:
    _first, second = stewards
    away = site.root / "elsewhere"
    site.share.rename(away)
    for desk in stewards:
        service(desk).give(3, seen=True)
    away.rename(site.share)
    site.settle()
    for desk in stewards:
        here = service(desk).space().seat(3)
        assert here is not None
        assert here.twice

    service(second).move(3)
    site.settle()
    for desk in stewards:
        here = service(desk).space().seat(3)
        assert here is not None
        assert (here.twice, here.state) == (False, SeatState.RUNNING)
    assert [blocks(desk) for desk in stewards] == [2, 2]


def test_a_seat_claimed_by_a_program_that_broke_off_can_be_given_by_hand_after_a_while(
    site: House, stewards: tuple[Desk, Desk]
) -> None:
    first, second = stewards
    first.exchange.claims.take(seat_claim(TODAY, 12), 1)
    with pytest.raises(SeatTakenError):
        service(second).give(12)
    site.clock.advance(seconds=21)
    assert service(second).give(12).session is not None


def test_a_class_that_loses_a_seat_on_the_way_takes_another(site: House, stewards: tuple[Desk, Desk]) -> None:
    first, second = stewards
    service(first).give(2)
    given = service(second).group(3)
    site.settle()
    assert [session.seat for session in given] == [1, 3, 4]
    assert [blocks(desk) for desk in stewards] == [4, 4]


def test_the_board_of_seats_travels_with_the_queue_and_its_facts_with_the_record(
    stewards: tuple[Desk, Desk],
) -> None:
    first, _second = stewards
    service(first).give()
    with first.store.view() as view:
        waiting = [*view.journal.waiting(prompt=True), *view.journal.waiting(prompt=False)]
    found = Counter((each.lane, each.body.split(",")[0]) for each in waiting)
    assert found == {("q", '["set"'): 1, ("r", '["fact"'): 2}
