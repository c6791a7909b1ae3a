"""Who is called next, on 150 days of a synthetic centre: four rules, and what each costs whom.

python3 -m tests tests/bench/test_rule_bench.py
"""

from collections.abc import Callable, Sequence

import pytest

from cdm_desk.domain.queue import DEFAULT_RULE, Rule
from tests.bench.centre import EVEN, PEAKED, RARE, Served, mean, percentile, run_days

pytestmark = pytest.mark.bench

DAYS = 150
PER_DAY = 150
FIFO = Rule(priority_percent=100, scarcity_minutes=0)
RULES = {
    "first come, first served": FIFO,
    "strict priority": Rule(priority_percent=100_000, scarcity_minutes=0),
    "accumulating priority": Rule(scarcity_minutes=0),
    "accumulating + scarcity (ours)": DEFAULT_RULE,
}
GROUPS: dict[str, Callable[[Served], bool]] = {
    "all": lambda _served: True,
    "FR": lambda served: served.ticket.language == "FR",
    "NL": lambda served: served.ticket.language == "NL",
    "priority": lambda served: served.ticket.priority is not None,
    "rare theme": lambda served: served.ticket.theme_code in RARE,
}


def waits(everybody: Sequence[Served], group: str) -> list[float]:
    return [served.minutes for served in everybody if GROUPS[group](served)]


@pytest.mark.parametrize("hours", [EVEN, PEAKED], ids=["even", "peaked"])
def test_the_rule_shortens_the_wait_of_the_rare_and_lengthens_nobody_s(
    capsys: pytest.CaptureFixture[str], hours: Sequence[float]
) -> None:
    outcome = {name: run_days(DAYS, PER_DAY, rule, hours=hours) for name, rule in RULES.items()}

    with capsys.disabled():
        print(f"\nminutes waited, mean/P90{'':<8}" + "".join(f"{group:>13}" for group in GROUPS))
        for name, everybody in outcome.items():
            cells = [waits(everybody, group) for group in GROUPS]
            print(f"{name:<32}" + "".join(f"{mean(cell):>7.1f}/{percentile(cell, 0.9):<5.1f}" for cell in cells))
    before, after = outcome["first come, first served"], outcome["accumulating + scarcity (ours)"]
    assert mean(waits(after, "NL")) <= 0.92 * mean(waits(before, "NL"))
    assert mean(waits(after, "all")) <= 1.02 * mean(waits(before, "all"))
    assert mean(waits(after, "priority")) < mean(waits(before, "priority"))


def test_nobody_waits_for_ever_behind_those_who_go_first() -> None:
    longest = {name: max(served.minutes for served in run_days(20, PER_DAY, rule)) for name, rule in RULES.items()}

    assert longest["accumulating + scarcity (ours)"] <= 1.5 * longest["first come, first served"]
