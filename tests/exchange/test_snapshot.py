"""Snapshots on real stores and a real folder: laid down, compared, begun from; refused when anything is wrong."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.errors import SharedFolderAwayError
from cdm_desk.exchange.cycle import Cycle, Member
from cdm_desk.exchange.folder import SharedFolder
from cdm_desk.exchange.share_process import ShareProcess
from cdm_desk.exchange.snapshot import Begun, Snapshots, differing, noted
from cdm_desk.exchange.snapshot_file import Refusal
from cdm_desk.exchange.worker import Share
from cdm_desk.store.backup import copy_verified
from cdm_desk.store.canonical import packed
from cdm_desk.store.database import engine_for
from cdm_desk.store.unit import Store
from tests.exchange.desks import TODAY, Desk, House
from tests.exchange.test_quarantine import resumed
from tests.stores import KEY


@contextmanager
def folder_of(site: House, desk: Desk) -> Iterator[SharedFolder]:
    calls = ShareProcess(site.share)
    folder = SharedFolder(calls, desk.joined.site)
    folder.check()
    try:
        yield folder
    finally:
        folder.stop()


@contextmanager
def keeping(site: House, desk: Desk, key: bytes = b"") -> Iterator[Snapshots]:
    member = Member(name=desk.name, private_key=key or desk.joined.private_key)
    with folder_of(site, desk) as folder:
        yield Snapshots(folder, desk.joined.site, desk.store, site.clock, member)


def make(site: House, desk: Desk) -> str:
    with keeping(site, desk) as snapshots:
        made = snapshots.make(site.clock.now().date())
    assert made
    return made


def judge(site: House, desk: Desk) -> list[str]:
    with keeping(site, desk) as snapshots:
        return snapshots.judge()


def begin(site: House, desk: Desk) -> Begun:
    with keeping(site, desk) as snapshots:
        return snapshots.begin()


def late(site: House, name: str = "Accueil 3") -> Desk:
    """A workstation that joins and knows who the others are, but has read no log."""
    desk = site.desk(name)
    member = Member(name=name, private_key=desk.joined.private_key)
    with folder_of(site, desk) as folder:
        Cycle(folder, desk.store, site.clock, member).learn_workstations()
    return desk


def title(desk: Desk, record_id: str, **values: object) -> None:
    with desk.store.unit() as unit:
        unit.keep("title", record_id, values)


def title_of(desk: Desk, record_id: str) -> str:
    with desk.store.view() as view:
        return str(view.db.execute(text("SELECT title FROM title WHERE id = :id"), {"id": record_id}).scalar_one())


def digests(desk: Desk) -> dict[str, tuple[int, str]]:
    with desk.store.view() as view:
        return view.shared.digests()


def alarms(desk: Desk) -> list[tuple[str, str, str]]:
    with desk.store.view() as view:
        return [(each.made_by, each.found_by, each.table) for each in differing(view)]


def pieces(site: House, name: str = "") -> list[Path]:
    return sorted(
        path
        for path in (site.share / "snap").iterdir()
        if path.name.startswith(name) and "." in path.name and path.suffix[1:].isdecimal()
    )


def filled(first: Desk, second: Desk, site: House) -> None:
    voided = first.visit()
    for no in range(6):
        first.register(f"30{no}")
        second.register(f"40{no}")
    first.void(voided)
    title(first, "a" * 32, title="Le métier", authors=("X",))
    site.settle()


def test_a_snapshot_is_agreed_upon_and_a_new_workstation_begins_from_it(site: House, first: Desk, second: Desk) -> None:
    filled(first, second, site)
    name = make(site, first)
    assert judge(site, second) == [name]
    third = late(site)
    shutil.rmtree(site.share / "r")
    (site.share / "r").mkdir()
    begun = begin(site, third)

    assert begun.name == name
    assert digests(third) == digests(first)
    assert third.facts() == first.facts()
    assert len(third.facts()) == 12
    assert title_of(third, "a" * 32) == "Le métier"


def test_after_a_snapshot_only_what_came_later_is_read_from_the_logs(site: House, first: Desk, second: Desk) -> None:
    filled(first, second, site)
    make(site, first)
    judge(site, second)
    second.visit()
    title(second, "a" * 32, title="Le métier, 2e éd.")
    site.settle()
    third = late(site)
    begin(site, third)
    received = third.exchange.once().received
    site.settle()

    assert digests(third) == digests(first) == digests(second)
    assert title_of(third, "a" * 32) == "Le métier, 2e éd."
    with third.store.view() as view:
        assert not view.conflicts.unsettled()
    assert received < 20


def test_a_snapshot_that_nobody_else_agreed_on_is_no_beginning(site: House, first: Desk, second: Desk) -> None:
    filled(first, second, site)
    make(site, first)
    third = late(site)

    assert begin(site, third).name is None
    third.exchange.once()
    assert digests(third) == digests(first)


def test_where_there_is_nobody_to_agree_the_makers_word_does(site: House, first: Desk) -> None:
    for no in range(5):
        first.register(f"30{no}")
    first.exchange.once()
    name = make(site, first)
    second = late(site, "Accueil 2")

    assert begin(site, second).name == name
    assert digests(second) == digests(first)


def test_whoever_began_from_a_snapshot_has_no_say_on_it(site: House, first: Desk) -> None:
    first.visit()
    first.exchange.once()
    make(site, first)
    second = late(site, "Accueil 2")
    begin(site, second)
    second.exchange.once()

    assert judge(site, second) == []


def test_two_states_are_compared_at_the_same_point_whatever_came_since(site: House, first: Desk, second: Desk) -> None:
    filled(first, second, site)
    name = make(site, first)
    for _each in range(3):
        second.visit()
    title(second, "a" * 32, title="Later")
    title(second, "b" * 32, title="New")
    second.void(first.visit())
    site.settle()
    second.visit()
    title(second, "a" * 32, title="Not sent yet")

    assert judge(site, second) == [name]
    assert alarms(second) == []


def test_a_snapshot_that_knows_more_is_compared_later(site: House, first: Desk, second: Desk) -> None:
    filled(first, second, site)
    first.visit()
    first.exchange.once()
    name = make(site, first)

    assert judge(site, second) == []
    second.exchange.once()
    assert judge(site, second) == [name]


@pytest.mark.parametrize(
    ("harm", "table"),
    [
        ("DELETE FROM visit_fact WHERE id = (SELECT max(id) FROM visit_fact)", "visit_fact"),
        ("UPDATE visit_fact SET people = 2 WHERE id = (SELECT min(id) FROM visit_fact)", "visit_fact"),
        ("DELETE FROM void", "void"),
        ("UPDATE title SET title = 'Le metier'", "title"),
        ("INSERT INTO parked VALUES ('" + "c" * 32 + "', 'r', '2019-01-14', '[\"loan\"]')", "parked"),
    ],
)
def test_a_store_that_holds_something_else_raises_the_alarm_everywhere(
    site: House, first: Desk, second: Desk, harm: str, table: str
) -> None:
    filled(first, second, site)
    name = make(site, first)
    with second.store.unit() as unit:
        unit.db.execute(text(harm))
    assert judge(site, second) == [name]
    judge(site, first)

    assert alarms(first) == alarms(second) == [("Accueil 1", "Poste 4", table)]
    third = late(site)
    begun = begin(site, third)
    assert begun.name is None
    assert begun.refused == {name: Refusal.DIFFERS}


def test_the_older_snapshot_is_taken_where_the_newer_is_doubtful(site: House, first: Desk, second: Desk) -> None:
    filled(first, second, site)
    good = make(site, first)
    judge(site, second)
    site.clock.advance(days=1)
    first.visit()
    site.settle()
    make(site, first)
    with second.store.unit() as unit:
        unit.db.execute(text("DELETE FROM void"))
    judge(site, second)
    third = late(site)

    assert begin(site, third).name == good
    third.exchange.once()
    assert digests(third) == digests(first)


@pytest.mark.parametrize(
    ("harm", "refusal"),
    [
        ("cut the piece", Refusal.FOREIGN),
        ("flip a bit", Refusal.FOREIGN),
        ("lose the last piece", Refusal.CUT),
        ("lose the first piece", Refusal.CUT),
        ("swap two pieces", Refusal.FOREIGN),
        ("other name", Refusal.FOREIGN),
        ("empty piece", Refusal.FOREIGN),
        ("folder", Refusal.FOREIGN),
    ],
)
def test_a_damaged_snapshot_is_refused_with_a_reason_and_the_logs_do(
    site: House, first: Desk, second: Desk, harm: str, refusal: Refusal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cdm_desk.exchange.snapshot_file._TEXT_IN_PIECE", 1000)
    filled(first, second, site)
    name = make(site, first)
    judge(site, second)
    [head, *_middle, last] = pieces(site, name)
    match harm:
        case "cut the piece":
            head.write_bytes(head.read_bytes()[:-5])
        case "flip a bit":
            raw = bytearray(last.read_bytes())
            raw[40] ^= 1
            last.write_bytes(raw)
        case "lose the last piece":
            last.unlink()
        case "lose the first piece":
            head.unlink()
        case "swap two pieces":
            kept = head.read_bytes()
            head.write_bytes(last.read_bytes())
            last.write_bytes(kept)
        case "other name":
            name = name.replace("20190114", "20190115")
            for piece in pieces(site):
                piece.rename(piece.with_name(piece.name.replace("20190114", "20190115")))
        case "empty piece":
            head.write_bytes(b"")
        case _:
            head.unlink()
            head.mkdir()
    third = late(site)
    begun = begin(site, third)

    assert begun == Begun(refused={name: refusal})
    third.exchange.once()
    assert digests(third) == digests(first)


def test_a_snapshot_not_signed_by_an_enrolled_workstation_is_refused(
    site: House, first: Desk, second: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(first, second, site)
    stranger = Ed25519PrivateKey.generate().private_bytes_raw()
    with keeping(site, first, stranger) as snapshots:
        # Its own reading back refuses it, and it is taken away.
        assert snapshots.make(TODAY) is None
        assert pieces(site) == []
        monkeypatch.setattr(Snapshots, "forget", lambda _snapshots, _name: None)
        assert snapshots.make(TODAY) is None
    [piece] = pieces(site)
    third = late(site)

    assert begin(site, third) == Begun(refused={piece.stem: Refusal.FORGED})


def test_a_verdict_that_another_signed_counts_for_nothing(site: House, first: Desk, second: Desk) -> None:
    filled(first, second, site)
    name = make(site, first)
    stranger = Ed25519PrivateKey.generate().private_bytes_raw()
    with keeping(site, second, stranger) as snapshots:
        snapshots.judge()
    third = late(site)

    assert begin(site, third).name is None
    with keeping(site, third) as snapshots:
        [standing] = snapshots.standings()
        assert (standing.name, standing.made_by, standing.agreed_by) == (name, "Accueil 1", frozenset({"Accueil 1"}))


def test_strange_things_among_the_snapshots_disturb_nothing(site: House, first: Desk, second: Desk) -> None:
    filled(first, second, site)
    snap = site.share / "snap"
    os.mkfifo(snap / "20190114-00000000-00000000.0000")
    (snap / "20191399-00000000-00000000.0000").write_bytes(b"x")
    (snap / "20190113-00000000-00000000.9999").symlink_to("/etc/passwd")
    (snap / "Thumbs.db").write_bytes(b"x")
    (snap / "20190114.turn-5").write_bytes(os.urandom(60))
    name = make(site, first)
    judge(site, second)
    third = late(site)

    assert begin(site, third).name == name


def test_one_workstation_a_night_makes_the_snapshot(site: House, first: Desk, second: Desk) -> None:
    filled(first, second, site)
    site.clock.advance(hours=12)
    with keeping(site, first) as ours, keeping(site, second) as theirs:
        day = ours.due()
        assert day is not None
        assert ours.make(day)
        assert theirs.due() is None
        assert theirs.make(day) is None


def test_another_takes_over_from_a_workstation_that_was_elected_and_died(
    site: House, first: Desk, second: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cdm_desk.exchange.snapshot_file._TEXT_IN_PIECE", 1000)
    filled(first, second, site)
    name = make(site, first)
    pieces(site, name)[-1].unlink()
    with keeping(site, second) as snapshots:
        day = snapshots.due()
        assert day is not None
        assert snapshots.make(TODAY) is None
        site.clock.advance(minutes=31)
        assert snapshots.make(TODAY)


@pytest.mark.parametrize("verb", ["put", "read"])
def test_a_fault_of_the_folder_is_no_fault_of_the_disk(
    site: House, first: Desk, second: Desk, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    first.register("301")
    site.settle()
    make(site, first)
    really = getattr(ShareProcess, verb)

    def cut(self: ShareProcess, name: str, *arguments: object, **more: object) -> object:
        if name.startswith("snap/") and ".turn" not in name:
            raise ConnectionResetError(104, name)
        return really(self, name, *arguments, **more)

    monkeypatch.setattr(ShareProcess, verb, cut)
    with keeping(site, second) as snapshots:
        asked = partial(snapshots.make, TODAY + timedelta(days=1)) if verb == "put" else snapshots.judge
        with pytest.raises(SharedFolderAwayError):
            asked()


def test_nothing_is_laid_down_while_something_of_ours_waits_to_leave(site: House, first: Desk, second: Desk) -> None:
    filled(first, second, site)
    first.visit()
    with keeping(site, first) as snapshots:
        assert snapshots.make(TODAY) is None
    first.exchange.once()

    assert make(site, first)


def test_logs_may_go_once_two_later_snapshots_hold_them(site: House, first: Desk, second: Desk) -> None:
    filled(first, second, site)
    with first.store.view() as view:
        logs = [log for log in view.journal.logs() if log.lane == "r"]
    make(site, first)
    judge(site, second)
    with keeping(site, first) as snapshots:
        assert snapshots.covered(logs) == []
    site.clock.advance(days=1)
    first.visit()
    site.settle()
    make(site, second)
    judge(site, first)
    with keeping(site, first) as snapshots:
        assert snapshots.covered(logs) == logs
        assert len(snapshots.agreed()) == 2


def test_an_edit_that_waited_here_meets_what_the_snapshot_holds(site: House, first: Desk, second: Desk) -> None:
    filled(first, second, site)
    third = site.desk("Accueil 3")
    site.settle()
    title(first, "a" * 32, title="Theirs")
    site.settle()
    site.desks.remove(third)
    title(third, "a" * 32, title="Ours")
    title(first, "a" * 32, title="Theirs, again")
    site.settle()
    make(site, first)
    judge(site, second)
    with third.store.unit() as unit:
        unit.db.execute(text("DELETE FROM log"))
        unit.db.execute(text("DELETE FROM frame"))
    begin(site, third)
    site.desks.append(third)
    site.settle()

    assert digests(third) == digests(first) == digests(second)
    with third.store.view() as view, first.store.view() as other:
        assert [each.value for each in view.conflicts.unsettled()] == [
            each.value for each in other.conflicts.unsettled()
        ]
        assert len(view.conflicts.unsettled()) == 1


def test_a_visit_that_waited_here_still_leaves_after_a_beginning_from_a_snapshot(
    site: House, first: Desk, second: Desk
) -> None:
    filled(first, second, site)
    name = make(site, first)
    judge(site, second)
    third = late(site)
    visit = third.visit()
    begun = begin(site, third)
    site.settle()

    assert begun.name == name
    assert any(visit.hex in fact for fact in first.facts())


def test_what_a_returned_machine_writes_behind_a_snapshot_of_its_own_run_reaches_the_others(
    site: House, first: Desk, second: Desk
) -> None:
    returned = resumed(site, first)
    title(first, "a" * 32, title="Before it returned")
    first.register("301")
    site.desks.remove(returned)
    site.settle()
    make(site, second)
    judge(site, first)
    # Its disk and its memory are gone; the snapshot tells what the same run has written since.
    first.exchange.stop()
    site.desks.remove(first)
    begin(site, returned)
    site.desks.append(returned)
    title(returned, "b" * 32, title="After it returned")
    returned.register("302")
    for _round in range(4):
        site.settle()

    assert title_of(second, "b" * 32) == "After it returned"
    assert digests(second) == digests(returned)


@pytest.mark.parametrize("gone", ["its own log", "all logs"])
def test_frames_of_an_old_copy_that_a_snapshot_holds_are_not_sent_again(
    site: House, first: Desk, second: Desk, gone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fact_id = first.visit()
    member = Member(name=first.name, private_key=first.joined.private_key)
    with folder_of(site, first) as folder:
        killed = Cycle(folder, first.store, site.clock, member)
        killed.recall()
        with monkeypatch.context() as patch:
            patch.setattr(ShareProcess, "append", _killed)
            with pytest.raises(KeyboardInterrupt):
                killed.publish(flush=True)
    copy_verified(first.store.path, KEY, site.root / "old.db")
    site.settle()
    second.visit()
    site.settle()
    name = make(site, second)
    assert judge(site, first) == [name]
    own = site.share / "r" / "201901" / f"{killed.run.hex()}.log"
    assert own.exists()
    if gone == "its own log":
        own.unlink()
    else:
        shutil.rmtree(site.share / "r" / "201901")
    # In the month itself, and the next, what lacks in a log is put back by whoever holds it.
    site.clock.advance(days=40)
    old = opened_store(site.root / "old.db", site.clock)
    again = site.program(first.name, old, first.joined)
    result = again.once()
    unsent = again.state.unsent
    again.stop()
    with old.view() as view:
        assert view.facts.counting(fact_id) is not None
        known = view.shared.digests()
    old.close()

    assert result.share is Share.OK
    assert not own.exists()
    assert unsent == 0
    assert known == digests(second)


def test_a_program_begins_from_a_snapshot_by_itself_and_tells_where_two_differ(
    site: House, first: Desk, second: Desk
) -> None:
    filled(first, second, site)
    first.exchange.keep_snapshots()
    second.exchange.keep_snapshots()
    third = site.desk("Accueil 3")
    third.exchange.once()

    with third.store.view() as view:
        assert noted(view)["from"]
        assert not [log for log in view.journal.logs() if log.lane == "r" and view.journal.frames(log.key)]
    assert third.facts() == first.facts()
    assert not first.exchange.state.differing
    site.clock.advance(days=1)
    first.visit()
    site.settle()
    with second.store.unit() as unit:
        unit.db.execute(text("DELETE FROM void"))
    first.exchange.keep_snapshots()
    [alarm] = second.exchange.keep_snapshots()
    assert (alarm.made_by, alarm.found_by, alarm.table) == ("Accueil 1", "Poste 4", "void")
    first.exchange.keep_snapshots()
    assert first.exchange.state.differing == (alarm,)


def test_programs_of_two_versions_are_compared_in_what_both_know(site: House, first: Desk, second: Desk) -> None:
    """The maker is older: it has parked what the other understands."""
    filled(first, second, site)
    title(second, "b" * 32, title="New", subtitle="Only newer programs know this")
    fact = second.visit()
    site.settle()
    with first.store.unit() as unit:
        # As an older program would hold it: the edit and the fact parked, the rest as everywhere.
        edit = unit.db.execute(text("SELECT stamps FROM title WHERE id = :id"), {"id": "b" * 32}).scalar_one()
        [stamp] = json.loads(edit)
        hlc, run = stamp.split(" ")
        bodies: list[list[object]] = [
            ["set", int(hlc), run, "title", "b" * 32, {"title": "New"}, {}],
            ["fact", "visit", {"id": fact.hex, "mood": "calm"}],
        ]
        unit.db.execute(text("DELETE FROM title WHERE id = :id"), {"id": "b" * 32})
        unit.db.execute(text("DELETE FROM visit_fact WHERE id = :id"), {"id": fact.hex})
        for no, body in enumerate(bodies):
            values = {"id": f"{no:032x}", "body": packed(body)}
            unit.db.execute(text("INSERT INTO parked VALUES (:id, 'r', '2019-01-14', :body)"), values)
        unit.db.execute(text("PRAGMA user_version = 1"))
    name = make(site, first)

    assert judge(site, second) == [name]
    assert alarms(second) == []


def _killed(*_arguments: object) -> None:
    raise KeyboardInterrupt


def opened_store(path: Path, clock: StoppedClock) -> Store:
    return Store(engine_for(path, KEY), path, clock)


def test_facts_lie_in_the_order_of_their_random_ids(first: Desk) -> None:
    ids = [first.visit().hex for _each in range(20)]
    first.exchange.once()
    with first.store.view() as view:
        rows = [row for portion in view.shared.rows("visit_fact", ("id",)) for row in portion]

    assert [each for [each] in rows] == sorted(ids)
    assert ids != sorted(ids)
