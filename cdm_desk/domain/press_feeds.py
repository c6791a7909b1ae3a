"""Feeds: what newspapers announce on the web, proposed for the press review."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Self
from uuid import UUID

from cdm_desk.domain.errors import FieldTooLongError, RuleError, StoreError
from cdm_desk.domain.folding import clean
from cdm_desk.domain.press import LONGEST_LINE, LONGEST_LINK, LinkShapeError, PressItem, host_of, is_link


class FeedAwayError(StoreError):
    """The site of a feed does not answer, or not with a feed; what was read before stays."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name, why)
        self.name = name
        self.why = why


class FeedTooLargeError(RuleError):
    """What the site of a feed sends has no end, or is larger than any feed."""

    def __init__(self, name: str, megabytes: int) -> None:
        super().__init__(name, megabytes)
        self.name = name
        self.megabytes = megabytes


class FeedUnreadableError(RuleError):
    """What came is no RSS and no Atom, or hides what no feed needs."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A list of new articles that a newspaper keeps on the web."""

    id: UUID
    name: str = ""
    address: str = ""
    language: str | None = None
    theme_code: str | None = None
    removed: bool = False

    def checked(self) -> Self:
        """Return the feed with clean words; raises LinkShapeError or FieldTooLongError."""
        name, address = clean(self.name), clean(self.address)
        if not is_link(address):
            raise LinkShapeError(address)
        for field, text, longest in (("source", name, LONGEST_LINE), ("link", address, LONGEST_LINK)):
            if len(text) > longest:
                raise FieldTooLongError(field, longest)
        return replace(self, name=name or host_of(address), address=address)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One article that a feed announces; its text is the newspaper's and helps to choose, it is never kept."""

    title: str
    link: str | None = None
    author: str | None = None
    published_on: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRead:
    """What a feed announces; `damaged` if it broke off and only what stood before could be read."""

    feed: Feed
    entries: tuple[FeedEntry, ...]
    damaged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An article of a feed that could go into the issue."""

    entry: FeedEntry
    feed: Feed

    def item(self, item_id: UUID) -> PressItem:
        """Return the article as it would stand in the review: its reference, and nothing of its text."""
        return PressItem(
            id=item_id,
            title=self.entry.title,
            source=self.feed.name,
            author=self.entry.author,
            published_on=self.entry.published_on,
            link=self.entry.link,
            language=self.feed.language,
            theme_codes=(self.feed.theme_code,) if self.feed.theme_code else (),
        )
