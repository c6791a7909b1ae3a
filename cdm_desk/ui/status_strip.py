"""The foot of the window: exchange, queue, desk, person, language, size of text and time; each a button with a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QPushButton

from cdm_desk.language import _, _n, in_use, language
from cdm_desk.ui.appearance import em, icon, themed_icon, tokens_of
from cdm_desk.ui.messages import Tone
from cdm_desk.ui.widgets import FlowLayout, name_widget
from cdm_desk.ui.words import after_colon

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from PySide6.QtGui import QResizeEvent

    from cdm_desk.domain.clock import Clock
    from cdm_desk.ui.commands import Commands

LAMPS = {Tone.DONE: "check-circle", Tone.HINT: "info", Tone.WARNING: "cloud-slash", Tone.ERROR: "warning-circle"}
_NAMED = 2
_SHORTEST = 8


class StatusStrip(QFrame):
    """Says at a glance how things stand; wraps into a second row rather than clip."""

    def __init__(self, commands: Commands) -> None:
        super().__init__()
        self._commands = commands
        self._clock: Clock | None = None
        self._words: dict[QPushButton, tuple[str, str]] = {}
        self._exchange = (Tone.HINT, "", "")
        self._waiting = 0
        self._for_pc = 0
        self._closed = False
        self._closed_at: Sequence[str] = ()
        self._desk = ""
        self._person = ""
        self._text_percent = 100
        self.setProperty("kind", "strip")
        self.setObjectName("status.strip")
        self.exchange_button = self._button("status.exchange")
        self.queue_button = self._button("status.queue")
        self.desk_button = self._button("status.desk")
        self.person_button = self._button("status.person")
        self.language_button = self._button("status.language")
        self.text_button = self._button("status.text_size")
        self.clock_button = self._button("status.clock")
        self.language_button.setMenu(commands.language_menu)

        self._row = FlowLayout(self, gap=em(self, 0.3))
        for button in (
            self.exchange_button,
            self.queue_button,
            self.desk_button,
            self.person_button,
            self.language_button,
            self.text_button,
            self.clock_button,
        ):
            self._row.addWidget(button)

        self.clock_button.hide()
        self._timer = QTimer(self)
        self.retranslate()
        self._timer.timeout.connect(self.tick)
        self.exchange_button.clicked.connect(commands.exchange.trigger)
        self.person_button.clicked.connect(commands.change_person.trigger)
        self.text_button.clicked.connect(commands.larger.trigger)

    def show_exchange(self, tone: Tone, words: str, detail: str = "") -> None:
        """Show the lamp: how the exchange with the other workstations goes, in an icon and words."""
        self._exchange = (tone, words, detail)
        self._dress(self.exchange_button, words or _("This workstation alone"), "", _("Exchange"), detail)
        self.dress()

    def show_without_folder(self) -> None:
        """Say that the others of the site are out of reach: this workstation belongs to it and knows no folder."""
        detail = _("This workstation belongs to a site, but its shared folder is not set: the settings name it.")
        self.show_exchange(Tone.WARNING, _("Shared folder not set"), detail)

    def show_waiting(
        self, waiting: int, *, for_pc: int = 0, closed: bool = False, closed_at: Sequence[str] = ()
    ) -> None:
        """Show how many people wait, for advice and for a seat at a PC, or that the day is closed.

        `closed_at` names the other workstations where it is.
        """
        self._waiting, self._for_pc, self._closed, self._closed_at = waiting, for_pc, closed, closed_at
        if closed:
            self._dress(self.queue_button, _("Day closed"), _("Closed"), _("Queue"))
            return
        number = str(waiting)
        words = _n("{number} waiting", "{number} waiting", waiting).format(number=number)
        if for_pc:
            words = _("{number} waiting, {count} for a PC").format(number=number, count=for_pc)
            number = f"{number}+{for_pc}"
        if closed_at:
            names = ", ".join(closed_at[:_NAMED]) + ("…" if len(closed_at) > _NAMED else "")
            words = _("{waiting} · day closed at {names}").format(waiting=words, names=names)
        self._dress(self.queue_button, words, number, _("Queue"))

    def show_desk(self, name: str) -> None:
        """Show the desk that is open here, nothing if none is."""
        self._desk = name
        words = _("Desk {desk}").format(desk=name) if name else _("No desk open here")
        self._dress(self.desk_button, words, name or "–", _("Desk"))

    def show_person(self, words: str) -> None:
        """Show who is on duty here, and in which role."""
        self._person = words
        self._dress(self.person_button, words or _("No accounts"), _shortened(words, _SHORTEST), _("Person on duty"))

    def show_text_percent(self, percent: int) -> None:
        """Show the size of text."""
        self._text_percent = percent
        words = _("Text {percent} %").format(percent=percent)
        self._dress(self.text_button, words, f"{percent} %", _("Size of text"))

    def run_clock(self, clock: Clock) -> None:
        """Show the time of a clock from now on."""
        self._clock = clock
        self.clock_button.show()
        self.tick()

    @Slot()
    def tick(self) -> None:
        """Show the time, and come back at the next minute."""
        if self._clock is None:
            return
        now = self._clock.now()
        self._show_time(now)
        self._timer.start((60 - now.second) * 1000)

    def retranslate(self) -> None:
        """Set the words again."""
        self.setAccessibleName(_("Status"))
        self._row.setSpacing(em(self, 0.3))
        self._row.setContentsMargins(em(self, 0.6), em(self, 0.15), em(self, 0.6), em(self, 0.15))
        words, detail = self._exchange[1:]
        self._dress(self.exchange_button, words or _("This workstation alone"), "", _("Exchange"), detail)
        self.show_waiting(self._waiting, for_pc=self._for_pc, closed=self._closed, closed_at=self._closed_at)
        self.show_desk(self._desk)
        self.show_person(self._person)
        self.show_text_percent(self._text_percent)
        self._dress(self.language_button, language().upper(), language().upper(), _("Language of the screens"))
        self.tick()

    def dress(self) -> None:
        """Give every button its icon in the colours in force."""
        tone = self._exchange[0]
        self.exchange_button.setIcon(icon(LAMPS[tone], getattr(tokens_of(self), tone.value)))
        for button, name in (
            (self.queue_button, "queue"),
            (self.desk_button, "chats-circle"),
            (self.person_button, "user"),
            (self.language_button, "translate"),
            (self.text_button, "text-aa"),
            (self.clock_button, "clock"),
        ):
            button.setIcon(themed_icon(name, self))
        self._fit()

    def _button(self, name: str) -> QPushButton:
        button = QPushButton()
        button.setObjectName(name)
        button.setProperty("kind", "plain")
        button.setFlat(True)
        # A click must not take the keys away from the pad; the keyboard gets here by F6 and Tab.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the words where the row is too narrow for all of them."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if not self.isVisible():
            return
        for position in (0, 1):
            for button, words in self._words.items():
                button.setText(f" {words[position]}".rstrip())
            if self._row.sizeHint().width() <= self.width():
                break
        if position:
            self._lengthen_person()

    def _lengthen_person(self) -> None:
        """Say as much of person and role as goes beside the short words of the others, in no more rows."""
        height = self._row.heightForWidth(self.width())
        for length in range(len(self._person), _SHORTEST, -1):
            self.person_button.setText(f" {_shortened(self._person, length)}".replace("&", "&&"))
            if self._row.heightForWidth(self.width()) <= height:
                return
        self.person_button.setText(f" {self._words[self.person_button][1]}".rstrip())

    def _dress(self, button: QPushButton, words: str, short: str, meaning: str, detail: str = "") -> None:
        self._words[button] = (words.replace("&", "&&"), short.replace("&", "&&"))
        name_widget(button, after_colon(meaning, words), detail or after_colon(meaning, words))
        self._fit()

    def _show_time(self, now: datetime) -> None:
        day, time = in_use().date(now.date()), in_use().time(now)
        self._dress(self.clock_button, f"{day}  {time}", time, _("Date and time"), in_use().date(now.date(), "weekday"))


def _shortened(words: str, length: int) -> str:
    return words if len(words) <= length else f"{words[:length].rstrip(', ')}…"
