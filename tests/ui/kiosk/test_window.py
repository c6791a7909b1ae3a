"""The kiosk as visitors use it: what they see, what stays of them, when it goes back, and what keeps them in it."""

from collections.abc import Callable
from datetime import datetime

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QCloseEvent, QColor, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.errors import DiskError
from cdm_desk.domain.lists import Kind, Label
from cdm_desk.language import Language, catalogue
from cdm_desk.office import Office
from cdm_desk.ui.appearance import CONTRAST_DARK, LIGHT
from cdm_desk.ui.kiosk import words
from cdm_desk.ui.kiosk.parts import HELD_MS, TARGET, Words
from cdm_desk.ui.kiosk.window import (
    DEAF_MS,
    IDLE_SECONDS,
    NUMBER_SECONDS,
    RECEPTION_SECONDS,
    WARNED_SECONDS,
    KioskWindow,
)
from tests.services.house import carry, visits
from tests.ui.kiosk.conftest import LYING, STANDING
from tests.ui.kiosk.hands import page, pass_seconds, read, tiles, touch

DAY = datetime(2019, 1, 15).date()  # noqa: DTZ001
SIZES = pytest.mark.parametrize("size", [LYING, STANDING], ids=["lying", "standing"])
TO_A_NUMBER = ("motive_MV2", "theme_EMP")


def number(window: KioskWindow) -> str:
    return window.number.number.text()


def test_three_touches_give_a_number_and_leave_the_fact_of_the_reception(window: KioskWindow, kiosk: Office) -> None:
    touch(window, "language_nl", *TO_A_NUMBER)

    assert page(window) is window.number
    assert number(window) == "301"
    [fact] = visits(kiosk, DAY)
    assert (fact.motive_code, fact.theme_code, fact.language, fact.people) == ("MV2", "EMP", "NL", 1)


@pytest.mark.parametrize(("chosen", "recorded"), [("fr", "FR"), ("nl", "NL"), ("en", None)])
def test_the_language_of_service_is_the_one_that_was_touched(
    window: KioskWindow, kiosk: Office, chosen: str, recorded: str | None
) -> None:
    touch(window, f"language_{chosen}", *TO_A_NUMBER)

    assert [fact.language for fact in visits(kiosk, DAY)] == [recorded]


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_every_word_is_in_the_language_of_the_visitor(window: KioskWindow, language: Language) -> None:
    touch(window, f"language_{language}")
    speaker = catalogue(language)

    assert speaker.gettext(words.WHAT_BRINGS) in read(window)
    assert speaker.gettext(words.LARGER) in read(window)
    touch(window, "motive_MV2")
    assert speaker.gettext(words.WHICH_THEME) in read(window)


def test_the_beginning_speaks_three_languages_french_and_dutch_in_the_order_of_the_day(
    window: KioskWindow, clock: StoppedClock
) -> None:
    assert [tile.words().split("\n")[0] for tile in window.home.grid.tiles] == ["Français", "Nederlands", "English"]
    clock.advance(days=1)
    window.begin_again()
    assert [tile.words().split("\n")[0] for tile in window.home.grid.tiles] == ["Nederlands", "Français", "English"]


def test_the_language_can_be_changed_on_the_way(window: KioskWindow, kiosk: Office) -> None:
    touch(window, "language_fr", "motive_MV2", "speak_nl", "theme_EMP")

    assert [fact.language for fact in visits(kiosk, DAY)] == ["NL"]
    assert "Uw nummer" in read(window)


def test_people_who_came_together_have_one_number(window: KioskWindow, kiosk: Office) -> None:
    touch(window, "language_fr", "motive_MV2", "more", "more", "less", "theme_EMP")

    assert [fact.people for fact in visits(kiosk, DAY)] == [2]


def test_more_than_five_are_told_to_see_the_reception(window: KioskWindow) -> None:
    touch(window, "language_fr", "motive_MV2", "more", "more", "more", "more")

    assert not tiles(window)["more"].isEnabled()
    assert catalogue("fr").gettext(words.CLASS) in read(window)


def test_the_next_visitor_is_one_person_again(window: KioskWindow) -> None:
    touch(window, "language_fr", "motive_MV2", "more", "theme_EMP", "number_finish", "language_fr", "motive_MV2")

    assert window.themes.count.text() == "1"


def test_who_comes_for_a_pc_has_a_number_and_a_seat(window: KioskWindow, kiosk: Office) -> None:
    touch(window, "language_fr", "motive_MV3")

    assert number(window) == "601"
    assert "PC 01" in read(window)
    assert [fact.motive_code for fact in visits(kiosk, DAY)] == ["MV3"]


@pytest.mark.parametrize("motive", ["MV4", "MV5"])
def test_who_needs_no_number_is_counted_and_told_what_to_do(window: KioskWindow, kiosk: Office, motive: str) -> None:
    touch(window, "language_fr", f"motive_{motive}")

    assert page(window) is window.number
    assert number(window) == ""
    assert [fact.motive_code for fact in visits(kiosk, DAY)] == [motive]


@pytest.mark.parametrize("way", [["motive_MV6"], ["motive_other"], ["motive_MV2", "theme_unsure"]])
def test_everything_else_is_for_the_reception_and_leaves_nothing(
    window: KioskWindow, kiosk: Office, way: list[str]
) -> None:
    touch(window, "language_fr", *way)

    assert page(window) is window.reception
    assert "Adressez-vous à l'accueil\nGa naar het onthaal\nPlease see reception" in read(window)
    assert visits(kiosk, DAY) == []


def test_a_short_wait_is_told(make_window: Callable[..., KioskWindow], kiosk: Office, counsellor: Office) -> None:
    del counsellor
    window = make_window(kiosk)
    touch(window, "language_en", "motive_MV2")

    assert tiles(window)["theme_EMP"].words() == "3\u00a0\u00a0Employment\nno waiting now"
    assert tiles(window)["theme_MOB"].words() == "4\u00a0\u00a0Mobility"


def test_the_wait_is_that_of_the_language_of_the_visitor(
    make_window: Callable[..., KioskWindow], kiosk: Office, counsellor: Office
) -> None:
    counsellor.queue.change_desk("4", ["EMP"], ["FR"])
    carry(counsellor, kiosk)
    window = make_window(kiosk)
    touch(window, "language_fr", "motive_MV2")
    french = tiles(window)["theme_EMP"].words()
    touch(window, "speak_nl")

    assert french == "3\u00a0\u00a0Emploi\nsans attente"
    assert tiles(window)["theme_EMP"].words() == "3\u00a0\u00a0Werk"


def test_a_wait_over_half_an_hour_is_not_told(
    make_window: Callable[..., KioskWindow], kiosk: Office, counsellor: Office
) -> None:
    for _each in range(12):
        counsellor.welcome.register("EMP")
    carry(counsellor, kiosk)
    window = make_window(kiosk)
    touch(window, "language_en", "motive_MV2")

    assert "min" not in tiles(window)["theme_EMP"].words()


def test_shortly_before_closing_it_says_which_themes_come_too_late(
    make_window: Callable[..., KioskWindow], kiosk: Office, counsellor: Office, clock: StoppedClock
) -> None:
    clock.moment = datetime(2019, 1, 15, 16, 40, tzinfo=BRUSSELS)
    for _each in range(8):
        counsellor.welcome.register("EMP")
    clock.advance(minutes=10)
    carry(counsellor, kiosk)
    window = make_window(kiosk)
    touch(window, "language_en", "motive_MV2")

    assert window.themes.notice.isVisible()
    assert "17:00" in window.themes.notice.text()
    touch(window, "theme_EMP")
    assert "You may be called after 17:00 only." in read(window)


def test_a_withdrawn_theme_is_not_offered(window: KioskWindow, kiosk: Office, counsellor: Office) -> None:
    counsellor.lists.withdraw(Kind.THEME, "MOB")
    carry(counsellor, kiosk)
    window.begin_again()
    touch(window, "language_fr", "motive_MV2")

    assert "theme_MOB" not in tiles(window)


def test_the_words_are_those_of_the_house(window: KioskWindow, kiosk: Office, counsellor: Office) -> None:
    counsellor.lists.rename(Kind.MOTIVE, "MV4", Label(fr="Nos livres", nl="Onze boeken", en="Our books"))
    carry(counsellor, kiosk)
    touch(window, "language_nl")

    assert tiles(window)["motive_MV4"].words() == "Onze boeken"


def test_a_double_tap_makes_one_ticket(window: KioskWindow, kiosk: Office) -> None:
    touch(window, "language_fr", "motive_MV2")
    window._deaf.stop()  # noqa: SLF001 - that page has stood for a while
    window._deaf.setInterval(DEAF_MS)  # noqa: SLF001 - as delivered
    tile = tiles(window)["theme_EMP"]
    place = tile.mapTo(window, tile.rect().center())
    QTest.mouseClick(tile, Qt.MouseButton.LeftButton)
    for _each in range(3):
        below = window.childAt(place)
        QTest.mouseDClick(below or window, Qt.MouseButton.LeftButton)

    assert page(window) is window.number
    assert len(visits(kiosk, DAY)) == 1


def test_the_number_goes_after_a_while_and_says_so(window: KioskWindow) -> None:
    touch(window, "language_en", *TO_A_NUMBER)
    pass_seconds(window, NUMBER_SECONDS - 1)
    assert "Back to the beginning in 1 s" in read(window)
    pass_seconds(window, 1)

    assert page(window) is window.home


def test_one_touch_keeps_the_number_longer(window: KioskWindow) -> None:
    touch(window, "language_en", *TO_A_NUMBER)
    pass_seconds(window, NUMBER_SECONDS - 1)
    touch(window, "number_prolong")
    pass_seconds(window, RECEPTION_SECONDS)

    assert page(window) is window.number


def test_please_see_reception_goes_after_twenty_seconds(window: KioskWindow) -> None:
    touch(window, "language_en", "motive_other")
    pass_seconds(window, RECEPTION_SECONDS - 1)
    assert page(window) is window.reception
    pass_seconds(window, 1)

    assert page(window) is window.home


def test_whoever_is_silent_is_asked_and_goes_on_by_one_touch(window: KioskWindow) -> None:
    touch(window, "language_en", "motive_MV2", "more")
    pass_seconds(window, IDLE_SECONDS)
    assert "Are you still there?" in read(window)
    touch(window, "still_here")

    assert page(window) is window.themes
    assert window.themes.people == 2


def test_a_touch_beside_everything_says_too_that_somebody_is_there(window: KioskWindow) -> None:
    touch(window, "language_en")
    pass_seconds(window, IDLE_SECONDS)
    QTest.qWait(1)
    QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))

    assert page(window) is window.motives


def test_whoever_does_not_answer_is_forgotten(window: KioskWindow) -> None:
    touch(window, "language_en", "larger", "contrast")
    pass_seconds(window, IDLE_SECONDS + WARNED_SECONDS)

    assert page(window) is window.home
    assert (window.look.large, window.look.contrast) == (False, False)


def test_every_touch_begins_the_time_anew(window: KioskWindow) -> None:
    touch(window, "language_en")
    for _each in range(3):
        pass_seconds(window, IDLE_SECONDS - 1)
        touch(window, "larger")

    assert page(window) is window.motives


def test_contrast_is_one_touch_on_every_page(window: KioskWindow) -> None:
    assert window.grab().toImage().pixelColor(3, 3) == QColor(LIGHT.background)
    for way in ([], ["language_fr"], ["motive_MV2"], ["theme_EMP"]):
        touch(window, *way)
        assert {"larger", "contrast"} <= set(tiles(window))
    touch(window, "contrast")

    assert window.grab().toImage().pixelColor(3, 3) == QColor(CONTRAST_DARK.background)


@SIZES
@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_larger_text_is_larger_in_every_tile(
    make_window: Callable[..., KioskWindow], kiosk: Office, size: tuple[int, int], language: str
) -> None:
    window = make_window(kiosk, size)
    touch(window, f"language_{language}")
    for way in ([], ["motive_MV2"]):
        touch(window, *way)
        usual = {name: tile.title_font().pixelSize() for name, tile in tiles(window).items() if tile.words()}
        window.toggle_larger()
        for name, tile in tiles(window).items():
            if name in usual and name not in {"larger", "contrast"}:
                assert tile.title_font().pixelSize() >= usual[name]
        larger = sum(tile.title_font().pixelSize() > usual.get(name, 99) for name, tile in tiles(window).items())
        assert larger >= len(usual) // 2
        window.toggle_larger()


def everything() -> list[list[str]]:
    """Ways to every page, each from the beginning."""
    return [
        [],
        ["language_fr"],
        ["language_fr", "motive_MV2"],
        ["language_fr", *TO_A_NUMBER],
        ["language_fr", "motive_MV3"],
        ["language_fr", "motive_other"],
    ]


@SIZES
@pytest.mark.parametrize("large", [False, True], ids=["usual", "larger"])
def test_every_target_is_at_least_96_pixels_and_inside_the_screen(
    make_window: Callable[..., KioskWindow], kiosk: Office, size: tuple[int, int], large: bool
) -> None:
    window = make_window(kiosk, size)
    for way in everything():
        window.begin_again()
        touch(window, *(["larger"] if large else []), *way)
        QApplication.processEvents()
        for name, tile in tiles(window).items():
            assert tile.width() >= TARGET, name
            assert tile.height() >= TARGET, name
            assert window.rect().contains(tile.rect().translated(tile.mapTo(window, QPoint(0, 0)))), name
    window.ask_pin()
    assert all(min(tile.width(), tile.height()) >= TARGET for tile in tiles(window).values())


@SIZES
def test_no_word_is_cut_off(make_window: Callable[..., KioskWindow], kiosk: Office, size: tuple[int, int]) -> None:
    window = make_window(kiosk, size)
    for language in ("fr", "nl", "en"):
        for way in (["motive_MV2"], [*TO_A_NUMBER], ["motive_other"], ["motive_MV4"]):
            window.begin_again()
            touch(window, "larger", f"language_{language}", *way)
            for label in window.findChildren(Words):
                if label.isVisible() and label.text():
                    needed = label.fontMetrics().boundingRect(label.rect(), int(Qt.TextFlag.TextWordWrap), label.text())
                    assert needed.height() <= label.height(), label.text()
                    assert needed.width() <= label.width(), label.text()


def test_on_a_screen_that_stands_the_upper_fifth_has_nothing_to_touch(
    make_window: Callable[..., KioskWindow], kiosk: Office
) -> None:
    window = make_window(kiosk, STANDING)
    for way in everything():
        window.begin_again()
        touch(window, *way)
        assert min(tile.mapTo(window, QPoint(0, 0)).y() for tile in tiles(window).values()) > STANDING[1] // 5


@pytest.mark.parametrize("closed_at", [17, 21])
def test_out_of_hours_visitors_are_sent_to_the_reception(
    make_window: Callable[..., KioskWindow], kiosk: Office, clock: StoppedClock, closed_at: int
) -> None:
    clock.moment = datetime(2019, 1, 15, closed_at, tzinfo=BRUSSELS)
    window = make_window(kiosk)

    assert page(window) is window.reception
    assert "language_fr" not in tiles(window)
    assert "Adressez-vous à l'accueil\nGa naar het onthaal\nPlease see reception" in read(window)


def test_it_closes_and_opens_by_itself(window: KioskWindow, clock: StoppedClock) -> None:
    clock.moment = datetime(2019, 1, 15, 17, 5, tzinfo=BRUSSELS)
    pass_seconds(window, 10)
    assert page(window) is window.reception
    clock.moment = datetime(2019, 1, 16, 9, tzinfo=BRUSSELS)
    pass_seconds(window, 10)

    assert page(window) is window.home


def test_who_began_before_closing_is_not_given_a_number_after_it(
    window: KioskWindow, kiosk: Office, clock: StoppedClock
) -> None:
    touch(window, "language_fr", "motive_MV2")
    clock.moment = datetime(2019, 1, 15, 17, 0, 1, tzinfo=BRUSSELS)
    touch(window, "theme_EMP")

    assert page(window) is window.reception
    assert visits(kiosk, DAY) == []


def test_until_the_office_is_open_visitors_are_sent_to_the_reception(make_window: Callable[..., KioskWindow]) -> None:
    window = make_window(None)

    assert page(window) is window.reception
    assert "Please see reception" in read(window)


def test_a_store_in_trouble_sends_to_the_reception_and_is_noted(
    window: KioskWindow, kiosk: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    touch(window, "language_fr", "motive_MV2")

    def broken(*_anything: object, **_more: object) -> None:
        raise DiskError

    monkeypatch.setattr(kiosk.kiosk, "register", broken)
    touch(window, "theme_EMP")

    assert page(window) is window.reception
    assert catalogue("fr").gettext(words.NOT_NOW) in read(window)
    assert "sent to the reception" in caplog.text
    caplog.clear()


def test_a_bug_sends_to_the_reception(qtbot: QtBot, window: KioskWindow) -> None:
    touch(window, "language_fr", "motive_MV2")
    window.failed.emit()

    qtbot.waitUntil(lambda: page(window) is window.reception)


def test_a_ticket_that_does_not_come_out_is_noted_by_its_visitor(
    make_window: Callable[..., KioskWindow], kiosk: Office
) -> None:
    window = make_window(kiosk, prints=True)
    touch(window, "language_en", *TO_A_NUMBER)
    assert "Please take your ticket." in read(window)
    window.miss_paper("301")

    assert "Please note your number: it could not be printed." in read(window)


def test_a_ticket_of_the_visitor_before_changes_nothing(make_window: Callable[..., KioskWindow], kiosk: Office) -> None:
    window = make_window(kiosk, prints=True)
    touch(window, "language_en", *TO_A_NUMBER, "number_finish", "language_en", *TO_A_NUMBER)
    window.miss_paper("301")

    assert "Please take your ticket." in read(window)


def test_keys_alone_give_a_number(window: KioskWindow, kiosk: Office) -> None:
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.qWait(1)
        QTest.keyClick(QApplication.focusWidget() or window, key)

    assert [fact.theme_code for fact in visits(kiosk, DAY)] == ["EMP"]


def test_the_ring_is_seen_only_where_keys_are_used(window: KioskWindow) -> None:
    touch(window, "language_fr")
    seen = [window.by_keys]
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Down)
    seen.append(window.by_keys)
    touch(window, "motive_MV2")
    seen.append(window.by_keys)

    assert seen == [False, True, False]


def test_every_tile_has_a_name_for_a_screen_reader(window: KioskWindow) -> None:
    for way in everything():
        window.begin_again()
        touch(window, *way)
        for name, tile in tiles(window).items():
            assert tile.accessibleName(), name
            assert tile.objectName().startswith("kiosk."), name
            told = QAccessible.queryAccessibleInterface(tile)
            assert told is not None
            assert told.role() == QAccessible.Role.Button


def test_nothing_closes_it(window: KioskWindow) -> None:
    closing = QCloseEvent()
    QApplication.sendEvent(window, closing)

    assert not closing.isAccepted()
    assert not window.close()
    assert window.isVisible()


@pytest.mark.parametrize(
    "key",
    [Qt.Key.Key_Escape, Qt.Key.Key_F4, Qt.Key.Key_Q, Qt.Key.Key_F11, Qt.Key.Key_F1, Qt.Key.Key_W, Qt.Key.Key_Comma],
)
@pytest.mark.parametrize("modifier", [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier,
                                      Qt.KeyboardModifier.AltModifier])  # fmt: skip
def test_no_key_leaves_it(window: KioskWindow, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, key, modifier)

    assert page(window) is window.home
    assert window.isVisible()


def test_it_has_no_context_menu(window: KioskWindow) -> None:
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(50, 50), QPoint(50, 50))
    QApplication.sendEvent(window.home, event)

    assert QApplication.activePopupWidget() is None


def test_nothing_can_be_dropped_on_it(window: KioskWindow) -> None:
    assert not any(part.acceptDrops() for part in [window, *window.findChildren(type(window.home))])


def test_the_logo_held_for_three_seconds_asks_for_the_pin(window: KioskWindow) -> None:
    QTest.mousePress(window.logo, Qt.MouseButton.LeftButton)
    assert window.logo.timer.isActive()
    assert window.logo.timer.interval() == HELD_MS
    window.logo.timer.timeout.emit()

    assert page(window) is window.pin


def test_a_tap_on_the_logo_asks_for_nothing(window: KioskWindow) -> None:
    QTest.mouseClick(window.logo, Qt.MouseButton.LeftButton)

    assert not window.logo.timer.isActive()
    assert page(window) is window.home


def test_the_pin_is_typed_by_touch_or_by_keys(qtbot: QtBot, window: KioskWindow) -> None:
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Q, both)
    touch(window, "pin_2", "pin_7", "pin_5", "pin_erase", "pin_4")
    with qtbot.waitSignal(window.pin_entered) as entered:
        for key in (Qt.Key.Key_9, Qt.Key.Key_1, Qt.Key.Key_6):
            QTest.keyClick(QApplication.focusWidget() or window, key)

    assert entered.args == ["274916"]


def test_no_digit_of_the_pin_is_shown(window: KioskWindow) -> None:
    window.ask_pin()
    touch(window, "pin_2", "pin_7")

    assert window.pin.dots.text().split() == ["●", "●", "○", "○", "○", "○"]


def test_the_pin_page_goes_when_nobody_types(window: KioskWindow) -> None:
    window.ask_pin()
    pass_seconds(window, IDLE_SECONDS + WARNED_SECONDS)

    assert page(window) is window.home


def test_without_a_pin_nobody_checks_in_until_one_was_chosen_twice_alike(
    qtbot: QtBot, make_window: Callable[..., KioskWindow], kiosk: Office
) -> None:
    with kiosk.store.unit() as unit:
        unit.db.exec_driver_sql("DELETE FROM meta WHERE key = 'kiosk_pin'")
    window = make_window(kiosk)
    assert page(window) is window.pin
    pass_seconds(window, 2 * IDLE_SECONDS)
    assert page(window) is window.pin
    touch(window, *[f"pin_{sign}" for sign in "274916274917"])
    assert catalogue("fr").gettext(words.NOT_THE_SAME) in read(window)
    with qtbot.waitSignal(window.pin_chosen) as chosen:
        touch(window, *[f"pin_{sign}" for sign in "274916274916"])

    assert chosen.args == ["274916"]


def test_a_window_that_was_put_away_comes_back(qtbot: QtBot, window: KioskWindow) -> None:
    window.fill()
    window.showMinimized()
    qtbot.waitUntil(window.isFullScreen)

    assert window.isVisible()
