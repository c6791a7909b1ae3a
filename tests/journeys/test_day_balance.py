"""A day with everything that can happen to a ticket, from the door to a sheet that balances."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.queue import LocalClaims, Ticket
from cdm_desk.domain.reports import Report
from cdm_desk.services.counselling import CounsellingService
from cdm_desk.services.day import DayService
from cdm_desk.services.queue import QueueService
from cdm_desk.services.reports import ReportsService
from cdm_desk.services.welcome import WelcomeService
from cdm_desk.store.unit import Store
from tests.services.test_reports import OpenGate

ENDS = ("called", "left", "no_show", "cancelled", "not_called", "still_waiting", "issued_difference")
THEMES, LANGUAGES = ("ORI", "FOR", "EMP"), ("FR", "NL")


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(datetime(2019, 1, 15, 9, 30))  # noqa: DTZ001 - Brussels time


@pytest.fixture
def store(make_store: Callable[[Path, StoppedClock], Store], tmp_path: Path, clock: StoppedClock) -> Store:
    return make_store(tmp_path / "desk.db", clock)


def balanced(sheet: Report) -> bool:
    issued = (sheet.figure("issued") or 0) + (sheet.figure("transferred") or 0)
    called = (sheet.figure("done") or 0) + (sheet.figure("still_serving") or 0)
    return issued == sum(sheet.figure(end) or 0 for end in ENDS) and sheet.figure("called") == called


class Day:
    """The services of one desk, and whether the sheet balanced after each step."""

    def __init__(self, store: Store, clock: StoppedClock) -> None:
        gate = OpenGate()
        self.clock = clock
        self.date = clock.now().date()
        self.welcome = WelcomeService(store, clock, gate, alone=lambda: True)
        self.queue = QueueService(store, clock, gate, claims=LocalClaims)
        self.talks = CounsellingService(store, clock, gate, alone=lambda: True)
        self.days = DayService(store, clock, gate, alone=lambda: True)
        self.reports = ReportsService(store, clock, gate)
        self.unbalanced: list[str] = []

    def step(self, name: str) -> None:
        if not balanced(self.reports.day_sheet(self.date)):
            self.unbalanced.append(name)
        self.clock.advance(seconds=90)

    def serve_next(self, *outcomes: str) -> None:
        self.queue.call_next("4")
        self.step("called")
        self.talks.start("4")
        self.step("being served")
        self.talks.close("4", outcomes)
        self.step("done")

    def morning(self) -> list[Ticket]:
        self.queue.open_desk("4", THEMES, LANGUAGES)
        tickets = []
        for _each in range(8):
            tickets.append(self.welcome.register("EMP"))
            self.clock.advance(seconds=20)
        self.step("eight issued")
        self.queue.cancel(tickets[7].id)
        self.step("one issued in error")
        self.serve_next("OU1", "OU5")
        self.queue.call_next("4")
        self.talks.start("4")
        self.queue.transfer(tickets[1].id, theme_code="FOR")
        self.step("passed on while served")
        self.queue.call_this(tickets[1].id, "4")
        self.talks.start("4")
        self.talks.close("4", ["OU6"])
        self.step("served again elsewhere")
        return tickets

    def afternoon(self, tickets: list[Ticket]) -> None:
        self.queue.call_next("4")
        self.clock.advance(minutes=1)
        self.queue.recall("4")
        self.queue.no_show("4")
        self.step("absent")
        self.queue.left(tickets[3].id)
        self.step("left")
        self.talks.serve_now("ORI", "4")
        self.step("served at once")
        self.talks.close("4", [])
        self.queue.call_next("4")
        self.queue.put_back(tickets[4].id)
        self.step("put back")
        self.queue.call_next("4")
        self.talks.start("4")
        self.step("still served at the end")
        self.queue.park(tickets[5].id)
        self.step("stepped aside")


def test_a_day_with_everything_balances_at_every_step_and_after_its_close(store: Store, clock: StoppedClock) -> None:
    day = Day(store, clock)

    day.afternoon(day.morning())
    clock.advance(hours=10)
    day.days.close(day.date)
    day.step("closed")

    assert day.unbalanced == []
    sheet = day.reports.day_sheet(day.date)
    figures = {end: sheet.figure(end) for end in ("issued", "transferred", *ENDS, "done", "still_serving")}
    assert figures == {
        "issued": 9,
        "transferred": 1,
        "called": 5,
        "left": 1,
        "no_show": 1,
        "cancelled": 1,
        "not_called": 2,
        "still_waiting": 0,
        "issued_difference": 0,
        "done": 5,
        "still_serving": 0,
    }
    unclosed = sheet.note("unclosed")
    assert unclosed is not None
    assert unclosed.number == 1
    assert not sheet.provisional
