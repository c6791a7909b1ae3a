"""A synthetic centre on which the rule of calling and the estimate of waits are measured; one seed, one outcome.

It calls with the program's own `calling_order` and offers visitors to the least flexible idle desk as the desks are
advised to. The mix is an assumption: nine desks with two or three themes each, three of them bilingual and one Dutch.
"""

import heapq
import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from cdm_desk.domain.clock import BRUSSELS, at_seconds, seconds_of
from cdm_desk.domain.queue import Desk, Rule, Ticket, better_desk, calling_order

OPENS: Final = datetime(2019, 1, 14, 9, tzinfo=BRUSSELS)
EVEN: Final = (0.125,) * 8
PEAKED: Final = (0.10, 0.17, 0.15, 0.08, 0.13, 0.16, 0.13, 0.08)
"""The share of each hour from nine on: all alike, or as the volume model has them."""
THEMES: Final = {"EMP": 38, "FOR": 30, "ORI": 20, "ENT": 7, "MOB": 5}
RARE: Final = ("ENT", "MOB")
MEANS: Final = {"EMP": 20.0, "FOR": 23.0, "ORI": 27.0, "ENT": 30.0, "MOB": 25.0}
SPREAD: Final = 0.5
DUTCH: Final = 0.22
PRIORITY: Final = 0.06

DESKS: Final = (
    ("1", "EMP FOR", "FR"),
    ("2", "EMP ORI", "FR"),
    ("3", "FOR ORI", "FR"),
    ("4", "EMP FOR MOB", "FR"),
    ("5", "EMP FOR ENT", "FR"),
    ("6", "EMP FOR ORI", "FR NL"),
    ("7", "ORI ENT MOB", "FR NL"),
    ("8", "EMP ENT MOB", "FR NL"),
    ("9", "EMP FOR ORI", "NL"),
)
NARROW: Final = (
    ("1", "EMP FOR", "FR"),
    ("2", "EMP ORI", "FR"),
    ("3", "FOR ORI", "FR"),
    ("4", "EMP FOR", "FR"),
    ("5", "ENT MOB", "FR"),
    ("6", "EMP FOR", "FR NL"),
    ("7", "ORI ENT", "FR NL"),
    ("8", "FOR MOB", "FR NL"),
    ("9", "EMP ORI", "NL"),
)
"""The same house with two themes at each desk: rare visitors depend on one or two desks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who comes, when (in seconds after opening), and how long the conversation will be."""

    ticket: Ticket
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A visitor who was called: when they came and how many minutes they waited."""

    ticket: Ticket
    minutes: float


@dataclass(slots=True)
class Floor:
    """The centre at one moment: who waits, which desk is taken by whom and since when."""

    desks: Sequence[Desk]
    now: int = 0
    waiting: list[Ticket] = field(default_factory=list)
    serving: dict[str, tuple[Ticket, int]] = field(default_factory=dict)

    @property
    def idle(self) -> list[Desk]:
        """Desks that nobody sits at."""
        return [desk for desk in self.desks if desk.name not in self.serving]


Seen = Callable[[Floor, Ticket], None]


def desks(layout: Sequence[tuple[str, str, str]] = DESKS) -> list[Desk]:
    """The nine desks, open since the doors are."""
    return [
        Desk(name=name, workstation=name, themes=tuple(themes.split()), languages=tuple(languages.split()),
             opened_at=OPENS)
        for name, themes, languages in layout
    ]  # fmt: skip


def day_of_visitors(number: int, per_day: int, *, seed: int = 1, hours: Sequence[float] = EVEN) -> list[Visitor]:
    """Who comes on a day, in order: as many in each hour as chance has it."""
    chance = random.Random(f"{seed}:{number}")
    opens = OPENS + timedelta(days=number)
    moments: list[int] = []
    for hour, weight in enumerate(hours):
        count = _poisson(chance, per_day * weight)
        moments += [int(3600 * (hour + chance.random())) for _each in range(count)]
    return [_visitor(chance, opens, place, seconds) for place, seconds in enumerate(sorted(moments))]


def _visitor(chance: random.Random, opens: datetime, place: int, seconds: int) -> Visitor:
    [theme] = chance.choices(list(THEMES), list(THEMES.values()))
    language = "NL" if chance.random() < DUTCH else "FR"
    urgent = chance.random() < PRIORITY
    minutes = chance.lognormvariate(math.log(MEANS[theme]) - SPREAD * SPREAD / 2, SPREAD)
    ticket = Ticket(
        id=UUID(int=chance.getrandbits(128), version=4),
        day=opens.date(),
        number=str(1000 + place),
        theme_code=theme,
        language=language,
        priority="CHILD" if urgent else None,
        issued_at=opens + timedelta(seconds=seconds),
        workstation="Accueil 1",
    )
    return Visitor(ticket=ticket, seconds=max(60, round(60 * minutes)))


def _poisson(chance: random.Random, mean: float) -> int:
    limit, product, count = math.exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count


def run_day(
    visitors: Sequence[Visitor],
    rule: Rule,
    *,
    seen: Seen | None = None,
    layout: Sequence[tuple[str, str, str]] = DESKS,
) -> Iterator[Served]:
    """Let a day happen until everybody was called; `seen` looks at the floor when somebody comes, before they wait."""
    floor = Floor(desks(layout))
    lengths = {visitor.ticket.id: visitor.seconds for visitor in visitors}
    ends: list[tuple[int, str]] = []
    coming = [(seconds_of(visitor.ticket.issued_at), visitor.ticket) for visitor in visitors]
    coming.reverse()
    by_name = {desk.name: desk for desk in floor.desks}

    def call(desk: Desk, ticket: Ticket) -> Served:
        floor.serving[desk.name] = (ticket, floor.now)
        heapq.heappush(ends, (floor.now + lengths[ticket.id], desk.name))
        return Served(ticket=ticket, minutes=(floor.now - seconds_of(ticket.issued_at)) / 60)

    while coming or floor.waiting:
        if coming and (not ends or coming[-1][0] <= ends[0][0]):
            floor.now, ticket = coming.pop()
            if seen is not None:
                seen(floor, ticket)
            able = [desk for desk in floor.idle if desk.suits(ticket)]
            if able:
                yield call(better_desk(ticket, able[0], able) or able[0], ticket)
            else:
                floor.waiting.append(ticket)
            continue
        floor.now, name = heapq.heappop(ends)
        del floor.serving[name]
        turns = calling_order(floor.waiting, floor.desks, at_seconds(floor.now), desk=by_name[name], rule=rule)
        if turns:
            floor.waiting.remove(turns[0].ticket)
            yield call(by_name[name], turns[0].ticket)


def run_days(days: int, per_day: int, rule: Rule, *, seed: int = 1, hours: Sequence[float] = EVEN) -> list[Served]:
    """Return everybody who was called on so many days."""
    visitors = (day_of_visitors(day, per_day, seed=seed, hours=hours) for day in range(days))
    return [served for of_day in visitors for served in run_day(of_day, rule)]


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of the values lies."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))] if ranked else 0.0


def mean(values: Sequence[float]) -> float:
    """The mean; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0
