from uuid import uuid4

import pytest

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.counselling import CounsellingSession
from cdm_desk.domain.errors import (
    AlreadyUndoneError,
    AmountError,
    DayClosedError,
    DeskBusyError,
    DeskNotOpenError,
    NobodyCalledError,
    NoSessionError,
    RetiredCodeError,
    SessionGoneError,
    TooManyOutcomesError,
    UndoWindowClosedError,
    UnknownCodeError,
)
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.queue import Ticket, TicketState, WaitFact
from cdm_desk.domain.staff import Action
from cdm_desk.office import Office
from cdm_desk.services.counselling import CounsellingService
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


@pytest.fixture
def visitor(office: Office) -> Ticket:
    """A visitor for employment who was called to desk 4."""
    office.welcome.register("EMP", language="FR", people=2)
    return call(office, open_desk(office))


@pytest.fixture
def spoken(office: Office, clock: StoppedClock, visitor: Ticket) -> CounsellingSession:
    """A conversation of that visitor, twenty minutes old."""
    del visitor
    begun = office.counselling.start("4")
    clock.advance(minutes=20)
    return begun


def test_a_conversation_begins_with_what_is_known_of_the_visitor(office: Office, visitor: Ticket) -> None:
    begun = office.counselling.start("4")
    assert (begun.number, begun.theme_code, begun.language, begun.people, begun.running) == (
        "301", "EMP", "FR", 2, True,
    )  # fmt: skip
    assert state(office, visitor) is TicketState.SERVING
    assert office.counselling.running("4") == begun
    assert sessions(office) == []


def test_what_stays_of_a_conversation(office: Office, clock: StoppedClock, spoken: CounsellingSession) -> None:
    office.counselling.note(spoken.id, sub_theme_codes=("EMP1", "EMP3"), channel="desk")
    clock.advance(minutes=2)
    office.counselling.close("4", ["OU5", "OU1"])
    [fact] = sessions(office)
    assert (fact.day, fact.theme_code, fact.sub_theme_codes, fact.outcome_codes, fact.minutes, fact.people) == (
        MONDAY, "EMP", ("EMP1", "EMP3"), ("OU5", "OU1"), 20, 2,
    )  # fmt: skip
    assert fact.reliable
    assert ends(office) == {"called": 1}
    assert balances(office)


def test_a_second_theme_is_recorded_with_the_first_and_the_visitor_counts_once(
    office: Office, spoken: CounsellingSession
) -> None:
    office.counselling.note(spoken.id, sub_theme_codes=("EMP1", "FOR2"))
    office.counselling.close("4", ["OU1"])
    [fact] = sessions(office)
    assert (fact.theme_code, fact.sub_theme_codes) == ("EMP", ("EMP1", "FOR2"))
    assert office.queue.waiting() == []
    assert len(visits(office)) == 1


def test_sub_themes_go_with_their_theme_when_it_is_changed(office: Office, spoken: CounsellingSession) -> None:
    office.counselling.note(spoken.id, sub_theme_codes=("EMP1",))
    changed = office.counselling.note(spoken.id, theme_code="FOR")
    assert (changed.theme_code, changed.sub_theme_codes) == ("FOR", ())


@pytest.mark.parametrize(
    ("noted", "refusal"),
    [
        ({"theme_code": "XXX"}, UnknownCodeError),
        ({"theme_code": "MOB"}, RetiredCodeError),
        ({"sub_theme_codes": ("EMP99",)}, UnknownCodeError),
        ({"language": "EN"}, UnknownCodeError),
        ({"channel": "by pigeon"}, UnknownCodeError),
        ({"people": 0}, AmountError),
        ({"people": 10**12}, AmountError),
    ],
)
def test_what_stands_in_no_list_is_not_noted(
    office: Office, spoken: CounsellingSession, noted: dict[str, object], refusal: type[Exception]
) -> None:
    office.lists.withdraw(Kind.THEME, "MOB")
    for act in (office.counselling.note, office.counselling.correct):
        with pytest.raises(refusal):
            act(spoken.id, **noted)
    assert office.counselling.running("4") == spoken


def test_no_outcome_is_stored_as_not_recorded(office: Office, spoken: CounsellingSession) -> None:
    del spoken
    office.counselling.close("4", [])
    assert [fact.outcome_codes for fact in sessions(office)] == [()]
    [outcomes] = [table for table in office.reports.day_sheet(MONDAY).tables if table.id == "outcomes"]
    assert ("not_recorded", 1) in outcomes.rows


@pytest.mark.parametrize(
    ("outcomes", "refusal"),
    [(["OU1", "OU2", "OU3", "OU4"], TooManyOutcomesError), (["OU99"], UnknownCodeError), (["'; --"], UnknownCodeError)],
)
def test_a_conversation_with_false_outcomes_goes_on(
    office: Office, spoken: CounsellingSession, outcomes: list[str], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        office.counselling.close("4", outcomes)
    assert office.counselling.running("4") == spoken
    assert sessions(office) == []


def test_a_break_does_not_count_as_conversation(
    office: Office, clock: StoppedClock, spoken: CounsellingSession
) -> None:
    del spoken
    office.counselling.pause("4")
    clock.advance(minutes=30)
    office.counselling.resume("4")
    clock.advance(minutes=5)
    office.counselling.close("4", ["OU1"])
    assert [fact.minutes for fact in sessions(office)] == [25]


def test_nothing_is_finished_that_was_not_begun(office: Office, visitor: Ticket) -> None:
    with pytest.raises(NoSessionError):
        office.counselling.close("4", ["OU1"])
    office.queue.put_back(visitor.id)
    with pytest.raises(NobodyCalledError):
        office.counselling.start("4")


def test_a_conversation_is_begun_where_the_visitor_was_called(office: Office, second: Office) -> None:
    office.welcome.register("EMP")
    call(office, open_desk(office))
    carry(office, second)
    with pytest.raises(NobodyCalledError):
        second.counselling.start("4")


# Served at once


def test_register_and_serve_now_is_a_wait_of_nothing(office: Office) -> None:
    open_desk(office)
    begun = office.counselling.serve_now("EMP", "4", language="NL")
    known = ticket(office, begun)
    assert (known.state, known.direct, known.number, known.language) == (TicketState.SERVING, True, "301", "NL")
    assert [(fact.minutes, fact.ended) for fact in facts(office, WaitFact)] == [(0, "called")]
    assert len(visits(office)) == 1
    office.counselling.close("4", ["OU1"])
    assert balances(office)


def test_served_at_once_only_at_a_desk_that_is_open_and_free(office: Office, visitor: Ticket) -> None:
    del visitor
    with pytest.raises(DeskBusyError):
        office.counselling.serve_now("EMP", "4")
    with pytest.raises(DeskNotOpenError):
        office.counselling.serve_now("EMP", "5")
    assert len(visits(office)) == 1


def test_served_at_once_takes_no_number_that_another_workstation_may_hold(office: Office) -> None:
    class Everybody:
        def require(self, action: Action) -> None:
            """Let everybody in."""

    open_desk(office)
    shared = CounsellingService(office.store, office.clock, Everybody(), lambda: False)
    number = shared.serve_now("EMP", "4").number
    assert number is not None
    # No block was claimed: a letter of this workstation's own stands before the count.
    assert not number.isdecimal()


def test_nobody_is_served_once_the_day_is_closed(office: Office, clock: StoppedClock) -> None:
    open_desk(office)
    clock.moment = clock.moment.replace(hour=18)
    office.day.close(MONDAY)
    with pytest.raises(DayClosedError):
        office.counselling.serve_now("EMP", "4")


# Undo and correction


def test_a_beginning_is_taken_back_within_a_minute(office: Office, clock: StoppedClock, visitor: Ticket) -> None:
    begun = office.counselling.start("4")
    clock.advance(seconds=60)
    office.counselling.unstart(begun.id)
    assert state(office, visitor) is TicketState.CALLED
    assert office.counselling.running("4") is None
    again = office.counselling.start("4")
    clock.advance(seconds=61)
    with pytest.raises(UndoWindowClosedError):
        office.counselling.unstart(again.id)


def test_a_closing_is_taken_back_within_five_minutes_and_the_beginning_kept(
    office: Office, clock: StoppedClock, spoken: CounsellingSession, visitor: Ticket
) -> None:
    office.counselling.close("4", ["OU1"])
    clock.advance(minutes=5)
    reopened = office.counselling.reopen(spoken.id)
    assert (reopened.started_at, reopened.running) == (spoken.started_at, True)
    assert state(office, visitor) is TicketState.SERVING
    assert sessions(office) == []
    office.counselling.close("4", ["OU6"])
    assert [(fact.outcome_codes, fact.minutes) for fact in sessions(office)] == [(("OU6",), 25)]
    clock.advance(minutes=5, seconds=1)
    with pytest.raises(UndoWindowClosedError):
        office.counselling.reopen(spoken.id)
    assert balances(office)


def test_a_closing_that_others_have_learnt_of_is_voided_when_taken_back(
    office: Office, second: Office, spoken: CounsellingSession
) -> None:
    office.counselling.close("4", ["OU1"])
    carry(office, second)
    assert len(sessions(second)) == 1
    office.counselling.reopen(spoken.id)
    carry(office, second)
    assert sessions(second) == []


def test_a_closing_is_not_taken_back_while_the_desk_has_another_visitor(
    office: Office, spoken: CounsellingSession
) -> None:
    office.counselling.close("4", ["OU1"])
    office.welcome.register("EMP")
    call(office)
    with pytest.raises(DeskBusyError):
        office.counselling.reopen(spoken.id)


def test_a_conversation_whose_visitor_was_sent_on_is_not_taken_up_again(
    office: Office, spoken: CounsellingSession, visitor: Ticket
) -> None:
    office.queue.transfer(visitor.id, theme_code="FOR")
    with pytest.raises(AlreadyUndoneError):
        office.counselling.reopen(spoken.id)
    assert office.counselling.running("4") is None
    assert len(sessions(office)) == 1


def test_a_conversation_of_today_is_corrected(office: Office, clock: StoppedClock, spoken: CounsellingSession) -> None:
    office.counselling.close("4", ["OU1"])
    clock.advance(hours=2)
    office.counselling.correct(spoken.id, theme_code="FOR", outcome_codes=["OU6", "OU6"], people=3)
    [fact] = sessions(office)
    assert (fact.theme_code, fact.outcome_codes, fact.people, fact.minutes) == ("FOR", ("OU6",), 3, 20)
    assert [each.theme_code for each in office.counselling.today("4")] == ["FOR"]


def test_a_correction_that_changes_nothing_leaves_the_fact_alone(office: Office, spoken: CounsellingSession) -> None:
    office.counselling.close("4", ["OU1"])
    before = sessions(office)
    office.counselling.correct(spoken.id, outcome_codes=["OU1"])
    assert sessions(office) == before


def test_no_conversation_is_corrected_with_four_outcomes(office: Office, spoken: CounsellingSession) -> None:
    office.counselling.close("4", ["OU1"])
    with pytest.raises(TooManyOutcomesError):
        office.counselling.correct(spoken.id, outcome_codes=["OU1", "OU2", "OU3", "OU5"])
    assert [fact.outcome_codes for fact in sessions(office)] == [("OU1",)]


def test_a_conversation_that_never_was_is_explained(office: Office) -> None:
    for act in (
        office.counselling.reopen,
        office.counselling.unstart,
        office.counselling.correct,
        office.counselling.note,
    ):
        with pytest.raises(SessionGoneError):
            act(uuid4())


def test_the_conversations_of_a_desk_stand_newest_first(office: Office, clock: StoppedClock) -> None:
    open_desk(office)
    for theme in ("EMP", "FOR", "ORI"):
        office.counselling.serve_now(theme, "4")
        clock.advance(minutes=10)
        office.counselling.close("4", [])
    assert [session.theme_code for session in office.counselling.today("4")] == ["ORI", "FOR", "EMP"]
    assert office.counselling.today("5") == []


# A visitor who stays over midnight


def test_finished_on_the_next_day_counts_but_its_length_is_not_relied_upon(
    office: Office, clock: StoppedClock, spoken: CounsellingSession
) -> None:
    del spoken
    clock.advance(days=1)
    office.counselling.close("4", ["OU1"])
    [fact] = sessions(office)
    assert (fact.day, fact.reliable) == (MONDAY, False)
    assert figures(office)["done"] == 1
