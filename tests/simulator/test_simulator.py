"""Some seeds and every mutant in each run of the tests; many more by `python3 -m tests.simulator`."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest

from cdm_desk.domain.clock import BRUSSELS
from cdm_desk.domain.queue import Act, TicketEvent
from tests.simulator.hub import live_on_hub
from tests.simulator.mutants import MUTANTS, Mutant
from tests.simulator.oracle import untimely_calls
from tests.simulator.plan import plan_of
from tests.simulator.runs import dies_at, memory_folder, seed_run, shortest
from tests.simulator.world import live

SEEDS = 500
_AT_ONCE = 10
_NEAR = 8


@pytest.fixture
def folder() -> Iterator[Path]:
    with memory_folder() as made:
        yield made


@pytest.mark.parametrize("first", range(0, SEEDS, _AT_ONCE))
def test_whatever_happens_nothing_is_lost_and_nobody_called_twice(folder: Path, first: int) -> None:
    broken = [outcome.why for seed in range(first, first + _AT_ONCE) if (outcome := seed_run(folder, seed)).broken]

    assert broken == []


@pytest.mark.parametrize("mutant", [each for each in MUTANTS if not each.equivalent], ids=lambda mutant: mutant.name)
def test_every_mutant_is_noticed(folder: Path, mutant: Mutant) -> None:
    # The seed that showed it last comes first; the code around it may have changed since.
    assert dies_at(folder, mutant.name, start=mutant.seen_at, seeds=_NEAR) or dies_at(folder, mutant.name)


def event(kind: Act, attempt: int, hlc: int, *, offline: bool = False) -> TicketEvent:
    at = datetime(2019, 1, 14, 10, tzinfo=BRUSSELS)
    return TicketEvent(
        id=UUID(int=hlc),
        ticket_id=UUID(int=1),
        kind=kind,
        attempt=attempt,
        at=at,
        workstation="A",
        hlc=hlc,
        offline=offline,
    )


@pytest.mark.parametrize(
    ("between", "second", "wrong"),
    [
        ((), event(Act.CALLED, 2, 9), 1),
        ((event(Act.STARTED, 1, 3),), event(Act.CALLED, 2, 9), 1),
        ((event(Act.PARKED, 0, 1),), event(Act.CALLED, 2, 9), 1),
        ((event(Act.PUT_BACK, 1, 10),), event(Act.CALLED, 2, 9), 1),
        ((event(Act.PUT_BACK, 1, 3),), event(Act.CALLED, 2, 9), 0),
        ((), event(Act.CALLED, 2, 9, offline=True), 0),
        ((), event(Act.CALLED, 3, 9), 0),
    ],
)
def test_a_call_of_who_is_not_back_in_line_is_noticed(
    between: tuple[TicketEvent, ...], second: TicketEvent, wrong: int
) -> None:
    assert len(untimely_calls((event(Act.CALLED, 1, 2), *between, second))) == wrong


def test_a_seed_is_the_same_history_twice_in_another_process_too(folder: Path) -> None:
    here = [seed_run(folder, seed).trace for seed in (3, 3, 4)]
    code = (
        "from pathlib import Path; from tests.simulator.runs import seed_run; import sys;"
        "print(*(seed_run(Path(sys.argv[1]), seed).trace for seed in (3, 4)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(folder / "other")], capture_output=True, text=True, check=True
    )

    assert here[0] == here[1] != here[2]
    assert ran.stdout.split() == [here[0], here[2]]


def test_a_plan_is_written_out_and_comes_of_its_seed_alone() -> None:
    assert plan_of(7) == plan_of(7)
    assert plan_of(7).written() != plan_of(8).written()
    assert plan_of(7).written().count("\n") == len(plan_of(7).steps) + 1


def test_a_failing_history_is_made_as_short_as_it_can_be(folder: Path) -> None:
    with next(mutant for mutant in MUTANTS if mutant.name == "signatures_not_looked_at").alive():
        # Also a frame under the name of another run is taken in then: only what was forged is looked for here.
        seed = next(seed for seed in range(100) if "forged" in live(plan_of(seed), folder).why)
        plan = plan_of(seed)
        short = shortest(plan, lambda tried: "forged" in live(tried, folder).why)

    assert 0 < len(short.steps) < len(plan.steps) / 3
    assert any(step.kind == "forge" for step in short.steps)


@pytest.mark.parametrize("seed", range(8))
def test_on_a_hub_nothing_is_lost_and_nobody_called_twice_either(folder: Path, hub_url: str, seed: int) -> None:
    assert live_on_hub(seed, folder, hub_url).why == ""


def test_a_mutant_is_noticed_on_a_hub_too(folder: Path, hub_url: str) -> None:
    with next(mutant for mutant in MUTANTS if mutant.name == "order_of_arrival").alive():
        assert any(live_on_hub(seed, folder, hub_url).broken for seed in (103, 102, 101))
