"""A ticket that is called while it leaves this workstation, and while nobody can be asked."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from cdm_desk.domain.errors import ShareAwayError
from cdm_desk.domain.queue import KNOWN_HERE, ClaimResult, TicketState
from cdm_desk.domain.staff import Action
from cdm_desk.exchange.cycle import Cycle
from cdm_desk.services.queue import QueueService
from tests.exchange.desks import TODAY, Desk, House

DESK = "1"


class Anybody:
    """A gate that lets everybody through."""

    def require(self, action: Action) -> None:
        """Let whoever it is do this."""


class Nobody:
    """The folder is away: only what never left is ours."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.asked: Callable[[], object] = lambda: None

    def take(self, ticket_id: UUID, attempt: int) -> ClaimResult:
        """Look whether anybody else can know the ticket; then comes what was to come in between."""
        del attempt
        with self._desk.store.view() as view:
            unsent = view.journal.never_sent(ticket_id)
        self.asked()
        return ClaimResult.UNSENT if unsent else ClaimResult.AWAY

    def stalled(self, ticket_id: UUID, attempt: int) -> bool:
        """Return False: no claim can be read."""
        del ticket_id, attempt
        return False


def queue_of(desk: Desk, claims: Nobody) -> QueueService:
    queue = QueueService(desk.store, desk.clock, Anybody(), lambda: claims)
    queue.open_desk(DESK, ("EMP",), ("FR", "NL"))
    return queue


def state(desk: Desk, ticket: UUID) -> TicketState:
    with desk.store.view() as view:
        [found] = [each for each in view.tickets.of_day(TODAY) if each.id == ticket]
    return found.state


def _next(queue: QueueService, ticket: UUID) -> object:
    del ticket
    return queue.call_next(DESK)


def _chosen(queue: QueueService, ticket: UUID) -> object:
    return queue.call_this(ticket, DESK)


@pytest.mark.parametrize("call", [_next, _chosen])
def test_a_ticket_that_leaves_between_the_look_and_the_call_is_not_called(
    site: House, first: Desk, call: Callable[[QueueService, UUID], object]
) -> None:
    claims = Nobody(first)
    queue = queue_of(first, claims)
    site.settle()
    ticket = first.register("301")
    claims.asked = first.exchange.once

    with pytest.raises(ShareAwayError):
        call(queue, ticket)
    assert state(first, ticket) is TicketState.WAITING


def test_whoever_is_called_before_others_of_whom_the_folder_must_be_asked_is_called_with_that_reason(
    site: House, first: Desk, second: Desk
) -> None:
    second.register("401")
    site.settle()
    site.clock.advance(minutes=5)
    first.register("301")
    called = queue_of(first, Nobody(first)).call_next(DESK)

    assert called is not None
    assert (called.ticket.number, called.reason) == ("301", KNOWN_HERE)


def test_a_ticket_called_while_it_leaves_is_never_seen_without_that_call(
    site: House, first: Desk, second: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = queue_of(first, Nobody(first))
    site.settle()
    ticket = first.register("301")
    really = Cycle._grouped  # noqa: SLF001
    looks: list[int] = []

    def grouped(cycle: Cycle, due: Any) -> Any:  # noqa: ANN401
        # The first look at what leaves has been taken; what is sealed is looked at in a second.
        looks.append(1)
        if len(looks) == 1:
            queue.call_next(DESK)
        return really(cycle, due)

    monkeypatch.setattr(Cycle, "_grouped", grouped)
    first.exchange._cycle.publish(flush=False)  # noqa: SLF001 - one round, so that nothing follows
    second.exchange.once()

    assert state(second, ticket) is TicketState.CALLED
