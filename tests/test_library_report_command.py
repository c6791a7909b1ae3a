"""The report of the library by command: the tables that outside checks read, and the page."""

import json
from pathlib import Path

import pytest

from cdm_desk import cli

TABLE = """Titre;Auteur;Éditeur;Année;Langue
Le métier de libraire;Dupont, A.;Seuil;2001;fr
Werk zoeken in Brussel;Janssens, B.;Lannoo;2010;nl
"""


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A workstation with two books; return its folder."""
    named = {"CDM_DATA_DIR": str(tmp_path / "data"), "CDM_KEYRING": "file", "CDM_NOW": "2019-03-14T10:00"}
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    assert cli.main(["init", "--workstation", "Accueil 1", "--kind", "reception"]) == 0
    table = tmp_path / "livres.csv"
    table.write_text(TABLE, encoding="utf-8")
    assert cli.main(["books", "import", str(table)]) == 0
    capsys.readouterr()
    return tmp_path


@pytest.mark.parametrize("period", ["2019", "2019-Q1", "2019-03", "2019-W11"])
def test_the_json_of_the_library_names_consultations_by_theme_and_by_week(catalogue: Path, period: str) -> None:
    out = catalogue / "r10.json"
    assert cli.main(["report", "R10", "--period", period, "--out", str(out)]) == 0
    body = json.loads(out.read_text(encoding="utf-8"))
    tables = {table["id"]: table for table in body["tables"]}

    assert (body["report"], body["period"], body["figures"]["titles"]) == ("R10", period, 2)
    assert tables["uses_by_theme"]["rows"][-1][0] == "total"
    assert "2019-W11" in [row[0] for row in tables["uses_by_week"]["rows"]]


@pytest.mark.parametrize("language", ["fr", "nl", "fr+nl"])
def test_the_page_of_the_library_is_a_pdf(catalogue: Path, language: str) -> None:
    out = catalogue / "r10.pdf"

    assert cli.main(["report", "R10", "--period", "2019", "--language", language, "--out", str(out)]) == 0
    assert out.read_bytes().startswith(b"%PDF")
