"""What a visitor does at a kiosk: touch a tile by its name, let time pass, read the screen."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from cdm_desk.ui.kiosk.pages import Page
from cdm_desk.ui.kiosk.parts import Tile
from cdm_desk.ui.kiosk.window import KioskWindow


def page(window: KioskWindow) -> Page:
    """The page that stands."""
    return window.page


def tiles(window: KioskWindow) -> dict[str, Tile]:
    """Every tile that is seen, by its name."""
    return {tile.objectName().removeprefix("kiosk."): tile for tile in window.findChildren(Tile) if tile.isVisible()}


def touch(window: KioskWindow, *names: str) -> None:
    """Touch one tile after the other."""
    for name in names:
        # A page that has just come hears nothing for the blink of an eye.
        QTest.qWait(1)
        tile = tiles(window)[name]
        QTest.mouseClick(tile, Qt.MouseButton.LeftButton)


def pass_seconds(window: KioskWindow, seconds: int) -> None:
    """Let time pass."""
    for _each in range(seconds):
        window.pass_second()


def read(window: KioskWindow) -> str:
    """All that is read on the screen."""
    labels = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    return "\n".join([*labels, *(tile.words() for tile in tiles(window).values())])


def seen_windows() -> list[str]:
    """The names of the windows that are seen."""
    return [widget.objectName() for widget in QApplication.topLevelWidgets() if widget.isVisible()]
