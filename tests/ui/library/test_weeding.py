"""The weeding room, by its keys, on a real catalogue."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cdm_desk.domain.library import State, Title
from cdm_desk.domain.weeding import Fate, Letter
from cdm_desk.language import LANGUAGES, use
from cdm_desk.ui.announcer import Announcer
from cdm_desk.ui.appearance import Appearance, Shade
from cdm_desk.ui.dialogs.life_spans import LifeSpansDialog
from cdm_desk.ui.dialogs.paper_preview import PaperPreviewDialog
from cdm_desk.ui.library.weeding import WeedingPage
from cdm_desk.ui.messages import Message, Messages
from cdm_desk.ui.undo import Undo
from tests.services.library_desk import LibraryDesk, library_desk
from tests.services.test_weeding import counted, shelve
from tests.ui import looking

CTRL = Qt.KeyboardModifier.ControlModifier
NAMES = ("Aide à l'emploi", "Bilan de compétences", "Chercher du travail", "Droits sociaux")


@dataclass
class Screen:
    """The room on a real catalogue, and everything that was said."""

    desk: LibraryDesk
    page: WeedingPage
    messages: Messages
    undo: Undo
    books: list[Title]
    qtbot: QtBot
    said: list[Message] = field(default_factory=list)

    def undone(self) -> None:
        """Take the last act back, and wait until the shelf is weighed."""
        self.undo.undo()
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.page.is_busy(), timeout=20_000)

    def rows(self) -> list[str]:
        return [advice.title.title for advice in self.page.model.values]

    def fate(self, book: Title) -> Fate | None:
        found = self.desk.weeding.proposals().proposed
        return next(advice.fate for advice in found if advice.title.id == book.id)

    def letters(self, book: Title) -> frozenset[Letter]:
        found = self.desk.weeding.proposals().proposed
        return next(advice.letters for advice in found if advice.title.id == book.id)

    def state(self, book: Title) -> State:
        return self.desk.library.title(book.id).state


@pytest.fixture
def screen(qtbot: QtBot, tmp_path: Path, messages: Messages, light: Appearance) -> Iterator[Screen]:
    assert light.text_percent == 100
    with library_desk(tmp_path) as desk:
        announcer = Announcer()
        desk.store.on_change(announcer.announce)
        books = [shelve(desk, name, 2000 + at, copies=1 + (at == 1)) for at, name in enumerate(NAMES)]
        shelve(desk, "Solliciteren", 1999, languages=("nl",))
        counted(desk, books[3])
        shelve(desk, "Entretien d'embauche", 2018)
        undo = Undo(messages)
        page = WeedingPage(desk.weeding, desk.lists, messages, undo)
        announcer.changed.connect(page.refresh)
        qtbot.addWidget(page)
        page.resize(1366, 620)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        page.setFocus()
        made = Screen(desk=desk, page=page, messages=messages, undo=undo, books=books, qtbot=qtbot)
        messages.shown.connect(made.said.append)
        made.settle()
        yield made
        page.close()


def paper_of(screen: Screen) -> PaperPreviewDialog:
    found = screen.page.findChild(PaperPreviewDialog)
    assert found is not None
    return found


def press(screen: Screen, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(screen.page.table, key, modifier)
    screen.settle()


def test_the_worst_comes_first_with_its_reasons_in_sentences(screen: Screen) -> None:
    assert set(screen.rows()) == {*NAMES}
    screen.page.table.choose(screen.books[0].id)
    assert "Of 2000: 16 years over the life span of 3 years." in screen.page.reasons_label.text()
    assert "Not read for 2 years." in screen.page.reasons_label.text()


@pytest.mark.parametrize(
    ("key", "fate"), [(Qt.Key.Key_G, Fate.GIFT), (Qt.Key.Key_P, Fate.PULP), (Qt.Key.Key_L, Fate.LATER)]
)
def test_one_key_decides_and_goes_on_to_the_next_book(screen: Screen, key: Qt.Key, fate: Fate) -> None:
    screen.page.table.choose(screen.books[0].id)
    press(screen, key)
    now = screen.page.table.current()

    assert screen.fate(screen.books[0]) is fate
    assert now is not None
    assert now.title.id != screen.books[0].id

    screen.undone()

    assert screen.fate(screen.books[0]) is None


def test_k_keeps_a_book_until_the_day_that_is_set(screen: Screen) -> None:
    screen.page.table.choose(screen.books[0].id)
    press(screen, Qt.Key.Key_K)

    assert NAMES[0] not in screen.rows()
    assert screen.desk.library.title(screen.books[0].id).review_by == screen.page.until_edit.day
    assert "is kept until 29/02/2020" in screen.said[-1].text

    screen.undone()

    assert NAMES[0] in screen.rows()


@pytest.mark.parametrize(
    ("key", "letter"),
    [
        (Qt.Key.Key_3, Letter.WORN),
        (Qt.Key.Key_QuoteDbl, Letter.WORN),
        (Qt.Key.Key_U, Letter.UGLY),
        (Qt.Key.Key_T, Letter.TRIVIAL),
        (Qt.Key.Key_4, Letter.OUT_OF_DATE),
    ],
)
def test_figures_and_letters_fill_in_the_slip(screen: Screen, key: Qt.Key, letter: Letter) -> None:
    book = screen.books[0]
    screen.page.table.choose(book.id)
    was = screen.letters(book)
    press(screen, key)

    assert screen.letters(book) == was ^ {letter}
    assert screen.page.letter_actions[letter].isChecked() is (letter in screen.letters(book))


def test_keys_pressed_faster_than_the_shelf_is_weighed_all_count(screen: Screen) -> None:
    book = screen.books[0]
    screen.page.table.choose(book.id)
    was = screen.letters(book)
    for key in (Qt.Key.Key_3, Qt.Key.Key_U, Qt.Key.Key_T):
        QTest.keyClick(screen.page.table, key)
    assert screen.page.letter_actions[Letter.WORN].isChecked()
    QTest.keyClick(screen.page.table, Qt.Key.Key_P)
    QTest.keyClick(screen.page.table, Qt.Key.Key_G)
    screen.settle()

    assert screen.letters(book) == was ^ {Letter.WORN, Letter.UGLY, Letter.TRIVIAL}
    assert screen.fate(book) is Fate.PULP
    assert sorted(str(screen.fate(each)) for each in screen.books) == ["GIFT", "None", "None", "PULP"]


def test_a_single_key_is_heard_in_the_list_only(screen: Screen) -> None:
    screen.page.until_edit.setFocus()
    QTest.keyClick(screen.page.until_edit, Qt.Key.Key_G)

    assert {screen.fate(book) for book in screen.books} == {None}


def test_nothing_goes_before_the_list_is_confirmed_and_the_undo_brings_it_back(screen: Screen) -> None:
    screen.page.table.choose(screen.books[1].id)
    press(screen, Qt.Key.Key_G)
    assert screen.state(screen.books[1]) is State.SHELF
    assert screen.page.waiting_label.text() == "On the lists: 2 to give away, 0 to pulp"

    press(screen, Qt.Key.Key_Return, CTRL)

    assert screen.state(screen.books[1]) is State.WITHDRAWN
    assert screen.said[-1].text == "2 copies have left the shelf."

    screen.undone()

    assert screen.state(screen.books[1]) is State.SHELF
    assert screen.fate(screen.books[1]) is Fate.GIFT


def test_what_is_kept_though_old_is_shown_with_its_reason_and_cannot_go(screen: Screen) -> None:
    screen.page.held_action.trigger()

    assert screen.rows() == ["Solliciteren"]
    assert screen.page.held_label.text() == "It stays: the last in its language on its sub-theme."
    assert not screen.page.fate_actions[Fate.GIFT].isEnabled()


def test_a_theme_is_shown_alone_and_let_go_again(screen: Screen) -> None:
    screen.page.show_theme("FOR")
    assert screen.rows() == []
    screen.page.show_theme("FOR")
    assert len(screen.rows()) == 4


def test_the_slips_are_shown_in_both_languages_before_they_are_printed(qtbot: QtBot, screen: Screen) -> None:
    screen.page.table.choose(screen.books[0].id)
    press(screen, Qt.Key.Key_G)
    press(screen, Qt.Key.Key_P, CTRL)
    dialog = paper_of(screen)
    qtbot.waitUntil(dialog.print_button.isEnabled, timeout=20_000)
    words = pdfium.PdfDocument(dialog._content)[0].get_textpage().get_text_range()  # noqa: SLF001 - what Print prints

    assert len(dialog.preview.shown) == 1
    for each in (NAMES[0], "Fiche de désherbage", "Schoningsfiche", "De 2000", "Van 2000", "DON / GIFT"):
        assert each in words
    dialog.reject()


def test_the_gift_list_is_written_as_a_table_for_a_spreadsheet(qtbot: QtBot, screen: Screen, tmp_path: Path) -> None:
    use("fr")
    screen.page.table.choose(screen.books[1].id)
    press(screen, Qt.Key.Key_G)
    press(screen, Qt.Key.Key_Return, CTRL)
    press(screen, Qt.Key.Key_G, CTRL)
    dialog = paper_of(screen)
    dialog.write("csv", str(tmp_path / "dons.csv"))
    qtbot.waitUntil(lambda: (tmp_path / "dons.csv").exists() and "dons.csv" in screen.said[-1].text, timeout=20_000)
    head, *lines = (tmp_path / "dons.csv").read_bytes().decode("utf-8-sig").splitlines()

    assert head.startswith("Cote;Titre;Auteurs;Année;")
    assert len(lines) == 2
    assert all("Bilan de compétences" in line for line in lines)
    dialog.reject()


def test_the_life_spans_change_the_proposals_and_come_back(qtbot: QtBot, screen: Screen) -> None:
    dialog = LifeSpansDialog(screen.desk.weeding, screen.desk.lists, screen.page)
    dialog.kept.connect(screen.page._keep_spans)  # noqa: SLF001 - as the room does
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.boxes["EMP1"].setValue(50)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    screen.settle()

    assert screen.rows() == []

    screen.undone()

    assert len(screen.rows()) == 4


def test_everything_has_a_name(qtbot: QtBot, screen: Screen) -> None:
    dialog = LifeSpansDialog(screen.desk.weeding, screen.desk.lists, screen.page)
    dialog.setParent(None)
    qtbot.addWidget(dialog)
    dialog.show()
    for window in (screen.page, dialog):
        assert looking.unnamed(window) == []
        assert looking.without_object_name(window) == []
        assert looking.at_the_edge(window) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_commands_share_their_letter(screen: Screen, language: str) -> None:
    use(language)  # type: ignore[arg-type]
    screen.page.retranslate()

    assert looking.doubled_mnemonics([action.text() for action in screen.page.actions_for_menu()]) == []


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("shade", [Shade.LIGHT, Shade.DARK])
def test_nothing_is_cut_off_in_a_long_language_on_a_small_screen(
    screen: Screen, light: Appearance, shade: Shade, percent: int
) -> None:
    light.wear(shade, percent)
    looking.speak_stretched()
    screen.page.retranslate()
    screen.page.resize(900, 400)
    QApplication.processEvents()

    assert screen.page.width() == 900
    assert looking.clipped(screen.page) == []
