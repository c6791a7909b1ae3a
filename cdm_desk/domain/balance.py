"""The balance of a day: what is left over before it is closed, and what was noted late or corrected afterwards."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from cdm_desk.domain.activities import ActivityFact
from cdm_desk.domain.agenda import MOST_HEADS
from cdm_desk.domain.counselling import SessionFact
from cdm_desk.domain.errors import AmountError
from cdm_desk.domain.facts import Fact, plain
from cdm_desk.domain.multimedia import PcFact
from cdm_desk.domain.queue import TicketState
from cdm_desk.domain.welcome import LARGEST_GROUP, VisitFact

MOST_BLOCKS: Final = 24


class Matter(StrEnum):
    """What is left over, in the order in which it is looked at."""

    OUTCOME = "outcome"
    SERVING = "serving"
    TALK = "talk"
    """A conversation here that nobody ended, though its ticket is done."""
    CALLED = "called"
    WAITING = "waiting"
    PARKED = "parked"
    SEAT = "seat"
    TURN = "turn"
    HEADCOUNT = "headcount"
    SILENT = "silent"
    HOLDING = "holding"
    """A workstation that was heard of has still something to send."""
    UNSENT = "unsent"
    LATE = "late"


OF_STATE: Final[Mapping[TicketState, Matter]] = {
    TicketState.SERVING: Matter.SERVING,
    TicketState.CALLED: Matter.CALLED,
    TicketState.WAITING: Matter.WAITING,
    TicketState.PARKED: Matter.PARKED,
}
SETTLED_HERE: Final = frozenset({Matter.TALK, Matter.SEAT, Matter.TURN, *OF_STATE.values()})
"""What the day close would end: it can be ended before, one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LooseEnd:
    """One thing left over on the board of a day.

    `thing` tells it from others of its matter: the id of a ticket, a conversation, a turn or a fact, the number of a
    seat, the name of a desk or workstation. `name` is what people call it, `number` how many there are, `here` whether
    it lies with this workstation.
    """

    matter: Matter
    day: date
    thing: str
    name: str = ""
    number: int = 1
    theme_code: str | None = None
    desk: str | None = None
    since: datetime | None = None
    here: bool = True

    @property
    def settled_here(self) -> bool:
        """Whether it can be ended from the list."""
        return self.matter in SETTLED_HERE

    @property
    def rank(self) -> tuple[int, str, str]:
        """Its place in the list: matters in their order, and in each the oldest first."""
        return list(Matter).index(self.matter), "" if self.since is None else self.since.isoformat(), self.name


class Traced(StrEnum):
    """What became of a day's count afterwards."""

    LATE = "late"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Facts of one content that were noted late, or taken out of the count: by which role, on which day, and why.

    `role` is None where nobody was signed in, `on` for what an earlier program noted.
    """

    what: Traced
    fact: Fact
    role: str | None
    on: date | None
    reason: str | None = None
    number: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Facts of a day that say the same, so that one of them can be taken out of the count: whichever it is."""

    fact: Fact
    number: int


CORRECTABLE: Final = ("visit", "session", "pc", "activity", "proof")
"""What is noted by hand; waits follow from the tickets."""


def gathered(facts: Iterable[Fact]) -> list[Counted]:
    """Return facts that differ in nothing but their id as one, in a fixed order."""
    found: dict[str, Counted] = {}
    for fact in facts:
        content = repr(sorted((plain(fact) | {"id": ""}).items()))
        known = found.get(content)
        found[content] = Counted(fact=fact, number=1 + (0 if known is None else known.number))
    return [found[content] for content in sorted(found)]


def traced(traces: Iterable[Trace]) -> list[Trace]:
    """Return traces that say the same as one; late entries first, each in the order of the days."""
    found: dict[tuple[str, ...], Trace] = {}
    for trace in traces:
        content = repr(sorted((plain(trace.fact) | {"id": ""}).items()))
        key = (
            trace.what.value,
            "" if trace.on is None else trace.on.isoformat(),
            content,
            f"{trace.role}{trace.reason}",
        )
        known = found.get(key)
        found[key] = replace(trace, number=trace.number + (0 if known is None else known.number))
    return [found[key] for key in sorted(found)]


def amount(fact: Fact) -> int | None:
    """Return the number that a fact counts and that may have been wrong; None for one that has none."""
    if isinstance(fact, VisitFact | SessionFact):
        return fact.people
    if isinstance(fact, ActivityFact):
        return fact.present
    return fact.blocks if isinstance(fact, PcFact) else None


def highest_amount(fact: Fact) -> int:
    """Return the largest number that such a fact may count: a fair has more people than a class."""
    if isinstance(fact, ActivityFact):
        return MOST_HEADS
    return MOST_BLOCKS if isinstance(fact, PcFact) else LARGEST_GROUP


def with_amount(fact: Fact, number: int, fact_id: UUID) -> Fact:
    """Return a fact with another number, under an id of its own; raises AmountError."""
    lowest = 0 if isinstance(fact, ActivityFact) else 1
    if not lowest <= number <= highest_amount(fact):
        raise AmountError(number, lowest, highest_amount(fact))
    if isinstance(fact, VisitFact | SessionFact):
        return replace(fact, id=fact_id, people=number)
    if isinstance(fact, ActivityFact):
        return replace(fact, id=fact_id, present=number)
    if isinstance(fact, PcFact):
        return replace(fact, id=fact_id, blocks=number)
    return replace(fact, id=fact_id)


def code(fact: Fact) -> str | None:
    """Return the code that a fact counts under and that may have been wrong; None for one that has none."""
    if isinstance(fact, VisitFact):
        return fact.motive_code
    if isinstance(fact, SessionFact):
        return fact.theme_code
    return fact.kind_code if isinstance(fact, ActivityFact) else None


def with_code(fact: Fact, right: str, fact_id: UUID) -> Fact:
    """Return a fact under another code, under an id of its own; what hangs on the wrong code goes with it."""
    if isinstance(fact, VisitFact):
        return replace(fact, id=fact_id, motive_code=right, theme_code=None)
    if isinstance(fact, SessionFact):
        kept = tuple(each for each in fact.sub_theme_codes if each.startswith(right))
        return replace(fact, id=fact_id, theme_code=right, sub_theme_codes=kept)
    if isinstance(fact, ActivityFact):
        return replace(fact, id=fact_id, kind_code=right)
    return replace(fact, id=fact_id)
