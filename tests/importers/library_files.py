"""Where the real catalogue files lie, and small files made for the tests."""

import struct
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from xlsxwriter import Workbook  # type: ignore[import-untyped]

FILES = Path(__file__).parents[3] / "shared" / "data" / "library"
# The files of other libraries are not part of the project.
needs_files = pytest.mark.skipif(not FILES.is_dir(), reason="the real catalogue files are not beside this checkout")


def subfields(*parts: str) -> bytes:
    """Return a field with blank indicators: `subfields("aTitre", "esuite")`."""
    return b"  " + b"".join(b"\x1f" + part.encode() for part in parts)


def marc(*fields: tuple[str, bytes], leader: bytes = b"nam  22", tail: bytes = b"   450 ") -> bytes:
    """Return an ISO 2709 record whose lengths and directory are true."""
    directory, body = b"", b""
    for tag, data in fields:
        content = data + b"\x1e"
        directory += tag.encode() + b"%04d%05d" % (len(content), len(body))
        body += content
    base = 24 + len(directory) + 1
    length = base + len(body) + 1
    return b"%05d" % length + leader + b"%05d" % base + tail + directory + b"\x1e" + body + b"\x1d"


def unimarc(title: str, *more: tuple[str, bytes]) -> bytes:
    """Return a UNIMARC record of a title."""
    return marc(("101", subfields("afre")), ("200", subfields(f"a{title}")), *more)


def workbook(rows: Iterable[Iterable[object]], *, sheet: str = "Livres") -> bytes:
    """Return an XLSX file of one sheet."""
    unsaved = BytesIO()
    with Workbook(unsaved, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, list(row))
    return unsaved.getvalue()


def with_part(archive: bytes, name: str, content: bytes) -> bytes:
    """Return a packed file in which one part has another content."""
    unsaved = BytesIO()
    with ZipFile(BytesIO(archive)) as before, ZipFile(unsaved, "w", ZIP_DEFLATED) as after:
        for part in before.namelist():
            if part != name:
                after.writestr(part, before.read(part))
        after.writestr(name, content)
    return unsaved.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def sheet_xml(rows: str, opening: str = "") -> bytes:
    """Return the XML of a sheet whose rows are written by hand."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?>{opening}<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def ods(rows: str) -> bytes:
    """Return an ODS file of one table whose rows are written by hand."""
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Livres">{rows}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    unsaved = BytesIO()
    with ZipFile(unsaved, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", 0)
        manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{manifest}"/>')
        archive.writestr("content.xml", content)
    return unsaved.getvalue()


def ods_row(*cells: str, repeated: int = 1) -> str:
    """Return one row of an ODS table."""
    told = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells
    )
    return f'<table:table-row table:number-rows-repeated="{repeated}">{told}</table:table-row>'


def xls(rows: Iterable[Iterable[str | float]]) -> bytes:
    """Return an XLS file of one sheet: BIFF8 records in a compound file, as small as both can be."""
    cells = b"".join(
        _number(row, column, cell) if isinstance(cell, float) else _label(row, column, cell)
        for row, line in enumerate(rows)
        for column, cell in enumerate(line)
    )
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)
    name = "Livres".encode("utf-16-le")
    sheet_at = len(_record(0x809, begin)) + len(_record(0x85, bytes(8) + name)) + len(_record(0x0A, b""))
    bound = struct.pack("<IHBB", sheet_at, 0, 6, 1) + name
    sheet = _record(0x809, begin[:2] + b"\x10\x00" + begin[4:]) + cells + _record(0x0A, b"")
    book = _record(0x809, begin) + _record(0x85, bound) + _record(0x0A, b"") + sheet
    return _compound(book)


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _label(row: int, column: int, text: str) -> bytes:
    return _record(0x204, struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le"))


def _number(row: int, column: int, number: float) -> bytes:
    return _record(0x203, struct.pack("<HHHd", row, column, 0, number))


def _compound(stream: bytes) -> bytes:
    """Put one stream, named as that of a workbook, into a compound file."""
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    # A stream below 4 KB would have to lie in sectors of another size.
    whole = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\x00")
    sectors = len(whole) // 512
    chain = [table, end, *range(3, 2 + sectors), end]
    magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    sizes = (0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 4096, end, 0, end, 0, 0)
    header = struct.pack("<8s16xHHHHH6xIII4xIIIIII", magic, *sizes)
    header += struct.pack("<I", free) * 108
    empty = ("", 0, free, 0, 0)
    entries = [("Root Entry", 5, 1, end, 0), ("Workbook", 2, free, 2, len(whole)), empty, empty]
    folder = b"".join(
        struct.pack(
            "<64sHBBIII16xI8x8xIII",
            name.encode("utf-16-le"),
            2 * len(name) + 2 if name else 0,
            kind,
            1,
            free,
            free,
            child,
            0,
            start,
            size,
            0,
        )
        for name, kind, child, start, size in entries
    )
    return header + struct.pack("<128I", *chain, *[free] * (128 - len(chain))) + folder + whole
