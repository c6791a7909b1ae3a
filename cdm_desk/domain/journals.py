"""Journals: how often they appear, which numbers are expected, which came, which are late; articles worth knowing."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Self
from uuid import UUID, uuid5

from stdnum import ean, issn
from stdnum.exceptions import ValidationError

from cdm_desk.domain.errors import FieldTooLongError, RuleError, TitleMissingError
from cdm_desk.domain.expected import Numbering, Rhythm, dates
from cdm_desk.domain.folding import clean, sort_key
from cdm_desk.domain.scanning import Code, read_scan

LONGEST_FIELD: Final = 300
LONGEST_SUMMARY: Final = 5_000
MOST_AUTHORS: Final = 30
MOST_GRACE: Final = 365
USUAL_GRACE: Final[Mapping[Rhythm, int]] = MappingProxyType(
    {
        Rhythm.WEEKLY: 5,
        Rhythm.FORTNIGHTLY: 7,
        Rhythm.MONTHLY: 14,
        Rhythm.BIMONTHLY: 21,
        Rhythm.QUARTERLY: 30,
        Rhythm.HALF_YEARLY: 45,
        Rhythm.YEARLY: 60,
        Rhythm.IRREGULAR: 0,
    }
)
FARTHEST: Final = timedelta(days=5 * 366)
LONGEST_NUMBER: Final = 60
NEW_DAYS: Final = 7
# Whatever the rhythm and the pauses, a journal comes within a year or never; nor is one waited for any longer.
ROUND: Final = timedelta(days=400)
_BY_MONTH: Final = Numbering()
_ADDON: Final = re.compile(r"(\d{13})\s*[-+ ]?\s*(\d{2}|\d{5})?", re.ASCII)


class IssnWrongError(RuleError):
    """What was typed is no ISSN: its check digit or its length is wrong."""

    def __init__(self, typed: str) -> None:
        super().__init__(typed)
        self.typed = typed


class FirstDayError(RuleError):
    """The next number of a journal is not expected that far away."""

    def __init__(self, day: date, first: date, last: date) -> None:
        super().__init__(day, first, last)
        self.day = day
        self.first = first
        self.last = last


class AllMonthsError(RuleError):
    """A journal that pauses in every month in which it would come never appears."""


class JournalGoneError(RuleError):
    """A journal, a number or an article is not there any more."""


class JournalTwiceError(RuleError):
    """Another journal bears this ISSN or barcode."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.title = title


class NumberMissingError(RuleError):
    """A number beside the series needs a name of its own."""


class ClaimsToError(RuleError):
    """What was typed is no e-mail address."""

    def __init__(self, typed: str) -> None:
        super().__init__(typed)
        self.typed = typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """What the barcode of a journal says: the thirteen digits, its ISSN if it holds one, the digits beside it."""

    barcode: str
    issn: str | None = None
    addon: str | None = None


def scanned(code: str) -> Scanned | None:
    """Return what a scanner read on a journal, None if it is no such barcode.

    A barcode that begins with 977 holds the ISSN; the two or five digits printed beside it often tell the number.
    """
    scan = read_scan(clean(code))
    readings = scan.readings if isinstance(scan, Code) else ()
    match = next((found for reading in readings if (found := _ADDON.fullmatch(reading))), None)
    if match is None or not ean.is_valid(match[1]):
        return None
    digits = match[1]
    number = str(issn.format(_with_check(digits[3:10]))) if digits.startswith("977") else None
    return Scanned(barcode=digits, issn=number, addon=match[2])


def _with_check(seven: str) -> str:
    return seven + str(issn.calc_check_digit(seven))


def checked_issn(typed: str) -> str | None:
    """Return an ISSN as `1234-5679`, also from its barcode; None for nothing typed. Raises IssnWrongError."""
    text = clean(typed)
    if not text:
        return None
    read = scanned(text)
    if read is not None and read.issn is not None:
        return read.issn
    try:
        return str(issn.format(issn.validate(re.sub(r"^ISSN[\s:]*", "", text, flags=re.IGNORECASE))))
    except ValidationError:
        raise IssnWrongError(typed) from None


def checked_address(typed: str | None) -> str | None:
    """Return an e-mail address, None for nothing typed; raises ClaimsToError."""
    text = clean(typed or "")
    if not text:
        return None
    if len(text) > LONGEST_FIELD or not re.fullmatch(r"[^@\s,;:<>\"?&]+@[^@\s,;:<>\"?&]+\.[^@\s,;:<>\"?&.]{2,}", text):
        raise ClaimsToError(text[:LONGEST_FIELD])
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """A journal that the house receives. From `first_on` on, its numbers are expected by rhythm and numbering.

    `pauses` are the months in which it does not appear; `grace_days` is how late it may come before it is late.
    """

    id: UUID
    title: str
    issn: str | None = None
    barcode: str | None = None
    publisher: str | None = None
    language: str | None = None
    theme_code: str | None = None
    rhythm: Rhythm = Rhythm.MONTHLY
    first_on: date | None = None
    numbering: Numbering = _BY_MONTH
    pauses: tuple[int, ...] = ()
    grace_days: int | None = None
    claims_to: str | None = None
    removed: bool = False

    def checked(self, today: date) -> Self:
        """Return the journal with every text clean.

        Raises TitleMissingError, FieldTooLongError, IssnWrongError, ClaimsToError, FirstDayError or AllMonthsError.
        """
        texts = {name: clean(getattr(self, name) or "") or None for name in ("title", "publisher", "barcode")}
        if not texts["title"]:
            raise TitleMissingError
        for name, text in texts.items():
            if text and len(text) > LONGEST_FIELD:
                raise FieldTooLongError(name, LONGEST_FIELD)
        if self.first_on is not None and not today - FARTHEST <= self.first_on <= today + FARTHEST:
            raise FirstDayError(self.first_on, today - FARTHEST, today + FARTHEST)
        if self.pauses and self.rhythm is not Rhythm.IRREGULAR and not self.appears():
            raise AllMonthsError
        return replace(
            self,
            title=texts["title"],
            publisher=texts["publisher"],
            barcode=texts["barcode"],
            issn=checked_issn(self.issn or ""),
            claims_to=checked_address(self.claims_to),
            pauses=tuple(sorted({month for month in self.pauses if 1 <= month <= 12})),
        )

    def appears(self) -> bool:
        """Whether a number comes in any month that is no pause."""
        first = self.first_on or date(2000, 1, 1)
        return bool(dates(self.rhythm, first, self.pauses, first + ROUND))

    @property
    def grace(self) -> int:
        """How many days a number may be late before it counts as late: as told, else what its rhythm makes usual."""
        return USUAL_GRACE[self.rhythm] if self.grace_days is None else self.grace_days

    @property
    def sort_key(self) -> str:
        """What a list is sorted by."""
        return sort_key(self.title, self.language)

    def borne_by(self, code: Scanned) -> bool:
        """Whether a scanned barcode is that of this journal."""
        return code.barcode == self.barcode or (code.issn is not None and code.issn == self.issn)


class Standing(StrEnum):
    """Where a number is."""

    EXPECTED = "expected"
    LATE = "late"
    CLAIMED = "claimed"
    RECEIVED = "received"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One number of a journal; `expected_on` is None for one that stands beside the series.

    `number` is `12/3` with volumes, `345` without, `2026-03` or `2026-03-09` when the month or day is all, else text.
    """

    id: UUID
    journal_id: UUID
    number: str = ""
    expected_on: date | None = None
    received_on: date | None = None
    claimed_on: date | None = None
    claims: int = 0
    given_up: bool = False
    removed: bool = False

    @property
    def outstanding(self) -> bool:
        """Whether it may still come."""
        return self.received_on is None and not self.given_up

    @property
    def extra(self) -> bool:
        """Whether it stands beside the series."""
        return self.expected_on is None

    def days_late(self, today: date) -> int:
        """Return how many days ago it was expected; 0 for one that is here, given up or still to come."""
        if self.expected_on is None or not self.outstanding:
            return 0
        return max(0, (today - self.expected_on).days)


def issue_id(journal_id: UUID, expected_on: date) -> UUID:
    """Return the id of the number expected on a day: every workstation comes to the same one."""
    return uuid5(journal_id, expected_on.isoformat())


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The numbers of a journal that are known or expected up to a day, the oldest first."""

    journal: Journal
    issues: tuple[Issue, ...]
    today: date

    def standing(self, issue: Issue) -> Standing:
        """Return where a number is: it counts as late after the days of grace, or once a later one is here."""
        if issue.received_on is not None:
            return Standing.RECEIVED
        if issue.given_up:
            return Standing.GIVEN_UP
        if issue.claims:
            return Standing.CLAIMED
        return Standing.LATE if self.is_late(issue) else Standing.EXPECTED

    def is_late(self, issue: Issue) -> bool:
        """Whether a number should have been here."""
        if issue.expected_on is None or not issue.outstanding or issue.expected_on > self.today:
            return False
        return self.is_gap(issue) or issue.days_late(self.today) > self.journal.grace

    def is_gap(self, issue: Issue) -> bool:
        """Whether a later number is here and this one is not."""
        last = self._last_received()
        return issue.outstanding and issue.expected_on is not None and last is not None and issue.expected_on < last

    def outstanding(self) -> list[Issue]:
        """Return the numbers of the series that may still come."""
        return [issue for issue in self.issues if issue.outstanding and not issue.extra]

    def late(self) -> list[Issue]:
        """Return the numbers that should have been here, the claimed ones too."""
        return [issue for issue in self.outstanding() if self.is_late(issue)]

    def next(self) -> Issue | None:
        """Return the next number to come that is not late."""
        return next((issue for issue in self.outstanding() if not self.is_late(issue)), None)

    def proposed(self, addon: str | None = None) -> Issue | None:
        """Return the number that has most likely come.

        The one whose number or month the barcode tells; else the oldest that is due and not late; else, since nothing
        else is due, the latest of the late ones; else the next one.
        """
        waiting = self.outstanding()
        near = [issue for issue in waiting if _told_by(issue, addon)]
        if near:
            return min(near, key=lambda issue: abs((issue.expected_on or self.today) - self.today))
        lead = self.today + timedelta(days=self.journal.rhythm.days // 4)
        due = [issue for issue in waiting if not self.is_late(issue) and (issue.expected_on or lead) <= lead]
        late = self.late()
        return due[0] if due else late[-1] if late else next(iter(waiting), None)

    def is_due(self, issue: Issue) -> bool:
        """Whether a number may be here already: none comes earlier than a quarter of its rhythm."""
        if issue.expected_on is None:
            return True
        return issue.expected_on <= self.today + timedelta(days=max(1, self.journal.rhythm.days // 4))

    def _last_received(self) -> date | None:
        days = (issue.expected_on for issue in self.issues if issue.received_on and issue.expected_on)
        return max(days, default=None)


def _told_by(issue: Issue, addon: str | None) -> bool:
    """Whether the digits beside a barcode are the last ones of the number, or its month."""
    if addon is None or issue.expected_on is None:
        return False
    digits = re.findall(r"\d+", issue.number)
    told = int(addon)
    if re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", issue.number):
        return told == issue.expected_on.month
    return bool(digits) and int(digits[-1]) % 10 ** len(addon) == told


def run_of(journal: Journal, known: Iterable[Issue], today: date) -> Run:
    """Return the numbers of a journal: those of which something is known, and those that its rhythm foretells.

    What was foretold for more than a good year ago, and of which nobody has noted anything, is not waited for.
    """
    found = {issue.id: issue for issue in known if not issue.removed}
    for day, number in _foretold(journal, today):
        key = issue_id(journal.id, day)
        if key not in found:
            found[key] = Issue(id=key, journal_id=journal.id, number=number, expected_on=day)
        elif not found[key].number or found[key].expected_on is None:
            # Only a part of the record has come: what the rhythm says stands in for the rest.
            found[key] = replace(found[key], number=found[key].number or number, expected_on=day)
    ordered = sorted(found.values(), key=lambda issue: (issue.expected_on or issue.received_on or today, issue.id.hex))
    return Run(journal=journal, issues=tuple(ordered), today=today)


def new_in(runs: Iterable[Run]) -> list[tuple[Journal, Issue]]:
    """Return what came in the last seven days, the latest first."""
    came = [
        (run.journal, issue, issue.received_on)
        for run in runs
        for issue in run.issues
        if issue.received_on is not None and issue.received_on > run.today - timedelta(days=NEW_DAYS)
    ]
    came.sort(key=lambda each: (-each[2].toordinal(), each[0].sort_key))
    return [(journal, issue) for journal, issue, _day in came]


def _foretold(journal: Journal, today: date) -> Sequence[tuple[date, str]]:
    if journal.first_on is None or journal.removed:
        return []
    until = max(today, journal.first_on) + ROUND
    since = today - ROUND
    days = dates(journal.rhythm, journal.first_on, journal.pauses, until)
    shown, ahead = [], 0
    for day, number in zip(days, journal.numbering.numbers(days, journal.rhythm), strict=True):
        ahead += day > today
        if ahead > 1:
            break
        if day >= since:
            shown.append((day, number))
    return shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article that is worth knowing."""

    id: UUID
    title: str
    journal_id: UUID | None = None
    issue_id: UUID | None = None
    authors: tuple[str, ...] = ()
    pages: str | None = None
    theme_code: str | None = None
    summary: str | None = None
    added_on: date | None = None
    removed: bool = False

    def checked(self) -> Self:
        """Return the article with every text clean; raises TitleMissingError or FieldTooLongError."""
        changes: dict[str, Any] = {name: clean(getattr(self, name) or "") or None for name in ("title", "pages")}
        if changes["title"] is None:
            raise TitleMissingError
        changes["summary"] = clean(self.summary or "") or None
        authors = (clean(author) for author in self.authors)
        changes["authors"] = tuple(dict.fromkeys(filter(None, authors)))[:MOST_AUTHORS]
        long = [(name, changes[name] or "") for name in ("title", "pages")]
        for name, text in [*long, *(("authors", author) for author in changes["authors"])]:
            if len(text) > LONGEST_FIELD:
                raise FieldTooLongError(name, LONGEST_FIELD)
        if len(changes["summary"] or "") > LONGEST_SUMMARY:
            raise FieldTooLongError("summary", LONGEST_SUMMARY)
        return replace(self, **changes)


def checked_number(typed: str) -> str:
    """Return the number of an issue as it is kept; raises NumberMissingError or FieldTooLongError."""
    text = clean(typed)
    if not text:
        raise NumberMissingError
    if len(text) > LONGEST_NUMBER:
        raise FieldTooLongError("number", LONGEST_NUMBER)
    return text
