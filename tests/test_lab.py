"""The laboratory of real network folders says what it lacks instead of failing; its long run has its own command."""

import subprocess
import sys

import pytest

from tests.journeys.program import ROOT
from tests.lab.servers import missing


def test_where_the_laboratory_cannot_run_it_says_why() -> None:
    if not missing():
        pytest.skip("everything it needs is here: python3 -m tests.lab smb")
    done = subprocess.run(
        [sys.executable, "-m", "tests.lab", "smb"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout.startswith("skipped: ")) == (77, True)
