"""The display beside a desk: by a command, remembered, closed with the window of the desk."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cdm_desk.office import Office
from cdm_desk.ui.display import screens
from cdm_desk.ui.display.keeper import DisplayKeeper
from cdm_desk.ui.kept_settings import KeptSettings
from cdm_desk.ui.main_window import MainWindow


@pytest.fixture
def keeper(office: Office, window: MainWindow) -> DisplayKeeper:
    return DisplayKeeper(window, office.display)


@pytest.fixture
def second_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the one screen of the tests count as the second: the desk is on another."""
    monkeypatch.setattr(screens, "screen_for", lambda _chosen, there, _staff: there[0])


@pytest.mark.usefixtures("second_screen")
def test_the_command_opens_the_display_and_closes_it(window: MainWindow, keeper: DisplayKeeper) -> None:
    window.commands.display.trigger()
    opened = keeper.window is not None and keeper.window.isFullScreen()
    window.commands.display.trigger()
    assert (opened, keeper.window) == (True, None)


@pytest.mark.usefixtures("second_screen", "keeper")
def test_it_is_remembered(window: MainWindow, kept: KeptSettings) -> None:
    window.commands.display.trigger()
    assert kept.file.load().settings.display_open


@pytest.mark.usefixtures("second_screen")
def test_what_was_open_opens_again_with_the_desk(
    office: Office, kept: KeptSettings, open_window: Callable[[], MainWindow]
) -> None:
    kept.change(display_open=True)
    desk = open_window()
    keeper = DisplayKeeper(desk, office.display)
    assert keeper.window is not None
    assert keeper.window.isVisible()
    desk.close()


@pytest.mark.usefixtures("second_screen")
def test_it_closes_with_the_desk_and_stays_remembered(
    window: MainWindow, keeper: DisplayKeeper, kept: KeptSettings
) -> None:
    window.commands.display.trigger()
    window.close()
    assert (keeper.window, kept.current.display_open) == (None, True)


@pytest.mark.usefixtures("second_screen")
def test_closed_by_its_own_window_the_command_is_off(window: MainWindow, keeper: DisplayKeeper) -> None:
    window.commands.display.trigger()
    assert keeper.window is not None
    keeper.window.close()
    assert not window.commands.display.isChecked()


def test_without_a_second_screen_it_waits_and_says_so(qtbot: QtBot, window: MainWindow, keeper: DisplayKeeper) -> None:
    with qtbot.waitSignal(window.messages.shown) as told:
        window.commands.display.trigger()
    assert "no second screen" in told.args[0].text
    assert keeper.window is not None
    assert not keeper.window.isVisible()


@pytest.mark.usefixtures("second_screen")
def test_a_call_by_key_is_on_the_wall_and_its_undo_takes_it_away(
    qtbot: QtBot, office: Office, window: MainWindow, kept: KeptSettings
) -> None:
    kept.change(display_open=True, display_sound=False)
    office.store.on_change(window.announcer.announce)
    office.welcome.register("EMP")
    office.queue.open_desk("4", ["EMP"], ["FR", "NL"])
    with qtbot.waitSignal(window.furnished, timeout=30_000):
        window.furnish(office)
    wall = window.public_display.window
    assert wall is not None
    with qtbot.waitActive(window):
        window.activateWindow()
    window.show_tab("queue")
    table = window.tab("queue").findChild(QWidget, "queue.table")
    assert table is not None
    QTest.keyClick(table, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: wall.shown_numbers() == ["301"], timeout=1_000)
    window.commands.undo.trigger()
    qtbot.waitUntil(lambda: wall.shown_numbers() == [], timeout=1_000)
