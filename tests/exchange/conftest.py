from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.exchange.desks import Desk, House, house

FOLDER = "folder"
HUB = "hub"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what is marked `on_both_media` on a shared folder and on a hub."""
    if metafunc.definition.get_closest_marker("on_both_media"):
        metafunc.parametrize("medium", (FOLDER, HUB), indirect=True)


@pytest.fixture
def medium(request: pytest.FixtureRequest) -> str:
    chosen: str = getattr(request, "param", FOLDER)
    return chosen


@pytest.fixture
def site(tmp_path: Path, medium: str, request: pytest.FixtureRequest) -> Iterator[House]:
    with house(tmp_path) as built:
        if medium == HUB:
            built.hub_url = request.getfixturevalue("hub_url")
        yield built


@pytest.fixture
def first(site: House) -> Desk:
    return site.desk("Accueil 1")


@pytest.fixture
def second(site: House, first: Desk) -> Desk:
    assert first.joined.join_code
    return site.desk("Poste 4", kind="counselling")
