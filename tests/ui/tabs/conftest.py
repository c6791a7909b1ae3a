from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.queue import ClaimResult
from cdm_desk.office import Office, temporary_office
from cdm_desk.settings import Settings
from cdm_desk.ui.announcer import Announcer
from cdm_desk.ui.appearance import Appearance
from cdm_desk.ui.kept_settings import KeptSettings
from cdm_desk.ui.messages import Message, Messages
from cdm_desk.ui.tabs.counselling import CounsellingTab
from cdm_desk.ui.tabs.queue import QueueTab
from cdm_desk.ui.tabs.welcome import WelcomeTab
from cdm_desk.ui.tickets import Tickets
from cdm_desk.ui.undo import Undo
from cdm_desk.ui.usual_desk import UsualDesk


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(datetime(2019, 1, 14, 10, 0))  # noqa: DTZ001 - the clock gives it its zone


@pytest.fixture
def office(tmp_path: Path, clock: StoppedClock) -> Iterator[Office]:
    with temporary_office(tmp_path, clock, Settings(workstation="Desk 4", kind="counselling")) as made:
        yield made


@dataclass
class Screen:
    """The real office with its three tabs, and everything that was said to the person at the desk."""

    office: Office
    clock: StoppedClock
    messages: Messages
    undo: Undo
    kept: KeptSettings
    tickets: Tickets
    announcer: Announcer = field(default_factory=Announcer)
    said: list[str] = field(default_factory=list)

    def hear(self, message: Message) -> None:
        self.said.append(message.text)


@pytest.fixture
def screen(
    office: Office, clock: StoppedClock, messages: Messages, light: Appearance, kept: KeptSettings
) -> Iterator[Screen]:
    del light
    tickets = Tickets(messages, kept)
    screen = Screen(office=office, clock=clock, messages=messages, undo=Undo(messages), kept=kept, tickets=tickets)
    messages.shown.connect(screen.hear)
    office.store.on_change(screen.announcer.announce)
    yield screen
    tickets.close()


@pytest.fixture
def show(qtbot: QtBot, screen: Screen) -> Callable[[QWidget], None]:
    """Return how to put a tab on the screen, connected to the news, with the focus where it belongs."""

    def shown(tab: QWidget) -> None:
        qtbot.addWidget(tab)
        screen.announcer.changed.connect(tab.refresh)  # type: ignore[attr-defined]
        tab.resize(1366, 620)
        with qtbot.waitActive(tab):
            tab.show()
            tab.activateWindow()
        tab.setFocus()

    return shown


@pytest.fixture
def welcome(screen: Screen, show: Callable[[QWidget], None]) -> WelcomeTab:
    office = screen.office
    tab = WelcomeTab(
        office.welcome,
        office.lists,
        office.queue,
        screen.messages,
        screen.undo,
        multimedia=office.multimedia,
        tickets=screen.tickets,
    )
    show(tab)
    # A hand needs longer than 300 ms for two equal keys; a test does not.
    tab.pad.keys.double_press_ms = 0
    return tab


@pytest.fixture
def queue(screen: Screen, show: Callable[[QWidget], None]) -> QueueTab:
    office = screen.office
    tab = QueueTab(
        office.queue,
        office.counselling,
        office.lists,
        screen.messages,
        screen.undo,
        tickets=screen.tickets,
        usual=usual_of(screen),
    )
    show(tab)
    return tab


@pytest.fixture
def counselling(screen: Screen, show: Callable[[QWidget], None]) -> CounsellingTab:
    office = screen.office
    tab = CounsellingTab(
        office.counselling, office.queue, office.lists, screen.messages, screen.undo, usual=usual_of(screen)
    )
    show(tab)
    return tab


class FolderAway:
    """A shared folder that is away: it confirms nothing."""

    def take(self, ticket_id: UUID, attempt: int) -> ClaimResult:
        del ticket_id, attempt
        return ClaimResult.AWAY


def usual_of(screen: Screen) -> UsualDesk:
    """The usual desk of the workstation, of which nothing is remembered."""
    return UsualDesk(screen.office.queue, screen.office.desks, screen.office.lists, screen.messages)


def tap(widget: QWidget, *keys: str | Qt.Key) -> None:
    """Press keys one after the other, each by its name or by the letter, digit or sign on it."""
    for key in keys:
        QTest.keyClick(widget, Qt.Key(ord(key.upper())) if isinstance(key, str) else key)


def press(text: str, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Send a key as a keyboard of another layout does: QTest cannot type what is not ASCII."""
    target = QApplication.focusWidget()
    assert target is not None
    for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
        QApplication.sendEvent(target, QKeyEvent(kind, key, modifiers, text))
