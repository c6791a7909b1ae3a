"""The clock that a visitor sees on the PC they sit at."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.multimedia import seat_of_name
from cdm_desk.office import Office
from cdm_desk.ui.seat_window import SeatWindow


@pytest.fixture
def window(qtbot: QtBot, office: Office) -> SeatWindow:
    made = SeatWindow(office.multimedia, "PC 12")
    qtbot.addWidget(made)
    return made


def shown(window: SeatWindow) -> tuple[str, str, str]:
    window.show_time()
    return window.left_label.text(), window.end_label.text(), window.notice_label.text()


def test_it_says_the_seat_the_time_left_and_the_end_in_both_languages(
    office: Office, clock: StoppedClock, window: SeatWindow
) -> None:
    office.multimedia.give(12)
    clock.advance(minutes=19)
    assert shown(window) == ("41 min", "tot 11:00 / jusqu'à 11:00", "")
    assert window.seat_label.text() == "PC 12"


def test_five_minutes_before_the_end_it_gives_notice_in_both_languages(
    office: Office, clock: StoppedClock, window: SeatWindow
) -> None:
    office.multimedia.give(12)
    clock.advance(minutes=55)
    left, _end, notice = shown(window)
    assert left == "5 min"
    assert "enregistrez" in notice
    assert "bewaar" in notice


@pytest.mark.parametrize(("minutes", "word"), [(61, "cinq minutes de plus"), (66, "quitter")])
def test_at_the_end_it_says_so_with_five_minutes_more_if_nobody_waits(
    office: Office, clock: StoppedClock, window: SeatWindow, minutes: int, word: str
) -> None:
    office.multimedia.give(12)
    clock.advance(minutes=minutes)
    left, _end, notice = shown(window)
    assert (left, word in notice) == ("0 min", True)


def test_an_extension_is_seen_at_once(office: Office, window: SeatWindow) -> None:
    office.multimedia.give(12)
    office.store.on_change(window.heard.emit)
    office.multimedia.extend(12)
    assert window.left_label.text() == "120 min"


def test_the_order_of_the_languages_alternates_by_day(office: Office, clock: StoppedClock, window: SeatWindow) -> None:
    first = []
    for _day in range(2):
        office.multimedia.give(12)
        first.append(shown(window)[1].split()[0])
        clock.advance(days=1)
    assert first == ["tot", "jusqu'à"]


def test_a_free_seat_sends_to_the_reception_desk(window: SeatWindow) -> None:
    assert shown(window)[1].startswith("Vrij: ga naar het onthaal\nLibre")


def test_a_name_without_a_number_is_explained(qtbot: QtBot, office: Office) -> None:
    nameless = SeatWindow(office.multimedia, "Salle")
    qtbot.addWidget(nameless)
    assert "PC 12" in shown(nameless)[2]


@pytest.mark.parametrize(
    ("name", "seat"),
    [("PC 12", 12), ("pc07", 7), ("Tablette 46", 46), ("Salle 2 PC 03", 3), ("PC", None), ("PC 123", None)],
)
def test_the_seat_is_the_number_at_the_end_of_the_name(name: str, seat: int | None) -> None:
    assert seat_of_name(name) == seat


def test_it_stays_above_all_windows_and_takes_no_focus(window: SeatWindow) -> None:
    flags = window.windowFlags()
    assert flags & Qt.WindowType.WindowStaysOnTopHint
    assert flags & Qt.WindowType.WindowDoesNotAcceptFocus
    assert window.focusPolicy() is Qt.FocusPolicy.NoFocus


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_H])
def test_no_key_does_anything_there(office: Office, window: SeatWindow, key: Qt.Key) -> None:
    office.multimedia.give(12)
    before = office.multimedia.space()
    window.show()
    QTest.keyClick(window, key)
    assert window.isVisible()
    assert office.multimedia.space() == before


def test_nothing_that_it_says_is_cut(office: Office, clock: StoppedClock, window: SeatWindow) -> None:
    office.multimedia.give(12)
    clock.advance(minutes=57)
    window.show()
    window.show_time()
    for label in (window.left_label, window.end_label, window.notice_label):
        assert label.height() >= label.heightForWidth(label.width())
