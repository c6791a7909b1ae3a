"""Many seeds on all cores, one mutant after the other, and a failing seed made as short as it can be."""

import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.simulator.mutants import named
from tests.simulator.plan import Plan, plan_of
from tests.simulator.world import Outcome, live

ENOUGH: Final = 150
"""A mutant must be noticed within so many seeds."""


@contextmanager
def memory_folder() -> Iterator[Path]:
    """Give a folder that lies in memory where the system has one."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    folder = Path(tempfile.mkdtemp(prefix="cdm-simulator-", dir=memory if memory.is_dir() else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def seed_run(folder: Path, seed: int, mutant: str = "") -> Outcome:
    """Run one seed in a folder of this process."""
    own = folder / str(os.getpid())
    if not mutant:
        return live(plan_of(seed), own)
    with named(mutant).alive():
        return live(plan_of(seed), own)


def seeds_run(
    folder: Path, seeds: Iterable[int], mutant: str = "", *, processes: int | None = None
) -> Iterator[Outcome]:
    """Run seeds on all cores and yield how each ended, in their order."""
    # Begun anew, not copied: a copy made while another thread holds a lock never gets it.
    begun = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes or os.cpu_count(), mp_context=begun) as pool:
        waiting = [pool.submit(seed_run, folder, seed, mutant) for seed in seeds]
        try:
            for each in waiting:
                yield each.result()
        finally:
            for each in waiting:
                each.cancel()


def dies_at(folder: Path, mutant: str, *, start: int = 0, seeds: int = ENOUGH) -> tuple[int, Outcome] | None:
    """Return after how many seeds a mutant is noticed, and how; None when it is not."""
    for count, seed in enumerate(range(start, start + seeds), start=1):
        outcome = seed_run(folder, seed, mutant)
        if outcome.broken:
            return count, outcome
    return None


def shortest(plan: Plan, fails: Callable[[Plan], bool]) -> Plan:
    """Leave out whatever is not needed for the plan to fail."""
    size = len(plan.steps) // 2
    while size:
        at = 0
        while at < len(plan.steps):
            shorter = plan.without(at, size)
            if fails(shorter):
                plan = shorter
            else:
                at += size
        size //= 2
    return plan
