"""Forms entered as a person enters them: digits, Enter, Backspace, a finger; and the waves beside them."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.staff import ALLOWED, Action, Role
from cdm_desk.domain.survey import Answer, Mode, Stretch, Wave, WaveKind
from cdm_desk.office import Office, temporary_office
from cdm_desk.settings import Settings
from cdm_desk.ui.messages import Message, Messages
from cdm_desk.ui.survey.enter import EnterPage
from cdm_desk.ui.survey.waves import WavesPage
from cdm_desk.ui.undo import Undo
from tests.ui.looking import clipped, unnamed, without_object_name

TODAY = date(2020, 1, 8)
ENTER, BACK = Qt.Key.Key_Return, Qt.Key.Key_Backspace
# One digit for each question that takes one answer, Enter after those that take several and after the comment.
FORM = "121\r" + "3\r21A\r" + "1112111" + "1111211" + "213" + "\r"


class Desk:
    """Both rooms on the real office, with a wave that is open."""

    def __init__(self, qtbot: QtBot, office: Office, kind: WaveKind = WaveKind.WAVE) -> None:
        self.office = office
        self.wave: Wave = office.survey.open_wave("2020", kind, [Stretch(first=date(2020, 1, 6), last=TODAY)])
        self.messages = Messages()
        self.told: list[Message] = []
        self.messages.shown.connect(self.told.append)
        self.undo = Undo(self.messages)
        self.enter = EnterPage(office.survey, self.messages, self.undo)
        self.waves = WavesPage(
            office.survey, self.messages, self.undo, may=lambda action: Role.MANAGER in ALLOWED[Action(action)]
        )
        for page in (self.enter, self.waves):
            qtbot.addWidget(page)
            office.store.on_change(page.refresh)
            page.resize(1300, 640)
        self.enter.show()

    def type(self, *keys: str | Qt.Key) -> None:
        for key in keys:
            at_end = not self.enter.comment_field.isHidden()
            part = self.enter.comment_field if at_end else self.enter.card
            if isinstance(key, str):
                QTest.keyClicks(part, key)
            else:
                QTest.keyClick(part, key)

    def fill(self) -> None:
        for key in FORM:
            self.type(ENTER if key == "\r" else key)

    def kept(self) -> list[Answer]:
        return self.office.survey.answers(self.wave.id)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    clock = StoppedClock(datetime(2020, 1, 8, 10, tzinfo=BRUSSELS))
    with temporary_office(tmp_path, clock, Settings(workstation="Bureau 1", kind="office")) as made:
        yield made


@pytest.fixture
def desk(qtbot: QtBot, office: Office) -> Desk:
    return Desk(qtbot, office)


def test_a_whole_form_is_entered_with_about_thirty_keys(desk: Desk) -> None:
    assert len(FORM) < 32
    desk.fill()
    (kept,) = desk.kept()

    assert kept.answers["A1"] == ("yes",)
    assert kept.answers["A3"] == ("HW1",)
    assert kept.answers["B3"] == ("W1", "W10")
    assert kept.answers["E3"] == ("LOW",)
    assert len(kept.answers) == 23
    assert desk.enter.count_label.text().startswith("1 form entered")


def test_the_last_form_is_taken_back_by_undo(desk: Desk) -> None:
    desk.fill()
    desk.undo.undo()

    assert desk.kept() == []


def test_zero_and_enter_are_no_answer_and_backspace_goes_back(desk: Desk) -> None:
    desk.type("1", "0", ENTER, BACK, BACK, "3")
    assert desk.enter.card.question_label.text() == desk.wave.questions[2].label.spoken("en")

    desk.type(BACK, BACK)
    assert desk.enter.card.buttons["1"].isChecked()


def test_a_key_that_is_no_answer_does_nothing(desk: Desk) -> None:
    before = desk.enter.card.question_label.text()
    desk.type("9", "Z")

    assert desk.enter.card.question_label.text() == before


def test_a_finger_answers_as_a_key_does(desk: Desk) -> None:
    button = desk.enter.card.buttons["2"]
    assert button.height() >= 38
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    assert desk.enter.card.question_label.text() == desk.wave.questions[1].label.spoken("en")


def test_the_question_is_asked_in_the_language_of_the_form_not_of_the_screen(desk: Desk) -> None:
    desk.enter.language_box.setCurrentIndex(desk.enter.language_box.findData("nl"))
    desk.enter.language_box.activated.emit(1)

    assert desk.enter.card.question_label.text() == "Bent u voor het eerst in het Beroepenpunt?"


def test_a_day_outside_the_wave_is_said_and_the_form_is_not_lost(desk: Desk) -> None:
    desk.enter.day_field.show_day(date(2020, 1, 3))
    desk.fill()

    assert desk.kept() == []
    assert "03/01/2020" in desk.told[-1].text
    desk.enter.day_field.show_day(TODAY)
    desk.type(ENTER)
    assert len(desk.kept()[0].answers) == 23


def test_a_comment_that_names_somebody_stays_on_the_screen(desk: Desk) -> None:
    for key in FORM[:-1]:
        desk.type(ENTER if key == "\r" else key)
    desk.enter.comment_field.setText("jean@example.org")
    desk.type(ENTER)

    assert desk.kept() == []
    assert desk.enter.comment_field.text() == "jean@example.org"


def test_a_refusal_is_one_key(desk: Desk) -> None:
    desk.enter.refused_action.trigger()

    assert desk.kept()[0].refused
    assert "1 refusal" in desk.enter.count_label.text()


def test_the_light_sample_asks_three_questions(qtbot: QtBot, office: Office) -> None:
    desk = Desk(qtbot, office, WaveKind.LIGHT)
    desk.type("1", "1", "2", ENTER)

    assert list(desk.kept()[0].answers) == ["A1", "S3", "E1"]


def test_a_wave_is_opened_closed_and_both_undone(desk: Desk) -> None:
    desk.waves.name_field.setText("Printemps")
    desk.waves.open_action.trigger()
    assert {each.wave.name for each in desk.office.survey.waves()} == {"2020", "Printemps"}

    desk.waves.close_action.trigger()
    assert [each.name for each in desk.office.survey.open_waves()] == ["2020"]
    desk.undo.undo()
    desk.undo.undo()
    assert [each.name for each in desk.office.survey.open_waves()] == ["2020"]


def test_a_comment_is_let_to_be_printed(desk: Desk) -> None:
    desk.fill()
    desk.office.survey.correct(
        Answer(id=desk.kept()[0].id, wave_id=desk.wave.id, day=TODAY, mode=Mode.PAPER, comment="Très bien")
    )
    desk.waves.comments.selectRow(0)
    desk.waves.clear_action.trigger()

    assert desk.kept()[0].comment_cleared


def test_forms_go_to_a_file_and_come_back_from_it(desk: Desk, tmp_path: Path) -> None:
    desk.fill()
    desk.waves.write(str(tmp_path / "2020.csv"))
    desk.waves.read(str(tmp_path / "2020.csv"))
    first, second = desk.kept()
    assert first.answers == second.answers

    (tmp_path / "wrong.csv").write_text("day;mode;S1\n2020-01-08;paper;9\n", encoding="utf-8")
    desk.waves.read(str(tmp_path / "wrong.csv"))
    assert len(desk.kept()) == 2
    assert desk.told[-1].text.startswith("Line 2")


def test_both_rooms_name_what_can_be_used_and_clip_nothing(desk: Desk) -> None:
    desk.waves.show()
    for page in (desk.enter, desk.waves):
        assert unnamed(page) == []
        assert without_object_name(page) == []
        assert clipped(page) == []
