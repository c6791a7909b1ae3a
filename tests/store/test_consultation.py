"""What was read, summed up on a real store."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.consultation import UseFact, UseSum, weekly
from tests.services.library_desk import LibraryDesk, library_desk

MONDAY = date(2019, 1, 14)
SUNDAY = date(2019, 1, 20)
NEW_YEAR = date(2018, 12, 31)
BOOK = UUID(int=7)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[LibraryDesk]:
    with library_desk(tmp_path) as made:
        yield made


def read(desk: LibraryDesk, day: date, **fields: object) -> UUID:
    fact = UseFact(id=uuid4(), day=day, **fields)  # type: ignore[arg-type]
    with desk.store.unit() as unit:
        unit.facts.add(fact)
    return fact.id


def test_the_sums_of_a_week_are_by_theme_language_and_kind(desk: LibraryDesk) -> None:
    read(desk, MONDAY, title_id=BOOK, theme_code="EMP", language="fr")
    read(desk, SUNDAY, title_id=BOOK, theme_code="EMP", language="fr", count=2)
    read(desk, MONDAY, theme_code="EMP", language="nl")
    read(desk, MONDAY, kind_code="PERIODICAL", count=5)
    with desk.store.view() as unit:
        assert unit.uses.sums_by_week(MONDAY, SUNDAY) == (
            UseSum(year=2019, week=3, kind_code="PERIODICAL", count=5),
            UseSum(year=2019, week=3, theme_code="EMP", language="fr", count=3),
            UseSum(year=2019, week=3, theme_code="EMP", language="nl", count=1),
        )


def test_the_last_day_of_a_year_may_be_of_the_first_week_of_the_next(desk: LibraryDesk) -> None:
    read(desk, NEW_YEAR, theme_code="ORI")
    with desk.store.view() as unit:
        assert unit.uses.sums_by_week(NEW_YEAR, NEW_YEAR) == (UseSum(year=2019, week=1, theme_code="ORI", count=1),)


def test_what_was_taken_back_and_other_days_do_not_count(desk: LibraryDesk) -> None:
    read(desk, SUNDAY, theme_code="ORI")
    gone = read(desk, MONDAY, title_id=BOOK, theme_code="ORI")
    with desk.store.unit() as unit:
        unit.facts.void(gone, reason="withdrawn", role="documentalist", day=MONDAY)
    with desk.store.view() as unit:
        assert unit.uses.sums_by_week(MONDAY, MONDAY) == ()
        assert unit.uses.trolley(MONDAY).total == 0
        assert unit.uses.by_title(MONDAY, SUNDAY) == {}
        assert unit.uses.last_read() == {}


def test_a_trolley_is_by_theme_and_by_kind(desk: LibraryDesk) -> None:
    read(desk, MONDAY, title_id=BOOK, theme_code="EMP")
    read(desk, MONDAY, title_id=BOOK)
    read(desk, MONDAY, kind_code="LEAFLET", theme_code="EMP", count=12)
    with desk.store.view() as unit:
        trolley = unit.uses.trolley(MONDAY)
        assert (dict(trolley.by_theme), dict(trolley.by_kind), trolley.total) == (
            {"EMP": 1, "": 1},
            {"LEAFLET": 12},
            14,
        )
        assert unit.uses.times(BOOK, MONDAY) == 2
        assert unit.uses.by_title(MONDAY, MONDAY) == {BOOK: 2}
        assert unit.uses.last_read() == {BOOK: MONDAY}


@given(st.lists(st.tuples(st.dates(date(2018, 1, 1), date(2021, 1, 1)), st.integers(0, 40)), max_size=40))
def test_weeks_lose_nothing_of_their_days(counted: list[tuple[date, int]]) -> None:
    sums = weekly((day, UseSum(year=0, week=0, count=count)) for day, count in counted)
    assert sum(each.count for each in sums) == sum(count for _day, count in counted)
    assert {(each.year, each.week) for each in sums} == {day.isocalendar()[:2] for day, _count in counted}
