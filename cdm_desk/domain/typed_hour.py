"""An hour as people in Brussels type it."""

import re
from datetime import time
from typing import Final

from cdm_desk.domain.errors import RuleError
from cdm_desk.domain.typed_number import LONGEST_SHOWN

_FORMS: Final = (
    re.compile(r"(?P<hour>\d{1,2})\s*(?:[h:.u]\s*(?P<minute>\d{2})?)?\s*(?:h|u|uur)?", re.ASCII | re.IGNORECASE),
    re.compile(r"(?P<hour>\d{1,2})(?P<minute>\d{2})", re.ASCII),
)


class HourTypedError(RuleError):
    """What was typed is no hour of the day."""

    def __init__(self, typed: str) -> None:
        super().__init__(typed)
        self.typed = typed


def hour_or_none(text: str) -> time | None:
    """Return the hour meant by `9`, `9h`, `9h30`, `09:30`, `9.30`, `9u30` or `930`; None for nothing typed.

    Raises HourTypedError.
    """
    plain = text.strip()
    if not plain:
        return None
    for form in _FORMS:
        match = form.fullmatch(plain)
        if match is not None:
            hour, minute = int(match["hour"]), int(match["minute"] or 0)
            if hour < 24 and minute < 60:
                return time(hour, minute)
    raise HourTypedError(plain[:LONGEST_SHOWN])
