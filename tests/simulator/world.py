"""The world of one seed: it lets time pass, lets people act, lets things go wrong, and in the end heals everything."""

import hashlib
import shutil
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, Final
from unittest.mock import patch
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cdm_desk.domain.change import Op, UnknownOperationError, decode
from cdm_desk.domain.clock import at_seconds, seconds_of
from cdm_desk.domain.desks import HIGHEST_DESK
from cdm_desk.domain.errors import DeskError
from cdm_desk.domain.queue import ClaimResult, Ticket
from cdm_desk.exchange.calls import Calls
from cdm_desk.exchange.endings import QUEUE_DAYS
from cdm_desk.exchange.folder import QUEUE, SharedFolder
from cdm_desk.exchange.medium import Medium
from cdm_desk.exchange.share_process import MARKER
from cdm_desk.exchange.site import BELL, BELL_SIZE, FOLDERS, Site, put_once
from cdm_desk.store.shared import SharedState
from cdm_desk.store.unit import Unit
from tests.simulator import acts, troubles
from tests.simulator.machine import DiedError, Machine, MachineClock, template
from tests.simulator.oracle import BrokenError, Knowledge, Oracle, keeps_every_frame, knowledge
from tests.simulator.plan import ACTS, Plan, Step
from tests.simulator.share import Calm, Client, File, Server

ROUNDS: Final = 60
"""So many rounds after everything is healed all must know the same."""

_DEEPEST: Final = 2
_STALLED: Final = 21.0
_MOST_CALLS: Final = 200_000
"""So many calls of the folder no step of all machines together makes, not even the healing."""
_MOST_WRITTEN: Final = 5_000
"""So much no machine writes in one act, not even the healing."""
_TICKS: Final = 1000.0
"""What the ticks of all machines showed when the world began."""
_SCHEMA: Final[Any] = vars(SharedState)["schema"].fget
_UNKNOWN_TO_OLDER: Final = ("parked", "returned", "transferred")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a seed ended: what broke, if anything, and a hash of all that happened."""

    seed: int
    broken: str = ""
    why: str = ""
    trace: str = ""
    rounds: int = 0
    happened: dict[str, int] = field(default_factory=dict)
    story: tuple[str, ...] = ()


class World:
    """One site, its machines and its server."""

    def __init__(self, plan: Plan, folder: Path, *, tell: Callable[[str], None] = lambda _line: None) -> None:
        self.plan = plan
        self.chance = Random(plan.seed)
        self.oracle = Oracle()
        self.server = Server()
        self.kept_server: Server | None = None
        self.empty = Server()
        """What is seen where nothing is mounted."""
        self.foreign = self._foreign()
        """The folder of another site."""
        self.machines: list[Machine] = []
        self.current: Machine | None = None
        self.happened: dict[str, int] = {}
        self.healed = False
        self.weather = dict(plan.weather)
        self.made = 0
        self._names: set[str] = set()
        self._tell = tell
        self._time = 0.0
        self._folder = folder
        self._queue: deque[Step] = deque(plan.steps)
        self._depth = 0
        self._working: list[Machine] = []
        self._quiet_since = 0.0
        self._calls = 0
        self._round_of: Machine | None = None
        self._places = 0
        self._desks_left = HIGHEST_DESK + 1
        self._trace = hashlib.sha256()
        self._own = Random(plan.seed ^ 0x5EED)
        self._template = self._made_template()
        self.site = Site(id=self._own.randbytes(16), key=self._own.randbytes(32))
        self._found()

    def now(self) -> float:
        """Return the true time."""
        return self._time

    def server_time(self) -> float:
        """Return what the clock of the server shows, in seconds since 1970."""
        return self.plan.begins.timestamp() + self._time

    def spend(self, seconds: float) -> None:
        """Let time pass."""
        self._time += seconds

    def rate(self, fault: str) -> float:
        """Return how likely a fault of the weather is."""
        return 0.0 if self.healed else self.weather.get(fault, 0.0)

    def happens(self, fault: str, client: Client) -> None:
        """Note that a fault was made."""
        del client
        self.happened[fault] = self.happened.get(fault, 0) + 1

    def note(self, line: str) -> None:
        """Write a line of what happened; two runs of a seed write the same lines."""
        told = f"{self._time:10.3f} {'  ' * self._depth}{line}"
        self._trace.update(told.encode())
        self._tell(told)

    @property
    def keeper(self) -> Machine:
        """The machine whose disk is never lost."""
        return next(machine for machine in self.machines if machine.keeper)

    def auditor(self) -> SharedFolder:
        """Return the folder as nobody's machine sees it: without any fault."""
        folder = SharedFolder(self._calm(), self.site)
        folder.check()
        for period in folder.periods(QUEUE):
            folder.logs(QUEUE, period)  # a day that was begun anew, in a folder set back, has keys beside its first
        return folder

    def medium(self, client: Client) -> Medium:
        """Return the site as a workstation reaches it by its client."""
        return SharedFolder(client, self.site)

    def machine(self, kind: str, name: str, *, older: bool = False, keeper: bool = False, key: bytes = b"") -> Machine:
        """Add a workstation; without a key of another it is enrolled under its name."""
        no, self.made = self.made, self.made + 1
        private_key = key or self._enrolled(name, kind)
        made = Machine(
            no=no,
            name=name,
            kind=kind,
            site=self.site,
            private_key=private_key,
            client=Client(self.server, self),
            clock=MachineClock(self.plan.begins, self),
            entropy=Random(self.plan.seed * 1000 + no),
            folder=self._folder,
            told=self._told,
            opened=self.medium,
            older=older,
            keeper=keeper,
        )
        made.client.on_call = lambda: self._called(made)
        self.machines.append(made)
        self._names.add(name)
        return made

    def unused(self, name: str) -> str:
        """Return a name that no workstation ever had, as joining asks for."""
        while name in self._names:
            name += "x"
        return name

    def begin(self, machine: Machine, runs: tuple[bytes, str] | None = None) -> None:
        """Start the program of a machine."""
        with self.at(machine):
            machine.start(runs)

    def install(self, machine: Machine) -> None:
        """Give a machine an empty store and start its program."""
        machine.install(self._template)
        self.begin(machine)

    @contextmanager
    def at(self, machine: Machine) -> Iterator[None]:
        """Draw the randomness of ids and keys, and the time, from one machine."""
        before, self.current = self.current, machine
        try:
            yield
        finally:
            self.current = before

    @contextmanager
    def injected(self) -> Iterator[None]:
        """Give the shipped code this world's time, randomness and folder."""
        ticking = SimpleNamespace(
            monotonic=lambda: _TICKS + self._time, time=self._seconds, perf_counter=self.now, sleep=self.spend
        )
        with (
            patch("os.urandom", self.random_bytes),
            patch("random._urandom", self.random_bytes),
            patch("cdm_desk.exchange.cycle.time", ticking),
            patch("cdm_desk.exchange.worker.time", ticking),
            patch("cdm_desk.exchange.site.time", ticking),
            patch("cdm_desk.exchange.endings.time", ticking),
            patch("cdm_desk.exchange.doctor.time", ticking),
            patch("cdm_desk.store.unit.decode", self._decode),
            patch.object(SharedState, "schema", property(self._schema)),
            patch.object(Unit, "finish", self._noting(Unit.finish)),
            patch.object(Unit, "never_left", self._dropping(Unit.never_left)),
        ):
            yield

    def random_bytes(self, count: int) -> bytes:
        """Return what the machine that is at work believes to be random."""
        return (self._own if self.current is None else self.current.entropy).randbytes(count)

    def run(self) -> Outcome:
        """Let everything happen, heal, and look."""
        rounds = 0
        broken = why = ""
        try:
            with self.injected():
                self._people()
                while self._queue:
                    self._step(self._queue.popleft())
                if self.plan.mode == "A":
                    rounds = self._heal()
                self._last_look()
        except BrokenError as fault:
            broken, why = fault.invariant, str(fault)
        finally:
            for machine in self.machines:
                machine.stop()
        return Outcome(
            seed=self.plan.seed,
            broken=broken,
            why=why,
            trace=self._trace.hexdigest(),
            rounds=rounds,
            happened=dict(sorted(self.happened.items())),
        )

    def meanwhile(self, machine: Machine, count: int = 1) -> None:
        """Let others act while a machine is held up in the middle of something."""
        before, self._working = self._working, [*self._working, machine]
        for _each in range(count):
            step = self._queue[0] if self._queue and self._depth <= _DEEPEST else None
            if step is None or step.kind not in ACTS or self._of(step) in self._working:
                break
            self._queue.popleft()
            self._step(step)
        self._working = before

    def quiesce(self) -> None:
        """Let everybody exchange, then compare."""
        for machine in list(self.machines):
            with self.at(machine):
                machine.exchange.once(flush=True)
        self.compare()

    def compare(self) -> None:
        """Look whether who knows the same holds the same."""
        if self.empty != Server() or self.foreign != self._foreign():
            raise BrokenError("I6", f"somebody wrote where the site's folder is not: {self.empty} {self.foreign}")
        self.oracle.check_pairs(self.machines)

    def restart(self, machine: Machine, runs: tuple[bytes, str] | None = None) -> None:
        """End a program that still runs, and start it again."""
        with self.at(machine):
            machine.stop()
            machine.start(runs)

    def acknowledge(self) -> None:
        """Take what was written until now as acknowledged."""
        for machine in self.machines:
            machine.written += machine.pending
            machine.pending.clear()

    def place(self, name: str) -> Path:
        """Return a folder for an image."""
        self._places += 1
        return self._folder / f"{name}-{self._places}"

    def _people(self) -> None:
        for no, kind in enumerate(self.plan.kinds):
            older = no in self.plan.older and no > 0
            self.install(self.machine(kind, f"W{no}", older=older, keeper=no == 0))

    def _of(self, step: Step) -> Machine:
        return self.machines[step.who % len(self.machines)]

    def _step(self, step: Step) -> None:
        machine = self._of(step)
        before, self.chance = self.chance, Random(step.draw)
        self._calls = 0
        self._working = [*self._working, machine]
        self._depth += 1
        self._time += step.pause if self._depth == 1 else 0.0
        self._quiet_since, machine.client.hung = self._time, 0.0
        round_before, self._round_of = self._round_of, machine if step.kind == "round" else None
        try:
            with self.at(machine):
                outcome = self._done(step, machine)
            self.note(f"{step.no:4} {machine.name} {step.kind}: {outcome}")
            self.acknowledge()
        finally:
            self._depth -= 1
            self._working = self._working[:-1]
            self.chance = before
            self._round_of = round_before
            # Whoever was held up meanwhile is not silent by itself.
            self._quiet_since = self._time

    def _done(self, step: Step, machine: Machine) -> str:
        if step.kind not in ACTS:
            try:
                return troubles.TROUBLES[step.kind](self, machine)
            except (DeskError, OSError) as fault:
                raise BrokenError("I0", f"{step.kind} at {machine.name}: {fault!r}") from fault
        act = acts.ACTS[step.kind]
        machine.pending.clear()
        try:
            if self.rate("crash") and self.chance.random() < self.rate("crash"):
                with machine.dying(self.chance.choice((3, 10, 30, 100, 300)) * self.chance.randrange(100) // 100):
                    outcome = act(self, machine)
            else:
                outcome = act(self, machine)
        except DiedError:
            self.happens("crash", machine.client)
            # It may have died just after the commit: what it was about to acknowledge may be on the disk.
            self.oracle.given_up.update(machine.pending)
            machine.pending.clear()
            power = self.chance.random() < self.rate("power")
            machine.die(self.chance, power=power)
            machine.start()
            return "died"
        except DeskError as refusal:
            outcome = type(refusal).__name__
        except BrokenError:
            raise
        except Exception as fault:
            raise BrokenError("I0", f"{step.kind} at {machine.name}: {fault!r}") from fault
        return outcome

    def _called(self, machine: Machine) -> None:
        """A call of the folder begins or ends: here a program may die, or others may come in between."""
        machine.burn()
        self._calls += 1
        if self._calls > _MOST_CALLS:
            raise BrokenError("L3", f"{machine.name} never comes to an end")
        if self._round_of is machine:
            silent = self._time - max(machine.exchange.heart - _TICKS, self._quiet_since)
            self.oracle.check_heart(machine, silent - machine.client.hung)
        rate = self.rate("meanwhile")
        if rate and self._depth and self.chance.random() < rate:
            self.happens("meanwhile", machine.client)
            self.meanwhile(machine)

    def _told(self, machine: Machine, ticket_id: UUID, attempt: int, result: ClaimResult) -> None:
        self.note(f"     claim {ticket_id.hex[:6]}:{attempt} by {machine.name}: {result}")
        self.oracle.told(machine, ticket_id, attempt, result)
        granted = result in (ClaimResult.WON, ClaimResult.UNSENT)
        rate = self.rate("pause")
        if granted and rate and self.chance.random() < rate:
            self.happens("pause", machine.client)
            self.spend(self.chance.choice((1.0, 25.0)))
            self.meanwhile(machine, 4)
            self._quiet_since = self._time

    def _heal(self) -> int:
        """Put everything right, and let all exchange until nothing is left to say: L1."""
        self.healed = True
        self.server.full = self.server.read_only = False
        for machine in self.machines:
            machine.client.lose(None)
            machine.clock.ahead, machine.clock.stopped_at = 0.0, None
            machine.older = False
            self.restart(machine)
        self.spend(40.0)
        for done in range(1, ROUNDS + 1):
            for machine in self.machines:
                with self.at(machine):
                    if done == 1:
                        machine.exchange.round()  # as its thread does, which gives a sign of life too
                    # A repair is long; every other round it would find nothing.
                    machine.exchange.once(flush=done % 4 in {1, 2})
            self.spend(30.0)
            if self._settled():
                self.note(f"settled after {done} rounds")
                return done
        raise BrokenError("L1", f"after {ROUNDS} rounds: {self._unsettled()}")

    def _settled(self) -> bool:
        known = [knowledge(machine) for machine in self.machines]
        return all(each.idle for each in known) and len(set(self.current_vectors(known))) == 1

    def current_vectors(self, known: Sequence[Knowledge]) -> list[tuple[tuple[Any, ...], ...]]:
        """Return how far each knows the logs that are still read, those of runs left out that any of them blocks.

        A run may have been continued twice in the queue of a day alone that has ended: who comes later never sees it.
        """
        today = f"{self.machines[0].clock.now():%Y%m%d}"
        blocked = frozenset[str]().union(*(each.blocked for each in known))
        return [
            tuple(log for log in each.vector if log[2] not in blocked and (log[0] == "r" or log[1] == today))
            for each in known
        ]

    def _unsettled(self) -> str:
        known = {machine.name: knowledge(machine) for machine in self.machines}
        idle = [name for name, each in known.items() if not each.idle]
        vectors = dict(zip(known, map(set, self.current_vectors(list(known.values()))), strict=True))
        union = set[tuple[Any, ...]]().union(*vectors.values())
        lacking = {
            name: sorted(f"{each[0]}/{each[1]}/{each[2][:6]}:{each[3]}" for each in union - vector)
            for name, vector in vectors.items()
        }
        return f"not idle {idle}, lacking {lacking}"

    def _last_look(self) -> None:
        self.compare()
        folder = self.auditor()
        self.oracle.check_frames(self.keeper, folder)
        self.oracle.check_forks(self.machines)
        if self.plan.mode == "A":
            self.acknowledge()
            for machine in self.machines:
                self.oracle.promise(machine)
            self.oracle.check_durable(self.machines)
            self.oracle.check_calls(self.machines)
            # Both are long; what they would find shows in one seed of three as well.
            if self.plan.seed % 3 == 0:
                self._check_newcomer()
            if self.plan.seed % 3 == 1:
                self._check_replay(folder)
            self._check_nobody_is_stuck()
            if self.plan.seed % 3 == 2:
                self._check_the_queue_ends()
        for machine in self.machines:
            self.note(f"{machine.name} {knowledge(machine).record[:16]}")

    def _check_newcomer(self) -> None:
        """I7: who comes with an empty store learns everything from the folder."""
        newcomer = self.machine("counselling", f"N{self.made}")
        self.install(newcomer)
        for _each in range(2):
            with self.at(newcomer):
                newcomer.exchange.once(flush=True)
        for machine in self.machines[:-1]:
            with self.at(machine):
                machine.exchange.once(flush=True)
        with self.at(newcomer):
            newcomer.exchange.once(flush=True)
        self.oracle.check_newcomer(self.keeper, newcomer)

    def _check_replay(self, folder: SharedFolder) -> None:
        """I4: the operations in any order, some of them twice, give the same."""
        # Who began from a snapshot keeps none of the frames that it stands for: nobody can play them again.
        whole = [machine for machine in self.machines if keeps_every_frame(machine)]
        if whole:
            self.oracle.check_replay(whole[0], folder, self._blank(), self.chance)

    def _check_the_queue_ends(self) -> None:
        """I10: a week after a day no key opens its queue any more."""
        stolen = {name: file.data for name, file in self.server.files.items() if name.endswith(".log")}
        for _day in range(QUEUE_DAYS + 1):
            self.tomorrow()
        for _round in range(2):
            for machine in self.machines:
                with self.at(machine):
                    machine.exchange.round()  # gives a sign of life, by which the clocks are compared
                    machine.exchange.once(flush=True)
            self.spend(30.0)
        self.oracle.check_ended(self.machines, self.server, stolen, self.today())

    def _blank(self) -> Machine:
        blank = self.machine("office", f"B{self.made}", key=self._own.randbytes(32))
        self.install(blank)
        return blank

    def _check_nobody_is_stuck(self) -> None:
        """L2: whoever waits can be called by one act."""
        # Once somebody was called twice no claim is trusted any more that day: one calls aloud.
        if self.oracle.lost_claims or self.oracle.called_by_copies():
            return
        machine = self.machines[min(1, len(self.machines) - 1)]
        self.spend(_STALLED)
        with self.at(machine):
            waiting = acts.waiting(machine)[:3]
            for ticket in waiting:
                self._call(machine, ticket)

    def _call(self, machine: Machine, ticket: Ticket) -> None:
        # A machine that returns to an earlier moment hands a number out again: two may bear it.
        self._desks_left -= 1
        desk = str(self._desks_left)
        try:
            machine.queue.open_desk(desk, acts.THEMES, ("FR", "NL"))
            machine.exchange.once(flush=True)
            try:
                machine.queue.call_this(ticket.id, desk)
            except DeskError:
                # Told that another desk claimed it and broke off: twenty seconds later it is free.
                self.spend(_STALLED)
                machine.queue.call_this(ticket.id, desk)
        except DeskError as refusal:
            raise BrokenError(
                "L2", f"{ticket.number} cannot be called: {type(refusal).__name__} {refusal}"
            ) from refusal

    def _made_template(self) -> Path:
        clock = MachineClock(self.plan.begins, self)
        shared = self._folder.parent / "template"
        if not shared.exists():
            shared.mkdir(parents=True)
            template(shared, clock)
        return shared / "template.db"

    def _found(self) -> None:
        self.server.folders.update(FOLDERS)
        self.server.files.clear()
        calm = self._calm()
        calm.create(BELL, bytes(BELL_SIZE))
        calm.create(MARKER, self.site.marker("2019-01-01T00:00:00+01:00"))

    def _foreign(self) -> Server:
        other = Site(id=b"o" * 16, key=b"o" * 32)
        day, month = f"q/{self.plan.begins:%Y%m%d}", f"r/{self.plan.begins:%Y%m}"
        folders = {*FOLDERS, day, month, f"{day}/claim"}
        files = {MARKER: File(other.marker("2019-01-01T00:00:00+01:00")), BELL: File(bytes(BELL_SIZE))}
        return Server(files, folders)

    def _calm(self) -> Calls:
        return Client(self.server, Calm(self.now, self.server_time), calm=True)

    def _enrolled(self, name: str, kind: str) -> bytes:
        private_key = self._own.randbytes(32)
        public_key = Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()
        body = {"kind": "workstation", "name": name, "work": kind, "key": public_key.hex()}
        put_once(self._calm(), self.site, f"workstation:{name.casefold()}", body)
        return private_key

    def _seconds(self) -> float:
        return self._time if self.current is None else self.current.clock.seconds()

    def _decode(self, body: object) -> Op:
        if self.current is not None and self.current.older and _is_newer(body):
            raise UnknownOperationError("newer")
        return decode(body)

    def _schema(self, state: SharedState) -> int:
        """Return the schema that the program at work has: what a newer one added to the record came with a step."""
        schema: int = _SCHEMA(state)
        return schema - 1 if self.current is not None and self.current.older else schema

    def _noting(self, finish: Callable[[Unit], None]) -> Callable[[Unit], None]:
        def noted(unit: Unit) -> None:
            finish(unit)
            if self.current is not None:
                self.current.pending += [str(each["body"]) for each in vars(unit)["_leaving"]]
                if len(self.current.pending) > _MOST_WRITTEN:
                    raise BrokenError("L1", f"{self.current.name} says the same again and again")

        return noted

    def _dropping(self, never_left: Callable[[Unit, UUID], bool]) -> Callable[[Unit, UUID], bool]:
        def dropping(unit: Unit, fact_id: UUID) -> bool:
            dropped = never_left(unit, fact_id)
            if dropped:
                self.oracle.dropped.add(fact_id.hex)
            return dropped

        return dropping

    @contextmanager
    def calm(self) -> Iterator[None]:
        """Let no fault be made for a while."""
        before, self.healed = self.healed, True
        try:
            yield
        finally:
            self.healed = before

    def today(self) -> date:
        """Return the day by the true time."""
        return at_seconds(int(self.server_time())).date()

    def tomorrow(self) -> None:
        """Let the evening come, and then the next morning, by the true time."""
        begins = self.plan.begins
        here = begins + timedelta(seconds=self._time)
        morning = (here + timedelta(days=1)).replace(hour=9, minute=0, second=0)
        self._time = float(seconds_of(morning) - seconds_of(begins))

    def evening(self) -> None:
        """Let the evening come."""
        begins = self.plan.begins
        here = begins + timedelta(seconds=self._time)
        evening = here.replace(hour=20, minute=0, second=0)
        self._time = max(self._time, float(seconds_of(evening) - seconds_of(begins)))


def _is_newer(body: object) -> bool:
    match body:
        case ["event", _, _, {"kind": str(kind)}]:
            return kind in _UNKNOWN_TO_OLDER
        case ["fact", "helper_language", _] | ["erase", *_]:
            return True
        case ["set", _, _, _, _, {"valid_to": _}, _]:
            return True
        case _:
            return False


def live(plan: Plan, folder: Path, *, tell: Callable[[str], None] = lambda _line: None) -> Outcome:
    """Run a plan in a folder of its own, and leave nothing behind."""
    own = folder / f"seed-{plan.seed}"
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir(parents=True)
    try:
        return World(plan, own, tell=tell).run()
    finally:
        shutil.rmtree(own, ignore_errors=True)
