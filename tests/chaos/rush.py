"""Four programs register and call at once, each so many times: no number and no call is given twice.

First at four workstations of one folder, then all four at one workstation that stands alone.

python3 -m tests.chaos rush -n 500
"""

import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.chaos import several
from tests.journeys.program import Workstation, found, join

NAMES = ("Poste 1", "Poste 2", "Poste 3", "Poste 4")


def run(count: int, seed: int) -> int:
    """Let four programs rush, in both houses; 0 when nothing was lost and nothing given twice."""
    del seed  # nothing is left to chance but who comes first
    with tempfile.TemporaryDirectory(prefix="cdm-rush-") as name:
        folder = Path(name)
        first = found(folder, folder / "share", NAMES[0])
        desks = [first, *(join(folder, first, each, kind="reception") for each in NAMES[1:])]
        wrong = _rushed(desks, desks, count, "four workstations")
        alone = Workstation("Accueil 1", folder / "alone")
        alone.one("init", "--workstation", alone.name, "--kind", "reception")
        return wrong | _rushed([alone] * len(NAMES), [alone], count, "one workstation")


def _rushed(at: list[Workstation], desks: list[Workstation], count: int, where: str) -> int:
    """Start one program at each place, hear them all, and compare what they told with what the desks know."""
    began = time.monotonic()
    programs = [several.begun(each, "rush", str(no), str(count)) for no, each in enumerate(at, start=1)]
    with ThreadPoolExecutor(len(programs)) as listeners:
        told = list(listeners.map(heard, programs))
    seconds = time.monotonic() - began
    stopped = sum(each.returncode != 0 for each in programs)
    short = sum(len(each.facts) < count for each in told)
    for desk in desks * 2:
        if desk.share is not None:
            several.settle(desk)
    what = f"{len(at)} programs x {count} at {where} in {seconds:.0f} s, {stopped} stopped"
    return several.verdict(desks, told, what) | int(bool(stopped or short))


def heard(program: subprocess.Popen[str]) -> several.Told:
    """Hear a program to its end."""
    told = several.Told()
    out, _nothing = program.communicate()
    for line in out.splitlines():
        told.hear(line)
    return told
