"""The bag as it is used in the truck: keys in, people counted; and the list of bags as the office reads it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from cdm_desk.domain.activities import ActivityFact
from cdm_desk.domain.bag import Mode
from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.staff import ALLOWED, Action, Role
from cdm_desk.office import Office, temporary_office
from cdm_desk.settings import Settings
from cdm_desk.ui.dialogs.paper import SheetDialog
from cdm_desk.ui.messages import Message, Messages
from cdm_desk.ui.tabs.bag import BagTab
from cdm_desk.ui.undo import Undo
from tests.services.house import MONDAY, carry, facts, sessions

ENTER, ESC, SPACE, BACKSPACE = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_Backspace
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
SCHAERBEEK = "21015"


class Laptop:
    """The tab on the real office, pressed as a person presses it."""

    def __init__(self, qtbot: QtBot, office: Office, role: Role = Role.COUNSELLOR) -> None:
        self.qtbot = qtbot
        self.office = office
        self.messages = Messages()
        self.told: list[Message] = []
        self.messages.shown.connect(self.told.append)
        self.undo = Undo(self.messages)
        self.tab = BagTab(
            office.bags, office.lists, self.messages, self.undo, may=lambda action: role in ALLOWED[action]
        )
        qtbot.addWidget(self.tab)
        office.store.on_change(self.tab.refresh)
        self.tab.resize(1300, 620)
        self.tab.show()
        self.tab.activateWindow()
        # A shortcut is heard by the window one works in, and by no other.
        with qtbot.waitActive(self.tab):
            pass
        # The keys of a test come faster than a hand's: none of them is a slip.
        self.tab.counter.pad.keys.double_press_ms = 0

    def choose_place(self, code: str) -> None:
        box = self.tab.form.place_box
        box.setCurrentIndex(box.findData(code))

    def open(self, place: str = SCHAERBEEK) -> None:
        self.choose_place(place)
        QTest.keyClick(self.tab, Qt.Key.Key_D, CTRL)

    def type(self, *keys: str | Qt.Key) -> None:
        pad = self.tab.counter.pad
        for key in keys:
            pad.keys._run.clear()  # noqa: SLF001 - nor is it a scanner
            if isinstance(key, str):
                QTest.keyClicks(pad, key)
            else:
                QTest.keyClick(pad, key)

    @property
    def themes(self) -> list[str | None]:
        return [fact.theme_code for fact in facts(self.office, ActivityFact)]

    @property
    def count(self) -> str:
        return self.tab.counter.count_label.text()

    @property
    def last(self) -> str:
        return self.told[-1].text


@pytest.fixture
def second(tmp_path: Path, clock: StoppedClock) -> Iterator[Office]:
    """Another workstation of the site, with a store of its own."""
    (tmp_path / "second").mkdir()
    with temporary_office(tmp_path / "second", clock, Settings(workstation="Poste 4", kind="off-site")) as made:
        yield made


@pytest.fixture
def laptop(qtbot: QtBot, office: Office) -> Iterator[Laptop]:
    made = Laptop(qtbot, office)
    yield made
    made.tab.hide()


@pytest.fixture
def away(laptop: Laptop) -> Laptop:
    """With its bag in the truck."""
    laptop.open()
    return laptop


def test_place_and_one_key_open_a_bag_and_the_clicker_is_there(laptop: Laptop) -> None:
    laptop.open()

    bag = laptop.office.bags.here()
    assert bag is not None
    assert (bag.mode, bag.place, bag.first_day, bag.last_day) == (Mode.FORMTRUCK, SCHAERBEEK, MONDAY, MONDAY)
    assert laptop.tab.counter.isVisible()
    assert not laptop.tab.form.isVisible()
    assert laptop.tab.heading_label.text() == "Formtruck, Schaerbeek"


def test_nobody_leaves_without_a_place(laptop: Laptop) -> None:
    QTest.keyClick(laptop.tab, Qt.Key.Key_D, CTRL)

    assert laptop.office.bags.here() is None
    assert laptop.last == "Where do you go? Choose the place first."


@pytest.mark.parametrize(("mode", "first"), [(1, "21001"), (2, "HAREN"), (3, "HAREN")])
def test_the_truck_is_offered_communes_first_the_others_the_places_of_the_house(
    laptop: Laptop, mode: int, first: str
) -> None:
    QTest.keyClick(laptop.tab, Qt.Key(ord(str(mode))), ALT)
    box: QComboBox = laptop.tab.form.place_box

    assert box.itemData(0) == first
    assert box.currentIndex() == -1
    assert not box.isEditable()


def test_the_day_of_return_follows_the_day_of_leaving(laptop: Laptop) -> None:
    form = laptop.tab.form
    form.first_edit.setDate(form.first_edit.date().addDays(2))
    assert form.last_edit.date() == form.first_edit.date()
    form.last_edit.setDate(form.first_edit.date().addDays(1))
    laptop.open()

    bag = laptop.office.bags.here()
    assert bag is not None
    assert (bag.first_day - MONDAY, bag.last_day - MONDAY) == (timedelta(days=2), timedelta(days=3))
    assert laptop.tab.when_label.text().endswith("Counting begins on its first day.")
    laptop.type("3", SPACE)
    assert laptop.themes == []


@pytest.mark.parametrize("key", ["3", Qt.Key.Key_QuoteDbl], ids=["3", "azerty 3"])
def test_one_key_is_one_person_with_a_theme(away: Laptop, key: str | Qt.Key) -> None:
    away.type(key)

    assert away.themes == ["EMP"]
    assert away.count == "1"
    assert away.last == "1 person counted: Employment"


def test_space_is_one_person_without_a_theme(away: Laptop) -> None:
    away.type(SPACE, SPACE)

    assert away.themes == [None, None]
    assert away.count == "2"


def test_a_tile_counts_as_its_key_does(away: Laptop) -> None:
    tile = away.tab.counter.pad.tile("3")
    assert tile is not None
    QTest.mouseClick(tile, Qt.MouseButton.LeftButton)

    assert away.themes == ["EMP"]


def test_a_key_held_down_counts_once(away: Laptop) -> None:
    for repeat in (False, True, True):
        key = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_3, Qt.KeyboardModifier.NoModifier, "3", autorep=repeat)
        QApplication.sendEvent(away.tab.counter.pad, key)

    assert away.themes == ["EMP"]


def test_the_same_key_twice_at_once_counts_once_and_says_so(away: Laptop) -> None:
    away.tab.counter.pad.keys.double_press_ms = 60_000
    away.type("3", "3")

    assert away.themes == ["EMP"]
    assert away.last == "The key 3 came twice at once and was counted once."


def test_the_last_is_taken_back_by_one_key_or_by_undo(away: Laptop) -> None:
    away.type("3", "2", "1", BACKSPACE)
    assert sorted(map(str, away.themes)) == ["EMP", "FOR"]
    away.undo.undo()

    assert away.themes == ["EMP"]
    assert away.count == "1"


def test_a_bundle_is_entered_by_theme_and_number(away: Laptop) -> None:
    counter = away.tab.counter
    QTest.keyClick(away.tab, Qt.Key.Key_B, CTRL)
    assert counter.theme_box.hasFocus()
    counter.theme_box.setCurrentIndex(counter.theme_box.findData("EMP"))
    counter.number_box.setFocus()
    counter.number_box.selectAll()
    QTest.keyClicks(counter.number_box, "37")
    QTest.keyClick(counter.number_box, ENTER)

    assert [(fact.theme_code, fact.present) for fact in facts(away.office, ActivityFact)] == [("EMP", 37)]
    assert away.count == "37"
    assert counter.number_box.value() == 0


def test_an_interview_is_noted_in_the_keys_of_a_desk(away: Laptop) -> None:
    card = away.tab.interview
    QTest.keyClick(away.tab, Qt.Key.Key_I, CTRL)
    assert card.pad.hasFocus()
    QTest.keyClick(card.pad, Qt.Key.Key_3, ALT)
    QTest.keyClicks(card.pad, "1")
    QTest.keyClicks(card.pad, "5")
    QTest.keyClicks(card.pad, "a")
    card.minutes_box.setValue(12)
    QTest.keyClick(card.pad, ENTER)

    [fact] = sessions(away.office)
    assert (fact.site, fact.channel, fact.theme_code) == (SCHAERBEEK, "formtruck", "EMP")
    assert (fact.outcome_codes, fact.sub_theme_codes, fact.minutes) == (("OU1", "OU5"), ("EMP1",), 10)
    assert away.themes == []
    assert away.count == "1"


def test_the_next_interview_begins_empty(away: Laptop) -> None:
    card = away.tab.interview
    QTest.keyClick(away.tab, Qt.Key.Key_3, ALT)
    QTest.keyClicks(card.pad, "1")
    QTest.keyClick(card.pad, ENTER)
    QTest.keyClick(card.pad, ENTER)

    assert len(sessions(away.office)) == 1
    assert away.last == "What was the interview about? Alt and the number of the theme."


def test_a_fourth_outcome_is_refused_with_a_sentence(away: Laptop) -> None:
    card = away.tab.interview
    for key in "1234":
        QTest.keyClicks(card.pad, key)

    assert "3" in away.last
    assert [chip.isChecked() for chip in card.outcomes.chips[:4]] == [True, True, True, False]


def test_digits_in_an_interview_click_nobody_and_esc_goes_back(away: Laptop) -> None:
    card = away.tab.interview
    QTest.keyClick(away.tab, Qt.Key.Key_I, CTRL)
    QTest.keyClicks(card.pad, "3")
    assert away.themes == []
    QTest.keyClick(card.pad, ESC)

    assert away.tab.counter.pad.hasFocus()


def test_closing_shows_the_totals_and_can_be_taken_back(away: Laptop) -> None:
    away.type("3", "3", "2", SPACE)
    QTest.keyClick(away.tab, Qt.Key.Key_D, CTRL | SHIFT)

    model = away.tab.totals.model()
    rows = [[model.index(row, column).data() for column in (0, 1, 4)] for row in range(model.rowCount())]
    assert rows == [
        ["Guidance", "0", "0"],
        ["Training", "1", "1"],
        ["Employment", "2", "2"],
        ["Mobility", "0", "0"],
        ["Entrepreneurship", "0", "0"],
        ["No theme", "1", "1"],
        ["Total", "4", "4"],
    ]
    assert away.tab.form.isVisible()
    away.undo.undo()
    assert away.office.bags.here() is not None
    assert away.count == "4"


def test_after_closing_the_place_of_the_next_bag_is_asked_and_no_line_is_marked(away: Laptop) -> None:
    away.tab.counter.to_pad()
    QTest.keyClick(away.tab, Qt.Key.Key_D, CTRL | SHIFT)

    assert away.tab.form.place_box.hasFocus()
    assert not away.tab.totals.selectionModel().hasSelection()


def test_what_is_gone_to_comes_into_sight_on_a_low_screen(away: Laptop) -> None:
    away.tab.resize(700, 300)
    QTest.keyClick(away.tab, Qt.Key.Key_I, CTRL)
    card = away.tab.interview
    assert not card.themes.visibleRegion().isEmpty()
    QTest.keyClick(card.pad, ESC)

    assert not away.tab.counter.count_label.visibleRegion().isEmpty()


def test_one_page_says_what_was_counted_by_theme_day_and_way(away: Laptop) -> None:
    away.type("3", "3", SPACE)
    away.office.bags.interview("ORI", ["OU1"])
    QTest.keyClick(away.tab, Qt.Key.Key_P, CTRL)
    page = away.tab.findChild(SheetDialog)
    assert page is not None

    assert page.sheet.heading == "Formtruck, Schaerbeek"
    assert page.sheet.lead == "Desk 4, 14/01/2019. Channel: Formtruck. 4 people, of which 1 in interviews."
    themes, days, ways = page.sheet.sections
    assert ("2", "Employment") in themes.lines
    assert list(days.lines) == [("4", "Monday 14 January 2019")]
    assert list(ways.lines) == [("3", "Clicker"), ("0", "Bundles"), ("1", "Interviews")]
    page.close()


def test_what_was_counted_on_paper_is_entered_on_the_day_of_the_bag(laptop: Laptop, office: Office) -> None:
    friday = MONDAY - timedelta(days=3)
    office.bags.open(Mode.FAIR, "IT_DAG", first_day=friday)
    counter = laptop.tab.counter
    assert counter.day == friday
    assert counter.day_box.isVisible()
    counter.number_box.setValue(37)
    counter.add_button.click()

    assert [fact.present for fact in facts(office, ActivityFact, friday)] == [37]
    assert laptop.count == "37"


def test_the_big_count_is_of_the_day_and_the_bag_has_its_own(
    laptop: Laptop, office: Office, clock: StoppedClock
) -> None:
    office.bags.open(Mode.FAIR, "IT_DAG", last_day=MONDAY + timedelta(days=2))
    laptop.type("3", "3")
    clock.moment += timedelta(days=1)
    laptop.tab.refresh(laptop.tab.concerning)
    assert laptop.count == "0"
    laptop.type("3")

    assert laptop.count == "1"
    assert laptop.tab.counter.people_label.text() == "person that day, 3 in the bag"


@pytest.mark.parametrize(
    ("role", "place", "mode", "clicks", "talks"),
    [
        (Role.RECEPTION, SCHAERBEEK, 1, True, False),
        (Role.STEWARD, "IT_DAG", 3, True, False),
        (Role.COUNSELLOR, "HAREN", 2, True, True),
        (Role.RECEPTION, "HAREN", 2, False, False),
    ],
)
def test_each_role_has_what_the_matrix_gives_it(
    qtbot: QtBot, office: Office, role: Role, place: str, mode: int, clicks: bool, talks: bool
) -> None:
    laptop = Laptop(qtbot, office, role)
    QTest.keyClick(laptop.tab, Qt.Key(ord(str(mode))), ALT)
    laptop.open(place)

    assert laptop.tab.counter.one_action.isEnabled() is clicks
    assert laptop.tab.interview.isVisible() is talks
    laptop.tab.hide()


def test_the_office_sees_who_is_away_where_and_since_when(
    laptop: Laptop, office: Office, second: Office, qtbot: QtBot
) -> None:
    second.bags.open(Mode.FORMTRUCK, SCHAERBEEK, last_day=MONDAY + timedelta(days=1))
    carry(second, office)
    qtbot.waitUntil(lambda: laptop.tab.away.model().rowCount() == 1)

    model = laptop.tab.away.model()
    assert [model.index(0, column).data() for column in range(5)] == [
        "Poste 4",
        "Formtruck, Schaerbeek",
        "14/01/2019 to 15/01/2019",
        "Out",
        "–",
    ]


def test_a_manager_writes_a_lost_bag_off_and_can_take_it_back(qtbot: QtBot, office: Office, second: Office) -> None:
    bag = second.bags.open(Mode.FAIR, "IT_DAG")
    carry(second, office)
    laptop = Laptop(qtbot, office, Role.MANAGER)
    assert laptop.tab.write_off_button.isVisible()
    laptop.tab.away.choose(bag.id)
    laptop.tab.write_off_button.click()
    assert office.bags.known() == []
    laptop.undo.undo()

    assert [known.bag.id for known in office.bags.known()] == [bag.id]
    laptop.tab.hide()


def test_nobody_else_is_offered_to_write_a_bag_off(laptop: Laptop, office: Office, second: Office) -> None:
    second.bags.open(Mode.FAIR, "IT_DAG")
    carry(second, office)

    assert not laptop.tab.write_off_button.isVisible()
    assert Role.COUNSELLOR not in ALLOWED[Action.RELEASE_DESK]
