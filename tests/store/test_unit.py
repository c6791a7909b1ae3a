"""The units of the store: what others send, and what is left when the day is closed."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from cdm_desk.domain.change import HIGHEST_HLC
from cdm_desk.domain.clock import StoppedClock
from cdm_desk.store.unit import Store

MONDAY = date(2019, 1, 14)


def test_a_clock_gone_mad_elsewhere_leaves_stamps_for_ours(
    tmp_path: Path, make_store: Callable[[Path, StoppedClock], Store], clock: StoppedClock
) -> None:
    store = make_store(tmp_path / "desk.db", clock)
    theirs = ["set", HIGHEST_HLC, "f" * 32, "title", "0" * 32, {"title": "x"}, {}]
    with store.unit() as unit:
        assert unit.receive("r", [theirs]) == []
    for _each in range(2):
        with store.unit() as unit:
            assert unit.stamp().hlc <= HIGHEST_HLC


def test_what_was_set_aside_of_the_queue_goes_with_its_board(
    tmp_path: Path, make_store: Callable[[Path, StoppedClock], Store], clock: StoppedClock
) -> None:
    store = make_store(tmp_path / "desk.db", clock)
    with store.unit() as unit:
        for lane, period in (("q", "20190114"), ("q", "20190115"), ("r", "201901")):
            unit.journal.set_aside((lane, period, "f" * 32), 1, f"nonsense {lane} {period}", b"[]")
        unit.days.close(MONDAY, on=MONDAY)
    with store.view() as unit:
        assert sorted(unit.journal.set_aside_reasons()) == ["nonsense q 20190115", "nonsense r 201901"]
