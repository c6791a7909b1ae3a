"""The calendar under real keys and a real mouse: planned, counted, moved, called off, and all of it taken back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cdm_desk.domain.activities import ActivityFact
from cdm_desk.domain.agenda import Activity
from cdm_desk.domain.clock import StoppedClock
from cdm_desk.office import Office
from cdm_desk.ui.activities.calendar import CalendarPage
from cdm_desk.ui.dialogs.record import RecordDialog
from cdm_desk.ui.messages import Message, Messages
from cdm_desk.ui.undo import Undo
from tests.services.house import MONDAY, facts
from tests.ui.looking import clipped, unnamed, without_object_name

ENTER, LEFT, RIGHT, DOWN = Qt.Key.Key_Return, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Down
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


class Desk:
    """The page on the real office, pressed as a person presses it."""

    def __init__(self, qtbot: QtBot, office: Office) -> None:
        self.office = office
        self.messages = Messages()
        self.told: list[Message] = []
        self.messages.shown.connect(self.told.append)
        self.undo = Undo(self.messages)
        self.page = CalendarPage(office.activities, office.lists, self.messages, self.undo)
        qtbot.addWidget(self.page)
        office.store.on_change(self.page.refresh)
        self.page.resize(1300, 700)
        self.page.show()
        self.page.activateWindow()
        with qtbot.waitActive(self.page):
            pass
        self.page.grid.setFocus()

    def plan(self, day: date = MONDAY, begins: time = time(9), title: str = "Atelier CV") -> Activity:
        fresh = self.office.activities.fresh(day, begins)
        [kept] = self.office.activities.plan(replace(fresh, title_fr=title, theme_code="EMP")).after
        return kept

    def go(self, activity: Activity) -> None:
        assert self.page.grid.choose(activity.id)

    def press(self, *keys: str | Qt.Key) -> None:
        for key in keys:
            target = QApplication.focusWidget() or self.page.grid
            if isinstance(key, str):
                QTest.keyClicks(target, key)
            else:
                QTest.keyClick(target, key)

    @property
    def dialog(self) -> RecordDialog:
        assert isinstance(self.page._dialog, RecordDialog)  # noqa: SLF001 - what a person sees in front
        return self.page._dialog  # noqa: SLF001

    def now(self, activity: Activity) -> Activity:
        return self.office.activities.find(activity.id)


@pytest.fixture
def desk(qtbot: QtBot, office: Office, light: object) -> Iterator[Desk]:
    del light
    made = Desk(qtbot, office)
    yield made
    made.page.close()


def present(desk: Desk) -> list[int]:
    return [fact.present for fact in facts(desk.office, ActivityFact)]


def test_two_digits_and_enter_count_the_heads(desk: Desk) -> None:
    desk.go(desk.plan())
    desk.press("2", "3", ENTER)
    assert present(desk) == [23]
    assert desk.page.grid.hasFocus()


def test_the_digit_row_of_azerty_counts_as_well(desk: Desk) -> None:
    desk.go(desk.plan())
    desk.press('"', "'", ENTER)
    assert present(desk) == [34]


@pytest.mark.parametrize("typed", ["-5", "99999", "3,5"])
def test_a_count_that_cannot_be_is_said_in_place_and_nothing_typed_is_lost(desk: Desk, typed: str) -> None:
    desk.go(desk.plan())
    desk.press("P")
    desk.press(typed, ENTER)
    assert present(desk) == []
    assert desk.page.heads.error_label.isVisible()
    assert desk.page.heads.fields["present"].text() == typed


def test_an_undone_count_counts_no_more(desk: Desk) -> None:
    desk.go(desk.plan())
    desk.press("2", "3", ENTER)
    desk.undo.undo()
    assert present(desk) == []


def test_alt_and_an_arrow_move_the_card_and_it_stays_current(desk: Desk) -> None:
    kept = desk.plan()
    desk.go(kept)
    QTest.keyClick(desk.page.grid, RIGHT, ALT)
    QTest.keyClick(desk.page.grid, DOWN, ALT)
    moved = desk.now(kept)
    assert (moved.day, moved.begins, moved.ends) == (MONDAY + timedelta(days=1), time(10), time(12))
    assert desk.page.current() == moved
    desk.undo.undo()
    desk.undo.undo()
    assert desk.now(kept) == kept


def test_beyond_saturday_comes_the_next_monday(desk: Desk) -> None:
    desk.page.grid.go_to(MONDAY + timedelta(days=5), 10)
    desk.press(RIGHT)
    spot = desk.page.grid.spot()
    assert spot is not None
    assert spot.day == MONDAY + timedelta(days=7)


def test_n_plans_on_the_spot_that_is_current(desk: Desk) -> None:
    desk.page.grid.go_to(MONDAY + timedelta(days=3), 14)
    desk.press("n")
    desk.dialog.fill("title_nl", "Cv-workshop")
    desk.dialog.fill("partners", "ACTIRIS VDAB")
    desk.dialog.keep()
    [kept] = desk.office.activities.between(MONDAY, MONDAY + timedelta(days=6))
    assert (kept.day, kept.begins, kept.title_nl) == (MONDAY + timedelta(days=3), time(14), "Cv-workshop")
    assert kept.partners == ("ACTIRIS", "VDAB")
    assert desk.page.current() == kept


def test_a_form_without_a_title_says_so_and_stays_open(desk: Desk) -> None:
    desk.press("n")
    desk.dialog.fill("room", "Salle B")
    desk.dialog.keep()
    assert desk.dialog.error_label.text() == "Give the activity a title, in French or in Dutch."
    assert desk.dialog.typed()["room"] == "Salle B"


def test_a_series_tells_the_days_that_it_passed_over(desk: Desk) -> None:
    desk.page.go_to_today()
    desk.press("n")
    for name, text in {"title_fr": "Atelier", "day": "15/04/2019", "rhythm": "weekly", "times": "3"}.items():
        desk.dialog.fill(name, text)
    desk.dialog.keep()
    assert "22/04/2019" in desk.told[-1].text
    assert len(desk.office.activities.between(MONDAY, date(2019, 12, 31))) == 3


def test_a_room_that_is_taken_is_told_with_the_act(desk: Desk) -> None:
    first = desk.plan()
    desk.office.activities.change(replace(first, room="Salle B"), first)
    desk.page.grid.go_to(MONDAY, 10)
    desk.press("n")
    desk.dialog.fill("title_fr", "Info")
    desk.dialog.fill("room", "salle b")
    desk.dialog.keep()
    assert "also wanted by “Atelier CV”" in desk.told[-1].text


def test_d_plans_it_once_more_a_week_later(desk: Desk) -> None:
    desk.go(desk.plan())
    desk.press("d")
    current = desk.page.current()
    assert current is not None
    assert (current.day, current.title_fr) == (MONDAY + timedelta(days=7), "Atelier CV")


def test_del_calls_it_off_and_del_once_more_holds_it_after_all(desk: Desk) -> None:
    kept = desk.plan()
    desk.go(kept)
    desk.press(Qt.Key.Key_Delete)
    assert desk.now(kept).called_off
    desk.press(Qt.Key.Key_Delete)
    assert not desk.now(kept).called_off


def test_enter_opens_it_and_what_is_saved_is_changed(desk: Desk) -> None:
    kept = desk.plan()
    desk.go(kept)
    desk.press(ENTER)
    assert desk.dialog.typed()["title_fr"] == "Atelier CV"
    desk.dialog.fill("begins", "10h30")
    desk.dialog.keep()
    assert desk.now(kept).begins == time(10, 30)


def test_a_card_is_dragged_to_another_day_and_hour(desk: Desk) -> None:
    kept = desk.plan()
    grid = desk.page.grid
    grid.choose(kept.id)
    source = grid.visualRect(grid.currentIndex()).topLeft() + QPoint(30, 12)
    target = grid.visualRect(grid.model_.index(5, 2)).center()
    QTest.mousePress(grid.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, source)
    QTest.mouseMove(grid.viewport(), source + QPoint(20, 20))
    QTest.mouseMove(grid.viewport(), target)
    QTest.mouseRelease(grid.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, target)
    moved = desk.now(kept)
    assert (moved.day, moved.begins) == (MONDAY + timedelta(days=2), time(14))


def test_missing_head_counts_stand_in_a_list_of_their_own_and_are_counted_there(
    desk: Desk, clock: StoppedClock
) -> None:
    desk.plan()
    clock.advance(days=1)
    desk.page.views.go_to("count")
    desk.page.refresh(desk.page.concerning)
    desk.page.list.setFocus()
    desk.press("1", "2", ENTER)
    assert present(desk) == [12]
    assert desk.page.pages.currentWidget() is desk.page.placeholder


def test_the_search_finds_words_of_title_and_theme_a_year_around(desk: Desk) -> None:
    desk.plan(date(2019, 10, 1), title="Créer son activité")
    desk.plan(title="Autre")
    desk.page.search()
    QTest.keyClicks(desk.page.find_field, "creer empl")
    assert [line.activity.title_fr for line in desk.page.list.model().values] == ["Créer son activité"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("view", ["week", "day", "month", "list", "count"])
def test_every_part_has_its_names_and_the_room_for_its_words(desk: Desk, view: str) -> None:
    desk.plan()
    desk.page.views.go_to(view)
    QApplication.processEvents()
    assert unnamed(desk.page) == without_object_name(desk.page) == clipped(desk.page) == []


def test_a_spot_is_spoken_with_its_day_hour_and_all_that_is_there(desk: Desk) -> None:
    desk.go(desk.plan())
    index = desk.page.grid.currentIndex()
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "9 h" in spoken
    assert "Atelier CV" in spoken
    assert "Emploi" in spoken or "Employment" in spoken


def test_the_late_thursday_is_open_until_seven_and_the_other_days_are_not(desk: Desk) -> None:
    sheet = desk.page.grid.model_.sheet
    [evening] = [row for row, hour in zip(sheet.rows, sheet.hours, strict=True) if hour == 18]
    assert [spot.shut for spot in evening] == [True, True, True, False, True, True]
