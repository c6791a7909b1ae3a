"""The folder put right by one workstation, given to an empty one, copied as a whole and put back."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from cdm_desk.domain.errors import SharedFolderInUseError, SiteCopyUnsoundError, SiteExistsError
from cdm_desk.domain.queue import Act, ClaimResult
from cdm_desk.exchange.cycle import Member
from cdm_desk.exchange.rebuild import Rebuilt, rebuild, repair
from cdm_desk.exchange.site import join
from cdm_desk.exchange.site_copy import copy_site, opened_copy, put_site
from cdm_desk.exchange.worker import Exchange, Membership
from tests.exchange.desks import Desk, House
from tests.stores import new_store


def membership_of(site: House, desk: Desk) -> Membership:
    member = Member(name=desk.name, private_key=desk.joined.private_key)
    return Membership(
        folder=site.share, site=desk.joined.site, member=member, kind="reception", claims=desk.joined.claims
    )


def fresh(site: House) -> Path:
    new = site.root / "new"
    new.mkdir()
    return new


def moved(site: House, desk: Desk, to: Path) -> None:
    """The workstation goes on with another folder."""
    desk.exchange.stop()
    desk.exchange = Exchange(
        desk.store, site.clock, replace(membership_of(site, desk), folder=to), desk.folder, patience=4
    )


def newcomer(site: House, share: Path, code: str, name: str = "Accueil 9") -> Desk:
    joined = join(share, code, name=name, kind="reception")
    folder = site.root / name
    folder.mkdir()
    store = new_store(folder / "desk.db", site.clock, name)
    member = Member(name=name, private_key=joined.private_key)
    membership = Membership(folder=share, site=joined.site, member=member, kind="reception", claims=joined.claims)
    desk = Desk(name, store, Exchange(store, site.clock, membership, folder), folder, site.clock, joined)
    site.desks.append(desk)
    return desk


def a_day(site: House, first: Desk, second: Desk) -> None:
    for no in range(4):
        first.register(f"30{no}")
        second.register(f"40{no}")
    site.settle()


def test_one_workstation_puts_back_what_a_folder_lost(site: House, first: Desk, second: Desk) -> None:
    a_day(site, first, second)
    site.clock.advance(days=40)
    first.visit()
    site.settle()
    shutil.rmtree(site.share / "r" / "201901")
    put = repair(membership_of(site, first), first.store, site.clock, first.folder)
    third = site.desk("Accueil 3")
    third.exchange.once()

    assert put.frames > 0
    assert third.facts() == first.facts()
    assert len(third.facts()) == 9


@pytest.mark.parametrize("old", ["there", "gone"])
def test_an_empty_folder_is_given_the_whole_site_by_one_workstation(
    site: House, first: Desk, second: Desk, old: str
) -> None:
    a_day(site, first, second)
    called = first.register("399")
    site.settle()
    assert second.exchange.claims.take(called, 1) is ClaimResult.WON
    second.happen(called, Act.CALLED)
    site.settle()
    into = fresh(site)
    if old == "gone":
        site.share.rename(site.root / "lost")
    first.exchange.stop()
    rebuilt = rebuild(membership_of(site, first), first.store, site.clock, first.folder, into)
    moved(site, first, into)
    moved(site, second, into)
    code = rebuilt.join_code or site.code
    third = newcomer(site, into, code)
    for _round in range(2):
        for desk in (first, second, third):
            desk.exchange.once()

    assert (rebuilt.join_code is None) == (old == "there")
    assert third.facts() == first.facts() == second.facts()
    assert len(third.facts()) == 10  # nine visitors, and the wait of the one who was called
    assert third.exchange.claims.take(called, 1) is ClaimResult.LOST
    if old == "there":
        assert third.board() == first.board() == second.board()


@pytest.mark.parametrize("old", ["there", "gone"])
def test_who_was_revoked_stays_revoked_in_the_new_folder(site: House, first: Desk, second: Desk, old: str) -> None:
    thief = site.desk("Portable 2", kind="off-site")
    thief.register("501")
    site.settle()
    second.exchange.revoke(thief.name)
    first.exchange.once()
    into = fresh(site)
    if old == "gone":
        site.share.rename(site.root / "lost")
    first.exchange.stop()
    rebuilt = rebuild(membership_of(site, first), first.store, site.clock, first.folder, into)
    third = newcomer(site, into, rebuilt.join_code or site.code)
    third.exchange.once()

    assert {each.workstation: each.revoked for each in third.exchange.state.workstations} == {
        "Accueil 1": False,
        "Poste 4": False,
        "Portable 2": True,
    }
    assert len(third.facts()) == 1


def test_what_happens_after_the_move_reaches_everybody(site: House, first: Desk, second: Desk) -> None:
    a_day(site, first, second)
    into = fresh(site)
    first.exchange.stop()
    rebuild(membership_of(site, first), first.store, site.clock, first.folder, into)
    second.visit()
    moved(site, first, into)
    moved(site, second, into)
    first.register("398")
    for _round in range(2):
        first.exchange.once()
        second.exchange.once()

    assert first.facts() == second.facts()
    assert len(first.facts()) == 10
    assert "398" in second.numbers()


def test_a_folder_that_is_not_empty_is_given_nothing(site: House, first: Desk) -> None:
    into = fresh(site)
    (into / "letters.odt").write_bytes(b"x")
    with pytest.raises(SharedFolderInUseError):
        rebuild(membership_of(site, first), first.store, site.clock, first.folder, into)
    with pytest.raises(SiteExistsError):
        rebuild(membership_of(site, first), first.store, site.clock, first.folder, site.share)

    assert [path.name for path in into.iterdir()] == ["letters.odt"]


def test_a_copy_of_the_site_is_the_site(site: House, first: Desk, second: Desk) -> None:
    a_day(site, first, second)
    first.exchange.keep_snapshots()
    copy = copy_site(site.share, first.joined.site, site.root / "copy", site.clock.now())
    first.register("397")
    site.settle()
    into = fresh(site)
    put = put_site(site.root / "copy", first.joined.site, into)
    third = newcomer(site, into, site.code)
    third.exchange.once()

    assert copy.frames == put.frames > 0
    assert len(third.facts()) == 8
    assert "300" in third.numbers()
    # The others go on with the copy, which was older: what it lacks comes back.
    for desk in (first, second):
        moved(site, desk, into)
    for _round in range(2):
        for desk in (first, second, third):
            desk.exchange.once()
    assert third.facts() == first.facts()
    assert third.board() == first.board()
    assert len(third.facts()) == 9


@pytest.mark.parametrize("harm", ["flip", "cut", "lose", "list", "other site", "no list", "marker"])
def test_a_copy_that_is_not_whole_is_put_nowhere(site: House, first: Desk, second: Desk, harm: str) -> None:
    a_day(site, first, second)
    folder = site.root / "copy"
    copy_site(site.share, first.joined.site, folder, site.clock.now())
    [log, *_others] = sorted((folder / "share" / "r").rglob("*.log"))
    judge = first.joined.site
    match harm:
        case "flip":
            raw = bytearray(log.read_bytes())
            raw[len(raw) // 2] ^= 1
            log.write_bytes(raw)
        case "cut":
            log.write_bytes(log.read_bytes()[:-1])
        case "lose":
            log.unlink()
        case "list":
            told = json.loads((folder / "site.json").read_text())
            told["files"].pop("bell")
            (folder / "site.json").write_text(json.dumps(told))
        case "other site":
            judge = replace(judge, key=bytes(32))
        case "no list":
            (folder / "site.json").unlink()
        case _:
            (folder / "share" / "site").write_bytes(b"cdm1 other")
    into = fresh(site)

    with pytest.raises(SiteCopyUnsoundError):
        opened_copy(folder, judge)
    with pytest.raises(SiteCopyUnsoundError):
        put_site(folder, judge, into)
    assert list(into.iterdir()) == []


def test_a_copy_is_never_put_over_a_site(site: House, first: Desk) -> None:
    first.visit()
    first.exchange.once()
    copy_site(site.share, first.joined.site, site.root / "copy", site.clock.now())

    with pytest.raises(SiteExistsError):
        put_site(site.root / "copy", first.joined.site, site.share)


def test_what_a_repair_says_hides_the_code() -> None:
    assert "SECRET" not in repr(Rebuilt(folder=Path(), frames=1, claims=True, join_code="SECRET"))


def test_a_program_begun_anew_puts_back_the_key_that_an_older_copy_of_the_folder_lacks(
    site: House, first: Desk, second: Desk
) -> None:
    older = site.root / "older"
    shutil.copytree(site.share, older)
    first.register("301")
    first.exchange.once()
    shutil.rmtree(site.share)
    older.rename(site.share)
    second.exchange.once()
    first.exchange.stop()
    first.exchange = Exchange(first.store, site.clock, membership_of(site, first), first.folder, patience=4)
    site.settle()

    assert second.numbers() == ["301"]


def test_the_key_of_a_day_is_known_no_more_once_its_board_is_wiped(site: House, first: Desk) -> None:
    first.register("301")
    first.exchange.once()
    today = site.clock.now().date()
    with first.store.view() as view:
        kept = len(view.meta.day_keys(f"{today:%Y%m%d}"))
    with first.store.unit() as unit:
        unit.days.close(today, on=today)
    first.register("302")
    first.exchange.once()

    assert kept == 1
    with first.store.view() as view:
        assert view.meta.day_keys(f"{today:%Y%m%d}") == []
