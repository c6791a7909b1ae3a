"""The library: titles and their copies, read on the spot; and what becomes of each row of a file that is taken in."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final, Self
from uuid import UUID

from cdm_desk.domain.errors import FieldTooLongError, TitleMissingError, YearError
from cdm_desk.domain.facets import Facet
from cdm_desk.domain.folding import clean, sort_key, words
from cdm_desk.domain.identifiers import Isbn

LONGEST_FIELD: Final = 1_000
LONGEST_SUMMARY: Final = 5_000
MOST_PARTS: Final = 50
EARLIEST_YEAR, LATEST_YEAR = 1400, 2100
SUMMARY_FIELDS: Final = frozenset({"summary"})
TEXT_FIELDS: Final = (
    "title",
    "subtitle",
    "volume",
    "publisher",
    "place",
    "edition",
    "series",
    "pages",
    "shelf_mark",
    "summary",
    "dewey",
    "udc",
)
COPY_TEXTS: Final = ("barcode", "shelf_mark", "location")
LIST_FIELDS: Final = ("authors", "isbns", "issns", "languages", "subjects", "rameau")


class State(StrEnum):
    """Where a title or a copy stands in its life on the shelf."""

    SHELF = "SHELF"
    CHECK = "CHECK"
    OUTDATED = "OUTDATED"
    WITHDRAWN = "WITHDRAWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One object on the shelf, known by its own barcode; used on the spot, never lent."""

    id: UUID
    title_id: UUID
    barcode: str | None = None
    shelf_mark: str | None = None
    state: State = State.SHELF
    removed: bool = False
    location: str | None = None
    acquired_on: date | None = None
    gift: bool | None = None
    price_cents: int | None = None
    seen_on: date | None = None
    missing_since: date | None = None
    weed_letters: str | None = None
    weed_fate: str | None = None
    weed_on: date | None = None
    withdrawn_on: date | None = None

    @property
    def counted(self) -> bool:
        """Whether visitors can find the copy."""
        return not self.removed and self.state is not State.WITHDRAWN

    def withdrawn(self) -> Self:
        """Return the copy taken off the shelf."""
        return replace(self, state=State.WITHDRAWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A work of the catalogue. A field that nobody recorded is None or empty, never a default."""

    id: UUID
    title: str
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    edition: str | None = None
    place: str | None = None
    publisher: str | None = None
    year: int | None = None
    series: str | None = None
    pages: str | None = None
    isbns: tuple[str, ...] = ()
    issns: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    summary: str | None = None
    theme_code: str | None = None
    sub_theme_code: str | None = None
    shelf_mark: str | None = None
    kind: str | None = None
    partner_issued: bool | None = None
    checked_on: date | None = None
    review_by: date | None = None
    state: State = State.SHELF
    removed: bool = False
    volume: str | None = None
    other_sub_themes: tuple[str, ...] = ()
    partner_code: str | None = None
    dewey: str | None = None
    udc: str | None = None
    rameau: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()

    def checked(self) -> Self:
        """Return the title with every text clean.

        Raises TitleMissingError, FieldTooLongError or YearError, with the field at fault.
        """
        tidy = self.tidied()
        if not tidy.title:
            raise TitleMissingError
        if tidy.year is not None and not EARLIEST_YEAR <= tidy.year <= LATEST_YEAR:
            raise YearError(EARLIEST_YEAR, LATEST_YEAR)
        for name, text in tidy.texts():
            longest = longest_of(name)
            if len(text) > longest:
                raise FieldTooLongError(name, longest)
        return tidy

    def tidied(self) -> Self:
        """Return the title without signs that nobody sees, empty parts and repeats."""
        changes: dict[str, Any] = {name: clean(getattr(self, name) or "") or None for name in TEXT_FIELDS}
        for name in LIST_FIELDS:
            parts = (clean(part) for part in getattr(self, name))
            changes[name] = tuple(dict.fromkeys(part for part in parts if part))[:MOST_PARTS]
        changes["title"] = changes["title"] or ""
        changes["isbns"] = tuple(dict.fromkeys(Isbn.read(text).text for text in changes["isbns"]))
        return self if all(getattr(self, name) == each for name, each in changes.items()) else replace(self, **changes)

    def shortened(self) -> Self:
        """Return the title with no field longer than it may be."""
        changes: dict[str, Any] = {}
        for name in TEXT_FIELDS:
            text = getattr(self, name)
            changes[name] = text[: longest_of(name)] if text else text
        for name in LIST_FIELDS:
            changes[name] = tuple(part[:LONGEST_FIELD] for part in getattr(self, name))[:MOST_PARTS]
        return replace(self, **changes)

    def texts(self) -> list[tuple[str, str]]:
        """Return every text of the title with the name of its field, for whoever checks them."""
        single = [(name, getattr(self, name)) for name in TEXT_FIELDS]
        parts = [(name, part) for name in LIST_FIELDS for part in getattr(self, name)]
        return [(name, text) for name, text in [*single, *parts] if text]

    @property
    def heading(self) -> str:
        """Title, volume and subtitle on one line."""
        numbered = f"{self.title}. {self.volume}" if self.volume else self.title
        return f"{numbered} : {self.subtitle}" if self.subtitle else numbered

    @property
    def language(self) -> str | None:
        """The language it is filed under: the first one."""
        return self.languages[0] if self.languages else None

    @property
    def sort_key(self) -> str:
        """What a list is sorted by."""
        return sort_key(self.title, self.language)

    @property
    def first_isbn(self) -> str | None:
        """The ISBN to show: a right one before a wrong one."""
        return next((text for text in self.isbns if Isbn.read(text).valid), self.isbns[0] if self.isbns else None)

    @property
    def wrong_isbns(self) -> tuple[str, ...]:
        """The numbers as found whose check digit or length is wrong."""
        return tuple(text for text in self.isbns if not Isbn.read(text).valid)

    @property
    def searched(self) -> str:
        """Everything that a search looks through, before folding."""
        numbers = [Isbn.read(text).short or "" for text in self.isbns]
        plain_issns = [text.replace("-", "") for text in self.issns]
        parts = [self.title, self.subtitle, *self.authors, self.publisher, self.series, *self.subjects, self.shelf_mark]
        parts += [self.volume, *self.rameau]
        return " ".join(part for part in [*parts, *self.isbns, *numbers, *self.issns, *plain_issns] if part)

    def filled_from(self, other: Self) -> Self:
        """Return the title with what it lacked taken from another record of the same work; nothing is overwritten."""
        changes: dict[str, Any] = {}
        for name in MERGED_FIELDS:
            mine, theirs = getattr(self, name), getattr(other, name)
            if name in UNITED_FIELDS:
                changes[name] = tuple(dict.fromkeys([*mine, *theirs]))
            elif mine in (None, ()):
                changes[name] = theirs
        return replace(self, **changes)


MERGED_FIELDS: Final = [
    "subtitle",
    "authors",
    "edition",
    "place",
    "publisher",
    "year",
    "series",
    "pages",
    "isbns",
    "issns",
    "languages",
    "subjects",
    "summary",
    "theme_code",
    "sub_theme_code",
    "shelf_mark",
    "kind",
    "partner_issued",
    "checked_on",
    "review_by",
    "volume",
    "other_sub_themes",
    "partner_code",
    "dewey",
    "udc",
    "rameau",
]
UNITED_FIELDS: Final = frozenset({"isbns", "issns"})


def longest_of(name: str) -> int:
    """Return how many characters a field may have."""
    return LONGEST_SUMMARY if name in SUMMARY_FIELDS else LONGEST_FIELD


def proposed_mark(title: Title, digit: int | None) -> str | None:
    """Return the shelf mark of the house plan: theme digit, sub-theme, three letters of the author or title.

    `3.1 ROS` stands for employment, CV and letters, by Rosnay. Without a theme there is none to propose.
    """
    if digit is None:
        return None
    sub_theme = (title.sub_theme_code or "")[3:]
    first_author = title.authors[0] if title.authors else ""
    letters = "".join(words(first_author.partition(",")[0])) or "".join(title.sort_key.split())
    plan = f"{digit}.{sub_theme}" if sub_theme else str(digit)
    return f"{plan} {letters[:3].upper()}".strip()


class Outcome(StrEnum):
    """What became of a row; the names are those of the import's report."""

    NEW = "new"
    COPY = "copies"
    MERGED = "merged"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"


class Why(StrEnum):
    """The reason for a row's fate, or what was mended in it; sentences stand in the words of the screen."""

    EMPTY = "empty"
    NO_TITLE = "no_title"
    DAMAGED = "damaged"
    TRUNCATED = "truncated"
    NOT_A_RECORD = "not_a_record"
    PERSONAL = "personal"
    BARCODE_TAKEN = "barcode_taken"
    SAME_ISBN = "same_isbn"
    SIMILAR = "similar"
    FIELDS_LOST = "fields_lost"
    LETTERS_LOST = "letters_lost"
    COLUMNS_SHIFTED = "columns_shifted"
    EXTRA_COLUMNS = "extra_columns"
    SHORT_ROW = "short_row"
    OPEN_QUOTE = "open_quote"
    SHORTENED = "shortened"
    REPAIRED = "repaired"
    LETTERS_MENDED = "letters_mended"
    WRONG_ISBN = "wrong_isbn"


# Rows without a title to take in, and rows that are taken in for somebody to look at.
REFUSALS: Final = frozenset({Why.EMPTY, Why.NO_TITLE, Why.DAMAGED, Why.TRUNCATED, Why.NOT_A_RECORD, Why.PERSONAL})
DOUBTS: Final = frozenset(
    {
        Why.BARCODE_TAKEN,
        Why.SAME_ISBN,
        Why.SIMILAR,
        Why.FIELDS_LOST,
        Why.LETTERS_LOST,
        Why.COLUMNS_SHIFTED,
        Why.EXTRA_COLUMNS,
        Why.SHORT_ROW,
        Why.OPEN_QUOTE,
        Why.SHORTENED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelLine:
    """One row of a file as read: its source, and the title and copies that it describes, or why there is none.

    `before` is its title as a program would show it that believes what the file says of its letters, if that differs.
    """

    number: int
    source: str = ""
    title: Title | None = None
    copies: tuple[Copy, ...] = ()
    why: Why | None = None
    before: str = ""

    def refused(self, why: Why) -> Self:
        """Return the row without its title."""
        return replace(self, title=None, copies=(), why=why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A file as read, before anything is kept: one row for each record, none left out."""

    name: str
    form: str
    encodings: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    rows: tuple[ParcelLine, ...] = ()

    def with_rows(self, rows: Iterable[ParcelLine]) -> Self:
        """Return the file with these rows."""
        return replace(self, rows=tuple(rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of one row; `title_id` is the title that it made or joined."""

    row: int
    outcome: Outcome
    why: Why | None = None
    title_id: UUID | None = None
    heading: str = ""

    def plain(self) -> dict[str, Any]:
        """Return the fate as the report of an import prints it."""
        # One row is "a copy"; the sum above it counts "copies".
        fate = "copy" if self.outcome is Outcome.COPY else self.outcome.value
        return {"row": self.row, "fate": fate, "why": self.why.value if self.why else "", "title": self.heading}


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of a parcel. Every row read has one fate, so that the sums always agree."""

    parcel_id: UUID
    name: str
    fates: tuple[Fate, ...]
    kept: bool = True
    sums: Mapping[Outcome, int] = field(init=False)

    def __post_init__(self) -> None:
        counted = Counter(fate.outcome for fate in self.fates)
        object.__setattr__(self, "sums", {outcome: counted[outcome] for outcome in Outcome})

    @property
    def read(self) -> int:
        """How many rows the file had."""
        return len(self.fates)

    def plain(self) -> dict[str, Any]:
        """Return the receipt as the report of an import prints it."""
        sums = {outcome.value: self.sums[outcome] for outcome in Outcome}
        rows = [fate.plain() for fate in self.fates]
        return {"parcel": self.parcel_id.hex, "read": self.read, **sums, "dry_run": not self.kept, "rows": rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What the undoing of a parcel took back, and what it left because somebody has worked on it since."""

    parcel_id: UUID
    removed: int
    restored: int
    left: int

    def plain(self) -> dict[str, Any]:
        """Return the figures as the command prints them."""
        return {
            "parcel": self.parcel_id.hex,
            "removed": self.removed,
            "restored": self.restored,
            "left": self.left,
        }


class Order(StrEnum):
    """What a list of titles is sorted by; at first the best answers, and without words the titles."""

    BEST = "best"
    TITLE = "title"
    AUTHOR = "author"
    YEAR = "year"
    MARK = "mark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for: words as typed, perhaps one value only of some facets.

    `to_check` leaves what somebody has to look at, `on_shelf` what visitors can find.
    """

    words: str = ""
    theme_code: str | None = None
    sub_theme_code: str | None = None
    language: str | None = None
    decade: str | None = None
    kind: str | None = None
    state: str | None = None
    partner_code: str | None = None
    to_check: bool = False
    on_shelf: bool = False
    order: Order = Order.BEST
    descending: bool = False

    @property
    def chosen(self) -> Mapping[Facet, str]:
        """The facets that are narrowed, each to which value; an empty one leaves what has none."""
        values = {facet: getattr(self, name) for facet, name in FACET_FIELDS.items()}
        return {facet: value for facet, value in values.items() if value is not None}

    def narrowed(self, facet: Facet, value: str | None) -> Self:
        """Return the search with another value of a facet, or with all of them; subjects belong to their theme."""
        changes: dict[str, Any] = {FACET_FIELDS[facet]: value}
        if facet is Facet.THEME and (value is None or value != self.theme_code):
            changes[FACET_FIELDS[Facet.SUB_THEME]] = None
        return replace(self, **changes)


FACET_FIELDS: Final[Mapping[Facet, str]] = {
    Facet.THEME: "theme_code",
    Facet.SUB_THEME: "sub_theme_code",
    Facet.LANGUAGE: "language",
    Facet.DECADE: "decade",
    Facet.KIND: "kind",
    Facet.STATE: "state",
    Facet.PARTNER: "partner_code",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A title of a list, with the number of its copies that visitors can find."""

    title: Title
    copies: int

    def plain(self) -> dict[str, Any]:
        """Return the hit as a search prints it."""
        return {
            "title": self.title.heading,
            "authors": list(self.title.authors),
            "isbn": self.title.first_isbn,
            "language": self.title.language,
            "theme": self.title.theme_code,
            "shelf_mark": self.title.shelf_mark,
            "copies": self.copies,
            "year": self.title.year,
            "publisher": self.title.publisher,
            "state": self.title.state.value,
            "id": self.title.id.hex,
        }


def counted(copies: Iterable[Copy]) -> int:
    """Return how many copies visitors can find."""
    return sum(copy.counted for copy in copies)
