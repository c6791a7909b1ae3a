"""Weeding: which books have had their time, said with reasons; nothing leaves before somebody has decided."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, Self
from uuid import UUID

from cdm_desk.domain.folding import words
from cdm_desk.domain.library import Copy, State, Title
from cdm_desk.domain.likeness import author_key

PROPOSED_FROM: Final = 50
"""The score from which a book is proposed."""

SHORTEST_SPAN, LONGEST_SPAN = 1, 50
SHORTEST_LOOK, LONGEST_LOOK = 1, 3
DEFAULT_LOOK: Final = 2
KEPT_DAYS: Final = 365
NO_LANGUAGE: Final = ""

_AGED, _EACH_YEAR, _MOST_AGED = 40, 5, 65
_UNREAD: Final = {0: 30, 1: 20, 2: 10}
_NEWER, _OUTDATED, _REVIEW, _TWIN = 25, 55, 15, 10


class Fate(StrEnum):
    """Where a book goes that leaves the shelf; LATER leaves it where it is, at the end of the list."""

    GIFT = "GIFT"
    PULP = "PULP"
    LATER = "LATER"


LEAVING: Final = frozenset({Fate.GIFT.value, Fate.PULP.value})


class Letter(StrEnum):
    """The reasons that librarians write on a weeding slip: IOUPI in French, MUSTIE in English."""

    INCORRECT = "ioupi_incorrect"
    ORDINARY = "ioupi_ordinary"
    WORN = "ioupi_worn"
    OUT_OF_DATE = "ioupi_out_of_date"
    INADEQUATE = "ioupi_inadequate"
    MISLEADING = "mustie_misleading"
    UGLY = "mustie_ugly"
    SUPERSEDED = "mustie_superseded"
    TRIVIAL = "mustie_trivial"
    IRRELEVANT = "mustie_irrelevant"
    ELSEWHERE = "mustie_elsewhere"


IOUPI: Final = (Letter.INCORRECT, Letter.ORDINARY, Letter.WORN, Letter.OUT_OF_DATE, Letter.INADEQUATE)
MUSTIE: Final = (
    Letter.MISLEADING,
    Letter.UGLY,
    Letter.SUPERSEDED,
    Letter.TRIVIAL,
    Letter.IRRELEVANT,
    Letter.ELSEWHERE,
)
_SPELLED: Final = (("IOUPI", IOUPI), ("MUSTIE", MUSTIE))


def spelled(letters: Iterable[Letter]) -> str:
    """Return letters as they are kept and read: each in its place, `I--P- ----I-`."""
    chosen = set(letters)
    return " ".join(
        "".join(sign if letter in chosen else "-" for sign, letter in zip(word, parts, strict=True))
        for word, parts in _SPELLED
    )


def letters_in(kept: str | None) -> frozenset[Letter]:
    """Return the letters of a text that `spelled` has made; of any other none."""
    parts = (kept or "").split(" ")
    if [len(part) for part in parts] != [len(word) for word, _letters in _SPELLED]:
        return frozenset()
    return frozenset(
        letter
        for part, (word, letters) in zip(parts, _SPELLED, strict=True)
        for sign, full, letter in zip(part, word, letters, strict=True)
        if sign == full
    )


class Because(StrEnum):
    """Why a book is proposed, or kept; the sentences stand in the words of screen and paper."""

    SCANNED = "scanned"
    AGED = "aged"
    UNREAD = "unread"
    LITTLE_READ = "little_read"
    NEWER = "newer"
    OUTDATED = "outdated"
    REVIEW = "review"
    TWIN = "twin"
    LAST_OF_LANGUAGE = "last_of_language"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason with its facts: a year, a life span, how often it was read."""

    because: Because
    year: int | None = None
    number: int | None = None
    span: int | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """A title with those of its copies that are on the shelf."""

    title: Title
    copies: tuple[Copy, ...]

    @property
    def scanned(self) -> tuple[Copy, ...]:
        """The copies that somebody has proposed at the screen of scans."""
        return tuple(copy for copy in self.copies if copy.weed_on is not None)

    @property
    def leaves(self) -> bool:
        """Whether it has been decided that every copy goes."""
        return all(copy.weed_fate in LEAVING for copy in self.copies)


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeSpans:
    """After how many years a book is old, by theme, sub-theme and kind; and over how many years its use is counted."""

    of: Mapping[str, int]
    usual: int
    look: int = DEFAULT_LOOK

    def span(self, title: Title) -> int:
        """Return the life span of a title: of its sub-theme, else of its theme; a shorter one of its kind wins."""
        by_subject = self.of.get(title.sub_theme_code or "") or self.of.get(title.theme_code or "")
        by_kind = self.of.get(title.kind or "")
        known = [span for span in (by_subject, by_kind) if span]
        return min(known) if known else self.usual

    def kept(self) -> dict[str, Any]:
        """Return the spans as the setting of the house that holds them."""
        return {"of": dict(self.of), "usual": self.usual, "look": self.look}

    def changed(self, code: str, years: int) -> Self:
        """Return the spans with another one for a theme, sub-theme or kind; 0 leaves it to the wider one."""
        rest = {each: span for each, span in self.of.items() if each != code}
        return type(self)(of=rest | ({code: years} if years else {}), usual=self.usual, look=self.look)


# What a guide to jobs tells is old after three years, a law after two, a trade changes in five.
SHIPPED_SPANS: Final = LifeSpans(
    of={
        "ORI": 6,
        "ORI1": 5,
        "ORI2": 4,
        "ORI4": 8,
        "ORI6": 2,
        "ORI7": 4,
        "FOR": 5,
        "FOR1": 4,
        "FOR5": 3,
        "FOR7": 2,
        "FOR8": 2,
        "EMP": 5,
        "EMP1": 3,
        "EMP2": 3,
        "EMP3": 5,
        "EMP4": 2,
        "EMP5": 2,
        "EMP6": 2,
        "MOB": 5,
        "MOB2": 3,
        "MOB6": 10,
        "ENT": 5,
        "ENT3": 2,
        "ENT4": 3,
        "ENT5": 2,
        "GUIDE": 3,
        "JOB_SHEET": 5,
        "PERIODICAL": 2,
        "LEAFLET": 2,
    },
    usual=7,
)


def spans_from(kept: object) -> LifeSpans:
    """Return the spans of a setting; what makes no sense in it is as shipped."""
    if not isinstance(kept, Mapping):
        return SHIPPED_SPANS
    told = kept.get("of")
    of = told if isinstance(told, Mapping) else SHIPPED_SPANS.of
    return LifeSpans(
        of={str(code): span for code, span in of.items() if _within(span, SHORTEST_SPAN, LONGEST_SPAN)},
        usual=_number(kept.get("usual"), SHORTEST_SPAN, LONGEST_SPAN, SHIPPED_SPANS.usual),
        look=_number(kept.get("look"), SHORTEST_LOOK, LONGEST_LOOK, DEFAULT_LOOK),
    )


def _within(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _number(value: object, least: int, most: int, usual: int) -> int:
    return value if isinstance(value, int) and _within(value, least, most) else usual


@dataclass(frozen=True, slots=True, kw_only=True)
class Uses:
    """How often titles were found read over the years looked at; None while the house has not counted so long."""

    times: Mapping[UUID, int] | None = None

    def of(self, title_id: UUID) -> int | None:
        """Return how often a title was read; None if that is not known yet."""
        return None if self.times is None else self.times.get(title_id, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What the adviser says of a title: the copies concerned, how much speaks against it, and why."""

    title: Title
    copies: tuple[Copy, ...]
    score: int
    reasons: tuple[Reason, ...]
    letters: frozenset[Letter] = frozenset()
    read: int | None = None
    held: bool = False
    scanned: bool = False

    @property
    def fate(self) -> Fate | None:
        """What has been decided of its copies; None while nothing is."""
        fates = {copy.weed_fate for copy in self.copies}
        known = set(Fate)
        return Fate(fates.pop() or "") if len(fates) == 1 and fates <= known else None

    def decided(self, fate: Fate) -> Self:
        """Return what is said once it is decided where the copies go."""
        return replace(self, copies=tuple(replace(copy, weed_fate=fate.value) for copy in self.copies))

    @property
    def leaving(self) -> bool:
        """Whether it goes once the list is confirmed."""
        return self.fate in {Fate.GIFT, Fate.PULP}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """The books proposed, those scanned first; and those kept though old, since they are the last of their language."""

    proposed: tuple[Advice, ...] = ()
    held: tuple[Advice, ...] = ()


@dataclass(slots=True)
class _Rule:
    """The rule on one day, over one shelf."""

    spans: LifeSpans
    uses: Uses
    today: date
    editions: Mapping[str, list[int]] = field(default_factory=dict)

    def advice(self, shelved: Shelved) -> Advice:
        title = shelved.title
        reasons = [*self._marked(shelved), *self._aged(title), *self._use(title), *self._others(shelved)]
        told = {reason.because for reason in reasons}
        copies = shelved.scanned or shelved.copies
        kept = [letters_in(copy.weed_letters) for copy in copies if copy.weed_letters]
        return Advice(
            title=title,
            copies=copies,
            score=sum(_points(reason) for reason in reasons),
            reasons=tuple(reasons),
            letters=kept[0] if kept else proposed_letters(told),
            read=self.uses.of(title.id),
            scanned=bool(shelved.scanned),
        )

    def _marked(self, shelved: Shelved) -> Iterable[Reason]:
        if shelved.scanned:
            yield Reason(because=Because.SCANNED, day=min(copy.weed_on for copy in shelved.scanned if copy.weed_on))
        if shelved.title.state is State.OUTDATED:
            yield Reason(because=Because.OUTDATED)
        review = shelved.title.review_by
        if review is not None and review <= self.today:
            yield Reason(because=Because.REVIEW, day=review)

    def _aged(self, title: Title) -> Iterable[Reason]:
        span = self.spans.span(title)
        if title.year is not None and self.today.year - title.year > span:
            yield Reason(because=Because.AGED, year=title.year, span=span, number=self.today.year - title.year - span)

    def _use(self, title: Title) -> Iterable[Reason]:
        times = self.uses.of(title.id)
        if times is not None and times in _UNREAD:
            because = Because.LITTLE_READ if times else Because.UNREAD
            yield Reason(because=because, number=times, span=self.spans.look)

    def _others(self, shelved: Shelved) -> Iterable[Reason]:
        title = shelved.title
        newest = max(self.editions.get(work_key(title), [0]))
        if title.year is not None and newest > title.year:
            yield Reason(because=Because.NEWER, year=newest)
        times = self.uses.of(title.id)
        if len(shelved.copies) > 1 and times is not None and times in _UNREAD:
            yield Reason(because=Because.TWIN, number=len(shelved.copies))


def _points(reason: Reason) -> int:
    match reason.because:
        case Because.AGED:
            return min(_MOST_AGED, _AGED + _EACH_YEAR * (reason.number or 0))
        case Because.UNREAD | Because.LITTLE_READ:
            return _UNREAD[reason.number or 0]
        case other:
            points = {Because.NEWER: _NEWER, Because.OUTDATED: _OUTDATED, Because.REVIEW: _REVIEW, Because.TWIN: _TWIN}
            return points.get(other, 0)


_LETTERS: Final[Mapping[Because, tuple[Letter, ...]]] = {
    Because.AGED: (Letter.OUT_OF_DATE, Letter.MISLEADING),
    Because.OUTDATED: (Letter.INCORRECT, Letter.OUT_OF_DATE, Letter.MISLEADING),
    Because.NEWER: (Letter.OUT_OF_DATE, Letter.SUPERSEDED),
    Because.UNREAD: (Letter.INADEQUATE, Letter.IRRELEVANT),
    Because.TWIN: (Letter.ELSEWHERE,),
}


def proposed_letters(reasons: Iterable[Because]) -> frozenset[Letter]:
    """Return the letters that reasons speak for; what only the eye can see, worn or ugly, is left to it."""
    return frozenset(letter for reason in reasons for letter in _LETTERS.get(reason, ()))


def work_key(title: Title) -> str:
    """Return what the editions of one work have in common: words without years, first author, language."""
    return _work_key(title.title, title.authors, title.language or "", title.volume or "")


# A whole catalogue is weighed at each decision, and its titles hardly ever change.
@lru_cache(maxsize=8192)
def _work_key(told: str, authors: tuple[str, ...], language: str, volume: str) -> str:
    kept = [word for word in words(told) if not (word.isdecimal() and len(word) == 4)]
    return " ".join([*kept, author_key(authors), language, volume])


def shelves_of(title: Title) -> frozenset[tuple[str, str]]:
    """Return what a title alone may stand for: each of its languages on each of its sub-themes."""
    places = {title.sub_theme_code or title.theme_code or "", *title.other_sub_themes}
    return frozenset((place, language) for place in places for language in title.languages or (NO_LANGUAGE,))


def proposals(shelf: Sequence[Shelved], spans: LifeSpans, uses: Uses, today: date) -> Proposals:
    """Return what is proposed on a day: who was scanned first, then by what speaks against them.

    What is to be kept until a later day is not looked at. The last title of a language on a sub-theme is never among
    them, counting as gone all that is proposed before it or has been decided.
    """
    standing = [shelved for shelved in shelf if shelved.copies]
    editions: dict[str, list[int]] = defaultdict(list)
    for shelved in standing:
        if shelved.title.year is not None and not shelved.leaves:
            editions[work_key(shelved.title)].append(shelved.title.year)
    rule = _Rule(spans=spans, uses=uses, today=today, editions=editions)
    cover = Counter(place for shelved in standing for place in shelves_of(shelved.title))
    decided = [shelved for shelved in standing if shelved.leaves]
    for shelved in decided:
        cover.subtract(shelves_of(shelved.title))
    looked_at = [(shelved, rule.advice(shelved)) for shelved in standing if not shelved.leaves]
    wanted = [(shelved, advice) for shelved, advice in looked_at if _is_wanted(advice, today)]
    wanted.sort(key=lambda pair: _first_first(pair[1]))
    proposed, held = [rule.advice(shelved) for shelved in decided], []
    for shelved, advice in wanted:
        places = shelves_of(shelved.title)
        takes_all = len(advice.copies) == len(shelved.copies)
        if takes_all and any(cover[place] < 2 for place in places):
            held.append(_held(advice))
            continue
        if takes_all:
            cover.subtract(places)
        proposed.append(advice)
    return Proposals(proposed=tuple(sorted(proposed, key=_first_first)), held=tuple(held))


def _is_wanted(advice: Advice, today: date) -> bool:
    review = advice.title.review_by
    if review is not None and review > today:
        return False
    return advice.scanned or advice.leaving or advice.score >= PROPOSED_FROM


def _held(advice: Advice) -> Advice:
    return replace(advice, held=True, reasons=(*advice.reasons, Reason(because=Because.LAST_OF_LANGUAGE)))


def _first_first(advice: Advice) -> tuple[bool, bool, int]:
    """Put first who was scanned, then what has most against it; equals stay in the order of the catalogue."""
    return advice.fate is Fate.LATER, not advice.scanned, -advice.score


def leaves_gap(shelf: Iterable[Shelved], leaving: Iterable[UUID]) -> list[Title]:
    """Return the titles without which a language would be missing on a sub-theme, were all their copies to go."""
    gone = set(leaving)
    standing = [shelved for shelved in shelf if shelved.copies]
    staying = {
        place
        for shelved in standing
        if any(copy.id not in gone for copy in shelved.copies)
        for place in shelves_of(shelved.title)
    }
    return [
        shelved.title
        for shelved in standing
        if all(copy.id in gone for copy in shelved.copies) and not shelves_of(shelved.title) <= staying
    ]


def kept_until(today: date) -> date:
    """Return until when a book is kept if nobody says otherwise."""
    return today + timedelta(days=KEPT_DAYS)
