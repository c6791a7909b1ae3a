"""Numbers of desks: what a name holds, which is free, who keeps one that two have opened."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.desks import (
    HIGHEST_DESK,
    Move,
    OwnDesks,
    desk_number,
    keeps,
    next_free,
    number_in,
    proposed,
    taken_elsewhere,
)
from tests.domain.tickets import DAY, TEN, desk


@pytest.mark.parametrize(
    ("name", "number"),
    [("Conseil 4", "4"), ("Balie 07", "7"), ("PC 2 Conseil 12", "12"), ("Conseil", None), ("Conseil 0", None),
     ("PC-2019", None), ("", None)],
)  # fmt: skip
def test_a_workstation_bears_the_last_number_of_its_name(name: str, number: str | None) -> None:
    assert number_in(name) == number


@pytest.mark.parametrize(("text", "number"), [("4", "4"), (" 04 ", "4"), ("99", "99"), (" B12", "B12"), ("P-4", "P-4")])
def test_a_number_is_kept_as_it_is_said(text: str, number: str) -> None:
    assert desk_number(text) == number


@given(taken=st.sets(st.integers(1, HIGHEST_DESK).map(str)), after=st.integers(0, 120).map(str))
def test_the_next_free_number_is_one_that_nobody_has(taken: set[str], after: str) -> None:
    free = next_free(taken, after)
    assert 1 <= int(free) <= HIGHEST_DESK
    assert free not in taken or len(taken) == HIGHEST_DESK


@pytest.mark.parametrize(
    ("last", "name", "taken", "borne", "expected"),
    [
        ("7", "Conseil 4", "", "", "7"),
        ("", "Conseil 4", "", "", "4"),
        ("7", "Conseil 4", "7", "", "4"),
        ("7", "Conseil 4", "7 4", "", "8"),
        ("7", "Conseil 4", "7 4", "8 9", "10"),
        ("7", "Conseil", "", "7", "7"),
        ("", "Conseil", "1 2", "3", "4"),
    ],
)  # fmt: skip
def test_the_last_number_is_proposed_then_that_of_the_name_then_a_free_one(
    last: str, name: str, taken: str, borne: str, expected: str
) -> None:
    assert proposed(last, name, taken.split(), borne.split()) == expected


def test_who_opened_a_number_first_keeps_it_and_of_two_at_once_always_the_same() -> None:
    first = desk("4")
    later = desk("4", workstation="Poste 9", opened_at=TEN)
    at_once = desk("4", workstation="Poste 9")
    yesterday = desk("4", workstation="Poste 9", opened_at=TEN - timedelta(days=1))

    assert [keeps(first, other, DAY) for other in (later, at_once, yesterday)] == [True, True, True]
    assert [keeps(other, first, DAY) for other in (later, at_once, yesterday)] == [False, False, False]


def test_taken_is_what_is_open_today_elsewhere() -> None:
    known = [
        desk("1"),
        desk("2", closed=True),
        desk("3", opened_at=TEN - timedelta(days=1)),
        desk("4", paused="MEAL"),
        desk("5", workstation="here"),
    ]
    assert taken_elsewhere(known, "here", DAY) == {"1": "Poste 1", "4": "Poste 4"}


def test_a_desk_that_moved_twice_is_found_by_either_number() -> None:
    known = OwnDesks(day=DAY, moves=(Move(old="4", new="5"), Move(old="5", new="8")))
    assert [known.now(name) for name in ("4", "5", "8", "6")] == ["8", "8", "8", "6"]
