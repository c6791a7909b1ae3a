import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cdm_desk.domain.change import EventOp, FactOp, Stamp, encode
from cdm_desk.domain.queue import Act, ClaimResult, TicketEvent
from cdm_desk.exchange.cycle import Cycle, Member
from cdm_desk.exchange.folder import SharedFolder
from cdm_desk.exchange.frame import Contents, Found, FrameCodec, Head, Log, scan
from cdm_desk.exchange.share_process import ShareProcess
from cdm_desk.exchange.worker import Share
from tests.exchange.desks import MORNING, Desk, House, visit_fact


@pytest.fixture
def folder(site: House, first: Desk) -> Iterator[SharedFolder]:
    folder = SharedFolder(ShareProcess(site.share), first.joined.site)
    folder.check()
    yield folder
    folder.stop()


def logs(site: House, lane: str) -> list[Path]:
    return sorted((site.share / lane).rglob("*.log"))


def frames_of(folder: SharedFolder, path: Path) -> tuple[Found, ...]:
    log = Log(lane=path.parts[-3], period=path.parts[-2], run=bytes.fromhex(path.stem))
    return scan(folder.codec(log), path.read_bytes(), Head(), lambda *_seen: True).frames


def forge(folder: SharedFolder, run: bytes, ops: list[object], signer: Ed25519PrivateKey, lane: str = "q") -> Log:
    log = Log(lane=lane, period="20190114" if lane == "q" else "201901", run=run)
    folder.prepare(lane, log.period)
    raw = folder.codec(log).seal(Head(), Contents(schema=1, hlc=1, ops=tuple(ops)), signer)
    folder.publish(log, [raw], 0, tried=False)
    return log


def registered(workstation: str = "Accueil 1") -> list[object]:
    event = TicketEvent(
        id=uuid4(), ticket_id=uuid4(), kind=Act.REGISTERED, attempt=0, at=MORNING, workstation=workstation,
        hlc=7, run="ab", day=MORNING.date(), number="399", theme_code="EMP",
    )  # fmt: skip
    return encode(EventOp(Stamp(7, "ab"), event))


def test_facts_wait_for_company_and_leave_together(site: House, first: Desk) -> None:
    for _each in range(4):
        first.visit()
        first.exchange.once(flush=False)
    assert logs(site, "r") == []

    first.visit()
    first.exchange.once(flush=False)
    assert len(logs(site, "r")) == 1
    assert first.exchange.state.unsent == 0


def test_facts_wait_no_longer_than_the_half_hour(site: House, first: Desk) -> None:
    first.visit()
    first.exchange.once(flush=False)
    assert logs(site, "r") == []

    site.clock.advance(minutes=31)
    first.exchange.once(flush=False)
    assert len(logs(site, "r")) == 1


def test_no_frame_holds_a_ticket_and_a_fact_and_none_tells_the_hour_of_a_batch(
    site: House, first: Desk, folder: SharedFolder
) -> None:
    facts = [first.visit() for _each in range(20)]
    first.register("301")
    first.exchange.once()
    kinds = [
        {op[0] for op in frame.contents.ops}
        for lane in ("q", "r")
        for path in logs(site, lane)
        for frame in frames_of(folder, path)
    ]
    [record] = logs(site, "r")
    batches = [frame for frame in frames_of(folder, record) if frame.contents.ops[0][0] == "fact"]
    ids = [op[2]["id"] for frame in batches for op in frame.contents.ops]

    assert {"here", "event"} in kinds
    assert all(not {"fact", "void"} & each or each <= {"fact", "void"} for each in kinds)
    assert len(ids) == 21
    assert [each for each in ids if each in {fact.hex for fact in facts}] != [fact.hex for fact in facts]
    assert all((frame.contents.hlc >> 16) % 86_400_000 == 0 for frame in batches)
    assert str(int(MORNING.timestamp())) not in json.dumps([frame.contents.ops for frame in batches])


@pytest.mark.parametrize("harm", ["flip", "cut", "delete", "zero"])
def test_a_damaged_log_is_repaired_by_whoever_holds_its_frames(
    site: House, first: Desk, second: Desk, harm: str
) -> None:
    for no in range(5):
        first.register(f"30{no}")
    site.settle()
    for path in logs(site, "q") + logs(site, "r"):
        raw = bytearray(path.read_bytes())
        match harm:
            case "flip":
                raw[len(raw) // 2] ^= 1
                path.write_bytes(raw)
            case "cut":
                path.write_bytes(raw[: len(raw) // 2])
            case "zero":
                path.write_bytes(bytes(len(raw)))
            case _:
                path.unlink()
    first.exchange.stop()
    second.exchange.once()
    third = site.desk("Accueil 3")
    third.exchange.once()

    assert third.numbers() == first.numbers()
    assert third.facts() == first.facts()
    assert len(third.facts()) == 5


def test_a_log_damaged_in_the_last_hours_of_its_month_is_repaired_in_the_next(
    site: House, first: Desk, second: Desk
) -> None:
    first.visit()
    site.settle()
    for log in (site.share / "r" / "201901").glob("*.log"):
        log.write_bytes(bytes(log.stat().st_size))
    site.clock.advance(days=18)
    newcomer = site.desk("Poste 3")
    site.settle()

    assert newcomer.facts() == second.facts() == first.facts() != []


def test_a_folder_set_back_to_an_older_copy_is_brought_up_again(site: House, first: Desk, second: Desk) -> None:
    first.register("301")
    site.settle()
    subprocess.run(["cp", "-a", site.share, site.root / "copy"], check=True)
    first.register("302")
    called = second.register("401")
    assert second.exchange.claims.take(called, 1) is ClaimResult.WON
    second.happen(called, Act.CALLED)
    site.settle()
    site.share.rename(site.root / "lost")
    (site.root / "copy").rename(site.share)
    first.register("303")
    site.settle()
    third = site.desk("Accueil 3")
    third.exchange.once()

    assert third.numbers() == ["301", "302", "303", "401"]
    assert third.facts() == first.facts() == second.facts()
    assert third.exchange.claims.take(called, 1) is ClaimResult.LOST


def test_a_folder_set_back_before_the_day_began_gives_nobody_another_key(
    site: House, first: Desk, second: Desk
) -> None:
    subprocess.run(["cp", "-a", site.share, site.root / "copy"], check=True)
    first.register("301")
    second.register("401")
    site.settle()
    site.share.rename(site.root / "lost")
    (site.root / "copy").rename(site.share)
    third = site.desk("Accueil 3")
    third.register("501")
    third.exchange.once()
    site.settle()

    assert first.numbers() == second.numbers() == third.numbers() == ["301", "401", "501"]


def test_a_frame_that_was_passed_over_as_a_hole_is_found_by_the_next_repair(
    site: House, first: Desk, second: Desk, folder: SharedFolder
) -> None:
    for no in range(3):
        first.register(f"30{no}")
        first.exchange.once(flush=False)
    [path] = logs(site, "q")
    one, two, three = (frame.raw for frame in frames_of(folder, path))
    path.write_bytes(one + bytes(len(three)) + two)
    second.exchange.once(flush=False)
    path.write_bytes(one + three + two)
    for _each in range(2):
        second.exchange.once()

    assert second.numbers() == ["300", "301", "302"]


def test_what_was_sealed_before_a_kill_is_published_by_the_next_start(
    site: House, first: Desk, second: Desk, folder: SharedFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    first.register("301")
    killed = Cycle(folder, first.store, site.clock, Member(name=first.name, private_key=first.joined.private_key))
    killed.recall()
    with monkeypatch.context() as patch:
        patch.setattr(ShareProcess, "append", _killed)
        with pytest.raises(KeyboardInterrupt):
            killed.publish(flush=True)
    site.settle()

    assert second.numbers() == ["301"]
    assert second.facts() == first.facts()
    assert len(second.facts()) == 1


def test_an_append_whose_answer_was_lost_is_not_made_twice(
    site: House, first: Desk, second: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first.register("301")
    really = ShareProcess.append

    def cut(self: ShareProcess, name: str, data: bytes) -> None:
        really(self, name, data)
        raise ConnectionResetError(104, name)

    with monkeypatch.context() as patch:
        patch.setattr(ShareProcess, "append", cut)
        assert first.exchange.once().share is Share.AWAY
    sizes = sum(path.stat().st_size for path in logs(site, "q"))
    first.exchange.once()
    second.exchange.once()

    assert sum(path.stat().st_size for path in logs(site, "q")) == sizes
    assert second.numbers() == ["301"]


def test_a_frame_of_a_workstation_that_is_not_enrolled_is_no_frame(first: Desk, folder: SharedFolder) -> None:
    stranger = Ed25519PrivateKey.generate()
    forge(folder, os.urandom(16), [["here", {"workstation": "Poste 9"}], registered()], stranger)
    forge(folder, os.urandom(16), [["here", {"workstation": "Accueil 1"}], registered()], stranger)
    forge(folder, os.urandom(16), [registered()], stranger)
    result = first.exchange.once()

    assert first.numbers() == []
    assert result.received == 0
    assert result.quarantined == 3


def test_an_operation_of_a_newer_program_is_parked_and_holds_nothing_up(first: Desk, folder: SharedFolder) -> None:
    signer = Ed25519PrivateKey.from_private_bytes(first.joined.private_key)
    newer = ["loan", 5, "ab", {"title": "x"}]
    forge(folder, os.urandom(16), [["here", {"workstation": "Accueil 1"}], newer, registered()], signer)
    result = first.exchange.once()

    assert first.numbers() == ["399"]
    assert result.quarantined == 0
    assert parked(first) == [newer]


@pytest.mark.parametrize(
    "nonsense", [["event", 1, "ab", {"kind": "registered"}], ["void", 1], 7, None, {}, [], ["event", "x", 3, {}]]
)
def test_an_operation_that_makes_no_sense_is_set_aside_and_holds_nothing_up(
    first: Desk, folder: SharedFolder, nonsense: object
) -> None:
    signer = Ed25519PrivateKey.from_private_bytes(first.joined.private_key)
    forge(folder, os.urandom(16), [["here", {"workstation": "Accueil 1"}], nonsense, registered()], signer)
    result = first.exchange.once()

    assert first.numbers() == ["399"]
    assert result.quarantined == 1


def test_a_fact_in_the_lane_of_the_queue_is_not_taken(first: Desk, folder: SharedFolder) -> None:
    signer = Ed25519PrivateKey.from_private_bytes(first.joined.private_key)
    fact = encode(FactOp(visit_fact(MORNING)))
    forge(folder, os.urandom(16), [["here", {"workstation": "Accueil 1"}], fact], signer)
    first.exchange.once()

    assert first.facts() == []


def test_garbage_at_the_end_of_a_log_is_counted_and_others_go_on(site: House, first: Desk, second: Desk) -> None:
    first.register("301")
    first.exchange.once()
    [log] = logs(site, "q")
    with log.open("ab") as file:
        file.write(b"CDM1" + os.urandom(200))
    assert second.exchange.once().quarantined == 1
    first.register("302")
    first.exchange.once()
    result = second.exchange.once()

    assert second.numbers() == ["301", "302"]
    assert result.quarantined == 0


def test_damage_that_lasts_is_set_aside(
    site: House, first: Desk, second: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cdm_desk.exchange.cycle._SECONDS_BETWEEN_DOUBTS", 0.0)
    first.register("301")
    first.exchange.once()
    with logs(site, "q")[0].open("ab") as file:
        file.write(b"CDM1" + bytes(200))
    for _each in range(3):
        second.exchange.once()
    assert set_aside(second) == []
    site.clock.advance(minutes=11)
    second.exchange.once()
    second.exchange.once()

    assert set_aside(second) == ["damaged"]
    assert second.exchange.state.workstations[0].damaged


def test_strange_things_in_the_folder_are_ignored(site: House, first: Desk, second: Desk) -> None:
    first.register("301")
    first.exchange.once()
    day = site.share / "q" / "20190114"
    (day / ("0" * 32 + ".log")).mkdir()
    os.mkfifo(day / ("1" * 32 + ".log"))
    (day / ("2" * 32 + ".log")).symlink_to("/etc/passwd")
    (day / "Thumbs.db").write_bytes(b"x")
    (day / ("A" * 32 + ".log")).write_bytes(b"x")
    (day / ("3" * 32 + ".log")).write_bytes(b"")
    (site.share / "r" / "..extra").mkdir()
    (site.share / "once" / ("f" * 32)).write_bytes(os.urandom(50))
    (site.share / "bell").write_bytes(os.urandom(24))
    result = second.exchange.once()

    assert result.share is Share.OK
    assert second.numbers() == ["301"]


@pytest.mark.on_both_media
def test_a_store_thrown_away_learns_everything_from_the_folder(site: House, first: Desk, second: Desk) -> None:
    for no in range(3):
        first.register(f"30{no}")
        second.register(f"40{no}")
    site.settle()
    third = site.desk("Accueil 3")
    third.exchange.once()

    assert third.board() == first.board()
    assert third.facts() == first.facts()


@pytest.mark.on_both_media
def test_the_queue_of_a_closed_day_is_not_kept(site: House, first: Desk, second: Desk) -> None:
    first.register("301")
    site.settle()
    with first.store.unit() as unit:
        unit.days.close(MORNING.date(), on=MORNING.date())
    first.exchange.once()
    assert queue_frames(first) == 0

    second.register("401")
    site.settle()
    assert first.numbers() == []
    assert first.facts() == second.facts()
    site.clock.advance(days=1)
    first.exchange.once()
    with first.store.view() as view:
        assert [state for state in view.journal.logs() if state.period == "20190114"] == []


def test_frames_that_have_not_arrived_outlive_the_close_of_their_day(site: House, first: Desk) -> None:
    first.register("301")
    first.exchange.once()
    away = site.share.rename(site.root / "elsewhere")
    first.register("302")
    with first.store.unit() as unit:
        unit.days.close(MORNING.date(), on=MORNING.date())
    site.clock.advance(days=1)
    first.exchange.once()
    away.rename(site.share)
    first.exchange.once()

    assert first.exchange.state.unsent == 0
    assert queue_frames(first) <= 1  # the sign of life of today


@pytest.mark.on_both_media
def test_no_op_is_lost_when_it_is_too_big_for_company(site: House, first: Desk, second: Desk) -> None:
    del site
    for _each in range(450):
        first.visit()
    first.exchange.once()
    second.exchange.once()

    assert second.facts() == first.facts()
    assert len(second.facts()) == 450


def queue_frames(desk: Desk) -> int:
    with desk.store.view() as view:
        return sum(len(view.journal.frames(state.key)) for state in view.journal.logs() if state.lane == "q")


def _killed(*_arguments: object) -> None:
    raise KeyboardInterrupt


def parked(desk: Desk) -> list[object]:
    with desk.store.view() as view:
        return [json.loads(body) for body in view.journal.parked()]


def set_aside(desk: Desk) -> list[str]:
    with desk.store.view() as view:
        return view.journal.set_aside_reasons()


@pytest.mark.on_both_media
def test_what_is_taken_back_while_the_keys_are_fetched_never_leaves(
    first: Desk, second: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    fact_id = first.visit()
    codec = SharedFolder.codec

    def slow(folder: SharedFolder, log: Log) -> FrameCodec:
        with first.store.unit() as unit:
            if unit.facts.counting(fact_id) is not None:
                unit.take_back(fact_id, reason="withdrawn", role="reception")
        return codec(folder, log)

    with monkeypatch.context() as patch:
        patch.setattr(SharedFolder, "codec", slow)
        first.exchange.once()
    first.exchange.once()
    second.exchange.once()

    assert first.facts() == second.facts() == []
