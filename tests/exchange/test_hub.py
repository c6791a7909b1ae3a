"""The hub, on a real PostgreSQL server that is killed, hung and cut; what folder and hub share is tested on both."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import psycopg
import pytest

from cdm_desk.domain.errors import HubAddressError, JoinCodeOtherError, SharedFolderAwayError, SiteMissingError
from cdm_desk.domain.queue import Act, ClaimResult
from cdm_desk.exchange.hub import HubCalls, open_hub
from cdm_desk.exchange.hub_calls import conninfo
from cdm_desk.exchange.hub_tables import make_hub
from cdm_desk.exchange.site import join
from cdm_desk.exchange.worker import Share
from tests.exchange.desks import Desk, House, house
from tests.exchange.postgres import Proxy, Server


@pytest.fixture
def medium() -> str:
    return "hub"


@pytest.fixture
def proxy(postgres: Server) -> Iterator[Proxy]:
    made = Proxy(postgres.port)
    yield made
    made.close()


def until(true: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        Event().wait(0.02)


def rows(server: Server, url: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.admin_url.replace("/postgres", "/" + url.rpartition("/")[2])) as line:
        return line.execute(query.encode()).fetchall()


def through(url: str, proxy: Proxy) -> str:
    head, _, tail = url.rpartition("@")
    return f"{head}@127.0.0.1:{proxy.port}/{tail.rpartition('/')[2]}"


def test_what_was_acknowledged_outlives_a_killed_server(
    postgres: Server, site: House, first: Desk, second: Desk
) -> None:
    for no in range(5):
        first.register(f"30{no}")
    first.exchange.once()
    postgres.kill()
    first.register("305")
    assert first.exchange.once().share is Share.AWAY
    assert first.exchange.state.unsent == 2
    postgres.start()
    site.settle()

    assert second.numbers() == ["300", "301", "302", "303", "304", "305"]
    assert second.facts() == first.facts()
    assert len(second.facts()) == 6


def test_workers_find_back_to_a_server_that_was_killed_and_started_again(
    postgres: Server, first: Desk, second: Desk
) -> None:
    for desk in (first, second):
        desk.exchange.start()
    first.register("301")
    until(lambda: second.numbers() == ["301"])
    postgres.kill()
    first.register("302")
    until(lambda: first.exchange.state.share is Share.AWAY)
    assert first.exchange.claims.take(second.register("401"), 1) is ClaimResult.AWAY
    postgres.start()

    until(lambda: second.numbers() == ["301", "302", "401"], 30)
    until(lambda: first.numbers() == second.numbers(), 30)


def test_a_killed_server_between_claim_and_claim_gives_no_ticket_twice(
    postgres: Server, site: House, first: Desk, second: Desk
) -> None:
    tickets = [first.register(f"3{no:02d}") for no in range(30)]
    site.settle()
    won: dict[str, list[ClaimResult]] = {first.name: [], second.name: []}

    def call(desk: Desk) -> None:
        for ticket in tickets:
            answer = desk.exchange.claims.take(ticket, 1)
            while answer in (ClaimResult.UNKNOWN, ClaimResult.AWAY):
                Event().wait(0.05)
                answer = desk.exchange.claims.take(ticket, 1)
            won[desk.name].append(answer)

    # What never left is one's own to call while nobody can be asked: this is about what everybody knows.
    with ThreadPoolExecutor(2) as pool:
        calling = [pool.submit(call, desk) for desk in (first, second)]
        Event().wait(0.05)
        postgres.kill()
        postgres.start()
        for each in calling:
            each.result(60)

    for pair in zip(*won.values(), strict=True):
        assert Counter(pair) == {ClaimResult.WON: 1, ClaimResult.LOST: 1}


def test_an_answer_lost_at_the_commit_is_settled_by_asking_again(
    postgres: Server, site: House, first: Desk, proxy: Proxy
) -> None:
    hub = open_hub(through(site.hub_url, proxy), first.joined.site, patience=5)
    hub.check()
    proxy.lose_next_answer()
    won = hub.claim("20190114", "ticket:1", b"mine")
    proxy.lose_next_answer()
    lost = hub.claim("20190114", "ticket:1", b"theirs")
    hub.stop()

    assert (won.data, lost.data) == (b"mine", b"mine")
    assert proxy.lost == 2
    assert rows(postgres, site.hub_url, "SELECT count(*) FROM cdm_desk.once WHERE folder LIKE 'q/%/claim'") == [(1,)]


def test_frames_whose_answer_was_lost_stand_once(
    postgres: Server, site: House, first: Desk, second: Desk, proxy: Proxy
) -> None:
    direct, site.hub_url = site.hub_url, through(site.hub_url, proxy)
    other = site.program(first.name, first.store, first.joined)
    other.once()
    before = rows(postgres, direct, "SELECT count(*) FROM cdm_desk.frame")
    for no in range(8):
        first.register(f"30{no}")
        proxy.lose_next_answer()
        assert other.once().share is Share.OK
    other.stop()
    second.exchange.once()
    doubled = "SELECT count(*), count(DISTINCT (lane, period, run, no)) FROM cdm_desk.frame"

    assert proxy.lost == 8
    assert len(second.numbers()) == 8
    assert len({*rows(postgres, direct, doubled)[0]}) == 1
    assert rows(postgres, direct, "SELECT count(*) FROM cdm_desk.frame") > before


def test_a_hung_server_holds_neither_the_desk_nor_the_end(
    postgres: Server, site: House, first: Desk, second: Desk
) -> None:
    elsewhere = second.register("401")
    site.settle()
    first.exchange.start()
    until(lambda: first.numbers() == ["401"])
    postgres.signal(signal.SIGSTOP)
    try:
        until(lambda: first.exchange.state.slow)
        began = time.monotonic()
        ticket = first.register("301")
        assert first.exchange.claims.take(ticket, 1) is ClaimResult.UNSENT
        assert first.exchange.claims.take(elsewhere, 1) is ClaimResult.AWAY
        assert time.monotonic() - began < 0.5
        began = time.monotonic()
        first.exchange.stop()
        assert time.monotonic() - began < 4
    finally:
        postgres.signal(signal.SIGCONT)


def test_eight_who_want_the_same_names_agree_on_who_has_them(hub_url: str) -> None:
    def run(racer: int) -> list[bytes]:
        calls = HubCalls(hub_url, b"s" * 16)
        try:
            return [calls.put(f"q/20190114/claim/{key}", f"{racer}".encode()).data for key in range(100)]
        finally:
            calls.stop()

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(run, range(8)))

    assert all(len(set(stands)) == 1 for stands in zip(*told, strict=True))


def test_two_sites_on_one_hub_know_nothing_of_each_other(
    site: House, first: Desk, second: Desk, tmp_path: Path
) -> None:
    (tmp_path / "b").mkdir()
    with house(tmp_path / "b") as other:
        other.hub_url = site.hub_url
        stranger = other.desk("Accueil 1")
        ticket = first.register("301")
        stranger.register("401")
        stranger.happen(ticket, Act.CALLED)
        for each in (site, other):
            each.settle()
        claims = [desk.exchange.claims.take(ticket, 1) for desk in (stranger, first, second)]

        assert (second.numbers(), stranger.numbers()) == (["301"], ["401"])
        assert claims == [ClaimResult.WON, ClaimResult.WON, ClaimResult.LOST]
        assert [sign.workstation for sign in stranger.exchange.state.workstations] == []


def test_a_code_opens_its_own_site_among_all_those_on_a_hub(site: House, first: Desk, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    with house(tmp_path / "b") as other:
        other.hub_url = site.hub_url
        there = other.desk("Accueil 1")

        assert other.desk("Poste 4").joined.site == there.joined.site != first.joined.site


def test_there_is_nothing_to_join_on_an_empty_hub(site: House, first: Desk, postgres: Server) -> None:
    assert first.joined.join_code
    empty = postgres.fresh_url()
    with pytest.raises(SiteMissingError):
        join(lambda site_id: HubCalls(empty, site_id), site.code, name="Poste 4", kind="counselling")


def test_a_code_of_another_hub_opens_nothing(site: House, first: Desk, postgres: Server, tmp_path: Path) -> None:
    assert first.joined.join_code
    (tmp_path / "b").mkdir()
    with house(tmp_path / "b") as other:
        other.hub_url = postgres.fresh_url()
        other.desk("Accueil 1")
        other.code = site.code
        with pytest.raises(JoinCodeOtherError):
            other.desk("Poste 4")


def test_a_hub_without_our_site_is_away(first: Desk, postgres: Server) -> None:
    hub = open_hub(postgres.fresh_url(), first.joined.site, patience=5)
    with pytest.raises(SharedFolderAwayError):
        hub.check()
    hub.stop()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cdm_desk.once SET body = 'x'",
        "DELETE FROM cdm_desk.frame",
        "TRUNCATE cdm_desk.site",
        "DROP TABLE cdm_desk.frame",
        "CREATE TABLE cdm_desk.mine (x int)",
        "SELECT cdm_desk.forget('\\x00', 'site')",
        "SET ROLE cdm_keeper",
    ],
)
def test_a_workstation_may_add_and_read_and_nothing_else(hub_url: str, statement: str) -> None:
    with psycopg.connect(hub_url) as line, pytest.raises(psycopg.errors.InsufficientPrivilege):
        line.execute(statement.encode())


def test_who_only_reads_adds_nothing(hub_url: str) -> None:
    with psycopg.connect(hub_url.replace("cdm_desk@", "cdm_reports@")) as line:
        assert line.execute("SELECT count(*) FROM cdm_desk.frame").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            line.execute("INSERT INTO cdm_desk.site (site, marker) VALUES ('0123456789abcdef', 'x')")


def test_only_what_is_old_enough_goes(site: House, first: Desk) -> None:
    first.register("301")
    first.exchange.once()
    hub = open_hub(site.hub_url, first.joined.site, patience=5)
    hub.check()
    tomorrow = f"{time.gmtime().tm_year}1231"
    with pytest.raises(PermissionError):
        hub.remove(f"q/{tomorrow}")
    with pytest.raises(PermissionError):
        hub.remove("site")
    assert hub.logs("q", "20190114") != []
    hub.forget("q", "20190114")

    assert hub.logs("q", "20190114") == []
    assert hub.blobs("q/20190114") == []
    assert hub.logs("r", "201901") != []
    hub.stop()


def test_a_hub_can_be_made_twice_and_tells_its_passwords_once(postgres: Server) -> None:
    url = postgres.fresh_url()
    again = make_hub(postgres.admin_url.replace("/postgres", "/" + url.rpartition("/")[2]))

    assert (again.url, again.reader_url) == (None, None)


@pytest.mark.parametrize("host", ["hub.example", "10.0.0.7", "localhost.example", "10.0.0.7,127.0.0.1"])
def test_a_server_elsewhere_has_to_prove_who_it_is(host: str) -> None:
    assert "sslmode=verify-full" in conninfo(f"postgresql://desk@{host}/cdm", 8)


@pytest.mark.parametrize(
    "url", ["postgresql://desk@127.0.0.1/cdm", "postgresql://desk@hub.example/cdm?sslmode=require"]
)
def test_on_this_machine_or_when_told_otherwise_it_need_not(url: str) -> None:
    assert "verify-full" not in conninfo(url, 8)


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(HubAddressError):
        conninfo("postgresql://a b c/%%", 8)


def test_a_server_that_does_not_prove_who_it_is_is_not_spoken_to(postgres: Server, first: Desk) -> None:
    # It has no certificate at all: the name of this machine is no local one.
    name = os.uname().nodename
    url = f"postgresql://cdm_desk@{name}:{postgres.port}/postgres?hostaddr=127.0.0.1"
    hub = open_hub(url, first.joined.site, patience=5)
    with pytest.raises(SharedFolderAwayError):
        hub.check()
    hub.stop()


def test_a_hub_examines_itself_on_two_lines_and_leaves_nothing_behind(
    postgres: Server, site: House, first: Desk, second: Desk
) -> None:
    assert second.joined.claims
    checkup = first.exchange.examine()

    assert checkup.passed
    assert [str(finding.check) for finding in checkup.findings] == ["place", "durable", "clock", "exclusive"]
    assert first.exchange.state.claims
    assert rows(postgres, site.hub_url, "SELECT count(*) FROM cdm_desk.once WHERE folder = 'check'") == [(0,)]
