import contextlib
import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.queue import BLOCK, Act, ClaimResult
from cdm_desk.exchange.claim import Claimant
from cdm_desk.exchange.folder import SharedFolder
from cdm_desk.exchange.share_process import ShareProcess
from cdm_desk.store.numbers import LETTERS
from tests.exchange.desks import TODAY, Desk, House


class _TakenBackError(Exception):
    """Ends a transaction of which nothing is to stay."""


SERIES = ("1", "2", "3", "4", "5", "6")


@pytest.mark.on_both_media
def test_each_ticket_is_won_by_one_desk_alone(site: House) -> None:
    desks = [site.desk(f"Poste {no}") for no in range(4)]
    tickets = [desks[0].register(f"3{no:02d}") for no in range(40)]
    site.settle()

    def race(desk: Desk) -> list[ClaimResult]:
        return [desk.exchange.claims.take(ticket, 1) for ticket in tickets]

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(race, desks))

    for each in zip(*results, strict=True):
        assert Counter(each) == {ClaimResult.WON: 1, ClaimResult.LOST: 3}


@pytest.mark.on_both_media
def test_what_was_won_is_won_again_and_the_next_attempt_is_free(first: Desk, second: Desk) -> None:
    ticket = first.register("301")
    first.exchange.once()

    assert first.exchange.claims.take(ticket, 1) is ClaimResult.WON
    assert first.exchange.claims.take(ticket, 1) is ClaimResult.WON
    assert second.exchange.claims.take(ticket, 1) is ClaimResult.LOST
    assert second.exchange.claims.take(ticket, 2) is ClaimResult.WON
    assert first.exchange.claims.take(ticket, 2) is ClaimResult.LOST


@pytest.mark.on_both_media
def test_a_call_that_broke_off_can_be_made_by_hand_after_a_while(site: House, first: Desk, second: Desk) -> None:
    ticket = first.register("301")
    site.settle()
    claims = second.exchange.claims
    assert first.exchange.claims.take(ticket, 1) is ClaimResult.WON
    assert claims.take(ticket, 1) is ClaimResult.LOST
    assert not claims.stalled(ticket, 1)

    site.clock.advance(seconds=21)
    assert claims.stalled(ticket, 1)
    assert claims.take(ticket, 2) is ClaimResult.WON

    first.happen(ticket, Act.CALLED)
    site.settle()
    assert not claims.stalled(ticket, 1)


def test_a_call_that_broke_off_at_a_clock_far_ahead_can_be_made_by_hand_too(
    site: House, first: Desk, second: Desk
) -> None:
    ticket = first.register("301")
    site.settle()
    today = site.clock.now().date()
    mad = StoppedClock(site.clock.now() + timedelta(days=100))
    folder = SharedFolder(ShareProcess(site.share), first.joined.site)
    folder.check()
    claimant = Claimant(folder, mad, b"r" * 16, first.name)
    assert claimant.take(f"{today:%Y%m%d}", f"{ticket.hex}:1") is ClaimResult.WON
    folder.stop()

    assert second.exchange.claims.take(ticket, 1) is ClaimResult.LOST
    assert not second.exchange.claims.stalled(ticket, 1)
    site.clock.advance(seconds=21)
    assert second.exchange.claims.stalled(ticket, 1)


def test_a_claim_whose_answer_was_lost_is_unknown_and_then_won(first: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = first.register("301")
    first.exchange.once()
    really = ShareProcess.put

    def cut(self: ShareProcess, name: str, data: bytes, *, marker: bytes) -> object:
        really(self, name, data, marker=marker)
        raise ConnectionResetError(104, name)

    with monkeypatch.context() as patch:
        patch.setattr(ShareProcess, "put", cut)
        assert first.exchange.claims.take(ticket, 1) is ClaimResult.UNKNOWN

    assert first.exchange.claims.take(ticket, 1) is ClaimResult.WON


def test_while_the_folder_is_away_only_a_ticket_that_never_left_is_ones_own(
    site: House, first: Desk, second: Desk
) -> None:
    known = first.register("301")
    site.settle()
    away = site.share.rename(site.root / "elsewhere")
    fresh = first.register("302")

    assert first.exchange.claims.take(fresh, 1) is ClaimResult.UNSENT
    assert first.exchange.claims.take(known, 1) is ClaimResult.AWAY
    assert second.exchange.claims.take(known, 1) is ClaimResult.AWAY
    away.rename(site.share)
    assert second.exchange.claims.take(known, 1) is ClaimResult.WON


@pytest.mark.on_both_media
def test_a_number_called_twice_switches_claims_off_and_is_named(site: House, first: Desk, second: Desk) -> None:
    ticket = first.register("301")
    other = first.register("302")
    site.settle()
    first.happen(ticket, Act.CALLED)
    second.happen(ticket, Act.CALLED)
    site.settle()

    assert first.exchange.state.called_twice == ("301",)
    assert not first.exchange.state.claims
    assert second.exchange.claims.take(other, 1) is ClaimResult.AWAY


@pytest.mark.on_both_media
def test_a_call_by_a_persons_own_word_is_no_alarm(site: House, first: Desk, second: Desk) -> None:
    ticket = first.register("301")
    site.settle()
    first.happen(ticket, Act.CALLED, offline=True)
    second.happen(ticket, Act.CALLED, offline=True)
    site.settle()

    assert first.exchange.state.called_twice == ()
    assert first.board() == second.board()


@pytest.mark.on_both_media
def test_no_two_workstations_hold_the_same_numbers_or_letter(site: House) -> None:
    desks = [site.desk(f"Accueil {no}") for no in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda desk: desk.exchange.once(), desks))
    held = [blocks(desk, series) for desk in desks for series in SERIES]

    for series in (*SERIES, LETTERS):
        taken = [block for desk in desks for block in blocks(desk, series)]
        assert len(taken) == len(set(taken))
    assert all(len(each) == 2 for each in held)
    assert sorted(block for desk in desks for block in blocks(desk, LETTERS)) == [0, 1, 2, 3]


@pytest.mark.on_both_media
def test_another_block_is_claimed_as_soon_as_one_is_begun(first: Desk) -> None:
    first.exchange.once()
    numbers = []
    for _each in range(25):
        with first.store.unit() as unit:
            numbers.append(unit.numbers.take(TODAY, "3"))
        first.exchange.once(flush=False)

    assert numbers == [f"3{no:02d}" for no in range(1, 26)]
    assert blocks(first, "3") == [0, 1, 2, 3, 4]


@pytest.mark.on_both_media
def test_a_workstation_that_hands_out_no_numbers_claims_none_but_its_letter(first: Desk, second: Desk) -> None:
    first.exchange.once()
    second.exchange.once()
    assert [blocks(second, series) for series in SERIES] == [[], [], [], [], [], []]
    assert blocks(second, LETTERS) == [1]

    with second.store.unit() as unit:
        assert unit.numbers.take_lettered(TODAY) == "B1"
    second.exchange.once()
    assert [blocks(second, series) for series in SERIES] == [[2], [2], [2], [2], [2], [2]]


def test_a_letter_is_kept_for_days_ahead_so_that_a_folder_away_takes_no_number_away(site: House, first: Desk) -> None:
    first.exchange.once()
    site.share.rename(site.root / "elsewhere")
    site.clock.advance(days=5)
    today = site.clock.now().date()
    with first.store.unit() as unit:
        assert unit.numbers.take(today, "3") is None
        assert unit.numbers.take_lettered(today) == "A1"


def test_a_folder_that_lost_its_claims_gives_nobody_the_numbers_of_another(site: House, first: Desk) -> None:
    other = site.desk("Accueil 2")
    first.register("399")
    site.settle()
    shutil.rmtree(site.share / "q")
    third = site.desk("Accueil 3")
    third.exchange.once()
    site.settle()
    handed_out = [number for desk in (first, other, third) for number in numbers_left(desk)]

    assert len(handed_out) >= 3 * BLOCK
    assert len(handed_out) == len(set(handed_out))


def test_numbers_handed_out_before_there_was_a_site_are_claimed_with_it(site: House, first: Desk) -> None:
    with first.store.unit() as unit:
        number = unit.numbers.hand_out(TODAY, "3", alone=True, name="Accueil 1")
    first.exchange.once()
    other = site.desk("Accueil 2")
    other.exchange.once()

    assert number not in numbers_left(other)


def test_a_block_with_a_number_that_waits_is_nobody_elses(site: House, first: Desk) -> None:
    site.settle()
    number = numbers_left(first)[0]
    first.register(number)
    first.exchange.once()
    shutil.rmtree(site.share / "q" / f"{TODAY:%Y%m%d}" / "claim")
    other = site.desk("Accueil 2")
    other.exchange.once()

    assert numbers_left(other)
    assert number not in numbers_left(other)


def test_a_block_that_another_has_claimed_is_given_up(site: House, first: Desk) -> None:
    other = site.desk("Accueil 2")
    other.exchange.once()
    with first.store.unit() as unit:
        unit.numbers.add_block(TODAY, "3", blocks(other, "3")[0])
    first.exchange.once()

    assert not set(numbers_left(first)) & set(numbers_left(other))


def test_no_claim_tells_a_reader_of_the_folder_who_or_what(site: House, first: Desk) -> None:
    ticket = first.register("301")
    first.exchange.once()
    first.exchange.claims.take(ticket, 1)
    claims = [each for each in Path(site.share / "q" / "20190114" / "claim").iterdir() if each.is_file()]

    assert claims
    for each in claims:
        assert len(each.name) == 32
        assert b"Accueil" not in each.read_bytes()
        assert ticket.hex not in each.name


def blocks(desk: Desk, series: str) -> list[int]:
    with desk.store.view() as view:
        return view.numbers.blocks(TODAY, series)


def numbers_left(desk: Desk) -> list[str]:
    """Return the numbers of theme 3 that a workstation would still hand out; nothing is handed out."""
    numbers = []
    with contextlib.suppress(_TakenBackError), desk.store.unit() as unit:
        while (number := unit.numbers.take(TODAY, "3")) is not None:
            numbers.append(number)
        raise _TakenBackError
    return numbers


def test_nobody_claims_a_call_by_a_clock_that_shows_another_day_than_the_servers(
    first: Desk, second: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = first.register("301")
    first.exchange.once()
    second.exchange.once()
    second.register("401")
    with monkeypatch.context() as patch:
        patch.setattr("cdm_desk.exchange.cycle.time.time", lambda: 4_000_000_000.0)
        second.exchange.once()

    assert second.exchange.claims.take(ticket, 1) is ClaimResult.AWAY
    assert first.exchange.claims.take(ticket, 1) is ClaimResult.WON
