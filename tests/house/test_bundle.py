"""The built folder: what its recipe leaves out is needed by nobody."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.core import get_global

from cdm_desk.language import LOCALES

RECIPE = (Path(__file__).parents[2] / "build_installer.spec").read_text(encoding="utf-8")


def _with_parents(locale: str) -> Iterator[str]:
    """Yield the files that Babel reads for a locale: its own, and those it falls back upon."""
    while locale != "root":
        yield locale
        locale = get_global("parent_exceptions").get(locale) or locale.rpartition("_")[0] or "root"
    yield "root"


@pytest.mark.parametrize("locale", LOCALES.values())
def test_a_language_of_the_house_keeps_every_file_it_is_made_of(locale: str) -> None:
    [left_out] = re.findall(r'^LOCALES = re\.compile\(r"(.+)"\)$', RECIPE, re.MULTILINE)

    assert [each for each in _with_parents(locale) if re.search(left_out, f"babel/locale-data/{each}.dat")] == []
