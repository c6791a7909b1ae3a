"""What looks after a workstation: set up, check, copy, restore, recover, audit."""

import argparse
import os
from dataclasses import replace
from pathlib import Path

from cdm_desk import paths
from cdm_desk.commands.answer import DONE, Say, status_of_check
from cdm_desk.commands.arguments import Commands
from cdm_desk.commands.workplace import data_folder, open_workplace, secret
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.errors import FileUnreadableError, SharedFolderAwayError
from cdm_desk.domain.names import usable_name
from cdm_desk.domain.staff import Role
from cdm_desk.language import _
from cdm_desk.settings import KINDS, SettingsFile
from cdm_desk.ui.words import damage_name


def add(commands: Commands) -> None:
    """Add the commands that look after a workstation."""
    one = commands.add("init", _init, "set this workstation up")
    one.add_argument("--workstation", required=True, metavar="NAME")
    one.add_argument("--kind", required=True, choices=KINDS)
    one.add_argument("--share", type=Path, metavar="DIR")
    one.add_argument("--join", action="store_true", help="by the code in CDM_JOIN_CODE or on standard input")
    commands.add("check", _check, "look at every page of the store and put right what is damaged")
    commands.add("backup", _backup, "a verified copy").add_argument("folder", nargs="?", type=Path)
    commands.add("restore", _restore, "put a copy in the place of the store").add_argument("file", type=Path)
    commands.add("recover", _recover, "put the keys back: CDM_RECOVERY_KEY, or standard input")
    commands.add("audit", _audit, "the trail of who did what").add_argument("act", choices=("verify",))


def _init(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.office import found_office
    from cdm_desk.vault import open_vault

    data = data_folder()
    # The next command may be given in another folder.
    share = None if wanted.share is None else wanted.share.absolute()
    if share is None and wanted.join:
        share = Path(os.environ["CDM_SHARE_DIR"]) if os.environ.get("CDM_SHARE_DIR") else None
        if share is None:
            raise SharedFolderAwayError
    code = secret("CDM_JOIN_CODE") if wanted.join else None
    known = SettingsFile(paths.settings_file(data)).load().settings
    settings = replace(known, workstation=usable_name(wanted.workstation), kind=wanted.kind)
    made = found_office(data, clock, open_vault(data), settings, share=share, join_code=code)
    words = [
        _("This workstation is set up as {name}.").format(name=settings.workstation),
        _("Recovery key, to print and keep in a safe place: {key}").format(key=made.recovery_key),
    ]
    if made.join_code:
        words.append(_("Joining code for the next workstations: {code}").format(code=made.join_code))
    say({"recovery_key": made.recovery_key, "join_code": made.join_code}, "\n".join(words))
    return DONE


def _check(_wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.office import STORE_FILE
    from cdm_desk.store.opening import store_key
    from cdm_desk.store.repair import check
    from cdm_desk.vault import open_vault

    data = data_folder()
    result = check(data / STORE_FILE, store_key(data / STORE_FILE, open_vault(data)), clock.now())
    finding = result.finding or (result.repair.finding if result.repair else None)
    body = {
        "outcome": str(result.outcome),
        "rows": result.rows,
        "finding": None if finding is None else str(finding),
        "copy_of": None if result.repair is None or result.repair.copy_of is None else str(result.repair.copy_of),
    }
    words = {
        "sound": _("The store is sound: {rows} rows."),
        "repaired": _("The store was damaged ({finding}) and has been put right: {rows} rows."),
    }.get(str(result.outcome), _("The store is damaged ({finding}) and no good copy was found."))
    told = words.format(rows=result.rows, finding="" if finding is None else damage_name(str(finding)))
    say(body, told)
    return status_of_check(result)


def _backup(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.store.backup import Backups, copy_to

    with open_workplace(clock) as office, office.staff.command("backup", Role.ADMINISTRATOR):
        if wanted.folder is None:
            copy = Backups(office.store_file, office.key, office.settings.backup_folder).take(clock.now()).path
        else:
            copy = copy_to(office.store_file, office.key, wanted.folder, clock.now())
        office.staff.note("backup")
    say({"backup": str(copy)}, _("Copied and compared: {file}").format(file=copy))
    return DONE


def _restore(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.office import STORE_FILE
    from cdm_desk.store.opening import store_key
    from cdm_desk.store.repair import restore
    from cdm_desk.vault import open_vault

    data = data_folder()
    # The engine would make a new store of a file that is missing or empty, and that is no copy of anything.
    if not wanted.file.is_file() or not wanted.file.stat().st_size:
        raise FileUnreadableError
    aside = restore(data / STORE_FILE, store_key(data / STORE_FILE, open_vault(data)), wanted.file, clock.now())
    with open_workplace(clock) as office, office.staff.command("restore", Role.ADMINISTRATOR):
        office.renew_numbers()
        office.staff.note("restore")
    say({"restored": str(wanted.file), "set_aside": None if aside is None else str(aside)}, _("Restored."))
    return DONE


def _recover(_wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.office import STORE_FILE
    from cdm_desk.store.opening import recover_keys
    from cdm_desk.vault import open_vault

    data = data_folder()
    names = recover_keys(data / STORE_FILE, secret("CDM_RECOVERY_KEY"), open_vault(data))
    # On a fresh PC the keys come first, then `restore` brings the store.
    if (data / STORE_FILE).exists():
        with open_workplace(clock) as office, office.staff.command("recover", Role.ADMINISTRATOR):
            office.staff.note("recover")
    say({"recovered": len(names)}, _("The keys are back in the keyring; the store opens."))
    return DONE


def _audit(_wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    with open_workplace(clock) as office, office.staff.command("audit", Role.ADMINISTRATOR):
        lines = office.staff.verify_audit(all_lines=True)
    say({"lines": lines, "intact": True}, _("The trail is intact: {count} lines.").format(count=lines))
    return DONE
