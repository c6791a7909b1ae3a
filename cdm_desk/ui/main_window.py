"""The window of the desk: tabs, menus, the foot with its lamp; on the screen at once, its data a moment later."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QMetaObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from cdm_desk.domain.change import Department
from cdm_desk.language import _, language_from
from cdm_desk.ui.announcer import Announcer
from cdm_desk.ui.appearance import Appearance, Shade, icon, tokens_of
from cdm_desk.ui.background import Background
from cdm_desk.ui.commands import Commands
from cdm_desk.ui.message_bar import MessageBar
from cdm_desk.ui.messages import Messages
from cdm_desk.ui.remembered import Remembered
from cdm_desk.ui.rooms import ROOMS, Room, Tab
from cdm_desk.ui.screen_language import ScreenLanguage
from cdm_desk.ui.status_strip import StatusStrip
from cdm_desk.ui.undo import Undo
from cdm_desk.ui.widgets import Band, FocusMark, Placeholder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QResizeEvent
    from PySide6.QtWidgets import QMenu

    from cdm_desk.office import Office
    from cdm_desk.settings import Settings

SMALLEST = (900, 480)
USUAL = (1280, 800)


class MainWindow(QMainWindow):
    """Shows at once with empty rooms; `furnish` fills them when the office is open.

    It knows the rooms, not what is done in them: a tab gives it a menu, hears of changes and of the language.
    """

    furnished = Signal()
    closed = Signal()
    language_chosen = Signal(str)
    look_chosen = Signal(str, int)

    def __init__(self, settings: Settings, memory: Path) -> None:
        super().__init__()
        self._settings = settings
        app = cast("QApplication", QApplication.instance())
        self.appearance = Appearance(app)
        self.screen_language = ScreenLanguage(app)
        self.messages = Messages()
        self.announcer = Announcer()
        self.background = Background(self.messages)
        self.undo = Undo(self.messages)
        self.remembered = Remembered(memory)
        self._focus_mark = FocusMark(app)
        self._rooms: dict[Department, Placeholder | QWidget] = {}
        self._tab_menus: dict[Department, QMenu] = {}
        self._visited: list[Department] = []
        self._last_focus: dict[Department, QWidget] = {}
        self._office: Office | None = None

        self.setObjectName("main_window")
        self.setMinimumSize(*SMALLEST)
        self.screen_language.speak(language_from(settings.language) or "fr")
        self.appearance.wear(Shade(settings.shade), settings.text_percent)

        self.commands = Commands(self)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("tabs")
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setObjectName("tabs.bar")
        self.tabs.tabBar().setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.demo_band = Band("band.demo")
        self.open_band = Band("band.without_accounts")
        self.status = StatusStrip(self.commands)
        self._desk = QWidget()
        self._pages = QStackedWidget()

        for room in ROOMS:
            self._add_room(room)
        column = QVBoxLayout(self._desk)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for band in (self.demo_band, self.open_band):
            band.hide()
            column.addWidget(band)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.status)
        self._pages.addWidget(self._desk)
        self.setCentralWidget(self._pages)
        self.message_bar = MessageBar(self.messages, self.tabs)

        self.retranslate()
        self._restore_place()
        self._connect()

    def furnish(self, office: Office) -> None:
        """Fill the rooms with tabs on the services of the office, one at a time; then `furnished` goes out."""
        # The tabs are not needed for the first paint: their import waits until the office is open.
        from cdm_desk.ui.furniture import makers  # noqa: PLC0415

        self._office = office
        waiting = dict(makers(office, self.messages, self.undo, self.background))
        first = self._current()
        order = sorted(waiting, key=lambda department: department is not first)
        self._furnish_next(order, waiting)

    def say_closed(self, sentence: str, advice: str) -> None:
        """Say in every room why the office cannot open, and what to do."""
        for room in self._rooms.values():
            if isinstance(room, Placeholder):
                room.say(sentence, advice)

    def tab(self, department: Department) -> QWidget:
        """Return what stands in a room."""
        return self._rooms[department]

    @Slot(frozenset)
    def refresh(self, departments: frozenset[Department]) -> None:
        """Pass on to every tab that departments have changed; the foot counts who waits."""
        for tab in self._furnished_tabs():
            tab.refresh(departments)
        if Department.QUEUE in departments:
            self._count_waiting()

    def show_tab(self, department: Department) -> None:
        """Go to a tab; the focus goes where it was there last, else to the part used most."""
        self.tabs.setCurrentIndex(self._index(department))

    def retranslate(self) -> None:
        """Set every word, icon and colour again; nothing typed is lost."""
        self.setWindowTitle(_("Cité des métiers – the desk"))
        self.tabs.setAccessibleName(_("Tabs of the desk"))
        self.tabs.tabBar().setAccessibleName(_("Tabs of the desk"))
        for room in ROOMS:
            index = self._index(room.department)
            self.tabs.setTabText(index, room.words())
            self.tabs.setTabToolTip(index, f"{room.words()} (Ctrl+{room.number})")
        self.commands.retranslate()
        self.status.retranslate()
        self.status.show_text_percent(self.appearance.text_percent)
        self.message_bar.retranslate()
        self.demo_band.say(_("Demonstration: invented visitors and figures, in a store of their own."))
        self.open_band.say(_("Without accounts: everybody may do everything but administration."))
        for place in self._rooms.values():
            if isinstance(place, Placeholder):
                place.say(_("The day's board is being opened…"))
        for tab in self._furnished_tabs():
            tab.retranslate()
        self._fit_tabs()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop the icons of the tabs where their names need the room."""
        super().resizeEvent(event)
        self._fit_tabs()

    def changeEvent(self, event: QEvent) -> None:
        """Take up a new language."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and hasattr(self, "message_bar"):
            self.retranslate()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc put the message away when nothing else has taken it."""
        if event.key() == Qt.Key.Key_Escape and self.message_bar.isVisible():
            self.message_bar.hide()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember where everything was."""
        self.remembered.keep_window(self, self._current())
        self.remembered.keep_parts(self.tabs)
        self.remembered.close()
        super().closeEvent(event)
        if event.isAccepted():
            self.background.close()
            self.closed.emit()

    def _connect(self) -> None:
        commands = self.commands
        self.tabs.currentChanged.connect(self._enter)
        self.announcer.changed.connect(self.refresh)
        self.appearance.changed.connect(self.retranslate)
        self.undo.changed.connect(self._name_undo)
        commands.quit.triggered.connect(self.close)
        commands.undo.triggered.connect(self.undo.undo)
        commands.cut.triggered.connect(self._cut)
        commands.copy.triggered.connect(self._copy)
        commands.paste.triggered.connect(self._paste)
        commands.select_all.triggered.connect(self._select_all)
        commands.find.triggered.connect(self.find_on_tab)
        commands.larger.triggered.connect(self.appearance.enlarge)
        commands.smaller.triggered.connect(self.appearance.reduce)
        commands.normal.triggered.connect(self.appearance.restore_size)
        commands.refresh.triggered.connect(self.reload)
        commands.full_screen.toggled.connect(self.fill_screen)
        commands.shades.triggered.connect(self.choose_shade)
        commands.languages.triggered.connect(self.choose_language)
        commands.next_tab.triggered.connect(self.go_to_next_tab)
        commands.previous_tab.triggered.connect(self.go_to_previous_tab)
        commands.back.triggered.connect(self.go_back)
        commands.next_pane.triggered.connect(self.go_to_next_pane)
        commands.previous_pane.triggered.connect(self.go_to_previous_pane)
        self.status.queue_button.clicked.connect(self.show_queue)
        self.status.desk_button.clicked.connect(self.show_counselling)

    @Slot()
    def reload(self) -> None:
        """Ask everything anew, as after F5."""
        self.refresh(frozenset(Department))

    @Slot()
    def find_on_tab(self) -> None:
        """Put the focus into the search of the tab, if it has one."""
        search = self.findChild(QLineEdit, f"{self._current()}.search")
        if search is None:
            self.messages.hint(_("There is nothing to search on this tab. The library has a search: Ctrl+6."))
        else:
            search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            search.selectAll()

    @Slot(bool)
    def fill_screen(self, wanted: bool) -> None:
        """Take the whole screen, or give it back."""
        if wanted:
            self.showFullScreen()
        else:
            self.showNormal()

    @Slot("QAction*")
    def choose_shade(self, choice: QAction) -> None:
        """Put on the colours that were chosen."""
        self.appearance.wear(Shade(choice.data()), self.appearance.text_percent)

    @Slot("QAction*")
    def choose_language(self, choice: QAction) -> None:
        """Speak the language that was chosen."""
        wanted = language_from(choice.data())
        if wanted:
            self.screen_language.speak(wanted)

    @Slot()
    def go_to_next_tab(self) -> None:
        """Go to the tab on the right, after the last to the first."""
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + 1) % self.tabs.count())

    @Slot()
    def go_to_previous_tab(self) -> None:
        """Go to the tab on the left, before the first to the last."""
        self.tabs.setCurrentIndex((self.tabs.currentIndex() - 1) % self.tabs.count())

    @Slot()
    def go_back(self) -> None:
        """Go to the tab that was open before."""
        if len(self._visited) > 1:
            self._visited.pop()
            self.show_tab(self._visited.pop())

    @Slot()
    def go_to_next_pane(self) -> None:
        """Move the focus from the tab to the foot, to the names of the tabs, and round again."""
        self._go_to_pane(+1)

    @Slot()
    def go_to_previous_pane(self) -> None:
        """Move the focus the other way round."""
        self._go_to_pane(-1)

    @Slot()
    def show_queue(self) -> None:
        """Go to the queue."""
        self.show_tab(Department.QUEUE)

    @Slot()
    def show_counselling(self) -> None:
        """Go to the counselling tab."""
        self.show_tab(Department.COUNSELLING)

    def _add_room(self, room: Room) -> None:
        place = Placeholder(room.icon_name)
        self._rooms[room.department] = place
        page = QWidget()
        page.setObjectName(f"{room.department}.page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(place)
        self.tabs.addTab(page, room.words())
        command = self.commands.add_tab_command(room.number, room.menu_words, room.icon_name)
        command.setData(room.department)
        command.triggered.connect(self._go_by_command)

    @Slot()
    def _go_by_command(self) -> None:
        self.show_tab(cast("QAction", self.sender()).data())

    def _furnish_next(self, order: list[Department], waiting: Mapping[Department, Callable[[], QWidget]]) -> None:
        if not order:
            self._open_office()
            return
        department = order.pop(0)
        self._put(department, waiting[department]())
        # Back to the event loop between two tabs: a key pressed now is not kept waiting for all of them.
        QTimer.singleShot(0, self, lambda: self._furnish_next(order, waiting))

    def _put(self, department: Department, tab: QWidget) -> None:
        room = next(room for room in ROOMS if room.department is department)
        page = cast("QWidget", self.tabs.widget(self._index(department)))
        place = self._rooms[department]
        cast("QVBoxLayout", page.layout()).replaceWidget(place, tab)
        place.deleteLater()
        self._rooms[department] = tab
        self.remembered.restore_parts(tab)
        menu = self.commands.add_tab_menu(room.menu_words, cast("Tab", tab).actions_for_menu())
        self._tab_menus[department] = menu
        menu.menuAction().setVisible(department is self._current())
        if department is self._current():
            self._focus_tab(department)

    def _open_office(self) -> None:
        office = cast("Office", self._office)
        self.status.run_clock(office.clock)
        self._count_waiting()
        self.furnished.emit()

    def _count_waiting(self) -> None:
        if self._office is not None:
            with self.messages.explain():
                self.status.show_waiting(len(self._office.queue.waiting()))

    def _furnished_tabs(self) -> list[Tab]:
        return [cast("Tab", tab) for tab in self._rooms.values() if not isinstance(tab, Placeholder)]

    def _fit_tabs(self) -> None:
        bar = self.tabs.tabBar()
        for shown in (True, False):
            for index, room in enumerate(ROOMS):
                self.tabs.setTabIcon(index, icon(room.icon_name, tokens_of(self).text) if shown else QIcon())
            if bar.sizeHint().width() <= self.width():
                return

    def _index(self, department: Department) -> int:
        return next(at for at, room in enumerate(ROOMS) if room.department is department)

    def _current(self) -> Department:
        return ROOMS[max(0, self.tabs.currentIndex())].department

    @Slot(int)
    def _enter(self, index: int) -> None:
        department = ROOMS[index].department
        self._visited.append(department)
        del self._visited[:-20]
        for owner, menu in self._tab_menus.items():
            menu.menuAction().setVisible(owner is department)
        self._focus_tab(department)

    def _focus_tab(self, department: Department) -> None:
        tab = self._rooms[department]
        if self.tabs.tabBar().hasFocus() or isinstance(tab, Placeholder):
            return
        _focus_first(tab)

    def _go_to_pane(self, step: int) -> None:
        panes = [self._rooms[self._current()], self.status, self.tabs.tabBar()]
        now = QApplication.focusWidget()
        here = next((at for at, pane in enumerate(panes) if now and (pane is now or pane.isAncestorOf(now))), -step)
        _focus_first(panes[(here + step) % len(panes)])

    @Slot()
    def _name_undo(self) -> None:
        self.commands.name_undo(self.undo.last_words())

    @Slot()
    def _cut(self) -> None:
        _ask_focus("cut")

    @Slot()
    def _copy(self) -> None:
        _ask_focus("copy")

    @Slot()
    def _paste(self) -> None:
        _ask_focus("paste")

    @Slot()
    def _select_all(self) -> None:
        _ask_focus("selectAll")

    def _restore_place(self) -> None:
        if not self.remembered.restore_window(self):
            self.resize(*USUAL)
        tab = self.remembered.tab()
        known = next((room.department for room in ROOMS if room.department == tab), Department.WELCOME)
        self.show_tab(known)
        self._visited = [self._current()]


def _ask_focus(verb: str) -> None:
    """Have whatever holds the focus cut, copy, paste or select all, if it can."""
    focus = QApplication.focusWidget()
    if focus is not None and focus.metaObject().indexOfMethod(f"{verb}()") >= 0:
        QMetaObject.invokeMethod(focus, verb)


def _focus_first(pane: QWidget) -> None:
    """Give the focus to a pane: to the part it names itself, else to the first that takes it."""
    if pane.focusPolicy() is not Qt.FocusPolicy.NoFocus or pane.focusProxy() is not None:
        pane.setFocus(Qt.FocusReason.OtherFocusReason)
        return
    part = pane.nextInFocusChain()
    while part is not None and part is not pane:
        if pane.isAncestorOf(part) and part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.isVisibleTo(pane):
            part.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        part = part.nextInFocusChain()
