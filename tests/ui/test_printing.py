"""Printing: a job that arrives, and a sentence with the file kept when none can."""

from pathlib import Path
from uuid import uuid4

import pypdfium2 as pdfium
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cdm_desk.documents.day_sheet import day_sheet
from cdm_desk.documents.printer import print_file, printers
from cdm_desk.documents.ticket import as_pdf, ticket
from cdm_desk.domain.reports import NoPrinterError, NotPrintedError
from cdm_desk.domain.slip import TicketPaper
from cdm_desk.language import catalogue
from cdm_desk.ui.printing import known_printers, paint_pages
from tests.documents.sheets import sheet
from tests.documents.slips import slip
from tests.ui.cups import PRINTER, needs_cups, printed


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / f"job-{uuid4().hex[:8]}.pdf"
    file.write_bytes(day_sheet(sheet(), [catalogue("fr"), catalogue("nl")]))
    return file


def arrived(name: str) -> list[Path]:
    # cups-pdf writes under the title of the job.
    return [file for file in printed() if name in file.name and b"%%EOF" in file.read_bytes()[-1024:]]


@pytest.mark.cups
@needs_cups
def test_the_file_itself_arrives_at_the_printer(qtbot: QtBot, page: Path) -> None:
    assert PRINTER in known_printers().names
    print_file(page, PRINTER)

    qtbot.waitUntil(lambda: bool(arrived(page.stem)), timeout=20_000)


@pytest.mark.cups
@needs_cups
def test_a_painted_page_arrives_at_the_printer_whole(qtbot: QtBot, qapp: QApplication, page: Path) -> None:
    del qapp
    paint_pages(page, PRINTER, 1)

    qtbot.waitUntil(lambda: bool(arrived(page.stem)), timeout=30_000)
    document = pdfium.PdfDocument(arrived(page.stem)[0])
    wide, tall = document[0].get_size()
    assert len(document) == 1
    assert (round(wide), round(tall)) == (595, 842)
    picture = document[0].render(scale=0.25).to_pil().convert("L")
    left, upper, right, lower = picture.point(lambda tone: 255 if tone < 225 else 0).getbbox()
    # The ink keeps the margins of the page: nothing is cut off, nothing enlarged.
    assert (left, upper) == pytest.approx((0.085 * picture.width, 0.07 * picture.height), abs=8)
    assert (right, lower) == pytest.approx((0.915 * picture.width, 0.94 * picture.height), abs=8)


@pytest.mark.cups
@needs_cups
def test_a_printer_that_does_not_exist_is_told_and_the_file_stays(page: Path) -> None:
    with pytest.raises(NotPrintedError) as told:
        print_file(page, "no_such_printer")

    assert told.value.path == str(page)
    assert told.value.why
    assert page.exists()


def test_without_a_printing_system_there_are_no_printers(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert printers().names == ()
    with pytest.raises(NoPrinterError):
        print_file(page)
    assert page.exists()


@pytest.mark.cups
@needs_cups
def test_a_painted_sheet_keeps_its_size(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    del qapp
    drawn = ticket(slip(), [catalogue("fr"), catalogue("nl")], TicketPaper.A5)
    file = tmp_path / f"job-{uuid4().hex[:8]}.pdf"
    file.write_bytes(as_pdf(drawn, "fr-BE"))
    paint_pages(file, PRINTER, 1)

    qtbot.waitUntil(lambda: bool(arrived(file.stem)), timeout=30_000)
    wide, tall = pdfium.PdfDocument(arrived(file.stem)[0])[0].get_size()
    assert (wide, tall) == pytest.approx((420, 595), abs=2)
