"""The library's tab and windows, by their keys, on a real catalogue."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from cdm_desk.domain.errors import NotAllowedError
from cdm_desk.domain.facets import Facet
from cdm_desk.domain.library import Outcome, Search, State
from cdm_desk.domain.staff import Action
from cdm_desk.importers import parcel
from cdm_desk.language import LANGUAGES, Language, use
from cdm_desk.services.library import LibraryService
from cdm_desk.ui.announcer import Announcer
from cdm_desk.ui.appearance import Appearance, Shade
from cdm_desk.ui.dialogs.import_books import ImportBooksDialog
from cdm_desk.ui.dialogs.title import TitleDialog
from cdm_desk.ui.library.catalogue import PAGE, CataloguePage, FoundTitles
from cdm_desk.ui.library.exporting import kinds_of_file
from cdm_desk.ui.messages import Message, Messages
from cdm_desk.ui.undo import Undo
from tests.importers.library_files import workbook
from tests.services.library_desk import LibraryDesk, library_desk, parcel_of, title
from tests.services.test_library import NAUGHTY, NOT_A_QUERY
from tests.ui import looking

CTRL = Qt.KeyboardModifier.ControlModifier
ISBN = "9782070541270"


@dataclass
class Screen:
    """The tab on a real catalogue, and everything that was said."""

    desk: LibraryDesk
    tab: CataloguePage
    messages: Messages
    undo: Undo
    said: list[Message] = field(default_factory=list)

    @property
    def library(self) -> LibraryService:
        return self.desk.library

    def rows(self) -> list[str]:
        return [hit.title.heading for hit in self.tab.model.values]

    def titles(self) -> list[str]:
        return sorted(hit.title.heading for hit in self.library.found(""))


@pytest.fixture
def screen(qtbot: QtBot, tmp_path: Path, messages: Messages, light: Appearance) -> Iterator[Screen]:
    assert light.text_percent == 100
    with library_desk(tmp_path) as desk:
        announcer = Announcer()
        desk.store.on_change(announcer.announce)
        for name, theme, mark in (
            ("Trouver un emploi", "EMP", "3.1 DUP"),
            ("L'économie belge", "FOR", "2 BEL"),
            ("Werk zoeken", None, "3.2 WER"),
        ):
            kept = desk.library.add(title(name, theme_code=theme, shelf_mark=mark, year=2018, languages=("fr",)))
            desk.library.add_copy(kept.id, barcode=f"30007004052{len(name):03}", shelf_mark=mark)
        undo = Undo(messages)
        tab = CataloguePage(desk.library, desk.lists, messages, undo)
        announcer.changed.connect(tab.refresh)
        qtbot.addWidget(tab)
        tab.resize(1366, 620)
        with qtbot.waitActive(tab):
            tab.show()
            tab.activateWindow()
        tab.setFocus()
        made = Screen(desk=desk, tab=tab, messages=messages, undo=undo)
        messages.shown.connect(made.said.append)
        yield made
        tab.close()


def dialog_of(screen: Screen, kind: type[Any]) -> Any:  # noqa: ANN401 - the kind says it
    found = screen.tab.findChildren(kind)
    return found[-1]


def type_accents(field_: QWidget, text: str) -> None:
    """Type what QTest cannot: letters that are not ASCII."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(field_, event)


# Who may


class OnlyReading:
    """Lets nothing pass, as for whoever is at the reception."""

    def require(self, action: Action) -> None:
        raise NotAllowedError(action.value)


@pytest.mark.parametrize("key", [Qt.Key.Key_N, Qt.Key.Key_I])
def test_who_may_not_catalogue_is_told_so_before_a_form_is_filled_in(screen: Screen, key: Qt.Key) -> None:
    screen.library._gate = OnlyReading()  # noqa: SLF001
    QTest.keyClick(screen.tab.search_field, key, CTRL)

    assert QApplication.activeModalWidget() is None
    assert "Librarian" in screen.said[-1].text


# The list and the search


def test_the_whole_catalogue_is_listed_by_title(screen: Screen) -> None:
    assert screen.rows() == ["L'économie belge", "Trouver un emploi", "Werk zoeken"]
    assert screen.tab.count_label.text() == "3 titles"


def test_each_key_narrows_the_list(screen: Screen) -> None:
    QTest.keyClicks(screen.tab.search_field, "eco")
    assert screen.rows() == ["L'économie belge"]
    assert screen.tab.count_label.text() == "1 of 3"


def test_accents_typed_find_titles_with_and_without(screen: Screen) -> None:
    type_accents(screen.tab.search_field, "économie")
    assert screen.rows() == ["L'économie belge"]


def test_a_theme_is_a_number_an_icon_and_a_word(screen: Screen) -> None:
    model = screen.tab.model
    assert model.data(model.index(1, 0)) == "3 Employment"
    assert model.data(model.index(1, 0), Qt.ItemDataRole.DecorationRole) is not None
    assert model.data(model.index(2, 0)) == "–"


def test_a_screen_reader_hears_a_whole_row(screen: Screen) -> None:
    model = screen.tab.model
    said = model.data(model.index(1, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Trouver un emploi, 2018, 3 Employment, 3.1 DUP, 1 copy"


def facet_rows(screen: Screen) -> list[tuple[str, str]]:
    """The values beside the list with their numbers, as they are read."""
    screen.tab._count_facets()  # noqa: SLF001 - what the pause after the last key does
    facets = screen.tab.facets
    items = [facets.topLevelItem(row) for row in range(facets.topLevelItemCount())]
    return [(item.text(0).strip(), item.text(1)) for item in items if item is not None]


def mark(screen: Screen, words: str) -> None:
    """Go to a value beside the list by its first letters."""
    QTest.keyClick(screen.tab, Qt.Key.Key_F, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert screen.tab.facets.hasFocus()
    QTest.keyClicks(screen.tab.facets, words)


def test_a_value_is_switched_on_and_off_by_the_keyboard(screen: Screen) -> None:
    mark(screen, "3")
    QTest.keyClick(screen.tab.facets, Qt.Key.Key_Return)
    only, said = screen.rows(), screen.tab.narrowed_label.text()
    QTest.keyClick(screen.tab.facets, Qt.Key.Key_Space)

    assert (only, said) == (["Trouver un emploi"], "Only: 3 Employment")
    assert len(screen.rows()) == 3


def test_another_value_of_a_facet_takes_the_place_of_the_first(screen: Screen) -> None:
    screen.tab.narrow(Facet.THEME, "EMP")
    screen.tab.narrow(Facet.THEME, "FOR")

    assert screen.rows() == ["L'économie belge"]


def test_the_numbers_narrow_as_one_types(screen: Screen) -> None:
    everything = facet_rows(screen)
    QTest.keyClicks(screen.tab.search_field, "eco")
    narrowed = facet_rows(screen)

    assert ("3 Employment", "1") in everything
    assert ("2 Training", "1") in everything
    assert ("3 Employment", "0") in narrowed
    assert ("2 Training", "1") in narrowed
    # Nothing has moved: a value stays where the hand has learned it.
    assert [words for words, _number in narrowed] == [words for words, _number in everything]


def test_a_value_chosen_leaves_the_numbers_of_its_own_facet_and_narrows_the_others(screen: Screen) -> None:
    screen.library.add(title("Solliciteren", theme_code="EMP", languages=("nl",), year=2003))
    screen.tab.narrow(Facet.LANGUAGE, "nl")
    rows = facet_rows(screen)

    assert ("French", "3") in rows
    assert ("Dutch", "1") in rows
    assert ("3 Employment", "1") in rows
    assert ("2000–2009", "1") in rows


def test_backspace_lets_go_of_all_and_keeps_the_words(screen: Screen) -> None:
    QTest.keyClicks(screen.tab.search_field, "e")
    screen.tab.narrow(Facet.THEME, "EMP")
    screen.tab.narrow(Facet.DECADE, "2010")
    QTest.keyClick(screen.tab, Qt.Key.Key_F, CTRL | Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(screen.tab.facets, Qt.Key.Key_Backspace)

    assert screen.tab.search_field.text() == "e"
    assert screen.tab.narrowed_label.text() == ""
    assert len(screen.rows()) == 2


def test_what_has_no_theme_can_be_listed(screen: Screen) -> None:
    screen.tab.narrow(Facet.THEME, "")

    assert screen.rows() == ["Werk zoeken"]


def test_values_that_were_counted_while_there_was_no_room_are_shown_where_there_is(
    qtbot: QtBot, screen: Screen
) -> None:
    screen.tab.resize(700, 500)
    screen.tab._count_facets()  # noqa: SLF001 - as above
    screen.tab.resize(1366, 620)

    qtbot.waitUntil(lambda: screen.tab.facets.topLevelItemCount() > 0)


def test_no_value_looks_chosen_while_one_is_elsewhere(screen: Screen) -> None:
    QTest.keyClick(screen.tab, Qt.Key.Key_F, CTRL | Qt.KeyboardModifier.ShiftModifier)
    there = len(screen.tab.facets.selectedItems())
    screen.tab.search_field.setFocus()

    assert (there, screen.tab.facets.selectedItems()) == (1, [])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_names_of_the_themes_can_be_read_beside_the_list(screen: Screen, language: Language) -> None:
    for theme in ("ORI", "FOR", "EMP", "MOB", "ENT"):
        screen.library.add(title("Guide", theme_code=theme))
    use(language)
    screen.tab.retranslate()
    names = [name for name, _number in facet_rows(screen)][1:6]
    facets = screen.tab.facets
    # A scroll bar and a number of four figures still have room.
    room = facets.columnWidth(0) - facets.iconSize().width() - 40

    assert [name for name in names if facets.fontMetrics().horizontalAdvance(name) > room] == []


def test_subjects_stand_under_their_theme_and_go_with_it(screen: Screen) -> None:
    screen.library.add(title("Mon CV", theme_code="EMP", sub_theme_code="EMP1"))
    before = facet_rows(screen)
    screen.tab.narrow(Facet.THEME, "EMP")
    rows = facet_rows(screen)
    screen.tab.narrow(Facet.SUB_THEME, "EMP1")
    only = screen.rows()
    screen.tab.narrow(Facet.THEME, "FOR")

    assert ("CV, cover letter", "1") in rows
    assert ("CV, cover letter", "1") not in before
    assert only == ["Mon CV"]
    assert screen.rows() == ["L'économie belge"]


def test_a_screen_reader_hears_how_many_titles_a_value_has(screen: Screen) -> None:
    screen.tab.narrow(Facet.THEME, "EMP")
    screen.tab._count_facets()  # noqa: SLF001 - as above
    spoken = [
        screen.tab.facets.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        for row in range(screen.tab.facets.topLevelItemCount())
    ]

    assert "3 Employment: 1 title, chosen" in spoken


def test_empty_columns_give_their_room_away(screen: Screen) -> None:
    facet_rows(screen)
    state, theme = 8, 0
    without = screen.tab.table.isColumnHidden(state)
    seen = screen.library.found("trouver")[0].title
    screen.library.keep(replace(seen, state=State.OUTDATED), seen)
    facet_rows(screen)
    with_one = screen.tab.table.isColumnHidden(state)
    screen.tab.narrow(Facet.THEME, "")

    assert (without, with_one) == (True, False)
    assert screen.tab.table.isColumnHidden(theme)


def test_where_there_is_no_room_beside_the_list_the_values_take_its_place_while_they_are_wanted(
    screen: Screen,
) -> None:
    screen.tab.resize(700, 500)
    hidden = screen.tab.facets.isVisible()
    QTest.keyClick(screen.tab, Qt.Key.Key_F, CTRL | Qt.KeyboardModifier.ShiftModifier)
    wanted = screen.tab.facets.isVisible(), screen.tab.pages.isVisible()
    QTest.keyClick(screen.tab.facets, Qt.Key.Key_Escape)

    assert (hidden, wanted) == (False, (True, False))
    assert screen.tab.pages.isVisible()
    assert screen.tab.search_field.hasFocus()


def test_the_arrows_move_in_the_list_while_typing(screen: Screen) -> None:
    QTest.keyClick(screen.tab.search_field, Qt.Key.Key_Down)
    QTest.keyClick(screen.tab.search_field, Qt.Key.Key_Down)
    hit = screen.tab.table.current()
    assert hit is not None
    assert hit.title.title == "Trouver un emploi"
    assert screen.tab.search_field.hasFocus()


def test_f3_and_esc_lead_back_to_the_search(screen: Screen) -> None:
    screen.tab.table.setFocus()
    QTest.keyClick(screen.tab.table, Qt.Key.Key_F3)
    assert screen.tab.search_field.hasFocus()
    QTest.keyClicks(screen.tab.search_field, "werk")
    QTest.keyClick(screen.tab.search_field, Qt.Key.Key_Escape)
    assert screen.tab.search_field.text() == ""


def test_nothing_found_says_so_and_what_to_do(screen: Screen) -> None:
    QTest.keyClicks(screen.tab.search_field, "xyzzy")
    assert screen.tab.pages.currentWidget() is screen.tab.nothing_placeholder
    assert screen.tab.nothing_placeholder.sentence_label.text() == "No title is found for this."
    assert screen.tab.count_label.text() == "0 of 3"


def test_an_empty_catalogue_offers_the_first_act(screen: Screen) -> None:
    for hit in screen.library.found(""):
        screen.library.remove(hit.title.id)
    assert screen.tab.empty_placeholder.sentence_label.text() == "The catalogue is empty."
    assert screen.tab.empty_placeholder.action_button is not None
    assert screen.tab.empty_placeholder.action_button.isVisibleTo(screen.tab)


@pytest.mark.parametrize("words", [*NOT_A_QUERY, *NAUGHTY])
def test_anything_may_be_typed_into_the_search(screen: Screen, words: str) -> None:
    screen.tab.search_field.setText(words)
    assert len(screen.rows()) == screen.library.count(Search(words=screen.tab.search_field.text()))
    assert screen.said == []


def test_a_change_made_elsewhere_keeps_what_is_typed_and_chosen(screen: Screen) -> None:
    QTest.keyClicks(screen.tab.search_field, "e")
    screen.tab.table.choose(screen.library.found("trouver")[0].title.id)
    screen.library.add(title("Élan"))
    assert screen.tab.search_field.text() == "e"
    assert "Élan" in screen.rows()
    current = screen.tab.table.current()
    assert current is not None
    assert current.title.title == "Trouver un emploi"


def test_a_column_sorts_in_the_catalogue_and_not_on_the_screen(screen: Screen) -> None:
    screen.tab.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert screen.rows() == ["Werk zoeken", "Trouver un emploi", "L'économie belge"]
    screen.tab.table.sortByColumn(6, Qt.SortOrder.AscendingOrder)
    assert screen.rows() == ["L'économie belge", "Trouver un emploi", "Werk zoeken"]


def test_a_long_list_is_fetched_as_it_is_scrolled(screen: Screen) -> None:
    screen.library.receive(parcel_of(*(title(f"Titre {number:04}") for number in range(500))))
    found = FoundTitles(screen.library, Search())
    assert (len(found), found.known()) == (503, [])
    assert found[502].title.title == "Werk zoeken"
    assert len(found.known()) < PAGE
    assert [hit.title.title for hit in found[1:3]] == ["Titre 0000", "Titre 0001"]


def test_a_title_removed_meanwhile_leaves_a_blank_row_and_no_fault(screen: Screen) -> None:
    found = FoundTitles(screen.library, Search())
    screen.library.remove(screen.library.found("werk")[0].title.id)
    assert [hit.title.title for hit in found] == ["L'économie belge", "Trouver un emploi", ""]


# Scanning


def test_a_scanned_copy_is_named_and_found(screen: Screen) -> None:
    QTest.keyClicks(screen.tab.scan_field, "30007004052017")
    QTest.keyClick(screen.tab.scan_field, Qt.Key.Key_Return)
    assert screen.tab.verdict_label.text() == "In the catalogue: Trouver un emploi · 3.1 DUP"
    assert screen.rows() == ["Trouver un emploi"]
    assert screen.tab.scan_field.text() == ""


@pytest.mark.parametrize("typed", [ISBN, "978-2-07-054127-0", "çè!éàèà('&éèà"])
def test_a_new_isbn_can_be_added_at_once(screen: Screen, typed: str) -> None:
    screen.tab.scan_field.setText(typed)
    QTest.keyClick(screen.tab.scan_field, Qt.Key.Key_Return)
    assert screen.tab.verdict_label.text() == f"{ISBN} is not in the catalogue. Ctrl+N adds it."
    QTest.keyClick(screen.tab, Qt.Key.Key_N, CTRL)
    dialog = dialog_of(screen, TitleDialog)
    assert dialog.editor("isbns").text() == ISBN
    assert dialog.editor("languages").text() == "fr"
    dialog.reject()


def _scan_and_save(screen: Screen) -> None:
    QTest.keyClicks(screen.tab.scan_field, ISBN)
    QTest.keyClick(screen.tab.scan_field, Qt.Key.Key_Return)
    screen.tab.add()
    dialog = dialog_of(screen, TitleDialog)
    QTest.keyClicks(dialog.editor("title"), "Emile")
    dialog.keep()


def test_a_number_that_was_new_is_in_the_catalogue_once_it_is_saved(screen: Screen) -> None:
    _scan_and_save(screen)

    assert screen.tab.verdict_label.text() == "In the catalogue: Emile"


def test_a_number_is_new_again_once_its_title_is_taken_back(screen: Screen) -> None:
    _scan_and_save(screen)
    screen.undo.undo()

    assert screen.tab.verdict_label.text() == f"{ISBN} is not in the catalogue. Ctrl+N adds it."


def test_a_half_filled_title_is_left_at_the_second_esc_only(screen: Screen) -> None:
    screen.tab.add()
    dialog = dialog_of(screen, TitleDialog)
    QTest.keyClicks(dialog.editor("title"), "Emile")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    first, said = dialog.isVisible(), dialog.general_error.text()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)

    assert (first, dialog.isVisible()) == (True, False)
    assert said == "What was typed is not saved. Esc once more lets it go; Ctrl+Enter saves it."


def test_what_is_not_yet_in_the_catalogue_is_cancelled_and_what_is_there_left_as_it_was(screen: Screen) -> None:
    _scan_and_save(screen)
    screen.tab.add()
    new = dialog_of(screen, TitleDialog)
    word = new.cancel_button.text()
    new.reject()
    screen.tab.table.selectRow(0)
    screen.tab.edit()
    seen = dialog_of(screen, TitleDialog)

    assert (word, seen.cancel_button.text()) == ("Cancel", "Leave as it &was")


def test_what_is_typed_after_the_warning_is_warned_of_again(screen: Screen) -> None:
    screen.tab.add()
    dialog = dialog_of(screen, TitleDialog)
    for text in "EK":
        QTest.keyClicks(dialog.editor("title"), text)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    assert dialog.isVisible()


def test_a_number_that_was_only_scanned_is_left_at_once(screen: Screen) -> None:
    QTest.keyClicks(screen.tab.scan_field, ISBN)
    QTest.keyClick(screen.tab.scan_field, Qt.Key.Key_Return)
    screen.tab.add()
    dialog = dialog_of(screen, TitleDialog)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)

    assert not dialog.isVisible()


def test_a_wrong_check_digit_is_said(screen: Screen) -> None:
    screen.tab.scan_field.setText("9782070541271")
    QTest.keyClick(screen.tab.scan_field, Qt.Key.Key_Return)
    assert "check digit is wrong" in screen.tab.verdict_label.text()


@pytest.mark.parametrize("typed", NAUGHTY)
def test_scanner_garbage_is_answered_with_a_sentence(screen: Screen, typed: str) -> None:
    screen.tab.scan_field.setText(typed)
    QTest.keyClick(screen.tab.scan_field, Qt.Key.Key_Return)
    assert screen.tab.verdict_label.text()


def test_a_scan_garbled_by_azerty_is_mended_in_the_search(screen: Screen) -> None:
    type_accents(screen.tab.search_field, "çè!éàèà('&éèà")
    QTest.keyClick(screen.tab.search_field, Qt.Key.Key_Return)
    assert screen.tab.search_field.text() == ISBN


# A title with its copies


def open_first(screen: Screen, words: str = "trouver") -> TitleDialog:
    screen.tab.search_field.setText(words)
    QTest.keyClick(screen.tab.search_field, Qt.Key.Key_Down)
    screen.tab.edit_action.trigger()
    dialog = dialog_of(screen, TitleDialog)
    assert isinstance(dialog, TitleDialog)
    return dialog


def line(dialog: TitleDialog, name: str) -> QLineEdit:
    editor = dialog.editor(name)
    assert isinstance(editor, QLineEdit)
    return editor


def test_f2_opens_the_title_with_its_copies(screen: Screen) -> None:
    screen.tab.search_field.setText("trouver")
    QTest.keyClick(screen.tab.search_field, Qt.Key.Key_Down)
    QTest.keyClick(screen.tab.search_field, Qt.Key.Key_F2)
    dialog = dialog_of(screen, TitleDialog)
    assert line(dialog, "title").text() == "Trouver un emploi"
    assert [copy.barcode_field.text() for copy in dialog.copy_lines()] == ["30007004052017"]
    dialog.reject()


def test_an_edit_is_saved_and_shown(screen: Screen, qtbot: QtBot) -> None:
    dialog = open_first(screen)
    line(dialog, "subtitle").setText("guide pratique")
    line(dialog, "checked_on").setText("1/3/2019")
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    QTest.keyClick(line(dialog, "subtitle"), Qt.Key.Key_Return, CTRL)
    kept = screen.library.found("pratique")[0].title
    assert (kept.heading, str(kept.checked_on)) == ("Trouver un emploi : guide pratique", "2019-03-01")
    assert screen.said[-1].text == "“Trouver un emploi” is saved."


def test_what_is_no_language_is_said_beside_the_field_and_nothing_typed_is_lost(screen: Screen) -> None:
    before = screen.library.shelf()
    dialog = open_first(screen)
    line(dialog, "subtitle").setText("guide")
    line(dialog, "languages").setText("fr, klingonien")
    line(dialog, "languages").editingFinished.emit()
    at_once = dialog.error_text("languages")
    dialog.keep()

    assert at_once.startswith("“klingonien” is no language known here.")
    assert dialog.error_text("languages") == at_once
    assert (line(dialog, "languages").text(), line(dialog, "subtitle").text()) == ("fr, klingonien", "guide")
    assert screen.library.shelf() == before
    dialog.reject()


def test_names_of_languages_are_kept_as_codes(screen: Screen) -> None:
    dialog = open_first(screen)
    line(dialog, "languages").setText("français, turc")
    dialog.keep()

    assert screen.library.found("trouver")[0].title.languages == ("fr", "tr")


def test_an_edit_of_title_and_copies_is_taken_back_as_one_act(screen: Screen) -> None:
    before = screen.library.shelf()
    dialog = open_first(screen)
    line(dialog, "subtitle").setText("guide")
    dialog.copy_lines()[0].mark_field.setText("9.9")
    dialog.add_copy().barcode_field.setText("42")
    dialog.keep()
    assert screen.library.shelf() != before
    screen.undo.undo()
    assert screen.library.shelf() == before


def test_a_new_title_is_taken_back(screen: Screen) -> None:
    before = screen.library.shelf()
    QTest.keyClick(screen.tab, Qt.Key.Key_N, CTRL)
    dialog = dialog_of(screen, TitleDialog)
    line(dialog, "title").setText("Neuf")
    dialog.keep()
    assert "Neuf" in screen.titles()
    screen.undo.undo()
    assert screen.library.shelf() == before


def test_what_is_refused_of_a_copy_leaves_the_title_as_it_was_too(screen: Screen) -> None:
    before = screen.library.shelf()
    dialog = open_first(screen)
    line(dialog, "subtitle").setText("guide")
    dialog.add_copy().barcode_field.setText("30007004052016")
    dialog.keep()
    dialog.reject()
    assert screen.library.shelf() == before


def test_a_copy_is_added_and_another_withdrawn(screen: Screen) -> None:
    dialog = open_first(screen)
    dialog.copy_lines()[0].remove_button.click()
    dialog.add_copy().barcode_field.setText("42")
    dialog.keep()
    copies = screen.library.copies(screen.library.found("trouver")[0].title.id)
    assert {copy.barcode: copy.state for copy in copies} == {"30007004052017": State.WITHDRAWN, "42": State.SHELF}


def test_a_barcode_taken_is_said_beside_the_copy_and_nothing_typed_is_lost(screen: Screen) -> None:
    dialog = open_first(screen)
    line_ = dialog.add_copy()
    line_.barcode_field.setText("30007004052016")
    dialog.keep()
    assert "30007004052016" in line_.error_label.text()
    assert dialog.isVisible()
    assert line_.barcode_field.text() == "30007004052016"
    dialog.reject()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("title", "Jean 42.01.22-051.81"),
        ("authors", "jean@example.be"),
        ("isbns", "max@example.be"),
        ("series", "BE68 5390 0754 7034"),
    ],
)
def test_personal_numbers_are_refused_beside_the_field(screen: Screen, name: str, typed: str) -> None:
    dialog = open_first(screen)
    line(dialog, name).setText(typed)
    dialog.keep()
    assert "Nothing was saved" in dialog.error_text(name)
    assert line(dialog, name).text() == typed
    assert line(dialog, name).property("state") == "error"
    assert screen.titles() == ["L'économie belge", "Trouver un emploi", "Werk zoeken"]
    dialog.reject()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("title", "  "),
        ("year", "deux mille"),
        ("year", "99999"),
        ("checked_on", "hier"),
        ("review_by", "31/02/2020"),
        ("title", "x" * 2_000),
    ],
)
def test_what_the_rules_refuse_is_said_beside_its_field(screen: Screen, name: str, typed: str) -> None:
    dialog = open_first(screen)
    line(dialog, name).setText(typed)
    dialog.keep()
    assert dialog.error_text(name)
    assert dialog.isVisible()
    dialog.reject()


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_strings_are_saved_from_every_field(screen: Screen, text: str) -> None:
    QTest.keyClick(screen.tab, Qt.Key.Key_N, CTRL)
    dialog = dialog_of(screen, TitleDialog)
    for name in (
        "title",
        "subtitle",
        "authors",
        "publisher",
        "place",
        "edition",
        "series",
        "pages",
        "subjects",
        "shelf_mark",
    ):
        line(dialog, name).setText(f"Z{text}")
    summary = dialog.editor("summary")
    assert isinstance(summary, QPlainTextEdit)
    summary.setPlainText(text)
    dialog.keep()
    assert not dialog.isVisible()
    assert len(screen.titles()) == 4


def test_a_wrong_isbn_is_flagged_at_once_and_kept(screen: Screen) -> None:
    dialog = open_first(screen)
    line(dialog, "isbns").setText("3297162008")
    line(dialog, "isbns").editingFinished.emit()
    assert "check digit" in dialog.error_text("isbns")
    dialog.keep()
    assert screen.library.found("trouver")[0].title.isbns == ("3297162008",)


def test_a_shelf_mark_is_proposed_from_theme_and_author(screen: Screen) -> None:
    dialog = open_first(screen)
    line(dialog, "authors").setText("Rosnay, Tatiana de")
    box = dialog.editor("sub_theme_code")
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findData("EMP1"))
    dialog.propose()
    assert line(dialog, "shelf_mark").text() == "3.1 ROS"
    dialog.reject()


def test_sub_themes_follow_the_theme(screen: Screen) -> None:
    dialog = open_first(screen)
    theme, sub_theme = dialog.editor("theme_code"), dialog.editor("sub_theme_code")
    assert isinstance(theme, QComboBox)
    assert isinstance(sub_theme, QComboBox)
    theme.setCurrentIndex(theme.findData("MOB"))
    codes = {sub_theme.itemData(at) for at in range(1, sub_theme.count())}
    assert codes
    assert all(code.startswith("MOB") for code in codes)
    dialog.reject()


def test_enter_in_a_field_goes_on_and_never_saves_half_a_title(screen: Screen) -> None:
    QTest.keyClick(screen.tab, Qt.Key.Key_N, CTRL)
    dialog = dialog_of(screen, TitleDialog)
    line(dialog, "title").setText("Neuf")
    line(dialog, "title").setFocus()
    QTest.keyClick(line(dialog, "title"), Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert "Neuf" not in screen.titles()
    dialog.reject()


def test_a_change_of_language_loses_nothing_that_was_typed(screen: Screen) -> None:
    screen.tab.search_field.setText("trouver")
    dialog = open_first(screen)
    line(dialog, "subtitle").setText("à moitié tapé")
    dialog.add_copy().barcode_field.setText("42")
    for language in LANGUAGES:
        use(language)
        screen.tab.retranslate()
        dialog.retranslate()
    assert line(dialog, "subtitle").text() == "à moitié tapé"
    assert dialog.copy_lines()[-1].barcode_field.text() == "42"
    assert screen.tab.search_field.text() == "trouver"
    dialog.reject()


def test_esc_leaves_the_title_as_it_was(screen: Screen) -> None:
    dialog = open_first(screen)
    line(dialog, "title").setText("Autre")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert "Autre" not in screen.titles()


def test_a_removed_title_comes_back_by_the_message(screen: Screen) -> None:
    screen.tab.search_field.setText("werk")
    QTest.keyClick(screen.tab.search_field, Qt.Key.Key_Down)
    screen.tab.remove()
    assert screen.titles() == ["L'économie belge", "Trouver un emploi"]
    assert screen.said[-1].undo is not None
    screen.said[-1].undo()
    assert screen.titles() == ["L'économie belge", "Trouver un emploi", "Werk zoeken"]
    assert [hit.copies for hit in screen.library.found("werk")] == [1]


# A file of books


def open_import(screen: Screen, qtbot: QtBot, path: Path) -> ImportBooksDialog:
    QTest.keyClick(screen.tab, Qt.Key.Key_I, CTRL)
    dialog = dialog_of(screen, ImportBooksDialog)
    assert isinstance(dialog, ImportBooksDialog)
    dialog.look_at(path)
    settle(screen, qtbot)
    return dialog


def settle(screen: Screen, qtbot: QtBot) -> None:
    # A file is read in a program of its own, which has to start.
    # Nothing else tells that it rests.
    qtbot.waitUntil(lambda: not screen.tab._background.is_busy(), timeout=30_000)  # noqa: SLF001
    QApplication.processEvents()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "livres.csv"
    path.write_text("Titre;Auteur;ISBN\nUn;A;\nDeux;B;3297162008\n;C;\n", encoding="utf-8")
    return path


def test_a_file_is_looked_at_before_anything_is_changed(screen: Screen, qtbot: QtBot, table: Path) -> None:
    dialog = open_import(screen, qtbot, table)
    assert dialog.file_label.text() == "livres.csv (CSV, UTF-8): 3 rows"
    assert [fate.outcome for fate in dialog.model.values] == [Outcome.NEW, Outcome.NEW, Outcome.REFUSED]
    assert dialog.model.columns[3].text(dialog.model.values[2]) == "There is no title."
    assert len(screen.titles()) == 3
    dialog.reject()


def test_fates_are_shown_one_kind_at_a_time(screen: Screen, qtbot: QtBot, table: Path) -> None:
    dialog = open_import(screen, qtbot, table)
    chip = next(each for each in dialog.fate_chips.buttons() if each.property("code") == "refused")
    chip.click()
    assert [fate.row for fate in dialog.model.values] == [3]
    chip.click()
    assert len(dialog.model.values) == 3
    dialog.reject()


def test_an_import_is_done_and_undone_by_the_message(screen: Screen, qtbot: QtBot, table: Path) -> None:
    dialog = open_import(screen, qtbot, table)
    assert dialog.import_button.text() == "&Import 2 rows"
    dialog.import_button.click()
    settle(screen, qtbot)
    assert screen.said[-1].text == "2 rows of livres.csv imported."
    assert len(screen.rows()) == 5
    assert screen.said[-1].undo is not None
    screen.said[-1].undo()
    settle(screen, qtbot)
    assert screen.said[-1].text == "The import is undone: the catalogue is as it was."
    assert len(screen.rows()) == 3


def test_unknown_columns_are_asked_for_and_remembered(
    screen: Screen, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kolommen.csv"
    path.write_text("Kop;Wie\nWerk;Peeters\n", encoding="utf-8")
    dialog = open_import(screen, qtbot, path)
    assert "columns" in dialog.error_label.text()
    boxes = dialog.findChildren(QComboBox, "import.column")
    for box, name in zip(boxes, ("title", "authors"), strict=True):
        box.setCurrentIndex(box.findData(name))
    boxes[0].activated.emit(1)
    settle(screen, qtbot)
    assert [fate.heading for fate in dialog.model.values] == ["Werk"]
    monkeypatch.setattr("cdm_desk.ui.dialogs.import_books.QInputDialog.getText", lambda *_given: ("Forem", True))
    dialog.remember_columns()
    assert list(screen.library.profiles()) == ["Forem"]
    dialog.reject()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("leeg.csv", b"", "holds no record"),
        ("foto.csv", b"\x89PNG\r\n\x1a\n" + bytes(200), "not a catalogue"),
        ("entite.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "document type"),
    ],
)
def test_a_file_that_cannot_be_read_is_explained_in_place(
    screen: Screen, qtbot: QtBot, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    dialog = open_import(screen, qtbot, path)
    assert words in dialog.error_label.text()
    assert not dialog.import_button.isEnabled()
    dialog.reject()


def test_a_file_that_is_gone_is_explained(screen: Screen, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = open_import(screen, qtbot, tmp_path / "nowhere.mrc")
    assert "cannot be read" in dialog.error_label.text()
    dialog.reject()


def test_a_file_can_be_dropped(screen: Screen, qtbot: QtBot, table: Path) -> None:
    QTest.keyClick(screen.tab, Qt.Key.Key_I, CTRL)
    dialog = dialog_of(screen, ImportBooksDialog)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(table))])
    dropped = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    dialog.dropEvent(dropped)
    settle(screen, qtbot)
    assert len(dialog.model.values) == 3
    dialog.reject()


def test_the_language_changes_while_a_file_is_looked_at(screen: Screen, qtbot: QtBot, table: Path) -> None:
    dialog = open_import(screen, qtbot, table)
    for language in LANGUAGES:
        use(language)
        dialog.retranslate()
        assert len(dialog.model.values) == 3
    dialog.reject()


@pytest.mark.parametrize(
    ("suffix", "form", "begins"),
    [(".csv", "unimarc", b"\xef\xbb\xbfkind;"), (".mrc", "marc21", b"0"), (".xml", "unimarc", b"<?xml")],
)
def test_the_catalogue_is_written_to_a_file(
    screen: Screen, qtbot: QtBot, tmp_path: Path, suffix: str, form: str, begins: bytes
) -> None:
    export(screen, qtbot, "export_action", tmp_path / "catalogue", suffix, form)
    assert (tmp_path / f"catalogue{suffix}").read_bytes().startswith(begins)
    assert screen.said[-1].text == f"3 titles written to catalogue{suffix}."


def test_only_what_the_search_shows_is_written(screen: Screen, qtbot: QtBot, tmp_path: Path) -> None:
    screen.tab.search_field.setText("werk")
    export(screen, qtbot, "export_found_action", tmp_path / "catalogue", ".csv", "unimarc")
    written = [row.title.title for row in parcel.read(tmp_path / "catalogue.csv").rows if row.title]
    assert written == ["Werk zoeken"]
    assert screen.said[-1].text == "1 title written to catalogue.csv."


def test_a_file_dropped_on_the_catalogue_is_looked_at(screen: Screen, qtbot: QtBot, table: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(table))])
    assert screen.tab.acceptDrops()
    screen.tab.dropEvent(
        QDropEvent(
            QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
    )
    dialog = dialog_of(screen, ImportBooksDialog)
    assert isinstance(dialog, ImportBooksDialog)
    settle(screen, qtbot)
    assert len(dialog.model.values) == 3
    dialog.reject()


def test_letters_put_right_are_shown_beside_what_the_file_said(screen: Screen, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "prets.csv"
    path.write_text("Titre;Auteur\nPicoti pour les bâebâes;A\nUn;B\n", encoding="utf-8")
    dialog = open_import(screen, qtbot, path)
    assert not dialog.letters_table.isVisibleTo(dialog)
    dialog.letters_button.click()
    assert dialog.letters_table.isVisibleTo(dialog)
    shown = [(line.number, line.before, line.title and line.title.title) for line in dialog.letters_model.values]
    assert shown == [(1, "Picoti pour les bâebâes", "Picoti pour les bébés")]
    dialog.reject()


def test_a_spreadsheet_is_looked_at_and_its_columns_can_be_changed(
    screen: Screen, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "livres.xlsx"
    path.write_bytes(workbook([("Titre", "Qui"), ("Un", "Dupont, A."), ("Deux", "")]))
    dialog = open_import(screen, qtbot, path)
    assert dialog.file_label.text() == "livres.xlsx (XLSX): 2 rows"
    boxes = dialog.findChildren(QComboBox, "import.column")
    boxes[1].setCurrentIndex(boxes[1].findData("authors"))
    boxes[1].activated.emit(1)
    settle(screen, qtbot)
    dialog.import_button.click()
    settle(screen, qtbot)
    assert [hit.title.authors for hit in screen.library.found("Un Dupont")] == [("Dupont, A.",)]


def test_stop_ends_a_reading_at_once(screen: Screen, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "livres.csv"
    path.write_text("Titre;Auteur\n" + "Un;A\n" * 40_000, encoding="utf-8")
    QTest.keyClick(screen.tab, Qt.Key.Key_I, CTRL)
    dialog = dialog_of(screen, ImportBooksDialog)
    assert isinstance(dialog, ImportBooksDialog)
    dialog.look_at(path)
    qtbot.waitUntil(dialog.stop_button.isVisible)
    dialog.stop_button.click()
    qtbot.waitUntil(lambda: bool(dialog.error_label.text()), timeout=2_000)
    assert "stopped" in dialog.error_label.text()
    dialog.reject()


def export(screen: Screen, qtbot: QtBot, action: str, path: Path, suffix: str, form: str) -> None:
    """Give the window of the system what somebody would choose in it."""
    getattr(screen.tab, action).trigger()
    dialog = dialog_of(screen, QFileDialog)
    assert isinstance(dialog, QFileDialog)
    words = next(words for words, kind in kinds_of_file().items() if kind == (suffix, form))
    dialog.selectNameFilter(words)
    dialog.fileSelected.emit(str(path))
    dialog.close()
    settle(screen, qtbot)


def test_esc_folds_the_columns_away_before_it_leaves_the_import(screen: Screen, qtbot: QtBot, table: Path) -> None:
    dialog = open_import(screen, qtbot, table)
    dialog.columns_button.setChecked(True)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    once = dialog.isVisible(), dialog.columns_button.isChecked()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)

    assert (once, dialog.isVisible()) == ((True, False), False)


def test_a_file_is_proposed_and_one_of_that_name_would_be_asked_about(screen: Screen) -> None:
    screen.tab.export_action.trigger()
    dialog = dialog_of(screen, QFileDialog)
    first = Path(dialog.selectedFiles()[0]).name
    dialog.filterSelected.emit(next(words for words, kind in kinds_of_file().items() if kind == (".ris", "unimarc")))
    suffix = dialog.defaultSuffix()
    dialog.close()

    assert (first, suffix) == ("catalogue.xlsx", "ris")


def test_a_folder_that_cannot_be_written_to_is_explained(screen: Screen, qtbot: QtBot, tmp_path: Path) -> None:
    export(screen, qtbot, "export_action", tmp_path / "nowhere" / "catalogue", ".csv", "unimarc")
    assert "was not written" in screen.said[-1].text


# What every screen is held to


def every_window(screen: Screen, qtbot: QtBot, table: Path) -> list[QWidget]:
    import_dialog = open_import(screen, qtbot, table)
    title_dialog = open_first(screen)
    import_dialog.columns_button.setChecked(True)
    screen.tab.search_field.clear()
    # As windows of their own, or they would be looked at as parts of the tab.
    for dialog in (title_dialog, import_dialog):
        dialog.setParent(None)
        qtbot.addWidget(dialog)
        dialog.show()
    return [screen.tab, title_dialog, import_dialog]


def test_everything_has_a_name(screen: Screen, qtbot: QtBot, table: Path) -> None:
    for window in every_window(screen, qtbot, table):
        assert looking.unnamed(window) == []
        assert looking.without_object_name(window) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_words_of_a_window_share_their_letter(screen: Screen, qtbot: QtBot, table: Path, language: str) -> None:
    windows = every_window(screen, qtbot, table)
    use(language)  # type: ignore[arg-type]
    for window in windows:
        window.retranslate()  # type: ignore[attr-defined]
        assert looking.doubled_mnemonics(looking.texts_with_mnemonics(window)) == []
    menu = [action.text() for action in screen.tab.actions_for_menu()]
    assert looking.doubled_mnemonics(menu) == []


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("shade", [Shade.LIGHT, Shade.DARK])
def test_nothing_is_cut_off_in_a_long_language_on_a_small_screen(
    screen: Screen, qtbot: QtBot, table: Path, light: Appearance, shade: Shade, percent: int
) -> None:
    windows = every_window(screen, qtbot, table)
    light.wear(shade, percent)
    looking.speak_stretched()
    for window in windows:
        window.retranslate()  # type: ignore[attr-defined]
        window.resize(900, 400)
        QApplication.processEvents()
        assert window.width() == 900
        assert looking.clipped(window) == []


def test_the_names_that_outside_checks_rely_on_are_there(screen: Screen) -> None:
    for name in ("library.search", "library.results", "library.scan"):
        assert screen.tab.findChild(QWidget, name) is not None


def test_titles_to_check_have_a_list_of_their_own_with_the_reason(screen: Screen) -> None:
    assert not screen.tab.check_chip.isVisible()
    screen.library.receive(parcel_of(title("Le métier de libraire"), title("Le métier du libraire")))
    assert screen.tab.check_chip.text() == "To check: 1"
    screen.tab.check_chip.click()

    assert screen.rows() == ["Le métier du libraire"]
    model = screen.tab.model
    assert model.data(model.index(0, 8)) == "A very similar title is in the catalogue."


def test_when_the_last_is_checked_the_list_says_so_and_lets_go(screen: Screen) -> None:
    screen.library.receive(parcel_of(title("Le métier de libraire"), title("Le métier du libraire")))
    screen.tab.check_chip.click()
    waiting = screen.tab.model.values[0].title
    screen.library.keep(replace(waiting, state=State.SHELF), waiting)

    assert screen.tab.nothing_placeholder.sentence_label.text() == "Nothing is left to check."
    screen.tab.check_chip.click()
    assert len(screen.rows()) == 5
    assert not screen.tab.check_chip.isVisible()
