"""`python3 -m tests.simulator`: run seeds, or replay one, with the shipped code or with one of its mutants."""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from tests.simulator.mutants import MUTANTS, named
from tests.simulator.plan import Plan, plan_of
from tests.simulator.runs import ENOUGH, dies_at, memory_folder, seeds_run, shortest
from tests.simulator.world import live


def main() -> int:
    """Do what the command line asks; 0 when nothing was broken, and every mutant was noticed."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.simulator", description=__doc__)
    parser.add_argument("--seeds", type=int, default=500, help="how many seeds (500)")
    parser.add_argument("--start", type=int, default=0, help="the first seed (0)")
    parser.add_argument("--mutant", choices=["all", *(mutant.name for mutant in MUTANTS)], default="")
    parser.add_argument("--replay", type=int, default=None, help="tell one seed step by step, and make it shorter")
    parser.add_argument("--processes", type=int, default=None, help="on so many cores (all)")
    asked = parser.parse_args()
    with memory_folder() as folder:
        if asked.replay is not None:
            return _replayed(folder, asked.replay, "" if asked.mutant == "all" else asked.mutant)
        if asked.mutant:
            names = [mutant.name for mutant in MUTANTS] if asked.mutant == "all" else [asked.mutant]
            return max(_hunted(folder, name, asked.start) for name in names)
        return _ran(folder, range(asked.start, asked.start + asked.seeds), asked.processes)


def _ran(folder: Path, seeds: range, processes: int | None) -> int:
    began = time.perf_counter()
    broken = 0
    faults: Counter[str] = Counter()
    for done, outcome in enumerate(seeds_run(folder, seeds, processes=processes), start=1):
        faults.update(outcome.happened)
        if outcome.broken:
            broken += 1
            print(f"seed {outcome.seed}: {outcome.why}", flush=True)
        if done % 500 == 0:
            speed = done / (time.perf_counter() - began)
            print(f"{done} seeds, {broken} broken, {speed:.1f} seeds/s", flush=True)
    print(f"{len(seeds)} seeds, {broken} broken, in {time.perf_counter() - began:.0f} s")
    print("faults: " + ", ".join(f"{name} {count}" for name, count in sorted(faults.items())))
    return int(broken > 0)


def _hunted(folder: Path, name: str, start: int) -> int:
    mutant = named(name)
    death = dies_at(folder, name, start=start)
    if death is None:
        verdict = f"equivalent: {mutant.equivalent}" if mutant.equivalent else "ALIVE"
        print(f"{name}: not noticed in {ENOUGH} seeds, {verdict}", flush=True)
        return int(not mutant.equivalent)
    count, outcome = death
    print(f"{name}: noticed after {count} seeds (seed {outcome.seed}): {outcome.why[:160]}", flush=True)
    return 0


def _replayed(folder: Path, seed: int, mutant: str) -> int:
    plan = plan_of(seed)
    print(plan.written())
    if mutant:
        with named(mutant).alive():
            return _told(folder, plan)
    return _told(folder, plan)


def _told(folder: Path, plan: Plan) -> int:
    outcome = live(plan, folder, tell=print)
    print(f"trace {outcome.trace}")
    if not outcome.broken:
        return 0
    print(outcome.why)
    short = shortest(plan, lambda tried: live(tried, folder).broken == outcome.broken)
    print(f"\nshortest: {len(short.steps)} of {len(plan.steps)} steps")
    print(live(short, folder, tell=print).why)
    return 1


if __name__ == "__main__":
    sys.exit(main())
