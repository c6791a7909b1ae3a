"""The queue, by its keys: who is next and why, and exactly the acts that are possible now."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from cdm_desk.domain.change import Department
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.queue import Ticket
from cdm_desk.language import LANGUAGES, Language, use
from cdm_desk.ui.appearance import Appearance, Shade
from cdm_desk.ui.tab_commands import KeyButton, each_command
from cdm_desk.ui.tabs.queue import QueueTab
from tests.ui import looking
from tests.ui.tabs.conftest import FolderAway, Screen, tap

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def tickets(screen: Screen, queue: QueueTab) -> list[Ticket]:
    """Register four visitors, some minutes apart; desk 4 takes orientation and employment."""
    del queue
    handed_out = []
    for theme, language in (("ORI", "FR"), ("EMP", "NL"), ("FOR", None), ("EMP", None)):
        handed_out.append(screen.office.welcome.register(theme, language=language))
        screen.clock.advance(minutes=3)
    screen.office.queue.open_desk("4", ("ORI", "EMP"), ("FR", "NL"))
    return handed_out


def _rows(tab: QueueTab) -> list[str]:
    return [turn.ticket.number for turn in tab.model.values]


def _enabled(tab: QueueTab) -> set[str]:
    buttons = (button for button in tab.findChildren(QPushButton) if button.objectName().startswith("queue."))
    names = {"call_next", "recall", "no_show", "start", "transfer", "put_back", "call_this", "left", "park"}
    found = {button.objectName().removeprefix("queue."): button.isEnabled() for button in buttons}
    return {name for name in names if found[name]}


def test_who_waits_is_shown_in_calling_order_with_the_reason(queue: QueueTab, tickets: list[Ticket]) -> None:
    assert len(tickets) == 4
    assert _rows(queue)[0] == "101"
    assert queue.model.columns[-1].text(queue.model.values[0]) == "longest wait"


def test_f8_calls_the_next_and_says_why(screen: Screen, queue: QueueTab, tickets: list[Ticket]) -> None:
    QTest.keyClick(queue.table, Qt.Key.Key_F8)

    assert [ticket.number for ticket in screen.office.queue.board().called] == [tickets[0].number]
    assert "101" in screen.said[-1]
    assert "longest wait" in screen.said[-1]
    assert queue.now_label.text() == "Desk 4: 101, called"


def test_whoever_is_called_in_person_is_to_be_fetched(screen: Screen, queue: QueueTab, tickets: list[Ticket]) -> None:
    screen.office.queue.change(tickets[0].id, in_person=True)
    QTest.keyClick(queue.table, Qt.Key.Key_F8)

    assert "Fetch this person" in screen.said[-1]
    assert "Fetch this person" in queue.now_label.text()


def test_f8_with_nobody_waiting_says_so(screen: Screen, queue: QueueTab) -> None:
    screen.office.queue.open_desk("4", ("ORI",), ("FR",))
    queue.call_next()

    assert screen.said[-1] == "Nobody waits for this desk."


def test_without_a_desk_a_sentence_says_how_to_open_one(screen: Screen, queue: QueueTab) -> None:
    for key in (Qt.Key.Key_F8, Qt.Key.Key_F9):
        QTest.keyClick(queue.table, key)
    QTest.keyClick(queue.table, Qt.Key.Key_F8, SHIFT)
    QTest.keyClick(queue.table, Qt.Key.Key_Return, CTRL)

    assert screen.said == 4 * ["No desk is open here: open your desk first. Ctrl+D, then Enter, opens desk 4."]


def open_by_keys(queue: QueueTab) -> None:
    QTest.keyClick(queue.table, Qt.Key.Key_D, CTRL)
    QTest.keyClick(queue.desk_bar.number_box, Qt.Key.Key_Return)


def open_elsewhere(screen: Screen, desk: str) -> None:
    with screen.office.store.unit() as unit:
        values = {"workstation": "Poste 9", "themes": ("EMP",), "languages": ("FR",), "opened_at": screen.clock.now()}
        unit.keep("desk", desk, values | {"closed": False})


def test_a_desk_that_is_opened_elsewhere_is_offered_here_no_more(screen: Screen, queue: QueueTab) -> None:
    assert queue.desk_bar.name == "4"
    open_elsewhere(screen, "4")
    queue.refresh(frozenset({Department.QUEUE}))
    assert queue.desk_bar.name == "5"
    open_by_keys(queue)
    desk = screen.office.queue.desk_here()

    assert desk is not None
    assert desk.name == "5"


def test_a_number_that_another_computer_has_is_refused_with_a_free_one_for_the_next_key(
    screen: Screen, queue: QueueTab
) -> None:
    queue.desk_bar.number_box.setValue(7)
    open_elsewhere(screen, "7")
    open_by_keys(queue)
    said = screen.said[-1]
    QTest.keyClick(queue.desk_bar.number_box, Qt.Key.Key_Return)
    desk = screen.office.queue.desk_here()

    assert said == "Desk 7 is open on Poste 9. Desk 4 is free."
    assert desk is not None
    assert desk.name == "4"


def test_a_number_that_somebody_chose_stays_whoever_opens_another(screen: Screen, queue: QueueTab) -> None:
    queue.desk_bar.number_box.setValue(7)
    open_elsewhere(screen, "1")
    queue.refresh(frozenset({Department.QUEUE}))

    assert queue.desk_bar.name == "7"


def test_enter_in_the_desk_number_opens_it_for_all_themes_and_both_languages(screen: Screen, queue: QueueTab) -> None:
    QTest.keyClick(queue.desk_bar.number_box, Qt.Key.Key_Return)
    desk = screen.office.queue.desk_here()

    assert desk is not None
    assert set(desk.themes) == {theme.code for theme in screen.office.lists.themes_in_use()}
    assert desk.languages == ("FR", "NL")


def test_a_desk_is_opened_and_closed_by_keys(screen: Screen, queue: QueueTab) -> None:
    queue.desk_bar.number_box.setValue(7)
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_4, Qt.Key.Key_5):
        QTest.keyClick(queue.table, key, ALT)
    open_by_keys(queue)
    opened = screen.office.queue.desk_here()
    QTest.keyClick(queue.table, Qt.Key.Key_D, CTRL)

    assert opened is not None
    assert (opened.name, opened.themes, opened.languages) == ("7", ("EMP",), ("FR", "NL"))
    assert screen.office.queue.desk_here() is None


def test_the_desk_is_asked_for_before_it_is_opened(screen: Screen, queue: QueueTab) -> None:
    QTest.keyClick(queue.table, Qt.Key.Key_D, CTRL)
    asked = (queue.desk_bar.number_box.hasFocus(), queue.desk_bar.number_box.text(), screen.office.queue.desk_here())
    QTest.keyClicks(queue.desk_bar.number_box, "12")
    QTest.keyClick(queue.desk_bar.number_box, Qt.Key.Key_Return)

    assert asked == (True, "4", None)
    assert [desk.name for desk in screen.office.queue.desks()] == ["12"]


def test_esc_leaves_the_desk_closed(screen: Screen, queue: QueueTab) -> None:
    QTest.keyClick(queue.table, Qt.Key.Key_D, CTRL)
    QTest.keyClick(queue.desk_bar.number_box, Qt.Key.Key_Escape)

    assert screen.office.queue.desks() == []
    assert not queue.desk_bar.number_box.hasFocus()


def test_a_click_beside_the_number_opens_the_desk_at_once(screen: Screen, queue: QueueTab) -> None:
    QTest.mouseClick(queue.desk_bar.open_button, Qt.MouseButton.LeftButton)

    assert [desk.name for desk in screen.office.queue.desks()] == ["4"]


def test_a_desk_without_a_theme_is_not_opened(screen: Screen, queue: QueueTab) -> None:
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5):
        QTest.keyClick(queue.table, key, ALT)
    open_by_keys(queue)

    assert screen.office.queue.desk_here() is None
    assert screen.said == ["Choose the themes of this desk first: Alt and their number."]


def test_a_theme_of_the_open_desk_changes_in_two_keys(screen: Screen, queue: QueueTab, tickets: list[Ticket]) -> None:
    assert tickets
    QTest.keyClick(queue.table, Qt.Key.Key_2, ALT)
    desk = screen.office.queue.desk_here()

    assert desk is not None
    assert set(desk.themes) == {"ORI", "EMP", "FOR"}


def test_a_language_of_the_open_desk_changes_in_two_keys(
    screen: Screen, queue: QueueTab, tickets: list[Ticket]
) -> None:
    assert tickets
    QTest.keyClick(queue.table, Qt.Key.Key_9, ALT)
    desk = screen.office.queue.desk_here()

    assert desk is not None
    assert desk.languages == ("FR",)


def test_enter_calls_the_person_of_the_row(screen: Screen, queue: QueueTab, tickets: list[Ticket]) -> None:
    queue.table.choose(tickets[3].id)
    QTest.keyClick(queue.table, Qt.Key.Key_Return)

    assert [ticket.number for ticket in screen.office.queue.board().called] == [tickets[3].number]


def test_buttons_offer_exactly_what_is_possible(queue: QueueTab, tickets: list[Ticket]) -> None:
    free = _enabled(queue)
    QTest.keyClick(queue.table, Qt.Key.Key_F8)
    queue.table.clearSelection()
    called = _enabled(queue)

    assert tickets
    assert {"call_next"} <= free
    assert not free & {"recall", "no_show", "start", "put_back"}
    assert {"recall", "no_show", "start", "put_back", "transfer", "left"} <= called
    assert not called & {"call_next", "call_this"}


def test_shift_f8_calls_the_same_number_again(screen: Screen, queue: QueueTab, tickets: list[Ticket]) -> None:
    QTest.keyClick(queue.table, Qt.Key.Key_F8)
    screen.clock.advance(seconds=15)
    QTest.keyClick(queue.table, Qt.Key.Key_F8, SHIFT)

    assert screen.office.queue.board().called[0].call_count == 2
    assert "called again" in screen.said[-1]
    assert tickets


def test_an_absence_noted_too_soon_is_refused_in_a_sentence(
    screen: Screen, queue: QueueTab, tickets: list[Ticket]
) -> None:
    QTest.keyClick(queue.table, Qt.Key.Key_F8)
    QTest.keyClick(queue.table, Qt.Key.Key_F9)

    assert screen.said[-1].startswith("Too soon to note an absence")
    assert [ticket.number for ticket in screen.office.queue.board().called] == [tickets[0].number]


def test_who_was_absent_can_come_back_at_the_head(screen: Screen, queue: QueueTab, tickets: list[Ticket]) -> None:
    clock = screen.clock
    QTest.keyClick(queue.table, Qt.Key.Key_F8)
    clock.advance(seconds=40)
    QTest.keyClick(queue.table, Qt.Key.Key_F8, SHIFT)
    clock.advance(seconds=40)
    QTest.keyClick(queue.table, Qt.Key.Key_F9)
    gone = _rows(queue)
    back = queue.findChild(QPushButton, f"queue.back_{tickets[0].number}")
    assert back is not None
    back.click()

    assert tickets[0].number not in gone
    assert _rows(queue)[0] == tickets[0].number


def test_who_was_put_back_keeps_their_rank(queue: QueueTab, tickets: list[Ticket]) -> None:
    before = _rows(queue)
    QTest.keyClick(queue.table, Qt.Key.Key_F8)
    QTest.keyClick(queue.table, Qt.Key.Key_Backspace, CTRL)

    assert _rows(queue) == before
    assert tickets


def test_after_putting_back_ctrl_z_does_not_stumble_over_the_call(
    screen: Screen, queue: QueueTab, tickets: list[Ticket]
) -> None:
    QTest.keyClick(queue.table, Qt.Key.Key_F8)
    QTest.keyClick(queue.table, Qt.Key.Key_Backspace, CTRL)
    screen.undo.undo()

    assert tickets
    assert screen.said[-1] == "There is nothing to undo."


def test_del_never_falls_on_somebody_who_was_not_meant(screen: Screen, queue: QueueTab, tickets: list[Ticket]) -> None:
    queue.table.selectAll()
    screen.office.queue.call_this(tickets[0].id, "4")
    QTest.keyClick(queue.table, Qt.Key.Key_Delete)

    assert {ticket.number for ticket in screen.office.queue.board().waiting} == {each.number for each in tickets[1:]}
    assert screen.said[-1] == "Several numbers are selected: select the one that is meant."


@pytest.mark.parametrize(
    ("key", "modifier"),
    [
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_T, CTRL),
        (Qt.Key.Key_Down, CTRL),
        (Qt.Key.Key_Delete, CTRL),
    ],
    ids=["gone", "send on", "aside", "cancel"],
)
def test_an_act_on_nobody_says_what_to_do(
    screen: Screen, queue: QueueTab, tickets: list[Ticket], key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    queue.table.clearSelection()
    QTest.keyClick(queue.table, key, modifier)

    assert tickets
    assert screen.said[-1] == "Select a number first: the arrow keys go through the list."


def test_a_ticket_too_old_to_be_cancelled_is_a_sentence(screen: Screen, queue: QueueTab, tickets: list[Ticket]) -> None:
    queue.table.choose(tickets[0].id)
    QTest.keyClick(queue.table, Qt.Key.Key_Delete, CTRL)

    assert screen.said[-1].startswith("This can be undone for 2 minutes only.")


def test_on_a_closed_day_no_desk_is_offered(screen: Screen, queue: QueueTab) -> None:
    screen.clock.moment = screen.clock.moment.replace(hour=20)
    screen.office.day.close(screen.clock.now().date())
    offered = queue.desk_bar.open_button.isEnabled()
    QTest.keyClick(queue.table, Qt.Key.Key_D, CTRL)
    QTest.keyClick(queue.table, Qt.Key.Key_F8)

    assert not offered
    assert screen.said == 2 * ["The day is closed: desks open again tomorrow."]


def test_del_notes_that_somebody_has_gone_and_undo_brings_them_back(
    screen: Screen, queue: QueueTab, tickets: list[Ticket]
) -> None:
    queue.table.choose(tickets[2].id)
    QTest.keyClick(queue.table, Qt.Key.Key_Delete)
    gone = _rows(queue)
    screen.undo.undo()

    assert tickets[2].number not in gone
    assert tickets[2].number in _rows(queue)


def test_a_ticket_cancelled_by_mistake_comes_back_with_undo(
    screen: Screen, queue: QueueTab, tickets: list[Ticket]
) -> None:
    newest = screen.office.welcome.register("ENT")
    queue.table.choose(newest.id)
    QTest.keyClick(queue.table, Qt.Key.Key_Delete, CTRL)
    gone = _rows(queue)
    screen.undo.undo()

    assert tickets
    assert newest.number not in gone
    assert newest.number in _rows(queue)


def test_ctrl_t_and_a_digit_send_somebody_on(screen: Screen, queue: QueueTab, tickets: list[Ticket]) -> None:
    queue.table.choose(tickets[0].id)
    QTest.keyClick(queue.table, Qt.Key.Key_T, CTRL)
    tap(queue.table, "2")
    moved = next(ticket for ticket in screen.office.queue.board().waiting if ticket.id == tickets[0].id)

    assert (moved.theme_code, moved.number) == ("FOR", "101")
    assert moved.issued_at == tickets[0].issued_at


def test_ctrl_t_sends_on_whoever_is_marked_as_the_keys_beside_it_do(
    screen: Screen, queue: QueueTab, tickets: list[Ticket]
) -> None:
    screen.office.queue.call_this(tickets[0].id, "4")
    queue.table.choose(tickets[1].id)
    QTest.keyClick(queue.table, Qt.Key.Key_T, CTRL)

    assert tickets[1].number in queue.transfer_bar.question_label.text()


def test_a_chip_that_goes_when_it_is_clicked_leaves_the_keys_to_the_list(
    screen: Screen, queue: QueueTab, tickets: list[Ticket]
) -> None:
    screen.office.queue.park(tickets[0].id)
    button = queue.findChild(QPushButton, f"queue.resume_{tickets[0].number}")
    assert button is not None
    button.setFocus()
    button.click()

    assert queue.table.hasFocus()


def test_somebody_set_aside_is_taken_up_again(screen: Screen, queue: QueueTab, tickets: list[Ticket]) -> None:
    queue.table.choose(tickets[0].id)
    QTest.keyClick(queue.table, Qt.Key.Key_Down, CTRL)
    aside = [ticket.number for ticket in screen.office.queue.board().parked]
    button = queue.findChild(QPushButton, f"queue.resume_{tickets[0].number}")
    assert button is not None
    button.click()

    assert aside == [tickets[0].number]
    assert screen.office.queue.board().parked == ()


def test_a_chip_filters_by_theme_and_counts(screen: Screen, queue: QueueTab, tickets: list[Ticket]) -> None:
    chip = queue._chips["EMP"]  # noqa: SLF001 - the chip of that theme
    words = chip.text()
    chip.click()

    assert words == "3  Employment: 2"
    assert sorted(_rows(queue)) == sorted(ticket.number for ticket in tickets if ticket.theme_code == "EMP")
    assert screen.said == []


def test_the_selected_row_stays_when_news_arrive(screen: Screen, queue: QueueTab, tickets: list[Ticket]) -> None:
    queue.table.choose(tickets[2].id)
    screen.office.welcome.register("MOB")
    chosen = queue.table.current()

    assert chosen is not None
    assert chosen.ticket.id == tickets[2].id


def test_the_selected_row_keeps_its_mark_when_news_arrive_while_ctrl_is_held(
    screen: Screen, queue: QueueTab, tickets: list[Ticket]
) -> None:
    queue.table.choose(tickets[2].id)
    QTest.keyPress(queue.table, Qt.Key.Key_Control, CTRL)
    screen.office.welcome.register("EMP")
    marked = [turn.ticket.number for turn in queue.table.selected()]
    QTest.keyRelease(queue.table, Qt.Key.Key_Control)

    assert marked == [tickets[2].number]


def test_nobody_waiting_is_a_sentence_with_the_next_act(queue: QueueTab) -> None:
    assert queue.empty.sentence_label.text() == "Nobody is waiting."
    assert "F8" in queue.empty.advice_label.text()


def test_a_row_is_one_sentence_for_a_screen_reader(queue: QueueTab, tickets: list[Ticket]) -> None:
    spoken = queue.model.data(queue.model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)

    assert tickets
    assert spoken == "Number 101, Orientation / Oriëntatie, waiting for 12 minutes, expected: now, longest wait"


def test_the_visitor_of_this_desk_has_a_clock(screen: Screen, queue: QueueTab, tickets: list[Ticket]) -> None:
    QTest.keyClick(queue.table, Qt.Key.Key_F8)
    QTest.keyClick(queue.table, Qt.Key.Key_Return, CTRL)
    screen.clock.advance(minutes=7, seconds=12)
    queue._tick()  # noqa: SLF001 - one second of the screen

    assert tickets
    assert queue.now_label.text() == "Desk 4: 101, in conversation"
    assert queue.clock_label.text() == "00:07:12"


@pytest.mark.parametrize("key", [Qt.Key.Key_F8, Qt.Key.Key_Return], ids=["F8", "Enter"])
def test_without_the_folder_a_person_says_that_they_called_by_voice(
    qtbot: QtBot, screen: Screen, queue: QueueTab, tickets: list[Ticket], monkeypatch: pytest.MonkeyPatch, key: Qt.Key
) -> None:
    monkeypatch.setattr(screen.office.queue, "_claims", FolderAway)
    queue.table.choose(tickets[0].id)
    QTest.keyClick(queue.table, key)
    qtbot.waitUntil(queue.by_voice.button.isVisible)
    refused = screen.said[-1]
    QTest.keyClick(queue.table, Qt.Key.Key_F8, CTRL)
    qtbot.waitUntil(lambda: bool(screen.office.queue.board().called))

    assert "the others cannot be reached" in refused
    assert [ticket.number for ticket in screen.office.queue.board().called] == ["101"]
    assert not queue.by_voice.button.isVisible()


def test_once_the_others_are_back_no_way_round_is_offered(
    qtbot: QtBot, screen: Screen, queue: QueueTab, tickets: list[Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen.office.queue, "_claims", FolderAway)
    queue.table.choose(tickets[0].id)
    QTest.keyClick(queue.table, Qt.Key.Key_F8)
    qtbot.waitUntil(queue.by_voice.button.isVisible)
    screen.messages.settle()

    assert not queue.by_voice.button.isVisible()


@pytest.mark.parametrize(("chosen", "called"), [(None, "101"), (1, "301")], ids=["the next in turn", "this row"])
def test_without_the_folder_whoever_was_called_by_voice_need_not_be_refused_first(
    qtbot: QtBot,
    screen: Screen,
    queue: QueueTab,
    tickets: list[Ticket],
    monkeypatch: pytest.MonkeyPatch,
    chosen: int | None,
    called: str,
) -> None:
    monkeypatch.setattr(screen.office.queue, "_claims", FolderAway)
    queue.table.clearSelection()
    if chosen is not None:
        queue.table.choose(tickets[chosen].id)
    QTest.keyClick(queue.table, Qt.Key.Key_F8, CTRL)
    qtbot.waitUntil(lambda: bool(screen.office.queue.board().called))

    assert [ticket.number for ticket in screen.office.queue.board().called] == [called]


def test_the_number_that_was_refused_is_the_one_that_is_called_by_voice(
    qtbot: QtBot, screen: Screen, queue: QueueTab, tickets: list[Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen.office.queue, "_claims", FolderAway)
    queue.table.choose(tickets[1].id)
    QTest.keyClick(queue.table, Qt.Key.Key_F8)
    qtbot.waitUntil(queue.by_voice.button.isVisible)
    QTest.keyClick(queue.table, Qt.Key.Key_F8, CTRL)
    qtbot.waitUntil(lambda: bool(screen.office.queue.board().called))

    assert [ticket.number for ticket in screen.office.queue.board().called] == ["101"]


def test_a_theme_that_was_withdrawn_is_served_by_no_desk(screen: Screen, queue: QueueTab) -> None:
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_5):
        QTest.keyClick(queue.table, key, ALT)
    screen.office.lists.withdraw(Kind.THEME, "MOB")
    open_by_keys(queue)
    desk = screen.office.queue.desk_here()

    assert desk is not None
    assert desk.themes == ("EMP",)


def test_waits_grow_when_no_news_comes(qtbot: QtBot, screen: Screen, queue: QueueTab, tickets: list[Ticket]) -> None:
    wait = queue.model.columns[4]
    before = wait.text(queue.model.values[0])
    screen.clock.advance(minutes=30)
    with qtbot.waitSignal(queue._minutes.timeout, timeout=2000):  # noqa: SLF001 - twenty seconds of the screen
        queue._minutes.start(10)  # noqa: SLF001

    assert tickets
    assert (before, wait.text(queue.model.values[0])) == ("12'", "42'")


def test_a_tab_nobody_sees_is_redrawn_when_somebody_comes_back(
    screen: Screen, queue: QueueTab, tickets: list[Ticket]
) -> None:
    queue.hide()
    screen.office.welcome.register("ENT")
    hidden = len(_rows(queue))
    queue.show()

    assert (hidden, len(_rows(queue))) == (len(tickets), len(tickets) + 1)


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("percent", [100, 200])
def test_the_tab_speaks_each_language_with_room_for_its_words(
    qtbot: QtBot, queue: QueueTab, tickets: list[Ticket], light: Appearance, spoken: Language, percent: int
) -> None:
    assert tickets
    use(spoken)
    light.wear(Shade.DARK, percent)
    queue.retranslate()
    queue.resize(900, 480)

    assert looking.unnamed(queue) == []
    assert looking.without_object_name(queue) == []
    qtbot.waitUntil(lambda: looking.clipped(queue) == [])


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_in_large_text_the_theme_and_the_note_are_read_whole(
    queue: QueueTab, tickets: list[Ticket], light: Appearance, spoken: Language
) -> None:
    assert tickets
    use(spoken)
    light.wear(Shade.LIGHT, 200)
    queue.retranslate()
    queue.resize(1366, 560)

    def cut() -> list[tuple[str, int, int]]:
        table = queue.table
        cells = [
            table.model().index(row, column)
            for row in range(table.model().rowCount())
            for column in range(table.model().columnCount())
            if not table.isColumnHidden(column)
        ]
        return [
            (cell.data(), table.sizeHintForIndex(cell).width(), table.visualRect(cell).width())
            for cell in cells
            if table.sizeHintForIndex(cell).width() > table.visualRect(cell).width()
        ]

    QApplication.processEvents()
    QApplication.processEvents()
    assert cut() == []


def test_what_is_asked_in_a_low_window_is_scrolled_into_sight(
    queue: QueueTab, tickets: list[Ticket], light: Appearance, qtbot: QtBot
) -> None:
    light.wear(Shade.LIGHT, 200)
    queue.resize(1366, 300)
    queue.table.choose(tickets[0].id)
    queue.acts.ask_aside()
    button = queue.acts.bar.take_button

    qtbot.waitUntil(lambda: button.visibleRegion().boundingRect() == button.rect())


def test_no_two_commands_of_the_tab_share_a_key(queue: QueueTab) -> None:
    keys = [key.toString() for action in each_command(queue.actions_for_menu()) for key in action.shortcuts()]

    assert len(keys) == len(set(keys))


def test_sending_on_is_taken_back_like_any_act(screen: Screen, queue: QueueTab, tickets: list[Ticket]) -> None:
    QTest.keyClick(queue.table, Qt.Key.Key_F8)
    queue.ask_transfer()
    queue.transfer("MOB", None, None)
    assert tickets[0].number in screen.said[-1]
    assert screen.office.queue.board().called == ()

    screen.undo.undo()
    [called] = screen.office.queue.board().called
    assert (called.number, called.theme_code, called.desk) == (tickets[0].number, tickets[0].theme_code, "4")


def _notes(tab: QueueTab) -> dict[str, str]:
    return {turn.ticket.number: tab.model.columns[-1].text(turn) for turn in tab.model.values}


def test_the_longest_wait_is_marked_among_those_whom_this_desk_can_take(
    screen: Screen, queue: QueueTab, tickets: list[Ticket]
) -> None:
    assert len(tickets) == 4
    screen.office.queue.close_desk("4")
    screen.office.queue.open_desk("4", ("EMP",), ("FR", "NL"))

    assert _rows(queue)[:2] == ["301", "302"]
    assert _notes(queue)["301"] == "longest wait"
    assert {_notes(queue)["101"], _notes(queue)["201"]} == {"for another desk"}


def test_without_a_desk_nobody_is_said_to_be_for_this_one(
    screen: Screen, queue: QueueTab, tickets: list[Ticket]
) -> None:
    screen.office.queue.close_desk("4")

    assert set(_rows(queue)) == {ticket.number for ticket in tickets}
    assert "for another desk" not in _notes(queue).values()


def test_a_low_window_shows_who_waits_rather_than_buttons_that_do_nothing_now(
    queue: QueueTab, light: Appearance, qtbot: QtBot, tickets: list[Ticket]
) -> None:
    assert tickets
    light.wear(Shade.LIGHT, 200)
    queue.resize(1366, 520)
    qtbot.waitUntil(lambda: not queue.table.visibleRegion().isEmpty())

    shown = [button for button in queue.findChildren(KeyButton) if button.isVisible()]
    assert [button.objectName() for button in shown if not button.isEnabled()] == []
    queue.call_next()
    assert "queue.no_show" in {button.objectName() for button in queue.findChildren(KeyButton) if button.isVisible()}
