"""Group activities: what stays of one that was held."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from cdm_desk.domain.errors import AmountError

SCHOOL_VISIT: Final = "AC5"
GROUP_VISIT: Final = "AC4"
IN_THE_HOUSE: Final = "intra"
PUPILS: Final = "SCH"
# In these a school tells which of several types of teaching it is.
WITH_TEACHING: Final = frozenset({"SEC1", "SEC2", "SEC3"})
MOST_ACCOMPANYING: Final = 99


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A class or another group at the door, as far as it was told; with a level it is a class, whatever the level.

    `people` are those who come for the visit; who accompanies them is counted apart, and is no participant.
    """

    people: int
    level_code: str | None = None
    teaching_code: str | None = None
    language: str | None = None
    accompanying: int | None = None

    @property
    def of_school(self) -> bool:
        """Whether it is a class: a school visit, its people pupils."""
        return self.level_code is not None

    def fact(self, fact_id: UUID, day: date) -> ActivityFact:
        """Return what stays of its visit beside the count at the door; raises AmountError for who accompanies it."""
        if self.accompanying is not None and not 0 <= self.accompanying <= MOST_ACCOMPANYING:
            raise AmountError(self.accompanying, 0, MOST_ACCOMPANYING)
        return ActivityFact(
            id=fact_id,
            day=day,
            kind_code=SCHOOL_VISIT if self.of_school else GROUP_VISIT,
            place=IN_THE_HOUSE,
            theme_code=None,
            language=self.language,
            partners=(),
            audiences=(PUPILS,) if self.of_school else (),
            # Nobody enrols at the door.
            enrolled=0,
            present=self.people,
            level_code=self.level_code,
            teaching_code=self.teaching_code,
            accompanying=self.accompanying,
        )
