"""Guards the screen: asks who is there, hides the desk when it is left, says who is on duty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QDialog, QStackedWidget, QTabWidget, QWidget
from shiboken6 import isValid

from cdm_desk.domain.staff import Role
from cdm_desk.language import _
from cdm_desk.ui.dialogs.sign_in import SignInPage
from cdm_desk.ui.drafts import Drafts
from cdm_desk.ui.widgets import focus_first
from cdm_desk.ui.words import role_name

if TYPE_CHECKING:
    from uuid import UUID

    from PySide6.QtGui import QAction, QGuiApplication

    from cdm_desk.services.staff import StaffService
    from cdm_desk.ui.background import Background
    from cdm_desk.ui.commands import Commands
    from cdm_desk.ui.messages import Messages
    from cdm_desk.ui.status_strip import StatusStrip

INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)

# A hand on the mouse is told once in a while, not with every step of the pointer.
TOLD_MS = 1_000


class IdleWatch(QObject):
    """Tells when nobody has touched keyboard or mouse for some minutes.

    It listens at the windows that get the focus, not at the application: that would pass every event through Python.
    """

    idle = Signal()
    touched = Signal()
    window_came = Signal()

    def __init__(self, app: QGuiApplication, seconds: int) -> None:
        super().__init__()
        self._app = app
        self._seconds = seconds
        self._since = QElapsedTimer()
        self._since.start()
        self._told = QElapsedTimer()
        self._told.start()
        self._timer = QTimer(self)
        self._timer.setInterval(max(1, seconds) * 50)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        app.focusWindowChanged.connect(self._listen)
        self._listen()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note that somebody is there."""
        if event.type() in INPUT:
            self._since.restart()
            if self._told.elapsed() >= TOLD_MS:
                self._told.restart()
                self.touched.emit()
        return super().eventFilter(watched, event)

    def wait_for(self, seconds: int) -> None:
        """Wait another time from now on."""
        self._seconds = seconds
        self._timer.setInterval(max(1, seconds) * 50)

    def touch(self) -> None:
        """Begin to count anew."""
        self._since.restart()

    @Slot()
    def _listen(self) -> None:
        # Asked for anew: what lost the focus may be on its way out, and must not be taken hold of.
        window = self._app.focusWindow()
        if window is not None:
            window.installEventFilter(self)
            self.window_came.emit()

    @Slot()
    def _look(self) -> None:
        if self._since.elapsed() >= self._seconds * 1000:
            self._since.restart()
            self.idle.emit()


class Guard(QObject):
    """Shows the desk to whoever may see it and the sign-in page to everybody else."""

    let_in = Signal()
    other_person = Signal()

    def __init__(
        self,
        pages: QStackedWidget,
        desk: QWidget,
        *,
        staff: StaffService,
        background: Background,
        commands: Commands,
        status: StatusStrip,
        messages: Messages,
        idle_seconds: int,
    ) -> None:
        super().__init__(pages)
        self._pages = pages
        self._desk = desk
        self._staff = staff
        self._commands = commands
        self._status = status
        self._messages = messages
        self._drafts = Drafts(desk)
        self._left_by: UUID | None = None
        self._focus: QWidget | None = None
        self.page = SignInPage(staff, background)
        self.idle_watch = IdleWatch(QApplication.instance(), idle_seconds)  # type: ignore[arg-type]
        pages.addWidget(self.page)
        self.page.signed_in.connect(self._show_desk)
        self.page.cancelled.connect(self._go_back)
        self._drafts.torn.connect(self._note_torn)
        self.idle_watch.idle.connect(self.lock_when_idle)
        self.idle_watch.window_came.connect(self._lend_lock)
        commands.lock.triggered.connect(self.lock)
        commands.change_person.triggered.connect(self.change_person)
        commands.sign_out.triggered.connect(self.sign_out)
        commands.role_menu.triggered.connect(self.act_as)

    def start(self) -> None:
        """Ask who is here if accounts are in use; else leave the desk open."""
        if self._staff.accounts_in_use() and self._staff.on_duty() is None:
            self._hide_desk(may_cancel=False)
        self.say_who()

    def is_hiding(self) -> bool:
        """Whether the desk is hidden."""
        return self._pages.currentWidget() is self.page

    def show_people(self) -> None:
        """Show who is on duty, and on a hidden desk who may sign in, once accounts have changed here or elsewhere."""
        self.say_who()
        with self._messages.explain():
            self.page.refresh()

    def say_who(self) -> None:
        """Show at the foot who is on duty, in which role."""
        duty = self._staff.holder()
        menu = self._commands.role_menu
        menu.clear()
        menu.menuAction().setVisible(duty is not None)
        for command in (self._commands.change_person, self._commands.sign_out):
            command.setVisible(duty is not None)
        if duty is None:
            self._status.show_person("")
            return
        self._status.show_person(
            _("{person}, {role}").format(person=duty.person.alias, role=role_name(duty.role).lower())
        )
        for role in Role:
            if role in duty.person.roles:
                choice = menu.addAction(role_name(role))
                choice.setObjectName(f"command.role_{role}")
                choice.setData(role.value)
                choice.setCheckable(True)
                choice.setChecked(role is duty.role)

    def retranslate(self) -> None:
        """Set the words again."""
        self.page.retranslate()
        self.say_who()

    @Slot()
    def lock(self) -> None:
        """Hide the desk until the person proves who they are, or another one signs in."""
        if self.is_hiding():
            self._leave_half_way()
            return
        # The desk is hidden first: whatever the store says to it, nobody else shall see it.
        self._hide_desk(may_cancel=False)
        with self._messages.explain():
            self._staff.lock()

    @Slot()
    def _lend_lock(self) -> None:
        """Have a dialog hear the key that locks: it keeps every key from the window behind it."""
        window = QApplication.activeWindow()
        if isinstance(window, QDialog) and self._commands.lock not in window.actions():
            window.addAction(self._commands.lock)

    @Slot()
    def lock_when_idle(self) -> None:
        """Lock after some minutes without a touch; without accounts there is nobody to ask for, so it stays open."""
        with self._messages.explain():
            if self._staff.on_duty() is not None:
                self.lock()

    @Slot()
    def change_person(self) -> None:
        """Ask who is here now; Esc leaves everything as it is."""
        if not self.is_hiding() and self._staff.accounts_in_use():
            self._hide_desk(may_cancel=True)

    @Slot()
    def sign_out(self) -> None:
        """End the day of the person on duty; the next one signs in."""
        self._hide_desk(may_cancel=False)
        with self._messages.explain():
            self._staff.sign_out()
            self.say_who()

    @Slot("QAction*")
    def act_as(self, choice: QAction) -> None:
        """Change to another role of the person on duty."""
        with self._messages.explain():
            self._staff.act_as(Role(choice.data()))
            self.let_in.emit()
        self.say_who()

    def _hide_desk(self, *, may_cancel: bool) -> None:
        holder = self._staff.holder()
        self._left_by = holder.person.id if holder else None
        self._focus = QApplication.focusWidget()
        self._drafts.put_away(self._left_by)
        self._commands.set_hidden(hidden=True)
        self._pages.setCurrentWidget(self.page)
        self.page.open(may_cancel=may_cancel, held_by=self._left_by)

    def _leave_half_way(self) -> None:
        """Ask anew for who has signed in but gone before the desk was shown."""
        holder = self._staff.holder()
        if not self.page.is_half_way() or holder is None:
            return
        # A sheet of new codes may lie open over the page.
        self._drafts.put_away(holder.person.id)
        with self._messages.explain():
            self._staff.lock()
        self._left_by = holder.person.id
        self.page.open(may_cancel=False, held_by=self._left_by)

    @Slot(bool)
    def _show_desk(self, same_person: bool) -> None:
        holder = self._staff.holder()
        arrived = holder.person.id if holder else None
        if not same_person:
            self._drafts.hand_over(self._left_by)
        self._commands.set_hidden(hidden=False)
        self._pages.setCurrentWidget(self._desk)
        self.idle_watch.touch()
        self.say_who()
        if not same_person:
            self.other_person.emit()
        self._focus_again()
        self._drafts.give_back(self._left_by if same_person else arrived)
        self.let_in.emit()

    def _focus_again(self) -> None:
        """Give the focus to what had it, else to the tab: on the names of the tabs no key of a tab is heard."""
        focus, self._focus = self._focus, None
        if focus is not None and isValid(focus) and focus.isVisible() and self._desk.isAncestorOf(focus):
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        tabs = self._desk.findChild(QTabWidget)
        tab = tabs.currentWidget() if tabs is not None else None
        if tab is not None:
            focus_first(tab)

    @Slot()
    def _note_torn(self) -> None:
        with self._messages.explain():
            self._staff.lose_codes()

    @Slot()
    def _go_back(self) -> None:
        self._show_desk(True)
