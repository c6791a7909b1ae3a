"""A seed, written out: who takes part, what the weather is like, and what happens one thing after another."""

from dataclasses import dataclass, replace
from datetime import datetime
from random import Random
from typing import Final

from cdm_desk.domain.clock import BRUSSELS

ACTS: Final = {
    "register": 14, "visit": 5, "withdraw": 2, "edit": 9, "open_desk": 5, "call": 12, "call_this": 5, "call_aloud": 2,
    "start": 6, "finish": 6, "recall": 3, "no_show": 3, "put_back": 4, "left": 2, "park": 2, "resume": 2,
    "transfer": 3, "back": 2, "serve_now": 1, "correct": 2, "round": 22, "once": 8, "sync": 4, "newer": 3, "erase": 1,
}  # fmt: skip
"""What people and programs do, and how often."""

TROUBLES: Final = {
    "away": 3, "empty": 2, "foreign": 1, "reachable": 8, "full": 1, "read_only": 1, "writable": 4,
    "flip": 2, "cut": 2, "delete": 1, "lose_content": 1, "keep_share": 2, "set_share_back": 2,
    "clock_jump": 2, "clock_frozen": 1, "clock_hour": 1, "clock_right": 3,
    "backup": 3, "restore": 2, "clone": 1, "wipe": 1, "save_machine": 3, "resume_machine": 2,
    "restart": 3, "upgrade": 1, "forge": 2, "replay": 2, "oversize": 1, "future": 1, "night": 2, "quiesce": 5,
    "wait": 4, "snapshot": 3,
}  # fmt: skip
"""What happens to them, beside the faults of single calls."""

WEATHER: Final = {
    "before": 0.03, "after": 0.03, "torn": 0.08, "zeros": 0.08, "doubled": 0.06, "full": 0.04, "denied": 0.02,
    "listing": 0.6, "negative": 1.0, "length": 0.5, "replaced": 0.9, "hole": 0.1, "unread": 0.1,
    "crash": 0.1, "power": 0.5, "pause": 0.25, "meanwhile": 0.02,
}  # fmt: skip
"""Faults of single calls: `crash` of acts, `power` of crashes, `pause` of claims won, `meanwhile` of file calls."""

_STEPS: Final = (30, 100)
_BEGINNINGS: Final = (
    datetime(2019, 1, 14, 9, 0, tzinfo=BRUSSELS),
    datetime(2019, 1, 31, 9, 0, tzinfo=BRUSSELS),
    datetime(2019, 3, 29, 15, 0, tzinfo=BRUSSELS),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happens at one workstation; `draw` decides its details, `pause` is how long nothing happened."""

    no: int
    kind: str
    who: int
    draw: int
    pause: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that a seed decides.

    In mode A all that was confirmed can be had again, since one workstation keeps its disk; mode B spares nothing.
    """

    seed: int
    mode: str
    begins: datetime
    kinds: tuple[str, ...]
    older: frozenset[int]
    weather: tuple[tuple[str, float], ...]
    steps: tuple[Step, ...]

    def without(self, first: int, count: int) -> "Plan":
        """Return the plan with some steps left out; the others stay exactly what they were."""
        return replace(self, steps=self.steps[:first] + self.steps[first + count :])

    def written(self) -> str:
        """Return the plan as people read it."""
        weather = " ".join(f"{name}={rate:g}" for name, rate in self.weather) or "calm"
        older = ",".join(map(str, sorted(self.older))) or "none"
        head = (
            f"seed {self.seed}: mode {self.mode}, begins {self.begins:%Y-%m-%d %H:%M}, workstations "
            f"{' '.join(self.kinds)}, of an older version {older}\nweather: {weather}\n"
        )
        return head + "\n".join(f"{step.no:4} +{step.pause:7.1f}s {step.who} {step.kind}" for step in self.steps)


def plan_of(seed: int) -> Plan:
    """Write a seed out."""
    chance = Random(seed)
    count = chance.choice((2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 6, 8))
    kinds = tuple("reception" if no % 2 == 0 else "counselling" for no in range(count))
    # Each seed has some of all faults only: what is everywhere hides what it would take to be seen.
    weather = tuple((name, rate) for name, rate in WEATHER.items() if chance.random() < 0.4)
    troubles = {name: weight for name, weight in TROUBLES.items() if chance.random() < 0.55}
    weights = dict(ACTS) | {name: weight * chance.choice((0.5, 1.0, 1.5)) for name, weight in troubles.items()}
    names, shares = list(weights), list(weights.values())
    steps = tuple(
        Step(
            no=no,
            kind=chance.choices(names, shares)[0],
            who=chance.randrange(count),
            draw=chance.getrandbits(64),
            pause=chance.choice((0.1, 0.5, 1.0, 2.0, 5.0, 11.0, 25.0, 61.0, 310.0 if chance.random() < 0.2 else 1.0)),
        )
        for no in range(chance.randint(*_STEPS))
    )
    return Plan(
        seed=seed,
        mode="A" if chance.random() < 0.75 else "B",
        begins=chance.choice(_BEGINNINGS),
        kinds=kinds,
        older=frozenset(no for no in range(count) if chance.random() < 0.25),
        weather=weather,
        steps=steps,
    )
