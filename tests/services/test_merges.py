"""After a merge whatever named the title that went speaks of the one that stays, whoever wrote it and when."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.consultation import UseFact
from cdm_desk.domain.labels import LabelKind
from cdm_desk.domain.library import Title
from cdm_desk.domain.scanning import Code, Gesture
from cdm_desk.services.duplicates import Merged
from cdm_desk.services.press import PressService
from tests.services.library_desk import MORNING, copy_of, title
from tests.services.press_desk import article
from tests.services.record_desk import RecordDesk, exchange, record_desk, two_desks

TODAY = MORNING.date()
Pair = tuple[Title, Title]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[RecordDesk]:
    with record_desk(tmp_path) as made:
        yield made


def pair(desk: RecordDesk) -> Pair:
    """Return a title and its twin, which has the only copy."""
    kept = desk.library.add(title("Trouver un emploi", theme_code="EMP", languages=("fr",)))
    gone = title("Trouver un emploi.", theme_code="EMP", languages=("fr",))
    desk.library.add(gone, [copy_of(gone, "42")])
    return kept, gone


def merged(desk: RecordDesk, both: Pair) -> Merged:
    return desk.duplicates.merge(both[0].id, both[1].id)


def read(desk: RecordDesk, *titles: Title, days_ago: int = 1) -> None:
    with desk.store.unit() as unit:
        for each in titles:
            unit.facts.add(UseFact(id=uuid4(), day=TODAY - timedelta(days=days_ago), title_id=each.id))


def in_basket(desk: RecordDesk) -> list[Title]:
    (basket,) = desk.baskets.all()
    found = [work for work, _copies in desk.baskets.shelf(basket.id)]
    assert basket.titles == len(found)
    return found


def test_a_basket_has_the_title_that_stays_and_the_other_again_when_they_are_parted(desk: RecordDesk) -> None:
    both = pair(desk)
    desk.baskets.put(desk.baskets.make("Salon").id, [both[1].id])
    done = merged(desk, both)
    assert [each.id for each in in_basket(desk)] == [both[0].id]
    desk.duplicates.part(done)
    assert [each.id for each in in_basket(desk)] == [both[1].id]


def test_a_basket_with_both_has_one_of_them(desk: RecordDesk) -> None:
    both = pair(desk)
    desk.baskets.put(desk.baskets.make("Salon").id, [each.id for each in both])
    merged(desk, both)
    assert [each.id for each in in_basket(desk)] == [both[0].id]


def test_what_is_taken_out_of_a_basket_is_out_under_both_names(desk: RecordDesk) -> None:
    both = pair(desk)
    basket = desk.baskets.make("Salon")
    desk.baskets.put(basket.id, [both[1].id])
    merged(desk, both)
    desk.baskets.take_out(basket.id, [both[0].id])
    assert in_basket(desk) == []


def test_an_article_of_the_press_review_has_the_title_that_stays_on_our_shelves(desk: RecordDesk) -> None:
    both = pair(desk)
    press = PressService(desk.store, StoppedClock(MORNING), desk.gate)
    item = press.add(article(title_ids=(both[1].id,)))
    done = merged(desk, both)
    assert item.issue_id is not None
    review = press.review(item.issue_id)
    assert [each.id for each in review.books(review.items[0])] == [both[0].id]
    desk.duplicates.part(done)
    review = press.review(item.issue_id)
    assert [each.id for each in review.books(review.items[0])] == [both[1].id]


def test_what_was_read_of_either_is_added_up_and_taken_apart_again(desk: RecordDesk) -> None:
    both = pair(desk)
    read(desk, *both, both[1])
    done = merged(desk, both)
    with desk.store.view() as unit:
        assert unit.uses.by_title(TODAY - timedelta(days=7), TODAY) == {both[0].id: 3}
        assert unit.weeding.uses_since(TODAY - timedelta(days=7)) == {both[0].id: 3}
        assert unit.uses.times(both[0].id, TODAY - timedelta(days=1)) == 3
    desk.duplicates.part(done)
    with desk.store.view() as unit:
        assert unit.uses.by_title(TODAY - timedelta(days=7), TODAY) == {both[0].id: 1, both[1].id: 2}


def test_the_last_day_of_either_is_the_last_day_it_was_read(desk: RecordDesk) -> None:
    both = pair(desk)
    read(desk, both[0], days_ago=9)
    read(desk, both[1], days_ago=2)
    merged(desk, both)
    with desk.store.view() as unit:
        assert unit.uses.last_read() == {both[0].id: TODAY - timedelta(days=2)}


def test_a_label_that_waits_for_a_copy_tells_the_title_that_stays(desk: RecordDesk) -> None:
    both = pair(desk)
    desk.labels.want_found("42", LabelKind.BARCODE)
    merged(desk, both)
    (line,) = desk.labels.waiting(LabelKind.BARCODE)
    assert line.title is not None
    assert line.title.id == both[0].id


def test_a_stocktake_goes_on_with_the_title_that_stays(desk: RecordDesk) -> None:
    both = pair(desk)
    begun = desk.stocktakes.begin("EMP")
    done = merged(desk, both)
    with desk.store.view() as unit:
        (line,) = unit.stocktakes.known(begun.id)
        assert line.heading == both[0].title
    desk.duplicates.part(done)
    with desk.store.view() as unit:
        (line,) = unit.stocktakes.known(begun.id)
        assert line.heading == both[1].title


@pytest.mark.parametrize("late", [True, False], ids=["before hearing of it", "while it happens"])
def test_what_another_workstation_did_with_the_title_that_went_counts_for_the_one_that_stays(
    tmp_path: Path, late: bool
) -> None:
    with two_desks(tmp_path) as (here, there):
        both = pair(here)
        basket = here.baskets.make("Salon")
        exchange(here, there)
        done = merged(here, both)
        there.baskets.put(basket.id, [both[1].id])
        there.library.add_copy(both[1].id, barcode="43")
        there.consultations.scan(Gesture.CONSULTED, Code(readings=("42",)))
        if late:
            here.hear(there)
            there.hear(here)
        else:
            exchange(here, there)
        for desk in (here, there):
            assert [each.id for each in in_basket(desk)] == [both[0].id]
            assert {copy.barcode for copy in desk.library.copies(both[0].id)} == {"42", "43"}
            assert [(hit.title.id, hit.copies) for hit in desk.library.found("43")] == [(both[0].id, 2)]
            with desk.store.view() as unit:
                assert unit.uses.by_title(TODAY, TODAY) == {both[0].id: 1}
        here.duplicates.part(done)
        exchange(here, there)
        for desk in (here, there):
            assert [each.id for each in in_basket(desk)] == [both[1].id]
            assert [hit.title.id for hit in desk.library.found("43")] == [both[1].id]


def test_a_title_merged_twice_over_is_the_last_one(desk: RecordDesk) -> None:
    both = pair(desk)
    third = desk.library.add(title("Trouver un emploi !"))
    read(desk, both[1])
    merged(desk, both)
    desk.duplicates.merge(third.id, both[0].id)
    with desk.store.view() as unit:
        assert unit.uses.by_title(TODAY - timedelta(days=7), TODAY) == {third.id: 1}


def test_of_two_titles_merged_into_each_other_one_stays_the_same_everywhere(tmp_path: Path) -> None:
    told = []
    with two_desks(tmp_path) as (here, there):
        both = pair(here)
        exchange(here, there)
        merged(here, both)
        there.duplicates.merge(both[1].id, both[0].id)
        exchange(here, there)
        exchange(here, there)
        for desk in (here, there):
            ((standing, copies),) = desk.library.shelf()
            assert [copy.barcode for copy in copies] == ["42"]
            told.append(standing.id)
        assert told[0] == told[1]
