"""The acts on the line that ask something first, driven by the keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from cdm_desk.domain.queue import Ticket, TicketState
from cdm_desk.ui.tabs.queue import QueueTab
from tests.ui.tabs.conftest import Screen

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def line(screen: Screen, queue: QueueTab) -> list[Ticket]:
    """Three who wait for employment."""
    numbers = [screen.office.welcome.register("EMP", language="FR") for _each in range(3)]
    queue.table.setFocus()
    return numbers


def select(queue: QueueTab, row: int) -> None:
    queue.table.selectRow(row)


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def state(screen: Screen, ticket: Ticket) -> TicketState:
    with screen.office.store.view() as unit:
        found = unit.tickets.find(ticket.id)
    assert found is not None
    return found.state


def test_a_number_is_set_aside_for_some_minutes_by_keys_alone(
    screen: Screen, queue: QueueTab, line: list[Ticket]
) -> None:
    select(queue, 1)
    QTest.keyClick(queue.table, Qt.Key.Key_A, CTRL | SHIFT)
    assert focused().objectName() == "queue.ask_reason"
    QTest.keyClick(focused(), Qt.Key.Key_Down)
    QTest.keyClick(focused(), Qt.Key.Key_Tab)
    assert focused().objectName() == "queue.ask_minutes"
    QTest.keyClick(focused(), Qt.Key.Key_Down)
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    [parked] = screen.office.queue.board().parked
    assert (parked.id, parked.park_reason) == (line[1].id, "FORMS")
    assert parked.park_until is not None
    assert f"{parked.park_until:%H:%M}" == "10:05"
    back = queue.findChild(QPushButton, f"queue.resume_{parked.number}")
    assert back is not None
    assert back.text() == "302 set aside (Filling in a form, until 10:05): back in line"


def test_the_button_of_what_is_asked_says_what_it_does(queue: QueueTab, line: list[Ticket]) -> None:
    assert line
    select(queue, 0)
    said = []
    for ask in (queue.acts.ask_aside, queue.acts.ask_change):
        ask()
        said.append((queue.acts.bar.take_button.text(), queue.acts.bar.take_button.toolTip()))

    assert said == [("Set aside", "Set aside (Enter)"), ("Change", "Change (Enter)")]


def test_esc_asks_no_longer_and_changes_nothing(screen: Screen, queue: QueueTab, line: list[Ticket]) -> None:
    select(queue, 0)
    QTest.keyClick(queue.table, Qt.Key.Key_E, CTRL | SHIFT)
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert not queue.acts.bar.is_asking()
    assert screen.office.queue.waiting()[0].ticket == line[0]


def test_who_waits_is_changed_in_place_and_ctrl_z_takes_it_back(
    screen: Screen, queue: QueueTab, line: list[Ticket]
) -> None:
    select(queue, 2)
    QTest.keyClick(queue.table, Qt.Key.Key_E, CTRL | SHIFT)
    queue.acts.bar.boxes["language"].setCurrentText("Dutch")
    queue.acts.bar.boxes["priority"].setCurrentText("Small child")
    QTest.keyClick(queue.acts.bar.boxes["priority"], Qt.Key.Key_Return)
    changed = next(turn.ticket for turn in screen.office.queue.waiting() if turn.ticket.id == line[2].id)
    assert (changed.language, changed.priority) == ("NL", "CHILD")
    screen.undo.undo()
    back = next(turn.ticket for turn in screen.office.queue.waiting() if turn.ticket.id == line[2].id)
    assert back == line[2]


def test_the_reception_calls_somebody_to_a_free_desk_with_a_reason(
    screen: Screen, queue: QueueTab, line: list[Ticket]
) -> None:
    screen.office.queue.open_desk("7", ["EMP"], ["FR"])
    select(queue, 1)
    QTest.keyClick(queue.table, Qt.Key.Key_F8, CTRL | SHIFT)
    queue.acts.bar.boxes["reason"].setCurrentText("Pregnancy")
    QTest.keyClick(queue.acts.bar.boxes["reason"], Qt.Key.Key_Return)
    [called] = screen.office.queue.board().called
    assert (called.id, called.desk, called.called_because) == (line[1].id, "7", "PREGNANCY")
    assert screen.said[-1] == "Number 302 called to desk 7"


def test_without_a_free_desk_a_sentence_says_so(screen: Screen, queue: QueueTab, line: list[Ticket]) -> None:
    assert line
    select(queue, 0)
    QTest.keyClick(queue.table, Qt.Key.Key_F8, CTRL | SHIFT)
    assert screen.said[-1] == "No open desk is free now."


def test_a_conversation_is_set_aside_and_goes_on_by_one_press(
    screen: Screen, queue: QueueTab, line: list[Ticket]
) -> None:
    office = screen.office
    office.queue.open_desk("4", ["EMP"], ["FR"])
    office.queue.call_next("4")
    office.counselling.start("4")
    queue.table.clearSelection()
    QTest.keyClick(queue.table, Qt.Key.Key_Down, CTRL)
    assert state(screen, line[0]) is TicketState.PARKED
    go_on = queue.findChild(QPushButton, "queue.take_up_301")
    assert go_on is not None
    go_on.click()
    assert state(screen, line[0]) is TicketState.SERVING
    screen.undo.undo()
    assert state(screen, line[0]) is TicketState.PARKED


def test_an_act_that_is_not_possible_says_what_to_do(screen: Screen, queue: QueueTab, line: list[Ticket]) -> None:
    assert line
    queue.table.clearSelection()
    QTest.keyClick(queue.table, Qt.Key.Key_E, CTRL | SHIFT)
    assert screen.said[-1] == "Select a number first: the arrow keys go through the list."
