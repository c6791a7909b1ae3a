"""The ways of a ticket to its printer, each with something real at its end: a server, a file, a queue of CUPS."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from cdm_desk.documents import ticket_printer
from cdm_desk.documents.escpos import ASK, rows_in
from cdm_desk.documents.ticket import as_job, as_pdf, ticket
from cdm_desk.documents.ticket_printer import send
from cdm_desk.domain.errors import DeskError
from cdm_desk.domain.slip import (
    NoTicketPrinterError,
    Outlet,
    PaperOutError,
    PrinterAddressError,
    PrinterAwayError,
    PrinterStoppedError,
    RollNeededError,
    TicketPaper,
    TicketPrinter,
    TicketRefusedError,
    address_of,
    checked_printer,
)
from cdm_desk.language import catalogue
from tests.documents.slips import slip, text_of
from tests.ui.cups import PRINTER, needs_cups, printed

ROLL = TicketPaper.ROLL_80
WELL = 0b0001_0010
posix = pytest.mark.skipif(sys.platform == "win32", reason="device files are those of Linux")
can_keep_printers = pytest.mark.skipif(
    shutil.which("lpadmin") is None or not hasattr(os, "geteuid") or os.geteuid() != 0,
    reason="a queue can be made here only by root, and with lpadmin",
)


def _pdf(paper: TicketPaper = ROLL) -> bytes:
    return as_pdf(ticket(slip(), [catalogue("fr"), catalogue("nl")], paper), "fr-BE")


def _printer(outlet: Outlet, name: str, paper: TicketPaper = ROLL) -> TicketPrinter:
    return TicketPrinter(outlet=outlet, name=name, paper=paper)


class Receiver:
    """A printer in the network: it answers what it is asked, if it answers at all, and keeps what it is sent."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        self.jobs: list[bytes] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def close(self) -> None:
        # Closing alone does not wake who waits at the door.
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._thread.join(10)

    def _serve(self) -> None:
        while True:
            try:
                line, _where = self._door.accept()
            except OSError:
                return
            with line:
                self.jobs.append(self._taken(line))

    def _taken(self, line: socket.socket) -> bytes:
        content = b""
        answered = False
        while more := line.recv(65536):
            content += more
            if not answered and content.startswith(ASK):
                line.sendall(self._answer)
                answered = True
        return content


@pytest.fixture
def receiver() -> Iterator[Callable[[bytes], Receiver]]:
    made: list[Receiver] = []

    def make(answer: bytes) -> Receiver:
        made.append(Receiver(answer))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.mark.parametrize("answer", [bytes([WELL, WELL]), b""], ids=["it answers", "it is silent"])
def test_a_printer_in_the_network_gets_the_whole_ticket(receiver: Callable[[bytes], Receiver], answer: bytes) -> None:
    there = receiver(answer)
    pdf = _pdf()
    send(pdf, _printer(Outlet.NETWORK, there.address))
    there.close()

    [job] = there.jobs
    assert job == ASK + as_job(pdf, ROLL)
    assert len(rows_in(job.removeprefix(ASK))) > 500


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (bytes([WELL, WELL | 0x60]), PaperOutError),
        (bytes([WELL | 0x24, WELL | 0x60]), PaperOutError),
        (bytes([WELL | 0x04, WELL]), PrinterStoppedError),
    ],
    ids=["paper out", "paper out, cover open", "cover open"],
)
def test_a_printer_that_cannot_print_is_sent_no_ticket(
    receiver: Callable[[bytes], Receiver], answer: bytes, error: type[DeskError]
) -> None:
    there = receiver(answer)
    with pytest.raises(error) as told:
        send(_pdf(), _printer(Outlet.NETWORK, there.address))
    there.close()

    assert told.value.args == (there.address,)
    assert there.jobs == [ASK]


def _unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


def test_a_port_at_which_nobody_listens_refuses() -> None:
    with pytest.raises(TicketRefusedError) as told:
        send(_pdf(), _printer(Outlet.NETWORK, f"127.0.0.1:{_unused_port()}"))

    assert told.value.why == "Connection refused"


def test_a_name_that_nobody_has_is_a_printer_that_is_away() -> None:
    with pytest.raises(PrinterAwayError):
        send(_pdf(), _printer(Outlet.NETWORK, "no-such-printer.invalid"))


def test_a_dead_printer_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticket_printer, "TAKEN_WITHIN", 0.3)
    # It takes the call and reads nothing, as one that hangs: what it is sent soon fills what lies between.
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        door.bind(("127.0.0.1", 0))
        door.listen()
        begun = time.monotonic()
        with pytest.raises(PrinterAwayError):
            ticket_printer._to_network(b"x" * 20_000_000, f"127.0.0.1:{door.getsockname()[1]}")  # noqa: SLF001

    assert time.monotonic() - begun < 3


@posix
def test_a_device_gets_the_whole_ticket(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    device.touch()
    pdf = _pdf()
    send(pdf, _printer(Outlet.DEVICE, str(device)))

    assert device.read_bytes() == as_job(pdf, ROLL)


@posix
def test_a_device_that_was_unplugged_is_away(tmp_path: Path) -> None:
    with pytest.raises(PrinterAwayError) as told:
        send(_pdf(), _printer(Outlet.DEVICE, str(tmp_path / "lp0")))

    assert told.value.printer == str(tmp_path / "lp0")


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_device_of_others_refuses(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    device.touch(mode=0o400)
    with pytest.raises(TicketRefusedError):
        send(_pdf(), _printer(Outlet.DEVICE, str(device)))


@posix
def test_a_device_that_takes_nothing_is_given_up_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticket_printer, "TAKEN_WITHIN", 0.3)
    device = tmp_path / "lp0"
    os.mkfifo(device)
    # Somebody holds its other end and never reads: after 64 KiB it is full.
    reader = os.open(device, os.O_RDONLY | os.O_NONBLOCK)
    begun = time.monotonic()
    try:
        with pytest.raises(PrinterAwayError):
            send(_pdf(), _printer(Outlet.DEVICE, str(device)))
    finally:
        os.close(reader)

    assert time.monotonic() - begun < 5


@posix
def test_a_device_behind_which_there_is_nothing_refuses(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    os.mkfifo(device)
    with pytest.raises(TicketRefusedError):
        send(_pdf(), _printer(Outlet.DEVICE, str(device)))


@pytest.mark.cups
@needs_cups
@pytest.mark.parametrize(("paper", "size"), [(TicketPaper.A6, (297, 419)), (TicketPaper.A5, (421, 595))])
def test_a_sheet_arrives_at_a_queue_in_its_size(paper: TicketPaper, size: tuple[int, int]) -> None:
    before = {file: file.stat().st_mtime_ns for file in printed()}
    send(_pdf(paper), _printer(Outlet.QUEUE, PRINTER, paper))

    [arrived] = [file for file in printed() if file.stat().st_mtime_ns != before.get(file)]
    document = pdfium.PdfDocument(arrived)
    assert len(document) == 1
    assert tuple(round(side) for side in document[0].get_size()) == pytest.approx(size, abs=2)
    assert "347" in text_of(arrived.read_bytes())


@pytest.fixture
def raw_queue() -> Iterator[Callable[[int], str]]:
    """Return how to make a queue that passes on as it is what it is sent."""
    name = f"CDM_RAW_{os.getpid()}"

    def make(port: int) -> str:
        command = ["lpadmin", "-p", name, "-E", "-v", f"socket://127.0.0.1:{port}"]
        subprocess.run(command, check=True, capture_output=True)
        return name

    yield make
    subprocess.run(["lpadmin", "-x", name], check=False, capture_output=True)


@pytest.mark.cups
@needs_cups
@can_keep_printers
def test_a_roll_goes_through_a_queue_byte_for_byte(
    receiver: Callable[[bytes], Receiver], raw_queue: Callable[[int], str]
) -> None:
    there = receiver(b"")
    pdf = _pdf()
    send(pdf, _printer(Outlet.QUEUE, raw_queue(there.port)))
    there.close()

    assert there.jobs == [as_job(pdf, ROLL)]


@pytest.mark.cups
@needs_cups
@can_keep_printers
def test_a_ticket_that_its_queue_cannot_pass_on_is_taken_back(
    raw_queue: Callable[[int], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticket_printer, "TAKEN_WITHIN", 1.0)
    queue = raw_queue(_unused_port())
    with pytest.raises(PrinterAwayError):
        send(_pdf(), _printer(Outlet.QUEUE, queue))

    waiting = subprocess.run(["lpstat", "-o", queue], capture_output=True, text=True, check=False)
    assert waiting.stdout == ""


@pytest.mark.cups
@needs_cups
@can_keep_printers
def test_a_queue_that_was_stopped_is_told_before_anything_is_sent(raw_queue: Callable[[int], str]) -> None:
    queue = raw_queue(_unused_port())
    subprocess.run(["cupsdisable", queue], check=True)
    with pytest.raises(PrinterStoppedError):
        send(_pdf(), _printer(Outlet.QUEUE, queue))

    waiting = subprocess.run(["lpstat", "-o", queue], capture_output=True, text=True, check=False)
    assert waiting.stdout == ""


@pytest.mark.cups
@needs_cups
def test_a_queue_that_does_not_exist_refuses_and_says_why() -> None:
    with pytest.raises(TicketRefusedError) as told:
        send(_pdf(), _printer(Outlet.QUEUE, "no_such_printer"))

    assert "does not exist" in told.value.why


def test_without_a_printing_system_its_queue_is_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PrinterAwayError):
        send(_pdf(), _printer(Outlet.QUEUE, "tickets"))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("192.168.1.50", ("192.168.1.50", 9100)),
        (" till-2.house.be:9101 ", ("till-2.house.be", 9101)),
        ("[fe80::1]:9100", ("fe80::1", 9100)),
    ],
)
def test_an_address_is_read_with_or_without_its_port(text: str, address: tuple[str, int]) -> None:
    assert address_of(text) == address


@pytest.mark.parametrize("text", ["", "two words", "till:", "till:0", "till:99999", "https://till", "till:9100:1"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(PrinterAddressError):
        address_of(text)


@pytest.mark.parametrize(
    ("printer", "error"),
    [
        (_printer(Outlet.NONE, ""), NoTicketPrinterError),
        (_printer(Outlet.NETWORK, ""), NoTicketPrinterError),
        (_printer(Outlet.QUEUE, ""), NoTicketPrinterError),
        (_printer(Outlet.NETWORK, "two words"), PrinterAddressError),
        (_printer(Outlet.NETWORK, "till", TicketPaper.A6), RollNeededError),
        (_printer(Outlet.DEVICE, "/dev/usb/lp0", TicketPaper.A5), RollNeededError),
    ],
    ids=["none", "no address", "no queue", "no such address", "a sheet by network", "a sheet by cable"],
)
def test_a_printer_that_cannot_be_is_refused_before_anything_is_tried(
    printer: TicketPrinter, error: type[DeskError]
) -> None:
    with pytest.raises(error):
        checked_printer(printer)
