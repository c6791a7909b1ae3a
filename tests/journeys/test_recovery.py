"""What needs no procedure: a copy put back, a disk cloned, a PC set up again, two copies at once; and the drills."""

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.journeys.program import Workstation, found, join


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Workstation, Workstation]:
    first = found(tmp_path, tmp_path / "share", "Accueil 1")
    return first, join(tmp_path, first, "Poste 4")


def exchange(*desks: Workstation) -> None:
    for desk in [*desks, *desks]:
        desk.run("exchange", "--once")


def folder_of(desk: Workstation) -> Path:
    """The shared folder."""
    assert desk.share is not None
    return desk.share


def test_a_copy_put_back_needs_no_procedure(pair: tuple[Workstation, Workstation], tmp_path: Path) -> None:
    first, second = pair
    first.run("register", "--theme", "EMP", "--loop", "3")
    copy = first.one("backup", str(tmp_path / "usb"))["backup"]
    first.run("register", "--theme", "EMP", "--loop", "2")
    exchange(first, second)
    first.run("restore", copy)
    first.run("register", "--theme", "EMP")
    exchange(first, second)

    assert first.facts() == second.facts()
    assert len(first.facts().splitlines()) == 6
    assert sorted(map(str, first.numbers())) == sorted(map(str, second.numbers()))
    assert len(set(map(str, first.numbers()))) == 6


@pytest.mark.long
def test_two_copies_of_one_disk_may_run_at_once(pair: tuple[Workstation, Workstation], tmp_path: Path) -> None:
    first, second = pair
    first.run("register", "--theme", "EMP", "--loop", "2")
    shutil.copytree(first.data, tmp_path / "clone")
    clone = replace(first, data=tmp_path / "clone")
    words = ("register", "--theme", "EMP", "--loop", "4")
    with first.start(*words) as one, clone.start(*words) as other:
        for process in (one, other):
            process.communicate(timeout=120)
    assert (one.returncode, other.returncode) == (0, 0)
    exchange(first, clone, second)

    assert first.facts() == clone.facts() == second.facts()
    assert len(second.facts().splitlines()) == 10


@pytest.mark.long
def test_a_pc_set_up_again_begins_from_the_snapshot(pair: tuple[Workstation, Workstation], tmp_path: Path) -> None:
    first, second = pair
    first.run("register", "--theme", "EMP", "--loop", "3")
    exchange(first, second)
    first.run("nightly")
    second.run("exchange", "--once")
    second.run("nightly")
    shutil.rmtree(second.data)
    # The logs of the record are gone: what is known comes from the snapshot alone.
    shutil.rmtree(folder_of(first) / "r")
    (folder_of(first) / "r").mkdir()
    again = join(tmp_path, first, "Poste 4 bis")
    again.run("exchange", "--once")

    assert again.facts() == first.facts()
    assert len(again.facts().splitlines()) >= 3


@pytest.mark.long
def test_the_house_comes_back_from_a_copy_and_the_paper(pair: tuple[Workstation, Workstation], tmp_path: Path) -> None:
    first, second = pair
    first.run("register", "--theme", "EMP", "--loop", "4")
    exchange(first, second)
    known = first.facts()
    copy = first.one("backup", "--site", str(tmp_path / "usb"))
    shutil.rmtree(folder_of(first))
    for desk in pair:
        shutil.rmtree(desk.data)
    (tmp_path / "server").mkdir()
    fresh = replace(first, data=tmp_path / "fresh", share=tmp_path / "server")
    words = ("restore", "--site", copy["backup"], "--into", str(tmp_path / "server"), "--json")
    with fresh.start(*words, CDM_RECOVERY_KEY=first.printed["recovery_key"]) as process:
        out, told = process.communicate(timeout=120)
    assert process.returncode == 0, told
    put = json.loads(out)
    newcomer = join(tmp_path, fresh, "Poste 5")
    exchange(fresh, newcomer)

    assert put["files"] == copy["files"]
    assert fresh.facts() == newcomer.facts() == known
    assert len(known.splitlines()) == 4


@pytest.mark.long
def test_any_workstation_gives_the_site_a_new_folder(pair: tuple[Workstation, Workstation], tmp_path: Path) -> None:
    first, second = pair
    first.run("register", "--theme", "EMP", "--loop", "2")
    second.run("register", "--theme", "FOR", "--loop", "2")
    exchange(first, second)
    shutil.rmtree(folder_of(first))
    (tmp_path / "new").mkdir()
    moved = second.one("share", "repair", "--into", str(tmp_path / "new"))
    printed = {"join_code": moved["join_code"]}
    desks = [replace(desk, share=tmp_path / "new", printed=printed) for desk in pair]
    newcomer = join(tmp_path, desks[0], "Poste 5")
    exchange(*desks, newcomer)

    assert newcomer.facts() == desks[0].facts() == desks[1].facts()
    assert len(newcomer.facts().splitlines()) == 4


@pytest.mark.long
def test_a_copy_that_is_not_whole_changes_nothing(pair: tuple[Workstation, Workstation], tmp_path: Path) -> None:
    first, _second = pair
    first.run("register", "--theme", "EMP")
    copy = Path(first.one("backup", "--site", str(tmp_path / "usb"))["backup"])
    (copy / "share" / "bell").write_bytes(os.urandom(24))
    (tmp_path / "server").mkdir()
    first.run("restore", "--site", str(copy), "--into", str(tmp_path / "server"), status=3)

    assert list((tmp_path / "server").iterdir()) == []
