from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cdm_desk.ui.tabs.queue import QueueTab
from cdm_desk.ui.tabs.welcome import WelcomeTab
from tests.ui.tabs.conftest import Screen, tap

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_who_cannot_be_helped_is_named_on_both_tabs(screen: Screen, queue: QueueTab, welcome: WelcomeTab) -> None:
    office = screen.office
    office.queue.open_desk("4", ["EMP"], ["FR"])
    for _each in range(2):
        office.welcome.register("EMP", language="NL")
    told = "2 Dutch speakers wait and no open desk speaks Dutch."
    for notices in (queue.notices, welcome.notices):
        assert notices.unserved_label.text() == told
    queue.refresh(queue.concerning)
    assert queue.notices.unserved_label.isVisibleTo(queue)


def test_once_a_desk_can_help_nothing_is_said(screen: Screen, queue: QueueTab) -> None:
    office = screen.office
    office.queue.open_desk("4", ["EMP"], ["FR"])
    office.welcome.register("EMP", language="NL")
    office.queue.change_desk("4", ["EMP"], ["FR", "NL"])
    assert queue.notices.unserved_label.text() == ""
    assert not queue.notices.isVisibleTo(queue)


def test_a_desk_on_break_that_could_help_is_named(screen: Screen, queue: QueueTab) -> None:
    office = screen.office
    office.queue.open_desk("4", ["EMP", "FOR"], ["FR"])
    office.welcome.register("FOR")
    office.queue.pause("4")
    assert queue.notices.unserved_label.text() == ("1 person waits and no desk is open. Desk 4 could, and is on break.")


def test_a_flexible_desk_reads_to_whom_the_next_visitor_is_better_left(screen: Screen, queue: QueueTab) -> None:
    office = screen.office
    office.queue.open_desk("4", ["EMP", "FOR"], ["FR", "NL"])
    office.queue.open_desk("5", ["EMP"], ["FR"])
    office.welcome.register("EMP")
    assert queue.notices.advice_label.text() == (
        "Number 301: rather for desk 5, which is free and can take fewer visitors."
    )
    QTest.keyClick(queue, Qt.Key.Key_F8)
    assert [ticket.number for ticket in office.queue.board().called] == ["301"]


def test_two_keys_say_why_a_desk_is_on_break(screen: Screen, queue: QueueTab) -> None:
    office = screen.office
    office.queue.open_desk("4", ["EMP"], ["FR"])
    QTest.keyClick(queue, Qt.Key.Key_Space, CTRL)
    assert queue.now_label.text() == "Desk 4: on break (Break)"
    QTest.keyClick(queue, Qt.Key.Key_Space, CTRL | SHIFT)
    assert queue.now_label.text() == "Desk 4: on break (Meal)"
    QTest.keyClick(queue, Qt.Key.Key_Space, CTRL)
    assert queue.now_label.text() == "Desk 4: free"


def test_the_pad_registers_also_who_cannot_be_helped_now(screen: Screen, welcome: WelcomeTab) -> None:
    screen.office.queue.open_desk("4", ["EMP"], ["FR"])
    tap(welcome.pad, "2")
    assert welcome.number_label.text() == "201"
    assert welcome.notices.unserved_label.text() == "Training: 1 person waits and no open desk takes this theme."
