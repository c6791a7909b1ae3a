"""What is said of an activity: its hours, how it stands, what is worth a look; no Qt in here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdm_desk.domain.agenda import Caution, hour_text
from cdm_desk.domain.series import Rhythm
from cdm_desk.language import _, _n, _p, in_use
from cdm_desk.ui.words import label_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from cdm_desk.domain.agenda import Activity, Doubt
    from cdm_desk.domain.lists import Entry


def activity_title(activity: Activity) -> str:
    """Return its title in the language of the screens; of one that came in part, that it has none yet."""
    return activity.title(in_use().language) or _p("activity", "without title")


def hours_text(activity: Activity) -> str:
    """Return its hours: `09:00–11:00`; the whole day has none."""
    if activity.begins is None:
        return _p("activity", "whole day")
    return "–".join(filter(None, [hour_text(activity.begins), hour_text(activity.ends)]))


def heads_text(activity: Activity) -> str:
    """Return what is known of its heads, short: `15 present`, `12 enrolled`."""
    if activity.present is not None:
        return _p("heads", "{number} present").format(number=in_use().number(activity.present))
    if activity.enrolled:
        return _p("heads", "{number} enrolled").format(number=in_use().number(activity.enrolled))
    return ""


def standing_text(activity: Activity, now: datetime, doubts: Sequence[Doubt] = ()) -> str:
    """Return in a word or two what has to be seen at once; nothing where all is well."""
    if activity.called_off:
        return _p("activity", "called off")
    if activity.uncounted(now):
        return _p("activity", "to count")
    return doubt_mark(doubts[0]) if doubts else ""


def doubt_mark(doubt: Doubt) -> str:
    """Return a doubt in a word or two."""
    return {
        Caution.ROOM: lambda: _("room taken twice"),
        Caution.SHUT: lambda: _("closed that day"),
        Caution.EARLY: lambda: _("before opening"),
        Caution.LATE: lambda: _("after closing"),
        Caution.FULL: lambda: _("more than seats"),
    }[doubt.caution]()


def doubt_sentence(activity: Activity, doubt: Doubt) -> str:
    """Return a doubt as a sentence that says what to look at."""
    if doubt.caution is Caution.ROOM and doubt.other is not None:
        return _("{room} is also wanted by “{title}”, {hours}: choose another room or hour.").format(
            room=activity.room, title=activity_title(doubt.other), hours=hours_text(doubt.other)
        )
    return {
        Caution.SHUT: lambda: _("The house is closed that day."),
        Caution.EARLY: lambda: _("It begins before the doors open."),
        Caution.LATE: lambda: _("It goes on after the doors close."),
        Caution.FULL: lambda: _("More people are enrolled than there are seats."),
    }[doubt.caution]()


def doubts_text(activity: Activity, doubts: Sequence[Doubt]) -> str:
    """Return every doubt, one sentence after the other."""
    return " ".join(doubt_sentence(activity, doubt) for doubt in doubts)


def place_name(code: str, places: Mapping[str, Entry]) -> str:
    """Return where an activity is held."""
    if code == "intra":
        return _p("activity", "in the house")
    if code == "extra":
        return _p("activity", "off-site")
    return label_of(places[code]) if code in places else code


def rhythm_name(rhythm: Rhythm) -> str:
    """Return how often a series comes back."""
    return {
        Rhythm.WEEKLY: lambda: _("every week"),
        Rhythm.FORTNIGHTLY: lambda: _("every second week"),
        Rhythm.MONTHLY: lambda: _("every month, on the same weekday"),
    }[rhythm]()


def planned_text(activity: Activity, number: int, skipped: Sequence[date]) -> str:
    """Return that an activity, or a series of them, is planned."""
    if number == 1:
        return _("“{title}” is planned on {day}, {hours}.").format(
            title=activity_title(activity), day=in_use().date(activity.day), hours=hours_text(activity)
        )
    told = _n("“{title}” is planned {number} time.", "“{title}” is planned {number} times.", number).format(
        title=activity_title(activity), number=in_use().number(number)
    )
    if skipped:
        days = in_use().listed([in_use().date(day) for day in skipped])
        told += " " + _("Passed over, since the house is closed: {days}.").format(days=days)
    return told


def activity_sentence(
    activity: Activity,
    entries: Mapping[str, Entry],
    places: Mapping[str, Entry],
    now: datetime,
    doubts: Sequence[Doubt] = (),
) -> str:
    """Return an activity as one sentence, for the line below the calendar and for whoever listens."""
    parts = [
        f"{in_use().date(activity.day, 'brief')} {hours_text(activity)}",
        activity_title(activity),
        *(label_of(entries[code]) for code in (activity.kind_code, activity.theme_code or "") if code in entries),
        place_name(activity.place, places),
        activity.room,
        activity.language or "",
        *(label_of(entries[code]) if code in entries else code for code in activity.partners),
        *(label_of(entries[code]) for code in activity.audiences if code in entries),
        _n("{number} seat", "{number} seats", activity.seats).format(number=in_use().number(activity.seats))
        if activity.seats
        else "",
        _p("heads", "{number} enrolled").format(number=in_use().number(activity.enrolled)) if activity.enrolled else "",
        _p("heads", "{number} present").format(number=in_use().number(activity.present))
        if activity.present is not None
        else "",
        standing_text(activity, now),
    ]
    told = " · ".join(part for part in parts if part) + "."
    return f"{told} {doubts_text(activity, doubts)}".strip()
