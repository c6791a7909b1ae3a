"""Two records of one work: the second is noticed while it is typed, and two that are the same become one."""

from dataclasses import dataclass
from uuid import UUID

from cdm_desk.domain.covers import travelling
from cdm_desk.domain.errors import MergeSelfError, TitleGoneError
from cdm_desk.domain.intake import Work, changed_fields
from cdm_desk.domain.library import Title
from cdm_desk.domain.likeness import Likeness, Matcher, TitleKey, block_of
from cdm_desk.domain.staff import Action, Gate
from cdm_desk.store.covers import COVER
from cdm_desk.store.library import COPY, TITLE
from cdm_desk.store.merges import merge_record
from cdm_desk.store.unit import Store, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """Two titles that became one: the title that stays as it was before and as it is now, and the one that went."""

    before: Title
    after: Title
    gone: Work
    took_cover: bool


class DuplicatesService:
    """Notices what may be there already, and makes one title of two."""

    def __init__(self, store: Store, gate: Gate) -> None:
        self._store = store
        self._gate = gate

    def perhaps(self, typed: Title) -> Title | None:
        """Return the title of the catalogue that what is typed so far resembles most, itself apart."""
        key = TitleKey.of(typed)
        if not key.words and not key.numbers:
            return None
        with self._store.view() as unit:
            blocks = {block_of(key.words)} if key.words else set[str]()
            others = {title.id: title for title in unit.titles.alike(key.numbers, blocks) if title.id != typed.id}
        matcher = Matcher()
        for title in others.values():
            if not title.removed:
                matcher.add(TitleKey.of(title))
        likeness, found = matcher.find(key)
        return None if likeness is Likeness.OTHER or found is None else others[found]

    def merge(self, kept_id: UUID, gone_id: UUID) -> Merged:
        """Make one title of two: copies move, fields that were empty are filled, nothing is overwritten.

        Whatever names the one that goes, in a basket, in the press review, among what was read, means from then on
        the one that stays. `part` is the inverse. Raises TitleGoneError or MergeSelfError.
        """
        self._gate.require(Action.EDIT_CATALOGUE)
        if kept_id == gone_id:
            raise MergeSelfError
        with self._store.unit() as unit:
            kept, gone = _title(unit, kept_id), _title(unit, gone_id)
            copies = unit.titles.copies(gone_id)
            filled = kept.filled_from(gone)
            changes = changed_fields(kept, filled)
            if changes:
                unit.keep(TITLE, kept_id.hex, changes)
            for copy in copies:
                unit.keep(COPY, copy.id.hex, {"title_id": kept_id})
            picture = unit.covers.find(gone_id)
            took_cover = picture is not None and unit.covers.find(kept_id) is None
            if picture is not None and took_cover:
                unit.keep(COVER, kept_id.hex, {"picture": travelling(picture)})
            unit.keep(TITLE, gone_id.hex, {"removed": True})
            unit.keep(*merge_record(gone_id, kept_id))
        return Merged(before=kept, after=filled, gone=Work(title=gone, copies=copies), took_cover=took_cover)

    def part(self, merged: Merged) -> None:
        """Make two titles again of one; what somebody has changed since of either stays as it is."""
        self._gate.require(Action.EDIT_CATALOGUE)
        kept_id, gone_id = merged.before.id, merged.gone.title.id
        with self._store.unit() as unit:
            current = _title(unit, kept_id)
            back = {
                name: value
                for name, value in changed_fields(merged.after, merged.before).items()
                if getattr(current, name) == getattr(merged.after, name)
            }
            if back:
                unit.keep(TITLE, kept_id.hex, back)
            for copy in merged.gone.copies:
                unit.keep(COPY, copy.id.hex, {"title_id": gone_id})
            if merged.took_cover and unit.covers.find(kept_id) == unit.covers.find(gone_id):
                unit.keep(COVER, kept_id.hex, {"picture": None})
            unit.keep(TITLE, gone_id.hex, {"removed": False})
            unit.keep(*merge_record(gone_id, None))


def _title(unit: Unit, title_id: UUID) -> Title:
    title = unit.titles.find(title_id)
    if title is None:
        raise TitleGoneError
    return title
