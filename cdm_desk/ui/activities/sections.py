"""The rooms of the activities, each with the services that it works with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdm_desk.language import _
from cdm_desk.ui.activities.calendar import CalendarPage
from cdm_desk.ui.section import Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cdm_desk.office import Office
    from cdm_desk.ui.key_map import KeyMap
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.undo import Undo


def activity_sections(office: Office, messages: Messages, undo: Undo, key_map: KeyMap) -> Sequence[Section]:
    """Return the rooms of the activities."""
    return [
        Section(
            name="calendar",
            icon_name="calendar-blank",
            words=lambda: _("Calendar"),
            make=lambda: CalendarPage(office.activities, office.lists, messages, undo, key_map=key_map),
        ),
    ]
