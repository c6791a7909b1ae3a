"""The list before a day is closed, by its keys; the day closed by one button; the trace of the next morning."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cdm_desk.domain.balance import Matter
from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.queue import TicketState
from cdm_desk.domain.staff import Role
from cdm_desk.language import LANGUAGES, Language, use
from cdm_desk.office import Office
from cdm_desk.services.staff import NewAccount
from cdm_desk.ui.appearance import Shade, em
from cdm_desk.ui.dialogs.balance import BalanceDialog
from cdm_desk.ui.dialogs.correction import CorrectionDialog
from cdm_desk.ui.main_window import MainWindow
from cdm_desk.ui.tables import ListTable
from tests.services.house import MONDAY, call, ends, figures, open_desk, state, visits
from tests.services.test_balance import TUESDAY, activity, at, standing, talk
from tests.ui import looking
from tests.ui.staffing import ADMIN_PASSWORD, PASSWORD

Key = Qt.Key


@pytest.fixture
def desk(office: Office, window: MainWindow, qtbot: QtBot) -> MainWindow:
    office.store.on_change(window.announcer.announce)
    with qtbot.waitSignal(window.furnished, timeout=30_000):
        window.furnish(office)
    return window


@pytest.fixture
def balance(desk: MainWindow, qtbot: QtBot) -> Callable[[], BalanceDialog]:
    def opened() -> BalanceDialog:
        desk.commands.balance.trigger()
        assert desk.staffed is not None
        dialog = desk.staffed.balance.dialog
        assert dialog is not None
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        return dialog

    return opened


def lines(dialog: BalanceDialog) -> list[str]:
    return [dialog.model.columns[0].text(end) for end in dialog.model.values]


def selected(desk: MainWindow, name: str) -> list[Any]:
    table = desk.findChild(ListTable, name)
    assert isinstance(table, ListTable)
    return table.selected()


def test_the_list_names_what_is_missing_and_where(
    office: Office, clock: StoppedClock, balance: Callable[[], BalanceDialog]
) -> None:
    open_desk(office, "7")
    for _each in range(3):
        talk(office, clock, desk="7")
    given = office.welcome.register("EMP")
    office.multimedia.arrive(12)
    assert lines(balance()) == [
        "3 conversations without outcome at desk 7",
        f"Number {given.number}: still waiting",
        "PC 12: seat still taken",
    ]


def test_one_key_settles_a_line_and_undo_brings_it_back(
    office: Office, clock: StoppedClock, desk: MainWindow, balance: Callable[[], BalanceDialog]
) -> None:
    given = standing(office, Matter.WAITING)
    at(clock, 17, 5)
    dialog = balance()
    QTest.keyClick(dialog.table, Key.Key_Delete)
    assert state(office, given) is TicketState.LEFT
    assert lines(dialog) == []
    desk.commands.undo.trigger()
    assert state(office, given) is TicketState.WAITING
    assert len(lines(dialog)) == 1


def test_while_the_doors_are_open_it_is_said_why_a_line_stays(
    office: Office, balance: Callable[[], BalanceDialog]
) -> None:
    standing(office, Matter.WAITING)
    dialog = balance()
    QTest.keyClick(dialog.table, Key.Key_Delete)
    assert dialog.bar.message is not None
    assert "doors have not closed yet" in dialog.bar.message.text
    assert len(lines(dialog)) == 1


def test_the_key_of_the_close_says_why_not_before_its_hour_and_opens_no_line(
    office: Office, balance: Callable[[], BalanceDialog], desk: MainWindow
) -> None:
    standing(office, Matter.WAITING)
    desk.show_tab("reports")
    dialog = balance()
    QTest.keyClick(dialog.table, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert dialog.bar.message is not None
    assert dialog.bar.message.text == "The day can be closed from 17:30 on."
    assert desk.current() == "reports"


def test_a_past_day_on_which_nothing_was_counted_cannot_be_closed(balance: Callable[[], BalanceDialog]) -> None:
    dialog = balance()
    dialog.day_box.setDate(dialog.day_box.date().addDays(-40))
    assert dialog.close_label.text() == "Nothing was counted on this day: there is nothing to close."
    assert not dialog.close_button.isEnabled()


def test_a_desk_that_keeps_its_outcomes_to_itself_may_be_left_so(
    office: Office, clock: StoppedClock, balance: Callable[[], BalanceDialog]
) -> None:
    open_desk(office, "7")
    talk(office, clock, desk="7")
    dialog = balance()
    QTest.keyClick(dialog.table, Key.Key_Delete)
    assert lines(dialog) == []
    talk(office, clock, desk="7")
    assert lines(dialog) == ["2 conversations without outcome at desk 7"]


def test_enter_goes_to_the_conversation_that_lacks_its_outcome(
    office: Office, clock: StoppedClock, desk: MainWindow, balance: Callable[[], BalanceDialog]
) -> None:
    open_desk(office, "7")
    wanted = talk(office, clock, desk="7")
    talk(office, clock, "OU1", desk="7")
    dialog = balance()
    QTest.keyClick(dialog.table, Key.Key_Return)
    assert desk.current() == "counselling"
    assert [session.id for session in selected(desk, "counselling.today")] == [wanted]


def test_a_visitor_who_stands_in_no_list_leaves_no_other_row_to_the_keys(
    office: Office, desk: MainWindow, balance: Callable[[], BalanceDialog]
) -> None:
    open_desk(office, "7")
    office.welcome.register("EMP")
    call(office, "7")
    office.counselling.start("7")
    office.welcome.register("EMP")
    desk.show_tab("queue")
    table = desk.findChild(ListTable, "queue.table")
    assert table is not None
    table.selectAll()
    dialog = balance()
    at = next(row for row, line in enumerate(lines(dialog)) if "under way" in line)
    dialog.table.selectRow(at)
    QTest.keyClick(dialog.table, Key.Key_Return)

    assert table.selected() == []
    assert "under way at desk 7. It stands in no list here." in desk.message_bar.sentence_label.text()


def test_enter_goes_to_the_number_in_the_queue(
    office: Office, desk: MainWindow, balance: Callable[[], BalanceDialog]
) -> None:
    office.welcome.register("FOR")
    given = office.welcome.register("EMP")
    dialog = balance()
    dialog.table.choose(dialog.model.identity(dialog.model.values[1]))
    QTest.keyClick(dialog.table, Key.Key_Return)
    assert desk.current() == "queue"
    assert [turn.ticket.id for turn in selected(desk, "queue.table")] == [given.id]


def test_heads_are_counted_in_the_list(office: Office, balance: Callable[[], BalanceDialog]) -> None:
    with office.store.unit() as unit:
        unit.facts.add(activity(present=0))
    dialog = balance()
    QTest.keyClick(dialog.table, Key.Key_Return)
    QTest.keyClicks(dialog.heads_box, "23")
    QTest.keyClick(dialog.heads_box, Key.Key_Return)
    assert lines(dialog) == []
    assert figures(office)["activity_users"] == 23


# Closing


def test_the_day_is_closed_by_one_button_and_its_sheet_is_written(
    office: Office, clock: StoppedClock, balance: Callable[[], BalanceDialog], qtbot: QtBot
) -> None:
    standing(office, Matter.SERVING)
    office.welcome.register("EMP")
    at(clock, 17, 40)
    dialog = balance()
    assert "2 lines are counted as they stand" in dialog.close_label.text()
    dialog.close_button.click()
    qtbot.waitUntil(lambda: office.day.closed(MONDAY), timeout=20_000)
    qtbot.waitUntil(lambda: office.reports.sheet_written(MONDAY) is not None, timeout=20_000)
    qtbot.waitUntil(lambda: dialog.close_label.text() == "The day is closed.", timeout=20_000)
    assert dialog.heading_label.text() == "14/01/2019: the day is closed"
    assert ends(office) == {"called": 1, "not_called": 1}
    assert not dialog.close_action.isEnabled()


def test_before_its_hour_the_button_says_from_when(balance: Callable[[], BalanceDialog]) -> None:
    dialog = balance()
    assert not dialog.close_action.isEnabled()
    assert dialog.close_label.text() == "The day can be closed from 17:30 on."


def test_the_reception_sees_and_settles_but_a_manager_closes(
    office: Office, clock: StoppedClock, balance: Callable[[], BalanceDialog]
) -> None:
    given = standing(office, Matter.WAITING)
    at(clock, 17, 40)
    dialog = balance()
    receive(office)
    dialog.show_day()
    assert dialog.close_label.text() == "A manager closes the day."
    dialog.settle_action.trigger()
    assert state(office, given) is TicketState.LEFT


def test_the_reception_is_told_who_sees_what_was_noted_late(
    office: Office, balance: Callable[[], BalanceDialog]
) -> None:
    dialog = balance()
    before = dialog.trace_label.text()
    receive(office)
    dialog.show_day()

    assert "manager" not in before
    assert "manager" in dialog.trace_label.text()
    assert not dialog.traces.isVisibleTo(dialog)


def receive(office: Office) -> None:
    """Sign a receptionist in."""
    [named] = office.staff.name_administrators(NewAccount(alias="Ada", password=ADMIN_PASSWORD))
    office.staff.sign_in(named.person.id, ADMIN_PASSWORD)
    account = NewAccount(alias="Kim", password=PASSWORD, roles=frozenset({Role.RECEPTION}))
    office.staff.sign_in(office.staff.add(account).id, PASSWORD)


# The next morning


@pytest.fixture
def morning_after(office: Office, clock: StoppedClock) -> None:
    for _each in range(3):
        office.welcome.visit("MV4")
    at(clock, 17, 40)
    office.day.close(MONDAY)
    at(clock, 9, 5, day=TUESDAY)


@pytest.mark.usefixtures("morning_after")
def test_a_late_entry_of_the_day_before_begins_here_and_shows_its_trace(
    office: Office, desk: MainWindow, balance: Callable[[], BalanceDialog]
) -> None:
    dialog = balance()
    dialog.choose_day(MONDAY)
    dialog.late_action.trigger()
    assert desk.current() == "welcome"
    late = desk.tab("welcome").late  # type: ignore[attr-defined]
    assert (late.is_on(), late.day, late.hour) == (True, MONDAY, 16)
    office.welcome.late(MONDAY, 16, motive_code="MV3")
    again = balance()
    again.choose_day(MONDAY)
    [trace] = again.trace_model.values
    texts = [column.text(trace) for column in again.trace_model.columns]
    assert texts == ["Noted late: 16 h: Computer, print, 1 person", "without accounts", "15/01/2019", "–"]


@pytest.mark.usefixtures("morning_after")
def test_a_wrong_number_is_corrected_with_its_reason_and_taken_back(
    office: Office, desk: MainWindow, balance: Callable[[], BalanceDialog]
) -> None:
    dialog = balance()
    dialog.choose_day(MONDAY)
    dialog.correct_action.trigger()
    correction = dialog.findChild(CorrectionDialog)
    assert isinstance(correction, CorrectionDialog)
    correction.reason_box.setCurrentIndex(correction.reason_box.findData("WRONG_COUNT"))
    correction.number_box.setValue(5)
    assert "5 people" in correction.effect_label.text()
    correction.correct_button.click()
    assert figures(office)["visits"] == 7
    [trace] = dialog.trace_model.values
    texts = [column.text(trace) for column in dialog.trace_model.columns]
    assert texts[1:] == ["Manager", "15/01/2019", "Wrong number"]
    desk.commands.undo.trigger()
    assert figures(office)["visits"] == 3


@pytest.mark.usefixtures("morning_after")
def test_a_wrong_code_is_counted_under_the_right_one(office: Office, balance: Callable[[], BalanceDialog]) -> None:
    dialog = balance()
    dialog.choose_day(MONDAY)
    dialog.correct_action.trigger()
    correction = dialog.findChild(CorrectionDialog)
    assert isinstance(correction, CorrectionDialog)
    correction.reason_box.setCurrentIndex(correction.reason_box.findData("WRONG_CODE"))
    correction.code_box.setCurrentIndex(correction.code_box.findData("MV3"))
    correction.correct_button.click()
    assert sorted(visit.motive_code for visit in visits(office)) == ["MV3", "MV4", "MV4"]


# What every window is held to


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_in_large_text_a_line_is_read_whole(
    office: Office,
    clock: StoppedClock,
    desk: MainWindow,
    balance: Callable[[], BalanceDialog],
    qtbot: QtBot,
    spoken: Language,
) -> None:
    open_desk(office, "7")
    for _each in range(3):
        talk(office, clock, desk="7")
    desk.screen_language.speak(spoken)
    desk.appearance.wear(Shade.LIGHT, 200)
    dialog = balance()
    dialog.resize(1326, 708)
    table = dialog.table
    [line] = lines(dialog)

    def fits() -> bool:
        cell = table.visualRect(dialog.model.index(0, 0))
        room = cell.adjusted(em(table, 0.5), 0, -em(table, 0.5), 0)
        wanted = table.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, line)
        return wanted.width() <= room.width() and wanted.height() <= cell.height()

    qtbot.waitUntil(fits)


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_everything_on_it_has_a_name_and_keys_of_its_own(
    office: Office, clock: StoppedClock, balance: Callable[[], BalanceDialog], spoken: Language
) -> None:
    standing(office, Matter.SERVING)
    at(clock, 17, 40)
    dialog = balance()
    use(spoken)
    dialog.retranslate()
    # The lines are laid out anew on the next round.
    QApplication.processEvents()
    assert looking.unnamed(dialog) == []
    assert looking.without_object_name(dialog) == []
    assert looking.doubled_mnemonics(looking.texts_with_mnemonics(dialog)) == []
    assert looking.clipped(dialog) == []


@pytest.mark.usefixtures("morning_after")
def test_everything_on_a_correction_has_a_name(balance: Callable[[], BalanceDialog]) -> None:
    dialog = balance()
    dialog.choose_day(MONDAY)
    dialog.correct_action.trigger()
    correction = dialog.findChild(CorrectionDialog)
    assert isinstance(correction, CorrectionDialog)
    assert looking.unnamed(correction) == []
    assert looking.without_object_name(correction) == []
    assert looking.clipped(correction) == []
