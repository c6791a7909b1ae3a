"""A site and its hub: the move there and back, and the figures of all the sites that share one."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cdm_desk.domain.errors import DiskError, FolderUnsetError, SiteHasNoHubError, WorksAloneError
from cdm_desk.domain.intake import recorded_fields
from cdm_desk.domain.reports import Period
from cdm_desk.exchange.both import Compared, carry, compared
from cdm_desk.exchange.cycle import Cycle, Member
from cdm_desk.exchange.folder import SharedFolder
from cdm_desk.exchange.hub import Hub, HubCalls, open_hub
from cdm_desk.exchange.hub_calls import conninfo
from cdm_desk.exchange.share_process import ShareProcess
from cdm_desk.exchange.site import Site, fault_named, site_of
from cdm_desk.exchange.snapshot import Snapshots
from cdm_desk.office import Office, hub_url, keep_hub, temporary_office
from cdm_desk.settings import BOTH, FOLDER, HUB, SettingsFile
from cdm_desk.store.library import COPY, TITLE
from cdm_desk.store.meta import OTHER_SITES
from cdm_desk.store.unit import Unit
from cdm_desk.vault import needed

_PATIENCE: Final = 30.0


class Move:
    """A site on its way from its folder to a hub, or back; each step is made on every workstation.

    First all workstations go to both, then all to the hub: some that know the folder only and some that know the hub
    only, at one time, could call somebody twice.
    """

    def __init__(self, office: Office) -> None:
        if office.site_id is None:
            raise WorksAloneError
        self._office = office
        self._site = Site(id=bytes.fromhex(office.site_id), key=needed(office.vault, f"site-{office.site_id}"))

    def begin(self, url: str | None) -> int:
        """Bring what the folder holds to the hub, and use both from now on; return how many frames were brought.

        `url` is where the hub lies, None where that is known already. Raises HubAddressError, or
        SiteHasNoHubError where it is not.
        """
        if url is not None:
            # What is no address is kept nowhere.
            conninfo(url, _PATIENCE)
            keep_hub(self._office.vault, self._site.id.hex(), url)
        with self._media() as (folder, hub):
            brought = carry(folder, hub)
        self._set(BOTH)
        return brought

    def compare(self) -> Compared:
        """Compare all that folder and hub hold."""
        with self._media() as (folder, hub):
            return compared(folder, hub)

    def finish(self) -> Compared:
        """Use the hub alone from now on, if both hold the same; else nothing changes."""
        found = self.compare()
        if found.agree:
            self._set(HUB)
        return found

    def go_back(self) -> int:
        """Bring what the hub holds to the folder, and use the folder alone; return how many frames were brought."""
        with self._media() as (folder, hub):
            brought = carry(hub, folder)
        self._set(FOLDER)
        return brought

    @contextmanager
    def _media(self) -> Iterator[tuple[SharedFolder, Hub]]:
        url = _url_of_hub(self._office, self._site.id.hex())
        share = self._office.settings.share_folder
        if share is None:
            raise FolderUnsetError
        folder = SharedFolder(ShareProcess(share, patience=_PATIENCE), self._site)
        hub = open_hub(url, self._site, patience=_PATIENCE)
        try:
            yield folder, hub
        except OSError as fault:
            raise fault_named(fault) from fault
        finally:
            folder.stop()
            hub.stop()

    def _set(self, medium: str) -> None:
        file = SettingsFile(self._office.settings_file)
        try:
            file.save(replace(file.load().settings, medium=medium))
        except OSError as fault:
            raise DiskError(fault.strerror or "") from fault


def add_site(office: Office, join_code: str) -> str:
    """Let this workstation read the figures of another site on its hub, by that site's joining code; return its id.

    Raises JoinCodeTypoError, JoinCodeOtherError, or WorksAloneError or SiteHasNoHubError where there is no hub to read
    it from.
    """
    if office.site_id is None:
        raise WorksAloneError
    url = _url_of_hub(office, office.site_id)
    site = site_of(lambda site_id: HubCalls(url, site_id, patience=_PATIENCE), join_code)
    office.vault.put(f"site-{site.id.hex()}", site.key)
    with office.store.unit() as unit:
        known = set((unit.meta.get(OTHER_SITES) or "").split())
        unit.meta.put(OTHER_SITES, " ".join(sorted((known | {site.id.hex()}) - {office.site_id})))
    return site.id.hex()


@contextmanager
def all_sites(office: Office, period: Period) -> Iterator[Office]:
    """Give an office, for the time of a report, that counts the facts of all sites known here, read from their hub.

    Each site is read as a new workstation of it would; nothing is written there.
    """
    if office.site_id is None:
        raise WorksAloneError
    url = _url_of_hub(office, office.site_id)
    with office.store.view() as view:
        others = (view.meta.get(OTHER_SITES) or "").split()
    with TemporaryDirectory() as folder, ExitStack() as open_offices:
        combined = open_offices.enter_context(_blank(Path(folder), office))
        for number, site_id in enumerate([office.site_id, *others]):
            one = open_offices.enter_context(_blank(Path(folder) / str(number), office))
            site = Site(id=bytes.fromhex(site_id), key=needed(office.vault, f"site-{site_id}"))
            _read_site(one, open_hub(url, site, patience=_PATIENCE))
            with one.store.view() as view, combined.store.unit() as unit:
                _add_site(unit, view, period)
        yield combined


def _add_site(unit: Unit, view: Unit, period: Period) -> None:
    """Add what a site has counted in a period and in those that it is compared with, and what stands on its shelves."""
    first = min(period.before().first, period.year_before().first)
    unit.facts.add_many(view.facts.between(first, period.last))
    shelf = view.titles.shelf()
    unit.keep_all(TITLE, {title.id.hex: recorded_fields(title) for title, _copies in shelf})
    unit.keep_all(COPY, {copy.id.hex: recorded_fields(copy) for _title, copies in shelf for copy in copies})


def _url_of_hub(office: Office, site_id: str) -> str:
    if office.settings.medium_here == FOLDER and office.vault.get(f"hub-{site_id}") is None:
        raise SiteHasNoHubError
    return hub_url(office.vault, site_id)


def _blank(folder: Path, office: Office) -> Office:
    folder.mkdir(exist_ok=True)
    return temporary_office(folder, office.clock, office.settings)


def _read_site(office: Office, hub: Hub) -> None:
    member = Member(name="", private_key=Ed25519PrivateKey.generate().private_bytes_raw())
    try:
        hub.check()
        cycle = Cycle(hub, office.store, office.clock, member)
        cycle.learn_workstations()
        Snapshots(hub, hub.site, office.store, office.clock, member).begin()
        cycle.recall()
        cycle.fetch(everything=True)
    except OSError as fault:
        raise fault_named(fault) from fault
    finally:
        hub.stop()
