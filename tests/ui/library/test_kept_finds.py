"""Kept searches and baskets over the catalogue, by their keys."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cdm_desk.documents.basket_list import basket_list
from cdm_desk.domain.book_slip import shelved
from cdm_desk.domain.facets import Facet
from cdm_desk.domain.library import Search
from cdm_desk.language import LANGUAGES, catalogue, use
from cdm_desk.ui.appearance import Appearance
from cdm_desk.ui.dialogs.baskets import BasketsDialog, ChooseDialog, NameDialog
from cdm_desk.ui.library.catalogue import CataloguePage
from cdm_desk.ui.messages import Message, Messages
from cdm_desk.ui.undo import Undo
from tests.documents.slips import text_of
from tests.services.library_desk import LibraryDesk, library_desk, title
from tests.ui import looking

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[LibraryDesk]:
    with library_desk(tmp_path) as made:
        for name, theme, mark in (
            ("Trouver un emploi", "EMP", "3.1 DUP"),
            ("L'économie belge", "FOR", "2 BEL"),
            ("Werk zoeken", None, "3.2 WER"),
        ):
            made.library.add(title(name, theme_code=theme, shelf_mark=mark, authors=("Dupont, A.",)))
        yield made


@pytest.fixture
def undo(messages: Messages) -> Undo:
    return Undo(messages)


@pytest.fixture
def page(qtbot: QtBot, desk: LibraryDesk, messages: Messages, undo: Undo, light: Appearance) -> Iterator[CataloguePage]:
    assert light.text_percent == 100
    made = CataloguePage(desk.library, desk.lists, messages, undo, baskets=desk.baskets, finding=desk.finding)
    qtbot.addWidget(made)
    made.resize(1366, 620)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.setFocus()
    yield made
    made.close()


def asked(page: CataloguePage) -> NameDialog:
    return page.findChildren(NameDialog)[-1]


def rows(page: CataloguePage) -> list[str]:
    return [hit.title.title for hit in page.model.values]


def test_a_search_is_kept_under_a_proposed_name_and_opened_by_two_keys(page: CataloguePage, desk: LibraryDesk) -> None:
    QTest.keyClicks(page.search_field, "trouver")
    page.narrow(Facet.THEME, "EMP")
    QTest.keyClick(page, Qt.Key.Key_S, CTRL)
    dialog = asked(page)
    proposed = dialog.name_field.text()
    QTest.keyClick(dialog.name_field, Qt.Key.Key_Return)
    page.search_field.clear()
    page.let_go()
    everything = len(rows(page))
    QTest.keyClick(page, Qt.Key.Key_O, CTRL)
    chooser = page.findChildren(ChooseDialog)[-1]
    QTest.keyClick(chooser.list, Qt.Key.Key_1)

    assert proposed == "trouver · 3 Employment"
    assert everything == 3
    assert page.search_field.text() == "trouver"
    assert page.narrowed_label.text() == "Only: 3 Employment"
    assert rows(page) == ["Trouver un emploi"]
    assert desk.baskets.searches()[0].search == Search(words="trouver", theme_code="EMP")


def test_the_digit_row_of_azerty_opens_too(page: CataloguePage, desk: LibraryDesk) -> None:
    desk.baskets.keep_search("Werk", Search(words="werk"))
    desk.baskets.keep_search("Économie", Search(words="economie"))
    QTest.keyClick(page, Qt.Key.Key_O, CTRL)
    chooser = page.findChildren(ChooseDialog)[-1]
    QTest.keyClick(chooser.list, Qt.Key.Key_Ampersand)

    assert rows(page) == ["L'économie belge"]


def test_a_kept_search_is_let_go_and_comes_back(page: CataloguePage, desk: LibraryDesk, undo: Undo) -> None:
    desk.baskets.keep_search("Werk", Search(words="werk"))
    QTest.keyClick(page, Qt.Key.Key_O, CTRL)
    chooser = page.findChildren(ChooseDialog)[-1]
    QTest.keyClick(chooser.list, Qt.Key.Key_Delete)
    gone = desk.baskets.searches()
    undo.undo()

    assert gone == []
    assert [each.name for each in desk.baskets.searches()] == ["Werk"]


def test_a_name_is_asked_for_until_there_is_one(page: CataloguePage) -> None:
    QTest.keyClick(page, Qt.Key.Key_S, CTRL)
    dialog = asked(page)
    QTest.keyClick(dialog.name_field, Qt.Key.Key_Return)

    assert dialog.isVisible()
    assert dialog.trouble_label.text() == "Type a name first."


def test_one_key_fills_the_basket_that_was_made_first(page: CataloguePage, desk: LibraryDesk, undo: Undo) -> None:
    page.table.selectRow(0)
    QTest.keyClick(page, Qt.Key.Key_K, CTRL)
    dialog = asked(page)
    QTest.keyClicks(dialog.name_field, "Salon")
    QTest.keyClick(dialog.name_field, Qt.Key.Key_Return)
    page.table.selectRow(2)
    QTest.keyClick(page, Qt.Key.Key_K, CTRL)
    two = [basket.titles for basket in desk.baskets.all()]
    undo.undo()

    assert two == [2]
    assert [(basket.name, basket.titles) for basket in desk.baskets.all()] == [("Salon", 1)]


def test_without_a_marked_title_it_says_what_to_do(page: CataloguePage, messages: Messages) -> None:
    said: list[Message] = []
    messages.shown.connect(said.append)
    QTest.keyClick(page, Qt.Key.Key_K, CTRL)

    assert said[-1].text == "Mark the title in the list first."


def test_of_several_baskets_a_digit_chooses_and_the_choice_stays(page: CataloguePage, desk: LibraryDesk) -> None:
    first, second = desk.baskets.make("A"), desk.baskets.make("B")
    page.table.selectRow(0)
    QTest.keyClick(page, Qt.Key.Key_K, CTRL)
    chooser = page.findChildren(ChooseDialog)[-1]
    QTest.keyClick(chooser.list, Qt.Key.Key_2)
    page.table.selectRow(1)
    QTest.keyClick(page, Qt.Key.Key_K, CTRL)

    assert {basket.id: basket.titles for basket in desk.baskets.all()} == {first.id: 0, second.id: 2}


@pytest.fixture
def baskets(page: CataloguePage, desk: LibraryDesk) -> BasketsDialog:
    basket = desk.baskets.make("Salon")
    desk.baskets.put(basket.id, [hit.title.id for hit in desk.library.found("")])
    QTest.keyClick(page, Qt.Key.Key_K, CTRL | SHIFT)
    return page.findChildren(BasketsDialog)[-1]


def test_the_baskets_show_their_titles_in_the_order_of_the_shelf(baskets: BasketsDialog) -> None:
    assert baskets.list.item(0).text() == "Salon: 3 titles"
    assert [work[0].shelf_mark for work in baskets.model.values] == ["2 BEL", "3.1 DUP", "3.2 WER"]


def test_titles_are_taken_out_and_a_basket_is_deleted_with_a_way_back(
    baskets: BasketsDialog, desk: LibraryDesk, undo: Undo
) -> None:
    baskets.table.selectRow(0)
    baskets.take_out()
    two = len(baskets.model.values)
    baskets.drop()
    none = desk.baskets.all()
    undo.undo()
    undo.undo()

    assert (two, none) == (2, [])
    assert [basket.titles for basket in desk.baskets.all()] == [3]


def test_a_basket_is_renamed(baskets: BasketsDialog, desk: LibraryDesk) -> None:
    baskets.ask_name()
    dialog = baskets.findChildren(NameDialog)[-1]
    QTest.keyClicks(dialog.name_field, "Foire")
    QTest.keyClick(dialog.name_field, Qt.Key.Key_Return)

    assert [basket.name for basket in desk.baskets.all()] == ["Foire"]
    assert baskets.list.item(0).text() == "Foire: 3 titles"


def test_an_exported_basket_holds_its_titles_and_no_other(
    qtbot: QtBot, page: CataloguePage, desk: LibraryDesk, tmp_path: Path
) -> None:
    basket = desk.baskets.make("Salon")
    desk.baskets.put(basket.id, [desk.library.found("werk")[0].title.id])
    path = tmp_path / "salon.csv"
    page._exporting.write(str(path), ".csv", "unimarc", shelf=lambda: desk.baskets.shelf(basket.id))  # noqa: SLF001
    qtbot.waitUntil(path.exists, timeout=20_000)
    qtbot.waitUntil(lambda: not page._background.is_busy(), timeout=20_000)  # noqa: SLF001

    text = path.read_text(encoding="utf-8-sig")
    assert "Werk zoeken" in text
    assert "Trouver un emploi" not in text


def test_a_list_on_paper_stands_by_theme_in_both_languages(desk: LibraryDesk) -> None:
    books = shelved([hit.title for hit in desk.library.found("")], desk.finding.shelves())
    read = " ".join(text_of(basket_list("Salon", books, [catalogue("fr"), catalogue("nl")], "1/3/2019")))
    places = [read.index(words) for words in ("Salon", "2 BEL", "3.1 DUP", "3.2 WER")]

    assert places == sorted(places)
    assert "Emploi / Werk" in read
    assert "Trouver un emploi" in read


def test_a_long_basket_goes_over_several_sheets(desk: LibraryDesk) -> None:
    titles = [title(f"Titre {number} " + "très long " * 20, theme_code="EMP", shelf_mark="3") for number in range(80)]
    pdf = basket_list("Salon", shelved(titles, desk.finding.shelves()), [catalogue("fr")], "1/3/2019")
    read = " ".join(sheet.get_textpage().get_text_range() for sheet in pdfium.PdfDocument(pdf))

    assert all(f"Titre {number} " in read for number in range(80))


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_has_a_name_and_letters_of_its_own(page: CataloguePage, desk: LibraryDesk, language: str) -> None:
    desk.baskets.make("Salon")
    use(language)  # type: ignore[arg-type]
    page.show_baskets()
    dialog = page.findChildren(BasketsDialog)[-1]

    assert looking.unnamed(dialog) == []
    assert looking.doubled_mnemonics(looking.texts_with_mnemonics(dialog)) == []


def test_nothing_is_cut_off_in_a_long_language_on_a_small_screen(page: CataloguePage, desk: LibraryDesk) -> None:
    desk.baskets.make("Salon")
    looking.speak_stretched()
    page.show_baskets()
    page.keep_search()
    for dialog in (page.findChildren(BasketsDialog)[-1], page.findChildren(NameDialog)[-1]):
        dialog.resize(700, 420)
        QApplication.processEvents()
        assert looking.clipped(dialog) == []
