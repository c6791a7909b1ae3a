"""The catalogue as a table, for a spreadsheet of Belgium and to be taken in again: CSV and XLSX."""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Final

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from cdm_desk.domain.library import Copy, Title
from cdm_desk.importers import own
from cdm_desk.importers.table import marked

Shelf = Iterable[tuple[Title, tuple[Copy, ...]]]

_NEEDS_QUOTES = re.compile(r'[;"\r\n]')
_WIDTHS: Final = {
    "title": 50,
    "subtitle": 30,
    "authors": 30,
    "publisher": 20,
    "subjects": 30,
    "summary": 40,
    "isbn": 18,
}
_WIDTH: Final = 12


def csv_file(shelf: Shelf) -> str:
    """Return titles as a table that opens in a Belgian spreadsheet and comes back in as it went out, copies too."""
    lines = [";".join(own.COLUMNS), *(";".join(map(_quoted, cells)) for cells in _rows(shelf))]
    return "\ufeff" + "\r\n".join(lines) + "\r\n"


def xlsx_file(shelf: Shelf) -> bytes:
    """Return titles as a sheet whose cells are all texts: none is a formula, a link or a number."""
    unsaved = BytesIO()
    with Workbook(unsaved, {"in_memory": True}) as book:
        sheet = book.add_worksheet("books")
        heading = book.add_format({"bold": True})
        for column, name in enumerate(own.COLUMNS):
            sheet.write_string(0, column, name, heading)
            sheet.set_column(column, column, _WIDTHS.get(name, _WIDTH))
        for row, cells in enumerate(_rows(shelf), start=1):
            for column, text in enumerate(cells):
                if text:
                    sheet.write_string(row, column, marked(text))
        sheet.freeze_panes(1, 0)
    return unsaved.getvalue()


def _rows(shelf: Shelf) -> Iterator[list[str]]:
    for title, copies in shelf:
        cells = own.texts_of(title) | {name: own.joined(parts) for name, parts in own.lists_of(title).items()}
        cells |= own.copy_cells(title, copies)
        yield [cells.get(name, "") for name in own.COLUMNS]


def _quoted(value: str) -> str:
    """A cell that a spreadsheet would take for a formula is marked as text."""
    text = marked(value)
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text
