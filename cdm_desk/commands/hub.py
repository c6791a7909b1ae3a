"""The hub: its tables made, a site moved to it and back, the sites it shares."""

import argparse
import os

from cdm_desk.commands.answer import DONE, REFUSED, Say
from cdm_desk.commands.arguments import Commands
from cdm_desk.commands.workplace import open_workplace, secret
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.staff import Role
from cdm_desk.language import _


def add(commands: Commands) -> None:
    """Add the commands of the hub."""
    hub = commands.add("hub", _state, _("PostgreSQL in the place of the shared folder"))
    acts = Commands(hub, required=True)
    acts.add("init", _init, _("make the tables and logins of a hub; its address comes from CDM_HUB_URL"))
    acts.add("dual", _dual, _("bring all that the folder holds to the hub, and use both from now on"))
    acts.add("state", _state, _("compare what folder and hub hold"))
    acts.add("switch", _switch, _("use the hub alone, if both hold the same"))
    acts.add("back", _back, _("bring all that the hub holds to the folder, and use the folder alone"))
    acts.add("add-site", _add_site, _("read the figures of another site too; its code comes from CDM_JOIN_CODE"))


def _init(_wanted: argparse.Namespace, _clock: Clock, say: Say) -> int:
    from cdm_desk.exchange.hub_tables import make_hub
    from cdm_desk.exchange.site import place_named

    url = secret("CDM_HUB_URL", _("Address of an administrator of the hub:"))
    with place_named(url):
        made = make_hub(url)
    told = [_("The tables of the hub are made.")]
    if made.url:
        told.append(_("Address for the workstations, shown once: {url}").format(url=made.url))
    if made.reader_url:
        told.append(_("Address for whoever only reads, shown once: {url}").format(url=made.reader_url))
    say({"url": made.url, "reader_url": made.reader_url}, "\n".join(told))
    return DONE


def _dual(_wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.hubs import Move

    with open_workplace(clock) as office, office.staff.command("hub", Role.ADMINISTRATOR):
        brought = Move(office).begin(os.environ.get("CDM_HUB_URL", "").strip() or None)
        office.staff.note("hub", "both")
    say(
        {"medium": "both", "brought": brought},
        _("This workstation uses folder and hub; {count} frames were brought to the hub.").format(count=brought),
    )
    return DONE


def _state(_wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.hubs import Move

    with open_workplace(clock) as office, office.staff.command("hub", Role.ADMINISTRATOR):
        found = Move(office).compare()
        medium = office.settings.medium_here
    say(_plain(found, medium), _told(found))
    return DONE if found.agree else REFUSED


def _switch(_wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.hubs import Move

    with open_workplace(clock) as office, office.staff.command("hub", Role.ADMINISTRATOR):
        found = Move(office).finish()
        if found.agree:
            office.staff.note("hub", "hub")
    if not found.agree:
        say(_plain(found, "both"), _told(found))
        return REFUSED
    say(_plain(found, "hub"), _("This workstation uses the hub alone."))
    return DONE


def _back(_wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.hubs import Move

    with open_workplace(clock) as office, office.staff.command("hub", Role.ADMINISTRATOR):
        brought = Move(office).go_back()
        office.staff.note("hub", "folder")
    say(
        {"medium": "folder", "brought": brought},
        _("This workstation uses the folder alone; {count} frames were brought to it.").format(count=brought),
    )
    return DONE


def _add_site(_wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.hubs import add_site

    code = secret("CDM_JOIN_CODE", _("Joining code of the other site:"))
    with open_workplace(clock) as office, office.staff.command("hub", Role.ADMINISTRATOR):
        site = add_site(office, code)
        office.staff.note("hub", site)
    say({"site": site}, _("The figures of that site are counted too in a report over all sites."))
    return DONE


def _plain(found: object, medium: str) -> dict[str, object]:
    from cdm_desk.exchange.both import Compared

    assert isinstance(found, Compared)  # noqa: S101 - imported with the exchange
    return {
        "medium": medium,
        "frames": found.frames,
        "missing_in_folder": found.missing_in_folder,
        "missing_on_hub": found.missing_on_hub,
        "agree": found.agree,
    }


def _told(found: object) -> str:
    told = _plain(found, "")
    if told["agree"]:
        return _("Folder and hub hold the same {count} frames.").format(count=told["frames"])
    return _("Of {count} frames the folder lacks {folder} and the hub {hub}.").format(
        count=told["frames"], folder=told["missing_in_folder"], hub=told["missing_on_hub"]
    )
