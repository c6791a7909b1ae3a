"""The record of a title by its keys: folds, completion, spine, cover, ISBD, what is edited twice or there already."""

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cdm_desk.domain.authors import AuthorForm
from cdm_desk.domain.covers import HIGHEST, MOST_BYTES, WIDEST
from cdm_desk.domain.errors import CoverUnfitError
from cdm_desk.domain.library import Title
from cdm_desk.language import LANGUAGES, use
from cdm_desk.ui.appearance import Appearance, Shade
from cdm_desk.ui.background import Background
from cdm_desk.ui.dialogs.authors import AuthorsDialog
from cdm_desk.ui.dialogs.title import TitleDialog
from cdm_desk.ui.messages import Messages
from cdm_desk.ui.record.cover import CoverBox
from cdm_desk.ui.record.form import FOLDED
from cdm_desk.ui.record.picture import cover_from_bytes, cover_from_file, cover_from_image
from tests.services.library_desk import copy_of, title
from tests.services.record_desk import exchange
from tests.ui import looking
from tests.ui.record_screen import RecordScreen, line, record_screen

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def screen(qtbot: QtBot, tmp_path: Path, messages: Messages, light: Appearance) -> Iterator[RecordScreen]:
    assert light.text_percent == 100
    with record_screen(qtbot, tmp_path, messages) as made:
        yield made


def book(screen: RecordScreen, name: str = "Trouver un emploi", **fields: object) -> Title:
    kept = screen.here.library.add(title(name, **fields))
    exchange(screen.here, screen.there)
    return kept


def picture(width: int = 900, height: int = 1400) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    for y in range(0, height, 3):
        for x in range(0, width, 3):
            image.setPixel(x, y, (x * 7919 + y * 104729) & 0xFFFFFF)
    return image


# Fields


def test_every_field_and_all_of_a_copy_is_kept(screen: RecordScreen) -> None:
    dialog = screen.open(None)
    for name, text in (
        ("title", "Trouver un emploi"),
        ("volume", "2"),
        ("series", "Guides"),
        ("isbns", "9782070541270 ; 9789020935301"),
        ("subjects", "emploi ; cv"),
        ("dewey", "331.1"),
        ("udc", "331"),
        ("rameau", "Emploi ; Travail"),
    ):
        line(dialog, name).setText(text)
    copy = dialog.copy_lines()[0]
    copy.barcode_field.setText("42")
    copy.location_field.setText("Rayon 3")
    copy.acquired_field.setText("1/2/2019")
    copy.origin_box.setCurrentIndex(1)
    copy.price_field.setText("12,5")
    dialog.keep()
    kept = screen.here.library.found("trouver")[0].title
    assert (kept.volume, kept.series, kept.dewey, kept.udc) == ("2", "Guides", "331.1", "331")
    assert kept.isbns == ("9782070541270", "9789020935301")
    assert kept.rameau == ("Emploi", "Travail")
    (held,) = screen.here.library.copies(kept.id)
    assert (held.location, held.gift, held.price_cents) == ("Rayon 3", False, 1250)
    assert held.acquired_on is not None
    assert held.acquired_on.isoformat() == "2019-02-01"


def test_a_title_opened_and_saved_stays_what_it_was(screen: RecordScreen) -> None:
    kept = book(
        screen,
        volume="2",
        other_sub_themes=("FOR1", "EMP2"),
        partner_issued=True,
        dewey="331",
        rameau=("Emploi",),
        languages=("fr", "nl"),
        summary="Un guide.",
    )
    screen.open(kept).keep()
    assert screen.here.library.title(kept.id) == kept


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_sub_themes_are_read_in_every_language(screen: RecordScreen, language: str) -> None:
    kept = book(screen, theme_code="EMP")
    dialog = screen.open(kept)
    line(dialog, "other_sub_themes").setText("FOR1 ; EMP2")
    dialog.retranslate()
    use(language)  # type: ignore[arg-type]
    dialog.retranslate()
    assert "FOR1" not in line(dialog, "other_sub_themes").text()
    dialog.keep()
    assert screen.here.library.title(kept.id).other_sub_themes == ("FOR1", "EMP2")


@pytest.mark.parametrize(("name", "typed"), [("price", "douze"), ("acquired", "hier")])
def test_what_cannot_be_read_of_a_copy_is_said_and_nothing_is_saved(
    screen: RecordScreen, name: str, typed: str
) -> None:
    dialog = screen.open(None)
    line(dialog, "title").setText("Neuf")
    copy = dialog.copy_lines()[0]
    (copy.price_field if name == "price" else copy.acquired_field).setText(typed)
    dialog.keep()
    assert copy.error_label.text()
    assert copy.more.isVisibleTo(dialog)
    assert screen.here.library.found("") == []


def test_a_folded_part_tells_what_stands_in_it_and_opens_by_enter(screen: RecordScreen) -> None:
    dialog = screen.open(book(screen, publisher="Actiris", year=2018))
    fold = dialog.folds["publication"]
    assert "Actiris · 2018" in fold.button.text()
    assert not fold.inside.isVisibleTo(dialog)
    fold.button.setFocus()
    QTest.keyClick(fold.button, Qt.Key.Key_Return)
    assert fold.inside.isVisibleTo(dialog)


def test_what_is_wrong_in_a_folded_part_unfolds_it(screen: RecordScreen) -> None:
    dialog = screen.open(book(screen))
    line(dialog, "year").setText("deux mille")
    dialog.keep()
    assert dialog.folds["publication"].inside.isVisibleTo(dialog)
    assert dialog.error_text("year")


@pytest.mark.qt_log_ignore("does not support", extend=True)
def test_what_the_catalogue_holds_completes_what_is_typed(screen: RecordScreen) -> None:
    book(screen, publisher="Bruxelles Formation", subjects=("emploi",))
    dialog = screen.open(None)
    dialog.folds["publication"].open()
    dialog.folds["contents"].open()
    QTest.keyClicks(line(dialog, "publisher"), "form")
    assert dialog.completers["publisher"].offers == ["Bruxelles Formation"]
    popup = QApplication.activePopupWidget()
    assert popup is not None
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert line(dialog, "publisher").text() == "Bruxelles Formation"
    line(dialog, "subjects").setText("cv ; ")
    QTest.keyClicks(line(dialog, "subjects"), "emp")
    popup = QApplication.activePopupWidget()
    assert popup is not None
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert line(dialog, "subjects").text() == "cv ; emploi"


@pytest.mark.qt_log_ignore("does not support", extend=True)
def test_a_variant_is_offered_as_the_preferred_form_and_f9_puts_it_in(screen: RecordScreen) -> None:
    screen.here.authors.add(AuthorForm(id=uuid4(), name="Rosnay, Tatiana de", variants=("Darcier, T.",)))
    dialog = screen.open(None)
    QTest.keyClicks(line(dialog, "authors"), "darc")
    assert dialog.completers["authors"].offers == ["Darcier, T. → Rosnay, Tatiana de"]
    line(dialog, "authors").setText("Dupont ; darcier, t")
    line(dialog, "authors").editingFinished.emit()
    assert "Rosnay, Tatiana de" in dialog.error_text("authors")
    dialog.take_other()
    assert line(dialog, "authors").text() == "Dupont ; Rosnay, Tatiana de"


def test_the_spine_shows_the_lines_of_the_label_while_the_mark_is_typed(screen: RecordScreen) -> None:
    dialog = screen.open(book(screen, theme_code="EMP", shelf_mark="3.1 ROS"))
    before = dialog.spine.lines
    line(dialog, "shelf_mark").setText("3.2 ORIENTATION")
    assert (before, dialog.spine.lines) == (("3.1", "ROS"), ("3.2", "ORIENTAT", "ION"))
    assert "ORIENTAT" in dialog.spine.accessibleName()


# ISBD


def test_one_key_copies_the_record_in_isbd_from_any_page(screen: RecordScreen) -> None:
    dialog = screen.open(book(screen, publisher="Actiris", place="Bruxelles", year=2018))
    line(dialog, "edition").setText("2e éd.")
    QTest.keyClick(dialog, Qt.Key.Key_C, CTRL | SHIFT)
    assert "Trouver un emploi. — 2e éd. — Bruxelles : Actiris, 2018" in QGuiApplication.clipboard().text()


# The cover


def test_a_picture_is_made_small_enough_to_travel() -> None:
    data = cover_from_image(picture())
    small = QImage.fromData(data)
    assert small.width() <= WIDEST
    assert small.height() <= HIGHEST
    assert math.isclose(small.width() / small.height(), 900 / 1400, rel_tol=0.02)
    assert len(data) <= MOST_BYTES


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1), (160, 240)])
def test_odd_pictures_fit_too(size: tuple[int, int]) -> None:
    small = QImage.fromData(cover_from_image(picture(*size)))
    assert 0 < small.width() <= WIDEST
    assert 0 < small.height() <= HIGHEST


@pytest.mark.qt_log_ignore("JPEG", extend=True)
def test_what_claims_to_be_huge_or_is_no_picture_is_refused_unopened(tmp_path: Path) -> None:
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>"
    # A bitmap of a few bytes that claims 100,000 by 100,000 points.
    bomb = b"BM" + bytes(8) + b"\x36\0\0\0\x28\0\0\0" + (100_000).to_bytes(4, "little") * 2 + b"\1\0\x18\0" + bytes(24)
    for data in (b"", b"GIF89a", bytes(100), svg, bomb, b"\xff\xd8\xff\xe0" + bytes(50)):
        with pytest.raises(CoverUnfitError):
            cover_from_bytes(data)
    with pytest.raises(CoverUnfitError):
        cover_from_file(tmp_path / "nowhere.png")


def test_a_picture_dropped_is_shown_kept_and_undone(screen: RecordScreen, tmp_path: Path) -> None:
    kept = book(screen)
    path = tmp_path / "cover.png"
    assert picture(300, 400).save(str(path))
    dialog = screen.open(kept)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    dialog.cover_box.take(data)
    assert dialog.cover_box.picture is not None
    dialog.keep()
    assert screen.here.covers.cover(kept.id) == dialog.cover_box.picture
    screen.undo.undo()
    assert screen.here.covers.cover(kept.id) is None


def test_a_large_picture_is_made_small_in_the_background(
    qtbot: QtBot, messages: Messages, light: Appearance, tmp_path: Path
) -> None:
    assert light.text_percent == 100
    background = Background(messages)
    box = CoverBox(background)
    qtbot.addWidget(box)
    assert picture(300, 400).save(str(tmp_path / "cover.png"))
    (tmp_path / "none.png").write_bytes(b"no picture")
    for name in ("cover.png", "none.png"):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(tmp_path / name))])
        box.take(data)
    qtbot.waitUntil(lambda: bool(box.error_label.text()))
    assert box.picture is not None
    background.close()


def test_where_nothing_was_copied_there_is_nothing_to_paste(screen: RecordScreen) -> None:
    QGuiApplication.clipboard().clear()
    dialog = screen.open(book(screen))
    dialog.cover_box.paste()

    assert dialog.cover_box.error_label.text().startswith("There is no picture to paste.")


def test_a_picture_is_pasted_by_its_key(screen: RecordScreen) -> None:
    dialog = screen.open(book(screen))
    QGuiApplication.clipboard().setImage(picture(90, 120))
    QTest.keyClick(dialog, Qt.Key.Key_V, CTRL | SHIFT)
    assert dialog.cover_box.picture is not None


def test_a_picture_that_is_refused_is_explained_beside_it(screen: RecordScreen, tmp_path: Path) -> None:
    path = tmp_path / "cover.png"
    path.write_bytes(b"no picture")
    dialog = screen.open(book(screen))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    dialog.cover_box.take(data)
    assert "no picture that can be shown" in dialog.cover_box.error_label.text()


# Two people


def test_both_values_are_shown_where_they_differ_and_f9_takes_the_other(screen: RecordScreen) -> None:
    kept = book(screen, publisher="Forem")
    screen.here.library.keep(replace(kept, publisher="Actiris"), kept)
    screen.there.library.keep(replace(kept, publisher="VDAB"), kept)
    exchange(screen.here, screen.there)
    dialog = screen.open(kept)
    (twice,) = dialog.twice_lines()
    stands = line(dialog, "publisher").text()
    other = ({"Actiris", "VDAB"} - {stands}).pop()
    assert stands in twice.said_label.text()
    assert other in twice.said_label.text()
    assert dialog.folds["publication"].inside.isVisibleTo(dialog)
    QTest.keyClick(dialog, Qt.Key.Key_F9)
    assert line(dialog, "publisher").text() == other
    assert dialog.twice_lines() == []
    exchange(screen.here, screen.there)
    assert screen.there.library.title(kept.id).publisher == other
    assert screen.there.conflicts.of_title(kept.id) == []


def test_what_others_change_is_shown_in_a_form_that_stands_open(screen: RecordScreen) -> None:
    kept = book(screen, publisher="Forem")
    dialog = screen.open(kept)
    screen.there.library.keep(replace(kept, publisher="VDAB"), kept)
    screen.here.hear(screen.there)
    assert line(dialog, "publisher").text() == "VDAB"
    dialog.reject()
    assert not dialog.isVisible()


def test_what_is_being_typed_is_never_overwritten_and_both_values_are_shown(screen: RecordScreen) -> None:
    kept = book(screen, publisher="Forem")
    dialog = screen.open(kept)
    line(dialog, "publisher").setText("Actiris")
    screen.there.library.keep(replace(kept, publisher="VDAB"), kept)
    screen.here.hear(screen.there)
    assert line(dialog, "publisher").text() == "Actiris"
    (twice,) = dialog.twice_lines()
    assert "VDAB" in twice.said_label.text()
    QTest.keyClick(dialog, Qt.Key.Key_F9, SHIFT)
    dialog.keep()
    exchange(screen.here, screen.there)
    assert screen.there.library.title(kept.id).publisher == "Actiris"
    assert screen.there.conflicts.of_title(kept.id) == []


def test_saved_without_choosing_both_values_wait_for_a_decision(screen: RecordScreen) -> None:
    kept = book(screen, publisher="Forem")
    dialog = screen.open(kept)
    line(dialog, "publisher").setText("Actiris")
    screen.there.library.keep(replace(kept, publisher="VDAB"), kept)
    screen.here.hear(screen.there)
    dialog.keep()
    exchange(screen.here, screen.there)
    for desk in (screen.here, screen.there):
        (edited,) = desk.conflicts.of_title(kept.id)
        assert (edited.stands, edited.overruled) == ("Actiris", "VDAB")


def test_an_earlier_value_is_put_back_from_the_history_and_that_is_undone(screen: RecordScreen) -> None:
    kept = book(screen, publisher="Forem")
    screen.here.library.keep(replace(kept, publisher="Actiris"), kept)
    screen.there.library.keep(replace(kept, publisher="VDAB"), kept)
    exchange(screen.here, screen.there)
    dialog = screen.open(kept)
    before = line(dialog, "publisher").text()
    dialog.pages.setCurrentIndex(2)
    page = dialog.past_page
    assert page is not None
    assert page.back_button.isEnabled()
    page.back_button.click()
    assert line(dialog, "publisher").text() == ({"Actiris", "VDAB"} - {before}).pop()
    screen.undo.undo()
    assert screen.here.library.title(kept.id).publisher == before
    assert line(dialog, "publisher").text() == before


# What is there already


def test_what_is_perhaps_there_is_said_while_typing_and_a_copy_goes_to_it(screen: RecordScreen, qtbot: QtBot) -> None:
    kept = book(screen, "Trouver un emploi", publisher="Actiris")
    dialog = screen.open(None)
    dialog.copy_lines()[0].barcode_field.setText("42")
    line(dialog, "year").setText("2018")
    QTest.keyClicks(line(dialog, "title"), "Trouver un emploi")
    qtbot.waitUntil(lambda: dialog.perhaps_line.isVisibleTo(dialog))
    assert "Trouver un emploi" in dialog.perhaps_line.said_label.text()
    assert len(screen.here.library.found("")) == 1
    QTest.keyClick(dialog, Qt.Key.Key_F8, SHIFT)
    other = screen.newest()
    assert other is not dialog
    assert not dialog.isVisible()
    assert line(other, "year").text() == "2018"
    assert screen.here.library.copies(kept.id) == ()
    other.keep()
    assert [copy.barcode for copy in screen.here.library.copies(kept.id)] == ["42"]
    assert screen.here.library.title(kept.id).year == 2018


def test_two_titles_marked_as_the_same_become_one_and_come_apart_again(screen: RecordScreen) -> None:
    one = book(screen, "Aaa", publisher="Actiris")
    two = title("Bbb", year=2018)
    screen.here.library.add(two, [copy_of(two, "42")])
    page = screen.page
    page.table.setCurrentIndex(page.model.index(1, 1))
    page.same_action.trigger()
    assert "Bbb" in page.verdict_label.text()
    page.table.setCurrentIndex(page.model.index(0, 1))
    page.same_action.trigger()
    assert [hit.title.id for hit in screen.here.library.found("")] == [one.id]
    assert [copy.barcode for copy in screen.here.library.copies(one.id)] == ["42"]
    screen.undo.undo()
    assert len(screen.here.library.found("")) == 2
    assert [copy.barcode for copy in screen.here.library.copies(two.id)] == ["42"]


def test_two_titles_marked_together_become_one_whatever_was_marked_before(screen: RecordScreen) -> None:
    for name in ("Aaa", "Bbb", "Ccc"):
        book(screen, name)
    page = screen.page
    page.table.setCurrentIndex(page.model.index(2, 1))
    page.same_action.trigger()
    page.table.setFocus()
    page.table.setCurrentIndex(page.model.index(0, 1))
    QTest.keyClick(page.table, Qt.Key.Key_Down, SHIFT)
    page.same_action.trigger()

    assert [hit.title.title for hit in screen.here.library.found("")] == ["Bbb", "Ccc"]


def test_escape_lets_go_of_a_title_marked_as_the_same(screen: RecordScreen) -> None:
    for name in ("Aaa", "Bbb"):
        book(screen, name)
    page = screen.page
    page.table.setCurrentIndex(page.model.index(1, 1))
    page.same_action.trigger()
    QTest.keyClick(page.search_field, Qt.Key.Key_Escape)
    page.table.setCurrentIndex(page.model.index(0, 1))
    page.same_action.trigger()

    assert len(screen.here.library.found("")) == 2


# Names in several forms


def test_a_name_is_kept_changed_and_removed_by_keys(screen: RecordScreen) -> None:
    screen.here.library.add(title("Sarah", authors=("Rosnay, Tatiana de",)))
    dialog = AuthorsDialog(screen.here.authors, screen.here.library, screen.undo, screen.page)
    dialog.show()
    dialog.name_field.setText("Rosnay, Tatiana de")
    dialog.variants_field.setPlainText("Darcier, T.\n\nDe Rosnay")
    QTest.keyClick(dialog.name_field, Qt.Key.Key_Return, CTRL)
    (form,) = screen.here.authors.all()
    assert form.variants == ("Darcier, T.", "De Rosnay")
    assert [hit.title.title for hit in screen.here.library.found("darcier")] == ["Sarah"]
    dialog.table.setCurrentIndex(dialog.model.index(0, 0))
    assert dialog.name_field.text() == "Rosnay, Tatiana de"
    dialog.activateWindow()
    QApplication.processEvents()
    dialog.table.setFocus()
    QTest.keyClick(dialog.table, Qt.Key.Key_Delete, CTRL)
    assert screen.here.authors.all() == []
    screen.undo.undo()
    assert screen.here.authors.all() == [form]
    dialog.hide()


# What every screen is held to


def windows(screen: RecordScreen, qtbot: QtBot) -> list[QWidget]:
    kept = book(screen, publisher="Forem", theme_code="EMP")
    screen.here.library.add_copy(kept.id, barcode="42")
    screen.here.library.keep(replace(kept, publisher="Actiris"), kept)
    screen.there.library.keep(replace(kept, publisher="VDAB"), kept)
    exchange(screen.here, screen.there)
    dialogs: list[QWidget] = [screen.open(kept), screen.open(None), screen.open(kept), screen.open(kept)]
    for at, page in ((2, 1), (3, 2)):
        dialog = dialogs[at]
        assert isinstance(dialog, TitleDialog)
        dialog.pages.setCurrentIndex(page)
    new = dialogs[1]
    assert isinstance(new, TitleDialog)
    for part in FOLDED:
        new.folds[part].open()
    new.copy_lines()[0].more_button.setChecked(True)
    new.perhaps_line.show_title(kept)
    dialogs.append(AuthorsDialog(screen.here.authors, screen.here.library, screen.undo, screen.page))
    for dialog in dialogs:
        dialog.setParent(None)
        qtbot.addWidget(dialog)
        dialog.show()
    return dialogs


def test_everything_has_a_name(screen: RecordScreen, qtbot: QtBot) -> None:
    for window in windows(screen, qtbot):
        assert looking.unnamed(window) == []
        assert looking.without_object_name(window) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_words_of_a_window_share_their_letter(screen: RecordScreen, qtbot: QtBot, language: str) -> None:
    shown = windows(screen, qtbot)
    use(language)  # type: ignore[arg-type]
    for window in shown:
        window.retranslate()  # type: ignore[attr-defined]
        texts = looking.texts_with_mnemonics(window)
        if isinstance(window, TitleDialog):
            texts += [window.pages.tabText(at) for at in range(window.pages.count())]
        assert looking.doubled_mnemonics(texts) == []


@pytest.mark.parametrize(("shade", "percent"), [(Shade.LIGHT, 100), (Shade.DARK, 200)])
def test_nothing_is_cut_off_in_a_long_language_on_a_small_screen(
    screen: RecordScreen, qtbot: QtBot, light: Appearance, shade: Shade, percent: int
) -> None:
    shown = windows(screen, qtbot)
    light.wear(shade, percent)
    looking.speak_stretched()
    for window in shown:
        window.retranslate()  # type: ignore[attr-defined]
        window.resize(900, 480)
        QApplication.processEvents()
        assert looking.clipped(window) == []
