"""Searches kept under a name, baskets and what is in them."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.engine import Connection

from cdm_desk.domain.baskets import Basket, SavedSearch, read_search
from cdm_desk.domain.folding import sort_key
from cdm_desk.store.merges import MergeTable
from cdm_desk.store.records import batched
from cdm_desk.store.rows import BasketLineRow, BasketRow, SavedSearchRow, TitleKeyRow

SAVED_SEARCH: Final = "saved_search"
BASKET: Final = "basket"
BASKET_LINE: Final = "basket_line"
"""The tables of records that these travel in: they are written by the unit, field by field."""


class SavedSearchTable:
    """Searches under a name."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def all(self) -> list[SavedSearch]:
        """Return the searches, by name."""
        query = select(SavedSearchRow.id, SavedSearchRow.name, SavedSearchRow.query).where(
            _standing(SavedSearchRow.removed), SavedSearchRow.name.is_not(None)
        )
        found = [
            SavedSearch(id=UUID(hex=row.id), name=row.name, search=read_search(row.query))
            for row in self._db.execute(query)
        ]
        return sorted(found, key=lambda each: (sort_key(each.name), each.id.hex))


class BasketTable:
    """Baskets and their lines. A title that left the catalogue is in none, and is there again when it comes back."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._merges = MergeTable(db)

    def all(self) -> list[Basket]:
        """Return the baskets with how many titles each holds, by name."""
        query = select(BasketRow.id, BasketRow.name).where(_standing(BasketRow.removed), BasketRow.name.is_not(None))
        number = self._numbers()
        found = [Basket(id=UUID(hex=row.id), name=row.name, titles=number[row.id]) for row in self._db.execute(query)]
        return sorted(found, key=lambda each: (sort_key(each.name), each.id.hex))

    def _numbers(self) -> Counter[str]:
        """Return how many titles are in each basket, by its id."""
        lines = (
            select(BasketLineRow.basket_id, BasketLineRow.title_id, TitleKeyRow.title_id.label("standing"))
            .outerjoin(TitleKeyRow, TitleKeyRow.title_id == BasketLineRow.title_id)
            .where(_standing(BasketLineRow.removed), BasketLineRow.basket_id.is_not(None))
        )
        heirs = {gone.hex: heir.hex for gone, heir in self._merges.heirs().items()}
        named = {(line.basket_id, line.standing or heirs.get(line.title_id)) for line in self._db.execute(lines)}
        return Counter(basket_id for basket_id, title_id in named if title_id)

    def find(self, basket_id: UUID) -> Basket | None:
        """Return a basket, none if it was removed."""
        return next((basket for basket in self.all() if basket.id == basket_id), None)

    def titles(self, basket_id: UUID) -> list[UUID]:
        """Return the titles of a basket, in the order of the shelf."""
        lines = select(BasketLineRow.title_id).where(
            BasketLineRow.basket_id == basket_id.hex, _standing(BasketLineRow.removed)
        )
        heirs = {gone.hex: heir.hex for gone, heir in self._merges.heirs().items()}
        named = {heirs.get(title_id, title_id) for title_id in self._db.execute(lines).scalars() if title_id}
        query = select(TitleKeyRow.mark, TitleKeyRow.sort_key, TitleKeyRow.title_id)
        placed: list[tuple[str, str, str]] = []
        for chunk in batched(named):
            rows = self._db.execute(query.where(TitleKeyRow.title_id.in_(chunk)))
            placed += ((row.mark, row.sort_key, row.title_id) for row in rows)
        return [UUID(hex=title_id) for _mark, _key, title_id in sorted(placed)]

    def lines(self, basket: Basket, title_ids: Iterable[UUID]) -> list[str]:
        """Return the ids of the lines by which titles are in a basket: a line may name one that was merged into it."""
        wanted = set(title_ids)
        ids = [basket.line_of(title_id).hex for title_id in {*wanted, *self._merges.forebears(wanted)}]
        found: list[str] = []
        for chunk in batched(ids):
            query = select(BasketLineRow.id).where(BasketLineRow.id.in_(chunk), _standing(BasketLineRow.removed))
            found += self._db.execute(query).scalars()
        return found


def _standing(removed: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a column of either table
    return func.coalesce(removed, False).is_(False)
