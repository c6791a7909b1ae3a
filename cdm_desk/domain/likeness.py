"""When two records describe the same work: the rule by which an import finds what the shelf has already."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import islice
from typing import Final
from uuid import UUID

from cdm_desk.domain.folding import words
from cdm_desk.domain.identifiers import Isbn, issn_is_valid
from cdm_desk.domain.library import Title

# Words so common at the start of a title that a block under them would hold half the shelf.
_SMALL_WORDS: Final = frozenset(
    [
        "a",
        "an",
        "au",
        "aux",
        "d",
        "de",
        "des",
        "du",
        "en",
        "et",
        "l",
        "la",
        "le",
        "les",
        "of",
        "the",
        "un",
        "une",
        "de",
        "het",
        "een",
        "van",
        "der",
        "den",
        "die",
        "das",
        "en",
        "in",
        "op",
        "t",
        "s",
    ]
)
# Below this two titles are two works; from this on a person should look.
ALIKE: Final = 0.92
# Of titles that begin alike no more than so many are compared letter by letter, the newest first.
MOST_COMPARED: Final = 200
# Records of one ISBN whose titles differ more than this are volumes or a wrong number.
SAME_NUMBER: Final = 0.72
_NUMBERS = re.compile(r"\d+|\b(?:[ivx]{1,5})\b")


class Likeness(StrEnum):
    """How a record stands to the catalogue."""

    SAME = "same"
    DOUBTFUL_ISBN = "doubtful_isbn"
    DOUBTFUL_TITLE = "doubtful_title"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleKey:
    """What of a title is compared, folded once."""

    id: UUID
    words: tuple[str, ...]
    bag: frozenset[str]
    subtitle: tuple[str, ...]
    author: str
    publisher: str
    year: int | None
    numbers: frozenset[str]

    @classmethod
    def of(cls, title: Title) -> "TitleKey":
        """Return the key of a title."""
        told = title_words(title)
        return cls(
            id=title.id,
            words=told,
            bag=frozenset(told),
            subtitle=tuple(words(title.subtitle or "")),
            author=author_key(title.authors),
            publisher=" ".join(words(title.publisher or "")),
            year=title.year,
            numbers=numbers_of(title),
        )

    @property
    def line(self) -> str:
        """The folded title."""
        return " ".join(self.words)

    @property
    def whole(self) -> str:
        """The folded title and subtitle: one catalogue's subtitle is another's title."""
        return " ".join([*self.words, *self.subtitle])


def title_words(title: Title) -> tuple[str, ...]:
    """Return the folded words by which a title is told from others."""
    # Volumes of one work differ by nothing else; old records tell the volume within the title.
    return tuple(words(f"{title.title} {title.volume or ''}"))


def author_key(authors: tuple[str, ...]) -> str:
    """Return the family name of the first author, folded: "Rosnay, Tatiana de" and "Tatiana de Rosnay" agree."""
    if not authors:
        return ""
    family, comma, _given = authors[0].partition(",")
    parts = words(family)
    if not parts:
        return ""
    return " ".join(parts) if comma else parts[-1]


def numbers_of(title: Title) -> frozenset[str]:
    """Return the right ISBNs and ISSNs of a title."""
    books = {text for text in title.isbns if Isbn.read(text).valid}
    return frozenset(books | {text for text in title.issns if issn_is_valid(text)})


def block_of(line: Iterable[str]) -> str:
    """Return the first telling word of a folded title: only titles of one block are compared."""
    first = ""
    for word in line:
        first = first or word
        if word not in _SMALL_WORDS:
            return word
    return first


@dataclass(slots=True)
class Matcher:
    """Compares records with the catalogue and with those taken in before them, block by block, never all pairs."""

    _by_number: dict[str, list[TitleKey]] = field(default_factory=lambda: defaultdict(list))
    _by_line: dict[str, list[TitleKey]] = field(default_factory=lambda: defaultdict(list))
    _by_block: dict[str, list[TitleKey]] = field(default_factory=lambda: defaultdict(list))

    def add(self, key: TitleKey) -> None:
        """Take a title in, for those that follow."""
        for number in key.numbers:
            self._by_number[number].append(key)
        for line in {key.line, key.whole}:
            self._by_line[line].append(key)
        self._by_block[block_of(key.words)].append(key)

    def find(self, key: TitleKey) -> tuple[Likeness, UUID | None]:
        """Return how a record stands to the catalogue, and the title that it resembles."""
        neighbours = [other for number in sorted(key.numbers) for other in self._by_number.get(number, ())]
        for other in neighbours:
            if _same_volume(key, other) and _ratio(key, other) >= SAME_NUMBER:
                return Likeness.SAME, other.id
        for other in self._twins(key):
            if _agree(key, other):
                return Likeness.SAME, other.id
        if neighbours:
            return Likeness.DOUBTFUL_ISBN, neighbours[0].id
        return self._resembling(key)

    def _twins(self, key: TitleKey) -> Iterator[TitleKey]:
        seen: set[UUID] = set()
        for line in (key.whole, key.line):
            for other in self._by_line.get(line, ()):
                if other.id not in seen:
                    seen.add(other.id)
                    yield other

    def _resembling(self, key: TitleKey) -> tuple[Likeness, UUID | None]:
        block = self._by_block.get(block_of(key.words), ())
        candidates = (other for other in reversed(block) if _could_be(key, other))
        for other in islice(candidates, MOST_COMPARED):
            if _ratio(key, other) >= ALIKE:
                return Likeness.DOUBTFUL_TITLE, other.id
        return Likeness.OTHER, None


def _agree(key: TitleKey, other: TitleKey) -> bool:
    """The same words stand for one work if author, year and publisher agree, and neither number says otherwise."""
    if key.numbers and other.numbers:
        return False
    subtitles = key.whole == other.whole or not (key.subtitle and other.subtitle)
    return subtitles and key.author == other.author and key.year == other.year and _same_house(key, other)


def _same_house(key: TitleKey, other: TitleKey) -> bool:
    if not key.publisher or not other.publisher:
        return True
    mine, theirs = set(key.publisher.split()), set(other.publisher.split())
    return bool(mine & theirs)


def _could_be(key: TitleKey, other: TitleKey) -> bool:
    """Another year, another author, another volume or two ISBNs make another book: no need to bother anybody."""
    if key.numbers and other.numbers:
        return False
    # One word may be spelt differently, or two of many.
    if 2 * len(key.bag & other.bag) < max(len(key.bag), len(other.bag)) and min(len(key.bag), len(other.bag)) > 1:
        return False
    if key.author and other.author and key.author != other.author:
        return False
    if key.year and other.year and key.year != other.year:
        return False
    return _same_volume(key, other) and _same_house(key, other)


def _same_volume(key: TitleKey, other: TitleKey) -> bool:
    mine, theirs = _compared(key, other)
    return _NUMBERS.findall(mine) == _NUMBERS.findall(theirs)


def _ratio(key: TitleKey, other: TitleKey) -> float:
    """The likeness of two titles, from 0 to 1; a title that the other continues as a subtitle is the same."""
    if key.line == other.whole or other.line == key.whole:
        return 1.0
    mine, theirs = _compared(key, other)
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    if matcher.real_quick_ratio() < SAME_NUMBER or matcher.quick_ratio() < SAME_NUMBER:
        return 0.0
    return matcher.ratio()


def _compared(key: TitleKey, other: TitleKey) -> tuple[str, str]:
    """Subtitles are compared where both have one: volumes of a series often differ there alone."""
    if key.subtitle and other.subtitle:
        return key.whole, other.whole
    return key.line, other.line
