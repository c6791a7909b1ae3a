"""A real printer of cups-pdf, where this machine has one: whether it answers, and what it has printed."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

PRINTER = "CDM_PDF"


def _answers() -> bool:
    if shutil.which("lpstat") is None:
        return False
    return PRINTER in subprocess.run(["lpstat", "-e"], capture_output=True, text=True, check=False).stdout.split()


needs_cups = pytest.mark.skipif(not _answers(), reason=f"no printer {PRINTER} of cups-pdf on this machine")


def printed() -> list[Path]:
    """The files that cups-pdf has written for who prints, in the home that the system knows, whatever HOME says."""
    pwd = pytest.importorskip("pwd")
    return list((Path(pwd.getpwuid(os.getuid()).pw_dir) / "PDF").glob("*.pdf"))
