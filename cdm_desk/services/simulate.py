"""A demonstration: an invented year, a board of today, some books; in a store that is marked for it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from random import Random
from typing import Any, Final
from uuid import UUID, uuid4

from cdm_desk.domain.activities import ActivityFact
from cdm_desk.domain.baskets import Basket
from cdm_desk.domain.change import Department
from cdm_desk.domain.clock import Clock, StoppedClock, WallClock, in_brussels
from cdm_desk.domain.counselling import CounsellingSession
from cdm_desk.domain.facts import Fact
from cdm_desk.domain.house_figures import StaffCount, WebFigure
from cdm_desk.domain.intake import recorded_fields
from cdm_desk.domain.invented import invented_titles
from cdm_desk.domain.invented_library import (
    READ_WEEKS,
    invented_articles,
    invented_brochures,
    invented_journals,
    invented_partners,
    invented_review,
    invented_uses,
)
from cdm_desk.domain.labels import LabelKind, job_id, sign_wanted, wanted
from cdm_desk.domain.library import Copy, Title
from cdm_desk.domain.multimedia import NOTICE, PC_MOTIVE, Device, PcSession, latest_end, session_end
from cdm_desk.domain.opening import closes_at
from cdm_desk.domain.queue import Act, Ticket
from cdm_desk.domain.reports import NotEmptyError, largest_remainder
from cdm_desk.domain.survey import Surveyed
from cdm_desk.domain.synthetic import ANNUAL_REPORT_2019, OUTCOMES, THEMES, Invention, open_days
from cdm_desk.domain.synthetic_survey import invented_wave
from cdm_desk.domain.welcome import ADVICE, Visit
from cdm_desk.store.baskets import BASKET, BASKET_LINE
from cdm_desk.store.house_figures import STAFF_COUNT, WEB_FIGURE, staff_fields, web_fields
from cdm_desk.store.journals import (
    ARTICLE,
    ISSUE,
    JOURNAL,
    columns_of_article,
    columns_of_issue,
    columns_of_journal,
)
from cdm_desk.store.labels import LABEL_JOB
from cdm_desk.store.leaflets import LEAFLET, LEAFLET_MOVE, columns_of_leaflet, columns_of_move
from cdm_desk.store.lists import LIST_ENTRY, changes, record_id
from cdm_desk.store.meta import DEMO
from cdm_desk.store.multimedia import PC_SESSION, SEAT
from cdm_desk.store.press import PRESS_ISSUE, PRESS_ITEM, item_values
from cdm_desk.store.survey import SURVEY_ANSWER, SURVEY_WAVE, columns_of_answer, columns_of_wave
from cdm_desk.store.unit import Store, Unit

SEED: Final = 2019
TITLES: Final = 300
BOOKS_OF_THE_REPORT: Final = 1_600
# 77 collaborators; how many of each institution is invented.
STAFF_OF_THE_REPORT: Final = {"Actiris": 28, "Bruxelles Formation": 27, "VDAB Brussel": 6, "Partenaires / Partners": 16}
# Page views, unique visitors, those of them from Brussels: three quarters, as printed.
WEB_OF_THE_REPORT: Final = (288_483, 198_309, 148_732)
WEB_MONTHS: Final = (1.1, 1.0, 1.05, 0.95, 0.95, 0.85, 0.75, 0.9, 1.3, 1.2, 1.1, 0.85)
WEB_SOURCE: Final = "Site web / Website"
AT_ONCE: Final = 20_000
DAYS_OF_A_YEAR: Final = 248
DOORS_OPEN: Final = time(9)
# A good hour to look at the desk: a queue, and a morning behind it.
GOOD_MOMENT: Final = time(10, 43)
OTHER_DESKS: Final = {"2": ("ORI", "FOR"), "7": ("EMP", "MOB"), "9": ("FOR", "EMP", "ENT")}
OWN_DESK: Final = "4"
OWN_THEMES: Final = ("ORI", "EMP")
DOOR_ACTS: Final = {PC_MOTIVE: 20, "MV4": 5, "MV5": 8, "MV1": 6, "MV6": 1}
GROUP: Final = 18
HELD_THIS_MORNING: Final = (
    ("AC1", "EMP", "Actiris", 25, 23),
    ("AC2", "ORI", "SIEP", 12, 11),
    ("AC2", "FOR", "Bruxelles Formation", 14, 9),
)
# From the door to a chair and to the desk that is free: nobody is called in the minute of the ticket.
SHORTEST_WAITS: Final = (2, 3, 4, 5, 6, 8, 11)
LABELS: Final = 5
SIGNS: Final = ("EMP", "EMP1")
BASKET_NAME: Final = "Salon / Beurs"
IN_BASKET: Final = 8
PC_BLOCKS: Final = (1, 1, 1, 2, 2, 3)
BROKEN_SEAT: Final = "06"


def simulate(store: Store, year: int, *, seed: int = SEED, exact: bool = False) -> int:
    """Fill an empty store with a year of facts, close it, mark the store as a demonstration; return how many.

    With `exact` the totals are those of the annual report 2019, whatever the year; else they are near them.
    Raises NotEmptyError when facts stand in the store already.
    """
    days = open_days(date(year, 1, 1), date(year, 12, 31))
    chance = Random(f"{seed} {year}")  # noqa: S311 - a demonstration, not a secret
    totals = ANNUAL_REPORT_2019 if exact else ANNUAL_REPORT_2019.for_days(chance.uniform(0.94, 1.08))
    with store.unit() as unit:
        _empty(unit, date(year, 12, 31))
        made = _keep(unit, Invention(days, totals, seed).facts())
        _shelve(unit, BOOKS_OF_THE_REPORT if exact else TITLES, seed, year)
        if exact:
            keep_wave(unit, invented_wave(year, seed))
            _tell_besides(unit, year)
        unit.days.close(date(year, 12, 31), on=store.clock.now().date())
        unit.meta.put(DEMO, str(year))
        unit.changed |= set(Department)
    return made


def simulate_demo(now: datetime | None = None) -> tuple[Clock, Callable[[Store], None]]:
    """Return the clock of a demonstration, and how to fill its store once it is made.

    The clock shows the true time while the doors are open, and a good moment of the last open day else, so that the
    board of today is never empty; either way it runs on.
    """
    clock = DemoClock(in_brussels(now) if now else WallClock().now())
    return clock, lambda store: _fill(store, clock)


class DemoClock:
    """A clock that runs from a given moment, and is set back while the day before it is made up."""

    def __init__(self, now: datetime) -> None:
        self.beginning = _good_moment(now)
        self._clock: Clock = WallClock(self.beginning)

    def now(self) -> datetime:
        """Return the moment in Brussels, to the whole second."""
        return self._clock.now()

    def stop(self, moment: datetime) -> StoppedClock:
        """Stand still at a moment; the clock returned moves it on."""
        stopped = StoppedClock(moment)
        self._clock = stopped
        return stopped

    def run(self) -> None:
        """Run from the beginning again."""
        self._clock = WallClock(self.beginning)


def _good_moment(now: datetime) -> datetime:
    days = open_days(now.date() - timedelta(days=14), now.date())
    if days[-1] == now.date() and GOOD_MOMENT <= now.time() < closes_at(now.date()):
        return now
    return in_brussels(datetime.combine(days[-1], GOOD_MOMENT))


def _fill(store: Store, clock: DemoClock) -> None:
    beginning = clock.beginning
    today = beginning.date()
    days = [day for day in open_days(today - timedelta(days=365), today) if day < today]
    totals = ANNUAL_REPORT_2019.for_days(len(days) / DAYS_OF_A_YEAR)
    try:
        stopped = clock.stop(in_brussels(datetime.combine(today, DOORS_OPEN)))
        with store.unit() as unit:
            _keep(unit, Invention(days, totals, SEED).facts())
            unit.days.close(days[-1], on=days[-1])
            unit.meta.put(DEMO, str(today.year))
            shelf = _shelve(unit, TITLES, SEED, today.year)
            _furnish(unit, shelf, days, today)
            _Morning(unit, stopped, Random(SEED)).live_until(beginning)  # noqa: S311 - as above
            unit.changed |= set(Department)
    finally:
        clock.run()


def _shelve(unit: Unit, number: int, seed: int, year: int) -> list[tuple[Title, Copy]]:
    pairs = list(invented_titles(number, seed, year))
    unit.keep_all("title", {title.id.hex: recorded_fields(title) for title, _copy in pairs})
    unit.keep_all("copy", {copy.id.hex: recorded_fields(copy) for _title, copy in pairs})
    return pairs


def _furnish(unit: Unit, shelf: Sequence[tuple[Title, Copy]], days: Sequence[date], today: date) -> None:
    """Let the library have worked for some weeks: journals, brochures, the press, what was read, a basket, labels."""
    titles = [title for title, _copy in shelf]
    unit.keep_all(LIST_ENTRY, {record_id(each.kind, each.code): changes(None, each) for each in invented_partners()})
    _take_in_journals(unit, today)
    _review_the_press(unit, titles, today)
    basket = Basket(id=uuid4(), name=BASKET_NAME)
    unit.keep(BASKET, basket.id.hex, {"name": basket.name})
    lines = {basket.line_of(title.id).hex: title.id.hex for title in titles[:IN_BASKET]}
    unit.keep_all(
        BASKET_LINE,
        {line_id: {"basket_id": basket.id.hex, "title_id": title_id} for line_id, title_id in lines.items()},
    )
    unlabelled = [copy.id for _title, copy in shelf[-LABELS:]]
    spines = {job_id(LabelKind.SPINE, each.hex).hex: wanted(LabelKind.SPINE, each, today) for each in unlabelled}
    unit.keep_all(LABEL_JOB, spines)
    unit.keep_all(LABEL_JOB, {job_id(LabelKind.SIGN, code).hex: sign_wanted(code, today) for code in SIGNS})
    counted = [day for day in days if day > today - timedelta(weeks=READ_WEEKS)]
    _keep(unit, invented_uses(titles, [*counted, today], SEED))


def _take_in_journals(unit: Unit, today: date) -> None:
    journals, brochures = invented_journals(today), invented_brochures(today)
    articles = invented_articles(journals, today)
    numbers = [issue for _journal, issues in journals for issue in issues]
    moves = [move for _leaflet, its_moves in brochures for move in its_moves]
    unit.keep_all(JOURNAL, {each.id.hex: columns_of_journal(each) for each, _issues in journals})
    unit.keep_all(ISSUE, {each.id.hex: columns_of_issue(each) for each in numbers})
    unit.keep_all(ARTICLE, {each.id.hex: columns_of_article(each) for each in articles})
    unit.keep_all(LEAFLET, {each.id.hex: columns_of_leaflet(each) for each, _moves in brochures})
    unit.keep_all(LEAFLET_MOVE, {each.id.hex: columns_of_move(each) for each in moves})


def _review_the_press(unit: Unit, titles: Sequence[Title], today: date) -> None:
    review = invented_review(titles, today)
    for issue in review.issues:
        fields = {"day": issue.day, "number": issue.number, "closed_on": issue.closed_on}
        unit.keep(PRESS_ISSUE, issue.id.hex, fields)
    unit.keep_all(PRESS_ITEM, {each.id.hex: item_values(each) for each in review.items})


def keep_wave(unit: Unit, surveyed: Surveyed) -> None:
    """Keep a wave of the survey with its forms."""
    unit.keep(SURVEY_WAVE, surveyed.wave.id.hex, columns_of_wave(surveyed.wave))
    unit.keep_all(SURVEY_ANSWER, {answer.id.hex: columns_of_answer(answer) for answer in surveyed.answers})


def _tell_besides(unit: Unit, year: int) -> None:
    """Keep who works here, and what was read of the website, as the annual report 2019 has it."""
    day = date(year, 12, 31)
    counts = [StaffCount(day=day, institution=name, people=people) for name, people in STAFF_OF_THE_REPORT.items()]
    unit.keep_all(STAFF_COUNT, {each.id.hex: staff_fields(each) for each in counts})
    months = zip(*(largest_remainder(total, WEB_MONTHS) for total in WEB_OF_THE_REPORT), strict=True)
    figures = [
        WebFigure(
            month=f"{year}-{month:02}",
            source=WEB_SOURCE,
            page_views=views,
            visitors=visitors,
            visitors_brussels=brussels,
        )
        for month, (views, visitors, brussels) in enumerate(months, start=1)
    ]
    unit.keep_all(WEB_FIGURE, {each.id.hex: web_fields(each) for each in figures})


def _empty(unit: Unit, last: date) -> None:
    if next(unit.facts.between(date.min, max(last, unit.clock.now().date())), None) is not None:
        raise NotEmptyError


def _keep(unit: Unit, facts: Iterator[Fact]) -> int:
    made = 0
    while batch := list(islice(facts, AT_ONCE)):
        unit.facts.add_many(batch)
        made += len(batch)
    return made


@dataclass(slots=True)
class _Served:
    ticket: Ticket
    session: UUID
    until: datetime


@dataclass(slots=True)
class _Sitting:
    blocks: list[PcSession]
    leaves: datetime


@dataclass(slots=True)
class _Morning:
    """Lives the day from the opening to now, minute by minute: visitors come, desks call, conversations end."""

    unit: Unit
    clock: StoppedClock
    chance: Random
    waiting: list[Ticket] = field(default_factory=list)
    served: dict[str, _Served] = field(default_factory=dict)
    not_before: dict[UUID, datetime] = field(default_factory=dict)
    sitting: dict[int, _Sitting] = field(default_factory=dict)
    given: dict[int, int] = field(default_factory=dict)

    def live_until(self, end: datetime) -> None:
        """Open the desks and let the minutes pass."""
        for name, themes in (*OTHER_DESKS.items(), (OWN_DESK, OWN_THEMES)):
            self._open(name, themes)
        for name in OTHER_DESKS:
            self._keep_alive(self._workstation(name), until=end)
        self.unit.keep(SEAT, BROKEN_SEAT, {"out_since": self.clock.now(), "back_at": None})
        # The last minutes bring a few more than the desks can take: there is somebody to call.
        while self.clock.now() < end:
            self._minute(rush=self.clock.now() > end - timedelta(minutes=25), last=self.clock.now())
            self.clock.advance(minutes=1)
        self._finish(OWN_DESK)
        for kind, theme, partner, enrolled, present in HELD_THIS_MORNING:
            self.unit.facts.add(
                ActivityFact(
                    id=uuid4(),
                    day=end.date(),
                    kind_code=kind,
                    place="intra",
                    theme_code=theme,
                    language="FR",
                    partners=(partner,),
                    audiences=("ALL",),
                    enrolled=enrolled,
                    present=present,
                )
            )

    def _minute(self, *, rush: bool, last: datetime) -> None:
        if self.chance.random() < (0.32 if rush else 0.27):
            self._register()
        if self.chance.random() < 0.3:
            motive = self.chance.choices(list(DOOR_ACTS), list(DOOR_ACTS.values()))[0]
            self._arrive(motive, people=GROUP if motive == "MV6" else 1)
        self._let_time_pass(last)
        for desk, served in list(self.served.items()):
            if served.until <= last:
                self._finish(desk)
        for desk, themes in (*OTHER_DESKS.items(), (OWN_DESK, OWN_THEMES)):
            resting = desk == OWN_DESK and rush
            if desk not in self.served and not resting:
                self._call(desk, themes)

    def _open(self, name: str, themes: tuple[str, ...]) -> None:
        self.unit.keep(
            "desk",
            name,
            {
                "themes": themes,
                "languages": ("FR", "NL"),
                "workstation": self._workstation(name),
                "opened_at": self.clock.now(),
                "paused": None,
                "closed": False,
            },
        )

    def _keep_alive(self, workstation: str, until: datetime) -> None:
        """Let a workstation seem present: nobody sits there to give a sign, however long the demonstration is open."""
        last = in_brussels(datetime.combine(until.date(), time.max.replace(microsecond=0)))
        self.unit.journal.keep_workstation(workstation, kind="counselling", public_key=b"", once_name=workstation)
        self.unit.journal.seen(workstation, last, 0, now=last)

    def _workstation(self, desk: str) -> str:
        return self.unit.workstation if desk == OWN_DESK else f"Conseil {desk}"

    def _register(self) -> None:
        theme = self.chance.choices(list(THEMES), list(THEMES.values()))[0]
        language = self.chance.choices((None, "FR", "NL", "BI"), (40, 50, 8, 2))[0]
        digit = {"ORI": 1, "FOR": 2, "EMP": 3, "MOB": 4, "ENT": 5}[theme]
        now = self.clock.now()
        number = self.unit.numbers.hand_out(now.date(), str(digit), alone=True, name=self.unit.workstation)
        told: dict[str, Any] = {"day": now.date(), "number": number, "theme_code": theme, "language": language}
        ticket = self.unit.happen(uuid4(), Act.REGISTERED, 0, **told)
        self._arrive(ADVICE, theme=theme, language=language, ticket_id=ticket.id, number=number)
        self.waiting.append(ticket)
        self.not_before[ticket.id] = now + timedelta(minutes=self.chance.choice(SHORTEST_WAITS))

    def _arrive(self, motive: str, *, theme: str | None = None, people: int = 1, **details: Any) -> None:
        now = self.clock.now()
        if motive == PC_MOTIVE:
            details["ticket_id"] = self._sit_down(now)
        visit = Visit(
            id=uuid4(), day=now.date(), arrived_at=now, motive_code=motive, theme_code=theme, people=people, **details
        )
        self.unit.arrive(visit)

    def _sit_down(self, now: datetime) -> UUID | None:
        """Give the next free seat, as the key does."""
        free = (seat.number for seat in self.unit.seats.all() if not seat.out_of_order)
        number = next((number for number in free if number not in self.sitting), None)
        if number is None or now >= latest_end(now.date()):
            return None
        blocks = self.chance.choice(PC_BLOCKS)
        first = self._block(number, now, None)
        # Most leave a little before the end, some sit on when their time is up.
        stays = timedelta(minutes=60 * blocks + self.chance.choice((-25, -12, -8, -5, -3, 9)))
        self.sitting[number] = _Sitting([first], now + stays)
        return first.id

    def _block(self, seat: int, start: datetime, before: PcSession | None) -> PcSession:
        self.given[seat] = self.given.get(seat, 0) + 1
        block = PcSession(
            id=uuid4(),
            day=start.date(),
            seat=seat,
            device=Device.PC,
            attempt=self.given[seat],
            started_at=start,
            ends_at=session_end(start),
            workstation=self.unit.workstation,
            follows_id=None if before is None else before.id,
        )
        self.unit.add_pc(block)
        return block

    def _let_time_pass(self, now: datetime) -> None:
        """Let those go on whose hour ends soon and who stay, and those leave who leave."""
        for seat, sitting in list(self.sitting.items()):
            last = sitting.blocks[-1]
            if sitting.leaves <= now:
                del self.sitting[seat]
                for block in sitting.blocks:
                    self.unit.keep_pc(PC_SESSION, block.id, {"ended_at": now})
            elif last.ends_at - now <= NOTICE < sitting.leaves - last.ends_at and last.ends_at < latest_end(now.date()):
                sitting.blocks.append(self._block(seat, last.ends_at, last))

    def _call(self, desk: str, themes: tuple[str, ...]) -> None:
        now = self.clock.now()
        ready = (each for each in self.waiting if each.theme_code in themes and self.not_before[each.id] <= now)
        ticket = next(ready, None)
        if ticket is None:
            return
        self.waiting.remove(ticket)
        where = self._workstation(desk)
        self.unit.happen(ticket.id, Act.CALLED, 1, desk=desk, workstation=where)
        called = self.unit.happen(ticket.id, Act.STARTED, 1, desk=desk, workstation=where)
        if where != self.unit.workstation:
            # The other workstation writes this fact and sends it.
            fact = called.waits[-1].fact(uuid4())
            if fact is not None:
                self.unit.facts.add(fact)
        session = CounsellingSession(
            id=uuid4(),
            day=now.date(),
            desk=desk,
            theme_code=ticket.theme_code,
            started_at=now,
            ticket_id=ticket.id,
            number=ticket.number,
            language=ticket.language,
        )
        self.unit.sessions.add(session)
        length = timedelta(minutes=round(self.chance.lognormvariate(2.9, 0.4)))
        self.served[desk] = _Served(ticket, session.id, now + length)

    def _finish(self, desk: str) -> None:
        served = self.served.pop(desk, None)
        kept = None if served is None else self.unit.sessions.find(served.session)
        if served is None or kept is None:
            return
        self.unit.happen(served.ticket.id, Act.FINISHED, 1, desk=desk, workstation=self._workstation(desk))
        outcomes = self.chance.choices(list(OUTCOMES), list(OUTCOMES.values()), k=self.chance.choice((1, 1, 2)))
        self.unit.keep_session(kept.session.closed(self.clock.now(), tuple(dict.fromkeys(outcomes))))
