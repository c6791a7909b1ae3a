"""The numbers printed on a book: read as found, written one way, with a wrong check digit kept and flagged."""

import re
from dataclasses import dataclass
from functools import lru_cache

from stdnum import ean, isbn, issn
from stdnum.exceptions import ValidationError

# Digits in groups, as people write them; a group of letters ends the number.
_NUMBER = re.compile(r"\d(?:[\s\u2010-\u2015\-./]{0,2}\d){7,40}(?:[\s\u2010-\u2015\-]{0,2}[xX](?![A-Za-z]))?")
_ISSN = re.compile(r"\b\d{4}[\s\u2010-\u2015\-]?\d{3}[\dxX]\b")
_BETWEEN = re.compile(r"[^0-9xX]")
_SHORTEST_KEPT, _LONGEST_KEPT = 8, 17


@dataclass(frozen=True, slots=True, kw_only=True)
class Isbn:
    """One ISBN of a title. It is a key to look under, never an identity: volumes share one."""

    text: str
    valid: bool

    @classmethod
    def read(cls, found: str) -> "Isbn":
        """Return the number in thirteen digits, or as found when its check digit or length is wrong."""
        text, valid = _weighed(found)
        return cls(text=text, valid=valid)

    @property
    def short(self) -> str | None:
        """The same number in ten characters, as older books print it."""
        if not self.valid or not self.text.startswith("978"):
            return None
        body = self.text[3:12]
        rest = sum(place * int(digit) for place, digit in enumerate(body, start=1)) % 11
        return body + ("X" if rest == 10 else str(rest))

    @property
    def language(self) -> str | None:
        """The language that the group of the number stands for: 978-2 is French, 978-90 and 978-94 Dutch."""
        groups = (("9782", "fr"), ("97910", "fr"), ("97890", "nl"), ("97894", "nl"), ("9780", "en"), ("9781", "en"))
        return next((language for start, language in groups if self.valid and self.text.startswith(start)), None)


# The same number is weighed when it is read, tidied, compared, indexed and shown.
@lru_cache(maxsize=8_192)
def _weighed(found: str) -> tuple[str, bool]:
    compact = _BETWEEN.sub("", found).upper()
    # Most numbers are printed so today; the rest goes the long way, by which old forms become new ones.
    if len(compact) == 13 and compact.isdigit() and compact.startswith(("978", "979")):
        digits = [int(digit) for digit in compact]
        if (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10 == 0:
            return compact, True
    try:
        return str(isbn.to_isbn13(isbn.validate(compact))), True
    except ValidationError:
        # Words are no number that was written wrong: of an address only its x would be left.
        return compact if _is_long_enough(found) else found.strip(), False


def isbns_in(text: str) -> tuple[str, ...]:
    """Return every ISBN of a cell, each once, right or wrong; other words of the cell are left."""
    found: dict[str, None] = {}
    for match in _NUMBER.finditer(text):
        for number in _parted(match.group()):
            found.setdefault(Isbn.read(number).text)
    return tuple(found)


def issns_in(text: str) -> tuple[str, ...]:
    """Return every ISSN of a cell, each once, as `1234-5679`; a wrong one is kept as found."""
    found: dict[str, None] = {}
    for match in _ISSN.finditer(text):
        compact = _BETWEEN.sub("", match.group()).upper()
        found.setdefault(str(issn.format(compact)))
    return tuple(found)


def issn_in_barcode(code: str) -> str | None:
    """Return the ISSN that the barcode of a journal holds: 977, seven digits of it, its variant, a check digit."""
    if not (len(code) == 13 and code.startswith("977") and ean.is_valid(code)):
        return None
    body = code[3:10]
    return str(issn.format(body + issn.calc_check_digit(body)))


def issn_is_valid(text: str) -> bool:
    """Say whether the check digit of an ISSN is right."""
    return bool(issn.is_valid(text))


def _parted(run: str) -> list[str]:
    """Numbers with nothing but a space between them look like one long run of digits."""
    whole = _BETWEEN.sub("", run)
    parts: list[str] = []
    rest = whole
    while rest:
        right = next((rest[:size] for size in (13, 10) if Isbn.read(rest[:size]).valid), None)
        if right is None:
            # Not a row of right numbers: as written, in pieces if it is too long to be one.
            return [run] if len(whole) <= _LONGEST_KEPT else [each for each in run.split() if _is_long_enough(each)]
        parts.append(right)
        rest = rest[len(right) :]
    return parts


def _is_long_enough(part: str) -> bool:
    return len(_BETWEEN.sub("", part)) >= _SHORTEST_KEPT
