"""What ends a day: exchange, close, the whole night and its timer."""

import argparse
import sys
from datetime import date, time
from typing import Any, Final

from cdm_desk.commands import arguments
from cdm_desk.commands.answer import DONE, WORLDS_FAULT, WRONG_USAGE, Say, refusal, status_of_check
from cdm_desk.commands.arguments import Commands
from cdm_desk.commands.workplace import open_workplace
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.staff import Role
from cdm_desk.language import _
from cdm_desk.ui.words import renewed_told

_SHARE_AWAY: Final = ("away", "foreign", "read_only", "full")


def add(commands: Commands) -> None:
    """Add the commands that end a day."""
    one = commands.add("exchange", _exchange, _("exchange with the shared folder"))
    one.add_argument("--once", action="store_true", help=_("once, which is what it always does"))
    one = commands.add("nightly", _nightly, _("the whole night: close, exchange, check, copy, day sheet"))
    one.add_argument("--install", metavar="20:30", help=_("run it every night at this hour"))
    one.add_argument("--remove", action="store_true", help=_("do not run it by itself any more"))
    one.add_argument("--yes", action="store_true", help=_("close today also while visitors are here"))
    one = commands.add("day-close", _day_close, _("close the day"))
    one.add_argument("--day", type=arguments.day, metavar="2019-03-01", help=_("another day than today"))
    one.add_argument("--yes", action="store_true", help=_("close it also while visitors are here"))
    one.add_argument("--list", action="store_true", help=_("only list what is left over; nothing is closed"))


def _exchange(_wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.jobs import renew_day_sheets

    with open_workplace(clock) as office:
        result = office.exchange_once()
        renewed = renew_day_sheets(office)
    body = _plain_exchange(result) | {"renewed": [sheet.day.isoformat() for sheet in renewed]}
    say(body, "\n".join([_exchange_words(result), *renewed_told(renewed)]))
    return WORLDS_FAULT if result.share in _SHARE_AWAY else DONE


def _plain_exchange(result: Any) -> dict[str, Any]:  # noqa: ANN401 - imported with the office
    return {
        "sent": result.sent,
        "received": result.received,
        "quarantined": result.quarantined,
        "missing": list(result.missing),
        "share": str(result.share),
    }


def _exchange_words(result: Any) -> str:  # noqa: ANN401 - imported with the office
    if result.share == "none":
        return _("No folder is shared: this workstation works alone.")
    if result.share != "ok":
        return _("The shared folder could not be used. Everything is kept here and leaves when it is back.")
    return _("Exchanged: {sent} sent, {received} received.").format(sent=result.sent, received=result.received)


def _nightly(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk import schedule

    if wanted.remove:
        schedule.remove()
        say({"timer": None}, _("The night does not run by itself any more."))
        return DONE
    if wanted.install:
        try:
            hour, minute = (int(part) for part in wanted.install.split(":"))
            time(hour, minute)  # an hour that no day has is a ValueError too
        except ValueError:
            print(_("Give the hour as 20:30."), file=sys.stderr)
            return WRONG_USAGE
        schedule.install(hour, minute)
        say({"timer": wanted.install}, _("The night runs every day at {hour}.").format(hour=wanted.install))
        return DONE
    from cdm_desk.jobs import nightly, refuse_while_visitors_are_here

    with open_workplace(clock) as office:
        if _by_hand() and not wanted.yes:
            refuse_while_visitors_are_here(office, clock.now().date())
        night = nightly(office)
    for trouble in night.troubles:
        print(refusal(trouble), file=sys.stderr)
    body = {
        "closed": [day.isoformat() for day in night.closed],
        **_plain_exchange(night.exchange),
        "check": str(night.check.outcome),
        "rows": night.check.rows,
        "backup": str(night.backup),
        "sheets": [str(sheet) for sheet in night.sheets],
        "printed": night.printed,
        "renewed": [sheet.day.isoformat() for sheet in night.renewed],
        "months": [str(file) for file in night.months],
    }
    days = ", ".join(day.isoformat() for day in night.closed) or "–"
    sheets = ", ".join(str(sheet) for sheet in night.sheets) or "–"
    words = _("Days closed: {days}\n{exchange}\nStore: {rows} rows, copy in {copy}\nDay sheets: {sheets}").format(
        days=days, exchange=_exchange_words(night.exchange), rows=night.check.rows, copy=night.backup, sheets=sheets
    )
    say(body, "\n".join([words, *renewed_told(night.renewed)]))
    # Damage is told before a printer that did not answer.
    return status_of_check(night.check) or (WORLDS_FAULT if night.troubles else DONE)


def _by_hand() -> bool:
    """Whether somebody sits at a terminal: a timer or another program is asked nothing."""
    return sys.stdin is not None and sys.stdin.isatty()


def _day_close(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.jobs import close_day, refuse_while_visitors_are_here

    day = wanted.day or clock.now().date()
    if wanted.list:
        return _list_left_over(day, clock, say)
    with open_workplace(clock) as office, office.staff.command("day-close", Role.MANAGER):
        if _by_hand() and not wanted.yes:
            refuse_while_visitors_are_here(office, day)
        closed = close_day(office, day)
    words = _("The day {day} is closed.") if closed else _("The day {day} was closed already.")
    say({"day": day.isoformat(), "closed": closed}, words.format(day=day.isoformat()))
    return DONE


def _list_left_over(day: date, clock: Clock, say: Say) -> int:
    from cdm_desk.ui.balance_words import what_words
    from cdm_desk.ui.words import label_of

    with open_workplace(clock) as office:
        ends = office.balance.loose_ends(day)
        kinds = {entry.code: label_of(entry) for entry in office.lists.all(Kind.ACTIVITY)}
    for end in ends:
        body = {
            "matter": end.matter.value,
            "name": end.name,
            "number": end.number,
            "theme": end.theme_code,
            "desk": end.desk,
            "since": None if end.since is None else end.since.isoformat(),
        }
        say(body, what_words(end, lambda code: kinds.get(code, code)))
    if not ends:
        say({"matter": None, "number": 0}, _("Nothing is left over."))
    return DONE
