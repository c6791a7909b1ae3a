"""The slip for the shelves, read back from the paper: marks, themes, and a code that says what the paper says."""

from collections.abc import Sequence
from uuid import uuid4

import pytest

from cdm_desk.documents.book_slip import book_slip, modules
from cdm_desk.documents.chart import Rect, Text
from cdm_desk.documents.labels import THEME_FILLS
from cdm_desk.documents.ticket import FORMATS, MODULE, Drawn, as_pdf, catalogues_of
from cdm_desk.domain.book_slip import LONGEST_LINE, BookSlip, ShelvedBook, shelved
from cdm_desk.domain.library import Title
from cdm_desk.domain.lists import Entry, Kind, Label
from cdm_desk.domain.slip import TicketPaper
from tests.documents.slips import picture_of, text_of

ORI = Entry(kind=Kind.THEME, code="ORI", rank=1, label=Label(fr="Orientation", nl="Oriëntatie", en="Guidance"))
EMP = Entry(kind=Kind.THEME, code="EMP", rank=3, label=Label(fr="Emploi", nl="Werk", en="Employment"))
LONG = "Trouver un emploi à Bruxelles quand on a plus de cinquante ans et quelques métiers derrière soi"


def book(name: str, mark: str | None = None, theme: str | None = None, *authors: str) -> Title:
    return Title(id=uuid4(), title=name, shelf_mark=mark, theme_code=theme, authors=authors)


def slip(*titles: Title, language: str | None = "FR") -> BookSlip:
    return BookSlip(books=shelved(titles, [ORI, EMP]), language=language)


THREE = (book(LONG, "3.1 DUP", "EMP", "Dupont, Marie"), book("L'œuvre", "1.2 PEE", "ORI", "Peeters, An"), book("Sans"))


def drawn(made: BookSlip, paper: TicketPaper = TicketPaper.ROLL_80, *, large: bool = False) -> Drawn:
    return book_slip(made, catalogues_of(made.language), paper, large=large)


def texts(made: Drawn) -> list[str]:
    return [mark.words for mark in made.marks if isinstance(mark, Text)]


def test_books_stand_in_the_order_of_the_shelves_with_mark_theme_and_author() -> None:
    read = text_of(as_pdf(drawn(slip(*THREE)), "fr-BE"))
    together = " ".join(read)

    marks = [together.index(words) for words in ("1.2 PEE", "1 Orientation", "L'œuvre", "3.1 DUP", "3 Emploi", "Sans")]
    assert marks == sorted(marks)
    assert "Dupont, Marie" in together


@pytest.mark.parametrize(
    ("language", "there", "absent"),
    [("FR", "3 Emploi", "3 Werk"), ("NL", "3 Werk", "3 Emploi")],
)
def test_a_slip_is_in_the_language_of_the_visitor(language: str, there: str, absent: str) -> None:
    read = texts(drawn(slip(*THREE, language=language)))

    assert there in read
    assert absent not in read


@pytest.mark.parametrize("language", [None, "BI", "XX"])
def test_without_a_language_of_the_house_both_stand_there(language: str | None) -> None:
    assert {"3 Emploi", "3 Werk"} <= set(texts(drawn(slip(*THREE, language=language))))


def test_each_theme_has_its_colour() -> None:
    fills = [mark.fill for mark in drawn(slip(*THREE)).marks if isinstance(mark, Rect)]

    assert fills[:2] == [THEME_FILLS["ORI"], THEME_FILLS["EMP"]]


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("paper", list(TicketPaper))
def test_nothing_leaves_the_paper(paper: TicketPaper, *, large: bool) -> None:
    titles = [book(LONG + " : " + LONG, "3.1 DUPONT-LONG", "EMP", "Van den Broeck-Vandenberghe, Maximiliaan")] * 3
    made = drawn(slip(*titles, language=None), paper, large=large)

    for mark in made.marks:
        if isinstance(mark, Rect):
            assert mark.x >= FORMATS[paper].margin - 0.01
            assert mark.x + mark.width <= made.width - FORMATS[paper].margin + 0.01
            assert mark.y + mark.height <= made.height
        elif isinstance(mark, Text):
            assert mark.y <= made.height
    assert picture_of(as_pdf(made, "fr-BE"), 1).height > 0


@pytest.mark.parametrize("paper", list(TicketPaper))
def test_the_squares_of_the_code_are_wide_enough_for_a_telephone(paper: TicketPaper) -> None:
    made = drawn(slip(*THREE), paper)
    squares = [mark for mark in made.marks if isinstance(mark, Rect) and mark.fill not in THEME_FILLS.values()]
    narrowest = min(mark.width for mark in squares)

    assert narrowest >= MODULE - 0.01 or FORMATS[paper].room / len(modules(slip(*THREE).plain)) < MODULE


def test_the_code_has_a_white_margin_and_its_three_corners() -> None:
    rows = modules("3.1 DUP · L'œuvre")
    side = len(rows)

    assert all(len(row) == side for row in rows)
    assert not any(any(row[:4]) or any(row[-4:]) for row in rows)
    assert not any(any(row) for row in (*rows[:4], *rows[-4:]))
    for top, left in ((4, 4), (4, side - 11), (side - 11, 4)):
        assert all(rows[top][left : left + 7])
        assert rows[top + 1][left : left + 7] == [True, *(5 * [False]), True]


def test_the_plain_list_holds_a_line_for_each_book_and_no_long_one() -> None:
    lines = slip(*THREE).plain.split("\n")

    assert len(lines) == 3
    assert max(map(len, lines)) <= LONGEST_LINE
    assert lines[0] == "1.2 PEE · L'œuvre · Peeters, An"


def test_a_book_without_a_theme_comes_last() -> None:
    ordered: Sequence[ShelvedBook] = shelved([THREE[2], THREE[0]], [ORI, EMP])

    assert [each.shelf for each in ordered] == [EMP, None]
