import random
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.facts import plain, value_from
from cdm_desk.domain.queue import (
    FROM,
    OPEN_STATES,
    Act,
    Ended,
    Rule,
    Ticket,
    TicketEvent,
    TicketState,
    Unserved,
    better_desk,
    block_counts,
    calling_order,
    number_text,
    replay,
    unserved,
)
from tests.domain.tickets import AT_A_DESK, DAY, HERE, TEN, TICKET, desk, event, path, registered, scrambled, waiting

W, C, S, P = TicketState.WAITING, TicketState.CALLED, TicketState.SERVING, TicketState.PARKED
D, N, L, X, E = (
    TicketState.DONE,
    TicketState.NO_SHOW,
    TicketState.LEFT,
    TicketState.CANCELLED,
    TicketState.EXPIRED,
)

TRANSITIONS = {
    Act.CALLED: {W: C, P: C},
    Act.RECALLED: {C: C},
    Act.STARTED: {C: S},
    Act.NO_SHOW: {C: N},
    Act.PUT_BACK: {C: W},
    Act.PARKED: {W: P, C: P, S: P},
    Act.RETURNED: {P: W},
    Act.TRANSFERRED: {W: W, C: W, S: W},
    Act.AMENDED: {W: W},
    Act.FINISHED: {S: D},
    Act.LEFT: {W: L, C: L, P: L},
    Act.CANCELLED: {W: X},
    Act.BACK: {N: W, L: W},
    Act.EXPIRED: {W: E, C: E, P: E, S: D},
    Act.ANNOUNCED: {W: W, C: C, P: P, S: S},
    Act.MOVED: {W: W, C: C, P: P, S: S},
}
"""What the trade allows, written out once more; nothing else may happen."""

CELLS = [(state, act) for state in TicketState for act in TRANSITIONS]


def made(events: list[TicketEvent]) -> Ticket:
    ticket, _conflicts = replay(events)
    assert ticket is not None
    return ticket


@pytest.mark.parametrize("state", TicketState)
def test_the_shortest_way_leads_to_each_state(state: TicketState) -> None:
    ticket, conflicts = replay(path(state))
    assert ticket is not None
    assert (ticket.state, conflicts) == (state, ())
    assert ticket.open == (state in OPEN_STATES)


@pytest.mark.parametrize(("state", "act"), CELLS, ids=[f"{state}-{act}" for state, act in CELLS])
def test_every_act_from_every_state(state: TicketState, act: Act) -> None:
    before = made(path(state))
    attempt = before.attempt + (act is Act.CALLED)
    next_one = event(90, act, attempt, minute=30, desk="4" if act in AT_A_DESK else None)
    after, conflicts = replay([*path(state), next_one])
    assert after is not None

    expected = TRANSITIONS[act].get(state)
    assert before.allows(act) == (expected is not None)
    if expected is None:
        assert conflicts == (next_one,)
        assert after.state is state
    else:
        assert conflicts == ()
        assert after.state is expected


def test_the_table_knows_no_other_act() -> None:
    assert set(FROM) == set(TRANSITIONS) == set(Act) - {Act.REGISTERED, Act.UNDONE}


@pytest.mark.parametrize("state", TicketState)
def test_a_visitor_is_at_one_desk_exactly_while_called_or_served(state: TicketState) -> None:
    ticket = made(path(state))
    if state in {C, S}:
        assert (ticket.desk, ticket.desk_workstation) == ("4", HERE)
    elif state in {W, P}:
        assert (ticket.desk, ticket.called_at, ticket.started_at) == (None, None, None)


def acts() -> st.SearchStrategy[list[TicketEvent]]:
    """Any acts on one ticket, sensible or not, from several workstations, with undos of any of them."""
    one = st.tuples(
        st.sampled_from([act for act in Act if act is not Act.REGISTERED]),
        st.integers(0, 3),
        st.integers(2, 9),
        st.sampled_from(["a", "b"]),
        st.sampled_from(["4", "5"]),
        st.integers(1, 12),
    )

    def events(drawn: list[tuple[Act, int, int, str, str, int]]) -> list[TicketEvent]:
        return [
            registered(),
            *(
                event(
                    2 + place, act, attempt, minute=place, hlc=hlc, run=run, desk=at_desk,
                    workstation=run, undo_of=UUID(int=undone) if act is Act.UNDONE else None,
                )
                for place, (act, attempt, hlc, run, at_desk, undone) in enumerate(drawn)
            ),
        ]  # fmt: skip

    return st.lists(one, max_size=10).map(events)


@given(events=acts(), seed=st.integers(0, 2**16))
def test_the_order_of_arrival_and_doubles_change_nothing(events: list[TicketEvent], seed: int) -> None:
    expected, conflicts = replay(events)
    mixed, mixed_conflicts = replay(scrambled(events, random.Random(seed)))
    assert mixed == expected
    assert set(mixed_conflicts) == set(conflicts)


@given(events=acts())
def test_whatever_happens_a_ticket_keeps_its_number_and_its_times_in_order(events: list[TicketEvent]) -> None:
    ticket, _conflicts = replay(events)
    if ticket is None:
        return
    assert (ticket.id, ticket.day, ticket.number, ticket.issued_at) == (TICKET, DAY, "301", TEN)
    assert (ticket.desk is not None) >= (ticket.state in {C, S})
    for wait in ticket.waits:
        assert (wait.ended is None) == (wait.ended_at is None) == (wait.ended_by is None)
    # A wait lasts exactly as long as somebody waits, and ends once: who was served does not wait again.
    assert (ticket.waits[-1].ended is None) == (ticket.state in {W, P} and not ticket.served)
    assert not (ticket.served and ticket.waits[-1].ended is not Ended.CALLED)


def test_events_wait_for_the_registration() -> None:
    assert replay(path(C)[1:]) == (None, ())


def test_an_act_that_is_undone_never_happened() -> None:
    finished = path(D)
    undo = event(50, Act.UNDONE, 1, minute=9, undo_of=finished[-1].id)
    ticket = made([*finished, undo])
    assert ticket == made(path(S))


def test_an_undo_may_arrive_before_what_it_undoes() -> None:
    finished = path(D)
    undo = event(50, Act.UNDONE, 1, undo_of=finished[-1].id)
    assert made([undo, *reversed(finished)]).state is S


def test_of_two_calls_the_earlier_counts_and_the_other_is_a_conflict() -> None:
    first = event(2, Act.CALLED, 1, desk="4", workstation="Poste 4")
    second = event(3, Act.CALLED, 1, desk="5", workstation="Poste 5")
    ticket, conflicts = replay([registered(), second, first])
    assert ticket is not None
    assert (ticket.desk, ticket.desk_workstation) == ("4", "Poste 4")
    assert conflicts == (second,)


@pytest.mark.parametrize("act", [Act.RECALLED, Act.STARTED, Act.NO_SHOW])
def test_the_desk_that_lost_a_call_cannot_act_for_the_one_that_won(act: Act) -> None:
    first = event(2, Act.CALLED, 1, desk="4")
    lost = event(3, Act.CALLED, 1, desk="5")
    goes_on = event(4, act, 1, desk="5")
    ticket, conflicts = replay([registered(), first, lost, goes_on])
    assert ticket is not None
    assert (ticket.state, ticket.desk, ticket.call_count) == (C, "4", 1)
    assert conflicts == (lost, goes_on)


def test_the_desk_that_lost_a_call_cannot_end_the_conversation_of_the_other() -> None:
    stranger = event(8, Act.FINISHED, 1, desk="5")
    ticket, conflicts = replay([*path(S), stranger])
    assert ticket is not None
    assert (ticket.state, conflicts) == (S, (stranger,))


def test_a_transfer_keeps_number_and_arrival_and_begins_another_wait() -> None:
    ticket = made([*path(S), event(9, Act.TRANSFERRED, 1, minute=20, theme_code="FOR", wanted_desk="7")])
    assert (ticket.number, ticket.issued_at, ticket.leg) == ("301", TEN, 1)
    assert (ticket.state, ticket.theme_code, ticket.wanted_desk, ticket.bonus_minutes) == (W, "FOR", "7", 5)
    assert [(wait.theme_code, wait.ended) for wait in ticket.waits] == [("EMP", Ended.CALLED), ("FOR", None)]


def test_a_transfer_before_the_conversation_goes_on_with_the_same_wait() -> None:
    ticket = made([*path(C), event(9, Act.TRANSFERRED, 1, minute=20, theme_code="FOR")])
    assert [(wait.theme_code, wait.since, wait.ended) for wait in ticket.waits] == [("FOR", TEN, None)]
    assert ticket.bonus_minutes == 0


def test_a_visitor_called_and_not_seen_before_closing_waited_until_the_call() -> None:
    ticket = made([*path(C), event(9, Act.EXPIRED, 1, minute=400)])
    fact = ticket.waits[-1].fact(UUID(int=1))
    assert fact is not None
    assert (fact.ended, fact.minutes) == ("no_show", 2)


def test_a_visitor_back_from_absence_comes_next_and_one_who_had_left_does_not() -> None:
    assert made([*path(N), event(9, Act.BACK, 1)]).head
    assert not made([*path(L), event(9, Act.BACK)]).head


def test_put_back_then_called_again_are_two_calls_at_the_old_rank() -> None:
    again = [event(9, Act.PUT_BACK, 1), event(10, Act.CALLED, 2, desk="4")]
    ticket = made([*path(C), *again])
    assert (ticket.issued_at, ticket.attempt, ticket.call_count) == (TEN, 2, 1)


@pytest.mark.parametrize(("count", "text"), [(1, "301"), (9, "309"), (99, "399"), (100, "3100"), (123, "3123")])
def test_a_number_is_the_digit_of_the_theme_and_a_count(count: int, text: str) -> None:
    assert number_text(3, count) == text


def test_blocks_hold_ten_counts_each_and_leave_none_out() -> None:
    assert [count for block in range(11) for count in block_counts(block)] == list(range(1, 111))


def numbers(tickets: list[Ticket], *, at: str = "4", others: str = "", rule: Rule | None = None) -> list[str]:
    desks = [desk(at, "EMP FOR", "FR NL"), *(desk(name, "EMP", "FR") for name in others.split())]
    turns = calling_order(tickets, desks, TEN, desk=desks[0], rule=rule or Rule())
    return [turn.ticket.number for turn in turns]


def test_who_came_first_is_called_first() -> None:
    assert numbers([waiting("302", waited=5), waiting("301", waited=9), waiting("303", waited=1)]) == [
        "301",
        "302",
        "303",
    ]


def test_of_two_who_came_together_the_smaller_id_is_called_first() -> None:
    one, other = waiting("305", waited=5), waiting("304", waited=5)
    assert numbers([one, other]) == numbers([other, one]) == ["304", "305"]


def test_priority_counts_the_wait_twice_and_is_not_absolute() -> None:
    urgent = waiting("302", waited=6, priority="CHILD")
    assert numbers([waiting("301", waited=10), urgent]) == ["302", "301"]
    assert numbers([waiting("301", waited=13), urgent]) == ["301", "302"]


def test_a_rare_visitor_is_kept_for_the_only_desk_that_can_take_them() -> None:
    rare = waiting("201", waited=1, theme_code="FOR")
    usual = waiting("301", waited=15)
    assert numbers([usual, rare], others="5 6") == ["201", "301"]
    # With nobody else open, every skill is as rare as any other.
    assert numbers([usual, rare]) == ["301", "201"]


def test_who_waits_longer_than_three_quarters_of_an_hour_is_always_next() -> None:
    urgent = waiting("302", waited=44, priority="CHILD")
    assert numbers([waiting("301", waited=45), urgent]) == ["301", "302"]
    assert numbers([waiting("301", waited=44), urgent]) == ["302", "301"]


def test_a_visitor_back_from_absence_is_before_everybody() -> None:
    back = waiting("305", waited=1, head=True)
    assert numbers([waiting("301", waited=60), back])[0] == "305"


@pytest.mark.parametrize("language", [None, "BI", "FR"])
def test_a_language_that_is_not_recorded_or_either_suits_any_desk(language: str | None) -> None:
    only = desk("4", "EMP", "FR")
    assert calling_order([waiting("301", language=language)], [only], TEN, desk=only)


def test_another_language_or_theme_or_wanted_desk_is_not_for_this_desk() -> None:
    only = desk("4", "EMP", "FR")
    others = [
        waiting("301", language="NL"),
        waiting("201", theme_code="FOR"),
        waiting("302", wanted_desk="7"),
    ]
    assert calling_order(others, [only], TEN, desk=only) == []
    assert len(calling_order(others, [only], TEN)) == 3


def test_only_who_waits_is_ever_called_next() -> None:
    tickets = [waiting(f"30{place}", state=state) for place, state in enumerate(TicketState)]
    assert numbers(tickets) == ["300"]


@pytest.mark.parametrize(
    ("tickets", "reason"),
    [
        ([waiting("301", waited=3)], "longest"),
        ([waiting("301", waited=50)], "overdue"),
        ([waiting("301", head=True)], "head"),
        ([waiting("301", waited=9), waiting("302", waited=8, priority="CHILD")], "priority"),
        ([waiting("301", waited=9), waiting("302", waited=6, bonus_minutes=5)], "transferred"),
        ([waiting("301", waited=9), waiting("201", waited=8, theme_code="FOR")], "only_desk"),
    ],
)
def test_the_desk_is_told_why(tickets: list[Ticket], reason: str) -> None:
    here, other = desk("4", "EMP FOR", "FR"), desk("5", "EMP", "FR")
    assert calling_order(tickets, [here, other], TEN, desk=here)[0].reason == reason


def test_a_desk_on_break_or_closed_makes_no_skill_less_rare() -> None:
    here = desk("4", "EMP FOR", "FR")
    away = [desk("5", "FOR", "FR", paused="break"), desk("6", "FOR", "FR", closed=True), desk("7", "EMP", "FR")]
    tickets = [waiting("301", waited=15), waiting("201", waited=1, theme_code="FOR")]
    assert calling_order(tickets, [here, *away], TEN, desk=here)[0].ticket.number == "201"


@given(waits=st.lists(st.tuples(st.integers(0, 44), st.booleans()), min_size=1, max_size=8), seed=st.integers(0, 999))
def test_the_calling_order_does_not_depend_on_the_order_of_the_list(waits: list[tuple[int, bool]], seed: int) -> None:
    tickets = [
        waiting(str(301 + place), waited=waited, priority="CHILD" if urgent else None)
        for place, (waited, urgent) in enumerate(waits)
    ]
    mixed = list(tickets)
    random.Random(seed).shuffle(mixed)
    assert numbers(mixed) == numbers(tickets)
    assert sorted(numbers(mixed)) == [ticket.number for ticket in tickets]


def test_the_wait_of_a_fact_is_in_whole_minutes_and_at_the_hour_of_arrival() -> None:
    called = event(2, Act.CALLED, 1, desk="4", at=TEN + timedelta(minutes=12, seconds=59))
    fact = made([registered(), called]).waits[0].fact(UUID(int=5))
    assert fact is not None
    assert (fact.day, fact.hour, fact.minutes, fact.ended) == (DAY, 10, 12, "called")


def test_a_wait_that_lasts_has_no_fact() -> None:
    assert made([registered()]).waits[0].fact(UUID(int=5)) is None


def test_of_several_idle_desks_the_least_flexible_takes_the_visitor() -> None:
    here = desk("4", "EMP FOR", "FR NL")
    idle = [here, desk("5", "EMP FOR", "FR"), desk("6", "EMP", "FR"), desk("7", "EMP", "NL"), desk("8", "FOR", "FR")]
    better = better_desk(waiting("301", language="FR"), here, idle)
    assert better is not None
    assert better.name == "6"


def test_who_waits_for_a_desk_that_can_do_more_is_still_this_desk_s() -> None:
    here, broad = desk("4", "EMP", "FR"), desk("5", "EMP FOR", "FR NL")
    assert better_desk(waiting("301"), here, [here, broad]) is None
    assert better_desk(waiting("301"), broad, [broad, desk("6", "EMP", "FR", paused="BREAK")]) is None


@pytest.mark.parametrize(
    ("ticket", "told"),
    [
        (waiting("301", language="NL"), Unserved(count=1, language="NL")),
        (waiting("501", theme_code="ENT", language="FR"), Unserved(count=1, theme_code="ENT")),
        (waiting("201", theme_code="FOR", language="DE"), Unserved(count=1, theme_code="FOR", language="DE")),
        (waiting("302", wanted_desk="7"), Unserved(count=1, desk="7")),
    ],
)
def test_who_waits_for_nobody_is_told_by_what_is_lacking(ticket: Ticket, told: Unserved) -> None:
    desks = [desk("4", "EMP FOR", "FR"), desk("5", "EMP", "DE")]
    assert unserved([ticket, waiting("303", language="FR")], desks) == [told]


def test_without_an_open_desk_everybody_waits_for_one_and_who_is_on_break_is_named() -> None:
    away = [desk("4", "EMP", "FR", paused="MEAL"), desk("5", "EMP", "FR", closed=True)]
    assert unserved([waiting("301"), waiting("302")], away) == [Unserved(count=2, on_break=("4",))]


def test_a_house_without_priority_calls_in_order_of_arrival() -> None:
    urgent = waiting("302", waited=9, priority="CHILD")
    assert numbers([waiting("301", waited=10), urgent], rule=Rule(priority_percent=100)) == ["301", "302"]
    assert numbers([waiting("301", waited=10), urgent]) == ["302", "301"]


def aside(state: TicketState, **more: Any) -> list[TicketEvent]:
    """The events of a ticket that is set aside, at ten past ten, from a state."""
    return [*path(state), event(20, Act.PARKED, made(path(state)).attempt, minute=10, desk="4", **more)]


def test_who_is_set_aside_for_some_minutes_is_back_in_line_by_themselves_and_a_bit_ahead() -> None:
    ticket = made(aside(W, until=TEN + timedelta(minutes=20), bonus=5, reason="FORMS"))
    assert ticket.as_of(TEN + timedelta(minutes=19)) == ticket
    back = ticket.as_of(TEN + timedelta(minutes=20))
    assert (back.state, back.bonus_minutes, back.issued_at, back.park_until) == (W, 5, TEN, None)


def test_who_is_set_aside_without_an_end_stays_so() -> None:
    ticket = made(aside(W))
    assert ticket.as_of(TEN + timedelta(hours=8)) == ticket


def test_what_happens_after_the_end_of_setting_aside_happens_to_one_who_waits() -> None:
    parked = aside(W, until=TEN + timedelta(minutes=20))
    amended = event(30, Act.AMENDED, minute=21, language="NL")
    too_early = event(30, Act.AMENDED, minute=19, language="NL")
    assert (made([*parked, amended]).state, made([*parked, amended]).language) == (W, "NL")
    assert replay([*parked, too_early])[1] == (too_early,)


def test_a_conversation_that_is_interrupted_ends_one_wait_and_begins_none() -> None:
    parked = made(aside(S, owner="4"))
    assert (parked.state, parked.served, parked.desk, parked.park_owner) == (P, True, None, "4")
    again = event(30, Act.CALLED, 2, minute=40, desk="5")
    resumed = made([*aside(S), again, event(31, Act.STARTED, 2, minute=40, desk="5")])
    assert (resumed.state, resumed.desk) == (S, "5")
    assert [(wait.ended, wait.ended_at) for wait in resumed.waits] == [(Ended.CALLED, TEN + timedelta(minutes=2))]


@pytest.mark.parametrize("act", [Act.NO_SHOW, Act.LEFT, Act.PUT_BACK])
def test_who_was_served_and_set_aside_is_counted_as_called_whatever_comes(act: Act) -> None:
    events = [*aside(S), event(30, Act.CALLED, 2, minute=40, desk="4"), event(31, act, 2, minute=45, desk="4")]
    assert [wait.ended for wait in made(events).waits] == [Ended.CALLED]


def test_who_was_set_aside_in_a_conversation_and_goes_to_another_theme_waits_anew() -> None:
    back = event(30, Act.RETURNED, 1, minute=30)
    sent_on = event(31, Act.TRANSFERRED, 1, minute=31, theme_code="FOR")
    ticket = made([*aside(S), back, sent_on])
    assert [(wait.theme_code, wait.ended) for wait in ticket.waits] == [("EMP", Ended.CALLED), ("FOR", None)]
    assert not ticket.served


def test_a_call_made_for_a_desk_elsewhere_belongs_to_the_workstation_of_the_desk() -> None:
    call_for = event(2, Act.CALLED, 1, desk="4", for_workstation="Poste 4", reason="STAFF")
    ticket = made([registered(), call_for])
    assert (ticket.desk, ticket.desk_workstation, ticket.called_because) == ("4", "Poste 4", "STAFF")


def test_the_range_that_was_told_goes_into_the_fact_of_its_wait_and_of_no_other() -> None:
    told = event(2, Act.ANNOUNCED, range_low=12, range_high=21)
    called = [event(3, Act.CALLED, 1, minute=9, desk="4"), event(4, Act.STARTED, 1, minute=10, desk="4")]
    sent_on = event(5, Act.TRANSFERRED, 1, minute=30, theme_code="FOR")
    ticket = made([registered(), told, *called, sent_on])
    fact = ticket.waits[0].fact(UUID(int=5))
    assert fact is not None
    assert (fact.minutes, fact.range_low, fact.range_high) == (9, 12, 21)
    assert (ticket.waits[1].range_low, ticket.waits[1].range_high) == (None, None)


def test_a_range_told_for_another_theme_is_dropped() -> None:
    told = event(2, Act.ANNOUNCED, range_low=12, range_high=21)
    changed = event(3, Act.AMENDED, theme_code="FOR")
    assert made([registered(), told, changed]).waits[0].range_low is None


def test_how_far_ahead_who_is_sent_on_comes_is_as_the_house_has_set_it() -> None:
    assert made([*path(S), event(9, Act.TRANSFERRED, 1, theme_code="FOR", bonus=10)]).bonus_minutes == 10


OF_AN_EARLIER_PROGRAM = [
    {"kind": "registered", "attempt": 0, "at": 1547456400, "workstation": "Accueil 1", "day": "2019-01-14",
     "number": "301", "theme_code": "EMP", "language": "FR", "direct": False, "offline": False},
    {"kind": "parked", "attempt": 0, "at": 1547456460, "workstation": "Accueil 1", "reason": "FORMS", "direct": False,
     "offline": False},
    {"kind": "called", "attempt": 1, "at": 1547456940, "workstation": "Poste 4", "desk": "4", "direct": False,
     "offline": False},
    {"kind": "started", "attempt": 1, "at": 1547457000, "workstation": "Poste 4", "desk": "4", "direct": False,
     "offline": False},
    {"kind": "transferred", "attempt": 1, "at": 1547458200, "workstation": "Poste 4", "theme_code": "FOR",
     "wanted_desk": "7", "direct": False, "offline": False},
]  # fmt: skip
"""Events as the program wrote them before anybody was told a wait or was set aside for a while."""


def test_the_events_of_an_earlier_program_make_the_same_ticket() -> None:
    events = [
        value_from(TicketEvent, body | {"id": UUID(int=place).hex, "ticket_id": TICKET.hex, "hlc": place, "run": "a"})
        for place, body in enumerate(OF_AN_EARLIER_PROGRAM, start=1)
    ]
    ticket = made(events)
    assert (ticket.state, ticket.number, ticket.theme_code, ticket.wanted_desk) == (W, "301", "FOR", "7")
    assert (ticket.leg, ticket.attempt, ticket.bonus_minutes, ticket.issued_at) == (1, 1, 5, TEN)
    assert [(wait.theme_code, wait.ended) for wait in ticket.waits] == [("EMP", Ended.CALLED), ("FOR", None)]


def test_what_an_earlier_program_knows_is_written_as_it_wrote_it() -> None:
    for body in OF_AN_EARLIER_PROGRAM:
        known = {"id": UUID(int=1).hex, "ticket_id": TICKET.hex, "hlc": 1, "run": "a", **body}
        assert plain(value_from(TicketEvent, known)) == known


@pytest.mark.parametrize("act", [Act.RECALLED, Act.STARTED, Act.NO_SHOW, Act.FINISHED])
@pytest.mark.parametrize("before", [(), (event(2, Act.PARKED),)])
def test_whoever_is_known_to_be_served_waits_for_no_call_though_the_call_is_not_known_yet(
    act: Act, before: tuple[TicketEvent, ...]
) -> None:
    ticket = made([registered(), *before, event(9, act, 1, minute=9, desk="4")])

    assert not ticket.allows(Act.CALLED)
    assert (ticket.desk, ticket.attempt) == ("4", 1)


def test_the_call_that_is_read_later_makes_the_ticket_that_it_would_have_made() -> None:
    called, started = event(2, Act.CALLED, 1, minute=3, desk="4"), event(3, Act.STARTED, 1, minute=9, desk="4")

    assert made([registered(), started, called]) == made([registered(), called, started])
    assert made([registered(), started]).state is S
