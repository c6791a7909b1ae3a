"""The window of a laptop with a bag: its tab comes when it is wanted, and a band says all day that the bag is open."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cdm_desk.domain.bag import Mode
from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.office import Office, temporary_office
from cdm_desk.settings import Settings, SettingsFile
from cdm_desk.ui.kept_settings import KeptSettings
from cdm_desk.ui.main_window import MainWindow
from cdm_desk.ui.rooms import ROOMS

NOON = datetime(2026, 11, 24, 11, 5, tzinfo=BRUSSELS)
TAB = [room.department for room in ROOMS].index("bag")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = temporary_office(tmp_path, StoppedClock(NOON), Settings(workstation="Portable 1"))
    yield made
    made.close()


@pytest.fixture
def furnished(qtbot: QtBot, office: Office, tmp_path: Path) -> Callable[[str], MainWindow]:
    """Return how to open the window of a kind of workstation."""

    def opened(kind: str) -> MainWindow:
        settings = Settings(workstation="Portable 1", kind=kind, language="en", shade="light")
        window = MainWindow(KeptSettings(settings, SettingsFile(tmp_path / "settings.ini")), tmp_path / "window.ini")
        qtbot.addWidget(window)
        with qtbot.waitSignal(window.shown, timeout=60_000):
            window.show()
        office.store.on_change(window.announcer.announce)
        with qtbot.waitSignal(window.furnished, timeout=60_000):
            window.furnish(office)
        return window

    return opened


@pytest.mark.parametrize(("kind", "stands"), [("off-site", True), ("office", True), ("reception", False)])
def test_the_tab_stands_where_it_is_of_use(furnished: Callable[[str], MainWindow], kind: str, stands: bool) -> None:
    assert furnished(kind).tabs.isTabVisible(TAB) is stands


def test_a_laptop_of_the_house_opens_on_it(furnished: Callable[[str], MainWindow]) -> None:
    assert furnished("off-site").current() == "bag"


def test_anywhere_else_ctrl_8_brings_it_and_going_along_the_tabs_does_not(
    furnished: Callable[[str], MainWindow],
) -> None:
    window = furnished("reception")
    window.show_tab("reports")
    window.go_to_next_tab()
    assert window.current() == "welcome"
    window.go_to_previous_tab()
    assert window.current() == "reports"
    QTest.keyClick(window, Qt.Key.Key_8, Qt.KeyboardModifier.ControlModifier)

    assert window.current() == "bag"
    window.go_to_next_tab()
    window.go_to_previous_tab()
    assert window.current() == "bag"


def test_a_band_says_all_day_that_a_bag_is_open_and_leads_to_it(
    furnished: Callable[[str], MainWindow], office: Office
) -> None:
    window = furnished("reception")
    assert window.bag_band.isHidden()
    office.bags.open(Mode.FORMTRUCK, "21015")

    assert not window.bag_band.isHidden()
    assert window.bag_band.sentence_label.text() == "Off-site bag open: Formtruck, Schaerbeek, 24/11/2026."
    assert window.tabs.isTabVisible(TAB)
    window.show_tab("welcome")
    assert window.bag_band.action_button is not None
    window.bag_band.action_button.click()
    assert window.current() == "bag"
    office.bags.close()
    assert window.bag_band.isHidden()


def test_after_a_new_start_the_band_is_there_again(furnished: Callable[[str], MainWindow], office: Office) -> None:
    office.bags.open(Mode.PRISON, "HAREN")
    window = furnished("reception")

    assert not window.bag_band.isHidden()
    assert window.tabs.isTabVisible(TAB)


def test_the_band_speaks_the_language_of_the_screens(
    furnished: Callable[[str], MainWindow], office: Office, qtbot: QtBot
) -> None:
    office.bags.open(Mode.PRISON, "HAREN")
    window = furnished("off-site")
    window.screen_language.speak("nl")

    qtbot.waitUntil(lambda: window.bag_band.sentence_label.text().startswith("Koffer extra muros open: Gevangenis"))
    window.screen_language.speak("en")
