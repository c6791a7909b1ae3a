"""The calendar as a list: one line for each activity."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cdm_desk.domain.agenda import Activity
from cdm_desk.language import _, _p, in_use
from cdm_desk.ui.activity_words import activity_title, hours_text, standing_text
from cdm_desk.ui.appearance import THEME_ICONS, icon, tokens_of
from cdm_desk.ui.tables import Column, ListModel
from cdm_desk.ui.words import label_of

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QWidget

    from cdm_desk.domain.lists import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An activity in a list, with what is said of it; `otherwise` where two workstations counted it differently."""

    activity: Activity
    where: str
    sentence: str
    otherwise: bool = False


def activities_model(
    parent: QWidget, entries: Callable[[], Mapping[str, Entry]], now: Callable[[], datetime]
) -> ListModel[Line]:
    """Return the model of the list."""

    def label(code: str | None) -> str:
        known = entries().get(code or "")
        return "" if known is None else label_of(known)

    def theme_icon(line: Line) -> QIcon | None:
        name = THEME_ICONS.get((line.activity.theme_code or "")[:3])
        tokens = tokens_of(parent)
        colour = tokens.theme(line.activity.theme_code)
        return None if name is None else icon(name, colour, selected=tokens.on_primary)

    def standing(line: Line) -> str:
        return _p("activity", "two counts") if line.otherwise else standing_text(line.activity, now())

    def warn(line: Line) -> str:
        return tokens_of(parent).warn if standing(line) else ""

    columns: list[Column[Line]] = [
        Column(
            heading=lambda: _p("activity", "Day"),
            text=lambda line: in_use().date(line.activity.day, "brief"),
            sort=lambda line: line.activity.order,
            width=7,
        ),
        Column(heading=lambda: _p("activity", "Hours"), text=lambda line: hours_text(line.activity), width=8),
        Column(
            heading=lambda: _("Title"),
            text=lambda line: activity_title(line.activity),
            tip=lambda line: line.sentence,
            stretch=True,
        ),
        Column(heading=lambda: _p("activity", "Kind"), text=lambda line: label(line.activity.kind_code), width=12),
        Column(
            heading=lambda: _("Theme"),
            text=lambda line: label(line.activity.theme_code),
            icon=theme_icon,
            width=10,
            room=50,
        ),
        Column(heading=lambda: _p("activity", "Place"), text=lambda line: line.where, width=10, room=60),
        Column(
            heading=lambda: _p("heads", "Enrolled"),
            text=lambda line: _number(line.activity.enrolled),
            sort=lambda line: line.activity.enrolled or 0,
            number=True,
            width=5,
            room=64,
        ),
        Column(
            heading=lambda: _p("heads", "Present"),
            text=lambda line: _number(line.activity.present),
            sort=lambda line: -1 if line.activity.present is None else line.activity.present,
            number=True,
            width=5,
        ),
        Column(heading=lambda: _p("activity", "State"), text=standing, colour=warn, width=8),
    ]
    return ListModel(columns, lambda line: line.sentence, lambda line: line.activity.id, parent)


def _number(number: int | None) -> str:
    return "" if number is None else in_use().number(number)
