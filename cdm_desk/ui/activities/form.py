"""The form of an activity: what, when, where, for whom, with whom; a new one can come back as a series."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cdm_desk.domain import agenda
from cdm_desk.domain.errors import AmountError, DeskError, FieldTooLongError, TextRefusedError
from cdm_desk.domain.lists import Entry, Kind
from cdm_desk.domain.series import Rhythm
from cdm_desk.domain.typed_hour import HourTypedError, hour_or_none
from cdm_desk.domain.typed_number import DayTypedError, NumberTypedError, day_or_none, number_typed
from cdm_desk.language import _, _p
from cdm_desk.services.activities import Which
from cdm_desk.ui.activity_words import rhythm_name
from cdm_desk.ui.book_words import day_text
from cdm_desk.ui.dialogs.record import Asked, Form, RecordDialog
from cdm_desk.ui.words import label_of, service_language_name

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from cdm_desk.domain.agenda import Activity

_BLAMED: Mapping[type[DeskError], str] = {
    agenda.ActivityTitleError: "title_fr",
    agenda.ActivityDayError: "day",
    agenda.ActivityDaysError: "last_day",
    agenda.ActivityHoursError: "ends",
    DayTypedError: "day",
    HourTypedError: "begins",
    NumberTypedError: "seats",
    AmountError: "seats",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What was told in the form; `rhythm` and `times` of a new one, `which` of one in a series."""

    activity: Activity
    rhythm: Rhythm | None = None
    times: int = 1
    which: Which = Which.THIS


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What can be chosen in the form."""

    entries: Mapping[Kind, Sequence[Entry]]
    places: Sequence[Entry]
    rooms: Sequence[str]


def blamed(error: DeskError) -> str:
    """Return the field of the form that an error is about."""
    if isinstance(error, FieldTooLongError | TextRefusedError):
        return error.field
    return _BLAMED.get(type(error), "")


def activity_dialog(
    activity: Activity,
    choices: Choices,
    keep: Callable[[Chosen], None],
    parent: QWidget,
    *,
    today: date,
    is_new: bool,
) -> RecordDialog:
    """Return the form of an activity."""
    typed = {
        "kind_code": activity.kind_code,
        "title_fr": activity.title_fr,
        "title_nl": activity.title_nl,
        "theme_code": activity.theme_code or "",
        "day": day_text(activity.day),
        "begins": agenda.hour_text(activity.begins),
        "ends": agenda.hour_text(activity.ends),
        "last_day": day_text(activity.last_day),
        "place": activity.place,
        "room": activity.room,
        "language": activity.language or "",
        "audiences": " ".join(activity.audiences),
        "partners": " ".join(activity.partners),
        "level_code": activity.level_code or "",
        "teaching_code": activity.teaching_code or "",
        "seats": "" if activity.seats is None else str(activity.seats),
        "announced": "yes" if activity.announced else "",
        "summary_fr": activity.summary_fr,
        "summary_nl": activity.summary_nl,
    }
    asked = [*_what(choices), *_when(), *_where(choices), *_for_whom(choices), *_more()]
    if is_new:
        typed |= {"rhythm": "", "times": ""}
        asked = [*asked[:8], *_series(), *asked[8:]]
    elif activity.series_id is not None:
        typed |= {"which": Which.THIS.value}
        asked = [_which(), *asked]
    return RecordDialog(
        Form(
            name="activity",
            heading=lambda: _("Plan an activity") if is_new else _("Change an activity"),
            asked=asked,
            typed=typed,
            halves=True,
        ),
        lambda told: keep(_chosen(activity, told, today)),
        parent,
        blamed=blamed,
    )


def _chosen(activity: Activity, told: Mapping[str, str], today: date) -> Chosen:
    seats = number_typed(told["seats"])
    wanted = replace(
        activity,
        kind_code=told["kind_code"],
        title_fr=told["title_fr"],
        title_nl=told["title_nl"],
        theme_code=told["theme_code"] or None,
        day=day_or_none(told["day"], activity.day) or today,
        begins=hour_or_none(told["begins"]),
        ends=hour_or_none(told["ends"]),
        last_day=day_or_none(told["last_day"], activity.day),
        place=told["place"],
        room=told["room"],
        language=told["language"] or None,
        audiences=tuple(told["audiences"].split()),
        partners=tuple(told["partners"].split()),
        level_code=told["level_code"] or None,
        teaching_code=told["teaching_code"] or None,
        seats=seats,
        announced=told["announced"] == "yes",
        summary_fr=told["summary_fr"],
        summary_nl=told["summary_nl"],
    )
    rhythm = Rhythm(told["rhythm"]) if told.get("rhythm") else None
    times = number_typed(told.get("times", "")) if rhythm is not None else 1
    return Chosen(
        activity=wanted,
        rhythm=rhythm,
        # Nothing typed is no number of times: the rule says which are.
        times=0 if times is None else times,
        which=Which(told.get("which") or Which.THIS.value),
    )


def _coded(choices: Choices, kind: Kind, none: str | None = "–") -> list[tuple[str, str]]:
    first = [] if none is None else [("", none)]
    return [*first, *((entry.code, label_of(entry)) for entry in choices.entries[kind])]


def _what(choices: Choices) -> list[Asked]:
    return [
        Asked(
            name="kind_code",
            words=lambda: _p("activity", "Kind"),
            choices=lambda: _coded(choices, Kind.ACTIVITY, none=None),
        ),
        Asked(name="title_fr", words=lambda: _("Title in French")),
        Asked(name="title_nl", words=lambda: _("Title in Dutch")),
        Asked(name="theme_code", words=lambda: _("Theme"), choices=lambda: _coded(choices, Kind.THEME)),
    ]


def _when() -> list[Asked]:
    return [
        Asked(name="day", words=lambda: _p("activity", "Day"), hint=lambda: _("such as 31/12/2026")),
        Asked(
            name="begins",
            words=lambda: _p("activity", "Begins at"),
            hint=lambda: _("such as 9:30; empty: the whole day"),
        ),
        Asked(name="ends", words=lambda: _p("activity", "Ends at")),
        Asked(
            name="last_day",
            words=lambda: _p("activity", "Last day"),
            hint=lambda: _("only if it goes on for several days"),
        ),
    ]


def _series() -> list[Asked]:
    return [
        Asked(
            name="rhythm",
            words=lambda: _("Comes back"),
            choices=lambda: [("", _("no, once")), *((each.value, rhythm_name(each)) for each in Rhythm)],
        ),
        Asked(
            name="times",
            words=lambda: _("How many times"),
            hint=lambda: _("2 to 60; holidays and closed days are passed over"),
        ),
    ]


def _which() -> Asked:
    return Asked(
        name="which",
        words=lambda: _("Of the series"),
        choices=lambda: [
            (Which.THIS.value, _("change this one only")),
            (Which.REST.value, _("change this one and those after it")),
        ],
    )


def _where(choices: Choices) -> list[Asked]:
    return [
        Asked(
            name="place",
            words=lambda: _p("activity", "Place"),
            choices=lambda: [
                ("intra", _p("activity", "in the house")),
                ("extra", _p("activity", "off-site")),
                *((entry.code, label_of(entry)) for entry in choices.places),
            ],
        ),
        Asked(name="room", words=lambda: _p("activity", "Room"), suggested=choices.rooms),
    ]


def _for_whom(choices: Choices) -> list[Asked]:
    return [
        Asked(
            name="language",
            words=lambda: _("Language"),
            choices=lambda: [
                ("", _p("language", "not recorded")),
                *((entry.code, service_language_name(entry.code)) for entry in choices.entries[Kind.LANGUAGE]),
            ],
        ),
        Asked(
            name="audiences",
            words=lambda: _("Audiences"),
            choices=lambda: _coded(choices, Kind.AUDIENCE, none=None),
            many=True,
        ),
        Asked(
            name="partners",
            words=lambda: _("Partners"),
            choices=lambda: _coded(choices, Kind.PARTNER, none=None),
            many=True,
        ),
        Asked(name="seats", words=lambda: _p("activity", "Seats")),
        Asked(
            name="level_code",
            words=lambda: _("Level of the class"),
            choices=lambda: _coded(choices, Kind.SCHOOL_LEVEL),
        ),
        Asked(
            name="teaching_code",
            words=lambda: _("Teaching"),
            choices=lambda: _coded(choices, Kind.TEACHING),
        ),
    ]


def _more() -> list[Asked]:
    return [
        Asked(
            name="announced",
            words=lambda: _("Announced"),
            choices=lambda: [
                ("yes", _("on the wall and in the programme")),
                ("", _("to staff only")),
            ],
        ),
        Asked(name="summary_fr", words=lambda: _("Summary in French"), lines=2),
        Asked(name="summary_nl", words=lambda: _("Summary in Dutch"), lines=2),
    ]
