"""Weeding: what is proposed, what is decided, and the list confirmed; every step can be taken back."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from cdm_desk.domain.clock import Clock
from cdm_desk.domain.errors import KeepUntilError, LastOfLanguageError, NothingToWeedError
from cdm_desk.domain.library import Copy, State
from cdm_desk.domain.staff import Action, Gate
from cdm_desk.domain.weeding import (
    Advice,
    Fate,
    Letter,
    LifeSpans,
    Proposals,
    Shelved,
    Uses,
    leaves_gap,
    letters_in,
    proposals,
    spans_from,
    spelled,
)
from cdm_desk.store.house_settings import HOUSE_SETTING
from cdm_desk.store.library import COPY, TITLE
from cdm_desk.store.unit import Store, Unit

LIFE_SPANS: Final = "life_spans"
"""The setting of the house that holds the life spans it has chosen."""

_OF_COPY: Final = ("state", "weed_fate", "weed_letters", "weed_on", "withdrawn_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class WeedingBefore:
    """How titles and copies were before an act, field by field, for its undo."""

    titles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    copies: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """A list that has been confirmed: what left the shelf, and how it was before."""

    advices: tuple[Advice, ...]
    before: WeedingBefore

    @property
    def copies(self) -> int:
        """How many copies have left."""
        return len(self.before.copies)


class WeedingService:
    """Advises on what has had its time, and keeps what the documentalist decides."""

    def __init__(self, store: Store, clock: Clock, gate: Gate) -> None:
        self._store = store
        self._clock = clock
        self._gate = gate

    def today(self) -> date:
        """Return the day on which one decides."""
        return self._clock.now().date()

    def check_may_edit(self) -> None:
        """Return if who sits here may decide; raise NotAllowedError."""
        self._gate.require(Action.EDIT_CATALOGUE)

    def proposals(self) -> Proposals:
        """Return what is proposed today, and what is kept though old."""
        with self._store.view() as unit:
            return self._proposals(unit)

    def decide(self, advice: Advice, fate: Fate, letters: Iterable[Letter]) -> WeedingBefore:
        """Decide where the copies of a proposal go; nothing leaves before the list is confirmed.

        Raises LastOfLanguageError for what has to stay.
        """
        if advice.held and fate is not Fate.LATER:
            raise LastOfLanguageError(advice.title.heading)
        return self._write(advice, {"weed_fate": fate.value, "weed_letters": spelled(letters)})

    def note_letters(self, advice: Advice, letters: Iterable[Letter]) -> WeedingBefore:
        """Write other letters on the slip of a proposal."""
        return self._write(advice, {"weed_letters": spelled(letters)})

    def keep_until(self, advice: Advice, day: date) -> WeedingBefore:
        """Keep a title on the shelf until a day, on which it is looked at again; raises KeepUntilError."""
        if day <= self.today():
            raise KeepUntilError(day)
        fields = {"weed_fate": None, "weed_letters": None, "weed_on": None}
        return self._write(advice, fields, {"review_by": day})

    def confirm(self, title_ids: Iterable[UUID] | None = None) -> Confirmed:
        """Take off the shelf what was decided to leave, or only these titles of it.

        Raises NothingToWeedError, or LastOfLanguageError if a language would be missing on a sub-theme: nothing is
        withdrawn then.
        """
        self._gate.require(Action.EDIT_CATALOGUE)
        today = self.today()
        chosen = None if title_ids is None else set(title_ids)
        with self._store.unit() as unit:
            found = self._proposals(unit)
            leaving = [
                each
                for each in (*found.proposed, *found.held)
                if each.leaving and (chosen is None or each.title.id in chosen)
            ]
            if not leaving:
                raise NothingToWeedError
            shelf = _shelf(unit)
            gone = [copy.id for each in leaving for copy in each.copies]
            for title in leaves_gap(shelf, gone):
                raise LastOfLanguageError(title.heading)
            before = _withdraw(unit, leaving, shelf, today)
        return Confirmed(advices=tuple(leaving), before=before)

    def gone(self, fate: Fate) -> list[Advice]:
        """Return what left the shelf one way, on the last day on which anything did, by title."""
        with self._store.view() as unit:
            left = [
                (title, copy)
                for title, copies in unit.titles.shelf()
                for copy in copies
                if copy.state is State.WITHDRAWN and copy.withdrawn_on and copy.weed_fate == fate.value
            ]
        last = max((copy.withdrawn_on for _title, copy in left if copy.withdrawn_on), default=None)
        by_title: dict[UUID, Advice] = {}
        for title, copy in left:
            if copy.withdrawn_on == last:
                known = by_title.get(title.id)
                copies = (*known.copies, copy) if known else (copy,)
                letters = letters_in(copy.weed_letters)
                by_title[title.id] = Advice(title=title, copies=copies, score=0, reasons=(), letters=letters)
        return list(by_title.values())

    def put_back(self, before: WeedingBefore) -> None:
        """Give titles and copies back exactly what they were before an act."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            unit.keep_all(TITLE, before.titles)
            unit.keep_all(COPY, before.copies)

    def spans(self) -> LifeSpans:
        """Return the life spans in force."""
        with self._store.view() as unit:
            return spans_from(unit.house.value(LIFE_SPANS))

    def keep_spans(self, spans: LifeSpans) -> LifeSpans:
        """Set the life spans of the house; return those of before, with which it is undone."""
        self._gate.require(Action.EDIT_CATALOGUE)
        before = self.spans()
        kept = spans_from(spans.kept())
        with self._store.unit() as unit:
            unit.keep(HOUSE_SETTING, LIFE_SPANS, {"value": json.dumps(kept.kept())})
        return before

    def _proposals(self, unit: Unit) -> Proposals:
        today = self.today()
        spans = spans_from(unit.house.value(LIFE_SPANS))
        first = _years_before(today, spans.look)
        counted_since = unit.weeding.counted_since()
        counts = counted_since is not None and counted_since <= first
        uses = Uses(times=unit.weeding.uses_since(first) if counts else None)
        return proposals(_shelf(unit), spans, uses, today)

    def _write(
        self, advice: Advice, fields: Mapping[str, Any], of_title: Mapping[str, Any] | None = None
    ) -> WeedingBefore:
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            copies = unit.titles.these_copies([copy.id for copy in advice.copies])
            before = {copy.id.hex: {name: getattr(copy, name) for name in fields} for copy in copies.values()}
            unit.keep_all(COPY, dict.fromkeys(before, fields))
            titles: dict[str, dict[str, Any]] = {}
            title = unit.titles.find(advice.title.id)
            if of_title and title is not None:
                titles[title.id.hex] = {name: getattr(title, name) for name in of_title}
                unit.keep(TITLE, title.id.hex, of_title)
        return WeedingBefore(titles=titles, copies=before)


def _shelf(unit: Unit) -> list[Shelved]:
    return [
        Shelved(title=title, copies=tuple(copy for copy in copies if copy.counted))
        for title, copies in unit.titles.shelf()
        if title.state is not State.WITHDRAWN
    ]


def _withdraw(unit: Unit, leaving: Sequence[Advice], shelf: Sequence[Shelved], day: date) -> WeedingBefore:
    """Take copies off the shelf, and with the last copy of a title the title."""
    now: dict[UUID, Copy] = unit.titles.these_copies([copy.id for each in leaving for copy in each.copies])
    before = {copy.id.hex: {name: getattr(copy, name) for name in _OF_COPY} for copy in now.values()}
    rows: dict[str, dict[str, Any]] = {}
    for each in leaving:
        for copy in each.copies:
            rows[copy.id.hex] = {
                "state": State.WITHDRAWN.value,
                "withdrawn_on": day,
                "weed_fate": copy.weed_fate,
                "weed_letters": copy.weed_letters or spelled(each.letters),
            }
    emptied = [
        shelved.title for shelved in shelf if shelved.copies and all(copy.id.hex in rows for copy in shelved.copies)
    ]
    unit.keep_all(COPY, rows)
    unit.keep_all(TITLE, {title.id.hex: {"state": State.WITHDRAWN.value} for title in emptied})
    titles = {title.id.hex: {"state": title.state.value} for title in emptied}
    return WeedingBefore(titles=titles, copies=before)


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
