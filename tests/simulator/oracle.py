"""What must hold whatever happens: what was acknowledged, what was granted, and what each store holds of it."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from cdm_desk.domain.change import EraseOp, EventOp, FactOp, Op, SetOp, Stamp, VoidOp, decode, encode
from cdm_desk.domain.clock import seconds_of
from cdm_desk.domain.facts import FACT_KINDS, MalformedError, plain_field
from cdm_desk.domain.queue import Act, ClaimResult, TicketEvent
from cdm_desk.exchange.claim import called_twice
from cdm_desk.exchange.endings import QUEUE_DAYS
from cdm_desk.exchange.folder import QUEUE, RECORD, SharedFolder, day_period
from cdm_desk.exchange.frame import Contents, Head, Log, NotAFrameError, hash_of, scan
from cdm_desk.exchange.medium import Medium
from cdm_desk.store.canonical import packed, unpacked
from cdm_desk.store.facts import ROWS
from cdm_desk.store.records import stamps_of
from cdm_desk.store.unit import Unit
from tests.simulator.machine import Machine
from tests.simulator.share import Server

RECORDS: Final = ("list_entry", "person", "title", "copy")
_LOST: Final = "SELECT count(*) FROM lost WHERE record_id = ?"
_QUEUE_FRAMES: Final = "SELECT count(*) FROM frame WHERE lane = 'q' AND period <= ?"
_PARKED: Final = "SELECT count(*) FROM parked WHERE body LIKE ?"
_DAY_MILLISECONDS: Final = 86_400_000
_BEAT_SECONDS: Final = 3.0


class BrokenError(AssertionError):
    """An invariant does not hold."""

    def __init__(self, invariant: str, what: str) -> None:
        super().__init__(f"{invariant}: {what}")
        self.invariant = invariant


@dataclass(slots=True)
class Knowledge:
    """What one store holds, as far as all stores must come to hold the same."""

    record: str
    board: str
    facts: frozenset[str]
    voids: frozenset[str]
    events: frozenset[str]
    vector: tuple[tuple[Any, ...], ...]
    blocked: frozenset[str]
    idle: bool
    closed: frozenset[str]
    today: str


_BACK_IN_LINE: Final = frozenset(
    {Act.NO_SHOW, Act.PUT_BACK, Act.PARKED, Act.RETURNED, Act.TRANSFERRED, Act.BACK, Act.EXPIRED, Act.UNDONE}
)


@dataclass(slots=True)
class Oracle:
    """Keeps the promises that were made, and looks whether they were kept."""

    durable: set[str] = field(default_factory=set)
    """Operations that must be known everywhere in the end, as JSON texts."""
    given_up: set[str] = field(default_factory=set)
    """What was written on disks that are no more, or in acts that nobody saw the end of: it may have arrived."""
    dropped: set[str] = field(default_factory=set)
    """Facts that were taken back before anybody else could know them."""
    granted: dict[tuple[UUID, int], set[int]] = field(default_factory=lambda: defaultdict(set))
    """To which machines each call was granted."""
    by_hand: set[UUID] = field(default_factory=set)
    """Tickets that a person chose to call by hand: aloud, or after a call that had broken off."""
    unsent: dict[UUID, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Which machines called a ticket as their own, unsent: copies of one disk may both, while the folder is away."""
    lost_claims: bool = False
    """The folder was set back: claims that were granted may be granted again."""
    forged: set[str] = field(default_factory=set)
    """Ids that only unauthentic frames hold."""
    forks: bool = False
    """A run really was continued twice."""
    strayed: bool = False
    """The clock of a machine stood on another day: what it wrote of the queue lies where nobody looks today."""
    seen_facts: dict[int, frozenset[str]] = field(default_factory=dict)

    def told(self, machine: Machine, ticket_id: UUID, attempt: int, result: ClaimResult) -> None:
        """I3: the right to one call is given to one machine."""
        if result is ClaimResult.UNSENT:
            self.unsent[ticket_id].add(machine.no)
        if result is not ClaimResult.WON:
            return
        holders = self.granted[ticket_id, attempt]
        holders.add(machine.no)
        if len(holders) > 1 and not self.lost_claims:
            raise BrokenError("I3", f"call {attempt} of {ticket_id.hex} was granted to machines {sorted(holders)}")

    def called_by_copies(self) -> set[UUID]:
        """Return the tickets that two copies of one disk have called, each as its own."""
        return {ticket_id for ticket_id, machines in self.unsent.items() if len(machines) > 1}

    def promise(self, machine: Machine) -> None:
        """Take what was acknowledged on a disk that will stay, and what any disk knew to be confirmed."""
        self.durable.update(machine.written)

    def promise_confirmed(self, machine: Machine, folder: SharedFolder) -> None:
        """Take what is confirmed in the folder although the disk that wrote it is given up."""
        self.given_up.update(machine.written)
        for _log, contents in confirmed_frames(machine, folder):
            self.durable.update(packed(op) for op in contents.ops)

    def check_pairs(self, machines: Iterable[Machine]) -> None:
        """I1, I9: equal vectors mean equal stores; nothing that was there is gone."""
        known = [(machine, knowledge(machine)) for machine in machines]
        for machine, now in known:
            gone = self.seen_facts.get(machine.no, frozenset()) - now.facts - self.dropped
            if gone:
                raise BrokenError("I9", f"{machine.name} lost facts {sorted(gone)[:3]}")
            self.seen_facts[machine.no] = now.facts
            strange = self.forged & (now.facts | now.voids | now.events)
            if strange:
                raise BrokenError("I6", f"{machine.name} took in what was forged: {sorted(strange)[:3]}")
        for at, (one, left) in enumerate(known):
            for other, right in known[at + 1 :]:
                if left.idle and right.idle and left.vector == right.vector and one.older == other.older:
                    self._check_equal(one, left, other, right)

    def _check_equal(self, one: Machine, left: Knowledge, other: Machine, right: Knowledge) -> None:
        if left.record != right.record:
            raise BrokenError("I1", f"{one.name} and {other.name} differ: {_difference(one, other)}")
        open_today = left.today == right.today and left.today not in left.closed and not self.strayed
        if open_today and left.closed == right.closed and left.board != right.board:
            raise BrokenError("I1", f"the boards of {one.name} and {other.name} differ: {_difference(one, other)}")

    def check_durable(self, machines: Iterable[Machine]) -> None:
        """I2, I5, I8: everything promised is everywhere; the later edit stands and the earlier is not forgotten."""
        ops = [op for text in sorted(self.durable) if (op := _decoded(text)) is not None]
        erased = {(op.table, op.id) for op in ops if isinstance(op, EraseOp)}
        ops = [op for op in ops if not (isinstance(op, SetOp) and (op.table, op.id) in erased)]
        perhaps = [op for text in sorted(self.given_up) if (op := _decoded(text)) is not None]
        maybe = {(op.table, op.id) for op in perhaps if isinstance(op, EraseOp)}
        based = {
            (op.table, op.id, name, base)
            for op in (*ops, *perhaps)
            if isinstance(op, SetOp)
            for name, base in op.bases.items()
        }
        for op in ops:
            if isinstance(op, SetOp) and any(base >= op.stamp for base in op.bases.values()):
                raise BrokenError("I8", f"an edit of {op.id} does not come after what it was based on")
        for machine in machines:
            with machine.store.view() as view:
                standing = [op for op in ops if not (isinstance(op, SetOp) and _is_erased(view, op, maybe))]
                self._check_ops(machine, view, standing, based)
                self._check_erased(machine, view, erased)

    def _check_erased(self, machine: Machine, view: Unit, erased: set[tuple[str, str]]) -> None:
        for table, record in sorted(erased):
            for query in (f"SELECT count(*) FROM {table} WHERE id = ?", _LOST, _PARKED):  # noqa: S608
                argument = f"%{record}%" if query == _PARKED else record
                if view.db.exec_driver_sql(query, (argument,)).scalar_one():
                    raise BrokenError("I9", f"{machine.name} still holds something of {record}, which was erased")

    def _check_ops(self, machine: Machine, view: Unit, ops: list[Op], based: set[tuple[str, str, str, Stamp]]) -> None:
        now = knowledge_of(view, machine)
        today = machine.clock.now().date()
        open_today = today.isoformat() not in now.closed
        for op in ops:
            missing = False
            match op:
                case FactOp(fact=fact):
                    missing = fact.id.hex not in now.facts and fact.id.hex not in self.dropped
                case VoidOp(fact_id=fact_id):
                    missing = fact_id.hex not in now.voids
                case EventOp(event=event):
                    missing = open_today and event.day == today and event.id.hex not in now.events
                case SetOp(table=table):
                    if table in RECORDS:
                        self._check_set(machine, view, op, based)
            if missing:
                raise BrokenError("I2", f"{machine.name} does not know {packed(encode(op))[:160]}")

    def _check_set(self, machine: Machine, view: Unit, op: SetOp, based: set[tuple[str, str, str, Stamp]]) -> None:
        row = view.db.exec_driver_sql(f"SELECT * FROM {op.table} WHERE id = ?", (op.id,)).mappings().first()  # noqa: S608
        if row is None:
            raise BrokenError("I2", f"{machine.name} does not know {op.table} {op.id}")
        stamps = stamps_of(unpacked(row["stamps"]))
        for name, value in op.values.items():
            if name not in stamps or stamps[name] < op.stamp:
                raise BrokenError("I2", f"{machine.name} holds an older {name} of {op.id} than was promised")
            if stamps[name] == op.stamp or _same(row[name], value) or (op.table, op.id, name, op.stamp) in based:
                continue
            lost = view.db.exec_driver_sql(
                "SELECT count(*) FROM lost WHERE record_id = ? AND field = ? AND hlc = ? AND run = ?",
                (op.id, name, *op.stamp),
            ).scalar_one()
            told = view.db.exec_driver_sql(
                "SELECT count(*) FROM lost WHERE record_id = ? AND field = ? AND value = ?",
                (op.id, name, packed(plain_field(value))),
            ).scalar_one()
            if not lost and not told:
                raise BrokenError("I5", f"{machine.name} forgot the value {value!r} of {name} of {op.id}")

    def check_calls(self, machines: Iterable[Machine]) -> None:
        """I3 and the numbers: no ticket was called twice under one claim, no number was handed out twice."""
        for machine in machines:
            today = machine.clock.now().date()
            with machine.store.view() as view:
                of_copies = {
                    ticket.number for ticket in view.tickets.of_day(today) if ticket.id in self.called_by_copies()
                }
                twice = set(called_twice(view, today)) - of_copies
                numbers: dict[str, set[str]] = defaultdict(set)
                untimely = []
                for ticket in view.tickets.of_day(today):
                    numbers[ticket.number].add(ticket.workstation)
                    if ticket.id not in self.by_hand:
                        untimely += untimely_calls(view.tickets.events(ticket.id))
            if twice and not self.lost_claims:
                raise BrokenError("I3", f"{machine.name} sees {twice} called twice under one claim")
            if untimely and not self.lost_claims:
                raise BrokenError("I3", f"{machine.name} sees somebody called who was not back in line: {untimely[:2]}")
            doubled = sorted(number for number, issuers in numbers.items() if len(issuers) > 1)
            if doubled and not self.lost_claims:
                raise BrokenError("I3", f"numbers {doubled} were handed out by two workstations")

    def check_forks(self, machines: Iterable[Machine]) -> None:
        """I6: an alarm of a fork is raised for real forks alone."""
        if self.forks:
            return
        for machine in machines:
            with machine.store.view() as view:
                if "fork" in view.journal.set_aside_reasons():
                    raise BrokenError("I6", f"{machine.name} raised the alarm of a fork where there was none")

    def check_frames(self, machine: Machine, folder: SharedFolder) -> None:
        """I10: no frame holds a ticket and a visit, and none of the record tells a moment finer than it may."""
        for log, contents in all_frames(machine, folder):
            kinds = {op[0] for op in contents.ops if isinstance(op, list) and op}
            facts = kinds & {"fact", "void"}
            if facts and (log.lane == QUEUE or kinds - {"fact", "void"}):
                raise BrokenError("I10", f"a frame of lane {log.lane} holds {sorted(kinds)}")
            if facts and (contents.hlc >> 16) % _DAY_MILLISECONDS:
                raise BrokenError("I10", "a batch of facts tells when it left")
            if log.lane != QUEUE and "event" in kinds:
                raise BrokenError("I10", "what happened to a ticket outlives its day")

    def check_ended(
        self, machines: Iterable[Machine], server: Server, stolen: Mapping[str, bytes], today: date
    ) -> None:
        """I10: a week after a day nothing of its queue lies anywhere, and no key opens what was copied meanwhile."""
        last = day_period(today - timedelta(days=QUEUE_DAYS))
        left = sorted(name for name in server.files if _is_of_queue(name, last))
        if left:
            raise BrokenError("I10", f"{left[:3]} outlived the week of its day")
        for machine in machines:
            with machine.store.view() as view:
                kept = sorted({each.period for each in view.journal.logs() if each.lane == QUEUE})
                frames = view.db.exec_driver_sql(_QUEUE_FRAMES, (last,)).scalar_one()
            if frames:
                raise BrokenError("I10", f"{machine.name} holds {frames} frames of days up to {last}, logs of {kept}")
            for name, data in stolen.items():
                if _is_of_queue(name, last) and any(_opens(medium, name, data) for medium in machine.exchange.media):
                    raise BrokenError("I10", f"{machine.name} still opens {name}")

    def check_newcomer(self, keeper: Machine, newcomer: Machine) -> None:
        """I7: a store made from the folder alone is the same."""
        left, right = knowledge(keeper), knowledge(newcomer)
        if left.record != right.record:
            raise BrokenError("I7", f"a newcomer holds something else: {_difference(keeper, newcomer)}")
        if self._comparable(keeper, left) and left.board != right.board:
            raise BrokenError("I7", f"a newcomer sees another board: {_difference(keeper, newcomer)}")

    def check_replay(self, keeper: Machine, folder: SharedFolder, blank: Machine, chance: Random) -> None:
        """I4: the same operations in any order, some of them twice, make the same store."""
        today = day_period(keeper.clock.now().date())
        frames = [(log.lane, op) for log, contents in all_frames(keeper, folder) for op in contents.ops
                  if log.lane == RECORD or log.period == today]  # fmt: skip
        again = frames + chance.sample(frames, len(frames) // 3)
        chance.shuffle(again)
        with blank.store.unit() as unit:
            for lane, op in again:
                if op[0] != "here":
                    unit.receive(lane, [op])
        left, right = knowledge(keeper), knowledge(blank)
        if left.record != right.record:
            raise BrokenError("I4", f"another order made something else: {_difference(keeper, blank)}")
        if self._comparable(keeper, left) and left.board != right.board:
            raise BrokenError("I4", f"another order made another board: {_difference(keeper, blank)}")

    def _comparable(self, keeper: Machine, known: Knowledge) -> bool:
        return not self.strayed and keeper.clock.now().date().isoformat() not in known.closed

    def check_heart(self, machine: Machine, silent: float) -> None:
        """L3: the exchange gives a sign every three seconds unless a call of the folder itself hangs."""
        if silent > _BEAT_SECONDS:
            raise BrokenError("L3", f"the exchange of {machine.name} gave no sign for {silent:.1f} s")


def untimely_calls(events: Sequence[TicketEvent]) -> list[TicketEvent]:
    """Return the calls of a visitor who was called before, and whom nothing had sent back to the line."""
    return [
        event
        for event in events
        if event.kind is Act.CALLED
        and not event.offline
        and any(each.kind is Act.CALLED and each.attempt == event.attempt - 1 for each in events)
        and not any(
            each.kind in _BACK_IN_LINE and each.attempt >= event.attempt - 1 and each.hlc < event.hlc for each in events
        )
    ]


def _is_of_queue(name: str, last: str) -> bool:
    lane, _, rest = name.partition("/")
    return lane == QUEUE and rest.partition("/")[0] <= last


def _opens(medium: Medium, name: str, data: bytes) -> bool:
    """Whether something of a log that was copied can still be read by whoever reaches the site by this."""
    lane, period, file = name.split("/")
    log = Log(lane=lane, period=period, run=bytes.fromhex(file.removesuffix(".log")))
    try:
        codec = medium.codec(log)
    except OSError:  # there is no key of that day any more
        return False
    return bool(scan(codec, data, Head(), lambda *_signed: True).frames)


def knowledge(machine: Machine) -> Knowledge:
    """Return what the store of a machine holds."""
    with machine.store.view() as view:
        return knowledge_of(view, machine)


def knowledge_of(view: Unit, machine: Machine) -> Knowledge:
    """Return what a store holds."""
    today = machine.clock.now()
    facts: set[str] = set()
    record = hashlib.sha256()
    for row in _rows(view, *(_FACTS)):
        facts.add(str(row[0]))
        record.update(repr(row).encode())
    voids = list(_rows(view, _VOIDS))
    for row in (*voids, *_rows(view, *_RECORDS)):
        record.update(repr(row).encode())
    board = hashlib.sha256()
    events: set[str] = set()
    midnight = today.replace(hour=0, minute=0, second=0)
    for query, arguments in (
        (_TICKETS, (today.date().isoformat(),)),
        (_DESKS, (seconds_of(midnight),)),
    ):
        for row in view.db.exec_driver_sql(query, arguments):
            board.update(repr(tuple(row)).encode())
    for row in view.db.exec_driver_sql(_EVENTS, (today.date().isoformat(),)):
        events.add(row[0])
        board.update(repr(tuple(row)).encode())
    vector = _rows(view, _VECTOR)
    waiting, unconfirmed = view.journal.count_waiting(), view.journal.count_unconfirmed()
    closed = _rows(view, "SELECT day FROM day_close ORDER BY day")
    return Knowledge(
        record=record.hexdigest(),
        board=board.hexdigest(),
        facts=frozenset(facts),
        voids=frozenset(str(row[0]) for row in voids),
        events=frozenset(events),
        vector=tuple(vector),
        blocked=frozenset(str(row[0]) for row in _rows(view, "SELECT run FROM log WHERE forked")),
        idle=not any(waiting) and not unconfirmed,
        closed=frozenset(str(row[0]) for row in closed),
        today=today.date().isoformat(),
    )


# Of a run that was continued twice each may have met another continuation first: it is blocked wherever it is known,
# nobody's number of it says anything, and what it held must be the same everywhere all the same.
_VECTOR: Final = (
    "SELECT lane, period, run, no, hash FROM log WHERE no > 0 AND run NOT IN (SELECT run FROM log WHERE forked) "
    "ORDER BY lane, period, run"
)
_FACTS: Final = tuple(f"SELECT id, * FROM {ROWS[kind].__tablename__} ORDER BY id" for kind in FACT_KINDS)  # noqa: S608
_VOIDS: Final = "SELECT fact_id, reason, role, day FROM void ORDER BY fact_id"


def _is_erased(view: Unit, op: SetOp, maybe: set[tuple[str, str]]) -> bool:
    """Whether a record is gone by an erasure that nobody saw the end of."""
    if (op.table, op.id) not in maybe:
        return False
    query = "SELECT count(*) FROM erased WHERE table_name = ? AND record_id = ?"
    return bool(view.db.exec_driver_sql(query, (op.table, op.id)).scalar_one())


_RECORDS: Final = tuple(f"SELECT * FROM {table} ORDER BY id" for table in (*RECORDS, "erased"))  # noqa: S608
_TICKETS: Final = "SELECT id, number, state, desk, conflicts, body FROM ticket WHERE day = ? ORDER BY id"
_DESKS: Final = "SELECT * FROM desk WHERE opened_at >= ? ORDER BY id"
_EVENTS: Final = (
    "SELECT id, hlc, run, body FROM ticket_event WHERE ticket_id IN (SELECT id FROM ticket WHERE day = ?) ORDER BY id"
)


def _rows(view: Unit, *queries: str) -> Iterator[tuple[Any, ...]]:
    for query in queries:
        for row in view.db.exec_driver_sql(query):
            yield tuple(row)


def all_frames(machine: Machine, folder: SharedFolder) -> Iterator[tuple[Log, Contents]]:
    """Yield what every frame says that a store keeps."""
    for log, contents, _confirmed in _opened(_frames(machine), folder):
        yield log, contents


def confirmed_frames(machine: Machine, folder: SharedFolder) -> Iterator[tuple[Log, Contents]]:
    """Yield what the frames say that are known to be in the folder."""
    for log, contents, known in _opened(_frames(machine), folder):
        if known:
            yield log, contents


def keeps_every_frame(machine: Machine) -> bool:
    """Whether a store keeps each frame of the record that it knows of, and so can tell it anew."""
    with machine.store.view() as view:
        held = Counter((row[0], row[1], row[2]) for row in _rows(view, "SELECT lane, period, run FROM frame"))
        return all(held[state.key] == state.no for state in view.journal.logs() if state.lane == RECORD)


def _frames(machine: Machine) -> list[tuple[Any, ...]]:
    with machine.store.view() as view:
        return list(
            _rows(view, "SELECT lane, period, run, no, raw, confirmed FROM frame ORDER BY lane, period, run, no")
        )


def _opened(rows: list[tuple[Any, ...]], folder: SharedFolder) -> Iterator[tuple[Log, Contents, int]]:
    head, place = Head(), ("", "", "")
    for lane, period, run, no, raw, confirmed in rows:
        if (lane, period, run) != place:
            head, place = Head(), (lane, period, run)
        log = Log(lane=lane, period=period, run=bytes.fromhex(run))
        try:
            contents = folder.codec(log).open(head, raw)
        except NotAFrameError:
            continue
        head = Head(no=no, hash=hash_of(raw))
        yield log, contents, confirmed


def _decoded(text: str) -> Op | None:
    try:
        return decode(unpacked(text))
    except (MalformedError, ValueError):
        return None  # of a newer version: known only once all are upgraded


def _same(stored: object, value: object) -> bool:
    return stored == value or (isinstance(stored, str) and stored == packed(value))


def _difference(one: Machine, other: Machine) -> str:
    """Say where two stores differ, for whoever looks for the cause."""
    told = []
    today = one.clock.now().replace(hour=0, minute=0, second=0)
    day, midnight = (today.date().isoformat(),), (seconds_of(today),)
    queries: list[tuple[str, tuple[Any, ...]]] = [(query, ()) for query in (*_FACTS, _VOIDS, *_RECORDS)]
    for query, arguments in (*queries, (_TICKETS, day), (_EVENTS, day), (_DESKS, midnight)):
        rows = []
        for machine in (one, other):
            with machine.store.view() as view:
                rows.append({repr(tuple(row)) for row in view.db.exec_driver_sql(query, arguments)})
        for name, only in ((one.name, rows[0] - rows[1]), (other.name, rows[1] - rows[0])):
            told += [f"only {name}: {text[:700]}" for text in sorted(only)[:2]]
    return "; ".join(told[:6]) or "nothing"
