"""A report as a file: the form follows from the end of the name."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from cdm_desk.documents.day_sheet import day_sheet
from cdm_desk.documents.library_report import library_report
from cdm_desk.documents.workbook import as_json, csv_text, ods, xlsx
from cdm_desk.domain.reports import DAY_SHEET, LIBRARY, FormUnknownError, Report, ReportNotWrittenError
from cdm_desk.language import Catalogue
from cdm_desk.paths import write_whole

Catalogues = Sequence[Catalogue]

PAGES: Final[Mapping[str, Callable[[Report, Catalogues], bytes]]] = {DAY_SHEET: day_sheet, LIBRARY: library_report}
FORMS: Final[Mapping[str, Callable[[Report, Catalogues], bytes]]] = {
    "pdf": lambda report, catalogues: PAGES[report.id](report, catalogues),
    "xlsx": xlsx,
    "ods": ods,
    "csv": csv_text,
    "json": lambda report, _catalogues: as_json(report),
}


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
