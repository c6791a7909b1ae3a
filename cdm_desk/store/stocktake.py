"""Stocktakes and their lines, whichever workstation has written them."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import RowMapping, func, select
from sqlalchemy.engine import Connection

from cdm_desk.domain.library import State
from cdm_desk.domain.stocktake import Known, Line, Stocktake, Verdict
from cdm_desk.store.rows import CopyRow, StocktakeLineRow, StocktakeRow, TitleRow

STOCKTAKE: Final = "stocktake"
STOCKTAKE_LINE: Final = "stocktake_line"
"""The tables of records that stocktakes travel in: they are written by the unit, field by field."""

LINE_FIELDS: Final = ("stocktake_id", "copy_id", "code", "shelf_mark", "expected", "seen_on", "place", "verdict")
_VERDICTS: Final = {verdict.value: verdict for verdict in Verdict}
_LINE: Final = tuple(getattr(StocktakeLineRow, name).label(f"line_{name}") for name in ("id", *LINE_FIELDS))


class StocktakeTable:
    """Every stocktake of the house."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def all(self) -> list[Stocktake]:
        """Return the stocktakes that were not taken back, the latest first."""
        query = select(StocktakeRow.__table__).where(func.coalesce(StocktakeRow.removed, False).is_(False))
        found = [_stocktake(row) for row in self._db.execute(query).mappings() if row["begun_on"] is not None]
        return sorted(found, key=lambda each: (each.begun_on, each.id.hex), reverse=True)

    def find(self, stocktake_id: UUID) -> Stocktake | None:
        """Return one stocktake, none if it was taken back."""
        query = select(StocktakeRow.__table__).where(StocktakeRow.id == stocktake_id.hex)
        row = self._db.execute(query).mappings().one_or_none()
        return None if row is None or row["removed"] or row["begun_on"] is None else _stocktake(row)

    def line(self, line_id: UUID) -> Line | None:
        """Return one line."""
        query = select(StocktakeLineRow.__table__).where(StocktakeLineRow.id == line_id.hex)
        row = self._db.execute(query).mappings().one_or_none()
        return None if row is None or row["stocktake_id"] is None else _line(row)

    def known(self, stocktake_id: UUID) -> list[Known]:
        """Return every line of a stocktake with what the catalogue says of its copy today."""
        columns = (
            CopyRow.barcode.label("copy_barcode"),
            CopyRow.shelf_mark.label("copy_mark"),
            CopyRow.state.label("copy_state"),
            CopyRow.removed.label("copy_removed"),
            CopyRow.seen_on.label("copy_seen_on"),
            TitleRow.title.label("title"),
            TitleRow.subtitle.label("subtitle"),
            TitleRow.theme_code.label("theme_code"),
            TitleRow.shelf_mark.label("title_mark"),
        )
        query = (
            select(*_LINE, *columns)
            .outerjoin(CopyRow, CopyRow.id == StocktakeLineRow.copy_id)
            .outerjoin(TitleRow, TitleRow.id == CopyRow.title_id)
            .where(StocktakeLineRow.stocktake_id == stocktake_id.hex)
        )
        return [_known(row) for row in self._db.execute(query).mappings()]


def _stocktake(row: RowMapping) -> Stocktake:
    return Stocktake(
        id=UUID(hex=row["id"]),
        theme_code=row["theme_code"],
        begun_on=row["begun_on"],
        ended_on=row["ended_on"],
        signed_as=row["signed_as"],
    )


def _line(row: Any, prefix: str = "") -> Line:  # noqa: ANN401 - a row of the driver
    copy_id = row[f"{prefix}copy_id"]
    return Line(
        id=UUID(hex=row[f"{prefix}id"]),
        stocktake_id=UUID(hex=row[f"{prefix}stocktake_id"]),
        copy_id=None if copy_id is None else UUID(hex=copy_id),
        code=row[f"{prefix}code"],
        shelf_mark=row[f"{prefix}shelf_mark"],
        expected=bool(row[f"{prefix}expected"]),
        seen_on=row[f"{prefix}seen_on"],
        place=row[f"{prefix}place"],
        verdict=_VERDICTS.get(row[f"{prefix}verdict"] or ""),
    )


def _known(row: RowMapping) -> Known:
    title, subtitle = row["title"] or "", row["subtitle"]
    return Known(
        line=_line(row, "line_"),
        heading=f"{title} : {subtitle}" if subtitle else title,
        theme_code=row["theme_code"],
        barcode=row["copy_barcode"],
        shelf_mark=row["copy_mark"] or row["title_mark"],
        counted=row["copy_state"] != State.WITHDRAWN.value and not row["copy_removed"],
        copy_seen_on=row["copy_seen_on"],
    )
