"""The door: a visitor comes in, unnamed, and what stays of it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, Self
from uuid import UUID

from cdm_desk.domain.errors import AmountError

ADVICE: Final = "MV2"
GROUP: Final = "MV6"
SITE: Final = "CDM"
AT_THE_DESK: Final = "desk"
CHANNELS: Final = ("desk", "formtruck", "prison", "fair", "phone", "online")
LANGUAGES: Final = ("FR", "NL", "BI")
AMEND_WINDOW: Final = timedelta(seconds=60)
WITHDRAW_WINDOW: Final = timedelta(minutes=2)
LARGEST_GROUP: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFact:
    """What stays of an arrival: no time of day finer than the hour, no link to a ticket.

    Of a late entry also the role of who noted it, None without accounts, and the day on which it was noted.
    """

    id: UUID
    day: date
    hour: int
    site: str
    channel: str
    motive_code: str
    theme_code: str | None
    language: str | None
    people: int
    late: bool
    noted_by: str | None = None
    noted_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofFact:
    """A proof of visit was printed that day; nothing else is kept."""

    id: UUID
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperLanguageFact:
    """A helper language was of use that day; nothing else is kept."""

    id: UUID
    day: date
    helper_language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One coming in, today, on this workstation's board; wiped at day close.

    `language` is None until somebody pressed it: a default is never stored as an observation.
    """

    id: UUID
    day: date
    arrived_at: datetime
    motive_code: str
    theme_code: str | None = None
    language: str | None = None
    people: int = 1
    helper_language: str | None = None
    late: bool = False
    ticket_id: UUID | None = None
    number: str | None = None
    withdrawn: bool = False
    noted_by: str | None = None
    noted_on: date | None = None

    def fact(self, fact_id: UUID) -> VisitFact:
        """Return what stays of the visit, under an id of its own."""
        return VisitFact(
            id=fact_id,
            day=self.day,
            hour=self.arrived_at.hour,
            site=SITE,
            channel=AT_THE_DESK,
            motive_code=self.motive_code,
            theme_code=self.theme_code,
            language=self.language,
            people=self.people,
            late=self.late,
            noted_by=self.noted_by,
            noted_on=self.noted_on,
        )

    def amendable(self, now: datetime) -> bool:
        """Whether the minute in which it can be completed still runs."""
        return not self.withdrawn and now - self.arrived_at <= AMEND_WINDOW

    def withdrawable(self, now: datetime) -> bool:
        """Whether the two minutes in which it can be undone still run."""
        return not self.withdrawn and now - self.arrived_at <= WITHDRAW_WINDOW

    def amended(self, *, language: str | None, helper_language: str | None) -> Self:
        """Return the visit with the languages pressed since."""
        return replace(self, language=language, helper_language=helper_language)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCounts:
    """What the welcome desk shows of today, for the whole site as far as it is known here.

    `visits` is everybody registered, and the sum of what follows; contacts are something else, people served, and
    stand in the reports. `site_wide` says that there are other workstations; `closed` that today's board is wiped.
    """

    visits: int
    advice: int
    pc: int
    documentation: int
    activity: int
    group: int
    quick: int
    other: int
    by_theme: dict[str, int]
    site_wide: bool
    closed: bool


def checked_people(people: int, *, highest: int = LARGEST_GROUP) -> int:
    """Return a head count that can be true; raises AmountError else."""
    if not 1 <= people <= highest:
        raise AmountError(people, 1, highest)
    return people
