"""The commands without a window: their names, the language of the run, and how they end."""

import contextlib
import os
import sys
from collections.abc import Sequence
from typing import Final

from cdm_desk import NAME, __version__, paths
from cdm_desk.commands import (
    activities,
    bag,
    care,
    counselling,
    house_figures,
    hub,
    kiosk,
    library,
    multimedia,
    night,
    queue,
    reports,
    share,
    ticket,
    trial,
    welcome,
)
from cdm_desk.commands.answer import DONE, Say, refusal, status_of
from cdm_desk.commands.arguments import Commands, Parser, parser_spoken
from cdm_desk.domain.errors import DeskError
from cdm_desk.language import Language, _, language_from, language_here, use
from cdm_desk.settings import SettingsFile, clock_of_run

_DEPARTMENTS: Final = (
    welcome,
    ticket,
    queue,
    counselling,
    multimedia,
    bag,
    activities,
    kiosk,
    library,
    care,
    night,
    share,
    house_figures,
    hub,
    reports,
)


def main(argv: Sequence[str]) -> int:
    """Run one command; return its exit status (0 done, 2 refused, 3 the world's fault, 4 and 5 damage, 64 usage)."""
    use(_spoken())
    try:
        with parser_spoken():
            wanted = _parser().parse_args(list(argv))
    except SystemExit as leave:
        return int(leave.code or 0)
    try:
        return int(wanted.run(wanted, clock_of_run(), Say(wanted.json)))
    except DeskError as error:
        print(refusal(error), file=sys.stderr)
        return status_of(error)
    except BrokenPipeError:
        # Whoever read our lines has gone; what was acknowledged is on the disk.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _spoken() -> Language:
    settings = paths.settings_file(paths.data_place())
    if language_from(os.environ.get("CDM_LANG", "")) is None:
        # Settings that cannot be read are told by what needs them.
        with contextlib.suppress(OSError):
            if settings.exists():
                return language_from(SettingsFile(settings).load().settings.language) or "fr"
    return language_here() or "fr"


def _parser() -> Parser:
    parser = Parser(prog="cdm-desk", description=_("The desk of the Cité des métiers / Beroepenpunt of Brussels."))
    told = _("the version of the program")
    parser.add_argument("--version", action="version", version=f"{NAME} {__version__}", help=told)
    parser.add_argument("--selftest", action="store_const", dest="run", const=trial.try_out, help=_("try every part"))
    parser.add_argument("--demo", action="store_true", help=_("open the window on a generated year, to look around"))
    parser.add_argument("--json", action="store_true", help=_("one JSON object per line"))
    parser.set_defaults(run=trial.one_day)
    commands = Commands(parser)
    for department in _DEPARTMENTS:
        department.add(commands)
    return parser
