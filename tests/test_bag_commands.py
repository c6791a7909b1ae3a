"""The commands of a bag: what they answer, and what they refuse."""

import json
from pathlib import Path

import pytest

from cdm_desk import cli
from cdm_desk.commands.answer import DONE, REFUSED, WRONG_USAGE

MORNING = "2019-01-14T10:00"


@pytest.fixture(autouse=True)
def laptop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A laptop of its own, as `init` makes it."""
    monkeypatch.setenv("CDM_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CDM_KEYRING", "file")
    monkeypatch.setenv("CDM_NOW", MORNING)
    monkeypatch.setenv("CDM_LANG", "en")
    assert cli.main(["init", "--workstation", "Portable 1", "--kind", "off-site"]) == DONE
    capsys.readouterr()


def said(capsys: pytest.CaptureFixture[str], line: str) -> list[dict[str, object]]:
    assert cli.main([*line.split(), "--json"]) == DONE
    return [json.loads(each) for each in capsys.readouterr().out.splitlines()]


def test_a_day_with_the_truck(capsys: pytest.CaptureFixture[str]) -> None:
    [opened] = said(capsys, "bag open --mode formtruck --place 21015")
    assert (opened["mode"], opened["place"], opened["workstation"]) == ("formtruck", "21015", "Portable 1")
    assert len(said(capsys, "bag click --theme EMP --times 3")) == 3
    said(capsys, "bag click")
    said(capsys, "bag bundle --theme FOR --people 37")
    said(capsys, "bag interview --theme ORI --outcome OU1,OU5 --minutes 12")
    [undone] = said(capsys, "bag undo")
    assert undone["people"] == 1
    [away] = said(capsys, "bag list")
    assert (away["standing"], away["workstation"]) == ("out", "Portable 1")
    [closed] = said(capsys, "bag close")

    assert closed["people"] == 41
    assert closed["by_theme"] == {"EMP": 3, "FOR": 37, "none": 1}
    assert closed["channel"] == "formtruck"
    assert said(capsys, "bag list") == []


def test_people_are_told_what_was_counted(capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["bag", "open", "--mode", "fair", "--place", "it_dag"])
    cli.main(["bag", "bundle", "--theme", "emp", "--people", "37"])
    cli.main(["bag", "close"])

    assert capsys.readouterr().out.splitlines() == [
        "Bag opened: Fair, IT Dag, 14/01/2019.",
        "37 people counted: Employment",
        "Bag closed: Fair, IT Dag, 37 people.",
        "  Employment: 37",
    ]


@pytest.mark.parametrize("line", ["bag click", "bag close", "bag undo", "bag open --mode fair --place nowhere"])
def test_what_the_trade_refuses_ends_with_2(capsys: pytest.CaptureFixture[str], line: str) -> None:
    assert cli.main(line.split()) == REFUSED
    assert capsys.readouterr().err


@pytest.mark.parametrize("line", ["bag", "bag open --mode boat --place 21015", "bag bundle --theme EMP"])
def test_what_cannot_be_read_ends_with_64(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(line.split()) == WRONG_USAGE
    assert capsys.readouterr().err
