"""On which screen the display stands: never on that of the desk; it waits for one that is unplugged."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cdm_desk.settings import Settings
from cdm_desk.ui.display.screens import ScreenKeeper, screen_for
from cdm_desk.ui.display.window import DisplayWindow


@dataclass
class Screen:
    called: str

    def name(self) -> str:
        return self.called


DESK, WALL, OTHER = Screen("eDP-1"), Screen("HDMI-1"), Screen("DP-2")


@pytest.mark.parametrize(
    ("chosen", "screens", "staff", "taken"),
    [
        ("", [DESK, WALL], DESK, WALL),
        ("", [DESK, WALL], WALL, DESK),
        ("", [DESK], DESK, None),
        ("HDMI-1", [DESK, OTHER, WALL], DESK, WALL),
        ("HDMI-1", [DESK, OTHER], DESK, None),
        ("HDMI-1", [DESK, WALL], WALL, None),
        ("", [DESK, WALL], None, DESK),
        ("HDMI-1", [DESK, WALL], None, WALL),
        ("HDMI-1", [DESK], None, DESK),
        ("", [], None, None),
    ],
    ids=[
        "the second", "the one that is not the desk's", "waits for a second", "the chosen", "waits for the chosen",
        "never the desk's", "alone any", "alone the chosen", "alone another while the chosen is away", "none at all",
    ],
)  # fmt: skip
def test_the_display_takes(chosen: str, screens: list[Screen], staff: Screen | None, taken: Screen | None) -> None:
    assert screen_for(chosen, screens, staff) is taken


@pytest.fixture
def wall(qtbot: QtBot) -> Iterator[DisplayWindow]:
    made = DisplayWindow(Settings)
    qtbot.addWidget(made)
    yield made
    made.close()


def only_screen() -> QScreen:
    return QGuiApplication.primaryScreen()


def test_alone_it_fills_the_screen(wall: DisplayWindow) -> None:
    ScreenKeeper(wall, lambda: "", None).place()
    assert (wall.isFullScreen(), wall.geometry()) == (True, only_screen().geometry())


def test_beside_a_desk_with_one_screen_it_waits_unseen(qtbot: QtBot, wall: DisplayWindow) -> None:
    desk = QWidget()
    qtbot.addWidget(desk)
    keeper = ScreenKeeper(wall, lambda: "", desk)
    with qtbot.waitSignal(keeper.placed, check_params_cb=lambda shown: shown is False):
        keeper.place()
    assert not wall.isVisible()


def test_it_leaves_a_screen_that_is_unplugged_and_comes_back(wall: DisplayWindow) -> None:
    keeper = ScreenKeeper(wall, lambda: "", None)
    keeper.place()
    keeper.leave(only_screen())
    gone = wall.isVisible()
    keeper.place()
    assert (gone, wall.isVisible()) == (False, True)


def test_a_display_that_was_closed_does_not_come_back_with_its_screen(wall: DisplayWindow) -> None:
    keeper = ScreenKeeper(wall, lambda: "", None)
    keeper.place()
    wall.close()
    keeper.place()
    assert not wall.isVisible()
