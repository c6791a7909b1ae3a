"""The share doctor on a real folder, by two and more workstations that really race."""

import errno
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cdm_desk.exchange.doctor import Check, Checkup, Doctor, Finding, trusted_kind
from cdm_desk.exchange.folder import SharedFolder
from cdm_desk.exchange.share_process import Answer, Place, ShareProcess
from cdm_desk.exchange.site import Site
from cdm_desk.store.meta import EXAMINED
from tests.exchange.desks import Desk

SITE = Site(id=b"s" * 16, key=b"k" * 32)
FOREIGN = Site(id=b"s" * 16, key=b"f" * 32)


class TwiceGiven(ShareProcess):
    """A file system that tells each of two that it was the one: what some network folders do."""

    def put(self, name: str, data: bytes, *, marker: bytes = b"") -> Answer:  # noqa: ARG002
        return Answer(data=data)


class WithoutLinks(ShareProcess):
    """A file system that knows no hard links: nothing can be put exclusively there."""

    def put(self, name: str, data: bytes, *, marker: bytes = b"") -> Answer:  # noqa: ARG002
        return Answer(error=errno.EPERM)


def examined(
    root: Path, *names: str, kind: type[ShareProcess] = ShareProcess, patience: float = 15.0, site: Site = SITE
) -> list[Checkup]:
    def examine(name: str) -> Checkup:
        calls = kind(root)
        try:
            return Doctor(calls, site, name, keys=60).examine(patience)
        finally:
            calls.stop()

    with ThreadPoolExecutor(len(names)) as pool:
        return list(pool.map(examine, names))


def finding(checkup: Checkup, check: Check) -> Finding:
    return next(each for each in checkup.findings if each.check is check)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Checkup]]:
    root = tmp_path_factory.mktemp("share")
    return root, examined(root, "Accueil 1", "Poste 4")


def test_two_workstations_that_see_a_good_folder_pass_it(good: tuple[Path, list[Checkup]]) -> None:
    assert [checkup.passed for checkup in good[1]] == [True, True]


def test_each_names_the_other(good: tuple[Path, list[Checkup]]) -> None:
    assert [checkup.partner for checkup in good[1]] == ["Poste 4", "Accueil 1"]


def test_every_check_is_made(good: tuple[Path, list[Checkup]]) -> None:
    assert all([each.check for each in checkup.findings] == list(Check) for checkup in good[1])


def test_both_agree_on_who_won_each_name(good: tuple[Path, list[Checkup]]) -> None:
    won = [finding(checkup, Check.EXCLUSIVE).measured["won"] for checkup in good[1]]
    assert sum(map(int, won)) == 60


def test_nothing_is_left_behind(good: tuple[Path, list[Checkup]]) -> None:
    assert list((good[0] / "check").iterdir()) == []


def test_alone_the_folder_is_not_passed_and_all_that_one_can_see_alone_is_told(tmp_path: Path) -> None:
    (checkup,) = examined(tmp_path, "Accueil 1", patience=1)
    assert not checkup.passed
    assert [each.check for each in checkup.findings if each.passed] == [
        Check.PLACE, Check.SYNCHRONISED, Check.ROOM, Check.DURABLE, Check.CLOCK,
    ]  # fmt: skip


def test_four_come_in_two_pairs(tmp_path: Path) -> None:
    checkups = examined(tmp_path, "A", "B", "C", "D", patience=120)
    partners = {name: checkup.partner for name, checkup in zip("ABCD", checkups, strict=True)}
    assert all(partner is not None and partners[partner] == name for name, partner in partners.items())


def test_a_folder_that_gives_one_name_twice_is_found_out(tmp_path: Path) -> None:
    checkups = examined(tmp_path, "Accueil 1", "Poste 4", kind=TwiceGiven)
    assert [finding(checkup, Check.EXCLUSIVE).measured["double"] for checkup in checkups] == [60, 60]
    assert not any(checkup.passed for checkup in checkups)


def test_a_folder_without_hard_links_is_found_out(tmp_path: Path) -> None:
    checkups = examined(tmp_path, "Accueil 1", "Poste 4", kind=WithoutLinks)
    assert [finding(checkup, Check.EXCLUSIVE).measured["links"] for checkup in checkups] == [0.0, 0.0]
    assert not any(checkup.passed for checkup in checkups)


def test_who_holds_another_key_is_no_partner(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        ours = pool.submit(examined, tmp_path, "Accueil 1", patience=3)
        theirs = pool.submit(examined, tmp_path, "Poste 4", patience=3, site=FOREIGN)
    assert [ours.result()[0].partner, theirs.result()[0].partner] == [None, None]


def test_a_synchronised_folder_is_told_by_its_traces(tmp_path: Path) -> None:
    (tmp_path / ".dropbox").mkdir()
    share = tmp_path / "cdm"
    share.mkdir()
    (checkup,) = examined(share, "Accueil 1", patience=0.5)
    assert finding(checkup, Check.SYNCHRONISED) == Finding(
        check=Check.SYNCHRONISED, passed=False, measured={"service": "Dropbox"}
    )


@pytest.mark.parametrize(
    ("kind", "here", "trusted"),
    [
        ("ext4", True, True),
        ("cifs", False, True),
        ("smb3", False, True),
        ("nfs4", False, True),
        ("fuse.sshfs", False, False),
        ("webdav", False, False),
        ("9p", False, False),
        ("9p", True, True),
    ],
)
def test_a_kind_of_file_system_is_trusted_when_it_is_known(kind: str, here: bool, trusted: bool) -> None:
    assert trusted_kind(Place(kind=kind, source="", here=here, free=0)) is trusted


def test_the_folder_of_this_machine_is_recognised(tmp_path: Path) -> None:
    calls = ShareProcess(tmp_path)
    try:
        assert calls.place().here
    finally:
        calls.stop()


def test_a_running_program_takes_part_by_itself(first: Desk, second: Desk) -> None:
    first.exchange.start()
    try:
        checkup = second.exchange.examine(patience=30)
    finally:
        first.exchange.stop()
    assert (checkup.passed, checkup.partner) == (True, "Accueil 1")


def on_the_network(desk: Desk) -> Desk:
    """The folder as it would be told of on a file server."""
    desk.exchange.once()
    for folder in (desk.exchange._folder, desk.exchange._asking):  # noqa: SLF001 - no file server here
        assert isinstance(folder, SharedFolder)
        folder.place = Place(kind="cifs", source="//server/cdm", here=False, free=0)
    return desk


def test_a_network_folder_is_left_no_calls_before_two_have_examined_it(first: Desk) -> None:
    assert not on_the_network(first).exchange.exclusive


def test_a_network_folder_that_two_have_passed_is_left_the_calls(first: Desk) -> None:
    with first.store.unit() as unit:
        unit.meta.put(EXAMINED, "passed cifs //server/cdm")
    assert on_the_network(first).exchange.exclusive


def test_what_was_passed_elsewhere_does_not_count(first: Desk) -> None:
    with first.store.unit() as unit:
        unit.meta.put(EXAMINED, "passed cifs //old/cdm")
    assert not on_the_network(first).exchange.exclusive


def test_a_lost_race_switches_calls_off_even_on_a_folder_of_this_machine(first: Desk) -> None:
    place = ShareProcess(first.exchange._membership.folder).place()  # noqa: SLF001
    with first.store.unit() as unit:
        unit.meta.put(EXAMINED, f"failed {place.kind} {place.source}")
    first.exchange.once()
    assert not first.exchange.exclusive


def test_an_examination_that_nobody_joined_changes_nothing(first: Desk) -> None:
    first.exchange.examine(patience=0.5)
    assert first.exchange.exclusive
