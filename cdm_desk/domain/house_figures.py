"""What a year is told of besides what is counted at the desks: how many work here, what is read on the website."""

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid5

from cdm_desk.domain.errors import FieldTooLongError, RuleError, TextRefusedError
from cdm_desk.domain.folding import clean, fold
from cdm_desk.domain.personal import found

LONGEST_NAME: Final = 80
MOST: Final = 1_000_000_000
_HOUSE_FIGURES: Final = UUID("0b7a3c52-5d57-4f0e-9a49-6a9f7a1c2d3e")
_MONTH: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_HEADINGS: Final = {
    "month": ("mois", "maand", "month"),
    "source": ("source", "bron"),
    "page_views": ("pages vues", "paginaweergaven", "page views", "pages", "bekeken pagina s"),
    "visitors": ("visiteurs uniques", "unieke bezoekers", "unique visitors", "visitors", "visiteurs", "bezoekers"),
    "visitors_brussels": ("dont bruxelles", "waarvan brussel", "of brussels", "bruxelles", "brussel", "brussels"),
}
_NEEDED: Final = frozenset({"month", "page_views", "visitors"})


class LineFault(StrEnum):
    """Why a line of figures of the website was not taken."""

    MONTH = "month"
    NUMBER = "number"
    MORE_THAN_ALL = "more_than_all"
    TWICE = "twice"
    NAME = "name"


class HouseFigureError(RuleError):
    """A figure cannot be kept as it was typed."""

    def __init__(self, fault: LineFault) -> None:
        super().__init__(fault)
        self.fault = str(fault)


class HeadingsMissingError(RuleError):
    """A table of figures of the website has not the columns that are needed; `known` are their names."""

    def __init__(self, known: tuple[str, ...]) -> None:
        super().__init__(known)
        self.known = known


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffCount:
    """How many people of an institution worked here on a day."""

    day: date
    institution: str
    people: int

    @property
    def id(self) -> UUID:
        """The same at every workstation: of one institution on one day there is one number."""
        return uuid5(_HOUSE_FIGURES, f"{self.day.isoformat()} {fold(self.institution)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebFigure:
    """What was read of the website in a month, by one source of figures; None where it does not tell of Brussels."""

    month: str
    source: str
    page_views: int
    visitors: int
    visitors_brussels: int | None = None

    @property
    def id(self) -> UUID:
        """The same at every workstation: of one month a source gives one number."""
        return uuid5(_HOUSE_FIGURES, f"{self.month} {fold(self.source)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line that was not taken, by its number in the file, and why."""

    line: int
    fault: LineFault
    text: str


def checked_count(count: StaffCount) -> StaffCount:
    """Return a number of staff fit to be kept; raises HouseFigureError, FieldTooLongError or TextRefusedError."""
    if not 0 <= count.people <= MOST:
        raise HouseFigureError(LineFault.NUMBER)
    return StaffCount(day=count.day, institution=_checked_name(count.institution), people=count.people)


def checked_web(figure: WebFigure) -> WebFigure:
    """Return figures of the website fit to be kept; raises HouseFigureError, FieldTooLongError or TextRefusedError."""
    if not _MONTH.fullmatch(figure.month):
        raise HouseFigureError(LineFault.MONTH)
    if not all(0 <= number <= MOST for number in (figure.page_views, figure.visitors, figure.visitors_brussels or 0)):
        raise HouseFigureError(LineFault.NUMBER)
    if (figure.visitors_brussels or 0) > figure.visitors:
        raise HouseFigureError(LineFault.MORE_THAN_ALL)
    return WebFigure(
        month=figure.month,
        source=_checked_name(figure.source),
        page_views=figure.page_views,
        visitors=figure.visitors,
        visitors_brussels=figure.visitors_brussels,
    )


def _checked_name(name: str) -> str:
    tidy = clean(name)
    if not tidy:
        raise HouseFigureError(LineFault.NAME)
    if len(tidy) > LONGEST_NAME:
        raise FieldTooLongError("name", LONGEST_NAME)
    if (finding := found(tidy)) is not None:
        raise TextRefusedError("name", finding)
    return tidy


def read_web_figures(text: str, source: str) -> tuple[list[WebFigure], list[BadLine]]:
    """Return the figures of a CSV of months, and the lines that are none; `source` where the table names none.

    Columns are found by their headings in French, Dutch or English, separated by semicolons, commas or tabs. Raises
    HeadingsMissingError.
    """
    lines = text.lstrip("\ufeff").splitlines()
    head = next((line for line in lines if line.strip()), "")
    separator = max(";,\t", key=head.count)
    rows = list(csv.reader(lines, delimiter=separator))
    start = next((place for place, row in enumerate(rows) if any(cell.strip() for cell in row)), 0)
    columns = _columns(rows[start] if rows else [])
    if not set(columns) >= _NEEDED:
        raise HeadingsMissingError(tuple(names[0] for name, names in _HEADINGS.items() if name in _NEEDED))
    good: dict[UUID, WebFigure] = {}
    bad: list[BadLine] = []
    for line, row in enumerate(rows[start + 1 :], start=start + 2):
        if not any(cell.strip() for cell in row):
            continue
        try:
            figure = _figure(columns, row, source, good)
        except HouseFigureError as wrong:
            bad.append(BadLine(line=line, fault=LineFault(wrong.fault), text=separator.join(row)[:LONGEST_NAME]))
        except (FieldTooLongError, TextRefusedError):
            bad.append(BadLine(line=line, fault=LineFault.NAME, text=""))
        else:
            good[figure.id] = figure
    return list(good.values()), bad


def _columns(heads: Sequence[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, head in enumerate(heads):
        name = next((name for name, names in _HEADINGS.items() if fold(head) in names), None)
        if name is not None:
            places.setdefault(name, place)
    return places


def _figure(columns: dict[str, int], row: Sequence[str], source: str, known: Collection[UUID]) -> WebFigure:
    def cell(name: str) -> str:
        place = columns.get(name, len(row))
        return row[place].strip() if place < len(row) else ""

    brussels = cell("visitors_brussels")
    figure = checked_web(
        WebFigure(
            month=_month(cell("month")),
            source=cell("source") or source,
            page_views=_number(cell("page_views")),
            visitors=_number(cell("visitors")),
            visitors_brussels=_number(brussels) if brussels else None,
        )
    )
    if figure.id in known:
        raise HouseFigureError(LineFault.TWICE)
    return figure


def _month(text: str) -> str:
    """Return a month such as 2019-03; also written 03/2019."""
    turned = re.fullmatch(r"(\d{1,2})[/.-](\d{4})", text)
    return f"{turned[2]}-{int(turned[1]):02}" if turned else text


def _number(text: str) -> int:
    digits = re.sub(r"[\s\u00a0\u202f.'’]", "", text)
    if not re.fullmatch(r"[0-9]{1,10}", digits):
        raise HouseFigureError(LineFault.NUMBER)
    return int(digits)


def staff_of(counts: Iterable[StaffCount], first: date, last: date) -> int | None:
    """Return how many worked here at the end of a period: of each institution what was last counted in it."""
    latest: dict[str, StaffCount] = {}
    for count in counts:
        if first <= count.day <= last:
            known = latest.get(fold(count.institution))
            latest[fold(count.institution)] = count if known is None or known.day <= count.day else known
    return sum(count.people for count in latest.values()) if latest else None


def web_of(figures: Iterable[WebFigure], first: date, last: date) -> list[WebFigure]:
    """Return the figures of the months of a period, in order."""
    within = [each for each in figures if f"{first:%Y-%m}" <= each.month <= f"{last:%Y-%m}"]
    return sorted(within, key=lambda each: (each.month, fold(each.source)))


def lines_of(staff: Iterable[StaffCount], web: Iterable[WebFigure]) -> Iterator[str]:
    """Yield what the figures are, one line each in one form: what a report was made of."""
    yield from sorted(f"staff {each.day.isoformat()} {each.institution} {each.people}" for each in staff)
    yield from sorted(
        f"web {each.month} {each.source} {each.page_views} {each.visitors} {each.visitors_brussels}" for each in web
    )
