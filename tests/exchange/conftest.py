from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.exchange.desks import Desk, House, house


@pytest.fixture
def site(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path) as built:
        yield built


@pytest.fixture
def first(site: House) -> Desk:
    return site.desk("Accueil 1")


@pytest.fixture
def second(site: House, first: Desk) -> Desk:
    assert first.joined.join_code
    return site.desk("Poste 4", kind="counselling")
