"""What looks after a workstation: set up, check, copy, restore, recover, audit."""

import argparse
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from cdm_desk import paths
from cdm_desk.commands.answer import DONE, WRONG_USAGE, Say, status_of_check
from cdm_desk.commands.arguments import CodeList, Commands
from cdm_desk.commands.share import backup_site, restore_site
from cdm_desk.commands.workplace import data_folder, open_workplace, secret
from cdm_desk.domain.change import ERASABLE, EraseReason
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.names import usable_name
from cdm_desk.domain.staff import Role
from cdm_desk.language import LANGUAGES, _, language, use
from cdm_desk.settings import KINDS, SettingsFile, hub_address
from cdm_desk.ui.words import damage_name, restored_told, screen_language_name, workstation_kind_name


def _erase(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    with open_workplace(clock) as office, office.staff.command("erase", Role.MANAGER):
        gone = office.erasure.erase(wanted.table, wanted.id, EraseReason(wanted.reason))
        office.exchange_once()
    words = _("Erased here at once, and at the other workstations with their next exchange: {count} records.")
    say({"erased": gone, "table": wanted.table, "id": wanted.id}, words.format(count=gone))
    return DONE


def add(commands: Commands) -> None:
    """Add the commands that look after a workstation."""
    kinds: CodeList = (_("Kinds"), [(kind, workstation_kind_name(kind)) for kind in KINDS])
    languages: CodeList = (_("Languages"), [(each, screen_language_name(each)) for each in LANGUAGES])
    one = commands.add("init", _init, _("set this workstation up"), lists=(kinds, languages))
    one.add_argument("--workstation", required=True, metavar=_("NAME"), help=_("a name of its own, such as Accueil 1"))
    one.add_argument("--kind", required=True, choices=KINDS, metavar=_("KIND"), help=_("what it is for"))
    one.add_argument("--language", choices=LANGUAGES, metavar=_("LANGUAGE"), help=_("of its screens"))
    one.add_argument("--share", type=Path, metavar=_("FOLDER"), help=_("the folder shared with the other workstations"))
    one.add_argument("--join", action="store_true", help=_("by the code in CDM_JOIN_CODE or on standard input"))
    commands.add("check", _check, _("look at every page of the store and put right what is damaged"))
    one = commands.add("backup", _backup, _("a verified copy"))
    what = one.add_mutually_exclusive_group()
    what.add_argument("folder", nargs="?", type=Path, metavar=_("FOLDER"), help=_("where to, such as a USB stick"))
    what.add_argument("--site", type=Path, metavar=_("FOLDER"), help=_("copy the shared folder there as well"))
    one = commands.add("restore", _restore, _("put a copy in the place of the store; close the window first"))
    what = one.add_mutually_exclusive_group(required=True)
    what.add_argument("file", nargs="?", type=Path, metavar=_("FILE"), help=_("the copy"))
    what.add_argument("--site", type=Path, metavar=_("FOLDER"), help=_("a copy of the whole site"))
    one.add_argument("--into", type=Path, metavar=_("FOLDER"), help=_("the empty folder that the site is put into"))
    commands.add("recover", _recover, _("put the keys back: CDM_RECOVERY_KEY, or standard input"))
    told = _("give an administrator new codes when none can sign in: CDM_RECOVERY_KEY, or standard input")
    one = commands.add("administrator", _administrator, told)
    one.add_argument("alias", metavar=_("NAME"), help=_("the name of an account, or of a new one"))
    one = commands.add("audit", _audit, _("the trail of who did what"))
    told = _("verify: look whether a line was changed")
    one.add_argument("act", choices=("verify",), metavar="verify", help=told)
    records, reasons = _erasable()
    words = _("erase a record for good, here and at every other workstation; there is no way back")
    one = commands.add("erase", _erase, words, lists=((_("Records"), records), (_("Reasons"), reasons)))
    one.add_argument("table", choices=ERASABLE, metavar=_("RECORD"), help=_("what kind of record, see below"))
    told = _("which one: of a book as books search --json tells it, of an entry of a list its code")
    one.add_argument("id", metavar="ID", help=told)
    reason_codes = [each.value for each in EraseReason]
    one.add_argument("--reason", required=True, choices=reason_codes, metavar=_("REASON"), help=_("why, see below"))


def _erasable() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    records = {
        "title": _("a book, with all its copies"),
        "copy": _("one copy of a book"),
        "person": _("an account of a member of staff"),
        "list_entry": _("an entry that the house has added to a list"),
    }
    reasons = {
        EraseReason.PERSONAL: _("it names somebody, or says something about somebody"),
        EraseReason.REQUEST: _("somebody has asked for it"),
        EraseReason.MISTAKE: _("it was never meant to be written"),
        EraseReason.TEST: _("it was only a trial"),
    }
    return [(each, records[each]) for each in ERASABLE], [(each.value, reasons[each]) for each in EraseReason]


def _init(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.office import found_office
    from cdm_desk.vault import open_vault

    # The next command may be given in another folder.
    share = wanted.share if wanted.share is None or hub_address(wanted.share) else wanted.share.absolute()
    if share is None and wanted.join:
        share = Path(os.environ["CDM_SHARE_DIR"]) if os.environ.get("CDM_SHARE_DIR") else None
        if share is None:
            print(_("Name the shared folder to join: --share FOLDER, or CDM_SHARE_DIR."), file=sys.stderr)
            return WRONG_USAGE
    if wanted.language is not None and not os.environ.get("CDM_LANG"):
        use(wanted.language)
    data = data_folder()
    code = secret("CDM_JOIN_CODE", _("Joining code:")) if wanted.join else None
    known = SettingsFile(paths.settings_file(data)).load().settings
    settings = replace(
        known, workstation=usable_name(wanted.workstation), kind=wanted.kind, language=wanted.language or language()
    )
    made = found_office(data, clock, open_vault(data), settings, share=share, join_code=code)
    words = _papers(settings.workstation, made.recovery_key, made.join_code, joined=wanted.join)
    say({"recovery_key": made.recovery_key, "join_code": made.join_code}, "\n".join(words))
    return DONE


def _papers(name: str, recovery_key: str, join_code: str | None, *, joined: bool) -> Iterator[str]:
    """Yield what a set-up shows once, each code with what it is for."""
    yield _("This workstation is set up as {name}.").format(name=name)
    yield _("Recovery key of {name}: {key}").format(name=name, key=recovery_key)
    yield _(
        "  It is shown once. Print it, write {name} on the paper and put it in the safe: if the keyring of this PC "
        "loses its key, the command recover opens the data of this PC with it, and of no other."
    ).format(name=name)
    if join_code:
        yield _("Joining code of the site: {code}").format(code=join_code)
        yield _(
            "  It is shown once. Keep it on another paper, for whoever sets up the next PC: init --join asks for it."
        )
    elif joined:
        yield _("The joining code that you gave stays as it is: keep its paper for the next PC.")


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

    if wanted.site is not None:
        return backup_site(wanted.site, clock, say)
    new = False
    with open_workplace(clock) as office, office.staff.command("backup", Role.ADMINISTRATOR):
        if wanted.folder is None:
            copy = Backups(office.store_file, office.key, office.settings.backup_folder).take(clock.now()).path
        else:
            new = not wanted.folder.exists()
            copy = copy_to(office.store_file, office.key, wanted.folder, clock.now())
        office.staff.note("backup")
    words = _("Copied and compared: {file}").format(file=copy)
    if new:
        # A slip in the name of a stick would else go unnoticed until the copy is needed.
        words = _("The folder {folder} was not there and has been made.").format(folder=wanted.folder) + "\n" + words
    say({"backup": str(copy), "folder_made": new}, words)
    return DONE


def _restore(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.jobs import restore_workstation
    from cdm_desk.vault import open_vault

    if wanted.site is not None:
        named = wanted.into or os.environ.get("CDM_SHARE_DIR")
        if not named:
            told = _("Name the empty folder that the site is put into: --into FOLDER, or CDM_SHARE_DIR.")
            print(told, file=sys.stderr)
            return WRONG_USAGE
        return restore_site(wanted.site, Path(named), clock, say)
    data = data_folder()
    back = restore_workstation(data, open_vault(data), clock, wanted.file)
    body = {
        "restored": str(back.copy),
        "copy_of": back.taken_at.isoformat(),
        "workstation": back.workstation,
        "set_aside": None if back.set_aside is None else str(back.set_aside),
    }
    told = restored_told(
        workstation=back.workstation, taken_at=back.taken_at, set_aside=str(back.set_aside or ""), alone=back.alone
    )
    say(body, told)
    return DONE


def _recover(_wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.office import STORE_FILE
    from cdm_desk.store.opening import recover_keys
    from cdm_desk.vault import open_vault

    data = data_folder()
    names = recover_keys(data / STORE_FILE, secret("CDM_RECOVERY_KEY", _("Recovery key of this PC:")), open_vault(data))
    # On a fresh PC the keys come first, then `restore` brings the store.
    if (data / STORE_FILE).exists():
        with open_workplace(clock) as office, office.staff.command("recover", Role.ADMINISTRATOR):
            office.staff.note("recover")
    say({"recovered": len(names)}, _("The keys are back in the keyring; the store opens."))
    return DONE


def _administrator(wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.office import STORE_FILE
    from cdm_desk.store.opening import recover_keys
    from cdm_desk.vault import open_vault

    data = data_folder()
    # Whoever starts this has shown the recovery key; a wrong one ends here.
    recover_keys(data / STORE_FILE, secret("CDM_RECOVERY_KEY", _("Recovery key of this PC:")), open_vault(data))
    with open_workplace(clock) as office, office.staff.command("administrator", Role.ADMINISTRATOR):
        named = office.staff.let_administrator_back(wanted.alias)
    body = {"administrator": named.person.alias, "recovery_codes": list(named.recovery_codes)}
    lead = _("{person} is an administrator. At sign-in, one of these codes sets a new password; each works once.")
    say(body, "\n".join([lead.format(person=named.person.alias), *named.recovery_codes]))
    return DONE


def _audit(_wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    with open_workplace(clock) as office, office.staff.command("audit", Role.ADMINISTRATOR):
        lines = office.staff.verify_audit(all_lines=True)
    say({"lines": lines, "intact": True}, _("The trail is intact: {count} lines.").format(count=lines))
    return DONE
