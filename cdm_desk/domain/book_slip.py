"""What a visitor takes along to find books by: their titles, where they stand, and nothing of who asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cdm_desk.domain.library import Title
from cdm_desk.domain.lists import Entry

MOST_BOOKS: Final = 3
LONGEST_LINE: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelvedBook:
    """A title and the shelf of its theme; `shelf` is None for one without a theme."""

    title: Title
    shelf: Entry | None = None

    @property
    def line(self) -> str:
        """The book on one line: shelf mark, title, first author."""
        parts = (self.title.shelf_mark, self.title.title, *self.title.authors[:1])
        return " · ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookSlip:
    """A few books for one visitor, in the order of the shelf, and the visitor's language; nothing of it is kept."""

    books: tuple[ShelvedBook, ...]
    language: str | None = None

    @property
    def plain(self) -> str:
        """The list as text, for whoever takes it along on a telephone."""
        return "\n".join(_cut(book.line) for book in self.books)


def shelved(titles: Sequence[Title], shelves: Sequence[Entry]) -> tuple[ShelvedBook, ...]:
    """Return titles with their shelves, in the order in which one walks past them."""
    known = {shelf.code: shelf for shelf in shelves}
    books = [ShelvedBook(title=title, shelf=known.get(title.theme_code or "")) for title in titles]
    return tuple(sorted(books, key=_place))


def _place(book: ShelvedBook) -> tuple[bool, int]:
    # What has no shelf comes last.
    return book.shelf is None, book.shelf.rank if book.shelf else 0


def _cut(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1].rstrip() + "…"
