from collections.abc import Iterator
from pathlib import Path

import pytest

from cdm_desk.domain.clock import StoppedClock
from cdm_desk.office import Office, temporary_office
from cdm_desk.settings import Settings


@pytest.fixture
def second(tmp_path: Path, clock: StoppedClock) -> Iterator[Office]:
    """Another workstation of the site, with a store of its own."""
    folder = tmp_path / "second"
    folder.mkdir()
    with temporary_office(folder, clock, Settings(workstation="Poste 4", kind="counselling")) as made:
        yield made
