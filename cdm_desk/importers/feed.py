"""RSS and Atom as they come from the web: read without trusting any of it."""

import contextlib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from cdm_desk.domain.clock import in_brussels
from cdm_desk.domain.folding import clean
from cdm_desk.domain.press import LONGEST_LINE, LONGEST_LINK, is_link
from cdm_desk.domain.press_feeds import Feed, FeedEntry, FeedRead, FeedUnreadableError

MOST_ENTRIES: Final = 200
DEEPEST: Final = 60
LONGEST_MARKUP: Final = 20_000
LONGEST_TEXT: Final = 600

_SPACES_READ: Final = frozenset(
    {
        "",
        "http://www.w3.org/2005/Atom",
        "http://purl.org/atom/ns#",
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://backend.userland.com/rss2",
        "http://purl.org/dc/elements/1.1/",
        "http://purl.org/dc/terms/",
    }
)
_HEADS: Final = frozenset({"rss", "feed", "rdf"})
_ENTRIES: Final = frozenset({"item", "entry"})
_FIELDS: Final[Mapping[str, str]] = {
    "title": "title",
    "link": "link",
    "description": "text",
    "summary": "text",
    "pubdate": "day",
    "published": "day",
    "issued": "day",
    "date": "day",
    "updated": "changed",
    "modified": "changed",
    "creator": "author",
    "author": "author",
}
_UNSEEN: Final = frozenset({"script", "style"})


class _EnoughError(Exception):
    """As many entries as anybody would look through have been read."""


def read(content: bytes, feed: Feed, today: date) -> FeedRead:
    """Return what a feed announces, in its order, at most 200 entries; raises FeedUnreadableError.

    Entities and outside references are refused whole. A feed that breaks off gives what stood before.
    """
    gathered = _Entries(today)
    parser = DefusedXMLParser(target=gathered)
    damaged = False
    try:
        parser.feed(content)
        parser.close()
    except _EnoughError:
        pass
    except (ParseError, LookupError, ValueError) as wrong:
        # A name of an encoding that nobody knows is a LookupError.
        if isinstance(wrong, DefusedXmlException) or not gathered.found:
            raise FeedUnreadableError(feed.name) from wrong
        damaged = True
    if not gathered.is_feed:
        raise FeedUnreadableError(feed.name)
    return FeedRead(feed=feed, entries=tuple(gathered.found), damaged=damaged)


class _Entries:
    """Gathers entries as the parser tells of each element; nothing else of the file is kept."""

    def __init__(self, today: date) -> None:
        self.found: list[FeedEntry] = []
        self.is_feed = False
        self._today = today
        self._depth = 0
        self._entry: dict[str, str] | None = None
        self._entry_depth = 0
        self._field = ""
        self._field_depth = 0
        self._part = ""
        self._text: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Hear that an element begins."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise ParseError
        space, name = _named(tag)
        if self._depth == 1:
            self.is_feed = name in _HEADS
        if self._entry is None:
            if name in _ENTRIES and space in _SPACES_READ:
                self._entry, self._entry_depth = {}, self._depth
        elif self._field:
            self._part = name if self._field == "author" else ""
            if self._part == "name":
                self._text.clear()
        elif space in _SPACES_READ and name in _FIELDS and self._depth == self._entry_depth + 1:
            self._begin(_FIELDS[name], attributes)

    def data(self, text: str) -> None:
        """Hear words."""
        # Of an author the name is of use, an address is not.
        if self._field and self._part not in {"email", "uri"}:
            self._text.append(text)

    def end(self, _tag: str) -> None:
        """Hear that an element ends."""
        self._part = "" if self._part != "name" else "email"
        if self._entry is not None:
            if self._field and self._depth == self._field_depth:
                self._end_field(self._entry)
            elif self._depth == self._entry_depth:
                self._end_entry(self._entry)
        self._depth -= 1

    def close(self) -> None:
        """Hear that the file ends."""

    def _begin(self, field: str, attributes: Mapping[str, str]) -> None:
        self._field, self._field_depth, self._part = field, self._depth, ""
        self._text.clear()
        href = attributes.get("href", "")
        if field == "link" and href and attributes.get("rel", "alternate") == "alternate":
            self._text.append(href)

    def _end_field(self, entry: dict[str, str]) -> None:
        told = "".join(self._text).strip()
        if told:
            entry.setdefault(self._field, told)
        self._field, self._part = "", ""

    def _end_entry(self, entry: dict[str, str]) -> None:
        self._entry = None
        link = clean(entry.get("link", ""))[:LONGEST_LINK]
        link = link if is_link(link) else ""
        title = _plain(entry.get("title", ""))[:LONGEST_LINE] or link
        if not title:
            return
        self.found.append(
            FeedEntry(
                title=title,
                link=link or None,
                author=_author(entry.get("author", "")) or None,
                published_on=_day(entry.get("day") or entry.get("changed", ""), self._today),
                text=_plain(entry.get("text", ""))[:LONGEST_TEXT],
            )
        )
        if len(self.found) >= MOST_ENTRIES:
            raise _EnoughError


class _Words(HTMLParser):
    """The words of a piece of HTML, without its marks and what a page does not show."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the parser's signature
        self._hidden += tag in _UNSEEN
        self.words.append(" " if tag in {"br", "p", "div", "li"} else "")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in _UNSEEN and self._hidden > 0

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


def _plain(markup: str) -> str:
    if "<" not in markup and "&" not in markup:
        return clean(markup)
    reader = _Words()
    with contextlib.suppress(AssertionError):
        # The parser of Python asserts on some broken declarations; what came before them is read.
        reader.feed(markup[:LONGEST_MARKUP])
        reader.close()
    return clean("".join(reader.words))


def _author(told: str) -> str:
    """Return the name of an author; RSS writes `address (name)`."""
    plain = _plain(told)
    if "@" not in plain:
        return plain[:LONGEST_LINE]
    return plain.partition("(")[2].rpartition(")")[0].strip()[:LONGEST_LINE] if "(" in plain else ""


def _day(told: str, today: date) -> date | None:
    """Return the day in Brussels of a date as feeds write it; none for what is no date, or has not come yet."""
    moment = None
    with contextlib.suppress(ValueError, TypeError, IndexError, OverflowError):
        moment = parsedate_to_datetime(told)
    if moment is None:
        with contextlib.suppress(ValueError):
            moment = datetime.fromisoformat(told)
    if moment is None or moment.year < 1900:
        return None
    try:
        day = in_brussels(moment).date()
    except (OverflowError, ValueError):
        return None
    return day if day <= today + timedelta(days=1) else None


def _named(tag: str) -> tuple[str, str]:
    space, _brace, name = tag.rpartition("}")
    return space.removeprefix("{"), name.lower()
