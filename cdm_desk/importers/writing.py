"""The catalogue as a file for other libraries, spreadsheets and reference managers."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from cdm_desk.domain.errors import FileFormatError
from cdm_desk.domain.library import Copy, Title
from cdm_desk.importers import marc, references_out, ris, tables_out
from cdm_desk.importers.mapping import MARC21, UNIMARC

DUBLIN_CORE: Final = "dc"
FORMS: Final = (UNIMARC, MARC21, DUBLIN_CORE)


def written(shelf: Iterable[tuple[Title, tuple[Copy, ...]]], suffix: str, form: str, day: date) -> bytes:
    """Return titles with their copies as a file, told by its suffix; `form` says which MARC, or Dublin Core, it is.

    MARC, CSV, XLSX and RIS come back in as they went out; BibTeX and Dublin Core are for others, and carry no copies.
    Raises FileFormatError for any other suffix, and for a form that a suffix cannot have.
    """
    kind = suffix.lower()
    if form not in FORMS or (form == DUBLIN_CORE and kind == ".mrc"):
        raise FileFormatError
    if kind == ".mrc":
        return marc.iso2709_file(shelf, form, day)
    if kind == ".xlsx":
        return tables_out.xlsx_file(shelf)
    return _text(shelf, kind, form, day).encode("utf-8")


def _text(shelf: Iterable[tuple[Title, tuple[Copy, ...]]], kind: str, form: str, day: date) -> str:
    match kind:
        case ".xml" if form == DUBLIN_CORE:
            return references_out.dublin_core_file(shelf)
        case ".xml":
            return marc.xml_file(shelf, form, day)
        case ".csv":
            return tables_out.csv_file(shelf)
        case ".ris":
            return ris.ris_file(shelf)
        case ".bib":
            return references_out.bibtex_file(shelf)
        case _:
            raise FileFormatError
