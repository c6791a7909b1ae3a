"""What visitors took of the brochures, as a table for the spreadsheets of the house."""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO

from cdm_desk.documents.workbook import guarded
from cdm_desk.domain.leaflets import Taken
from cdm_desk.language import Catalogue


def taken_csv(lines: Sequence[Taken], themes: Mapping[str, str], words: Catalogue) -> bytes:
    """Return a line for each month, theme and language: UTF-8 with BOM and semicolons, months as 2026-03."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([guarded(head) for head in _heads(words)])
    for line in lines:
        theme = themes.get(line.theme_code or "", line.theme_code or "")
        row = (f"{line.month:%Y-%m}", theme, (line.language or "").upper(), line.put, line.removed, line.taken)
        writer.writerow([guarded(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _heads(words: Catalogue) -> list[str]:
    return [
        words.pgettext("brochures", "Month"),
        words.pgettext("brochures", "Theme"),
        words.pgettext("brochures", "Language"),
        words.pgettext("brochures", "Put out"),
        words.pgettext("brochures", "Removed"),
        words.pgettext("brochures", "Taken by visitors"),
    ]
