"""The list of the seats, kept by staff."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cdm_desk.domain.multimedia import Device
from cdm_desk.office import Office
from cdm_desk.ui.dialogs.seats import SeatsDialog


@pytest.fixture
def dialog(qtbot: QtBot, office: Office) -> SeatsDialog:
    made = SeatsDialog(office.multimedia)
    qtbot.addWidget(made)
    made.show()
    return made


def test_twenty_tablets_are_put_into_the_list_at_once(office: Office, dialog: SeatsDialog) -> None:
    dialog.first_box.setValue(46)
    dialog.last_box.setValue(65)
    dialog.kind_box.setCurrentIndex(dialog.kind_box.findData(Device.TABLET))
    QTest.keyClick(dialog.add_button, Qt.Key.Key_Space)
    assert dialog.list_label.text() == "PC: 01–45\nTablet: 46–65"
    assert len(office.multimedia.space().seats) == 65


def test_seats_taken_out_leave_a_gap_in_the_numbers(dialog: SeatsDialog) -> None:
    dialog.first_box.setValue(10)
    dialog.last_box.setValue(12)
    QTest.keyClick(dialog.remove_button, Qt.Key.Key_Space)
    assert dialog.list_label.text() == "PC: 01–09, 13–45"


def test_a_seat_that_somebody_has_stays_in_the_list_and_says_so(office: Office, dialog: SeatsDialog) -> None:
    office.multimedia.give(1)
    QTest.keyClick(dialog.remove_button, Qt.Key.Key_Space)
    assert dialog.answer_label.text().startswith("Seat 01 has just been taken.")
    assert dialog.list_label.text() == "PC: 01–45"


def test_a_list_without_seats_says_so(dialog: SeatsDialog) -> None:
    dialog.last_box.setValue(45)
    QTest.keyClick(dialog.remove_button, Qt.Key.Key_Space)
    assert dialog.list_label.text() == "There is no seat in the list yet."
