"""The settings of the public display: which screen, chime and voice, to be tried out; its messages are a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from cdm_desk.language import _
from cdm_desk.settings import Settings
from cdm_desk.ui.dialogs.settings import Group, Item, switch
from cdm_desk.ui.display.voice import Announcement, Voice, speech_program
from cdm_desk.ui.display.words import catalogues, spoken
from cdm_desk.ui.worded import WordedPart

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent

    from cdm_desk.ui.kept_settings import KeptSettings

DEFAULTS = Settings()
TRIAL_NUMBER, TRIAL_DESK = "300", "1"


def display_group(kept: KeptSettings) -> Group:
    """Return the group."""
    return Group(
        words=lambda: _("Public display"),
        items=display_items(kept),
        part=lambda: TrialPart(kept),
        keywords=lambda: _("second screen wall visitors numbers called sound voice message"),
    )


def display_items(kept: KeptSettings) -> list[Item]:
    """Return where the display stands and what is heard."""

    def screens() -> list[tuple[str, str]]:
        known = {screen.name(): _size_of(screen.name()) for screen in QGuiApplication.screens()}
        chosen = kept.current.display_screen
        if chosen and chosen not in known:
            known[chosen] = _("{screen}, not connected now").format(screen=chosen)
        return [("", _("Chosen by the program")), *known.items()]

    return [
        switch(
            name="display_open",
            words=lambda: _("Public display beside this desk"),
            read=lambda: kept.current.display_open,
            write=lambda on: kept.change(display_open=on),
            default=DEFAULTS.display_open,
            hint=lambda: _("Also in the menu View. It never covers the screen where you work."),
        ),
        Item(
            name="display_screen",
            words=lambda: _("Its screen"),
            read=lambda: kept.current.display_screen,
            write=lambda value: kept.change(display_screen=value),
            default=DEFAULTS.display_screen,
            options=screens,
            hint=lambda: _("While that screen is unplugged the display waits for it."),
        ),
        switch(
            name="display_sound",
            words=lambda: _("Chime at each call"),
            read=lambda: kept.current.display_sound,
            write=lambda on: kept.change(display_sound=on),
            default=DEFAULTS.display_sound,
        ),
        switch(
            name="display_speech",
            words=lambda: _("Say each call aloud, in French and Dutch"),
            read=lambda: kept.current.display_speech,
            write=lambda on: kept.change(display_speech=on),
            default=DEFAULTS.display_speech,
            hint=lambda: (
                _("Its messages are kept in the reference lists.")
                if speech_program()
                else _("No voice is installed: espeak-ng would be one. Its messages are kept in the reference lists.")
            ),
        ),
    ]


def _size_of(name: str) -> str:
    size = next(screen.size() for screen in QGuiApplication.screens() if screen.name() == name)
    return f"{name} ({size.width()} × {size.height()})"


class TrialPart(WordedPart):
    """A button that lets a call of nobody be heard, as it is set."""

    def __init__(self, kept: KeptSettings) -> None:
        super().__init__()
        self._kept = kept
        self.voice = Voice(self)
        self.button = QPushButton()
        self.button.setObjectName("settings.display_trial")
        self.button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.say(self.button, lambda: _("Hear how a call sounds"))
        self.retranslate()
        self.button.clicked.connect(self.sound)

    def hideEvent(self, event: QHideEvent) -> None:
        """Fall silent with the page."""
        super().hideEvent(event)
        self.voice.close()

    @Slot()
    def sound(self) -> None:
        """Let it be heard."""
        settings = self._kept.current
        sentences = spoken(TRIAL_NUMBER, TRIAL_DESK, catalogues()) if settings.display_speech else ()
        self.voice.announce(Announcement(sound=settings.display_sound, sentences=sentences))
