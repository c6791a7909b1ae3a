"""The move of a real office to a hub and back, and one report over the sites that share a hub."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest

from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.errors import (
    FolderUnsetError,
    HubAddressError,
    JoinCodeOtherError,
    SiteHasNoHubError,
    SiteOnHubError,
    WorksAloneError,
)
from cdm_desk.domain.library import Copy
from cdm_desk.domain.reports import Period
from cdm_desk.domain.staff import Role
from cdm_desk.exchange.worker import Share
from cdm_desk.hubs import Move, add_site, all_sites
from cdm_desk.jobs import copy_house, repair_share
from cdm_desk.office import Office, found_office, open_office
from cdm_desk.settings import Settings, SettingsFile
from cdm_desk.vault import MemoryVault
from tests.services.library_desk import title as title_of

NOW = datetime(2019, 1, 14, 10, 30, tzinfo=BRUSSELS)
DAY = Period.parse("2019-01-14")
YEAR = Period.parse("2019")


class Place:
    """The data folder of one workstation, its keyring, and the code of the site that it founded."""

    def __init__(self, data: Path, share: Path | None) -> None:
        self._data = data
        self.vault = MemoryVault()
        self.clock = StoppedClock(NOW)
        settings = Settings(workstation="Accueil 1", kind="reception")
        founded = found_office(data, self.clock, self.vault, settings, share=share)
        self.code = founded.join_code or ""

    def open(self) -> Office:
        """Start the program."""
        return open_office(self._data, self.clock, self.vault)

    @property
    def medium(self) -> str:
        """How the settings say that the site is reached."""
        return SettingsFile(self._data / "settings.ini").load().settings.medium


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "share").mkdir()
    return Place(tmp_path / "one", tmp_path / "share")


def contacts(office: Office) -> int:
    with office.staff.command("facts", Role.MANAGER):
        return sum(1 for _fact in office.reports.facts(DAY))


def test_an_office_says_by_what_way_it_reaches_the_others_and_never_a_password(place: Place, hub_url: str) -> None:
    with place.open() as office:
        folder = office.way.folder
        assert (folder, office.way.by_hub, office.way.by_both) == (office.settings.share_folder, False, False)
        Move(office).begin(hub_url)
    with place.open() as office:
        assert (office.way.folder, office.way.by_both) == (folder, True)
        Move(office).finish()
    with place.open() as office:
        assert (office.way.folder, office.way.by_hub) == (None, True)
        assert "cdm_desk" not in office.way.server.split("/", maxsplit=1)[0]
        assert "@" not in office.way.server


@pytest.mark.parametrize("asked", [repair_share, lambda office: copy_house(office, office.store_file.parent / "usb")])
def test_what_needs_a_folder_is_refused_where_the_site_lies_on_a_hub(
    place: Place, hub_url: str, asked: Callable[[Office], object]
) -> None:
    with place.open() as office:
        Move(office).begin(hub_url)
        Move(office).finish()
    with place.open() as office, pytest.raises(SiteOnHubError):
        asked(office)


def visit(place: Place, times: int = 1) -> None:
    with place.open() as office, office.staff.command("visit", Role.RECEPTION):
        for _each in range(times):
            office.welcome.visit("MV3")
        assert office.exchange_once().share is Share.OK


def test_a_workstation_moves_to_a_hub_and_back_with_all_it_has(place: Place, hub_url: str) -> None:
    visit(place)
    with place.open() as office:
        assert Move(office).begin(hub_url) > 0
    assert place.medium == "both"
    visit(place)
    with place.open() as office:
        assert Move(office).finish().agree
    assert place.medium == "hub"
    visit(place)
    with place.open() as office:
        assert not Move(office).compare().agree
        assert Move(office).go_back() > 0
        assert Move(office).compare().agree
    assert place.medium == "folder"
    visit(place)


def test_no_workstation_leaves_the_folder_while_the_two_differ(place: Place, hub_url: str, tmp_path: Path) -> None:
    with place.open() as office:
        Move(office).begin(hub_url)
    settings = SettingsFile(tmp_path / "one" / "settings.ini")
    settings.save(Settings(workstation="Accueil 1", kind="reception", share=tmp_path / "share"))
    visit(place)
    with place.open() as office:
        assert Move(office).finish().missing_on_hub > 0

    assert place.medium == "folder"


def test_a_workstation_alone_has_nothing_to_move(tmp_path: Path) -> None:
    with Place(tmp_path / "alone", None).open() as office, pytest.raises(WorksAloneError):
        Move(office)


@pytest.mark.parametrize(
    "asked",
    [
        lambda office: Move(office).compare(),
        lambda office: Move(office).finish(),
        lambda office: Move(office).go_back(),
        lambda office: Move(office).begin(None),
        lambda office: add_site(office, "ABCD"),
        lambda office: all_sites(office, DAY).__enter__(),
    ],
    ids=["state", "switch", "back", "dual", "add-site", "report"],
)
def test_a_house_that_uses_its_folder_has_no_hub_to_ask(place: Place, asked: Callable[[Office], object]) -> None:
    with place.open() as office, pytest.raises(SiteHasNoHubError):
        asked(office)


def test_the_address_of_a_hub_lies_in_no_file(tmp_path: Path, hub_url: str) -> None:
    place = Place(tmp_path / "one", Path(hub_url))
    visit(place)

    assert place.medium == "hub"
    assert [path for path in (tmp_path / "one").rglob("*") if path.is_file() and b"postgres" in path.read_bytes()] == []
    with place.open() as office, pytest.raises(FolderUnsetError):
        Move(office).go_back()


def test_what_is_no_address_of_a_hub_is_refused_and_not_kept(place: Place) -> None:
    with place.open() as office:
        with pytest.raises(HubAddressError):
            Move(office).begin("server/desk")
        assert office.vault.get(f"hub-{office.site_id}") is None


def test_a_report_over_all_sites_counts_each_of_them_once(tmp_path: Path, hub_url: str) -> None:
    here, there = Place(tmp_path / "here", Path(hub_url)), Place(tmp_path / "there", Path(hub_url))
    visit(here, 3)
    visit(there, 4)
    with here.open() as office:
        for _twice in range(2):
            add_site(office, there.code)
        with pytest.raises(JoinCodeOtherError):
            add_site(office, Place(tmp_path / "alone", _share(tmp_path)).code)
        with all_sites(office, DAY) as combined:
            assert contacts(combined) == 7
        assert contacts(office) == 3
    with there.open() as office, all_sites(office, DAY) as combined:
        assert contacts(combined) == 4


def test_a_year_over_all_sites_counts_the_books_of_each(tmp_path: Path, hub_url: str) -> None:
    here, there = Place(tmp_path / "here", Path(hub_url)), Place(tmp_path / "there", Path(hub_url))
    for place in (here, there):
        with place.open() as office, office.staff.command("books", Role.DOCUMENTALIST):
            title = title_of("Trouver un emploi")
            office.library.add(title, [Copy(id=uuid4(), title_id=title.id)])
            assert office.exchange_once().share is Share.OK
    with here.open() as office:
        add_site(office, there.code)
        with all_sites(office, YEAR) as combined, combined.staff.command("report", Role.MANAGER):
            assert combined.reports.report("R04", YEAR).figure("books") == 2


def _share(folder: Path) -> Path:
    (folder / "share").mkdir()
    return folder / "share"
