"""A site on its way from a folder to a hub and back: some workstations know one of them, some both."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cdm_desk.domain.errors import SharedFolderForeignError
from cdm_desk.domain.queue import ClaimResult
from cdm_desk.exchange.both import Both, carry, compared, on_both, on_hub
from cdm_desk.exchange.folder import SharedFolder
from cdm_desk.exchange.hub import Hub, open_hub
from cdm_desk.exchange.medium import Medium
from cdm_desk.exchange.share_process import ShareProcess
from cdm_desk.exchange.worker import Exchange, Membership, Share
from tests.exchange.desks import Desk, House
from tests.exchange.postgres import Server


@pytest.fixture
def folder(site: House, first: Desk) -> Iterator[SharedFolder]:
    opened = SharedFolder(ShareProcess(site.share), first.joined.site)
    yield opened
    opened.stop()


@pytest.fixture
def hub(first: Desk, hub_url: str) -> Iterator[Hub]:
    opened = open_hub(hub_url, first.joined.site, patience=5)
    yield opened
    opened.stop()


def move(site: House, desk: Desk, opened: Callable[[Membership, float, Callable[[], None] | None], Medium]) -> None:
    """End the program of a desk and start it again on another medium."""
    desk.exchange.stop()
    membership = desk.exchange._membership  # noqa: SLF001 - the same workstation, started again
    desk.exchange = Exchange(desk.store, site.clock, membership, desk.folder, patience=4, opened=opened)


def raced(desks: list[Desk], tickets: list[object]) -> list[Counter[ClaimResult]]:
    def run(desk: Desk) -> list[ClaimResult]:
        return [desk.exchange.claims.take(ticket, 1) for ticket in tickets]  # type: ignore[arg-type]

    with ThreadPoolExecutor(len(desks)) as pool:
        return [Counter(answers) for answers in zip(*pool.map(run, desks), strict=True)]


def test_all_that_a_folder_holds_is_carried_to_a_hub_and_is_the_same_there(
    site: House, first: Desk, second: Desk, folder: SharedFolder, hub: Hub, hub_url: str
) -> None:
    ticket = first.register("301")
    for _each in range(20):
        second.visit()
    site.settle()
    assert second.exchange.claims.take(ticket, 1) is ClaimResult.WON
    brought = carry(folder, hub)
    assert carry(folder, hub) == 0
    site.hub_url = hub_url
    third = site.desk("Accueil 3")
    third.exchange.once()

    assert brought == compared(folder, hub).frames > 0
    assert compared(folder, hub).agree
    assert third.board() == first.board()
    assert third.facts() == first.facts()
    assert third.exchange.claims.take(ticket, 1) is ClaimResult.LOST


def test_a_whole_move_there_and_back_loses_nothing(
    site: House, first: Desk, second: Desk, folder: SharedFolder, hub: Hub, hub_url: str
) -> None:
    both, alone = on_both(hub_url), on_hub(hub_url)
    numbers = iter(range(301, 400))

    def everybody_registers() -> None:
        for desk in (first, second):
            desk.register(str(next(numbers)))
        site.settle()
        assert first.board() == second.board()
        assert first.facts() == second.facts()

    everybody_registers()
    carry(folder, hub)
    move(site, first, both)
    everybody_registers()
    move(site, second, both)
    everybody_registers()
    assert compared(folder, hub).agree
    move(site, first, alone)
    everybody_registers()
    move(site, second, alone)
    everybody_registers()
    assert compared(folder, hub).missing_in_folder > 0
    carry(hub, folder)
    assert compared(folder, hub).agree
    site.hub_url = ""
    third = site.desk("Accueil 3")
    third.exchange.once()

    assert len(third.numbers()) == 10
    assert third.board() == first.board()
    assert third.facts() == first.facts()


def test_it_says_that_the_folder_is_away_while_the_hub_goes_on(
    site: House, first: Desk, folder: SharedFolder, hub: Hub, hub_url: str
) -> None:
    carry(folder, hub)
    move(site, first, on_both(hub_url))
    first.exchange.once()
    assert first.exchange.state.lacking == ""
    site.share.rename(site.root / "elsewhere")
    first.exchange.once()

    assert (first.exchange.state.share, first.exchange.state.lacking) == (Share.OK, "folder")


def test_it_says_that_the_hub_is_away_while_the_folder_goes_on(site: House, first: Desk) -> None:
    move(site, first, on_both("postgresql://nobody@127.0.0.1:1/desk"))
    first.exchange.once()

    assert (first.exchange.state.share, first.exchange.state.lacking) == (Share.OK, "hub")


@pytest.mark.parametrize("other_end", ["folder", "hub"])
def test_no_ticket_is_won_twice_while_some_know_both_and_some_one_of_them(
    site: House, first: Desk, second: Desk, folder: SharedFolder, hub: Hub, hub_url: str, other_end: str
) -> None:
    carry(folder, hub)
    third = site.desk("Poste 5")
    move(site, first, on_both(hub_url))
    move(site, second, on_both(hub_url))
    if other_end == "hub":
        move(site, third, on_hub(hub_url))
    tickets: list[object] = [first.register(f"3{no:02d}") for no in range(25)]
    site.settle()

    assert raced([first, second, third], tickets) == [Counter({ClaimResult.WON: 1, ClaimResult.LOST: 2})] * 25


def test_while_the_hub_is_away_the_folder_goes_on_and_calls_wait(
    postgres: Server, site: House, first: Desk, second: Desk, folder: SharedFolder, hub: Hub, hub_url: str
) -> None:
    carry(folder, hub)
    for desk in (first, second):
        move(site, desk, on_both(hub_url))
    site.settle()
    postgres.kill()
    elsewhere = first.register("301")
    assert first.exchange.once().share is Share.OK
    second.exchange.once()
    assert second.numbers() == ["301"]
    assert second.exchange.claims.take(elsewhere, 1) in {ClaimResult.AWAY, ClaimResult.UNKNOWN}
    postgres.start()
    first.register("302")
    site.settle()

    assert second.exchange.claims.take(elsewhere, 1) is ClaimResult.WON
    assert compared(folder, hub).agree


def test_while_the_folder_is_away_the_hub_goes_on_and_the_folder_is_brought_up(
    site: House, first: Desk, second: Desk, folder: SharedFolder, hub: Hub, hub_url: str
) -> None:
    carry(folder, hub)
    for desk in (first, second):
        move(site, desk, on_both(hub_url))
    site.settle()
    away = site.share.rename(site.root / "elsewhere")
    first.register("301")
    assert first.exchange.once().share is Share.OK
    second.exchange.once()
    assert second.numbers() == ["301"]
    away.rename(site.share)
    first.register("302")
    site.settle()

    assert compared(folder, hub).agree


def test_a_day_begun_on_both_sides_is_read_by_who_knows_both(
    site: House, first: Desk, second: Desk, folder: SharedFolder, hub: Hub, hub_url: str
) -> None:
    carry(folder, hub)
    site.clock.advance(days=20)  # no key of that day was made ahead
    third = site.desk("Accueil 3")
    move(site, second, on_hub(hub_url))
    first.register("301")
    first.exchange.once()
    second.register("401")
    second.exchange.once()
    move(site, third, on_both(hub_url))
    for _each in range(2):
        third.exchange.once()

    with third.store.view() as view:
        known = sorted(ticket.number for ticket in view.tickets.of_day(site.clock.now().date()))
    assert known == ["301", "401"]


def test_a_folder_of_another_site_is_not_written_to(
    site: House, folder: SharedFolder, hub: Hub, tmp_path: Path
) -> None:
    carry(folder, hub)
    (tmp_path / "b").mkdir()
    other = House(tmp_path / "b", tmp_path / "b" / "share")
    other.share.mkdir()
    other.desk("Accueil 1")
    other.close()
    before = sorted(other.share.rglob("*"))
    foreign = SharedFolder(ShareProcess(other.share), site.desks[0].joined.site)
    with pytest.raises(SharedFolderForeignError):
        carry(hub, foreign)
    foreign.stop()

    assert sorted(other.share.rglob("*")) == before


def test_both_is_a_medium(folder: SharedFolder, hub: Hub) -> None:
    carry(folder, hub)
    medium: Medium = Both(folder, hub)
    medium.check()

    assert medium.checked
    assert medium.once_names() == folder.once_names() == hub.once_names()
