"""The programme of a stretch of days for the public: a page, a text for social networks, a table, JSON."""

import csv
import html
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Final

from cdm_desk.documents.workbook import FORMULA_STARTS
from cdm_desk.domain.agenda import Activity, hour_text
from cdm_desk.domain.lists import Entry
from cdm_desk.language import Catalogue

COLUMNS: Final = (
    "day", "last_day", "begins", "ends", "kind", "title_fr", "title_nl", "theme", "place", "room", "language",
    "partners", "audiences", "seats", "called_off",
)  # fmt: skip


def public(activities: Iterable[Activity]) -> list[Activity]:
    """Return what may be announced: what is held, and meant for all to read; what was called off is told as such."""
    return [each for each in activities if each.announced and not each.removed and (each.title_fr or each.title_nl)]


def rows_of(activities: Iterable[Activity]) -> list[dict[str, object]]:
    """Return activities as the rows of a table: what is planned, no head count."""
    return [
        {
            "day": each.day.isoformat(),
            "last_day": each.last_day.isoformat() if each.last_day else "",
            "begins": hour_text(each.begins),
            "ends": hour_text(each.ends),
            "kind": each.kind_code,
            "title_fr": each.title_fr,
            "title_nl": each.title_nl,
            "theme": each.theme_code or "",
            "place": each.place,
            "room": each.room,
            "language": each.language or "",
            "partners": " ".join(each.partners),
            "audiences": " ".join(each.audiences),
            "seats": "" if each.seats is None else each.seats,
            "called_off": each.called_off,
        }
        for each in activities
    ]


def as_csv(activities: Iterable[Activity]) -> bytes:
    """Return a table for a spreadsheet of Belgium: semicolons, a mark of UTF-8, no formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows_of(activities):
        row["called_off"] = "1" if row["called_off"] else ""
        writer.writerow([_harmless(str(row[name])) for name in COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def as_json(activities: Iterable[Activity]) -> bytes:
    """Return the same rows for programs."""
    return json.dumps({"activities": rows_of(activities)}, ensure_ascii=False, indent=1).encode()


def as_html(activities: Sequence[Activity], speakers: Sequence[Catalogue], themes: Mapping[str, Entry]) -> bytes:
    """Return a piece of a page, each language in a part of its own that says which it is."""
    parts = []
    for speaker in speakers:
        days = []
        for day, of_day in groupby(activities, key=lambda each: each.day):
            items = "".join(f"<li>{_marked_up(each, speaker, themes)}</li>" for each in of_day)
            days.append(f"<h3>{html.escape(speaker.date(day, 'weekday'))}</h3><ul>{items}</ul>")
        heading = html.escape(speaker.gettext("Programme"))
        parts.append(f'<section lang="{speaker.language}"><h2>{heading}</h2>{"".join(days)}</section>')
    return "\n".join([*parts, ""]).encode()


def as_text(activities: Sequence[Activity], speakers: Sequence[Catalogue]) -> bytes:
    """Return a text for social networks, one language after the other."""
    blocks = []
    for speaker in speakers:
        lines = [speaker.gettext("Programme")]
        for day, of_day in groupby(activities, key=lambda each: each.day):
            lines += ["", speaker.date(day, "weekday"), *(f"• {_told(each, speaker)}" for each in of_day)]
        blocks.append("\n".join(lines))
    return ("\n\n".join(blocks) + "\n").encode()


def _told(activity: Activity, speaker: Catalogue) -> str:
    hours = "–".join(filter(None, [hour_text(activity.begins), hour_text(activity.ends)]))
    told = " ".join(filter(None, [hours, activity.title(speaker.language)]))
    until = _until(activity, speaker)
    off = speaker.pgettext("activity", "called off") if activity.called_off else ""
    return " – ".join(filter(None, [told, until, activity.room, off]))


def _until(activity: Activity, speaker: Catalogue) -> str:
    last: date | None = activity.last_day
    if last is None or last == activity.day:
        return ""
    return speaker.gettext("until {day}").format(day=speaker.date(last))


def _marked_up(activity: Activity, speaker: Catalogue, themes: Mapping[str, Entry]) -> str:
    theme = themes.get(activity.theme_code or "")
    told = html.escape(_told(activity, speaker))
    told = f"<s>{told}</s>" if activity.called_off else told
    if theme is not None:
        told += f" <em>{html.escape(theme.label.spoken(speaker.language))}</em>"
    summary = activity.summary(speaker.language)
    return told + (f"<p>{html.escape(summary)}</p>" if summary else "")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
