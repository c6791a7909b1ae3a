"""What may be published: which tables point at people, how fine they may be told, and which tell too much together.

A table that leaves the house joins all those that left it before: whoever has them all can take one from another. So
each is kept as it was printed, and one from which a number of 1 to 4 people could be inferred does not leave.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Final
from uuid import UUID, uuid5

from cdm_desk.domain.disclosure import HIDDEN, MASKED, THRESHOLD
from cdm_desk.domain.errors import RuleError
from cdm_desk.domain.inference import SMALL, UNTOLD, WITHHELD, Cells, inferred
from cdm_desk.domain.reports import DAY_SHEET, KINDS, Cell, Figure, Note, Period, Report, Table
from cdm_desk.domain.survey_tables import CROSSED, PROFILE_ROWS

VOID: Final = " void"
CHANGED: Final = "changed"
"""What a whole report keeps beside the numbers of its facts by kind: the void ones, and what changed before it."""
_RELEASES: Final = UUID("6d4c7b0e-2f0f-4a52-9d0f-0f3c1b5a7e11")
_SENSITIVE: Final = ("detained", "disability", "neet")


class ReleaseRevealsError(RuleError):
    """A report was not given out: with one that left the house before, it would tell of one to four people."""

    def __init__(self, report: str, period: str, before: str) -> None:
        super().__init__(report, period, before)
        self.report = report
        self.period = period
        self.before = before


class ReleaseOutdatedError(RuleError):
    """A report was not given out: what it is to be compared with was released with other figures."""

    def __init__(self, report: str, period: str, before: str) -> None:
        super().__init__(report, period, before)
        self.report = report
        self.period = period
        self.before = before


class TooFineError(RuleError):
    """A table that points at people was to be given out of a shorter period than it may be told of."""

    def __init__(self, report: str, period: str, finest: str) -> None:
        super().__init__(report, period, finest)
        self.report = report
        self.period = period
        self.kinds = (finest,)


class ShapeUnknownError(RuleError):
    """A report holds a table that is not registered as one that may be published."""

    def __init__(self, report: str, shape: str) -> None:
        super().__init__(report, shape)
        self.report = report
        self.shape = shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A table that may be published, and the shortest period that it may be told of.

    Where it has a personal dimension, `counts` is the column that counts people, and `named` what such numbers are kept
    under: two reports that print the same numbers keep them under one name. `rows` are the rows that point at people,
    all where it is empty; `then` is a column that counts them a year before.
    """

    finest: str = "week"
    named: str = ""
    counts: str = ""
    rows: frozenset[str] = frozenset()
    then: str = ""

    @property
    def personal(self) -> bool:
        """Whether the table points at people."""
        return bool(self.named)


_VOLUME: Final = Shape()
_BY_MONTH: Final = Shape(finest="month")
_BY_YEAR: Final = Shape(finest="year")
FIGURES: Final = "figures"
_AUDIENCES_OF_A_YEAR: Final = Shape(
    finest="quarter", named="audience_figures", counts="value", rows=frozenset(_SENSITIVE), then="year_before"
)
_AUDIENCE_FIGURES: Final = Shape(finest="quarter", named="audience_figures", counts="value", rows=frozenset(_SENSITIVE))


def _asked(named: str, counts: str) -> Shape:
    """Return the shape of a table of the survey: what it says by sex, age and education points at people."""
    return Shape(finest="year", named=named, counts=counts, rows=PROFILE_ROWS)


SHAPES: Final[Mapping[str, Mapping[str, Shape]]] = {
    "R02": {FIGURES: _VOLUME, "by_day": _VOLUME, "compared": _VOLUME},
    "R03": {
        FIGURES: _BY_MONTH,
        "by_week": _BY_MONTH,
        "compared": _BY_MONTH,
        "theme_modality": _BY_MONTH,
        "waits": _BY_MONTH,
        "outcome_report": _BY_MONTH,
    },
    "R04": {
        FIGURES: _AUDIENCE_FIGURES,
        "annual": _AUDIENCES_OF_A_YEAR,
        "by_month": _BY_MONTH,
        "bridge": _BY_MONTH,
        "theme_modality": _BY_MONTH,
        "web_figures": _BY_MONTH,
        "survey_main": _BY_YEAR,
        "survey_sources": _BY_YEAR,
        "survey_profile": _asked("survey_profile", "number"),
    },
    "R05": {FIGURES: _BY_MONTH, "theme_report": _BY_MONTH, "theme_language": _BY_MONTH},
    "R06": {FIGURES: _VOLUME, "hours": _VOLUME, "busiest": _VOLUME},
    "R07": {FIGURES: _VOLUME, "waits": _VOLUME},
    "R08": {FIGURES: _BY_MONTH, "outcome_report": _BY_MONTH},
    "R09": {
        FIGURES: _BY_MONTH,
        "languages": _BY_MONTH,
        "helper_languages": Shape(finest="month", named="helper_languages", counts="number"),
    },
    "R10": {
        FIGURES: _VOLUME,
        "stock": _VOLUME,
        "uses_by_theme": _VOLUME,
        "uses_by_week": _VOLUME,
        "most_read": _VOLUME,
    },
    "R11": {FIGURES: _VOLUME, "pc_day": _VOLUME, "pc_month": _VOLUME},
    "R12": {
        FIGURES: _BY_MONTH,
        "activity_kinds": Shape(finest="month", named="prisons", counts="people", rows=frozenset({"AC9"})),
        "theme_modality": _BY_MONTH,
        "activity_partners": _BY_MONTH,
        "missing_heads": _BY_MONTH,
    },
    "R13": {
        FIGURES: _AUDIENCE_FIGURES,
        "audiences": Shape(finest="quarter", named="audiences", counts="people"),
    },
    "R14": {
        FIGURES: _BY_YEAR,
        **{f"survey_{name}": _BY_YEAR for name in ("modes", "face", "paper", "kiosk", "weights", "light")},
        **{f"survey_{item}": _asked(f"survey_{item}", "answered") for item in CROSSED},
    },
    "R15": {FIGURES: _AUDIENCE_FIGURES, "charter": _BY_YEAR, "self_check": _BY_YEAR},
    "R17": {FIGURES: _VOLUME, "missing_heads": _VOLUME},
}
"""The tables that may be published, by report; R01 is an internal paper, told exactly, and is no release."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One table as it left the house, or a whole report: `edition` is 0 for a provisional page.

    A whole report keeps no numbers but how many facts of each kind it was counted from and how many were void.
    """

    shape: str
    period: Period
    sha256: str
    edition: int = 1
    cells: Cells = field(default_factory=dict)
    released_on: date | None = None

    @property
    def id(self) -> UUID:
        """The same on every workstation, so that a reprint elsewhere is no release either."""
        return uuid5(_RELEASES, f"{self.shape} {self.period.text} {self.edition > 0} {self.sha256}")


def published(report: Report) -> bool:
    """Whether a report is one that is published: the sheet of the day is an internal paper."""
    return report.id != DAY_SHEET


def without_people(report: Report) -> Report:
    """Return a report without the numbers that point at people: those of a period that runs are told once it is over.

    A page of today and one of tomorrow would tell who came between them.
    """
    shapes = SHAPES.get(report.id, {})
    figures = shapes.get(FIGURES, Shape())
    kept = tuple(
        Figure(id=each.id, value=None) if figures.personal and each.id in figures.rows else each
        for each in report.figures
    )
    tables = tuple(_emptied(table, shapes.get(table.id, Shape())) for table in report.tables)
    if kept == report.figures and tables == report.tables:
        return report
    return replace(report, figures=kept, tables=tables, notes=(*report.notes, Note(id="not_over")))


def _emptied(table: Table, shape: Shape) -> Table:
    if not shape.personal or shape.counts not in table.columns:
        return table
    place = table.columns.index(shape.counts)
    rows = tuple(
        (*row[:place], None, *(row[place + 1 :] if not shape.then else (None,) * len(row[place + 1 :])))
        if not shape.rows or row[0] in shape.rows
        else row
        for row in table.rows
    )
    return replace(table, rows=rows)


def tables_released(report: Report, sites: str = "") -> list[Release]:
    """Return the numbers of a report that point at people, by shape and period.

    What was counted of one site is no edition of what was counted of all: `sites` says of which. Raises
    ShapeUnknownError, TooFineError.
    """
    shapes = SHAPES.get(report.id, {})
    found: dict[tuple[str, str], dict[str, Cell]] = {}
    for table in (_figures_of(report), *report.tables):
        shape = shapes.get(table.id)
        if shape is None:
            raise ShapeUnknownError(report.id, table.id)
        if KINDS.index(report.period.kind) < KINDS.index(shape.finest):
            raise TooFineError(report.id, report.period.text, shape.finest)
        for period, column in ((report.period, shape.counts), (report.period.year_before(), shape.then)):
            if shape.personal and column in table.columns:
                found.setdefault((shape.named, period.text), {}).update(_cells(table, shape, column))
    return [
        Release(shape=f"{named}{sites}", period=Period.parse(text), sha256=_digest(cells), cells=cells)
        for (named, text), cells in found.items()
        if set(cells.values()) - {UNTOLD}
    ]


def finest_of(shape: str) -> str:
    """Return the kind of the shortest periods of which a shape is ever told."""
    kinds = [
        each.finest
        for shapes in SHAPES.values()
        for each in shapes.values()
        if each.named and shape.startswith(each.named)
    ]
    return min(kinds, key=KINDS.index, default="month")


def _digest(cells: Cells) -> str:
    return sha256(json.dumps(dict(cells), sort_keys=True).encode()).hexdigest()


def _figures_of(report: Report) -> Table:
    rows = tuple((figure.id, MASKED if figure.value is None else figure.value) for figure in report.figures)
    return Table(id=FIGURES, columns=("figure", "value"), rows=rows)


def _cells(table: Table, shape: Shape, column: str) -> dict[str, Cell]:
    place = table.columns.index(column)
    return {str(row[0]): _kept(row[place]) for row in table.rows if not shape.rows or str(row[0]) in shape.rows}


def _kept(cell: Cell) -> Cell:
    if isinstance(cell, int):
        return cell
    return {MASKED: SMALL, HIDDEN: WITHHELD}.get(cell or "", UNTOLD)


def refuse_what_reveals(report: str, new: Release, earlier: Iterable[Release], changed: int) -> None:
    """Raise ReleaseRevealsError or ReleaseOutdatedError if a table may not join those of its shape that left before.

    `earlier` come in the order in which they left; `changed` is how many records have changed since the last edition,
    which the page tells.
    """
    others: dict[str, Cells] = {}
    for each in earlier:
        if each.period == new.period:
            if differs_by_few(each.cells, new.cells, changed):
                raise ReleaseRevealsError(report, new.period.text, each.period.text)
        elif each.period.first.year == new.period.first.year:
            others[each.period.text] = each.cells
    known = inferred({**others, new.period.text: new.cells}, finest_of(new.shape))
    before = ", ".join(sorted(others)) or new.period.text
    if known is None:
        raise ReleaseOutdatedError(report, new.period.text, before)
    if any(each.pinned for each in known):
        raise ReleaseRevealsError(report, new.period.text, before)


def differs_by_few(then: Cells, now: Cells, changed: int) -> bool:
    """Whether two editions of a table tell of one to four people who came or went between them."""
    return any(_few_between(then.get(column, 0), now.get(column, 0), changed) for column in {*then, *now})


def _few_between(then: Cell, now: Cell, changed: int) -> bool:
    match then, now:
        case int(), int():
            return 0 < abs(now - then) < THRESHOLD
        case (int(printed), str(hidden)) | (str(hidden), int(printed)) if hidden != UNTOLD and printed:
            # So many records at most have come or gone: the hidden number lies no further from the printed one.
            return printed - changed > (1 if hidden == SMALL else THRESHOLD)
        case _:
            return False


def changes(then: Cells, now: Cells) -> int:
    """Return how many records have changed between two editions of a report: one corrected is one."""
    number = 0
    for kind in {name.removesuffix(VOID) for name in (*then, *now)} - {CHANGED}:
        gone = _int(now, kind + VOID) - _int(then, kind + VOID)
        come = _int(now, kind) - _int(then, kind) + gone
        number += max(come, gone, 0)
    return number


def _int(cells: Cells, name: str) -> int:
    cell = cells.get(name)
    return cell if isinstance(cell, int) else 0
