"""Short sounds for what came of a scan, so that the eyes stay with the books; none says what is not seen too."""

from __future__ import annotations

import math
import shutil
import struct
import sys
import tempfile
import wave
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QProcess

from cdm_desk.ui.display.voice import PLAYERS

if TYPE_CHECKING:
    from collections.abc import Callable

RATE: Final = 22_050
LOUDNESS: Final = 0.4
NOTE_SECONDS: Final = 0.09
LONGEST_END_MS: Final = 100


class Sound(Enum):
    """A few notes: rising is well, one low is a fault, two alike is once more, a question ends high."""

    GOOD = (880.0, 1318.5)
    AGAIN = (659.3, 659.3)
    CARE = (659.3, 523.3, 659.3)
    QUESTION = (659.3, 987.8, 1318.5)
    FAULT = (196.0, 196.0, 164.8)
    BACK = (1318.5, 880.0)
    MODE = (1046.5,)


class ScanSounds(QObject):
    """Plays the newest sound at once, cutting off the one before; where nothing can play there is silence."""

    def __init__(self, wanted: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted = wanted
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._process: QProcess | None = None

    def play(self, sound: Sound) -> None:
        """Let a sound be heard, if it is wanted here."""
        if not self._wanted():
            return
        if sys.platform == "win32":  # pragma: no cover
            import winsound  # noqa: PLC0415 - there on Windows only

            winsound.PlaySound(
                str(self._file(sound)), winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT
            )
            return
        player = next((found for name in PLAYERS if (found := shutil.which(name))), None)
        if player is not None:
            self._start(player, self._file(sound))

    def close(self) -> None:
        """Fall silent, and leave no file behind."""
        self._stop()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _start(self, player: str, file: Path) -> None:
        self._stop()
        self._process = QProcess(self)
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.setStandardOutputFile(QProcess.nullDevice())
        self._process.start(player, [str(file)])

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.waitForFinished(LONGEST_END_MS)
            process.deleteLater()

    def _file(self, sound: Sound) -> Path:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="cdm-desk-scan-", ignore_cleanup_errors=True)
            for each in Sound:
                write_sound(each, self._path(each))
        return self._path(sound)

    def _path(self, sound: Sound) -> Path:
        folder = "" if self._folder is None else self._folder.name
        return Path(folder) / f"{sound.name.lower()}.wav"


def write_sound(sound: Sound, file: Path) -> None:
    """Write the notes of a sound one after the other, each fading out."""
    with wave.open(str(file), "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(RATE)
        samples = (
            _amplitude(pitch, place / RATE) for pitch in sound.value for place in range(round(NOTE_SECONDS * RATE))
        )
        written.writeframes(b"".join(struct.pack("<h", round(32_767 * each)) for each in samples))


def _amplitude(pitch: float, at: float) -> float:
    rise, fall = min(1.0, at * 200), min(1.0, (NOTE_SECONDS - at) * 60)
    return LOUDNESS * rise * fall * math.sin(math.tau * pitch * at)
