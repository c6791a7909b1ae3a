"""What the library costs: a key to the list painted anew, a file of 1,600 books taken in, the screen meanwhile.

Run alone: python3 -m tests tests/bench/test_library_bench.py
"""

import gc
import random
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import CursorResult

from cdm_desk.domain.change import SetOp
from cdm_desk.domain.intake import recorded_fields
from cdm_desk.domain.library import Outcome, Search, State, Title
from cdm_desk.importers import parcel, writing
from cdm_desk.importers.reading_process import ReadingProcess
from cdm_desk.store import library, records
from cdm_desk.store.unit import Unit
from cdm_desk.ui.announcer import Announcer
from cdm_desk.ui.appearance import Appearance, Shade
from cdm_desk.ui.collector import Collector
from cdm_desk.ui.dialogs.import_books import ImportBooksDialog
from cdm_desk.ui.library.catalogue import COUNTED_AT_ONCE, CataloguePage
from cdm_desk.ui.messages import Messages
from cdm_desk.ui.undo import Undo
from tests.bench.conftest import Note
from tests.services.library_desk import LibraryDesk, library_desk

pytestmark = pytest.mark.bench

TYPED = (
    "emploi",
    "l'économie",
    "histoire de la",
    "werk zoeken",
    "guide pratique",
    "main-d'œuvre",
    "9782070541270",
    "opleiding",
    "dupont",
)
KNOWN = (
    *("emploi", "formation", "économie", "histoire", "guide", "pratique", "droit", "travail", "école", "main-d'œuvre"),
    *("werk", "zoeken", "opleiding", "beroep", "loopbaan", "taal", "Brussel", "lettre", "métier", "dictionnaire"),
)
SYLLABLES = ("ba", "ce", "di", "fo", "gu", "lan", "mer", "nou", "pré", "qui", "ro", "sal", "ten", "vé", "zon", "eur")
# As in a real catalogue: some thousands of words, a few of them in every tenth title, most of them rare.
WORDS = (*KNOWN, *(a + b + c for a in SYLLABLES for b in SYLLABLES for c in SYLLABLES))
WEIGHTS = tuple(1 / (rank + 8) for rank in range(len(WORDS)))
SMALL = ("de", "la", "du", "des", "et", "à", "en", "pour", "sur", "le", "les", "een", "het", "van", "voor", "op", "in")
NAMES = (
    "Dupont",
    "Janssens",
    "Peeters",
    "Maes",
    "Lambert",
    "Rosnay",
    "Zwagerman",
    "Faguet",
    "Mertens",
    "Claes",
    "Jacobs",
    "Dubois",
    "Leroy",
    "Simon",
)
THEMES = ("ORI", "FOR", "EMP", "MOB", "ENT", None)
KINDS = ("BOOK", "BOOK", "BOOK", "GUIDE", "PERIODICAL", "JOB_SHEET", None)
PARTNERS = ("ACTIRIS", "BF", "VDAB", "CPAS", None, None, None)
ROUNDS = 3
PLAIN = "SELECT rowid FROM title_search WHERE title_search MATCH ? ORDER BY rank LIMIT 40"
"""What a bare FTS5 query costs that answers the same words."""


def made_titles(number: int) -> Iterator[Title]:
    chance = random.Random(2019)
    for at in range(number):
        told = chance.choices(WORDS, WEIGHTS, k=chance.randint(1, 5))
        theme = chance.choice(THEMES)
        words = [each for word in told for each in (word, chance.choice(SMALL))][:-1]
        yield Title(
            id=uuid4(),
            title=f"{' '.join(words).capitalize()} {at}",
            subtitle=" ".join(chance.choices(WORDS, WEIGHTS, k=3)) if at % 3 == 0 else None,
            authors=(f"{chance.choice(NAMES)}, {chance.choice('ABCDEFGH')}.",),
            publisher=chance.choice(NAMES),
            year=chance.randint(1990, 2026),
            isbns=(f"978207{at:07d}",) if at % 3 else (),
            languages=("fr",) if at % 4 else ("nl",),
            subjects=tuple(chance.choices(WORDS, WEIGHTS, k=2)),
            theme_code=theme,
            sub_theme_code=f"{theme}{chance.randint(1, 7)}" if theme else None,
            kind=chance.choice(KINDS),
            partner_code=chance.choice(PARTNERS),
            state=State.CHECK if at % 50 == 7 else State.SHELF,
            shelf_mark=f"{at % 5 + 1}.{at % 8} {chance.choice(NAMES)[:3].upper()}",
        )


def fill(desk: LibraryDesk, number: int) -> None:
    """Put titles in without sending them anywhere."""
    titles = list(made_titles(number))
    with desk.store.unit() as unit:
        records.add_new(unit.db, (_op(unit, "title", title.id.hex, recorded_fields(title)) for title in titles))
        copies = ({"title_id": title.id, "state": "SHELF", "shelf_mark": title.shelf_mark} for title in titles)
        records.add_new(unit.db, (_op(unit, "copy", uuid4().hex, values) for values in copies))
        library.reindex(unit.db, [title.id.hex for title in titles])


def _op(unit: Unit, table: str, record_id: str, values: Mapping[str, object]) -> SetOp:
    return SetOp(unit.stamp(), table, record_id, records.plain_values(values), {})


def p95(samples: list[float]) -> float:
    return statistics.quantiles(samples, n=20)[-1]


def tell(what: str, samples: list[float]) -> None:
    print(f"\n{what}: p50 {statistics.median(samples) * 1000:.1f} ms, p95 {p95(samples) * 1000:.1f} ms", end="")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[LibraryDesk]:
    with library_desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def open_tab(qtbot: QtBot, qapp: QApplication, desk: LibraryDesk) -> Callable[[], CataloguePage]:
    def opened() -> CataloguePage:
        Appearance(qapp).wear(Shade.LIGHT, 100)
        messages = Messages()
        tab = CataloguePage(desk.library, desk.lists, messages, Undo(messages))
        qtbot.addWidget(tab)
        tab.resize(1366, 668)
        with qtbot.waitExposed(tab):
            tab.show()
        return tab

    return opened


def keystrokes(tab: CataloguePage, clock: Callable[[], float] = time.perf_counter) -> list[float]:
    """The time from each key to the list painted anew."""
    samples = []
    for words in TYPED:
        tab.search_field.clear()
        QApplication.processEvents()
        for end in range(1, len(words) + 1):
            began = clock()
            tab.search_field.setText(words[:end])
            QApplication.processEvents()
            samples.append(clock() - began)
    return samples


def queries(desk: LibraryDesk) -> Iterator[float]:
    for words in TYPED:
        for end in range(1, len(words) + 1):
            began = time.thread_time()
            desk.library.search(Search(words=words[:end]), 0, 50)
            yield time.thread_time() - began


@pytest.mark.parametrize(("titles", "bar"), [(1_600, 0.016), (100_000, 0.050)])
def test_a_key_repaints_the_list_at_once(
    desk: LibraryDesk, open_tab: Callable[[], CataloguePage], titles: int, bar: float, note: Note
) -> None:
    fill(desk, titles)
    began = time.perf_counter()
    tab = open_tab()
    opened = time.perf_counter() - began
    keystrokes(tab)
    rounds = [keystrokes(tab) for _round in range(ROUNDS)]
    # All of it is work of the screen's own thread: its processor time is what the program costs on a shared machine.
    work = keystrokes(tab, time.thread_time)
    tell(f"{titles} titles, key to list, quietest of {ROUNDS} rounds", min(rounds, key=p95))
    tell(f"{titles} titles, key to list, work of the processor", work)
    tell(f"{titles} titles, the query alone, work", list(queries(desk)))
    again = min(_opened(open_tab) for _round in range(ROUNDS))
    print(f"\n{titles} titles, tab opened: first {opened * 1000:.0f} ms, then {again * 1000:.0f} ms")
    note(
        f"s, the catalogue opened with {titles} titles, quietest of {ROUNDS}",
        again,
        0.100 if titles < 10_000 else 0.150,
    )
    note(f"s, key to list among {titles} titles, p95 of the quietest round", p95(min(rounds, key=p95)), bar)
    note(f"s, key to list among {titles} titles, p95 of the processor's work", p95(work), bar)


def _opened(open_tab: Callable[[], CataloguePage]) -> float:
    began = time.perf_counter()
    open_tab()
    return time.perf_counter() - began


@pytest.mark.parametrize("titles", [1_600, 100_000])
def test_values_are_counted_and_shown_within_the_pause_of_a_hand(
    desk: LibraryDesk, open_tab: Callable[[], CataloguePage], titles: int, note: Note
) -> None:
    fill(desk, titles)
    counted = list(facet_counts(desk))
    ratios = list(against_plain(desk))
    tell(f"{titles} titles, values counted, work", counted)
    print(f"\n{titles} titles, the list's own query against bare FTS5: {statistics.median(ratios):.2f} times as long")
    note(f"times bare FTS5, the query of the list among {titles} titles, median", statistics.median(ratios), 3.0)
    if titles > COUNTED_AT_ONCE:
        # There they are counted on another thread: the screen waits for none of it.
        return
    tab = open_tab()
    shown = list(facets_shown(tab))
    tell(f"{titles} titles, values counted and shown, work", shown)
    note(f"s, values counted and shown among {titles} titles, p95 of the work", p95(shown), 0.016)


def facet_counts(desk: LibraryDesk) -> Iterator[float]:
    for words in TYPED:
        for end in range(1, len(words) + 1):
            began = time.thread_time()
            desk.library.facets(Search(words=words[:end]))
            yield time.thread_time() - began


def facets_shown(tab: CataloguePage) -> Iterator[float]:
    for words in TYPED:
        for end in range(1, len(words) + 1):
            tab.search_field.setText(words[:end])
            QApplication.processEvents()
            began = time.thread_time()
            tab._count_facets()  # noqa: SLF001 - what the pause after the last key does
            QApplication.processEvents()
            yield time.thread_time() - began


def against_plain(desk: LibraryDesk) -> Iterator[float]:
    """How many times as long the places of the first page take as the bare query of the same words."""
    with desk.store.view() as unit:
        for words in TYPED:
            for end in range(3, len(words) + 1):
                search = Search(words=words[:end])
                plain = partial(unit.db.exec_driver_sql, PLAIN, (library.match_of(search),))
                ours = partial(unit.titles._places, search, 0, 40)  # noqa: SLF001
                yield min(_took(ours) for _each in range(3)) / min(_took(partial(_all, plain)) for _each in range(3))


def _all(query: Callable[[], CursorResult[Any]]) -> object:
    return query().all()


def _took(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def seed_file(folder: Path) -> Path:
    """A table of 1,600 books, a fourth of them with an ISBN, as a library would export it."""
    lines = ["Titre;Auteur;Éditeur;Année;ISBN;Langue;Cote;Mots-clés"]
    for title in made_titles(1_600):
        cells = (title.title, title.authors[0], title.publisher, title.year, "".join(title.isbns), title.language)
        lines.append(";".join(map(str, (*cells, title.shelf_mark, " , ".join(title.subjects)))))
    path = folder / "catalogue.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_file_of_1600_books_is_taken_in_whole(desk: LibraryDesk, tmp_path: Path, note: Note) -> None:
    path = seed_file(tmp_path)
    began = time.perf_counter()
    read = parcel.read(path)
    parsed = time.perf_counter()
    receipt = desk.library.receive(read)
    taken = time.perf_counter()
    undone = desk.library.undo(receipt.parcel_id)
    done = time.perf_counter()
    print(
        f"\n1,600 rows: read {parsed - began:.2f} s, taken in {taken - parsed:.2f} s, undone {done - taken:.2f} s",
    )

    assert receipt.read == 1_600
    assert receipt.sums[Outcome.REFUSED] == 0
    assert undone.left == 0
    note("s, a table of 1,600 rows read and taken in", taken - began, 2.0)


def test_a_file_of_1026_unimarc_records_is_taken_in(desk: LibraryDesk, tmp_path: Path, note: Note) -> None:
    path = tmp_path / "catalogue.mrc"
    shelf = [(title, ()) for title in made_titles(1_026)]
    path.write_bytes(writing.written(shelf, ".mrc", "unimarc", date(2019, 3, 1)))
    began, work = time.perf_counter(), time.process_time()
    read = ReadingProcess().read(path)
    parsed = time.perf_counter()
    receipt = desk.library.receive(read)
    taken = time.perf_counter()
    print(
        f"\n1,026 UNIMARC: read in its process {parsed - began:.2f} s, taken in {taken - parsed:.2f} s, "
        f"{time.process_time() - work:.2f} s of it work of this process",
    )

    assert receipt.read == 1_026
    assert receipt.sums[Outcome.REFUSED] == 0
    note("s, a file of 1,026 UNIMARC records read and taken in", taken - began, 1.0)


def test_the_screen_goes_on_while_a_file_is_taken_in(
    qtbot: QtBot, desk: LibraryDesk, open_tab: Callable[[], CataloguePage], tmp_path: Path, note: Note
) -> None:
    path = seed_file(tmp_path)
    tab = open_tab()
    # As in the window: Python would collect on the errand's thread, and hold the screen up meanwhile.
    Collector(tab)
    announcer = Announcer()
    desk.store.on_change(announcer.announce)
    announcer.changed.connect(tab.refresh)
    beats: list[float] = []
    timer = QTimer()
    timer.timeout.connect(lambda: beats.append(time.perf_counter()))
    timer.start(5)
    tab.take_in()
    (dialog,) = tab.findChildren(ImportBooksDialog)
    dialog.look_at(path)
    qtbot.waitUntil(dialog.import_button.isEnabled, timeout=20_000)
    dialog.import_button.click()
    qtbot.waitUntil(lambda: len(tab.model.values) > 1_500, timeout=20_000)
    timer.stop()
    gaps = [later - earlier for earlier, later in pairwise(beats)]
    print(f"\nlongest stall while 1,600 rows are looked at and taken in: {max(gaps) * 1000:.0f} ms")
    tab.close()
    gc.unfreeze()
    gc.enable()

    note("s, longest stall while a file is taken in", max(gaps), 0.100)
