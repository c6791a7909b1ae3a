"""What is set aside, why, and that nobody else is disturbed by it; runs that have written one number twice."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cdm_desk.domain.change import EraseOp, FactOp, SetOp, Stamp, VoidOp, encode
from cdm_desk.domain.errors import WorkstationKindError
from cdm_desk.exchange.folder import SharedFolder
from cdm_desk.exchange.frame import Contents, Head, Log, hash_of
from cdm_desk.exchange.share_process import ShareProcess
from cdm_desk.store.database import engine_for
from cdm_desk.store.meta import KIND
from cdm_desk.store.unit import Store
from tests.exchange.desks import MORNING, TODAY, Desk, House, visit_fact
from tests.exchange.test_cycle import registered
from tests.stores import KEY


@pytest.fixture
def folder(site: House, first: Desk) -> Iterator[SharedFolder]:
    folder = SharedFolder(ShareProcess(site.share), first.joined.site)
    folder.check()
    yield folder
    folder.stop()


class Forger:
    """Writes a log as a workstation that knows its own key would, frame by frame."""

    def __init__(self, folder: SharedFolder, desk: Desk, lane: str = "q") -> None:
        self.log = Log(lane=lane, period="20190114" if lane == "q" else "201901", run=os.urandom(16))
        self.head = Head()
        self._folder = folder
        self._name = desk.name
        self._signer = Ed25519PrivateKey.from_private_bytes(desk.joined.private_key)

    def frame(self, *ops: object, follow: bool = True) -> bytes:
        """Seal a frame that follows the last; the next follows it too, unless told otherwise."""
        said = [["here", {"workstation": self._name}], *ops] if not self.head.no else list(ops)
        contents = Contents(schema=1, hlc=1, ops=tuple(said))
        raw = self._folder.codec(self.log).seal(self.head, contents, self._signer)
        if follow:
            self.head = Head(no=self.head.no + 1, hash=hash_of(raw))
        return raw

    def write(self, *frames: bytes) -> None:
        """Append."""
        self._folder.prepare(self.log.lane, self.log.period)
        with (self._folder._calls.root / self.log.name).open("ab") as file:  # type: ignore[attr-defined]  # noqa: SLF001
            file.write(b"".join(frames))


def alarms(desk: Desk) -> list[str]:
    """Whose programs have written one frame twice, as the screen says."""
    return list(desk.exchange.state.forked)


REFUSED = {
    "display": [
        encode(FactOp(visit_fact(MORNING))),
        encode(VoidOp(visit_fact(MORNING).id, "mistake", "manager", TODAY)),
        encode(SetOp(Stamp(9, "ab"), "title", "0" * 32, {"title": "x"})),
        encode(SetOp(Stamp(9, "ab"), "person", "0" * 32, {"alias": "x", "roles": ["administrator"]})),
        encode(SetOp(Stamp(9, "ab"), "list_entry", "motive:MV1", {"fr": "x"})),
        encode(EraseOp("title", "0" * 32, "personal", "manager", TODAY)),
        ["loan", 5, "ab", {}],
    ],
    "kiosk": [
        encode(SetOp(Stamp(9, "ab"), "list_entry", "motive:MV1", {"fr": "x"})),
        encode(SetOp(Stamp(9, "ab"), "person", "0" * 32, {"alias": "x"})),
        encode(EraseOp("title", "0" * 32, "personal", "manager", TODAY)),
    ],
    "seat": [encode(FactOp(visit_fact(MORNING))), encode(SetOp(Stamp(9, "ab"), "copy", "0" * 32, {"barcode": "x"}))],
}


@pytest.mark.parametrize(("kind", "op"), [(kind, op) for kind, ops in REFUSED.items() for op in ops])
def test_what_a_kind_of_workstation_has_nothing_to_do_with_is_set_aside(
    site: House, first: Desk, folder: SharedFolder, kind: str, op: object
) -> None:
    screen = site.desk("Mur", kind=kind)
    forger = Forger(folder, screen, "r")
    forger.write(forger.frame(op))
    result = first.exchange.once()

    assert result.quarantined == 1
    [aside] = first.exchange.state.aside
    assert (aside.why, aside.file, aside.no) == ("kind", forger.log.name, 1)
    assert aside.since == MORNING
    assert first.facts() == []
    with first.store.view() as view:
        assert view.erasures.all() == []
        assert view.journal.parked() == []


def test_a_kiosk_registers(site: House, first: Desk) -> None:
    kiosk = site.desk("Borne", kind="kiosk")
    with kiosk.store.unit() as unit:
        unit.meta.put(KIND, "kiosk")
    kiosk.register("301")
    site.settle()

    assert first.numbers() == ["301"]
    assert len(first.facts()) == 1


@pytest.mark.parametrize("kind", ["display", "seat"])
def test_what_others_would_refuse_is_refused_where_it_is_written(first: Desk, kind: str) -> None:
    with first.store.unit() as unit:
        unit.meta.put(KIND, kind)
    for write in (first.register, lambda: _edit(first), lambda: _edit_all(first)):
        with pytest.raises(WorkstationKindError):
            write()
    assert first.facts() == []


def _edit(desk: Desk) -> None:
    with desk.store.unit() as unit:
        unit.keep("title", "0" * 32, {"title": "x"})


def _edit_all(desk: Desk) -> None:
    with desk.store.unit() as unit:
        unit.keep_all("title", {"0" * 32: {"title": "x"}})


def test_two_versions_of_one_frame_are_both_kept_and_the_first_in_the_file_counts(
    first: Desk, second: Desk, folder: SharedFolder
) -> None:
    forger = Forger(folder, second)
    one, other = forger.frame(registered(second.name), follow=False), forger.frame(registered(second.name))
    forger.write(one, other)
    first.exchange.once()

    assert first.numbers() == ["399"]
    assert [(each.why, each.size) for each in first.exchange.state.aside] == [("fork", len(other))]
    assert first.exchange.state.forked == (second.name,)


def test_a_second_version_that_comes_later_blocks_the_run_and_nobody_else(
    site: House, first: Desk, second: Desk, folder: SharedFolder
) -> None:
    forger = Forger(folder, second)
    start = forger.head
    forger.write(forger.frame(registered(second.name)), forger.frame())
    first.exchange.once()
    assert not alarms(first)
    true_head, forger.head = forger.head, start
    forger.write(forger.frame(registered(second.name)))
    first.exchange.once()
    assert alarms(first) == [second.name]
    forger.head = true_head
    forger.write(forger.frame(registered(second.name)))
    first.exchange.once()
    assert first.numbers() == ["399"]
    second.register("401")
    site.settle()

    # What lies under its own signature the workstation itself says again, under a run that is not blocked.
    assert first.numbers() == ["399", "399", "399", "401"]
    assert [each.why for each in first.exchange.state.aside] == ["fork"]


def test_whoever_took_in_more_of_a_blocked_run_says_it_to_the_others(
    site: House, first: Desk, second: Desk, folder: SharedFolder
) -> None:
    third = site.desk("Accueil 3")
    site.settle()
    forger = Forger(folder, second)
    start = forger.head
    forger.write(forger.frame(registered(second.name)), forger.frame(registered(second.name)))
    first.exchange.once()
    forger.head = start
    with_fork = forger.frame(registered(second.name))
    path = site.share / forger.log.name
    path.write_bytes(path.read_bytes() + with_fork)
    third.exchange._cycle.recall()  # noqa: SLF001
    second.exchange.stop()
    site.desks.remove(second)
    site.settle()
    site.settle()

    assert first.board() == third.board()
    assert len(first.board()) == 2


def test_bytes_flipped_in_what_is_known_are_no_second_version(site: House, first: Desk, second: Desk) -> None:
    for no in range(3):
        first.register(f"30{no}")
        first.exchange.once()
    second.exchange.once()
    [path] = (site.share / "q").rglob("*.log")
    raw = bytearray(path.read_bytes())
    for place in range(40, len(raw), 97):
        raw[place] ^= 1
    path.write_bytes(raw[:-5])
    second.exchange.once()

    assert second.exchange.state.forked == ()


def resumed(site: House, desk: Desk, named: str = "twin") -> Desk:
    """The same program once more, from its disk and its memory as they are now."""
    desk.exchange.stop()
    twin_folder = site.root / named
    shutil.copytree(desk.folder, twin_folder)
    store = Store(engine_for(twin_folder / "desk.db", KEY), twin_folder / "desk.db", site.clock)
    store.run = desk.store.run
    site.root.joinpath(f"{named}.x").mkdir()
    program = site.program(desk.name, store, desk.joined)
    program._turn._path = twin_folder / "exchange.state"  # noqa: SLF001
    program._cycle.run = desk.exchange._cycle.run  # noqa: SLF001 - the memory was copied with the machine
    twin = Desk(desk.name, store, program, twin_folder, site.clock, desk.joined)
    site.desks.append(twin)
    return twin


def test_a_machine_resumed_twice_writes_on_under_another_run_and_nothing_is_lost(site: House, first: Desk) -> None:
    first.register("301")
    site.settle()
    twin = resumed(site, first)
    first.register("302")
    twin.register("303")
    for _round in range(4):
        site.settle()
    late = site.desk("Accueil 3")
    site.settle()

    for desk in site.desks:
        assert desk.numbers() == ["301", "302", "303"]
        assert desk.facts() == late.facts()
    assert first.exchange._cycle.run != twin.exchange._cycle.run  # noqa: SLF001


def test_what_a_machine_wrote_between_two_returns_to_one_moment_is_not_lost(site: House, first: Desk) -> None:
    first.register("301")
    site.settle()
    returned, again = resumed(site, first), resumed(site, first, "again")
    other = site.desk("Accueil 3")
    for desk, number in ((first, "302"), (returned, "303")):
        desk.register(number)
        other.exchange.once()
        desk.exchange.once()
        # Its memory and its disk are gone: it returns to the moment before.
        desk.exchange.stop()
        site.desks.remove(desk)
    again.register("304")
    for _round in range(4):
        site.settle()

    for desk in (again, other):
        assert desk.numbers() == ["301", "302", "303", "304"]
        assert desk.facts() == again.facts()


def test_a_twin_that_wrote_before_the_program_was_started_again_is_found_too(site: House, first: Desk) -> None:
    first.register("301")
    site.settle()
    twin = resumed(site, first)
    for desk, number in ((first, "302"), (twin, "303")):
        desk.register(number)
        desk.exchange._folder.resume()  # noqa: SLF001
        desk.exchange._folder.check()  # noqa: SLF001
        desk.exchange._cycle.recall()  # noqa: SLF001
        desk.exchange._cycle.publish(flush=True)  # noqa: SLF001
    for desk in (first, twin):
        desk.exchange.stop()
        path = desk.exchange._turn._path  # noqa: SLF001
        desk.exchange = site.program(desk.name, desk.store, desk.joined)
        desk.exchange._turn._path = path  # noqa: SLF001
    site.desk("Accueil 3")
    for _round in range(4):
        site.settle()

    for desk in site.desks:
        assert desk.numbers() == ["301", "302", "303"]
        assert desk.facts() == first.facts()


def test_no_more_than_eight_megabytes_of_a_revoked_workstation_are_kept(
    site: House, first: Desk, second: Desk, folder: SharedFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cdm_desk.exchange.cycle.LONGEST_ASIDE", 2_000)
    site.settle()
    first.exchange.revoke(second.name)
    forger = Forger(folder, second)
    forger.write(*[forger.frame(["note", os.urandom(200).hex()]) for _no in range(20)])
    first.exchange.once()
    kept = [each for each in first.exchange.state.aside if each.why == "revoked"]

    assert 0 < sum(each.size for each in kept) <= 2_000
    with first.store.view() as view:
        assert max(state.no for state in view.journal.logs() if state.run == forger.log.run.hex()) == 20


def test_what_was_looked_at_can_be_put_away(first: Desk, second: Desk, folder: SharedFolder) -> None:
    forger = Forger(folder, second)
    forger.write(forger.frame(["event", 1, "ab", {"kind": "registered"}]))
    first.exchange.once()
    [aside] = first.exchange.state.aside
    with first.store.view() as view:
        assert json.loads(view.journal.aside(aside.id) or b"") == ["event", 1, "ab", {"kind": "registered"}]
    first.exchange.put_away(aside.id)

    assert first.exchange.state.aside == ()
    assert Path(aside.file).suffix == ".log"
