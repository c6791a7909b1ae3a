"""A visitor's way, from the key at the door to the sheet of the day, on one workstation."""

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cdm_desk import jobs
from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.queue import Ticket, TicketState
from cdm_desk.office import Office
from cdm_desk.settings import Settings, SettingsFile
from cdm_desk.ui.announcer import Announcer
from cdm_desk.ui.appearance import Appearance, Shade
from cdm_desk.ui.kept_settings import KeptSettings
from cdm_desk.ui.messages import Messages
from cdm_desk.ui.tabs.counselling import CounsellingTab
from cdm_desk.ui.tabs.queue import QueueTab
from cdm_desk.ui.tabs.welcome import WelcomeTab
from cdm_desk.ui.tickets import Tickets
from cdm_desk.ui.undo import Undo
from cdm_desk.ui.usual_desk import UsualDesk
from tests.services.house import MONDAY, dump, open_desk


class Screens:
    """The three tabs of a small house, worked by their keys."""

    def __init__(self, qtbot: QtBot, office: Office, clock: StoppedClock) -> None:
        messages, self._announcer = Messages(), Announcer()
        undo = Undo(messages)
        office.store.on_change(self._announcer.announce)
        self._qtbot = qtbot
        self.office = office
        self.clock = clock
        tickets = Tickets(messages, KeptSettings(Settings(), SettingsFile(office.settings_file)))
        self.welcome = WelcomeTab(
            office.welcome, office.lists, office.queue, messages, undo, multimedia=office.multimedia, tickets=tickets
        )
        usual = UsualDesk(office.queue, office.desks, office.lists, messages)
        self.queue = QueueTab(
            office.queue, office.counselling, office.lists, messages, undo, tickets=tickets, usual=usual
        )
        self.counselling = CounsellingTab(office.counselling, office.queue, office.lists, messages, undo, usual=usual)
        for tab in (self.welcome, self.queue, self.counselling):
            qtbot.addWidget(tab)
            self._announcer.changed.connect(tab.refresh)
        self.welcome.pad.keys.double_press_ms = 0

    def at(self, tab: WelcomeTab | QueueTab | CounsellingTab, *keys: Qt.Key) -> None:
        """Sit down at one tab and press its keys."""
        tab.resize(1366, 620)
        with self._qtbot.waitActive(tab):
            tab.show()
            tab.activateWindow()
        tab.setFocus()
        place = {self.welcome: self.welcome.pad, self.queue: self.queue.table}.get(tab, tab)
        for key in keys:
            QTest.keyClick(place, key)
        tab.hide()

    def board(self) -> dict[TicketState, list[Ticket]]:
        board = self.office.queue.board()
        return {
            TicketState.WAITING: list(board.waiting),
            TicketState.CALLED: list(board.called),
            TicketState.SERVING: list(board.serving),
        }

    def numbers(self, state: TicketState) -> list[str]:
        return [ticket.number for ticket in self.board()[state]]


@pytest.fixture
def screens(qtbot: QtBot, qapp: QApplication, office: Office, clock: StoppedClock) -> Screens:
    Appearance(qapp).wear(Shade.LIGHT, 100)
    return Screens(qtbot, office, clock)


@pytest.fixture
def walked(screens: Screens) -> Screens:
    """One key at the door, F8 at the desk, F8 again to begin, two keys to close."""
    open_desk(screens.office)
    screens.at(screens.welcome, Qt.Key.Key_3)
    screens.clock.advance(minutes=6)
    screens.office.queue.call_next("4")
    screens.office.counselling.start("4")
    screens.clock.advance(minutes=19)
    screens.office.counselling.close("4", ["OU1", "OU5"])
    return screens


def sheet(office: Office, folder: Path) -> dict[str, Any]:
    written = jobs.write_day_sheet(office, MONDAY, folder / "R01.json")
    found: dict[str, Any] = json.loads(written.read_text(encoding="utf-8"))
    return found


def test_one_key_at_the_door_puts_a_visitor_in_the_line(screens: Screens) -> None:
    screens.at(screens.welcome, Qt.Key.Key_3)
    assert screens.numbers(TicketState.WAITING) == ["301"]
    assert screens.welcome.number_label.text() == "301"


def test_the_desk_calls_the_visitor_of_the_door_by_one_key(screens: Screens) -> None:
    open_desk(screens.office)
    screens.at(screens.welcome, Qt.Key.Key_3)
    screens.at(screens.queue, Qt.Key.Key_F8)
    assert screens.numbers(TicketState.CALLED) == ["301"]
    assert screens.numbers(TicketState.WAITING) == []


def test_two_who_press_and_two_who_call_meet_in_order(screens: Screens) -> None:
    open_desk(screens.office)
    screens.at(screens.welcome, Qt.Key.Key_3)
    screens.clock.advance(minutes=1)
    screens.at(screens.welcome, Qt.Key.Key_2)
    screens.at(screens.queue, Qt.Key.Key_F8)
    assert screens.numbers(TicketState.CALLED) == ["301"]
    screens.office.counselling.start("4")
    screens.office.counselling.close("4", ["OU1"])
    screens.at(screens.queue, Qt.Key.Key_F8)
    assert screens.numbers(TicketState.CALLED) == ["201"]


def test_the_sheet_counts_the_visitor_once_with_theme_outcome_and_wait(walked: Screens, tmp_path: Path) -> None:
    found = sheet(walked.office, tmp_path)
    figures = found["figures"]
    assert (found["report"], found["period"]) == ("R01", "2019-01-14")
    assert (figures["contacts"], figures["advice_users"], figures["issued"], figures["called"], figures["done"]) == (
        1, 1, 1, 1, 1,
    )  # fmt: skip
    tables = {table["id"]: table for table in found["tables"]}
    outcomes = {row[0]: row[1] for row in tables["outcomes"]["rows"]}
    assert (outcomes["OU1"], outcomes["OU5"], outcomes["OU6"]) == (1, 1, 0)
    by_theme = {row[0]: row[1] for row in tables["by_theme"]["rows"]}
    assert (by_theme["EMP"], by_theme["FOR"]) == (1, 0)


def test_the_sheet_balances_before_and_after_the_day_is_closed(walked: Screens, tmp_path: Path) -> None:
    walked.at(walked.welcome, Qt.Key.Key_2, Qt.Key.Key_1)
    before = sheet(walked.office, tmp_path)["figures"]
    assert (before["issued"], before["called"], before["still_waiting"], before["not_called"]) == (3, 1, 2, 0)
    walked.clock.moment = walked.clock.moment.replace(hour=18)
    assert jobs.close_day(walked.office, MONDAY)
    after = sheet(walked.office, tmp_path)["figures"]
    assert (after["issued"], after["called"], after["still_waiting"], after["not_called"]) == (3, 1, 0, 2)
    assert after["issued"] == sum(after[end] for end in ("called", "left", "no_show", "cancelled", "not_called"))
    assert after["called"] == after["done"] + after["still_serving"]


def test_closing_the_day_changes_no_figure_of_what_was_done(walked: Screens, tmp_path: Path) -> None:
    before = sheet(walked.office, tmp_path)
    walked.clock.moment = walked.clock.moment.replace(hour=18)
    jobs.close_day(walked.office, MONDAY)
    after = sheet(walked.office, tmp_path)
    assert (after["figures"], after["sha256"]) == (before["figures"], before["sha256"])


def test_after_the_day_nothing_leads_back_to_the_visitor(walked: Screens) -> None:
    with walked.office.store.view() as unit:
        [ticket] = unit.tickets.of_day(MONDAY)
    assert ticket.id.hex in dump(walked.office)
    walked.clock.moment = walked.clock.moment.replace(hour=18)
    jobs.close_day(walked.office, MONDAY)
    assert ticket.id.hex not in dump(walked.office)


def test_a_visitor_registered_and_taken_back_is_on_no_sheet(screens: Screens, tmp_path: Path) -> None:
    screens.at(screens.welcome, Qt.Key.Key_3)
    visit = screens.office.welcome.last()
    assert visit is not None
    screens.office.welcome.withdraw(visit.id)
    figures = sheet(screens.office, tmp_path)["figures"]
    assert (figures["contacts"], figures["issued"], figures["cancelled"], figures["called"]) == (0, 1, 1, 0)


def test_the_night_leaves_a_sheet_on_paper_and_a_copy_of_the_store(walked: Screens) -> None:
    walked.clock.moment = walked.clock.moment.replace(hour=18)
    night = jobs.nightly(walked.office)
    assert night.closed == (MONDAY,)
    assert night.troubles == ()
    assert [sheet_file.read_bytes()[:4] for sheet_file in night.sheets] == [b"%PDF"]
    assert night.backup.is_file()
