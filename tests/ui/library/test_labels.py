"""The labels' room, by its keys, on a real catalogue and with a printer that is a program."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cdm_desk.domain.label_sheets import sheet_named
from cdm_desk.domain.labels import LabelKind
from cdm_desk.language import LANGUAGES, use
from cdm_desk.ui.announcer import Announcer
from cdm_desk.ui.appearance import Appearance, Shade
from cdm_desk.ui.dialogs.label_sheet import LabelSheetDialog
from cdm_desk.ui.library.labels import LabelsPage
from cdm_desk.ui.messages import Message, Messages
from cdm_desk.ui.undo import Undo
from tests.services.library_desk import LibraryDesk, copy_of, library_desk, parcel_of, title
from tests.ui import looking

CTRL = Qt.KeyboardModifier.ControlModifier
SPINE = LabelKind.SPINE


@dataclass
class Screen:
    """The room on a real catalogue, and everything that was said."""

    desk: LibraryDesk
    page: LabelsPage
    undo: Undo
    qtbot: QtBot
    said: list[Message] = field(default_factory=list)

    def undone(self) -> None:
        """Take the last act back, and wait until the lists are read again."""
        self.undo.undo()
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.page.is_busy(), timeout=20_000)

    def marks(self) -> list[str]:
        self.settle()
        return [line.mark for line in self.page.model.values]


@pytest.fixture
def screen(qtbot: QtBot, tmp_path: Path, messages: Messages, light: Appearance) -> Iterator[Screen]:
    assert light.text_percent == 100
    with library_desk(tmp_path) as desk:
        announcer = Announcer()
        desk.store.on_change(announcer.announce)
        for number in range(5):
            described = title(
                f"{'ABCDE'[number] * 5} métier", theme_code="EMP", shelf_mark=f"3.1 {'ABCDE'[number] * 3}"
            )
            desk.library.receive(parcel_of((described, (copy_of(described, barcode=f"30007004052{number:03}"),))))
        desk.labels.want_found("3.1", SPINE)
        undo = Undo(messages)
        page = LabelsPage(desk.labels, desk.lists, messages, undo)
        announcer.changed.connect(page.refresh)
        qtbot.addWidget(page)
        page.resize(1366, 620)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        page.setFocus()
        made = Screen(desk=desk, page=page, undo=undo, qtbot=qtbot)
        messages.shown.connect(made.said.append)
        made.settle()
        yield made
        page.close()


@pytest.fixture
def printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a printer in reach that keeps what it is handed, and the options beside it."""
    tray = tmp_path / "tray"
    program = tmp_path / "bin" / "lp"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\nmkdir -p {tray}\necho "$@" > {tray}/options\nfor last; do :; done\ncp "$last" {tray}/page.pdf\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    return tray


def wait_for_file(qtbot: QtBot, screen: Screen, lines: int) -> None:
    def is_made() -> bool:
        shown = screen.page._shown  # noqa: SLF001 - the file that Print would print
        return (
            shown is not None
            and len(shown.made_of.lines) == lines
            and shown.made_of.start == screen.page.sheet_view.start
        )

    qtbot.waitUntil(is_made, timeout=20_000)


def test_what_waits_is_listed_by_shelf_mark(screen: Screen) -> None:
    assert screen.marks() == ["3.1 AAA", "3.1 BBB", "3.1 CCC", "3.1 DDD", "3.1 EEE"]
    assert screen.page.chips[SPINE].text().endswith("(5)")


def test_a_book_that_moves_comes_onto_the_list_while_one_looks(screen: Screen) -> None:
    described = title("Werk zoeken in Brussel", theme_code="EMP", shelf_mark="3.9 WER")
    desk = screen.desk
    desk.library.receive(parcel_of((described, (copy_of(described),))))
    assert "3.2 WER" not in screen.marks()

    seen = desk.library.title(described.id)
    desk.library.keep(replace(seen, shelf_mark="3.2 WER"), seen)

    assert "3.2 WER" in screen.marks()


@pytest.mark.parametrize(
    ("keys", "start"),
    [
        ([Qt.Key.Key_Right], 1),
        ([Qt.Key.Key_Down, Qt.Key.Key_Right], 5),
        ([Qt.Key.Key_End], 47),
        ([Qt.Key.Key_End, Qt.Key.Key_Right], 47),
        ([Qt.Key.Key_Left], 0),
        ([Qt.Key.Key_End, Qt.Key.Key_Home], 0),
    ],
)
def test_the_arrows_choose_the_first_label(screen: Screen, keys: list[Qt.Key], start: int) -> None:
    for key in keys:
        QTest.keyClick(screen.page.sheet_view, key)

    assert screen.page.sheet_view.start == start
    assert f"label {start + 1}:" in screen.page.place_label.text()


def test_a_click_chooses_the_first_label(screen: Screen) -> None:
    view = screen.page.sheet_view
    x, y = sheet_named("L7636").place(22)
    place = QPoint(round((x + 20) / 210 * view.width()), round((y + 10) / 297 * view.height()))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)

    assert view.start == 22


def test_print_hands_over_the_file_that_is_seen_to_measure_and_remembers(
    qtbot: QtBot, screen: Screen, printed: Path
) -> None:
    QTest.keyClick(screen.page.sheet_view, Qt.Key.Key_Down)
    wait_for_file(qtbot, screen, 5)
    seen = screen.page._shown  # noqa: SLF001 - as above
    QTest.keyClick(screen.page.table, Qt.Key.Key_P, CTRL)
    qtbot.waitUntil(lambda: bool(screen.said), timeout=20_000)

    assert seen is not None
    assert (printed / "page.pdf").read_bytes() == seen.content
    assert "print-scaling=none" in (printed / "options").read_text()
    assert screen.said[-1].text == "5 labels were sent to the printer."
    assert screen.marks() == []
    screen.settle()
    assert screen.desk.labels.next_cell(sheet_named("L7636")) == 9
    assert screen.page.sheet_view.start == 9

    screen.undone()

    assert len(screen.marks()) == 5
    assert screen.page.sheet_view.start == 0


def test_only_the_rows_marked_are_printed(qtbot: QtBot, screen: Screen, printed: Path) -> None:
    table = screen.page.table
    QTest.keyClick(table, Qt.Key.Key_Home)
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert screen.page.print_button.text().strip().startswith("Print 2 labels")
    wait_for_file(qtbot, screen, 2)
    QTest.keyClick(table, Qt.Key.Key_P, CTRL)
    qtbot.waitUntil(lambda: bool(screen.said), timeout=20_000)

    assert screen.marks() == ["3.1 CCC", "3.1 DDD", "3.1 EEE"]
    words = pdfium.PdfDocument((printed / "page.pdf").read_bytes())[0].get_textpage().get_text_range()
    assert "AAA" in words
    assert "CCC" not in words


def test_a_printer_that_refuses_leaves_the_list_as_it_was(
    qtbot: QtBot, screen: Screen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    wait_for_file(qtbot, screen, 5)
    QTest.keyClick(screen.page.table, Qt.Key.Key_P, CTRL)
    qtbot.waitUntil(lambda: bool(screen.said), timeout=20_000)

    assert len(screen.marks()) == 5
    assert screen.undo.count() == 0


def test_what_was_printed_is_printed_again_by_two_keys(screen: Screen) -> None:
    screen.desk.labels.mark_printed(screen.desk.labels.waiting(SPINE))
    assert screen.marks() == []
    QTest.keyClick(screen.page, Qt.Key.Key_H, CTRL)
    assert len(screen.marks()) == 5

    QTest.keyClick(screen.page.table, Qt.Key.Key_Home)
    QTest.keyClick(screen.page.table, Qt.Key.Key_R, CTRL)
    QTest.keyClick(screen.page, Qt.Key.Key_H, CTRL)

    assert screen.marks() == ["3.1 AAA"]


def test_a_scan_puts_the_label_of_a_book_on_the_list(screen: Screen) -> None:
    screen.page.show_kind(LabelKind.BARCODE)
    QTest.keyClicks(screen.page.add_field, "30007004052003")
    QTest.keyClick(screen.page.add_field, Qt.Key.Key_Return)
    screen.settle()

    assert screen.marks() == ["3.1 DDD"]
    assert screen.page.add_field.text() == ""


def test_a_barcode_too_long_for_its_label_is_told_before_it_is_printed(screen: Screen) -> None:
    long = title("Très long", theme_code="EMP", shelf_mark="3.8 TRE")
    screen.desk.library.receive(parcel_of((long, (copy_of(long, barcode="BIBLIOTHEQUE-DE-BRUXELLES-0000001"),))))
    screen.desk.labels.want_found("3.8", LabelKind.BARCODE)
    screen.page.show_kind(LabelKind.BARCODE)
    screen.settle()

    assert "1 barcode is too long for this label" in screen.page.more_label.text()


def test_what_is_nowhere_is_said_and_stays_in_the_field(screen: Screen) -> None:
    QTest.keyClicks(screen.page.add_field, "9.9")
    QTest.keyClick(screen.page.add_field, Qt.Key.Key_Return)
    screen.settle()

    assert "no shelf mark begins so" in screen.said[-1].text
    assert screen.page.add_field.text() == "9.9"


def test_a_label_taken_off_the_list_comes_back_by_the_undo(screen: Screen) -> None:
    QTest.keyClick(screen.page.table, Qt.Key.Key_Home)
    QTest.keyClick(screen.page.table, Qt.Key.Key_Delete, CTRL)
    assert len(screen.marks()) == 4

    screen.undone()

    assert len(screen.marks()) == 5


def test_the_signs_of_a_theme_are_listed_by_its_digit(screen: Screen) -> None:
    screen.page.show_kind(LabelKind.SIGN)
    QTest.keyClicks(screen.page.add_field, "3")
    QTest.keyClick(screen.page.add_field, Qt.Key.Key_Return)
    screen.settle()

    assert screen.marks()[:3] == ["3", "3.1", "3.2"]
    assert not screen.page.sheet_view.isVisible()


def test_a_sheet_that_does_not_fit_is_said_and_nothing_typed_is_lost(qtbot: QtBot, screen: Screen) -> None:
    dialog = LabelSheetDialog(screen.desk.labels, sheet_named("L7651"), screen.page)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.boxes["across"].setValue(6)
    QTest.keyClick(dialog, Qt.Key.Key_Return)

    assert dialog.isVisible()
    assert dialog.trouble_label.text().startswith("The labels would go 35,8 mm beyond the paper.")
    assert dialog.boxes["across"].value() == 6

    dialog.boxes["across"].setValue(5)
    QTest.keyClick(dialog, Qt.Key.Key_Return)

    assert screen.desk.labels.own() is not None


def test_everything_has_a_name(qtbot: QtBot, screen: Screen) -> None:
    dialog = LabelSheetDialog(screen.desk.labels, sheet_named("L7651"), screen.page)
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
@pytest.mark.parametrize("kind", LabelKind)
def test_nothing_is_cut_off_in_a_long_language_on_a_small_screen(
    screen: Screen, light: Appearance, kind: LabelKind, percent: int
) -> None:
    light.wear(Shade.LIGHT, percent)
    looking.speak_stretched()
    screen.page.show_kind(kind)
    screen.page.retranslate()
    screen.page.resize(900, 400)
    QApplication.processEvents()

    assert screen.page.width() == 900
    assert looking.clipped(screen.page) == []
