"""Labels: what has to be printed follows the catalogue, and every act can be taken back."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cdm_desk.domain.errors import LabelUnknownError
from cdm_desk.domain.intake import Work
from cdm_desk.domain.label_sheets import sheet_named
from cdm_desk.domain.labels import LabelKind, LabelLine
from cdm_desk.domain.library import Copy, Title
from cdm_desk.domain.lists import Kind, Label
from tests.services.library_desk import LibraryDesk, copy_of, library_desk, parcel_of, title
from tests.services.two_desks import TwoDesks, two_desks

SPINE, BARCODE, SIGN = LabelKind.SPINE, LabelKind.BARCODE, LabelKind.SIGN


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[LibraryDesk]:
    with library_desk(tmp_path) as made:
        yield made


def shelved(desk: LibraryDesk, name: str = "Trouver un emploi", mark: str = "3.1 DUP", barcode: str = "1") -> Work:
    """Return a title that an import has brought: its copy has a label already."""
    described = title(name, theme_code="EMP", sub_theme_code="EMP1", shelf_mark=mark)
    copy = copy_of(described, barcode=barcode)
    desk.library.receive(parcel_of((described, (copy,))))
    return Work(title=desk.library.title(described.id), copies=desk.library.copies(described.id))


def marks(lines: list[LabelLine]) -> list[str]:
    return [line.mark for line in lines]


# What a change asks for


def test_books_that_an_import_brings_have_their_labels(desk: LibraryDesk) -> None:
    shelved(desk)

    assert desk.labels.waiting(SPINE) == []


@pytest.mark.parametrize(
    "change",
    [{"theme_code": "FOR", "sub_theme_code": "FOR2"}, {"sub_theme_code": "EMP2"}, {"shelf_mark": "3.2 DUP"}],
    ids=["theme", "sub-theme", "mark"],
)
def test_a_title_that_moves_has_its_copies_relabelled_until_the_change_is_undone(
    desk: LibraryDesk, change: dict[str, Any]
) -> None:
    work = shelved(desk)
    moved = replace(work.title, **change)
    desk.library.keep(moved, work.title)

    assert marks(desk.labels.waiting(SPINE)) == [moved.shelf_mark]

    desk.library.keep(work.title, moved)

    assert desk.labels.waiting(SPINE) == []


def test_what_is_not_on_the_label_asks_for_none(desk: LibraryDesk) -> None:
    work = shelved(desk)
    desk.library.keep(replace(work.title, year=2019), work.title)

    assert desk.labels.waiting(SPINE) == []


def test_a_copy_with_a_mark_of_its_own_is_relabelled_for_it_alone(desk: LibraryDesk) -> None:
    work = shelved(desk)
    copy = replace(work.copies[0], shelf_mark="REF 3.1")
    desk.library.keep_work(Work(title=work.title, copies=(copy,)), work)

    assert marks(desk.labels.waiting(SPINE)) == ["REF 3.1"]

    desk.library.keep_work(work, Work(title=work.title, copies=(copy,)))

    assert desk.labels.waiting(SPINE) == []


def test_a_new_copy_needs_its_label(desk: LibraryDesk) -> None:
    work = shelved(desk)
    added = desk.library.add_copy(work.title.id)

    assert [line.copy and line.copy.id for line in desk.labels.waiting(SPINE)] == [added.id]


def test_a_copy_that_goes_needs_none(desk: LibraryDesk) -> None:
    added = desk.library.add(title(shelf_mark="2 AAA"), [copy_of(title())])
    desk.library.remove(added.id)

    assert desk.labels.waiting(SPINE) == []


def test_the_sign_of_a_shelf_that_had_none_is_listed_once(desk: LibraryDesk) -> None:
    work = shelved(desk)
    moved = replace(work.title, sub_theme_code="EMP2", shelf_mark="3.2 DUP")
    desk.library.keep(moved, work.title)

    assert marks(desk.labels.waiting(SIGN)) == ["3.2"]

    desk.labels.mark_printed(desk.labels.waiting(SIGN))
    desk.library.keep(work.title, moved)
    desk.library.keep(moved, work.title)

    assert desk.labels.waiting(SIGN) == []


def test_the_sign_goes_off_the_list_when_the_move_is_undone(desk: LibraryDesk) -> None:
    work = shelved(desk)
    moved = replace(work.title, sub_theme_code="EMP2", shelf_mark="3.2 DUP")
    for _each in range(2):
        desk.library.keep(moved, work.title)
        assert marks(desk.labels.waiting(SIGN)) == ["3.2"]

        desk.library.keep(work.title, moved)
        assert desk.labels.waiting(SIGN) == []


def test_a_renamed_theme_has_its_signs_listed_and_those_of_the_shelves_in_use_below_it(desk: LibraryDesk) -> None:
    shelved(desk)
    desk.lists.rename(Kind.THEME, "EMP", Label(fr="Travail", nl="Arbeid", en="Work"))

    lines = desk.labels.waiting(SIGN)
    assert marks(lines) == ["3", "3.1"]
    assert [line.sign and line.sign.theme.nl for line in lines] == ["Arbeid", "Arbeid"]


def test_a_renamed_sub_theme_has_the_sign_listed_that_was_printed_with_the_old_words(desk: LibraryDesk) -> None:
    desk.labels.want_signs(["EMP2", "EMP3"])
    desk.labels.mark_printed(desk.labels.waiting(SIGN))
    desk.lists.rename(Kind.SUB_THEME, "EMP2", Label(fr="Chercher", nl="Zoeken", en="Looking"))

    assert marks(desk.labels.waiting(SIGN)) == ["3.2"]


def test_words_that_stand_on_no_sign_ask_for_none(desk: LibraryDesk) -> None:
    shelved(desk)
    before = next(entry for entry in desk.lists.all(Kind.THEME) if entry.code == "EMP").label
    desk.lists.rename(Kind.THEME, "EMP", replace(before, en="Labour"))
    desk.lists.rename(Kind.THEME, "MOB", Label(fr="Bouger", nl="Bewegen", en="Moving"))

    assert desk.labels.waiting(SIGN) == []


def test_a_label_printed_is_wanted_again_as_soon_as_it_is_wrong(desk: LibraryDesk) -> None:
    work = shelved(desk)
    desk.labels.want([work.copies[0].id], SPINE)
    desk.labels.mark_printed(desk.labels.waiting(SPINE))
    assert desk.labels.waiting(SPINE) == []

    desk.library.keep(replace(work.title, shelf_mark="3.9 DUP"), work.title)

    assert marks(desk.labels.waiting(SPINE)) == ["3.9 DUP"]
    assert desk.labels.printed(SPINE) == []


def test_a_label_asked_for_by_hand_stays_when_a_change_is_undone(desk: LibraryDesk) -> None:
    work = shelved(desk)
    desk.labels.want([work.copies[0].id], SPINE)
    moved = replace(work.title, shelf_mark="3.9 DUP")
    desk.library.keep(moved, work.title)
    desk.library.keep(work.title, moved)

    assert marks(desk.labels.waiting(SPINE)) == ["3.1 DUP"]


# Asking, printing, taking back


def test_a_barcode_asks_for_one_copy_and_a_mark_for_its_whole_shelf(desk: LibraryDesk) -> None:
    shelved(desk, "Un", "3.1 AAA", "111")
    shelved(desk, "Werk zoeken in Brussel", "3.1 BBB", "222")
    shelved(desk, "L'économie belge", "4 CCC", "333")
    desk.labels.want_found("333", SPINE)
    assert marks(desk.labels.waiting(SPINE)) == ["4 CCC"]

    desk.labels.want_found("3.1", SPINE)
    assert marks(desk.labels.waiting(SPINE)) == ["3.1 AAA", "3.1 BBB", "4 CCC"]


@pytest.mark.parametrize("text", ["", "   ", "9.9", "%"])
def test_what_is_on_no_shelf_is_refused(desk: LibraryDesk, text: str) -> None:
    shelved(desk)

    with pytest.raises(LabelUnknownError):
        desk.labels.want_found(text, SPINE)


def test_a_copy_without_a_barcode_gets_one_and_loses_it_with_the_undo(desk: LibraryDesk) -> None:
    kept = desk.library.add(title(shelf_mark="2 AAA"), [copy_of(title())])
    before = desk.labels.want([copy.id for copy in desk.library.copies(kept.id)], BARCODE)
    (line,) = desk.labels.waiting(BARCODE)
    assert line.copy is not None
    assert desk.library.holder(line.copy.barcode or "") == desk.library.title(kept.id)

    desk.labels.put_back(before)

    assert desk.labels.waiting(BARCODE) == []
    assert [copy.barcode for copy in desk.library.copies(kept.id)] == [None]


def test_a_barcode_that_is_there_stays(desk: LibraryDesk) -> None:
    work = shelved(desk, barcode="BIB-7")
    desk.labels.want([work.copies[0].id], BARCODE)

    assert [copy.barcode for copy in desk.library.copies(work.title.id)] == ["BIB-7"]


def test_what_was_printed_is_remembered_and_can_be_printed_again(desk: LibraryDesk) -> None:
    work = shelved(desk)
    desk.labels.want([work.copies[0].id], SPINE)
    desk.labels.mark_printed(desk.labels.waiting(SPINE))
    assert marks(desk.labels.printed(SPINE)) == ["3.1 DUP"]

    desk.labels.again(desk.labels.printed(SPINE))

    assert marks(desk.labels.waiting(SPINE)) == ["3.1 DUP"]


def test_the_undo_of_a_print_gives_the_list_and_the_cell_back(desk: LibraryDesk) -> None:
    sheet = sheet_named("L7651")
    for number in range(3):
        shelved(desk, f"Métier {'abc'[number] * 9}", f"1.1 {number}", str(number))
    desk.labels.want_found("1.1", SPINE)
    before = desk.labels.mark_printed(desk.labels.waiting(SPINE), sheet, start=63)
    assert desk.labels.next_cell(sheet) == 1
    assert desk.labels.sheet(SPINE) == sheet

    desk.labels.put_back(before)

    assert desk.labels.next_cell(sheet) == 0
    assert len(desk.labels.waiting(SPINE)) == 3
    assert desk.labels.printed(SPINE) == []


def test_a_label_taken_off_the_list_comes_back_with_the_undo(desk: LibraryDesk) -> None:
    work = shelved(desk)
    desk.labels.want([work.copies[0].id], SPINE)
    before = desk.labels.drop(desk.labels.waiting(SPINE))
    assert desk.labels.waiting(SPINE) == []

    desk.labels.put_back(before)

    assert marks(desk.labels.waiting(SPINE)) == ["3.1 DUP"]


def test_the_signs_of_the_plan_name_every_shelf_in_both_languages(desk: LibraryDesk) -> None:
    desk.labels.want_signs(["EMP", "EMP1"])
    theme, sub = [line.sign for line in desk.labels.waiting(SIGN)]

    assert theme is not None
    assert sub is not None
    assert (theme.code, sub.code) == ("CDM:SHELF:3", "CDM:SHELF:3.1")
    assert sub.sub_theme is not None
    assert (sub.theme.fr, sub.theme.nl) == ("Emploi", "Werk")


def test_a_sheet_of_the_house_is_kept_and_offered(desk: LibraryDesk) -> None:
    own = replace(sheet_named("L7651"), code="OWN", maker="", left=5.5)
    desk.labels.keep_own(own)

    assert desk.labels.sheets(SPINE)[-1] == own


def test_a_label_too_small_for_bars_is_not_offered_for_barcodes(desk: LibraryDesk) -> None:
    assert "L4731" in [sheet.code for sheet in desk.labels.sheets(SPINE)]
    assert "L4731" not in [sheet.code for sheet in desk.labels.sheets(BARCODE)]


# Two workstations


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[TwoDesks]:
    with two_desks(tmp_path) as made:
        yield made


def _on_both(desks: TwoDesks) -> tuple[Title, Copy]:
    work = shelved(desks.one)
    desks.exchange()
    return work.title, work.copies[0]


def test_a_label_wanted_at_two_workstations_is_one_label(desks: TwoDesks) -> None:
    _title, copy = _on_both(desks)
    desks.one.labels.want([copy.id], BARCODE)
    desks.two.labels.want([copy.id], BARCODE)
    desks.exchange()

    assert len(desks.one.labels.waiting(BARCODE)) == len(desks.two.labels.waiting(BARCODE)) == 1


def test_a_label_printed_at_one_workstation_waits_at_no_other(desks: TwoDesks) -> None:
    _title, copy = _on_both(desks)
    desks.one.labels.want([copy.id], SPINE)
    desks.exchange()
    desks.two.labels.mark_printed(desks.two.labels.waiting(SPINE), sheet_named("L7651"))
    desks.exchange()

    assert desks.one.labels.waiting(SPINE) == []
    assert len(desks.one.labels.printed(SPINE)) == 1
    # The sheet lies at the other workstation.
    assert desks.one.labels.next_cell(sheet_named("L7651")) == 0
    assert desks.two.labels.next_cell(sheet_named("L7651")) == 1


def test_two_workstations_give_a_copy_one_barcode_without_a_word(desks: TwoDesks) -> None:
    one = desks.one.library.add(title(shelf_mark="2 AAA"), [copy_of(title())])
    desks.exchange()
    copies = [copy.id for copy in desks.one.library.copies(one.id)]
    desks.one.labels.want(copies, BARCODE)
    desks.two.labels.want(copies, BARCODE)
    codes = {desk.library.copies(one.id)[0].barcode for desk in (desks.one, desks.two)}
    desks.exchange()

    assert codes == {desks.one.library.copies(one.id)[0].barcode}
