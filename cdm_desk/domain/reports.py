"""Figures: periods, indicators and their versions, percentiles, and what a report is made of."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Self, TypeAlias

from cdm_desk.domain.errors import RuleError, StoreError
from cdm_desk.domain.lists import Label

DAY_SHEET: Final = "R01"
LIBRARY: Final = "R10"
REPORTS: Final = (
    "R01", "R02", "R03", "R04", "R05", "R06", "R07", "R08", "R09", "R10", "R11", "R12", "R13", "R14", "R15", "R17",
)  # fmt: skip

FEWEST_FOR_A_PERCENTILE: Final = 5

# Indicator 1 of the house: people served at a PC or with the documentation; groups and activities are head counts.
MULTIMEDIA_MOTIVES: Final = frozenset({"MV3", "MV4"})
# Outings: the people met there are advice users, never participants.
OUTINGS: Final = frozenset({"AC7", "AC8", "AC9"})
OUTING_CHANNELS: Final = frozenset({"formtruck", "prison", "fair"})

Cell: TypeAlias = int | str | None


class PeriodShapeError(RuleError):
    """A period is neither a day, a week, a month, a quarter nor a year."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class PeriodAheadError(RuleError):
    """A period lies in the future: nothing can be said about it yet."""

    def __init__(self, period: str) -> None:
        super().__init__(period)
        self.period = period


class ReportOfOneDayError(RuleError):
    """A report of one day was asked for with what is no day."""

    def __init__(self, report: str, text: str) -> None:
        super().__init__(report, text)
        self.report = report
        self.text = text


class PeriodKindError(RuleError):
    """A report was asked for of a kind of period that it is not made of; `kinds` are those it is made of."""

    def __init__(self, report: str, text: str, kinds: tuple[str, ...]) -> None:
        super().__init__(report, text, kinds)
        self.report = report
        self.text = text
        self.kinds = kinds


class ReportUnknownError(RuleError):
    """There is no such report."""

    def __init__(self, report: str, period: str) -> None:
        super().__init__(report, period)
        self.report = report
        self.period = period
        self.known = REPORTS


class FormUnknownError(RuleError):
    """A file was asked for whose name ends in no form that reports are written in."""

    def __init__(self, name: str, forms: str) -> None:
        super().__init__(name, forms)
        self.name = name
        self.forms = forms


class ReportNotWrittenError(StoreError):
    """The disk or the folder refused the file of a report; nothing of it was left there."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(path, why)
        self.path = path
        self.why = why


class NotPrintedError(StoreError):
    """The printer did not take the page; the PDF is kept at `path`."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(path, why)
        self.path = path
        self.why = why


class NoPrinterError(StoreError):
    """This machine knows no printer; the PDF is kept at `path`."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class NotEmptyError(RuleError):
    """An invented year would be mixed with figures that the store holds already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A day, an ISO week, a month, a quarter or a year, both ends included."""

    text: str
    first: date
    last: date

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2019-01-14`, `2019-W03`, `2019-01`, `2019-Q1` or `2019`; raises PeriodShapeError."""
        for shape, ends in _SHAPES:
            if found := shape.fullmatch(text):
                try:
                    first, last = ends(*(int(part) for part in found.groups()))
                except (ValueError, OverflowError) as wrong:
                    raise PeriodShapeError(text) from wrong
                return cls(text=text, first=first, last=last)
        raise PeriodShapeError(text)

    @classmethod
    def of_day(cls, day: date) -> Self:
        """Return the period of one day."""
        return cls(text=day.isoformat(), first=day, last=day)

    def before(self) -> "Period":
        """Return the period of the same kind that ends the day before this one begins."""
        return self.containing(self.first - timedelta(days=1), self.kind)

    def year_before(self) -> "Period":
        """Return the same period a year before: the week of the same number, the day of the same weekday."""
        if self.kind in {"day", "week"}:
            return self.containing(self.first - timedelta(weeks=52), self.kind)
        return Period.parse(str(int(self.text[:4]) - 1) + self.text[4:])

    @property
    def kind(self) -> str:
        """`day`, `week`, `month`, `quarter` or `year`."""
        return next(kind for kind, (shape, _ends) in zip(KINDS, _SHAPES, strict=True) if shape.fullmatch(self.text))

    @classmethod
    def containing(cls, day: date, kind: str) -> "Period":
        """Return the period of a kind in which a day lies."""
        year, week, _weekday = day.isocalendar()
        text = {
            "day": day.isoformat(),
            "week": f"{year}-W{week:02}",
            "month": f"{day.year:04}-{day.month:02}",
            "quarter": f"{day.year:04}-Q{(day.month + 2) // 3}",
            "year": f"{day.year:04}",
        }[kind]
        return cls.parse(text)

    @property
    def one_day(self) -> bool:
        """Whether the period is a single day."""
        return self.first == self.last


def _day(year: int, month: int, day: int) -> tuple[date, date]:
    return date(year, month, day), date(year, month, day)


def _week(year: int, week: int) -> tuple[date, date]:
    return date.fromisocalendar(year, week, 1), date.fromisocalendar(year, week, 7)


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    after = date(year + last // 12, last % 12 + 1, 1)
    return date(year, first, 1), after - timedelta(days=1)


def _month(year: int, month: int) -> tuple[date, date]:
    return _months(year, month, month)


def _quarter(year: int, quarter: int) -> tuple[date, date]:
    return _months(year, 3 * quarter - 2, 3 * quarter)


def _year(year: int) -> tuple[date, date]:
    return _months(year, 1, 12)


KINDS: Final = ("day", "week", "month", "quarter", "year")
_SHAPES: Final = (
    (re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})"), _day),
    (re.compile(r"([0-9]{4})-W([0-9]{2})"), _week),
    (re.compile(r"([0-9]{4})-([0-9]{2})"), _month),
    (re.compile(r"([0-9]{4})-Q([1-4])"), _quarter),
    (re.compile(r"([0-9]{4})"), _year),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One way to count contacts: which blocks add up, and between which days it was the house's own."""

    version: int
    valid_from: date
    blocks: tuple[str, ...]


# The annual report 2019 adds three blocks; from 2023 the house prints what is met outside as a block of its own.
CONTACTS: Final = (
    Indicator(version=1, valid_from=date(2018, 1, 1), blocks=("multimedia_users", "advice_users", "activity_users")),
    Indicator(
        version=2,
        valid_from=date(2023, 1, 1),
        blocks=("multimedia_users", "advice_users", "activity_users", "outing_users"),
    ),
)


def contacts_indicator(day: date) -> Indicator:
    """Return the definition of a contact that was in force on a day."""
    in_force = [indicator for indicator in CONTACTS if indicator.valid_from <= day]
    return in_force[-1] if in_force else CONTACTS[0]


def percentile(values: Iterable[int], share: int) -> int | None:
    """Return a percentile by nearest rank; None when there are fewer than five values to hide among."""
    ranked = sorted(values)
    if len(ranked) < FEWEST_FOR_A_PERCENTILE:
        return None
    return ranked[-(-share * len(ranked) // 100) - 1]


def weighted_percentile(numbers: Mapping[int, int], share: int) -> int | None:
    """Return a percentile by nearest rank of values that each occur so many times; None of fewer than five."""
    every = sum(numbers.values())
    if every < FEWEST_FOR_A_PERCENTILE:
        return None
    rank, seen = -(-share * every // 100), 0
    for value in sorted(numbers):
        seen += numbers[value]
        if seen >= rank:
            return value
    return None


def median(values: Iterable[int]) -> int | None:
    """Return the middle value by nearest rank, of any number of values; None of none."""
    ranked = sorted(values)
    return ranked[(len(ranked) - 1) // 2] if ranked else None


def percent(part: int, whole: int) -> int:
    """Return the whole percentage, halves rounded up; 0 of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def change_percent(value: int | None, earlier: int | None) -> int | None:
    """Return by how many whole percent a number has changed, halves away from nothing; None where one is not known."""
    if value is None or not earlier:
        return None
    change = percent(abs(value - earlier), earlier)
    return change if value >= earlier else -change


def largest_remainder(total: int, weights: Sequence[float]) -> list[int]:
    """Share a whole number out by weights so that the parts add up to it exactly."""
    sum_of_weights = sum(weights)
    exact = [total * weight / sum_of_weights for weight in weights]
    parts = [int(share) for share in exact]
    by_remainder = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A counted number on a page; None when too few cases stand behind it to print it."""

    id: str
    value: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of a registered shape: ids and codes in the cells, put into words only on the page."""

    id: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something that a reader of the page has to know: what it is, how many, and which."""

    id: str
    number: int = 0
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What this workstation knows that it does not know: who was not heard of, what has not been exchanged.

    `holding` are workstations that were heard of and had so many operations still to send then.
    """

    silent: tuple[str, ...] = ()
    holding: tuple[tuple[str, int], ...] = ()
    not_exchanged: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """The workstations whose figures are not all here."""
        return tuple(sorted([*self.silent, *(name for name, _unsent in self.holding)]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrative:
    """What is said in words under a heading of a report."""

    heading: str
    fr: str = ""
    nl: str = ""

    def spoken(self, language: str) -> str:
        """Return the words in a language; nothing where nobody has written them."""
        return self.nl if language == "nl" else self.fr


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The figures of a period, the same for paper, spreadsheet and outside checks.

    `closed_until` is the last day closed when it was made; `sha256` is the fingerprint of the sorted facts it was
    counted from. `texts` are said in words, `parts` are reports bound into one file with it.
    Nothing of the moment of printing is in it: the same facts give the same report.
    """

    id: str
    definition: int
    period: Period
    site: str
    provisional: bool
    closed_until: date | None
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    notes: tuple[Note, ...]
    sources: tuple[tuple[str, int], ...]
    labels: Mapping[str, Label] = field(default_factory=dict)
    schema: int
    sha256: str
    texts: tuple[Narrative, ...] = ()
    parts: tuple["Report", ...] = ()

    def figure(self, figure_id: str) -> int | None:
        """Return the value of a figure."""
        return next(figure.value for figure in self.figures if figure.id == figure_id)

    def table(self, table_id: str) -> Table:
        """Return a table by its id."""
        return next(table for table in self.tables if table.id == table_id)

    def note(self, note_id: str) -> Note | None:
        """Return a note by its id, if it had to be made."""
        return next((note for note in self.notes if note.id == note_id), None)
