"""Which spine of a row is out of its place, and how far a stocktake is."""

from datetime import date
from itertools import combinations
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdm_desk.domain.stocktake import (
    JUMP,
    Figures,
    Known,
    Line,
    Neighbour,
    Order,
    Stocktake,
    Verdict,
    Walk,
    line_id,
    out_of_order,
    reported,
    shelf_of,
    stands_under,
)

DAY = date(2019, 3, 1)
SHELF = [f"{theme}.{sub} {letters}" for theme in (1, 2, 3) for sub in (1, 2, 10) for letters in ("ABE", "DUP", "ROS")]
ORDER = Order((UUID(int=at), Neighbour(heading=mark, mark=mark)) for at, mark in enumerate(SHELF))


def walked(*marks: str, sign: str = "") -> list[str]:
    """Scan marks in their order; return those that are misplaced, as judged at the end."""
    walk = Walk(ORDER)
    walk.begin_at(sign)
    verdicts: dict[UUID, bool] = {}
    names: dict[UUID, str] = {}
    for mark in marks:
        spine = uuid4()
        names[spine] = mark
        verdicts.update(walk.add(spine, mark))
    return [names[spine] for spine, right in verdicts.items() if not right]


def test_a_row_in_its_order_has_nothing_misplaced() -> None:
    assert walked(*SHELF) == []


def test_a_tenth_sub_theme_stands_after_the_second() -> None:
    assert walked("3.1 ROS", "3.2 ABE", "3.10 ABE") == []


@pytest.mark.parametrize("stray", SHELF[9:])
def test_one_stray_book_is_misplaced_and_none_of_its_neighbours(stray: str) -> None:
    assert walked(*SHELF[:3], stray, *SHELF[3:7]) == [stray]


def test_a_book_from_an_earlier_shelf_is_the_stray_and_not_the_row_behind_it() -> None:
    assert walked(*SHELF[5:9], SHELF[0], *SHELF[9:12]) == [SHELF[0]]


def test_at_the_head_of_a_row_the_next_one_shows_which_of_two_was_wrong() -> None:
    assert walked(SHELF[20], SHELF[3], SHELF[4]) == [SHELF[20]]
    assert walked(SHELF[1], SHELF[0], SHELF[2]) == [SHELF[0]]


def test_under_a_sign_what_belongs_elsewhere_is_misplaced_though_it_is_in_order() -> None:
    assert walked("3.1 ABE", "3.1 DUP", "3.2 ABE", sign="3.1") == ["3.2 ABE"]


def test_another_shelf_without_its_sign_is_soon_known_as_one() -> None:
    assert walked(*SHELF[18:26], *SHELF[:JUMP]) == []


def test_a_book_without_a_mark_is_nowhere_wrong() -> None:
    assert walked("3.2 ABE", "", "3.2 DUP") == []


@pytest.mark.parametrize(
    ("mark", "sign", "under"),
    [("3.1 DUP", "3", True), ("3.1 DUP", "3.1", True), ("3.10 DUP", "3.1", False), ("3.1 dup", "3.1 DUP", True)],
)
def test_a_sign_stands_for_what_its_mark_begins_with(mark: str, sign: str, under: bool) -> None:
    assert stands_under(mark, sign) is under


def test_the_shelf_of_a_mark_is_what_stands_before_the_letters() -> None:
    assert (shelf_of("3.1 DUP"), shelf_of("3"), shelf_of(None)) == ("3.1", "3", "")


@settings(max_examples=60)
@given(st.lists(st.integers(0, 6), max_size=8))
def test_as_few_as_can_be_are_taken_out_and_the_rest_stands_in_order(ranks: list[int]) -> None:
    wrong = out_of_order(ranks)
    rest = [rank for at, rank in enumerate(ranks) if at not in wrong]
    assert rest == sorted(rest)
    longest = max(
        size for size in range(len(ranks) + 1) for some in combinations(ranks, size) if list(some) == sorted(some)
    )
    assert len(rest) == longest


def test_a_book_belongs_after_the_one_before_it_in_the_list() -> None:
    assert ORDER.before("2.1 CAR", uuid4()) == Neighbour(heading="2.1 ABE", mark="2.1 ABE")
    assert ORDER.before("0 AAA", uuid4()) is None
    assert ORDER.before("2.1 ABE", UUID(int=SHELF.index("2.1 ABE"))) == Neighbour(heading="1.10 ROS", mark="1.10 ROS")


def test_two_workstations_write_the_same_line_for_a_copy_and_for_a_code() -> None:
    stocktake, copy = uuid4(), uuid4()
    assert line_id(stocktake, copy) == line_id(stocktake, copy)
    assert len({line_id(stocktake, copy), line_id(stocktake, copy.hex), line_id(uuid4(), copy)}) == 3


def known(mark: str, *, theme: str = "EMP", expected: bool = True, **fields: object) -> Known:
    copy_seen_on = fields.pop("copy_seen_on", None)
    line = Line(id=uuid4(), stocktake_id=uuid4(), shelf_mark=mark, expected=expected, **fields)  # type: ignore[arg-type]
    return Known(line=line, heading=mark, theme_code=theme, copy_seen_on=copy_seen_on)  # type: ignore[arg-type]


def test_the_report_counts_by_theme_and_lists_what_is_to_be_done() -> None:
    seen = known("3.1 ABE", seen_on=DAY, verdict=Verdict.IN_PLACE)
    stray = known("3.1 DUP", seen_on=DAY, verdict=Verdict.MISPLACED)
    gone = known("3.2 ABE")
    read = known("3.2 DUP", copy_seen_on=DAY)
    lost = known("2 ABE", theme="FOR", expected=False, seen_on=DAY, verdict=Verdict.THOUGHT_LOST)
    odd = known("", theme="", expected=False, seen_on=DAY, verdict=Verdict.UNKNOWN)
    report = reported(Stocktake(id=uuid4(), begun_on=DAY), [odd, lost, read, gone, stray, seen])
    assert report.by_theme == {
        "": Figures(unknown=1),
        "FOR": Figures(found=1),
        "EMP": Figures(expected=4, seen=3, misplaced=1, missing=1),
    }
    assert report.total == Figures(expected=4, seen=3, misplaced=1, missing=1, found=1, unknown=1)
    assert (report.missing, report.misplaced, report.found, report.unknown) == ((gone,), (stray,), (lost,), (odd,))
    assert [(shelf.name, shelf.expected, shelf.seen, shelf.done) for shelf in report.shelves] == [
        ("3.1", 2, 2, True),
        ("3.2", 2, 1, False),
    ]
