"""What leaves the room of brochures: tags, the table of what was taken, letters to partners."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from cdm_desk.domain.leaflets import TAG_PREFIX, Leaflet, Order, Taken
from cdm_desk.domain.lists import Entry
from cdm_desk.language import _, catalogue, in_use
from cdm_desk.ui.appearance import THEME_ICONS
from cdm_desk.ui.dialogs.letters import LANGUAGES, Letter
from cdm_desk.ui.leaflet_words import leaflet_language_mark, order_subject, order_text
from cdm_desk.ui.words import label_of

Drawn = Callable[[], bytes]


def tags_drawn(shown: Sequence[Leaflet], themes: Mapping[str, Entry], partners: Mapping[str, Entry]) -> Drawn:
    """Return how the tags of piles are drawn, which takes a moment."""

    def details(leaflet: Leaflet) -> tuple[str, ...]:
        theme, partner = themes.get(leaflet.theme_code or ""), partners.get(leaflet.partner_code or "")
        named = [partner.label.both() if partner else "", leaflet_language_mark(leaflet.language)]
        both = theme.label.both(dutch_first=leaflet.language == "nl") if theme else ""
        return tuple(filter(None, [both, " · ".join(filter(None, named)), leaflet.place or ""]))

    def drawn() -> bytes:
        from cdm_desk.documents.leaflet_tags import LeafletTag, leaflet_tags  # noqa: PLC0415 - with the first tag

        tags = [
            LeafletTag(
                tag=leaflet.tag,
                code=f"{TAG_PREFIX}{leaflet.tag}",
                title=" ".join(filter(None, [leaflet.sheet_number, leaflet.title])),
                details=details(leaflet),
                icon=THEME_ICONS.get(leaflet.theme_code or "", "books"),
            )
            for leaflet in shown
            if leaflet.tag
        ]
        return leaflet_tags(tags, [catalogue("fr"), catalogue("nl")])

    return drawn


def taken_drawn(lines: Sequence[Taken], themes: Mapping[str, Entry]) -> Drawn:
    """Return how the table of what visitors took is written, in the language in use now."""
    spoken = in_use()
    named = {code: label_of(entry) for code, entry in themes.items()}

    def drawn() -> bytes:
        from cdm_desk.documents.leaflet_table import taken_csv  # noqa: PLC0415 - with the first table

        return taken_csv(lines, named, spoken)

    return drawn


def order_letter(order: Order, partners: Mapping[str, Entry], sent: Callable[[], None]) -> Letter:
    """Return the letter to a partner: in Dutch where all that is ordered is Dutch, else in French first."""
    entry = partners.get(order.partner_code or "")
    all_dutch = all(leaflet.language == "nl" for leaflet in order.leaflets)
    return Letter(
        to=lambda: label_of(entry) if entry else order.partner_code or _("partner not recorded"),
        address=order.address,
        language="nl" if all_dutch else "fr",
        subjects={code: order_subject(catalogue(code)) for code in LANGUAGES},
        texts={code: order_text(order.leaflets, catalogue(code)) for code in LANGUAGES},
        sent=sent,
    )
