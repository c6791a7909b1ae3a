"""The exchange at work: a thread that keeps this workstation and the shared folder in step, and tells how it stands."""

import contextlib
import json
import os
import random
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import IO, Any, Final
from uuid import UUID

from cdm_desk.domain.change import Department
from cdm_desk.domain.clock import Clock, in_brussels
from cdm_desk.domain.errors import (
    DeskError,
    ExchangeBusyError,
    SharedFolderError,
    SharedFolderForeignError,
    SharedFolderFullError,
    SharedFolderLockedError,
    StoreError,
)
from cdm_desk.exchange.claim import SERIES, Claimant, FolderClaims, NumberBlocks, called_twice
from cdm_desk.exchange.cycle import HERE, LATE, Cycle, Member
from cdm_desk.exchange.doctor import PATIENCE_FOR_PARTNER, Checkup, Finding, note_of, trusts
from cdm_desk.exchange.folder import SharedFolder, day_period
from cdm_desk.exchange.frame import strict_json
from cdm_desk.exchange.medium import Medium, Way
from cdm_desk.exchange.share_process import ShareProcess
from cdm_desk.exchange.site import Site, fault_named
from cdm_desk.exchange.snapshot import Differing, Snapshots, differing
from cdm_desk.store.journal import Aside, KnownWorkstation
from cdm_desk.store.meta import EXAMINED
from cdm_desk.store.unit import Store, Unit

if sys.platform == "win32":  # pragma: no cover
    import msvcrt
else:
    import fcntl

STATE_FILE: Final = "exchange.state"
ISSUING: Final = ("reception", "kiosk")
"""Kinds of workstations that hand out numbers all day."""

_POLL: Final = 0.5
_BACK_OFF: Final = (2.0, 10.0)
_SLOW: Final = 3.0
_HANGING: Final = 1.5
_REPAIR_SECONDS: Final = 900.0
_LEARN_SECONDS: Final = 60.0
_NUMBERS_SECONDS: Final = 30.0
_LOOK_SECONDS: Final = 10.0
_EXAMINE_SECONDS: Final = 600.0
_SNAPSHOT_SECONDS: Final = 300.0
_PATIENCE_AS_PARTNER: Final = 30.0
_NUMBERS_PAUSE: Final = 1.0
_BUSY_SECONDS: Final = 30.0
_PATIENCE_OF_CLAIMS: Final = 2.0
_STOPPING_SECONDS: Final = 1.5
_LONGEST_GAP: Final = 120.0
_TOLD: Final = frozenset({"share", "since", "at", "exchanged_at", "day", "seconds_away", "holder"})


class Share(StrEnum):
    """How the shared folder stands."""

    NONE = "none"
    OK = "ok"
    AWAY = "away"
    FOREIGN = "foreign"
    LOCKED = "read_only"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Another workstation's last sign of life, what it had not published then, and whether its log is damaged."""

    workstation: str
    kind: str
    seen_at: datetime | None
    unsent: int
    damaged: bool
    revoked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeState:
    """How the exchange stands: the folder and since when, the last exchange, what waits, who was heard.

    `revoked` says that this workstation no longer belongs to the site, `forked` names workstations of which a
    program has written one frame in two versions, `aside` is what was set aside, `strays` are
    names in the folder that are not ours.
    `slow` says that a call on the folder has lasted for more than three seconds; `called_twice` are numbers that two
    desks have called, upon which claims are off; `clock_ahead` are seconds before the clock of the server. `differing`
    is an alarm: workstations that knew the same and held something else. `way` is by what they are reached, `lacking`
    which of two (`folder`, `hub`) is away while a site that moves goes on by the other.
    """

    share: Share = Share.NONE
    since: datetime | None = None
    exchanged_seconds_ago: float | None = None
    slow: bool = False
    unsent: int = 0
    claims: bool = False
    called_twice: tuple[str, ...] = ()
    minutes_away: int = 0
    clock_ahead: float | None = None
    workstations: tuple[Sign, ...] = ()
    revoked: bool = False
    forked: tuple[str, ...] = ()
    aside: tuple[Aside, ...] = ()
    strays: int = 0
    differing: tuple[Differing, ...] = ()
    way: Way = field(default_factory=Way)
    lacking: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeResult:
    """What one exchange did. `missing` names the workstations of which something has not come yet."""

    sent: int = 0
    received: int = 0
    quarantined: int = 0
    missing: tuple[str, ...] = ()
    share: Share = Share.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """What a workstation needs to take part: its folder, its site and key (secrets from the vault), its name and kind.

    `claims` is what the test of exclusive calls said when it joined.
    """

    folder: Path
    site: Site
    member: Member
    kind: str
    claims: bool


OpenMedium = Callable[[Membership, float, Callable[[], None] | None], Medium]
"""Opens what lies between the workstations: with how much patience, and whom to tell of a ring."""


def in_folder(membership: Membership, patience: float, on_ring: Callable[[], None] | None) -> Medium:
    """Open the shared folder; nobody is told of a ring there, the bell is read now and then."""
    del on_ring
    return SharedFolder(ShareProcess(membership.folder, patience=patience), membership.site)


@dataclass(slots=True)
class _Counted:
    sent: int = 0
    received: int = 0


class Exchange:
    """Keeps one store and the shared folder of its site in step, by a thread of its own or once.

    One program of a workstation exchanges at a time; the others leave it the work and read its state from a file.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        membership: Membership,
        data_folder: Path,
        *,
        series: Callable[[], Sequence[str]] = lambda: SERIES,
        patience: float = 8.0,
        opened: OpenMedium | None = None,
        way: Way | None = None,
    ) -> None:
        """`opened` reaches the site by another way than its folder, `way` says by which."""
        self._store = store
        self._clock = clock
        self._membership = membership
        self._turn = _Turn(data_folder / STATE_FILE)
        self._opened = opened or in_folder
        self._way = way or Way(folder=membership.folder)
        self._folder = self._opened(membership, patience, self._rung)
        self._asking = self._opened(membership, _PATIENCE_OF_CLAIMS, None)
        self._cycle = Cycle(self._folder, store, clock, membership.member, on_step=self._beat)
        self._claimant = Claimant(self._asking, clock, self._cycle.run, membership.member.name)
        self._numbers = NumberBlocks(
            Claimant(self._folder, clock, self._cycle.run, membership.member.name, weakly=not membership.claims),
            store,
            series,
            always=membership.kind in ISSUING,
        )
        self.claims = FolderClaims(self._asking, self._claimant, store, clock, self)
        self._one_at_a_time = threading.Lock()
        self._wake = threading.Event()
        self._stopping = False
        self._thread: threading.Thread | None = None
        self._share = Share.OK
        self._since: datetime | None = None
        self._failures = 0
        self._swept_on: date | None = None
        self._counted = _Counted()
        self._heart = time.monotonic()
        self._repaired_at = self._learned_at = self._numbered_at = float("-inf")
        self._repaired_at = time.monotonic()
        self._looked_for_others_at = self._examined_at = float("-inf")
        self._examining: threading.Thread | None = None
        self._beside_now: set[Medium] = set()
        self._snapshots = self._snapshots_on(self._folder)
        self._snapshots.on_step = self._beat
        self._begun = False
        self._keeping: threading.Thread | None = None
        self._kept_at = time.monotonic()
        self._patience = patience
        store.on_change(self._hear)

    @property
    def reachable(self) -> bool:
        """Whether the folder was in order a moment ago; without a thread of ours nobody knows, so it is asked."""
        if self._thread is None:
            return True
        hanging = time.monotonic() - self._heart > _HANGING
        return not hanging and self._share in (Share.OK, Share.LOCKED, Share.FULL)

    @property
    def exclusive(self) -> bool:
        """Whether claims can be trusted."""
        with self._store.view() as view:
            return self._exclusive(view)

    @property
    def state(self) -> ExchangeState:
        """How the exchange stands now; costs a few reads of the store and never asks the folder."""
        told = self._turn.told()
        busy = self._thread is not None and time.monotonic() - self._heart > _SLOW
        # One look at the store: a lamp asks each second.
        with self._store.view() as view:
            known = view.journal.workstations()
            return ExchangeState(
                share=Share(told["share"]) if told else Share.AWAY,
                since=in_brussels(datetime.fromisoformat(told["since"])) if told else None,
                exchanged_seconds_ago=_seconds_ago(told),
                slow=busy,
                unsent=sum(view.journal.count_waiting()) + view.journal.count_unconfirmed(),
                claims=self._exclusive(view),
                called_twice=self._called_twice(view),
                minutes_away=_seconds_away(told, self._clock.now().date()) // 60,
                clock_ahead=self._cycle.clock_ahead,
                workstations=self._signs(known),
                revoked=any(each.revoked is not None for each in known if each.name == self._membership.member.name),
                forked=tuple(view.journal.forked()),
                aside=tuple(view.journal.things_aside()),
                strays=self._folder.strays,
                differing=differing(view),
                way=self._way,
                lacking=self._folder.lacking,
            )

    @property
    def membership(self) -> Membership:
        """By what this workstation takes part."""
        return self._membership

    @property
    def way(self) -> Way:
        """By what way the others are reached."""
        return self._way

    @property
    def callers(self) -> tuple[int, ...]:
        """The processes that make the calls on the folder, as the system numbers them."""
        return tuple(pid for each in (self._folder, self._asking) if (pid := each.caller) is not None)

    def start(self) -> None:
        """Exchange from now on, in the background."""
        self._stopping = False
        self._resume()
        self._thread = threading.Thread(target=self._run, name="exchange", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Publish what waits and end, in a second or two whatever the folder does."""
        thread, self._thread = self._thread, None
        self._stopping = True
        self._wake.set()
        if thread is not None:
            thread.join(_STOPPING_SECONDS)
        for each in (self._folder, self._asking, *self._beside_now):
            each.stop()
        for waited_for in (thread, self._examining, self._keeping):
            if waited_for is not None:
                waited_for.join(_STOPPING_SECONDS)

    def once(self, *, flush: bool = True, alive: bool = False) -> ExchangeResult:
        """Exchange once, here and now: with `flush` all that waits is published and every log is read.

        With `alive` a sign of life goes with it: the others see when this workstation was last heard of.
        Raises ExchangeBusyError when another program of this workstation does not come to an end. A folder that is
        away is no error: the result says so.
        """
        with self._one_at_a_time, self._turn.taken(_BUSY_SECONDS):
            self._resume()
            self._cycle.recall()
            self._counted = _Counted()
            try:
                self._folder.check()
                self._exchange(flush=flush, alive=alive)
                self._note(Share.OK)
            except (OSError, SharedFolderError) as fault:
                self._note(_share_of(fault))
            return ExchangeResult(
                sent=self._counted.sent,
                received=self._counted.received,
                quarantined=self._quarantined(),
                missing=self._missing(),
                share=self._share,
            )

    def revoke(self, name: str) -> None:
        """Take a workstation out of the site: of what it has sent counts what is known here now, and nothing later.

        Everything is exchanged first. Raises SharedFolderError, ExchangeBusyError, WorkstationUnknownError,
        WorkstationRevokedError or RevokeSelfError.
        """
        self.once()
        with self._one_at_a_time, self._turn.taken(_BUSY_SECONDS):
            try:
                self._folder.check()
                self._cycle.revoke(name)
            except OSError as fault:
                raise fault_named(fault) from fault
        self.once()

    def take_in_late(self, aside_id: UUID) -> None:
        """Take in, here and everywhere, what came after the end of its month; nothing is done if it is gone."""
        with self._store.unit() as unit:
            body = next((each for each in unit.journal.things_aside() if each.id == aside_id), None)
            raw = unit.journal.aside(aside_id)
            if body is None or not raw or body.why != LATE:
                return
            ops = [op for op in strict_json(raw) if isinstance(op, list) and op[:1] != [HERE]]
            unit.receive(body.lane, ops)
            unit.vouch(body.lane, ops)
            unit.journal.put_away(aside_id)

    def put_away(self, aside_id: UUID) -> None:
        """Keep something that was set aside no longer."""
        with self._store.unit() as unit:
            unit.journal.put_away(aside_id)

    def examine(
        self, on_finding: Callable[[Finding], None] = lambda _finding: None, *, patience: float = PATIENCE_FOR_PARTNER
    ) -> Checkup:
        """Examine the folder, together with the first workstation that comes within so many seconds.

        What comes of the race decides from then on whether calls are left to the folder. Raises SharedFolderError.
        """
        with self._beside() as medium:
            checkup = medium.doctor(self._membership.member.name, on_finding).examine(patience)
        if (note := note_of(checkup)) is not None:
            with self._store.unit() as unit:
                unit.meta.put(EXAMINED, note)
        return checkup

    def keep_snapshots(self) -> tuple[Differing, ...]:
        """Compare the newest snapshots with the state here, and lay one down if it is due and our turn.

        It takes seconds, in which the exchange goes on. Raises SharedFolderError.
        """
        with self._beside() as medium:
            snapshots = self._snapshots_on(medium)
            snapshots.judge()
            if (day := snapshots.due()) is not None:
                snapshots.make(day)
        return self._differing()

    @contextlib.contextmanager
    def _beside(self) -> Iterator[Medium]:
        """Reach the site once more, for what takes seconds while the exchange goes on; faults are named."""
        medium = self._opened(self._membership, self._patience, None)
        self._beside_now.add(medium)
        try:
            medium.check()
            yield medium
        except OSError as fault:
            raise fault_named(fault) from fault
        finally:
            medium.stop()
            self._beside_now.discard(medium)

    def _exclusive(self, view: Unit) -> bool:
        # Nor does a claim hold that is put under a day which is over for the others.
        here_and_now = not self._cycle.shrunk and not self._cycle.endings.far_off
        return self._trusted(view) and here_and_now and not self._called_twice(view)

    def _trusted(self, view: Unit) -> bool:
        place = self._asking.place or self._folder.place
        return trusts(view.meta.get(EXAMINED), place, raced=self._membership.claims)

    def _examine_when_wanted(self) -> None:
        """Take part where another workstation waits; wait for one now and then while the folder is not trusted."""
        now = time.monotonic()
        if self._examining is not None and self._examining.is_alive():
            return
        doctor = self._folder.doctor(self._membership.member.name)
        wanted = doctor.wanted(self._cycle.clock_ahead or 0.0)
        if not wanted and (now - self._examined_at < _EXAMINE_SECONDS or self._is_trusted()):
            return
        self._examined_at = now
        self._examining = threading.Thread(target=self._take_part, name="share doctor", daemon=True)
        self._examining.start()

    def _take_part(self) -> None:
        with contextlib.suppress(DeskError, OSError):
            self.examine(patience=_PATIENCE_AS_PARTNER)

    def _is_trusted(self) -> bool:
        with self._store.view() as view:
            return self._trusted(view)

    def _snapshots_on(self, medium: Medium) -> Snapshots:
        return Snapshots(medium, self._membership.site, self._store, self._clock, self._membership.member)

    def _differing(self) -> tuple[Differing, ...]:
        with self._store.view() as view:
            return differing(view)

    def _begin(self) -> None:
        """Begin from a snapshot where this store knows nothing, or nothing of late; the logs are read afterwards."""
        if not self._begun:
            self._cycle.learn_workstations()
            self._snapshots.begin()
            self._cycle.recall()
            self._begun = True

    def _keep_snapshots_at_times(self, now: float) -> None:
        busy = self._keeping is not None and self._keeping.is_alive()
        # Whoever makes the rounds without a thread keeps the snapshots in its own time.
        if self._thread is not None and not busy and now - self._kept_at >= _SNAPSHOT_SECONDS:
            self._kept_at = now
            self._keeping = threading.Thread(target=self._try_snapshots, name="snapshots", daemon=True)
            self._keeping.start()

    def _try_snapshots(self) -> None:
        with contextlib.suppress(DeskError, OSError):
            self.keep_snapshots()

    def _resume(self) -> None:
        for each in (self._folder, self._asking):
            each.resume()

    def _exchange(self, *, flush: bool, alive: bool) -> None:
        self._cycle.learn_workstations()
        self._begin()
        refused = self._publish(flush=flush, alive=alive)
        self._counted.received += self._cycle.fetch(everything=flush)
        if refused is not None:
            raise refused
        # What came in may have made us take something back.
        self._publish(flush=flush, alive=False)
        self._numbers.keep_ahead(self._clock.now().date())
        if flush or self._cycle.shrunk:
            self._repair()

    def _publish(self, *, flush: bool, alive: bool) -> OSError | None:
        """Publish; give back the refusal of a folder that cannot be written to, since it may still be read."""
        try:
            self._counted.sent += self._cycle.publish(flush=flush, alive=alive)
        except OSError as fault:
            if _share_of(fault) not in (Share.LOCKED, Share.FULL):
                raise
            return fault
        return None

    def _rung(self) -> None:
        self._wake.set()

    def _beat(self) -> None:
        self._heart = time.monotonic()

    def _hear(self, departments: frozenset[Department]) -> None:
        del departments
        self._wake.set()

    def _run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            pause = _POLL
            try:
                with self._one_at_a_time, contextlib.suppress(ExchangeBusyError), self._turn.taken(0):
                    pause = self._round()
            except OSError:  # the disk of this workstation refuses the file of the turn
                pause = _BACK_OFF[0]
            self._beat()
            self._wait(pause)
        with self._one_at_a_time, contextlib.suppress(ExchangeBusyError, OSError), self._turn.taken(0):
            self._last_round()

    def _wait(self, seconds: float) -> None:
        """Wait for a change of ours, at most so long; while the folder is away a change is no reason to try again."""
        until = time.monotonic() + seconds
        while not self._stopping and (left := until - time.monotonic()) > 0:
            self._beat()
            woken = self._wake.wait(min(left, 1.0))
            if woken and not self._failures:
                return
            if woken:
                self._wake.clear()

    def _round(self) -> float:
        try:
            if self._turn.was_another:
                self._cycle.recall()
            self._folder.check()
            self._steps()
            self._failures = 0
            self._note(Share.OK)
            return _POLL
        except (OSError, SharedFolderError) as fault:
            return self._failed(_share_of(fault))
        except StoreError:
            # The store is busy or its disk is full: its own screens say so, and the exchange tries again.
            return _BACK_OFF[0]

    def _failed(self, share: Share) -> float:
        self._note(share)
        self._failures += 1
        lowest, highest = _BACK_OFF
        pause = min(highest, lowest * float(2 ** min(self._failures - 1, 6)))
        return pause * random.uniform(0.75, 1.25)  # noqa: S311 - no secret

    def _steps(self) -> None:
        self._begin()
        now = time.monotonic()
        refused = self._publish(flush=False, alive=True)
        today = self._clock.now().date()
        # At the start and with each day the logs of earlier months are read too.
        self._counted.received += self._cycle.fetch(everything=today != self._swept_on)
        self._swept_on = today
        if refused is not None:
            raise refused
        self._sometimes(now)

    def _sometimes(self, now: float) -> None:
        if now - self._looked_for_others_at >= _LOOK_SECONDS:
            self._looked_for_others_at = now
            self._examine_when_wanted()
            self._keep_snapshots_at_times(now)
        if now - self._learned_at >= _LEARN_SECONDS:
            self._learned_at = now
            self._cycle.learn_workstations()
        since = now - self._numbered_at
        if since >= _NUMBERS_SECONDS or (since >= _NUMBERS_PAUSE and self._numbers.wanting(self._clock.now().date())):
            self._numbered_at = now
            self._numbers.keep_ahead(self._clock.now().date())
        if self._cycle.shrunk or now - self._repaired_at >= _REPAIR_SECONDS:
            self._repaired_at = now
            self._repair()

    def _repair(self) -> None:
        if self._cycle.shrunk:
            self.claims.rebuild()
        self._numbers.claim_again()
        self._cycle.repair(partial(self._snapshots.covered, times=1))
        self._cycle.forget_queue()
        self._end_what_is_over()

    def _end_what_is_over(self) -> None:
        endings = self._cycle.endings
        # A clock that was set since it was compared with the server's ends nothing.
        ahead = self._cycle.clock_ahead if endings.sure else None
        days = endings.end_days(ahead)
        for medium in (self._folder, self._asking):
            medium.forget_keys(day_period(self._clock.now().date()))
        with self._store.view() as view:
            logs = view.journal.logs()
        if days or endings.end_months(ahead, logs, self._snapshots.covered):
            self._cycle.recall()

    def _last_round(self) -> None:
        with contextlib.suppress(OSError, DeskError):
            self._folder.check()
            # A program that ends before its first round has not read yet how far its own logs go.
            self._cycle.recall()
            self._cycle.publish(flush=False, alive=True, ending=True)

    def _note(self, share: Share) -> None:
        since = self._since
        if share is not self._share or since is None:
            since = self._clock.now()
        self._share, self._since = share, since
        self._turn.tell(share, since, self._clock.now().date())

    def _called_twice(self, view: Unit) -> tuple[str, ...]:
        return called_twice(view, self._clock.now().date())

    def _signs(self, known: Iterable[KnownWorkstation]) -> tuple[Sign, ...]:
        doubtful = {state.workstation for state in self._cycle.doubtful()}
        return tuple(
            Sign(
                workstation=each.name,
                kind=each.kind,
                seen_at=each.seen_at,
                unsent=each.unsent,
                damaged=each.name in doubtful and each.revoked is None,
                revoked=each.revoked is not None,
            )
            for each in known
            if each.name != self._membership.member.name
        )

    def _missing(self) -> tuple[str, ...]:
        with self._store.view() as view:
            signs = self._signs(view.journal.workstations())
        return tuple(sign.workstation for sign in signs if not sign.revoked and (sign.unsent or sign.damaged))

    def _quarantined(self) -> int:
        with self._store.view() as view:
            return view.journal.count_set_aside() + len(self._cycle.doubtful())


class _Turn:
    """The lock by which one program of a workstation exchanges at a time; its file says how the folder stands."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._holder = f"{os.getpid()}-{id(self)}"
        self.was_another = True

    @contextlib.contextmanager
    def taken(self, seconds: float) -> Iterator[None]:
        """Hold the turn; raises ExchangeBusyError when it does not come in time."""
        until = time.monotonic() + seconds
        with self._path.with_suffix(".lock").open("a+b") as file:
            while not _locked(file):
                if time.monotonic() >= until:
                    raise ExchangeBusyError
                time.sleep(0.02)
            try:
                told = self.told()
                self.was_another = told is None or told.get("holder") != self._holder
                yield
            finally:
                _unlock(file)

    def tell(self, share: Share, since: datetime, today: date) -> None:
        """Say for all programs of this workstation how the folder stands."""
        told, now = self.told() or {}, time.time()
        away = _seconds_away(told, today)
        # Only between two looks that followed each other: a night with the program closed is no absence.
        if told and told["share"] != Share.OK and 0 < now - told["at"] <= _LONGEST_GAP:
            away += round(now - told["at"])
        wanted = {
            "share": share.value,
            "since": since.isoformat(),
            "at": now,
            "exchanged_at": now if share is Share.OK else told.get("exchanged_at"),
            "day": today.isoformat(),
            "seconds_away": away,
            "holder": self._holder,
        }
        beside = self._path.with_suffix(".new")
        # On Windows while another program reads it, anywhere while the disk is full: it is told again soon.
        with contextlib.suppress(OSError):
            beside.write_text(json.dumps(wanted))
            beside.replace(self._path)

    def told(self) -> dict[str, Any] | None:
        """Return what was said last, None before anything was."""
        try:
            told = json.loads(self._path.read_text())
        except (OSError, ValueError):
            return None
        return told if isinstance(told, dict) and set(told) >= _TOLD and told["share"] in set(Share) else None


def _seconds_away(told: Mapping[str, Any] | None, day: date) -> int:
    """Return for how long the folder was not in order on a day."""
    return int(told["seconds_away"]) if told and told["day"] == day.isoformat() else 0


def _seconds_ago(told: Mapping[str, Any] | None) -> float | None:
    """Return the age of the last exchange that succeeded."""
    at = told.get("exchanged_at") if told else None
    return max(0.0, time.time() - at) if isinstance(at, int | float) else None


def _locked(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":  # pragma: no cover
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _unlock(file: IO[bytes]) -> None:
    if sys.platform == "win32":  # pragma: no cover
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_UN)


def _share_of(fault: Exception) -> Share:
    named = fault_named(fault) if isinstance(fault, OSError) else fault
    match named:
        case SharedFolderForeignError():
            return Share.FOREIGN
        case SharedFolderLockedError():
            return Share.LOCKED
        case SharedFolderFullError():
            return Share.FULL
        case _:
            return Share.AWAY
