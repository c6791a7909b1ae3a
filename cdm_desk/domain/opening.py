"""Opening hours: when the doors open and close."""

from datetime import date, time
from typing import Final

THURSDAY: Final = 3
CLOSES: Final = time(17)
CLOSES_LATE: Final = time(19)


def closes_at(day: date) -> time:
    """Return when the doors close: 17 h, on Thursdays 19 h."""
    return CLOSES_LATE if day.weekday() == THURSDAY else CLOSES
