from collections.abc import Callable
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from cdm_desk.domain.change import Department
from cdm_desk.ui.section import Section
from cdm_desk.ui.tabs.library import LibraryTab

NEWS = frozenset({Department.LIBRARY})


class Page(QLineEdit):
    """A room that remembers what it heard."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[frozenset[Department]] = []

    def refresh(self, departments: frozenset[Department]) -> None:
        self.heard.append(departments)

    def retranslate(self) -> None:
        self.setPlaceholderText("said again")

    def actions_for_menu(self) -> list[QAction]:
        return [QAction("its own", self)]


@dataclass
class Made:
    """The tab, and how often each room was made."""

    tab: LibraryTab
    rooms: list[str]


@pytest.fixture
def made(qtbot: QtBot) -> Made:
    rooms: list[str] = []

    def maker(name: str) -> Callable[[], Page]:
        def make() -> Page:
            rooms.append(name)
            return Page()

        return make

    names = ["catalogue", "scan", "labels"]
    tab = LibraryTab(
        [Section(name=name, icon_name="books", words=name.title, make=maker(name)) for name in names],
    )
    qtbot.addWidget(tab)
    tab.show()
    qtbot.waitExposed(tab)
    return Made(tab, rooms)


def test_a_room_is_made_when_somebody_first_goes_there(made: Made) -> None:
    assert made.rooms == ["catalogue"]
    made.tab.show_section("labels")
    made.tab.show_section("catalogue")
    made.tab.show_section("labels")

    assert made.rooms == ["catalogue", "labels"]


@pytest.mark.parametrize("key", [Qt.Key.Key_2, Qt.Key.Key_Eacute], ids=["2", "azerty 2"])
def test_alt_and_its_number_goes_to_a_room_and_into_its_field(made: Made, key: Qt.Key) -> None:
    QTest.keyClick(made.tab.page("catalogue"), key, Qt.KeyboardModifier.AltModifier)

    assert made.tab.stack.currentWidget() is made.tab.page("scan")
    assert made.tab.page("scan").hasFocus()


def test_a_room_that_is_not_seen_reloads_when_it_is_seen_again(made: Made) -> None:
    made.tab.show_section("scan")
    catalogue = made.tab.page("catalogue")
    assert isinstance(catalogue, Page)
    made.tab.refresh(NEWS)
    made.tab.refresh(frozenset({Department.LISTS}))
    assert catalogue.heard == []
    made.tab.show_section("catalogue")

    assert catalogue.heard == [NEWS | {Department.LISTS}]


def test_every_room_that_is_made_says_its_words_again(made: Made) -> None:
    made.tab.show_section("scan")
    made.tab.retranslate()

    pages = [made.tab.page(name) for name in ("catalogue", "scan")]
    assert [page.placeholderText() for page in pages if isinstance(page, Page)] == ["said again"] * 2


def seen_in_menu(made: Made) -> list[tuple[str, list[str]]]:
    _rooms, *menus = made.tab.actions_for_menu()
    return [
        (menu.text(), [action.text() for action in menu.menu().actions()])  # type: ignore[attr-defined]
        for menu in menus
        if menu.isVisible()
    ]


def test_the_menu_leads_to_the_rooms_and_to_what_the_room_that_is_seen_can_do(made: Made) -> None:
    rooms, *_menus = made.tab.actions_for_menu()
    menu = rooms.menu()

    assert [action.text() for action in menu.actions()] == ["Catalogue", "Scan", "Labels"]  # type: ignore[attr-defined]
    assert seen_in_menu(made) == [("Catalogue", ["its own"])]
    made.tab.show_section("labels")
    assert seen_in_menu(made) == [("Labels", ["its own"])]


def test_every_room_is_closed_with_the_tab_and_can_end_its_errands(made: Made) -> None:
    page = made.tab.page("scan")
    made.tab.show_section("scan")
    closed: list[bool] = []
    page.destroyed.connect(lambda: closed.append(True))
    page.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    made.tab.close()
    QApplication.sendPostedEvents(page, QEvent.Type.DeferredDelete)
    assert closed == [True]
