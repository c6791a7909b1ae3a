"""`python -m tests.attack`: a whole year as in 2019, every report that points at people given out, then attacked."""

import sys
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.inference import Cells
from cdm_desk.domain.period_report import kinds_of
from cdm_desk.domain.releases import ReleaseRevealsError
from cdm_desk.domain.reports import Period
from cdm_desk.services.reports import ReportsService
from cdm_desk.services.simulate import simulate
from cdm_desk.store.unit import Store
from tests.attack.reader import EVERY, pinned
from tests.services.test_reports import OpenGate
from tests.stores import new_store

REPORTS = ("R09", "R12", "R13", "R04")
SHAPES = ("helper_languages", "prisons", "audiences", "audience_figures")


def main() -> int:
    """Give the year out in the order in which its periods end; return how many hidden numbers a reader finds."""
    clock = StoppedClock(datetime(2020, 1, 2, 9, 0))  # noqa: DTZ001 - Brussels time
    with TemporaryDirectory() as folder:
        store = new_store(Path(folder) / "desk.db", clock)
        simulate(store, 2019, exact=True)
        _give_out(store)
        found = 0
        for shape in SHAPES:
            with store.view() as unit:
                released: dict[str, Cells] = {each.period.text: each.cells for each in unit.releases.of(shape)}
            year = {text: cells for text, cells in released.items() if text in EVERY}
            caught = pinned(year)
            found += len(caught)
            print(f"{shape}: {len(year)} tables released, {len(caught)} hidden numbers inferred", *caught)
        store.close()
    return min(found, 1)


def _give_out(store: Store) -> None:
    reports = ReportsService(store, store.clock, OpenGate())
    for text in sorted(EVERY, key=lambda text: (Period.parse(text).last, -len(text))):
        for report in REPORTS:
            if Period.parse(text).kind in kinds_of(report):
                try:
                    reports.released(reports.report(report, Period.parse(text)))
                except ReleaseRevealsError:
                    print(f"{report} {text}: refused")


if __name__ == "__main__":
    sys.exit(main())
