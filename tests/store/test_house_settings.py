from collections.abc import Iterator
from pathlib import Path

import pytest

from cdm_desk.store.house_settings import HOUSE_SETTING
from tests.services.library_desk import LibraryDesk, library_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[LibraryDesk]:
    with library_desk(tmp_path) as made:
        yield made


@pytest.mark.parametrize(
    ("kept", "value"), [(None, None), ('{"EMP": 3}', {"EMP": 3}), ("[1]", [1]), ("{", None)], ids=str
)
def test_a_setting_of_the_house_is_its_json_or_nothing(desk: LibraryDesk, kept: str | None, value: object) -> None:
    with desk.store.unit() as unit:
        if kept is not None:
            unit.keep(HOUSE_SETTING, "life_spans", {"value": kept})
        assert unit.house.value("life_spans") == value
