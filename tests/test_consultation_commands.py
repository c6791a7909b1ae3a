"""Books counted and a stocktake made from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from cdm_desk import cli
from cdm_desk.language import use

TABLE = """Titre;Code-barres;Cote
Le métier de libraire;B1;3.1 ABE
Werk zoeken in Brussel;B2;3.1 DUP
Trouver un emploi;B3;3.1 ROS
"""


@pytest.fixture(autouse=True)
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    named = {
        "CDM_DATA_DIR": str(tmp_path / "data"),
        "CDM_KEYRING": "file",
        "CDM_NOW": "2019-01-14T10:00",
        "CDM_LANG": "en",
    }
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    assert cli.main(["init", "--workstation", "Bib 1", "--kind", "library"]) == 0
    path = tmp_path / "livres.csv"
    path.write_text(TABLE, encoding="utf-8")
    assert cli.main(["books", "import", str(path)]) == 0
    capsys.readouterr()
    use("en")


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    assert cli.main(["books", *arguments, "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_books_read_are_counted_one_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(capsys, "consulted", "B1", "B1", "X9")
    assert [(line["code"], line["answer"], line["times"]) for line in lines] == [
        ("B1", "counted", 1),
        ("B1", "counted", 2),
        ("X9", "unknown", 0),
    ]
    facts = [json.loads(line) for line in _facts(capsys)]
    assert sum(fact.get("count", 0) for fact in facts) == 2


def _facts(capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert cli.main(["facts", "--period", "2019-01-14", "--json"]) == 0
    return capsys.readouterr().out.splitlines()


def test_a_stocktake_is_begun_scanned_ended_and_reported(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert told(capsys, "stocktake", "begin")[0]["expected"] == 3
    lines = told(capsys, "stocktake", "scan", "B1", "B3", "B3", "X9")
    assert [line["verdict"] for line in lines] == ["in_place", "in_place", "again", "unknown"]
    (ended,) = told(capsys, "stocktake", "end")
    assert (ended["seen"], ended["missing"], ended["unknown"], ended["ended_on"]) == (2, 1, 1, "2019-01-14")
    (report,) = told(capsys, "stocktake", "report", "--out", str(tmp_path / "report.pdf"))
    assert report["missing"] == 1
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


def test_without_a_stocktake_a_sentence_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["books", "stocktake", "end"]) == 2
    assert "stocktake" in capsys.readouterr().err
