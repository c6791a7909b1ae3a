"""Months of the website in a CSV, and the staff of a year."""

from datetime import date

import pytest

from cdm_desk.domain.house_figures import (
    HeadingsMissingError,
    LineFault,
    StaffCount,
    WebFigure,
    read_web_figures,
    staff_of,
)

HEAD = "Mois;Pages vues;Visiteurs uniques;Dont Bruxelles\n"


def test_months_are_read_by_their_french_headings() -> None:
    good, bad = read_web_figures(HEAD + "2019-03;24 040;16.525;12 394\n", "Site web")

    assert good == [
        WebFigure(month="2019-03", source="Site web", page_views=24_040, visitors=16_525, visitors_brussels=12_394)
    ]
    assert bad == []


def test_months_are_read_by_their_dutch_headings_and_with_commas() -> None:
    good, _bad = read_web_figures("Maand,Paginaweergaven,Unieke bezoekers\n03/2019,24040,16525\n", "x")

    assert (good[0].month, good[0].visitors_brussels) == ("2019-03", None)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("2019-13;1;1;1", LineFault.MONTH),
        ("2019-03;many;1;1", LineFault.NUMBER),
        ("2019-03;-4;1;1", LineFault.NUMBER),
        ("2019-03;10;5;6", LineFault.MORE_THAN_ALL),
        ("2019-02;1;1;1", LineFault.TWICE),
    ],
)
def test_a_bad_line_is_told_and_the_others_are_kept(row: str, fault: LineFault) -> None:
    good, bad = read_web_figures(f"{HEAD}2019-02;10;5;4\n{row}\n2019-04;10;5;4\n", "x")

    assert [each.month for each in good] == ["2019-02", "2019-04"]
    assert [(each.line, each.fault) for each in bad] == [(3, fault)]


def test_a_table_without_the_columns_needed_is_refused_whole() -> None:
    with pytest.raises(HeadingsMissingError):
        read_web_figures("a;b\n1;2\n", "x")


def test_the_staff_of_a_year_is_what_was_last_counted_of_each_institution() -> None:
    counts = [
        StaffCount(day=date(2019, 3, 1), institution="Actiris", people=24),
        StaffCount(day=date(2019, 12, 1), institution="actiris", people=28),
        StaffCount(day=date(2019, 6, 1), institution="VDAB", people=6),
        StaffCount(day=date(2020, 1, 1), institution="VDAB", people=9),
    ]

    assert staff_of(counts, date(2019, 1, 1), date(2019, 12, 31)) == 34


def test_of_a_year_in_which_nobody_was_counted_nothing_is_said() -> None:
    assert staff_of([], date(2019, 1, 1), date(2019, 12, 31)) is None
