"""From a key at one workstation to the wall of another: two programs' stores, one folder, the real window.

Run alone: python3 -m tests tests/bench/test_display_bench.py
"""

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cdm_desk.domain.queue import Act
from cdm_desk.services.display import DisplayService
from cdm_desk.settings import Settings
from cdm_desk.ui.announcer import Announcer
from cdm_desk.ui.display.window import DisplayWindow
from tests.bench.conftest import Note
from tests.exchange.desks import Desk, House, house

pytestmark = pytest.mark.bench

CALLS = 40
WAITING = 60


@pytest.fixture
def site(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path) as built:
        yield built


@pytest.fixture
def wall(qtbot: QtBot) -> Iterator[Callable[[Desk], DisplayWindow]]:
    """Return how to open the wall on a workstation."""
    opened: list[DisplayWindow] = []
    announcers: list[Announcer] = []

    def opens(desk: Desk) -> DisplayWindow:
        announcer = Announcer()
        window = DisplayWindow(lambda: Settings(display_sound=False))
        qtbot.addWidget(window)
        announcer.changed.connect(window.refresh)
        desk.store.on_change(announcer.announce)
        window.resize(1920, 1080)
        window.show()
        window.furnish(DisplayService(desk.store, desk.clock, lambda: None))
        announcers.append(announcer)
        opened.append(window)
        return window

    yield opens
    for window in opened:
        window.close()


def p95(samples: list[float]) -> float:
    return statistics.quantiles(samples, n=20)[-1]


def seconds_until_shown(qtbot: QtBot, wall: DisplayWindow, number: str, act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    qtbot.waitUntil(lambda: number in wall.shown_numbers(), timeout=10_000)
    return time.perf_counter() - began


def test_a_call_of_another_workstation_is_on_the_wall_soon(
    qtbot: QtBot, site: House, wall: Callable[[Desk], DisplayWindow], note: Note
) -> None:
    desk, display = site.desk("Poste 4", kind="counselling"), site.desk("Mur", kind="display")
    numbers = [f"3{no:02d}" for no in range(1, CALLS + 1)]
    tickets = [desk.register(number) for number in numbers]
    shown = wall(display)
    desk.exchange.start()
    display.exchange.start()
    qtbot.waitUntil(lambda: len(display.numbers()) == CALLS, timeout=20_000)
    times = []
    for number, ticket in zip(numbers, tickets, strict=True):
        desk.clock.advance(seconds=10)
        times.append(seconds_until_shown(qtbot, shown, number, partial(desk.happen, ticket, Act.CALLED)))
    print(
        f"\nto the wall of another: p50 {statistics.median(times):.2f} s, p95 {p95(times):.2f} s, max {max(times):.2f}"
    )
    note("s, from a call to the wall of another workstation, p95", p95(times), 2)


def test_a_call_of_this_workstation_is_on_the_wall_at_once(
    qtbot: QtBot, site: House, wall: Callable[[Desk], DisplayWindow], note: Note
) -> None:
    desk = site.desk("Poste 4", kind="counselling")
    numbers = [f"3{no:02d}" for no in range(1, CALLS + 1)]
    tickets = [desk.register(number) for number in numbers]
    shown = wall(desk)
    times = []
    for number, ticket in zip(numbers, tickets, strict=True):
        desk.clock.advance(seconds=10)
        times.append(seconds_until_shown(qtbot, shown, number, partial(desk.happen, ticket, Act.CALLED)))
    print(f"\nto the wall here: p50 {1000 * statistics.median(times):.0f} ms, p95 {1000 * p95(times):.0f} ms")
    note("s, from a call to the wall of this workstation, p95", p95(times), 1)


def test_a_look_at_the_wall_of_a_busy_day_is_short(
    site: House, wall: Callable[[Desk], DisplayWindow], note: Note
) -> None:
    desk = site.desk("Poste 4", kind="counselling")
    for no in range(1, WAITING + 1):
        desk.register(f"3{no:02d}")
    with desk.store.unit() as unit:
        for name in "12345678":
            values = {"workstation": "Poste 4", "themes": ("EMP", "ORI"), "languages": ("FR", "NL")}
            unit.keep("desk", name, values | {"opened_at": desk.clock.now(), "paused": None, "closed": False})
    shown = wall(desk)
    times = []
    for _each in range(20):
        began = time.perf_counter()
        shown.look()
        times.append(time.perf_counter() - began)
    print(f"\na look, {WAITING} waiting, 8 desks: p50 {1000 * statistics.median(times):.0f} ms")
    note("s, a look at the wall of a busy day, p95", p95(times), 0.1)
