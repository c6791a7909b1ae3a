"""The windows that open from the reports: where a figure comes from, staff and website, texts of the label file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cdm_desk.domain.reports import Period
from cdm_desk.language import _, in_use

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from cdm_desk.domain.reports import Figure
    from cdm_desk.domain.trace import Trace
    from cdm_desk.services.house_figures import HouseFiguresService
    from cdm_desk.services.report_texts import ReportTextsService
    from cdm_desk.services.reports import ReportsService
    from cdm_desk.ui.background import Background
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.tab_commands import TabCommands
    from cdm_desk.ui.undo import Undo


class ReportDialogs:
    """Opens them over the tab; each is loaded when it is first asked for."""

    def __init__(
        self,
        figures: HouseFiguresService,
        texts: ReportTextsService,
        background: Background,
        messages: Messages,
        undo: Undo,
    ) -> None:
        self._figures = figures
        self._texts = texts
        self._background = background
        self._messages = messages
        self._undo = undo

    def add_to(self, commands: TabCommands, tab: QWidget, day: Callable[[], date]) -> None:
        """Add the commands to those of the tab; `day` tells of which year a text is written."""
        commands.add("house_figures", lambda: _("Staff and website…"), partial(self.open_figures, tab, day), [])
        commands.add("report_texts", lambda: _("Texts of the label file…"), partial(self.open_texts, tab, day), [])

    def open_figures(self, tab: QWidget, today: Callable[[], date]) -> None:
        """Open what is known of staff and website."""
        from cdm_desk.ui.dialogs.house_figures import HouseFiguresDialog  # noqa: PLC0415 - seldom opened

        with self._messages.explain():
            HouseFiguresDialog(self._figures, today(), self._background, self._undo, tab).open()

    def open_texts(self, tab: QWidget, day: Callable[[], date]) -> None:
        """Open the texts of the year that is shown."""
        from cdm_desk.ui.dialogs.report_texts import ReportTextsDialog  # noqa: PLC0415 - seldom opened

        with self._messages.explain():
            ReportTextsDialog(self._texts, Period.containing(day(), "year"), self._undo, tab).open()


def open_trace(reports: ReportsService, background: Background, period: Period, figure: Figure, tab: QWidget) -> None:
    """Lay out what a figure is made of, counted off the screen's thread."""
    background.run(partial(reports.trace, period, figure.id), partial(_show, figure, tab))


def _show(figure: Figure, tab: QWidget, trace: Trace) -> None:
    from cdm_desk.documents.legend import FIGURES  # noqa: PLC0415 - as above
    from cdm_desk.ui.dialogs.trace import TraceDialog  # noqa: PLC0415 - as above

    TraceDialog(in_use().gettext(FIGURES[figure.id]), trace, tab).open()
