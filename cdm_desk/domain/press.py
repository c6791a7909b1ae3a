"""The press review: articles named with their source, in words of our own, in a numbered issue for each week."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final, Self
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from cdm_desk.domain.errors import FieldTooLongError, RuleError
from cdm_desk.domain.folding import clean
from cdm_desk.domain.press_rights import LICENCES, Licence, LicenceExpiredError, LicenceMissingError

LONGEST_LINE: Final = 500
LONGEST_LINK: Final = 2_000
LONGEST_SUMMARY: Final = 3_000
LONGEST_FULL_TEXT: Final = 60_000
MOST_THEMES: Final = 5
MOST_TITLES: Final = 9
LANGUAGES: Final = ("fr", "nl", "en", "de")

_WEEKS: Final = UUID("6f0f7a52-4f0c-5b52-9f53-3b6f6f7c9d11")
_LONGEST: Final = {
    "title": LONGEST_LINE,
    "source": LONGEST_LINE,
    "author": LONGEST_LINE,
    "link": LONGEST_LINK,
    "summary_fr": LONGEST_SUMMARY,
    "summary_nl": LONGEST_SUMMARY,
    "quote": LONGEST_SUMMARY,
    "full_text": LONGEST_FULL_TEXT,
}
LINES: Final = ("title", "source", "author", "link")
TEXTS: Final = ("summary_fr", "summary_nl", "quote", "full_text")


class PressTitleMissingError(RuleError):
    """An article without a title or a link cannot be found again."""


class PressItemGoneError(RuleError):
    """An article has been taken out of the review meanwhile."""


class LinkShapeError(RuleError):
    """What was given as a link is no address of the web."""

    def __init__(self, link: str) -> None:
        super().__init__(link)
        self.link = link


class QuoteSourceError(RuleError):
    """Something is quoted and nobody is named from whom."""


class IssueClosedError(RuleError):
    """An issue has been closed: what is new goes into the next one."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class IssueEmptyError(RuleError):
    """An issue in which no article stands is not closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PressItem:
    """An article of the review: where it stands, our own words about it in both languages, perhaps a quotation.

    The full text is kept only under a licence, and is shown as long as that is valid.
    """

    id: UUID
    issue_id: UUID | None = None
    title: str = ""
    source: str | None = None
    author: str | None = None
    published_on: date | None = None
    link: str | None = None
    language: str | None = None
    theme_codes: tuple[str, ...] = ()
    summary_fr: str | None = None
    summary_nl: str | None = None
    quote: str | None = None
    full_text: str | None = None
    licence: str | None = None
    title_ids: tuple[UUID, ...] = ()
    rank: int = 0
    removed: bool = False

    def checked(self) -> Self:
        """Return the article with every text clean.

        Raises PressTitleMissingError, LinkShapeError, FieldTooLongError or QuoteSourceError.
        """
        changes: dict[str, Any] = {name: clean(getattr(self, name) or "") or None for name in LINES}
        changes |= {name: paragraphs(getattr(self, name) or "") or None for name in TEXTS}
        changes["title"] = changes["title"] or changes["link"]
        if not changes["title"]:
            raise PressTitleMissingError
        if changes["link"] and not is_link(changes["link"]):
            raise LinkShapeError(changes["link"])
        for name, longest in _LONGEST.items():
            if len(changes[name] or "") > longest:
                raise FieldTooLongError(name, longest)
        if changes["quote"] and not changes["source"]:
            raise QuoteSourceError
        themes = tuple(dict.fromkeys(self.theme_codes))[:MOST_THEMES]
        titles = tuple(dict.fromkeys(self.title_ids))[:MOST_TITLES]
        licence = self.licence if changes["full_text"] else None
        return replace(self, **changes, theme_codes=themes, title_ids=titles, licence=licence)

    def check_licence(self, licences: Iterable[Licence], day: date) -> None:
        """Return if the full text may be kept, or there is none; raise LicenceMissingError or LicenceExpiredError."""
        if not self.full_text:
            return
        known = next((each for each in licences if each.holder == self.licence), None)
        if known is None:
            raise LicenceMissingError(self.licence or " / ".join(LICENCES))
        if known.expired(day):
            raise LicenceExpiredError(known.holder, known.valid_until or day)

    def licensed(self, licences: Iterable[Licence], day: date) -> Self:
        """Return the article as it may be shown on a day: without its full text once the licence is over."""
        may = any(each.holder == self.licence and not each.expired(day) for each in licences)
        return self if may or not self.full_text else replace(self, full_text=None, licence=None)

    @property
    def theme_code(self) -> str | None:
        """The theme under which it stands on the page: the first one."""
        return self.theme_codes[0] if self.theme_codes else None

    @property
    def own_texts(self) -> list[tuple[str, str]]:
        """Every text that somebody typed with the name of its field, for whoever checks them; not the link."""
        return [(name, text) for name in (*LINES[:3], *TEXTS) if (text := getattr(self, name))]


@dataclass(frozen=True, slots=True, kw_only=True)
class PressIssue:
    """The review of one week: it has the same id wherever it is begun.

    `number` is the one it was closed under, or shall have at least: a house that counts on from an older series.
    """

    id: UUID
    day: date
    number: int | None = None
    closed_on: date | None = None

    @classmethod
    def of_day(cls, day: date) -> Self:
        """Return the issue of the week of a day, as it is before anybody has begun it."""
        return cls(id=issue_id(day), day=monday(day))

    @property
    def closed(self) -> bool:
        """Whether it has gone out."""
        return self.closed_on is not None

    @property
    def week(self) -> str:
        """The week as ISO writes it: `2019-W09`."""
        year, week, _day = self.day.isocalendar()
        return f"{year}-W{week:02}"

    def next(self) -> Self:
        """Return the issue of the week after."""
        return self.of_day(self.day + timedelta(days=7))


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedIssue:
    """An issue with its number in the order of the weeks, and how many articles stand in it."""

    issue: PressIssue
    number: int
    items: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfTitle:
    """A title of the catalogue that goes with an article: what is printed of it."""

    id: UUID
    heading: str
    shelf_mark: str | None
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PressReview:
    """One issue as it goes out, for paper, page and mail: its articles with the books that go with them."""

    issue: PressIssue
    number: int
    items: tuple[PressItem, ...]
    shelf: Mapping[UUID, ShelfTitle]
    licences: tuple[Licence, ...] = ()

    def by_theme(self, codes: Iterable[str]) -> list[tuple[str | None, list[PressItem]]]:
        """Return the articles under their first theme, in the order of the themes; those without come last."""
        order: list[str | None] = [*codes, None]
        known = set(order)
        groups = [
            (code, [item for item in self.items if (item.theme_code if item.theme_code in known else None) == code])
            for code in order
        ]
        return [(code, items) for code, items in groups if items]

    def books(self, item: PressItem) -> list[ShelfTitle]:
        """Return the books that go with an article and are still in the catalogue."""
        return [self.shelf[title_id] for title_id in item.title_ids if title_id in self.shelf]


def monday(day: date) -> date:
    """Return the first day of the week of a day."""
    return day - timedelta(days=day.weekday())


def issue_id(day: date) -> UUID:
    """Return the id of the issue of a day's week: two workstations that begin it begin the same one."""
    year, week, _day = day.isocalendar()
    return uuid5(_WEEKS, f"{year}-W{week:02}")


def numbered(issues: Iterable[PressIssue]) -> dict[UUID, int]:
    """Number issues in the order of their weeks, so that numbers rise with the weeks and none comes twice.

    The number that an issue was closed under stays, unless an earlier week that arrived late needs it.
    """
    numbers: dict[UUID, int] = {}
    last = 0
    for issue in sorted(issues, key=lambda each: (each.day, each.id.hex)):
        last = max(last + 1, issue.number or 0)
        numbers[issue.id] = last
    return numbers


def is_link(text: str) -> bool:
    """Whether a text is an address of the web that may stand in a page: no script, no file, no blank in it."""
    if any(sign.isspace() or sign in "<>\"'`\\^{|}" for sign in text):
        return False
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(host) and has_port and parts.username is None


def host_of(link: str) -> str:
    """Return the name of the site of a link, as people say it: without `www.`."""
    try:
        return (urlsplit(link).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def paragraphs(text: str) -> str:
    """Return a text of several lines with each of them clean, without empty ones at its ends."""
    return "\n".join(clean(line) for line in text.splitlines()).strip()
