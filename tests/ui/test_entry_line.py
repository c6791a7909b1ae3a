"""A number asked in place, by the keys of the pad."""

import pytest
from pytestqt.qtbot import QtBot

from cdm_desk.ui.entry_line import EntryLine


@pytest.fixture
def line(qtbot: QtBot) -> EntryLine:
    line = EntryLine()
    qtbot.addWidget(line)
    line.ask(lambda: "How many?")
    return line


def test_digits_and_enter_give_a_number(qtbot: QtBot, line: EntryLine) -> None:
    with qtbot.waitSignal(line.entered) as heard:
        for sign in ("5", "1", "Enter"):
            line.take(sign)

    assert heard.args == [51]
    assert not line.is_asking()


def test_a_wrong_digit_is_taken_back(line: EntryLine) -> None:
    for sign in ("5", "9", "Backspace", "1"):
        line.take(sign)

    assert line.digits_label.text() == "51_"


def test_a_number_has_three_digits_at_most(line: EntryLine) -> None:
    for sign in "12345":
        line.take(sign)

    assert line.digits_label.text() == "123"


def test_enter_without_a_digit_goes_on_asking(qtbot: QtBot, line: EntryLine) -> None:
    with qtbot.assertNotEmitted(line.entered):
        line.take("Enter")

    assert line.is_asking()


@pytest.mark.parametrize("sign", ["W", ".", "Space", ""])
def test_what_is_no_part_of_a_number_is_left_aside(line: EntryLine, sign: str) -> None:
    line.take("5")
    line.take(sign)

    assert line.digits_label.text() == "5_"


def test_esc_asks_no_longer(qtbot: QtBot, line: EntryLine) -> None:
    with qtbot.waitSignal(line.ended):
        line.take("Esc")

    assert not line.is_asking()


def test_a_change_of_language_keeps_the_digits(line: EntryLine) -> None:
    line.take("5")
    line.retranslate()

    assert line.digits_label.text() == "5_"


def test_the_next_question_begins_empty(line: EntryLine) -> None:
    line.take("5")
    line.ask(lambda: "How many more?")

    assert (line.question_label.text(), line.digits_label.text()) == ("How many more?", "_")
