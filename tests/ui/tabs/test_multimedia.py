"""The PC space as the steward uses it: keys in, seats and numbers out."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cdm_desk.domain.change import Department
from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.multimedia import SeatState
from cdm_desk.office import Office
from cdm_desk.ui.messages import Message, Messages
from cdm_desk.ui.seat_map import GAP, SeatMap
from cdm_desk.ui.tabs.multimedia import MultimediaTab
from cdm_desk.ui.undo import Undo


class Space:
    """The tab on the real office, pressed as a person presses it."""

    def __init__(self, qtbot: QtBot, office: Office) -> None:
        self.qtbot = qtbot
        self.office = office
        self.messages = Messages()
        self.told: list[Message] = []
        self.messages.shown.connect(self.told.append)
        self.undo = Undo(self.messages)
        self.tab = MultimediaTab(office.multimedia, self.messages, self.undo)
        qtbot.addWidget(self.tab)
        office.store.on_change(self.tab.refresh)
        self.tab.resize(1300, 600)
        self.tab.show()
        qtbot.waitExposed(self.tab)
        self.tab.map.setFocus()
        # The keys of a test come faster than a hand's: none of them is a slip.
        self.tab._keys.double_press_ms = 0  # noqa: SLF001

    def type(self, *keys: str | Qt.Key) -> None:
        for key in keys:
            self.tab._keys._run.clear()  # noqa: SLF001 - nor is it a scanner
            if isinstance(key, str):
                QTest.keyClicks(self.tab.map, key)
            else:
                QTest.keyClick(self.tab.map, key)

    def state(self, seat: int) -> SeatState:
        here = self.office.multimedia.space().seat(seat)
        assert here is not None
        return here.state

    def cell(self, seat: int) -> str:
        model = self.tab.map.seats
        return str(model.data(model.index(model.row_of(seat))))

    @property
    def last(self) -> str:
        return self.told[-1].text


ENTER, SPACE = Qt.Key.Key_Return, Qt.Key.Key_Space


@pytest.fixture
def space(qtbot: QtBot, office: Office) -> Iterator[Space]:
    made = Space(qtbot, office)
    yield made
    made.tab.hide()


@pytest.fixture
def full(space: Space) -> Space:
    """Two PCs, both taken."""
    space.office.multimedia.remove_seats(3, 45)
    space.type(SPACE, SPACE)
    return space


def test_space_gives_the_next_free_seat_and_says_which_and_until_when(space: Space) -> None:
    space.type(SPACE)
    assert (space.cell(1), space.tab.number_label.text()) == ("01 60'", "PC 01")
    assert "11:00" in space.last


def test_coming_to_the_map_chooses_no_seat(space: Space) -> None:
    space.office.multimedia.give(1)
    space.tab.map.clearFocus()
    space.tab.map.setFocus()
    space.type("-")
    assert (space.tab.map.chosen(), space.state(1)) == (None, SeatState.RUNNING)


def test_two_digits_and_enter_choose_a_seat(space: Space) -> None:
    space.type("12", ENTER)
    chosen = space.tab.map.chosen()
    assert chosen is not None
    assert (chosen.seat.number, space.state(12)) == (12, SeatState.FREE)


def test_two_equal_digits_choose_a_seat_too(space: Space) -> None:
    space.type("11", ENTER)
    chosen = space.tab.map.chosen()
    assert chosen is not None
    assert chosen.seat.number == 11


def test_enter_again_gives_the_chosen_seat(space: Space) -> None:
    space.type("12", ENTER, ENTER)
    assert space.cell(12) == "12 60'"


def test_plus_after_two_digits_extends(space: Space) -> None:
    space.type("12", ENTER, ENTER, "12", "+")
    assert space.cell(12) == "12 120'"


def test_minus_after_two_digits_frees(space: Space) -> None:
    space.type("12", ENTER, ENTER, "12", "-")
    assert space.cell(12) == "12 .."


def test_h_takes_a_seat_out_of_order_and_puts_it_right(space: Space) -> None:
    space.type("06", "h")
    assert space.cell(6) == "06 out"
    space.type("06", "h")
    assert space.cell(6) == "06 .."


def test_m_moves_who_sits_here_to_the_next_free_seat(space: Space) -> None:
    space.type(SPACE, "01", "m")
    assert (space.cell(1), space.cell(2)) == ("01 ..", "02 60'")


def test_g_gives_a_class_its_seats_in_one_act(space: Space) -> None:
    space.type("g", "20", ENTER)
    assert space.tab.counts_label.text().startswith("45 seats  |  25 free  |  20 taken")


def test_ctrl_z_takes_a_class_back_at_once(space: Space) -> None:
    space.type("g", "20", ENTER)
    space.undo.undo()
    assert space.tab.counts_label.text().startswith("45 seats  |  45 free")


def test_o_frees_every_seat_whose_time_is_up(space: Space, clock: StoppedClock) -> None:
    space.type(SPACE, SPACE)
    clock.advance(minutes=61)
    space.tab.refresh(frozenset({Department.MULTIMEDIA}))
    space.type("o")
    assert (space.cell(1), space.cell(2)) == ("01 ..", "02 ..")


@pytest.mark.parametrize(("minutes", "cell"), [(19, "01 41'"), (55, "01 05'!"), (60, "01 0 !!"), (90, "01 0 !!")])
def test_a_cell_says_what_is_left_in_signs_and_not_by_its_colour(
    space: Space, clock: StoppedClock, minutes: int, cell: str
) -> None:
    space.type(SPACE)
    clock.advance(minutes=minutes)
    space.tab.refresh(frozenset({Department.MULTIMEDIA}))
    assert space.cell(1) == cell


def test_five_minutes_before_the_end_the_tab_says_so(space: Space, clock: StoppedClock) -> None:
    space.type(SPACE)
    clock.advance(minutes=56)
    space.tab.refresh(frozenset({Department.MULTIMEDIA}))
    assert space.tab.soon_label.text() == "Five minutes left: 01"


def test_the_clocks_go_on_without_any_news(space: Space, clock: StoppedClock) -> None:
    space.type(SPACE)
    clock.advance(minutes=10)
    space.tab._ticks.timeout.emit()  # noqa: SLF001 - five seconds later
    assert space.cell(1) == "01 50'"


def test_when_all_seats_are_taken_space_hands_out_a_number_shown_large(full: Space) -> None:
    full.type(SPACE)
    assert full.tab.number_label.text() == "601"
    assert full.tab.number_label.font().pixelSize() > 1.5 * full.tab.font().pixelSize()


def test_a_freed_seat_shows_the_number_it_is_kept_for(full: Space) -> None:
    full.type(SPACE, "02", "-")
    assert full.cell(2) == "02 601"


def test_enter_on_an_offered_seat_gives_it_to_its_number(full: Space) -> None:
    full.type(SPACE, "02", "-", "02", ENTER, ENTER)
    assert full.cell(2) == "02 60'"
    assert full.office.multimedia.space().people_waiting == 0


def test_a_number_is_chosen_by_its_digits_and_noted_as_gone(full: Space) -> None:
    full.type(SPACE, SPACE, "602", ENTER)
    full.tab.gone_action.trigger()
    assert full.office.multimedia.display().waiting == ("601",)


def test_a_number_that_let_two_offers_pass_can_still_be_given_a_seat(full: Space, clock: StoppedClock) -> None:
    full.type(SPACE, "02", "-")
    clock.advance(minutes=10)
    full.tab.refresh(frozenset({Department.MULTIMEDIA}))
    assert "601" in full.tab.line_label.text()
    full.type("601", ENTER, ENTER)
    assert full.cell(2) == "02 60'"


def test_an_extension_that_another_number_waits_for_is_refused_in_words(full: Space) -> None:
    full.type(SPACE, "01", "+")
    assert full.last.startswith("Number 601 waits for seat 01.")


def test_what_is_chosen_stays_chosen_when_news_comes(space: Space) -> None:
    space.type("12", ENTER)
    space.office.multimedia.give(3)
    chosen = space.tab.map.chosen()
    assert chosen is not None
    assert chosen.seat.number == 12


def test_ctrl_z_takes_back_a_seat_given(space: Space) -> None:
    space.type(SPACE)
    space.undo.undo()
    assert space.cell(1) == "01 .."


def test_every_seat_is_said_in_a_sentence(space: Space) -> None:
    space.type(SPACE)
    model = space.tab.map.seats
    said = model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "PC 01: since 10:00, until 11:00"


@pytest.mark.parametrize(("width", "height"), [(1300, 420), (880, 200), (640, 160)])
@pytest.mark.parametrize("pixels", [14, 28])
def test_every_seat_is_seen_at_once_whatever_the_window_and_the_size_of_text(
    qtbot: QtBot, space: Space, width: int, height: int, pixels: int
) -> None:
    seats = SeatMap("map")
    qtbot.addWidget(seats)
    font = seats.font()
    font.setPixelSize(pixels)
    seats.setFont(font)
    seats.show_seats(space.office.multimedia.space().seats)
    seats.resize(width, height)
    seats.show()
    last = seats.visualRect(seats.seats.index(44))
    assert seats.viewport().rect().contains(last)
    assert last.height() >= 24


def test_every_seat_is_drawn_clear_of_the_mark_of_the_focus(space: Space) -> None:
    seats = space.tab.map
    inside = seats.rect().adjusted(GAP, GAP, -GAP, -GAP)
    rows = range(seats.seats.rowCount())
    places = [seats.visualRect(seats.seats.index(row)).adjusted(0, 0, -GAP, -GAP) for row in rows]

    assert places
    assert [place for place in places if not inside.contains(place.translated(seats.viewport().pos()))] == []
