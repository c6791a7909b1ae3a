"""Workstations of one site for the tests of the exchange: real stores, a real folder, real processes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from cdm_desk.domain.change import EventOp, FactOp, VoidOp, encode
from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.facts import plain
from cdm_desk.domain.queue import Act, TicketEvent
from cdm_desk.domain.welcome import VisitFact
from cdm_desk.exchange.cycle import Member
from cdm_desk.exchange.hub import HubCalls, open_hub
from cdm_desk.exchange.medium import Medium
from cdm_desk.exchange.site import Joined, Reach, found, join
from cdm_desk.exchange.worker import Exchange, Membership
from cdm_desk.store.canonical import packed
from cdm_desk.store.unit import Store
from tests.stores import new_store

MORNING = datetime(2019, 1, 14, 9, 30, tzinfo=BRUSSELS)
TODAY = date(2019, 1, 14)


@dataclass
class Desk:
    """One workstation: what it writes, and what it knows."""

    name: str
    store: Store
    exchange: Exchange
    folder: Path
    clock: StoppedClock
    joined: Joined

    def register(self, number: str = "301") -> UUID:
        """A visitor with a ticket: an event in the queue, a fact in the record."""
        ticket_id = uuid4()
        now = self.clock.now()
        with self.store.unit() as unit:
            stamp = unit.stamp()
            event = TicketEvent(
                id=uuid4(), ticket_id=ticket_id, kind=Act.REGISTERED, attempt=0, at=now, workstation=self.name,
                hlc=stamp.hlc, run=stamp.run, day=now.date(), number=number, theme_code="EMP",
            )  # fmt: skip
            unit.write(EventOp(stamp, event))
            unit.write(FactOp(visit_fact(now)))
        return ticket_id

    def visit(self) -> UUID:
        """A visitor without a ticket: a fact alone."""
        fact = visit_fact(self.clock.now())
        with self.store.unit() as unit:
            unit.write(FactOp(fact))
        return fact.id

    def void(self, fact_id: UUID) -> None:
        """Take a fact out of the count."""
        with self.store.unit() as unit:
            unit.write(VoidOp(fact_id, "mistake", "manager", TODAY))

    def happen(self, ticket_id: UUID, kind: Act, *, attempt: int = 1, offline: bool = False) -> None:
        """Something happens to a ticket, whatever the claims say."""
        with self.store.unit() as unit:
            stamp = unit.stamp()
            event = TicketEvent(
                id=uuid4(), ticket_id=ticket_id, kind=kind, attempt=attempt, at=self.clock.now(),
                workstation=self.name, hlc=stamp.hlc, run=stamp.run, desk=self.name, offline=offline,
            )  # fmt: skip
            unit.write(EventOp(stamp, event))

    def numbers(self) -> list[str]:
        """The numbers on the board as known here."""
        with self.store.view() as view:
            return sorted(ticket.number for ticket in view.tickets.of_day(TODAY))

    def board(self) -> list[str]:
        """Every ticket as known here, in full."""
        with self.store.view() as view:
            return sorted(packed(plain(ticket)) for ticket in view.tickets.of_day(TODAY))

    def facts(self) -> list[str]:
        """Every fact that counts as known here, in full."""
        with self.store.view() as view:
            found_facts = view.facts.between(TODAY, TODAY + timedelta(days=40))
            return sorted(packed(encode(FactOp(fact))) for fact in found_facts)


def visit_fact(now: datetime) -> VisitFact:
    return VisitFact(
        id=uuid4(), day=now.date(), hour=now.hour, site="CDM", channel="desk", motive_code="MV2", theme_code="EMP",
        language=None, people=1, late=False,
    )  # fmt: skip


@dataclass
class House:
    """A site with its shared folder and the workstations that joined it."""

    root: Path
    share: Path
    clock: StoppedClock = field(default_factory=lambda: StoppedClock(MORNING))
    code: str = ""
    hub_url: str = ""
    desks: list[Desk] = field(default_factory=list)

    def desk(self, name: str, kind: str = "reception") -> Desk:
        """Another workstation; the first one founds the site."""
        if self.code:
            joined = join(self._where(), self.code, name=name, kind=kind)
        else:
            joined = found(self._where(), name=name, kind=kind, at=self.clock.now())
            self.code = joined.join_code or ""
        folder = self.root / name
        folder.mkdir()
        store = new_store(folder / "desk.db", self.clock, name)
        desk = Desk(name, store, self.program(name, store, joined, kind), folder, self.clock, joined)
        self.desks.append(desk)
        return desk

    def program(self, name: str, store: Store, joined: Joined, kind: str = "reception") -> Exchange:
        """Another start of the program on the same store."""
        member = Member(name=name, private_key=joined.private_key)
        membership = Membership(folder=self.share, site=joined.site, member=member, kind=kind, claims=joined.claims)
        opened = self._on_hub if self.hub_url else None
        return Exchange(store, self.clock, membership, self.root / name, patience=4, opened=opened)

    def _where(self) -> Path | Reach:
        url = self.hub_url
        return (lambda site_id: HubCalls(url, site_id)) if url else self.share

    def _on_hub(self, membership: Membership, patience: float, on_ring: Callable[[], None] | None) -> Medium:
        return open_hub(self.hub_url, membership.site, patience=patience, on_ring=on_ring)

    def settle(self) -> None:
        """Let everybody exchange until nothing is left to say."""
        for _round in range(2):
            for desk in self.desks:
                desk.exchange.once()

    def close(self) -> None:
        """End every program."""
        for desk in self.desks:
            desk.exchange.stop()
            desk.store.close()


@contextmanager
def house(root: Path) -> Iterator[House]:
    """A site without workstations yet."""
    share = root / "share"
    share.mkdir()
    built = House(root, share)
    try:
        yield built
    finally:
        built.close()
