"""Who waits, by theme: number, word, bar, how many, how long."""

import pytest
from pytestqt.qtbot import QtBot

from cdm_desk.domain.lists import SHIPPED, Kind
from cdm_desk.language import use
from cdm_desk.ui.waiting_bars import Bar, Line, WaitingBars
from cdm_desk.ui.widgets import PlainLabel

THEMES = SHIPPED[Kind.THEME]


@pytest.fixture
def bars(qtbot: QtBot) -> WaitingBars:
    use("en")
    bars = WaitingBars()
    qtbot.addWidget(bars)
    bars.show_lines([Line(theme=theme, waiting=row, longest=row * 7) for row, theme in enumerate(THEMES)])
    return bars


def _texts(bars: WaitingBars) -> list[str]:
    return [label.text() for label in bars.findChildren(PlainLabel) if not label.isHidden()]


def test_each_theme_has_its_number_word_count_and_longest_wait(bars: WaitingBars) -> None:
    texts = _texts(bars)

    assert {"1", "Guidance", "Employment", "4", "28'"} <= set(texts)
    assert "0'" not in texts


def test_a_bar_says_in_words_what_it_draws(bars: WaitingBars) -> None:
    spoken = [bar.accessibleName() for bar in bars.findChildren(Bar)]

    assert spoken[0] == "Guidance: nobody is waiting"
    assert spoken[1] == "Training: 1 person waiting, for 7 minutes"
    assert spoken[4] == "Entrepreneurship: 4 people waiting, the longest for 28 minutes"


def test_other_figures_stand_in_the_same_rows(bars: WaitingBars) -> None:
    bars.show_lines([Line(theme=theme, waiting=9, longest=61) for theme in THEMES])

    assert _texts(bars).count("9") == len(THEMES)
    assert "1 h 01" in _texts(bars)


def test_the_words_follow_the_language(bars: WaitingBars) -> None:
    use("nl")
    bars.retranslate()
    use("en")

    assert "Ondernemerschap" in _texts(bars)
