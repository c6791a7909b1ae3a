"""The n-th write, sync or link fails or kills, for each n of a run or for so many of them: nothing told is lost.

Two workstations of one site take turns; each run registers, calls, serves and exchanges once under strace, which
injects one fault. A run may end with a sentence or be killed, never with a bug; afterwards the store is sound.

python3 -m tests.chaos nth -n 40
"""

import random
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
    """Inject each fault at so many calls of each kind, at all of them if there are no more; judge at the end."""
    if shutil.which("strace") is None:
        print("skipped: install strace")
        return 77
    with tempfile.TemporaryDirectory(prefix="cdm-nth-") as name:
        folder = Path(name)
        first = found(folder, folder / "share", "Poste 1")
        desks = [first, join(folder, first, "Poste 2", kind="reception")]
        told = {desk.name: several.Told() for desk in desks}
        faults, bugs, chance = 0, 0, random.Random(seed)
        turns: Iterator[Workstation] = cycle(desks)
        for call in CALLS:
            made = _counted(desks, folder / "trace", call, told, seed)
            print(f"{call}: {made} in a run", flush=True)
            for fault in FAULTS:
                for nth in sorted(chance.sample(range(1, made + 1), min(count, made))):
                    desk = next(turns)
                    injected, trouble = _one(
                        desk, folder / "trace", f"{call}:{fault}:when={nth}", told[desk.name], seed
                    )
                    faults += injected
                    if _BUG in trouble:
                        bugs += 1
                        print(f"{call} {fault} {nth}: {trouble.strip().splitlines()[-1]}", flush=True)
        for desk in desks * 2:
            several.settle(desk)
        sound = [desk.one("check") for desk in desks]
        damaged = sum(each.get("outcome", "sound") != "sound" for each in sound)
        print(f"{faults} faults injected, {bugs} bugs, {damaged} stores damaged")
        return int(bool(bugs or damaged)) or several.verdict(desks, list(told.values()), f"{faults} faults")


def _counted(desks: list[Workstation], trace: Path, call: str, told: dict[str, several.Told], seed: int) -> int:
    """Count how often a run makes a call: as often as the desk that makes it more often."""
    counts = []
    for desk in desks:
        _one(desk, trace, f"{call}:error=EIO:when=65535", told[desk.name], seed)
        counts.append(trace.read_text(errors="replace").count(f" {call}("))
    return max(counts)


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
