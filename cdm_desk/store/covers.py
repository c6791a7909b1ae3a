"""Pictures of covers: one small record each, under the id of its title."""

from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.engine import Connection

from cdm_desk.domain.covers import arrived
from cdm_desk.store.rows import CoverRow

COVER: Final = "cover"
"""The table of records that they travel in: written by the unit as `{"picture": text}`, None where it was removed."""


class CoverTable:
    """The pictures of covers."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def find(self, title_id: UUID) -> bytes | None:
        """Return the picture of a title as a JPEG file; None where there is none, or nothing that can be shown."""
        query = select(CoverRow.picture).where(CoverRow.id == title_id.hex)
        return arrived(self._db.execute(query).scalar_one_or_none())
