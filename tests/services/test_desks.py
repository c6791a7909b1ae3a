"""A desk number that two workstations hold: who keeps it, what goes along with the other, what both are told."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.desks import DeskNews, NewsKind
from cdm_desk.domain.errors import DeskElsewhereError, DeskError, DeskMovedError, DeskNotOpenError
from cdm_desk.domain.queue import OF_THE_DESK, Ticket, TicketState
from cdm_desk.office import Office, temporary_office
from cdm_desk.settings import Settings
from tests.services.house import balances, call, carry, open_desk
from tests.services.test_invariants import ACTS, QUIET, press, rows


def meet(*offices: Office) -> None:
    """Let everybody hear of everybody, until nothing is left to say."""
    for _round in range(4):
        for office in offices:
            carry(office, *(other for other in offices if other is not office))


def held(office: Office) -> dict[str, tuple[str | None, str | None]]:
    """The visitors who are called or served, and at which desk of which workstation."""
    board = office.queue.board()
    return {ticket.number: (ticket.desk, ticket.desk_workstation) for ticket in (*board.called, *board.serving)}


def desks(office: Office) -> dict[str, str]:
    return {desk.name: desk.workstation for desk in office.queue.desks() if not desk.closed}


@pytest.fixture
def visitors(office: Office, second: Office) -> list[Ticket]:
    """Two visitors for employment and one for training, known on both workstations."""
    tickets = [office.welcome.register(theme) for theme in ("EMP", "FOR", "EMP")]
    meet(office, second)
    return tickets


@pytest.fixture
def both(office: Office, second: Office, clock: StoppedClock, visitors: list[Ticket]) -> list[Ticket]:
    """Desk 7 is opened here, and a minute later there, before either has heard of the other."""
    open_desk(office, "7", themes="EMP")
    clock.advance(minutes=1)
    open_desk(second, "7", themes="FOR")
    return visitors


@pytest.mark.usefixtures("both")
def test_who_was_first_keeps_the_number_and_the_other_gets_the_one_that_its_name_bears(
    office: Office, second: Office
) -> None:
    meet(office, second)
    assert desks(office) == desks(second) == {"7": "Accueil 1", "4": "Poste 4"}
    here = second.queue.desk_here()
    assert here is not None
    assert (here.name, here.themes, here.open) == ("4", ("FOR",), True)


@pytest.mark.usefixtures("both")
def test_both_are_told_until_they_have_answered(office: Office, second: Office) -> None:
    meet(office, second)
    moved = DeskNews(kind=NewsKind.MOVED, desk="7", number="4", workstation="Accueil 1")
    shared = DeskNews(kind=NewsKind.SHARED, desk="7", number="7", workstation="Poste 4")
    meet(office, second)

    assert (office.desks.news(), second.desks.news()) == ([shared], [moved])
    second.desks.answer(moved)
    office.desks.answer(shared)
    meet(office, second)
    assert (office.desks.news(), second.desks.news()) == ([], [])


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize("later", [0, 1], ids=["the first", "the second"])
def test_whoever_wrote_last_changes_nothing_of_that(
    office: Office, second: Office, clock: StoppedClock, later: int
) -> None:
    clock.advance(minutes=1)
    (office, second)[later].queue.pause("7")
    meet(office, second)
    assert desks(office) == desks(second) == {"7": "Accueil 1", "4": "Poste 4"}
    paused = {desk.name: desk.paused for desk in office.queue.desks() if not desk.closed}
    assert paused == {"7": None, "4": None} | ({"7": "BREAK"} if later == 0 else {"4": "BREAK"})


@pytest.mark.usefixtures("both")
def test_the_visitor_who_was_called_goes_on_with_their_counsellor(office: Office, second: Office) -> None:
    mine, yours = call(office, "7"), call(second, "7")
    meet(office, second)

    expected = {mine.number: ("7", "Accueil 1"), yours.number: ("4", "Poste 4")}
    assert held(office) == held(second) == expected
    assert second.desks.news()[0].ticket == yours.number
    assert second.counselling.start("4").number == yours.number
    assert office.counselling.start("7").number == mine.number
    office.counselling.close("7", ["OU1"])
    second.counselling.close("4", ["OU1"])
    meet(office, second)
    assert held(office) == held(second) == {}
    assert office.queue.conflicts() == second.queue.conflicts() == []
    assert balances(office)


@pytest.mark.usefixtures("both")
def test_each_is_at_its_own_desk_before_the_other_has_another_number(office: Office, second: Office) -> None:
    mine, yours = call(office, "7"), call(second, "7")
    carry(second, office)

    assert held(office)[yours.number] == ("7", "Poste 4")
    assert office.counselling.start("7").number == mine.number
    assert not office.queue.legal(yours, office.queue.desk_here()) & OF_THE_DESK


@pytest.mark.usefixtures("both")
def test_conversations_stay_with_who_led_them(office: Office, second: Office, clock: StoppedClock) -> None:
    call(second, "7")
    second.counselling.start("7")
    clock.advance(minutes=15)
    done = second.counselling.close("7", ["OU1"])
    under_way = second.counselling.serve_now("FOR", "7")
    meet(office, second)

    assert office.counselling.today("7") == []
    running = second.counselling.running("4")
    assert running is not None
    assert running.id == under_way.id
    assert [each.id for each in second.counselling.today("4")] == [under_way.id, done.id]
    second.counselling.close("4", ["OU1"])
    assert office.queue.conflicts() == second.queue.conflicts() == []


@pytest.mark.usefixtures("both")
def test_a_closing_that_is_taken_back_after_the_move_goes_on_at_the_new_number(office: Office, second: Office) -> None:
    call(second, "7")
    second.counselling.start("7")
    talk = second.counselling.close("7", ["OU1"])
    meet(office, second)
    second.counselling.reopen(talk.id)
    meet(office, second)

    assert held(office) == {talk.number: ("4", "Poste 4")}
    second.counselling.close("4", ["OU2"])
    meet(office, second)
    assert held(office) == {}
    assert office.queue.conflicts() == []


@pytest.mark.usefixtures("both")
def test_a_transfer_that_is_taken_back_after_the_move_comes_to_the_new_number(office: Office, second: Office) -> None:
    sent = call(second, "7")
    second.queue.transfer(sent.id, theme_code="MOB")
    meet(office, second)
    second.queue.take_back_transfer(sent.id)
    meet(office, second)
    assert held(office) == {sent.number: ("4", "Poste 4")}


def test_who_was_set_aside_for_this_desk_alone_is_kept_for_it_under_its_new_number(
    office: Office, second: Office, both: list[Ticket]
) -> None:
    second.queue.park(both[1].id, owner="7")
    office.queue.park(both[0].id, owner="7")
    meet(office, second)
    kept = {ticket.number: ticket.park_owner for ticket in office.queue.board().parked}
    assert kept == {both[0].number: "7", both[1].number: "4"}
    assert second.queue.take_up(both[1].id, "4").state is TicketState.SERVING


def test_a_wrong_desk_that_is_closed_again_takes_nobody_elses(
    office: Office, second: Office, clock: StoppedClock
) -> None:
    open_desk(second, "7")
    clock.advance(minutes=1)
    open_desk(office, "7")
    clock.advance(minutes=1)
    second.queue.close_desk("7")
    open_desk(second, "8")
    meet(office, second)

    assert desks(office) == desks(second) == {"7": "Accueil 1", "8": "Poste 4"}
    assert office.desks.news() == second.desks.news() == []


@pytest.mark.usefixtures("both")
def test_the_old_number_says_by_which_one_the_desk_goes_now(office: Office, second: Office) -> None:
    meet(office, second)
    with pytest.raises(DeskMovedError) as refused:
        second.queue.call_next("7")
    assert (refused.value.desk, refused.value.workstation, refused.value.number) == ("7", "Accueil 1", "4")


def test_a_number_that_is_known_to_be_open_elsewhere_is_refused_with_one_that_is_free(
    office: Office, second: Office
) -> None:
    open_desk(office, "4")
    open_desk(office, "5")
    meet(office, second)
    with pytest.raises(DeskElsewhereError) as refused:
        open_desk(second, "4")
    assert (refused.value.desk, refused.value.workstation, refused.value.free) == ("4", "Accueil 1", "6")
    assert (second.desks.proposed("9"), second.desks.proposed("5"), second.desks.proposed()) == ("9", "6", "6")
    assert office.desks.proposed() == "1"


@pytest.mark.usefixtures("both")
def test_another_number_is_taken_with_the_visitor_and_whoever_waits_for_the_desk(
    office: Office, second: Office, visitors: list[Ticket]
) -> None:
    meet(office, second)
    call(second, "4")
    second.counselling.start("4")
    office.queue.change(visitors[2].id, theme_code="FOR")
    office.queue.transfer(visitors[2].id, desk="4")
    meet(office, second)
    assert second.desks.move("4", "12").name == "12"
    meet(office, second)

    assert desks(office) == desks(second) == {"7": "Accueil 1", "12": "Poste 4"}
    assert held(office) == {"201": ("12", "Poste 4")}
    assert [turn.ticket.number for turn in second.queue.waiting("12")] == ["302"]
    running = second.counselling.running("12")
    assert running is not None
    assert running.number == "201"


def test_a_number_that_somebody_has_is_not_taken(office: Office, second: Office) -> None:
    open_desk(office, "7")
    open_desk(second, "4")
    meet(office, second)
    with pytest.raises(DeskElsewhereError):
        second.desks.move("4", "7")
    with pytest.raises(DeskNotOpenError):
        second.desks.move("7", "8")
    assert second.desks.move("4", "4").name == "4"


def test_a_desk_that_was_given_free_meanwhile_is_told_so_and_opens_nothing_by_itself(
    office: Office, second: Office, clock: StoppedClock, visitors: list[Ticket]
) -> None:
    del visitors
    open_desk(second, "7")
    meet(office, second)
    talk = second.counselling.serve_now("FOR", "7")
    second.counselling.close("7", ["OU1"])
    clock.advance(minutes=6)
    office.queue.release("7")
    open_desk(office, "7")
    meet(office, second)

    assert desks(second) == {"7": "Accueil 1"}
    assert second.desks.news() == [DeskNews(kind=NewsKind.GONE, desk="7")]
    assert office.desks.news() == []
    open_desk(second, "8")
    assert [each.id for each in second.counselling.today("8")] == [talk.id]
    assert second.desks.news() == []


def test_whoever_was_speaking_when_the_desk_was_given_free_goes_on(
    office: Office, second: Office, clock: StoppedClock, visitors: list[Ticket]
) -> None:
    del visitors
    open_desk(second, "7")
    call(second, "7")
    second.counselling.start("7")
    meet(office, second)
    clock.advance(minutes=6)
    office.queue.release("7")
    open_desk(office, "7")
    meet(office, second)

    here, there = second.queue.desk_here(), office.queue.desk_here()
    assert here is not None
    assert there is not None
    assert here.name != there.name
    running = second.counselling.running(here.name)
    assert running is not None
    assert second.counselling.close(here.name, ["OU1"]).reliable is False


def test_a_desk_left_open_yesterday_does_not_take_the_number_back(
    office: Office, second: Office, clock: StoppedClock
) -> None:
    open_desk(second, "7")
    clock.advance(days=1)
    open_desk(office, "7")
    meet(office, second)
    assert desks(office) == desks(second) == {"7": "Accueil 1"}
    assert [news.kind for news in second.desks.news()] == [NewsKind.GONE]


def test_of_two_visitors_for_one_desk_the_second_goes_back_to_the_line_and_both_sides_are_told(
    office: Office, second: Office, clock: StoppedClock, visitors: list[Ticket]
) -> None:
    open_desk(second, "4")
    meet(office, second)
    clock.advance(minutes=1)
    office.queue.call_for(visitors[2].id, "4", "MOBILITY")
    mine = call(second, "4")
    meet(office, second)

    assert held(office) == held(second) == {mine.number: ("4", "Poste 4")}
    back = next(turn.ticket for turn in office.queue.waiting() if turn.ticket.id == visitors[2].id)
    assert (back.issued_at, back.waits[-1].ended) == (visitors[2].issued_at, None)
    assert second.desks.news() == [DeskNews(kind=NewsKind.RETURNED, desk="4", number="4", ticket="302")]
    assert office.desks.news() == [DeskNews(kind=NewsKind.REFUSED, desk="4", workstation="Poste 4", ticket="302")]
    assert second.counselling.start("4").number == mine.number
    assert office.queue.conflicts() == []


def test_who_is_in_conversation_already_is_not_sent_away_for_a_call(
    office: Office, second: Office, visitors: list[Ticket]
) -> None:
    open_desk(second, "4")
    meet(office, second)
    office.queue.call_for(visitors[2].id, "4", "MOBILITY")
    second.counselling.serve_now("FOR", "4")
    meet(office, second)
    assert set(held(office).values()) == {("4", "Poste 4")}
    assert len(held(office)) == 1
    assert sorted(turn.ticket.number for turn in office.queue.waiting()) == ["201", "301", "302"]


def test_whom_somebody_called_to_a_desk_that_has_moved_comes_to_its_new_number(
    office: Office, second: Office, visitors: list[Ticket]
) -> None:
    open_desk(second, "7")
    meet(office, second)
    second.desks.move("7", "11")
    office.queue.call_for(visitors[1].id, "7", "MOBILITY")
    meet(office, second)
    assert held(office) == held(second) == {"201": ("11", "Poste 4")}
    assert office.desks.news() == []


def test_whom_somebody_called_to_a_desk_that_was_just_closed_is_back_in_line(
    office: Office, second: Office, visitors: list[Ticket]
) -> None:
    open_desk(second, "4")
    meet(office, second)
    office.queue.call_for(visitors[0].id, "4", "MOBILITY")
    second.queue.close_desk("4")
    meet(office, second)
    assert held(office) == {}
    assert [news.kind for news in office.desks.news()] == [NewsKind.REFUSED]


def test_a_call_to_anothers_desk_that_went_well_is_told_to_nobody(
    office: Office, second: Office, visitors: list[Ticket]
) -> None:
    open_desk(second, "4")
    meet(office, second)
    office.queue.call_for(visitors[0].id, "4", "MOBILITY")
    meet(office, second)
    second.queue.put_back(visitors[0].id)
    meet(office, second)
    assert office.desks.news() == second.desks.news() == []


ROUNDS = st.lists(
    st.tuples(
        st.sampled_from(("open", "open", "close", "move", "release")),
        st.booleans(),
        st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 7), st.sampled_from([1, 15, 70])), max_size=4),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


@given(rounds=ROUNDS)
@settings(QUIET, max_examples=10)
def test_whoever_opens_closes_and_moves_what_and_when_each_ends_at_a_desk_of_its_own(
    rounds: list[tuple[str, bool, list[tuple[str, int, int]], bool]],
    tmp_path_factory: pytest.TempPathFactory,
    clock: StoppedClock,
) -> None:
    clock.moment = clock.moment.replace(day=14, hour=10, minute=0, second=0)
    one_folder, other_folder = tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("other")
    with (
        temporary_office(one_folder, clock, Settings(workstation="Accueil 1", kind="reception")) as one,
        temporary_office(other_folder, clock, Settings(workstation="Poste 4", kind="counselling")) as other,
    ):
        for _visitor in range(3):
            one.welcome.register("EMP")
        carry(one, other)
        for act, here, pressed, met in rounds:
            office = one if here else other
            clock.advance(seconds=1)
            own = office.queue.desk_here()
            with suppress(DeskError):
                if own is None or act == "open":
                    open_desk(office, "7" if own is None else own.name, themes="EMP FOR MOB")
                elif act == "close":
                    office.queue.close_desk(own.name)
                elif act == "move":
                    office.desks.move(own.name, "8")
            for key, which, seconds in pressed:
                clock.advance(seconds=seconds)
                # A number of one's own is handed out at the reception only: two that work alone would use the same.
                if here or key not in ("register", "register_nl", "serve_now"):
                    desk = office.queue.desk_here()
                    press(office, key, which, [desk.name if desk else "7"])
            if met:
                meet(one, other)
        meet(one, other)
        assert rows(one) == rows(other)
        assert desks(one) == desks(other)
        for office in (one, other):
            own_desks = [name for name, where in desks(office).items() if where == workstation(office)]
            assert len(own_desks) <= 1
            at_hand = [place for place in held(office).values() if place[1] == workstation(office)]
            assert len(set(at_hand)) == len(at_hand)
            # Whoever is called or served is at the desk that is open there.
            assert {place[0] for place in at_hand} <= {*own_desks}
        assert one.queue.conflicts() == other.queue.conflicts()


def workstation(office: Office) -> str:
    return office.settings.workstation
