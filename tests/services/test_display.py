"""What the wall says of the board, whatever was done to a ticket and by whatever way."""

from dataclasses import replace
from datetime import time

import pytest

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.errors import PersonalDataError
from cdm_desk.domain.lists import Kind, Label
from cdm_desk.domain.queue import Ticket
from cdm_desk.domain.waiting import Told
from cdm_desk.office import Office
from tests.services.house import MONDAY, call, carry, open_desk


@pytest.fixture
def called(office: Office) -> Ticket:
    """Somebody who was called to desk 4."""
    open_desk(office)
    office.welcome.register("EMP")
    return call(office)


def shown(office: Office) -> list[tuple[str, str]]:
    return [(each.number, each.place) for each in office.display.wall().calls]


def test_a_call_is_on_the_wall_with_its_desk(office: Office, called: Ticket) -> None:
    assert shown(office) == [(called.number, "4")]


def test_a_call_that_was_put_back_is_not(office: Office, called: Ticket) -> None:
    office.queue.put_back(called.id)
    assert shown(office) == []


def test_put_back_and_called_again_is_another_call(office: Office, called: Ticket) -> None:
    [before] = office.display.wall().calls
    office.queue.put_back(called.id)
    call(office)
    [after] = office.display.wall().calls
    assert before.key != after.key


def test_a_recall_is_another_call_and_comes_first(office: Office, called: Ticket, clock: StoppedClock) -> None:
    open_desk(office, "5")
    office.welcome.register("EMP")
    clock.advance(seconds=5)
    call(office, "5")
    clock.advance(seconds=15)
    office.queue.recall("4")
    assert shown(office)[0] == (called.number, "4")


def test_who_sits_at_the_desk_stays_for_ten_minutes(office: Office, called: Ticket, clock: StoppedClock) -> None:
    office.counselling.start("4")
    clock.advance(minutes=9)
    before = shown(office)
    clock.advance(minutes=1)
    assert (before, shown(office)) == ([(called.number, "4")], [])


@pytest.mark.parametrize("moved_on", ["park", "transfer"])
def test_who_was_sent_on_from_the_desk_is_called_no_longer(office: Office, called: Ticket, moved_on: str) -> None:
    if moved_on == "park":
        office.queue.park(called.id)
    else:
        office.queue.transfer(called.id, theme_code="MOB")
    assert shown(office) == []


def test_who_did_not_come_is_gone(office: Office, called: Ticket, clock: StoppedClock) -> None:
    clock.advance(seconds=61)
    office.queue.recall("4")
    office.queue.no_show("4")
    assert called.number not in [number for number, _place in shown(office)]


def test_a_number_that_is_called_in_person_is_shown_too(office: Office) -> None:
    open_desk(office)
    office.queue.change(office.welcome.register("EMP").id, in_person=True)
    call(office)
    assert len(shown(office)) == 1


def test_a_call_of_another_workstation_is_there_as_soon_as_it_is_known(
    office: Office, second: Office, called: Ticket
) -> None:
    carry(office, second)
    assert shown(second) == [(called.number, "4")]


def test_a_seat_that_is_offered_is_called_by_its_number(office: Office, clock: StoppedClock) -> None:
    for _each in range(46):
        office.multimedia.arrive()
    office.multimedia.free(7)
    clock.advance(seconds=5)
    [offered] = office.display.wall().calls
    assert (offered.number, offered.place, offered.seat) == ("601", "07", True)


def test_an_offered_seat_goes_to_the_next_number_after_three_minutes(office: Office, clock: StoppedClock) -> None:
    for _each in range(47):
        office.multimedia.arrive()
    office.multimedia.free(7)
    offered = []
    for minutes in (1, 3):
        clock.advance(minutes=minutes)
        offered += shown(office)
    assert offered == [("601", "07"), ("602", "07")]


def test_who_waits_for_a_pc_is_a_number(office: Office) -> None:
    for _each in range(46):
        office.multimedia.arrive()
    assert office.display.wall().turns == ("601",)


def test_a_theme_that_a_desk_is_free_for_is_now(office: Office) -> None:
    open_desk(office, themes="EMP")
    told = {each.theme.code: each.estimate.told for each in office.display.wall().waits}
    assert told["EMP"] is Told.NOW


def test_a_theme_is_not_now_while_somebody_waits_for_it_whose_language_the_free_desk_lacks(
    office: Office, second: Office
) -> None:
    open_desk(office, "4", themes="EMP", languages="NL")
    office.welcome.register("EMP", language="NL")
    carry(office, second)
    open_desk(second, "5", themes="EMP", languages="FR")
    call(office, "4")
    office.counselling.start("4")
    office.welcome.register("EMP", language="NL")
    carry(office, second)

    assert _told(second) in {Told.RANGE, Told.MORE}


def test_a_theme_is_not_now_while_somebody_waits_for_it_whose_language_nobody_speaks(office: Office) -> None:
    open_desk(office, themes="EMP", languages="FR")
    before = _told(office)
    office.welcome.register("EMP", language="NL")

    assert (before, _told(office)) == (Told.NOW, Told.NOBODY)


def test_a_theme_without_a_desk_has_no_number(office: Office) -> None:
    open_desk(office, themes="EMP")
    told = {each.theme.code: each.estimate.told for each in office.display.wall().waits}
    assert told["MOB"] is Told.NOBODY


def test_the_wait_follows_the_line_at_once(office: Office) -> None:
    open_desk(office, themes="EMP")
    before = _told(office)
    office.welcome.register("EMP")
    assert (before, _told(office)) == (Told.NOW, Told.RANGE)


def test_the_wait_follows_the_clock(office: Office, called: Ticket, clock: StoppedClock) -> None:
    office.counselling.start("4")
    before = office.display.wall().waits
    clock.advance(minutes=50)
    assert (called.number, office.display.wall().waits) != (called.number, before)


def test_before_a_desk_is_open_no_wait_is_told(office: Office) -> None:
    office.welcome.register("EMP")
    assert office.display.wall().waits == ()


@pytest.mark.usefixtures("called")
def test_a_closed_day_leaves_the_messages(office: Office, clock: StoppedClock) -> None:
    clock.advance(hours=8)
    office.day.close(clock.now().date())
    wall = office.display.wall()
    assert (wall.calls, wall.waits, wall.turns, bool(wall.messages)) == ((), (), (), True)


@pytest.mark.usefixtures("called")
def test_after_midnight_the_wall_is_that_of_the_new_day(office: Office, clock: StoppedClock) -> None:
    clock.advance(hours=15)
    assert office.display.wall().calls == ()


def test_a_message_of_the_house_travels_and_is_shown(office: Office, second: Office) -> None:
    words = Label(fr="Ouvert jusqu'à 19 h", nl="Open tot 19 u.", en="Open until 7 pm")
    office.lists.add(Kind.DISPLAY_MESSAGE, "LATE", words)
    carry(office, second)
    assert words in second.display.wall().messages


def test_a_message_that_is_withdrawn_is_not_shown(office: Office) -> None:
    office.lists.withdraw(Kind.DISPLAY_MESSAGE, "FREE")
    assert len(office.display.wall().messages) == 1


def test_a_message_names_nobody(office: Office) -> None:
    words = Label(fr="Appelez le 0470 12 34 56", nl="Bel 0470 12 34 56", en="Call 0470 12 34 56")
    with pytest.raises(PersonalDataError):
        office.lists.add(Kind.DISPLAY_MESSAGE, "CALL", words)


def test_reading_the_wall_writes_nothing(office: Office, called: Ticket) -> None:
    del called
    before = _rows(office)
    office.display.wall()
    assert _rows(office) == before


def test_nothing_of_a_visitor_but_the_number_is_on_the_wall(office: Office) -> None:
    open_desk(office)
    registered = office.welcome.register("EMP", language="NL")
    office.queue.change(registered.id, priority="PREGNANCY")
    call(office)
    told = repr(office.display.wall().calls)
    assert all(word not in told for word in ("NL", "PREGNANCY", registered.id.hex, str(registered.id)))


def test_alone_nothing_has_to_be_heard(office: Office, clock: StoppedClock) -> None:
    clock.advance(hours=1)
    assert office.display.wall().behind_since is None


def _told(office: Office) -> Told:
    return next(each.estimate.told for each in office.display.wall().waits if each.theme.code == "EMP")


def _rows(office: Office) -> list[tuple[str, int]]:
    with office.store.view() as unit:
        names = unit.db.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        return [
            (name, unit.db.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one())  # noqa: S608
            for name in names
        ]


def test_what_is_held_today_is_announced_until_it_is_over(office: Office, clock: StoppedClock) -> None:
    fresh = office.activities.fresh(MONDAY, time(10))
    office.activities.plan(replace(fresh, title_fr="Atelier CV", title_nl="Cv-workshop", room="Salle B"))
    office.activities.plan(replace(office.activities.fresh(MONDAY, time(11)), title_fr="Salon", place="extra"))
    office.activities.plan(replace(office.activities.fresh(MONDAY, time(11)), title_fr="Réunion", announced=False))
    [shown] = office.display.wall().agenda
    assert (shown.label.fr, shown.label.nl, shown.place) == ("Atelier CV", "Cv-workshop", "Salle B")
    clock.advance(hours=2)
    assert office.display.wall().agenda == ()
