"""The same figures for a spreadsheet or another program: XLSX, ODS, CSV and JSON."""

import csv
import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from io import BytesIO, StringIO
from typing import Final, TypeAlias
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter  # type: ignore[import-untyped]

from cdm_desk import NAME, __version__
from cdm_desk.documents.legend import FIGURES, TABLES, Legend, _
from cdm_desk.documents.native_charts import insert_chart
from cdm_desk.documents.page import plain
from cdm_desk.documents.period_charts import chart_of
from cdm_desk.domain.reports import Report
from cdm_desk.domain.tenths import Tenths
from cdm_desk.language import Catalogue

Value: TypeAlias = int | str | None

LONGEST_SHEET_NAME: Final = 31
# The first letters by which a spreadsheet takes a text for a formula.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
ODS_TYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table in words: its name, its heads, its rows."""

    id: str
    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def sheets(report: Report, catalogues: Sequence[Catalogue]) -> list[Sheet]:
    """Return the figures, every table, and a last sheet that says what they were counted from."""
    legend = Legend(report=report, catalogues=catalogues)
    figures = Sheet(
        id="figures",
        name=legend.joined(TABLES["figures"]),
        heads=(legend.head("figure"), legend.head("value")),
        rows=tuple((legend.joined(FIGURES[figure.id]), figure.value) for figure in report.figures),
    )
    tables = [
        Sheet(
            id=table.id,
            name=legend.joined(TABLES[table.id]),
            heads=tuple(legend.head(column) for column in table.columns),
            rows=tuple((legend.row(row[0]), *(_worded(legend, cell) for cell in row[1:])) for row in table.rows),
        )
        for table in report.tables
    ]
    bound = [sheet for part in report.parts for sheet in sheets(part, catalogues)[:-1]]
    return [figures, *tables, *bound, _read_me(legend)]


def _worded(legend: Legend, cell: Value) -> Value:
    return legend.cell(cell) if isinstance(cell, str) else cell


def _read_me(legend: Legend) -> Sheet:
    report = legend.report
    state = legend.short_day(report.closed_until)
    lines: list[tuple[Value, ...]] = [
        (legend.joined(_("Report")), f"{report.id} · {' / '.join(dict.fromkeys(legend.title()))}"),
        (legend.joined(_("Period")), report.period.text),
        (legend.joined(_("Site")), report.site),
        (legend.joined(_("State of the figures")), legend.joined(_("provisional")) if report.provisional else state),
        (legend.joined(_("Sources")), " / ".join(dict.fromkeys(legend.sources()))),
        (legend.joined(_("Definition")), f"{report.id} v{report.definition}"),
        (legend.joined(_("Program")), f"{NAME} {__version__}, schema {report.schema}"),
        ("SHA-256", report.sha256),
    ]
    for table in report.tables:
        lines += [(legend.joined(_("Remark")), sentence) for sentence in legend.explained(table.id)]
    for note in report.notes:
        lines += [(legend.joined(_("Remark")), sentence) for sentence in legend.note(note)]
    return Sheet(id="read_me", name=legend.joined(_("Read me")), heads=("", ""), rows=tuple(lines))


def xlsx(report: Report, catalogues: Sequence[Catalogue]) -> bytes:
    """Return the sheets as an Excel file: words always as text, numbers as numbers, its charts as Excel's own."""
    file = BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    # The same figures give the same file: it is dated by its period.
    book.set_properties({"title": report.id, "created": datetime.combine(report.period.first, time())})
    tenths_form = book.add_format({"num_format": "0.0"})
    head_form = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    legend = Legend(report=report, catalogues=catalogues)
    tables = {table.id: table for table in report.tables}
    every = sheets(report, catalogues)
    for name, sheet in zip(_names([sheet.name for sheet in every]), every, strict=True):
        page = book.add_worksheet(name)
        for column, head in enumerate(sheet.heads):
            page.write_string(0, column, plain(head), head_form)
        for line, row in enumerate(sheet.rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, Tenths):
                    page.write_number(line, column, value.plain, tenths_form)
                elif isinstance(value, int):
                    page.write_number(line, column, value)
                elif value is not None:
                    page.write_string(line, column, plain(value))
        page.set_column(0, 0, 44)
        page.set_column(1, max(1, len(sheet.heads) - 1), 60 if sheet.id == "read_me" else 13)
        page.freeze_panes(1, 0 if sheet.id == "read_me" else 1)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        table = tables.get(sheet.id)
        chart = None if table is None else chart_of(legend, table)
        if table is not None and chart is not None:
            insert_chart(book, page, name, title=sheet.name, table=table, chart=chart)
    book.close()
    return file.getvalue()


def _names(names: Sequence[str]) -> list[str]:
    """Return names that a spreadsheet accepts for its sheets, each once."""
    once: list[str] = []
    for place, name in enumerate(names, start=1):
        allowed = re.sub(r"\s*[\[\]:*?/\\]\s*", " - ", plain(name)).strip("' ")[:LONGEST_SHEET_NAME].rstrip("' ")
        taken = not allowed or allowed.casefold() in {known.casefold() for known in once}
        once.append(f"{place} {allowed}"[:LONGEST_SHEET_NAME].strip() if taken else allowed)
    return once


def csv_text(report: Report, catalogues: Sequence[Catalogue]) -> bytes:
    """Return the sheets one under another as CSV, for the spreadsheets of the house: UTF-8 with BOM and semicolons."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for place, sheet in enumerate(sheets(report, catalogues)):
        if place:
            writer.writerow([])
        writer.writerow([guarded(sheet.name)])
        writer.writerow([guarded(head) for head in sheet.heads])
        writer.writerows([guarded(value) for value in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def guarded(value: Value) -> int | str:
    """Return a cell that no spreadsheet takes for a formula, without signs that nobody sees."""
    if isinstance(value, Tenths):
        # The spreadsheets of the house read a comma.
        return str(value.plain).replace(".", ",")
    if isinstance(value, int):
        return value
    words = "" if value is None else value
    # The guard looks before the controls are taken out: behind one, a formula would be a formula again.
    dangerous = words.lstrip().startswith(FORMULA_STARTS) or words.startswith(FORMULA_STARTS)
    clean = plain(words)
    return f"'{clean}" if dangerous or clean.startswith(FORMULA_STARTS) else clean


def ods(report: Report, catalogues: Sequence[Catalogue]) -> bytes:
    """Return the sheets as an OpenDocument spreadsheet."""
    every = sheets(report, catalogues)
    tables = "".join(
        _ods_table(name, sheet) for name, sheet in zip(_names([sheet.name for sheet in every]), every, strict=True)
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        # The type comes first and uncompressed: that is how the format is recognised.
        _put(archive, "mimetype", ODS_TYPE, zipfile.ZIP_STORED)
        _put(archive, "content.xml", content, zipfile.ZIP_DEFLATED)
        _put(archive, "META-INF/manifest.xml", manifest, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _put(archive: zipfile.ZipFile, name: str, text: str, compression: int) -> None:
    entry = zipfile.ZipInfo(name, _LONG_AGO)
    entry.compress_type = compression
    archive.writestr(entry, text.encode("utf-8"))


def _ods_table(name: str, sheet: Sheet) -> str:
    rows: Iterator[Sequence[Value]] = iter((sheet.heads, *sheet.rows))
    lines = "".join(f"<table:table-row>{''.join(_ods_cell(value) for value in row)}</table:table-row>" for row in rows)
    return f"<table:table table:name={quoteattr(name)}>{lines}</table:table>"


def _ods_cell(value: Value) -> str:
    if isinstance(value, int):
        number = _number(value)
        return (
            f'<table:table-cell office:value-type="float" office:value="{number}">'
            f"<text:p>{number}</text:p></table:table-cell>"
        )
    if not value:
        return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="string"><text:p>{escape(plain(value))}</text:p></table:table-cell>'


def _number(value: Value) -> Value | float:
    return value.plain if isinstance(value, Tenths) else value


def as_json(report: Report) -> bytes:
    """Return the report in ids, codes and numbers, for other programs."""
    content = {
        "report": report.id,
        "period": report.period.text,
        "site": report.site,
        "definition": report.definition,
        "provisional": report.provisional,
        "closed_until": None if report.closed_until is None else report.closed_until.isoformat(),
        "figures": {figure.id: _number(figure.value) for figure in report.figures},
        "tables": [
            {
                "id": table.id,
                "columns": list(table.columns),
                "rows": [[_number(cell) for cell in row] for row in table.rows],
            }
            for table in report.tables
        ],
        "notes": [{"id": note.id, "number": note.number, "names": list(note.names)} for note in report.notes],
        "sources": dict(report.sources),
        "texts": [{"heading": text.heading, "fr": text.fr, "nl": text.nl} for text in report.texts],
        "parts": [json.loads(as_json(part)) for part in report.parts],
        "schema": report.schema,
        "program": f"{NAME} {__version__}",
        "sha256": report.sha256,
    }
    return (json.dumps(content, ensure_ascii=True, indent=1) + "\n").encode()
