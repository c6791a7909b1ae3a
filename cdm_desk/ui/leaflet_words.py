"""The words of brochures: piles, languages, what is lacking in a list, and the letter that orders them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from cdm_desk.domain.leaflets import Leaflet, Pile
from cdm_desk.domain.sheet_list import Lack
from cdm_desk.language import Catalogue, _, _p

_MARKS: Final = {"fr": "FR", "nl": "NL", "fr+nl": "FR/NL", "en": "EN"}


def pile_name(pile: Pile) -> str:
    """Return how high a pile is."""
    return {
        Pile.FULL: lambda: _p("pile", "full"),
        Pile.LOW: lambda: _p("pile", "low"),
        Pile.EMPTY: lambda: _p("pile", "empty"),
    }[pile]()


def leaflet_language_mark(code: str | None) -> str:
    """Return the language of a brochure for a narrow column."""
    return _MARKS.get(code or "", "" if code is None else _p("language of a brochure", "other"))


def leaflet_language_name(code: str | None) -> str:
    """Return the language of a brochure."""
    if code is None:
        return _p("language", "not recorded")
    return {
        "fr": lambda: _("French"),
        "nl": lambda: _("Dutch"),
        "fr+nl": lambda: _("French and Dutch"),
        "en": lambda: _("English"),
    }.get(code, lambda: _p("language of a brochure", "other"))()


def lack_sentence(lack: Lack | None) -> str:
    """Return why a line of a list is left out; nothing for one that is taken in."""
    return "" if lack is None else _LACKS[lack]()


_LACKS: Final[Mapping[Lack, Callable[[], str]]] = {
    Lack.NUMBER: lambda: _("It has no number."),
    Lack.TITLE: lambda: _("It has no title."),
    Lack.LONG: lambda: _("Its number or title is too long."),
    Lack.DAY: lambda: _("Its last valid day is no day: write it like 31/12/2026."),
    Lack.LANGUAGE: lambda: _("Its language is none of FR, NL, EN and FR/NL."),
    Lack.TWICE: lambda: _("This number stands in the list already."),
}


def order_subject(speaker: Catalogue) -> str:
    """Return what an order is about, in the language of the letter."""
    return speaker.gettext("Order of brochures for the Cité des métiers of Brussels")


def order_text(leaflets: Sequence[Leaflet], speaker: Catalogue) -> str:
    """Return the letter that asks a partner for brochures."""
    return "\n".join(
        [
            speaker.gettext("Hello,"),
            "",
            speaker.gettext("We are running out of these brochures of yours:"),
            "",
            *(_order_line(leaflet, speaker) for leaflet in leaflets),
            "",
            speaker.gettext("Could you send us new ones, and tell us if one of them has been replaced?"),
            "",
            speaker.gettext("Thank you, and kind regards,"),
            speaker.gettext("The library of the Cité des métiers of Brussels"),
        ]
    )


def _order_line(leaflet: Leaflet, speaker: Catalogue) -> str:
    names = [leaflet.sheet_number or "", leaflet.title]
    mark = _MARKS.get(leaflet.language or "", "")
    called = " ".join(filter(None, [*names, f"({mark})" if mark else ""]))
    if leaflet.pile is Pile.EMPTY:
        words = speaker.gettext("{title}: none left; a bundle holds about {number}")
    else:
        words = speaker.gettext("{title}: a few left; a bundle holds about {number}")
    return "- " + words.format(title=called, number=speaker.number(leaflet.bundle))
