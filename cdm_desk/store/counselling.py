"""Today's conversations at the desks of this workstation."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection

from cdm_desk.domain.counselling import CounsellingSession
from cdm_desk.store.rows import SessionRow


@dataclass(frozen=True, slots=True)
class KeptSession:
    """A conversation of the board and the fact that it made; the link dies with the board."""

    session: CounsellingSession
    fact_id: UUID | None


class SessionTable:
    """Conversations of the board."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def add(self, session: CounsellingSession) -> None:
        """Open a conversation."""
        self._db.execute(insert(SessionRow).values(fact_id=None, **_columns(session)))

    def keep(self, session: CounsellingSession, fact_id: UUID | None) -> None:
        """Write what has changed of a conversation."""
        columns = _columns(session) | {"fact_id": fact_id}
        self._db.execute(update(SessionRow).where(SessionRow.id == session.id).values(**columns))

    def drop(self, session_id: UUID) -> None:
        """Forget a conversation that had not begun after all."""
        self._db.execute(delete(SessionRow).where(SessionRow.id == session_id))

    def find(self, session_id: UUID) -> KeptSession | None:
        """Return one conversation of today."""
        query = select(SessionRow.__table__).where(SessionRow.id == session_id)
        row = self._db.execute(query).mappings().one_or_none()
        return None if row is None else _kept(row)

    def of_ticket(self, ticket_id: UUID) -> KeptSession | None:
        """Return the latest conversation with the visitor of a ticket."""
        query = select(SessionRow.__table__).where(SessionRow.ticket_id == ticket_id)
        row = self._db.execute(query.order_by(SessionRow.started_at.desc())).mappings().first()
        return None if row is None else _kept(row)

    def running(self, desk: str) -> KeptSession | None:
        """Return the conversation under way at a desk."""
        query = select(SessionRow.__table__).where(SessionRow.desk == desk, SessionRow.ended_at.is_(None))
        row = self._db.execute(query.order_by(SessionRow.started_at.desc())).mappings().first()
        return None if row is None else _kept(row)

    def move(self, day: date, desk: str, number: str) -> None:
        """Let the conversations of a desk go by its new number."""
        of_desk = (SessionRow.day == day, SessionRow.desk == desk)
        self._db.execute(update(SessionRow).where(*of_desk).values(desk=number))

    def all_running(self, until: date) -> list[KeptSession]:
        """Return every conversation that was not closed, up to a day."""
        query = select(SessionRow.__table__).where(SessionRow.day <= until, SessionRow.ended_at.is_(None))
        return [_kept(row) for row in self._db.execute(query).mappings()]

    def without_outcome(self, day: date) -> dict[str, int]:
        """Return how many conversations of each desk ended without an outcome; desks that have none are left out."""
        query = (
            select(SessionRow.desk, func.count())
            .where(SessionRow.day == day, SessionRow.ended_at.is_not(None), SessionRow.outcome_codes == ())
            .group_by(SessionRow.desk)
        )
        return {str(desk): int(number) for desk, number in self._db.execute(query)}

    def of_day(self, day: date, desk: str | None) -> list[CounsellingSession]:
        """Return the conversations of one desk, or of all, newest first."""
        query = select(SessionRow.__table__).where(SessionRow.day == day).order_by(SessionRow.started_at.desc())
        if desk is not None:
            query = query.where(SessionRow.desk == desk)
        return [_kept(row).session for row in self._db.execute(query).mappings()]


def _columns(session: CounsellingSession) -> dict[str, object]:
    return {name: getattr(session, name) for name in CounsellingSession.__dataclass_fields__}


def _kept(row: Any) -> KeptSession:  # noqa: ANN401 - a row of the driver
    session = CounsellingSession(**{name: row[name] for name in CounsellingSession.__dataclass_fields__})
    return KeptSession(session, row["fact_id"])
