"""The facets of the catalogue in words: their names, their values in the order in which they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdm_desk.domain.facets import NOT_RECORDED, Facet, FacetCounts
from cdm_desk.domain.library import State
from cdm_desk.domain.lists import Entry, Kind
from cdm_desk.language import _
from cdm_desk.ui.book_words import book_language_name
from cdm_desk.ui.library.facet_list import Group, Value
from cdm_desk.ui.words import label_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from PySide6.QtGui import QIcon

    from cdm_desk.domain.library import Search

LISTS: Final = {
    Facet.THEME: Kind.THEME,
    Facet.SUB_THEME: Kind.SUB_THEME,
    Facet.KIND: Kind.WORK_KIND,
    Facet.STATE: Kind.COPY_STATE,
    Facet.PARTNER: Kind.PARTNER,
}
"""The facets whose values are codes of a list."""


def facet_name(facet: Facet) -> str:
    """Return what a facet is called."""
    return {
        Facet.THEME: _("Theme"),
        Facet.SUB_THEME: _("Subjects"),
        Facet.LANGUAGE: _("Language"),
        Facet.DECADE: _("Decade"),
        Facet.KIND: _("Kind of work"),
        Facet.STATE: _("State"),
        Facet.PARTNER: _("Partner"),
    }[facet]


class FacetGroups:
    """Makes the groups of a list of facets from counts, with the code lists of the house."""

    def __init__(self, theme_icon: Callable[[str], QIcon | None]) -> None:
        self._theme_icon = theme_icon
        self._entries: Mapping[Facet, Mapping[str, Entry]] = {}

    def take_lists(self, lists: Mapping[Facet, Iterable[Entry]]) -> None:
        """Take the code lists up, each in the order of the house."""
        self._entries = {facet: {entry.code: entry for entry in entries} for facet, entries in lists.items()}

    def groups(self, search: Search, known: FacetCounts, found: FacetCounts) -> list[Group]:
        """Return every facet that tells titles apart.

        `known` are the counts of the whole catalogue, which say what there is to choose; `found` those of the search.
        Subjects stand under the theme that is chosen.
        """
        made = []
        for facet in Facet:
            if facet is Facet.SUB_THEME or not _tells(facet, known, search):
                continue
            values: list[Value] = []
            for value in self._ordered(facet, known[facet], search):
                values.append(self._value(facet, value, found, search))
                if facet is Facet.THEME and value and value == search.theme_code:
                    values += self._subjects(value, known, found, search)
            made.append(Group(facet=facet, words=facet_name(facet), values=values))
        return made

    def words(self, facet: Facet, value: str) -> str:
        """Return a value in words."""
        if value == NOT_RECORDED:
            return _("not stated")
        if facet is Facet.LANGUAGE:
            return book_language_name(value)
        if facet is Facet.DECADE:
            return _("{first}–{last}").format(first=value, last=int(value) + 9)
        entry = self._entries.get(facet, {}).get(value)
        if entry is None:
            return value
        return f"{entry.digit} {label_of(entry)}" if facet is Facet.THEME else label_of(entry)

    def _subjects(self, theme: str, known: FacetCounts, found: FacetCounts, search: Search) -> list[Value]:
        of_theme = {code: number for code, number in known[Facet.SUB_THEME].items() if code.startswith(theme)}
        codes = self._ordered(Facet.SUB_THEME, of_theme, search)
        return [self._value(Facet.SUB_THEME, code, found, search, deep=True) for code in codes]

    def _value(self, facet: Facet, value: str, found: FacetCounts, search: Search, *, deep: bool = False) -> Value:
        return Value(
            facet=facet,
            value=value,
            words=self.words(facet, value),
            number=found[facet].get(value, 0),
            chosen=search.chosen.get(facet) == value,
            deep=deep,
            icon=self._theme_icon(value) if facet is Facet.THEME else None,
        )

    def _ordered(self, facet: Facet, counts: Mapping[str, int], search: Search) -> Sequence[str]:
        chosen = search.chosen.get(facet)
        values = set(counts) | ({chosen} if chosen is not None else set())
        if facet is Facet.DECADE:
            ordered = sorted(values, reverse=True)
        elif facet is Facet.LANGUAGE:
            ordered = sorted(values, key=lambda value: (-counts.get(value, 0), value))
        else:
            ranks = {code: rank for rank, code in enumerate(self._entries.get(facet, {}))}
            ordered = sorted(values, key=lambda value: (ranks.get(value, len(ranks)), value))
        # What has none of it comes last.
        return [*(value for value in ordered if value), *(value for value in ordered if not value)]


def _tells(facet: Facet, known: FacetCounts, search: Search) -> bool:
    nothing = State.SHELF.value if facet is Facet.STATE else NOT_RECORDED
    return facet in search.chosen or any(value != nothing for value in known[facet])
