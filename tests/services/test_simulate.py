"""The demonstration: a year, a board of today and some books, in a store marked for it."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from cdm_desk.domain.clock import BRUSSELS, Clock, StoppedClock
from cdm_desk.domain.labels import LabelKind
from cdm_desk.domain.queue import LocalClaims
from cdm_desk.domain.reports import NotEmptyError, Period
from cdm_desk.domain.synthetic import THEMES
from cdm_desk.office import temporary_office
from cdm_desk.services.baskets import BasketsService
from cdm_desk.services.boards import BoardsService
from cdm_desk.services.journals import JournalService
from cdm_desk.services.labels import LabelsService
from cdm_desk.services.leaflets import LeafletService
from cdm_desk.services.press import PressService
from cdm_desk.services.queue import QueueService
from cdm_desk.services.reports import ReportsService
from cdm_desk.services.simulate import TITLES, simulate, simulate_demo
from cdm_desk.services.welcome import WelcomeService
from cdm_desk.settings import Settings
from cdm_desk.store.unit import Store
from tests.services.house import balances, figures
from tests.services.test_reports import OpenGate, keep, visit
from tests.stores import new_store

EVENING = datetime(2026, 11, 24, 20, 0)  # noqa: DTZ001 - Brussels time
SUNDAY = datetime(2026, 11, 22, 11, 0)  # noqa: DTZ001
NOON = datetime(2026, 11, 24, 12, 0)  # noqa: DTZ001
DESKS_OF_THE_DEMONSTRATION = 4


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Clock]]:
    clock, finish = simulate_demo(EVENING)
    store = new_store(tmp_path_factory.mktemp("demo") / "desk.db", clock)
    finish(store)
    yield store, clock
    store.close()


def test_a_year_fills_an_empty_store_and_marks_it(
    make_store: Callable[[Path, StoppedClock], Store], tmp_path: Path
) -> None:
    clock = StoppedClock(datetime(2020, 1, 5, 12, 0))  # noqa: DTZ001
    store = make_store(tmp_path / "desk.db", clock)

    made = simulate(store, 2019, seed=3, exact=True)

    reports = ReportsService(store, clock, OpenGate())
    with store.view() as unit:
        assert unit.demo
    assert made == sum(1 for _fact in reports.facts(Period.parse("2019")))
    sheet = reports.day_sheet(date(2019, 9, 2))
    assert not sheet.provisional
    assert sheet.figure("called_difference") == sheet.figure("issued_difference") == 0
    with pytest.raises(NotEmptyError):
        simulate(store, 2018)


def test_a_store_in_use_is_never_mixed_with_inventions(
    make_store: Callable[[Path, StoppedClock], Store], tmp_path: Path
) -> None:
    store = make_store(tmp_path / "desk.db", StoppedClock(EVENING))
    keep(store, [visit("MV3", day=EVENING.date())])

    with pytest.raises(NotEmptyError):
        simulate(store, 2019)

    with store.view() as unit:
        assert not unit.demo


def test_the_demonstration_has_a_queue_and_desks_at_work(demo: tuple[Store, Clock]) -> None:
    store, clock = demo

    queue = QueueService(store, clock, OpenGate(), LocalClaims)
    board = queue.board()

    assert len(board.waiting) >= 3
    assert board.serving
    own = queue.desk_here()
    assert own is not None
    assert queue.waiting(own.name)
    assert queue.call_next(own.name) is not None


def test_the_demonstration_has_a_morning_behind_it_and_balances(demo: tuple[Store, Clock]) -> None:
    store, clock = demo

    today = WelcomeService(store, clock, OpenGate(), lambda: True).today()
    sheet = ReportsService(store, clock, OpenGate()).day_sheet(clock.now().date())

    assert today.visits > 20
    assert sheet.provisional
    assert sheet.figure("issued_difference") == 0
    assert (sheet.figure("called") or 0) == (sheet.figure("done") or 0) + (sheet.figure("still_serving") or 0)


def test_the_demonstration_has_a_year_and_a_shelf(demo: tuple[Store, Clock]) -> None:
    store, clock = demo

    with store.view() as unit:
        books = sum(unit.titles.tally().values())
    last_year = clock.now().date() - timedelta(days=360)
    facts = ReportsService(store, clock, OpenGate()).facts(Period.parse(f"{last_year:%Y-%m}"))

    assert books == TITLES
    assert sum(1 for _fact in facts) > 1_000


def test_the_library_of_the_demonstration_has_been_at_work(demo: tuple[Store, Clock]) -> None:
    store, clock = demo
    today = clock.now().date()
    journals, piles = JournalService(store, clock, OpenGate()), LeafletService(store, clock, OpenGate())
    press, baskets = PressService(store, clock, OpenGate()), BasketsService(store, clock, OpenGate())
    runs = journals.runs()

    assert {run.journal.language for run in runs} == {"fr", "nl"}
    assert any(run.is_gap(issue) for run in runs for issue in run.late())
    assert all(run.next() for run in runs)
    assert piles.orders()
    assert any(leaflet.expired(today) for leaflet in piles.leaflets())
    assert [issue.issue.closed for issue in press.issues()] == [False, True]
    assert all(press.review(each.issue.id).by_theme(THEMES) for each in press.issues())
    assert [basket.titles for basket in baskets.all()] == [8]
    assert LabelsService(store, clock, OpenGate()).waiting(LabelKind.SPINE)
    assert BoardsService(store, clock, OpenGate()).consultations(Period.parse(f"{today.year}")).total > 200


@pytest.mark.parametrize(
    ("now", "shown"), [(EVENING, "2026-11-24 10:43"), (SUNDAY, "2026-11-20 10:43"), (NOON, "2026-11-24 12:00")]
)
def test_the_demonstration_is_looked_at_in_opening_hours(now: datetime, shown: str) -> None:
    clock, _finish = simulate_demo(now)

    assert f"{clock.now():%Y-%m-%d %H:%M}" == shown


def test_the_sheet_of_the_demonstration_has_waits_pc_sessions_and_activities_and_balances(tmp_path: Path) -> None:
    clock, finish = simulate_demo(datetime(2026, 11, 24, 10, 43, tzinfo=BRUSSELS))
    office = temporary_office(tmp_path, clock, Settings(workstation="Accueil 1"), demo=True)
    finish(office.store)
    today = clock.now().date()
    found = figures(office, today)

    assert all(found[figure] for figure in ("wait_p50", "pc_sessions", "activities", "activity_users", "done"))
    assert balances(office, today)
    office.close()


@pytest.mark.parametrize("hours", [0, 4])
def test_no_desk_of_the_demonstration_is_silent_however_long_it_is_looked_at(tmp_path: Path, hours: int) -> None:
    clock, finish = simulate_demo(datetime(2026, 11, 24, 10, 43, tzinfo=BRUSSELS))
    office = temporary_office(tmp_path, clock, Settings(workstation="Accueil 1"), demo=True)
    finish(office.store)
    later = StoppedClock(clock.now() + timedelta(hours=hours))
    queue = QueueService(office.store, later, OpenGate(), LocalClaims)

    with office.store.view() as unit:
        assert len(unit.desks.all()) == DESKS_OF_THE_DEMONSTRATION
    assert queue.silent() == []
    office.close()
