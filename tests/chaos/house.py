"""A whole house as real processes on one folder: two receptions register, four counsellors call, begin and close.

python3 -m tests.chaos house -n 500
"""

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from tests.chaos import several
from tests.chaos.rush import heard
from tests.journeys.program import found, join

RECEPTIONS: Final = ("Accueil 1", "Accueil 2")
COUNSELLORS: Final = ("Conseil 3", "Conseil 4", "Conseil 5", "Conseil 6")


def run(count: int, seed: int) -> int:
    """Let so many visitors come to the two receptions, and all be served; 0 when nothing was lost, refused or twice."""
    with tempfile.TemporaryDirectory(prefix="cdm-house-") as name:
        folder = Path(name)
        first = found(folder, folder / "share", RECEPTIONS[0])
        desks = [
            first,
            *(join(folder, first, each, kind="reception") for each in RECEPTIONS[1:]),
            *(join(folder, first, each, kind="counselling") for each in COUNSELLORS),
        ]
        shares = [count // len(RECEPTIONS) + (number < count % len(RECEPTIONS)) for number in range(len(RECEPTIONS))]
        began = time.monotonic()
        programs = [
            *(
                several.begun(desk, "reception", str(share), str(seed))
                for desk, share in zip(desks, shares, strict=False)
            ),
            *(several.begun(desk, "counsellor", str(count), str(seed)) for desk in desks[len(RECEPTIONS) :]),
        ]
        with ThreadPoolExecutor(len(programs)) as listeners:
            told = list(listeners.map(heard, programs))
        seconds = time.monotonic() - began
        stopped = sum(program.returncode != 0 for program in programs)
        for desk in desks * 2:
            several.settle(desk)
        calls = sum(len(each.calls) for each in told)
        by_desk = "+".join(str(len(each.calls)) for each in told[len(RECEPTIONS) :])
        refused = sum(len(each.refusals) for each in told)
        what = f"{count} visits at 6 workstations in {seconds:.0f} s, {stopped} stopped, called {by_desk}"
        wrong = several.verdict(desks, told, what)
        return wrong | int(bool(stopped or calls != count or refused))
