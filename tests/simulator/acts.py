"""What people do at a workstation, and what its program does by itself."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from cdm_desk.domain.change import Lane
from cdm_desk.domain.lists import Kind
from cdm_desk.domain.queue import Desk, Ticket, TicketState
from cdm_desk.store.canonical import packed, unpacked
from cdm_desk.store.lists import LIST_ENTRY, record_id
from tests.simulator.machine import Machine

if TYPE_CHECKING:
    from tests.simulator.world import World

THEMES: Final = ("ORI", "FOR", "EMP", "MOB", "ENT")
_WANTED: Final = ("1", "2", "3")
_MOTIVES: Final = ("MV3", "MV4")
_RECORDS: Final = ("X1", "X2", "X3")
_FIELDS: Final = ("fr", "nl", "en", "rank")
_TITLES: Final = (f"{1:032x}", f"{2:032x}")


def waiting(machine: Machine) -> list[Ticket]:
    """Return who waits today, as known here."""
    return tickets(machine, (TicketState.WAITING,))


def tickets(machine: Machine, states: Sequence[TicketState] | None = None) -> list[Ticket]:
    """Return the tickets of today, as known here, in an order that does not depend on time."""
    with machine.store.view() as view:
        found = view.tickets.of_day(machine.clock.now().date(), states)
    return sorted(found, key=lambda ticket: ticket.id.hex)


def _register(world: "World", machine: Machine) -> str:
    return machine.welcome.register(world.chance.choice(THEMES), people=world.chance.choice((1, 1, 2))).number


def _visit(world: "World", machine: Machine) -> str:
    visit = machine.welcome.visit(world.chance.choice(_MOTIVES))
    if not machine.older and world.chance.random() < 0.3:
        machine.welcome.amend(visit.id, helper_language="HL1" if world.chance.random() < 0.5 else None, language="NL")
    return visit.motive_code


def _withdraw(world: "World", machine: Machine) -> str:
    last = machine.welcome.last()
    if last is None:
        return "nobody"
    del world
    machine.welcome.withdraw(last.id)
    return last.id.hex[:6]


def _edit(world: "World", machine: Machine) -> str:
    field = world.chance.choice(_FIELDS)
    value: object = (
        world.chance.randrange(1, 90) if field == "rank" else f"{machine.name} {world.chance.randrange(999)}"
    )
    values: dict[str, object]
    if world.chance.random() < 0.15:
        record, table, values = world.chance.choice(_TITLES), "title", {"title": str(value), "kind": "book"}
    else:
        record, table, values = record_id(Kind.PARTNER, world.chance.choice(_RECORDS)), LIST_ENTRY, {field: value}
        if not machine.older and world.chance.random() < 0.2:
            values["valid_to"] = "2030-01-01"
    with machine.store.unit() as unit:
        unit.keep(table, record, values)
    return f"{record} {values}"


def desk_of(world: "World", machine: Machine) -> Desk:
    """Return the desk that is open at a machine, opened now if it is not."""
    here = machine.queue.desk_here()
    if here is not None and here.opened_at.date() == machine.clock.now().date():
        return here
    themes = world.chance.sample(THEMES, world.chance.randint(2, 5))
    return machine.queue.open_desk(machine.desk, themes, ("FR", "NL"))


def _open_desk(world: "World", machine: Machine) -> str:
    here = machine.queue.desk_here()
    if here is not None and world.chance.random() < 0.3:
        machine.queue.close_desk(here.name)
        return "closed"
    themes = world.chance.sample(THEMES, world.chance.randint(2, 5))
    # Some take the number of a colleague, without knowing it while the folder is away.
    number = world.chance.choice(_WANTED) if world.chance.random() < 0.3 else machine.desk
    return machine.queue.open_desk(number, themes, ("FR", "NL")).name


def _call(world: "World", machine: Machine) -> str:
    called = machine.queue.call_next(desk_of(world, machine).name)
    return "nobody" if called is None else called.ticket.number


def _call_this(world: "World", machine: Machine) -> str:
    return _called_by_hand(world, machine, aloud=False)


def _call_aloud(world: "World", machine: Machine) -> str:
    return _called_by_hand(world, machine, aloud=True)


def _called_by_hand(world: "World", machine: Machine, *, aloud: bool) -> str:
    found = tickets(machine, (TicketState.WAITING, TicketState.PARKED))
    if not found:
        return "nobody"
    chosen = world.chance.choice(found)
    world.oracle.by_hand.add(chosen.id)
    return machine.queue.call_this(chosen.id, desk_of(world, machine).name, in_person_away=aloud).number


def _at_desk(act: Callable[[Machine], object]) -> Callable[["World", Machine], str]:
    def at_desk(world: "World", machine: Machine) -> str:
        del world
        act(machine)
        return "done"

    return at_desk


def _with_ticket(
    act: Callable[["World", Machine, Ticket], object], *states: TicketState
) -> Callable[["World", Machine], str]:
    def with_ticket(world: "World", machine: Machine) -> str:
        found = tickets(machine, states)
        if not found:
            return "nobody"
        chosen = world.chance.choice(found)
        act(world, machine, chosen)
        return chosen.number

    return with_ticket


def _finish(world: "World", machine: Machine) -> str:
    session = machine.counselling.close(machine.desk, world.chance.choice((("OU1",), ("OU1", "OU2"), ())))
    return session.id.hex[:6]


def _transferred(world: "World", machine: Machine, ticket: Ticket) -> None:
    if not machine.older:
        machine.queue.transfer(ticket.id, theme_code=world.chance.choice(THEMES))


def _parked(world: "World", machine: Machine, ticket: Ticket) -> None:
    del world
    if not machine.older:
        machine.queue.park(ticket.id)


def _returned(world: "World", machine: Machine, ticket: Ticket) -> None:
    del world
    if not machine.older:
        machine.queue.resume(ticket.id)


def _serve_now(world: "World", machine: Machine) -> str:
    machine.counselling.serve_now(world.chance.choice(THEMES), desk_of(world, machine).name)
    return "done"


def _correct(world: "World", machine: Machine) -> str:
    today = machine.clock.now().date()
    with machine.store.view() as view:
        ids = sorted(fact.id.hex for fact in view.facts.between(today, today, ("visit",)))
    if not ids:
        return "nothing"
    chosen = world.chance.choice(ids)
    with machine.store.unit() as unit:
        found = next(fact.id for fact in unit.facts.between(today, today, ("visit",)) if fact.id.hex == chosen)
        unit.facts.void(found, reason=world.chance.choice(("mistake", "double")), role="manager", day=today)
    return chosen[:6]


def _round(world: "World", machine: Machine) -> str:
    began = world.now()
    machine.exchange.round()
    return f"{world.now() - began:.1f} s"


def _once(world: "World", machine: Machine) -> str:
    return str(machine.exchange.once(flush=world.chance.random() < 0.3))


def _sync(world: "World", machine: Machine) -> str:
    del world
    return str(machine.exchange.once(flush=True))


def _newer(world: "World", machine: Machine) -> str:
    """Write what only a program of next year understands."""
    if machine.older:
        return "older"
    lane = world.chance.choice((Lane.QUEUE, Lane.RECORD))
    with machine.store.unit() as unit:
        body = packed(["note", *unit.stamp(), {"text": f"{world.chance.randrange(9999)}"}])
        unit.db.exec_driver_sql(
            "INSERT INTO outbox (id, lane, day, prompt, body) VALUES (?, ?, ?, 1, ?)",
            (uuid4().hex, lane.value, machine.clock.now().date().isoformat(), body),
        )
        # A program that understands it has a schema of its own: a snapshot compares what is parked within one alone.
        unit.receive(lane.value, [unpacked(body)])
    return lane.value


def _erase(world: "World", machine: Machine) -> str:
    """Take a record away for ever."""
    if machine.older:
        return "older"
    table, record = world.chance.choice(((LIST_ENTRY, record_id(Kind.PARTNER, "X3")), ("title", _TITLES[1])))
    with machine.store.unit() as unit:
        unit.erase(table, record, reason="mistake", role="administrator")
    return record


ACTS: Final[dict[str, Callable[["World", Machine], str]]] = {
    "register": _register,
    "visit": _visit,
    "withdraw": _withdraw,
    "edit": _edit,
    "open_desk": _open_desk,
    "call": _call,
    "call_this": _call_this,
    "call_aloud": _call_aloud,
    "start": _at_desk(lambda machine: machine.counselling.start(machine.desk)),
    "finish": _finish,
    "recall": _at_desk(lambda machine: machine.queue.recall(machine.desk)),
    "no_show": _at_desk(lambda machine: machine.queue.no_show(machine.desk)),
    "put_back": _with_ticket(lambda _world, machine, ticket: machine.queue.put_back(ticket.id), TicketState.CALLED),
    "left": _with_ticket(
        lambda _world, machine, ticket: machine.queue.left(ticket.id), TicketState.WAITING, TicketState.CALLED
    ),
    "park": _with_ticket(_parked, TicketState.WAITING, TicketState.CALLED),
    "resume": _with_ticket(_returned, TicketState.PARKED),
    "transfer": _with_ticket(_transferred, TicketState.WAITING, TicketState.CALLED),
    "back": _with_ticket(
        lambda _world, machine, ticket: machine.queue.back_from_absence(ticket.id),
        TicketState.NO_SHOW,
        TicketState.LEFT,
    ),
    "serve_now": _serve_now,
    "correct": _correct,
    "round": _round,
    "once": _once,
    "sync": _sync,
    "newer": _newer,
    "erase": _erase,
}
