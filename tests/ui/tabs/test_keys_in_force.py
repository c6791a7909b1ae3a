"""Other keys, and no single keys at all: what the pads hear, show and say."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cdm_desk.domain.multimedia import SeatState
from cdm_desk.domain.single_keys import KeyArea, KeyLayout
from cdm_desk.ui.key_map import KeyMap
from cdm_desk.ui.pad import Tile
from cdm_desk.ui.tabs.counselling import CounsellingTab
from cdm_desk.ui.tabs.multimedia import MultimediaTab
from cdm_desk.ui.tabs.queue import QueueTab
from cdm_desk.ui.tabs.welcome import WelcomeTab
from tests.ui.tabs.conftest import Screen, tap, usual_of

WELCOME, COUNSELLING = KeyArea.WELCOME, KeyArea.COUNSELLING


@pytest.fixture
def key_map() -> KeyMap:
    return KeyMap()


@pytest.fixture
def welcome(screen: Screen, show: Callable[[QWidget], None], key_map: KeyMap) -> WelcomeTab:
    office = screen.office
    tab = WelcomeTab(
        office.welcome,
        office.lists,
        office.queue,
        screen.messages,
        screen.undo,
        multimedia=office.multimedia,
        tickets=screen.tickets,
        key_map=key_map,
    )
    show(tab)
    tab.pad.keys.double_press_ms = 0
    return tab


@pytest.fixture
def counselling(screen: Screen, show: Callable[[QWidget], None], key_map: KeyMap) -> CounsellingTab:
    office = screen.office
    tab = CounsellingTab(
        office.counselling,
        office.queue,
        office.lists,
        screen.messages,
        screen.undo,
        key_map=key_map,
        usual=usual_of(screen),
    )
    show(tab)
    return tab


def off(key_map: KeyMap) -> None:
    key_map.take(KeyLayout(), switched_on=False)


def tile(tab: WelcomeTab, sign: str) -> Tile:
    found = tab.pad.tile(sign)
    assert found is not None
    return found


def numbers(screen: Screen) -> list[str]:
    return [ticket.number for ticket in screen.office.queue.board().waiting]


def begin(screen: Screen) -> None:
    """Have a visitor of theme 3 talk at desk 4."""
    screen.office.welcome.register("EMP")
    screen.office.queue.open_desk("4", ["EMP"], ["FR", "NL"])
    screen.office.queue.call_next("4")
    screen.office.counselling.start("4")


def test_another_key_acts_at_once_and_stands_on_its_tile(screen: Screen, welcome: WelcomeTab, key_map: KeyMap) -> None:
    key_map.take(KeyLayout().with_key(WELCOME, "3", "T"), switched_on=True)
    tap(welcome.pad, "T")

    assert numbers(screen) == ["301"]
    assert tile(welcome, "3").toolTip().endswith("(T)")
    assert tile(welcome, "3").action.shortcut().toString() == "T"


def test_a_letter_with_another_key_shows_it_on_its_chip(welcome: WelcomeTab, key_map: KeyMap) -> None:
    key_map.take(KeyLayout().with_key(WELCOME, "F", "Q"), switched_on=True)

    assert welcome.card.chips["F"].text().startswith("Q  ")


def test_digits_of_a_head_count_are_digits_whatever_they_stand_for_elsewhere(
    screen: Screen, welcome: WelcomeTab, key_map: KeyMap
) -> None:
    key_map.take(KeyLayout().with_key(WELCOME, "5", "Z").with_key(WELCOME, "1", "Y"), switched_on=True)
    tap(welcome.pad, "9", "5", "1", Qt.Key.Key_Return, Qt.Key.Key_Return)
    visit = screen.office.welcome.last()

    assert visit is not None
    assert visit.people == 51


def test_without_single_keys_a_digit_counts_nobody_and_says_where_to_put_them_on(
    screen: Screen, welcome: WelcomeTab, key_map: KeyMap
) -> None:
    off(key_map)
    tap(welcome.pad, "3")

    assert numbers(screen) == []
    assert "Settings (Ctrl+,)" in screen.said[-1]


def test_the_tab_says_that_single_keys_are_off_as_long_as_they_are(welcome: WelcomeTab, key_map: KeyMap) -> None:
    off(key_map)
    said = welcome.off_label.isVisible(), welcome.off_label.text()
    key_map.take(KeyLayout(), switched_on=True)

    assert said[0]
    assert "Settings" in said[1]
    assert not welcome.off_label.isVisible()


def test_without_single_keys_no_tile_shows_one(welcome: WelcomeTab, key_map: KeyMap) -> None:
    off(key_map)

    assert [
        each.action.shortcut().toString() for each in welcome.pad.tiles if not each.action.shortcut().isEmpty()
    ] == []
    assert "(" not in tile(welcome, "3").toolTip()


def test_without_single_keys_tab_and_space_register_visitor_after_visitor(
    screen: Screen, welcome: WelcomeTab, key_map: KeyMap
) -> None:
    off(key_map)
    tile(welcome, "3").setFocus()
    QTest.keyClick(tile(welcome, "3"), Qt.Key.Key_Space)
    QTest.keyClick(tile(welcome, "3"), Qt.Key.Key_Space)

    assert numbers(screen) == ["301", "302"]
    assert tile(welcome, "3").hasFocus()


def test_without_single_keys_a_head_count_is_still_typed(screen: Screen, welcome: WelcomeTab, key_map: KeyMap) -> None:
    off(key_map)
    tile(welcome, "9").setFocus()
    QTest.keyClick(tile(welcome, "9"), Qt.Key.Key_Space)
    tap(welcome.pad, "5", "1", Qt.Key.Key_Return, Qt.Key.Key_Return)
    visit = screen.office.welcome.last()

    assert visit is not None
    assert visit.people == 51


def test_without_single_keys_a_tile_right_after_that_of_the_pc_space_is_heard(
    screen: Screen, welcome: WelcomeTab, key_map: KeyMap
) -> None:
    off(key_map)
    for sign in "67":
        tile(welcome, sign).setFocus()
        QTest.keyClick(tile(welcome, sign), Qt.Key.Key_Space)
    visit = screen.office.welcome.last()

    assert visit is not None
    assert visit.motive_code == "MV4"


def test_without_single_keys_a_digit_after_that_tile_counts_nobody_else(
    qtbot: QtBot, screen: Screen, welcome: WelcomeTab, key_map: KeyMap
) -> None:
    off(key_map)
    tile(welcome, "6").setFocus()
    QTest.keyClick(tile(welcome, "6"), Qt.Key.Key_Space)
    tap(welcome.pad, "3")
    qtbot.waitUntil(lambda: "Settings (Ctrl+,)" in screen.said[-1])

    assert numbers(screen) == []


def test_an_outcome_with_another_key_is_chosen_by_it(
    screen: Screen, counselling: CounsellingTab, key_map: KeyMap
) -> None:
    begin(screen)
    key_map.take(KeyLayout().with_key(COUNSELLING, "1", "R"), switched_on=True)
    tap(counselling, "R", Qt.Key.Key_Return)

    assert [session.outcome_codes for session in screen.office.counselling.today("4")] == [("OU1",)]


def test_a_theme_has_the_key_of_the_welcome_pad_where_it_is_asked_for(
    screen: Screen, counselling: CounsellingTab, key_map: KeyMap
) -> None:
    screen.office.queue.open_desk("4", ["EMP"], ["FR", "NL"])
    key_map.take(KeyLayout().with_key(WELCOME, "3", "T"), switched_on=True)
    counselling.direct_action.trigger()
    shown = [chip.text() for chip in counselling.direct.chips]
    tap(counselling, "T")

    assert any(words.startswith("T  ") for words in shown)
    assert [session.theme_code for session in screen.office.counselling.today("4")] == ["EMP"]


def test_without_single_keys_an_outcome_is_asked_without_a_clock(
    screen: Screen, counselling: CounsellingTab, key_map: KeyMap
) -> None:
    begin(screen)
    off(key_map)
    counselling.close_action.trigger()
    asked = counselling.grace_label.text()
    chosen = counselling.outcomes.chips[0]
    chosen.setFocus()
    QTest.keyClick(chosen, Qt.Key.Key_Space)

    assert "seconds" not in asked
    assert [session.outcome_codes for session in screen.office.counselling.today("4")] == [("OU1",)]


def test_closed_once_more_without_single_keys_nothing_is_recorded(
    screen: Screen, counselling: CounsellingTab, key_map: KeyMap
) -> None:
    begin(screen)
    off(key_map)
    counselling.close_action.trigger()
    counselling.close_action.trigger()

    assert [(bool(session.ended_at), session.outcome_codes) for session in screen.office.counselling.today("4")] == [
        (True, ())
    ]


def test_a_command_of_the_seats_with_another_key_is_heard_by_it_and_digits_stay_digits(
    screen: Screen, show: Callable[[QWidget], None], key_map: KeyMap
) -> None:
    tab = MultimediaTab(screen.office.multimedia, screen.messages, screen.undo, key_map=key_map)
    show(tab)
    key_map.take(KeyLayout().with_key(KeyArea.SEATS, "H", "K"), switched_on=True)
    tap(tab.map, "0", "3", Qt.Key.Key_Return, "K")
    here = screen.office.multimedia.space().seat(3)

    assert tab.out_action.shortcut().toString() == "K"
    assert here is not None
    assert here.state is SeatState.OUT


def test_without_single_keys_a_seat_is_still_found_by_its_digits(
    screen: Screen, show: Callable[[QWidget], None], key_map: KeyMap
) -> None:
    tab = MultimediaTab(screen.office.multimedia, screen.messages, screen.undo, key_map=key_map)
    show(tab)
    off(key_map)
    tap(tab.map, "0", "3", Qt.Key.Key_Return, "H")

    assert tab.map.chosen() is not None
    assert "Settings (Ctrl+,)" in screen.said[-1]


def test_somebody_is_sent_on_by_the_key_of_the_theme(
    screen: Screen, show: Callable[[QWidget], None], key_map: KeyMap
) -> None:
    office = screen.office
    office.welcome.register("EMP")
    office.queue.open_desk("4", ["EMP"], ["FR", "NL"])
    office.queue.call_next("4")
    tab = QueueTab(
        office.queue,
        office.counselling,
        office.lists,
        screen.messages,
        screen.undo,
        tickets=screen.tickets,
        usual=usual_of(screen),
        key_map=key_map,
    )
    show(tab)
    key_map.take(KeyLayout().with_key(WELCOME, "2", "T"), switched_on=True)
    tab.transfer_action.trigger()
    words = [button.text() for button in tab.transfer_bar.findChildren(QPushButton) if button.isVisible()]
    tap(tab.table, "T")

    assert any(text.strip().startswith("T  ") for text in words)
    assert [ticket.theme_code for ticket in office.queue.board().waiting] == ["FOR"]
