"""Bags at two laptops, whatever is done in them, in whatever order and however often the office learns of it."""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from cdm_desk.domain.activities import ActivityFact
from cdm_desk.domain.bag import Bag, Mode
from cdm_desk.domain.change import Lane
from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.counselling import SessionFact
from cdm_desk.domain.errors import DeskError
from cdm_desk.domain.reports import Period
from cdm_desk.office import Office, temporary_office
from cdm_desk.settings import Settings
from cdm_desk.store.canonical import unpacked
from tests.services.house import MONDAY, facts

THEMES = ("ORI", "FOR", "EMP", None)
ACTS: tuple[Callable[[Office, int], object], ...] = (
    lambda laptop, no: laptop.bags.open(list(Mode)[no % 3], "21015"),
    lambda laptop, no: laptop.bags.click(THEMES[no % 4]),
    lambda laptop, no: laptop.bags.click(THEMES[no % 4]),
    lambda laptop, no: laptop.bags.bundle(THEMES[no % 4], no + 1),
    lambda laptop, no: laptop.bags.interview(THEMES[no % 3] or "", ["OU1", "OU5"][: no % 3], minutes=no),
    lambda laptop, no: laptop.bags.take_back(laptop.bags.latest()[no].fact_id),
    lambda laptop, _no: laptop.bags.close(),
    lambda laptop, no: laptop.bags.reopen(bags(laptop)[no].id),
    lambda laptop, no: laptop.bags.write_off(bags(laptop)[no].id),
)
steps = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, len(ACTS) - 1), st.integers(0, 5), st.booleans()), max_size=30
)


def bags(office: Office) -> list[Bag]:
    with office.store.view() as unit:
        return unit.bags.all()


def carry(source: Office, targets: list[Office], chance: Random) -> None:
    """Let others learn what was done, each in an order of its own, and some of it twice."""
    with source.store.unit() as unit:
        waiting = [*unit.journal.waiting(prompt=True), *unit.journal.waiting(prompt=False)]
        unit.journal.sealed(waiting)
    for target in targets:
        told = [*waiting, *chance.sample(waiting, len(waiting) // 2)]
        chance.shuffle(told)
        with target.store.unit() as unit:
            for each in told:
                assert unit.receive(Lane(each.lane), [unpacked(each.body)]) == []


def met(office: Office) -> int:
    heads = sum(fact.present for fact in facts(office, ActivityFact))
    return heads + sum(fact.people for fact in facts(office, SessionFact))


@settings(max_examples=15, deadline=None)
@given(steps, st.randoms(use_true_random=False))
def test_the_office_counts_everybody_once_however_it_learns_of_them(
    told: list[tuple[int, int, int, bool]], chance: Random
) -> None:
    clock = StoppedClock(datetime(2019, 1, 14, 9, 5, tzinfo=BRUSSELS))
    with tempfile.TemporaryDirectory() as folder:
        house: list[Office] = []
        try:
            for name, kind in (("Portable 1", "off-site"), ("Portable 2", "off-site"), ("Gestion", "office")):
                (Path(folder) / name).mkdir()
                house.append(temporary_office(Path(folder) / name, clock, Settings(workstation=name, kind=kind)))
            *laptops, office = house
            for which, act, number, exchanges in told:
                clock.moment += timedelta(minutes=1)
                with suppress(DeskError, IndexError):
                    ACTS[act](laptops[which], number)
                if exchanges:
                    carry(laptops[which], [each for each in house if each is not laptops[which]], chance)
            for laptop in laptops:
                carry(laptop, [each for each in house if each is not laptop], chance)

            counted = [list(each.reports.facts(Period.of_day(MONDAY))) for each in house]
            assert counted[0] == counted[1] == counted[2]
            assert [bags(each) for each in house] == [bags(office)] * 3
            here = [[laptop.bags.totals(bag.id).people for bag in bags(laptop)] for laptop in laptops]
            assert sum(map(sum, here)) == met(office)
        finally:
            for each in house:
                each.close()
