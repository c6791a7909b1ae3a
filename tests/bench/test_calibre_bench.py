"""The same 1,600 books and the same words, in calibre and in our store, in one run; skipped where calibre is absent.

Run alone: python3 -m tests tests/bench/test_calibre_bench.py -s
"""

import json
import shutil
import statistics
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cdm_desk.domain.library import Search
from tests.bench.conftest import Note
from tests.bench.test_library_bench import fill, made_titles
from tests.services.library_desk import LibraryDesk, library_desk

TITLES = 1_600
# Words that mean the same to both: calibre reads signs as its own query language.
TYPED = ("emploi", "formation", "histoire", "werk zoeken", "opleiding", "dupont", "guide pratique", "brussel")
CALIBRE, CALIBREDB = shutil.which("calibre-debug"), shutil.which("calibredb")
PATIENCE = 600

pytestmark = [
    pytest.mark.bench,
    pytest.mark.skipif(CALIBRE is None or CALIBREDB is None, reason="calibre is not installed here"),
]

# Runs within calibre, by calibre's own Python: no package of ours is known there.
WITHIN = """
import json, sys, time
from calibre.db.legacy import LibraryDatabase
from calibre.ebooks.metadata.book.base import Metadata

folder, books, words, out = sys.argv[-4:]
db = LibraryDatabase(folder, is_second_db=True)
cache = db.new_api
for book in json.load(open(books, encoding="utf-8")):
    told = Metadata(book["title"], book["authors"])
    told.publisher, told.tags = book["publisher"], book["tags"]
    cache.create_book_entry(told, add_duplicates=True)
took = []
for query in json.load(open(words, encoding="utf-8")):
    began = time.perf_counter()
    found = cache.search(query)
    took.append([time.perf_counter() - began, len(found)])
json.dump(took, open(out, "w"))
"""


def typed() -> Iterator[str]:
    """Each of the words as it is typed, from its third letter on."""
    for words in TYPED:
        for end in range(3, len(words) + 1):
            if not words[:end].endswith(" "):
                yield words[:end]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[LibraryDesk]:
    with library_desk(tmp_path) as opened:
        yield opened


def test_a_search_answers_many_times_sooner_than_calibre(desk: LibraryDesk, tmp_path: Path, note: Note) -> None:
    fill(desk, TITLES)
    ours = [_ours(desk, query) for query in typed()]
    theirs = _within_calibre(tmp_path)
    command = [_by_command(tmp_path / "calibre", words) for words in TYPED[:3]]
    medians = [statistics.median(seconds for seconds, _found in each) for each in (ours, theirs)]
    print(
        f"\n{TITLES} books, {len(ours)} queries: ours {medians[0] * 1000:.2f} ms, calibre {medians[1] * 1000:.2f} ms "
        f"(median), {medians[1] / medians[0]:.0f} times; the command calibredb {statistics.median(command):.2f} s"
    )

    assert sum(found > 0 for _seconds, found in ours) > len(ours) / 2
    assert sum(found > 0 for _seconds, found in theirs) > len(theirs) / 2
    note("times as long as ours, a search in calibre among 1,600 books", medians[0] / medians[1], 1.0)


def _ours(desk: LibraryDesk, query: str) -> tuple[float, int]:
    search = Search(words=query)
    began = time.perf_counter()
    desk.library.search(search, 0, 40)
    found = desk.library.count(search)
    return time.perf_counter() - began, found


def _within_calibre(folder: Path) -> list[tuple[float, int]]:
    books = [
        {
            "title": f"{title.title} {title.subtitle or ''}",
            "authors": list(title.authors),
            "publisher": title.publisher,
            "tags": list(title.subjects),
        }
        for title in made_titles(TITLES)
    ]
    script, listed, words, out = (folder / name for name in ("within.py", "books.json", "words.json", "took.json"))
    script.write_text(WITHIN, encoding="utf-8")
    listed.write_text(json.dumps(books), encoding="utf-8")
    words.write_text(json.dumps(list(typed())), encoding="utf-8")
    library = folder / "calibre"
    library.mkdir()
    _run(str(CALIBRE), "-e", str(script), "--", str(library), str(listed), str(words), str(out))
    return [(seconds, found) for seconds, found in json.loads(out.read_text(encoding="utf-8"))]


def _by_command(library: Path, words: str) -> float:
    began = time.perf_counter()
    _run(str(CALIBREDB), "search", words, "--with-library", str(library))
    return time.perf_counter() - began


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-2_000:]
