import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from cdm_desk.domain.clock import BRUSSELS
from cdm_desk.domain.errors import ShareAwayError
from cdm_desk.exchange.medium import Way
from cdm_desk.exchange.snapshot import Differing
from cdm_desk.exchange.worker import ExchangeState, Share, Sign
from cdm_desk.language import LANGUAGES, Language, use
from cdm_desk.ui.lamp import Lamp, detail_of, own_lines, tone_of, way_words, words_of
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
        (replace(FINE, workstations=(OTHER, replace(OTHER, revoked=True))), Tone.DONE, "In step, 1 other"),
        (replace(FINE, workstations=()), Tone.DONE, "In step, no other PC yet"),
        (replace(FINE, slow=True), Tone.WARNING, "Shared folder slow"),
        (replace(FINE, share=Share.AWAY, unsent=7), Tone.WARNING, "Offline since 10:31, 7 to send"),
        (replace(FINE, share=Share.AWAY, since=None), Tone.HINT, "Not yet exchanged since the start"),
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


FOLDER = Way(folder=Path("/srv/desk"))
HUB = Way(server="db.local:5432/desk")
BOTH = Way(folder=Path("/srv/desk"), server="db.local:5432/desk")


@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("share", Share)
@pytest.mark.parametrize("slow", [False, True])
def test_on_a_hub_nothing_speaks_of_a_folder(spoken: Language, share: Share, slow: bool) -> None:
    if share is Share.NONE:
        pytest.skip("a workstation alone has no hub")
    use(spoken)
    for claims in (True, False):
        state = replace(FINE, share=share, way=HUB, slow=slow, claims=claims)
        told = " ".join([words_of(state), detail_of(state), *(part for line in own_lines(state) for part in line)])
        assert not re.search(r"folder|dossier|\bmap\b|gedeelde map", told, re.IGNORECASE), told
        assert "db.local:5432/desk" in told


@pytest.mark.parametrize(
    ("lacking", "words"), [("folder", "Folder away, hub in use"), ("hub", "Hub away, folder in use")]
)
def test_while_a_site_moves_the_lamp_says_which_of_the_two_is_away(lacking: str, words: str) -> None:
    state = replace(FINE, way=BOTH, lacking=lacking)

    assert (tone_of(state), words_of(state)) == (Tone.WARNING, words)
    assert "asking aloud" in detail_of(state)


def test_by_what_way_the_others_are_reached_is_said_in_full() -> None:
    assert way_words(FOLDER) == "the shared folder /srv/desk"
    assert way_words(HUB) == "the hub db.local:5432/desk"
    assert way_words(BOTH) == "the folder /srv/desk and the hub db.local:5432/desk, while the site moves"


def test_the_lamp_tells_that_something_waits_for_a_decision(window: MainWindow) -> None:
    Lamp(Told(FINE), window.status, lambda: 2)  # type: ignore[arg-type]

    assert "In step, 1 other, 2 to decide" in window.status.exchange_button.accessibleName()
    assert "decision" in window.status.exchange_button.toolTip()


def test_the_lamp_tells_once_that_the_others_are_back(window: MainWindow, qtbot: QtBot) -> None:
    told = Told(replace(FINE, share=Share.AWAY))
    lamp = Lamp(told, window.status)  # type: ignore[arg-type]
    window.messages.show_error(ShareAwayError("301"))
    told.state = FINE
    lamp.back.connect(window.messages.settle)
    with qtbot.waitSignal(lamp.back):
        lamp.show_state()
    with qtbot.assertNotEmitted(lamp.back):
        lamp.show_state()

    assert not window.message_bar.isVisible()


def test_a_click_on_the_foot_leaves_the_keys_where_they_were(window: MainWindow) -> None:
    for button in window.status.findChildren(QPushButton):
        assert button.focusPolicy() is Qt.FocusPolicy.TabFocus
