"""Who belongs to the site: an administrator proposes to take a workstation out, and a manager confirms it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from cdm_desk.domain.errors import SecondPersonError, WorkstationUnknownError
from cdm_desk.domain.staff import Action, Gate
from cdm_desk.store.canonical import packed, unpacked
from cdm_desk.store.unit import Store

_PROPOSED: Final = "revocation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """That a workstation be revoked, and who proposed it."""

    workstation: str
    person_id: UUID | None


class WorkstationsService:
    """Takes workstations out of the site."""

    def __init__(
        self, store: Store, gate: Gate, revoke: Callable[[str], None], person: Callable[[], UUID | None]
    ) -> None:
        """`revoke` makes the exchange do it, `person` says who is on duty here."""
        self._store = store
        self._gate = gate
        self._revoke = revoke
        self._person = person

    def proposed(self) -> Proposal | None:
        """Return what waits for a manager."""
        with self._store.view() as unit:
            text = unit.meta.get(_PROPOSED)
        if not text:
            return None
        told = unpacked(text)
        return Proposal(workstation=told["workstation"], person_id=told["by"] and UUID(hex=told["by"]))

    def propose(self, name: str) -> Proposal:
        """Propose that a workstation be revoked; an earlier proposal is dropped. Raises WorkstationUnknownError."""
        self._gate.require(Action.KEEP_WORKSTATIONS)
        person_id = self._person()
        with self._store.unit() as unit:
            known = {each.name.casefold(): each.name for each in unit.journal.workstations()}
            if name.casefold() not in known:
                raise WorkstationUnknownError(name)
            proposal = Proposal(workstation=known[name.casefold()], person_id=person_id)
            by = None if person_id is None else person_id.hex
            unit.meta.put(_PROPOSED, packed({"workstation": proposal.workstation, "by": by}))
        return proposal

    def confirm(self) -> Proposal | None:
        """Revoke what was proposed, as another person; return what it was, None when nothing was.

        Raises SecondPersonError, and what `Exchange.revoke` raises; then the proposal stands.
        """
        self._gate.require(Action.CONFIRM_WORKSTATIONS)
        proposal = self.proposed()
        if proposal is None:
            return None
        if proposal.person_id is not None and proposal.person_id == self._person():
            raise SecondPersonError
        self._revoke(proposal.workstation)
        with self._store.unit() as unit:
            unit.meta.put(_PROPOSED, "")
        return proposal
