"""Pictures of covers: one small picture for a title, put there, replaced and taken away."""

from uuid import UUID

from cdm_desk.domain.covers import travelling
from cdm_desk.domain.errors import TitleGoneError
from cdm_desk.domain.staff import Action, Gate
from cdm_desk.store.covers import COVER
from cdm_desk.store.unit import Store


class CoversService:
    """Keeps the pictures."""

    def __init__(self, store: Store, gate: Gate) -> None:
        self._store = store
        self._gate = gate

    def cover(self, title_id: UUID) -> bytes | None:
        """Return the picture of a title as a JPEG file, if there is one."""
        with self._store.view() as unit:
            return unit.covers.find(title_id)

    def put(self, title_id: UUID, picture: bytes | None) -> bytes | None:
        """Keep a picture for a title, or none; return what was there before, for the way back.

        Raises TitleGoneError, or CoverUnfitError for what is no small JPEG.
        """
        self._gate.require(Action.EDIT_CATALOGUE)
        text = None if picture is None else travelling(picture)
        with self._store.unit() as unit:
            if unit.titles.find(title_id) is None:
                raise TitleGoneError
            before = unit.covers.find(title_id)
            if before != picture:
                unit.keep(COVER, title_id.hex, {"picture": text})
        return before
