"""How soon the window is there, and its data; how long it ever stands still; what it weighs at rest.

Run alone: python3 -m tests tests/bench/test_start_bench.py
"""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cdm_desk.domain.clock import WallClock
from cdm_desk.office import found_office, open_office
from cdm_desk.settings import Settings
from cdm_desk.vault import open_vault
from tests.bench.conftest import Note

pytestmark = pytest.mark.bench

RUNS = 7
# First paint of the bare window on a machine of two cores with nothing else to do: where another start is slower than
# that, the machine is, and seconds count for as much less.
BARE_AT_REST = 0.13
HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A workstation that was set up, with a morning's visitors on its board, and warm caches."""
    data = tmp_path_factory.mktemp("start")
    made = {
        **os.environ,
        "CDM_DATA_DIR": str(data),
        "CDM_KEYRING": "file",
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(tmp_path_factory.mktemp("compiled")),
    }
    made.pop("PYTHONDONTWRITEBYTECODE", None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CDM_KEYRING", "file")
        clock, vault = WallClock(), open_vault(data)
        settings = Settings(workstation="Accueil 1", language="fr", shade="light")
        found_office(data, clock, vault, settings)
        with open_office(data, clock, vault) as office:
            for theme in ("ORI", "FOR", "EMP", "EMP", "MOB", "ENT") * 3:
                office.welcome.register(theme)
    for kind in ("bare", "desk"):
        start(kind, made)
    return made


def start(kind: str, environment: dict[str, str]) -> dict[str, float]:
    command = [sys.executable, str(HERE / f"start_{kind}.py"), str(time.monotonic())]
    ran = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    told: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return told


@pytest.fixture(scope="module")
def starts(environment: dict[str, str]) -> dict[str, list[dict[str, float]]]:
    """Starts of both kinds by turns, so that a busy moment of the machine hits both."""
    ran: dict[str, list[dict[str, float]]] = {"bare": [], "desk": []}
    for _ in range(RUNS):
        for kind, told in ran.items():
            told.append(start(kind, environment))
    return ran


def slowness(starts: dict[str, list[dict[str, float]]]) -> float:
    """How many times slower the machine is now than at rest, by the bare windows of the same run."""
    return max(1.0, median(starts["bare"], "first_paint") / BARE_AT_REST)


def median(told: list[dict[str, float]], what: str) -> float:
    return statistics.median(each[what] for each in told)


def test_the_window_is_seen_nearly_as_soon_as_a_bare_one(starts: dict[str, list[dict[str, float]]], note: Note) -> None:
    bare, desk = median(starts["bare"], "first_paint"), median(starts["desk"], "first_paint")
    print(f"\nfirst paint: bare {bare * 1000:.0f} ms, desk {desk * 1000:.0f} ms, ratio {desk / bare:.2f}")
    note("times a bare window, first paint, p50", desk / bare, 1.5)


def test_the_data_can_be_used_soon_after(starts: dict[str, list[dict[str, float]]], note: Note) -> None:
    usable = median(starts["desk"], "usable")
    print(f"\ndata usable: {usable * 1000:.0f} ms, machine {slowness(starts):.1f} times slower than at rest")
    note("s, data usable after start, at rest of the machine", usable / slowness(starts), 1.2)


def test_the_screen_never_stands_still_for_long_while_it_opens(
    starts: dict[str, list[dict[str, float]]], note: Note
) -> None:
    stall = median(starts["desk"], "longest_stall")
    print(f"\nlongest stall: {stall * 1000:.0f} ms, machine {slowness(starts):.1f} times slower than at rest")
    note("s, longest stall while it opens, at rest of the machine", stall / slowness(starts), 0.1)


def test_at_rest_the_desk_is_light(starts: dict[str, list[dict[str, float]]], note: Note) -> None:
    memory = median(starts["desk"], "memory_mb")
    print(f"\nmemory at rest: {memory:.0f} MB")
    note("MB, memory at rest", memory, 160)
