"""What a list of titles can be narrowed by: theme, subject, language, decade, kind, state, partner."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cdm_desk.domain.library import Title

NOT_RECORDED: Final = ""
"""The value of a title of which nobody has recorded any; it can be chosen as every other."""

_BETWEEN_FACETS, _BETWEEN_VALUES = "\x1f", "\x1e"
_NOT_AS_IT_IS = re.compile(r"[^a-y0-9]")


class Facet(StrEnum):
    """One side from which titles are seen. No name is the beginning of another: they are words of the index too."""

    THEME = "theme"
    SUB_THEME = "subtheme"
    LANGUAGE = "language"
    DECADE = "decade"
    KIND = "kind"
    STATE = "state"
    PARTNER = "partner"


FacetCounts = Mapping[Facet, Mapping[str, int]]
"""How many titles there are of each value of each facet."""


def facets_of(title: Title) -> Mapping[Facet, tuple[str, ...]]:
    """Return the values of a title, of each facet one at least; a title in two languages has two."""
    subjects = dict.fromkeys(code for code in (title.sub_theme_code, *title.other_sub_themes) if code)
    return {
        Facet.THEME: (title.theme_code or NOT_RECORDED,),
        Facet.SUB_THEME: tuple(subjects) or (NOT_RECORDED,),
        Facet.LANGUAGE: title.languages or (NOT_RECORDED,),
        Facet.DECADE: (decade_of(title.year),),
        Facet.KIND: (title.kind or NOT_RECORDED,),
        Facet.STATE: (title.state.value,),
        Facet.PARTNER: (title.partner_code or NOT_RECORDED,),
    }


def decade_of(year: int | None) -> str:
    """Return the first year of a decade: `2010` for 2018."""
    return NOT_RECORDED if year is None else str(year // 10 * 10)


def packed(values: Mapping[Facet, tuple[str, ...]]) -> str:
    """Return the values of a title as one text, alike for titles that are alike."""
    return _BETWEEN_FACETS.join(_BETWEEN_VALUES.join(values[facet]) for facet in Facet)


def counted_apart(groups: Iterable[tuple[str, int]]) -> FacetCounts:
    """Return the counts of each value from those of packed texts."""
    counts: dict[Facet, dict[str, int]] = {facet: defaultdict(int) for facet in Facet}
    for text, number in groups:
        for facet, part in zip(Facet, text.split(_BETWEEN_FACETS), strict=False):
            of_facet = counts[facet]
            for value in part.split(_BETWEEN_VALUES):
                of_facet[value] += number
    return {facet: dict(values) for facet, values in counts.items()}


def tag(facet: Facet, value: str) -> str:
    """Return the word under which the index finds a value: letters and digits only, another one for every value."""
    return facet.value + _NOT_AS_IT_IS.sub(_spelt, value.lower())


def _spelt(sign: re.Match[str]) -> str:
    return f"z{ord(sign.group()):x}z"
