"""What `activities` says of the calendar, and the programme that it writes."""

import json
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from cdm_desk import cli
from cdm_desk.commands.workplace import open_workplace
from cdm_desk.settings import clock_of_run


@pytest.fixture
def planned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A workstation with two activities of the week, of which one is for staff only; return its folder."""
    named = {"CDM_DATA_DIR": str(tmp_path / "data"), "CDM_KEYRING": "file", "CDM_NOW": "2019-01-14T10:00"}
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    assert cli.main(["init", "--workstation", "Accueil 1", "--kind", "reception"]) == 0
    with open_workplace(clock_of_run()) as office:
        fresh = office.activities.fresh(date(2019, 1, 15), time(9))
        office.activities.plan(replace(fresh, title_fr="Atelier CV"))
        staff_only = office.activities.fresh(date(2019, 1, 16), time(9))
        office.activities.plan(replace(staff_only, title_fr="Réunion", announced=False))
    capsys.readouterr()
    return tmp_path


@pytest.mark.usefixtures("planned")
def test_the_week_is_told_to_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--json", "activities"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(each["day"], each["begins"], each["title_fr"]) for each in found] == [
        ("2019-01-15", "09:00", "Atelier CV"),
        ("2019-01-16", "09:00", "Réunion"),
    ]


@pytest.mark.parametrize("ending", ["ics", "csv", "json", "html", "txt"])
def test_a_programme_holds_what_is_announced_and_nothing_else(planned: Path, ending: str) -> None:
    out = planned / f"week.{ending}"
    assert cli.main(["activities", "export", "--period", "2019-W03", "--out", str(out)]) == 0
    told = out.read_text(encoding="utf-8-sig")
    assert "Atelier CV" in told
    assert "Réunion" not in told


def test_a_programme_of_another_kind_is_refused_and_nothing_is_written(planned: Path) -> None:
    out = planned / "week.doc"
    assert cli.main(["activities", "export", "--period", "2019-W03", "--out", str(out)]) == 2
    assert not out.exists()
