"""A file of another library as a parcel of rows, its format told by its bytes."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
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
from cdm_desk.domain.library import Parcel, ParcelLine
from cdm_desk.importers import iso2709, marc, marcxml, ris, sheet, table
from cdm_desk.importers.encoding import Decoder, decode_text
from cdm_desk.importers.table import Profile

ISO2709, XML, CSV, RIS = "iso2709", "marcxml", "csv", "ris"
TABLES: Final = frozenset({CSV, "xlsx", "xls", "ods"})
"""The formats whose columns somebody may have to name."""

_LETTERS: Final = frozenset({".doc", ".docx", ".odt", ".rtf", ".pdf", ".html", ".htm"})
# Programs show tables in these letters as they are; in any other the titles would look odd.
_AS_THEY_LOOK: Final = frozenset({"utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "ascii", "cp1252"})
_MEBIBYTE: Final = 1024 * 1024
# Files that are something else altogether: archives, PDF, pictures, programs, databases.
_FOREIGN: Final = (
    *(b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!"),
    *(b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"MZ", b"SQLite"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is read in one go, so that no file can hold up the desk; `memory` in megabytes too."""

    megabytes: int = 20
    rows: int = 50_000
    seconds: int = 60
    memory: int = 512


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
        opened = _open(data, profile, watch)
    except MappingNeededError as fault:
        # No use in asking what the columns of a letter hold.
        if Path(name).suffix.lower() in _LETTERS:
            raise FileFormatError from fault
        raise
    parcel = replace(opened, name=name)
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


def _open(data: bytes, profile: Profile | None, watch: "_Watch") -> Parcel:
    if data.startswith(_FOREIGN) and not iso2709.has_leader(data):
        raise FileFormatError
    if sheet.looks_like_it(data):
        return _of_sheet(data, profile, watch)
    if marcxml.looks_like_it(data):
        return Parcel(name="", form=XML, encodings=("utf-8",), rows=tuple(marc.rows_of_xml(data, watch.tick)))
    if iso2709.looks_like_it(data):
        decoder = Decoder()
        rows = tuple(marc.rows_of_iso2709(data, decoder, watch.tick))
        # Without a leader anywhere near, separators alone may be the noise of another kind of file.
        if iso2709.has_leader(data) or any(row.title for row in rows):
            return Parcel(name="", form=ISO2709, encodings=decoder.names, rows=rows)
    return _of_text(data, profile, watch)


def _of_text(data: bytes, profile: Profile | None, watch: "_Watch") -> Parcel:
    text, encoding = decode_text(data)
    if profile is None and ris.looks_like_it(text):
        return Parcel(name="", form=RIS, encodings=(encoding,), rows=tuple(ris.rows(text, watch.tick)))
    try:
        cut = table.cut(text, profile)
    except MappingNeededError as fault:
        # No use in asking what the columns of a picture hold.
        if _is_binary(text):
            raise FileFormatError from fault
        raise
    read = _of_table(CSV, (encoding,), cut, watch)
    return read if encoding in _AS_THEY_LOOK else read.with_rows(_beside(read.rows, data, cut))


def _beside(rows: Iterable[ParcelLine], data: bytes, cut: table.Table) -> Iterator[ParcelLine]:
    """Rows with their titles as Windows would show them: separators and line ends are the same in every encoding."""
    try:
        seen = table.titles_in(table.cut(data.decode("cp1252", errors="replace"), cut.profile))
    except (MappingNeededError, ValueError):
        return iter(rows)
    if len(seen) != len(cut.lines):
        return iter(rows)
    pairs = zip(rows, seen, strict=True)
    return (replace(row, before=before) if before != _shown(row) else row for row, before in pairs)


def _shown(row: ParcelLine) -> str:
    return row.title.heading if row.title else ""


def _of_sheet(data: bytes, profile: Profile | None, watch: "_Watch") -> Parcel:
    found = sheet.rows_of(data, watch.most, table.knows)
    if not found:
        raise FileEmptyError
    lines = [table.Line(cells=cells, source=sheet.source_of(cells)) for cells in found]
    return _of_table(sheet.form_of(data), (), table.laid_out(lines, profile), watch)


def _of_table(form: str, encodings: tuple[str, ...], cut: table.Table, watch: "_Watch") -> Parcel:
    rows = tuple(table.rows(cut, watch.tick))
    return Parcel(name="", form=form, encodings=encodings, headings=cut.headings, rows=rows)


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

    @property
    def most(self) -> int:
        return self._limits.rows

    def tick(self, row: int) -> None:
        if row > self._limits.rows:
            raise TooManyRowsError(self._limits.rows)
        if self._clock() > self._deadline:
            raise ImportTooSlowError(self._limits.seconds)
