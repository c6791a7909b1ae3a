"""Tickets and their events, made by a few words."""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from cdm_desk.domain.clock import BRUSSELS
from cdm_desk.domain.queue import Act, Desk, Ticket, TicketEvent, TicketState

DAY = date(2019, 1, 14)
TEN = datetime(2019, 1, 14, 10, tzinfo=BRUSSELS)
TICKET = UUID(int=301)
HERE = "Accueil 1"


def event(place: int, kind: Act, attempt: int = 0, minute: int = 0, **more: Any) -> TicketEvent:
    """One event of the ticket; `place` is its id and its place in time."""
    given: dict[str, Any] = {
        "id": UUID(int=place),
        "ticket_id": TICKET,
        "kind": kind,
        "attempt": attempt,
        "at": TEN + timedelta(minutes=minute),
        "workstation": HERE,
        "hlc": place,
        "run": "a",
    }
    return TicketEvent(**given | more)


def registered(**more: Any) -> TicketEvent:
    return event(1, Act.REGISTERED, **{"day": DAY, "number": "301", "theme_code": "EMP", **more})


PATHS: dict[TicketState, tuple[tuple[Act, int], ...]] = {
    TicketState.WAITING: (),
    TicketState.CALLED: ((Act.CALLED, 1),),
    TicketState.SERVING: ((Act.CALLED, 1), (Act.STARTED, 1)),
    TicketState.PARKED: ((Act.PARKED, 0),),
    TicketState.DONE: ((Act.CALLED, 1), (Act.STARTED, 1), (Act.FINISHED, 1)),
    TicketState.NO_SHOW: ((Act.CALLED, 1), (Act.NO_SHOW, 1)),
    TicketState.LEFT: ((Act.LEFT, 0),),
    TicketState.CANCELLED: ((Act.CANCELLED, 0),),
    TicketState.EXPIRED: ((Act.EXPIRED, 0),),
}
"""The shortest way of a ticket to each state."""

AT_A_DESK = frozenset({Act.CALLED, Act.RECALLED, Act.STARTED, Act.NO_SHOW, Act.FINISHED, Act.MOVED})


def path(state: TicketState) -> list[TicketEvent]:
    """The events that bring the ticket to a state; desk 4 acts where a desk acts."""
    acts = enumerate(PATHS[state], start=2)
    return [
        registered(),
        *(
            event(number, act, attempt, minute=number, desk="4" if act in AT_A_DESK else None)
            for number, (act, attempt) in acts
        ),
    ]


def waiting(number: str, *, waited: int = 0, **more: Any) -> Ticket:
    """A ticket that waits since so many minutes before ten."""
    given: dict[str, Any] = {
        "id": UUID(int=int(number)),
        "day": DAY,
        "number": number,
        "theme_code": "EMP",
        "issued_at": TEN - timedelta(minutes=waited),
        "workstation": HERE,
    }
    return Ticket(**given | more)


def desk(name: str, themes: str = "EMP", languages: str = "FR", **more: Any) -> Desk:
    given: dict[str, Any] = {
        "name": name,
        "workstation": f"Poste {name}",
        "themes": tuple(themes.split()),
        "languages": tuple(languages.split()),
        "opened_at": TEN - timedelta(hours=1),
    }
    return Desk(**given | more)


def scrambled(events: Iterable[TicketEvent], chance: random.Random) -> list[TicketEvent]:
    """The same events in another order, some of them twice."""
    mixed = list(events)
    mixed += [replace(each) for each in mixed if chance.random() < 0.5]
    chance.shuffle(mixed)
    return mixed
