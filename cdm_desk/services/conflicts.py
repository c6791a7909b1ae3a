"""Edited twice: two people changed one field without seeing each other; somebody looks at both and decides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from cdm_desk.domain.staff import Action, Gate
from cdm_desk.store.conflicts import Overruled
from cdm_desk.store.unit import Store, Unit

_ACTION: Final[Mapping[str, Action]] = {
    "title": Action.EDIT_CATALOGUE,
    "copy": Action.EDIT_CATALOGUE,
    "author_form": Action.EDIT_CATALOGUE,
    "cover": Action.EDIT_CATALOGUE,
    "list_entry": Action.KEEP_LISTS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedTwice:
    """One field of one record: the value that stands, the one that was overruled, and the record by its own words."""

    id: UUID
    table: str
    record_id: str
    record: str
    field: str
    stands: Any
    overruled: Any


class ConflictsService:
    """Shows what was edited twice, and lets one of both values stand."""

    def __init__(self, store: Store, gate: Gate) -> None:
        self._store = store
        self._gate = gate

    def unsettled(self) -> list[EditedTwice]:
        """Return everything that waits for a decision."""
        with self._store.view() as unit:
            return [_told(unit, each) for each in unit.conflicts.unsettled()]

    def of_title(self, title_id: UUID) -> list[EditedTwice]:
        """Return what waits for a decision about a title and its copies."""
        with self._store.view() as unit:
            ids = {title_id.hex, *unit.history.copies(title_id)}
            return [_told(unit, each) for each in unit.conflicts.unsettled() if each.record_id in ids]

    def keep(self, conflict_id: UUID) -> None:
        """Let the value that stands stand; nothing is done where somebody has decided already."""
        self._decide(conflict_id, lambda overruled: overruled.stands)

    def take(self, conflict_id: UUID) -> None:
        """Let the value that was overruled stand; nothing is done where somebody has decided already."""
        self._decide(conflict_id, lambda overruled: overruled.value)

    def _decide(self, conflict_id: UUID, choice: Callable[[Overruled], Any]) -> None:
        with self._store.view() as view:
            seen = view.conflicts.find(conflict_id)
        self._gate.require(_ACTION.get(seen.table if seen else "title", Action.KEEP_STAFF))
        with self._store.unit() as unit:
            overruled = unit.conflicts.find(conflict_id)
            if overruled is not None:
                unit.decide(overruled, choice(overruled))


def _told(unit: Unit, overruled: Overruled) -> EditedTwice:
    return EditedTwice(
        id=overruled.id,
        table=overruled.table,
        record_id=overruled.record_id,
        record=_words(unit, overruled),
        field=overruled.field,
        stands=overruled.stands,
        overruled=overruled.value,
    )


def _words(unit: Unit, overruled: Overruled) -> str:
    """Return what a person calls the record: its title, barcode or name."""
    named = {"title": "title", "copy": "barcode", "person": "alias", "author_form": "name"}
    return unit.conflicts.word(overruled, named.get(overruled.table, "id"))
