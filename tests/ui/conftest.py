import gc
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cdm_desk.settings import Settings, SettingsFile
from cdm_desk.ui.appearance import Appearance, Shade
from cdm_desk.ui.background import Background
from cdm_desk.ui.kept_settings import KeptSettings
from cdm_desk.ui.main_window import MainWindow
from cdm_desk.ui.messages import Messages


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["cdm-desk", "-style", "fusion"]


_collections = count(1)
_EVERYTHING_EACH: Final = 200


@pytest.fixture(autouse=True)
def collected_here() -> Iterator[None]:
    """Collect cycles on this thread only, as the program does: Qt's timers end on the thread they run on.

    What has outlived a test, modules above all, is looked through again only now and then: else that look takes half
    of the time of all these tests.
    """
    gc.disable()
    yield
    if next(_collections) % _EVERYTHING_EACH == 0:
        gc.unfreeze()
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def no_dialog_left(collected_here: None) -> Iterator[None]:
    """Close what a test left open: a dialog holds up every window of the application, those of the next test too."""
    del collected_here
    yield
    if QApplication.instance() is None:
        return
    while (left := QApplication.activeModalWidget()) is not None:
        left.hide()  # some dialogs refuse to be closed
        assert QApplication.activeModalWidget() is not left


@pytest.fixture
def messages() -> Messages:
    return Messages()


@pytest.fixture
def background(messages: Messages, qtbot: QtBot) -> Iterator[Background]:
    del qtbot
    made = Background(messages)
    yield made
    made.close()


@pytest.fixture
def light(qapp: QApplication) -> Appearance:
    made = Appearance(qapp)
    made.wear(Shade.LIGHT, 100)
    return made


@pytest.fixture
def kept(tmp_path: Path) -> KeptSettings:
    return KeptSettings(Settings(language="en", shade="light"), SettingsFile(tmp_path / "settings.ini"))


@pytest.fixture
def open_window(qtbot: QtBot, kept: KeptSettings, tmp_path: Path) -> Callable[[], MainWindow]:
    """Return how to open the window, as often as wanted, with the same settings and memory."""

    def opened() -> MainWindow:
        window = MainWindow(kept, tmp_path / "window.ini")
        qtbot.addWidget(window)
        with qtbot.waitSignal(window.shown):
            window.show()
        return window

    return opened


@pytest.fixture
def window(open_window: Callable[[], MainWindow]) -> Iterator[MainWindow]:
    made = open_window()
    yield made
    # Qt's catalogues belong to the application, which outlives the window.
    made.screen_language.speak("en")
    made.close()
