"""Staff and website: kept by date and month, taken away and brought back, printed in the report of the year."""

from datetime import date

import pytest

from cdm_desk.domain.errors import TextRefusedError
from cdm_desk.domain.house_figures import HouseFigureError, StaffCount, WebFigure
from cdm_desk.domain.reports import Period
from cdm_desk.office import Office

COUNT = StaffCount(day=date(2019, 1, 10), institution="Actiris", people=28)
MONTH = WebFigure(month="2019-01", source="Website", page_views=240, visitors=160, visitors_brussels=120)
YEAR = Period.parse("2019")


def test_a_second_number_of_the_same_day_takes_the_place_of_the_first(office: Office) -> None:
    office.house_figures.keep_staff(COUNT)
    again = StaffCount(day=COUNT.day, institution="Actiris", people=29)

    assert office.house_figures.keep_staff(again) == COUNT
    assert office.house_figures.staff() == [again]


def test_what_was_taken_away_comes_back(office: Office) -> None:
    office.house_figures.keep_staff(COUNT)
    office.house_figures.drop_staff(COUNT)
    assert office.house_figures.staff() == []
    office.house_figures.keep_staff(COUNT)

    assert office.house_figures.staff() == [COUNT]


def test_the_report_of_the_year_prints_staff_and_website(office: Office) -> None:
    office.house_figures.keep_staff(COUNT)
    office.house_figures.keep_web(MONTH)
    report = office.reports.report("R04", YEAR)

    named = ("collaborators", "page_views", "unique_visitors", "visitors_brussels_percent")
    assert [report.figure(name) for name in named] == [28, 240, 160, 75]


def test_without_them_the_report_says_nothing_of_them(office: Office) -> None:
    assert "collaborators" not in {figure.id for figure in office.reports.report("R04", YEAR).figures}


def test_another_number_of_staff_is_another_fingerprint(office: Office) -> None:
    before = office.reports.report("R04", YEAR).sha256
    office.house_figures.keep_staff(COUNT)

    assert office.reports.report("R04", YEAR).sha256 != before


def test_an_institution_that_names_a_person_is_refused(office: Office) -> None:
    with pytest.raises(TextRefusedError):
        office.house_figures.keep_staff(StaffCount(day=COUNT.day, institution="jan@example.be", people=1))


def test_less_than_nobody_is_refused(office: Office) -> None:
    with pytest.raises(HouseFigureError):
        office.house_figures.keep_staff(StaffCount(day=COUNT.day, institution="VDAB", people=-1))


def test_the_lines_of_a_file_that_are_right_are_kept(office: Office) -> None:
    _good, bad = office.house_figures.take_in("month;page views;visitors\n2019-01;9;5\nx;9;5\n", "Website")

    assert [each.month for each in office.house_figures.web()] == ["2019-01"]
    assert [each.line for each in bad] == [3]
