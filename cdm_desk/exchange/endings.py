"""How days end, with their keys and all they have sealed; and months, once two snapshots hold what they held.

The queue of a day is needed until every workstation has closed it and has nothing of it left to send, and no longer
than a week: whoever was away for so long finds the day gone, and what it still had of that queue is noted as late. A
day that went early leaves a mark for as long, so that nobody begins it anew; a month that went leaves one for good.
"""

import contextlib
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from cdm_desk.domain.clock import Clock
from cdm_desk.exchange.folder import QUEUE, RECORD, day_period
from cdm_desk.exchange.medium import Medium
from cdm_desk.store.journal import LogState
from cdm_desk.store.unit import Store

QUEUE_DAYS: Final = 7
"""For so long at most the queue of a day can be read by anybody."""
RECORD_DAYS: Final = 35
"""For so long at least the logs of a month stay after its end."""

_GONE: Final = "gone"
_MARKS_LOOKED_AT: Final = 7
_LOOK_SECONDS: Final = 60.0
_HIGHEST_DOUBT: Final = 43_200.0

Covered = Callable[[Sequence[LogState]], Iterable[LogState]]


class Endings:
    """Lets the days and months of one medium end."""

    def __init__(self, medium: Medium, store: Store, clock: Clock) -> None:
        self._medium = medium
        self._store = store
        self._clock = clock
        self._gone: set[tuple[str, str]] = set()
        self._looked_at: dict[tuple[str, str], float] = {}
        self._tidied_on: date | None = None
        self._ahead: float | None = None
        self._set_by = 0.0

    def compared(self, ahead: float) -> None:
        """Note by how much this clock was found ahead of the server's."""
        self._ahead, self._set_by = ahead, time.time() - time.monotonic()

    @property
    def sure(self) -> bool:
        """Whether the day here is the day at the server, so that what is late here is late indeed.

        A clock that was set since it was compared must be compared again.
        """
        moved = abs(time.time() - time.monotonic() - self._set_by)
        return moved <= _HIGHEST_DOUBT and self._today(self._ahead) is not None

    @property
    def far_off(self) -> bool:
        """Whether this clock was found to show another day than the server's: the others may end the day it shows."""
        return self._ahead is not None and not self.sure

    def is_gone(self, lane: str, period: str) -> bool:
        """Whether a day or month has ended in the medium, so that nothing of it may be read or published there."""
        today = self._clock.now().date()
        if (lane, period) in self._gone:
            return True
        if time.monotonic() - self._looked_at.get((lane, period), float("-inf")) < _LOOK_SECONDS:
            return False
        if period >= (day_period(today) if lane == QUEUE else f"{today:%Y%m}"):
            return False
        if (lane == QUEUE and _is_long_ago(_day(period), today)) or self._is_marked(lane, period):
            if self.sure:
                self._gone.add((lane, period))
            return True
        self._looked_at[lane, period] = time.monotonic()
        return False

    def end_days(self, ahead: float | None) -> list[str]:
        """Destroy the keys of the days that nobody needs any more, and all they have sealed; return those days.

        `ahead` is by how much this clock is ahead of the server's: one that nobody can vouch for ends nothing.
        """
        today = self._today(ahead)
        if today is None:
            return []
        done = self._done_everywhere()
        over = [period for period in self._medium.periods(QUEUE) if period < day_period(today)]
        ended = [period for period in over if _is_long_ago(_day(period), today) or period <= done]
        for period in ended:
            self._end(QUEUE, period, marked=not _is_long_ago(_day(period), today))
        if self._tidied_on != today:
            self._tidied_on = today
            self._forget_marks(today)
            ended += self._forget_frames(today)
        return ended

    def end_months(self, ahead: float | None, states: Iterable[LogState], covered: Covered) -> list[str]:
        """Remove the logs of the months whose every log lies in two snapshots agreed upon; return those months.

        Of a month that somebody else has ended no frame is kept here either.
        """
        today = self._today(ahead)
        if today is None:
            return []
        known = {state.key: state for state in states}
        ended, there = [], self._medium.periods(RECORD)
        for period in {key[1] for key in known if key[0] == RECORD}.difference(there):
            if _month_over(period, today):
                self._forget_month(period)
        for period in there:
            if not _month_over(period, today):
                continue
            lying = [known.get((RECORD, period, log.run.hex())) for log in self._medium.logs(RECORD, period)]
            # What was never read here nobody knows, and where nothing is seen somebody may just have begun.
            if not lying or None in lying:
                continue
            here = [state for state in lying if state is not None]
            if len(list(covered(here))) == len(here):
                self._end(RECORD, period, marked=True)
                ended.append(period)
        return ended

    def _end(self, lane: str, period: str, *, marked: bool) -> None:
        if marked:
            self._medium.put_once(_purpose(lane, period), {"kind": _GONE, "lane": lane, "period": period})
        self._gone.add((lane, period))
        self._medium.forget(lane, period)
        with self._store.unit() as unit:
            unit.journal.forget_period(lane, period)

    def _forget_month(self, period: str) -> None:
        with self._store.view() as view:
            kept = view.journal.holds(RECORD, period)
        if kept and self.is_gone(RECORD, period):
            with self._store.unit() as unit:
                unit.journal.forget_confirmed(RECORD, period)

    def _today(self, ahead: float | None) -> date | None:
        """Return the day by the server's clock, None when it is not known or far from ours."""
        if ahead is None or abs(ahead) > _HIGHEST_DOUBT:
            return None
        return (self._clock.now() - timedelta(seconds=ahead)).date()

    def _done_everywhere(self) -> str:
        with self._store.view() as view:
            belonging = [each for each in view.journal.workstations() if each.revoked is None]
        if not belonging or any(each.done is None for each in belonging):
            return ""
        return day_period(min(each.done for each in belonging if each.done is not None))

    def _is_marked(self, lane: str, period: str) -> bool:
        return self._medium.read_once(_purpose(lane, period)) is not None

    def _forget_frames(self, today: date) -> list[str]:
        """Drop what is kept here of days that a colleague has ended and whose board nobody closed here.

        No key opens it any more. What did not arrive in time stays until it is noted as late.
        """
        first = day_period(today - timedelta(days=QUEUE_DAYS - 1))
        with self._store.view() as view:
            old = {state.period for state in view.journal.logs() if state.lane == QUEUE and state.period < first}
        if old:
            with self._store.unit() as unit:
                unit.journal.forget_queue(first, logs_before=first)
        return sorted(old)

    def _forget_marks(self, today: date) -> None:
        # What a week says by itself needs no mark any more.
        for past in range(QUEUE_DAYS + 1, QUEUE_DAYS + 1 + _MARKS_LOOKED_AT):
            with contextlib.suppress(OSError):
                self._medium.forget_once(_purpose(QUEUE, day_period(today - timedelta(days=past))))


def _purpose(lane: str, period: str) -> str:
    return f"{_GONE}:{lane}/{period}"


def _day(period: str) -> date:
    try:
        return datetime.strptime(period, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:  # the name of no day of the calendar: never one of ours
        return date.max


def _is_long_ago(day: date, today: date) -> bool:
    return day != date.max and today - day >= timedelta(days=QUEUE_DAYS)


def _month_over(period: str, today: date) -> bool:
    """Whether a month ended long enough ago."""
    return period < f"{today - timedelta(days=RECORD_DAYS):%Y%m}"
