"""The night of an open window: warned of, put off by a touch, refused by a button, never under somebody's hands."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.office import Office, temporary_office
from cdm_desk.settings import Settings
from cdm_desk.ui.main_window import MainWindow
from cdm_desk.ui.night_watch import NightWatch

EVENING = datetime(2026, 11, 24, 20, 28, tzinfo=BRUSSELS)
TODAY = EVENING.date()


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(EVENING)


@pytest.fixture
def office(tmp_path: Path, clock: StoppedClock) -> Iterator[Office]:
    made = temporary_office(tmp_path, clock, Settings(workstation="Accueil 1"))
    yield made
    made.close()


@pytest.fixture
def watch(office: Office, window: MainWindow, qtbot: QtBot) -> NightWatch:
    """The window as opened at 20:28, its night set at 20:30."""
    office.store.on_change(window.announcer.announce)
    with qtbot.waitSignal(window.furnished, timeout=30_000):
        window.furnish(office)
    return NightWatch(window, office)


@pytest.fixture
def due(watch: NightWatch) -> list[date]:
    heard: list[date] = []
    watch.due.connect(heard.append)
    return heard


def pass_minutes(watch: NightWatch, clock: StoppedClock, minutes: int) -> None:
    for _each in range(minutes):
        clock.advance(minutes=1)
        watch.look()


def test_a_desk_opened_in_the_evening_is_warned_before_its_day_is_closed(
    watch: NightWatch, window: MainWindow, clock: StoppedClock, due: list[date]
) -> None:
    pass_minutes(watch, clock, 54)
    assert not window.night_band.isVisible()
    pass_minutes(watch, clock, 1)
    assert window.night_band.isVisible()
    assert "closed at 21:28" in window.night_band.accessibleName()
    assert due == []
    pass_minutes(watch, clock, 5)

    assert due == [TODAY]
    assert not window.night_band.isVisible()


def test_a_touch_puts_it_off(watch: NightWatch, window: MainWindow, clock: StoppedClock, due: list[date]) -> None:
    pass_minutes(watch, clock, 58)
    assert window.night_band.isVisible()
    window.activateWindow()
    QTest.qWait(1100)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift)

    assert not window.night_band.isVisible()
    pass_minutes(watch, clock, 54)
    assert due == []


def test_the_button_keeps_the_day_open_tonight_and_the_next_day_closes_it(
    watch: NightWatch, office: Office, window: MainWindow, clock: StoppedClock, due: list[date]
) -> None:
    office.welcome.register("EMP")
    pass_minutes(watch, clock, 56)
    assert window.night_band.action_button is not None
    window.night_band.action_button.click()
    assert not window.night_band.isVisible()
    pass_minutes(watch, clock, 120)
    assert due == []
    pass_minutes(watch, clock, 60)

    assert due[0] == TODAY


def test_after_a_sleep_of_the_machine_the_warning_comes_first(
    watch: NightWatch, window: MainWindow, clock: StoppedClock, due: list[date]
) -> None:
    clock.moment = clock.moment.replace(hour=22, minute=40)
    watch.look()

    assert window.night_band.isVisible()
    assert due == []
