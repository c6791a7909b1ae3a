"""The commands: what a wrong word, a missing file or a folder that refuses ends them with."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cdm_desk.cli import main
from cdm_desk.commands.answer import DONE, REFUSED, WORLDS_FAULT, WRONG_USAGE

Run = Callable[..., int]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workstation that works alone, on a Tuesday at ten."""
    folder = tmp_path / "data"
    for name, value in {
        "CDM_DATA_DIR": str(folder),
        "CDM_KEYRING": "file",
        "CDM_LANG": "en",
        "CDM_NOW": "2019-01-15T10:00",
    }.items():
        monkeypatch.setenv(name, value)
    assert main(["init", "--workstation", "Accueil 1", "--kind", "reception"]) == DONE
    return folder


@pytest.fixture
def handed_out(data: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[], object]:
    """Register somebody; return the number."""
    del data

    def register() -> object:
        capsys.readouterr()
        assert main(["register", "--theme", "emp", "--json"]) == DONE
        return json.loads(capsys.readouterr().out)["ticket"]

    return register


@pytest.mark.parametrize(
    "words",
    [
        ["books"],
        ["frobnicate"],
        ["register", "--theme", "\udcff"],
        ["call", "\udcff"],
        ["visit", "--motive", "\udcff"],
        ["register", "--theme", "EMP", "--ack-fd", "9999"],
        ["simulate", "--year", "0"],
        ["simulate", "--year", "9999"],
        ["nightly", "--install", "25:99"],
        ["day-close", "--day", "2019-13-01"],
    ],
    ids=" ".join,
)
def test_what_is_no_command_is_wrong_usage(data: Path, words: list[str]) -> None:
    del data
    assert main(words) == WRONG_USAGE


@pytest.mark.parametrize("content", [None, b""], ids=["missing", "empty"])
def test_restoring_what_is_no_copy_leaves_the_store_alone(
    data: Path, tmp_path: Path, handed_out: Callable[[], object], content: bytes | None
) -> None:
    handed_out()
    copy = tmp_path / "copy.db"
    if content is not None:
        copy.write_bytes(content)

    assert main(["restore", str(copy)]) == WORLDS_FAULT
    assert handed_out() == 302
    assert not list(data.glob("*.damaged-*"))


def test_a_restored_copy_hands_no_number_out_twice(tmp_path: Path, handed_out: Callable[[], object]) -> None:
    handed_out()
    assert main(["backup", str(tmp_path / "copies")]) == DONE
    since = [handed_out() for _each in range(12)]
    (copy,) = (tmp_path / "copies").glob("*.db")

    assert main(["restore", str(copy)]) == DONE
    assert handed_out() not in {301, *since}


def test_numbers_are_not_handed_out_twice_after_a_repair(data: Path, handed_out: Callable[[], object]) -> None:
    handed_out()
    assert main(["backup"]) == DONE
    since = [handed_out() for _each in range(3)]
    for file in data.glob("desk.db*"):
        if file.suffix == ".db" or file.name.endswith(("-wal", "-shm")):
            file.unlink()

    assert handed_out() not in {301, *since}


def test_a_shared_folder_named_from_here_is_found_from_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "share").mkdir()
    monkeypatch.setenv("CDM_KEYRING", "file")
    monkeypatch.chdir(tmp_path)
    assert main(["init", "--workstation", "Accueil 1", "--kind", "office", "--share", "share"]) == DONE
    monkeypatch.chdir("/")
    capsys.readouterr()

    assert main(["exchange", "--once", "--json"]) == DONE
    assert json.loads(capsys.readouterr().out)["share"] == "ok"


def test_settings_that_the_disk_refuses_are_the_worlds_fault(data: Path) -> None:
    (data / "settings.ini").unlink()
    (data / "settings.ini").mkdir()

    assert main(["board"]) == WORLDS_FAULT


def test_a_data_folder_that_cannot_be_is_the_worlds_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("CDM_DATA_DIR", str(tmp_path / "file" / "data"))

    assert main(["board"]) == WORLDS_FAULT


def test_a_day_sheet_whose_folder_cannot_be_is_told(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = data / "settings.ini"
    lines = settings.read_text().splitlines()
    kept = [line for line in lines if not line.startswith("day_sheet_folder")]
    settings.write_text("\n".join([*kept, f"day_sheet_folder = {data / 'store.key' / 'sheets'}", ""]))
    with pytest.MonkeyPatch.context() as evening:
        evening.setenv("CDM_NOW", "2019-01-15T20:30")
        assert main(["nightly"]) == WORLDS_FAULT
    assert "was not written" in capsys.readouterr().err


def test_a_day_that_is_open_is_refused(data: Path) -> None:
    del data
    assert main(["day-close"]) == REFUSED
