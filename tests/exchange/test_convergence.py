"""The same operations in any order, repeated or not, end in the same state."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from cdm_desk.domain.change import EventOp, FactOp, SetOp, Stamp, VoidOp, encode
from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.facts import plain
from cdm_desk.domain.queue import Act, TicketEvent
from cdm_desk.domain.welcome import VisitFact
from cdm_desk.store.canonical import packed
from cdm_desk.store.unit import Store
from tests.exchange.desks import MORNING, TODAY
from tests.stores import new_store

IDS = [UUID(int=no) for no in range(1, 4)]
RUNS = ["aa", "bb", "cc"]
KINDS = [Act.REGISTERED, Act.CALLED, Act.CALLED, *Act]
stamps = some.builds(Stamp, some.integers(1, 6), some.sampled_from(RUNS))


@some.composite
def events(draw: some.DrawFn) -> EventOp:
    """An event of one ticket; all of it follows from its number, since one event is written once."""
    return event(draw(some.integers(1, 60)))


def event(no: int) -> EventOp:
    stamp = Stamp(no // 2, RUNS[no % 3])
    happened = TicketEvent(
        id=UUID(int=1000 + no),
        ticket_id=IDS[0],
        kind=KINDS[no % len(KINDS)],
        attempt=no % 3,
        at=MORNING + timedelta(minutes=no),
        workstation=f"W{no % 2}",
        hlc=stamp.hlc,
        run=stamp.run,
        desk=str(no % 5),
        day=TODAY,
        number=f"3{no % 3:02d}",
        theme_code="EMP",
        undo_of=UUID(int=1000 + no // 2) if KINDS[no % len(KINDS)] is Act.UNDONE else None,
    )
    return EventOp(stamp, happened)


@some.composite
def visits(draw: some.DrawFn) -> FactOp:
    """A fact; two bodies under one id are a bug that must not divide the house."""
    return FactOp(
        VisitFact(
            id=draw(some.sampled_from(IDS)),
            day=TODAY,
            hour=draw(some.integers(9, 11)),
            site="CDM",
            channel="desk",
            motive_code="MV2",
            theme_code="EMP",
            language=draw(some.sampled_from([None, "FR"])),
            people=draw(some.integers(1, 2)),
            late=False,
        )
    )


@some.composite
def edits(draw: some.DrawFn) -> SetOp:
    """Fields of a desk; a value follows from its stamp, since one stamp is given once."""
    stamp = draw(stamps)
    names = draw(some.sets(some.sampled_from(["workstation", "paused", "closed"]), min_size=1))
    all_values: dict[str, Any] = {
        "workstation": f"W{stamp.hlc}{stamp.run}",
        "paused": f"P{stamp.hlc}{stamp.run}",
        "closed": stamp.hlc % 2 == 0,
    }
    return SetOp(stamp, "desk", "4", {name: all_values[name] for name in sorted(names)})


OPENED = SetOp(Stamp(0, "aa"), "desk", "4", {"workstation": "W0", "opened_at": 1_547_456_400})
REGISTERED = event(0)


voids = some.builds(
    VoidOp,
    some.sampled_from(IDS),
    some.sampled_from(["mistake", "twice"]),
    some.sampled_from(["manager", "reception"]),
    some.just(TODAY),
)
some_ops = some.lists(some.one_of(events(), visits(), edits(), voids), max_size=12)
of_tickets = some.lists(events(), min_size=2, max_size=12)
of_records = some.lists(edits(), min_size=2, max_size=8)


@contextmanager
def store(name: str) -> Iterator[Store]:
    with TemporaryDirectory() as folder:
        made = new_store(Path(folder) / "desk.db", StoppedClock(MORNING), name)
        try:
            yield made
        finally:
            made.close()


def digest_after(bodies: list[Any]) -> dict[str, list[str]]:
    with store("W1") as made:
        for body in bodies:
            lane = "q" if body[0] in ("event", "set") else "r"
            with made.unit() as unit:
                assert list(unit.receive(lane, [json.loads(packed(body))])) == []
        with made.view() as view:
            tickets = view.tickets.of_day(TODAY)
            return {
                "tickets": sorted(packed(plain(ticket)) for ticket in tickets),
                "conflicts": sorted(ticket.number for ticket in view.tickets.conflicts(TODAY)),
                "facts": sorted(packed(encode(FactOp(fact))) for fact in view.facts.between(TODAY, TODAY)),
                "desks": sorted(packed(plain(desk)) for desk in view.desks.all()),
            }


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some.one_of(some_ops, of_tickets, of_records), some.randoms(use_true_random=False))
def test_any_order_and_any_repetition_give_the_same_state(ops: list[Any], chance: Random) -> None:
    bodies = [encode(op) for op in (REGISTERED, OPENED, *ops)]
    shuffled = bodies + [each for each in bodies if chance.random() < 0.5]
    chance.shuffle(shuffled)

    assert digest_after(shuffled) == digest_after(bodies)
