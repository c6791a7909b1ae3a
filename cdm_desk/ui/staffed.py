"""The window once its office is open: who waits, who is on duty, which desk, the bands over the tabs."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from cdm_desk.domain.change import Department
from cdm_desk.domain.errors import StoreError
from cdm_desk.language import _
from cdm_desk.ui.bag_words import bag_name, days_text
from cdm_desk.ui.day_balance import DayBalance
from cdm_desk.ui.desk_band import DeskBand
from cdm_desk.ui.guard import Guard
from cdm_desk.ui.lamp import Lamp
from cdm_desk.ui.lookup_watch import LookupWatch
from cdm_desk.ui.mini_pad import MiniPadKeeper
from cdm_desk.ui.pad_panel import PadPanel
from cdm_desk.ui.usual_desk import UsualDesk
from cdm_desk.ui.widgets import focus_first

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtWidgets import QDialog, QVBoxLayout

    from cdm_desk.office import Office
    from cdm_desk.settings import Settings
    from cdm_desk.ui.main_window import MainWindow

_LOOK_AGAIN_MS: Final = 500


class Staffed(QObject):
    """Keeps foot and bands of the window in step with the office."""

    def __init__(self, window: MainWindow, office: Office) -> None:
        super().__init__(window)
        self._window = window
        self.office = office
        self.guard = Guard(
            window.pages,
            window.desk,
            staff=office.staff,
            background=window.background,
            commands=window.commands,
            status=window.status,
            messages=window.messages,
            idle_seconds=window.kept.current.lock_after_minutes * 60,
        )
        usual = UsualDesk(office.queue, office.desks, office.lists, window.messages, window.kept)
        self.desk_band = DeskBand(office.desks, office.queue, usual, window.messages)
        cast("QVBoxLayout", window.desk.layout()).insertWidget(0, self.desk_band)
        self.lamp = None if office.exchange is None else Lamp(office.exchange, window.status, self._to_decide)
        self._panel: PadPanel | None = None
        self._told_closed: set[tuple[str, date]] = set()
        self.balance = DayBalance(window, office)
        self.mini_pad = MiniPadKeeper(window, office)
        self.lookup_watch = LookupWatch(office.lookup, window.messages, self)
        window.closed.connect(self.lookup_watch.close)
        self._ask_again = QTimer(self, interval=_LOOK_AGAIN_MS, singleShot=True)
        self._ask_again.timeout.connect(self._ask_who)
        self._open_to_all = not office.staff.accounts_in_use()
        self._say_folder()
        window.status.run_clock(office.clock)
        self.refresh(frozenset(Department))
        self.guard.start()
        if self.lamp is not None:
            self.lamp.back.connect(window.messages.settle)
        window.announcer.changed.connect(self.refresh)
        window.announcer.changed.connect(self.desk_band.refresh)
        self.desk_band.left.connect(self._go_on)
        self.guard.other_person.connect(window.undo.forget)
        self.guard.other_person.connect(window.message_bar.put_away)
        self.guard.other_person.connect(self._say_desk_open)
        self.guard.let_in.connect(self.show_bands)
        self.guard.let_in.connect(self._show_anew)
        window.kept.changed.connect(self._take_up)
        window.commands.pad.triggered.connect(self.toggle_pad)
        window.commands.pad.enabledChanged.connect(self._leave_to_guard)
        window.commands.exchange.triggered.connect(self.show_exchange)

    @Slot(frozenset)
    def refresh(self, departments: frozenset[Department]) -> None:
        """Look at what has changed, as far as foot and bands show it."""
        if departments & {Department.QUEUE, Department.MULTIMEDIA}:
            self._count_waiting()
        if Department.STAFF in departments:
            self.show_bands()
            self.guard.show_people()
        if departments & {Department.BAG, Department.LISTS}:
            self._show_bag()
        self._ask_who()

    @Slot()
    def _ask_who(self) -> None:
        """Ask who is here once another workstation has named administrators: from then on every act needs it."""
        if not self._open_to_all:
            return
        # What is being written in a window is finished first; where people are named, their codes are shown there.
        if QApplication.activeModalWidget() is not None:
            self._ask_again.start()
            return
        with self._window.messages.explain():
            if self.office.staff.accounts_in_use():
                self._open_to_all = False
                self.guard.start()

    @Slot()
    def _say_desk_open(self) -> None:
        """Tell whoever takes over that a desk is still open here, and how to close it."""
        with self._window.messages.explain():
            desk = self.office.queue.desk_here()
            if desk is not None:
                words = _("Desk {desk} is still open on this PC. Ctrl+D closes it.")
                self._window.messages.hint(words.format(desk=desk.name))

    @Slot()
    def _show_anew(self) -> None:
        """Have every tab show what whoever is here now may see: no more than that, and no less."""
        self._window.refresh(frozenset(Department))

    @Slot()
    def show_bands(self) -> None:
        """Show what is unusual here: a demonstration, or a desk without accounts."""
        with self._window.messages.explain():
            accounts = self.office.staff.accounts_in_use()
            self._window.demo_band.setVisible(self.office.demo)
            self._window.commands.leave_demo.setVisible(self.office.demo)
            self._window.open_band.setVisible(not accounts and not self.office.demo)
            self._window.commands.name_administrators.setVisible(not accounts)

    def _show_bag(self) -> None:
        """Say all day that a bag is open here: what is counted in it is of its place."""
        with self._window.messages.explain():
            bag, band = self.office.bags.here(), self._window.bag_band
            band.setVisible(bag is not None)
            if bag is None:
                return
            self._window.show_room(Department.BAG)
            named = bag_name(bag, self.office.bags.place)
            words = _("Off-site bag open: {bag}, {days}.")
            band.say(words.format(bag=named, days=days_text(bag.first_day, bag.last_day)), named)

    @Slot()
    def _go_on(self) -> None:
        """Give the keys back to the tab: they would fall on whatever stands next to what has gone."""
        focus_first(self._window.tab(self._window.current()))

    @Slot()
    def toggle_pad(self) -> None:
        """Open the pad over the tab one is on, or put it away; on the Welcome tab go to the pad itself."""
        if self._panel is not None and isValid(self._panel):
            self._panel.close()
            self._panel = None
        elif self._window.current() == Department.WELCOME:
            focus_first(self._window.tab(Department.WELCOME))
        else:
            self._panel = PadPanel(self._window, self.office)
            self._panel.show()

    @Slot(bool)
    def _leave_to_guard(self, seen: bool) -> None:
        """Put the pad away with everything else when the desk is hidden."""
        if not seen and self._panel is not None and isValid(self._panel):
            self._panel.close()
            self._panel = None

    @Slot()
    def show_exchange(self) -> None:
        """Open what is known of the exchange."""
        if self.lamp is None and not self.office.alone():
            self._window.commands.settings.trigger()
        elif self.lamp is None:
            self._window.messages.hint(_("No shared folder is set: this workstation works alone."))
        else:
            self._exchange_dialog().open()

    def _exchange_dialog(self) -> QDialog:
        # Seldom opened.
        from cdm_desk.ui.dialogs.exchange import ExchangeDialog  # noqa: PLC0415
        from cdm_desk.ui.dialogs.leaving import LeavingPart  # noqa: PLC0415
        from cdm_desk.ui.dialogs.move import MovePart  # noqa: PLC0415

        office, background = self.office, self._window.background
        assert office.exchange is not None  # noqa: S101 - the lamp shines for an exchange
        return ExchangeDialog(
            office.exchange,
            office.conflicts,
            self._window,
            office.aside,
            leaving=LeavingPart(office.workstations, office.staff, background),
            move=MovePart(office, background) if office.way.server and office.settings.share_folder else None,
            clock=office.clock,
        )

    def _to_decide(self) -> int:
        # A store in trouble is explained at the next act, not every second.
        with suppress(StoreError):
            return len(self.office.conflicts.unsettled()) + len(self.office.workstations.proposed())
        return 0

    def retranslate(self) -> None:
        """Set the words again."""
        self.guard.retranslate()
        self.desk_band.retranslate()
        if self.lamp is not None:
            self.lamp.show_state()
        self._say_folder()
        self._show_bag()

    def _say_folder(self) -> None:
        if self.lamp is None and not self.office.alone():
            self._window.status.show_without_folder()

    @Slot(object)
    def _take_up(self, settings: Settings) -> None:
        self.guard.idle_watch.wait_for(settings.lock_after_minutes * 60)
        self.office.lookup_seconds = settings.lookup_seconds

    def _tell_closed_at(self, today: date, names: tuple[str, ...]) -> None:
        """Say once that others have closed the day: what is done here from now on comes after their sheet."""
        news = [name for name in names if (name, today) not in self._told_closed]
        self._told_closed |= {(name, today) for name in news}
        if news:
            words = _("The day was closed at {names}. It is still open here: what you do still counts.")
            self._window.messages.warn(words.format(names=", ".join(news)))

    def _count_waiting(self) -> None:
        with self._window.messages.explain():
            waiting = len(self.office.queue.waiting())
            desk = self.office.queue.desk_here()
            today = self.office.clock.now().date()
            closed, closed_at = self.office.day.closed(today), self.office.day.closed_at(today)
            for_pc = self.office.multimedia.space().people_waiting
            self._window.status.show_waiting(waiting, for_pc=for_pc, closed=closed, closed_at=closed_at)
            self._tell_closed_at(today, () if closed else closed_at)
            self._window.status.show_desk(desk.name if desk else "")
            self.guard.page.show_waiting(waiting)
