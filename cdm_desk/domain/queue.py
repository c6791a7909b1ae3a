"""The waiting line: a ticket for each visitor who wants a counsellor, and who is called next.

A ticket is the outcome of its events: whatever the order in which they arrive from other workstations,
`replay` puts them in the order (attempt, clock, run) and gives the same ticket everywhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID

from cdm_desk.domain.clock import minutes_between, seconds_of

CALL_UNDO_WINDOW: Final = timedelta(seconds=60)
CANCEL_WINDOW: Final = timedelta(minutes=2)
BACK_WINDOW: Final = timedelta(minutes=30)
BLOCK: Final = 10
LONGEST_WAIT: Final = 24 * 60


class TicketState(StrEnum):
    """Where a ticket stands."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    PARKED = "parked"
    DONE = "done"
    NO_SHOW = "no_show"
    LEFT = "left"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


OPEN_STATES: Final = frozenset({TicketState.WAITING, TicketState.CALLED, TicketState.SERVING, TicketState.PARKED})


class Act(StrEnum):
    """What can happen to a ticket."""

    REGISTERED = "registered"
    CALLED = "called"
    RECALLED = "recalled"
    STARTED = "started"
    NO_SHOW = "no_show"
    PUT_BACK = "put_back"
    PARKED = "parked"
    RETURNED = "returned"
    TRANSFERRED = "transferred"
    AMENDED = "amended"
    FINISHED = "finished"
    LEFT = "left"
    CANCELLED = "cancelled"
    BACK = "back"
    EXPIRED = "expired"
    UNDONE = "undone"
    ANNOUNCED = "announced"
    MOVED = "moved"


class Ended(StrEnum):
    """How a wait ended."""

    CALLED = "called"
    LEFT = "left"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    NOT_CALLED = "not_called"


FROM: Final[dict[Act, frozenset[TicketState]]] = {
    Act.CALLED: frozenset({TicketState.WAITING, TicketState.PARKED}),
    Act.RECALLED: frozenset({TicketState.CALLED}),
    Act.STARTED: frozenset({TicketState.CALLED}),
    Act.NO_SHOW: frozenset({TicketState.CALLED}),
    Act.PUT_BACK: frozenset({TicketState.CALLED}),
    Act.PARKED: frozenset({TicketState.WAITING, TicketState.CALLED, TicketState.SERVING}),
    Act.RETURNED: frozenset({TicketState.PARKED}),
    Act.TRANSFERRED: frozenset({TicketState.WAITING, TicketState.CALLED, TicketState.SERVING}),
    Act.AMENDED: frozenset({TicketState.WAITING}),
    Act.FINISHED: frozenset({TicketState.SERVING}),
    Act.LEFT: frozenset({TicketState.WAITING, TicketState.CALLED, TicketState.PARKED}),
    Act.CANCELLED: frozenset({TicketState.WAITING}),
    Act.BACK: frozenset({TicketState.NO_SHOW, TicketState.LEFT}),
    Act.EXPIRED: OPEN_STATES,
    Act.ANNOUNCED: OPEN_STATES,
    Act.MOVED: OPEN_STATES,
}
"""From which states each act is possible."""

OF_THE_DESK: Final = frozenset({Act.RECALLED, Act.STARTED, Act.NO_SHOW, Act.FINISHED})
"""What only the desk that called the visitor does."""
DESK_TAKEN: Final = "DESK_TAKEN"
"""Why a visitor whom somebody called to another's desk is put back: the desk had called, or was no longer there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketEvent:
    """One thing that happened to a ticket; never changed, at most undone by another event.

    `attempt` counts the calls of the ticket, this one included; `hlc` and `run` are the stamp of the act. `until`,
    `owner` and `bonus` belong to who is set aside: when they are back in line, whose they are, how far ahead then.
    `for_workstation` is where the desk is for which somebody else called. What is None does not travel, so that an
    earlier program goes on understanding all that it knows.
    """

    id: UUID
    ticket_id: UUID
    kind: Act
    attempt: int
    at: datetime
    workstation: str
    hlc: int = 0
    run: str = ""
    desk: str | None = None
    day: date | None = None
    number: str | None = None
    theme_code: str | None = None
    language: str | None = None
    priority: str | None = None
    in_person: bool | None = None
    wanted_desk: str | None = None
    reason: str | None = None
    undo_of: UUID | None = None
    direct: bool = False
    offline: bool = False
    until: datetime | None = None
    owner: str | None = None
    bonus: int | None = None
    for_workstation: str | None = None
    range_low: int | None = None
    range_high: int | None = None

    @property
    def rank(self) -> tuple[int, int, str, str]:
        """The order in which events are replayed."""
        return (self.attempt, self.hlc, self.run, self.id.hex)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """One wait of a ticket: until the first call, or, after a transfer from a desk, until the next.

    `ended` is None while it lasts; `ended_by` is the workstation whose act ended it. `range_low` and `range_high` are
    the minutes that were foreseen when it began, which the visitor is told in steps of five.
    """

    theme_code: str
    language: str | None
    since: datetime
    ended: Ended | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None
    range_low: int | None = None
    range_high: int | None = None

    def fact(self, fact_id: UUID) -> "WaitFact | None":
        """Return what stays of a wait that has ended, under an id of its own."""
        if self.ended is None or self.ended_at is None:
            return None
        return WaitFact(
            id=fact_id,
            day=self.since.date(),
            hour=self.since.hour,
            theme_code=self.theme_code,
            language=self.language,
            ended=self.ended.value,
            # Nobody waits longer than a day: the clock of another workstation was wrong.
            minutes=min(minutes_between(self.since, self.ended_at), LONGEST_WAIT),
            range_low=self.range_low,
            range_high=self.range_high,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitFact:
    """What stays of a wait: hour of arrival, theme, how it ended, whole minutes waited, range announced."""

    id: UUID
    day: date
    hour: int
    theme_code: str
    language: str | None
    ended: str
    minutes: int
    range_low: int | None = None
    range_high: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A place in one theme's line, today; `issued_at` is its arrival and is kept through transfers.

    `served` says that the wait of now has ended with a conversation: who is set aside during one does not wait again.
    `called_because` is the reason of a call out of turn.
    """

    id: UUID
    day: date
    number: str
    theme_code: str
    issued_at: datetime
    workstation: str
    language: str | None = None
    state: TicketState = TicketState.WAITING
    leg: int = 0
    attempt: int = 0
    desk: str | None = None
    desk_workstation: str | None = None
    called_at: datetime | None = None
    last_called_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    call_count: int = 0
    priority: str | None = None
    in_person: bool = False
    wanted_desk: str | None = None
    bonus_minutes: int = 0
    park_reason: str | None = None
    park_until: datetime | None = None
    park_owner: str | None = None
    park_bonus: int = 0
    served: bool = False
    called_because: str | None = None
    head: bool = False
    direct: bool = False
    waits: tuple[Wait, ...] = field(default=())

    def is_at(self, desk: "Desk") -> bool:
        """Whether a desk has called this visitor or serves them; another workstation may use the same number."""
        return self.desk == desk.name and self.desk_workstation == desk.workstation

    @property
    def open(self) -> bool:
        """Whether something can still happen to it without taking anything back."""
        return self.state in OPEN_STATES

    def minutes_waited(self, now: datetime) -> int:
        """Return the whole minutes since the arrival."""
        return minutes_between(self.issued_at, now)

    def allows(self, act: Act) -> bool:
        """Whether the act is possible from this state."""
        return self.state in FROM.get(act, frozenset())

    def as_of(self, moment: datetime) -> "Ticket":
        """Return the ticket as it stands at a moment: who was set aside until then is back in line, a bit ahead.

        Nobody has to write that down, so that it happens at every workstation, whichever is switched on.
        """
        if self.state is not TicketState.PARKED or self.park_until is None or moment < self.park_until:
            return self
        back = _unparked(self)
        return replace(back, state=TicketState.WAITING, bonus_minutes=max(self.bonus_minutes, self.park_bonus))


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A counselling position, open today on one workstation, for some themes and languages.

    `without_outcome` is how many of its conversations of today nobody has noted an outcome of.
    """

    name: str
    workstation: str
    themes: tuple[str, ...]
    languages: tuple[str, ...]
    opened_at: datetime
    paused: str | None = None
    closed: bool = False
    without_outcome: int = 0

    @property
    def open(self) -> bool:
        """Whether it takes visitors now."""
        return not self.closed and self.paused is None

    @property
    def flexibility(self) -> int:
        """For how many kinds of visitors it can be used: themes by languages."""
        return len(self.themes) * max(1, len(self.languages))

    def serves(self, theme_code: str, language: str | None) -> bool:
        """Whether it can take a visitor of this theme and language; no language recorded suits any desk."""
        return theme_code in self.themes and self.speaks(language)

    def speaks(self, language: str | None) -> bool:
        """Whether a visitor of this language can be helped here."""
        return language in (None, "BI") or language in self.languages

    def suits(self, ticket: Ticket) -> bool:
        """Whether it can take this visitor, who may wait for one desk only."""
        return ticket.wanted_desk in (None, self.name) and self.serves(ticket.theme_code, ticket.language)


KNOWN_HERE: Final = "known_here"
"""Why somebody is called before others, when for those the folder must be asked and cannot be reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A ticket in calling order and why it stands there: `head`, `overdue`, `priority`, `only_desk`, `longest`."""

    ticket: Ticket
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The settings of who is called next; `priority_percent` is how fast the wait of who goes first counts."""

    priority_percent: int = 200
    scarcity_minutes: int = 36
    overdue_minutes: int = 45
    transfer_bonus: int = 5


DEFAULT_RULE: Final = Rule()
RULE_LIMITS: Final[Mapping[str, tuple[int, int]]] = {
    "priority_percent": (100, 500),
    "scarcity_minutes": (0, 120),
    "overdue_minutes": (15, 180),
    "transfer_bonus": (0, 30),
}
"""Between which values each setting of the rule makes sense."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the score of a ticket is made of: hundredths for each second waited, and hundredths of seconds besides."""

    weight: int
    extra: int

    def score(self, seconds: int) -> int:
        """Return the score after so many seconds; whole numbers, so that equal scores are equal everywhere."""
        return self.weight * seconds + self.extra


@dataclass(frozen=True, slots=True, kw_only=True)
class Unserved:
    """Visitors whom no open desk can take, by what is lacking: the language, the theme, both, one desk, or any desk.

    `on_break` are the desks that could take them and are on break.
    """

    count: int
    theme_code: str | None = None
    language: str | None = None
    desk: str | None = None
    on_break: tuple[str, ...] = ()


class ClaimResult(StrEnum):
    """What the shared folder answered to a desk that wants a ticket for itself."""

    WON = "won"
    LOST = "lost"
    UNKNOWN = "unknown"
    AWAY = "away"
    UNSENT = "unsent"
    """Nobody can be asked, and nobody else knows the ticket: ours, if that still holds when the call is written."""


class Claims(Protocol):
    """The exclusive right to make one call of one ticket."""

    def take(self, ticket_id: UUID, attempt: int) -> ClaimResult:
        """Ask for the right; asking again for what was won is won again."""
        ...

    def stalled(self, ticket_id: UUID, attempt: int) -> bool:
        """Whether the right was lost a while ago to a desk that never called: its program broke off in between."""
        ...


class LocalClaims:
    """The right to call where no folder is shared: the store's own transaction is the judge."""

    def take(self, ticket_id: UUID, attempt: int) -> ClaimResult:  # noqa: ARG002 - the port's signature
        """Return WON."""
        return ClaimResult.WON

    def stalled(self, ticket_id: UUID, attempt: int) -> bool:  # noqa: ARG002 - the port's signature
        """Return False: nothing stands between the right and the call."""
        return False


def replay(events: Iterable[TicketEvent]) -> tuple[Ticket | None, tuple[TicketEvent, ...]]:
    """Return the ticket that its events make, and the events that could not happen (conflicts).

    Without its registration a ticket is None: its other events wait for it.
    """
    ranked = sorted(events, key=lambda event: event.rank, reverse=True)
    # An event that came twice happened once.
    ordered = sorted({event.id: event for event in ranked}.values(), key=lambda event: event.rank)
    undone = {event.undo_of for event in ordered if event.kind is Act.UNDONE}
    heard = {0} | {event.attempt for event in ordered if event.kind is Act.CALLED}
    ticket: Ticket | None = None
    conflicts: list[TicketEvent] = []
    for event in ordered:
        if event.id in undone or event.kind is Act.UNDONE:
            continue
        if event.kind is Act.REGISTERED:
            ticket = _registered(event) if ticket is None else ticket
        elif ticket is not None:
            as_it_stood = ticket.as_of(event.at)
            if event.kind in OF_THE_DESK and event.attempt not in heard and as_it_stood.allows(Act.CALLED):
                # Who is served was called: a program that was killed had told it, and its log is read later.
                ticket = as_it_stood = _called(as_it_stood, event)
                heard.add(event.attempt)
            if _possible(as_it_stood, event):
                ticket = _after(as_it_stood, event)
            else:
                conflicts.append(event)
    attempt = max((event.attempt for event in ordered), default=0)
    if ticket is not None and ticket.attempt != attempt:
        ticket = replace(ticket, attempt=attempt)
    return ticket, tuple(conflicts)


def _possible(ticket: Ticket, event: TicketEvent) -> bool:
    # A desk that called the same visitor as another, and lost, cannot begin or end the other's conversation.
    same_desk = event.desk == ticket.desk or event.kind not in OF_THE_DESK
    # Nor does anybody else take a visitor along to another desk.
    theirs = ticket.desk is not None and event.workstation != ticket.desk_workstation and event.kind is Act.MOVED
    return same_desk and not theirs and ticket.allows(event.kind)


def _registered(event: TicketEvent) -> Ticket:
    assert event.theme_code is not None  # noqa: S101 - checked where events are decoded
    return Ticket(
        id=event.ticket_id,
        day=event.day or event.at.date(),
        number=event.number or "",
        theme_code=event.theme_code,
        language=event.language,
        issued_at=event.at,
        workstation=event.workstation,
        priority=event.priority,
        in_person=bool(event.in_person),
        wanted_desk=event.wanted_desk,
        direct=event.direct,
        waits=(Wait(theme_code=event.theme_code, language=event.language, since=event.at),),
    )


def _after(ticket: Ticket, event: TicketEvent) -> Ticket:
    return _STEPS[event.kind](ticket, event)


def _called(ticket: Ticket, event: TicketEvent) -> Ticket:
    return replace(
        _wait_ended(ticket, Ended.CALLED, event),
        state=TicketState.CALLED,
        desk=event.desk,
        desk_workstation=event.for_workstation or event.workstation,
        called_at=event.at,
        last_called_at=event.at,
        call_count=1,
        called_because=event.reason,
        head=False,
        park_reason=None,
        park_until=None,
        park_owner=None,
        park_bonus=0,
    )


def _recalled(ticket: Ticket, event: TicketEvent) -> Ticket:
    return replace(ticket, call_count=ticket.call_count + 1, last_called_at=event.at)


def _started(ticket: Ticket, event: TicketEvent) -> Ticket:
    return replace(ticket, state=TicketState.SERVING, started_at=event.at)


def _no_show(ticket: Ticket, event: TicketEvent) -> Ticket:
    ended = _wait_ended(ticket, Ended.NO_SHOW, event, at=ticket.called_at)
    return replace(ended, state=TicketState.NO_SHOW, ended_at=event.at)


def _put_back(ticket: Ticket, event: TicketEvent) -> Ticket:  # noqa: ARG001 - the steps share one signature
    return _waiting_again(ticket)


def _parked(ticket: Ticket, event: TicketEvent) -> Ticket:
    served = ticket.served or ticket.state is TicketState.SERVING
    return replace(
        _waiting_again(ticket, reopen=not served),
        state=TicketState.PARKED,
        served=served,
        park_reason=event.reason,
        park_until=event.until,
        park_owner=event.owner,
        park_bonus=event.bonus or 0,
    )


def _returned(ticket: Ticket, event: TicketEvent) -> Ticket:  # noqa: ARG001
    return replace(_unparked(ticket), state=TicketState.WAITING)


def _unparked(ticket: Ticket) -> Ticket:
    return replace(ticket, park_reason=None, park_until=None, park_owner=None, park_bonus=0)


def _announced(ticket: Ticket, event: TicketEvent) -> Ticket:
    wait = replace(ticket.waits[-1], range_low=event.range_low, range_high=event.range_high)
    return replace(ticket, waits=(*ticket.waits[:-1], wait))


def _moved(ticket: Ticket, event: TicketEvent) -> Ticket:
    """Follow a desk to its new number: who is there, who is kept for it, who waits for it."""
    if ticket.state is TicketState.WAITING:
        return replace(ticket, wanted_desk=event.desk)
    if ticket.state is TicketState.PARKED:
        return replace(ticket, park_owner=event.desk)
    return replace(ticket, desk=event.desk)


def _transferred(ticket: Ticket, event: TicketEvent) -> Ticket:
    theme_code = event.theme_code or ticket.theme_code
    language = event.language or ticket.language
    if ticket.served or ticket.state is TicketState.SERVING:
        bonus = DEFAULT_RULE.transfer_bonus if event.bonus is None else event.bonus
        wait = Wait(theme_code=theme_code, language=language, since=event.at)
        again = _waiting_again(ticket, reopen=False)
        moved = replace(again, waits=(*ticket.waits, wait), bonus_minutes=bonus, served=False)
    else:
        moved = _with_wait(_waiting_again(ticket), theme_code=theme_code, language=language)
    return replace(moved, theme_code=theme_code, language=language, wanted_desk=event.wanted_desk, leg=ticket.leg + 1)


def _amended(ticket: Ticket, event: TicketEvent) -> Ticket:
    theme_code = event.theme_code or ticket.theme_code
    language = event.language or ticket.language
    return replace(
        _with_wait(ticket, theme_code=theme_code, language=language),
        theme_code=theme_code,
        language=language,
        priority=event.priority or ticket.priority,
        in_person=ticket.in_person if event.in_person is None else event.in_person,
    )


def _finished(ticket: Ticket, event: TicketEvent) -> Ticket:
    return replace(ticket, state=TicketState.DONE, ended_at=event.at)


def _left(ticket: Ticket, event: TicketEvent) -> Ticket:
    return replace(_wait_ended(ticket, Ended.LEFT, event), state=TicketState.LEFT, ended_at=event.at)


def _cancelled(ticket: Ticket, event: TicketEvent) -> Ticket:
    return replace(_wait_ended(ticket, Ended.CANCELLED, event), state=TicketState.CANCELLED, ended_at=event.at)


def _back(ticket: Ticket, event: TicketEvent) -> Ticket:  # noqa: ARG001
    return replace(_waiting_again(_unparked(ticket)), ended_at=None, head=ticket.state is TicketState.NO_SHOW)


def _expired(ticket: Ticket, event: TicketEvent) -> Ticket:
    if ticket.state is TicketState.SERVING:
        return replace(ticket, state=TicketState.DONE, ended_at=event.at)
    if ticket.state is TicketState.CALLED:
        # A visitor who was called, and whom nobody saw, counts as absent; the wait ended with the call.
        absent = _wait_ended(ticket, Ended.NO_SHOW, event, at=ticket.called_at)
        return replace(absent, state=TicketState.EXPIRED, ended_at=event.at)
    return replace(_wait_ended(ticket, Ended.NOT_CALLED, event), state=TicketState.EXPIRED, ended_at=event.at)


_STEPS: Final = {
    Act.CALLED: _called,
    Act.RECALLED: _recalled,
    Act.STARTED: _started,
    Act.NO_SHOW: _no_show,
    Act.PUT_BACK: _put_back,
    Act.PARKED: _parked,
    Act.RETURNED: _returned,
    Act.TRANSFERRED: _transferred,
    Act.AMENDED: _amended,
    Act.FINISHED: _finished,
    Act.LEFT: _left,
    Act.CANCELLED: _cancelled,
    Act.BACK: _back,
    Act.EXPIRED: _expired,
    Act.ANNOUNCED: _announced,
    Act.MOVED: _moved,
}


def _wait_ended(ticket: Ticket, ended: Ended, event: TicketEvent, at: datetime | None = None) -> Ticket:
    if ticket.served:
        return ticket
    wait = replace(ticket.waits[-1], ended=ended, ended_at=at or event.at, ended_by=event.workstation)
    return replace(ticket, waits=(*ticket.waits[:-1], wait))


def _with_wait(ticket: Ticket, *, theme_code: str, language: str | None) -> Ticket:
    last = ticket.waits[-1]
    if ticket.served:
        return ticket
    wait = replace(last, theme_code=theme_code, language=language)
    if theme_code != last.theme_code:
        # What was foreseen was another theme's wait.
        wait = replace(wait, range_low=None, range_high=None)
    return replace(ticket, waits=(*ticket.waits[:-1], wait))


def _waiting_again(ticket: Ticket, *, reopen: bool = True) -> Ticket:
    waits = ticket.waits
    if reopen and not ticket.served:
        waits = (*waits[:-1], replace(waits[-1], ended=None, ended_at=None, ended_by=None))
    return replace(
        ticket,
        state=TicketState.WAITING,
        desk=None,
        desk_workstation=None,
        called_at=None,
        last_called_at=None,
        started_at=None,
        call_count=0,
        waits=waits,
    )


def calling_order(
    tickets: Iterable[Ticket],
    desks: Sequence[Desk],
    now: datetime,
    *,
    desk: Desk | None = None,
    rule: Rule = DEFAULT_RULE,
) -> list[Turn]:
    """Return the waiting tickets in the order in which they will be called, each with the reason.

    With a `desk`, only those that this desk can take. Accumulating priority (Kleinrock 1964; Stanford, Taylor and
    Ziedins, Queueing Systems 77, 2014), plus a term that keeps rare skills for rare visitors.
    """
    waiting = [ticket for ticket in tickets if ticket.state is TicketState.WAITING]
    if desk is not None:
        waiting = [ticket for ticket in waiting if desk.suits(ticket)]
    open_desks = [other for other in desks if other.open]
    waiting.sort(key=arrival)
    oldest = waiting[0] if waiting else None
    moment = seconds_of(now)
    able: dict[tuple[str, str | None], int] = {}
    for ticket in waiting:
        wanted = (ticket.theme_code, ticket.language)
        if wanted not in able:
            able[wanted] = sum(other.serves(*wanted) for other in open_desks)

    def score(ticket: Ticket) -> tuple[bool, bool, int]:
        overdue = ticket is oldest and ticket.minutes_waited(now) >= rule.overdue_minutes
        count = able[ticket.theme_code, ticket.language]
        points = standing(ticket, count, len(open_desks), rule).score(moment - seconds_of(ticket.issued_at))
        return (ticket.head, overdue, points)

    scores = {ticket.id: score(ticket) for ticket in waiting}
    ranked = sorted(waiting, key=lambda ticket: scores[ticket.id], reverse=True)

    def reason(ticket: Ticket) -> str:
        head, overdue, _points = scores[ticket.id]
        reasons = {
            "head": head,
            "overdue": overdue,
            "longest": ticket is oldest,
            "priority": ticket.priority is not None,
            "transferred": ticket.bonus_minutes > 0,
            "only_desk": able[ticket.theme_code, ticket.language] == 1 and len(open_desks) > 1,
            "rare": True,
        }
        return next(each for each, holds in reasons.items() if holds)

    return [Turn(ticket=ticket, reason=reason(ticket)) for ticket in ranked]


def standing(ticket: Ticket, able: int, open_desks: int, rule: Rule) -> Standing:
    """Return what the score of a ticket is made of, where so many of the open desks are able to take it."""
    scarcity = round(60 * rule.scarcity_minutes * (1 / able - 1 / open_desks)) if able else 0
    weight = rule.priority_percent if ticket.priority else 100
    return Standing(weight, 100 * (scarcity + 60 * ticket.bonus_minutes))


def arrival(ticket: Ticket) -> tuple[datetime, int, str, str]:
    """Return the order of arrival; of two visitors of one second the one with the lower number came first."""
    # 301 is never called after 302.
    return (ticket.issued_at, len(ticket.number), ticket.number, ticket.id.hex)


def people_ahead(ticket: Ticket, waiting: Iterable[Ticket]) -> int:
    """Return how many who wait for the same theme came before a visitor."""
    return sum(other.theme_code == ticket.theme_code and arrival(other) < arrival(ticket) for other in waiting)


def better_desk(ticket: Ticket, desk: Desk, idle: Iterable[Desk]) -> Desk | None:
    """Return the idle desk to which a visitor is offered rather than to this one, if there is any.

    Of several idle desks the least flexible takes the visitor, so that those that can do more stay free for others.
    """
    others = [other for other in idle if other.open and other.suits(ticket) and other.flexibility < desk.flexibility]
    return min(others, key=lambda other: (other.flexibility, other.opened_at, other.name), default=None)


def unserved(tickets: Iterable[Ticket], desks: Sequence[Desk]) -> list[Unserved]:
    """Return who waits although no open desk can take them, the largest group first."""
    open_desks = [desk for desk in desks if desk.open]
    away = [desk for desk in desks if desk.paused is not None and not desk.closed]
    counts: dict[tuple[str | None, str | None, str | None], int] = {}
    breaks: dict[tuple[str | None, str | None, str | None], set[str]] = {}
    for ticket in tickets:
        if ticket.state is TicketState.WAITING and not any(desk.suits(ticket) for desk in open_desks):
            lack = _lack(ticket, open_desks)
            counts[lack] = counts.get(lack, 0) + 1
            breaks.setdefault(lack, set()).update(desk.name for desk in away if desk.suits(ticket))
    found = [
        Unserved(count=count, theme_code=theme, language=language, desk=desk, on_break=tuple(sorted(breaks[lack])))
        for lack, count in counts.items()
        for theme, language, desk in (lack,)
    ]
    return sorted(found, key=lambda each: (-each.count, each.theme_code or "", each.language or "", each.desk or ""))


def _lack(ticket: Ticket, open_desks: Sequence[Desk]) -> tuple[str | None, str | None, str | None]:
    if ticket.wanted_desk is not None:
        return (None, None, ticket.wanted_desk)
    if not open_desks:
        return (None, None, None)
    if not any(desk.speaks(ticket.language) for desk in open_desks):
        return (None, ticket.language, None)
    if not any(ticket.theme_code in desk.themes for desk in open_desks):
        return (ticket.theme_code, None, None)
    return (ticket.theme_code, ticket.language, None)


def number_text(digit: int, count: int) -> str:
    """Return the number handed out: `301` for the first of theme 3, `3100` after `399`."""
    return f"{digit}{count:02d}"


def block_counts(block: int) -> range:
    """Return the counts that a block of ten holds: 1 to 10 for block 0."""
    return range(block * BLOCK + 1, (block + 1) * BLOCK + 1)
