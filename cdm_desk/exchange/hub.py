"""The hub: the same site over PostgreSQL, when a folder is outgrown.

Frames are rows, in logs as in a folder; what is put once is a row under its name. Nothing is ever changed in place, and
everything is keyed by its site, so that several sites share one hub. A frame is found by its number in its log: never
by the order in which rows came, in which one that was committed late would be passed over for ever.
"""

import hashlib
import re
import struct
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import PurePosixPath
from typing import Final
from uuid import UUID

from cdm_desk.exchange.doctor import CHECKED, CLOCK_SECONDS, Check, Checkup, Doctor, Finding
from cdm_desk.exchange.folder import QUEUE, Published, Ring, SharedFolder, Stock
from cdm_desk.exchange.frame import Log
from cdm_desk.exchange.hub_calls import Connection, Ear, HubLine, label
from cdm_desk.exchange.share_process import LONGEST_READ, MARKER, Answer, Place
from cdm_desk.exchange.site import BELL, BELL_SIZE, Site

HUB: Final = "postgresql"
SNAPSHOTS: Final = "snap"

_NUMBER: Final = struct.Struct(">4sIQ")
_NAME: Final = re.compile(r"[0-9a-z./-]{1,160}\Z")
_NO_LIMIT: Final = 1 << 40

# The runs, or the periods, of a long index, each found by one step: DISTINCT would read all of it.
_PERIODS: Final = """
    WITH RECURSIVE found AS (
        (SELECT period FROM frame WHERE site = %(site)s AND lane = %(lane)s ORDER BY period LIMIT 1)
        UNION ALL
        SELECT (SELECT period FROM frame WHERE site = %(site)s AND lane = %(lane)s AND period > found.period
                ORDER BY period LIMIT 1) FROM found WHERE found.period IS NOT NULL)
    SELECT period FROM found WHERE period IS NOT NULL"""
_RUNS: Final = """
    WITH RECURSIVE found AS (
        (SELECT run FROM frame WHERE site = %(site)s AND lane = %(lane)s AND period = %(period)s ORDER BY run LIMIT 1)
        UNION ALL
        SELECT (SELECT run FROM frame WHERE site = %(site)s AND lane = %(lane)s AND period = %(period)s
                AND run > found.run ORDER BY run LIMIT 1) FROM found WHERE found.run IS NOT NULL)
    SELECT run FROM found WHERE run IS NOT NULL"""
_GROWN: Final = """
    SELECT asked.place FROM unnest(%(lanes)s::text[], %(periods)s::text[], %(runs)s::uuid[], %(known)s::bigint[])
        WITH ORDINALITY AS asked(lane, period, run, known, place)
    WHERE EXISTS (SELECT FROM frame WHERE frame.site = %(site)s AND frame.lane = asked.lane
        AND frame.period = asked.period AND frame.run = asked.run AND frame.no > asked.known)
    ORDER BY asked.place"""
_AFTER: Final = """
    SELECT raw FROM (
        SELECT raw, no, hash, sum(length(raw)) OVER (ORDER BY no, hash) - length(raw) AS before
        FROM frame
        WHERE site = %(site)s AND lane = %(lane)s AND period = %(period)s AND run = %(run)s AND no > %(after)s
    ) AS later WHERE before < %(most)s ORDER BY no, hash"""
_HASHES: Final = """
    SELECT hash FROM frame
    WHERE site = %(site)s AND lane = %(lane)s AND period = %(period)s AND run = %(run)s"""
_PUBLISH: Final = """
    INSERT INTO frame (site, lane, period, run, no, hash, raw)
    SELECT %(site)s, %(lane)s, %(period)s, %(run)s, new.no, new.hash, new.raw
    FROM unnest(%(nos)s::bigint[], %(hashes)s::bytea[], %(raws)s::bytea[]) AS new(no, hash, raw)
    ON CONFLICT DO NOTHING"""
_CONFIRMED: Final = """
    SELECT frame.hash FROM unnest(%(nos)s::bigint[], %(hashes)s::bytea[]) AS asked(no, hash)
    JOIN frame ON frame.site = %(site)s AND frame.lane = %(lane)s AND frame.period = %(period)s
        AND frame.run = %(run)s AND frame.no = asked.no AND frame.hash = asked.hash"""
_BEFORE: Final = """
    SELECT FROM frame WHERE site = %(site)s AND lane = %(lane)s AND period = %(period)s AND run = %(run)s
        AND no = %(before)s LIMIT 1"""


class HubCalls:
    """The named bytes of one site on a hub; of all its sites, as far as a name says which, when none is known."""

    def __init__(self, url: str, site_id: bytes | None, *, patience: float = 8.0) -> None:
        self.line = HubLine(url, patience=patience)
        self.site_id = site_id
        self.rung = bytes(BELL_SIZE)
        """What the bell said last, as far as it was heard here."""
        self._url = url

    @property
    def pid(self) -> int | None:
        """No process: a thread waits for the server."""
        return None

    def read(self, name: str, offset: int = 0, *, marker: bytes = b"") -> Answer:
        """Return what lies under a name from an offset on, if the marker is the one given."""
        if marker and self.read(MARKER).data != marker:
            raise FileNotFoundError(2, MARKER)
        if name == BELL:
            return Answer(data=self.rung, size=len(self.rung))
        return self.line.ask(lambda line: self._read(line, name, offset))

    def append(self, name: str, data: bytes) -> Answer:  # noqa: ARG002 - the port's signature
        """Refuse: nothing grows here but logs, frame by frame."""
        raise OSError(95, name)

    def overwrite(self, name: str, data: bytes) -> Answer:
        """Ring; nothing else is ever written over."""
        if name != BELL:
            raise OSError(95, name)
        return Answer(written_at=self.line.ask(lambda line: self._ring(line, data)))

    def create(self, name: str, data: bytes) -> None:
        """Put something where nothing is; the bell is there already."""
        if name != BELL:
            self.put(name, data)

    def put(self, name: str, data: bytes, *, marker: bytes = b"") -> Answer:
        """Put something under a free name; the answer holds what stands there afterwards."""
        return self.line.ask(lambda line: self._put(line, name, data, marker))

    def names(self, name: str = "") -> tuple[str, ...]:
        """Return the names below a name."""
        return tuple(self.line.ask(lambda line: self._names(line, name)))

    def folder(self, name: str, marker: bytes = b"") -> None:
        """Make nothing: a name needs no folder here."""

    def remove(self, name: str) -> None:
        """Remove what lies under a name, if it is one that goes, and old enough."""
        self.line.ask(lambda line: line.execute("SELECT forget(%s, %s)", (self.site_id, _checked(name))))

    def place(self) -> Place:
        """Return where it all lies; how much room there is only the server's own people can tell."""
        return Place(kind=HUB, source=label(self._url), here=False, free=1 << 40)

    def stop(self) -> None:
        """Cut the line."""
        self.line.stop()

    def resume(self) -> None:
        """Allow calls again after a stop."""
        self.line.resume()

    def server_time(self) -> float:
        """Return what the clock of the server shows, in seconds since 1970."""
        query = "SELECT extract(epoch FROM clock_timestamp())::float8"
        return self.line.ask(lambda line: float((line.execute(query).fetchone() or (0.0,))[0]))

    def channel(self) -> str:
        """Return the name under which this site rings."""
        return f"cdm_{(self.site_id or b'').hex()}"

    def _read(self, line: Connection, name: str, offset: int) -> Answer:
        row: tuple[bytes, int] | None
        if name == MARKER:
            query = "SELECT marker, length(marker) FROM site WHERE site = coalesce(%s, site) LIMIT 1"
            row = line.execute(query, (self.site_id,)).fetchone()
        else:
            query = (
                "SELECT substring(body FROM %s FOR %s), length(body) FROM once"
                " WHERE site = coalesce(%s, site) AND folder = %s AND name = %s LIMIT 1"
            )
            wanted = (offset + 1, LONGEST_READ, self.site_id, *_split(name))
            row = line.execute(query, wanted).fetchone()
        if row is None:
            raise FileNotFoundError(2, name)
        return Answer(data=bytes(row[0]), size=row[1])

    def _put(self, line: Connection, name: str, data: bytes, marker: bytes) -> Answer:
        if marker and self._read(line, MARKER, 0).data != marker:
            raise FileNotFoundError(2, MARKER)
        if name == MARKER:
            line.execute("INSERT INTO site (site, marker) VALUES (%s, %s) ON CONFLICT DO NOTHING", (self.site_id, data))
            return self._read(line, MARKER, 0)
        query = (
            "INSERT INTO once (site, folder, name, body) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING body"
        )
        row = line.execute(query, (self.site_id, *_split(name), data)).fetchone()
        return self._read(line, name, 0) if row is None else Answer(data=bytes(row[0]), size=len(row[0]))

    def _ring(self, line: Connection, data: bytes) -> float:
        query = "SELECT extract(epoch FROM clock_timestamp())::float8, pg_notify(%s, %s)"
        row = line.execute(query, (self.channel(), data.hex())).fetchone()
        return float(row[0]) if row else 0.0

    def _names(self, line: Connection, name: str) -> list[str]:
        if not name:
            query = "SELECT 'site' FROM site WHERE site = coalesce(%s, site) LIMIT 1"
            return [row[0] for row in line.execute(query, (self.site_id,))]
        asked = {"site": self.site_id, "folder": name}
        found = [
            row[0] for row in line.execute("SELECT name FROM once WHERE site = %(site)s AND folder = %(folder)s", asked)
        ]
        below = (
            "SELECT DISTINCT split_part(folder, '/', 2) FROM once"
            " WHERE site = %(site)s AND folder > %(folder)s || '/' AND folder < %(folder)s || '0'"
        )
        return sorted({*found, *(row[0] for row in line.execute(below, asked))})


class Hub(SharedFolder):
    """One site on a hub: its names as in a folder, its frames as rows."""

    def __init__(self, calls: HubCalls, site: Site, url: str, on_ring: Callable[[], None] | None = None) -> None:
        """`on_ring` is called by another thread as soon as somebody has published."""
        super().__init__(calls, site)
        self._hub = calls
        self._url = url
        self._on_ring = on_ring
        self._ear: Ear | None = None

    def check(self) -> None:
        """See that our site is on this hub; from then on its bell is heard."""
        super().check()
        if self._ear is None and self._on_ring is not None:
            self._ear = Ear(self._url, self._hub.channel(), self._heard)

    def stop(self) -> None:
        """Cut the lines; calls under way fail."""
        ear, self._ear = self._ear, None
        if ear is not None:
            ear.end()
        super().stop()

    def prepare(self, lane: str, period: str) -> None:
        """Make nothing: rows need no folder."""

    def periods(self, lane: str) -> list[str]:
        """Return the days or months of which there are frames."""
        asked = {"site": self.site.id, "lane": lane}
        return self._hub.line.ask(lambda line: [row[0] for row in line.execute(_PERIODS, asked)])

    def logs(self, lane: str, period: str) -> list[Log]:
        """Return the logs of a period."""
        if lane == QUEUE:
            self._learn_keys(period, self._hub.names(f"{lane}/{period}"))
        asked = {"site": self.site.id, "lane": lane, "period": period}
        runs = self._hub.line.ask(lambda line: [row[0] for row in line.execute(_RUNS, asked)])
        return [Log(lane=lane, period=period, run=run.bytes) for run in runs]

    def grown(self, known: Mapping[Log, int]) -> Iterable[Log]:
        """Return the logs that hold more than the frames up to the number known: one question for all of them."""
        logs = list(known)
        asked = {
            "site": self.site.id,
            "lanes": [log.lane for log in logs],
            "periods": [log.period for log in logs],
            "runs": [UUID(bytes=log.run) for log in logs],
            "known": [known[log] for log in logs],
        }
        if not logs:
            return []
        return self._hub.line.ask(lambda line: [logs[row[0] - 1] for row in line.execute(_GROWN, asked)])

    def read(self, log: Log, offset: int, *, after: int = 0) -> Answer:
        """Return the frames of a log after a number, as they would follow each other in a file."""
        asked = self._of(log) | {"after": after, "most": LONGEST_READ}
        raws = self._hub.line.ask(lambda line: [bytes(row[0]) for row in line.execute(_AFTER, asked)])
        data = b"".join(raws)
        return Answer(data=data, size=offset, numbered=True)

    def read_whole(self, log: Log) -> bytes:
        """Return all that a log holds."""
        asked = self._of(log) | {"after": 0, "most": _NO_LIMIT}
        return b"".join(self._hub.line.ask(lambda line: [bytes(row[0]) for row in line.execute(_AFTER, asked)]))

    def stock(self, log: Log) -> Stock:
        """Return the hashes of what a log holds."""
        rows = self._hub.line.ask(lambda line: [bytes(row[0]) for row in line.execute(_HASHES, self._of(log))])
        return Stock(hashes=frozenset(rows))

    def publish(self, log: Log, frames: Sequence[bytes], offset: int, *, tried: bool) -> Published:  # noqa: ARG002
        """Add the frames that are not there, and read back which stand."""
        nos = [_NUMBER.unpack_from(raw)[2] for raw in frames]
        hashes = [hashlib.sha256(raw).digest() for raw in frames]
        before = min(nos) - 1
        asked = self._of(log) | {"nos": nos, "hashes": hashes, "raws": list(frames), "before": before}

        def bring(line: Connection) -> tuple[set[bytes], bool]:
            line.execute(_PUBLISH, asked)
            stand = {bytes(row[0]) for row in line.execute(_CONFIRMED, asked)}
            # A frame of ours that was read back once is gone: the server was set back to an older state.
            shrunk = before > 0 and line.execute(_BEFORE, asked).fetchone() is None
            return stand, shrunk

        stand, shrunk = self._hub.line.ask(bring)
        confirmed = frozenset(raw for raw, digest in zip(frames, hashes, strict=True) if digest in stand)
        return Published(confirmed=confirmed, resume=offset, shrunk=shrunk)

    def forget(self, lane: str, period: str) -> None:
        """Destroy the key of a day, and remove the claims and logs of the day or month, in one step."""
        self.forget_keys(period)
        self.remove(f"{lane}/{period}")

    def forget_once(self, purpose: str) -> None:
        """Let it stay: a row is small, and what was decided once is never removed from a hub."""

    def doctor(self, workstation: str, on_finding: Callable[[Finding], None] = lambda _finding: None) -> Doctor:
        """Return the examination of this hub."""
        return HubDoctor(self._url, self.site, workstation, marker=self.marker, on_finding=on_finding)

    def ring(self, ring: Ring) -> float:
        """Tell the others that there is something to read; return when that was, by the server's clock."""
        return self._hub.overwrite(BELL, ring.written()).written_at

    def _of(self, log: Log) -> dict[str, object]:
        return {"site": self.site.id, "lane": log.lane, "period": log.period, "run": UUID(bytes=log.run)}

    def _heard(self, rung: bytes) -> None:
        self._hub.rung = rung
        if self._on_ring is not None:
            self._on_ring()


class HubDoctor(Doctor):
    """The examination of a hub: what a folder shows to two workstations, a server shows on two lines to it."""

    def __init__(
        self, url: str, site: Site, workstation: str, *, marker: bytes, on_finding: Callable[[Finding], None]
    ) -> None:
        self._lines = [HubCalls(url, site.id), HubCalls(url, site.id)]
        super().__init__(self._lines[0], site, workstation, marker=marker, on_finding=on_finding)

    def wanted(self, ahead: float) -> bool:
        """Return False: nobody waits for a partner here."""
        del ahead
        return False

    def examine(self, patience: float = 0.0) -> Checkup:
        """Look at the hub, alone; raises OSError when it gives no answer."""
        del patience
        try:
            return Checkup(place=self._calls.place(), findings=tuple(self._looked()), partner=self._workstation)
        finally:
            for line in self._lines:
                line.stop()

    def _looked(self) -> Iterator[Finding]:
        place = self._calls.place()
        yield self._finding(Check.PLACE, kind=place.kind, source=place.source, here=0.0)
        name, body = f"{CHECKED}/{self.id}.put", self.id.encode()
        began = time.monotonic()
        kept = self._calls.put(name, body, marker=self._marker).data == body and self._calls.read(name).data == body
        yield self._finding(Check.DURABLE, kept, seconds=time.monotonic() - began)
        self._calls.remove(name)
        ahead = time.time() - self._lines[0].server_time()
        yield self._finding(Check.CLOCK, abs(ahead) <= CLOCK_SECONDS, seconds=ahead)
        yield self._raced_alone()

    def _raced_alone(self) -> Finding:
        names = [f"{CHECKED}/{self.id}.{no}" for no in range(self._keys)]

        def run(line: HubCalls) -> list[bytes]:
            return [line.put(name, str(id(line)).encode(), marker=self._marker).data for name in names]

        with ThreadPoolExecutor(len(self._lines)) as pool:
            mine, theirs = pool.map(run, self._lines)
        for name in names:
            self._calls.remove(name)
        agreed = sum(bool(one) and one == other for one, other in zip(mine, theirs, strict=True))
        won = mine.count(str(id(self._lines[0])).encode())
        return self._finding(
            Check.EXCLUSIVE, agreed == len(names), keys=len(names), won=won, double=0.0, agreed=agreed, links=1.0
        )

    def _finding(self, check: Check, passed: bool = True, /, **measured: float | str) -> Finding:  # noqa: FBT001, FBT002
        finding = Finding(check=check, passed=passed, measured=measured)
        self._on_finding(finding)
        return finding


def open_hub(url: str, site: Site, *, patience: float, on_ring: Callable[[], None] | None = None) -> Hub:
    """Return one site of a hub."""
    return Hub(HubCalls(url, site.id, patience=patience), site, url, on_ring)


def _split(name: str) -> tuple[str, str]:
    path = PurePosixPath(_checked(name))
    return str(path.parent), path.name


def _checked(name: str) -> str:
    if not _NAME.match(name):
        raise ValueError(name)
    return name
