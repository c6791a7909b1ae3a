"""The welcome desk, by its keys: one press from the visitor to the number."""

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QStyle
from pytestqt.qtbot import QtBot

from cdm_desk.domain.activities import ActivityFact
from cdm_desk.domain.change import Department
from cdm_desk.domain.lists import Kind, Label
from cdm_desk.domain.single_keys import KeyArea
from cdm_desk.language import LANGUAGES, Language, use
from cdm_desk.ui.appearance import Appearance, Shade
from cdm_desk.ui.key_map import KeyMap
from cdm_desk.ui.keys import FLOOD_GAP_MS
from cdm_desk.ui.pad import Pad
from cdm_desk.ui.tab_commands import each_command
from cdm_desk.ui.tabs.welcome import WelcomeTab
from tests.services.house import facts, visits
from tests.ui import looking
from tests.ui.tabs.conftest import Screen, press, tap

KEYPAD = Qt.KeyboardModifier.KeypadModifier


def _numbers(screen: Screen) -> list[str]:
    return [ticket.number for ticket in screen.office.queue.board().waiting]


def _keys(tab: WelcomeTab, text: str) -> None:
    tap(tab.pad, *text)


@pytest.mark.parametrize(
    ("text", "key", "modifiers"),
    [
        ("3", Qt.Key.Key_3, Qt.KeyboardModifier.NoModifier),
        ("3", Qt.Key.Key_3, KEYPAD),
        ('"', Qt.Key.Key_QuoteDbl, Qt.KeyboardModifier.NoModifier),
    ],
    ids=["3", "numpad 3", "azerty 3"],
)
def test_one_key_registers_a_visitor_and_shows_the_number(
    qtbot: QtBot, screen: Screen, welcome: WelcomeTab, text: str, key: Qt.Key, modifiers: Qt.KeyboardModifier
) -> None:
    with qtbot.waitSignal(screen.announcer.changed):
        press(text, key, modifiers)

    assert welcome.number_label.text() == "301"
    assert _numbers(screen) == ["301"]


@pytest.mark.parametrize(
    ("sign", "key", "number"),
    [
        ("&", Qt.Key.Key_Ampersand, "101"),
        ("é", Qt.Key.Key_Eacute, "201"),
        ("'", Qt.Key.Key_Apostrophe, "401"),
        ("(", Qt.Key.Key_ParenLeft, "501"),
    ],
)
def test_the_row_of_an_azerty_keyboard_registers_without_shift(
    screen: Screen, welcome: WelcomeTab, sign: str, key: Qt.Key, number: str
) -> None:
    press(sign, key)

    assert welcome.number_label.text() == number
    assert _numbers(screen) == [number]


def test_each_theme_has_its_own_numbers(screen: Screen, welcome: WelcomeTab) -> None:
    for sign in "12345331":
        welcome.press(sign)

    assert sorted(_numbers(screen)) == ["101", "102", "201", "301", "302", "303", "401", "501"]


@pytest.mark.parametrize(("sign", "motive"), [("7", "MV4"), ("8", "MV5"), ("0", "MV1"), ("W", "MV9"), ("V", "MV8")])
def test_the_other_keys_count_a_visit_without_a_number(
    screen: Screen, welcome: WelcomeTab, sign: str, motive: str
) -> None:
    _keys(welcome, sign)
    visit = screen.office.welcome.last()

    assert visit is not None
    assert (visit.motive_code, visit.number) == (motive, None)
    assert (welcome.number_label.text(), welcome.number_label.isHidden()) == ("–", True)
    assert _numbers(screen) == []


def _enter(welcome: WelcomeTab, times: int = 1) -> None:
    for _each in range(times):
        QTest.keyClick(welcome.pad, Qt.Key.Key_Return)


def _groups(screen: Screen) -> list[ActivityFact]:
    return facts(screen.office, ActivityFact, screen.office.welcome.now().date())


def test_a_class_is_counted_in_one_act_of_ten_keys(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "924")
    _enter(welcome)
    # No hand is as fast as a scanner.
    QTest.qWait(2 * FLOOD_GAP_MS)
    _keys(welcome, "41n2")
    _enter(welcome)

    [group] = _groups(screen)
    assert (group.kind_code, group.present, group.level_code, group.teaching_code) == ("AC5", 24, "SEC3", "GEN")
    assert (group.language, group.accompanying, group.audiences) == ("NL", 2, ("SCH",))
    visit = screen.office.welcome.last()
    assert visit is not None
    assert (visit.motive_code, visit.people, visit.language) == ("MV6", 24, "NL")


def test_only_a_secondary_school_is_asked_its_teaching(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "918")
    _enter(welcome)
    _keys(welcome, "1")
    assert welcome.group.labels["teaching"].isHidden()
    _keys(welcome, "f")
    _enter(welcome)
    [group] = _groups(screen)
    assert (group.level_code, group.teaching_code, group.language, group.accompanying) == ("PRI", None, "FR", None)


def test_a_group_that_is_no_class_has_no_pupils(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "912")
    _enter(welcome)
    _keys(welcome, "0b")
    _enter(welcome)
    [group] = _groups(screen)
    assert (group.kind_code, group.present, group.level_code, group.audiences) == ("AC4", 12, None, ())


def test_backspace_goes_back_and_esc_leaves_without_a_trace(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "924")
    _enter(welcome)
    QTest.keyClick(welcome.pad, Qt.Key.Key_Backspace)
    QTest.keyClick(welcome.pad, Qt.Key.Key_Backspace)
    assert welcome.group.numbers["people"].text() == "2_"
    QTest.keyClick(welcome.pad, Qt.Key.Key_Escape)
    assert not welcome.group.is_asking()
    assert _groups(screen) == []
    assert screen.office.welcome.last() is None


def test_a_number_that_cannot_be_true_is_said_and_what_was_told_stays(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "9501")
    _enter(welcome, times=2)
    assert "500" in screen.said[-1]
    assert welcome.group.is_asking()
    assert welcome.group.numbers["people"].text() == "501"


def test_undo_takes_back_both_counts_of_a_class(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "924")
    _enter(welcome)
    _keys(welcome, "4")
    _enter(welcome)
    screen.undo.undo()
    assert _groups(screen) == []
    assert screen.office.welcome.last() is None


def test_the_chips_of_the_form_do_what_their_keys_do(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "924")
    _enter(welcome)
    for name in ("level_2", "teaching_4", "language_F"):
        chip = welcome.findChild(QPushButton, f"welcome.group_{name}")
        assert isinstance(chip, QPushButton)
        chip.click()
    welcome.group.register_button.click()
    [group] = _groups(screen)
    assert (group.level_code, group.teaching_code, group.language) == ("SEC1", "VOC", "FR")


def test_a_letter_after_a_class_changes_its_language_in_both_counts(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "924")
    _enter(welcome)
    _keys(welcome, "4")
    _enter(welcome)
    _keys(welcome, "n")
    assert [group.language for group in _groups(screen)] == ["NL"]


def test_a_class_noted_late_is_counted_at_its_hour_and_again_by_the_point(screen: Screen, welcome: WelcomeTab) -> None:
    welcome.begin_late()
    _keys(welcome, "924")
    _enter(welcome)
    _keys(welcome, "1")
    _enter(welcome)
    _keys(welcome, ".")
    assert [(group.kind_code, group.present) for group in _groups(screen)] == 2 * [("AC5", 24)]


def test_a_group_is_counted_by_its_head_count(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "951")
    _enter(welcome, times=2)
    visit = screen.office.welcome.last()

    assert visit is not None
    assert (visit.motive_code, visit.people) == ("MV6", 51)
    assert not welcome.group.is_asking()


def test_two_equal_digits_of_a_head_count_are_two_digits(screen: Screen, welcome: WelcomeTab) -> None:
    welcome.pad.keys.double_press_ms = 300
    _keys(welcome, "955")
    _enter(welcome, times=2)
    visit = screen.office.welcome.last()

    assert visit is not None
    assert visit.people == 55


def test_esc_leaves_the_head_count_and_counts_nobody(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "951")
    QTest.keyClick(welcome.pad, Qt.Key.Key_Escape)

    assert screen.office.welcome.last() is None
    assert not welcome.entry.is_asking()


def test_a_key_pressed_twice_at_once_counts_once_and_says_so(screen: Screen, welcome: WelcomeTab) -> None:
    welcome.pad.keys.double_press_ms = 300
    _keys(welcome, "33")

    assert _numbers(screen) == ["301"]
    assert screen.said[-1] == "The key 3 came twice at once and was counted once."


def test_a_key_held_down_counts_once(screen: Screen, welcome: WelcomeTab) -> None:
    for repeat in (False, True, True, True):
        event = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_3, Qt.KeyboardModifier.NoModifier, "3", autorep=repeat)
        QApplication.sendEvent(welcome.pad, event)

    assert _numbers(screen) == ["301"]


def test_a_scanner_registers_nobody(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "9789020985603")

    assert _numbers(screen) == []
    assert screen.office.welcome.last() is None
    assert "scanner" in screen.said[-1]


@pytest.mark.parametrize(("letter", "language"), [("F", "FR"), ("N", "NL"), ("B", "BI")])
def test_a_letter_adds_the_language_to_the_newest_visit(
    screen: Screen, welcome: WelcomeTab, letter: str, language: str
) -> None:
    _keys(welcome, "3" + letter)
    visit = screen.office.welcome.last()

    assert visit is not None
    assert visit.language == language
    assert welcome.card.chips[letter].isChecked()


def test_a_wrong_letter_is_mended_by_the_right_one(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "3FN")
    visit = screen.office.welcome.last()

    assert visit is not None
    assert visit.language == "NL"
    assert [key for key, chip in welcome.card.chips.items() if chip.isChecked()] == ["N"]


def test_no_letter_means_no_language(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "3")
    visit = screen.office.welcome.last()

    assert visit is not None
    assert (visit.language, visit.helper_language) == (None, None)


@pytest.mark.parametrize(("letter", "language"), [("E", "EN"), ("A", "AR"), ("S", "ES"), ("X", "XX")])
def test_a_letter_notes_the_language_that_helps(
    screen: Screen, welcome: WelcomeTab, letter: str, language: str
) -> None:
    _keys(welcome, "3" + letter)
    visit = screen.office.welcome.last()

    assert visit is not None
    assert visit.helper_language == language


def test_priority_and_a_call_in_person_go_to_the_ticket(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "3PC")
    ticket = screen.office.queue.board().waiting[0]

    assert (ticket.priority, ticket.in_person) == ("STAFF", True)


@pytest.mark.parametrize("letter", list("FNBEASXPC"))
def test_ctrl_z_takes_back_the_letter_then_the_visit(screen: Screen, welcome: WelcomeTab, letter: str) -> None:
    _keys(welcome, "3" + letter)
    screen.undo.undo()
    visit = screen.office.welcome.last()
    ticket = screen.office.queue.board().waiting[0]
    pressed = welcome.card.chips[letter].isChecked()
    screen.undo.undo()

    assert visit is not None
    assert (visit.language, visit.helper_language) == (None, None)
    assert (ticket.language, ticket.priority, ticket.in_person) == (None, None, False)
    assert not pressed
    assert _numbers(screen) == []


def test_a_letter_taken_back_leaves_the_one_before(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "3FN")
    screen.undo.undo()
    visit = screen.office.welcome.last()

    assert visit is not None
    assert visit.language == "FR"
    assert screen.office.queue.board().waiting[0].language == "FR"
    assert welcome.card.chips["F"].isChecked()
    assert not welcome.card.chips["N"].isChecked()


def test_a_letter_without_a_visit_says_what_to_do(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "F")

    assert screen.said == ["There is no visit to add to: register one first."]


def test_the_minute_is_counted_down_and_enter_ends_it(welcome: WelcomeTab) -> None:
    _keys(welcome, "3")
    running = welcome.card.is_open()
    shown = welcome.card.amend_label.text()
    QTest.keyClick(welcome.pad, Qt.Key.Key_Return)

    assert running
    assert shown == "Optional, 60 s left"
    assert not welcome.card.is_open()


def test_only_what_can_still_be_added_can_be_pressed(welcome: WelcomeTab) -> None:
    before = [chip.isEnabled() for chip in welcome.card.chips.values()]
    _keys(welcome, "0")
    without_ticket = {key for key, chip in welcome.card.chips.items() if chip.isEnabled()}
    _keys(welcome, "3")

    assert not any(before)
    assert without_ticket == set("FNBEASX")
    assert all(chip.isEnabled() for chip in welcome.card.chips.values())


def test_the_last_act_is_undone_and_the_number_is_not_used_again(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "3")
    screen.undo.undo()
    emptied = _numbers(screen)
    _keys(welcome, "3")

    assert emptied == []
    assert _numbers(screen) == ["302"]


def test_an_undo_that_comes_too_late_is_explained(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "3")
    screen.clock.advance(minutes=3)
    screen.undo.undo()

    assert _numbers(screen) == ["301"]
    assert screen.said[-1].startswith("This can be undone for 2 minutes only.")


def test_the_point_repeats_the_last_act(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "6")
    _keys(welcome, ".")

    assert screen.office.welcome.today().pc == 2


def test_plus_five_adds_five_more(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "6+5")
    QTest.keyClick(welcome.pad, Qt.Key.Key_Return)

    assert screen.office.welcome.today().pc == 6


def test_five_more_are_undone_together(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "6+5")
    QTest.keyClick(welcome.pad, Qt.Key.Key_Return)
    screen.undo.undo()

    assert screen.office.welcome.today().pc == 1


def test_nothing_to_repeat_is_said(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, ".")

    assert screen.said == ["There is nothing to repeat yet today. Press the key of a visit first."]


def test_a_late_entry_asks_day_and_hour_then_hears_the_same_pad(
    qtbot: QtBot, screen: Screen, welcome: WelcomeTab
) -> None:
    QTest.keyClick(welcome.pad, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    asked = welcome.late.is_on()
    welcome.late.hour_box.setValue(9)
    welcome.late.hour_box.setFocus()
    QTest.keyClick(welcome.late.hour_box, Qt.Key.Key_Return)
    qtbot.waitUntil(welcome.pad.hasFocus)
    _keys(welcome, "3")

    assert asked
    assert _numbers(screen) == []
    assert "9 h: Employment" in screen.said[-1]


def _note_late(welcome: WelcomeTab, hour: int, keys: str) -> None:
    welcome.begin_late()
    welcome.late.hour_box.setValue(hour)
    welcome.pad.setFocus()
    _keys(welcome, keys)


def test_the_point_repeats_what_was_noted_late_at_its_hour(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "6")
    _note_late(welcome, 9, "w.")

    assert screen.said[-1].startswith("1 more")
    assert "9 h" in screen.said[-1]
    assert screen.office.welcome.today().pc == 1


def test_five_more_of_a_late_entry_are_five_late_entries(screen: Screen, welcome: WelcomeTab) -> None:
    _note_late(welcome, 9, "w")
    before = screen.office.welcome.today().visits
    _keys(welcome, "+5")
    tap(welcome.pad, Qt.Key.Key_Return)

    assert screen.office.welcome.today().visits == before + 5
    assert _numbers(screen) == []


def test_what_was_done_live_is_no_late_entry_to_repeat(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "3")
    _note_late(welcome, 9, ".")

    assert screen.said[-1] == "There is nothing to repeat yet today. Press the key of a visit first."


@pytest.mark.parametrize("letter", ["p", "c"])
def test_nobody_who_came_for_a_book_is_called_first_or_in_person(
    screen: Screen, welcome: WelcomeTab, letter: str
) -> None:
    _keys(welcome, f"7{letter}")

    assert screen.said[-1] == "Only for who waits to be called by a counsellor."


def test_an_hour_that_has_not_come_is_refused_in_a_sentence(screen: Screen, welcome: WelcomeTab) -> None:
    welcome.begin_late()
    welcome.late.hour_box.setValue(23)
    welcome.pad.setFocus()
    _keys(welcome, "3")

    assert screen.said == ["That hour has not come yet. Choose an earlier one."]


def test_esc_on_the_pad_ends_the_late_entry(welcome: WelcomeTab) -> None:
    welcome.begin_late()
    welcome.pad.setFocus()
    QTest.keyClick(welcome.pad, Qt.Key.Key_Escape)

    assert not welcome.late.is_on()


def test_the_key_of_the_late_entry_ends_it_too(welcome: WelcomeTab) -> None:
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(welcome.pad, Qt.Key.Key_N, held)
    begun = welcome.late.is_on()
    QTest.keyClick(welcome.late.day_edit, Qt.Key.Key_N, held)

    assert (begun, welcome.late.is_on()) == (True, False)


def test_esc_on_a_button_ends_the_late_entry(welcome: WelcomeTab) -> None:
    welcome.begin_late()
    welcome.late.pad_button.setFocus()
    QTest.keyClick(welcome.late.pad_button, Qt.Key.Key_Escape)

    assert not welcome.late.is_on()


def test_a_late_entry_ends_with_the_tab(screen: Screen, welcome: WelcomeTab) -> None:
    _note_late(welcome, 9, "1")
    welcome.hide()
    welcome.show()
    _keys(welcome, "1")

    assert not welcome.late.is_on()
    assert _numbers(screen) == ["101"]


def test_a_late_entry_that_nobody_goes_on_with_ends_and_says_so(
    qtbot: QtBot, screen: Screen, welcome: WelcomeTab
) -> None:
    welcome._unused.setInterval(20)  # noqa: SLF001 - three minutes
    welcome.begin_late()
    qtbot.waitUntil(lambda: not welcome.late.is_on())

    assert screen.said == ["The late entry has ended: for three minutes nothing was noted."]


def test_a_late_entry_ends_when_the_day_is_closed(screen: Screen, welcome: WelcomeTab) -> None:
    screen.clock.advance(hours=9)
    _note_late(welcome, 9, "w")
    screen.office.day.close(screen.clock.now().date())

    assert not welcome.late.is_on()


def test_the_pad_asks_who_came_then(welcome: WelcomeTab) -> None:
    welcome.begin_late()
    welcome.late.hour_box.setValue(8)
    then = welcome.question_label.text()
    welcome.late.end()

    assert "8 h" in then
    assert welcome.question_label.text() == "Who is in front of you? One key is enough."


def test_a_letter_after_a_late_entry_completes_it(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "1")
    _note_late(welcome, 9, "3n")
    languages = {fact.late: fact.language for fact in visits(screen.office)}

    assert languages == {False: None, True: "NL"}
    assert welcome.card.chips["N"].action.isChecked()


def test_the_card_shows_what_was_noted_late_and_then_the_visitor_before(welcome: WelcomeTab) -> None:
    _keys(welcome, "1")
    welcome.begin_late()
    empty = welcome.card.what_label.text()
    welcome.pad.setFocus()
    _keys(welcome, "3")
    noted = welcome.card.what_label.text()
    QTest.keyClick(welcome.pad, Qt.Key.Key_Escape)

    assert empty == "Late entry: nobody noted yet."
    assert "9 h: Employment" in noted
    assert welcome.number_label.text() == "101"


def test_what_was_noted_late_and_taken_back_leaves_the_card(screen: Screen, welcome: WelcomeTab) -> None:
    _note_late(welcome, 9, "3")
    screen.undo.undo()

    assert welcome.card.what_label.text() == "Late entry: nobody noted yet."
    assert screen.office.welcome.today().visits == 0


def test_nobody_noted_late_is_called_first(screen: Screen, welcome: WelcomeTab) -> None:
    _note_late(welcome, 9, "3p")

    assert screen.said[-1] == "Only for who waits to be called by a counsellor."


def test_several_more_show_the_first_number_and_the_last(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "33+5")
    tap(welcome.pad, Qt.Key.Key_Return)

    assert welcome.number_label.text() == "303–307"
    assert welcome.card.ahead_label.text().startswith("2 people before")
    assert screen.said[-1] == "5 more: Employment, 303–307"


def test_the_day_of_a_late_entry_lies_never_ahead(screen: Screen, welcome: WelcomeTab) -> None:
    welcome.begin_late()
    today = screen.clock.now().date()
    welcome.late.day_edit.setDate(QDate(2099, 1, 1))

    assert welcome.late.day == today


def test_a_tile_does_what_its_key_does(screen: Screen, welcome: WelcomeTab) -> None:
    tile = welcome.pad.tile("3")
    assert tile is not None
    tile.click()

    assert _numbers(screen) == ["301"]
    assert welcome.pad.hasFocus()


def test_the_last_acts_stand_newest_first(welcome: WelcomeTab) -> None:
    _keys(welcome, "36")
    rows = [welcome.day.last_acts.item(row).text() for row in range(welcome.day.last_acts.count())]

    assert len(rows) == 2
    assert any("301" in row and "Employment" in row for row in rows)
    assert any("PC space" in row for row in rows)


def test_everybody_of_the_same_second_stands_before_the_last_of_them(welcome: WelcomeTab) -> None:
    _keys(welcome, "1....")

    assert welcome.number_label.text() == "105"
    assert welcome.card.ahead_label.text() == "4 people before"


def test_who_waits_stands_beside_the_pad(welcome: WelcomeTab) -> None:
    _keys(welcome, "331")
    counts = {line.theme.code: line.waiting for line in welcome.waiting._lines}  # noqa: SLF001 - what it shows

    assert counts == {"ORI": 1, "FOR": 0, "EMP": 2, "MOB": 0, "ENT": 0}


def test_a_theme_withdrawn_by_another_leaves_the_pad(screen: Screen, welcome: WelcomeTab) -> None:
    screen.office.lists.withdraw(Kind.THEME, "MOB")

    assert welcome.pad.tile("4") is None


def test_a_label_of_the_house_is_shown_as_it_was_written(screen: Screen, welcome: WelcomeTab) -> None:
    label = Label(fr="R&D <b>gras</b>", nl="O&O", en="R&D <b>bold</b>")
    screen.office.lists.rename(Kind.THEME, "MOB", label)
    tile = welcome.pad.tile("4")
    assert tile is not None

    assert tile.key.words() == "R&D <b>bold</b>"
    assert tile.accessibleName() == "R&D <b>bold</b>"
    assert tile.action.text() == "R&&D <b>bold</b>"
    assert tile.toolTip().startswith("<span>R&amp;D &lt;b&gt;")


def test_a_key_typed_elsewhere_registers_nobody(screen: Screen, welcome: WelcomeTab) -> None:
    welcome.begin_late()
    QTest.keyClick(welcome.late.hour_box, Qt.Key.Key_3)

    assert _numbers(screen) == []


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("percent", [100, 200])
def test_the_tab_speaks_each_language_with_room_for_its_words(
    qtbot: QtBot, welcome: WelcomeTab, light: Appearance, spoken: Language, percent: int
) -> None:
    _keys(welcome, "3")
    use(spoken)
    light.wear(Shade.DARK, percent)
    welcome.retranslate()
    welcome.resize(900, 480)

    assert welcome.number_label.text() == "301"
    assert looking.unnamed(welcome) == []
    assert looking.without_object_name(welcome) == []
    qtbot.waitUntil(lambda: looking.clipped(welcome) == [])


def test_a_change_of_language_keeps_what_is_being_entered(welcome: WelcomeTab) -> None:
    _keys(welcome, "951")
    use("nl")
    welcome.retranslate()

    assert welcome.group.is_asking()
    assert welcome.group.numbers["people"].text() == "51_"
    assert welcome.group.labels["people"].text() == "Hoeveel?"


def test_the_button_beside_the_number_takes_the_last_act_back_and_is_there_only_for_one(
    screen: Screen, welcome: WelcomeTab
) -> None:
    before = welcome.card.undo_button.isHidden()
    _keys(welcome, "3")
    offered = welcome.card.undo_button.isHidden(), welcome.card.undo_button.accessibleName()
    welcome.card.undo_button.click()

    assert (before, offered) == (True, (False, "Undo: Number 301 handed out"))
    assert _numbers(screen) == []
    assert welcome.card.undo_button.isHidden()


def test_the_button_beside_the_number_offers_no_act_of_another_tab(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "3")
    screen.undo.keep(lambda: "Title changed", lambda: None, of=Department.LIBRARY)
    elsewhere = welcome.card.undo_button.isHidden()
    screen.undo.undo()

    assert elsewhere
    assert not welcome.card.undo_button.isHidden()


def test_every_command_has_words_and_its_key_in_the_menu(welcome: WelcomeTab) -> None:
    commands = list(each_command(welcome.actions_for_menu()))

    assert all(command.text() and not command.shortcut().isEmpty() for command in commands)
    assert {"3", "6", "W", "V", "F", ".", "+", "Ctrl+Shift+N"} <= {
        command.shortcut().toString() for command in commands
    }


def test_six_gives_the_next_free_seat_and_shows_it_large(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "6")
    assert welcome.number_label.text() == "PC 01"
    assert screen.office.multimedia.space().taken == 1


def test_the_last_acts_name_the_seat_that_was_given(welcome: WelcomeTab) -> None:
    _keys(welcome, "6n6n")

    assert "PC 02" in welcome.day.last_acts.item(0).text()
    assert "PC 01" in welcome.day.last_acts.item(1).text()


def test_six_and_two_digits_and_enter_give_the_seat_of_that_number(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "612")
    QTest.keyClick(welcome.pad, Qt.Key.Key_Return)
    assert welcome.number_label.text() == "PC 12"
    taken = [here.seat.number for here in screen.office.multimedia.space().seats if here.stay]
    assert taken == [12]
    assert screen.office.welcome.today().pc == 1


def test_a_seat_that_there_is_not_is_told_with_the_one_that_the_visitor_keeps(
    screen: Screen, welcome: WelcomeTab
) -> None:
    _keys(welcome, "699")
    QTest.keyClick(welcome.pad, Qt.Key.Key_Return)
    assert "99" in screen.said[-1]
    assert "keeps PC 01" in screen.said[-1]


def test_two_equal_digits_of_a_seat_are_two_digits(welcome: WelcomeTab) -> None:
    welcome.pad.keys.double_press_ms = 300
    _keys(welcome, "611")
    QTest.keyClick(welcome.pad, Qt.Key.Key_Return)
    assert welcome.number_label.text() == "PC 11"


def test_digits_after_six_that_no_enter_follows_are_the_next_visitors(
    qtbot: QtBot, screen: Screen, welcome: WelcomeTab
) -> None:
    _keys(welcome, "612")
    qtbot.waitUntil(lambda: _numbers(screen) == ["101", "201"], timeout=10_000)
    assert screen.office.welcome.today().pc == 1


def test_after_six_the_card_says_that_two_digits_are_awaited(welcome: WelcomeTab) -> None:
    _keys(welcome, "6")
    assert welcome.card.amend_label.text() == "Another seat: its two digits, then Enter"


def test_the_digits_of_another_seat_are_seen_while_they_are_typed(welcome: WelcomeTab) -> None:
    _keys(welcome, "61")
    one = welcome.number_label.text()
    _keys(welcome, "2")
    assert (one, welcome.number_label.text()) == ("PC 1_", "PC 12")
    assert welcome.card.amend_label.text() == "Enter: the visitor gets this seat"


def test_the_seat_given_stands_on_the_card_again_once_no_digit_is_awaited(welcome: WelcomeTab) -> None:
    _keys(welcome, "61n")
    assert welcome.number_label.text() == "101"
    _keys(welcome, "6n")
    assert welcome.number_label.text() == "PC 02"
    assert welcome.card.amend_label.text().startswith("Optional")


def test_a_key_that_is_no_digit_lets_the_held_digits_go_first(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "63n")
    assert _numbers(screen) == ["301"]
    last = screen.office.welcome.last()
    assert last is not None
    assert (last.number, last.language) == ("301", "NL")


def test_a_language_after_six_is_that_of_who_got_the_seat(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "6n")
    last = screen.office.welcome.last()
    assert last is not None
    assert (last.motive_code, last.language) == ("MV3", "NL")


def test_six_hands_out_a_number_of_the_series_600_when_every_seat_is_taken(screen: Screen, welcome: WelcomeTab) -> None:
    screen.office.multimedia.remove_seats(2, 45)
    welcome.press("6")
    for ahead in ("Next for a seat", "1 person before"):
        welcome._came.keys.drop()  # noqa: SLF001 - a second and a half later
        welcome.press("6")
        assert welcome.card.ahead_label.text() == ahead
    assert welcome.number_label.text() == "602"


def test_the_point_gives_another_seat_to_another_visitor(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "6.")
    assert (screen.office.multimedia.space().taken, screen.office.welcome.today().pc) == (2, 2)
    assert welcome.number_label.text() == "PC 02"


def test_ctrl_z_after_a_chosen_seat_takes_the_visitor_back(screen: Screen, welcome: WelcomeTab) -> None:
    _keys(welcome, "612")
    QTest.keyClick(welcome.pad, Qt.Key.Key_Return)
    screen.undo.undo()
    assert (screen.office.multimedia.space().taken, screen.office.welcome.today().pc) == (0, 0)


def test_without_seats_in_the_list_six_counts_the_visit_as_ever(screen: Screen, welcome: WelcomeTab) -> None:
    screen.office.multimedia.remove_seats(1, 45)
    _keys(welcome, "6")
    assert (welcome.number_label.text(), screen.office.welcome.today().pc) == ("–", 1)


def test_a_scroll_bar_that_comes_and_goes_with_the_tiles_does_not_change_their_widths(
    welcome: WelcomeTab, qtbot: QtBot
) -> None:
    bar = welcome.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
    tiles = [tile for tile in welcome.pad.tiles if not tile.key.small]
    pad = Pad("pad", KeyMap(), lambda: KeyArea.WELCOME)
    qtbot.addWidget(pad)
    pad.show_keys(tile.key for tile in tiles)
    pad.show()
    changes = 0
    for width in range(200, 1400):
        pad.resize(width, 300)
        without_bar = [tile.common_width for tile in pad.tiles]
        pad.resize(width - bar, 300)
        changes += [tile.common_width for tile in pad.tiles] != without_bar

    assert changes == 0
    assert pad.tiles[0].common_width > 0
