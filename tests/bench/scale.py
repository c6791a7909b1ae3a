"""What a site of many workstations costs its folder or its hub: unit costs measured here, then multiplied.

`python3 -m tests.bench.scale` prints the tables of the page about the hub.
"""

import contextlib
import json
import os
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from cdm_desk.exchange.frame import Log
from cdm_desk.exchange.hub import Hub, open_hub
from cdm_desk.exchange.share_process import ShareProcess
from tests.exchange.desks import Desk, House, house
from tests.exchange.postgres import Server, binaries, server

WORKSTATIONS = (3, 30, 100, 300)
SITES = (1, 10, 40)

# What a day is taken to be: eight open hours; so many acts at each workstation; a sign of life every two minutes.
OPEN_SECONDS = 8 * 3600
ACTS_A_DAY = 60
SIGN_SECONDS = 120
DAYS_A_YEAR = 250
# The worker: a round every half second, and at most one for each of them that reads the logs.
ROUNDS_A_SECOND = 2.0
SMBD_SECONDS_A_READ = 0.00034
"""What one open, read and close cost the process of a Samba 4.17 server, measured apart with its own clients."""

_REPEATS = 1500
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """Seconds of processor and bytes: what one thing costs, once."""

    file_read: float
    frame_bytes: float
    check: float
    grown: float
    grown_for_each_log: float
    read: float
    publish: float
    claim: float
    row_bytes: float
    line_bytes: float


def measured(programs: Path) -> Units:
    """Measure the unit costs on a folder and a server of this machine."""
    with TemporaryDirectory() as folder, server(programs, power_cuts=True) as started:
        file_read, frame_bytes = _of_folder(Path(folder))
        with _site(Path(folder) / "hub", started.fresh_url()) as site:
            return _of_hub(site, started, file_read, frame_bytes)


@contextmanager
def _site(folder: Path, url: str = "") -> Iterator[House]:
    folder.mkdir()
    with house(folder) as built:
        built.hub_url = url
        yield built


def _of_folder(folder: Path) -> tuple[float, float]:
    with _site(folder / "folder") as site:
        desk = site.desk("Accueil 1")
        _day_of_acts(desk, 40)
        logs = [path for lane in ("q", "r") for path in (site.share / lane).rglob("*.log")]
        calls = ShareProcess(site.share)
        calls.read("bell")
        began = _process_seconds(calls.pid or 0)
        for _each in range(_REPEATS):
            calls.read("bell")
        seconds = (_process_seconds(calls.pid or 0) - began) / _REPEATS
        calls.stop()
        return seconds, sum(path.stat().st_size for path in logs) / 40


def _of_hub(site: House, started: Server, file_read: float, frame_bytes: float) -> Units:
    desk = site.desk("Accueil 1")
    _day_of_acts(desk, 40)
    hub = open_hub(site.hub_url, desk.joined.site, patience=20)
    hub.check()
    logs = _filled(hub, 600)

    def cost(act: Callable[[int], object], repeats: int = _REPEATS) -> float:
        act(0)
        began = _server_seconds(started)
        for no in range(repeats):
            act(no)
        return (_server_seconds(started) - began) / repeats

    few, many = dict.fromkeys(logs[:6], 1), dict.fromkeys(logs, 1)
    small, large = cost(lambda _no: list(hub.grown(few))), cost(lambda _no: list(hub.grown(many)), 400)
    publishing = Log(lane="q", period="20190115", run=uuid.uuid4().bytes)
    units = Units(
        file_read=file_read,
        frame_bytes=frame_bytes,
        check=cost(lambda _no: hub.check()),
        grown=small,
        grown_for_each_log=max(large - small, 0.0) / (len(many) - len(few)),
        read=cost(lambda _no: hub.read(logs[0], 0, after=0)),
        publish=cost(lambda no: hub.publish(publishing, [_frame(no + 1)], 0, tried=False)),
        claim=cost(lambda no: hub.claim("20190115", f"{no}", bytes(150))),
        row_bytes=_row_bytes(site.hub_url, started),
        line_bytes=_line_bytes(started),
    )
    hub.stop()
    return units


def _day_of_acts(desk: Desk, acts: int) -> None:
    for no in range(acts):
        desk.register(f"3{no:02d}")
        desk.exchange.once(flush=False)
    desk.exchange.once()


def _filled(hub: Hub, count: int) -> list[Log]:
    logs = [Log(lane="q", period="20190115", run=uuid.uuid4().bytes) for _each in range(count)]
    for log in logs:
        hub.publish(log, [_frame(1)], 0, tried=False)
    return logs


def _frame(no: int) -> bytes:
    header = b"CDM1" + (380).to_bytes(4, "big") + no.to_bytes(8, "big")
    return header + os.urandom(380 - len(header))


def _process_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def _server_seconds(started: Server) -> float:
    total = 0.0
    for pid in started.pids():
        with contextlib.suppress(OSError):
            total += _process_seconds(pid)
    return total


def _row_bytes(url: str, started: Server) -> float:
    with psycopg.connect(started.admin_url.replace("/postgres", "/" + url.rpartition("/")[2])) as line:
        query = "SELECT pg_total_relation_size('cdm_desk.frame')::float8 / count(*) FROM cdm_desk.frame"
        row = line.execute(query).fetchone()
    return float(row[0]) if row else 0.0


def _line_bytes(started: Server) -> float:
    """Return the memory of one connection, what it shares with others counted by halves and thirds."""
    sizes = []
    for pid in started.pids()[1:]:
        with contextlib.suppress(OSError):  # a helper of the server that has ended since it was listed
            if b"cdm_desk hub" in Path(f"/proc/{pid}/cmdline").read_bytes():
                lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
                sizes += [int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")]
    return sum(sizes) / max(len(sizes), 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one medium does in each open second, and holds after a week and a year."""

    rings: float
    file_reads: float
    file_cores: float
    queries: float
    hub_cores: float
    lines: int


def load(units: Units, workstations: int, sites: int) -> Load:
    """Return the load of so many workstations in all, spread evenly over so many sites."""
    each = workstations / sites
    rings = each * (ACTS_A_DAY / OPEN_SECONDS + 1 / SIGN_SECONDS)
    # Rings between two rounds are answered by one: in a folder no more often than its rounds.
    heard = min(rings, ROUNDS_A_SECOND)
    logs = 2 * each
    file_reads = workstations * (ROUNDS_A_SECOND * 2 + heard * logs)
    rounds = ROUNDS_A_SECOND + rings
    queries = workstations * (rounds + 2 * rings)
    seconds = workstations * (
        rounds * units.check + rings * (units.grown + logs * units.grown_for_each_log + units.read)
    )
    seconds += workstations * (ACTS_A_DAY / OPEN_SECONDS) * (units.publish + units.claim / 4)
    return Load(
        rings=rings * sites,
        file_reads=file_reads,
        file_cores=file_reads * SMBD_SECONDS_A_READ,
        queries=queries,
        hub_cores=seconds,
        lines=3 * workstations,
    )


def told(units: Units) -> Iterator[str]:
    """Yield the tables as they stand in the page."""
    yield "| one thing | costs |"
    yield "|---|---|"
    for what, seconds in (
        ("a read of a file, in the process that makes it", units.file_read),
        ("a read of a file, in a Samba server", SMBD_SECONDS_A_READ),
        ("hub: look for the site (every round)", units.check),
        ("hub: which of 6 logs have grown", units.grown),
        ("hub: the same, for each log more", units.grown_for_each_log),
        ("hub: read what is new in a log", units.read),
        ("hub: publish a frame and read it back", units.publish),
        ("hub: a claim", units.claim),
    ):
        yield f"| {what} | {seconds * 1e6:.0f} µs of processor |"
    yield f"| an act: bytes in a folder, both lanes | {units.frame_bytes:.0f} |"
    yield f"| a frame of 380 bytes as a row, with its index | {units.row_bytes:.0f} bytes |"
    yield f"| a line to the server | {units.line_bytes / 1e6:.1f} MB |"
    yield ""
    yield "| workstations | sites | folder: reads/s | cores of a Samba server | hub: queries/s | cores | lines |"
    yield "|---|---|---|---|---|---|---|"
    for workstations in WORKSTATIONS:
        for sites in SITES:
            if sites <= workstations:
                one = load(units, workstations, sites)
                yield (
                    f"| {workstations} | {sites} | {one.file_reads:,.0f} | {one.file_cores:.2f} "
                    f"| {one.queries:,.0f} | {one.hub_cores:.2f} | {one.lines} |"
                )
    yield ""
    yield "| workstations | frames a day | folder: MB of a day | hub: MB of a day | a year, were nothing removed |"
    yield "|---|---|---|---|---|"
    for workstations in WORKSTATIONS:
        frames = workstations * (2 * ACTS_A_DAY + OPEN_SECONDS / SIGN_SECONDS)
        folder = workstations * (ACTS_A_DAY * units.frame_bytes + OPEN_SECONDS / SIGN_SECONDS * 300) / 1e6
        hub = frames * units.row_bytes / 1e6
        year = f"{folder * DAYS_A_YEAR / 1000:.1f} GB · {hub * DAYS_A_YEAR / 1000:.1f} GB"
        yield f"| {workstations} | {frames:,.0f} | {folder:.1f} | {hub:.1f} | {year} |"


def main(argv: Sequence[str]) -> int:
    """Measure, and print the tables; with `--json` the unit costs."""
    programs = binaries()
    if programs is None:
        print("there is no PostgreSQL here: no initdb", file=sys.stderr)
        return 0
    began = time.monotonic()
    units = measured(programs)
    if "--json" in argv:
        print(json.dumps({name: getattr(units, name) for name in units.__dataclass_fields__}))
        return 0
    print("\n".join(told(units)))
    print(f"\nmeasured in {time.monotonic() - began:.0f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
