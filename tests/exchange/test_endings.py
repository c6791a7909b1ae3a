"""How the days and months of a folder end: when, by whom, and that nothing opens afterwards what they sealed."""

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from cdm_desk.exchange.folder import SharedFolder
from cdm_desk.exchange.frame import FrameCodec, Head, Log, NotAFrameError, scan
from cdm_desk.exchange.share_process import ShareProcess
from cdm_desk.exchange.site import Site
from cdm_desk.store.journal import LogState
from tests.exchange.desks import TODAY, Desk, House

DAY = "20190114"


@pytest.fixture
def folder(site: House, first: Desk) -> Iterator[SharedFolder]:
    folder = SharedFolder(ShareProcess(site.share), first.joined.site)
    folder.check()
    yield folder
    folder.stop()


def close(desk: Desk) -> None:
    today = desk.clock.now().date()
    with desk.store.unit() as unit:
        unit.days.close(today, on=today)


def queue_of(site: House, day: str = DAY) -> Path:
    return site.share / "q" / day


def secrets_in(desk: Desk) -> list[bytes]:
    """Every piece of bytes of 28 and more that the store of a workstation holds."""
    found = []
    with desk.store.view() as view:
        for (name,) in view.db.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").all():
            if not name.startswith("title_search"):
                for row in view.db.exec_driver_sql(f'SELECT * FROM "{name}"'):  # noqa: S608 - from the schema
                    found += [each for each in row if isinstance(each, bytes) and len(each) >= 28]
    return found


def test_the_queue_of_a_day_goes_the_night_after_everybody_has_closed_it(
    site: House, first: Desk, second: Desk
) -> None:
    first.register("301")
    site.settle()
    for desk in (first, second):
        close(desk)
    site.settle()
    assert queue_of(site).exists()  # the day is not over yet

    site.clock.advance(days=1)
    first.register("301")
    site.settle()

    assert not queue_of(site).exists()
    assert queue_of(site, "20190115").exists()
    assert [desk.facts() for desk in site.desks] == [first.facts()] * 2


def test_a_workstation_that_has_not_closed_the_day_keeps_its_queue_for_a_week_and_no_longer(
    site: House, first: Desk, second: Desk
) -> None:
    site.settle()
    first.register("301")
    site.settle()
    close(first)
    first.exchange.once()
    second.exchange.stop()
    for day in range(1, 8):
        assert queue_of(site).exists()
        site.clock.advance(days=1)
        first.visit()
        first.exchange.once()
        assert queue_of(site).exists() == (day < 7)
    assert second.exchange.state.workstations[0].workstation == first.name


@pytest.mark.on_both_media
def test_nothing_of_an_ended_day_stays_in_the_folder_or_on_the_hub(site: House, first: Desk, second: Desk) -> None:
    ticket = first.register("301")
    site.settle()
    first.exchange.claims.take(ticket, 1)
    medium = first.exchange._folder  # noqa: SLF001 - what lies between the workstations
    places = [f"q/{DAY}", f"q/{DAY}/claim"]
    assert [bool(medium.blobs(each)) for each in places] == [True, True]
    for desk in (first, second):
        close(desk)
    site.settle()
    site.clock.advance(days=1)
    first.register("301")
    site.settle()

    assert DAY not in medium.periods("q")
    assert "20190115" in medium.periods("q")
    assert [medium.blobs(each) for each in places] == [[], []]
    assert second.facts() == first.facts()


def test_the_queue_of_a_day_whose_board_nobody_closed_here_goes_with_its_week(
    site: House, first: Desk, second: Desk
) -> None:
    second.register("401")
    site.settle()
    assert ("q", DAY) in _logs(second)
    site.clock.advance(days=8)
    first.visit()
    second.visit()
    site.settle()

    assert [("q", DAY) in _logs(desk) for desk in site.desks] == [False, False]
    assert len(second.facts()) == 3


def test_after_its_end_no_key_opens_the_queue_of_a_day(
    site: House, first: Desk, second: Desk, folder: SharedFolder
) -> None:
    first.register("301")
    second.register("401")
    site.settle()
    stolen = [
        (Log(lane="q", period=DAY, run=bytes.fromhex(path.stem)), path.read_bytes())
        for path in queue_of(site).glob("*.log")
    ]
    sealed = (queue_of(site) / "key").read_bytes()
    assert [len(scan(folder.codec(log), data, Head(), _anybody).frames) > 0 for log, data in stolen] == [True, True]
    for desk in site.desks:
        close(desk)
    site.settle()
    site.clock.advance(days=1)
    first.visit()
    site.settle()
    folder.stop()

    everything = [path.read_bytes() for path in site.share.rglob("*") if path.is_file()]
    assert not [data for data in everything if sealed in data]
    for desk in site.desks:
        assert not [piece for piece in secrets_in(desk) if sealed in piece]
        assert not [log for log in _logs(desk) if log == ("q", DAY)]
    secrets = [site_of(site).key, bytes(32), sealed[:32], sealed[12:44], *(data[:32] for data in everything)]
    for log, data in stolen:
        for secret in secrets:
            codec = FrameCodec(site_of(site).id, secret, log)
            assert scan(codec, data, Head(), _anybody).frames == ()
        with pytest.raises(NotAFrameError):
            FrameCodec(site_of(site).id, os.urandom(32), log).open(Head(), data)
    # Neither a program that goes on running nor a new one knows the key, or begins the day again.
    for desk in site.desks:
        for medium in (desk.exchange._folder, desk.exchange._asking):  # noqa: SLF001
            assert isinstance(medium, SharedFolder)
            assert not {DAY} & {*medium._day_keys, *medium._sealed_keys, *medium._other_keys}  # noqa: SLF001
    fresh = site.desk("Accueil 3")
    fresh.exchange.once()
    assert not queue_of(site).exists()
    assert fresh.numbers() == []


def _anybody(*_seen: object) -> bool:
    return True


def _logs(desk: Desk) -> list[tuple[str, str]]:
    with desk.store.view() as view:
        frames = view.db.exec_driver_sql("SELECT DISTINCT lane, period FROM frame UNION SELECT lane, period FROM log")
        return [(lane, period) for lane, period in frames]


def site_of(site: House) -> Site:
    return site.desks[0].joined.site


@pytest.mark.parametrize("days", [2, 9])
def test_who_comes_back_late_begins_no_day_anew_and_keeps_its_facts(
    site: House, first: Desk, second: Desk, days: int
) -> None:
    first.register("301")
    site.settle()
    away = site.share.rename(site.root / "elsewhere")
    second.register("401")  # while it is away, and never sealed
    second.exchange.once()
    close(second)
    second.exchange.stop()
    away.rename(site.share)
    if days == 2:  # a workstation that was thought to have closed
        with first.store.unit() as unit:
            unit.journal.done(second.name, TODAY)
    close(first)
    first.exchange.once()
    site.clock.advance(days=days)
    first.visit()
    first.exchange.once()
    first.exchange.once()
    assert not queue_of(site).exists()
    second.exchange.once()
    first.exchange.once()

    assert not queue_of(site).exists()
    assert second.facts() == first.facts()
    assert len(second.facts()) == 3
    assert [(each.why, each.no, each.size) for each in second.exchange.state.aside] == [("late", 1, 0)]
    assert second.exchange.state.unsent == 0


def test_a_copy_that_has_closed_fewer_days_signs_no_more_than_others(site: House, first: Desk) -> None:
    close(first)
    first.exchange.once()
    with first.store.unit() as unit:  # as its copy has said meanwhile
        unit.journal.done(first.name, TODAY + timedelta(days=1))
    first.exchange.once()
    before = {path: path.read_bytes() for path in site.share.rglob("*.log")}
    first.exchange.once()

    assert before == {path: path.read_bytes() for path in site.share.rglob("*.log")}


def test_a_clock_set_back_into_a_day_that_was_forgotten_here_raises_no_alarm_of_a_second_version(
    site: House, first: Desk, second: Desk
) -> None:
    first.register("301")
    site.settle()
    close(first)
    site.clock.advance(days=1)
    first.exchange.once()
    site.clock.advance(days=-1)
    first.register("302")
    site.settle()
    site.settle()

    assert [desk.exchange.state.forked for desk in site.desks] == [(), ()]
    assert second.facts() == first.facts()
    assert len(second.facts()) == 2


def test_a_clock_far_ahead_throws_nothing_away(site: House, first: Desk, second: Desk) -> None:
    site.settle()
    second.register("401")
    site.clock.advance(days=100)
    program = site.program(second.name, second.store, second.joined)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cdm_desk.exchange.cycle.time.time", lambda: 4_000_000_000.0)
        program.once()
        program.once()
    site.clock.advance(days=-100)
    program.once()
    program.stop()
    first.exchange.once()

    assert first.numbers() == ["401"]


def test_a_folder_set_back_to_before_the_end_of_a_day_is_rid_of_it_again(
    site: House, first: Desk, second: Desk
) -> None:
    first.register("301")
    site.settle()
    shutil.copytree(site.share, site.root / "copy")
    for desk in site.desks:
        close(desk)
    site.settle()
    site.clock.advance(days=1)
    first.visit()
    site.settle()
    assert not queue_of(site).exists()

    site.share.rename(site.root / "lost")
    (site.root / "copy").rename(site.share)
    first.visit()
    site.settle()
    site.settle()
    assert not queue_of(site).exists()
    assert len(second.facts()) == 3


def test_a_clock_that_runs_ahead_ends_no_day(
    site: House, first: Desk, second: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    second.register("401")
    site.settle()
    monkeypatch.setattr("cdm_desk.exchange.cycle.time.time", lambda: site.share.stat().st_mtime + 86_400 * 30)
    site.clock.advance(days=30)  # both clocks of this machine, against the server's
    first.visit()
    first.exchange.once()

    assert (queue_of(site) / "key").exists()


def test_what_others_laid_into_a_day_stays_and_keeps_nothing_else(site: House, first: Desk) -> None:
    first.register("301")
    first.exchange.once()
    (queue_of(site) / "Thumbs.db").write_bytes(b"x")
    (queue_of(site) / "claim" / "notes").mkdir(exist_ok=True)
    close(first)
    first.exchange.once()
    site.clock.advance(days=1)
    first.visit()
    first.exchange.once()
    first.exchange.once()

    assert sorted(path.name for path in queue_of(site).rglob("*")) == ["Thumbs.db", "claim", "notes"]


def test_marks_of_ended_days_do_not_pile_up(site: House, first: Desk) -> None:
    counts = []
    for _day in range(20):
        first.register("301")
        first.exchange.once()
        close(first)
        first.exchange.once()
        counts.append(len(list((site.share / "once").iterdir())))
        site.clock.advance(days=1)
    assert counts[-1] - counts[0] <= 9
    assert min(path.name for path in (site.share / "q").iterdir()) == "20190202"


def test_logs_of_a_month_stay_until_two_snapshots_hold_them(site: House, first: Desk, second: Desk) -> None:
    first.visit()
    site.settle()
    january = site.share / "r" / "201901"
    site.clock.advance(days=31)
    first.visit()
    site.settle()
    assert january.exists()
    for _night in range(3):
        site.clock.advance(days=9)
        for desk in site.desks:
            desk.visit()
        site.settle()
        for _turn in range(3):
            for desk in site.desks:
                desk.exchange.keep_snapshots()
        site.settle()

    assert not january.exists()
    assert (site.share / "r" / "201902").exists()
    late = site.desk("Accueil 3")
    late.exchange.once()
    assert late.facts() == first.facts() == second.facts()
    # Neither who ended the month nor anybody else keeps what is nowhere any more.
    for desk, kind in zip(site.desks, ("reception", "counselling", "reception"), strict=True):
        desk.exchange.stop()
        desk.exchange = site.program(desk.name, desk.store, desk.joined, kind)
        desk.visit()
        desk.exchange.once()
        assert not [state for state in _states(desk) if state.period == "201901" and _frames(desk, state)]


def test_a_month_in_which_nothing_lies_yet_does_not_end(site: House, first: Desk, second: Desk) -> None:
    site.settle()
    (site.share / "r" / "201809").mkdir()
    first.visit()
    first.exchange.once()
    site.clock.advance(days=-116)  # a workstation whose clock is far behind begins that month
    second.visit()
    second.exchange.once()
    site.clock.advance(days=116)
    site.settle()

    assert first.exchange.state.aside == ()
    with first.store.view() as view:
        assert len(list(view.facts.between(TODAY - timedelta(days=120), TODAY))) == 2


def test_what_comes_after_the_end_of_its_month_waits_for_the_manager(site: House, first: Desk, second: Desk) -> None:
    first.visit()
    site.settle()
    away = site.share.rename(site.root / "elsewhere")
    second.visit()
    second.exchange.once()
    away.rename(site.share)
    cycle = second.exchange._cycle  # noqa: SLF001
    cycle.recall()
    cycle._seal(cycle._due(flush=True), alive=False, ending=False)  # noqa: SLF001 - sealed in January, sent in April
    first.exchange.once()
    site.clock.advance(days=80)
    ended = first.exchange._cycle.endings.end_months(0.0, _states(first), lambda logs: logs)  # noqa: SLF001
    assert ended == ["201901"]
    second.exchange.once()
    first.exchange.once()
    [late] = first.exchange.state.aside
    assert (late.why, late.period) == ("late", "201901")
    assert len(first.facts()) == 1

    first.exchange.take_in_late(late.id)
    site.settle()
    assert first.exchange.state.aside == ()
    assert len(first.facts()) == 2
    assert first.facts() == second.facts()


def _states(desk: Desk) -> list[LogState]:
    with desk.store.view() as view:
        return view.journal.logs()


def _frames(desk: Desk, state: LogState) -> list[tuple[int, bytes]]:
    with desk.store.view() as view:
        return view.journal.frames(state.key)


def test_days_that_never_were_are_no_days(site: House, first: Desk) -> None:
    (site.share / "q" / "20190231").mkdir(parents=True)
    first.visit()
    first.exchange.once()
    site.clock.advance(days=60)
    first.visit()

    assert first.exchange.once().share == "ok"
    assert first.facts()
