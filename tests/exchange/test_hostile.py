"""Hostile files in the folder: refused with a reason, nothing else disturbed, memory and time bounded."""

import json
import os
import resource
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cdm_desk.exchange.folder import SharedFolder
from cdm_desk.exchange.frame import FrameCodec, Head, Log, frames_in, hash_of, repeats_in, scan
from cdm_desk.exchange.share_process import ShareProcess
from cdm_desk.exchange.worker import Share
from tests.exchange.desks import Desk, House
from tests.exchange.test_cycle import logs, registered

DAY = "20190114"
HERE = '["here",{"workstation":"Poste 4"}]'
MEGABYTE = 1 << 20


@pytest.fixture
def folder(site: House, first: Desk) -> Iterator[SharedFolder]:
    folder = SharedFolder(ShareProcess(site.share), first.joined.site)
    folder.check()
    yield folder
    folder.stop()


def sealed(codec: FrameCodec, text: bytes, signer: Ed25519PrivateKey) -> bytes:
    """A first frame with whatever text, sealed and signed as a workstation that was broken into would."""
    header = struct.pack(">4sIQ12s", b"CDM1", 28 + len(text) + 16 + 64, 1, os.urandom(12))
    beside = codec._beside(header, bytes(32))  # noqa: SLF001 - what an attacker knows
    body = codec._cipher.encrypt(header[16:], text, beside)  # noqa: SLF001
    return header + body + signer.sign(beside + body)


def lay(site: House, folder: SharedFolder, by: Desk, text: bytes) -> Path:
    log = Log(lane="q", period=DAY, run=os.urandom(16))
    raw = sealed(folder.codec(log), text, Ed25519PrivateKey.from_private_bytes(by.joined.private_key))
    path = site.share / log.name
    path.write_bytes(raw)
    return path


def said(ops: str) -> bytes:
    return zlib.compress(f"[1,7,[{HERE},{ops}]]".encode())


BOMB = zlib.compress(bytes(700 * MEGABYTE), 9)
TEXTS = {
    "a compression bomb": BOMB,
    "a bomb that is JSON": zlib.compress(b"[1,7,[" + b'"' + b"a" * (64 * MEGABYTE) + b'"]]', 9),
    "no compression": b"[1,7,[]]",
    "two streams": said("1") + said("2"),
    "a cut stream": said('"x"')[:-3],
    "deep JSON": said("[" * 100_000 + "]" * 100_000),
    "JSON just too deep": said("[" * 30 + "]" * 30),
    "NaN": said("NaN"),
    "Infinity": said("-Infinity"),
    "a float that is none": said("1e400"),
    "a name twice": said('{"a":1,"a":2}'),
    "a number without end": said("9" * 5_000),
    "a number of 65 bits": said(str(2**64)),
    "half a surrogate pair": said(r'"\ud800"'),
    "half a pair as a name": said(r'{"\udc00":1}'),
    "no UTF-8": zlib.compress(b'[1,7,["\xff"]]'),
    "UTF-16": zlib.compress("[1,7,[]]".encode("utf-16")),
    "no JSON": zlib.compress(b"PK\x03\x04"),
    "nothing": zlib.compress(b""),
    "not a frame's shape": zlib.compress(b'{"ops":[]}'),
    "a clock beyond all": zlib.compress(b"[1,%d,[]]" % 2**63),
    "a schema of nothing": zlib.compress(b"[0,7,[]]"),
    "a truth for a number": zlib.compress(b"[true,false,[]]"),
}


@pytest.fixture(scope="module")
def _small() -> None:
    assert len(BOMB) < MEGABYTE - 200


@pytest.mark.usefixtures("_small")
def test_what_no_program_of_ours_writes_is_refused_and_disturbs_nobody(
    site: House, first: Desk, second: Desk, folder: SharedFolder
) -> None:
    first.register("301")
    first.exchange.once()
    for text in TEXTS.values():
        lay(site, folder, second, text)
    first.register("302")
    third = site.desk("Accueil 3")
    started = time.monotonic()
    first.exchange.once()
    result = third.exchange.once()

    assert time.monotonic() - started < 60
    assert result.share is Share.OK
    assert third.numbers() == ["301", "302"]
    assert third.facts() == first.facts()
    assert result.quarantined == len(TEXTS)


@pytest.mark.parametrize("name", TEXTS)
def test_each_of_them_is_no_frame(first: Desk, name: str) -> None:
    log = Log(lane="q", period=DAY, run=bytes(16))
    codec = FrameCodec(first.joined.site.id, bytes(32), log)
    raw = sealed(codec, TEXTS[name], Ed25519PrivateKey.generate())
    found = scan(codec, raw, Head(), lambda *_seen: True)

    assert found.frames == ()
    assert found.doubtful


def test_frames_from_elsewhere_are_no_frames_here(site: House, first: Desk, second: Desk, tmp_path: Path) -> None:
    first.register("301")
    site.settle()
    [whole] = [path for path in logs(site, "q") if path.read_bytes()][:1]
    frames = whole.read_bytes()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    other = House(elsewhere, elsewhere / "share")
    other.share.mkdir()
    stranger = other.desk("Accueil 1")
    stranger.register("901")
    stranger.exchange.once()
    [foreign] = logs(other, "q")
    other.close()
    (site.share / "q" / DAY / f"{os.urandom(16).hex()}.log").write_bytes(frames)  # under another run
    (site.share / "q" / DAY / foreign.name).write_bytes(foreign.read_bytes())  # of another site
    (site.share / "r" / "201901").mkdir(parents=True, exist_ok=True)
    (site.share / "r" / "201901" / f"{os.urandom(16).hex()}.log").write_bytes(frames)  # in the other lane
    (site.share / "q" / "20190113").mkdir()
    (site.share / "q" / "20190113" / whole.name).write_bytes(frames)  # on another day
    whole.write_bytes(frames * 200)  # and said again and again
    third = site.desk("Accueil 3")
    result = third.exchange.once()
    second.exchange.once()

    assert third.numbers() == second.numbers() == ["301"]
    assert third.facts() == second.facts() == first.facts()
    assert result.quarantined == 3
    assert second.exchange.state.forked == third.exchange.state.forked == ()


def test_strange_names_links_pipes_and_folders_are_counted_and_hold_nobody_up(
    site: House, first: Desk, second: Desk, tmp_path: Path
) -> None:
    first.register("301")
    first.exchange.once()
    secret = tmp_path / "secret.txt"
    secret.write_bytes(b"CDM1" * 1000)
    day = site.share / "q" / DAY
    for place in (day, site.share / "once", site.share / "snap", site.share / "r"):
        place.mkdir(exist_ok=True)
        os.mkfifo(place / ("1" * 32 + (".log" if place == day else "")))
        (place / ("2" * 32 + (".log" if place == day else ""))).symlink_to(secret)
        (place / ("4" * 32 + (".log" if place == day else ""))).symlink_to("/dev/zero")
        (place / ("5" * 32 + (".log" if place == day else ""))).mkdir()
        for name in (
            "CON",
            "aux.log",
            "..log",
            "a" * 200,
            "Thumbs.db",
            "désk.log",
            "x:y.log",
            "-rf",
            "new\nline.log",
            " ",
        ):
            (place / name).write_bytes(b"x")
    (day / "claim").mkdir(exist_ok=True)
    os.mkfifo(day / "claim" / ("1" * 32))
    (day / "key-0123456789abcdef").symlink_to("/dev/urandom")
    (site.share / "r" / "201913").mkdir()
    (site.share / "q" / "99999999").mkdir()
    started = time.monotonic()
    result = second.exchange.once()

    assert result.share is Share.OK
    assert time.monotonic() - started < 30
    assert second.numbers() == ["301"]
    assert second.exchange.state.strays >= 10
    assert secret.read_bytes() == b"CDM1" * 1000


def crowd(place: Path, number: int, name: str) -> None:
    """Lay very many empty files."""
    script = "import os,sys\nfor no in range(int(sys.argv[2])): os.close(os.open(sys.argv[1]%no,65))"
    subprocess.run([sys.executable, "-I", "-S", "-c", script, f"{place}/{name}", str(number)], check=True)


def test_two_hundred_thousand_stray_files_hide_nothing(site: House, first: Desk, second: Desk) -> None:
    first.register("301")
    site.settle()
    crowd(site.share / "q" / DAY, 200_000, "aaa-%d.txt")
    first.register("302")
    first.exchange.once()
    third = site.desk("Accueil 3")
    started = time.monotonic()
    second.exchange.once()
    took = time.monotonic() - started

    assert third.exchange.once().share is Share.OK
    assert third.numbers() == second.numbers() == ["301", "302"]
    assert third.exchange.state.strays >= 10_000
    assert took < 20


def headers(number: int, no: int, length: int = MEGABYTE) -> bytes:
    """What claims to be so many frames, one within the other."""
    return struct.pack(">4sIQ12s", b"CDM1", length, no, bytes(12)) * number


@pytest.mark.parametrize("no", [1, 2, 5, 2**63])
def test_headers_that_claim_everything_cost_no_more_than_reading(first: Desk, no: int) -> None:
    log = Log(lane="q", period=DAY, run=bytes(16))
    codec = FrameCodec(first.joined.site.id, bytes(32), log)
    data = headers(280_000, no) + bytes(MEGABYTE)
    started = time.process_time()
    found = scan(codec, data, Head(no=1, hash=bytes(32)), lambda *_seen: True)
    frames_in(data)
    list(repeats_in(data, 9))

    assert found.frames == ()
    assert time.process_time() - started < 20


def test_a_frame_is_found_behind_many_headers_that_claim_little(first: Desk) -> None:
    log = Log(lane="q", period=DAY, run=bytes(16))
    codec = FrameCodec(first.joined.site.id, bytes(32), log)
    raw = sealed(codec, said('"x"'), Ed25519PrivateKey.generate())
    data = headers(2_000, 1, 200) + raw + headers(2_000, 7, 200)
    found = scan(codec, data, Head(), lambda *_seen: True)

    assert [frame.raw for frame in found.frames] == [raw]
    assert hash_of(raw) in frames_in(data)


READER = """
import json, resource, sys
from pathlib import Path
from cdm_desk.domain.clock import StoppedClock
from cdm_desk.exchange.cycle import Member
from cdm_desk.exchange.site import Site
from cdm_desk.exchange.worker import Exchange, Membership
from tests.exchange.desks import MORNING
from tests.stores import new_store
told = json.loads(sys.stdin.read())
folder = Path(told["folder"])
store = new_store(folder / "desk.db", StoppedClock(MORNING), told["name"])
site = Site(id=bytes.fromhex(told["id"]), key=bytes.fromhex(told["key"]))
member = Member(name=told["name"], private_key=bytes.fromhex(told["private"]))
membership = Membership(folder=Path(told["share"]), site=site, member=member, kind="reception", claims=True)
exchange = Exchange(store, StoppedClock(MORNING), membership, folder, patience=30)
result = exchange.once()
with store.view() as view:
    numbers = sorted(ticket.number for ticket in view.tickets.of_day(MORNING.date()))
exchange.stop()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"share": result.share, "numbers": numbers, "aside": result.quarantined, "peak": peak}))
"""


def read_in_a_process(site: House, desk: Desk, where: Path) -> dict[str, object]:
    """Let a new program of a workstation read the folder, with little memory; return what it found and used."""
    where.mkdir()
    told = {
        "folder": str(where), "name": desk.name, "share": str(site.share), "id": desk.joined.site.id.hex(),
        "key": desk.joined.site.key.hex(), "private": desk.joined.private_key.hex(),
    }  # fmt: skip
    ended = subprocess.run(
        [sys.executable, "-c", READER], input=json.dumps(told).encode(), capture_output=True, timeout=300,
        preexec_fn=_with_little_memory, cwd=Path(__file__).parents[2], check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr.decode()[-2000:]
    return dict(json.loads(ended.stdout))


def _with_little_memory() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (1500 * MEGABYTE, 1500 * MEGABYTE))


def test_memory_stays_bounded_whatever_lies_in_the_folder(
    site: House, first: Desk, second: Desk, folder: SharedFolder, tmp_path: Path
) -> None:
    first.register("301")
    site.settle()
    quiet = read_in_a_process(site, second, tmp_path / "quiet")
    for _no in range(20):
        lay(site, folder, second, BOMB)
    for text in TEXTS.values():
        lay(site, folder, second, text)
    day = site.share / "q" / DAY
    (day / f"{uuid4().hex}.log").write_bytes(headers(560_000, 1) + bytes(2 * MEGABYTE))
    with (day / f"{uuid4().hex}.log").open("wb") as file:
        file.truncate(4 << 30)  # four gigabytes of nothing
    with (day / f"{uuid4().hex}.log").open("wb") as file:
        for _no in range(64):
            file.write(os.urandom(MEGABYTE))
    (site.share / "once" / ("e" * 32)).write_bytes(os.urandom(9 * MEGABYTE))
    crowd(day, 50_000, "stray %d")
    hostile = read_in_a_process(site, second, tmp_path / "hostile")

    assert quiet["numbers"] == hostile["numbers"] == ["301"]
    assert hostile["share"] == "ok"
    assert int(str(hostile["aside"])) >= len(TEXTS) + 20
    assert int(str(hostile["peak"])) - int(str(quiet["peak"])) < 250 * 1024
    assert registered()
