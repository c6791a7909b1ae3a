"""The brochures that somebody has to do something about: low, empty or out of date."""

import argparse
from typing import TYPE_CHECKING

from cdm_desk.commands.answer import DONE, Say
from cdm_desk.commands.arguments import Commands
from cdm_desk.commands.workplace import open_workplace
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.leaflets import Leaflet, Pile
from cdm_desk.domain.lists import Kind
from cdm_desk.language import _, in_use

if TYPE_CHECKING:
    from datetime import date


def add_brochures(acts: Commands) -> None:
    """Add the command to those of the books."""
    acts.add("brochures", _brochures, _("the brochures that are low, empty or out of date"))


def _brochures(_wanted: argparse.Namespace, clock: Clock, say: Say) -> int:
    from cdm_desk.ui.words import label_of

    with open_workplace(clock) as office:
        today = office.leaflets.today()
        partners = {entry.code: label_of(entry) for entry in office.lists.all(Kind.PARTNER)}
        shown = [each for each in office.leaflets.leaflets() if each.pile is not Pile.FULL or each.expired(today)]
    if not shown and not say.as_json:
        print(_("No pile is low or empty, and no brochure is out of date."))
    for leaflet in shown:
        say(plain(leaflet, today), _told(leaflet, today, partners.get(leaflet.partner_code or "", "")))
    return DONE


def plain(leaflet: Leaflet, today: "date") -> dict[str, object]:
    """Return a pile as the command prints it for programs."""
    return {
        "title": leaflet.title,
        "tag": leaflet.tag,
        "sheet": leaflet.sheet_number,
        "partner": leaflet.partner_code,
        "language": leaflet.language,
        "theme": leaflet.theme_code,
        "pile": leaflet.pile.value,
        "since": leaflet.pile_since.isoformat() if leaflet.pile_since else None,
        "ordered_on": leaflet.ordered_on.isoformat() if leaflet.ordered_on else None,
        "valid_until": leaflet.valid_until.isoformat() if leaflet.valid_until else None,
        "expired": leaflet.expired(today),
    }


def _told(leaflet: Leaflet, today: "date", partner: str) -> str:
    from cdm_desk.ui.leaflet_words import leaflet_language_mark, pile_name

    parts = [pile_name(leaflet.pile)]
    if leaflet.ordered_on is not None:
        parts.append(_("ordered on {day}").format(day=in_use().date(leaflet.ordered_on)))
    if leaflet.expired(today) and leaflet.valid_until is not None:
        parts.append(_("{day}, out of date").format(day=in_use().date(leaflet.valid_until)))
    return "\t".join(
        [leaflet.tag, ", ".join(parts), leaflet.title, leaflet_language_mark(leaflet.language), partner]
    ).rstrip()
