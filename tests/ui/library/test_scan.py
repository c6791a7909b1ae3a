"""The scan room by its keys, on a real catalogue: every beep is heard, says what it is, and can be taken back."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cdm_desk.domain import scanning
from cdm_desk.domain.consultation import Answer
from cdm_desk.domain.errors import NotAllowedError
from cdm_desk.domain.labels import LabelKind
from cdm_desk.domain.scanning import Gesture, command_text, kind_text
from cdm_desk.domain.staff import Action
from cdm_desk.language import LANGUAGES, use
from cdm_desk.settings import Settings, SettingsFile
from cdm_desk.ui.announcer import Announcer
from cdm_desk.ui.appearance import Appearance, Shade
from cdm_desk.ui.dialogs.title import TitleDialog
from cdm_desk.ui.kept_settings import KeptSettings
from cdm_desk.ui.library.scan import ScanPage
from cdm_desk.ui.library.sounds import Sound
from cdm_desk.ui.messages import Message, Messages
from cdm_desk.ui.undo import Undo
from tests.services.library_desk import LibraryDesk, library_desk, title
from tests.ui import looking

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ISBN = "9782070541270"
UNKNOWN_ISBN = "9782253006329"


@dataclass
class Screen:
    """The page on a real catalogue, everything that was said and every sound that was asked for."""

    desk: LibraryDesk
    page: ScanPage
    messages: Messages
    undo: Undo
    said: list[Message] = field(default_factory=list)
    heard: list[Sound] = field(default_factory=list)

    def scan(self, text: str) -> None:
        QTest.keyClicks(self.page.scan_field, text)
        QTest.keyClick(self.page.scan_field, Qt.Key.Key_Return)

    def paste(self, text: str) -> None:
        """What QTest cannot type: letters that are not ASCII."""
        self.page.scan_field.insert(text)
        QTest.keyClick(self.page.scan_field, Qt.Key.Key_Return)

    def wait(self) -> None:
        """Let more than two seconds pass between two scans."""
        self.page._guard.forget()  # noqa: SLF001 - the time that nobody waits for in a test

    @property
    def verdict(self) -> str:
        return self.page.card.answer_label.text()

    @property
    def heading(self) -> str:
        return self.page.card.title_label.text()

    @property
    def total(self) -> int:
        return self.desk.consultations.trolley().total


@pytest.fixture
def screen(
    qtbot: QtBot, tmp_path: Path, messages: Messages, light: Appearance, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Screen]:
    assert light.text_percent == 100
    with library_desk(tmp_path) as desk:
        announcer = Announcer()
        desk.store.on_change(announcer.announce)
        for barcode, name, theme in (("B1", "Trouver un emploi", "EMP"), ("B2", "Werk zoeken", None)):
            kept = desk.library.add(title(name, theme_code=theme, languages=("fr",), isbns=(ISBN,)))
            desk.library.add_copy(kept.id, barcode=barcode, shelf_mark="3.1 DUP")
        # A new copy waits for its label; these have theirs.
        desk.labels.drop(desk.labels.waiting(LabelKind.SPINE))
        undo = Undo(messages)
        kept_settings = KeptSettings(Settings(), SettingsFile(tmp_path / "settings.ini"))
        page = ScanPage(desk.consultations, desk.library, desk.lists, messages, undo, kept=kept_settings)
        announcer.changed.connect(page.refresh)
        qtbot.addWidget(page)
        page.resize(1366, 620)
        made = Screen(desk=desk, page=page, messages=messages, undo=undo)
        monkeypatch.setattr(page.sounds, "play", made.heard.append)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        messages.shown.connect(made.said.append)
        yield made
        page.close()


def test_the_field_listens_as_soon_as_the_room_is_seen(screen: Screen) -> None:
    assert screen.page.scan_field.hasFocus()


def test_a_beep_shows_title_theme_shelf_mark_and_count_at_once(screen: Screen) -> None:
    screen.scan("B1")
    assert screen.heading == "Trouver un emploi"
    assert screen.page.card.theme_label.text() == "3 Employment"
    assert screen.page.card.mark_label.text() == "3.1 DUP"
    assert screen.verdict == "Counted: read 1 time today."
    assert screen.page.trolley.counts["EMP"].number_label.text() == "1"
    assert screen.heard == [Sound.GOOD]
    assert screen.page.scan_field.text() == ""


def test_the_same_copy_twice_at_once_counts_once_and_says_so(screen: Screen) -> None:
    screen.scan("B1")
    screen.scan("B1")
    assert screen.verdict == "The same copy twice within two seconds: it counts once."
    assert screen.heard == [Sound.GOOD, Sound.AGAIN]
    assert screen.total == 1
    screen.wait()
    screen.scan("B1")
    assert screen.total == 2


@pytest.mark.parametrize("keyboard", [{}, str.maketrans(scanning._US, scanning._BELGIAN)], ids=["us", "azerty"])  # noqa: SLF001
@pytest.mark.parametrize("gesture", [Gesture.SHELF, Gesture.WEED, Gesture.LABEL])
def test_a_command_of_the_card_sets_what_the_next_scans_mean(
    screen: Screen, gesture: Gesture, keyboard: dict[int, int]
) -> None:
    screen.paste(command_text(gesture).translate(keyboard))
    assert screen.page.gesture is gesture
    assert screen.page.chips[gesture].isChecked()
    screen.scan("B1")
    assert screen.total == 0
    assert screen.heard == [Sound.MODE, Sound.GOOD]
    screen.paste(command_text(Gesture.CONSULTED).translate(keyboard))
    screen.scan("B1")
    assert screen.total == 1


@pytest.mark.parametrize(
    ("key", "gesture"),
    [(Qt.Key.Key_R, Gesture.SHELF), (Qt.Key.Key_D, Gesture.WEED), (Qt.Key.Key_E, Gesture.LABEL)],
)
def test_a_key_does_what_the_card_does(screen: Screen, key: Qt.Key, gesture: Gesture) -> None:
    QTest.keyClick(screen.page.scan_field, key, CTRL | SHIFT)
    assert screen.page.gesture is gesture
    QTest.keyClick(screen.page.scan_field, Qt.Key.Key_U, CTRL | SHIFT)
    assert screen.page.gesture is Gesture.CONSULTED


def test_undo_takes_back_as_many_scans_as_there_were(screen: Screen) -> None:
    for _time in range(60):
        screen.wait()
        screen.scan("B1")
    assert screen.total == 60
    for left in range(59, -1, -1):
        screen.scan(command_text(Gesture.UNDO))
        assert screen.total == left
    assert screen.verdict == "Taken back."
    screen.scan(command_text(Gesture.UNDO))
    assert screen.verdict == "There is no scan left to take back."


def test_ctrl_z_and_the_card_take_back_the_same_scans_once(screen: Screen) -> None:
    screen.scan("B1")
    screen.scan("B2")
    screen.undo.undo()
    assert screen.page.trolley.counts["EMP"].number_label.text() == "1"
    assert screen.total == 1
    screen.scan(command_text(Gesture.UNDO))
    assert screen.total == 0
    screen.undo.undo()
    assert screen.said[-1].text == "There is nothing to undo."


def test_of_two_titles_under_one_number_a_digit_chooses(screen: Screen) -> None:
    screen.scan(ISBN)
    assert screen.total == 0
    assert screen.page.choice_line.isVisible()
    assert [button.text() for button in screen.page.choice_line.buttons] == [
        "1   Trouver un emploi",
        "2   Werk zoeken",
    ]
    screen.paste("é")
    assert screen.heading == "Werk zoeken"
    assert screen.total == 1
    assert not screen.page.choice_line.isVisible()


def test_what_is_scanned_while_a_question_stands_waits_and_is_not_lost(screen: Screen) -> None:
    screen.scan(ISBN)
    screen.scan("B1")
    screen.scan("B2")
    assert screen.total == 0
    assert screen.page.waiting_label.text() == "2 scans wait for your answer."
    screen.scan("9")
    assert screen.verdict == "Type a digit from 1 to 2, or Esc to leave it."
    screen.scan("1")
    assert screen.total == 3
    assert not screen.page.waiting_label.isVisible()


def test_esc_leaves_a_question_and_goes_on_with_what_waited(screen: Screen) -> None:
    screen.scan(ISBN)
    screen.scan("B1")
    QTest.keyClick(screen.page.scan_field, Qt.Key.Key_Escape)
    assert screen.total == 1
    assert screen.heading == "Trouver un emploi"


def test_an_unknown_isbn_offers_to_catalogue_it(screen: Screen) -> None:
    screen.scan(UNKNOWN_ISBN)
    assert UNKNOWN_ISBN in screen.verdict
    assert "Ctrl+N" in screen.verdict
    assert screen.heard == [Sound.FAULT]
    QTest.keyClick(screen.page.scan_field, Qt.Key.Key_N, CTRL)
    dialog = screen.page.findChild(TitleDialog)
    assert dialog is not None
    assert dialog.editor("isbns").text() == UNKNOWN_ISBN  # type: ignore[attr-defined]
    dialog.done(0)


def test_an_unknown_barcode_is_filled_in_as_that_of_the_copy(screen: Screen) -> None:
    screen.scan("NEW-77")
    screen.page.add()
    dialog = screen.page.findChild(TitleDialog)
    assert dialog is not None
    assert [line.barcode_field.text() for line in dialog.copy_lines()] == ["NEW-77"]
    dialog.done(0)


def test_kinds_are_counted_by_the_card_and_a_number_after_it_says_how_many(screen: Screen) -> None:
    screen.scan(kind_text("PERIODICAL"))
    assert screen.heading == "Periodical"
    assert screen.total == 1
    screen.scan("12")
    assert screen.total == 12
    assert screen.page.trolley.kind_buttons["PERIODICAL"].text().split()[-1] == "12"
    screen.scan(command_text(Gesture.UNDO))
    assert screen.total == 0


def test_a_number_before_the_kind_counts_so_many(screen: Screen) -> None:
    screen.scan("7" + kind_text("LEAFLET"))
    assert screen.total == 7


def test_a_button_counts_one_of_a_kind_and_gives_the_field_back(screen: Screen) -> None:
    button = screen.page.trolley.kind_buttons["LEAFLET"]
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert screen.total == 1
    assert screen.page.scan_field.hasFocus()


def test_a_number_that_is_too_large_leaves_what_was_counted(screen: Screen) -> None:
    screen.scan(kind_text("LEAFLET"))
    screen.scan("0")
    assert screen.total == 1
    assert screen.heading == "Not done"


def test_what_is_typed_over_the_list_goes_into_the_field(screen: Screen) -> None:
    screen.page.table.setFocus()
    QTest.keyClicks(screen.page.table, "B")
    assert screen.page.scan_field.text() == "B"
    assert screen.page.scan_field.hasFocus()


class OnlyReading:
    """Lets nothing pass, as for whoever is at the reception."""

    def require(self, action: Action) -> None:
        raise NotAllowedError(action.value)


def test_who_may_not_count_is_told_and_the_code_stays(screen: Screen) -> None:
    screen.desk.consultations._gate = OnlyReading()  # noqa: SLF001
    screen.scan("B1")
    assert screen.heading == "Not done"
    assert screen.page.scan_field.text() == "B1"
    assert screen.page.scan_field.selectedText() == "B1"


def test_two_hundred_scans_faster_than_the_program_are_all_counted(screen: Screen) -> None:
    codes = ["B1", "B2"] * 100
    for code in codes:
        for letter in code:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                key = QKeyEvent(kind, ord(letter), Qt.KeyboardModifier.NoModifier, letter)
                QCoreApplication.postEvent(screen.page.scan_field, key)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            key = QKeyEvent(kind, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r")
            QCoreApplication.postEvent(screen.page.scan_field, key)
    QApplication.processEvents()
    assert screen.total == 200
    assert len(screen.page._done) == 200  # noqa: SLF001 - each can be taken back


def test_sound_is_a_setting_and_off_is_silent(screen: Screen) -> None:
    assert screen.page._wants_sound()  # noqa: SLF001 - the same question the player asks
    screen.page.sound_action.trigger()
    assert not screen.page._wants_sound()  # noqa: SLF001 - as above


def test_the_list_shows_the_last_scans_and_which_were_taken_back(screen: Screen) -> None:
    screen.scan("B1")
    screen.scan("B2")
    screen.scan(command_text(Gesture.UNDO))
    model = screen.page.model
    assert [line.heard.answer for line in model.values] == [Answer.COUNTED, Answer.COUNTED]
    assert [line.undone for line in model.values] == [True, False]
    assert model.data(model.index(0, 3)) == "Taken back."


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("shade", [Shade.LIGHT, Shade.DARK])
@pytest.mark.parametrize("percent", [100, 200])
def test_nothing_is_clipped_and_everything_is_named(
    screen: Screen, light: Appearance, spoken: str, shade: Shade, percent: int
) -> None:
    use(spoken)  # type: ignore[arg-type]
    light.wear(shade, percent)
    screen.page.retranslate()
    screen.scan(ISBN)
    screen.scan("B1")
    for _layout in range(4):
        QApplication.processEvents()
    assert looking.clipped(screen.page) == []
    assert looking.unnamed(screen.page) == []
    assert looking.without_object_name(screen.page) == []
