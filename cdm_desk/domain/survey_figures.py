"""How sure a share of a sample is: intervals of Wilson and Newcombe, weights and what they cost in sample size."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from cdm_desk.domain.disclosure import THRESHOLD
from cdm_desk.domain.survey import Answer, Item

Z_95: Final = 1.959963984540054
INDICATIVE: Final = 30
"""Of fewer answers than these a share is told as indicative only."""
HEAVIEST: Final = 5.0
"""No weight counts more than so many times the median."""
ROUNDS: Final = 50
SETTLED: Final = 1e-9
VISITS: Final[Mapping[str, float]] = {"V1": 1.0, "V2": 2.5, "V4": 6.5, "V10": 12.0}
"""How many visits in three months an answer stands for: the middle of its band, the last one taken as twelve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Bounds of a share or of a difference, from -1 to 1."""

    low: float
    high: float

    @property
    def excludes_nothing_changed(self) -> bool:
        """Whether a difference is one: only then may one share be called higher than the other."""
        return self.low > 0 or self.high < 0


def wilson(share: float, number: float, z: float = Z_95) -> Interval:
    """Return the score interval of Wilson of a share among so many answers; the whole line of none."""
    if number <= 0:
        return Interval(low=0.0, high=1.0)
    square = z * z / number
    middle = (share + square / 2) / (1 + square)
    half = z / (1 + square) * math.sqrt(share * (1 - share) / number + square / (4 * number))
    # The bounds touch the ends exactly where nobody or everybody agrees.
    low = 0.0 if share <= 0 else max(0.0, middle - half)
    high = 1.0 if share >= 1 else min(1.0, middle + half)
    return Interval(low=low, high=high)


def newcombe(one: float, number_one: float, other: float, number_other: float) -> Interval:
    """Return the interval of the difference of two shares (one minus other), by Newcombe's method of squares."""
    first, second = wilson(one, number_one), wilson(other, number_other)
    low = one - other - math.hypot(one - first.low, second.high - other)
    high = one - other + math.hypot(first.high - one, other - second.low)
    return Interval(low=low, high=high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many of those who answered are satisfied; `counted` is what stands for their number where they weigh."""

    number: int
    satisfied: int
    share: float
    counted: float

    @property
    def interval(self) -> Interval:
        """The bounds between which the share of all visitors lies in nineteen samples of twenty."""
        return wilson(self.share, self.counted)

    @property
    def hidden(self) -> bool:
        """Whether too few answered to print it."""
        return self.number < THRESHOLD

    @property
    def indicative(self) -> bool:
        """Whether so few answered that it is an indication only."""
        return self.number < INDICATIVE


def share_of(item: Item, answers: Sequence[Answer], weights: Sequence[float] | None = None) -> Share:
    """Return the share of those satisfied among those who answered a question; `weights` go by place in `answers`."""
    total = satisfied = squares = 0.0
    number = positive = 0
    for place, answer in enumerate(answers):
        given = answer.answers.get(item.id, ())
        if not given:
            continue
        weight = 1.0 if weights is None else weights[place]
        agrees = given[0] in item.satisfied
        number += 1
        positive += agrees
        total += weight
        squares += weight * weight
        satisfied += weight if agrees else 0.0
    return Share(
        number=number,
        satisfied=positive,
        share=satisfied / total if total else 0.0,
        counted=total * total / squares if squares else 0.0,
    )


def counted(weights: Sequence[float]) -> float:
    """Return the size of a plain sample that would be as sure as this weighted one (Kish)."""
    squares = sum(weight * weight for weight in weights)
    return sum(weights) ** 2 / squares if squares else 0.0


def trimmed(weights: Sequence[float]) -> list[float]:
    """Return weights of which none is more than five times the median."""
    most = HEAVIEST * median(weights) if weights else 0.0
    return [min(weight, most) for weight in weights]


def per_person(answers: Sequence[Answer]) -> list[float]:
    """Return weights that count people and not visits: who comes often is met more often at the exit.

    Who did not say how often they come weighs as the middle one of the others.
    """
    known = [
        1 / VISITS[codes[0]] for answer in answers if (codes := answer.answers.get("A2", ())) and codes[0] in VISITS
    ]
    usual = median(known) if known else 1.0
    found = []
    for answer in answers:
        codes = answer.answers.get("A2", ())
        found.append(1 / VISITS[codes[0]] if codes and codes[0] in VISITS else usual)
    return trimmed(found)


def raked(answers: Sequence[Answer], margins: Mapping[str, Mapping[str, float]]) -> list[float]:
    """Return weights by which the sample has the shares that are known of all visitors, question by question.

    A share that nobody in the sample stands for is left out, as are those who did not answer that question.
    """
    weights = [1.0] * len(answers)
    for _round in range(ROUNDS):
        moved = 0.0
        for item, wanted in margins.items():
            groups = [(answer.answers.get(item) or ("",))[0] for answer in answers]
            sums: defaultdict[str, float] = defaultdict(float)
            for group, weight in zip(groups, weights, strict=True):
                sums[group] += weight
            there = {group: share for group, share in wanted.items() if share > 0 and sums[group] > 0}
            all_there, all_wanted = sum(sums[group] for group in there), sum(there.values())
            factors = {group: share / all_wanted * all_there / sums[group] for group, share in there.items()}
            weights = [weight * factors.get(group, 1.0) for group, weight in zip(groups, weights, strict=True)]
            moved = max([moved, *(abs(factor - 1) for factor in factors.values())])
        if moved < SETTLED:
            break
    return trimmed(weights)
