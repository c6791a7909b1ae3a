"""One round of the exchange: publish what waits, read what grew, repair what is missing. No threads, no states."""

import contextlib
import json
import secrets
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cdm_desk.domain.change import BOARD_TABLES, Department, Lane, UnknownOperationError, decode
from cdm_desk.domain.clock import Clock, at_seconds, seconds_of
from cdm_desk.domain.emission import TABLE as RESTRICTED
from cdm_desk.domain.emission import may_emit, may_revoke
from cdm_desk.domain.errors import RevokeSelfError, WorkstationRevokedError, WorkstationUnknownError
from cdm_desk.domain.facts import MalformedError
from cdm_desk.domain.queue import Act
from cdm_desk.exchange.endings import Covered, Endings
from cdm_desk.exchange.folder import QUEUE, RECORD, Ring, day_period, month_period, ring_from
from cdm_desk.exchange.frame import (
    FIRST,
    LONGEST_FRAME,
    Contents,
    Found,
    FrameCodec,
    Head,
    Log,
    NotAFrameError,
    Scan,
    hash_of,
    numbers_before,
    repeats_in,
    scan,
)
from cdm_desk.exchange.medium import Medium
from cdm_desk.exchange.revocation import Revocation, counts_up_to, purpose, revocation_from
from cdm_desk.exchange.share_process import LONGEST_READ
from cdm_desk.exchange.site import workstation_from
from cdm_desk.store.journal import JournalTable, KnownWorkstation, LogState, Waiting
from cdm_desk.store.unit import Store, Unit

SCHEMA: Final = 1
HERE: Final = "here"
LATE: Final = "late"
REVOKED: Final = "revoked"
LONGEST_ASIDE: Final = 8 << 20
"""So much of one log is kept of what counts for nothing, for whoever looks into it."""
BATCH: Final = 5
"""Facts leave in shuffled batches of at least so many, or with the half-hour."""

_DAY: Final = 86_400
_HALF_HOUR: Final = 1800
_SIGN_SECONDS: Final = 120
_LISTING_SECONDS: Final = 10.0
_POLL_SECONDS: Final = 5.0
_SWEEP_SECONDS: Final = 300.0
_OPS_IN_FRAME: Final = 100
_BYTES_IN_FRAME: Final = 256 << 10
_OPS_AT_ONCE: Final = 400
_BYTES_AT_ONCE: Final = 1 << 20
_STRAY_SECONDS: Final = 10.0
_LONGEST_STRAY_SECONDS: Final = 3600.0
_DOUBT_LASTS: Final = timedelta(minutes=10)
_DOUBTS: Final = 3
_SECONDS_BETWEEN_DOUBTS: Final = 5.0

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """This workstation as a member of its site."""

    name: str
    private_key: bytes = field(repr=False)


class Cycle:
    """What one program does with the folder of its site, round after round, under a run of its own."""

    def __init__(
        self,
        folder: Medium,
        store: Store,
        clock: Clock,
        member: Member,
        *,
        on_step: Callable[[], None] = lambda: None,
    ) -> None:
        """`on_step` is called whenever the folder has answered, to show that nothing hangs."""
        self.run = secrets.token_bytes(16)
        self.clock_ahead: float | None = None
        """Seconds by which this machine's clock is ahead of the server's."""
        self.shrunk = False
        """A log lost bytes that were there: the folder was set back, and its claims with it."""
        self._on_step = on_step
        self._folder = folder
        self._store = store
        self._clock = clock
        self._member = member
        self._signer = Ed25519PrivateKey.from_private_bytes(member.private_key)
        self._states: dict[Key, LogState] = {}
        self._tried: set[Key] = set()
        self._doubted_at: dict[Key, float] = {}
        self._half_hour = seconds_of(clock.now()) // _HALF_HOUR
        self._signed_at = 0
        self._signed_unsent = 0
        self._signed_done: date | None = None
        self._done_now: date | None = None
        self._late = False
        self._known: dict[str, KnownWorkstation] = {}
        self._once: dict[str, dict[str, Any]] = {}
        self._strays: dict[str, tuple[float, float]] = {}
        self.endings = Endings(folder, store, clock)
        self._bell = b""
        self._polled_at = self._listed_at = self._swept_at = float("-inf")
        self._listed_on: tuple[str, str] | None = None
        self._repaired_on = ""

    def recall(self) -> None:
        """Look up anew how far each log is known: another program of this workstation may have read on.

        Of a log that is forgotten nobody knows the numbers: lest a clock set back give them twice, another run begins.
        """
        before = self._states
        with self._store.view() as view:
            self._states = {state.key: state for state in view.journal.logs()}
            self._known = {each.name: each for each in view.journal.workstations()}
        own = self._known.get(self._member.name)
        self._signed_unsent, self._signed_done = (own.unsent, own.done) if own else (0, None)
        if any(key[2] == self.run.hex() and key not in self._states for key in before):
            self.run = secrets.token_bytes(16)

    def publish(self, *, flush: bool, alive: bool = False, ending: bool = False) -> int:
        """Seal what waits and bring it into the folder; return how many operations were sealed.

        `flush` lets the facts go that wait for company; `alive` gives a sign of life now and then, `ending` the last.
        """
        if self.revoked:
            return 0
        due = self._in_time(self._due(flush=flush))
        # In portions, so that the desk never waits for the lock of the store while a whole catalogue is sealed.
        for start in range(0, max(len(due), 1), _OPS_AT_ONCE):
            self._seal(due[start : start + _OPS_AT_ONCE], alive=alive, ending=ending)
        with self._store.view() as view:
            unconfirmed = view.journal.unconfirmed() if view.journal.count_unconfirmed() else {}
        unconfirmed = {key: frames for key, frames in unconfirmed.items() if not self._too_late(key, frames)}
        rings = [ring for key, frames in unconfirmed.items() if (ring := self._bring(key, frames)) is not None]
        for ring in rings[-1:]:
            self.clock_ahead = time.time() - self._folder.ring(ring)
            self.endings.compared(self.clock_ahead)
        return len(due)

    def fetch(self, *, everything: bool) -> int:
        """Read the logs that may have grown; return how many operations came in."""
        bell, now = self._folder.bell(), time.monotonic()
        ring = ring_from(bell) if bell != self._bell else None
        if not everything and ring is None and now - self._polled_at < _POLL_SECONDS:
            return 0
        logs = self._prompt_logs(ring)
        if everything or now - self._listed_at >= _LISTING_SECONDS or self._listed_on != self._today():
            logs |= self._listed(everything=everything)
            self._listed_at, self._listed_on = now, self._today()
        if everything or now - self._swept_at >= _SWEEP_SECONDS:
            logs |= {key: _log(key) for key in self._states if self._is_current(key)}
            self._swept_at = now
        received = sum(self._read(log) for log in self._grown(logs))
        # Only now, so that a bell whose news could not be read is looked at again.
        self._bell, self._polled_at = bell, now
        return received

    def _grown(self, logs: Mapping[Key, Log]) -> Iterable[Log]:
        others = {log: self._no_of(key) for key, log in logs.items() if log.run != self.run}
        return self._folder.grown(others)

    def _no_of(self, key: Key) -> int:
        state = self._states.get(key)
        return 0 if state is None else state.no

    def repair(self, covered: Covered = lambda _logs: ()) -> int:
        """Append the frames kept here that are missing in the logs of today and this month; return how many.

        The logs of earlier months grow no more: they are looked at once a day, and when the folder was set back, those
        left out that are `covered` by a snapshot: an old copy must not bring back what was taken away since.
        """
        day, month = self._today()
        self._folder.put_key_back(day)
        # A program before this one may have sealed with a key that the folder has lost since.
        with self._store.view() as view:
            sealed_keys = view.meta.day_keys(day)
        for sealed in sealed_keys:
            self._folder.keep_key(day, sealed)
        places = {(QUEUE, day), (RECORD, month)}
        if self.shrunk or self._repaired_on != day:
            earlier = {key[1] for key in self._states if key[0] == RECORD and key[1] < month}
            places |= {(RECORD, each) for each in earlier if not self.endings.is_gone(RECORD, each)}
        wanted = [key for key in self._states if key[:2] in places]
        past = [self._states[key] for key in wanted if key[0] == RECORD and key[1] < month]
        safe = {state.key for state in covered(past)} if past else set()
        counts = [self._repair_log(key) for key in wanted if key not in safe]
        self.shrunk, self._repaired_on = False, day
        return sum(counts)

    def learn_workstations(self) -> None:
        """Read the enrolments that are not known yet."""
        with self._store.view() as view:
            known = {each.once_name for each in view.journal.workstations()}
        for name, body in self._written_once(known):
            workstation = workstation_from(body)
            if workstation is None:
                self._once[name] = body
                continue
            with self._store.unit() as unit:
                unit.journal.keep_workstation(
                    workstation.name, kind=workstation.kind, public_key=workstation.public_key, once_name=name
                )
        with self._store.view() as view:
            self._known = {each.name: each for each in view.journal.workstations()}
        self._learn_revocations(self._once.values())

    def _written_once(self, known: Collection[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield what was written once and was not read yet; what is none of ours is looked at ever more rarely."""
        now = time.monotonic()
        for name in self._folder.once_names():
            again_at, pause = self._strays.get(name, (now, _STRAY_SECONDS))
            if name in known or name in self._once or now < again_at:
                continue
            if (body := self._folder.once(name)) is not None:
                self._strays.pop(name, None)
                yield name, body
            else:
                self._strays[name] = (now + pause, min(2 * pause, _LONGEST_STRAY_SECONDS))

    @property
    def revoked(self) -> bool:
        """Whether this workstation was revoked: nobody takes in what it sends any more."""
        own = self._known.get(self._member.name)
        return own is not None and own.revoked is not None

    def revoke(self, name: str) -> None:
        """Decide that nothing more of a workstation counts than what is known here now; the first decision stands.

        Raises WorkstationUnknownError, WorkstationRevokedError or RevokeSelfError.
        """
        self.learn_workstations()
        self.recall()
        wanted = {each.name.casefold(): each for each in self._known.values()}.get(name.casefold())
        if wanted is None:
            raise WorkstationUnknownError(name)
        if wanted.name == self._member.name:
            raise RevokeSelfError
        if wanted.revoked is not None or self.revoked:
            raise WorkstationRevokedError(wanted.name if wanted.revoked is not None else self._member.name)
        counts = {_log(key).name: state.no for key, state in self._states.items() if state.workstation == wanted.name}
        at = seconds_of(self._clock.now())
        revocation = Revocation(name=wanted.name, at=at, by=self._member.name, counts=counts)
        self._folder.put_once(purpose(wanted.name), revocation.body(self._folder.site, self._signer))
        self.learn_workstations()

    def _learn_revocations(self, bodies: Iterable[dict[str, Any]]) -> None:
        keys = {each.name: each.public_key for each in self._known.values() if may_revoke(each.kind)}
        for body in bodies:
            told = revocation_from(self._folder.site, body, keys)
            known = None if told is None else self._known.get(told.name)
            if told is None or known is None or known.revoked is not None:
                continue
            # What was taken in beyond it before this was known here counts all the same: others learn it from us.
            beyond = {
                key: told.counts.get(_log(key).name, 0)
                for key, state in self._states.items()
                if state.workstation == told.name and state.no > told.counts.get(_log(key).name, 0)
            }
            taken = self._taken_in(beyond)
            with self._store.unit() as unit:
                unit.journal.revoke(told.name, told.kept)
                for key, ops in taken.items():
                    unit.vouch(key[0], ops)
                unit.changed.add(Department.EXCHANGE)
            self._known[told.name] = replace(known, revoked=told.kept)

    def _taken_in(self, after: Mapping[Key, int]) -> dict[Key, list[Any]]:
        """Return what logs hold after a frame, as far as it is kept and was taken in here, to say it in our own name.

        The queue of an earlier day is of no use to anybody any more.
        """
        return {
            key: list(self._kept_after(key, no))
            for key, no in after.items()
            if key[0] == RECORD or key[1] == self._today()[0]
        }

    def _kept_after(self, key: Key, after: int) -> Iterator[Any]:
        log = _log(key)
        codec = self._folder.codec(log)
        with self._store.view() as view:
            kept = view.journal.frames(key)
            hashes = view.journal.hashes(key)
        heads = _heads(hashes)
        if any(no - 1 not in heads for no, _raw in kept):
            # What a snapshot stood for is not kept; the frame after it is opened by what the folder has of it.
            for no, raw in repeats_in(self._folder.stock(log).data):
                if no not in hashes:
                    heads.setdefault(no, set()).add(hash_of(raw))
        for no, raw in kept:
            for each in heads.get(no - 1, ()) if no > after else ():
                with contextlib.suppress(NotAFrameError):
                    yield from _worth_telling(key[0], codec.open(Head(no=no - 1, hash=each), raw).ops)

    def public_key(self, name: str) -> bytes | None:
        """Return the key that signs for a workstation, None for one that is not enrolled."""
        for look_again in (False, True):
            if look_again:
                self.learn_workstations()
            with self._store.view() as view:
                for each in view.journal.workstations():
                    if each.name == name:
                        return each.public_key
        return None

    def forget_queue(self) -> None:
        """Drop what is kept of the queue of closed days, once everybody can read it in the folder."""
        with self._store.view() as view:
            closed = view.days.last_closed()
        if closed is None:
            return
        after = day_period(closed + timedelta(days=1))
        if any(state.lane == QUEUE and state.period < after for state in self._states.values()):
            with self._store.unit() as unit:
                # How far the logs of today are known is still needed: signs of life follow the close.
                unit.journal.forget_queue(after, logs_before=min(after, self._today()[0]))
            self.recall()

    def doubtful(self) -> list[LogState]:
        """Return the logs that hold bytes which are no frames."""
        return [state for state in self._states.values() if state.doubtful_since is not None]

    def _today(self) -> tuple[str, str]:
        today = self._clock.now().date()
        return day_period(today), month_period(today)

    def _is_current(self, key: Key) -> bool:
        day, month = self._today()
        return key[:2] in ((QUEUE, day), (RECORD, month))

    def _due(self, *, flush: bool) -> list[Waiting]:
        half_hour = seconds_of(self._clock.now()) // _HALF_HOUR
        with self._store.view() as view:
            prompt, batched = view.journal.count_waiting()
            due = view.journal.waiting(prompt=True) if prompt else []
            if batched and (
                flush or batched >= BATCH or half_hour != self._half_hour or self._is_closed_elsewhere(view)
            ):
                due += view.journal.waiting(prompt=False)
        self._half_hour = half_hour
        return due

    def _is_closed_elsewhere(self, view: Unit) -> bool:
        """Whether somebody has closed today and waits for what the others still hold of it."""
        today = self._clock.now().date()
        return any(
            each.done == today and each.revoked is None and each.name != self._member.name
            for each in view.journal.workstations()
        )

    def _seal(self, due: Sequence[Waiting], *, alive: bool, ending: bool) -> None:
        groups = self._grouped(due)
        if ending or self._sign_due(due, alive=alive):
            groups.setdefault((QUEUE, self._today()[0]), [])
        if not groups:
            return
        # The keys of days come from the folder: they are fetched before the transaction begins.
        codecs = {place: self._folder.codec(self._own(place)) for place in groups}
        day = self._today()[0]
        sealed_key = self._folder.sealed_key(day) if (QUEUE, day) in groups else None
        self._done_now = self._done_here()
        with self._store.unit() as unit:
            # While the keys were fetched somebody may have taken an act back, or called who is about to be known.
            leaving = self._grouped(unit.journal.sealed([*due, *self._followers(unit.journal, due, codecs)]))
            if sealed_key is not None and leaving.get((QUEUE, day)) and not unit.days.closed(self._clock.now().date()):
                unit.meta.keep_day_key(day, sealed_key)
            signed = self._sign(unit.journal, ending=ending)
            states = [
                self._seal_log(unit.journal, codec, self._own(place), leaving.get(place, ()), signed)
                for place, codec in codecs.items()
                if place in leaving or not groups[place]
            ]
        self._states |= {state.key: state for state in states}

    def _followers(
        self, journal: JournalTable, due: Sequence[Waiting], places: Collection[tuple[str, str]]
    ) -> list[Waiting]:
        """Return what else waits of the tickets that become known to the others now.

        A ticket that nobody knows is called without a claim: it must not be seen without that call.
        """
        new = {
            ticket
            for each in due
            if each.lane == QUEUE and (ticket := _ticket_of(json.loads(each.body), Act.REGISTERED))
        }
        if not new:
            return []
        known = {each.id for each in due}
        return [
            each
            for each in journal.waiting(prompt=True)
            if each.id not in known
            and _ticket_of(json.loads(each.body)) in new
            and (QUEUE, day_period(each.day)) in places
        ]

    def _own(self, place: tuple[str, str]) -> Log:
        return Log(lane=place[0], period=place[1], run=self.run)

    def _grouped(self, due: Iterable[Waiting]) -> dict[tuple[str, str], list[Waiting]]:
        month = self._today()[1]
        groups: dict[tuple[str, str], list[Waiting]] = {}
        for each in due:
            place = (QUEUE, day_period(each.day)) if each.lane == Lane.QUEUE else (RECORD, month)
            groups.setdefault(place, []).append(each)
        return groups

    def _seal_log(
        self, journal: JournalTable, codec: FrameCodec, log: Log, waiting: Sequence[Waiting], signed: dict[str, Any]
    ) -> LogState:
        state = self._states.get(_key(log)) or LogState(
            lane=log.lane, period=log.period, run=log.run.hex(), workstation=self._member.name
        )
        facts = [[json.loads(each.body)] for each in waiting if each.in_batch]
        secrets.SystemRandom().shuffle(facts)
        others = _by_ticket([each for each in waiting if not each.in_batch])
        if log.lane == QUEUE:
            others.insert(0, [[HERE, signed]])
        elif not state.no:
            others.insert(0, [[HERE, {"workstation": self._member.name}]])
        now = seconds_of(self._clock.now())
        # A batch of facts says of its time no more than the day.
        frames = [(now, ops) for ops in _portions(others)] + [(now - now % _DAY, ops) for ops in _portions(facts)]
        for seconds, ops in frames:
            contents = Contents(schema=SCHEMA, hlc=(seconds * 1000) << 16, ops=tuple(ops))
            raw = codec.seal(Head(no=state.no, hash=state.hash), contents, self._signer)
            state = replace(state, no=state.no + 1, hash=hash_of(raw))
            kept = journal.keep_frame(state.key, state.no, raw, state.hash, confirmed=False)
            assert kept, "a frame under a number that is taken"  # noqa: S101 - its operations have left the outbox
        journal.keep_log(state)
        return state

    def _sign_due(self, due: Sequence[Waiting], *, alive: bool) -> bool:
        if alive and seconds_of(self._clock.now()) - self._signed_at >= _SIGN_SECONDS:
            return True
        done = self._done_here()
        # A copy of this workstation may have said a later day.
        if done is not None and (self._signed_done is None or done > self._signed_done):
            return True
        if not self._signed_unsent:
            return False
        with self._store.view() as view:
            return sum(view.journal.count_waiting()) <= len(due)

    def _sign(self, journal: JournalTable, *, ending: bool) -> dict[str, Any]:
        """Give a sign of life: who is here, and how much of it the others cannot know yet."""
        now = self._clock.now()
        self._signed_at, self._signed_unsent = seconds_of(now), sum(journal.count_waiting())
        journal.seen(self._member.name, now, self._signed_unsent, now=now)
        sign = {"workstation": self._member.name, "at": self._signed_at, "unsent": self._signed_unsent}
        self._signed_done = self._done_now
        if self._signed_done is not None:
            journal.done(self._member.name, self._signed_done)
            sign["done"] = self._signed_done.isoformat()
        return sign | ({"ended": True} if ending else {})

    def _done_here(self) -> date | None:
        """Return the last day whose queue is closed here and needs nobody's folder any more."""
        with self._store.view() as view:
            closed = view.days.last_closed()
            return self._signed_done if closed is None or view.journal.queue_left(closed) else closed

    def _in_time(self, due: list[Waiting]) -> list[Waiting]:
        """Return what may still leave; what is of the queue of a day that has ended is noted as late and goes."""
        late = [each for each in due if each.lane == QUEUE and self.endings.is_gone(QUEUE, day_period(each.day))]
        if not late:
            return due
        if not self.endings.sure:  # by a clock far ahead everything is late: it waits until the hour is known
            return [each for each in due if each not in late]
        with self._store.unit() as unit:
            for day, group in _by_day(unit.journal.sealed(late)).items():
                # Its facts travel by themselves; a ticket outlives no board, so that only their number is noted.
                place = (QUEUE, day_period(day), self.run.hex())
                unit.journal.set_aside(place, len(group), LATE, b"", since=self._clock.now())
        return [each for each in due if each not in late]

    def _too_late(self, key: Key, frames: Sequence[tuple[int, bytes]]) -> bool:
        """Whether frames are of a day that has ended; then they are noted as late and go."""
        if key[0] != QUEUE or not self.endings.is_gone(key[0], key[1]):
            return False
        if not self.endings.sure:
            return True
        with self._store.unit() as unit:
            unit.journal.set_aside(key, len(frames), LATE, b"", since=self._clock.now())
            unit.journal.forget_period(key[0], key[1])
        self.recall()
        return True

    def _bring(self, key: Key, frames: Sequence[tuple[int, bytes]]) -> Ring | None:
        log = _log(key)
        if log.run != self.run:
            return self._bring_left(key, frames)
        state = self._states[key]
        ring: Ring | None = None
        for portion in _by_size(frames):
            tried = key in self._tried
            self._tried.add(key)
            published = self._folder.publish(log, [raw for _no, raw in portion], state.offset, tried=tried)
            self.shrunk |= published.shrunk
            state = replace(state, offset=published.resume)
            confirmed = [no for no, raw in portion if raw in published.confirmed]
            with self._store.unit() as unit:
                unit.journal.confirm(key, confirmed)
                unit.journal.keep_log(state)
            self._states[key] = state
            self._on_step()
            if len(confirmed) < len(portion):
                return ring
            self._tried.discard(key)
            ring = Ring(run=log.run, lane=log.lane, no=portion[-1][0])
        return ring

    def _bring_left(self, key: Key, frames: Sequence[tuple[int, bytes]]) -> Ring | None:
        """Bring what an earlier program of this workstation sealed and was not seen to arrive."""
        log = _log(key)
        stock = self._folder.stock(log)
        arrived = [no for no, raw in frames if hash_of(raw) in stock.hashes]
        left = [(no, raw) for no, raw in frames if hash_of(raw) not in stock.hashes]
        offset = len(stock.data)
        for portion in _by_size(left):
            published = self._folder.publish(log, [raw for _no, raw in portion], offset, tried=False)
            arrived += [no for no, raw in portion if raw in published.confirmed]
            offset = published.resume
        with self._store.unit() as unit:
            unit.journal.confirm(key, arrived)
        return Ring(run=log.run, lane=log.lane, no=frames[-1][0]) if left else None

    def _repair_log(self, key: Key) -> int:
        self._on_step()
        log = _log(key)
        with self._store.view() as view:
            frames = view.journal.frames(key)
        stock = self._folder.stock(log)
        self._look_again(key, stock.data)
        self._look_for_a_twin(key, stock.data)
        missing = [(no, raw) for no, raw in frames if hash_of(raw) not in stock.hashes]
        offset = len(stock.data)
        for portion in _by_size(missing):
            offset = self._folder.publish(log, [raw for _no, raw in portion], offset, tried=False).resume
            self._folder.ring(Ring(run=log.run, lane=log.lane, no=portion[-1][0]))
        if missing and log.run == self.run:
            self._states[key] = replace(self._states[key], offset=offset)
        return len(missing)

    def _look_for_a_twin(self, key: Key, data: bytes) -> None:
        """Block a run of ours, this or an earlier one, in which a copy of the program writes too.

        Such a copy is that of a machine resumed twice; if it is this very run, a new one begins.
        """
        log, state = _log(key), self._states[key]
        if state.workstation != self._member.name or self._is_blocked(log.run):
            return
        signature = _Signature(self, self._folder.codec(log), self._member.name)
        if seconds := self._second_versions(signature, state, data):
            self._block(state, seconds)
            self._say_again(log.run)
            if log.run == self.run:
                self.run = secrets.token_bytes(16)
                self._store.renew_run()

    def _look_again(self, key: Key, whole: bytes) -> None:
        """Read a log from its beginning once more where the next frame lies in what was passed over as a hole."""
        state = self._states[key]
        if key[2] != self.run.hex() and state.no + 1 in numbers_before(whole, state.offset):
            self._states[key] = replace(state, offset=0)
            with self._store.unit() as unit:
                unit.journal.keep_log(self._states[key])

    def _prompt_logs(self, ring: Ring | None) -> dict[Key, Log]:
        """Return the logs that grow today: those of programs at work, and the one that rang."""
        day, month = self._today()
        at_work = {key[2] for key, state in self._states.items() if key[:2] == (QUEUE, day) and not state.ended}
        keys = [key for key in self._states if self._is_current(key) and key[2] in at_work]
        if ring is not None:
            keys.append((ring.lane, day if ring.lane == QUEUE else month, ring.run.hex()))
        return {key: _log(key) for key in keys}

    def _listed(self, *, everything: bool) -> dict[Key, Log]:
        day, month = self._today()
        places = [(QUEUE, day)] + [(RECORD, each) for each in (self._folder.periods(RECORD) if everything else [month])]
        logs = [log for lane, period in places for log in self._folder.logs(lane, period)]
        return {_key(log): log for log in logs if everything or _key(log) not in self._states}

    def _read(self, log: Log) -> int:
        received = 0
        self._late = log.lane == RECORD and self.endings.is_gone(log.lane, log.period)
        while True:
            self._on_step()
            state = self._states.get(_key(log)) or LogState(lane=log.lane, period=log.period, run=log.run.hex())
            if self._is_blocked(log.run):
                return received
            answer = self._folder.read(log, state.offset, after=state.no)
            if answer.size < state.offset:
                self.shrunk = True
                self._states[state.key] = replace(state, offset=0)
                continue
            if not answer.data:
                return received
            signature = _Signature(self, self._folder.codec(log), state.workstation)
            found = scan(signature.codec, answer.data, Head(no=state.no, hash=state.hash), signature.accept)
            if answer.numbered:
                found = replace(found, resume=0)
            seconds = self._second_versions(signature, state, answer.data)
            received += self._take_in(replace(state, workstation=signature.workstation), found, answer.data)
            if found.forked or seconds:
                self._block(self._states[state.key], seconds)
                if signature.workstation == self._member.name:
                    self._say_again(log.run)
                return received
            if len(answer.data) < LONGEST_READ or not (found.resume or found.frames):
                return received

    def _take_in(self, state: LogState, found: Scan, data: bytes) -> int:
        received = 0
        for frames in _by_count(found.frames):
            with self._store.unit() as unit:
                received += self._take_frames(unit, state, frames)
                last, ended = frames[-1], state.ended or any(_says_ended(frame.contents) for frame in frames)
                state = replace(state, no=last.no, hash=last.hash, ended=ended)
                # From the old offset on known frames are passed over: a kill between two portions loses nothing.
                unit.journal.keep_log(state)
            self._states[state.key] = state
        doubted = self._doubted(replace(state, offset=state.offset + found.resume), found)
        if doubted != state or found.forked:
            with self._store.unit() as unit:
                for raw in found.forked:
                    unit.journal.set_aside(state.key, state.no, "fork", raw, since=self._clock.now())
                if self._is_damage(doubted):
                    unit.journal.set_aside(
                        state.key, state.no + 1, "damaged", data[found.resume :], since=doubted.doubtful_since
                    )
                    # More garbage than is read at once must not hide what lies behind it.
                    behind = len(data) - LONGEST_FRAME if len(data) == LONGEST_READ else found.resume
                    doubted = replace(doubted, offset=state.offset + max(behind, found.resume))
                unit.journal.keep_log(doubted)
            self._states[state.key] = doubted
        return received

    def _take_frames(self, unit: Unit, state: LogState, frames: Sequence[Found]) -> int:
        taken: list[Found] = []
        for frame in frames:
            if (why := self._not_taken(state, frame)) is None:
                taken.append(frame)
            else:
                self._put_aside(unit, state, frame, why)
        new = unit.journal.keep_frames(state.key, [(frame.no, frame.raw, frame.hash) for frame in taken])
        signs: list[dict[str, Any]] = []
        received = sum(self._take_frame(unit, state, frame, signs) for frame in taken if frame.no in new)
        self._hear_of(unit, state.workstation or "", signs)
        return received

    def _take_frame(self, unit: Unit, state: LogState, frame: Found, signs: list[dict[str, Any]]) -> int:
        ops = []
        for op in frame.contents.ops:
            match op:
                case ["here", dict(sign)]:
                    signs.append(sign)
                case ["here", *_rest]:
                    pass
                case _:
                    ops.append(op)
        strays = [op for op in ops if not _belongs(state.lane, op)]
        kind = self._known[state.workstation].kind if state.workstation in self._known else ""
        foreign = [op for op in ops if op not in strays and not _may_be_of(kind, op)]
        nonsense = unit.receive(state.lane, [op for op in ops if op not in strays and op not in foreign])
        for why, bodies in (("stray", strays), ("kind", foreign), ("nonsense", nonsense)):
            for body in bodies:
                unit.journal.set_aside(state.key, frame.no, why, json.dumps(body).encode(), since=self._clock.now())
        return len(ops)

    def _hear_of(self, unit: Unit, name: str, signs: Iterable[Mapping[str, Any]]) -> None:
        """Note the last of the signs of life that came together; one of a day that has not come gives way to any."""
        now = self._clock.now()
        last: tuple[int, int] | None = None
        for sign in signs:
            match sign:
                case {"workstation": told, "at": int(at), "unsent": int(unsent)} if (
                    told == name and 0 <= at < 2**40 and 0 <= unsent < 2**31
                ):
                    if last is None or last[0] <= at or last[0] > seconds_of(now):
                        last = (at, unsent)
                    self._take_done(unit, name, sign.get("done"))
        if last is not None:
            unit.journal.seen(name, at_seconds(last[0]), last[1], now=now)

    def _put_aside(self, unit: Unit, state: LogState, frame: Found, why: str) -> None:
        """Keep a whole frame that counts for nothing; of one that is late only what it says, to be taken in by hand."""
        text = json.dumps(frame.contents.ops).encode() if why == LATE else frame.raw
        telling = not all(_is_sign(op) for op in frame.contents.ops)
        if telling and unit.journal.size_aside(state.key, why) + len(text) <= LONGEST_ASIDE:
            unit.journal.set_aside(state.key, frame.no, why, text, since=self._clock.now())

    def _not_taken(self, state: LogState, frame: Found) -> str | None:
        """Return why a whole frame counts for nothing: its workstation was revoked, or its month has ended."""
        known = self._known.get(state.workstation or "")
        if known is not None and known.revoked is not None and frame.no > counts_up_to(known.revoked, _log(state.key)):
            return REVOKED
        return LATE if self._late else None

    def _take_done(self, unit: Unit, name: str, told: object) -> None:
        with contextlib.suppress(ValueError, TypeError):
            day = date.fromisoformat(told) if isinstance(told, str) else None
            come = day is not None and day <= self._clock.now().date() + timedelta(days=1)
            if day is not None and come and unit.journal.done(name, day):
                unit.changed.add(Department.QUEUE)

    def _is_blocked(self, run: bytes) -> bool:
        return any(state.forked for state in self._states.values() if state.run == run.hex())

    def _second_versions(self, signature: "_Signature", state: LogState, data: bytes) -> dict[int, bytes]:
        """Return frames, by their number, that were signed like those taken in and say something else."""
        candidates = [(no, raw) for no, raw in repeats_in(data, state.no)]
        if not candidates:
            return {}
        with self._store.view() as view:
            kept = view.journal.hashes(state.key)
        return {
            no: raw
            for no, raw in candidates
            if kept.get(no, hash_of(raw)) != hash_of(raw)
            and (no == 1 or no - 1 in kept)
            and signature.made(Head(no=no - 1, hash=kept.get(no - 1, FIRST)), raw)
        }

    def _block(self, state: LogState, seconds: Mapping[int, bytes]) -> None:
        """Take in nothing more of a run that has written two versions of one frame; both are kept.

        What was taken in of it stands everywhere, since whoever has it says it again: somebody who saw the second
        version in another of its logs may have stopped before all of this one.
        """
        taken = self._taken_in({key: 0 for key in self._states if key[2] == state.run})
        self._states[state.key] = replace(state, forked=True)
        with self._store.unit() as unit:
            for no, raw in seconds.items():
                unit.journal.set_aside(state.key, no, "fork", raw, since=self._clock.now())
            unit.journal.keep_log(self._states[state.key])
            for key, ops in taken.items():
                unit.vouch(key[0], ops)
            unit.changed.add(Department.EXCHANGE)

    def _say_again(self, run: bytes) -> None:
        """Take in, and say under a run of our own, what copies of this program wrote under one of its runs.

        A copy that was thrown away, as a machine that returns to an earlier moment, says nothing any more itself.
        """
        for log in self._listed(everything=True).values():
            if log.run == run:
                ops = _worth_telling(log.lane, self._written_beside(log))
                with self._store.unit() as unit:
                    unit.receive(log.lane, ops)
                    unit.vouch(log.lane, ops)

    def _written_beside(self, log: Log) -> Iterator[object]:
        """Yield the operations of the frames that we have signed in a log, and that are not kept here."""
        signature = _Signature(self, self._folder.codec(log), self._member.name)
        with self._store.view() as view:
            kept = view.journal.hashes(_key(log))
        heads = _heads(kept)
        for no, raw in sorted(repeats_in(self._folder.stock(log).data)):
            for head in (Head(no=no - 1, hash=each) for each in heads.get(no - 1, ())):
                if hash_of(raw) != kept.get(no) and signature.made(head, raw):
                    heads.setdefault(no, set()).add(hash_of(raw))
                    yield from signature.codec.open(head, raw).ops

    def _doubted(self, state: LogState, found: Scan) -> LogState:
        """Count how often bytes were read that are no frames; what is merely half written is soon whole."""
        if not found.doubtful:
            return replace(state, doubtful_since=None, doubts=0)
        now = time.monotonic()
        if found.frames or state.doubtful_since is None:
            self._doubted_at[state.key] = now
            return replace(state, doubtful_since=self._clock.now(), doubts=1)
        if now - self._doubted_at.get(state.key, float("-inf")) < _SECONDS_BETWEEN_DOUBTS or state.doubts > _DOUBTS:
            return state
        self._doubted_at[state.key] = now
        return replace(state, doubts=state.doubts + 1)

    def _is_damage(self, state: LogState) -> bool:
        since = state.doubtful_since
        return since is not None and state.doubts >= _DOUBTS and self._clock.now() - since >= _DOUBT_LASTS


def _by_day(waiting: Iterable[Waiting]) -> dict[date, list[Waiting]]:
    found: dict[date, list[Waiting]] = {}
    for each in waiting:
        found.setdefault(each.day, []).append(each)
    return found


class _Signature:
    """Judges whether the frames of one log were signed by the workstation that its first frame names."""

    def __init__(self, cycle: Cycle, codec: FrameCodec, workstation: str | None) -> None:
        self.codec = codec
        self.workstation = workstation
        self._cycle = cycle
        self._key: bytes | None = None

    def accept(self, head: Head, raw: bytes, contents: Contents) -> bool:
        if head.no == 0:
            self.workstation = _named_in(contents)
            self._key = None
        if self._key is None and self.workstation is not None:
            self._key = self._cycle.public_key(self.workstation)
        return self._key is not None and self.codec.signed_by(self._key, head, raw)

    def made(self, head: Head, raw: bytes) -> bool:
        """Whether this is a frame that the workstation itself has signed."""
        try:
            self.codec.open(head, raw)
        except NotAFrameError:
            return False
        if self._key is None and self.workstation is not None:
            self._key = self._cycle.public_key(self.workstation)
        return self._key is not None and self.codec.signed_by(self._key, head, raw)


def _heads(hashes: Mapping[int, bytes]) -> dict[int, set[bytes]]:
    """Return, by its number, what the frame after each may hold on to."""
    return {0: {FIRST}} | {no: {each} for no, each in hashes.items()}


def _named_in(contents: Contents) -> str | None:
    match contents.ops:
        case (["here", {"workstation": str(name)}], *_rest):
            return name
        case _:
            return None


def _says_ended(contents: Contents) -> bool:
    match contents.ops:
        case (["here", {"ended": True}], *_rest):
            return True
        case _:
            return False


def _belongs(lane: str, op: object) -> bool:
    """Whether an operation travels in its own lane: facts never beside the queue, whose key dies."""
    match op:
        case ["fact" | "void" | "erase", *_rest]:
            return lane == RECORD
        case ["event", *_rest]:
            return lane == QUEUE
        case ["set", _, _, str(table), *_rest] if table in BOARD_TABLES:
            return lane == QUEUE
        case ["set", *_rest]:
            return lane == RECORD
        case _:
            return True


def _worth_telling(lane: str, ops: Iterable[Any]) -> list[Any]:
    """Return the operations that are worth saying again in another name: a sign of life is its writer's."""
    return [op for op in ops if not _is_sign(op) and _belongs(lane, op)]


def _is_sign(op: object) -> bool:
    return isinstance(op, list) and op[:1] == [HERE]


def _may_be_of(kind: str, op: object) -> bool:
    """Whether an operation may come from a workstation of some kind; nonsense is judged elsewhere."""
    if kind not in RESTRICTED:
        return True
    try:
        return may_emit(kind, decode(op))
    except UnknownOperationError:
        return False
    except MalformedError:
        return True


def _log(key: Key) -> Log:
    return Log(lane=key[0], period=key[1], run=bytes.fromhex(key[2]))


def _key(log: Log) -> Key:
    return (log.lane, log.period, log.run.hex())


def _ticket_of(op: object, kind: str | None = None) -> str | None:
    """Return the ticket to which the operation says that something, or something of this kind, has happened."""
    match op:
        case ["event", _hlc, _run, {"kind": str(found), "ticket_id": str(ticket)}] if kind in (None, found):
            return ticket
        case _:
            return None


def _by_ticket(waiting: Iterable[Waiting]) -> list[list[Any]]:
    """Return operations, those of one ticket together: what becomes of it is read with its first, or not at all."""
    found: dict[str, list[Any]] = {}
    for each in waiting:
        op = json.loads(each.body)
        found.setdefault(_ticket_of(op) or each.id.hex, []).append(op)
    return list(found.values())


def _portions(groups: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
    """Cut operations into what fits a frame, never within a group."""
    portion: list[Any] = []
    size = 0
    for group in groups:
        weight = sum(len(json.dumps(op)) for op in group)
        if portion and (len(portion) + len(group) > _OPS_IN_FRAME or size + weight > _BYTES_IN_FRAME):
            yield portion
            portion, size = [], 0
        portion += group
        size += weight
    if portion:
        yield portion


def _by_size(frames: Sequence[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    portion: list[tuple[int, bytes]] = []
    for no, raw in frames:
        if portion and sum(len(each) for _no, each in portion) + len(raw) > _BYTES_AT_ONCE:
            yield portion
            portion = []
        portion.append((no, raw))
    if portion:
        yield portion


def _by_count(frames: Sequence[Found]) -> Iterator[list[Found]]:
    """Cut frames into what is taken in at once: few operations, so that the desk never waits for the lock."""
    portion: list[Found] = []
    count = 0
    for frame in frames:
        if portion and count + len(frame.contents.ops) > _OPS_AT_ONCE:
            yield portion
            portion, count = [], 0
        portion.append(frame)
        count += len(frame.contents.ops)
    if portion:
        yield portion
