"""Feeds, good and hostile, and the way to them over a real server."""

import gzip
import threading
import time
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.press import LinkShapeError, is_link
from cdm_desk.domain.press_feeds import Feed, FeedAwayError, FeedRead, FeedTooLargeError, FeedUnreadableError
from cdm_desk.importers.feed import DEEPEST, MOST_ENTRIES, read
from cdm_desk.importers.web import fetch
from tests.importers.feeds import Answer, rss, sends, web_server

TODAY = date(2019, 2, 27)
FEED = Feed(id=uuid4(), name="Le Journal", address="https://journal.be/rss")


def told(content: bytes) -> FeedRead:
    return read(content, FEED, TODAY)


def test_rss_is_read_with_author_day_and_link() -> None:
    entry = told(
        rss(
            "<title>Le chômage recule</title><link>https://journal.be/1</link>"
            '<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">A. Leroy</dc:creator>'
            "<pubDate>Tue, 26 Feb 2019 23:30:00 GMT</pubDate><description>&lt;p&gt;Leur texte.&lt;/p&gt;</description>"
        )
    ).entries[0]

    assert (entry.title, entry.link, entry.author) == ("Le chômage recule", "https://journal.be/1", "A. Leroy")
    # Half past midnight in Brussels.
    assert (entry.published_on, entry.text) == (date(2019, 2, 27), "Leur texte.")


def test_atom_is_read_by_its_alternate_link_and_the_name_of_its_author() -> None:
    entry = told(
        b'<feed xmlns="http://www.w3.org/2005/Atom"><title>Krant</title><entry>'
        b'<link rel="enclosure" href="https://krant.be/a.mp3"/><link href="https://krant.be/2"/>'
        b"<author><email>a@krant.be</email><name>An Peeters</name><uri>https://x.be</uri></author>"
        b'<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Werk <b>zoeken</b></div></title>'
        b"<updated>2019-02-25T10:00:00Z</updated></entry></feed>"
    ).entries[0]

    assert (entry.title, entry.link, entry.author) == ("Werk zoeken", "https://krant.be/2", "An Peeters")
    assert entry.published_on == date(2019, 2, 25)


def test_rss_of_the_first_days_is_read_as_well() -> None:
    content = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        "<channel><title>x</title></channel><item><title>Een</title><link>https://k.be/1</link></item></rdf:RDF>"
    )

    assert [entry.title for entry in told(content.encode()).entries] == ["Een"]


def test_a_title_of_a_picture_is_not_that_of_the_article() -> None:
    content = rss('<media:title xmlns:media="http://search.yahoo.com/mrss/">Photo</media:title><title>Article</title>')

    assert told(content).entries[0].title == "Article"


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("&lt;b&gt;Gras&lt;/b&gt;", "Gras"),
        ("<![CDATA[<script>alert(1)</script>Titre &amp; suite]]>", "Titre & suite"),
        ("&lt;img src=x onerror=alert(1)&gt;Image", "Image"),
        ("Moins &lt; plus", "Moins < plus"),
        ("L&amp;#8217;école &amp;eacute;tait", "L’école était"),
        ("\u202eretourné\u200b", "retourné"),
        ("  sur\n deux lignes ", "sur deux lignes"),
        ("&lt;!DOCTYPE [", "<!DOCTYPE ["),
    ],
)
def test_a_title_is_words_and_never_markup(markup: str, plain: str) -> None:
    content = rss(f"<title>{markup}</title><link>https://journal.be/1</link>")

    assert told(content).entries[0].title == plain


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "https://a b", "", "//x"])
def test_a_link_that_could_do_harm_is_left_out(link: str) -> None:
    entry = told(rss(f"<title>Titre</title><link>{link}</link>")).entries[0]

    assert (entry.title, entry.link) == ("Titre", None)


@pytest.mark.parametrize(
    "when",
    ["hier", "Tue, 99 Feb 2019 10:00:00 GMT", "2019-13-45", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
     "Mon, 01 Jan 2035 00:00:00 GMT", "", "x" * 5000, "Tue, 26 Feb 99999 10:00:00 GMT", "2019-02-26T10:00:00+99:00"],
)  # fmt: skip
def test_a_wrong_date_is_no_date(when: str) -> None:
    assert told(rss(f"<title>Titre</title><pubDate>{when}</pubDate>")).entries[0].published_on is None


def test_an_address_is_no_author() -> None:
    entries = told(rss(
        "<title>1</title><author>redactie@krant.be</author>",
        "<title>2</title><author>redactie@krant.be (An Peeters)</author>",
    )).entries  # fmt: skip

    assert [entry.author for entry in entries] == [None, "An Peeters"]


def test_of_ten_thousand_items_the_first_two_hundred_are_read_at_once() -> None:
    content = rss(*(f"<title>Titre {at}</title>" for at in range(10_000)))
    begun = time.perf_counter()

    assert [entry.title for entry in told(content).entries][-1] == f"Titre {MOST_ENTRIES - 1}"
    assert time.perf_counter() - begun < 2


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><rss><channel><item><title>&c;</title></item></channel></rss>'
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b"<rss><channel><item><title>&x;</title></item></channel></rss>"
)


@pytest.mark.parametrize(
    "content",
    [
        BOMB,
        OUTSIDE,
        b"",
        b"<html><body>Not found</body></html>",
        b"<!DOCTYPE html><html><body><p>Not closed</body></html>",
        b'{"items": []}',
        b"\x00\xff\xfe",
        b"<?xml version='1.0' encoding='no-such-code'?><rss/>",
        b"<rss>" + b"<a>" * 200_000,
        b"%PDF-1.4",
    ],
    ids=["bomb", "outside", "empty", "html", "html5", "json", "bytes", "encoding", "deep", "pdf"],
)
def test_what_is_no_feed_or_a_hostile_one_is_refused(content: bytes) -> None:
    with pytest.raises(FeedUnreadableError):
        told(content)


def test_a_feed_that_breaks_off_gives_what_stood_before_and_says_so() -> None:
    content = rss("<title>Un</title>", "<title>Deux</title>")
    whole, cut = told(content), told(content[:-40])

    assert (len(whole.entries), whole.damaged) == (2, False)
    assert ([entry.title for entry in cut.entries][:1], cut.damaged) == (["Un"], True)


def test_what_lies_too_deep_is_not_read() -> None:
    deep = "<a>" * DEEPEST + "x" + "</a>" * DEEPEST

    assert told(rss("<title>Un</title>", deep)).damaged


@given(st.text(max_size=300), st.text(max_size=80), st.text(max_size=80))
def test_whatever_a_feed_says_its_entries_are_fit_to_be_shown(title: str, link: str, when: str) -> None:
    def marked(text: str) -> str:
        return "".join(f"&#{ord(sign)};" for sign in text if sign.isprintable())

    for entry in told(
        rss(f"<title>{marked(title)}</title><link>{marked(link)}</link><pubDate>{marked(when)}</pubDate>")
    ).entries:
        assert entry.title
        assert "\n" not in entry.title
        assert entry.link is None or is_link(entry.link)


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    try:
        told(content)
    except FeedUnreadableError:
        return


# Over a real server


def slow(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    for _ in range(100):
        request.wfile.write(b" ")
        request.wfile.flush()
        time.sleep(0.05)


def endless(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    for _ in range(64):
        request.wfile.write(b"x" * 65_536)


LET_GO = threading.Event()


def silent(request: BaseHTTPRequestHandler) -> None:
    del request
    LET_GO.wait(20)


def moves_to(target: str) -> Answer:
    return sends(b"", status=302, Location=target)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    pages = {
        "/rss": sends(rss("<title>Un</title>")),
        "/moved": moves_to("/rss"),
        "/to_disk": moves_to("file:///etc/passwd"),
        "/to_ftp": moves_to("ftp://127.0.0.1/x"),
        "/round": moves_to("/round"),
        "/slow": slow,
        "/endless": endless,
        "/silent": silent,
        "/packed": sends(gzip.compress(b" " * 10_000_000), Content_Encoding="gzip"),
        "/away": sends(b"no", status=503),
        "/short": sends(b"x", Content_Type="text/plain"),
    }
    with web_server(pages) as address:
        yield address
        LET_GO.set()


@pytest.mark.parametrize("path", ["/rss", "/moved"])
def test_a_feed_is_fetched_also_where_it_has_moved(server: str, path: str) -> None:
    assert told(fetch(server + path, "x")).entries[0].title == "Un"


@pytest.mark.parametrize("path", ["/to_disk", "/to_ftp", "/round", "/packed", "/away", "/nothing"])
def test_what_leads_elsewhere_or_is_refused_is_an_error_that_is_understood(server: str, path: str) -> None:
    with pytest.raises(FeedAwayError):
        fetch(server + path, "x")


def test_more_than_two_megabytes_are_not_taken(server: str) -> None:
    with pytest.raises(FeedTooLargeError):
        fetch(f"{server}/endless", "x")


@pytest.mark.parametrize("path", ["/silent", "/slow"])
def test_nobody_waits_for_a_site_that_says_nothing_or_drips(server: str, path: str) -> None:
    begun = time.perf_counter()
    with pytest.raises(FeedAwayError):
        fetch(server + path, "x", silence_s=0.3, patience_s=0.5)

    assert time.perf_counter() - begun < 3


def test_nobody_at_the_door_is_an_error_that_is_understood() -> None:
    with pytest.raises(FeedAwayError):
        fetch("http://127.0.0.1:1/rss", "x", silence_s=1)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://x/y", "rss"])
def test_only_the_web_is_asked(address: str) -> None:
    with pytest.raises(LinkShapeError):
        fetch(address, "x")
