"""What was exchanged: frames kept as they are, how far each log is known, what was set aside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, bindparam, delete, exists, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.engine import Connection

from cdm_desk.domain.change import Lane
from cdm_desk.store.canonical import unpacked
from cdm_desk.store.prepared import Prepared
from cdm_desk.store.rows import (
    FrameRow,
    LogRow,
    Moment,
    OutboxRow,
    ParkedRow,
    SetAsideRow,
    WorkstationRow,
    replacing,
    table_named,
)

UNREAD = bytes(32)
MOST_SHOWN: Final = 200

_PUT_LOG: Final = Prepared(replacing("log", "lane", "period", "run"))
_ADD_FRAME: Final = Prepared(upsert(table_named("frame")).on_conflict_do_nothing())
_OF_LOG: Final = (
    FrameRow.lane == bindparam("of_lane"),
    FrameRow.period == bindparam("of_period"),
    FrameRow.run == bindparam("of_run"),
)
_FRAMES: Final = Prepared(select(FrameRow.no, FrameRow.raw).where(*_OF_LOG).order_by(FrameRow.no))
_HASHES: Final = Prepared(select(FrameRow.no, FrameRow.hash).where(*_OF_LOG))
_KNOWN: Final = Prepared(
    select(FrameRow.no).where(*_OF_LOG, FrameRow.no.between(bindparam("of_first"), bindparam("of_last")))
)
_COUNT_UNCONFIRMED: Final = Prepared(select(func.count()).select_from(FrameRow).where(~FrameRow.confirmed))
_COUNT_WAITING: Final = Prepared(select(OutboxRow.prompt, func.count()).group_by(OutboxRow.prompt))
_LOGS: Final = Prepared(select(table_named("log")))
_WORKSTATIONS: Final = Prepared(select(table_named("workstation")).order_by(WorkstationRow.name))
_SEEN_AT: Final = bindparam("of_at", type_=Moment)
_SEEN: Final = Prepared(
    update(table_named("workstation"))
    .where(
        WorkstationRow.name == bindparam("of_name"),
        WorkstationRow.seen_at.is_(None)
        | (WorkstationRow.seen_at <= _SEEN_AT)
        | (WorkstationRow.seen_at > bindparam("of_now", type_=Moment)),
    )
    .values(seen_at=_SEEN_AT, unsent=bindparam("of_unsent"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogState:
    """How far one log is known; `run` is written in hex digits."""

    lane: str
    period: str
    run: str
    workstation: str | None = None
    no: int = 0
    hash: bytes = UNREAD
    offset: int = 0
    ended: bool = False
    doubtful_since: datetime | None = None
    doubts: int = 0
    forked: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """What names the log."""
        return (self.lane, self.period, self.run)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownWorkstation:
    """A workstation of the site, as this store knows it."""

    name: str
    kind: str
    public_key: bytes
    once_name: str
    seen_at: datetime | None = None
    unsent: int = 0
    done: date | None = None
    revoked: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """Something that was set aside: of which log and frame, why, since when (None from earlier versions), how large.

    `why` is `damaged`, `fork`, `stray`, `nonsense`, `kind`, `revoked` or `late`.
    """

    id: UUID
    lane: str
    period: str
    run: str
    no: int
    why: str
    since: datetime | None
    size: int

    @property
    def file(self) -> str:
        """The name of the log in the shared folder."""
        return f"{self.lane}/{self.period}/{self.run}.log"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An operation that waits to be sealed: its JSON text, its lane and day, whether it leaves in a batch."""

    id: UUID
    lane: str
    day: date
    body: str
    in_batch: bool


class JournalTable:
    """Frames, logs, workstations, and the operations that wait to be sealed."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def logs(self) -> list[LogState]:
        """Return every log known here."""
        return [LogState(**row) for row in _LOGS.records(self._db)]

    def forked(self) -> list[str]:
        """Return the workstations of which a program has written one frame in two versions."""
        found = self._db.execute(select(LogRow.workstation).where(LogRow.forked).distinct()).scalars()
        return sorted({workstation or "?" for workstation in found})

    def keep_log(self, state: LogState) -> None:
        """Write how far a log is known."""
        _PUT_LOG.run(self._db, {name: getattr(state, name) for name in state.__dataclass_fields__})

    def keep_frame(self, key: tuple[str, str, str], no: int, raw: bytes, digest: bytes, *, confirmed: bool) -> bool:
        """Keep a frame; return whether it was new."""
        lane, period, run = key
        row = {"lane": lane, "period": period, "run": run, "no": no, "raw": raw, "hash": digest, "confirmed": confirmed}
        if _ADD_FRAME.run(self._db, row):
            return True
        if confirmed:
            self.confirm(key, [no])
        return False

    def keep_frames(self, key: tuple[str, str, str], frames: Sequence[tuple[int, bytes, bytes]]) -> set[int]:
        """Keep frames that were read in the shared folder: number, bytes and hash; return the numbers that are new."""
        if not frames:
            return set()
        lane, period, run = key
        place = _place(key)
        numbers = [no for no, _raw, _hash in frames]
        known = {no for (no,) in _KNOWN.rows(self._db, place | {"of_first": min(numbers), "of_last": max(numbers)})}
        if known:
            self.confirm(key, known.intersection(numbers))
        fresh: dict[str, Any] = {"lane": lane, "period": period, "run": run, "confirmed": True}
        rows = [fresh | {"no": no, "raw": raw, "hash": digest} for no, raw, digest in frames if no not in known]
        _ADD_FRAME.run_many(self._db, rows)
        return {no for no in numbers if no not in known}

    def confirm(self, key: tuple[str, str, str], numbers: Iterable[int]) -> None:
        """Note that frames were read in the shared folder."""
        query = update(FrameRow).where(_of(key), FrameRow.no.in_(list(numbers)))
        self._db.execute(query.values(confirmed=True))

    def unconfirmed(self) -> dict[tuple[str, str, str], list[tuple[int, bytes]]]:
        """Return the frames that are not known to be in the shared folder, by log, in their order."""
        query = select(FrameRow.lane, FrameRow.period, FrameRow.run, FrameRow.no, FrameRow.raw)
        found: dict[tuple[str, str, str], list[tuple[int, bytes]]] = {}
        for lane, period, run, no, raw in self._db.execute(query.where(~FrameRow.confirmed).order_by(FrameRow.no)):
            found.setdefault((lane, period, run), []).append((no, raw))
        return found

    def count_unconfirmed(self) -> int:
        """Return how many frames are not known to be in the shared folder."""
        return int(_COUNT_UNCONFIRMED.value(self._db, {}))

    def frames(self, key: tuple[str, str, str]) -> list[tuple[int, bytes]]:
        """Return all frames of a log that are kept here."""
        return [(no, raw) for no, raw in _FRAMES.rows(self._db, _place(key))]

    def waiting(self, *, prompt: bool) -> list[Waiting]:
        """Return the operations to be sealed: those that leave at once, or those that leave in a shuffled batch."""
        query = select(OutboxRow.id, OutboxRow.lane, OutboxRow.day, OutboxRow.body).where(OutboxRow.prompt == prompt)
        return [
            Waiting(id=each, lane=lane, day=day, body=body, in_batch=not prompt)
            for each, lane, day, body in self._db.execute(query)
        ]

    def count_waiting(self) -> tuple[int, int]:
        """Return how many operations leave at once, and how many in a batch."""
        counts = dict(_COUNT_WAITING.rows(self._db))
        return counts.get(True, 0), counts.get(False, 0)

    def sealed(self, waiting: Sequence[Waiting]) -> list[Waiting]:
        """Take operations out of those that wait; return those that did: what was taken back meanwhile stays here."""
        ids = [each.id for each in waiting]
        still: set[UUID] = set()
        for start in range(0, len(ids), 500):
            portion = OutboxRow.id.in_(ids[start : start + 500])
            still.update(self._db.execute(select(OutboxRow.id).where(portion)).scalars())
            self._db.execute(delete(OutboxRow).where(portion))
        return [each for each in waiting if each.id in still]

    def never_sent(self, ticket_id: UUID) -> bool:
        """Whether a ticket was registered here and nobody else can know of it yet."""
        query = select(OutboxRow.body).where(
            OutboxRow.lane == Lane.QUEUE, OutboxRow.body.contains(ticket_id.hex), OutboxRow.body.contains("registered")
        )
        return any(_registers(unpacked(body), ticket_id) for body in self._db.execute(query).scalars())

    def set_aside(
        self, key: tuple[str, str, str], no: int, why: str, raw: bytes, *, since: datetime | None = None
    ) -> None:
        """Keep what could not be taken in, once."""
        lane, period, run = key
        same = exists().where(
            SetAsideRow.lane == lane, SetAsideRow.period == period, SetAsideRow.run == run,
            SetAsideRow.no == no, SetAsideRow.why == why, SetAsideRow.raw == raw,
        )  # fmt: skip
        if not self._db.execute(select(same)).scalar_one():
            self._db.execute(
                insert(SetAsideRow).values(
                    id=uuid4(), lane=lane, period=period, run=run, no=no, why=why, raw=raw, since=since
                )
            )

    def things_aside(self, most: int = MOST_SHOWN) -> list[Aside]:
        """Return what was set aside, the latest first, and no more than can be looked at."""
        row = SetAsideRow.__table__.c
        columns = (
            row.id,
            row.lane,
            row.period,
            row.run,
            row.no,
            row.why,
            row.since,
            func.length(row.raw).label("size"),
        )
        query = select(*columns).order_by(row.since.desc(), row.id).limit(most)
        return [Aside(**each) for each in self._db.execute(query).mappings()]

    def aside(self, aside_id: UUID) -> bytes | None:
        """Return what was set aside under an id."""
        return self._db.execute(select(SetAsideRow.raw).where(SetAsideRow.id == aside_id)).scalar_one_or_none()

    def put_away(self, aside_id: UUID) -> None:
        """Keep something that was set aside no longer."""
        self._db.execute(delete(SetAsideRow).where(SetAsideRow.id == aside_id))

    def size_aside(self, key: tuple[str, str, str], why: str) -> int:
        """Return how many bytes of a log were set aside for a reason."""
        row = SetAsideRow.__table__.c
        of_log = (row.lane == key[0], row.period == key[1], row.run == key[2], row.why == why)
        return int(self._db.execute(select(func.sum(func.length(row.raw))).where(*of_log)).scalar_one() or 0)

    def count_set_aside(self) -> int:
        """Return how many pieces were set aside."""
        return self._db.execute(select(func.count()).select_from(SetAsideRow)).scalar_one()

    def set_aside_reasons(self) -> list[str]:
        """Return why each piece was set aside."""
        return list(self._db.execute(select(SetAsideRow.why)).scalars())

    def parked(self) -> list[str]:
        """Return the operations that wait for a newer program, as JSON texts."""
        return list(self._db.execute(select(ParkedRow.body)).scalars())

    def workstations(self) -> list[KnownWorkstation]:
        """Return the workstations of the site, by name."""
        return [KnownWorkstation(**row) for row in _WORKSTATIONS.records(self._db)]

    def keep_workstation(self, name: str, *, kind: str, public_key: bytes, once_name: str) -> None:
        """Keep an enrolled workstation; what is enrolled never changes."""
        self._db.execute(
            upsert(WorkstationRow)
            .values(name=name, kind=kind, public_key=public_key, once_name=once_name, seen_at=None, unsent=0)
            .on_conflict_do_nothing()
        )

    def seen(self, name: str, at: datetime, unsent: int, *, now: datetime) -> None:
        """Note a sign of life, if it is later than the last, or the last is of a day that has not come."""
        _SEEN.run(self._db, {"of_name": name, "of_at": at, "of_now": now, "of_unsent": unsent})

    def done(self, name: str, day: date) -> bool:
        """Note the last day whose queue a workstation has closed and needs no more; return whether that was new."""
        later = WorkstationRow.done.is_(None) | (WorkstationRow.done < day)
        noted = update(WorkstationRow).where(WorkstationRow.name == name, later).values(done=day)
        return bool(self._db.execute(noted).rowcount)

    def revoke(self, name: str, told: dict[str, Any]) -> bool:
        """Note that a workstation was revoked; return whether that was new."""
        still = (WorkstationRow.name == name, WorkstationRow.revoked.is_(None))
        return bool(self._db.execute(update(WorkstationRow).where(*still).values(revoked=told)).rowcount)

    def is_revoked(self, name: str | None) -> bool:
        """Whether a workstation was revoked."""
        revoked = exists().where(WorkstationRow.name == name, WorkstationRow.revoked.is_not(None))
        return bool(self._db.execute(select(revoked)).scalar_one())

    def queue_left(self, day: date) -> bool:
        """Whether something of the queue of a day, or of an earlier one, is still to be sent from here."""
        waiting = exists().where(OutboxRow.lane == Lane.QUEUE, OutboxRow.day <= day)
        sealed = exists().where(FrameRow.lane == Lane.QUEUE, FrameRow.period <= f"{day:%Y%m%d}", ~FrameRow.confirmed)
        return bool(self._db.execute(select(waiting | sealed)).scalar_one())

    def hashes(self, key: tuple[str, str, str]) -> dict[int, bytes]:
        """Return the hash of each frame of a log that is kept here, by its number."""
        return dict(_HASHES.rows(self._db, _place(key)))

    def forget_period(self, lane: str, period: str) -> None:
        """Keep no frame of a day or month that has ended; of a day not even that there were logs."""
        self._db.execute(delete(FrameRow).where(FrameRow.lane == lane, FrameRow.period == period))
        if lane == Lane.QUEUE:
            self._db.execute(delete(LogRow).where(LogRow.lane == lane, LogRow.period == period))

    def holds(self, lane: str, period: str) -> bool:
        """Whether a frame of a day or month is kept that was read in the shared folder."""
        return bool(self._db.execute(select(exists().where(*_confirmed_of(lane, period)))).scalar_one())

    def forget_confirmed(self, lane: str, period: str) -> None:
        """Keep no frame of a day or month that was read in the shared folder."""
        self._db.execute(delete(FrameRow).where(*_confirmed_of(lane, period)))

    def forget_log(self, key: tuple[str, str, str]) -> None:
        """Keep no frame of a log."""
        self._db.execute(delete(FrameRow).where(_of(key)))

    def drop_queue(self) -> None:
        """Drop what waits to leave in the queue lane: nobody shares the queue of this workstation."""
        self._db.execute(delete(OutboxRow).where(OutboxRow.lane == Lane.QUEUE))

    def forget_queue(self, before: str, *, logs_before: str) -> None:
        """Drop the frames of the queue lane of earlier days that are safe in the shared folder, then their logs."""
        frames, logs = FrameRow.__table__.c, LogRow.__table__.c
        self._db.execute(
            delete(FrameRow).where(frames.lane == Lane.QUEUE, frames.period < before, frames.confirmed.is_(True))
        )
        left = exists().where(frames.lane == logs.lane, frames.period == logs.period, frames.run == logs.run)
        self._db.execute(delete(LogRow).where(logs.lane == Lane.QUEUE, logs.period < logs_before, ~left))


def _of(key: tuple[str, str, str]) -> ColumnElement[bool]:
    lane, period, run = key
    return and_(FrameRow.lane == lane, FrameRow.period == period, FrameRow.run == run)


def _confirmed_of(lane: str, period: str) -> tuple[ColumnElement[bool], ...]:
    return (FrameRow.lane == lane, FrameRow.period == period, FrameRow.confirmed.is_(True))


def _place(key: tuple[str, str, str]) -> dict[str, Any]:
    lane, period, run = key
    return {"of_lane": lane, "of_period": period, "of_run": run}


def _registers(op: object, ticket_id: UUID) -> bool:
    match op:
        case ["event", _hlc, _run, {"kind": "registered", "ticket_id": str(found)}]:
            return found == ticket_id.hex
        case _:
            return False
