"""Brochures that visitors take away: piles with a tag, what is low, what is out of date, how many were taken."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final, Self
from uuid import UUID

from cdm_desk.domain.errors import FieldTooLongError, RuleError, TitleMissingError
from cdm_desk.domain.folding import clean, sort_key
from cdm_desk.domain.journals import checked_address
from cdm_desk.domain.scanning import Code, read_scan

TAG_PREFIX: Final = "CDM:PILE:"
LONGEST_FIELD: Final = 300
LONGEST_TAG: Final = 20
LARGEST_BUNDLE: Final = 10_000
LARGEST_COUNT: Final = 100_000
LONGEST_VALID: Final = timedelta(days=20 * 366)
LANGUAGES: Final = ("fr", "nl", "fr+nl", "en", "other")
_TAG: Final = re.compile(r"(?:(?:CDM:)?PILE:)?(?P<tag>[0-9A-Z][0-9A-Z-]*)", re.ASCII)
_SHEET: Final = re.compile(r"(?P<series>\D*?)(?P<number>\d{1,9})(?P<rest>\D*)", re.ASCII)


class TagTakenError(RuleError):
    """Another pile bears this tag."""

    def __init__(self, tag: str, title: str) -> None:
        super().__init__(tag, title)
        self.tag = tag
        self.title = title


class TagWrongError(RuleError):
    """A tag is made of digits, capital letters and hyphens."""

    def __init__(self, tag: str, longest: int) -> None:
        super().__init__(tag, longest)
        self.tag = tag
        self.longest = longest


class PileGoneError(RuleError):
    """A pile is not there any more."""


class ValidUntilError(RuleError):
    """No brochure is valid for that long, or was so long ago."""

    def __init__(self, day: date, first: date, last: date) -> None:
        super().__init__(day, first, last)
        self.day = day
        self.first = first
        self.last = last


class Pile(StrEnum):
    """How high a pile is."""

    FULL = "full"
    LOW = "low"
    EMPTY = "empty"


class Move(StrEnum):
    """What was done to a pile."""

    PUT = "put"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaflet:
    """A pile of one brochure. `order_to` is the address of the partner's orders, `ordered_on` a day still waited for.

    `sheet_number` is that of an information sheet of a numbered series, such as those of Dorifor.
    """

    id: UUID
    title: str
    tag: str = ""
    partner_code: str | None = None
    language: str | None = None
    theme_code: str | None = None
    sheet_number: str | None = None
    place: str | None = None
    bundle: int = 50
    valid_until: date | None = None
    pile: Pile = Pile.FULL
    pile_since: date | None = None
    ordered_on: date | None = None
    order_to: str | None = None
    removed: bool = False

    def checked(self) -> Self:
        """Return the pile with every text clean.

        Raises TitleMissingError, FieldTooLongError, TagWrongError, BundleError or ClaimsToError.
        """
        changes: dict[str, Any] = {
            name: clean(getattr(self, name) or "") or None for name in ("title", "place", "sheet_number")
        }
        if changes["title"] is None:
            raise TitleMissingError
        for name in ("title", "place"):
            if len(changes[name] or "") > LONGEST_FIELD:
                raise FieldTooLongError(name, LONGEST_FIELD)
        if len(changes["sheet_number"] or "") > LONGEST_TAG:
            raise FieldTooLongError("number", LONGEST_TAG)
        if not 1 <= self.bundle <= LARGEST_BUNDLE:
            raise BundleError(self.bundle, LARGEST_BUNDLE)
        return replace(self, **changes, tag=checked_tag(self.tag), order_to=checked_address(self.order_to))

    @property
    def sort_key(self) -> str:
        """What a list is sorted by."""
        return sort_key(self.title, (self.language or "")[:2])

    def expired(self, today: date) -> bool:
        """Whether it is out of date: the last valid day is over."""
        return self.valid_until is not None and self.valid_until < today

    def wanted(self, today: date) -> bool:
        """Whether it is to be ordered: low or empty, not out of date, and not ordered yet."""
        return self.pile is not Pile.FULL and self.ordered_on is None and not self.expired(today)

    @property
    def rest(self) -> int:
        """About how many lie on the pile: a bundle on a full one, a quarter of it on a low one."""
        return {Pile.FULL: self.bundle, Pile.LOW: self.bundle // 4, Pile.EMPTY: 0}[self.pile]

    def seen(self, pile: Pile, today: date) -> Self:
        """Return the pile as it was found today; what lies full is waited for no longer."""
        since = today if pile is not self.pile or self.pile_since is None else self.pile_since
        ordered = None if pile is Pile.FULL else self.ordered_on
        return replace(self, pile=pile, pile_since=since, ordered_on=ordered)


class BundleError(RuleError):
    """A bundle holds at least one brochure, and no more than a person can carry."""

    def __init__(self, amount: int, highest: int) -> None:
        super().__init__(amount, highest)
        self.amount = amount
        self.highest = highest


def checked_valid(day: date | None, today: date) -> date | None:
    """Return the last day on which a brochure is valid; raises ValidUntilError for one that nobody means."""
    if day is not None and not today - LONGEST_VALID <= day <= today + LONGEST_VALID:
        raise ValidUntilError(day, today - LONGEST_VALID, today + LONGEST_VALID)
    return day


def checked_tag(typed: str) -> str:
    """Return a tag in capitals; raises TagWrongError."""
    tag = clean(typed).upper().removeprefix(TAG_PREFIX)
    if not re.fullmatch(rf"[0-9A-Z][0-9A-Z-]{{0,{LONGEST_TAG - 1}}}", tag):
        raise TagWrongError(tag[:LONGEST_FIELD], LONGEST_TAG)
    return tag


def tag_in(scanned: str) -> str:
    """Return the tag in what was scanned or typed, also where the keyboard is not that of the scanner; else nothing."""
    scan = read_scan(clean(scanned))
    readings = scan.readings if isinstance(scan, Code) else ()
    # The last reading is what the scanner meant.
    for reading in reversed(readings):
        match = _TAG.fullmatch(reading.strip().upper())
        if match:
            return match["tag"]
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafletMove:
    """Brochures put on a pile, or old ones taken away, on a day."""

    id: UUID
    leaflet_id: UUID
    day: date
    kind: Move
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What visitors took of a theme in a language in a month, as far as the piles tell: put out less taken away."""

    month: date
    theme_code: str | None
    language: str | None
    put: int
    removed: int

    @property
    def taken(self) -> int:
        """How many were taken. Less than none: what was thrown away had been put out in an earlier month."""
        return self.put - self.removed


def taken(moves: Iterable[LeafletMove], leaflets: Iterable[Leaflet]) -> list[Taken]:
    """Return what was taken per month, theme and language, the latest month first; every move counts once."""
    known = {leaflet.id: leaflet for leaflet in leaflets}
    sums: Counter[tuple[date, str | None, str | None, Move]] = Counter()
    for move in moves:
        leaflet = known.get(move.leaflet_id)
        theme, language = (leaflet.theme_code, leaflet.language) if leaflet else (None, None)
        sums[move.day.replace(day=1), theme, language, move.kind] += move.count
    keys = {key[:3] for key in sums}
    ordered = sorted(keys, key=lambda key: (-key[0].toordinal(), key[1] or "~", key[2] or "~"))
    return [
        Taken(
            month=month,
            theme_code=theme,
            language=language,
            put=sums[month, theme, language, Move.PUT],
            removed=sums[month, theme, language, Move.REMOVED],
        )
        for month, theme, language in ordered
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Numbers that a series lacks, from one to another."""

    first: str
    last: str

    @property
    def words(self) -> str:
        """The numbers, as in a list: `D12` or `D12–D14`."""
        return self.first if self.first == self.last else f"{self.first}–{self.last}"


def missing(sheet_numbers: Iterable[str]) -> list[Missing]:
    """Return what each series of sheets lacks between its lowest and its highest number."""
    series: dict[str, dict[int, int]] = {}
    for text in sheet_numbers:
        match = _SHEET.fullmatch(clean(text).upper())
        if match:
            series.setdefault(match["series"], {})[int(match["number"])] = len(match["number"])
    return [gap for name in sorted(series) for gap in _gaps(name, series[name])]


def _gaps(name: str, numbers: dict[int, int]) -> list[Missing]:
    known = sorted(numbers)
    wide = min(numbers.values())
    return [
        Missing(first=f"{name}{before + 1:0{wide}d}", last=f"{name}{after - 1:0{wide}d}")
        for before, after in pairwise(known)
        if after > before + 1
    ]


def sheet_order(number: str | None) -> tuple[str, int, str]:
    """What sheets are sorted by: 9 comes before 10."""
    match = _SHEET.fullmatch(clean(number or "").upper())
    return (match["series"], int(match["number"]), match["rest"]) if match else (number or "~", 0, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked of one partner: all of its brochures that are low or empty."""

    partner_code: str | None
    leaflets: tuple[Leaflet, ...]

    @property
    def address(self) -> str:
        """Where the partner takes orders, as far as it is known."""
        return next((leaflet.order_to for leaflet in self.leaflets if leaflet.order_to), "")


def orders(leaflets: Iterable[Leaflet], partners: Sequence[str], today: date) -> list[Order]:
    """Return one order for each partner that something is to be ordered from, in the order of the house's list."""
    wanted = [leaflet for leaflet in leaflets if leaflet.wanted(today)]
    codes = [*partners, *sorted({leaflet.partner_code or "" for leaflet in wanted} - set(partners) - {""}), None]
    grouped = (
        Order(
            partner_code=code,
            leaflets=tuple(
                sorted((each for each in wanted if each.partner_code == code), key=lambda each: each.sort_key)
            ),
        )
        for code in dict.fromkeys(codes)
    )
    return [order for order in grouped if order.leaflets]
