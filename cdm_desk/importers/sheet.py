"""Spreadsheets (XLSX, XLS, ODS) as rows of texts; the file is weighed before anything of it is unpacked."""

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any, Final
from xml.parsers.expat import ExpatError, ParserCreate

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from cdm_desk.domain.errors import FileForbiddenError, FileFormatError, TooManyRowsError, UnpacksTooLargeError
from cdm_desk.domain.folding import clean

LARGEST_UNPACKED: Final = 120
"""How many megabytes a spreadsheet may have once unpacked."""

MOST_CELLS: Final = 4_000_000
_MEBIBYTE: Final = 1024 * 1024
_MOST_PARTS: Final = 2_000
_OPEN_DOCUMENT: Final = "content.xml"
_BLOCK: Final = 256 * 1024
_ZIP: Final = b"PK\x03\x04"
_OLD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FORBIDDEN = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# A cell that holds something; one that is only coloured closes at once.
_CELL = re.compile(rb"<(?:\w+:)?c\s[^<>]*?\br=\"([A-Z]{1,3})([0-9]{1,7})\"[^<>]*(?<!/)>")
# What the library of archives raises over a broken one, one that is locked, or one packed in an unknown way.
_BROKEN: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, ValueError),
    *(NotImplementedError, RuntimeError, KeyError, IndexError, struct.error, ExpatError),
)
# As long as the opening of a cell may be that two blocks part.
_OVERLAP: Final = 200

Cells = tuple[str, ...]


def looks_like_it(data: bytes) -> bool:
    """Say whether bytes may be a spreadsheet, whatever the name of the file says."""
    return data.startswith((_ZIP, _OLD))


def form_of(data: bytes) -> str:
    """Return which of the three it is, told by its first bytes."""
    if data.startswith(_OLD):
        return "xls"
    return "ods" if b"opendocument" in data[:200] else "xlsx"


def rows_of(data: bytes, most: int, knows: Callable[[Cells], bool]) -> list[Cells]:
    """Return the rows of the sheet whose heading `knows` recognises, else of the first one that holds anything.

    Sheets with the same heading as that one follow it, without their heading. Raises FileFormatError for what is no
    spreadsheet or is locked with a password, UnpacksTooLargeError, TooManyRowsError and FileForbiddenError.
    """
    if data.startswith(_ZIP):
        _weigh(data, most)
    sheets = [rows for rows in _sheets(data, most) if rows]
    if not sheets:
        return []
    first = next((rows for rows in sheets if knows(rows[0])), sheets[0])
    later = [rows for rows in sheets if rows is not first and rows[0] == first[0]]
    return [*first, *(row for rows in later for row in rows[1:])]


def _sheets(data: bytes, most: int) -> Iterator[list[Cells]]:
    try:
        with load_workbook(BytesIO(data)) as book:
            for name in _names(book):
                yield _rows(book.get_sheet_by_name(name), most)
    except (CalamineError, PasswordError, OSError, ValueError, IndexError, OverflowError) as fault:
        raise FileFormatError from fault
    except BaseException as fault:
        # What Rust calls a panic is none of Python's exceptions; to whoever reads the file it says the same.
        if type(fault).__name__ != "PanicException":
            raise
        raise FileFormatError from fault


def _names(book: CalamineWorkbook) -> list[str]:
    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ is SheetTypeEnum.WorkSheet and sheet.visible is SheetVisibleEnum.Visible
    ]


def _rows(sheet: CalamineSheet, most: int) -> list[Cells]:
    # One more for the heading.
    if sheet.height > most + 1:
        raise TooManyRowsError(most)
    if sheet.height * sheet.width > MOST_CELLS:
        raise UnpacksTooLargeError(LARGEST_UNPACKED)
    rows = [tuple(map(text_of, row)) for row in sheet.to_python(skip_empty_area=True)]
    return rows if any(any(row) for row in rows) else []


def text_of(cell: Any) -> str:  # noqa: ANN401 - whatever a cell may hold
    """Return what a cell shows: an ISBN or a year that the sheet takes for a number is one without decimals."""
    match cell:
        case bool():
            return "1" if cell else "0"
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case date() | time() | datetime():
            return cell.isoformat()
        case timedelta():
            return str(cell)
        case _:
            return str(cell)


def _weigh(data: bytes, most: int) -> None:
    """Unpack every part once, block by block and keeping none, since an archive may lie about its sizes."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            declared = sum(part.file_size for part in parts)
            if len(parts) > _MOST_PARTS or declared > LARGEST_UNPACKED * _MEBIBYTE:
                raise UnpacksTooLargeError(LARGEST_UNPACKED)
            for part in parts:
                _look_through(archive, part, most)
    except _BROKEN as fault:
        raise FileFormatError from fault


def _look_through(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> None:
    is_text = part.filename.lower().endswith((".xml", ".rels"))
    is_sheet = "worksheets/" in part.filename
    seen, rest = _Extent(), b""
    # The reader of ODS goes round for ever in a part whose tags are never closed: that one is looked through before.
    tags = ParserCreate() if part.filename == _OPEN_DOCUMENT else None
    with archive.open(part) as unpacked:
        while block := unpacked.read(_BLOCK):
            if not is_text:
                continue
            text = rest + block
            if _FORBIDDEN.search(text):
                raise FileForbiddenError
            if is_sheet:
                seen.take(text)
            if tags is not None:
                tags.Parse(block)
            rest = text[-_OVERLAP:]
    if tags is not None:
        tags.Parse(b"", True)
    if seen.rows > most + 1:
        raise TooManyRowsError(most)
    if seen.rows * seen.columns > MOST_CELLS:
        raise UnpacksTooLargeError(LARGEST_UNPACKED)


class _Extent:
    """How far the cells of a sheet reach: two of them, far apart, would make billions of empty ones in memory."""

    def __init__(self) -> None:
        self._first = self._last = 0
        self.columns = 0

    def take(self, text: bytes) -> None:
        for found in _CELL.finditer(text):
            row, column = int(found[2]), _column(found[1])
            self._first = min(self._first or row, row)
            self._last = max(self._last, row)
            self.columns = max(self.columns, column)

    @property
    def rows(self) -> int:
        return self._last - self._first + 1 if self._last else 0


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def source_of(cells: Cells) -> str:
    """Return a row of a sheet on one line, for whoever looks at where a title came from."""
    return " ; ".join(filter(None, map(clean, cells)))
