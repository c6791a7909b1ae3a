"""What a figure is made of: its days add up to it; of special audiences only the quarters are told."""

from dataclasses import replace
from datetime import date

from cdm_desk.domain.annual_report import annual_figures
from cdm_desk.domain.period_sums import PeriodSums, TalkSum, VisitSum
from cdm_desk.domain.reports import Period
from cdm_desk.domain.trace import traced
from tests.services.test_reports import activity

MONDAY, FRIDAY = date(2019, 1, 14), date(2019, 5, 3)
SUMS = PeriodSums(
    period=Period.parse("2019"),
    visits=(VisitSum(day=MONDAY, motive_code="MV3", people=4), VisitSum(day=FRIDAY, motive_code="MV4", people=2)),
    talks=(TalkSum(day=MONDAY, channel="desk", theme_code="EMP", language=None, sessions=3, people=3),),
    activities=(
        replace(activity("AC9", present=9, day=MONDAY), audiences=("DET",)),
        replace(activity("AC9", present=3, day=FRIDAY), audiences=("DET",)),
    ),
)


def test_the_days_of_a_figure_add_up_to_it() -> None:
    whole = {figure.id: figure.value for figure in annual_figures(SUMS)}

    assert sum(number or 0 for _day, number in traced(SUMS, "contacts").rows) == whole["contacts"]


def test_a_figure_is_told_by_day() -> None:
    assert traced(SUMS, "multimedia_users").rows == (("2019-01-14", 4), ("2019-05-03", 2))


def test_special_audiences_are_told_by_quarter_and_small_numbers_not_at_all() -> None:
    assert traced(SUMS, "detained").rows == (("2019-Q1", 9), ("2019-Q2", None))


def test_a_median_is_no_sum_of_days() -> None:
    assert traced(SUMS, "wait_p50").rows == ()
