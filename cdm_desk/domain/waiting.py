"""The wait estimate: the rule for who is called next, replayed forward on a copy of the line.

Each open desk gets a rest of its conversation by chance, the desk that is free first takes whom the rule gives it, and
so on until the visitor in question is called: that is one wait. Of twenty-five such waits the middle three fifths are
the range that is told, and the mean is what is expected: its error was smaller than that of the median on every centre
that was simulated. Nobody is assumed to come meanwhile. Queue-length and last-wait formulas go wrong where desks
have different skills (Thiongane, Chan and L'Ecuyer 2015; Senderovich et al. 2015); a replay of the own rule does not.
"""

import heapq
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from random import Random
from statistics import NormalDist
from typing import Final
from uuid import UUID

from cdm_desk.domain.clock import seconds_of
from cdm_desk.domain.queue import DEFAULT_RULE, Desk, Rule, Ticket, TicketState, arrival, standing

REPLAYS: Final = 25
LOW, HIGH = (math.ceil(share * REPLAYS) - 1 for share in (0.2, 0.8))
STEP: Final = 5
WIDEST: Final = 30
LEARNT_DAYS: Final = 60
SHRINKAGE: Final = 20
SHORTEST: Final = 2.5
_WINSORISED: Final = 0.99
_NORMAL: Final = NormalDist()
_SURE: Final = 1 - 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """How long conversations last: the mean in minutes, and the spread of its logarithm."""

    mean: float
    spread: float

    @property
    def centre(self) -> float:
        """The mean of the logarithm of the minutes."""
        return math.log(self.mean) - self.spread * self.spread / 2


USUAL: Final = Length(mean=25.0, spread=0.5)
"""What is assumed where nothing has been learnt yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lengths:
    """What was learnt of conversations, by theme; `pool` stands for a theme of which nothing is known."""

    pool: Length = USUAL
    by_theme: Mapping[str, Length] = field(default_factory=dict)

    def of(self, theme_code: str) -> Length:
        """Return how long conversations on a theme last."""
        return self.by_theme.get(theme_code, self.pool)


def learnt(counts: Mapping[tuple[str, int], int]) -> Lengths:
    """Learn from how many conversations on a theme lasted so many minutes.

    A theme with few conversations is drawn to the others', these to what is usual; what lasted longer than ninety-nine
    in a hundred counts as long as these.
    """
    values = sorted((max(SHORTEST, float(minutes)), theme, count) for (theme, minutes), count in counts.items())
    total = sum(count for _minutes, _theme, count in values)
    if not total:
        return Lengths()
    longest, passed = SHORTEST, 0
    for minutes, _theme, count in values:
        longest, passed = minutes, passed + count
        if passed >= _WINSORISED * total:
            break
    capped = [(min(minutes, longest), theme, count) for minutes, theme, count in values]
    pool = _drawn(((minutes, count) for minutes, _theme, count in capped), USUAL)
    themes = {theme for _minutes, theme, _count in capped}
    by_theme = {
        theme: _drawn(((minutes, count) for minutes, of_theme, count in capped if of_theme == theme), pool)
        for theme in themes
    }
    return Lengths(pool=pool, by_theme=by_theme)


def _drawn(values: Iterable[tuple[float, int]], towards: Length) -> Length:
    """Return mean and spread of some lengths, drawn to others as if twenty of those had been seen as well."""
    seen = list(values)
    number = sum(count for _minutes, count in seen)
    middle = sum(count * math.log(minutes) for minutes, count in seen) / number
    squares = sum(count * (math.log(minutes) - middle) ** 2 for minutes, count in seen)
    mean = (SHRINKAGE * towards.mean + sum(count * minutes for minutes, count in seen)) / (SHRINKAGE + number)
    variance = (SHRINKAGE * towards.spread**2 + squares) / (SHRINKAGE + number)
    return Length(mean=mean, spread=max(0.05, math.sqrt(variance)))


class Told(StrEnum):
    """What a visitor can be told."""

    NOW = "now"
    RANGE = "range"
    MORE = "more"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A wait as foreseen, in whole minutes: one in five is shorter than `low`, one in five longer than `high`.

    `middle` is what is expected; all three are None when no open desk can take the visitor. `ahead` is how many the
    rule calls before.
    """

    low: int | None = None
    middle: int | None = None
    high: int | None = None
    ahead: int = 0

    @property
    def told(self) -> Told:
        """What of it is told: never a number that would be wrong more often than it helps."""
        if self.low is None or self.high is None:
            return Told.NOBODY
        if self.high == 0:
            return Told.NOW
        return Told.MORE if self.told_high - self.told_low > WIDEST else Told.RANGE

    @property
    def told_low(self) -> int:
        """The low end, rounded outward to five minutes."""
        return (self.low or 0) // STEP * STEP

    @property
    def told_high(self) -> int:
        """The high end, rounded outward to five minutes."""
        return -(-(self.high or 0) // STEP) * STEP

    def called_after(self, now: datetime, moment: datetime) -> bool:
        """Whether the visitor would more likely than not be called after a moment, such as the closing of the doors."""
        return self.middle is not None and now + timedelta(minutes=self.middle) > moment


UNKNOWN: Final = Estimate()


def foretold(ticket: Ticket) -> Estimate:
    """Return what was foreseen of the wait of a ticket when it began, as far as it was kept."""
    wait = ticket.waits[-1] if ticket.waits else None
    if wait is None or wait.range_low is None or wait.range_high is None:
        return UNKNOWN
    return Estimate(low=wait.range_low, middle=(wait.range_low + wait.range_high) // 2, high=wait.range_high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line at a moment: who waits, which desks there are, and since when each conversation has lasted.

    `talks` holds, for each desk with a visitor, the theme and the seconds since it began; none for one who was called.
    """

    now: datetime
    waiting: Sequence[Ticket]
    desks: Sequence[Desk]
    talks: Mapping[str, tuple[str, int]]
    lengths: Lengths = field(default_factory=Lengths)
    rule: Rule = DEFAULT_RULE

    def estimate(self, ticket: Ticket, seed: int | None = None) -> Estimate:
        """Return how long a ticket will wait; the same line, ticket and seed give the same answer."""
        others = [other for other in self.waiting if other.id != ticket.id and other.state is TicketState.WAITING]
        replay = Replay(self, [*others, ticket])
        if not replay.able(ticket.id):
            return UNKNOWN
        chance = Random(ticket.id.int if seed is None else seed)  # noqa: S311 - a forecast, no secret
        return _estimate([replay.wait(ticket.id, chance) for _each in range(REPLAYS)])

    def newcomer(self, theme_code: str, language: str | None = None) -> Estimate:
        """Return how long somebody would wait who came now for a theme."""
        ticket = Ticket(
            id=UUID(int=0),
            day=self.now.date(),
            # After everybody of this second.
            number="9" * 9,
            theme_code=theme_code,
            language=language,
            issued_at=self.now,
            workstation="",
        )
        return self.estimate(ticket)

    def promised(self, theme_code: str) -> Estimate:
        """Return the wait for a theme that holds for whoever reads it: in any language in which somebody waits for it.

        The longest is told; and not “now” while one of them has no desk at all.
        """
        waiting = (ticket for ticket in self.waiting if ticket.theme_code == theme_code)
        languages = {ticket.language for ticket in waiting if ticket.state is TicketState.WAITING}
        foreseen = [self.newcomer(theme_code), *(self.newcomer(theme_code, each) for each in languages - {None})]
        helped = [each for each in foreseen if each.told is not Told.NOBODY]
        longest = max(helped, key=lambda each: (each.high or 0, each.low or 0, each.middle or 0), default=UNKNOWN)
        return UNKNOWN if longest.told is Told.NOW and len(helped) < len(foreseen) else longest

    def estimates(self, seed: int = 1) -> dict[UUID, Estimate]:
        """Return how long each ticket of the line will still wait, from the same replays; it costs no more than one."""
        replay = Replay(self, self.waiting)
        chance = Random(seed)  # noqa: S311 - a forecast, no secret
        runs = [replay.waits(chance) for _each in range(REPLAYS)]
        found = {ticket.id: [run[ticket.id] for run in runs if ticket.id in run] for ticket in self.waiting}
        return {ticket_id: _estimate(waits) if waits else UNKNOWN for ticket_id, waits in found.items()}


def _estimate(waits: list[tuple[float, int]]) -> Estimate:
    """Return what so many replayed waits tell, each with how many were called before."""
    ranked = sorted(waits)
    low, high = (ranked[place][0] / 60 for place in (LOW, HIGH))
    middle = sum(seconds for seconds, _before in waits) / REPLAYS / 60
    ahead = sum(before for _seconds, before in waits) / REPLAYS
    return Estimate(low=math.floor(low), middle=round(middle), high=math.ceil(high), ahead=round(ahead))


class Replay:
    """The compact copy of a line on which the rule is replayed; it chooses exactly as `calling_order` does.

    Scores of one weight keep their order as time goes by, so that each desk needs a sorted list for each weight, one by
    arrival for who is overdue, and a mark on each ticket that was taken.
    """

    def __init__(self, line: Line, tickets: Sequence[Ticket]) -> None:
        self._now = seconds_of(line.now)
        self._overdue = 60 * line.rule.overdue_minutes
        desks = sorted((desk for desk in line.desks if desk.open), key=lambda desk: (desk.flexibility, desk.name))
        self._tickets = sorted(tickets, key=arrival)
        self._place = {ticket.id: place for place, ticket in enumerate(self._tickets)}
        self._came = [seconds_of(ticket.issued_at) for ticket in self._tickets]
        self._head = [ticket.head for ticket in self._tickets]
        able: dict[tuple[str, str | None], int] = {}
        for ticket in self._tickets:
            wanted = (ticket.theme_code, ticket.language)
            if wanted not in able:
                able[wanted] = sum(desk.serves(*wanted) for desk in desks)
        standings = [
            standing(ticket, able[ticket.theme_code, ticket.language], len(desks), line.rule)
            for ticket in self._tickets
        ]
        self._weight = [each.weight for each in standings]
        # The score at a moment is weight × moment + key.
        self._key = [each.extra - each.weight * came for each, came in zip(standings, self._came, strict=True)]
        self._lengths = [_drawing(line.lengths.of(ticket.theme_code)) for ticket in self._tickets]
        self._names = [desk.name for desk in desks]
        self._eligible = [[place for place, ticket in enumerate(self._tickets) if desk.suits(ticket)] for desk in desks]
        self._heads = [[place for place in eligible if self._head[place]] for eligible in self._eligible]
        self._ranked = [self._by_weight(eligible) for eligible in self._eligible]
        self._rests = [_rest(line.lengths, line.talks.get(desk.name)) for desk in desks]
        self.start()

    def start(self) -> None:
        """Begin anew: nobody has been called."""
        self._taken = [False] * len(self._tickets)
        self._first = [0] * len(self._eligible)
        self._next = [[0] * len(ranked) for ranked in self._ranked]

    def able(self, ticket_id: UUID) -> bool:
        """Whether an open desk can take a ticket."""
        place = self._place[ticket_id]
        return any(place in eligible for eligible in self._eligible)

    def wait(self, ticket_id: UUID, chance: Random) -> tuple[float, int]:
        """Replay once; return the seconds until the ticket is called, and how many were called before it."""
        mine = self._place[ticket_id]
        for before, (place, seconds) in enumerate(self._called(chance)):
            if place == mine:
                return seconds, before
        raise AssertionError  # a ticket that a desk can take is taken in the end

    def waits(self, chance: Random) -> dict[UUID, tuple[float, int]]:
        """Replay once to the end; return for each ticket that a desk can take what `wait` returns."""
        called = enumerate(self._called(chance))
        return {self._tickets[place].id: (seconds, before) for before, (place, seconds) in called}

    def _called(self, chance: Random) -> Iterator[tuple[int, float]]:
        """Yield who is called, one after the other, and after how many seconds."""
        self.start()
        gauss, exp = chance.gauss, math.exp
        free = [(0.0 if rest is None else rest.drawn(chance), desk) for desk, rest in enumerate(self._rests)]
        heapq.heapify(free)
        while free:
            at, desk = heapq.heappop(free)
            place = self._choose(desk, self._now + int(at))
            if place is None:
                continue
            self._taken[place] = True
            yield place, at
            centre, spread = self._lengths[place]
            heapq.heappush(free, (at + 60 * exp(centre + spread * gauss(0.0, 1.0)), desk))

    def choose(self, desk: str, now: datetime) -> UUID | None:
        """Return whom the rule gives to a desk at a moment, and note that they are taken."""
        place = self._choose(self._names.index(desk), seconds_of(now))
        if place is None:
            return None
        self._taken[place] = True
        return self._tickets[place].id

    def _by_weight(self, eligible: Sequence[int]) -> list[list[int]]:
        ranked: dict[int, list[int]] = {}
        for place in sorted(eligible, key=lambda place: (-self._key[place], place)):
            ranked.setdefault(self._weight[place], []).append(place)
        return list(ranked.values())

    def _choose(self, desk: int, moment: int) -> int | None:
        taken, eligible = self._taken, self._eligible[desk]
        first, count = self._first[desk], len(eligible)
        while first < count and taken[eligible[first]]:
            first += 1
        self._first[desk] = first
        if first == count:
            return None
        oldest = eligible[first]
        waiting_heads = [place for place in self._heads[desk] if not taken[place]]
        if waiting_heads:
            return max(
                waiting_heads, key=lambda place: (self._late(place, oldest, moment), self._score(place, moment), -place)
            )
        if moment - self._came[oldest] >= self._overdue:
            return oldest
        best, best_score = -1, 0
        following = self._next[desk]
        for which, ranked in enumerate(self._ranked[desk]):
            at, last = following[which], len(ranked)
            while at < last and taken[ranked[at]]:
                at += 1
            following[which] = at
            if at == last:
                continue
            place = ranked[at]
            score = self._weight[place] * moment + self._key[place]
            if best < 0 or score > best_score or (score == best_score and place < best):
                best, best_score = place, score
        return best

    def _score(self, place: int, moment: int) -> int:
        return self._weight[place] * moment + self._key[place]

    def _late(self, place: int, oldest: int, moment: int) -> bool:
        return place == oldest and moment - self._came[place] >= self._overdue


@dataclass(frozen=True, slots=True)
class _Rest:
    """What is left of a conversation that has lasted so many minutes already."""

    centre: float
    spread: float
    elapsed: float
    passed: float

    def drawn(self, chance: Random) -> float:
        """Return seconds: the length is drawn from those that are longer than what has passed."""
        share = min(_SURE, self.passed + chance.random() * (1 - self.passed))
        length = math.exp(self.centre + self.spread * _NORMAL.inv_cdf(max(1 - _SURE, share)))
        return 60 * max(0.0, length - self.elapsed)


def _rest(lengths: Lengths, talk: tuple[str, int] | None) -> _Rest | None:
    if talk is None:
        return None
    theme_code, seconds = talk
    length = lengths.of(theme_code)
    elapsed = max(0.0, seconds / 60)
    passed = _NORMAL.cdf((math.log(elapsed) - length.centre) / length.spread) if elapsed else 0.0
    return _Rest(length.centre, length.spread, elapsed, passed)


def _drawing(length: Length) -> tuple[float, float]:
    return length.centre, length.spread


QUALITY_DAYS: Final = 5
FEWEST_JUDGED: Final = 20
MOST_BIAS: Final = 3.0
FEWEST_HELD, MOST_HELD = 0.50, 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Foretold:
    """A wait that ended with a call, and the range that was foreseen when it began."""

    day: date
    low: int
    high: int
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How well waits were foreseen: minutes too long on the mean, minutes wrong, the share that fell into its range.

    The range is the one foreseen, three in five; as it is told, in steps of five minutes, it holds more often.
    """

    count: int
    bias: float
    error: float
    held: float

    @property
    def alarming(self) -> bool:
        """Whether the estimates should not be believed: too long or short, or ranges too narrow or too wide."""
        if self.count < FEWEST_JUDGED:
            return False
        return abs(self.bias) > MOST_BIAS or not FEWEST_HELD <= self.held <= MOST_HELD


def quality(foretold_waits: Iterable[Foretold]) -> Quality | None:
    """Return how well some waits were foreseen; None of none."""
    waits = list(foretold_waits)
    if not waits:
        return None
    errors = [(each.low + each.high) / 2 - each.minutes for each in waits]
    return Quality(
        count=len(waits),
        bias=sum(errors) / len(waits),
        error=sum(abs(error) for error in errors) / len(waits),
        held=sum(each.low <= each.minutes <= each.high for each in waits) / len(waits),
    )
