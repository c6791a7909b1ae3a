import gc
from datetime import time

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt, QTime, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QTimeEdit, QWidget
from pytestqt.qtbot import QtBot

from cdm_desk.language import LANGUAGES, Language
from cdm_desk.settings import SettingsFile
from cdm_desk.ui.appearance import Shade
from cdm_desk.ui.dialogs.settings import SettingsDialog
from cdm_desk.ui.kept_settings import KeptSettings
from cdm_desk.ui.key_field import KeyField
from cdm_desk.ui.main_window import MainWindow
from cdm_desk.ui.widgets import Card


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> SettingsDialog:
    window.commands.settings.trigger()
    made = next(part for part in window.children() if isinstance(part, SettingsDialog))
    qtbot.waitExposed(made)
    filling = made.findChild(QTimer, "settings.filling")
    assert isinstance(filling, QTimer)
    qtbot.waitUntil(lambda: not filling.isActive())
    return made


def test_settings_that_are_closed_at_once_leave_nothing_behind(window: MainWindow) -> None:
    def kept() -> int:
        gc.collect()
        return sum(isinstance(thing, SettingsDialog) for thing in gc.get_objects())

    before = kept()
    window.commands.settings.trigger()
    next(part for part in window.children() if isinstance(part, SettingsDialog)).close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()

    assert kept() == before


def choose(dialog: SettingsDialog, name: str, value: str) -> None:
    box = dialog.findChild(QComboBox, f"settings.{name}")
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def reset(dialog: SettingsDialog, name: str) -> QPushButton:
    button = dialog.findChild(QPushButton, f"settings.{name}.reset")
    assert isinstance(button, QPushButton)
    return button


@pytest.mark.parametrize(
    ("words", "shown"), [("colou", ["shade"]), ("printer", ["day_sheet_printer"]), ("night hour", ["nightly_at"])]
)
def test_a_setting_is_found_by_its_words(dialog: SettingsDialog, words: str, shown: list[str]) -> None:
    QTest.keyClicks(dialog.search_field, words)

    names = ("language", "shade", "text", "share", "nightly_at", "day_sheet_printer")
    editors = {name: dialog.findChild(QWidget, f"settings.{name}") for name in names}
    visible = [name for name, editor in editors.items() if editor is not None and editor.isVisible()]
    assert [name for name in shown if name not in visible] == []
    assert len(visible) < len(names)
    assert dialog.found_label.isVisible()


def test_a_setting_is_found_without_its_accents_by_what_its_hint_says(dialog: SettingsDialog) -> None:
    choose(dialog, "language", "fr")
    QApplication.processEvents()
    QTest.keyClicks(dialog.search_field, "clotur")

    hour = dialog.findChild(QWidget, "settings.nightly_at")
    assert hour is not None
    assert hour.isVisible()


@pytest.mark.parametrize("name", ["language", "shade", "nightly_at"])
def test_the_wheel_scrolls_the_page_and_changes_nothing(dialog: SettingsDialog, name: str) -> None:
    editor = dialog.findChild(QWidget, f"settings.{name}")
    assert isinstance(editor, QComboBox | QTimeEdit)
    before = editor.currentIndex() if isinstance(editor, QComboBox) else editor.time()
    middle = QPointF(editor.rect().center())
    turned = QWheelEvent(
        middle, editor.mapToGlobal(middle), QPoint(), QPoint(0, -240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(editor, turned)

    assert (editor.currentIndex() if isinstance(editor, QComboBox) else editor.time()) == before


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_the_settings_of_a_group_begin_below_each_other(dialog: SettingsDialog, spoken: Language) -> None:
    choose(dialog, "language", spoken)
    QApplication.processEvents()
    places = {
        card: {field.x() for field in card.findChildren(QWidget) if _is_setting(field)}
        for card in dialog.findChildren(Card)
    }

    assert any(places.values())
    assert [sorted(each) for each in places.values() if len(each) > 1] == []


def _is_setting(field: QWidget) -> bool:
    name = field.objectName().split(".")
    return len(name) == 2 and name[0] == "settings" and not isinstance(field, KeyField | QPushButton)


def test_colours_and_text_are_in_force_at_once(dialog: SettingsDialog, window: MainWindow) -> None:
    choose(dialog, "shade", "dark")
    choose(dialog, "text", "150")

    assert window.appearance.shade is Shade.DARK
    assert window.appearance.text_percent == 150


def test_the_language_is_in_force_at_once_in_the_dialog_too(dialog: SettingsDialog, qtbot: QtBot) -> None:
    choose(dialog, "language", "fr")

    qtbot.waitUntil(lambda: dialog.windowTitle() == "Réglages")


def test_what_is_changed_is_on_the_disk(dialog: SettingsDialog, kept: KeptSettings) -> None:
    name = dialog.findChild(QLineEdit, "settings.workstation")
    hour = dialog.findChild(QTimeEdit, "settings.nightly_at")
    assert isinstance(name, QLineEdit)
    assert isinstance(hour, QTimeEdit)
    name.setText("Accueil 2")
    name.editingFinished.emit()
    hour.setTime(QTime(21, 15))
    hour.editingFinished.emit()

    written = kept.file.load().settings
    assert (written.workstation, written.nightly_at) == ("Accueil 2", time(21, 15))


def test_each_setting_has_its_way_back(dialog: SettingsDialog, window: MainWindow) -> None:
    choose(dialog, "text", "150")
    assert reset(dialog, "text").isVisible()

    reset(dialog, "text").click()
    assert window.appearance.text_percent == 100
    assert not reset(dialog, "text").isVisible()


def test_a_disk_that_refuses_is_said_beside_the_setting_and_what_was_typed_stays(
    dialog: SettingsDialog, kept: KeptSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_file: SettingsFile, _settings: object) -> None:
        raise OSError

    monkeypatch.setattr(SettingsFile, "save", refuse)
    name = dialog.findChild(QLineEdit, "settings.workstation")
    assert isinstance(name, QLineEdit)
    name.setText("Accueil 3")
    name.editingFinished.emit()

    assert name.text() == "Accueil 3"
    assert any("disk" in label.text() for label in dialog.findChildren(type(dialog.found_label)) if label.isVisible())
    assert kept.current.workstation == "Accueil 3"


def test_esc_closes_and_the_focus_begins_in_the_search(dialog: SettingsDialog, qtbot: QtBot) -> None:
    qtbot.waitActive(dialog)
    assert dialog.search_field.hasFocus()

    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
