"""The wait estimate against what actually happened, on 120 days of a synthetic centre; and what one estimate costs.

python3 -m tests tests/bench/test_waiting_bench.py
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from cdm_desk.domain.clock import at_seconds, seconds_of
from cdm_desk.domain.counselling import rounded_to_five
from cdm_desk.domain.queue import DEFAULT_RULE, Desk, Ticket
from cdm_desk.domain.waiting import Length, Lengths, Line, learnt
from tests.bench.centre import DESKS, MEANS, NARROW, OPENS, SPREAD, Floor, day_of_visitors, desks, mean, run_day
from tests.bench.conftest import Note

pytestmark = pytest.mark.bench

DAYS = 120
LEARNT_DAYS = 60
USUAL_MINUTES = 20
LAYOUTS = {"broad": DESKS, "narrow": NARROW}
NAMES = (
    "position × mean / desks",
    "position × 20 min / desks",
    "mean of the last ten waits",
    "QL per theme and language",
    "LES per theme and language",
    "HOL per theme and language",
    "replay, mean of 25",
)


def lengths_learnt(per_day: int) -> Lengths:
    """What the program would have learnt from the sixty days before: lengths as the facts hold them."""
    visitors = (visitor for day in range(-LEARNT_DAYS, 0) for visitor in day_of_visitors(day, per_day))
    return learnt(Counter((visitor.ticket.theme_code, rounded_to_five(visitor.seconds // 60)) for visitor in visitors))


@dataclass
class Oracle:
    """Foresees, by each method, the wait of who has to wait, and learns what became of it."""

    lengths: Lengths
    foreseen: dict[UUID, dict[str, float]] = field(default_factory=dict)
    ranges: dict[UUID, tuple[float, float]] = field(default_factory=dict)
    told: dict[UUID, tuple[int, int]] = field(default_factory=dict)
    ended: list[tuple[int, Ticket, float]] = field(default_factory=list)

    def look(self, floor: Floor, ticket: Ticket) -> None:
        """Somebody comes: if no idle desk can take them, foresee their wait."""
        if any(desk.suits(ticket) for desk in floor.idle):
            return
        alike = [other for other in floor.waiting if kind(other) == kind(ticket)]
        able = sum(desk.suits(ticket) for desk in floor.desks)
        started = [(begun, other) for other, begun in floor.serving.values()]
        self.ended += [(begun, other, (begun - seconds_of(other.issued_at)) / 60) for begun, other in started]
        entered = sorted({(begun, other.id): (begun, wait, other) for begun, other, wait in self.ended}.values(),
                         key=lambda each: each[0])  # fmt: skip
        last = [wait for _begun, wait, _other in entered[-10:]]
        same = [wait for _begun, wait, other in entered if kind(other) == kind(ticket)]
        talks = {name: (other.theme_code, floor.now - begun) for name, (other, begun) in floor.serving.items()}
        line = Line(now=at_seconds(floor.now), waiting=floor.waiting, desks=floor.desks, talks=talks,
                    lengths=self.lengths)  # fmt: skip
        estimate = line.estimate(ticket)
        assert estimate.low is not None
        assert estimate.middle is not None
        assert estimate.high is not None
        self.foreseen[ticket.id] = dict(zip(NAMES, (
            (len(floor.waiting) + 1) * self.lengths.pool.mean / len(floor.desks),
            (len(floor.waiting) + 1) * USUAL_MINUTES / len(floor.desks),
            mean(last),
            (len(alike) + 1) * self.lengths.of(ticket.theme_code).mean / able,
            same[-1] if same else 0.0,
            (floor.now - seconds_of(alike[0].issued_at)) / 60 if alike else 0.0,
            float(estimate.middle),
        ), strict=True))  # fmt: skip
        self.ranges[ticket.id] = (estimate.low, estimate.high)
        self.told[ticket.id] = (estimate.told_low, estimate.told_high)


def kind(ticket: Ticket) -> tuple[str, str | None]:
    return ticket.theme_code, ticket.language


@dataclass
class Outcome:
    """Errors of each method in minutes, and how often the range held."""

    errors: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in NAMES})
    within: list[bool] = field(default_factory=list)
    within_told: list[bool] = field(default_factory=list)

    def rmse(self, name: str) -> float:
        return math.sqrt(mean([error * error for error in self.errors[name]]))


def measured(per_day: int, lengths: Lengths, layout: str, *, days: int = DAYS) -> Outcome:
    outcome = Outcome()
    for day in range(days):
        oracle = Oracle(lengths)
        day_of = day_of_visitors(day, per_day)
        for served in run_day(day_of, DEFAULT_RULE, seen=oracle.look, layout=LAYOUTS[layout]):
            foreseen = oracle.foreseen.get(served.ticket.id)
            if foreseen is None:
                continue
            for name, minutes in foreseen.items():
                outcome.errors[name].append(minutes - served.minutes)
            low, high = oracle.ranges[served.ticket.id]
            outcome.within.append(low <= served.minutes <= high)
            low, high = oracle.told[served.ticket.id]
            outcome.within_told.append(low <= served.minutes <= high)
    return outcome


@pytest.mark.parametrize(("layout", "per_day"), [("broad", 120), ("broad", 170), ("narrow", 120), ("narrow", 170)])
def test_the_replay_foresees_waits_better_than_the_usual_practice(
    capsys: pytest.CaptureFixture[str], layout: str, per_day: int
) -> None:
    outcome = measured(per_day, lengths_learnt(per_day), layout)

    with capsys.disabled():
        print(f"\n{layout:<7}{per_day} a day, {len(outcome.within):>5} had to wait   RMSE    MAE   bias  within 10 min")
        for name, errors in outcome.errors.items():
            near = mean([float(abs(error) <= 10) for error in errors])
            absolute = mean([abs(error) for error in errors])
            print(f"{name:<34}{outcome.rmse(name):>7.1f}{absolute:>7.1f}{mean(errors):>+7.1f}{near:>10.0%}")
        print(f"P20-P80 holds {mean(outcome.within):.0%}, as told (rounded outward) {mean(outcome.within_told):.0%}")
    usual, replayed = outcome.rmse(NAMES[0]), outcome.rmse(NAMES[-1])
    # Where each desk can do much, a line is nearly one line, and the usual practice is not that wrong.
    assert replayed <= (0.75 if layout == "narrow" else 0.85) * usual
    assert replayed == min(outcome.rmse(name) for name in NAMES)
    assert 0.55 <= mean(outcome.within) <= 0.70


WRONG: Mapping[str, Callable[[Lengths], Lengths]] = {
    "as learnt": lambda lengths: lengths,
    "pooled": lambda lengths: Lengths(pool=lengths.pool),
    "means +20 %": lambda lengths: stretched(lengths, 1.2),
    "means -20 %": lambda lengths: stretched(lengths, 0.8),
    "spread 0.3": lambda lengths: Lengths(
        pool=replace(lengths.pool, spread=0.3),
        by_theme={theme: replace(length, spread=0.3) for theme, length in lengths.by_theme.items()},
    ),
}


def stretched(lengths: Lengths, times: float) -> Lengths:
    def longer(length: Length) -> Length:
        return replace(length, mean=times * length.mean)

    return Lengths(
        pool=longer(lengths.pool), by_theme={theme: longer(length) for theme, length in lengths.by_theme.items()}
    )


def test_it_holds_when_what_was_learnt_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    lengths = lengths_learnt(120)
    outcomes = {name: measured(120, wrong(lengths), "narrow", days=60) for name, wrong in WRONG.items()}

    with capsys.disabled():
        print(f"\n{'120 a day, 60 days, learnt wrongly':<34}   RMSE   bias  P20-P80 holds")
        for name, outcome in outcomes.items():
            errors = outcome.errors[NAMES[-1]]
            print(f"{name:<34}{outcome.rmse(NAMES[-1]):>7.1f}{mean(errors):>+7.1f}{mean(outcome.within):>10.0%}")
    usual = outcomes["as learnt"].rmse(NAMES[0])
    assert all(outcome.rmse(NAMES[-1]) < usual for outcome in outcomes.values())


@pytest.mark.parametrize("per_day", [120, 170])
def test_nobody_could_foresee_much_more_at_desks_that_can_do_much(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, per_day: int
) -> None:
    """What is left is chance: how long the very conversations under way will last, and who has yet to come."""
    ours = measured(per_day, lengths_learnt(per_day), "broad", days=30)
    monkeypatch.setattr("cdm_desk.domain.waiting.REPLAYS", 400)
    for name, share in (("LOW", 0.2), ("HIGH", 0.8)):
        monkeypatch.setattr(f"cdm_desk.domain.waiting.{name}", math.ceil(share * 400) - 1)
    known = Lengths(by_theme={theme: Length(mean=minutes, spread=SPREAD) for theme, minutes in MEANS.items()})
    best = measured(per_day, known, "broad", days=30)

    usual = ours.rmse(NAMES[0])
    with capsys.disabled():
        print(f"\nbroad, {per_day} a day, RMSE against the usual practice")
        print(f"learnt, 25 replays:                  {ours.rmse(NAMES[-1]) / usual:.3f}")
        print(f"lengths known exactly, 400 replays:  {best.rmse(NAMES[-1]) / usual:.3f}")
    assert ours.rmse(NAMES[-1]) <= 1.05 * best.rmse(NAMES[-1])


def full_line(waiting: int, desk_count: int) -> tuple[Line, Ticket]:
    """Sixty wait for fourteen desks, each with a visitor; one more comes."""
    visitors = day_of_visitors(1, 3 * waiting)[: waiting + 1]
    now = OPENS + timedelta(days=1, hours=2)
    came = [
        replace(visitor.ticket, issued_at=now - timedelta(seconds=30 * (waiting - place)))
        for place, visitor in enumerate(visitors)
    ]
    floor: list[Desk] = []
    while len(floor) < desk_count:
        floor += [replace(desk, name=str(len(floor) + place)) for place, desk in enumerate(desks())]
    floor = floor[:desk_count]
    talks = {desk.name: (desk.themes[0], 60 * place) for place, desk in enumerate(floor)}
    return Line(now=now, waiting=came[:-1], desks=floor, talks=talks, lengths=Lengths(by_theme={
        theme: Length(mean=minutes, spread=0.5) for theme, minutes in MEANS.items()
    })), came[-1]  # fmt: skip


@pytest.mark.benchmark(group="estimate")
def test_one_estimate_with_sixty_waiting_and_fourteen_desks(benchmark: BenchmarkFixture, note: Note) -> None:
    line, ticket = full_line(60, 14)

    estimate = benchmark.pedantic(line.estimate, args=(ticket,), rounds=200, warmup_rounds=5)

    # The shortest of them: on a busy machine the others measure the neighbours.
    note("one estimate, 60 waiting, 14 desks (ms, shortest)", 1000 * (benchmark.stats or {})["min"], 5.0)
    assert estimate.high is not None
