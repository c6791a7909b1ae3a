"""Sheets of labels on A4: where each label lies, in millimetres from the upper left corner of the paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final, NamedTuple, Self

from cdm_desk.domain.errors import LabelSheetError

PAPER_WIDTH, PAPER_HEIGHT = 210.0, 297.0
OWN: Final = "OWN"
"""The code of the sheet that the house has measured itself."""

MOST_ACROSS, MOST_DOWN = 20, 60
# Narrower, an EAN-13 of eighty per cent with its quiet zones finds no room; lower, a hand scanner misses it.
NARROWEST_BARCODE, LOWEST_BARCODE = 31.0, 15.0
_SMALLEST: Final = 5.0
_ROUNDING: Final = 0.05
MEASURES: Final = ("width", "height", "left", "top", "step_x", "step_y")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSheet:
    """A sheet as its maker publishes it: labels across and down, their size, the first one's place, the steps."""

    code: str
    maker: str
    across: int
    down: int
    width: float
    height: float
    left: float
    top: float
    step_x: float
    step_y: float

    @property
    def name(self) -> str:
        """What the box says: `Avery L7651`."""
        return f"{self.maker} {self.code}".strip()

    @property
    def cells(self) -> int:
        """How many labels a sheet has."""
        return self.across * self.down

    @property
    def holds_barcode(self) -> bool:
        """Whether a label has room for a barcode that a scanner reads."""
        return self.width >= NARROWEST_BARCODE and self.height >= LOWEST_BARCODE

    def place(self, cell: int) -> tuple[float, float]:
        """Return where a label begins; they are counted from 0 along the rows, as one reads."""
        row, column = divmod(cell % self.cells, self.across)
        return self.left + column * self.step_x, self.top + row * self.step_y

    def next_free(self, start: int, labels: int) -> int:
        """Return the first cell that is left of a sheet once so many labels are printed from a cell on."""
        return (start + labels) % self.cells

    def checked(self) -> Self:
        """Return the sheet if it can be printed on A4; raises LabelSheetError with the field at fault."""
        for field, number, most in (("across", self.across, MOST_ACROSS), ("down", self.down, MOST_DOWN)):
            if not 1 <= number <= most:
                raise LabelSheetError(field, most)
        for field in MEASURES:
            if not isfinite(getattr(self, field)):
                raise LabelSheetError(field, PAPER_HEIGHT)
        for field in ("width", "height"):
            if getattr(self, field) < _SMALLEST:
                raise LabelSheetError(field, _SMALLEST)
        _check_direction("width", _Row(self.across, self.width, self.left, self.step_x, PAPER_WIDTH))
        _check_direction("height", _Row(self.down, self.height, self.top, self.step_y, PAPER_HEIGHT))
        return self


class _Row(NamedTuple):
    """Labels one beside or below the other, and how much paper there is for them."""

    number: int
    size: float
    first: float
    step: float
    paper: float


def _check_direction(field: str, row: _Row) -> None:
    first_name, step_name = {"width": ("left", "step_x"), "height": ("top", "step_y")}[field]
    if row.first < 0:
        raise LabelSheetError(first_name, 0.0)
    if row.number > 1 and row.step < row.size - _ROUNDING:
        raise LabelSheetError(step_name, row.size)
    beyond = row.first + (row.number - 1) * row.step + row.size - row.paper
    if beyond > _ROUNDING:
        raise LabelSheetError(field, round(beyond, 1), beyond=True)


def own_sheet(kept: object) -> LabelSheet | None:
    """Return the sheet that the house has measured, from its setting; None if there is none, or it cannot be one."""
    if not isinstance(kept, Mapping):
        return None
    try:
        numbers: dict[str, Any] = {name: float(kept[name]) for name in MEASURES}
        sheet = LabelSheet(code=OWN, maker="", across=int(kept["across"]), down=int(kept["down"]), **numbers)
        sheet = sheet.checked()
    except (KeyError, TypeError, ValueError, OverflowError, LabelSheetError):
        return None
    return sheet


def as_setting(sheet: LabelSheet) -> dict[str, float]:
    """Return a sheet as the setting of the house that keeps it."""
    return {name: getattr(sheet, name) for name in ("across", "down", *MEASURES)}


def _sheet(name: str, number: tuple[int, int], size: tuple[float, float], gap: float = 0.0) -> LabelSheet:
    """Make a sheet whose margins are alike left and right, above and below, as those of all these are."""
    maker, _space, code = name.partition(" ")
    (across, down), (width, height) = number, size
    step = width + gap
    return LabelSheet(
        code=code,
        maker=maker,
        across=across,
        down=down,
        width=width,
        height=height,
        left=round((PAPER_WIDTH - (across - 1) * step - width) / 2, 2),
        top=round((PAPER_HEIGHT - down * height) / 2, 2),
        step_x=step,
        step_y=height,
    )


# Sizes, numbers and gaps as published; models whose measures we could not check are left out.
SHEETS: Final = (
    _sheet("Avery L4731", (7, 27), (25.4, 10.0), 2.5),
    _sheet("Avery L4732", (5, 16), (35.6, 16.9), 2.5),
    _sheet("Avery L7651", (5, 13), (38.1, 21.2), 2.5),
    _sheet("Avery L7636", (4, 12), (45.7, 21.2), 2.5),
    _sheet("Avery L7654", (4, 10), (45.7, 25.4), 2.5),
    _sheet("Avery L7159", (3, 8), (63.5, 33.9), 2.5),
    _sheet("Avery L7160", (3, 7), (63.5, 38.1), 2.5),
    _sheet("Avery L7161", (3, 6), (63.5, 46.6), 2.5),
    _sheet("Avery L7162", (2, 8), (99.1, 33.9), 2.5),
    _sheet("Avery L7163", (2, 7), (99.1, 38.1), 2.5),
    _sheet("Herma 4270", (5, 13), (38.1, 21.2)),
    _sheet("Herma 4272", (4, 11), (48.3, 25.4)),
    _sheet("Herma 4677", (3, 7), (63.5, 38.1), 2.5),
)
DEFAULT_SHEET: Final = "L7636"


def sheet_named(code: str | None, own: LabelSheet | None = None) -> LabelSheet:
    """Return a sheet by its code; what is not known any more is the default."""
    known: dict[str, LabelSheet] = {sheet.code: sheet for sheet in (*SHEETS, *([own] if own else ()))}
    return known.get(code or "", known[DEFAULT_SHEET])
