"""The commands without a window: their names, the clock and the language of the run, and how they end."""

import contextlib
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from cdm_desk import NAME, __version__, paths
from cdm_desk.commands import care, counselling, library, night, queue, reports, share, trial, welcome
from cdm_desk.commands.answer import DONE, WRONG_USAGE, Say, status_of
from cdm_desk.commands.arguments import Commands, Parser
from cdm_desk.domain.clock import Clock, WallClock, in_brussels
from cdm_desk.domain.errors import DeskError
from cdm_desk.language import _, language_from, use
from cdm_desk.settings import SettingsFile
from cdm_desk.ui.words import sentence

_DEPARTMENTS: Final = (welcome, queue, counselling, library, care, night, share, reports)


def main(argv: Sequence[str]) -> int:
    """Run one command; return its exit status (0 done, 2 refused, 3 the world's fault, 4 and 5 damage, 64 usage)."""
    try:
        wanted = _parser().parse_args(list(argv))
        clock = _clock()
    except SystemExit as leave:
        return int(leave.code or 0)
    _speak(os.environ.get("CDM_LANG", ""))
    try:
        return int(wanted.run(wanted, clock, Say(wanted.json)))
    except DeskError as error:
        print(sentence(error), file=sys.stderr)
        return status_of(error)
    except BrokenPipeError:
        # Whoever read our lines has gone; what was acknowledged is on the disk.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _speak(wanted: str) -> None:
    language = language_from(wanted) if wanted else None
    if language is None:
        # Settings that cannot be read are told by what needs them.
        with contextlib.suppress(OSError):
            language = language_from(SettingsFile(paths.settings_file(paths.data_folder())).load().settings.language)
    use(language or "fr")


def _clock() -> Clock:
    wanted = os.environ.get("CDM_NOW", "")
    if not wanted:
        return WallClock()
    if getattr(sys, "frozen", False):
        print(_("CDM_NOW is for tests: the delivered program always uses the clock of the machine."), file=sys.stderr)
        raise SystemExit(WRONG_USAGE)
    try:
        return WallClock(in_brussels(datetime.fromisoformat(wanted)))
    except ValueError:
        print(_("CDM_NOW must look like 2019-03-01T18:45."), file=sys.stderr)
        raise SystemExit(WRONG_USAGE) from None


def _parser() -> Parser:
    parser = Parser(prog="cdm-desk", description="The desk of the Cité des métiers / Beroepenpunt of Brussels.")
    parser.add_argument("--version", action="version", version=f"{NAME} {__version__}")
    parser.add_argument("--selftest", action="store_const", dest="run", const=trial.try_out, help="try every part")
    parser.add_argument("--json", action="store_true", help="one JSON object per line")
    parser.set_defaults(run=trial.one_day)
    commands = Commands(parser)
    for department in _DEPARTMENTS:
        department.add(commands)
    return parser
