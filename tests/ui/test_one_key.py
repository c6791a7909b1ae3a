"""One key, one command: of a shortcut that two commands of the same window want, Qt does neither and warns."""

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.office import temporary_office
from cdm_desk.settings import Settings
from cdm_desk.ui.main_window import MainWindow
from cdm_desk.ui.rooms import ROOMS

NOON = datetime(2026, 11, 24, 11, 5, tzinfo=BRUSSELS)


@pytest.fixture
def desk(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> MainWindow:
    """The window with all its tabs."""
    office = temporary_office(tmp_path, StoppedClock(NOON), Settings(workstation="Accueil 1"))
    with qtbot.waitSignal(window.furnished, timeout=30_000):
        window.furnish(office)
    return window


def keys_of(action: QAction) -> set[str]:
    return {keys.toString() for keys in action.shortcuts()}


def test_no_command_of_a_tab_wants_a_key_of_the_window(desk: MainWindow) -> None:
    heard = [
        each for each in desk.commands.all_actions() if each.shortcutContext() is not Qt.ShortcutContext.WidgetShortcut
    ]
    taken = {keys: action.objectName() for action in heard for keys in keys_of(action)}
    doubled = [
        (action.objectName(), taken[keys])
        for room in ROOMS
        for action in desk.tab(room.department).findChildren(QAction)
        for keys in keys_of(action) & set(taken)
    ]

    assert doubled == []


@pytest.mark.parametrize("department", [room.department for room in ROOMS])
def test_f5_is_heard_on_every_tab(desk: MainWindow, qtbot: QtBot, department: str) -> None:
    desk.show_tab(department)
    qtbot.waitActive(desk)
    with qtbot.waitSignal(desk.commands.refresh.triggered):
        QTest.keyClick(desk, Qt.Key.Key_F5)
