"""In which letters a file is written: its bytes tell, since what it declares is often wrong."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from pymarc.marc8 import marc8_to_unicode

from cdm_desk.importers import iso5426

LOST: Final = iso5426.LOST
UTF8: Final = "utf-8"
ASCII: Final = "ascii"
_ESCAPE: Final = b"\x1b"
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
# The letters that French, Dutch, German and English titles are written with, and their typographic signs.
_USUAL: Final = frozenset("éèêëàâäîïôöùûüçœæñáíóúßÉÈÊËÀÂÎÏÔÖÙÛÜÇŒ«»°’‘“”–—…·ĳ€")
_RARE: Final = frozenset("ÁÍÓÚÄÅåãõÃÕÑøØłŁšŠžŽčČřŘěśćńżýğışţăđĐ§£½¼¾¿¡²³ºª×")


def _marc8(data: bytes) -> str:
    try:
        text = marc8_to_unicode(data, hide_utf8_warnings=True)
    except UnicodeDecodeError:
        # An escape that leads nowhere: the letters around it are still letters.
        text = marc8_to_unicode(data.replace(_ESCAPE, b""), hide_utf8_warnings=True)
    return str(text).replace("\x1b", LOST)


def _table(name: str) -> Callable[[bytes], str]:
    return lambda data: data.decode(name, errors="replace")


# In the order in which ties are settled.
READERS: Final[dict[str, Callable[[bytes], str]]] = {
    "marc-8": _marc8,
    "iso-5426": iso5426.decode,
    "cp1252": _table("cp1252"),
    "cp850": _table("cp850"),
}


def utf8_at_its_word(data: bytes) -> str:
    """Return bytes as UTF-8, whether they are or not."""
    return data.decode(UTF8, errors="replace")


def naturalness(text: str) -> int:
    """Return how much the letters beyond ASCII look like those of a title somebody wrote: higher is likelier."""
    return sum(_weight(letter) for letter in text if letter > "\x7f")


def _weight(letter: str) -> int:
    if letter in _USUAL:
        return 2
    if letter == LOST:
        return -8
    if letter in _RARE:
        return 0
    category = unicodedata.category(letter)
    if category in {"Cc", "Cn", "Co", "Cs", "Mn", "So", "Sk", "Sc"}:
        return -4
    return -1 if category.startswith("L") else -2


def utf8_with_faults(data: bytes) -> str | None:
    """Return UTF-8 text in which some bytes were damaged, or None if the bytes are of another kind.

    Text in another encoding hardly ever holds sequences that are right in UTF-8.
    """
    text = data.decode(UTF8, errors="replace")
    lost = text.count(LOST) - data.count(b"\xef\xbf\xbd")
    right = sum(letter > "\x7f" for letter in text) - text.count(LOST)
    return text if right > 2 * lost else None


@dataclass(slots=True)
class Decoder:
    """Decodes the records of one file, each by its own bytes; the file's majority settles what is uncertain."""

    declared: str | None = None
    used: Counter[str] = field(default_factory=Counter)
    _majority: str = "cp1252"

    def look_at(self, samples: Iterable[bytes]) -> None:
        """Find out in which encoding most of the records that are not UTF-8 are written."""
        totals: Counter[str] = Counter()
        for data in samples:
            if not _is_utf8(data) and utf8_with_faults(data) is None:
                for name, score in scores(data).items():
                    totals[name] += score
        if totals:
            best = max(totals.values())
            names = [name for name in READERS if totals[name] == best]
            self._majority = self.declared if self.declared in names else names[0]

    def text(self, data: bytes) -> str:
        """Return the text of some bytes; a letter that cannot be told is U+FFFD."""
        name, text = self._read(data)
        self.used[name] += 1
        return text

    def reader_for(self, whole: bytes) -> Callable[[bytes], str]:
        """Return what reads the parts of one record: a record is written in one encoding."""
        name, _text = self._read(whole)
        self.used[name] += 1
        return READERS.get(name, utf8_at_its_word)

    def _read(self, data: bytes) -> tuple[str, str]:
        if data.isascii() and _ESCAPE not in data:
            return ASCII, data.decode(ASCII)
        if _ESCAPE not in data:
            try:
                return UTF8, data.decode(UTF8)
            except UnicodeDecodeError:
                faulty = utf8_with_faults(data)
            if faulty is not None:
                return UTF8, faulty
        marks = scores(data)
        best = max(marks.values())
        name = self._majority if marks[self._majority] == best else max(READERS, key=lambda each: marks[each])
        return name, READERS[name](data)

    @property
    def names(self) -> tuple[str, ...]:
        """The encodings met, the most frequent first; plain ASCII only when there was nothing else."""
        met = tuple(name for name, _times in self.used.most_common() if name != ASCII)
        return met or ((ASCII,) if self.used else ())


def scores(data: bytes) -> dict[str, int]:
    """Return how natural the bytes read in each encoding."""
    # Only the neighbourhood of high bytes decides, and only so much of it.
    near = b" ".join(data[max(0, found.start() - 1) : found.end() + 1] for found in _HIGH_BYTES.finditer(data[:20_000]))
    sample = data[:20_000] if _ESCAPE in data else near
    return {name: naturalness(reader(sample)) for name, reader in READERS.items()}


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode(UTF8)
    except UnicodeDecodeError:
        return False
    return True


def decode_text(data: bytes) -> tuple[str, str]:
    """Return the text of a whole table and the name of its encoding; a byte order mark settles it."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(name, errors="replace"), name
    even, odd = data[:400:2].count(0), data[1:400:2].count(0)
    # Two bytes for each letter: of Latin letters every other byte is nothing.
    if max(even, odd) > 0.6 * len(data[:400:2]):
        name = "utf-16-le" if odd > even else "utf-16-be"
        return data.decode(name, errors="replace"), name
    try:
        return data.decode(UTF8), UTF8
    except UnicodeDecodeError:
        return _decode_lines(data)


def _decode_lines(data: bytes) -> tuple[str, str]:
    """A table glued together from several sources may change its encoding from one line to the next."""
    decoder = Decoder()
    lines = re.split(rb"(?<=\n)", data)
    decoder.look_at(lines)
    text = "".join(decoder.text(line) for line in lines)
    return text, decoder.names[0]


# MARC-8 read as Latin-1: the mark became a letter of its own, standing before the letter it belongs to.
_TELLING_PAIRS = re.compile("â[eE]|á[aeuAEU]|ðc|ðC|è[eiuEIU]|ã[aiuAIU]")
_MENDED: Final = frozenset("éèêëàâäîïôöùûüçÉÈÊËÀÂÎÏÔÖÙÛÜÇœŒñæ")
_TWO_BYTES_SEEN = re.compile(
    "[\xc2-\xf4][\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)


def mended(text: str, *, telling: bool = True) -> str:
    """Return text whose letters were taken for those of another encoding, put right; any other text as it is.

    Two accidents are known: UTF-8 taken for Latin-1 ("Ã©"), and MARC-8 taken for Latin-1 ("bâebâes" for "bébés").
    With `telling` false, pairs that Portuguese and Romanian write too are enough, since the row has shown others.
    """
    if text.isascii():
        return text
    return _from_double_utf8(text) or _from_marc8(text, telling=telling) or text


def is_suspicious(text: str) -> bool:
    """Say whether a text shows pairs of letters that only MARC-8 taken for Latin-1 has."""
    return not text.isascii() and _from_marc8(text, telling=True) is not None


def _from_double_utf8(text: str) -> str | None:
    if not _TWO_BYTES_SEEN.search(text):
        return None
    for name in ("cp1252", "latin-1"):
        try:
            repaired = text.encode(name).decode(UTF8)
        except UnicodeError:
            continue
        return repaired if len(repaired) < len(text) and naturalness(repaired) >= 0 else None
    return None


def _from_marc8(text: str, *, telling: bool) -> str | None:
    """Every mark must stand before a letter that it makes a usual one of, or the text is left alone."""
    if telling and not _TELLING_PAIRS.search(text):
        return None
    try:
        raw = text.encode("latin-1")
    except UnicodeEncodeError:
        return None
    repaired = unicodedata.normalize("NFC", _marc8(raw))
    high = [letter for letter in repaired if letter > "\x7f"]
    if not high or any(letter not in _MENDED for letter in high):
        return None
    return repaired
