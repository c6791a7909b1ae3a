"""A real server on loopback that stands for a catalogue of others: it answers well, late, half, or nonsense."""

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cdm_desk.importers.sru import SruCatalogue

SRW = "http://www.loc.gov/zing/srw/"
ISBN = "9782070541270"
OTHER = "9789020985603"


def envelope(*records: str, number: int | None = None) -> bytes:
    """Return an answer that holds these records."""
    held = "".join(
        "<srw:record><srw:recordSchema>x</srw:recordSchema><srw:recordPacking>xml</srw:recordPacking>"
        f"<srw:recordData>{record}</srw:recordData></srw:record>"
        for record in records
    )
    count = len(records) if number is None else number
    body = f"<srw:version>1.2</srw:version><srw:numberOfRecords>{count}</srw:numberOfRecords>"
    records_part = f"<srw:records>{held}</srw:records>" if records else ""
    whole = f'<srw:searchRetrieveResponse xmlns:srw="{SRW}">{body}{records_part}</srw:searchRetrieveResponse>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{whole}'.encode()


def _field(tag: str, *parts: str, prefix: str = "") -> str:
    inner = "".join(f'<{prefix}subfield code="{part[0]}">{part[1:]}</{prefix}subfield>' for part in parts)
    return f'<{prefix}datafield tag="{tag}" ind1=" " ind2=" ">{inner}</{prefix}datafield>'


def unimarc_record(title: str = "Trouver un emploi", isbn: str = ISBN, *more: str, prefix: str = "mxc:") -> str:
    """Return a record as BnF answers it; without a prefix, and in no namespace, as SUDOC does."""
    fields = (
        _field("010", f"a{isbn}", prefix=prefix),
        _field("101", "afre", prefix=prefix),
        _field("200", f"a{title}", "eguide pratique", "fJeanne Dupont", prefix=prefix),
        _field("210", "aParis", "cDunod", "dDL 2018", prefix=prefix),
        _field("700", "aDupont", "bJeanne", "f1950-....", prefix=prefix),
        *more,
    )
    space = ' xmlns:mxc="info:lc/xmlns/marcxchange-v2"' if prefix else ""
    leader = f"<{prefix}leader>     cam  22        450 </{prefix}leader>"
    return f"<{prefix}record{space}>{leader}{''.join(fields)}</{prefix}record>"


def marc21_record(title: str = "Werk zoeken", isbn: str = OTHER, publisher: str = "Lannoo", year: int = 2019) -> str:
    """Return a record as the libraries of Flanders answer it."""
    fields = (
        '<controlfield tag="008">190301s2019    be            000 0 dut d</controlfield>',
        _field("020", f"a{isbn}"),
        _field("245", f"a{title} :", "bpraktische gids /", "cJan Peeters"),
        _field("264", "aTielt :", f"b{publisher},", f"c{year}"),
        _field("100", "aPeeters, Jan"),
    )
    space = "http://www.loc.gov/MARC21/slim"
    return f'<record xmlns="{space}"><leader>00588nam a2200193 a 4500</leader>{"".join(fields)}</record>'


def dublin_core_record(isbn: str = OTHER) -> str:
    """Return a record as KB answers it."""
    return (
        '<dcx:record xmlns:dcx="http://krait.kb.nl/coop/tel/handbook/telterms.html" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
        "<dc:title>Werk zoeken : praktische gids / Jan Peeters</dc:title><dc:creator>Peeters, Jan (1961-)</dc:creator>"
        "<dc:publisher>Tielt : Lannoo</dc:publisher><dc:date>2019</dc:date><dc:language>Nederlands</dc:language>"
        f"<dc:identifier>{isbn}</dc:identifier><dcterms:issued>2019</dcterms:issued></dcx:record>"
    )


class _Handler(BaseHTTPRequestHandler):
    server: "_Server"

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        # Who has waited long enough hangs up in the middle of what is being sent.
        with suppress(OSError):
            self.server.behave(self)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's signature
        """Say nothing on the terminal."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, behave: Callable[[BaseHTTPRequestHandler], None]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behave = behave
        self.asked: list[str] = []


class Running:
    """A server that runs, with what it was asked."""

    def __init__(self, server: _Server) -> None:
        self._server = server
        self.port = int(server.server_address[1])
        self.let_go = Event()

    @property
    def asked(self) -> list[str]:
        return self._server.asked

    def queries(self) -> list[str]:
        return [parse_qs(urlsplit(path).query)["query"][0] for path in self.asked]

    def behave(self, how: Callable[[BaseHTTPRequestHandler], None]) -> None:
        self._server.behave = how

    def catalogue(self, name: str = "bnf", seconds: float = 5, path: str = "/sru") -> SruCatalogue:
        return SruCatalogue(
            name=name,
            address=f"http://127.0.0.1:{self.port}{path}",
            version="1.2",
            schema="x",
            isbn="isbn={0}",
            words="title={0}",
            seconds=seconds,
        )


@contextmanager
def running(behave: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[Running]:
    """Run a server on loopback."""
    server = _Server(behave)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    made = Running(server)
    try:
        yield made
    finally:
        made.let_go.set()
        server.shutdown()
        server.server_close()
        thread.join()


def saying(body: bytes, status: int = 200) -> Callable[[BaseHTTPRequestHandler], None]:
    """Answer a body, whatever is asked."""

    def behave(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Type", "text/xml")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return behave


def late(seconds: float, then: Callable[[BaseHTTPRequestHandler], None]) -> Callable[[BaseHTTPRequestHandler], None]:
    """Answer after some time."""

    def behave(request: BaseHTTPRequestHandler) -> None:
        Event().wait(seconds)
        then(request)

    return behave


def redirecting(target: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """Send elsewhere."""

    def behave(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", target)
        request.end_headers()

    return behave


def half(body: bytes, promised: int | None) -> Callable[[BaseHTTPRequestHandler], None]:
    """Close in the middle of an answer, whose length was promised or not."""

    def behave(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        if promised is not None:
            request.send_header("Content-Length", str(promised))
        request.end_headers()
        request.wfile.write(body)
        request.wfile.flush()
        request.close_connection = True

    return behave


def resetting(request: BaseHTTPRequestHandler) -> None:
    """Break the connection off without a word."""
    request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.connection.close()


def trickling(body: bytes, pause: float) -> Callable[[BaseHTTPRequestHandler], None]:
    """Send one byte at a time."""

    def behave(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        for at in range(len(body)):
            request.wfile.write(body[at : at + 1])
            request.wfile.flush()
            Event().wait(pause)

    return behave


def endless(request: BaseHTTPRequestHandler) -> None:
    """Send without an end."""
    request.send_response(200)
    request.end_headers()
    while True:
        request.wfile.write(b"<a/>" * 16_384)


def refused_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
