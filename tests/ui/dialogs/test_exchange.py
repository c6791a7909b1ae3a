"""The exchange looked at closely, on real stores that share a real folder."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cdm_desk.domain.change import FactOp, SetOp, Stamp, encode
from cdm_desk.language import LANGUAGES, Language, use
from cdm_desk.services.aside import AsideService
from cdm_desk.services.conflicts import ConflictsService
from cdm_desk.store.canonical import packed
from cdm_desk.ui.dialogs.exchange import ExchangeDialog
from cdm_desk.ui.main_window import MainWindow
from tests.exchange.desks import Desk, House, house, visit_fact
from tests.services.test_conflicts import Anyone

BOOK = "0" * 31 + "1"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path) as built:
        yield built


@pytest.fixture
def first(site: House) -> Desk:
    return site.desk("Accueil 1")


@pytest.fixture
def second(site: House, first: Desk) -> Desk:
    del first
    return site.desk("Poste 4", kind="counselling")


def opened(desk: Desk, window: MainWindow, qtbot: QtBot) -> ExchangeDialog:
    dialog = ExchangeDialog(desk.exchange, ConflictsService(desk.store, Anyone()), window)
    dialog.open()
    qtbot.waitExposed(dialog)
    return dialog


def edit(desk: Desk, hlc: int, run: str, title: str) -> None:
    with desk.store.unit() as unit:
        unit.receive("r", [encode(SetOp(Stamp(hlc, run * 32), "title", BOOK, {"title": title}))])


def title(desk: Desk) -> str:
    with desk.store.view() as view:
        return str(view.db.exec_driver_sql("SELECT title FROM title").scalar_one())


def test_each_other_workstation_stands_with_its_last_sign_and_what_it_has_to_send(
    first: Desk, second: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    second.exchange.once()
    first.exchange.once()
    dialog = opened(first, window, qtbot)
    (sign,) = dialog.others.model().values  # type: ignore[attr-defined]
    assert (sign.workstation, sign.unsent) == ("Poste 4", 0)


@pytest.mark.parametrize(
    ("minutes", "seen", "state"),
    [
        (2, "last seen at 09:30", "Everything is here."),
        (9, "last seen at 09:30", "Everything is here. Silent: it is off, frozen or out of reach."),
        (60 * 24, "last seen on 14/01/2019 at 09:30", "Everything is here. Silent: it is off, frozen or out of reach."),
    ],
)
def test_who_has_been_silent_for_long_is_named_with_the_day(
    site: House, first: Desk, second: Desk, window: MainWindow, qtbot: QtBot, minutes: int, seen: str, state: str
) -> None:
    first.exchange.once()
    with first.store.unit() as unit:
        unit.journal.seen(second.name, site.clock.now(), 0, now=site.clock.now())
    site.clock.advance(minutes=minutes)
    dialog = ExchangeDialog(first.exchange, ConflictsService(first.store, Anyone()), window, clock=site.clock)
    dialog.open()
    qtbot.waitExposed(dialog)
    model = dialog.others.model()

    assert [model.index(0, column).data() for column in (1, 3)] == [seen, state]


def test_alone_it_says_that_nobody_has_joined(first: Desk, window: MainWindow, qtbot: QtBot) -> None:
    assert opened(first, window, qtbot).nobody_label.isVisible()


@pytest.mark.parametrize(("key", "stands"), [(Qt.Key.Key_1, "Les métiers"), (Qt.Key.Key_2, "Métiers")])
def test_what_was_edited_twice_is_settled_by_one_key(
    first: Desk, window: MainWindow, qtbot: QtBot, key: Qt.Key, stands: str
) -> None:
    edit(first, 10, "a", "Métiers")
    edit(first, 11, "b", "Les métiers")
    dialog = opened(first, window, qtbot)
    assert dialog.twice.isVisible()
    QTest.keyClick(dialog, key)
    assert (dialog.twice.isVisible(), title(first)) == (False, stands)


def test_without_conflicts_there_is_nothing_to_settle(first: Desk, window: MainWindow, qtbot: QtBot) -> None:
    assert not opened(first, window, qtbot).twice.isVisible()


def test_the_folder_is_examined_with_a_workstation_whose_program_is_open(
    first: Desk, second: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    second.exchange.start()
    try:
        dialog = opened(first, window, qtbot)
        QTest.mouseClick(dialog.folder.check_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(dialog.folder.check_button.isEnabled, timeout=60_000)
    finally:
        second.exchange.stop()
    assert "can be trusted" in dialog.folder.verdict_label.text()


def test_words_of_a_record_are_shown_as_they_are(first: Desk, window: MainWindow, qtbot: QtBot) -> None:
    edit(first, 10, "a", "<img src=x> & Co")
    edit(first, 11, "b", "Métiers")
    dialog = opened(first, window, qtbot)
    QApplication.processEvents()
    assert (dialog.twice.take_label.text(), dialog.twice.take_label.textFormat()) == (
        "<img src=x> & Co",
        Qt.TextFormat.PlainText,
    )


def set_aside(desk: Desk, why: str, raw: bytes = b"[]", no: int = 7) -> None:
    with desk.store.unit() as unit:
        place = ("r", "201901", "ab" * 16)
        unit.journal.set_aside(place, no, why, raw, since=desk.clock.now())


def test_nothing_is_said_of_what_was_set_aside_where_nothing_was(first: Desk, window: MainWindow, qtbot: QtBot) -> None:
    first.exchange.once()
    dialog = opened(first, window, qtbot)

    assert not dialog.aside.isVisible()


def test_what_was_set_aside_stands_with_its_reason_its_moment_its_size_and_its_file(
    first: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    set_aside(first, "damaged", bytes(1234), no=12)
    dialog = opened(first, window, qtbot)
    model = dialog.aside.table.model()
    assert model is not None
    cells = [str(model.data(model.index(0, column))) for column in range(4)]
    spoken = str(model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole))

    assert dialog.aside.isVisible()
    assert "12" in cells[0]
    assert cells[1].endswith("09:30")
    assert cells[2].startswith("1")
    assert cells[3].startswith("r/201901/ababab")
    assert f"r/201901/{'ab' * 16}.log" in spoken
    assert not dialog.aside.put_away_button.isVisible()


def test_what_came_late_is_taken_in_by_one_key_and_the_rest_put_away(
    first: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    fact = encode(FactOp(visit_fact(first.clock.now())))
    set_aside(first, "late", packed([fact]).encode())
    tray = AsideService(Anyone(), first.exchange.take_in_late, first.exchange.put_away)
    dialog = ExchangeDialog(first.exchange, ConflictsService(first.store, Anyone()), window, tray)
    dialog.open()
    qtbot.waitExposed(dialog)
    dialog.aside.take_in_button.click()
    assert len(first.facts()) == 1
    set_aside(first, "nonsense")
    dialog.refresh()
    assert dialog.aside.isVisible()
    dialog.aside.put_away_button.click()
    dialog.refresh()

    assert not dialog.aside.isVisible()


def test_what_is_said_of_another_workstation_is_never_cut(
    first: Desk, second: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    second.exchange.once()
    first.exchange.once()
    dialog = opened(first, window, qtbot)
    (sign,) = dialog.others.model().values  # type: ignore[attr-defined]
    dialog.resize(640, dialog.height())
    dialog.others.show_values([replace(sign, unsent=3)])
    table, last = dialog.others, dialog.others.model().columnCount() - 1
    words = table.model().index(0, last).data()
    box = QRect(0, 0, table.columnWidth(last) - 8, 1000)
    needed = table.fontMetrics().boundingRect(box, Qt.TextFlag.TextWordWrap, words)
    assert table.rowHeight(0) >= needed.height()
    assert needed.width() <= box.width()


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_no_heading_of_the_others_is_cut_in_any_language(
    first: Desk, second: Desk, window: MainWindow, qtbot: QtBot, spoken: Language
) -> None:
    second.exchange.once()
    first.exchange.once()
    use(spoken)
    table = opened(first, window, qtbot).others
    header = table.horizontalHeader()
    widths = [
        header.fontMetrics().horizontalAdvance(str(table.model().headerData(at, Qt.Orientation.Horizontal)))
        for at in range(header.count())
    ]

    assert all(header.sectionSize(at) >= width for at, width in enumerate(widths))
    assert table.verticalScrollBar().maximum() == 0
