"""Nothing fails unseen: warnings of Qt, of Python and of the log, and bugs in slots and threads, fail a test."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

UNSEEN = {
    "python warning": "import warnings\ndef test_it():\n    warnings.warn('old', DeprecationWarning)\n",
    "log warning": "import logging\ndef test_it():\n    logging.getLogger('x').warning('odd')\n",
    "qt warning": "from PySide6.QtCore import qWarning\ndef test_it(qtbot):\n    qWarning('odd')\n",
    "bug in a slot": (
        "from PySide6.QtCore import QTimer\n"
        "def test_it(qtbot):\n"
        "    timer = QTimer(singleShot=True)\n"
        "    timer.timeout.connect(lambda: 1 / 0)\n"
        "    with qtbot.waitSignal(timer.timeout):\n"
        "        timer.start(0)\n"
    ),
    "bug in a thread": (
        "from threading import Thread\n"
        "def test_it():\n"
        "    thread = Thread(target=lambda: 1 / 0)\n"
        "    thread.start()\n"
        "    thread.join()\n"
    ),
}


@pytest.mark.parametrize("source", UNSEEN.values(), ids=UNSEEN.keys())
def test_what_would_pass_unseen_fails_the_test(source: str, tmp_path: Path) -> None:
    assert _run(source, tmp_path).returncode == 1


def test_a_test_without_any_of_it_passes(tmp_path: Path) -> None:
    assert _run("def test_it(qtbot):\n    assert True\n", tmp_path).returncode == 0


def _run(source: str, folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "test_it.py").write_text(source, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml")]
    return subprocess.run(
        [*command, f"--rootdir={folder}", str(folder)], cwd=ROOT, capture_output=True, text=True, check=False
    )
