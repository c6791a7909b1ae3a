"""What two catalogues say of one book: where they differ, and what is taken from which."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.library import Title
from cdm_desk.domain.lookup import Answer, Fault, Proposal, borrowed, plain_title, ranked, title_of_plain

FRENCH, DUTCH = "9782070541270", "9789020985603"


def told(source: str, **fields: object) -> Answer:
    return Answer(source=source, title=Title(id=uuid4(), **{"title": "Trouver un emploi", **fields}))  # type: ignore[arg-type]


def proposal(*answers: Answer, number: str = FRENCH) -> Proposal:
    made = Proposal.of(number, answers)
    assert made is not None
    return made


def test_who_knows_nothing_proposes_nothing() -> None:
    assert Proposal.of(FRENCH, [Answer(source="bnf", fault=Fault.NOTHING)]) is None


@pytest.mark.parametrize(("number", "first"), [(FRENCH, "bnf"), (DUTCH, "kul"), ("9783862729852", "kul")])
def test_the_catalogue_of_the_language_of_a_number_has_the_first_word(number: str, first: str) -> None:
    answers = [told("loc"), told("kul"), told("bnf")]
    assert ranked(number, answers)[0].source == first


def test_accents_capitals_and_signs_are_no_difference() -> None:
    assert proposal(told("bnf", publisher="Éd. Dunod"), told("kul", publisher="ed dunod.")).differences() == ()


def test_a_field_that_only_one_knows_is_filled_and_not_asked_about() -> None:
    made = proposal(told("bnf"), told("kul", year=2018, publisher="Dunod"))
    assert made.differences() == ()
    assert (made.title().year, made.title().publisher) == (2018, "Dunod")


def test_where_two_differ_a_person_chooses_and_the_origin_of_each_field_is_kept() -> None:
    made = proposal(told("bnf", year=2018, publisher="Dunod"), told("kul", year=2019, publisher="Dunod"))
    assert [(each.name, each.left, each.right) for each in made.differences()] == [("year", "2018", "2019")]
    chosen = made.taking("year", "kul").title()

    assert chosen.year == 2019
    assert {"publisher=bnf", "title=bnf", "year=kul"} <= set(chosen.origins)


def test_a_title_comes_with_its_own_subtitle_or_none() -> None:
    made = proposal(told("bnf", title="Emploi", subtitle="guide"), told("kul", title="Werk"))
    chosen = made.taking("title", "kul").title()
    assert (chosen.title, chosen.subtitle) == ("Werk", None)


def test_the_number_in_hand_stands_first() -> None:
    assert proposal(told("bnf", isbns=(DUTCH,))).title().isbns == (FRENCH, DUTCH)


def test_what_others_know_fills_what_ours_lacks_and_changes_nothing_else() -> None:
    ours = Title(id=uuid4(), title="Trouver un emploi", theme_code="EMP", shelf_mark="3 DUP", isbns=(FRENCH,))
    made = Proposal.completing(FRENCH, ours, [told("bnf", year=2018, title="Trouver un emploi !")])
    assert made is not None
    kept = made.title()

    assert (kept.id, kept.theme_code, kept.shelf_mark, kept.title) == (ours.id, "EMP", "3 DUP", "Trouver un emploi")
    assert kept.year == 2018
    assert kept.origins == ("year=bnf",)


def test_where_ours_lacks_nothing_there_is_nothing_to_complete() -> None:
    ours = Title(id=uuid4(), title="Trouver un emploi", isbns=(FRENCH,))
    assert Proposal.completing(FRENCH, ours, [told("bnf", title="TROUVER UN EMPLOI")]) is None


texts = st.text(max_size=40)
titles = st.builds(
    Title,
    id=st.builds(uuid4),
    title=texts,
    subtitle=st.none() | texts,
    authors=st.lists(texts, max_size=3).map(tuple),
    publisher=st.none() | texts,
    year=st.none() | st.integers(1400, 2100),
    languages=st.lists(st.sampled_from(["fr", "nl", "en"]), max_size=2).map(tuple),
    shelf_mark=st.none() | texts,
    summary=st.none() | texts,
)


@given(titles)
def test_a_title_written_down_comes_back_as_it_was(title: Title) -> None:
    clean = borrowed(title)
    back = title_of_plain(plain_title(clean))
    # A field that is empty and one that nobody recorded are the same.
    assert plain_title(back) == plain_title(clean)
    assert back.shelf_mark is None


@given(st.lists(titles, min_size=1, max_size=4))
def test_every_field_has_the_word_of_somebody_who_said_it(found: list[Title]) -> None:
    sources = ("bnf", "sudoc", "kul", "ugent")
    by_source = dict(zip(sources, found, strict=False))
    made = proposal(*(Answer(source=source, title=title) for source, title in by_source.items()))
    kept = made.title()

    for origin in kept.origins:
        name, source = origin.split("=")
        assert getattr(kept, name) == getattr(by_source[source], name) or name == "isbns"
    for name in ("authors", "publisher", "year", "languages"):
        assert bool(getattr(kept, name)) == any(getattr(title, name) for title in found)
