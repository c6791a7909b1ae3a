"""What is exported comes back the same into an empty catalogue, whatever signs somebody has typed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdm_desk.domain.library import MOST_PARTS, Copy, State, Title
from cdm_desk.importers import parcel, writing

DAY = date(2019, 3, 1)
SAME = UUID(int=1)
# What tables, references, MARC and spreadsheets are made of, and what would run if a cell were taken for a formula.
TRAPS = (
    *("=SUM(A1)", "'=1", "''@x", "+32", "-", "N/A", "null", "@cmd", '"', '""', ";", "; ;", " ; ", ";;", "a;", ";b"),
    *("a / b", "a : b", " -- ", "A -- B", "TY  - BOOK", "ER  - ", "\x1d\x1e\x1f", "\x00", "$a", "<b>&amp;</b>", "]]>"),
    *(
        "_x000D_",
        "_x0041_",
        "Ã©",
        "bâebâes",
        "œuvre",
        "ĳ",
        "e\u0301",
        "\u202eabc",
        "\ud83d",
        "😀",
        "１２",
        "0001",
        "1e5",
    ),
    *(
        "\r\n",
        "\t",
        "\u2028",
        "\u00a0",
        "|",
        ",",
        "par Un",
        "Paris : Seuil, 2001",
        "http://a.b",
        "01/02/2003",
        "{}",
        "\\",
    ),
)
words = st.one_of(st.sampled_from(TRAPS), st.text(max_size=12))
texts = st.lists(words, max_size=4).map(" ".join)
optional = st.one_of(st.none(), texts)
several = st.lists(texts, max_size=4).map(tuple)
long_texts = st.builds(str.__mul__, texts.map("{} ".format), st.integers(1, 60))
days = st.one_of(st.none(), st.dates(date(1950, 1, 1), date(2100, 1, 1)))
codes = st.sampled_from(("EMP", "EMP1", "FOR", "ORI12", "MOB3", "ENT"))


@st.composite
def titles(draw: st.DrawFn) -> Title:
    """A title as the catalogue would keep it."""
    return Title(
        id=SAME,
        title=draw(texts) + draw(st.sampled_from(("x", "é", "1", "="))),
        subtitle=draw(optional),
        authors=draw(several),
        edition=draw(optional),
        place=draw(optional),
        publisher=draw(optional),
        year=draw(st.one_of(st.none(), st.integers(1400, 2100))),
        series=draw(optional),
        volume=draw(optional),
        pages=draw(optional),
        isbns=draw(st.lists(st.sampled_from(("9782070541270", "3297162008", "978207054127")), max_size=3).map(tuple)),
        issns=draw(st.sampled_from(((), ("1251-8107",), ("1234-5678", "1251-8107")))),
        languages=draw(st.sampled_from(((), ("fr",), ("nl", "fr"), ("en", "de", "gsw")))),
        subjects=draw(several),
        rameau=draw(several),
        summary=draw(st.one_of(optional, long_texts)),
        theme_code=draw(st.one_of(st.none(), codes)),
        sub_theme_code=draw(st.one_of(st.none(), codes)),
        other_sub_themes=draw(st.sampled_from(((), ("FOR1",), ("FOR1", "EMP2")))),
        shelf_mark=draw(optional),
        kind=draw(st.sampled_from((None, "BOOK", "GUIDE", "PERIODICAL", "LEAFLET", "JOB_SHEET"))),
        partner_issued=draw(st.sampled_from((None, True, False))),
        partner_code=draw(st.sampled_from((None, "ACTIRIS"))),
        checked_on=draw(days),
        review_by=draw(days),
        state=draw(st.sampled_from(State)),
        dewey=draw(optional),
        udc=draw(optional),
        origins=draw(st.sampled_from(((), ("title=bnf", "year=kbr")))),
    ).tidied().shortened()  # fmt: skip


@st.composite
def shelves(draw: st.DrawFn) -> list[tuple[Title, tuple[Copy, ...]]]:
    """Some titles with their copies, as the catalogue would keep them."""
    return [(title, draw(copies_of(title))) for title in draw(st.lists(titles(), min_size=1, max_size=3))]


def copies_of(title: Title) -> st.SearchStrategy[tuple[Copy, ...]]:
    bare = st.builds(Copy, id=st.just(SAME), title_id=st.just(SAME), shelf_mark=st.just(title.shelf_mark))
    whole = st.builds(
        Copy,
        id=st.just(SAME),
        title_id=st.just(SAME),
        barcode=st.sampled_from((None, "0001", "A;B", "=1")),
        shelf_mark=st.sampled_from((None, "3.1 ROS")),
        state=st.sampled_from(State),
        location=st.sampled_from((None, "Réserve")),
        acquired_on=days,
        gift=st.sampled_from((None, True, False)),
        price_cents=st.sampled_from((None, 0, 1250)),
        weed_letters=st.sampled_from((None, "IP")),
        withdrawn_on=days,
    )
    return st.lists(st.one_of(bare, whole), max_size=3).map(tuple)


def read_back(
    shelf: Sequence[tuple[Title, tuple[Copy, ...]]], suffix: str, form: str
) -> list[tuple[Title, tuple[Copy, ...]]]:
    rows = parcel.read_bytes(writing.written(shelf, suffix, form, DAY)).rows
    found = []
    for row in rows:
        assert row.title is not None, row
        copies = tuple(replace(copy, id=SAME, title_id=SAME) for copy in row.copies)
        found.append((replace(row.title, id=SAME), copies))
    return found


FORMATS = [
    *((".mrc", "unimarc"), (".mrc", "marc21"), (".xml", "unimarc"), (".xml", "marc21")),
    *((".csv", "unimarc"), (".xlsx", "unimarc"), (".ris", "unimarc")),
]


@pytest.mark.parametrize(("suffix", "form"), FORMATS)
@settings(max_examples=60, deadline=None)
@given(shelf=shelves())
def test_any_catalogue_comes_back_as_it_went_out(
    suffix: str, form: str, shelf: list[tuple[Title, tuple[Copy, ...]]]
) -> None:
    assert read_back(shelf, suffix, form) == shelf


@pytest.mark.parametrize(("suffix", "form"), FORMATS)
@pytest.mark.parametrize("trap", TRAPS)
def test_a_text_that_means_something_to_the_format_comes_back_unchanged(suffix: str, form: str, trap: str) -> None:
    title = Title(
        id=SAME,
        title=f"{trap}x",
        subtitle=trap,
        authors=(trap, f"{trap} {trap}"),
        subjects=(f"{trap},", trap),
        summary=trap,
        shelf_mark=trap,
    ).tidied()

    assert read_back([(title, ())], suffix, form) == [(title, ())]


@pytest.mark.parametrize(("suffix", "form"), FORMATS)
def test_the_longest_title_comes_back_whole(suffix: str, form: str) -> None:
    title = Title(
        id=uuid4(),
        title="é" * 1000,
        summary="œ" * 5000,
        authors=tuple(f"{'ü' * 500} {number}" for number in range(MOST_PARTS // 2)),
    ).tidied()

    [(found, _copies)] = read_back([(title, ())], suffix, form)
    assert found == replace(title, id=SAME)
