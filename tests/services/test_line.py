"""What becomes of a number besides its call: set aside and taken up, changed in place, called from the reception."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.counselling import SessionFact
from cdm_desk.domain.errors import (
    AlreadyUndoneError,
    AmountError,
    CallUnconfirmedError,
    DeskBusyError,
    DeskCannotServeError,
    DeskError,
    DeskNotOpenError,
    DeskPresentError,
    OtherDeskError,
    ShareAwayError,
    TicketStateError,
    TicketTakenError,
    UndoWindowClosedError,
    UnknownCodeError,
)
from cdm_desk.domain.queue import Act, ClaimResult, Ticket, TicketState
from cdm_desk.office import Office
from cdm_desk.services.queue import QueueService
from tests.services.house import MONDAY, balances, call, carry, ends, facts, figures, open_desk, sessions, state, ticket


@dataclass(frozen=True)
class Judge:
    """Gives every claim the same answer."""

    result: ClaimResult

    def take(self, ticket_id: UUID, attempt: int) -> ClaimResult:
        del ticket_id, attempt
        return self.result

    def stalled(self, ticket_id: UUID, attempt: int) -> bool:
        del ticket_id, attempt
        return False


W, C, S, P = TicketState.WAITING, TicketState.CALLED, TicketState.SERVING, TicketState.PARKED


def talking(office: Office, clock: StoppedClock, desk: str = "4", minutes: int = 10) -> Ticket:
    """A visitor who has been in conversation at a desk for some minutes."""
    office.welcome.register("EMP")
    if office.queue.desk_here() is None:
        open_desk(office, desk)
    known = call(office, desk)
    office.counselling.start(desk)
    clock.advance(minutes=minutes)
    return known


# Register and serve at once


def test_who_was_served_at_once_by_mistake_waits_for_a_minute_s_undo(office: Office, clock: StoppedClock) -> None:
    open_desk(office)
    session = office.counselling.serve_now("EMP", "4")
    clock.advance(seconds=60)
    office.counselling.unstart(session.id)
    [waiting] = office.queue.board().waiting
    assert (waiting.number, waiting.desk) == ("301", None)
    assert ends(office) == {}
    assert balances(office)


# Called from the reception


def test_the_reception_calls_a_visitor_to_a_desk_of_another_workstation(
    office: Office, second: Office, clock: StoppedClock
) -> None:
    open_desk(second)
    given = office.welcome.register("EMP")
    carry(second, office)
    called = office.queue.call_for(given.id, "4", "MOBILITY")
    assert (called.desk, called.desk_workstation, called.called_because) == ("4", "Poste 4", "MOBILITY")
    carry(office, second)
    # The desk goes on as if it had called.
    assert second.counselling.start("4").number == "301"
    clock.advance(minutes=5)
    second.counselling.close("4", ["OU1"])
    carry(second, office)
    assert state(office, given) is TicketState.DONE
    assert ends(office) == ends(second) == {"called": 1}


def test_the_reception_calls_nobody_to_a_desk_that_is_closed_or_taken_or_without_a_reason(office: Office) -> None:
    first, other = office.welcome.register("EMP"), office.welcome.register("EMP")
    with pytest.raises(DeskNotOpenError):
        office.queue.call_for(first.id, "4", "STAFF")
    open_desk(office)
    with pytest.raises(UnknownCodeError):
        office.queue.call_for(first.id, "4", "none")
    office.queue.call_for(first.id, "4", "STAFF")
    with pytest.raises(DeskBusyError):
        office.queue.call_for(other.id, "4", "STAFF")


def test_a_call_out_of_turn_is_noted_and_the_next_one_in_turn_is_not(office: Office, clock: StoppedClock) -> None:
    open_desk(office)
    first = office.welcome.register("EMP")
    clock.advance(minutes=1)
    second = office.welcome.register("EMP")
    assert office.queue.call_this(second.id, "4").called_because == "OUT_OF_TURN"
    office.queue.put_back(second.id)
    assert office.queue.out_of_turn() == 1
    assert office.queue.call_this(first.id, "4").called_because is None


# Set aside and taken up


def test_who_is_set_aside_for_some_minutes_is_called_again_after_them(office: Office, clock: StoppedClock) -> None:
    open_desk(office)
    given = office.welcome.register("EMP")
    office.queue.park(given.id, "FORMS", minutes=10)
    clock.advance(minutes=9)
    assert office.queue.call_next("4") is None
    assert [each.id for each in office.queue.board().parked] == [given.id]
    clock.advance(minutes=1)
    [back] = office.queue.board().waiting
    assert (back.issued_at, back.bonus_minutes) == (given.issued_at, 5)
    assert call(office).id == given.id
    assert balances(office)


@pytest.mark.parametrize("minutes", [0, -5, 241])
def test_minutes_that_make_no_sense_set_nobody_aside(office: Office, minutes: int) -> None:
    given = office.welcome.register("EMP")
    with pytest.raises(AmountError):
        office.queue.park(given.id, minutes=minutes)
    assert state(office, given) is W


def test_a_conversation_is_set_aside_the_desk_takes_others_and_it_goes_on_where_it_was(
    office: Office, clock: StoppedClock
) -> None:
    known = talking(office, clock)
    other = office.welcome.register("EMP")
    office.queue.park(known.id, "FORMS", owner="4")
    found = figures(office)
    # Beside the one who waits: whose conversation is set aside is with the house, and was sent on to nobody.
    assert (found["still_waiting"], found["still_serving"], found["transferred"]) == (1, 1, 0)
    clock.advance(minutes=2)
    assert call(office).id == other.id
    office.counselling.start("4")
    clock.advance(minutes=20)
    office.counselling.close("4", ["OU1"])
    office.queue.take_up(known.id, "4")
    running = office.counselling.running("4")
    assert running is not None
    assert (running.number, running.seconds(clock.now())) == ("301", 600)
    clock.advance(minutes=5)
    office.counselling.close("4", ["OU5"])
    # One visitor, one call, one conversation of fifteen minutes; the break is not spoken.
    assert sorted(fact.minutes for fact in sessions(office)) == [15, 20]
    assert ends(office) == {"called": 2}
    assert balances(office)


def test_only_the_desk_that_kept_somebody_for_itself_takes_them_up(office: Office, clock: StoppedClock) -> None:
    known = talking(office, clock)
    open_desk(office, "5")
    office.queue.park(known.id, owner="4")
    with pytest.raises(OtherDeskError):
        office.queue.take_up(known.id, "5")
    assert office.queue.take_up(known.id, "4").state is S


def test_another_desk_takes_up_who_is_anybody_s_and_the_conversation_counts_once(
    office: Office, second: Office, clock: StoppedClock
) -> None:
    known = talking(office, clock)
    office.queue.park(known.id)
    carry(office, second)
    open_desk(second, "7")
    second.queue.take_up(known.id, "7")
    carry(second, office)
    clock.advance(minutes=10)
    second.counselling.close("7", ["OU1"])
    carry(second, office)
    clock.moment = clock.moment.replace(hour=18)
    office.day.close(MONDAY)
    assert len(facts(office, SessionFact)) == len(facts(second, SessionFact)) == 1
    assert ends(office) == ends(second) == {"called": 1}


def test_taking_up_is_taken_back_within_a_minute(office: Office, clock: StoppedClock) -> None:
    known = talking(office, clock)
    office.queue.park(known.id, "COLLEAGUE", owner="4")
    before = ticket(office, known)
    office.queue.take_up(known.id, "4")
    clock.advance(seconds=60)
    back = office.queue.take_up_back(known.id)
    assert (back.state, back.park_reason, back.park_owner) == (P, before.park_reason, "4")
    assert office.counselling.running("4") is None
    office.queue.take_up(known.id, "4")
    clock.advance(seconds=61)
    with pytest.raises(UndoWindowClosedError):
        office.queue.take_up_back(known.id)


def test_who_waits_is_not_taken_up_and_who_was_not_taken_up_is_not_put_down(office: Office) -> None:
    given = office.welcome.register("EMP")
    open_desk(office)
    with pytest.raises(TicketStateError):
        office.queue.take_up(given.id, "4")
    with pytest.raises(AlreadyUndoneError):
        office.queue.take_up_back(given.id)


def test_who_goes_while_set_aside_in_a_conversation_has_been_advised(office: Office, clock: StoppedClock) -> None:
    known = talking(office, clock)
    office.queue.park(known.id)
    office.queue.left(known.id)
    [fact] = sessions(office)
    assert (fact.minutes, fact.reliable) == (10, False)
    assert ends(office) == {"called": 1}
    assert balances(office)
    office.queue.back_from_absence(known.id)
    assert sessions(office) == []
    assert balances(office)


@pytest.mark.parametrize(
    ("result", "told"),
    [
        (ClaimResult.LOST, TicketTakenError),
        (ClaimResult.UNKNOWN, CallUnconfirmedError),
        (ClaimResult.AWAY, ShareAwayError),
    ],
)
def test_nobody_is_taken_up_without_the_right_to_call_them(
    office: Office, clock: StoppedClock, result: ClaimResult, told: type[DeskError]
) -> None:
    known = talking(office, clock)
    office.queue.park(known.id)
    judged = QueueService(office.store, clock, office.staff, lambda: Judge(result))
    with pytest.raises(told):
        judged.take_up(known.id, "4")
    assert state(office, known) is P


def test_only_the_desk_of_a_conversation_sets_it_aside(office: Office, second: Office, clock: StoppedClock) -> None:
    known = talking(office, clock)
    carry(office, second)
    with pytest.raises(OtherDeskError):
        second.queue.park(known.id)


# Sent on, changed


def test_nobody_is_sent_on_to_a_desk_that_is_closed_or_cannot_help(office: Office) -> None:
    given = office.welcome.register("EMP")
    with pytest.raises(DeskNotOpenError):
        office.queue.transfer(given.id, desk="7")
    open_desk(office, "7", themes="MOB")
    with pytest.raises(DeskCannotServeError):
        office.queue.transfer(given.id, desk="7")
    assert office.queue.transfer(given.id, theme_code="MOB", desk="7").wanted_desk == "7"


def test_theme_language_priority_and_call_in_person_are_changed_in_place(office: Office, clock: StoppedClock) -> None:
    given = office.welcome.register("EMP")
    clock.advance(minutes=5)
    changed = office.queue.change(given.id, theme_code="FOR", language="NL", priority="CHILD", in_person=True)
    assert (changed.theme_code, changed.language, changed.priority, changed.in_person) == ("FOR", "NL", "CHILD", True)
    assert (changed.number, changed.issued_at, changed.leg) == ("301", given.issued_at, 0)
    clock.advance(hours=3)
    assert office.queue.take_back_change(given.id) == given
    with pytest.raises(AlreadyUndoneError):
        office.queue.take_back_change(given.id)


def test_a_priority_has_a_reason_of_the_list_and_who_was_called_is_not_changed(office: Office) -> None:
    given = office.welcome.register("EMP")
    with pytest.raises(UnknownCodeError):
        office.queue.change(given.id, priority="VIP")
    open_desk(office)
    call(office)
    with pytest.raises(TicketStateError):
        office.queue.change(given.id, priority="CHILD")


# The desk of a workstation that is gone


def test_who_was_called_by_a_desk_that_is_gone_waits_again(office: Office, second: Office, clock: StoppedClock) -> None:
    given = office.welcome.register("EMP")
    carry(office, second)
    open_desk(second)
    call(second)
    carry(second, office)
    clock.advance(minutes=4)
    with pytest.raises(DeskPresentError):
        office.queue.release("4")
    assert office.queue.silent() == []
    clock.advance(minutes=1)
    [gone] = office.queue.silent()
    assert (gone.desk.name, gone.minutes, gone.ticket and gone.ticket.number) == ("4", 5, "301")
    office.queue.release("4")
    assert state(office, given) is W
    assert not any(desk.open for desk in office.queue.desks())
    carry(office, second)
    assert state(second, given) is W


def test_who_was_served_at_a_desk_that_is_gone_is_done_and_its_length_is_not_relied_upon(
    office: Office, second: Office, clock: StoppedClock
) -> None:
    given = office.welcome.register("EMP")
    carry(office, second)
    open_desk(second)
    call(second)
    second.counselling.start("4")
    carry(second, office)
    clock.advance(minutes=30)
    office.queue.release("4")
    assert state(office, given) is TicketState.DONE
    carry(office, second)
    clock.advance(hours=2)
    second.counselling.close("4", ["OU1"])
    [fact] = sessions(second)
    assert not fact.reliable


def test_a_desk_of_this_workstation_is_not_released(office: Office, clock: StoppedClock) -> None:
    open_desk(office)
    clock.advance(hours=2)
    assert office.queue.silent() == []
    with pytest.raises(DeskPresentError):
        office.queue.release("4")


# Who may


def test_a_leaving_is_taken_back_on_the_same_day_with_its_arrival(office: Office, clock: StoppedClock) -> None:
    given = office.welcome.register("EMP")
    office.queue.left(given.id)
    clock.advance(hours=5)
    back = office.queue.back_from_absence(given.id)
    assert (back.state, back.issued_at, back.head) == (W, given.issued_at, False)


# As the trade tells it


def test_amended_called_started_given_a_second_theme_and_finished(office: Office, clock: StoppedClock) -> None:
    given = office.welcome.register("EMP")
    visit = office.welcome.last()
    assert visit is not None
    office.welcome.amend(visit.id, language="FR")
    open_desk(office)
    office.queue.call_this(given.id, "4")
    office.counselling.start("4")
    clock.advance(minutes=10)
    office.queue.transfer(given.id, theme_code="FOR")
    clock.advance(minutes=3)
    call(office)
    office.counselling.start("4")
    clock.advance(minutes=10)
    office.counselling.close("4", ["OU1"])
    assert sorted(fact.theme_code for fact in sessions(office)) == ["EMP", "FOR"]
    board = office.queue.board()
    assert (board.waiting, board.called, board.serving) == ((), (), ())
    assert balances(office)


def test_a_parked_visitor_is_never_the_next_and_out_of_order_does_not_last(office: Office) -> None:
    open_desk(office)
    first, aside, last = (office.welcome.register("EMP") for _visitor in range(3))
    office.queue.park(aside.id)
    office.queue.call_this(last.id, "4")
    office.queue.put_back(last.id)
    assert call(office).id == first.id
    office.queue.left(first.id)
    assert call(office).id == last.id
    office.queue.left(last.id)
    assert office.queue.call_next("4") is None


@pytest.mark.parametrize("act", [Act.STARTED, Act.FINISHED, Act.NO_SHOW])
def test_nothing_is_finished_or_missed_that_was_not_begun(office: Office, act: Act) -> None:
    given = office.welcome.register("EMP")
    assert act not in office.queue.legal(given, office.queue.desk_here())


def test_the_time_of_return_is_the_same_everywhere(office: Office, second: Office, clock: StoppedClock) -> None:
    given = office.welcome.register("EMP")
    office.queue.park(given.id, minutes=10)
    carry(office, second)
    clock.advance(minutes=10)
    assert [each.id for each in second.queue.board().waiting] == [given.id]
    open_desk(second)
    assert call(second).issued_at == given.issued_at
    assert ticket(second, given).called_at == given.issued_at + timedelta(minutes=10)
