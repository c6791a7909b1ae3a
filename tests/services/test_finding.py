"""Books found for a visitor, and the slip to find them by: only read, never written."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest

from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.library import State
from cdm_desk.office import temporary_office
from cdm_desk.settings import Settings
from tests.services.house import carry, dump
from tests.services.library_desk import LibraryDesk, library_desk, title

NOON = datetime(2019, 3, 1, 12, tzinfo=BRUSSELS)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[LibraryDesk]:
    with library_desk(tmp_path) as made:
        made.library.add(title("Werk vinden", theme_code="EMP", shelf_mark="3.1 PEE", languages=("nl",)))
        made.library.add(title("Trouver sa voie", theme_code="ORI", shelf_mark="1.2 DUP", authors=("Dupont, A.",)))
        made.library.add(title("Trouver un vieux métier", theme_code="ORI", state=State.WITHDRAWN))
        yield made


def test_what_is_withdrawn_is_not_found_by_visitors(desk: LibraryDesk) -> None:
    found = desk.finding.find("trouver")

    assert [book.title.title for book in found.books] == ["Trouver sa voie"]
    assert found.total == 1
    assert [book.shelf.digit for book in found.books if book.shelf] == [1]


@pytest.mark.parametrize("words", ["", "   "])
def test_without_words_nothing_is_found(desk: LibraryDesk, words: str) -> None:
    assert desk.finding.find(words).books == ()


def test_a_slip_follows_the_shelves_and_leaves_out_what_is_gone(desk: LibraryDesk) -> None:
    work, way = desk.finding.find("werk").books[0], desk.finding.find("voie").books[0]
    slip = desk.finding.slip([work.title.id, uuid4(), way.title.id], "FR")

    assert slip.plain == "1.2 DUP · Trouver sa voie · Dupont, A.\n3.1 PEE · Werk vinden"


def test_a_kiosk_that_looks_for_books_writes_nothing(tmp_path: Path) -> None:
    clock = StoppedClock(NOON)
    for name in ("library", "kiosk"):
        (tmp_path / name).mkdir()
    with (
        temporary_office(tmp_path / "library", clock, Settings(workstation="Doc", kind="library")) as library,
        temporary_office(tmp_path / "kiosk", clock, Settings(workstation="Borne", kind="kiosk")) as kiosk,
    ):
        library.library.add(title("Trouver sa voie", theme_code="ORI", shelf_mark="1.2 DUP"))
        carry(library, kiosk)
        before = dump(kiosk)
        (book,) = kiosk.finding.find("voie").books
        slip = kiosk.finding.slip([book.title.id], "NL")

        assert slip.plain == "1.2 DUP · Trouver sa voie"
        assert dump(kiosk) == before
