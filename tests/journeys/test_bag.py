"""A laptop away for days without any network: all that it counted is counted once, on its day, when it is back."""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from cdm_desk.domain.bag import Mode, Standing
from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.reports import Period
from cdm_desk.jobs import nightly
from cdm_desk.office import Office, found_office, open_office
from cdm_desk.settings import Settings
from cdm_desk.vault import MemoryVault

WEDNESDAY = date(2019, 1, 30)
THURSDAY, FRIDAY, MONDAY = (WEDNESDAY + timedelta(days=days) for days in (1, 2, 5))


@dataclass
class House:
    """An office and a laptop of one site, over a real folder that can go away."""

    root: Path
    clock: StoppedClock = field(default_factory=lambda: StoppedClock(datetime(2019, 1, 30, 8, 30, tzinfo=BRUSSELS)))
    vaults: dict[str, MemoryVault] = field(default_factory=dict)
    opened: list[Office] = field(default_factory=list)
    code: str | None = None

    @property
    def share(self) -> Path:
        return self.root / "share"

    def join(self, name: str, kind: str) -> Office:
        self.vaults[name] = MemoryVault()
        settings = Settings(workstation=name, kind=kind, share=self.share)
        made = found_office(
            self.root / name, self.clock, self.vaults[name], settings, share=self.share, join_code=self.code
        )
        self.code = self.code or made.join_code
        return self.start(name)

    def start(self, name: str, copy_of: str = "") -> Office:
        """Another start of the program, on its own data or on a copy of another's."""
        office = open_office(self.root / name, self.clock, self.vaults[copy_of or name])
        self.opened.append(office)
        return office

    def leave(self) -> None:
        """The network is gone for the laptop: the same as a folder that is away."""
        self.share.rename(self.root / "elsewhere")

    def come_back(self) -> None:
        (self.root / "elsewhere").rename(self.share)

    def settle(self, *offices: Office) -> None:
        for _round in range(2):
            for office in offices:
                office.exchange_once()

    def run(self, office: Office) -> None:
        """Let the program of a workstation run for half an hour, in which the last fact leaves, then end it."""
        exchange = office.exchange
        assert exchange is not None
        exchange.start()
        until(lambda: exchange.state.share == "ok")
        self.clock.advance(minutes=30)
        until(lambda: not exchange.state.unsent)
        office.close()

    def at(self, day: date, hour: int = 10) -> None:
        self.clock.moment = datetime(day.year, day.month, day.day, hour, tzinfo=BRUSSELS)


def until(true: Callable[[], object], seconds: float = 60) -> None:
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds
        Event().wait(0.02)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    made.share.mkdir()
    yield made
    for office in made.opened:
        office.close()


@pytest.fixture
def office(house: House) -> Office:
    return house.join("Gestion", "office")


@pytest.fixture
def laptop(house: House, office: Office) -> Office:
    del office
    return house.join("Portable 1", "off-site")


def figure(office: Office, day: date, name: str = "advice_users") -> int:
    return next(each.value or 0 for each in office.reports.day_sheet(day).figures if each.id == name)


def counted(office: Office) -> list[dict[str, Any]]:
    """All facts, of both months, but what a workstation noticed of itself."""
    found = [*office.reports.facts(Period.parse("2019-01")), *office.reports.facts(Period.parse("2019-02"))]
    return [body for body in found if body["kind"] != "desk_quality"]


def standings(office: Office) -> list[Standing]:
    return [known.standing for known in office.bags.known()]


def three_days_away(house: House, office: Office, laptop: Office) -> None:
    """From Wednesday to Friday, over the end of a month, each day closed without any network."""
    laptop.bags.open(Mode.FORMTRUCK, "21015", last_day=FRIDAY)
    house.settle(laptop, office)
    house.leave()
    for day, clicks in ((WEDNESDAY, 3), (THURSDAY, 5), (FRIDAY, 2)):
        house.at(day)
        for _each in range(clicks):
            laptop.bags.click("EMP")
        laptop.exchange_once()
        house.at(day, 20)
        laptop.bags.interview("FOR", ["OU1", "OU6"])
        nightly(laptop)
    house.at(MONDAY, 9)
    laptop.bags.bundle("ORI", 37, day=FRIDAY)


def test_what_was_counted_without_network_counts_on_its_day_and_in_its_month(
    house: House, office: Office, laptop: Office
) -> None:
    three_days_away(house, office, laptop)
    assert [figure(laptop, day) for day in (WEDNESDAY, THURSDAY, FRIDAY)] == [4, 6, 40]
    house.come_back()
    laptop.bags.close()
    house.settle(laptop, office)

    assert [figure(office, day) for day in (WEDNESDAY, THURSDAY, FRIDAY, MONDAY)] == [4, 6, 40, 0]
    january = [body for body in counted(office) if body["day"].startswith("2019-01")]
    assert sum(body.get("present", body.get("people", 0)) for body in january) == 10
    places = {(body["kind"], body.get("site") or body["place"], body.get("channel")) for body in counted(office)}
    assert places == {("activity", "21015", None), ("session", "21015", "formtruck")}
    assert counted(office) == counted(laptop)


def test_the_office_follows_the_bag_from_its_leaving_to_its_last_fact(
    house: House, office: Office, laptop: Office
) -> None:
    laptop.bags.open(Mode.FORMTRUCK, "21015", last_day=FRIDAY)
    house.run(laptop)
    house.settle(office)
    [known] = office.bags.known()
    assert (known.bag.workstation, known.standing, known.here) == ("Portable 1", Standing.OUT, False)
    assert known.heard_at == house.clock.now()

    house.leave()
    house.at(FRIDAY)
    away = house.start("Portable 1")
    away.bags.click("EMP")
    away.close()
    house.at(MONDAY)
    assert standings(office) == [Standing.DUE]
    house.come_back()
    house.run(house.start("Portable 1"))
    house.settle(office)
    assert standings(office) == [Standing.BACK]
    assert figure(office, FRIDAY) == 1
    back = house.start("Portable 1")
    back.bags.close()
    house.run(back)
    house.settle(office)
    assert standings(office) == []


def test_the_sheet_of_a_day_that_was_printed_is_counted_anew(house: House, office: Office, laptop: Office) -> None:
    laptop.bags.open(Mode.FAIR, "SALON_FORMATION", last_day=FRIDAY)
    house.settle(laptop, office)
    house.leave()
    house.at(THURSDAY, 20)
    for _each in range(5):
        laptop.bags.click("EMP")
    nightly(office)
    assert office.reports.sheets_outdated() == []
    house.at(MONDAY)
    house.come_back()
    house.settle(laptop, office)

    assert THURSDAY in [sheet.day for sheet in office.reports.sheets_outdated()]


def twice(house: House, office: Office, laptop: Office) -> Office:
    del office
    house.settle(laptop)
    return laptop


def restored(house: House, office: Office, laptop: Office) -> Office:
    """The laptop has sent everything, then its disk is replaced by a copy from before."""
    del office
    laptop.close()
    shutil.copytree(house.root / "Portable 1", house.root / "copy")
    house.start("Portable 1").exchange_once()
    return house.start("copy", copy_of="Portable 1")


def cloned(house: House, office: Office, laptop: Office) -> Office:
    """Two copies of the laptop send what both of them hold, one before and one after the other."""
    del office
    laptop.close()
    shutil.copytree(house.root / "Portable 1", house.root / "copy")
    clone = house.start("copy", copy_of="Portable 1")
    clone.exchange_once()
    again = house.start("Portable 1")
    again.exchange_once()
    return again


@pytest.mark.parametrize("again", [twice, restored, cloned])
def test_whatever_is_sent_again_is_never_counted_twice(
    house: House, office: Office, laptop: Office, again: Callable[[House, Office, Office], Office]
) -> None:
    three_days_away(house, office, laptop)
    before = counted(laptop)
    house.come_back()
    back = again(house, office, laptop)
    house.settle(back, office)
    house.settle(back, office)

    assert counted(office) == before
    assert [figure(office, day) for day in (WEDNESDAY, THURSDAY, FRIDAY)] == [4, 6, 40]
    assert office.exchange_once().quarantined == 0


def test_a_bag_that_comes_back_after_two_months_still_counts_on_its_days(
    house: House, office: Office, laptop: Office
) -> None:
    three_days_away(house, office, laptop)
    house.come_back()
    for week in range(1, 10):
        house.at(MONDAY + timedelta(weeks=week), 20)
        office.exchange_once()
        nightly(office)
    laptop.exchange_once()
    house.settle(laptop, office)

    assert [figure(office, day) for day in (WEDNESDAY, THURSDAY, FRIDAY)] == [4, 6, 40]
    assert counted(office) == counted(laptop)


def test_the_laptop_may_be_killed_between_any_two_of_its_keys(house: House, office: Office, laptop: Office) -> None:
    laptop.bags.open(Mode.PRISON, "HAREN")
    laptop.bags.click("EMP")
    laptop.store.close()
    again = house.start("Portable 1")

    assert again.bags.here() is not None
    assert [each.theme_code for each in again.bags.latest()] == ["EMP"]
    again.bags.click("FOR")
    again.bags.close()
    house.settle(again, office)
    assert figure(office, WEDNESDAY) == 2
