"""The two key presses that matter most, with a year of facts behind them: register, and call the next visitor.

python3 -m tests tests/bench/test_desk_bench.py

The baseline of the same run writes the same rows by bare sqlcipher3 with the same promises to the disk.
"""

import secrets
import shutil
import statistics
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection

from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.welcome import VisitFact
from cdm_desk.office import Office, temporary_office
from cdm_desk.settings import Settings
from cdm_desk.store.database import opened
from tests.bench.conftest import Note

pytestmark = pytest.mark.bench

MORNING = datetime(2019, 1, 14, 10, tzinfo=BRUSSELS)
YEAR = 56_000
ROUNDS = 300


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office with a year of visits behind it."""
    clock = StoppedClock(MORNING)
    made = temporary_office(tmp_path, clock, Settings(workstation="Accueil 1"))
    with made.store.unit() as unit:
        unit.facts.add_many(_visit(number) for number in range(YEAR))
    yield made
    made.close()


def _visit(number: int) -> VisitFact:
    day = (MORNING - timedelta(days=1 + number % 365)).date()
    return VisitFact(
        id=uuid4(), day=day, hour=9 + number % 8, site="CDM", channel="desk", motive_code="MV2", theme_code="EMP",
        language="FR", people=1, late=False,
    )  # fmt: skip


def _shape_of_a_registration(office: Office) -> list[tuple[str, dict[str, Any]]]:
    """The rows that one registration adds, taken from the store itself."""
    tables = ("visit", "ticket", "ticket_event", "visit_fact", "outbox")
    with office.store.view() as unit:
        known = {table: _ids(unit.db, table) for table in tables}
    office.welcome.register("EMP")
    statements = []
    with office.store.view() as unit:
        for table in tables:
            for row in unit.db.exec_driver_sql(f"SELECT * FROM {table}").mappings():  # noqa: S608 - our own tables
                if row["id"] not in known[table]:
                    marks = ", ".join(f":{name}" for name in row)
                    statements.append((f"INSERT INTO {table} ({', '.join(map(str, row))}) VALUES ({marks})", dict(row)))  # noqa: S608
    return statements


def _ids(db: Connection, table: str) -> set[str]:
    return {row[0] for row in db.exec_driver_sql(f"SELECT id FROM {table}")}  # noqa: S608


@pytest.mark.benchmark(group="register")
def test_register_by_bare_inserts(benchmark: BenchmarkFixture, office: Office) -> None:
    statements = _shape_of_a_registration(office)
    db = opened(office.store_file, office.key)

    def insert() -> None:
        db.execute("BEGIN IMMEDIATE")
        for statement, row in statements:
            db.execute(statement, row | {"id": secrets.token_hex(16)})
        db.execute("COMMIT")

    benchmark.pedantic(insert, rounds=ROUNDS)
    db.close()
    assert len(statements) >= 5


@pytest.mark.benchmark(group="register")
def test_register(benchmark: BenchmarkFixture, office: Office) -> None:
    ticket = benchmark.pedantic(office.welcome.register, args=("EMP",), rounds=ROUNDS)

    assert ticket.number.startswith("3")


@dataclass(frozen=True, slots=True)
class Moments:
    """When each transaction of the store began, and when it asked to be committed."""

    begun: list[float] = field(default_factory=list)
    commits: list[float] = field(default_factory=list)


@pytest.fixture
def moments() -> Iterator[Moments]:
    seen = Moments()

    def note_begin(_db: Connection) -> None:
        seen.begun.append(time.perf_counter())

    def note_commit(_db: Connection) -> None:
        seen.commits.append(time.perf_counter())

    event.listen(Engine, "begin", note_begin)
    event.listen(Engine, "commit", note_commit)
    yield seen
    event.remove(Engine, "begin", note_begin)
    event.remove(Engine, "commit", note_commit)


def test_the_commit_of_a_registration_against_bare_inserts(
    office: Office, moments: Moments, tmp_path: Path, note: Note
) -> None:
    """Each round writes to two files alike, one by the driver and one by the store, so that both meet the same disk."""
    statements = _shape_of_a_registration(office)
    office.store.forget_traces()
    shutil.copy(office.store_file, tmp_path / "bare.db")
    bare = opened(tmp_path / "bare.db", office.key)
    took: dict[str, list[float]] = defaultdict(list)

    def write_bare() -> None:
        began = time.perf_counter()
        bare.execute("BEGIN IMMEDIATE")
        for statement, row in statements:
            bare.execute(statement, row | {"id": secrets.token_hex(16)})
        written = time.perf_counter()
        bare.execute("COMMIT")
        took["bare"].append(time.perf_counter() - began)
        took["bare commit"].append(time.perf_counter() - written)

    def write_rows() -> None:
        began = time.perf_counter()
        with office.store.unit() as unit:
            for statement, row in statements:
                unit.db.exec_driver_sql(statement, row | {"id": secrets.token_hex(16)})
        took["rows"].append(time.perf_counter() - began)
        took["rows commit"].append(time.perf_counter() - moments.commits[-1])

    def register() -> None:
        began = time.perf_counter()
        office.welcome.register("EMP")
        took["register"].append(time.perf_counter() - began)
        took["register unit"].append(time.perf_counter() - moments.begun[-1])
        took["register commit"].append(time.perf_counter() - moments.commits[-1])

    ways = deque((write_bare, write_rows, register))
    for _round in range(ROUNDS):
        # Whoever comes after a long act finds a disk at rest: each has that place in its turn.
        ways.rotate()
        for way in ways:
            way()
    bare.close()

    middle = {what: statistics.median(samples) for what, samples in took.items()}
    for what, samples in took.items():
        print(f"\n{what}: p50 {middle[what] * 1000:.2f} ms, p95 {_p95(samples) * 1000:.2f} ms", end="")
    note("s, register with a year of facts, p95", _p95(took["register"]), 0.050)
    note("times bare, the commit of the same rows by the store", middle["rows commit"] / middle["bare commit"], 1.5)
    note("times bare, begin to commit of the same rows by the store", middle["rows"] / middle["bare"], 1.5)
    note("times bare, the commit of a registration", middle["register commit"] / middle["bare commit"], 1.5)
    note("times bare, a registration's unit with its reads and rules", middle["register unit"] / middle["bare"], 1.5)
    assert len(took["register"]) == len(took["bare"]) == ROUNDS


def _p95(samples: list[float]) -> float:
    return statistics.quantiles(samples, n=20)[-1]


@pytest.mark.benchmark(group="call next")
def test_call_next_of_sixty_who_wait(benchmark: BenchmarkFixture, office: Office) -> None:
    office.queue.open_desk("4", ["EMP"], ["FR", "NL"])

    def put_in_place() -> None:
        if office.queue.board().called:
            office.counselling.start("4")
            office.counselling.close("4", ["OU1"])
        while len(office.queue.board().waiting) < 60:
            office.welcome.register("EMP")

    called = benchmark.pedantic(office.queue.call_next, args=("4",), setup=put_in_place, rounds=100)

    assert called is not None
