"""A number or a day as people type it into a form, or a fault that says what was typed."""

from datetime import date
from typing import Final

from cdm_desk.domain.errors import RuleError
from cdm_desk.domain.typed_day import day_typed

LONGEST_SHOWN: Final = 30
MOST_FIGURES: Final = 12


class NumberTypedError(RuleError):
    """What was typed is no whole number."""

    def __init__(self, typed: str) -> None:
        super().__init__(typed)
        self.typed = typed


class DayTypedError(RuleError):
    """What was typed is no day of the calendar."""

    def __init__(self, typed: str) -> None:
        super().__init__(typed)
        self.typed = typed


def number_typed(text: str) -> int | None:
    """Return a whole number, None for nothing typed; raises NumberTypedError."""
    plain = "".join(text.split())
    if not plain:
        return None
    figures = plain.removeprefix("-")
    if not (figures.isascii() and figures.isdecimal() and len(figures) <= MOST_FIGURES):
        raise NumberTypedError(text.strip()[:LONGEST_SHOWN])
    return int(plain)


def day_or_none(text: str, near: date) -> date | None:
    """Return a day, None for nothing typed; raises DayTypedError."""
    if not text.strip():
        return None
    day = day_typed(text, near=near)
    if day is None:
        raise DayTypedError(text.strip()[:LONGEST_SHOWN])
    return day
