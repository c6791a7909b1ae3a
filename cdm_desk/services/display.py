"""The public display: what the wall says now, read from the board by one query."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from cdm_desk.domain.agenda import happenings
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.display import ThemeWait, Wall, calls_shown, wall_of
from cdm_desk.domain.lists import Entry, Kind
from cdm_desk.domain.multimedia import space_at
from cdm_desk.domain.waiting import Line
from cdm_desk.store.unit import Store
from cdm_desk.store.waiting import Foresight

RENEWED_AFTER: Final = timedelta(seconds=15)


class DisplayService:
    """Reads what the public may see; it writes nothing and asks nobody to sign in."""

    def __init__(self, store: Store, clock: Clock, heard: Callable[[], datetime | None]) -> None:
        """`heard` tells when the other workstations were last heard of, None where there are none to hear."""
        self._store = store
        self._clock = clock
        self._heard = heard
        self._foresight = Foresight()
        self._foreseen: _Foreseen | None = None

    def now(self) -> datetime:
        """Return the time on the wall."""
        return self._clock.now()

    def wall(self) -> Wall:
        """Return all that the display shows now."""
        now = self._clock.now()
        today = now.date()
        with self._store.view() as unit:
            closed = unit.days.closed(today)
            tickets = [] if closed else [ticket.as_of(now) for ticket in unit.tickets.of_day(today)]
            seats = unit.seats
            space = space_at(seats.all(), seats.sessions(today), seats.turns(today), now, closed=closed)
            themes = tuple(entry for entry in unit.lists.all(Kind.THEME) if entry.in_use(today))
            messages = tuple(entry.label for entry in unit.lists.all(Kind.DISPLAY_MESSAGE) if entry.in_use(today))
            line = None if closed else self._foresight.line(unit, now)
            workstation = unit.workstation
            agenda = happenings(unit.activities.between(today, today), now)
        # Where no desk has opened there is nothing to wait for yet.
        open_desks = line is not None and any(desk.open for desk in line.desks)
        wall = Wall(
            now=now,
            calls=calls_shown(tickets, space.line, now),
            waits=self._waits(line, themes) if line is not None and open_desks else (),
            turns=tuple(turn.number for turn in space.line.waiting),
            messages=messages,
            agenda=agenda,
            themes=themes,
            heard_at=self._heard(),
        )
        return wall_of(wall, workstation)

    def _waits(self, line: Line, themes: tuple[Entry, ...]) -> tuple[ThemeWait, ...]:
        """Foresee the waits anew when somebody has moved, else four times a minute: the wall is read each second."""
        board = (tuple(line.waiting), tuple(line.desks), frozenset(line.talks), line.rule, themes)
        known = self._foreseen
        if known is None or known.board != board or not timedelta() <= line.now - known.at < RENEWED_AFTER:
            waits = tuple(ThemeWait(theme=theme, estimate=line.promised(theme.code)) for theme in themes)
            known = self._foreseen = _Foreseen(board, line.now, waits)
        return known.waits


class _Foreseen(NamedTuple):
    board: tuple[object, ...]
    at: datetime
    waits: tuple[ThemeWait, ...]
