"""Opening hours: when the doors close, and from when a desk that is left may close its day."""

from datetime import date, datetime, time, timedelta
from typing import Final

from cdm_desk.domain.clock import in_brussels

THURSDAY: Final = 3
OPENS: Final = time(9)
CLOSES: Final = time(17)
CLOSES_LATE: Final = time(19)
GRACE: Final = timedelta(minutes=30)
QUIET: Final = timedelta(minutes=30)
LONG_QUIET: Final = timedelta(minutes=60)


def closes_at(day: date) -> time:
    """Return when the doors close: 17 h, on Thursdays 19 h."""
    return CLOSES_LATE if day.weekday() == THURSDAY else CLOSES


def doors_close(day: date) -> datetime:
    """Return the moment at which the doors close."""
    return in_brussels(datetime.combine(day, closes_at(day)))


def ready_to_close(day: date) -> datetime:
    """Return the moment from which a day may be closed: half an hour after the doors."""
    return doors_close(day) + GRACE


def quiet_enough(used_at: datetime, *, in_use: bool) -> datetime:
    """Return from when on a desk counts as left: half an hour after it was last used.

    An hour where a desk is open, somebody is on the board, or the desk was opened after the doors were closed.
    """
    return used_at + (LONG_QUIET if in_use else QUIET)
