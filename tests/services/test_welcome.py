import re
from datetime import date, timedelta
from uuid import uuid4

import pytest

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.errors import (
    AmendWindowClosedError,
    AmountError,
    DayClosedError,
    FutureMomentError,
    NothingToRepeatError,
    RetiredCodeError,
    TicketGoneError,
    TicketStateError,
    UndoWindowClosedError,
    UnknownCodeError,
)
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.queue import TicketState
from cdm_desk.domain.welcome import HelperLanguageFact
from cdm_desk.office import Office
from tests.services.house import MONDAY, call, carry, dump, ends, facts, open_desk, state, ticket, visits


def close_the_day(office: Office, clock: StoppedClock) -> None:
    clock.moment = clock.moment.replace(hour=18)
    assert office.day.close(clock.now().date())


def test_one_act_gives_a_number_a_place_in_the_line_and_a_fact(office: Office) -> None:
    given = office.welcome.register("EMP", language="FR", people=2)
    assert (given.number, given.theme_code, given.language, given.state) == ("301", "EMP", "FR", TicketState.WAITING)
    [fact] = visits(office)
    assert (fact.day, fact.hour, fact.motive_code, fact.theme_code, fact.language, fact.people, fact.late) == (
        MONDAY, 10, "MV2", "EMP", "FR", 2, False,
    )  # fmt: skip
    assert [turn.ticket.id for turn in office.queue.waiting()] == [given.id]


def test_the_numbers_of_a_theme_count_on_past_a_hundred(office: Office) -> None:
    office.welcome.register("EMP")
    office.welcome.repeat(99)
    assert [office.welcome.register("EMP").number, office.welcome.register("ORI").number] == ["3101", "101"]


def test_a_theme_out_of_use_a_code_of_no_list_and_a_false_head_count_leave_no_trace(office: Office) -> None:
    office.lists.withdraw(Kind.THEME, "MOB")
    for theme, people, refusal in [("MOB", 1, RetiredCodeError), ("XXX", 1, UnknownCodeError), ("EMP", 0, AmountError)]:
        with pytest.raises(refusal):
            office.welcome.register(theme, people=people)
    assert visits(office) == []
    assert office.welcome.register("EMP").number == "301"


@pytest.mark.parametrize("motive", [f"MV{number}" for number in range(1, 10)])
def test_any_motive_is_a_visit_with_nothing_else_to_answer(office: Office, motive: str) -> None:
    office.welcome.visit(motive, people=24)
    [fact] = visits(office)
    assert (fact.motive_code, fact.people, fact.theme_code, fact.language) == (motive, 24, None, None)


def test_a_group_is_one_act_and_one_fact_with_its_heads(office: Office) -> None:
    office.welcome.visit("MV6", people=51)
    assert [fact.people for fact in visits(office)] == [51]
    assert office.welcome.today().group == 51


def test_the_visits_of_today_are_everybody_registered_and_add_up(office: Office) -> None:
    office.welcome.register("EMP")
    for motive in ("MV1", "MV3", "MV4", "MV5", "MV8", "MV9"):
        office.welcome.visit(motive)
    office.welcome.visit("MV6", people=51)
    today = office.welcome.today()

    assert today.visits == 58
    assert [today.advice, today.pc, today.documentation, today.activity, today.group] == [1, 1, 1, 1, 51]
    assert [today.quick, today.other] == [1, 2]


def test_welcome_and_the_day_sheet_count_the_same_visits(office: Office) -> None:
    office.welcome.register("EMP")
    office.welcome.visit("MV6", people=51)
    sheet = office.reports.day_sheet(office.clock.now().date())

    assert sheet.figure("visits") == office.welcome.today().visits == 52
    assert sheet.figure("contacts") == 0


def test_plus_five_repeats_the_last_act_five_times(office: Office) -> None:
    office.welcome.visit("MV3")
    again = office.welcome.repeat(5)
    assert len({visit.id for visit in again}) == 5
    assert office.welcome.today().pc == 6


def test_a_registration_repeated_hands_out_further_numbers(office: Office) -> None:
    office.welcome.register("EMP", language="NL")
    again = office.welcome.repeat(2)
    assert [visit.number for visit in again] == ["302", "303"]
    assert {turn.ticket.language for turn in office.queue.waiting()} == {"NL"}


@pytest.mark.parametrize("times", [-1, 0, 100, 10**12])
def test_a_repetition_out_of_bounds_writes_nothing(office: Office, times: int) -> None:
    office.welcome.visit("MV3")
    with pytest.raises(AmountError):
        office.welcome.repeat(times)
    assert office.welcome.today().pc == 1


def test_nothing_is_repeated_before_the_first_act(office: Office) -> None:
    with pytest.raises(NothingToRepeatError):
        office.welcome.repeat(1)


def test_a_withdrawn_act_is_not_the_last_one(office: Office) -> None:
    office.welcome.visit("MV4")
    mistake = office.welcome.visit("MV3")
    office.welcome.withdraw(mistake.id)
    assert [visit.motive_code for visit in office.welcome.last_acts()] == ["MV4"]


# Completing an arrival


def test_the_arrival_is_completed_within_its_minute(office: Office, clock: StoppedClock) -> None:
    given = office.welcome.register("EMP")
    visit = office.welcome.last()
    assert visit is not None
    clock.advance(seconds=60)
    office.welcome.amend(visit.id, language="NL", helper_language="AR", priority="CHILD", in_person=True)
    now = ticket(office, given)
    assert (now.language, now.priority, now.in_person) == ("NL", "CHILD", True)
    assert [fact.language for fact in visits(office)] == ["NL"]
    assert [fact.helper_language for fact in facts(office, HelperLanguageFact)] == ["AR"]


def test_a_second_language_takes_the_place_of_the_first(office: Office) -> None:
    office.welcome.register("EMP")
    visit = office.welcome.last()
    assert visit is not None
    for language, helper in [("FR", "AR"), ("NL", "TR"), ("NL", "TR")]:
        office.welcome.amend(visit.id, language=language, helper_language=helper)
    assert [fact.language for fact in visits(office)] == ["NL"]
    assert [fact.helper_language for fact in facts(office, HelperLanguageFact)] == ["TR"]


def test_what_was_added_last_is_taken_back_with_its_facts(office: Office) -> None:
    given = office.welcome.register("EMP")
    before = office.welcome.last()
    assert before is not None
    office.welcome.amend(before.id, helper_language="AR")
    office.welcome.amend_back(before)
    office.welcome.amend(before.id, language="NL")
    office.welcome.amend_back(before)
    assert office.welcome.last() == before
    assert ticket(office, given).language is None
    assert [fact.language for fact in visits(office)] == [None]
    assert facts(office, HelperLanguageFact) == []


def test_what_was_added_is_not_taken_back_after_two_minutes(office: Office, clock: StoppedClock) -> None:
    before = office.welcome.visit("MV3")
    office.welcome.amend(before.id, language="NL")
    clock.advance(seconds=121)
    with pytest.raises(UndoWindowClosedError):
        office.welcome.amend_back(before)


def test_after_a_minute_nothing_is_completed(office: Office, clock: StoppedClock) -> None:
    visit = office.welcome.visit("MV3")
    clock.advance(seconds=61)
    with pytest.raises(AmendWindowClosedError):
        office.welcome.amend(visit.id, language="FR")
    assert [fact.language for fact in visits(office)] == [None]


@pytest.mark.parametrize(
    "wrong", [{"language": "EN"}, {"helper_language": "KLINGON"}, {"priority": "because she said so"}]
)
def test_what_stands_in_no_list_is_not_noted(office: Office, wrong: dict[str, str]) -> None:
    given = office.welcome.register("EMP")
    visit = office.welcome.last()
    assert visit is not None
    with pytest.raises(UnknownCodeError):
        office.welcome.amend(visit.id, **wrong)  # type: ignore[arg-type]
    assert ticket(office, given) == given


def test_an_arrival_is_still_completed_when_a_desk_was_quick(office: Office) -> None:
    given = office.welcome.register("EMP")
    visit = office.welcome.last()
    assert visit is not None
    call(office, open_desk(office))
    office.welcome.amend(visit.id, language="FR")
    assert [fact.language for fact in visits(office)] == ["FR"]
    assert state(office, given) is TicketState.CALLED


# Undo


def test_register_then_undo_counts_nothing_and_the_number_is_not_used_again(office: Office) -> None:
    given = office.welcome.register("EMP")
    visit = office.welcome.last()
    assert visit is not None
    office.welcome.amend(visit.id, helper_language="AR")
    office.welcome.withdraw(visit.id)
    assert visits(office) == []
    assert facts(office, HelperLanguageFact) == []
    assert ends(office) == {"cancelled": 1}
    assert state(office, given) is TicketState.CANCELLED
    assert office.welcome.register("EMP").number == "302"


def test_what_nobody_has_learnt_of_goes_without_a_trace(office: Office) -> None:
    given = office.welcome.register("EMP")
    fact = office.welcome.fact_of(given.id)
    visit = office.welcome.last()
    assert visit is not None
    office.welcome.withdraw(visit.id)
    with office.store.view() as unit:
        assert unit.facts.find("visit", fact) is None
        assert not unit.facts.is_void(fact)


def test_what_others_have_learnt_of_is_voided_everywhere(office: Office, second: Office) -> None:
    visit = office.welcome.visit("MV3")
    carry(office, second)
    assert len(visits(second)) == 1
    office.welcome.withdraw(visit.id)
    carry(office, second)
    assert visits(office) == visits(second) == []


def test_a_ticket_cancelled_elsewhere_takes_the_visit_back_here(office: Office, second: Office) -> None:
    given = office.welcome.register("EMP")
    carry(office, second)
    # Only its own workstation cancels by hand; an undo may still reach it by another way.
    with second.store.unit() as unit:
        unit.meta.put("workstation", "Accueil 1")
    second.queue.cancel(given.id)
    with second.store.unit() as unit:
        unit.meta.put("workstation", "Poste 4")
    carry(second, office)
    assert state(office, given) is TicketState.CANCELLED
    assert visits(office) == []
    carry(office, second)
    assert visits(second) == []


def test_two_minutes_to_take_back_and_no_more(office: Office, clock: StoppedClock) -> None:
    first, late = office.welcome.visit("MV3"), office.welcome.visit("MV4")
    clock.advance(minutes=2)
    office.welcome.withdraw(first.id)
    clock.advance(seconds=1)
    with pytest.raises(UndoWindowClosedError):
        office.welcome.withdraw(late.id)
    assert [fact.motive_code for fact in visits(office)] == ["MV4"]


def test_a_visitor_whom_a_desk_has_called_is_not_taken_back(office: Office) -> None:
    given = office.welcome.register("EMP")
    visit = office.welcome.last()
    assert visit is not None
    call(office, open_desk(office))
    with pytest.raises(TicketStateError):
        office.welcome.withdraw(visit.id)
    assert state(office, given) is TicketState.CALLED
    assert len(visits(office)) == 1


def test_taken_back_twice_is_explained(office: Office) -> None:
    visit = office.welcome.visit("MV3")
    office.welcome.withdraw(visit.id)
    with pytest.raises(TicketGoneError):
        office.welcome.withdraw(visit.id)


def test_an_arrival_that_never_was_is_explained(office: Office) -> None:
    for act in (office.welcome.withdraw, office.welcome.fact_of_visit, office.welcome.fact_of):
        with pytest.raises(TicketGoneError):
            act(uuid4())


# Late entry


def test_a_late_entry_has_its_true_hour_and_is_marked(office: Office) -> None:
    office.welcome.late(MONDAY, 9, motive_code="MV2", theme_code="FOR", people=3)
    [fact] = visits(office)
    assert (fact.hour, fact.late, fact.theme_code, fact.people) == (9, True, "FOR", 3)
    assert office.queue.waiting() == []


@pytest.mark.parametrize(
    ("motive", "theme", "column"),
    [
        ("MV4", None, "pc"),
        ("MV5", None, "activity"),
        ("MV1", None, "info"),
        ("MV2", "FOR", "FOR"),
        ("MV2", None, "advice"),
    ],
)
def test_a_late_entry_stands_in_the_row_of_its_hour_on_the_day_sheet(
    office: Office, motive: str, theme: str | None, column: str
) -> None:
    office.welcome.late(MONDAY, 9, motive_code=motive, theme_code=theme, people=2)
    table = office.reports.day_sheet(MONDAY).table("by_hour")
    counted = [(row[0], row[table.columns.index(column)], row[table.columns.index("total")]) for row in table.rows]

    assert [row for row in counted if row[1]] == [(9, 2, 2), ("total", 2, 2)]


def test_a_late_entry_also_of_a_day_that_is_closed(office: Office, clock: StoppedClock) -> None:
    office.welcome.visit("MV3")
    close_the_day(office, clock)
    clock.advance(days=1)
    office.welcome.late(MONDAY, 16, motive_code="MV3")
    assert sorted((fact.hour, fact.late) for fact in visits(office)) == [(10, False), (16, True)]


def test_a_late_entry_is_completed_without_a_window_and_stays_late(office: Office, clock: StoppedClock) -> None:
    late = office.welcome.late(MONDAY, 9, motive_code="MV2", theme_code="FOR")
    clock.advance(minutes=5)
    office.welcome.amend(late.id, language="NL")
    assert [(fact.hour, fact.language, fact.late) for fact in visits(office)] == [(9, "NL", True)]


def test_a_letter_added_to_a_late_entry_is_taken_back(office: Office, clock: StoppedClock) -> None:
    late = office.welcome.late(MONDAY, 9, motive_code="MV2", theme_code="FOR")
    office.welcome.amend(late.id, language="NL")
    clock.advance(minutes=5)
    office.welcome.amend_back(late)
    assert [(fact.hour, fact.language, fact.late) for fact in visits(office)] == [(9, None, True)]


def test_a_late_entry_is_taken_back_without_a_window(office: Office, clock: StoppedClock) -> None:
    late = office.welcome.late(MONDAY, 9, motive_code="MV3")
    clock.advance(hours=1)
    office.welcome.withdraw(late.id)
    assert visits(office) == []


def test_the_running_hour_is_no_future_and_the_next_one_is(office: Office) -> None:
    office.welcome.late(MONDAY, 10, motive_code="MV3")
    with pytest.raises(FutureMomentError):
        office.welcome.late(MONDAY, 11, motive_code="MV3")
    with pytest.raises(FutureMomentError):
        office.welcome.late(MONDAY + timedelta(days=1), 9, motive_code="MV3")


@pytest.mark.parametrize("hour", [-1, 24, 99])
def test_an_hour_that_no_day_has_is_explained(office: Office, hour: int) -> None:
    with pytest.raises(AmountError):
        office.welcome.late(MONDAY, hour, motive_code="MV3")


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1969, 12, 31), date(2017, 12, 31)])
def test_a_day_before_the_house_was_open_is_explained(office: Office, day: date) -> None:
    with pytest.raises(RetiredCodeError):
        office.welcome.late(day, 10, motive_code="MV3")


def test_a_theme_withdrawn_since_is_still_entered_for_its_days(office: Office, clock: StoppedClock) -> None:
    clock.advance(days=1)
    office.lists.withdraw(Kind.THEME, "MOB")
    office.welcome.late(MONDAY, 10, motive_code="MV2", theme_code="MOB")
    assert [fact.theme_code for fact in visits(office)] == ["MOB"]


# The end of the day


def test_nobody_is_registered_once_the_day_is_closed(office: Office, clock: StoppedClock) -> None:
    office.welcome.visit("MV3")
    close_the_day(office, clock)
    for act in (lambda: office.welcome.register("EMP"), lambda: office.welcome.visit("MV3")):
        with pytest.raises(DayClosedError):
            act()
    assert len(visits(office)) == 1


def test_the_day_changes_over_midnight_without_a_restart(office: Office, clock: StoppedClock) -> None:
    clock.moment = clock.moment.replace(hour=23, minute=59)
    assert office.welcome.register("EMP").number == "301"
    clock.advance(minutes=2)
    tomorrow = office.welcome.register("EMP")
    assert (tomorrow.number, tomorrow.day) == ("301", date(2019, 1, 15))
    assert [len(visits(office, day)) for day in (MONDAY, date(2019, 1, 15))] == [1, 1]
    assert [turn.ticket.id for turn in office.queue.waiting()] == [tomorrow.id]


def test_rows_of_facts_lie_in_the_order_of_their_random_ids(office: Office, clock: StoppedClock) -> None:
    for _visitor in range(60):
        office.welcome.visit("MV3")
        clock.advance(minutes=1)
    with office.store.view() as unit:
        for table in ("visit_fact", "outbox"):
            ids = unit.db.exec_driver_sql(f"SELECT id FROM {table}").scalars().all()  # noqa: S608 - two names of ours
            assert len(ids) == 60
            assert ids == sorted(ids)
            hidden = unit.db.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).scalar_one()
            assert "WITHOUT ROWID" in hidden


def test_no_link_leads_from_a_fact_to_a_number(office: Office) -> None:
    given = office.welcome.register("EMP")
    fact_id = office.welcome.fact_of(given.id).hex
    rows = [row for row in dump(office).splitlines() if fact_id in row]
    # The board keeps the link for the undo of today; nothing else does.
    assert len([row for row in rows if given.id.hex in row]) == 1
    # As a word of its own: three digits in a row also stand in many a random id.
    assert not [row for row in rows if re.search(rf"\b{given.number}\b", row) and given.id.hex not in row]


# Two keys within one second


def test_the_last_act_is_the_last_key_also_when_two_fall_into_one_second(office: Office) -> None:
    office.welcome.register("ENT")
    office.welcome.register("ORI")
    office.welcome.visit("MV3")
    office.welcome.register("FOR")
    office.welcome.visit("MV1")

    told = [visit.number or visit.motive_code for visit in office.welcome.last_acts()]
    assert told == ["MV1", "201", "MV3", "101", "501"]


def test_what_is_added_and_repeated_within_the_second_belongs_to_the_last_key(office: Office) -> None:
    office.welcome.register("ENT")
    office.welcome.register("ORI")
    last = office.welcome.last()
    assert last is not None
    office.welcome.amend(last.id, language="NL")
    [again] = office.welcome.repeat(1)

    assert {fact.theme_code: fact.language for fact in visits(office) if fact.language} == {"ORI": "NL"}
    assert again.number == "102"


def test_the_order_of_arrival_holds_when_the_clock_of_the_desk_is_set_back(office: Office, clock: StoppedClock) -> None:
    office.welcome.register("EMP")
    clock.advance(minutes=-3)
    office.welcome.register("FOR")

    assert [visit.number for visit in office.welcome.last_acts()] == ["201", "301"]
