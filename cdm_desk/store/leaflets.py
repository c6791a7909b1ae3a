"""Brochures: their piles, and what was put on them or taken away."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.engine import Connection

from cdm_desk.domain.leaflets import Leaflet, LeafletMove, Move, Pile
from cdm_desk.store.rows import LeafletMoveRow, LeafletRow

LEAFLET: Final = "leaflet"
LEAFLET_MOVE: Final = "leaflet_move"
"""The tables of records: they are written by the unit, field by field."""

_PILES: Final = frozenset(pile.value for pile in Pile)
_MOVES: Final = frozenset(move.value for move in Move)
_USUAL_BUNDLE: Final = 50


class LeafletTable:
    """Piles and their moves; of a record that has come in part, what is there."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def all(self, *, removed: bool = False) -> list[Leaflet]:
        """Return every pile by title; with `removed` those that were taken away too."""
        query = select(LeafletRow.__table__).where(LeafletRow.title.is_not(None))
        if not removed:
            query = query.where(or_(LeafletRow.removed.is_(None), ~LeafletRow.removed))
        found = [_leaflet(row) for row in self._db.execute(query).mappings()]
        return sorted(found, key=lambda leaflet: (leaflet.sort_key, leaflet.id.hex))

    def find(self, leaflet_id: UUID) -> Leaflet | None:
        """Return one pile, one that was taken away too."""
        query = select(LeafletRow.__table__).where(LeafletRow.id == leaflet_id.hex)
        row = self._db.execute(query).mappings().one_or_none()
        return None if row is None or row["title"] is None else _leaflet(row)

    def moves(self) -> list[LeafletMove]:
        """Return every move that counts."""
        query = select(LeafletMoveRow.__table__).where(
            or_(LeafletMoveRow.removed.is_(None), ~LeafletMoveRow.removed),
            LeafletMoveRow.leaflet_id.is_not(None),
            LeafletMoveRow.day.is_not(None),
            LeafletMoveRow.kind.in_(_MOVES),
        )
        return [
            LeafletMove(
                id=UUID(hex=row["id"]),
                leaflet_id=UUID(hex=row["leaflet_id"]),
                day=row["day"],
                kind=Move(row["kind"]),
                count=row["count"] or 0,
            )
            for row in self._db.execute(query).mappings()
        ]


def columns_of_leaflet(leaflet: Leaflet) -> dict[str, object]:
    """Return a pile as the fields of its record."""
    names = [name for name in Leaflet.__dataclass_fields__ if name not in ("id", "pile")]
    return {**{name: getattr(leaflet, name) for name in names}, "pile": leaflet.pile.value}


def columns_of_move(move: LeafletMove) -> dict[str, object]:
    """Return a move as the fields of its record."""
    return {
        "leaflet_id": move.leaflet_id.hex,
        "day": move.day,
        "kind": move.kind.value,
        "count": move.count,
        "removed": False,
    }


def _leaflet(row: Any) -> Leaflet:  # noqa: ANN401 - a row of the driver
    return Leaflet(
        id=UUID(hex=row["id"]),
        title=row["title"],
        tag=row["tag"] or "",
        partner_code=row["partner_code"],
        language=row["language"],
        theme_code=row["theme_code"],
        sheet_number=row["sheet_number"],
        place=row["place"],
        bundle=row["bundle"] or _USUAL_BUNDLE,
        valid_until=row["valid_until"],
        pile=Pile(row["pile"]) if row["pile"] in _PILES else Pile.FULL,
        pile_since=row["pile_since"],
        ordered_on=row["ordered_on"],
        order_to=row["order_to"],
        removed=bool(row["removed"]),
    )
