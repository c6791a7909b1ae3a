import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cdm_desk.domain.waiting import Estimate
from cdm_desk.language import Language, use
from cdm_desk.ui.tabs.queue import QueueTab
from cdm_desk.ui.tabs.welcome import WelcomeTab
from cdm_desk.ui.wait_words import told_text
from tests.ui.tabs.conftest import Screen, tap

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
TOLD = r"(about \d+–\d+|more than \d+) min"
IN_LIST = r"(\d+–\d+|> \d+) min"


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


def in_conversation(screen: Screen, minutes: int = 5) -> None:
    """Let desk 4 talk with somebody for some minutes."""
    office = screen.office
    office.queue.open_desk("4", ["EMP"], ["FR", "NL"])
    office.welcome.register("EMP")
    office.queue.call_next("4")
    office.counselling.start("4")
    screen.clock.advance(minutes=minutes)


def test_the_number_is_shown_with_who_is_before_and_how_long_it_will_be(screen: Screen, welcome: WelcomeTab) -> None:
    in_conversation(screen)
    screen.office.welcome.register("EMP")
    tap(welcome.pad, "3")
    assert re.fullmatch(rf"1 person before, {TOLD}", welcome.card.ahead_label.text())


def test_a_free_desk_is_told_as_now_and_none_without_a_number(screen: Screen, welcome: WelcomeTab) -> None:
    tap(welcome.pad, "3")
    assert welcome.card.ahead_label.text() == "Next for this theme"
    screen.office.queue.open_desk("4", ["FOR"], ["FR", "NL"])
    tap(welcome.pad, "2")
    assert welcome.card.ahead_label.text() == "Next for this theme, now"


def test_the_line_shows_what_is_expected_and_how_long_the_last_one_waited(screen: Screen, queue: QueueTab) -> None:
    in_conversation(screen)
    screen.office.welcome.register("EMP")
    shown = queue.model.index(0, 5).data()
    assert re.fullmatch(IN_LIST, shown)
    assert queue.spread_label.text().endswith("last called after 0'")


def test_close_to_closing_the_pad_says_what_to_propose_and_registers_all_the_same(
    screen: Screen, welcome: WelcomeTab
) -> None:
    screen.clock.moment = screen.clock.moment.replace(hour=16, minute=20)
    in_conversation(screen)
    for _each in range(3):
        screen.office.welcome.register("EMP")
    assert welcome.notices.closing_label.text() == (
        "Employment: whoever comes now would be called after 17:00. "
        "Propose tomorrow, an activity or self-service; the key still gives a number."
    )
    tap(welcome.pad, "3")
    assert welcome.number_label.text() == "305"
    assert welcome.card.ahead_label.text().endswith("after the doors close")


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_a_wait_is_told_in_both_languages_of_the_house(language: Language) -> None:
    use(language)
    try:
        told = [told_text(Estimate(low=low, high=high)) for low, high in ((0, 0), (12, 21), (14, 61))]
    finally:
        use("en")
    assert (
        told
        == {
            "fr": ["maintenant", "environ 10–25 min", "plus de 10 min"],
            "nl": ["nu", "ongeveer 10–25 min", "meer dan 10 min"],
        }[language]
    )
