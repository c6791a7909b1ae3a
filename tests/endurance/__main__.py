"""`python3 -m tests.endurance`: a day at sixty times its speed, or a monkey; long, and only a slice is in the suite."""

import argparse
import random
import sys

from cdm_desk import _bootstrap

SEEDS = 2**31


def main() -> int:
    """Run what the command line names; 0 when the program bore it."""
    _bootstrap.ensure(tests=True)
    parser = argparse.ArgumentParser(prog="python3 -m tests.endurance", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    day = kinds.add_parser("day", help="a day at the window by keys: what it costs in memory, files and threads")
    day.add_argument("--visits", type=int, default=8_000, help="how many visitors (8000)")
    day.add_argument("--hours", type=float, default=12.0, help="how long the day is; an hour takes a minute (12)")
    monkey = kinds.add_parser("monkey", help="events without sense, over all tabs, roles and languages")
    monkey.add_argument("-n", "--count", type=int, default=100_000, help="how many events (100000)")
    for kind in (day, monkey):
        kind.add_argument("--seed", type=int, default=None, help="repeats an earlier run")
    asked = parser.parse_args()
    seed = random.randrange(SEEDS) if asked.seed is None else asked.seed
    # Qt is loaded by these alone.
    from tests.endurance import day as days  # noqa: PLC0415
    from tests.endurance import monkey as monkeys  # noqa: PLC0415

    print(f"{asked.kind}, seed {seed}", flush=True)
    return days.run(asked.visits, asked.hours, seed) if asked.kind == "day" else monkeys.run(asked.count, seed)


if __name__ == "__main__":
    sys.exit(main())
