"""What the boards of the library are made from, read at once: the shelves, and when a title was first heard of."""

import hashlib
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.engine import Connection

from cdm_desk.domain.boards import Work
from cdm_desk.domain.change import milliseconds_of
from cdm_desk.domain.clock import at_seconds
from cdm_desk.store.library import TitleTable
from cdm_desk.store.records import stamps_of
from cdm_desk.store.rows import TitleRow


class BoardTable:
    """Titles with their copies, the withdrawn ones too."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def works(self) -> list[Work]:
        """Return the whole catalogue, by title."""
        return TitleTable(self._db).shelf()

    def first_seen(self, works: Sequence[Work]) -> dict[UUID, date]:
        """Return the day of the oldest stamp of those titles of whose copies nobody noted when they came."""
        undated = {title.id for title, copies in works if not any(copy.acquired_on for copy in copies)}
        found: dict[UUID, date] = {}
        for title_id, stored in self._db.execute(select(TitleRow.id, TitleRow.stamps)):
            known = UUID(hex=title_id)
            oldest = min((stamp.hlc for stamp in stamps_of(stored or {}).values()), default=None)
            if known in undated and oldest is not None:
                found[known] = at_seconds(milliseconds_of(oldest) // 1000).date()
        return found


def fingerprint_of(lines: Sequence[str], works: Sequence[Work]) -> str:
    """Return the SHA-256 of the facts of a report and of the shelves that it was counted from."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode() + b"\n")
    for title, copies in sorted(works, key=lambda work: work[0].id.hex):
        digest.update(repr((title, copies)).encode() + b"\n")
    return digest.hexdigest()
