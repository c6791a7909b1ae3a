"""The way in: a window where there is a display, else the command line, and never an aborted process."""

import subprocess
import sys
from pathlib import Path

import pytest

from cdm_desk import __main__ as way_in
from cdm_desk import paths

ROOT = Path(__file__).parents[1]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux may have no display")
@pytest.mark.parametrize(
    ("display", "platform", "asked", "shown"),
    [
        ("", "", False, False),
        (":0", "", False, True),
        (":0", "offscreen", False, False),
        ("", "offscreen", False, False),
        ("", "offscreen", True, True),
        ("", "vnc:port=5999", False, True),
        ("", "", True, False),
    ],
)
def test_a_window_opens_where_it_can_be_seen(
    monkeypatch: pytest.MonkeyPatch, display: str, platform: str, *, asked: bool, shown: bool
) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    assert way_in._can_show(asked=asked) is shown  # noqa: SLF001 - the decision alone, without opening a window


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux may have no display")
@pytest.mark.parametrize(
    ("language", "words"), [("fr", "Aucune fenêtre"), ("nl", "Er kan geen venster"), ("en", "No window can open")]
)
def test_the_demo_without_a_display_says_so(monkeypatch: pytest.MonkeyPatch, language: str, words: str) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CDM_LANG", language)
    ran = subprocess.run(
        [sys.executable, "-m", "cdm_desk", "--demo"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 3
    assert ran.stderr.startswith(words)


def test_the_data_folder_is_made_closed_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CDM_DATA_DIR", str(tmp_path / "deep" / "data"))
    assert paths.data_folder() == tmp_path / "deep" / "data"
    assert paths.data_folder().stat().st_mode & 0o077 == 0


def test_resources_lie_beside_the_package_in_a_checkout() -> None:
    assert paths.resource("icons") == ROOT / "resources" / "icons"
    assert paths.resource("icons").is_dir()
