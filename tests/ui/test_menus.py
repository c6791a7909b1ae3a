"""The menus of the whole window on a real office: every command in one, each by a letter of its own, none too high."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.language import LANGUAGES, Language
from cdm_desk.office import Office, temporary_office
from cdm_desk.settings import Settings
from cdm_desk.ui.appearance import Shade
from cdm_desk.ui.main_window import MainWindow
from cdm_desk.ui.rooms import ROOMS
from tests.ui.looking import actions_in, doubled_mnemonics

NOON = datetime(2026, 11, 24, 11, 5, tzinfo=BRUSSELS)
# What is left of 768 pixels below the menu bar.
ROOM = 690
DEPARTMENTS = [room.department for room in ROOMS]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = temporary_office(tmp_path, StoppedClock(NOON), Settings(workstation="Accueil 1"))
    yield made
    made.close()


@pytest.fixture
def desk(office: Office, window: MainWindow, qtbot: QtBot) -> MainWindow:
    with qtbot.waitSignal(window.furnished, timeout=60_000):
        window.furnish(office)
    return window


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_mnemonics_are_unique_in_every_menu_also_among_what_is_hidden_now(desk: MainWindow, spoken: Language) -> None:
    desk.screen_language.speak(spoken)
    doubled = {
        menu.title(): doubled_mnemonics([action.text() for action in menu.actions()])
        for menu in desk.findChildren(QMenu)
    }

    assert {title: found for title, found in doubled.items() if found} == {}


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_mnemonics_are_unique_in_the_bar_whichever_tab_is_open(desk: MainWindow, spoken: Language) -> None:
    desk.screen_language.speak(spoken)
    own = {menu.menuAction() for menu in desk.tab_menus().values()}
    always = [action.text() for action in desk.menuBar().actions() if action not in own]
    doubled = [found for action in own for found in doubled_mnemonics([*always, action.text()])]

    assert doubled == []


def test_no_menu_is_higher_than_a_small_screen(desk: MainWindow) -> None:
    desk.appearance.wear(Shade.LIGHT, 100)
    heights = {menu.title(): menu.sizeHint().height() for menu in desk.findChildren(QMenu)}

    assert {title: height for title, height in heights.items() if height > ROOM} == {}


@pytest.mark.parametrize("department", DEPARTMENTS)
def test_every_command_of_a_tab_stands_in_its_menu(desk: MainWindow, department: str) -> None:
    in_menu = set(actions_in(desk.tab_menus()[department]))
    own = desk.tab(department).findChildren(QAction)
    named = [action for action in own if f"{department}." in action.objectName()]

    assert named
    assert [action.objectName() for action in named if action not in in_menu] == []
