"""An erased record is gone everywhere, for ever, in whatever order things become known."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from cdm_desk.domain.change import ERASABLE, EraseOp, SetOp, Stamp, UnknownOperationError, decode, encode
from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.errors import RecordErasedError
from cdm_desk.domain.facts import MalformedError
from cdm_desk.store.canonical import packed
from cdm_desk.store.shared import shapes
from cdm_desk.store.unit import Store, Unit
from tests.exchange.desks import MORNING, TODAY, Desk, House
from tests.stores import new_store

BOOK, COPY, PERSON = (f"{no:032x}" for no in (1, 2, 3))
OTHER = f"{9:032x}"
ENTRY = "motive:MV77"
FIELDS: dict[str, dict[str, str | bool]] = {
    "title": {"title": "T", "subtitle": "S"},
    "copy": {"barcode": "B", "title_id": BOOK},
    "person": {"alias": "A", "withdrawn": False},
    "list_entry": {"fr": "F", "nl": "N"},
}
IDS = {"title": (BOOK, OTHER), "copy": (COPY, OTHER), "person": (PERSON, OTHER), "list_entry": (ENTRY, "motive:MV78")}
stamps = some.builds(Stamp, some.integers(1, 6), some.sampled_from(["aa", "bb", "cc"]))


@some.composite
def edits(draw: some.DrawFn) -> list[Any]:
    """Fields of a record, some of them of a newer program; a value follows from its stamp."""
    table = draw(some.sampled_from(ERASABLE))
    stamp = draw(stamps)
    names = draw(some.sets(some.sampled_from([*FIELDS[table], "of_tomorrow"]), min_size=1))
    values = {name: _value(FIELDS[table].get(name, "?"), stamp) for name in sorted(names)}
    bases = draw(some.dictionaries(some.sampled_from(sorted(names)), stamps, max_size=1))
    return encode(SetOp(stamp, table, draw(some.sampled_from(IDS[table])), values, bases))


def _value(sample: str | bool, stamp: Stamp) -> str | bool:
    if isinstance(sample, bool):
        return stamp.hlc % 2 == 0
    return sample if sample in (BOOK, COPY) else f"{sample}{stamp.hlc}{stamp.run}"


@some.composite
def erasures(draw: some.DrawFn) -> list[Any]:
    table = draw(some.sampled_from(ERASABLE))
    return encode(EraseOp(table, draw(some.sampled_from(IDS[table])), draw(some.sampled_from(["a", "b"])), "m", TODAY))


@contextmanager
def store(name: str) -> Iterator[Store]:
    with TemporaryDirectory() as folder:
        made = new_store(Path(folder) / "desk.db", StoppedClock(MORNING), name)
        try:
            yield made
        finally:
            made.close()


def shared(view: Unit) -> dict[str, list[str]]:
    """All that is shared, in full; what a value was seen by is noted only where it was heard in that order."""
    found: dict[str, list[str]] = {}
    for table, shape in shapes().items():
        rows = [dict(zip(shape.columns, row, strict=True)) for portion in view.shared.rows(table) for row in portion]
        found[table] = sorted(packed(row) for row in rows if not row.get("settled"))
    return found


def state_after(bodies: list[Any]) -> dict[str, list[str]]:
    with store("W1") as made:
        for body in bodies:
            with made.unit() as unit:
                assert unit.receive("r", [json.loads(packed(body))]) == []
        with made.view() as view:
            return shared(view)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    some.lists(some.one_of(edits(), edits(), erasures()), max_size=12),
    some.lists(erasures(), min_size=1, max_size=2),
    some.randoms(use_true_random=False),
)
def test_any_order_and_any_repetition_give_the_same_state_and_nothing_erased_is_left(
    ops: list[Any], erased: list[Any], chance: Random
) -> None:
    bodies = [*ops, *erased]
    shuffled = bodies + [each for each in bodies if chance.random() < 0.5]
    chance.shuffle(shuffled)
    state = state_after(bodies)

    assert state_after(shuffled) == state
    gone = {(op[1], op[2]) for op in bodies if op[0] == "erase"}
    assert {(row["table_name"], row["record_id"]) for row in map(json.loads, state["erased"])} == gone
    for table in ERASABLE:
        assert not {row["id"] for row in map(json.loads, state[table])} & {key for name, key in gone if name == table}
    assert not {(row["table_name"], row["record_id"]) for row in map(json.loads, state["lost"])} & gone
    assert (
        not {tuple(row["body"][3:5]) for row in map(json.loads, state["parked"]) if isinstance(row["body"], list)}
        & gone
    )


def test_an_erasure_takes_the_record_its_lost_values_and_what_is_parked_of_it_at_once(tmp_path: Path) -> None:
    made = new_store(tmp_path / "desk.db", StoppedClock(MORNING))
    with made.unit() as unit:
        unit.receive("r", [encode(SetOp(Stamp(1, "aa"), "title", BOOK, {"title": "Marie, 0470 12 34 56"}))])
        unit.receive("r", [encode(SetOp(Stamp(1, "bb"), "title", BOOK, {"title": "Marie encore"}))])
        unit.receive("r", [encode(SetOp(Stamp(1, "cc"), "title", BOOK, {"note": "Marie demain"}))])
    with made.unit() as unit:
        unit.keep("title", BOOK, {"subtitle": "Marie toujours"})
        unit.erase("title", BOOK, reason="personal", role="manager")
    left = _every_text(made)
    made.close()

    assert not [row for row in left if "Marie" in row]
    assert [json.loads(row) for row in left if '"erase"' in row] == [
        ["erase", "title", BOOK, {"reason": "personal", "role": "manager", "day": "2019-01-14"}]
    ]


def _every_text(made: Store) -> list[str]:
    found: list[str] = []
    with made.view() as view:
        for (name,) in view.db.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").all():
            if not name.startswith("title_search"):
                rows = view.db.exec_driver_sql(f'SELECT * FROM "{name}"')  # noqa: S608 - from the schema
                found += [each for row in rows for each in row if isinstance(each, str)]
    return found


def test_nothing_is_written_of_an_erased_record_any_more(tmp_path: Path) -> None:
    made = new_store(tmp_path / "desk.db", StoppedClock(MORNING))
    with made.unit() as unit:
        unit.keep("title", BOOK, {"title": "x"})
        unit.erase("title", BOOK, reason="personal", role="manager")
    with made.unit() as unit, pytest.raises(RecordErasedError):
        unit.keep("title", BOOK, {"title": "y"})
    with made.unit() as unit:
        unit.keep_all("title", {BOOK: {"title": "z"}, OTHER: {"title": "o"}})
    with made.view() as view:
        assert view.db.exec_driver_sql("SELECT id FROM title").scalars().all() == [OTHER]
    made.close()


def test_an_erased_title_is_found_no_more(tmp_path: Path) -> None:
    made = new_store(tmp_path / "desk.db", StoppedClock(MORNING))
    with made.unit() as unit:
        unit.keep("title", BOOK, {"title": "Zanzibar"})
        unit.keep("copy", COPY, {"title_id": BOOK, "barcode": "Quux7"})
    with made.unit() as unit:
        unit.erase("copy", COPY, reason="personal", role="manager")
    with made.view() as view:
        assert view.db.exec_driver_sql("SELECT words, tags FROM title_key").all()
        assert "quux7" not in str(view.db.exec_driver_sql("SELECT words, tags FROM title_key").all()).lower()
    with made.unit() as unit:
        unit.erase("title", BOOK, reason="personal", role="manager")
    with made.view() as view:
        assert view.db.exec_driver_sql("SELECT count(*) FROM title_key").scalar_one() == 0
        query = "SELECT count(*) FROM title_search WHERE title_search MATCH 'zanzibar'"
        assert view.db.exec_driver_sql(query).scalar_one() == 0
    made.close()


def test_an_erasure_reaches_every_workstation_and_beats_what_comes_after_it(
    first: Desk, second: Desk, site: House
) -> None:
    with first.store.unit() as unit:
        unit.keep("title", BOOK, {"title": "x"})
    site.settle()
    with second.store.unit() as unit:
        unit.erase("title", BOOK, reason="personal", role="manager")
    with first.store.unit() as unit:
        unit.keep("title", BOOK, {"subtitle": "written beside it, later by the clock"})
    site.settle()
    third = site.desk("Accueil 3")
    third.exchange.once()

    for desk in (first, second, third):
        with desk.store.view() as view:
            assert shared(view)["title"] == []
            assert len(shared(view)["erased"]) == 1


def test_a_snapshot_from_before_an_erasure_brings_nothing_back(tmp_path: Path) -> None:
    older, made = (new_store(tmp_path / f"{name}.db", StoppedClock(MORNING)) for name in ("older", "made"))
    edit = encode(SetOp(Stamp(1, "aa"), "title", BOOK, {"title": "x"}))
    beside = encode(SetOp(Stamp(1, "bb"), "title", BOOK, {"title": "y"}))
    with older.unit() as unit:
        unit.receive("r", [edit, beside])
    with made.unit() as unit:
        unit.receive("r", [encode(EraseOp("title", BOOK, "personal", "manager", TODAY))])
    for source, target in ((older, made), (made, older)):
        with source.view() as view:
            portions = [(table, shape.columns, list(view.shared.rows(table))) for table, shape in shapes().items()]
        for table, columns, rows in portions:
            for portion in rows:
                with target.unit() as unit:
                    unit.join(table, columns, portion)
    with older.view() as one, made.view() as other:
        assert shared(one) == shared(other)
        assert shared(one)["title"] == shared(one)["lost"] == []
    older.close()
    made.close()


@pytest.mark.parametrize("body", [["erase", "title", "x" * 40, {"reason": "a", "role": "b", "day": "2019-01-14"}],
                                  ["erase", "title", BOOK, {"reason": "a", "role": "b", "day": "soon"}],
                                  ["erase", "title", BOOK, {}], ["erase", "title"]])  # fmt: skip
def test_an_erasure_that_makes_no_sense_is_refused(body: list[Any]) -> None:
    with pytest.raises(MalformedError):
        decode(body)


@pytest.mark.parametrize("table", ["visit_fact", "void", "desk", "loan"])
def test_what_cannot_be_erased_here_waits_for_a_program_that_can(table: str) -> None:
    with pytest.raises(UnknownOperationError):
        decode(["erase", table, BOOK, {"reason": "a", "role": "b", "day": "2019-01-14"}])
