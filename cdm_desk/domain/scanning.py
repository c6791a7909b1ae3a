"""What a scanner sends: the commands of the printed card, the sign of a shelf, or a code, whatever the keyboard."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

PREFIX: Final = "CDM:"
"""What the text of every barcode begins with that is a command and no book."""

KIND, SIGN = "KIND:", "SHELF:"
DOUBLE_SCAN_MS: Final = 2_000
MOST_DIGITS: Final = 3

# The keys of a US keyboard, as most scanners press them, and what they type on those of Belgium and France.
_US: Final = "1234567890-=qwertyuiop]asdfghjkl;'zxcvbnm,./!@#$%^&*()_+QWERTYUIOP}ASDFGHJKL:\"ZXCVBNM<>?"
_BELGIAN: Final = "&é\"'(§è!çà)-azertyuiop$qsdfghjklmùwxcvbn,;:=1234567890°_AZERTYUIOP*QSDFGHJKLM%WXCVBN?./+"
_FRENCH: Final = "&é\"'(-è_çà)=azertyuiop$qsdfghjklmùwxcvbn,;:!1234567890°+AZERTYUIOP£QSDFGHJKLM%WXCVBN?./§"
_BACK: Final = tuple(str.maketrans(typed, _US) for typed in (_BELGIAN, _FRENCH))
_DIGITS: Final = str.maketrans("&é\"'(§è!çà-_", "123456789068")
_ROW: Final = frozenset("&é\"'(§è!çà-_")
_COUNTED: Final = re.compile(r"KIND:([A-Z_]+)")


class Gesture(StrEnum):
    """What the next scans mean; UNDO alone is done at once and changes nothing of what they mean."""

    CONSULTED = "CONSULTED"
    SHELF = "SHELF"
    WEED = "WEED?"
    LABEL = "LABEL"
    UNDO = "UNDO"


MEANINGS: Final = (Gesture.CONSULTED, Gesture.SHELF, Gesture.WEED, Gesture.LABEL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A barcode of the card that says what the next scans mean, or takes the last one back."""

    gesture: Gesture


@dataclass(frozen=True, slots=True, kw_only=True)
class KindCount:
    """So many of a kind that is not catalogued; the number may be typed before the barcode of the kind is scanned."""

    kind_code: str
    number: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfSign:
    """The sign of a shelf: what is scanned next stands there."""

    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Any other code, in the ways in which it can be read, the likeliest first."""

    readings: tuple[str, ...]

    @property
    def text(self) -> str:
        """The code as it was typed."""
        return self.readings[0]

    @property
    def shown(self) -> str:
        """The code as a person would write it: what a keyboard of another country made of it put right."""
        return self.readings[-1] if _is_foreign(self.text) else self.readings[0]

    @property
    def number(self) -> int | None:
        """The number, if a person typed one: up to three digits, also from the row of an AZERTY keyboard."""
        digits = self.text.translate(_DIGITS)
        return int(digits) if digits.isdecimal() and digits.isascii() and len(digits) <= MOST_DIGITS else None


Scan = Command | KindCount | ShelfSign | Code


def command_text(gesture: Gesture) -> str:
    """Return the text of the barcode of a gesture."""
    return f"{PREFIX}{gesture.value}"


def kind_text(kind_code: str) -> str:
    """Return the text of the barcode of a kind that is not catalogued."""
    return f"{PREFIX}{KIND}{kind_code}"


def sign_text(mark: str) -> str:
    """Return the text of the barcode on the sign of a shelf."""
    return f"{PREFIX}{SIGN}{mark}"


def read_scan(typed: str) -> Scan | None:
    """Return what was scanned or typed; None for nothing at all."""
    text = typed.strip()
    if not text:
        return None
    for reading in (text, *_restored(text)):
        number, found, command = reading.upper().partition(PREFIX)
        if found and (not number or _number_of(number) is not None):
            told = _command(number, command)
            if told is not None:
                return told
    return Code(readings=tuple(dict.fromkeys((text, *(_restored(text) if _is_foreign(text) else ())))))


def _command(number: str, command: str) -> Scan | None:
    counted = _COUNTED.fullmatch(command)
    if counted is not None:
        return KindCount(kind_code=counted[1], number=_number_of(number) or 1)
    if number:
        return None
    if command.startswith(SIGN) and command.removeprefix(SIGN).strip():
        return ShelfSign(mark=" ".join(command.removeprefix(SIGN).split()))
    return next((Command(gesture=each) for each in Gesture if command == each.value), None)


def _number_of(text: str) -> int | None:
    return Code(readings=(text,)).number if text else None


def _restored(text: str) -> tuple[str, ...]:
    return tuple(text.translate(table) for table in _BACK)


def _is_foreign(text: str) -> bool:
    """Whether a text can only be what an AZERTY keyboard made of a code: signs of the digit row, and no digit."""
    return len(text) > MOST_DIGITS and not any(sign.isdigit() for sign in text) and any(sign in _ROW for sign in text)


class DoubleGuard:
    """Hears the same object twice within two seconds: a finger that stayed on the trigger counts once."""

    def __init__(self) -> None:
        self._last: tuple[Gesture, object] | None = None
        self._at = 0

    def is_double(self, gesture: Gesture, what: object, at_ms: int) -> bool:
        """Whether this is the scan just heard once more; it keeps the two seconds running."""
        double = self._last == (gesture, what) and at_ms - self._at < DOUBLE_SCAN_MS
        self._last, self._at = (gesture, what), at_ms
        return double

    def forget(self) -> None:
        """Let the next scan count whatever it is: the last one was taken back."""
        self._last = None
