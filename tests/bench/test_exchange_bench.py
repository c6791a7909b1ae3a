"""What the exchange costs: claims, the way from desk to desk, taking in what others wrote.

Run alone: python3 -m tests tests/bench/test_exchange_bench.py
"""

import json
import os
import signal
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cdm_desk.exchange.frame import Contents, FrameCodec, Head, Log
from tests.bench.conftest import Note
from tests.exchange.desks import Desk, House, house

pytestmark = pytest.mark.bench

FRAMES = 300
IDLE_SECONDS = 12


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


def test_registering_does_not_feel_a_folder_that_hangs(site: House, note: Note) -> None:
    desk = site.desk("Accueil 1")
    desk.exchange.start()
    try:
        _until(lambda: desk.exchange.callers)
        for pid in desk.exchange.callers:
            os.kill(pid, signal.SIGSTOP)
        registered = [timed(partial(desk.register, f"3{no:02d}")) for no in range(60)]
    finally:
        for pid in desk.exchange.callers:
            os.kill(pid, signal.SIGCONT)
        desk.exchange.stop()
    tell("registering while the folder hangs", registered)
    note("s, registering while the folder hangs, p95", p95(registered), 0.05)


def test_taking_frames_in_costs_little_more_than_checking_who_signed_them(site: House, note: Note) -> None:
    first, second = site.desk("Accueil 1"), site.desk("Poste 4", kind="counselling")
    second.exchange.once()
    for no in range(FRAMES):
        first.register(f"3{no:03d}")
        first.exchange.once(flush=False)
    first.exchange.once()
    signer = Ed25519PrivateKey.generate()
    message = bytes(200)
    signature, public = signer.sign(message), signer.public_key()
    bare = timed(lambda: [public.verify(signature, message) for _each in range(FRAMES)])
    taken = timed(second.exchange.once)
    print(f"\n{FRAMES} frames taken in {taken * 1000:.0f} ms, as many signatures checked in {bare * 1000:.0f} ms")

    assert second.facts() == first.facts()
    note("x, frames taken in against bare signatures", taken / bare, 1 / 0.6)


def test_a_visitor_takes_few_bytes(site: House, note: Note) -> None:
    desk = site.desk("Accueil 1")
    site_key = desk.joined.site
    desk.register()
    with desk.store.view() as view:
        bodies = [json.loads(each.body) for prompt in (True, False) for each in view.journal.waiting(prompt=prompt)]
    log = Log(lane="r", period="201901", run=bytes(16))
    codec, signer = FrameCodec(site_key.id, site_key.key, log), Ed25519PrivateKey.generate()
    sizes = [
        len(codec.seal(Head(no=0, hash=bytes(32)), Contents(schema=1, hlc=1 << 60, ops=(body,)), signer))
        for body in bodies
    ]
    assert len(sizes) == 2
    note("bytes, the larger frame of a visitor", max(sizes), 400)


def test_the_exchange_is_light_and_idles_lightly(site: House, note: Note) -> None:
    desk = site.desk("Accueil 1")
    desk.exchange.start()
    try:
        _until(lambda: len(desk.exchange.callers) == 1 and desk.exchange.state.share == "ok")
        desk.exchange.claims.take(desk.register(), 1)
        callers = desk.exchange.callers
        before = sum(map(_cpu_seconds, callers))
        Event().wait(IDLE_SECONDS)
        idle = sum(map(_cpu_seconds, callers)) - before
        memory = sum(map(_resident_megabytes, callers))
    finally:
        desk.exchange.stop()
    note("MB, the processes that make the file calls", memory, 40)
    # Without a server in between all the work of the file calls is theirs, the program's part of it included.
    note("% of a core, file calls of thirty idle workstations", 30 * 100 * idle / IDLE_SECONDS, 2)


def _cpu_seconds(pid: int) -> float:
    # In nanoseconds: one tick of the other clock is more than all that thirty may use while this looks.
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def _resident_megabytes(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


def _seen(first: Desk, second: Desk, number: str) -> None:
    first.register(number)
    _until(lambda: number in second.numbers())


def _until(true: Callable[[], object]) -> None:
    until = time.monotonic() + 10
    while not true():
        assert time.monotonic() < until
        Event().wait(0.005)
