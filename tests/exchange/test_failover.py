"""A hub with a synchronous replica: its first server dies, and the workstations go on with the other one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cdm_desk.domain.queue import ClaimResult
from cdm_desk.exchange.worker import Share
from tests.exchange.desks import house
from tests.exchange.postgres import Server, binaries, replica, server


@pytest.fixture
def pair() -> Iterator[tuple[Server, Server]]:
    programs = binaries()
    if programs is None:
        pytest.skip("there is no PostgreSQL here: no initdb")
    with server(programs) as first, replica(programs, first) as second:
        first.wait_for_replica()
        yield first, second


def test_a_synchronous_replica_takes_over_and_nothing_is_lost_or_called_twice(
    pair: tuple[Server, Server], tmp_path: Path
) -> None:
    dying, replacing = pair
    database = dying.fresh_url().rpartition("/")[2]
    hosts = f"127.0.0.1:{dying.port},127.0.0.1:{replacing.port}"
    with house(tmp_path) as site:
        site.hub_url = f"postgresql://cdm_desk@{hosts}/{database}?target_session_attrs=read-write"
        first, second = site.desk("Accueil 1"), site.desk("Poste 4", kind="counselling")
        tickets = [first.register(f"30{no}") for no in range(6)]
        site.settle()
        assert [second.exchange.claims.take(ticket, 1) for ticket in tickets[:3]] == [ClaimResult.WON] * 3
        dying.kill()
        first.register("306")
        assert first.exchange.once().share is Share.AWAY
        replacing.promote()
        site.settle()

        assert second.numbers() == [f"30{no}" for no in range(7)]
        assert second.facts() == first.facts()
        assert [first.exchange.claims.take(ticket, 1) for ticket in tickets] == [
            *[ClaimResult.LOST] * 3,
            *[ClaimResult.WON] * 3,
        ]
