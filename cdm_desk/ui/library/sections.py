"""The rooms of the library, those of every day first, each with the services that it works with."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cdm_desk.domain.staff import Action
from cdm_desk.language import _
from cdm_desk.ui.library.boards import BoardsPage
from cdm_desk.ui.library.catalogue import CataloguePage
from cdm_desk.ui.library.journals import JournalsPage
from cdm_desk.ui.library.labels import LabelsPage
from cdm_desk.ui.library.leaflets import LeafletsPage
from cdm_desk.ui.library.new_book import NewBookPage
from cdm_desk.ui.library.press import PressPage
from cdm_desk.ui.library.scan import ScanPage
from cdm_desk.ui.library.stocktake import StocktakePage
from cdm_desk.ui.library.weeding import WeedingPage
from cdm_desk.ui.record.services import RecordServices
from cdm_desk.ui.section import Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cdm_desk.office import Office
    from cdm_desk.ui.kept_settings import KeptSettings
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.undo import Undo


def sections(office: Office, messages: Messages, undo: Undo, kept: KeptSettings | None = None) -> Sequence[Section]:
    """Return the rooms of the library; `kept` are the settings of this workstation."""
    return [
        Section(
            name="catalogue",
            icon_name="books",
            words=lambda: _("Catalogue"),
            make=lambda: CataloguePage(
                office.library,
                office.lists,
                messages,
                undo,
                erasure=office.erasure,
                may_erase=partial(office.staff.may, Action.ERASE),
                records=RecordServices.of(office),
                baskets=office.baskets,
                finding=office.finding,
            ),
        ),
        Section(
            name="new_books",
            icon_name="plus",
            words=lambda: _("New books"),
            make=lambda: NewBookPage(office.lookup, office.library, office.lists, messages, undo),
        ),
        Section(
            name="scan",
            icon_name="barcode",
            words=lambda: _("Scan"),
            make=lambda: ScanPage(
                office.consultations,
                office.library,
                office.lists,
                messages,
                undo,
                kept=kept,
                records=RecordServices.of(office),
            ),
        ),
        Section(
            name="labels",
            icon_name="bookmark-simple",
            words=lambda: _("Labels"),
            make=lambda: LabelsPage(office.labels, office.lists, messages, undo),
        ),
        Section(
            name="journals",
            icon_name="clock",
            words=lambda: _("Journals"),
            make=lambda: JournalsPage(office.journals, office.lists, messages, undo),
        ),
        Section(
            name="brochures",
            icon_name="clipboard-text",
            words=lambda: _("Brochures"),
            make=lambda: LeafletsPage(office.leaflets, office.lists, messages, undo),
        ),
        Section(
            name="press",
            icon_name="megaphone",
            words=lambda: _("Press review"),
            make=lambda: PressPage(office.press, office.lists, messages, undo),
        ),
        Section(
            name="stocktake",
            icon_name="signpost",
            words=lambda: _("Stocktake"),
            make=lambda: StocktakePage(office.stocktakes, office.lists, messages, undo, kept=kept),
        ),
        Section(
            name="weeding",
            icon_name="trash",
            words=lambda: _("Weeding"),
            make=lambda: WeedingPage(office.weeding, office.lists, messages, undo),
        ),
        Section(
            name="boards",
            icon_name="chart-bar",
            words=lambda: _("Boards"),
            make=lambda: BoardsPage(
                office.boards, office.library, office.lists, reports=office.reports, messages=messages, undo=undo
            ),
        ),
    ]
