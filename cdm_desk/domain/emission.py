"""Which kind of workstation may emit which operations: one table, for what is written and for what comes in.

Accounts are those of the whole site, so that a person in any role may sit at any workstation where one signs in: there
the roles decide. A display, a kiosk and a seat open their own window only and ask nobody to sign in; what one of them
has nothing to do with is a mistake or a forgery, whoever signed it. A kind that only a newer program knows is let
through: it has its own table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cdm_desk.domain.change import EraseOp, EventOp, FactOp, Op, SetOp, VoidOp
from cdm_desk.domain.facts import KIND_OF
from cdm_desk.domain.queue import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Emits:
    """What a kind of workstation may emit: kinds of facts, acts on tickets, reasons and roles of voids, tables.

    A void names a fact and no more, which may not be known yet where the void comes in: its kind is not judged there,
    or not everybody would judge alike. What a person corrects, under a person's reason, cannot come from here.
    """

    facts: frozenset[str] = frozenset()
    acts: frozenset[Act] = frozenset()
    voids: frozenset[tuple[str, str]] = frozenset()
    tables: frozenset[str] = frozenset()


TABLE: Final[Mapping[str, Emits]] = {
    "display": Emits(),
    # It registers, lets visitors wait for a seat, asks a few questions, and at day close it ends the waits that it
    # has begun.
    "kiosk": Emits(
        facts=frozenset({"visit", "wait"}),
        acts=frozenset({Act.REGISTERED, Act.ANNOUNCED, Act.CANCELLED, Act.EXPIRED}),
        voids=frozenset({("withdrawn", "reception"), ("superseded", "program")}),
        tables=frozenset({"pc_turn", "survey_answer"}),
    ),
    "seat": Emits(facts=frozenset({"pc"}), voids=frozenset({("withdrawn", "steward")})),
}
"""The kinds at which nobody signs in; all others may emit everything."""


def may_emit(kind: str, op: Op) -> bool:
    """Whether an operation can have come from a workstation of this kind."""
    emits = TABLE.get(kind)
    if emits is None:
        return True
    match op:
        case FactOp(fact=fact):
            return KIND_OF[type(fact)] in emits.facts
        case VoidOp(reason=reason, role=role):
            return (reason, role) in emits.voids
        case EventOp(event=event):
            return event.kind in emits.acts
        case SetOp(table=table):
            return table in emits.tables
        case EraseOp():
            return False


def may_revoke(kind: str) -> bool:
    """Whether a workstation of this kind can have revoked another one."""
    return kind not in TABLE
