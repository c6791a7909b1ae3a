"""Labels: a shelf mark on its spine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.labels import CUT, SPINE_LETTERS, SPINE_LINES, spine_lines

MARKS = st.lists(st.text(alphabet="0123456789.ABCDEFÉœ-+", min_size=1, max_size=20), min_size=0, max_size=8).map(
    " ".join
)


@pytest.mark.parametrize(
    ("mark", "lines"),
    [
        ("3.1 ROS", ("3.1", "ROS")),
        ("", ()),
        ("   ", ()),
        ("2 DUP 2019", ("2", "DUP", "2019")),
        ("331.702493 BER", ("331", ".702493", "BER")),
        ("ENTREPRENEURIAT", ("ENTREPRE", "NEURIAT")),
        ("5 NL 371.42 VAN vol 2", ("5 NL", "371.42", "VAN vol", "2")),
    ],
)
def test_a_mark_breaks_at_its_blanks_and_only_when_too_long_at_its_dots(mark: str, lines: tuple[str, ...]) -> None:
    assert spine_lines(mark) == lines


@given(MARKS)
def test_no_label_is_larger_than_a_spine(mark: str) -> None:
    lines = spine_lines(mark)

    assert len(lines) <= SPINE_LINES
    assert all(0 < len(line) <= SPINE_LETTERS for line in lines)


@given(MARKS)
def test_no_character_of_a_mark_is_lost_unless_the_label_says_so(mark: str) -> None:
    lines = spine_lines(mark)
    printed = "".join("".join(lines).split())
    whole = "".join(mark.split())

    assert printed == whole or (lines[-1].endswith(CUT) and whole.startswith(printed[:-1]))
