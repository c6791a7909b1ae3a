"""A kiosk as visitors find it: its real service on a real store, a stopped clock, its own window."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from pytestqt.qtbot import QtBot

from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.office import Office, temporary_office
from cdm_desk.settings import Settings
from cdm_desk.store.secret_hash import SlowHash
from cdm_desk.ui.appearance import Appearance
from cdm_desk.ui.kiosk.window import KioskWindow
from tests.services.house import carry, open_desk

PIN = "274916"
LYING, STANDING = (1366, 768), (1080, 1920)


@pytest.fixture
def clock() -> StoppedClock:
    """A day on which French comes first."""
    return StoppedClock(datetime(2019, 1, 15, 10, tzinfo=BRUSSELS))


@pytest.fixture
def kiosk(tmp_path: Path, clock: StoppedClock) -> Iterator[Office]:
    """The office of a kiosk whose PIN was chosen; its hash takes no time."""
    folder = tmp_path / "kiosk"
    folder.mkdir()
    with temporary_office(folder, clock, Settings(workstation="Borne", kind="kiosk")) as made:
        quick = SlowHash(PasswordHasher(memory_cost=64, time_cost=1, parallelism=1))
        made.kiosk._slow_hash = quick  # noqa: SLF001 - a real one takes half a second
        made.kiosk.choose_pin(PIN)
        yield made


@pytest.fixture
def counsellor(tmp_path: Path, clock: StoppedClock, kiosk: Office) -> Iterator[Office]:
    """A desk for three themes, which the kiosk knows of."""
    folder = tmp_path / "desk"
    folder.mkdir()
    with temporary_office(folder, clock, Settings(workstation="Poste 4", kind="counselling")) as made:
        open_desk(made)
        carry(made, kiosk)
        yield made


@pytest.fixture
def make_window(qtbot: QtBot, clock: StoppedClock, light: Appearance) -> Iterator[Callable[..., KioskWindow]]:
    """Return how to open a window of a size, in which a press counts at once and no second passes by itself."""
    del light
    made: list[KioskWindow] = []

    def make(office: Office | None, size: tuple[int, int] = LYING, *, prints: bool = False) -> KioskWindow:
        window = KioskWindow(clock.now, "fr", lambda: prints)
        qtbot.addWidget(window)
        window._deaf.setInterval(0)  # noqa: SLF001 - one test looks at it
        # Seconds pass when a test says so, however slow the machine is.
        window._second.stop()  # noqa: SLF001
        window.resize(*size)
        window.show()
        if office is not None:
            window.furnish(office.kiosk)
        made.append(window)
        return window

    yield make
    for window in made:
        window.end()


@pytest.fixture
def window(make_window: Callable[..., KioskWindow], kiosk: Office) -> KioskWindow:
    return make_window(kiosk)
