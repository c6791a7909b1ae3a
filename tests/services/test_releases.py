"""What leaves the house: noted once, compared with what left before, refused by nobody's leave."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from cdm_desk.domain.activities import ActivityFact
from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.errors import NotAllowedError
from cdm_desk.domain.period_report import kinds_of
from cdm_desk.domain.releases import SHAPES, Release, ReleaseRevealsError
from cdm_desk.domain.reports import Period
from cdm_desk.domain.staff import Role
from cdm_desk.domain.welcome import HelperLanguageFact
from cdm_desk.services.reports import ReportsService
from cdm_desk.store.unit import Store
from tests.services.test_period_reports import RoleGate
from tests.services.test_reports import OpenGate, activity, keep, visit

JANUARY = Period.parse("2019-01")
QUARTER = Period.parse("2019-Q1")
CLOSED = date(2020, 1, 1)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(datetime(2020, 1, 2, 18, 0))  # noqa: DTZ001 - Brussels time


@pytest.fixture
def store(make_store: Callable[[Path, StoppedClock], Store], tmp_path: Path, clock: StoppedClock) -> Store:
    made = make_store(tmp_path / "desk.db", clock)
    with made.unit() as unit:
        unit.days.close(CLOSED, on=CLOSED)
    return made


@pytest.fixture
def reports(store: Store, clock: StoppedClock) -> ReportsService:
    return ReportsService(store, clock, OpenGate())


def helped(store: Store, month: int, number: int, language: str = "AR") -> None:
    day = date(2019, month, 15)
    keep(store, [HelperLanguageFact(id=uuid4(), day=day, helper_language=language) for _each in range(number)])


def prison(month: int, present: int) -> ActivityFact:
    return replace(activity("AC9", present=present, day=date(2019, month, 15)), audiences=("DET",))


def kept(store: Store, shape: str) -> list[Release]:
    with store.view() as unit:
        return unit.releases.of(shape)


def test_what_leaves_the_house_is_kept_as_it_was_printed(store: Store, reports: ReportsService) -> None:
    helped(store, 1, 12)
    reports.released(reports.report("R09", JANUARY))

    assert [each.cells for each in kept(store, "helper_languages")] == [{"AR": 12, "total": 12}]
    assert [each.edition for each in kept(store, "R09")] == [1]


def test_a_reprint_of_the_same_facts_is_no_new_release(store: Store, reports: ReportsService) -> None:
    helped(store, 1, 12)
    for _time in range(2):
        reports.released(reports.report("R09", JANUARY))

    assert len(kept(store, "helper_languages")) == len(kept(store, "R09")) == 1


def test_a_later_edition_says_how_many_records_have_changed(store: Store, reports: ReportsService) -> None:
    helped(store, 1, 12)
    reports.released(reports.report("R09", JANUARY))
    helped(store, 1, 7)
    note = reports.report("R09", JANUARY).note("edition")

    assert note is not None
    assert (note.names, note.number) == (("2",), 7)


def test_the_second_edition_printed_again_is_the_second_still(store: Store, reports: ReportsService) -> None:
    helped(store, 1, 12)
    reports.released(reports.report("R09", JANUARY))
    helped(store, 1, 7)
    second = reports.report("R09", JANUARY)
    reports.released(second)

    assert reports.report("R09", JANUARY) == second


def test_an_edition_that_tells_of_one_person_more_is_refused(store: Store, reports: ReportsService) -> None:
    helped(store, 1, 12)
    reports.released(reports.report("R09", JANUARY))
    helped(store, 1, 1)

    with pytest.raises(ReleaseRevealsError):
        reports.released(reports.report("R09", JANUARY))


def test_what_was_refused_leaves_nothing_in_the_register(store: Store, reports: ReportsService) -> None:
    keep(store, [prison(1, 20), prison(4, 3), prison(7, 12), prison(10, 9)])
    for number in (1, 2, 3, 4):
        reports.released(reports.report("R13", Period.parse(f"2019-Q{number}")))
    with pytest.raises(ReleaseRevealsError):
        reports.released(reports.report("R04", Period.parse("2019")))

    assert kept(store, "R04") == []


def test_a_year_is_given_out_whose_quarters_never_were(store: Store, reports: ReportsService) -> None:
    keep(store, [prison(1, 20), prison(4, 3)])
    reports.released(reports.report("R04", Period.parse("2019")))

    assert len(kept(store, "R04")) == 1


def test_detained_people_are_not_told_by_month(store: Store, reports: ReportsService) -> None:
    keep(store, [prison(1, 20)])
    table = reports.report("R12", JANUARY).table("activity_kinds")

    assert next(row for row in table.rows if row[0] == "AC9")[3:] == (None, None, None, None)


def test_fewer_than_five_detained_people_are_not_told_by_quarter(store: Store, reports: ReportsService) -> None:
    keep(store, [prison(1, 3)])
    table = reports.report("R12", QUARTER).table("activity_kinds")

    assert next(row for row in table.rows if row[0] == "AC9")[3] == "masked"


def test_of_a_quarter_that_runs_the_paper_tells_no_people(store: Store) -> None:
    keep(store, [prison(1, 20)])
    reports = ReportsService(store, StoppedClock(datetime(2019, 3, 1, 9, 0)), OpenGate())  # noqa: DTZ001 - as above
    report = reports.report("R13", QUARTER)

    assert report.figure("detained") == 20
    assert reports.released(report).figure("detained") is None


def test_the_day_sheet_is_an_internal_paper_and_no_release(store: Store, reports: ReportsService) -> None:
    keep(store, [visit()])
    sheet = reports.day_sheet(date(2019, 1, 15))

    assert reports.released(sheet) == sheet
    assert kept(store, "R01") == []


def test_only_who_may_publish_gives_a_report_out(store: Store, reports: ReportsService, clock: StoppedClock) -> None:
    report = reports.report("R09", JANUARY)

    with pytest.raises(NotAllowedError):
        ReportsService(store, clock, RoleGate(Role.DOCUMENTALIST)).released(report)


def test_the_documentalist_gives_the_report_of_the_library_out(store: Store, clock: StoppedClock) -> None:
    library = ReportsService(store, clock, RoleGate(Role.DOCUMENTALIST))
    library.released(library.library(JANUARY))

    assert len(kept(store, "R10")) == 1


def test_a_year_is_provisional_until_every_head_is_counted(store: Store, reports: ReportsService) -> None:
    keep(store, [replace(activity(present=0), enrolled=12)])

    assert reports.report("R04", Period.parse("2019")).provisional


def test_what_was_counted_of_all_sites_is_no_edition_of_what_was_counted_here(
    store: Store, reports: ReportsService
) -> None:
    helped(store, 1, 12)
    reports.released(reports.report("R09", JANUARY))
    helped(store, 1, 1)
    reports.released(reports.report("R09", JANUARY), "@all")

    assert len(kept(store, "helper_languages@all")) == 1


def test_every_table_of_every_report_is_registered(reports: ReportsService) -> None:
    for report_id in sorted(SHAPES):
        for kind in ("week", "month", "quarter", "year"):
            period = Period.containing(date(2019, 2, 5), kind)
            if kind in kinds_of(report_id):
                reports.released(reports.report(report_id, period))
