"""A workstation is revoked: what it had sent counts, nothing later does, and it holds nobody up."""

from dataclasses import replace
from pathlib import Path

import pytest

from cdm_desk.domain.errors import (
    RevokeSelfError,
    SharedFolderAwayError,
    WorkstationNameTakenError,
    WorkstationRevokedError,
    WorkstationUnknownError,
)
from cdm_desk.domain.queue import ClaimResult
from cdm_desk.exchange.revocation import Revocation, purpose, revocation_from
from cdm_desk.exchange.share_process import ShareProcess
from cdm_desk.exchange.site import put_once
from tests.exchange.desks import Desk, House


@pytest.fixture
def thief(site: House, first: Desk, second: Desk) -> Desk:
    del first, second
    return site.desk("Portable 2", kind="off-site")


def test_what_was_sent_before_counts_and_what_comes_after_is_set_aside(
    site: House, first: Desk, second: Desk, thief: Desk
) -> None:
    thief.register("501")
    site.settle()
    first.exchange.revoke("portable 2")
    believed = thief.exchange._cycle  # noqa: SLF001 - a program that was changed not to care
    believed._known.clear()  # noqa: SLF001
    thief.register("502")
    believed.recall()
    believed._known = {}  # noqa: SLF001
    believed.publish(flush=True)
    second.exchange.once()
    first.exchange.once()
    late = site.desk("Accueil 3")
    late.exchange.once()

    for desk in (first, second, late):
        assert desk.numbers() == ["501"]
        assert len(desk.facts()) == 1
        assert {each.why for each in desk.exchange.state.aside} == {"revoked"}
    assert sorted(len(desk.exchange.state.aside) for desk in (first, second, late)) == [2, 2, 2]


def test_everybody_shows_it_as_revoked_and_waits_for_it_no_more(
    site: House, first: Desk, second: Desk, thief: Desk
) -> None:
    site.settle()
    with second.store.unit() as unit:
        unit.journal.seen(thief.name, site.clock.now(), 7, now=site.clock.now())
    assert thief.name in second.exchange.once().missing
    first.exchange.revoke(thief.name)
    result = second.exchange.once()

    assert result.missing == ()
    assert {sign.workstation: sign.revoked for sign in second.exchange.state.workstations} == {
        first.name: False,
        thief.name: True,
    }


def test_it_learns_of_it_and_sends_nothing_more(site: House, first: Desk, thief: Desk) -> None:
    site.settle()
    first.exchange.revoke(thief.name)
    thief.exchange.once()
    thief.register("502")
    before = _sizes(site.share)
    thief.exchange.once()

    assert thief.exchange.state.revoked
    assert not first.exchange.state.revoked
    assert _sizes(site.share) == before


def _sizes(share: Path) -> int:
    return sum(path.stat().st_size for lane in ("q", "r") for path in (share / lane).rglob("*.log"))


def test_its_claims_hold_nobody_up(site: House, first: Desk, second: Desk, thief: Desk) -> None:
    ticket = first.register("301")
    site.settle()
    assert thief.exchange.claims.take(ticket, 1) is ClaimResult.WON
    assert second.exchange.claims.take(ticket, 1) is ClaimResult.LOST
    assert not second.exchange.claims.stalled(ticket, 1)
    first.exchange.revoke(thief.name)
    second.exchange.once()

    assert second.exchange.claims.stalled(ticket, 1)


def test_what_somebody_had_taken_in_before_they_knew_counts_for_everybody(
    site: House, first: Desk, second: Desk, thief: Desk
) -> None:
    site.settle()
    # The second workstation has heard more than the first when the first decides.
    once = first.exchange.once
    thief.register("501")
    thief.exchange.once()
    second.exchange.once()
    assert second.numbers() == ["501"]
    cycle = first.exchange._cycle  # noqa: SLF001
    cycle.recall()
    cycle.revoke(thief.name)
    assert once().share == "ok"
    assert first.numbers() == []
    site.settle()
    late = site.desk("Accueil 3")
    site.settle()

    for desk in (first, second, late):
        assert desk.numbers() == ["501"]
        assert desk.facts() == second.facts()
        assert len(desk.facts()) == 1


def test_the_first_of_two_decisions_stands(site: House, first: Desk, second: Desk, thief: Desk) -> None:
    thief.register("501")
    thief.exchange.once()
    first.exchange.once()
    second.exchange._cycle.learn_workstations()  # noqa: SLF001 - at the same moment, knowing less
    second.exchange._cycle.recall()  # noqa: SLF001
    second.exchange._cycle.revoke(thief.name)  # noqa: SLF001
    with pytest.raises(WorkstationRevokedError):
        first.exchange.revoke(thief.name)
    site.settle()

    assert first.numbers() == second.numbers() == ["501"]


@pytest.mark.parametrize(("name", "refusal"), [("Accueil 9", WorkstationUnknownError), ("accueil 1", RevokeSelfError)])
def test_who_is_not_there_or_oneself_is_not_revoked(first: Desk, name: str, refusal: type[Exception]) -> None:
    first.exchange.once()
    with pytest.raises(refusal):
        first.exchange.revoke(name)


def test_a_folder_that_is_away_decides_nothing(site: House, first: Desk, thief: Desk) -> None:
    site.settle()
    site.share.rename(site.root / "elsewhere")
    with pytest.raises(SharedFolderAwayError):
        first.exchange.revoke(thief.name)


def test_its_name_is_not_given_again(site: House, first: Desk, thief: Desk) -> None:
    site.settle()
    first.exchange.revoke(thief.name)
    with pytest.raises(WorkstationNameTakenError):
        site.desk(thief.name)


@pytest.mark.parametrize("harm", ["unsigned", "signed by another", "of oneself", "by a display", "changed"])
def test_a_forged_decision_decides_nothing(site: House, first: Desk, second: Desk, thief: Desk, harm: str) -> None:
    screen = site.desk("Mur", kind="display")
    site.settle()
    signer = {"of oneself": second, "by a display": screen}.get(harm, first)
    told = Revocation(name=second.name, at=1, by=signer.name, counts={})
    wrong = thief if harm == "signed by another" else signer
    body = told.body(first.joined.site, wrong.exchange._cycle._signer)  # noqa: SLF001
    if harm == "unsigned":
        del body["signature"]
    if harm == "changed":
        body["counts"] = {"q/20190114/" + "0" * 32 + ".log": 7}
    calls = ShareProcess(site.share)
    put_once(calls, first.joined.site, purpose(second.name), body)
    calls.stop()
    second.register("401")
    site.settle()

    assert first.numbers() == ["401"]
    assert not second.exchange.state.revoked


def test_a_decision_is_of_its_own_site(first: Desk) -> None:
    cycle = first.exchange._cycle  # noqa: SLF001
    site = first.joined.site
    told = Revocation(name="x", at=1, by=first.name, counts={"r/201901/a.log": 3})
    keys = {first.name: cycle._signer.public_key().public_bytes_raw()}  # noqa: SLF001
    body = told.body(site, cycle._signer)  # noqa: SLF001

    assert revocation_from(site, body, keys) == told
    assert revocation_from(replace(site, id=bytes(16)), body, keys) is None
    assert revocation_from(site, body, {}) is None
