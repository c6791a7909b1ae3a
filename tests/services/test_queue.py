import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.errors import (
    AlreadyUndoneError,
    CallUnconfirmedError,
    DeskBusyError,
    DeskElsewhereError,
    DeskError,
    DeskNotOpenError,
    DeskNumberError,
    NobodyCalledError,
    NoShowTooSoonError,
    OtherDeskError,
    RecallTooSoonError,
    RetiredCodeError,
    ShareAwayError,
    TicketGoneError,
    TicketStateError,
    TicketTakenError,
    UndoWindowClosedError,
    UnknownCodeError,
)
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.queue import Act, ClaimResult, Ticket, TicketState, WaitFact
from cdm_desk.domain.welcome import HelperLanguageFact
from cdm_desk.office import Office, temporary_office
from cdm_desk.services.queue import QueueService
from cdm_desk.settings import Settings
from tests.services.house import (
    MONDAY,
    balances,
    call,
    carry,
    ends,
    facts,
    figures,
    open_desk,
    sessions,
    state,
    ticket,
    visits,
)

W, C, S, P = TicketState.WAITING, TicketState.CALLED, TicketState.SERVING, TicketState.PARKED


def called_number(office: Office, desk: str = "4") -> str:
    return call(office, desk).number


def absent(office: Office, clock: StoppedClock, desk: str = "4") -> Ticket:
    """Call twice, wait a minute, note the absence."""
    clock.advance(seconds=30)
    office.queue.recall(desk)
    clock.advance(seconds=30)
    return office.queue.no_show(desk)


# Desks


def test_a_desk_is_opened_on_this_workstation_for_some_themes_and_languages(office: Office) -> None:
    desk = office.queue.open_desk(" 4 ", ["EMP", "FOR"], ["NL", "FR"])
    assert (desk.name, desk.themes, desk.languages, desk.workstation) == (
        "4",
        ("EMP", "FOR"),
        ("FR", "NL"),
        "Accueil 1",
    )
    assert office.queue.desk_here() == desk


@pytest.mark.parametrize("text", ["", "quatre", "0", "100", "4\0", "4a", "-4", "٤", "\ud800"])
def test_a_desk_has_a_number(office: Office, text: str) -> None:
    with pytest.raises(DeskNumberError):
        office.queue.open_desk(text, ["EMP"], ["FR"])
    assert office.queue.desks() == []


@pytest.mark.parametrize(("themes", "languages"), [([], ["FR"]), (["XXX"], ["FR"]), (["EMP"], ["EN"])])
def test_a_desk_without_theme_or_with_a_code_of_no_list_is_not_opened(
    office: Office, themes: list[str], languages: list[str]
) -> None:
    with pytest.raises(UnknownCodeError):
        office.queue.open_desk("4", themes, languages)


def test_a_desk_that_is_open_on_another_workstation_is_left_alone(office: Office, second: Office) -> None:
    open_desk(office)
    carry(office, second)
    with pytest.raises(DeskElsewhereError):
        open_desk(second)
    with pytest.raises(DeskElsewhereError):
        second.queue.call_next("4")
    office.queue.close_desk("4")
    carry(office, second)
    assert open_desk(second) == "4"


def test_a_desk_that_was_left_open_yesterday_elsewhere_is_free_today(
    office: Office, second: Office, clock: StoppedClock
) -> None:
    open_desk(office)
    carry(office, second)
    clock.advance(days=1)
    open_desk(second)
    here = second.queue.desk_here()
    assert here is not None
    assert here.workstation == "Poste 4"


@pytest.mark.parametrize("act", ["pause", "close_desk"])
def test_a_desk_on_break_or_closed_calls_nobody(office: Office, act: str) -> None:
    office.welcome.register("EMP")
    open_desk(office)
    getattr(office.queue, act)("4")
    with pytest.raises(DeskNotOpenError):
        office.queue.call_next("4")
    with pytest.raises(DeskNotOpenError):
        office.queue.call_next("5")


def test_a_desk_back_from_break_or_opened_again_calls(office: Office) -> None:
    office.welcome.register("EMP")
    open_desk(office)
    office.queue.pause("4")
    office.queue.resume_desk("4")
    office.queue.close_desk("4")
    open_desk(office)
    assert called_number(office) == "301"


def test_a_desk_with_a_visitor_is_not_closed(office: Office) -> None:
    office.welcome.register("EMP")
    open_desk(office)
    call(office)
    with pytest.raises(DeskBusyError):
        office.queue.close_desk("4")


# Calling


def test_who_waits_longest_is_called_and_the_desk_is_told_why(office: Office, clock: StoppedClock) -> None:
    office.welcome.register("EMP")
    clock.advance(minutes=2)
    office.welcome.register("EMP")
    open_desk(office)
    called = office.queue.call_next("4")
    assert called is not None
    assert (called.ticket.number, called.reason, called.ticket.desk) == ("301", "longest", "4")


def test_nobody_is_called_where_nobody_waits_for_this_desk(office: Office) -> None:
    open_desk(office, themes="FOR", languages="NL")
    office.welcome.register("EMP")
    office.welcome.register("FOR", language="FR")
    assert office.queue.call_next("4") is None


def test_a_desk_has_one_visitor_at_a_time(office: Office, clock: StoppedClock) -> None:
    first = office.welcome.register("EMP")
    clock.advance(seconds=1)
    other = office.welcome.register("EMP")
    open_desk(office)
    call(office)
    for act in (lambda: office.queue.call_next("4"), lambda: office.queue.call_this(other.id, "4")):
        with pytest.raises(DeskBusyError):
            act()
    office.counselling.start("4")
    with pytest.raises(DeskBusyError):
        office.queue.call_next("4")
    assert [state(office, each) for each in (first, other)] == [S, W]


def test_out_of_order_and_then_the_normal_order_goes_on(office: Office, clock: StoppedClock) -> None:
    for _visitor in range(3):
        office.welcome.register("EMP")
        clock.advance(minutes=1)
    open_desk(office)
    third = office.queue.waiting()[2].ticket
    assert office.queue.call_this(third.id, "4").number == "303"
    office.counselling.start("4")
    office.counselling.close("4", ["OU1"])
    assert called_number(office) == "301"


def test_called_put_back_and_called_again_has_the_same_rank_and_two_calls(office: Office, clock: StoppedClock) -> None:
    first = office.welcome.register("EMP")
    clock.advance(minutes=5)
    office.welcome.register("EMP")
    open_desk(office)
    call(office)
    clock.advance(minutes=1)
    office.queue.put_back(first.id)
    assert [turn.ticket.number for turn in office.queue.waiting()] == ["301", "302"]
    assert ends(office) == {}
    assert called_number(office) == "301"
    with office.store.view() as unit:
        kinds = Counter(event.kind for event in unit.tickets.events(first.id))
    assert kinds[Act.CALLED] == 2
    assert ends(office) == {"called": 1}


def test_a_called_number_that_another_desk_wants_is_told_to_be_there(office: Office) -> None:
    given_number = office.welcome.register("EMP")
    open_desk(office)
    open_desk(office, "5")
    call(office)
    with pytest.raises(TicketTakenError) as told:
        office.queue.call_this(given_number.id, "5")
    assert (told.value.number, told.value.desk) == ("301", "4")


def test_a_ticket_that_never_was_is_explained(office: Office) -> None:
    open_desk(office)
    acts: list[Callable[[UUID], object]] = [
        office.queue.put_back,
        office.queue.left,
        office.queue.cancel,
        office.queue.park,
        office.queue.resume,
        office.queue.back_from_absence,
        office.queue.take_back_transfer,
        lambda nobody: office.queue.call_this(nobody, "4"),
        lambda nobody: office.queue.transfer(nobody, theme_code="FOR"),
    ]
    for act in acts:
        with pytest.raises(TicketGoneError):
            act(uuid4())


# Two desks at the same moment


def both(*acts: Callable[[], object]) -> list[object]:
    """Let several threads act at the same moment; return what each was given or told."""
    gate = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            results[place] = act()
        except DeskError as told:
            results[place] = told

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def at_once(office: Office, clock: StoppedClock, waiting: int = 1) -> list[Ticket]:
    given_numbers = []
    for _visitor in range(waiting):
        given_numbers.append(office.welcome.register("EMP"))
        clock.advance(seconds=1)
    open_desk(office, "4")
    open_desk(office, "5")
    return given_numbers


def winners(office: Office, known: Ticket) -> list[str]:
    with office.store.view() as unit:
        return [event.desk or "" for event in unit.tickets.events(known.id) if event.kind is Act.CALLED]


@pytest.mark.parametrize("case", ["parked row", "taken up", "waiting row", "next", "next and row"])
@pytest.mark.parametrize("again", range(3))
def test_two_desks_at_the_same_moment_never_get_the_same_visitor(
    office: Office, clock: StoppedClock, case: str, again: int
) -> None:
    del again
    [only] = at_once(office, clock)
    if case in {"parked row", "taken up"}:
        office.queue.park(only.id)
    row4, row5 = (lambda: office.queue.call_this(only.id, "4")), (lambda: office.queue.call_this(only.id, "5"))
    next4, next5 = (lambda: office.queue.call_next("4")), (lambda: office.queue.call_next("5"))
    acts = {
        "parked row": (row4, row5),
        "taken up": (lambda: office.queue.take_up(only.id, "4"), lambda: office.queue.take_up(only.id, "5")),
        "waiting row": (row4, row5),
        "next": (next4, next5),
        "next and row": (next4, row5),
    }
    results = both(*acts[case])
    won = [result for result in results if result is not None and not isinstance(result, DeskError)]
    assert len(won) == 1
    assert all(isinstance(result, TicketTakenError) for result in results if isinstance(result, DeskError))
    assert winners(office, only) == [ticket(office, only).desk]
    assert office.queue.conflicts() == []


def test_many_desks_and_many_visitors_each_is_called_once(office: Office) -> None:
    given_numbers = [office.welcome.register("EMP") for _visitor in range(12)]
    desks = [open_desk(office, str(number)) for number in range(1, 9)]
    both(*(lambda desk=desk: office.queue.call_next(desk) for desk in desks))
    held = [desk for known in given_numbers for desk in winners(office, known)]
    assert sorted(held) == desks


def test_a_double_press_calls_once(office: Office, clock: StoppedClock) -> None:
    first, other = at_once(office, clock, waiting=2)
    results = both(lambda: office.queue.call_next("4"), lambda: office.queue.call_next("4"))
    assert [type(result).__name__ for result in results].count("DeskBusyError") == 1
    assert Counter(state(office, each) for each in (first, other)) == {C: 1, W: 1}


def test_several_receptions_at_the_same_moment_never_give_a_number_twice(office: Office) -> None:
    results = both(*(lambda: office.welcome.register("EMP") for _key in range(12)))
    assert sorted(each.number for each in results if isinstance(each, Ticket)) == [str(301 + n) for n in range(12)]


# Recall, absence, leaving


def test_a_number_is_called_again_after_ten_seconds(office: Office, clock: StoppedClock) -> None:
    office.welcome.register("EMP")
    open_desk(office)
    call(office)
    clock.advance(seconds=9)
    with pytest.raises(RecallTooSoonError) as told:
        office.queue.recall("4")
    assert told.value.seconds == 1
    clock.advance(seconds=1)
    assert office.queue.recall("4").call_count == 2


def test_an_absence_needs_two_calls_and_a_minute(office: Office, clock: StoppedClock) -> None:
    office.welcome.register("EMP")
    open_desk(office)
    call(office)
    with pytest.raises(NoShowTooSoonError) as told:
        office.queue.no_show("4")
    assert (told.value.calls, told.value.seconds) == (1, 60)
    clock.advance(seconds=61)
    with pytest.raises(NoShowTooSoonError):
        office.queue.no_show("4")
    office.queue.recall("4")
    assert office.queue.no_show("4").state is TicketState.NO_SHOW
    assert ends(office) == {"no_show": 1}


def test_who_is_being_served_is_not_absent(office: Office, clock: StoppedClock) -> None:
    office.welcome.register("EMP")
    open_desk(office)
    call(office)
    office.counselling.start("4")
    clock.advance(minutes=2)
    for act in (office.queue.no_show, office.queue.recall):
        with pytest.raises(NobodyCalledError):
            act("4")


def test_an_absence_replaces_the_call_in_the_count(office: Office, clock: StoppedClock) -> None:
    office.welcome.register("EMP")
    clock.advance(minutes=7)
    open_desk(office)
    call(office)
    assert ends(office) == {"called": 1}
    absent(office, clock)
    [fact] = facts(office, WaitFact)
    assert (fact.ended, fact.minutes, fact.hour) == ("no_show", 7, 10)


def test_back_from_absence_within_half_an_hour_comes_next(office: Office, clock: StoppedClock) -> None:
    gone = office.welcome.register("EMP")
    clock.advance(minutes=1)
    office.welcome.register("EMP")
    open_desk(office)
    call(office)
    absent(office, clock)
    assert [each.number for each in office.queue.board().absent] == ["301"]
    clock.advance(minutes=30)
    back = office.queue.back_from_absence(gone.id)
    assert (back.issued_at, back.head) == (gone.issued_at, True)
    assert ends(office) == {}
    assert called_number(office) == "301"


def test_back_from_absence_after_half_an_hour_is_too_late(office: Office, clock: StoppedClock) -> None:
    gone = office.welcome.register("EMP")
    open_desk(office)
    call(office)
    absent(office, clock)
    clock.advance(minutes=30, seconds=1)
    assert Act.BACK not in office.queue.legal(ticket(office, gone), None)
    with pytest.raises(UndoWindowClosedError):
        office.queue.back_from_absence(gone.id)


def test_left_is_counted_as_left_and_its_number_is_not_used_again(office: Office, clock: StoppedClock) -> None:
    gone = office.welcome.register("EMP")
    clock.advance(minutes=12)
    office.queue.left(gone.id)
    assert office.queue.waiting() == []
    [fact] = facts(office, WaitFact)
    assert (fact.ended, fact.minutes) == ("left", 12)
    assert office.welcome.register("EMP").number == "302"
    assert len(visits(office)) == 2


def test_who_had_left_and_is_back_waits_at_the_old_place(office: Office, clock: StoppedClock) -> None:
    gone = office.welcome.register("EMP")
    clock.advance(minutes=5)
    office.welcome.register("EMP")
    office.queue.left(gone.id)
    clock.advance(hours=3)
    office.queue.back_from_absence(gone.id)
    assert [turn.ticket.number for turn in office.queue.waiting()] == ["301", "302"]
    assert ends(office) == {}


# Cancelling


def test_a_ticket_is_cancelled_within_two_minutes_where_it_was_issued(
    office: Office, second: Office, clock: StoppedClock
) -> None:
    first, other = office.welcome.register("EMP"), office.welcome.register("EMP")
    carry(office, second)
    assert Act.CANCELLED not in second.queue.legal(first, None)
    with pytest.raises(OtherDeskError):
        second.queue.cancel(first.id)
    clock.advance(minutes=2)
    assert Act.CANCELLED in office.queue.legal(first, None)
    office.queue.cancel(first.id)
    assert len(visits(office)) == 1
    clock.advance(seconds=1)
    assert Act.CANCELLED not in office.queue.legal(other, None)
    with pytest.raises(UndoWindowClosedError):
        office.queue.cancel(other.id)


def test_a_cancelling_is_taken_back_as_if_it_had_never_been(office: Office, clock: StoppedClock) -> None:
    given_number = office.welcome.register("EMP")
    visit = office.welcome.last()
    assert visit is not None
    office.welcome.amend(visit.id, language="NL", helper_language="AR")
    was, counted = ticket(office, given_number), visits(office)
    office.queue.cancel(given_number.id)
    clock.advance(minutes=2)
    back = office.queue.take_back_cancel(given_number.id)

    assert back == was
    assert [replace(fact, id=counted[0].id) for fact in visits(office)] == counted
    assert [fact.helper_language for fact in facts(office, HelperLanguageFact)] == ["AR"]
    assert ends(office) == {}
    assert office.welcome.last() is not None
    assert balances(office)


def test_others_count_a_ticket_again_whose_cancelling_was_taken_back(office: Office, second: Office) -> None:
    given_number = office.welcome.register("EMP")
    carry(office, second)
    office.queue.cancel(given_number.id)
    carry(office, second)
    gone = visits(second)
    office.queue.take_back_cancel(given_number.id)
    carry(office, second)

    assert gone == []
    assert len(visits(second)) == 1
    assert state(second, given_number) is TicketState.WAITING
    assert ends(second) == {}


def test_a_cancelling_is_taken_back_for_two_minutes_only(office: Office, clock: StoppedClock) -> None:
    given_number = office.welcome.register("EMP")
    office.queue.cancel(given_number.id)
    clock.advance(minutes=2, seconds=1)
    with pytest.raises(UndoWindowClosedError):
        office.queue.take_back_cancel(given_number.id)

    assert visits(office) == []


def test_a_cancelling_is_taken_back_where_it_was_done(office: Office, second: Office) -> None:
    given_number = office.welcome.register("EMP")
    office.queue.cancel(given_number.id)
    carry(office, second)
    with pytest.raises(OtherDeskError):
        second.queue.take_back_cancel(given_number.id)


def test_a_cancelling_is_taken_back_once(office: Office) -> None:
    given_number = office.welcome.register("EMP")
    office.queue.cancel(given_number.id)
    office.queue.take_back_cancel(given_number.id)
    with pytest.raises(AlreadyUndoneError):
        office.queue.take_back_cancel(given_number.id)

    assert len(visits(office)) == 1


def test_only_what_was_cancelled_is_taken_back_as_such(office: Office) -> None:
    given_number = office.welcome.register("EMP")
    office.queue.left(given_number.id)
    with pytest.raises(AlreadyUndoneError):
        office.queue.take_back_cancel(given_number.id)


def test_no_cancelling_is_taken_back_once_the_day_is_closed(office: Office, clock: StoppedClock) -> None:
    clock.moment = clock.moment.replace(hour=19)
    given_number = office.welcome.register("EMP")
    office.queue.cancel(given_number.id)
    office.day.close(clock.now().date())
    with pytest.raises(TicketGoneError):
        office.queue.take_back_cancel(given_number.id)


# Set aside


def test_who_is_set_aside_is_never_called_next(office: Office, clock: StoppedClock) -> None:
    aside = office.welcome.register("EMP")
    clock.advance(seconds=1)
    other = office.welcome.register("EMP")
    office.queue.park(aside.id, "FORMS")
    open_desk(office)
    assert called_number(office) == "302"
    office.queue.put_back(other.id)
    office.queue.resume(aside.id)
    assert called_number(office) == "301"


def test_who_is_set_aside_can_be_called_by_number(office: Office) -> None:
    aside = office.welcome.register("EMP")
    office.queue.park(aside.id)
    open_desk(office)
    assert office.queue.call_this(aside.id, "4").state is C


def test_a_called_visitor_who_is_set_aside_waits_again(office: Office) -> None:
    aside = office.welcome.register("EMP")
    open_desk(office)
    call(office)
    office.queue.park(aside.id)
    assert ends(office) == {}
    assert office.queue.call_next("4") is None


def test_a_reason_that_stands_in_no_list_is_refused(office: Office) -> None:
    aside = office.welcome.register("EMP")
    with pytest.raises(UnknownCodeError):
        office.queue.park(aside.id, "Mrs D. went to her doctor")
    assert state(office, aside) is W


# Sending on


def test_sent_on_from_a_desk_keeps_number_and_arrival_and_stays_one_visit(office: Office, clock: StoppedClock) -> None:
    given_number = office.welcome.register("EMP", language="FR")
    clock.advance(minutes=10)
    open_desk(office)
    call(office)
    office.counselling.start("4")
    clock.advance(minutes=20)
    moved = office.queue.transfer(given_number.id, theme_code="FOR")
    assert (moved.number, moved.issued_at, moved.theme_code, moved.leg) == ("301", given_number.issued_at, "FOR", 1)
    assert [(fact.theme_code, fact.outcome_codes, fact.minutes) for fact in sessions(office)] == [("EMP", ("OU2",), 20)]
    clock.advance(minutes=5)
    call(office)
    office.counselling.start("4")
    office.counselling.close("4", ["OU1"])
    assert len(visits(office)) == 1
    assert sorted((fact.theme_code, fact.minutes) for fact in facts(office, WaitFact)) == [("EMP", 10), ("FOR", 5)]
    assert len(sessions(office)) == 2
    assert figures(office)["transferred"] == 1
    assert balances(office)


def test_sent_on_to_a_desk_is_called_there_only(office: Office) -> None:
    given_number = office.welcome.register("EMP")
    open_desk(office)
    open_desk(office, "5")
    office.queue.transfer(given_number.id, desk="5")
    assert office.queue.call_next("4") is None
    assert called_number(office, "5") == "301"


def test_nobody_is_sent_on_to_a_theme_out_of_use(office: Office) -> None:
    given_number = office.welcome.register("EMP")
    office.lists.withdraw(Kind.THEME, "MOB")
    with pytest.raises(RetiredCodeError):
        office.queue.transfer(given_number.id, theme_code="MOB")


def test_only_the_desk_of_a_conversation_sends_its_visitor_on(office: Office, second: Office) -> None:
    given_number = office.welcome.register("EMP")
    open_desk(office)
    call(office)
    office.counselling.start("4")
    carry(office, second)
    with pytest.raises(OtherDeskError):
        second.queue.transfer(given_number.id, theme_code="FOR")


@pytest.mark.parametrize("before", [W, C, S])
def test_sending_on_is_taken_back_within_a_minute(office: Office, clock: StoppedClock, before: TicketState) -> None:
    given_number = office.welcome.register("EMP")
    open_desk(office)
    if before in {C, S}:
        call(office)
    if before is S:
        office.counselling.start("4")
        clock.advance(minutes=3)
    was, ended = ticket(office, given_number), ends(office)
    office.queue.transfer(given_number.id, theme_code="FOR")
    clock.advance(seconds=60)
    assert office.queue.take_back_transfer(given_number.id) == was
    assert ends(office) == ended
    assert sessions(office) == []
    assert (office.counselling.running("4") is not None) == (before is S)
    assert balances(office)


def test_sending_on_is_not_taken_back_later_or_once_the_visitor_was_called(office: Office, clock: StoppedClock) -> None:
    late, called = office.welcome.register("EMP"), office.welcome.register("ORI")
    for each in (late, called):
        office.queue.transfer(each.id, theme_code="FOR")
    open_desk(office)
    office.queue.call_this(called.id, "4")
    with pytest.raises(AlreadyUndoneError):
        office.queue.take_back_transfer(called.id)
    clock.advance(seconds=61)
    with pytest.raises(UndoWindowClosedError):
        office.queue.take_back_transfer(late.id)


def test_nobody_comes_back_to_a_desk_that_has_another_visitor(office: Office, clock: StoppedClock) -> None:
    first = office.welcome.register("EMP")
    clock.advance(seconds=1)
    office.welcome.register("EMP")
    open_desk(office)
    call(office)
    office.queue.transfer(first.id, theme_code="MOB")
    call(office)
    with pytest.raises(DeskBusyError):
        office.queue.take_back_transfer(first.id)


# What the buttons may offer


@pytest.mark.parametrize(
    ("steps", "legal"),
    [
        ("", {Act.CALLED, Act.PARKED, Act.TRANSFERRED, Act.AMENDED, Act.LEFT, Act.CANCELLED}),
        ("call", {Act.RECALLED, Act.STARTED, Act.PUT_BACK, Act.PARKED, Act.TRANSFERRED, Act.LEFT}),
        ("call start", {Act.FINISHED, Act.PARKED, Act.TRANSFERRED}),
        ("park", {Act.CALLED, Act.RETURNED, Act.LEFT}),
        ("left", {Act.BACK}),
        ("cancel", set()),
        ("call start close", set()),
    ],
)
def test_the_buttons_offer_exactly_what_is_possible(office: Office, steps: str, legal: set[Act]) -> None:
    given_number = office.welcome.register("EMP")
    open_desk(office)
    acts: dict[str, Callable[[], object]] = {
        "call": lambda: office.queue.call_next("4"),
        "start": lambda: office.counselling.start("4"),
        "close": lambda: office.counselling.close("4", []),
        "park": lambda: office.queue.park(given_number.id),
        "left": lambda: office.queue.left(given_number.id),
        "cancel": lambda: office.queue.cancel(given_number.id),
    }
    for step in steps.split():
        acts[step]()
    assert office.queue.legal(ticket(office, given_number), office.queue.desk_here()) == legal


def test_a_busy_desk_is_not_offered_another_call(office: Office) -> None:
    office.welcome.register("EMP")
    other = office.welcome.register("EMP")
    open_desk(office)
    call(office)
    assert Act.CALLED not in office.queue.legal(other, office.queue.desk_here())


@pytest.mark.parametrize("act", ["put_back", "left", "cancel", "park", "resume", "back_from_absence"])
def test_nothing_happens_to_a_ticket_that_is_done(office: Office, act: str) -> None:
    given_number = office.welcome.register("EMP")
    open_desk(office)
    call(office)
    office.counselling.start("4")
    office.counselling.close("4", ["OU1"])
    with pytest.raises(TicketStateError):
        getattr(office.queue, act)(given_number.id)
    assert state(office, given_number) is TicketState.DONE


# The judge of calls in the shared folder


class Judge:
    """Answers as it is told to."""

    def __init__(self, *answers: ClaimResult) -> None:
        self.answers = list(answers)

    def take(self, ticket_id: UUID, attempt: int) -> ClaimResult:
        del ticket_id, attempt
        return self.answers.pop(0)

    def stalled(self, ticket_id: UUID, attempt: int) -> bool:
        del ticket_id, attempt
        return False


def judged(office: Office, *answers: ClaimResult) -> QueueService:
    judge = Judge(*answers)
    return QueueService(office.store, office.clock, office.staff, lambda: judge)


def test_a_call_lost_to_another_desk_goes_on_to_the_next_visitor(office: Office, clock: StoppedClock) -> None:
    at_once(office, clock, waiting=2)
    called = judged(office, ClaimResult.LOST, ClaimResult.WON).call_next("4")
    assert called is not None
    assert called.ticket.number == "302"


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        (ClaimResult.LOST, TicketTakenError),
        (ClaimResult.UNKNOWN, CallUnconfirmedError),
        (ClaimResult.AWAY, ShareAwayError),
    ],
)
def test_a_chosen_visitor_is_not_called_without_the_right(
    office: Office, clock: StoppedClock, answer: ClaimResult, refusal: type[DeskError]
) -> None:
    [only] = at_once(office, clock)
    with pytest.raises(refusal):
        judged(office, answer).call_this(only.id, "4")
    assert state(office, only) is W


@pytest.mark.parametrize(
    ("answer", "refusal"), [(ClaimResult.UNKNOWN, CallUnconfirmedError), (ClaimResult.AWAY, ShareAwayError)]
)
def test_the_next_visitor_is_not_called_without_the_right(
    office: Office, clock: StoppedClock, answer: ClaimResult, refusal: type[DeskError]
) -> None:
    [only] = at_once(office, clock)
    with pytest.raises(refusal):
        judged(office, answer).call_next("4")
    assert state(office, only) is W


def test_a_visitor_called_aloud_while_the_folder_is_away_is_written_as_such(
    office: Office, clock: StoppedClock
) -> None:
    [only] = at_once(office, clock)
    judged(office, ClaimResult.AWAY).call_this(only.id, "4", in_person_away=True)
    with office.store.view() as unit:
        [call_event] = [event for event in unit.tickets.events(only.id) if event.kind is Act.CALLED]
    assert call_event.offline


# Several workstations, one truth


def test_the_wait_is_counted_once_whoever_ends_it(office: Office, second: Office, clock: StoppedClock) -> None:
    put_back, gone, cancelled = (office.welcome.register("EMP") for _visitor in range(3))
    carry(office, second)
    open_desk(second)
    second.queue.call_this(put_back.id, "4")
    carry(second, office)
    assert ends(office) == ends(second) == {"called": 1}

    office.queue.left(put_back.id)
    second.queue.left(gone.id)
    office.queue.cancel(cancelled.id)
    carry(office, second)
    carry(second, office)
    assert ends(office) == ends(second) == {"left": 2, "cancelled": 1}
    clock.advance(minutes=1)
    office.queue.back_from_absence(gone.id)
    carry(office, second)
    carry(second, office)
    assert ends(office) == ends(second) == {"left": 1, "cancelled": 1}


def test_of_two_calls_made_without_the_folder_one_counts_and_both_desks_see_it(office: Office, second: Office) -> None:
    only = office.welcome.register("EMP")
    carry(office, second)
    open_desk(office, "5")
    open_desk(second, "4")
    for desk_of, name in ((office, "5"), (second, "4")):
        desk_of.queue.call_this(only.id, name)
    carry(office, second)
    carry(second, office)
    assert ticket(office, only) == ticket(second, only)
    assert len(office.queue.conflicts()) == len(second.queue.conflicts()) == 1
    carry(second, office)
    carry(office, second)
    assert ends(office) == ends(second) == {"called": 1}


def test_what_another_desk_does_to_its_lost_call_changes_nothing_of_the_one_that_counts(
    office: Office, second: Office, clock: StoppedClock
) -> None:
    only = office.welcome.register("EMP")
    carry(office, second)
    open_desk(office, "5")
    open_desk(second, "4")
    office.queue.call_this(only.id, "5")
    clock.advance(seconds=5)
    second.queue.call_this(only.id, "4")
    second.counselling.start("4")
    carry(second, office)
    carry(office, second)
    assert [ticket(each, only).state for each in (office, second)] == [C, C]
    assert [ticket(each, only).desk for each in (office, second)] == ["5", "5"]


def test_a_transfer_undone_elsewhere_takes_its_later_wait_out_of_the_count(office: Office, clock: StoppedClock) -> None:
    only = office.welcome.register("EMP")
    open_desk(office)
    call(office)
    office.counselling.start("4")
    office.queue.transfer(only.id, theme_code="FOR")
    with office.store.view() as unit:
        [sent_on] = [event for event in unit.tickets.events(only.id) if event.kind is Act.TRANSFERRED]
    call(office)
    assert ends(office) == {"called": 2}
    clock.advance(seconds=5)
    undo = {
        "id": uuid4().hex, "ticket_id": only.id.hex, "kind": "undone", "attempt": 2, "workstation": "Poste 4",
        "at": int(clock.now().timestamp()), "undo_of": sent_on.id.hex,
    }  # fmt: skip
    with office.store.unit() as unit:
        assert unit.receive("q", [["event", unit.stamp().hlc, "b", undo]]) == []
    assert ends(office) == {"called": 1}


# Whatever is pressed


KEYS = st.lists(
    st.tuples(
        st.sampled_from([
            "register", "call", "start", "close", "recall", "no_show", "put_back", "left", "back", "park", "resume",
            "transfer", "cancel", "withdraw", "reopen", "take_back", "serve_now",
        ]),
        st.integers(0, 5),
    ),
    max_size=25,
)  # fmt: skip


@given(keys=KEYS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_pressed_every_ticket_and_every_call_is_accounted_for(
    keys: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory, clock: StoppedClock
) -> None:
    folder: Path = tmp_path_factory.mktemp("keys")
    clock.moment = clock.moment.replace(day=14, hour=10, minute=0)
    with temporary_office(folder, clock, Settings(workstation="Accueil 1", kind="reception")) as office:
        desks = [open_desk(office, "4"), open_desk(office, "5", themes="FOR MOB")]
        for key, which in keys:
            clock.advance(seconds=35)
            press(office, key, which, desks)
            assert len({known.desk for known in held(office)}) == len(held(office)) <= 2
            assert balances(office)
        clock.moment = clock.moment.replace(hour=18)
        assert office.day.close(MONDAY)
        found = figures(office)
        assert balances(office)
        assert (found["still_waiting"], found["still_serving"], found["called"]) == (0, 0, found["done"])


def held(office: Office) -> list[Ticket]:
    board = office.queue.board()
    return [*board.called, *board.serving]


def press(office: Office, key: str, which: int, desks: list[str]) -> None:
    """Press a key; what is refused with a sentence is part of the day."""
    with office.store.view() as unit:
        known = unit.tickets.of_day(MONDAY)
    desk = desks[which % 2]
    one = known[which % len(known)].id if known else uuid4()
    spoken = office.counselling.today(desk)
    acts: dict[str, Callable[[], object]] = {
        "register": lambda: office.welcome.register(["EMP", "FOR", "MOB"][which % 3]),
        "call": lambda: office.queue.call_next(desk),
        "start": lambda: office.counselling.start(desk),
        "close": lambda: office.counselling.close(desk, ["OU1"][: which % 2]),
        "recall": lambda: office.queue.recall(desk),
        "no_show": lambda: office.queue.no_show(desk),
        "put_back": lambda: office.queue.put_back(one),
        "left": lambda: office.queue.left(one),
        "back": lambda: office.queue.back_from_absence(one),
        "park": lambda: office.queue.park(one),
        "resume": lambda: office.queue.resume(one),
        "transfer": lambda: office.queue.transfer(one, theme_code="FOR"),
        "cancel": lambda: office.queue.cancel(one),
        "withdraw": lambda: office.welcome.withdraw(visit.id) if (visit := office.welcome.last()) else None,
        "reopen": lambda: office.counselling.reopen(spoken[0].id) if spoken else None,
        "take_back": lambda: office.queue.take_back_transfer(one),
        "serve_now": lambda: office.counselling.serve_now("EMP", desk),
    }
    try:
        acts[key]()
    except DeskError:
        return


def test_the_wait_never_counts_the_seconds_before_an_hour_of_arrival(office: Office, clock: StoppedClock) -> None:
    clock.moment = clock.moment.replace(minute=59, second=59)
    office.welcome.register("EMP")
    clock.advance(minutes=1)
    open_desk(office)
    call(office)
    [fact] = facts(office, WaitFact)
    assert (fact.hour, fact.minutes, timedelta(minutes=fact.minutes)) == (10, 1, timedelta(minutes=1))
