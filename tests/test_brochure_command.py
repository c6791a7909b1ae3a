"""What `books brochures` says of piles that somebody has to do something about."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cdm_desk import cli
from cdm_desk.commands.workplace import open_workplace
from cdm_desk.domain.leaflets import Pile
from cdm_desk.settings import clock_of_run


@pytest.fixture
def piles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A full pile, an empty one and one that is out of date, on a workstation that was set up."""
    named = {"CDM_DATA_DIR": str(tmp_path / "data"), "CDM_KEYRING": "file", "CDM_NOW": "2019-01-14T10:00"}
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    assert cli.main(["init", "--workstation", "Accueil 1", "--kind", "reception"]) == 0
    with open_workplace(clock_of_run()) as office:
        for title, pile, valid in (
            ("Haut", Pile.FULL, None),
            ("Vide", Pile.EMPTY, None),
            ("Vieux", Pile.FULL, date(2018, 12, 31)),
        ):
            office.leaflets.keep(replace(office.leaflets.fresh(), title=title, pile=pile, valid_until=valid))
    capsys.readouterr()


@pytest.mark.usefixtures("piles")
def test_programs_read_what_is_low_empty_or_out_of_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--json", "books", "brochures"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(each["title"], each["pile"], each["expired"]) for each in found] == [
        ("Vide", "empty", False),
        ("Vieux", "full", True),
    ]


@pytest.mark.usefixtures("piles")
def test_people_read_it_in_their_language(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("CDM_LANG", "nl")
    assert cli.main(["books", "brochures"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[1:] for line in lines] == [["leeg", "Vide"], ["vol, 31/12/2018, verouderd", "Vieux"]]
