"""The wave of 2019 in the reports, to the unit, on a store that holds nothing but the survey."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from pypdfium2 import PdfDocument

from cdm_desk.documents.period import period_pages
from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.reports import Period, Report
from cdm_desk.domain.synthetic_survey import invented_wave
from cdm_desk.language import Language, catalogue
from cdm_desk.services.reports import ReportsService
from cdm_desk.services.simulate import keep_wave
from cdm_desk.store.unit import Store
from tests.services.test_reports import OpenGate
from tests.stores import new_store

YEAR = Period.parse("2019")
# The sample as the report prints it: people, and percent of the 500.
SAMPLE_2019 = {
    "E1.M": (289, 58), "E1.F": (211, 42), "E1.total": (500, 100),
    "E2.U30": (166, 33), "E2.A30": (273, 55), "E2.A50": (61, 12), "E2.total": (500, 100),
    "E3.HIG": (158, 32), "E3.MED": (145, 29), "E3.LOW": (134, 27), "E3.FEQ": (23, 5), "E3.FNO": (40, 8),
    # Printed as 100 there: rounded one by one they are 101.
    "E3.total": (500, 101),
}  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    clock = StoppedClock(datetime(2020, 1, 20, 9, 0))  # noqa: DTZ001 - Brussels time
    made = new_store(tmp_path_factory.mktemp("survey") / "desk.db", clock)
    with made.unit() as unit:
        keep_wave(unit, invented_wave(2019, 1))
    yield made
    made.close()


@pytest.fixture(scope="module")
def annual(store: Store) -> Report:
    return ReportsService(store, store.clock, OpenGate()).report("R04", YEAR)


def test_the_annual_report_prints_who_was_asked_to_the_unit(annual: Report) -> None:
    assert {row[0]: row[1:] for row in annual.table("survey_profile").rows} == SAMPLE_2019
    assert [row[0] for row in annual.table("survey_sources").rows] == ["A3.HW1", "A3.HW2", "A3.HW3", "A3.HW4"]


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_the_figures_of_satisfaction_stand_on_the_paper_in_both_languages(annual: Report, language: Language) -> None:
    pages = PdfDocument(period_pages(annual, [catalogue(language)]))
    said = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pages)

    for row in ("95,0 92,7 96,6", "90,0 87,1 92,3", "289 58", "211 42", "23 5", "500 101"):
        assert row in said
    assert catalogue(language).gettext("Who was asked") in said


def test_satisfaction_is_printed_with_its_interval_and_its_effective_number(store: Store) -> None:
    report = ReportsService(store, store.clock, OpenGate()).report("R14", YEAR)
    items = {row[0]: row[1:5] for row in report.table("survey_face").rows}
    weights = {row[0]: row for row in report.table("survey_weights").rows}

    assert items["S1"] == (500, 950, 927, 966)
    assert items["S3"] == (500, 900, 871, 923)
    assert list(weights) == ["unweighted", "per_person"]
    assert weights["unweighted"][-1] == 500 > int(weights["per_person"][-1] or 0) > 300
    assert report.sources[0] == ("survey", 643)
