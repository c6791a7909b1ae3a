"""The room of the boards, by its keys, on a real catalogue."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from cdm_desk.domain.boards import Ailment
from cdm_desk.domain.consultation import UseFact
from cdm_desk.domain.errors import NotAllowedError
from cdm_desk.domain.library import Copy
from cdm_desk.domain.staff import Action
from cdm_desk.language import use
from cdm_desk.services.boards import BoardsService
from cdm_desk.services.reports import ReportsService
from cdm_desk.ui.announcer import Announcer
from cdm_desk.ui.appearance import DARK, LIGHT, Appearance, Shade
from cdm_desk.ui.dialogs.title import TitleDialog
from cdm_desk.ui.library.boards import BoardsPage
from cdm_desk.ui.messages import Message, Messages
from cdm_desk.ui.undo import Undo
from tests.services.library_desk import title
from tests.services.press_desk import PressDesk, press_desk
from tests.ui import looking

CTRL = Qt.KeyboardModifier.ControlModifier


def shelve(desk: PressDesk, name: str, acquired_on: date | None = None, **fields: object) -> UUID:
    book = title(name, **fields)
    desk.library.add(book, [Copy(id=uuid4(), title_id=book.id, acquired_on=acquired_on)])
    return book.id


@dataclass
class Screen:
    """The room on a real catalogue, and everything that was said."""

    desk: PressDesk
    page: BoardsPage
    qtbot: QtBot
    said: list[Message] = field(default_factory=list)

    def wait(self) -> None:
        self.qtbot.waitUntil(lambda: self.page._shown is not None and not self.page._background.is_busy())  # noqa: SLF001


@pytest.fixture
def screen(qtbot: QtBot, tmp_path: Path, messages: Messages, light: Appearance) -> Iterator[Screen]:
    assert light.text_percent == 100
    with press_desk(tmp_path) as desk:
        announcer = Announcer()
        desk.store.on_change(announcer.announce)
        read = shelve(desk, "Trouver un emploi", theme_code="EMP", languages=("fr",), year=2018)
        shelve(desk, "Werk zoeken", theme_code="EMP", languages=("nl",), year=2010, acquired_on=date(2018, 1, 1))
        with desk.store.unit() as unit:
            unit.facts.add(
                UseFact(id=uuid4(), day=date(2019, 2, 4), title_id=read, theme_code="EMP", language="fr", count=3)
            )
        boards = BoardsService(desk.store, desk.clock, desk.gate)
        reports = ReportsService(desk.store, desk.clock, desk.gate)
        page = BoardsPage(boards, desk.library, desk.lists, reports=reports, messages=messages, undo=Undo(messages))
        announcer.changed.connect(page.refresh)
        qtbot.addWidget(page)
        page.resize(1366, 620)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        page.setFocus()
        made = Screen(desk=desk, page=page, qtbot=qtbot)
        messages.shown.connect(made.said.append)
        made.wait()
        yield made
        page.close()


def test_the_boards_are_gone_through_by_keys(screen: Screen) -> None:
    seen = [screen.page.board]
    for _ in range(4):
        QTest.keyClick(screen.page.bar, Qt.Key.Key_PageDown, CTRL)
        seen.append(screen.page.board)
    QTest.keyClick(screen.page.bar, Qt.Key.Key_PageUp, CTRL)

    assert seen == ["consultations", "plurality", "health", "new_books", "consultations"]
    assert screen.page.board == "new_books"


def test_what_was_read_is_shown_by_theme_and_by_week_and_said_to_who_cannot_see_the_chart(screen: Screen) -> None:
    rows = {row[0]: row for row in screen.page.theme_table.model().values}  # type: ignore[attr-defined]

    assert rows["EMP"] == ("EMP", 3, 0, 0, 3)
    assert "3 consultations" in screen.page.total_label.text()
    assert screen.page.theme_chart.accessibleName() == "Consultations by theme and language"


def test_a_year_in_which_nothing_was_counted_says_where_one_counts(screen: Screen) -> None:
    before = screen.page.nothing_label.isHidden()
    screen.page.year_box.setCurrentIndex(screen.page.year_box.count() - 1)
    screen.qtbot.waitUntil(lambda: "0 consultations" in screen.page.total_label.text())

    assert (before, screen.page.nothing_label.isHidden()) == (True, False)


def test_a_new_count_is_shown_without_asking(screen: Screen) -> None:
    with screen.desk.store.unit() as unit:
        unit.facts.add(UseFact(id=uuid4(), day=date(2019, 2, 5), theme_code="FOR", language="nl", count=4))
    screen.qtbot.waitUntil(lambda: "7 consultations" in screen.page.total_label.text())


def test_a_line_of_the_health_board_leads_to_its_titles_and_enter_opens_one(screen: Screen) -> None:
    page = screen.page
    page.bar.setCurrentIndex(2)
    page.health_table.setFocus()
    assert page.health_table.choose(Ailment.NEVER_READ)
    assert [hit.title.title for hit in page.ailing.model.values] == ["Werk zoeken"]
    QTest.keyClick(page.health_table, Qt.Key.Key_Return)
    assert page.ailing.table.hasFocus()
    QTest.keyClick(page.ailing.table, Qt.Key.Key_Return)

    dialog = page.findChildren(TitleDialog)[-1]
    assert dialog.windowTitle() == "Edit a title"
    dialog.done(0)


def test_a_hole_names_the_sub_theme_the_language_and_the_year(screen: Screen) -> None:
    shelve(screen.desk, "Ondernemen", theme_code="ENT", sub_theme_code="ENT1", languages=("nl",), year=2012)
    page = screen.page
    screen.qtbot.waitUntil(lambda: any(hole.since == 2012 for hole in page.holes_model.values))
    assert page.holes_table.choose(("ENT1", "nl"))

    assert "No Dutch title since 2012" in page.voiced.words_label.text()
    assert [hit.title.title for hit in page.voiced.model.values] == ["Ondernemen"]


def test_the_sheet_of_new_books_is_one_gesture(screen: Screen, tmp_path: Path) -> None:
    QTest.keyClick(screen.page.bar, Qt.Key.Key_N, CTRL)
    assert screen.page.findChild(QFileDialog, "boards.save") is not None
    target = tmp_path / "new.pdf"
    screen.page.write_new_books_to(date(2019, 1, 28), str(target))
    screen.qtbot.waitUntil(lambda: any("Written" in message.text for message in screen.said))

    assert target.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("form", ["pdf", "xlsx"])
def test_the_report_of_the_year_is_written_from_the_board(screen: Screen, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"R10.{form}"
    screen.page.write_report_to(str(target))
    screen.qtbot.waitUntil(lambda: any("Written" in message.text for message in screen.said))

    assert target.stat().st_size > 1_000


class ShutGate:
    def require(self, action: Action) -> None:
        raise NotAllowedError(action.value)


def test_who_may_not_read_the_boards_is_told_who_may(screen: Screen) -> None:
    screen.page._boards._gate = ShutGate()  # noqa: SLF001
    screen.page._ask()  # noqa: SLF001
    screen.qtbot.waitUntil(lambda: any("may not do this" in message.text for message in screen.said))


@pytest.mark.parametrize("shade", [Shade.LIGHT, Shade.DARK])
def test_a_chart_is_drawn_in_the_colours_of_the_screen(screen: Screen, light: Appearance, shade: Shade) -> None:
    light.wear(shade, 100)
    picture = screen.page.theme_chart.grab().toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(0, picture.width(), 3) for y in range(picture.height())}
    tokens = LIGHT if shade is Shade.LIGHT else DARK

    assert tokens.surface.lower() in colours
    assert ("#0b3f6e" if shade is Shade.LIGHT else "#7cc0ff") in colours


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("speech", ["fr", "nl"])
def test_nothing_is_clipped_or_unnamed(screen: Screen, light: Appearance, speech: str, percent: int) -> None:
    use(speech)  # type: ignore[arg-type]
    light.wear(Shade.LIGHT, percent)
    screen.page.retranslate()
    for board in range(4):
        screen.page.bar.setCurrentIndex(board)
        screen.qtbot.waitUntil(lambda: looking.clipped(screen.page) == [])
        assert looking.unnamed(screen.page) == []
        assert looking.without_object_name(screen.page) == []
