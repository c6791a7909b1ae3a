"""Group activities: what stays of one that was held."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityFact:
    """An activity or outing that was held, and how many came."""

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
