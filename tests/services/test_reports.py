"""The day sheet, counted from facts in a real store."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from cdm_desk.domain.activities import ActivityFact
from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.counselling import SessionFact
from cdm_desk.domain.errors import NotAllowedError
from cdm_desk.domain.facts import Fact
from cdm_desk.domain.multimedia import PcFact
from cdm_desk.domain.queue import WaitFact
from cdm_desk.domain.reports import Missing, Period, PeriodAheadError, Report, ReportOfOneDayError, ReportUnknownError
from cdm_desk.domain.staff import Action
from cdm_desk.domain.welcome import VisitFact
from cdm_desk.office import Office
from cdm_desk.services.reports import ReportsService
from cdm_desk.store.unit import Store

TUESDAY = date(2019, 1, 15)


class OpenGate:
    def require(self, action: Action) -> None:
        """Let everybody through."""


class ShutGate:
    def require(self, action: Action) -> None:
        raise NotAllowedError(action)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(datetime(2019, 1, 15, 18, 0))  # noqa: DTZ001 - Brussels time


@pytest.fixture
def store(make_store: Callable[[Path, StoppedClock], Store], tmp_path: Path, clock: StoppedClock) -> Store:
    return make_store(tmp_path / "desk.db", clock)


@pytest.fixture
def reports(store: Store, clock: StoppedClock) -> ReportsService:
    return ReportsService(store, clock, OpenGate())


def keep(store: Store, facts: Sequence[Fact]) -> None:
    with store.unit() as unit:
        for fact in facts:
            unit.facts.add(fact)


def visit(
    motive: str = "MV2", *, day: date = TUESDAY, hour: int = 10, people: int = 1, late: bool = False
) -> VisitFact:
    return VisitFact(
        id=uuid4(),
        day=day,
        hour=hour,
        site="CDM",
        channel="desk",
        motive_code=motive,
        theme_code="EMP" if motive == "MV2" else None,
        language=None,
        people=people,
        late=late,
    )


def wait(
    ended: str = "called", *, minutes: int = 5, day: date = TUESDAY, hour: int = 10, theme: str = "EMP"
) -> WaitFact:
    return WaitFact(id=uuid4(), day=day, hour=hour, theme_code=theme, language="FR", ended=ended, minutes=minutes)


def conversation(*outcomes: str, day: date = TUESDAY, channel: str = "desk", people: int = 1) -> SessionFact:
    return SessionFact(
        id=uuid4(),
        day=day,
        site="CDM",
        channel=channel,
        theme_code="EMP",
        sub_theme_codes=(),
        language="FR",
        outcome_codes=outcomes,
        minutes=20,
        people=people,
        reliable=True,
    )


def activity(kind: str = "AC2", *, present: int, day: date = TUESDAY) -> ActivityFact:
    return ActivityFact(
        id=uuid4(),
        day=day,
        kind_code=kind,
        place="intra",
        theme_code="EMP",
        language="FR",
        partners=(),
        audiences=(),
        enrolled=present,
        present=present,
    )


def close_day(store: Store, day: date) -> None:
    with store.unit() as unit:
        unit.days.close(day, on=day)


def total_of(report: Report, row: str, column: str) -> object:
    table = report.table("by_hour")
    return next(cells for cells in table.rows if cells[0] == row)[table.columns.index(column)]


def test_a_contact_is_one_person_served_once_by_one_service(store: Store, reports: ReportsService) -> None:
    keep(
        store,
        [
            visit("MV3", people=2),
            visit("MV4"),
            visit("MV1"),
            visit("MV5"),
            visit("MV6", people=51),
            conversation("OU1", people=2),
            activity(present=51),
            PcFact(id=uuid4(), day=TUESDAY, hour=10, device="pc", blocks=3),
        ],
    )

    sheet = reports.day_sheet(TUESDAY)

    assert sheet.figure("multimedia_users") == 3
    assert sheet.figure("advice_users") == 2
    assert sheet.figure("activity_users") == 51
    assert sheet.figure("contacts") == 56
    assert sheet.figure("pc_sessions") == 3


def test_people_met_outside_are_advice_users_in_2019(store: Store, reports: ReportsService) -> None:
    keep(store, [activity("AC7", present=30), conversation("OU1", channel="formtruck"), activity(present=8)])

    sheet = reports.day_sheet(TUESDAY)

    assert sheet.figure("advice_users") == 31
    assert sheet.figure("activity_users") == 8
    assert sheet.figure("activities") == 1


def test_people_met_outside_are_a_block_of_their_own_from_2023(store: Store, clock: StoppedClock) -> None:
    day = date(2023, 3, 1)
    clock.advance(days=1600)
    keep(store, [activity("AC7", present=30, day=day), conversation("OU1", day=day)])

    sheet = ReportsService(store, clock, OpenGate()).day_sheet(day)

    assert [sheet.figure(block) for block in ("advice_users", "outing_users", "contacts")] == [1, 30, 31]
    assert sheet.definition == 2


def test_every_ticket_and_every_call_is_accounted_for(store: Store, reports: ReportsService) -> None:
    endings = ["called", "called", "called", "left", "no_show", "not_called"]
    keep(store, [*(visit() for _ in endings), *(wait(ended) for ended in endings), wait("cancelled")])
    keep(store, [conversation("OU1") for _ in range(3)])

    sheet = reports.day_sheet(TUESDAY)

    ends = ("called", "left", "no_show", "cancelled", "not_called", "still_waiting")
    assert [sheet.figure(end) for end in ends] == [3, 1, 1, 1, 1, 0]
    assert sheet.figure("issued") == 7 == sum(sheet.figure(end) or 0 for end in ends)
    assert sheet.figure("called") == sheet.figure("done")
    assert sheet.notes == ()


def test_a_ticket_passed_on_by_a_desk_waits_twice(store: Store, reports: ReportsService) -> None:
    keep(store, [visit(), wait(), wait(theme="FOR"), conversation("OU2"), conversation("OU1")])

    sheet = reports.day_sheet(TUESDAY)

    assert (sheet.figure("issued"), sheet.figure("transferred"), sheet.figure("called")) == (1, 1, 2)


def test_waits_and_conversations_that_have_not_arrived_are_said(store: Store, reports: ReportsService) -> None:
    keep(store, [visit(), visit(), visit(), wait(), wait(), conversation("OU1")])

    sheet = reports.day_sheet(TUESDAY)

    assert {note.id: note.number for note in sheet.notes} == {"issued_difference": 1, "called_difference": 1}


def test_the_exchange_tells_what_is_missing(store: Store, clock: StoppedClock) -> None:
    service = ReportsService(
        store, clock, OpenGate(), lambda _day: Missing(silent=("Conseil 3", "Accueil 2"), not_exchanged=4)
    )

    sheet = service.day_sheet(TUESDAY)

    silent, waiting = sheet.note("silent"), sheet.note("not_exchanged")
    assert silent is not None
    assert silent.names == ("Conseil 3", "Accueil 2")
    assert waiting is not None
    assert waiting.number == 4


def test_hours_hold_calls_by_theme_and_arrivals_by_service(store: Store, reports: ReportsService) -> None:
    keep(store, [wait(hour=11), wait(hour=11, theme="ORI"), wait("left", hour=11), visit("MV3", hour=11, people=2)])

    table = reports.day_sheet(TUESDAY).table("by_hour")
    row = next(cells for cells in table.rows if cells[0] == 11)

    assert dict(zip(table.columns, row, strict=True)) == {
        "hour": 11,
        "ORI": 1,
        "FOR": 0,
        "EMP": 1,
        "MOB": 0,
        "ENT": 0,
        "advice": 2,
        "pc": 2,
        "activity": 0,
        "info": 0,
        "group": 0,
        "total": 4,
        "cumulative": 4,
    }


def test_the_opening_hours_stand_on_the_sheet_and_of_the_night_only_what_was_counted(
    store: Store, reports: ReportsService
) -> None:
    keep(store, [visit("MV3", hour=10), visit("MV3", hour=22)])

    hours = [row[0] for row in reports.day_sheet(TUESDAY).table("by_hour").rows if isinstance(row[0], int)]

    assert hours == [*range(9, 17), 22]


def test_a_late_entry_stands_in_its_true_hour_and_is_counted(store: Store, reports: ReportsService) -> None:
    keep(store, [visit("MV3", hour=19, late=True)])

    sheet = reports.day_sheet(TUESDAY)

    assert any(row[0] == 19 and row[-1] == 1 for row in sheet.table("by_hour").rows)
    late = sheet.note("late")
    assert late is not None
    assert late.number == 1


def test_the_day_is_compared_with_the_same_weekday_before(store: Store, reports: ReportsService) -> None:
    for weeks, people in ((1, 10), (2, 30), (3, 20), (9, 500)):
        keep(store, [visit("MV3", day=TUESDAY - timedelta(weeks=weeks), people=people)])

    sheet = reports.day_sheet(TUESDAY)

    assert total_of(sheet, "last_week", "pc") == 10
    assert total_of(sheet, "median_8", "pc") == 20
    assert total_of(sheet, "total", "pc") == 0


def test_without_earlier_days_nothing_is_compared(reports: ReportsService) -> None:
    assert total_of(reports.day_sheet(TUESDAY), "last_week", "pc") is None


def test_waits_are_given_from_five_on(store: Store, reports: ReportsService) -> None:
    keep(store, [wait(minutes=minutes) for minutes in (1, 2, 3, 4)])
    assert reports.day_sheet(TUESDAY).figure("wait_p50") is None

    keep(store, [wait(minutes=40)])

    sheet = reports.day_sheet(TUESDAY)
    assert (sheet.figure("wait_p50"), sheet.figure("wait_p90")) == (3, 40)


def test_outcomes_are_counted_one_way_with_those_not_recorded(store: Store, reports: ReportsService) -> None:
    keep(store, [conversation("OU1", "OU5"), conversation("OU5"), conversation()])

    rows = {row[0]: row[1] for row in reports.day_sheet(TUESDAY).table("outcomes").rows}

    assert (rows["OU1"], rows["OU5"], rows["OU2"], rows["not_recorded"]) == (1, 2, 0, 1)


def test_an_open_day_is_provisional_until_it_is_closed(store: Store, reports: ReportsService) -> None:
    assert reports.day_sheet(TUESDAY).provisional

    close_day(store, TUESDAY)

    sheet = reports.day_sheet(TUESDAY)
    assert not sheet.provisional
    assert sheet.closed_until == TUESDAY


def test_a_voided_fact_counts_no_more_and_the_sheet_says_so(
    store: Store, reports: ReportsService, clock: StoppedClock
) -> None:
    wrong = visit("MV3")
    keep(store, [wrong, visit("MV3")])
    close_day(store, TUESDAY)
    clock.advance(days=1)

    void(store, wrong.id, TUESDAY + timedelta(days=1))

    sheet = reports.day_sheet(TUESDAY)
    assert sheet.figure("contacts") == 1
    changed = sheet.note("changed")
    assert changed is not None
    assert changed.number == 1


def void(store: Store, fact_id: UUID, day: date) -> None:
    with store.unit() as unit:
        unit.facts.void(fact_id, reason="DOUBLE", role="manager", day=day)


def test_what_was_undone_at_once_is_no_later_change(store: Store, reports: ReportsService) -> None:
    wrong = visit("MV3")
    keep(store, [wrong])

    void(store, wrong.id, TUESDAY)

    assert reports.day_sheet(TUESDAY).note("changed") is None


def test_the_same_facts_have_the_same_fingerprint_whatever_their_ids_and_order(
    make_store: Callable[[Path, StoppedClock], Store], tmp_path: Path, clock: StoppedClock
) -> None:
    facts: list[Fact] = [visit("MV3"), visit("MV1", hour=12), wait(), conversation("OU1")]
    there, here = make_store(tmp_path / "a.db", clock), make_store(tmp_path / "b.db", clock)
    keep(there, facts)
    keep(here, [replace(fact, id=uuid4()) for fact in reversed(facts)])

    sheets = [ReportsService(store, clock, OpenGate()).day_sheet(TUESDAY) for store in (there, here)]

    assert sheets[0] == sheets[1]
    keep(here, [visit("MV1")])
    assert ReportsService(here, clock, OpenGate()).day_sheet(TUESDAY).sha256 != sheets[0].sha256


def test_facts_are_listed_by_content_the_same_everywhere(
    make_store: Callable[[Path, StoppedClock], Store], tmp_path: Path, clock: StoppedClock
) -> None:
    facts: list[Fact] = [visit("MV3"), visit("MV3"), visit("MV1", hour=12), wait(), conversation("OU1")]
    there, here = make_store(tmp_path / "a.db", clock), make_store(tmp_path / "b.db", clock)
    keep(there, facts)
    keep(here, list(reversed(facts)))
    period = Period.parse("2019-01")

    listed = [list(ReportsService(store, clock, OpenGate()).facts(period)) for store in (there, here)]

    assert listed[0] == listed[1]
    assert {line["id"] for line in listed[0]} == {fact.id.hex for fact in facts}


def test_a_day_that_has_not_begun_has_no_sheet(reports: ReportsService) -> None:
    with pytest.raises(PeriodAheadError):
        reports.day_sheet(TUESDAY + timedelta(days=1))


@pytest.mark.parametrize(("report", "period"), [("R99", "2019-01-15"), ("R99", "2019"), ("", "2019-01-15")])
def test_a_report_that_does_not_exist_is_refused(reports: ReportsService, report: str, period: str) -> None:
    with pytest.raises(ReportUnknownError):
        reports.report(report, Period.parse(period))


def test_the_report_of_a_day_is_refused_for_a_longer_period(reports: ReportsService) -> None:
    with pytest.raises(ReportOfOneDayError):
        reports.report("R01", Period.parse("2019"))


def test_the_sheet_is_for_who_may_read_it(store: Store, clock: StoppedClock) -> None:
    with pytest.raises(NotAllowedError):
        ReportsService(store, clock, ShutGate()).day_sheet(TUESDAY)


def test_a_closed_day_stays_provisional_and_names_who_was_not_heard_of(office: Office, clock: StoppedClock) -> None:
    office.welcome.visit("MV3")
    day = clock.now().date()
    clock.moment = clock.moment.replace(hour=18)
    office.day.close(day)
    silent = ReportsService(office.store, clock, office.staff, lambda _day: Missing(silent=("Conseil 7",)))
    holding = ReportsService(office.store, clock, office.staff, lambda _day: Missing(holding=(("Conseil 7", 2),)))

    assert not office.reports.day_sheet(day).provisional
    sheet = silent.day_sheet(day)
    assert sheet.provisional
    assert [note.names for note in sheet.notes if note.id == "silent"] == [("Conseil 7",)]
    assert holding.day_sheet(day).provisional
    assert [note.names for note in holding.day_sheet(day).notes if note.id == "holding"] == [("Conseil 7",)]


def test_a_sheet_is_outdated_once_the_missing_workstation_is_heard_of(office: Office, clock: StoppedClock) -> None:
    day = clock.now().date()
    silent = ReportsService(office.store, clock, office.staff, lambda _day: Missing(silent=("Conseil 7",)))
    silent.note_sheet(silent.sheet_now(day))

    assert silent.sheets_outdated() == []
    assert [sheet.missing for sheet in office.reports.sheets_outdated()] == [()]


def test_a_page_printed_by_hand_counts_as_the_printed_sheet_once_its_day_is_closed(
    store: Store, reports: ReportsService
) -> None:
    reports.note_printed(TUESDAY)
    provisional = reports.sheet_written(TUESDAY)
    close_day(store, TUESDAY)
    reports.note_printed(TUESDAY)
    printed = reports.sheet_written(TUESDAY)

    assert provisional is None
    assert printed is not None
    assert printed.printed
    assert printed.sha256 == reports.sheet_now(TUESDAY).sha256


def test_printing_by_hand_leaves_what_the_written_sheet_was_counted_from(store: Store, reports: ReportsService) -> None:
    close_day(store, TUESDAY)
    reports.note_sheet(replace(reports.sheet_now(TUESDAY), sha256="earlier"))
    reports.note_printed(TUESDAY)

    assert [sheet.printed for sheet in reports.sheets_outdated()] == [True]


def test_the_lines_of_facts_leave_out_what_points_at_people_and_what_was_voided(
    store: Store, clock: StoppedClock
) -> None:
    wrong = visit("MV3")
    keep(store, [visit("MV3", people=4), wrong, activity(present=8)])
    with store.unit() as unit:
        unit.facts.void(wrong.id, reason="mistake", role="manager", day=TUESDAY)
    with ReportsService(store, clock, OpenGate()).fact_lines(Period.of_day(TUESDAY)) as kinds:
        found = {kind: (heads, list(rows)) for kind, heads, rows in kinds}

    assert "helper_language" not in found
    assert "audiences" not in found["activity"][0]
    assert [row[found["visit"][0].index("people")] for row in found["visit"][1]] == [4]
