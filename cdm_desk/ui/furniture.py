"""What stands in the rooms: each tab with the services it works with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdm_desk.domain.change import Department
from cdm_desk.ui.activities.sections import activity_sections
from cdm_desk.ui.library.sections import sections
from cdm_desk.ui.report_dialogs import ReportDialogs
from cdm_desk.ui.survey.sections import survey_sections
from cdm_desk.ui.tabs.activities import ActivitiesTab
from cdm_desk.ui.tabs.bag import BagTab
from cdm_desk.ui.tabs.counselling import CounsellingTab
from cdm_desk.ui.tabs.library import LibraryTab
from cdm_desk.ui.tabs.multimedia import MultimediaTab
from cdm_desk.ui.tabs.queue import QueueTab
from cdm_desk.ui.tabs.reports import ReportsTab
from cdm_desk.ui.tabs.survey import SurveyTab
from cdm_desk.ui.tabs.welcome import WelcomeTab
from cdm_desk.ui.usual_desk import UsualDesk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from cdm_desk.office import Office
    from cdm_desk.ui.background import Background
    from cdm_desk.ui.kept_settings import KeptSettings
    from cdm_desk.ui.key_map import KeyMap
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.tickets import Tickets
    from cdm_desk.ui.undo import Undo


def makers(
    office: Office,
    messages: Messages,
    undo: Undo,
    background: Background,
    kept: KeptSettings,
    *,
    key_map: KeyMap,
    tickets: Tickets,
) -> Mapping[str, Callable[[], QWidget]]:
    """Return how to make each tab; one is made at a time, so that the window answers in between."""
    usual = UsualDesk(office.queue, office.desks, office.lists, messages, kept)
    return {
        Department.WELCOME: lambda: WelcomeTab(
            office.welcome,
            office.lists,
            office.queue,
            messages,
            undo,
            multimedia=office.multimedia,
            tickets=tickets,
            key_map=key_map,
        ),
        Department.QUEUE: lambda: QueueTab(
            office.queue,
            office.counselling,
            office.lists,
            messages,
            undo,
            tickets=tickets,
            usual=usual,
            key_map=key_map,
        ),
        Department.COUNSELLING: lambda: CounsellingTab(
            office.counselling,
            office.queue,
            office.lists,
            messages,
            undo,
            usual=usual,
            key_map=key_map,
            finding=office.finding,
            tickets=tickets,
        ),
        Department.ACTIVITIES: lambda: ActivitiesTab(activity_sections(office, messages, undo, key_map)),
        Department.MULTIMEDIA: lambda: MultimediaTab(
            office.multimedia, messages, undo, key_map=key_map, tickets=tickets
        ),
        Department.LIBRARY: lambda: LibraryTab(sections(office, messages, undo, kept)),
        Department.SURVEY: lambda: SurveyTab(survey_sections(office, messages, undo)),
        Department.BAG: lambda: BagTab(
            office.bags, office.lists, messages, undo, may=office.staff.may, key_map=key_map
        ),
        Department.REPORTS: lambda: ReportsTab(
            office.reports,
            background,
            messages,
            overview=office.overview,
            dialogs=ReportDialogs(office.house_figures, office.report_texts, background, messages, undo),
            key_map=key_map,
        ),
    }
