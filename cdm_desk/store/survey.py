"""The survey: its waves and the forms that came in."""

from collections import Counter
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.engine import Connection

from cdm_desk.domain.survey import (
    Answer,
    Mode,
    Surveyed,
    Wave,
    WaveKind,
    frozen_answers,
    frozen_items,
    frozen_periods,
    read_answers,
    read_items,
    read_periods,
)
from cdm_desk.store.canonical import packed
from cdm_desk.store.rows import SurveyAnswerRow, SurveyWaveRow

SURVEY_WAVE: Final = "survey_wave"
SURVEY_ANSWER: Final = "survey_answer"
"""The tables of records: they are written by the unit, field by field."""

_KINDS: Final = frozenset(kind.value for kind in WaveKind)
_MODES: Final = frozenset(mode.value for mode in Mode)
# The stamps are a text of their own to be taken apart for each row, and nobody here looks at them.
_OF_ANSWER: Final = tuple(
    getattr(SurveyAnswerRow, name)
    for name in (
        "id",
        "wave_id",
        "day",
        "mode",
        "interviewer",
        "language",
        "refused",
        "answers",
        "comment",
        "comment_cleared",
        "removed",
    )
)


class SurveyTable:
    """Waves and forms; of a record that has come in part, what is there."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def waves(self) -> list[Wave]:
        """Return every wave that was not removed, the latest first."""
        query = select(SurveyWaveRow.__table__).where(_kept(SurveyWaveRow.removed), SurveyWaveRow.kind.in_(_KINDS))
        found = [_wave(row) for row in self._db.execute(query).mappings()]
        return sorted(found, key=lambda wave: (-wave.first.toordinal(), wave.name, wave.id.hex))

    def wave(self, wave_id: UUID) -> Wave | None:
        """Return one wave, a removed one too."""
        query = select(SurveyWaveRow.__table__).where(SurveyWaveRow.id == wave_id.hex)
        row = self._db.execute(query).mappings().one_or_none()
        return None if row is None or row["kind"] not in _KINDS else _wave(row)

    def answers(self, wave_id: UUID) -> list[Answer]:
        """Return the forms of a wave, refusals among them, in an order that tells nothing."""
        query = select(*_OF_ANSWER).where(_counts(wave_id)).order_by(SurveyAnswerRow.id)
        return [_answer(row) for row in self._db.execute(query).mappings()]

    def answer(self, answer_id: UUID) -> Answer | None:
        """Return one form, a removed one too."""
        query = select(*_OF_ANSWER).where(SurveyAnswerRow.id == answer_id.hex)
        row = self._db.execute(query).mappings().one_or_none()
        complete = row is not None and row["wave_id"] and row["day"] and row["mode"] in _MODES
        return _answer(row) if complete else None

    def numbers(self, wave_id: UUID, day: date | None = None) -> tuple[Counter[Mode], Counter[Mode]]:
        """Return how many forms and how many refusals a wave has, by mode; of one day only if it is given."""
        refused = func.coalesce(SurveyAnswerRow.refused, False)
        query = select(SurveyAnswerRow.mode, refused, func.count()).where(_counts(wave_id))
        if day is not None:
            query = query.where(SurveyAnswerRow.day == day)
        forms, refusals = Counter[Mode](), Counter[Mode]()
        for mode, was_refused, number in self._db.execute(query.group_by(SurveyAnswerRow.mode, refused)):
            (refusals if was_refused else forms)[Mode(str(mode))] += number
        return forms, refusals

    def surveyed(self, wave: Wave) -> Surveyed:
        """Return a wave with its forms, refusals counted only."""
        every = self.answers(wave.id)
        return Surveyed(
            wave=wave,
            answers=tuple(answer for answer in every if not answer.refused),
            refusals=Counter(answer.mode for answer in every if answer.refused),
        )

    def extract(self, waves: list[Wave]) -> list[str]:
        """Return what the figures of waves are counted from, sorted by content: the same on every workstation."""
        lines = [packed(_plain_wave(wave)) for wave in waves]
        for wave in waves:
            lines += [packed(_plain_answer(answer)) for answer in self.answers(wave.id)]
        return sorted(lines)


def columns_of_wave(wave: Wave) -> dict[str, object]:
    """Return a wave as the fields of its record."""
    return {
        "name": wave.name,
        "kind": wave.kind.value,
        "periods": frozen_periods(wave.periods),
        "every": wave.every,
        "questions": frozen_items(wave.questions),
        "closed_on": wave.closed_on,
        "removed": wave.removed,
    }


def columns_of_answer(answer: Answer) -> dict[str, object]:
    """Return a form as the fields of its record."""
    return {
        "wave_id": answer.wave_id.hex,
        "day": answer.day,
        "mode": answer.mode.value,
        "interviewer": answer.interviewer or None,
        "language": answer.language,
        "refused": answer.refused,
        "answers": frozen_answers(answer.answers),
        "comment": answer.comment or None,
        "comment_cleared": answer.comment_cleared,
        "removed": answer.removed,
    }


def _plain_wave(wave: Wave) -> dict[str, object]:
    fields = columns_of_wave(wave)
    return {**fields, "closed_on": None if wave.closed_on is None else wave.closed_on.isoformat()}


def _plain_answer(answer: Answer) -> dict[str, object]:
    return {**columns_of_answer(answer), "day": answer.day.isoformat()}


def _wave(row: Any) -> Wave:  # noqa: ANN401 - a row of any query
    return Wave(
        id=UUID(hex=row["id"]),
        name=row["name"] or "",
        kind=WaveKind(row["kind"]),
        periods=read_periods(row["periods"]),
        every=row["every"] or 1,
        questions=read_items(row["questions"]),
        closed_on=row["closed_on"],
        removed=bool(row["removed"]),
    )


def _answer(row: Any) -> Answer:  # noqa: ANN401 - as above
    return Answer(
        id=UUID(hex=row["id"]),
        wave_id=UUID(hex=row["wave_id"]),
        day=row["day"],
        mode=Mode(row["mode"]),
        language=row["language"] or "fr",
        interviewer=row["interviewer"] or "",
        refused=bool(row["refused"]),
        answers=read_answers(row["answers"]),
        comment=row["comment"] or "",
        comment_cleared=bool(row["comment_cleared"]),
        removed=bool(row["removed"]),
    )


def _counts(wave_id: UUID) -> ColumnElement[bool]:
    row = SurveyAnswerRow
    return and_(row.wave_id == wave_id.hex, _kept(row.removed), row.day.is_not(None), row.mode.in_(_MODES))


def _kept(removed: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a column
    return or_(removed.is_(None), ~removed)
