"""What tries the program out: every part that is loaded late, or one whole day."""

import argparse
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Final

from cdm_desk.commands.answer import DONE, Say
from cdm_desk.domain.clock import BRUSSELS, Clock, StoppedClock
from cdm_desk.language import _

_REHEARSAL: Final = datetime(2019, 1, 14, 9, tzinfo=BRUSSELS)


def try_out(_wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    """Try every part that is loaded late, and say what was found."""
    from cdm_desk.rehearsal import selftest

    results = selftest(clock.now())
    for name, told in results:
        say({"part": name, "result": told}, f"{name}: {told}")
    return DONE


def one_day(_wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    """Run one whole day on a temporary store and say what it did, and how to get a window."""
    from cdm_desk.rehearsal import one_day

    del clock
    folder = Path(tempfile.mkdtemp(prefix="cdm-desk-"))
    told = one_day(folder, StoppedClock(_REHEARSAL))
    for step in told.steps:
        say({"step": step}, step)
    say(
        {"pdf": str(told.sheet), "figures": told.figures},
        _("The day sheet lies here: {file}").format(file=told.sheet),
    )
    if not say.as_json:
        print(_("This machine has no display. On one that has, the same command opens the window;"))
        print(_("with --demo it opens a generated year to try everything out, with nothing to set up."))
    return DONE
