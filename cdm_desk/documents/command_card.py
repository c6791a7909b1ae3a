"""The card of commands beside the scanner: what the next scans mean, in both languages, on one sheet."""

from collections.abc import Sequence
from typing import Final

from reportlab.lib.units import mm

from cdm_desk.documents.chart import FAINT, Anchor, Rect
from cdm_desk.documents.legend import _
from cdm_desk.documents.page import Page, measured, wrapped
from cdm_desk.domain.barcodes import bars
from cdm_desk.domain.lists import Entry
from cdm_desk.domain.scanning import Gesture, command_text, kind_text
from cdm_desk.language import Catalogue

MARGIN: Final[float] = 12 * mm
HEADING: Final = _("Scan card of the library")
LEAD: Final = _("Scan a line: it says what the next books mean. No mouse is needed.")
KINDS: Final = _("Not catalogued: each scan counts one. For more, type the number, then Enter.")
NAMES: Final = {
    Gesture.CONSULTED: _("Read on the spot"),
    Gesture.SHELF: _("Back on the shelf"),
    Gesture.WEED: _("To weed?"),
    Gesture.LABEL: _("Spine label"),
    Gesture.UNDO: _("Take the last scan back"),
}
SENTENCES: Final = {
    Gesture.CONSULTED: _("Each scan counts one book read on the spot."),
    Gesture.SHELF: _("Each scan notes that the book stands on its shelf again."),
    Gesture.WEED: _("Each scan proposes the book for weeding."),
    Gesture.LABEL: _("Each scan queues a new label for the spine."),
    Gesture.UNDO: _("The last scan is taken back, then the one before."),
}
ICONS: Final = {
    Gesture.CONSULTED: "eye",
    Gesture.SHELF: "books",
    Gesture.WEED: "trash",
    Gesture.LABEL: "bookmark-simple",
    Gesture.UNDO: "arrow-u-up-left",
}
TALL, LOW = 29.5 * mm, 16 * mm
CODE_WIDTH: Final[float] = 92 * mm
WIDEST_MODULE: Final[float] = 0.42 * mm
CAPTION: Final = 9.0
ICON_SIDE: Final = 30.0
NAME_SIZE: Final = 13.0
SENTENCE_SIZE: Final = 8.5


def command_card(kinds: Sequence[Entry], catalogues: Sequence[Catalogue]) -> bytes:
    """Return the PDF of the card, with the kinds that are counted without being catalogued."""
    return _Card(kinds, catalogues).drawn()


class _Card:
    def __init__(self, kinds: Sequence[Entry], catalogues: Sequence[Catalogue]) -> None:
        self._kinds = kinds
        self._catalogues = catalogues
        heading = " / ".join(each.gettext(HEADING) for each in catalogues)
        self._page = Page(heading=heading, language=f"{catalogues[0].language}-BE", margin=MARGIN)
        self._y = MARGIN

    def drawn(self) -> bytes:
        self._head()
        for gesture in Gesture:
            self._gesture(gesture)
        self._kinds_head()
        for kind in self._kinds:
            self._kind(kind)
        return self._page.finished()

    def _head(self) -> None:
        page = self._page
        half = page.across / 2 - 6
        for place, anchor, words in zip(
            (page.left, page.right), (Anchor.START, Anchor.END), self._catalogues, strict=False
        ):
            page.text(place, self._y + 14, words.gettext(HEADING), size=15, bold=True, anchor=anchor, room=half)
            for line, said in enumerate(wrapped(words.gettext(LEAD), SENTENCE_SIZE, room=half)):
                page.text(place, self._y + 27 + 10 * line, said, size=SENTENCE_SIZE, anchor=anchor, room=half)
        self._y += 48

    def _gesture(self, gesture: Gesture) -> None:
        page = self._page
        self._frame(TALL)
        page.icon(ICONS[gesture], page.left + 8, self._y + (TALL - ICON_SIDE) / 2, ICON_SIDE)
        x = page.left + ICON_SIDE + 18
        room = page.right - CODE_WIDTH - x - 4
        y = self._y + 3
        for words in self._catalogues:
            y = self._words(x, y, words.gettext(NAMES[gesture]), NAME_SIZE, room, bold=True) + 2
            y = self._words(x, y, words.gettext(SENTENCES[gesture]), SENTENCE_SIZE, room) + 4
        self._code(command_text(gesture), TALL)
        self._y += TALL + 2 * mm

    def _kinds_head(self) -> None:
        page = self._page
        for words in self._catalogues:
            self._y += 11
            page.text(page.left, self._y, words.gettext(KINDS), size=SENTENCE_SIZE, bold=True)
        self._y += 5

    def _kind(self, kind: Entry) -> None:
        if self._y + LOW > self._page.height - MARGIN:
            self._page.turn()
            self._y = MARGIN
        page = self._page
        self._frame(LOW)
        x = page.left + 8
        room = page.right - CODE_WIDTH - x - 4
        y = self._y + 5
        for words in self._catalogues:
            y = self._words(x, y, kind.label.spoken(words.language), 11.0, room, bold=True) + 2
        self._code(kind_text(kind.code), LOW)
        self._y += LOW + 1.2 * mm

    def _words(self, x: float, y: float, words: str, size: float, room: float, *, bold: bool = False) -> float:
        lines = wrapped(words, size, room=room, bold=bold)
        for line in lines:
            y += size * 1.12
            self._page.text(x, y, line, size=size, bold=bold, room=max(room, measured(line, size, bold=bold)))
        return y

    def _frame(self, height: float) -> None:
        page = self._page
        page.box(Rect(x=page.left, y=self._y, width=page.across, height=height, stroke=FAINT))

    def _code(self, text: str, height: float) -> None:
        page = self._page
        x = page.right - CODE_WIDTH
        modules, quiet = bars(text)
        module = min(WIDEST_MODULE, CODE_WIDTH / (len(modules) + 2 * quiet))
        left = x + (CODE_WIDTH - module * len(modules)) / 2
        page.bars(left, self._y + 5, modules, module=module, height=height - 10 - CAPTION)
        page.text(x + CODE_WIDTH / 2, self._y + height - 5, text, size=7.0, anchor=Anchor.MIDDLE, room=CODE_WIDTH)
