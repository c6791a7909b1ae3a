"""The report of a stocktake on paper and as a table, read back."""

import csv
import io
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pypdfium2 as pdfium
import pytest

from cdm_desk.documents.stocktake_report import FIGURES, stocktake_csv, stocktake_report
from cdm_desk.domain.lists import SHIPPED, Kind
from cdm_desk.domain.stocktake import Known, Line, Stocktake, StocktakeReport, Verdict, reported
from cdm_desk.language import catalogue
from tests.documents.naughty import NAUGHTY

DAY = date(2019, 3, 1)
THEMES = {entry.code: entry for entry in SHIPPED[Kind.THEME]}
CATALOGUES = [catalogue("fr"), catalogue("nl")]


def known(mark: str, heading: str = "Un livre", **fields: object) -> Known:
    line = Line(id=uuid4(), stocktake_id=uuid4(), shelf_mark=mark, **({"expected": True} | fields))  # type: ignore[arg-type]
    return Known(line=line, heading=heading, theme_code="EMP", barcode=f"B-{mark}")


def report_of(*lines: Known, ended: bool = True) -> StocktakeReport:
    stocktake = Stocktake(id=uuid4(), theme_code="EMP", begun_on=DAY)
    if ended:
        stocktake = replace(stocktake, ended_on=date(2019, 3, 8), signed_as="documentalist")
    return reported(stocktake, lines)


def pages(report: StocktakeReport) -> list[str]:
    pdf = stocktake_report(report, THEMES, CATALOGUES, ["1er mars 2019", "1 maart 2019"])
    with pdfium.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range().replace("\u00a0", " ") for page in document]


LINES = (
    known("3.1 ABE", seen_on=DAY, verdict=Verdict.IN_PLACE),
    known("3.1 DUP", "Perdu", verdict=Verdict.MISSING),
    known("3.2 ABE", "Égaré", seen_on=DAY, verdict=Verdict.MISPLACED, place="1.1"),
)


def test_the_page_says_what_of_since_when_and_who_signs_in_both_languages() -> None:
    (text,) = pages(report_of(*LINES))
    for words in ("3 Emploi", "3 Werk", "1er mars 2019", "8 maart 2019", "Récolement", "Inventaris"):
        assert words in text
    for each in CATALOGUES:
        assert each.gettext("Librarian") in text


def test_every_figure_and_every_list_is_there() -> None:
    (text,) = pages(report_of(*LINES))
    assert "3 2 1 1 0 0 0" in " ".join(text.split())
    for words in ("Perdu", "B-3.1 DUP", "Égaré", "1.1"):
        assert words in text
    assert "Un livre" not in text


def test_no_heading_of_a_figure_is_cut_off() -> None:
    (text,) = pages(report_of(*LINES))
    for words in FIGURES.values():
        for each in CATALOGUES:
            assert each.gettext(words) in text


def test_one_that_runs_says_so_and_is_not_signed() -> None:
    (text,) = pages(report_of(*LINES, ended=False))
    assert CATALOGUES[0].gettext("Not signed yet") in text


def test_a_long_list_goes_on_on_the_next_sheet_and_loses_nothing() -> None:
    books = [known(f"3.{number:04} ABE", f"Livre {number}") for number in range(300)]
    text = pages(report_of(*books))
    assert len(text) > 3
    assert all(any(f"B-3.{number:04} ABE" in page for page in text) for number in range(300))


@pytest.mark.parametrize("words", NAUGHTY)
def test_whatever_a_title_holds_the_page_is_made(words: str) -> None:
    assert pages(report_of(known("3.1 ABE", words)))


def test_the_table_has_every_line_with_its_verdict() -> None:
    rows = list(
        csv.reader(
            io.StringIO(stocktake_csv(report_of(*LINES), THEMES, catalogue("en")).decode("utf-8-sig")), delimiter=";"
        )
    )
    assert rows[1:] == [
        ["3.1 ABE", "Un livre", "B-3.1 ABE", "Employment", "In place", "", "2019-03-01"],
        ["3.1 DUP", "Perdu", "B-3.1 DUP", "Employment", "Missing", "", ""],
        ["3.2 ABE", "Égaré", "B-3.2 ABE", "Employment", "Misplaced", "1.1", "2019-03-01"],
    ]


def test_no_cell_of_the_table_is_a_formula() -> None:
    table = stocktake_csv(report_of(known("3.1 ABE", "=1+1")), THEMES, catalogue("en")).decode("utf-8-sig")
    assert ";'=1+1;" in table
