"""The window once its office is open: who waits, who is on duty, which desk, the bands over the tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from cdm_desk.domain.change import Department
from cdm_desk.ui.guard import Guard

if TYPE_CHECKING:
    from cdm_desk.office import Office
    from cdm_desk.settings import Settings
    from cdm_desk.ui.main_window import MainWindow


class Staffed(QObject):
    """Keeps foot and bands of the window in step with the office."""

    def __init__(self, window: MainWindow, office: Office) -> None:
        super().__init__(window)
        self._window = window
        self.office = office
        self.guard = Guard(
            window.pages,
            window.desk,
            staff=office.staff,
            background=window.background,
            commands=window.commands,
            status=window.status,
            messages=window.messages,
            idle_seconds=window.kept.current.lock_after_minutes * 60,
        )
        window.status.run_clock(office.clock)
        self.refresh(frozenset(Department))
        self.guard.start()
        window.announcer.changed.connect(self.refresh)
        self.guard.other_person.connect(window.undo.forget)
        self.guard.let_in.connect(self.show_bands)
        window.kept.changed.connect(self._take_up)

    @Slot(frozenset)
    def refresh(self, departments: frozenset[Department]) -> None:
        """Look at what has changed, as far as foot and bands show it."""
        if Department.QUEUE in departments:
            self._count_waiting()
        if Department.STAFF in departments:
            self.show_bands()
            self.guard.say_who()

    @Slot()
    def show_bands(self) -> None:
        """Show what is unusual here: a demonstration, or a desk without accounts."""
        with self._window.messages.explain():
            accounts = self.office.staff.accounts_in_use()
            self._window.demo_band.setVisible(self.office.demo)
            self._window.open_band.setVisible(not accounts and not self.office.demo)
            self._window.commands.name_administrators.setVisible(not accounts)

    def retranslate(self) -> None:
        """Set the words again."""
        self.guard.retranslate()

    @Slot(object)
    def _take_up(self, settings: Settings) -> None:
        self.guard.idle_watch.wait_for(settings.lock_after_minutes * 60)

    def _count_waiting(self) -> None:
        with self._window.messages.explain():
            waiting = len(self.office.queue.waiting())
            desk = self.office.queue.desk_here()
            self._window.status.show_waiting(waiting)
            self._window.status.show_desk(desk.name if desk else "")
            self.guard.page.show_waiting(waiting)
