"""What a board of the library costs: 1,600 titles and 10,000 counts of what was read.

Run alone: python3 -m tests tests/bench/test_boards_bench.py
"""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from cdm_desk.domain.consultation import UseFact
from cdm_desk.domain.intake import recorded_fields
from cdm_desk.domain.library import Copy
from cdm_desk.domain.press import PressItem
from cdm_desk.domain.press_archive import ArchiveSearch
from cdm_desk.domain.reports import Period
from cdm_desk.services.boards import BoardsService
from cdm_desk.services.reports import ReportsService
from cdm_desk.store.press import PRESS_ITEM, item_values
from tests.bench.conftest import Note
from tests.bench.test_library_bench import made_titles
from tests.services.press_desk import PressDesk, press_desk

pytestmark = pytest.mark.bench

TITLES, COUNTS, ARTICLES = 1_600, 10_000, 2_500
LONGEST_MS = 200
TODAY = date(2019, 2, 27)
YEAR = Period.parse("2018")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PressDesk]:
    chance = random.Random(2019)
    with press_desk(tmp_path_factory.mktemp("boards")) as made:
        titles = [
            replace(each, languages=(chance.choice(("fr", "fr", "nl")),), year=chance.randint(2004, 2019))
            for each in made_titles(TITLES)
        ]
        copies = [Copy(id=uuid4(), title_id=each.id, acquired_on=TODAY - timedelta(days=400)) for each in titles]
        with made.store.unit() as unit:
            unit.keep_all("title", {each.id.hex: recorded_fields(each) for each in titles})
            unit.keep_all("copy", {each.id.hex: recorded_fields(each) for each in copies[::2]})
            unit.facts.add_many(
                UseFact(
                    id=uuid4(),
                    day=TODAY - timedelta(days=chance.randint(0, 400)),
                    title_id=each.id,
                    theme_code=each.theme_code,
                    language=each.language,
                )
                for each in chance.choices(titles, k=COUNTS)
            )
            articles = [
                PressItem(id=uuid4(), title=each.title, source="Le Journal", summary_fr="Résumé " * 40)
                for each in made_titles(ARTICLES)
            ]
            unit.keep_all(PRESS_ITEM, {each.id.hex: item_values(each) for each in articles})
        yield made


def spent(act: Callable[[], object]) -> list[float]:
    """Return the milliseconds of the processor that an act takes, each of some times."""
    found = []
    for _ in range(5):
        begun = time.process_time()
        act()
        found.append((time.process_time() - begun) * 1000)
    return found


@pytest.mark.parametrize("board", ["consultations", "plurality", "health", "new_books", "archive"])
def test_a_board_is_there_at_once(desk: PressDesk, board: str, note: Note) -> None:
    boards = BoardsService(desk.store, desk.clock, desk.gate)
    acts: dict[str, Callable[[], object]] = {
        "consultations": lambda: boards.consultations(YEAR),
        "plurality": boards.plurality,
        "health": boards.health,
        "new_books": boards.new_books,
        "archive": lambda: desk.press.archive(ArchiveSearch(words="résumé")),
    }
    note(f"board {board}, ms of the processor, median", statistics.median(spent(acts[board])), LONGEST_MS)


def test_the_report_of_a_year_is_made_in_half_a_second(desk: PressDesk, note: Note) -> None:
    reports = ReportsService(desk.store, desk.clock, desk.gate)
    note(
        "R10 of a year, ms of the processor, median", statistics.median(spent(lambda: reports.report("R10", YEAR))), 500
    )
