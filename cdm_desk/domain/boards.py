"""The boards of the library: is every voice heard, what of the catalogue needs a hand, what is new.

All of it is about books. Small numbers are printed as they are: how often a book was found on a table says nothing of
who read it, and no fact of the library points at a visitor. So nothing here is masked.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, TypeAlias
from uuid import UUID

from cdm_desk.domain.library import Copy, State, Title
from cdm_desk.domain.likeness import Likeness, Matcher, TitleKey
from cdm_desk.domain.reports import median

Work: TypeAlias = tuple[Title, tuple[Copy, ...]]

TONGUES: Final = ("fr", "nl")
OTHER: Final = "other"
# A theme whose newest Dutch book is older than this has a hole there.
HOLE_YEARS: Final = 3
NEW_DAYS: Final = 30
# What came within a year may still find its readers.
UNREAD_DAYS: Final = 365
# ISBN begin in 1970; brochures, sheets and journals have none.
FIRST_ISBN_YEAR: Final = 1970
WITHOUT_ISBN: Final = frozenset({"LEAFLET", "JOB_SHEET", "PERIODICAL"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """A sub-theme without a recent title in a language: none at all, or none since a year."""

    sub_theme_code: str
    language: str
    since: int | None = None
    title_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """One theme on the plurality board: titles by language, how old they are, whose they are, what is missing.

    A title in both languages counts once, under `both`. The age is the median, in years.
    """

    theme_code: str
    french: int = 0
    dutch: int = 0
    both: int = 0
    other: int = 0
    age: int | None = None
    partners: tuple[str, ...] = ()
    holes: tuple[Hole, ...] = ()
    title_ids: tuple[UUID, ...] = ()

    @property
    def total(self) -> int:
        """How many titles the theme has."""
        return self.french + self.dutch + self.both + self.other


def plurality(
    works: Iterable[Work], themes: Sequence[str], sub_themes: Iterable[str], today: date
) -> tuple[Voices, ...]:
    """Return the board of the themes in their order, from the titles that visitors can find."""
    by_theme: dict[str, list[Title]] = defaultdict(list)
    by_sub_theme: dict[str, list[Title]] = defaultdict(list)
    for title, _copies in _standing(works):
        by_theme[title.theme_code or ""].append(title)
        for code in {title.sub_theme_code or "", *title.other_sub_themes}:
            by_sub_theme[code].append(title)
    subs = list(sub_themes)
    return tuple(
        _voices(
            theme, by_theme[theme], _holes([code for code in subs if code[:3] == theme], by_sub_theme, today), today
        )
        for theme in themes
    )


def _voices(theme: str, titles: Sequence[Title], holes: tuple[Hole, ...], today: date) -> Voices:
    spoken = [{language.lower() for language in title.languages} & set(TONGUES) for title in titles]
    years = [title.year for title in titles if title.year]
    middle = median(years)
    return Voices(
        theme_code=theme,
        french=sum(each == {"fr"} for each in spoken),
        dutch=sum(each == {"nl"} for each in spoken),
        both=sum(len(each) > 1 for each in spoken),
        other=sum(not each for each in spoken),
        age=None if middle is None else max(0, today.year - middle),
        partners=tuple(sorted({title.partner_code for title in titles if title.partner_code})),
        holes=holes,
        title_ids=tuple(title.id for title in titles),
    )


def _holes(codes: Sequence[str], titles: Mapping[str, Sequence[Title]], today: date) -> tuple[Hole, ...]:
    found = []
    for code in codes:
        for language in TONGUES:
            spoken = [title for title in titles.get(code, ()) if language in title.languages]
            years = [title.year for title in spoken if title.year]
            if spoken and not years:
                # Nobody noted when they came out: neither old nor new.
                continue
            if not years or max(years) < today.year - HOLE_YEARS:
                ids = tuple(title.id for title in spoken)
                found.append(
                    Hole(sub_theme_code=code, language=language, since=max(years, default=None), title_ids=ids)
                )
    return tuple(found)


class Ailment(StrEnum):
    """What may be amiss with a title."""

    NO_SUMMARY = "no_summary"
    NO_THEME = "no_theme"
    NO_MARK = "no_mark"
    NO_LANGUAGE = "no_language"
    NO_ISBN = "no_isbn"
    WRONG_ISBN = "wrong_isbn"
    DUPLICATE = "duplicate"
    REVIEW_PASSED = "review_passed"
    NEVER_READ = "never_read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One line of the health board: what is amiss, and with which titles."""

    ailment: Ailment
    title_ids: tuple[UUID, ...]


def health(works: Iterable[Work], read: Iterable[UUID], today: date) -> tuple[Complaint, ...]:
    """Return what is amiss in the catalogue, one line for each kind, also where nothing is; `read` was ever read."""
    ever_read = set(read)
    found: dict[Ailment, list[UUID]] = {ailment: [] for ailment in Ailment}
    matcher = Matcher()
    for title, copies in _standing(works):
        for ailment in _ailments(title, copies, today):
            found[ailment].append(title.id)
        if title.id not in ever_read and _long_here(copies, today):
            found[Ailment.NEVER_READ].append(title.id)
        key = TitleKey.of(title)
        likeness, other = matcher.find(key)
        if likeness is not Likeness.OTHER and other is not None:
            # Twins stand together in the list, each once.
            found[Ailment.DUPLICATE] += [each for each in (other, title.id) if each not in found[Ailment.DUPLICATE]]
        matcher.add(key)
    return tuple(Complaint(ailment=ailment, title_ids=tuple(ids)) for ailment, ids in found.items())


def _ailments(title: Title, copies: Sequence[Copy], today: date) -> list[Ailment]:
    marked = title.shelf_mark or any(copy.shelf_mark for copy in copies)
    has_number = title.isbns or title.issns or title.kind in WITHOUT_ISBN
    checks = {
        Ailment.NO_SUMMARY: not title.summary,
        Ailment.NO_THEME: not title.theme_code,
        Ailment.NO_MARK: not marked,
        Ailment.NO_LANGUAGE: not title.languages,
        Ailment.NO_ISBN: not has_number and (title.year or FIRST_ISBN_YEAR) >= FIRST_ISBN_YEAR,
        Ailment.WRONG_ISBN: bool(title.wrong_isbns),
        Ailment.REVIEW_PASSED: title.review_by is not None and title.review_by < today,
    }
    return [ailment for ailment, amiss in checks.items() if amiss]


def _long_here(copies: Sequence[Copy], today: date) -> bool:
    came = [copy.acquired_on for copy in copies if copy.counted and copy.acquired_on]
    return not came or max(came) < today - timedelta(days=UNREAD_DAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBook:
    """A title on the sheet of new books, with the day on which it came."""

    title: Title
    came_on: date
    shelf_mark: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBooks:
    """What came since a day, under the theme that it stands under; without a theme last."""

    since: date
    until: date
    by_theme: tuple[tuple[str | None, tuple[NewBook, ...]], ...] = field(default=())

    @property
    def count(self) -> int:
        """How many titles there are."""
        return sum(len(books) for _theme, books in self.by_theme)


def new_books(
    works: Iterable[Work], first_seen: Mapping[UUID, date], themes: Sequence[str], since: date, until: date
) -> NewBooks:
    """Return the titles that came between two days, both included.

    A title comes on the day its first copy was acquired, else on the day the catalogue first heard of it.
    """
    found: dict[str | None, list[NewBook]] = defaultdict(list)
    for title, copies in _standing(works):
        came = came_on(title, copies, first_seen)
        if came is not None and since <= came <= until:
            theme = title.theme_code if title.theme_code in themes else None
            mark = title.shelf_mark or next((copy.shelf_mark for copy in copies if copy.shelf_mark), None)
            found[theme].append(NewBook(title=title, came_on=came, shelf_mark=mark))
    order: list[str | None] = [*themes, None]
    groups = [(theme, tuple(sorted(found[theme], key=_by_title))) for theme in order if found.get(theme)]
    return NewBooks(since=since, until=until, by_theme=tuple(groups))


def came_on(title: Title, copies: Sequence[Copy], first_seen: Mapping[UUID, date]) -> date | None:
    """Return the day on which a title came."""
    acquired = [copy.acquired_on for copy in copies if copy.acquired_on]
    return min(acquired) if acquired else first_seen.get(title.id)


def _by_title(book: NewBook) -> tuple[str, str]:
    return book.title.sort_key, book.title.id.hex


def _standing(works: Iterable[Work]) -> Iterable[Work]:
    """Leave out what visitors cannot find any more."""
    for title, copies in works:
        gone = copies and not any(copy.counted for copy in copies)
        if title.state is not State.WITHDRAWN and not gone:
            yield title, copies
