"""The boards of the library: voices, holes, ailments, new books."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.boards import Ailment, Work, health, new_books, plurality
from cdm_desk.domain.consultation import UseSum
from cdm_desk.domain.library import Copy, State, Title
from cdm_desk.domain.library_report import use_table, week_table

TODAY = date(2019, 3, 1)
THEMES = ("ORI", "FOR", "EMP", "MOB", "ENT")


def work(name: str = "Trouver un emploi", copies: int = 1, acquired_on: date | None = None, **fields: object) -> Work:
    title = Title(id=uuid4(), title=name, **fields)  # type: ignore[arg-type]
    return title, tuple(Copy(id=uuid4(), title_id=title.id, acquired_on=acquired_on) for _ in range(copies))


def whole(**fields: object) -> Work:
    """A title with which nothing is amiss."""
    said: dict[str, object] = {
        "summary": "x",
        "theme_code": "EMP",
        "shelf_mark": "3 A",
        "languages": ("fr",),
        "isbns": ("9782070541270",),
        "year": 2018,
    }
    return work(**(said | fields))  # type: ignore[arg-type]


def ailing(*works: Work, read: tuple[UUID, ...] = ()) -> dict[Ailment, list[str]]:
    named = {title.id: title.title for title, _copies in works}
    found = health(works, read, TODAY)
    return {each.ailment: [named[title_id] for title_id in each.title_ids] for each in found if each.title_ids}


def test_a_theme_is_counted_by_language_and_a_bilingual_title_once() -> None:
    works = [
        work(theme_code="EMP", languages=("fr",), year=2010),
        work(theme_code="EMP", languages=("nl",), year=2018),
        work(theme_code="EMP", languages=("nl", "fr"), year=2016),
        work(theme_code="EMP", languages=("en",)),
        work(theme_code="EMP"),
        work(theme_code="FOR", languages=("fr",), partner_code="VDAB"),
    ]
    voices = {each.theme_code: each for each in plurality(works, THEMES, [], TODAY)}

    assert list(voices) == list(THEMES)
    jobs = voices["EMP"]
    assert (jobs.french, jobs.dutch, jobs.both, jobs.other, jobs.total, jobs.age) == (1, 1, 1, 2, 5, 3)
    assert voices["FOR"].partners == ("VDAB",)
    assert (voices["ENT"].total, voices["ENT"].age) == (0, None)


def test_a_sub_theme_without_a_recent_title_in_a_language_is_a_hole_since_its_last_one() -> None:
    works = [
        work(theme_code="ENT", sub_theme_code="ENT1", languages=("nl",), year=2014),
        work(theme_code="ENT", sub_theme_code="ENT1", languages=("nl",), year=2012),
        work(theme_code="ENT", other_sub_themes=("ENT1",), languages=("fr",), year=2018),
    ]
    voices = {each.theme_code: each for each in plurality(works, THEMES, ["ENT1", "ENT2"], TODAY)}

    assert [(hole.sub_theme_code, hole.language, hole.since) for hole in voices["ENT"].holes] == [
        ("ENT1", "nl", 2014),
        ("ENT2", "fr", None),
        ("ENT2", "nl", None),
    ]
    assert len(voices["ENT"].holes[0].title_ids) == 2


def test_a_title_of_an_unknown_year_is_no_hole() -> None:
    works = [work(theme_code="ENT", sub_theme_code="ENT1", languages=("fr", "nl"))]

    assert plurality(works, ("ENT",), ["ENT1"], TODAY)[0].holes == ()


def test_what_visitors_cannot_find_counts_on_no_board() -> None:
    gone = work(theme_code="EMP", state=State.WITHDRAWN)
    without = (gone[0], ())
    taken = Copy(id=uuid4(), title_id=uuid4(), state=State.WITHDRAWN)
    last_copy = (Title(id=taken.title_id, title="x", theme_code="EMP"), (taken,))

    assert plurality([gone, without, last_copy], ("EMP",), [], TODAY)[0].total == 0
    assert ailing(gone, without, last_copy) == {}


def test_a_whole_title_ails_nothing() -> None:
    book = whole()

    assert ailing(book, read=(book[0].id,)) == {}


@pytest.mark.parametrize(
    ("fields", "ailment"),
    [
        ({"summary": None}, Ailment.NO_SUMMARY),
        ({"theme_code": None}, Ailment.NO_THEME),
        ({"shelf_mark": None}, Ailment.NO_MARK),
        ({"languages": ()}, Ailment.NO_LANGUAGE),
        ({"isbns": ()}, Ailment.NO_ISBN),
        ({"isbns": ("9782070541271",)}, Ailment.WRONG_ISBN),
        ({"review_by": date(2019, 2, 28)}, Ailment.REVIEW_PASSED),
    ],
)
def test_what_a_title_lacks_is_told(fields: dict[str, object], ailment: Ailment) -> None:
    book = whole(**fields)

    assert ailing(book, read=(book[0].id,)) == {ailment: ["Trouver un emploi"]}


@pytest.mark.parametrize("fields", [{"kind": "LEAFLET"}, {"year": 1965}, {"issns": ("1234-5679",)}])
def test_what_never_had_an_isbn_does_not_lack_it(fields: dict[str, object]) -> None:
    book = whole(isbns=(), **fields)

    assert Ailment.NO_ISBN not in ailing(book, read=(book[0].id,))


def test_twins_are_told_together_each_once() -> None:
    books = [whole(isbns=("9782070541270",)), whole(isbns=("9782070541270",)), whole(isbns=("9782070541270",))]

    assert len(ailing(*books)[Ailment.DUPLICATE]) == 3


def test_a_new_book_may_still_find_its_readers() -> None:
    new = whole(acquired_on=TODAY - timedelta(days=100))
    old = whole(name="Ancien", acquired_on=TODAY - timedelta(days=400), isbns=("9782265089419",))

    assert ailing(new, old) == {Ailment.NEVER_READ: ["Ancien"]}


def test_new_books_stand_by_theme_from_the_first_to_the_last_day() -> None:
    since = TODAY - timedelta(days=30)
    first = work("B", acquired_on=since, theme_code="EMP")
    last = work("A", acquired_on=TODAY, theme_code="EMP")
    before = work("C", acquired_on=since - timedelta(days=1), theme_code="EMP")
    stamped = work("D", theme_code=None)
    unknown = work("E")
    found = new_books([first, last, before, stamped, unknown], {stamped[0].id: TODAY}, THEMES, since, TODAY)

    assert [(theme, [book.title.title for book in books]) for theme, books in found.by_theme] == [
        ("EMP", ["A", "B"]),
        (None, ["D"]),
    ]


LANGUAGES = st.sampled_from([None, "fr", "nl", "NL", "en"])
USES = st.lists(
    st.builds(
        UseSum,
        year=st.just(2019),
        week=st.integers(1, 9),
        theme_code=st.sampled_from([None, "EMP", "FOR", "XXX"]),
        language=LANGUAGES,
        count=st.integers(1, 9),
    ),
    max_size=30,
)


@given(USES)
def test_themes_and_weeks_add_up_to_the_same_consultations(uses: list[UseSum]) -> None:
    whole_sum = sum(use.count for use in uses)
    for table in (use_table(uses, THEMES), week_table(uses, date(2019, 1, 1), TODAY)):
        *rows, total = table.rows
        assert total[-1] == whole_sum
        for column in range(1, len(table.columns)):
            assert sum(int(row[column] or 0) for row in rows) == total[column]
        assert all(sum(int(cell or 0) for cell in row[1:4]) == row[4] for row in table.rows)


def test_every_week_of_a_period_has_its_row_also_over_new_year() -> None:
    table = week_table([], date(2018, 12, 24), date(2019, 1, 8))

    assert [row[0] for row in table.rows] == ["2018-W52", "2019-W01", "2019-W02", "total"]
