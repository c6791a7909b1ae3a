"""The rooms of the survey, that of every day first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdm_desk.language import _
from cdm_desk.ui.section import Section
from cdm_desk.ui.survey.enter import EnterPage
from cdm_desk.ui.survey.waves import WavesPage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cdm_desk.office import Office
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.undo import Undo


def survey_sections(office: Office, messages: Messages, undo: Undo) -> Sequence[Section]:
    """Return the rooms of the survey."""
    return [
        Section(
            name="enter",
            icon_name="clipboard-text",
            words=lambda: _("Enter forms"),
            make=lambda: EnterPage(office.survey, messages, undo),
        ),
        Section(
            name="waves",
            icon_name="chart-bar",
            words=lambda: _("Waves and results"),
            make=lambda: WavesPage(office.survey, messages, undo, may=office.staff.may),
        ),
    ]
