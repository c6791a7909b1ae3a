"""What is said in words in a report."""

from typing import Final

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from cdm_desk.domain.reports import Narrative
from cdm_desk.store.rows import ReportTextRow

REPORT_TEXT: Final = "report_text"
"""The table of records that they travel in: they are written by the unit, field by field."""


class ReportTextTable:
    """Texts by report, period and heading; of a record that has come in part, what is there."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def of(self, report: str, period: str) -> dict[str, Narrative]:
        """Return the texts of a report of a period, by heading."""
        row = ReportTextRow
        query = select(row.__table__).where(
            row.report == report, row.period == period, func.coalesce(row.removed, False).is_(False)
        )
        return {
            each["heading"]: Narrative(heading=each["heading"], fr=each["text_fr"] or "", nl=each["text_nl"] or "")
            for each in self._db.execute(query).mappings()
            if each["heading"]
        }
