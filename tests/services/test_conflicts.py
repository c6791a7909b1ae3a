"""What two people changed without seeing each other is shown to both, and one key settles it everywhere."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdm_desk.domain.change import SetOp, Stamp, encode
from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.staff import Action
from cdm_desk.services.conflicts import ConflictsService
from cdm_desk.store.unit import Store
from tests.stores import new_store

MORNING = datetime(2026, 11, 24, 10, 30, tzinfo=BRUSSELS)
BOOK = "0" * 31 + "1"
RUNS = {name: digit * 32 for name, digit in (("a", "a"), ("b", "b"), ("c", "c"))}


class Anyone:
    """A gate that lets everybody through and remembers what for."""

    def __init__(self) -> None:
        self.asked: list[Action] = []

    def require(self, action: Action) -> None:
        self.asked.append(action)


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    clock = StoppedClock(MORNING)
    both = new_store(tmp_path / "one.db", clock), new_store(tmp_path / "two.db", clock)
    yield both
    for each in both:
        each.close()


def edit(hlc: int, run: str, title: str, base: tuple[int, str] | None = None) -> list[Any]:
    bases = {} if base is None else {"title": Stamp(base[0], RUNS[base[1]])}
    return encode(SetOp(Stamp(hlc, RUNS[run]), "title", BOOK, {"title": title}, bases))


def take_in(store: Store, ops: Sequence[list[Any]]) -> None:
    with store.unit() as unit:
        assert unit.receive("r", ops) == []


def title(store: Store) -> str:
    with store.view() as view:
        return str(view.db.exec_driver_sql("SELECT title FROM title").scalar_one())


def leaving(store: Store) -> list[Any]:
    with store.view() as view:
        return [json.loads(each.body) for each in view.journal.waiting(prompt=True)]


def service(store: Store) -> ConflictsService:
    return ConflictsService(store, Anyone())


FIRST = edit(10, "a", "Métiers")
MINE = edit(20, "a", "Les métiers", (10, "a"))
THEIRS = edit(21, "b", "Métiers d'hier", (10, "a"))


def test_two_edits_that_did_not_see_each_other_are_told(stores: tuple[Store, Store]) -> None:
    take_in(stores[0], [FIRST, MINE, THEIRS])
    (conflict,) = service(stores[0]).unsettled()
    assert (conflict.stands, conflict.overruled) == ("Métiers d'hier", "Les métiers")


def test_an_edit_after_seeing_is_no_conflict(stores: tuple[Store, Store]) -> None:
    take_in(stores[0], [FIRST, MINE, edit(30, "b", "Métiers d'hier", (20, "a"))])
    assert service(stores[0]).unsettled() == []


def test_what_was_seen_is_no_conflict_though_it_is_heard_of_last(stores: tuple[Store, Store]) -> None:
    take_in(stores[0], [edit(30, "b", "Métiers d'hier", (20, "a")), MINE, FIRST])
    assert service(stores[0]).unsettled() == []


@pytest.mark.parametrize("again", [[FIRST], [MINE], [FIRST, MINE], [MINE, FIRST]], ids=["a", "b", "ab", "ba"])
def test_what_is_delivered_again_is_no_second_edit(stores: tuple[Store, Store], again: list[list[Any]]) -> None:
    later = edit(30, "b", "Métiers d'hier", (20, "a"))
    take_in(stores[0], [FIRST, MINE, later])
    take_in(stores[0], again)
    assert (service(stores[0]).unsettled(), title(stores[0])) == ([], "Métiers d'hier")


def test_what_was_written_here_and_comes_back_is_no_second_edit(stores: tuple[Store, Store]) -> None:
    for name in ("Métiers", "Les métiers"):
        with stores[0].unit() as unit:
            unit.keep("title", BOOK, {"title": name})
    with stores[0].unit() as unit:
        unit.keep_all("title", {BOOK: {"title": "Métiers d'hier"}})
    take_in(stores[0], leaving(stores[0]))
    assert (service(stores[0]).unsettled(), title(stores[0])) == ([], "Métiers d'hier")


def test_what_is_delivered_again_of_a_true_second_edit_is_told_once(stores: tuple[Store, Store]) -> None:
    take_in(stores[0], [FIRST, MINE, THEIRS, FIRST, THEIRS, MINE])
    (conflict,) = service(stores[0]).unsettled()
    assert (conflict.stands, conflict.overruled) == ("Métiers d'hier", "Les métiers")


def test_keeping_settles_it_here(stores: tuple[Store, Store]) -> None:
    take_in(stores[0], [FIRST, MINE, THEIRS])
    conflicts = service(stores[0])
    conflicts.keep(conflicts.unsettled()[0].id)
    assert (conflicts.unsettled(), title(stores[0])) == ([], "Métiers d'hier")


def test_taking_the_other_value_lets_it_stand(stores: tuple[Store, Store]) -> None:
    take_in(stores[0], [FIRST, MINE, THEIRS])
    conflicts = service(stores[0])
    conflicts.take(conflicts.unsettled()[0].id)
    assert (conflicts.unsettled(), title(stores[0])) == ([], "Les métiers")


@pytest.mark.parametrize("verb", ["keep", "take"])
def test_what_is_settled_here_is_settled_there(stores: tuple[Store, Store], verb: str) -> None:
    here, there = stores
    take_in(here, [FIRST, MINE, THEIRS])
    take_in(there, [THEIRS, FIRST, MINE])
    conflicts = service(here)
    getattr(conflicts, verb)(conflicts.unsettled()[0].id)
    take_in(there, leaving(here))
    assert (service(there).unsettled(), title(there)) == ([], title(here))


def test_two_hashes_are_nobodys_choice(stores: tuple[Store, Store]) -> None:
    person = "0" * 31 + "2"
    take_in(
        stores[0],
        [
            encode(SetOp(Stamp(hlc, RUNS[run]), "person", person, {"password": run}))
            for hlc, run in ((10, "a"), (11, "b"))
        ],
    )
    assert service(stores[0]).unsettled() == []


def test_who_may_not_edit_the_record_may_not_decide(stores: tuple[Store, Store]) -> None:
    gate = Anyone()
    take_in(stores[0], [FIRST, MINE, THEIRS])
    conflicts = ConflictsService(stores[0], gate)
    conflicts.keep(conflicts.unsettled()[0].id)
    assert gate.asked == [Action.EDIT_CATALOGUE]


@settings(max_examples=60, deadline=None)
@given(order=st.permutations([0, 1, 2, 3, 4, 5]))
def test_in_whatever_order_edits_are_heard_of_the_same_is_overruled(
    tmp_path_factory: pytest.TempPathFactory, order: list[int]
) -> None:
    ops = [
        FIRST,
        MINE,
        THEIRS,
        edit(25, "c", "Quatre", (20, "a")),
        edit(40, "a", "Cinq", (21, "b")),
        edit(41, "b", "6"),
    ]
    found = []
    for each in (order, sorted(order)):
        store = new_store(tmp_path_factory.mktemp("order") / "desk.db", StoppedClock(MORNING))
        take_in(store, [ops[position] for position in each])
        with store.view() as view:
            found.append(sorted(map(repr, view.conflicts.unsettled())))
        store.close()
    assert found[0] == found[1]
