"""The PC space at two workstations, whatever is done there and in whatever order it becomes known."""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from cdm_desk.domain.change import Lane
from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.errors import DeskError
from cdm_desk.domain.multimedia import PcFact, PcSession
from cdm_desk.office import Office, temporary_office
from cdm_desk.settings import Settings
from cdm_desk.store.canonical import unpacked
from tests.services.house import MONDAY, facts, visits

SEATS = 3
ACTS: tuple[Callable[[Office, int], object], ...] = (
    lambda office, _seat: office.multimedia.arrive(),
    lambda office, seat: office.multimedia.give(seat),
    lambda office, seat: office.multimedia.extend(seat),
    lambda office, seat: office.multimedia.free(seat),
    lambda office, seat: office.multimedia.set_out(seat),
    lambda office, seat: office.multimedia.set_right(seat),
    lambda office, seat: office.multimedia.move(seat),
    lambda office, _seat: office.multimedia.group(2),
    lambda office, _seat: office.multimedia.free_over(),
    lambda office, _seat: withdraw_last(office),
    lambda office, _seat: serve_first(office),
)


def withdraw_last(office: Office) -> None:
    last = office.welcome.last()
    if last is not None:
        office.welcome.withdraw(last.id)


def serve_first(office: Office) -> None:
    line = office.multimedia.space().line
    for offer in line.offers.values():
        office.multimedia.serve(offer.turn.id)
        return


def sessions(office: Office) -> list[PcSession]:
    with office.store.view() as unit:
        return unit.seats.sessions(MONDAY)


def carry(source: Office, target: Office, chance: Random) -> None:
    """Let the other learn what was done here, in any order, and some of it twice."""
    with source.store.unit() as unit:
        waiting = [*unit.journal.waiting(prompt=True), *unit.journal.waiting(prompt=False)]
        unit.journal.sealed(waiting)
    told = [*waiting, *chance.sample(waiting, len(waiting) // 3)]
    chance.shuffle(told)
    with target.store.unit() as unit:
        for each in told:
            assert unit.receive(Lane(each.lane), [unpacked(each.body)]) == []


steps = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, len(ACTS) - 1), st.integers(1, SEATS), st.integers(0, 40)),
    min_size=4,
    max_size=18,
)


@settings(max_examples=12, deadline=None)
@given(steps, st.randoms(use_true_random=False))
def test_two_workstations_come_to_the_same_board_and_the_same_count(
    told: list[tuple[int, int, int, int]], chance: Random
) -> None:
    clock = StoppedClock(datetime(2019, 1, 14, 9, 5, tzinfo=BRUSSELS))
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("1", "2")]
        for path in paths:
            path.mkdir()
        with (
            temporary_office(paths[0], clock, Settings(workstation="Accueil 1")) as first,
            temporary_office(paths[1], clock, Settings(workstation="Multimédia 1")) as second,
        ):
            offices = (first, second)
            first.multimedia.remove_seats(SEATS + 1, 45)
            carry(first, second, chance)
            for who, act, seat, minutes in told:
                clock.advance(minutes=minutes)
                if clock.now().hour >= 16:
                    break
                with suppress(DeskError):
                    ACTS[act](offices[who], seat)
                if chance.random() < 0.5:
                    carry(offices[who], offices[1 - who], chance)
            for _round in range(2):
                carry(first, second, chance)
                carry(second, first, chance)

            assert first.multimedia.space() == second.multimedia.space()
            assert sessions(first) == sessions(second)
            counted = sum(session.counts for session in sessions(first))
            assert [sum(fact.blocks for fact in facts(office, PcFact)) for office in offices] == [counted, counted]
            assert visits(first) == visits(second) or sorted(visits(first), key=str) == sorted(visits(second), key=str)
