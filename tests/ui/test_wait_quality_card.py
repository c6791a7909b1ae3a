from datetime import date

import pytest
from PySide6.QtWidgets import QGridLayout, QLabel, QLayoutItem
from pytestqt.qtbot import QtBot

from cdm_desk.domain.waiting import Quality
from cdm_desk.services.reports import WaitQuality
from cdm_desk.ui.appearance import Appearance
from cdm_desk.ui.wait_quality_card import WaitQualityCard


@pytest.fixture
def card(qtbot: QtBot, light: Appearance) -> WaitQualityCard:
    del light
    made = WaitQualityCard()
    qtbot.addWidget(made)
    return made


def found(bias: float = -0.5, held: float = 0.62, count: int = 40) -> WaitQuality:
    one = Quality(count=count, bias=bias, error=5.25, held=held)
    return WaitQuality(by_day=((date(2019, 1, 14), one),), together=one)


def row(card: WaitQualityCard, number: int) -> list[str]:
    grid = card.findChild(QGridLayout)
    assert grid is not None
    items: list[QLayoutItem | None] = [grid.itemAtPosition(number, column) for column in range(5)]
    widgets = [item.widget() for item in items if item is not None]
    return [widget.text() for widget in widgets if isinstance(widget, QLabel)]


def test_each_day_shows_how_well_waits_were_foreseen(card: WaitQualityCard) -> None:
    card.show_quality(found())
    assert row(card, 1) == ["14/01", "40", "−0,5", "5,2", "62 %"]
    assert card.sentence_label.text() == "40 waits: 62 % within the range foreseen, wrong by 5,2 min on the mean."
    assert card.alarm_label.isHidden()


@pytest.mark.parametrize(
    ("bias", "held", "begins"),
    [
        (3.5, 0.6, "Waits are told too long."),
        (-3.5, 0.6, "Waits are told too short."),
        (0.0, 0.4, "Too few waits fall into their range"),
        (0.0, 0.8, "Nearly every wait falls into its range"),
    ],
)
def test_an_alarm_says_in_words_what_is_wrong(card: WaitQualityCard, bias: float, held: float, begins: str) -> None:
    card.show_quality(found(bias=bias, held=held))
    assert card.alarm_label.text().startswith(begins)
    assert not card.alarm_label.isHidden()


def test_nothing_told_yet_is_a_sentence(card: WaitQualityCard) -> None:
    card.show_quality(WaitQuality(by_day=(), together=None))
    assert card.sentence_label.text() == "No wait has been told yet that ended with a call."
