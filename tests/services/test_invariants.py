"""Whatever is pressed, on one workstation or on two: what the table of transitions promises holds after each key."""

import re
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.domain.errors import DeskError
from cdm_desk.domain.queue import OPEN_STATES, Act, Ticket, TicketState, replay
from cdm_desk.office import Office, temporary_office
from cdm_desk.settings import Settings
from cdm_desk.ui.words import sentence
from tests.services.house import MONDAY, balances, carry, ends, open_desk

HELD = {TicketState.CALLED, TicketState.SERVING}
QUIET = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

ACTS = (
    "register", "register", "register_nl", "call", "call", "call_this", "call_for", "start", "close", "recall",
    "no_show", "put_back", "left", "back", "park", "aside", "keep", "resume", "take_up", "take_up_back", "transfer",
    "send_to", "take_back", "change", "change_back", "cancel", "cancel_back", "withdraw", "reopen", "unstart",
    "serve_now", "release", "pause", "resume_desk",
)  # fmt: skip
KEYS = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 7), st.sampled_from([1, 15, 35, 70, 400])), max_size=30)


def press(office: Office, key: str, which: int, desks: list[str]) -> str:
    """Press a key; return the sentence in which it is refused, if it is."""
    with office.store.view() as unit:
        known = unit.tickets.of_day(MONDAY)
    desk = desks[which % len(desks)]
    one = known[which % len(known)].id if known else uuid4()
    spoken = office.counselling.today(desk)
    queue, counselling, welcome = office.queue, office.counselling, office.welcome
    acts: dict[str, Callable[[], object]] = {
        "register": lambda: welcome.register(["EMP", "FOR", "MOB"][which % 3]),
        "register_nl": lambda: welcome.register("EMP", language="NL"),
        "call": lambda: queue.call_next(desk),
        "call_this": lambda: queue.call_this(one, desk),
        "call_for": lambda: queue.call_for(one, desk, "STAFF"),
        "start": lambda: counselling.start(desk),
        "close": lambda: counselling.close(desk, ["OU1"][: which % 2]),
        "recall": lambda: queue.recall(desk),
        "no_show": lambda: queue.no_show(desk),
        "put_back": lambda: queue.put_back(one),
        "left": lambda: queue.left(one),
        "back": lambda: queue.back_from_absence(one),
        "park": lambda: queue.park(one),
        "aside": lambda: queue.park(one, "FORMS", minutes=5),
        "keep": lambda: queue.park(one, owner=desk),
        "resume": lambda: queue.resume(one),
        "take_up": lambda: queue.take_up(one, desk),
        "take_up_back": lambda: queue.take_up_back(one),
        "transfer": lambda: queue.transfer(one, theme_code="FOR"),
        "send_to": lambda: queue.transfer(one, desk=desks[(which + 1) % len(desks)]),
        "take_back": lambda: queue.take_back_transfer(one),
        "change": lambda: queue.change(one, language="NL", priority="CHILD"),
        "change_back": lambda: queue.take_back_change(one),
        "cancel": lambda: queue.cancel(one),
        "cancel_back": lambda: queue.take_back_cancel(one),
        "withdraw": lambda: welcome.withdraw(visit.id) if (visit := welcome.last()) else None,
        "reopen": lambda: counselling.reopen(spoken[0].id) if spoken else None,
        "unstart": lambda: counselling.unstart(spoken[0].id) if spoken else None,
        "serve_now": lambda: counselling.serve_now("EMP", desk),
        "release": lambda: queue.release(desk),
        "pause": lambda: queue.pause(desk, "MEAL"),
        "resume_desk": lambda: queue.resume_desk(desk),
    }
    try:
        acts[key]()
    except DeskError as refused:
        return sentence(refused)
    return ""


def check(office: Office) -> None:
    """The invariants of the table."""
    with office.store.view() as unit:
        tickets = unit.tickets.of_day(MONDAY)
        events = {ticket.id: unit.tickets.events(ticket.id) for ticket in tickets}
    desks = [ticket.desk for ticket in tickets if ticket.state in HELD]
    assert len(set(desks)) == len(desks)
    assert all(ticket.desk is not None for ticket in tickets if ticket.state in HELD)
    assert all(ticket.desk is None for ticket in tickets if ticket.state in OPEN_STATES - HELD)
    assert len({ticket.number for ticket in tickets}) == len(tickets)
    for ticket in tickets:
        # The rows are what the events make.
        assert replay(events[ticket.id])[0] == ticket
        in_order(ticket)
        issued = [event for event in events[ticket.id] if event.kind is Act.REGISTERED]
        assert [event.at for event in issued] == [ticket.issued_at]
    # Issued is the sum of the states, and every call has its visitor.
    assert balances(office)


def in_order(ticket: Ticket) -> None:
    """Created, called, started, ended: as far as each has been, never before the one that comes before."""
    moments = [ticket.issued_at, ticket.called_at, ticket.started_at, ticket.ended_at]
    known = [moment for moment in moments if moment is not None]
    assert known == sorted(known)
    for wait in ticket.waits:
        assert wait.ended_at is None or wait.ended_at >= wait.since


@given(keys=KEYS)
@QUIET
def test_on_one_workstation(
    keys: list[tuple[str, int, int]], tmp_path_factory: pytest.TempPathFactory, clock: StoppedClock
) -> None:
    folder: Path = tmp_path_factory.mktemp("one")
    clock.moment = clock.moment.replace(day=14, hour=10, minute=0, second=0)
    with temporary_office(folder, clock, Settings(workstation="Accueil 1", kind="reception")) as office:
        desks = [open_desk(office, "4", languages="FR"), open_desk(office, "5", themes="EMP FOR MOB")]
        for key, which, seconds in keys:
            clock.advance(seconds=seconds)
            refusal = press(office, key, which, desks)
            assert not refusal or re.fullmatch(r"[A-Z][^{}]{10,}[.!]", refusal)
            check(office)


@given(keys=st.lists(st.tuples(st.booleans(), KEYS.map(lambda drawn: drawn[:4])), max_size=6))
@settings(QUIET, max_examples=15)
def test_on_two_workstations_that_hear_of_each_other(
    keys: list[tuple[bool, list[tuple[str, int, int]]]], tmp_path_factory: pytest.TempPathFactory, clock: StoppedClock
) -> None:
    clock.moment = clock.moment.replace(day=14, hour=10, minute=0, second=0)
    one_folder, other_folder = tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("other")
    with (
        temporary_office(one_folder, clock, Settings(workstation="Accueil 1", kind="reception")) as one,
        temporary_office(other_folder, clock, Settings(workstation="Poste 4", kind="counselling")) as other,
    ):
        desks = {one: [open_desk(one, "1")], other: [open_desk(other, "4", themes="EMP FOR MOB")]}
        carry(one, other)
        carry(other, one)
        for here, pressed in keys:
            office, listener = (one, other) if here else (other, one)
            for key, which, seconds in pressed:
                clock.advance(seconds=seconds)
                # A number of one's own is handed out at the reception only: two that work alone would use the same.
                if here or key not in ("register", "register_nl", "serve_now"):
                    press(office, key, which, desks[office])
            carry(office, listener)
            carry(listener, office)
        assert rows(one) == rows(other)
        assert ends(one) == ends(other)


def rows(office: Office) -> dict[UUID, Ticket]:
    with office.store.view() as unit:
        return {ticket.id: ticket for ticket in unit.tickets.of_day(MONDAY)}
