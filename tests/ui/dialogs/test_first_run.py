from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from cdm_desk import language
from cdm_desk.domain.errors import DiskError
from cdm_desk.language import LANGUAGES, Language
from cdm_desk.settings import KINDS as SETTING_KINDS
from cdm_desk.ui.appearance import Appearance, Shade
from cdm_desk.ui.background import Background
from cdm_desk.ui.dialogs.first_run import DATA, KINDS, PRINTER, READY, Data, FirstChoices, FirstRun, Prepared
from cdm_desk.ui.screen_language import ScreenLanguage
from tests.ui.looking import clipped, doubled_mnemonics, texts_with_mnemonics, unnamed, without_object_name

KEY = "ABCD-EFGH-JKLM-NPQR-STUV-WXYZ-2345-6789"

Opened = Callable[..., FirstRun]


@pytest.fixture
def asked() -> list[FirstChoices]:
    return []


@pytest.fixture
def open_first_run(
    qapp: QApplication, qtbot: QtBot, background: Background, light: Appearance, asked: list[FirstChoices]
) -> Iterator[Opened]:
    assert light.shade is Shade.LIGHT
    spoken = ScreenLanguage(qapp)

    def prepare(choices: FirstChoices) -> Prepared:
        asked.append(choices)
        return Prepared(recovery_key=KEY, join_code="CDM:QWER-TYUI")

    def opened(prepared: Callable[[FirstChoices], Prepared] = prepare) -> FirstRun:
        dialog = FirstRun(spoken, background, prepared, ["HP accueil"])
        # Else it would not let itself be closed, and would keep the focus from the next test.
        qtbot.addWidget(dialog, before_close_func=lambda made: made.kept_check.setChecked(True))
        dialog.show()
        qtbot.waitActive(dialog)
        return dialog

    yield opened
    spoken.speak("en")


def press_enter(dialog: FirstRun) -> None:
    # In this window: a window that another test has left may hold the focus of the application.
    focus = QApplication.focusWidget()
    QTest.keyClick(focus if focus and dialog.isAncestorOf(focus) else dialog, Qt.Key.Key_Return)


def say_kept(dialog: FirstRun) -> None:
    assert dialog.kept_check.hasFocus()
    QTest.keyClick(dialog.kept_check, Qt.Key.Key_Space)


@pytest.fixture
def ready(open_first_run: Opened, qtbot: QtBot) -> FirstRun:
    """The last step, where the papers are shown."""
    dialog = open_first_run()
    for _ in range(4):
        press_enter(dialog)
    # The store is made on another thread, which a busy machine may leave waiting.
    qtbot.waitUntil(lambda: dialog.pages.currentIndex() == READY, timeout=30_000)
    return dialog


def test_the_papers_cannot_be_left_before_the_person_says_that_they_are_kept(ready: FirstRun) -> None:
    for leave in (
        lambda: press_enter(ready),
        lambda: QTest.keyClick(ready, Qt.Key.Key_Escape),
        ready.next_button.click,
        ready.close,
        ready.reject,
    ):
        leave()
        assert ready.isVisible()
        assert ready.pages.currentIndex() == READY
    assert ready.error_label.isVisible()

    say_kept(ready)
    assert not ready.error_label.isVisible()
    press_enter(ready)
    assert ready.result() == QDialog.DialogCode.Accepted


def test_each_paper_says_what_it_is_for(ready: FirstRun) -> None:
    name = ready.name_field.text()
    assert name in ready.key_heading.text()
    assert f"data of {name}" in ready.key_purpose.text()
    assert ready.code_shown_label.text() == "CDM:QWER-TYUI"
    assert "next PC" in ready.code_purpose.text()


def test_a_workstation_that_joins_is_told_which_paper_stays_and_which_is_new(
    open_first_run: Opened, qtbot: QtBot
) -> None:
    dialog = open_first_run(lambda _choices: Prepared(recovery_key=KEY))
    press_enter(dialog)
    press_enter(dialog)
    next(button for button in dialog.data.buttons() if button.property("value") == Data.JOIN).click()
    dialog.share_field.setText("/srv/house")
    dialog.code_field.setText("CDM:QWER-TYUI")
    press_enter(dialog)
    press_enter(dialog)
    qtbot.waitUntil(lambda: dialog.pages.currentIndex() == READY)

    assert dialog.key_purpose.isVisible()
    assert not dialog.code_shown_label.isVisible()
    assert "keep its paper" in dialog.code_purpose.text()
    assert dialog.code_purpose.isVisible()


def test_the_papers_are_saved_to_a_file_of_the_owner_alone(
    ready: FirstRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "papers.txt"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    ready.save_button.click()

    assert KEY in file.read_text(encoding="utf-8")
    assert "CDM:QWER-TYUI" in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o077 == 0
    assert str(file) in ready.error_label.text()


def test_after_a_refusal_the_window_may_be_closed_without_a_store(open_first_run: Opened, qtbot: QtBot) -> None:
    def refuse(_choices: FirstChoices) -> Prepared:
        raise DiskError

    dialog = open_first_run(refuse)
    for _ in range(4):
        press_enter(dialog)
    qtbot.waitUntil(dialog.error_label.isVisible)
    dialog.close()
    assert dialog.choices is None
    assert not dialog.isVisible()


def test_enter_through_five_steps_gives_a_working_desk(
    open_first_run: Opened, asked: list[FirstChoices], qtbot: QtBot
) -> None:
    language.use("fr")
    dialog = open_first_run()
    for _ in range(4):
        press_enter(dialog)
    qtbot.waitUntil(lambda: dialog.pages.currentIndex() == READY)
    assert dialog.key_label.text() == KEY
    say_kept(dialog)
    press_enter(dialog)

    assert dialog.result() == QDialog.DialogCode.Accepted
    assert dialog.choices == asked[0]
    assert asked[0].data is Data.NEW
    assert asked[0].kind == "reception"
    assert asked[0].workstation.startswith("Accueil")
    assert (asked[0].share, asked[0].printer) == ("", "HP accueil")


def test_every_kind_that_can_be_chosen_is_one_the_settings_know() -> None:
    assert set(KINDS) < set(SETTING_KINDS)


def test_the_language_changes_the_page_at_once(open_first_run: Opened, qtbot: QtBot) -> None:
    dialog = open_first_run()
    next(button for button in dialog.languages.buttons() if button.property("value") == "nl").click()

    qtbot.waitUntil(lambda: dialog.heading_label.text() == "Welke taal leest u?")


def test_joining_asks_for_folder_and_code_before_it_goes_on(
    open_first_run: Opened, asked: list[FirstChoices], qtbot: QtBot
) -> None:
    dialog = open_first_run()
    press_enter(dialog)
    press_enter(dialog)
    next(button for button in dialog.data.buttons() if button.property("value") == Data.JOIN).click()
    press_enter(dialog)
    assert dialog.pages.currentIndex() == DATA
    assert "folder" in dialog.error_label.text()

    dialog.share_field.setText("/srv/house")
    press_enter(dialog)
    assert "code" in dialog.error_label.text()

    dialog.code_field.setText("CDM:QWER-TYUI")
    press_enter(dialog)
    press_enter(dialog)
    qtbot.waitUntil(lambda: bool(asked))
    assert (asked[0].data, asked[0].share, asked[0].join_code) == (Data.JOIN, "/srv/house", "CDM:QWER-TYUI")


def test_the_demonstration_needs_nothing_else(open_first_run: Opened, asked: list[FirstChoices]) -> None:
    dialog = open_first_run()
    press_enter(dialog)
    press_enter(dialog)
    next(button for button in dialog.data.buttons() if button.property("value") == Data.DEMO).click()
    press_enter(dialog)

    assert dialog.result() == QDialog.DialogCode.Accepted
    assert dialog.choices is not None
    assert dialog.choices.data is Data.DEMO
    assert asked == []


def test_what_goes_wrong_is_said_and_nothing_chosen_is_lost(open_first_run: Opened, qtbot: QtBot) -> None:
    def refuse(_choices: FirstChoices) -> Prepared:
        raise DiskError

    dialog = open_first_run(refuse)
    dialog.name_field.setText("Accueil Nord")
    for _ in range(4):
        press_enter(dialog)
    qtbot.waitUntil(dialog.error_label.isVisible)

    assert dialog.pages.currentIndex() == DATA
    assert dialog.name_field.text() == "Accueil Nord"
    assert dialog.next_button.isEnabled()


def test_esc_goes_back_and_never_out(open_first_run: Opened) -> None:
    dialog = open_first_run()
    press_enter(dialog)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)

    assert dialog.pages.currentIndex() == 0
    assert dialog.isVisible()


def test_a_name_given_by_hand_is_kept_when_the_kind_changes(open_first_run: Opened) -> None:
    dialog = open_first_run()
    press_enter(dialog)
    QTest.keyClicks(dialog.name_field, "X")
    dialog.kinds.buttons()[3].click()
    assert dialog.name_field.text().endswith("X")


def test_the_key_can_be_copied(ready: FirstRun) -> None:
    ready.copy_button.click()

    assert KEY in QGuiApplication.clipboard().text()


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("percent", [100, 200])
def test_every_step_has_names_room_and_mnemonics_of_its_own(
    open_first_run: Opened, light: Appearance, spoken: Language, percent: int, qtbot: QtBot
) -> None:
    language.use(spoken)
    light.wear(Shade.LIGHT, percent)
    dialog = open_first_run()
    dialog.resize(900, 480)
    for step in range(READY + 1):
        qtbot.waitUntil(lambda step=step: dialog.pages.currentIndex() == step)  # type: ignore[misc]
        if step == DATA:
            next(button for button in dialog.data.buttons() if button.property("value") == Data.JOIN).click()
            dialog.share_field.setText("/srv")
            dialog.code_field.setText("X")
        QApplication.processEvents()
        assert unnamed(dialog) == [], step
        assert without_object_name(dialog) == [], step
        assert doubled_mnemonics(texts_with_mnemonics(dialog)) == [], step
        assert clipped(dialog) == [], step
        assert dialog.width() <= 900
        if step < READY:
            press_enter(dialog)
    assert PRINTER < READY
