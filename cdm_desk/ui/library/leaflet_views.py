"""Which piles stand in a list of brochures, in which order, and what the numbered sheets lack."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from cdm_desk.domain.folding import fold, words
from cdm_desk.domain.leaflets import Leaflet, Pile, missing, sheet_order
from cdm_desk.domain.lists import Entry
from cdm_desk.language import _
from cdm_desk.ui.leaflet_words import leaflet_language_mark
from cdm_desk.ui.words import label_of

MOST_GAPS: Final = 12


def in_view(known: Sequence[Leaflet], view: str, today: date) -> list[Leaflet]:
    """Return the piles of a list: of those to order the empty ones first, of the old ones the oldest."""
    if view == "order":
        low = [each for each in known if each.pile is not Pile.FULL and not each.expired(today)]
        return sorted(low, key=lambda each: (each.ordered_on is not None, each.pile is not Pile.EMPTY, each.sort_key))
    if view == "expired":
        old = [each for each in known if each.expired(today)]
        return sorted(old, key=lambda each: (each.valid_until or today, each.sort_key))
    if view == "sheets":
        numbered = [each for each in known if each.sheet_number]
        return sorted(numbered, key=lambda each: (sheet_order(each.sheet_number), each.language or ""))
    return list(known)


def holding(shown: Sequence[Leaflet], typed: str, partners: Mapping[str, Entry]) -> list[Leaflet]:
    """Return the piles in which every word typed stands; accents do not matter."""
    wanted = words(typed)

    def holds(leaflet: Leaflet) -> bool:
        partner = partners.get(leaflet.partner_code or "")
        texts = [leaflet.title, leaflet.place or "", leaflet.sheet_number or "", leaflet.tag]
        known = fold(" ".join([*texts, label_of(partner) if partner else ""]))
        return all(word in known for word in wanted)

    return [leaflet for leaflet in shown if holds(leaflet)] if wanted else list(shown)


def gaps_told(known: Sequence[Leaflet]) -> str:
    """Return the sentence about numbers that the series of each language lack; nothing where none does."""
    by_language: dict[str, list[str]] = {}
    for leaflet in known:
        if leaflet.sheet_number:
            by_language.setdefault(leaflet_language_mark(leaflet.language), []).append(leaflet.sheet_number)
    parts = []
    for mark, numbers in sorted(by_language.items()):
        gaps = [gap.words for gap in missing(numbers)]
        if gaps:
            shown = [*gaps[:MOST_GAPS], "…"] if len(gaps) > MOST_GAPS else gaps
            parts.append(f"{mark} {', '.join(shown)}".strip())
    return _("Missing numbers: {numbers}").format(numbers=" · ".join(parts)) if parts else ""
