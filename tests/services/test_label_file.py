"""The file for the label: reports bound together, texts in both languages, and what is still missing."""

from dataclasses import replace

import pytest
from pypdfium2 import PdfDocument

from cdm_desk.documents.press import pressed
from cdm_desk.domain.errors import TextRefusedError
from cdm_desk.domain.label_file import HEADINGS, LABEL_FILE, PARTS
from cdm_desk.domain.reports import Narrative, Period, Report
from cdm_desk.language import catalogue
from cdm_desk.office import Office

YEAR = Period.parse("2018")
HOUSE = Narrative(heading="text_presentation", fr="Un lieu ouvert.", nl="Een open plek.")


def file_of(office: Office) -> Report:
    return office.reports.report(LABEL_FILE, YEAR)


def states(office: Office) -> dict[object, object]:
    return {row[0]: row[1] for row in file_of(office).table("self_check").rows}


def test_the_reports_that_the_label_asks_for_are_bound_into_it(office: Office) -> None:
    assert tuple(part.id for part in file_of(office).parts) == PARTS


def test_a_text_is_missing_until_it_is_there_in_both_languages(office: Office) -> None:
    assert states(office)["text_presentation"] == "missing"
    office.report_texts.keep(YEAR, Narrative(heading="text_presentation", fr="Un lieu ouvert."))
    assert states(office)["text_presentation"] == "in_part"
    office.report_texts.keep(YEAR, HOUSE)

    assert states(office)["text_presentation"] == "there"


def test_the_text_that_was_replaced_is_given_back(office: Office) -> None:
    office.report_texts.keep(YEAR, HOUSE)

    assert office.report_texts.keep(YEAR, Narrative(heading="text_presentation", fr="x", nl="y")) == HOUSE


def test_there_is_a_place_for_a_text_under_each_heading(office: Office) -> None:
    assert tuple(text.heading for text in office.report_texts.texts(YEAR)) == HEADINGS


def test_a_text_that_names_a_person_is_refused(office: Office) -> None:
    with pytest.raises(TextRefusedError):
        office.report_texts.keep(YEAR, Narrative(heading="text_visits", fr="jan@example.be"))


def test_another_text_is_another_fingerprint(office: Office) -> None:
    before = file_of(office).sha256
    office.report_texts.keep(YEAR, HOUSE)

    assert file_of(office).sha256 != before


def test_the_text_stands_on_the_page_in_both_languages(office: Office) -> None:
    office.report_texts.keep(YEAR, HOUSE)
    report = file_of(office)
    page = pressed(replace(report, parts=()), "pdf", [catalogue("fr"), catalogue("nl")])
    words = " ".join(each.get_textpage().get_text_bounded() for each in PdfDocument(page))

    assert "Un lieu ouvert." in words
    assert "Een open plek." in words
