"""The numbers of desks: one that two workstations hold is set right, and told at both until it is answered."""

from contextlib import suppress

from cdm_desk.domain.change import Department
from cdm_desk.domain.desks import DeskNews, desk_number, taken_elsewhere
from cdm_desk.domain.errors import DeskElsewhereError, DeskNotOpenError, StoreError
from cdm_desk.domain.queue import Desk
from cdm_desk.domain.staff import Action, Gate
from cdm_desk.store.unit import Store, Unit


class DesksService:
    """Proposes numbers, moves a desk to another one, tells what became of it."""

    def __init__(self, store: Store, gate: Gate) -> None:
        self._store = store
        self._gate = gate

    def proposed(self, last: str = "") -> str:
        """Return the number to open here: the last one, else the one in this workstation's name, else a free one.

        A number that is known to be open on another workstation is never proposed.
        """
        with self._store.view() as unit:
            return unit.desks_here.free_number(last)

    def others_here(self, name: str) -> list[str]:
        """Return the other desks that are open on this workstation."""
        with self._store.view() as unit:
            here = [desk for desk in unit.desks.all() if desk.workstation == unit.workstation and not desk.closed]
            return [desk.name for desk in here if desk.name != name]

    def move(self, name: str, number: str) -> Desk:
        """Let a desk of this workstation go by another number, with its visitor and its conversations of today.

        Raises DeskNotOpenError, DeskElsewhereError for a number that is open on another workstation or another desk
        of this one, DeskNumberError for what is none.
        """
        self._gate.require(Action.OPEN_DESK)
        number = desk_number(number)
        with self._store.unit() as unit:
            own = unit.desks.find(name)
            if own is None or own.closed or own.workstation != unit.workstation:
                raise DeskNotOpenError(name)
            if number == name:
                return own
            self._check_free(unit, number)
            return unit.desks_here.move(own, number)

    def news(self) -> list[DeskNews]:
        """Return what whoever is at this workstation has to know of its desk, until it is answered."""
        with self._store.view() as unit:
            return list(unit.desks_here.known().news)

    def answer(self, news: DeskNews) -> None:
        """Tell it no longer: somebody has read it."""
        with self._store.unit() as unit:
            unit.desks_here.answer(news)

    def settle(self, departments: frozenset[Department]) -> None:
        """Set right what others wrote over the desks of this workstation; the program does it, whoever is signed in.

        It is done after every change. In a store that is busy or in trouble it waits for the next one.
        """
        if Department.QUEUE not in departments:
            return
        with suppress(StoreError):
            with self._store.view() as unit:
                due = bool(unit.desks_here.due())
            if due:
                with self._store.unit() as unit:
                    for act in unit.desks_here.due():
                        act()

    def _check_free(self, unit: Unit, number: str) -> None:
        known = unit.desks.find(number)
        today = unit.clock.now().date()
        taken = taken_elsewhere(unit.desks.all(), "", today)
        if known is not None and number in taken:
            raise DeskElsewhereError(number, known.workstation, unit.desks_here.free_number(number))
