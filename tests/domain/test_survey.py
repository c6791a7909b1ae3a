"""The form, its waves and its forms: what is asked in which order, what is kept, what is refused."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdm_desk.domain.errors import PersonalDataError
from cdm_desk.domain.survey import (
    Answer,
    AnswerDayError,
    AnswerModeError,
    AnswerRangeError,
    CommentTooLongError,
    InterviewerError,
    Mode,
    Shape,
    Stretch,
    Wave,
    WaveKind,
    WaveNameError,
    WavePeriodError,
    frozen_answers,
    frozen_items,
    frozen_periods,
    items_for,
    read_answers,
    read_items,
    read_periods,
    shipped_items,
)
from cdm_desk.domain.survey_sheet import SheetHeadError, SheetRefusedError, SheetTooLongError, read_sheet, written_sheet

AUTUMN = Stretch(first=date(2019, 11, 25), last=date(2019, 12, 11))
WINTER = Stretch(first=date(2020, 1, 6), last=date(2020, 1, 13))
LATER = date(2020, 2, 1)


def wave(kind: WaveKind = WaveKind.WAVE, **fields: object) -> Wave:
    plain: dict[str, object] = {
        "id": uuid4(), "name": "2019", "kind": kind, "periods": (AUTUMN, WINTER), "questions": items_for(kind),
    }  # fmt: skip
    return Wave(**plain | fields)  # type: ignore[arg-type]


def form(of: Wave, **fields: object) -> Answer:
    plain: dict[str, object] = {
        "id": uuid4(), "wave_id": of.id, "day": AUTUMN.first, "mode": Mode.PAPER, "answers": {"S1": ("yes",)},
    }  # fmt: skip
    return Answer(**plain | fields)  # type: ignore[arg-type]


def test_the_form_has_its_four_elements_and_a_profile_in_this_order() -> None:
    assert [item.id for item in shipped_items()] == [
        "A1", "A2", "A3", "B1", "B2", "B3", "S1", "S2", "S3", "S4", "S5", "S6", "S7",
        "D1", "D2", "D3", "D4", "D5", "D6", "D7", "E1", "E2", "E3",
    ]  # fmt: skip
    assert "".join(dict.fromkeys(item.part for item in shipped_items())) == "ABCDE"


def test_every_question_and_answer_is_said_in_three_languages() -> None:
    labels = [item.label for item in shipped_items()]
    labels += [option.label for item in shipped_items() for option in item.options]

    assert all(label.spoken(language).strip() for label in labels for language in ("fr", "nl", "en"))


def test_satisfaction_is_asked_on_four_points_without_a_middle() -> None:
    for item in shipped_items():
        if item.part in "CD" and item.id != "S3":
            assert item.codes == ("yes", "rather_yes", "rather_no", "no")
            assert item.satisfied == ("yes", "rather_yes")


def test_the_questions_of_a_wave_are_read_as_they_were_frozen() -> None:
    assert read_items(frozen_items(shipped_items())) == shipped_items()
    assert read_periods(frozen_periods((AUTUMN, WINTER))) == (AUTUMN, WINTER)


@pytest.mark.parametrize("text", [None, "", "{", "[1]", '{"a": 1}', '[{"id": "S1"}]', '["x"]'])
def test_what_cannot_be_read_of_a_wave_is_left_out(text: str | None) -> None:
    assert read_items(text) == ()
    assert read_periods(text) == ()
    assert read_answers(text) == {}


def test_the_kiosk_asks_four_questions() -> None:
    assert [item.id for item in wave().asked(Mode.KIOSK)] == ["S1", "S2", "S3", "D1"]


def test_the_light_sample_asks_three_questions_and_turns_the_last_one() -> None:
    light = wave(WaveKind.LIGHT)

    asked = [[item.id for item in light.asked(Mode.FACE, number)] for number in range(4)]
    assert asked == [["A1", "S3", "E1"], ["A1", "S3", "E2"], ["A1", "S3", "E3"], ["A1", "S3", "E1"]]


def test_a_form_is_kept_in_the_order_of_the_questions_and_of_their_answers() -> None:
    kept = form(wave(), answers={"S1": ("no",), "A3": ("HW4", "HW1", "HW4"), "E1": ()}, interviewer=" ab1 ")

    assert kept.checked(wave(id=kept.wave_id)).answers == {"A3": ("HW1", "HW4"), "S1": ("no",), "E1": ()}
    assert list(kept.checked(wave()).answers) == ["A3", "S1", "E1"]
    assert kept.checked(wave()).interviewer == "AB1"


@pytest.mark.parametrize(
    "answers", [{"S1": ("maybe",)}, {"S1": ("yes", "no")}, {"Z9": ("yes",)}, {"A3": ("HW1", "HW99")}]
)
def test_an_answer_that_does_not_stand_under_its_question_is_refused(answers: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(AnswerRangeError) as refused:
        form(wave(), answers=answers).checked(wave())

    assert refused.value.item in answers
    assert refused.value.allowed


@pytest.mark.parametrize("day", [date(2019, 11, 24), date(2019, 12, 12), date(2020, 1, 14)])
def test_a_form_of_a_day_on_which_nobody_was_asked_is_refused(day: date) -> None:
    with pytest.raises(AnswerDayError):
        form(wave(), day=day).checked(wave())


def test_a_comment_that_names_somebody_is_refused() -> None:
    with pytest.raises(PersonalDataError):
        form(wave(), comment="Appelez-moi au 0470 12 34 56").checked(wave())
    with pytest.raises(CommentTooLongError):
        form(wave(), comment="x" * 401).checked(wave())


def test_a_name_is_no_code_of_an_interviewer() -> None:
    for name in ("Marie-Claire Peeters", "é1", "A" * 13):
        with pytest.raises(InterviewerError):
            form(wave(), interviewer=name).checked(wave())


def test_the_survey_speaks_three_languages() -> None:
    with pytest.raises(AnswerModeError):
        form(wave(), language="de").checked(wave())


def test_who_would_not_be_asked_says_nothing_more() -> None:
    kept = form(wave(), refused=True, comment="non", comment_cleared=True).checked(wave())

    assert (kept.answers, kept.comment, kept.comment_cleared) == ({}, "", False)


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_wave_needs_a_name(name: str) -> None:
    with pytest.raises(WaveNameError):
        wave(name=name).checked()


@pytest.mark.parametrize(
    ("periods", "every"),
    [
        ((), 1), ((Stretch(first=LATER, last=AUTUMN.first),), 1), ((AUTUMN, AUTUMN), 1), ((AUTUMN,), 0),
        ((AUTUMN,), 100),
    ],
)  # fmt: skip
def test_days_that_do_not_fit_are_no_wave(periods: tuple[Stretch, ...], every: int) -> None:
    with pytest.raises(WavePeriodError):
        wave(periods=periods, every=every).checked()


def test_keys_of_more_than_nine_answers_go_on_with_letters() -> None:
    item = next(item for item in shipped_items() if item.id == "B3")

    assert item.keys == (*"123456789ABC", "0")
    assert (item.code_of("1"), item.code_of("C"), item.code_of("D"), item.code_of("0")) == ("W1", "W12", None, None)


def answers_of_a_form() -> st.SearchStrategy[dict[str, tuple[str, ...]]]:
    """Give any answers that a person could tick."""
    return st.fixed_dictionaries(
        {},
        optional={
            item.id: st.lists(
                st.sampled_from(item.codes), unique=True, max_size=1 if item.shape is Shape.ONE else 3
            ).map(tuple)
            for item in shipped_items()
        },
    )


FORMS = st.builds(
    form,
    st.just(wave()),
    answers=answers_of_a_form(),
    mode=st.sampled_from(Mode),
    language=st.sampled_from(["fr", "nl", "en"]),
    refused=st.booleans(),
    day=st.sampled_from([AUTUMN.first, WINTER.last]),
    comment=st.text(alphabet="=+-@;\"'\n,éa b", max_size=30),
    interviewer=st.sampled_from(["", "A1"]),
)


@given(answers_of_a_form())
def test_answers_are_read_as_they_were_kept(answers: dict[str, tuple[str, ...]]) -> None:
    assert read_answers(frozen_answers(answers)) == answers


@settings(max_examples=20)
@given(st.lists(FORMS, max_size=3))
def test_a_wave_comes_back_from_its_file_as_it_was(forms: list[Answer]) -> None:
    here = wave(id=forms[0].wave_id if forms else uuid4())
    kept = [each.checked(here) for each in forms]
    back = read_sheet(here, written_sheet(here, kept), today=LATER, most=99)

    assert [replace(each, id=before.id) for each, before in zip(back, kept, strict=True)] == [
        replace(each, comment_cleared=False) for each in kept
    ]


@pytest.mark.parametrize(
    ("lines", "error"),
    [
        ("2019-11-25;paper;maybe", AnswerRangeError), ("2019-11-25;smoke;yes", AnswerModeError),
        ("2019-11-01;paper;yes", AnswerDayError), ("2030-01-01;paper;yes", AnswerDayError),
        ("yesterday;paper;yes", type(None)),
    ],
)  # fmt: skip
def test_a_file_is_refused_with_the_line_and_the_reason(lines: str, error: type[Exception]) -> None:
    with pytest.raises(SheetRefusedError) as refused:
        read_sheet(wave(), f"day;mode;S1\n2019-11-25;paper;yes\n{lines}\n", today=LATER, most=99)

    assert refused.value.line == 3
    assert isinstance(refused.value.why, error)


def test_a_file_without_heads_or_without_an_end_is_refused() -> None:
    with pytest.raises(SheetHeadError):
        read_sheet(wave(), "S1\nyes\n", today=LATER, most=99)
    with pytest.raises(SheetTooLongError):
        read_sheet(wave(), "day,mode\n" + "2019-11-25,paper\n" * 4, today=LATER, most=3)
