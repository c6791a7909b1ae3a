"""What a beep costs: from the Enter of the scanner to the verdict on the screen; and the report of a stocktake.

Run alone: python3 -m tests tests/bench/test_scan_bench.py
"""

import gc
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cdm_desk.documents.stocktake_report import stocktake_report
from cdm_desk.domain.lists import SHIPPED, Kind
from cdm_desk.domain.scanning import Code
from cdm_desk.language import catalogue
from cdm_desk.ui.announcer import Announcer
from cdm_desk.ui.appearance import Appearance, Shade
from cdm_desk.ui.library.scan import ScanPage
from cdm_desk.ui.library.stocktake import StocktakePage
from cdm_desk.ui.messages import Messages
from cdm_desk.ui.undo import Undo
from tests.bench.conftest import Note
from tests.services.library_desk import LibraryDesk, copy_of, library_desk, parcel_of, title

pytestmark = pytest.mark.bench

BOOKS, BEEPS = 1_600, 120
THEMES = ("ORI", "FOR", "EMP", "MOB", "ENT")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[LibraryDesk]:
    with library_desk(tmp_path) as made:
        rows = []
        for number in range(BOOKS):
            theme = number % len(THEMES)
            described = title(f"Livre {number} pour chercher un emploi", theme_code=THEMES[theme], languages=("fr",))
            mark = f"{theme + 1}.{number % 7} {chr(65 + number % 26)}{chr(65 + number // 26 % 26)}A"
            rows.append((described, (copy_of(described, f"B{number:05}", mark),)))
        made.library.receive(parcel_of(*rows))
        yield made


def beep(page: ScanPage | StocktakePage, code: str) -> float:
    """Scan, and wait until the verdict is painted; return the milliseconds."""
    QTest.keyClicks(page.scan_field, code)
    QApplication.processEvents()
    begun = time.perf_counter()
    QTest.keyClick(page.scan_field, Qt.Key.Key_Return)
    QApplication.processEvents()
    return (time.perf_counter() - begun) * 1000


def test_beep_to_verdict_in_the_scan_room(desk: LibraryDesk, qtbot: QtBot, qapp: QApplication, note: Note) -> None:
    announcer = Announcer()
    desk.store.on_change(announcer.announce)
    messages = Messages()
    page = ScanPage(desk.consultations, desk.library, desk.lists, messages, Undo(messages))
    announcer.changed.connect(page.refresh)
    _shown(page, qtbot, qapp)
    taken = [beep(page, f"B{number * 13:05}") for number in range(BEEPS)]
    assert desk.consultations.trolley().total == BEEPS
    _noted(note, "beep to verdict, scan room", taken)


def test_beep_to_verdict_in_the_stocktake(desk: LibraryDesk, qtbot: QtBot, qapp: QApplication, note: Note) -> None:
    begun = time.perf_counter()
    desk.stocktakes.begin()
    note("a list of 1,600 frozen, ms", (time.perf_counter() - begun) * 1000, 2_000)
    announcer = Announcer()
    desk.store.on_change(announcer.announce)
    messages = Messages()
    page = StocktakePage(desk.stocktakes, desk.lists, messages, Undo(messages))
    announcer.changed.connect(page.refresh)
    _shown(page, qtbot, qapp)
    taken = [beep(page, f"B{number * 13:05}") for number in range(BEEPS)]
    _noted(note, "beep to verdict, stocktake", taken)


def test_the_report_of_a_stocktake(desk: LibraryDesk, note: Note) -> None:
    stocktake = desk.stocktakes.begin()
    progress = desk.stocktakes.walk(stocktake.id)
    for number in range(60):
        desk.stocktakes.scan(progress, Code(readings=(f"B{number:05}",)))
    desk.stocktakes.end(stocktake.id)
    themes = {entry.code: entry for entry in SHIPPED[Kind.THEME]}
    words = [catalogue("fr"), catalogue("nl")]
    stocktake_report(desk.stocktakes.report(stocktake.id), themes, words, ["", ""])
    gc.collect()
    begun = time.perf_counter()
    report = desk.stocktakes.report(stocktake.id)
    counted = time.perf_counter()
    pdf = stocktake_report(report, themes, words, ["", ""])
    done = time.perf_counter()
    assert len(report.missing) == BOOKS - 60
    assert pdf.startswith(b"%PDF")
    note("figures of 1,600 counted, ms", (counted - begun) * 1000, 100)
    note("report of 1,600, all but 60 of them missing, ms", (done - begun) * 1000, 500)


def _shown(page: ScanPage | StocktakePage, qtbot: QtBot, qapp: QApplication) -> None:
    Appearance(qapp).wear(Shade.LIGHT, 100)
    qtbot.addWidget(page)
    page.resize(1366, 620)
    with qtbot.waitExposed(page):
        page.show()
    page.scan_field.setFocus()
    gc.collect()


def _noted(note: Note, what: str, taken: list[float]) -> None:
    taken.sort()
    note(f"{what}: median, ms", statistics.median(taken), 50)
    note(f"{what}: p95, ms", taken[int(len(taken) * 0.95)], 50)
