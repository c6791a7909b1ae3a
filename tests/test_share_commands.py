"""The share doctor by its command, in two processes at once, as two people would start it."""

from pathlib import Path

import pytest

from tests.journeys.program import Workstation, found, join


@pytest.fixture
def desks(tmp_path: Path) -> tuple[Workstation, Workstation]:
    first = found(tmp_path, tmp_path / "share", "Accueil 1")
    return first, join(tmp_path, first, "Poste 4")


def test_two_commands_at_once_pass_the_folder(desks: tuple[Workstation, Workstation]) -> None:
    with desks[1].start("share", "check", "--json") as other:
        checkup = desks[0].one("share", "check")
        other.communicate(timeout=120)
    assert (checkup["passed"], checkup["partner"], other.returncode) == (True, "Poste 4", 0)


def test_alone_it_is_refused_and_says_that_it_takes_two(desks: tuple[Workstation, Workstation]) -> None:
    (checkup,) = desks[0].run("share", "check", "--wait", "1", status=2)
    failed = [each["why"] for each in checkup["checks"] if not each["passed"]]
    assert failed == [
        (
            "No other workstation took part. "
            "Start the program on a second PC of this site, and check again; it takes half a minute."
        )
    ]


def test_for_people_it_speaks_in_sentences(desks: tuple[Workstation, Workstation]) -> None:
    with desks[0].start("share", "check", "--wait", "1") as process:
        told, _trouble = process.communicate(timeout=120)
    assert "✓ Room:" in told
    assert told.splitlines()[-1].startswith("So far so good, but it takes two")


@pytest.mark.long
def test_a_workstation_is_taken_out_of_the_site_once_and_its_next_command_says_so(
    desks: tuple[Workstation, Workstation],
) -> None:
    first, second = desks
    second.one("exchange", "--once")

    assert first.one("share", "revoke", "poste 4") == {"revoked": "Poste 4"}
    assert first.run("share", "revoke", "Poste 4", status=2) == []
    assert first.run("share", "revoke", "Nobody", status=2) == []
    assert first.run("share", "revoke", "Accueil 1", status=2) == []
    third = join(first.data.parent, first, "Poste 5")
    third.one("exchange", "--once")
    second.one("register", "--theme", "EMP")
    second.one("exchange", "--once")
    assert third.one("exchange", "--once")["received"] == 0
