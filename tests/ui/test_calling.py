import threading

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from cdm_desk.domain.errors import CallUnconfirmedError, DeskError
from cdm_desk.ui.calling import Calling


def ignored(_told: object) -> None:
    """Nothing is made of it."""


class Elsewhere:
    """A queue that others share: calls are answered by a folder."""

    def alone(self) -> bool:
        return False


class Alone:
    """A queue of one workstation."""

    def alone(self) -> bool:
        return True


def test_alone_the_answer_is_there_at_once(qapp: QObject) -> None:
    told: list[int] = []
    Calling(Alone(), qapp).ask(lambda: 7, told.append, ignored)

    assert told == [7]


def test_a_folder_that_hangs_leaves_the_screen_free(qtbot: QtBot, qapp: QObject) -> None:
    hung = threading.Event()
    told: list[str] = []
    calling = Calling(Elsewhere(), qapp)
    calling.ask(lambda: (hung.wait(10), "301")[1], told.append, ignored)
    calling.ask(lambda: "302", told.append, ignored)
    assert told == []

    hung.set()
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["301"]


def test_a_refusal_comes_back_to_the_screen(qtbot: QtBot, qapp: QObject) -> None:
    def refuse() -> None:
        raise CallUnconfirmedError("301")

    refused: list[DeskError] = []
    Calling(Elsewhere(), qapp).ask(refuse, ignored, refused.append)
    qtbot.waitUntil(lambda: bool(refused))

    assert isinstance(refused[0], CallUnconfirmedError)


def test_a_bug_reaches_the_crash_window_and_the_next_call_works(
    qtbot: QtBot, qapp: QObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    bugs: list[type[BaseException] | None] = []
    monkeypatch.setattr(threading, "excepthook", lambda told: bugs.append(told.exc_type))
    calling = Calling(Elsewhere(), qapp)
    calling.ask(lambda: 1 // 0, ignored, ignored)
    qtbot.waitUntil(lambda: bugs == [ZeroDivisionError])
    told: list[int] = []
    qtbot.waitUntil(lambda: not calling.is_under_way())
    calling.ask(lambda: 7, told.append, ignored)
    qtbot.waitUntil(lambda: told == [7])
