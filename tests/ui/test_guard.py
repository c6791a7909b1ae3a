from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from cdm_desk.domain.staff import Role
from cdm_desk.language import LANGUAGES, Language
from cdm_desk.ui.appearance import Shade
from cdm_desk.ui.guard import Guard, IdleWatch
from cdm_desk.ui.main_window import MainWindow
from tests.ui.looking import clipped, doubled_mnemonics, texts_with_mnemonics, unnamed, without_object_name
from tests.ui.staffing import ADMIN_PASSWORD, PASSWORD, PIN, MakeStore, Staffing


@pytest.fixture
def staffing(make_store: MakeStore, tmp_path: Path) -> Staffing:
    return Staffing(make_store, tmp_path)


@pytest.fixture
def guard(window: MainWindow, staffing: Staffing) -> Guard:
    made = Guard(
        window.pages,
        window.desk,
        staff=staffing.service,
        background=window.background,
        commands=window.commands,
        status=window.status,
        messages=window.messages,
        idle_seconds=300,
    )
    made.start()
    return made


@pytest.fixture
def named(guard: Guard, staffing: Staffing) -> Guard:
    staffing.name_people()
    guard.start()
    return guard


def choose(guard: Guard, alias: str) -> None:
    next(button for button in guard.page.people.buttons() if button.text() == alias).click()


def sign_in(guard: Guard, alias: str, secret: str, qtbot: QtBot) -> None:
    choose(guard, alias)
    QTest.keyClicks(guard.page.secret_field, secret)
    QTest.keyClick(guard.page.secret_field, Qt.Key.Key_Return)
    qtbot.waitUntil(guard.page.enter_button.isEnabled)


def test_without_accounts_the_desk_is_open(guard: Guard, window: MainWindow) -> None:
    assert not guard.is_hiding()
    assert "No accounts" in window.status.person_button.accessibleName()
    assert not window.commands.change_person.isVisible()


def test_without_accounts_ctrl_l_hides_the_desk_and_enter_shows_it(guard: Guard, window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert guard.is_hiding()
    assert not window.tabs.isVisible()

    guard.page.enter_button.click()
    assert not guard.is_hiding()


def test_once_people_are_named_the_desk_asks_who_is_there(named: Guard) -> None:
    assert named.is_hiding()
    assert [button.text() for button in named.page.people.buttons()] == ["Ada", "Bo", "Kim"]


def test_a_password_opens_the_desk_after_a_pin_was_offered(
    named: Guard, window: MainWindow, staffing: Staffing, qtbot: QtBot
) -> None:
    sign_in(named, "Kim", PASSWORD, qtbot)
    assert named.is_hiding()
    QTest.keyClicks(named.page.secret_field, PIN)
    QTest.keyClick(named.page.secret_field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not named.is_hiding())

    assert staffing.service.pin_ready(staffing.ids["Kim"])
    assert "Kim" in window.status.person_button.accessibleName()


def test_the_pin_may_be_left_for_another_day(named: Guard, staffing: Staffing, qtbot: QtBot) -> None:
    sign_in(named, "Kim", PASSWORD, qtbot)
    named.page.other_button.click()

    assert not named.is_hiding()
    assert not staffing.service.pin_ready(staffing.ids["Kim"])


def test_a_wrong_password_is_said_beside_the_field_and_keeps_the_desk_hidden(named: Guard, qtbot: QtBot) -> None:
    sign_in(named, "Kim", "not the password", qtbot)
    qtbot.waitUntil(named.page.error_label.isVisible)

    assert named.is_hiding()
    assert named.page.secret_field.hasFocus()


def test_the_locked_screen_opens_by_the_pin_and_everything_is_as_it_was(
    named: Guard, window: MainWindow, staffing: Staffing, qtbot: QtBot
) -> None:
    staffing.let_in_kim()
    named.page.signed_in.emit(True)
    half_typed = QLineEdit(window.tab("library"))
    half_typed.setText("Samuels")
    window.show_tab("library")
    window.commands.lock.trigger()
    assert named.is_hiding()
    assert not half_typed.isVisible()
    assert staffing.service.on_duty() is None

    sign_in(named, "Kim", PIN, qtbot)
    qtbot.waitUntil(lambda: not named.is_hiding())
    assert window.current() == "library"
    assert half_typed.text() == "Samuels"


def test_nothing_can_be_done_behind_the_locked_screen(named: Guard, window: MainWindow) -> None:
    assert named.is_hiding()
    for command in (window.commands.undo, window.commands.pad, window.commands.settings, window.commands.find):
        assert not command.isEnabled()
    assert window.commands.quit.isEnabled()
    assert window.commands.larger.isEnabled()


def test_dialogs_are_hidden_with_the_desk_and_come_back_to_the_same_person(
    named: Guard, window: MainWindow, staffing: Staffing, qtbot: QtBot
) -> None:
    staffing.let_in_kim()
    named.page.signed_in.emit(True)
    window.commands.help.trigger()
    dialog = next(part for part in window.children() if isinstance(part, QDialog))
    named.lock()
    assert not dialog.isVisible()

    sign_in(named, "Kim", PIN, qtbot)
    qtbot.waitUntil(dialog.isVisible)
    dialog.close()


def test_another_person_takes_over_and_finds_no_way_back_into_the_acts_of_the_first(
    named: Guard, window: MainWindow, staffing: Staffing, qtbot: QtBot
) -> None:
    staffing.let_in_kim()
    named.page.signed_in.emit(True)
    named.other_person.connect(window.undo.forget)
    window.undo.keep(lambda: "Ticket 301", int)
    window.commands.lock.trigger()

    sign_in(named, "Ada", ADMIN_PASSWORD, qtbot)
    named.page.other_button.click()
    duty = staffing.service.on_duty()
    assert duty is not None
    assert duty.person.alias == "Ada"
    assert window.undo.count() == 0


def test_a_change_of_person_can_be_called_off(named: Guard, staffing: Staffing) -> None:
    staffing.let_in_kim()
    named.page.signed_in.emit(True)
    named.change_person()
    assert named.is_hiding()
    QTest.keyClick(named.page, Qt.Key.Key_Escape)

    assert not named.is_hiding()


def test_a_locked_screen_cannot_be_called_off(named: Guard, staffing: Staffing) -> None:
    staffing.let_in_kim()
    named.page.signed_in.emit(True)
    named.lock()
    QTest.keyClick(named.page, Qt.Key.Key_Escape)

    assert named.is_hiding()


def test_a_person_with_two_roles_changes_between_them(named: Guard, window: MainWindow, staffing: Staffing) -> None:
    staffing.let_in_kim()
    named.page.signed_in.emit(True)
    roles = window.commands.role_menu.actions()
    assert [action.data() for action in roles] == ["reception", "counsellor"]

    roles[1].trigger()
    duty = staffing.service.on_duty()
    assert duty is not None
    assert duty.role is Role.COUNSELLOR
    assert "counsellor" in window.status.person_button.accessibleName()


def test_signing_out_ends_the_pin_too(named: Guard, window: MainWindow, staffing: Staffing) -> None:
    staffing.let_in_kim()
    named.page.signed_in.emit(True)
    window.commands.sign_out.trigger()

    assert named.is_hiding()
    assert not staffing.service.pin_ready(staffing.ids["Kim"])


def test_the_screen_locks_when_nobody_is_there(named: Guard, staffing: Staffing) -> None:
    staffing.let_in_kim()
    named.page.signed_in.emit(True)
    named.idle_watch.idle.emit()

    assert named.is_hiding()


def test_an_untouched_keyboard_is_noticed(qapp: QApplication, qtbot: QtBot) -> None:
    watch = IdleWatch(qapp, 0)
    with qtbot.waitSignal(watch.idle):
        pass


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("percent", [100, 200])
def test_the_page_has_names_room_and_mnemonics_of_its_own(
    named: Guard, window: MainWindow, spoken: Language, percent: int
) -> None:
    window.screen_language.speak(spoken)
    window.appearance.wear(Shade.LIGHT, percent)
    window.resize(900, 480)
    QApplication.processEvents()
    named.retranslate()
    QApplication.processEvents()

    assert named.is_hiding()
    assert unnamed(named.page) == []
    assert without_object_name(named.page) == []
    bar = [action.text() for action in window.menuBar().actions() if action.isVisible()]
    assert doubled_mnemonics([*bar, *texts_with_mnemonics(named.page)]) == []
    assert clipped(named.page) == []
