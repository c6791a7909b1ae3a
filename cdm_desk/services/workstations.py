"""Who belongs to the site: an administrator proposes to take a workstation out, and a manager confirms it."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID, uuid4

from cdm_desk.domain.clock import Clock
from cdm_desk.domain.errors import (
    ProposalGoneError,
    RevokeSelfError,
    SecondPersonError,
    WorkstationRevokedError,
    WorkstationUnknownError,
)
from cdm_desk.domain.staff import Action, Gate
from cdm_desk.store.proposals import PROPOSAL, Proposal
from cdm_desk.store.unit import Store, Unit

Proposed: TypeAlias = Proposal


class _Answer(StrEnum):
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    REPLACED = "replaced"


class WorkstationsService:
    """Takes workstations out of the site; a proposal is seen, and can be answered, at every one of them."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        gate: Gate,
        revoke: Callable[[str], None],
        person: Callable[[], UUID | None],
    ) -> None:
        """`revoke` makes the exchange do it, `person` says who is on duty here."""
        self._store = store
        self._clock = clock
        self._gate = gate
        self._revoke = revoke
        self._person = person

    def proposed(self) -> list[Proposal]:
        """Return what waits for a manager, wherever it was proposed."""
        with self._store.view() as unit:
            revoked = {each.name for each in unit.journal.workstations() if each.revoked is not None}
            return [each for each in unit.proposals.waiting() if each.workstation not in revoked]

    def is_own(self, proposal: Proposal) -> bool:
        """Whether who is on duty here has made a proposal: somebody else has to confirm it."""
        return proposal.person_id is not None and proposal.person_id == self._person()

    def propose(self, name: str) -> Proposal:
        """Propose that a workstation be revoked; an earlier proposal of the same one is dropped.

        Raises WorkstationUnknownError, WorkstationRevokedError or RevokeSelfError.
        """
        self._gate.require(Action.KEEP_WORKSTATIONS)
        with self._store.unit() as unit:
            proposal = Proposal(
                id=uuid4(),
                workstation=_named(unit, name),
                person_id=self._person(),
                made_on=unit.workstation,
                day=self._clock.now().date(),
            )
            for earlier in unit.proposals.waiting():
                if earlier.workstation == proposal.workstation:
                    _answer(unit, earlier.id, _Answer.REPLACED)
            values = {
                "workstation": proposal.workstation,
                "person_id": proposal.person_id,
                "made_on": proposal.made_on,
                "day": proposal.day,
                "answer": None,
            }
            unit.keep(PROPOSAL, proposal.id.hex, values)
        return proposal

    def confirm(self, proposal_id: UUID) -> Proposal:
        """Revoke what was proposed, as another person; return what it was.

        Raises ProposalGoneError, SecondPersonError, and what `Exchange.revoke` raises; then the proposal stands.
        """
        self._gate.require(Action.CONFIRM_WORKSTATIONS)
        proposal = self._find(proposal_id)
        if self.is_own(proposal):
            raise SecondPersonError
        self._revoke(proposal.workstation)
        with self._store.unit() as unit:
            _answer(unit, proposal_id, _Answer.CONFIRMED)
        return proposal

    def refuse(self, proposal_id: UUID) -> Proposal:
        """Let the workstation stay, as a manager or as who proposed it; return what was proposed."""
        own = any(each.id == proposal_id and self.is_own(each) for each in self.proposed())
        self._gate.require(Action.KEEP_WORKSTATIONS if own else Action.CONFIRM_WORKSTATIONS)
        proposal = self._find(proposal_id)
        with self._store.unit() as unit:
            _answer(unit, proposal_id, _Answer.REFUSED)
        return proposal

    def _find(self, proposal_id: UUID) -> Proposal:
        found = next((each for each in self.proposed() if each.id == proposal_id), None)
        if found is None:
            raise ProposalGoneError
        return found


def _named(unit: Unit, name: str) -> str:
    known = {each.name.casefold(): each for each in unit.journal.workstations()}
    if name.casefold() not in known:
        raise WorkstationUnknownError(name)
    wanted = known[name.casefold()]
    if wanted.name == unit.workstation:
        raise RevokeSelfError
    if wanted.revoked is not None:
        raise WorkstationRevokedError(wanted.name)
    return wanted.name


def _answer(unit: Unit, proposal_id: UUID, answer: _Answer) -> None:
    # Who proposed it is of no use to anybody once it is answered.
    unit.keep(PROPOSAL, proposal_id.hex, {"answer": answer.value, "person_id": None})
