"""The survey on a real store: waves, forms, refusals, files; and that nothing in a form leads to anybody."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.errors import PersonalDataError
from cdm_desk.domain.survey import (
    Answer,
    AnswerDayError,
    AnswerGoneError,
    AnswerModeError,
    AnswerRangeError,
    Mode,
    Stretch,
    Wave,
    WaveClosedError,
    WaveGoneError,
    WaveKind,
    shipped_items,
)
from cdm_desk.domain.survey_sheet import SheetRefusedError
from cdm_desk.services.survey import SurveyService
from cdm_desk.store.rows import OutboxRow, SurveyAnswerRow
from cdm_desk.store.unit import Store
from tests.services.test_reports import OpenGate

NOW = datetime(2019, 12, 2, 14, 37, 5, tzinfo=BRUSSELS)
AUTUMN = Stretch(first=date(2019, 11, 25), last=date(2019, 12, 11))
WINTER = Stretch(first=date(2020, 1, 6), last=date(2020, 1, 13))


class Desk:
    """A store with an open wave, on a Monday afternoon."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.survey = SurveyService(store, store.clock, OpenGate())
        self.wave: Wave = self.survey.open_wave("Enquête 2019", WaveKind.WAVE, [WINTER, AUTUMN], every=4)

    def form(self, **answers: str) -> Answer:
        return Answer(
            id=uuid4(),
            wave_id=self.wave.id,
            day=NOW.date(),
            mode=Mode.PAPER,
            answers={item: tuple(codes.split()) for item, codes in answers.items()},
        )

    def kept(self) -> list[Answer]:
        return self.survey.answers(self.wave.id)


@pytest.fixture
def desk(make_store: Callable[[Path, StoppedClock], Store], tmp_path: Path) -> Desk:
    return Desk(make_store(tmp_path / "desk.db", StoppedClock(NOW)))


def test_a_wave_is_opened_with_the_questions_of_its_day(desk: Desk) -> None:
    (progress,) = desk.survey.waves()

    assert progress.wave == replace(desk.wave, periods=(AUTUMN, WINTER))
    assert progress.wave.questions == shipped_items()
    assert progress.total == 0


def test_a_form_is_entered_counted_and_taken_back(desk: Desk) -> None:
    form = desk.survey.enter(desk.form(S1="yes", A3="HW4 HW1", E1=""))
    assert desk.kept() == [replace(form, answers={"A3": ("HW1", "HW4"), "S1": ("yes",), "E1": ()})]

    desk.survey.take_back(form.id)
    assert desk.survey.progress(desk.wave.id).total == 0

    desk.survey.put_back(form.id)
    assert desk.survey.progress(desk.wave.id).today == 1


def test_refusals_are_counted_beside_the_forms(desk: Desk) -> None:
    desk.survey.enter(desk.form(S1="yes"))
    desk.survey.refuse(desk.wave.id, Mode.FACE)
    desk.survey.refuse(desk.wave.id, Mode.FACE)
    progress = desk.survey.progress(desk.wave.id)

    assert (progress.forms, progress.refusals) == ({Mode.PAPER: 1}, {Mode.FACE: 2})
    assert len(desk.survey.surveyed(desk.wave.id).answers) == 1


def test_a_form_is_corrected_and_its_correction_undone(desk: Desk) -> None:
    form = desk.survey.enter(desk.form(S1="yes"))
    before = desk.survey.correct(replace(form, answers={"S1": ("no",)}))
    assert desk.kept()[0].answers == {"S1": ("no",)}

    desk.survey.correct(before)
    assert desk.kept()[0].answers == {"S1": ("yes",)}


def test_a_comment_is_read_by_a_manager_and_again_once_it_was_changed(desk: Desk) -> None:
    form = desk.survey.enter(replace(desk.form(S1="yes"), comment="Très bon accueil", comment_cleared=False))
    desk.survey.clear_comment(form.id)
    assert desk.kept()[0].comment_cleared

    desk.survey.correct(replace(desk.kept()[0], comment="Accueil trop long"))
    assert not desk.kept()[0].comment_cleared


def test_bad_input_is_refused_and_nothing_is_kept(desk: Desk) -> None:
    with pytest.raises(AnswerRangeError):
        desk.survey.enter(desk.form(S1="5"))
    with pytest.raises(AnswerDayError):
        desk.survey.enter(replace(desk.form(S1="yes"), day=WINTER.first))
    with pytest.raises(PersonalDataError):
        desk.survey.enter(replace(desk.form(S1="yes"), comment="jean@example.org"))
    with pytest.raises(AnswerModeError):
        desk.survey.enter(replace(desk.form(S1="yes"), mode=Mode.KIOSK))

    assert desk.kept() == []


def test_a_closed_wave_takes_nothing_until_it_is_opened_again(desk: Desk) -> None:
    form = desk.survey.enter(desk.form(S1="yes"))
    desk.survey.close_wave(desk.wave.id)
    acts: list[Callable[[], object]] = [
        lambda: desk.survey.enter(desk.form(S1="yes")),
        lambda: desk.survey.take_back(form.id),
        lambda: desk.survey.correct(form),
        lambda: desk.survey.refuse(desk.wave.id, Mode.FACE),
    ]
    for act in acts:
        with pytest.raises(WaveClosedError):
            act()
    assert desk.survey.open_waves() == []

    desk.survey.reopen_wave(desk.wave.id)
    desk.survey.enter(desk.form(S1="no"))
    assert desk.survey.progress(desk.wave.id).total == 2


def test_a_wave_is_removed_and_brought_back_with_its_forms(desk: Desk) -> None:
    desk.survey.enter(desk.form(S1="yes"))
    desk.survey.remove_wave(desk.wave.id)
    assert desk.survey.waves() == []
    with pytest.raises(WaveGoneError):
        desk.survey.enter(desk.form(S1="yes"))

    desk.survey.bring_back_wave(desk.wave.id)
    assert desk.survey.waves()[0].total == 1


def test_what_is_gone_is_said_to_be_gone(desk: Desk) -> None:
    with pytest.raises(AnswerGoneError):
        desk.survey.take_back(uuid4())
    with pytest.raises(WaveGoneError):
        desk.survey.progress(uuid4())


def test_a_file_is_taken_in_whole_or_not_at_all(desk: Desk) -> None:
    with pytest.raises(SheetRefusedError):
        desk.survey.take_in(desk.wave.id, "day;mode;S1\n2019-12-02;paper;yes\n2019-12-02;paper;9\n")
    assert desk.kept() == []

    taken = desk.survey.take_in(desk.wave.id, "day;mode;S1;A3\n2019-12-02;kiosk;yes;\n2019-12-02;face;-;HW4 HW1\n")
    assert sorted(form.mode for form in desk.kept()) == [Mode.FACE, Mode.KIOSK]
    sheet = desk.survey.sheet(desk.wave.id)
    assert "HW1 HW4" in sheet

    desk.survey.take_back_all(taken)
    assert desk.kept() == []


def test_no_form_tells_the_moment_the_desk_or_the_order_in_which_it_was_entered(desk: Desk) -> None:
    first = desk.survey.enter(desk.form(S1="yes"))
    desk.survey.enter(desk.form(S1="no"))
    desk.survey.correct(replace(first, answers={"S1": ("no",)}))
    with desk.store.view() as unit:
        rows = [dict(row) for row in unit.db.execute(select(SurveyAnswerRow.__table__)).mappings()]
        leaving = [
            row for row in unit.db.execute(select(OutboxRow.__table__)).mappings() if "survey_answer" in row["body"]
        ]
    midnight = int(NOW.replace(hour=0, minute=0, second=0).timestamp() * 1000)
    stamps = [stamp.split(" ") for row in rows for stamp in row["stamps"]]

    # A correction comes after what it corrects, and still within the first millisecond of the day.
    assert {int(hlc) >> 16 for hlc, _run in stamps} == {midnight}
    assert desk.store.run not in {run for _hlc, run in stamps}
    assert len({run for _hlc, run in stamps}) == len(stamps)
    assert all(UUID(hex=row["id"]).version == 4 for row in rows)
    # They leave as facts do, in a batch that was shuffled.
    assert leaving
    assert not any(row["prompt"] for row in leaving)
    assert not any(desk.store.run in json.dumps(row["body"]) for row in leaving)
