"""Two workstations of the library that hear of each other whenever a test says so."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from cdm_desk.store.canonical import unpacked
from cdm_desk.store.rows import OutboxRow
from tests.services.library_desk import LibraryDesk, library_desk


@dataclass(frozen=True)
class TwoDesks:
    """Two catalogues that are one."""

    one: LibraryDesk
    two: LibraryDesk

    def exchange(self) -> None:
        """Have each hear what the other has written since; nothing is lost, in whatever order."""
        told = [_told(self.one), _told(self.two)]
        _hear(self.two, told[0])
        _hear(self.one, told[1])


@contextmanager
def two_desks(folder: Path) -> Iterator[TwoDesks]:
    """Open two new, empty catalogues."""
    with ExitStack() as stack:
        desks = []
        for name in ("one", "two"):
            (folder / name).mkdir()
            desks.append(stack.enter_context(library_desk(folder / name)))
        yield TwoDesks(one=desks[0], two=desks[1])


def _told(desk: LibraryDesk) -> list[tuple[str, str]]:
    with desk.store.unit() as unit:
        told = [(lane, body) for lane, body in unit.db.execute(select(OutboxRow.lane, OutboxRow.body))]
        unit.db.execute(OutboxRow.__table__.delete())  # type: ignore[attr-defined]
    return told


def _hear(desk: LibraryDesk, told: list[tuple[str, str]]) -> None:
    with desk.store.unit() as unit:
        for lane, body in told:
            assert unit.receive(lane, [unpacked(body)]) == []
