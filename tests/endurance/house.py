"""A workstation on the disk with a year behind it, set up once and copied for each run."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.intake import recorded_fields
from cdm_desk.domain.invented import invented_titles
from cdm_desk.domain.staff import Role
from cdm_desk.domain.synthetic import ANNUAL_REPORT_2019, Invention, open_days
from cdm_desk.office import Office, found_office, open_office
from cdm_desk.services.simulate import AT_ONCE, DAYS_OF_A_YEAR
from cdm_desk.services.staff import NewAccount
from cdm_desk.settings import Settings
from cdm_desk.vault import open_vault

# A Thursday, when the doors close at nineteen hours: the longest day of the week.
DAY: Final = datetime(2019, 1, 17, 8, tzinfo=BRUSSELS)
SEED: Final = 2019
TITLES: Final = 300
THEMES: Final = ("EMP", "FOR", "ORI", "EMP", "MOB", "ENT")
PASSWORD: Final = "drie fietsen regen"
PIN: Final = "482915"
PEOPLE: Final = {
    "Zoé": frozenset(Role) - {Role.ADMINISTRATOR},
    "Kim": frozenset({Role.RECEPTION, Role.COUNSELLOR}),
    "Lou": frozenset({Role.DOCUMENTALIST, Role.STEWARD}),
    "Max": frozenset({Role.MANAGER}),
}


def found_house(data: Path, *, at: datetime = DAY, year: bool = True, waiting: int = 0, accounts: bool = False) -> None:
    """Set a workstation up: its year, its books, who waits at that hour, and its people, all with one password."""
    clock, vault = StoppedClock(at), open_vault(data)
    found_office(data, clock, vault, Settings(workstation="Accueil 1", language="fr", shade="light"))
    with open_office(data, clock, vault) as office:
        if year:
            live_a_year(office)
        for number in range(waiting):
            office.welcome.register(THEMES[number % len(THEMES)])
        if accounts:
            _name_people(office)


def live_a_year(office: Office) -> None:
    """Invent the facts of the year that ends yesterday, and some books."""
    today = office.clock.now().date()
    days = open_days(today - timedelta(days=365), today - timedelta(days=1))
    facts = Invention(days, ANNUAL_REPORT_2019.for_days(len(days) / DAYS_OF_A_YEAR), SEED).facts()
    pairs = list(invented_titles(TITLES, SEED, today.year))
    with office.store.unit() as unit:
        while batch := list(islice(facts, AT_ONCE)):
            unit.facts.add_many(batch)
        unit.days.close(days[-1], on=days[-1])
        unit.keep_all("title", {title.id.hex: recorded_fields(title) for title, _copy in pairs})
        unit.keep_all("copy", {copy.id.hex: recorded_fields(copy) for _title, copy in pairs})


def _name_people(office: Office) -> None:
    ada, _bo = office.staff.name_administrators(
        NewAccount(alias="Ada", password=PASSWORD), NewAccount(alias="Bo", password=PASSWORD)
    )
    office.staff.sign_in(ada.person.id, PASSWORD)
    for alias, roles in PEOPLE.items():
        office.staff.add(NewAccount(alias=alias, password=PASSWORD, roles=roles))
    office.staff.sign_out()


@contextmanager
def folder_of_run(kind: str) -> Iterator[Path]:
    """Give a folder for one run, in which the program keeps its data, its keys, and whatever it writes."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix=f"cdm-{kind}-", ignore_cleanup_errors=True) as name:
        data = Path(name) / "data"
        data.mkdir()
        for variable in ("CDM_SHARE_DIR", "CDM_NOW", "CDM_LANG"):
            os.environ.pop(variable, None)
        os.environ |= {"CDM_DATA_DIR": str(data), "CDM_KEYRING": "file", "QT_QPA_PLATFORM": "offscreen"}
        try:
            yield data
        finally:
            os.environ.clear()
            os.environ.update(before)
