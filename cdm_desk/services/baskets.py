"""Baskets and kept searches: named, filled, opened again; two people who fill one basket lose nothing."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID, uuid4

from cdm_desk.domain.baskets import Basket, BasketGoneError, SavedSearch, checked_name, written
from cdm_desk.domain.clock import Clock
from cdm_desk.domain.library import Copy, Search, Title
from cdm_desk.domain.staff import Action, Gate
from cdm_desk.store.baskets import BASKET, BASKET_LINE, SAVED_SEARCH
from cdm_desk.store.unit import Store, Unit


class BasketsService:
    """Keeps searches and baskets."""

    def __init__(self, store: Store, clock: Clock, gate: Gate) -> None:
        self._store = store
        self._clock = clock
        self._gate = gate

    def today(self) -> date:
        """Return the day that a list is dated."""
        return self._clock.now().date()

    def searches(self) -> list[SavedSearch]:
        """Return the searches kept, by name."""
        with self._store.view() as unit:
            return unit.searches.all()

    def keep_search(self, name: str, search: Search) -> SavedSearch:
        """Keep a search under a name; one of the same name gives way to it. `drop_search` is the inverse."""
        self._gate.require(Action.EDIT_CATALOGUE)
        tidy = checked_name(name)
        with self._store.unit() as unit:
            same = next((each for each in unit.searches.all() if each.name == tidy), None)
            kept = SavedSearch(id=same.id if same else uuid4(), name=tidy, search=search)
            unit.keep(SAVED_SEARCH, kept.id.hex, {"name": tidy, "query": written(search), "removed": False})
            return kept

    def drop_search(self, search_id: UUID) -> None:
        """Let go of a kept search; `bring_search_back` is the inverse."""
        self._set_search(search_id, removed=True)

    def bring_search_back(self, search_id: UUID) -> None:
        """Keep a search again."""
        self._set_search(search_id, removed=False)

    def all(self) -> list[Basket]:
        """Return the baskets, by name."""
        with self._store.view() as unit:
            return unit.baskets.all()

    def make(self, name: str) -> Basket:
        """Make an empty basket; one of the same name is that one. `drop` is the inverse."""
        self._gate.require(Action.EDIT_CATALOGUE)
        tidy = checked_name(name)
        with self._store.unit() as unit:
            same = next((each for each in unit.baskets.all() if each.name == tidy), None)
            if same is not None:
                return same
            basket = Basket(id=uuid4(), name=tidy)
            unit.keep(BASKET, basket.id.hex, {"name": tidy, "removed": False})
            return basket

    def rename(self, basket_id: UUID, name: str) -> Basket:
        """Give a basket another name."""
        self._gate.require(Action.EDIT_CATALOGUE)
        tidy = checked_name(name)
        with self._store.unit() as unit:
            basket = _basket(unit, basket_id)
            unit.keep(BASKET, basket_id.hex, {"name": tidy})
            return Basket(id=basket.id, name=tidy, titles=basket.titles)

    def drop(self, basket_id: UUID) -> Basket:
        """Let go of a basket; its lines stay for `bring_back`, the inverse."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            basket = _basket(unit, basket_id)
            unit.keep(BASKET, basket_id.hex, {"removed": True})
            return basket

    def bring_back(self, basket_id: UUID) -> None:
        """Keep a basket again, with what was in it."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            unit.keep(BASKET, basket_id.hex, {"removed": False})

    def put(self, basket_id: UUID, title_ids: Iterable[UUID]) -> tuple[UUID, ...]:
        """Put titles in a basket; return those that were not in it. `take_out` is the inverse."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            basket = _basket(unit, basket_id)
            there = set(unit.baskets.titles(basket_id))
            new = tuple(dict.fromkeys(title_id for title_id in title_ids if title_id not in there))
            unit.keep_all(
                BASKET_LINE,
                {
                    basket.line_of(title_id).hex: {
                        "basket_id": basket_id.hex,
                        "title_id": title_id.hex,
                        "removed": False,
                    }
                    for title_id in new
                },
            )
            return new

    def take_out(self, basket_id: UUID, title_ids: Iterable[UUID]) -> None:
        """Take titles out of a basket; `put` is the inverse."""
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            basket = _basket(unit, basket_id)
            lines = unit.baskets.lines(basket, title_ids)
            unit.keep_all(BASKET_LINE, {line_id: {"removed": True} for line_id in lines})

    def shelf(self, basket_id: UUID) -> Sequence[tuple[Title, tuple[Copy, ...]]]:
        """Return what is in a basket, with its copies, in the order of the shelf."""
        with self._store.view() as unit:
            title_ids = unit.baskets.titles(basket_id)
            works = unit.titles.some(title_ids)
            return [works[title_id] for title_id in title_ids if title_id in works]

    def _set_search(self, search_id: UUID, *, removed: bool) -> None:
        self._gate.require(Action.EDIT_CATALOGUE)
        with self._store.unit() as unit:
            unit.keep(SAVED_SEARCH, search_id.hex, {"removed": removed})


def _basket(unit: Unit, basket_id: UUID) -> Basket:
    basket = unit.baskets.find(basket_id)
    if basket is None:
        raise BasketGoneError
    return basket
