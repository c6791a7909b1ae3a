"""The rule of who is called next as the house has set it, and what is advised beside it."""

import pytest

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.errors import AmountError, UnknownCodeError
from cdm_desk.domain.queue import DEFAULT_RULE, RULE_LIMITS, Unserved
from cdm_desk.office import Office
from cdm_desk.store.lists import LIST_ENTRY
from tests.services.house import call, carry, open_desk


def test_the_rule_is_as_shipped_until_the_house_sets_it(office: Office) -> None:
    assert office.queue.rule() == DEFAULT_RULE


def test_a_number_of_the_rule_is_in_force_at_every_workstation(office: Office, second: Office) -> None:
    office.queue.set_rule("overdue_minutes", 30)
    carry(office, second)
    assert second.queue.rule().overdue_minutes == 30


def test_whoever_waits_too_long_comes_next_after_the_time_that_was_set(office: Office, clock: StoppedClock) -> None:
    office.queue.set_rule("overdue_minutes", 30)
    open_desk(office)
    office.welcome.register("EMP")
    clock.advance(minutes=4)
    visit = office.welcome.register("FOR")
    arrival = office.welcome.last()
    assert arrival is not None
    office.welcome.amend(arrival.id, priority="CHILD")
    clock.advance(minutes=25)
    assert office.queue.waiting("4")[0].ticket.id == visit.id
    clock.advance(minutes=1)
    assert [turn.reason for turn in office.queue.waiting("4")] == ["overdue", "priority"]


@pytest.mark.parametrize("name", RULE_LIMITS)
def test_a_number_that_makes_no_sense_is_refused_with_its_limits(office: Office, name: str) -> None:
    lowest, highest = RULE_LIMITS[name]
    with pytest.raises(AmountError) as refused:
        office.queue.set_rule(name, highest + 1)
    assert (refused.value.lowest, refused.value.highest) == (lowest, highest)
    assert office.queue.rule() == DEFAULT_RULE


def test_a_number_out_of_its_limits_that_came_from_elsewhere_is_as_shipped(office: Office) -> None:
    with office.store.unit() as unit:
        unit.keep(LIST_ENTRY, "queue_rule:OVERDUE_MINUTES", {"rank": 9_000})
        unit.keep(LIST_ENTRY, "queue_rule:OF_A_NEWER_PROGRAM", {"rank": 1})
    assert office.queue.rule() == DEFAULT_RULE


def test_a_flexible_desk_is_told_of_the_idle_one_that_can_do_less(office: Office) -> None:
    office.welcome.register("EMP")
    open_desk(office, "4", "EMP FOR", "FR NL")
    open_desk(office, "5", "EMP", "FR")
    advice = office.queue.advice("4")
    assert advice is not None
    assert (advice.ticket.number, advice.desk.name) == ("301", "5")
    assert office.queue.advice("5") is None


def test_the_advice_bars_nothing_and_ends_when_the_other_desk_is_taken(office: Office) -> None:
    office.welcome.register("EMP")
    office.welcome.register("EMP")
    open_desk(office, "4", "EMP FOR", "FR NL")
    open_desk(office, "5", "EMP", "FR")
    call(office, "5")
    assert office.queue.advice("4") is None
    assert call(office, "4").number == "302"


def test_who_waits_for_a_language_that_no_open_desk_speaks_stands_on_the_board(office: Office) -> None:
    open_desk(office, "4", "EMP", "FR")
    office.welcome.register("EMP", language="NL")
    office.welcome.register("FOR", language="FR")
    office.welcome.register("EMP", language="BI")
    assert office.queue.board().unserved == (
        Unserved(count=1, language="NL"),
        Unserved(count=1, theme_code="FOR"),
    )


@pytest.mark.parametrize("reason", ["MEAL", "MEETING"])
def test_a_break_has_a_reason_of_the_list(office: Office, reason: str) -> None:
    open_desk(office)
    assert office.queue.pause("4", reason).paused == reason
    with pytest.raises(UnknownCodeError):
        office.queue.pause("4", "none")


def test_a_desk_left_open_on_another_day_makes_no_skill_less_rare(office: Office, clock: StoppedClock) -> None:
    open_desk(office, "7", "FOR", "FR NL")
    clock.advance(days=1)
    open_desk(office, "4", "EMP FOR", "FR NL")
    open_desk(office, "5", "EMP", "FR NL")
    office.welcome.register("EMP")
    clock.advance(minutes=10)
    office.welcome.register("FOR")
    assert [turn.reason for turn in office.queue.waiting("4")] == ["only_desk", "longest"]
