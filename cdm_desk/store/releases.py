"""The register of releases: what left the house, as it was printed."""

import json
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.engine import Connection

from cdm_desk.domain.releases import Release
from cdm_desk.domain.reports import Cell, Period, PeriodShapeError
from cdm_desk.store.rows import ReleaseRow

RELEASE: Final = "release"
"""The table of records that they travel in: they are written by the unit, field by field."""


class ReleaseTable:
    """What was released, by shape; of a record that has come in part, what is there."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def of(self, shape: str) -> list[Release]:
        """Return the releases of a shape, the first ones first: by day, then by edition."""
        query = select(ReleaseRow.__table__).where(ReleaseRow.shape == shape)
        found = [_release(row) for row in self._db.execute(query).mappings()]
        known = [each for each in found if each is not None]
        return sorted(known, key=lambda each: (str(each.released_on or ""), each.edition, each.id.hex))


def fields_of(release: Release) -> dict[str, Any]:
    """Return a release as its record is written."""
    return {
        "shape": release.shape,
        "first_day": release.period.first,
        "last_day": release.period.last,
        "released_on": release.released_on,
        "edition": release.edition,
        "sha256": release.sha256,
        "cells": json.dumps({"period": release.period.text, "cells": dict(release.cells)}, sort_keys=True),
    }


def _release(row: Any) -> Release | None:  # noqa: ANN401 - a row of the table
    try:
        kept = json.loads(row["cells"] or "")
        period = Period.parse(kept["period"])
        cells: dict[str, Cell] = {
            str(name): cell for name, cell in kept["cells"].items() if isinstance(cell, int | str)
        }
    except (ValueError, TypeError, KeyError, AttributeError, PeriodShapeError):
        # Written by a newer program, or not all here yet.
        return None
    return Release(
        shape=row["shape"],
        period=period,
        sha256=row["sha256"] or "",
        edition=row["edition"] or 0,
        cells=cells,
        released_on=row["released_on"],
    )
