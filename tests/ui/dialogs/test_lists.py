from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from cdm_desk import language
from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.lists import Kind
from cdm_desk.language import LANGUAGES, Language
from cdm_desk.office import Office, temporary_office
from cdm_desk.settings import Settings
from cdm_desk.ui.appearance import Appearance, Shade
from cdm_desk.ui.background import Background
from cdm_desk.ui.dialogs.lists import ListsWidget
from cdm_desk.ui.messages import Messages
from cdm_desk.ui.undo import Undo
from cdm_desk.ui.words import list_name
from tests.ui.looking import clipped, unnamed, without_object_name
from tests.ui.staffing import ADMIN_PASSWORD

NOON = datetime(2026, 11, 24, 11, 5, tzinfo=BRUSSELS)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = temporary_office(tmp_path, StoppedClock(NOON), Settings(workstation="Accueil 1"))
    yield made
    made.close()


@pytest.fixture
def undo(messages: Messages) -> Undo:
    return Undo(messages)


@pytest.fixture
def open_lists(
    office: Office, background: Background, light: Appearance, undo: Undo, qtbot: QtBot
) -> Callable[[], ListsWidget]:
    assert light.shade is Shade.LIGHT

    def opened() -> ListsWidget:
        made = ListsWidget(office.lists, office.staff, background, undo)
        qtbot.addWidget(made)
        made.resize(860, 900)
        made.show()
        return made

    return opened


@pytest.fixture
def lists(open_lists: Callable[[], ListsWidget]) -> ListsWidget:
    return open_lists()


def press(button: QPushButton, background: Background, qtbot: QtBot) -> None:
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not background.is_busy() and button.isVisible())


def turn_to(lists: ListsWidget, kind: Kind) -> None:
    lists.kind_box.setCurrentIndex(lists.kind_box.findData(kind))
    lists.kind_box.activated.emit(lists.kind_box.currentIndex())


def test_every_list_of_the_house_is_there(lists: ListsWidget, office: Office) -> None:
    for kind in Kind:
        turn_to(lists, kind)
        assert [entry.code for entry in lists.model.values] == [entry.code for entry in office.lists.all(kind)]


def test_an_entry_gets_other_words_by_the_keyboard(
    lists: ListsWidget, office: Office, background: Background, qtbot: QtBot
) -> None:
    turn_to(lists, Kind.OUTCOME)
    first = office.lists.all(Kind.OUTCOME)[0]
    assert lists.table.choose((Kind.OUTCOME, first.code))
    assert lists.nl_field.text() == first.label.nl
    lists.nl_field.selectAll()
    QTest.keyClicks(lists.nl_field, "Meteen beantwoord")
    QTest.keyClick(lists.nl_field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not background.is_busy())

    after = office.lists.all(Kind.OUTCOME)[0]
    assert (after.label.nl, after.label.fr) == ("Meteen beantwoord", first.label.fr)
    assert first.code in lists.answer_label.text()


def test_an_entry_is_withdrawn_and_brought_back(
    lists: ListsWidget, office: Office, background: Background, qtbot: QtBot
) -> None:
    turn_to(lists, Kind.OUTCOME)
    code = office.lists.all(Kind.OUTCOME)[1].code
    for retired in (True, False):
        lists.table.choose((Kind.OUTCOME, code))
        press(lists.withdraw_button, background, qtbot)
        assert office.lists.all(Kind.OUTCOME)[1].retired is retired


def test_an_entry_is_added_where_the_house_may_add(
    lists: ListsWidget, office: Office, background: Background, qtbot: QtBot
) -> None:
    turn_to(lists, Kind.PARTNER)
    for field, words in (
        (lists.code_field, "HUIS9"),
        (lists.fr_field, "Maison neuve"),
        (lists.nl_field, "Nieuw huis"),
        (lists.en_field, "New house"),
    ):
        field.clear()
        QTest.keyClicks(field, words)
    press(lists.add_button, background, qtbot)
    assert office.lists.all(Kind.PARTNER)[-1].code == "HUIS9"
    current = lists.table.current()
    assert current is not None
    assert current.code == "HUIS9"


def test_what_the_program_needs_can_be_renamed_only(lists: ListsWidget) -> None:
    turn_to(lists, Kind.MOTIVE)
    assert lists.rename_button.isEnabled()
    assert not lists.withdraw_button.isEnabled()
    assert not lists.add_button.isEnabled()


def test_a_language_left_out_is_said_and_what_was_typed_stays(
    lists: ListsWidget, office: Office, background: Background, qtbot: QtBot
) -> None:
    turn_to(lists, Kind.OUTCOME)
    lists.fr_field.setText("Autre")
    lists.nl_field.clear()
    press(lists.rename_button, background, qtbot)
    assert lists.answer_label.property("kind") == "error"
    assert lists.fr_field.text() == "Autre"
    assert office.lists.all(Kind.OUTCOME)[0].label.fr != "Autre"


def test_who_is_no_manager_sees_no_lists(open_lists: Callable[[], ListsWidget], office: Office) -> None:
    from cdm_desk.services.staff import NewAccount  # noqa: PLC0415 - this test alone names anybody

    (ada, _bo) = office.staff.name_administrators(
        NewAccount(alias="Ada", password=ADMIN_PASSWORD), NewAccount(alias="Bo", password=ADMIN_PASSWORD)
    )
    office.staff.sign_in(ada.person.id, ADMIN_PASSWORD)
    lists = open_lists()
    assert not lists.kept.isVisible()
    assert lists.nobody_label.isVisible()


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_every_part_has_a_name_and_room(
    open_lists: Callable[[], ListsWidget], light: Appearance, spoken: Language
) -> None:
    language.use(spoken)
    light.wear(Shade.DARK, 200)
    lists = open_lists()
    lists.resize(860, 1400)
    QApplication.processEvents()
    assert unnamed(lists) == []
    assert without_object_name(lists) == []
    assert clipped(lists) == []


def move(lists: ListsWidget, code: str, key: Qt.Key, background: Background, qtbot: QtBot) -> None:
    """Press Alt and an arrow on an entry of the outcomes."""
    turn_to(lists, Kind.OUTCOME)
    lists.table.choose((Kind.OUTCOME, code))
    lists.table.setFocus()
    QTest.keyClick(lists.table, key, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: not background.is_busy())


def shown(lists: ListsWidget) -> list[str]:
    return [entry.code for entry in lists.model.values]


def test_alt_and_an_arrow_move_an_entry_and_it_stays_chosen(
    lists: ListsWidget, office: Office, background: Background, qtbot: QtBot
) -> None:
    move(lists, "OU3", Qt.Key.Key_Up, background, qtbot)
    current = lists.table.current()

    assert [entry.code for entry in office.lists.outcomes()][:3] == ["OU1", "OU3", "OU2"]
    assert shown(lists)[:3] == ["OU1", "OU3", "OU2"]
    assert current is not None
    assert current.code == "OU3"
    assert lists.answer_label.text() == "Moved up: OU3."


def test_a_move_is_undone_like_any_act(
    lists: ListsWidget, office: Office, undo: Undo, background: Background, qtbot: QtBot
) -> None:
    move(lists, "OU3", Qt.Key.Key_Down, background, qtbot)
    undo.undo()

    assert [entry.code for entry in office.lists.outcomes()][:4] == ["OU1", "OU2", "OU3", "OU4"]


def test_news_of_another_workstation_is_shown_at_once(lists: ListsWidget, office: Office) -> None:
    turn_to(lists, Kind.OUTCOME)
    office.store.on_change(lists.take_in)
    office.lists.move(Kind.OUTCOME, "OU3", -1)

    assert shown(lists)[:3] == ["OU1", "OU3", "OU2"]


def test_at_an_end_nothing_moves_and_it_is_said(
    lists: ListsWidget, undo: Undo, background: Background, qtbot: QtBot
) -> None:
    move(lists, "OU1", Qt.Key.Key_Up, background, qtbot)

    assert lists.answer_label.text() == "OU1 cannot go any further."
    assert undo.count() == 0


def test_a_list_sorted_by_its_words_is_put_in_its_own_order_before_a_move(
    lists: ListsWidget, background: Background, qtbot: QtBot
) -> None:
    lists.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    move(lists, "OU3", Qt.Key.Key_Up, background, qtbot)

    assert shown(lists)[:3] == ["OU1", "OU3", "OU2"]


def test_the_themes_do_not_move(lists: ListsWidget) -> None:
    turn_to(lists, Kind.THEME)

    assert not lists.up_button.isEnabled()
    assert not lists.up_action.isEnabled()


def test_another_language_is_spoken_at_once_and_nothing_typed_is_lost(lists: ListsWidget, qtbot: QtBot) -> None:
    turn_to(lists, Kind.OUTCOME)
    lists.fr_field.setText("Autre")
    language.use("nl")
    QApplication.postEvent(lists, QEvent(QEvent.Type.LanguageChange))
    qtbot.waitUntil(lambda: lists.up_button.text() == "Naar boven")

    assert lists.kind_box.currentText() == list_name(Kind.OUTCOME)
    assert lists.fr_field.text() == "Autre"
