"""The bag: a laptop away from the house for a day or for days, in a mode and at a place, and what it counts there.

Whoever is met outside is an advice user of indicator 5, never a participant: a click or a bundle is an outing fact (an
activity of the mode's kind, with its place, theme and head count), an interview a session fact in the mode's channel.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from cdm_desk.domain.activities import ActivityFact
from cdm_desk.domain.errors import RuleError

LARGEST_BUNDLE: Final = 2_000
LONGEST_AWAY: Final = timedelta(days=31)
FARTHEST: Final = timedelta(days=60)


class Mode(StrEnum):
    """How one is away; the value is the code of the channel that every fact of the bag bears."""

    FORMTRUCK = "formtruck"
    PRISON = "prison"
    FAIR = "fair"

    @property
    def kind_code(self) -> str:
        """The kind of outing, as the list of activities has it."""
        return _KINDS[self]

    @property
    def audiences(self) -> tuple[str, ...]:
        """Whom one meets there, as the list of audiences has it."""
        return ("DET",) if self is Mode.PRISON else ("ALL",)

    @property
    def sensitive(self) -> bool:
        """Whether a head counted there counts for an audience that not everybody may count."""
        return self is Mode.PRISON


_KINDS: Final[Mapping[Mode, str]] = MappingProxyType({Mode.FAIR: "AC7", Mode.FORMTRUCK: "AC8", Mode.PRISON: "AC9"})


class How(StrEnum):
    """How somebody was counted in a bag."""

    CLICK = "click"
    BUNDLE = "bundle"
    INTERVIEW = "interview"


class Standing(StrEnum):
    """Where a bag is, as far as the others can know."""

    PREPARED = "prepared"
    """Its first day has not come."""
    OUT = "out"
    DUE = "due"
    """Its last day is over and nobody has heard of it since: what it counted is not here yet."""
    BACK = "back"
    """Its laptop was heard of again, but it is not closed, or not all that it counted is here."""
    IN = "in"
    """It is closed, and all that it counted is here."""
    LOST = "lost"


class BagDaysError(RuleError):
    """A bag is for at most a month, not farther away than two."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(first, last)
        self.first = first
        self.last = last


class BagDayError(RuleError):
    """A day lies before the bag's first day, or has not come yet."""

    def __init__(self, day: date, first: date) -> None:
        super().__init__(day, first)
        self.day = day
        self.first = first


class BagOpenError(RuleError):
    """A bag is open on this workstation: it is closed before another is opened."""


class OutsideError(RuleError):
    """This workstation is away with its bag: nobody is registered for the house, what is counted is counted in it."""


class NoBagError(RuleError):
    """No bag is open on this workstation."""


class BagGoneError(RuleError):
    """A bag, or something counted in one, is not there any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bag:
    """A laptop away; a record that travels. `last_day` is when it is expected back, `closed_on` when it was closed."""

    id: UUID
    workstation: str
    mode: Mode
    place: str
    first_day: date
    last_day: date
    closed_on: date | None = None
    lost: bool = False

    @property
    def open(self) -> bool:
        """Whether something can still be counted in it."""
        return self.closed_on is None and not self.lost

    def away(self, today: date) -> bool:
        """Whether its laptop is outside today: what it counts then is of that place."""
        return self.open and self.first_day <= today <= self.last_day

    def checked_day(self, day: date | None, today: date) -> date:
        """Return the day on which something is counted, today unless told; raises BagDayError."""
        counted = day or today
        if not self.first_day <= counted <= today:
            raise BagDayError(counted, self.first_day)
        return counted

    def heads(self, fact_id: UUID, day: date, theme_code: str | None, people: int) -> ActivityFact:
        """Return the outing fact of people met there."""
        return ActivityFact(
            id=fact_id,
            day=day,
            kind_code=self.mode.kind_code,
            place=self.place,
            theme_code=theme_code,
            language=None,
            partners=(),
            audiences=self.mode.audiences,
            enrolled=0,
            present=people,
        )

    def standing(self, today: date, heard_at: datetime | None, unsent: int) -> Standing:
        """Return where it is, by when its laptop was last heard of and what that had not sent then."""
        if self.lost:
            return Standing.LOST
        if self.closed_on is not None:
            return Standing.BACK if unsent else Standing.IN
        if today < self.first_day:
            return Standing.PREPARED
        if today <= self.last_day:
            return Standing.OUT
        return Standing.BACK if heard_at is not None and heard_at.date() > self.last_day else Standing.DUE


def checked_days(first: date, last: date, today: date) -> None:
    """Raise BagDaysError for days that no bag is away."""
    if not (first <= last <= first + LONGEST_AWAY and today - FARTHEST <= first <= today + FARTHEST):
        raise BagDaysError(first, last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A bag as it is known at a workstation: where it stands, when it was last heard of, what it had to send then.

    `here` says that it is this workstation's own.
    """

    bag: Bag
    standing: Standing
    heard_at: datetime | None
    unsent: int
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """People counted in a bag, of one day and theme, in one way; `times` is how often somebody was entered."""

    day: date
    theme_code: str | None
    how: How
    people: int
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """One thing counted in a bag on this workstation: the id of its fact, how, whom."""

    fact_id: UUID
    how: How
    theme_code: str | None
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What a bag has counted, of every day, theme and way."""

    bag: Bag
    counted: tuple[Counted, ...] = ()

    @property
    def people(self) -> int:
        """Everybody who was met."""
        return sum(each.people for each in self.counted)

    @property
    def interviews(self) -> int:
        """How many conversations were held."""
        return sum(each.times for each in self.counted if each.how is How.INTERVIEW)

    def of(self, *, theme_code: str | None, how: How | None = None) -> int:
        """Return the people of a theme (None: no theme was told), in one way or in all."""
        found = (each for each in self.counted if each.theme_code == theme_code and how in (None, each.how))
        return sum(each.people for each in found)

    def counted_so(self, how: How) -> int:
        """Return the people counted in one way."""
        return sum(each.people for each in self.counted if each.how is how)

    def on(self, day: date) -> int:
        """Return the people of one day."""
        return sum(each.people for each in self.counted if each.day == day)

    def days(self) -> list[date]:
        """Return the days on which somebody was counted."""
        return sorted({each.day for each in self.counted})
