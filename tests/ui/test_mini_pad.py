"""The small pad over other programs: its keys, its line, its place, and that it never takes the focus by itself."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cdm_desk.domain.single_keys import KeyArea, KeyLayout
from cdm_desk.language import LANGUAGES, Language
from cdm_desk.office import Office
from cdm_desk.ui.appearance import Shade
from cdm_desk.ui.main_window import MainWindow
from cdm_desk.ui.mini_pad import MiniPad
from cdm_desk.ui.pad import Tile
from tests.services.house import open_desk, visits
from tests.ui import looking

Key = Qt.Key
# The plugin without a display has no other program to stay over.
pytestmark = pytest.mark.qt_log_ignore("does not support raise", extend=True)


@pytest.fixture
def desk(office: Office, window: MainWindow, qtbot: QtBot) -> MainWindow:
    office.store.on_change(window.announcer.announce)
    with qtbot.waitSignal(window.furnished, timeout=30_000):
        window.furnish(office)
    return window


@pytest.fixture
def mini(desk: MainWindow, qtbot: QtBot) -> Callable[[], MiniPad]:
    def opened() -> MiniPad:
        desk.commands.mini_pad.trigger()
        assert desk.staffed is not None
        made = desk.staffed.mini_pad.pad
        assert made is not None
        qtbot.waitUntil(made.isActiveWindow)
        return made

    return opened


def pad(within: QWidget) -> QWidget:
    found = within.findChild(QWidget, "welcome.pad")
    assert isinstance(found, QWidget)
    return found


def hidden_keys(small: MiniPad) -> list[str]:
    tiles = small.findChildren(Tile)
    return [tile.key.sign for tile in tiles if tile.visibleRegion().boundingRect() != tile.rect()]


def test_it_stays_over_other_windows_and_belongs_to_none(mini: Callable[[], MiniPad]) -> None:
    small = mini()
    assert small.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert small.parent() is None
    assert not small.testAttribute(Qt.WidgetAttribute.WA_QuitOnClose)


def test_its_keys_register_and_its_line_tells_the_last_act_and_the_day(
    office: Office, mini: Callable[[], MiniPad]
) -> None:
    small = mini()
    QTest.keyClick(pad(small), Key.Key_3)
    assert [turn.ticket.number for turn in office.queue.waiting()] == ["301"]
    assert small.number_label.text() == "301"
    assert small.what_label.text() == "10:00 Employment"
    assert small.today_label.text() == "1 visit today"


def test_the_digits_of_the_azerty_row_are_heard_too(office: Office, mini: Callable[[], MiniPad]) -> None:
    QTest.keyClick(pad(mini()), Key.Key_QuoteDbl)
    assert [turn.ticket.number for turn in office.queue.waiting()] == ["301"]


def test_the_last_act_is_taken_back_by_its_button(office: Office, mini: Callable[[], MiniPad]) -> None:
    small = mini()
    QTest.keyClick(pad(small), Key.Key_0)
    assert small.undo_button.isEnabled()
    small.undo_button.click()
    assert visits(office) == []
    assert small.today_label.text() == "0 visits today"


def test_a_letter_completes_what_was_registered_here(office: Office, mini: Callable[[], MiniPad]) -> None:
    small = mini()
    QTest.keyClick(pad(small), Key.Key_3)
    QTest.keyClick(pad(small), Key.Key_N)
    assert [visit.language for visit in visits(office)] == ["NL"]


def test_a_letter_is_taken_back_when_the_pad_is_gone(
    office: Office, desk: MainWindow, mini: Callable[[], MiniPad]
) -> None:
    small = mini()
    QTest.keyClick(pad(small), Key.Key_3)
    QTest.keyClick(pad(small), Key.Key_N)
    assert [turn.ticket.language for turn in office.queue.waiting()] == ["NL"]
    assert desk.staffed is not None
    desk.staffed.mini_pad.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    desk.undo.undo()

    assert [turn.ticket.language for turn in office.queue.waiting()] == [None]


def test_its_keys_are_those_that_a_person_has_chosen(
    office: Office, desk: MainWindow, mini: Callable[[], MiniPad]
) -> None:
    desk.key_map.take(KeyLayout().with_key(KeyArea.WELCOME, "3", "T"), switched_on=True)
    small = mini()
    QTest.keyClick(pad(small), Key.Key_T)
    assert [turn.ticket.number for turn in office.queue.waiting()] == ["301"]
    assert {tile.key.sign: tile.action.key for tile in small.findChildren(Tile)}["3"] == "T"


def test_nothing_that_happens_elsewhere_brings_it_to_the_front(
    office: Office, desk: MainWindow, mini: Callable[[], MiniPad], qtbot: QtBot
) -> None:
    open_desk(office)
    small = mini()
    desk.activateWindow()
    qtbot.waitUntil(desk.isActiveWindow)
    office.welcome.register("EMP")
    office.queue.call_next("4")
    office.welcome.visit("MV4")
    assert small.today_label.text() == "2 visits today"
    assert desk.isActiveWindow()
    assert not small.isActiveWindow()


def test_the_key_that_opens_it_puts_it_away_and_it_comes_back_where_it_was(
    desk: MainWindow, mini: Callable[[], MiniPad]
) -> None:
    small = mini()
    small.move(QPoint(211, 133))
    desk.commands.mini_pad.trigger()
    assert not small.isVisible()
    small.move(QPoint(0, 0))
    assert mini().pos() == QPoint(211, 133)


def test_it_goes_with_the_desk_that_is_hidden_and_comes_back_without_the_focus(
    desk: MainWindow, mini: Callable[[], MiniPad], qtbot: QtBot
) -> None:
    small = mini()
    desk.activateWindow()
    qtbot.waitUntil(desk.isActiveWindow)
    desk.commands.set_hidden(hidden=True)
    assert not small.isVisible()
    desk.commands.set_hidden(hidden=False)
    assert small.isVisible()
    assert desk.isActiveWindow()


def test_it_is_closed_with_the_window(desk: MainWindow, mini: Callable[[], MiniPad]) -> None:
    small = mini()
    desk.close()
    assert not small.isVisible()


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("percent", [100, 200])
def test_every_key_of_it_is_seen_without_scrolling(
    desk: MainWindow, mini: Callable[[], MiniPad], qtbot: QtBot, spoken: Language, percent: int
) -> None:
    desk.screen_language.speak(spoken)
    desk.appearance.wear(Shade.LIGHT, percent)
    small = mini()

    qtbot.waitUntil(lambda: hidden_keys(small) == [])


def test_with_ordinary_text_it_is_small_again(desk: MainWindow, mini: Callable[[], MiniPad], qtbot: QtBot) -> None:
    small = mini()
    size = small.size()
    desk.appearance.wear(Shade.LIGHT, 200)
    qtbot.waitUntil(lambda: small.width() > size.width())
    qtbot.waitUntil(lambda: hidden_keys(small) == [])
    desk.appearance.restore_size()

    qtbot.waitUntil(lambda: small.size() == size)


def test_what_it_has_to_tell_covers_no_key(desk: MainWindow, mini: Callable[[], MiniPad], qtbot: QtBot) -> None:
    small = mini()
    desk.messages.warn("A sentence that is so long that it takes more than one line of a window as small as this one.")

    qtbot.waitUntil(lambda: small.bar.isVisible() and hidden_keys(small) == [])


def test_a_message_that_has_gone_leaves_it_where_and_as_large_as_it_was(
    desk: MainWindow, mini: Callable[[], MiniPad], qtbot: QtBot
) -> None:
    small = mini()
    before = small.geometry()
    desk.messages.warn("Paper?")
    qtbot.waitUntil(lambda: small.height() > before.height())
    small.bar.put_away()

    qtbot.waitUntil(lambda: small.geometry() == before)


def test_esc_puts_away_the_message_then_the_pad(desk: MainWindow, mini: Callable[[], MiniPad]) -> None:
    small = mini()
    small.tab.pad.keys.double_press_ms = 0
    desk.messages.warn("Paper?")
    QTest.keyClick(pad(small), Key.Key_Escape)
    assert (small.bar.isVisible(), small.isVisible()) == (False, True)
    QTest.keyClick(pad(small), Key.Key_Escape)
    assert not small.isVisible()


def test_esc_ends_a_question_before_it_puts_the_pad_away(mini: Callable[[], MiniPad]) -> None:
    small = mini()
    QTest.keyClick(pad(small), Key.Key_9)
    assert small.tab.group.is_asking()
    QTest.keyClick(pad(small), Key.Key_Escape)
    assert (small.tab.group.is_asking(), small.isVisible()) == (False, True)


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_everything_on_it_has_a_name_and_room(desk: MainWindow, mini: Callable[[], MiniPad], spoken: Language) -> None:
    desk.screen_language.speak(spoken)
    small = mini()
    assert looking.unnamed(small) == []
    assert looking.without_object_name(small) == []
    assert looking.clipped(small) == []
    tiles = [tile for tile in small.findChildren(Tile) if tile.isVisible()]
    assert {tile.key.sign for tile in tiles} >= set("1234567890")
    assert all(pad(small).rect().contains(tile.geometry()) for tile in tiles)
    assert small.height() <= 320
