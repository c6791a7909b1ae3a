"""A stocktake on a real catalogue, at one desk, at two, and over days."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.errors import UnknownCodeError
from cdm_desk.domain.library import Copy, State
from cdm_desk.domain.scanning import Code, Gesture
from cdm_desk.domain.stocktake import (
    Figures,
    Progress,
    Seen,
    Stocktake,
    StocktakeEndedError,
    StocktakeGoneError,
    StocktakeOpenError,
    Verdict,
)
from cdm_desk.office import Office, temporary_office
from cdm_desk.settings import Settings
from cdm_desk.store.library import COPY
from tests.services.house import carry
from tests.services.library_desk import MORNING, LibraryDesk, library_desk, title

TODAY = MORNING.date()
ISBN = "9782070541270"
MARKS = ("3.1 ABE", "3.1 DUP", "3.1 ROS", "3.2 ABE", "3.2 DUP", "3.2 ROS")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[LibraryDesk]:
    with library_desk(tmp_path) as made:
        for number, mark in enumerate(MARKS, start=1):
            shelve(made, f"B{number}", mark)
        yield made


def shelve(desk: LibraryDesk | Office, barcode: str, mark: str | None, **fields: object) -> Copy:
    described = title(f"Livre {barcode}", **({"theme_code": "EMP"} | fields))
    kept = desk.library.add(described)
    return desk.library.add_copy(kept.id, barcode=barcode, shelf_mark=mark)


def begin(desk: LibraryDesk | Office, theme: str | None = None) -> Progress:
    return desk.stocktakes.walk(desk.stocktakes.begin(theme).id)


def scan(desk: LibraryDesk | Office, progress: Progress, *codes: str) -> list[Seen]:
    return [desk.stocktakes.scan(progress, Code(readings=(code,))) for code in codes]


def verdicts(desk: LibraryDesk | Office, progress: Progress, *codes: str) -> list[Verdict]:
    return [seen.verdict for seen in scan(desk, progress, *codes)]


def holder(desk: LibraryDesk | Office, barcode: str) -> Copy:
    with desk.store.view() as unit:
        return unit.titles.holders([barcode])[barcode]


def write(desk: LibraryDesk, barcode: str, **fields: Any) -> None:
    copy = holder(desk, barcode)
    with desk.store.unit() as unit:
        unit.keep(COPY, copy.id.hex, fields)


def total(desk: LibraryDesk | Office, stocktake: Stocktake) -> Figures:
    return desk.stocktakes.report(stocktake.id).total


def test_spines_in_their_order_are_in_place(desk: LibraryDesk) -> None:
    progress = begin(desk)
    assert verdicts(desk, progress, "B1", "B2", "B3", "B4", "B5", "B6") == [Verdict.IN_PLACE] * 6
    assert total(desk, progress.stocktake) == Figures(expected=6, seen=6)


def test_a_stray_is_told_with_the_book_after_which_it_belongs(desk: LibraryDesk) -> None:
    progress = begin(desk)
    *_before, stray, after = scan(desk, progress, "B3", "B4", "B5", "B1", "B6")
    assert (stray.verdict, after.verdict) == (Verdict.MISPLACED, Verdict.IN_PLACE)
    assert stray.after is None
    other = begin(desk)
    *_before, stray = scan(desk, other, "B4", "B5", "B6", "B3")
    assert stray.after is not None
    assert (stray.after.mark, stray.after.heading) == ("3.1 DUP", "Livre B2")


def test_the_next_spine_may_show_that_the_one_before_was_the_stray(desk: LibraryDesk) -> None:
    progress = begin(desk)
    first, second, third = scan(desk, progress, "B6", "B1", "B2")
    assert (first.verdict, second.verdict) == (Verdict.IN_PLACE, Verdict.MISPLACED)
    assert set(third.judged_anew) == {first.line_id, second.line_id}
    report = desk.stocktakes.report(progress.stocktake.id)
    assert [known.barcode for known in report.misplaced] == ["B6"]


def test_a_misplaced_book_that_was_put_right_is_scanned_once_more(desk: LibraryDesk) -> None:
    progress = begin(desk)
    assert verdicts(desk, progress, "B4", "B5", "B1", "B6")[2] is Verdict.MISPLACED
    progress.walk.begin_at("3.1")
    assert verdicts(desk, progress, "B1", "B2") == [Verdict.IN_PLACE, Verdict.IN_PLACE]
    assert total(desk, progress.stocktake).misplaced == 0


def test_the_same_spine_twice_is_seen_once(desk: LibraryDesk) -> None:
    progress = begin(desk)
    assert verdicts(desk, progress, "B1", "B1") == [Verdict.IN_PLACE, Verdict.AGAIN]
    assert total(desk, progress.stocktake).seen == 1


def test_what_nothing_carries_is_unknown_and_noted_once(desk: LibraryDesk) -> None:
    progress = begin(desk)
    assert verdicts(desk, progress, "X9", "X9") == [Verdict.UNKNOWN, Verdict.AGAIN]
    report = desk.stocktakes.report(progress.stocktake.id)
    assert [known.line.code for known in report.unknown] == ["X9"]


@pytest.mark.parametrize("fields", [{"missing_since": date(2019, 1, 7)}, {"state": State.WITHDRAWN.value}], ids=str)
def test_what_was_thought_lost_is_not_expected_and_told_when_it_is_there(
    desk: LibraryDesk, fields: dict[str, Any]
) -> None:
    write(desk, "B2", **fields)
    progress = begin(desk)
    assert total(desk, progress.stocktake).expected == 5
    assert verdicts(desk, progress, "B1", "B2", "B3") == [Verdict.IN_PLACE, Verdict.THOUGHT_LOST, Verdict.IN_PLACE]
    assert (holder(desk, "B2").missing_since, holder(desk, "B2").seen_on) == (None, TODAY)


def test_an_isbn_is_the_next_copy_that_was_not_seen(desk: LibraryDesk) -> None:
    kept = desk.library.add(title("Deux fois", theme_code="EMP", isbns=(ISBN,)))
    for _copy in range(2):
        desk.library.add_copy(kept.id, shelf_mark="3.2 ZOL")
    progress = begin(desk)
    assert verdicts(desk, progress, ISBN, ISBN, ISBN) == [Verdict.IN_PLACE, Verdict.IN_PLACE, Verdict.AGAIN]


def test_a_stocktake_of_one_theme_expects_that_theme_only(desk: LibraryDesk) -> None:
    shelve(desk, "F1", "2.1 ABE", theme_code="FOR")
    progress = begin(desk, "EMP")
    assert total(desk, progress.stocktake).expected == 6
    (seen,) = scan(desk, progress, "F1")
    assert (seen.verdict, seen.elsewhere) == (Verdict.MISPLACED, True)
    with pytest.raises(UnknownCodeError):
        desk.stocktakes.begin("XXX")


def test_the_list_is_frozen(desk: LibraryDesk) -> None:
    progress = begin(desk)
    shelve(desk, "B7", "3.2 ZOL")
    write(desk, "B1", shelf_mark="9 ZZZ")
    assert total(desk, progress.stocktake).expected == 6
    assert verdicts(desk, progress, "B1", "B2", "B6", "B7") == [Verdict.IN_PLACE] * 4
    assert total(desk, progress.stocktake) == Figures(expected=6, seen=3, added=1, missing=3)


def test_a_scan_taken_back_leaves_nothing(desk: LibraryDesk) -> None:
    write(desk, "B2", missing_since=date(2019, 1, 7))
    progress = begin(desk)
    before = desk.stocktakes.report(progress.stocktake.id)
    for seen in reversed(scan(desk, progress, "B1", "B2", "X9", "B3")):
        desk.stocktakes.undo(progress, seen)
    after = desk.stocktakes.report(progress.stocktake.id)
    assert after.total == before.total
    assert (holder(desk, "B2").missing_since, holder(desk, "B1").seen_on) == (date(2019, 1, 7), None)
    assert verdicts(desk, progress, "B1", "X9") == [Verdict.IN_PLACE, Verdict.UNKNOWN]


def test_at_the_end_what_was_not_seen_is_missing_and_the_role_signs(desk: LibraryDesk) -> None:
    progress = begin(desk)
    scan(desk, progress, "B1", "B2", "B3", "B4")
    report = desk.stocktakes.end(progress.stocktake.id)
    assert (report.stocktake.ended_on, report.stocktake.signed_as) == (TODAY, "documentalist")
    assert [known.barcode for known in report.missing] == ["B5", "B6"]
    assert holder(desk, "B5").missing_since == TODAY
    assert holder(desk, "B1").missing_since is None
    with pytest.raises(StocktakeEndedError):
        scan(desk, progress, "B5")
    with pytest.raises(StocktakeEndedError):
        desk.stocktakes.end(progress.stocktake.id)


def test_what_was_signed_is_not_changed_by_taking_a_scan_back(desk: LibraryDesk) -> None:
    progress = begin(desk)
    (seen,) = scan(desk, progress, "B1")
    desk.stocktakes.end(progress.stocktake.id)
    with pytest.raises(StocktakeEndedError):
        desk.stocktakes.undo(progress, seen)
    assert total(desk, progress.stocktake).seen == 1


def test_the_end_is_taken_back_and_what_was_found_meanwhile_stays(desk: LibraryDesk) -> None:
    progress = begin(desk)
    scan(desk, progress, "B1", "B2", "B3")
    desk.stocktakes.end(progress.stocktake.id)
    write(desk, "B4", missing_since=date(2019, 3, 9))
    desk.stocktakes.reopen(progress.stocktake.id)
    assert holder(desk, "B5").missing_since is None
    assert holder(desk, "B4").missing_since == date(2019, 3, 9)
    assert verdicts(desk, progress, "B5") == [Verdict.IN_PLACE]
    with pytest.raises(StocktakeOpenError):
        desk.stocktakes.reopen(progress.stocktake.id)


def test_a_book_that_lay_on_the_trolley_meanwhile_is_not_missing(desk: LibraryDesk) -> None:
    progress = begin(desk)
    scan(desk, progress, "B1", "B2", "B3", "B4", "B5")
    desk.consultations.scan(Gesture.SHELF, Code(readings=("B6",)))
    assert desk.stocktakes.end(progress.stocktake.id).missing == ()


def test_one_begun_by_mistake_is_taken_off_the_list_and_put_back(desk: LibraryDesk) -> None:
    stocktake = desk.stocktakes.begin()
    desk.stocktakes.take_back(stocktake.id)
    assert desk.stocktakes.all() == []
    with pytest.raises(StocktakeGoneError):
        desk.stocktakes.walk(stocktake.id)
    desk.stocktakes.bring_back(stocktake.id)
    assert desk.stocktakes.all() == [stocktake]


# Over days, at two desks


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    offices = []
    for name in ("Bib 1", "Bib 2"):
        (tmp_path / name).mkdir()
        clock = StoppedClock(datetime(2019, 3, 1, 9, 30, tzinfo=BRUSSELS))
        offices.append(temporary_office(tmp_path / name, clock, Settings(workstation=name)))
    yield offices[0], offices[1]
    for office in offices:
        office.close()


def test_two_desks_scan_one_stocktake_at_once_and_agree(two: tuple[Office, Office]) -> None:
    here, there = two
    for number, mark in enumerate(MARKS, start=1):
        shelve(here, f"B{number}", mark)
    mine = begin(here)
    carry(here, there)
    (stocktake,) = there.stocktakes.all()
    yours = there.stocktakes.walk(stocktake.id)
    scan(here, mine, "B1", "B2", "X9")
    scan(there, yours, "B2", "B4", "B5", "X9")
    carry(here, there)
    carry(there, here)
    figures = Figures(expected=6, seen=4, missing=2, unknown=1)
    assert total(here, stocktake) == total(there, stocktake) == figures
    assert verdicts(here, mine, "B4") == [Verdict.AGAIN]
    carry(here, there)
    report = there.stocktakes.end(stocktake.id)
    carry(there, here)
    assert [known.barcode for known in report.missing] == ["B3", "B6"]
    assert holder(here, "B3").missing_since == TODAY
    assert here.stocktakes.report(stocktake.id) == report


def test_it_goes_on_the_next_day_where_it_was_left(two: tuple[Office, Office]) -> None:
    office, _other = two
    for number, mark in enumerate(MARKS, start=1):
        shelve(office, f"B{number}", mark)
    stocktake = begin(office).stocktake
    scan(office, office.stocktakes.walk(stocktake.id), "B1", "B2", "B3")
    assert isinstance(office.clock, StoppedClock)
    office.clock.advance(days=3)
    again = office.stocktakes.walk(stocktake.id)
    assert verdicts(office, again, "B4", "B2", "B5") == [Verdict.IN_PLACE, Verdict.AGAIN, Verdict.IN_PLACE]
    assert total(office, stocktake).seen == 5
