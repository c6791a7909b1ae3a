"""The calendar as others' programs read it: iCalendar (RFC 5545), with the time zone of Brussels."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from cdm_desk.domain.agenda import Activity

_LONGEST_LINE: Final = 75
_ZONE: Final = (
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Brussels",
    "BEGIN:DAYLIGHT",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "TZNAME:CEST",
    "DTSTART:19960331T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "TZNAME:CET",
    "DTSTART:19961027T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def as_ics(activities: Iterable[Activity], now: datetime) -> bytes:
    """Return activities as a calendar; one that was called off says so, so that it goes from whoever has it."""
    stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//cdm_desk//Activities//FR", "CALSCALE:GREGORIAN", *_ZONE]
    for activity in activities:
        lines += _event(activity, stamp)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"]).encode()


def _event(activity: Activity, stamp: str) -> list[str]:
    titles = dict.fromkeys(filter(None, [activity.title_fr, activity.title_nl]))
    summaries = dict.fromkeys(filter(None, [activity.summary_fr, activity.summary_nl]))
    told = {
        "SUMMARY": " / ".join(titles),
        "LOCATION": activity.room,
        "DESCRIPTION": "\n\n".join(summaries),
        "CATEGORIES": activity.theme_code or "",
    }
    return [
        "BEGIN:VEVENT",
        f"UID:{activity.uid or f'{activity.id.hex}@cdm-desk'}",
        f"DTSTAMP:{stamp}",
        *_when(activity),
        *(f"{name}:{_escaped(text)}" for name, text in told.items() if text),
        f"STATUS:{'CANCELLED' if activity.called_off else 'CONFIRMED'}",
        "END:VEVENT",
    ]


def _when(activity: Activity) -> list[str]:
    if activity.begins is None:
        # The end is the first day on which it is over.
        after = activity.ends_on + timedelta(days=1)
        return [f"DTSTART;VALUE=DATE:{activity.day:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"]
    lines = [f"DTSTART;{_at(activity.day, activity.begins)}"]
    if activity.ends is not None:
        lines.append(f"DTEND;{_at(activity.day, activity.ends)}")
    if activity.ends_on > activity.day:
        lines.append(f"RRULE:FREQ=DAILY;COUNT={(activity.ends_on - activity.day).days + 1}")
    return lines


def _at(day: date, hour: time) -> str:
    return f"TZID=Europe/Brussels:{day:%Y%m%d}T{hour:%H%M}00"


def _escaped(text: str) -> str:
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(sign, written)
    return text


def _folded(line: str) -> str:
    """Cut a line into pieces of 75 bytes at most, never within a letter."""
    pieces, piece, size = [], "", 0
    for letter in line:
        wide = len(letter.encode())
        if size + wide > _LONGEST_LINE:
            pieces.append(piece)
            # The blank that begins the next piece counts.
            piece, size = "", 1
        piece += letter
        size += wide
    return "\r\n ".join([*pieces, piece])
