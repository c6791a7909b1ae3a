"""The facts of a period as a workbook, read by another program."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from cdm_desk.documents.facts_book import TOLD_EVERY, FactSheet, write_facts
from tests.documents.naughty import NAUGHTY


def nothing(_number: int) -> None:
    """Hear how far it is."""


def test_numbers_are_numbers_and_words_are_words(tmp_path: Path) -> None:
    sheet = FactSheet(name="visit", heads=("day", "people"), rows=[("2019-01-14", 3), (None, 0)])

    assert write_facts(tmp_path / "facts.xlsx", [sheet], nothing) == 2
    read = CalamineWorkbook.from_path(str(tmp_path / "facts.xlsx")).get_sheet_by_name("visit").to_python()
    assert read == [["day", "people"], ["2019-01-14", 3.0], ["", 0.0]]


@pytest.mark.parametrize("words", NAUGHTY.values(), ids=NAUGHTY.keys())
def test_no_words_become_a_formula_or_break_the_file(tmp_path: Path, words: str) -> None:
    write_facts(tmp_path / "facts.xlsx", [FactSheet(name="visit", heads=("a", "b"), rows=[(words, 7)])], nothing)
    book = CalamineWorkbook.from_path(str(tmp_path / "facts.xlsx"))

    assert book.get_sheet_by_name("visit").to_python()[1][1] == 7.0


def test_who_stops_it_keeps_the_file_that_lay_there(tmp_path: Path) -> None:
    def rows() -> Iterator[tuple[int]]:
        yield from ((number,) for number in range(3 * TOLD_EVERY))

    def stop(number: int) -> None:
        if number > TOLD_EVERY:
            raise KeyboardInterrupt

    file = tmp_path / "facts.xlsx"
    file.write_bytes(b"the old one")
    with pytest.raises(KeyboardInterrupt):
        write_facts(file, [FactSheet(name="visit", heads=("n",), rows=rows())], stop)

    assert file.read_bytes() == b"the old one"
    assert list(tmp_path.iterdir()) == [file]
