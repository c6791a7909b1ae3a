"""Two documentalists, each at a store of their own, who hear of each other when the test lets them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from cdm_desk.services.authors import AuthorsService
from cdm_desk.services.conflicts import ConflictsService
from cdm_desk.services.covers import CoversService
from cdm_desk.services.duplicates import DuplicatesService
from cdm_desk.services.history import HistoryService
from cdm_desk.store.unit import Store
from tests.services.library_desk import LibraryDesk, library_desk


class RecordDesk(LibraryDesk):
    """A catalogue with all that is kept of a record."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.authors = AuthorsService(store, self.gate)
        self.covers = CoversService(store, self.gate)
        self.duplicates = DuplicatesService(store, self.gate)
        self.history = HistoryService(store, self.gate)
        self.conflicts = ConflictsService(store, self.gate)
        self._heard: set[UUID] = set()

    def hear(self, other: "RecordDesk") -> None:
        """Take in what the other has written since the last time: as in the shared folder, each act once."""
        with other.store.view() as view:
            waiting = [each for prompt in (True, False) for each in view.journal.waiting(prompt=prompt)]
        news = {each.id: json.loads(each.body) for each in waiting if each.id not in self._heard}
        self._heard |= news.keys()
        with self.store.unit() as unit:
            assert unit.receive("r", news.values()) == []


@contextmanager
def record_desk(folder: Path) -> Iterator[RecordDesk]:
    folder.mkdir(parents=True, exist_ok=True)
    with library_desk(folder) as desk:
        yield RecordDesk(desk.store)


@contextmanager
def two_desks(folder: Path) -> Iterator[tuple[RecordDesk, RecordDesk]]:
    with record_desk(folder / "one") as one, record_desk(folder / "two") as two:
        yield one, two


def exchange(one: RecordDesk, two: RecordDesk) -> None:
    """Let each hear the other."""
    two.hear(one)
    one.hear(two)
