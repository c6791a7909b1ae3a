"""What the reports of a period are counted from: facts summed by day, never by workstation or person."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from cdm_desk.domain.activities import SCHOOL_VISIT, ActivityFact
from cdm_desk.domain.house_figures import StaffCount, WebFigure
from cdm_desk.domain.reports import (
    MULTIMEDIA_MOTIVES,
    OUTING_CHANNELS,
    OUTINGS,
    Indicator,
    Period,
    contacts_indicator,
)
from cdm_desk.domain.survey import Surveyed
from cdm_desk.domain.welcome import ADVICE

# Whatever is asked at the door besides a service of the house is information; groups are head counts.
_GROUPS: Final = frozenset({"MV5", "MV6"})


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitSum:
    """People who came through the door on a day for one motive."""

    day: date
    motive_code: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalSum:
    """People who came through the door in one hour of a day."""

    day: date
    hour: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkSum:
    """Conversations of a day, of one channel, theme and language."""

    day: date
    channel: str
    theme_code: str
    language: str | None
    sessions: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LengthSum:
    """Conversations of one theme that took the same number of minutes."""

    theme_code: str
    minutes: int
    sessions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeSum:
    """Conversations of one theme with the same outcomes."""

    theme_code: str
    outcome_codes: tuple[str, ...]
    sessions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitCount:
    """Waits of one theme that ended alike after the same number of minutes."""

    theme_code: str
    ended: str
    minutes: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PcSum:
    """Blocks of an hour at PCs in one hour of a day."""

    day: date
    hour: int
    blocks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookSum:
    """Copies that visitors can find at the end of the period, of one theme and language."""

    theme_code: str | None
    language: str | None
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QualitySum:
    """What tells how good the figures are: late entries, lengths not known, doubles, minutes without the folder."""

    late: int = 0
    unreliable: int = 0
    doubles: int = 0
    minutes_offline: int = 0
    voided: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodSums:
    """The sums of a period; what a report has not asked for is empty."""

    period: Period
    visits: tuple[VisitSum, ...] = ()
    arrivals: tuple[ArrivalSum, ...] = ()
    talks: tuple[TalkSum, ...] = ()
    lengths: tuple[LengthSum, ...] = ()
    outcomes: tuple[OutcomeSum, ...] = ()
    waits: tuple[WaitCount, ...] = ()
    pc: tuple[PcSum, ...] = ()
    activities: tuple[ActivityFact, ...] = ()
    helper_languages: tuple[tuple[str, int], ...] = ()
    door_languages: tuple[tuple[str | None, int], ...] = ()
    books: tuple[BookSum, ...] = ()
    quality: QualitySum = QualitySum()
    surveys: tuple[Surveyed, ...] = ()
    staff: tuple[StaffCount, ...] = ()
    web: tuple[WebFigure, ...] = ()

    @property
    def indicator(self) -> Indicator:
        """How contacts were counted when the period began."""
        return contacts_indicator(self.period.first)

    @property
    def uncounted(self) -> int:
        """Activities to which people had enrolled and whose heads nobody has counted."""
        return sum(activity.enrolled > 0 and activity.present == 0 for activity in self.activities)


def blocks_by(sums: PeriodSums, bucket: Callable[[date], str]) -> Mapping[str, Counter[str]]:
    """Return what each stretch of the period adds up to; `bucket` names the stretch that a day belongs to."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for visit in sums.visits:
        numbers = found[bucket(visit.day)]
        numbers["visits"] += visit.people
        if visit.motive_code in MULTIMEDIA_MOTIVES:
            numbers["multimedia_users"] += visit.people
        elif visit.motive_code != ADVICE and visit.motive_code not in _GROUPS:
            numbers["info"] += visit.people
    for talk in sums.talks:
        met_outside = talk.channel in OUTING_CHANNELS
        found[bucket(talk.day)]["outing_users" if met_outside else "advice_users"] += talk.people
    for sitting in sums.pc:
        found[bucket(sitting.day)]["pc_sessions"] += sitting.blocks
    for activity in sums.activities:
        _add_activity(found[bucket(activity.day)], activity)
    return found


def _add_activity(numbers: Counter[str], activity: ActivityFact) -> None:
    if activity.kind_code in OUTINGS:
        numbers["outings"] += 1
        numbers["outing_users"] += activity.present
        return
    numbers["activities"] += 1
    numbers["activity_users"] += activity.present
    if activity.kind_code == SCHOOL_VISIT:
        numbers["school_visits"] += 1
        numbers["pupils"] += activity.present


def defined(numbers: Mapping[str, int], indicator: Indicator) -> dict[str, int]:
    """Return the blocks of a definition and the contacts that they add up to.

    Where people met outside are no block of their own, they are people advised.
    """
    blocks = {block: numbers.get(block, 0) for block in indicator.blocks}
    if "outing_users" not in blocks:
        blocks["advice_users"] += numbers.get("outing_users", 0)
    return {"contacts": sum(blocks.values()), **blocks}


def whole_of(sums: PeriodSums) -> Counter[str]:
    """Return what the whole period adds up to."""
    return blocks_by(sums, whole_period).get("total", Counter())


def whole_period(_day: date) -> str:
    """Put every day into one stretch."""
    return "total"


def by_day(day: date) -> str:
    """Name a day."""
    return day.isoformat()


def by_week(day: date) -> str:
    """Name the ISO week of a day."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"


def by_month(day: date) -> str:
    """Name the month of a day."""
    return f"{day.year}-{day.month:02}"
