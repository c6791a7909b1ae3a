"""The kiosk on its PC: there at once, open when the office is; its tickets, its PIN, and its settings behind that."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from cdm_desk.domain.slip import Outlet
from cdm_desk.language import _, language
from cdm_desk.ui.background import Background
from cdm_desk.ui.dialogs.settings import Group, SettingsDialog
from cdm_desk.ui.kiosk.window import KioskWindow
from cdm_desk.ui.messages import Messages
from cdm_desk.ui.printing import known_printers
from cdm_desk.ui.setting_items import kind_item
from cdm_desk.ui.ticket_items import ticket_group
from cdm_desk.ui.tickets import Tickets
from cdm_desk.ui.widgets import FlowLayout, PlainLabel
from cdm_desk.ui.worded import WordedPart

if TYPE_CHECKING:
    from cdm_desk.documents.printer import Printers
    from cdm_desk.domain.book_slip import BookSlip
    from cdm_desk.domain.clock import Clock
    from cdm_desk.domain.errors import DeskError
    from cdm_desk.language import Catalogue
    from cdm_desk.services.finding import FindingService
    from cdm_desk.services.kiosk import HandedOut, KioskService
    from cdm_desk.ui.kept_settings import KeptSettings


FORGOTTEN_MS: Final = 5 * 60_000
_SIGNS: Final = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel})


class HousePart(WordedPart):
    """What only the house may do here: choose another PIN, end the program; to close the page lets visitors in."""

    pin_wanted = Signal()
    end_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.hint = PlainLabel(kind="muted")
        self.hint.setWordWrap(True)
        self.pin_button, self.end_button = QPushButton(), QPushButton()
        self.pin_button.setObjectName("kiosk.other_pin")
        self.end_button.setObjectName("kiosk.end")
        row = FlowLayout()
        for button in (self.pin_button, self.end_button):
            button.setAutoDefault(False)
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.hint)
        column.addLayout(row)
        self.say(self.hint, lambda: _("Close this page to leave the screen to visitors."))
        self.say(self.pin_button, lambda: _("Choose another PIN"))
        self.say(self.end_button, lambda: _("End the program"))
        self.pin_button.clicked.connect(self.pin_wanted)
        self.end_button.clicked.connect(self.end_wanted)


class AloneKiosk(QObject):
    """The window and what serves it; nothing of the office is reached but its service for visitors."""

    def __init__(self, kept: KeptSettings, clock: Clock) -> None:
        super().__init__()
        self._kept = kept
        self._clock = clock
        self._service: KioskService | None = None
        self._messages = Messages()
        self._background = Background(self._messages)
        self.tickets = Tickets(self._messages, kept)
        self.dialog: SettingsDialog | None = None
        self._usual_printer = ""
        self.window = KioskWindow(clock.now, language(), self._prints, self._prints_books)
        self._last: HandedOut | None = None
        self._forgotten = QTimer(self, interval=FORGOTTEN_MS, singleShot=True)
        self._forgotten.timeout.connect(self._close_forgotten)
        self.window.registered.connect(self._print)
        self.window.slip_wanted.connect(self._print_books)
        self.window.pin_entered.connect(self._try_pin)
        self.window.pin_chosen.connect(self._keep_pin)
        self.tickets.changed.connect(self._mark_paper)

    def open(self) -> None:
        """Fill the screen; until the office is open visitors are sent to the reception."""
        self.window.fill()

    def furnish(self, service: KioskService, finding: FindingService | None = None) -> None:
        """Let visitors in; `finding` lets them look for books."""
        self._service = service
        self.window.furnish(service, finding)
        if finding is not None and not self.tickets.prints:
            self._background.run(known_printers, self.know_printers)

    def close(self) -> None:
        """End the window and what works behind it."""
        self._drop_dialog()
        self.window.end()
        self.tickets.close()
        self._background.close()

    def _prints(self) -> bool:
        settings = self._kept.current
        return settings.ticket_outlet is not Outlet.NONE and settings.ticket_at_registration

    def _prints_books(self) -> bool:
        return self._prints() or (not self.tickets.prints and bool(self._usual_printer))

    def know_printers(self, printers: Printers) -> None:
        """Know the usual printer of this PC: slips of books come out there where no tickets are printed."""
        self._usual_printer = printers.usual

    @Slot(object)
    def _print(self, handed: HandedOut) -> None:
        self._last = handed
        if self._service is not None:
            self.tickets.hand_out(partial(self._service.slip, handed))

    @Slot(object, object)
    def _print_books(self, slip: BookSlip, speaker: Catalogue) -> None:
        if self.tickets.prints:
            self.tickets.print_books(lambda: slip, lambda: None, self._miss_slip, catalogues=(speaker,))
        else:
            self.tickets.print_books_on_a_page(lambda: slip, self._miss_slip, catalogues=(speaker,))

    def _miss_slip(self, _failure: DeskError) -> None:
        self.window.miss_slip()

    @Slot()
    def _mark_paper(self) -> None:
        if self._last is not None and self.tickets.not_printed(self._last.ticket_id):
            self.window.miss_paper(self._last.number)

    @Slot(str)
    def _try_pin(self, pin: str) -> None:
        if self._service is not None:
            self._background.run(partial(self._service.give_back, pin), self._look_for_printers, self.window.refuse_pin)

    @Slot(str)
    def _keep_pin(self, pin: str) -> None:
        if self._service is not None:
            self._background.run(partial(self._service.choose_pin, pin), self._go_on, self.window.refuse_pin)

    def _go_on(self, _nothing: None) -> None:
        self._leave_to_visitors()

    def _look_for_printers(self, _nothing: None) -> None:
        self.window.with_house = True
        self._background.run(known_printers, self.show_settings)

    def show_settings(self, printers: Printers) -> None:
        """Open what can be set of a kiosk, for whoever knew the PIN."""
        self.window.with_house = True
        part = HousePart()
        groups = [
            Group(words=lambda: _("Self check-in"), part=lambda: part),
            ticket_group(self._kept, self.tickets, printers.names, self._clock),
            Group(words=lambda: _("This workstation"), items=[kind_item(self._kept)]),
        ]
        self.dialog = dialog = SettingsDialog(groups, self.window)
        part.pin_wanted.connect(self._choose_another_pin)
        part.end_wanted.connect(self._end)
        dialog.finished.connect(self._leave_to_visitors)
        dialog.open()
        self._watch(True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that somebody of the house is still at the settings."""
        if event.type() in _SIGNS:
            self._forgotten.start()
        return super().eventFilter(watched, event)

    def _watch(self, on: bool) -> None:
        app = QCoreApplication.instance()
        if app is None:
            return
        if on:
            app.installEventFilter(self)
            self._forgotten.start()
        else:
            app.removeEventFilter(self)
            self._forgotten.stop()

    @Slot()
    def _close_forgotten(self) -> None:
        """Leave the screen to visitors when the settings were left open."""
        if self.dialog is not None:
            self.dialog.reject()

    @Slot()
    def _choose_another_pin(self) -> None:
        self._drop_dialog()
        self.window.with_house = False
        self.window.choose_pin(required=False)

    @Slot()
    def _end(self) -> None:
        self._drop_dialog()
        self.window.end()

    @Slot()
    def _leave_to_visitors(self) -> None:
        self.dialog = None
        self._watch(False)
        if self._service is not None:
            self._service.leave_to_visitors()
        self.window.with_house = False
        self.window.say_kept()

    def _drop_dialog(self) -> None:
        dialog, self.dialog = self.dialog, None
        self._watch(False)
        if dialog is not None:
            dialog.finished.disconnect(self._leave_to_visitors)
            dialog.accept()
