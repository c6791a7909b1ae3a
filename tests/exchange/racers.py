"""Eight processes want the same names at once on a real server: `python3 -m tests.exchange.racers --keys 10000`."""

import argparse
import multiprocessing
import secrets
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from cdm_desk.exchange.hub import HubCalls
from tests.exchange.postgres import binaries, server

RACERS = 8
SITE = b"racing for names"


def race(url: str, racer: int, keys: int, starts_at: float) -> list[bytes]:
    """Put every name; return who stands under each, as this racer was told."""
    calls = HubCalls(url, SITE)
    calls.names()
    time.sleep(max(0.0, starts_at - time.time()))
    mine = f"{racer} {secrets.token_hex(8)}".encode()
    try:
        return [calls.put(f"q/20190114/claim/{key}", mine).data for key in range(keys)]
    finally:
        calls.stop()


def raced(url: str, keys: int) -> Counter[str]:
    """Race once; return how often all agreed on one winner, and how often each racer won."""
    context = multiprocessing.get_context("spawn")
    starts_at = time.time() + 8.0
    with ProcessPoolExecutor(RACERS, mp_context=context) as pool:
        told = list(pool.map(race, *zip(*((url, racer, keys, starts_at) for racer in range(RACERS)), strict=True)))
    result: Counter[str] = Counter()
    for stands in zip(*told, strict=True):
        result["one winner" if len(set(stands)) == 1 else "disagreed"] += 1
        result[f"racer {stands[0].split()[0].decode()}"] += 1
    return result


def main(argv: Sequence[str]) -> int:
    """Race, and say how it ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", type=int, default=10_000)
    keys = parser.parse_args(argv).keys
    programs = binaries()
    if programs is None:
        print("there is no PostgreSQL here: no initdb")
        return 0
    with server(programs, power_cuts=True) as started:
        began = time.monotonic()
        result = raced(started.fresh_url(), keys)
        seconds = time.monotonic() - began
    print(f"{RACERS} racers, {keys} keys, {seconds:.0f} s: {dict(sorted(result.items()))}")
    return 0 if result["one winner"] == keys else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
