"""Snapshots: the shared state laid down each night by one workstation, and compared by every other with its own.

One workstation is elected, writes what it holds and how far it has read each log. The others read it back, hold their
own state at the same point against it, and say in writing whether it is the same: so that two stores that drift apart
are noticed the next night. A new workstation begins from the newest snapshot that two have agreed on.

A snapshot is *agreed* when its maker and at least one other workstation hold the same and nobody holds something else.
In a site without a third workstation (the maker and the one that asks) there is nobody to agree: its maker's word does.
A workstation that began from a snapshot has no say on that one, nor on older ones: it would only repeat what it read.

Nothing here runs by itself or keeps time: every step is called, by the worker, the night, a command or a test.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from cdm_desk.domain.change import Department, Lane
from cdm_desk.domain.clock import Clock, seconds_of
from cdm_desk.domain.facts import MalformedError
from cdm_desk.exchange.cycle import HERE, Member
from cdm_desk.exchange.frame import FIRST, FrameCodec, Log, NotAFrameError
from cdm_desk.exchange.frame import Head as FrameHead
from cdm_desk.exchange.site import Site, fault_named
from cdm_desk.exchange.snapshot_file import (
    SNAPSHOTS,
    Head,
    Known,
    Look,
    Notes,
    Reader,
    Refusal,
    Shelf,
    Snapshot,
    SnapshotRefusedError,
    Vector,
    Writer,
    day_of,
    names_of,
    new_name,
    piece_name,
)
from cdm_desk.store.canonical import packed, unpacked
from cdm_desk.store.facts import ROWS
from cdm_desk.store.journal import LogState
from cdm_desk.store.meta import HLC
from cdm_desk.store.shared import Shape, Tally, comparable, shapes
from cdm_desk.store.unit import Store, Unit

NOTED: Final = "snapshots"
"""Under this key the store keeps what it knows of snapshots."""
LOGS: Final = "log"
"""The name that stands for a table where two workstations hold different frames under one number."""

_JUDGED: Final = 2
_TRIES: Final = 3
_TURNS: Final = 6
_TURN_SECONDS: Final = 1800
_AT_ONCE: Final = 2000
_TABLES_OF_FACTS: Final = {kind: str(row.__tablename__) for kind, row in ROWS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Differing:
    """Two workstations that knew the same and held something else: an alarm, until the one that found it agrees."""

    day: date
    made_by: str
    found_by: str
    table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of one snapshot; `agreed_by` holds its maker too, `differing` the first differing table of each."""

    name: str
    day: date
    made_by: str = ""
    refused: Refusal | None = None
    agreed_by: frozenset[str] = frozenset()
    differing: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """How a store began: from which snapshot, None for the logs alone, and which newer ones were refused, and why."""

    name: str | None = None
    rows: int = 0
    refused: Mapping[str, Refusal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    sha: str
    table: str


class Snapshots:
    """What one workstation does with the snapshots of its site."""

    def __init__(self, shelf: Shelf, site: Site, store: Store, clock: Clock, member: Member) -> None:
        self._shelf = shelf
        self._site = site
        self._store = store
        self._clock = clock
        self._workstation = member.name
        self._signer = Ed25519PrivateKey.from_private_bytes(member.private_key)
        self._notes = Notes(shelf, site)
        self._verdicts: dict[tuple[str, str], _Verdict] = {}
        self.on_step = _nothing
        """Called whenever the medium has answered, to show that nothing hangs."""

    def due(self) -> date | None:
        """Return the day of which a snapshot is to be made now, None when there is one or nothing to lay down.

        That is today once its board is closed here, the day before until then: made up for at the first start.
        """
        today = self._clock.now().date()
        with self._store.view() as view:
            if not self._vector(view):
                return None
            day = today if view.days.closed(today) else today - timedelta(days=1)
        names = names_of(self._shelf.blobs(SNAPSHOTS))
        newer = [name for name in names if _day(name) >= day]
        return None if any(self._complete(name, names[name]) for name in newer) else day

    def make(self, day: date) -> str | None:
        """Lay the state down, if this workstation is elected to and nothing of it waits to leave; return its name."""
        with self._store.view() as view:
            if not self._ready(view):
                return None
        if not self._elected(day):
            return None
        name = new_name(self._site, self._workstation, day)
        with self._store.view() as view:
            if not self._ready(view):
                return None
            with _named():
                self._write(view, name, day)
        try:
            # Not that it was written, but that it can be read makes a snapshot.
            snapshot = self.opened(name)
        except SnapshotRefusedError:
            # What cannot be taken away yet counts for nothing either.
            with suppress(OSError):
                self.forget(name)
            return None
        self._note_seen(name, by=snapshot.head.workstation, sha=snapshot.sha)
        return name

    def judge(self) -> list[str]:
        """Compare the newest snapshots of others with the state here and say in writing what came of it.

        Returns the names of those judged now. One that knows more than this store is left for later.
        """
        noted = self._noted()
        names = names_of(self._shelf.blobs(SNAPSHOTS))
        judged = []
        for name in list(names)[:_JUDGED]:
            seen = noted["seen"].get(name, {})
            if "table" in seen or seen.get("by") == self._workstation or seen.get("tries", 0) >= _TRIES:
                continue
            if noted["from"] and _day(name) <= _day(noted["from"]):
                continue
            if self._judge(name, names[name]):
                judged.append(name)
        self._collect()
        return judged

    def standings(self) -> list[Standing]:
        """Return what is known of the snapshots at hand, the newest first."""
        names = self._collect()
        return [self._standing(name, names[name]) for name in names]

    def agreed(self) -> list[Standing]:
        """Return the snapshots that two workstations agreed on, the newest first."""
        return [standing for standing in self.standings() if self._is_agreed(standing)]

    def covered(self, logs: Sequence[LogState], times: int = 2) -> list[LogState]:
        """Return the logs of the record lane whose every frame known here is in so many agreed snapshots, or more.

        What they hold may leave the medium: whoever comes later begins from one of these.
        """
        vectors = []
        for standing in self.agreed()[: times + 1]:
            with suppress(SnapshotRefusedError):
                vectors.append(self.opened(standing.name).vector)
        return [
            log
            for log in logs
            if log.lane == Lane.RECORD
            and sum(1 for vector in vectors if _knows(vector, log.period, log.run, log.no)) >= times
        ]

    def opened(self, name: str) -> Snapshot:
        """Read a snapshot whole and return what it is; raises SnapshotRefusedError."""
        return self._reader(name, names_of(self._shelf.blobs(SNAPSHOTS)).get(name, 0)).opened(self._public_key)

    def forget(self, name: str) -> None:
        """Remove a snapshot, its last piece first, so that what is left of it on the way counts for nothing."""
        for index in reversed(range(names_of(self._shelf.blobs(SNAPSHOTS)).get(name, 0))):
            self._shelf.remove(piece_name(name, index))
        for workstation in self._stations():
            self._shelf.remove(self._verdict_name(name, workstation))

    def begin(self) -> Begun:
        """Begin from the newest snapshot that may be trusted, where this store knows nothing or too little.

        That is a new workstation, one whose disk was lost, and a store put back from a copy so old that the logs it
        had not read are gone. Frames of such a copy that the newest snapshot holds need not be sent again. The logs
        are read afterwards, from where the snapshot ends.
        """
        with self._store.view() as view:
            known, left = self._vector(view), bool(view.shared.unconfirmed())
        if known and not left and not self._long_away(known):
            return Begun()
        names = self._collect()
        refused: dict[str, Refusal] = {}
        for name, pieces in names.items():
            reader = self._reader(name, pieces)
            try:
                snapshot = reader.opened(self._public_key)
                standing = self._standing_of(snapshot)
                if standing.differing:
                    refused[name] = Refusal.DIFFERS
                elif self._is_agreed(standing):
                    if known and not self._lacks(snapshot, known):
                        self._need_not_be_sent(snapshot.vector)
                        return Begun(refused=refused)
                    return Begun(name=name, rows=self._take_in(snapshot, reader), refused=refused)
            except SnapshotRefusedError as refusal:
                refused[name] = refusal.refusal
        return Begun(refused=refused)

    def _write(self, view: Unit, name: str, day: date) -> None:
        writer = Writer(self._shelf, self._site, name, self._signer, self._step)
        head = Head(
            workstation=self._workstation,
            day=day,
            hlc=int(view.meta.get(HLC) or 0),
            schema=view.shared.schema,
        )
        writer.head(head, self._vector(view).values())
        tables = {}
        for table, shape in shapes().items():
            tally = Tally()
            for rows in view.shared.rows(table):
                tally.add(comparable(table, shape.columns, rows))
                writer.rows(table, shape.columns, rows)
            tables[table] = tally.told
        writer.foot(tables)

    def _ready(self, view: Unit) -> bool:
        """Whether the state here is exactly what the logs hold that were read, so that others can hold it too."""
        return bool(self._vector(view)) and not view.shared.waiting() and not view.shared.unconfirmed()

    def _vector(self, view: Unit) -> dict[tuple[str, str], Known]:
        return {
            (log.period, log.run): Known(
                period=log.period, run=log.run, no=log.no, hash=log.hash, workstation=log.workstation
            )
            for log in view.journal.logs()
            if log.lane == Lane.RECORD and log.no
        }

    def _elected(self, day: date) -> bool:
        """Whether this workstation makes the snapshot of a day; whoever was elected and did not is followed by another.

        Two that both made one have done no harm but double work.
        """
        now = seconds_of(self._clock.now())
        body = {"kind": "election", "day": day.isoformat(), "workstation": self._workstation, "at": now}
        for turn in range(_TURNS):
            match self._notes.put(f"{SNAPSHOTS}/{day:%Y%m%d}.turn-{turn}", body):
                case {"kind": "election", "workstation": str(elected), "at": int(at)}:
                    if elected == self._workstation:
                        return True
                    if 0 <= now - at < _TURN_SECONDS:
                        return False
                case _:
                    return False
        return False

    def _complete(self, name: str, pieces: int) -> bool:
        return self._reader(name, pieces).ends()

    def _judge(self, name: str, pieces: int) -> bool:
        try:
            with self._store.view() as view, _named():
                comparison = _Comparison(view, self._site)
                snapshot = self._reader(name, pieces).opened(self._public_key, comparison.begin)
                table = comparison.ended()
        except _NotYetError:
            return False
        except SnapshotRefusedError as refused:
            # Its maker may still be writing, or a read was torn: it is looked at again, but not for ever.
            tries = self._noted()["seen"].get(name, {}).get("tries", 0) + 1
            self._note_seen(name, refused=refused.refusal.value, tries=tries)
            return False
        if snapshot.head.workstation == self._workstation:
            self._note_seen(name, by=self._workstation, sha=snapshot.sha)
            return False
        told = {"kind": "verdict", "of": name, "workstation": self._workstation, "sha": snapshot.sha, "table": table}
        signature = self._signer.sign(_signed(self._site, told))
        self._notes.put(self._verdict_name(name, self._workstation), told | {"signature": signature.hex()})
        self._note_seen(name, by=snapshot.head.workstation, sha=snapshot.sha, table=table)
        return True

    def _collect(self) -> dict[str, int]:
        """Read what others have said of the snapshots at hand, and note for the screen where two differ."""
        lying = {f"{SNAPSHOTS}/{blob}" for blob in self._shelf.blobs(SNAPSHOTS)}
        names = names_of(blob.partition("/")[2] for blob in lying)
        stations = self._stations()
        for name in names:
            for workstation in stations:
                note = self._verdict_name(name, workstation)
                if (name, workstation) in self._verdicts or note not in lying:
                    continue
                if (verdict := self._verdict(name, workstation, self._notes.read(note))) is not None:
                    self._verdicts[name, workstation] = verdict
        last: dict[str, Any] = {}
        seen = self._noted()["seen"]
        for name in names:
            for workstation in stations:
                if (found := self._verdicts.get((name, workstation))) is not None and workstation not in last:
                    by = seen.get(name, {}).get("by", "")
                    last[workstation] = {"day": _day(name).isoformat(), "by": by, "table": found.table}
        self._note(last=last, only=set(names))
        return names

    def _verdict(self, name: str, workstation: str, body: Mapping[str, Any] | None) -> _Verdict | None:
        match body:
            case {"kind": "verdict", "sha": str(sha), "table": str(table), "signature": str(signature)}:
                told = {"kind": "verdict", "of": name, "workstation": workstation, "sha": sha, "table": table}
                key = self._public_key(workstation)
                if key is not None and _is_signed(key, signature, _signed(self._site, told)):
                    return _Verdict(sha=sha, table=table)
        return None

    def _standing(self, name: str, pieces: int) -> Standing:
        seen = self._noted()["seen"].get(name, {})
        if "sha" not in seen:
            try:
                snapshot = self._reader(name, pieces).opened(self._public_key)
            except SnapshotRefusedError as refused:
                return Standing(name=name, day=_day(name), refused=refused.refusal)
            seen = {"by": snapshot.head.workstation, "sha": snapshot.sha}
            self._note_seen(name, **seen)
        return self._stands(name, seen["by"], seen["sha"])

    def _standing_of(self, snapshot: Snapshot) -> Standing:
        return self._stands(snapshot.name, snapshot.head.workstation, snapshot.sha)

    def _stands(self, name: str, by: str, sha: str) -> Standing:
        said = {
            workstation: verdict.table
            for (of, workstation), verdict in self._verdicts.items()
            if of == name and verdict.sha == sha and workstation != by
        }
        return Standing(
            name=name,
            day=_day(name),
            made_by=by,
            agreed_by=frozenset({by, *(each for each, table in said.items() if not table)}),
            differing={each: table for each, table in said.items() if table},
        )

    def _is_agreed(self, standing: Standing) -> bool:
        others = {*self._stations()} - {standing.made_by, self._workstation}
        enough = 2 if others else 1
        return standing.refused is None and not standing.differing and len(standing.agreed_by) >= enough

    def _long_away(self, known: Vector) -> bool:
        """Whether logs may have gone that this store has not read: those of a month stay for weeks after its end."""
        today = self._clock.now().date()
        month_before = (today.replace(day=1) - timedelta(days=1)).strftime("%Y%m")
        return max(period for period, _run in known) < month_before

    def _lacks(self, snapshot: Snapshot, known: Vector) -> bool:
        """Whether a snapshot holds frames that this store has not read and that lie in no log any more."""
        behind = [each for key, each in snapshot.vector.items() if key not in known or known[key].no < each.no]
        lying = {log for period in {each.period for each in behind} for log in self._shelf.logs(Lane.RECORD, period)}
        return any(_log(*each.key) not in lying for each in behind)

    def _take_in(self, snapshot: Snapshot, reader: Reader) -> int:
        with self._store.view() as view:
            ours = [*view.shared.waiting(), *self._unconfirmed_ops(view)]
        touched = _Touched(ours)
        rows_taken = 0
        try:
            for portion in _together(reader.again()):
                with self._store.unit() as unit:
                    for table, columns, rows in portion:
                        unit.join(table, columns, rows, touched.keys)
                        rows_taken += len(rows)
        except MalformedError as fault:
            raise SnapshotRefusedError(snapshot.name, Refusal.MALFORMED) from fault
        with self._store.unit() as unit:
            unit.heard(snapshot.head.hlc)
            unit.receive(Lane.RECORD.value, ours, ours=True)
            unit.changed |= {*Department}
            known = self._vector(unit)
            for key, each in snapshot.vector.items():
                if key not in known or known[key].no < each.no:
                    unit.journal.keep_log(_log_state(each))
            self._confirm(unit, snapshot.vector)
        self._note(begun=snapshot.name)
        self._note_seen(snapshot.name, by=snapshot.head.workstation, sha=snapshot.sha)
        return rows_taken

    def _need_not_be_sent(self, vector: Vector) -> None:
        with self._store.unit() as unit:
            self._confirm(unit, vector)

    def _confirm(self, unit: Unit, vector: Vector) -> None:
        for (period, run), no, _raw in unit.shared.unconfirmed():
            if _knows(vector, period, run, no):
                unit.journal.confirm((Lane.RECORD.value, period, run), [no])

    def _unconfirmed_ops(self, view: Unit) -> Iterator[Any]:
        for (period, run), no, raw in view.shared.unconfirmed():
            before = view.shared.hash_of(period, run, no - 1) if no > 1 else FIRST
            if before is not None:
                with suppress(NotAFrameError):
                    ops = _codec(self._site, period, run).open(FrameHead(no=no - 1, hash=before), raw).ops
                    # Who wrote a log is no part of the state.
                    yield from (op for op in ops if not (isinstance(op, list) and op[:1] == [HERE]))

    def _verdict_name(self, name: str, workstation: str) -> str:
        return f"{SNAPSHOTS}/{name}.is-{self._site.name_of(f'verdicts of {workstation}')[:8]}"

    def _reader(self, name: str, pieces: int) -> Reader:
        return Reader(self._shelf, self._site, name, pieces, self._step)

    def _step(self) -> None:
        self.on_step()

    def _public_key(self, workstation: str) -> bytes | None:
        return self._stations().get(workstation)

    def _stations(self) -> dict[str, bytes]:
        with self._store.view() as view:
            return {each.name: each.public_key for each in view.journal.workstations()}

    def _noted(self) -> dict[str, Any]:
        with self._store.view() as view:
            return noted(view)

    def _note_seen(self, name: str, **told: Any) -> None:
        with self._store.unit() as unit:
            known = noted(unit)
            kept = {key: value for key, value in known["seen"].get(name, {}).items() if key not in ("refused", "tries")}
            known["seen"][name] = kept | told
            unit.meta.put(NOTED, packed(known))

    def _note(self, *, last: Mapping[str, Any] | None = None, only: set[str] | None = None, begun: str = "") -> None:
        with self._store.view() as view:
            before = noted(view)
        after = {
            "from": begun or before["from"],
            "last": before["last"] if last is None else dict(last),
            "seen": {name: told for name, told in before["seen"].items() if only is None or name in only},
        }
        if after != before:
            with self._store.unit() as unit:
                unit.meta.put(NOTED, packed(after))


def noted(view: Unit) -> dict[str, Any]:
    """Return what a store knows of snapshots: from which it began, which it saw, what each workstation said last."""
    text = view.meta.get(NOTED)
    found = {} if text is None else json.loads(text)
    return {"from": found.get("from", ""), "last": found.get("last", {}), "seen": found.get("seen", {})}


def differing(view: Unit) -> tuple[Differing, ...]:
    """Return the workstations that found last that they hold something else than who made a snapshot."""
    return tuple(
        Differing(day=date.fromisoformat(told["day"]), made_by=told["by"], found_by=workstation, table=told["table"])
        for workstation, told in sorted(noted(view)["last"].items())
        if told["table"]
    )


_Rows = tuple[str, list[str], list[list[Any]]]


class _NotYetError(Exception):
    """The snapshot holds frames that have not been read here."""


class _Touched:
    """What operations write: rows that differ with whether the operation is known."""

    def __init__(self, ops: Sequence[Any]) -> None:
        self.keys: set[tuple[str, str]] = set()
        self.later: set[str] = set()
        for op in ops:
            self.add_later(op)

    def add_later(self, op: Any) -> None:  # noqa: ANN401 - any JSON
        """Note an operation that only this store knows; it may have been parked, or have ended what was parked."""
        self.add(op)
        self.later |= {packed(op), *(record_id for _table, record_id in self._erasure(op))}

    def add(self, op: Any) -> None:  # noqa: ANN401 - any JSON
        """Note which row an operation writes, or would write in a program that understands it."""
        match op:
            case ["fact", str(kind), {"id": str(fact_id)}]:
                self.keys.add((_TABLES_OF_FACTS.get(kind, f"{kind}_fact"), fact_id))
            case ["void", str(fact_id), *_rest]:
                self.keys.add(("void", fact_id))
            case ["set", _, _, str(table), str(record_id), *_rest]:
                self.keys.add((table, record_id))
            case ["erase", str(table), str(record_id), *_rest]:
                self.keys |= {(table, record_id), ("erased", f"{table} {record_id}")}

    def is_later(self, body: str) -> bool:
        """Whether something parked would not be, or is there only, because of what this store alone knows."""
        match unpacked(body):
            case ["set", _, _, _, str(record_id), *_rest] if record_id in self.later:
                return True
        return body in self.later

    @staticmethod
    def _erasure(op: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - any JSON
        match op:
            case ["erase", str(table), str(record_id), *_rest]:
                return [(table, record_id)]
            case _:
                return []


class _Comparison:
    """The state here held against that of a snapshot, row by row as it is read, at the same point.

    What frames that only this store has read have written, and what waits here to leave, is passed over on both sides:
    it will be compared the next night. Programs of different versions are compared in what both know.
    """

    def __init__(self, view: Unit, site: Site) -> None:
        self._view = view
        self._site = site
        self._touched = _Touched(view.shared.waiting())
        self._first = ""
        self._same_program = True
        self._done: set[str] = set()
        self._table: _TableComparison | None = None

    def begin(self, head: Head, vector: Vector) -> Look:
        """Find out what this store knows beyond a vector; raises _NotYetError where it knows less."""
        self._same_program = head.schema == self._view.shared.schema
        logs = {(log.period, log.run): log for log in self._view.journal.logs() if log.lane == Lane.RECORD}
        for key, known in vector.items():
            log = logs.get(key)
            if log is None or log.no < known.no:
                raise _NotYetError
            ours = log.hash if log.no == known.no else self._view.shared.hash_of(*key, known.no)
            if ours is not None and ours != known.hash:
                self._first = LOGS
        for key, log in logs.items():
            self._touch_beyond(log, vector.get(key))
        for body in self._view.journal.parked():
            self._touched.add(unpacked(body))
        return self._look

    def ended(self) -> str:
        """Return the first table that differs, in the order of the tables; empty when all are the same."""
        self._close()
        for name in shapes():
            if name not in self._done:
                self._open(name, ())
                self._close()
        return self._first

    def _touch_beyond(self, log: LogState, known: Known | None) -> None:
        no, digest = (0, FIRST) if known is None else (known.no, known.hash)
        codec = _codec(self._site, log.period, log.run)
        for number, raw, hashed in self._view.shared.frames_after(log.period, log.run, no):
            if number != no + 1:
                raise _NotYetError
            for op in codec.open(FrameHead(no=no, hash=digest), raw).ops:
                self._touched.add_later(op)
            no, digest = number, hashed
        if no < log.no:
            # It began from a later snapshot and never held those frames.
            raise _NotYetError

    def _look(self, table: str, columns: list[str], rows: list[list[Any]]) -> None:
        if table == "parked":
            for (body,) in rows:
                self._touched.add(unpacked(body))
        if table not in shapes() or self._first:
            return
        if self._table is None or self._table.name != table:
            self._close()
            self._open(table, columns)
        if self._table is not None:
            self._table.theirs(columns, rows)

    def _open(self, name: str, columns: Sequence[str]) -> None:
        self._done.add(name)
        if name != "parked" or self._same_program:
            self._table = _TableComparison(shapes()[name], columns, self._touched)

    def _close(self) -> None:
        table, self._table = self._table, None
        if table is not None and not self._first and not table.same(self._view):
            self._first = table.name


class _TableComparison:
    """One table, here and in a snapshot."""

    def __init__(self, shape: Shape, columns: Sequence[str], touched: _Touched) -> None:
        self.name = shape.name
        self._shape = shape
        self._columns = [column for column in shape.columns if not columns or column in columns]
        self._touched = touched
        self._theirs = Tally()

    def theirs(self, columns: Sequence[str], rows: list[list[Any]]) -> None:
        """Take in rows of the snapshot."""
        places = [columns.index(column) for column in self._columns]
        self._theirs.add(self._kept([[row[place] for place in places] for row in rows]))

    def same(self, view: Unit) -> bool:
        """Whether the rows here are the same."""
        ours = Tally()
        for rows in view.shared.rows(self.name, self._columns):
            ours.add(self._kept(rows))
        return ours.told == self._theirs.told

    def _kept(self, rows: list[list[Any]]) -> Sequence[Sequence[Any]]:
        rows = list(comparable(self.name, self._columns, rows))  # type: ignore[arg-type]
        keys = self._touched.keys
        match self.name:
            case "parked":
                return [row for row in rows if not self._touched.is_later(row[0])]
            case "lost":
                table, record = self._columns.index("table_name"), self._columns.index("record_id")
                return [row for row in rows if (row[table], row[record]) not in keys]
            case name:
                key = self._columns.index(self._shape.key)
                return [row for row in rows if (name, row[key]) not in keys]


def _together(portions: Iterable[_Rows]) -> Iterator[list[_Rows]]:
    """Put together what is taken in at once: few commits, and no desk ever waits long for the lock."""
    together: list[_Rows] = []
    for each in portions:
        if together and sum(len(rows) for _table, _columns, rows in (*together, each)) > _AT_ONCE:
            yield together
            together = []
        together.append(each)
    if together:
        yield together


def _knows(vector: Vector, period: str, run: str, no: int) -> bool:
    known = vector.get((period, run))
    return known is not None and known.no >= no


def _log_state(known: Known) -> LogState:
    # Read again from its beginning: in a folder that was repaired the same frames may lie elsewhere.
    return LogState(
        lane=Lane.RECORD.value,
        period=known.period,
        run=known.run,
        workstation=known.workstation,
        no=known.no,
        hash=known.hash,
    )


def _codec(site: Site, period: str, run: str) -> FrameCodec:
    return FrameCodec(site.id, site.key, _log(period, run))


def _log(period: str, run: str) -> Log:
    return Log(lane=Lane.RECORD.value, period=period, run=bytes.fromhex(run))


def _day(name: str) -> date:
    try:
        return day_of(name)
    except ValueError:
        return date.min


def _signed(site: Site, told: Mapping[str, Any]) -> bytes:
    return b"verdict" + site.id + packed(told).encode()


def _is_signed(key: bytes, signature: str, signed: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(bytes.fromhex(signature), signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def _nothing() -> None:
    """Do nothing."""


@contextmanager
def _named() -> Iterator[None]:
    """Name a fault of the folder inside a view, which would take it for one of this workstation's disk."""
    try:
        yield
    except OSError as fault:
        raise fault_named(fault) from fault
