"""The command that prints a ticket again: to a file, and to a printer."""

from pathlib import Path

import pytest

from cdm_desk.documents.escpos import rows_in
from cdm_desk.domain.slip import Outlet, TicketPaper
from cdm_desk.settings import Settings, SettingsFile
from tests.documents.slips import text_of
from tests.documents.test_ticket_printer import posix
from tests.test_commands import Desk, bare, desk, set_up

__all__ = ["bare", "desk", "set_up"]


@pytest.fixture
def registered(desk: Desk) -> Desk:
    """A desk with one visitor who speaks Dutch and one who chose nothing."""
    desk("register", "--theme", "EMP", "--language", "NL")
    desk("register", "--theme", "ENT")
    return desk


def _set(desk: Desk, settings: Settings) -> None:
    SettingsFile(desk.data / "settings.ini").save(settings)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("301",), ["Werk"]),
        (("501",), ["Ondernemerschap", "Entrepreneuriat"]),
        (("301", "--language", "fr"), ["Emploi"]),
        (("301", "--language", "en"), ["Employment"]),
        (("301", "--language", "fr+nl"), ["Emploi", "Werk"]),
    ],
    ids=["chosen", "not chosen", "fr", "en", "both"],
)
def test_a_ticket_is_written_in_its_language(
    registered: Desk, tmp_path: Path, words: tuple[str, ...], found: list[str]
) -> None:
    out = tmp_path / "t.pdf"
    ran = registered("ticket", *words, "--out", str(out))
    text = text_of(out.read_bytes())

    assert ran.one == {"ticket": int(words[0]), "out": str(out)}
    assert words[0] in text
    assert sorted(
        word for word in ("Emploi", "Werk", "Employment", "Ondernemerschap", "Entrepreneuriat") if word in text
    ) == (sorted(found))
    assert "14/01/2019 10:15" in text


def test_the_job_of_a_receipt_printer_is_written_too(registered: Desk, tmp_path: Path) -> None:
    out = tmp_path / "t.escpos"
    registered("ticket", "301", "--out", str(out), "--paper", "a6")

    assert len(rows_in(out.read_bytes())[0]) == 72


def test_a_large_print_is_longer_on_a_roll(registered: Desk, tmp_path: Path) -> None:
    usual, large = tmp_path / "usual.escpos", tmp_path / "large.escpos"
    registered("ticket", "501", "--out", str(usual), "--paper", "58")
    registered("ticket", "501", "--out", str(large), "--paper", "58", "--large")

    assert len(rows_in(large.read_bytes())) > len(rows_in(usual.read_bytes()))


@posix
def test_without_a_file_it_goes_to_the_printer_of_this_pc(registered: Desk, tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    device.touch()
    _set(registered, Settings(workstation="Accueil 1", ticket_outlet=Outlet.DEVICE, ticket_address=str(device)))
    ran = registered("ticket", "301", as_json=False)

    assert (ran.status, ran.out) == (0, "Ticket 301 printed again.\n")
    assert len(rows_in(device.read_bytes())) > 400


def test_a_printer_that_is_away_ends_with_the_fault_of_the_world(registered: Desk, tmp_path: Path) -> None:
    away = str(tmp_path / "lp0")
    _set(registered, Settings(workstation="Accueil 1", ticket_outlet=Outlet.DEVICE, ticket_address=away))
    ran = registered("ticket", "301")

    assert ran.status == 3
    assert f"The printer {away} does not answer." in ran.told


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("999",), 2, "This number is not on today's board."),
        (("301",), 2, "No printer for tickets is set on this PC."),
        (("301", "--out", "t.docx"), 2, "Nothing is written as “docx” here. Choose one of: pdf, escpos."),
        (("301", "--out", "ticket"), 2, "Choose one of: pdf, escpos."),
        (("301", "--paper", "a4"), 64, "is not possible"),
        ((), 64, "this is missing"),
    ],
    ids=["no such number", "no printer", "no such form", "no form", "no such paper", "no number"],
)
def test_what_cannot_be_printed_is_refused_in_words(
    registered: Desk, words: tuple[str, ...], status: int, told: str
) -> None:
    ran = registered("ticket", *words)

    assert ran.status == status
    assert told in ran.told


def test_a_folder_that_is_not_there_is_told(registered: Desk, tmp_path: Path) -> None:
    ran = registered("ticket", "301", "--out", str(tmp_path / "none" / "t.pdf"))

    assert ran.status == 3
    assert "Nothing was written to" in ran.told


def test_a_sheet_does_not_go_to_a_receipt_printer(registered: Desk) -> None:
    settings = Settings(workstation="Accueil 1", ticket_outlet=Outlet.NETWORK, ticket_address="till")
    _set(registered, settings)
    ran = registered("ticket", "301", "--paper", TicketPaper.A5.value)

    assert ran.status == 2
    assert "prints on a roll" in ran.told
