"""Finds what could name a person in a text: national numbers, e-mail addresses, phone numbers, bank accounts."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final, Literal

import phonenumbers
from stdnum import iban, isbn
from stdnum.be import bis, nn

from cdm_desk.domain.errors import PersonalDataError

Finding = Literal["national_number", "email", "phone", "iban"]

_KINDS_OF_LETTERS: Final = 4_096
_DASHES: Final = frozenset("‐‑‒–—―−⁃﹘")
# Up to three signs that are neither letter nor digit may stand between two digits.
_RUNS: Final = re.compile(r"\+?\d(?:(?:[^\w+]|_){0,3}\d){8,}")
_NO_DIGITS: Final = re.compile(r"\D")
_OLD_BOOK: Final = re.compile(r"\d-\d+-\d+-\d")
_GROUPS: Final = re.compile(r"\+?\d+")
_LIKE_DIGITS: Final = re.compile(r"(?<=\d)[oOQlI]+|[oOQlI]+(?=\d)")
_MEANT: Final = str.maketrans("oOQlI", "00011")
_DATE: Final = re.compile(r"\b[0-3]?\d[./-](?:0?\d|1[0-2])[./-](?:19|20)\d\d\b")
# The number of a record such as R003525222: nobody writes the 00 of another country straight after a letter.
_RECORD: Final = re.compile(r"(?<=[^\W\d_])00\d+")
_DIGITS_OF_SIGNS: Final = str.maketrans({chr(55 + value): str(value) for value in range(10, 36)})
"""The value of each capital letter in the sum of an account: A is 10, Z is 35."""

# Without one of these a text holds no address, so that the long look for one is spared.
_MAY_ADDRESS: Final = re.compile(r"@|[\[({<]\s*(?:at|arobase|chez)|\s(?:at|arobase|apenstaartje)\s", re.IGNORECASE)
_NAMED_ISBN: Final = re.compile(r"\b(?:ISBN|EAN|ISSN)[-: 0-9]{0,4}[: ]\s*[\d -]{8,17}[\dXx]", re.IGNORECASE)

_EMAIL: Final = re.compile(r"[\w.+'-]{1,64}@(?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24}")
_SPOKEN_EMAIL: Final = re.compile(
    r"[\w.+'-]{1,64}@(?:[\w-]{1,63}\.){1,6}(?:be|com|org|net|eu|fr|nl|de|lu|uk|io|info|brussels|vlaanderen)\b",
    re.IGNORECASE,
)
_AT: Final = re.compile(
    r"\s{0,9}[\[({<]\s{0,9}(?:@|at|arobase|chez)\s{0,9}[\])}>]\s{0,9}|\s{0,9}@\s{0,9}", re.IGNORECASE
)
_DOT: Final = re.compile(
    r"\s{0,9}[\[({<]\s{0,9}(?:\.|dot|point|punt)\s{0,9}[\])}>]\s{0,9}|\s{1,9}\.\s{1,9}", re.IGNORECASE
)
_SPOKEN_AT: Final = re.compile(r"\s{1,9}(?:at|arobase|apenstaartje)\s{1,9}", re.IGNORECASE)
_SPOKEN_DOT: Final = re.compile(r"\s{1,9}(?:dot|point|punt)\s{1,9}", re.IGNORECASE)

_IBAN: Final = re.compile(r"(?<![A-Z0-9])[A-Z][ .-]{0,3}[A-Z][ .-]{0,3}\d(?:[ .-]{0,3}[A-Z0-9]){12,45}")
_IBAN_LENGTHS: Final = range(15, 35)


def found(text: str) -> Finding | None:
    """Return the first kind of personal data in a text, or None.

    Disguises are taken off first: digits of other scripts and widths, invisible signs and marks, odd dashes and
    spaces, letters that stand for digits, an address spelled out.
    """
    plain = normalised(text)
    checks = _CHECKS if _has_numbers(plain) else _CHECKS_OF_WORDS
    return next((finding for finding, holds in checks.items() if holds(plain)), None)


def checked_text(text: str) -> str:
    """Return a text that names nobody; raises PersonalDataError else."""
    finding = found(text)
    if finding is not None:
        raise PersonalDataError(finding)
    return text


def normalised(text: str) -> str:
    """Return a text with compatible letters, ASCII digits and plain dashes, without invisible signs and marks."""
    plain = unicodedata.normalize("NFKD", text).translate(_PLAIN)
    return _LIKE_DIGITS.sub(lambda letters: letters[0].translate(_MEANT), plain)


class _Letters(dict[int, str]):
    """Letters as they are compared, each found out once: a file of books has half a million of a few hundred kinds."""

    def __missing__(self, code: int) -> str:
        plain = _plain(chr(code))
        if len(self) < _KINDS_OF_LETTERS:
            self[code] = plain
        return plain


def _plain(letter: str) -> str:
    if letter in _DASHES:
        return "-"
    category = unicodedata.category(letter)
    if category == "Nd":
        return str(unicodedata.digit(letter))
    if category in {"Cf", "Mn", "Me", "Cs", "Cn", "Co"} or letter == "\0":
        return ""
    return " " if category[0] == "Z" or category == "Cc" else letter


_PLAIN: Final = _Letters()


def _has_numbers(text: str) -> bool:
    """Whether a text has long rows of digits other than numbers of books, the first thing that a file of books has.

    What the checks of numbers take out first parts rows of digits and never joins them, and leaves too few of a book's.
    """
    return not all(map(_is_book, _RUNS.findall(text)))


def _has_national_number(text: str) -> bool:
    return any(
        nn.is_valid(number) or bis.is_valid(number)
        for run in _number_runs(text)
        for number in _windows(run, range(11, 12))
    )


def _has_phone_number(text: str) -> bool:
    dates_out = _RECORD.sub(" x ", _DATE.sub(" x ", text))
    return any(
        _is_phone(number) for run in _number_runs(dates_out) for number in _windows(run, range(9, 16)) if _dials(number)
    )


def _dials(number: str) -> bool:
    """Whether digits begin as a number that one can dial in Belgium does: a trunk zero or a country code."""
    national = number[0] == "0" and number[1] != "0" and len(number) in {9, 10}
    return national or number.startswith(("+", "00")) or (number.startswith("324") and len(number) == 11)


def _is_phone(number: str) -> bool:
    international = number if number[0] in "+0" else f"+{number}"
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(international, "BE"))
    except phonenumbers.NumberParseException:
        return False


def _has_email(text: str) -> bool:
    if not _MAY_ADDRESS.search(text):
        return False
    joined = _DOT.sub(".", _AT.sub("@", text))
    spoken = _SPOKEN_DOT.sub(".", _SPOKEN_AT.sub("@", joined))
    return bool(_EMAIL.search(joined) or _SPOKEN_EMAIL.search(spoken))


def _has_iban(text: str) -> bool:
    for candidate in _IBAN.findall(text.upper()):
        account = re.sub(r"[^A-Z0-9]", "", candidate)
        # Words may follow the account without a gap, so that its own length has to be tried.
        if any(_is_account(account[:length]) for length in _IBAN_LENGTHS):
            return True
    return False


def _is_account(number: str) -> bool:
    # The sum is checked first, which rules out all but one in a hundred and costs next to nothing.
    turned = (number[4:] + number[:4]).translate(_DIGITS_OF_SIGNS)
    return int(turned) % 97 == 1 and iban.is_valid(number, check_country=False)


def _number_runs(text: str) -> Iterator[list[str]]:
    """Yield the groups of digits of each long row of digits; the number of a book is none."""
    for run in _RUNS.findall(_NAMED_ISBN.sub(" x ", text)):
        if not _is_book(run):
            yield _GROUPS.findall(run)


# Each number of a file is met in a field, and in the row that the field was read from.
@lru_cache(maxsize=1_024)
def _is_book(run: str) -> bool:
    digits = _NO_DIGITS.sub("", run)
    book = len(digits) == 13 and digits.startswith(("978", "979"))
    old_book = _OLD_BOOK.fullmatch(run) is not None
    return (book or old_book) and isbn.is_valid(digits)


def _windows(groups: list[str], lengths: range) -> Iterator[str]:
    """Yield what neighbouring groups give together when it has one of the lengths, a plus sign not counted."""
    for first in range(len(groups)):
        number = ""
        for group in groups[first:]:
            number += group
            size = len(number.lstrip("+"))
            if size >= lengths.stop or "+" in number[1:]:
                break
            if size in lengths:
                yield number


_CHECKS: Final[dict[Finding, Callable[[str], bool]]] = {
    "national_number": _has_national_number,
    "email": _has_email,
    "iban": _has_iban,
    "phone": _has_phone_number,
}
_CHECKS_OF_WORDS: Final[dict[Finding, Callable[[str], bool]]] = {"email": _has_email, "iban": _has_iban}
