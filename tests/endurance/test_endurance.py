"""A slice of what the program bears: some hundred visits of a day, some events without sense on fixed seeds."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.endurance.house import folder_of_run
from tests.endurance.monkey import Rounds
from tests.journeys.program import ROOT

pytestmark = pytest.mark.slow

VISITS = 150
HOURS = 0.2
EVENTS = 500


@pytest.fixture(scope="module")
def rounds() -> Iterator[Rounds]:
    with folder_of_run("monkey") as data:
        yield Rounds(data)


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_events_without_sense_bring_no_exception_and_no_warning(rounds: Rounds, seed: int) -> None:
    ended = rounds.run(seed, EVENTS)

    assert ended.status == 0, ended.told
    assert ended.events == EVENTS


def test_a_busy_hour_costs_no_file_no_thread_and_little_memory() -> None:
    day = ("day", "--visits", str(VISITS), "--hours", str(HOURS), "--seed", "1")
    ran = subprocess.run(
        [sys.executable, "-m", "tests.endurance", *day], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert f"{VISITS} visits by key, {VISITS} counted" in ran.stdout
