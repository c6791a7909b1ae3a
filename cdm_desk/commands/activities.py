"""The calendar without a window: what is planned, and the programme as a file."""

import argparse
from pathlib import Path

from cdm_desk.commands.answer import DONE, Say
from cdm_desk.commands.arguments import Commands
from cdm_desk.commands.workplace import open_workplace
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.lists import Kind
from cdm_desk.language import _, catalogue, in_use


def add(commands: Commands) -> None:
    """Add the command of the calendar, and what it can do."""
    parser = commands.add("activities", _shown, _("what is planned, and the programme as a file"))
    _period(parser, needed=False)
    acts = Commands(parser)
    one = acts.add("export", _export, _("the programme of a period as a file for others"))
    _period(one, needed=True)
    one.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar=_("FILE"),
        help=_("its name ends in .ics, .csv, .json, .html or .txt"),
    )
    one.add_argument("--language", choices=("fr", "nl", "fr+nl"), default="fr+nl", help=_("of the page"))


def _period(parser: argparse.ArgumentParser, *, needed: bool) -> None:
    told = _("of when, such as 2019-W03")
    default = argparse.SUPPRESS if needed else None
    parser.add_argument("--period", required=needed, default=default, metavar=_("PERIOD"), help=told)


def _shown(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.documents.programme import rows_of
    from cdm_desk.domain.reports import Period
    from cdm_desk.ui.activity_words import activity_title, hours_text

    period = Period.containing(clock.now().date(), "week") if wanted.period is None else Period.parse(wanted.period)
    with open_workplace(clock) as office:
        planned = office.activities.between(period.first, period.last)
    if not planned and not say.as_json:
        print(_("Nothing is planned in this time."))
    for activity, row in zip(planned, rows_of(planned), strict=True):
        told = [in_use().date(activity.day, "brief"), hours_text(activity), activity_title(activity), activity.room]
        say(row | {"enrolled": activity.enrolled, "present": activity.present}, "\t".join(told).rstrip())
    return DONE


def _export(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.documents.ics import as_ics
    from cdm_desk.documents.press import write_file
    from cdm_desk.documents.programme import as_csv, as_html, as_json, as_text, public
    from cdm_desk.domain.agenda import ProgrammeFormatError
    from cdm_desk.domain.reports import Period

    period = Period.parse(wanted.period)
    kind = wanted.out.suffix.lower().removeprefix(".")
    with open_workplace(clock) as office:
        shown = public(office.activities.between(period.first, period.last))
        themes = {entry.code: entry for entry in office.lists.all(Kind.THEME)}
    speakers = [catalogue(each) for each in wanted.language.split("+")]
    drawn = {
        "ics": lambda: as_ics(shown, clock.now()),
        "csv": lambda: as_csv(shown),
        "json": lambda: as_json(shown),
        "html": lambda: as_html(shown, speakers, themes),
        "txt": lambda: as_text(shown, speakers),
    }
    if kind not in drawn:
        raise ProgrammeFormatError(kind)
    write_file(drawn[kind](), wanted.out)
    say({"out": str(wanted.out), "activities": len(shown)}, _("Written: {file}").format(file=wanted.out))
    return DONE
