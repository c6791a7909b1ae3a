"""What the commands of the catalogue say to a person: the sums, and the rows that need somebody, in their language."""

import json
from pathlib import Path

import pytest

from cdm_desk import cli

TABLE = """Titre;Auteur;Éditeur;Année
Le métier de libraire;Dupont, A.;Seuil;2001
Le métier du libraire;Dupont, A.;Seuil;2001
;Personne, P.;Seuil;2003
Werk zoeken in Brussel;Janssens, B.;Lannoo;2010
"""


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A table of four books beside a workstation that was set up; the second needs a look, the third has no title."""
    named = {"CDM_DATA_DIR": str(tmp_path / "data"), "CDM_KEYRING": "file", "CDM_NOW": "2019-01-14T10:00"}
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    assert cli.main(["init", "--workstation", "Accueil 1", "--kind", "reception"]) == 0
    path = tmp_path / "livres.csv"
    path.write_text(TABLE, encoding="utf-8")
    capsys.readouterr()
    return path


def test_an_import_says_the_sums_last_and_before_them_only_what_needs_a_person(
    table: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CDM_LANG", "nl")
    assert cli.main(["books", "import", str(table), "--json"]) == 0
    body = json.loads(capsys.readouterr().out)
    assert cli.main(["books", "undo", body["parcel"]]) == 0
    capsys.readouterr()
    assert cli.main(["books", "import", str(table)]) == 0
    lines = capsys.readouterr().out.splitlines()

    assert [row["fate"] for row in body["rows"]] == ["new", "doubtful", "refused", "new"]
    assert len(lines) == 5
    assert lines[0].startswith("2\tTe controleren\t")
    assert lines[0].endswith("\tLe métier du libraire")
    assert lines[1].split("\t")[:2] == ["3", "Geweigerd"]
    assert lines[2].startswith("4 ")
    assert "Nieuw 2" in lines[2]
    assert "Bibliotheek" in lines[3]
    assert "Ctrl+6" in lines[3]
    assert "books undo " in lines[4]


def test_an_import_on_trial_says_that_nothing_was_kept(
    table: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CDM_LANG", "en")
    assert cli.main(["books", "import", str(table), "--dry-run"]) == 0

    assert capsys.readouterr().out.splitlines()[-1] == "Nothing was kept: this was a trial."


def test_a_search_that_finds_nothing_says_so_to_a_person_only(
    table: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    del table
    monkeypatch.setenv("CDM_LANG", "en")
    assert cli.main(["books", "search", "nowhere"]) == 0
    said = capsys.readouterr().out
    assert cli.main(["books", "search", "nowhere", "--json"]) == 0

    assert said == "No title is found for this.\n"
    assert capsys.readouterr().out == ""


def test_a_search_shows_what_a_book_is_found_by(
    table: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CDM_LANG", "fr")
    table.write_text(
        "Titre;Auteur;Année;Thème;Cote;Langue\nWerk zoeken;Janssens, B.;2010;Emploi;3.1 JAN;nl\nSans rien;;;;;\n",
        encoding="utf-8",
    )
    assert cli.main(["books", "import", str(table)]) == 0
    capsys.readouterr()
    assert cli.main(["books", "search", "werk"]) == 0
    assert cli.main(["books", "search", "rien"]) == 0

    assert capsys.readouterr().out.splitlines() == [
        "3.1 JAN  Werk zoeken",
        "         Janssens, B. · 2010 · Emploi · NL · 1 exemplaire",
        "–  Sans rien",
        "   1 exemplaire",
    ]


def test_a_title_is_erased_by_its_id_once_and_for_good(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["books", "import", str(table)]) == 0
    capsys.readouterr()
    assert cli.main(["books", "search", "Brussel", "--json"]) == 0
    [found] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    told = ["erase", "title", found["id"], "--reason", "mistake"]

    assert cli.main([*told, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["table"] == "title"
    assert cli.main(["books", "search", "Brussel", "--json"]) == 0
    assert capsys.readouterr().out == ""
    assert cli.main(told) == 2
    assert capsys.readouterr().err != ""


@pytest.mark.parametrize("words", [["visit_fact", "0" * 32, "--reason", "mistake"], ["title", "0" * 32]])
def test_what_cannot_be_erased_or_has_no_reason_is_wrong_usage(table: Path, words: list[str]) -> None:
    assert table.exists()
    assert cli.main(["erase", *words]) == 64
