"""The seats, who sits at one today and who waits for one; written as records through the unit."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, or_, select
from sqlalchemy.engine import Connection

from cdm_desk.domain.multimedia import HIGHEST_SEAT, SHIPPED_SEATS, Device, PcSession, PcTurn, Seat, seat_name
from cdm_desk.store.prepared import Prepared
from cdm_desk.store.rows import Day, IdText, PcHeldRow, PcSessionRow, PcTurnRow, SeatRow, replacing

SEAT: Final = "seat"
PC_SESSION: Final = "pc_session"
PC_TURN: Final = "pc_turn"
"""The tables of records that seats, blocks and turns travel in."""

_DEVICES: Final = frozenset(Device)
_HELD_OF: Final = Prepared(
    select(PcHeldRow.fact_id).where(PcHeldRow.session_id == bindparam("of_session", type_=IdText))
)
_HOLD: Final = Prepared(replacing("pc_held", "session_id"))
_SESSION_COLUMNS: Final = tuple(column for column in PcSessionRow.__table__.c if column.name != "stamps")
_TURN_COLUMNS: Final = tuple(column for column in PcTurnRow.__table__.c if column.name != "stamps")
_OF_DAY: Final = select(*_SESSION_COLUMNS).where(PcSessionRow.day == bindparam("of_day", type_=Day))
_SESSIONS_OF: Final = Prepared(_OF_DAY)
_AT_SEAT: Final = Prepared(_OF_DAY.where(PcSessionRow.seat == bindparam("of_seat")))
_SESSION: Final = Prepared(select(*_SESSION_COLUMNS).where(PcSessionRow.id == bindparam("of_id")))


class SeatTable:
    """Seats as shipped, overlaid with what the house has changed; and the board of the multimedia space."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def all(self) -> list[Seat]:
        """Return every seat that is there, by number."""
        changed = {row["id"]: row for row in self._db.execute(select(SeatRow.__table__)).mappings()}
        shipped = {seat_name(number) for number in range(1, SHIPPED_SEATS + 1)}
        numbered = sorted(name for name in shipped | changed.keys() if _is_number(name))
        seats = (_seat(name, changed.get(name), shipped=name in shipped) for name in numbered)
        return [seat for seat in seats if seat is not None]

    def find(self, number: int) -> Seat | None:
        """Return one seat, None for a number that stands on none."""
        name = seat_name(number)
        if not _is_number(name):
            return None
        row = self._db.execute(select(SeatRow.__table__).where(SeatRow.id == name)).mappings().one_or_none()
        return _seat(name, row, shipped=number <= SHIPPED_SEATS)

    def sessions(self, day: date) -> list[PcSession]:
        """Return the blocks of a day, the ended and cancelled ones included, in the order in which they began."""
        return _in_order(_SESSIONS_OF.rows(self._db, {"of_day": day}))

    def at_seat(self, day: date, number: int) -> list[PcSession]:
        """Return the blocks of a day at one seat, the ended and cancelled ones included."""
        return _in_order(_AT_SEAT.rows(self._db, {"of_day": day, "of_seat": number}))

    def session(self, session_id: UUID) -> PcSession | None:
        """Return one block."""
        row = _SESSION.row(self._db, {"of_id": session_id.hex})
        return None if row is None else _session(row)

    def given_by(self, given_id: UUID) -> list[PcSession]:
        """Return the blocks of one act that stand: one block and those that followed it, or those of a group."""
        query = select(*_SESSION_COLUMNS).where(
            or_(PcSessionRow.id == given_id.hex, PcSessionRow.group_id == given_id.hex)
        )
        first = _in_order(map(tuple, self._db.execute(query)))
        found = {session.id: session for session in first}
        for session in self.sessions(first[0].day) if first else []:
            if session.follows_id in found:
                found[session.id] = session
        return [session for session in found.values() if not session.cancelled]

    def open_until(self, day: date) -> list[PcSession]:
        """Return the blocks up to a day that still hold their seat."""
        query = select(*_SESSION_COLUMNS).where(PcSessionRow.day <= day, PcSessionRow.ended_at.is_(None))
        return [session for session in _in_order(map(tuple, self._db.execute(query))) if session.open]

    def turns(self, day: date) -> list[PcTurn]:
        """Return the turns of a day, in the order of their arrival."""
        rows = self._db.execute(select(*_TURN_COLUMNS).where(PcTurnRow.day == day)).mappings()
        found = [turn for row in rows if (turn := _turn(row)) is not None]
        return sorted(found, key=lambda turn: turn.rank)

    def turn(self, turn_id: UUID) -> PcTurn | None:
        """Return one turn."""
        query = select(*_TURN_COLUMNS).where(PcTurnRow.id == turn_id.hex)
        row = self._db.execute(query).mappings().one_or_none()
        return None if row is None else _turn(row)

    def waiting_until(self, day: date) -> list[PcTurn]:
        """Return the turns up to a day that nobody has ended."""
        rows = self._db.execute(select(*_TURN_COLUMNS).where(PcTurnRow.day <= day)).mappings()
        found = [turn for row in rows if (turn := _turn(row)) is not None]
        return [turn for turn in found if turn.waiting]

    def held(self, session_id: UUID) -> tuple[bool, UUID | None]:
        """Return whether this workstation keeps the fact of a block, and which; None once it was taken back."""
        row = _HELD_OF.row(self._db, {"of_session": session_id})
        return (False, None) if row is None else (True, row[0])

    def hold(self, session_id: UUID, fact_id: UUID | None) -> None:
        """Note which fact stands for a block."""
        _HOLD.run(self._db, {"session_id": session_id, "fact_id": fact_id})


def _is_number(name: str) -> bool:
    return len(name) == 2 and name.isascii() and name.isdigit() and 1 <= int(name) <= HIGHEST_SEAT


def _seat(name: str, row: Any, *, shipped: bool) -> Seat | None:  # noqa: ANN401 - a row of the driver, or none
    if row is None:
        return Seat(number=int(name))
    # What was added elsewhere may come in parts: without its kind it is no seat yet.
    if row["removed"] or not (shipped or row["kind"]):
        return None
    return Seat(number=int(name), kind=_device(row["kind"]), out_since=row["out_since"], back_at=row["back_at"])


def _id(text: str | None) -> UUID | None:
    return None if text is None else UUID(hex=text)


def _device(kind: str | None) -> Device:
    return Device(kind) if kind in _DEVICES else Device.PC


def _in_order(rows: Iterable[tuple[Any, ...]]) -> list[PcSession]:
    found = [session for row in rows if (session := _session(row)) is not None]
    return sorted(found, key=lambda session: (session.started_at, session.seat, session.attempt, session.id.hex))


# A block is a value: the same columns are the same block, and the board is read after every change.
@lru_cache(maxsize=4096)
def _session(columns: tuple[Any, ...]) -> PcSession | None:
    row = dict(zip((column.name for column in _SESSION_COLUMNS), columns, strict=True))
    needed = ("day", "seat", "attempt", "started_at", "ends_at", "workstation")
    if any(row[name] is None for name in needed):
        return None  # a part of the record has come before the rest
    return PcSession(
        id=UUID(hex=row["id"]),
        device=_device(row["device"]),
        follows_id=_id(row["follows_id"]),
        group_id=_id(row["group_id"]),
        ended_at=row["ended_at"],
        cancelled=bool(row["cancelled"]),
        counted=row["counted"] in (None, True),
        offline=bool(row["offline"]),
        accurate=row["accurate"] in (None, True),
        **{name: row[name] for name in needed},
    )


def _turn(row: Any) -> PcTurn | None:  # noqa: ANN401 - a row of the driver
    needed = ("day", "number", "since", "workstation")
    if any(row[name] is None for name in needed):
        return None
    return PcTurn(
        id=UUID(hex=row["id"]),
        ended_at=row["ended_at"],
        session_id=_id(row["session_id"]),
        cancelled=bool(row["cancelled"]),
        **{name: row[name] for name in needed},
    )
