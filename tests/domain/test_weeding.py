"""The rule of weeding: what speaks against a book, and what never goes."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdm_desk.domain.library import Copy, State, Title
from cdm_desk.domain.weeding import (
    SHIPPED_SPANS,
    Because,
    Fate,
    Letter,
    LifeSpans,
    Proposals,
    Shelved,
    Uses,
    leaves_gap,
    letters_in,
    proposals,
    shelves_of,
    spans_from,
    spelled,
)

TODAY = date(2019, 3, 1)
SPACE = UUID(int=7)
LETTERS = st.frozensets(st.sampled_from(list(Letter)))


def shelved(number: int = 1, copies: int = 1, **fields: Any) -> Shelved:
    """Return a book of the shelf, always the same for a number."""
    title_id = uuid5(SPACE, f"title {number}")
    described: dict[str, Any] = {
        "sub_theme_code": "EMP1",
        "theme_code": "EMP",
        "languages": ("fr",),
        "year": 2018,
    } | fields
    title = Title(id=title_id, title=f"Ouvrage {'abcdefghij'[number % 10] * 3} {number // 10}", **described)
    made = [Copy(id=uuid5(SPACE, f"copy {number} {place}"), title_id=title_id) for place in range(copies)]
    return Shelved(title=title, copies=tuple(made))


def others(number: int = 3) -> list[Shelved]:
    """Return young books that keep every language on the shelf."""
    return [shelved(100 + place, year=2019) for place in range(number)]


def advised(shelf: list[Shelved], times: dict[UUID, int] | None = None, spans: LifeSpans = SHIPPED_SPANS) -> Proposals:
    return proposals(shelf, spans, Uses(times=times), TODAY)


def ids(found: Proposals) -> set[UUID]:
    return {advice.title.id for advice in found.proposed}


def reasons(found: Proposals, book: Shelved) -> set[Because]:
    (advice,) = [each for each in (*found.proposed, *found.held) if each.title.id == book.title.id]
    return {reason.because for reason in advice.reasons}


@pytest.mark.parametrize(
    ("fields", "span"),
    [
        ({"sub_theme_code": "EMP1"}, 3),
        ({"sub_theme_code": "EMP1", "kind": "BOOK"}, 3),
        ({"sub_theme_code": "ORI6", "theme_code": "ORI"}, 2),
        ({"sub_theme_code": "ORI1", "theme_code": "ORI"}, 5),
        ({"sub_theme_code": None, "theme_code": "EMP", "kind": "GUIDE"}, 3),
        ({"sub_theme_code": None, "theme_code": None}, 7),
        ({"sub_theme_code": "EMP99", "theme_code": "EMP"}, 5),
    ],
)
def test_a_life_span_is_that_of_the_sub_theme_and_the_shorter_one_of_the_kind(
    fields: dict[str, Any], span: int
) -> None:
    assert SHIPPED_SPANS.span(shelved(**fields).title) == span


def test_an_old_book_that_nobody_reads_is_proposed_with_its_reasons() -> None:
    old = shelved(year=2012)
    found = advised([old, *others()], {})

    assert ids(found) == {old.title.id}
    assert reasons(found, old) == {Because.AGED, Because.UNREAD}
    assert found.proposed[0].letters >= {Letter.OUT_OF_DATE, Letter.MISLEADING}


def test_an_old_book_that_is_read_is_left_to_its_readers() -> None:
    old = shelved(year=2015)

    assert ids(advised([old, *others()], {old.title.id: 9})) == set()


def test_use_says_nothing_before_the_house_has_counted_long_enough() -> None:
    old = shelved(year=2015)
    found = advised([old, *others()], None)

    assert ids(found) == set()
    assert Because.UNREAD not in {reason.because for each in found.proposed for reason in each.reasons}


def test_a_newer_edition_speaks_against_the_old_one_alone() -> None:
    old = replace(shelved(1), title=replace(shelved(1).title, title="Guide du CV 2013", year=2013))
    new = replace(shelved(2), title=replace(shelved(2).title, title="Guide du CV 2018", year=2018))
    found = advised([old, new, *others()], {new.title.id: 9})

    assert ids(found) == {old.title.id}
    assert Because.NEWER in reasons(found, old)


def test_who_was_scanned_comes_first_and_alone_of_its_copies() -> None:
    oldest = shelved(1, year=1990)
    young = shelved(2, copies=2, year=2019)
    young = replace(young, copies=(replace(young.copies[0], weed_on=TODAY), young.copies[1]))
    found = advised([oldest, young, *others()], {})

    assert [advice.title.id for advice in found.proposed] == [young.title.id, oldest.title.id]
    assert found.proposed[0].copies == young.copies[:1]


def test_of_two_old_books_in_one_language_the_better_one_is_kept() -> None:
    worse, better = shelved(1, year=2000), shelved(2, year=2010)
    found = advised([worse, better], {})

    assert ids(found) == {worse.title.id}
    assert [advice.title.id for advice in found.held] == [better.title.id]
    assert Because.LAST_OF_LANGUAGE in reasons(found, better)


def test_one_of_two_copies_may_go_though_the_title_is_the_last() -> None:
    book = shelved(1, copies=2, year=2019)
    book = replace(book, copies=(replace(book.copies[0], weed_on=TODAY), book.copies[1]))

    assert ids(advised([book], {})) == {book.title.id}


@pytest.mark.parametrize(
    ("kept", "of", "usual", "look"),
    [
        (None, 3, 7, 2),
        ({}, 3, 7, 2),
        ({"of": {"EMP1": 9}, "usual": 4, "look": 1}, 9, 4, 1),
        ({"of": {"EMP1": "x"}, "usual": 0, "look": 99}, 7, 7, 2),
        ({"of": 3, "usual": True}, 3, 7, 2),
    ],
    ids=str,
)
def test_what_makes_no_sense_in_the_setting_is_as_shipped(kept: object, of: int, usual: int, look: int) -> None:
    spans = spans_from(kept)

    assert spans.of.get("EMP1", spans.usual) == of
    assert (spans.usual, spans.look) == (usual, look)


def test_a_span_taken_away_leaves_the_wider_one() -> None:
    assert SHIPPED_SPANS.changed("EMP1", 0).span(shelved().title) == 5
    assert spans_from(SHIPPED_SPANS.changed("EMP1", 9).kept()).span(shelved().title) == 9


@given(LETTERS)
def test_letters_are_kept_as_they_were_chosen(chosen: frozenset[Letter]) -> None:
    assert letters_in(spelled(chosen)) == chosen


@pytest.mark.parametrize("kept", [None, "", "IOUPI", "damaged", "----- -----", "----- ------ x"])
def test_what_is_no_slip_has_no_letters(kept: str | None) -> None:
    assert letters_in(kept) == frozenset()


# Properties

BOOKS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "year": st.none() | st.integers(1995, 2019),
        "sub_theme_code": st.sampled_from(["EMP1", "EMP2", None]),
        "languages": st.sampled_from([("fr",), ("nl",), ("fr", "nl"), ()]),
        "other_sub_themes": st.sampled_from([(), ("EMP2",)]),
        "state": st.sampled_from([State.SHELF, State.OUTDATED]),
        "review_by": st.none() | st.dates(date(2018, 1, 1), date(2020, 12, 31)),
        "copies": st.integers(1, 3),
    }
)


@st.composite
def shelves(draw: st.DrawFn) -> tuple[list[Shelved], dict[UUID, int]]:
    shelf: list[Shelved] = []
    times: dict[UUID, int] = {}
    for number, fields in enumerate(draw(st.lists(BOOKS, min_size=1, max_size=9))):
        book = shelved(number, **fields)
        flags = draw(st.lists(st.sampled_from(["", "", "", "scanned", Fate.GIFT, Fate.PULP, Fate.LATER]), max_size=3))
        copies = list(book.copies)
        for place, flag in enumerate(flags[: len(copies)]):
            if flag == "scanned":
                copies[place] = replace(copies[place], weed_on=TODAY)
            elif flag:
                copies[place] = replace(copies[place], weed_fate=str(flag))
        shelf.append(replace(book, copies=tuple(copies)))
        times[book.title.id] = draw(st.integers(0, 5))
    return shelf, times


@settings(max_examples=300)
@given(shelves())
def test_the_last_title_of_a_language_on_a_sub_theme_is_never_proposed(
    case: tuple[list[Shelved], dict[UUID, int]],
) -> None:
    shelf, times = case
    found = advised(shelf, times)
    decided = {shelved.title.id for shelved in shelf if shelved.leaves}
    cover = Counter(place for book in shelf for place in shelves_of(book.title))
    leaving = {copy.id for advice in found.proposed for copy in advice.copies}

    for book in shelf:
        if book.title.id in ids(found) - decided and all(copy.id in leaving for copy in book.copies):
            assert all(cover[place] > 1 for place in shelves_of(book.title))
    if not decided:
        # All that is proposed may go at once.
        assert leaves_gap(shelf, leaving) == []


@settings(max_examples=200)
@given(shelves(), st.integers(0, 8), st.integers(1, 30))
def test_an_older_book_is_never_better_off(case: tuple[list[Shelved], dict[UUID, int]], at: int, years: int) -> None:
    shelf, times = case
    book = shelf[at % len(shelf)]
    if book.title.year is None:
        return
    older = replace(book, title=replace(book.title, year=book.title.year - years))
    before = advised(shelf, times)
    after = advised([older if each is book else each for each in shelf], times)

    assert book.title.id not in ids(before) or book.title.id in ids(after)
    assert score(after, book) >= score(before, book)


@settings(max_examples=200)
@given(shelves(), st.integers(0, 8), st.integers(1, 5))
def test_a_book_that_is_read_more_is_never_worse_off(
    case: tuple[list[Shelved], dict[UUID, int]], at: int, more: int
) -> None:
    shelf, times = case
    book = shelf[at % len(shelf)]
    before = advised(shelf, times)
    after = advised(shelf, times | {book.title.id: times[book.title.id] + more})

    assert book.title.id in ids(before) or book.title.id not in ids(after)


def score(found: Proposals, book: Shelved) -> int:
    """Return the score of a book, 0 where it is not among those looked at."""
    return next((each.score for each in (*found.proposed, *found.held) if each.title.id == book.title.id), 0)


@settings(max_examples=200)
@given(shelves())
def test_what_is_kept_until_a_later_day_is_not_proposed(case: tuple[list[Shelved], dict[UUID, int]]) -> None:
    shelf, times = case
    found = advised(shelf, times)
    kept = {
        each.title.id for each in shelf if each.title.review_by and each.title.review_by > TODAY and not each.leaves
    }

    assert not kept & ids(found)


@given(st.integers(0, 400), st.integers(1, 400))
def test_a_book_kept_comes_back_on_its_day(passed: int, kept: int) -> None:
    book = shelved(year=2000, review_by=TODAY + timedelta(days=kept))
    found = proposals([book, *others()], SHIPPED_SPANS, Uses(times={}), TODAY + timedelta(days=passed))

    assert (book.title.id in ids(found)) is (passed >= kept)


@given(shelves())
def test_nothing_is_said_twice_and_who_was_scanned_stands_first(case: tuple[list[Shelved], dict[UUID, int]]) -> None:
    found = advised(*case)
    all_ids = [advice.title.id for advice in (*found.proposed, *found.held)]
    waiting = [advice for advice in found.proposed if advice.fate is not Fate.LATER]

    assert len(all_ids) == len(set(all_ids))
    assert sorted(waiting, key=lambda advice: not advice.scanned) == waiting
