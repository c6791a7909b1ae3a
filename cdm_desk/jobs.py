"""What several packages do together: the night, and a day from the first visitor to the printed sheet."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import monotonic, sleep
from types import MappingProxyType
from typing import Final

from cdm_desk.documents.press import pressed, write_file, write_report
from cdm_desk.documents.printer import print_file
from cdm_desk.domain.clock import Clock, in_brussels
from cdm_desk.domain.errors import (
    CopyUnsoundError,
    DeskError,
    DiskError,
    FileMissingError,
    KeyWrongError,
    SharedFolderAwayError,
    SharedFolderError,
    SharedFolderForeignError,
    SiteCopyUnsoundError,
    SiteOnHubError,
    StoreDamagedError,
    VisitorsHereError,
)
from cdm_desk.domain.opening import quiet_enough, ready_to_close
from cdm_desk.domain.reports import Period, Report, ReportNotWrittenError
from cdm_desk.domain.staff import Role
from cdm_desk.exchange.rebuild import Rebuilt, rebuild, repair
from cdm_desk.exchange.site import Site
from cdm_desk.exchange.site_copy import Progress, SiteCopy, copy_site, found_copy, put_site, see_empty
from cdm_desk.exchange.snapshot import Differing
from cdm_desk.exchange.worker import ExchangeResult, Share
from cdm_desk.language import Language, catalogue
from cdm_desk.office import STORE_FILE, Office, open_office
from cdm_desk.paths import settings_file
from cdm_desk.settings import FOLDER, SettingsFile
from cdm_desk.store.backup import Backups, Kind, copy_to, owner, taken_at, verify
from cdm_desk.store.meta import CLAIMS, SITE_ID
from cdm_desk.store.opening import recover_keys, store_key
from cdm_desk.store.recovery import RECOVERY_FILE, key_id_noted
from cdm_desk.store.repair import CheckResult, check, restore
from cdm_desk.vault import Vault, needed

BOTH: Final[tuple[Language, ...]] = ("fr", "nl")
DAY_SHEETS: Final = "day-sheets"
MONTH: Final = "R03"
MONTH_FORMS: Final = ("pdf", "xlsx")
WORKSTATION_COPY: Final = "workstation"
_NOON: Final = time(12)
# An open program gives a sign every two minutes, and looks for those of others every few seconds.
_AT_WORK: Final = timedelta(minutes=5)
_PATIENCE_FOR_OTHERS: Final = 12.0
_PAUSE_FOR_OTHERS: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewedSheet:
    """A day sheet that was written again in its place, since other facts have come; `missing` is who still lacks."""

    day: date
    file: Path
    printed: bool
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """What a night did: days closed, the exchange, the state of the store, its copy, the sheets written.

    `differing` is an alarm: workstations whose stores hold something else though they know the same.
    `renewed` are sheets of earlier days that had changed; `troubles` what went wrong without stopping the rest.
    `months` are the files of the month that has ended, where a folder is set for them.
    """

    closed: tuple[date, ...]
    exchange: ExchangeResult
    check: CheckResult
    backup: Path
    sheets: tuple[Path, ...]
    printed: bool
    renewed: tuple[RenewedSheet, ...] = ()
    troubles: tuple[DeskError, ...] = ()
    differing: tuple[Differing, ...] = ()
    months: tuple[Path, ...] = ()


def nightly(office: Office, until: date | None = None) -> Night:
    """Run the whole night: exchange, close the days that are over, exchange, check, back up, write the day sheets.

    A missed night is caught up: every earlier day whose board still lies here is closed too. `until` is the last day
    to close, today unless told; a sheet is printed once, and written again where later facts have changed it.
    """
    troubles: list[DeskError] = []
    now = office.clock.now()
    with office.staff.program("nightly"):
        office.exchange_once()
        last = until or now.date()
        closed = tuple(day for day in _over(office, now) if day <= last and office.day.close(day))
        exchange = office.exchange_once()
        differing = _snapshots_kept(office, troubles)
        found = check(office.store_file, office.key, now)
        backup = Backups(office.store_file, office.key, office.settings.backup_folder).take(
            now, _kind_of_copy(office, now)
        )
        sheets: list[Path] = []
        printed = False
        renewed: tuple[RenewedSheet, ...] = ()
        try:
            renewed = renew_day_sheets(office)
        except DeskError as trouble:
            troubles.append(trouble)
        months: tuple[Path, ...] = ()
        try:
            months = write_month_reports(office)
        except DeskError as trouble:
            troubles.append(trouble)
        for day in closed or _last_day(office, now):
            try:
                sheets.append(write_day_sheet(office, day))
                printed = _printed(office, day, sheets[-1]) or printed
            except DeskError as trouble:
                troubles.append(trouble)
        office.staff.tidy()
    return Night(
        closed=closed,
        exchange=exchange,
        check=found,
        backup=backup.path,
        sheets=tuple(sheets),
        printed=printed,
        renewed=renewed,
        troubles=tuple(troubles),
        differing=differing,
        months=months,
    )


def copy_store(office: Office) -> Path:
    """Make a verified copy of the store in working hours; return where it lies. Raises BackupFailedError."""
    return Backups(office.store_file, office.key, office.settings.backup_folder).take(office.clock.now()).path


def repair_share(office: Office, into: Path | None = None) -> Rebuilt:
    """Put back what the shared folder lacks and this workstation holds, or give an empty folder the whole site.

    A new folder is this workstation's from then on; the others are told of it by a person, in their settings. Raises
    SharedFolderError, or SiteOnHubError.
    """
    exchange = office.reached()
    data = office.store_file.parent
    if into is None:
        _need_folder(office)
        return repair(exchange.membership, office.store, office.clock, data)
    see_empty(into)
    rebuilt = rebuild(exchange.membership, office.store, office.clock, data, into)
    with office.store.unit() as unit:
        unit.meta.put(CLAIMS, "1" if rebuilt.claims else "0")
    _set_share(data, into)
    return rebuilt


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseCopy:
    """A copy of a whole site: its shared folder, and the store of the workstation that made it with its sealed keys."""

    folder: Path
    site: SiteCopy
    store: Path


def copy_house(office: Office, into: Path) -> HouseCopy:
    """Copy the shared folder and this workstation below a folder of their own; each is opened again and compared.

    With the recovery key on paper it is all that is needed on new machines. Raises SharedFolderError, StoreError, or
    SiteOnHubError.
    """
    exchange = office.reached()
    _need_folder(office)
    now = office.clock.now()
    office.exchange_once()
    folder = into / f"site-{now:%Y-%m-%dT%H%M%S}"
    store = copy_to(office.store_file, office.key, folder / WORKSTATION_COPY, now)
    site = copy_site(exchange.membership.folder, exchange.membership.site, folder, now)
    return HouseCopy(folder=folder, site=site, store=store)


def restore_house(
    data: Path,
    vault: Vault,
    clock: Clock,
    *,
    copy: Path,
    share: Path,
    paper: str,
    told: Progress = lambda _done, _all: None,
) -> SiteCopy:
    """Put a copied site into an empty shared folder; where this machine has no store yet, that of the copy too.

    `copy` may be what holds the copy, such as a stick. `paper` is the recovery key, asked for only then; `told` hears
    how many files are put. Raises the errors of the recovery key, StoreError, or SharedFolderError.
    """
    copy = found_copy(copy)
    # Before anything is put on this machine: whoever has taken the wrong folder takes another and goes on.
    see_empty(share)
    if key_id_noted(data) is None and not (data / STORE_FILE).exists():
        _put_workstation_back(data, vault, clock, copy / WORKSTATION_COPY, paper)
    with open_office(data, clock, vault) as office, office.store.view() as view:
        site_id = view.meta.get(SITE_ID)
        named = {"workstation": office.workstation, "kind": office.kind}
    if site_id is None:
        raise SharedFolderForeignError
    put = put_site(copy, Site(id=bytes.fromhex(site_id), key=needed(vault, f"site-{site_id}")), share, told)
    _set_share(data, share, named)
    with open_office(data, clock, vault) as office:
        office.renew_numbers()
    return put


def look_at_copy(copy: Path, share: Path) -> None:
    """See whether `restore_house` finds a copy, and an empty folder to put it into; raises what that does."""
    found_copy(copy)
    see_empty(share)


def _put_workstation_back(data: Path, vault: Vault, clock: Clock, beside: Path, paper: str) -> None:
    store, files = data / STORE_FILE, sorted(beside.glob("*.db"))
    if not files or not (beside / RECOVERY_FILE).is_file():
        raise SiteCopyUnsoundError(WORKSTATION_COPY)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copyfile(beside / RECOVERY_FILE, data / RECOVERY_FILE)
    try:
        recover_keys(store, paper, vault)
    except DeskError:
        # A key that does not fit leaves nothing behind: the next start asks anew.
        (data / RECOVERY_FILE).unlink()
        raise
    restore(store, store_key(store, vault), files[-1], clock.now())


def _need_folder(office: Office) -> None:
    if office.way.by_hub:
        raise SiteOnHubError


def _set_share(data: Path, share: Path, named: Mapping[str, str] = MappingProxyType({})) -> None:
    file = SettingsFile(settings_file(data))
    try:
        file.save(replace(file.load().settings, share=share, medium=FOLDER, **named))  # type: ignore[arg-type]
    except OSError as fault:
        raise DiskError(fault.strerror or "") from fault


def copy_workstation(office: Office, into: Path) -> Path:
    """Make a verified copy of the store in any folder, with what the recovery key opens beside it."""
    return copy_to(office.store_file, office.key, into, office.clock.now())


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What took the place of a store: a copy, when it was made, whose it is; where the store before it lies now.

    `alone` if no other workstation can give back what was done since.
    """

    copy: Path
    taken_at: datetime
    workstation: str
    set_aside: Path | None
    alone: bool


def look_at_workstation_copy(office: Office, copy: Path) -> datetime:
    """Return when a copy of this workstation was made, once it is opened and found sound, whole and of this store.

    Raises FileMissingError, CopyUnsoundError.
    """
    _see_copy(copy, office.key)
    return taken_at(copy)


def _see_copy(copy: Path, key: bytes) -> None:
    # The engine would make a new store of a file that is missing or empty, and that is no copy of anything.
    if not copy.is_file() or not copy.stat().st_size:
        raise FileMissingError(str(copy))
    try:
        verify(copy, key)
        named = owner(copy, key)
    except (StoreDamagedError, KeyWrongError) as unsound:
        raise CopyUnsoundError(str(copy)) from unsound
    if named is None:
        # Made before the workstation had a name and a site: it would be a stranger to the house.
        raise CopyUnsoundError(str(copy))


def restore_workstation(data: Path, vault: Vault, clock: Clock, copy: Path) -> Restored:
    """Put a copy in the place of the store of this workstation, which nobody may have open.

    The store that lay there is set aside for a week. Raises FileMissingError, CopyUnsoundError, StoreInUseError.
    """
    store = data / STORE_FILE
    key = store_key(store, vault)
    _see_copy(copy, key)
    made = taken_at(copy)
    aside = restore(store, key, copy, clock.now())
    with open_office(data, clock, vault) as office, office.staff.command("restore", Role.ADMINISTRATOR):
        office.renew_numbers()
        office.staff.note("restore")
        return Restored(copy=copy, taken_at=made, workstation=office.workstation, set_aside=aside, alone=office.alone())


def night_missed(office: Office) -> bool:
    """Whether an earlier day's board still lies here: the night did not run."""
    return bool(office.day.still_open())


def catch_up_due(office: Office, at: time) -> bool:
    """Whether an earlier day lies open whose night is past.

    An hour of the morning is of the night that follows the day, one of the evening is of the day itself.
    """
    return (at >= _NOON or office.clock.now().time() >= at) and night_missed(office)


def today_ends_at(office: Office, at: time, *, used_at: datetime, opened_at: datetime) -> datetime | None:
    """Return from when an open window may close today: never while somebody works, None when not tonight at all.

    The hour set is the earliest, on a long day half an hour after the doors; then the desk must have been left, as
    `quiet_enough` says. `used_at` is the last touch here, `opened_at` when the window was opened. What happens on the
    board counts as use wherever it happens. An hour of the morning never closes the day that has begun.
    """
    today = office.clock.now().date()
    if at < _NOON or office.day.closed(today):
        return None
    earliest = max(ready_to_close(today), in_brussels(datetime.combine(today, at)))
    busy = office.day.in_use() or opened_at >= ready_to_close(today)
    acted_at = office.day.last_act() or used_at
    return max(earliest, quiet_enough(max(used_at, acted_at), in_use=busy))


def refuse_while_visitors_are_here(office: Office, day: date) -> None:
    """Raise VisitorsHereError if closing a day would wipe visitors of today who wait or sit at a desk."""
    now = office.clock.now()
    board = office.queue.board()
    waiting, serving = len(board.waiting) + len(board.parked), len(board.called) + len(board.serving)
    if day == now.date() and now >= ready_to_close(day) and waiting + serving:
        raise VisitorsHereError(waiting, serving)


def close_day(office: Office, day: date) -> bool:
    """Exchange, close a day and exchange again; return False if it was closed already. Raises DayOpenError."""
    if not office.day.closed(day):
        office.exchange_once()
    closed = office.day.close(day)
    office.exchange_once()
    return closed


def close_by_hand(office: Office, day: date) -> Night:
    """Close a day for whoever asks, then run the rest of the night: check, copy, day sheet.

    Raises NotAllowedError, DayOpenError, FutureMomentError, and what `nightly` raises; then the day may be closed all
    the same.
    """
    closed = close_day(office, day)
    if closed:
        _wait_for_the_others(office)
    night = nightly(office, day)
    sheets = night.sheets or (write_day_sheet(office, day),)
    return replace(night, closed=(day, *night.closed) if closed else night.closed, sheets=sheets)


def _wait_for_the_others(office: Office) -> None:
    """Wait a moment for what those at work still hold: on hearing that the day is closed they send it at once."""
    until = monotonic() + _PATIENCE_FOR_OTHERS
    while office.exchange is not None and monotonic() < until:
        since = office.clock.now() - _AT_WORK
        others = [each for each in office.exchange.state.workstations if not each.revoked]
        if not any(each.unsent and each.seen_at is not None and each.seen_at >= since for each in others):
            return
        sleep(_PAUSE_FOR_OTHERS)
        if office.exchange_once(flush=False).share is not Share.OK:
            return


def write_day_sheet(office: Office, day: date, file: Path | None = None, languages: Sequence[Language] = BOTH) -> Path:
    """Write the sheet of a day as a PDF, or in the form that the file's name ends in; return where it lies."""
    target = file or day_sheet_folder(office) / f"R01-{day.isoformat()}.pdf"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise ReportNotWrittenError(str(target), fault.strerror or "") from fault
    now = office.reports.sheet_now(day)
    write_report(office.reports.day_sheet(day), target, [catalogue(each) for each in languages])
    if file is None:
        office.reports.note_sheet(now)
    return target


def renew_day_sheets(office: Office) -> tuple[RenewedSheet, ...]:
    """Write the day sheets again, in their place, that later facts have changed; nothing is printed.

    Raises ReportNotWrittenError.
    """
    renewed = []
    for sheet in office.reports.sheets_outdated():
        with office.staff.program("day sheet"):
            file = write_day_sheet(office, sheet.day)
        renewed.append(RenewedSheet(day=sheet.day, file=file, printed=sheet.printed, missing=sheet.missing))
    return tuple(renewed)


def write_month_reports(office: Office) -> tuple[Path, ...]:
    """Write the month that has ended into its folder, as a page and as a workbook; return the files that are new.

    Nothing is done where no folder is set, before the days of the month are closed, and while no later fact has changed
    it. Raises ReportNotWrittenError, and what a release is refused with.
    """
    folder = office.settings.month_report_folder
    if folder is None:
        return ()
    month = Period.containing(office.clock.now().date(), "month").before()
    report = office.reports.report(MONTH, month)
    if report.closed_until != month.last:
        return ()
    made = _made_month(office, report, folder)
    return tuple(file for file in (_renewed(*each) for each in made.items()) if file is not None)


def _made_month(office: Office, report: Report, folder: Path) -> Mapping[Path, bytes]:
    catalogues = [catalogue(each) for each in BOTH]
    leaving = office.reports.released(report)
    name = f"{MONTH}-{report.period.text}"
    return {folder / f"{name}.{form}": pressed(leaving, form, catalogues) for form in MONTH_FORMS}


def _renewed(file: Path, content: bytes) -> Path | None:
    try:
        if file.exists() and file.read_bytes() == content:
            return None
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise ReportNotWrittenError(str(file), fault.strerror or "") from fault
    write_file(content, file)
    return file


def day_sheet_folder(office: Office) -> Path:
    """Return the folder of day sheets: as set, else one beside the store."""
    return office.settings.day_sheet_folder or office.store_file.parent / DAY_SHEETS


def _snapshots_kept(office: Office, troubles: list[DeskError]) -> tuple[Differing, ...]:
    if office.exchange is None:
        return ()
    try:
        return office.exchange.keep_snapshots()
    except SharedFolderAwayError:
        # The exchange has told it.
        return ()
    except SharedFolderError as trouble:
        troubles.append(trouble)
        return ()


def _over(office: Office, now: datetime) -> list[date]:
    days = office.day.still_open()
    today = now.date()
    if now >= ready_to_close(today) and not office.day.closed(today):
        days.append(today)
    return days


def _kind_of_copy(office: Office, now: datetime) -> Kind:
    # Made up for in the morning, a night may meet today's board, which links tickets to facts: such a copy ends today.
    with office.store.view() as unit:
        board_stands = bool(unit.days.still_open(now.date() + timedelta(days=1)))
    return Kind.DAY if board_stands else Kind.NIGHT


def _last_day(office: Office, now: datetime) -> list[date]:
    # Run twice in a night, it writes the sheet of the day again with what has come since.
    return [now.date()] if office.day.closed(now.date()) else []


def _printed(office: Office, day: date, file: Path) -> bool:
    printer = office.settings.day_sheet_printer
    written = office.reports.sheet_written(day)
    if not printer or written is None or written.printed:
        return False
    print_file(file, printer, copies=office.settings.day_sheet_copies)
    office.reports.note_sheet(replace(written, printed=True))
    return True
