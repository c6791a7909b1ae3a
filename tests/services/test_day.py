from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest

from cdm_desk.domain.change import Department, milliseconds_of
from cdm_desk.domain.clock import BRUSSELS, StoppedClock, at_seconds
from cdm_desk.domain.errors import (
    DayClosedError,
    DayOpenError,
    FactGoneError,
    FutureMomentError,
    SessionGoneError,
    TicketGoneError,
    UnknownCodeError,
)
from cdm_desk.domain.opening import ready_to_close
from cdm_desk.domain.queue import WaitFact
from cdm_desk.domain.welcome import VisitFact
from cdm_desk.office import Office
from cdm_desk.store.canonical import unpacked
from tests.services.house import (
    MONDAY,
    balances,
    call,
    carry,
    dump,
    ends,
    facts,
    figures,
    open_desk,
    sessions,
    visits,
)

BOARD = ("visit", "ticket", "ticket_event", "wait_held", "session", "desk", "number_block")
KEPT = ("visit_fact", "wait_fact", "session_fact", "void", "outbox", "day_close")
TUESDAY = MONDAY + timedelta(days=1)


def at(clock: StoppedClock, day: date, hour: int, minute: int = 0) -> None:
    clock.moment = datetime.combine(day, time(hour, minute), tzinfo=BRUSSELS)


def rows(office: Office, table: str) -> int:
    with office.store.view() as unit:
        return int(unit.db.exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar_one())  # noqa: S608 - names of ours


def full_day(office: Office, clock: StoppedClock) -> list[str]:
    """A day in which a visitor stands in every state at the end; return what must not be found afterwards."""
    open_desk(office)
    open_desk(office, "5")
    open_desk(office, "6")
    marks: list[str] = []
    for act in ("done", "waiting", "left", "parked", "cancelled", "absent", "called", "serving"):
        given = office.welcome.register("EMP")
        marks += [given.id.hex, given.number]
        clock.advance(minutes=1)
        match act:
            case "done":
                call(office)
                office.counselling.start("4")
                clock.advance(minutes=9)
                office.counselling.close("4", ["OU1"])
            case "left":
                office.queue.left(given.id)
            case "parked":
                office.queue.park(given.id)
            case "cancelled":
                office.queue.cancel(given.id)
            case "absent":
                office.queue.call_this(given.id, "4")
                clock.advance(seconds=60)
                office.queue.recall("4")
                office.queue.no_show("4")
            case "called":
                office.queue.call_this(given.id, "5")
            case "serving":
                office.queue.call_this(given.id, "6")
                office.counselling.start("6")
            case _:
                pass
    office.welcome.visit("MV3")
    return marks


# Closing


@pytest.mark.parametrize(("hour", "minute"), [(10, 0), (17, 0), (17, 29)])
def test_a_day_is_not_closed_while_the_doors_are_open(
    office: Office, clock: StoppedClock, hour: int, minute: int
) -> None:
    office.welcome.register("EMP")
    at(clock, MONDAY, hour, minute)
    with pytest.raises(DayOpenError):
        office.day.close(MONDAY)
    assert len(office.queue.waiting()) == 1
    assert not office.day.closed(MONDAY)


def test_a_day_is_closed_half_an_hour_after_the_doors_and_on_thursdays_later() -> None:
    assert ready_to_close(MONDAY) == datetime(2019, 1, 14, 17, 30, tzinfo=BRUSSELS)
    assert ready_to_close(date(2019, 1, 17)) == datetime(2019, 1, 17, 19, 30, tzinfo=BRUSSELS)


def test_everything_open_is_ended_and_counted(office: Office, clock: StoppedClock) -> None:
    full_day(office, clock)
    assert balances(office)
    at(clock, MONDAY, 18, 30)
    assert office.day.close(MONDAY)
    assert ends(office) == {"called": 2, "left": 1, "no_show": 2, "cancelled": 1, "not_called": 2}
    assert [fact.reliable for fact in sorted(sessions(office), key=lambda fact: fact.reliable)] == [False, True]
    assert len(visits(office)) == 8
    found = figures(office)
    assert (found["issued"], found["called"], found["done"]) == (8, 2, 2)
    assert (found["still_waiting"], found["still_serving"]) == (0, 0)
    assert balances(office)


def test_closed_twice_the_second_does_nothing(office: Office, clock: StoppedClock) -> None:
    full_day(office, clock)
    at(clock, MONDAY, 18, 30)
    assert office.day.close(MONDAY)
    before = {table: rows(office, table) for table in (*BOARD, *KEPT)}
    assert not office.day.close(MONDAY)
    assert {table: rows(office, table) for table in (*BOARD, *KEPT)} == before
    assert balances(office)


def test_the_board_is_wiped_and_no_link_is_left(office: Office, clock: StoppedClock) -> None:
    marks = full_day(office, clock)
    at(clock, MONDAY, 18, 30)
    assert all(mark in dump(office) for mark in marks)
    office.day.close(MONDAY)
    assert {table: rows(office, table) for table in BOARD} == dict.fromkeys(BOARD, 0)
    left = dump(office)
    assert [mark for mark in marks if len(mark) == 32 and mark in left] == []
    assert [mark for mark in marks if len(mark) < 32 and f"'{mark}'" in left] == []


def test_nothing_of_the_board_is_left_in_the_files(office: Office, clock: StoppedClock) -> None:
    full_day(office, clock)
    at(clock, MONDAY, 18, 30)
    office.day.close(MONDAY)
    log = office.store_file.with_name(f"{office.store_file.name}-wal")
    assert not log.exists() or log.stat().st_size == 0


def test_a_day_that_has_not_come_is_not_closed(office: Office) -> None:
    with pytest.raises(FutureMomentError):
        office.day.close(TUESDAY)


def test_a_day_without_visitors_is_closed_too(office: Office, clock: StoppedClock) -> None:
    at(clock, MONDAY, 18, 30)
    assert office.day.close(MONDAY)
    assert office.day.closed(MONDAY)


def test_undo_and_correction_of_the_board_end_with_the_day(office: Office, clock: StoppedClock) -> None:
    given = office.welcome.register("EMP")
    visit = office.welcome.last()
    assert visit is not None
    call(office, open_desk(office))
    spoken = office.counselling.start("4")
    at(clock, MONDAY, 18, 30)
    office.day.close(MONDAY)
    with pytest.raises(TicketGoneError):
        office.welcome.withdraw(visit.id)
    with pytest.raises(TicketGoneError):
        office.queue.left(given.id)
    with pytest.raises(SessionGoneError):
        office.counselling.correct(spoken.id, people=2)
    assert office.counselling.running("4") is None


# A missed night


def test_a_missed_night_is_noticed_and_made_up_for_without_today_being_touched(
    office: Office, clock: StoppedClock
) -> None:
    full_day(office, clock)
    at(clock, TUESDAY, 9)
    today = office.welcome.register("FOR")
    office.queue.open_desk("7", ["FOR"], ["FR"])
    assert office.day.still_open() == [MONDAY]
    assert office.day.close(MONDAY)
    assert office.day.still_open() == []
    assert [turn.ticket.id for turn in office.queue.waiting()] == [today.id]
    assert [desk.name for desk in office.queue.desks()] == ["7"]
    assert call(office, "7").id == today.id
    assert office.welcome.register("FOR").number == "202"
    assert balances(office, MONDAY)
    assert balances(office, TUESDAY)


def test_a_missed_night_adds_nothing_to_waits_and_conversations(office: Office, clock: StoppedClock) -> None:
    at(clock, MONDAY, 16, 30)
    office.welcome.register("FOR")
    open_desk(office)
    office.counselling.serve_now("EMP", "4")
    at(clock, MONDAY + timedelta(days=3), 9)
    office.day.close(MONDAY)
    assert [fact.minutes for fact in facts(office, WaitFact) if fact.ended == "not_called"] == [60]
    assert [(fact.minutes, fact.reliable) for fact in sessions(office)] == [(60, False)]


def test_events_of_today_whose_ticket_is_still_on_its_way_survive_the_close_of_yesterday(
    office: Office, second: Office, clock: StoppedClock
) -> None:
    office.welcome.visit("MV3")
    at(clock, TUESDAY, 9)
    given = second.welcome.register("EMP")
    with second.store.view() as unit:
        born = [each.body for each in unit.journal.waiting(prompt=True)]
    assert len(born) == 1
    second.queue.left(given.id)
    with second.store.unit() as unit:
        bodies = sorted((each.body for each in unit.journal.waiting(prompt=True)), key=lambda body: body in born)
        unit.journal.sealed(unit.journal.waiting(prompt=True))
    left, registration = (unpacked(body) for body in bodies)
    with office.store.unit() as unit:
        unit.receive("q", [left])
    office.day.close(MONDAY)
    with office.store.unit() as unit:
        unit.receive("q", [registration])
    assert office.queue.waiting() == []


# Several workstations


def test_each_workstation_ends_what_is_its_own_and_both_count_the_same(
    office: Office, second: Office, clock: StoppedClock
) -> None:
    office.welcome.register("EMP")
    clock.advance(minutes=1)
    office.welcome.register("EMP")
    carry(office, second)
    call(second, open_desk(second))
    second.counselling.start("4")
    carry(second, office)
    at(clock, MONDAY, 18, 30)
    for here, there in ((office, second), (second, office)):
        assert here.day.close(MONDAY)
        carry(here, there)
    assert ends(office) == ends(second) == {"called": 1, "not_called": 1}
    assert len(sessions(office)) == len(sessions(second)) == 1
    assert balances(office)
    assert {table: rows(second, table) for table in BOARD} == dict.fromkeys(BOARD, 0)


def test_what_comes_late_of_a_board_that_is_wiped_here_does_not_bring_it_back(
    office: Office, second: Office, clock: StoppedClock
) -> None:
    second.welcome.register("EMP")
    open_desk(second)
    call(second)
    at(clock, MONDAY, 18, 30)
    office.day.close(MONDAY)
    at(clock, TUESDAY, 9)
    carry(second, office)
    assert {table: rows(office, table) for table in BOARD} == dict.fromkeys(BOARD, 0)
    # The facts of its visitors count all the same.
    assert (len(visits(office)), ends(office)) == (1, {"called": 1})
    assert office.day.still_open() == []


def test_what_a_newer_program_says_of_a_ticket_goes_with_the_board(office: Office, clock: StoppedClock) -> None:
    given = office.welcome.register("EMP")
    newer = ["event", 5, "b", {"id": uuid4().hex, "kind": "teleported", "ticket_id": given.id.hex}]
    with office.store.unit() as unit:
        assert unit.receive("q", [newer]) == []
        assert unit.receive("r", [["loan", {"book": 1}]]) == []
    at(clock, MONDAY, 18, 30)
    office.day.close(MONDAY)
    assert given.id.hex not in dump(office)
    assert rows(office, "parked") == 1


BROKEN: list[object] = [
    ["event", 5, "b", {"kind": []}],
    ["set", 5, "b", "list_entry", "theme:EMP", {"valid_to": "never"}, {}],
    ["set", 5, "b", "desk", "4", {"opened_at": "soon"}, {}],
    ["set", 5, "b", "desk", "4", {"themes": 5}, {}],
    ["fact", "visit", {"id": "x"}],
    ["newer", "\ud800"],
    None,
]


@pytest.mark.parametrize("body", BROKEN, ids=range(len(BROKEN)))
def test_nonsense_from_another_workstation_is_set_aside_and_the_rest_taken_in(
    office: Office, second: Office, body: object
) -> None:
    second.welcome.visit("MV3")
    with second.store.view() as unit:
        [good] = [unpacked(each.body) for each in unit.journal.waiting(prompt=False)]
    with office.store.unit() as unit:
        assert unit.receive("r", [body, good]) == [body]
    assert len(visits(office)) == 1


# Correction afterwards


def test_a_closed_day_is_corrected_by_voiding_with_a_reason(office: Office, clock: StoppedClock) -> None:
    office.welcome.visit("MV6", people=15)
    at(clock, MONDAY, 18, 30)
    office.day.close(MONDAY)
    at(clock, TUESDAY, 9)
    [wrong] = visits(office)
    right = VisitFact(**{name: getattr(wrong, name) for name in VisitFact.__dataclass_fields__} | {
        "id": uuid4(), "people": 51,
    })  # fmt: skip
    office.day.correct(wrong.id, "WRONG_COUNT", right)
    assert visits(office) == [right]
    with office.store.view() as unit:
        assert unit.facts.find("visit", wrong.id) == wrong
        assert unit.facts.is_void(wrong.id)
        row = unit.db.exec_driver_sql("SELECT reason, role, day FROM void").one()
    assert tuple(row) == ("WRONG_COUNT", "manager", "2019-01-15")
    notes = {note.id: note.number for note in office.reports.day_sheet(MONDAY).notes}
    assert notes["changed"] == 1


def test_a_correction_reaches_the_other_workstations(office: Office, second: Office) -> None:
    office.welcome.visit("MV3")
    carry(office, second)
    [wrong] = visits(second)
    second.day.correct(wrong.id, "NEVER_HAPPENED")
    carry(second, office)
    assert visits(office) == visits(second) == []


@pytest.mark.parametrize("reason", ["", "because", "double", "DOUBLE'; DROP TABLE void; --"])
def test_a_reason_of_no_list_corrects_nothing(office: Office, reason: str) -> None:
    office.welcome.visit("MV3")
    [fact] = visits(office)
    with pytest.raises(UnknownCodeError):
        office.day.correct(fact.id, reason)
    assert visits(office) == [fact]


def test_what_is_not_counted_is_not_corrected(office: Office) -> None:
    office.welcome.visit("MV3")
    [fact] = visits(office)
    office.day.correct(fact.id, "DOUBLE")
    for fact_id in (fact.id, uuid4()):
        with pytest.raises(FactGoneError):
            office.day.correct(fact_id, "DOUBLE")


def test_stamps_follow_the_clock_of_the_desk(office: Office) -> None:
    with office.store.unit() as unit:
        first, following = unit.stamp(), unit.stamp()
    assert first < following
    assert at_seconds(milliseconds_of(first.hlc) // 1000) == office.clock.now()


# What the others hear of it


def test_every_screen_hears_of_the_close_of_an_empty_day(office: Office, clock: StoppedClock) -> None:
    heard: list[frozenset[Department]] = []
    office.store.on_change(heard.append)
    clock.moment = clock.moment.replace(hour=18)
    office.day.close(MONDAY)

    assert heard == [frozenset(Department)]


def test_a_closed_day_says_so_wherever_it_is_asked_and_opens_no_desk(office: Office, clock: StoppedClock) -> None:
    assert (office.queue.board().closed, office.welcome.today().closed) == (False, False)
    clock.moment = clock.moment.replace(hour=18)
    office.day.close(MONDAY)

    assert (office.queue.board().closed, office.welcome.today().closed) == (True, True)
    with pytest.raises(DayClosedError):
        office.queue.open_desk("4", ["EMP"], ["FR"])
    clock.advance(minutes=14 * 60)
    assert (office.queue.board().closed, office.welcome.today().closed) == (False, False)
