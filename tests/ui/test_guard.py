import re
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from cdm_desk.domain.errors import DiskError
from cdm_desk.domain.staff import Role
from cdm_desk.language import LANGUAGES, Language
from cdm_desk.services.staff import NewAccount
from cdm_desk.ui.appearance import Shade
from cdm_desk.ui.dialogs.paper import KeptSheetDialog, Section, Sheet
from cdm_desk.ui.drafts import Drafts
from cdm_desk.ui.guard import Guard, IdleWatch
from cdm_desk.ui.main_window import MainWindow
from cdm_desk.ui.widgets import focus_first
from tests.ui.looking import clipped, doubled_mnemonics, texts_with_mnemonics, unnamed, without_object_name
from tests.ui.staffing import ADMIN_PASSWORD, GIVEN, PASSWORD, PIN, MakeStore, Staffing


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

    QTest.keyClick(guard.page.enter_button, Qt.Key.Key_Return)
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


@pytest.mark.parametrize(("spoken", "key"), [("fr", Qt.Key.Key_J), ("nl", Qt.Key.Key_N), ("en", Qt.Key.Key_N)])
def test_the_key_of_not_today_opens_the_desk(
    named: Guard, window: MainWindow, qtbot: QtBot, spoken: Language, key: Qt.Key
) -> None:
    window.screen_language.speak(spoken)
    sign_in(named, "Kim", PASSWORD, qtbot)
    qtbot.waitUntil(lambda: named.page.other_button.isVisible() and named.page.other_button.isEnabled())
    QTest.keyClick(named.page.secret_field, key, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: not named.is_hiding())


def test_a_wrong_password_is_said_beside_the_field_and_keeps_the_desk_hidden(named: Guard, qtbot: QtBot) -> None:
    sign_in(named, "Kim", "not the password", qtbot)
    qtbot.waitUntil(named.page.error_label.isVisible)

    assert named.is_hiding()
    assert named.page.secret_field.hasFocus()


def test_what_was_wrong_is_said_again_in_another_language(named: Guard, window: MainWindow, qtbot: QtBot) -> None:
    sign_in(named, "Kim", "not the password", qtbot)
    qtbot.waitUntil(named.page.error_label.isVisible)
    before = named.page.error_label.text()
    window.screen_language.speak("nl")
    named.retranslate()

    assert before == "This is not right. Try again."
    assert named.page.error_label.text() == "Dit klopt niet. Probeer opnieuw."


def test_a_wrong_password_never_says_zero_seconds(named: Guard, qtbot: QtBot) -> None:
    said = []
    for _ in range(5):
        sign_in(named, "Kim", "not the password", qtbot)
        qtbot.waitUntil(named.page.error_label.isVisible)
        said.append(named.page.error_label.text())
    assert [words for words in said if re.search(r"\b0\s*s", words)] == []
    assert any(re.search(r"\d", words) for words in said)


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


def test_a_pin_that_was_wrong_too_often_is_told_to_be_gone(named: Guard, staffing: Staffing, qtbot: QtBot) -> None:
    staffing.let_in_kim()
    named.page.signed_in.emit(True)
    named.lock()
    for wrong in range(5):
        sign_in(named, "Kim", f"11111{wrong}", qtbot)
        qtbot.waitUntil(named.page.error_label.isVisible)
        staffing.service._waits.clear()  # noqa: SLF001 - as if the seconds between two tries had passed
        staffing.clock.advance(minutes=5)

    assert "Wrong 5 times" in named.page.error_label.text()
    assert named.page.secret_field.accessibleName() == "Password"


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


def test_the_key_that_locks_is_heard_in_a_dialog_too(
    named: Guard, window: MainWindow, staffing: Staffing, qtbot: QtBot
) -> None:
    staffing.let_in_kim()
    named.page.signed_in.emit(True)
    dialog = QDialog(window)
    line = QLineEdit(dialog)
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    QTest.keyClick(line, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)

    assert named.is_hiding()
    assert not dialog.isVisible()
    named.page.signed_in.emit(True)
    assert dialog.isVisible()


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


def use_codes(staffing: Staffing, count: int) -> None:
    """Let Ada use up some of her recovery codes; each sets the password she had."""
    staffing.service.sign_in(staffing.ids["Ada"], ADMIN_PASSWORD)
    for code in staffing.service.new_recovery_codes(staffing.ids["Ada"])[:count]:
        staffing.service.use_recovery_code(staffing.ids["Ada"], code, ADMIN_PASSWORD)
    staffing.service.sign_out()


def test_an_administrator_is_told_at_sign_in_that_a_printed_code_was_used(
    named: Guard, staffing: Staffing, qtbot: QtBot
) -> None:
    use_codes(staffing, 1)
    sign_in(named, "Bo", ADMIN_PASSWORD, qtbot)
    named.page.other_button.click()

    assert named.is_hiding()
    assert "Ada signed in by a printed recovery code" in named.page.told_label.text()
    assert named.page.told_label.isVisible()
    assert named.page.enter_button.hasFocus() or not named.page.isActiveWindow()
    named.page.enter_button.click()
    assert not named.is_hiding()

    named.lock()
    sign_in(named, "Bo", ADMIN_PASSWORD, qtbot)
    named.page.other_button.click()
    assert not named.is_hiding()


def test_who_has_few_codes_left_is_offered_new_ones_and_comes_to_the_desk_when_they_are_kept(
    named: Guard, window: MainWindow, staffing: Staffing, qtbot: QtBot
) -> None:
    use_codes(staffing, 8)
    sign_in(named, "Ada", ADMIN_PASSWORD, qtbot)
    named.page.other_button.click()
    assert "2 recovery codes are left to you" in named.page.told_label.text()

    named.page.other_button.click()
    qtbot.waitUntil(lambda: bool(window.findChildren(KeptSheetDialog)))
    sheet = window.findChildren(KeptSheetDialog)[0]
    assert named.is_hiding()
    sheet.kept_check.setChecked(True)
    sheet.close_button.click()
    assert not named.is_hiding()
    staffing.service.sign_out()
    assert staffing.service.sign_in(staffing.ids["Ada"], ADMIN_PASSWORD).codes_left == 10


def test_giving_the_focus_to_a_pane_ties_no_lives_together(qtbot: QtBot) -> None:
    pane = QWidget()
    qtbot.addWidget(pane)
    column = QVBoxLayout(pane)
    first, second = QLineEdit(), QLineEdit()
    for line in (first, second):
        column.addWidget(line)
    pane.show()
    assert focus_first(pane)
    first.deleteLater()
    qtbot.waitUntil(lambda: not isValid(first))
    assert isValid(second)


def test_who_goes_away_between_password_and_desk_is_asked_for_again(
    named: Guard, staffing: Staffing, qtbot: QtBot
) -> None:
    sign_in(named, "Kim", PASSWORD, qtbot)
    named.idle_watch.idle.emit()

    assert staffing.service.on_duty() is None
    assert named.page.secret_field.text() == ""
    sign_in(named, "Kim", PASSWORD, qtbot)
    named.page.other_button.click()
    assert not named.is_hiding()


def hand_over(named: Guard, alias: str, password: str, qtbot: QtBot) -> None:
    named.change_person()
    sign_in(named, alias, password, qtbot)
    if named.is_hiding():
        named.page.other_button.click()
    qtbot.waitUntil(lambda: not named.is_hiding())


def test_what_one_person_typed_is_not_shown_to_another_and_comes_back_to_them(
    named: Guard, window: MainWindow, staffing: Staffing, qtbot: QtBot
) -> None:
    staffing.let_in_kim()
    named.page.signed_in.emit(True)
    half_typed = QLineEdit(window.tab("library"))
    QTest.keyClicks(half_typed, "Samuels")
    window.commands.help.trigger()
    dialog = next(part for part in window.children() if isinstance(part, QDialog))

    hand_over(named, "Ada", ADMIN_PASSWORD, qtbot)
    assert half_typed.text() == ""
    assert not dialog.isVisible()
    QTest.keyClicks(half_typed, "of Ada")

    hand_over(named, "Kim", PIN, qtbot)
    assert half_typed.text() == "Samuels"
    assert dialog.isVisible()
    dialog.close()


def test_after_a_quarter_of_an_hour_nothing_typed_is_kept(window: MainWindow, qtbot: QtBot) -> None:
    drafts = Drafts(window.desk, kept_ms=20)
    half_typed = QLineEdit(window.tab("library"))
    QTest.keyClicks(half_typed, "Samuels")
    window.commands.help.trigger()
    dialog = next(part for part in window.children() if isinstance(part, QDialog))
    owner = uuid4()
    drafts.put_away(owner)
    qtbot.waitUntil(lambda: not isValid(dialog))
    assert half_typed.text() == ""
    drafts.give_back(owner)
    assert half_typed.text() == ""


def test_without_accounts_what_is_hidden_waits_without_an_end(window: MainWindow, qtbot: QtBot) -> None:
    drafts = Drafts(window.desk, kept_ms=1)
    half_typed = QLineEdit(window.tab("library"))
    QTest.keyClicks(half_typed, "Samuels")
    drafts.put_away(None)
    qtbot.wait(30)
    assert half_typed.text() == "Samuels"


def test_codes_that_nobody_kept_are_torn_up_when_another_person_comes_and_administrators_are_told(
    named: Guard, window: MainWindow, staffing: Staffing, qtbot: QtBot
) -> None:
    staffing.service.sign_in(staffing.ids["Ada"], ADMIN_PASSWORD)
    named.page.signed_in.emit(True)
    sheet = KeptSheetDialog(
        "recovery_codes", Sheet(heading="Codes", sections=[Section(heading="Ada", lines=[("1", "SECRET")])]), window
    )
    sheet.open()
    hand_over(named, "Kim", PASSWORD, qtbot)
    assert not sheet.isVisible()
    assert [field.toPlainText() for field in sheet.text_fields] == [""]
    assert "SECRET" not in sheet.sheet.text()

    for alias in ("Ada", "Bo"):
        assert "went away before anybody kept them" in told_to(named, alias, qtbot)


def told_to(named: Guard, alias: str, qtbot: QtBot) -> str:
    named.change_person()
    sign_in(named, alias, ADMIN_PASSWORD, qtbot)
    named.page.other_button.click()
    told = named.page.told_label.text()
    named.page.enter_button.click()
    return told


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("percent", [100, 200])
def test_what_is_told_has_room_and_mnemonics_of_its_own(
    named: Guard, window: MainWindow, staffing: Staffing, spoken: Language, percent: int, qtbot: QtBot
) -> None:
    use_codes(staffing, 8)
    window.screen_language.speak(spoken)
    window.appearance.wear(Shade.DARK, percent)
    window.resize(900, 480)
    sign_in(named, "Ada", ADMIN_PASSWORD, qtbot)
    named.page.other_button.click()
    QApplication.processEvents()
    named.retranslate()
    QApplication.processEvents()

    assert named.page.told_label.isVisible()
    assert unnamed(named.page) == []
    bar = [action.text() for action in window.menuBar().actions() if action.isVisible()]
    assert doubled_mnemonics([*bar, *texts_with_mnemonics(named.page)]) == []
    assert clipped(named.page) == []


@pytest.fixture
def newcomer(named: Guard, staffing: Staffing) -> Guard:
    """Lee was named by Ada a moment ago, with two roles and a first password."""
    staffing.service.sign_in(staffing.ids["Ada"], ADMIN_PASSWORD)
    roles = frozenset({Role.STEWARD, Role.COUNSELLOR})
    staffing.ids["Lee"] = staffing.service.add(NewAccount(alias="Lee", password=GIVEN, roles=roles)).id
    staffing.service.sign_out()
    named.sign_out()
    return named


def type_secret(guard: Guard, *typed: str) -> None:
    """Type into whatever has the focus on the page, with Enter after each."""
    for text in typed:
        focus = guard.page.focusWidget()
        assert isinstance(focus, QLineEdit)
        QTest.keyClicks(focus, text)
        QTest.keyClick(focus, Qt.Key.Key_Return)


def test_a_newcomer_is_asked_for_a_password_of_their_own(newcomer: Guard, staffing: Staffing, qtbot: QtBot) -> None:
    page = newcomer.page
    sign_in(newcomer, "Lee", GIVEN, qtbot)
    assert "own" in page.heading_label.text()
    assert "administrator" in page.lead_label.text()
    type_secret(newcomer, GIVEN, GIVEN)
    assert "given to you" in page.error_label.text()
    for field in (page.secret_field, page.again_field):
        field.clear()
    page.secret_field.setFocus()
    type_secret(newcomer, PASSWORD, "something else here")
    assert "differ" in page.error_label.text()
    page.again_field.clear()
    type_secret(newcomer, PASSWORD)
    qtbot.waitUntil(lambda: page.secret_field.accessibleName() == "PIN, six digits")

    assert not staffing.service.sign_in(staffing.ids["Lee"], PASSWORD).password_given


def test_a_newcomer_in_a_hurry_is_asked_again_the_next_time(newcomer: Guard, qtbot: QtBot) -> None:
    page = newcomer.page
    for _time in range(2):
        sign_in(newcomer, "Lee", GIVEN, qtbot)
        assert "own" in page.heading_label.text()
        page.other_button.click()
        page.other_button.click()
        if newcomer.is_hiding():
            page.enter_button.click()
        assert not newcomer.is_hiding()
        newcomer.sign_out()


def test_who_has_several_roles_is_told_once_how_to_change(newcomer: Guard, qtbot: QtBot) -> None:
    page = newcomer.page
    sign_in(newcomer, "Lee", GIVEN, qtbot)
    page.other_button.click()
    page.other_button.click()

    assert newcomer.is_hiding()
    assert "Act as" in page.told_label.text()
    assert not page.other_button.isVisible()
    page.enter_button.click()
    assert not newcomer.is_hiding()
    newcomer.sign_out()
    sign_in(newcomer, "Lee", GIVEN, qtbot)
    page.other_button.click()
    page.other_button.click()
    assert not newcomer.is_hiding()


def test_a_printed_code_is_typed_first_and_the_new_password_twice(
    named: Guard, staffing: Staffing, qtbot: QtBot
) -> None:
    staffing.service.sign_in(staffing.ids["Ada"], ADMIN_PASSWORD)
    code = staffing.service.new_recovery_codes(staffing.ids["Ada"])[0]
    named.sign_out()
    choose(named, "Ada")
    named.page.other_button.click()
    assert named.page.focusWidget() is named.page.code_field

    type_secret(named, "ABCD-EFGH", PASSWORD, PASSWORD)
    qtbot.waitUntil(named.page.error_label.isVisible)
    assert named.page.focusWidget() is named.page.code_field
    assert named.page.code_field.selectedText() == "ABCD-EFGH"
    type_secret(named, code)
    assert named.page.focusWidget() is named.page.secret_field
    QTest.keyClick(named.page.secret_field, Qt.Key.Key_Return)
    QTest.keyClick(named.page.again_field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: named.page.secret_field.accessibleName() == "PIN, six digits")
    assert staffing.service.on_duty() is not None


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_the_question_for_a_password_has_room_and_mnemonics_of_its_own(
    newcomer: Guard, window: MainWindow, spoken: Language, qtbot: QtBot
) -> None:
    window.screen_language.speak(spoken)
    window.appearance.wear(Shade.DARK, 200)
    window.resize(900, 480)
    newcomer.retranslate()
    sign_in(newcomer, "Lee", GIVEN, qtbot)
    QApplication.processEvents()

    assert newcomer.page.again_field.isVisible()
    assert unnamed(newcomer.page) == []
    bar = [action.text() for action in window.menuBar().actions() if action.isVisible()]
    assert doubled_mnemonics([*bar, *texts_with_mnemonics(newcomer.page)]) == []
    assert clipped(newcomer.page) == []


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


def test_a_disk_that_fails_while_nobody_touches_the_desk_is_told(
    guard: Guard, staffing: Staffing, monkeypatch: pytest.MonkeyPatch, window: MainWindow
) -> None:
    def refuse() -> None:
        raise DiskError("EIO")

    monkeypatch.setattr(staffing.service, "on_duty", refuse)
    guard.lock_when_idle()
    assert "The disk did not answer" in window.message_bar.sentence_label.text()
