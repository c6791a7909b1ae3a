from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtPrintSupport import QPrintPreviewWidget
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QFileDialog, QLabel, QPushButton, QStyle, QStyleOptionButton
from pytestqt.qtbot import QtBot

from cdm_desk import language
from cdm_desk.domain.staff import Role
from cdm_desk.ui.appearance import Appearance, Shade
from cdm_desk.ui.background import Background
from cdm_desk.ui.dialogs.paper import KeptSheetDialog
from cdm_desk.ui.dialogs.people import PeopleWidget
from cdm_desk.ui.widgets import FOCUS_WIDTH
from tests.ui.looking import clipped, unnamed, without_object_name
from tests.ui.staffing import ADMIN_PASSWORD, PASSWORD, MakeStore, Staffing


@pytest.fixture
def staffing(make_store: MakeStore, tmp_path: Path) -> Staffing:
    return Staffing(make_store, tmp_path)


@pytest.fixture
def open_people(
    staffing: Staffing, background: Background, light: Appearance, qtbot: QtBot
) -> Callable[[], PeopleWidget]:
    assert light.shade is Shade.LIGHT

    def opened() -> PeopleWidget:
        made = PeopleWidget(staffing.service, background)
        qtbot.addWidget(made)
        made.resize(800, 700)
        made.show()
        return made

    return opened


@pytest.fixture
def kept(open_people: Callable[[], PeopleWidget], staffing: Staffing) -> PeopleWidget:
    """What an administrator sees."""
    staffing.name_people()
    staffing.service.sign_in(staffing.ids["Ada"], ADMIN_PASSWORD)
    return open_people()


def press(button: QPushButton, background: Background, qtbot: QtBot) -> None:
    button.click()
    qtbot.waitUntil(lambda: not background.is_busy())


def fill_in(people: PeopleWidget, *pairs: tuple[str, str]) -> None:
    for (alias_field, password_field), (alias, password) in zip(people.naming.fields, pairs, strict=True):
        alias_field.setText(alias)
        password_field.setText(password)
    for again_field, (_alias, password) in zip(people.naming.again_fields, pairs, strict=True):
        again_field.setText(password)


def test_two_administrators_are_named_and_their_codes_shown_once(
    open_people: Callable[[], PeopleWidget], staffing: Staffing, background: Background, qtbot: QtBot
) -> None:
    people = open_people()
    assert people.naming.isVisible()
    fill_in(people, ("Ada", ADMIN_PASSWORD), ("Bo", ADMIN_PASSWORD))
    press(people.naming.name_button, background, qtbot)

    assert staffing.service.accounts_in_use()
    sheet = shown_codes(people)
    assert sheet.isVisible()
    assert sum(field.toPlainText().count("-") for field in sheet.text_fields) >= 20
    assert not people.naming.fields[0][1].text()


def test_the_codes_of_each_person_stand_in_a_box_of_their_own_under_their_name(
    open_people: Callable[[], PeopleWidget], background: Background, qtbot: QtBot
) -> None:
    people = open_people()
    fill_in(people, ("Ada", ADMIN_PASSWORD), ("Bo", ADMIN_PASSWORD))
    press(people.naming.name_button, background, qtbot)
    sheet = shown_codes(people)
    headings = [label for label in sheet.findChildren(QLabel) if label.text().startswith("Recovery codes of ")]
    boxes = [
        (field.toPlainText().splitlines()[0], len(field.toPlainText().splitlines())) for field in sheet.text_fields
    ]

    assert [label.text() for label in headings] == ["Recovery codes of Ada", "Recovery codes of Bo"]
    assert boxes == [("Ada", 11), ("Bo", 11)]
    assert all(field.verticalScrollBar().maximum() == 0 for field in sheet.text_fields)
    assert "Ada" not in sheet.windowTitle()


def shown_codes(people: PeopleWidget) -> KeptSheetDialog:
    return next(part for part in people.children() if isinstance(part, KeptSheetDialog))


def test_the_codes_cannot_be_left_before_the_person_says_that_they_are_kept(
    open_people: Callable[[], PeopleWidget], background: Background, qtbot: QtBot
) -> None:
    people = open_people()
    fill_in(people, ("Ada", ADMIN_PASSWORD), ("Bo", ADMIN_PASSWORD))
    press(people.naming.name_button, background, qtbot)
    sheet = shown_codes(people)

    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
        QTest.keyClick(sheet.text_fields[0], key)
        assert sheet.isVisible()
    assert not sheet.close()
    assert sheet.isVisible()
    assert people.naming.is_showing_codes()

    QTest.keyClick(sheet.kept_check, Qt.Key.Key_Space)
    with qtbot.waitSignal(people.named):
        QTest.keyClick(sheet.kept_check, Qt.Key.Key_Return)
    assert not people.naming.is_showing_codes()
    assert not people.naming.isVisible()


def test_the_mark_of_the_focus_lies_on_no_letter_of_a_role(kept: PeopleWidget) -> None:
    QApplication.processEvents()
    for _role, check in kept.keeping.roles:
        option = QStyleOptionButton()
        check.initStyleOption(option)
        words = check.style().subElementRect(QStyle.SubElement.SE_CheckBoxContents, option, check)
        end = words.left() + check.fontMetrics().horizontalAdvance(check.text())

        assert end <= check.width() - FOCUS_WIDTH - 2, check.text()


def test_nothing_moves_under_the_hand_when_an_error_appears(
    open_people: Callable[[], PeopleWidget], background: Background, qtbot: QtBot
) -> None:
    people = open_people()
    QApplication.processEvents()
    parts = [*(line for pair in people.naming.fields for line in pair), people.naming.name_button]
    before = [part.mapTo(people, part.rect().topLeft()) for part in parts]
    press(people.naming.name_button, background, qtbot)
    QApplication.processEvents()

    assert people.naming.error_label.isVisible()
    assert [part.mapTo(people, part.rect().topLeft()) for part in parts] == before


def test_the_codes_of_each_person_are_saved_to_a_file_of_their_own(
    open_people: Callable[[], PeopleWidget],
    background: Background,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    people = open_people()
    fill_in(people, ("Ada", ADMIN_PASSWORD), ("Bo", ADMIN_PASSWORD))
    press(people.naming.name_button, background, qtbot)
    sheet = shown_codes(people)
    lines = [line.split() for field in sheet.text_fields for line in field.toPlainText().splitlines()]
    shown = [line[1] for line in lines if len(line) > 1]
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    sheet.save_button.click()

    files = [tmp_path / f"Recovery codes of {person}.txt" for person in ("Ada", "Bo")]
    written = [[code for code in shown if code in file.read_text(encoding="utf-8")] for file in files]
    assert written == [shown[:10], shown[10:]]
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)
    assert all(str(file) in sheet.question_label.text() for file in files)
    sheet.kept_check.setChecked(True)


def test_the_codes_of_each_person_are_printed_on_a_page_of_their_own(
    open_people: Callable[[], PeopleWidget], background: Background, qtbot: QtBot
) -> None:
    people = open_people()
    fill_in(people, ("Ada", ADMIN_PASSWORD), ("Bo", ADMIN_PASSWORD))
    press(people.naming.name_button, background, qtbot)
    sheet = shown_codes(people)
    sheet.print_button.click()
    pages = sheet.findChildren(QPrintPreviewWidget)[0]
    qtbot.waitUntil(lambda: pages.pageCount() == 2)
    pages.window().close()
    sheet.kept_check.setChecked(True)


def test_a_file_that_cannot_be_written_is_told_with_its_reason_in_the_language_of_the_screens(
    open_people: Callable[[], PeopleWidget],
    background: Background,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    people = open_people()
    fill_in(people, ("Ada", ADMIN_PASSWORD), ("Bo", ADMIN_PASSWORD))
    press(people.naming.name_button, background, qtbot)
    sheet = shown_codes(people)
    language.use("fr")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "nowhere"))
    sheet.save_button.click()

    assert sheet.question_label.text().endswith("ce fichier ou dossier n'existe pas")
    sheet.kept_check.setChecked(True)


def test_enter_goes_through_the_fields_and_names(
    open_people: Callable[[], PeopleWidget], staffing: Staffing, background: Background, qtbot: QtBot
) -> None:
    people = open_people()
    fill_in(people, ("Ada", ADMIN_PASSWORD), ("Bo", ADMIN_PASSWORD))
    with qtbot.waitActive(people):
        people.activateWindow()
    rows = zip(people.naming.fields, people.naming.again_fields, strict=True)
    lines = [line for pair, again in rows for line in (*pair, again)]
    lines[0].setFocus()
    for line, after in pairwise(lines):
        QTest.keyClick(line, Qt.Key.Key_Return)
        assert after.hasFocus()
    QTest.keyClick(lines[-1], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not background.is_busy())
    assert staffing.service.accounts_in_use()
    assert people.focusWidget() is people.naming.codes_button


def test_new_codes_are_made_for_an_administrator_and_shown_once(
    kept: PeopleWidget, staffing: Staffing, background: Background, qtbot: QtBot
) -> None:
    kept.keeping.table.choose(staffing.ids["Kim"])
    assert not kept.keeping.codes_button.isEnabled()
    kept.keeping.table.choose(staffing.ids["Bo"])
    press(kept.keeping.codes_button, background, qtbot)

    sheet = shown_codes(kept)
    lines = sheet.text_fields[0].toPlainText().splitlines()
    sheet.kept_check.setChecked(True)
    assert lines[0] == "Bo"
    code = lines[1].split(maxsplit=1)[1]
    assert staffing.service.use_recovery_code(staffing.ids["Bo"], code, PASSWORD).codes_left == 9


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("Ada", ADMIN_PASSWORD), ("", "")),
        (("Ada", "short"), ("Bo", ADMIN_PASSWORD)),
        (("Ada", ADMIN_PASSWORD), ("Ada", ADMIN_PASSWORD)),
    ],
    ids=["one", "a short password", "twice the same"],
)
def test_what_is_missing_is_said_below_and_what_was_typed_stays(
    open_people: Callable[[], PeopleWidget],
    staffing: Staffing,
    background: Background,
    qtbot: QtBot,
    first: tuple[str, str],
    second: tuple[str, str],
) -> None:
    people = open_people()
    fill_in(people, first, second)
    press(people.naming.name_button, background, qtbot)

    assert people.naming.error_label.isVisible()
    assert people.naming.fields[0][0].text() == "Ada"
    assert not staffing.service.accounts_in_use()


@pytest.mark.parametrize(
    ("first", "second", "wrong"),
    [
        (("Ada", ADMIN_PASSWORD), ("", ""), "people.second_alias"),
        (("Ada", ADMIN_PASSWORD), ("Bo", "short"), "people.second_password"),
        (("Ada", "short"), ("Bo", ADMIN_PASSWORD), "people.first_password"),
        (("\u200b", ADMIN_PASSWORD), ("Bo", ADMIN_PASSWORD), "people.first_alias"),
        (("Ada", ADMIN_PASSWORD), ("ada", ADMIN_PASSWORD), "people.second_alias"),
    ],
    ids=["one", "a short password", "a short first password", "nothing visible", "twice the same"],
)
def test_the_focus_goes_to_what_is_wrong_and_nowhere_else_on_the_way(
    open_people: Callable[[], PeopleWidget],
    background: Background,
    qtbot: QtBot,
    first: tuple[str, str],
    second: tuple[str, str],
    wrong: str,
) -> None:
    people = open_people()
    neighbour = QCheckBox("Priority", people)
    neighbour.show()
    fill_in(people, first, second)
    people.naming.name_button.setFocus()
    with qtbot.assertNotEmitted(neighbour.toggled):
        press(people.naming.name_button, background, qtbot)
        QTest.keyClick(people.focusWidget(), Qt.Key.Key_Space)

    assert people.focusWidget().objectName() == wrong


def test_while_administrators_are_being_named_no_other_part_gets_the_keys(
    open_people: Callable[[], PeopleWidget], background: Background, qtbot: QtBot
) -> None:
    people = open_people()
    fill_in(people, ("Ada", ADMIN_PASSWORD), ("Ada", ADMIN_PASSWORD))
    people.naming.name_button.setFocus()
    people.naming.name_button.click()
    meanwhile = people.focusWidget()
    qtbot.waitUntil(lambda: not background.is_busy())

    assert meanwhile is people.naming.name_button


def test_the_same_name_twice_is_said_in_the_words_of_the_form(
    open_people: Callable[[], PeopleWidget], background: Background, qtbot: QtBot
) -> None:
    people = open_people()
    fill_in(people, ("Ada", ADMIN_PASSWORD), ("Ada", ADMIN_PASSWORD))
    press(people.naming.name_button, background, qtbot)

    assert "Second administrator" in people.naming.error_label.text()


def test_where_others_lock_too_it_is_asked_once(
    staffing: Staffing, background: Background, light: Appearance, qtbot: QtBot
) -> None:
    del light
    people = PeopleWidget(staffing.service, background, others=True)
    qtbot.addWidget(people)
    people.show()
    fill_in(people, ("Ada", ADMIN_PASSWORD), ("Bo", ADMIN_PASSWORD))
    press(people.naming.name_button, background, qtbot)
    asked, named = people.naming.error_label.text(), staffing.service.accounts_in_use()
    press(people.naming.name_button, background, qtbot)

    assert "lock" in asked
    assert not named
    assert staffing.service.accounts_in_use()


def test_a_password_that_was_typed_otherwise_the_second_time_names_nobody(
    open_people: Callable[[], PeopleWidget], staffing: Staffing, background: Background, qtbot: QtBot
) -> None:
    people = open_people()
    fill_in(people, ("Ada", ADMIN_PASSWORD), ("Bo", PASSWORD))
    people.naming.again_fields[1].setText(PASSWORD.upper())
    press(people.naming.name_button, background, qtbot)

    assert "differ" in people.naming.error_label.text()
    assert people.focusWidget() is people.naming.again_fields[1]
    assert people.naming.again_fields[1].selectedText() == PASSWORD.upper()
    assert not staffing.service.accounts_in_use()


def test_a_person_is_added_with_roles(
    kept: PeopleWidget, staffing: Staffing, background: Background, qtbot: QtBot
) -> None:
    keeping = kept.keeping
    keeping.alias_field.setText("Lou")
    keeping.password_field.setText(PASSWORD)
    for role, check in keeping.roles:
        check.setChecked(role in {Role.DOCUMENTALIST, Role.STEWARD})
    press(keeping.add_button, background, qtbot)

    lou = next(person for person in staffing.service.people() if person.alias == "Lou")
    assert lou.roles == {Role.DOCUMENTALIST, Role.STEWARD}
    assert "Lou" in keeping.answer_label.text()


@pytest.mark.parametrize(
    ("alias", "password", "wrong"),
    [("Kim", PASSWORD, "people.alias"), ("Lou", "short", "people.password")],
    ids=["a name in use", "a short password"],
)
def test_the_focus_goes_to_what_is_wrong_with_a_new_account(
    kept: PeopleWidget, background: Background, qtbot: QtBot, alias: str, password: str, wrong: str
) -> None:
    kept.keeping.alias_field.setText(alias)
    kept.keeping.password_field.setText(password)
    kept.keeping.roles[0][1].setChecked(True)
    kept.keeping.add_button.setFocus()
    kept.keeping.add_button.click()
    meanwhile = kept.focusWidget()
    qtbot.waitUntil(lambda: not background.is_busy())

    assert meanwhile is kept.keeping.add_button
    assert kept.focusWidget().objectName() == wrong


def test_the_focus_goes_to_what_is_wrong_with_an_own_password(
    kept: PeopleWidget, background: Background, qtbot: QtBot
) -> None:
    kept.own.old_field.setText(ADMIN_PASSWORD)
    kept.own.new_field.setText("short")
    kept.own.password_button.setFocus()
    kept.own.password_button.click()
    meanwhile = kept.focusWidget()
    qtbot.waitUntil(lambda: not background.is_busy())

    assert meanwhile is kept.own.password_button
    assert kept.focusWidget() is kept.own.new_field


def test_roles_are_given_and_an_account_withdrawn_and_brought_back(
    kept: PeopleWidget, staffing: Staffing, background: Background, qtbot: QtBot
) -> None:
    keeping = kept.keeping
    keeping.table.choose(staffing.ids["Kim"])
    assert [role for role, check in keeping.roles if check.isChecked()] == [Role.RECEPTION, Role.COUNSELLOR]
    for role, check in keeping.roles:
        check.setChecked(role is Role.MANAGER)
    press(keeping.roles_button, background, qtbot)
    for withdrawn in (True, False):
        press(keeping.withdraw_button, background, qtbot)
        kim = next(person for person in staffing.service.people() if person.alias == "Kim")
        assert (kim.roles, kim.withdrawn) == (frozenset({Role.MANAGER}), withdrawn)


def test_the_last_administrator_cannot_be_taken_away(
    kept: PeopleWidget, staffing: Staffing, background: Background, qtbot: QtBot
) -> None:
    keeping = kept.keeping
    for alias in ("Bo", "Ada"):
        keeping.table.choose(staffing.ids[alias])
        press(keeping.withdraw_button, background, qtbot)

    assert not next(person for person in staffing.service.people() if person.alias == "Ada").withdrawn
    assert keeping.answer_label.property("kind") == "error"


def test_who_keeps_no_staff_sees_their_own_secrets_only(
    open_people: Callable[[], PeopleWidget], staffing: Staffing, background: Background, qtbot: QtBot
) -> None:
    staffing.name_people()
    staffing.service.sign_in(staffing.ids["Kim"], PASSWORD)
    people = open_people()
    assert not people.keeping.isVisible()
    assert not people.naming.isVisible()

    people.own.old_field.setText(PASSWORD)
    people.own.new_field.setText("vier bomen in de wind")
    press(people.own.password_button, background, qtbot)
    assert people.own.answer_label.property("kind") == "ok"
    people.own.pin_field.setText("482915")
    press(people.own.pin_button, background, qtbot)
    assert staffing.service.pin_ready(staffing.ids["Kim"])


@pytest.mark.parametrize("percent", [100, 200])
def test_every_part_has_a_name_and_room(kept: PeopleWidget, light: Appearance, percent: int) -> None:
    light.wear(Shade.DARK, percent)
    kept.resize(860, 1400)
    QApplication.processEvents()

    assert unnamed(kept) == []
    assert without_object_name(kept) == []
    assert clipped(kept) == []


def test_another_language_is_spoken_at_once_and_nothing_typed_is_lost(kept: PeopleWidget, qtbot: QtBot) -> None:
    kept.keeping.alias_field.setText("Cleo")
    language.use("fr")
    QApplication.postEvent(kept, QEvent(QEvent.Type.LanguageChange))
    qtbot.waitUntil(lambda: kept.keeping.add_button.text() == "Ajouter cette personne")

    assert kept.own.password_button.text() == "Changer le mot de passe"
    assert next(check.text() for _role, check in kept.keeping.roles) == "Accueil"
    assert kept.keeping.alias_field.text() == "Cleo"


def test_the_answer_to_the_last_act_is_said_in_the_new_language_too(
    kept: PeopleWidget, background: Background, qtbot: QtBot
) -> None:
    kept.keeping.alias_field.setText("Cleo")
    press(kept.keeping.add_button, background, qtbot)
    said = kept.keeping.answer_label.text()
    language.use("fr")
    QApplication.postEvent(kept, QEvent(QEvent.Type.LanguageChange))
    qtbot.waitUntil(lambda: kept.keeping.add_button.text() == "Ajouter cette personne")

    assert kept.keeping.answer_label.text() not in {"", said}
