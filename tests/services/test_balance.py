"""What is left over at closing, ended line by line, and what became of a day's count the next morning."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdm_desk.domain.activities import ActivityFact
from cdm_desk.domain.balance import LooseEnd, Matter, Traced
from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.errors import (
    AlreadyUndoneError,
    DayClosedError,
    DoorsOpenError,
    FactGoneError,
    SeatFreeError,
    TicketStateError,
)
from cdm_desk.domain.multimedia import PcFact
from cdm_desk.domain.queue import TicketState
from cdm_desk.domain.reports import Missing
from cdm_desk.domain.welcome import VisitFact
from cdm_desk.office import Office
from cdm_desk.services.balance import BalanceService
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
    visits,
)

TUESDAY = MONDAY + timedelta(days=1)


def at(clock: StoppedClock, hour: int, minute: int = 0, day: date = MONDAY) -> None:
    clock.moment = datetime.combine(day, time(hour, minute), tzinfo=BRUSSELS)


def talk(office: Office, clock: StoppedClock, *outcomes: str, desk: str = "4") -> UUID:
    """A conversation at a desk, closed with these outcomes."""
    office.welcome.register("EMP")
    call(office, desk)
    session = office.counselling.start(desk)
    clock.advance(minutes=11)
    office.counselling.close(desk, outcomes)
    return session.id


def left_over(office: Office, *matters: Matter, day: date = MONDAY) -> list[LooseEnd]:
    return [end for end in office.balance.loose_ends(day) if end.matter in matters or not matters]


def the(office: Office, matter: Matter) -> LooseEnd:
    [end] = left_over(office, matter)
    return end


# What is left over


def test_a_day_on_which_nothing_is_left_over_has_an_empty_list(office: Office, clock: StoppedClock) -> None:
    open_desk(office)
    talk(office, clock, "OU1")
    office.welcome.visit("MV4")
    assert office.balance.loose_ends(MONDAY) == []


def test_conversations_without_outcome_are_told_by_desk(office: Office, clock: StoppedClock) -> None:
    for desk in ("4", "7"):
        open_desk(office, desk)
    for _each in range(3):
        talk(office, clock, desk="7")
    talk(office, clock, desk="4")
    talk(office, clock, "OU1", desk="4")
    found = [(end.desk, end.number, end.here) for end in left_over(office, Matter.OUTCOME)]
    assert found == [("4", 1, True), ("7", 3, True)]


def test_a_desk_of_another_workstation_tells_its_number_and_no_more(
    office: Office, second: Office, clock: StoppedClock
) -> None:
    open_desk(second, "7")
    first = talk(second, clock, desk="7")
    talk(second, clock, desk="7")
    carry(second, office)
    end = the(office, Matter.OUTCOME)
    assert (end.name, end.number, end.here) == ("7", 2, False)
    second.counselling.correct(first, outcome_codes=("OU3",))
    carry(second, office)
    assert the(office, Matter.OUTCOME).number == 1


def test_a_desk_that_opens_owes_nothing_of_the_day_before(office: Office, second: Office, clock: StoppedClock) -> None:
    open_desk(second, "7")
    talk(second, clock, desk="7")
    carry(second, office)
    clock.advance(days=1)
    second.day.close(MONDAY)
    open_desk(second, "7")
    carry(second, office)

    assert left_over(office, Matter.OUTCOME, day=clock.now().date()) == []


def test_an_outcome_that_was_noted_after_all_leaves_the_list(office: Office, clock: StoppedClock) -> None:
    open_desk(office)
    session = talk(office, clock)
    office.counselling.correct(session, outcome_codes=("OU12",))
    assert left_over(office) == []


def test_every_ticket_that_has_no_end_is_on_the_list(office: Office, clock: StoppedClock) -> None:
    for desk in ("5", "6"):
        open_desk(office, desk)
    waiting, parked, called, serving = (office.welcome.register("EMP") for _each in range(4))
    office.queue.park(parked.id)
    office.queue.call_this(called.id, "5")
    office.queue.call_this(serving.id, "6")
    office.counselling.start("6")
    clock.advance(minutes=1)
    assert [(end.matter, end.name, end.desk) for end in left_over(office)] == [
        (Matter.SERVING, serving.number, "6"),
        (Matter.CALLED, called.number, "5"),
        (Matter.WAITING, waiting.number, None),
        (Matter.PARKED, parked.number, None),
    ]


def test_seats_still_taken_and_numbers_that_wait_for_one_are_on_the_list(office: Office) -> None:
    office.multimedia.arrive(12)
    assert [(end.matter, end.name) for end in left_over(office)] == [(Matter.SEAT, "12")]


def test_an_activity_that_nobody_counted_asks_for_its_number(office: Office) -> None:
    with office.store.unit() as unit:
        unit.facts.add(activity(present=0))
    end = the(office, Matter.HEADCOUNT)
    counted = office.balance.count_heads(UUID(hex=end.thing), 23)
    assert left_over(office) == []
    assert [(fact.id, fact.present) for fact in facts(office, ActivityFact)] == [(counted, 23)]
    with pytest.raises(FactGoneError):
        office.balance.count_heads(UUID(hex=end.thing), 24)


def activity(present: int) -> ActivityFact:
    return ActivityFact(
        id=uuid4(), day=MONDAY, kind_code="AC2", place="intra", theme_code="EMP", language="FR", partners=(),
        audiences=("ALL",), enrolled=15, present=present,
    )  # fmt: skip


def test_who_was_not_heard_of_stands_on_the_list(office: Office, clock: StoppedClock) -> None:
    missing = Missing(silent=("Conseil 3", "Conseil 9"), holding=(("Conseil 1", 2),), not_exchanged=4)
    balance = BalanceService(office.store, clock, office.staff, lambda _day: missing)
    assert [(end.matter, end.name, end.number) for end in balance.loose_ends(MONDAY)] == [
        (Matter.SILENT, "Conseil 3", 1),
        (Matter.SILENT, "Conseil 9", 1),
        (Matter.HOLDING, "Conseil 1", 2),
        (Matter.UNSENT, "", 4),
    ]


# Ended one by one


@pytest.mark.parametrize("matter", [Matter.WAITING, Matter.PARKED, Matter.CALLED, Matter.SERVING])
def test_nobody_is_put_out_while_the_doors_are_open(office: Office, clock: StoppedClock, matter: Matter) -> None:
    given = standing(office, matter)
    at(clock, 16, 59)
    with pytest.raises(DoorsOpenError):
        office.balance.settle(the(office, matter))
    assert state(office, given) is TicketState(matter.value)


def standing(office: Office, matter: Matter):  # type: ignore[no-untyped-def]  # noqa: ANN201 - a ticket
    open_desk(office)
    given = office.welcome.register("EMP")
    if matter is Matter.PARKED:
        office.queue.park(given.id)
    if matter in (Matter.CALLED, Matter.SERVING):
        office.queue.call_this(given.id, "4")
    if matter is Matter.SERVING:
        office.counselling.start("4")
    return given


@pytest.mark.parametrize(
    ("matter", "ended"),
    [
        (Matter.WAITING, "left"),
        (Matter.PARKED, "left"),
        (Matter.CALLED, "no_show"),
        (Matter.SERVING, "called"),
    ],
)
def test_a_ticket_is_ended_from_the_list_and_counted_so(
    office: Office, clock: StoppedClock, matter: Matter, ended: str
) -> None:
    standing(office, matter)
    at(clock, 17, 5)
    office.balance.settle(the(office, matter))
    assert ends(office) == {ended: 1}
    assert left_over(office, matter) == []
    assert balances(office)


@pytest.mark.parametrize("matter", [Matter.WAITING, Matter.PARKED, Matter.CALLED, Matter.SERVING])
def test_what_was_ended_from_the_list_goes_on_where_it_was_a_mistake(
    office: Office, clock: StoppedClock, matter: Matter
) -> None:
    given = standing(office, matter)
    at(clock, 17, 5)
    settled = office.balance.settle(the(office, matter))
    office.balance.take_back(settled)
    assert state(office, given) is TicketState(matter.value)
    assert sessions(office) == []
    assert balances(office)
    with pytest.raises(AlreadyUndoneError):
        office.balance.take_back(settled)


def test_a_conversation_that_was_ended_from_the_list_has_no_length_to_rely_on(
    office: Office, clock: StoppedClock
) -> None:
    standing(office, Matter.SERVING)
    at(clock, 17, 5)
    office.balance.settle(the(office, Matter.SERVING))
    assert [fact.reliable for fact in sessions(office)] == [False]


def test_who_was_called_meanwhile_is_left_to_the_desk(office: Office, clock: StoppedClock) -> None:
    given = standing(office, Matter.WAITING)
    at(clock, 17, 5)
    seen = the(office, Matter.WAITING)
    office.queue.call_this(given.id, "4")
    with pytest.raises(TicketStateError):
        office.balance.settle(seen)
    assert state(office, given) is TicketState.CALLED


def test_a_ticket_of_another_desk_is_ended_too_and_counted_once(
    office: Office, second: Office, clock: StoppedClock
) -> None:
    open_desk(second, "7")
    second.welcome.register("EMP")
    call(second, "7")
    second.counselling.start("7")
    carry(second, office)
    at(clock, 17, 10)
    office.balance.settle(the(office, Matter.SERVING))
    carry(office, second)
    assert left_over(second, Matter.TALK)[0].desk == "7"
    at(clock, 17, 40)
    second.day.close(MONDAY)
    carry(second, office)
    office.day.close(MONDAY)
    assert ends(office) == ends(second) == {"called": 1}
    assert [fact.reliable for fact in sessions(office)] == [False]


def test_a_seat_is_freed_from_the_list_and_taken_again(office: Office, clock: StoppedClock) -> None:
    office.multimedia.arrive(12)
    at(clock, 17, 5)
    end = the(office, Matter.SEAT)
    settled = office.balance.settle(end)
    assert left_over(office) == []
    with pytest.raises(SeatFreeError):
        office.balance.settle(end)
    office.balance.take_back(settled)
    assert the(office, Matter.SEAT) == end
    assert len(facts(office, PcFact)) == 1


def test_nothing_is_ended_or_let_go_on_once_the_day_is_closed(office: Office, clock: StoppedClock) -> None:
    standing(office, Matter.WAITING)
    at(clock, 17, 5)
    end = the(office, Matter.WAITING)
    settled = office.balance.settle(end)
    at(clock, 17, 40)
    office.day.close(MONDAY)
    with pytest.raises(DayClosedError):
        office.balance.settle(end)
    with pytest.raises(DayClosedError):
        office.balance.take_back(settled)
    assert left_over(office) == []


ACTS = st.sampled_from(["register", "call", "start", "close", "close with", "park", "left", "seat"])


@given(acts=st.lists(ACTS, max_size=14), settled=st.integers(0, 6))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_settled_or_left_to_the_day_close_every_ticket_is_counted_once(
    make_day: "Day", acts: list[str], settled: int
) -> None:
    office, clock = make_day.fresh()
    for act in acts:
        make_day.act(act)
    at(clock, 17, 10, day=make_day.day)
    issued = figures(office, make_day.day)["issued"]
    loose = [end for end in office.balance.loose_ends(make_day.day) if end.settled_here]
    for end in loose[:settled]:
        office.balance.settle(end)
    assert balances(office, make_day.day)
    at(clock, 17, 40, day=make_day.day)
    office.day.close(make_day.day)
    assert balances(office, make_day.day)
    assert sum(ends(office, make_day.day).values()) == issued
    assert office.balance.loose_ends(make_day.day) == []


class Day:
    """Days one after another on one store: each example has a board of its own."""

    def __init__(self, office: Office, clock: StoppedClock) -> None:
        self.office, self.clock, self.day = office, clock, MONDAY

    def fresh(self) -> tuple[Office, StoppedClock]:
        self.day += timedelta(days=1)
        while self.day.weekday() in {3, 5, 6}:
            self.day += timedelta(days=1)
        at(self.clock, 10, day=self.day)
        open_desk(self.office)
        return self.office, self.clock

    def act(self, name: str) -> None:
        office = self.office
        waiting = office.queue.waiting()
        held = [*office.queue.board().called, *office.queue.board().serving]
        self.clock.advance(minutes=2)
        match name:
            case "register":
                office.welcome.register("EMP")
            case "call" if waiting and not held:
                call(office)
            case "start" if held and held[0].state is TicketState.CALLED:
                office.counselling.start("4")
            case "close" | "close with" if held and held[0].state is TicketState.SERVING:
                office.counselling.close("4", ("OU1",) if name == "close with" else ())
            case "park" if waiting:
                office.queue.park(waiting[0].ticket.id)
            case "left" if waiting:
                office.queue.left(waiting[0].ticket.id)
            case "seat":
                office.multimedia.arrive()
            case _:
                pass


@pytest.fixture
def make_day(office: Office, clock: StoppedClock) -> Day:
    return Day(office, clock)


# The next morning


def closed_monday(office: Office, clock: StoppedClock) -> None:
    office.welcome.visit("MV4")
    office.welcome.visit("MV4")
    at(clock, 17, 40)
    office.day.close(MONDAY)
    at(clock, 9, 5, day=TUESDAY)


def test_a_late_entry_of_the_next_morning_stands_on_the_list_and_in_the_trace(
    office: Office, clock: StoppedClock
) -> None:
    closed_monday(office, clock)
    for _each in range(2):
        office.welcome.late(MONDAY, 16, motive_code="MV3")
    assert [(end.matter, end.number) for end in left_over(office)] == [(Matter.LATE, 2)]
    [trace] = office.balance.trace(MONDAY)
    assert (trace.what, trace.role, trace.on, trace.number) == (Traced.LATE, None, TUESDAY, 2)


def test_a_correction_tells_its_role_its_day_and_its_reason(office: Office, clock: StoppedClock) -> None:
    closed_monday(office, clock)
    office.day.correct(visits(office)[0].id, "DOUBLE")
    [trace] = office.balance.trace(MONDAY)
    assert (trace.what, trace.role, trace.on, trace.reason) == (Traced.VOIDED, "manager", TUESDAY, "DOUBLE")
    assert figures(office)["visits"] == 1


def test_what_was_mended_within_its_minutes_leaves_no_trace(office: Office, clock: StoppedClock) -> None:
    visit = office.welcome.visit("MV4")
    office.welcome.amend(visit.id, language="NL")
    office.welcome.withdraw(office.welcome.visit("MV4").id)
    closed_monday(office, clock)
    assert office.balance.trace(MONDAY) == []


def test_a_correction_by_mistake_is_taken_back_and_both_leave_their_trace(office: Office, clock: StoppedClock) -> None:
    closed_monday(office, clock)
    before = figures(office)
    wrong = visits(office)[0]
    right = VisitFact(**{name: getattr(wrong, name) for name in VisitFact.__dataclass_fields__} | {
        "id": uuid4(), "people": 5,
    })  # fmt: skip
    office.day.correct(wrong.id, "WRONG_COUNT", right)
    assert figures(office)["visits"] == 6
    office.day.take_back(wrong, right.id)
    assert figures(office) == before
    assert Counter(trace.reason for trace in office.balance.trace(MONDAY)) == {"WRONG_COUNT": 1, "UNDONE": 1}
    with pytest.raises(FactGoneError):
        office.day.take_back(wrong, right.id)


def test_what_counts_alike_is_one_line_to_correct(office: Office, clock: StoppedClock) -> None:
    closed_monday(office, clock)
    assert [line.number for line in office.balance.counted(MONDAY)] == [2]


def test_an_activity_of_the_day_that_nobody_counted_is_left_over_until_it_is(
    office: Office, clock: StoppedClock
) -> None:
    fresh = replace(office.activities.fresh(MONDAY, time(9)), title_fr="Atelier CV", enrolled=12)
    [planned] = office.activities.plan(fresh).after
    clock.advance(hours=8)
    [end] = [each for each in office.balance.loose_ends(MONDAY) if each.matter is Matter.HEADCOUNT]
    assert (end.name, end.number, UUID(hex=end.thing)) == ("Atelier CV", 12, planned.id)
    office.balance.count_heads(planned.id, 0)
    assert not [each for each in office.balance.loose_ends(MONDAY) if each.matter is Matter.HEADCOUNT]
    assert [fact.present for fact in facts(office, ActivityFact)] == [0]
