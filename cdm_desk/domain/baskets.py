"""Searches kept under a name, and baskets: titles put together for an exhibition, a class, an order."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final
from uuid import UUID, uuid5

from cdm_desk.domain.errors import FieldTooLongError, RuleError, TextRefusedError
from cdm_desk.domain.folding import clean
from cdm_desk.domain.library import Order, Search
from cdm_desk.domain.personal import found

LONGEST_NAME: Final = 80
_ORDERS: Final = frozenset(order.value for order in Order)


class NameNeededError(RuleError):
    """A search or a basket has no name."""


class BasketGoneError(RuleError):
    """A basket is no longer there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearch:
    """A search of the catalogue under a name."""

    id: UUID
    name: str
    search: Search


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """Titles under a name; how many of them are in the catalogue."""

    id: UUID
    name: str
    titles: int = 0

    def line_of(self, title_id: UUID) -> UUID:
        """Return the id of the line of a title: the same at every workstation, so that nothing is in it twice."""
        return uuid5(self.id, title_id.hex)


def checked_name(name: str) -> str:
    """Return a name fit to be kept; raises NameNeededError, FieldTooLongError or TextRefusedError."""
    tidy = clean(name)
    if not tidy:
        raise NameNeededError
    if len(tidy) > LONGEST_NAME:
        raise FieldTooLongError("name", LONGEST_NAME)
    finding = found(tidy)
    if finding is not None:
        raise TextRefusedError("name", finding)
    return tidy


def written(search: Search) -> str:
    """Return a search as it is kept: what it asks for, and nothing else."""
    usual = Search()
    asked = {each.name: getattr(search, each.name) for each in fields(Search)}
    return json.dumps({name: value for name, value in asked.items() if value != getattr(usual, name)}, sort_keys=True)


def read_search(text: str | None) -> Search:
    """Return a search as it was kept; what only a newer program can ask for is left out."""
    try:
        kept = json.loads(text or "{}")
    except ValueError:
        return Search()
    return _understood(kept) if isinstance(kept, dict) else Search()


def _understood(kept: Mapping[str, Any]) -> Search:
    usual = Search()
    changes: dict[str, Any] = {}
    for each in fields(Search):
        value = kept.get(each.name)
        if each.name == "order":
            changes["order"] = Order(value) if value in _ORDERS else usual.order
        elif isinstance(value, bool if isinstance(getattr(usual, each.name), bool) else str):
            changes[each.name] = value
    return replace(usual, **changes)
