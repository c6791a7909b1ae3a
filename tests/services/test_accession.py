"""A book in hand comes into the library in one act: title, copy, spine label; its number waits no more."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from cdm_desk.domain.errors import BarcodeTakenError, TitleMissingError
from cdm_desk.services.lookup import LookupService
from tests.importers.catalogue_server import ISBN
from tests.services.library_desk import LibraryDesk, library_desk, title


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[LibraryDesk]:
    with library_desk(tmp_path) as made:
        yield made


def labels(desk: LibraryDesk) -> list[tuple[str, str, str]]:
    with desk.store.view() as unit:
        query = text("SELECT kind, copy_id, wanted_on FROM label_job WHERE removed IS NULL OR NOT removed")
        return [tuple(row) for row in unit.db.execute(query)]


def numbers(desk: LibraryDesk) -> list[str]:
    with desk.store.view() as unit:
        return [waiting.number for waiting in unit.lookups.waiting()]


def lookup(desk: LibraryDesk) -> LookupService:
    return LookupService(desk.store, desk.store.clock, desk.gate)


def test_title_copy_and_label_come_in_one_act(desk: LibraryDesk) -> None:
    lookup(desk).want(ISBN)
    done = desk.library.accede(title(shelf_mark="3.1 DUP", isbns=(ISBN,)), ISBN, barcode="30007004052001")

    (copy,) = desk.library.copies(done.title.id)
    assert (copy.barcode, copy.shelf_mark, copy.acquired_on) == ("30007004052001", "3.1 DUP", date(2019, 3, 1))
    assert labels(desk) == [("spine", copy.id.hex, "2019-03-01")]
    assert numbers(desk) == []
    assert done.made


def test_a_second_copy_leaves_the_title_as_it_is(desk: LibraryDesk) -> None:
    standing = desk.library.accede(title(shelf_mark="3.1 DUP"), ISBN).title
    again = desk.library.accede(standing, ISBN)

    assert not again.made
    assert len(desk.library.copies(standing.id)) == 2
    assert len(labels(desk)) == 2


def test_what_is_refused_leaves_nothing_behind_and_the_number_waits(desk: LibraryDesk) -> None:
    lookup(desk).want(ISBN)
    desk.library.accede(title(), "9789020985603", barcode="30007")
    with pytest.raises(BarcodeTakenError):
        desk.library.accede(title("Un autre"), ISBN, barcode="30007")
    with pytest.raises(TitleMissingError):
        desk.library.accede(title(" "), ISBN)

    assert [hit.title.title for hit in desk.library.found("")] == ["Trouver un emploi"]
    assert len(labels(desk)) == 1
    assert numbers(desk) == [ISBN]


def test_a_title_that_others_may_still_complete_keeps_its_number_waiting(desk: LibraryDesk) -> None:
    lookup(desk).want(ISBN)
    done = desk.library.accede(title(), ISBN, complete=False)

    (waiting,) = lookup(desk).waiting()
    assert (waiting.number, waiting.title_id) == (ISBN, done.title.id)


def test_an_accession_taken_back_lets_the_number_wait_again(desk: LibraryDesk) -> None:
    waiting = lookup(desk).want(ISBN)
    desk.library.take_back(desk.library.accede(title(), ISBN, complete=False))

    assert desk.library.found("") == []
    assert labels(desk) == []
    assert lookup(desk).waiting() == [waiting]


def test_a_second_copy_taken_back_leaves_the_title(desk: LibraryDesk) -> None:
    standing = desk.library.accede(title(), ISBN).title
    desk.library.take_back(desk.library.accede(standing, ISBN))

    assert len(desk.library.copies(standing.id)) == 1


def test_what_others_knew_completes_a_title_and_its_number_waits_no_more(desk: LibraryDesk) -> None:
    seen = desk.library.accede(title(theme_code="EMP"), ISBN, complete=False).title
    desk.library.complete(replace(seen, publisher="Dunod", origins=("publisher=bnf",)), seen, ISBN)

    kept = desk.library.title(seen.id)
    assert (kept.publisher, kept.theme_code, kept.origins) == ("Dunod", "EMP", ("publisher=bnf",))
    assert numbers(desk) == []
