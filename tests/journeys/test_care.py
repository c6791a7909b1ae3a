"""The store looked after by commands: damage, a lost keyring, a fresh PC, the trail."""

import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from cdm_desk.store.database import opened
from cdm_desk.store.recovery import key_id_noted
from cdm_desk.vault import FileVault
from tests.chaos import flip
from tests.journeys.program import Workstation

STORE = "desk.db"


@pytest.fixture
def desk(tmp_path: Path) -> Workstation:
    """A workstation with two visitors and a copy of its store."""
    made = Workstation("Accueil 1", tmp_path / "desk")
    made.printed = made.one("init", "--workstation", "Accueil 1", "--kind", "reception")
    made.one("register", "--theme", "EMP")
    made.one("visit", "--motive", "MV3")
    made.one("backup")
    return made


def damage(desk: Workstation) -> None:
    raw = bytearray((desk.data / STORE).read_bytes())
    (desk.data / STORE).write_bytes(flip.page(raw[: flip.PAGE * 40], random.Random(4)) + raw[flip.PAGE * 40 :])


def told(desk: Workstation, *words: str, status: int, **more: str) -> str:
    with desk.start(*words, **more) as process:
        out, said = process.communicate(timeout=60)
    assert process.returncode == status, said
    assert "Traceback" not in said
    assert len(said.splitlines()) <= 1
    return out + said


def checked(desk: Workstation, status: int) -> dict[str, Any]:
    [found] = desk.run("check", status=status)
    return found


def test_damage_is_put_right_and_no_fact_is_lost(desk: Workstation) -> None:
    assert checked(desk, 0)["outcome"] == "sound"
    before = desk.facts()
    damage(desk)
    assert checked(desk, 4)["outcome"] == "repaired"
    assert checked(desk, 0)["outcome"] == "sound"
    assert desk.facts() == before
    assert list(desk.data.glob("desk.db.damaged-*"))


def test_damage_without_a_copy_is_said_and_the_file_stays(desk: Workstation) -> None:
    shutil.rmtree(desk.data / "backups")
    damage(desk)
    before = (desk.data / STORE).read_bytes()
    assert checked(desk, 5)["outcome"] == "unrepaired"
    assert (desk.data / STORE).read_bytes() == before


@pytest.mark.long
def test_a_store_that_was_emptied_comes_back_with_the_next_command(desk: Workstation) -> None:
    before = desk.facts()
    (desk.data / STORE).write_bytes(b"")
    with desk.start("facts", "--period", desk.now[:10], "--json") as process:
        out, said = process.communicate(timeout=60)
    assert process.returncode == 0
    assert out == before
    assert said


@pytest.mark.long
def test_a_lost_keyring_is_said_in_a_sentence_and_the_paper_helps(desk: Workstation) -> None:
    before = desk.facts()
    (desk.data / "secrets.json").unlink()
    names = sorted(file.name for file in desk.data.iterdir())
    told(desk, "register", "--theme", "EMP", status=3)
    told(desk, "init", "--workstation", "Accueil 1", "--kind", "reception", status=3)
    assert sorted(file.name for file in desk.data.iterdir()) == names

    told(desk, "recover", status=2, CDM_RECOVERY_KEY="AAAA-AAAA")
    told(desk, "recover", status=0, CDM_RECOVERY_KEY=desk.printed["recovery_key"])
    assert desk.facts() == before


@pytest.mark.long
def test_a_copy_and_the_paper_bring_the_desk_to_a_fresh_pc(desk: Workstation, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    copy = Path(desk.one("backup", str(stick))["backup"])
    fresh = Workstation("Accueil 1", tmp_path / "fresh", printed=desk.printed)
    fresh.data.mkdir()
    for name in ("recovery.json", "store.key"):
        shutil.copy(stick / name, fresh.data)

    told(fresh, "recover", status=0, CDM_RECOVERY_KEY=desk.printed["recovery_key"])
    fresh.one("restore", str(copy))
    assert fresh.facts() == desk.facts()
    assert checked(fresh, 0)["outcome"] == "sound"


def test_a_line_of_the_trail_that_was_changed_is_found(desk: Workstation) -> None:
    desk.one("day-close", "--day", "2019-01-11")
    assert desk.one("audit", "verify")["intact"] is True
    noted = key_id_noted(desk.data)
    key = FileVault(desk.data / "secrets.json").get(f"store-{noted}")
    assert key is not None
    db = opened(desk.data / STORE, key)
    db.execute("DROP TRIGGER audit_no_update")
    db.execute("UPDATE audit SET act = 'nothing' WHERE line = 2")
    db.close()
    told(desk, "audit", "verify", status=5)
