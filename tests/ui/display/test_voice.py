"""Announcements one after the other: real programs, which write down when they begin and end."""

import sys
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cdm_desk.language import catalogue
from cdm_desk.ui.display import voice as voices
from cdm_desk.ui.display.items import TrialPart
from cdm_desk.ui.display.voice import Announcement, Voice, write_chime
from cdm_desk.ui.kept_settings import KeptSettings

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs are scripts of a shell")
SENTENCES = ((catalogue("fr"), "Numéro 301, poste 4."), (catalogue("nl"), "Nummer 301, balie 4."))


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Programs that play and speak, and nothing else, on a path of their own."""
    told = tmp_path / "told"
    told.touch()
    for name, words in {"aplay": "chime", "espeak-ng": "$2 $4"}.items():
        program = tmp_path / name
        program.write_text(f'#!/bin/sh\necho "begin {words}" >>{told}\n/bin/sleep 0.1\necho "end {words}" >>{told}\n')
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    return told


@pytest.fixture
def voice(qtbot: QtBot) -> Iterator[Voice]:
    del qtbot
    made = Voice()
    yield made
    made.close()


def heard(log: Path) -> list[str]:
    return log.read_text().splitlines()


def both(words: str) -> list[str]:
    return [f"begin {words}", f"end {words}"]


def test_a_chime_then_the_sentence_in_each_language(qtbot: QtBot, voice: Voice, log: Path) -> None:
    with qtbot.waitSignal(voice.idle):
        voice.announce(Announcement(sound=True, sentences=SENTENCES))
    assert heard(log) == [*both("chime"), *both("fr Numéro 301, poste 4."), *both("nl Nummer 301, balie 4.")]


def test_two_announcements_never_overlap(qtbot: QtBot, voice: Voice, log: Path) -> None:
    with qtbot.waitSignal(voice.idle):
        voice.announce(Announcement(sound=True, sentences=SENTENCES[:1]))
        voice.announce(Announcement(sound=True))
    assert heard(log) == [*both("chime"), *both("fr Numéro 301, poste 4."), *both("chime")]


def test_without_chime_and_voice_nothing_is_heard(voice: Voice, log: Path) -> None:
    voice.announce(Announcement(sound=False))
    assert (voice.is_busy(), heard(log)) == (False, [])


def test_a_voice_that_is_not_installed_is_passed_over(qtbot: QtBot, voice: Voice, log: Path) -> None:
    (log.parent / "espeak-ng").unlink()
    with qtbot.waitSignal(voice.idle):
        voice.announce(Announcement(sound=True, sentences=SENTENCES))
    assert heard(log) == both("chime")


def test_a_program_that_cannot_be_started_does_not_silence_the_next(qtbot: QtBot, voice: Voice, log: Path) -> None:
    (log.parent / "aplay").write_text("#!/nowhere/at/all\n")
    with qtbot.waitSignal(voice.idle):
        voice.announce(Announcement(sound=True, sentences=SENTENCES[:1]))
    assert heard(log) == both("fr Numéro 301, poste 4.")


def test_a_program_that_hangs_is_ended_and_the_next_is_heard(
    qtbot: QtBot, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voices, "LONGEST_MS", 50)
    (log.parent / "aplay").write_text("#!/bin/sh\nexec /bin/sleep 60\n")
    voice = Voice()
    with qtbot.waitSignal(voice.idle):
        voice.announce(Announcement(sound=True, sentences=SENTENCES[:0]))
        voice.announce(Announcement(sound=False, sentences=SENTENCES[:0]))
    voice.close()
    assert not voice.is_busy()


def test_closing_falls_silent_and_leaves_no_file(qtbot: QtBot, log: Path, voice: Voice) -> None:
    voice.announce(Announcement(sound=True, sentences=SENTENCES))
    qtbot.waitUntil(lambda: bool(heard(log)))
    voice.close()
    assert (voice.is_busy(), voice._folder) == (False, None)  # noqa: SLF001 - the files of the chime


def test_the_chime_is_a_soft_sound_of_under_a_second(tmp_path: Path) -> None:
    write_chime(tmp_path / "chime.wav")
    with wave.open(str(tmp_path / "chime.wav")) as sound:
        seconds = sound.getnframes() / sound.getframerate()
        frames = sound.readframes(sound.getnframes())
    loudest = max(abs(int.from_bytes(frames[at : at + 2], "little", signed=True)) for at in range(0, len(frames), 2))
    assert 0.5 < seconds < 1
    assert 3_000 < loudest < 24_000


@pytest.mark.parametrize(("speech", "lines"), [(False, 2), (True, 6)])
def test_a_call_can_be_heard_before_it_is_relied_upon(
    qtbot: QtBot, log: Path, kept: KeptSettings, *, speech: bool, lines: int
) -> None:
    kept.change(display_speech=speech)
    part = TrialPart(kept)
    qtbot.addWidget(part)
    part.show()
    with qtbot.waitSignal(part.voice.idle):
        part.button.click()
    part.close()
    assert len(heard(log)) == lines


def test_the_page_that_is_closed_falls_silent(qtbot: QtBot, log: Path, kept: KeptSettings) -> None:
    part = TrialPart(kept)
    qtbot.addWidget(part)
    part.show()
    part.button.click()
    qtbot.waitUntil(lambda: bool(heard(log)))
    part.close()
    assert not part.voice.is_busy()
