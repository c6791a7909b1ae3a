"""One workstation of the simulated site: its disk, its clock, its view of the folder, and the shipped program on it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any, Final, Protocol
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from cdm_desk.domain.clock import at_seconds
from cdm_desk.domain.queue import ClaimResult, Claims
from cdm_desk.domain.staff import Action
from cdm_desk.exchange.cycle import Cycle, Member
from cdm_desk.exchange.medium import Medium
from cdm_desk.exchange.site import Site
from cdm_desk.exchange.worker import Exchange, Membership
from cdm_desk.services.counselling import CounsellingService
from cdm_desk.services.day import DayService
from cdm_desk.services.desks import DesksService
from cdm_desk.services.queue import QueueService
from cdm_desk.services.welcome import WelcomeService
from cdm_desk.store.database import engine_for
from cdm_desk.store.meta import WORKSTATION
from cdm_desk.store.unit import Store
from tests.simulator.share import Client
from tests.stores import KEY, new_store

STORE_FILE: Final = "desk.db"
STATEMENTS: Final[LRUCache[Any, Any]] = LRUCache(2000)
"""What all stores of this process say to their engines, put together once."""

_BESIDE: Final = ("", "-wal")
_WAL_HEADER: Final = 32


class DiedError(BaseException):
    """The program ended here, in the middle: no handler of the program may stop it."""


class AnyDialect(SQLiteDialect_pysqlite):
    """The dialect of every store alike, so that what one has put together serves the others."""

    supports_statement_cache = True

    def __hash__(self) -> int:
        return hash(AnyDialect)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AnyDialect)


class Moments(Protocol):
    """The true time."""

    def now(self) -> float:
        """Return seconds since the world began."""
        ...


class MachineClock:
    """A clock on the wall of one workstation: wrong by `ahead` seconds, or stopped."""

    def __init__(self, begins: datetime, moments: Moments) -> None:
        self._begins = begins.timestamp()
        self._moments = moments
        self.ahead = 0.0
        self.stopped_at: float | None = None

    def seconds(self) -> float:
        """Return the seconds since 1970 that it shows."""
        return self._begins + (self._moments.now() if self.stopped_at is None else self.stopped_at) + self.ahead

    def now(self) -> datetime:
        """Return the moment that it shows, to the second."""
        return at_seconds(int(self.seconds()))


class Anybody:
    """A gate that stands open."""

    def require(self, action: Action) -> None:
        """Let pass."""


class DrivenExchange(Exchange):
    """The shipped exchange, its rounds made one by one instead of by its thread."""

    def round(self) -> None:
        """Make one round as the thread does."""
        with self._one_at_a_time, self._turn.taken(0):
            self._round()

    def end(self) -> None:
        """Make the last round, as the thread does when the program is closed."""
        with self._one_at_a_time, self._turn.taken(0):
            self._last_round()

    @property
    def cycle(self) -> Cycle:
        """The cycle that it drives."""
        return self._cycle

    @property
    def media(self) -> tuple[Medium, Medium]:
        """By what it reaches the site: for its rounds, and for claims."""
        return self._folder, self._asking

    @property
    def heart(self) -> float:
        """When it last gave a sign that nothing hangs, in ticks."""
        return self._heart


@dataclass(slots=True)
class Judged:
    """The claims of the shipped exchange; whoever watches is told each answer, before the caller is."""

    claims: Claims
    told: Callable[[UUID, int, ClaimResult], None]

    def take(self, ticket_id: UUID, attempt: int) -> ClaimResult:
        """Ask for the right to a call."""
        result = self.claims.take(ticket_id, attempt)
        self.told(ticket_id, attempt, result)
        return result

    def stalled(self, ticket_id: UUID, attempt: int) -> bool:
        """Whether a right that was lost came to nothing."""
        return self.claims.stalled(ticket_id, attempt)


@dataclass(slots=True, kw_only=True)
class Image:
    """A disk as it was, and with `entropy` and `runs` the memory of the machine too."""

    folder: Path
    written: int
    entropy: Any = None
    runs: tuple[bytes, str] | None = None


@dataclass(slots=True, eq=False)
class Machine:
    """A workstation: what outlives its program (disk, clock, keys), and the program while it runs."""

    no: int
    name: str
    kind: str
    site: Site
    private_key: bytes
    client: Client
    clock: MachineClock
    entropy: Random
    folder: Path
    told: Callable[["Machine", UUID, int, ClaimResult], None]
    opened: Callable[[Client], Medium]
    """Reaches the site through its client, or beside it."""
    older: bool = False
    keeper: bool = False
    """Its disk is never lost, restored or doubled."""
    starts: int = 0
    fuse: int | None = None
    """After so many calls of the file system or the store the program dies."""
    unsynced: int | None = None
    """How long the write-ahead log was before the commit that is under way."""
    written: list[str] = field(default_factory=list)
    """What was acknowledged on this disk."""
    pending: list[str] = field(default_factory=list)
    """What the act under way has written."""
    doubled: bool = False
    """Its disk was copied or set back, so that two programs may believe to be the same."""
    image: Image | None = None
    machine_image: Image | None = None
    engine: Engine | None = None
    store: Store = field(init=False)
    exchange: DrivenExchange = field(init=False)
    welcome: WelcomeService = field(init=False)
    queue: QueueService = field(init=False)
    counselling: CounsellingService = field(init=False)
    desks: DesksService = field(init=False)
    day: DayService = field(init=False)

    @property
    def disk(self) -> Path:
        """The folder of its store; every start after a crash has a new one, made of what the old one held."""
        return self.folder / f"{self.no}-{self.starts}"

    @property
    def desk(self) -> str:
        """The number of the desk that is open at this workstation, else the one it usually opens."""
        here = self.queue.desk_here()
        return str(self.no + 1) if here is None else here.name

    def install(self, template: Path) -> None:
        """Put an empty store on the disk."""
        self.disk.mkdir(parents=True)
        shutil.copyfile(template, self.disk / STORE_FILE)

    def start(self, runs: tuple[bytes, str] | None = None) -> None:
        """Start the program on what the disk holds; `runs` makes it go on as the run that it was."""
        engine = engine_for(self.disk / STORE_FILE, KEY)
        self.engine = engine
        engine.dialect.__class__ = AnyDialect
        vars(engine)["_compiled_cache"] = STATEMENTS
        self.store = Store(engine, self.disk / STORE_FILE, self.clock)
        with self.store.unit() as unit:
            unit.meta.put(WORKSTATION, self.name)
            if not self.older and unit.journal.parked():
                unit.take_up_parked()
        self.client.resume()
        member = Member(name=self.name, private_key=self.private_key)
        membership = Membership(folder=self.client.root, site=self.site, member=member, kind=self.kind, claims=True)
        self.exchange = DrivenExchange(
            self.store, self.clock, membership, self.disk, opened=lambda *_how: self.opened(self.client)
        )
        if runs is not None:
            self.exchange.cycle.run, self.store.run = runs
        claims = Judged(self.exchange.claims, lambda *answer: self.told(self, *answer))
        self.welcome = WelcomeService(self.store, self.clock, Anybody(), _never)
        self.queue = QueueService(self.store, self.clock, Anybody(), lambda: claims)
        self.counselling = CounsellingService(self.store, self.clock, Anybody(), _never)
        self.desks = DesksService(self.store, Anybody())
        # As the office does it, after every change.
        self.store.on_change(self.desks.settle)
        self.day = DayService(self.store, self.clock, Anybody(), _never)

    def stop(self) -> None:
        """End the program, however it stands; what it committed is on the disk."""
        if self.engine is not None:
            self.engine.dispose()
            self.engine = None
            for medium in self.exchange.media:
                medium.stop()

    def die(self, chance: Random, *, power: bool) -> None:
        """End as by a kill or, with `power`, as by a power cut: of a commit under way a part may be missing."""
        old, self.starts = self.disk, self.starts + 1
        self._copy(old, self.disk)
        if power and self.unsynced is not None:
            self._lose_unsynced(chance, self.unsynced)
        self.unsynced = None
        self.stop()
        shutil.rmtree(old)
        self.client.forget()

    def photograph(self, to: Path, *, memory: bool) -> Image:
        """Copy the disk, with `memory` the state of the running machine too."""
        self._copy(self.disk, to)
        image = Image(folder=to, written=len(self.written))
        if memory:
            image.entropy = self.entropy.getstate()
            image.runs = (self.exchange.cycle.run, self.store.run)
        return image

    def load(self, image: Image) -> None:
        """Put an image in the place of the disk; the program must have ended."""
        shutil.rmtree(self.disk, ignore_errors=True)
        self.starts += 1
        self._copy(image.folder, self.disk)
        self.client.forget()
        del self.written[image.written :]
        if image.entropy is not None:
            self.entropy.setstate(image.entropy)

    @contextmanager
    def dying(self, after: int) -> Iterator[None]:
        """Let the program die after so many calls of the folder or the store, if it makes so many."""
        assert self.engine is not None
        self.fuse = after
        dialect: Any = self.engine.dialect
        execute, commit = dialect.do_execute, dialect.do_commit

        def burning_execute(cursor: object, statement: str, parameters: object, context: object = None) -> None:
            self.burn()
            execute(cursor, statement, parameters, context)

        def burning_commit(connection: object) -> None:
            self.burn()
            wal = self.disk / f"{STORE_FILE}-wal"
            self.unsynced = wal.stat().st_size if wal.exists() else 0
            commit(connection)
            self.burn()
            self.unsynced = None

        dialect.do_execute, dialect.do_commit = burning_execute, burning_commit
        try:
            yield
        finally:
            self.fuse = None
            dialect.do_execute, dialect.do_commit = execute, commit

    def burn(self) -> None:
        """Come one call nearer to the end."""
        if self.fuse is not None:
            self.fuse -= 1
            if self.fuse < 0:
                self.fuse = None
                raise DiedError

    def _copy(self, old: Path, new: Path) -> None:
        new.mkdir(parents=True)
        for beside in _BESIDE:
            if (old / f"{STORE_FILE}{beside}").exists():
                shutil.copyfile(old / f"{STORE_FILE}{beside}", new / f"{STORE_FILE}{beside}")

    def _lose_unsynced(self, chance: Random, before: int) -> None:
        wal = self.disk / f"{STORE_FILE}-wal"
        data = wal.read_bytes() if wal.exists() else b""
        if len(data) <= max(before, _WAL_HEADER):
            return  # the log was begun anew: what lies before the commit is not told apart
        kept = chance.randint(max(before, _WAL_HEADER), len(data))
        rest = bytes(len(data) - kept) if chance.random() < 0.5 else b""
        wal.write_bytes(data[:kept] + rest)


def template(folder: Path, clock: MachineClock) -> Path:
    """Make an empty store once; each workstation gets a copy."""
    path = folder / "template.db"
    new_store(path, clock).close()
    return path


def _never() -> bool:
    return False
