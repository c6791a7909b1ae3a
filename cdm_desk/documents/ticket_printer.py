"""The way of a slip to its printer: a queue of the system, a printer of receipts in the network, or one on a cable.

Each way ends within seconds, with the slip on its way or with an error that says what to do: a slip that comes out
minutes later would go to somebody else.
"""

import os
import select
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from cdm_desk.documents.escpos import ASK, State, state_in
from cdm_desk.documents.printer import accepted, asked, cancel, print_file
from cdm_desk.documents.ticket import as_job
from cdm_desk.domain.reports import NoPrinterError, NotPrintedError
from cdm_desk.domain.slip import (
    Outlet,
    PaperOutError,
    PrinterAwayError,
    PrinterStoppedError,
    TicketPaper,
    TicketPrinter,
    TicketRefusedError,
    address_of,
    checked_printer,
)

REACHED_WITHIN: Final = 3.0
TAKEN_WITHIN: Final = 6.0
"""Seconds until a printer has to answer, and to have taken a slip."""

ANSWERED_WITHIN: Final = 0.5
"""Seconds for saying how it is: many printers never do."""

LOOKED_EVERY: Final = 0.2
MEDIA: Final = {TicketPaper.A6: "A6", TicketPaper.A5: "A5"}

# The status of a printer on a USB cable, as Linux gives it (usblp, LPGETSTATUS).
_LPGETSTATUS: Final = 0x060B
_USB_PAPER_OUT, _USB_SELECTED, _USB_SOUND = 0x20, 0x10, 0x08


def send(pdf: bytes, printer: TicketPrinter) -> None:
    """Send a slip to its printer.

    Raises PrinterAwayError, PaperOutError, PrinterStoppedError, TicketRefusedError, or what
    `checked_printer` raises.
    """
    match checked_printer(printer).outlet:
        case Outlet.NETWORK:
            _to_network(as_job(pdf, printer.paper), printer.name)
        case Outlet.DEVICE:
            _to_device(as_job(pdf, printer.paper), printer.name)
        case _:
            _to_queue(pdf, printer)


def _to_network(content: bytes, address: str) -> None:
    with _reached(address), socket.create_connection(address_of(address), timeout=REACHED_WITHIN) as line:
        line.sendall(ASK)
        _look(_answer(line), address)
        line.settimeout(TAKEN_WITHIN)
        line.sendall(content)
        line.shutdown(socket.SHUT_WR)


def _answer(line: socket.socket) -> bytes:
    answer = b""
    until = time.monotonic() + ANSWERED_WITHIN
    with suppress(TimeoutError):
        while len(answer) < 2 and (left := until - time.monotonic()) > 0:
            line.settimeout(left)
            more = line.recv(2 - len(answer))
            if not more:
                break
            answer += more
    return answer


def _look(answer: bytes, printer: str) -> None:
    state: State = state_in(answer)
    if state.paper_out:
        raise PaperOutError(printer)
    if state.stopped:
        raise PrinterStoppedError(printer)


@contextmanager
def _reached(printer: str) -> Iterator[None]:
    """Tell what the network says of a printer in the words of the house."""
    try:
        yield
    except ConnectionError as refused:
        raise TicketRefusedError(printer, refused.strerror or "") from refused
    except OSError as silence:
        # No answer in time, no such name, no way there: to who stands before it, it is all one.
        raise PrinterAwayError(printer) from silence


def _to_device(content: bytes, device: str) -> None:
    # Without waiting: what no one reads would keep us for ever. A file in the place of a device keeps every ticket.
    flags = os.O_WRONLY | os.O_APPEND | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(device, flags)
    except (FileNotFoundError, NotADirectoryError) as absent:
        raise PrinterAwayError(device) from absent
    except OSError as fault:
        raise TicketRefusedError(device, fault.strerror or "") from fault
    try:
        _look_at_device(handle, device)
        _write(handle, content, device)
    except OSError as fault:
        raise TicketRefusedError(device, fault.strerror or "") from fault
    finally:
        os.close(handle)


def _write(handle: int, content: bytes, device: str) -> None:
    until = time.monotonic() + TAKEN_WITHIN
    rest = memoryview(content)
    while rest:
        left = until - time.monotonic()
        if left <= 0:
            raise PrinterAwayError(device)
        if sys.platform != "win32":
            # Windows waits in the write itself, and selects among sockets only.
            select.select([], [handle], [], left)
        with suppress(BlockingIOError):
            rest = rest[os.write(handle, rest) :]


def _look_at_device(handle: int, device: str) -> None:
    if sys.platform == "win32":
        return
    # As above: no part of Python on Windows.
    import fcntl  # noqa: PLC0415

    answer = bytearray(4)
    try:
        fcntl.ioctl(handle, _LPGETSTATUS, answer)
    except OSError:
        # A file, or a cable that does not tell.
        return
    if answer[0] & _USB_PAPER_OUT:
        raise PaperOutError(device)
    if not answer[0] & _USB_SELECTED or not answer[0] & _USB_SOUND:
        raise PrinterStoppedError(device)


def _to_queue(pdf: bytes, printer: TicketPrinter) -> None:
    queue = printer.name
    if sys.platform == "win32":
        # There the screens paint the page through the driver; a command leaves it to the program that shows PDF.
        with NamedTemporaryFile(suffix=".pdf", delete=False) as file:
            file.write(pdf)
        print_file(Path(file.name), queue)
        return
    _look_at_queue(queue)
    content, options = (as_job(pdf, printer.paper), ("raw",)) if printer.paper.roll else (pdf, _sheet(printer.paper))
    try:
        job = accepted(content, queue, options)
    except NoPrinterError as absent:
        # No CUPS is installed, and the settings name a queue of it.
        raise PrinterAwayError(queue) from absent
    except NotPrintedError as refused:
        raise TicketRefusedError(queue, refused.why) from refused
    if not _seen(lambda: job not in asked("lpstat", "-o").split()):
        # What waits would come out when the printer is back, for nobody.
        cancel(job)
        _look_at_queue(queue)
        raise PrinterAwayError(queue)


def _sheet(paper: TicketPaper) -> tuple[str, ...]:
    return (f"media={MEDIA[paper]}",)


def _look_at_queue(queue: str) -> None:
    told = asked("lpstat", "-l", "-p", queue)
    alerts = next((line.partition(":")[2] for line in told.splitlines() if line.strip().startswith("Alerts:")), "")
    if "media-empty" in alerts or "media-needed" in alerts:
        raise PaperOutError(queue)
    if " disabled since " in told or "cover-open" in alerts or "offline" in alerts:
        raise PrinterStoppedError(queue)


def _seen(happened: Callable[[], bool]) -> bool:
    """Whether something happens in time; looked at again and again, since CUPS calls nobody."""
    until = time.monotonic() + TAKEN_WITHIN
    while not happened():
        if time.monotonic() > until:
            return False
        time.sleep(LOOKED_EVERY)
    return True
