"""Baskets and kept searches, also of two workstations that work on the same one."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.baskets import BasketGoneError, NameNeededError, read_search, written
from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.errors import FieldTooLongError, TextRefusedError
from cdm_desk.domain.library import Order, Search
from cdm_desk.office import Office, temporary_office
from cdm_desk.settings import Settings
from tests.services.house import carry
from tests.services.library_desk import LibraryDesk, library_desk, title

MORNING = datetime(2019, 3, 1, 9, tzinfo=BRUSSELS)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[LibraryDesk]:
    with library_desk(tmp_path) as made:
        yield made


def names(desk: LibraryDesk) -> list[tuple[str, int]]:
    return [(basket.name, basket.titles) for basket in desk.baskets.all()]


# Searches


def test_a_search_is_opened_as_it_was_kept(desk: LibraryDesk) -> None:
    search = Search(words="cv", theme_code="EMP", decade="2010", partner_code="", order=Order.YEAR, descending=True)
    desk.baskets.keep_search("  CV récents ", search)

    assert [(each.name, each.search) for each in desk.baskets.searches()] == [("CV récents", search)]


def test_a_search_kept_under_a_name_that_is_taken_replaces_the_other(desk: LibraryDesk) -> None:
    desk.baskets.keep_search("CV", Search(words="cv"))
    desk.baskets.keep_search("CV", Search(words="curriculum"))

    assert [each.search.words for each in desk.baskets.searches()] == ["curriculum"]


def test_a_search_that_was_dropped_comes_back(desk: LibraryDesk) -> None:
    kept = desk.baskets.keep_search("CV", Search(words="cv"))
    desk.baskets.drop_search(kept.id)
    gone = desk.baskets.searches()
    desk.baskets.bring_search_back(kept.id)

    assert gone == []
    assert desk.baskets.searches() == [kept]


SEARCHES = st.builds(
    Search,
    words=st.text(max_size=20),
    theme_code=st.none() | st.sampled_from(["EMP", ""]),
    language=st.none() | st.just("fr"),
    decade=st.none() | st.just("1990"),
    to_check=st.booleans(),
    order=st.sampled_from(list(Order)),
    descending=st.booleans(),
)


@given(SEARCHES)
def test_what_is_written_of_a_search_is_read_again(search: Search) -> None:
    assert read_search(written(search)) == search


@given(st.text() | st.none())
def test_whatever_was_written_a_search_is_read(text: str | None) -> None:
    assert isinstance(read_search(text), Search)


@pytest.mark.parametrize("text", ['{"words": 3}', '{"to_check": "yes"}', '{"order": "colour"}', '{"shelf": "x"}', "[]"])
def test_what_only_a_newer_program_asks_for_is_left_out(text: str) -> None:
    assert read_search(text) == Search()
    assert {each.name for each in fields(Search)} >= {"words", "to_check", "order"}


# Baskets


def test_titles_are_put_in_once_and_taken_out_again(desk: LibraryDesk) -> None:
    books = [desk.library.add(title(name, shelf_mark=mark)) for name, mark in (("B", "3.1 B"), ("A", "1.2 A"))]
    basket = desk.baskets.make("Salon")
    new = desk.baskets.put(basket.id, [each.id for each in books])
    again = desk.baskets.put(basket.id, [books[0].id])
    shelf = [work.title for work, _copies in desk.baskets.shelf(basket.id)]
    desk.baskets.take_out(basket.id, [books[0].id])

    assert (len(new), again) == (2, ())
    assert shelf == ["A", "B"]
    assert names(desk) == [("Salon", 1)]


def test_a_title_that_leaves_the_catalogue_leaves_the_basket_and_comes_back_with_it(desk: LibraryDesk) -> None:
    book = desk.library.add(title("A"))
    basket = desk.baskets.make("Salon")
    desk.baskets.put(basket.id, [book.id])
    desk.library.remove(book.id)
    without = names(desk)
    desk.library.bring_back(book.id)

    assert without == [("Salon", 0)]
    assert names(desk) == [("Salon", 1)]


def test_a_basket_that_was_dropped_comes_back_with_what_was_in_it(desk: LibraryDesk) -> None:
    book = desk.library.add(title("A"))
    basket = desk.baskets.make("Salon")
    desk.baskets.put(basket.id, [book.id])
    desk.baskets.drop(basket.id)
    gone = names(desk)
    with pytest.raises(BasketGoneError):
        desk.baskets.put(basket.id, [book.id])
    desk.baskets.bring_back(basket.id)

    assert gone == []
    assert names(desk) == [("Salon", 1)]


@pytest.mark.parametrize(
    ("name", "error"),
    [("  ", NameNeededError), ("x" * 81, FieldTooLongError), ("Marie 85.07.30-033.28", TextRefusedError)],
)
def test_a_name_that_cannot_be_kept_is_refused(desk: LibraryDesk, name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        desk.baskets.make(name)
    with pytest.raises(error):
        desk.baskets.keep_search(name, Search())
    assert names(desk) == []


# Two workstations


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    clock = StoppedClock(MORNING)
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    with (
        temporary_office(tmp_path / "one", clock, Settings(workstation="Doc 1", kind="library")) as one,
        temporary_office(tmp_path / "two", clock, Settings(workstation="Doc 2", kind="library")) as two,
    ):
        yield one, two


def test_two_people_who_fill_one_basket_lose_nothing(pair: tuple[Office, Office]) -> None:
    one, two = pair
    books = [one.library.add(title(name)).id for name in "ABCD"]
    basket = one.baskets.make("Salon")
    carry(one, two)
    one.baskets.put(basket.id, [books[0], books[1]])
    two.baskets.put(basket.id, [books[1], books[2]])
    two.baskets.take_out(basket.id, [books[2]])
    two.baskets.put(basket.id, [books[3]])
    carry(one, two)
    carry(two, one)

    for office in (one, two):
        assert [work.title for work, _copies in office.baskets.shelf(basket.id)] == ["A", "B", "D"]
        assert [each.titles for each in office.baskets.all()] == [3]


def test_lines_that_come_before_their_basket_and_their_titles_wait_for_them(pair: tuple[Office, Office]) -> None:
    one, two = pair
    book = one.library.add(title("A")).id
    basket = one.baskets.make("Salon")
    one.baskets.put(basket.id, [book])
    with two.store.unit() as unit:
        unit.keep("basket_line", uuid4().hex, {"basket_id": uuid4().hex, "title_id": None, "removed": None})
        unit.keep("basket_line", uuid4().hex, {"basket_id": None, "title_id": uuid4().hex})
        unit.keep("basket", uuid4().hex, {"removed": False})
        unit.keep("saved_search", uuid4().hex, {"query": "{"})
    before = two.baskets.all(), two.baskets.searches()
    carry(one, two)

    assert before == ([], [])
    assert [(each.name, each.titles) for each in two.baskets.all()] == [("Salon", 1)]
