"""Proposals to take a workstation out of the site: records that travel, so that they can be answered anywhere."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.engine import Connection

from cdm_desk.store.rows import ProposalRow

PROPOSAL = "proposal"
"""The table of records that proposals travel in: they are written by the unit, field by field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """That a workstation be revoked: who proposed it, at which workstation, on which day."""

    id: UUID
    workstation: str
    person_id: UUID | None
    made_on: str
    day: date


class ProposalTable:
    """Proposals that nobody has answered yet."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def waiting(self) -> list[Proposal]:
        """Return those that wait for an answer, the oldest first."""
        rows = self._db.execute(select(ProposalRow.__table__).where(ProposalRow.answer.is_(None))).mappings()
        # A part of a record may have come before the rest.
        whole = [row for row in rows if row["workstation"] and row["made_on"] and row["day"]]
        told = [
            Proposal(
                id=UUID(hex=row["id"]),
                workstation=row["workstation"],
                person_id=row["person_id"] and UUID(hex=row["person_id"]),
                made_on=row["made_on"],
                day=row["day"],
            )
            for row in whole
        ]
        return sorted(told, key=lambda each: (each.day, each.workstation, each.id.hex))
