"""The office: one store with the services that work on it and the exchange that tells the others; no window needed."""

import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Final, Self
from uuid import UUID

from cdm_desk.domain.clock import Clock
from cdm_desk.domain.errors import (
    DeskError,
    DiskError,
    FolderUnsetError,
    SharedFolderAwayError,
    SharedFolderError,
    WorksAloneError,
)
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.lookup import Catalogue
from cdm_desk.domain.queue import ClaimResult, Claims, LocalClaims
from cdm_desk.domain.reports import Missing
from cdm_desk.exchange.cycle import Member
from cdm_desk.exchange.medium import Way
from cdm_desk.exchange.site import Joined, Reach, Site, found, join, place_named, see_free, see_joinable
from cdm_desk.exchange.worker import Exchange, ExchangeResult, Membership, OpenMedium, Share
from cdm_desk.paths import settings_file
from cdm_desk.services.activities import ActivitiesService
from cdm_desk.services.aside import AsideService
from cdm_desk.services.authors import AuthorsService
from cdm_desk.services.bag import BagService
from cdm_desk.services.balance import BalanceService
from cdm_desk.services.baskets import BasketsService
from cdm_desk.services.boards import BoardsService
from cdm_desk.services.conflicts import ConflictsService
from cdm_desk.services.consultation import ConsultationService
from cdm_desk.services.counselling import CounsellingService
from cdm_desk.services.covers import CoversService
from cdm_desk.services.day import DayService
from cdm_desk.services.desks import DesksService
from cdm_desk.services.display import DisplayService
from cdm_desk.services.duplicates import DuplicatesService
from cdm_desk.services.erasure import ErasureService
from cdm_desk.services.finding import FindingService
from cdm_desk.services.history import HistoryService
from cdm_desk.services.house_figures import HouseFiguresService
from cdm_desk.services.journals import JournalService
from cdm_desk.services.kiosk import KioskService, VisitorGate
from cdm_desk.services.labels import LabelsService
from cdm_desk.services.leaflets import LeafletService
from cdm_desk.services.library import LibraryService
from cdm_desk.services.lists import ListsService
from cdm_desk.services.lookup import LookupService
from cdm_desk.services.multimedia import MultimediaService
from cdm_desk.services.overview import OverviewService
from cdm_desk.services.press import PressService
from cdm_desk.services.queue import QueueService
from cdm_desk.services.report_texts import ReportTextsService
from cdm_desk.services.reports import ReportsService
from cdm_desk.services.staff import StaffService
from cdm_desk.services.stocktake import StocktakeService
from cdm_desk.services.survey import SurveyService
from cdm_desk.services.weeding import WeedingService
from cdm_desk.services.welcome import WelcomeService
from cdm_desk.services.workstations import WorkstationsService
from cdm_desk.settings import FOLDER, HUB, Settings, SettingsFile, hub_address
from cdm_desk.store.backup import Backups
from cdm_desk.store.meta import CLAIMS, DEMO, KIND, SITE_ID, STORE_ID, WORKSTATION
from cdm_desk.store.migrations import FIRST, STEPS
from cdm_desk.store.opening import OpenStore, found_store, keep_secret, open_store
from cdm_desk.store.repair import Repair
from cdm_desk.store.unit import Store
from cdm_desk.vault import MemoryVault, Vault, needed

SCHEMA: Final = FIRST + len(STEPS)
STORE_FILE: Final = "desk.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class Founded:
    """What is shown once when a store was made: the key to keep on paper, the code for the next workstation."""

    recovery_key: str = field(repr=False)
    join_code: str | None = field(default=None, repr=False)


class FolderUnset:
    """The right to call where the site shares a folder that is not set here: there is nobody to ask."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def take(self, ticket_id: UUID, attempt: int) -> ClaimResult:  # noqa: ARG002 - the port's signature
        """Return UNSENT for a ticket that never left this workstation; for others only a person's own word can do."""
        with self._store.view() as view:
            return ClaimResult.UNSENT if view.journal.never_sent(ticket_id) else ClaimResult.AWAY

    def stalled(self, ticket_id: UUID, attempt: int) -> bool:  # noqa: ARG002 - the port's signature
        """Return False: no claim can be read."""
        return False


class Office:
    """Everything a screen or a command works with; `repair` says what was put right when the store was opened."""

    def __init__(  # noqa: PLR0915 - one line for each service
        self, opened: OpenStore, clock: Clock, vault: Vault, settings: Settings, exchange_folder: Path | None = None
    ) -> None:
        self.clock = clock
        self.settings = settings
        self.vault = vault
        self.repair: Repair | None = opened.repair
        self.store_file = opened.path
        self.schema = SCHEMA
        self.key = opened.key
        self._opened = opened
        self.store = Store(opened.engine, opened.path, clock)
        with self.store.view() as unit:
            self.demo = unit.demo
            self.workstation = unit.workstation
            self.kind = unit.kind
            self._site = unit.meta.get(SITE_ID)
            parked = bool(unit.journal.parked())
            outdated = unit.titles.outdated()
            self._claims_tested = unit.meta.get(CLAIMS) == "1"
        if parked:
            with self.store.unit() as unit:
                unit.take_up_parked()
        if outdated:
            with self.store.unit() as unit:
                unit.titles.renew()
        self.exchange = self._exchange(exchange_folder)
        self.staff = StaffService(self.store, clock, vault)
        self.lists = ListsService(self.store, clock, self.staff)
        self.welcome = WelcomeService(self.store, clock, self.staff, self.alone, self.staff.role)
        self.queue = QueueService(self.store, clock, self.staff, self.claims)
        self.desks = DesksService(self.store, self.staff)
        self.counselling = CounsellingService(self.store, clock, self.staff, self.alone)
        self.multimedia = MultimediaService(self.store, clock, self.staff, self.claims)
        self.display = DisplayService(self.store, clock, self._heard)
        self.kiosk = self._kiosk()
        self.activities = ActivitiesService(self.store, clock, self.staff, self.staff.role)
        self.bags = BagService(self.store, clock, self.staff)
        self.conflicts = ConflictsService(self.store, self.staff)
        self.library = LibraryService(self.store, clock, self.staff)
        self.baskets = BasketsService(self.store, clock, self.staff)
        self.finding = FindingService(self.store, clock)
        self.press = PressService(self.store, clock, self.staff)
        self.boards = BoardsService(self.store, clock, self.staff)
        self.consultations = ConsultationService(self.store, clock, self.staff)
        self.stocktakes = StocktakeService(self.store, clock, self.staff, self.staff.role)
        self.lookup_seconds = settings.lookup_seconds
        self.lookup = LookupService(self.store, clock, self.staff, self._catalogues)
        self.journals = JournalService(self.store, clock, self.staff)
        self.leaflets = LeafletService(self.store, clock, self.staff)
        self.labels = LabelsService(self.store, clock, self.staff)
        self.weeding = WeedingService(self.store, clock, self.staff)
        self.reports = ReportsService(self.store, clock, self.staff, self._missing)
        self.report_texts = ReportTextsService(self.store, self.staff)
        self.house_figures = HouseFiguresService(self.store, clock, self.staff)
        self.overview = OverviewService(self.store, clock, self.staff, self._missing)
        self.erasure = ErasureService(self.store, self.staff)
        self.workstations = WorkstationsService(self.store, clock, self.staff, self._revoke, self._person)
        self.aside = AsideService(self.staff, self._take_in_late, self._put_away)
        self.day = DayService(self.store, clock, self.staff, self.alone)
        self.store.on_change(self.desks.settle)
        self.balance = BalanceService(self.store, clock, self.staff, self._missing)

    @cached_property
    def authors(self) -> AuthorsService:
        """Names in several forms."""
        return AuthorsService(self.store, self.staff)

    @cached_property
    def covers(self) -> CoversService:
        """Pictures of covers."""
        return CoversService(self.store, self.staff)

    @cached_property
    def duplicates(self) -> DuplicatesService:
        """Two records of one work."""
        return DuplicatesService(self.store, self.staff)

    @cached_property
    def survey(self) -> SurveyService:
        """What visitors think."""
        return SurveyService(self.store, self.clock, self.staff)

    @cached_property
    def history(self) -> HistoryService:
        """The past of a title."""
        return HistoryService(self.store, self.staff)

    @property
    def site_id(self) -> str | None:
        """The site that it belongs to, None where it is the whole site."""
        return self._site

    @property
    def settings_file(self) -> Path:
        """The file that holds its settings."""
        return settings_file(self.store_file.parent)

    @property
    def way(self) -> Way:
        """By what way the others of the site are reached in this run."""
        return Way() if self.exchange is None else self.exchange.way

    def _kiosk(self) -> KioskService:
        # What visitors do passes a gate of its own: nobody signs in there.
        gate = VisitorGate(self.settings.kind)
        return KioskService(
            self.store,
            self.clock,
            WelcomeService(self.store, self.clock, gate, self.alone),
            MultimediaService(self.store, self.clock, gate, self.claims),
            self.queue,
            gate=self.staff,
            secrets=self.vault,
            note=self.staff.note,
        )

    def _catalogues(self) -> Iterable[Catalogue]:
        """Return the catalogues of others that are switched on just now."""
        if not any(self.lookup_seconds.values()):
            return ()
        # What reads XML and opens addresses of the web is not needed to open a desk.
        from cdm_desk.importers.sru import catalogues

        return catalogues(self.lookup_seconds)

    def _heard(self) -> datetime | None:
        """Return when the others were last heard of; None where there are no others."""
        if self.exchange is None:
            return None
        ago = self.exchange.state.exchanged_seconds_ago
        # Never yet: as long ago as makes no difference.
        return self.clock.now() - timedelta(days=1 if ago is None else 0, seconds=ago or 0)

    def _person(self) -> UUID | None:
        duty = self.staff.on_duty()
        return None if duty is None else duty.person.id

    def _revoke(self, name: str) -> None:
        self.reached().revoke(name)

    def _take_in_late(self, aside_id: UUID) -> None:
        if self.exchange is not None:
            self.exchange.take_in_late(aside_id)

    def _put_away(self, aside_id: UUID) -> None:
        if self.exchange is not None:
            self.exchange.put_away(aside_id)

    def alone(self) -> bool:
        """Whether no folder is shared: this workstation is the whole site."""
        return self._site is None

    def claims(self) -> Claims:
        """Return the judge of calls in force."""
        if self.exchange is not None:
            return self.exchange.claims
        return LocalClaims() if self.alone() else FolderUnset(self.store)

    def reached(self) -> Exchange:
        """Return the way to the others; raises WorksAloneError where there are none, or FolderUnsetError."""
        if self.exchange is None:
            raise WorksAloneError if self.alone() else FolderUnsetError
        return self.exchange

    def exchange_once(self, *, flush: bool = True) -> ExchangeResult:
        """Exchange with the shared folder, if there is one; its being away is told in the result."""
        if self.exchange is None:
            return ExchangeResult(share=Share.NONE if self.alone() else Share.AWAY)
        # A night without an open window is a sign of life too.
        return self.exchange.once(flush=flush, alive=flush)

    def number_ahead(self, theme_code: str) -> None:
        """Claim numbers if none is left to hand out: for commands, which have no thread of their own."""
        if self.alone():
            return
        today = self.clock.now().date()
        with self.store.view() as unit:
            theme = unit.lists.find(Kind.THEME, theme_code)
            short = theme is not None and not unit.numbers.left(today, str(theme.digit))
        if short:
            # Whatever becomes of the folder, there is a number under a letter to hand over.
            with suppress(SharedFolderError):
                self.exchange_once(flush=False)

    def renew_numbers(self) -> None:
        """Hand out no number again that may have been handed out since the copy that took the store's place."""
        with self.store.unit() as unit:
            if self.alone():
                unit.numbers.leap(self.clock.now().date())
            else:
                unit.numbers.forget()

    def close(self) -> None:
        """Publish what waits, as far as a second or two allow, and close the store."""
        if self.exchange is not None:
            self.exchange.stop()
        self._opened.close()

    def _exchange(self, folder: Path | None) -> Exchange | None:
        share, medium = self.settings.share_folder, self.settings.medium_here
        if self._site is None or (share is None and medium != HUB):
            return None
        site = Site(id=bytes.fromhex(self._site), key=needed(self.vault, f"site-{self._site}"))
        private_key = needed(self.vault, f"workstation-{self._site}-{self.workstation}")
        member = Member(name=self.workstation, private_key=private_key)
        membership = Membership(
            folder=share or Path(), site=site, member=member, kind=self.kind, claims=self._claims_tested
        )
        data = folder or self.store_file.parent
        if medium == FOLDER:
            return Exchange(self.store, self.clock, membership, data)
        url = hub_url(self.vault, self._site)
        way = Way(folder=None if medium == HUB else share, server=_server(url))
        return Exchange(self.store, self.clock, membership, data, opened=_reached(medium, url), way=way)

    def _missing(self, day: date) -> Missing:
        if self.exchange is None:
            return Missing()
        today = self.clock.now().date()
        with self.store.view() as unit:
            signs = [
                known for known in unit.journal.workstations() if known.name != self.workstation and not known.revoked
            ]
            waiting = sum(unit.journal.count_waiting()) if day == today else 0
        # What somebody has to send on a later day is of that day: all else leaves within half an hour.
        silent = [sign.name for sign in signs if sign.seen_at is None or sign.seen_at.date() < day]
        holding = [
            (sign.name, sign.unsent) for sign in signs if sign.unsent and sign.seen_at and sign.seen_at.date() == day
        ]
        return Missing(silent=tuple(sorted(silent)), holding=tuple(sorted(holding)), not_exchanged=waiting)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        self.close()


def open_office(data: Path, clock: Clock, vault: Vault, settings: Settings | None = None) -> Office:
    """Open the office of a workstation that was set up; raises StoreMissingError and every other StoreError."""
    settings = settings or _settings(data)
    opened = open_store(data / STORE_FILE, vault, clock.now())
    office = _office(opened, clock, vault, settings)
    if office.repair is not None:
        office.renew_numbers()
    return office


def found_office(
    data: Path,
    clock: Clock,
    vault: Vault,
    settings: Settings,
    *,
    share: Path | None = None,
    join_code: str | None = None,
) -> Founded:
    """Set a workstation up: its store, and with a shared folder its site, founded or joined by the code.

    A folder that refuses leaves no store behind. Raises StoreExistsError, the errors of `exchange.site`, or
    SharedFolderAwayError for a code without a folder.
    """
    if join_code is not None and share is None:
        raise SharedFolderAwayError
    if (data / STORE_FILE).exists():
        open_office(data, clock, vault, settings).close()
    opened, paper = found_store(data / STORE_FILE, vault, clock.now())
    try:
        with place_named(share):
            joined = _joined(settings, share, join_code, clock.now())
    except DeskError:
        opened.close()
        _forget(data)
        raise
    _note(opened, clock, vault, settings, joined)
    _copy_named(opened, clock.now())
    opened.close()
    hub = hub_address(share)
    if hub is not None and joined is not None:
        keep_hub(vault, joined.site.id.hex(), hub)
    kept = replace(settings, medium=HUB) if hub else replace(settings, share=share or settings.share)
    try:
        SettingsFile(settings_file(data)).save(kept)
    except OSError as fault:
        raise DiskError(fault.strerror or "") from fault
    return Founded(recovery_key=paper, join_code=None if joined is None else joined.join_code)


def look_at_place(share: Path, name: str, *, join_code: str | None = None) -> None:
    """See whether `found_office` could found a site there, or join it by the code; nothing is made or changed.

    Raises what that does.
    """
    hub = hub_address(share)
    where = share if hub is None else _reach(hub)
    with place_named(share):
        if join_code is None:
            see_free(where)
        else:
            see_joinable(where, join_code, name=name)


def temporary_office(folder: Path, clock: Clock, settings: Settings, *, demo: bool = False) -> Office:
    """Make an office that keeps its key in memory: for a rehearsal, a demonstration or a test."""
    vault = MemoryVault()
    opened, _paper = found_store(folder / STORE_FILE, vault, clock.now())
    _note(opened, clock, vault, settings, None)
    office = _office(opened, clock, vault, settings)
    if demo:
        with office.store.unit() as unit:
            unit.meta.put(DEMO, "1")
        office.demo = True
    return office


def _settings(data: Path) -> Settings:
    try:
        return SettingsFile(settings_file(data)).load().settings
    except OSError as fault:
        raise DiskError(fault.strerror or "") from fault


def _office(opened: OpenStore, clock: Clock, vault: Vault, settings: Settings) -> Office:
    try:
        return Office(opened, clock, vault, settings)
    except BaseException:
        opened.close()
        raise


def _joined(settings: Settings, share: Path | None, join_code: str | None, at: datetime) -> Joined | None:
    if share is None:
        return None
    hub = hub_address(share)
    where = share if hub is None else _reach(hub)
    if join_code is not None:
        return join(where, join_code, name=settings.workstation, kind=settings.kind)
    return found(where, name=settings.workstation, kind=settings.kind, at=at)


def _reach(url: str) -> Reach:
    # The driver of the hub is loaded only where a site has one.
    from cdm_desk.exchange.hub import HubCalls

    return lambda site_id: HubCalls(url, site_id)


def _reached(medium: str, url: str) -> OpenMedium:
    from cdm_desk.exchange.both import on_both, on_hub

    return on_hub(url) if medium == HUB else on_both(url)


def _server(url: str) -> str:
    from cdm_desk.exchange.hub_calls import label

    return label(url)


def keep_hub(vault: Vault, site_id: str, url: str) -> None:
    """Keep the address of a site's hub, whose password is a secret."""
    vault.put(f"hub-{site_id}", url.encode())


def hub_url(vault: Vault, site_id: str) -> str:
    """Return the address of a site's hub: of this run, or as kept; raises SecretMissingError."""
    return hub_address(os.environ.get("CDM_SHARE_DIR")) or needed(vault, f"hub-{site_id}").decode()


def _note(opened: OpenStore, clock: Clock, vault: Vault, settings: Settings, joined: Joined | None) -> None:
    with Store(opened.engine, opened.path, clock).unit() as unit:
        unit.meta.put(STORE_ID, secrets.token_hex(16))
        unit.meta.put(WORKSTATION, settings.workstation)
        unit.meta.put(KIND, settings.kind)
        if joined is not None:
            unit.meta.put(SITE_ID, joined.site.id.hex())
            unit.meta.put(CLAIMS, "1" if joined.claims else "0")
    if joined is not None:
        site = joined.site.id.hex()
        keep_secret(opened.path, vault, f"site-{site}", joined.site.key)
        keep_secret(opened.path, vault, f"workstation-{site}-{settings.workstation}", joined.private_key)


def _copy_named(opened: OpenStore, now: datetime) -> None:
    """Let a copy that knows its workstation and its site take the place of the one from before they were noted."""
    copies = Backups(opened.path, opened.key)
    nameless, named = copies.all(), copies.take(now)
    for each in nameless:
        if each.path != named.path:
            each.path.unlink(missing_ok=True)


def _forget(data: Path) -> None:
    """Take away a store that was made a moment ago and holds nothing."""
    for leftover in data.glob(f"{STORE_FILE}*"):
        leftover.unlink()
    for name in ("store.key", "recovery.json"):
        (data / name).unlink(missing_ok=True)
