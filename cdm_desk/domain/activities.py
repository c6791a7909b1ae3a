"""Group activities: what stays of one that was held."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityFact:
    """An activity or outing that was held, and how many came.

    Of a class also its level and the type of teaching, as far as they were told; who accompanies is no participant.
    """

    id: UUID
    day: date
    kind_code: str
    place: str
    theme_code: str | None
    language: str | None
    partners: tuple[str, ...]
    audiences: tuple[str, ...]
    enrolled: int
    present: int
    level_code: str | None = None
    teaching_code: str | None = None
    accompanying: int | None = None
