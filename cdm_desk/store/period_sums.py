"""The sums that the reports of a period are made of; what was voided never counts."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Table,
    and_,
    exists,
    func,
    literal_column,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.engine import Connection

from cdm_desk.domain.activities import ActivityFact
from cdm_desk.domain.house_figures import StaffCount, WebFigure, web_of
from cdm_desk.domain.library import State
from cdm_desk.domain.period_sums import (
    ArrivalSum,
    BookSum,
    LengthSum,
    OutcomeSum,
    PcSum,
    PeriodSums,
    QualitySum,
    TalkSum,
    VisitSum,
    WaitCount,
)
from cdm_desk.domain.reports import Period
from cdm_desk.domain.survey import Surveyed, Wave, WaveKind
from cdm_desk.store.facts import LONG, of_days, table_of
from cdm_desk.store.house_figures import HouseFigureTable
from cdm_desk.store.rows import CopyRow, TitleRow, VoidRow
from cdm_desk.store.survey import SurveyTable

EVERYTHING: Final = frozenset(PeriodSums.__dataclass_fields__) - {"period"}


class PeriodTable:
    """Adds the facts of a period up, by day at the finest."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def sums(self, period: Period, wanted: Collection[str] = EVERYTHING) -> PeriodSums:
        """Return the sums of a period; `wanted` are the fields that are asked for, the others stay empty."""
        makers: Mapping[str, Callable[[Period], Any]] = {
            "visits": self._visits,
            "arrivals": self._arrivals,
            "talks": self._talks,
            "lengths": self._lengths,
            "outcomes": self._outcomes,
            "waits": self._waits,
            "pc": self._pc,
            "activities": self._activities,
            "helper_languages": self._helper_languages,
            "door_languages": self._door_languages,
            "books": self._books,
            "quality": self._quality,
            "surveys": self._surveys,
            "staff": self._staff,
            "web": self._web,
        }
        return replace(PeriodSums(period=period), **{name: makers[name](period) for name in wanted})

    def _visits(self, period: Period) -> tuple[VisitSum, ...]:
        table = table_of("visit")
        query = select(table.c.day, table.c.motive_code, func.sum(table.c.people))
        rows = self._grouped(query, table, period, table.c.day, table.c.motive_code)
        return tuple(VisitSum(day=day, motive_code=motive, people=people) for day, motive, people in rows)

    def _arrivals(self, period: Period) -> tuple[ArrivalSum, ...]:
        table = table_of("visit")
        query = select(table.c.day, table.c.hour, func.sum(table.c.people))
        rows = self._grouped(query, table, period, table.c.day, table.c.hour)
        return tuple(ArrivalSum(day=day, hour=hour, people=people) for day, hour, people in rows)

    def _talks(self, period: Period) -> tuple[TalkSum, ...]:
        table = table_of("session")
        shared = (table.c.day, table.c.channel, table.c.theme_code, table.c.language)
        query = select(*shared, func.count(), func.sum(table.c.people))
        return tuple(
            TalkSum(
                day=day, channel=channel, theme_code=theme, language=language or None, sessions=sessions, people=people
            )
            for day, channel, theme, language, sessions, people in self._grouped(query, table, period, *shared)
        )

    def _lengths(self, period: Period) -> tuple[LengthSum, ...]:
        table = table_of("session")
        shared = (table.c.theme_code, table.c.minutes)
        # A length that nobody knows is none.
        query = select(*shared, func.count()).where(table.c.reliable, table.c.minutes > 0)
        rows = self._grouped(query, table, period, *shared)
        return tuple(LengthSum(theme_code=theme, minutes=minutes, sessions=number) for theme, minutes, number in rows)

    def _outcomes(self, period: Period) -> tuple[OutcomeSum, ...]:
        table = table_of("session")
        shared = (table.c.theme_code, table.c.outcome_codes)
        rows = self._grouped(select(*shared, func.count()), table, period, *shared)
        return tuple(
            OutcomeSum(theme_code=theme, outcome_codes=codes, sessions=number) for theme, codes, number in rows
        )

    def _waits(self, period: Period) -> tuple[WaitCount, ...]:
        table = table_of("wait")
        shared = (table.c.theme_code, table.c.ended, table.c.minutes)
        return tuple(
            WaitCount(theme_code=theme, ended=ended, minutes=minutes, number=number)
            for theme, ended, minutes, number in self._grouped(select(*shared, func.count()), table, period, *shared)
        )

    def language_waits(self, period: Period) -> tuple[tuple[str | None, str, int], ...]:
        """Return the waits of a period by language and by how they ended."""
        table = table_of("wait")
        shared = (table.c.language, table.c.ended)
        rows = self._grouped(select(*shared, func.count()), table, period, *shared)
        return tuple((language or None, ended, number) for language, ended, number in rows)

    def _pc(self, period: Period) -> tuple[PcSum, ...]:
        table = table_of("pc")
        shared = (table.c.day, table.c.hour)
        rows = self._grouped(select(*shared, func.sum(table.c.blocks)), table, period, *shared)
        return tuple(PcSum(day=day, hour=hour, blocks=blocks) for day, hour, blocks in rows)

    def _activities(self, period: Period) -> tuple[ActivityFact, ...]:
        table = table_of("activity")
        query = select(table).where(_of(table, period)).order_by(table.c.day, table.c.id)
        return tuple(ActivityFact(**row) for row in self._db.execute(query).mappings())

    def _helper_languages(self, period: Period) -> tuple[tuple[str, int], ...]:
        table = table_of("helper_language")
        query = select(table.c.helper_language, func.count())
        return tuple((code, number) for code, number in self._grouped(query, table, period, table.c.helper_language))

    def _door_languages(self, period: Period) -> tuple[tuple[str | None, int], ...]:
        table = table_of("visit")
        query = select(table.c.language, func.sum(table.c.people))
        return tuple((code, number) for code, number in self._grouped(query, table, period, table.c.language))

    def _books(self, period: Period) -> tuple[BookSum, ...]:
        """Count the copies on the shelf at the end of the period, as far as their days are recorded."""
        standing = and_(
            _not(CopyRow.removed),
            _not(TitleRow.removed),
            or_(
                func.coalesce(CopyRow.state, State.SHELF.value) != State.WITHDRAWN.value,
                CopyRow.withdrawn_on > period.last,
            ),
            or_(CopyRow.acquired_on.is_(None), CopyRow.acquired_on <= period.last),
        )
        language = func.json_extract(type_coerce(TitleRow.languages, TitleRow.title.type), "$[0]")
        query = (
            select(TitleRow.theme_code, language, func.count())
            .select_from(CopyRow)
            .join(TitleRow, TitleRow.id == CopyRow.title_id)
            .where(standing)
            .group_by(TitleRow.theme_code, language)
        )
        return tuple(
            BookSum(theme_code=theme, language=spoken, copies=number)
            for theme, spoken, number in self._db.execute(query)
        )

    def _staff(self, period: Period) -> tuple[StaffCount, ...]:
        counts = HouseFigureTable(self._db).staff()
        return tuple(count for count in counts if period.first <= count.day <= period.last)

    def _web(self, period: Period) -> tuple[WebFigure, ...]:
        return tuple(web_of(HouseFigureTable(self._db).web(), period.first, period.last))

    def _quality(self, period: Period) -> QualitySum:
        visit, session, desk = table_of("visit"), table_of("session"), table_of("desk_quality")
        late = select(func.coalesce(func.sum(type_coerce(visit.c.late, Integer)), 0)).where(_of(visit, period))
        unreliable = select(func.count()).where(_of(session, period), ~session.c.reliable, session.c.channel == "desk")
        seen = select(func.coalesce(func.sum(desk.c.doubles), 0), func.coalesce(func.sum(desk.c.minutes_offline), 0))
        doubles, minutes = self._db.execute(seen.where(_of(desk, period))).one()
        voided = select(func.count()).where(VoidRow.day.between(period.first, period.last))
        return QualitySum(
            late=self._db.execute(late).scalar_one(),
            unreliable=self._db.execute(unreliable).scalar_one(),
            doubles=doubles,
            minutes_offline=minutes,
            voided=self._db.execute(voided).scalar_one(),
        )

    def _surveys(self, period: Period) -> tuple[Surveyed, ...]:
        """Return the waves that began in the period, and the last one before it, which samples are held against."""
        survey = SurveyTable(self._db)
        return tuple(survey.surveyed(wave) for wave in waves_of(survey.waves(), period))

    def _grouped(
        self, query: Select[Any], table: Table, period: Period, *columns: ColumnElement[Any]
    ) -> list[tuple[Any, ...]]:
        keys = columns
        of_period = _of(table, period)
        if period.last - period.first >= LONG and not _held(table, columns):
            # The order of the days is no reason either to look each fact up by the index of days.
            keys = tuple(literal_column(f"+{table.name}.{column.key}", column.type) for column in columns)
            of_period = and_(of_days(table, period.first, period.last), ~exists().where(VoidRow.fact_id == table.c.id))
        return [tuple(row) for row in self._db.execute(query.where(of_period).group_by(*keys))]


def waves_of(waves: Sequence[Wave], period: Period) -> list[Wave]:
    """Return the waves that a report of a period tells of: those begun in it, and the last whole one before."""
    begun = [wave for wave in waves if period.first <= wave.first <= period.last]
    before = [wave for wave in waves if wave.first < period.first and wave.kind is WaveKind.WAVE]
    return [*begun, *before[:1]]


def _held(table: Table, columns: Collection[ColumnElement[Any]]) -> bool:
    """Whether the index of sums holds what is added up, so that it is read from the first day to the last."""
    sums = next((index for index in table.indexes if index.name == f"{table.name}_sums"), None)
    return sums is not None and {column.key for column in columns} <= {column.key for column in sums.columns}


def _of(table: Table, period: Period) -> ColumnElement[bool]:
    return and_(table.c.day.between(period.first, period.last), ~exists().where(VoidRow.fact_id == table.c.id))


def _not(flag: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a mapped column
    return func.coalesce(flag, False).is_(False)
