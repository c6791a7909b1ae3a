"""What snapshots cost: laying down a year, comparing it, beginning from it, and a whole night in a house of twenty.

Run alone: python3 -m tests tests/bench/test_snapshot_bench.py
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.staff import Role
from cdm_desk.exchange.worker import Share
from cdm_desk.jobs import nightly
from cdm_desk.office import Office, found_office, open_office
from cdm_desk.services.simulate import simulate
from cdm_desk.settings import Settings
from cdm_desk.store.shared import shapes
from cdm_desk.vault import MemoryVault
from tests.bench.conftest import Note
from tests.exchange.desks import Desk, House, house, visit_fact

pytestmark = pytest.mark.bench

NIGHT_BAR = 10.0
BEGIN_BAR = 15.0
MEMORY_BAR = 40.0
WORKSTATIONS = 20
ACTS = 60
"""Visitors of one workstation and day: twenty such are five times the house's busiest day."""


@contextmanager
def seconds(told: list[float]) -> Iterator[None]:
    began = time.perf_counter()
    yield
    told.append(time.perf_counter() - began)


def megabytes(act: Callable[[], object]) -> float:
    """How much more memory the process held at its highest while it did something."""
    Path("/proc/self/clear_refs").write_text("5")
    before = _held("VmRSS")
    act()
    return (_held("VmHWM") - before) / 1024


def _held(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path) as built:
        yield built


def give_year(source: Desk, target: Desk) -> None:
    with source.store.view() as view:
        for name, shape in shapes().items():
            for rows in view.shared.rows(name):
                with target.store.unit() as unit:
                    unit.join(name, shape.columns, rows)


def test_a_new_workstation_begins_with_a_year(site: House, note: Note) -> None:
    first, second = site.desk("Accueil 1"), site.desk("Poste 4", kind="counselling")
    simulate(first.store, 2019, exact=True)
    give_year(first, second)
    # Five weeks of logs, which is how long they lie there.
    for day in range(35):
        moment = site.clock.now() + timedelta(days=day)
        for _each in range(25):
            for desk in (first, second):
                with desk.store.unit() as unit:
                    for _five in range(5):
                        unit.facts.add(visit_fact(moment))
        site.settle()
    made: list[float] = []
    with seconds(made):
        memory_made = megabytes(first.exchange.keep_snapshots)
    judged: list[float] = []
    with seconds(judged):
        memory_judged = megabytes(second.exchange.keep_snapshots)
    size = sum(path.stat().st_size for path in (site.share / "snap").iterdir())
    third = site.desk("Accueil 3")
    began: list[float] = []
    with seconds(began):
        memory_begun = megabytes(lambda: third.exchange.once(flush=True))
    with first.store.view() as view, third.store.view() as other:
        digests = view.shared.digests()
        assert other.shared.digests() == digests
        assert not first.exchange.state.differing
    print(f"\n{sum(count for count, _sha in digests.values())} rows, {size / 1e6:.1f} MB in the folder")
    note("s, laying down a year", made[0], NIGHT_BAR)
    note("s, comparing a year", judged[0], NIGHT_BAR)
    note("s, a new workstation with a year and its logs", began[0], BEGIN_BAR)
    note("MB more while laying down", memory_made, MEMORY_BAR)
    note("MB more while comparing", memory_judged, MEMORY_BAR)
    note("MB more while beginning", memory_begun, MEMORY_BAR)


def test_a_night_in_a_house_of_twenty(tmp_path: Path, note: Note) -> None:
    share = tmp_path / "share"
    share.mkdir()
    clock = StoppedClock(datetime(2019, 1, 14, 9, 30, tzinfo=BRUSSELS))
    vault = MemoryVault()
    code: str | None = None
    folders = []
    for no in range(WORKSTATIONS):
        settings = Settings(workstation=f"Accueil {no}", kind="reception", share=share)
        folder = tmp_path / f"pc{no}"
        made = found_office(folder, clock, vault, settings, share=share, join_code=code)
        code = code or made.join_code
        folders.append(folder)
    with ExitStack() as stack:
        # What a year in the store adds to it is measured above.
        offices = [stack.enter_context(open_office(folder, clock, vault)) for folder in folders]
        for office in offices:
            act_all_day(office, clock)
        clock.moment = clock.now().replace(hour=20, minute=30)
        nights: list[float] = []
        for office in offices:
            with seconds(nights):
                night = nightly(office)
            assert night.exchange.share is Share.OK
            assert not night.differing
    print(f"\nnights: {min(nights):.1f} to {max(nights):.1f} s; {os.cpu_count()} processors")
    note(f"s, a night with {WORKSTATIONS} workstations, the longest", max(nights), NIGHT_BAR)


def act_all_day(office: Office, clock: StoppedClock) -> None:
    office.exchange_once(flush=False)
    with office.staff.command("visit", Role.RECEPTION):
        for no in range(ACTS):
            clock.advance(seconds=1)
            if no % 2:
                office.number_ahead("EMP")
                office.welcome.register("EMP")
            else:
                office.welcome.visit("MV3")
