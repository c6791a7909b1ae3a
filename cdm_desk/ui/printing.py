"""Printing from a screen: the file as it is where CUPS takes it, its page as a picture on Windows."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from cdm_desk.documents.printer import Printers, print_file, printers
from cdm_desk.domain.reports import NoPrinterError, NotPrintedError
from cdm_desk.domain.slip import Outlet, PageNotPrintedError, TicketPrinter, TicketRefusedError, checked_printer
from cdm_desk.ui.paper import pages

DOTS_PER_INCH: Final = 300
POINTS_PER_INCH: Final = 72


def known_printers() -> Printers:
    """Return the printers to choose from; asks the system, so it belongs in an errand."""
    if sys.platform == "win32":
        # Qt's printing is loaded only where it prints.
        from PySide6.QtPrintSupport import QPrinterInfo  # noqa: PLC0415

        return Printers(names=tuple(QPrinterInfo.availablePrinterNames()), usual=QPrinterInfo.defaultPrinterName())
    return printers()


def print_pages(file: Path, printer: str, copies: int) -> None:
    """Print a PDF; raises NoPrinterError or NotPrintedError, and the file stays where it is."""
    if sys.platform == "win32":
        paint_pages(file, printer, copies)
    else:
        print_file(file, printer, copies=copies)


def print_unkept(pdf: bytes) -> None:
    """Print a page on the usual printer and leave no file of it; raises PageNotPrintedError."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "page.pdf"
        file.write_bytes(pdf)
        try:
            print_pages(file, "", 1)
        except NoPrinterError as absent:
            raise PageNotPrintedError from absent
        except NotPrintedError as refused:
            raise PageNotPrintedError(refused.why) from refused


def print_to_measure(file: Path, printer: str) -> None:
    """Print a PDF whose millimetres count, such as labels: never made to fit; raises as `print_pages` does."""
    if sys.platform == "win32":
        paint_pages(file, printer, 1)
    else:
        print_file(file, printer, options=("print-scaling=none",))


def print_slip(pdf: bytes, printer: TicketPrinter) -> None:
    """Print a ticket or a proof of visit; raises what `ticket_printer.send` raises."""
    # With the first ticket, not with the first window.
    from cdm_desk.documents.ticket_printer import send  # noqa: PLC0415

    if sys.platform == "win32" and checked_printer(printer).outlet is Outlet.QUEUE:
        try:
            _paint(pdf, "ticket", printer.name, 1)
        except NotPrintedError as refused:
            raise TicketRefusedError(printer.name, refused.why) from refused
    else:
        send(pdf, printer)


def paint_pages(file: Path, printer: str, copies: int) -> None:
    """Print the pages of a PDF as pictures, through the driver that Qt finds; raises NotPrintedError."""
    try:
        _paint(file.read_bytes(), file.stem, printer, copies)
    except NotPrintedError as refused:
        raise NotPrintedError(str(file), refused.why) from refused


def _paint(content: bytes, name: str, printer: str, copies: int) -> None:
    from PySide6.QtGui import QPageSize, QPainter  # noqa: PLC0415 - as above
    from PySide6.QtPrintSupport import QPrinter  # noqa: PLC0415

    scale = DOTS_PER_INCH / POINTS_PER_INCH
    pictures = pages(content, scale)
    device = QPrinter(QPrinter.PrinterMode.HighResolution)
    device.setPrinterName(printer)
    device.setResolution(DOTS_PER_INCH)
    device.setPageSize(QPageSize(pictures[0].size().toSizeF() / scale, QPageSize.Unit.Point))
    device.setFullPage(True)
    device.setCopyCount(copies)
    device.setDocName(name)
    painter = QPainter()
    if not painter.begin(device):
        raise NotPrintedError(name, printer)
    try:
        for number, picture in enumerate(pictures):
            if number:
                device.newPage()
            painter.drawImage(device.pageLayout().fullRectPixels(DOTS_PER_INCH), picture)
    finally:
        painter.end()
