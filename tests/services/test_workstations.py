"""Two people take a workstation out of the site: one proposes, another confirms or refuses, wherever they sit."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.errors import (
    ProposalGoneError,
    RevokeSelfError,
    SecondPersonError,
    SharedFolderAwayError,
    WorkstationRevokedError,
    WorkstationUnknownError,
)
from cdm_desk.domain.staff import Action
from cdm_desk.services.workstations import WorkstationsService
from cdm_desk.store.unit import Store
from tests.exchange.desks import MORNING, Desk, House, house
from tests.services.test_conflicts import Anyone
from tests.stores import new_store

ADMINISTRATOR, MANAGER = UUID(int=1), UUID(int=2)


@dataclass
class Site:
    """A service, who is on duty, and what it made the exchange do."""

    store: Store
    gate: Anyone = field(default_factory=Anyone)
    on_duty: UUID | None = ADMINISTRATOR
    revoked: list[str] = field(default_factory=list)
    away: bool = False

    def service(self) -> WorkstationsService:
        return WorkstationsService(self.store, StoppedClock(MORNING), self.gate, self._revoke, lambda: self.on_duty)

    def _revoke(self, name: str) -> None:
        if self.away:
            raise SharedFolderAwayError
        self.revoked.append(name)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    store = new_store(tmp_path / "desk.db", StoppedClock(MORNING), "Accueil 1")
    with store.unit() as unit:
        for name in ("Accueil 1", "Portable 2"):
            unit.journal.keep_workstation(name, kind="off-site", public_key=bytes(32), once_name=name)
    yield Site(store)
    store.close()


@pytest.fixture
def built(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path) as made:
        yield made


def service_at(desk: Desk, person: UUID) -> WorkstationsService:
    return WorkstationsService(desk.store, desk.clock, Anyone(), desk.exchange.revoke, lambda: person)


def test_one_proposes_and_another_confirms(site: Site) -> None:
    proposal = site.service().propose("portable 2")
    assert site.revoked == []
    site.on_duty = MANAGER
    confirmed = site.service().confirm(proposal.id)

    assert site.revoked == [confirmed.workstation] == ["Portable 2"]
    assert site.service().proposed() == []
    assert site.gate.asked == [Action.KEEP_WORKSTATIONS, Action.CONFIRM_WORKSTATIONS]


def test_nobody_confirms_what_they_proposed(site: Site) -> None:
    proposal = site.service().propose("Portable 2")
    with pytest.raises(SecondPersonError):
        site.service().confirm(proposal.id)
    assert site.revoked == []


def test_what_could_not_be_done_is_still_proposed(site: Site) -> None:
    proposal = site.service().propose("Portable 2")
    site.on_duty, site.away = MANAGER, True
    with pytest.raises(SharedFolderAwayError):
        site.service().confirm(proposal.id)
    assert site.service().proposed() == [proposal]


@pytest.mark.parametrize(("name", "refusal"), [("Portable 3", WorkstationUnknownError), ("accueil 1", RevokeSelfError)])
def test_a_name_that_cannot_go_is_not_proposed(site: Site, name: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        site.service().propose(name)
    assert site.service().proposed() == []


def test_a_workstation_that_is_out_already_is_not_proposed(site: Site) -> None:
    with site.store.unit() as unit:
        unit.journal.revoke("Portable 2", {"at": 0, "by": "Accueil 1", "counts": {}})
    with pytest.raises(WorkstationRevokedError):
        site.service().propose("Portable 2")


def test_a_later_proposal_of_the_same_workstation_takes_the_place_of_the_earlier(site: Site) -> None:
    site.service().propose("Portable 2")
    later = site.service().propose("Portable 2")

    assert site.service().proposed() == [later]


@pytest.mark.parametrize(
    ("person", "asked"), [(ADMINISTRATOR, Action.KEEP_WORKSTATIONS), (MANAGER, Action.CONFIRM_WORKSTATIONS)]
)
def test_who_proposed_it_takes_it_back_and_a_manager_refuses_it(site: Site, person: UUID, asked: Action) -> None:
    proposal = site.service().propose("Portable 2")
    site.on_duty = person
    site.service().refuse(proposal.id)

    assert (site.service().proposed(), site.revoked) == ([], [])
    assert site.gate.asked[-1] == asked


def test_what_was_answered_is_answered_once(site: Site) -> None:
    proposal = site.service().propose("Portable 2")
    site.service().refuse(proposal.id)
    site.on_duty = MANAGER
    for answer in (site.service().confirm, site.service().refuse):
        with pytest.raises(ProposalGoneError):
            answer(proposal.id)
    with pytest.raises(ProposalGoneError):
        site.service().confirm(uuid4())


def test_what_is_proposed_at_one_workstation_is_confirmed_at_another(built: House) -> None:
    first, second = built.desk("Accueil 1"), built.desk("Poste 4", kind="counselling")
    built.desk("Portable 2", kind="off-site")
    built.settle()
    proposal = service_at(first, ADMINISTRATOR).propose("Portable 2")
    built.settle()
    [seen] = service_at(second, MANAGER).proposed()
    service_at(second, MANAGER).confirm(seen.id)
    built.settle()

    assert (seen, seen.made_on) == (proposal, "Accueil 1")
    assert service_at(first, ADMINISTRATOR).proposed() == []
    assert [sign.workstation for sign in first.exchange.state.workstations if sign.revoked] == ["Portable 2"]


def test_two_answers_at_one_moment_leave_nothing_to_settle(built: House) -> None:
    first, second = built.desk("Accueil 1"), built.desk("Poste 4", kind="counselling")
    built.desk("Portable 2", kind="off-site")
    built.settle()
    proposal = service_at(first, ADMINISTRATOR).propose("Portable 2")
    built.settle()
    service_at(first, MANAGER).refuse(proposal.id)
    service_at(second, MANAGER).confirm(proposal.id)
    built.settle()

    with first.store.view() as view:
        assert view.conflicts.unsettled() == []
    assert service_at(first, ADMINISTRATOR).proposed() == service_at(second, ADMINISTRATOR).proposed() == []
