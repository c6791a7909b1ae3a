import statistics
import sys
import time
from threading import current_thread, main_thread

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from cdm_desk.domain.errors import DeskError, StoreFullError
from cdm_desk.ui.background import Background
from cdm_desk.ui.messages import Messages


def test_an_errand_runs_beside_the_screen_and_its_answer_comes_back_to_it(background: Background, qtbot: QtBot) -> None:
    there: list[bool] = []
    here: list[tuple[int, bool]] = []

    def errand() -> int:
        there.append(current_thread() is main_thread())
        return 42

    background.run(errand, lambda answer: here.append((answer, current_thread() is main_thread())))
    qtbot.waitUntil(lambda: bool(here))

    assert there == [False]
    assert here == [(42, True)]


def test_an_errand_that_reckons_gives_way_to_the_screen_at_once(background: Background, qtbot: QtBot) -> None:
    done: list[int] = []
    repaints: list[float] = []

    def reckon() -> int:
        until = time.perf_counter() + 1
        return sum(1 for _step in iter(lambda: time.perf_counter() < until, False))

    background.run(reckon, done.append)
    while not done:
        qtbot.wait(1)
        began = time.perf_counter()
        for _cell in range(20):
            # Gives the interpreter up and asks for it again, as each call of Qt into a model does.
            time.sleep(0)
        repaints.append(time.perf_counter() - began)

    # At Python's own five milliseconds a turn it takes a hundred.
    assert statistics.median(repaints) < 0.050


def test_errands_run_one_after_the_other(background: Background, qtbot: QtBot) -> None:
    order: list[str] = []
    for name in ("one", "two", "three"):
        background.run(
            lambda name=name: order.append(f"{name} begins"),  # type: ignore[misc]
            lambda _answer, name=name: order.append(f"{name} done"),  # type: ignore[misc]
        )
    qtbot.waitUntil(lambda: not background.is_busy() and len(order) == 6)

    assert [entry for entry in order if "begins" in entry] == ["one begins", "two begins", "three begins"]
    assert [entry for entry in order if "done" in entry] == ["one done", "two done", "three done"]


def test_what_goes_wrong_for_a_reason_is_explained(background: Background, messages: Messages, qtbot: QtBot) -> None:
    def errand() -> None:
        raise StoreFullError

    with qtbot.waitSignal(messages.explained):
        background.run(errand, lambda _answer: pytest.fail("it was not done"))
    qtbot.waitUntil(lambda: not background.is_busy())


@pytest.mark.parametrize("goes_well", [True, False])
def test_a_part_that_has_gone_meanwhile_hears_nothing(background: Background, qtbot: QtBot, goes_well: bool) -> None:
    heard: list[str] = []

    class Part(QWidget):
        def done(self, _answer: object) -> None:
            heard.append("done")

        def refuse(self, _error: DeskError) -> None:
            heard.append("refused")

    def errand() -> None:
        if not goes_well:
            raise StoreFullError

    part = Part()
    background.run(errand, part.done, part.refuse)
    delete(part)
    qtbot.waitUntil(lambda: not background.is_busy())

    assert heard == []


def test_whoever_asked_can_hear_the_reason_instead(background: Background, qtbot: QtBot) -> None:
    heard: list[DeskError] = []

    def errand() -> None:
        raise StoreFullError

    background.run(errand, lambda _answer: pytest.fail("it was not done"), heard.append)
    qtbot.waitUntil(lambda: bool(heard))

    assert isinstance(heard[0], StoreFullError)


def test_a_bug_reaches_the_hook_on_its_own_thread_and_the_next_errand_runs(
    background: Background, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    caught: list[tuple[type[BaseException], bool]] = []
    here = QThread.currentThread()
    monkeypatch.setattr(
        sys, "excepthook", lambda kind, _bug, _trace: caught.append((kind, QThread.currentThread() is here))
    )

    def errand() -> None:
        raise ZeroDivisionError

    answers: list[int] = []
    background.run(errand, lambda _answer: pytest.fail("it was not done"))
    background.run(lambda: 7, answers.append)
    qtbot.waitUntil(lambda: answers == [7])

    assert caught == [(ZeroDivisionError, False)]


def test_busy_is_told_from_the_first_errand_to_the_last(background: Background, qtbot: QtBot) -> None:
    told: list[bool] = []
    background.busy.connect(told.append)
    background.run(int, int)
    background.run(int, int)
    qtbot.waitUntil(lambda: told == [True, False])


def test_an_answer_that_comes_after_the_window_is_closed_goes_nowhere(background: Background, qtbot: QtBot) -> None:
    heard: list[int] = []
    background.run(lambda: 7, heard.append)
    background.close()
    qtbot.wait(20)

    assert heard == []
    assert not background.is_busy()
