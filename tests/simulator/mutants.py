"""The shipped code with one thought taken out of it, in memory: each of these must be noticed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final
from unittest.mock import patch

from sqlalchemy.engine import Connection

from cdm_desk.domain.change import Lane, SetOp, Stamp
from cdm_desk.domain.facts import MalformedError
from cdm_desk.domain.queue import ClaimResult, TicketEvent, replay
from cdm_desk.exchange import cycle, folder, frame
from cdm_desk.exchange.claim import Claimant, FolderClaims
from cdm_desk.exchange.cycle import Cycle
from cdm_desk.exchange.endings import Endings
from cdm_desk.exchange.folder import Published, SharedFolder
from cdm_desk.exchange.frame import Accept, Found, FrameCodec, Head, Log, NotAFrameError, Scan, hash_of
from cdm_desk.exchange.share_process import Answer
from cdm_desk.store import records, unit
from cdm_desk.store.journal import JournalTable, LogState
from cdm_desk.store.unit import Unit

Patches = Iterator[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A change of the code; `equivalent` says why nothing can be seen of it."""

    name: str
    patches: Callable[[], Iterable[Any]]
    seen_at: int = 0
    """A seed that showed it."""
    equivalent: str = ""

    @contextmanager
    def alive(self) -> Iterator[None]:
        """Let the changed code run."""
        with ExitStack() as stack:
            for each in self.patches():
                stack.enter_context(each)
            yield


def _claims_not_exclusive() -> Patches:
    def claim(self: SharedFolder, period: str, purpose: str, body: bytes, *, weakly: bool = False) -> Answer:
        del weakly
        self.prepare(folder.QUEUE, period)
        calls = vars(self)["_calls"]
        calls.create(f"{folder.QUEUE}/{period}/claim/{self.site.name_of(purpose)}", body)
        return Answer(data=body)

    yield patch.object(SharedFolder, "claim", claim)


def _call_without_claim() -> Patches:
    yield patch.object(FolderClaims, "take", lambda *_asked: ClaimResult.WON)


def _run_kept_in_the_database() -> Patches:
    really = Cycle.recall

    def recall(self: Cycle) -> None:
        with vars(self)["_store"].unit() as work:
            known = work.meta.get("run")
            if known is None:
                work.meta.put("run", self.run.hex())
            else:
                self.run = bytes.fromhex(known)
        really(self)

    yield patch.object(Cycle, "recall", recall)


def _wall_clock() -> Patches:
    yield patch.object(unit, "tick", lambda _last, milliseconds: milliseconds << 16)


def _order_of_arrival() -> Patches:
    def apply(db: Connection, op: SetOp) -> None:
        stored = records.stamps_of_many(db, op.table, [op.id]).get(op.id, {})
        late = Stamp(max((stamp.hlc for stamp in stored.values()), default=0) + 1, op.stamp.run)
        really(db, replace(op, stamp=max(late, op.stamp)))

    really = records.apply
    yield patch.object(records, "apply", apply)


def _losers_not_kept() -> Patches:
    yield patch.object(records, "_keep_lost", lambda *_lost: None)


def _unknown_dropped() -> Patches:
    yield patch.object(Unit, "_park", lambda *_parked: None)


def _frames_in_file_order() -> Patches:
    """Take each frame where it lies, whatever its number: the order of the file is the order of the log."""

    def scanned(codec: FrameCodec, data: bytes, known: Head, accept: Accept) -> Scan:
        found: list[Found] = []
        head, end = known, 0
        places = frame._Places(data)  # noqa: SLF001 - the mutant is a piece of that module
        for start in sorted(places.starts):
            length, no = places.starts[start]
            raw = data[start : start + length]
            try:
                contents = codec.open(head, raw)
            except NotAFrameError:
                end = max(end, start + length)
                continue
            if accept(head, raw, contents):
                found.append(Found(no=no, raw=raw, contents=contents, hash=hash_of(raw)))
                head = found[-1].head
            end = max(end, start + length)
        return Scan(frames=tuple(found), resume=min(end, len(data)), doubtful=False)

    yield patch.object(cycle, "scan", scanned)
    yield patch.object(Cycle, "_look_again", lambda *_seen: None)


def _no_repair() -> Patches:
    yield patch.object(Cycle, "_repair_log", lambda *_key: 0)


def _write_trusted() -> Patches:
    really = SharedFolder.publish

    def publish(self: SharedFolder, log: Log, frames: Sequence[bytes], offset: int, *, tried: bool) -> Published:
        published = really(self, log, frames, offset, tried=tried)
        return replace(published, confirmed=frozenset(frames))

    yield patch.object(SharedFolder, "publish", publish)


def _answers_trusted() -> Patches:
    """Call upon any answer of the folder, without looking whose claim stands there."""
    really = Claimant.take

    def take(self: Claimant, period: str, purpose: str) -> ClaimResult:
        result = really(self, period, purpose)
        return ClaimResult.AWAY if result is ClaimResult.AWAY else ClaimResult.WON

    yield patch.object(Claimant, "take", take)


def _signatures_not_looked_at() -> Patches:
    yield patch.object(FrameCodec, "signed_by", lambda *_signed: True)


def _holes_passed_over() -> Patches:
    really = frame.scan

    def scanned(codec: FrameCodec, data: bytes, known: Head, accept: Accept) -> Scan:
        return replace(really(codec, data, known, accept), resume=len(data), doubtful=False)

    yield patch.object(cycle, "scan", scanned)
    yield patch.object(Cycle, "_look_again", lambda *_seen: None)


def _lanes_mixed() -> Patches:
    yield patch.object(unit, "lane_of", lambda _op: Lane.RECORD)


def _moment_of_a_batch() -> Patches:
    yield patch.object(cycle, "_DAY", 1)


def _left_frames_forgotten() -> Patches:
    """Publish only what this run has sealed: what an earlier run left is nobody's."""
    yield patch.object(Cycle, "_bring_left", lambda *_frames: None)
    yield patch.object(Cycle, "_repair_log", lambda *_key: 0)


def _events_as_they_come() -> Patches:
    def replayed(events: Iterable[TicketEvent]) -> Any:  # noqa: ANN401 - what `replay` returns
        return replay(replace(event, attempt=0, hlc=0, run="") for event in events)

    yield patch("cdm_desk.store.queue.replay", replayed)


def _offset_of_a_longer_log() -> Patches:
    """Never notice that a log has become shorter."""
    really = SharedFolder.read

    def read(self: SharedFolder, log: Log, offset: int, *, after: int = 0) -> Answer:
        answer = really(self, log, offset, after=after)
        return replace(answer, size=max(answer.size, offset))

    yield patch.object(SharedFolder, "read", read)


def _frames_confirmed_unread() -> Patches:
    really = JournalTable.keep_frame

    def keep_frame(self: JournalTable, key: tuple[str, str, str], no: int, raw: bytes, digest: bytes, *,
                   confirmed: bool) -> bool:  # fmt: skip
        del confirmed
        return really(self, key, no, raw, digest, confirmed=True)

    yield patch.object(JournalTable, "keep_frame", keep_frame)
    yield patch.object(Cycle, "_repair_log", lambda *_key: 0)


def _parked_for_ever() -> Patches:
    yield patch.object(Unit, "take_up_parked", lambda *_unit: None)


def _offset_before_the_frames() -> Patches:
    """Note how far a log is read before what was read is taken in."""
    really = Cycle._take_in  # noqa: SLF001 - the mutant is a piece of that class

    def take_in(self: Cycle, state: LogState, found: Scan, data: bytes) -> int:
        with vars(self)["_store"].unit() as work:
            last = found.frames[-1] if found.frames else None
            ahead = replace(state, offset=state.offset + found.resume)
            work.journal.keep_log(ahead if last is None else replace(ahead, no=last.no, hash=last.head.hash))
        return really(self, state, found, data)

    yield patch.object(Cycle, "_take_in", take_in)


def _unknown_is_nonsense() -> Patches:
    def park(self: Unit, lane: str, body: object) -> None:
        del self, lane
        raise MalformedError(str(body)[:20])

    yield patch.object(Unit, "_park", park)


def _days_without_end() -> Patches:
    yield patch.object(Endings, "end_days", lambda *_asked: [])


def _keys_kept() -> Patches:
    """Remove what a day has sealed, and go on knowing by what."""
    yield patch.object(SharedFolder, "_drop_key", lambda *_period: None)


MUTANTS: Final = (
    Mutant(name="claims_not_exclusive", patches=_claims_not_exclusive),
    Mutant(name="call_without_claim", patches=_call_without_claim, seen_at=11),
    Mutant(name="run_kept_in_the_database", patches=_run_kept_in_the_database, seen_at=15),
    Mutant(name="wall_clock", patches=_wall_clock),
    Mutant(name="order_of_arrival", patches=_order_of_arrival),
    Mutant(name="losers_not_kept", patches=_losers_not_kept, seen_at=13),
    Mutant(name="unknown_dropped", patches=_unknown_dropped, seen_at=26),
    Mutant(name="frames_in_file_order", patches=_frames_in_file_order),
    Mutant(name="no_repair", patches=_no_repair, seen_at=8),
    Mutant(
        name="write_trusted",
        patches=_write_trusted,
        equivalent="a frame that was written and is not there is missed by the next repair, and brought again",
    ),
    Mutant(name="answers_trusted", patches=_answers_trusted),
    Mutant(name="signatures_not_looked_at", patches=_signatures_not_looked_at),
    Mutant(name="holes_passed_over", patches=_holes_passed_over),
    Mutant(name="lanes_mixed", patches=_lanes_mixed),
    Mutant(name="moment_of_a_batch", patches=_moment_of_a_batch),
    Mutant(name="left_frames_forgotten", patches=_left_frames_forgotten, seen_at=5),
    Mutant(name="events_as_they_come", patches=_events_as_they_come),
    Mutant(
        name="offset_of_a_longer_log",
        patches=_offset_of_a_longer_log,
        equivalent="a log that became shorter and grew again is read from its beginning by the next repair",
    ),
    Mutant(name="frames_confirmed_unread", patches=_frames_confirmed_unread),
    Mutant(name="parked_for_ever", patches=_parked_for_ever, seen_at=26),
    Mutant(name="offset_before_the_frames", patches=_offset_before_the_frames, seen_at=40),
    Mutant(name="unknown_is_nonsense", patches=_unknown_is_nonsense, seen_at=26),
    Mutant(name="days_without_end", patches=_days_without_end, seen_at=5),
    Mutant(name="keys_kept", patches=_keys_kept, seen_at=5),
)
"""The nine of the design first, its equivalent one, then ours."""


def named(name: str) -> Mutant:
    """Return one mutant."""
    return next(mutant for mutant in MUTANTS if mutant.name == name)
