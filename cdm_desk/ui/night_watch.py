"""The night of an open window: never under the hands of somebody, never without a word before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from cdm_desk.domain.change import Department
from cdm_desk.language import _, in_use

if TYPE_CHECKING:
    from datetime import date, datetime

    from cdm_desk.office import Office
    from cdm_desk.ui.main_window import MainWindow

EVERY_MS = 60_000
EVERY_MS_WARNED = 1_000
WARNED_FOR = timedelta(minutes=5)


class NightWatch(QObject):
    """Says when the window has to run the night, and up to which day.

    Earlier days are closed as soon as their night is past. Today is closed at the hour set at the earliest, once the
    desk has been left for a while; a band says so five minutes before. Any touch puts it off, the button of the band
    puts it off for tonight: the next day closes what was left open.
    """

    due = Signal(object)

    def __init__(self, window: MainWindow, office: Office) -> None:
        super().__init__(window)
        self._window = window
        self._office = office
        self._opened_at = self._used_at = office.clock.now()
        self._day = self._opened_at.date()
        self._closes_at: datetime | None = None
        self._refused: date | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)
        window.commands.not_tonight.triggered.connect(self.refuse)
        window.screen_language.changed.connect(self._say)
        if window.staffed is not None:
            window.staffed.guard.idle_watch.touched.connect(self.touch)

    def start(self) -> None:
        """Look now, and every minute."""
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        """Look whether a day has to be closed, is about to be, or has begun."""
        from cdm_desk.jobs import catch_up_due, today_ends_at  # noqa: PLC0415 - brings the documents with it

        now, at = self._office.clock.now(), self._window.kept.current.nightly_at
        if now.date() != self._day:
            self._day = now.date()
            self._window.announcer.announce(frozenset(Department))
        if self._window.background.is_busy():
            return
        with self._window.messages.explain():
            if catch_up_due(self._office, at):
                self.due.emit(now.date() - timedelta(days=1))
                return
            ends_at = today_ends_at(self._office, at, used_at=self._used_at, opened_at=self._opened_at)
            if ends_at is None or self._refused == now.date() or now < ends_at - WARNED_FOR:
                self._warn(None)
            elif self._closes_at is None:
                self._warn(max(ends_at, now + WARNED_FOR))
            elif now >= self._closes_at:
                self._warn(None)
                self.due.emit(now.date())

    @Slot()
    def touch(self) -> None:
        """Note that somebody is here."""
        self._used_at = self._office.clock.now()
        if self._closes_at is not None:
            self._warn(None)

    @Slot()
    def refuse(self) -> None:
        """Close nothing tonight."""
        self._refused = self._office.clock.now().date()
        self._warn(None)
        self._window.messages.tell(_("The day stays open tonight. It is closed when the program is next in use."))

    def _warn(self, closes_at: datetime | None) -> None:
        self._closes_at = closes_at
        warned = closes_at is not None
        self._timer.setInterval(EVERY_MS_WARNED if warned else EVERY_MS)
        self._window.commands.not_tonight.setVisible(warned)
        self._window.night_band.setVisible(warned)
        self._say()

    @Slot()
    def _say(self) -> None:
        if self._closes_at is not None:
            hour = in_use().time(self._closes_at)
            sentence = _(
                "Nobody seems to be here: the day will be closed at {hour}. Any key or move of the mouse puts it off."
            )
            self._window.night_band.say(sentence.format(hour=hour), _("Day closes at {hour}").format(hour=hour))
