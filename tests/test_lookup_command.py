"""The look-up by command: what each catalogue said, for people and for programs; asked through a proxy on loopback."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cdm_desk import cli
from cdm_desk.paths import settings_file
from cdm_desk.settings import SettingsFile
from tests.importers import catalogue_server as server
from tests.importers.catalogue_server import ISBN, Running, envelope, running, saying


@pytest.fixture
def proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Running]:
    """A workstation that asks the Library of Congress, by way of a proxy that answers in its place."""
    data = tmp_path / "data"
    named = {"CDM_DATA_DIR": str(data), "CDM_KEYRING": "file", "CDM_NOW": "2019-01-14T10:00", "CDM_LANG": "en"}
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    assert cli.main(["init", "--workstation", "Biblio", "--kind", "library"]) == 0
    capsys.readouterr()
    with running(saying(envelope(server.unimarc_record()))) as made:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{made.port}")
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        yield made


def switch_on(tmp_path: Path) -> None:
    file = SettingsFile(settings_file(tmp_path / "data"))
    file.save(replace(file.load().settings, lookup_loc=5))


def test_what_a_catalogue_says_is_printed_for_people(
    proxy: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    switch_on(tmp_path)
    assert cli.main(["books", "lookup", "978-2-07-054127-0"]) == 0

    assert capsys.readouterr().out == (
        "Library of Congress: Trouver un emploi : guide pratique\n  Dupont, Jeanne · Dunod · 2018 · FR\n"
    )
    assert proxy.asked[0].startswith("http://lx2.loc.gov:210/lcdb?")
    assert proxy.queries() == [f"bath.isbn={ISBN}"]


def test_what_a_catalogue_says_is_printed_for_programs(
    proxy: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    switch_on(tmp_path)
    assert cli.main(["books", "lookup", ISBN, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)

    assert (told["isbn"], told["source"], told["fault"]) == (ISBN, "loc", None)
    assert told["title"]["title"] == "Trouver un emploi"
    assert proxy.asked


def test_why_a_catalogue_says_nothing_is_printed_too(
    proxy: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    switch_on(tmp_path)
    proxy.behave(saying(envelope()))
    assert cli.main(["books", "lookup", ISBN, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["fault"] == "nothing"


def test_words_of_a_title_find_titles(proxy: Running, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    switch_on(tmp_path)
    assert cli.main(["books", "lookup", "--title", "trouver", "emploi"]) == 0
    assert "Trouver un emploi" in capsys.readouterr().out
    assert proxy.queries() == ["bath.title=trouver and bath.title=emploi"]


def test_nobody_is_asked_as_long_as_nothing_is_switched_on(proxy: Running, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["books", "lookup", ISBN]) == 2
    assert "switched on" in capsys.readouterr().err
    assert proxy.asked == []


@pytest.mark.parametrize("number", ["9782070541271", "livre", "123"])
def test_what_is_no_isbn_is_refused(proxy: Running, capsys: pytest.CaptureFixture[str], number: str) -> None:
    assert cli.main(["books", "lookup", number]) == 2
    assert number in capsys.readouterr().err
    assert proxy.asked == []
