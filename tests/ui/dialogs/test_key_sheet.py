"""The key sheet and the help: the keys in force, or how to do without."""

import gc

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtPrintSupport import QPrinterInfo, QPrintPreviewDialog, QPrintPreviewWidget
from pytestqt.qtbot import QtBot

from cdm_desk.domain.single_keys import KeyArea, KeyLayout
from cdm_desk.ui.dialogs.paper import SheetDialog
from cdm_desk.ui.main_window import MainWindow

WELCOME = KeyArea.WELCOME


def told(window: MainWindow, command: str) -> list[str]:
    """Open the sheet or the help; return its lines."""
    getattr(window.commands, command).trigger()
    dialog = next(part for part in window.children() if isinstance(part, SheetDialog))
    dialog.close()
    return dialog.sheet.text().splitlines()


@pytest.mark.parametrize("command", ["key_sheet", "help"])
def test_the_keys_as_delivered_stand_there(window: MainWindow, command: str) -> None:
    lines = told(window, command)

    assert "1 – 5\tThe five themes: the visitor gets a number and waits" in lines
    assert "W\tWrong door" in lines
    assert "+ 5 Enter\tFive more of the last act" in lines


@pytest.mark.parametrize("command", ["key_sheet", "help"])
def test_a_key_that_was_chosen_stands_there_and_one_that_was_taken_away_does_not(
    window: MainWindow, command: str
) -> None:
    layout = KeyLayout().with_key(WELCOME, "3", "T").with_key(WELCOME, "W", "").with_key(WELCOME, "N", "")
    window.key_map.take(layout, switched_on=True)
    lines = told(window, command)

    assert "1  2  T  4  5\tThe five themes: the visitor gets a number and waits" in lines
    assert not [line for line in lines if line.endswith("\tWrong door")]
    assert "F  –  B\tFrench, Dutch, either" in lines


@pytest.mark.parametrize("command", ["key_sheet", "help"])
def test_without_single_keys_it_says_how_to_do_without(window: MainWindow, command: str) -> None:
    window.key_map.take(KeyLayout(), switched_on=False)
    lines = told(window, command)

    assert "Single keys are off: use Tab and Space, or the mouse. Settings (Ctrl+,) puts them on again." in lines
    assert not [line for line in lines if line.startswith("W\t")]


def previewed(window: MainWindow) -> QPrintPreviewDialog:
    """Open the preview of the key sheet."""
    window.commands.key_sheet.trigger()
    dialog = next(part for part in window.children() if isinstance(part, SheetDialog))
    dialog.print_button.click()
    gc.collect()
    preview = window.findChild(QPrintPreviewDialog)
    assert preview is not None
    return preview


def test_the_preview_shows_its_page_though_nobody_else_keeps_its_printer(window: MainWindow, qtbot: QtBot) -> None:
    preview = previewed(window)
    qtbot.waitExposed(preview)

    pages = preview.findChild(QPrintPreviewWidget)
    assert pages is not None
    assert pages.pageCount() >= 1


@pytest.mark.skipif(bool(QPrinterInfo.availablePrinterNames()), reason="this machine has a printer")
def test_without_a_printer_the_preview_does_not_offer_to_set_its_page_up(window: MainWindow) -> None:
    words = QCoreApplication.translate("QPrintPreviewDialog", "Page setup")
    offered = {action.text(): action.isVisible() for action in previewed(window).findChildren(QAction)}

    assert offered[words] is False
