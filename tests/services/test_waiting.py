"""What is foreseen of a wait at the desk: told with the number, kept with the wait, learnt from what was."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.counselling import SessionFact
from cdm_desk.domain.queue import WaitFact
from cdm_desk.domain.waiting import UNKNOWN, Told, foretold
from cdm_desk.office import Office
from cdm_desk.store.waiting import lengths_before
from tests.services.house import MONDAY, call, carry, facts, open_desk, ticket

# Which of both is for chance to say: an estimate is seeded by the id of its ticket.
SOME_TIME = (Told.RANGE, Told.MORE)


def busy(office: Office, clock: StoppedClock, minutes: int = 5) -> None:
    """Let desk 4 be in conversation for some minutes."""
    open_desk(office)
    office.welcome.register("EMP")
    call(office)
    office.counselling.start("4")
    clock.advance(minutes=minutes)


def spoken(day: date, minutes: int, *, theme: str = "EMP", reliable: bool = True, channel: str = "desk") -> SessionFact:
    return SessionFact(
        id=uuid4(), day=day, site="CDM", channel=channel, theme_code=theme, sub_theme_codes=(), language="FR",
        outcome_codes=("OU1",), minutes=minutes, people=1, reliable=reliable,
    )  # fmt: skip


def test_a_number_comes_with_what_is_foreseen_of_its_wait(office: Office, clock: StoppedClock) -> None:
    busy(office, clock)
    told = foretold(office.welcome.register("EMP"))
    assert told.told in SOME_TIME
    assert 0 <= told.told_low < told.told_high


def test_a_free_desk_is_now_and_no_open_desk_is_no_number(office: Office) -> None:
    assert foretold(office.welcome.register("EMP")) == UNKNOWN
    open_desk(office, themes="FOR")
    assert foretold(office.welcome.register("FOR")).told is Told.NOW


def test_what_was_told_is_kept_with_the_wait_for_good(office: Office, clock: StoppedClock) -> None:
    busy(office, clock)
    told = foretold(office.welcome.register("EMP"))
    clock.advance(minutes=17)
    office.counselling.close("4", ["OU1"])
    call(office)
    kept = next(fact for fact in facts(office, WaitFact) if fact.minutes == 17)
    assert (kept.range_low, kept.range_high) == (told.low, told.high)


def test_a_language_pressed_afterwards_tells_anew(office: Office, clock: StoppedClock) -> None:
    busy(office, clock)
    open_desk(office, "5", themes="EMP", languages="FR")
    number = office.welcome.register("EMP")
    assert foretold(number).told is Told.NOW
    before = office.welcome.last()
    assert before is not None
    office.welcome.amend(before.id, language="NL")
    assert foretold(ticket(office, number)).told in SOME_TIME
    office.welcome.amend_back(before)
    assert ticket(office, number) == number


def test_a_workstation_elsewhere_knows_what_was_told(office: Office, second: Office, clock: StoppedClock) -> None:
    busy(office, clock)
    number = office.welcome.register("EMP")
    carry(office, second)
    assert foretold(ticket(second, number)) == foretold(number)


def test_who_is_sent_on_is_told_the_wait_there(office: Office, clock: StoppedClock) -> None:
    busy(office, clock)
    open_desk(office, "5", themes="FOR")
    office.queue.transfer(office.queue.board().serving[0].id, theme_code="FOR")
    [sent] = office.queue.board().waiting
    assert foretold(sent).told is Told.NOW


def test_everybody_in_line_has_an_estimate_that_grows_down_the_line(office: Office, clock: StoppedClock) -> None:
    busy(office, clock)
    numbers = [office.welcome.register("EMP") for _each in range(4)]
    found = office.queue.estimates()
    assert [found[number.id].ahead for number in numbers] == [0, 1, 2, 3]


def test_lengths_are_learnt_of_sixty_open_days_and_of_what_is_reliable(office: Office) -> None:
    days = [MONDAY - timedelta(days=each) for each in range(1, 70)]
    with office.store.unit() as unit:
        for day in days[:60]:
            unit.facts.add(spoken(day, 20))
        for day in days[60:]:
            unit.facts.add(spoken(day, 200))
        unit.facts.add(spoken(days[0], 300, reliable=False))
        unit.facts.add(spoken(days[0], 300, channel="prison"))
        unit.facts.add(spoken(MONDAY, 300))
    with office.store.view() as unit:
        lengths = lengths_before(unit, MONDAY)
    # Sixty conversations of twenty minutes, drawn to twenty of twenty-five.
    assert lengths.pool.mean == pytest.approx(21.25)


def test_the_last_wait_is_known_beside_the_estimate(office: Office, clock: StoppedClock) -> None:
    assert office.queue.last_wait() is None
    office.welcome.register("EMP")
    clock.advance(minutes=14)
    open_desk(office)
    called = call(office)
    office.counselling.start("4")
    office.counselling.close("4", ["OU1"])
    last = office.queue.last_wait()
    assert last is not None
    assert (last.id, last.waits[0].ended_at) == (called.id, clock.now())


def test_close_to_closing_it_is_said_for_which_themes_it_is_too_late(office: Office, clock: StoppedClock) -> None:
    clock.moment = clock.moment.replace(hour=16, minute=30)
    busy(office, clock, minutes=1)
    open_desk(office, "5", themes="FOR")
    assert office.queue.closing() is None
    for _each in range(3):
        office.welcome.register("EMP")
    closing = office.queue.closing()
    assert closing is not None
    assert (f"{closing.at:%H:%M}", closing.theme_codes) == ("17:00", ("ORI", "EMP"))
    # The key registers all the same: the desk is never stuck.
    late = office.welcome.register("EMP")
    assert office.welcome.called_after_closing(late)
    assert not office.welcome.called_after_closing(office.welcome.register("FOR"))


def test_in_the_morning_nothing_is_said_of_the_closing(office: Office, clock: StoppedClock) -> None:
    busy(office, clock)
    for _each in range(12):
        office.welcome.register("EMP")
    assert office.queue.closing() is None


def waited(day: date, minutes: int, low: int | None, high: int | None, *, ended: str = "called") -> WaitFact:
    return WaitFact(
        id=uuid4(), day=day, hour=10, theme_code="EMP", language=None, ended=ended, minutes=minutes, range_low=low,
        range_high=high,
    )  # fmt: skip


def test_a_manager_reads_how_well_waits_were_foreseen_on_five_days(office: Office) -> None:
    with office.store.unit() as unit:
        for back in range(8):
            unit.facts.add(waited(MONDAY - timedelta(days=back), 10 + back, 10, 20))
        unit.facts.add(waited(MONDAY, 50, 10, 20, ended="left"))
        unit.facts.add(waited(MONDAY, 50, 0, 0))
        unit.facts.add(waited(MONDAY, 50, None, None))
    found = office.reports.wait_quality()
    assert [(day, each.bias) for day, each in found.by_day] == [
        (MONDAY - timedelta(days=back), 5.0 - back) for back in (4, 3, 2, 1, 0)
    ]
    assert found.together is not None
    assert (found.together.count, found.together.bias) == (5, 3.0)


def test_without_a_wait_that_was_told_there_is_nothing_to_judge(office: Office) -> None:
    found = office.reports.wait_quality()
    assert (found.by_day, found.together) == ((), None)


def test_the_last_wait_is_of_the_last_call_and_of_nobody_served_at_once(office: Office, clock: StoppedClock) -> None:
    open_desk(office)
    for _each in range(3):
        office.welcome.register("EMP")
        clock.advance(minutes=1)
    calls = []
    for _each in range(2):
        calls.append(call(office))
        office.counselling.start("4")
        office.counselling.close("4", ["OU1"])
        clock.advance(minutes=1)
    office.counselling.serve_now("EMP", "4")

    last = office.queue.last_wait()
    assert last is not None
    assert last.id == calls[1].id
