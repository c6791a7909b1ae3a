"""Spreadsheets: what their cells say, and files made so that reading them would harm."""

import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdm_desk.domain.errors import (
    DeskError,
    FileEmptyError,
    FileForbiddenError,
    FileFormatError,
    MappingNeededError,
    TooManyRowsError,
    UnpacksTooLargeError,
)
from cdm_desk.domain.library import ParcelLine, Why
from cdm_desk.importers import parcel
from tests.importers.library_files import SHEET, ods, ods_row, sheet_xml, with_part, workbook

HEADING = ("Titre", "Auteur", "Année", "ISBN")


def rows(data: bytes) -> tuple[ParcelLine, ...]:
    return parcel.read_bytes(data).rows


def inline(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def test_years_and_isbns_that_a_sheet_takes_for_numbers_are_read_as_digits() -> None:
    (row,) = rows(workbook([HEADING, ("Un", "Dupont, A.", 2018, 9782070541270)]))
    assert row.title is not None
    assert (row.title.year, row.title.isbns) == (2018, ("9782070541270",))


def test_each_row_of_a_sheet_has_its_fate() -> None:
    found = rows(workbook([HEADING, ("Un", "A"), ("", "B"), ("Trois", "C", 2001, 3297162008)]))
    assert [row.why for row in found] == [None, Why.NO_TITLE, Why.WRONG_ISBN]


def test_an_open_document_is_read_with_its_repeated_rows() -> None:
    found = rows(ods(ods_row("Titel", "Auteur") + ods_row("Werk", "Peeters, An", repeated=3) + ods_row("Jobs", "")))
    assert [row.title.title for row in found if row.title] == ["Werk", "Werk", "Werk", "Jobs"]
    assert parcel.read_bytes(ods(ods_row("Titel") + ods_row("Werk"))).form == "ods"


def test_a_formula_is_never_reckoned() -> None:
    sheet = sheet_xml(f'<row r="1">{inline("A1", "Titre")}</row><row r="2"><c r="A2"><f>1+1</f><v>7</v></c></row>')
    (row,) = rows(with_part(workbook([HEADING]), SHEET, sheet))
    assert row.title is not None
    assert row.title.title == "7"


def test_sheets_of_one_heading_are_read_one_after_the_other() -> None:
    unsaved = BytesIO()
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # noqa: PLC0415 - several sheets in this test only

    with Workbook(unsaved, {"in_memory": True}) as book:
        for name, cells in (
            ("Notes", [("Lisez-moi",)]),
            ("FR", [HEADING, ("Un",)]),
            ("NL", [HEADING, ("Twee",)]),
            ("X", [("Autre",), ("non",)]),
        ):
            page = book.add_worksheet(name)
            for number, row in enumerate(cells):
                page.write_row(number, 0, row)
    assert [row.title.title for row in rows(unsaved.getvalue()) if row.title] == ["Un", "Twee"]


def test_a_sheet_without_a_known_heading_asks_what_its_columns_hold() -> None:
    with pytest.raises(MappingNeededError) as told:
        rows(workbook([("Kolom A", "Kolom B"), ("x", "y")]))
    assert told.value.headings == ("Kolom A", "Kolom B")


def test_an_empty_sheet_is_said_to_be_empty() -> None:
    with pytest.raises(FileEmptyError):
        rows(workbook([]))


@pytest.mark.parametrize("name", ["catalogue.docx", "catalogue.zip"])
def test_an_archive_that_is_no_spreadsheet_is_refused(name: str) -> None:
    unsaved = BytesIO()
    with zipfile.ZipFile(unsaved, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(FileFormatError):
        parcel.read_bytes(unsaved.getvalue(), name=name)


def test_a_sheet_of_a_million_rows_is_refused_before_it_is_laid_out() -> None:
    far = f'<row r="1">{inline("A1", "Titre")}</row><row r="1048576">{inline("A1048576", "x")}</row>'
    with pytest.raises(TooManyRowsError):
        rows(with_part(workbook([HEADING]), SHEET, sheet_xml(far)))


def test_two_cells_at_the_ends_of_a_sheet_do_not_fill_the_memory() -> None:
    wide = "".join(f'<row r="{row}">{inline(f"XFD{row}", "x")}</row>' for row in (1, 40_000))
    with pytest.raises(UnpacksTooLargeError):
        rows(with_part(workbook([HEADING]), SHEET, sheet_xml(wide)))


def test_rows_that_are_only_coloured_are_no_rows() -> None:
    body = f'<row r="1">{inline("A1", "Titre")}</row><row r="2">{inline("A2", "Un")}</row>'
    coloured = '<row r="1048576" s="1"><c r="A1048576" s="1"/></row>'
    assert len(rows(with_part(workbook([HEADING]), SHEET, sheet_xml(body + coloured)))) == 1


def test_a_bomb_is_told_by_its_size_before_it_is_unpacked() -> None:
    with pytest.raises(UnpacksTooLargeError):
        rows(with_part(workbook([HEADING]), "xl/media/a.bin", bytes(130 << 20)))


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    data = with_part(workbook([HEADING]), "xl/media/a.xml", b"x" * 500_000)
    # The size that the archive's list of contents declares: half a million becomes ten.
    assert data.count((500_000).to_bytes(4, "little")) == 2
    with pytest.raises(FileFormatError):
        rows(data.replace((500_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))


@pytest.mark.parametrize(
    "opening",
    ['<!DOCTYPE x [<!ENTITY a "aaaa">]>', '<!DOCTYPE x SYSTEM "file:///etc/passwd">'],
)
def test_a_document_type_inside_a_spreadsheet_is_refused(opening: str) -> None:
    with pytest.raises(FileForbiddenError):
        rows(with_part(workbook([HEADING]), SHEET, sheet_xml("", opening)))


def test_an_open_document_whose_tags_are_never_closed_is_refused() -> None:
    whole = ods(ods_row("Titel") + ods_row("Werk"))
    with zipfile.ZipFile(BytesIO(whole)) as archive:
        content = archive.read("content.xml")
    with pytest.raises(FileFormatError):
        rows(with_part(whole, "content.xml", content[:-60]))


@pytest.mark.parametrize("cut", [10, 100, 600, -30, -1])
def test_a_spreadsheet_cut_short_is_refused(cut: int) -> None:
    with pytest.raises(FileFormatError):
        rows(workbook([HEADING, ("Un",)])[:cut])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_spreadsheet_with_broken_bytes_is_read_or_refused_with_a_sentence(changes: list[tuple[int, int]]) -> None:
    whole = bytearray(workbook([HEADING, ("Un", "A", 2001)]))
    for at, byte in changes:
        whole[at] = byte
    try:
        parcel.read_bytes(bytes(whole))
    except DeskError:
        return
