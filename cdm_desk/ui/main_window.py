"""The window of the desk: tabs, menus, the foot with its lamp; on the screen at once, its data a moment later."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from cdm_desk.language import _, language_from
from cdm_desk.ui.announcer import Announcer
from cdm_desk.ui.appearance import Appearance, Shade, icon, logo, tokens_of
from cdm_desk.ui.commands import Commands
from cdm_desk.ui.enter_key import EnterKey
from cdm_desk.ui.key_map import KeyMap
from cdm_desk.ui.messages import Messages
from cdm_desk.ui.remembered import Remembered
from cdm_desk.ui.rooms import ROOMS, Room, Tab
from cdm_desk.ui.screen_language import ScreenLanguage
from cdm_desk.ui.status_strip import StatusStrip
from cdm_desk.ui.undo_key import UndoKey
from cdm_desk.ui.widgets import Band, FocusMark, Placeholder, focus_first, set_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QMenu

    from cdm_desk.domain.change import Department
    from cdm_desk.office import Office
    from cdm_desk.settings import Settings
    from cdm_desk.ui.background import Background
    from cdm_desk.ui.kept_settings import KeptSettings
    from cdm_desk.ui.message_bar import MessageBar
    from cdm_desk.ui.staffed import Staffed
    from cdm_desk.ui.tabs.queue import QueueTab
    from cdm_desk.ui.tickets import Tickets
    from cdm_desk.ui.undo import Undo

SMALLEST = (900, 480)
USUAL = (1280, 800)
# What the system draws around a window, its title above all: not known before it is on the screen.
FRAME = QSize(16, 48)
VISITS_KEPT = 20
# Where a workstation opens the first time, by its kind; reception and the others on Welcome.
USED_MOST = {
    "counselling": "counselling",
    "multimedia": "multimedia",
    "library": "library",
    "office": "reports",
    "off-site": "bag",
}


class MainWindow(QMainWindow):
    """Shows at once with empty rooms; `furnish` fills them when the office is open.

    It knows the rooms, not what is done in them: a tab gives it a menu, hears of changes and of the language. What
    the first paint does not need (icons of menus, dialogs, the sign-in page) comes right after it. `memory` is the
    file where the window's place is remembered; `speak` a language for this run only.
    """

    shown = Signal()
    furnished = Signal()
    closed = Signal()
    restore_wanted = Signal(object)

    def __init__(self, kept: KeptSettings, memory: Path, speak: str = "") -> None:
        super().__init__()
        app = cast("QApplication", QApplication.instance())
        self.kept = kept
        self.key_map = KeyMap(kept.current.keys, switched_on=kept.current.single_keys)
        self.appearance = Appearance(app)
        self.screen_language = ScreenLanguage(app)
        self.messages = Messages()
        self.announcer = Announcer()
        self.remembered = Remembered(memory)
        self.staffed: Staffed | None = None
        for at_the_focus in (FocusMark(app), EnterKey(app), UndoKey(app)):
            # They end with the window: those of windows long closed would hear each change of the focus too.
            at_the_focus.setParent(self)
        self._rooms: dict[str, QWidget] = {}
        self._tab_menus: dict[str, QMenu] = {}
        self._ways: dict[str, QAction] = {}
        self._visited: list[str] = []
        self._closed_because = ("", "")
        self._was_painted = False
        self._was_shown = False

        self.setObjectName("main_window")
        self.setMinimumSize(*SMALLEST)
        self.screen_language.speak(language_from(speak or kept.current.language) or "fr")
        self.appearance.wear(Shade(kept.current.shade), kept.current.text_percent)

        self.commands = Commands(self)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("tabs")
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setObjectName("tabs.bar")
        self.tabs.tabBar().setExpanding(False)
        # A click goes on to the page, whose keys are wanted next; the keyboard can still stay on the names.
        self.tabs.tabBar().setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.demo_band = Band("band.demo", self.commands.leave_demo)
        self.open_band = Band("band.without_accounts", self.commands.name_administrators)
        self.night_band = Band("band.night", self.commands.not_tonight)
        self.status = StatusStrip(self.commands)
        self.desk = QWidget()
        self.pages = QStackedWidget()
        for room in ROOMS:
            self._add_room(room)
        kept_tab = self.remembered.tab()
        first = next((room for room in ROOMS if room.department == kept_tab), ROOMS[0])
        self._prepare(first)
        self.bag_band = Band("band.bag", self._ways["bag"])

        self._assemble()
        self.retranslate()
        self._restore_place()
        self._connect()

    def _assemble(self) -> None:
        column = QVBoxLayout(self.desk)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for band in (self.night_band, self.demo_band, self.open_band, self.bag_band):
            band.hide()
            column.addWidget(band)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.status)
        self.pages.addWidget(self.desk)
        self.setCentralWidget(self.pages)

    @cached_property
    def background(self) -> Background:
        """Errands off the screen's thread."""
        from cdm_desk.ui.background import Background  # noqa: PLC0415 - made when first asked for

        return Background(self.messages)

    @cached_property
    def undo(self) -> Undo:
        """The last acts done here."""
        from cdm_desk.ui.undo import Undo  # noqa: PLC0415 - as above

        return Undo(self.messages)

    @cached_property
    def tickets(self) -> Tickets:
        """What is printed for visitors."""
        from cdm_desk.ui.tickets import Tickets  # noqa: PLC0415 - as above

        return Tickets(self.messages, self.kept, self.remembered)

    @cached_property
    def message_bar(self) -> MessageBar:
        """The line of messages between the tabs and the foot."""
        from cdm_desk.ui.message_bar import MessageBar  # noqa: PLC0415 - as above

        bar = MessageBar(self.messages, self.desk)
        bar.turn_to(self.tabs.currentIndex())
        self.tabs.currentChanged.connect(bar.turn_to)
        column = cast("QVBoxLayout", self.desk.layout())
        column.insertWidget(column.indexOf(self.status), bar)
        return bar

    def furnish(self, office: Office) -> None:
        """Fill the rooms with tabs on the services of the office, one at a time; then `furnished` goes out."""
        # The tabs are not needed for the first paint: their import waits until the office is open.
        from cdm_desk.ui.furniture import makers  # noqa: PLC0415

        for room in ROOMS:
            if self.kept.current.kind in room.kinds:
                self.show_room(room.department)
        # Who has gone to a tab while the office opened stays there: the next key would be taken for one of Welcome.
        if not self.remembered.tab() and len(self._visited) == 1:
            self.show_tab(USED_MOST.get(self.kept.current.kind, ROOMS[0].department))
        waiting = makers(
            office, self.messages, self.undo, self.background, self.kept, key_map=self.key_map, tickets=self.tickets
        )
        order = sorted((room.department for room in ROOMS), key=lambda department: department != self.current())
        QTimer.singleShot(0, self, lambda: self._furnish_next(order, waiting, office))

    def say_closed(self, sentence: str, advice: str) -> None:
        """Say in every room why the office cannot open, and what to do."""
        self._closed_because = (sentence, advice)
        self._name_rooms()

    def tab(self, department: str) -> QWidget:
        """Return what stands in a room."""
        return self._rooms[department]

    def tab_menus(self) -> Mapping[str, QMenu]:
        """Return the menu of each tab."""
        return self._tab_menus

    def current(self) -> str:
        """Return the department whose tab is open."""
        return ROOMS[max(0, self.tabs.currentIndex())].department

    @Slot(frozenset)
    def refresh(self, departments: frozenset[Department]) -> None:
        """Pass on to every tab that departments have changed."""
        for tab in self._furnished_tabs():
            tab.refresh(departments)

    @Slot(str)
    def show_tab(self, department: str) -> None:
        """Go to a tab; the focus goes to the part used most."""
        self.show_room(department)
        self.tabs.setCurrentIndex(_index(department))
        tab = self._rooms[department]
        if self.tabs.tabBar().hasFocus() and not isinstance(tab, Placeholder):
            focus_first(tab)

    def show_room(self, department: str) -> None:
        """Have the name of a tab stand among the others, where it is not there from the start."""
        index = _index(department)
        if not self.tabs.isTabVisible(index):
            self.tabs.setTabVisible(index, True)
            if self._was_shown:
                self._fit_tabs()

    def retranslate(self) -> None:
        """Set every word, icon and colour again; nothing typed is lost."""
        self.setWindowTitle(self._title())
        self.tabs.setAccessibleName(_("Tabs of the desk"))
        self.tabs.tabBar().setAccessibleName(_("Tabs of the desk"))
        self.commands.retranslate()
        self.status.retranslate()
        self.status.show_text_percent(self.appearance.text_percent)
        self.demo_band.say(
            _("Demonstration: invented visitors and figures, in a store of their own."), _("Demonstration")
        )
        self.open_band.say(
            _("Without accounts: everybody may do everything but administration."), _("Without accounts")
        )
        self._name_rooms()
        for tab in self._furnished_tabs():
            tab.retranslate()
        if self.staffed is not None:
            self.staffed.retranslate()
        if self._was_shown:
            self.message_bar.retranslate()
            self._dress()

    def _title(self) -> str:
        """Name the workstation first: the task bar and a screen reader cut the end."""
        program = _("Cité des métiers – the desk")
        office = self.staffed.office if self.staffed is not None else None
        where = _("Demonstration") if office is not None and office.demo else self.kept.current.workstation
        return _("{workstation} – {program}").format(workstation=where, program=program) if where else program

    def changeEvent(self, event: QEvent) -> None:
        """Take up a new language."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self._was_shown:
            self.retranslate()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Leave for after the first paint what it does not need."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self._complete)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop the icons of the tabs where their names need the room."""
        super().resizeEvent(event)
        if self._was_shown:
            self._fit_tabs()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc put the message away when nothing else has taken it."""
        if event.key() == Qt.Key.Key_Escape and self.message_bar.isVisible():
            self.message_bar.put_away()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember where everything was."""
        self.remembered.keep_window(self, self.current())
        self.remembered.keep_parts(self.tabs)
        self.remembered.close()
        super().closeEvent(event)
        if event.isAccepted():
            for room in self._rooms.values():
                # A room within a room ends its errands: Qt tells only the window that it is closed.
                room.close()
            self.background.close()
            self.tickets.close()
            self.closed.emit()

    def _connect(self) -> None:
        commands = self.commands
        self.tabs.currentChanged.connect(self._enter)
        self.pages.currentChanged.connect(self._show_tab_menu)
        self.announcer.changed.connect(self.refresh)
        self.appearance.changed.connect(self.retranslate)
        self.appearance.changed.connect(self._keep_look)
        self.screen_language.changed.connect(self._keep_language)
        self.kept.changed.connect(self._take_keys)
        commands.quit.triggered.connect(self.close)
        commands.leave_demo.triggered.connect(self.close)
        commands.larger.triggered.connect(self.appearance.enlarge)
        commands.smaller.triggered.connect(self.appearance.reduce)
        commands.normal.triggered.connect(self.appearance.restore_size)
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
        self._go_along(+1)

    @Slot()
    def go_to_previous_tab(self) -> None:
        """Go to the tab on the left, before the first to the last."""
        self._go_along(-1)

    def _go_along(self, step: int) -> None:
        seen = [index for index in range(self.tabs.count()) if self.tabs.isTabVisible(index)]
        self.tabs.setCurrentIndex(seen[(seen.index(self.tabs.currentIndex()) + step) % len(seen)])

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
        self.show_tab("queue")

    @Slot()
    def send_on(self) -> None:
        """Go to the queue, and ask there on to what the visitor at this desk is sent."""
        self.show_tab("queue")
        cast("QueueTab", self.tab("queue")).ask_transfer_of_mine()

    @Slot()
    def show_counselling(self) -> None:
        """Go to the counselling tab."""
        self.show_tab("counselling")

    @Slot()
    def _complete(self) -> None:
        # Here for the same reason as in `furnish`: whoever waits for the window does not wait for its dialogs.
        from cdm_desk.ui.collector import Collector  # noqa: PLC0415
        from cdm_desk.ui.opener import Opener  # noqa: PLC0415

        self._was_shown = True
        self.setWindowIcon(logo())
        for room in ROOMS:
            if room.department not in self._rooms:
                self._prepare(room)
        self.screen_language.speak_qt()
        self.undo.changed.connect(self._name_undo)
        self.commands.undo.triggered.connect(self.undo.undo)
        self.message_bar.retranslate()
        self._dress()
        self.opener = Opener(self)
        self.collector = Collector(self)
        self.shown.emit()

    def _dress(self) -> None:
        self.commands.dress()
        self.status.dress()
        self._fit_tabs()

    def _add_room(self, room: Room) -> None:
        page = QWidget()
        page.setObjectName(f"{room.department}.page")
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        index = self.tabs.addTab(page, room.words())
        self.tabs.setTabVisible(index, not room.kinds)
        command = self._ways[room.department] = self.commands.add_tab_command(
            room.number, room.menu_words, room.icon_name
        )
        command.setData(room.department)
        command.triggered.connect(self._go_by_command)

    def _prepare(self, room: Room) -> None:
        """Put something into a room that says that its tab is coming."""
        place = Placeholder(room.icon_name)
        sentence, advice = self._closed_because
        place.say(sentence or _("The day's board is being opened…"), advice)
        self._rooms[room.department] = place
        page = cast("QWidget", self.tabs.widget(_index(room.department)))
        cast("QVBoxLayout", page.layout()).addWidget(place)

    @Slot()
    def _go_by_command(self) -> None:
        self.show_tab(cast("QAction", self.sender()).data())

    def _furnish_next(self, order: list[str], waiting: Mapping[str, Callable[[], QWidget]], office: Office) -> None:
        # Back to the event loop between any two steps: a key pressed now is not kept waiting for all of them.
        if not order:
            QTimer.singleShot(0, self, lambda: self._open_office(office))
            return
        department = order.pop(0)
        tab = waiting[department]()
        QTimer.singleShot(0, self, lambda: self._move_in(department, tab, order, waiting, office))

    def _move_in(
        self,
        department: str,
        tab: QWidget,
        order: list[str],
        waiting: Mapping[str, Callable[[], QWidget]],
        office: Office,
    ) -> None:
        self._put(department, tab)
        QTimer.singleShot(0, self, lambda: self._furnish_next(order, waiting, office))

    def _put(self, department: str, tab: QWidget) -> None:
        room = next(room for room in ROOMS if room.department == department)
        place = self._rooms[department]
        cast("QVBoxLayout", cast("QWidget", place.parentWidget()).layout()).replaceWidget(place, tab)
        place.deleteLater()
        self._rooms[department] = tab
        self.remembered.restore_parts(tab)
        menu = self.commands.add_tab_menu(room.menu_words, cast("Tab", tab).actions_for_menu())
        self._tab_menus[department] = menu
        self._show_tab_menu()
        wish = getattr(tab, "send_on_wanted", None)
        if wish is not None:
            wish.connect(self.send_on)
        if department == self.current() and self.focusWidget() in {None, self.tabs.tabBar()}:
            focus_first(tab)

    def _open_office(self, office: Office) -> None:
        # With the tabs, after the first paint.
        from cdm_desk.ui.display.keeper import DisplayKeeper  # noqa: PLC0415
        from cdm_desk.ui.staffed import Staffed  # noqa: PLC0415

        self.staffed = Staffed(self, office)
        self.public_display = DisplayKeeper(self, office.display)
        self.setWindowTitle(self._title())
        self.furnished.emit()

    def _furnished_tabs(self) -> list[Tab]:
        return [cast("Tab", tab) for tab in self._rooms.values() if not isinstance(tab, Placeholder)]

    def _name_rooms(self) -> None:
        for index, room in enumerate(ROOMS):
            self.tabs.setTabText(index, room.words())
            self.tabs.setTabToolTip(index, f"{room.words()} (Ctrl+{room.number})")
        sentence, advice = self._closed_because
        for place in self._rooms.values():
            if isinstance(place, Placeholder):
                place.say(sentence or _("The day's board is being opened…"), advice)

    def _fit_tabs(self) -> None:
        """Give the names of the tabs what room there is: first the icons go, then room; what is left is scrolled."""
        bar = self.tabs.tabBar()
        for with_icons, kind in ((True, ""), (False, ""), (False, "tight")):
            set_kind(bar, kind)
            for index, room in enumerate(ROOMS):
                self.tabs.setTabIcon(index, icon(room.icon_name, tokens_of(self).text) if with_icons else QIcon())
            if bar.sizeHint().width() <= self.width():
                return

    @Slot(int)
    def _enter(self, index: int) -> None:
        department = ROOMS[index].department
        self._visited.append(department)
        del self._visited[:-VISITS_KEPT]
        self._show_tab_menu()
        self._focus_tab(department)

    @Slot()
    def _show_tab_menu(self) -> None:
        """Show the menu of the tab one is on; over a hidden desk its letter would be taken from the sign-in page."""
        seen = self.pages.currentWidget() is self.desk
        for owner, menu in self._tab_menus.items():
            menu.menuAction().setVisible(seen and owner == self.current())

    def _focus_tab(self, department: str) -> None:
        tab = self._rooms.get(department)
        if tab is not None and not self.tabs.tabBar().hasFocus() and not isinstance(tab, Placeholder):
            focus_first(tab)

    def _go_to_pane(self, step: int) -> None:
        panes = [self._rooms[self.current()], self.status, self.tabs.tabBar()]
        now = QApplication.focusWidget()
        here = next((at for at, pane in enumerate(panes) if now and (pane is now or pane.isAncestorOf(now))), -step)
        next(pane for away in range(1, 4) if focus_first(pane := panes[(here + step * away) % len(panes)]))

    @Slot()
    def _keep_look(self) -> None:
        with self.messages.explain():
            self.kept.change(shade=self.appearance.shade.value, text_percent=self.appearance.text_percent)

    @Slot(str)
    def _keep_language(self, spoken: str) -> None:
        with self.messages.explain():
            self.kept.change(language=spoken)

    @Slot(object)
    def _take_keys(self, settings: Settings) -> None:
        self.key_map.take(settings.keys, switched_on=settings.single_keys)

    @Slot()
    def _name_undo(self) -> None:
        self.commands.name_undo(self.undo.last_words())

    def _restore_place(self) -> None:
        room = self.screen().availableSize()
        if not self.remembered.restore_window(self):
            self.resize(QSize(*USUAL).boundedTo(room - FRAME).expandedTo(QSize(*SMALLEST)))
        elif not self.isMaximized() and not self.isFullScreen():
            # Left on a larger screen that is gone: never larger than this one, and wholly on it.
            self.resize(self.size().boundedTo(room - FRAME).expandedTo(QSize(*SMALLEST)))
            self._bring_back()
        self.show_tab(next(iter(self._rooms)))
        self._visited = [self.current()]

    def _bring_back(self) -> None:
        """Move a window that lies beside the screen onto it."""
        room = self.screen().availableGeometry()
        place = self.geometry()
        right = max(room.left(), room.right() + 1 - place.width() - FRAME.width())
        low = max(room.top(), room.bottom() + 1 - place.height() - FRAME.height())
        self.move(min(max(place.left(), room.left()), right), min(max(place.top(), room.top()), low))


def _index(department: str) -> int:
    return next(at for at, room in enumerate(ROOMS) if room.department == department)
