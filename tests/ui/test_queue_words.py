"""What is said of the line: the numbers of several visitors at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.ui.queue_words import numbers_text


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ([], ""),
        (["303"], "303"),
        (["303", "304"], "303–304"),
        (["303", "304", "305", "311"], "303–305, 311"),
        (["A9", "A10", "B11"], "A9–A10, B11"),
    ],
)
def test_numbers_are_said_from_the_first_to_the_last(numbers: list[str], text: str) -> None:
    assert numbers_text(numbers) == text


@given(st.integers(1, 900), st.integers(2, 99))
def test_a_row_of_numbers_is_said_by_its_ends(first: int, count: int) -> None:
    assert numbers_text([str(first + at) for at in range(count)]) == f"{first}–{first + count - 1}"
