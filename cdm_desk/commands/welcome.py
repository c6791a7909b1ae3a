"""What the reception does: a walk-in with a ticket, a visit without one."""

import argparse
import contextlib
import sys
from typing import Any, TextIO

from cdm_desk.commands import arguments
from cdm_desk.commands.answer import DONE, WRONG_USAGE, Say, number_said
from cdm_desk.commands.arguments import Commands, codes_of
from cdm_desk.commands.workplace import open_workplace
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.queue import Ticket
from cdm_desk.domain.staff import Role
from cdm_desk.domain.waiting import Estimate, Told, foretold
from cdm_desk.language import _


def add(commands: Commands) -> None:
    """Add the commands of the reception."""
    themes, languages = codes_of(Kind.THEME), codes_of(Kind.LANGUAGE)
    one = commands.add("register", _register, _("a walk-in with a ticket"), lists=(themes, languages))
    one.add_argument("--theme", type=arguments.code, required=True, metavar=_("THEME"), help=_("why the visitor comes"))
    one.add_argument("--language", type=arguments.code, metavar=_("LANGUAGE"), help=_("spoken, if it was said"))
    one.add_argument("--people", type=arguments.count, default=1, metavar="N", help=_("how many came together"))
    one.add_argument("--loop", type=arguments.times, default=1, metavar="N", help=_("for tests: so many visitors"))
    one.add_argument("--ack-fd", type=arguments.stream, metavar="N", help=_("for tests: where each is acknowledged"))
    one = commands.add("visit", _visit, _("a visit without ticket"), lists=(codes_of(Kind.MOTIVE), themes))
    one.add_argument(
        "--motive", type=arguments.code, required=True, metavar=_("REASON"), help=_("why the visitor comes")
    )
    one.add_argument("--theme", type=arguments.code, metavar=_("THEME"), help=_("the theme of a late entry"))
    one.add_argument("--people", type=arguments.count, default=1, metavar="N", help=_("how many came together"))
    one.add_argument("--at", type=arguments.hour, metavar="2019-03-01T10", help=_("a late entry: day and hour"))


def _register(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    listener = wanted.ack_fd or contextlib.nullcontext()
    with listener as acknowledge, open_workplace(clock) as office, office.staff.command("register", Role.RECEPTION):
        for _each in range(wanted.loop):
            office.number_ahead(wanted.theme)
            ticket = office.welcome.register(wanted.theme, language=wanted.language, people=wanted.people)
            _acknowledge(office, ticket, acknowledge, say)
    return DONE


def _acknowledge(office: Any, ticket: Ticket, acknowledge: TextIO | None, say: Say) -> None:  # noqa: ANN401
    fact_id = office.welcome.fact_of(ticket.id).hex
    if acknowledge is not None:
        acknowledge.write(f"ACK {fact_id}\n")
        acknowledge.flush()
    told = foretold(ticket)
    # Without a range no number is told: `wait` says whether it is now, a range, more than its low end, or unknown.
    is_range = told.told in (Told.RANGE, Told.MORE)
    body = {
        "ticket": number_said(ticket.number),
        "theme": ticket.theme_code,
        "fact": fact_id,
        "wait": told.told.value,
        "range_low": told.told_low if is_range else None,
        "range_high": told.told_high if told.told is Told.RANGE else None,
        "after_closing": office.welcome.called_after_closing(ticket),
    }
    say(body, _number_words(ticket, told, after_closing=body["after_closing"]))


def _number_words(ticket: Ticket, told: Estimate, *, after_closing: bool) -> str:
    # The words of waits are the screens' own; they draw nothing.
    from cdm_desk.ui.wait_words import told_text

    number = _("Number {number}").format(number=ticket.number)
    parts = [number, told_text(told), _("after the doors close") if after_closing else ""]
    return ", ".join(filter(None, parts))


def _visit(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    theme, motive = wanted.theme or None, wanted.motive
    if theme is not None and wanted.at is None:
        print(_("A theme goes with a late entry: give --at as well, or register the visitor."), file=sys.stderr)
        return WRONG_USAGE
    with open_workplace(clock) as office, office.staff.command("visit", Role.RECEPTION):
        if wanted.at is not None:
            day, hour = wanted.at.date(), wanted.at.hour
            visit = office.welcome.late(day, hour, motive_code=motive, theme_code=theme, people=wanted.people)
        else:
            visit = office.welcome.visit(motive, people=wanted.people)
        fact_id = office.welcome.fact_of_visit(visit.id).hex
    body = {"motive": visit.motive_code, "people": visit.people, "late": visit.late, "fact": fact_id}
    say(body, _("Visit noted."))
    return DONE
