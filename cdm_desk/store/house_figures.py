"""How many work here, and what is read on the website."""

from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.engine import Connection

from cdm_desk.domain.house_figures import StaffCount, WebFigure
from cdm_desk.store.rows import StaffCountRow, WebFigureRow

STAFF_COUNT: Final = "staff_count"
WEB_FIGURE: Final = "web_figure"
"""The tables of records that these travel in: they are written by the unit, field by field."""


class HouseFigureTable:
    """Numbers of staff by day and institution, of the website by month and source; of a record in part, nothing."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def staff(self) -> list[StaffCount]:
        """Return the numbers of staff, the latest day first, then by institution."""
        query = select(StaffCountRow.__table__).where(_standing(StaffCountRow.removed))
        found = [
            StaffCount(day=row["day"], institution=row["institution"], people=row["people"])
            for row in self._db.execute(query).mappings()
            if None not in (row["day"], row["institution"], row["people"])
        ]
        return sorted(found, key=lambda each: (-each.day.toordinal(), each.institution.casefold()))

    def web(self) -> list[WebFigure]:
        """Return the figures of the website, the latest month first, then by source."""
        query = select(WebFigureRow.__table__).where(_standing(WebFigureRow.removed))
        names = ("month", "source", "page_views", "visitors")
        found = [
            WebFigure(**{name: row[name] for name in names}, visitors_brussels=row["visitors_brussels"])
            for row in self._db.execute(query).mappings()
            if None not in [row[name] for name in names]
        ]
        by_source = sorted(found, key=lambda each: each.source.casefold())
        return sorted(by_source, key=lambda each: each.month, reverse=True)


def staff_fields(count: StaffCount) -> dict[str, Any]:
    """Return a number of staff as its record is written."""
    return {"day": count.day, "institution": count.institution, "people": count.people, "removed": False}


def web_fields(figure: WebFigure) -> dict[str, Any]:
    """Return figures of a month as their record is written."""
    return {
        "month": figure.month,
        "source": figure.source,
        "page_views": figure.page_views,
        "visitors": figure.visitors,
        "visitors_brussels": figure.visitors_brussels,
        "removed": False,
    }


def _standing(removed: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a column of either table
    return func.coalesce(removed, False).is_(False)
