"""What the form of a title works with beside the catalogue itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cdm_desk.office import Office
    from cdm_desk.services.authors import AuthorsService
    from cdm_desk.services.conflicts import ConflictsService
    from cdm_desk.services.covers import CoversService
    from cdm_desk.services.duplicates import DuplicatesService
    from cdm_desk.services.history import HistoryService


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordServices:
    """Names in several forms, covers, duplicates, the past, and what two people edited at a time."""

    authors: AuthorsService
    covers: CoversService
    duplicates: DuplicatesService
    history: HistoryService
    conflicts: ConflictsService

    @classmethod
    def of(cls, office: Office) -> RecordServices:
        """Return those of an office."""
        return cls(
            authors=office.authors,
            covers=office.covers,
            duplicates=office.duplicates,
            history=office.history,
            conflicts=office.conflicts,
        )
