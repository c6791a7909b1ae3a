"""Opens and closes the display beside a desk, and remembers that it was open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from cdm_desk.language import _
from cdm_desk.ui.display.screens import ScreenKeeper
from cdm_desk.ui.display.window import DisplayWindow

if TYPE_CHECKING:
    from cdm_desk.services.display import DisplayService
    from cdm_desk.settings import Settings
    from cdm_desk.ui.main_window import MainWindow


class DisplayKeeper(QObject):
    """Connected to the command of the window once its office is open."""

    def __init__(self, desk: MainWindow, display: DisplayService) -> None:
        super().__init__(desk)
        self._desk = desk
        self._display = display
        self._screen = desk.kept.current.display_screen
        self.window: DisplayWindow | None = None
        self._screens: ScreenKeeper | None = None
        command = desk.commands.display
        command.setChecked(desk.kept.current.display_open)
        if command.isChecked():
            self._open()
        command.toggled.connect(self.show_display)
        desk.kept.changed.connect(self._take_up)
        desk.closed.connect(self._close)

    @Slot(bool)
    def show_display(self, wanted: bool) -> None:
        """Open the display, or close it; the next start does the same."""
        if wanted:
            self._open()
            if self.window is not None and not self.window.isVisible():
                self._desk.messages.hint(
                    _("There is no second screen now. The public display opens by itself as soon as there is one.")
                )
        else:
            self._close()
        with self._desk.messages.explain():
            self._desk.kept.change(display_open=wanted)

    @Slot(object)
    def _take_up(self, settings: Settings) -> None:
        if settings.display_screen != self._screen and self._screens is not None:
            self._screens.place()
        self._screen = settings.display_screen
        self._desk.commands.display.setChecked(settings.display_open)

    def _open(self) -> None:
        if self.window is not None:
            return
        kept = self._desk.kept
        self.window = DisplayWindow(lambda: kept.current)
        self.window.closed.connect(self._forget)
        self._desk.announcer.changed.connect(self.window.refresh)
        self.window.furnish(self._display)
        self._screens = ScreenKeeper(self.window, lambda: kept.current.display_screen, self._desk)
        self._screens.place()

    @Slot()
    def _close(self) -> None:
        if self.window is not None:
            self.window.closed.disconnect(self._forget)
            self.window.close()
            self._drop()

    @Slot()
    def _forget(self) -> None:
        """Follow a display that was closed by its own window."""
        self._drop()
        self._desk.commands.display.setChecked(False)

    def _drop(self) -> None:
        if self.window is not None:
            self._desk.announcer.changed.disconnect(self.window.refresh)
            self.window.deleteLater()
        self.window = self._screens = None
