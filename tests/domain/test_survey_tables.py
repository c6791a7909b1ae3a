"""What the reports print of the survey: never mixed, never too few, never called higher where that is not shown."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdm_desk.domain.reports import Cell, Period, Table
from cdm_desk.domain.survey import Answer, Mode, Stretch, Surveyed, Wave, WaveKind, items_for
from cdm_desk.domain.survey_tables import annual_said, group_tables, light_table, survey_said
from cdm_desk.domain.synthetic_survey import PRINTED, invented_wave

YEAR = Period.parse("2019")
FIRST = date(2019, 11, 25)


def asked(
    answers: Sequence[Answer], *, kind: WaveKind = WaveKind.WAVE, first: date = FIRST, closed: bool = True
) -> Surveyed:
    wave = Wave(
        id=uuid4(),
        name=f"{kind.value} {first.year}",
        kind=kind,
        periods=(Stretch(first=first, last=first),),
        questions=items_for(kind),
        closed_on=first if closed else None,
    )
    return Surveyed(wave=wave, answers=tuple(answers))


def form(mode: Mode = Mode.FACE, comment: str = "", **answers: str) -> Answer:
    return Answer(
        id=uuid4(),
        wave_id=UUID(int=1),
        day=FIRST,
        mode=mode,
        answers={item: (code,) if code else () for item, code in answers.items()},
        comment=comment,
        comment_cleared=bool(comment) and "?" not in comment,
    )


def table(surveys: Sequence[Surveyed], table_id: str) -> Table:
    return next(each for each in survey_said(surveys, YEAR, {}).tables if each.id == table_id)


def row(of: Table, name: str) -> tuple[Cell, ...]:
    return next(cells for cells in of.rows if cells[0] == name)


def test_smileys_of_the_kiosk_are_never_mixed_into_what_was_asked_face_to_face() -> None:
    surveyed = asked([form(S1="yes")] * 40 + [form(Mode.KIOSK, S1="no")] * 60)
    figures = {figure.id: figure.value for figure in annual_said([surveyed], YEAR).figures}

    assert (figures["interviews"], figures["satisfied_percent"]) == (40, 100)
    assert row(table([surveyed], "survey_face"), "S1")[1:3] == (40, 1000)
    assert row(table([surveyed], "survey_kiosk"), "S1")[1:3] == (60, 0)
    assert row(table([surveyed], "survey_S1"), "mode.kiosk")[1] == 60


@pytest.mark.parametrize(
    ("number", "told"), [(0, None), (4, ("masked", None, "")), (29, (29, 1000, "indicative")), (30, (30, 1000, ""))]
)
def test_few_answers_are_indicative_and_fewer_than_five_are_hidden(
    number: int, told: tuple[object, ...] | None
) -> None:
    surveyed = asked([form(S1="yes")] * number + [form(S2="no")] * 40)
    rows = {cells[0]: cells for cells in table([surveyed], "survey_face").rows}

    assert told is None if number == 0 else (rows["S1"][1], rows["S1"][2], rows["S1"][-1]) == told
    assert ("S1" in rows) is (number > 0)


def test_a_small_group_is_hidden_with_another_that_would_give_it_back() -> None:
    surveyed = asked([form(S1="yes", E2="U30")] * 40 + [form(S1="no", E2="A30")] * 30 + [form(S1="no", E2="A50")] * 2)
    told = table([surveyed], "survey_S1")

    assert [row(told, f"E2.{age}")[1] for age in ("U30", "A30", "A50")] == [40, "hidden", "masked"]
    assert row(told, "E2.A30")[2:7] == (None,) * 5


GROUPS = st.lists(st.tuples(st.sampled_from(["U30", "A30", "A50", ""]), st.sampled_from(["yes", "no"])), max_size=60)


@settings(max_examples=25)
@given(GROUPS)
def test_no_group_of_fewer_than_five_is_printed_or_can_be_taken_from_the_total(groups: list[tuple[str, str]]) -> None:
    surveyed = asked([form(S1=said, E2=age) for age, said in groups])
    for told in group_tables(surveyed)[:1] if groups else []:
        shown = [cells[1] for cells in told.rows if str(cells[0]).startswith("E2.")]
        total = row(told, "total")[1]
        assert not any(isinstance(number, int) and 0 < number < 5 for number in shown)
        hidden = shown.count("masked") + shown.count("hidden")
        assert hidden != 1 or not isinstance(total, int) or total - sum(n for n in shown if isinstance(n, int)) >= 5


def test_the_profile_hides_few_and_says_what_its_rounded_percentages_add_up_to() -> None:
    surveyed = asked([form(S1="yes", E1="M")] * 40 + [form(S1="yes", E1="F")] * 38 + [form(S1="yes", E1="X")] * 3)
    profile = next(each for each in annual_said([surveyed], YEAR).tables if each.id == "survey_profile")

    assert row(profile, "E1.X") == ("E1.X", "masked", None)
    assert row(profile, "E1.F")[1] == "hidden"
    assert row(profile, "E1.total") == ("E1.total", 81, None)


def test_only_what_a_manager_has_cleared_is_printed() -> None:
    surveyed = asked([form(S1="yes", comment="Très bien"), form(S1="yes", comment="Qui ?")])

    assert [note.names for note in survey_said([surveyed], YEAR, {}).notes if note.id == "comment"] == [("Très bien",)]


def test_a_wave_that_is_open_is_said_to_be() -> None:
    notes = annual_said([asked([form(S1="yes")], closed=False)], YEAR).notes

    assert [note.id for note in notes] == ["wave", "survey_open"]


def test_a_wave_is_told_in_the_year_in_which_it_began_and_in_no_other() -> None:
    surveyed = asked([form(S1="yes")] * 9)

    assert annual_said([surveyed], YEAR).tables
    assert annual_said([surveyed], Period.parse("2020")).tables == ()
    assert [note.id for note in survey_said([surveyed], Period.parse("2020"), {}).notes] == ["no_survey"]


@pytest.mark.parametrize(("found", "verdict"), [(36, "no_difference"), (20, "lower"), (40, "higher")])
def test_a_light_sample_is_called_higher_or_lower_only_where_that_is_shown(found: int, verdict: str) -> None:
    before = asked([form(S3="yes")] * 450 + [form(S3="no")] * 50)
    light = asked(
        [form(S3="yes")] * found + [form(S3="no")] * (40 - found), kind=WaveKind.LIGHT, first=date(2019, 12, 2)
    )
    told, labels = light_table([light], [before])

    assert [cells[-1] for cells in told.rows] == [verdict, ""]
    assert {label.fr for label in labels.values()} == {"light 2019", "wave 2019"}


def test_the_four_sources_of_most_come_first_and_few_are_hidden() -> None:
    sources = {"HW4": 9, "HW1": 30, "HW7": 12, "HW3": 2}
    answers = [form(S1="yes", A3=code) for code, number in sources.items() for _each in range(number)]
    told = next(each for each in annual_said([asked(answers)], YEAR).tables if each.id == "survey_sources")

    assert told.rows == (("A3.HW1", 30, 57), ("A3.HW7", 12, 23), ("A3.HW4", 9, 17), ("A3.HW3", "masked", None))


@pytest.mark.parametrize("seed", [1, 2019])
def test_an_invented_wave_has_the_printed_totals_and_only_answers_of_the_form(seed: int) -> None:
    surveyed = invented_wave(2019, seed)
    answers = [each.checked(surveyed.wave) for each in surveyed.answers if not each.refused]

    assert len(answers) == 500
    for item, numbers in PRINTED.items():
        given_ = [each.answers[item][0] for each in answers]
        assert {code: given_.count(code) for code in numbers} == numbers
