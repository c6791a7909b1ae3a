"""Tickets on paper, from the key to the printer: what fails is said and marked, and nothing waits for it."""

import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cdm_desk.documents.escpos import rows_in
from cdm_desk.domain.slip import Outlet, TicketPaper
from cdm_desk.domain.welcome import ProofFact
from cdm_desk.language import use
from cdm_desk.ui.remembered import Remembered
from cdm_desk.ui.tabs.queue import QueueTab
from cdm_desk.ui.tabs.welcome import WelcomeTab
from cdm_desk.ui.tickets import Tickets
from tests.documents.test_ticket_printer import Receiver, posix
from tests.services.house import facts
from tests.ui.tabs.conftest import Screen, clock, office, queue, screen, show, tap, welcome

__all__ = ["clock", "office", "queue", "screen", "show", "welcome"]

pytestmark = posix


@pytest.fixture
def device(screen: Screen, tmp_path: Path) -> Path:
    """A printer on a cable: a file that grows with each ticket."""
    made = tmp_path / "lp0"
    made.touch()
    screen.kept.change(ticket_outlet=Outlet.DEVICE, ticket_address=str(made))
    return made


@pytest.fixture
def dead(screen: Screen) -> Iterator[str]:
    """A printer in the network that takes the call and then hangs."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen(0)
        fillers = []
        # Once its door is full, a call is not even refused: as with a machine that was switched off.
        for _each in range(3):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(door.getsockname())
            fillers.append(filler)
        address = f"127.0.0.1:{door.getsockname()[1]}"
        screen.kept.change(ticket_outlet=Outlet.NETWORK, ticket_address=address)
        yield address
        for filler in fillers:
            filler.close()


def _arrived(device: Path, tickets: int) -> Callable[[], bool]:
    return lambda: device.read_bytes().count(b"\x1dVB\x00") == tickets


def test_a_key_prints_the_ticket(qtbot: QtBot, screen: Screen, welcome: WelcomeTab, device: Path) -> None:
    tap(welcome.pad, "3")
    qtbot.waitUntil(_arrived(device, 1))

    assert len(rows_in(device.read_bytes())) > 500
    assert not welcome.card.paper_label.isVisible()
    assert [words for words in screen.said if "print" in words.lower()] == []


def test_a_number_of_the_series_600_is_printed_too_and_again(
    qtbot: QtBot, screen: Screen, welcome: WelcomeTab, device: Path
) -> None:
    screen.office.multimedia.remove_seats(2, 45)
    tap(welcome.pad, "6")
    welcome._came.keys.drop()  # noqa: SLF001 - a second and a half later
    tap(welcome.pad, "6")
    qtbot.waitUntil(_arrived(device, 1))
    assert welcome.number_label.text() == "601"

    welcome.print_again()
    qtbot.waitUntil(_arrived(device, 2))


def test_the_mark_of_a_ticket_that_did_not_come_out_outlives_the_program(
    qtbot: QtBot, screen: Screen, tmp_path: Path
) -> None:
    file = tmp_path / "window.ini"
    screen.kept.change(ticket_outlet=Outlet.DEVICE, ticket_address=str(tmp_path / "none"))
    first = Tickets(screen.messages, screen.kept, Remembered(file))
    number = screen.office.welcome.register("EMP").number
    slip = screen.office.queue.slip(number)
    first.hand_out(lambda: slip)
    qtbot.waitUntil(lambda: first.not_printed(slip.ticket_id))
    first.close()
    again = Tickets(screen.messages, screen.kept, Remembered(file))
    marked = again.not_printed(slip.ticket_id)
    (tmp_path / "none").touch()
    again.print_again(lambda: slip)
    qtbot.waitUntil(lambda: not again.not_printed(slip.ticket_id))
    again.close()

    assert marked
    assert Remembered(file).unprinted() == (slip.issued_at.date(), set())


def test_each_of_several_more_is_printed(qtbot: QtBot, welcome: WelcomeTab, device: Path) -> None:
    tap(welcome.pad, "3")
    welcome._repeat(3)  # noqa: SLF001 - what "+3 Enter" does

    qtbot.waitUntil(_arrived(device, 4))


def test_without_a_printer_nothing_is_printed_and_nothing_said(
    qtbot: QtBot, screen: Screen, welcome: WelcomeTab
) -> None:
    tap(welcome.pad, "3")
    qtbot.wait(1)

    assert welcome.number_label.text() == "301"
    assert not welcome.card.paper_label.isVisible()
    assert screen.said == ["Number 301 handed out"]


def test_where_tickets_are_printed_on_demand_a_key_prints_none(
    qtbot: QtBot, screen: Screen, welcome: WelcomeTab, device: Path
) -> None:
    screen.kept.change(ticket_at_registration=False)
    tap(welcome.pad, "3")
    welcome.print_again()
    qtbot.waitUntil(lambda: screen.said[-1:] == ["Ticket 301 printed again."])

    assert _arrived(device, 1)()


def test_a_visit_without_a_number_prints_nothing(qtbot: QtBot, welcome: WelcomeTab, device: Path) -> None:
    tap(welcome.pad, "7", "3")
    qtbot.waitUntil(_arrived(device, 1))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "Ticket non imprimé : dites le numéro 301."),
        ("nl", "Ticket niet afgedrukt: zeg het nummer 301."),
        ("en", "Ticket not printed: say the number 301."),
    ],
)
def test_a_printer_that_fails_is_said_with_the_number_and_the_ticket_stays(
    qtbot: QtBot, screen: Screen, welcome: WelcomeTab, device: Path, language: str, words: str
) -> None:
    use(language)  # type: ignore[arg-type]
    device.unlink()
    tap(welcome.pad, "3")
    qtbot.waitUntil(lambda: words in screen.said[-1].replace("\u00a0", " "))

    assert str(device) in screen.said[-1]
    assert "P-4)" in screen.said[-1]
    assert welcome.number_label.text() == "301"
    assert welcome.card.paper_label.isVisible()
    assert [ticket.number for ticket in screen.office.queue.board().waiting] == ["301"]


def test_printed_again_it_is_the_same_number_and_the_mark_goes(
    qtbot: QtBot, screen: Screen, welcome: WelcomeTab, device: Path
) -> None:
    device.unlink()
    tap(welcome.pad, "3")
    qtbot.waitUntil(welcome.card.paper_label.isVisible)
    device.touch()
    QTest.keyClick(welcome, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not welcome.card.paper_label.isVisible())

    assert _arrived(device, 1)()
    qtbot.waitUntil(lambda: screen.said[-1:] == ["Ticket 301 printed again."])

    assert _arrived(device, 1)()
    assert [ticket.number for ticket in screen.office.queue.board().waiting] == ["301"]


def test_the_queue_shows_which_ticket_has_no_paper_and_prints_it(
    qtbot: QtBot, welcome: WelcomeTab, queue: QueueTab, device: Path
) -> None:
    device.unlink()
    welcome.press("3")
    qtbot.waitUntil(lambda: "ticket not printed" in _notes(queue))
    device.touch()
    tap(queue.table, Qt.Key.Key_Down)
    QTest.keyClick(queue.table, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "ticket not printed" not in _notes(queue))

    assert _arrived(device, 1)()


def _notes(queue: QueueTab) -> str:
    last = queue.model.columnCount() - 1
    return str(queue.model.index(0, last).data())


def test_a_dead_printer_keeps_no_visitor_waiting(qtbot: QtBot, screen: Screen, welcome: WelcomeTab, dead: str) -> None:
    begun = time.monotonic()
    for key in "345":
        tap(welcome.pad, key)
    needed = time.monotonic() - begun

    # Three visitors are served long before the printer is given up; then all three numbers are said at once.
    assert welcome.number_label.text() == "501"
    assert needed < 1.5
    qtbot.waitUntil(lambda: "301, 401, 501" in screen.said[-1], timeout=10_000)
    assert f"The printer {dead} does not answer." in screen.said[-1]
    assert time.monotonic() - begun < 8


def test_a_printer_that_is_back_prints_the_next_ticket_and_no_old_one(
    qtbot: QtBot, screen: Screen, welcome: WelcomeTab, device: Path
) -> None:
    device.unlink()
    tap(welcome.pad, "3")
    qtbot.waitUntil(welcome.card.paper_label.isVisible)
    device.touch()
    tap(welcome.pad, "4")
    qtbot.waitUntil(_arrived(device, 1))

    assert not welcome.card.paper_label.isVisible()
    assert "301" in next(words for words in reversed(screen.said) if "not printed" in words)


def test_a_ticket_that_was_taken_back_is_not_printed(
    qtbot: QtBot, screen: Screen, welcome: WelcomeTab, device: Path
) -> None:
    screen.kept.change(ticket_at_registration=False)
    tap(welcome.pad, "3")
    slip = screen.office.queue.slip("301")
    screen.undo.undo()
    welcome._tickets.print_again(lambda: screen.office.queue.slip("301"))  # noqa: SLF001 - asked for a moment before
    tap(welcome.pad, "4")
    welcome.print_again()
    qtbot.waitUntil(_arrived(device, 1))

    assert not slip.cancelled


def test_paper_that_has_run_out_is_said_in_those_words(qtbot: QtBot, screen: Screen, welcome: WelcomeTab) -> None:
    there = Receiver(bytes([0b0001_0010, 0b0111_0010]))
    screen.kept.change(ticket_outlet=Outlet.NETWORK, ticket_address=there.address)
    tap(welcome.pad, "3")
    qtbot.waitUntil(lambda: "has no paper left" in screen.said[-1])
    there.close()

    assert screen.said[-1].startswith("Ticket not printed: say the number 301.")


def test_without_a_printer_printing_again_says_where_to_choose_one(screen: Screen, welcome: WelcomeTab) -> None:
    tap(welcome.pad, "3")
    welcome.print_again()

    assert screen.said[-1].startswith("No printer for tickets is set on this PC.")


def test_in_the_queue_nobody_selected_is_a_hint(screen: Screen, queue: QueueTab) -> None:
    QTest.keyClick(queue, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)

    assert screen.said[-1].startswith("Select a number first")


def test_before_the_first_visitor_there_is_nothing_to_print(screen: Screen, welcome: WelcomeTab, device: Path) -> None:
    welcome.print_again()

    assert screen.said[-1].startswith("There is no number here to print.")
    assert device.stat().st_size == 0


def test_a_proof_of_visit_is_printed_without_any_visitor(
    qtbot: QtBot, screen: Screen, welcome: WelcomeTab, device: Path
) -> None:
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(welcome, Qt.Key.Key_P, both)
    qtbot.waitUntil(lambda: screen.said[-1:] == ["Proof of visit printed."])

    assert _arrived(device, 1)()
    assert screen.office.welcome.last() is None
    today = screen.office.welcome.now().date()
    assert [fact.day for fact in facts(screen.office, ProofFact, today)] == [today]


def test_a_sheet_is_not_sent_where_only_a_roll_is_printed(
    qtbot: QtBot, screen: Screen, welcome: WelcomeTab, device: Path
) -> None:
    screen.kept.change(ticket_paper=TicketPaper.A6)
    tap(welcome.pad, "3")
    qtbot.waitUntil(lambda: "prints on a roll" in screen.said[-1])

    assert device.stat().st_size == 0
