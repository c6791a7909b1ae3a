import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from threading import Thread

import pytest

from cdm_desk.domain.clock import BRUSSELS
from cdm_desk.domain.errors import (
    DeskError,
    JoinCodeForKeyError,
    JoinCodeOtherError,
    JoinCodeTypoError,
    RecoveryKeyForCodeError,
    SharedFolderAwayError,
    SharedFolderForeignError,
    SharedFolderFullError,
    SharedFolderInUseError,
    SiteExistsError,
    SiteMissingError,
    WorkstationNameTakenError,
)
from cdm_desk.exchange.folder import SharedFolder
from cdm_desk.exchange.share_process import Answer, ShareProcess
from cdm_desk.exchange.site import JOIN_COST, Joined, Site, found, join, see_free, see_joinable, settle
from cdm_desk.store.recovery import from_paper, grouped, new_secret

AT = datetime(2019, 1, 14, 9, 0, tzinfo=BRUSSELS)


@pytest.fixture
def share(tmp_path: Path) -> Path:
    folder = tmp_path / "share"
    folder.mkdir()
    return folder


@pytest.fixture
def founder(share: Path) -> Joined:
    return found(share, name="Accueil 1", kind="reception", at=AT)


@pytest.fixture
def folder(share: Path, founder: Joined) -> Iterator[SharedFolder]:
    folder = SharedFolder(ShareProcess(share), founder.site)
    yield folder
    folder.stop()


class CountedCalls(ShareProcess):
    """The calls on a folder, noted."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.made: list[str] = []

    def _call(self, verb: str, name: str, data: bytes = b"", *, offset: int = 0, marker: bytes = b"") -> Answer:
        self.made.append(verb)
        return super()._call(verb, name, data, offset=offset, marker=marker)


def names(share: Path) -> set[str]:
    return {each.name for each in share.iterdir()}


def test_a_founded_site_holds_its_marker_its_bell_and_its_folders(share: Path, founder: Joined) -> None:
    assert names(share) == {"site", "bell", "q", "r", "snap", "once"}
    assert (share / "bell").stat().st_size == 24
    assert founder.site.owns((share / "site").read_bytes())
    assert founder.claims


def test_no_secret_lies_in_the_folder(share: Path, founder: Joined) -> None:
    everything = b"".join(each.read_bytes() for each in share.rglob("*") if each.is_file())

    assert founder.site.key not in everything
    assert founder.site.key.hex().encode() not in everything
    assert founder.private_key not in everything
    assert founder.join_code is not None
    assert founder.join_code.encode() not in everything
    assert b"Accueil" not in everything


def test_the_printed_code_gives_another_workstation_the_same_site(share: Path, founder: Joined) -> None:
    assert founder.join_code is not None
    joined = join(share, founder.join_code, name="Poste 4", kind="counselling")

    assert joined.site == founder.site
    assert joined.claims
    assert joined.private_key != founder.private_key
    assert joined.join_code is None


def test_the_code_may_be_typed_as_people_type(share: Path, founder: Joined) -> None:
    assert founder.join_code is not None
    typed = founder.join_code.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert join(share, typed, name="Poste 4", kind="counselling").site == founder.site


def test_a_code_with_a_wrong_sign_is_said_to_be_copied_wrong(share: Path, founder: Joined) -> None:
    code = founder.join_code or ""
    for at, sign in enumerate(code):
        if sign != "-":
            other = "2" if sign != "2" else "3"
            with pytest.raises(JoinCodeTypoError):
                join(share, code[:at] + other + code[at + 1 :], name="Poste 4", kind="counselling")


@pytest.mark.parametrize("code", ["", "ABCD", "é" * 20, "A" * 200, "<img src=x>"])
def test_what_is_no_code_is_refused(share: Path, founder: Joined, code: str) -> None:
    assert founder.join_code
    with pytest.raises(JoinCodeTypoError):
        join(share, code, name="Poste 4", kind="counselling")


def test_a_recovery_key_is_told_from_a_code_that_is_copied_wrong(share: Path, founder: Joined) -> None:
    assert founder.join_code
    key = grouped(new_secret())
    for typed in (key, key.lower().replace("-", " "), key[:-1] + "7"):
        with pytest.raises(RecoveryKeyForCodeError):
            join(share, typed, name="Poste 4", kind="counselling")


def test_a_joining_code_is_told_from_a_recovery_key_that_is_copied_wrong(founder: Joined) -> None:
    assert founder.join_code
    for typed in (founder.join_code, founder.join_code.lower().replace("-", " ")):
        with pytest.raises(JoinCodeForKeyError):
            from_paper(typed)


@pytest.mark.parametrize("typed", ["ABCD", "CA1X-GQX1-FYCN-DTD8-TMBK"], ids=["miscopied", "of another site"])
def test_a_wrong_folder_is_told_before_the_code(tmp_path: Path, typed: str) -> None:
    (tmp_path / "mine").mkdir()
    with pytest.raises(SiteMissingError):
        join(tmp_path / "mine", typed, name="Poste 4", kind="counselling")
    with pytest.raises(SharedFolderAwayError):
        join(tmp_path / "nowhere", typed, name="Poste 4", kind="counselling")


def test_looking_whether_one_could_join_leaves_the_folder_as_it_is(share: Path, founder: Joined) -> None:
    assert founder.join_code is not None
    before = {each: each.read_bytes() for each in share.rglob("*") if each.is_file()}
    see_joinable(share, founder.join_code, name="Poste 4")
    with pytest.raises(WorkstationNameTakenError):
        see_joinable(share, founder.join_code, name="accueil 1")
    with pytest.raises(JoinCodeTypoError):
        see_joinable(share, "ABCD", name="Poste 4")

    assert before == {each: each.read_bytes() for each in share.rglob("*") if each.is_file()}


def test_looking_whether_a_site_could_be_founded_founds_none(share: Path, founder: Joined, tmp_path: Path) -> None:
    assert founder.claims
    (tmp_path / "empty").mkdir()
    see_free(tmp_path / "empty")
    with pytest.raises(SiteExistsError):
        see_free(share)

    assert names(tmp_path / "empty") == set()


def test_the_code_of_another_site_does_not_open_this_one(share: Path, founder: Joined, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = found(tmp_path / "other", name="Accueil 1", kind="reception", at=AT)
    assert founder.join_code is not None
    assert other.join_code is not None

    with pytest.raises(JoinCodeOtherError):
        join(share, other.join_code, name="Poste 4", kind="counselling")


def test_two_workstations_do_not_share_a_name(share: Path, founder: Joined) -> None:
    assert founder.join_code is not None
    with pytest.raises(WorkstationNameTakenError):
        join(share, founder.join_code, name="ACCUEIL 1", kind="counselling")


def test_a_second_site_is_refused_in_a_folder_that_has_one(share: Path, founder: Joined) -> None:
    marker = founder.site.owns((share / "site").read_bytes())
    with pytest.raises(SiteExistsError):
        found(share, name="Accueil 2", kind="reception", at=AT)

    assert marker
    assert founder.site.owns((share / "site").read_bytes())


def test_a_folder_in_use_is_refused_and_left_as_it_was(share: Path) -> None:
    (share / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(SharedFolderInUseError):
        found(share, name="Accueil 1", kind="reception", at=AT)

    assert names(share) == {"holiday.jpg"}


@pytest.mark.usefixtures("founder")
def test_logs_without_a_marker_are_a_damaged_site_and_no_empty_folder(share: Path) -> None:
    (share / "site").unlink()
    (share / "r" / "201901").mkdir()
    with pytest.raises(SharedFolderInUseError):
        found(share, name="Accueil 1", kind="reception", at=AT)


def test_a_founding_that_was_broken_off_can_be_done_again(share: Path) -> None:
    for each in ("q", "r", "once"):
        (share / each).mkdir()
    (share / "bell").write_bytes(b"")

    assert found(share, name="Accueil 1", kind="reception", at=AT).claims


def test_there_is_nothing_to_join_in_an_empty_folder(founder: Joined, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SiteMissingError):
        join(tmp_path / "empty", founder.join_code or "", name="Poste 4", kind="counselling")

    assert names(tmp_path / "empty") == set()


def test_a_folder_that_is_gone_is_never_made(tmp_path: Path) -> None:
    with pytest.raises(SharedFolderAwayError):
        found(tmp_path / "gone", name="Accueil 1", kind="reception", at=AT)

    assert not (tmp_path / "gone").exists()


def test_of_founders_at_once_one_wins_and_the_others_are_told(share: Path) -> None:
    won: list[Joined] = []
    refused: list[DeskError] = []

    def run(name: str) -> None:
        try:
            won.append(found(share, name=name, kind="reception", at=AT))
        except DeskError as fault:
            refused.append(fault)

    racers = [Thread(target=run, args=(f"Accueil {no}",)) for no in range(4)]
    for each in racers:
        each.start()
    for each in racers:
        each.join()

    assert len(won) == 1
    assert {type(fault) for fault in refused} == {SiteExistsError}
    assert won[0].site.owns((share / "site").read_bytes())
    assert won[0].join_code is not None
    assert join(share, won[0].join_code, name="Poste 4", kind="counselling").site == won[0].site


def test_an_empty_folder_in_the_place_of_the_share_is_away(folder: SharedFolder, share: Path) -> None:
    folder.check()
    share.rename(share.with_name("elsewhere"))
    share.mkdir()

    with pytest.raises(SharedFolderAwayError):
        folder.check()
    with pytest.raises(FileNotFoundError):
        folder.prepare("q", "20190114")
    assert names(share) == set()


def test_a_folder_without_its_bell_is_away(folder: SharedFolder, share: Path) -> None:
    (share / "bell").unlink()

    with pytest.raises(SharedFolderAwayError):
        folder.check()


def test_a_folder_of_another_site_is_foreign(folder: SharedFolder, share: Path) -> None:
    other = Site(id=b"o" * 16, key=b"o" * 32)
    (share / "site").write_bytes(other.marker("2019-01-14"))

    with pytest.raises(SharedFolderForeignError):
        folder.check()


def test_a_folder_in_order_is_looked_at_in_one_call(share: Path, founder: Joined) -> None:
    calls = CountedCalls(share)
    folder = SharedFolder(calls, founder.site)
    folder.check()
    calls.made.clear()
    folder.check()
    folder.bell()

    assert calls.made == ["read"]
    folder.stop()


def test_a_folder_that_was_in_order_and_is_another_sites_now_is_foreign(folder: SharedFolder, share: Path) -> None:
    folder.check()
    (share / "site").write_bytes(Site(id=b"o" * 16, key=b"o" * 32).marker("2019-01-14"))

    with pytest.raises(SharedFolderForeignError):
        folder.check()


def test_a_folder_that_was_in_order_and_lost_its_bell_is_away(folder: SharedFolder, share: Path) -> None:
    folder.check()
    (share / "bell").unlink()

    with pytest.raises(SharedFolderAwayError):
        folder.check()


def test_a_bell_rung_since_the_last_look_is_heard(folder: SharedFolder, share: Path) -> None:
    folder.check()
    silent = folder.bell()
    (share / "bell").write_bytes(b"r" * 24)
    folder.check()

    assert silent == bytes(24)
    assert folder.bell() == b"r" * 24


@pytest.mark.parametrize("marker", [b"", b"cdm1", b"\xff\xfe" * 40, b"cdm1 0 0 0", bytes(2_000_000)])
def test_a_damaged_marker_is_foreign(folder: SharedFolder, share: Path, marker: bytes) -> None:
    (share / "site").write_bytes(marker)

    with pytest.raises(SharedFolderForeignError):
        folder.check()


def test_a_full_disk_ends_a_founding_with_a_sentence(tmp_path: Path) -> None:
    mounted = tmp_path / "small"
    mounted.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "none", mounted], check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        (mounted / ".filler").write_bytes(bytes(16 << 10))
        with pytest.raises(SharedFolderFullError):
            found(mounted, name="Accueil 1", kind="reception", at=AT)
    finally:
        subprocess.run(["umount", mounted], check=True)


class RefusingOnce(ShareProcess):
    """A mount that answers once as if it knew no links: a Linux client of SMB says so of a mere fault, too."""

    refused = False

    def put(self, name: str, data: bytes, *, marker: bytes = b"") -> Answer:
        answer = Answer(error=95) if not self.refused else super().put(name, data, marker=marker)
        self.refused = True
        return answer


def test_what_stands_is_not_written_over_where_a_link_was_refused_by_a_fault(tmp_path: Path) -> None:
    calls = RefusingOnce(tmp_path)
    (tmp_path / "key").write_bytes(b"first")
    stands = settle(calls, "key", b"second")
    calls.stop()

    assert stands == b"first"


def test_where_links_are_refused_a_site_is_founded_but_claims_stay_off(
    share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = sys.modules[ShareProcess.__module__].__file__
    assert source is not None
    unlinked = tmp_path / "without_links.py"
    refusing = 'import os\n\n\ndef _link(*_paths):\n    raise OSError(1, "no links here")\n\n\nos.link = _link\n'
    unlinked.write_text(refusing + Path(source).read_text())
    monkeypatch.setattr(
        "cdm_desk.exchange.share_process.command", lambda: [sys.executable, "-I", "-S", os.fspath(unlinked)]
    )

    joined = found(share, name="Accueil 1", kind="reception", at=AT)

    assert not joined.claims
    assert joined.join_code is not None
    assert not join(share, joined.join_code, name="Poste 4", kind="counselling").claims
    assert joined.site.owns((share / "site").read_bytes())


def test_a_joining_code_is_tried_at_a_cost_of_32_megabytes_as_shipped() -> None:
    assert JOIN_COST * 8 * 128 >= 32 << 20
