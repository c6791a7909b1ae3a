import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import Engine, event

from cdm_desk.domain.errors import ExchangeBusyError
from cdm_desk.domain.queue import ClaimResult
from cdm_desk.exchange.worker import STATE_FILE, Share
from tests.exchange.desks import TODAY, Desk, House


def until(true: Callable[[], object], seconds: float = 10) -> float:
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds
        Event().wait(0.01)
    return time.monotonic() - began


def knows(desk: Desk, number: str) -> bool:
    return number in desk.numbers()


def hang(desk: Desk) -> None:
    """Stop the processes that make the calls on the share, really."""
    assert desk.exchange.callers
    for pid in desk.exchange.callers:
        os.kill(pid, signal.SIGSTOP)


@pytest.mark.on_both_media
def test_what_one_registers_the_other_sees(first: Desk, second: Desk) -> None:
    first.register("301")
    sent = first.exchange.once()
    received = second.exchange.once()

    assert (sent.sent, sent.share) == (2, Share.OK)
    assert (received.received, received.quarantined, received.missing) == (2, 0, ())
    assert second.board() == first.board()
    assert second.facts() == first.facts()


@pytest.mark.on_both_media
def test_at_work_they_see_each_other_within_two_seconds(first: Desk, second: Desk) -> None:
    first.exchange.start()
    second.exchange.start()
    until(lambda: second.exchange.state.share is Share.OK)

    for number in ("301", "302", "303"):
        first.register(number)
        assert until(partial(knows, second, number)) < 2


@pytest.mark.on_both_media
def test_many_writers_end_with_the_same_bytes(site: House, first: Desk, second: Desk) -> None:
    third = site.desk("Accueil 2")
    for each in (first, second, third):
        each.exchange.start()
    for no in range(10):
        for desk, hundred in ((first, "3"), (second, "4"), (third, "5")):
            desk.register(f"{hundred}{no:02d}")
            if no % 2:
                desk.void(desk.visit())
    for each in (first, second, third):
        each.exchange.stop()
    site.settle()

    assert len(first.numbers()) == 30
    assert len(first.facts()) == 30
    assert first.board() == second.board() == third.board()
    assert first.facts() == second.facts() == third.facts()


def test_a_folder_that_goes_away_is_told_and_nothing_is_made_in_its_place(
    site: House, first: Desk, second: Desk
) -> None:
    site.settle()
    away = site.share.rename(site.root / "elsewhere")
    first.register("301")
    second.register("401")

    assert first.exchange.once().share is Share.AWAY
    site.share.mkdir()
    assert first.exchange.once().share is Share.AWAY
    assert list(site.share.iterdir()) == []
    assert first.exchange.state.since == site.clock.now()
    assert first.exchange.state.unsent == 2

    site.share.rmdir()
    away.rename(site.share)
    site.settle()
    assert first.numbers() == ["301", "401"]
    assert first.facts() == second.facts()
    assert len(first.facts()) == 2


def test_a_worker_finds_back_by_itself(site: House, first: Desk, second: Desk) -> None:
    first.exchange.start()
    until(lambda: first.exchange.state.share is Share.OK)
    away = site.share.rename(site.root / "elsewhere")
    until(lambda: first.exchange.state.share is Share.AWAY)
    first.register("301")
    away.rename(site.share)
    until(lambda: first.exchange.state.share is Share.OK)
    until(lambda: first.exchange.state.unsent <= 1)  # the fact waits for company
    second.exchange.once()

    assert second.numbers() == ["301"]


def test_the_folder_of_another_site_is_refused_and_left_alone(site: House, first: Desk, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    site.share.rename(tmp_path / "elsewhere")
    other = House(tmp_path / "b", site.share)
    site.share.mkdir()
    other.desk("Accueil 1")
    other.close()
    before = sorted(site.share.rglob("*"))
    first.register("301")

    assert first.exchange.once().share is Share.FOREIGN
    assert sorted(site.share.rglob("*")) == before
    assert first.exchange.state.unsent == 2


def test_a_folder_that_cannot_be_written_is_still_read(site: House, first: Desk, second: Desk) -> None:
    site.settle()
    second.register("401")
    second.exchange.once()
    if subprocess.run(["mount", "--bind", site.share, site.share], check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", site.share], check=True)
        first.register("301")
        result = first.exchange.once()
        assert result.share is Share.LOCKED
        assert first.numbers() == ["301", "401"]
    finally:
        first.exchange.stop()
        subprocess.run(["umount", site.share], check=True)
    site.settle()

    assert second.numbers() == ["301", "401"]


def test_a_full_disk_loses_nothing(site: House) -> None:
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "none", site.share], check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        first, second = site.desk("Accueil 1"), site.desk("Accueil 2")
        site.settle()
        filler = site.share / ".filler"
        subprocess.run(["dd", "if=/dev/zero", f"of={filler}", "bs=4k"], check=False, capture_output=True)
        for no in range(60):
            first.register(f"3{no:02d}")
        assert first.exchange.once().share is Share.FULL
        assert first.exchange.state.unsent > 0

        filler.unlink()
        site.settle()
        assert len(second.numbers()) == 60
        assert first.facts() == second.facts()
        assert len(second.facts()) == 60
        assert first.exchange.state.unsent == 0
    finally:
        site.close()
        subprocess.run(["umount", site.share], check=True)
        site.desks.clear()


def test_a_hung_folder_holds_neither_the_desk_nor_the_end(site: House, first: Desk, second: Desk) -> None:
    elsewhere = second.register("401")
    site.settle()
    first.exchange.start()
    until(lambda: first.exchange.state.workstations)
    hang(first)
    until(lambda: first.exchange.state.slow)
    began = time.monotonic()
    ticket = first.register("301")
    assert first.exchange.claims.take(ticket, 1) is ClaimResult.UNSENT
    assert first.exchange.claims.take(elsewhere, 1) is ClaimResult.AWAY
    assert time.monotonic() - began < 0.5

    until(lambda: first.exchange.state.share is Share.AWAY, 15)
    until(lambda: first.exchange.state.share is Share.OK, 15)
    until(lambda: first.exchange.state.unsent == 1)
    second.exchange.once()
    assert second.numbers() == ["301", "401"]

    hang(first)
    began = time.monotonic()
    first.exchange.stop()
    assert time.monotonic() - began < 4


@pytest.mark.on_both_media
def test_only_one_program_of_a_workstation_exchanges(first: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cdm_desk.exchange.worker._BUSY_SECONDS", 0.2)
    with (first.folder / STATE_FILE).with_suffix(".lock").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(ExchangeBusyError):
            first.exchange.once()

    assert first.exchange.once().share is Share.OK


@pytest.mark.on_both_media
def test_another_program_of_the_workstation_goes_on_where_the_first_was(site: House, first: Desk, second: Desk) -> None:
    first.register("301")
    other = site.program(first.name, first.store, first.joined)
    other.once()
    first.register("302")
    first.exchange.once()
    second.register("401")
    second.exchange.once()
    other.once()
    first.exchange.once()
    second.exchange.once()
    other.stop()

    assert first.numbers() == second.numbers() == ["301", "302", "401"]
    assert first.facts() == second.facts()


@pytest.mark.on_both_media
def test_a_sign_of_life_tells_who_is_there_and_what_is_missing(first: Desk, second: Desk) -> None:
    first.register("301")
    first.exchange.once(flush=False)
    result = second.exchange.once()
    [sign] = second.exchange.state.workstations

    assert (sign.workstation, sign.kind, sign.unsent) == ("Accueil 1", "reception", 1)
    assert sign.seen_at == first.clock.now()
    assert result.missing == ("Accueil 1",)

    first.exchange.once()
    assert second.exchange.once().missing == ()
    assert second.facts() == first.facts()


def test_a_sign_of_life_from_a_clock_gone_mad_is_overruled(site: House, first: Desk, second: Desk) -> None:
    site.clock.advance(days=100)
    first.exchange.once()
    second.exchange.once()
    site.clock.advance(days=-100)
    first.register("301")
    first.exchange.once(flush=False)
    second.exchange.once()
    [sign] = second.exchange.state.workstations

    assert sign.seen_at == site.clock.now()


@pytest.mark.on_both_media
def test_two_programs_at_once_on_one_store_publish_everything_once(site: House, first: Desk, second: Desk) -> None:
    others = [site.program(first.name, first.store, first.joined) for _each in range(3)]

    def work(program_no: int) -> None:
        for no in range(5):
            first.register(f"{program_no + 1}{no:02d}")
            others[program_no].once()

    threads = [Thread(target=work, args=(no,)) for no in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    second.exchange.once()
    for other in others:
        other.stop()

    assert len(second.numbers()) == 15
    assert second.facts() == first.facts()
    assert len(second.facts()) == 15


def test_the_time_without_the_folder_is_counted(site: House, first: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    wall = [1_000_000.0]
    monkeypatch.setattr("cdm_desk.exchange.worker.time.time", lambda: wall[0])
    first.exchange.once()
    away = site.share.rename(site.root / "elsewhere")
    for _each in range(4):
        wall[0] += 60
        first.exchange.once()
    assert first.exchange.state.minutes_away == 3

    away.rename(site.share)
    wall[0] += 60
    first.exchange.once()
    wall[0] += 60
    first.exchange.once()
    assert first.exchange.state.minutes_away == 4
    assert first.exchange.state.exchanged_seconds_ago == 0

    site.clock.advance(days=1)
    first.exchange.once()
    assert first.exchange.state.minutes_away == 0


@pytest.mark.on_both_media
def test_the_clock_of_the_server_is_compared(first: Desk) -> None:
    first.register("301")
    first.exchange.once()
    ahead = first.exchange.state.clock_ahead

    assert ahead is not None
    assert abs(ahead) < 2


@pytest.mark.on_both_media
def test_a_damaged_state_file_is_no_hindrance(first: Desk) -> None:
    for text in ("", "{", "[]", '{"share": "ok"}', "\0" * 40):
        (first.folder / STATE_FILE).write_text(text)
        assert first.exchange.state.share is Share.AWAY
        assert first.exchange.once().share is Share.OK


def test_how_the_exchange_stands_is_one_look_at_the_store(first: Desk, second: Desk) -> None:
    second.exchange.once()
    looks: list[object] = []
    look = looks.append
    event.listen(Engine, "begin", look)
    try:
        told = first.exchange.state
    finally:
        event.remove(Engine, "begin", look)

    assert told.share is Share.AWAY
    assert len(looks) == 1


def test_a_worker_looks_again_soon_however_long_the_folder_was_away(first: Desk) -> None:
    assert max(first.exchange._failed(Share.AWAY) for _time in range(20)) < 15  # noqa: SLF001 - the pause it takes
    assert first.exchange.state.share is Share.AWAY


@pytest.mark.on_both_media
def test_what_somebody_holds_of_a_day_leaves_at_once_when_another_has_closed_it(
    site: House, first: Desk, second: Desk
) -> None:
    site.clock.moment = site.clock.moment.replace(hour=18)
    site.settle()
    second.visit()
    second.exchange.once(flush=False)
    first.exchange.once()
    assert first.facts() == []  # it waits for company

    with first.store.unit() as unit:
        unit.days.close(TODAY, on=TODAY)
    first.exchange.once()
    second.exchange.once(flush=False)
    second.exchange.once(flush=False)
    first.exchange.once()
    assert first.facts() == second.facts()
    assert len(first.facts()) == 1
