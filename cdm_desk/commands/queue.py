"""What a desk does with the line: open, call, call again, note an absence, look at the board."""

import argparse
import sys
from collections.abc import Iterable
from typing import Any

from cdm_desk.commands import arguments
from cdm_desk.commands.answer import DONE, WRONG_USAGE, Say, number_said
from cdm_desk.commands.arguments import Commands, add_desk, codes_of
from cdm_desk.commands.workplace import open_workplace
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.queue import Ticket
from cdm_desk.domain.staff import Role
from cdm_desk.language import _, _n


def add(commands: Commands) -> None:
    """Add the commands of the line."""
    lists = (codes_of(Kind.THEME), codes_of(Kind.LANGUAGE))
    words = _("open a desk on this workstation, move it to another number, or close it")
    one = commands.add("desk", _desk, words, lists=lists)
    add_desk(one)
    one.add_argument("--themes", type=arguments.codes, metavar="EMP,FOR", help=_("what it helps with"))
    one.add_argument("--languages", type=arguments.codes, metavar="FR,NL", help=_("what it speaks"))
    other = one.add_mutually_exclusive_group()
    other.add_argument("--move", type=arguments.desk, metavar=_("DESK"), help=_("go by this number, with its visitor"))
    other.add_argument("--close", action="store_true", help=_("close it for today"))
    for name, run, words in (
        ("call", _call, _("call the next visitor to a desk")),
        ("recall", _recall, _("call the same number again")),
        ("no-show", _no_show, _("the visitor did not come")),
    ):
        add_desk(commands.add(name, run, words))
    commands.add("board", _board, _("today's board"))


def _desk(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    skills = {wanted.themes is None, wanted.languages is None}
    if skills != {wanted.close or wanted.move is not None}:
        print(_("Give --themes and --languages to open a desk, or --close or --move alone."), file=sys.stderr)
        return WRONG_USAGE
    with open_workplace(clock) as office, office.staff.command("desk", Role.COUNSELLOR):
        if wanted.close:
            desk = office.queue.close_desk(wanted.desk)
        elif wanted.move is not None:
            desk = office.desks.move(wanted.desk, wanted.move)
        else:
            desk = office.queue.open_desk(wanted.desk, wanted.themes, wanted.languages)
        others = office.desks.others_here(desk.name)
    body = {"desk": desk.name, "themes": list(desk.themes), "languages": list(desk.languages)}
    if wanted.move is not None:
        words = _("Desk {desk} goes by number {number} from now on.").format(desk=wanted.desk, number=desk.name)
    else:
        words = (_("Desk {desk} is closed.") if desk.closed else _("Desk {desk} is open.")).format(desk=desk.name)
    told = [words]
    if others:
        still = _n(
            "Desk {desks} is still open on this workstation; the command desk DESK --close closes it.",
            "Desks {desks} are still open on this workstation; the command desk DESK --close closes one.",
            len(others),
        )
        told.append(still.format(desks=", ".join(others)))
    more = {"closed": True} if desk.closed else {}
    say(body | more | ({"also_open": others} if others else {}), " ".join(told))
    return DONE


def _call(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    with open_workplace(clock) as office, office.staff.command("call", Role.COUNSELLOR):
        called = office.queue.call_next(wanted.desk)
    if called is None:
        say({"ticket": None}, _("Nobody waits for desk {desk}.").format(desk=wanted.desk))
        return DONE
    ticket = called.ticket
    words = _("Number {number} to desk {desk}").format(number=ticket.number, desk=wanted.desk)
    body = {
        "ticket": number_said(ticket.number),
        "theme": ticket.theme_code,
        "language": ticket.language,
        "desk": wanted.desk,
        "reason": called.reason,
        "waited_minutes": ticket.minutes_waited(clock.now()),
    }
    say(body, words)
    return DONE


def _recall(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    with open_workplace(clock) as office, office.staff.command("recall", Role.COUNSELLOR):
        ticket = office.queue.recall(wanted.desk)
    body = {"ticket": number_said(ticket.number), "calls": ticket.call_count, "desk": wanted.desk}
    say(body, _("Number {number} to desk {desk}").format(number=ticket.number, desk=wanted.desk))
    return DONE


def _no_show(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    with open_workplace(clock) as office, office.staff.command("no-show", Role.COUNSELLOR):
        ticket = office.queue.no_show(wanted.desk)
    say({"ticket": number_said(ticket.number)}, _("Number {number} noted absent").format(number=ticket.number))
    return DONE


def _board(_wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    with open_workplace(clock) as office:
        board = office.queue.board()
        ago = None if office.exchange is None else office.exchange.state.exchanged_seconds_ago
    now = clock.now()

    def rows(tickets: Iterable[Ticket]) -> list[dict[str, Any]]:
        return [
            {
                "ticket": number_said(ticket.number),
                "theme": ticket.theme_code,
                "language": ticket.language,
                "desk": ticket.desk,
                "waited_minutes": ticket.minutes_waited(now),
            }
            for ticket in tickets
        ]

    body = {name: rows(getattr(board, name)) for name in ("waiting", "called", "serving", "parked")}
    numbers = {name: ", ".join(str(row["ticket"]) for row in found) or "–" for name, found in body.items()}
    words = _("Waiting: {waiting}\nCalled: {called}\nAt a desk: {serving}\nSet aside: {parked}").format(**numbers)
    say({**body, "exchanged_seconds_ago": ago}, words)
    return DONE
