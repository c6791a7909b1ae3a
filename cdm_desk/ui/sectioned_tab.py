"""A tab of several rooms, of which one is seen at a time, by Alt and its number."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from cdm_desk.ui.appearance import em, themed_icon
from cdm_desk.ui.keys import digit_keys
from cdm_desk.ui.tab_commands import TabCommands
from cdm_desk.ui.widgets import focus_first, name_widget

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QAction, QCloseEvent, QResizeEvent

    from cdm_desk.domain.change import Department
    from cdm_desk.ui.rooms import Tab
    from cdm_desk.ui.section import Section

# In letters: below this height the rooms' names would take the room of what stands in them.
LOW: Final = 14


class SectionedTab(QWidget):
    """Each room is made when somebody goes there, and hears of changes while it is seen; the first one at once.

    `rooms` are the words for all of them together.
    """

    def __init__(self, department: str, rooms: Callable[[], str], sections: Sequence[Section]) -> None:
        super().__init__()
        self._sections = sections
        self._words = rooms
        self._pages: dict[int, QWidget] = {}
        self._unheard: dict[int, frozenset[Department]] = {}
        self._commands = TabCommands(self, department)
        self._rooms = self._commands.menu(rooms)
        # Two rooms may give one key to their own: a key of a menu that is not seen is not heard.
        self._menus = [self._commands.menu(section.words) for section in sections]
        for number, section in enumerate(sections, start=1):
            self._commands.add(
                f"go_{section.name}",
                section.words,
                partial(self.show_section, section.name),
                digit_keys(str(number % 10), Qt.KeyboardModifier.AltModifier),
                section.icon_name,
                within=self._rooms,
            )
        self.bar = QTabBar()
        self.bar.setObjectName(f"{department}.rooms")
        self.bar.setExpanding(False)
        self.bar.setDrawBase(False)
        self.bar.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for section in sections:
            self.bar.addTab(section.words())
        self.stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.stack, 1)
        # Shown or hidden only once it has a parent: before, the bar would be a window that takes the keys.
        self._enter(0)
        self._name_doors()
        self.bar.currentChanged.connect(self._enter)

    def page(self, name: str) -> QWidget:
        """Return what stands in a room, which is made if nobody has been there yet."""
        return self._page(self._index(name))

    @Slot(str)
    def show_section(self, name: str) -> None:
        """Go to a room, and to where one works in it."""
        self.bar.setCurrentIndex(self._index(name))
        focus_first(self._page(self.bar.currentIndex()))

    def actions_for_menu(self) -> list[QAction]:
        """Return the commands of the tab, for its menu: the ways to its rooms, and those of the room that is seen."""
        return [self._rooms.menuAction(), *(menu.menuAction() for menu in self._menus)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the icons of the rooms out where their names need the room, and the bar where the room is low."""
        super().resizeEvent(event)
        self._fit_doors()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close every room, so that none is taken away while its errand is under way."""
        for page in self._pages.values():
            page.close()
        super().closeEvent(event)

    @Slot(frozenset)
    def refresh(self, departments: frozenset[Department]) -> None:
        """Let the room that is seen reload; the others do so when they are seen again."""
        for index, page in self._pages.items():
            if index == self.bar.currentIndex():
                cast("Tab", page).refresh(departments)
            else:
                self._unheard[index] = self._unheard.get(index, frozenset()) | departments

    def retranslate(self) -> None:
        """Set the words again, in every room that is made."""
        self._commands.retranslate()
        self._name_doors()
        for page in self._pages.values():
            cast("Tab", page).retranslate()

    @Slot(int)
    def _enter(self, index: int) -> None:
        page = self._page(index)
        if unheard := self._unheard.pop(index, frozenset()):
            cast("Tab", page).refresh(unheard)
        self.stack.setCurrentWidget(page)
        # Read by the help, which begins with it.
        self.setProperty("room", self._sections[index].name)
        self.setFocusProxy(page)
        for place, menu in enumerate(self._menus):
            menu.menuAction().setVisible(place == index)

    def _index(self, name: str) -> int:
        return next(index for index, section in enumerate(self._sections) if section.name == name)

    def _page(self, index: int) -> QWidget:
        if index not in self._pages:
            self._pages[index] = self._sections[index].make()
            self.stack.addWidget(self._pages[index])
            self._menus[index].addActions(cast("Tab", self._pages[index]).actions_for_menu())
        return self._pages[index]

    def _name_doors(self) -> None:
        name_widget(self.bar, self._words())
        for index, section in enumerate(self._sections):
            self.bar.setTabText(index, section.words().replace("&", "&&"))
            self.bar.setTabToolTip(index, f"{section.words()} (Alt+{(index + 1) % 10})")
        self._fit_doors()

    def _fit_doors(self) -> None:
        # The rooms stay in the menu and on their keys.
        self.bar.setVisible(len(self._sections) > 1 and self.height() > em(self, LOW))
        for index, section in enumerate(self._sections):
            self.bar.setTabIcon(index, themed_icon(section.icon_name, self))
        if self.bar.sizeHint().width() > self.width():
            for index in range(len(self._sections)):
                self.bar.setTabIcon(index, QIcon())
