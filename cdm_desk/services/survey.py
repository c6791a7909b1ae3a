"""The survey: waves opened and closed, forms entered, corrected and taken back; every act has its inverse."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID, uuid4

from cdm_desk.domain.clock import Clock
from cdm_desk.domain.staff import Action, Gate
from cdm_desk.domain.survey import (
    Answer,
    AnswerDayError,
    AnswerGoneError,
    AnswerModeError,
    Mode,
    Stretch,
    Surveyed,
    Wave,
    WaveClosedError,
    WaveGoneError,
    WaveKind,
    items_for,
)
from cdm_desk.domain.survey_sheet import read_sheet, written_sheet
from cdm_desk.store.survey import SURVEY_ANSWER, SURVEY_WAVE, columns_of_answer, columns_of_wave
from cdm_desk.store.unit import Store, Unit

MOST_AT_ONCE: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a wave is: forms and refusals by mode, of all its days and of one."""

    wave: Wave
    forms: Mapping[Mode, int]
    refusals: Mapping[Mode, int]
    today: int

    @property
    def total(self) -> int:
        """The forms of every mode."""
        return sum(self.forms.values())


class SurveyService:
    """Keeps what visitors think of the house, and nothing of who they are."""

    def __init__(self, store: Store, clock: Clock, gate: Gate) -> None:
        self._store = store
        self._clock = clock
        self._gate = gate

    def today(self) -> date:
        """Return the day that runs."""
        return self._clock.now().date()

    def check_may_enter(self) -> None:
        """Return if who sits here may enter forms; raise NotAllowedError."""
        self._gate.require(Action.ENTER_SURVEY)

    def waves(self) -> list[Progress]:
        """Return every wave with its numbers, the latest first."""
        with self._store.view() as unit:
            return [_progress(unit, wave, self.today()) for wave in unit.survey.waves()]

    def open_waves(self) -> list[Wave]:
        """Return the waves that take forms, the latest first."""
        with self._store.view() as unit:
            return [wave for wave in unit.survey.waves() if wave.open]

    def open_wave(self, name: str, kind: WaveKind, periods: Sequence[Stretch], *, every: int = 1) -> Wave:
        """Open a wave: its questions are frozen as they stand today; `remove_wave` is the inverse.

        Raises WaveNameError, WavePeriodError or PersonalDataError.
        """
        self._gate.require(Action.KEEP_SURVEY)
        wave = Wave(
            id=uuid4(),
            name=" ".join(name.split()),
            kind=kind,
            periods=tuple(sorted(periods, key=lambda stretch: stretch.first)),
            questions=items_for(kind),
            every=every,
        ).checked()
        with self._store.unit() as unit:
            unit.keep(SURVEY_WAVE, wave.id.hex, columns_of_wave(wave))
        return wave

    def close_wave(self, wave_id: UUID) -> Wave:
        """Take no more forms; `reopen_wave` is the inverse. Raises WaveGoneError."""
        self._gate.require(Action.KEEP_SURVEY)
        return self._change_wave(wave_id, closed_on=self.today())

    def reopen_wave(self, wave_id: UUID) -> Wave:
        """Take forms again. Raises WaveGoneError."""
        self._gate.require(Action.KEEP_SURVEY)
        return self._change_wave(wave_id, closed_on=None)

    def remove_wave(self, wave_id: UUID) -> Wave:
        """Take a wave out of every list and report; `bring_back_wave` is the inverse. Raises WaveGoneError."""
        self._gate.require(Action.KEEP_SURVEY)
        return self._change_wave(wave_id, removed=True)

    def bring_back_wave(self, wave_id: UUID) -> Wave:
        """Put a wave back that was removed. Raises WaveGoneError."""
        self._gate.require(Action.KEEP_SURVEY)
        with self._store.unit() as unit:
            wave = unit.survey.wave(wave_id)
            if wave is None:
                raise WaveGoneError
            unit.keep(SURVEY_WAVE, wave_id.hex, {"removed": False})
            return replace(wave, removed=False)

    def answers(self, wave_id: UUID) -> list[Answer]:
        """Return the forms of a wave, refusals among them."""
        self._gate.require(Action.ENTER_SURVEY)
        with self._store.view() as unit:
            return unit.survey.answers(wave_id)

    def progress(self, wave_id: UUID) -> Progress:
        """Return how far a wave is. Raises WaveGoneError."""
        with self._store.view() as unit:
            return _progress(unit, _wave(unit, wave_id), self.today())

    def surveyed(self, wave_id: UUID) -> Surveyed:
        """Return a wave with its forms, for its figures. Raises WaveGoneError."""
        self._gate.require(Action.READ_REPORTS)
        with self._store.view() as unit:
            return unit.survey.surveyed(_wave(unit, wave_id))

    def enter(self, answer: Answer) -> Answer:
        """Keep a form; `take_back` is the inverse.

        Raises WaveGoneError, WaveClosedError, AnswerModeError for a form of the kiosk, or what `Answer.checked` raises.
        """
        self._gate.require(Action.ENTER_SURVEY)
        if answer.mode is Mode.KIOSK:
            raise AnswerModeError(answer.mode.value, (Mode.FACE.value, Mode.PAPER.value))
        with self._store.unit() as unit:
            kept = self._checked(unit, answer)
            unit.keep(SURVEY_ANSWER, kept.id.hex, columns_of_answer(kept))
        return kept

    def refuse(self, wave_id: UUID, mode: Mode, *, language: str = "fr", day: date | None = None) -> Answer:
        """Count one who would not be asked; `take_back` is the inverse. Raises as `enter` does."""
        wanted = Answer(
            id=uuid4(), wave_id=wave_id, day=day or self.today(), mode=mode, language=language, refused=True
        )
        return self.enter(wanted)

    def correct(self, answer: Answer) -> Answer:
        """Write what was changed of a form; return it as it was before, which `correct` puts back.

        A comment that was changed has to be cleared anew. Raises AnswerGoneError, or as `enter` does.
        """
        self._gate.require(Action.ENTER_SURVEY)
        with self._store.unit() as unit:
            before = _answer(unit, answer.id)
            now = self._checked(unit, replace(answer, wave_id=before.wave_id))
            if now.comment != before.comment:
                now = replace(now, comment_cleared=False)
            was = columns_of_answer(before)
            changed = {name: value for name, value in columns_of_answer(now).items() if was[name] != value}
            if changed:
                unit.keep(SURVEY_ANSWER, now.id.hex, changed)
            return before

    def take_back(self, answer_id: UUID) -> Answer:
        """Take a form out of the count; `put_back` is the inverse. Raises AnswerGoneError or WaveClosedError."""
        self._gate.require(Action.ENTER_SURVEY)
        with self._store.unit() as unit:
            answer = _answer(unit, answer_id)
            _open(unit, answer.wave_id)
            unit.keep(SURVEY_ANSWER, answer_id.hex, {"removed": True})
            return answer

    def put_back(self, answer_id: UUID) -> None:
        """Count a form again that was taken back. Raises AnswerGoneError or WaveClosedError."""
        self._gate.require(Action.ENTER_SURVEY)
        with self._store.unit() as unit:
            answer = unit.survey.answer(answer_id)
            if answer is None:
                raise AnswerGoneError
            _open(unit, answer.wave_id)
            unit.keep(SURVEY_ANSWER, answer_id.hex, {"removed": False})

    def clear_comment(self, answer_id: UUID, *, cleared: bool = True) -> None:
        """Note that a manager has read a comment and that it may be printed, or may not. Raises AnswerGoneError."""
        self._gate.require(Action.KEEP_SURVEY)
        with self._store.unit() as unit:
            answer = _answer(unit, answer_id)
            unit.keep(SURVEY_ANSWER, answer_id.hex, {"comment_cleared": cleared and bool(answer.comment)})

    def sheet(self, wave_id: UUID) -> str:
        """Return the forms of a wave as CSV: a line each, the answers of a question in one cell.

        Raises WaveGoneError.
        """
        self._gate.require(Action.READ_REPORTS)
        with self._store.view() as unit:
            wave = _wave(unit, wave_id)
            return written_sheet(wave, unit.survey.answers(wave_id))

    def take_in(self, wave_id: UUID, text: str) -> tuple[UUID, ...]:
        """Enter the forms of a CSV file, all of them or none; `take_back_all` is the inverse.

        Raises WaveGoneError, WaveClosedError or SheetRefusedError, which tells the line and why.
        """
        self._gate.require(Action.KEEP_SURVEY)
        with self._store.unit() as unit:
            wave = _open(unit, wave_id)
            forms = read_sheet(wave, text, today=self.today(), most=MOST_AT_ONCE)
            unit.keep_all(SURVEY_ANSWER, {form.id.hex: columns_of_answer(form) for form in forms})
        return tuple(form.id for form in forms)

    def take_back_all(self, answer_ids: Sequence[UUID]) -> None:
        """Take the forms of a file out of the count again."""
        self._gate.require(Action.KEEP_SURVEY)
        with self._store.unit() as unit:
            unit.keep_all(SURVEY_ANSWER, {each.hex: {"removed": True} for each in answer_ids})

    def _checked(self, unit: Unit, answer: Answer) -> Answer:
        wave = _open(unit, answer.wave_id)
        if answer.day > self.today():
            raise AnswerDayError(answer.day)
        return answer.checked(wave)

    def _change_wave(self, wave_id: UUID, *, closed_on: date | None = None, removed: bool = False) -> Wave:
        with self._store.unit() as unit:
            before = _wave(unit, wave_id)
            fields: dict[str, object] = {"removed": True} if removed else {"closed_on": closed_on}
            unit.keep(SURVEY_WAVE, wave_id.hex, fields)
            return before


def _progress(unit: Unit, wave: Wave, today: date) -> Progress:
    forms, refusals = unit.survey.numbers(wave.id)
    of_today, _refused = unit.survey.numbers(wave.id, today)
    return Progress(wave=wave, forms=forms, refusals=refusals, today=sum(of_today.values()))


def _wave(unit: Unit, wave_id: UUID) -> Wave:
    wave = unit.survey.wave(wave_id)
    if wave is None or wave.removed:
        raise WaveGoneError
    return wave


def _open(unit: Unit, wave_id: UUID) -> Wave:
    wave = _wave(unit, wave_id)
    if not wave.open:
        raise WaveClosedError(wave.name)
    return wave


def _answer(unit: Unit, answer_id: UUID) -> Answer:
    answer = unit.survey.answer(answer_id)
    if answer is None or answer.removed:
        raise AnswerGoneError
    return answer
