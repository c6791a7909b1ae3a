"""The office: what is there from its first minute, and without the folder that the site shares."""

from pathlib import Path

import pytest

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.errors import CopyUnsoundError, ShareAwayError
from cdm_desk.jobs import restore_workstation
from cdm_desk.office import found_office, open_office
from cdm_desk.settings import Settings
from cdm_desk.store.opening import found_store
from cdm_desk.vault import MemoryVault


def test_a_copy_from_the_first_minute_is_one_of_this_workstation_in_this_site(
    tmp_path: Path, clock: StoppedClock
) -> None:
    share, data, vault = tmp_path / "share", tmp_path / "here", MemoryVault()
    share.mkdir()
    found_office(data, clock, vault, Settings(workstation="Accueil 1"), share=share)
    (copy,) = (data / "backups").glob("*.db")
    assert restore_workstation(data, vault, clock, copy).workstation == "Accueil 1"

    with open_office(data, clock, vault) as office:
        assert not office.alone()


def test_a_copy_from_before_a_workstation_had_a_name_is_no_copy_of_it(tmp_path: Path, clock: StoppedClock) -> None:
    data, vault = tmp_path / "here", MemoryVault()
    opened, _paper = found_store(data / "desk.db", vault, clock.now())
    opened.close()
    (copy,) = (data / "backups").glob("*.db")
    with pytest.raises(CopyUnsoundError):
        restore_workstation(data, vault, clock, copy)


def test_without_its_folder_a_workstation_of_a_site_calls_only_who_never_left_it(
    tmp_path: Path, clock: StoppedClock
) -> None:
    share, here, there = tmp_path / "share", tmp_path / "here", tmp_path / "there"
    share.mkdir()
    vault, other = MemoryVault(), MemoryVault()
    made = found_office(there, clock, other, Settings(workstation="Accueil 1"), share=share)
    found_office(here, clock, vault, Settings(workstation="Poste 2"), share=share, join_code=made.join_code)
    with open_office(there, clock, other) as reception, open_office(here, clock, vault) as desk:
        reception.welcome.register("EMP")
        reception.exchange_once()
        desk.exchange_once()
    with open_office(here, clock, vault, Settings(workstation="Poste 2")) as desk:
        desk.queue.open_desk("2", ["EMP", "FOR"], ["FR"])
        with pytest.raises(ShareAwayError):
            desk.queue.call_next("2")
        own = desk.welcome.register("FOR")

        assert desk.queue.call_this(own.id, "2").number == own.number
