"""The shared folder looked after: examined by two workstations."""

import argparse
from typing import Any

from cdm_desk.commands import arguments
from cdm_desk.commands.answer import DONE, REFUSED, Say
from cdm_desk.commands.arguments import Commands
from cdm_desk.commands.workplace import open_workplace
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.errors import SharedFolderAwayError
from cdm_desk.language import _


def add(commands: Commands) -> None:
    """Add the commands of the shared folder."""
    share = commands.add("share", _check, _("the shared folder: check it together with a second workstation"))
    acts = Commands(share, required=True)
    one = acts.add("check", _check, _("see together with a second workstation whether live calls can be left to it"))
    one.add_argument(
        "--wait", type=arguments.count, default=60, metavar="60", help=_("how many seconds to wait for the second")
    )


def _check(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    """Examine the folder with whoever comes: another program that is open, or the same command elsewhere."""
    from cdm_desk.ui.checkup_words import advice, found, heading, verdict

    def tell(finding: Any) -> None:  # noqa: ANN401 - imported with the exchange
        if not say.as_json:
            sign = "✓" if finding.passed else "✗"
            say({}, f"{sign} {heading(finding.check)}: {found(finding)} {advice(finding)}".rstrip())

    with open_workplace(clock) as office:
        if office.exchange is None:
            raise SharedFolderAwayError
        if not say.as_json:
            say(
                {},
                _("Run this on a second workstation too, or open its window; waiting {seconds} s at most.").format(
                    seconds=wanted.wait
                ),
            )
        checkup = office.exchange.examine(tell, patience=wanted.wait)
    body = {
        "passed": checkup.passed,
        "partner": checkup.partner,
        "checks": [
            {"check": str(each.check), "passed": each.passed, "why": f"{found(each)} {advice(each)}".rstrip()}
            | {"measured": dict(each.measured)}
            for each in checkup.findings
        ],
    }
    say(body, verdict(checkup))
    return DONE if checkup.passed else REFUSED
