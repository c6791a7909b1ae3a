from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.errors import FieldTooLongError, TitleMissingError, YearError
from cdm_desk.domain.library import Copy, Fate, Hit, Outcome, Receipt, State, Title, Why, proposed_mark

TITLE = Title(id=uuid4(), title="Trouver un emploi")


def test_a_title_needs_words() -> None:
    for words in ("", "  ", "\x00\u202e"):
        with pytest.raises(TitleMissingError):
            replace(TITLE, title=words).checked()


@pytest.mark.parametrize("year", [-1, 0, 1399, 2101, 10**9])
def test_a_year_is_one_of_a_printed_book(year: int) -> None:
    with pytest.raises(YearError):
        replace(TITLE, year=year).checked()


def test_a_field_that_nobody_would_read_is_refused_with_its_name() -> None:
    with pytest.raises(FieldTooLongError) as told:
        replace(TITLE, authors=("x" * 10_000,)).checked()
    assert (told.value.field, told.value.longest) == ("authors", 1_000)


def test_a_shortened_title_is_always_taken() -> None:
    replace(TITLE, title="x" * 10_000, summary="y" * 10_000, subjects=("z" * 2_000,) * 90).shortened().checked()


def test_empty_parts_and_repeats_are_dropped() -> None:
    tidy = replace(TITLE, authors=("A ", "", "A", " B"), subtitle="  ").checked()
    assert (tidy.authors, tidy.subtitle) == (("A", "B"), None)


def test_another_record_fills_what_was_lacking_and_overwrites_nothing() -> None:
    mine = replace(TITLE, year=2018, isbns=("9782070541270",))
    theirs = Title(id=uuid4(), title="Autre", year=1999, publisher="Actiris", isbns=("9782804600068",))
    filled = mine.filled_from(theirs)
    assert (filled.id, filled.title, filled.year, filled.publisher) == (mine.id, mine.title, 2018, "Actiris")
    assert filled.isbns == ("9782070541270", "9782804600068")


@pytest.mark.parametrize(
    ("fields", "mark"),
    [
        ({"sub_theme_code": "EMP1", "authors": ("Rosnay, Tatiana de",)}, "3.1 ROS"),
        ({"authors": ("Élie Wiesel",)}, "3 ELI"),
        ({}, "3 TRO"),
        ({"title": "L'emploi", "languages": ("fr",)}, "3 EMP"),
    ],
)
def test_a_shelf_mark_is_proposed_from_theme_and_author(fields: dict[str, object], mark: str) -> None:
    assert proposed_mark(replace(TITLE, **fields), 3) == mark  # type: ignore[arg-type]


def test_without_a_theme_no_mark_is_proposed() -> None:
    assert proposed_mark(TITLE, None) is None


def test_a_right_isbn_is_shown_before_a_wrong_one() -> None:
    assert replace(TITLE, isbns=("3297162008", "9782070541270")).first_isbn == "9782070541270"
    assert replace(TITLE, isbns=("3297162008",)).first_isbn == "3297162008"


def test_a_withdrawn_copy_is_not_counted() -> None:
    copy = Copy(id=uuid4(), title_id=TITLE.id)
    assert copy.counted
    assert not copy.withdrawn().counted
    assert not replace(copy, removed=True).counted


@given(st.lists(st.sampled_from(Outcome), max_size=30))
def test_what_was_read_is_the_sum_of_the_fates(outcomes: list[Outcome]) -> None:
    fates = tuple(Fate(row=number, outcome=outcome) for number, outcome in enumerate(outcomes, start=1))
    plain = Receipt(parcel_id=uuid4(), name="x", fates=fates).plain()
    assert (
        plain["read"]
        == sum(plain[name] for name in ("new", "copies", "merged", "doubtful", "refused"))
        == len(outcomes)
    )


def test_the_fate_of_a_row_is_named_as_the_report_prints_it() -> None:
    assert Fate(row=3, outcome=Outcome.COPY).plain()["fate"] == "copy"
    assert Fate(row=3, outcome=Outcome.REFUSED, why=Why.NO_TITLE).plain() | {"title": ""} == {
        "row": 3,
        "fate": "refused",
        "why": "no_title",
        "title": "",
    }


def test_a_hit_prints_the_names_that_others_read() -> None:
    plain = Hit(title=replace(TITLE, isbns=("9782070541270",), languages=("fr",), theme_code="EMP"), copies=2).plain()
    assert {"title", "authors", "isbn", "language", "theme", "shelf_mark", "copies"} <= set(plain)
    assert (plain["isbn"], plain["language"], plain["theme"], plain["copies"]) == ("9782070541270", "fr", "EMP", 2)


def test_states_are_those_of_the_code_list() -> None:
    from cdm_desk.domain.lists import SHIPPED, Kind  # noqa: PLC0415

    assert {state.value for state in State} == {entry.code for entry in SHIPPED[Kind.COPY_STATE]}
