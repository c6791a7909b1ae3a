"""The report of a stocktake: its figures by theme, the books that somebody has to look for, and who signs."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from reportlab.lib.units import mm

from cdm_desk.documents.chart import INK, Anchor
from cdm_desk.documents.legend import _
from cdm_desk.documents.page import MARGIN, Column, Page, Row
from cdm_desk.documents.workbook import guarded
from cdm_desk.domain.lists import Entry
from cdm_desk.domain.stocktake import Figures, Known, StocktakeReport, Verdict
from cdm_desk.language import Catalogue

HEADING: Final = _("Stocktake of the library")
WHOLE: Final = _("Whole library")
THEME: Final = _("Theme")
NO_THEME: Final = _("No theme")
TOTAL: Final = _("Total")
BEGUN: Final = _("Begun on {day}")
ENDED: Final = _("Ended on {day}")
RUNNING: Final = _("Not ended yet: as it stands on {day}")
SIGNED: Final = _("Signed: {role}, {day}")
UNSIGNED: Final = _("Not signed yet")
BY_HAND: Final = _("Signature:")
FIGURES: Final = {
    "expected": _("Should be there"),
    "seen": _("Seen"),
    "misplaced": _("Out of place"),
    "missing": _("Missing"),
    "found": _("Back again"),
    "unknown": _("Unknown"),
    "added": _("Off the list"),
}
LISTS: Final = {
    "missing": _("Missing: look for these"),
    "misplaced": _("Misplaced: put these back"),
    "found": _("Thought lost, and there"),
    "unknown": _("Codes that no copy carries"),
}
MARK: Final = _("Shelf mark")
TITLE: Final = _("Title")
CODE: Final = _("Barcode")
PLACE: Final = _("Found at")
SEEN: Final = _("Seen on")
VERDICT: Final = _("Verdict")
VERDICTS: Final = {
    Verdict.IN_PLACE: _("In place"),
    Verdict.MISPLACED: _("Misplaced"),
    Verdict.UNKNOWN: _("Unknown"),
    Verdict.THOUGHT_LOST: _("Found again"),
    Verdict.MISSING: _("Missing"),
}
ROLES: Final = {
    "reception": _("Reception"),
    "steward": _("Digital steward"),
    "counsellor": _("Counsellor"),
    "documentalist": _("Librarian"),
    "manager": _("Manager"),
    "administrator": _("Administrator"),
}
LARGE: Final = 8.5
SMALL: Final = 7.5
LINE: Final = SMALL * 1.42
FOOT: Final = 46.0


def stocktake_report(
    report: StocktakeReport, themes: Mapping[str, Entry], catalogues: Sequence[Catalogue], today_words: Sequence[str]
) -> bytes:
    """Return the PDF of a report in its languages; `today_words` is the day it is printed, in each of them."""
    return _Sheets(report, themes, catalogues, today_words).drawn()


class _Sheets:
    def __init__(
        self,
        report: StocktakeReport,
        themes: Mapping[str, Entry],
        catalogues: Sequence[Catalogue],
        today_words: Sequence[str],
    ) -> None:
        self._report = report
        self._themes = themes
        self._catalogues = catalogues
        self._today = today_words
        heading = " / ".join(each.gettext(HEADING) for each in catalogues)
        self._page = Page(heading=heading, language=f"{catalogues[0].language}-BE")
        self._y = MARGIN
        self._number = 1

    def drawn(self) -> bytes:
        self._head()
        self._figures()
        for name in LISTS:
            self._list(name, getattr(self._report, name))
        self._sign()
        self._footer()
        return self._page.finished()

    def _head(self) -> None:
        page = self._page
        half = page.across * 0.48
        sides = ((page.left, Anchor.START), (page.right, Anchor.END))
        for (place, anchor), words, today in zip(sides, self._catalogues, self._today, strict=False):
            lines = [self._scope(words), *self._when(words, today)]
            page.text(place, self._y + 15, words.gettext(HEADING), size=16, bold=True, anchor=anchor, room=half)
            for at, line in enumerate(lines):
                page.text(place, self._y + 29 + 11 * at, line, size=9, anchor=anchor, room=half)
        self._y += 29 + 11 * 4
        page.rule(page.left, self._y - 6, page.right, self._y - 6, width=1.2, colour=INK)

    def _scope(self, words: Catalogue) -> str:
        theme = self._themes.get(self._report.stocktake.theme_code or "")
        return words.gettext(WHOLE) if theme is None else f"{theme.digit} {theme.label.spoken(words.language)}"

    def _when(self, words: Catalogue, today: str) -> tuple[str, str, str]:
        stocktake = self._report.stocktake
        begun = words.gettext(BEGUN).format(day=words.date(stocktake.begun_on, "long"))
        if stocktake.ended_on is None:
            return begun, words.gettext(RUNNING).format(day=today), words.gettext(UNSIGNED)
        ended = words.date(stocktake.ended_on, "long")
        role = words.gettext(ROLES.get(stocktake.signed_as or "", "–"))
        signed = words.gettext(SIGNED).format(role=role, day=ended) if stocktake.signed_as else words.gettext(UNSIGNED)
        return begun, words.gettext(ENDED).format(day=ended), signed

    def _figures(self) -> None:
        page, report = self._page, self._report
        codes = [code for code in (*self._themes, "") if code in report.by_theme]
        rows = [self._figure_row(self._theme_words(code), report.by_theme[code]) for code in codes]
        rows.append(self._figure_row(self._both(TOTAL), report.total, bold=True))
        width = page.across * 0.1
        columns = [
            Column(heads=self._heads(THEME), width=page.across - width * len(FIGURES), anchor=Anchor.START),
            *(Column(heads=self._heads(each), width=width) for each in FIGURES.values()),
        ]
        self._y = page.table(page.left, self._y, columns, rows, size=LARGE) + 10

    def _figure_row(self, words: str, figures: Figures, *, bold: bool = False) -> Row:
        number = self._catalogues[0].number
        return Row(cells=(words, *(number(getattr(figures, name)) for name in FIGURES)), bold=bold)

    def _theme_words(self, code: str) -> str:
        theme = self._themes.get(code)
        if theme is None:
            return self._both(NO_THEME)
        return f"{theme.digit} {' / '.join(theme.label.spoken(words.language) for words in self._catalogues)}"

    def _list(self, name: str, books: Sequence[Known]) -> None:
        if not books:
            return
        if self._room() < 5 * LINE:
            self._turn()
        page = self._page
        heading = f"{self._both(LISTS[name])} ({self._catalogues[0].number(len(books))})"
        page.text(page.left, self._y + 12, heading, size=10.5, bold=True)
        self._y += 14
        columns = self._columns(found=name != "missing")
        rest = [self._row(known, found=name != "missing") for known in books]
        while rest:
            heads = len(self._catalogues) * SMALL * 1.2 + 6
            fits = max(1, int((self._room() - heads) / LINE))
            self._y = page.table(page.left, self._y, columns, rest[:fits], size=SMALL) + 8
            rest = rest[fits:]
            if rest:
                self._turn()

    def _columns(self, *, found: bool) -> list[Column]:
        wide = self._page.across
        widths = (MARK, wide * 0.16), (TITLE, wide * (0.48 if found else 0.62)), (CODE, wide * 0.22)
        columns = [Column(heads=self._heads(each), width=width, anchor=Anchor.START) for each, width in widths]
        if found:
            columns.append(Column(heads=self._heads(PLACE), width=wide * 0.14, anchor=Anchor.START))
        return columns

    def _row(self, known: Known, *, found: bool) -> Row:
        cells = (known.mark, known.heading, known.barcode or known.line.code or "")
        return Row(cells=(*cells, known.line.place or "") if found else cells)

    def _sign(self) -> None:
        if self._room() < 18 * mm:
            self._turn()
        page = self._page
        self._y += 12 * mm
        half = page.across / 2 - 6
        for place, words in zip((page.left, page.left + half + 12), self._catalogues, strict=False):
            page.text(place, self._y, words.gettext(BY_HAND), size=9, room=half)
        page.rule(page.left, self._y + 5, page.right, self._y + 5)

    def _turn(self) -> None:
        self._footer()
        self._page.turn()
        self._number += 1
        self._y = MARGIN

    def _footer(self) -> None:
        page = self._page
        y = page.height - MARGIN + 10
        words = f"{self._both(HEADING)} – {self._today[0]}"
        page.text(page.left, y, words, size=7, room=page.across * 0.8)
        page.text(page.right, y, str(self._number), size=7, anchor=Anchor.END, room=40)

    def _room(self) -> float:
        return self._page.height - MARGIN - self._y

    def _both(self, words: str) -> str:
        return " / ".join(dict.fromkeys(each.gettext(words) for each in self._catalogues))

    def _heads(self, words: str) -> tuple[str, ...]:
        return tuple(each.gettext(words) for each in self._catalogues)


def stocktake_csv(report: StocktakeReport, themes: Mapping[str, Entry], words: Catalogue) -> bytes:
    """Return every line of a stocktake as a table for a spreadsheet, in one language."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([words.gettext(each) for each in (MARK, TITLE, CODE, THEME, VERDICT, PLACE, SEEN)])
    for cells in _csv_rows(report, themes, words):
        writer.writerow([guarded(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def _csv_rows(report: StocktakeReport, themes: Mapping[str, Entry], words: Catalogue) -> Iterator[tuple[str, ...]]:
    begun_on = report.stocktake.begun_on
    for known in report.lines:
        line = known.line
        theme = themes.get(known.theme_code or "")
        missing = line.expected and not known.seen(begun_on)
        verdict = Verdict.MISSING if missing else line.verdict or Verdict.IN_PLACE
        seen_on = line.seen_on or (None if missing else known.copy_seen_on)
        yield (
            known.mark,
            known.heading,
            known.barcode or line.code or "",
            theme.label.spoken(words.language) if theme else "",
            words.gettext(VERDICTS.get(verdict, "")) if verdict in VERDICTS else "",
            line.place or "",
            seen_on.isoformat() if seen_on else "",
        )
