"""Barcodes of our own making: unique without a server, and bars that can be read back."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.graphics.barcode.code128 import Code128
from stdnum import ean

from cdm_desk.domain.barcodes import _WIDTHS, IN_HOUSE, bars, code128_modules, ean_modules, is_ean, made_for, printable

ASCII = st.text(alphabet=[chr(sign) for sign in range(32, 127)], min_size=1, max_size=24)


def never(_code: str) -> bool:
    return False


@given(st.uuids())
def test_a_made_barcode_is_a_right_ean_of_the_house(copy_id: UUID) -> None:
    code = made_for(copy_id, never)

    assert ean.is_valid(code)
    assert is_ean(code)
    assert code.startswith(IN_HOUSE)


def test_two_workstations_give_a_copy_the_same_barcode() -> None:
    copy_id = uuid4()

    assert made_for(copy_id, never) == made_for(copy_id, never)


def test_a_barcode_that_is_taken_is_never_given_again() -> None:
    taken = [made_for(UUID(int=1), never)]
    other = made_for(UUID(int=1), lambda code: code in taken)

    assert other not in taken
    assert is_ean(other)


def test_a_shelf_of_books_gets_a_barcode_each() -> None:
    assert len({made_for(UUID(int=number), never) for number in range(10_000)}) == 10_000


@pytest.mark.parametrize("code", ["", "5410000000001", "54100000000", "é", "541000000000x"])
def test_what_is_no_ean_is_not_taken_for_one(code: str) -> None:
    assert not is_ean(code)


@given(st.integers(0, 10**12 - 1))
def test_the_bars_of_an_ean_read_back_as_its_digits(number: int) -> None:
    digits = f"{number:012}"
    code = digits + ean.calc_check_digit(digits)

    assert read_ean(ean_modules(code)) == code


@given(ASCII)
def test_the_bars_of_any_code_read_back_as_it_is(code: str) -> None:
    assert read_code128(code128_modules(code)) == code


@pytest.mark.parametrize("code", ["CDM:SHELF:3.1", "30007004", "BIB-0001"])
def test_our_bars_are_those_of_another_maker(code: str) -> None:
    other = Code128(code)
    other.validate()
    other.encode()
    other.decompose()
    theirs = "".join(("1" if sign.isupper() else "0") * (ord(sign.lower()) - ord("a") + 1) for sign in other.decomposed)

    assert code128_modules(code) == theirs


def test_what_bars_cannot_say_is_not_printed_as_bars() -> None:
    assert not printable("œuvre")
    assert not printable("")
    assert printable("BIB 0001")


def test_an_ean_is_printed_as_one() -> None:
    assert len(bars(made_for(uuid4(), never))[0]) == 95


LEFT_ODD = {
    "0001101": "0", "0011001": "1", "0010011": "2", "0111101": "3", "0100011": "4",
    "0110001": "5", "0101111": "6", "0111011": "7", "0110111": "8", "0001011": "9",
}  # fmt: skip
RIGHT = {"".join("10"[int(bit)] for bit in bits): digit for bits, digit in LEFT_ODD.items()}
LEFT_EVEN = {bits[::-1]: digit for bits, digit in RIGHT.items()}
FIRST = {
    "OOOOOO": "0", "OOEOEE": "1", "OOEEOE": "2", "OOEEEO": "3", "OEOOEE": "4",
    "OEEOOE": "5", "OEEEOO": "6", "OEOEOE": "7", "OEOEEO": "8", "OEEOEO": "9",
}  # fmt: skip


def read_ean(modules: str) -> str:
    """Read an EAN-13 as a scanner does, by tables of its own."""
    assert (modules[:3], modules[45:50], modules[92:]) == ("101", "01010", "101")
    left = [modules[place : place + 7] for place in range(3, 45, 7)]
    right = [modules[place : place + 7] for place in range(50, 92, 7)]
    parity = "".join("O" if bits in LEFT_ODD else "E" for bits in left)
    return (
        FIRST[parity] + "".join((LEFT_ODD | LEFT_EVEN)[bits] for bits in left) + "".join(RIGHT[bits] for bits in right)
    )


def read_code128(modules: str) -> str:
    """Read a Code 128 as a scanner does; the widths are checked against another maker's above."""
    known = {
        "".join("10"[place % 2] * int(width) for place, width in enumerate(widths)): sign
        for sign, widths in enumerate(_WIDTHS)
    }
    assert known[modules[-13:]] == 106
    signs = [known[modules[place : place + 11]] for place in range(0, len(modules) - 13, 11)]
    *told, check = signs
    assert (told[0] + sum(place * sign for place, sign in enumerate(told))) % 103 == check
    text, pairs = "", told[0] == 105
    for sign in told[1:]:
        if (sign, pairs) in {(100, True), (99, False)}:
            pairs = not pairs
        else:
            text += f"{sign:02}" if pairs else chr(sign + 32)
    return text
