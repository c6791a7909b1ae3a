"""The n-th write, sync, link or opening fails or kills, for each n until a run is clean: nothing told is lost.

Two workstations of one site take turns; each run registers, calls, serves and exchanges once under strace, which
injects one fault. A run may end with a sentence or be killed, never with a bug; afterwards the store is sound.

python3 -m tests.chaos nth -n 40
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Final

from tests.chaos import several
from tests.journeys.program import ROOT, Workstation, found, join

# The store writes by pwrite64 and fdatasync or fsync, the folder is written by write, fsync and link.
CALLS: Final = ("pwrite64", "fdatasync", "fsync", "link", "ftruncate", "mkdir", "unlink")
FAULTS: Final = ("error=EIO", "error=ENOSPC", "error=EACCES", "signal=KILL")
_BUG: Final = "Traceback"


def run(count: int, seed: int) -> int:
    """Inject each fault at the first, second … n-th call of each kind, at most so many; judge at the end."""
    if shutil.which("strace") is None:
        print("skipped: install strace")
        return 77
    with tempfile.TemporaryDirectory(prefix="cdm-nth-") as name:
        folder = Path(name)
        first = found(folder, folder / "share", "Poste 1")
        desks = [first, join(folder, first, "Poste 2", kind="reception")]
        told = {desk.name: several.Told() for desk in desks}
        faults, bugs = 0, 0
        turns: Iterator[Workstation] = cycle(desks)
        for call in CALLS:
            for fault in FAULTS:
                for nth in range(1, count + 1):
                    desk = next(turns)
                    injected, trouble = _one(
                        desk, folder / "trace", f"{call}:{fault}:when={nth}", told[desk.name], seed
                    )
                    if not injected:
                        break
                    faults += 1
                    if _BUG in trouble:
                        bugs += 1
                        print(f"{call} {fault} {nth}: {trouble.strip().splitlines()[-1]}")
        for desk in desks * 2:
            several.settle(desk)
        sound = [desk.one("check") for desk in desks]
        damaged = sum(each.get("outcome", "sound") != "sound" for each in sound)
        print(f"{faults} faults injected, {bugs} bugs, {damaged} stores damaged")
        return int(bool(bugs or damaged)) or several.verdict(desks, list(told.values()), f"{faults} faults")


def _one(desk: Workstation, trace: Path, fault: str, told: several.Told, seed: int) -> tuple[bool, str]:
    given = {name: value for name, value in desk.environment.items() if name != "CDM_NOW"}
    call = fault.split(":", maxsplit=1)[0]
    command = ["strace", "-f", "-qq", "-o", str(trace), "-e", f"trace={call}", "-e", f"inject={fault}"]
    done = subprocess.run(
        [*command, sys.executable, "-m", "tests.chaos._desk", str(desk.data), f"once {seed}"],
        cwd=ROOT,
        env=given,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    for line in done.stdout.splitlines(keepends=True):
        if line.endswith("\n"):
            told.hear(line)
    log = trace.read_text(errors="replace")
    return "(INJECTED)" in log or "killed by SIGKILL" in log, done.stderr
