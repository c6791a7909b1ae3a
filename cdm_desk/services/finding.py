"""Finding a book for a visitor: what stands on the shelves, and the slip to find it by; it only reads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from cdm_desk.domain.book_slip import MOST_BOOKS, BookSlip, ShelvedBook, shelved
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.library import Search
from cdm_desk.domain.lists import Entry, Kind
from cdm_desk.store.unit import Store

SHOWN: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundBooks:
    """What was found of what visitors can find: the best answers, and how many there are."""

    books: tuple[ShelvedBook, ...] = ()
    total: int = 0


class FindingService:
    """Answers who looks for a book; nothing of what is looked for is written anywhere, and nobody is asked who."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def shelves(self) -> Sequence[Entry]:
        """Return the shelves of the themes, in the order in which they stand."""
        today = self._clock.now().date()
        with self._store.view() as unit:
            return [each for each in unit.lists.all(Kind.THEME) if each.in_use(today)]

    def find(self, words: str, most: int = SHOWN) -> FoundBooks:
        """Return what is found for words, the best answers first; nothing without words."""
        search = Search(words=words, on_shelf=True)
        if not words.strip():
            return FoundBooks()
        shelves = {shelf.code: shelf for shelf in self.shelves()}
        with self._store.view() as unit:
            hits = unit.titles.hits(search, 0, most)
            total = unit.titles.count(search)
        books = [ShelvedBook(title=hit.title, shelf=shelves.get(hit.title.theme_code or "")) for hit in hits]
        return FoundBooks(books=tuple(books), total=total)

    def slip(self, title_ids: Iterable[UUID], language: str | None) -> BookSlip:
        """Return the slip for up to three titles, in the order of the shelf; one that is gone meanwhile is left out."""
        wanted = list(dict.fromkeys(title_ids))[:MOST_BOOKS]
        with self._store.view() as unit:
            works = unit.titles.some(wanted)
        titles = [works[title_id][0] for title_id in wanted if title_id in works]
        return BookSlip(books=shelved(titles, self.shelves()), language=language)
