"""A basket on paper: its titles in the order of the shelves, in both languages, to take along to the shelves."""

from collections.abc import Sequence
from typing import Final

from reportlab.lib.units import mm

from cdm_desk.documents.chart import INK, Anchor, Rect
from cdm_desk.documents.labels import NO_THEME, THEME_FILLS
from cdm_desk.documents.page import MARGIN, Page, wrapped
from cdm_desk.domain.book_slip import ShelvedBook
from cdm_desk.language import Catalogue

SIZE: Final = 10.0
SMALL: Final = 8.0
LINE: Final = 13.0
BAND: Final = 2 * mm
MARK_ROOM: Final = 34 * mm
BOX: Final = 9.0
FOOT: Final = 14 * mm
MOST_LINES: Final = 2


def _(words: str) -> str:
    """Mark words for translation; the paper puts them into its languages."""
    return words


HEADING: Final = _("Basket")
NO_THEME_WORDS: Final = _("Without a theme")


def basket_list(name: str, books: Sequence[ShelvedBook], catalogues: Sequence[Catalogue], day: str) -> bytes:
    """Return the PDF of a basket in the languages given, with a box to tick beside each title."""
    return _BasketPaper(name, books, catalogues, day).drawn()


class _BasketPaper:
    def __init__(self, name: str, books: Sequence[ShelvedBook], catalogues: Sequence[Catalogue], day: str) -> None:
        self._name = name
        self._books = books
        self._catalogues = catalogues
        self._day = day
        self._heading = " / ".join(dict.fromkeys(each.gettext(HEADING) for each in catalogues))
        self._page = Page(heading=f"{self._heading}: {name}", language=f"{catalogues[0].language}-BE")
        self._y = MARGIN
        self._number = 1

    def drawn(self) -> bytes:
        self._head()
        theme = ""
        for book in self._books:
            lines = wrapped(book.title.heading, SIZE, room=self._title_room())[:MOST_LINES]
            if (book.title.theme_code or "") != theme or self._y == MARGIN:
                self._make_room(3 * LINE + LINE * len(lines))
                self._theme(book)
                theme = book.title.theme_code or ""
            self._make_room(LINE * (len(lines) + 1))
            self._book(book, lines)
        self._foot()
        return self._page.finished()

    def _head(self) -> None:
        page = self._page
        page.text(page.left, self._y + 15, f"{self._heading}: {self._name}", size=16, bold=True, room=page.across * 0.8)
        told = [
            each.ngettext("{number} title", "{number} titles", len(self._books)).format(number=len(self._books))
            for each in self._catalogues
        ]
        page.text(page.left, self._y + 30, f"{self._day} · {' / '.join(dict.fromkeys(told))}", size=SIZE)
        page.rule(page.left, self._y + 36, page.right, self._y + 36, width=1.2, colour=INK)
        self._y += 42

    def _theme(self, book: ShelvedBook) -> None:
        page, shelf = self._page, book.shelf
        self._y += LINE * 1.4
        words = (
            " / ".join(dict.fromkeys(shelf.label.spoken(each.language) for each in self._catalogues))
            if shelf
            else " / ".join(each.gettext(NO_THEME_WORDS) for each in self._catalogues)
        )
        colour = THEME_FILLS.get(shelf.code, NO_THEME) if shelf else NO_THEME
        page.box(Rect(x=page.left, y=self._y - SIZE, width=page.across, height=SIZE + 5, fill=colour))
        said = f"{shelf.digit}  {words}" if shelf else words
        page.text(page.left + 6, self._y + 0.5, said, size=SIZE, bold=True, colour="#FFFFFF")
        self._y += 6

    def _book(self, book: ShelvedBook, lines: Sequence[str]) -> None:
        page, title = self._page, book.title
        top = self._y
        page.box(Rect(x=page.left, y=top + 4, width=BOX, height=BOX, stroke=INK))
        page.text(page.left + BOX + 6, top + LINE, title.shelf_mark or "–", size=SIZE, bold=True, room=MARK_ROOM - 4)
        left = page.left + BOX + 6 + MARK_ROOM
        for line in lines:
            self._y += LINE
            page.text(left, self._y, line, size=SIZE, room=self._title_room())
        about = " · ".join(
            part for part in (" ; ".join(title.authors), title.publisher, str(title.year or ""),
                              "+".join(title.languages).upper()) if part
        )  # fmt: skip
        self._y += LINE * 0.8
        page.text(left, self._y, about, size=SMALL, room=self._title_room())
        self._y += 4
        page.rule(page.left, self._y, page.right, self._y)

    def _title_room(self) -> float:
        return float(self._page.across - BOX - 6 - MARK_ROOM)

    def _make_room(self, height: float) -> None:
        if self._y + height > self._page.height - MARGIN - FOOT:
            self._foot()
            self._page.turn()
            self._number += 1
            self._y = MARGIN

    def _foot(self) -> None:
        page = self._page
        page.text(page.right, page.height - MARGIN, str(self._number), size=SMALL, anchor=Anchor.END)
