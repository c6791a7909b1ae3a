"""A real staff service on a real store, with people who have passwords; strong hashes are left to their own tests."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from argon2 import PasswordHasher

from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.staff import Role
from cdm_desk.services.staff import NewAccount, StaffService
from cdm_desk.store.secret_hash import SlowHash
from cdm_desk.store.unit import Store
from cdm_desk.vault import MemoryVault

MORNING = datetime(2026, 11, 24, 8, 30, tzinfo=BRUSSELS)
ADMIN_PASSWORD = "corbeau vert nuage"
PASSWORD = "drie fietsen regen"
GIVEN = "quatre nuages bleus"
PIN = "482915"
QUICK = PasswordHasher(memory_cost=64, time_cost=1, parallelism=1)

MakeStore = Callable[[Path, StoppedClock], Store]


class Staffing:
    """The service, and who is who."""

    def __init__(self, make_store: MakeStore, folder: Path) -> None:
        self.clock = StoppedClock(MORNING)
        store = make_store(folder / "store.db", self.clock)
        self.service = StaffService(store, self.clock, MemoryVault(), SlowHash(QUICK))
        self.ids: dict[str, UUID] = {}

    def name_people(self) -> None:
        """Name Ada and Bo, administrators, and Kim, who has two other roles and was here before."""
        for named in self.service.name_administrators(
            NewAccount(alias="Ada", password=ADMIN_PASSWORD), NewAccount(alias="Bo", password=ADMIN_PASSWORD)
        ):
            self.ids[named.person.alias] = named.person.id
        self.service.sign_in(self.ids["Ada"], ADMIN_PASSWORD)
        roles = frozenset({Role.RECEPTION, Role.COUNSELLOR})
        self.ids["Kim"] = self.service.add(NewAccount(alias="Kim", password=GIVEN, roles=roles)).id
        self.service.sign_in(self.ids["Kim"], GIVEN)
        self.service.change_password(GIVEN, PASSWORD)
        self.service.sign_out()

    def let_in_kim(self) -> None:
        """Sign Kim in, with a PIN for the day."""
        self.service.sign_in(self.ids["Kim"], PASSWORD)
        self.service.set_pin(PIN)
