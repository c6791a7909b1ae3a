"""A day typed into its field, as hands do it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cdm_desk.ui.day_field import DayField


class Form(QWidget):
    """The field with another one behind it, and what it refused."""

    def __init__(self) -> None:
        super().__init__()
        self.field = DayField("test.day")
        self.other = QLineEdit()
        self.refused: list[str] = []
        column = QVBoxLayout(self)
        column.addWidget(self.field)
        column.addWidget(self.other)
        self.field.setMaximumDate(QDate(2026, 12, 1))
        self.field.setDate(QDate(2026, 12, 1))
        self.field.refused.connect(self.refused.append)


@pytest.fixture
def form(qtbot: QtBot) -> Iterator[Form]:
    made = Form()
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.field.setFocus()
    yield made
    made.close()


def shown(form: Form) -> str:
    return form.field.date().toString("yyyy-MM-dd")


@pytest.mark.parametrize("typed", ["30/11/2026", "30112026", "30"])
@pytest.mark.parametrize("end", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_a_day_typed_over_the_old_one_is_that_day(form: Form, typed: str, end: Qt.Key) -> None:
    QTest.keyClick(form.field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(form.field, typed)
    QTest.keyClick(form.field, end)

    assert form.other.hasFocus() == (end == Qt.Key.Key_Tab)
    assert (shown(form), form.field.text()) == ("2026-11-30", "30/11/2026")


def test_what_is_typed_is_seen_and_changes_nothing_until_it_is_ended(form: Form) -> None:
    changed: list[QDate] = []
    form.field.dateChanged.connect(changed.append)
    QTest.keyClicks(form.field, "5/1")

    assert (form.field.text(), changed) == ("5/1", [])


def test_a_mouse_elsewhere_ends_it_too(form: Form) -> None:
    QTest.keyClicks(form.field, "5/1")
    form.other.setFocus()

    assert shown(form) == "2026-01-05"


@pytest.mark.parametrize(
    ("typed", "said"),
    [("30/02/2026", "is no day"), ("2/12/2026", "Only days up to 01/12/2026"), ("77", "is no day")],
)
def test_what_is_no_day_here_is_said_and_the_old_one_stays(form: Form, typed: str, said: str) -> None:
    QTest.keyClicks(form.field, typed)
    QTest.keyClick(form.field, Qt.Key.Key_Return)

    assert said in form.refused[0]
    assert (shown(form), form.field.text()) == ("2026-12-01", "01/12/2026")


def test_esc_gives_the_old_day_back_and_backspace_the_sign_before(form: Form) -> None:
    QTest.keyClicks(form.field, "3")
    QTest.keyClick(form.field, Qt.Key.Key_Escape)
    after_esc = form.field.text()
    QTest.keyClicks(form.field, "39")
    QTest.keyClick(form.field, Qt.Key.Key_Backspace)
    QTest.keyClicks(form.field, "0")
    QTest.keyClick(form.field, Qt.Key.Key_Return)

    assert (after_esc, shown(form)) == ("01/12/2026", "2026-11-30")


def test_the_arrows_go_on_from_what_was_typed(form: Form) -> None:
    QTest.keyClicks(form.field, "15/11")
    QTest.keyClick(form.field, Qt.Key.Key_Up)

    assert shown(form) == "2026-11-16"
