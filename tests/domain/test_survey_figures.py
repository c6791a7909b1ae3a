"""Intervals and weights, held to published figures and to what must always be true of them."""

import statistics
from datetime import date
from uuid import uuid4

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cdm_desk.domain.survey import Answer, Mode, shipped_items
from cdm_desk.domain.survey_figures import (
    HEAVIEST,
    counted,
    newcombe,
    per_person,
    raked,
    share_of,
    trimmed,
    wilson,
)

S1 = next(item for item in shipped_items() if item.id == "S1")
UNIT = st.floats(0, 1)
NUMBERS = st.integers(1, 2_000)
WEIGHTS = st.lists(st.floats(0.01, 100), min_size=1, max_size=40)


def said(**answers: str) -> Answer:
    return Answer(
        id=uuid4(),
        wave_id=uuid4(),
        day=date(2019, 12, 2),
        mode=Mode.FACE,
        answers={item: (code,) if code else () for item, code in answers.items()},
    )


@pytest.mark.parametrize(
    ("part", "whole", "share", "low", "high"),
    [
        (475, 500, 95.0, 92.7, 96.6), (450, 500, 90.0, 87.1, 92.3), (289, 500, 57.8, 53.4, 62.1),
        (61, 500, 12.2, 9.6, 15.4), (22, 23, 95.7, 79.0, 99.2), (23, 23, 100.0, 85.7, 100.0),
    ],
)  # fmt: skip
def test_the_interval_of_wilson_is_that_of_the_printed_examples(
    part: int, whole: int, share: float, low: float, high: float
) -> None:
    bounds = wilson(part / whole, whole)

    assert [round(100 * each, 1) for each in (part / whole, bounds.low, bounds.high)] == [share, low, high]


def test_the_difference_of_two_shares_is_that_of_newcombe_s_own_example() -> None:
    # 56 of 70 against 48 of 80, method 10 of his paper of 1998: 0.0524 to 0.3339.
    bounds = newcombe(56 / 70, 70, 48 / 80, 80)

    assert (round(bounds.low, 4), round(bounds.high, 4)) == (0.0524, 0.3339)
    assert bounds.excludes_nothing_changed


@given(UNIT, NUMBERS)
def test_the_share_lies_within_its_interval_and_the_interval_within_the_line(share: float, number: int) -> None:
    bounds = wilson(share, number)

    assert 0 <= bounds.low <= share + 1e-12
    assert share - 1e-12 <= bounds.high <= 1


@given(UNIT, NUMBERS)
def test_more_answers_are_surer(share: float, number: int) -> None:
    few, more = wilson(share, number), wilson(share, 2 * number)

    assert more.high - more.low < few.high - few.low


@given(UNIT, NUMBERS)
def test_the_dissatisfied_have_the_mirrored_interval(share: float, number: int) -> None:
    one, other = wilson(share, number), wilson(1 - share, number)

    assert one.low == pytest.approx(1 - other.high, abs=1e-9)


@given(UNIT, NUMBERS, UNIT, NUMBERS)
def test_a_difference_seen_from_the_other_side_is_the_opposite(one: float, n: int, other: float, m: int) -> None:
    there, back = newcombe(one, n, other, m), newcombe(other, m, one, n)

    assert there.low == pytest.approx(-back.high)
    assert there.low <= one - other + 1e-12
    assert there.high >= one - other - 1e-12


def test_equal_shares_are_no_difference() -> None:
    assert not newcombe(0.9, 30, 0.9, 500).excludes_nothing_changed


@given(WEIGHTS)
def test_weights_never_make_a_sample_larger(weights: list[float]) -> None:
    assert 1 - 1e-9 <= counted(weights) <= len(weights) + 1e-9


def test_equal_weights_cost_nothing() -> None:
    assert counted([0.4] * 500) == pytest.approx(500)


@given(WEIGHTS)
def test_no_weight_is_more_than_five_times_the_median(weights: list[float]) -> None:
    cut = trimmed(weights)
    ranked = sorted(weights)
    middle = (ranked[(len(ranked) - 1) // 2] + ranked[len(ranked) // 2]) / 2

    assert max(cut) <= HEAVIEST * middle + 1e-9
    assert all(after <= before for before, after in zip(weights, cut, strict=True))


def test_who_comes_often_weighs_less() -> None:
    weights = per_person([said(A2="V1"), said(A2="V1"), said(A2="V4"), said(A2="")])

    assert weights == pytest.approx([1, 1, 1 / 6.5, 1])


def test_nobody_who_answered_weighs_nothing_and_none_answered_is_hidden() -> None:
    share = share_of(S1, [said(S1="yes"), said(S1="no"), said(S1="")], [3.0, 1.0, 9.0])

    assert (share.number, share.satisfied, share.share) == (2, 1, 0.75)
    assert share.counted == pytest.approx(1.6)
    assert share.hidden
    assert share_of(S1, []).share == 0


@given(st.lists(st.sampled_from(["MUL", "ADV", "ACT"]), min_size=6, max_size=60))
def test_a_raked_sample_has_the_shares_that_are_known(used: list[str]) -> None:
    # Where no weight is so heavy that it is cut.
    assume(all(used.count(code) * 10 >= len(used) for code in ("MUL", "ADV", "ACT")))
    known = {"MUL": 0.206, "ADV": 0.392, "ACT": 0.402}
    weights = raked([said(B2=code) for code in used], {"B2": known})
    assume(max(weights) < HEAVIEST * statistics.median(weights) * 0.999)

    for code, share in known.items():
        of_code = sum(weight for weight, each in zip(weights, used, strict=True) if each == code)
        assert of_code / sum(weights) == pytest.approx(share, abs=1e-6)


def test_raking_leaves_alone_who_did_not_answer_and_what_nobody_stands_for() -> None:
    weights = raked([said(B2="MUL"), said(B2=""), said()], {"B2": {"MUL": 0.5, "ADV": 0.5}})

    assert weights == pytest.approx([1, 1, 1])
