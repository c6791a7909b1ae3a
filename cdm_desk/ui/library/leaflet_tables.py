"""The lists of brochures: the piles, and what visitors took."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from PySide6.QtWidgets import QWidget

from cdm_desk.domain.leaflets import Leaflet, Pile, Taken, sheet_order
from cdm_desk.domain.lists import Entry
from cdm_desk.language import _, _p, in_use
from cdm_desk.ui.appearance import tokens_of
from cdm_desk.ui.book_words import day_text
from cdm_desk.ui.leaflet_words import leaflet_language_mark, pile_name
from cdm_desk.ui.library.theme_marks import theme_icon, theme_words
from cdm_desk.ui.tables import Column, ListModel
from cdm_desk.ui.words import label_of

Entries = Callable[[], Mapping[str, Entry]]
SHEET: Final = 1


def piles_model(parent: QWidget, themes: Entries, partners: Entries, today: Callable[[], date]) -> ListModel[Leaflet]:
    """Return the list of piles."""

    def partner(leaflet: Leaflet) -> str:
        entry = partners().get(leaflet.partner_code or "")
        return label_of(entry) if entry else leaflet.partner_code or "–"

    def pile_words(leaflet: Leaflet) -> str:
        parts = [pile_name(leaflet.pile)]
        if leaflet.ordered_on is not None:
            parts.append(_("ordered on {day}").format(day=in_use().date(leaflet.ordered_on)))
        elif leaflet.pile is not Pile.FULL and leaflet.pile_since is not None:
            parts.append(_("since {day}").format(day=in_use().date(leaflet.pile_since)))
        return " · ".join(parts)

    def pile_colour(leaflet: Leaflet) -> str:
        tokens = tokens_of(parent)
        return {Pile.LOW: tokens.warn, Pile.EMPTY: tokens.error}.get(leaflet.pile, "")

    def valid_words(leaflet: Leaflet) -> str:
        words = day_text(leaflet.valid_until)
        return _("{day}, out of date").format(day=words) if leaflet.expired(today()) else words

    def valid_colour(leaflet: Leaflet) -> str:
        return tokens_of(parent).error if leaflet.expired(today()) else ""

    def sentence(leaflet: Leaflet) -> str:
        parts = [leaflet.sheet_number or "", leaflet.title, partner(leaflet), pile_words(leaflet), valid_words(leaflet)]
        return ", ".join(filter(None, parts))

    columns: list[Column[Leaflet]] = [
        Column(
            heading=lambda: _("Theme"),
            text=lambda leaflet: theme_words(themes(), leaflet.theme_code),
            icon=lambda leaflet: theme_icon(parent, themes(), leaflet.theme_code),
            width=12.5,
            room=62,
        ),
        Column(
            heading=lambda: _p("brochures", "Sheet"),
            text=lambda leaflet: leaflet.sheet_number or "",
            sort=lambda leaflet: sheet_order(leaflet.sheet_number),
            width=6,
        ),
        Column(
            heading=lambda: _p("brochures", "Brochure"),
            text=lambda leaflet: leaflet.title,
            sort=lambda leaflet: leaflet.sort_key,
            tip=lambda leaflet: leaflet.title,
            stretch=True,
        ),
        Column(heading=lambda: _p("brochures", "Partner"), text=partner, tip=partner, width=12, room=50),
        Column(
            heading=lambda: _("Language"),
            text=lambda leaflet: leaflet_language_mark(leaflet.language),
            width=6.5,
            room=56,
        ),
        Column(heading=lambda: _("Place"), text=lambda leaflet: leaflet.place or "", width=8, room=74),
        Column(heading=lambda: _p("brochures", "Tag"), text=lambda leaflet: leaflet.tag, width=6.5, room=80),
        Column(
            heading=lambda: _p("brochures", "Valid until"),
            text=valid_words,
            sort=lambda leaflet: leaflet.valid_until or date.max,
            colour=valid_colour,
            tip=valid_words,
            width=12,
            room=66,
        ),
        Column(
            heading=lambda: _p("brochures", "Pile"),
            text=pile_words,
            sort=lambda leaflet: list(Pile).index(leaflet.pile),
            colour=pile_colour,
            tip=pile_words,
            width=17,
        ),
    ]
    return ListModel(columns, sentence, lambda leaflet: leaflet.id, parent)


def taken_model(parent: QWidget, themes: Entries) -> ListModel[Taken]:
    """Return the list of what visitors took, per month, theme and language."""
    columns: list[Column[Taken]] = [
        Column(
            heading=lambda: _p("brochures", "Month"),
            text=lambda line: in_use().date(line.month, "month"),
            sort=lambda line: line.month,
            width=12,
        ),
        Column(
            heading=lambda: _p("brochures", "Theme"),
            text=lambda line: theme_words(themes(), line.theme_code),
            icon=lambda line: theme_icon(parent, themes(), line.theme_code),
            stretch=True,
        ),
        Column(
            heading=lambda: _p("brochures", "Language"),
            text=lambda line: leaflet_language_mark(line.language) or "–",
            width=8,
        ),
        Column(
            heading=lambda: _p("brochures", "Put out"),
            text=lambda line: in_use().number(line.put),
            sort=lambda line: line.put,
            number=True,
            width=9,
        ),
        Column(
            heading=lambda: _p("brochures", "Removed"),
            text=lambda line: in_use().number(line.removed),
            sort=lambda line: line.removed,
            number=True,
            width=9,
        ),
        Column(
            heading=lambda: _p("brochures", "Taken by visitors"),
            text=lambda line: in_use().number(line.taken),
            sort=lambda line: line.taken,
            number=True,
            width=13,
        ),
    ]
    return ListModel(
        columns,
        lambda line: ", ".join(column.text(line) for column in columns),
        lambda line: (line.month, line.theme_code, line.language),
        parent,
    )
