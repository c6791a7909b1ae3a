"""Lists about bags: which are away, and what one of them has counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cdm_desk.domain.bag import How, Known, Standing, Totals
from cdm_desk.language import _, in_use
from cdm_desk.ui.appearance import tokens_of
from cdm_desk.ui.bag_words import PlaceOf, bag_name, days_text, heard_text, how_name, standing_text, theme_lines
from cdm_desk.ui.tables import Column, ListModel, ListTable
from cdm_desk.ui.words import after_colon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from cdm_desk.domain.lists import Entry

_WARNED = (Standing.DUE, Standing.BACK)


class BagsAway(ListTable[Known]):
    """The bags that are not in yet: who, where, since when, and when the computer last exchanged."""

    def __init__(self, place_of: PlaceOf, parent: QWidget) -> None:
        self._place_of = place_of
        super().__init__(ListModel(self._columns(), self._sentence, lambda known: known.bag.id, parent), "bag.away")

    def _columns(self) -> list[Column[Known]]:
        return [
            Column(heading=lambda: _("Computer"), text=lambda known: known.bag.workstation, width=9),
            Column(heading=lambda: _("Bag"), text=self._named, width=16, stretch=True),
            Column(
                heading=lambda: _("Days"),
                text=lambda known: days_text(known.bag.first_day, known.bag.last_day),
                sort=lambda known: known.bag.first_day,
                width=16,
            ),
            Column(heading=lambda: _("State"), text=standing_text, colour=self._colour, width=18),
            Column(
                heading=lambda: _("Last exchange"),
                text=heard_text,
                sort=lambda known: 0 if known.heard_at is None else known.heard_at.timestamp(),
                width=11,
            ),
        ]

    def _named(self, known: Known) -> str:
        return bag_name(known.bag, self._place_of)

    def _colour(self, known: Known) -> str:
        tokens = tokens_of(self)
        return tokens.warn if known.standing in _WARNED else tokens.text

    def _sentence(self, known: Known) -> str:
        return _("{workstation}: {bag}, {days}. {standing}. Last exchange: {heard}.").format(
            workstation=known.bag.workstation,
            bag=self._named(known),
            days=days_text(known.bag.first_day, known.bag.last_day),
            standing=standing_text(known),
            heard=heard_text(known),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the totals: a theme, none, or all together."""

    place: int
    words: str
    by_how: tuple[int, ...]

    @property
    def people(self) -> int:
        """Everybody of the line."""
        return sum(self.by_how)


class BagTotals(ListTable[Line]):
    """What a bag has counted: a line for each theme, a column for each way, the sum last."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(ListModel(self._columns(), self._sentence, lambda line: line.place, parent), "bag.totals")

    def show_totals(self, totals: Totals, themes: Sequence[Entry]) -> None:
        """Show other figures; a theme that is not in use any more stays if somebody was counted for it."""
        lines = [
            Line(place=place, words=words, by_how=tuple(totals.of(theme_code=code, how=how) for how in How))
            for place, (code, words) in enumerate(theme_lines(totals, themes))
        ]
        sums = tuple(totals.counted_so(how) for how in How)
        self.show_values([*lines, Line(place=len(lines), words=_("Total"), by_how=sums)])

    def _columns(self) -> list[Column[Line]]:
        return [
            Column(heading=lambda: _("Theme"), text=lambda line: line.words, width=11, stretch=True),
            *(self._of_way(place, how) for place, how in enumerate(How)),
            Column(
                heading=lambda: _("People"),
                text=lambda line: in_use().number(line.people),
                sort=lambda line: line.people,
                number=True,
                width=5,
            ),
        ]

    def _of_way(self, place: int, how: How) -> Column[Line]:
        return Column(
            heading=lambda: how_name(how),
            text=lambda line: in_use().number(line.by_how[place]),
            sort=lambda line: line.by_how[place],
            number=True,
            width=5,
        )

    def _sentence(self, line: Line) -> str:
        ways = ", ".join(f"{how_name(how)} {number}" for how, number in zip(How, line.by_how, strict=True))
        return f"{after_colon(line.words, str(line.people))}; {ways}"
