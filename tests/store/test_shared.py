"""The shared state of one store taken into another: the same rows, the same digests, in any order of arrival."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from cdm_desk.domain.change import FactOp, Op, SetOp, Stamp, VoidOp, encode
from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.facts import MalformedError
from cdm_desk.domain.welcome import VisitFact
from cdm_desk.store.canonical import packed
from cdm_desk.store.shared import shapes
from cdm_desk.store.unit import Store
from tests.exchange.desks import MORNING, TODAY, visit_fact
from tests.stores import new_store

IDS = [UUID(int=no) for no in range(1, 4)]
RUNS = ["aa", "bb", "cc"]


@contextmanager
def stores(count: int) -> Iterator[list[Store]]:
    with TemporaryDirectory() as folder:
        made = [new_store(Path(folder) / f"{no}.db", StoppedClock(MORNING), f"W{no}") for no in range(count)]
        try:
            yield made
        finally:
            for each in made:
                each.close()


def receive(store: Store, *bodies: list[Any]) -> None:
    with store.unit() as unit:
        assert unit.receive("r", json.loads(packed(list(bodies)))) == []


def digests(store: Store) -> dict[str, tuple[int, str]]:
    with store.view() as view:
        return view.shared.digests()


def take_over(source: Store, target: Store) -> None:
    """Through JSON, as a snapshot would."""
    with source.view() as view, target.unit() as unit:
        for name, shape in shapes().items():
            for rows in view.shared.rows(name):
                unit.join(name, shape.columns, json.loads(json.dumps(rows)))


@some.composite
def visits(draw: some.DrawFn) -> FactOp:
    return FactOp(
        VisitFact(
            id=draw(some.sampled_from(IDS)),
            day=TODAY,
            hour=draw(some.integers(9, 11)),
            site="CDM",
            channel="desk",
            motive_code="MV2",
            theme_code="EMP",
            language=None,
            people=1,
            late=draw(some.booleans()),
        )
    )


@some.composite
def edits(draw: some.DrawFn) -> SetOp:
    """Fields of a title; a value follows from its stamp, since one stamp is given once."""
    stamp = Stamp(draw(some.integers(1, 6)), draw(some.sampled_from(RUNS)))
    told = f"{stamp.hlc}{stamp.run}"
    values = {"title": told, "authors": [told, "ça"], "year": stamp.hlc, "removed": stamp.hlc % 2 == 0}
    names = sorted(draw(some.sets(some.sampled_from(sorted(values)), min_size=1)))
    return SetOp(stamp, "title", draw(some.sampled_from(IDS)).hex, {name: values[name] for name in names})


voids = some.builds(
    VoidOp, some.sampled_from(IDS), some.sampled_from(["mistake", "twice"]), some.just("manager"), some.just(TODAY)
)
ops = some.lists(some.one_of(visits(), edits(), voids), max_size=10)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ops, ops, some.randoms(use_true_random=False))
def test_a_state_taken_over_and_what_came_after_it_is_the_whole(
    first: list[Op], then: list[Op], chance: Random
) -> None:
    before, after = [encode(op) for op in first], [encode(op) for op in then]
    with stores(3) as [whole, source, target]:
        shuffled = before + after
        chance.shuffle(shuffled)
        receive(whole, *shuffled)
        receive(source, *before)
        take_over(source, target)
        receive(target, *after)

        assert digests(target) == digests(whole)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ops, ops)
def test_states_are_joined_like_operations_but_for_what_was_edited_twice(first: list[Op], then: list[Op]) -> None:
    with stores(3) as [whole, one, other]:
        receive(whole, *(encode(op) for op in (*first, *then)))
        receive(one, *(encode(op) for op in first))
        receive(other, *(encode(op) for op in then))
        take_over(one, other)

        assert {**digests(other), "lost": None} == {**digests(whole), "lost": None}


def test_an_edit_of_ours_meets_what_the_others_wrote_meanwhile() -> None:
    title_id = uuid4().hex
    with stores(3) as [whole, theirs, ours]:
        begin = encode(SetOp(Stamp(1, "aa"), "title", title_id, {"title": "A"}))
        edit = encode(SetOp(Stamp(5, "bb"), "title", title_id, {"title": "B"}, {"title": Stamp(1, "aa")}))
        meanwhile = encode(SetOp(Stamp(3, "cc"), "title", title_id, {"title": "C"}, {"title": Stamp(1, "aa")}))
        receive(whole, begin, edit, meanwhile)
        receive(theirs, begin, meanwhile)
        receive(ours, begin, edit)
        with theirs.view() as view, ours.unit() as unit:
            for name, shape in shapes().items():
                for rows in view.shared.rows(name):
                    unit.join(name, shape.columns, rows, {("title", title_id)})
        receive(ours, edit)

        assert digests(ours) == digests(whole)
        with ours.view() as view:
            assert [each.value for each in view.conflicts.unsettled()] == ["C"]


def test_what_only_a_newer_program_knows_of_a_state_is_parked_and_not_forgotten() -> None:
    fact = visit_fact(MORNING)
    row = {"id": uuid4().hex, "title": "T", "cover": "red", "stamps": {"4 aa": ["cover", "title"]}}
    with stores(1) as [store]:
        with store.unit() as unit:
            shape = shapes()["visit_fact"]
            body = encode(FactOp(fact))[2]
            unit.join("visit_fact", [*shape.columns, "mood"], [[*map(body.get, shape.columns), "calm"]])
            unit.join("title", list(row), [list(row.values())])
            unit.join("loan_fact", ["id", "day"], [[uuid4().hex, "2019-01-14"]])
        with store.view() as view:
            parked = [json.loads(body) for body in view.journal.parked()]
            assert view.shared.digests()["title"][0] == 0

        assert sorted(op[0] for op in parked) == ["fact", "fact", "set"]
        assert ["set", 4, "aa", "title", row["id"], {"cover": "red", "title": "T"}, {}] in parked


@pytest.mark.parametrize(
    ("column", "value"),
    [("id", "x"), ("id", 5), ("day", "2019-13-01"), ("hour", 24), ("hour", -1), ("people", 10**7), ("people", True),
     ("late", 3), ("site", None), ("site", "\ud800"), ("motive_code", ["MV2"]), ("people", 1.5)],
)  # fmt: skip
def test_a_row_that_no_store_could_hold_is_refused(column: str, value: object) -> None:
    shape = shapes()["visit_fact"]
    body = {**encode(FactOp(visit_fact(MORNING)))[2], column: value}
    with stores(1) as [store], pytest.raises(MalformedError), store.unit() as unit:
        unit.join("visit_fact", shape.columns, [[body.get(name) for name in shape.columns]])


@pytest.mark.parametrize("stamps", [None, [], {"x": ["title"]}, {"4 aa": "title"}, {f"{2**64} aa": ["title"]}])
def test_a_record_without_sound_stamps_is_refused(stamps: object) -> None:
    with stores(1) as [store], pytest.raises(MalformedError), store.unit() as unit:
        unit.join("title", ["id", "title", "stamps"], [[uuid4().hex, "T", stamps]])
