"""The conversation, by its keys: noted in two, closed in one, the next called in the same one."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cdm_desk.domain.errors import NobodyCalledError
from cdm_desk.language import LANGUAGES, Language, use
from cdm_desk.ui.appearance import Appearance, Shade
from cdm_desk.ui.kept_settings import KeptSettings
from cdm_desk.ui.message_bar import MessageBar
from cdm_desk.ui.tab_commands import each_command
from cdm_desk.ui.tabs.counselling import CounsellingTab
from cdm_desk.ui.usual_desk import UsualDesk
from tests.ui import looking
from tests.ui.tabs.conftest import FolderAway, Screen, tap

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def talking(screen: Screen, counselling: CounsellingTab) -> CounsellingTab:
    """Begin a conversation at desk 4 with a visitor for employment; two more wait."""
    for theme in ("EMP", "EMP", "ORI"):
        screen.office.welcome.register(theme)
        screen.clock.advance(minutes=1)
    screen.office.queue.open_desk("4", ("ORI", "EMP"), ("FR", "NL"))
    screen.office.queue.call_next("4")
    screen.office.counselling.start("4")
    screen.clock.advance(minutes=17)
    counselling.setFocus()
    return counselling


def test_without_a_desk_the_tab_says_how_to_open_one(counselling: CounsellingTab) -> None:
    assert counselling.empty.sentence_label.text() == "No desk is open here."
    assert "Ctrl+2" in counselling.empty.advice_label.text()


def test_enter_begins_with_the_visitor_who_was_called(screen: Screen, counselling: CounsellingTab) -> None:
    screen.office.welcome.register("EMP")
    screen.office.queue.open_desk("4", ("EMP",), ("FR", "NL"))
    tap(counselling, Qt.Key.Key_F8)
    called = counselling.what_label.text()
    tap(counselling, Qt.Key.Key_Return)

    assert called == "called: Emploi / Werk. Enter begins."
    assert screen.office.counselling.running("4") is not None
    assert counselling.number_label.text() == "301"


def test_without_the_folder_a_counsellor_says_here_that_they_called_by_voice(
    qtbot: QtBot, screen: Screen, counselling: CounsellingTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen.office.welcome.register("EMP")
    screen.office.queue.open_desk("4", ("EMP",), ("FR", "NL"))
    monkeypatch.setattr(screen.office.queue, "_claims", FolderAway)
    tap(counselling, Qt.Key.Key_F8)
    qtbot.waitUntil(counselling.by_voice.button.isVisible)
    refused = screen.said[-1]
    QTest.keyClick(counselling, Qt.Key.Key_F8, CTRL)
    qtbot.waitUntil(lambda: counselling.number_label.text() == "301")

    assert "the others cannot be reached" in refused
    assert "(Ctrl+F8)" in refused
    assert counselling.what_label.text() == "called: Emploi / Werk. Enter begins."
    assert not counselling.by_voice.button.isVisible()


def test_nobody_is_called_by_voice_without_their_number(screen: Screen, counselling: CounsellingTab) -> None:
    screen.office.welcome.register("EMP")
    screen.office.queue.open_desk("4", ("EMP",), ("FR", "NL"))
    QTest.keyClick(counselling, Qt.Key.Key_F8, CTRL)

    assert not screen.office.queue.board().called
    assert screen.said == ["Desk 4 is open and free: F8 calls the next visitor."]


@pytest.fixture
def called(screen: Screen, counselling: CounsellingTab) -> CounsellingTab:
    """Call a first visitor to desk 4; a second one waits."""
    for _visitor in range(2):
        screen.office.welcome.register("EMP")
        screen.clock.advance(minutes=1)
    screen.office.queue.open_desk("4", ("EMP",), ("FR", "NL"))
    tap(counselling, Qt.Key.Key_F8)
    return counselling


def test_a_digit_pressed_before_the_conversation_began_is_kept_for_it(screen: Screen, called: CounsellingTab) -> None:
    tap(called, "1")
    said = screen.said[-1]
    tap(called, Qt.Key.Key_Return, Qt.Key.Key_Return)

    assert said == "Kept: Answered. Enter begins the conversation with 301, Enter again closes it."
    assert [(bool(each.ended_at), each.outcome_codes) for each in screen.office.counselling.today("4")] == [
        (True, ("OU1",))
    ]


def test_what_is_kept_can_be_seen_and_taken_away_again(called: CounsellingTab) -> None:
    tap(called, "1")
    kept = [chip.isChecked() for chip in called.outcomes.chips][:2]
    tap(called, "1")

    assert called.outcomes.isVisible()
    assert kept == [True, False]
    assert not any(chip.isChecked() for chip in called.outcomes.chips)


def test_what_was_kept_for_one_visitor_is_not_noted_for_the_next(screen: Screen, called: CounsellingTab) -> None:
    tap(called, "1")
    screen.undo.undo()
    first = next(ticket for ticket in screen.office.queue.board().waiting if ticket.number == "301")
    screen.office.queue.left(first.id)
    tap(called, Qt.Key.Key_F8, Qt.Key.Key_Return, "2", Qt.Key.Key_Return)

    assert [each.outcome_codes for each in screen.office.counselling.today("4")] == [("OU2",)]


def test_a_letter_before_the_conversation_began_says_which_key_begins_it(
    screen: Screen, called: CounsellingTab
) -> None:
    tap(called, "A")

    assert screen.said[-1] == "Number 301 is called: Enter begins, F9 notes them absent."


def test_a_digit_at_a_free_desk_says_how_to_call(screen: Screen, counselling: CounsellingTab) -> None:
    screen.office.queue.open_desk("4", ("EMP",), ("FR", "NL"))
    tap(counselling, "1")

    assert screen.said[-1] == "Desk 4 is open and free: F8 calls the next visitor."


def test_a_beginning_too_early_is_undone(screen: Screen, counselling: CounsellingTab) -> None:
    screen.office.welcome.register("EMP")
    screen.office.queue.open_desk("4", ("EMP",), ("FR", "NL"))
    tap(counselling, Qt.Key.Key_F8, Qt.Key.Key_Return)
    screen.undo.undo()

    assert screen.office.counselling.running("4") is None
    assert [ticket.number for ticket in screen.office.queue.board().called] == ["301"]


def test_somebody_without_a_number_is_served_at_once(screen: Screen, counselling: CounsellingTab) -> None:
    screen.office.queue.open_desk("4", ("EMP",), ("FR", "NL"))
    QTest.keyClick(counselling, Qt.Key.Key_N, CTRL)
    tap(counselling, "2")
    session = screen.office.counselling.running("4")

    assert session is not None
    assert (session.theme_code, session.number) == ("FOR", "201")
    assert screen.office.welcome.today().advice == 1
    assert screen.said == ["Conversation with 201 begun"]


def test_esc_serves_nobody_at_once(screen: Screen, counselling: CounsellingTab) -> None:
    screen.office.queue.open_desk("4", ("EMP",), ("FR", "NL"))
    QTest.keyClick(counselling, Qt.Key.Key_N, CTRL)
    tap(counselling, Qt.Key.Key_Escape, "2")

    assert screen.office.counselling.running("4") is None
    assert not counselling.direct.isVisible()


def test_a_digit_and_enter_close_the_conversation_with_its_outcome(screen: Screen, talking: CounsellingTab) -> None:
    tap(talking, "1", Qt.Key.Key_Return)
    session = screen.office.counselling.today("4")[0]

    assert session.outcome_codes == ("OU1",)
    assert screen.office.counselling.running("4") is None
    assert screen.said[-1] == "Conversation with 301 closed"


@pytest.mark.parametrize(("key", "code"), [("2", "OU2"), ("7", "OU7"), ("8", "OU12"), ("9", "OU13")])
def test_each_digit_is_an_outcome(screen: Screen, talking: CounsellingTab, key: str, code: str) -> None:
    tap(talking, key, Qt.Key.Key_Return)

    assert screen.office.counselling.today("4")[0].outcome_codes == (code,)


def test_the_rest_of_the_outcomes_is_put_away_with_the_visitor(screen: Screen, talking: CounsellingTab) -> None:
    tap(talking, "0", "1", Qt.Key.Key_Return)
    screen.office.welcome.register("EMP")
    tap(talking, Qt.Key.Key_F8, Qt.Key.Key_Return)

    assert len(talking.outcomes.chips) == 10
    assert not any(chip.action.isChecked() for chip in talking.outcomes.chips)


def test_zero_opens_the_rest_of_the_outcomes(screen: Screen, talking: CounsellingTab) -> None:
    before = len(talking.outcomes.chips)
    tap(talking, "0")
    chips = {chip.action.objectName().rsplit("_", 1)[-1]: chip for chip in talking.outcomes.chips}
    chips["OU11"].click()
    tap(talking, Qt.Key.Key_Return)

    assert before == 10
    assert {"OU8", "OU9", "OU10", "OU11", "OU14"} <= set(chips)
    assert screen.office.counselling.today("4")[0].outcome_codes == ("OU11",)


def test_up_to_three_outcomes_and_a_fourth_is_refused(screen: Screen, talking: CounsellingTab) -> None:
    tap(talking, "1", "3", "5", "6")
    refused = screen.said[-1]
    tap(talking, Qt.Key.Key_Return)

    assert refused == "A conversation has 3 outcomes at most. Take one away first."
    assert screen.office.counselling.today("4")[0].outcome_codes == ("OU1", "OU3", "OU5")


def test_the_same_digit_takes_an_outcome_away(screen: Screen, talking: CounsellingTab) -> None:
    tap(talking, "1", "3", "1", Qt.Key.Key_Return)

    assert screen.office.counselling.today("4")[0].outcome_codes == ("OU3",)


def test_f8_closes_and_calls_the_next(screen: Screen, talking: CounsellingTab) -> None:
    tap(talking, "1", Qt.Key.Key_F8)

    assert screen.office.counselling.running("4") is None
    assert len(screen.office.queue.board().called) == 1


def test_without_an_outcome_f8_asks_and_a_key_answers(screen: Screen, talking: CounsellingTab) -> None:
    tap(talking, Qt.Key.Key_F8)
    asked = talking.grace_label.text()
    still_running = screen.office.counselling.running("4")
    tap(talking, "3")

    assert asked.startswith("What came out of it?")
    assert still_running is not None
    assert screen.office.counselling.today("4")[0].outcome_codes == ("OU3",)
    assert len(screen.office.queue.board().called) == 1


def test_without_an_answer_nothing_is_recorded_as_outcome(
    qtbot: QtBot, screen: Screen, talking: CounsellingTab
) -> None:
    talking._grace.setInterval(20)  # noqa: SLF001 - five seconds of the screen
    tap(talking, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: screen.office.counselling.running("4") is None)

    assert screen.office.counselling.today("4")[0].outcome_codes == ()
    assert talking.talks.model.columns[-1].text(talking.talks.model.values[0]) == "not recorded"


def test_esc_goes_back_to_the_conversation(screen: Screen, talking: CounsellingTab) -> None:
    tap(talking, Qt.Key.Key_F8, Qt.Key.Key_Escape)

    assert screen.office.counselling.running("4") is not None
    assert not talking._grace.isActive()  # noqa: SLF001 - nothing shall happen later


def test_a_closed_conversation_is_taken_up_again_by_undo(screen: Screen, talking: CounsellingTab) -> None:
    tap(talking, "1", Qt.Key.Key_Return)
    screen.undo.undo()

    assert screen.office.counselling.running("4") is not None


def test_alt_and_a_digit_change_the_theme(screen: Screen, talking: CounsellingTab) -> None:
    QTest.keyClick(talking, Qt.Key.Key_2, ALT)
    session = screen.office.counselling.running("4")

    assert session is not None
    assert session.theme_code == "FOR"
    assert len(talking.sub_themes.chips) == 8


def test_letters_note_the_subjects(screen: Screen, talking: CounsellingTab) -> None:
    tap(talking, "A", "C", "A")
    session = screen.office.counselling.running("4")

    assert session is not None
    assert session.sub_theme_codes == ("EMP3",)


def test_where_and_in_which_language_are_noted(screen: Screen, talking: CounsellingTab) -> None:
    for group, code in ((talking.channels, "formtruck"), (talking.languages, "NL")):
        chip = next(chip for chip in group.chips if chip.action.objectName().endswith(f"_{code}"))
        chip.click()
    session = screen.office.counselling.running("4")

    assert session is not None
    assert (session.channel, session.language) == ("formtruck", "NL")


def test_people_who_came_together_are_noted(screen: Screen, talking: CounsellingTab) -> None:
    talking.people_box.setFocus()
    talking.people_box.setValue(3)
    QTest.keyClick(talking.people_box, Qt.Key.Key_Tab)
    session = screen.office.counselling.running("4")

    assert session is not None
    assert session.people == 3


def test_a_break_stops_the_clock(screen: Screen, talking: CounsellingTab) -> None:
    QTest.keyClick(talking, Qt.Key.Key_Space, CTRL)
    screen.clock.advance(minutes=10)
    talking._tick()  # noqa: SLF001 - one second of the screen
    paused = talking.clock_label.text()
    QTest.keyClick(talking, Qt.Key.Key_Space, CTRL)
    talking._tick()  # noqa: SLF001

    assert paused == "00:17:00, on break"
    assert talking.clock_label.text() == "00:17:00"


def test_who_is_next_stands_beside_the_conversation(talking: CounsellingTab) -> None:
    assert talking.next_label.text().startswith("Next: ")


def test_f2_corrects_a_conversation_of_today(screen: Screen, talking: CounsellingTab) -> None:
    tap(talking, "1", Qt.Key.Key_Return)
    session = screen.office.counselling.today("4")[0]
    talking.talks.table.choose(session.id)
    tap(talking, Qt.Key.Key_F2, "1", "6", Qt.Key.Key_Return)

    assert screen.office.counselling.today("4")[0].outcome_codes == ("OU6",)
    assert screen.said[-1] == "Corrected. The day's figures follow."


def test_f2_corrects_the_latest_conversation_when_none_is_selected(screen: Screen, talking: CounsellingTab) -> None:
    tap(talking, "1", Qt.Key.Key_Return)
    tap(talking, Qt.Key.Key_F2, "1", "6", Qt.Key.Key_Return)

    assert screen.office.counselling.today("4")[0].outcome_codes == ("OU6",)


def test_f2_leaves_the_conversation_under_way_alone(screen: Screen, talking: CounsellingTab) -> None:
    talking.talks.table.selectAll()
    tap(talking, Qt.Key.Key_F2)

    assert screen.said[-1] == "No conversation of today has been closed here yet."


def test_without_a_conversation_ctrl_space_is_the_break_of_the_desk(screen: Screen, talking: CounsellingTab) -> None:
    tap(talking, "1", Qt.Key.Key_Return)
    QTest.keyClick(talking, Qt.Key.Key_Space, CTRL)
    away = talking.empty.sentence_label.text()
    tap(talking, Qt.Key.Key_F8)
    told = screen.said[-1]
    QTest.keyClick(talking, Qt.Key.Key_Space, CTRL)
    tap(talking, Qt.Key.Key_F8)

    assert away == "Desk 4 is on break."
    assert told == "Desk 4 is on break: Ctrl+Space comes back from it."
    assert [ticket.desk for ticket in screen.office.queue.board().called] == ["4"]


def test_closing_and_calling_on_a_break_says_that_it_is_one(screen: Screen, talking: CounsellingTab) -> None:
    screen.office.queue.pause("4")
    tap(talking, "1", Qt.Key.Key_F8)

    assert screen.office.counselling.running("4") is None
    assert screen.said[-1] == "Desk 4 is on break: Ctrl+Space comes back from it."


def test_somebody_served_at_once_by_mistake_is_undone(screen: Screen, counselling: CounsellingTab) -> None:
    screen.office.queue.open_desk("4", ("EMP",), ("FR", "NL"))
    QTest.keyClick(counselling, Qt.Key.Key_N, CTRL)
    tap(counselling, "3")
    screen.undo.undo()

    assert screen.office.counselling.running("4") is None


@pytest.mark.parametrize("act", ["break", "theme", "outcome"])
def test_an_error_goes_with_the_next_act_that_succeeds(
    screen: Screen, talking: CounsellingTab, qtbot: QtBot, act: str
) -> None:
    bar = MessageBar(screen.messages, talking)
    qtbot.addWidget(bar)
    screen.messages.show_error(NobodyCalledError("4"))
    before = bar.isVisible()
    {
        "break": lambda: QTest.keyClick(talking, Qt.Key.Key_Space, CTRL),
        "theme": lambda: QTest.keyClick(talking, Qt.Key.Key_1, ALT),
        "outcome": lambda: tap(talking, "1"),
    }[act]()

    assert before
    assert not bar.isVisible()


@pytest.mark.parametrize(("last", "proposed"), [("", "4"), ("7", "7")], ids=["in the name", "last time"])
def test_the_desk_is_asked_for_with_the_number_of_this_computer_and_enter_opens_it(
    screen: Screen, kept: KeptSettings, show: Callable[[QWidget], None], last: str, proposed: str
) -> None:
    kept.change(desk=last)
    office = screen.office
    usual = UsualDesk(office.queue, office.desks, office.lists, screen.messages, kept)
    tab = CounsellingTab(office.counselling, office.queue, office.lists, screen.messages, screen.undo, usual=usual)
    show(tab)
    QTest.keyClick(tab, Qt.Key.Key_D, CTRL)
    asked = (tab.desk_question.isVisible(), tab.desk_question.number_box.text(), office.queue.desk_here())
    QTest.keyClick(tab.desk_question.number_box, Qt.Key.Key_Return)

    assert asked == (True, proposed, None)
    here = office.queue.desk_here()
    assert here is not None
    assert here.name == proposed
    assert not tab.desk_question.isVisible()
    assert tab.hasFocus() or tab.pad.hasFocus()
    assert kept.current.desk == proposed


def test_another_number_is_typed_over_the_one_that_is_proposed(screen: Screen, counselling: CounsellingTab) -> None:
    QTest.keyClick(counselling, Qt.Key.Key_D, CTRL)
    box = counselling.desk_question.number_box
    QTest.keyClicks(box, "12")
    QTest.keyClick(box, Qt.Key.Key_Return)

    assert [desk.name for desk in screen.office.queue.desks()] == ["12"]


def test_esc_leaves_the_desk_closed(screen: Screen, counselling: CounsellingTab) -> None:
    QTest.keyClick(counselling, Qt.Key.Key_D, CTRL)
    QTest.keyClick(counselling.desk_question.number_box, Qt.Key.Key_Escape)

    assert screen.office.queue.desks() == []
    assert not counselling.desk_question.isVisible()


def test_a_number_that_another_computer_has_is_asked_for_again_with_a_free_one(
    screen: Screen, counselling: CounsellingTab
) -> None:
    with screen.office.store.unit() as unit:
        opened = {"workstation": "Conseil 9", "opened_at": screen.clock.now(), "themes": ("EMP",), "languages": ("FR",)}
        unit.keep("desk", "9", opened | {"closed": False})
    QTest.keyClick(counselling, Qt.Key.Key_D, CTRL)
    box = counselling.desk_question.number_box
    QTest.keyClicks(box, "9")
    QTest.keyClick(box, Qt.Key.Key_Return)
    said, proposed = screen.said[-1], box.text()
    QTest.keyClick(box, Qt.Key.Key_Return)

    assert (said, proposed) == ("Desk 9 is open on Conseil 9. Desk 4 is free.", "4")
    here = screen.office.queue.desk_here()
    assert here is not None
    assert here.name == "4"


def test_the_key_that_opens_the_desk_closes_it_too(screen: Screen, counselling: CounsellingTab) -> None:
    screen.office.queue.open_desk("4", ("EMP",), ("FR", "NL"))
    QTest.keyClick(counselling, Qt.Key.Key_D, CTRL)

    assert screen.office.queue.desk_here() is None
    assert screen.said == ["Desk 4 is closed."]


def test_a_desk_in_conversation_stays_open(screen: Screen, talking: CounsellingTab) -> None:
    QTest.keyClick(talking, Qt.Key.Key_D, CTRL)

    assert screen.office.queue.desk_here() is not None
    assert screen.said[-1] == "Desk 4 still has number 301. Finish or put it back first."


def test_the_first_conversation_of_the_day_is_said_to_be_under_way(talking: CounsellingTab) -> None:
    assert talking.talks.sum_label.text() == "Conversations of today on this PC: the first is under way"


def test_the_conversations_of_today_stay_in_sight_under_another_number_and_once_the_desk_is_closed(
    screen: Screen, talking: CounsellingTab
) -> None:
    tap(talking, "1", Qt.Key.Key_Return)
    screen.office.queue.close_desk("4")
    closed = len(talking.talks.model.values)
    screen.office.queue.open_desk("7", ("EMP",), ("FR", "NL"))

    assert (closed, len(talking.talks.model.values)) == (1, 1)


def test_esc_leaves_a_correction_as_it_was(screen: Screen, talking: CounsellingTab) -> None:
    tap(talking, "1", Qt.Key.Key_Return)
    talking.talks.table.choose(screen.office.counselling.today("4")[0].id)
    tap(talking, Qt.Key.Key_F2, "6", Qt.Key.Key_Escape)

    assert screen.office.counselling.today("4")[0].outcome_codes == ("OU1",)


def test_outcomes_pressed_survive_news_and_a_change_of_language(screen: Screen, talking: CounsellingTab) -> None:
    tap(talking, "1", "3")
    screen.office.welcome.register("MOB")
    use("nl")
    talking.retranslate()
    pressed = [chip.text() for chip in talking.outcomes.chips if chip.isChecked()]

    assert pressed == ["1  Beantwoord", "3  Documentatie / pc"]


def test_there_is_no_field_for_a_name_or_a_text(talking: CounsellingTab) -> None:
    from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit  # noqa: PLC0415 - of this test alone

    fields = [field for kind in (QLineEdit, QPlainTextEdit, QTextEdit) for field in talking.findChildren(kind)]

    assert all(field.objectName().startswith("qt_spinbox") for field in fields)


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("percent", [100, 200])
def test_the_tab_speaks_each_language_with_room_for_its_words(
    qtbot: QtBot, talking: CounsellingTab, light: Appearance, spoken: Language, percent: int
) -> None:
    use(spoken)
    light.wear(Shade.DARK, percent)
    talking.retranslate()
    talking.resize(900, 480)

    assert looking.unnamed(talking) == []
    assert looking.without_object_name(talking) == []
    qtbot.waitUntil(lambda: looking.clipped(talking) == [])


def test_no_two_commands_of_the_tab_share_atap(talking: CounsellingTab) -> None:
    keys = [key.toString() for action in each_command(talking.actions_for_menu()) for key in action.shortcuts()]

    assert len(keys) == len(set(keys))
