"""The chime and the voice of the display: one announcement after the other, never two at once, no network."""

from __future__ import annotations

import math
import shutil
import struct
import sys
import tempfile
import wave
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QProcess, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cdm_desk.language import Catalogue

PLAYERS: Final = ("pw-play", "paplay", "aplay", "afplay")
"""Programs that play a sound file and end with it; the first that is installed is taken."""
SPEAKERS: Final = ("espeak-ng", "espeak")
RATE: Final = 22_050
NOTES: Final = ((659.3, 0.0), (523.3, 0.28))
SECONDS: Final = 0.9
LOUDNESS: Final = 0.35
LONGEST_MS: Final = 15_000
"""A program that hangs must not keep the next number from being heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What is heard of one call: a chime, and its sentence in each language."""

    sound: bool
    sentences: Sequence[tuple[Catalogue, str]] = ()


class Voice(QObject):
    """Plays announcements in their order by programs of the system; what is not installed is passed over in silence."""

    idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._steps: deque[list[str]] = deque()
        self._process: QProcess | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(round(SECONDS * 1000))
        self._limit = QTimer(self)
        self._limit.setSingleShot(True)
        self._limit.setInterval(LONGEST_MS)
        self._pause.timeout.connect(self._go_on)
        self._limit.timeout.connect(self._break_off)

    def announce(self, announcement: Announcement) -> None:
        """Let an announcement be heard once those before it have ended."""
        if announcement.sound:
            self._steps.append(_play(self._chime()))
        speaker = speech_program()
        if speaker:
            self._steps.extend([speaker, "-v", each.language, "--", words] for each, words in announcement.sentences)
        if not self.is_busy():
            self._go_on()

    def is_busy(self) -> bool:
        """Whether something is being heard."""
        return self._process is not None or self._pause.isActive()

    def close(self) -> None:
        """Fall silent, and leave no file behind."""
        self._steps.clear()
        self._pause.stop()
        self._break_off()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    @Slot()
    def _go_on(self) -> None:
        self._limit.stop()
        if self._process is not None:
            self._process.deleteLater()
            self._process = None
        if not self._steps:
            self.idle.emit()
            return
        command = self._steps.popleft()
        if not command:
            self._ring()
            return
        self._process = QProcess(self)
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.setStandardOutputFile(QProcess.nullDevice())
        self._process.finished.connect(self._go_on)
        self._process.errorOccurred.connect(self._give_up)
        self._limit.start()
        self._process.start(command[0], command[1:])

    def _ring(self) -> None:
        """Play the chime where no program does it: Windows itself, else the bell of the system."""
        if sys.platform == "win32":  # pragma: no cover
            import winsound  # noqa: PLC0415 - there on Windows only

            winsound.PlaySound(str(self._chime()), winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT)
        else:
            QApplication.beep()
        self._pause.start()

    @Slot(QProcess.ProcessError)
    def _give_up(self, error: QProcess.ProcessError) -> None:
        # Of all other faults the end of the program is told as well.
        if error is QProcess.ProcessError.FailedToStart:
            QTimer.singleShot(0, self, self._go_on)

    @Slot()
    def _break_off(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.waitForFinished(1_000)

    def _chime(self) -> Path:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="cdm-desk-chime-", ignore_cleanup_errors=True)
            write_chime(Path(self._folder.name) / "chime.wav")
        return Path(self._folder.name) / "chime.wav"


def write_chime(file: Path) -> None:
    """Write the chime: two soft notes that fall, under a second."""
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        samples = (_amplitude(place / RATE) for place in range(round(SECONDS * RATE)))
        sound.writeframes(b"".join(struct.pack("<h", round(32_767 * each)) for each in samples))


def _amplitude(at: float) -> float:
    heard = [(pitch, at - begins) for pitch, begins in NOTES if at >= begins]
    tones = (
        math.sin(math.tau * pitch * since) * math.exp(-5 * since) * min(1.0, since * 200) for pitch, since in heard
    )
    fading = min(1.0, (SECONDS - at) * 20)
    return LOUDNESS * fading * sum(tones)


def speech_program() -> str | None:
    """Return the program that speaks without a network, if one is installed."""
    return next((found for name in SPEAKERS if (found := shutil.which(name))), None)


def _play(file: Path) -> list[str]:
    """Return the command that plays a file; none on Windows, which does it itself."""
    player = None if sys.platform == "win32" else next((each for name in PLAYERS if (each := shutil.which(name))), None)
    return [player, str(file)] if player else []
