"""What several packages do together: the night, and a day from the first visitor to the printed sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from cdm_desk.documents.press import write_report
from cdm_desk.documents.printer import print_file
from cdm_desk.domain.errors import DeskError
from cdm_desk.domain.reports import ReportNotWrittenError
from cdm_desk.exchange.worker import ExchangeResult
from cdm_desk.language import Language, catalogue
from cdm_desk.office import Office
from cdm_desk.services.day import ready_to_close
from cdm_desk.store.backup import Backups, Kind
from cdm_desk.store.repair import CheckResult, check

BOTH: Final[tuple[Language, ...]] = ("fr", "nl")
DAY_SHEETS: Final = "day-sheets"
_NOON: Final = time(12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """What a night did: days closed, the exchange, the state of the store, its copy, the sheets written.

    `troubles` are what went wrong without stopping the rest.
    """

    closed: tuple[date, ...]
    exchange: ExchangeResult
    check: CheckResult
    backup: Path
    sheets: tuple[Path, ...]
    printed: bool
    troubles: tuple[DeskError, ...] = ()


def nightly(office: Office) -> Night:
    """Run the whole night: exchange, close the days that are over, exchange, check, back up, write the day sheets.

    A missed night is caught up: every earlier day whose board still lies here is closed too.
    """
    troubles: list[DeskError] = []
    now = office.clock.now()
    with office.staff.program("nightly"):
        office.exchange_once()
        closed = tuple(day for day in _over(office, now) if office.day.close(day))
        exchange = office.exchange_once()
        found = check(office.store_file, office.key, now)
        backup = Backups(office.store_file, office.key, office.settings.backup_folder).take(
            now, _kind_of_copy(office, now)
        )
        sheets: list[Path] = []
        printed = False
        for day in closed or _last_day(office, now):
            try:
                sheets.append(write_day_sheet(office, day))
                printed = _printed(office, sheets[-1]) or printed
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
        troubles=tuple(troubles),
    )


def copy_store(office: Office) -> Path:
    """Make a verified copy of the store in working hours; return where it lies. Raises BackupFailedError."""
    return Backups(office.store_file, office.key, office.settings.backup_folder).take(office.clock.now()).path


def night_missed(office: Office) -> bool:
    """Whether an earlier day's board still lies here: the night did not run."""
    return bool(office.day.still_open())


def night_due(office: Office, at: time) -> bool:
    """Whether the night that is set for an hour has to run now: that hour is past, and a day that is over lies open.

    An hour of the morning is of the night that follows the day; today is closed by the next one.
    """
    now = office.clock.now()
    days = _over(office, now) if at >= _NOON else office.day.still_open()
    return now.time() >= at and bool(days)


def close_day(office: Office, day: date) -> bool:
    """Exchange, close a day and exchange again; return False if it was closed already. Raises DayOpenError."""
    if not office.day.closed(day):
        office.exchange_once()
    closed = office.day.close(day)
    office.exchange_once()
    return closed


def write_day_sheet(office: Office, day: date, file: Path | None = None, languages: Sequence[Language] = BOTH) -> Path:
    """Write the sheet of a day as a PDF, or in the form that the file's name ends in; return where it lies."""
    target = file or day_sheet_folder(office) / f"R01-{day.isoformat()}.pdf"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise ReportNotWrittenError(str(target), fault.strerror or "") from fault
    write_report(office.reports.day_sheet(day), target, [catalogue(each) for each in languages])
    return target


def day_sheet_folder(office: Office) -> Path:
    """Return the folder of day sheets: as set, else one beside the store."""
    return office.settings.day_sheet_folder or office.store_file.parent / DAY_SHEETS


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


def _printed(office: Office, sheet: Path) -> bool:
    printer = office.settings.day_sheet_printer
    if printer:
        print_file(sheet, printer, copies=office.settings.day_sheet_copies)
    return bool(printer)
