"""A whole day on a temporary store, and a try of every part that is loaded late: what to run on a new machine."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from cdm_desk.documents.escpos import rows_in
from cdm_desk.documents.ticket import as_job, as_pdf, catalogues_for, ticket
from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.errors import KeyringMissingError
from cdm_desk.domain.slip import Slip, TicketPaper
from cdm_desk.jobs import write_day_sheet
from cdm_desk.language import LANGUAGES, _, catalogue
from cdm_desk.office import Office, temporary_office
from cdm_desk.settings import Settings
from cdm_desk.vault import open_vault

_DESK: Final = "4"
_VISITORS: Final = (("EMP", "FR", "OU1"), ("FOR", None, "OU6"), ("ORI", "NL", "OU3"), ("EMP", "BI", "OU5"))
_SHEET: Final = "R01.pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the day did, in sentences; where its sheet lies; the figures on it."""

    steps: tuple[str, ...]
    sheet: Path
    figures: dict[str, int | None]


def one_day(folder: Path, clock: StoppedClock) -> Told:
    """Register visitors, call them, converse, close the day and write its sheet, as a desk would."""
    settings = Settings(workstation=_("Rehearsal"), kind="reception")
    with temporary_office(folder, clock, settings) as office:
        steps = list(_day(office, clock))
        day = clock.now().date()
        sheet = write_day_sheet(office, day, folder / _SHEET)
        figures = {figure.id: figure.value for figure in office.reports.day_sheet(day).figures}
    return Told(steps=tuple(steps), sheet=sheet, figures=figures)


def _day(office: Office, clock: StoppedClock) -> Iterator[str]:
    day = clock.now().date()
    tickets = []
    for theme, language, _outcome in _VISITORS:
        tickets.append(office.welcome.register(theme, language=language))
        clock.advance(minutes=3)
    numbers = ", ".join(ticket.number for ticket in tickets)
    yield _("Registered: numbers {numbers}.").format(numbers=numbers)
    office.welcome.visit("MV3")
    office.welcome.visit("MV6", people=24)
    yield _("Counted without a number: one visitor for a computer, one group of 24.")
    office.queue.open_desk(_DESK, ["ORI", "FOR", "EMP"], ["FR", "NL"])
    called = []
    while (turn := office.queue.call_next(_DESK)) is not None:
        called.append(turn.ticket.number)
        clock.advance(minutes=1)
        office.counselling.start(_DESK)
        clock.advance(minutes=17)
        outcome = next(each for theme, _language, each in _VISITORS if theme == turn.ticket.theme_code)
        office.counselling.close(_DESK, [outcome])
    yield _("Called to desk {desk}: {numbers}; each conversation closed with its outcome.").format(
        desk=_DESK, numbers=", ".join(called)
    )
    clock.moment = clock.moment.replace(hour=18, minute=0)
    office.day.close(day)
    yield _("Day closed: the board is wiped, the facts stay.")


def selftest(now: datetime) -> list[tuple[str, str]]:
    """Try what is loaded late; return each part and what it answered. A part that fails raises."""
    with TemporaryDirectory(prefix="cdm-desk-") as folder:
        told = one_day(Path(folder), StoppedClock(now.replace(hour=9, minute=0, second=0, microsecond=0)))
        size = told.sheet.stat().st_size
        with temporary_office(Path(folder) / "search", StoppedClock(now), Settings(workstation="-")) as office:
            found = len(office.library.found("emploi"))
            number = office.welcome.register("EMP").number
            job = _printed(office.queue.slip(number))
    spoken = [catalogue(each) for each in LANGUAGES]
    return [
        ("day", f"{len(told.steps)} steps"),
        ("pdf", f"{size} bytes"),
        ("search", f"FTS5, {found} found"),
        ("ticket", f"{len(rows_in(job))} rows of dots"),
        *((each.locale, f"{each.date(date(2019, 3, 1), 'long')}, {each.number(27_848)}") for each in spoken),
        ("keyring", _keyring()),
    ]


def _printed(slip: Slip) -> bytes:
    drawn = ticket(slip, catalogues_for(slip.language, slip.issued_at), TicketPaper.ROLL_80)
    return as_job(as_pdf(drawn, "fr-BE"), TicketPaper.ROLL_80)


def _keyring() -> str:
    try:
        return open_vault(Path()).backend
    except KeyringMissingError:
        return "none"
