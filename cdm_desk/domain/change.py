"""Operations: what an act of ours or of others does to the state, in whatever order it becomes known.

Every write that others must learn is an operation with a stamp of its own, written as a JSON list:

```
["fact",  kind, body]                               added once by its id
["void",  fact id, body]                            takes a fact out of the count
["event", hlc, run, body]                           something that happened to a ticket
["set",   hlc, run, table, id, values, bases]       fields of a record; per field the later stamp wins
["erase", table, id, body]                          ends a record, whatever was or will be written of it
```

Facts, their voids and erasures carry no stamp: no order between them counts, and in a fact a moment finer than the
hour, or the name of a run, could lead back to a visitor. The stamp of the others is (`hlc`, `run`): a hybrid logical
clock (Kulkarni et al., 2014) and the random name of the run of the program that wrote it. It orders, nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple, TypeAlias
from uuid import UUID

from cdm_desk.domain.facts import FACT_KINDS, KIND_OF, Fact, MalformedError, checked_fact, letters, plain, value_from
from cdm_desk.domain.queue import OF_THE_DESK, Act, TicketEvent

HIGHEST_HLC: Final = 2**63 - 1
MOST_ATTEMPTS: Final = 1_000_000
_COUNTER_BITS: Final = 16
_RUN_DIGITS: Final = 32
_ACTS: Final = frozenset(Act)


class Department(StrEnum):
    """Who is concerned by a change."""

    WELCOME = "welcome"
    QUEUE = "queue"
    COUNSELLING = "counselling"
    MULTIMEDIA = "multimedia"
    LIBRARY = "library"
    ACTIVITIES = "activities"
    SURVEY = "survey"
    REPORTS = "reports"
    LISTS = "lists"
    STAFF = "staff"
    BAG = "bag"
    EXCHANGE = "exchange"


class Lane(StrEnum):
    """The queue of today, whose key dies, or the record that stays; a visit fact and a ticket never share a frame."""

    QUEUE = "q"
    RECORD = "r"


class Stamp(NamedTuple):
    """The order of an operation among all others."""

    hlc: int
    run: str


@dataclass(frozen=True, slots=True)
class FactOp:
    """A fact is added, once, by its id; of two bodies under one id (a bug) the smaller text stays."""

    fact: Fact


@dataclass(frozen=True, slots=True)
class VoidOp:
    """A fact no longer counts; `reason` and `role` are codes, `day` the day of the correction."""

    fact_id: UUID
    reason: str
    role: str
    day: date


@dataclass(frozen=True, slots=True)
class EventOp:
    """Something happened to a ticket."""

    stamp: Stamp
    event: TicketEvent


@dataclass(frozen=True, slots=True)
class SetOp:
    """Fields of a record are written; `bases` are the stamps that the writer saw beneath them."""

    stamp: Stamp
    table: str
    id: str
    values: Mapping[str, Any]
    bases: Mapping[str, Stamp] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EraseOp:
    """A record is no more, for ever; `reason` and `role` are codes, `day` the day on which that was decided."""

    table: str
    id: str
    reason: str
    role: str
    day: date


BOARD_TABLES: Final = frozenset({"desk", "pc_session", "pc_turn"})
"""Tables of records that are about today: they travel in the queue lane and end with the day."""
UNTIMED_TABLES: Final = frozenset({"survey_answer"})
"""Tables of records whose moment nobody shall know: they are stamped by the day and leave in a shuffled batch."""
ERASABLE: Final = ("title", "copy", "person", "list_entry")
"""Tables whose records can be erased. A fact is taken out of the count instead, which leaves a trace."""
BY_CODE: Final = frozenset({"list_entry"})
"""Among them those whose records go by a code; all others go by a random id."""


class EraseReason(StrEnum):
    """Why a record is erased."""

    PERSONAL = "personal"
    REQUEST = "request"
    MISTAKE = "mistake"
    TEST = "test"


Op: TypeAlias = FactOp | VoidOp | EventOp | SetOp | EraseOp


class UnknownOperationError(ValueError):
    """An operation of a newer program: it is parked until this one is upgraded."""


def tick(last: int, milliseconds: int) -> int:
    """Return the next hybrid clock after `last`, at a wall time in milliseconds since 1970."""
    return max(last + 1, milliseconds << _COUNTER_BITS)


def milliseconds_of(hlc: int) -> int:
    """Return the wall time in milliseconds since 1970 that a hybrid clock stands for."""
    return hlc >> _COUNTER_BITS


def encode(op: Op) -> list[Any]:
    """Return an operation as the JSON list of the module's table."""
    match op:
        case FactOp():
            return ["fact", KIND_OF[type(op.fact)], plain(op.fact)]
        case VoidOp():
            body = {"reason": op.reason, "role": op.role, "day": op.day.isoformat()}
            return ["void", op.fact_id.hex, body]
        case EventOp():
            body = plain(op.event)
            return ["event", *op.stamp, {key: each for key, each in body.items() if key not in ("hlc", "run")}]
        case EraseOp():
            return ["erase", op.table, op.id, {"reason": op.reason, "role": op.role, "day": op.day.isoformat()}]
        case SetOp():
            bases = {name: list(base) for name, base in op.bases.items()}
            return ["set", *op.stamp, op.table, op.id, dict(op.values), bases]


def decode(body: object) -> Op:
    """Return the operation of a JSON list.

    Raises UnknownOperationError for a kind or a field that only a newer program knows, MalformedError for nonsense.
    """
    match body:
        case ["fact", str(kind), fact] if kind in FACT_KINDS:
            return FactOp(checked_fact(_known(FACT_KINDS[kind], fact)))
        case ["void", str(fact_id), {"reason": str(reason), "role": str(role), "day": str(day)}]:
            return VoidOp(_uuid(fact_id), letters(reason), letters(role), _day(day))
        case ["event", hlc, run, dict(event)]:
            return _event(_stamp(hlc, run), event)
        case ["set", hlc, run, str(table), str(record_id), dict(values), dict(bases)]:
            seen = {name: _stamp(*base) for name, base in bases.items() if isinstance(base, list) and len(base) == 2}
            return SetOp(_stamp(hlc, run), table, letters(record_id), values, seen)
        case ["erase", str(table), str(record_id), {"reason": str(reason), "role": str(role), "day": str(day)}]:
            return _erasure(table, letters(record_id), letters(reason), letters(role), _day(day))
        case ["fact", str(kind), dict()]:
            raise UnknownOperationError(kind)
        case [str(kind), *_rest] if kind not in ("fact", "void", "event", "set", "erase"):
            raise UnknownOperationError(kind)
        case _:
            raise MalformedError("op")


def _erasure(table: str, record_id: str, reason: str, role: str, day: date) -> EraseOp:
    if table not in ERASABLE:
        raise UnknownOperationError(table)
    if table not in BY_CODE and _uuid(record_id).hex != record_id:
        raise MalformedError("id")
    return EraseOp(table, record_id, reason, role, day)


def _event(stamp: Stamp, body: dict[str, Any]) -> EventOp:
    kind = body.get("kind")
    if not isinstance(kind, str):
        raise MalformedError("kind")
    if kind not in _ACTS:
        raise UnknownOperationError("event")
    event = _known(TicketEvent, {"hlc": stamp.hlc, "run": stamp.run} | body)
    if (event.hlc, event.run) != stamp:  # whatever the body says of it
        event = replace(event, hlc=stamp.hlc, run=stamp.run)
    if not 0 <= event.attempt <= MOST_ATTEMPTS:
        raise MalformedError("attempt")
    if event.kind is Act.REGISTERED and not (event.theme_code and event.number and event.day):
        raise MalformedError("registered")
    if event.kind in {Act.CALLED, Act.MOVED, *OF_THE_DESK} and not event.desk:
        raise MalformedError("desk")
    return EventOp(stamp, event)


def _known(shape: type[Any], body: object) -> Any:  # noqa: ANN401 - the shape says it
    try:
        return value_from(shape, body)
    except MalformedError as fault:
        if len(fault.args) > 1:  # a field that this version does not know
            raise UnknownOperationError(shape.__name__) from fault
        raise


def _stamp(hlc: object, run: object) -> Stamp:
    if isinstance(hlc, bool) or not isinstance(hlc, int) or not 0 <= hlc <= HIGHEST_HLC:
        raise MalformedError("hlc")
    if not isinstance(run, str) or len(run) > _RUN_DIGITS:
        raise MalformedError("run")
    return Stamp(hlc, letters(run))


def _uuid(text: str) -> UUID:
    try:
        return UUID(hex=text)
    except ValueError as fault:
        raise MalformedError("id") from fault


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise MalformedError("day") from fault


def lane_of(op: Op) -> Lane:
    """Return the lane in which an operation travels: events, desks and seats taken die with the day, all else stays."""
    if isinstance(op, EventOp) or (isinstance(op, SetOp) and op.table in BOARD_TABLES):
        return Lane.QUEUE
    return Lane.RECORD


def may_wait(op: Op) -> bool:
    """Whether the operation waits to leave in a shuffled batch, so that no moment can be read from its departure."""
    return isinstance(op, FactOp | VoidOp) or (isinstance(op, SetOp) and op.table in UNTIMED_TABLES)
