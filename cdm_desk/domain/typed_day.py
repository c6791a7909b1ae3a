"""A day as people in Brussels type it."""

import re
from contextlib import suppress
from datetime import date
from typing import Final

_FORMS: Final = tuple(
    re.compile(form, re.ASCII)
    for form in (
        r"(?P<year>\d{4})[ /.-]+(?P<month>\d{1,2})[ /.-]+(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})(?:[ /.-]+(?P<month>\d{1,2})(?:[ /.-]+(?P<year>\d{4}|\d{2}))?)?[ /.-]*",
        r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>\d{4}|\d{2})?",
    )
)
_CENTURY: Final = 2000


def day_typed(text: str, *, near: date, first: date = date.min, last: date = date.max) -> date | None:
    """Return the day meant by `30/11/2026`, `30.11.26`, `30112026`, `2026-11-30`, `30/11` or `30`.

    What is left out of month and year is that of the day nearest to `near` within the bounds. None where it is no day
    of the calendar, or none within the bounds.
    """
    found = next((match for form in _FORMS if (match := form.fullmatch(text.strip())) is not None), None)
    if found is None:
        return None
    day, month, year = (None if part is None else int(part) for part in found.group("day", "month", "year"))
    if year is not None and len(found["year"]) == 2:
        year += _CENTURY
    possible = []
    for each_year in [near.year - 1, near.year, near.year + 1] if year is None else [year]:
        for each_month in range(1, 13) if month is None else [month]:
            with suppress(ValueError):
                possible.append(date(each_year, each_month, day or 0))
    within = [each for each in possible if first <= each <= last]
    # Of two equally near the one that has been: what is looked up is mostly over.
    return min(within, key=lambda each: (abs((each - near).days), each), default=None)
