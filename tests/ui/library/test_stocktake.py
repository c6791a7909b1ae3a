"""The stocktake by its keys, on a real catalogue."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cdm_desk.domain.errors import NotAllowedError
from cdm_desk.domain.scanning import Gesture, command_text, kind_text, sign_text
from cdm_desk.domain.staff import Action
from cdm_desk.domain.stocktake import Figures, Verdict
from cdm_desk.language import LANGUAGES, use
from cdm_desk.ui.announcer import Announcer
from cdm_desk.ui.appearance import Appearance, Shade
from cdm_desk.ui.library.sounds import Sound
from cdm_desk.ui.library.stocktake import StocktakePage
from cdm_desk.ui.messages import Message, Messages
from cdm_desk.ui.undo import Undo
from tests.services.library_desk import LibraryDesk, library_desk, title
from tests.ui import looking

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
MARKS = ("3.1 ABE", "3.1 DUP", "3.1 ROS", "3.2 ABE", "3.2 DUP", "3.2 ROS")


@dataclass
class Screen:
    """The page on a real catalogue, everything that was said and every sound that was asked for."""

    desk: LibraryDesk
    page: StocktakePage
    undo: Undo
    qtbot: QtBot
    said: list[Message] = field(default_factory=list)
    heard: list[Sound] = field(default_factory=list)

    def scan(self, *texts: str) -> None:
        for text in texts:
            QTest.keyClicks(self.page.scan_field, text)
            QTest.keyClick(self.page.scan_field, Qt.Key.Key_Return)

    def begin(self, code: str = "") -> None:
        button = next(each for each in self.page.begin_buttons if each.property("code") == code)
        before = len(self.desk.stocktakes.all())
        QTest.keyClick(button, Qt.Key.Key_Space)
        self.qtbot.waitUntil(lambda: len(self.page._all) > before and self.page.current is not None)  # noqa: SLF001

    @property
    def verdict(self) -> str:
        return self.page.card.answer_label.text()

    @property
    def figures(self) -> Figures:
        stocktake = self.page.current
        assert stocktake is not None
        return self.desk.stocktakes.report(stocktake.id).total

    def listed(self) -> list[Verdict]:
        return [line.verdict for line in self.page.model.values]


@pytest.fixture
def screen(
    qtbot: QtBot, tmp_path: Path, messages: Messages, light: Appearance, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Screen]:
    assert light.text_percent == 100
    with library_desk(tmp_path) as desk:
        announcer = Announcer()
        desk.store.on_change(announcer.announce)
        for number, mark in enumerate(MARKS, start=1):
            kept = desk.library.add(title(f"Livre {number}", theme_code="EMP"))
            desk.library.add_copy(kept.id, barcode=f"B{number}", shelf_mark=mark)
        undo = Undo(messages)
        page = StocktakePage(desk.stocktakes, desk.lists, messages, undo)
        announcer.changed.connect(page.refresh)
        qtbot.addWidget(page)
        page.resize(1366, 620)
        made = Screen(desk=desk, page=page, undo=undo, qtbot=qtbot)
        monkeypatch.setattr(page.sounds, "play", made.heard.append)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        messages.shown.connect(made.said.append)
        yield made
        page.close()


def test_before_anything_is_begun_the_room_says_what_to_choose(screen: Screen) -> None:
    assert screen.page.card.title_label.text() == "No stocktake is open"
    assert [button.text().strip() for button in screen.page.begin_buttons][:2] == ["Whole library", "1 Guidance"]
    screen.scan("B1")
    assert screen.verdict == "Begin a stocktake first."


def test_enter_begins_what_the_keys_have_gone_to(screen: Screen) -> None:
    QTest.keyClick(screen.page.scan_field, Qt.Key.Key_N, CTRL)
    chosen = QApplication.focusWidget()
    assert chosen is screen.page.begin_buttons[0]
    QTest.keyClick(chosen, Qt.Key.Key_Return)

    screen.qtbot.waitUntil(lambda: screen.page.current is not None)


def test_a_scan_before_anything_is_begun_is_heard_wherever_one_is(screen: Screen) -> None:
    QTest.keyClick(screen.page.scan_field, Qt.Key.Key_N, CTRL)
    QTest.keyClicks(screen.page.begin_buttons[0], "B")
    QTest.keyClicks(screen.page.scan_field, "1")
    QTest.keyClick(screen.page.scan_field, Qt.Key.Key_Return)

    assert screen.verdict == "Begin a stocktake first."
    assert not screen.desk.stocktakes.all()


def test_begun_it_counts_what_is_expected_and_listens(screen: Screen) -> None:
    screen.begin()
    assert screen.page.figures_label.text().startswith("0 of 6 seen")
    assert screen.page.scan_field.hasFocus()
    assert not screen.page.begin_line.isVisible()
    assert [(shelf.name, shelf.expected) for shelf in screen.page.shelf_model.values] == [("3.1", 3), ("3.2", 3)]


def test_each_spine_has_its_verdict_and_its_sound(screen: Screen) -> None:
    screen.begin()
    screen.scan("B4", "B5", "B1", "B6", "X9", "B6")
    assert screen.listed() == [
        Verdict.AGAIN,
        Verdict.UNKNOWN,
        Verdict.IN_PLACE,
        Verdict.MISPLACED,
        Verdict.IN_PLACE,
        Verdict.IN_PLACE,
    ]
    assert screen.heard[-6:] == [Sound.GOOD, Sound.GOOD, Sound.CARE, Sound.GOOD, Sound.FAULT, Sound.AGAIN]


def test_a_misplaced_book_says_where_it_belongs(screen: Screen) -> None:
    screen.begin()
    screen.scan("B4", "B5", "B6", "B2")
    assert screen.verdict == "Misplaced: it belongs to 3.1 DUP, after Livre 1 (3.1 ABE)."
    assert screen.page.card.mark_label.text() == "3.1 DUP"


def test_the_list_changes_its_mind_when_the_next_spine_shows_who_was_wrong(screen: Screen) -> None:
    screen.begin()
    screen.scan("B6", "B1", "B2")
    assert screen.listed() == [Verdict.IN_PLACE, Verdict.IN_PLACE, Verdict.MISPLACED]


def test_the_sign_of_a_shelf_says_where_the_next_spines_stand(screen: Screen) -> None:
    screen.begin()
    screen.scan(sign_text("3.1"))
    assert screen.verdict == "Shelf 3.1: scan its spines in their order."
    screen.scan("B1", "B4")
    assert screen.listed() == [Verdict.MISPLACED, Verdict.IN_PLACE]


def test_figures_and_shelves_follow_the_scans(screen: Screen) -> None:
    screen.begin()
    screen.scan("B1", "B2")
    screen.qtbot.waitUntil(lambda: screen.page.figures_label.text().startswith("2 of 6 seen"))
    assert [shelf.seen for shelf in screen.page.shelf_model.values] == [2, 0]
    assert screen.page.bar.value() == 2


def test_the_card_and_ctrl_z_take_spines_back(screen: Screen) -> None:
    screen.begin()
    screen.scan("B1", "B2", command_text(Gesture.UNDO))
    assert screen.figures.seen == 1
    screen.undo.undo()
    assert screen.figures.seen == 0
    assert screen.verdict == "Taken back: Livre 1"
    screen.scan("B1")
    assert screen.listed()[0] is Verdict.IN_PLACE


def test_a_command_of_the_other_room_says_where_it_belongs(screen: Screen) -> None:
    screen.begin()
    screen.scan(kind_text("LEAFLET"))
    assert "scan room" in screen.verdict


def test_the_end_makes_missing_what_was_not_seen_and_is_taken_back(screen: Screen) -> None:
    screen.begin()
    screen.scan("B1", "B2", "B3", "B4")
    QTest.keyClick(screen.page.scan_field, Qt.Key.Key_F, CTRL | SHIFT)
    assert screen.said[-1].text == "Stocktake ended: Whole library. Missing from today on: 2."
    assert "ended" in screen.page.chooser.currentText()
    assert not screen.page.end_action.isVisible()
    screen.scan("B5")
    assert "has ended" in screen.verdict
    assert screen.page.scan_field.text() == "B5"
    screen.undo.undo()
    assert screen.page.end_action.isVisible()
    QTest.keyClick(screen.page.scan_field, Qt.Key.Key_Return)
    assert screen.figures.seen == 5


def test_another_one_is_begun_beside_an_open_one_and_each_is_chosen(screen: Screen) -> None:
    screen.begin()
    screen.scan("B1")
    QTest.keyClick(screen.page.scan_field, Qt.Key.Key_N, CTRL)
    screen.begin("EMP")
    assert screen.page.chooser.currentText().startswith("3 Employment")
    assert screen.listed() == []
    screen.page.chooser.setCurrentIndex(1 - screen.page.chooser.currentIndex())
    assert screen.page.figures_label.text().startswith("1 of 6 seen")


def test_begun_by_mistake_it_is_taken_back(screen: Screen) -> None:
    screen.begin()
    screen.undo.undo()
    screen.page.count_again()
    assert screen.page.current is None
    assert screen.page.begin_line.isVisible()


class OnlyReading:
    """Lets nothing pass, as for whoever is at the reception."""

    def require(self, action: Action) -> None:
        raise NotAllowedError(action.value)


def test_who_may_not_is_told_and_the_code_stays(screen: Screen) -> None:
    screen.begin()
    screen.desk.stocktakes._gate = OnlyReading()  # noqa: SLF001
    screen.scan("B1")
    assert screen.page.scan_field.selectedText() == "B1"
    assert screen.heard[-1] is Sound.FAULT


def test_report_and_table_are_written_where_a_person_wants_them(screen: Screen, tmp_path: Path) -> None:
    screen.begin()
    screen.scan("B1", "X9")
    screen.page.count_again()
    screen.page.save_report()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "report.pdf"))  # type: ignore[attr-defined]
    dialog.close()
    screen.qtbot.waitUntil((tmp_path / "report.pdf").exists)
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    screen.page.save_table()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "table.csv"))  # type: ignore[attr-defined]
    dialog.close()
    screen.qtbot.waitUntil((tmp_path / "table.csv").exists)
    assert "3.1 ABE;Livre 1;B1" in (tmp_path / "table.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("shade", [Shade.LIGHT, Shade.DARK])
@pytest.mark.parametrize("percent", [100, 200])
def test_nothing_is_clipped_and_everything_is_named(
    screen: Screen, light: Appearance, spoken: str, shade: Shade, percent: int
) -> None:
    use(spoken)  # type: ignore[arg-type]
    light.wear(shade, percent)
    screen.page.retranslate()
    screen.begin()
    screen.scan("B4", "B5", "B6", "B2")
    screen.page.show_beginnings()
    for _layout in range(4):
        QApplication.processEvents()
    assert looking.clipped(screen.page) == []
    assert looking.unnamed(screen.page) == []
    assert looking.without_object_name(screen.page) == []
