"""What is done in the multimedia space: give a seat, an hour more, free again; look at the map."""

import argparse
from typing import Any

from cdm_desk.commands.answer import DONE, Say, number_said
from cdm_desk.commands.arguments import Commands
from cdm_desk.commands.workplace import open_workplace
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.multimedia import PcSession, SeatNow, seat_name
from cdm_desk.domain.staff import Role
from cdm_desk.language import _
from cdm_desk.ui.seat_words import counts_text, given_words, seat_mark


def add(commands: Commands) -> None:
    """Add the commands of the multimedia space."""
    named: dict[str, Any] = {"type": int, "metavar": _("SEAT"), "help": _("the number of the seat, such as 12")}
    commands.add("seat", _seat, _("give somebody the next free seat, or this one")).add_argument(
        "seat", nargs="?", **named
    )
    commands.add("seat-extend", _extend, _("one hour more for who sits there")).add_argument("seat", **named)
    commands.add("seat-free", _free, _("a seat was left")).add_argument("seat", **named)
    commands.add("seats", _seats, _("the seats, and who waits for one"))


def _seat(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    with open_workplace(clock) as office, office.staff.command("seat", Role.STEWARD):
        arrival = office.multimedia.give(wanted.seat)
    if arrival.session is not None:
        _say_block(arrival.session, say)
    elif arrival.turn is not None:
        words = _("Number {number} handed out").format(number=arrival.turn.number)
        say({"seat": None, "ticket": number_said(arrival.turn.number)}, words)
    elif arrival.closing:
        say({"seat": None, "ticket": None}, _("Counted, without a seat: the doors close in a moment."))
    else:
        say({"seat": None, "ticket": None}, _("Counted, without a seat: there is none in the list."))
    return DONE


def _extend(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    with open_workplace(clock) as office, office.staff.command("seat-extend", Role.STEWARD):
        block = office.multimedia.extend(wanted.seat)
    _say_block(block, say)
    return DONE


def _free(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    with open_workplace(clock) as office, office.staff.command("seat-free", Role.STEWARD):
        office.multimedia.free(wanted.seat)
    say({"seat": wanted.seat}, _("Seat {seat} freed").format(seat=seat_name(wanted.seat)))
    return DONE


def _say_block(block: PcSession, say: Say) -> None:
    say({"seat": block.seat, "until": f"{block.ends_at:%H:%M}"}, given_words(block))


def _seats(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    del wanted
    with open_workplace(clock) as office:
        space, shown = office.multimedia.space(), office.multimedia.display()
    lines = "  ".join(f"{here.seat.name} {seat_mark(here)}" for here in space.seats)
    body = {
        "seats": [_plain(here) for here in space.seats],
        "offered": [{"ticket": number_said(number), "seat": int(seat)} for number, seat in shown.offered],
        "waiting": [number_said(number) for number in shown.waiting],
    }
    say(body, f"{counts_text(space)}\n{lines}")
    return DONE


def _plain(here: SeatNow) -> dict[str, Any]:
    until = None if here.stay is None else f"{here.stay.ends_at:%H:%M}"
    minutes = None if here.stay is None else here.minutes
    return {"seat": here.seat.number, "kind": here.seat.kind.value, "state": here.state.value, "until": until} | (
        {} if minutes is None else {"minutes": minutes}
    )
