"""An invented year with the volumes of a real one: every fact by chance, every total as wanted.

The shape (months, weekdays, hours, shares of themes and languages) follows the volume model of the house; the totals
of 2019 are those of its annual report.
"""

from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Any, Final, TypeVar, cast
from uuid import UUID

from cdm_desk.domain.activities import ActivityFact
from cdm_desk.domain.counselling import SessionFact, rounded_to_five
from cdm_desk.domain.facts import DeskQualityFact, Fact
from cdm_desk.domain.holidays import easter, holidays
from cdm_desk.domain.multimedia import PcFact
from cdm_desk.domain.queue import WaitFact
from cdm_desk.domain.reports import largest_remainder
from cdm_desk.domain.welcome import ADVICE, AT_THE_DESK, SITE, HelperLanguageFact, VisitFact

Key = TypeVar("Key", int, str)

MONTHS: Final = (1.10, 1.05, 1.10, 0.95, 0.95, 0.90, 0.75, 0.90, 1.25, 1.15, 1.05, 0.75)
WEEKDAYS: Final = (1.15, 1.05, 1.00, 1.10, 0.70)
HOURS: Final = {9: 0.10, 10: 0.17, 11: 0.15, 12: 0.08, 13: 0.13, 14: 0.16, 15: 0.13, 16: 0.08}
THURSDAY_HOURS: Final = {**HOURS, 17: 0.06, 18: 0.04}
THURSDAY: Final = 3
THEMES: Final = {"EMP": 38, "FOR": 30, "ORI": 20, "ENT": 7, "MOB": 5}
SUB_THEMES: Final = {"EMP": 8, "FOR": 8, "ORI": 7, "ENT": 7, "MOB": 7}
SESSION_LANGUAGES: Final = {"FR": 88, "NL": 8, "": 4}
VISIT_LANGUAGES: Final = {"": 40, "FR": 52, "NL": 6, "BI": 2}
HELPERS: Final = {"EN": 30, "AR": 26, "ES": 12, "UK": 9, "TR": 8, "PT": 6, "RO": 4, "PL": 3, "SIGN": 1, "XX": 1}
OUTCOMES: Final = {
    "OU1": 24, "OU2": 6, "OU3": 14, "OU4": 9, "OU5": 16, "OU6": 15, "OU7": 5, "OU8": 3, "OU9": 4, "OU10": 2,
    "OU11": 3, "OU12": 12, "OU13": 1, "OU14": 1,
}  # fmt: skip
# What is asked at the door besides the three services, as a share of the people who use these.
DOOR: Final = {"MV1": 0.16, "MV7": 0.05, "MV8": 0.01, "MV9": 0.03}
GROUP_KINDS: Final = {"AC1": 46, "AC2": 38, "AC3": 5, "AC4": 8, "AC6": 3}
# What the annual report counts as general information: these kinds of activity, on these themes.
INFORMING: Final = frozenset({"AC1", "AC2"})
INFORMED_OF: Final = frozenset({"FOR", "ORI"})
PARTNERS: Final = ("Actiris", "Bruxelles Formation", "VDAB Brussel", "SIEP", "Tracé Brussel", "Infor Jeunes Laeken")
DOCUMENTS_SHARE: Final = 0.15
TAGGED_GROUPS: Final = 12
LOST: Final = {"left": 0.06, "no_show": 0.02, "not_called": 0.004, "cancelled": 0.006}
NOISE: Final = 0.18


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What a year adds up to; `detained`, `fairs` and `formtruck` are met outside and count as advice.

    `informed` came to information sessions and workshops for everybody on training and guidance.
    """

    multimedia_users: int
    pc_sessions: int
    on_site_advice: int
    activities: int
    activity_users: int
    school_visits: int
    pupils: int
    informed: int
    fairs: int
    formtruck: int
    detained: int
    disability: int
    neet: int
    delegations: int

    def for_days(self, share: float) -> "Totals":
        """Return the totals of a stretch that is a share of a year."""
        return Totals(**{name: round(getattr(self, name) * share) for name in Totals.__dataclass_fields__})


ANNUAL_REPORT_2019: Final = Totals(
    multimedia_users=11_500,
    pc_sessions=27_848,
    on_site_advice=16_416,
    activities=1_123,
    activity_users=22_425,
    school_visits=61,
    pupils=3_130,
    informed=6_593,
    fairs=4_429,
    formtruck=919,
    detained=68,
    disability=231,
    neet=121,
    delegations=7,
)


def closed_days(year: int) -> frozenset[date]:
    """Return the holidays and bridge days on which the doors stay shut."""
    year_end = {date(year, 12, day) for day in range(27, 32)}
    return holidays(year) | {easter(year) + timedelta(days=40)} | year_end


def open_days(first: date, last: date) -> list[date]:
    """Return the days on which visitors come, both ends included."""
    shut = {day for year in range(first.year, last.year + 1) for day in closed_days(year)}
    days = (first + timedelta(days=after) for after in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5 and day not in shut]


class Invention:
    """The facts of a stretch of days; the same seed invents the same facts."""

    def __init__(self, days: Sequence[date], totals: Totals, seed: int) -> None:
        self._days = days
        self._totals = totals
        self._chance = Random(f"{seed} {days[0]} {days[-1]}")  # noqa: S311 - a demonstration, not a secret
        self._sums: dict[int, tuple[list[Any], list[float]]] = {}
        self._weights = [
            MONTHS[day.month - 1] * WEEKDAYS[day.weekday()] * self._chance.gammavariate(NOISE**-2, NOISE**2)
            for day in days
        ]

    def facts(self) -> Iterator[Fact]:
        """Yield every fact, day by day and kind by kind."""
        yield from self._multimedia()
        yield from self._advice()
        yield from self._door()
        yield from self._activities()
        yield from self._outings()
        yield from self._quality()

    def _id(self) -> UUID:
        return UUID(int=self._chance.getrandbits(128), version=4)

    def _per_day(self, total: int) -> list[int]:
        return largest_remainder(total, self._weights)

    def _hour(self, day: date) -> int:
        hours = THURSDAY_HOURS if day.weekday() == THURSDAY else HOURS
        return self._pick(hours)

    def _pick(self, shares: Mapping[Key, float]) -> Key:
        # Asked for a hundred thousand times: the sums of each table are made once.
        keys, sums = self._sums.get(id(shares)) or self._summed(shares)
        return cast("Key", keys[bisect(sums, self._chance.random() * sums[-1], 0, len(sums) - 1)])

    def _summed(self, shares: Mapping[Key, float]) -> tuple[list[Any], list[float]]:
        self._sums[id(shares)] = (list(shares), list(accumulate(shares.values())))
        return self._sums[id(shares)]

    def _one_of(self, shares: Mapping[str, float]) -> str | None:
        return self._pick(shares) or None

    def _visit(self, day: date, motive: str, *, theme: str | None = None, people: int = 1) -> VisitFact:
        return VisitFact(
            id=self._id(),
            day=day,
            hour=self._hour(day),
            site=SITE,
            channel=AT_THE_DESK,
            motive_code=motive,
            theme_code=theme,
            language=self._one_of(VISIT_LANGUAGES),
            people=people,
            late=self._chance.random() < 0.004,
        )

    def _multimedia(self) -> Iterator[Fact]:
        users, blocks = self._per_day(self._totals.multimedia_users), self._per_day(self._totals.pc_sessions)
        for day, number, to_give in zip(self._days, users, blocks, strict=True):
            visits = [
                self._visit(day, "MV4" if self._chance.random() < DOCUMENTS_SHARE else "MV3") for _each in range(number)
            ]
            yield from visits
            # One who reads may sit down at a PC as well: the blocks are shared out over all who came.
            lengths = (
                largest_remainder(to_give, [self._chance.gammavariate(4, 1) for _each in visits]) if visits else []
            )
            for visit, length in zip(visits, lengths, strict=True):
                if length:
                    device = "tablet" if self._chance.random() < 0.2 else "pc"
                    yield PcFact(id=self._id(), day=day, hour=visit.hour, device=device, blocks=length)

    def _advice(self) -> Iterator[Fact]:
        total = self._totals.on_site_advice
        themes = [
            theme
            for theme, number in zip(THEMES, largest_remainder(total, list(THEMES.values())), strict=True)
            for _each in range(number)
        ]
        self._chance.shuffle(themes)
        for day, number in zip(self._days, self._per_day(total), strict=True):
            for _each in range(number):
                theme = themes.pop()
                yield from self._served(day, theme)
            for ended, share in LOST.items():
                for _each in range(self._about(number * share)):
                    yield from self._lost(day, ended)

    def _about(self, wanted: float) -> int:
        return int(wanted + self._chance.random())

    def _served(self, day: date, theme: str) -> Iterator[Fact]:
        arrival = self._arrived(day, theme)
        yield arrival
        yield self._waited(arrival, "called", self._chance.gammavariate(1.3, 7))
        if self._chance.random() < 0.03:
            yield HelperLanguageFact(id=self._id(), day=day, helper_language=self._pick(HELPERS))
        outcomes = [self._pick(OUTCOMES) for _each in range(self._chance.choices((0, 1, 2, 3), (3, 52, 38, 7))[0])]
        yield SessionFact(
            id=self._id(),
            day=day,
            site=SITE,
            channel=AT_THE_DESK,
            theme_code=theme,
            sub_theme_codes=(f"{theme}{self._chance.randint(1, SUB_THEMES[theme])}",),
            language=self._one_of(SESSION_LANGUAGES),
            outcome_codes=tuple(dict.fromkeys(outcomes)),
            minutes=rounded_to_five(max(5, round(self._chance.lognormvariate(3.2, 0.45)))),
            people=1,
            reliable=self._chance.random() > 0.004,
        )

    def _arrived(self, day: date, theme: str) -> VisitFact:
        visit = self._visit(day, ADVICE, theme=theme)
        # What is entered later has no ticket, and every one of these had one.
        return visit if not visit.late else self._arrived(day, theme)

    def _lost(self, day: date, ended: str) -> Iterator[Fact]:
        arrival = self._arrived(day, self._pick(THEMES))
        if ended != "cancelled":
            # A cancelled ticket was issued in error: no arrival stands behind it.
            yield arrival
        yield self._waited(arrival, ended, self._chance.gammavariate(2, 9) if ended != "cancelled" else 1)

    def _waited(self, arrival: VisitFact, ended: str, minutes: float) -> WaitFact:
        return WaitFact(
            id=self._id(),
            day=arrival.day,
            hour=arrival.hour,
            theme_code=arrival.theme_code or "",
            language=arrival.language,
            ended=ended,
            minutes=min(90, int(minutes)),
        )

    def _door(self) -> Iterator[Fact]:
        served = self._totals.multimedia_users + self._totals.on_site_advice
        for motive, share in DOOR.items():
            for day, number in zip(self._days, self._per_day(round(served * share)), strict=True):
                for _each in range(number):
                    yield self._visit(day, motive)

    def _activities(self) -> Iterator[Fact]:
        totals = self._totals
        tagged = {"DIS": totals.disability, "NEET": totals.neet}
        groups = {tag: min(TAGGED_GROUPS, heads) for tag, heads in tagged.items()}
        others = totals.activities - totals.school_visits - totals.delegations - sum(groups.values())
        about = [(self._pick(GROUP_KINDS), self._pick(THEMES)) for _each in range(others)]
        informing = [(kind, theme) for kind, theme in about if kind in INFORMING and theme in INFORMED_OF]
        rest = [(kind, theme) for kind, theme in about if kind not in INFORMING or theme not in INFORMED_OF]
        rest += [("AC10", self._pick(THEMES)) for _each in range(totals.delegations)]
        heads = totals.activity_users - totals.pupils - sum(tagged.values())
        informed = min(totals.informed, heads - len(rest)) if informing else 0
        yield from self._held(informing, self._sizes(informed, len(informing)))
        yield from self._held(rest, self._sizes(heads - informed, len(rest)))
        for tag, number in groups.items():
            workshops = [("AC2", self._pick(THEMES)) for _each in range(number)]
            yield from self._held(workshops, self._sizes(tagged[tag], number), audiences=(tag,))
        pupils = self._sizes(totals.pupils, totals.school_visits)
        classes = [("AC5", self._pick(THEMES)) for _each in pupils]
        yield from self._held(classes, pupils, audiences=("SCH",))

    def _sizes(self, heads: int, groups: int) -> list[int]:
        if not groups:
            return []
        # One at least in every group, the rest as groups are: most small, some large.
        return [
            1 + more
            for more in largest_remainder(heads - groups, [self._chance.gammavariate(2, 1) for _each in range(groups)])
        ]

    def _held(
        self, about: Sequence[tuple[str, str]], sizes: Sequence[int], audiences: tuple[str, ...] = ("ALL",)
    ) -> Iterator[Fact]:
        for (kind, theme), size, day in zip(about, sizes, self._spread(len(about)), strict=True):
            yield self._activity(kind, theme, day, size, audiences=audiences)
            if kind in {"AC1", "AC2"}:
                # At the door most of those who come to an activity are counted one by one.
                for _each in range(self._about(size * 0.4)):
                    yield self._visit(day, "MV5")
            elif kind in {"AC4", "AC5", "AC10"}:
                yield self._visit(day, "MV6" if kind != "AC10" else "MV8", people=size)

    def _spread(self, number: int) -> list[date]:
        days = [day for day, here in zip(self._days, self._per_day(number), strict=True) for _each in range(here)]
        self._chance.shuffle(days)
        return days

    def _activity(self, kind: str, theme: str, day: date, present: int, *, audiences: tuple[str, ...]) -> ActivityFact:
        return ActivityFact(
            id=self._id(),
            day=day,
            kind_code=kind,
            place="extra" if kind in {"AC7", "AC8", "AC9"} else "intra",
            theme_code=theme,
            language=self._one_of(SESSION_LANGUAGES),
            partners=(self._chance.choice(PARTNERS),),
            audiences=audiences,
            enrolled=present + self._chance.randint(0, 4),
            present=present,
        )

    def _outings(self) -> Iterator[Fact]:
        """Fairs, of which one is far larger than the others; the truck; the prisons."""
        totals = self._totals
        largest = round(totals.fairs * 0.4)
        fairs = [largest, *self._sizes(totals.fairs - largest, min(13, totals.fairs - largest))]
        for kind, sizes in (
            ("AC7", [size for size in fairs if size]),
            ("AC8", self._sizes(totals.formtruck, min(60, totals.formtruck))),
            ("AC9", self._sizes(totals.detained, min(10, totals.detained))),
        ):
            for size, day in zip(sizes, self._spread(len(sizes)), strict=True):
                audiences = ("DET",) if kind == "AC9" else ("ALL",)
                yield self._activity(kind, self._pick(THEMES), day, size, audiences=audiences)

    def _quality(self) -> Iterator[Fact]:
        for day in self._days:
            if self._chance.random() < 0.1:
                yield DeskQualityFact(
                    id=self._id(),
                    day=day,
                    workstation=f"Conseil {self._chance.randint(1, 11)}",
                    doubles=self._chance.randint(0, 2),
                    minutes_offline=self._chance.randint(1, 40),
                )
