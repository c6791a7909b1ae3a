"""The audit trail: who was let in, refused or trusted with what, each line chained to the one before.

`hash = SHA-256(hash of the line before + canonical JSON of this line)`. A line that was changed, added or moved breaks
the chain where it stands. Lines taken from the end are found by the noted end of the trail, and, where somebody changed
that too, by the heads that other workstations keep (`head`, `verify(…, known)`).

A line holds moments, codes and ids of accounts; nothing of a visitor. It is kept for thirteen months.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from cdm_desk.domain.clock import seconds_of
from cdm_desk.domain.errors import AuditBrokenError
from cdm_desk.store.canonical import packed
from cdm_desk.store.rows import AuditEndRow, AuditRow

AT_START: Final = 1_000
"""How many of the last lines are verified at each start; the night verifies all."""

_BEGIN: Final = "begin"
_LAST: Final = "last"
_ROOT: Final = b"\0" * 32


class Who(StrEnum):
    """On whose behalf something was done."""

    PERSON = "person"
    COMMAND = "command"
    PROGRAM = "program"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One line of the trail: at what time, who, in which role, did what, to what kind of thing."""

    line: int
    at: datetime
    who: Who
    person_id: UUID | None
    role: str | None
    act: str
    thing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditHead:
    """The end of the trail at some moment: what a witness keeps."""

    line: int
    hash: bytes


class AuditTable:
    """The trail of this workstation."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def add(
        self,
        *,
        at: datetime,
        who: Who,
        act: str,
        thing: str = "",
        person_id: UUID | None = None,
        role: str | None = None,
    ) -> AuditLine:
        """Write a line at the end of the trail."""
        end = self._end(_LAST)
        line = AuditLine(line=end.line + 1, at=at, who=who, person_id=person_id, role=role, act=act, thing=thing)
        digest = _chained(end.hash, line)
        self._db.execute(
            insert(AuditRow).values(
                line=line.line,
                at=at,
                who=who.value,
                person_id=None if person_id is None else person_id.hex,
                role=role,
                act=act,
                thing=thing,
                hash=digest,
            )
        )
        self._note(_LAST, AuditHead(line=line.line, hash=digest))
        return line

    def head(self) -> AuditHead:
        """Return the end of the trail, for others to witness."""
        return self._end(_LAST)

    def lines(self, after: int = 0) -> list[AuditLine]:
        """Return the lines behind a line, oldest first."""
        return [line for line, _hash in self._read(after)]

    def verify(self, last: int | None = None, known: Mapping[int, bytes] | None = None) -> int:
        """Follow the chain, through the last so many lines or all, and return how many were right.

        `known` are hashes that witnesses keep, by line. Raises AuditBrokenError with the first line that is wrong.
        """
        begin, end = self._end(_BEGIN), self._end(_LAST)
        before = begin
        if last is not None and end.line - last > begin.line:
            before = self._head_at(end.line - last)
        start, witnessed = before.line, dict(known or {})
        for line, digest in self._read(start):
            if line.line != before.line + 1 or digest != _chained(before.hash, line):
                raise AuditBrokenError(before.line + 1)
            if witnessed.pop(line.line, digest) != digest:
                raise AuditBrokenError(line.line)
            before = AuditHead(line=line.line, hash=digest)
        if before != end:
            raise AuditBrokenError(before.line + 1)
        gone = [number for number in witnessed if number > end.line]
        if gone:
            raise AuditBrokenError(end.line + 1)
        return before.line - start

    def forget(self, before: datetime) -> int:
        """Take away the lines from before a moment, and note where the trail begins now; return how many went."""
        query = select(AuditRow.line).where(AuditRow.at < before).order_by(AuditRow.line.desc()).limit(1)
        last = self._db.execute(query).scalar_one_or_none()
        if last is None:
            return 0
        self._note(_BEGIN, self._head_at(last))
        return self._db.execute(delete(AuditRow).where(AuditRow.line <= last)).rowcount

    def _read(self, after: int) -> Iterator[tuple[AuditLine, bytes]]:
        query = select(AuditRow.__table__).where(AuditRow.line > after).order_by(AuditRow.line)
        for row in self._db.execute(query).mappings():
            line = AuditLine(
                line=row["line"],
                at=row["at"],
                who=Who(row["who"]),
                person_id=None if row["person_id"] is None else UUID(hex=row["person_id"]),
                role=row["role"],
                act=row["act"],
                thing=row["thing"],
            )
            yield line, row["hash"]

    def _head_at(self, line: int) -> AuditHead:
        digest = self._db.execute(select(AuditRow.hash).where(AuditRow.line == line)).scalar_one_or_none()
        if digest is None:
            raise AuditBrokenError(line)
        return AuditHead(line=line, hash=digest)

    def _end(self, end: str) -> AuditHead:
        row = self._db.execute(select(AuditEndRow.line, AuditEndRow.hash).where(AuditEndRow.end == end)).one_or_none()
        return AuditHead(line=0, hash=_ROOT) if row is None else AuditHead(line=row.line, hash=row.hash)

    def _note(self, end: str, head: AuditHead) -> None:
        changed = self._db.execute(
            update(AuditEndRow).where(AuditEndRow.end == end).values(line=head.line, hash=head.hash)
        )
        if not changed.rowcount:
            self._db.execute(insert(AuditEndRow).values(end=end, line=head.line, hash=head.hash))


def _chained(before: bytes, line: AuditLine) -> bytes:
    content = {
        "line": line.line,
        "at": seconds_of(line.at),
        "who": line.who.value,
        "person": None if line.person_id is None else line.person_id.hex,
        "role": line.role,
        "act": line.act,
        "thing": line.thing,
    }
    return hashlib.sha256(before + packed(content).encode()).digest()
