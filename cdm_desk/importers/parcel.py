"""A file of another library as a parcel of rows, its format told by its bytes; and the catalogue as such a file."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from cdm_desk.domain.errors import (
    FileEmptyError,
    FileFormatError,
    FileTooLargeError,
    FileUnreadableError,
    ImportTooSlowError,
    MappingNeededError,
    MappingUnreadableError,
    TooManyRowsError,
)
from cdm_desk.domain.library import Copy, Parcel, ParcelLine, Title
from cdm_desk.importers import iso2709, marc, marcxml, table
from cdm_desk.importers.encoding import Decoder, decode_text
from cdm_desk.importers.mapping import MARC21, UNIMARC
from cdm_desk.importers.table import Profile

ISO2709, XML, CSV = "iso2709", "marcxml", "csv"
_LETTERS: Final = frozenset({".doc", ".docx", ".odt", ".rtf", ".pdf", ".html", ".htm"})
_MEBIBYTE: Final = 1024 * 1024
# Files that are something else altogether: archives and office files, PDF, pictures, programs, databases.
_FOREIGN: Final = (
    *(b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!"),
    *(b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"MZ", b"SQLite"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is read in one go, so that no file can hold up the desk."""

    megabytes: int = 20
    rows: int = 50_000
    seconds: int = 60


LIMITS: Final = Limits()


def read(path: Path, *, profile: Profile | None = None, limits: Limits = LIMITS) -> Parcel:
    """Read a file. Raises FileUnreadableError, FileTooLargeError, TooManyRowsError, FileFormatError and their kin."""
    try:
        if path.stat().st_size > limits.megabytes * _MEBIBYTE:
            raise FileTooLargeError(limits.megabytes)
        # One byte more than allowed: the file may have grown since.
        with path.open("rb") as file:
            data = file.read(limits.megabytes * _MEBIBYTE + 1)
    except OSError as fault:
        raise FileUnreadableError from fault
    return read_bytes(data, name=path.name, profile=profile, limits=limits)


def read_bytes(
    data: bytes,
    *,
    name: str = "",
    profile: Profile | None = None,
    limits: Limits = LIMITS,
    clock: Callable[[], float] = time.monotonic,
) -> Parcel:
    """Read the bytes of a file, whose format its content tells and not its name."""
    if len(data) > limits.megabytes * _MEBIBYTE:
        raise FileTooLargeError(limits.megabytes)
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise FileEmptyError
    watch = _Watch(limits, clock)
    try:
        form, encodings, rows = _open(data, profile, watch)
    except MappingNeededError as fault:
        # No use in asking what the columns of a letter hold.
        if Path(name).suffix.lower() in _LETTERS:
            raise FileFormatError from fault
        raise
    parcel = Parcel(name=name, form=form, encodings=encodings, rows=tuple(rows))
    if not parcel.rows:
        raise FileEmptyError
    return parcel


def profile_from(path: Path) -> Profile:
    """Read a mapping that was kept as a file; raises MappingUnreadableError or FileUnreadableError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as fault:
        raise MappingUnreadableError from fault
    except OSError as fault:
        raise FileUnreadableError from fault
    return Profile.from_json(text)


def columns_of_file(path: Path) -> tuple[str, ...]:
    """Return the cells of the first line of a table, for a person to say what each column holds."""
    try:
        with path.open("rb") as file:
            data = file.read(_MEBIBYTE)
    except OSError as fault:
        raise FileUnreadableError from fault
    text, _name = decode_text(data)
    return table.headings_of(text)


def _open(data: bytes, profile: Profile | None, watch: "_Watch") -> tuple[str, tuple[str, ...], list[ParcelLine]]:
    if data.startswith(_FOREIGN) and not iso2709.has_leader(data):
        raise FileFormatError
    if marcxml.looks_like_it(data):
        return XML, ("utf-8",), list(marc.rows_of_xml(data, watch.tick))
    if iso2709.looks_like_it(data):
        decoder = Decoder()
        rows = list(marc.rows_of_iso2709(data, decoder, watch.tick))
        # Without a leader anywhere near, separators alone may be the noise of another kind of file.
        if iso2709.has_leader(data) or any(row.title for row in rows):
            return ISO2709, decoder.names, rows
    text, encoding = decode_text(data)
    try:
        cut = table.cut(text, profile)
    except MappingNeededError as fault:
        # No use in asking what the columns of a picture hold.
        if _is_binary(text):
            raise FileFormatError from fault
        raise
    return CSV, (encoding,), list(table.rows(cut, watch.tick))


def _is_binary(text: str) -> bool:
    sample = text[:4_000]
    odd = sum(1 for sign in sample if (sign < " " and sign not in "\t\r\n\x0c") or sign == "\ufffd")
    return odd > 0.05 * len(sample)


class _Watch:
    """Stops a reading that grows beyond its limits."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._deadline = clock() + limits.seconds

    def tick(self, row: int) -> None:
        if row > self._limits.rows:
            raise TooManyRowsError(self._limits.rows)
        if self._clock() > self._deadline:
            raise ImportTooSlowError(self._limits.seconds)


def written(shelf: Iterable[tuple[Title, tuple[Copy, ...]]], suffix: str, form: str, day: date) -> bytes:
    """Return titles with their copies as a file: `.mrc`, `.xml` or `.csv`, the first two in UNIMARC or MARC 21.

    Raises FileFormatError for any other.
    """
    if form not in {UNIMARC, MARC21}:
        raise FileFormatError
    match suffix.lower():
        case ".mrc":
            return marc.iso2709_file(shelf, form, day)
        case ".xml":
            return marc.xml_file(shelf, form, day).encode("utf-8")
        case ".csv":
            return table.csv_file(shelf).encode("utf-8")
        case _:
            raise FileFormatError
