"""The welcome pad as a small window over any tab, so that whoever sits here can register a visitor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout

from cdm_desk.language import _
from cdm_desk.ui.appearance import em
from cdm_desk.ui.tabs.welcome import WelcomeTab
from cdm_desk.ui.widgets import focus_first

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent

    from cdm_desk.office import Office
    from cdm_desk.ui.main_window import MainWindow


class PadPanel(QDialog):
    """The same pad as on the Welcome tab, with the same way back; Esc or F7 puts it away."""

    def __init__(self, window: MainWindow, office: Office) -> None:
        super().__init__(window)
        self.setObjectName("pad.panel")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.tab = WelcomeTab(
            office.welcome,
            office.lists,
            office.queue,
            window.messages,
            window.undo,
            multimedia=office.multimedia,
            tickets=window.tickets,
            key_map=window.key_map,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tab)
        self.addAction(window.commands.pad)
        self.addAction(window.commands.undo)
        room = self.screen().availableGeometry()
        self.resize(min(em(self, 52), room.width() - 40), min(em(self, 36), room.height() - 60))
        self.retranslate()
        window.announcer.changed.connect(self.tab.refresh)
        focus_first(self.tab)

    def retranslate(self) -> None:
        """Set the words again."""
        self.setWindowTitle(_("Register a visitor"))
        self.tab.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Take up a new language."""
        super().changeEvent(event)
        if event.type() is event.Type.LanguageChange and hasattr(self, "tab"):
            self.retranslate()
