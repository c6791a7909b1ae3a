"""The archive of the press review: what is found in all issues; and the words of an article that books may share."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from cdm_desk.domain.folding import words
from cdm_desk.domain.press import PressIssue, PressItem

_COMMON: Final = (
    "avec dans pour plus sans sous vers chez entre apres avant leur leurs cette comme faut fait font etre sont selon "
    "contre tout tous toute toutes moins encore nouvelle nouveau nouveaux meer voor door over onder tussen naar niet "
    "geen zijn wordt worden deze heeft hebben andere veel nieuwe nieuw zonder tegen volgens vanaf from with what when "
    "this that your more than into about"
)
_SHORTEST: Final = 4
_MOST_WORDS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSearch:
    """What is looked for in all issues: words, perhaps one theme only, perhaps between two days."""

    words: str = ""
    theme_code: str | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveHit:
    """An article found in the archive, with the number and the week of its issue."""

    item: PressItem
    number: int | None
    issue: PressIssue | None

    @property
    def day(self) -> date | None:
        """The day by which it is found: that of its issue, else of the article."""
        return self.issue.day if self.issue else self.item.published_on


@lru_cache(maxsize=20_000)
def searched(item: PressItem) -> str:
    """Return the folded words of an article that a search looks through, each after a blank."""
    parts = (item.title, item.source, item.author, item.summary_fr, item.summary_nl, item.quote, item.full_text)
    return f" {' '.join(words(' '.join(part for part in parts if part)))}"


def is_found(item: PressItem, search: ArchiveSearch) -> bool:
    """Whether an article has every word looked for, each at least as its beginning, and the theme."""
    if search.theme_code and search.theme_code not in item.theme_codes:
        return False
    return all(f" {word}" in searched(item) for word in words(search.words))


def telling_words(title: str) -> list[str]:
    """Return the words of a title that a book on the same matter may have in its own: long ones, not the common."""
    common = _COMMON.split()
    telling = (word for word in words(title) if len(word) >= _SHORTEST and word not in common)
    return list(dict.fromkeys(telling))[:_MOST_WORDS]
