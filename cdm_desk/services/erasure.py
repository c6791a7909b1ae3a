"""Erasing for good what should never have been written or must not be kept; all else is withdrawn and can come back."""

from cdm_desk.domain.change import BY_CODE, ERASABLE, EraseReason
from cdm_desk.domain.errors import CodeKeptError, LastAdministratorError, RecordUnknownError
from cdm_desk.domain.lists import Kind, shipped
from cdm_desk.domain.staff import Action, Gate
from cdm_desk.store.unit import Store, Unit

_ROLE = "manager"


class ErasureService:
    """Erases a record here and everywhere, at once and for ever."""

    def __init__(self, store: Store, gate: Gate) -> None:
        self._store = store
        self._gate = gate

    def reach(self, table: str, record_id: str) -> int:
        """Return how many records would go, all copies of a title included; 0 for what is not here."""
        with self._store.view() as view:
            if table not in ERASABLE or not view.erasures.holds(table, record_id):
                return 0
            return 1 + (len(view.erasures.copies_of(record_id)) if table == "title" else 0)

    def erase(self, table: str, record_id: str, reason: EraseReason) -> int:
        """Erase a title with its copies, a copy, an account, or a code of the house; return how many records went.

        A copy of the store that was made before holds it until that copy is replaced, and the shared folder, sealed,
        until the month is over there. Raises RecordUnknownError, LastAdministratorError, or CodeKeptError for a code
        that was delivered or by which something was counted.
        """
        self._gate.require(Action.ERASE)
        with self._store.unit() as unit:
            if table not in ERASABLE or not unit.erasures.holds(table, record_id):
                raise RecordUnknownError(table, record_id)
            if table == "person":
                _check_administrators(unit, record_id)
            if table in BY_CODE:
                _check_code(unit, record_id)
            gone = [("copy", copy_id) for copy_id in unit.erasures.copies_of(record_id)] if table == "title" else []
            for name, each in (*gone, (table, record_id)):
                unit.erase(name, each, reason=reason.value, role=_ROLE)
        # What was erased stands in no file of this workstation any more.
        self._store.forget_traces()
        return len(gone) + 1


def _check_administrators(unit: Unit, record_id: str) -> None:
    people = unit.staff.all()
    if any(person.is_administrator() for person in people if person.id.hex == record_id):
        others = [person for person in people if person.is_administrator() and person.id.hex != record_id]
        if not others:
            raise LastAdministratorError


def _check_code(unit: Unit, record_id: str) -> None:
    kind, _, code = record_id.partition(":")
    delivered = kind in set(Kind) and shipped(Kind(kind), code) is not None
    if delivered or unit.erasures.counted_by(code):
        raise CodeKeptError
