"""Two computers that open the same desk before they have heard of each other: nobody is lost, and both are told."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.desks import DeskNews, NewsKind
from cdm_desk.domain.queue import Ticket
from cdm_desk.office import Office, found_office, open_office
from cdm_desk.settings import Settings
from cdm_desk.vault import MemoryVault
from tests.services.house import call

BOTH = (["EMP"], ["FR", "NL"])


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(datetime(2019, 1, 14, 10, 0, tzinfo=BRUSSELS))


@pytest.fixture
def offices(tmp_path: Path, clock: StoppedClock) -> Iterator[list[Office]]:
    """The reception and two counsellors on one folder; they exchange when they are told to."""
    share = tmp_path / "share"
    share.mkdir()
    code: str | None = None
    opened: list[Office] = []
    for name, kind in (("Accueil 1", "reception"), ("Conseil 4", "counselling"), ("Conseil B", "counselling")):
        data, vault = tmp_path / name, MemoryVault()
        settings = Settings(workstation=name, kind=kind, share=share)
        founded = found_office(data, clock, vault, settings, share=share, join_code=code)
        code = code or founded.join_code
        opened.append(open_office(data, clock, vault, settings))
    meet(*opened)
    yield opened
    for office in opened:
        office.close()


def meet(*offices: Office) -> None:
    """Exchange until nothing is left to say."""
    for _round in range(4):
        for office in offices:
            assert office.exchange is not None
            office.exchange.once()


def held(office: Office) -> dict[str, tuple[str | None, str | None]]:
    """The visitors who are called or served, and at which desk of which workstation."""
    board = office.queue.board()
    return {ticket.number: (ticket.desk, ticket.desk_workstation) for ticket in (*board.called, *board.serving)}


def desks(office: Office) -> dict[str, str]:
    return {desk.name: desk.workstation for desk in office.queue.desks() if not desk.closed}


def both_open_desk_4(clock: StoppedClock, first: Office, second: Office) -> None:
    first.queue.open_desk("4", *BOTH)
    clock.advance(minutes=1)
    second.queue.open_desk("4", *BOTH)


@pytest.fixture
def visitors(offices: list[Office]) -> list[Ticket]:
    """Three visitors who wait, known everywhere."""
    tickets = [offices[0].welcome.register("EMP") for _visitor in range(3)]
    meet(*offices)
    return tickets


def test_the_visitor_who_was_called_goes_on_with_their_counsellor(
    offices: list[Office], clock: StoppedClock, visitors: list[Ticket]
) -> None:
    del visitors
    reception, first, second = offices
    both_open_desk_4(clock, first, second)
    mine, yours = call(first), call(second)
    meet(*offices)

    expected = {mine.number: ("4", "Conseil 4"), yours.number: ("5", "Conseil B")}
    assert held(reception) == held(first) == held(second) == expected
    assert second.counselling.start("5").number == yours.number
    assert first.counselling.start("4").number == mine.number
    for office, desk in ((first, "4"), (second, "5")):
        office.counselling.close(desk, ["OU1"])
    meet(*offices)
    assert reception.queue.conflicts() == []
    assert held(reception) == {}
    assert [turn.ticket.number for turn in reception.queue.waiting()] == ["303"]


def test_three_that_open_the_same_desk_get_three_numbers(offices: list[Office], clock: StoppedClock) -> None:
    for office in offices:
        office.queue.open_desk("9", *BOTH)
        clock.advance(minutes=1)
    meet(*offices)
    # The computer that bears a number gets that one.
    assert desks(offices[0]) == desks(offices[1]) == desks(offices[2])
    assert desks(offices[0]) == {"9": "Accueil 1", "4": "Conseil 4", "10": "Conseil B"}


def test_of_two_visitors_for_one_desk_the_second_goes_back_to_the_line_and_both_sides_are_told(
    offices: list[Office], clock: StoppedClock, visitors: list[Ticket]
) -> None:
    reception, first, _second = offices
    first.queue.open_desk("4", *BOTH)
    meet(*offices)
    arrived = visitors[2].issued_at
    clock.advance(minutes=1)
    reception.queue.call_for(visitors[2].id, "4", "MOBILITY")
    mine = call(first)
    meet(*offices)

    for office in offices:
        assert held(office) == {mine.number: ("4", "Conseil 4")}
    back = next(turn.ticket for turn in reception.queue.waiting() if turn.ticket.number == "303")
    assert back.issued_at == arrived
    assert first.desks.news() == [DeskNews(kind=NewsKind.RETURNED, desk="4", number="4", ticket="303")]
    assert reception.desks.news() == [DeskNews(kind=NewsKind.REFUSED, desk="4", workstation="Conseil 4", ticket="303")]
    assert first.counselling.start("4").number == mine.number
    assert reception.queue.conflicts() == []
