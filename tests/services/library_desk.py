"""The catalogue on a real store in a folder of its own, kept by a documentalist whom nothing is refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.domain.library import Copy, Parcel, ParcelLine, Title
from cdm_desk.domain.staff import Action, Role
from cdm_desk.services.baskets import BasketsService
from cdm_desk.services.consultation import ConsultationService
from cdm_desk.services.finding import FindingService
from cdm_desk.services.labels import LabelsService
from cdm_desk.services.library import LibraryService
from cdm_desk.services.lists import ListsService
from cdm_desk.services.stocktake import StocktakeService
from cdm_desk.services.weeding import WeedingService
from cdm_desk.store.database import engine_for
from cdm_desk.store.migrations import bring_up
from cdm_desk.store.unit import Store

KEY = bytes(range(32))
MORNING = datetime(2019, 3, 1, 9, 30, tzinfo=BRUSSELS)


class OpenGate:
    """Allows everything and remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[Action] = []

    def require(self, action: Action) -> None:
        self.asked.append(action)


class LibraryDesk:
    """A store with the services of the library."""

    def __init__(self, store: Store) -> None:
        clock = StoppedClock(MORNING)
        self.store = store
        self.gate = OpenGate()
        self.library = LibraryService(store, clock, self.gate)
        self.lists = ListsService(store, clock, self.gate)
        self.baskets = BasketsService(store, clock, self.gate)
        self.finding = FindingService(store, clock)
        self.consultations = ConsultationService(store, clock, self.gate)
        self.stocktakes = StocktakeService(store, clock, self.gate, lambda: Role.DOCUMENTALIST)
        self.labels = LabelsService(store, clock, self.gate)
        self.weeding = WeedingService(store, clock, self.gate)


@contextmanager
def library_desk(folder: Path) -> Iterator[LibraryDesk]:
    """Open a new, empty catalogue."""
    path = folder / "desk.db"
    engine = engine_for(path, KEY)
    bring_up(engine, path, KEY)
    store = Store(engine, path, StoppedClock(MORNING))
    yield LibraryDesk(store)
    store.close()


def title(name: str = "Trouver un emploi", **fields: object) -> Title:
    """Return a title."""
    return Title(id=uuid4(), title=name, **fields)  # type: ignore[arg-type]


def parcel_of(*rows: Title | tuple[Title, tuple[Copy, ...]] | ParcelLine) -> Parcel:
    """Return a parcel as an importer would read it: one row for each title, with one copy if none is named."""
    lines = []
    for number, row in enumerate(rows, start=1):
        if isinstance(row, ParcelLine):
            lines.append(row)
            continue
        described, copies = row if isinstance(row, tuple) else (row, (Copy(id=uuid4(), title_id=row.id),))
        lines.append(ParcelLine(number=number, source=described.title, title=described, copies=copies))
    return Parcel(name="catalogue.csv", form="csv", encodings=("utf-8",), rows=tuple(lines))


def copy_of(described: Title, barcode: str | None = None, shelf_mark: str | None = None) -> Copy:
    """Return a copy of a title."""
    return Copy(id=uuid4(), title_id=described.id, barcode=barcode, shelf_mark=shelf_mark)
