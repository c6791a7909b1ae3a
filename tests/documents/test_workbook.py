"""The same figures as spreadsheets and JSON, opened again by other programs."""

import csv
import io
import json
import signal
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from cdm_desk.documents.press import FORMS, pressed, write_report
from cdm_desk.documents.workbook import FORMULA_STARTS, sheets
from cdm_desk.domain.lists import Label
from cdm_desk.domain.reports import FormUnknownError, Report, ReportNotWrittenError
from cdm_desk.language import catalogue
from tests.documents.naughty import NAUGHTY
from tests.documents.sheets import LABELS, QUIET, sheet

if sys.platform != "win32":
    import resource

LANGUAGES = [catalogue("fr"), catalogue("nl")]


def hostile(words: str) -> Report:
    labels = {code: Label(fr=words, nl=words, en=words) for code in LABELS}
    return replace(sheet(labels=labels), site=words)


def rows_of_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_json_has_the_shape_that_others_read() -> None:
    report = sheet()

    read = json.loads(pressed(report, "json", LANGUAGES))

    assert (read["report"], read["period"], read["sha256"]) == ("R01", "2020-01-14", report.sha256)
    assert read["figures"]["contacts"] == report.figure("contacts")
    assert {"advice_users", "multimedia_users", "activity_users"} <= read["figures"].keys()
    for table in read["tables"]:
        assert all(len(row) == len(table["columns"]) for row in table["rows"])


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_a_spreadsheet_holds_the_figures_of_the_page(form: str) -> None:
    report = sheet()

    book = CalamineWorkbook.from_filelike(io.BytesIO(pressed(report, form, LANGUAGES)))

    every = sheets(report, LANGUAGES)
    assert len(book.sheet_names) == len(every)
    for name, expected in zip(book.sheet_names, every, strict=True):
        found = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for row, cells in zip(expected.rows, found[1:], strict=False):
            assert [int(cell) if isinstance(cell, float) else cell for cell in cells[: len(row)]] == [
                "" if cell is None else cell for cell in row
            ]


def test_csv_holds_the_figures_of_the_page() -> None:
    report = sheet()

    content = pressed(report, "csv", LANGUAGES)

    assert content.startswith(b"\xef\xbb\xbf")
    rows = rows_of_csv(content)
    for table in sheets(report, LANGUAGES):
        assert [table.name] in rows
        for row in table.rows:
            assert ["" if cell is None else str(cell) for cell in row] in rows


@pytest.mark.parametrize("words", NAUGHTY.values(), ids=NAUGHTY.keys())
def test_no_words_become_a_formula_or_a_link_in_excel(words: str) -> None:
    content = pressed(hostile(words), "xlsx", LANGUAGES)

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        pages = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(pages) == len(sheets(sheet(), LANGUAGES))
    for page in pages:
        assert b"<f>" not in page
        assert b"<f " not in page
        assert b"<hyperlink" not in page
    assert CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names


@pytest.mark.parametrize("words", NAUGHTY.values(), ids=NAUGHTY.keys())
def test_no_words_become_a_formula_in_csv(words: str) -> None:
    for row in rows_of_csv(pressed(hostile(words), "csv", LANGUAGES)):
        assert not any(cell.startswith(FORMULA_STARTS) for cell in row)


@pytest.mark.parametrize("words", NAUGHTY.values(), ids=NAUGHTY.keys())
@pytest.mark.parametrize("form", ["ods", "json"])
def test_no_words_break_the_other_forms(form: str, words: str) -> None:
    content = pressed(hostile(words), form, LANGUAGES)

    if form == "json":
        assert json.loads(content)["site"] == words
    else:
        assert CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names


def test_an_ods_file_tells_its_type_first() -> None:
    with zipfile.ZipFile(io.BytesIO(pressed(sheet(), "ods", LANGUAGES))) as archive:
        first = archive.infolist()[0]

        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert archive.testzip() is None


@pytest.mark.parametrize("form", FORMS)
def test_the_same_figures_are_the_same_file(form: str) -> None:
    assert pressed(sheet(), form, LANGUAGES) == pressed(sheet(), form, LANGUAGES)


@pytest.mark.parametrize("languages", [["fr"], ["nl"], ["en"], ["fr", "nl"]], ids="+".join)
def test_sheets_have_names_that_excel_accepts(languages: Sequence[str]) -> None:
    catalogues = [catalogue(language) for language in ("fr", "nl", "en") if language in languages]

    names = CalamineWorkbook.from_filelike(io.BytesIO(pressed(sheet(), "xlsx", catalogues))).sheet_names

    assert all(0 < len(name) <= 31 for name in names)
    assert len({name.casefold() for name in names}) == len(names)


def test_an_unknown_form_is_refused_with_the_known_ones() -> None:
    with pytest.raises(FormUnknownError) as refused:
        pressed(sheet(), "docx", LANGUAGES)

    assert "pdf" in refused.value.forms


def test_a_folder_that_refuses_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(ReportNotWrittenError):
        write_report(sheet(), tmp_path / "nowhere" / "day.pdf", LANGUAGES)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="a limit of the size of files is of Unix")
@pytest.mark.parametrize("form", FORMS)
def test_a_disk_that_is_full_while_a_report_is_written_leaves_the_old_file(tmp_path: Path, form: str) -> None:
    file = tmp_path / f"day.{form}"
    file.write_bytes(b"the old one")
    content = pressed(sheet(), form, LANGUAGES)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(content) // 2, before[1]))
    try:
        with pytest.raises(ReportNotWrittenError):
            write_report(sheet(), file, LANGUAGES)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, heard)

    assert file.read_bytes() == b"the old one"
    assert list(tmp_path.iterdir()) == [file]


def test_the_form_follows_from_the_name(tmp_path: Path) -> None:
    write_report(sheet(), tmp_path / "day.PDF", LANGUAGES)

    assert (tmp_path / "day.PDF").read_bytes().startswith(b"%PDF-")


def test_a_missing_percentile_is_explained_in_the_workbook_too() -> None:
    read_me = sheets(sheet(QUIET), [catalogue("en")])[-1]

    assert any("fewer than five tickets were called" in str(row[1]) for row in read_me.rows)
