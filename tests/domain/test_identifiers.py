import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean, isbn

from cdm_desk.domain.identifiers import Isbn, isbns_in, issn_is_valid, issns_in


@pytest.mark.parametrize("found", ["978-2-07-054127-0", "9782070541270", "2-07-054127-4", "ISBN 2 07 054127 4"])
def test_an_isbn_is_kept_in_thirteen_digits(found: str) -> None:
    assert Isbn.read(found) == Isbn(text="9782070541270", valid=True)
    assert Isbn.read(found).short == "2070541274"


def test_the_last_sign_of_an_old_isbn_may_be_an_x() -> None:
    assert Isbn.read("0-8044-2957-X").valid


@pytest.mark.parametrize("found", ["3297162008", "9782070541271", "978207054127", "12345678"])
def test_a_wrong_one_is_kept_as_found(found: str) -> None:
    assert Isbn.read(found) == Isbn(text=found, valid=False)


@pytest.mark.parametrize(
    ("found", "language"), [("9782070541270", "fr"), ("9789020985603", "nl"), ("9781604689808", "en")]
)
def test_the_group_of_a_number_tells_the_language(found: str, language: str) -> None:
    assert Isbn.read(found).language == language


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("978-2-07-054127-0 (br.) : 12 EUR", ("9782070541270",)),
        ("9782070541270;2804600068", ("9782070541270", "9782804600068")),
        ("9782070541270 9782804600068", ("9782070541270", "9782804600068")),
        ("2-07-054127-4, 9782070541270", ("9782070541270",)),
        ("978207054127", ("978207054127",)),
        ("br.", ()),
        ("", ()),
        ("080442957X", ("9780804429573",)),
    ],
)
def test_every_number_of_a_cell_is_found_once(cell: str, numbers: tuple[str, ...]) -> None:
    assert isbns_in(cell) == numbers


def test_issns_are_written_one_way() -> None:
    assert issns_in("1251-8107 ; 17673356 (en ligne)") == ("1251-8107", "1767-3356")
    assert issn_is_valid("1251-8107")
    assert not issn_is_valid("1251-8108")


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    for number in isbns_in(text):
        Isbn.read(number)
    issns_in(text)


@pytest.mark.parametrize("typed", ["jan@example.org", "Max Havelaar", "{0} {title} %(x)s", "-1", "épuisé"])
def test_what_is_no_number_stays_as_it_was_typed(typed: str) -> None:
    assert Isbn.read(f" {typed} ") == Isbn(text=typed, valid=False)


@given(number=st.from_regex(r"97[789][0-9]{10}", fullmatch=True))
def test_numbers_of_today_are_weighed_and_shortened_by_the_rule_of_the_standard(number: str) -> None:
    whole = number[:12] + ean.calc_check_digit(number[:12])
    for each in (number, whole):
        read = Isbn.read(each)
        assert read.valid == isbn.is_valid(each)
        assert read.short == (isbn.to_isbn10(each) if read.valid and each.startswith("978") else None)
