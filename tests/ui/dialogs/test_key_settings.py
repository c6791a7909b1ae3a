"""The keys in the settings: heard, refused, put back, in force at once."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QPushButton
from pytestqt.qtbot import QtBot

from cdm_desk.domain.single_keys import KeyArea, KeyLayout
from cdm_desk.ui.dialogs.settings import SettingsDialog
from cdm_desk.ui.kept_settings import KeptSettings
from cdm_desk.ui.key_field import KeyField
from cdm_desk.ui.main_window import MainWindow
from cdm_desk.ui.widgets import PlainLabel

WELCOME = KeyArea.WELCOME


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> SettingsDialog:
    window.commands.settings.trigger()
    made = next(part for part in window.children() if isinstance(part, SettingsDialog))
    qtbot.waitExposed(made)
    qtbot.waitUntil(lambda: made.findChild(KeyField, "settings.key_seats_O") is not None)
    return made


def field(dialog: SettingsDialog, command: str) -> KeyField:
    found = dialog.findChild(KeyField, f"settings.key_{command}")
    assert isinstance(found, KeyField)
    return found


def button(dialog: SettingsDialog, name: str) -> QPushButton:
    found = dialog.findChild(QPushButton, f"settings.{name}")
    assert isinstance(found, QPushButton)
    return found


def errors(dialog: SettingsDialog) -> list[str]:
    return [
        label.text() for label in dialog.findChildren(PlainLabel) if label.property("kind") == "error" and label.text()
    ]


def test_the_key_that_is_pressed_is_in_force_at_once_and_on_the_disk(
    dialog: SettingsDialog, window: MainWindow, kept: KeptSettings
) -> None:
    QTest.keyClick(field(dialog, "welcome_3"), Qt.Key.Key_T)

    assert field(dialog, "welcome_3").text() == "T"
    assert window.key_map.key(WELCOME, "3") == "T"
    assert kept.file.load().settings.keys == KeyLayout().with_key(WELCOME, "3", "T")


def test_the_row_of_an_azerty_keyboard_gives_its_digit(dialog: SettingsDialog) -> None:
    QTest.keyClick(field(dialog, "welcome_W"), Qt.Key.Key_Delete)
    QTest.keyClick(field(dialog, "welcome_3"), Qt.Key.Key_W)
    QTest.keyClick(field(dialog, "welcome_V"), Qt.Key.Key_QuoteDbl)

    assert field(dialog, "welcome_V").text() == "3"


def test_a_key_that_is_taken_is_refused_and_its_owner_named(dialog: SettingsDialog, window: MainWindow) -> None:
    QTest.keyClick(field(dialog, "welcome_3"), Qt.Key.Key_W)

    assert errors(dialog) == [
        "The key W is taken by: Wrong door. Give that one another key first, or choose a free one."
    ]
    assert field(dialog, "welcome_3").text() == "3"
    assert window.key_map.key(WELCOME, "3") == "3"


def test_a_key_that_not_every_keyboard_has_is_refused(dialog: SettingsDialog) -> None:
    QTest.keyClick(field(dialog, "welcome_3"), Qt.Key.Key_Space)

    assert errors(dialog) == ["This key cannot be used. Press a letter, a digit, or one of . + - *"]


def test_delete_takes_a_command_off_the_keyboard(dialog: SettingsDialog, window: MainWindow) -> None:
    QTest.keyClick(field(dialog, "welcome_P"), Qt.Key.Key_Delete)

    assert window.key_map.key(WELCOME, "P") == ""


def test_tab_leaves_a_field_as_it_was(dialog: SettingsDialog) -> None:
    field(dialog, "welcome_3").setFocus()
    QTest.keyClick(field(dialog, "welcome_3"), Qt.Key.Key_Tab)

    assert field(dialog, "welcome_3").text() == "3"
    assert not field(dialog, "welcome_3").hasFocus()


def test_each_key_has_its_way_back(dialog: SettingsDialog, window: MainWindow) -> None:
    QTest.keyClick(field(dialog, "welcome_3"), Qt.Key.Key_T)
    button(dialog, "key_welcome_3.reset").click()

    assert window.key_map.layout == KeyLayout()


def test_the_way_back_is_refused_while_another_command_has_the_key(dialog: SettingsDialog) -> None:
    QTest.keyClick(field(dialog, "welcome_W"), Qt.Key.Key_Z)
    QTest.keyClick(field(dialog, "welcome_3"), Qt.Key.Key_W)
    button(dialog, "key_welcome_W.reset").click()

    assert errors(dialog) == ["The key W is taken by: Theme 3. Give that one another key first, or choose a free one."]
    assert field(dialog, "welcome_W").text() == "Z"


def test_all_keys_go_back_at_once(dialog: SettingsDialog, window: MainWindow) -> None:
    QTest.keyClick(field(dialog, "welcome_W"), Qt.Key.Key_Z)
    QTest.keyClick(field(dialog, "welcome_3"), Qt.Key.Key_W)
    button(dialog, "single_keys.reset_all").click()

    assert window.key_map.layout == KeyLayout()
    assert (field(dialog, "welcome_W").text(), field(dialog, "welcome_3").text()) == ("W", "3")


def test_single_keys_are_switched_off_at_once_and_on_the_disk(
    dialog: SettingsDialog, window: MainWindow, kept: KeptSettings
) -> None:
    switch = dialog.findChild(QCheckBox, "settings.single_keys")
    assert isinstance(switch, QCheckBox)
    switch.click()

    assert not window.key_map.switched_on
    assert not kept.file.load().settings.single_keys


@pytest.mark.parametrize("typed", ["keys", "wrong door", "referred training"])
def test_a_key_is_found_by_typing(dialog: SettingsDialog, typed: str) -> None:
    QTest.keyClicks(dialog.search_field, typed)

    assert [each.objectName() for each in dialog.findChildren(KeyField) if each.isVisible()]


def test_what_is_searched_is_there_however_soon(window: MainWindow, qtbot: QtBot) -> None:
    window.commands.settings.trigger()
    made = next(part for part in window.children() if isinstance(part, SettingsDialog))
    made.search_field.setText("wrong door")
    found = [each.objectName() for each in made.findChildren(KeyField) if not each.isHidden()]
    qtbot.waitExposed(made)

    assert "settings.key_welcome_W" in found
