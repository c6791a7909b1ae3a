"""The units of the store: what others send, and what is left when the day is closed."""

import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import insert

from cdm_desk.domain.change import HIGHEST_HLC, Department, FactOp, encode
from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.facts import plain
from cdm_desk.store.canonical import packed, unpacked
from cdm_desk.store.rows import ParkedRow
from cdm_desk.store.unit import Store
from tests.exchange.desks import visit_fact

MONDAY = date(2019, 1, 14)


def test_a_clock_gone_mad_elsewhere_leaves_stamps_for_ours(
    tmp_path: Path, make_store: Callable[[Path, StoppedClock], Store], clock: StoppedClock
) -> None:
    store = make_store(tmp_path / "desk.db", clock)
    theirs = ["set", HIGHEST_HLC, "f" * 32, "title", "0" * 32, {"title": "x"}, {}]
    with store.unit() as unit:
        assert unit.receive("r", [theirs]) == []
    for _each in range(2):
        with store.unit() as unit:
            assert unit.stamp().hlc <= HIGHEST_HLC


def test_what_was_set_aside_of_the_queue_goes_with_its_board(
    tmp_path: Path, make_store: Callable[[Path, StoppedClock], Store], clock: StoppedClock
) -> None:
    store = make_store(tmp_path / "desk.db", clock)
    with store.unit() as unit:
        for lane, period in (("q", "20190114"), ("q", "20190115"), ("r", "201901")):
            unit.journal.set_aside((lane, period, "f" * 32), 1, f"nonsense {lane} {period}", b"[]")
        unit.days.close(MONDAY, on=MONDAY)
    with store.view() as unit:
        assert sorted(unit.journal.set_aside_reasons()) == ["nonsense q 20190115", "nonsense r 201901"]


@pytest.mark.parametrize(
    ("table", "record_id", "values"),
    [
        ("title", "zz", {"title": "x"}),
        ("title", "", {"title": "x"}),
        ("copy", "zz", {"state": "x"}),
        ("copy", "1" * 32, {"title_id": "x"}),
        ("copy", "1" * 32, {"title_id": ""}),
        ("person", "A" * 32, {"alias": "x"}),
    ],
)
def test_a_record_under_an_id_that_is_none_is_nonsense(
    tmp_path: Path,
    make_store: Callable[[Path, StoppedClock], Store],
    clock: StoppedClock,
    table: str,
    record_id: str,
    values: dict[str, str],
) -> None:
    theirs = ["set", 1, "f" * 32, table, record_id, values, {}]
    with make_store(tmp_path / "desk.db", clock).unit() as unit:
        assert unit.receive("r", [theirs]) == [theirs]


def test_what_was_parked_is_taken_up_by_a_program_that_understands_it(
    tmp_path: Path, make_store: Callable[[Path, StoppedClock], Store], clock: StoppedClock
) -> None:
    store = make_store(tmp_path / "desk.db", clock)
    fact = {"id": "1" * 32, "day": "2019-01-14", "helper_language": "AR"}
    bodies = [["fact", "helper_language", fact], ["weather", 1]]
    with store.unit() as unit:
        # As an older program left it, which knew neither kind.
        rows = [{"id": uuid4(), "lane": "r", "day": MONDAY, "body": packed(body)} for body in bodies]
        unit.db.execute(insert(ParkedRow), rows)
    with store.unit() as unit:
        unit.take_up_parked()

    with store.view() as unit:
        assert [plain(each) for each in unit.facts.of_day(MONDAY)] == [fact]
        assert unit.journal.parked() == [packed(["weather", 1])]


WRITE_ELSEWHERE = """
import sys
from datetime import datetime
from pathlib import Path
from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.store.database import engine_for
from cdm_desk.store.unit import Store
from tests.exchange.desks import visit_fact
from tests.stores import KEY
path = Path(sys.argv[1])
store = Store(engine_for(path, KEY), path, StoppedClock(datetime(2019, 1, 14, 10, tzinfo=BRUSSELS)))
with store.unit() as unit:
    unit.meta.put("written", "elsewhere")
store.close()
"""


def test_what_another_program_writes_is_told_once_to_every_department(
    tmp_path: Path, make_store: Callable[[Path, StoppedClock], Store], clock: StoppedClock
) -> None:
    store = make_store(tmp_path / "desk.db", clock)
    heard: list[frozenset[Department]] = []
    store.on_change(heard.append)
    store.look_around()
    assert heard == []

    subprocess.run([sys.executable, "-c", WRITE_ELSEWHERE, str(store.path)], check=True)
    # An act of ours in between hides nothing.
    with store.unit() as unit:
        assert unit.meta.get("written") == "elsewhere"
        unit.meta.put("written", "here")
    store.look_around()
    store.look_around()

    assert heard == [frozenset(Department)]


def test_what_is_written_here_is_no_news_of_another_program(
    tmp_path: Path, make_store: Callable[[Path, StoppedClock], Store], clock: StoppedClock
) -> None:
    store = make_store(tmp_path / "desk.db", clock)
    heard: list[frozenset[Department]] = []
    store.on_change(heard.append)
    store.look_around()
    threads = [threading.Thread(target=_put, args=(store, str(number))) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    _put(store, "last")
    store.forget_traces()
    store.look_around()

    assert heard == []


def test_a_store_that_looked_around_leaves_no_file_open(
    tmp_path: Path, make_store: Callable[[Path, StoppedClock], Store], clock: StoppedClock
) -> None:
    store = make_store(tmp_path / "desk.db", clock)
    store.look_around()
    store.close()

    # The engine folds its log into the file, and takes it away, once the last connection is closed.
    assert [path.name for path in tmp_path.glob("desk.db*")] == ["desk.db"]


def _put(store: Store, text: str) -> None:
    with store.unit() as unit:
        unit.meta.put("written", text)


def test_a_fact_that_a_copy_of_this_store_has_told_is_voided_when_it_is_taken_back(
    tmp_path: Path, make_store: Callable[[Path, StoppedClock], Store], clock: StoppedClock
) -> None:
    store = make_store(tmp_path / "desk.db", clock)
    fact = visit_fact(clock.now())
    with store.unit() as unit:
        unit.facts.add(fact)
    with store.unit() as unit:
        assert unit.receive("r", [encode(FactOp(fact))]) == []
    with store.unit() as unit:
        unit.take_back(fact.id, reason="mistake", role="reception")
    with store.view() as view:
        waiting = [unpacked(each.body)[0] for prompt in (True, False) for each in view.journal.waiting(prompt=prompt)]

    assert waiting == ["void"]
