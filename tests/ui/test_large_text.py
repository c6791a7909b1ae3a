"""The largest text in a window as small laptops have it: what one came for is seen, the rest gives way."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QRegularExpression
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.language import LANGUAGES, Language
from cdm_desk.office import Office, temporary_office
from cdm_desk.settings import Settings
from cdm_desk.ui.appearance import Shade
from cdm_desk.ui.main_window import MainWindow
from cdm_desk.ui.tab_commands import Chip, each_command
from cdm_desk.ui.tabs.queue import QueueTab
from cdm_desk.ui.tabs.reports import ReportsTab

NOON = datetime(2026, 11, 24, 11, 5, tzinfo=BRUSSELS)
LAPTOP = (1366, 768)
THEMES = ("ORI", "FOR", "EMP", "MOB", "ENT")
every_language = pytest.mark.parametrize("spoken", LANGUAGES)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = temporary_office(tmp_path, StoppedClock(NOON), Settings(workstation="Accueil 1"))
    yield made
    made.close()


@pytest.fixture
def desk(office: Office, window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The window of a laptop with all its tabs, at the largest text, and the band of a desk without accounts."""
    office.store.on_change(window.announcer.announce)
    with qtbot.waitSignal(window.furnished, timeout=30_000):
        window.furnish(office)
    for room in ("bag", "survey"):
        window.show_room(room)
    window.resize(*LAPTOP)
    window.appearance.wear(Shade.LIGHT, 200)
    assert window.open_band.isVisible()
    return window


# The foot


@pytest.mark.parametrize("person", ["Dirk, directie", "Chantal, administratrice"])
def test_who_is_on_duty_is_whole_at_the_foot_where_there_is_room(desk: MainWindow, person: str) -> None:
    desk.status.show_person(person)

    assert desk.status.person_button.text().strip() == person


def test_who_is_on_duty_ends_in_three_dots_at_the_foot_where_there_is_no_room(desk: MainWindow) -> None:
    desk.status.show_person("Chantal-Marie-Bernadette, " + "gestionnaire et administratrice " * 4)
    text = desk.status.person_button.text().strip()

    assert text.startswith("Chantal-Marie")
    assert text.endswith("…")


# The queue


def action(tab: QueueTab, name: str) -> QAction:
    return next(each for each in each_command(tab.actions_for_menu()) if each.objectName().endswith(f".{name}"))


def rows_in_sight(tab: QueueTab) -> list[str]:
    """Return the numbers whose whole row is seen."""
    seen = tab.table.viewport().visibleRegion().boundingRect()
    rows = ((turn, QRect(tab.table.visualRect(tab.model.index(at, 0)))) for at, turn in enumerate(tab.model.values))
    return [turn.ticket.number for turn, place in rows if seen.top() <= place.top() and place.bottom() <= seen.bottom()]


@pytest.fixture
def queue(office: Office, desk: MainWindow) -> QueueTab:
    """Two visitors for each theme, and a desk for all of them."""
    for theme in (*THEMES, *THEMES):
        office.welcome.register(theme)
    office.queue.open_desk("4", THEMES, ("FR", "NL"))
    desk.show_tab("queue")
    tab = desk.tab("queue")
    assert isinstance(tab, QueueTab)
    return tab


@every_language
def test_three_of_those_who_wait_are_seen_whatever_the_desk_does(
    desk: MainWindow, queue: QueueTab, spoken: Language
) -> None:
    desk.screen_language.speak(spoken)
    acts: list[tuple[str, Callable[[], object]]] = [
        ("as it was opened", lambda: None),
        ("somebody is chosen", lambda: queue.table.selectRow(1)),
        ("called", queue.call_next),
        ("begun", queue.start),
        # Here alone a warning over the list and a message under it take a row, until the message goes.
        ("on break", lambda: (queue.pause(), desk.message_bar.put_away())),
    ]
    for state, act in acts:
        act()
        for _again in range(3):
            QApplication.processEvents()
        assert len(rows_in_sight(queue)) >= 3, state


def test_what_the_line_holds_no_button_for_stands_in_the_menu(queue: QueueTab, qtbot: QtBot) -> None:
    qtbot.waitUntil(queue.desk_bar.isHidden)
    in_menu = queue.actions_for_menu()

    assert queue.desk_bar.open_action in in_menu
    assert all(action in in_menu for action in (queue.put_back_action, queue.park_action, queue.pause_reason_action))


def test_a_filter_that_is_on_is_seen_while_the_others_give_way(queue: QueueTab, qtbot: QtBot) -> None:
    def filters_in_sight() -> list[str]:
        return [
            chip.objectName() for chip in queue.findChildren(Chip, QRegularExpression("filter")) if chip.isVisible()
        ]

    qtbot.waitUntil(lambda: filters_in_sight() == [])
    action(queue, "filter_EMP").trigger()

    qtbot.waitUntil(lambda: filters_in_sight() == ["queue.filter_EMP"])


def test_the_end_of_a_break_keeps_its_button_whoever_is_chosen(queue: QueueTab, qtbot: QtBot) -> None:
    queue.table.selectRow(1)
    queue.pause()
    button = queue.findChild(QWidget, "queue.pause")
    assert button is not None

    qtbot.waitUntil(lambda: not button.visibleRegion().isEmpty())


def test_everything_comes_back_with_ordinary_text(desk: MainWindow, queue: QueueTab, qtbot: QtBot) -> None:
    qtbot.waitUntil(queue.desk_bar.isHidden)
    desk.appearance.restore_size()

    def part(name: str) -> QWidget:
        return queue.findChildren(QWidget, f"queue.{name}")[-1]

    names = ("desk_open", "filter_ORI", "put_back", "call_next")
    qtbot.waitUntil(lambda: all(part(name).isVisible() for name in names))


# The reports


@every_language
def test_the_page_of_a_report_is_seen_without_scrolling(desk: MainWindow, qtbot: QtBot, spoken: Language) -> None:
    desk.screen_language.speak(spoken)
    desk.show_tab("reports")
    tab = desk.tab("reports")
    assert isinstance(tab, ReportsTab)
    qtbot.waitUntil(lambda: tab.pages.currentWidget() is tab.preview, timeout=10_000)

    page = tab.preview.widget()
    assert page is not None
    for percent in (170, 180, 190, 200):
        desk.appearance.wear(Shade.LIGHT, percent)
        # A third of the window: the heading and the first figures below it.
        qtbot.waitUntil(lambda: page.visibleRegion().boundingRect().height() >= LAPTOP[1] // 3)


# The names of the tabs


def names_in_sight(window: MainWindow) -> list[str]:
    bar = window.tabs.tabBar()
    return [
        bar.tabText(index)
        for index in range(bar.count())
        if bar.isTabVisible(index) and bar.rect().contains(bar.tabRect(index))
    ]


@every_language
def test_every_tab_has_its_name_on_the_screen(desk: MainWindow, spoken: Language, qtbot: QtBot) -> None:
    desk.screen_language.speak(spoken)

    qtbot.waitUntil(lambda: len(names_in_sight(desk)) == desk.tabs.count())
    assert [button for button in desk.tabs.tabBar().findChildren(QToolButton) if button.isVisible()] == []


def test_names_move_closer_together_before_they_are_scrolled(desk: MainWindow, qtbot: QtBot) -> None:
    desk.screen_language.speak("nl")
    desk.resize(1280, 768)

    qtbot.waitUntil(lambda: len(names_in_sight(desk)) == desk.tabs.count())


def test_names_that_have_no_room_are_reached_by_buttons_as_large_as_the_text(desk: MainWindow, qtbot: QtBot) -> None:
    desk.screen_language.speak("nl")
    desk.resize(900, 480)
    bar = desk.tabs.tabBar()
    qtbot.waitUntil(lambda: any(button.isVisible() for button in bar.findChildren(QToolButton)))
    buttons = [button for button in bar.findChildren(QToolButton) if button.isVisible()]

    assert all(button.width() >= 24 for button in buttons)
    assert len(buttons) == 2
