"""Opens the windows that commands ask for, and does what a command asks of whatever has the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMetaObject, QObject, Qt, Slot
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from shiboken6 import isValid

from cdm_desk.domain.change import Department
from cdm_desk.language import _
from cdm_desk.ui.dialogs.about import Installation, about
from cdm_desk.ui.dialogs.help import help_on, help_on_signing_in
from cdm_desk.ui.dialogs.key_sheet import key_sheet
from cdm_desk.ui.dialogs.settings import SettingsDialog
from cdm_desk.ui.lamp import way_words
from cdm_desk.ui.setting_items import PEOPLE_GROUP, setting_groups
from cdm_desk.ui.tab_commands import each_command
from cdm_desk.ui.widgets import focus_first

if TYPE_CHECKING:
    from cdm_desk.ui.main_window import MainWindow


class Opener(QObject):
    """Connected to the commands of the window once it is on the screen."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        commands = window.commands
        commands.settings.triggered.connect(self.show_settings)
        commands.name_administrators.triggered.connect(self.name_administrators)
        commands.help.triggered.connect(self.show_help)
        commands.key_sheet.triggered.connect(self.show_keys)
        commands.about.triggered.connect(self.show_about)
        commands.refresh.triggered.connect(self.reload)
        commands.find.triggered.connect(self.find)
        commands.cut.triggered.connect(self.cut)
        commands.copy.triggered.connect(self.copy)
        commands.paste.triggered.connect(self.paste)
        commands.select_all.triggered.connect(self.select_all)

    @Slot()
    def show_settings(self) -> None:
        """Open the settings."""
        self._open(self._settings())

    @Slot()
    def name_administrators(self) -> None:
        """Open the settings at the people."""
        dialog = self._settings()
        # Before it is shown too: what has the focus then gets a caret, and would keep it beside the real one.
        dialog.show_group(PEOPLE_GROUP)
        self._open(dialog)
        dialog.show_group(PEOPLE_GROUP)

    def _open(self, dialog: QDialog) -> None:
        """Open a window; when it closes the focus goes back to where it was, and the keys of the tab are heard."""
        before = QApplication.focusWidget()

        def focus_again() -> None:
            bar = self._window.tabs.tabBar()
            if before is not None and before is not bar and isValid(before) and before.isVisible():
                before.setFocus(Qt.FocusReason.OtherFocusReason)
            elif self._window.tabs.isVisible():
                focus_first(self._window.tab(self._window.current()))

        dialog.finished.connect(focus_again)
        dialog.open()

    def _settings(self) -> SettingsDialog:
        groups = setting_groups(self._window, QPrinterInfo.availablePrinterNames())
        return SettingsDialog(groups, self._window)

    @Slot()
    def show_help(self) -> None:
        """Open the help on the tab, or on signing in while the desk is hidden."""
        window = self._window
        if window.pages.currentWidget() is not window.desk:
            self._open(help_on_signing_in(window))
            return
        department = Department(window.current())
        self._open(
            help_on(department, window.key_map, window, str(window.tab(department.value).property("room") or ""))
        )

    @Slot()
    def show_keys(self) -> None:
        """Open the sheet of the keys of the tab."""
        window = self._window
        menu = window.tab_menus().get(window.current())
        of_tab = each_command(menu.actions()) if menu else ()
        everywhere = window.commands.all_actions()
        self._open(key_sheet(Department(window.current()), of_tab, everywhere, window.key_map, window))

    @Slot()
    def show_about(self) -> None:
        """Open what is known of the program and this installation."""
        self._open(about(self._installation(), self._window))

    @Slot()
    def reload(self) -> None:
        """Ask everything anew."""
        self._window.refresh(frozenset(Department))

    @Slot()
    def find(self) -> None:
        """Put the focus into the search of the tab, if it has one."""
        search = self._window.findChild(QLineEdit, f"{self._window.current()}.search")
        if search is None:
            self._window.messages.hint(_("There is nothing to search on this tab. The library has a search: Ctrl+6."))
        else:
            search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            search.selectAll()

    @Slot()
    def cut(self) -> None:
        """Cut what is selected where the focus is."""
        _ask_focus("cut")

    @Slot()
    def copy(self) -> None:
        """Copy what is selected where the focus is."""
        _ask_focus("copy")

    @Slot()
    def paste(self) -> None:
        """Paste where the focus is."""
        _ask_focus("paste")

    @Slot()
    def select_all(self) -> None:
        """Select everything where the focus is."""
        _ask_focus("selectAll")

    def _installation(self) -> Installation:
        settings, staffed = self._window.kept.current, self._window.staffed
        return Installation(
            workstation=settings.workstation,
            store="–" if staffed is None else str(staffed.office.store_file),
            schema=None if staffed is None else staffed.office.schema,
            way="–" if staffed is None else way_words(staffed.office.way),
        )


def _ask_focus(verb: str) -> None:
    """Have whatever holds the focus cut, copy, paste or select all, if it can."""
    focus = QApplication.focusWidget()
    if focus is not None and focus.metaObject().indexOfMethod(f"{verb}()") >= 0:
        QMetaObject.invokeMethod(focus, verb)
