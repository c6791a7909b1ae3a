"""The sheet of new books, read back from the paper."""

from datetime import date
from uuid import uuid4

import pypdfium2

from cdm_desk.documents.new_books import new_books_sheet
from cdm_desk.domain.boards import NewBook, NewBooks
from cdm_desk.domain.library import Title
from cdm_desk.domain.lists import Kind, Label, shipped
from cdm_desk.language import catalogue
from tests.documents.naughty import NAUGHTY

BOTH = [catalogue("fr"), catalogue("nl")]


def labels() -> dict[str, Label]:
    entries = [shipped(Kind.THEME, code) for code in ("ORI", "FOR", "EMP", "MOB", "ENT")]
    return {entry.code: entry.label for entry in entries if entry is not None}


def book(name: str = "Trouver un emploi", mark: str | None = "3.1 DUP", **fields: object) -> NewBook:
    title = Title(id=uuid4(), title=name, **fields)  # type: ignore[arg-type]
    return NewBook(title=title, came_on=date(2019, 2, 20), shelf_mark=mark)


def sheet(*groups: tuple[str | None, tuple[NewBook, ...]]) -> list[str]:
    books = NewBooks(since=date(2019, 1, 30), until=date(2019, 3, 1), by_theme=groups)
    with pypdfium2.PdfDocument(new_books_sheet(books, labels(), BOTH)) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def test_a_book_has_title_author_mark_and_a_line_of_its_summary() -> None:
    text = sheet(
        ("EMP", (book(authors=("Dupont, A.",), year=2018, languages=("fr",), summary="Pour bien commencer."),))
    )[0]

    for words in ("Nouveautés", "Aanwinsten", "3 Emploi / Werk", "Trouver un emploi", "3.1 DUP", "Dupont, A."):
        assert words in text.replace("  ", " ")
    assert "Pour bien commencer." in text


def test_a_long_summary_is_cut_with_an_ellipsis_after_two_lines() -> None:
    text = sheet(("EMP", (book(summary="mot " * 900),)))[0]

    assert "…" in text
    assert text.count("mot mot") < 60


def test_a_theme_never_stands_without_a_book_at_the_foot_of_a_page() -> None:
    for number in range(8, 22):
        pages = sheet(
            *((theme, tuple(book(f"Titre {at}", summary="x " * 80) for at in range(number))) for theme in labels())
        )
        for text in pages:
            body = text.split("Ces livres")[0].strip().splitlines()
            assert not body[-1][:2].strip().isdigit()
        assert f"{len(pages)}/{len(pages)}" in pages[-1]


def test_nothing_new_is_said() -> None:
    assert "Aucune nouveauté" in sheet()[0]


def test_no_word_breaks_the_sheet() -> None:
    books = tuple(
        book(words or "x", mark=words, authors=(words,), publisher=words, summary=words) for words in NAUGHTY.values()
    )

    assert sheet((None, books))
