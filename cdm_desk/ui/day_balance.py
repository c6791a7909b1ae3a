"""The way from the list of what is left over to the thing itself, whatever tab it stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from cdm_desk.domain.balance import LooseEnd, Matter
from cdm_desk.domain.change import Department
from cdm_desk.language import _
from cdm_desk.ui.balance_words import what_words
from cdm_desk.ui.dialogs.balance import BalanceDialog
from cdm_desk.ui.seat_map import SeatMap
from cdm_desk.ui.tables import ListTable
from cdm_desk.ui.tabs.welcome import WelcomeTab

if TYPE_CHECKING:
    from datetime import date

    from cdm_desk.office import Office
    from cdm_desk.ui.main_window import MainWindow

_TABS: Final = {
    Matter.OUTCOME: Department.COUNSELLING,
    Matter.TALK: Department.COUNSELLING,
    Matter.SERVING: Department.QUEUE,
    Matter.CALLED: Department.QUEUE,
    Matter.WAITING: Department.QUEUE,
    Matter.PARKED: Department.QUEUE,
    Matter.SEAT: Department.MULTIMEDIA,
    Matter.TURN: Department.MULTIMEDIA,
}


class DayBalance(QObject):
    """Opens the balance of the day over any tab, and goes where one of its lines points."""

    def __init__(self, window: MainWindow, office: Office) -> None:
        super().__init__(window)
        self._window = window
        self._office = office
        self.dialog: BalanceDialog | None = None
        window.commands.balance.triggered.connect(self.open)
        window.commands.balance.enabledChanged.connect(self._leave_to_guard)

    @Slot()
    def open(self) -> None:
        """Open the list, or put it away."""
        if self.dialog is not None and isValid(self.dialog):
            self.dialog.close()
            self.dialog = None
            return
        window = self._window
        self.dialog = BalanceDialog(
            self._office,
            window.messages,
            window.undo,
            window.background,
            window,
            undo_action=window.commands.undo,
        )
        self.dialog.addAction(window.commands.balance)
        self.dialog.wanted.connect(self.go)
        self.dialog.late_wanted.connect(self.note_late)
        window.announcer.changed.connect(self.dialog.refresh)
        self.dialog.show()

    @Slot(object)
    def go(self, end: LooseEnd) -> None:
        """Put the list away and show what a line is about."""
        self._put_away()
        department = _TABS.get(end.matter)
        if department is None:
            self._window.commands.exchange.trigger()
            return
        self._window.show_tab(department)
        tab = self._window.tab(department)
        if department is Department.MULTIMEDIA:
            seats = tab.findChild(SeatMap)
            if isinstance(seats, SeatMap) and end.matter is Matter.SEAT:
                seats.choose(int(end.thing))
            return
        if end.matter is Matter.OUTCOME:
            wanted = self._without_outcome(end)
            table = _table(tab, "counselling.today")
        else:
            wanted = UUID(hex=end.thing)
            table = _table(tab, "queue.table" if department is Department.QUEUE else "counselling.today")
        if table is None or wanted is None:
            return
        if not table.choose(wanted):
            # It stands in no list here: left alone, the keys would act on whoever happens to be marked.
            table.clearSelection()
            self._window.messages.hint(_("{line}. It stands in no list here.").format(line=what_words(end, str)))
        table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def note_late(self, day: date) -> None:
        """Put the list away and begin a late entry of that day."""
        self._put_away()
        self._window.show_tab(Department.WELCOME)
        tab = self._window.tab(Department.WELCOME)
        if isinstance(tab, WelcomeTab):
            tab.begin_late_for(day)

    def _without_outcome(self, end: LooseEnd) -> UUID | None:
        talks = self._office.counselling.today(end.thing)
        found = [talk for talk in talks if talk.ended_at is not None and not talk.outcome_codes]
        return found[-1].id if found else None

    @Slot(bool)
    def _leave_to_guard(self, seen: bool) -> None:
        """Put the list away with everything else when the desk is hidden."""
        if not seen:
            self._put_away()

    def _put_away(self) -> None:
        if self.dialog is not None and isValid(self.dialog):
            self.dialog.close()
        self.dialog = None


def _table(tab: QWidget, name: str) -> ListTable[object] | None:
    found = tab.findChild(QWidget, name)
    return found if isinstance(found, ListTable) else None
