"""The display on a PC of its own: there at once, filled when the office is open, its settings by one key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QAction, QKeySequence

from cdm_desk.language import _
from cdm_desk.ui.announcer import Announcer
from cdm_desk.ui.dialogs.settings import Group, SettingsDialog
from cdm_desk.ui.display.items import TrialPart, display_items
from cdm_desk.ui.display.screens import ScreenKeeper
from cdm_desk.ui.display.window import EVERY_MS, DisplayWindow
from cdm_desk.ui.setting_items import kind_item

if TYPE_CHECKING:
    from cdm_desk.domain.clock import Clock
    from cdm_desk.services.display import DisplayService
    from cdm_desk.ui.kept_settings import KeptSettings


class AloneDisplay(QObject):
    """The window, its screen and its two keys: Ctrl+, for the settings, Ctrl+Q to end; visitors have no keyboard."""

    def __init__(self, kept: KeptSettings, clock: Clock) -> None:
        super().__init__()
        self._kept = kept
        self._clock = clock
        self.announcer = Announcer()
        self.window = DisplayWindow(lambda: kept.current, beside_desk=False)
        self._screens = ScreenKeeper(self.window, lambda: kept.current.display_screen, None)
        self.settings_action = self._action("settings", "Ctrl+,")
        self.quit_action = self._action("quit", "Ctrl+Q")
        # Until there is something to show, and as long as the store cannot be opened.
        self._welcome = QTimer(self)
        self._welcome.setInterval(EVERY_MS)

        self._welcome.timeout.connect(self._bid_welcome)
        self.announcer.changed.connect(self.window.refresh)
        self.settings_action.triggered.connect(self.show_settings)
        self.quit_action.triggered.connect(self.window.close)
        kept.changed.connect(self._screens.place)

    def open(self) -> None:
        """Stand on the screen, with a welcome."""
        self._bid_welcome()
        self._welcome.start()
        self._screens.place()
        self.window.activateWindow()

    def furnish(self, display: DisplayService) -> None:
        """Show the wall."""
        self._welcome.stop()
        self.window.furnish(display)

    @Slot()
    def show_settings(self) -> None:
        """Open what can be set of a display."""
        self.window.unsetCursor()
        # Beside a desk it is a switch; here there is nothing else.
        items = [item for item in display_items(self._kept) if item.name != "display_open"]
        groups = [
            Group(words=lambda: _("Public display"), items=items, part=lambda: TrialPart(self._kept)),
            Group(words=lambda: _("This workstation"), items=[kind_item(self._kept)]),
        ]
        dialog = SettingsDialog(groups, self.window)
        dialog.finished.connect(self.window.hide_cursor)
        dialog.open()

    @Slot()
    def _bid_welcome(self) -> None:
        self.window.bid_welcome(self._clock.now())

    def _action(self, name: str, keys: str) -> QAction:
        action = QAction(self.window)
        action.setObjectName(f"display.{name}")
        action.setShortcut(QKeySequence(keys))
        self.window.addAction(action)
        return action
