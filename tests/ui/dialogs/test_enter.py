"""Enter in every dialog: it presses the button that has the focus."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.office import Office, temporary_office
from cdm_desk.settings import Settings
from cdm_desk.ui.dialogs.crash import CrashWindow
from cdm_desk.ui.dialogs.erase import EraseDialog
from cdm_desk.ui.dialogs.first_run import FirstRun, Prepared
from cdm_desk.ui.dialogs.import_books import ImportBooksDialog
from cdm_desk.ui.dialogs.paper import KeptSheetDialog, Section, Sheet, SheetDialog
from cdm_desk.ui.dialogs.seats import SeatsDialog
from cdm_desk.ui.dialogs.settings import SettingsDialog
from cdm_desk.ui.dialogs.title import TitleDialog
from cdm_desk.ui.main_window import MainWindow
from tests.services.library_desk import title

NOON = datetime(2026, 11, 24, 11, 5, tzinfo=BRUSSELS)
SHEET = Sheet(heading="Codes", sections=[Section(heading="Ada", lines=[("1", "ABCD-EFGH")])])


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with temporary_office(tmp_path, StoppedClock(NOON), Settings(workstation="Accueil 1")) as made:
        yield made


@pytest.fixture
def desk(office: Office, window: MainWindow, qtbot: QtBot) -> MainWindow:
    with qtbot.waitSignal(window.furnished, timeout=30_000):
        window.furnish(office)
    return window


def _settings(desk: MainWindow, _office: Office) -> QDialog:
    desk.commands.name_administrators.trigger()
    dialog = desk.findChild(SettingsDialog)
    assert dialog is not None
    return dialog


def _import(desk: MainWindow, office: Office) -> QDialog:
    return ImportBooksDialog(office.library, desk.messages, desk.undo, desk.background, desk)


def _title(desk: MainWindow, office: Office) -> QDialog:
    return TitleDialog(office.library, office.lists, desk.undo, None, desk)


def _erase(desk: MainWindow, office: Office) -> QDialog:
    return EraseDialog(office.erasure, title("Trouver un emploi"), [], desk, may=True)


DIALOGS: dict[str, Callable[[MainWindow, Office], QDialog]] = {
    "settings": _settings,
    "import": _import,
    "title": _title,
    "erase": _erase,
    "seats": lambda desk, office: SeatsDialog(office.multimedia, desk),
    "sheet": lambda desk, _office: SheetDialog("sheet", SHEET, desk),
    "kept": lambda desk, _office: KeptSheetDialog("kept", SHEET, desk),
    "crash": lambda _desk, _office: CrashWindow("trace", has_focus=True),
    "first": lambda desk, _office: FirstRun(desk.screen_language, desk.background, lambda _choices: Prepared()),
}


@pytest.mark.parametrize("name", DIALOGS)
def test_enter_presses_the_button_that_has_the_focus_and_no_other(
    desk: MainWindow, office: Office, qtbot: QtBot, name: str
) -> None:
    dialog = DIALOGS[name](desk, office)
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    pressed: list[str] = []
    buttons = [button for button in dialog.findChildren(QPushButton) if not button.isCheckable()]
    for button in buttons:
        # What they do is theirs: here only the press counts.
        button.clicked.disconnect()
        button.clicked.connect(lambda _checked=False, button=button: pressed.append(button.objectName()))
        button.setEnabled(True)
    shown = [button for button in buttons if button.isVisible()]
    for button in shown:
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Return)

    assert shown
    assert pressed == [button.objectName() for button in shown]
    assert dialog.isVisible()
    if isinstance(dialog, KeptSheetDialog):
        dialog.kept_check.setChecked(True)
    dialog.close()
