"""Masked counts, attacked by a reader who knows the rule and every printed number."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.disclosure import masked

COUNTS = st.dictionaries(st.sampled_from(["AR", "EN", "ES", "PL", "TR"]), st.integers(0, 9), min_size=1)


def test_small_counts_are_hidden_and_zero_is_printed() -> None:
    page = masked({"EN": 40, "AR": 30, "ES": 3, "PL": 0, "TR": 4})

    assert page.counts["ES"] is None
    assert page.counts["PL"] == 0
    assert page.counts["EN"] == 40


def test_a_lone_small_count_takes_the_next_larger_with_it() -> None:
    page = masked({"EN": 40, "AR": 30, "ES": 2})

    assert page.counts == {"EN": 40, "AR": None, "ES": None}
    assert page.total == 72


def test_without_small_counts_everything_is_printed() -> None:
    assert masked({"EN": 40, "AR": 5, "PL": 0}).total == 45


def test_a_lone_count_hides_the_total() -> None:
    page = masked({"ES": 2})

    assert page.counts == {"ES": None}
    assert page.total is None


@pytest.mark.parametrize("threshold", [5, 10])
@given(counts=COUNTS)
def test_no_hidden_count_can_be_placed_more_narrowly_than_three(counts: dict[str, int], threshold: int) -> None:
    page = masked(counts, threshold=threshold)
    hidden = [code for code, count in page.counts.items() if count is None]

    # Every world that fits what is printed, told which of the hidden ones are small.
    ranges = [range(1, threshold) if counts[code] < threshold else range(threshold, 46) for code in hidden]
    if page.total is None:
        worlds = [tuple(column) for column in product(*ranges)] if len(hidden) < 3 else list(zip(*ranges, strict=False))
    else:
        left = page.total - sum(count for count in page.counts.values() if count is not None)
        worlds = _summing_to(left, ranges)
    for place in range(len(hidden)):
        possible = {world[place] for world in worlds}
        assert max(possible) - min(possible) >= 3


def _summing_to(total: int, ranges: list[range]) -> list[tuple[int, ...]]:
    if not ranges:
        return [()] if total == 0 else []
    first, *others = ranges
    return [(value, *rest) for value in first if value <= total for rest in _summing_to(total - value, others)]
