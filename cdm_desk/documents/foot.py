"""The foot of a report's page: of when and where it is, what it was counted from, and its fingerprint."""

from typing import Final

from cdm_desk import NAME, __version__
from cdm_desk.documents.chart import Anchor
from cdm_desk.documents.legend import Legend, _
from cdm_desk.documents.page import MARGIN, Page

FOOT: Final = 36.0
_SIZE: Final = 7.0
_LINE: Final = 8.2


def draw_foot(page: Page, legend: Legend, place: str) -> None:
    """Draw the foot; `place` is the number of the page among all, such as `1/2`."""
    report = legend.report
    y = page.height - MARGIN - FOOT + 6
    page.rule(page.left, y, page.right, y)
    closed = report.closed_until
    words = (
        _("{period}, {site} · no day closed yet · sources: {sources}")
        if closed is None
        else _("{period}, {site} · as at {state} (last day closed) · sources: {sources}")
    )
    for sources, form in zip(legend.sources(), legend.each(words), strict=True):
        y += _LINE
        said = form.format(period=report.period.text, site=report.site, state=closed, sources=sources)
        page.text(page.left, y, said, size=_SIZE)
    program = f"{NAME} {__version__} · schema {report.schema}"
    technical = f"{report.id} v{report.definition} · {program} · SHA-256 {report.sha256}"
    page.text(page.left, y + _LINE, technical, size=_SIZE, room=page.across - 24)
    page.text(page.right, y + _LINE, place, size=_SIZE, anchor=Anchor.END)
