"""Activities and outings as they are planned: where and when, for whom, and how many came.

The times are those on the wall in Brussels: an activity at ten stays at ten when the clocks change.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final, Self
from uuid import UUID, uuid5

from cdm_desk.domain.activities import IN_THE_HOUSE, MOST_ACCOMPANYING, PUPILS, SCHOOL_VISIT, ActivityFact
from cdm_desk.domain.clock import in_brussels
from cdm_desk.domain.display import Happening
from cdm_desk.domain.errors import AmountError, FieldTooLongError, RuleError, TextRefusedError
from cdm_desk.domain.folding import fold
from cdm_desk.domain.holidays import is_shut
from cdm_desk.domain.lists import IN_USE_SINCE, Label
from cdm_desk.domain.opening import OPENS, closes_at
from cdm_desk.domain.personal import found

OFF_SITE: Final = "extra"
MOST_HEADS: Final = 5_000
LONGEST_TITLE: Final = 120
LONGEST_SUMMARY: Final = 600
LONGEST_ROOM: Final = 60
MOST_DAYS: Final = 31
FARTHEST: Final = timedelta(days=3 * 366)
SENSITIVE: Final = frozenset({"NEET", "DIS", "DET", "UND"})
"""Audiences that not everybody may count."""
_OUTINGS: Final = frozenset({"AC7", "AC8", "AC9"})
_TEXTS: Final = (
    ("title_fr", LONGEST_TITLE),
    ("title_nl", LONGEST_TITLE),
    ("summary_fr", LONGEST_SUMMARY),
    ("summary_nl", LONGEST_SUMMARY),
    ("room", LONGEST_ROOM),
)


class ActivityTitleError(RuleError):
    """An activity has a title in neither language."""


class ActivityHoursError(RuleError):
    """An activity ends before it begins: one that goes past midnight is two."""

    def __init__(self, begins: str, ends: str) -> None:
        super().__init__(begins, ends)
        self.begins = begins
        self.ends = ends


class ActivityDayError(RuleError):
    """A day lies before the house opened, or farther ahead than anybody plans."""

    def __init__(self, day: date, first: date, last: date) -> None:
        super().__init__(day, first, last)
        self.day = day
        self.first = first
        self.last = last


class ActivityDaysError(RuleError):
    """The last day of an activity lies before its first, or too far behind it."""

    def __init__(self, day: date, last: date, most: int) -> None:
        super().__init__(day, last, most)
        self.day = day
        self.last = last
        self.most = most


class ActivityGoneError(RuleError):
    """An activity is not planned any more."""


class CalledOffError(RuleError):
    """An activity was called off: nobody can have come."""


class ProgrammeFormatError(RuleError):
    """The programme is not written in files of such a name."""

    def __init__(self, ending: str) -> None:
        super().__init__(ending)
        self.ending = ending


class HeadsTooSoonError(RuleError):
    """The heads of an activity are counted from its day on."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """An activity or outing; a record that travels.

    `place` is `intra`, `extra` or the code of a place; without hours it takes the whole day. `present` is None until
    somebody has counted; `fact_id` is the fact that this count stands for.
    """

    id: UUID
    kind_code: str
    day: date
    title_fr: str = ""
    title_nl: str = ""
    summary_fr: str = ""
    summary_nl: str = ""
    theme_code: str | None = None
    begins: time | None = None
    ends: time | None = None
    last_day: date | None = None
    place: str = IN_THE_HOUSE
    room: str = ""
    language: str | None = None
    partners: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    level_code: str | None = None
    teaching_code: str | None = None
    seats: int | None = None
    enrolled: int | None = None
    present: int | None = None
    accompanying: int | None = None
    counted_on: date | None = None
    fact_id: UUID | None = None
    called_off: bool = False
    announced: bool = True
    series_id: UUID | None = None
    uid: str | None = None
    removed: bool = False

    @property
    def inside(self) -> bool:
        """Whether it is held in the house."""
        return self.place == IN_THE_HOUSE

    @property
    def outing(self) -> bool:
        """Whether its people are advice users, met outside, and no participants."""
        return self.kind_code in _OUTINGS

    @property
    def sensitive(self) -> bool:
        """Whether its heads count for an audience that not everybody may count."""
        return bool(SENSITIVE.intersection(self.audiences))

    @property
    def ends_on(self) -> date:
        """The last of its days."""
        return self.last_day or self.day

    @property
    def stands(self) -> bool:
        """Whether it is held, as far as is known."""
        return not (self.removed or self.called_off)

    @property
    def order(self) -> tuple[date, time, str, str]:
        """Its place in a list: by day and hour, what takes the whole day first."""
        return self.day, self.begins or time(), fold(self.title_fr or self.title_nl), self.id.hex

    def title(self, language: str) -> str:
        """Return its title in `fr` or `nl`, in the other one if it has none."""
        first, second = (self.title_nl, self.title_fr) if language == "nl" else (self.title_fr, self.title_nl)
        return first or second

    def summary(self, language: str) -> str:
        """Return its description in `fr` or `nl`, in the other one if it has none."""
        first, second = (self.summary_nl, self.summary_fr) if language == "nl" else (self.summary_fr, self.summary_nl)
        return first or second

    def on(self, day: date) -> bool:
        """Whether one of its days is this one."""
        return self.day <= day <= self.ends_on

    def begun(self, now: datetime) -> bool:
        """Whether it has begun."""
        return (self.day, self.begins or time()) <= (now.date(), now.time())

    def over(self, now: datetime) -> bool:
        """Whether it has ended."""
        return (self.ends_on, self.ends or time.max) <= (now.date(), now.time())

    def uncounted(self, now: datetime) -> bool:
        """Whether it is over and nobody has counted the heads."""
        return self.stands and self.present is None and self.over(now)

    def overlaps(self, other: "Activity") -> bool:
        """Whether the two go on at one time."""
        days = self.day <= other.ends_on and other.day <= self.ends_on
        return days and _from(self) < _until(other) and _from(other) < _until(self)

    def clashes(self, other: "Activity") -> bool:
        """Whether the two want one room at one time."""
        rooms = bool(self.room) and fold(self.room) == fold(other.room) and self.place == other.place
        return self.id != other.id and rooms and self.stands and other.stands and self.overlaps(other)

    def moved(self, day: date, begins: time | None) -> Self:
        """Return it on another day, at another hour, as long as it is; the day alone where it has no hours."""
        shift = day - self.day
        last = None if self.last_day is None else self.last_day + shift
        if begins is None or self.begins is None:
            return replace(self, day=day, last_day=last)
        ends = self.ends
        if ends is not None:
            minutes = _minutes(begins) + _minutes(ends) - _minutes(self.begins)
            # Past midnight it would be on two days: it ends with the day.
            ends = time(*divmod(min(minutes, 24 * 60 - 1), 60))
        return replace(self, day=day, last_day=last, begins=begins, ends=ends)

    def checked(self, today: date) -> Self:
        """Return it as it is kept: texts trimmed, every field within its bounds.

        Raises ActivityTitleError, FieldTooLongError, TextRefusedError, ActivityDayError, ActivityDaysError,
        ActivityHoursError, AmountError.
        """
        trimmed: dict[str, Any] = {name: " ".join(getattr(self, name).split()) for name, _longest in _TEXTS}
        wanted = replace(self, **trimmed)
        if not (wanted.title_fr or wanted.title_nl):
            raise ActivityTitleError
        for name, longest in _TEXTS:
            if len(getattr(wanted, name)) > longest:
                raise FieldTooLongError(name, longest)
            if (finding := found(getattr(wanted, name))) is not None:
                raise TextRefusedError(name, finding)
        self._check_days(today)
        for number, lowest in ((wanted.seats, 1), (wanted.enrolled, 0), (wanted.present, 0)):
            if number is not None and not lowest <= number <= MOST_HEADS:
                raise AmountError(number, lowest, MOST_HEADS)
        if wanted.accompanying is not None and not 0 <= wanted.accompanying <= MOST_ACCOMPANYING:
            raise AmountError(wanted.accompanying, 0, MOST_ACCOMPANYING)
        return wanted

    def counted(self, present: int, enrolled: int | None, accompanying: int | None, now: datetime) -> Self:
        """Return it with its heads counted; what is None of the others stays as it was.

        Raises ActivityGoneError, CalledOffError, HeadsTooSoonError, AmountError.
        """
        if self.removed:
            raise ActivityGoneError
        if self.called_off:
            raise CalledOffError
        if self.day > now.date():
            raise HeadsTooSoonError(self.day)
        return replace(
            self,
            present=present,
            enrolled=self.enrolled if enrolled is None else enrolled,
            accompanying=self.accompanying if accompanying is None else accompanying,
            counted_on=now.date(),
        ).checked(now.date())

    def fact(self, fact_id: UUID) -> ActivityFact | None:
        """Return what is counted for good of it; None while nobody has counted, or once it is called off."""
        if self.present is None or not self.stands:
            return None
        return ActivityFact(
            id=fact_id,
            day=self.day,
            kind_code=self.kind_code,
            place=self.place,
            theme_code=self.theme_code,
            language=self.language,
            partners=self.partners,
            audiences=self.audiences,
            enrolled=self.enrolled or 0,
            present=self.present,
            level_code=self.level_code,
            teaching_code=self.teaching_code,
            accompanying=self.accompanying,
        )

    def same_count(self, other: "Activity") -> bool:
        """Whether both say the same of what is counted for good."""
        return self.fact(self.id) == other.fact(self.id)

    def fact_ids(self) -> Iterator[UUID]:
        """Yield the ids that its facts have, one after the other: every workstation gives its first count the same."""
        number = 0
        while True:
            yield uuid5(self.id, f"heads {number}")
            number += 1

    def _check_days(self, today: date) -> None:
        if not IN_USE_SINCE <= self.day <= today + FARTHEST:
            raise ActivityDayError(self.day, IN_USE_SINCE, today + FARTHEST)
        if self.last_day is not None and not 0 <= (self.last_day - self.day).days < MOST_DAYS:
            raise ActivityDaysError(self.day, self.last_day, MOST_DAYS)
        begins, ends = self.begins, self.ends
        if ends is not None and (begins is None or ends <= begins):
            raise ActivityHoursError(hour_text(begins), hour_text(ends))


class Caution(StrEnum):
    """What is worth a look before an activity is held; nothing of it forbids anything."""

    ROOM = "room"
    """Another one wants the room at the same time."""
    SHUT = "shut"
    EARLY = "early"
    LATE = "late"
    FULL = "full"
    """More people are enrolled than there are seats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One thing worth a look; `other` is whom it clashes with."""

    caution: Caution
    other: Activity | None = None


def doubts_about(activity: Activity, others: Iterable[Activity], own_closed_days: Iterable[date] = ()) -> list[Doubt]:
    """Return what is worth a look before an activity is held."""
    if not activity.stands:
        return []
    found_ = [Doubt(caution=Caution.ROOM, other=other) for other in others if activity.clashes(other)]
    if activity.inside:
        if is_shut(activity.day, own_closed_days):
            found_.append(Doubt(caution=Caution.SHUT))
        elif activity.begins is not None and activity.begins < OPENS:
            found_.append(Doubt(caution=Caution.EARLY))
        elif (activity.ends or activity.begins or time()) > closes_at(activity.day):
            found_.append(Doubt(caution=Caution.LATE))
    if activity.seats is not None and (activity.enrolled or 0) > activity.seats:
        found_.append(Doubt(caution=Caution.FULL))
    return found_


def happenings(activities: Iterable[Activity], now: datetime) -> tuple[Happening, ...]:
    """Return what the wall announces: the activities in the house that have hours and are not over, in their order."""
    shown = [
        each
        for each in activities
        if each.stands and each.announced and each.inside and each.on(now.date()) and each.begins is not None
    ]
    return tuple(
        Happening(
            begins_at=in_brussels(datetime.combine(now.date(), each.begins or time())),
            label=Label(fr=each.title("fr"), nl=each.title("nl"), en=each.title("fr")),
            place=each.room,
        )
        for each in sorted(shown, key=lambda each: each.order)
        if (each.title_fr or each.title_nl) and _until(each) > now.time()
    )


def usual_audiences(kind_code: str) -> tuple[str, ...]:
    """Return whom an activity of a kind is mostly for."""
    return {SCHOOL_VISIT: (PUPILS,), "AC9": ("DET",), "AC10": ("INT",)}.get(kind_code, ("ALL",))


def hour_text(hour: time | None) -> str:
    """Return an hour as it is kept: `09:30`, nothing for none."""
    return "" if hour is None else f"{hour:%H:%M}"


def hour_from(text: str | None) -> time | None:
    """Return an hour from how it is kept; None for what is no hour."""
    try:
        return time.fromisoformat(text) if text else None
    except ValueError:
        return None


def _minutes(hour: time) -> int:
    return hour.hour * 60 + hour.minute


def _from(activity: Activity) -> time:
    return activity.begins or time()


def _until(activity: Activity) -> time:
    if activity.ends is not None:
        return activity.ends
    # One whose end nobody gave takes an hour.
    return time.max if activity.begins is None else time(*divmod(min(_minutes(activity.begins) + 60, 1439), 60))
