"""The tab of the activities: the calendar, and what else a year is told by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdm_desk.language import _
from cdm_desk.ui.sectioned_tab import SectionedTab

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cdm_desk.ui.section import Section


class ActivitiesTab(SectionedTab):
    """The calendar first."""

    def __init__(self, sections: Sequence[Section]) -> None:
        super().__init__("activities", _rooms, sections)


def _rooms() -> str:
    return _("Rooms of the activities")
