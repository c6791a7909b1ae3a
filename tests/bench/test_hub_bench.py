"""What the hub costs, on a real server of this machine.

Run alone: python3 -m tests tests/bench/test_hub_bench.py
"""

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import Event

import pytest

from tests.bench.conftest import Note
from tests.exchange.desks import House, house
from tests.exchange.postgres import binaries, server

pytestmark = pytest.mark.bench

ACTS = 60


@pytest.fixture
def site(tmp_path: Path) -> Iterator[House]:
    programs = binaries()
    if programs is None:
        pytest.skip("there is no PostgreSQL here: no initdb")
    with server(programs, power_cuts=True) as started, house(tmp_path) as built:
        built.hub_url = started.fresh_url()
        yield built


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def p95(samples: list[float]) -> float:
    return statistics.quantiles(samples, n=20)[-1]


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        Event().wait(0.002)


def test_a_visitor_is_seen_by_the_other_desk_at_once(site: House, note: Note) -> None:
    first, second = site.desk("Accueil 1"), site.desk("Poste 4", kind="counselling")
    first.exchange.start()
    second.exchange.start()
    until(lambda: second.exchange.state.workstations)

    def seen(number: str) -> None:
        first.register(number)
        until(lambda: number in second.numbers())

    seen("300")
    samples = []
    for no in range(ACTS):
        Event().wait(0.05 + no % 7 * 0.07)
        samples.append(timed(partial(seen, f"{no + 301}")))
    print(f"\nact at A to B: p50 {statistics.median(samples) * 1000:.0f} ms, p95 {p95(samples) * 1000:.0f} ms")
    note("s, an act at A to B through PostgreSQL, mean", statistics.mean(samples), 0.1)
    note("s, an act at A to B through PostgreSQL, p95", p95(samples), 0.2)


def test_a_claim_is_one_round_trip(site: House, note: Note) -> None:
    desk = site.desk("Accueil 1")
    tickets = [desk.register(f"3{no:02d}") for no in range(ACTS)]
    desk.exchange.once()
    desk.exchange.claims.take(tickets[0], 1)
    claims = [timed(partial(desk.exchange.claims.take, ticket, 2)) for ticket in tickets]
    note("s, a claim through PostgreSQL, p50", statistics.median(claims), 0.01)
    note("s, a claim through PostgreSQL, p95", p95(claims), 0.02)
