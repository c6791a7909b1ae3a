"""The gestures of the scan room on a real catalogue."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from cdm_desk.domain.consultation import Answer, Heard, UseFact
from cdm_desk.domain.errors import AmountError, UnknownCodeError
from cdm_desk.domain.labels import LabelKind
from cdm_desk.domain.library import Copy, State, Title
from cdm_desk.domain.scanning import Code, Gesture
from cdm_desk.store.library import COPY
from tests.services.library_desk import MORNING, LibraryDesk, library_desk, title

TODAY = MORNING.date()
ISBN, OTHER_ISBN = "9782070541270", "9782253006329"
JOURNAL = "9770035272000"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[LibraryDesk]:
    with library_desk(tmp_path) as made:
        yield made


def book(desk: LibraryDesk, *barcodes: str, **fields: object) -> tuple[Title, list[Copy]]:
    kept = desk.library.add(title(**({"theme_code": "EMP", "languages": ("fr",)} | fields)))  # type: ignore[arg-type]
    copies = [desk.library.add_copy(kept.id, barcode=each, shelf_mark="3.1 DUP") for each in barcodes]
    # A new copy waits for its label; these have theirs.
    desk.labels.drop(desk.labels.waiting(LabelKind.SPINE))
    return kept, copies


def scan(desk: LibraryDesk, code: str, gesture: Gesture = Gesture.CONSULTED) -> Heard:
    return desk.consultations.scan(gesture, Code(readings=(code,)))


def uses(desk: LibraryDesk) -> list[UseFact]:
    with desk.store.view() as unit:
        return [fact for fact in unit.facts.of_day(TODAY) if isinstance(fact, UseFact)]


def copy_now(desk: LibraryDesk, copy: Copy) -> Copy:
    with desk.store.view() as unit:
        found = unit.titles.copy(copy.id)
    assert found is not None
    return found


def write(desk: LibraryDesk, copy: Copy, **fields: Any) -> None:
    with desk.store.unit() as unit:
        unit.keep(COPY, copy.id.hex, fields)


def labels(desk: LibraryDesk) -> list[str]:
    with desk.store.view() as unit:
        query = "SELECT copy_id FROM label_job WHERE kind = 'spine' AND removed IS NOT 1 AND printed_on IS NULL"
        return list(unit.db.exec_driver_sql(query).scalars())


def test_a_book_found_read_is_one_fact_with_its_theme_and_language(desk: LibraryDesk) -> None:
    kept, _copies = book(desk, "B1")
    heard = scan(desk, "B1")
    (fact,) = uses(desk)
    assert (fact.title_id, fact.theme_code, fact.language, fact.day, fact.count) == (kept.id, "EMP", "fr", TODAY, 1)
    assert (heard.answer, heard.times) == (Answer.COUNTED, 1)
    assert scan(desk, "B1").times == 2


def test_undo_takes_one_fact_back_and_leaves_the_other(desk: LibraryDesk) -> None:
    book(desk, "B1")
    first, second = scan(desk, "B1"), scan(desk, "B1")
    assert second.done is not None
    assert first.done is not None
    desk.consultations.take_back(second.done)
    assert [fact.id for fact in uses(desk)] == [first.done.fact_id]
    desk.consultations.take_back(first.done)
    assert desk.consultations.trolley().total == 0


def test_an_isbn_counts_the_title_whichever_of_its_copies_it_was(desk: LibraryDesk) -> None:
    kept, _copies = book(desk, "B1", "B2", isbns=(ISBN,))
    heard = scan(desk, ISBN)
    assert heard.answer is Answer.COUNTED
    assert [fact.title_id for fact in uses(desk)] == [kept.id]


def test_of_two_volumes_under_one_isbn_it_is_asked_which_and_nothing_is_counted(desk: LibraryDesk) -> None:
    first, _copies = book(desk, isbns=(ISBN,), name="Tome 1")
    book(desk, isbns=(ISBN,), name="Tome 2")
    heard = scan(desk, ISBN)
    assert heard.answer is Answer.WHICH_TITLE
    assert [choice.title.title for choice in heard.choices] == ["Tome 1", "Tome 2"]
    assert uses(desk) == []
    assert desk.consultations.do(Gesture.CONSULTED, heard.choices[0]).answer is Answer.COUNTED
    assert [fact.title_id for fact in uses(desk)] == [first.id]


@pytest.mark.parametrize("gesture", [Gesture.SHELF, Gesture.WEED, Gesture.LABEL])
def test_a_gesture_on_an_object_asks_which_of_several_copies(desk: LibraryDesk, gesture: Gesture) -> None:
    _kept, copies = book(desk, "B1", "B2", isbns=(ISBN,))
    heard = scan(desk, ISBN, gesture)
    assert heard.answer is Answer.WHICH_COPY
    assert [choice.copy for choice in heard.choices] == copies
    assert desk.consultations.do(gesture, heard.choices[1]).done is not None
    assert scan(desk, "B2", gesture).answer is Answer.ALREADY
    assert scan(desk, "B1", gesture).answer is not Answer.ALREADY


@pytest.mark.parametrize("gesture", [Gesture.SHELF, Gesture.WEED, Gesture.LABEL])
def test_a_title_without_an_object_says_so(desk: LibraryDesk, gesture: Gesture) -> None:
    book(desk, isbns=(ISBN,))
    assert scan(desk, ISBN, gesture).answer is Answer.NO_COPY


def test_back_on_the_shelf_is_seen_today_and_missing_no_more(desk: LibraryDesk) -> None:
    _kept, (copy,) = book(desk, "B1")
    write(desk, copy, missing_since=date(2019, 1, 7))
    heard = scan(desk, "B1", Gesture.SHELF)
    assert heard.answer is Answer.FOUND_AGAIN
    assert (copy_now(desk, copy).seen_on, copy_now(desk, copy).missing_since) == (TODAY, None)
    assert heard.done is not None
    desk.consultations.take_back(heard.done)
    assert copy_now(desk, copy).missing_since == date(2019, 1, 7)
    assert copy_now(desk, copy).seen_on is None


def test_a_missing_book_found_read_is_counted_and_missing_no_more(desk: LibraryDesk) -> None:
    _kept, (copy,) = book(desk, "B1")
    write(desk, copy, missing_since=date(2019, 1, 7))
    heard = scan(desk, "B1")
    assert heard.answer is Answer.FOUND_AGAIN
    assert copy_now(desk, copy).missing_since is None
    assert len(uses(desk)) == 1
    assert heard.done is not None
    desk.consultations.take_back(heard.done)
    assert copy_now(desk, copy).missing_since == date(2019, 1, 7)
    assert uses(desk) == []


def test_a_copy_is_proposed_for_weeding_once_and_let_go_again(desk: LibraryDesk) -> None:
    _kept, (copy,) = book(desk, "B1")
    heard = scan(desk, "B1", Gesture.WEED)
    assert (heard.answer, copy_now(desk, copy).weed_on) == (Answer.PROPOSED, TODAY)
    assert scan(desk, "B1", Gesture.WEED).answer is Answer.ALREADY
    assert heard.done is not None
    desk.consultations.take_back(heard.done)
    assert copy_now(desk, copy).weed_on is None


def test_what_somebody_has_written_since_stays_when_a_gesture_is_taken_back(desk: LibraryDesk) -> None:
    _kept, (copy,) = book(desk, "B1")
    heard = scan(desk, "B1", Gesture.WEED)
    write(desk, copy, weed_on=date(2019, 3, 2))
    assert heard.done is not None
    desk.consultations.take_back(heard.done)
    assert copy_now(desk, copy).weed_on == date(2019, 3, 2)


def test_a_label_is_queued_once_and_dropped_again(desk: LibraryDesk) -> None:
    _kept, (copy,) = book(desk, "B1")
    heard = scan(desk, "B1", Gesture.LABEL)
    assert heard.answer is Answer.QUEUED
    assert scan(desk, "B1", Gesture.LABEL).answer is Answer.ALREADY
    assert labels(desk) == [copy.id.hex]
    assert heard.done is not None
    desk.consultations.take_back(heard.done)
    assert labels(desk) == []
    assert scan(desk, "B1", Gesture.LABEL).answer is Answer.QUEUED


def test_a_withdrawn_copy_on_the_table_counts_and_says_what_it_is(desk: LibraryDesk) -> None:
    _kept, (copy,) = book(desk, "B1")
    write(desk, copy, state=State.WITHDRAWN.value)
    assert scan(desk, "B1").answer is Answer.WITHDRAWN
    assert scan(desk, "B1", Gesture.SHELF).answer is Answer.WITHDRAWN
    assert copy_now(desk, copy).state is State.WITHDRAWN
    assert len(uses(desk)) == 1


@pytest.mark.parametrize(
    ("code", "answer"),
    [("nobody", Answer.UNKNOWN), (OTHER_ISBN, Answer.UNKNOWN), ("9782070541271", Answer.WRONG_NUMBER)],
)
def test_a_code_that_nothing_carries_counts_nothing(desk: LibraryDesk, code: str, answer: Answer) -> None:
    book(desk, "B1", isbns=(ISBN,))
    heard = scan(desk, code)
    assert (heard.answer, heard.code) == (answer, code)
    assert uses(desk) == []


def test_what_is_not_catalogued_is_counted_by_kind(desk: LibraryDesk) -> None:
    desk.consultations.count_kind("LEAFLET", 12)
    heard = desk.consultations.count_kind("LEAFLET")
    assert (heard.answer, heard.number, heard.times) == (Answer.COUNTED, 1, 13)
    assert dict(desk.consultations.trolley().by_kind) == {"LEAFLET": 13}


def test_another_number_takes_the_place_of_the_one_just_counted(desk: LibraryDesk) -> None:
    counted = desk.consultations.count_kind("LEAFLET").done
    assert counted is not None
    assert desk.consultations.count_instead(counted, "LEAFLET", 12).times == 12
    assert desk.consultations.trolley().total == 12


def test_a_number_that_is_refused_leaves_the_one_just_counted(desk: LibraryDesk) -> None:
    counted = desk.consultations.count_kind("LEAFLET").done
    assert counted is not None
    with pytest.raises(AmountError):
        desk.consultations.count_instead(counted, "LEAFLET", 0)
    assert desk.consultations.trolley().total == 1


@pytest.mark.parametrize("number", [0, -1, 1_000])
def test_so_many_are_nobodys_count(desk: LibraryDesk, number: int) -> None:
    with pytest.raises(AmountError):
        desk.consultations.count_kind("LEAFLET", number)


def test_a_kind_that_is_in_no_list_is_refused(desk: LibraryDesk) -> None:
    with pytest.raises(UnknownCodeError):
        desk.consultations.count_kind("COMIC")


def test_the_printed_barcode_of_a_journal_counts_a_journal(desk: LibraryDesk) -> None:
    heard = scan(desk, JOURNAL)
    assert (heard.answer, heard.kind_code) == (Answer.COUNTED, "PERIODICAL")
    assert scan(desk, JOURNAL, Gesture.SHELF).answer is Answer.UNKNOWN


def test_a_journal_in_the_catalogue_is_its_title(desk: LibraryDesk) -> None:
    kept, _copies = book(desk, issns=("0035-2721",))
    scan(desk, JOURNAL)
    found: list[UUID | None] = [fact.title_id for fact in uses(desk)]
    assert found == [kept.id]
