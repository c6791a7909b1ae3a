"""The reports of a period on a real store: the whole of 2019 as the annual report printed it."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.errors import NotAllowedError
from cdm_desk.domain.period_report import DEFINITIONS, kinds_of
from cdm_desk.domain.reports import (
    Period,
    PeriodAheadError,
    PeriodKindError,
    Report,
)
from cdm_desk.domain.staff import ALLOWED, Action, Role
from cdm_desk.services.reports import ReportsService
from cdm_desk.services.simulate import simulate
from cdm_desk.store.period_sums import PeriodTable
from cdm_desk.store.reports import SumTable
from cdm_desk.store.unit import Store
from tests.services.test_reports import OpenGate, activity, conversation, keep, visit
from tests.stores import new_store

YEAR = Period.parse("2019")
# Table 1.4 of the annual report of 2019, as far as it is counted from what is recorded at the desks.
PRINTED_2019 = {
    "contacts": 55_757,
    "multimedia_users": 11_500,
    "pc_sessions": 27_848,
    "books": 1_600,
    "advice_users": 21_832,
    "activities": 1_123,
    "activity_users": 22_425,
    "school_visits": 61,
    "pupils": 3_130,
    "detained": 68,
    "disability": 231,
    "neet": 121,
    "fairs": 4_429,
    "info_sessions_and_workshops": 6_593,
    "formtruck": 919,
    "delegations": 7,
    "interviews": 500,
    "satisfied_percent": 95,
    # Nine and a half of ten, as so many tenths.
    "clear_in_ten": 95,
    "found_in_ten": 9,
    "collaborators": 77,
    "page_views": 288_483,
    "unique_visitors": 198_309,
    "visitors_brussels_percent": 75,
    "visitors_elsewhere_percent": 25,
}


class RoleGate:
    """Lets through what a role may do."""

    def __init__(self, role: Role) -> None:
        self._role = role

    def require(self, action: Action) -> None:
        if self._role not in ALLOWED[action]:
            raise NotAllowedError(action)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    clock = StoppedClock(datetime(2020, 1, 2, 9, 0))  # noqa: DTZ001 - Brussels time
    made = new_store(tmp_path_factory.mktemp("year") / "desk.db", clock)
    simulate(made, 2019, exact=True)
    yield made
    made.close()


@pytest.fixture(scope="module")
def reports(year: Store) -> ReportsService:
    return ReportsService(year, year.clock, OpenGate())


def test_the_annual_report_prints_every_figure_of_2019_to_the_unit(reports: ReportsService) -> None:
    figures = {figure.id: figure.value for figure in reports.report("R04", YEAR).figures}

    assert figures == PRINTED_2019


def test_another_chance_gives_the_same_totals(
    make_store: Callable[[Path, StoppedClock], Store], tmp_path: Path
) -> None:
    clock = StoppedClock(datetime(2020, 1, 2, 9, 0))  # noqa: DTZ001 - Brussels time
    store = make_store(tmp_path / "desk.db", clock)
    simulate(store, 2019, seed=77, exact=True)
    report = ReportsService(store, clock, OpenGate()).report("R04", YEAR)

    assert {figure.id: figure.value for figure in report.figures} == PRINTED_2019


def test_four_quarters_of_advice_are_the_year(reports: ReportsService) -> None:
    quarters = [reports.report("R05", Period.parse(f"2019-Q{number}")) for number in (1, 2, 3, 4)]

    assert sum(report.figure("contacts") or 0 for report in quarters) == 55_757


def test_the_weeks_of_a_month_add_up_to_it(reports: ReportsService) -> None:
    report = reports.report("R03", Period.parse("2019-09"))
    weeks = report.table("by_week")
    *parts, total = weeks.rows

    assert total[1:] == tuple(sum(int(row[place] or 0) for row in parts) for place in range(1, len(weeks.columns)))
    assert total[weeks.columns.index("contacts")] == report.figure("contacts")


@pytest.mark.parametrize("report_id", sorted(DEFINITIONS))
def test_every_report_is_made_of_every_kind_of_period_that_it_names(reports: ReportsService, report_id: str) -> None:
    for kind in kinds_of(report_id):
        report = reports.report(report_id, Period.containing(date(2019, 9, 3), kind))

        assert report.figures
        assert all(len(row) == len(table.columns) for table in report.tables for row in table.rows)


@pytest.mark.parametrize(
    ("report_id", "text"), [("R04", "2019-01"), ("R13", "2019-01"), ("R02", "2019"), ("R03", "2019-01-14")]
)
def test_a_report_of_another_kind_of_period_is_refused(reports: ReportsService, report_id: str, text: str) -> None:
    with pytest.raises(PeriodKindError) as refused:
        reports.report(report_id, Period.parse(text))

    assert refused.value.kinds == kinds_of(report_id)


def test_a_year_that_has_not_begun_has_no_report(reports: ReportsService) -> None:
    with pytest.raises(PeriodAheadError):
        reports.report("R04", Period.parse("2021"))


def test_a_year_that_runs_is_provisional(reports: ReportsService) -> None:
    assert reports.report("R04", Period.parse("2020")).provisional
    assert not reports.report("R04", YEAR).provisional


@pytest.mark.parametrize("role", [role for role in Role if role not in ALLOWED[Action.READ_REPORTS]])
def test_the_figures_of_a_year_are_for_who_may_read_them(year: Store, role: Role) -> None:
    with pytest.raises(NotAllowedError):
        ReportsService(year, year.clock, RoleGate(role)).report("R04", YEAR)


def test_the_same_facts_give_the_same_report_again(reports: ReportsService) -> None:
    assert reports.report("R04", YEAR) == reports.report("R04", YEAR)


def test_a_year_read_through_holds_what_its_months_hold_looked_up(year: Store) -> None:
    months = [Period.parse(f"2019-{number:02d}") for number in range(1, 13)]
    with year.view() as unit:
        facts, sums = SumTable(unit.db), PeriodTable(unit.db)
        whole = facts.extract(YEAR.first, YEAR.last, ("pc",))["pc"]
        parts = [line for month in months for line in facts.extract(month.first, month.last, ("pc",))["pc"]]
        talks = sums.sums(YEAR, {"talks"}).talks
        talks_of_months = [talk for month in months for talk in sums.sums(month, {"talks"}).talks]

    assert whole == sorted(parts)
    assert Counter(talks) == Counter(talks_of_months)


def test_a_fact_taken_out_gives_a_year_another_fingerprint_and_nothing_else_does(
    make_store: Callable[[Path, StoppedClock], Store], tmp_path: Path
) -> None:
    clock = StoppedClock(datetime(2020, 1, 15, 18, 0))  # noqa: DTZ001 - Brussels time
    store = make_store(tmp_path / "desk.db", clock)
    wrong = conversation("OU1")
    keep(store, [visit("MV3"), wrong, activity(present=8)])
    service = ReportsService(store, clock, OpenGate())
    before = service.report("R04", YEAR).sha256
    assert service.report("R04", YEAR).sha256 == before
    with store.unit() as unit:
        unit.facts.void(wrong.id, reason="mistake", role="manager", day=date(2020, 1, 15))

    assert service.report("R04", YEAR).sha256 != before


def test_what_was_voided_counts_no_more(make_store: Callable[[Path, StoppedClock], Store], tmp_path: Path) -> None:
    clock = StoppedClock(datetime(2019, 1, 15, 18, 0))  # noqa: DTZ001 - Brussels time
    store = make_store(tmp_path / "desk.db", clock)
    wrong = conversation("OU1")
    keep(store, [visit("MV3"), wrong, activity(present=8)])
    service = ReportsService(store, clock, OpenGate())
    assert _advised(service.report("R05", Period.parse("2019-01"))) == 1
    with store.unit() as unit:
        unit.facts.void(wrong.id, reason="mistake", role="manager", day=date(2019, 1, 16))

    assert _advised(service.report("R05", Period.parse("2019-01"))) == 0


def _advised(report: Report) -> int | None:
    return report.figure("advice_users")


@pytest.mark.parametrize(
    ("acquired", "withdrawn", "counted"),
    [(None, None, 1), (date(2019, 12, 31), None, 1), (date(2020, 1, 1), None, 0), (None, date(2019, 12, 31), 0),
     (None, date(2020, 1, 1), 1)],
)  # fmt: skip
def test_a_book_counts_in_the_years_at_whose_end_it_stood_there(
    make_store: Callable[[Path, StoppedClock], Store],
    tmp_path: Path,
    acquired: date | None,
    withdrawn: date | None,
    counted: int,
) -> None:
    clock = StoppedClock(datetime(2020, 6, 1, 9, 0))  # noqa: DTZ001 - Brussels time
    store = make_store(tmp_path / "desk.db", clock)
    title, copy = UUID(int=1).hex, UUID(int=2).hex
    state = "WITHDRAWN" if withdrawn else "SHELF"
    with store.unit() as unit:
        unit.keep("title", title, {"title": "Trouver un emploi", "theme_code": "EMP", "languages": ("fr",)})
        unit.keep("copy", copy, {"title_id": title, "state": state, "acquired_on": acquired, "withdrawn_on": withdrawn})
    report = ReportsService(store, clock, OpenGate()).report("R04", YEAR)

    assert report.figure("books") == counted
