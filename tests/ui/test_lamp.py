from dataclasses import replace
from datetime import datetime

import pytest
from pytestqt.qtbot import QtBot

from cdm_desk.domain.clock import BRUSSELS
from cdm_desk.exchange.snapshot import Differing
from cdm_desk.exchange.worker import ExchangeState, Share, Sign
from cdm_desk.language import LANGUAGES, Language, use
from cdm_desk.ui.lamp import Lamp, detail_of, tone_of, words_of
from cdm_desk.ui.main_window import MainWindow
from cdm_desk.ui.messages import Tone

SINCE = datetime(2026, 11, 24, 10, 31, tzinfo=BRUSSELS)
OTHER = Sign(workstation="Conseil 3", kind="counselling", seen_at=SINCE, unsent=0, damaged=False)
FINE = ExchangeState(share=Share.OK, since=SINCE, exchanged_seconds_ago=1.0, claims=True, workstations=(OTHER,))
DIFFERING = Differing(day=SINCE.date(), made_by="Conseil 3", found_by="Accueil 1", table="title")


@pytest.mark.parametrize(
    ("state", "tone", "words"),
    [
        (FINE, Tone.DONE, "In step, 1 other"),
        (replace(FINE, workstations=(OTHER, OTHER)), Tone.DONE, "In step, 2 others"),
        (replace(FINE, slow=True), Tone.WARNING, "Shared folder slow"),
        (replace(FINE, share=Share.AWAY, unsent=7), Tone.WARNING, "Offline since 10:31, 7 to send"),
        (replace(FINE, share=Share.LOCKED), Tone.WARNING, "Shared folder read-only since 10:31"),
        (replace(FINE, share=Share.FOREIGN), Tone.ERROR, "Wrong shared folder since 10:31"),
        (replace(FINE, share=Share.FULL, unsent=1), Tone.ERROR, "Shared folder full since 10:31, 1 to send"),
        (replace(FINE, called_twice=("301",)), Tone.ERROR, "Called twice: 301"),
        (replace(FINE, differing=(DIFFERING,)), Tone.ERROR, "Two stores differ"),
        (replace(FINE, workstations=(replace(OTHER, damaged=True),)), Tone.WARNING, "In step, 1 other"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_lamp_says_how_things_stand_and_since_when(state: ExchangeState, tone: Tone, words: str) -> None:
    assert tone_of(state) is tone
    assert words_of(state) == words


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("share", Share)
def test_every_state_has_words_in_every_language(spoken: Language, share: Share) -> None:
    use(spoken)
    state = replace(FINE, share=share)

    assert words_of(state)
    assert detail_of(state).endswith(".")


class Told:
    """An exchange as far as the lamp looks at it."""

    def __init__(self, state: ExchangeState) -> None:
        self.state = state


def test_the_lamp_follows(window: MainWindow, qtbot: QtBot) -> None:
    told = Told(FINE)
    Lamp(told, window.status)  # type: ignore[arg-type]
    assert "In step" in window.status.exchange_button.accessibleName()

    told.state = replace(FINE, share=Share.AWAY, workstations=(replace(OTHER, unsent=3),), minutes_away=4)
    qtbot.waitUntil(lambda: "Offline since 10:31" in window.status.exchange_button.accessibleName())


def test_stores_that_differ_are_named_with_what_differs() -> None:
    assert "Conseil 3 and Accueil 1" in detail_of(replace(FINE, differing=(DIFFERING,)))
