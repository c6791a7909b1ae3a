"""The reports of a period: blocks that add up, both definitions of a contact, what must not give few people away."""

from collections import Counter
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.activities import ActivityFact
from cdm_desk.domain.annual_report import annual_figures, annual_table, bridge_table, month_table
from cdm_desk.domain.period_sums import (
    PcSum,
    PeriodSums,
    TalkSum,
    VisitSum,
    WaitCount,
    blocks_by,
    by_day,
    by_month,
    by_week,
    whole_period,
)
from cdm_desk.domain.period_tables import audience_table, helper_table, partner_table, stretch_table, wait_report_table
from cdm_desk.domain.reports import KINDS, Period, Table, change_percent, percentile, weighted_percentile

DAY = date(2023, 5, 15)
YEAR = Period.parse("2023")


def held(kind: str = "AC2", present: int = 10, **fields: object) -> ActivityFact:
    plain: dict[str, object] = {
        "id": uuid4(), "day": DAY, "kind_code": kind, "place": "intra", "theme_code": "EMP", "language": "FR",
        "partners": (), "audiences": ("ALL",), "enrolled": present, "present": present,
    }  # fmt: skip
    return ActivityFact(**plain | fields)  # type: ignore[arg-type]


def talk(people: int, channel: str = "desk", day: date = DAY) -> TalkSum:
    return TalkSum(day=day, channel=channel, theme_code="EMP", language="FR", sessions=people, people=people)


def year_of(*activities: ActivityFact, advised: int = 0, multimedia: int = 0, period: Period = YEAR) -> PeriodSums:
    return PeriodSums(
        period=period,
        visits=(VisitSum(day=period.first, motive_code="MV3", people=multimedia),),
        talks=(talk(advised, day=period.first),),
        activities=activities,
    )


def value(table: Table, row: str, column: str) -> object:
    return next(cells for cells in table.rows if cells[0] == row)[table.columns.index(column)]


def test_the_bridge_prints_the_contacts_of_2023_by_both_definitions() -> None:
    bridge = bridge_table(year_of(held(present=18_062), held("AC7", 9_059), advised=9_556, multimedia=28_977))

    assert value(bridge, "contacts", "four_blocks") == 65_654
    assert value(bridge, "contacts", "three_blocks") == 65_654
    assert value(bridge, "advice_users", "three_blocks") == 9_556 + 9_059
    assert value(bridge, "advice_users", "four_blocks") == 9_556
    assert value(bridge, "outing_users", "three_blocks") is None


@pytest.mark.parametrize(("year", "advised"), [("2019", 9_556 + 9_059), ("2023", 9_556)])
def test_a_year_is_printed_by_its_own_definition(year: str, advised: int) -> None:
    period = Period.parse(year)
    sums = year_of(held("AC7", 9_059), advised=9_556, period=period)
    figures = {figure.id: figure.value for figure in annual_figures(sums)}

    assert figures["advice_users"] == advised
    assert ("outing_users" in figures) is (year == "2023")


@pytest.mark.parametrize(("people", "printed"), [(0, 0), (1, None), (4, None), (5, 5), (68, 68)])
@pytest.mark.parametrize("tag", ["DET", "DIS", "NEET"])
def test_fewer_than_five_of_a_special_audience_are_not_printed(tag: str, people: int, printed: int | None) -> None:
    name = {"DET": "detained", "DIS": "disability", "NEET": "neet"}[tag]
    figures = {figure.id: figure.value for figure in annual_figures(year_of(held(present=people, audiences=(tag,))))}

    assert figures[name] == printed


@pytest.mark.parametrize(
    ("kind", "theme", "audiences", "counts"),
    [
        ("AC1", "FOR", ("ALL",), True), ("AC2", "ORI", ("ALL",), True), ("AC2", "EMP", ("ALL",), False),
        ("AC3", "FOR", ("ALL",), False), ("AC1", "FOR", ("NEET",), False), ("AC1", None, ("ALL",), False),
    ],
)  # fmt: skip
def test_who_came_to_general_information(
    kind: str,
    theme: str | None,
    audiences: tuple[str, ...],
    counts: bool,
) -> None:
    figures = annual_figures(year_of(held(kind, 12, theme_code=theme, audiences=audiences)))

    assert next(each.value for each in figures if each.id == "info_sessions_and_workshops") == (12 if counts else 0)


def test_the_year_before_is_counted_as_this_one_is() -> None:
    now = year_of(held("AC7", 100), advised=50)
    before = year_of(held("AC7", 80), advised=40, period=Period.parse("2022"))
    table = annual_table(now, before)

    assert value(table, "advice_users", "year_before") == 40
    assert value(table, "outing_users", "year_before") == 80
    assert value(table, "outing_users", "change_percent") == 25


def test_a_year_of_which_nothing_is_known_is_compared_with_nothing() -> None:
    table = annual_table(year_of(held()), PeriodSums(period=Period.parse("2022")))

    assert {row[2] for row in table.rows} == {None}


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [(110, 100, 10), (90, 100, -10), (1, 3, -67), (0, 8, -100), (5, 0, None), (None, 5, None), (5, None, None)],
)
def test_a_change_in_whole_percent(now: int | None, before: int | None, change: int | None) -> None:
    assert change_percent(now, before) == change


days_of_2023 = st.dates(date(2023, 1, 1), date(2023, 12, 31)).filter(lambda day: day.weekday() < 5)
visits = st.builds(VisitSum, day=days_of_2023, motive_code=st.sampled_from(["MV1", "MV2", "MV3", "MV4", "MV5"]),
                   people=st.integers(0, 60))  # fmt: skip
talks = st.builds(
    TalkSum, day=days_of_2023, channel=st.sampled_from(["desk", "fair", "prison", "online"]),
    theme_code=st.sampled_from(["EMP", "FOR"]), language=st.sampled_from(["FR", "NL", None]),
    sessions=st.integers(1, 9), people=st.integers(1, 9),
)  # fmt: skip
sittings = st.builds(PcSum, day=days_of_2023, hour=st.integers(9, 18), blocks=st.integers(1, 40))
activities = st.builds(
    held, kind=st.sampled_from(["AC1", "AC5", "AC7", "AC8"]), present=st.integers(0, 200), day=days_of_2023
)
years = st.builds(
    PeriodSums, period=st.just(YEAR), visits=st.lists(visits, max_size=12).map(tuple),
    talks=st.lists(talks, max_size=12).map(tuple), pc=st.lists(sittings, max_size=12).map(tuple),
    activities=st.lists(activities, max_size=12).map(tuple),
)  # fmt: skip


@given(years)
def test_days_weeks_and_months_add_up_to_the_year(sums: PeriodSums) -> None:
    whole = blocks_by(sums, whole_period).get("total", Counter())
    for bucket in (by_day, by_week, by_month):
        parts: Counter[str] = sum(blocks_by(sums, bucket).values(), Counter())
        assert +parts == +whole


@given(years)
def test_the_months_add_up_to_the_figures_of_the_year(sums: PeriodSums) -> None:
    figures = {figure.id: figure.value for figure in annual_figures(sums)}
    table = month_table(sums)

    for name in table.columns[1:]:
        assert value(table, "total", name) == figures[name]


@given(years)
def test_every_definition_counts_the_same_contacts(sums: PeriodSums) -> None:
    bridge = bridge_table(sums)

    assert value(bridge, "contacts", "three_blocks") == value(bridge, "contacts", "four_blocks")


@given(st.lists(st.integers(0, 90), max_size=60), st.sampled_from([1, 50, 90, 100]))
def test_a_percentile_of_counted_values_is_that_of_the_values(values: list[int], share: int) -> None:
    assert weighted_percentile(Counter(values), share) == percentile(values, share)


def test_waits_of_fewer_than_five_give_no_percentile_and_no_longest() -> None:
    waits = (WaitCount(theme_code="EMP", ended="called", minutes=40, number=4),)
    table = wait_report_table(PeriodSums(period=YEAR, waits=waits), ["EMP"])

    assert [value(table, "EMP", column) for column in ("called", "p50", "p90", "longest")] == [4, None, None, None]


@given(st.dictionaries(st.sampled_from(["EN", "AR", "ES", "PT", "TR"]), st.integers(1, 30), min_size=1))
def test_no_sum_gives_a_hidden_helper_language_back(numbers: dict[str, int]) -> None:
    sums = PeriodSums(period=YEAR, helper_languages=tuple(numbers.items()))
    rows = {row[0]: row[1] for row in helper_table(sums, list(numbers)).rows}
    hidden = [code for code in numbers if rows[code] in {"masked", "hidden"}]

    assert all(rows[code] == "masked" for code, number in numbers.items() if number < 5)
    if hidden and isinstance(rows["total"], int):
        assert len(hidden) > 1


def test_audiences_are_never_added_up() -> None:
    both = held(audiences=("NEET", "DIS"), present=9)
    table = audience_table([both, held(audiences=("NEET",), present=3)], ["NEET", "DIS", "DET"])

    assert table.rows == (("NEET", 2, 12), ("DIS", 1, 9))


def test_partners_stand_in_the_order_of_the_alphabet_whatever_their_numbers() -> None:
    table = partner_table([held(partners=("VDAB", "Actiris")), held(partners=("VDAB",)), held(partners=("bruxelles",))])

    assert [row[0] for row in table.rows] == ["Actiris", "bruxelles", "VDAB"]


def test_a_week_is_told_day_by_day_also_where_nobody_came() -> None:
    period = Period.parse("2023-W20")
    table = stretch_table(PeriodSums(period=period, talks=(talk(3),)), by_day, "by_day")

    assert [row[0] for row in table.rows] == [*(f"2023-05-{day}" for day in range(15, 20)), "total"]
    assert value(table, "2023-05-15", "contacts") == value(table, "total", "contacts") == 3


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.sampled_from(KINDS))
def test_a_period_contains_its_day_and_follows_the_one_before(day: date, kind: str) -> None:
    period = Period.containing(day, kind)

    assert period.first <= day <= period.last
    assert period.kind == kind
    assert period.before().last == period.first - timedelta(days=1)


@pytest.mark.parametrize(
    ("period", "before"),
    [("2024", "2023"), ("2024-02", "2023-02"), ("2024-Q3", "2023-Q3"), ("2024-W10", "2023-W10"),
     ("2024-03-05", "2023-03-07")],
)  # fmt: skip
def test_the_same_period_a_year_before(period: str, before: str) -> None:
    assert Period.parse(period).year_before().text == before
