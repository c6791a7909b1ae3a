"""A sheet of paper: fonts, words that cannot do harm, tables, marks drawn with reportlab."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from itertools import groupby
from threading import Lock
from typing import Final

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import FILL_NON_ZERO, Canvas

from cdm_desk.documents.chart import FAINT, INK, Anchor, Line, Mark, Rect, Text
from cdm_desk.documents.icon import SIDE, outline
from cdm_desk.paths import resource

MARGIN: Final[float] = 18 * mm
SIZE: Final = 9.0
HATCH_STEP: Final = 3.5
LONGEST_TEXT: Final = 2_000
FONTS: Final = {
    "NotoSans": "NotoSans-Regular.ttf",
    "NotoSans-Bold": "NotoSans-Bold.ttf",
    "DejaVuSans": "DejaVuSans.ttf",
    "DejaVuSans-Bold": "DejaVuSans-Bold.ttf",
}
UNPRINTABLE: Final = "\ufffd"
BLACK: Final = "#000000"
# A report and a ticket may be drawn at the same time, each on a thread of its own.
_READING: Final = Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: its heads (one line per language), how wide, and to which side."""

    heads: tuple[str, ...]
    width: float
    anchor: Anchor = Anchor.END


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The words of one line of a table."""

    cells: tuple[str, ...]
    bold: bool = False


class Page:
    """One sheet after another, A4 unless told; places are in points from the upper left corner of the paper."""

    def __init__(self, *, heading: str, language: str, size: tuple[float, float] = A4, margin: float = MARGIN) -> None:
        self._bytes = BytesIO()
        # The same marks give the same bytes: no clock and no random id goes into the file.
        self._canvas = Canvas(self._bytes, pagesize=size, invariant=1, lang=language, pageCompression=1)
        self._canvas.setTitle(plain(heading))
        self._canvas.setAuthor("")
        self._canvas.setCreator("cdm_desk")
        self._canvas.setViewerPreference("DisplayDocTitle", "true")
        self.width, self.height = size
        self._margin = margin
        self._forms: set[str] = set()

    @property
    def left(self) -> float:
        """Where the text begins."""
        return self._margin

    @property
    def right(self) -> float:
        """Where the text ends."""
        return self.width - self._margin

    @property
    def across(self) -> float:
        """How much room a line has."""
        return self.width - 2 * self._margin

    def turn(self) -> None:
        """Begin the next sheet."""
        self._canvas.showPage()

    def finished(self) -> bytes:
        """Return the file."""
        self._canvas.showPage()
        self._canvas.save()
        return self._bytes.getvalue()

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = SIZE,
        bold: bool = False,
        anchor: Anchor = Anchor.START,
        room: float | None = None,
        colour: str = INK,
    ) -> None:
        """Write one line, shortened with an ellipsis where it would leave its room.

        Words are drawn letter by letter and never read as markup: nothing in them can open a file or an address.
        """
        shown = fitted(plain(words), size, bold=bold, room=self.across if room is None else room)
        if anchor is not Anchor.START:
            wide = measured(shown, size, bold=bold)
            x -= wide if anchor is Anchor.END else wide / 2
        pen = self._canvas.beginText(x, self.height - y)
        pen.setFillColor(HexColor(colour))
        for font, letters in _runs(shown, bold=bold):
            pen.setFont(font, size)
            pen.textOut(letters)
        self._canvas.drawText(pen)

    def rule(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        *,
        width: float = 0.5,
        colour: str = FAINT,
        dash: str = "",
    ) -> None:
        """Draw a straight line, whole or in strokes."""
        self._canvas.setStrokeColor(HexColor(colour))
        self._canvas.setLineWidth(width)
        self._canvas.setDash([float(length) for length in dash.split()])
        self._canvas.line(x1, self.height - y1, x2, self.height - y2)
        self._canvas.setDash([])

    def icon(self, name: str, x: float, y: float, side: float, *, colour: str = INK) -> None:
        """Draw an icon with its upper left corner at a place."""
        pen = self._canvas
        pen.saveState()
        pen.translate(x, self.height - y)
        pen.scale(side / SIDE, -side / SIDE)
        pen.setFillColor(HexColor(colour))
        path = pen.beginPath()
        for stroke in outline(name):
            match stroke:
                case ():
                    path.close()
                case ((x, y),):
                    path.moveTo(x, y)
                case (_before, (x, y)):
                    path.lineTo(x, y)
                case (_before, first, second, last):
                    path.curveTo(*first, *second, *last)
        pen.drawPath(path, stroke=0, fill=1, fillMode=FILL_NON_ZERO)
        pen.restoreState()

    def stamp(self, name: str, x: float, y: float, side: float, *, colour: str = INK) -> None:
        """Draw an icon that comes many times: the file holds its outline once."""
        form = f"{name}{colour.lstrip('#')}"
        pen = self._canvas
        if form not in self._forms:
            self._forms.add(form)
            pen.beginForm(form, 0, 0, SIDE, SIDE)
            height, self.height = self.height, SIDE
            self.icon(name, 0, 0, SIDE, colour=colour)
            self.height = height
            pen.endForm()
        pen.saveState()
        pen.translate(x, self.height - y - side)
        pen.scale(side / SIDE, side / SIDE)
        pen.doForm(form)
        pen.restoreState()

    def bars(self, x: float, y: float, modules: str, *, module: float, height: float) -> None:
        """Draw a barcode from its modules, dark as 1, black on the white of the paper."""
        pen = self._canvas
        rects, place = [], 0
        for dark, run in groupby(modules):
            wide = len(list(run))
            if dark == "1":
                rects.append(f"{place} 0 {wide} 1 re")
            place += wide
        pen.saveState()
        pen.setFillColor(HexColor(BLACK))
        pen.translate(x, self.height - y - height)
        pen.scale(module, height)
        # Written out: a path of the library takes ten times as long, and a shelf has a thousand labels.
        pen.addLiteral(f"{' '.join(rects)} f")
        pen.restoreState()

    def box(self, rect: Rect) -> None:
        """Draw a rectangle, filled, hatched or framed."""
        pen = self._canvas
        y = self.height - rect.y - rect.height
        pen.saveState()
        pen.setLineWidth(0.5)
        if rect.fill:
            pen.setFillColor(HexColor(rect.fill))
            pen.rect(rect.x, y, rect.width, rect.height, stroke=0, fill=1)
        if rect.hatch:
            self._hatch(rect, y)
        if rect.stroke:
            pen.setStrokeColor(HexColor(rect.stroke))
            pen.rect(rect.x, y, rect.width, rect.height, stroke=1, fill=0)
        pen.restoreState()

    def _hatch(self, rect: Rect, y: float) -> None:
        pen = self._canvas
        pen.saveState()
        around = pen.beginPath()
        around.rect(rect.x, y, rect.width, rect.height)
        pen.clipPath(around, stroke=0, fill=0)
        pen.setStrokeColor(HexColor(INK))
        pen.setLineWidth(0.5)
        if rect.hatch == "dots":
            pen.setDash(0.8, HATCH_STEP - 0.8)
            lines = int(rect.height / HATCH_STEP) + 1
            for place in range(lines):
                level = y + (place + 0.5) * HATCH_STEP
                pen.line(rect.x + (place % 2) * HATCH_STEP / 2, level, rect.x + rect.width, level)
        else:
            for place in range(int((rect.width + rect.height) / HATCH_STEP) + 1):
                x = rect.x - rect.height + place * HATCH_STEP
                pen.line(x, y, x + rect.height, y + rect.height)
        pen.restoreState()

    def draw(self, marks: Sequence[Mark], x: float, y: float) -> None:
        """Draw a chart with its upper left corner at a place."""
        for mark in marks:
            match mark:
                case Rect():
                    self.box(
                        Rect(
                            x=x + mark.x,
                            y=y + mark.y,
                            width=mark.width,
                            height=mark.height,
                            fill=mark.fill,
                            stroke=mark.stroke,
                            hatch=mark.hatch,
                        )
                    )
                case Line():
                    ends = (x + mark.x1, y + mark.y1, x + mark.x2, y + mark.y2)
                    self.rule(*ends, width=mark.width, colour=mark.colour, dash=mark.dash)
                case Text():
                    self.text(
                        x + mark.x,
                        y + mark.y,
                        mark.words,
                        size=mark.size,
                        bold=mark.bold,
                        anchor=mark.anchor,
                        colour=mark.colour,
                        room=mark.room,
                    )

    def table(self, x: float, y: float, columns: Sequence[Column], rows: Sequence[Row], *, size: float) -> float:
        """Draw a table and return where it ends; a row is never split."""
        line = size * 1.42
        y = self.table_head(x, y, columns, size=size) + 1
        for row in rows:
            if row.bold:
                self.rule(x, y, x + sum(column.width for column in columns), y)
            y += line
            self._cells(x, y - size * 0.4, columns, row.cells, size=size, bold=row.bold)
        self.rule(x, y + 1, x + sum(column.width for column in columns), y + 1)
        return y + 1

    def table_head(self, x: float, y: float, columns: Sequence[Column], *, size: float) -> float:
        """Draw the heads of a table, one line per language, and return where its rows begin."""
        lines = max((len(column.heads) for column in columns), default=0)
        for place in range(lines):
            y += size * 1.2
            heads = [column.heads[place] if place < len(column.heads) else "" for column in columns]
            self._cells(x, y, columns, heads, size=size - 0.5, bold=True)
        y += 3
        self.rule(x, y, x + sum(column.width for column in columns), y, width=0.8, colour=INK)
        return y

    def _cells(
        self, x: float, y: float, columns: Sequence[Column], cells: Sequence[str], *, size: float, bold: bool
    ) -> None:
        for column, words in zip(columns, cells, strict=True):
            place = x + (column.width - 3 if column.anchor is Anchor.END else 2)
            self.text(place, y, words, size=size, bold=bold, anchor=column.anchor, room=column.width - 4)
            x += column.width


class BlankPage(Page):
    """Takes what a page takes and draws nothing of it: to learn how many pages there will be."""

    def text(self, *_place: object, **_look: object) -> None:
        """Write nothing."""

    def rule(self, *_place: object, **_look: object) -> None:
        """Draw nothing."""

    def box(self, rect: Rect) -> None:
        """Draw nothing."""

    def draw(self, marks: Sequence[Mark], x: float, y: float) -> None:
        """Draw nothing."""


def plain(words: str) -> str:
    """Return words as they can be drawn: one line, no controls, no halves of letters, no turns of direction."""
    return "".join(_printable(words[:LONGEST_TEXT]))


def _printable(words: str) -> Iterator[str]:
    for letter in words:
        kind = unicodedata.category(letter)
        if kind in {"Cs", "Co", "Cn"}:
            yield UNPRINTABLE
        elif letter in "\t\n\r" or kind in {"Zl", "Zp"}:
            yield " "
        elif kind not in {"Cc", "Cf"}:
            yield letter


def fitted(words: str, size: float, *, bold: bool, room: float) -> str:
    """Return words cut with an ellipsis so that they stay within their room."""
    if measured(words, size, bold=bold) <= room:
        return words
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if measured(words[:middle].rstrip() + "…", size, bold=bold) <= room:
            low = middle
        else:
            high = middle - 1
    return words[:low].rstrip() + "…"


@lru_cache(maxsize=4096)
def measured(words: str, size: float, *, bold: bool = False) -> float:
    """Return how wide words are, in points."""
    return sum(float(pdfmetrics.stringWidth(letters, font, size)) for font, letters in _runs(words, bold=bold))


def wrapped(words: str, size: float, *, room: float, bold: bool = False) -> list[str]:
    """Return words on as many lines as they need."""
    lines: list[str] = []
    line = ""
    for word in plain(words).split(" "):
        longer = f"{line} {word}" if line else word
        if line and measured(longer, size, bold=bold) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


def _runs(words: str, *, bold: bool) -> Iterator[tuple[str, str]]:
    """Split words by the font that has their letters: Noto Sans, DejaVu Sans, or a mark for what neither has."""
    suffix = "-Bold" if bold else ""
    first, second = f"NotoSans{suffix}", f"DejaVuSans{suffix}"
    has_first, has_second = _letters(first), _letters(second)
    if words and has_first.issuperset(map(ord, words)):
        yield first, words
        return

    def font_of(letter: str) -> str:
        return first if ord(letter) in has_first else second

    for font, letters in groupby(words, key=font_of):
        run = "".join(letters)
        if font == second:
            run = "".join(letter if ord(letter) in has_second else UNPRINTABLE for letter in run)
        yield font, run


def _letters(font: str) -> frozenset[int]:
    with _READING:
        return _read(font)


@cache
def _read(font: str) -> frozenset[int]:
    face = TTFont(font, str(resource("fonts", FONTS[font])))
    pdfmetrics.registerFont(face)
    return frozenset(face.face.charToGlyph)
