"""What a year is told of besides: how many work here, what is read on the website."""

import argparse
from pathlib import Path

from cdm_desk.commands import arguments
from cdm_desk.commands.answer import DONE, Say
from cdm_desk.commands.arguments import Commands
from cdm_desk.commands.workplace import open_workplace
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.staff import Role
from cdm_desk.language import _


def add(commands: Commands) -> None:
    """Add the commands of what no desk counts."""
    one = commands.add("staff-count", _staff, _("how many of an institution work here on a day"))
    one.add_argument("institution", metavar=_("INSTITUTION"), help=_("of whom"))
    one.add_argument("people", type=arguments.count, metavar="N", help=_("how many"))
    one.add_argument("--day", type=arguments.day, metavar=_("DAY"), help=_("on which day; today unless told"))
    one = commands.add("web-figures", _web, _("take in the months of a CSV: page views and visitors of the website"))
    one.add_argument("file", type=Path, metavar=_("FILE"), help=_("its columns are found by their headings"))
    one.add_argument("--source", default="Website", metavar=_("NAME"), help=_("where the figures come from"))


def _staff(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.domain.house_figures import StaffCount

    with open_workplace(clock) as office, office.staff.command("staff-count", Role.MANAGER):
        day = wanted.day or clock.now().date()
        count = StaffCount(day=day, institution=wanted.institution, people=wanted.people)
        office.house_figures.keep_staff(count)
    kept = {"day": day.isoformat(), "institution": count.institution, "people": count.people}
    say(kept, _("{institution}: {people} on {day}.").format(**kept))
    return DONE


def _web(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.domain.errors import FileMissingError
    from cdm_desk.importers.encoding import decode_text
    from cdm_desk.ui.house_words import bad_line

    try:
        text, _encoding = decode_text(wanted.file.read_bytes())
    except OSError as missing:
        raise FileMissingError(str(wanted.file)) from missing
    with open_workplace(clock) as office, office.staff.command("web-figures", Role.MANAGER):
        good, bad = office.house_figures.take_in(text, wanted.source)
    body = {
        "kept": [each.month for each in good],
        "refused": [{"line": each.line, "why": each.fault.value} for each in bad],
    }
    told = [_("Months taken in: {number}.").format(number=len(good)), *(bad_line(each) for each in bad)]
    say(body, "\n".join(told))
    return DONE
