"""A report as a file: the form follows from the end of the name."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from cdm_desk.documents.day_sheet import day_sheet
from cdm_desk.documents.period import period_pages
from cdm_desk.documents.workbook import as_json, csv_text, ods, xlsx
from cdm_desk.domain.reports import DAY_SHEET, FormUnknownError, Report, ReportNotWrittenError
from cdm_desk.language import Catalogue
from cdm_desk.paths import write_whole

Catalogues = Sequence[Catalogue]

FORMS: Final[Mapping[str, Callable[[Report, Catalogues], bytes]]] = {
    "pdf": lambda report, catalogues: _page_of(report)(report, catalogues),
    "xlsx": xlsx,
    "ods": ods,
    "csv": csv_text,
    "json": lambda report, _catalogues: as_json(report),
}


def _page_of(report: Report) -> Callable[[Report, Catalogues], bytes]:
    return day_sheet if report.id == DAY_SHEET else period_pages


def pressed(report: Report, form: str, catalogues: Catalogues) -> bytes:
    """Return a report as `pdf`, `xlsx`, `ods`, `csv` or `json`; raises FormUnknownError."""
    make = FORMS.get(form.lower())
    if make is None:
        raise FormUnknownError(form, ", ".join(FORMS))
    return make(report, catalogues)


def write_report(report: Report, path: Path, catalogues: Catalogues) -> None:
    """Write a report where it is wanted, whole or not at all; raises FormUnknownError or ReportNotWrittenError."""
    write_file(pressed(report, path.suffix.removeprefix("."), catalogues), path)


def write_file(content: bytes, path: Path) -> None:
    """Write a file where it is wanted, whole or not at all; raises ReportNotWrittenError."""
    try:
        write_whole(path, content, mode=0o644)
    except OSError as fault:
        raise ReportNotWrittenError(str(path), fault.strerror or "") from fault
