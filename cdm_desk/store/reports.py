"""The sums of the facts that reports are made of; what was voided never counts."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    case,
    exists,
    func,
    select,
    type_coerce,
)
from sqlalchemy.engine import Connection

from cdm_desk.domain.day_sheet import (
    ActivitySum,
    BoardSum,
    DaySums,
    HourSum,
    SessionSum,
    WaitSum,
    days_compared,
)
from cdm_desk.domain.facts import FACT_KINDS
from cdm_desk.domain.queue import TicketState
from cdm_desk.domain.waiting import Foretold
from cdm_desk.domain.welcome import ADVICE
from cdm_desk.store.facts import of_days, table_of
from cdm_desk.store.prepared import Prepared
from cdm_desk.store.rows import SessionRow, TicketRow, VoidRow

_VISIT: Final = table_of("visit")
_PEOPLE: Final = Prepared(
    select(_VISIT.c.motive_code, _VISIT.c.theme_code, func.sum(_VISIT.c.people))
    .where(
        _VISIT.c.day == bindparam("of_day", type_=_VISIT.c.day.type), ~exists().where(VoidRow.fact_id == _VISIT.c.id)
    )
    .group_by(_VISIT.c.motive_code, _VISIT.c.theme_code)
)
# What a workstation noticed of itself is no count of visitors, and no report is made of it alone.
COUNTED: Final = tuple(kind for kind in FACT_KINDS if kind != "desk_quality")


class PeopleSum(NamedTuple):
    """How many came for one motive and theme."""

    motive_code: str
    theme_code: str | None
    people: int


class SumTable:
    """Adds facts up by day, hour, theme and outcome."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def day(self, day: date) -> DaySums:
        """Return everything that the day sheet is counted from."""
        days = (day, *days_compared(day))
        arrivals = self._arrivals(days)
        today = [arrival for arrival in arrivals if arrival.day == day]
        return DaySums(
            day=day,
            arrivals=tuple(
                HourSum(day=each.day, hour=each.hour, code=each.motive_code, number=each.people) for each in arrivals
            ),
            calls=tuple(self._calls(days)),
            late_advice=tuple(self._late_advice(days)),
            waits=tuple(self._waits(day)),
            sessions=tuple(self._sessions(day)),
            activities=tuple(self._activities(day)),
            pc_blocks=self._pc_blocks(day),
            proofs=self._proofs(day),
            registered=sum(each.registered for each in today),
            late=sum(each.late for each in today),
            changed=self._changed(day),
            board=self._board(day),
        )

    def people(self, day: date) -> list[PeopleSum]:
        """Return who came on a day so far, by motive and theme: asked for after each key at the pad."""
        return [PeopleSum(*row) for row in _PEOPLE.rows(self._db, {"of_day": day})]

    def last_day(self, before: date) -> date | None:
        """Return the latest day before one of which somebody was counted."""
        tables = [table_of(kind) for kind in ("visit", "session", "activity")]
        latest = [
            self._db.execute(select(func.max(table.c.day)).where(table.c.day < before)).scalar_one() for table in tables
        ]
        return max((day for day in latest if day is not None), default=None)

    def foretold(self, until: date, days: int) -> list[Foretold]:
        """Return the waits of the last days on which any was foreseen that ended with a call; "now" is no range."""
        table = table_of("wait")
        judged = and_(table.c.ended == "called", table.c.range_high > 0, table.c.day <= until, _counts(table))
        latest = select(table.c.day).where(judged).distinct().order_by(table.c.day.desc()).limit(days)
        query = select(table.c.day, table.c.range_low, table.c.range_high, table.c.minutes)
        rows = self._db.execute(query.where(judged, table.c.day.in_(latest)).order_by(table.c.day))
        return [Foretold(day=day, low=low or 0, high=high, minutes=minutes) for day, low, high, minutes in rows]

    def extract(self, first: date, last: date, kinds: Sequence[str] = COUNTED) -> dict[str, list[str]]:
        """Return the facts of a period by kind, without their ids, one line each in one form, sorted by content."""
        found: dict[str, list[str]] = {}
        for kind in kinds:
            table = table_of(kind)
            # Written by the engine itself: no value is built of what is only to be compared.
            line = func.json_array(kind, *(type_coerce(column, Text) for column in table.c if column.name != "id"))
            query = select(line).where(of_days(table, first, last), _counts(table))
            found[kind] = sorted(self._db.execute(query).scalars().all())
        return found

    def voided(self, first: date, last: date) -> dict[str, int]:
        """Return how many facts of a period were taken out of the count, by kind."""
        found = {}
        for kind in COUNTED:
            table = table_of(kind)
            query = select(func.count()).select_from(VoidRow).join(table, table.c.id == VoidRow.fact_id)
            found[kind] = int(self._db.execute(query.where(of_days(table, first, last))).scalar_one())
        return found

    def schema(self) -> int:
        """Return the schema of this store."""
        return int(self._db.exec_driver_sql("PRAGMA user_version").scalar_one())

    def _arrivals(self, days: Sequence[date]) -> Sequence[Any]:
        table = table_of("visit")
        # What is entered later gets no ticket.
        with_ticket = and_(table.c.motive_code == ADVICE, table.c.theme_code.is_not(None), ~table.c.late)
        query = (
            select(
                table.c.day,
                table.c.hour,
                table.c.motive_code,
                func.sum(table.c.people).label("people"),
                func.sum(type_coerce(table.c.late, Integer)).label("late"),
                func.sum(case((with_ticket, 1), else_=0)).label("registered"),
            )
            .where(table.c.day.in_(days), _counts(table))
            .group_by(table.c.day, table.c.hour, table.c.motive_code)
        )
        return self._db.execute(query).all()

    def _calls(self, days: Sequence[date]) -> Iterator[HourSum]:
        table = table_of("wait")
        query = (
            select(table.c.day, table.c.hour, table.c.theme_code, func.count())
            .where(table.c.day.in_(days), table.c.ended == "called", _counts(table))
            .group_by(table.c.day, table.c.hour, table.c.theme_code)
        )
        return self._hours(query)

    def _late_advice(self, days: Sequence[date]) -> Iterator[HourSum]:
        table = table_of("visit")
        code = func.coalesce(table.c.theme_code, ADVICE)
        query = (
            select(table.c.day, table.c.hour, code, func.sum(table.c.people))
            .where(table.c.day.in_(days), table.c.motive_code == ADVICE, table.c.late, _counts(table))
            .group_by(table.c.day, table.c.hour, code)
        )
        return self._hours(query)

    def _hours(self, query: Select[Any]) -> Iterator[HourSum]:
        for day, hour, code, number in self._db.execute(query):
            yield HourSum(day=day, hour=hour, code=code, number=number)

    def _waits(self, day: date) -> Iterator[WaitSum]:
        table = table_of("wait")
        query = select(table.c.theme_code, table.c.ended, table.c.minutes).where(table.c.day == day, _counts(table))
        for theme_code, ended, minutes in self._db.execute(query):
            yield WaitSum(theme_code=theme_code, ended=ended, minutes=minutes)

    def _sessions(self, day: date) -> Iterator[SessionSum]:
        table = table_of("session")
        shared = (table.c.channel, table.c.outcome_codes, table.c.reliable)
        query = (
            select(*shared, func.count(), func.sum(table.c.people))
            .where(table.c.day == day, _counts(table))
            .group_by(*shared)
        )
        for channel, outcomes, reliable, sessions, people in self._db.execute(query):
            yield SessionSum(
                channel=channel, outcome_codes=outcomes, reliable=reliable, sessions=sessions, people=people
            )

    def _activities(self, day: date) -> Iterator[ActivitySum]:
        table = table_of("activity")
        # Somebody enrolled and nobody present: the heads were not counted yet.
        uncounted = case((and_(table.c.enrolled > 0, table.c.present == 0), 1), else_=0)
        query = (
            select(table.c.kind_code, func.count(), func.sum(table.c.present), func.sum(uncounted))
            .where(table.c.day == day, _counts(table))
            .group_by(table.c.kind_code)
        )
        for kind_code, held, present, missing in self._db.execute(query):
            yield ActivitySum(kind_code=kind_code, held=held, present=present, uncounted=missing)

    def _pc_blocks(self, day: date) -> int:
        table = table_of("pc")
        query = select(func.coalesce(func.sum(table.c.blocks), 0)).where(table.c.day == day, _counts(table))
        return int(self._db.execute(query).scalar_one())

    def _proofs(self, day: date) -> int:
        table = table_of("proof")
        query = select(func.count()).select_from(table).where(table.c.day == day, _counts(table))
        return int(self._db.execute(query).scalar_one())

    def _changed(self, day: date) -> int:
        """Return how many facts of the day were taken out of the count on a later day."""
        later = select(exists().where(VoidRow.day > day))
        if not self._db.execute(later).scalar_one():
            return 0
        # From the voids, which are few, to their facts.
        tables = [table_of(kind) for kind in COUNTED]
        return sum(
            int(
                self._db.execute(
                    select(func.count())
                    .select_from(VoidRow)
                    .join(table, table.c.id == VoidRow.fact_id)
                    .where(VoidRow.day > day, table.c.day == day)
                ).scalar_one()
            )
            for table in tables
        )

    def _board(self, day: date) -> BoardSum:
        query = (
            select(TicketRow.state, func.count().label("number")).where(TicketRow.day == day).group_by(TicketRow.state)
        )
        states = {row.state: row.number for row in self._db.execute(query)}
        # Who was set aside during a conversation was called, and waits for nothing that is counted.
        in_line = TicketRow.state.in_([TicketState.WAITING.value, TicketState.PARKED.value])
        served = select(func.count()).where(TicketRow.day == day, in_line, TicketRow.body.contains('"served":true'))
        aside = int(self._db.execute(served).scalar_one())
        running = select(func.count()).where(SessionRow.day == day, SessionRow.ended_at.is_(None))
        return BoardSum(
            waiting=states.get(TicketState.WAITING, 0) + states.get(TicketState.PARKED, 0) - aside,
            serving=states.get(TicketState.CALLED, 0) + states.get(TicketState.SERVING, 0) + aside,
            sessions=int(self._db.execute(running).scalar_one()),
        )


def fingerprint(extract: Mapping[str, Sequence[str]], besides: Sequence[str] = ()) -> str:
    """Return the SHA-256 of an extract: equal facts, equal fingerprint, on every workstation.

    `besides` are lines of what is no fact, yet printed with them.
    """
    digest = hashlib.sha256()
    for kind in COUNTED:
        for line in extract[kind]:
            digest.update(line.encode() + b"\n")
    for line in besides:
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def _counts(table: Table) -> ColumnElement[bool]:
    return ~exists().where(VoidRow.fact_id == table.c.id)
