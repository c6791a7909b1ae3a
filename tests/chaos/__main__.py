"""Run one kind of fault by its name; each is a module of this package with `run(count, seed) -> int`."""

import argparse
import importlib
import pkgutil
import random
import sys

import tests.chaos


def main() -> int:
    """Run what the command line names; 0 when every case ended as it should."""
    names = [found.name for found in pkgutil.iter_modules(tests.chaos.__path__) if not found.name.startswith("_")]
    parser = argparse.ArgumentParser(prog="python3 -m tests.chaos", description=tests.chaos.__doc__)
    parser.add_argument("name", choices=names)
    parser.add_argument("-n", "--count", type=int, default=1000, help="how many cases (1000)")
    parser.add_argument("--seed", type=int, default=None, help="repeats the cases of an earlier run")
    asked = parser.parse_args()
    seed = random.randrange(2**32) if asked.seed is None else asked.seed
    print(f"{asked.name}: {asked.count} cases, seed {seed}", flush=True)
    run = importlib.import_module(f"tests.chaos.{asked.name}").run
    return int(run(asked.count, seed))


if __name__ == "__main__":
    sys.exit(main())
