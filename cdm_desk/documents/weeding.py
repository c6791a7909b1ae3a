"""What weeding leaves on paper: a slip for each book with its reasons, the lists of gifts and of paper to pulp."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from io import StringIO
from itertools import zip_longest
from typing import Final

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm

from cdm_desk.documents.chart import INK, Anchor, Rect
from cdm_desk.documents.icon import THEME_ICONS
from cdm_desk.documents.labels import NO_THEME, OTHER_SIGN, THEME_FILLS, WHITE
from cdm_desk.documents.page import Column, Page, Row, measured, wrapped
from cdm_desk.documents.weeding_words import FATES, FIELDS, LETTERS, LISTS, SLIP, sentences_of
from cdm_desk.documents.workbook import FORMULA_STARTS
from cdm_desk.domain.labels import mark_of
from cdm_desk.domain.lists import Label
from cdm_desk.domain.weeding import IOUPI, MUSTIE, Advice, Fate, Letter
from cdm_desk.language import Catalogue

SLIPS_ON_A_PAGE: Final = 3
_MARGIN: Final = 14 * mm
_SIZE, _SMALL, _TABLE = 9.5, 8.0, 8.0
_BAND: Final = 9 * mm
_BOX: Final = 3.2 * mm
_MOST_LINES: Final = 12
# What is in both languages is said in one table, so that no column is named twice.
_LIST_COLUMNS: Final = (("mark", 0.08), ("title", 0.25), ("authors", 0.12), ("year", 0.045), ("barcode", 0.1))


def slips(advices: Sequence[Advice], themes: Mapping[str, Label], day: date, catalogues: Sequence[Catalogue]) -> bytes:
    """Return the slips of books, three to a page, each to be cut off and put into its book."""
    page = Page(heading=_joined(SLIP, catalogues), language=f"{catalogues[0].language}-BE", margin=_MARGIN)
    high = page.height / SLIPS_ON_A_PAGE
    for place, advice in enumerate(advices):
        at = place % SLIPS_ON_A_PAGE
        if place and not at:
            page.turn()
        if at:
            page.rule(0, at * high, page.width, at * high, width=0.3)
        _Slip(page, advice, themes, day, catalogues).draw(at * high, high)
    return page.finished()


class _Slip:
    """One slip, drawn from its top down."""

    def __init__(
        self,
        page: Page,
        advice: Advice,
        themes: Mapping[str, Label],
        day: date,
        catalogues: Sequence[Catalogue],
    ) -> None:
        self._page = page
        self._advice = advice
        self._themes = themes
        self._day = day
        self._catalogues = catalogues
        self._left = page.left + _BAND + 4 * mm
        self._wide = page.right - self._left

    def draw(self, top: float, high: float) -> None:
        """Draw the slip into a part of the page."""
        page, advice = self._page, self._advice
        theme = advice.title.theme_code or ""
        y = top + 8 * mm
        page.box(Rect(x=page.left, y=y, width=_BAND, height=high - 16 * mm, fill=THEME_FILLS.get(theme, NO_THEME)))
        page.stamp(THEME_ICONS.get(theme, OTHER_SIGN), page.left + 1.25 * mm, y + 2 * mm, 6.5 * mm, colour=WHITE)
        y = self._head(y)
        y = self._facts(y)
        y = self._reasons(y + 2 * mm)
        self._letters(y + 3 * mm)
        self._foot(top + high - 11 * mm)

    def _head(self, y: float) -> float:
        page, advice = self._page, self._advice
        page.text(self._left, y + 3.5 * mm, _joined(SLIP, self._catalogues), size=_SMALL, room=self._wide * 0.6)
        fate = _joined(FATES[advice.fate], self._catalogues).upper() if advice.fate else ""
        page.text(page.right, y + 4 * mm, fate, size=12, bold=True, anchor=Anchor.END, room=self._wide * 0.38)
        y += 6 * mm
        for line in wrapped(advice.title.heading, 12, room=self._wide, bold=True)[:2]:
            y += 5 * mm
            page.text(self._left, y, line, size=12, bold=True, room=self._wide)
        return y

    def _facts(self, y: float) -> float:
        title = self._advice.title
        themes = self._themes.get(title.theme_code or "")
        told = [
            ("authors", " ; ".join(title.authors)),
            ("year", str(title.year or "")),
            ("language", ", ".join(language.upper() for language in title.languages)),
            ("mark", ", ".join(dict.fromkeys(mark_of(title, copy) for copy in self._advice.copies))),
            ("barcode", ", ".join(copy.barcode for copy in self._advice.copies if copy.barcode)),
            ("theme", themes.both() if themes else ""),
            ("read", "" if self._advice.read is None else str(self._advice.read)),
        ]
        words = "   ".join(f"{_joined(FIELDS[name], self._catalogues)}: {text}" for name, text in told if text)
        for line in wrapped(words, _SMALL, room=self._wide)[:3]:
            y += 4 * mm
            self._page.text(self._left, y, line, size=_SMALL, room=self._wide)
        return y

    def _reasons(self, y: float) -> float:
        for catalogue in self._catalogues:
            for line in wrapped(sentences_of(self._advice.reasons, catalogue), _SIZE, room=self._wide)[:4]:
                y += 4.4 * mm
                self._page.text(self._left, y, line, size=_SIZE, room=self._wide)
            y += 1.2 * mm
        return y

    def _letters(self, y: float) -> float:
        """Draw the letters with a box each: IOUPI in French, MUSTIE in the other languages."""
        for word, letters, catalogue in self._alphabets():
            self._page.text(self._left, y + 3 * mm, word, size=_SMALL, bold=True)
            x = self._left + 15 * mm
            for letter in letters:
                is_on = letter in self._advice.letters
                self._page.box(Rect(x=x, y=y + 0.3 * mm, width=_BOX, height=_BOX, stroke=INK))
                if is_on:
                    self._page.text(x + _BOX / 2, y + 3 * mm, "×", size=9, bold=True, anchor=Anchor.MIDDLE)
                name = catalogue.gettext(LETTERS[letter]).partition(" :")[0].partition(":")[0]
                self._page.text(x + _BOX + 1 * mm, y + 3 * mm, name, size=7, bold=is_on)
                x += _BOX + 3.5 * mm + measured(name, 7, bold=is_on)
            y += 5 * mm
        return y

    def _alphabets(self) -> Iterable[tuple[str, Sequence[Letter], Catalogue]]:
        yield "IOUPI", IOUPI, self._catalogues[0]
        yield "MUSTIE", MUSTIE, self._catalogues[-1]

    def _foot(self, y: float) -> None:
        first = self._catalogues[0]
        page = self._page
        page.text(self._left, y, f"{_joined(FIELDS['day'], self._catalogues)}: {first.date(self._day)}", size=_SMALL)
        seen = _joined(FIELDS["seen"], self._catalogues)
        start = self._left + self._wide * 0.5
        page.text(start, y, seen, size=_SMALL)
        page.rule(start + measured(seen, _SMALL) + 2 * mm, y + 1, page.right, y + 1)


def weeding_list(advices: Sequence[Advice], fate: Fate, day: date, catalogues: Sequence[Catalogue]) -> bytes:
    """Return the list of the books that go the same way, as many pages as it needs."""
    heading = _joined(LISTS[fate], catalogues)
    page = Page(heading=heading, language=f"{catalogues[0].language}-BE", size=landscape(A4), margin=_MARGIN)
    columns = _columns(page.across, catalogues)
    copies = [
        _rows(advice, copy_at, catalogues, columns) for advice in advices for copy_at in range(len(advice.copies))
    ]
    line = _TABLE * 1.42
    parts = list(_parts(copies, int((page.height - 2 * _MARGIN - 26 * mm) / line)))
    for number, part in enumerate(parts, start=1):
        if number > 1:
            page.turn()
        page.text(page.left, _MARGIN + 5 * mm, heading, size=15, bold=True)
        told = f"{catalogues[0].date(day)} · {catalogues[0].number(len(copies))}"
        page.text(page.right, _MARGIN + 5 * mm, told, size=_SIZE, anchor=Anchor.END)
        page.table(page.left, _MARGIN + 9 * mm, columns, part, size=_TABLE)
        page.text(page.right, page.height - _MARGIN, f"{number}/{len(parts)}", size=_SMALL, anchor=Anchor.END)
    return page.finished()


def _columns(across: float, catalogues: Sequence[Catalogue]) -> list[Column]:
    names = [*_LIST_COLUMNS, ("letters", 0.075)]
    rest = 1 - sum(share for _name, share in names)
    return [
        Column(
            heads=tuple(dict.fromkeys(catalogue.gettext(FIELDS[name]) for catalogue in catalogues)),
            width=across * share,
            anchor=Anchor.START,
        )
        for name, share in (*names, ("reasons", rest))
    ]


def _rows(advice: Advice, at: int, catalogues: Sequence[Catalogue], columns: Sequence[Column]) -> list[Row]:
    """Return the lines of one copy, as many as its longest cell needs: on paper nobody can see what was cut."""
    title, copy = advice.title, advice.copies[at]
    cells = (
        mark_of(title, copy),
        title.heading,
        " ; ".join(title.authors),
        str(title.year or ""),
        copy.barcode or "",
        _letters_of(advice),
        sentences_of(advice.reasons, catalogues[0]),
    )
    lines = [
        wrapped(words, _TABLE, room=column.width - 4)[:_MOST_LINES]
        for words, column in zip(cells, columns, strict=True)
    ]
    return [Row(cells=each) for each in zip_longest(*lines, fillvalue="")]


def _parts(copies: Sequence[Sequence[Row]], most: int) -> Iterator[list[Row]]:
    """Give what stands on each page; the lines of a copy stay together."""
    part: list[Row] = []
    for rows in copies:
        if part and len(part) + len(rows) > most:
            yield part
            part = []
        part += rows
    yield part


def _letters_of(advice: Advice) -> str:
    words = (("IOUPI", IOUPI), ("MUSTIE", MUSTIE))
    parts = (
        "".join(sign for sign, letter in zip(word, letters, strict=True) if letter in advice.letters)
        for word, letters in words
    )
    return " / ".join(part for part in parts if part)


def weeding_csv(advices: Sequence[Advice], catalogue: Catalogue) -> bytes:
    """Return the same list for a spreadsheet of Belgium: semicolons, a mark of UTF-8, no formula."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    names = ("mark", "title", "authors", "year", "language", "isbn", "barcode", "fate", "letters", "reasons")
    writer.writerow(catalogue.gettext(FIELDS[name]) for name in names)
    for advice in advices:
        title = advice.title
        for copy in advice.copies:
            cells = (
                mark_of(title, copy),
                title.heading,
                " ; ".join(title.authors),
                str(title.year or ""),
                ", ".join(title.languages),
                title.first_isbn or "",
                copy.barcode or "",
                catalogue.gettext(FATES[advice.fate]) if advice.fate else "",
                _letters_of(advice),
                sentences_of(advice.reasons, catalogue),
            )
            writer.writerow(_harmless(cell) for cell in cells)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def _joined(words: str, catalogues: Sequence[Catalogue]) -> str:
    return " / ".join(dict.fromkeys(catalogue.gettext(words) for catalogue in catalogues))
