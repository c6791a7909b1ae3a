"""What visitors read on the wall: a real board, a stopped clock, and the window as it is."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtGui import QAccessible, QColor, QFontDatabase, QFontInfo
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.display import Happening
from cdm_desk.domain.errors import DiskError
from cdm_desk.domain.lists import Kind, Label
from cdm_desk.office import Office
from cdm_desk.services.display import DisplayService
from cdm_desk.settings import Settings
from cdm_desk.ui.announcer import Announcer
from cdm_desk.ui.display import window as display_window
from cdm_desk.ui.display.window import DisplayWindow, FittedLabel
from tests.services.house import call, open_desk

SILENT = Settings(display_sound=False)


@pytest.fixture
def announcer(office: Office) -> Announcer:
    made = Announcer()
    office.store.on_change(made.announce)
    return made


@pytest.fixture
def wall(qtbot: QtBot, office: Office, announcer: Announcer) -> Iterator[DisplayWindow]:
    made = opened(qtbot, office.display)
    announcer.changed.connect(made.refresh)
    yield made
    made.close()


def opened(qtbot: QtBot, display: DisplayService) -> DisplayWindow:
    made = DisplayWindow(lambda: SILENT)
    qtbot.addWidget(made)
    made.resize(1920, 1080)
    made.show()
    made.furnish(display)
    return made


def texts(wall: DisplayWindow) -> str:
    return "\n".join(label.text() for label in wall.findChildren(QLabel) if label.isVisible())


def call_two(office: Office) -> None:
    for desk in ("4", "12"):
        open_desk(office, desk)
        office.welcome.register("EMP")
    for desk in ("4", "12"):
        call(office, desk)


def test_while_nobody_is_called_it_bids_welcome(wall: DisplayWindow) -> None:
    assert wall.large.welcome_label.isVisible()
    assert wall.large.welcome_label.text().split("\n") == ["Bienvenue", "Welkom"]


def test_a_call_appears_by_itself_with_its_desk_in_both_languages(
    qtbot: QtBot, office: Office, wall: DisplayWindow
) -> None:
    open_desk(office)
    office.welcome.register("EMP")
    call(office)

    qtbot.waitUntil(lambda: wall.large.number_label.text() == "301")
    assert wall.large.word_label.text() == "POSTE\nBALIE"
    assert wall.large.place_label.text() == "4"


def test_two_calls_of_a_second_are_both_there_and_large_in_their_order(
    office: Office, clock: StoppedClock, wall: DisplayWindow
) -> None:
    call_two(office)
    wall.look()
    first = wall.shown_numbers()
    clock.advance(seconds=9)
    wall.look()
    assert (first, wall.shown_numbers()) == (["301", "302"], ["302", "301"])


def test_a_call_that_is_put_back_disappears(qtbot: QtBot, office: Office, wall: DisplayWindow) -> None:
    open_desk(office)
    office.welcome.register("EMP")
    called = call(office)
    wall.look()
    office.queue.put_back(called.id)
    qtbot.waitUntil(lambda: wall.shown_numbers() == [])


def test_a_screen_reader_hears_each_call_in_both_languages(
    office: Office, wall: DisplayWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(display_window, "announce", lambda _widget, sentence: said.append(sentence))
    open_desk(office)
    office.welcome.register("EMP")
    call(office)
    wall.look()
    wall.look()
    assert said == ["Numéro 301, poste 4. Nummer 301, balie 4."]


def test_a_recall_is_announced_again(
    office: Office, clock: StoppedClock, wall: DisplayWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(display_window, "announce", lambda _widget, sentence: said.append(sentence))
    open_desk(office)
    office.welcome.register("EMP")
    call(office)
    wall.look()
    clock.advance(seconds=15)
    office.queue.recall("4")
    wall.look()
    assert len(said) == 2


def test_it_opens_with_what_was_called_before_and_announces_nothing_of_it(
    qtbot: QtBot, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(display_window, "announce", lambda _widget, sentence: said.append(sentence))
    call_two(office)
    wall = opened(qtbot, office.display)
    assert (sorted(wall.shown_numbers()), said) == (["301", "302"], [])


@pytest.mark.parametrize(("day", "first"), [(0, "POSTE"), (1, "BALIE")])
def test_french_and_dutch_take_turns_day_by_day(
    qtbot: QtBot, office: Office, clock: StoppedClock, day: int, first: str
) -> None:
    clock.advance(days=day)
    open_desk(office)
    office.welcome.register("EMP")
    call(office)
    wall = opened(qtbot, office.display)
    assert wall.large.word_label.text().split("\n")[0] == first


def test_both_languages_have_one_size(qtbot: QtBot, office: Office, wall: DisplayWindow) -> None:
    del qtbot
    open_desk(office)
    office.welcome.register("EMP")
    call(office)
    wall.look()
    # They are lines of one label, which has one font.
    assert {label.text().count("\n") for label in (wall.large.word_label, wall.date_label)} == {1}


def test_all_themes_have_one_size_though_one_has_a_long_name(qtbot: QtBot, office: Office, wall: DisplayWindow) -> None:
    open_desk(office)
    wall.look()
    names = [label for label in wall.findChildren(FittedLabel) if re.match(r"[1-5]  ", label.text())]

    qtbot.waitUntil(lambda: len(names) == 5 and all(_inside(label, wall) for label in names))
    assert len({label.font().pixelSize() for label in names}) == 1


def test_the_number_is_sixteen_hundredths_of_the_height(office: Office, wall: DisplayWindow) -> None:
    open_desk(office)
    office.welcome.register("EMP")
    call(office)
    wall.look()
    assert wall.large.number_label.font().pixelSize() == round(0.16 * 1080)


def test_its_letters_are_those_of_the_house(wall: DisplayWindow) -> None:
    assert "Noto Sans" in QFontDatabase.families()
    assert QFontInfo(wall.clock_label.font()).family() == "Noto Sans"


def test_on_a_narrow_screen_the_number_of_a_desk_is_written_smaller_and_never_cut(qtbot: QtBot, office: Office) -> None:
    open_desk(office, "99")
    office.welcome.register("EMP")
    call(office, "99")
    wall = opened(qtbot, office.display)
    wall.resize(700, 1080)
    label = wall.large.place_label
    qtbot.waitUntil(lambda: label.width() > 0 and label.fontMetrics().horizontalAdvance(label.text()) <= label.width())


def test_waits_are_told_by_theme_and_none_where_no_desk_is_open(office: Office, wall: DisplayWindow) -> None:
    open_desk(office, themes="EMP")
    wall.look()
    told = {name.text().split("\n")[0]: wait.text() for name, wait in wall._wait_labels}  # noqa: SLF001 - the labels
    assert (told["3  Emploi"], told["4  Mobilité"]) == ("maintenant\nnu", "–")


def test_who_waits_for_a_pc_is_a_number_among_others(office: Office, wall: DisplayWindow) -> None:
    for _each in range(47):
        office.multimedia.arrive()
    wall.look()
    assert wall.turns_label.text().endswith("601  602")


def test_messages_change_page_by_page(office: Office, clock: StoppedClock, wall: DisplayWindow) -> None:
    for code in ("ONE", "TWO"):
        office.lists.add(Kind.DISPLAY_MESSAGE, code, Label(fr=f"fr {code}", nl=f"nl {code}", en=code))
    seen = set()
    for _each in range(2):
        wall.look()
        seen |= set(wall.messages_label.text().split("\n"))
        clock.advance(seconds=15)
    assert {"fr ONE", "nl ONE", "fr TWO", "nl TWO"} <= seen


def test_an_activity_has_its_place(office: Office, wall: DisplayWindow) -> None:
    at = office.clock.now().replace(hour=14)
    happening = Happening(begins_at=at, label=Label(fr="Atelier CV", nl="Cv-atelier", en="CV"), place="B")
    wall._show(replace(office.display.wall(), agenda=(happening,)))  # noqa: SLF001 - there are no activities yet
    assert wall.agenda_label.text() == "Aujourd'hui / Vandaag\n14:00  Atelier CV / Cv-atelier  B"


def test_while_the_folder_is_away_the_last_state_stays_with_its_time(
    qtbot: QtBot, office: Office, clock: StoppedClock
) -> None:
    heard_at = clock.now() + timedelta(seconds=1)
    call_two(office)
    wall = opened(qtbot, DisplayService(office.store, clock, lambda: heard_at))
    clock.advance(minutes=5)
    wall.look()
    assert (len(wall.shown_numbers()), wall.updated_label.text()) == (2, "Mise à jour 10:00 / Bijgewerkt 10:00")


def test_after_ten_minutes_without_the_folder_only_messages_stay(
    qtbot: QtBot, office: Office, second: Office, clock: StoppedClock
) -> None:
    call_two(second)
    heard_at = clock.now()
    wall = opened(qtbot, DisplayService(second.store, clock, lambda: heard_at))
    with second.store.unit() as unit:
        unit.meta.put("workstation", "Écran")
    clock.advance(minutes=10)
    wall.look()
    assert (wall.shown_numbers(), wall.waits.isVisible(), bool(wall.messages_label.text())) == ([], False, True)
    assert office is not second


def test_a_store_in_trouble_shows_no_error_and_the_clock_goes_on(
    office: Office, clock: StoppedClock, wall: DisplayWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    call_two(office)
    wall.look()
    before = texts(wall)

    def refuse() -> None:
        raise DiskError

    monkeypatch.setattr(office.display, "wall", refuse)
    clock.advance(minutes=1)
    wall.look()
    assert wall.clock_label.text() == "10:01"
    wall.clock_label.say("10:00")
    assert texts(wall) == before


def test_it_takes_no_focus_and_has_nothing_to_press(wall: DisplayWindow) -> None:
    assert not wall.findChildren(QAbstractButton)
    assert wall.windowFlags() & wall.windowFlags().__class__.WindowDoesNotAcceptFocus


def test_it_has_a_name_for_a_screen_reader(wall: DisplayWindow) -> None:
    interface = QAccessible.queryAccessibleInterface(wall)
    assert interface.text(QAccessible.Text.Name) == "Mur des métiers / Beroepenmuur"


def test_its_colours_have_the_contrast_they_promise() -> None:
    def luminance(colour: str) -> float:
        parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour)]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    for paper in (display_window.WALL, display_window.PANEL):
        for ink in (display_window.PAPER, display_window.SUN):
            assert (luminance(ink) + 0.05) / (luminance(paper) + 0.05) >= 7


def test_a_day_that_was_closed_bids_welcome(office: Office, clock: StoppedClock, wall: DisplayWindow) -> None:
    call_two(office)
    clock.advance(hours=8)
    office.day.close(clock.now().date())
    wall.look()
    assert wall.large.welcome_label.isVisible()


def test_over_midnight_the_date_changes_and_the_calls_go(
    office: Office, clock: StoppedClock, wall: DisplayWindow
) -> None:
    call_two(office)
    clock.advance(hours=14)
    wall.look()
    assert ("16 janvier" in wall.date_label.text(), wall.shown_numbers()) == (True, [])


def test_everything_fits_on_a_busy_day(office: Office, wall: DisplayWindow) -> None:
    for desk in "1234567":
        open_desk(office, desk)
        office.welcome.register("EMP")
        call(office, desk)
    for _each in range(52):
        office.multimedia.arrive()
    office.multimedia.free(3)
    wall.look()
    assert wall.height() == 1080
    cut = [label.text() for label in wall.findChildren(FittedLabel) if label.isVisible() and not _inside(label, wall)]
    assert cut == []


def _parts(colour: str) -> tuple[float, float, float]:
    named = QColor(colour)
    return named.redF(), named.greenF(), named.blueF()


def _inside(label: QLabel, wall: DisplayWindow) -> bool:
    corner = label.mapTo(wall, label.rect().bottomRight())
    wide = max(label.fontMetrics().horizontalAdvance(line) for line in label.text().split("\n")) <= label.width()
    return wall.rect().contains(corner) and (wide or label.wordWrap())
