from types import TracebackType

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cdm_desk.domain.errors import DeskBusyError, StoreFullError
from cdm_desk.ui.announcer import Announcer
from cdm_desk.ui.dialogs.crash import CrashWindow, code_of, report_of
from cdm_desk.ui.message_bar import MessageBar
from cdm_desk.ui.messages import Message, Messages, Tone


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    shown = QWidget()
    shown.resize(900, 480)
    qtbot.addWidget(shown)
    shown.show()
    return shown


@pytest.fixture
def bar(messages: Messages, page: QWidget) -> MessageBar:
    return MessageBar(messages, page)


def refuse() -> None:
    raise DeskBusyError("4", "346")


def test_an_error_becomes_the_sentence_that_says_what_to_do(messages: Messages, bar: MessageBar, qtbot: QtBot) -> None:
    with qtbot.waitSignal(messages.explained) as told, messages.explain():
        refuse()

    assert told.args == [bar.sentence_label.text()]
    assert "346" in bar.sentence_label.text()
    assert bar.isVisible()


def test_a_bug_is_not_explained_away(messages: Messages) -> None:
    with pytest.raises(ZeroDivisionError), messages.explain():
        raise ZeroDivisionError


def test_an_error_stays_and_a_done_act_leaves_by_itself(messages: Messages, bar: MessageBar) -> None:
    messages.tell("Ticket 301")
    assert bar.leaves_in() == 10_000

    messages.show_error(StoreFullError())
    assert bar.leaves_in() == -1


def test_the_way_back_is_one_click_away_and_works_once(messages: Messages, bar: MessageBar) -> None:
    taken: list[str] = []
    messages.tell("Ticket 301", undo=lambda: taken.append("301"))
    assert bar.undo_button.isVisible()

    QTest.mouseClick(bar.undo_button, Qt.MouseButton.LeftButton)
    bar.take_back()

    assert taken == ["301"]
    assert not bar.isVisible()


def test_a_message_without_a_way_back_offers_none(messages: Messages, bar: MessageBar) -> None:
    messages.hint("Nothing to undo")

    assert not bar.undo_button.isVisible()


def test_markup_in_a_message_is_shown_as_it_is(messages: Messages, bar: MessageBar) -> None:
    messages.tell("<img src=/etc/hostname>")

    assert bar.sentence_label.textFormat() is Qt.TextFormat.PlainText
    assert bar.sentence_label.text() == "<img src=/etc/hostname>"


@pytest.mark.parametrize("tone", Tone)
def test_each_tone_has_an_icon_besides_its_colour(messages: Messages, bar: MessageBar, tone: Tone) -> None:
    messages.shown.emit(Message(text="…", tone=tone))

    assert not bar.icon_label.pixmap().isNull()


def test_a_message_is_spoken_without_taking_the_focus(
    messages: Messages, bar: MessageBar, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken: list[str] = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: spoken.append(event.message()))
    before = QApplication.focusWidget()
    messages.tell("Number 347, desk 4")

    assert spoken == ["Number 347, desk 4"]
    assert QApplication.focusWidget() is before
    assert isinstance(QAccessible.queryAccessibleInterface(bar), QAccessibleInterface)


def crash() -> tuple[type[BaseException], BaseException, TracebackType | None]:
    try:
        int("'/home/jan/Noémie.txt' of jan@example.org: 85.07.30-033.28")
    except ValueError as bug:
        return type(bug), bug, bug.__traceback__
    raise AssertionError


def test_a_report_names_the_place_in_the_code_and_nothing_that_was_typed() -> None:
    report = report_of(*crash())

    assert "ValueError" in report
    assert "test_messages.py" in report
    for secret in ("Noémie", "jan", "85.07", "/home", "example"):
        assert secret not in report


def test_the_crash_window_opens_once_and_its_report_can_be_copied(messages: Messages, qtbot: QtBot) -> None:
    before = set(QApplication.topLevelWidgets())
    messages.crash(*crash())
    messages.crash(*crash())
    opened = [window for window in set(QApplication.topLevelWidgets()) - before if isinstance(window, CrashWindow)]
    qtbot.addWidget(opened[0])
    assert len(opened) == 1

    opened[0].copy_button.click()
    assert QGuiApplication.clipboard().text() == opened[0].report_view.toPlainText()
    assert code_of(opened[0].report_view.toPlainText()) in opened[0].advice_label.text()


def test_news_of_no_department_is_no_news(qtbot: QtBot) -> None:
    announcer = Announcer()
    with qtbot.assertNotEmitted(announcer.changed):
        announcer.announce([])
