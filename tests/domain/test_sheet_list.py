from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdm_desk.domain.sheet_list import Lack, read_sheets

TODAY = date(2026, 4, 2)


@pytest.mark.parametrize("mark", ["\t", ";", ","])
def test_a_list_is_read_however_its_columns_are_parted(mark: str) -> None:
    (line,) = read_sheets(mark.join(["D12", "Boulanger", "FR", "31/12/2026"]), TODAY)
    assert (line.number, line.title, line.language, line.valid_until, line.lack) == (
        "D12",
        "Boulanger",
        "fr",
        date(2026, 12, 31),
        None,
    )


def test_a_comma_in_a_title_does_not_part_it() -> None:
    (line,) = read_sheets("D12;Boulanger, pâtissier", TODAY)
    assert line.title == "Boulanger, pâtissier"


@pytest.mark.parametrize("head", ["Titel;Nummer;Taal", "TITRE;N°;Langue"])
def test_heads_set_the_order_of_the_columns(head: str) -> None:
    (line,) = read_sheets(f"{head}\nBakker;D12;NL", TODAY)
    assert (line.number, line.title, line.language) == ("D12", "Bakker", "nl")


@pytest.mark.parametrize(
    ("text", "lack"),
    [
        (";Boulanger", Lack.NUMBER),
        ("D12;", Lack.TITLE),
        ("D" * 21 + ";Boulanger", Lack.LONG),
        ("D12;Boulanger;klingon", Lack.LANGUAGE),
        ("D12;Boulanger;fr;31/02/2026", Lack.DAY),
        ("D12;Boulanger;fr;31/12/3026", Lack.DAY),
    ],
)
def test_a_line_that_says_too_little_is_left_out_with_its_reason(text: str, lack: Lack) -> None:
    assert [line.lack for line in read_sheets(text, TODAY)] == [lack]


def test_the_same_number_twice_is_told_and_in_two_languages_is_not() -> None:
    lines = read_sheets("D1;Boulanger;fr\nD1;Bakker;nl\nd1;Encore;fr", TODAY)
    assert [line.lack for line in lines] == [None, None, Lack.TWICE]


def test_what_guards_a_spreadsheet_from_a_formula_is_taken_off_and_the_formula_is_a_text() -> None:
    (line,) = read_sheets("D1;'=1+1", TODAY)
    assert line.title == "=1+1"


@given(st.text(max_size=200))
def test_whatever_is_pasted_every_line_with_something_has_a_fate(text: str) -> None:
    lines = read_sheets(text, TODAY)
    assert len({line.line for line in lines}) == len(lines)
    kept = [line for line in lines if line.lack is None]
    assert len({line.id for line in kept}) == len(kept)
    assert all(line.number and line.title for line in kept)
