"""The facts of a period as a workbook, a sheet for each kind, written as they are read: a year needs little room."""

import os
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final
from xml.sax.saxutils import escape

from cdm_desk.documents.page import plain
from cdm_desk.domain.reports import ReportNotWrittenError

Told = Callable[[int], object]
MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
TOLD_EVERY: Final = 5_000
# More lines than a sheet of Excel holds go on no sheet.
MOST_ROWS: Final = 1_048_575


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSheet:
    """The facts of one kind: what their columns are called, and their rows as they come."""

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence[object]]


def write_facts(path: Path, sheets: Sequence[FactSheet], told: Told) -> int:
    """Write the facts and return how many; `told` hears how many so far, and stops it by raising.

    What lay there stays until the new file is whole. Raises ReportNotWrittenError.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            number = _fill(archive, sheets, told)
        beside.replace(path)
    except OSError as fault:
        raise ReportNotWrittenError(str(path), fault.strerror or "") from fault
    finally:
        beside.unlink(missing_ok=True)
    return number


def _fill(archive: zipfile.ZipFile, sheets: Sequence[FactSheet], told: Told) -> int:
    numbers = range(1, len(sheets) + 1)
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for number in numbers
    )
    _put(
        archive,
        "[Content_Types].xml",
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>{parts}</Types>',
    )
    _put(archive, "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
    named = "".join(
        f'<sheet name="{escape(sheet.name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in zip(numbers, sheets, strict=True)
    )
    _put(
        archive,
        "xl/workbook.xml",
        f'<workbook xmlns="{MAIN}" xmlns:r="{_RELATIONS}"><sheets>{named}</sheets></workbook>',
    )
    _put(
        archive,
        "xl/_rels/workbook.xml.rels",
        _relations([("worksheet", f"worksheets/sheet{number}.xml") for number in numbers]),
    )
    written = 0
    for number, sheet in zip(numbers, sheets, strict=True):
        with archive.open(_entry(f"xl/worksheets/sheet{number}.xml"), "w", force_zip64=True) as file:
            written = _sheet(file, sheet, told, written)
    return written


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def _sheet(file: IO[bytes], sheet: FactSheet, told: Told, written: int) -> int:
    file.write(f'{_HEAD}<worksheet xmlns="{MAIN}"><sheetData><row>{_cells(sheet.heads)}</row>'.encode())
    rows: Iterator[Sequence[object]] = iter(sheet.rows)
    for _place, row in zip(range(MOST_ROWS), rows, strict=False):
        file.write(f"<row>{_cells(row)}</row>".encode())
        written += 1
        if written % TOLD_EVERY == 0:
            told(written)
    file.write(b"</sheetData></worksheet>")
    return written


def _cells(row: Sequence[object]) -> str:
    return "".join([_cell(value) for value in row])


def _cell(value: object) -> str:
    if isinstance(value, int):
        return f"<c><v>{value}</v></c>"
    if value is None or value == "":
        return "<c/>"
    words = str(value)
    # A text stays a text, whatever it begins with: no formula is made of it.
    safe = words if words.isascii() and words.isalnum() else escape(plain(words))
    return f'<c t="inlineStr"><is><t>{safe}</t></is></c>'


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _LONG_AGO)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _put(archive: zipfile.ZipFile, name: str, text: str) -> None:
    archive.writestr(_entry(name), f"{_HEAD}{text}".encode())
