"""SRU: the catalogues of others asked over the network, by ISBN or words of a title, and their answers read safely.

Read against answers recorded from BnF, KU Leuven, UGent, DNB and LoC. SUDOC and KB are written after their published
schemas and have never been tried live.
"""

import re
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http.client import HTTPException, HTTPMessage, HTTPResponse
from time import monotonic
from typing import IO, TYPE_CHECKING, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request
from uuid import uuid4
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from cdm_desk.domain.errors import FileForbiddenError
from cdm_desk.domain.folding import clean
from cdm_desk.domain.identifiers import isbns_in
from cdm_desk.domain.library import Title
from cdm_desk.domain.lookup import Answer, Fault, borrowed
from cdm_desk.domain.sources import BNF, DNB, KB, KUL, LOC, SUDOC, UGENT
from cdm_desk.importers.mapping import language_code, person, year_in
from cdm_desk.importers.marc import rows_of_xml
from cdm_desk.importers.opener import web_opener

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

MOST_BYTES: Final = 2_000_000
MOST_RECORDS: Final = 10
MOST_WORDS: Final = 8
_BLOCK: Final = 65_536
_DUBLIN_CORE: Final = ("http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/")
_ENVELOPE: Final = "searchRetrieveResponse"
_WORDS = re.compile(r"[^\W_]+")
_END = re.compile(rb"</(?:[\w.-]+:)?searchRetrieveResponse\s*>\s*$")
_BEGIN = re.compile(rb"<(?:[\w.-]+:)?searchRetrieveResponse[\s>]")

# The narrower kind before the wider one.
_FAULTS: Final[tuple[tuple[type[Exception], Fault], ...]] = (
    (TimeoutError, Fault.TIMED_OUT),
    (socket.gaierror, Fault.UNNAMED),
    (ssl.SSLError, Fault.UNTRUSTED),
    (ConnectionRefusedError, Fault.REFUSED),
    (ConnectionError, Fault.CUT_OFF),
    (HTTPException, Fault.NONSENSE),
)


class LookupFault(Exception):  # noqa: N818 - it carries a Fault
    """A catalogue could not be asked, or gave no answer that can be read; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True, kw_only=True)
class SruCatalogue:
    """One catalogue: where and in what words it is asked, and how long one waits for it."""

    name: str
    address: str
    version: str
    schema: str
    isbn: str
    words: str
    extra: tuple[tuple[str, str], ...] = ()
    seconds: float = 6

    def ask(self, number: str) -> Answer:
        """Return what it says to an ISBN; whatever goes wrong is told in the answer.

        Nothing leaves this workstation but the number: a record that does not carry it is none of this book.
        """
        try:
            titles = self._found(self.isbn.format(number))
        except LookupFault as fault:
            return Answer(source=self.name, fault=fault.fault)
        fitting = next((title for title in titles if number in title.isbns), None)
        if fitting is None:
            return Answer(source=self.name, fault=Fault.NOTHING)
        return Answer(source=self.name, title=borrowed(fitting))

    def search(self, typed: str) -> tuple[Title, ...] | Fault:
        """Return the first titles that it finds for words of a title, or why there are none."""
        terms = _WORDS.findall(clean(typed))[:MOST_WORDS]
        if not terms:
            return Fault.NOTHING
        try:
            titles = self._found(" and ".join(self.words.format(term) for term in terms))
        except LookupFault as fault:
            return fault.fault
        return tuple(borrowed(title) for title in titles) or Fault.NOTHING

    def url(self, query: str) -> str:
        """Return the address that asks a query."""
        wanted = [
            ("version", self.version),
            ("operation", "searchRetrieve"),
            *self.extra,
            ("query", query),
            ("recordSchema", self.schema),
            ("startRecord", "1"),
            ("maximumRecords", str(MOST_RECORDS)),
        ]
        return f"{self.address}?{urlencode(wanted)}"

    def _found(self, query: str) -> list[Title]:
        return titles_in(_fetched(self.url(query), self.seconds))


CATALOGUES: Final = (
    SruCatalogue(
        name=BNF,
        address="https://catalogue.bnf.fr/api/SRU",
        version="1.2",
        schema="unimarcxchange",
        isbn='bib.isbn any "{0}" or bib.ean any "{0}"',
        words='bib.title all "{0}"',
    ),
    SruCatalogue(
        name=SUDOC,
        address="https://www.sudoc.abes.fr/cbs/sru/",
        version="1.1",
        schema="unimarc",
        isbn="isb={0}",
        words="mti={0}",
    ),
    SruCatalogue(
        name=KUL,
        address="https://eu.alma.exlibrisgroup.com/view/sru/32KUL_LIBIS_NETWORK",
        version="1.2",
        schema="marcxml",
        isbn="alma.isbn={0}",
        words="alma.title={0}",
    ),
    SruCatalogue(
        name=UGENT,
        address="https://lib.ugent.be/sru",
        version="1.1",
        schema="marcxml",
        isbn="isbn={0}",
        words="title={0}",
    ),
    SruCatalogue(
        name=KB,
        address="https://jsru.kb.nl/sru/sru",
        version="1.2",
        schema="dcx",
        isbn="dc.identifier={0}",
        words="dc.title={0}",
        extra=(("x-collection", "GGC"),),
    ),
    SruCatalogue(
        name=DNB,
        address="https://services.dnb.de/sru/dnb",
        version="1.1",
        schema="MARC21-xml",
        isbn="dnb.num={0}",
        words="dnb.tit={0}",
    ),
    SruCatalogue(
        name=LOC,
        address="http://lx2.loc.gov:210/lcdb",
        version="1.1",
        schema="marcxml",
        isbn="bath.isbn={0}",
        words="bath.title={0}",
    ),
)


def titles_in(data: bytes) -> list[Title]:
    """Return the titles of an answer, whatever schema its records follow; raises LookupFault."""
    root = _root(data)
    if _local(root.tag) != _ENVELOPE:
        raise LookupFault(Fault.NONSENSE)
    if any(_local(each.tag) == "diagnostics" for each in root):
        raise LookupFault(Fault.DENIED)
    held = [each for each in root.iter() if _local(each.tag) == "recordData"]
    packed = [text for each in held if not len(each) and (text := (each.text or "").strip())]
    try:
        titles = [row.title for part in (data, *map(_unpacked, packed)) for row in rows_of_xml(part, _no_tick)]
    except FileForbiddenError as fault:
        raise LookupFault(Fault.NONSENSE) from fault
    plain = [_root(_unpacked(text)) for text in packed]
    described = [_dublin_core(each) for each in (*held, *plain)]
    return [title for title in (*titles, *described) if title is not None]


def _root(data: bytes) -> "Element":
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as fault:
        raise LookupFault(Fault.NONSENSE) from fault
    except (ParseError, ValueError, LookupError) as fault:
        is_cut = _BEGIN.search(data[:4_000]) and not _END.search(data[-200:])
        raise LookupFault(Fault.CUT_OFF if is_cut else Fault.NONSENSE) from fault
    return root


def _unpacked(text: str) -> bytes:
    """Return a record that was packed as text; what it declares about its bytes is over."""
    return re.sub(r"^<\?xml[^>]*\?>", "", text).encode()


def _dublin_core(holder: "Element") -> Title | None:
    said: dict[str, list[str]] = {}
    for each in holder.iter():
        space, _brace, name = str(each.tag).rpartition("}")
        text = clean("".join(each.itertext()))
        if space.lstrip("{") in _DUBLIN_CORE and text:
            said.setdefault(name, []).append(text)
    if not said.get("title"):
        return None
    whole = said["title"][0].partition(" / ")[0]
    name, _colon, rest = whole.partition(" : ")
    names = said.get("creator") or said.get("contributor") or []
    codes = (language_code(text) for text in said.get("language", []))
    dates = (year_in(text) for text in (*said.get("date", []), *said.get("issued", [])))
    return Title(
        id=uuid4(),
        title=name,
        subtitle=rest or None,
        authors=tuple(person(text) for text in names),
        publisher=next(iter(said.get("publisher", [])), None),
        year=next(filter(None, dates), None),
        languages=tuple(code for code in codes if code),
        subjects=tuple(said.get("subject", [])),
        summary=" ".join((*said.get("description", []), *said.get("abstract", []))) or None,
        isbns=tuple(number for text in said.get("identifier", []) for number in isbns_in(text)),
        kind="BOOK",
    ).tidied()


def _local(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _no_tick(_row: int) -> None:
    """An answer has ten records at most: there is nobody to tell."""


class _SameHouse(HTTPRedirectHandler):
    """Follows a catalogue within its own house, and never from a safe way to an open one."""

    max_redirections = 3

    def redirect_request(  # noqa: PLR0917 - the library's signature
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        """Return the new request, or None for one that leads elsewhere."""
        here, there = urlsplit(req.full_url), urlsplit(newurl)
        is_downgrade = here.scheme == "https" and there.scheme != "https"
        if here.hostname != there.hostname or is_downgrade:
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _fetched(url: str, seconds: float) -> bytes:
    deadline = monotonic() + seconds
    request = Request(url, headers={"User-Agent": "cdm-desk", "Accept": "application/xml, text/xml"})  # noqa: S310
    try:
        with web_opener(_SameHouse()).open(request, timeout=seconds) as response:
            return _body(response, deadline)
    except HTTPError as fault:
        fault.close()
        raise LookupFault(Fault.MOVED if 300 <= fault.code < 400 else Fault.DENIED) from fault
    except URLError as fault:
        raise LookupFault(_fault_of(fault.reason)) from fault
    except HTTPException as fault:
        # A server that is none, or one that ends in the middle of a block.
        broken = getattr(fault, "partial", None) is not None
        raise LookupFault(Fault.CUT_OFF if broken else _fault_of(fault)) from fault
    except OSError as fault:
        raise LookupFault(_fault_of(fault)) from fault


def _body(response: HTTPResponse, deadline: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while block := response.read1(_BLOCK):
        parts.append(block)
        size += len(block)
        if size > MOST_BYTES:
            raise LookupFault(Fault.TOO_LARGE)
        # The patience of a socket is for each block; this is the one for the whole.
        if monotonic() > deadline:
            raise LookupFault(Fault.TIMED_OUT)
    promised = response.headers.get("Content-Length", "")
    if promised.isdecimal() and size < int(promised):
        raise LookupFault(Fault.CUT_OFF)
    return b"".join(parts)


def _fault_of(reason: object) -> Fault:
    return next((fault for kind, fault in _FAULTS if isinstance(reason, kind)), Fault.UNREACHABLE)


def catalogues(seconds: Mapping[str, int]) -> "Iterator[SruCatalogue]":
    """Iterate over the catalogues that are switched on, each with the seconds that one waits for it; 0 is off."""
    for each in CATALOGUES:
        if seconds.get(each.name):
            yield replace(each, seconds=seconds[each.name])
