"""The page that a newcomer reads first: what it tells them to type or to press is there."""

import re
import shlex
from pathlib import Path

import pytest

from cdm_desk import cli
from cdm_desk.ui.rooms import ROOMS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def _section(heading: str) -> str:
    return README.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def _cells(heading: str) -> list[str]:
    return [line.split("|")[1] for line in _section(heading).splitlines() if line.startswith("| `")]


TOLD = [line for cell in _cells("Without a window") for line in re.findall(r"`([^`]+)`", cell)]


@pytest.mark.parametrize("line", TOLD)
def test_a_command_of_the_table_is_one_that_the_program_reads(line: str) -> None:
    wanted = cli._parser().parse_args(shlex.split(line))  # noqa: SLF001 - read, not run

    assert callable(wanted.run)


def test_the_table_names_every_command() -> None:
    known = set(re.findall(r"^    ([a-z-]+)\s", cli._parser().format_help(), re.MULTILINE))  # noqa: SLF001

    assert known == {line.split()[0] for line in TOLD}


def test_the_numbers_of_the_tabs_are_those_of_the_window() -> None:
    [row] = [line for line in README.splitlines() if "Welcome, Queue, Counselling" in line]

    assert [int(number) for number in re.findall(r"`(?:Ctrl\+)?(\d)`", row)] == [room.number for room in ROOMS]
