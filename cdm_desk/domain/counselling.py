"""The conversation: a counsellor and a visitor, a theme, what came out of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, Self
from uuid import UUID, uuid4

from cdm_desk.domain.clock import minutes_between
from cdm_desk.domain.errors import TooManyOutcomesError
from cdm_desk.domain.queue import Ticket
from cdm_desk.domain.welcome import AT_THE_DESK, SITE

MOST_OUTCOMES: Final = 3
LONGEST_TALK: Final = 24 * 60
REOPEN_WINDOW: Final = timedelta(minutes=5)
NO_DESK: Final = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFact:
    """What stays of a conversation: the day, never the hour; minutes rounded to five; no ticket, no desk."""

    id: UUID
    day: date
    site: str
    channel: str
    theme_code: str
    sub_theme_codes: tuple[str, ...]
    language: str | None
    outcome_codes: tuple[str, ...]
    minutes: int
    people: int
    reliable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CounsellingSession:
    """A conversation of today at a desk of this workstation; wiped at day close.

    `paused_seconds` is what was spent on breaks; `paused_at` is set while one runs.
    """

    id: UUID
    day: date
    desk: str
    theme_code: str
    started_at: datetime
    ticket_id: UUID | None = None
    number: str | None = None
    sub_theme_codes: tuple[str, ...] = ()
    language: str | None = None
    channel: str = AT_THE_DESK
    people: int = 1
    ended_at: datetime | None = None
    outcome_codes: tuple[str, ...] = ()
    paused_at: datetime | None = None
    paused_seconds: int = 0
    reliable: bool = True

    @property
    def running(self) -> bool:
        """Whether the visitor is still at the desk."""
        return self.ended_at is None

    def seconds(self, now: datetime) -> int:
        """Return the seconds spoken so far, breaks left out."""
        until = self.ended_at or self.paused_at or now
        return max(0, int((until - self.started_at).total_seconds()) - self.paused_seconds)

    def paused(self, now: datetime) -> Self:
        """Return the conversation on break."""
        return self if self.paused_at else replace(self, paused_at=now)

    def resumed(self, now: datetime) -> Self:
        """Return the conversation taken up again."""
        if self.paused_at is None:
            return self
        rest = int((now - self.paused_at).total_seconds())
        return replace(self, paused_at=None, paused_seconds=self.paused_seconds + max(0, rest))

    def set_aside(self, now: datetime) -> Self:
        """Return the conversation on break and at no desk: its visitor is set aside, the desk takes others."""
        return replace(self.paused(now), desk=NO_DESK)

    def taken_up(self, now: datetime, desk: str) -> Self:
        """Return the conversation going on at a desk."""
        return replace(self.resumed(now), desk=desk)

    def closed(self, now: datetime, outcome_codes: Sequence[str], *, reliable: bool = True) -> Self:
        """Return the finished conversation; raises TooManyOutcomesError above three outcomes."""
        resumed = self.resumed(now)
        return replace(resumed, ended_at=now, outcome_codes=checked_outcomes(outcome_codes), reliable=reliable)

    def reopened(self) -> Self:
        """Return the conversation running again from its own start."""
        return replace(self, ended_at=None, outcome_codes=())

    def fact(self, fact_id: UUID) -> SessionFact:
        """Return what stays of it, under an id of its own; a running one has no fact."""
        ended_at = self.ended_at or self.started_at
        spoken = max(0, minutes_between(self.started_at, ended_at) - self.paused_seconds // 60)
        return SessionFact(
            id=fact_id,
            day=self.day,
            site=SITE,
            channel=self.channel,
            theme_code=self.theme_code,
            sub_theme_codes=self.sub_theme_codes,
            language=self.language,
            outcome_codes=self.outcome_codes,
            # Nobody talks longer than a day: the clock was set in between.
            minutes=min(rounded_to_five(spoken), LONGEST_TALK),
            people=self.people,
            reliable=self.reliable,
        )


def begun_with(ticket: Ticket, desk: str, at: datetime, *, people: int) -> CounsellingSession:
    """Return the conversation that begins with the visitor of a ticket at a desk."""
    return CounsellingSession(
        id=uuid4(),
        day=ticket.day,
        desk=desk,
        theme_code=ticket.theme_code,
        language=ticket.language,
        started_at=at,
        ticket_id=ticket.id,
        number=ticket.number,
        people=people,
    )


def rounded_to_five(minutes: int) -> int:
    """Return whole minutes rounded to the nearest five."""
    return (minutes + 2) // 5 * 5


def checked_outcomes(codes: Sequence[str]) -> tuple[str, ...]:
    """Return the outcomes once each, in the order pressed; raises TooManyOutcomesError above three."""
    once = tuple(dict.fromkeys(codes))
    if len(once) > MOST_OUTCOMES:
        raise TooManyOutcomesError(MOST_OUTCOMES)
    return once
