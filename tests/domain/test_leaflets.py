from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.errors import TitleMissingError
from cdm_desk.domain.leaflets import (
    BundleError,
    Leaflet,
    LeafletMove,
    Move,
    Pile,
    TagWrongError,
    ValidUntilError,
    checked_tag,
    checked_valid,
    missing,
    orders,
    sheet_order,
    tag_in,
    taken,
)

TODAY = date(2026, 4, 2)
PILE = Leaflet(id=UUID(int=1), title="Actiris : vos droits", tag="123456", bundle=100)


@pytest.mark.parametrize(
    "scanned",
    ["CDM:PILE:123456", "cdm:pile:123456", "CD?MPILEM&é\"'(§", "123456", " 123456 ", "PILE:123456"],
)
def test_a_tag_is_read_however_the_keyboard_writes_it(scanned: str) -> None:
    assert tag_in(scanned) == "123456"


@given(st.from_regex(r"[0-9A-Z][0-9A-Z-]{0,10}", fullmatch=True))
def test_a_printed_tag_is_read_back(tag: str) -> None:
    assert tag_in(f"CDM:PILE:{checked_tag(tag)}") == tag


@pytest.mark.parametrize("tag", ["", "é", "a b", "x" * 21, "=1+1", "-1"])
def test_a_tag_that_cannot_be_printed_is_refused(tag: str) -> None:
    with pytest.raises(TagWrongError):
        checked_tag(tag)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"title": " "}, TitleMissingError),
        ({"bundle": 0}, BundleError),
        ({"bundle": -3}, BundleError),
        ({"bundle": 10**9}, BundleError),
    ],
)
def test_a_pile_that_cannot_be_is_refused(changes: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        replace(PILE, **changes).checked()  # type: ignore[arg-type]


@pytest.mark.parametrize("day", [date(1926, 1, 1), date(2126, 1, 1)])
def test_a_validity_that_nobody_means_is_refused(day: date) -> None:
    with pytest.raises(ValidUntilError):
        checked_valid(day, TODAY)


def test_a_brochure_is_out_of_date_the_day_after_its_last() -> None:
    pile = replace(PILE, valid_until=TODAY)
    assert not pile.expired(TODAY)
    assert pile.expired(TODAY + timedelta(days=1))


def test_the_day_of_a_pile_is_when_it_was_first_seen_so() -> None:
    low = PILE.seen(Pile.LOW, TODAY).seen(Pile.LOW, TODAY + timedelta(days=3))
    assert low.pile_since == TODAY


def test_a_full_pile_is_waited_for_no_longer() -> None:
    assert replace(PILE, pile=Pile.LOW, ordered_on=TODAY).seen(Pile.FULL, TODAY).ordered_on is None


piles = st.builds(
    Leaflet,
    id=st.uuids(),
    title=st.just("A"),
    partner_code=st.sampled_from([None, "P1", "P2", "GONE"]),
    pile=st.sampled_from(Pile),
    ordered_on=st.none() | st.just(TODAY),
    valid_until=st.none() | st.sampled_from([TODAY, TODAY - timedelta(days=1)]),
)


@given(st.lists(piles, max_size=20, unique_by=lambda each: each.id))
def test_everything_wanted_is_ordered_once_of_its_own_partner(known: list[Leaflet]) -> None:
    made = orders(known, ["P2", "P1"], TODAY)
    asked = [leaflet for order in made for leaflet in order.leaflets]
    assert sorted(each.id for each in asked) == sorted(each.id for each in known if each.wanted(TODAY))
    assert all(each.partner_code == order.partner_code for order in made for each in order.leaflets)
    codes = [order.partner_code for order in made]
    assert codes == [code for code in ("P2", "P1", "GONE", None) if code in codes]


moves = st.builds(
    LeafletMove,
    id=st.uuids(),
    leaflet_id=st.sampled_from([UUID(int=at) for at in range(1, 5)]),
    day=st.dates(date(2025, 12, 1), date(2026, 3, 31)),
    kind=st.sampled_from(Move),
    count=st.integers(1, 500),
)


@given(st.lists(moves, max_size=30))
def test_every_move_counts_once_wherever_its_pile_is(told: list[LeafletMove]) -> None:
    known = [replace(PILE, id=UUID(int=at), theme_code="EMP" if at % 2 else None, language="fr") for at in range(1, 4)]
    lines = taken(told, known)
    put = sum(move.count for move in told if move.kind is Move.PUT)
    removed = sum(move.count for move in told if move.kind is Move.REMOVED)
    assert (sum(line.put for line in lines), sum(line.removed for line in lines)) == (put, removed)
    assert sum(line.taken for line in lines) == put - removed
    assert len({(line.month, line.theme_code, line.language) for line in lines}) == len(lines)


def test_what_a_series_of_sheets_lacks_is_told() -> None:
    numbers = ["D01", "d02", "D05", "D10", "7", "9", "sans numéro", ""]
    assert [gap.words for gap in missing(numbers)] == ["8", "D03–D04", "D06–D09"]


@given(st.sets(st.integers(0, 300), max_size=40))
def test_the_numbers_there_and_those_missing_make_the_whole_series(known: set[int]) -> None:
    lacking = [
        number
        for gap in missing(f"F{each}" for each in known)
        for number in range(int(gap.first[1:]), int(gap.last[1:]) + 1)
    ]
    whole = range(min(known, default=0), max(known, default=-1) + 1)
    assert sorted([*known, *lacking]) == list(whole)


def test_a_huge_number_typed_by_mistake_is_one_line() -> None:
    assert [gap.words for gap in missing(["1", "999999999"])] == ["2–999999998"]


@given(st.text(max_size=30))
def test_whatever_a_number_is_it_has_an_order(number: str) -> None:
    assert len(sheet_order(number)) == 3
    missing([number, "D1"])


def test_sheets_are_sorted_by_their_figures() -> None:
    assert sorted(["D10", "D9", "C20"], key=sheet_order) == ["C20", "D9", "D10"]


def test_a_move_of_a_pile_unknown_here_counts_without_theme() -> None:
    move = LeafletMove(id=uuid4(), leaflet_id=UUID(int=99), day=TODAY, kind=Move.PUT, count=5)
    assert [(line.theme_code, line.language, line.taken) for line in taken([move], [])] == [(None, None, 5)]
