import pytest
from pytestqt.qtbot import QtBot

from cdm_desk.domain.errors import UndoWindowClosedError
from cdm_desk.ui.messages import Message, Messages, Tone
from cdm_desk.ui.undo import Undo


@pytest.fixture
def undo(messages: Messages) -> Undo:
    return Undo(messages)


def test_the_last_act_is_taken_back_first(undo: Undo) -> None:
    done: list[int] = []
    undo.keep(lambda: "Ticket 301", lambda: done.append(301))
    undo.keep(lambda: "Ticket 302", lambda: done.append(302))

    undo.undo()
    assert (done, undo.last_words()) == ([302], "Ticket 301")

    undo.undo()
    assert (done, undo.last_words()) == ([302, 301], "")


def test_an_act_taken_back_by_another_command_is_no_step_any_more(undo: Undo) -> None:
    done: list[int] = []
    undo.keep(lambda: "Ticket 301", lambda: done.append(301))
    undo.keep(lambda: "Call of 301", lambda: done.append(4), about="call of 301")
    undo.settle("call of 301")
    undo.undo()

    assert done == [301]


def test_twenty_acts_and_more_can_be_taken_back(undo: Undo) -> None:
    for number in range(60):
        undo.keep(str(number).strip, int)

    assert undo.count() >= 20


def test_the_toast_of_an_act_takes_back_that_very_one(undo: Undo, messages: Messages) -> None:
    shown: list[Message] = []
    messages.shown.connect(shown.append)
    done: list[str] = []
    undo.keep(lambda: "first", lambda: done.append("first"))
    undo.keep(lambda: "second", lambda: done.append("second"))

    assert shown[0].undo is not None
    shown[0].undo()
    shown[0].undo()

    assert done == ["first"]
    assert undo.last_words() == "second"


def test_an_act_whose_time_is_over_says_so_and_bars_the_way_to_no_other(undo: Undo, messages: Messages) -> None:
    def too_late() -> None:
        raise UndoWindowClosedError(2)

    done: list[str] = []
    undo.keep(lambda: "early", lambda: done.append("early"))
    undo.keep(lambda: "late", too_late)
    told: list[str] = []
    messages.explained.connect(told.append)

    undo.undo()
    undo.undo()

    assert len(told) == 1
    assert done == ["early"]


def test_nothing_to_undo_is_said(undo: Undo, messages: Messages, qtbot: QtBot) -> None:
    with qtbot.waitSignal(messages.shown) as told:
        undo.undo()

    assert told.args is not None
    assert told.args[0].tone is Tone.HINT


def test_another_person_finds_nothing_to_take_back(undo: Undo) -> None:
    undo.keep(lambda: "theirs", int)
    undo.forget()

    assert undo.count() == 0
