"""Consultations: what was found read on the tables and put on the trolley, counted by title or by kind."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class UseFact:
    """Books or journals found read on a day: a title of the catalogue, or a kind of what is not catalogued.

    No hour: the trolley is counted when there is time, and says nothing of when somebody read. No reader either.
    """

    id: UUID
    day: date
    title_id: UUID | None = None
    kind_code: str | None = None
    theme_code: str | None = None
    language: str | None = None
    count: int = 1
