"""What stands on a ticket: taken from today's board, with who is before the visitor."""

import pytest

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.errors import TicketGoneError
from cdm_desk.domain.waiting import Told
from cdm_desk.office import Office


def test_a_ticket_says_how_many_of_its_theme_came_before(office: Office) -> None:
    for theme in ("EMP", "FOR", "EMP", "EMP"):
        office.welcome.register(theme)

    assert [office.queue.slip(number).ahead for number in ("301", "302", "303", "201")] == [0, 1, 2, 0]


def test_a_ticket_tells_the_wait_that_is_foreseen(office: Office, clock: StoppedClock) -> None:
    office.queue.open_desk("4", ["EMP"], ["FR"])
    office.welcome.register("EMP")
    first = office.queue.slip("301").wait
    office.queue.call_next("4")
    office.counselling.start("4")
    office.welcome.register("EMP")
    second = office.queue.slip("302").wait
    clock.advance(minutes=10)

    assert first.told is Told.NOW
    # Of a range that comes out too wide only its lower end is told: how long others last is drawn by chance.
    assert second.told in {Told.RANGE, Told.MORE}
    assert second.told_low < second.told_high
    # Printed again later, it tells what is still to come.
    assert (office.queue.slip("302").wait.middle or 0) < (second.middle or 0)


def test_where_no_desk_helps_a_ticket_tells_no_wait(office: Office) -> None:
    office.welcome.register("EMP")

    assert office.queue.slip("301").wait.told is Told.NOBODY


def test_a_ticket_of_somebody_who_was_called_tells_no_one_ahead(office: Office) -> None:
    office.welcome.register("EMP")
    office.queue.open_desk("4", ["EMP"], ["FR"])
    office.queue.call_next("4")

    assert office.queue.slip("301").ahead is None


def test_a_ticket_keeps_hour_and_language_however_late_it_is_printed(office: Office, clock: StoppedClock) -> None:
    issued = office.welcome.register("EMP", language="NL")
    clock.advance(minutes=50)
    slip = office.queue.slip("301")

    assert (slip.ticket_id, slip.issued_at, slip.language) == (issued.id, issued.issued_at, "NL")
    assert slip.theme.fr == "Emploi"


def test_a_ticket_that_was_taken_back_says_so(office: Office) -> None:
    office.welcome.register("EMP")
    visit = office.welcome.last()
    assert visit is not None
    office.welcome.withdraw(visit.id)

    assert office.queue.slip("301").cancelled


def test_a_number_that_nobody_has_is_told(office: Office) -> None:
    with pytest.raises(TicketGoneError):
        office.queue.slip("301")
