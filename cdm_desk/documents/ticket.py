"""The ticket and the proof of visit on paper: one description of each, as a PDF and as a job for a printer of receipts.

The job is the picture of the same PDF in dots: what is tried out on a sheet is what the roll shows.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final, TypeAlias

from reportlab.lib.units import mm

from cdm_desk.documents.chart import INK, Anchor, Line, Rect, Text
from cdm_desk.documents.dots import DOTS_TO_THE_MM, rows_of
from cdm_desk.documents.escpos import job
from cdm_desk.documents.icon import OTHER_ICON, THEME_ICONS
from cdm_desk.documents.page import Page, measured, plain, wrapped
from cdm_desk.domain.slip import HalfDay, Slip, TicketPaper, half_day, languages_of
from cdm_desk.domain.waiting import Estimate, Told
from cdm_desk.language import Catalogue, catalogue, language_from

Catalogues: TypeAlias = Sequence[Catalogue]

LARGE: Final = 1.55
"""How much larger the words of a large print are; the number is as large as the paper lets it be, in both."""

LINE: Final = 1.3
TIGHTER: Final = 0.8
"""How much smaller a line may be written before it is broken in two."""

MODULE: Final = 0.5 * mm
"""The least width of a square that a telephone reads from paper."""

LESS: Final = 0.98
SMALLEST: Final = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A paper in points: `height` is None on a roll; `text` is the size of ordinary words."""

    width: float
    height: float | None
    margin: float
    text: float

    @property
    def room(self) -> float:
        """How much room a line has."""
        return self.width - 2 * self.margin


FORMATS: Final = {
    TicketPaper.ROLL_80: Format(width=80 * mm, height=None, margin=4 * mm, text=11),
    TicketPaper.ROLL_58: Format(width=58 * mm, height=None, margin=5 * mm, text=9),
    TicketPaper.A6: Format(width=105 * mm, height=148 * mm, margin=8 * mm, text=12),
    TicketPaper.A5: Format(width=148 * mm, height=210 * mm, margin=11 * mm, text=17),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Icon:
    """An icon of the house with its upper left corner at a place."""

    name: str
    x: float
    y: float
    side: float


Mark: TypeAlias = Text | Line | Rect | Icon


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A slip as a list of marks on one sheet of so many points."""

    title: str
    marks: tuple[Mark, ...]
    width: float
    height: float
    margin: float


def _(words: str) -> str:
    """Mark words for translation; a slip puts them into its languages."""
    return words


HOUSE: Final = _("Cité des métiers of Brussels")
CALLED_BY: Final = _("You are called by this number.")
PROOF: Final = _("Proof of visit")
HALVES: Final = {
    HalfDay.MORNING: _("The person named here came to the Cité des métiers of Brussels on {day}, in the morning."),
    HalfDay.AFTERNOON: _("The person named here came to the Cité des métiers of Brussels on {day}, in the afternoon."),
    HalfDay.EVENING: _("The person named here came to the Cité des métiers of Brussels on {day}, in the evening."),
}
NAME: Final = _("Name, written by hand:")
STAMP: Final = _("Stamp and signature:")
NO_NAME: Final = _("The Cité des métiers keeps no name.")


def catalogues_for(slip_language: str | None, moment: datetime, *, always_both: bool = False) -> list[Catalogue]:
    """Return the languages of a slip: the visitor's, or both where they chose none or both are always wanted."""
    wanted = languages_of(None if always_both else slip_language, moment.date())
    return [catalogue(language_from(each) or "fr") for each in wanted]


def catalogues_of(visitor_language: str | None) -> list[Catalogue]:
    """Return the language of a visitor, `FR` or `NL`; both where it is neither or not known."""
    known = {"FR": ("fr",), "NL": ("nl",)}.get(visitor_language or "", ("fr", "nl"))
    return [catalogue(language_from(each) or "fr") for each in known]


def ticket(slip: Slip, catalogues: Catalogues, paper: TicketPaper, *, large: bool = False) -> Drawn:
    """Describe a ticket in the languages given, all of them the same size."""

    def fill(strip: "Strip") -> None:
        strip.small(each.gettext(HOUSE) for each in catalogues)
        strip.rule()
        strip.number(slip.number)
        strip.theme(
            THEME_ICONS.get(slip.theme_code, OTHER_ICON), [slip.theme.spoken(each.language) for each in catalogues]
        )
        strip.rule()
        if slip.ahead is not None:
            strip.words((_ahead(slip.ahead, each) for each in catalogues), 1.2)
            strip.words((_waiting(slip.wait, each) for each in catalogues), 1.2)
        if not large:
            # What a large print leaves out makes room for letters.
            strip.words((each.gettext(CALLED_BY) for each in catalogues), 1.0)
        strip.small((f"{slip.issued_at:%d/%m/%Y  %H:%M}",))

    title = catalogues[0].gettext("Ticket {number}").format(number=slip.number)
    return drawn_by(title, paper, fill, large=large)


def proof(moment: datetime, catalogues: Catalogues, paper: TicketPaper, *, large: bool = False) -> Drawn:
    """Describe a proof of visit: a day, half of it, and a line for a name that the program never knows."""
    half = HALVES[half_day(moment)]

    def fill(strip: "Strip") -> None:
        strip.words((each.gettext(PROOF) for each in catalogues), 1.6, bold=True)
        strip.rule()
        for each in catalogues:
            strip.words((each.gettext(half).format(day=_unbroken(each.date(moment.date(), "weekday"))),), 1.1)
        strip.words((each.gettext(NAME) for each in catalogues), 1.0)
        strip.blank(2.6)
        strip.words((each.gettext(STAMP) for each in catalogues), 1.0)
        strip.gap(5)
        strip.rule()
        strip.words((each.gettext(NO_NAME) for each in catalogues), 0.9)

    return drawn_by(catalogues[0].gettext(PROOF), paper, fill, large=large)


def as_pdf(drawn: Drawn, language: str) -> bytes:
    """Return a slip as a PDF of one page."""
    page = Page(heading=drawn.title, language=language, size=(drawn.width, drawn.height), margin=drawn.margin)
    for mark in drawn.marks:
        if isinstance(mark, Icon):
            page.icon(mark.name, mark.x, mark.y, mark.side)
        else:
            page.draw([mark], 0, 0)
    return page.finished()


def as_job(pdf: bytes, paper: TicketPaper) -> bytes:
    """Return the page of a PDF as a job for a printer of receipts: the part that its head can reach, and a cut."""
    form = FORMATS[paper]
    dots = round(form.room / mm * DOTS_TO_THE_MM)
    return job(rows_of(pdf, left=form.margin, width=dots - dots % 8))


def drawn_by(title: str, paper: TicketPaper, fill: "Callable[[Strip], None]", *, large: bool) -> Drawn:
    """Describe a slip by what fills it; on a sheet that it would run over, all of it is written a little smaller."""
    form = FORMATS[paper]
    unit = form.text * (LARGE if large else 1.0)
    strip = _filled(form, unit, fill)
    # A sheet has an end: what would run over it is written a little smaller, all of it alike.
    while form.height is not None and strip.y > form.height - form.margin and unit > SMALLEST:
        unit *= LESS
        strip = _filled(form, unit, fill)
    height = form.height or strip.y + form.margin / 2
    return Drawn(title=title, marks=tuple(strip.marks), width=form.width, height=height, margin=form.margin)


def _filled(form: Format, unit: float, fill: "Callable[[Strip], None]") -> "Strip":
    strip = Strip(form, unit)
    fill(strip)
    return strip


class Strip:
    """A column of words on its way down the paper; each kind of mark keeps within the room there is."""

    def __init__(self, form: Format, unit: float) -> None:
        self.marks: list[Mark] = []
        self.y = form.margin / 2 if form.height is None else form.margin
        self._form = form
        self._unit = unit
        # Letters that touch the edge would lose a dot to the head of the printer.
        self._room = form.room - 1 * mm

    def words(self, lines: Iterable[str], scale: float, *, bold: bool = False) -> None:
        """Write lines under each other in the middle, once where two languages say the same."""
        if self._lines(lines, self._unit * scale, bold=bold):
            self.gap(0.5)

    def small(self, lines: Iterable[str]) -> None:
        """Write lines that are no larger in a large print."""
        self._lines(lines, min(self._unit, self._form.text) * 0.95, bold=False)
        self.gap(0.5)

    def number(self, number: str) -> None:
        """Write the number as large as the paper lets it be."""
        widest = self._room / measured(number, 1.0, bold=True)
        size = min(self._unit * 10, self._form.text * 10, widest)
        # Figures have no descenders: the room below them is left away.
        self.y += size * 0.86
        middle = self._form.width / 2
        self.marks.append(Text(x=middle, y=self.y, words=number, size=size, bold=True, anchor=Anchor.MIDDLE))
        self.gap(1)

    def theme(self, icon: str, lines: Sequence[str]) -> None:
        """Write the words of a theme beside its icon."""
        self._beside(icon, lines, side=self._form.text * 3, gap=self._form.text * 0.8, scale=1.6)
        self.gap(0.7)

    def sign(self, icon: str, lines: Sequence[str]) -> None:
        """Write the words of a theme beside its icon, as one line of several on the paper."""
        self._beside(icon, lines, side=self._unit * 2, gap=self._unit * 0.6, scale=1.2)
        self.gap(0.2)

    def _beside(self, icon: str, lines: Sequence[str], *, side: float, gap: float, scale: float) -> None:
        size = self._unit * scale
        parts, size = _parts(lines, size, room=self._room - side - gap, bold=True)
        wide = side + gap + max(measured(part, size, bold=True) for part in parts)
        tall = max(side, len(parts) * size * LINE)
        left = (self._form.width - wide) / 2
        self.marks.append(Icon(name=icon, x=left, y=self.y + (tall - side) / 2, side=side))
        first = self.y + (tall - len(parts) * size * LINE) / 2
        for place, part in enumerate(parts):
            y = first + (place + 0.77) * size * LINE
            self.marks.append(Text(x=left + side + gap, y=y, words=part, size=size, bold=True))
        self.y += tall

    def left(self, lines: Iterable[str], scale: float, *, bold: bool = False) -> None:
        """Write lines under each other from the left edge on."""
        parts, size = _parts(lines, self._unit * scale, room=self._room, bold=bold)
        for part in parts:
            self.y += size * LINE
            self.marks.append(Text(x=self._form.margin, y=self.y - size * 0.3, words=part, size=size, bold=bold))
        if parts:
            self.gap(0.15)

    def band(self, colour: str) -> None:
        """Draw a broad line of a colour across."""
        height = self._unit * 0.5
        self.marks.append(Rect(x=self._form.margin, y=self.y, width=self._form.room, height=height, fill=colour))
        self.y += height
        self.gap(0.3)

    def squares(self, rows: Sequence[Sequence[bool]]) -> None:
        """Draw a square of black and white modules in the middle, each at least half a millimetre wide."""
        side = max(len(rows) * MODULE, min(self._room, self._unit * 9))
        module = min(side, self._room) / len(rows)
        left = (self._form.width - module * len(rows)) / 2
        for at, row in enumerate(rows):
            for first, length in _runs(row):
                x, y = left + first * module, self.y + at * module
                self.marks.append(Rect(x=x, y=y, width=length * module, height=module, fill=INK))
        self.y += module * len(rows)
        self.gap(0.6)

    def rule(self) -> None:
        """Draw a line across."""
        self._line(1.0)
        self.gap(0.5)

    def blank(self, height: float) -> None:
        """Leave a line to write on by hand."""
        self.y += self._form.text * height
        self._line(0.8)
        self.gap(0.9)

    def gap(self, lines: float) -> None:
        """Leave room, no more of it in a large print."""
        self.y += min(self._unit, self._form.text) * lines

    def _line(self, width: float) -> None:
        left, right = self._form.margin, self._form.width - self._form.margin
        self.marks.append(Line(x1=left, y1=self.y, x2=right, y2=self.y, colour=INK, width=width))

    def _lines(self, lines: Iterable[str], size: float, *, bold: bool) -> int:
        parts, size = _parts(lines, size, room=self._room, bold=bold)
        for part in parts:
            self.y += size * LINE
            middle = self._form.width / 2
            y = self.y - size * 0.3
            self.marks.append(Text(x=middle, y=y, words=part, size=size, bold=bold, anchor=Anchor.MIDDLE))
        return len(parts)


def _runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Iterate over the dark stretches of a row: where each begins and how long it is."""
    at = 0
    for dark, stretch in groupby(row):
        length = len(list(stretch))
        if dark:
            yield at, length
        at += length


def _parts(lines: Iterable[str], size: float, *, room: float, bold: bool) -> tuple[list[str], float]:
    """Return lines as they fit into a room, all in one size: a little smaller than wanted, else broken between words.

    The longest word settles the size: no word is broken.
    """
    distinct = [line for line in dict.fromkeys(map(plain, lines)) if line.strip()]
    whole = room / max((measured(line, size, bold=bold) for line in distinct), default=room)
    if whole >= TIGHTER:
        return distinct, size * min(1.0, whole)
    words = [word for line in distinct for word in line.split()]
    size *= min(1.0, room / max(measured(word, size, bold=bold) for word in words))
    return [part for line in distinct for part in wrapped(line, size, room=room, bold=bold)], size


def _unbroken(words: str) -> str:
    return words.replace(" ", "\u00a0")


def _ahead(people: int, words: Catalogue) -> str:
    if not people:
        return words.gettext("You are at the head of the line")
    return words.ngettext("{count} person before you", "{count} people before you", people).format(count=people)


def _waiting(wait: Estimate, words: Catalogue) -> str:
    low, high = wait.told_low, wait.told_high
    match wait.told:
        case Told.NOBODY:
            # Nothing is better than a number that nobody can keep.
            return ""
        case Told.NOW:
            return words.gettext("Wait: none")
        case Told.MORE if low:
            return words.gettext("Wait: more than {low} min").format(low=low)
        case _ if low:
            return words.gettext("Wait: {low} to {high} min").format(low=low, high=high)
        case _:
            return words.gettext("Wait: up to {high} min").format(high=high)
