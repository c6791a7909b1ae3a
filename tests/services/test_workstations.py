"""Two people take a workstation out of the site: one proposes, another confirms."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.errors import SecondPersonError, SharedFolderAwayError, WorkstationUnknownError
from cdm_desk.domain.staff import Action
from cdm_desk.services.workstations import WorkstationsService
from cdm_desk.store.unit import Store
from tests.exchange.desks import MORNING
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
        return WorkstationsService(self.store, self.gate, self._revoke, lambda: self.on_duty)

    def _revoke(self, name: str) -> None:
        if self.away:
            raise SharedFolderAwayError
        self.revoked.append(name)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    store = new_store(tmp_path / "desk.db", StoppedClock(MORNING))
    with store.unit() as unit:
        unit.journal.keep_workstation("Portable 2", kind="off-site", public_key=bytes(32), once_name="x")
    yield Site(store)
    store.close()


def test_one_proposes_and_another_confirms(site: Site) -> None:
    site.service().propose("portable 2")
    assert site.revoked == []
    site.on_duty = MANAGER
    confirmed = site.service().confirm()

    assert confirmed is not None
    assert site.revoked == [confirmed.workstation] == ["Portable 2"]
    assert site.service().proposed() is None
    assert site.gate.asked == [Action.KEEP_WORKSTATIONS, Action.CONFIRM_WORKSTATIONS]


def test_nobody_confirms_what_they_proposed(site: Site) -> None:
    site.service().propose("Portable 2")
    with pytest.raises(SecondPersonError):
        site.service().confirm()
    assert site.revoked == []


def test_what_could_not_be_done_is_still_proposed(site: Site) -> None:
    site.service().propose("Portable 2")
    site.on_duty, site.away = MANAGER, True
    with pytest.raises(SharedFolderAwayError):
        site.service().confirm()
    assert site.service().proposed() is not None


def test_a_name_that_is_none_is_not_proposed(site: Site) -> None:
    with pytest.raises(WorkstationUnknownError):
        site.service().propose("Portable 3")
    assert site.service().confirm() is None
