"""A ticket on paper again, without a window: to the printer of this PC, or as a file to look at."""

import argparse
from dataclasses import replace
from pathlib import Path

from cdm_desk.commands import arguments
from cdm_desk.commands.answer import DONE, Say, number_said
from cdm_desk.commands.arguments import Commands
from cdm_desk.commands.workplace import open_workplace
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.errors import TicketGoneError
from cdm_desk.domain.slip import Slip, TicketPaper
from cdm_desk.language import _, catalogue
from cdm_desk.office import Office
from cdm_desk.settings import Settings

PDF, JOB = ".pdf", ".escpos"


def add(commands: Commands) -> None:
    """Add the command."""
    one = commands.add("ticket", _ticket, _("a ticket of today printed again, with the same number"))
    one.add_argument("number", type=arguments.text, metavar=_("NUMBER"), help=_("the number, such as 301"))
    one.add_argument("--out", type=Path, metavar=_("FILE"), help=_("its name ends in .pdf or .escpos"))
    one.add_argument("--paper", choices=[paper.value for paper in TicketPaper], help=_("else as in the settings"))
    one.add_argument(
        "--language", choices=("fr", "nl", "en", "fr+nl"), help=_("of the ticket; else as the visitor has chosen")
    )
    one.add_argument("--large", action="store_true", help=_("in large print"))


def _ticket(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.documents.press import write_file
    from cdm_desk.documents.ticket import as_job
    from cdm_desk.documents.ticket_printer import send
    from cdm_desk.domain.slip import checked_printer

    form = _form(wanted.out)
    with open_workplace(clock) as office:
        slip, settings = _slip(office, wanted.number.strip().upper()), office.settings
    printer = settings.printer_of_tickets
    paper = TicketPaper(wanted.paper) if wanted.paper else printer.paper
    if form == JOB and not paper.roll:
        paper = TicketPaper.ROLL_80
    if form is None:
        printer = checked_printer(replace(printer, paper=paper))
    pdf = _page(wanted, slip, settings, paper)
    said = {"ticket": number_said(slip.number)}
    if form is None:
        send(pdf, printer)
        say(said, _("Ticket {number} printed again.").format(number=slip.number))
    else:
        write_file(as_job(pdf, paper) if form == JOB else pdf, wanted.out)
        say({**said, "out": str(wanted.out)}, _("Written: {file}").format(file=wanted.out))
    return DONE


def _slip(office: Office, number: str) -> Slip:
    try:
        return office.queue.slip(number)
    except TicketGoneError:
        return office.multimedia.slip(number)


def _form(out: Path | None) -> str | None:
    from cdm_desk.domain.reports import FormUnknownError

    form = None if out is None else out.suffix.lower()
    if form not in {None, PDF, JOB}:
        raise FormUnknownError(form.removeprefix("."), "pdf, escpos")
    return form


def _page(wanted: argparse.Namespace, slip: Slip, settings: Settings, paper: TicketPaper) -> bytes:
    from cdm_desk.documents.ticket import as_pdf, catalogues_for, ticket

    if wanted.language:
        words = [catalogue(each) for each in wanted.language.split("+")]
    else:
        words = catalogues_for(slip.language, slip.issued_at, always_both=settings.ticket_both_languages)
    drawn = ticket(slip, words, paper, large=wanted.large or settings.ticket_large)
    return as_pdf(drawn, f"{words[0].language}-BE")
