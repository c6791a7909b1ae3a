"""What the reports have done off the screen's thread: counted, drawn, written, printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from cdm_desk.domain.reports import DAY_SHEET
from cdm_desk.language import Language, catalogue, language
from cdm_desk.paths import write_whole
from cdm_desk.ui.paper import pages
from cdm_desk.ui.printing import print_pages

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from PySide6.QtGui import QImage

    from cdm_desk.documents.legend import Legend
    from cdm_desk.documents.period_charts import Chart
    from cdm_desk.domain.reports import Period, Report
    from cdm_desk.services.reports import ReportsService, WaitQuality

# Beside these stands how well waits were foreseen.
ABOUT_WAITS: Final = frozenset({DAY_SHEET, "R07"})


class Page(NamedTuple):
    """The file that would be printed, and its pages as pictures."""

    content: bytes
    pictures: list[QImage]


class Shown(NamedTuple):
    """What an errand brings back: the figures, their words and charts, how well waits were foreseen; the page if asked.

    `legend` and `charts` speak the language of the screen, the page those that were chosen for it.
    """

    report: Report
    legend: Legend
    charts: Mapping[str, Chart]
    quality: WaitQuality | None
    languages: tuple[Language, ...]
    page: Page | None


def counted(
    reports: ReportsService, report_id: str, period: Period, languages: tuple[Language, ...], scale: float | None
) -> Shown:
    """Count a report, and draw its page so large; no page where no scale is given."""
    from cdm_desk.documents.legend import Legend  # noqa: PLC0415 - as below
    from cdm_desk.documents.period_charts import chart_of  # noqa: PLC0415

    report = reports.report(report_id, period)
    legend = Legend(report=report, catalogues=[catalogue(language())])
    charts = {table.id: chart for table in report.tables if (chart := chart_of(legend, table)) is not None}
    return Shown(
        report=report,
        legend=legend,
        charts=charts,
        quality=reports.wait_quality() if report_id in ABOUT_WAITS else None,
        languages=languages,
        page=None if scale is None else drawn(report, languages, scale),
    )


def drawn(report: Report, languages: tuple[Language, ...], scale: float) -> Page:
    """Draw the page of a report."""
    content = pdf(report, languages)
    return Page(content=content, pictures=pages(content, scale))


def pdf(report: Report, languages: tuple[Language, ...]) -> bytes:
    """Return the file of a report's page."""
    # reportlab takes 100 ms to load: only when the first page is made, and off the screen's thread.
    from cdm_desk.documents.press import pressed  # noqa: PLC0415

    return pressed(report, "pdf", [catalogue(each) for each in languages])


def written(reports: ReportsService, report: Report, path: Path, languages: tuple[Language, ...]) -> None:
    """Write a report, as it may leave the house, as a file; the end of its name gives the form."""
    from cdm_desk.documents.press import write_report  # noqa: PLC0415 - as above

    write_report(reports.released(report), path, [catalogue(each) for each in languages])


def printed(reports: ReportsService, shown: Shown, file: Path, printer: str, copies: int) -> Path:
    """Print the page of a report as it may leave the house; it is kept as a file besides."""
    content = pdf(reports.released(shown.report), shown.languages)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(file, content)
    print_pages(file, printer, copies)
    return file
