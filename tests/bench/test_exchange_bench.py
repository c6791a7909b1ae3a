"""What the exchange costs: claims, the way from desk to desk, taking in what others wrote.

Run alone: python3 -m tests tests/bench/test_exchange_bench.py
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import Event

import pytest

from tests.bench.conftest import Note
from tests.exchange.desks import Desk, House, house

pytestmark = pytest.mark.bench


@pytest.fixture
def site(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path) as built:
        yield built


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def p95(samples: list[float]) -> float:
    return statistics.quantiles(samples, n=20)[-1]


def tell(what: str, samples: list[float]) -> None:
    print(f"\n{what}: p50 {statistics.median(samples) * 1000:.1f} ms, p95 {p95(samples) * 1000:.1f} ms")


def raw_link(folder: Path, no: int) -> None:
    """The same promise to the disk with nothing around it: a complete file, synced, linked, read back."""
    beside, target = folder / f"{no}.tmp", folder / f"{no}"
    file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    os.write(file, bytes(150))
    os.fsync(file)
    os.close(file)
    os.link(beside, target)
    beside.unlink()
    assert target.read_bytes()


def test_a_claim_costs_little_more_than_the_disk(site: House, tmp_path: Path, note: Note) -> None:
    desk = site.desk("Accueil 1")
    tickets = [desk.register(f"3{no:02d}") for no in range(60)]
    desk.exchange.once()
    desk.exchange.claims.take(tickets[0], 1)
    claims = [timed(partial(desk.exchange.claims.take, ticket, 2)) for ticket in tickets]
    raw = [timed(partial(raw_link, tmp_path, no)) for no in range(60)]
    tell("a claim", claims)
    tell("the same file in raw calls", raw)

    # Two processes and the store stand between the desk and the disk; the median tells it, the worst tell the disk.
    note("s, a claim, p50", statistics.median(claims), 0.005 + 3 * statistics.median(raw))
    note("s, a claim, p95", p95(claims), 0.015 + 2 * p95(raw))


def test_a_visitor_is_seen_by_the_other_desk_soon(site: House, note: Note) -> None:
    first, second = site.desk("Accueil 1"), site.desk("Poste 4", kind="counselling")
    first.exchange.start()
    second.exchange.start()
    _until(lambda: second.exchange.state.workstations)
    delays = [timed(partial(_seen, first, second, f"3{no:02d}")) for no in range(20)]
    tell("from desk to desk", delays)

    note("s, from desk to desk, the longest of 20", max(delays), 2)


def test_a_day_of_others_is_taken_in_while_one_looks(site: House, note: Note) -> None:
    first, second = site.desk("Accueil 1"), site.desk("Poste 4", kind="counselling")
    for no in range(300):
        first.register(f"3{no:03d}")
    first.exchange.once()
    seconds = timed(second.exchange.once)
    print(f"\n600 operations taken in: {seconds * 1000:.0f} ms")

    assert second.facts() == first.facts()
    note("s, 600 operations of others taken in", seconds, 6)


def test_an_idle_round_is_hardly_felt(site: House, note: Note) -> None:
    desk = site.desk("Accueil 1")
    desk.exchange.once(flush=False)
    rounds = [timed(lambda: desk.exchange.once(flush=False)) for _each in range(40)]
    tell("a round with nothing to do", rounds)

    note("s, a round with nothing to do, p95", p95(rounds), 0.2)


def _seen(first: Desk, second: Desk, number: str) -> None:
    first.register(number)
    _until(lambda: number in second.numbers())


def _until(true: Callable[[], object]) -> None:
    until = time.monotonic() + 10
    while not true():
        assert time.monotonic() < until
        Event().wait(0.005)
