"""Books for a visitor at a desk: by keys, from the conversation to the paper; nothing is kept of it."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cdm_desk.domain.slip import Outlet, PageNotPrintedError
from cdm_desk.language import LANGUAGES, use
from cdm_desk.ui.dialogs.paper_preview import PaperPreviewDialog
from cdm_desk.ui.dialogs.pick_books import PickBooksDialog
from cdm_desk.ui.printing import print_unkept
from cdm_desk.ui.tabs.counselling import CounsellingTab
from cdm_desk.ui.words import sentence
from tests.documents.test_ticket_printer import posix
from tests.services.house import dump
from tests.services.library_desk import title
from tests.ui import looking
from tests.ui.tabs.conftest import Screen, clock, office, screen, show, usual_of

__all__ = ["clock", "office", "screen", "show"]

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def tab(screen: Screen, show: Callable[[QWidget], None]) -> CounsellingTab:
    house = screen.office
    for name, theme, mark in (
        ("Trouver un emploi", "EMP", "3.1 DUP"),
        ("Trouver sa voie", "ORI", "1.2 LER"),
        ("Werk zoeken", "EMP", "3.2 WER"),
        ("Trouver une formation", "FOR", "2.1 MAE"),
    ):
        house.library.add(title(name, theme_code=theme, shelf_mark=mark))
    made = CounsellingTab(
        house.counselling,
        house.queue,
        house.lists,
        screen.messages,
        screen.undo,
        usual=usual_of(screen),
        finding=house.finding,
        tickets=screen.tickets,
    )
    show(made)
    return made


@pytest.fixture
def device(screen: Screen, tmp_path: Path) -> Path:
    """A printer on a cable: a file that grows with each slip."""
    made = tmp_path / "lp0"
    made.touch()
    screen.kept.change(ticket_outlet=Outlet.DEVICE, ticket_address=str(made))
    return made


def opened(tab: CounsellingTab) -> PickBooksDialog:
    QTest.keyClick(tab.pad, Qt.Key.Key_B, CTRL)
    (dialog,) = tab.findChildren(PickBooksDialog)
    return dialog


def pick(dialog: PickBooksDialog, *words: str) -> None:
    for each in words:
        QTest.keyClicks(dialog.search_field, each)
        QTest.keyClick(dialog.search_field, Qt.Key.Key_Return)


def picked(dialog: PickBooksDialog) -> list[str]:
    return [book.title.title for book in dialog.picked]


def test_a_word_and_enter_pick_the_best_answer(tab: CounsellingTab) -> None:
    dialog = opened(tab)
    pick(dialog, "voie", "werk")

    assert picked(dialog) == ["Trouver sa voie", "Werk zoeken"]
    assert dialog.search_field.text() == ""
    assert dialog.focusWidget() is dialog.search_field


def test_the_arrows_choose_another_answer(tab: CounsellingTab) -> None:
    dialog = opened(tab)
    QTest.keyClicks(dialog.search_field, "trouver")
    dialog.search()
    answers = [book.title.title for book in dialog.model.values]
    QTest.keyClick(dialog.search_field, Qt.Key.Key_Down)
    QTest.keyClick(dialog.search_field, Qt.Key.Key_Return)

    assert picked(dialog) == answers[1:2]


def test_the_fourth_is_refused_and_backspace_takes_the_last_off(tab: CounsellingTab) -> None:
    dialog = opened(tab)
    pick(dialog, "voie", "werk", "emploi", "formation")
    three, said = picked(dialog), dialog.hint_label.text()
    dialog.search_field.clear()
    QTest.keyClick(dialog.search_field, Qt.Key.Key_Backspace)

    assert three == ["Trouver sa voie", "Werk zoeken", "Trouver un emploi"]
    assert said == "Three titles stand on the slip: Enter on the empty line prints it."
    assert picked(dialog) == three[:2]


def test_enter_on_the_empty_line_prints_and_nothing_is_kept(
    qtbot: QtBot, tab: CounsellingTab, screen: Screen, device: Path
) -> None:
    before = dump(screen.office)
    dialog = opened(tab)
    pick(dialog, "voie", "werk")
    QTest.keyClick(dialog.search_field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: device.read_bytes().count(b"\x1dVB\x00") == 1, timeout=20_000)
    qtbot.waitUntil(lambda: not screen.tickets.is_busy(), timeout=20_000)

    assert tab.findChildren(PickBooksDialog) == []
    assert dump(screen.office) == before


def test_where_no_tickets_are_printed_the_slip_is_a_page_to_print_or_to_write_and_nothing_is_kept(
    qtbot: QtBot, tab: CounsellingTab, screen: Screen, tmp_path: Path
) -> None:
    before = dump(screen.office)
    dialog = opened(tab)
    pick(dialog, "voie")
    QTest.keyClick(dialog.search_field, Qt.Key.Key_Return)
    (page,) = tab.findChildren(PaperPreviewDialog)
    qtbot.waitUntil(page.print_button.isEnabled, timeout=20_000)
    page.write("pdf", str(tmp_path / "books.pdf"))
    qtbot.waitUntil((tmp_path / "books.pdf").exists, timeout=20_000)
    text = PdfDocument(tmp_path / "books.pdf")[0].get_textpage().get_text_range()
    page.done(0)

    assert ("Trouver sa voie" in text, "1.2 LER" in text) == (True, True)
    assert dump(screen.office) == before


@posix
def test_a_page_that_no_printer_takes_is_said_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(PageNotPrintedError) as told:
        print_unkept(b"%PDF-")

    assert sentence(told.value).startswith("The page was not printed. Choose a printer in the system")
    assert list(tmp_path.iterdir()) == []


def test_with_nothing_picked_enter_says_what_to_do(tab: CounsellingTab) -> None:
    dialog = opened(tab)
    QTest.keyClick(dialog.search_field, Qt.Key.Key_Return)

    assert dialog.isVisible()
    assert dialog.hint_label.text() == "Pick a title first: type a word, then Enter."


def test_esc_empties_the_line_and_then_leaves(tab: CounsellingTab) -> None:
    dialog = opened(tab)
    QTest.keyClicks(dialog.search_field, "emp")
    QTest.keyClick(dialog.search_field, Qt.Key.Key_Escape)
    emptied = dialog.search_field.text(), dialog.isVisible()
    QTest.keyClick(dialog.search_field, Qt.Key.Key_Escape)

    assert emptied == ("", True)
    assert not dialog.isVisible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_has_a_name_and_letters_of_its_own(tab: CounsellingTab, language: str) -> None:
    use(language)  # type: ignore[arg-type]
    dialog = opened(tab)

    assert looking.unnamed(dialog) == []
    assert looking.doubled_mnemonics(looking.texts_with_mnemonics(dialog)) == []


def test_nothing_is_cut_off_in_a_long_language_on_a_small_screen(tab: CounsellingTab) -> None:
    looking.speak_stretched()
    dialog = opened(tab)
    pick(dialog, "voie", "werk")
    dialog.resize(700, 420)
    QApplication.processEvents()

    assert looking.clipped(dialog) == []
