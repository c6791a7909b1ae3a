"""Look-ups over SRU: what is asked, what is read, and what becomes of a server that misbehaves."""

from collections.abc import Callable
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from time import monotonic
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.library import Title
from cdm_desk.domain.lookup import Fault
from cdm_desk.domain.sources import SOURCES
from cdm_desk.importers import sru
from cdm_desk.importers.sru import CATALOGUES, LookupFault, titles_in
from tests.importers import catalogue_server as server
from tests.importers.catalogue_server import ISBN, OTHER, envelope, running, saying
from tests.importers.library_files import FILES, needs_files


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")


def asked(behave: Callable[[BaseHTTPRequestHandler], None], *, seconds: float = 5) -> Title | Fault | None:
    with running(behave) as catalogue:
        answer = catalogue.catalogue(seconds=seconds).ask(ISBN)
    return answer.title or answer.fault


# Answers of the servers themselves

RECORDED = {
    "bnf_ean_any_123.xml": 1,
    "bnf_ean_any_9782070541270.xml": 1,
    "bnf_ean_any_9782072862014.xml": 1,
    "dnb_isbn_9783862729852.xml": 1,
    "kul_book_without_26X.xml": 1,
    "kul_isbn_2804600068.xml": 1,
    "kul_isbn_9782265089419.xml": 1,
    "kul_samuelson.xml": 10,
    "loc_isbn_all_9781604689808.xml": 1,
    "slsp_isbn_9782296076648.xml": 2,
    "ugent_book_without_26X.xml": 1,
    "ugent_isbn_9780415773867.xml": 1,
}


@needs_files
@pytest.mark.parametrize(("name", "records"), RECORDED.items(), ids=RECORDED.keys())
def test_every_recorded_answer_is_read(name: str, records: int) -> None:
    assert len(titles_in((FILES / "sru" / name).read_bytes())) == records


@needs_files
@pytest.mark.parametrize(
    ("name", "number", "title", "author", "publisher", "year", "language"),
    [
        ("bnf_ean_any_9782070541270", ISBN, "Harry Potter à l'école", "Rowling, J. K.", "Gallimard", 1999, "fr"),
        ("kul_isbn_9782265089419", "9782265089419", "La brûlure du chocolat", "Abel", "Fleuve noir", 2010, "de"),
        ("dnb_isbn_9783862729852", "9783862729852", "Blut und Schokolade", "Martin", "Dressler", 2021, "de"),
        ("loc_isbn_all_9781604689808", "9781604689808", "lap quilts", "Chatelain", "Martingale", 2019, "en"),
        ("ugent_isbn_9780415773867", "9780415773867", "agriculture", "Tauger", "Routledge", 2010, "en"),
        ("slsp_isbn_9782296076648", "9782296076648", "ResisTanZ", "Chatelain", "L'Harmattan", 2009, "fr"),
    ],
)
def test_a_recorded_answer_gives_the_book_that_was_asked_for(
    name: str, number: str, title: str, author: str, publisher: str, year: int, language: str
) -> None:
    with running(saying((FILES / "sru" / f"{name}.xml").read_bytes())) as catalogue:
        found = catalogue.catalogue().ask(number).title

    assert found is not None
    assert number in found.isbns
    assert title in found.heading
    assert author in " ; ".join(found.authors)
    assert publisher in (found.publisher or "")
    assert (found.year, found.language) == (year, language)
    assert found.shelf_mark is None


@needs_files
def test_an_answer_about_another_number_is_no_answer() -> None:
    # BnF answered a book whose number only contains 123.
    with running(saying((FILES / "sru" / "bnf_ean_any_123.xml").read_bytes())) as catalogue:
        assert catalogue.catalogue().ask("9780000000019").fault is Fault.NOTHING


# Answers after each schema


@pytest.mark.parametrize("prefix", ["mxc:", ""], ids=["bnf", "sudoc, untried live"])
def test_unimarc_is_read_with_and_without_its_namespace(prefix: str) -> None:
    (title,) = titles_in(envelope(server.unimarc_record(prefix=prefix)))

    assert (title.title, title.subtitle, title.authors) == ("Trouver un emploi", "guide pratique", ("Dupont, Jeanne",))
    assert (title.publisher, title.year, title.language, title.isbns) == ("Dunod", 2018, "fr", (ISBN,))


def test_marc21_is_read_without_the_signs_of_its_cards() -> None:
    (title,) = titles_in(envelope(server.marc21_record()))

    assert (title.title, title.subtitle, title.authors) == ("Werk zoeken", "praktische gids", ("Peeters, Jan",))
    assert (title.publisher, title.year, title.language, title.isbns) == ("Lannoo", 2019, "nl", (OTHER,))


def test_dublin_core_is_read_as_kb_describes_it() -> None:
    (title,) = titles_in(envelope(server.dublin_core_record()))

    assert (title.title, title.subtitle, title.authors) == ("Werk zoeken", "praktische gids", ("Peeters, Jan",))
    assert (title.year, title.language, title.isbns) == (2019, "nl", (OTHER,))


@pytest.mark.parametrize("record", [server.unimarc_record(), server.dublin_core_record()], ids=["marc", "dc"])
def test_a_record_packed_as_text_is_read(record: str) -> None:
    packed = record.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert len(titles_in(envelope(packed))) == 1


def test_nothing_of_another_house_comes_with_a_book() -> None:
    held = '<mxc:datafield tag="995" ind1=" " ind2=" "><mxc:subfield code="k">PAR 331.1</mxc:subfield></mxc:datafield>'
    phone = (
        '<mxc:datafield tag="330" ind1=" " ind2=" "><mxc:subfield code="a">Bel 0470 12 34 56</mxc:subfield>'
        "</mxc:datafield>"
    )
    found = asked(saying(envelope(server.unimarc_record("Emploi", ISBN, held, phone))))

    assert isinstance(found, Title)
    assert (found.shelf_mark, found.summary) == (None, None)


# What leaves


def test_nothing_leaves_but_the_number() -> None:
    with running(saying(envelope())) as catalogue:
        catalogue.catalogue().ask(ISBN)
        (path,) = catalogue.asked

    assert parse_qs(urlsplit(path).query) == {
        "version": ["1.2"],
        "operation": ["searchRetrieve"],
        "query": [f"isbn={ISBN}"],
        "recordSchema": ["x"],
        "startRecord": ["1"],
        "maximumRecords": ["10"],
    }


@pytest.mark.parametrize("each", CATALOGUES, ids=lambda each: each.name)
def test_every_catalogue_is_asked_for_the_number_in_its_own_words(each: sru.SruCatalogue) -> None:
    url = urlsplit(each.url(each.isbn.format(ISBN)))
    asked_for = parse_qs(url.query)

    assert url.scheme in {"https", "http"}
    assert asked_for["query"][0].count(ISBN) in {1, 2}
    assert asked_for["recordSchema"] == [each.schema]


def test_every_source_has_its_catalogue() -> None:
    assert tuple(each.name for each in CATALOGUES) == SOURCES


def test_only_those_that_are_switched_on_are_asked_each_with_its_patience() -> None:
    chosen = list(sru.catalogues({"bnf": 3, "kul": 0, "ugent": 9}))
    assert [(each.name, each.seconds) for each in chosen] == [("bnf", 3), ("ugent", 9)]


@given(st.text(max_size=60))
def test_words_of_a_title_are_never_query_syntax(typed: str) -> None:
    terms = sru._WORDS.findall(typed)  # noqa: SLF001 - how words are cut
    query = " and ".join(CATALOGUES[0].words.format(term) for term in terms)
    assert query.count('"') == 2 * len(terms)
    assert len(parse_qs(urlsplit(CATALOGUES[0].url(query)).query).get("operation", [])) == 1


def test_words_of_a_title_find_titles() -> None:
    with running(saying(envelope(server.unimarc_record(), server.unimarc_record("Un métier", OTHER)))) as catalogue:
        found = catalogue.catalogue().search("trouver l'emploi !")
        assert catalogue.queries() == ["title=trouver and title=l and title=emploi"]

    assert isinstance(found, tuple)
    assert [title.title for title in found] == ["Trouver un emploi", "Un métier"]


# Servers that misbehave

GOOD = envelope(server.unimarc_record())
BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://127.0.0.1:1/x"><a/>'
REFUSAL = (
    b'<searchRetrieveResponse xmlns="http://www.loc.gov/zing/srw/"><diagnostics><diagnostic '
    b'xmlns="http://www.loc.gov/zing/srw/diagnostic/"><uri>info:srw/diagnostic/1/10</uri></diagnostic></diagnostics>'
    b"</searchRetrieveResponse>"
)
MISBEHAVING = {
    "knows nothing": (saying(envelope()), Fault.NOTHING),
    "knows another book": (saying(envelope(server.unimarc_record(isbn=OTHER))), Fault.NOTHING),
    "huge": (saying(GOOD + b" " * sru.MOST_BYTES), Fault.TOO_LARGE),
    "endless": (server.endless, Fault.TOO_LARGE),
    "a page of the web": (saying(b"<!doctype html><html><body>Sign in</body></html>"), Fault.NONSENSE),
    "XML of something else": (saying(b"<rss><channel/></rss>"), Fault.NONSENSE),
    "no XML": (saying(bytes(range(256))), Fault.NONSENSE),
    "empty": (saying(b""), Fault.NONSENSE),
    "entities": (saying(BOMB), Fault.NONSENSE),
    "a document type outside": (saying(OUTSIDE), Fault.NONSENSE),
    "refuses the question": (saying(REFUSAL), Fault.DENIED),
    "out of order": (saying(b"", status=503), Fault.DENIED),
    "not found": (saying(b"", status=404), Fault.DENIED),
    "sends elsewhere": (server.redirecting("http://localhost:1/sru"), Fault.MOVED),
    "sends to a file": (server.redirecting("file:///etc/hostname"), Fault.MOVED),
    "sends round": (server.redirecting("/sru"), Fault.MOVED),
    "closes in the middle": (server.half(GOOD[:400], None), Fault.CUT_OFF),
    "closes before what it promised": (server.half(GOOD[:400], len(GOOD)), Fault.CUT_OFF),
    "breaks off": (server.resetting, Fault.CUT_OFF),
}


@pytest.mark.parametrize(("behave", "fault"), MISBEHAVING.values(), ids=MISBEHAVING.keys())
def test_a_server_that_misbehaves_is_told_apart(behave: Callable[[BaseHTTPRequestHandler], None], fault: Fault) -> None:
    assert asked(behave) is fault


@pytest.mark.parametrize(
    "behave",
    [server.late(5, saying(GOOD)), server.trickling(GOOD, 0.05)],
    ids=["hangs", "sends a byte now and then"],
)
def test_nobody_waits_longer_than_was_set(behave: Callable[[BaseHTTPRequestHandler], None]) -> None:
    begun = monotonic()
    assert asked(behave, seconds=0.3) is Fault.TIMED_OUT
    assert monotonic() - begun < 2


def test_a_slow_server_is_waited_for() -> None:
    found = asked(server.late(0.4, saying(GOOD)))
    assert isinstance(found, Title)


def test_a_server_is_followed_within_its_house() -> None:
    def behave(request: BaseHTTPRequestHandler) -> None:
        (saying(GOOD) if request.path == "/there" else server.redirecting("/there"))(request)

    assert isinstance(asked(behave), Title)


def test_a_safe_way_is_never_left_for_an_open_one() -> None:
    safe = Request("https://example.org/sru")
    handler = sru._SameHouse()  # noqa: SLF001 - no server with a certificate runs here
    assert handler.redirect_request(safe, None, 302, "", None, "http://example.org/sru") is None  # type: ignore[arg-type]


def test_where_nobody_listens_the_connection_is_refused() -> None:
    with running(saying(GOOD)) as catalogue:
        closed = replace(catalogue.catalogue(), address=f"http://127.0.0.1:{server.refused_port()}/sru")
    assert closed.ask(ISBN).fault is Fault.REFUSED


def test_a_server_that_cannot_prove_who_it_is_gets_no_question() -> None:
    with running(saying(GOOD)) as catalogue:
        unproven = replace(catalogue.catalogue(), address=f"https://127.0.0.1:{catalogue.port}/sru")
        assert unproven.ask(ISBN).fault is Fault.UNTRUSTED
        assert catalogue.asked == []


def test_a_name_that_nobody_has_is_said_to_be_unknown() -> None:
    with running(saying(GOOD)) as catalogue:
        nowhere = replace(catalogue.catalogue(), address="http://catalogue.invalid/sru")
    assert nowhere.ask(ISBN).fault is Fault.UNNAMED


@given(st.binary(max_size=400))
def test_no_bytes_are_a_bug(noise: bytes) -> None:
    with pytest.raises(LookupFault):
        titles_in(noise)


@given(st.integers(0, len(GOOD)), st.integers(0, len(GOOD)))
def test_an_answer_with_a_hole_is_read_or_refused(start: int, end: int) -> None:
    try:
        found = titles_in(GOOD[:start] + GOOD[end:])
    except LookupFault:
        return
    assert all(title.title for title in found)
