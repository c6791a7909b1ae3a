"""The press review on a real store, kept by a documentalist whom nothing is refused; two of them that exchange."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from cdm_desk.domain.change import Lane
from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.press import PressItem
from cdm_desk.services.library import LibraryService
from cdm_desk.services.lists import ListsService
from cdm_desk.services.press import PressService
from cdm_desk.store.canonical import unpacked
from cdm_desk.store.database import engine_for
from cdm_desk.store.migrations import bring_up
from cdm_desk.store.unit import Store
from tests.services.library_desk import KEY, OpenGate

# A Wednesday, in the ninth week.
WEDNESDAY = datetime(2019, 2, 27, 9, 30, tzinfo=BRUSSELS)


class PressDesk:
    """A store with the services that the press review works with, and a clock that can be set."""

    def __init__(self, store: Store, clock: StoppedClock) -> None:
        self.store = store
        self.clock = clock
        self.gate = OpenGate()
        self.press = PressService(store, clock, self.gate)
        self.library = LibraryService(store, clock, self.gate)
        self.lists = ListsService(store, clock, self.gate)


@contextmanager
def press_desk(folder: Path, moment: datetime = WEDNESDAY) -> Iterator[PressDesk]:
    """Open a new, empty review."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "desk.db"
    clock = StoppedClock(moment)
    engine = engine_for(path, KEY)
    bring_up(engine, path, KEY)
    store = Store(engine, path, clock)
    yield PressDesk(store, clock)
    store.close()


def article(title: str = "Le chômage recule à Bruxelles", **fields: object) -> PressItem:
    """Return an article."""
    return PressItem(id=uuid4(), title=title, **fields)  # type: ignore[arg-type]


def waiting(desk: PressDesk) -> list[tuple[str, object]]:
    """Take what a desk has to send, as the exchange would."""
    with desk.store.unit() as unit:
        left = [*unit.journal.waiting(prompt=True), *unit.journal.waiting(prompt=False)]
        unit.journal.sealed(left)
    return [(each.lane, unpacked(each.body)) for each in left]


def take_in(desk: PressDesk, sent: list[tuple[str, object]]) -> None:
    """Let a desk learn what another has sent."""
    with desk.store.unit() as unit:
        for lane in Lane:
            assert unit.receive(lane, [body for of, body in sent if of == lane]) == []


def exchange(one: PressDesk, other: PressDesk) -> None:
    """Let two desks learn what the other has done."""
    of_one, of_other = waiting(one), waiting(other)
    take_in(one, of_other)
    take_in(other, of_one)
