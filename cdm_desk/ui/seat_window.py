"""The clock on a seat's own PC: its number, the time that is left and the end, in French and in Dutch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout

from cdm_desk.domain.change import Department
from cdm_desk.domain.errors import DeskError
from cdm_desk.domain.multimedia import Device, SeatState, seat_of_name
from cdm_desk.language import catalogue
from cdm_desk.ui.appearance import em, sized
from cdm_desk.ui.widgets import Card, PlainLabel, announce
from cdm_desk.ui.words import sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QMouseEvent, QShowEvent

    from cdm_desk.domain.multimedia import SeatNow
    from cdm_desk.language import Catalogue
    from cdm_desk.services.multimedia import MultimediaService

EVERY_MS = 1_000
SHORT = 14


class SeatWindow(Card):
    """Stands above all windows, takes no key and no focus, never flashes; it is moved by its face.

    What it says is in both languages, the order alternating by day. It changes nothing: who wants more time asks.
    """

    heard = Signal(frozenset)

    def __init__(self, multimedia: MultimediaService, workstation: str) -> None:
        super().__init__()
        self._multimedia = multimedia
        self._number = seat_of_name(workstation)
        self._catalogues = (catalogue("fr"), catalogue("nl"))
        self._told = SeatState.FREE
        self._grabbed: QPoint | None = None
        self.setObjectName("seat_window")
        self.setWindowFlags(
            Qt.WindowType.Window
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.WindowDoesNotAcceptFocus
        )
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.seat_label = PlainLabel(kind="subheading")
        self.seat_label.setObjectName("seat_window.seat")
        self.left_label = PlainLabel()
        self.left_label.setObjectName("seat_window.left")
        self.end_label = PlainLabel()
        self.end_label.setObjectName("seat_window.end")
        self.notice_label = PlainLabel(kind="warn")
        self.notice_label.setObjectName("seat_window.notice")
        column = QVBoxLayout(self)
        column.setContentsMargins(*4 * [em(self, 0.8)])
        column.setSpacing(em(self, 0.2))
        for label in (self.seat_label, self.left_label, self.end_label, self.notice_label):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(label is not self.left_label)
            column.addWidget(label)
        self.left_label.setFont(sized(self.font(), 2.4, bold=True))
        self.setFixedWidth(em(self, 19))
        self._clock = QTimer(self, interval=EVERY_MS)
        self.show_time()
        self._clock.timeout.connect(self.show_time)
        self._clock.start()
        self.heard.connect(self.refresh)

    @Slot(frozenset)
    def refresh(self, departments: frozenset[Department]) -> None:
        """Look again when something has changed in the space."""
        if Department.MULTIMEDIA in departments:
            self.show_time()

    @Slot()
    def show_time(self) -> None:
        """Show how the seat stands now."""
        try:
            space = self._multimedia.space()
        except DeskError as error:
            self._say("–", "", sentence(error))
            self._fit()
            return
        self._dutch_first = space.now.toordinal() % 2 == 1
        here = None if self._number is None else space.seat(self._number)
        if here is None:
            self._say("–", "", self._both(_unnamed))
        else:
            self._show(here, closed=space.closed)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Stand in the upper right corner of the screen."""
        super().showEvent(event)
        room = self.screen().availableGeometry()
        self.move(room.right() - self.width() - em(self, 1), room.top() + em(self, 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the window."""
        self._grabbed = event.globalPosition().toPoint() - self.pos()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the window out of the way."""
        if self._grabbed is not None:
            self.move(event.globalPosition().toPoint() - self._grabbed)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        del event
        self._grabbed = None

    def _show(self, here: SeatNow, *, closed: bool) -> None:
        words = self._both(_tablet if here.seat.kind is Device.TABLET else _pc)
        self.seat_label.setText(f"{words} {here.seat.name}")
        if closed:
            self._say("–", self._both(_day_over))
        elif here.stay is None:
            free = {SeatState.OUT: _out, SeatState.OFFERED: _kept}.get(here.state, _free)
            number = "" if here.offer is None else here.offer.turn.number
            self._say("–", self._both(free).format(number=number))
        else:
            end = self._both(_ends).format(time=f"{here.stay.ends_at:%H:%M}")
            notice = {
                SeatState.SOON: _five_minutes,
                SeatState.COURTESY: _courtesy,
                SeatState.OVER: _over,
            }.get(here.state)
            self._say(f"{here.minutes} min", end, "" if notice is None else self._both(notice))
        if here.state is not self._told:
            self._told = here.state
            announce(self.left_label, f"{self.left_label.text()}. {self.notice_label.text()}")

    def _say(self, left: str, end: str, notice: str = "") -> None:
        for label, text in ((self.left_label, left), (self.end_label, end), (self.notice_label, notice)):
            label.setText(text)
            label.setVisible(bool(text))
        told = ". ".join(filter(None, (self.seat_label.text(), left, end, notice)))
        self.setAccessibleName(told)

    def _fit(self) -> None:
        """Be as high as what is said: a line that is cut could be the one that matters."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.setFixedHeight(layout.totalHeightForWidth(self.width()))

    def _both(self, words: Callable[[Catalogue], str]) -> str:
        """Return words in both languages, once where they are the same."""
        french, dutch = (words(each) for each in self._catalogues)
        if french.casefold() == dutch.casefold():
            return french
        first, second = (dutch, french) if self._dutch_first else (french, dutch)
        # What is longer than a few words stands on lines of its own.
        return f"{first}\n{second}" if len(first) > SHORT else f"{first} / {second}"


def _pc(speaker: Catalogue) -> str:
    return speaker.pgettext("seat", "PC")


def _tablet(speaker: Catalogue) -> str:
    return speaker.pgettext("seat", "Tablet")


def _free(speaker: Catalogue) -> str:
    return speaker.gettext("Free: ask at the reception desk")


def _kept(speaker: Catalogue) -> str:
    return speaker.gettext("Kept for number {number}")


def _out(speaker: Catalogue) -> str:
    return speaker.gettext("Out of order")


def _day_over(speaker: Catalogue) -> str:
    return speaker.gettext("The day is closed.")


def _ends(speaker: Catalogue) -> str:
    return speaker.gettext("until {time}")


def _five_minutes(speaker: Catalogue) -> str:
    return speaker.gettext("Five minutes left, or fewer: save your work")


def _courtesy(speaker: Catalogue) -> str:
    return speaker.gettext("The time is up. Nobody waits: five minutes more")


def _over(speaker: Catalogue) -> str:
    return speaker.gettext("The time is up: please leave the seat")


def _unnamed(speaker: Catalogue) -> str:
    return speaker.gettext("No seat has the number in the name of this workstation, such as PC 12")
