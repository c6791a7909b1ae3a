"""Weeding by its verbs on a real store: decided, confirmed, taken back to exactly what was there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdm_desk.domain.consultation import UseFact
from cdm_desk.domain.errors import KeepUntilError, LastOfLanguageError, NothingToWeedError
from cdm_desk.domain.library import State, Title
from cdm_desk.domain.weeding import Advice, Because, Fate, Letter
from cdm_desk.store.library import COPY
from tests.services.library_desk import MORNING, LibraryDesk, copy_of, library_desk, parcel_of, title
from tests.services.two_desks import TwoDesks, two_desks

TODAY = MORNING.date()
LONG_AGO = TODAY - timedelta(days=1000)


def counted(desk: LibraryDesk, *read: Title) -> None:
    """Have the house count since long ago, and these titles read three times each."""
    with desk.store.unit() as unit:
        unit.facts.add(UseFact(id=uuid4(), day=LONG_AGO, kind_code="PERIODICAL"))
        for each in read:
            for _time in range(3):
                unit.facts.add(UseFact(id=uuid4(), day=TODAY - timedelta(days=30), title_id=each.id))


def shelve(desk: LibraryDesk, name: str, year: int, copies: int = 1, **fields: Any) -> Title:
    described = {"theme_code": "EMP", "sub_theme_code": "EMP1", "languages": ("fr",)} | fields
    made = title(name, year=year, shelf_mark=f"3.1 {name[:3].upper()}", **described)
    desk.library.receive(parcel_of((made, tuple(copy_of(made, f"{name} {place}") for place in range(copies)))))
    return desk.library.title(made.id)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[LibraryDesk]:
    with library_desk(tmp_path) as made:
        yield made


@pytest.fixture
def shelf(desk: LibraryDesk) -> list[Title]:
    """Three old books that nobody reads and one that is read, all in French on one sub-theme."""
    books = [
        shelve(desk, "Rédiger une lettre", 2005),
        shelve(desk, "Chercher du travail", 2008, copies=2),
        shelve(desk, "Marché de l'emploi", 2010),
        shelve(desk, "Bilan de compétences", 2018),
    ]
    counted(desk, books[3])
    return books


def advice_on(desk: LibraryDesk, about: Title) -> Advice:
    found = desk.weeding.proposals()
    return next(each for each in (*found.proposed, *found.held) if each.title.id == about.id)


def everything(desk: LibraryDesk) -> list[object]:
    """Return all that the catalogue says of its titles and copies."""
    with desk.store.view() as unit:
        return [(each, copies) for each, copies in unit.titles.shelf()]


def proposed(desk: LibraryDesk) -> list[UUID]:
    return [advice.title.id for advice in desk.weeding.proposals().proposed]


def test_old_books_that_nobody_reads_are_proposed(desk: LibraryDesk, shelf: list[Title]) -> None:
    assert set(proposed(desk)) == {book.id for book in shelf[:3]}
    assert {reason.because for reason in advice_on(desk, shelf[0]).reasons} == {Because.AGED, Because.UNREAD}


def test_a_use_taken_back_counts_no_more(desk: LibraryDesk, shelf: list[Title]) -> None:
    with desk.store.view() as unit:
        assert unit.weeding.uses_since(LONG_AGO) == {shelf[3].id: 3}
    with desk.store.unit() as unit:
        fact = UseFact(id=uuid4(), day=TODAY, title_id=shelf[0].id)
        unit.facts.add(fact)
        unit.take_back(fact.id, reason="UNDONE", role="documentalist")
        assert shelf[0].id not in unit.weeding.uses_since(LONG_AGO)


def test_nothing_leaves_before_the_list_is_confirmed(desk: LibraryDesk, shelf: list[Title]) -> None:
    desk.weeding.decide(advice_on(desk, shelf[0]), Fate.GIFT, [Letter.OUT_OF_DATE])
    (copy,) = desk.library.copies(shelf[0].id)

    assert copy.state is State.SHELF
    assert advice_on(desk, shelf[0]).fate is Fate.GIFT
    assert advice_on(desk, shelf[0]).letters == {Letter.OUT_OF_DATE}


def test_the_list_confirmed_leaves_the_shelf_with_its_day_fate_and_letters(
    desk: LibraryDesk, shelf: list[Title]
) -> None:
    desk.weeding.decide(advice_on(desk, shelf[1]), Fate.PULP, [Letter.WORN])
    confirmed = desk.weeding.confirm()
    copies = desk.library.copies(shelf[1].id)

    assert confirmed.copies == 2
    assert {copy.state for copy in copies} == {State.WITHDRAWN}
    assert {(copy.withdrawn_on, copy.weed_fate, copy.weed_letters) for copy in copies} == {
        (TODAY, "PULP", "--U-- ------")
    }
    assert desk.library.title(shelf[1].id).state is State.WITHDRAWN
    assert shelf[1].id not in proposed(desk)


def test_an_empty_list_is_not_confirmed(desk: LibraryDesk, shelf: list[Title]) -> None:
    assert len(shelf) == 4
    with pytest.raises(NothingToWeedError):
        desk.weeding.confirm()


def test_what_waits_for_later_stays_at_the_end_and_is_not_confirmed(desk: LibraryDesk, shelf: list[Title]) -> None:
    first = desk.weeding.proposals().proposed[0]
    desk.weeding.decide(first, Fate.LATER, first.letters)

    assert proposed(desk)[-1] == first.title.id
    with pytest.raises(NothingToWeedError):
        desk.weeding.confirm()
    assert len(shelf) == 4


def test_a_book_kept_comes_back_when_its_day_has_come(desk: LibraryDesk, shelf: list[Title]) -> None:
    before = desk.weeding.keep_until(advice_on(desk, shelf[0]), date(2020, 3, 1))
    assert shelf[0].id not in proposed(desk)
    assert desk.library.title(shelf[0].id).review_by == date(2020, 3, 1)

    desk.weeding.put_back(before)

    assert shelf[0].id in proposed(desk)
    assert desk.library.title(shelf[0].id) == shelf[0]


@pytest.mark.parametrize("day", [TODAY, TODAY - timedelta(days=1)])
def test_nothing_is_kept_until_a_day_that_is_over(desk: LibraryDesk, shelf: list[Title], day: date) -> None:
    with pytest.raises(KeepUntilError):
        desk.weeding.keep_until(advice_on(desk, shelf[0]), day)


def test_the_last_of_a_language_is_kept_though_old(desk: LibraryDesk, shelf: list[Title]) -> None:
    only = shelve(desk, "Solliciteren", 1999, languages=("nl",))
    assert len(shelf) == 4
    held = advice_on(desk, only)

    assert only.id not in proposed(desk)
    assert held.held
    with pytest.raises(LastOfLanguageError):
        desk.weeding.decide(held, Fate.GIFT, [])


def test_what_two_have_decided_apart_is_not_confirmed_if_a_language_would_be_missing(
    desk: LibraryDesk, shelf: list[Title]
) -> None:
    twins = [shelve(desk, name, 2000, languages=("nl",)) for name in ("Solliciteren", "Werk zoeken")]
    with desk.store.unit() as unit:
        for each in twins:
            for copy in unit.titles.copies(each.id):
                unit.keep(COPY, copy.id.hex, {"weed_fate": "GIFT"})
    before = everything(desk)

    with pytest.raises(LastOfLanguageError):
        desk.weeding.confirm()

    assert everything(desk) == before
    assert len(shelf) == 4


def test_the_life_spans_of_the_house_are_kept_and_taken_back(desk: LibraryDesk, shelf: list[Title]) -> None:
    before = desk.weeding.keep_spans(desk.weeding.spans().changed("EMP1", 50))
    assert proposed(desk) == []

    desk.weeding.keep_spans(before)

    assert set(proposed(desk)) == {book.id for book in shelf[:3]}


ACTS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["GIFT", "PULP", "LATER", "keep", "letters"]),
        st.frozensets(st.sampled_from(list(Letter)), max_size=4),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_every_act_undone_from_the_last_gives_back_exactly_what_was_there(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[int, str, frozenset[Letter]]]
) -> None:
    with library_desk(tmp_path_factory.mktemp("weeding")) as desk:
        books = [
            shelve(desk, name, 2000 + at, copies=at % 2 + 1) for at, name in enumerate(["Aaa", "Bbb", "Ccc", "Ddd"])
        ]
        counted(desk, books[3])
        was = [everything(desk)]
        undo = []
        for at, act, letters in acts:
            found = [each for each in desk.weeding.proposals().proposed if each.title.id == books[at].id]
            if not found:
                continue
            if act == "keep":
                undo.append(desk.weeding.keep_until(found[0], TODAY + timedelta(days=99)))
            elif act == "letters":
                undo.append(desk.weeding.note_letters(found[0], letters))
            else:
                undo.append(desk.weeding.decide(found[0], Fate(act), letters))
            was.append(everything(desk))
        if any(each.leaving for each in desk.weeding.proposals().proposed):
            undo.append(desk.weeding.confirm().before)
            was.append(everything(desk))

        for before, then in zip(reversed(undo), reversed(was[:-1]), strict=True):
            desk.weeding.put_back(before)
            assert everything(desk) == then


def test_what_has_left_can_be_listed_afterwards(desk: LibraryDesk, shelf: list[Title]) -> None:
    desk.weeding.decide(advice_on(desk, shelf[0]), Fate.GIFT, [Letter.WORN])
    desk.weeding.decide(advice_on(desk, shelf[1]), Fate.PULP, [])
    desk.weeding.confirm()

    assert [advice.title.id for advice in desk.weeding.gone(Fate.GIFT)] == [shelf[0].id]
    assert desk.weeding.gone(Fate.GIFT)[0].letters == {Letter.WORN}
    assert len(desk.weeding.gone(Fate.PULP)[0].copies) == 2


# Two workstations


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[TwoDesks]:
    with two_desks(tmp_path) as made:
        yield made


def test_two_workstations_decide_on_one_list(desks: TwoDesks) -> None:
    books = [shelve(desks.one, name, 2000 + at) for at, name in enumerate(["Aaa", "Bbb", "Ccc", "Ddd"])]
    counted(desks.one, books[3])
    desks.exchange()
    desks.one.weeding.decide(advice_on(desks.one, books[0]), Fate.GIFT, [])
    desks.two.weeding.decide(advice_on(desks.two, books[1]), Fate.PULP, [])
    desks.exchange()
    confirmed = desks.two.weeding.confirm()
    desks.exchange()

    assert {advice.title.id for advice in confirmed.advices} == {books[0].id, books[1].id}
    assert everything(desks.one) == everything(desks.two)
    assert proposed(desks.one) == proposed(desks.two)

    desks.two.weeding.put_back(confirmed.before)
    desks.exchange()

    assert {desks.one.library.title(book.id).state for book in books} == {State.SHELF}


def test_a_list_confirmed_at_both_workstations_is_one_list(desks: TwoDesks) -> None:
    books = [shelve(desks.one, name, 2000 + at) for at, name in enumerate(["Aaa", "Bbb", "Ccc"])]
    counted(desks.one, books[2])
    desks.exchange()
    desks.one.weeding.decide(advice_on(desks.one, books[0]), Fate.GIFT, [])
    desks.exchange()
    desks.one.weeding.confirm()
    desks.two.weeding.confirm()
    desks.exchange()

    assert everything(desks.one) == everything(desks.two)
    assert desks.one.library.title(books[0].id).state is State.WITHDRAWN


def test_a_book_proposed_at_one_workstation_comes_first_at_the_other(desks: TwoDesks) -> None:
    books = [shelve(desks.one, name, 2000 + 6 * at) for at, name in enumerate(["Aaa", "Bbb", "Ccc", "Ddd"])]
    (copy,) = desks.one.library.copies(books[3].id)
    desks.one.library.keep_copy(replace(copy, weed_on=TODAY), copy)
    desks.exchange()

    assert proposed(desks.two)[0] == books[3].id
