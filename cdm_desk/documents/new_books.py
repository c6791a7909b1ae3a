"""The sheet of new books: by theme, with author, shelf mark and a line of summary, in French and Dutch."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from cdm_desk.documents.chart import FAINT, INK, Anchor
from cdm_desk.documents.legend import _
from cdm_desk.documents.page import MARGIN, Page, fitted, measured, plain, wrapped
from cdm_desk.domain.boards import NewBook, NewBooks
from cdm_desk.domain.lists import Label
from cdm_desk.language import Catalogue

MUTED: Final = "#51606E"
TITLE: Final = 10.0
SMALL: Final = 8.0
THEME: Final = 12.5
FOOT: Final = 30.0
MARK: Final = 86.0
SUMMARY_LINES: Final = 2
# What of a summary is looked at: the rest would not fit on its two lines.
_SEEN: Final = 600


def new_books_sheet(books: NewBooks, themes: Mapping[str, Label], catalogues: Sequence[Catalogue]) -> bytes:
    """Return the PDF of the sheet, A4, on as many pages as there are books."""
    # Drawn twice: only the first time tells how many pages there are.
    pages = _Sheet(books, themes, catalogues, 0).drawn()[1]
    return _Sheet(books, themes, catalogues, pages).drawn()[0]


class _Sheet:
    def __init__(
        self, books: NewBooks, themes: Mapping[str, Label], catalogues: Sequence[Catalogue], pages: int
    ) -> None:
        self._books = books
        self._themes = themes
        self._catalogues = catalogues
        self._pages = pages
        self._number = 1
        self._page = Page(heading=self._joined(_("New arrivals")), language=f"{catalogues[0].language}-BE")
        self._y = MARGIN

    def drawn(self) -> tuple[bytes, int]:
        self._header()
        if not self._books.count:
            self._page.text(self._page.left, self._y + 20, self._joined(_("No new book in this time.")), size=TITLE)
        for theme, books in self._books.by_theme:
            self._theme(theme, first=self._lines(books[0]))
            for book in books:
                self._book(book)
        self._footer()
        return self._page.finished(), self._number

    def _header(self) -> None:
        page, books = self._page, self._books
        sides = ((page.left, Anchor.START), (page.right, Anchor.END))
        for (x, anchor), catalogue in zip(sides, self._catalogues, strict=False):
            page.text(x, self._y + 18, catalogue.gettext(_("New arrivals")), size=20, bold=True, anchor=anchor)
            when = catalogue.gettext(_("Arrived from {first} to {last}"))
            told = when.format(first=catalogue.date(books.since), last=catalogue.date(books.until))
            page.text(x, self._y + 33, told, size=9.5, colour=MUTED, anchor=anchor, room=page.across * 0.5)
        page.rule(page.left, self._y + 41, page.right, self._y + 41, width=1.2, colour=INK)
        self._y += 46

    def _theme(self, code: str | None, *, first: int) -> None:
        # A theme goes over with its first book.
        self._room_for(30 + first * 12)
        label = self._themes.get(code or "")
        words = self._joined(_("Without a theme"))
        if label is not None:
            names = dict.fromkeys(label.spoken(each.language) for each in self._catalogues)
            words = f"{list(self._themes).index(code or '') + 1}  {' / '.join(names)}"
        self._y += 20
        self._page.text(self._page.left, self._y, words, size=THEME, bold=True)
        self._page.rule(self._page.left, self._y + 4, self._page.right, self._y + 4, width=0.8, colour=FAINT)
        self._y += 8

    def _book(self, book: NewBook) -> None:
        page = self._page
        self._room_for(8 + self._lines(book) * 12)
        self._y += 4
        for place, line in enumerate(self._heading(book)):
            self._y += 13
            page.text(page.left, self._y, line, size=TITLE, bold=True, room=page.across - MARK)
            if place == 0:
                mark = book.shelf_mark or "–"
                page.text(page.right, self._y, mark, size=TITLE, bold=True, anchor=Anchor.END, room=MARK)
        told = self._reference(book)
        if told:
            self._y += 11
            page.text(page.left, self._y, told, size=SMALL, colour=MUTED, room=page.across - MARK)
        for line in self._summary(book):
            self._y += 11
            page.text(page.left, self._y, line, size=SMALL + 0.5, room=page.across)

    def _lines(self, book: NewBook) -> int:
        return len(self._heading(book)) + bool(self._reference(book)) + len(self._summary(book))

    def _heading(self, book: NewBook) -> list[str]:
        heading = plain(book.title.heading)[:_SEEN]
        return wrapped(heading, TITLE, room=self._page.across - MARK, bold=True)[:3]

    def _reference(self, book: NewBook) -> str:
        title = book.title
        languages = "/".join(code.upper() for code in title.languages)
        authors = " ; ".join(title.authors[:2]) + (" ; …" if len(title.authors) > 2 else "")
        return " · ".join(part for part in (authors, title.publisher, str(title.year or ""), languages) if part)

    def _summary(self, book: NewBook) -> list[str]:
        """Return the first lines of a summary; what does not fit ends with an ellipsis."""
        if not book.title.summary:
            return []
        room = self._page.across
        lines = wrapped(book.title.summary[:_SEEN], SMALL + 0.5, room=room)
        if len(lines) <= SUMMARY_LINES:
            return lines
        kept = lines[:SUMMARY_LINES]
        last = f"{kept[-1]}…"
        if measured(last, SMALL + 0.5) > room:
            last = fitted(f"{kept[-1]} {lines[SUMMARY_LINES]}", SMALL + 0.5, bold=False, room=room)
        return [*kept[:-1], last]

    def _joined(self, words: str) -> str:
        return " / ".join(self._each(words))

    def _each(self, words: str) -> Iterator[str]:
        return iter(dict.fromkeys(catalogue.gettext(words) for catalogue in self._catalogues))

    def _room_for(self, height: float) -> None:
        if self._y + height > self._page.height - MARGIN - FOOT:
            self._footer()
            self._page.turn()
            self._number += 1
            self._y = MARGIN

    def _footer(self) -> None:
        page = self._page
        y = page.height - MARGIN - FOOT + 12
        page.rule(page.left, y, page.right, y)
        for catalogue in self._catalogues:
            y += 9
            words = catalogue.gettext(_("These books are read on the spot, freely and without registration."))
            page.text(page.left, y, words, size=7, colour=MUTED, room=page.across - 40)
        if self._pages:
            number = f"{self._number}/{self._pages}"
            page.text(page.right, page.height - MARGIN - FOOT + 21, number, size=7, anchor=Anchor.END)
