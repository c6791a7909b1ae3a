"""Barcodes of the house's own making, and the bars of those that it prints: EAN-13, else Code 128."""

from collections.abc import Callable
from typing import Final
from uuid import UUID, uuid5

IN_HOUSE: Final = "290"
"""EAN keeps the numbers that begin with 2 for use within a house; these are for books of ours."""

_OF_COPY: Final = UUID("5f0b4d3e-6a0e-4e0b-9c39-1f9d5c0a7b21")
_FREE: Final = 10**9
_EAN_LENGTH: Final = 13
_L: Final = (
    "0001101",
    "0011001",
    "0010011",
    "0111101",
    "0100011",
    "0110001",
    "0101111",
    "0111011",
    "0110111",
    "0001011",
)
_PARITIES: Final = ("LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL")


def made_for(copy_id: UUID, taken: Callable[[str], bool]) -> str:
    """Return a free barcode for a copy.

    It is reckoned from the copy, so that two workstations that know nothing of each other give a copy the same one.
    """
    attempt = 0
    while True:
        digits = f"{IN_HOUSE}{uuid5(_OF_COPY, f'{copy_id.hex} {attempt}').int % _FREE:09}"
        code = digits + check_digit(digits)
        if not taken(code):
            return code
        attempt += 1


def check_digit(digits: str) -> str:
    """Return the thirteenth digit of an EAN from its first twelve."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return str(-total % 10)


def is_ean(code: str) -> bool:
    """Whether a code is a right EAN-13."""
    return len(code) == _EAN_LENGTH and code.isascii() and code.isdigit() and check_digit(code[:-1]) == code[-1]


def printable(code: str) -> bool:
    """Whether a code can be printed as bars: Code 128 has the plain letters, digits and signs."""
    return bool(code) and all(" " <= sign <= "~" for sign in code)


def ean_modules(code: str) -> str:
    """Return the 95 modules of an EAN-13, dark as 1."""
    left = (_left(digit, kind) for digit, kind in zip(code[1:7], _PARITIES[int(code[0])], strict=True))
    right = ("".join("10"[int(bit)] for bit in _L[int(digit)]) for digit in code[7:])
    return f"101{''.join(left)}01010{''.join(right)}101"


def _left(digit: str, kind: str) -> str:
    odd = _L[int(digit)]
    if kind == "L":
        return odd
    return "".join("10"[int(bit)] for bit in odd)[::-1]


def bars(code: str) -> tuple[str, int]:
    """Return the modules of a code, dark as 1, and how many light ones it needs at each side."""
    return (ean_modules(code), 11) if is_ean(code) else (code128_modules(code), 10)


# The widths of the bars and gaps of each Code 128 sign; the last is the stop.
_WIDTHS: Final = tuple(
    sign
    for line in (
        "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132",
        "122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212",
        "322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311",
        "112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321",
        "331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214",
        "112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212",
        "124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113",
        "411311 113141 114131 311141 411131 211412 211214 211232 2331112",
    )
    for sign in line.split()
)
_START_B, _START_C, _TO_B, _TO_C, _STOP, _MODULUS = 104, 105, 100, 99, 106, 103
_SHORTEST_RUN: Final = 4


def code128_modules(code: str) -> str:
    """Return the modules of a Code 128, dark as 1; four or more digits in a row stand as pairs."""
    signs = _signs(code)
    checked = (signs[0] + sum(place * sign for place, sign in enumerate(signs))) % _MODULUS
    widths = "".join(_WIDTHS[sign] for sign in (*signs, checked, _STOP))
    return "".join("10"[place % 2] * int(width) for place, width in enumerate(widths))


def _signs(code: str) -> list[int]:
    signs: list[int] = []
    place, pairs = 0, False
    while place < len(code):
        run = _digits_from(code, place)
        if run >= (2 if pairs else _SHORTEST_RUN):
            if not pairs:
                signs.append(_TO_C if signs else _START_C)
                pairs = True
            signs.append(int(code[place : place + 2]))
            place += 2
            continue
        if pairs or not signs:
            signs.append(_TO_B if signs else _START_B)
            pairs = False
        signs.append(ord(code[place]) - ord(" "))
        place += 1
    return signs


def _digits_from(code: str, place: int) -> int:
    end = place
    while end < len(code) and code[end].isdigit():
        end += 1
    return end - place
