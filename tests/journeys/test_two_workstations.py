"""Several workstations and one folder, by the commands alone."""

import json
import signal
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.program import Workstation, found, join

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workstation, Workstation]:
    folder = tmp_path_factory.mktemp("house")
    first = found(folder, folder / "share", "Accueil 1")
    return first, join(folder, first, "Poste 4")


def exchange(*workstations: Workstation) -> list[dict[str, Any]]:
    return [each.one("exchange", "--once") for each in workstations]


def test_a_visitor_registered_here_is_called_there_and_counted_everywhere(
    house: tuple[Workstation, Workstation],
) -> None:
    first, second = house
    registered = first.one("register", "--theme", "EMP", "--language", "FR")
    exchange(first, second)
    assert registered["ticket"] in second.numbers()

    second.one("desk", "4", "--themes", "EMP,FOR", "--languages", "FR,NL")
    called = second.one("call", "4")
    assert called["ticket"] == registered["ticket"]
    exchange(second, first)
    assert [each["ticket"] for each in first.one("board")["called"]] == [registered["ticket"]]

    second.one("start", "4")
    second.one("close", "4", "--outcome", "OU1")
    results = exchange(second, first, second)
    assert {each["share"] for each in results} == {"ok"}
    assert all(each["missing"] == [] for each in results[1:])
    assert first.facts() == second.facts()
    assert len(first.facts().splitlines()) == 3


def test_the_code_of_the_paper_is_needed_to_join(house: tuple[Workstation, Workstation], tmp_path: Path) -> None:
    first, _second = house
    assert first.share is not None
    stranger = Workstation("Poste 9", tmp_path / "Poste 9", first.share)
    words = ("init", "--workstation", "Poste 9", "--kind", "office", "--share", str(first.share), "--join")
    with stranger.start(*words, CDM_JOIN_CODE="0000-0000-0000-0000-0000") as process:
        _out, told = process.communicate(timeout=120)

    assert process.returncode == 2
    assert "joining code" in told


def test_a_second_site_is_refused_in_the_folder_of_the_first(
    house: tuple[Workstation, Workstation], tmp_path: Path
) -> None:
    first, _second = house
    assert first.share is not None
    stranger = Workstation("Poste 9", tmp_path / "Poste 9", first.share)
    words = ("init", "--workstation", "Poste 9", "--kind", "office", "--share", str(first.share))
    with stranger.start(*words) as process:
        _out, told = process.communicate(timeout=120)

    assert process.returncode in (2, 3)
    assert told.strip()
    assert exchange(first)[0]["share"] == "ok"


def test_the_folder_goes_away_and_comes_back(tmp_path: Path) -> None:
    share = tmp_path / "share"
    first = found(tmp_path, share, "Accueil 1")
    second = join(tmp_path, first, "Accueil 2", kind="reception")
    exchange(first, second)
    share.rename(tmp_path / "elsewhere")
    here = [first.one("register", "--theme", "EMP")["ticket"] for _each in range(2)]
    there = [second.one("register", "--theme", "EMP")["ticket"] for _each in range(2)]
    [away] = first.run("exchange", "--once", status=3)
    assert away["share"] == "away"
    assert not share.exists()

    (tmp_path / "elsewhere").rename(share)
    exchange(first, second, first)
    assert not set(here) & set(there)
    assert Counter(first.numbers()) == Counter(second.numbers()) == Counter(here + there)
    assert first.facts() == second.facts()


@pytest.mark.long
def test_three_workstations_register_and_call_at_once_and_nobody_gets_anything_twice(tmp_path: Path) -> None:
    first = found(tmp_path, tmp_path / "share", "Poste 1", kind="reception")
    others = [join(tmp_path, first, f"Poste {no}", kind="reception") for no in (2, 3)]
    desks = [first, *others]
    exchange(*desks)
    places = [(each, str(no)) for no, each in enumerate([*desks, first], start=1)]
    together([(each, ("desk", name, "--themes", "EMP", "--languages", "FR,NL")) for each, name in places])

    registered = together([(each, ("register", "--theme", "EMP", "--loop", "3")) for each in desks])
    exchange(*desks, *desks)
    numbers = [line["ticket"] for lines in registered for line in lines]
    assert len(numbers) == 9
    assert len(set(numbers)) == 9

    answers = together([(each, ("call", name)) for each, name in places])
    called = [line["ticket"] for lines in answers for line in lines]
    assert len(called) == len(set(called)) == len(places)
    assert set(called) <= set(numbers)

    exchange(*desks, *desks)
    boards = [each.one("board") for each in desks]
    assert {len(board["called"]) for board in boards} == {len(places)}
    assert len({each.facts() for each in desks}) == 1


@pytest.mark.long
def test_four_programs_of_one_workstation_register_and_call_at_once(tmp_path: Path) -> None:
    alone = Workstation("Accueil 1", tmp_path / "Accueil 1")
    alone.one("init", "--workstation", "Accueil 1", "--kind", "reception")
    for no in range(1, 5):
        alone.one("desk", str(no), "--themes", "EMP", "--languages", "FR,NL")
    registered = together([(alone, ("register", "--theme", "EMP", "--loop", "10")) for _each in range(4)])
    numbers = [line["ticket"] for lines in registered for line in lines]
    answers = together([(alone, ("call", str(no))) for no in range(1, 5)])
    called = [line["ticket"] for lines in answers for line in lines]

    assert len(set(numbers)) == len(numbers) == 40
    assert len(set(called)) == len(called) == 4
    assert None not in called


@pytest.mark.long
def test_a_program_killed_in_the_middle_of_an_exchange_loses_nothing(tmp_path: Path) -> None:
    first = found(tmp_path, tmp_path / "share", "Accueil 1")
    second = join(tmp_path, first, "Accueil 2", kind="reception")
    for pause in (0.4, 0.6, 0.8, 1.0):
        first.one("register", "--theme", "EMP")
        process = first.start("exchange", "--once")
        with process:
            time.sleep(pause)
            process.send_signal(signal.SIGKILL)
            process.communicate()
    exchange(first, second, first)

    assert len(second.numbers()) == 4
    assert first.facts() == second.facts()
    assert len(first.facts().splitlines()) == 4


def together(commands: Sequence[tuple[Workstation, tuple[str, ...]]]) -> list[list[dict[str, Any]]]:
    processes = [each.start(*words, "--json") for each, words in commands]
    answers = []
    for process in processes:
        with process:
            out, told = process.communicate(timeout=180)
        assert process.returncode == 0, told
        answers.append([json.loads(line) for line in out.splitlines()])
    return answers
