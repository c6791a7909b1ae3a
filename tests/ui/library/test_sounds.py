"""The sounds of a scan: short, each its own, played by a program of the system, and silent where that is wanted."""

import sys
import wave
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cdm_desk.ui.library.sounds import ScanSounds, Sound, write_sound

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows plays sounds itself")


@pytest.fixture
def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A player that writes down what it was given; nothing else is on the path."""
    heard = tmp_path / "heard"
    heard.touch()
    player = tmp_path / "aplay"
    player.write_text(f'#!/bin/sh\necho "$1" >> {heard}\n')
    player.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    return heard


@pytest.mark.parametrize("sound", Sound)
def test_a_sound_is_over_before_the_next_beep(sound: Sound, tmp_path: Path) -> None:
    write_sound(sound, tmp_path / "sound.wav")
    with wave.open(str(tmp_path / "sound.wav")) as written:
        assert 0 < written.getnframes() / written.getframerate() < 0.4
        samples = memoryview(written.readframes(written.getnframes())).cast("h")
        assert max(samples) > 5_000
        assert abs(samples[-1]) < 500


def test_each_sound_is_another(tmp_path: Path) -> None:
    for sound in Sound:
        write_sound(sound, tmp_path / f"{sound.name}.wav")
    assert len({file.read_bytes() for file in tmp_path.glob("*.wav")}) == len(Sound)


def test_the_newest_sound_is_played_at_once(qtbot: QtBot, played: Path) -> None:
    sounds = ScanSounds(lambda: True)
    sounds.play(Sound.FAULT)
    qtbot.waitUntil(lambda: "fault.wav" in played.read_text())
    sounds.play(Sound.GOOD)
    qtbot.waitUntil(lambda: "good.wav" in played.read_text())
    sounds.close()


def test_where_no_sound_is_wanted_nothing_is_played(played: Path) -> None:
    sounds = ScanSounds(lambda: False)
    sounds.play(Sound.FAULT)
    assert sounds._process is None  # noqa: SLF001 - nothing was even begun
    assert played.read_text() == ""
    sounds.close()


def test_without_a_player_there_is_silence_and_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    sounds = ScanSounds(lambda: True)
    sounds.play(Sound.GOOD)
    sounds.close()


def test_closed_it_leaves_no_file_behind(qtbot: QtBot, played: Path) -> None:
    sounds = ScanSounds(lambda: True)
    sounds.play(Sound.GOOD)
    qtbot.waitUntil(lambda: "good.wav" in played.read_text())
    folder = Path(played.read_text().split()[0]).parent
    assert folder.exists()
    sounds.close()
    assert not folder.exists()
