"""A year of releases through the gate, attacked by a reader with a linear program; and what it says of editions."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from random import Random

import pytest

from cdm_desk.domain.disclosure import HIDDEN, MASKED
from cdm_desk.domain.inference import SMALL, WITHHELD, Cells, inferred
from cdm_desk.domain.period_sums import PeriodSums
from cdm_desk.domain.period_tables import helper_table
from cdm_desk.domain.releases import (
    Release,
    ReleaseOutdatedError,
    ReleaseRevealsError,
    ShapeUnknownError,
    TooFineError,
    changes,
    differs_by_few,
    refuse_what_reveals,
    tables_released,
    without_people,
)
from cdm_desk.domain.reports import Figure, Period, Report, Table
from tests.attack.reader import EVERY, MONTHS, PARTS, bounds, pinned

LANGUAGES = ("AR", "EN", "ES", "PL")
Year = Mapping[str, Counter[str]]


def report_of(report_id: str, period: str, *tables: Table, figures: tuple[Figure, ...] = ()) -> Report:
    return Report(
        id=report_id,
        definition=1,
        period=Period.parse(period),
        site="CDM",
        provisional=False,
        closed_until=date(2019, 12, 31),
        figures=figures,
        tables=tables,
        notes=(),
        sources=(),
        schema=8,
        sha256="x",
    )


def small_year(chance: Random) -> dict[str, Counter[str]]:
    """How often each helper language was of use in each month, quarter and the year."""
    year = {
        month: Counter({language: chance.choice((0, 1, 2, 3, 4, 6, 9, 14)) for language in LANGUAGES})
        for month in MONTHS
    }
    for whole in (*(each for each in PARTS if each != "2019"), "2019"):
        year[whole] = sum((year[part] for part in PARTS[whole]), Counter())
    return year


def in_order() -> list[str]:
    """The periods in the order in which they end, the shorter one first."""
    return sorted(EVERY, key=lambda text: (Period.parse(text).last, -len(text)))


def masked_cells(year: Year, period: str) -> Cells:
    sums = PeriodSums(period=Period.parse(period), helper_languages=tuple(year[period].items()))
    return tables_released(report_of("R09", period, helper_table(sums, LANGUAGES)))[0].cells


def weak_cells(year: Year, period: str) -> Cells:
    """A table as it was before anybody thought of sums: only the small numbers hidden."""
    cells = {language: SMALL if 0 < number < 5 else number for language, number in year[period].items()}
    return {**cells, "total": year[period].total()}


def through_the_gate(year: Year, table: Callable[[Year, str], Cells]) -> dict[str, Cells]:
    """What gets out of a year of monthly, quarterly and yearly tables."""
    released: list[Release] = []
    for period in in_order():
        cells = table(year, period)
        new = Release(shape="helper_languages", period=Period.parse(period), sha256=period, cells=cells)
        try:
            refuse_what_reveals("R09", new, released, 0)
        except ReleaseRevealsError:
            continue
        released.append(new)
    return {each.period.text: each.cells for each in released}


def test_no_hidden_number_of_a_year_of_releases_can_be_inferred() -> None:
    released = through_the_gate(small_year(Random(1)), masked_cells)

    assert set(MONTHS) <= set(released)
    assert pinned(released) == []


def test_without_the_gate_the_year_would_be_inferred() -> None:
    year = small_year(Random(1))

    assert any(found.pinned for found in bounds({period: masked_cells(year, period) for period in EVERY}))


def test_a_table_without_complementary_suppression_is_caught_by_the_attack() -> None:
    year = small_year(Random(1))

    assert any(found.pinned for found in bounds({month: weak_cells(year, month) for month in MONTHS}))


def test_a_table_without_complementary_suppression_does_not_pass_the_gate() -> None:
    cells: Cells = {"AR": 30, "EN": 40, "ES": SMALL, "total": 72}
    new = Release(shape="helper_languages", period=Period.parse("2019-01"), sha256="x", cells=cells)

    with pytest.raises(ReleaseRevealsError):
        refuse_what_reveals("R09", new, [], 0)


def quarter(number: int, people: int | str, sha256: str = "x") -> Release:
    period = Period.parse(f"2019-Q{number}")
    return Release(shape="audiences", period=period, sha256=sha256, cells={"DET": people})


def year_of(people: int | str) -> Release:
    return Release(shape="audiences", period=Period.parse("2019"), sha256="y", cells={"DET": people})


def test_a_year_is_refused_that_gives_back_the_one_small_quarter() -> None:
    quarters = [quarter(1, 20), quarter(2, SMALL), quarter(3, 15), quarter(4, 9)]

    with pytest.raises(ReleaseRevealsError) as refused:
        refuse_what_reveals("R13", year_of(47), quarters, 0)

    assert refused.value.before == "2019-Q1, 2019-Q2, 2019-Q3, 2019-Q4"


def test_a_year_is_refused_that_tells_of_a_small_quarter_never_published() -> None:
    with pytest.raises(ReleaseRevealsError):
        refuse_what_reveals("R13", year_of(46), [quarter(1, 20), quarter(2, 15), quarter(3, 9)], 0)


def test_a_year_passes_whose_rest_is_of_many() -> None:
    refuse_what_reveals("R13", year_of(60), [quarter(1, 20), quarter(2, 15), quarter(3, 9)], 0)


def test_a_year_passes_where_two_small_quarters_leave_each_other_room() -> None:
    refuse_what_reveals("R13", year_of(40), [quarter(1, 20), quarter(2, SMALL), quarter(3, 15), quarter(4, SMALL)], 0)


def test_a_year_that_no_longer_agrees_with_its_quarters_is_refused() -> None:
    with pytest.raises(ReleaseOutdatedError):
        refuse_what_reveals("R13", year_of(90), [quarter(number, 20) for number in (1, 2, 3, 4)], 0)


@pytest.mark.parametrize(
    ("then", "now", "changed", "few"),
    [
        (20, 21, 1, True),
        (20, 24, 9, True),
        (20, 25, 5, False),
        (20, 20, 3, False),
        (SMALL, 6, 1, True),
        (SMALL, 6, 8, False),
        (6, SMALL, 2, True),
        (WITHHELD, 9, 1, True),
        (SMALL, SMALL, 1, False),
        (0, SMALL, 1, False),
    ],
)
def test_two_editions_may_not_tell_of_a_few(then: int | str, now: int | str, changed: int, few: bool) -> None:
    assert differs_by_few({"DET": then}, {"DET": now}, changed) is few


def test_the_flow_finds_the_same_bounds_as_the_reader() -> None:
    printed: dict[str, Cells] = {
        "2019-Q1": {"AR": 12, "EN": 40, "total": 52},
        "2019-01": {"AR": SMALL, "EN": 10, "total": WITHHELD},
        "2019-02": {"AR": 8, "EN": 14, "total": 22},
        "2019-03": {"AR": SMALL, "EN": 16, "total": WITHHELD},
    }
    known = inferred(printed, "month") or []

    assert {(each.period, each.column) for each in known if each.hidden and each.pinned} == {
        (found.period, found.column) for found in pinned(printed)
    }


def test_a_table_that_is_not_registered_is_not_published() -> None:
    with pytest.raises(ShapeUnknownError):
        tables_released(report_of("R09", "2019-01", Table(id="age_by_commune", columns=("age", "number"), rows=())))


def test_special_audiences_are_not_told_by_month() -> None:
    table = Table(id="audiences", columns=("audience", "activities", "people"), rows=(("DET", 2, 20),))

    with pytest.raises(TooFineError):
        tables_released(report_of("R13", "2019-01", table))


def test_a_table_keeps_which_numbers_are_small_and_which_hide_them() -> None:
    table = Table(id="helper_languages", columns=("language", "number"), rows=(("AR", MASKED), ("EN", HIDDEN)))

    assert tables_released(report_of("R09", "2019-01", table))[0].cells == {"AR": SMALL, "EN": WITHHELD}


def test_of_a_period_that_runs_no_people_are_told() -> None:
    table = Table(id="audiences", columns=("audience", "activities", "people"), rows=(("DET", 2, 20),))
    figures = (Figure(id="detained", value=20), Figure(id="fairs", value=300))
    leaving = without_people(report_of("R13", "2019-Q1", table, figures=figures))

    assert [figure.value for figure in leaving.figures] == [None, 300]
    assert leaving.table("audiences").rows == (("DET", 2, None),)
    assert leaving.note("not_over") is not None


def test_a_record_that_was_corrected_is_one_change() -> None:
    assert changes({"visit": 100}, {"visit": 100, "visit void": 1}) == 1


def test_late_entries_and_void_records_are_changes() -> None:
    assert changes({"visit": 100, "session": 7}, {"visit": 103, "session": 6, "session void": 1}) == 4
