"""A workstation leaves the site, from the window: asked, proposed at one, answered at another, on a real folder."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cdm_desk.domain.staff import Role
from cdm_desk.language import LANGUAGES, Language
from cdm_desk.services.conflicts import ConflictsService
from cdm_desk.services.staff import NewAccount, StaffService
from cdm_desk.services.workstations import WorkstationsService
from cdm_desk.store.secret_hash import SlowHash
from cdm_desk.ui.appearance import Shade
from cdm_desk.ui.dialogs.exchange import ExchangeDialog
from cdm_desk.ui.dialogs.leaving import LeavingPart, ProposalCard
from cdm_desk.ui.main_window import MainWindow
from cdm_desk.vault import MemoryVault
from tests.exchange.desks import Desk, House, house
from tests.ui.looking import clipped, doubled_mnemonics, texts_with_mnemonics, unnamed
from tests.ui.staffing import ADMIN_PASSWORD, QUICK

CONFIRM, REFUSE = "confirm", "refuse"


@dataclass
class Place:
    """One workstation with its accounts."""

    desk: Desk
    staff: StaffService
    workstations: WorkstationsService

    @classmethod
    def at(cls, desk: Desk) -> "Place":
        staff = StaffService(desk.store, desk.clock, MemoryVault(), SlowHash(QUICK))

        def person() -> object:
            duty = staff.on_duty()
            return None if duty is None else duty.person.id

        made = WorkstationsService(desk.store, desk.clock, staff, desk.exchange.revoke, person)  # type: ignore[arg-type]
        return cls(desk, staff, made)

    def sign_in(self, alias: str) -> None:
        [person_id] = [name.id for name in self.staff.names() if name.alias == alias]
        self.staff.sign_in(person_id, ADMIN_PASSWORD)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path) as built:
        yield built


@pytest.fixture
def places(site: House) -> tuple[Place, Place]:
    """Accueil 1 with Ada the administrator on duty, Bureau 1 with Max the manager; Portable 2 is to go."""
    first, second = Place.at(site.desk("Accueil 1")), Place.at(site.desk("Bureau 1", kind="office"))
    site.desk("Portable 2", kind="off-site")
    first.staff.name_administrators(
        NewAccount(alias="Ada", password=ADMIN_PASSWORD), NewAccount(alias="Bo", password=ADMIN_PASSWORD)
    )
    first.sign_in("Ada")
    first.staff.add(NewAccount(alias="Max", password=ADMIN_PASSWORD, roles=frozenset({Role.MANAGER})))
    site.settle()
    second.sign_in("Max")
    return first, second


def opened(place: Place, window: MainWindow, qtbot: QtBot) -> tuple[ExchangeDialog, LeavingPart]:
    leaving = LeavingPart(place.workstations, place.staff, window.background)
    conflicts = ConflictsService(place.desk.store, place.staff)
    dialog = ExchangeDialog(place.desk.exchange, conflicts, window, leaving=leaving)
    dialog.open()
    qtbot.waitExposed(dialog)
    return dialog, leaving


def propose(place: Place, window: MainWindow, qtbot: QtBot) -> None:
    dialog, leaving = opened(place, window, qtbot)
    mark(dialog, "Portable 2")
    dialog.out_button.click()
    leaving.asking.propose_button.click()
    dialog.close()


def mark(dialog: ExchangeDialog, name: str) -> None:
    model = dialog.others.model()
    names = [sign.workstation for sign in model.values]  # type: ignore[attr-defined]
    dialog.others.selectRow(names.index(name))


def revoked(desk: Desk) -> list[str]:
    return [sign.workstation for sign in desk.exchange.state.workstations if sign.revoked]


def words_of_card(card: ProposalCard) -> str:
    return " ".join(label.text() for label in (card.heading_label, card.made_label, card.meaning_label, card.who_label))


def test_the_question_says_who_does_it_what_it_costs_and_what_it_does_not_protect_from(
    places: tuple[Place, Place], window: MainWindow, qtbot: QtBot
) -> None:
    dialog, leaving = opened(places[0], window, qtbot)
    mark(dialog, "Portable 2")
    dialog.out_button.click()
    who, cost, reading = (label.text() for label in leaving.asking.meaning_labels)

    assert "Portable 2" in leaving.asking.heading_label.text()
    assert "administrator" in who
    assert "manager" in who
    assert "no way back" in cost
    assert "go on reading the shared folder" in reading
    assert dialog.focusWidget() is leaving.asking.stay_button


def test_esc_leaves_it_in_and_the_dialog_open(places: tuple[Place, Place], window: MainWindow, qtbot: QtBot) -> None:
    dialog, leaving = opened(places[0], window, qtbot)
    dialog.out_button.click()
    QTest.keyClick(leaving.asking.stay_button, Qt.Key.Key_Escape)

    assert (leaving.asking.isVisible(), dialog.isVisible()) == (False, True)
    assert places[0].workstations.proposed() == []


def test_it_is_proposed_with_the_keyboard_alone(places: tuple[Place, Place], window: MainWindow, qtbot: QtBot) -> None:
    dialog, leaving = opened(places[0], window, qtbot)
    mark(dialog, "Portable 2")
    QTest.keyClick(dialog.out_button, Qt.Key.Key_Space)
    QTest.keyClick(leaving.asking.stay_button, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is leaving.asking.propose_button
    QTest.keyClick(leaving.asking.propose_button, Qt.Key.Key_Space)

    [proposal] = places[0].workstations.proposed()
    assert proposal.workstation == "Portable 2"
    assert "another person" in leaving.told.text()
    assert revoked(places[0].desk) == []


def test_who_may_not_propose_is_told_who_may(places: tuple[Place, Place], window: MainWindow, qtbot: QtBot) -> None:
    dialog, leaving = opened(places[1], window, qtbot)
    dialog.out_button.click()

    assert not leaving.asking.propose_button.isEnabled()
    assert "administrator" in leaving.asking.role_label.text()


def test_who_proposed_it_cannot_confirm_it_and_may_take_it_back(
    places: tuple[Place, Place], window: MainWindow, qtbot: QtBot
) -> None:
    propose(places[0], window, qtbot)
    _dialog, leaving = opened(places[0], window, qtbot)
    [card] = leaving.cards
    assert not card.confirm_button.isEnabled()
    assert "yourself" in words_of_card(card)
    card.refuse_button.click()

    assert leaving.cards == []
    assert places[0].workstations.proposed() == []


def test_a_proposal_made_elsewhere_is_a_card_that_a_manager_confirms(
    site: House, places: tuple[Place, Place], window: MainWindow, qtbot: QtBot
) -> None:
    propose(places[0], window, qtbot)
    site.settle()
    dialog, leaving = opened(places[1], window, qtbot)
    [card] = leaving.cards
    assert dialog.focusWidget() is card.refuse_button
    told = words_of_card(card)
    card.confirm_button.click()
    qtbot.waitUntil(lambda: revoked(places[1].desk) == ["Portable 2"], timeout=20_000)
    qtbot.waitUntil(lambda: not leaving.cards, timeout=20_000)
    site.settle()

    assert "Portable 2" in told
    assert "Proposed by Ada at Accueil 1" in told
    assert "Portable 2 is out of the site" in leaving.told.text()
    assert revoked(places[0].desk) == ["Portable 2"]


def test_a_manager_refuses_and_the_workstation_stays(
    site: House, places: tuple[Place, Place], window: MainWindow, qtbot: QtBot
) -> None:
    propose(places[0], window, qtbot)
    site.settle()
    _dialog, leaving = opened(places[1], window, qtbot)
    leaving.cards[0].refuse_button.click()
    site.settle()

    assert places[0].workstations.proposed() == []
    assert revoked(places[0].desk) == []


def test_a_card_comes_by_itself_while_the_dialog_is_open(
    site: House, places: tuple[Place, Place], window: MainWindow, qtbot: QtBot
) -> None:
    _dialog, leaving = opened(places[1], window, qtbot)
    assert not leaving.isVisible()
    places[0].workstations.propose("Portable 2")
    site.settle()
    qtbot.waitUntil(lambda: bool(leaving.cards) and leaving.cards[0].isVisible())


def test_a_folder_that_is_away_leaves_the_proposal_standing(
    site: House, places: tuple[Place, Place], window: MainWindow, qtbot: QtBot
) -> None:
    propose(places[0], window, qtbot)
    site.settle()
    _dialog, leaving = opened(places[1], window, qtbot)
    site.share.rename(site.root / "elsewhere")
    leaving.cards[0].confirm_button.click()
    qtbot.waitUntil(lambda: "cannot be reached" in leaving.told.text(), timeout=20_000)

    assert leaving.cards[0].isEnabled()
    assert len(places[1].workstations.proposed()) == 1
    QApplication.processEvents()


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_each_part_has_names_room_and_mnemonics_of_its_own_in_large_text(
    site: House, places: tuple[Place, Place], window: MainWindow, qtbot: QtBot, spoken: Language
) -> None:
    places[0].workstations.propose("Portable 2")
    site.settle()
    window.screen_language.speak(spoken)
    window.appearance.wear(Shade.LIGHT, 200)
    dialog, leaving = opened(places[1], window, qtbot)
    dialog.out_button.click()
    QApplication.processEvents()

    assert leaving.asking.isVisible()
    assert unnamed(dialog) == []
    assert doubled_mnemonics(texts_with_mnemonics(dialog)) == []
    assert clipped(leaving) == []
