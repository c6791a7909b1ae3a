"""The day sheet (R01): how its figures, tables and notes follow from the sums of a day's facts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from cdm_desk.domain.activities import SCHOOL_VISIT
from cdm_desk.domain.opening import closes_at
from cdm_desk.domain.reports import (
    MULTIMEDIA_MOTIVES,
    OUTING_CHANNELS,
    OUTINGS,
    Cell,
    Figure,
    Missing,
    Note,
    Table,
    contacts_indicator,
    median,
    percentile,
)
from cdm_desk.domain.welcome import ADVICE

WEEKS_COMPARED: Final = 8
FIRST_HOUR: Final = 9
ENDINGS: Final = ("called", "left", "no_show", "cancelled", "not_called")
SERVICES: Final = ("pc", "activity", "info", "group")
NOT_RECORDED: Final = "not_recorded"
# Advice is counted where the call is (waits); whatever else is asked at the door is information.
_SERVICE_OF_MOTIVE: Final = {"MV3": "pc", "MV4": "pc", "MV5": "activity", "MV6": "group"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HourSum:
    """How many people or tickets one hour of a day brought, for one motive or theme."""

    day: date
    hour: int
    code: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitSum:
    """One wait of the day: its theme, how it ended, its minutes."""

    theme_code: str
    ended: str
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSum:
    """Conversations of one channel with the same outcomes."""

    channel: str
    outcome_codes: tuple[str, ...]
    reliable: bool
    sessions: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivitySum:
    """Activities of one kind."""

    kind_code: str
    held: int
    present: int
    uncounted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSum:
    """What the board of an open day adds to its facts: who has not come to an end yet."""

    waiting: int = 0
    serving: int = 0
    sessions: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySums:
    """Everything that the day sheet is counted from; arrivals and calls also of the days it is compared with.

    `late_advice` are those who came for advice and were entered later, by theme, or ADVICE where none was noted: they
    have no ticket that could be called.
    """

    day: date
    arrivals: tuple[HourSum, ...] = ()
    calls: tuple[HourSum, ...] = ()
    late_advice: tuple[HourSum, ...] = ()
    waits: tuple[WaitSum, ...] = ()
    sessions: tuple[SessionSum, ...] = ()
    activities: tuple[ActivitySum, ...] = ()
    pc_blocks: int = 0
    proofs: int = 0
    registered: int = 0
    late: int = 0
    changed: int = 0
    board: BoardSum = field(default_factory=BoardSum)

    def ended(self, how: str) -> int:
        """Return how many waits ended that way."""
        return sum(wait.ended == how for wait in self.waits)


def days_compared(day: date) -> list[date]:
    """Return the same weekdays of the eight weeks before, the latest first."""
    return [day - timedelta(weeks=weeks) for weeks in range(1, WEEKS_COMPARED + 1)]


def day_figures(sums: DaySums) -> tuple[Figure, ...]:
    """Return the figures of the day; contacts add up as its year defines them."""
    outside = sum(session.people for session in sums.sessions if session.channel in OUTING_CHANNELS)
    outside += sum(activity.present for activity in sums.activities if activity.kind_code in OUTINGS)
    advice = sum(session.people for session in sums.sessions if session.channel not in OUTING_CHANNELS)
    inside = [activity for activity in sums.activities if activity.kind_code not in OUTINGS]
    blocks = {
        "multimedia_users": sum(
            arrival.number
            for arrival in sums.arrivals
            if arrival.day == sums.day and arrival.code in MULTIMEDIA_MOTIVES
        ),
        "advice_users": advice,
        "activity_users": sum(activity.present for activity in inside),
        "outing_users": outside,
    }
    indicator = contacts_indicator(sums.day)
    if "outing_users" not in indicator.blocks:
        blocks["advice_users"] += blocks.pop("outing_users")
    waited = [wait.minutes for wait in sums.waits if wait.ended == "called"]
    values: dict[str, int | None] = {
        "contacts": sum(blocks[block] for block in indicator.blocks),
        **blocks,
        "visits": sum(arrival.number for arrival in sums.arrivals if arrival.day == sums.day),
        "pc_sessions": sums.pc_blocks,
        "activities": sum(activity.held for activity in inside),
        "school_visits": sum(activity.held for activity in inside if activity.kind_code == SCHOOL_VISIT),
        "pupils": sum(activity.present for activity in inside if activity.kind_code == SCHOOL_VISIT),
        "proofs": sums.proofs,
        "wait_p50": percentile(waited, 50),
        "wait_p90": percentile(waited, 90),
        **_balance(sums),
    }
    return tuple(Figure(id=figure, value=value) for figure, value in values.items())


def _balance(sums: DaySums) -> dict[str, int]:
    """Account for every ticket and every call.

    A ticket that a desk passes on waits a second time: waits beyond the tickets issued are transfers. Fewer waits
    than tickets, or conversations than calls, are facts that have not arrived.
    """
    ends = {ending: sum(wait.ended == ending for wait in sums.waits) for ending in ENDINGS}
    waits = len(sums.waits) + sums.board.waiting
    # A cancelled ticket was issued in error: its arrival counts no more, its number has been handed out.
    issued = sums.registered + ends["cancelled"]
    done = sum(session.sessions for session in sums.sessions if session.channel not in OUTING_CHANNELS)
    return {
        "issued": issued,
        "transferred": max(0, waits - issued),
        **ends,
        "still_waiting": sums.board.waiting,
        "issued_difference": max(0, issued - waits),
        "done": done,
        "still_serving": sums.board.serving,
        "called_difference": ends["called"] - done - sums.board.serving,
    }


def hour_table(sums: DaySums, themes: Sequence[str]) -> Table:
    """Return what was asked for in each hour: advice by theme where the ticket was called, the rest at the door.

    What was entered later stands in its true hour, advice too.
    """
    columns = ("hour", *themes, "advice", *SERVICES, "total", "cumulative")
    counts: Counter[tuple[date, int, str]] = Counter()
    for advised in (*sums.calls, *sums.late_advice):
        counts[advised.day, advised.hour, advised.code] += advised.number
    for arrival in sums.arrivals:
        if service := _service(arrival.code):
            counts[arrival.day, arrival.hour, service] += arrival.number
    rows: list[tuple[Cell, ...]] = []
    cumulative = 0
    for hour in _hours(sums.day, (hour for day, hour, _code in counts if day == sums.day)):
        cells = _cells(counts, sums.day, [hour], themes)
        cumulative += cells[-1]
        rows.append((hour, *cells, cumulative))
    whole = {day: _cells(counts, day, range(24), themes) for day in (sums.day, *days_compared(sums.day))}
    known = {day for day, _hour, _code in counts}
    last_week, *_before = compared = days_compared(sums.day)
    medians = [median(column) for column in zip(*(whole[day] for day in compared if day in known), strict=True)]
    nothing: list[int | None] = [None] * (len(columns) - 2)
    rows += [
        ("total", *whole[sums.day], None),
        ("last_week", *(whole[last_week] if last_week in known else nothing), None),
        ("median_8", *(medians or nothing), None),
    ]
    return Table(id="by_hour", columns=columns, rows=tuple(rows))


def _service(motive_code: str) -> str | None:
    return None if motive_code == ADVICE else _SERVICE_OF_MOTIVE.get(motive_code, "info")


def _hours(day: date, counted: Iterable[int]) -> list[int]:
    """Return the hours in which the doors are open, and of the others those that brought somebody."""
    return sorted({*range(FIRST_HOUR, closes_at(day).hour), *counted})


def _cells(
    counts: Mapping[tuple[date, int, str], int], day: date, hours: Iterable[int], themes: Sequence[str]
) -> list[int]:
    hours = list(hours)
    by_theme = [sum(counts.get((day, hour, theme), 0) for hour in hours) for theme in themes]
    services = [sum(counts.get((day, hour, service), 0) for hour in hours) for service in SERVICES]
    advice = sum(by_theme) + sum(counts.get((day, hour, ADVICE), 0) for hour in hours)
    return [*by_theme, advice, *services, advice + sum(services)]


def theme_table(sums: DaySums, themes: Sequence[str]) -> Table:
    """Return how long each theme waited and how its waits ended; percentiles of fewer than five are left out."""
    columns = ("theme", "called", "p50", "p90", "longest", "left", "no_show", "cancelled", "not_called")
    rows = [_waits(theme, [wait for wait in sums.waits if wait.theme_code == theme]) for theme in themes]
    return Table(id="by_theme", columns=columns, rows=(*rows, _waits("total", sums.waits)))


def _waits(name: str, waits: Sequence[WaitSum]) -> tuple[Cell, ...]:
    minutes = [wait.minutes for wait in waits if wait.ended == "called"]
    fifty, ninety = percentile(minutes, 50), percentile(minutes, 90)
    ends = [sum(wait.ended == ending for wait in waits) for ending in ("left", "no_show", "cancelled", "not_called")]
    return (name, len(minutes), fifty, ninety, None if fifty is None else max(minutes), *ends)


def outcome_table(sums: DaySums, outcomes: Sequence[str]) -> Table:
    """Return the outcomes one way, never by theme; a conversation may have up to three, or none recorded."""
    numbers: Counter[str] = Counter()
    for session in sums.sessions:
        for code in session.outcome_codes or (NOT_RECORDED,):
            numbers[code] += session.sessions
    known = [*outcomes, *sorted(set(numbers) - set(outcomes) - {NOT_RECORDED}), NOT_RECORDED]
    return Table(id="outcomes", columns=("outcome", "number"), rows=tuple((code, numbers[code]) for code in known))


def _unclosed(sums: DaySums) -> int:
    """Return how many conversations nobody ended; outside, a length is noted only if it is known."""
    inside = (session for session in sums.sessions if session.channel not in OUTING_CHANNELS)
    return sum(session.sessions for session in inside if not session.reliable)


def day_notes(sums: DaySums, missing: Missing) -> tuple[Note, ...]:
    """Return what is missing or was mended, each only where there is something to say."""
    figures = _balance(sums)
    notes = (
        Note(id="silent", number=len(missing.silent), names=missing.silent),
        Note(id="holding", number=len(missing.holding), names=tuple(name for name, _unsent in missing.holding)),
        Note(id="not_exchanged", number=missing.not_exchanged),
        Note(id="open_sessions", number=sums.board.sessions),
        Note(id="unclosed", number=_unclosed(sums)),
        Note(id="late", number=sums.late),
        Note(id="changed", number=sums.changed),
        Note(id="headcounts", number=sum(activity.uncounted for activity in sums.activities)),
        Note(id="issued_difference", number=figures["issued_difference"]),
        Note(id="called_difference", number=max(0, figures["called_difference"])),
    )
    return tuple(note for note in notes if note.number)
