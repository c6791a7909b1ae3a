"""The press review on paper: by theme, French and Dutch side by side in the same size, or one after the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from cdm_desk.documents.chart import FAINT, INK, Anchor
from cdm_desk.documents.page import MARGIN, Page, measured, plain, wrapped
from cdm_desk.documents.press_review_words import Arrangement, Wording
from cdm_desk.domain.press import PressItem

MUTED: Final = "#51606E"
GUTTER: Final = 16.0
BODY: Final = 9.0
SMALL: Final = 7.5
TITLE: Final = 10.5
THEME: Final = 12.0
LEADING: Final = 1.38
FOOT: Final = 30.0
HEAD: Final = 54.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    x: float
    words: str
    size: float = BODY
    bold: bool = False
    colour: str = INK
    anchor: Anchor = Anchor.START


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One line of the page; what is `kept` never ends a page, since what it announces would begin the next."""

    cells: tuple[_Cell, ...] = ()
    height: float = BODY * LEADING
    kept: bool = False
    rule: str = ""
    bar: bool = False


@dataclass(slots=True)
class _Sheet:
    lines: list[_Line] = field(default_factory=list)
    height: float = 0.0


def press_review(wording: Wording, arrangement: Arrangement) -> bytes:
    """Return the PDF of an issue, on as many pages as it needs."""
    page = Page(heading=wording.subject(), language=f"{wording.catalogues[0].language}-BE")
    parts = [wording]
    if arrangement is Arrangement.ONE_AFTER_THE_OTHER:
        parts = [wording.only(each) for each in wording.catalogues]
    room = page.height - 2 * MARGIN - FOOT
    sheets = [(part, sheet) for part in parts for sheet in _sheets(_Composer(page, part).lines(), room)]
    for number, (part, sheet) in enumerate(sheets, start=1):
        if number > 1:
            page.turn()
        _draw(page, sheet)
        _foot(page, part, f"{number}/{len(sheets)}")
    return page.finished()


class _Composer:
    """Turns one issue into lines, in one or two languages."""

    def __init__(self, page: Page, wording: Wording) -> None:
        self._page = page
        self._wording = wording
        columns = len(wording.catalogues)
        self._wide = (page.across - GUTTER * (columns - 1)) / columns

    def lines(self) -> list[_Line]:
        """Return every line."""
        found = list(self._head())
        groups = self._wording.review.by_theme(self._wording.themes)
        if not groups:
            found.append(_Line(cells=(_Cell(x=self._page.left, words=self._wording.nothing()),)))
        for code, items in groups:
            found += self._theme(code)
            for item in items:
                found += self._item(item)
        return found

    def _head(self) -> Iterator[_Line]:
        page, wording = self._page, self._wording
        places = ((page.left, Anchor.START), (page.right, Anchor.END))
        sides = list(zip(places, wording.titles(), wording.whens(), strict=False))
        yield _Line(
            cells=tuple(_Cell(x=x, words=title, size=18, bold=True, anchor=side) for (x, side), title, _when in sides),
            height=22,
        )
        # Two lines of the same length each: neither language is cut for the other.
        for place, (x, side) in enumerate(places[: len(sides)]):
            cell = _Cell(x=x, words=sides[place][2], size=BODY, colour=MUTED, anchor=side)
            if len(sides) == 1 or measured(sides[0][2], BODY) + measured(sides[-1][2], BODY) > page.across - GUTTER:
                yield _Line(cells=(cell,), height=13)
            elif place == 0:
                other = _Cell(x=page.right, words=sides[1][2], size=BODY, colour=MUTED, anchor=Anchor.END)
                yield _Line(cells=(cell, other), height=13)
        yield _Line(height=8, rule=INK)

    def _theme(self, code: str | None) -> Iterator[_Line]:
        words = self._wording.theme(code)
        yield _Line(height=6, kept=True)
        yield _Line(
            cells=(_Cell(x=self._page.left, words=words, size=THEME, bold=True),), height=THEME * 1.5, kept=True
        )
        yield _Line(height=3, rule=FAINT, kept=True)

    def _item(self, item: PressItem) -> Iterator[_Line]:
        wording = self._wording
        yield _Line(height=4, kept=True)
        yield from self._across(item.title, size=TITLE, bold=True, kept=True)
        yield from self._across(wording.reference(item), size=SMALL + 0.5, colour=MUTED, kept=True)
        if item.link and item.link != item.title:
            yield from self._across(item.link, size=SMALL, colour=MUTED, kept=True)
        yield _Line(height=2, kept=True)
        yield from self._columns([text for _language, text in wording.summaries(item)])
        if item.quote:
            yield _Line(height=3, kept=True)
            yield from self._across(wording.quoted(item), indent=10, bar=True)
        yield from self._books(item)
        if item.full_text and (licence := wording.licence(item)):
            yield _Line(height=4, kept=True)
            yield from self._across(licence, size=SMALL, bold=True, kept=True)
            yield from self._across(item.full_text, size=SMALL + 0.5)
        yield _Line(height=7)

    def _books(self, item: PressItem) -> Iterator[_Line]:
        books = self._wording.review.books(item)
        if not books:
            return
        yield _Line(height=3, kept=True)
        yield from self._across(self._wording.shelf(), size=SMALL, bold=True, kept=True)
        for book in books:
            mark = self._wording.mark(book)
            room = self._page.across - measured(mark, SMALL + 0.5, bold=True) - GUTTER
            for place, line in enumerate(_broken(self._wording.book(book), SMALL + 0.5, room=room)):
                cells = [_Cell(x=self._page.left + 8, words=line, size=SMALL + 0.5)]
                if place == 0:
                    right = self._page.right
                    cells.append(_Cell(x=right, words=mark, size=SMALL + 0.5, bold=True, anchor=Anchor.END))
                yield _Line(cells=tuple(cells), height=(SMALL + 0.5) * LEADING)

    def _across(
        self,
        words: str,
        *,
        size: float = BODY,
        bold: bool = False,
        colour: str = INK,
        indent: float = 0.0,
        kept: bool = False,
        bar: bool = False,
    ) -> Iterator[_Line]:
        for part in words.split("\n"):
            for line in _broken(part, size, room=self._page.across - indent, bold=bold):
                cell = _Cell(x=self._page.left + indent, words=line, size=size, bold=bold, colour=colour)
                if line or part == "":
                    yield _Line(cells=(cell,), height=size * LEADING, kept=kept, bar=bar)

    def _columns(self, texts: Sequence[str]) -> Iterator[_Line]:
        columns = [
            [line for part in text.split("\n") for line in _broken(part, BODY, room=self._wide)] for text in texts
        ]
        for place in range(max((len(column) for column in columns), default=0)):
            yield _Line(
                cells=tuple(
                    _Cell(x=self._page.left + at * (self._wide + GUTTER), words=column[place])
                    for at, column in enumerate(columns)
                    if place < len(column)
                )
            )


def _broken(words: str, size: float, *, room: float, bold: bool = False) -> list[str]:
    """Return words on lines of which none is wider than its room: an address is broken where it must be."""
    lines: list[str] = []
    for line in wrapped_whole(words, size, room=room, bold=bold):
        rest = line
        while measured(rest, size, bold=bold) > room and len(rest) > 1:
            cut = len(rest)
            while cut > 1 and measured(rest[:cut], size, bold=bold) > room:
                cut -= max(1, cut // 20)
            lines.append(rest[:cut])
            rest = rest[cut:]
        lines.append(rest)
    return lines


def wrapped_whole(words: str, size: float, *, room: float, bold: bool) -> list[str]:
    """Return words on lines; of a long text nothing is cut, as the drawing of a single line would."""
    parts: list[str] = []
    rest = words
    while len(rest) > 1_500:
        cut = rest.rfind(" ", 0, 1_500)
        cut = cut if cut > 0 else 1_500
        parts.append(rest[:cut])
        rest = rest[cut:].lstrip(" ")
    lines: list[str] = []
    for part in [*parts, rest]:
        lead = f"{lines.pop()} " if lines and lines[-1] else ""
        lines += wrapped(lead + plain(part), size, room=room, bold=bold)
    return lines


def _sheets(lines: Sequence[_Line], room: float) -> list[_Sheet]:
    """Share lines out among pages; a group that is kept together goes over whole if a page holds it."""
    sheets = [_Sheet()]
    for group in _groups(lines):
        tall = sum(line.height for line in group)
        if sheets[-1].height + tall > room and sheets[-1].lines:
            sheets.append(_Sheet())
        for line in group:
            if sheets[-1].height + line.height > room and sheets[-1].lines:
                sheets.append(_Sheet())
            sheets[-1].lines.append(line)
            sheets[-1].height += line.height
    return sheets


def _groups(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    group: list[_Line] = []
    for line in lines:
        group.append(line)
        if not line.kept:
            yield group
            group = []
    if group:
        yield group


def _draw(page: Page, sheet: _Sheet) -> None:
    y = MARGIN
    for line in sheet.lines:
        if line.rule:
            page.rule(page.left, y + 1, page.right, y + 1, width=1.2 if line.rule == INK else 0.6, colour=line.rule)
        if line.bar:
            page.rule(page.left + 3, y + 1, page.left + 3, y + line.height + 1, width=1.6, colour=FAINT)
        for cell in line.cells:
            page.text(
                cell.x,
                y + line.height - cell.size * 0.3,
                cell.words,
                size=cell.size,
                bold=cell.bold,
                colour=cell.colour,
                anchor=cell.anchor,
                room=page.across + 1,
            )
        y += line.height


def _foot(page: Page, wording: Wording, place: str) -> None:
    y = page.height - MARGIN - FOOT + 12
    page.rule(page.left, y, page.right, y)
    for words in wording.foot():
        y += 9
        page.text(page.left, y, words, size=6.5, colour=MUTED, room=page.across - 30)
    page.text(page.right, page.height - MARGIN - FOOT + 21, place, size=SMALL, anchor=Anchor.END)
