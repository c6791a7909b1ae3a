from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from cdm_desk import language
from cdm_desk.domain.errors import (
    DeskError,
    DiskError,
    JoinCodeOtherError,
    JoinCodeTypoError,
    RecoveryKeyForCodeError,
    SiteMissingError,
    WorkstationNameTakenError,
)
from cdm_desk.language import LANGUAGES, Language
from cdm_desk.settings import KINDS as SETTING_KINDS
from cdm_desk.ui.appearance import Appearance, Shade
from cdm_desk.ui.background import Background
from cdm_desk.ui.dialogs.first_run import DATA, KINDS, LONE, PRINTER, READY, Data, FirstChoices, FirstRun, Prepared
from cdm_desk.ui.screen_language import ScreenLanguage
from cdm_desk.ui.words import sentence
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

    def opened(
        prepared: Callable[[FirstChoices], Prepared] = prepare, look: Callable[[FirstChoices], object] | None = None
    ) -> FirstRun:
        dialog = FirstRun(spoken, background, prepared, ["HP accueil"], look=look)
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


def choose_folder(monkeypatch: pytest.MonkeyPatch, folder: Path) -> list[str]:
    """Answer the question for a folder; return where each question began."""
    offered: list[str] = []

    def answer(_parent: object, _words: str, where: str) -> str:
        offered.append(where)
        return str(folder)

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", answer)
    return offered


def test_a_folder_is_looked_for_from_the_home_of_the_person_on(
    open_first_run: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = choose_folder(monkeypatch, tmp_path)
    dialog = open_first_run()
    dialog.share_button.click()
    dialog.share_button.click()
    assert offered == [str(Path.home()), str(tmp_path)]


def test_what_a_hub_is_stands_where_its_address_may_be_given(open_first_run: Opened) -> None:
    dialog = open_first_run()
    dialog.pages.setCurrentIndex(DATA)
    assert dialog.hub_label.isVisible()
    assert "database server" in dialog.hub_label.text()


def test_each_paper_is_saved_to_a_file_of_its_own_which_the_owner_alone_can_read(
    ready: FirstRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = choose_folder(monkeypatch, tmp_path)
    ready.save_button.click()
    ready.save_button.click()

    told = {file: file.read_text(encoding="utf-8") for file in tmp_path.glob("*.txt")}
    assert sorted((KEY in text, "CDM:QWER-TYUI" in text) for text in told.values()) == 2 * [(False, True)] + 2 * [
        (True, False)
    ]
    assert all(file.stat().st_mode & 0o077 == 0 for file in told)
    assert all(str(file) in ready.error_label.text() for file in told if "(2)" in file.name)
    assert offered[0] == QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)


def test_no_paper_is_saved_in_the_folder_of_the_program(
    ready: FirstRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CDM_DATA_DIR", str(tmp_path))
    (tmp_path / "papers").mkdir()
    choose_folder(monkeypatch, tmp_path / "papers")
    ready.save_button.click()

    assert "the program's own" in ready.error_label.text()
    assert list((tmp_path / "papers").iterdir()) == []


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


def test_every_kind_can_be_chosen_but_a_seat_of_visitors(open_first_run: Opened) -> None:
    dialog = open_first_run()
    offered = {button.property("value") for button in dialog.kinds.buttons()}

    assert offered == set(KINDS) == set(SETTING_KINDS) - {"seat"}


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


def test_esc_leaves_while_nothing_was_typed(open_first_run: Opened) -> None:
    dialog = open_first_run()
    press_enter(dialog)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)

    assert not dialog.isVisible()
    assert dialog.choices is None
    assert not dialog.quits


@pytest.mark.parametrize("leave", ["Esc", "Ctrl+Q", "cross"])
def test_what_was_typed_is_left_at_the_second_time_only(open_first_run: Opened, leave: str) -> None:
    dialog = open_first_run()
    press_enter(dialog)
    QTest.keyClicks(dialog.name_field, "X")
    ways = {
        "Esc": lambda: QTest.keyClick(dialog, Qt.Key.Key_Escape),
        "Ctrl+Q": lambda: QTest.keyClick(dialog, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier),
        "cross": dialog.close,
    }
    ways[leave]()
    assert dialog.isVisible()
    assert "Once more" in dialog.error_label.text()
    ways[leave]()

    assert not dialog.isVisible()
    assert dialog.choices is None
    assert dialog.quits is (leave == "Ctrl+Q")


def go_to_join(dialog: FirstRun) -> None:
    press_enter(dialog)
    press_enter(dialog)
    next(button for button in dialog.data.buttons() if button.property("value") == Data.JOIN).click()
    dialog.share_field.setText("/srv/house")
    dialog.code_field.setText("ABCD")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (JoinCodeTypoError(), "first_run.code"),
        (JoinCodeOtherError(), "first_run.code"),
        (RecoveryKeyForCodeError(), "first_run.code"),
        (SiteMissingError(), "first_run.share"),
        (WorkstationNameTakenError("Reception 1"), "first_run.name"),
    ],
    ids=lambda each: type(each).__name__,
)
def test_what_is_wrong_is_said_where_it_was_typed_before_anything_is_made(
    open_first_run: Opened, asked: list[FirstChoices], qtbot: QtBot, wrong: DeskError, field: str
) -> None:
    def look(choices: FirstChoices) -> None:
        assert (choices.share, choices.join_code) == ("/srv/house", "ABCD")
        raise wrong

    dialog = open_first_run(look=look)
    go_to_join(dialog)
    press_enter(dialog)
    qtbot.waitUntil(dialog.next_button.isEnabled)

    focus = dialog.focusWidget()
    assert isinstance(focus, QLineEdit)
    assert focus.objectName() == field
    assert focus.selectedText() == focus.text()
    assert dialog.error_label.text() == sentence(wrong)
    assert asked == []


def test_once_folder_and_code_will_do_the_wizard_goes_on_by_itself(open_first_run: Opened, qtbot: QtBot) -> None:
    dialog = open_first_run(look=lambda _choices: None)
    go_to_join(dialog)
    press_enter(dialog)
    qtbot.waitUntil(lambda: dialog.pages.currentIndex() == PRINTER)


@pytest.mark.parametrize("kind", sorted(LONE))
def test_what_stands_alone_is_asked_for_no_printer_and_no_beginning_of_its_own(
    open_first_run: Opened, asked: list[FirstChoices], qtbot: QtBot, kind: str
) -> None:
    dialog = open_first_run()
    press_enter(dialog)
    next(button for button in dialog.kinds.buttons() if button.property("value") == kind).click()
    press_enter(dialog)
    assert [button.property("value") for button in dialog.data.buttons() if button.isVisible()] == ["new", "join"]
    dialog.share_field.setText("/srv/house")
    dialog.code_field.setText("ABCD")
    assert "of 4" in dialog.step_label.text()
    press_enter(dialog)
    qtbot.waitUntil(lambda: dialog.pages.currentIndex() == READY)

    assert (asked[0].kind, asked[0].data) == (kind, Data.JOIN)


def begun(dialog: FirstRun) -> Data:
    chosen = dialog.data.checkedButton()
    assert chosen is not None
    return Data(chosen.property("value"))


def test_a_beginning_chosen_by_hand_is_kept_when_the_kind_changes(open_first_run: Opened) -> None:
    dialog = open_first_run()
    dialog.kinds.buttons()[5].click()
    dialog.kinds.buttons()[0].click()
    assert begun(dialog) is Data.NEW
    next(button for button in dialog.data.buttons() if button.property("value") == Data.JOIN).click()
    dialog.kinds.buttons()[1].click()
    assert begun(dialog) is Data.JOIN


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
