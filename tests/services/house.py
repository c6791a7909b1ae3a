"""What a test of the services does again and again: read what stays of a day, carry acts to another workstation."""

from collections import Counter
from datetime import date
from typing import Any, TypeVar

from cdm_desk.domain.change import Lane
from cdm_desk.domain.counselling import CounsellingSession, SessionFact
from cdm_desk.domain.facts import Fact
from cdm_desk.domain.queue import Ticket, TicketState, WaitFact
from cdm_desk.domain.welcome import VisitFact
from cdm_desk.office import Office
from cdm_desk.store.canonical import unpacked

Shape = TypeVar("Shape", bound=Fact)

MONDAY = date(2019, 1, 14)


def facts(office: Office, shape: type[Shape], day: date = MONDAY) -> list[Shape]:
    """The facts of one kind that count."""
    with office.store.view() as unit:
        return [fact for fact in unit.facts.of_day(day) if isinstance(fact, shape)]


def visits(office: Office, day: date = MONDAY) -> list[VisitFact]:
    return facts(office, VisitFact, day)


def sessions(office: Office, day: date = MONDAY) -> list[SessionFact]:
    return facts(office, SessionFact, day)


def ends(office: Office, day: date = MONDAY) -> Counter[str]:
    """How the waits of the day ended."""
    return Counter(fact.ended for fact in facts(office, WaitFact, day))


def ticket(office: Office, known: Ticket | CounsellingSession) -> Ticket:
    """The ticket as it is now."""
    ticket_id = known.id if isinstance(known, Ticket) else known.ticket_id
    assert ticket_id is not None
    with office.store.view() as unit:
        found = unit.tickets.find(ticket_id)
    assert found is not None
    return found


def state(office: Office, known: Ticket) -> TicketState:
    return ticket(office, known).state


def open_desk(office: Office, name: str = "4", themes: str = "ORI FOR EMP", languages: str = "FR NL") -> str:
    office.queue.open_desk(name, themes.split(), languages.split())
    return name


def call(office: Office, name: str = "4") -> Ticket:
    """Call the next visitor; there must be one."""
    called = office.queue.call_next(name)
    assert called is not None
    return called.ticket


def carry(source: Office, *targets: Office) -> None:
    """Let others learn what one workstation has done, as the exchange does it."""
    with source.store.unit() as unit:
        waiting = [*unit.journal.waiting(prompt=True), *unit.journal.waiting(prompt=False)]
        unit.journal.sealed(waiting)
    for target in targets:
        with target.store.unit() as unit:
            for lane in Lane:
                assert unit.receive(lane, [unpacked(each.body) for each in waiting if each.lane == lane]) == []


def dump(office: Office) -> str:
    """Every row of the store, decrypted."""
    with office.store.view() as unit:
        tables = unit.db.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        return "\n".join(
            repr(tuple(row))
            for name in tables
            for row in unit.db.exec_driver_sql(f'SELECT * FROM "{name}"')  # noqa: S608
        )


def figures(office: Office, day: date = MONDAY) -> dict[str, Any]:
    """The figures of the day sheet."""
    return {figure.id: figure.value for figure in office.reports.day_sheet(day).figures}


def balances(office: Office, day: date = MONDAY) -> bool:
    """Whether every ticket and every call of the day is accounted for."""
    found = figures(office, day)
    ended = sum(found[end] for end in ("called", "left", "no_show", "cancelled", "not_called"))
    issued = found["issued"] + found["transferred"]
    called = found["done"] + found["still_serving"]
    return bool(issued == ended + found["still_waiting"] and found["called"] == called)
