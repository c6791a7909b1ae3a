"""Erasing a title for good from the Library: what the window names, what it asks, what it leaves."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot

from cdm_desk.domain.change import Department, EraseReason
from cdm_desk.domain.errors import RecordErasedError
from cdm_desk.language import LANGUAGES, Language, use
from cdm_desk.services.erasure import ErasureService
from cdm_desk.ui.appearance import Appearance, Shade
from cdm_desk.ui.dialogs.erase import EraseDialog
from cdm_desk.ui.library.catalogue import CataloguePage
from cdm_desk.ui.messages import Message, Messages
from cdm_desk.ui.undo import Undo
from tests.exchange.desks import house
from tests.services.library_desk import LibraryDesk, library_desk, title
from tests.services.test_conflicts import Anyone
from tests.ui.looking import clipped, doubled_mnemonics, texts_with_mnemonics, unnamed, without_object_name


@dataclass
class Screen:
    """The tab on a catalogue of one title with seven copies, and what was said."""

    desk: LibraryDesk
    tab: CataloguePage
    said: list[Message] = field(default_factory=list)

    def ask(self) -> EraseDialog:
        self.tab.table.selectRow(0)
        self.tab.erase_action.trigger()
        return self.tab.findChildren(EraseDialog)[-1]

    def left(self) -> int:
        return len(self.desk.library.found(""))


Make = Callable[[bool], Screen]


@pytest.fixture
def make(qtbot: QtBot, tmp_path: Path, messages: Messages, light: Appearance) -> Iterator[Make]:
    assert light.text_percent == 100
    with library_desk(tmp_path) as desk:
        kept = desk.library.add(title("Trouver un emploi", authors=("Dupont, A.",), year=2018))
        for at in range(7):
            desk.library.add_copy(kept.id, barcode=f"3000700405230{at}")
        tabs = []

        def made(may: bool) -> Screen:
            erasure = ErasureService(desk.store, desk.gate)
            tab = CataloguePage(
                desk.library, desk.lists, messages, Undo(messages), erasure=erasure, may_erase=lambda: may
            )
            tabs.append(tab)
            qtbot.addWidget(tab)
            tab.resize(1366, 620)
            tab.show()
            screen = Screen(desk=desk, tab=tab)
            messages.shown.connect(screen.said.append)
            return screen

        yield made
        for tab in tabs:
            tab.close()


def reason(dialog: EraseDialog, name: str) -> QRadioButton:
    found = dialog.findChild(QRadioButton, f"erase.reason_{name}")
    assert found is not None
    return found


def test_every_record_that_goes_is_named_and_counted_on_the_button(make: Make) -> None:
    dialog = make(True).ask()
    lines = dialog.what_label.text().splitlines()

    assert lines[0] == "8 records disappear:"
    assert "Trouver un emploi · Dupont, A. · 2018" in lines[1]
    assert "30007004052300" in lines[2]
    assert lines[-1] == "• 1 further copy"
    assert dialog.erase_button.text() == "&Erase 8 records for good"
    assert "every other workstation" in dialog.where_label.text()


def test_nothing_goes_before_a_reason_is_given(make: Make) -> None:
    screen = make(True)
    dialog = screen.ask()
    assert not dialog.erase_button.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Return)

    assert screen.left() == 1


def test_title_and_copies_go_with_the_keyboard_alone_and_it_is_said_how_many(make: Make, qtbot: QtBot) -> None:
    screen = make(True)
    dialog = screen.ask()
    qtbot.waitExposed(dialog)
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Space)
    QTest.keyClick(dialog.erase_button, Qt.Key.Key_Space)

    assert screen.left() == 0
    assert "8 records are erased for good" in screen.said[-1].text
    assert screen.said[-1].undo is None


def test_esc_keeps_it(make: Make) -> None:
    screen = make(True)
    dialog = screen.ask()
    reason(dialog, "test").click()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)

    assert screen.left() == 1


def test_who_may_not_is_told_who_may(make: Make) -> None:
    dialog = make(False).ask()
    reason(dialog, "request").click()

    assert not dialog.erase_button.isEnabled()
    assert "manager" in dialog.role_label.text()
    assert not dialog.role_label.isHidden()


def test_what_somebody_else_has_erased_meanwhile_is_explained(make: Make) -> None:
    screen = make(True)
    dialog = screen.ask()
    other = ErasureService(screen.desk.store, screen.desk.gate)
    found = screen.desk.library.found("")[0]
    reason(dialog, "request").click()
    other.erase("title", found.title.id.hex, EraseReason.REQUEST)
    dialog.erase_button.click()

    assert "There is no record" in dialog.trouble_label.text()


def test_without_a_title_marked_the_command_says_what_to_do(make: Make) -> None:
    screen = make(True)
    screen.desk.library.remove(screen.desk.library.found("")[0].title.id)
    screen.tab.refresh(frozenset(Department))
    screen.tab.erase_action.trigger()

    assert screen.said[-1].text == "Mark the title in the list first."


def test_what_is_erased_here_is_gone_at_the_other_workstation_and_stays_gone(tmp_path: Path) -> None:
    with house(tmp_path) as site:
        first, second = site.desk("Accueil 1"), site.desk("Bureau 1", kind="office")
        book = "0" * 31 + "1"
        with first.store.unit() as unit:
            unit.keep("title", book, {"title": "Zanzibar"})
        site.settle()
        service = ErasureService(second.store, Anyone())
        number = service.reach("title", book)
        service.erase("title", book, EraseReason.TEST)
        site.settle()
        with first.store.view() as view:
            left = view.db.exec_driver_sql("SELECT count(*) FROM title").scalar_one()
        with pytest.raises(RecordErasedError), first.store.unit() as unit:
            unit.keep("title", book, {"title": "Zanzibar"})

        assert (number, left) == (1, 0)


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_the_window_has_names_room_and_mnemonics_of_its_own_in_large_text(
    make: Make, light: Appearance, qtbot: QtBot, spoken: Language
) -> None:
    use(spoken)
    light.wear(Shade.LIGHT, 200)
    dialog = make(True).ask()
    qtbot.waitExposed(dialog)

    assert unnamed(dialog) == []
    assert without_object_name(dialog) == []
    assert doubled_mnemonics(texts_with_mnemonics(dialog)) == []
    assert clipped(dialog) == []
