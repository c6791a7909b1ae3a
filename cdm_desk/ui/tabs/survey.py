"""The survey's tab: forms and waves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdm_desk.language import _
from cdm_desk.ui.sectioned_tab import SectionedTab

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cdm_desk.ui.section import Section


class SurveyTab(SectionedTab):
    """The entry of forms first."""

    def __init__(self, sections: Sequence[Section]) -> None:
        super().__init__("survey", _rooms, sections)


def _rooms() -> str:
    return _("Rooms of the survey")
