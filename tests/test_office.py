"""The office: what it does when its settings have lost the folder that the site shares."""

from pathlib import Path

import pytest

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.errors import ShareAwayError
from cdm_desk.office import found_office, open_office
from cdm_desk.settings import Settings
from cdm_desk.vault import MemoryVault


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
