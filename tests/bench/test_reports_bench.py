"""What the day sheet costs: its figures out of ten years of facts and its file, beside bare SQL and a bare page.

Run alone: python3 -m tests tests/bench/test_reports_bench.py
"""

import io
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from cdm_desk.documents.facts_book import FactSheet, write_facts
from cdm_desk.documents.press import pressed
from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.facts import FACT_KINDS
from cdm_desk.domain.reports import REPORTS, Period, Report
from cdm_desk.domain.synthetic import open_days
from cdm_desk.language import catalogue
from cdm_desk.services.reports import ReportsService
from cdm_desk.services.simulate import simulate
from cdm_desk.store.database import opened
from cdm_desk.store.facts import table_of
from cdm_desk.store.unit import Store
from cdm_desk.ui.appearance import Appearance, Shade
from cdm_desk.ui.background import Background
from cdm_desk.ui.messages import Messages
from cdm_desk.ui.tabs.reports import ReportsTab
from tests.bench.conftest import Note
from tests.services.test_reports import OpenGate
from tests.stores import KEY, new_store

pytestmark = pytest.mark.bench

YEARS = 10
FIGURES_BAR = 0.100
PDF_BAR = 0.500
PAUSE_BAR = 0.100
YEAR_BAR = 2.0
FACTS_BAR = 5.0
MEMORY_BAR = 250.0
REPAINT_BAR = 0.200
DAYS = open_days(date(2019, 1, 1), date(2019, 12, 31))[20:220:5]


@pytest.fixture(scope="module")
def decade(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = years_of_facts(tmp_path_factory.mktemp("decade"), YEARS)
    yield store
    store.close()


def years_of_facts(folder: Path, years: int) -> Store:
    """A store with the year 2019, and the same facts again in each of the years after it."""
    clock = StoppedClock(datetime(2029, 1, 2, 9, 0))  # noqa: DTZ001 - Brussels time
    store = new_store(folder / "desk.db", clock)
    simulate(store, 2019, exact=True)
    with store.unit() as unit:
        for kind in FACT_KINDS:
            table = table_of(kind)
            others = "".join(f", {column.name}" for column in table.c if column.name not in {"id", "day"})
            for after in range(1, years):
                unit.db.exec_driver_sql(
                    f"INSERT INTO {table.name} (id, day{others})"  # noqa: S608 - names of our own tables
                    f" SELECT lower(hex(randomblob(16))), date(day, '+{after} years'){others}"
                    f" FROM {table.name} WHERE day < '2020-01-01'"
                )
    return store


@pytest.fixture
def reports(decade: Store) -> ReportsService:
    return ReportsService(decade, decade.clock, OpenGate())


def timed(acts: list[Callable[[], object]]) -> list[float]:
    took = []
    for act in acts:
        began = time.perf_counter()
        act()
        took.append(time.perf_counter() - began)
    return took


def p95(samples: list[float]) -> float:
    return statistics.quantiles(samples, n=20)[-1]


def tell(what: str, samples: list[float], ratio: float) -> None:
    middle, worst = statistics.median(samples) * 1000, p95(samples) * 1000
    print(f"\n{what}: p50 {middle:.1f} ms, p95 {worst:.1f} ms, best {min(samples) * 1000:.1f} ms, {ratio:.1f}× bare")


def test_the_figures_of_a_day_out_of_ten_years(decade: Store, reports: ReportsService, note: Note) -> None:
    with decade.view() as unit:
        number = unit.db.exec_driver_sql("SELECT count(*) FROM visit_fact").scalar_one()
    assert number > 400_000
    reports.day_sheet(DAYS[0])

    sheets = timed([lambda day=day: reports.day_sheet(day) for day in DAYS])  # type: ignore[misc]
    bare = timed([lambda day=day: bare_reading(decade.path, day) for day in DAYS])  # type: ignore[misc]

    tell("figures of a day", sheets, statistics.median(sheets) / statistics.median(bare))
    note("s, figures of a day out of ten years, p50", statistics.median(sheets), FIGURES_BAR)


def bare_reading(path: Path, day: date) -> None:
    """Read the same facts with the driver alone."""
    with closing(opened(path, KEY)) as db:
        for kind in FACT_KINDS:
            db.execute(f"SELECT * FROM {table_of(kind).name} WHERE day = ?", (day.isoformat(),)).fetchall()  # noqa: S608


def test_its_page_as_pdf(reports: ReportsService, note: Note) -> None:
    languages = [catalogue("fr"), catalogue("nl")]
    sheets: list[Report] = [reports.day_sheet(day) for day in DAYS]
    first = timed([lambda: pressed(sheets[0], "pdf", languages)])
    pages = timed([lambda sheet=sheet: pressed(sheet, "pdf", languages) for sheet in sheets])  # type: ignore[misc]
    bare = timed([bare_page] * len(sheets))

    tell("PDF of a day", pages, statistics.median(pages) / statistics.median(bare))
    print(f"the first one, fonts included: {first[0] * 1000:.1f} ms")
    note("s, the first page as PDF, fonts included", first[0], PDF_BAR)
    note("s, a page as PDF, p95", p95(pages), PDF_BAR)


def bare_page() -> None:
    """Write a page with the same number of words and nothing decided about it."""
    canvas = Canvas(io.BytesIO(), invariant=1)
    canvas.setFont("NotoSans", 8)
    for line in range(300):
        canvas.drawString(50 + line % 5 * 90, 50 + line // 5 * 11, f"Passages {line}")
    canvas.showPage()
    canvas.save()


def test_the_longest_pause_of_the_screen_while_pages_are_made(
    qtbot: QtBot, qapp: QApplication, reports: ReportsService, note: Note
) -> None:
    Appearance(qapp).wear(Shade.LIGHT, 100)
    messages = Messages()
    background = Background(messages)
    tab = ReportsTab(reports, background, messages)
    qtbot.addWidget(tab)
    tab.resize(1366, 640)
    tab.show()
    qtbot.waitUntil(lambda: bool(tab.preview.shown) and not background.is_busy(), timeout=10_000)
    idle = pauses_while(lambda: qtbot.wait(1500))

    def show_twelve_days() -> None:
        for day in DAYS[:12]:
            tab.choose_day(day)
            qtbot.waitUntil(lambda: not background.is_busy(), timeout=10_000)

    busy = pauses_while(show_twelve_days)
    background.close()

    longest = ", ".join(f"{pause * 1000:.1f}" for pause in busy[-2:])
    print(f"\npauses of the screen: idle {idle[-1] * 1000:.1f} ms; making pages {longest} ms")
    note("s, longest stall of the idle screen", idle[-1], PAUSE_BAR)
    note("s, longest stall while pages are made", busy[-1], PAUSE_BAR)


def test_the_facts_of_a_year_as_a_workbook(reports: ReportsService, note: Note, tmp_path: Path) -> None:
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    with reports.fact_lines(Period.parse("2019")) as kinds:
        sheets = [FactSheet(name=kind, heads=heads, rows=rows) for kind, heads, rows in kinds]
        number = write_facts(tmp_path / "facts.xlsx", sheets, lambda _number: None)
    took = time.perf_counter() - began

    print(f"\n{number} facts, {(tmp_path / 'facts.xlsx').stat().st_size / 1e6:.1f} MB")
    note("s, facts of a year as a workbook", took, FACTS_BAR)
    note("MB more at most, facts of a year as a workbook", more_memory(held), MEMORY_BAR)


def more_memory(held: int) -> float:
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held) / 1024


@pytest.mark.parametrize("report_id", REPORTS)
def test_a_screen_of_a_report_is_painted(
    qtbot: QtBot, qapp: QApplication, reports: ReportsService, note: Note, report_id: str
) -> None:
    Appearance(qapp).wear(Shade.LIGHT, 100)
    messages = Messages()
    background = Background(messages)
    tab = ReportsTab(reports, background, messages)
    qtbot.addWidget(tab)
    tab.resize(1366, 640)
    tab.see("chart")
    tab.choose_day(DAYS[0])
    tab.choose_report(report_id)
    tab.show()
    qtbot.waitUntil(lambda: not background.is_busy(), timeout=60_000)
    charts = timed([tab.grab for _time in range(5)])
    tab.see("table")
    tables = timed([tab.grab for _time in range(5)])
    background.close()

    note(f"s, {report_id} painted as chart", max(charts), REPAINT_BAR)
    note(f"s, {report_id} painted as table", max(tables), REPAINT_BAR)


def pauses_while(act: Callable[[], object]) -> list[float]:
    """Return how long the screen did not answer, each time, the longest last."""
    ticks = [time.perf_counter()]
    timer = QTimer(interval=1, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    timer.start()
    act()
    timer.stop()
    return sorted(later - earlier for earlier, later in pairwise(ticks))


def test_the_report_of_a_year_within_one_three_and_ten_years(tmp_path: Path, note: Note) -> None:
    year = Period.parse("2019")
    alone = 0.0
    for years in (1, 3, YEARS):
        (folder := tmp_path / str(years)).mkdir()
        with closing(years_of_facts(folder, years)) as store:
            reports = ReportsService(store, store.clock, OpenGate())
            with store.view() as unit:
                counts = (f"SELECT count(*) FROM {table_of(kind).name}" for kind in FACT_KINDS)  # noqa: S608
                number = sum(unit.db.exec_driver_sql(count).scalar_one() for count in counts)
            took = min(timed([lambda reports=reports: reports.report("R04", year)] * 3))  # type: ignore[misc]
            work = min(worked([lambda reports=reports: reports.report("R04", year)] * 3))  # type: ignore[misc]
            report = reports.report("R04", year)
            page = min(timed([lambda report=report: pressed(report, "pdf", [catalogue("fr"), catalogue("nl")])] * 3))  # type: ignore[misc]
        alone = alone or work
        print(
            f"\nR04 of a year within {years} years, {number} facts: {took:.2f} s, {work:.2f} s of it work, "
            f"{work / alone:.1f}× that of one year; its PDF {page:.2f} s"
        )
        note(f"s, R04 of a year within {years} years of facts, quickest of 3", took, YEAR_BAR)
        note(f"s, its PDF within {years} years of facts, quickest of 3", page, YEAR_BAR)


def worked(acts: list[Callable[[], object]]) -> list[float]:
    """Return the processor's time of each: what it costs on a machine that others use as well."""
    took = []
    for act in acts:
        began = time.process_time()
        act()
        took.append(time.process_time() - began)
    return took
