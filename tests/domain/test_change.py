import json
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.activities import ActivityFact
from cdm_desk.domain.change import (
    HIGHEST_HLC,
    EventOp,
    FactOp,
    Lane,
    Op,
    SetOp,
    Stamp,
    UnknownOperationError,
    VoidOp,
    decode,
    encode,
    lane_of,
    may_wait,
    milliseconds_of,
    tick,
)
from cdm_desk.domain.clock import BRUSSELS, at_seconds
from cdm_desk.domain.consultation import UseFact
from cdm_desk.domain.counselling import SessionFact
from cdm_desk.domain.facts import FACT_KINDS, MOST_COUNTED, DeskQualityFact, MalformedError, plain, value_from
from cdm_desk.domain.multimedia import PcFact
from cdm_desk.domain.queue import Act, Ticket, TicketEvent, TicketState, WaitFact, replay
from cdm_desk.domain.welcome import HelperLanguageFact, ProofFact, VisitFact
from tests.domain.tickets import event, path

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
COUNTS = st.integers(0, MOST_COUNTED)
MOMENTS = st.integers(0, 4_000_000_000).map(at_seconds)
OF_ANNOTATION: dict[Any, st.SearchStrategy[Any]] = {
    UUID: st.uuids(),
    UUID | None: st.none() | st.uuids(),
    date: st.dates(),
    date | None: st.none() | st.dates(),
    datetime: MOMENTS,
    str: TEXTS,
    str | None: st.none() | TEXTS,
    int: COUNTS,
    int | None: st.none() | COUNTS,
    tuple[str, ...]: st.lists(TEXTS, max_size=3).map(tuple),
    bool: st.booleans(),
}


def facts(shape: type[Any]) -> st.SearchStrategy[Any]:
    fields = {name: OF_ANNOTATION[each.type] for name, each in shape.__dataclass_fields__.items()}
    if "hour" in fields:
        fields["hour"] = st.integers(0, 23)
    return st.builds(shape, **fields)


FACTS = st.one_of([facts(shape) for shape in FACT_KINDS.values()])
STAMPS = st.builds(Stamp, st.integers(0, HIGHEST_HLC), st.text("0123456789abcdef", max_size=32))


@st.composite
def events(draw: st.DrawFn) -> EventOp:
    stamp = draw(STAMPS)
    body = draw(
        st.builds(
            TicketEvent,
            id=st.uuids(),
            ticket_id=st.uuids(),
            kind=st.sampled_from(Act),
            attempt=st.integers(0, 1000),
            at=MOMENTS,
            workstation=TEXTS,
            hlc=st.just(stamp.hlc),
            run=st.just(stamp.run),
            desk=st.just("4"),
            day=st.dates(),
            number=st.just("301"),
            theme_code=st.just("EMP"),
            language=st.none() | TEXTS,
            priority=st.none() | TEXTS,
            in_person=st.none() | st.booleans(),
            wanted_desk=st.none() | TEXTS,
            reason=st.none() | TEXTS,
            undo_of=st.none() | st.uuids(),
            direct=st.booleans(),
            offline=st.booleans(),
        )
    )
    return EventOp(stamp, body)


OPS = st.one_of(
    st.builds(FactOp, FACTS),
    st.builds(VoidOp, st.uuids(), TEXTS, TEXTS, st.dates()),
    events(),
    st.builds(
        SetOp,
        STAMPS,
        st.sampled_from(["desk", "title", "person"]),
        TEXTS,
        st.dictionaries(TEXTS, st.none() | TEXTS | st.integers() | st.booleans() | st.lists(TEXTS), max_size=3),
        st.dictionaries(TEXTS, STAMPS, max_size=2),
    ),
)


def sent(op: Op) -> object:
    """The operation as another workstation reads it."""
    return json.loads(json.dumps(encode(op), ensure_ascii=False).encode())


@given(op=OPS)
def test_what_is_sent_is_what_arrives(op: Op) -> None:
    assert decode(sent(op)) == op


@pytest.mark.parametrize("shape", FACT_KINDS.values(), ids=FACT_KINDS.keys())
def test_no_fact_has_a_field_that_could_name_a_moment(shape: type[Any]) -> None:
    assert datetime not in {each.type for each in shape.__dataclass_fields__.values()}


def test_the_kinds_are_those_of_the_house() -> None:
    assert set(FACT_KINDS.values()) == {
        VisitFact, WaitFact, SessionFact, PcFact, ActivityFact, HelperLanguageFact, ProofFact, UseFact, DeskQualityFact,
    }  # fmt: skip


def test_facts_and_voids_travel_without_stamp() -> None:
    fact = HelperLanguageFact(id=uuid4(), day=date(2019, 1, 14), helper_language="AR")
    assert encode(FactOp(fact)) == [
        "fact", "helper_language", {"id": fact.id.hex, "day": "2019-01-14", "helper_language": "AR"}
    ]  # fmt: skip
    void = VoidOp(fact.id, "DOUBLE", "manager", date(2019, 1, 15))
    assert encode(void) == ["void", fact.id.hex, {"reason": "DOUBLE", "role": "manager", "day": "2019-01-15"}]


def test_a_ticket_keeps_through_its_plain_form_all_that_its_events_say() -> None:
    ticket, _conflicts = replay([*path(TicketState.SERVING), event(9, Act.TRANSFERRED, 1, theme_code="FOR")])
    assert ticket is not None
    assert value_from(Ticket, json.loads(json.dumps(plain(ticket)))) == ticket


VISIT = {
    "id": uuid4().hex, "day": "2019-01-14", "hour": 10, "site": "CDM", "channel": "desk",
    "motive_code": "MV2", "theme_code": "EMP", "people": 1, "late": False,
}  # fmt: skip
CALL = {
    "id": uuid4().hex, "ticket_id": uuid4().hex, "kind": "called", "attempt": 1,
    "at": 1_547_456_400, "workstation": "Poste 4", "desk": "4",
}  # fmt: skip
BIRTH = CALL | {"kind": "registered", "day": "2019-01-14", "number": "301", "theme_code": "EMP"}
VOID = {"reason": "DOUBLE", "role": "manager", "day": "2019-01-15"}


def test_the_examples_below_are_right_but_for_their_one_fault() -> None:
    assert isinstance(decode(["fact", "visit", VISIT]), FactOp)
    assert isinstance(decode(["void", VISIT["id"], VOID]), VoidOp)
    assert isinstance(decode(["event", 5, "a", CALL]), EventOp)
    assert isinstance(decode(["event", 5, "a", BIRTH]), EventOp)
    assert isinstance(decode(["set", 5, "a", "desk", "4", {"paused": None}, {"paused": [4, "b"]}]), SetOp)


NEWER: list[object] = [
    ["snapshot", {"of": "2019"}],
    ["fact", "loan", {"id": uuid4().hex}],
    ["fact", "visit", VISIT | {"mood": "good"}],
    ["event", 5, "a", CALL | {"kind": "teleported"}],
    ["event", 5, "a", CALL | {"floor": 2}],
]


@pytest.mark.parametrize("body", NEWER, ids=range(len(NEWER)))
def test_what_only_a_newer_program_knows_is_told_apart_from_nonsense(body: object) -> None:
    with pytest.raises(UnknownOperationError):
        decode(body)


HALF = "\ud800"
NONSENSE: dict[str, object] = {
    "nothing": None,
    "a number": 4,
    "a text": "fact",
    "an object": {"fact": 1},
    "an empty list": [],
    "a kind that is no text": [5, "visit", VISIT],
    "a fact without body": ["fact"],
    "a fact with a list": ["fact", "visit", []],
    "a fact of an unnamed kind": ["fact", 5, VISIT],
    "a field left out": ["fact", "visit", {name: value for name, value in VISIT.items() if name != "people"}],
    "a short id": ["fact", "visit", VISIT | {"id": "abc"}],
    "an id that is no hex": ["fact", "visit", VISIT | {"id": "z" * 32}],
    "a day that never was": ["fact", "visit", VISIT | {"day": "2019-02-30"}],
    "a day that is a number": ["fact", "visit", VISIT | {"day": 20190114}],
    "an hour that no day has": ["fact", "visit", VISIT | {"hour": 24}],
    "people below zero": ["fact", "visit", VISIT | {"people": -1}],
    "people without end": ["fact", "visit", VISIT | {"people": 10**30}],
    "more people than can be added up": ["fact", "visit", VISIT | {"people": 2**62}],
    "half a person": ["fact", "visit", VISIT | {"people": 1.5}],
    "people that are no number": ["fact", "visit", VISIT | {"people": float("nan")}],
    "people that are endless": ["fact", "visit", VISIT | {"people": float("inf")}],
    "people that are a truth": ["fact", "visit", VISIT | {"people": True}],
    "a truth that is a number": ["fact", "visit", VISIT | {"late": 0}],
    "half a letter": ["fact", "visit", VISIT | {"site": HALF}],
    "a void without day": ["void", VISIT["id"], {"reason": "x", "role": "y"}],
    "a void with half a letter": ["void", VISIT["id"], VOID | {"reason": HALF}],
    "a void of no fact": ["void", "", VOID],
    "a void on no day": ["void", VISIT["id"], VOID | {"day": "tomorrow"}],
    "an event without clock": ["event", None, "a", CALL],
    "an event with a broken clock": ["event", 1.5, "a", CALL],
    "an event before all time": ["event", -1, "a", CALL],
    "an event after all time": ["event", 2**63, "a", CALL],
    "a run without end": ["event", 5, "a" * 33, CALL],
    "a run with half a letter": ["event", 5, HALF, CALL],
    "an event of a kind that is a list": ["event", 5, "a", CALL | {"kind": []}],
    "an event at an impossible moment": ["event", 5, "a", CALL | {"at": 10**18}],
    "an event with a moment as text": ["event", 5, "a", CALL | {"at": "2019-01-14T10:00"}],
    "an attempt below zero": ["event", 5, "a", CALL | {"attempt": -1}],
    "an attempt without end": ["event", 5, "a", CALL | {"attempt": 2**62}],
    "a call to no desk": ["event", 5, "a", {name: value for name, value in CALL.items() if name != "desk"}],
    "a ticket without number": ["event", 5, "a", BIRTH | {"number": ""}],
    "a ticket without theme": ["event", 5, "a", {name: value for name, value in BIRTH.items() if name != "theme_code"}],
    "a record without fields": ["set", 5, "a", "desk", "4"],
    "a record with a list of fields": ["set", 5, "a", "desk", "4", [], {}],
    "a record without name": ["set", 5, "a", "desk", None, {}, {}],
    "a record with half a letter": ["set", 5, "a", "desk", HALF, {}, {}],
    "a base after all time": ["set", 5, "a", "desk", "4", {}, {"paused": [2**63, "a"]}],
}


@pytest.mark.parametrize("body", NONSENSE.values(), ids=NONSENSE.keys())
def test_nonsense_is_refused_as_nonsense(body: object) -> None:
    with pytest.raises(MalformedError):
        decode(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(kind=st.sampled_from(["fact", "void", "event", "set", "?"]), rest=st.lists(JSON, max_size=6))
def test_no_list_whatever_it_holds_breaks_the_reading(kind: str, rest: list[object]) -> None:
    try:
        decode([kind, *rest])
    except (MalformedError, UnknownOperationError):
        return


@given(name=st.sampled_from(sorted(BIRTH)), value=JSON)
def test_no_field_of_an_event_whatever_it_holds_breaks_the_reading(name: str, value: object) -> None:
    try:
        op = decode(["event", 5, "a", BIRTH | {name: value}])
    except (MalformedError, UnknownOperationError):
        return
    assert isinstance(op, EventOp)
    replay([op.event])


@given(op=OPS)
def test_the_queue_of_today_and_the_record_never_share_a_lane(op: Op) -> None:
    of_today = isinstance(op, EventOp) or (isinstance(op, SetOp) and op.table == "desk")
    assert (lane_of(op) is Lane.QUEUE) == of_today
    assert may_wait(op) == isinstance(op, FactOp | VoidOp)


@given(last=st.integers(0, 2**62), milliseconds=st.integers(0, 2**46))
def test_a_clock_that_is_set_back_never_takes_a_stamp_back(last: int, milliseconds: int) -> None:
    assert tick(last, milliseconds) > last
    assert milliseconds_of(tick(0, milliseconds)) == milliseconds or milliseconds == 0


def test_the_moment_of_an_event_is_in_brussels() -> None:
    op = decode(["event", 5, "a", CALL])
    assert isinstance(op, EventOp)
    assert op.event.at == datetime(2019, 1, 14, 10, tzinfo=BRUSSELS)
