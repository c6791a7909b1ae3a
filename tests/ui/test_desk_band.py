"""The band that says what became of this desk's number: it stays until it is answered, by one key."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cdm_desk.domain.desks import DeskNews, NewsKind
from cdm_desk.ui.desk_band import DeskBand, news_words
from cdm_desk.ui.kept_settings import KeptSettings
from cdm_desk.ui.usual_desk import UsualDesk
from tests.ui.tabs.conftest import Screen, clock, office, screen

__all__ = ["clock", "office", "screen"]

BOTH = (("EMP",), ("FR", "NL"))
MOVED = DeskNews(kind=NewsKind.MOVED, desk="4", number="7", workstation="Conseil 2", ticket="301")


@pytest.fixture
def band(screen: Screen, qtbot: QtBot, kept: KeptSettings) -> DeskBand:
    home = screen.office
    usual = UsualDesk(home.queue, home.desks, home.lists, screen.messages, kept)
    made = DeskBand(home.desks, home.queue, usual, screen.messages)
    screen.announcer.changed.connect(made.refresh)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def tell(screen: Screen, band: DeskBand, qtbot: QtBot) -> Callable[[DeskNews], QWidget]:
    """Return how something is told at a desk 7 that is open here."""

    def told(news: DeskNews) -> QWidget:
        screen.office.queue.open_desk("7", *BOTH)
        with screen.office.store.unit() as unit:
            unit.desks_here.tell(news)
        with qtbot.waitActive(band):
            band.show()
            band.activateWindow()
        return band

    return told


def test_nothing_is_shown_while_there_is_nothing_to_tell(band: DeskBand) -> None:
    assert band.isHidden()


def test_a_desk_that_has_another_number_is_told_until_one_key_says_it_is_right(
    screen: Screen, band: DeskBand, tell: Callable[[DeskNews], QWidget]
) -> None:
    tell(MOVED)
    screen.office.welcome.register("EMP")
    still = band.isVisible()
    said = band.sentence_label.text()
    QTest.keyClick(band, Qt.Key.Key_F4)

    assert still
    assert said == (
        "Desk 4 was opened on Conseil 2 first: yours is now desk 7. Number 301, whom you have called, is now sent to "
        "desk 7."
    )
    assert band.isHidden()
    assert screen.office.desks.news() == []


def test_another_number_is_taken_by_the_same_key(
    screen: Screen, band: DeskBand, tell: Callable[[DeskNews], QWidget], kept: KeptSettings
) -> None:
    tell(MOVED)
    band.number_box.setValue(9)
    words = band.answer_button.text()
    QTest.keyClick(band, Qt.Key.Key_F4)

    here = screen.office.queue.desk_here()
    assert here is not None
    assert (words, here.name, kept.current.desk) == ("Desk 9 is right (F4)", "9", "9")
    assert band.isHidden()


def test_a_number_that_another_computer_has_is_refused_with_a_free_one_in_the_box(
    screen: Screen, band: DeskBand, tell: Callable[[DeskNews], QWidget]
) -> None:
    tell(MOVED)
    with screen.office.store.unit() as unit:
        opened = {"workstation": "Conseil 9", "opened_at": screen.clock.now(), "themes": ("EMP",), "languages": ("FR",)}
        unit.keep("desk", "9", opened | {"closed": False})
    band.number_box.setValue(9)
    QTest.keyClick(band, Qt.Key.Key_F4)

    assert screen.said[-1] == "Desk 9 is open on Conseil 9. Desk 4 is free."
    assert band.isVisible()
    assert band.number_box.value() == 4


@pytest.mark.parametrize(("opens", "desks"), [(True, ["4"]), (False, [])], ids=["open", "leave"])
def test_a_desk_that_was_given_free_is_opened_again_or_left(
    screen: Screen, band: DeskBand, opens: bool, desks: list[str]
) -> None:
    with screen.office.store.unit() as unit:
        unit.desks_here.tell(DeskNews(kind=NewsKind.GONE, desk="4"))
    if opens:
        band.answer_action.trigger()
    else:
        band.leave_button.click()

    assert [desk.name for desk in screen.office.queue.desks()] == desks
    assert screen.office.desks.news() == []
    assert band.isHidden()


def test_one_thing_is_told_after_the_other(band: DeskBand, tell: Callable[[DeskNews], QWidget]) -> None:
    tell(MOVED)
    tell(DeskNews(kind=NewsKind.REFUSED, desk="4", workstation="Conseil 2", ticket="302"))
    first = band.sentence_label.text()
    QTest.keyClick(band, Qt.Key.Key_F4)

    assert first.startswith("Desk 4 was opened")
    assert "302" in band.sentence_label.text()
    assert not band.number_box.isVisible()


@pytest.mark.parametrize("kind", NewsKind)
def test_every_piece_of_news_has_its_words(kind: NewsKind) -> None:
    words = news_words(DeskNews(kind=kind, desk="4", number="7", workstation="Conseil 2", ticket="301"))
    assert "4" in words
    assert "{" not in words
