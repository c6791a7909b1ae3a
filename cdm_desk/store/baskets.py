"""Searches kept under a name, baskets and what is in them."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.engine import Connection

from cdm_desk.domain.baskets import Basket, SavedSearch, read_search
from cdm_desk.domain.folding import sort_key
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

    def all(self) -> list[Basket]:
        """Return the baskets with how many titles each holds, by name."""
        number = func.count(TitleKeyRow.title_id)
        query = (
            select(BasketRow.id, BasketRow.name, number.label("titles"))
            .outerjoin(BasketLineRow, (BasketLineRow.basket_id == BasketRow.id) & _standing(BasketLineRow.removed))
            .outerjoin(TitleKeyRow, TitleKeyRow.title_id == BasketLineRow.title_id)
            .where(_standing(BasketRow.removed), BasketRow.name.is_not(None))
            .group_by(BasketRow.id, BasketRow.name)
        )
        found = [Basket(id=UUID(hex=row.id), name=row.name, titles=row.titles) for row in self._db.execute(query)]
        return sorted(found, key=lambda each: (sort_key(each.name), each.id.hex))

    def find(self, basket_id: UUID) -> Basket | None:
        """Return a basket, none if it was removed."""
        return next((basket for basket in self.all() if basket.id == basket_id), None)

    def titles(self, basket_id: UUID) -> list[UUID]:
        """Return the titles of a basket, in the order of the shelf."""
        query = (
            select(TitleKeyRow.title_id)
            .join(BasketLineRow, BasketLineRow.title_id == TitleKeyRow.title_id)
            .where(BasketLineRow.basket_id == basket_id.hex, _standing(BasketLineRow.removed))
            .order_by(TitleKeyRow.mark, TitleKeyRow.sort_key, TitleKeyRow.title_id)
        )
        return [UUID(hex=title_id) for title_id in self._db.execute(query).scalars()]


def _standing(removed: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a column of either table
    return func.coalesce(removed, False).is_(False)
