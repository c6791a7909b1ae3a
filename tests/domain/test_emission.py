"""Which kind of workstation may emit what: every cell of the table."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from cdm_desk.domain.change import EraseOp, EventOp, FactOp, Op, SetOp, Stamp, VoidOp
from cdm_desk.domain.clock import BRUSSELS
from cdm_desk.domain.emission import may_emit, may_revoke
from cdm_desk.domain.facts import FACT_KINDS, field_from
from cdm_desk.domain.queue import Act, TicketEvent
from cdm_desk.settings import KINDS

# The table, typed again by hand; all other kinds emit everything.
TABLE = {
    "display": "",
    "kiosk": "fact:visit fact:wait void:withdrawn:reception void:superseded:program"
    " event:registered event:announced event:cancelled event:expired set:pc_turn",
    "seat": "fact:pc void:withdrawn:steward",
}
SAMPLES = {"int": 1, "bool": False, "date": "2019-01-14", "UUID": "0" * 32}
DAY = date(2019, 1, 14)


def fact(kind: str) -> FactOp:
    shape = FACT_KINDS[kind]
    hints = shape.__annotations__
    given: dict[str, Any] = {}
    for name, hint in hints.items():
        word = hint if isinstance(hint, str) else getattr(hint, "__name__", str(hint))
        if "None" in str(hint):
            given[name] = None
        elif "tuple" in str(hint):
            given[name] = ()
        else:
            given[name] = field_from(hint, SAMPLES.get(word, "x"))
    return FactOp(shape(**given))


def event(kind: Act) -> EventOp:
    return EventOp(
        Stamp(1, "ab"),
        TicketEvent(
            id=UUID(int=1), ticket_id=UUID(int=2), kind=kind, attempt=0, hlc=1, run="ab", workstation="K",
            at=datetime(2019, 1, 14, 9, tzinfo=BRUSSELS),
        ),
    )  # fmt: skip


OPS: dict[str, Op] = {
    **{f"fact:{kind}": fact(kind) for kind in FACT_KINDS},
    **{f"event:{act.value}": event(act) for act in Act},
    **{
        f"set:{table}": SetOp(Stamp(1, "ab"), table, "x", {})
        for table in ("desk", "title", "copy", "person", "list_entry", "seat", "pc_session", "pc_turn")
    },
    **{
        f"void:{reason}:{role}": VoidOp(UUID(int=1), reason, role, DAY)
        for reason in ("withdrawn", "superseded", "amended", "mistake")
        for role in ("reception", "program", "steward", "counsellor", "manager")
    },
    "erase": EraseOp("title", "0" * 32, "personal", "manager", DAY),
}


@pytest.mark.parametrize("kind", [*KINDS, "of tomorrow"])
@pytest.mark.parametrize("name", OPS)
def test_each_kind_emits_what_the_table_says_and_nothing_else(kind: str, name: str) -> None:
    expected = name in TABLE[kind].split() if kind in TABLE else True
    assert may_emit(kind, OPS[name]) is expected


@pytest.mark.parametrize("kind", KINDS)
def test_only_where_people_sign_in_another_workstation_is_revoked(kind: str) -> None:
    assert may_revoke(kind) is (kind not in TABLE)
