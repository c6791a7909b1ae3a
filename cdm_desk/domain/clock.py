"""The hour in Brussels: the only place that reads the machine's clock."""

from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")


class Clock(Protocol):
    """Tells what time it is."""

    def now(self) -> datetime:
        """Return the moment in Brussels, to the whole second."""
        ...


class WallClock:
    """The machine's clock, shifted when a run asks for another date."""

    def __init__(self, starting_at: datetime | None = None) -> None:
        real = datetime.now(tz=BRUSSELS)
        self._shift = timedelta() if starting_at is None else in_brussels(starting_at) - real

    def now(self) -> datetime:
        """Return the moment in Brussels, to the whole second."""
        return (datetime.now(tz=BRUSSELS) + self._shift).replace(microsecond=0)


class StoppedClock:
    """A clock that moves only when it is told to: for rehearsals, generated days and tests."""

    def __init__(self, moment: datetime) -> None:
        self.moment = in_brussels(moment)

    def now(self) -> datetime:
        """Return the moment it was stopped at."""
        return self.moment

    def advance(self, **elapsed: float) -> None:
        """Move on by a `timedelta` given by its keywords (`minutes=3`)."""
        # Through UTC, so that three minutes stay three minutes across a change of the hour.
        self.moment = at_seconds(int((timedelta(**elapsed)).total_seconds()) + seconds_of(self.moment))


def in_brussels(moment: datetime) -> datetime:
    """Give a naive moment the Brussels time zone; convert any other to it."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=BRUSSELS)
    return moment.astimezone(BRUSSELS)


def seconds_of(moment: datetime) -> int:
    """Return the seconds since 1970 of a moment: what stores and frames hold."""
    return int(moment.timestamp())


def at_seconds(seconds: int) -> datetime:
    """Return the Brussels moment of a number of seconds since 1970."""
    return datetime.fromtimestamp(seconds, tz=BRUSSELS)


def minutes_between(earlier: datetime, later: datetime) -> int:
    """Return the whole minutes from one moment to a later one, never less than zero."""
    return max(0, (seconds_of(later) - seconds_of(earlier)) // 60)


def day_from(text: str) -> date:
    """Return the day of an ISO text such as `2019-01-14`."""
    return date.fromisoformat(text)
