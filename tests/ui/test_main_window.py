import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QMenu, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from cdm_desk.language import LANGUAGES, Language
from cdm_desk.ui.appearance import Shade
from cdm_desk.ui.dialogs.paper import SheetDialog
from cdm_desk.ui.dialogs.settings import SettingsDialog
from cdm_desk.ui.kept_settings import KeptSettings
from cdm_desk.ui.main_window import SMALLEST, MainWindow
from cdm_desk.ui.widgets import FocusRing
from tests.ui.looking import (
    actions_in,
    clipped,
    doubled_mnemonics,
    mnemonic,
    speak_stretched,
    texts_with_mnemonics,
    unnamed,
    without_object_name,
)

CTRL = Qt.KeyboardModifier.ControlModifier
every_language = pytest.mark.parametrize("spoken", LANGUAGES)


def menus(window: MainWindow) -> list[QMenu]:
    return [menu for menu in window.menuBar().findChildren(QMenu) if menu.title()]


def opened(window: MainWindow) -> SheetDialog | SettingsDialog:
    return next(
        part for part in window.children() if isinstance(part, SheetDialog | SettingsDialog) and part.isVisible()
    )


@pytest.mark.parametrize("module", ["sqlalchemy", "reportlab", "keyring", "cryptography", "PySide6.QtPrintSupport"])
def test_the_window_asks_for_nothing_heavy_before_it_is_seen(module: str) -> None:
    code = f"import cdm_desk.ui.main_window, sys; sys.exit({module!r} in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@every_language
def test_everything_that_takes_the_focus_has_a_name(window: MainWindow, spoken: Language) -> None:
    window.screen_language.speak(spoken)

    assert unnamed(window) == []
    assert without_object_name(window) == []


@every_language
def test_mnemonics_are_unique_in_each_menu(window: MainWindow, spoken: Language, qtbot: QtBot) -> None:
    window.screen_language.speak(spoken)
    qtbot.waitUntil(lambda: window.commands.quit.text() in {"&Quit", "&Quitter", "A&fsluiten"})

    titles = [action.text() for action in window.menuBar().actions() if action.isVisible()]
    assert doubled_mnemonics(titles) == []
    for menu in menus(window):
        texts = [action.text() for action in menu.actions() if not action.isSeparator()]
        assert doubled_mnemonics(texts) == [], menu.title()
        assert all(mnemonic(text) for text in texts), menu.title()


def test_every_command_stands_in_a_menu(window: MainWindow) -> None:
    in_menus = {action for menu in menus(window) for action in actions_in(menu)}
    commands = [action for action in window.findChildren(QAction) if action.objectName().startswith("command.")]

    assert len(commands) > 25
    assert [action.objectName() for action in commands if action not in in_menus] == []


def test_no_two_commands_have_the_same_keys(window: MainWindow) -> None:
    keys = Counter(keys.toString() for action in window.commands.all_actions() for keys in action.shortcuts())

    assert [each for each, times in keys.items() if times > 1] == []


@pytest.mark.parametrize(
    ("name", "keys"),
    [("help", "F1"), ("refresh", "F5"), ("next_pane", "F6"), ("full_screen", "F11"), ("pad", "F7"), ("undo", "Ctrl+Z"),
     ("copy", "Ctrl+C"), ("lock", "Ctrl+L"), ("key_sheet", "Ctrl+F1"), ("back", "Alt+Left"), ("normal", "Ctrl+0")],
)  # fmt: skip
def test_keys_mean_what_they_mean_elsewhere(window: MainWindow, name: str, keys: str) -> None:
    command = window.findChild(QAction, f"command.{name}")

    assert command is not None
    assert QKeySequence(keys) in command.shortcuts()


@pytest.mark.parametrize(
    ("key", "department"),
    [(Qt.Key.Key_2, "queue"), (Qt.Key.Key_Eacute, "queue"), (Qt.Key.Key_6, "library"), (Qt.Key.Key_section, "library"),
     (Qt.Key.Key_7, "reports"), (Qt.Key.Key_Egrave, "reports"), (Qt.Key.Key_4, "activities")],
)  # fmt: skip
def test_ctrl_and_a_digit_go_to_a_tab(window: MainWindow, key: Qt.Key, department: str) -> None:
    window.show_tab("counselling")
    QTest.keyClick(window, key, CTRL)

    assert window.current() == department


def test_tabs_are_walked_through_and_back(window: MainWindow) -> None:
    for expected in ("queue", "counselling"):
        QTest.keyClick(window, Qt.Key.Key_Tab, CTRL)
        assert window.current() == expected
    QTest.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.current() == "queue"

    QTest.keyClick(window, Qt.Key.Key_Backtab, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert window.current() == "welcome"


def test_f6_goes_round_the_panes(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitActive(window)
    seen = []
    for _ in range(3):
        QTest.keyClick(window, Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        assert focus is not None
        seen.append("status" if window.status.isAncestorOf(focus) else focus.objectName())

    assert "status" in seen
    assert "tabs.bar" in seen


def test_text_grows_and_shrinks_by_keys_and_is_remembered(window: MainWindow, kept: KeptSettings) -> None:
    QTest.keyClick(window, Qt.Key.Key_Plus, CTRL)
    QTest.keyClick(window, Qt.Key.Key_Equal, CTRL)
    QTest.keyClick(window, Qt.Key.Key_Minus, CTRL)
    assert kept.current.text_percent == 110
    assert "110" in window.status.text_button.accessibleName()

    QTest.keyClick(window, Qt.Key.Key_Agrave, CTRL)
    assert kept.current.text_percent == 100


@pytest.mark.parametrize("modifiers", [CTRL, CTRL | Qt.KeyboardModifier.KeypadModifier], ids=["plus key", "numpad"])
def test_text_grows_by_the_plus_of_every_keyboard(
    window: MainWindow, kept: KeptSettings, modifiers: Qt.KeyboardModifier
) -> None:
    QTest.keyClick(window, Qt.Key.Key_Plus, modifiers)
    QTest.keyClick(window, Qt.Key.Key_Plus, modifiers)
    QTest.keyClick(window, Qt.Key.Key_Minus, modifiers)

    assert kept.current.text_percent == 110


def test_no_two_sequences_of_one_command_are_the_same_key_with_and_without_shift(window: MainWindow) -> None:
    for action in window.commands.all_actions():
        plain = [keys.toString().replace("Shift+=", "+") for keys in action.shortcuts()]
        assert len(set(plain)) == len(plain), action.objectName()


@pytest.mark.parametrize("percent", [100, 150, 200])
@pytest.mark.parametrize("shade", [Shade.LIGHT, Shade.DARK])
def test_the_smallest_window_holds_the_largest_text(window: MainWindow, percent: int, shade: Shade) -> None:
    window.appearance.wear(shade, percent)
    window.open_band.show()
    window.resize(900, 480)
    QApplication.processEvents()

    assert (window.width(), window.height()) == (900, 480)
    assert clipped(window) == []


def test_words_a_third_longer_still_find_room(window: MainWindow) -> None:
    speak_stretched()
    window.retranslate()
    window.open_band.show()
    window.resize(900, 480)
    QApplication.processEvents()

    assert "Ýg" in window.windowTitle()
    assert clipped(window) == []


def test_the_language_changes_at_once_and_is_remembered(window: MainWindow, kept: KeptSettings) -> None:
    for language, welcome in (("fr", "Accueil"), ("nl", "Onthaal"), ("en", "Welcome")):
        next(action for action in window.commands.languages.actions() if action.data() == language).trigger()
        QApplication.processEvents()
        assert window.tabs.tabText(0) == welcome
        assert kept.current.language == language
        assert window.status.language_button.text().strip() == language.upper()


def test_buttons_of_qt_itself_change_their_language_too(window: MainWindow, qtbot: QtBot) -> None:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    box.show()
    cancel = box.button(QDialogButtonBox.StandardButton.Cancel)
    for language, words in (("fr", "Annuler"), ("nl", "Annuleren"), ("fr", "Annuler"), ("en", "Cancel")):
        window.screen_language.speak(language)  # type: ignore[arg-type]
        QApplication.processEvents()
        assert cancel.text().replace("&", "") == words


def test_what_is_typed_survives_a_change_of_language_and_of_colours(window: MainWindow, qtbot: QtBot) -> None:
    window.commands.settings.trigger()
    dialog = opened(window)
    assert isinstance(dialog, SettingsDialog)
    dialog.search_field.setText("print")
    window.screen_language.speak("nl")
    window.appearance.wear(Shade.DARK, 150)
    qtbot.waitUntil(lambda: dialog.windowTitle() == "Instellingen")

    assert dialog.search_field.text() == "print"


def test_the_window_comes_back_as_it_was_left(open_window: Callable[[], MainWindow]) -> None:
    first = open_window()
    first.resize(1010, 610)
    first.show_tab("library")
    first.close()
    second = open_window()

    # The screen drawn in memory is no wider than the smallest window.
    assert (second.height(), second.current()) == (610, "library")


def test_a_window_left_on_a_screen_that_is_gone_comes_back_onto_this_one(
    open_window: Callable[[], MainWindow],
) -> None:
    first = open_window()
    first.resize(2600, 1500)
    first.move(4000, 2200)
    first.close()
    second = open_window()
    room = second.screen().availableGeometry()

    assert room.contains(second.geometry().topLeft())
    assert second.width() <= max(room.width(), SMALLEST[0])
    assert second.height() <= max(room.height(), SMALLEST[1])


def test_settings_written_by_a_change_are_read_at_the_next_start(window: MainWindow, kept: KeptSettings) -> None:
    window.appearance.wear(Shade.DARK, 120)

    written = kept.file.load().settings
    assert (written.shade, written.text_percent) == ("dark", 120)


def test_the_way_back_stands_in_the_menu_with_its_name(window: MainWindow) -> None:
    done: list[int] = []
    window.undo.keep(lambda: "Ticket 301", lambda: done.append(301))
    assert window.commands.undo.text() == "&Undo: Ticket 301"

    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert done == [301]


def test_esc_puts_the_message_away(window: MainWindow) -> None:
    window.messages.hint("Something to read")
    assert window.message_bar.isVisible()

    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.message_bar.isVisible()


def test_a_message_covers_nothing(window: MainWindow) -> None:
    window.messages.tell("Number 301 handed out", undo=lambda: None)
    QApplication.processEvents()
    parts = (window.tabs, window.message_bar, window.status)
    edges = [(part.mapTo(window, QPoint(0, 0)).y(), part.height()) for part in parts]

    assert all(top + height <= below for (top, height), (below, _height) in pairwise(edges))


def test_a_message_stays_on_the_tab_of_its_act(window: MainWindow) -> None:
    window.messages.tell("Number 301 handed out", undo=lambda: None)
    window.show_tab("queue")
    elsewhere = window.message_bar.isVisible()
    window.show_tab("welcome")

    assert not elsewhere
    assert window.message_bar.isVisible()


def test_a_message_that_was_put_away_does_not_come_back_with_its_tab(window: MainWindow) -> None:
    window.messages.tell("Number 301 handed out")
    window.message_bar.put_away()
    window.show_tab("queue")
    window.show_tab("welcome")

    assert not window.message_bar.isVisible()


def test_why_the_office_is_closed_is_said_in_every_room(window: MainWindow) -> None:
    window.say_closed("The keyring is locked.", "Unlock it, then start again.")

    for department in ("welcome", "reports"):
        assert window.tab(department).accessibleName() == "The keyring is locked. Unlock it, then start again."


@every_language
@pytest.mark.parametrize("command", ["help", "key_sheet", "about", "settings"])
def test_each_dialog_has_names_room_and_mnemonics_of_its_own(
    window: MainWindow, command: str, spoken: Language, qtbot: QtBot
) -> None:
    window.screen_language.speak(spoken)
    window.appearance.wear(Shade.LIGHT, 200)
    action = window.findChild(QAction, f"command.{command}")
    assert action is not None
    action.trigger()
    dialog = opened(window)
    qtbot.waitExposed(dialog)
    if isinstance(filling := dialog.findChild(QTimer, "settings.filling"), QTimer):
        qtbot.waitUntil(lambda: not filling.isActive())

    assert unnamed(dialog) == []
    assert without_object_name(dialog) == []
    assert doubled_mnemonics(texts_with_mnemonics(dialog)) == []
    assert clipped(dialog) == []
    assert dialog.width() <= dialog.screen().availableGeometry().width()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_help_is_about_the_tab_one_is_on(window: MainWindow) -> None:
    window.show_tab("queue")
    QTest.keyClick(window, Qt.Key.Key_F1)

    assert "Queue" in opened(window).windowTitle()


@pytest.mark.parametrize(("spoken", "key"), [("fr", "1  2  Entrée"), ("nl", "1  2  Enter"), ("en", "1  2  Enter")])
def test_the_keys_of_a_seat_are_named_as_on_the_keyboard(window: MainWindow, spoken: Language, key: str) -> None:
    window.screen_language.speak(spoken)
    window.show_tab("multimedia")
    QTest.keyClick(window, Qt.Key.Key_F1)

    help_sheet = opened(window)
    assert isinstance(help_sheet, SheetDialog)
    assert key in [line[0] for section in help_sheet.sheet.sections for line in section.lines]


def test_about_can_be_copied(window: MainWindow) -> None:
    window.commands.about.trigger()
    dialog = opened(window)
    assert isinstance(dialog, SheetDialog)
    dialog.copy_button.click()

    assert "Phosphor Icons" in QApplication.clipboard().text()


def test_tab_walks_along_the_foot_as_one_reads(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitActive(window)
    window.status.exchange_button.setFocus()
    places = []
    for _ in range(5):
        focus = QApplication.focusWidget()
        assert focus is not None
        places.append((focus.y(), focus.x()))
        QTest.keyClick(window, Qt.Key.Key_Tab)

    assert places == sorted(places)


def test_targets_are_large_enough_to_hit(window: MainWindow) -> None:
    window.messages.hint("Something to read")
    QApplication.processEvents()
    targets = [*window.status.findChildren(QPushButton), window.message_bar.close_button]

    small = [target.objectName() for target in targets if target.isVisible() and min(target.size().toTuple()) < 24]
    assert small == []


def test_a_tool_tip_ends_with_its_keys(window: MainWindow) -> None:
    assert window.tabs.tabToolTip(1).endswith("(Ctrl+2)")
    assert window.message_bar.undo_button.toolTip().endswith("(Ctrl+Z)")


def test_the_focus_is_marked_by_a_ring_of_three_pixels(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitActive(window)
    button = window.status.queue_button
    button.setFocus()
    picture = button.grab().toImage()
    middle = QPoint(picture.width() // 2, 0)

    assert [picture.pixelColor(middle + QPoint(0, row)).name() for row in range(3)] == 3 * ["#0b4f8a"]


def test_the_ring_of_the_focus_stays_above_the_scroll_bars(window: MainWindow, qtbot: QtBot) -> None:
    area = QScrollArea()
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    area.setParent(window.desk)
    area.setGeometry(0, 0, 300, 200)
    area.show()
    qtbot.waitActive(window)
    area.setFocus()
    area.resize(320, 220)
    QApplication.processEvents()
    parts = [part for part in area.children() if isinstance(part, QWidget)]

    assert isinstance(parts[-1], FocusRing)
