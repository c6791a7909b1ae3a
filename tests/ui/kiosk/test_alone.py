"""The kiosk on its PC: the PIN tried behind the screen, the settings behind it, a ticket that fails, the way back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.errors import NotAllowedError
from cdm_desk.domain.slip import Outlet
from cdm_desk.language import catalogue
from cdm_desk.office import Office
from cdm_desk.settings import Settings, SettingsFile
from cdm_desk.ui.dialogs.settings import SettingsDialog
from cdm_desk.ui.kept_settings import KeptSettings
from cdm_desk.ui.kiosk import words
from cdm_desk.ui.kiosk.alone import FORGOTTEN_MS, AloneKiosk
from tests.ui.kiosk.conftest import PIN
from tests.ui.kiosk.hands import page, read, seen_windows, touch

OTHER_PIN = "385027"


@pytest.fixture
def make(qtbot: QtBot, tmp_path: Path, clock: StoppedClock, kiosk: Office) -> Iterator[Callable[..., AloneKiosk]]:
    """Return how to start a kiosk with some settings."""
    made: list[AloneKiosk] = []

    def start(**values: object) -> AloneKiosk:
        settings = Settings(language="en", workstation="Borne", kind="kiosk", **values)  # type: ignore[arg-type]
        kept = KeptSettings(settings, SettingsFile(tmp_path / "settings.ini"))
        alone = AloneKiosk(kept, clock)
        qtbot.addWidget(alone.window)
        alone.window._deaf.setInterval(0)  # noqa: SLF001 - presses count at once
        alone.window._second.stop()  # noqa: SLF001 - no second passes by itself
        alone.window.resize(1366, 768)
        alone.window.show()
        alone.furnish(kiosk.kiosk)
        made.append(alone)
        return alone

    yield start
    for alone in made:
        alone.close()


@pytest.fixture
def alone(make: Callable[..., AloneKiosk]) -> AloneKiosk:
    return make()


def type_pin(alone: AloneKiosk, pin: str) -> None:
    if page(alone.window) is not alone.window.pin:
        alone.window.ask_pin()
    touch(alone.window, *[f"pin_{sign}" for sign in pin])


def opened(qtbot: QtBot, alone: AloneKiosk) -> SettingsDialog:
    """The settings, once the PIN was right."""
    type_pin(alone, PIN)
    qtbot.waitUntil(lambda: alone.dialog is not None, timeout=20_000)
    assert alone.dialog is not None
    return alone.dialog


def test_the_right_pin_opens_the_settings(qtbot: QtBot, alone: AloneKiosk) -> None:
    opened(qtbot, alone)

    assert sorted(seen_windows()) == ["kiosk_window", "settings"]


def test_a_wrong_pin_is_said_and_opens_nothing(qtbot: QtBot, alone: AloneKiosk) -> None:
    type_pin(alone, OTHER_PIN)
    qtbot.waitUntil(lambda: catalogue("en").gettext(words.WRONG_PIN) in read(alone.window))

    assert seen_windows() == ["kiosk_window"]


def test_after_some_wrong_ones_the_next_has_to_wait(qtbot: QtBot, alone: AloneKiosk) -> None:
    for _each in range(4):
        type_pin(alone, OTHER_PIN)
        qtbot.waitUntil(lambda: not alone.window.pin.busy)
    type_pin(alone, PIN)
    qtbot.waitUntil(lambda: "The next try is possible in" in read(alone.window))

    assert seen_windows() == ["kiosk_window"]


def test_closing_the_settings_leaves_the_screen_to_visitors(qtbot: QtBot, alone: AloneKiosk, kiosk: Office) -> None:
    opened(qtbot, alone).accept()

    assert page(alone.window) is alone.window.home
    assert not alone.window.with_house
    with pytest.raises(NotAllowedError):
        kiosk.kiosk.choose_pin(OTHER_PIN)


def test_settings_left_open_close_by_themselves(qtbot: QtBot, alone: AloneKiosk) -> None:
    dialog = opened(qtbot, alone)
    timer = alone._forgotten  # noqa: SLF001 - five minutes
    assert timer.isActive()
    assert timer.interval() == FORGOTTEN_MS
    timer.timeout.emit()

    assert not dialog.isVisible()
    assert page(alone.window) is alone.window.home


def test_another_pin_is_typed_twice_and_counts(qtbot: QtBot, alone: AloneKiosk, kiosk: Office) -> None:
    button = opened(qtbot, alone).findChild(QPushButton, "kiosk.other_pin")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert seen_windows() == ["kiosk_window"]
    type_pin(alone, OTHER_PIN * 2)
    qtbot.waitUntil(lambda: page(alone.window) is alone.window.home)

    kiosk.kiosk.give_back(OTHER_PIN)


def test_whoever_does_not_choose_another_pin_after_all_leaves_the_old_one(
    qtbot: QtBot, alone: AloneKiosk, kiosk: Office
) -> None:
    button = opened(qtbot, alone).findChild(QPushButton, "kiosk.other_pin")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    touch(alone.window, "pin_cancel")

    with pytest.raises(NotAllowedError):
        kiosk.kiosk.choose_pin(OTHER_PIN)


def test_the_program_ends_from_the_settings(qtbot: QtBot, alone: AloneKiosk) -> None:
    button = opened(qtbot, alone).findChild(QPushButton, "kiosk.end")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QApplication.processEvents()

    assert seen_windows() == []


def test_a_printer_that_fails_stops_no_ticket(qtbot: QtBot, make: Callable[..., AloneKiosk]) -> None:
    alone = make(ticket_outlet=Outlet.NETWORK, ticket_address="127.0.0.1:9")
    touch(alone.window, "language_en", "motive_MV2", "theme_EMP")
    assert alone.window.number.number.text() == "301"
    wanted = catalogue("en").gettext(words.NOTE_NUMBER)
    qtbot.waitUntil(lambda: wanted in read(alone.window), timeout=30_000)

    assert page(alone.window) is alone.window.number
