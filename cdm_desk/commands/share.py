"""The shared folder looked after: examined by two workstations, put right by one, copied as a whole."""

import argparse
from pathlib import Path
from typing import Any

from cdm_desk.commands import arguments
from cdm_desk.commands.answer import DONE, REFUSED, Say
from cdm_desk.commands.arguments import Commands
from cdm_desk.commands.workplace import data_folder, open_workplace, secret
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.staff import Role
from cdm_desk.language import _


def add(commands: Commands) -> None:
    """Add the commands of the shared folder."""
    share = commands.add("share", _check, _("the shared folder: check it together with a second workstation"))
    acts = Commands(share, required=True)
    one = acts.add("check", _check, _("see together with a second workstation whether live calls can be left to it"))
    one.add_argument(
        "--wait", type=arguments.count, default=60, metavar="60", help=_("how many seconds to wait for the second")
    )
    one = acts.add("revoke", _revoke, _("take a workstation out of the site: nothing of it counts any more"))
    one.add_argument("name", metavar=_("NAME"))
    one = acts.add("repair", _repair, _("put back what the folder lacks and this workstation holds"))
    one.add_argument("--into", type=Path, metavar=_("FOLDER"), help=_("an empty folder that becomes the site's"))


def backup_site(into: Path, clock: Clock, say: Say) -> int:
    """Copy the shared folder and this workstation, to be put back on new machines by the recovery key."""
    from cdm_desk.jobs import copy_house

    with open_workplace(clock) as office, office.staff.command("backup", Role.ADMINISTRATOR):
        copy = copy_house(office, into.absolute())
        office.staff.note("backup")
    body = {
        "backup": str(copy.folder),
        "files": copy.site.files,
        "bytes": copy.site.size,
        "frames": copy.site.frames,
        "store": str(copy.store),
    }
    words = _("Copied, opened and compared: {files} files of the site in {folder}")
    say(body, words.format(files=copy.site.files, folder=copy.folder))
    return DONE


def restore_site(copy: Path, into: Path, clock: Clock, say: Say) -> int:
    """Put a copied site into an empty shared folder; on a new machine the store and the keys of the copy too."""
    from cdm_desk.jobs import restore_house
    from cdm_desk.office import STORE_FILE
    from cdm_desk.vault import open_vault

    data = data_folder()
    paper = "" if (data / STORE_FILE).exists() else secret("CDM_RECOVERY_KEY", _("Recovery key of this PC:"))
    put = restore_house(data, open_vault(data), clock, copy=copy, share=into.absolute(), paper=paper)
    with open_workplace(clock) as office, office.staff.command("restore", Role.ADMINISTRATOR):
        office.staff.note("restore")
    words = _("The site is back in {folder}: {files} files. Set this folder on the other workstations.")
    say(
        {"restored": str(copy), "share": str(into), "files": put.files, "frames": put.frames},
        words.format(folder=into, files=put.files),
    )
    return DONE


def _repair(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.jobs import repair_share

    into = None if wanted.into is None else wanted.into.absolute()
    with open_workplace(clock) as office, office.staff.command("restore", Role.ADMINISTRATOR):
        rebuilt = repair_share(office, into)
        office.staff.note("restore")
    body = {
        "share": str(rebuilt.folder),
        "frames": rebuilt.frames,
        "claims": rebuilt.claims,
        "join_code": rebuilt.join_code,
    }
    words = [_("Put back into {folder}: {frames} pieces.").format(folder=rebuilt.folder, frames=rebuilt.frames)]
    if into is not None:
        words.append(_("Set this folder on the other workstations too."))
    if rebuilt.join_code:
        words.append(_("Joining code for the next workstations: {code}").format(code=rebuilt.join_code))
    say(body, "\n".join(words))
    return DONE


def _revoke(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    # The matrix asks for both: whoever gives this command answers for having asked the other.
    with (
        open_workplace(clock) as office,
        office.staff.command("revoke", Role.ADMINISTRATOR, Role.MANAGER),
    ):
        if office.exchange is not None:
            office.exchange_once()
        revoked = office.workstations.confirm(office.workstations.propose(wanted.name).id)
        office.staff.note("revoke")
    name = revoked.workstation
    words = [
        _("{name} is revoked: what it had sent counts, what it sends from now on counts nowhere.").format(name=name),
        _(
            "The key of the site cannot be taken back from it. If it was stolen, move the site into an empty folder "
            "with `cdm-desk share repair --into FOLDER`, close the old one to its account, and change the passwords."
        ),
    ]
    say({"revoked": name}, "\n".join(words))
    return DONE


def _check(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    """Examine the folder with whoever comes: another program that is open, or the same command elsewhere."""
    from cdm_desk.ui.checkup_words import advice, found, heading, verdict
    from cdm_desk.ui.words import after_colon

    def tell(finding: Any) -> None:  # noqa: ANN401 - imported with the exchange
        if not say.as_json:
            sign = "✓" if finding.passed else "✗"
            say({}, f"{sign} {after_colon(heading(finding.check), found(finding))} {advice(finding)}".rstrip())

    with open_workplace(clock) as office:
        exchange = office.reached()
        if not say.as_json:
            say(
                {},
                _("Run this on a second workstation too, or open its window; waiting {seconds} s at most.").format(
                    seconds=wanted.wait
                ),
            )
        checkup = exchange.examine(tell, patience=wanted.wait)
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
