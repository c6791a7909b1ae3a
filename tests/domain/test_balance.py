from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.activities import ActivityFact
from cdm_desk.domain.balance import (
    LooseEnd,
    Matter,
    Trace,
    Traced,
    amount,
    code,
    gathered,
    highest_amount,
    traced,
    with_amount,
    with_code,
)
from cdm_desk.domain.counselling import SessionFact
from cdm_desk.domain.errors import AmountError
from cdm_desk.domain.facts import Fact, plain
from cdm_desk.domain.multimedia import PcFact
from cdm_desk.domain.welcome import ProofFact, VisitFact
from tests.domain.test_change import facts as facts_of

DAY = date(2019, 1, 14)
CORRECTED = st.one_of([facts_of(shape) for shape in (VisitFact, SessionFact, PcFact, ActivityFact, ProofFact)])


def content(fact: Fact) -> dict[str, Any]:
    return plain(fact) | {"id": ""}


@given(several=st.lists(CORRECTED, max_size=6), times=st.integers(1, 4))
def test_what_says_the_same_is_one_line_and_nothing_is_lost(several: list[Fact], times: int) -> None:
    all_of_them = [replace(fact, id=uuid4()) for fact in several for _each in range(times)]
    lines = gathered(all_of_them)
    assert sum(line.number for line in lines) == len(all_of_them)
    assert len({repr(content(line.fact)) for line in lines}) == len(lines)
    assert Counter(repr(content(fact)) for fact in all_of_them) == {
        repr(content(line.fact)): line.number for line in lines
    }


@given(several=st.lists(CORRECTED, max_size=6))
def test_the_order_in_which_facts_came_is_no_order_of_lines(several: list[Fact]) -> None:
    assert [content(line.fact) for line in gathered(several)] == [
        content(line.fact) for line in gathered(list(reversed(several)))
    ]


@given(fact=CORRECTED, number=st.integers(1, 24))
def test_a_right_number_changes_nothing_else(fact: Fact, number: int) -> None:
    right = with_amount(fact, number, uuid4())
    assert right.id != fact.id
    assert type(right) is type(fact)
    assert amount(right) in (number, None)
    before, after = content(fact), content(right)
    assert {name for name in before | after if before.get(name) != after.get(name)} <= {"people", "present", "blocks"}


@given(fact=CORRECTED)
def test_no_number_beyond_what_can_be_true_is_taken(fact: Fact) -> None:
    with pytest.raises(AmountError):
        with_amount(fact, highest_amount(fact) + 1, uuid4())


@given(fact=CORRECTED, right=st.sampled_from(["MV4", "FOR", "AC5"]))
def test_a_right_code_counts_the_same_people(fact: Fact, right: str) -> None:
    mended = with_code(fact, right, uuid4())
    assert amount(mended) == amount(fact)
    assert code(mended) in (right, None)


def test_late_entries_of_one_kind_are_told_once_with_their_number() -> None:
    def late(role: str | None) -> Trace:
        return Trace(what=Traced.LATE, fact=ProofFact(id=uuid4(), day=DAY), role=role, on=DAY)

    assert [
        (trace.role, trace.number) for trace in traced([late("reception"), late("manager"), late("reception")])
    ] == [
        ("manager", 1),
        ("reception", 2),
    ]


def test_the_list_begins_with_what_only_its_desk_can_mend() -> None:
    ends = [LooseEnd(matter=matter, day=DAY, thing="") for matter in reversed(Matter)]
    assert next(iter(sorted(ends, key=lambda end: end.rank))).matter is Matter.OUTCOME
