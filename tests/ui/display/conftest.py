from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from cdm_desk.domain.clock import BRUSSELS, StoppedClock
from cdm_desk.office import Office, temporary_office
from cdm_desk.settings import Settings


@pytest.fixture
def clock() -> StoppedClock:
    """A day on which French comes first."""
    return StoppedClock(datetime(2019, 1, 15, 10, tzinfo=BRUSSELS))


@pytest.fixture
def second(tmp_path: Path, clock: StoppedClock) -> Iterator[Office]:
    """Another workstation, with a store of its own."""
    folder = tmp_path / "second"
    folder.mkdir()
    with temporary_office(folder, clock, Settings(workstation="Poste 4", kind="counselling")) as made:
        yield made
